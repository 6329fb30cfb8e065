var ne="",Se=()=>document.querySelector("#chat-input textarea");function yt(e){return ne=e[0]??"",e}function xt(){ne=""}function bt(){let e=Se().value;ne&&e.startsWith(
ne)&&W(Se(),e.slice(ne.length)),ne=""}function wt(e){if(!e)return;let t=Se().value,{text:n}=JSON.parse(e);W(Se(),t.trim()?`${n}
${t}`:n)}function W(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function X(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Ir(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Ir(e){
return e.split(/(?=(?:\d{3})+$)/)}function S(e,t){e.textContent!==t&&(e.textContent=t)}function C(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function I(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function St(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function kt(e){return`${e.toFixed(e<10?1:0)} W`}function ke({routed:e,hits:t}){return e?t/e:
null}var Et=256*1024,vt="is no text file. Attach text, such as .txt, .md, .py or .csv.";function Rr(e,t){let n=t.match(/`{3,}/g)??[],o="`".repeat(Math.max(3,...n.map(
s=>s.length+1))),r=/\.([a-z0-9]{1,10})$/i.exec(e)?.[1].toLowerCase()??"";return`${e}:
${o}${r}
${t.replace(/\n$/,"")}
${o}`}function Br(e,t){return[e.trimEnd(),...t].filter(Boolean).join(`

`)}async function Fr(e){if(e.size>Et)return{problem:`${e.name} is larger than ${Et/1024} KiB. Attach a part of it.`};try{let t=new TextDecoder("utf-8",{fatal:!0}).
decode(await e.arrayBuffer());return t.includes("\0")?{problem:`${e.name} ${vt}`}:{text:t.replace(/\r\n?/g,`
`)}}catch{return{problem:`${e.name} ${vt}`}}}function $t(e){let[t,n,o]=["#attach","#attach-file","#attach-note"].map(a=>e.querySelector(a)),r=document.querySelector(
"#chat-input textarea"),s=document.querySelector("#chat-pane");async function i(a){let l=await Promise.all([...a].map(async d=>({file:d,...await Fr(d)}))),u=l.filter(
({text:d})=>d!==void 0).map(({file:d,text:f})=>Rr(d.name,f));u.length&&(W(r,Br(r.value,u)),r.focus()),S(o,l.map(({problem:d})=>d??"").filter(Boolean).join(" "))}
t.addEventListener("click",()=>n.click()),n.addEventListener("change",async()=>{await i(n.files),n.value=""});let c=({dataTransfer:a})=>a?.types.includes("Files");
return s.addEventListener("dragover",a=>c(a)&&a.preventDefault()),s.addEventListener("drop",a=>{c(a)&&(a.preventDefault(),i(a.dataTransfer.files))}),{update(){}}}function Ot(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function Lt(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var _t="presenting";function oe(){return document.body.classList.contains(_t)}function ue(e){e!==oe()&&(document.body.classList.toggle(_t,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var Ct="hybrid-keys-off",Dr="input, textarea, select, [contenteditable]",Ur="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",Tt={stop:Hr,pause:Kr,present:Wr,help:Be},At=()=>!1;function Mt(e){At=e}var qt=()=>{};function Nt(e){qt=e;let t={capture:!0};for(let n of["keydown","keyp\
ress"])document.addEventListener(n,Gr,t);document.addEventListener("keydown",zr,t)}function Gr(e){It(e)==="send"&&Ee("send")&&e.stopPropagation()}function zr(e){
let t=It(e);t in Tt&&!Ee(t)&&Tt[t](e)&&e.preventDefault()}function Ee(e){return jt().includes(e)}function Pt(e,t){let n=jt().filter(o=>o!==e);localStorage.setItem(
Ct,JSON.stringify(t?[...n,e]:n))}function Be(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function jt(){try{let e=JSON.parse(
localStorage.getItem(Ct)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function It(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:c}=e;
return i||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&c.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function Hr({
target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(oe())return ue(!1),!0;let t=document.
querySelector("#stop");if(t&&!t.disabled)t.click();else return At();return!0}function Wr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(
Dr)?!1:(ue(!oe()),!0)}function Kr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(Ur)?!1:(qt(),!0)}function Jr(e=""){let t=/\bhit (\d+) %/.exec(e);return t?Number(t[1]):null}function Yr(e,t){return t>e?"The second time more of its experts were already on the \
GPU.":t<e?"The second time fewer of its experts were on the GPU: others had taken their slots.":"Both times as many of its experts were on the GPU."}function Rt(e,t){
let n=null;t.hidden=!0;let o=c=>Jr(c?.querySelector(".thought-group .title")?.textContent);function r(c,a){n=c.slice(a).map(o).find(l=>l!==null)??null,t.hidden=
!0}function s(c){let a=o([...e.querySelectorAll(".message-row")].at(-1));if(a===null&&c)return setTimeout(()=>s(c-1),100);a!==null&&i(n,a),n=null}function i(c,a){
t.querySelector("p").textContent=Yr(c,a);for(let[l,u]of Object.entries({first:c,second:a})){let d=t.querySelector(`.${l}`);d.querySelector("i").style.setProperty(
"--share",`${u}%`),d.querySelector("b").textContent=`${u} %`}t.hidden=!1}return document.addEventListener("hybrid:reply-ended",()=>{if(n===null){t.hidden=!0;return}
s(30)}),{begin:r,hide:()=>t.hidden=!0}}var Vr={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["repeat","Ask again"],["tokens","Tokens"],["copy","Copy"],["drop",
"Delete"]]},re=0,Xr={edit:"edit",copy:"copy",drop:"delete",again:"retry",repeat:"retry",tokens:"select"};function Ft(e,t,n){let o=document.querySelector("#chat"),
r=document.querySelector("#editing-note"),s=document.querySelector("#chat-input textarea"),i=Rt(o,document.querySelector("#again")),c=()=>[...o.querySelectorAll(
".message-row")];function a(u){let d=es(u),f=u.querySelector(":scope > .actions");f?.dataset.kind!==d&&(f?.remove(),d&&u.append(ts(d)))}o.addEventListener("clic\
k",u=>{let d=u.target.closest(".copy-code");d&&Qr(d);let f=u.target.closest(".actions button");f&&(re=c().indexOf(f.closest(".message-row")),f.dataset.action===
"repeat"&&i.begin(c(),re),n(Xr[f.dataset.action]),f.dataset.action==="copy"&&ns(f),f.dataset.action==="edit"&&s.focus())});let l=()=>{c().forEach(a),c().length||
i.hide(),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(Zr)};return new MutationObserver(l).observe(o,{childList:!0,subtree:!0}),
l(),r.addEventListener("click",u=>u.target.closest("button")&&Bt()),r.hidden=!0,Mt(Bt),{update(){}}}function Bt(){let e=document.querySelector("#editing :is(tex\
tarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])W(t,"");return!0}function Dt(e){let t=document.querySelector(
"#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces this message and everything after it. <button type="button">Cancel</button>'}function de(){
return String(re)}function Ut(e){return xt(),[de(),...e]}function Gt(e){return[Ht(e[re]),String(re)]}function zt(e){navigator.clipboard?.writeText(Ht(e[re]))}function Ht(e){
let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??
t}function Zr(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function Qr(e){
navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function es(e){
return e.querySelector(".thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function ts(e){let t=Object.assign(document.createElement("div"),{className:"\
actions"});t.dataset.kind=e;for(let[n,o]of Vr[e]){let r=Object.assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(
r)}return t}function ns(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}var os={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function Wt(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,a=o.phase==="loading"&&o.activity&&`Waiting. ${o.activity}.`||os[o.phase]||o.active_request&&"Waiting: the model is busy with another tab.",l=s&&!i&&!!a,u=i&&
o.phase==="prefill";if(e.hidden=!l&&!u,l)t.style.width="0",S(n,a);else if(u){let{prefill_done:d,prefill_total:f}=o.speed;t.style.width=`${f?100*d/f:0}%`,S(n,rs(
o.speed))}}}}function rs(e){return`Reading the prompt: ${e.prefill_done} of ${e.prefill_total} tokens${ss(e)}.`}function ss({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){
if(!n||e>=t)return"";let o=Math.ceil((t-e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function Kt(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var is=700;function Yt(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=Kt(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let d=u.target.closest("button");d&&(i(!1),Jt(d.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?l(s.stop()):c()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&a(),is)}),document.addEventListener("click",u=>{s.isRunning()&&as(u)&&l(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function c(){if(Vt()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){a();return}let d=new MutationObserver(()=>{u()||(d.disconnect(),a())});d.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function a(){l(s.next(!!document.querySelector("#\
error")?.textContent))}function l(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&Jt(u.prompt)}return{update(){}}}function as({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function Jt(e){let t=document.querySelector("#chat-input textarea");if(W(t,e),Vt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function Vt(){return document.querySelector("#stop")?.disabled===!1}var Xt=[];function Zt(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>Xt.push(n))))}):e}function Qt(){Xt.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function en(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function tn(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function nn({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function on(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=cs(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function cs(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function sn(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function an({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!rn(n)||!rn(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let i=n*o||0,c=e*t,a=i>s?` There is memory for ${s}.`:"";return`${i} slots for ${c} experts: ${ls(i/c)} on the GPU.${a}`}function rn(e){return e===
""||Number.isInteger(e)&&e>=0}function ls(e){return e===1?"all of them fit":e===.5?"half of them fit":`${C(e)} of them fit`}function cn({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:i},{labels:c}){let a=(f,p)=>Object.keys(c[f]).find(g=>c[f][g]===p),l=i==="cached"?"":`, ${a("placement",i)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,d=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${a("admission",r)}, ${d}${l}`}
function ln({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,i=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}. ${r} threads already saturate memory (○)`:i}function un(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:c}=n.
getBoundingClientRect(),a=Math.ceil((s.clientX-i)/c*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,a)))}),{draw(s,i,c=null){r=s;let a=l=>`${100*
l/r.logical_cpus}%`;n.style.setProperty("--threads",a(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",a(r.physical_cores)),n.style.setProperty(
"--knee",a(c??0)),n.classList.toggle("measured",c!==null),n.classList.toggle("beyond",i>r.physical_cores),S(o,ln(r,i,c))}}}function fn(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:c,top:a,width:l,height:u}=n.getBoundingClientRect();t.set("indexes",dn(Math.ceil((i.clientX-
c)/l*r.layers),r.layers)),t.set("ways",dn(Math.ceil((1-(i.clientY-a)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,c){r=i;let a=us(r,c);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));a.forEach((l,u)=>n.children[u].style.setProperty("--share",l)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",pn(c)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${r.top_k} of ${r.experts})`,o.querySelector(".last").
textContent=String(r.layers-1)}}}function pn({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function us({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(i,c)=>Math.min(1,Math.max(0,s(c)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):pn(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function dn(e,t){return Math.min(t,Math.max(1,e))}function ve(e,t){let n=Object.keys(t.fields),o=c=>e.querySelector(`#${CSS.escape(t.fields[c]??c)}`),r=c=>o(c)?.querySelector("input, textarea")??null;function s(c){
let a=r(c);return a?ds(a,t.labels[c]):void 0}function i(c,a){let l=r(c);!l||s(c)===a||(l.value=String(a),l.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(c=>[c,s(c)])),label:c=>o(c)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??c,shown:(c,a)=>fs(t.labels[c],a)}}function ds({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function mn(e){let{geometry:t,...n}=e;return{...t,...n}}function fs(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function hn({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.devices,
i=e.slots_limit??s,{emulated:c}=t,a={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},l={name:"RAM",held:Math.
max(0,e.host_used-(c?e.slots:0)),slots:c?r:0,total:e.host_total,limit:c?i:null};return{device:c?null:a,host:l,most:Math.floor(i/n.expert_bytes)}}function Fe({slots:e,
limit:t}){return t!==null&&e>t}function gn(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + ${I(o)} slots`,c=Fe(e)?`: too much, only ${I(s)} of\
 slots fit`:"";return`${t}: ${I(n)} used${i}, of ${I(r)}${c}`}function yn({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;
return{held:o(e),slots:o(Math.min(t,n-e))}}function bn(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=hn(o,r);return t.hidden=s.device===null,s.device&&
xn(t,s.device),xn(n,s.host),{most:s.most}}}}function xn(e,t){let{held:n,slots:o}=yn(t);e.classList.toggle("over",Fe(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,S(e.querySelector("p"),gn(t))}var ps={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},ms=["data-field","data-place"];function wn(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function i(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function c(){i(),n();let d=o.querySelector("[data-field]");if(!d)return;
d.dataset.place==="chat"&&a(d.textContent);let f=hs(d.dataset.field),p=f?t.input(f):null;p&&l(f,p,d.textContent)}function a(d){let f=document.querySelector("#co\
mposer");f&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:d}),f.before(s),o.classList.add("beside"))}function l(d,f,p){gs(t.block(
d));let g={className:"refusal",id:"refusal",textContent:p},y=Object.assign(document.createElement("p"),g),b=t.block(d);b.classList.add("refused"),(b.closest(".r\
ow")??b).after(y),f.setAttribute("aria-invalid","true"),f.setAttribute("aria-describedby",y.id),r={block:b,input:f,note:y},o.classList.add("beside"),y.scrollIntoView(
{block:"nearest"})}for(let d of[...t.names,"model"])t.input(d)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:ms,
subtree:!0};new MutationObserver(c).observe(o,u),c()}function hs(e=""){return ps[e]??e}function gs(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function Sn(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),S(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),S(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(ys(location.origin+location.pathname,t.all()),"Link")})}function ys(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function kn(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=ve(o,r),i=m=>e.querySelector(`.${m}`),c={cover:fn(o,s),gauges:bn(e),cores:un(
o,s)},a=null,l="",u=on(),d=!1;function f(){if(!a)return;let m=s.all(),w=mn(a.settings),x=Number(s.input("knee")?.value)||null,O=JSON.stringify([x,m,w,a.model,a.
machine,a.memory]);if(O===l)return;l=O,c.cover.draw(a.model,m);let{most:k}=c.gauges.draw(a,m);c.cores.draw(a.machine,m.cpu_threads,x),y(m),g(m,w),S(i("explain"),
sn(m,r)),S(i("slots"),an(a.model,m,k)),S(i("inforce"),`Current: ${cn(w,r)}`),p(w,a.model.name)}function p(m,w){let x=s.input("base")?.value;x&&u(JSON.parse(x),m,
w)&&n("submit")}function g(m,w){let x=en(s.names,m,w);for(let O of s.names)s.block(O)?.classList.toggle("changed",x.includes(O));for(let O of["apply","revert"])
b(O).disabled=x.length===0;o.querySelector("#apply-row").classList.toggle("pending",x.length>0),d&&=x.length>0,S(i("changes"),tn(x,s,{values:m,inForce:w,applying:d}))}
function y(m){let w=nn(m,r);s.block("split_misses").hidden=a.machine.emulated;for(let x of s.names)s.block(x)?.classList.toggle("idle",w.has(x))}function b(m){let w=o.
querySelector(`#${m}`);return w.querySelector("button")??w}function h(m){d=m,l="",f()}o.addEventListener("click",({target:m})=>m.closest("#apply")&&h(!0)),wn(o,
s,()=>h(!1)),Sn(o,s);let v=()=>setTimeout(()=>e.isConnected&&f());return o.addEventListener("input",f),o.addEventListener("focusout",v),document.addEventListener(
"hybrid:fields-set",v),{update(m,w){a=m,(w.whole||w.delta.settings||w.delta.memory)&&f()}}}async function A(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var En="Settings panel",vn="Best predicted";function $n(e,t){let n={...e,[En]:"what its fields hold, applied or not"};return t&&(n[vn]=`${t.indexes} × ${t.ways}, from the map above`),n}function On(e,{panel:t,
best:n}){return e===En?{name:e,settings:t()}:e===vn?{name:e,settings:n()}:e}function Ln(e,t){return e.length?e:t.slice(0,2)}var xs=["grid","curves","reuse","tune","compare"];function _n(e){let t=xs.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function Tn(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=c=>e.querySelector(`input[name=lab-metric][value=${c}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(c){o=c;let a=!!o.figures["grid-speed"];s("speed").disabled=!a,s("speed").parentElement.title=a?"":
"Benchmark this machine first",a||(s("hits").checked=!0),i()},click({x:c,y:a}){let{indexes:l,ways:u,settings:d}=o.facts;d&&n({...d,indexes:l[a],ways:u[c]})},best:()=>o?.
facts.best??null}}var bs=350;function Cn(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=m=>e.querySelector(m),[s,i,c,a,l,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),d=r(".anyway"),f=null;function p(m){s.hidden=m,i.hidden=c.hidden=!m,i.disabled=!1,m&&c.removeAttribute("value")}function g(m={}){return y(async w=>{for(let x of t())
w.push(await ws({...x,...m,after:w.at(-1)?.id}))})}async function y(m){let w={jobs:[],cancelled:!1};f=w,l.textContent=a.textContent="",d.hidden=!0,p(!0);try{await m(
w.jobs),w.cancelled&&await h(w);for(let[x,O]of w.jobs.entries()){let k=await b(O,$=>c.value=(x+$)/w.jobs.length);if(d.hidden=k.field!=="busy",k.state==="failed")
throw new Error(k.error);k.state==="done"&&n(k),w.cancelled||=k.state==="cancelled"}a.textContent=w.cancelled?"Cancelled.":""}catch(x){l.textContent=x.message,a.
textContent=""}f=null,p(!1),o()}async function b(m,w){for(;m.state==="waiting"||m.state==="running";)w(m.share),a.textContent=m.what,await new Promise(x=>setTimeout(
x,bs)),m=await A(`lab/jobs/${m.id}`);return m}async function h(m){m.cancelled=!0,i.disabled=!0,a.textContent="Cancelling";for(let{id:w}of m.jobs)await A(`lab/jo\
bs/${w}`,{method:"DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!f&&g()),d.addEventListener("click",()=>!f&&g({anyway:!0})),i.addEventListener("click",
()=>f&&h(f));function v(m,w=""){s.disabled=!m,u.textContent=w&&`${w}.`}return{enable:v,follows:m=>!!f?.jobs.some(w=>w.id===m),join(m){f||!m.length||y(async w=>w.
push(...m.map(({id:x})=>({id:x,state:"waiting",share:0,what:""}))))}}}function ws(e){let t=JSON.stringify(e);return A("lab/jobs",{method:"POST",body:t,headers:{
"Content-Type":"application/json"}})}function Mn(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>S(s,r));for(let[o,r]of Object.entries(n.tables))
De(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function De(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(An("th",n.columns));let r=n.rows.map((s,i)=>{let c=An("td",s);return c.classList.toggle("marked",i===n.marked),n.keys[i]&&
c.cells[0].prepend(Ss(...n.keys[i])),c});o.querySelector("tbody").replaceChildren(...r)}function Ss(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function An(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var qn=null;function R(){return qn??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),qn}var B={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function K(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),c=t._fullLayout,a=c&&Math.abs(c.width-s)<1&&Math.abs(c.height-i)<1;s&&!c?n():s&&(r||!a)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function J(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function $e(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function Nn({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},c={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},a={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},l={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:a,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(ks(i)),layout:Pn({...l,xaxis:c,yaxis:c},s(t))}}function ks(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function Pn(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?Pn(e[r],s):s;return o}function jn(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let c=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:a,layout:l}=Nn(i.figure,getComputedStyle(document.body),c),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,a,{...l,width:d,height:f},B),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){R().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let c=0;new ResizeObserver(()=>{cancelAnimationFrame(
c),c=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let c={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,c)}return{show(i,c){let a=t.get(i);a&&(a.figure=c??null,a.holder.hidden=!c,c&&a.holder.setAttribute("aria-label",c.title),r(),
o(a))},onClick:(i,c)=>t.get(i).onClick=c,redraw:()=>t.forEach(o)}}var Es=["mapping","policy","admission"];function In({kind:e,asked:t},{at:n,source:o}){if(e==="grid"){o.choose(t);for(let r of Es)n(r).value=t.settings?.[r]??""}
if(e==="tune"&&(n("budget").value=t.budget_gib??"",t.confirm&&(n("confirm").value=t.confirm)),(e==="tune"||e==="compare")&&(t.prompt&&(n("prompt").value=t.prompt),
t.tokens&&(n("tokens").value=t.tokens)),e==="compare"){let r=(t.contenders??[]).map(s=>s.name??s);for(let s of n("contenders").querySelectorAll("input"))s.checked=
r.includes(s.value)}}var Oe=["grid","curves","reuse"];function Rn(e,t){return Oe.map(n=>({kind:n,...e,settings:vs(t)}))}function vs(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function Bn(e){return e===""?null:Number(e)}function Fn(e){return e?.tokens?"":"Nothing to replay yet"}function Dn(e,{machine:t,emulated:n,calibrated:o}){
return t==="this"&&n?"No GPU here to measure: choose a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for \
yet"}function Un(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}function Gn({model:e,settings:t,source:n,tokens:o}){return JSON.
stringify([e,t,n,o])}function zn({model:e,settings:t,counters:n}){return JSON.stringify([e.name,t,n.generated_tokens])}var fe="typed";function Kn(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,i,c]=["source","machine","file","typed"].map(o),a=null,l=!1;function u(p){
a=p,Hn(r,a.sources.map(({id:g,label:y})=>[g,y])),Hn(s,[["this","this machine"],...a.machines.map(({name:g})=>[g,g]),[fe,"Custom machine"]]),De(e,"calibration",a.
calibration_table),o("times").hidden=!a.calibration_table,S(e.querySelector("#lab-job-calibrate .go"),a.calibrated?"Run again":"Benchmark this machine"),l||(s.value=
a.default_machine),l=!0,o("budget").placeholder=a.budget_gib===null?"all there is":`at most ${a.budget_gib.toFixed(1)}`,d()}function d(){if(!a)return;let p=s.value;
c.hidden=p!==fe,o("prediction").hidden=p==="this",S(o("machine-note"),p==="this"?a.calibration:_s(p,a.emulated));let g=r.value;S(o("trace-note"),a.sources.find(
({id:y})=>y===g)?.notes??"");for(let[y,b]of[["save","safetensors"],["csv","csv"]]){let h=o(y);h.href=`lab/traces/${g}.${b}`,h.toggleAttribute("hidden",!Wn(a,g))}
n()}async function f(){let[p]=i.files;if(p){S(o("trace-error"),"");try{let g=new URLSearchParams({name:p.name,...Ls(o("foreign"))}),{id:y}=await A(`lab/traces?${g}`,
{method:"POST",body:p});await t(),r.value=y,d()}catch(g){S(o("trace-error"),g.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener(
"change",f);for(let p of[r,s])p.addEventListener("change",d);return{offer:u,choose({source:p,machine:g}){if(Wn(a,p)&&(r.value=p),typeof g=="string"&&$s(s,g))s.value=
g;else if(g&&typeof g=="object"){s.value=fe;for(let y of c.querySelectorAll("input"))y.value=g[y.name]??""}d()},chosen:()=>a?.sources.find(({id:p})=>p===r.value)??
null,asked:()=>({source:r.value,machine:s.value===fe?Cs(c):s.value})}}function Hn(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],i)=>Os(e.options[i],r,s))||
(e.replaceChildren(...t.map(([r,s])=>new Option(s,r))),t.some(([r])=>r===n)&&(e.value=n))}function $s(e,t){return[...e.options].some(n=>n.value===t)}function Os(e,t,n){
return e.value===t&&e.text===n}function Wn(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Ls(e){let t=[...e.querySelectorAll("input")];return Object.
fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function _s(e,t){return`${t?"no GPU here, so speeds are for ":"from figures of "}${Ts(
e)}; nothing of it is measured.`}function Ts(e){return e===fe?"a machine that was typed in":e}function Cs(e){let t=[...e.querySelectorAll("input")];return Object.
fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var As="Click a cell to try it.",Ms="The trace is of another model: its sizes cannot be tried on this one.",qs=["mapping","policy","admission"],Ns={replay:Oe,calibrate:[
"calibrate"],tune:["tune"],compare:["compare"]};function Jn(e,t,n){let o=e.querySelector("#lab"),r=E=>o.querySelector(`#lab-${E}`),s=jn(o),i=new Map,c=null,a=null,
l="",u,d=!1,f="",p=Tn(o,s,b),g=Kn(o,{refresh:z,changed:we});function y(){let E=document.querySelector("#control-pane");return ve(E,JSON.parse(E.querySelector("#\
fits").dataset.facts))}function b(E,L=r("picked-note")){n("submit",E),S(L,`${E.indexes} × ${E.ways} stands in the control panel: press Apply there.`)}let h=E=>Bn(
r(E).value),v=()=>Object.fromEntries(qs.map(E=>[E,r(E).value])),m=()=>({prompt:r("prompt").value,tokens:h("tokens")}),x=Object.fromEntries(Object.entries({replay:()=>Rn(
g.asked(),v()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let E={budget_gib:h("budget"),confirm:h("confirm")};return[{kind:"tune",...g.asked(),...E,...m()}]},
compare:()=>[{kind:"compare",contenders:_(),...m()}]}).map(([E,L])=>[E,Cn(r(`job-${E}`),{steps:L,onView:O,onEnd:()=>z()})]));for(let E of["replay","tune","compa\
re"])x[E].enable(!1);function O(E){i.set(E.kind,E.id),E.kind==="grid"&&(p.show(E.view),f=Gn(E.about),r("use-best").hidden=!p.best(),S(r("picked-note"),E.view.facts.
settings===null?Ms:As)),E.kind==="tune"&&k(E.view.facts),Mn(o,s,E.view),E.kind==="curves"&&!E.view.figures["curves-speed"]&&s.show("curves-speed",null),Oe.includes(
E.kind)&&(r("results").hidden=!1),s.redraw(),$()}function k({former:E,best:L}){for(let[N,H]of Object.entries({former:E,tuned:L}))r(N).hidden=!H,r(N).onclick=()=>b(
H,r("former-note"));S(r("former-note"),"")}function $(){let E=_n(i);for(let L of["report","json"])r(L).hidden=E===null,E&&(r(L).href=E[L])}function _(){let E={panel:()=>y().
all(),best:p.best};return M().map(L=>On(L,E))}function M(){return[...r("contenders").querySelectorAll("input:checked")].map(({value:E})=>E)}async function z(){try{
c=await A("lab/state")}catch{return}g.offer(c),we(),await Ie(c)}async function Ie({under_way:E,results:L}){let N=({id:q})=>Object.values(x).some(Re=>Re.follows(
q));for(let[q,Re]of Object.entries(x))Re.join(E.filter(({kind:jr})=>Ns[q].includes(jr)));let H=L.filter(q=>i.get(q.kind)!==q.id&&!N(q)),P=!d;d=!0;let le=await Promise.
all(H.map(({id:q})=>A(`lab/jobs/${q}`).catch(()=>null)));for(let q of le.filter(Boolean))P&&In(q,{at:r,source:g}),O(q);le.length&&we()}function be(){if(!a||!o.offsetWidth)
return;let E=a.phase==="idle"?zn(a):l;E===l&&a.lab===u||(l=E,u=a.lab,z())}function we(){let E=g.chosen(),L={replay:Fn(E),tune:Dn(E,{...c,...g.asked()}),compare:""};
r("empty").hidden=!L.replay||i.size>0,Pr();for(let[H,P]of Object.entries(L))x[H].enable(!P,P);let N=i.has("grid")&&Un(a,E)!==f;S(r("stale"),N?"The trace or the \
settings have changed. Replay again.":"")}function Pr(){let E=$n(c.contenders,p.best()),L=Object.keys(E),N=r("contenders"),H=[...N.querySelectorAll("input")].map(
({value:P})=>P);if(JSON.stringify(H)!==JSON.stringify(L)){let P=new Set(Ln(M(),L));N.replaceChildren(N.querySelector("legend"),...L.map(le=>Ps(le,P.has(le))))}N.
querySelectorAll("label").forEach(P=>P.title=E[P.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&be()).observe(o),r("use-best").addEventListener(
"click",()=>b(p.best())),s.onClick("grid",p.click),o.querySelectorAll("input[name=lab-metric]").forEach(E=>E.addEventListener("change",p.redraw)),{update(E){a=E,
be()},recolour:s.redraw}}function Ps(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});
return n.append(o,` ${e}`),n}function Yn(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;X(t("hits"),o.hits),X(t("inflight"),o.in_flight),X(t("misses"),o.misses),
X(t("fills"),o.fills),X(t("evictions"),o.evictions),S(t("hit-rate"),C(ke(o),1)),S(t("recent"),C(n.recent_hit_rate,1)),S(t("copied"),I(o.bytes_copied)),X(t("toke\
ns"),o.generated_tokens),js(t("joules"),n.power)}}}function js(e,t){let{text:n,title:o}=Is(t);S(e,n),e.parentElement.title=o}function Is(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,i])=>s+i.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${St(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var Vn="hybrid-theme";function Xn(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(Vn);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
Vn,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function j(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}var Rs={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},Bs={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},Fs=137.508,Zn=[.62,.46,.76],Ds=.42,Us=140;function se(e){return to(Rs[e?"dark":"light"])}function eo(e){return to(Bs[e?
"dark":"light"])}function Le(e){return Array.from({length:e},(t,n)=>{let o=`#${Y(n).map(Gs).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function Y(e){let t=Zn[e%
Zn.length],n=Ds*Math.min(t,1-t),o=r=>{let s=(r+e*Fs/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function Ue(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([d])=>d>=n)),[[r,s],[i,c]]=[e[o-1],e[o]],a=(n-r)/(i-r||1),[l,u]=[Qn(s),Qn(c)];return l.map((d,f)=>Math.
round(d+(u[f]-d)*a))}function Z([e,t,n]){return .299*e+.587*t+.114*n>Us?"#14161a":"#ffffff"}function to(e){return e.map((t,n)=>[n/(e.length-1),t])}function Qn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function Gs(e){return e.toString(16).padStart(2,"0")}var Q=256,no={width:.62,height:1.05},zs=1500,oo=9,Hs=4;function so(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";
function i(p,g,y,b){He(e,t,p),s!==JSON.stringify(y)&&(r=Ks(y),s=JSON.stringify(y));let h=We(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
c(h,g);let v=a(h,g,b)&&l(h,g,b);return t.restore(),u(pe(h,p,g.hits),b),d(pe(h,p,g.misses),b),f(h,pe(h,p,g.outlined),b),v}function c(p,{rows:g,columns:y,values:b,
range:h}){n.width=y,n.height=g;let v=o.createImageData(y,g),m=new Uint32Array(v.data.buffer),[w,x]=h,O=(Q-1)/(x-w||1);for(let $=0;$<b.length;$++)Number.isNaN(b[$])||
(m[$]=r[ro(b[$],w,O)]);o.putImageData(v,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),y*p.wide,g*p.high);let k=ze(p);if(k){for(let $=0;$<=y;$++)
t.clearRect(p.x($-.5)-k/2,p.y(-.5),k,g*p.high);for(let $=0;$<=g;$++)t.clearRect(p.x(-.5),p.y($-.5)-k/2,y*p.wide,k)}}function a(p,{label:g,widest:y},b){return g!==
null&&p.wide>=(y+.8)*no.width*Ge(b)&&p.high>=no.height*Ge(b)}function l(p,{rows:g,columns:y,values:b,range:h,label:v},m){let[w,x]=p.columns(y),[O,k]=p.rows(g);if((x-
w)*(k-O)>zs)return!1;t.font=`${Ge(m)}px ${m.font}`,t.textAlign="center",t.textBaseline="middle";let $=(Q-1)/(h[1]-h[0]||1);for(let _=O;_<k;_++)for(let M=w;M<x;M++){
let z=b[_*y+M];Number.isNaN(z)||(t.fillStyle=Z(Ws(r[ro(z,h[0],$)])),t.fillText(v(_,M),p.x(M),p.y(_)+.5))}return!0}function u(p,g){t.save(),t.fillStyle=g.now,t.shadowColor=
g.now;for(let{x:y,y:b,wide:h,high:v}of p)t.shadowBlur=Math.min(h,v)>=oo?.3*g.em:0,t.fillRect(y,b,h,v);t.restore()}function d(p,g){t.strokeStyle=t.fillStyle=g.missed;
for(let{x:y,y:b,wide:h,high:v}of p){let m=Math.min(h,v)>=oo?2.5:1;if(Math.min(h,v)<Hs){t.fillRect(y,b,h,v);continue}t.clearRect(y,b,h,v),t.lineWidth=m,t.strokeRect(
y+m/2,b+m/2,h-m,v-m)}}function f(p,g,y){t.strokeStyle=y.outline,t.lineWidth=ze(p)>2?2:p.high>5?1.25:1;for(let{x:b,y:h,wide:v,high:m}of g)t.strokeRect(b,h,v,m)}return i}
function He(e,t,{outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function We({
left:e,top:t,width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),c=o/(s[0]-s[1]),a=(l,u,d)=>[Math.max(0,Math.floor(l+.5)),Math.min(d,Math.floor(u+.5)+1)];return{
wide:i,high:c,x:l=>e+(l-r[0])*i,y:l=>t+(l-s[1])*c,columns:l=>a(r[0],r[1],l),rows:l=>a(s[1],s[0],l)}}function pe(e,{left:t,top:n,width:o,height:r},s){let i=ze(e);
return s.map(([c,a])=>({x:e.x(a-.5)+i/2,y:e.y(c-.5)+i/2,wide:e.wide-i,high:e.high-i})).filter(({x:c,y:a,wide:l,high:u})=>c+l>t&&c<t+o&&a+u>n&&a<n+r)}function ze({
wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=3.5?1:0}function Ge(e){return .72*e.em}function ro(e,t,n){return Math.max(0,Math.min(Q-1,Math.round((e-t)*
n)))}function Ws(e){return[e&255,e>>8&255,e>>16&255]}function Ks(e){let t=document.createElement("canvas");t.width=Q,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(
.5,0,Q-.5,0);for(let[r,s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,Q,1),new Uint32Array(n.getImageData(0,0,Q,1).data.buffer.slice(0))}var io=2,Js=150;function ao(e){let t=e.getContext("2d"),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:i},c){let a=o&&!n.matches?
r.places(Ys(o,i)):[];if(o=i.slice(),!!a.length){He(e,t,s),t.fillStyle=c.cpu;for(let{x:l,y:u,wide:d,high:f}of pe(We(s),s,a))t.fillRect(l,u,d,f);e.animate([{opacity:1},
{opacity:0}],{duration:Js,fill:"forwards"})}}}}function Ys(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===io&&e[o]!==io&&n.push(
o);return n}var co=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(co[e]=t++);function F(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=co[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var Vs="No topics yet: press Switch topics under the chat, or name a conversation as a topic (More).",Xs="One topic so far: an expert can prefer one only beside\
 another.";function Zs(e){return{...e,preferred:F(e.preferred),shares:F(e.shares)}}function lo(e){let t=0;return async function(){let o=++t,r=await A("topics").
catch(()=>null);r&&o===t&&e(Zs(r))}}function ie(e){let{topics:t,model:n}=e;return t&&t.model===n.name&&t.words.length===n.layers*n.experts?t:null}function uo(e,t){
return ie(e)?.preferred[t]??0}function fo(e,t){let n=[e,...Array.from({length:t},(o,r)=>ho(r))];return n.flatMap((o,r)=>[[r/n.length,o],[(r+1)/n.length,o]])}function po(e){
let t=ie(e)?.topics??[];if(t.length<2)return`<span>${t.length?Xs:Vs}</span>`;let n=(r,s)=>`<span><i class="mark topic" style="background:${r}"></i>${s}</span>`;
return[...t.map(({name:r},s)=>n(ho(s),Ke(r))),n("var(--state-cpu)","no topic")].join("")}function mo(e,t){let n=ie(e);if(!n)return[];let{topics:o,shares:r,words:s}=n,
i=s.length,c=o.map(({name:l},u)=>({name:l,share:r[u*i+t]})).filter(({share:l})=>l>0).sort((l,u)=>u.share-l.share).slice(0,3).map(({name:l,share:u})=>`${Ke(l)} ${u}\
 %`),a=s[t].map(l=>`“${Ke(l.trim())}”`);return[c.length?c.join(", "):"",a.length?`chosen by ${a.join(" ")}`:""].filter(Boolean)}function ho(e){return`#${Y(e).
map(t=>t.toString(16).padStart(2,"0")).join("")}`}function Ke(e){return e.replace(/[&<>"]/g,t=>`&#${t.charCodeAt(0)};`)}function ae({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function go({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping===
"layered",c=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),a=new Int32Array(s).fill(-1);return n.slot.forEach((l,u)=>{l>=0&&l<s&&(a[l]=u)}),{key:`slots\
 ${c} ${s}`,rows:Math.ceil(s/c),columns:c,xTitle:i?"slot of the layer":"slot",yTitle:i?"layer":`slots, ${c} a row`,cellAt:(l,u)=>l*c+u<s?a[l*c+u]:null,places:l=>l.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/c),n.slot[u]%c]),layerAt:(l,u)=>i?l:Qs(a[l*c+u],e)}}function Qs(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[_e,Xe,Ze]=[0,1,2],ei=.5,ti=6,ni=["not on the GPU","being copied to the GPU","on the GPU"],me={where:{board:ae,value:({cache:e,counters:t},n)=>e.state[n]!==Ze?
e.state[n]===Xe?ei:_e:1+ri(e.lastUsed[n],t.steps),range:()=>[_e,Ze],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:ae,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(yo(
e)),0],scale:({isDark:e})=>se(e),legend:e=>Ve(`${yo(e)} steps ago`,"just now")},rate:{board:ae,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>se(e),legend:()=>Ve("0 % hits","100 %")},uses:{board:ae,value:({cache:e},t)=>Te(e,t),range:({cache:e})=>[0,Je(e)],scale:({isDark:e})=>se(
e),legend:({cache:e})=>Ve("unused",`${Je(e)} uses this reply`),label:({cache:e},t)=>String(Te(e,t)||""),widest:({cache:e})=>Ye(Je(e)+1)},topics:{board:ae,value:uo,
range:e=>[-.5,(ie(e)?.topics.length??0)+.5],scale:({cpu:e},t)=>fo(e,ie(t)?.topics.length??0),legend:po,isOutlined:!0},slots:{board:go,value:({model:e,settings:t},n)=>t.
mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:(e,{model:t,settings:n})=>Le(
n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"layer"}; the number is the expert</\
span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.state[o]===Xe?" ↓":""}`},
widest:({model:e,settings:t})=>Ye(e.experts)+(t.mapping==="layered"?0:1+Ye(e.layers))}};function xo(e,t){let{cache:n,counters:o,model:r}=e;if(t===null)return"no\
 slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.experts)}, expert ${t%
r.experts}`,oi(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${Te(n,t)} uses this reply`,n.lastUsed[t]<0?"never used":`last used ${i}`,
...mo(e,t)].join("<br>")}function bo({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[Ze]} of ${e.state.length} experts on the GPU, ${t[Xe]} bei\
ng copied, ${t[_e]} not on the GPU`}function oi({cache:e},t){let n=ni[e.state[t]];return e.state[t]===_e?n:`${n}, slot ${e.slot[t]}`}function Te(e,t){return e.uses[t]-
e.usedBefore[t]}function yo({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function Je(e){let t=1;for(let n=0;n<
e.uses.length;n++)t=Math.max(t,Te(e,n));return t}function Ye(e){return String(e-1).length}function ri(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.max(1,t-e))/
ti)}function Ve(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var si=4/3,ii=800,wo=-1,ai='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',ci='<span><i class="mark now"></i>last token</sp\
an>',li='<span><i class="mark now"></i>chosen token</span>';function So(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector(
"#heatmap .summary"),s=e.querySelector("#heatmap .stage"),i=so(e.querySelector("#heatmap canvas")),c=ao(e.querySelector("#heatmap .landings")),a=me.where,l=null,
u=null,d=[],f=null,p="",g=null,y=null,b=null,h=null;function v(){if(!y||!g||!n.offsetWidth)return;l=a.board(y),u=j(),d=Array.from({length:l.rows},()=>new Array(
l.columns).fill(wo));let k=$e(l.rows,(_,M)=>xo(y,l.cellAt(_,M))),$=!n.on;s.classList.toggle("tall",l.columns<=l.rows),s.style.setProperty("--board",`${di(l,n.offsetHeight,
u.em)}px`),x(!0),g.react(n,[pi(d,k)],mi(l,y,n,u),B),$&&m(),w()}function m(){n.on("plotly_doubleclick",()=>g.relayout(n,ko(l))),n.on("plotly_relayout",k=>k.autosize?
v():w()),n.on("plotly_hover",({points:[k]})=>f={xval:k.x,yval:k.y}),n.on("plotly_unhover",()=>f=null),n.on("plotly_click",({points:[k]})=>t.chooseLayer(l.layerAt(
k.y,k.x)))}function w(){l=a.board(y);let k=ui(l,a,y,d,h),$=fi(n),_=i($,k,a.scale(u,y),u);a===me.where&&c.show(l,$,y.cache,u),n.dataset.outlined=k.outlined.length||
k.hits.length+k.misses.length,x(_),f&&g.Fx.hover(n,f,"xy")}function x(k){let $=a.legend(y,k)+(h?li:a.isOutlined?ci:ai);$!==p&&(o.innerHTML=$),p=$}let O=lo(k=>{b=
k,y&&(y={...y,topics:b},v())});return O(),document.addEventListener("hybrid:reply-ended",()=>setTimeout(O,ii)),t.outline=k=>{h=k,l&&n.offsetWidth&&w()},e.querySelectorAll(
"input[name=view]").forEach(k=>k.addEventListener("change",()=>{a=me[k.value],a===me.topics&&O(),v()})),R().then(k=>{g=k,K(g,n,v),v()}),{holds:!0,update(k,$){if(y=
{...k,topics:b},S(r,bo(k)),!g||!n.offsetWidth)return;let{cells:_,current:M,settings:z,counters:Ie,active_request:be}=$.delta;$.whole||!l||z&&l.key!==a.board(k).
key?queueMicrotask(v):(_||M||z||Ie||be)&&w()},recolour:v}}function ui(e,t,n,o,r){let{current:s,missed:i}=n.cache,c=r??(t.isOutlined?s:null),a=new Set(i),l=new Float64Array(
e.rows*e.columns).fill(NaN);for(let u=0;u<e.rows;u++)for(let d=0;d<e.columns;d++){let f=e.cellAt(u,d),p=f===null||f<0?null:t.value(n,f);o[u][d]=p??wo,p!==null&&
(l[u*e.columns+d]=p)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),label:t.label?(u,d)=>t.label(n,e.cellAt(u,d)):null,widest:t.widest?.(n)??2,hits:e.
places(c?[]:s.filter(u=>!a.has(u))),misses:e.places(c?[]:i),outlined:e.places(c??[])}}function di({rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.
ceil(3*o+4+si*r*t)}function fi(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,
height:n._length,xRange:t.range,yRange:n.range}}function pi(e,t){return{type:"heatmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"\
%{customdata}<extra></extra>"}}function ko({rows:e,columns:t}){return{"xaxis.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function mi(e,{model:t},n,o){let r=`${t.
name} ${e.key}`,s=ko(e),i=n.layout?.uirevision===r?n.layout:null,c=(a,l)=>({showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.
log2(l/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{text:a,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,
b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:J(o),dragmode:"zoom",uirevision:r,xaxis:{...c(
e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...c(e.yTitle,e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var hi=1e3,[gi,yi]=[1,2];function Eo(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(xi());for(let c=0;c<i;c++)bi(o,c).forEach((a,l)=>{let u=n.rows[c].cells[l];
u.textContent!==a&&(u.textContent=a)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,hi))}}}function xi(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function bi({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),c=u=>r.
reduce((d,f)=>d+u[o+f],0),[a,l]=[c(t.uses),c(t.hits)];return[String(n),Qe(s(yi)),Qe(s(gi)),Qe(i.map(u=>u-o)),`${l} of ${a}`,C(a?l/a:null,1)]}function Qe(e){return e.
join(" ")||"none"}var vo=["steps","held","loading","choices","outcomes"];function $o(){let e={rows:"ways",clear(){for(let t of vo)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of vo)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[Oo,wi]=[0,1],Si=16,ki=10,[Ei,vi]=[.14,.3];function Lo(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(l=>l.map(u=>u<0?-1:1)),s=r[0].length,i=Co(e,s),c=o?
s:null,a=l=>o?Z(Y(l)):n.readyInk;return{rows:s+(o?1:0),traces:[$i(e,r,s,o,t,n),...o&&s<=Si?[Oi(e,r,s,t,n)]:[],Me(i.evictions,"line-ns-open",n.outline,.9*n.em,"e\
victed",2),Me(i.hits,"circle",i.hits.experts.map(a),.25*n.em,"hit"),Me(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),Me(i.misses,"x-thin-ope\
n",n.outline,.4*n.em,"missed",1.5)],layout:_i(e,s,c,n)}}function _o({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mark\
 hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted<\
/span>`}function To(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
Oo).length,o=Co(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${C(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function $i({steps:e,loading:t},n,o,r,{experts:s},i){let c=Array.from({length:o},(l,u)=>n.map(
d=>d[u]<0?null:d[u])),a=(l,u)=>{let d=n[u][l],f=t[u].includes(l);return r?`slot ${l}: ${d<0?"empty":`expert ${d}${f?", being copied":""}`}`:`expert ${l}: ${d<0?
"not on the GPU":f?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:c,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?Le(s):[[0,i.cpu],[1,i.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:$e(o,a),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function Oi({steps:e},t,n,o,r){let[s,i,c,a]=[[],[],[],[]];
for(let l=0;l<n;l++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][l]===t[u][l];)d++;let f=t[u][l];f<0||d-u<ki||(s.push(e[u]),i.push(l-Ei),c.push(String(
f)),a.push(Z(Y(f))))}return{type:"scatter",mode:"text",x:s,y:i,text:c,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*
r.em,color:a}}}function Co({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...Ce(),experts:[]},inFlight:Ce(),misses:Ce(),evictions:Ce()};return t.forEach(
(c,a)=>{let l=n[a-1]??n[a];n[a].forEach((u,d)=>{(e==="ways"?l[d]>=0&&u!==l[d]:l[d]>=0&&u<0)&&Ae(i.evictions,c-.5,d)}),o[a].forEach((u,d)=>{let f=r[a][d],p=e==="\
ways"?Li(u,l,n[a]):u;f===Oo?(Ae(i.hits,c,p<0?s:p+(e==="ways"?vi:0)),i.hits.experts.push(u)):f===wi?Ae(i.inFlight,c,p<0?s:p):Ae(i.misses,c,e==="ways"?s:u)})}),i}
function Li(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function Ce(){return{x:[],y:[]}}function Ae(e,t,n){e.x.push(t),e.y.push(n)}function Me({x:e,y:t},n,o,r,s,i=0){
return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},hoverinfo:"skip",showlegend:!1}}function _i({steps:e},t,n,o){
let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.log2(t/10))),c=Array.from({length:Math.ceil(t/i)},(l,u)=>u*
i),a={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,\
0,0,0)",font:{family:o.font,color:o.text},hoverlabel:J(o),xaxis:{...a,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"st\
ep",font:r,standoff:4}},yaxis:{...a,range:[s,-.5],tickvals:n===null?c:[...c,n],ticktext:n===null?c.map(String):[...c.map(String),"CPU"],title:{text:n===null?"ex\
pert":"slot",font:r,standoff:4}}}}var Ti=700;function Ao(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=$o(),i=null,c=null,a=null,l=0,
u=-1,d=!1;function f(){if(!i||a===null||!s.steps.length)return;let b=j(),h=Lo(s,c.model,b);r.style.setProperty("--rows",h.rows),i.react(r,h.traces,h.layout,B),n.
querySelector(".legend").innerHTML=_o(s),S(n.querySelector(".summary"),To(s))}async function p(){l=0;let b=a;b===null||d||document.hidden||(u=c.counters.steps,await s.
extend(b,()=>a===b)&&f())}function g(b){b==null||b===a||(a=b,o.value=String(a),n.hidden=!1,S(n.querySelector("h3"),`Layer ${a}`),R().then(h=>{i||K(h,r),i=h}),s.
clear(),p())}function y(){a=null,o.value="",n.hidden=!0}return t.chooseLayer=g,o.addEventListener("change",()=>o.value===""?y():g(Number(o.value))),n.querySelector(
".close").addEventListener("click",()=>{y(),o.focus()}),{update(b,h){c=b,o.length!==b.model.layers+1&&Ci(o,b.model.layers),h.whole&&a!==null&&(a>=b.model.layers&&
y(),s.clear(),u=-1),a!==null&&u!==b.counters.steps&&(l||=setTimeout(p,Ti))},paused(b){d=b,u=-1},recolour:f}}function Ci(e,t){e.length=1;for(let n=0;n<t;n++)e.add(
new Option(String(n),String(n)))}var[ee,Ai,Mo]=["solid","4px 2px","2px 2px"],Mi=[{title:"tokens / s",format:he,lines:[{at:1,name:"tok/s",colour:"speed",dash:ee}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:ee,value:qi}]},{title:"experts / s",format:he,lines:[{at:2,name:"hits/s",short:"hits",colour:"hi\
t",dash:ee},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Ai}]},{title:"copied to the GPU",format:e=>`${Ni(e)}B/s`,lines:[{at:4,name:"copied",colour:"\
speed",dash:ee}]},{title:"power",power:!0,format:e=>`${he(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:ee},{at:6,name:"CPU",short:"CPU",colour:"\
cpuPower",dash:Mo}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",
dash:ee},{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:Mo}]},{title:"GPU memory",titleWithout:"memory of this program (no GP\
U in use)",format:e=>`${he(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:ee}]}];function qo({power:e,memory:t}){let n=Object.
values(e).some(r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Mi.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function No({
most:e,unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let c of n)r=Math.max(r,(et(c,i)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));
return t*s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function et({at:e,value:t},n){return t?t(n):n[e]}function qi(e){let[t,n]=e.slice(2,4);return t+n>0?t/(t+n):
null}function he(e){return String(Number(e.toPrecision(e<1?2:3)))}function Ni(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${he(e/1e3**t)} ${["",
"k","M","G","T"][t]}`}var Pi=120,ji="question",ot=.66,tt=.22,rt=.04,[Po,Ii,jo,nt]=[5,1.8,1.7,4];function st({points:e,marks:t},n,o,r){let s=e.map(([c])=>c-o);return[...n.flatMap(({lines:c,
top:a,format:l},u)=>{let d=n.length-1-u;return c.map(f=>{let{name:p,colour:g,dash:y}=f,b=e.map(h=>et(f,h));return{type:"scatter",mode:"lines",name:p,x:s,y:b.map(
h=>h===null?null:d+ot*h/a),customdata:b.map(h=>h===null?"":l(h)),line:{color:r[g],width:1.8,dash:y,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),Ri(t,n.length,o,r)]}function Ri(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-rt,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(Bi(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function Bi(e){return e===
ji?"circle":"triangle-down"}function Io(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.flatMap(({top:c,format:a},l)=>{let u=e.length-1-l;return[
[u,"0"],[u+ot,a(c)]]});return{margin:{l:Po*o,r:Ii*o,t:nt,b:jo*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:J(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-Pi,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-rt,e.length+tt],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:i.map(([c])=>c),ticktext:i.map(([,c])=>c),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function Ro(e,t,n){let o=t.
length+tt+rt,r=t.map((s,i)=>{let c=(i+1-ot+tt)/o,a=Object.assign(document.createElement("p"),{textContent:s.title});return a.style.top=`calc(${nt}px + ${c} * (1\
00% - ${nt+jo*n.em}px))`,s.lines.length>1&&a.append(...s.lines.map(l=>Fi(l,n))),a});e.style.left=`${Po*n.em}px`,e.replaceChildren(...r)}function Fi({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function Bo(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),c=null,a=null,l="",u=null,d=!1;function f(){if(!a||!c||!t.offsetWidth)return;let x=j(),O=!t.on,k=y();
l=b(k);let $=u===null?null:t.layout.xaxis.range;c.react(t,st(a,k,g(),x),Io(k,$,x),B),Ro(n,k,x),O&&h()}function p(){let x=y();if(!t.on||!t.offsetWidth||b(x)!==l)
return f();let O=st(a,x,g(),j()),k=$=>O.map(_=>_[$]);c.restyle(t,{x:k("x"),y:k("y"),customdata:k("customdata")},[...O.keys()])}function g(){let x=a.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??x,u??x}function y(){return qo(a).map(x=>({...x,top:No(x,a.points)}))}function b(x){return JSON.stringify([x.map(({title:O,
top:k})=>[O,k]),a.marks])}function h(){t.on("plotly_relayout",x=>{"xaxis.range[0]"in x&&m(Number(t.dataset.end)),x.autosize&&f()}),t.on("plotly_doubleclick",w),
i.addEventListener("click",w),t.addEventListener("pointerenter",()=>v(!0)),t.addEventListener("pointerleave",()=>v(!1))}function v(x){d=x,r.hidden=!x,x||f()}function m(x){
u=x,i.hidden=s.hidden=x===null,x!==null&&S(s,`0 s is ${new Date(1e3*x).toLocaleTimeString()}`)}function w(){m(null),f()}return R().then(x=>{c=x,K(c,t,f),f()}),{
holds:!0,update(x,O){a=x,S(o,Di(x)),O.whole?requestAnimationFrame(f):c&&!d&&(O.point||O.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function Di(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var Fo="hybrid-captions-seen";function Do(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(Fo)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(Fo,"yes"),o.hidden=!0}),{holds:!0,update(r){S(t,it(
r.recent_hit_rate)),S(n,Ui(r))}}}function it(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function Ui({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",i=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!i)return`${s}: all ${r} of its experts were already on the GPU.`;let c=t.placement==="on_demand"?i===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-i} of its ${r} experts were already on the GPU; ${i} ${c}.`}function Uo(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!oe()||(S(n("question"),Gi()||o.model.name),S(n("sha\
re"),it(o.recent_hit_rate)),S(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("\
click",()=>ue(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function Gi(){let e=document.querySelectorAll("#chat .user-row .message\
-content");return e.length?e[e.length-1].textContent.trim():""}var zi=1e3,Go=5e3;function zo(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?Go-zi:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+Go,S(t,Hi(r)))}}}function Hi({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${C(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function Ho(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);ct(at(t,n),o)}function at(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function ct(e,t,n="text/plain"){lt(e,new Blob([t],{type:n}))}function lt(e,t){let n=URL.createObjectURL(t);Object.assign(document.createElement(
"a"),{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}var Wi={stop:"ended",length:"limit",cancelled:"stopped"},Ki=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},Ji=e=>t=>t==null?"–":t.toFixed(e),Yi=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,Vi=e=>e==null?"–":`${(100*e).toFixed(1)} %`,Xi=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),V=e=>String(e??"–"),D=[{label:"When",sort:"at",value:e=>e.at,text:ta},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>V(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:Ji(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:Yi,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:Vi,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:Xi,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:Zi,text:Qi,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:V,figure:!0},{label:"End",sort:"ending",value:e=>Wi[e.finish],text:V,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:V,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:V},{label:"Copies",sort:"admission",value:e=>e.admission,
text:ea,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>V(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:V}];function Zi(e){let t=Ki(e);return t===null||!e.tokens?null:t/e.tokens}function Qi(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function ea(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
V(e)}function ta(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function ut(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function Wo(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function na(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function oa(e,t){let[n,o]=t.
map(i=>e.value(i));if(!e.better||!n||o==null)return"";if(e.points)return na(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function Ko(e){let[t,n]=[[],[]];for(let o of D){let[r,s]=e.map(i=>o.text(o.value(
i),i));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,oa(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}.`:"No shared setti\
ngs."}}function Jo(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var Yo=e=>D.find(t=>t.label===e),U=(e,t)=>Yo(e).text(Yo(e).value(t),t),ra="The GPU is simulated: hits are real, speeds are not.";function dt(e){return[["Tokens/\
s",U("Tok/s",e)],["Hit rate",U("Hit rate",e)],["J/token",U("J/token",e)],["First token",U("First token",e)]].filter(([,t])=>t!=="–")}function qe(e){let t=`${U(
"N × M",e)} slots, ${U("Policy",e)}, ${U("Mapping",e)}`,n=e.placement&&e.placement!=="cached"?U("Strategy",e):`${t}, ${sa(e)}`;return[["Model",e.format?`${e.model}\
 (${e.format})`:e.model],["Machine",e.machine],["Settings",`${n}, ${U("Threads",e)} CPU threads`],["Length",`${e.tokens} tokens${e.prompt_tokens==null?"":` afte\
r a prompt of ${e.prompt_tokens}`}`],["Measured",[ia(e.at),e.commit&&`commit ${e.commit}`].filter(Boolean).join(", ")]].filter(([,o])=>o)}function ge(e){return e.
emulated?ra:""}function Vo(e){let n=["| Hybrid MoE | |","| --- | --- |",...[...dt(e),...qe(e)].map(([o,r])=>`| ${o} | ${aa(r)} |`)];return ge(e)&&n.push("",ge(e)),
`${n.join(`
`)}
`}function Xo(e){return`${e.model} ${U("Tok/s",e)} tok/s`}function sa({admission:e,max_queued_copies:t}){return e==="bounded"?`copies when worth it (at most ${t}\
 at a time)`:`copies ${e}`}function ia(e){return new Date(1e3*e).toISOString().slice(0,10)}function aa(e){return String(e).replace(/[\\|`*_[\]<>]/g,"\\$&").replace(
/\s+/g," ")}var ft=1200,Zo=630,G=64,ca='system-ui, "Segoe UI", "Liberation Sans", sans-serif';function Qo(e,t,n){let o=(r,s,i,c,a,l=400,u=ft-G-s)=>{e.fillStyle=a,e.font=`${l}\
 ${c}px ${ca}`,e.fillText(ua(e,String(r),u),s,i)};e.fillStyle=n.ground,e.fillRect(0,0,ft,Zo),o("Hybrid MoE",G,76,26,n.muted,600),o(qe(t)[0][1],G,138,46,n.text,600),
dt(t).forEach(([r,s],i)=>{let c=G+i*275;o(s,c,232,i===0?64:46,n.text,600,255),o(r,c,272,24,n.muted,400,255)}),la(e,t.hit_rate,n),qe(t).slice(1).forEach(([r,s],i)=>{
let c=392+i*46;o(r,G,c,24,n.muted),o(s,G+150,c,24,n.text)}),ge(t)&&o(ge(t),G,Zo-36,24,n.missed,600)}function la(e,t,n){if(t==null)return;let o=ft-2*G;e.fillStyle=
n.rule,e.fillRect(G,306,o,18),e.fillStyle=n.hit,e.fillRect(G,306,o*t,18)}function ua(e,t,n){if(e.measureText(t).width<=n)return t;let o=t.length;for(;o>1&&e.measureText(
`${t.slice(0,o)}…`).width>n;)o-=1;return`${t.slice(0,o)}…`}function er(e){let[t,n,o]=["canvas","textarea","[role=status]"].map(a=>e.querySelector(a)),r=null;function s(a){r=a.length===1?a[0]:null,e.hidden=!r,S(o,""),r&&
(n.value=Vo(r),i())}function i(){let a=r&&t.getContext("2d");a&&Qo(a,r,j())}async function c(){try{await navigator.clipboard.writeText(n.value),S(o,"Markdown co\
pied.")}catch{n.select(),S(o,"Copy it from the field.")}}return e.querySelector(".copy").addEventListener("click",c),e.querySelector(".png").addEventListener("c\
lick",()=>{let a=at(Xo(r),"png");t.toBlob(l=>l&&lt(a,l),"image/png")}),{show:s,draw:i}}var tr="rgba(0, 0, 0, 0)",da=["speed","gpu"],fa=["solid","dot"];function nr(e,t,n){return{traces:e.map((o,r)=>pa(o,r,t,n)),layout:ma(t,n)}}function or(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function pa(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,i)=>1+i*e.tokens):[],y:e?.[n]??[],line:{color:r[da[t]],width:1.8,dash:fa[t]},hovertemplate:`%{y:${o||".1f"}}`}}function ma({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:tr,plot_bgcolor:tr,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:J(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function rr(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],i=[];async function c(l){if(s=l,e.hidden=l.length<2,!e.hidden&&(t.innerHTML=
"",t.append(ga(l)),i=await Promise.all(l.map(ha)),s===l)){if(n.textContent=or(i),!r){r=await R();for(let[u]of o)K(r,u,a)}a()}}function a(){if(!r||e.hidden||!e.offsetWidth)
return;let l=j();for(let[u,d]of o){let{traces:f,layout:p}=nr(i,d,l),g=!u.on;r.react(u,f,p,B),g&&u.on("plotly_relayout",y=>y.autosize&&a())}}return{show:c,draw:a}}
async function ha(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function ga(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let i=t.insertRow();s.forEach((c,a)=>{let l=document.createElement(a===0?"th":"td");a===0&&(l.scope="row"),l.textContent=c,i.append(l)})},{rows:o,
caption:r}=Ko(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var ye=200;function sr(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=ye,i=0,c=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:D[r.column].sort,descending:r.descending}),ask(a){return i+=1,c=!0,{number:i,isMore:a,page:a?{
limit:ye,after:o}:{limit:s}}},take({number:a,isMore:l},u){return a!==i||(c=!1,!u)?!1:(e=l?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
ye},more(){return s+=ye,this.ask(!c&&!!o)},sortBy(a){let l=r.column===a?!r.descending:!!D[a].figure;r={column:a,descending:l},s=ye}}}function ir(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function ar(e,t){return e!==""&&e!=="idle"&&t==="idle"}var ya=400,xa=150;function cr(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=rr(n("compare")),s=er(n("card")),
i=sr(),c=[],a=[],l,u="",d=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...i.sorting()});async function f(m=i.ask(!1)){let w=await fetch(
`runs?${ut({...d(),...m.page})}`).catch(()=>null),x=w?.ok?await w.json():null;i.take(m,x)&&(p(x.problem),b())}function p(m){S(n("problem"),m),n("problem").hidden=
!m}function g(){i.restart(),f()}async function y(m,w,x){let O=await fetch(`runs/all?${ut(d())}`).catch(()=>null),k=await O?.json();O?.ok?ct(m,w(k),x):p(k?.error??
"Can't reach the app. Is it still running?")}function b(){let{rows:m,matching:w,total:x,hasMore:O,order:k}=i;t.querySelector(".scrolled").hidden=x===0,n("empty").
hidden=x>0;for(let $ of["csv","json"])n($).disabled=w===0;S(n("count"),x?`${w} of ${x} replies`:""),!O&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!O,o.replaceChildren(...m.map(h)),t.querySelectorAll("th[data-column]").forEach($=>{Number($.dataset.column)===k.column?$.setAttribute(
"aria-sort",k.descending?"descending":"ascending"):$.removeAttribute("aria-sort")})}function h(m){let w=document.createElement("tr");w.classList.toggle("stopped",
m.finish==="cancelled");let x=Object.assign(document.createElement("input"),{type:"checkbox",checked:c.includes(m.id)});x.dataset.run=m.id,x.setAttribute("aria-\
label",`Choose the run of ${D[0].text(m.at)}`);let O=document.createElement("span");O.textContent="AB"[c.indexOf(m.id)]??"",w.insertCell().append(x,O);for(let k of D){
let $=w.insertCell();$.textContent=k.text(k.value(m),m),k.figure&&($.className="figure")}return w}function v(m,w){c=Jo(c,m,w),a=ir(c,[...a,...i.rows]),r.show(a),
s.show(a),b(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(ba()),t.querySelector("thead").addEventListener("\
click",m=>{let w=m.target.closest("th[data-column]");w&&(i.sortBy(Number(w.dataset.column)),f())}),o.addEventListener("change",({target:m})=>v(m.dataset.run,m.checked)),
n("filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(g,xa)}),n("more").addEventListener("click",()=>f(i.more())),n("csv").addEventListener("cl\
ick",()=>y("runs.csv",Wo,"text/csv")),n("json").addEventListener("click",()=>y("runs.json",m=>JSON.stringify(m,null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&f()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&f()),{update(m){ar(u,m.phase)&&t.offsetWidth&&setTimeout(
()=>f(),ya),u=m.phase},recolour(){r.draw(),s.draw()}}}function ba(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">\
Choose</span></th>',D.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(
r),o&&(s.className="figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}var wa=[0,60,250];function lr(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of wa)setTimeout(Sa,t,e)})}function Sa(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function ur(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!Ee(n.dataset.key),n.addEventListener("change",()=>Pt(n.dataset.key,!n.checked));return{update(){}}}function dr(e){
return e.querySelector("#help-open").addEventListener("click",Be),{update(){}}}function fr(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),S(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&S(s,`Charts paused at ${ka()}. Counters keep updating.`)}}}function ka(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function pr(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var Ea={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function hr(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){S(t("status-model"),o.model.name),S(n,va(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;S(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),S(t("status-hit-rate"),C(o.recent_hit_rate??ke(o.counters))),S(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),S(t("status-memory"),$a(o.memory)),mr(t("power-gpu"),o.power.gpu),mr(t("power-cpu"),o.power.cpu),Oa(e.querySelector("#notices"),o)},lost(){S(n,"disconne\
cted"),n.parentElement.dataset.phase="lost"}}}function va(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:Ea[e.phase];
return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function $a(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.device_total];
return`${I(t)} / ${I(n)}`}function mr(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),S(e,kt(t.watts));
let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});e.replaceChildren(
"no sensor",o),e.tabIndex=0}function Oa(e,t){let n=La(t);S(e,n.join(" ")),e.hidden=n.length===0}function La({machine:{emulated:e,notices:t},activity:n}){return[
...n?[`${n}.`]:[],...e?["No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not."]:[],...t]}function gr(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=a=>a.hash.slice(1),r=a=>n.find(l=>o(l)===a);function s(a){let l=r(a)??n[0];
document.body.dataset.tab=o(l);for(let u of n)u.setAttribute("aria-selected",String(u===l)),u.tabIndex=u===l?0:-1}function i(a){history.replaceState(history.state,
"",a.hash),s(o(a)),a.focus()}function c(a){let l=n.indexOf(document.activeElement);return n[_a(a,l,n.length)]??null}t.addEventListener("click",a=>{let l=a.target.
closest("[role=tab]");l&&(a.preventDefault(),i(l))}),t.addEventListener("keydown",a=>{(a.key===" "||a.key==="Enter")&&a.target.click();let l=c(a.key);l&&i(l),(l||
a.key===" "||a.key==="Enter")&&a.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let a of n){let l=document.getElementById(
`${o(a)}-pane`);l.setAttribute("role","tabpanel"),l.setAttribute("aria-labelledby",a.id)}return s(location.hash.slice(1)),{update(){}}}function _a(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var pt=0,yr=1;function xr(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,c=F(e.choices),a=F(e.outcomes),l=t*o,u=r.map((d,f)=>{let p=0;for(let g=f*l;g<(f+
1)*l;g++)a[g]!==pt&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:l,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>c[d*l+f*o],routing:(d,f)=>Array.from({length:o},(p,g)=>{let y=d*l+f*o+g;return[c[y],a[y]]}),cells:d=>Array.from({length:l},(f,p)=>Math.
floor(p/o)*n+c[d*l+p])}}function Ne(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,c]of e.routing(t,i))c===yr&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function Pe(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var te=8,Ta=80,wr=["hit","flight","miss"],br=["hit","in flight","miss"];function Sr(e){function t(o,r,s){e.replaceChildren(Aa(o,r),Ma(o,r),qa()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*te}px`;let{
left:i,top:c}=Ca(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${i}px`,e.style.top=`${c}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=
!0,id:e.id}}function Ca(e,t,{width:n,height:o},r){let s=e.bottom+te+o<=r;return{left:Math.max(t.left+te,Math.min(e.left,t.right-n-te)),top:Math.max(te,s?e.bottom+
te:e.top-o-te)}}function Aa(e,t){let n=Object.assign(document.createElement("b"),{textContent:Pe(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement(
"span"),{textContent:Ne(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Ma(e,t){let n=document.createElement("ol");n.classList.toggle("\
many",e.routed>Ta),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(
document.createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){let c=Object.assign(document.createElement("i"),{className:wr[i],textContent:String(
s)});r.append(c)}n.append(r)}return n}function qa(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=pt;t<
br.length;t++){let n=Object.assign(document.createElement("i"),{className:wr[t],textContent:"n"});e.append(n,` ${br[t]} `)}return e}var Na=["none","dotted","dashed","solid","double"],ce={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>Ue(eo(kr()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>Ue(se(kr()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:Y,number:(e,t,n)=>e.firstExpert(t,n),low:"each\
 colour is one expert",high:""}};function Er(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,Pa(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function Pa(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?Z(e):"",borderBottomStyle:t?Na[Math.min(4,Math.ceil(t*4))]:"none"}}
function kr(){return document.body.classList.contains("dark")}var ja=400;function Or(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=Ba(e,l),c=null,a=null;function l(){let{name:h,layer:v}=i.chosen(),m=ce[h];for(let w of s){
let x=Number(w.dataset.token),O=m.number?.(e,x,v);Er(w,m.share(e,x,v),{shade:m.shade,line:m.line,number:O})}}function u(h){let v=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return v.textContent=Pe(e.texts[h]),v.dataset.token=h,v.setAttribute("role","option"),v.setAttribute("aria-selected","\
false"),v.setAttribute("aria-label",`${e.texts[h].trim()||"space"}: ${Ne(e,h)}`),v.classList.toggle("prompt",h<e.prompt),v}function d(){r.querySelector("button")?.
remove();let v=Number(s.at(-1)?.dataset.token??i.first()-1)+1,m=Math.min(e.count,v+ja);for(let w=v;w<m;w++)s.push(u(w));r.append(...s.slice(-(m-v)||s.length)),m<
e.count&&r.append(Ra(e.count-m,d)),s.length&&!c&&p(s[0]),l()}function f(){g(null),t.hide(),s.length=0,c=null,r.replaceChildren(),d()}function p(h){c&&(c.tabIndex=
-1),c=h,c.tabIndex=0}function g(h){a?.setAttribute("aria-selected","false"),a=h===a?null:h,a?.setAttribute("aria-selected","true"),n(a?Number(a.dataset.token):null)}
let y=h=>t.show(e,Number(h.dataset.token),h),b=h=>h.target.closest(".routed");return r.addEventListener("pointerover",h=>b(h)&&y(b(h))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",h=>{b(h)&&(p(b(h)),y(c))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",l),r.addEventListener(
"click",h=>b(h)&&g(b(h))),r.addEventListener("keydown",h=>{if(!b(h))return;let v=Ia(s,c,h.key);if(v)v.focus();else if(h.key==="Enter"||h.key===" ")g(c);else if(h.
key==="Escape")a&&g(a),t.hide();else return;h.preventDefault(),h.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function Ia(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=vr(t),c=null,
a=null;for(let l=o+s;e[l];l+=s){let{top:u,left:d}=vr(e[l]);if(!(Math.abs(u-i.top)<i.height/2)){if(a!==null&&Math.abs(u-a)>i.height/2)break;a??=u,(c===null||Math.
abs(d-i.left)<Math.abs(c.left-i.left))&&(c={element:e[l],left:d})}}return c?.element??null}function vr(e){return e.getClientRects()[0]}function Ra(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function Ba(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=$r(Object.entries(ce).map(([d,{label:f}])=>[d,f]),"Colour by"),r=$r(Array.from({length:e.layers},(d,f)=>[
f,f]),"Layer"),s=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[c,a,l]=["span","i","sp\
an"].map(d=>document.createElement(d));i.append(c,a,l),i.className="legend",a.className="ramp";function u(){let d=ce[o.value];r.parentElement.hidden=o.value!=="\
expert",a.hidden=o.value==="expert",a.classList.toggle("misses",o.value==="misses"),c.textContent=d.low,l.textContent=typeof d.high=="function"?d.high(e):d.high,
t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(mt("Colour by",o),mt("",r),i,mt("Include prompt",s)),r.parentElement.hidden=!0,
a.classList.add("misses"),c.textContent=ce.misses.low,l.textContent=ce.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||
e.prompt===e.count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function $r(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function mt(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function Lr(e,t){let n=document.querySelector("#chat"),o=new Map,r=Sr(e.querySelector("#token-detail")),s=null,i=f=>f.querySelector(".message-content")?.textContent??
"",c=f=>f.querySelector(".actions [data-action=tokens]");function a(f){o.get(f)?.element.remove(),o.delete(f),f.classList.remove("as-tokens"),l(c(f),!1),r.hide(),
t.outline(null)}function l(f,p){f&&(f.textContent=p?"Text":"Tokens",f.setAttribute("aria-pressed",String(p)))}async function u(f,p){let g=f.querySelector(".mess\
age-content"),y={text:i(f),element:document.createElement("div")};y.element.className="tokens",o.set(f,y);try{if(!p)throw new Error("This reply was not recorded\
.");let b=xr(await A(`tokens/${encodeURIComponent(p)}`));if(o.get(f)!==y)return;y.element.append(Or(b,{detail:r,pick:h=>t.outline(Fa(s,b,h))}))}catch(b){y.element.
textContent=b.message}o.get(f)===y&&(f.classList.add("as-tokens"),g.after(y.element),l(c(f),!0))}function d(){for(let[f,p]of o)!f.isConnected||i(f)!==p.text?a(f):
c(f)?.getAttribute("aria-pressed")!=="true"&&l(c(f),!0)}return new MutationObserver(d).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
f=>{let p=Number(de()),g=n.querySelectorAll(".message-row")[p];g&&(o.has(g)?a(g):u(g,f[p]?.metadata?.id))},{update(f){s&&s.name!==f.model.name&&t.outline(null),
s=f.model},recolour(){let f=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of f)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function Fa(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var Da=220,Ua=50,_r=5;function ht(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function je(e,t){
let{cells:n,current:o,missed:r,point:s,mark:i,...c}=t,{cache:a}=e,l=e.counters.steps;for(let[d,f]of Object.entries(c))e[d]=Ka(f)?{...e[d],...f}:f;let{steps:u}=e.
counters;c.active_request&&a.usedBefore.set(a.uses),n&&Ga(a,F(n),u,Math.max(1,u-l)),o!==void 0?a.current=za(F(o)):u!==l&&(a.current=Wa(a,u-1)),r!==void 0&&(a.missed=
Ha(a.current,F(r))),s&&Tr(e.points,s,Da),i&&Tr(e.marks,i,Ua)}function Cr(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function Ga(e,t,n,o){let r=0;for(let s=0;s<t.length;){let i=t[s++],c=t[s++];if(r+=i>>1,c){let a=Math.floor((c-1)/
o)+1,l=Math.floor((Math.sqrt(8*a+1)-1)/2);e.lastUsed[r]=n-(c-1)%o-1,e.uses[r]+=l,e.hits[r]+=a-l*(l+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function za(e){
let t=0;return e.map(n=>t+=n)}function Ha(e,t){return e.filter((n,o)=>t[Math.floor(o/_r)]>>o%_r&1)}function Wa({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function Tr(e,t,n){e.push(t),e.length>n&&e.shift()}function Ka(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var Ja=1e3;function Ar(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function c(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapshot",
l=>{s=ht(JSON.parse(l.data)),t(s)}),r.addEventListener("delta",l=>{let u=JSON.parse(l.data);if(!s||u.seq!==s.seq+1){a(),c();return}je(s,u),n(u)}),r.addEventListener(
"error",()=>{a(),o(),i=setTimeout(c,Ja)}))}function a(){clearTimeout(i),r?.close(),r=null,s=null}return{open:c,close:a,state:()=>s}}function Mr(e){let t=window.SharedWorker?Ya(e):Va(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function Ya({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(je(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function Va(e){let t=Ar(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var Xa=2,Za=1e3,gt={whole:!0,point:!1,delta:{}};function qr(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let l=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||c(f,t,u);let d=performance.now();s=d+Math.min(Za,Xa*(d-l))}function c(l,u,d){try{l.update(u,d)}catch(f){console.error(f)}}function a(l){o=o?Qa(o,l):
l,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(l){e.push(l),t&&c(l,l.holds&&n||t,gt)},isPaused:()=>n!==null,pause(l){
if(!(!t||l===(n!==null))){n=l?Cr(t):null;for(let u of e)u.holds&&c(u,n??t,gt),u.paused?.(l,t)}},connect(){Mr({onState(l){t=l,a(gt)},onDelta(l){a({whole:!1,point:"\
point"in l,delta:l})},onLost(){for(let l of e)l.lost?.()}})}}}function Qa(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var ec=[["#strip",hr],["#tabs",gr],["#pause",fr],["#counters",Yn],["#spoken",zo],["#layer-detail",Ao],["#heatmap",So],["#live-sentence",Do],["#presentation",Uo],
["#heatmap-table",Eo],["#lines",Bo],["#fits",kn],["#lab",Jn],["#token-view",Lr],["#progress",Wt],["#more",Ot],["#editing-note",Ft],["#prompts",Yt],["#attach",$t],
["#runs",cr],["#help",ur],["#help-open",dr]],xe=qr(),tc={store:xe,chooseLayer(){},outline(){}},Nr=[];function wf(e,t){for(let[o,r]of ec){let s=e.querySelector(o);
s&&pr(s.dataset.needs).then(()=>nc(r,s,e,t))}let n=e.querySelector("#theme");n&&Xn(n,()=>Nr.forEach(o=>o.recolour()))}function nc(e,t,n,o){let r=e(t.id==="fits"||
t.id==="progress"?t:n,tc,o);r.recolour&&Nr.push(r),xe.add(r)}window.hybrid={awaitTurn:Zt,endTurn:Qt,askingAgain:Ut,chosenMessage:de,copy:zt,edit:Gt,showEditing:Dt,
sending:yt,taken:bt,giveBack:wt,download:Ho,pickFile:Lt};Nt(()=>xe.pause(!xe.isPaused()));lr();xe.connect();export{ht as fromSnapshot,wf as mount};
