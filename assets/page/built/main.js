var ce="",Oe=()=>document.querySelector("#chat-input textarea");function Tt(e){return ce=e[0]??"",e}function Mt(){ce=""}function At(){let e=Oe().value;ce&&e.startsWith(
ce)&&K(Oe(),e.slice(ce.length)),ce=""}function qt(e){if(!e)return;let t=Oe().value,{text:n}=JSON.parse(e);K(Oe(),t.trim()?`${n}
${t}`:n)}function K(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function ee(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...as(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function as(e){
return e.split(/(?=(?:\d{3})+$)/)}function S(e,t){e.textContent!==t&&(e.textContent=t)}function C(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function I(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function Ct(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function Nt(e){return`${e.toFixed(e<10?1:0)} W`}function Le({routed:e,hits:t}){return e?t/e:
null}var Pt=256*1024,jt="is no text file. Attach text, such as .txt, .md, .py or .csv.";function cs(e,t){let n=t.match(/`{3,}/g)??[],o="`".repeat(Math.max(3,...n.map(
s=>s.length+1))),r=/\.([a-z0-9]{1,10})$/i.exec(e)?.[1].toLowerCase()??"";return`${e}:
${o}${r}
${t.replace(/\n$/,"")}
${o}`}function ls(e,t){return[e.trimEnd(),...t].filter(Boolean).join(`

`)}async function us(e){if(e.size>Pt)return{problem:`${e.name} is larger than ${Pt/1024} KiB. Attach a part of it.`};try{let t=new TextDecoder("utf-8",{fatal:!0}).
decode(await e.arrayBuffer());return t.includes("\0")?{problem:`${e.name} ${jt}`}:{text:t.replace(/\r\n?/g,`
`)}}catch{return{problem:`${e.name} ${jt}`}}}function It(e){let[t,n,o]=["#attach","#attach-file","#attach-note"].map(a=>e.querySelector(a)),r=document.querySelector(
"#chat-input textarea"),s=document.querySelector("#chat-pane");async function i(a){let l=await Promise.all([...a].map(async f=>({file:f,...await us(f)}))),u=l.flatMap(
({file:f,text:d})=>d===void 0?[]:[cs(f.name,d)]);u.length&&(K(r,ls(r.value,u)),r.focus()),S(o,l.map(({problem:f})=>f??"").filter(Boolean).join(" "))}t.addEventListener(
"click",()=>n.click()),n.addEventListener("change",async()=>{await i(n.files),n.value=""});let c=({dataTransfer:a})=>a?.types.includes("Files");return s.addEventListener(
"dragover",a=>c(a)&&a.preventDefault()),s.addEventListener("drop",a=>{c(a)&&(a.preventDefault(),i(a.dataTransfer.files))}),{update(){}}}function Rt(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#chat-input textarea"),s=document.querySelector("#stop"),i,c="";function a(){
clearTimeout(i),i=setTimeout(()=>s.disabled&&n("submit"),600)}return new MutationObserver(()=>{let l=[...o.querySelectorAll(".message-row")].map(u=>u.className).
join();l!==c&&(c=l,a())}).observe(o,{childList:!0,subtree:!0}),r.addEventListener("input",a),document.addEventListener("hybrid:reply-ended",a),a(),{update(){}}}function Ft(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function Bt(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files?.[0]?.text()??""])),t.click()})}var Dt="presenting";function le(){return document.body.classList.contains(Dt)}function he(e){e!==le()&&(document.body.classList.toggle(Dt,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var Gt="hybrid-keys-off",ds="input, textarea, select, [contenteditable]",fs="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",Ut={stop:hs,pause:ys,present:gs,help:We},Ht=()=>!1;function zt(e){Ht=e}var Wt=()=>{};function Kt(e){Wt=e;let t={capture:!0};for(let n of["keydown","keyp\
ress"])document.addEventListener(n,ps,t);document.addEventListener("keydown",ms,t)}function ps(e){Vt(e)==="send"&&_e("send")&&e.stopPropagation()}function ms(e){
let t=Vt(e);t in Ut&&!_e(t)&&Ut[t](e)&&e.preventDefault()}function _e(e){return Yt().includes(e)}function Jt(e,t){let n=Yt().filter(o=>o!==e);localStorage.setItem(
Gt,JSON.stringify(t?[...n,e]:n))}function We(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function Yt(){try{let e=JSON.parse(
localStorage.getItem(Gt)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function Vt(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:c}=e;
return i||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&c.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function hs({
target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(le())return he(!1),!0;let t=document.
querySelector("#stop");if(t&&!t.disabled)t.click();else return Ht();return!0}function gs({target:e}){return document.querySelector("dialog[open]")||e.closest?.(
ds)?!1:(he(!le()),!0)}function ys({target:e}){return document.querySelector("dialog[open]")||e.closest?.(fs)?!1:(Wt(),!0)}function xs(e=""){let t=/\bhit (\d+) %/.exec(e);return t?Number(t[1]):null}function bs(e,t){return t>e?"The second time more of its experts were already on the \
GPU.":t<e?"The second time fewer of its experts were on the GPU: others had taken their slots.":"Both times as many of its experts were on the GPU."}function Xt(e,t){
let n=null;t.hidden=!0;let o=c=>xs(c?.querySelector(".thought-group .title")?.textContent);function r(c,a){n=c.slice(a).map(o).find(l=>l!==null)??null,t.hidden=
!0}function s(c){let a=o([...e.querySelectorAll(".message-row")].at(-1));if(a===null&&c)return setTimeout(()=>s(c-1),100);a!==null&&i(n,a),n=null}function i(c,a){
t.querySelector("p").textContent=bs(c,a);for(let[l,u]of Object.entries({first:c,second:a})){let f=t.querySelector(`.${l}`);f.querySelector("i").style.setProperty(
"--share",`${u}%`),f.querySelector("b").textContent=`${u} %`}t.hidden=!1}return document.addEventListener("hybrid:reply-ended",()=>{if(n===null){t.hidden=!0;return}
s(30)}),{begin:r,hide:()=>t.hidden=!0}}var ge=new Map,Ke=null,Zt=!1;function Je(e,t=()=>import(new URL("formulas.js",import.meta.url).href)){let n=[...e.querySelectorAll(":is(.tex-line, .tex-block):n\
ot([data-set])")];n.length&&(Ke?n.forEach(ws):Zt||(Zt=!0,t().then(o=>{Ke=o.mathOf,Je(e)},console.error)))}function ws(e){let t=e.classList.contains("tex-block"),
n=Ss(e.textContent,t);e.dataset.set=n===null?"no":"yes",n!==null&&(e.innerHTML=n)}function Ss(e,t){let n=`${t} ${e}`;return ge.has(n)||(ge.size>=200&&ge.clear(),
ge.set(n,Ke?.(e,t)??null)),ge.get(n)??null}var ks={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],cut:[["on","Continue"]],bot:[["again","Regenerate"],["repeat","Ask again"],["tokens","Tokens"],
["copy","Copy"],["drop","Delete"]]},te=0,en="+1",Ye=new Map,tn=()=>{},vs={edit:"edit",copy:"copy",drop:"delete",again:"retry",repeat:"retry",tokens:"select",on:"\
submit",version:"input"},Es=/^\s*(cut at the token limit|stopped by you) ·/;function nn(e,t,n){Ye=new Map;let o=document.querySelector("#chat"),r=document.querySelector(
"#editing-note"),s=document.querySelector("#chat-input textarea"),i=Xt(o,document.querySelector("#again")),c=()=>[...o.querySelectorAll(".message-row")];function a(u,f){
let d=Ls(u),p=d==="user"||d==="bot"?Ye.get(f):void 0,y=u.querySelector(":scope > .actions");y?.dataset.kind===d&&(y.dataset.version??"")===String(p??"")||(y?.remove(),
d&&u.append(Ts(d,p)))}o.addEventListener("click",u=>{let f=u.target.closest(".copy-code");f&&Os(f);let d=u.target.closest(".actions button");d&&(te=c().indexOf(
d.closest(".message-row")),en=d.dataset.step??"",d.dataset.action==="repeat"&&i.begin(c(),te),n(vs[d.dataset.action]),d.dataset.action==="copy"&&As(d),d.dataset.
action==="edit"&&s.focus())});let l=()=>{c().forEach(a),c().length||i.hide(),Je(o),navigator.clipboard&&o.querySelectorAll(".written pre:not(.tex-block, :has(bu\
tton))").forEach($s)};return tn=l,new MutationObserver(l).observe(o,{childList:!0,subtree:!0}),l(),r.addEventListener("click",u=>u.target.closest("button")&&Qt()),
r.hidden=!0,zt(Qt),{update(){}}}function Qt(){let e=document.querySelector("#editing :is(textarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector(
"#chat-input textarea")])K(t,"");return!0}function on(e){let t=document.querySelector("#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending asks thi\
s anew. What followed stays as another version. <button type="button">Cancel</button>'}function rn(e){Ye=new Map(JSON.parse(e||"[]").map(([t,n,o])=>[t,[n,o]])),
tn()}function sn(){return`${te}:${en}`}function ye(){return String(te)}function an(e){return Mt(),[ye(),...e]}function cn(e){return[un(e[te]),String(te)]}function ln(e){
navigator.clipboard?.writeText(un(e[te]))}function un(e){let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(
":scope > *");return n?.dataset.text??n?.textContent??t}function $s(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});
t.ariaLabel="Copy code",e.append(t)}function Os(e){navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(
()=>delete e.dataset.done,1500)}function Ls(e){let t=e.querySelector(".thought-group .title");return t?_s(e)&&Es.test(t.textContent)?"cut":"":e.querySelector(".\
thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function _s(e){return e===[...document.querySelectorAll("#chat .message-row")].at(-1)}function Ts(e,t){
let n=Object.assign(document.createElement("div"),{className:"actions"});n.dataset.kind=e,t&&n.append(...Ms(n,t));for(let[o,r]of ks[e]){let s=Object.assign(document.
createElement("button"),{type:"button",textContent:r});s.dataset.action=o,n.append(s)}return n}function Ms(e,[t,n]){e.dataset.version=`${t},${n}`;let o=Object.assign(
document.createElement("span"),{className:"version",textContent:`${t}/${n}`}),[r,s]=[["-1","‹","Previous version",t===1],["+1","›","Next version",t===n]].map(
([i,c,a,l])=>{let u=Object.assign(document.createElement("button"),{type:"button",textContent:c,ariaLabel:a,disabled:l});return Object.assign(u.dataset,{action:"\
version",step:i}),u});return[r,o,s]}function As(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}var qs={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function dn(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,a=o.phase==="loading"&&o.activity&&`Waiting. ${o.activity}.`||qs[o.phase]||o.active_request&&"Waiting: the model is busy with another tab.",l=s&&!i&&!!a,u=i&&
o.phase==="prefill";if(e.hidden=!l&&!u,l)t.style.width="0",S(n,a);else if(u){let{prefill_done:f,prefill_total:d}=o.speed;t.style.width=`${d?100*f/d:0}%`,S(n,Cs(
o.speed))}}}}function Cs(e){return`Reading the prompt: ${e.prefill_done} of ${e.prefill_total} tokens${Ns(e)}.`}function Ns({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){
if(!n||e>=t)return"";let o=Math.ceil((t-e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function fn(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var Ps=700;function mn(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=fn(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let f=u.target.closest("button");f&&(i(!1),pn(f.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?l(s.stop()):c()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&a(),Ps)}),document.addEventListener("click",u=>{s.isRunning()&&js(u)&&l(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function c(){if(hn()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){a();return}let f=new MutationObserver(()=>{u()||(f.disconnect(),a())});f.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function a(){l(s.next(!!document.querySelector("#\
error")?.textContent))}function l(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&pn(u.prompt)}return{update(){}}}function js({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function pn(e){let t=document.querySelector("#chat-input textarea");if(K(t,e),hn())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function hn(){return document.querySelector("#stop")?.disabled===!1}var Is={idle:"",writing:"Writing… - ",ready:"Reply ready - "};function Rs(e,t){return Is[e]+t}function Fs(e,{busy:t,looked:n}){return t?"writing":e==="idle"||
n?"idle":"ready"}function gn(){let e=document.querySelector("#stop"),t=document.title,n="idle";function o(){n=Fs(n,{busy:!e.disabled,looked:!document.hidden&&document.
hasFocus()}),document.title=Rs(n,t)}return new MutationObserver(o).observe(e,{attributes:!0,attributeFilter:["disabled"]}),document.addEventListener("visibility\
change",o),window.addEventListener("focus",o),o(),{update(){}}}var yn=[];function xn(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>yn.push(n))))}):e}function bn(){yn.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function wn(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function Sn(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function kn({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function vn(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=Bs(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function Bs(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function $n(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function On({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!En(n)||!En(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let i=n*o||0,c=e*t,a=i>s?` There is memory for ${s}.`:"";return`${i} slots for ${c} experts: ${Ds(i/c)} on the GPU.${a}`}function En(e){return e===
""||Number.isInteger(e)&&e>=0}function Ds(e){return e===1?"all of them fit":e===.5?"half of them fit":`${C(e)} of them fit`}function Ln({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:i},{labels:c}){let a=(d,p)=>Object.keys(c[d]).find(y=>c[d][y]===p),l=i==="cached"?"":`, ${a("placement",i)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,f=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${a("admission",r)}, ${f}${l}`}
function _n({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,i=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}. ${r} threads already saturate memory (○)`:i}function Tn(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:c}=n.
getBoundingClientRect(),a=Math.ceil((s.clientX-i)/c*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,a)))}),{draw(s,i,c=null){r=s;let a=l=>`${100*
l/s.logical_cpus}%`;n.style.setProperty("--threads",a(Math.min(s.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",a(s.physical_cores)),n.style.setProperty(
"--knee",a(c??0)),n.classList.toggle("measured",c!==null),n.classList.toggle("beyond",i>s.physical_cores),S(o,_n(s,i,c))}}}function An(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:c,top:a,width:l,height:u}=n.getBoundingClientRect();t.set("indexes",Mn(Math.ceil((i.clientX-
c)/l*r.layers),r.layers)),t.set("ways",Mn(Math.ceil((1-(i.clientY-a)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,c){r=i;let a=Us(i,c);for(;n.children.length>i.layers;)n.lastChild.remove();for(;n.children.length<i.layers;)n.append(document.createElement(
"i"));a.forEach((l,u)=>n.children[u].style.setProperty("--share",l)),n.style.setProperty("--needs",i.top_k/i.experts),n.classList.toggle("shared",qn(c)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${i.top_k} of ${i.experts})`,o.querySelector(".last").
textContent=String(i.layers-1)}}}function qn({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function Us({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(i,c)=>Math.min(1,Math.max(0,s(c)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):qn(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function Mn(e,t){return Math.min(t,Math.max(1,e))}function Te(e,t){let n=Object.keys(t.fields),o=c=>e.querySelector(`#${CSS.escape(t.fields[c]??c)}`),r=c=>o(c)?.querySelector("input, textarea")??null;function s(c){
let a=r(c);return a?Gs(a,t.labels[c]):void 0}function i(c,a){let l=r(c);!l||s(c)===a||(l.value=String(a),l.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(c=>[c,s(c)])),label:c=>o(c)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??c,shown:(c,a)=>Hs(t.labels[c],a)}}function Gs({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function Cn(e){let{geometry:t,...n}=e;return{...t,...n}}function Hs(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}var Me=1024**3;function Nn({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.
devices,i=e.slots_limit??s,{emulated:c}=t,a={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},l={name:"RAM",
held:Math.max(0,e.host_used-(c?e.slots:0)),slots:c?r:0,total:e.host_total,limit:c?i:null};return{device:c?null:a,host:l,limit:i,most:Math.floor(i/n.expert_bytes)}}
function Pn(e,{layers:t,experts:n,expert_bytes:o}){let r=Math.floor(e/o)||0,s=Math.min(n,Math.floor(r/t));return s>0?{indexes:t,ways:s}:r>0?{indexes:Math.min(t,
r),ways:1}:{indexes:0,ways:0}}function jn(e,t){if(!e)return"0";let o=10**Math.min(9,Math.max(1,Math.ceil(Math.log10(Me/t))));return String(Math.ceil(e/Me*o)/o)}
function Ve({slots:e,limit:t}){return t!==null&&e>t}function In(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + ${I(o)} slots`,c=Ve(e)?`: too \
much, only ${I(s)} of slots fit`:"";return`${t}: ${I(n)} used${i}, of ${I(r)}${c}`}function Rn({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*
r/n)).toFixed(2)}%`;return{held:o(e),slots:o(Math.min(t,n-e))}}function Bn(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=Nn(o,r);return t.hidden=s.device===null,s.device&&
Fn(t,s.device),Fn(n,s.host),{most:s.most,limit:s.limit}}}}function Fn(e,t){let{held:n,slots:o}=Rn(t);e.classList.toggle("over",Ve(t)),e.querySelector(".held").style.
width=n,e.querySelector(".slots-bar").style.width=o,S(e.querySelector("p"),In(t))}var zs={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},Ws=["data-field","data-place"];function Dn(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function i(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function c(){i(),n();let f=o.querySelector("[data-field]");if(!f)return;
f.dataset.place==="chat"&&a(f.textContent);let d=Ks(f.dataset.field),p=d?t.input(d):null;p&&l(d,p,f.textContent)}function a(f){let d=document.querySelector("#co\
mposer");d&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:f}),d.before(s),o.classList.add("beside"))}function l(f,d,p){Js(t.block(
f));let y={className:"refusal",id:"refusal",textContent:p},h=Object.assign(document.createElement("p"),y),x=t.block(f);x.classList.add("refused"),(x.closest(".r\
ow")??x).after(h),d.setAttribute("aria-invalid","true"),d.setAttribute("aria-describedby",h.id),r={block:x,input:d,note:h},o.classList.add("beside"),h.scrollIntoView(
{block:"nearest"})}for(let f of[...t.names,"model"])t.input(f)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:Ws,
subtree:!0};new MutationObserver(c).observe(o,u),c()}function Ks(e=""){return zs[e]??e}function Js(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function Un(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),S(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),S(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(Ys(location.origin+location.pathname,t.all()),"Link")})}function Ys(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function Gn(e,t){let n=e.querySelector("#slot-memory"),o=n.querySelector("input"),r=null,s=0,i="0";function c(a){if(!r?.expert_bytes)return;let{indexes:l,ways:u}=Pn(
Math.min(a,s),r);t.set("indexes",l),t.set("ways",u)}return o.addEventListener("input",()=>{let a=Number(o.value);o.value!==""&&a>=0&&c(a*Me)}),o.addEventListener(
"blur",()=>o.value=i),n.querySelector("button").addEventListener("click",()=>c(s)),{draw(a,l,u){r=a,s=u;let f=Math.max(0,l.indexes)*Math.max(0,l.ways)||0;i=jn(f*
a.expert_bytes,a.expert_bytes),document.activeElement!==o&&(o.value=i),n.classList.toggle("idle",l.placement==="cpu_only"),S(n.querySelector(".most"),`of ${I(s)}`)}}}function Hn(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=Te(o,r),i=m=>e.querySelector(`.${m}`),c={cover:An(o,s),gauges:Bn(e),cores:Tn(
o,s),memory:Gn(o,s)},a=null,l="",u=vn(),f=!1;function d(){if(!a)return;let m=s.all(),w=Cn(a.settings),b=Number(s.input("knee")?.value)||null,$=JSON.stringify([b,
m,w,a.model,a.machine,a.memory]);if($===l)return;l=$,c.cover.draw(a.model,m);let{most:O,limit:k}=c.gauges.draw(a,m);c.memory.draw(a.model,m,k),c.cores.draw(a.machine,
m.cpu_threads,b),h(m,a.machine),y(m,w),S(i("explain"),$n(m,r)),S(i("slots"),On(a.model,m,O)),S(i("inforce"),`Current: ${Ln(w,r)}`),p(w,a.model.name)}function p(m,w){
let b=s.input("base")?.value;b&&u(JSON.parse(b),m,w)&&n("submit")}function y(m,w){let b=wn(s.names,m,w);for(let $ of s.names)s.block($)?.classList.toggle("chang\
ed",b.includes($));for(let $ of["apply","revert"])x($).disabled=b.length===0;o.querySelector("#apply-row").classList.toggle("pending",b.length>0),f&&=b.length>0,
S(i("changes"),Sn(b,s,{values:m,inForce:w,applying:f}))}function h(m,w){let b=kn(m,r);s.block("split_misses").hidden=w.emulated;for(let $ of s.names)s.block($)?.
classList.toggle("idle",b.has($))}function x(m){let w=o.querySelector(`#${m}`);return w.querySelector("button")??w}function g(m){f=m,l="",d()}o.addEventListener(
"click",({target:m})=>m.closest("#apply")&&g(!0)),Dn(o,s,()=>g(!1)),Un(o,s);let E=()=>setTimeout(()=>e.isConnected&&d());return o.addEventListener("input",d),o.
addEventListener("focusout",E),document.addEventListener("hybrid:fields-set",E),{update(m,w){a=m,o.querySelector("#model-row").classList.toggle("loading",!!m.activity),
(w.whole||w.delta.settings||w.delta.memory)&&d()}}}async function N(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var zn="Settings panel",Wn="Best predicted";function Kn(e,t){let n={...e,[zn]:"what its fields hold, applied or not"};return t&&(n[Wn]=`${t.indexes} × ${t.ways}, from the map above`),n}function Jn(e,{panel:t,
best:n}){return e===zn?{name:e,settings:t()}:e===Wn?{name:e,settings:n()}:e}function Yn(e,t){return e.length?e:t.slice(0,2)}var Vs=["grid","curves","reuse","tune","compare","lookahead"];function Vn(e){let t=Vs.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.h\
tml?jobs=${t.join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function Xn(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=c=>e.querySelector(`input[name=lab-metric][value=${c}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(c){o=c;let a=!!c.figures["grid-speed"];s("speed").disabled=!a,s("speed").parentElement.title=a?"":
"Benchmark this machine first",a||(s("hits").checked=!0),i()},click({x:c,y:a}){if(!o)return;let{indexes:l,ways:u,settings:f}=o.facts;f&&n({...f,indexes:l[a],ways:u[c]})},
best:()=>o?.facts.best??null}}var Xs={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},Zs={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},Qs=137.508,Zn=[.62,.46,.76],ei=.42,ti=140;function ue(e){return to(Xs[e?"dark":"light"])}function eo(e){return to(Zs[e?
"dark":"light"])}function Ae(e){return Array.from({length:e},(t,n)=>{let o=`#${J(n).map(ni).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function J(e){let t=Zn[e%
Zn.length],n=ei*Math.min(t,1-t),o=r=>{let s=(r+e*Qs/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function Xe(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([f])=>f>=n)),[[r,s],[i,c]]=[e[o-1],e[o]],a=(n-r)/(i-r||1),[l,u]=[Qn(s),Qn(c)];return l.map((f,d)=>Math.
round(f+(u[d]-f)*a))}function ne([e,t,n]){return .299*e+.587*t+.114*n>ti?"#14161a":"#ffffff"}function to(e){return e.map((t,n)=>[n/(e.length-1),t])}function Qn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function ni(e){return e.toString(16).padStart(2,"0")}var Y=256,no={width:.62,height:1.05},oi=1500,oo=9,ri=4;function qe(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=Ce(n),r=new Uint32Array(Y),s="";
function i(p,y,h,x){et(e,t,p),s!==JSON.stringify(h)&&(r=ii(h),s=JSON.stringify(h));let g=tt(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
c(g,y);let E=a(g,y,x)&&l(g,y,x);return t.restore(),u(xe(g,p,y.hits),x),f(xe(g,p,y.misses),x),d(g,xe(g,p,y.outlined),x),E}function c(p,{rows:y,columns:h,values:x,
range:g}){n.width=h,n.height=y;let E=o.createImageData(h,y),m=new Uint32Array(E.data.buffer),[w,b]=g,$=(Y-1)/(b-w||1);for(let k=0;k<x.length;k++)Number.isNaN(x[k])||
(m[k]=r[ro(x[k],w,$)]);o.putImageData(E,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),h*p.wide,y*p.high);let O=Qe(p);if(O){for(let k=0;k<=h;k++)
t.clearRect(p.x(k-.5)-O/2,p.y(-.5),O,y*p.high);for(let k=0;k<=y;k++)t.clearRect(p.x(-.5),p.y(k-.5)-O/2,h*p.wide,O)}}function a(p,{label:y,widest:h},x){return y!==
null&&p.wide>=(h+.8)*no.width*Ze(x)&&p.high>=no.height*Ze(x)}function l(p,{rows:y,columns:h,values:x,range:g,label:E},m){let[w,b]=p.columns(h),[$,O]=p.rows(y);if((b-
w)*(O-$)>oi)return!1;t.font=`${Ze(m)}px ${m.font}`,t.textAlign="center",t.textBaseline="middle";let k=(Y-1)/(g[1]-g[0]||1);for(let L=$;L<O;L++)for(let M=w;M<b;M++){
let B=x[L*h+M];Number.isNaN(B)||(t.fillStyle=ne(si(r[ro(B,g[0],k)])),t.fillText(E(L,M),p.x(M),p.y(L)+.5))}return!0}function u(p,y){t.save(),t.fillStyle=y.now,t.
shadowColor=y.now;for(let{x:h,y:x,wide:g,high:E}of p)t.shadowBlur=Math.min(g,E)>=oo?.3*y.em:0,t.fillRect(h,x,g,E);t.restore()}function f(p,y){t.strokeStyle=t.fillStyle=
y.missed;for(let{x:h,y:x,wide:g,high:E}of p){let m=Math.min(g,E)>=oo?2.5:1;if(Math.min(g,E)<ri){t.fillRect(h,x,g,E);continue}t.clearRect(h,x,g,E),t.lineWidth=m,
t.strokeRect(h+m/2,x+m/2,g-m,E-m)}}function d(p,y,h){t.strokeStyle=h.outline,t.lineWidth=Qe(p)>2?2:p.high>5?1.25:1;for(let{x,y:g,wide:E,high:m}of y)t.strokeRect(
x,g,E,m)}return i}function Ce(e){let t=e.getContext("2d");if(!t)throw new Error("The browser gives no canvas to draw on.");return t}function et(e,t,{outerWidth:n,
outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function tt({left:e,top:t,width:n,
height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),c=o/(s[0]-s[1]),a=(l,u,f)=>[Math.max(0,Math.floor(l+.5)),Math.min(f,Math.floor(u+.5)+1)];return{wide:i,high:c,x:l=>e+
(l-r[0])*i,y:l=>t+(l-s[1])*c,columns:l=>a(r[0],r[1],l),rows:l=>a(s[1],s[0],l)}}function xe(e,{left:t,top:n,width:o,height:r},s){let i=Qe(e);return s.map(([c,a])=>({
x:e.x(a-.5)+i/2,y:e.y(c-.5)+i/2,wide:e.wide-i,high:e.high-i})).filter(({x:c,y:a,wide:l,high:u})=>c+l>t&&c<t+o&&a+u>n&&a<n+r)}function Qe({wide:e,high:t}){let n=Math.
min(e,t);return n>=12?3:n>=3.5?1:0}function Ze(e){return .72*e.em}function ro(e,t,n){return Math.max(0,Math.min(Y-1,Math.round((e-t)*n)))}function si(e){return[
e&255,e>>8&255,e>>16&255]}function ii(e){let t=document.createElement("canvas");t.width=Y,t.height=1;let n=Ce(t),o=n.createLinearGradient(.5,0,Y-.5,0);for(let[r,
s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,Y,1),new Uint32Array(n.getImageData(0,0,Y,1).data.buffer.slice(0))}var so="hybrid-theme";function io(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(so);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
so,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function P(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}function nt({milliseconds:e}){return e.reduce((t,n)=>t+n,0)/1e3}function co({milliseconds:e},t){let n=t*1e3,o=e.findIndex(r=>(n-=r)<-1e-6);return o<0?e.length:o}
function lo({cells:e,missed:t},n,{layers:o,experts:r}){let s=new Float64Array(o*r);for(let l=0;l<n;l++){let u=new Set(t[l]),f=1+Math.max(0,1-Math.log2(n-l)/6);for(let d of e[l])
s[d]=u.has(d)?0:f}let i=l=>[Math.floor(l/r),l%r],c=new Set(n?t[n-1]:[]),a=n?e[n-1]:[];return{values:s,hits:a.filter(l=>!c.has(l)).map(i),misses:[...c].map(i)}}function uo({
cells:e,missed:t,milliseconds:n},o,r){let s=Math.min(r,nt({milliseconds:n.slice(0,o)})||r),i=ao(e,o),c=i?`${Math.round(100*(i-ao(t,o))/i)} % hits`:"",a=o&&s?`${(o/
s).toPrecision(3)} tok/s`:"",l=o===n.length?"done":"";return[`${o} of ${n.length} tokens`,a,c,l].filter(Boolean).join(" · ")}function ao(e,t){return e.slice(0,
t).reduce((n,{length:o})=>n+o,0)}var ai=4/3,ci=22;function fo(e){let t=e.querySelector("#lab-track"),n=e.querySelector("#lab-play"),o=e.querySelector("#lab-time"),r=e.querySelector("#lab-pace"),
s=[...t.querySelectorAll(".side")].map(h=>{let x=h.querySelector("canvas");return{side:h,canvas:x,paint:qe(x)}}),i=null,c=null,a=0,l=()=>Math.max(0,...(i?.runs??
[]).map(nt));function u(){if(!i||!t.offsetWidth)return;let h=Number(o.value);S(t.querySelector(".seconds"),`${h.toFixed(l()<1?2:1)} s`);let x=P(),g=i;i.runs.forEach(
(E,m)=>f(s[m],E,h,g,x))}function f({side:h,canvas:x,paint:g},E,m,w,b){let{layers:$,experts:O}=w,k=co(E,m),L=lo(E,k,w),M=uo(E,k,m);S(h.querySelector("h3"),E.name),
S(h.querySelector(".told"),M),S(h.querySelector(".text"),E.texts.slice(0,k+1).join("")),x.setAttribute("aria-label",`${E.name}: ${M}. ${L.hits.length} hits, ${L.
misses.length} misses.`);let B=h.offsetWidth,R=Math.min(ci*b.em,B/O*$),Q=Math.min(B,R/$*O*ai);Object.assign(x.style,{width:`${Q}px`,height:`${R}px`});let se={xRange:[
-.5,O-.5],yRange:[$-.5,-.5]},ie={left:0,top:0,width:Q,height:R,outerWidth:Q,outerHeight:R,...se},{cpu:$e,readyOld:v,ready:_,now:j}=b,q=[[0,$e],[.49,$e],[.5,v],[
.92,_],[1,j]];g(ie,{...{rows:$,columns:O,range:[0,2],label:null,widest:0,outlined:[]},...L},q,b)}function d(h){let x=(h-(c??h))/1e3/Number(r.value);c=h,o.value=
String(Math.min(l(),Number(o.value)+x)),u(),Number(o.value)<l()&&t.offsetWidth?a=requestAnimationFrame(d):p()}function p(){cancelAnimationFrame(a),c=null,a=0,S(
n,"Play")}function y(){Number(o.value)>=l()&&(o.value="0"),S(n,"Pause"),a=requestAnimationFrame(d)}return n.addEventListener("click",()=>a?p():y()),o.addEventListener(
"input",()=>{p(),u()}),new ResizeObserver(u).observe(t),{redraw:u,show(h,x){if(p(),i=h,t.hidden=!h,!h)return;o.max=String(l()),r.value=String(li(l()));let g=!x||
matchMedia("(prefers-reduced-motion: reduce)").matches;o.value=String(g?l():0),u(),g||y()}}}function li(e){return e<1?20:e<4?4:1}var ui=350;function po(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=m=>e.querySelector(m),[s,i,c,a,l,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),f=r(".anyway"),d=null;function p(m){s.hidden=m,i.hidden=c.hidden=!m,i.disabled=!1,m&&c.removeAttribute("value")}function y(m={}){return h(async w=>{for(let b of t())
w.push(await di({...b,...m,after:w.at(-1)?.id}))})}async function h(m){let w={jobs:[],cancelled:!1};d=w,l.textContent=a.textContent="",f.hidden=!0,p(!0);try{await m(
w.jobs),w.cancelled&&await g(w);for(let[b,$]of w.jobs.entries()){let O=await x($,k=>c.value=(b+k)/w.jobs.length);if(f.hidden=O.field!=="busy",O.state==="failed")
throw new Error(O.error);O.state==="done"&&n(O),w.cancelled||=O.state==="cancelled"}a.textContent=w.cancelled?"Cancelled.":""}catch(b){l.textContent=b.message,a.
textContent=""}d=null,p(!1),o()}async function x(m,w){for(;m.state==="waiting"||m.state==="running";)w(m.share),a.textContent=m.what,await new Promise(b=>setTimeout(
b,ui)),m=await N(`lab/jobs/${m.id}`);return m}async function g(m){m.cancelled=!0,i.disabled=!0,a.textContent="Cancelling";for(let{id:w}of m.jobs)await N(`lab/jo\
bs/${w}`,{method:"DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!d&&y()),f.addEventListener("click",()=>!d&&y({anyway:!0})),i.addEventListener("click",
()=>d&&g(d));function E(m,w=""){s.disabled=!m,u.textContent=w&&`${w}.`}return{enable:E,follows:m=>!!d?.jobs.some(w=>w.id===m),join(m){d||!m.length||h(async w=>w.
push(...m.map(({id:b})=>({id:b,state:"waiting",share:0,what:""}))))}}}function di(e){let t=JSON.stringify(e);return N("lab/jobs",{method:"POST",body:t,headers:{
"Content-Type":"application/json"}})}function ho(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>S(s,r));for(let[o,r]of Object.entries(n.tables))
ot(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function ot(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(mo("th",n.columns));let r=n.rows.map((s,i)=>{let c=mo("td",s);return c.classList.toggle("marked",i===n.marked),n.keys[i]&&
c.cells[0].prepend(fi(...n.keys[i])),c});o.querySelector("tbody").replaceChildren(...r)}function fi(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function mo(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var go=null;function D(){return go??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),go}var U={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function V(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),c=t._fullLayout,a=c&&Math.abs(c.width-s)<1&&Math.abs(c.height-i)<1;s&&!c?n():s&&(r||!a)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function X(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function Ne(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function yo({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([f,d])=>[f,s(d)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},c={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},a={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},l={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:a,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(pi(i)),layout:xo({...l,xaxis:c,yaxis:c},s(t))}}function pi(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function xo(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?xo(e[r],s):s;return o}function bo(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let c=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:a,layout:l}=yo(i.figure,getComputedStyle(document.body),c),u=!i.plot.on,{offsetWidth:f,offsetHeight:d}=i.plot;n.react(i.plot,a,{...l,width:f,height:d},U),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){D().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let c=0;new ResizeObserver(()=>{cancelAnimationFrame(
c),c=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let c={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,c)}return{show(i,c){let a=t.get(i);a&&(a.figure=c??null,a.holder.hidden=!c,c&&a.holder.setAttribute("aria-label",c.title),r(),
o(a))},onClick:(i,c)=>t.get(i).onClick=c,redraw:()=>t.forEach(o)}}var mi=["mapping","policy","admission"];function wo({kind:e,asked:t},{at:n,source:o}){if(e==="grid"){o.choose(t);for(let r of mi)n(r).value=t.settings?.[r]??""}
if(e==="tune"&&(n("budget").value=t.budget_gib??"",t.confirm&&(n("confirm").value=t.confirm)),e==="race"&&t.rivals&&(n("rivals").value=t.rivals),["tune","compar\
e","race"].includes(e)&&(t.prompt&&(n("prompt").value=t.prompt),t.tokens&&(n("tokens").value=t.tokens)),e==="compare"){let r=(t.contenders??[]).map(s=>s.name??s);
for(let s of n("contenders").querySelectorAll("input"))s.checked=r.includes(s.value)}}var hi="chat",Pe=["grid","curves","reuse"];function So(e,t){return Pe.map(n=>({kind:n,...e,settings:gi(t)}))}function gi(e){return Object.fromEntries(Object.entries(
e).filter(([,t])=>t!==""))}function ko(e){return e===""?null:Number(e)}function vo(e){return e?.tokens?"":"Nothing to replay yet"}function Eo(e){return e.find(({
id:t})=>t===hi)?.generated?"":"No reply to look at yet"}function $o(e,{machine:t,emulated:n,calibrated:o}){return t==="this"&&n?"No GPU here to measure: choose \
a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for yet"}function Oo(e,t){let{id:n,tokens:o}=t??{};return JSON.
stringify([e?.model.name,e?.settings,n,o])}function Lo({model:e,settings:t,source:n,tokens:o}){return JSON.stringify([e,t,n,o])}function _o({model:e,settings:t,
counters:n}){return JSON.stringify([e.name,t,n.generated_tokens])}var be="typed";function Ao(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,i,c]=["source","machine","file","typed"].map(o),a=null,l=!1;function u(p){
a=p,To(r,p.sources.map(({id:h,label:x})=>[h,x])),To(s,[["this","this machine"],...p.machines.map(({name:h})=>[h,h]),[be,"Custom machine"]]),ot(e,"calibration",p.
calibration_table),o("times").hidden=!p.calibration_table,S(e.querySelector("#lab-job-calibrate .go"),p.calibrated?"Run again":"Benchmark this machine"),l||(s.value=
p.default_machine),l=!0;let y=p.budget_gib;o("budget").placeholder=y===null?"all there is":`at most ${y.toFixed(1)}`,f()}function f(){if(!a)return;let p=s.value;
c.hidden=p!==be,o("prediction").hidden=p==="this",S(o("machine-note"),p==="this"?a.calibration:wi(p,a.emulated));let y=r.value;S(o("trace-note"),a.sources.find(
({id:h})=>h===y)?.notes??"");for(let[h,x]of[["save","safetensors"],["csv","csv"]]){let g=o(h);g.href=`lab/traces/${y}.${x}`,g.toggleAttribute("hidden",!Mo(a,y))}
n()}async function d(){let[p]=i.files;if(p){S(o("trace-error"),"");try{let y=new URLSearchParams({name:p.name,...bi(o("foreign"))}),{id:h}=await N(`lab/traces?${y}`,
{method:"POST",body:p});await t(),r.value=h,f()}catch(y){S(o("trace-error"),y.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener(
"change",d);for(let p of[r,s])p.addEventListener("change",f);return{offer:u,choose({source:p,machine:y}){if(Mo(a,p)&&(r.value=p),typeof y=="string"&&yi(s,y))s.value=
y;else if(y&&typeof y=="object"){s.value=be;for(let h of c.querySelectorAll("input"))h.value=y[h.name]??""}f()},chosen:()=>a?.sources.find(({id:p})=>p===r.value)??
null,asked:()=>({source:r.value,machine:s.value===be?ki(c):s.value})}}function To(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],i)=>xi(e.options[i],r,s))||
(e.replaceChildren(...t.map(([r,s])=>new Option(s,r))),t.some(([r])=>r===n)&&(e.value=n))}function yi(e,t){return[...e.options].some(n=>n.value===t)}function xi(e,t,n){
return e.value===t&&e.text===n}function Mo(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function bi(e){let t=[...e.querySelectorAll("input")];return Object.
fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function wi(e,t){return`${t?"no GPU here, so speeds are for ":"from figures of "}${Si(
e)}; nothing of it is measured.`}function Si(e){return e===be?"a machine that was typed in":e}function ki(e){let t=[...e.querySelectorAll("input")];return Object.
fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var vi="Click a cell to try it.",Ei="The trace is of another model: its sizes cannot be tried on this one.",$i=["mapping","policy","admission"],Oi={replay:Pe,calibrate:[
"calibrate"],tune:["tune"],compare:["compare"],race:["race"],lookahead:["lookahead"]};function qo(e,t,n){let o=e.querySelector("#lab"),r=v=>o.querySelector(`#la\
b-${v}`),s=bo(o),i=new Map,c=null,a=null,l="",u,f=!1,d="",p=Xn(o,s,g),y=fo(o),h=Ao(o,{refresh:R,changed:ie});function x(){let v=document.querySelector("#control\
-pane");return Te(v,JSON.parse(v.querySelector("#fits").dataset.facts))}function g(v,_=r("picked-note")){n("submit",v),S(_,`${v.indexes} × ${v.ways} is filled \
in; press Apply.`)}let E=v=>ko(r(v).value),m=()=>Object.fromEntries($i.map(v=>[v,r(v).value])),w=()=>({prompt:r("prompt").value,tokens:E("tokens")}),$=Object.fromEntries(
Object.entries({replay:()=>So(h.asked(),m()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let v={budget_gib:E("budget"),confirm:E("confirm")};return[{kind:"tune",
...h.asked(),...v,...w()}]},compare:()=>[{kind:"compare",contenders:M(),...w()}],lookahead:()=>[{kind:"lookahead"}],race:()=>[{kind:"race",rivals:r("rivals").value,
...w()}]}).map(([v,_])=>[v,po(r(`job-${v}`),{steps:_,onView:O,onEnd:()=>R()})]));for(let v of["replay","tune","compare","race","lookahead"])$[v].enable(!1);function O(v,_=!0){
i.set(v.kind,v.id),v.kind==="grid"&&(p.show(v.view),d=Lo(v.about),r("use-best").hidden=!p.best(),S(r("picked-note"),v.view.facts.settings===null?Ei:vi)),v.kind===
"tune"&&k(v.view.facts),v.kind==="race"&&y.show(v.view.facts.race,_),ho(o,s,v.view),v.kind==="curves"&&!v.view.figures["curves-speed"]&&s.show("curves-speed",null),
Pe.includes(v.kind)&&(r("results").hidden=!1),s.redraw(),L()}function k({former:v,best:_}){for(let[j,q]of Object.entries({former:v,tuned:_}))r(j).hidden=!q,r(j).
onclick=()=>g(q,r("former-note"));S(r("former-note"),"")}function L(){let v=Vn(i);for(let _ of["report","json"])r(_).hidden=v===null,v&&(r(_).href=v[_])}function M(){
let v={panel:()=>x().all(),best:p.best};return B().map(_=>Jn(_,v))}function B(){return[...r("contenders").querySelectorAll("input:checked")].map(({value:v})=>v)}
async function R(){let v=await N("lab/state").catch(()=>null);v&&(c=v,h.offer(v),ie(),await Q(v))}async function Q({under_way:v,results:_}){let j=({id:T})=>Object.
values($).some(me=>me.follows(T));for(let[T,me]of Object.entries($))me.join(v.filter(({kind:ze})=>Oi[T].includes(ze)));let q=_.filter(T=>i.get(T.kind)!==T.id&&!j(
T)),ae=!f;f=!0;let F=await Promise.all(q.map(({id:T})=>N(`lab/jobs/${T}`).catch(()=>null)));for(let T of F.filter(Boolean))ae&&wo(T,{at:r,source:h}),O(T,!1);F.length&&
ie()}function se(){if(!a||!o.offsetWidth)return;let v=a.phase==="idle"?_o(a):l;v===l&&a.lab===u||(l=v,u=a.lab,R())}function ie(){if(!c)return;let v=h.chosen(),{
emulated:_,calibrated:j,contenders:q,sources:ae}=c,F=$o(v,{machine:h.asked().machine,emulated:_,calibrated:j}),T={replay:vo(v),tune:F,compare:"",race:"",lookahead:Eo(
ae)};r("empty").hidden=!T.replay||i.size>0,$e(q);for(let[ze,_t]of Object.entries(T))$[ze].enable(!_t,_t);let me=i.has("grid")&&Oo(a,v)!==d;S(r("stale"),me?"The \
trace or the settings have changed. Replay again.":"")}function $e(v){let _=Kn(v,p.best()),j=Object.keys(_),q=r("contenders"),ae=[...q.querySelectorAll("input")].
map(({value:F})=>F);if(JSON.stringify(ae)!==JSON.stringify(j)){let F=new Set(Yn(B(),j));q.replaceChildren(q.querySelector("legend"),...j.map(T=>Li(T,F.has(T))))}
q.querySelectorAll("label").forEach(F=>F.title=_[F.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&se()).observe(o),r("use-best").addEventListener(
"click",()=>g(p.best())),s.onClick("grid",p.click),o.querySelectorAll("input[name=lab-metric]").forEach(v=>v.addEventListener("change",p.redraw)),{update(v){a=v,
se()},recolour(){s.redraw(),y.redraw()}}}function Li(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",
value:e,checked:t});return n.append(o,` ${e}`),n}function Co(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;ee(t("hits"),o.hits),ee(t("inflight"),o.in_flight),ee(t("misses"),o.
misses),ee(t("fills"),o.fills),ee(t("evictions"),o.evictions),S(t("hit-rate"),C(Le(o),1)),S(t("recent"),C(n.recent_hit_rate,1)),S(t("copied"),I(o.bytes_copied)),
ee(t("tokens"),o.generated_tokens),_i(t("joules"),n.power)}}}function _i(e,t){let{text:n,title:o}=Ti(t);S(e,n),e.parentElement.title=o}function Ti(e){let t=Object.
entries(e).flatMap(([s,i])=>i.joules===null?[]:[{name:s,joules:i.joules}]),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,i)=>s+i.joules,0),r=t.length===
1?` ${t[0].name.toUpperCase()} only`:"";return{text:t.length?`${Ct(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var No=2,Mi=150;function Po(e){let t=Ce(e),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:i},c){let a=o&&!n.matches?r.places(Ai(
o,i)):[];if(o=i.slice(),!!a.length){et(e,t,s),t.fillStyle=c.cpu;for(let{x:l,y:u,wide:f,high:d}of xe(tt(s),s,a))t.fillRect(l,u,f,d);e.animate([{opacity:1},{opacity:0}],
{duration:Mi,fill:"forwards"})}}}}function Ai(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===No&&e[o]!==No&&n.push(o);return n}var jo=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(jo[e]=t++);function G(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=jo[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var qi="No topics yet: press Switch topics under the chat, or name a conversation as a topic (More).",Ci="One topic so far: an expert can prefer one only beside\
 another.";function Ni(e){return{...e,preferred:G(e.preferred),shares:G(e.shares)}}function Io(e){let t=0;return async function(){let o=++t,r=await N("topics").
catch(()=>null);r&&o===t&&e(Ni(r))}}function de(e){let{topics:t,model:n}=e;return t&&t.model===n.name&&t.words.length===n.layers*n.experts?t:null}function Ro(e,t){
return de(e)?.preferred[t]??0}function Fo(e,t){let n=[e,...Array.from({length:t},(o,r)=>Uo(r))];return n.flatMap((o,r)=>[[r/n.length,o],[(r+1)/n.length,o]])}function Bo(e){
let t=de(e)?.topics??[];if(t.length<2)return`<span>${t.length?Ci:qi}</span>`;let n=(r,s)=>`<span><i class="mark topic" style="background:${r}"></i>${s}</span>`;
return[...t.map(({name:r},s)=>n(Uo(s),rt(r))),n("var(--state-cpu)","no topic")].join("")}function Do(e,t){let n=de(e);if(!n)return[];let{topics:o,shares:r,words:s}=n,
i=s.length,c=o.map(({name:l},u)=>({name:l,share:r[u*i+t]})).filter(({share:l})=>l>0).sort((l,u)=>u.share-l.share).slice(0,3).map(({name:l,share:u})=>`${rt(l)} ${u}\
 %`),a=s[t].map(l=>`“${rt(l.trim())}”`);return[c.length?c.join(", "):"",a.length?`chosen by ${a.join(" ")}`:""].filter(Boolean)}function Uo(e){return`#${J(e).
map(t=>t.toString(16).padStart(2,"0")).join("")}`}function rt(e){return e.replace(/[&<>"]/g,t=>`&#${t.charCodeAt(0)};`)}function fe({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function Go({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping===
"layered",c=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),a=new Int32Array(s).fill(-1);return n.slot.forEach((l,u)=>{l>=0&&l<s&&(a[l]=u)}),{key:`slots\
 ${c} ${s}`,rows:Math.ceil(s/c),columns:c,xTitle:i?"slot of the layer":"slot",yTitle:i?"layer":`slots, ${c} a row`,cellAt:(l,u)=>l*c+u<s?a[l*c+u]:null,places:l=>l.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/c),n.slot[u]%c]),layerAt:(l,u)=>i?l:Pi(a[l*c+u],e)}}function Pi(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[je,ct,lt]=[0,1,2],ji=.5,Ii=6,Ri=["not on the GPU","being copied to the GPU","on the GPU"],we={where:{board:fe,value:({cache:e,counters:t},n)=>e.state[n]!==lt?
e.state[n]===ct?ji:je:1+Bi(e.lastUsed[n],t.steps),range:()=>[je,lt],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:fe,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(Ho(
e)),0],scale:({isDark:e})=>ue(e),legend:e=>at(`${Ho(e)} steps ago`,"just now")},rate:{board:fe,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>ue(e),legend:()=>at("0 % hits","100 %")},uses:{board:fe,value:({cache:e},t)=>Ie(e,t),range:({cache:e})=>[0,st(e)],scale:({isDark:e})=>ue(
e),legend:({cache:e})=>at("unused",`${st(e)} uses this reply`),label:({cache:e},t)=>String(Ie(e,t)||""),widest:({cache:e})=>it(st(e)+1)},topics:{board:fe,value:Ro,
range:e=>[-.5,(de(e)?.topics.length??0)+.5],scale:({cpu:e},t)=>Fo(e,de(t)?.topics.length??0),legend:Bo,isOutlined:!0},slots:{board:Go,value:({model:e,settings:t},n)=>t.
mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:(e,{model:t,settings:n})=>Ae(
n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"layer"}; the number is the expert</\
span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.state[o]===ct?" ↓":""}`},
widest:({model:e,settings:t})=>it(e.experts)+(t.mapping==="layered"?0:1+it(e.layers))}};function zo(e,t){let{cache:n,counters:o,model:r}=e;if(t===null)return"no\
 slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.experts)}, expert ${t%
r.experts}`,Fi(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${Ie(n,t)} uses this reply`,n.lastUsed[t]<0?"never used":`last used ${i}`,
...Do(e,t)].join("<br>")}function Wo({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[lt]} of ${e.state.length} experts on the GPU, ${t[ct]} bei\
ng copied, ${t[je]} not on the GPU`}function Fi({cache:e},t){let n=Ri[e.state[t]];return e.state[t]===je?n:`${n}, slot ${e.slot[t]}`}function Ie(e,t){return e.uses[t]-
e.usedBefore[t]}function Ho({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function st(e){let t=1;for(let n=0;n<
e.uses.length;n++)t=Math.max(t,Ie(e,n));return t}function it(e){return String(e-1).length}function Bi(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.max(1,t-e))/
Ii)}function at(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var Di=4/3,Ui=800,Ko=-1,Gi='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',Hi='<span><i class="mark now"></i>last token</sp\
an>',zi='<span><i class="mark now"></i>chosen token</span>';function Jo(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector(
"#heatmap .summary"),s=e.querySelector("#heatmap .stage"),i=qe(e.querySelector("#heatmap canvas")),c=Po(e.querySelector("#heatmap .landings")),a=we.where,l=null,
u=null,f=[],d=null,p="",y=null,h=null,x=null,g=null;function E(){if(!h||!y||!n.offsetWidth)return;l=a.board(h);let{rows:k,columns:L}=l;u=P(),f=Array.from({length:k},
()=>new Array(L).fill(Ko));let M=!n.on;s.classList.toggle("tall",L<=k),s.style.setProperty("--board",`${Ki(l,n.offsetHeight,u.em)}px`),$(!0),y.react(n,[Yi(f,Ne(
k,m))],Vi(l,h,n,u),U),M&&w(y),b()}function m(k,L){return h&&l?zo(h,l.cellAt(k,L)):""}function w(k){n.on("plotly_doubleclick",()=>l&&k.relayout(n,Yo(l))),n.on("p\
lotly_relayout",L=>L.autosize?E():b()),n.on("plotly_hover",({points:[L]})=>d={xval:L.x,yval:L.y}),n.on("plotly_unhover",()=>d=null),n.on("plotly_click",({points:[
L]})=>l&&t.chooseLayer(l.layerAt(L.y,L.x)))}function b(){if(!h||!u)return;l=a.board(h);let k=Wi(l,a,h,f,g),L=Ji(n),M=i(L,k,a.scale(u,h),u);a===we.where&&c.show(
l,L,h.cache,u),n.dataset.outlined=k.outlined.length||k.hits.length+k.misses.length,$(M),d&&y?.Fx.hover(n,d,"xy")}function $(k){if(!h)return;let L=a.legend(h,k)+
(g?zi:a.isOutlined?Hi:Gi);L!==p&&(o.innerHTML=L),p=L}let O=Io(k=>{x=k,h&&(h={...h,topics:x},E())});return O(),document.addEventListener("hybrid:reply-ended",()=>setTimeout(
O,Ui)),t.outline=k=>{g=k,l&&n.offsetWidth&&b()},e.querySelectorAll("input[name=view]").forEach(k=>k.addEventListener("change",()=>{a=we[k.value],a===we.topics&&
O(),E()})),D().then(k=>{y=k,V(y,n,E),E()}),{holds:!0,update(k,L){if(h={...k,topics:x},S(r,Wo(k)),!y||!n.offsetWidth)return;let{cells:M,current:B,settings:R,counters:Q,
active_request:se}=L.delta;L.whole||!l||R&&l.key!==a.board(k).key?queueMicrotask(E):(M||B||R||Q||se)&&b()},recolour:E}}function Wi(e,t,n,o,r){let{current:s,missed:i}=n.
cache,c=r??(t.isOutlined?s:null),a=new Set(i),l=new Float64Array(e.rows*e.columns).fill(NaN);for(let u=0;u<e.rows;u++)for(let f=0;f<e.columns;f++){let d=e.cellAt(
u,f),p=d===null||d<0?null:t.value(n,d);o[u][f]=p??Ko,p!==null&&(l[u*e.columns+f]=p)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),label:t.label?
(u,f)=>t.label(n,e.cellAt(u,f)):null,widest:t.widest?.(n)??2,hits:e.places(c?[]:s.filter(u=>!a.has(u))),misses:e.places(c?[]:i),outlined:e.places(c??[])}}function Ki({
rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.ceil(3*o+4+Di*r*t)}function Ji(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;return{outerWidth:o,
outerHeight:r,left:t._offset,top:n._offset,width:t._length,height:n._length,xRange:t.range,yRange:n.range}}function Yi(e,t){return{type:"heatmap",z:e,customdata:t,
opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"%{customdata}<extra></extra>"}}function Yo({rows:e,columns:t}){return{"xaxis.range":[-.54,t-.46],
"yaxis.range":[e-.46,-.54]}}function Vi(e,{model:t},n,o){let r=`${t.name} ${e.key}`,s=Yo(e),i=n.layout?.uirevision===r?n.layout:null,c=(a,l)=>({showgrid:!1,zeroline:!1,
ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.log2(l/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{text:a,font:{size:.72*o.
em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.
text},hoverlabel:X(o),dragmode:"zoom",uirevision:r,xaxis:{...c(e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...c(e.yTitle,e.rows),range:i?.
yaxis.range??s["yaxis.range"]}}}var Xi=1e3,[Zi,Qi]=[1,2];function Vo(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let i=o,
{layers:c}=i.model;for(;n.rows.length>c;)n.deleteRow(-1);for(;n.rows.length<c;)n.append(ea());for(let a=0;a<c;a++)ta(i,a).forEach((l,u)=>{let f=n.rows[a].cells[u];
f.textContent!==l&&(f.textContent=l)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,Xi))}}}function ea(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function ta({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,f)=>f),s=u=>r.filter(f=>t.state[o+f]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),c=u=>r.
reduce((f,d)=>f+u[o+d],0),[a,l]=[c(t.uses),c(t.hits)];return[String(n),ut(s(Qi)),ut(s(Zi)),ut(i.map(u=>u-o)),`${l} of ${a}`,C(a?l/a:null,1)]}function ut(e){return e.
join(" ")||"none"}var Xo=["steps","held","loading","choices","outcomes"];function Zo(){let e={rows:"ways",clear(){for(let t of Xo)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of Xo)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[Qo,na]=[0,1],oa=16,ra=10,[sa,ia]=[.14,.3];function er(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(l=>l.map(u=>u<0?-1:1)),s=r[0].length,i=or(e,s),c=o?
s:null,a=l=>o?ne(J(l)):n.readyInk;return{rows:s+(o?1:0),traces:[aa(e,r,s,o,t,n),...o&&s<=oa?[ca(e,r,s,t,n)]:[],Be(i.evictions,"line-ns-open",n.outline,.9*n.em,"\
evicted",2),Be(i.hits,"circle",i.hits.experts.map(a),.25*n.em,"hit"),Be(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),Be(i.misses,"x-thin-op\
en",n.outline,.4*n.em,"missed",1.5)],layout:ua(e,s,c,n)}}function tr({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mar\
k hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted\
</span>`}function nr(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
Qo).length,o=or(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${C(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function aa({steps:e,loading:t},n,o,r,{experts:s},i){let c=Array.from({length:o},(l,u)=>n.map(
f=>f[u]<0?null:f[u])),a=(l,u)=>{let f=n[u][l],d=t[u].includes(l);return r?`slot ${l}: ${f<0?"empty":`expert ${f}${d?", being copied":""}`}`:`expert ${l}: ${f<0?
"not on the GPU":d?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:c,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?Ae(s):[[0,i.cpu],[1,i.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:Ne(o,a),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function ca({steps:e},t,n,o,r){let{x:s,y:i,text:c,ink:a}={
x:[],y:[],text:[],ink:[]};for(let l=0;l<n;l++)for(let u=0,f=1;u<t.length;u=f++){for(;f<t.length&&t[f][l]===t[u][l];)f++;let d=t[u][l];d<0||f-u<ra||(s.push(e[u]),
i.push(l-sa),c.push(String(d)),a.push(ne(J(d))))}return{type:"scatter",mode:"text",x:s,y:i,text:c,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{
family:r.font,size:.68*r.em,color:a}}}function or({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i=[],c={hits:{...Re(),experts:i},inFlight:Re(),misses:Re(),
evictions:Re()};return t.forEach((a,l)=>{let u=n[l-1]??n[l];n[l].forEach((f,d)=>{(e==="ways"?u[d]>=0&&f!==u[d]:u[d]>=0&&f<0)&&Fe(c.evictions,a-.5,d)}),o[l].forEach(
(f,d)=>{let p=r[l][d],y=e==="ways"?la(f,u,n[l]):f;p===Qo?(Fe(c.hits,a,y<0?s:y+(e==="ways"?ia:0)),i.push(f)):p===na?Fe(c.inFlight,a,y<0?s:y):Fe(c.misses,a,e==="w\
ays"?s:f)})}),c}function la(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function Re(){return{x:[],y:[]}}function Fe(e,t,n){e.x.push(t),e.y.push(n)}function Be({
x:e,y:t},n,o,r,s,i=0){return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},hoverinfo:"skip",showlegend:!1}}
function ua({steps:e},t,n,o){let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.log2(t/10))),c=Array.from({length:Math.
ceil(t/i)},(l,u)=>u*i),a={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"\
rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:X(o),xaxis:{...a,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"\
step",font:r,standoff:4}},yaxis:{...a,range:[s,-.5],tickvals:n===null?c:[...c,n],ticktext:n===null?c.map(String):[...c.map(String),"CPU"],title:{text:n===null?"\
expert":"slot",font:r,standoff:4}}}}var da=700;function rr(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=Zo(),i=null,c=null,a=null,l=0,
u=-1,f=!1;function d(){if(!i||!c||a===null||!s.steps.length)return;let x=P(),g=er(s,c.model,x);r.style.setProperty("--rows",g.rows),i.react(r,g.traces,g.layout,
U),n.querySelector(".legend").innerHTML=tr(s),S(n.querySelector(".summary"),nr(s))}async function p(){l=0;let x=a;x===null||!c||f||document.hidden||(u=c.counters.
steps,await s.extend(x,()=>a===x)&&d())}function y(x){x==null||x===a||(a=x,o.value=String(a),n.hidden=!1,S(n.querySelector("h3"),`Layer ${a}`),D().then(g=>{i||V(
g,r),i=g}),s.clear(),p())}function h(){a=null,o.value="",n.hidden=!0}return t.chooseLayer=y,o.addEventListener("change",()=>o.value===""?h():y(Number(o.value))),
n.querySelector(".close").addEventListener("click",()=>{h(),o.focus()}),{update(x,g){c=x,o.length!==x.model.layers+1&&fa(o,x.model.layers),g.whole&&a!==null&&(a>=
x.model.layers&&h(),s.clear(),u=-1),a!==null&&u!==x.counters.steps&&(l||=setTimeout(p,da))},paused(x){f=x,u=-1},recolour:d}}function fa(e,t){e.length=1;for(let n=0;n<
t;n++)e.add(new Option(String(n),String(n)))}var[oe,pa,sr]=["solid","4px 2px","2px 2px"],ma=[{title:"tokens / s",format:Se,lines:[{at:1,name:"tok/s",colour:"speed",dash:oe}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:oe,value:ha}]},{title:"experts / s",format:Se,lines:[{at:2,name:"hits/s",short:"hits",colour:"hi\
t",dash:oe},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:pa}]},{title:"copied to the GPU",format:e=>`${ga(e)}B/s`,lines:[{at:4,name:"copied",colour:"\
speed",dash:oe}]},{title:"power",power:!0,format:e=>`${Se(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:oe},{at:6,name:"CPU",short:"CPU",colour:"\
cpuPower",dash:sr}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",
dash:oe},{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:sr}]},{title:"GPU memory",titleWithout:"memory of this program (no GP\
U in use)",format:e=>`${Se(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:oe}]}];function ir({power:e,memory:t}){let n=Object.
values(e).some(r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return ma.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function ar({
most:e,unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let c of n)r=Math.max(r,(dt(c,i)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));
return t*s*([1,1.5,2,3,4,5,6,8].find(i=>i*s>=r*.999)??10)}function dt({at:e,value:t},n){return t?t(n):n[e]}function ha(e){let[t,n]=[e[2]??0,e[3]??0];return t+n>
0?t/(t+n):null}function Se(e){return String(Number(e.toPrecision(e<1?2:3)))}function ga(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${Se(e/1e3**
t)} ${["","k","M","G","T"][t]}`}var ya=120,xa="question",mt=.66,ft=.22,ht=.04,[cr,ba,lr,pt]=[5,1.8,1.7,4];function gt({points:e,marks:t},n,o,r){let s=e.map(([c])=>c-o);return[...n.flatMap(({lines:c,
top:a,format:l},u)=>{let f=n.length-1-u;return c.map(d=>{let{name:p,colour:y,dash:h}=d,x=e.map(g=>dt(d,g));return{type:"scatter",mode:"lines",name:p,x:s,y:x.map(
g=>g===null?null:f+mt*g/a),customdata:x.map(g=>g===null?"":l(g)),line:{color:r[y],width:1.8,dash:h,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),wa(t,n.length,o,r)]}function wa(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-ht,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(Sa(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function Sa(e){return e===
xa?"circle":"triangle-down"}function ur(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.flatMap(({top:c,format:a},l)=>{let u=e.length-1-l;return[
[u,"0"],[u+mt,a(c)]]});return{margin:{l:cr*o,r:ba*o,t:pt,b:lr*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:X(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-ya,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-ht,e.length+ft],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:i.map(([c])=>c),ticktext:i.map(([,c])=>c),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function dr(e,t,n){let o=t.
length+ft+ht,r=t.map((s,i)=>{let c=(i+1-mt+ft)/o,a=Object.assign(document.createElement("p"),{textContent:s.title});return a.style.top=`calc(${pt}px + ${c} * (1\
00% - ${pt+lr*n.em}px))`,s.lines.length>1&&a.append(...s.lines.map(l=>ka(l,n))),a});e.style.left=`${cr*n.em}px`,e.replaceChildren(...r)}function ka({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function fr(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),c=null,a=null,l="",u=null,f=!1;function d(){if(!a||!c||!t.offsetWidth)return;let b=P(),$=!t.on,O=h(
a);l=x(O,a);let k=u===null?null:t.layout.xaxis.range;c.react(t,gt(a,O,y(a),b),ur(O,k,b),U),dr(n,O,b),$&&g()}function p(){if(!a||!c)return;let b=h(a);if(!t.on||!t.
offsetWidth||x(b,a)!==l){d();return}let $=gt(a,b,y(a),P()),O=k=>$.map(L=>L[k]);c.restyle(t,{x:O("x"),y:O("y"),customdata:O("customdata")},[...$.keys()])}function y({
points:b}){let $=b.at(-1)?.[0]??Date.now()/1e3;return t.dataset.end=u??$,u??$}function h(b){return ir(b).map($=>({...$,top:ar($,b.points)}))}function x(b,{marks:$}){
return JSON.stringify([b.map(({title:O,top:k})=>[O,k]),$])}function g(){t.on("plotly_relayout",b=>{"xaxis.range[0]"in b&&m(Number(t.dataset.end)),b.autosize&&d()}),
t.on("plotly_doubleclick",w),i.addEventListener("click",w),t.addEventListener("pointerenter",()=>E(!0)),t.addEventListener("pointerleave",()=>E(!1))}function E(b){
f=b,r.hidden=!b,b||d()}function m(b){u=b,i.hidden=s.hidden=b===null,b!==null&&S(s,`0 s is ${new Date(1e3*b).toLocaleTimeString()}`)}function w(){m(null),d()}return D().
then(b=>{c=b,V(c,t,d),d()}),{holds:!0,update(b,$){a=b,S(o,va(b)),$.whole?requestAnimationFrame(d):c&&!f&&($.point||$.delta.mark)&&requestAnimationFrame(p)},recolour:d}}
function va(e){return Object.values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var pr="hybrid-captions-seen";function mr(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(pr)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(pr,"yes"),o.hidden=!0}),{holds:!0,update(r){S(t,yt(
r.recent_hit_rate)),S(n,Ea(r))}}}function yt(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function Ea({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",i=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!i)return`${s}: all ${r} of its experts were already on the GPU.`;let c=t.placement==="on_demand"?i===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-i} of its ${r} experts were already on the GPU; ${i} ${c}.`}function hr(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!le()||(S(n("question"),$a()||o.model.name),S(n("sha\
re"),yt(o.recent_hit_rate)),S(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("\
click",()=>he(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function $a(){let e=document.querySelectorAll("#chat .user-row .message\
-content");return e.length?e[e.length-1].textContent.trim():""}var Oa=1e3,gr=5e3;function yr(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?gr-Oa:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+gr,S(t,La(r)))}}}function La({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${C(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function xr(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);bt(xt(t,n),o)}function xt(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function bt(e,t,n="text/plain"){wt(e,new Blob([t],{type:n}))}function wt(e,t){let n=URL.createObjectURL(t);Object.assign(document.createElement(
"a"),{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}var _a={stop:"ended",length:"limit",cancelled:"stopped"},Ta=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},Ma=e=>t=>t==null?"–":t.toFixed(e),Aa=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,qa=e=>e==null?"–":`${(100*e).toFixed(1)} %`,Ca=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),Z=e=>String(e??"–"),H=[{label:"When",sort:"at",value:e=>e.at,text:Ia},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>Z(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:Ma(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:Aa,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:qa,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:Ca,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:Na,text:Pa,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:Z,figure:!0},{label:"End",sort:"ending",value:e=>_a[e.finish],text:Z,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:Z,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:Z},{label:"Copies",sort:"admission",value:e=>e.admission,
text:ja,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>Z(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:Z}];function Na(e){let t=Ta(e);return t===null||!e.tokens?null:t/e.tokens}function Pa(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function ja(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
Z(e)}function Ia(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function St(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function br(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function Ra(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function Fa(e,t){let[n,o]=t.
map(i=>e.value(i));if(!e.better||!n||o==null)return"";if(e.points)return Ra(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function wr(e){let{rows:t,shared:n}={rows:[],shared:[]};for(let o of H){let[r,s]=e.
map(i=>o.text(o.value(i),i));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,Fa(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}\
.`:"No shared settings."}}function Sr(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var Ba="The GPU is simulated: hits are real, speeds are not.";function z(e,t){let n=H.find(o=>o.label===e);if(!n)throw new Error(`Runs have no column ${e}.`);return n.
text(n.value(t),t)}function kt(e){return[["Tokens/s",z("Tok/s",e)],["Hit rate",z("Hit rate",e)],["J/token",z("J/token",e)],["First token",z("First token",e)]].filter(
([,t])=>t!=="–")}function De(e){let t=`${z("N × M",e)} slots, ${z("Policy",e)}, ${z("Mapping",e)}`,n=e.placement&&e.placement!=="cached"?z("Strategy",e):`${t}\
, ${Da(e)}`;return[["Model",e.format?`${e.model} (${e.format})`:e.model],["Machine",e.machine],["Settings",`${n}, ${z("Threads",e)} CPU threads`],["Length",`${e.
tokens} tokens${e.prompt_tokens==null?"":` after a prompt of ${e.prompt_tokens}`}`],["Measured",[Ua(e.at),e.commit&&`commit ${e.commit}`].filter(Boolean).join("\
, ")]].filter(([,o])=>o)}function ke(e){return e.emulated?Ba:""}function kr(e){let n=["| Hybrid MoE | |","| --- | --- |",...[...kt(e),...De(e)].map(([o,r])=>`| ${o}\
 | ${Ga(r)} |`)];return ke(e)&&n.push("",ke(e)),`${n.join(`
`)}
`}function vr(e){return`${e.model} ${z("Tok/s",e)} tok/s`}function Da({admission:e,max_queued_copies:t}){return e==="bounded"?`copies when worth it (at most ${t}\
 at a time)`:`copies ${e}`}function Ua(e){return new Date(1e3*e).toISOString().slice(0,10)}function Ga(e){return String(e).replace(/[\\|`*_[\]<>]/g,"\\$&").replace(
/\s+/g," ")}var vt=1200,Er=630,W=64,Ha='system-ui, "Segoe UI", "Liberation Sans", sans-serif';function $r(e,t,n){let o=(r,s,i,c,a,l=400,u=vt-W-s)=>{e.fillStyle=a,e.font=`${l}\
 ${c}px ${Ha}`,e.fillText(Wa(e,String(r),u),s,i)};e.fillStyle=n.ground,e.fillRect(0,0,vt,Er),o("Hybrid MoE",W,76,26,n.muted,600),o(De(t)[0][1],W,138,46,n.text,600),
kt(t).forEach(([r,s],i)=>{let c=W+i*275;o(s,c,232,i===0?64:46,n.text,600,255),o(r,c,272,24,n.muted,400,255)}),za(e,t.hit_rate,n),De(t).slice(1).forEach(([r,s],i)=>{
let c=392+i*46;o(r,W,c,24,n.muted),o(s,W+150,c,24,n.text)}),ke(t)&&o(ke(t),W,Er-36,24,n.missed,600)}function za(e,t,n){if(t==null)return;let o=vt-2*W;e.fillStyle=
n.rule,e.fillRect(W,306,o,18),e.fillStyle=n.hit,e.fillRect(W,306,o*t,18)}function Wa(e,t,n){if(e.measureText(t).width<=n)return t;let o=t.length;for(;o>1&&e.measureText(
`${t.slice(0,o)}…`).width>n;)o-=1;return`${t.slice(0,o)}…`}function Or(e){let[t,n,o]=["canvas","textarea","[role=status]"].map(a=>e.querySelector(a)),r=null;function s(a){r=a.length===1?a[0]:null,e.hidden=!r,S(o,""),r&&
(n.value=kr(r)),i()}function i(){if(!r)return;let a=t.getContext("2d");a&&$r(a,r,P())}async function c(){try{await navigator.clipboard.writeText(n.value),S(o,"M\
arkdown copied.")}catch{n.select(),S(o,"Copy it from the field.")}}return e.querySelector(".copy").addEventListener("click",c),e.querySelector(".png").addEventListener(
"click",()=>{if(!r)return;let a=xt(vr(r),"png");t.toBlob(l=>l&&wt(a,l),"image/png")}),{show:s,draw:i}}var Lr="rgba(0, 0, 0, 0)",Ka=["speed","gpu"],Ja=["solid","dot"];function _r(e,t,n){return{traces:e.map((o,r)=>Ya(o,r,t,n)),layout:Va(t,n)}}function Tr(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function Ya(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,i)=>1+i*e.tokens):[],y:e?.[n]??[],line:{color:r[Ka[t]],width:1.8,dash:Ja[t]},hovertemplate:`%{y:${o||".1f"}}`}}function Va({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:Lr,plot_bgcolor:Lr,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:X(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function Mr(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],i=[];async function c(l){if(s=l,e.hidden=l.length<2,!e.hidden&&(t.innerHTML=
"",t.append(Za(l)),i=await Promise.all(l.map(Xa)),s===l)){if(n.textContent=Tr(i),!r){r=await D();for(let[u]of o)V(r,u,a)}a()}}function a(){if(!r||e.hidden||!e.offsetWidth)
return;let l=P();for(let[u,f]of o){let{traces:d,layout:p}=_r(i,f,l),y=!u.on;r.react(u,d,p,U),y&&u.on("plotly_relayout",h=>h.autosize&&a())}}return{show:c,draw:a}}
async function Xa(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function Za(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let i=t.insertRow();s.forEach((c,a)=>{let l=document.createElement(a===0?"th":"td");a===0&&(l.scope="row"),l.textContent=c,i.append(l)})},{rows:o,
caption:r}=wr(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var ve=200;function Ar(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=ve,i=0,c=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:H[r.column].sort,descending:r.descending}),ask(a){return i+=1,c=!0,{number:i,isMore:a,page:a?{
limit:ve,after:o}:{limit:s}}},take({number:a,isMore:l},u){return a!==i||(c=!1,!u)?!1:(e=l?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
ve},more(){return s+=ve,this.ask(!c&&!!o)},sortBy(a){let l=r.column===a?!r.descending:!!H[a].figure;r={column:a,descending:l},s=ve}}}function qr(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function Cr(e,t){return e!==""&&e!=="idle"&&t==="idle"}var Qa=400,ec=150;function Nr(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=Mr(n("compare")),s=Or(n("card")),
i=Ar(),c=[],a=[],l,u="",f=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...i.sorting()});async function d(m=i.ask(!1)){let w=await fetch(
`runs?${St({...f(),...m.page})}`).catch(()=>null),b=w?.ok?await w.json():null;i.take(m,b)&&(p(b.problem),x())}function p(m){S(n("problem"),m),n("problem").hidden=
!m}function y(){i.restart(),d()}async function h(m,w,b){let $=await fetch(`runs/all?${St(f())}`).catch(()=>null),O=await $?.json();$?.ok?bt(m,w(O),b):p(O?.error??
"Can't reach the app. Is it still running?")}function x(){let{rows:m,matching:w,total:b,hasMore:$,order:O}=i;t.querySelector(".scrolled").hidden=b===0,n("empty").
hidden=b>0;for(let k of["csv","json"])n(k).disabled=w===0;S(n("count"),b?`${w} of ${b} replies`:""),!$&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!$,o.replaceChildren(...m.map(g)),t.querySelectorAll("th[data-column]").forEach(k=>{Number(k.dataset.column)===O.column?k.setAttribute(
"aria-sort",O.descending?"descending":"ascending"):k.removeAttribute("aria-sort")})}function g(m){let w=document.createElement("tr");w.classList.toggle("stopped",
m.finish==="cancelled");let b=Object.assign(document.createElement("input"),{type:"checkbox",checked:c.includes(m.id)});b.dataset.run=m.id,b.setAttribute("aria-\
label",`Choose the run of ${H[0].text(m.at)}`);let $=document.createElement("span");$.textContent="AB"[c.indexOf(m.id)]??"",w.insertCell().append(b,$);for(let O of H){
let k=w.insertCell();k.textContent=O.text(O.value(m),m),O.figure&&(k.className="figure")}return w}function E(m,w){c=Sr(c,m,w),a=qr(c,[...a,...i.rows]),r.show(a),
s.show(a),x(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(tc()),t.querySelector("thead").addEventListener("\
click",m=>{let w=m.target.closest("th[data-column]");w&&(i.sortBy(Number(w.dataset.column)),d())}),o.addEventListener("change",({target:m})=>E(m.dataset.run,m.checked)),
n("filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(y,ec)}),n("more").addEventListener("click",()=>d(i.more())),n("csv").addEventListener("cl\
ick",()=>h("runs.csv",br,"text/csv")),n("json").addEventListener("click",()=>h("runs.json",m=>JSON.stringify(m,null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&d()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&d()),{update(m){Cr(u,m.phase)&&t.offsetWidth&&setTimeout(
()=>d(),Qa),u=m.phase},recolour(){r.draw(),s.draw()}}}function tc(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">\
Choose</span></th>',H.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(
r),o&&(s.className="figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}var nc=[0,60,250];function Pr(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of nc)setTimeout(oc,t,e)})}function oc(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function jr(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!_e(n.dataset.key),n.addEventListener("change",()=>Jt(n.dataset.key,!n.checked));return{update(){}}}function Ir(e){
return e.querySelector("#help-open").addEventListener("click",We),{update(){}}}function Rr(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),S(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&S(s,`Charts paused at ${rc()}. Counters keep updating.`)}}}function rc(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function Fr(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var sc={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function Dr(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){S(t("status-model"),o.model.name),S(n,ic(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;S(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),S(t("status-hit-rate"),C(o.recent_hit_rate??Le(o.counters))),S(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),S(t("status-memory"),ac(o.memory)),Br(t("power-gpu"),o.power.gpu),Br(t("power-cpu"),o.power.cpu),cc(e.querySelector("#notices"),o)},lost(){S(n,"disconne\
cted"),n.parentElement.dataset.phase="lost"}}}function ic(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:sc[e.phase];
return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function ac(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.device_total];
return`${I(t)} / ${I(n)}`}function Br(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),S(e,Nt(t.watts));
let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});e.replaceChildren(
"no sensor",o),e.tabIndex=0}function cc(e,t){let n=lc(t);S(e,n.join(" ")),e.hidden=n.length===0}function lc({machine:{emulated:e,notices:t},activity:n}){return[
...n?[`${n}.`]:[],...e?["No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not."]:[],...t]}function Ur(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=a=>a.hash.slice(1),r=a=>n.find(l=>o(l)===a);function s(a){let l=r(a)??n[0];
document.body.dataset.tab=o(l);for(let u of n)u.setAttribute("aria-selected",String(u===l)),u.tabIndex=u===l?0:-1}function i(a){history.replaceState(history.state,
"",a.hash),s(o(a)),a.focus()}function c(a){let l=n.indexOf(document.activeElement),u=uc(a,l,n.length);return u===void 0?null:n[u]}t.addEventListener("click",a=>{
let l=a.target.closest("[role=tab]");l&&(a.preventDefault(),i(l))}),t.addEventListener("keydown",a=>{(a.key===" "||a.key==="Enter")&&a.target.click();let l=c(a.
key);l&&i(l),(l||a.key===" "||a.key==="Enter")&&a.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let a of n){let l=document.
getElementById(`${o(a)}-pane`);l?.setAttribute("role","tabpanel"),l?.setAttribute("aria-labelledby",a.id)}return s(location.hash.slice(1)),{update(){}}}function uc(e,t,n){
let o={ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var Et=0,Gr=1;function Hr(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,c=G(e.choices),a=G(e.outcomes),l=t*o,u=r.map((f,d)=>{let p=0;for(let y=d*l;y<(d+
1)*l;y++)a[y]!==Et&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:l,slowest:Math.max(...i.filter(f=>f!==
null),0),firstExpert:(f,d)=>c[f*l+d*o],routing:(f,d)=>Array.from({length:o},(p,y)=>{let h=f*l+d*o+y;return[c[h],a[h]]}),cells:f=>Array.from({length:l},(d,p)=>Math.
floor(p/o)*n+c[f*l+p])}}function Ue(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,c]of e.routing(t,i))c===Gr&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function Ge(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var re=8,dc=80,Wr=["hit","flight","miss"],zr=["hit","in flight","miss"];function Kr(e){function t(o,r,s){e.replaceChildren(pc(o,r),mc(o,r),hc()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*re}px`;let{
left:i,top:c}=fc(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${i}px`,e.style.top=`${c}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=
!0,id:e.id}}function fc(e,t,{width:n,height:o},r){let s=e.bottom+re+o<=r;return{left:Math.max(t.left+re,Math.min(e.left,t.right-n-re)),top:Math.max(re,s?e.bottom+
re:e.top-o-re)}}function pc(e,t){let n=Object.assign(document.createElement("b"),{textContent:Ge(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement(
"span"),{textContent:Ue(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function mc(e,t){let n=document.createElement("ol");n.classList.toggle("\
many",e.routed>dc),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(
document.createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){let c=Object.assign(document.createElement("i"),{className:Wr[i],textContent:String(
s)});r.append(c)}n.append(r)}return n}function hc(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=Et;t<
zr.length;t++){let n=Object.assign(document.createElement("i"),{className:Wr[t],textContent:"n"});e.append(n,` ${zr[t]} `)}return e}var gc=["none","dotted","dashed","solid","double"],pe={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>Xe(eo(Jr()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>Xe(ue(Jr()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:J,number:(e,t,n)=>e.firstExpert(t,n),low:"each\
 colour is one expert",high:""}};function Yr(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,yc(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function yc(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?ne(e):"",borderBottomStyle:t?gc[Math.min(4,Math.ceil(t*4))]:"non\
e"}}function Jr(){return document.body.classList.contains("dark")}var xc=400;function Zr(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=Sc(e,l),c=null,a=null;function l(){let{name:g,layer:E}=i.chosen(),m=pe[g];for(let w of s){
let b=Number(w.dataset.token),$=m.number?.(e,b,E);Yr(w,m.share(e,b,E),{shade:m.shade,line:m.line,number:$})}}function u(g){let E=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return E.textContent=Ge(e.texts[g]),E.dataset.token=g,E.setAttribute("role","option"),E.setAttribute("aria-selected","\
false"),E.setAttribute("aria-label",`${e.texts[g].trim()||"space"}: ${Ue(e,g)}`),E.classList.toggle("prompt",g<e.prompt),E}function f(){r.querySelector("button")?.
remove();let E=Number(s.at(-1)?.dataset.token??i.first()-1)+1,m=Math.min(e.count,E+xc);for(let w=E;w<m;w++)s.push(u(w));r.append(...s.slice(-(m-E)||s.length)),m<
e.count&&r.append(wc(e.count-m,f)),s.length&&!c&&p(s[0]),l()}function d(){y(null),t.hide(),s.length=0,c=null,r.replaceChildren(),f()}function p(g){c&&(c.tabIndex=
-1),c=g,g.tabIndex=0}function y(g){a?.setAttribute("aria-selected","false"),a=g===a?null:g,a?.setAttribute("aria-selected","true"),n(a?Number(a.dataset.token):null)}
let h=g=>t.show(e,Number(g.dataset.token),g),x=g=>g.target.closest(".routed");return r.addEventListener("pointerover",g=>x(g)&&h(x(g))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",g=>{x(g)&&(p(x(g)),h(c))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",l),r.addEventListener(
"click",g=>x(g)&&y(x(g))),r.addEventListener("keydown",g=>{if(!x(g))return;let E=bc(s,c,g.key);if(E)E.focus();else if(g.key==="Enter"||g.key===" ")y(c);else if(g.
key==="Escape")a&&y(a),t.hide();else return;g.preventDefault(),g.stopPropagation()}),i.onPrompt(d),f(),o.append(i.element,r),o}function bc(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=Vr(t),c=null,
a=null;for(let l=o+s;e[l];l+=s){let{top:u,left:f}=Vr(e[l]);if(!(Math.abs(u-i.top)<i.height/2)){if(a!==null&&Math.abs(u-a)>i.height/2)break;a??=u,(c===null||Math.
abs(f-i.left)<Math.abs(c.left-i.left))&&(c={element:e[l],left:f})}}return c?.element??null}function Vr(e){return e.getClientRects()[0]}function wc(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function Sc(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=Xr(Object.entries(pe).map(([d,{label:p}])=>[d,p]),"Colour by"),r=Xr(Array.from({length:e.layers},(d,p)=>[
p,p]),"Layer"),s=$t("",r),i=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),c=document.createElement("span"),[a,l,u]=["sp\
an","i","span"].map(d=>document.createElement(d));c.append(a,l,u),c.className="legend",l.className="ramp";function f(){let d=pe[o.value];s.hidden=o.value!=="exp\
ert",l.hidden=o.value==="expert",l.classList.toggle("misses",o.value==="misses"),a.textContent=d.low,u.textContent=typeof d.high=="function"?d.high(e):d.high,t()}
return o.addEventListener("change",f),r.addEventListener("change",f),n.append($t("Colour by",o),s,c,$t("Include prompt",i)),s.hidden=!0,l.classList.add("misses"),
a.textContent=pe.misses.low,u.textContent=pe.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>i.checked||e.prompt===e.count?0:
e.prompt,onPrompt:d=>i.addEventListener("change",d)}}function Xr(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(r,o))),
n.setAttribute("aria-label",t),n}function $t(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),n}function Qr(e,t){let n=document.querySelector("#chat"),o=new Map,r=Kr(e.querySelector("#token-detail")),s=null,i=d=>d.querySelector(".message-content")?.textContent??
"",c=d=>d.querySelector(".actions [data-action=tokens]");function a(d){o.get(d)?.element.remove(),o.delete(d),d.classList.remove("as-tokens"),l(c(d),!1),r.hide(),
t.outline(null)}function l(d,p){d&&(d.textContent=p?"Text":"Tokens",d.setAttribute("aria-pressed",String(p)))}async function u(d,p){let y=d.querySelector(".mess\
age-content"),h={text:i(d),element:document.createElement("div")};h.element.className="tokens",o.set(d,h);try{if(!p)throw new Error("This reply was not recorded\
.");let x=Hr(await N(`tokens/${encodeURIComponent(p)}`));if(o.get(d)!==h)return;h.element.append(Zr(x,{detail:r,pick:g=>t.outline(kc(s,x,g))}))}catch(x){h.element.
textContent=x.message}o.get(d)===h&&(d.classList.add("as-tokens"),y.after(h.element),l(c(d),!0))}function f(){for(let[d,p]of o)!d.isConnected||i(d)!==p.text?a(d):
c(d)?.getAttribute("aria-pressed")!=="true"&&l(c(d),!0)}return new MutationObserver(f).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
d=>{let p=Number(ye()),y=n.querySelectorAll(".message-row")[p];y&&(o.has(y)?a(y):u(y,d[p]?.metadata?.id))},{update(d){s&&s.name!==d.model.name&&t.outline(null),
s=d.model},recolour(){let d=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of d)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function kc(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var vc=220,Ec=50,es=5;function Ot(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function He(e,t){
let{cells:n,current:o,missed:r,point:s,mark:i,...c}=t,{cache:a}=e,l=e.counters.steps;for(let[f,d]of Object.entries(c))e[f]=Tc(d)?{...e[f],...d}:d;let{steps:u}=e.
counters;c.active_request&&a.usedBefore.set(a.uses),n&&$c(a,G(n),u,Math.max(1,u-l)),o!==void 0?a.current=Oc(G(o)):u!==l&&(a.current=_c(a,u-1)),r!==void 0&&(a.missed=
Lc(a.current,G(r))),s&&ts(e.points,s,vc),i&&ts(e.marks,i,Ec)}function ns(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function $c(e,t,n,o){let r=0;for(let s=0;s<t.length;){let i=t[s++],c=t[s++];if(r+=i>>1,c){let a=Math.floor((c-1)/
o)+1,l=Math.floor((Math.sqrt(8*a+1)-1)/2);e.lastUsed[r]=n-(c-1)%o-1,e.uses[r]+=l,e.hits[r]+=a-l*(l+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function Oc(e){
let t=0;return e.map(n=>t+=n)}function Lc(e,t){return e.filter((n,o)=>t[Math.floor(o/es)]>>o%es&1)}function _c({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function ts(e,t,n){e.push(t),e.length>n&&e.shift()}function Tc(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var Mc=1e3;function os(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function c(){if(r)return;clearTimeout(i);let l=new EventSource(e);r=l,l.addEventListener(
"snapshot",u=>{s=Ot(JSON.parse(u.data)),t(s)}),l.addEventListener("delta",u=>{let f=JSON.parse(u.data);if(!s||f.seq!==s.seq+1){a(),c();return}He(s,f),n(f)}),l.addEventListener(
"error",()=>{a(),o(),i=setTimeout(c,Mc)})}function a(){clearTimeout(i),r?.close(),r=null,s=null}return{open:c,close:a,state:()=>s}}function rs(e){let t=window.SharedWorker?Ac(e):qc(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function Ac({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(He(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function qc(e){let t=os(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var Cc=2,Nc=1e3,Lt={whole:!0,point:!1,delta:{}};function ss(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let l=performance.now(),u=o;o=null;for(let d of e)
n&&d.holds||c(d,t,u);let f=performance.now();s=f+Math.min(Nc,Cc*(f-l))}function c(l,u,f){try{l.update(u,f)}catch(d){console.error(d)}}function a(l){o=o?Pc(o,l):
l,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(l){e.push(l),t&&c(l,l.holds&&n||t,Lt)},isPaused:()=>n!==null,pause(l){
if(!(!t||l===(n!==null))){n=l?ns(t):null;for(let u of e)u.holds&&c(u,n??t,Lt),u.paused?.(l,t)}},connect(){rs({onState(l){t=l,a(Lt)},onDelta(l){a({whole:!1,point:"\
point"in l,delta:l})},onLost(){for(let l of e)l.lost?.()}})}}}function Pc(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var jc=[["#strip",Dr],["#tabs",Ur],["#pause",Rr],["#counters",Co],["#spoken",yr],["#layer-detail",rr],["#heatmap",Jo],["#live-sentence",mr],["#presentation",hr],
["#heatmap-table",Vo],["#lines",fr],["#fits",Hn],["#lab",qo],["#token-view",Qr],["#progress",dn],["#progress",gn],["#progress",Rt],["#more",Ft],["#editing-note",
nn],["#prompts",mn],["#attach",It],["#runs",Nr],["#help",jr],["#help-open",Ir]],Ee=ss(),Ic={store:Ee,chooseLayer(){},outline(){}},is=[];function bp(e,t){for(let[
o,r]of jc){let s=e.querySelector(o);s&&Fr(s.dataset.needs).then(()=>Rc(r,s,e,t))}let n=e.querySelector("#theme");n&&io(n,()=>is.forEach(o=>o.recolour()))}function Rc(e,t,n,o){
let r=e(t.id==="fits"||t.id==="progress"?t:n,Ic,o);r.recolour&&is.push(r),Ee.add(r)}window.hybrid={awaitTurn:xn,endTurn:bn,askingAgain:an,chosenBranch:sn,chosenMessage:ye,
showBranches:rn,copy:ln,edit:cn,showEditing:on,sending:Tt,taken:At,giveBack:qt,download:xr,pickFile:Bt};Kt(()=>Ee.pause(!Ee.isPaused()));Pr();Ee.connect();export{Ot as fromSnapshot,bp as mount};
