var ne="",ye=()=>document.querySelector("#chat-input textarea");function xt(e){return ne=e[0]??"",e}function bt(){ne=""}function wt(){let e=ye().value;ne&&e.startsWith(
ne)&&z(ye(),e.slice(ne.length)),ne=""}function kt(e){if(!e)return;let t=ye().value,{text:n}=JSON.parse(e);z(ye(),t.trim()?`${n}
${t}`:n)}function z(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function Y(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Br(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Br(e){
return e.split(/(?=(?:\d{3})+$)/)}function w(e,t){e.textContent!==t&&(e.textContent=t)}function C(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function N(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function St(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function Et(e){return`${e.toFixed(e<10?1:0)} W`}function xe({routed:e,hits:t}){return e?t/e:
null}var vt=256*1024,$t="is no text file. Attach text, such as .txt, .md, .py or .csv.";function Fr(e,t){let n=t.match(/`{3,}/g)??[],o="`".repeat(Math.max(3,...n.map(
s=>s.length+1))),r=/\.([a-z0-9]{1,10})$/i.exec(e)?.[1].toLowerCase()??"";return`${e}:
${o}${r}
${t.replace(/\n$/,"")}
${o}`}function Dr(e,t){return[e.trimEnd(),...t].filter(Boolean).join(`

`)}async function Ur(e){if(e.size>vt)return{problem:`${e.name} is larger than ${vt/1024} KiB. Attach a part of it.`};try{let t=new TextDecoder("utf-8",{fatal:!0}).
decode(await e.arrayBuffer());return t.includes("\0")?{problem:`${e.name} ${$t}`}:{text:t.replace(/\r\n?/g,`
`)}}catch{return{problem:`${e.name} ${$t}`}}}function Ot(e){let[t,n,o]=["#attach","#attach-file","#attach-note"].map(i=>e.querySelector(i)),r=document.querySelector(
"#chat-input textarea"),s=document.querySelector("#chat-pane");async function a(i){let l=await Promise.all([...i].map(async f=>({file:f,...await Ur(f)}))),u=l.filter(
({text:f})=>f!==void 0).map(({file:f,text:d})=>Fr(f.name,d));u.length&&(z(r,Dr(r.value,u)),r.focus()),w(o,l.map(({problem:f})=>f??"").filter(Boolean).join(" "))}
t.addEventListener("click",()=>n.click()),n.addEventListener("change",async()=>{await a(n.files),n.value=""});let c=({dataTransfer:i})=>i?.types.includes("Files");
return s.addEventListener("dragover",i=>c(i)&&i.preventDefault()),s.addEventListener("drop",i=>{c(i)&&(i.preventDefault(),a(i.dataTransfer.files))}),{update(){}}}function Lt(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#chat-input textarea"),s=document.querySelector("#stop"),a=null,c="";function i(){
clearTimeout(a),a=setTimeout(()=>s.disabled&&n("submit"),600)}return new MutationObserver(()=>{let l=[...o.querySelectorAll(".message-row")].map(u=>u.className).
join();l!==c&&(c=l,i())}).observe(o,{childList:!0,subtree:!0}),r.addEventListener("input",i),document.addEventListener("hybrid:reply-ended",i),i(),{update(){}}}function _t(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function Tt(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var Ct="presenting";function oe(){return document.body.classList.contains(Ct)}function ce(e){e!==oe()&&(document.body.classList.toggle(Ct,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var At="hybrid-keys-off",Gr="input, textarea, select, [contenteditable]",zr="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",Mt={stop:Kr,pause:Yr,present:Jr,help:Ne},qt=()=>!1;function Nt(e){qt=e}var Pt=()=>{};function jt(e){Pt=e;let t={capture:!0};for(let n of["keydown","keyp\
ress"])document.addEventListener(n,Hr,t);document.addEventListener("keydown",Wr,t)}function Hr(e){Bt(e)==="send"&&be("send")&&e.stopPropagation()}function Wr(e){
let t=Bt(e);t in Mt&&!be(t)&&Mt[t](e)&&e.preventDefault()}function be(e){return Rt().includes(e)}function It(e,t){let n=Rt().filter(o=>o!==e);localStorage.setItem(
At,JSON.stringify(t?[...n,e]:n))}function Ne(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function Rt(){try{let e=JSON.parse(
localStorage.getItem(At)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function Bt(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:a,target:c}=e;
return a||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&c.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function Kr({
target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(oe())return ce(!1),!0;let t=document.
querySelector("#stop");if(t&&!t.disabled)t.click();else return qt();return!0}function Jr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(
Gr)?!1:(ce(!oe()),!0)}function Yr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(zr)?!1:(Pt(),!0)}function Vr(e=""){let t=/\bhit (\d+) %/.exec(e);return t?Number(t[1]):null}function Xr(e,t){return t>e?"The second time more of its experts were already on the \
GPU.":t<e?"The second time fewer of its experts were on the GPU: others had taken their slots.":"Both times as many of its experts were on the GPU."}function Ft(e,t){
let n=null;t.hidden=!0;let o=c=>Vr(c?.querySelector(".thought-group .title")?.textContent);function r(c,i){n=c.slice(i).map(o).find(l=>l!==null)??null,t.hidden=
!0}function s(c){let i=o([...e.querySelectorAll(".message-row")].at(-1));if(i===null&&c)return setTimeout(()=>s(c-1),100);i!==null&&a(n,i),n=null}function a(c,i){
t.querySelector("p").textContent=Xr(c,i);for(let[l,u]of Object.entries({first:c,second:i})){let f=t.querySelector(`.${l}`);f.querySelector("i").style.setProperty(
"--share",`${u}%`),f.querySelector("b").textContent=`${u} %`}t.hidden=!1}return document.addEventListener("hybrid:reply-ended",()=>{if(n===null){t.hidden=!0;return}
s(30)}),{begin:r,hide:()=>t.hidden=!0}}var le=new Map,Pe=null,Dt=!1;function je(e,t=()=>import(new URL("formulas.js",import.meta.url).href)){let n=[...e.querySelectorAll(":is(.tex-line, .tex-block):n\
ot([data-set])")];n.length&&(Pe?n.forEach(Zr):Dt||(Dt=!0,t().then(o=>{Pe=o.mathOf,je(e)},console.error)))}function Zr(e){let t=e.classList.contains("tex-block"),
n=Qr(e.textContent,t);e.dataset.set=n===null?"no":"yes",n!==null&&(e.innerHTML=n)}function Qr(e,t){let n=`${t} ${e}`;return le.has(n)||(le.size>=200&&le.clear(),
le.set(n,Pe(e,t))),le.get(n)}var es={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],cut:[["on","Continue"]],bot:[["again","Regenerate"],["repeat","Ask again"],["tokens","Tokens"],
["copy","Copy"],["drop","Delete"]]},V=0,Gt="+1",Ie=new Map,zt=()=>{},ts={edit:"edit",copy:"copy",drop:"delete",again:"retry",repeat:"retry",tokens:"select",on:"\
submit",version:"input"},ns=/^\s*(cut at the token limit|stopped by you) ·/;function Ht(e,t,n){Ie=new Map;let o=document.querySelector("#chat"),r=document.querySelector(
"#editing-note"),s=document.querySelector("#chat-input textarea"),a=Ft(o,document.querySelector("#again")),c=()=>[...o.querySelectorAll(".message-row")];function i(u,f){
let d=ss(u),p=d==="user"||d==="bot"?Ie.get(f):void 0,g=u.querySelector(":scope > .actions");g?.dataset.kind===d&&(g.dataset.version??"")===String(p??"")||(g?.remove(),
d&&u.append(as(d,p)))}o.addEventListener("click",u=>{let f=u.target.closest(".copy-code");f&&rs(f);let d=u.target.closest(".actions button");d&&(V=c().indexOf(d.
closest(".message-row")),Gt=d.dataset.step??"",d.dataset.action==="repeat"&&a.begin(c(),V),n(ts[d.dataset.action]),d.dataset.action==="copy"&&ls(d),d.dataset.action===
"edit"&&s.focus())});let l=()=>{c().forEach(i),c().length||a.hide(),je(o),navigator.clipboard&&o.querySelectorAll(".written pre:not(.tex-block, :has(button))").
forEach(os)};return zt=l,new MutationObserver(l).observe(o,{childList:!0,subtree:!0}),l(),r.addEventListener("click",u=>u.target.closest("button")&&Ut()),r.hidden=
!0,Nt(Ut),{update(){}}}function Ut(){let e=document.querySelector("#editing :is(textarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("\
#chat-input textarea")])z(t,"");return!0}function Wt(e){let t=document.querySelector("#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending asks this\
 anew. What followed stays as another version. <button type="button">Cancel</button>'}function Kt(e){Ie=new Map(JSON.parse(e||"[]").map(([t,n,o])=>[t,[n,o]])),zt()}
function Jt(){return`${V}:${Gt}`}function ue(){return String(V)}function Yt(e){return bt(),[ue(),...e]}function Vt(e){return[Zt(e[V]),String(V)]}function Xt(e){
navigator.clipboard?.writeText(Zt(e[V]))}function Zt(e){let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(
":scope > *");return n?.dataset.text??n?.textContent??t}function os(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});
t.ariaLabel="Copy code",e.append(t)}function rs(e){navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(
()=>delete e.dataset.done,1500)}function ss(e){let t=e.querySelector(".thought-group .title");return t?is(e)&&ns.test(t.textContent)?"cut":"":e.querySelector(".\
thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function is(e){return e===[...document.querySelectorAll("#chat .message-row")].at(-1)}function as(e,t){
let n=Object.assign(document.createElement("div"),{className:"actions"});n.dataset.kind=e,t&&n.append(...cs(n,t));for(let[o,r]of es[e]){let s=Object.assign(document.
createElement("button"),{type:"button",textContent:r});s.dataset.action=o,n.append(s)}return n}function cs(e,[t,n]){e.dataset.version=`${t},${n}`;let o=Object.assign(
document.createElement("span"),{className:"version",textContent:`${t}/${n}`}),[r,s]=[["-1","‹","Previous version",t===1],["+1","›","Next version",t===n]].map(
([a,c,i,l])=>{let u=Object.assign(document.createElement("button"),{type:"button",textContent:c,ariaLabel:i,disabled:l});return Object.assign(u.dataset,{action:"\
version",step:a}),u});return[r,o,s]}function ls(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}var us={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function Qt(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,a=r!==""&&o.active_request===
r,i=o.phase==="loading"&&o.activity&&`Waiting. ${o.activity}.`||us[o.phase]||o.active_request&&"Waiting: the model is busy with another tab.",l=s&&!a&&!!i,u=a&&
o.phase==="prefill";if(e.hidden=!l&&!u,l)t.style.width="0",w(n,i);else if(u){let{prefill_done:f,prefill_total:d}=o.speed;t.style.width=`${d?100*f/d:0}%`,w(n,ds(
o.speed))}}}}function ds(e){return`Reading the prompt: ${e.prefill_done} of ${e.prefill_total} tokens${fs(e)}.`}function fs({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){
if(!n||e>=t)return"";let o=Math.ceil((t-e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function en(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var ps=700;function nn(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=en(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>a(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let f=u.target.closest("button");f&&(a(!1),tn(f.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?l(s.stop()):c()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&i(),ps)}),document.addEventListener("click",u=>{s.isRunning()&&ms(u)&&l(s.stop())});function a(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function c(){if(on()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){i();return}let f=new MutationObserver(()=>{u()||(f.disconnect(),i())});f.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function i(){l(s.next(!!document.querySelector("#\
error")?.textContent))}function l(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&tn(u.prompt)}return{update(){}}}function ms({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function tn(e){let t=document.querySelector("#chat-input textarea");if(z(t,e),on())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function on(){return document.querySelector("#stop")?.disabled===!1}var hs={idle:"",writing:"Writing… - ",ready:"Reply ready - "};function gs(e,t){return hs[e]+t}function ys(e,{busy:t,looked:n}){return t?"writing":e==="idle"||
n?"idle":"ready"}function rn(){let e=document.querySelector("#stop"),t=document.title,n="idle";function o(){n=ys(n,{busy:!e.disabled,looked:!document.hidden&&document.
hasFocus()}),document.title=gs(n,t)}return new MutationObserver(o).observe(e,{attributes:!0,attributeFilter:["disabled"]}),document.addEventListener("visibility\
change",o),window.addEventListener("focus",o),o(),{update(){}}}var sn=[];function an(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>sn.push(n))))}):e}function cn(){sn.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function ln(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function un(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(a=>`${t.label(
a)} ${t.shown(a,o[a])} → ${t.shown(a,n[a])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function dn({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function fn(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let a=xs(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!a}}function xs(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function mn(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function hn({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!pn(n)||!pn(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let a=n*o||0,c=e*t,i=a>s?` There is memory for ${s}.`:"";return`${a} slots for ${c} experts: ${bs(a/c)} on the GPU.${i}`}function pn(e){return e===
""||Number.isInteger(e)&&e>=0}function bs(e){return e===1?"all of them fit":e===.5?"half of them fit":`${C(e)} of them fit`}function gn({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:a},{labels:c}){let i=(d,p)=>Object.keys(c[d]).find(g=>c[d][g]===p),l=a==="cached"?"":`, ${i("placement",a)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,f=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${i("admission",r)}, ${f}${l}`}
function yn({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,a=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${a}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${a}. ${r} threads already saturate memory (○)`:a}function xn(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:a,width:c}=n.
getBoundingClientRect(),i=Math.ceil((s.clientX-a)/c*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,i)))}),{draw(s,a,c=null){r=s;let i=l=>`${100*
l/r.logical_cpus}%`;n.style.setProperty("--threads",i(Math.min(r.logical_cpus,Number(a)||0))),n.style.setProperty("--physical",i(r.physical_cores)),n.style.setProperty(
"--knee",i(c??0)),n.classList.toggle("measured",c!==null),n.classList.toggle("beyond",a>r.physical_cores),w(o,yn(r,a,c))}}}function wn(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(a){if(!r||a.type==="pointermove"&&!n.hasPointerCapture(a.pointerId))
return;a.type==="pointerdown"&&n.setPointerCapture(a.pointerId);let{left:c,top:i,width:l,height:u}=n.getBoundingClientRect();t.set("indexes",bn(Math.ceil((a.clientX-
c)/l*r.layers),r.layers)),t.set("ways",bn(Math.ceil((1-(a.clientY-i)/u)*r.experts),r.experts)),a.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(a,c){r=a;let i=ws(r,c);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));i.forEach((l,u)=>n.children[u].style.setProperty("--share",l)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",kn(c)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${r.top_k} of ${r.experts})`,o.querySelector(".last").
textContent=String(r.layers-1)}}}function kn({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function ws({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(a,c)=>Math.min(1,Math.max(0,s(c)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):kn(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function bn(e,t){return Math.min(t,Math.max(1,e))}function we(e,t){let n=Object.keys(t.fields),o=c=>e.querySelector(`#${CSS.escape(t.fields[c]??c)}`),r=c=>o(c)?.querySelector("input, textarea")??null;function s(c){
let i=r(c);return i?ks(i,t.labels[c]):void 0}function a(c,i){let l=r(c);!l||s(c)===i||(l.value=String(i),l.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:a,all:()=>Object.fromEntries(n.map(c=>[c,s(c)])),label:c=>o(c)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??c,shown:(c,i)=>Ss(t.labels[c],i)}}function ks({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function Sn(e){let{geometry:t,...n}=e;return{...t,...n}}function Ss(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function En({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.devices,
a=e.slots_limit??s,{emulated:c}=t,i={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:a},l={name:"RAM",held:Math.
max(0,e.host_used-(c?e.slots:0)),slots:c?r:0,total:e.host_total,limit:c?a:null};return{device:c?null:i,host:l,most:Math.floor(a/n.expert_bytes)}}function Re({slots:e,
limit:t}){return t!==null&&e>t}function vn(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,a=s===null?"":` + ${N(o)} slots`,c=Re(e)?`: too much, only ${N(s)} of\
 slots fit`:"";return`${t}: ${N(n)} used${a}, of ${N(r)}${c}`}function $n({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;
return{held:o(e),slots:o(Math.min(t,n-e))}}function Ln(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=En(o,r);return t.hidden=s.device===null,s.device&&
On(t,s.device),On(n,s.host),{most:s.most}}}}function On(e,t){let{held:n,slots:o}=$n(t);e.classList.toggle("over",Re(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,w(e.querySelector("p"),vn(t))}var Es={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},vs=["data-field","data-place"];function _n(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function a(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function c(){a(),n();let f=o.querySelector("[data-field]");if(!f)return;
f.dataset.place==="chat"&&i(f.textContent);let d=$s(f.dataset.field),p=d?t.input(d):null;p&&l(d,p,f.textContent)}function i(f){let d=document.querySelector("#co\
mposer");d&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:f}),d.before(s),o.classList.add("beside"))}function l(f,d,p){Os(t.block(
f));let g={className:"refusal",id:"refusal",textContent:p},y=Object.assign(document.createElement("p"),g),x=t.block(f);x.classList.add("refused"),(x.closest(".r\
ow")??x).after(y),d.setAttribute("aria-invalid","true"),d.setAttribute("aria-describedby",y.id),r={block:x,input:d,note:y},o.classList.add("beside"),y.scrollIntoView(
{block:"nearest"})}for(let f of[...t.names,"model"])t.input(f)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:vs,
subtree:!0};new MutationObserver(c).observe(o,u),c()}function $s(e=""){return Es[e]??e}function Os(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function Tn(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),w(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),w(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(Ls(location.origin+location.pathname,t.all()),"Link")})}function Ls(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function Cn(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=we(o,r),a=m=>e.querySelector(`.${m}`),c={cover:wn(o,s),gauges:Ln(e),cores:xn(
o,s)},i=null,l="",u=fn(),f=!1;function d(){if(!i)return;let m=s.all(),E=Sn(i.settings),b=Number(s.input("knee")?.value)||null,$=JSON.stringify([b,m,E,i.model,i.
machine,i.memory]);if($===l)return;l=$,c.cover.draw(i.model,m);let{most:k}=c.gauges.draw(i,m);c.cores.draw(i.machine,m.cpu_threads,b),y(m),g(m,E),w(a("explain"),
mn(m,r)),w(a("slots"),hn(i.model,m,k)),w(a("inforce"),`Current: ${gn(E,r)}`),p(E,i.model.name)}function p(m,E){let b=s.input("base")?.value;b&&u(JSON.parse(b),m,
E)&&n("submit")}function g(m,E){let b=ln(s.names,m,E);for(let $ of s.names)s.block($)?.classList.toggle("changed",b.includes($));for(let $ of["apply","revert"])
x($).disabled=b.length===0;o.querySelector("#apply-row").classList.toggle("pending",b.length>0),f&&=b.length>0,w(a("changes"),un(b,s,{values:m,inForce:E,applying:f}))}
function y(m){let E=dn(m,r);s.block("split_misses").hidden=i.machine.emulated;for(let b of s.names)s.block(b)?.classList.toggle("idle",E.has(b))}function x(m){let E=o.
querySelector(`#${m}`);return E.querySelector("button")??E}function h(m){f=m,l="",d()}o.addEventListener("click",({target:m})=>m.closest("#apply")&&h(!0)),_n(o,
s,()=>h(!1)),Tn(o,s);let S=()=>setTimeout(()=>e.isConnected&&d());return o.addEventListener("input",d),o.addEventListener("focusout",S),document.addEventListener(
"hybrid:fields-set",S),{update(m,E){i=m,(E.whole||E.delta.settings||E.delta.memory)&&d()}}}async function A(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var Mn="Settings panel",An="Best predicted";function qn(e,t){let n={...e,[Mn]:"what its fields hold, applied or not"};return t&&(n[An]=`${t.indexes} × ${t.ways}, from the map above`),n}function Nn(e,{panel:t,
best:n}){return e===Mn?{name:e,settings:t()}:e===An?{name:e,settings:n()}:e}function Pn(e,t){return e.length?e:t.slice(0,2)}var _s=["grid","curves","reuse","tune","compare"];function jn(e){let t=_s.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function In(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=c=>e.querySelector(`input[name=lab-metric][value=${c}]`);function a(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:a,show(c){o=c;let i=!!o.figures["grid-speed"];s("speed").disabled=!i,s("speed").parentElement.title=i?"":
"Benchmark this machine first",i||(s("hits").checked=!0),a()},click({x:c,y:i}){let{indexes:l,ways:u,settings:f}=o.facts;f&&n({...f,indexes:l[i],ways:u[c]})},best:()=>o?.
facts.best??null}}var Ts=350;function Rn(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=S=>e.querySelector(S),[s,a,c,i,l,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),f=r(".anyway"),d=null;function p(S){s.hidden=S,a.hidden=c.hidden=!S,a.disabled=!1,S&&c.removeAttribute("value")}async function g(S={}){let m={id:null,cancelled:!1};
d=m,l.textContent=i.textContent="",f.hidden=!0,p(!0);try{let E=t();for(let[b,$]of E.entries()){if(m.cancelled)break;let k=await y(m,{...$,...S},O=>c.value=(b+O)/
E.length);if(f.hidden=k.field!=="busy",k.state==="failed")throw new Error(k.error);k.state==="done"&&n(k)}i.textContent=m.cancelled?"Cancelled.":""}catch(E){l.textContent=
E.message,i.textContent=""}d=null,p(!1),o()}async function y(S,m,E){let b=JSON.stringify(m),$=await A("lab/jobs",{method:"POST",body:b,headers:{"Content-Type":"\
application/json"}});for(S.id=$.id,S.cancelled&&await x(S);$.state==="waiting"||$.state==="running";)E($.share),i.textContent=$.what,await new Promise(k=>setTimeout(
k,Ts)),$=await A(`lab/jobs/${$.id}`);return $}async function x(S){S.cancelled=!0,a.disabled=!0,i.textContent="Cancelling",S.id&&await A(`lab/jobs/${S.id}`,{method:"\
DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!d&&g()),f.addEventListener("click",()=>!d&&g({anyway:!0})),a.addEventListener("click",()=>d&&x(d));function h(S,m=""){
s.disabled=!S,u.textContent=m&&`${m}.`}return{enable:h}}function Fn(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>w(s,r));for(let[o,r]of Object.entries(n.tables))
Be(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Be(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(Bn("th",n.columns));let r=n.rows.map((s,a)=>{let c=Bn("td",s);return c.classList.toggle("marked",a===n.marked),n.keys[a]&&
c.cells[0].prepend(Cs(...n.keys[a])),c});o.querySelector("tbody").replaceChildren(...r)}function Cs(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function Bn(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var Dn=null;function P(){return Dn??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),Dn}var j={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function H(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:a}=t.getBoundingClientRect(),c=t._fullLayout,i=c&&Math.abs(c.width-s)<1&&Math.abs(c.height-a)<1;s&&!c?n():s&&(r||!i)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function W(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function ke(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,a)=>/^\d+$/.test(String(a))?t(o,Number(a)):s[a];return new Proxy([],{get:r})})}function Un({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([f,d])=>[f,s(d)])),a={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},c={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...a,color:r("--muted")},title:{font:{...a,color:r("--mut\
ed")},standoff:6}},i={bgcolor:r("--panel"),bordercolor:r("--muted"),font:a,align:"left"},l={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:a,hoverlabel:i,
legend:{font:a,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(Ms(a)),layout:Gn({...l,xaxis:c,yaxis:c},s(t))}}function Ms(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function Gn(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?Gn(e[r],s):s;return o}function zn(e){let t=new Map,n=null;function o(a){if(!n||!a.figure||!a.plot.offsetWidth)return;let c=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:i,layout:l}=Un(a.figure,getComputedStyle(document.body),c),u=!a.plot.on,{offsetWidth:f,offsetHeight:d}=a.plot;n.react(a.plot,i,{...l,width:f,height:d},j),
u&&a.plot.on("plotly_click",({points:[p]})=>a.onClick?.(p))}function r(){P().then(a=>{n||(n=a,t.forEach(s))})}function s(a){let c=0;new ResizeObserver(()=>{cancelAnimationFrame(
c),c=requestAnimationFrame(()=>o(a))}).observe(a.holder)}for(let a of e.querySelectorAll("[data-figure]")){let c={holder:a,plot:a.querySelector(".plot"),figure:null,
onClick:null};t.set(a.dataset.figure,c)}return{show(a,c){let i=t.get(a);i&&(i.figure=c??null,i.holder.hidden=!c,c&&i.holder.setAttribute("aria-label",c.title),r(),
o(i))},onClick:(a,c)=>t.get(a).onClick=c,redraw:()=>t.forEach(o)}}var Fe=["grid","curves","reuse"];function Hn(e,t){return Fe.map(n=>({kind:n,...e,settings:As(t)}))}function As(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function Wn(e){return e===""?null:Number(e)}function Kn(e){return e?.tokens?"":"Nothing to replay yet"}function Jn(e,{machine:t,emulated:n,calibrated:o}){
return t==="this"&&n?"No GPU here to measure: choose a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for \
yet"}function De(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}function Yn({model:e,settings:t,counters:n}){return JSON.stringify(
[e.name,t,n.generated_tokens])}var Se="typed";function Xn(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,a,c]=["source","machine","file","typed"].map(o),i=null,l=!1;function u(p){
i=p,Vn(r,i.sources.map(({id:g,label:y})=>[g,y])),Vn(s,[["this","this machine"],...i.machines.map(({name:g})=>[g,g]),[Se,"Custom machine"]]),Be(e,"calibration",i.
calibration_table),o("times").hidden=!i.calibration_table,w(e.querySelector("#lab-job-calibrate .go"),i.calibrated?"Run again":"Benchmark this machine"),l||(s.value=
i.default_machine),l=!0,o("budget").placeholder=i.budget_gib===null?"all there is":`at most ${i.budget_gib.toFixed(1)}`,f()}function f(){if(!i)return;let p=s.value;
c.hidden=p!==Se,o("prediction").hidden=p==="this",w(o("machine-note"),p==="this"?i.calibration:js(p,i.emulated));let g=r.value;w(o("trace-note"),i.sources.find(
({id:y})=>y===g)?.notes??"");for(let[y,x]of[["save","safetensors"],["csv","csv"]]){let h=o(y);h.href=`lab/traces/${g}.${x}`,h.toggleAttribute("hidden",!Ns(i,g))}
n()}async function d(){let[p]=a.files;if(p){w(o("trace-error"),"");try{let g=new URLSearchParams({name:p.name,...Ps(o("foreign"))}),{id:y}=await A(`lab/traces?${g}`,
{method:"POST",body:p});await t(),r.value=y,f()}catch(g){w(o("trace-error"),g.message)}a.value=""}}o("load").addEventListener("click",()=>a.click()),a.addEventListener(
"change",d);for(let p of[r,s])p.addEventListener("change",f);return{offer:u,chosen:()=>i?.sources.find(({id:p})=>p===r.value)??null,asked:()=>({source:r.value,machine:s.
value===Se?Rs(c):s.value})}}function Vn(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],a)=>qs(e.options[a],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(
s,r))),t.some(([r])=>r===n)&&(e.value=n))}function qs(e,t,n){return e.value===t&&e.text===n}function Ns(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Ps(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function js(e,t){return`${t?"no G\
PU here, so speeds are for ":"from figures of "}${Is(e)}; nothing of it is measured.`}function Is(e){return e===Se?"a machine that was typed in":e}function Rs(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var Bs="Click a cell to try it.",Fs="The trace is of another model: its sizes cannot be tried on this one.",Ds=["mapping","policy","admission"];function Zn(e,t,n){
let o=e.querySelector("#lab"),r=v=>o.querySelector(`#lab-${v}`),s=zn(o),a=new Map,c=null,i=null,l="",u="",f=In(o,s,g),d=Xn(o,{refresh:_,changed:G});function p(){
let v=document.querySelector("#control-pane");return we(v,JSON.parse(v.querySelector("#fits").dataset.facts))}function g(v,L=r("picked-note")){n("submit",v),w(L,
`${v.indexes} × ${v.ways} stands in the control panel: press Apply there.`)}let y=v=>Wn(r(v).value),x=()=>Object.fromEntries(Ds.map(v=>[v,r(v).value])),h=()=>({
prompt:r("prompt").value,tokens:y("tokens")}),m=Object.fromEntries(Object.entries({replay:()=>Hn(d.asked(),x()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let v={
budget_gib:y("budget"),confirm:y("confirm")};return[{kind:"tune",...d.asked(),...v,...h()}]},compare:()=>[{kind:"compare",contenders:k(),...h()}]}).map(([v,L])=>[
v,Rn(r(`job-${v}`),{steps:L,onView:E,onEnd:()=>_()})]));for(let v of["replay","tune","compare"])m[v].enable(!1);function E(v){a.set(v.kind,v.id),v.kind==="grid"&&
(f.show(v.view),u=De(i,d.chosen()),r("use-best").hidden=!f.best(),w(r("picked-note"),v.view.facts.settings===null?Fs:Bs)),v.kind==="tune"&&b(v.view.facts),Fn(o,
s,v.view),v.kind==="curves"&&!v.view.figures["curves-speed"]&&s.show("curves-speed",null),Fe.includes(v.kind)&&(r("results").hidden=!1),s.redraw(),$()}function b({
former:v,best:L}){for(let[D,te]of Object.entries({former:v,tuned:L}))r(D).hidden=!te,r(D).onclick=()=>g(te,r("former-note"));w(r("former-note"),"")}function $(){
let v=jn(a);for(let L of["report","json"])r(L).hidden=v===null,v&&(r(L).href=v[L])}function k(){let v={panel:()=>p().all(),best:f.best};return O().map(L=>Nn(L,v))}
function O(){return[...r("contenders").querySelectorAll("input:checked")].map(({value:v})=>v)}async function _(){try{c=await A("lab/state")}catch{return}d.offer(
c),G()}function M(){if(!i||i.phase!=="idle"||!o.offsetWidth)return;let v=Yn(i);v!==l&&(l=v,_())}function G(){let v=d.chosen(),L={replay:Kn(v),tune:Jn(v,{...c,...d.
asked()}),compare:""};r("empty").hidden=!L.replay||a.size>0,qe();for(let[te,U]of Object.entries(L))m[te].enable(!U,U);let D=a.has("grid")&&De(i,v)!==u;w(r("stal\
e"),D?"The trace or the settings have changed. Replay again.":"")}function qe(){let v=qn(c.contenders,f.best()),L=Object.keys(v),D=r("contenders"),te=[...D.querySelectorAll(
"input")].map(({value:U})=>U);if(JSON.stringify(te)!==JSON.stringify(L)){let U=new Set(Pn(O(),L));D.replaceChildren(D.querySelector("legend"),...L.map(yt=>Us(yt,
U.has(yt))))}D.querySelectorAll("label").forEach(U=>U.title=v[U.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&M()).observe(o),r("use-best").
addEventListener("click",()=>g(f.best())),s.onClick("grid",f.click),o.querySelectorAll("input[name=lab-metric]").forEach(v=>v.addEventListener("change",f.redraw)),
{update(v){i=v,M()},recolour:s.redraw}}function Us(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,
checked:t});return n.append(o,` ${e}`),n}function Qn(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;Y(t("hits"),o.hits),Y(t("inflight"),o.in_flight),Y(t("misses"),o.misses),
Y(t("fills"),o.fills),Y(t("evictions"),o.evictions),w(t("hit-rate"),C(xe(o),1)),w(t("recent"),C(n.recent_hit_rate,1)),w(t("copied"),N(o.bytes_copied)),Y(t("toke\
ns"),o.generated_tokens),Gs(t("joules"),n.power)}}}function Gs(e,t){let{text:n,title:o}=zs(t);w(e,n),e.parentElement.title=o}function zs(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,a])=>s+a.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${St(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var eo="hybrid-theme";function to(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(a){a!==o()&&(document.
body.classList.toggle("dark",a),t())}function s(){let a=localStorage.getItem(eo);return a?a==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
eo,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function q(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}var Hs={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},Ws={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},Ks=137.508,no=[.62,.46,.76],Js=.42,Ys=140;function re(e){return so(Hs[e?"dark":"light"])}function ro(e){return so(Ws[e?
"dark":"light"])}function Ee(e){return Array.from({length:e},(t,n)=>{let o=`#${K(n).map(Vs).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function K(e){let t=no[e%
no.length],n=Js*Math.min(t,1-t),o=r=>{let s=(r+e*Ks/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function Ue(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([f])=>f>=n)),[[r,s],[a,c]]=[e[o-1],e[o]],i=(n-r)/(a-r||1),[l,u]=[oo(s),oo(c)];return l.map((f,d)=>Math.
round(f+(u[d]-f)*i))}function X([e,t,n]){return .299*e+.587*t+.114*n>Ys?"#14161a":"#ffffff"}function so(e){return e.map((t,n)=>[n/(e.length-1),t])}function oo(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function Vs(e){return e.toString(16).padStart(2,"0")}var Z=256,io={width:.62,height:1.05},Xs=1500,ao=9,Zs=4;function lo(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";
function a(p,g,y,x){He(e,t,p),s!==JSON.stringify(y)&&(r=ei(y),s=JSON.stringify(y));let h=We(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
c(h,g);let S=i(h,g,x)&&l(h,g,x);return t.restore(),u(de(h,p,g.hits),x),f(de(h,p,g.misses),x),d(h,de(h,p,g.outlined),x),S}function c(p,{rows:g,columns:y,values:x,
range:h}){n.width=y,n.height=g;let S=o.createImageData(y,g),m=new Uint32Array(S.data.buffer),[E,b]=h,$=(Z-1)/(b-E||1);for(let O=0;O<x.length;O++)Number.isNaN(x[O])||
(m[O]=r[co(x[O],E,$)]);o.putImageData(S,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),y*p.wide,g*p.high);let k=ze(p);if(k){for(let O=0;O<=y;O++)
t.clearRect(p.x(O-.5)-k/2,p.y(-.5),k,g*p.high);for(let O=0;O<=g;O++)t.clearRect(p.x(-.5),p.y(O-.5)-k/2,y*p.wide,k)}}function i(p,{label:g,widest:y},x){return g!==
null&&p.wide>=(y+.8)*io.width*Ge(x)&&p.high>=io.height*Ge(x)}function l(p,{rows:g,columns:y,values:x,range:h,label:S},m){let[E,b]=p.columns(y),[$,k]=p.rows(g);if((b-
E)*(k-$)>Xs)return!1;t.font=`${Ge(m)}px ${m.font}`,t.textAlign="center",t.textBaseline="middle";let O=(Z-1)/(h[1]-h[0]||1);for(let _=$;_<k;_++)for(let M=E;M<b;M++){
let G=x[_*y+M];Number.isNaN(G)||(t.fillStyle=X(Qs(r[co(G,h[0],O)])),t.fillText(S(_,M),p.x(M),p.y(_)+.5))}return!0}function u(p,g){t.save(),t.fillStyle=g.now,t.shadowColor=
g.now;for(let{x:y,y:x,wide:h,high:S}of p)t.shadowBlur=Math.min(h,S)>=ao?.3*g.em:0,t.fillRect(y,x,h,S);t.restore()}function f(p,g){t.strokeStyle=t.fillStyle=g.missed;
for(let{x:y,y:x,wide:h,high:S}of p){let m=Math.min(h,S)>=ao?2.5:1;if(Math.min(h,S)<Zs){t.fillRect(y,x,h,S);continue}t.clearRect(y,x,h,S),t.lineWidth=m,t.strokeRect(
y+m/2,x+m/2,h-m,S-m)}}function d(p,g,y){t.strokeStyle=y.outline,t.lineWidth=ze(p)>2?2:p.high>5?1.25:1;for(let{x,y:h,wide:S,high:m}of g)t.strokeRect(x,h,S,m)}return a}
function He(e,t,{outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function We({
left:e,top:t,width:n,height:o,xRange:r,yRange:s}){let a=n/(r[1]-r[0]),c=o/(s[0]-s[1]),i=(l,u,f)=>[Math.max(0,Math.floor(l+.5)),Math.min(f,Math.floor(u+.5)+1)];return{
wide:a,high:c,x:l=>e+(l-r[0])*a,y:l=>t+(l-s[1])*c,columns:l=>i(r[0],r[1],l),rows:l=>i(s[1],s[0],l)}}function de(e,{left:t,top:n,width:o,height:r},s){let a=ze(e);
return s.map(([c,i])=>({x:e.x(i-.5)+a/2,y:e.y(c-.5)+a/2,wide:e.wide-a,high:e.high-a})).filter(({x:c,y:i,wide:l,high:u})=>c+l>t&&c<t+o&&i+u>n&&i<n+r)}function ze({
wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=3.5?1:0}function Ge(e){return .72*e.em}function co(e,t,n){return Math.max(0,Math.min(Z-1,Math.round((e-t)*
n)))}function Qs(e){return[e&255,e>>8&255,e>>16&255]}function ei(e){let t=document.createElement("canvas");t.width=Z,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(
.5,0,Z-.5,0);for(let[r,s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,Z,1),new Uint32Array(n.getImageData(0,0,Z,1).data.buffer.slice(0))}var uo=2,ti=150;function fo(e){let t=e.getContext("2d"),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:a},c){let i=o&&!n.matches?
r.places(ni(o,a)):[];if(o=a.slice(),!!i.length){He(e,t,s),t.fillStyle=c.cpu;for(let{x:l,y:u,wide:f,high:d}of de(We(s),s,i))t.fillRect(l,u,f,d);e.animate([{opacity:1},
{opacity:0}],{duration:ti,fill:"forwards"})}}}}function ni(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===uo&&e[o]!==uo&&n.push(
o);return n}var po=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(po[e]=t++);function I(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=po[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var oi="No topics yet: press Switch topics under the chat, or name a conversation as a topic (More).",ri="One topic so far: an expert can prefer one only beside\
 another.";function si(e){return{...e,preferred:I(e.preferred),shares:I(e.shares)}}function mo(e){let t=0;return async function(){let o=++t,r=await A("topics").
catch(()=>null);r&&o===t&&e(si(r))}}function se(e){let{topics:t,model:n}=e;return t&&t.model===n.name&&t.words.length===n.layers*n.experts?t:null}function ho(e,t){
return se(e)?.preferred[t]??0}function go(e,t){let n=[e,...Array.from({length:t},(o,r)=>bo(r))];return n.flatMap((o,r)=>[[r/n.length,o],[(r+1)/n.length,o]])}function yo(e){
let t=se(e)?.topics??[];if(t.length<2)return`<span>${t.length?ri:oi}</span>`;let n=(r,s)=>`<span><i class="mark topic" style="background:${r}"></i>${s}</span>`;
return[...t.map(({name:r},s)=>n(bo(s),Ke(r))),n("var(--state-cpu)","no topic")].join("")}function xo(e,t){let n=se(e);if(!n)return[];let{topics:o,shares:r,words:s}=n,
a=s.length,c=o.map(({name:l},u)=>({name:l,share:r[u*a+t]})).filter(({share:l})=>l>0).sort((l,u)=>u.share-l.share).slice(0,3).map(({name:l,share:u})=>`${Ke(l)} ${u}\
 %`),i=s[t].map(l=>`“${Ke(l.trim())}”`);return[c.length?c.join(", "):"",i.length?`chosen by ${i.join(" ")}`:""].filter(Boolean)}function bo(e){return`#${K(e).
map(t=>t.toString(16).padStart(2,"0")).join("")}`}function Ke(e){return e.replace(/[&<>"]/g,t=>`&#${t.charCodeAt(0)};`)}function ie({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function wo({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,a=t.mapping===
"layered",c=a?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),i=new Int32Array(s).fill(-1);return n.slot.forEach((l,u)=>{l>=0&&l<s&&(i[l]=u)}),{key:`slots\
 ${c} ${s}`,rows:Math.ceil(s/c),columns:c,xTitle:a?"slot of the layer":"slot",yTitle:a?"layer":`slots, ${c} a row`,cellAt:(l,u)=>l*c+u<s?i[l*c+u]:null,places:l=>l.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/c),n.slot[u]%c]),layerAt:(l,u)=>a?l:ii(i[l*c+u],e)}}function ii(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[ve,Xe,Ze]=[0,1,2],ai=.5,ci=6,li=["not on the GPU","being copied to the GPU","on the GPU"],fe={where:{board:ie,value:({cache:e,counters:t},n)=>e.state[n]!==Ze?
e.state[n]===Xe?ai:ve:1+di(e.lastUsed[n],t.steps),range:()=>[ve,Ze],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:ie,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(ko(
e)),0],scale:({isDark:e})=>re(e),legend:e=>Ve(`${ko(e)} steps ago`,"just now")},rate:{board:ie,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>re(e),legend:()=>Ve("0 % hits","100 %")},uses:{board:ie,value:({cache:e},t)=>$e(e,t),range:({cache:e})=>[0,Je(e)],scale:({isDark:e})=>re(
e),legend:({cache:e})=>Ve("unused",`${Je(e)} uses this reply`),label:({cache:e},t)=>String($e(e,t)||""),widest:({cache:e})=>Ye(Je(e)+1)},topics:{board:ie,value:ho,
range:e=>[-.5,(se(e)?.topics.length??0)+.5],scale:({cpu:e},t)=>go(e,se(t)?.topics.length??0),legend:yo,isOutlined:!0},slots:{board:wo,value:({model:e,settings:t},n)=>t.
mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:(e,{model:t,settings:n})=>Ee(
n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"layer"}; the number is the expert</\
span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.state[o]===Xe?" ↓":""}`},
widest:({model:e,settings:t})=>Ye(e.experts)+(t.mapping==="layered"?0:1+Ye(e.layers))}};function So(e,t){let{cache:n,counters:o,model:r}=e;if(t===null)return"no\
 slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],a=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.experts)}, expert ${t%
r.experts}`,ui(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${$e(n,t)} uses this reply`,n.lastUsed[t]<0?"never used":`last used ${a}`,
...xo(e,t)].join("<br>")}function Eo({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[Ze]} of ${e.state.length} experts on the GPU, ${t[Xe]} bei\
ng copied, ${t[ve]} not on the GPU`}function ui({cache:e},t){let n=li[e.state[t]];return e.state[t]===ve?n:`${n}, slot ${e.slot[t]}`}function $e(e,t){return e.uses[t]-
e.usedBefore[t]}function ko({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function Je(e){let t=1;for(let n=0;n<
e.uses.length;n++)t=Math.max(t,$e(e,n));return t}function Ye(e){return String(e-1).length}function di(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.max(1,t-e))/
ci)}function Ve(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var fi=4/3,pi=800,vo=-1,mi='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',hi='<span><i class="mark now"></i>last token</sp\
an>',gi='<span><i class="mark now"></i>chosen token</span>';function $o(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector(
"#heatmap .summary"),s=e.querySelector("#heatmap .stage"),a=lo(e.querySelector("#heatmap canvas")),c=fo(e.querySelector("#heatmap .landings")),i=fe.where,l=null,
u=null,f=[],d=null,p="",g=null,y=null,x=null,h=null;function S(){if(!y||!g||!n.offsetWidth)return;l=i.board(y),u=q(),f=Array.from({length:l.rows},()=>new Array(
l.columns).fill(vo));let k=ke(l.rows,(_,M)=>So(y,l.cellAt(_,M))),O=!n.on;s.classList.toggle("tall",l.columns<=l.rows),s.style.setProperty("--board",`${xi(l,n.offsetHeight,
u.em)}px`),b(!0),g.react(n,[wi(f,k)],ki(l,y,n,u),j),O&&m(),E()}function m(){n.on("plotly_doubleclick",()=>g.relayout(n,Oo(l))),n.on("plotly_relayout",k=>k.autosize?
S():E()),n.on("plotly_hover",({points:[k]})=>d={xval:k.x,yval:k.y}),n.on("plotly_unhover",()=>d=null),n.on("plotly_click",({points:[k]})=>t.chooseLayer(l.layerAt(
k.y,k.x)))}function E(){l=i.board(y);let k=yi(l,i,y,f,h),O=bi(n),_=a(O,k,i.scale(u,y),u);i===fe.where&&c.show(l,O,y.cache,u),n.dataset.outlined=k.outlined.length||
k.hits.length+k.misses.length,b(_),d&&g.Fx.hover(n,d,"xy")}function b(k){let O=i.legend(y,k)+(h?gi:i.isOutlined?hi:mi);O!==p&&(o.innerHTML=O),p=O}let $=mo(k=>{x=
k,y&&(y={...y,topics:x},S())});return $(),document.addEventListener("hybrid:reply-ended",()=>setTimeout($,pi)),t.outline=k=>{h=k,l&&n.offsetWidth&&E()},e.querySelectorAll(
"input[name=view]").forEach(k=>k.addEventListener("change",()=>{i=fe[k.value],i===fe.topics&&$(),S()})),P().then(k=>{g=k,H(g,n,S),S()}),{holds:!0,update(k,O){if(y=
{...k,topics:x},w(r,Eo(k)),!g||!n.offsetWidth)return;let{cells:_,current:M,settings:G,counters:qe,active_request:v}=O.delta;O.whole||!l||G&&l.key!==i.board(k).key?
queueMicrotask(S):(_||M||G||qe||v)&&E()},recolour:S}}function yi(e,t,n,o,r){let{current:s,missed:a}=n.cache,c=r??(t.isOutlined?s:null),i=new Set(a),l=new Float64Array(
e.rows*e.columns).fill(NaN);for(let u=0;u<e.rows;u++)for(let f=0;f<e.columns;f++){let d=e.cellAt(u,f),p=d===null||d<0?null:t.value(n,d);o[u][f]=p??vo,p!==null&&
(l[u*e.columns+f]=p)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),label:t.label?(u,f)=>t.label(n,e.cellAt(u,f)):null,widest:t.widest?.(n)??2,hits:e.
places(c?[]:s.filter(u=>!i.has(u))),misses:e.places(c?[]:a),outlined:e.places(c??[])}}function xi({rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.
ceil(3*o+4+fi*r*t)}function bi(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,
height:n._length,xRange:t.range,yRange:n.range}}function wi(e,t){return{type:"heatmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"\
%{customdata}<extra></extra>"}}function Oo({rows:e,columns:t}){return{"xaxis.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function ki(e,{model:t},n,o){let r=`${t.
name} ${e.key}`,s=Oo(e),a=n.layout?.uirevision===r?n.layout:null,c=(i,l)=>({showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.
log2(l/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{text:i,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,
b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:W(o),dragmode:"zoom",uirevision:r,xaxis:{...c(
e.xTitle,e.columns),range:a?.xaxis.range??s["xaxis.range"]},yaxis:{...c(e.yTitle,e.rows),range:a?.yaxis.range??s["yaxis.range"]}}}var Si=1e3,[Ei,vi]=[1,2];function Lo(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:a}=o.model;for(;n.rows.length>a;)n.deleteRow(-1);for(;n.rows.length<a;)n.append($i());for(let c=0;c<a;c++)Oi(o,c).forEach((i,l)=>{let u=n.rows[c].cells[l];
u.textContent!==i&&(u.textContent=i)})}return t.addEventListener("toggle",s),{holds:!0,update(a){o=a,t.open&&(r||=setTimeout(s,Si))}}}function $i(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function Oi({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,f)=>f),s=u=>r.filter(f=>t.state[o+f]===u),a=t.current.filter(u=>Math.floor(u/e.experts)===n),c=u=>r.
reduce((f,d)=>f+u[o+d],0),[i,l]=[c(t.uses),c(t.hits)];return[String(n),Qe(s(vi)),Qe(s(Ei)),Qe(a.map(u=>u-o)),`${l} of ${i}`,C(i?l/i:null,1)]}function Qe(e){return e.
join(" ")||"none"}var _o=["steps","held","loading","choices","outcomes"];function To(){let e={rows:"ways",clear(){for(let t of _o)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(a=>a.ok?a.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let a of _o)e[a]=[...e[a],...s[a]].slice(-200);return!0}};return e.clear(),
e}var[Co,Li]=[0,1],_i=16,Ti=10,[Ci,Mi]=[.14,.3];function Mo(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(l=>l.map(u=>u<0?-1:1)),s=r[0].length,a=No(e,s),c=o?
s:null,i=l=>o?X(K(l)):n.readyInk;return{rows:s+(o?1:0),traces:[Ai(e,r,s,o,t,n),...o&&s<=_i?[qi(e,r,s,t,n)]:[],_e(a.evictions,"line-ns-open",n.outline,.9*n.em,"e\
victed",2),_e(a.hits,"circle",a.hits.experts.map(i),.25*n.em,"hit"),_e(a.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),_e(a.misses,"x-thin-ope\
n",n.outline,.4*n.em,"missed",1.5)],layout:Pi(e,s,c,n)}}function Ao({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mark\
 hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted<\
/span>`}function qo(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
Co).length,o=No(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${C(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function Ai({steps:e,loading:t},n,o,r,{experts:s},a){let c=Array.from({length:o},(l,u)=>n.map(
f=>f[u]<0?null:f[u])),i=(l,u)=>{let f=n[u][l],d=t[u].includes(l);return r?`slot ${l}: ${f<0?"empty":`expert ${f}${d?", being copied":""}`}`:`expert ${l}: ${f<0?
"not on the GPU":d?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:c,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?Ee(s):[[0,a.cpu],[1,a.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:ke(o,i),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function qi({steps:e},t,n,o,r){let[s,a,c,i]=[[],[],[],[]];
for(let l=0;l<n;l++)for(let u=0,f=1;u<t.length;u=f++){for(;f<t.length&&t[f][l]===t[u][l];)f++;let d=t[u][l];d<0||f-u<Ti||(s.push(e[u]),a.push(l-Ci),c.push(String(
d)),i.push(X(K(d))))}return{type:"scatter",mode:"text",x:s,y:a,text:c,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*
r.em,color:i}}}function No({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let a={hits:{...Oe(),experts:[]},inFlight:Oe(),misses:Oe(),evictions:Oe()};return t.forEach(
(c,i)=>{let l=n[i-1]??n[i];n[i].forEach((u,f)=>{(e==="ways"?l[f]>=0&&u!==l[f]:l[f]>=0&&u<0)&&Le(a.evictions,c-.5,f)}),o[i].forEach((u,f)=>{let d=r[i][f],p=e==="\
ways"?Ni(u,l,n[i]):u;d===Co?(Le(a.hits,c,p<0?s:p+(e==="ways"?Mi:0)),a.hits.experts.push(u)):d===Li?Le(a.inFlight,c,p<0?s:p):Le(a.misses,c,e==="ways"?s:u)})}),a}
function Ni(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function Oe(){return{x:[],y:[]}}function Le(e,t,n){e.x.push(t),e.y.push(n)}function _e({x:e,y:t},n,o,r,s,a=0){
return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:a}},hoverinfo:"skip",showlegend:!1}}function Pi({steps:e},t,n,o){
let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),a=2**Math.max(0,Math.ceil(Math.log2(t/10))),c=Array.from({length:Math.ceil(t/a)},(l,u)=>u*
a),i={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,\
0,0,0)",font:{family:o.font,color:o.text},hoverlabel:W(o),xaxis:{...i,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"st\
ep",font:r,standoff:4}},yaxis:{...i,range:[s,-.5],tickvals:n===null?c:[...c,n],ticktext:n===null?c.map(String):[...c.map(String),"CPU"],title:{text:n===null?"ex\
pert":"slot",font:r,standoff:4}}}}var ji=700;function Po(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=To(),a=null,c=null,i=null,l=0,
u=-1,f=!1;function d(){if(!a||i===null||!s.steps.length)return;let x=q(),h=Mo(s,c.model,x);r.style.setProperty("--rows",h.rows),a.react(r,h.traces,h.layout,j),n.
querySelector(".legend").innerHTML=Ao(s),w(n.querySelector(".summary"),qo(s))}async function p(){l=0;let x=i;x===null||f||document.hidden||(u=c.counters.steps,await s.
extend(x,()=>i===x)&&d())}function g(x){x==null||x===i||(i=x,o.value=String(i),n.hidden=!1,w(n.querySelector("h3"),`Layer ${i}`),P().then(h=>{a||H(h,r),a=h}),s.
clear(),p())}function y(){i=null,o.value="",n.hidden=!0}return t.chooseLayer=g,o.addEventListener("change",()=>o.value===""?y():g(Number(o.value))),n.querySelector(
".close").addEventListener("click",()=>{y(),o.focus()}),{update(x,h){c=x,o.length!==x.model.layers+1&&Ii(o,x.model.layers),h.whole&&i!==null&&(i>=x.model.layers&&
y(),s.clear(),u=-1),i!==null&&u!==x.counters.steps&&(l||=setTimeout(p,ji))},paused(x){f=x,u=-1},recolour:d}}function Ii(e,t){e.length=1;for(let n=0;n<t;n++)e.add(
new Option(String(n),String(n)))}var[Q,Ri,jo]=["solid","4px 2px","2px 2px"],Bi=[{title:"tokens / s",format:pe,lines:[{at:1,name:"tok/s",colour:"speed",dash:Q}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:Q,value:Fi}]},{title:"experts / s",format:pe,lines:[{at:2,name:"hits/s",short:"hits",colour:"hit",
dash:Q},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Ri}]},{title:"copied to the GPU",format:e=>`${Di(e)}B/s`,lines:[{at:4,name:"copied",colour:"spee\
d",dash:Q}]},{title:"power",power:!0,format:e=>`${pe(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:Q},{at:6,name:"CPU",short:"CPU",colour:"cpuPow\
er",dash:jo}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",dash:Q},
{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:jo}]},{title:"GPU memory",titleWithout:"memory of this program (no GPU in use)",
format:e=>`${pe(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:Q}]}];function Io({power:e,memory:t}){let n=Object.values(e).some(
r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Bi.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function Ro({most:e,
unit:t=1,lines:n},o){if(e)return e;let r=0;for(let a of o)for(let c of n)r=Math.max(r,(et(c,a)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));return t*
s*[1,1.5,2,3,4,5,6,8,10].find(a=>a*s>=r*.999)}function et({at:e,value:t},n){return t?t(n):n[e]}function Fi(e){let[t,n]=e.slice(2,4);return t+n>0?t/(t+n):null}function pe(e){
return String(Number(e.toPrecision(e<1?2:3)))}function Di(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${pe(e/1e3**t)} ${["","k","M","G","T"][t]}`}var Ui=120,Gi="question",ot=.66,tt=.22,rt=.04,[Bo,zi,Fo,nt]=[5,1.8,1.7,4];function st({points:e,marks:t},n,o,r){let s=e.map(([c])=>c-o);return[...n.flatMap(({lines:c,
top:i,format:l},u)=>{let f=n.length-1-u;return c.map(d=>{let{name:p,colour:g,dash:y}=d,x=e.map(h=>et(d,h));return{type:"scatter",mode:"lines",name:p,x:s,y:x.map(
h=>h===null?null:f+ot*h/i),customdata:x.map(h=>h===null?"":l(h)),line:{color:r[g],width:1.8,dash:y,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),Hi(t,n.length,o,r)]}function Hi(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-rt,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(Wi(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function Wi(e){return e===
Gi?"circle":"triangle-down"}function Do(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},a=e.flatMap(({top:c,format:i},l)=>{let u=e.length-1-l;return[
[u,"0"],[u+ot,i(c)]]});return{margin:{l:Bo*o,r:zi*o,t:nt,b:Fo*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:W(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-Ui,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-rt,e.length+tt],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:a.map(([c])=>c),ticktext:a.map(([,c])=>c),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function Uo(e,t,n){let o=t.
length+tt+rt,r=t.map((s,a)=>{let c=(a+1-ot+tt)/o,i=Object.assign(document.createElement("p"),{textContent:s.title});return i.style.top=`calc(${nt}px + ${c} * (1\
00% - ${nt+Fo*n.em}px))`,s.lines.length>1&&i.append(...s.lines.map(l=>Ki(l,n))),i});e.style.left=`${Bo*n.em}px`,e.replaceChildren(...r)}function Ki({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function Go(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),a=e.querySelector("#lines-live"),c=null,i=null,l="",u=null,f=!1;function d(){if(!i||!c||!t.offsetWidth)return;let b=q(),$=!t.on,k=y();
l=x(k);let O=u===null?null:t.layout.xaxis.range;c.react(t,st(i,k,g(),b),Do(k,O,b),j),Uo(n,k,b),$&&h()}function p(){let b=y();if(!t.on||!t.offsetWidth||x(b)!==l)
return d();let $=st(i,b,g(),q()),k=O=>$.map(_=>_[O]);c.restyle(t,{x:k("x"),y:k("y"),customdata:k("customdata")},[...$.keys()])}function g(){let b=i.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??b,u??b}function y(){return Io(i).map(b=>({...b,top:Ro(b,i.points)}))}function x(b){return JSON.stringify([b.map(({title:$,
top:k})=>[$,k]),i.marks])}function h(){t.on("plotly_relayout",b=>{"xaxis.range[0]"in b&&m(Number(t.dataset.end)),b.autosize&&d()}),t.on("plotly_doubleclick",E),
a.addEventListener("click",E),t.addEventListener("pointerenter",()=>S(!0)),t.addEventListener("pointerleave",()=>S(!1))}function S(b){f=b,r.hidden=!b,b||d()}function m(b){
u=b,a.hidden=s.hidden=b===null,b!==null&&w(s,`0 s is ${new Date(1e3*b).toLocaleTimeString()}`)}function E(){m(null),d()}return P().then(b=>{c=b,H(c,t,d),d()}),{
holds:!0,update(b,$){i=b,w(o,Ji(b)),$.whole?requestAnimationFrame(d):c&&!f&&($.point||$.delta.mark)&&requestAnimationFrame(p)},recolour:d}}function Ji(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var zo="hybrid-captions-seen";function Ho(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(zo)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(zo,"yes"),o.hidden=!0}),{holds:!0,update(r){w(t,it(
r.recent_hit_rate)),w(n,Yi(r))}}}function it(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function Yi({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",a=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!a)return`${s}: all ${r} of its experts were already on the GPU.`;let c=t.placement==="on_demand"?a===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-a} of its ${r} experts were already on the GPU; ${a} ${c}.`}function Wo(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!oe()||(w(n("question"),Vi()||o.model.name),w(n("sha\
re"),it(o.recent_hit_rate)),w(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("\
click",()=>ce(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function Vi(){let e=document.querySelectorAll("#chat .user-row .message\
-content");return e.length?e[e.length-1].textContent.trim():""}var Xi=1e3,Ko=5e3;function Jo(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),a=r.phase!==n;s<o-(a?Ko-Xi:0)||!a&&r.phase!==
"decode"||(n=r.phase,o=s+Ko,w(t,Zi(r)))}}}function Zi({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${C(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function Yo(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);ct(at(t,n),o)}function at(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function ct(e,t,n="text/plain"){lt(e,new Blob([t],{type:n}))}function lt(e,t){let n=URL.createObjectURL(t);Object.assign(document.createElement(
"a"),{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}var Qi={stop:"ended",length:"limit",cancelled:"stopped"},ea=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},ta=e=>t=>t==null?"–":t.toFixed(e),na=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,oa=e=>e==null?"–":`${(100*e).toFixed(1)} %`,ra=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),J=e=>String(e??"–"),R=[{label:"When",sort:"at",value:e=>e.at,text:ca},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>J(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:ta(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:na,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:oa,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:ra,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:sa,text:ia,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:J,figure:!0},{label:"End",sort:"ending",value:e=>Qi[e.finish],text:J,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:J,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:J},{label:"Copies",sort:"admission",value:e=>e.admission,
text:aa,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>J(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:J}];function sa(e){let t=ea(e);return t===null||!e.tokens?null:t/e.tokens}function ia(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function aa(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
J(e)}function ca(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function ut(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function Vo(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function la(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function ua(e,t){let[n,o]=t.
map(a=>e.value(a));if(!e.better||!n||o==null)return"";if(e.points)return la(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function Xo(e){let[t,n]=[[],[]];for(let o of R){let[r,s]=e.map(a=>o.text(o.value(
a),a));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,ua(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}.`:"No shared setti\
ngs."}}function Zo(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var Qo=e=>R.find(t=>t.label===e),B=(e,t)=>Qo(e).text(Qo(e).value(t),t),da="The GPU is simulated: hits are real, speeds are not.";function dt(e){return[["Tokens/\
s",B("Tok/s",e)],["Hit rate",B("Hit rate",e)],["J/token",B("J/token",e)],["First token",B("First token",e)]].filter(([,t])=>t!=="–")}function Te(e){let t=`${B(
"N × M",e)} slots, ${B("Policy",e)}, ${B("Mapping",e)}`,n=e.placement&&e.placement!=="cached"?B("Strategy",e):`${t}, ${fa(e)}`;return[["Model",e.format?`${e.model}\
 (${e.format})`:e.model],["Machine",e.machine],["Settings",`${n}, ${B("Threads",e)} CPU threads`],["Length",`${e.tokens} tokens${e.prompt_tokens==null?"":` afte\
r a prompt of ${e.prompt_tokens}`}`],["Measured",[pa(e.at),e.commit&&`commit ${e.commit}`].filter(Boolean).join(", ")]].filter(([,o])=>o)}function me(e){return e.
emulated?da:""}function er(e){let n=["| Hybrid MoE | |","| --- | --- |",...[...dt(e),...Te(e)].map(([o,r])=>`| ${o} | ${ma(r)} |`)];return me(e)&&n.push("",me(e)),
`${n.join(`
`)}
`}function tr(e){return`${e.model} ${B("Tok/s",e)} tok/s`}function fa({admission:e,max_queued_copies:t}){return e==="bounded"?`copies when worth it (at most ${t}\
 at a time)`:`copies ${e}`}function pa(e){return new Date(1e3*e).toISOString().slice(0,10)}function ma(e){return String(e).replace(/[\\|`*_[\]<>]/g,"\\$&").replace(
/\s+/g," ")}var ft=1200,nr=630,F=64,ha='system-ui, "Segoe UI", "Liberation Sans", sans-serif';function or(e,t,n){let o=(r,s,a,c,i,l=400,u=ft-F-s)=>{e.fillStyle=i,e.font=`${l}\
 ${c}px ${ha}`,e.fillText(ya(e,String(r),u),s,a)};e.fillStyle=n.ground,e.fillRect(0,0,ft,nr),o("Hybrid MoE",F,76,26,n.muted,600),o(Te(t)[0][1],F,138,46,n.text,600),
dt(t).forEach(([r,s],a)=>{let c=F+a*275;o(s,c,232,a===0?64:46,n.text,600,255),o(r,c,272,24,n.muted,400,255)}),ga(e,t.hit_rate,n),Te(t).slice(1).forEach(([r,s],a)=>{
let c=392+a*46;o(r,F,c,24,n.muted),o(s,F+150,c,24,n.text)}),me(t)&&o(me(t),F,nr-36,24,n.missed,600)}function ga(e,t,n){if(t==null)return;let o=ft-2*F;e.fillStyle=
n.rule,e.fillRect(F,306,o,18),e.fillStyle=n.hit,e.fillRect(F,306,o*t,18)}function ya(e,t,n){if(e.measureText(t).width<=n)return t;let o=t.length;for(;o>1&&e.measureText(
`${t.slice(0,o)}…`).width>n;)o-=1;return`${t.slice(0,o)}…`}function rr(e){let[t,n,o]=["canvas","textarea","[role=status]"].map(i=>e.querySelector(i)),r=null;function s(i){r=i.length===1?i[0]:null,e.hidden=!r,w(o,""),r&&
(n.value=er(r),a())}function a(){let i=r&&t.getContext("2d");i&&or(i,r,q())}async function c(){try{await navigator.clipboard.writeText(n.value),w(o,"Markdown co\
pied.")}catch{n.select(),w(o,"Copy it from the field.")}}return e.querySelector(".copy").addEventListener("click",c),e.querySelector(".png").addEventListener("c\
lick",()=>{let i=at(tr(r),"png");t.toBlob(l=>l&&lt(i,l),"image/png")}),{show:s,draw:a}}var sr="rgba(0, 0, 0, 0)",xa=["speed","gpu"],ba=["solid","dot"];function ir(e,t,n){return{traces:e.map((o,r)=>wa(o,r,t,n)),layout:ka(t,n)}}function ar(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function wa(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,a)=>1+a*e.tokens):[],y:e?.[n]??[],line:{color:r[xa[t]],width:1.8,dash:ba[t]},hovertemplate:`%{y:${o||".1f"}}`}}function ka({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:sr,plot_bgcolor:sr,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:W(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function cr(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],a=[];async function c(l){if(s=l,e.hidden=l.length<2,!e.hidden&&(t.innerHTML=
"",t.append(Ea(l)),a=await Promise.all(l.map(Sa)),s===l)){if(n.textContent=ar(a),!r){r=await P();for(let[u]of o)H(r,u,i)}i()}}function i(){if(!r||e.hidden||!e.offsetWidth)
return;let l=q();for(let[u,f]of o){let{traces:d,layout:p}=ir(a,f,l),g=!u.on;r.react(u,d,p,j),g&&u.on("plotly_relayout",y=>y.autosize&&i())}}return{show:c,draw:i}}
async function Sa(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function Ea(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let a=t.insertRow();s.forEach((c,i)=>{let l=document.createElement(i===0?"th":"td");i===0&&(l.scope="row"),l.textContent=c,a.append(l)})},{rows:o,
caption:r}=Xo(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var he=200;function lr(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=he,a=0,c=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:R[r.column].sort,descending:r.descending}),ask(i){return a+=1,c=!0,{number:a,isMore:i,page:i?{
limit:he,after:o}:{limit:s}}},take({number:i,isMore:l},u){return i!==a||(c=!1,!u)?!1:(e=l?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
he},more(){return s+=he,this.ask(!c&&!!o)},sortBy(i){let l=r.column===i?!r.descending:!!R[i].figure;r={column:i,descending:l},s=he}}}function ur(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function dr(e,t){return e!==""&&e!=="idle"&&t==="idle"}var va=400,$a=150;function fr(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=cr(n("compare")),s=rr(n("card")),
a=lr(),c=[],i=[],l,u="",f=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...a.sorting()});async function d(m=a.ask(!1)){let E=await fetch(
`runs?${ut({...f(),...m.page})}`).catch(()=>null),b=E?.ok?await E.json():null;a.take(m,b)&&(p(b.problem),x())}function p(m){w(n("problem"),m),n("problem").hidden=
!m}function g(){a.restart(),d()}async function y(m,E,b){let $=await fetch(`runs/all?${ut(f())}`).catch(()=>null),k=await $?.json();$?.ok?ct(m,E(k),b):p(k?.error??
"Can't reach the app. Is it still running?")}function x(){let{rows:m,matching:E,total:b,hasMore:$,order:k}=a;t.querySelector(".scrolled").hidden=b===0,n("empty").
hidden=b>0;for(let O of["csv","json"])n(O).disabled=E===0;w(n("count"),b?`${E} of ${b} replies`:""),!$&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!$,o.replaceChildren(...m.map(h)),t.querySelectorAll("th[data-column]").forEach(O=>{Number(O.dataset.column)===k.column?O.setAttribute(
"aria-sort",k.descending?"descending":"ascending"):O.removeAttribute("aria-sort")})}function h(m){let E=document.createElement("tr");E.classList.toggle("stopped",
m.finish==="cancelled");let b=Object.assign(document.createElement("input"),{type:"checkbox",checked:c.includes(m.id)});b.dataset.run=m.id,b.setAttribute("aria-\
label",`Choose the run of ${R[0].text(m.at)}`);let $=document.createElement("span");$.textContent="AB"[c.indexOf(m.id)]??"",E.insertCell().append(b,$);for(let k of R){
let O=E.insertCell();O.textContent=k.text(k.value(m),m),k.figure&&(O.className="figure")}return E}function S(m,E){c=Zo(c,m,E),i=ur(c,[...i,...a.rows]),r.show(i),
s.show(i),x(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(Oa()),t.querySelector("thead").addEventListener("\
click",m=>{let E=m.target.closest("th[data-column]");E&&(a.sortBy(Number(E.dataset.column)),d())}),o.addEventListener("change",({target:m})=>S(m.dataset.run,m.checked)),
n("filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(g,$a)}),n("more").addEventListener("click",()=>d(a.more())),n("csv").addEventListener("cl\
ick",()=>y("runs.csv",Vo,"text/csv")),n("json").addEventListener("click",()=>y("runs.json",m=>JSON.stringify(m,null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&d()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&d()),{update(m){dr(u,m.phase)&&t.offsetWidth&&setTimeout(
()=>d(),va),u=m.phase},recolour(){r.draw(),s.draw()}}}function Oa(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">\
Choose</span></th>',R.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(
r),o&&(s.className="figure");let a=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(a),e.append(s)}),e}var La=[0,60,250];function pr(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of La)setTimeout(_a,t,e)})}function _a(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function mr(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!be(n.dataset.key),n.addEventListener("change",()=>It(n.dataset.key,!n.checked));return{update(){}}}function hr(e){
return e.querySelector("#help-open").addEventListener("click",Ne),{update(){}}}function gr(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),w(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&w(s,`Charts paused at ${Ta()}. Counters keep updating.`)}}}function Ta(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function yr(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var Ca={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function br(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){w(t("status-model"),o.model.name),w(n,Ma(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;w(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),w(t("status-hit-rate"),C(o.recent_hit_rate??xe(o.counters))),w(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),w(t("status-memory"),Aa(o.memory)),xr(t("power-gpu"),o.power.gpu),xr(t("power-cpu"),o.power.cpu),qa(e.querySelector("#notices"),o)},lost(){w(n,"disconne\
cted"),n.parentElement.dataset.phase="lost"}}}function Ma(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:Ca[e.phase];
return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function Aa(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.device_total];
return`${N(t)} / ${N(n)}`}function xr(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),w(e,Et(t.watts));
let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});e.replaceChildren(
"no sensor",o),e.tabIndex=0}function qa(e,t){let n=Na(t);w(e,n.join(" ")),e.hidden=n.length===0}function Na({machine:{emulated:e,notices:t},activity:n}){return[
...n?[`${n}.`]:[],...e?["No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not."]:[],...t]}function wr(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=i=>i.hash.slice(1),r=i=>n.find(l=>o(l)===i);function s(i){let l=r(i)??n[0];
document.body.dataset.tab=o(l);for(let u of n)u.setAttribute("aria-selected",String(u===l)),u.tabIndex=u===l?0:-1}function a(i){history.replaceState(history.state,
"",i.hash),s(o(i)),i.focus()}function c(i){let l=n.indexOf(document.activeElement);return n[Pa(i,l,n.length)]??null}t.addEventListener("click",i=>{let l=i.target.
closest("[role=tab]");l&&(i.preventDefault(),a(l))}),t.addEventListener("keydown",i=>{(i.key===" "||i.key==="Enter")&&i.target.click();let l=c(i.key);l&&a(l),(l||
i.key===" "||i.key==="Enter")&&i.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let i of n){let l=document.getElementById(
`${o(i)}-pane`);l.setAttribute("role","tabpanel"),l.setAttribute("aria-labelledby",i.id)}return s(location.hash.slice(1)),{update(){}}}function Pa(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var pt=0,kr=1;function Sr(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:a}=e,c=I(e.choices),i=I(e.outcomes),l=t*o,u=r.map((f,d)=>{let p=0;for(let g=d*l;g<(d+
1)*l;g++)i[g]!==pt&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:a,missed:u,routed:l,slowest:Math.max(...a.filter(f=>f!==
null),0),firstExpert:(f,d)=>c[f*l+d*o],routing:(f,d)=>Array.from({length:o},(p,g)=>{let y=f*l+d*o+g;return[c[y],i[y]]}),cells:f=>Array.from({length:l},(d,p)=>Math.
floor(p/o)*n+c[f*l+p])}}function Ce(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let a=0;a<e.layers;a++)for(let[,c]of e.routing(t,a))c===kr&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function Me(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var ee=8,ja=80,vr=["hit","flight","miss"],Er=["hit","in flight","miss"];function $r(e){function t(o,r,s){e.replaceChildren(Ra(o,r),Ba(o,r),Fa()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*ee}px`;let{
left:a,top:c}=Ia(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${a}px`,e.style.top=`${c}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=
!0,id:e.id}}function Ia(e,t,{width:n,height:o},r){let s=e.bottom+ee+o<=r;return{left:Math.max(t.left+ee,Math.min(e.left,t.right-n-ee)),top:Math.max(ee,s?e.bottom+
ee:e.top-o-ee)}}function Ra(e,t){let n=Object.assign(document.createElement("b"),{textContent:Me(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement(
"span"),{textContent:Ce(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Ba(e,t){let n=document.createElement("ol");n.classList.toggle("\
many",e.routed>ja),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(
document.createElement("small"),{textContent:String(o)}));for(let[s,a]of e.routing(t,o)){let c=Object.assign(document.createElement("i"),{className:vr[a],textContent:String(
s)});r.append(c)}n.append(r)}return n}function Fa(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=pt;t<
Er.length;t++){let n=Object.assign(document.createElement("i"),{className:vr[t],textContent:"n"});e.append(n,` ${Er[t]} `)}return e}var Da=["none","dotted","dashed","solid","double"],ae={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>Ue(ro(Or()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>Ue(re(Or()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:K,number:(e,t,n)=>e.firstExpert(t,n),low:"each\
 colour is one expert",high:""}};function Lr(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,Ua(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function Ua(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?X(e):"",borderBottomStyle:t?Da[Math.min(4,Math.ceil(t*4))]:"none"}}
function Or(){return document.body.classList.contains("dark")}var Ga=400;function Cr(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],a=Wa(e,l),c=null,i=null;function l(){let{name:h,layer:S}=a.chosen(),m=ae[h];for(let E of s){
let b=Number(E.dataset.token),$=m.number?.(e,b,S);Lr(E,m.share(e,b,S),{shade:m.shade,line:m.line,number:$})}}function u(h){let S=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return S.textContent=Me(e.texts[h]),S.dataset.token=h,S.setAttribute("role","option"),S.setAttribute("aria-selected","\
false"),S.setAttribute("aria-label",`${e.texts[h].trim()||"space"}: ${Ce(e,h)}`),S.classList.toggle("prompt",h<e.prompt),S}function f(){r.querySelector("button")?.
remove();let S=Number(s.at(-1)?.dataset.token??a.first()-1)+1,m=Math.min(e.count,S+Ga);for(let E=S;E<m;E++)s.push(u(E));r.append(...s.slice(-(m-S)||s.length)),m<
e.count&&r.append(Ha(e.count-m,f)),s.length&&!c&&p(s[0]),l()}function d(){g(null),t.hide(),s.length=0,c=null,r.replaceChildren(),f()}function p(h){c&&(c.tabIndex=
-1),c=h,c.tabIndex=0}function g(h){i?.setAttribute("aria-selected","false"),i=h===i?null:h,i?.setAttribute("aria-selected","true"),n(i?Number(i.dataset.token):null)}
let y=h=>t.show(e,Number(h.dataset.token),h),x=h=>h.target.closest(".routed");return r.addEventListener("pointerover",h=>x(h)&&y(x(h))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",h=>{x(h)&&(p(x(h)),y(c))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",l),r.addEventListener(
"click",h=>x(h)&&g(x(h))),r.addEventListener("keydown",h=>{if(!x(h))return;let S=za(s,c,h.key);if(S)S.focus();else if(h.key==="Enter"||h.key===" ")g(c);else if(h.
key==="Escape")i&&g(i),t.hide();else return;h.preventDefault(),h.stopPropagation()}),a.onPrompt(d),f(),o.append(a.element,r),o}function za(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let a=_r(t),c=null,
i=null;for(let l=o+s;e[l];l+=s){let{top:u,left:f}=_r(e[l]);if(!(Math.abs(u-a.top)<a.height/2)){if(i!==null&&Math.abs(u-i)>a.height/2)break;i??=u,(c===null||Math.
abs(f-a.left)<Math.abs(c.left-a.left))&&(c={element:e[l],left:f})}}return c?.element??null}function _r(e){return e.getClientRects()[0]}function Ha(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function Wa(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=Tr(Object.entries(ae).map(([f,{label:d}])=>[f,d]),"Colour by"),r=Tr(Array.from({length:e.layers},(f,d)=>[
d,d]),"Layer"),s=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),a=document.createElement("span"),[c,i,l]=["span","i","sp\
an"].map(f=>document.createElement(f));a.append(c,i,l),a.className="legend",i.className="ramp";function u(){let f=ae[o.value];r.parentElement.hidden=o.value!=="\
expert",i.hidden=o.value==="expert",i.classList.toggle("misses",o.value==="misses"),c.textContent=f.low,l.textContent=typeof f.high=="function"?f.high(e):f.high,
t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(mt("Colour by",o),mt("",r),a,mt("Include prompt",s)),r.parentElement.hidden=!0,
i.classList.add("misses"),c.textContent=ae.misses.low,l.textContent=ae.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||
e.prompt===e.count?0:e.prompt,onPrompt:f=>s.addEventListener("change",f)}}function Tr(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function mt(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function Mr(e,t){let n=document.querySelector("#chat"),o=new Map,r=$r(e.querySelector("#token-detail")),s=null,a=d=>d.querySelector(".message-content")?.textContent??
"",c=d=>d.querySelector(".actions [data-action=tokens]");function i(d){o.get(d)?.element.remove(),o.delete(d),d.classList.remove("as-tokens"),l(c(d),!1),r.hide(),
t.outline(null)}function l(d,p){d&&(d.textContent=p?"Text":"Tokens",d.setAttribute("aria-pressed",String(p)))}async function u(d,p){let g=d.querySelector(".mess\
age-content"),y={text:a(d),element:document.createElement("div")};y.element.className="tokens",o.set(d,y);try{if(!p)throw new Error("This reply was not recorded\
.");let x=Sr(await A(`tokens/${encodeURIComponent(p)}`));if(o.get(d)!==y)return;y.element.append(Cr(x,{detail:r,pick:h=>t.outline(Ka(s,x,h))}))}catch(x){y.element.
textContent=x.message}o.get(d)===y&&(d.classList.add("as-tokens"),g.after(y.element),l(c(d),!0))}function f(){for(let[d,p]of o)!d.isConnected||a(d)!==p.text?i(d):
c(d)?.getAttribute("aria-pressed")!=="true"&&l(c(d),!0)}return new MutationObserver(f).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
d=>{let p=Number(ue()),g=n.querySelectorAll(".message-row")[p];g&&(o.has(g)?i(g):u(g,d[p]?.metadata?.id))},{update(d){s&&s.name!==d.model.name&&t.outline(null),
s=d.model},recolour(){let d=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of d)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function Ka(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var Ja=220,Ya=50,Ar=5;function ht(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function Ae(e,t){
let{cells:n,current:o,missed:r,point:s,mark:a,...c}=t,{cache:i}=e,l=e.counters.steps;for(let[f,d]of Object.entries(c))e[f]=ec(d)?{...e[f],...d}:d;let{steps:u}=e.
counters;c.active_request&&i.usedBefore.set(i.uses),n&&Va(i,I(n),u,Math.max(1,u-l)),o!==void 0?i.current=Xa(I(o)):u!==l&&(i.current=Qa(i,u-1)),r!==void 0&&(i.missed=
Za(i.current,I(r))),s&&qr(e.points,s,Ja),a&&qr(e.marks,a,Ya)}function Nr(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function Va(e,t,n,o){let r=0;for(let s=0;s<t.length;){let a=t[s++],c=t[s++];if(r+=a>>1,c){let i=Math.floor((c-1)/
o)+1,l=Math.floor((Math.sqrt(8*i+1)-1)/2);e.lastUsed[r]=n-(c-1)%o-1,e.uses[r]+=l,e.hits[r]+=i-l*(l+1)/2}a&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function Xa(e){
let t=0;return e.map(n=>t+=n)}function Za(e,t){return e.filter((n,o)=>t[Math.floor(o/Ar)]>>o%Ar&1)}function Qa({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function qr(e,t,n){e.push(t),e.length>n&&e.shift()}function ec(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var tc=1e3;function Pr(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,a;function c(){r||(clearTimeout(a),r=new EventSource(e),r.addEventListener("snapshot",
l=>{s=ht(JSON.parse(l.data)),t(s)}),r.addEventListener("delta",l=>{let u=JSON.parse(l.data);if(!s||u.seq!==s.seq+1){i(),c();return}Ae(s,u),n(u)}),r.addEventListener(
"error",()=>{i(),o(),a=setTimeout(c,tc)}))}function i(){clearTimeout(a),r?.close(),r=null,s=null}return{open:c,close:i,state:()=>s}}function jr(e){let t=window.SharedWorker?nc(e):oc(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function nc({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(Ae(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function oc(e){let t=Pr(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var rc=2,sc=1e3,gt={whole:!0,point:!1,delta:{}};function Ir(){let e=[],t=null,n=null,o=null,r=!1,s=0;function a(){r=!1;let l=performance.now(),u=o;o=null;for(let d of e)
n&&d.holds||c(d,t,u);let f=performance.now();s=f+Math.min(sc,rc*(f-l))}function c(l,u,f){try{l.update(u,f)}catch(d){console.error(d)}}function i(l){o=o?ic(o,l):
l,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(a),Math.max(0,s-performance.now())))}return{add(l){e.push(l),t&&c(l,l.holds&&n||t,gt)},isPaused:()=>n!==null,pause(l){
if(!(!t||l===(n!==null))){n=l?Nr(t):null;for(let u of e)u.holds&&c(u,n??t,gt),u.paused?.(l,t)}},connect(){jr({onState(l){t=l,i(gt)},onDelta(l){i({whole:!1,point:"\
point"in l,delta:l})},onLost(){for(let l of e)l.lost?.()}})}}}function ic(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var ac=[["#strip",br],["#tabs",wr],["#pause",gr],["#counters",Qn],["#spoken",Jo],["#layer-detail",Po],["#heatmap",$o],["#live-sentence",Ho],["#presentation",Wo],
["#heatmap-table",Lo],["#lines",Go],["#fits",Cn],["#lab",Zn],["#token-view",Mr],["#progress",Qt],["#progress",rn],["#progress",Lt],["#more",_t],["#editing-note",
Ht],["#prompts",nn],["#attach",Ot],["#runs",fr],["#help",mr],["#help-open",hr]],ge=Ir(),cc={store:ge,chooseLayer(){},outline(){}},Rr=[];function Mf(e,t){for(let[
o,r]of ac){let s=e.querySelector(o);s&&yr(s.dataset.needs).then(()=>lc(r,s,e,t))}let n=e.querySelector("#theme");n&&to(n,()=>Rr.forEach(o=>o.recolour()))}function lc(e,t,n,o){
let r=e(t.id==="fits"||t.id==="progress"?t:n,cc,o);r.recolour&&Rr.push(r),ge.add(r)}window.hybrid={awaitTurn:an,endTurn:cn,askingAgain:Yt,chosenBranch:Jt,chosenMessage:ue,
showBranches:Kt,copy:Xt,edit:Vt,showEditing:Wt,sending:xt,taken:wt,giveBack:kt,download:Yo,pickFile:Tt};jt(()=>ge.pause(!ge.isPaused()));pr();ge.connect();export{ht as fromSnapshot,Mf as mount};
