var ne="",Se=()=>document.querySelector("#chat-input textarea");function xt(e){return ne=e[0]??"",e}function bt(){ne=""}function wt(){let e=Se().value;ne&&e.startsWith(
ne)&&W(Se(),e.slice(ne.length)),ne=""}function St(e){if(!e)return;let t=Se().value,{text:n}=JSON.parse(e);W(Se(),t.trim()?`${n}
${t}`:n)}function W(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function X(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Ur(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Ur(e){
return e.split(/(?=(?:\d{3})+$)/)}function S(e,t){e.textContent!==t&&(e.textContent=t)}function C(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function N(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function kt(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function Et(e){return`${e.toFixed(e<10?1:0)} W`}function ke({routed:e,hits:t}){return e?t/e:
null}var vt=256*1024,$t="is no text file. Attach text, such as .txt, .md, .py or .csv.";function Gr(e,t){let n=t.match(/`{3,}/g)??[],o="`".repeat(Math.max(3,...n.map(
s=>s.length+1))),r=/\.([a-z0-9]{1,10})$/i.exec(e)?.[1].toLowerCase()??"";return`${e}:
${o}${r}
${t.replace(/\n$/,"")}
${o}`}function zr(e,t){return[e.trimEnd(),...t].filter(Boolean).join(`

`)}async function Hr(e){if(e.size>vt)return{problem:`${e.name} is larger than ${vt/1024} KiB. Attach a part of it.`};try{let t=new TextDecoder("utf-8",{fatal:!0}).
decode(await e.arrayBuffer());return t.includes("\0")?{problem:`${e.name} ${$t}`}:{text:t.replace(/\r\n?/g,`
`)}}catch{return{problem:`${e.name} ${$t}`}}}function Ot(e){let[t,n,o]=["#attach","#attach-file","#attach-note"].map(i=>e.querySelector(i)),r=document.querySelector(
"#chat-input textarea"),s=document.querySelector("#chat-pane");async function a(i){let l=await Promise.all([...i].map(async d=>({file:d,...await Hr(d)}))),u=l.filter(
({text:d})=>d!==void 0).map(({file:d,text:f})=>Gr(d.name,f));u.length&&(W(r,zr(r.value,u)),r.focus()),S(o,l.map(({problem:d})=>d??"").filter(Boolean).join(" "))}
t.addEventListener("click",()=>n.click()),n.addEventListener("change",async()=>{await a(n.files),n.value=""});let c=({dataTransfer:i})=>i?.types.includes("Files");
return s.addEventListener("dragover",i=>c(i)&&i.preventDefault()),s.addEventListener("drop",i=>{c(i)&&(i.preventDefault(),a(i.dataTransfer.files))}),{update(){}}}function Lt(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function _t(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var Tt="presenting";function oe(){return document.body.classList.contains(Tt)}function ue(e){e!==oe()&&(document.body.classList.toggle(Tt,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var Mt="hybrid-keys-off",Wr="input, textarea, select, [contenteditable]",Kr="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",Ct={stop:Vr,pause:Zr,present:Xr,help:Fe},At=()=>!1;function qt(e){At=e}var Nt=()=>{};function Pt(e){Nt=e;let t={capture:!0};for(let n of["keydown","keyp\
ress"])document.addEventListener(n,Jr,t);document.addEventListener("keydown",Yr,t)}function Jr(e){Rt(e)==="send"&&Ee("send")&&e.stopPropagation()}function Yr(e){
let t=Rt(e);t in Ct&&!Ee(t)&&Ct[t](e)&&e.preventDefault()}function Ee(e){return It().includes(e)}function jt(e,t){let n=It().filter(o=>o!==e);localStorage.setItem(
Mt,JSON.stringify(t?[...n,e]:n))}function Fe(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function It(){try{let e=JSON.parse(
localStorage.getItem(Mt)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function Rt(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:a,target:c}=e;
return a||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&c.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function Vr({
target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(oe())return ue(!1),!0;let t=document.
querySelector("#stop");if(t&&!t.disabled)t.click();else return At();return!0}function Xr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(
Wr)?!1:(ue(!oe()),!0)}function Zr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(Kr)?!1:(Nt(),!0)}function Qr(e=""){let t=/\bhit (\d+) %/.exec(e);return t?Number(t[1]):null}function es(e,t){return t>e?"The second time more of its experts were already on the \
GPU.":t<e?"The second time fewer of its experts were on the GPU: others had taken their slots.":"Both times as many of its experts were on the GPU."}function Bt(e,t){
let n=null;t.hidden=!0;let o=c=>Qr(c?.querySelector(".thought-group .title")?.textContent);function r(c,i){n=c.slice(i).map(o).find(l=>l!==null)??null,t.hidden=
!0}function s(c){let i=o([...e.querySelectorAll(".message-row")].at(-1));if(i===null&&c)return setTimeout(()=>s(c-1),100);i!==null&&a(n,i),n=null}function a(c,i){
t.querySelector("p").textContent=es(c,i);for(let[l,u]of Object.entries({first:c,second:i})){let d=t.querySelector(`.${l}`);d.querySelector("i").style.setProperty(
"--share",`${u}%`),d.querySelector("b").textContent=`${u} %`}t.hidden=!1}return document.addEventListener("hybrid:reply-ended",()=>{if(n===null){t.hidden=!0;return}
s(30)}),{begin:r,hide:()=>t.hidden=!0}}var ts={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["repeat","Ask again"],["tokens","Tokens"],["copy","Copy"],["drop",
"Delete"]]},re=0,ns={edit:"edit",copy:"copy",drop:"delete",again:"retry",repeat:"retry",tokens:"select"};function Dt(e,t,n){let o=document.querySelector("#chat"),
r=document.querySelector("#editing-note"),s=document.querySelector("#chat-input textarea"),a=Bt(o,document.querySelector("#again")),c=()=>[...o.querySelectorAll(
".message-row")];function i(u){let d=ss(u),f=u.querySelector(":scope > .actions");f?.dataset.kind!==d&&(f?.remove(),d&&u.append(is(d)))}o.addEventListener("clic\
k",u=>{let d=u.target.closest(".copy-code");d&&rs(d);let f=u.target.closest(".actions button");f&&(re=c().indexOf(f.closest(".message-row")),f.dataset.action===
"repeat"&&a.begin(c(),re),n(ns[f.dataset.action]),f.dataset.action==="copy"&&as(f),f.dataset.action==="edit"&&s.focus())});let l=()=>{c().forEach(i),c().length||
a.hide(),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(os)};return new MutationObserver(l).observe(o,{childList:!0,subtree:!0}),
l(),r.addEventListener("click",u=>u.target.closest("button")&&Ft()),r.hidden=!0,qt(Ft),{update(){}}}function Ft(){let e=document.querySelector("#editing :is(tex\
tarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])W(t,"");return!0}function Ut(e){let t=document.querySelector(
"#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces this message and everything after it. <button type="button">Cancel</button>'}function de(){
return String(re)}function Gt(e){return bt(),[de(),...e]}function zt(e){return[Wt(e[re]),String(re)]}function Ht(e){navigator.clipboard?.writeText(Wt(e[re]))}function Wt(e){
let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??
t}function os(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function rs(e){
navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function ss(e){
return e.querySelector(".thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function is(e){let t=Object.assign(document.createElement("div"),{className:"\
actions"});t.dataset.kind=e;for(let[n,o]of ts[e]){let r=Object.assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(
r)}return t}function as(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}var cs={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function Kt(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,a=r!==""&&o.active_request===
r,i=o.phase==="loading"&&o.activity&&`Waiting. ${o.activity}.`||cs[o.phase]||o.active_request&&"Waiting: the model is busy with another tab.",l=s&&!a&&!!i,u=a&&
o.phase==="prefill";if(e.hidden=!l&&!u,l)t.style.width="0",S(n,i);else if(u){let{prefill_done:d,prefill_total:f}=o.speed;t.style.width=`${f?100*d/f:0}%`,S(n,ls(
o.speed))}}}}function ls(e){return`Reading the prompt: ${e.prefill_done} of ${e.prefill_total} tokens${us(e)}.`}function us({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){
if(!n||e>=t)return"";let o=Math.ceil((t-e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function Jt(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var ds=700;function Vt(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=Jt(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>a(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let d=u.target.closest("button");d&&(a(!1),Yt(d.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?l(s.stop()):c()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&i(),ds)}),document.addEventListener("click",u=>{s.isRunning()&&fs(u)&&l(s.stop())});function a(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function c(){if(Xt()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){i();return}let d=new MutationObserver(()=>{u()||(d.disconnect(),i())});d.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function i(){l(s.next(!!document.querySelector("#\
error")?.textContent))}function l(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&Yt(u.prompt)}return{update(){}}}function fs({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function Yt(e){let t=document.querySelector("#chat-input textarea");if(W(t,e),Xt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function Xt(){return document.querySelector("#stop")?.disabled===!1}var ps={idle:"",writing:"Writing… - ",ready:"Reply ready - "};function ms(e,t){return ps[e]+t}function hs(e,{busy:t,looked:n}){return t?"writing":e==="idle"||
n?"idle":"ready"}function Zt(){let e=document.querySelector("#stop"),t=document.title,n="idle";function o(){n=hs(n,{busy:!e.disabled,looked:!document.hidden&&document.
hasFocus()}),document.title=ms(n,t)}return new MutationObserver(o).observe(e,{attributes:!0,attributeFilter:["disabled"]}),document.addEventListener("visibility\
change",o),window.addEventListener("focus",o),o(),{update(){}}}var Qt=[];function en(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>Qt.push(n))))}):e}function tn(){Qt.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function nn(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function on(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(a=>`${t.label(
a)} ${t.shown(a,o[a])} → ${t.shown(a,n[a])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function rn({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function sn(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let a=gs(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!a}}function gs(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function cn(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function ln({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!an(n)||!an(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let a=n*o||0,c=e*t,i=a>s?` There is memory for ${s}.`:"";return`${a} slots for ${c} experts: ${ys(a/c)} on the GPU.${i}`}function an(e){return e===
""||Number.isInteger(e)&&e>=0}function ys(e){return e===1?"all of them fit":e===.5?"half of them fit":`${C(e)} of them fit`}function un({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:a},{labels:c}){let i=(f,p)=>Object.keys(c[f]).find(g=>c[f][g]===p),l=a==="cached"?"":`, ${i("placement",a)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,d=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${i("admission",r)}, ${d}${l}`}
function dn({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,a=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${a}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${a}. ${r} threads already saturate memory (○)`:a}function fn(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:a,width:c}=n.
getBoundingClientRect(),i=Math.ceil((s.clientX-a)/c*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,i)))}),{draw(s,a,c=null){r=s;let i=l=>`${100*
l/r.logical_cpus}%`;n.style.setProperty("--threads",i(Math.min(r.logical_cpus,Number(a)||0))),n.style.setProperty("--physical",i(r.physical_cores)),n.style.setProperty(
"--knee",i(c??0)),n.classList.toggle("measured",c!==null),n.classList.toggle("beyond",a>r.physical_cores),S(o,dn(r,a,c))}}}function mn(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(a){if(!r||a.type==="pointermove"&&!n.hasPointerCapture(a.pointerId))
return;a.type==="pointerdown"&&n.setPointerCapture(a.pointerId);let{left:c,top:i,width:l,height:u}=n.getBoundingClientRect();t.set("indexes",pn(Math.ceil((a.clientX-
c)/l*r.layers),r.layers)),t.set("ways",pn(Math.ceil((1-(a.clientY-i)/u)*r.experts),r.experts)),a.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(a,c){r=a;let i=xs(r,c);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));i.forEach((l,u)=>n.children[u].style.setProperty("--share",l)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",hn(c)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${r.top_k} of ${r.experts})`,o.querySelector(".last").
textContent=String(r.layers-1)}}}function hn({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function xs({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(a,c)=>Math.min(1,Math.max(0,s(c)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):hn(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function pn(e,t){return Math.min(t,Math.max(1,e))}function ve(e,t){let n=Object.keys(t.fields),o=c=>e.querySelector(`#${CSS.escape(t.fields[c]??c)}`),r=c=>o(c)?.querySelector("input, textarea")??null;function s(c){
let i=r(c);return i?bs(i,t.labels[c]):void 0}function a(c,i){let l=r(c);!l||s(c)===i||(l.value=String(i),l.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:a,all:()=>Object.fromEntries(n.map(c=>[c,s(c)])),label:c=>o(c)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??c,shown:(c,i)=>ws(t.labels[c],i)}}function bs({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function gn(e){let{geometry:t,...n}=e;return{...t,...n}}function ws(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}var $e=1024**3;function yn({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.
devices,a=e.slots_limit??s,{emulated:c}=t,i={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:a},l={name:"RAM",
held:Math.max(0,e.host_used-(c?e.slots:0)),slots:c?r:0,total:e.host_total,limit:c?a:null};return{device:c?null:i,host:l,limit:a,most:Math.floor(a/n.expert_bytes)}}
function xn(e,{layers:t,experts:n,expert_bytes:o}){let r=Math.floor(e/o)||0,s=Math.min(n,Math.floor(r/t));return s>0?{indexes:t,ways:s}:r>0?{indexes:Math.min(t,
r),ways:1}:{indexes:0,ways:0}}function bn(e,t){if(!e)return"0";let o=10**Math.min(9,Math.max(1,Math.ceil(Math.log10($e/t))));return String(Math.ceil(e/$e*o)/o)}
function De({slots:e,limit:t}){return t!==null&&e>t}function wn(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,a=s===null?"":` + ${N(o)} slots`,c=De(e)?`: too \
much, only ${N(s)} of slots fit`:"";return`${t}: ${N(n)} used${a}, of ${N(r)}${c}`}function Sn({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*
r/n)).toFixed(2)}%`;return{held:o(e),slots:o(Math.min(t,n-e))}}function En(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=yn(o,r);return t.hidden=s.device===null,s.device&&
kn(t,s.device),kn(n,s.host),{most:s.most,limit:s.limit}}}}function kn(e,t){let{held:n,slots:o}=Sn(t);e.classList.toggle("over",De(t)),e.querySelector(".held").style.
width=n,e.querySelector(".slots-bar").style.width=o,S(e.querySelector("p"),wn(t))}var Ss={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},ks=["data-field","data-place"];function vn(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function a(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function c(){a(),n();let d=o.querySelector("[data-field]");if(!d)return;
d.dataset.place==="chat"&&i(d.textContent);let f=Es(d.dataset.field),p=f?t.input(f):null;p&&l(f,p,d.textContent)}function i(d){let f=document.querySelector("#co\
mposer");f&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:d}),f.before(s),o.classList.add("beside"))}function l(d,f,p){vs(t.block(
d));let g={className:"refusal",id:"refusal",textContent:p},y=Object.assign(document.createElement("p"),g),b=t.block(d);b.classList.add("refused"),(b.closest(".r\
ow")??b).after(y),f.setAttribute("aria-invalid","true"),f.setAttribute("aria-describedby",y.id),r={block:b,input:f,note:y},o.classList.add("beside"),y.scrollIntoView(
{block:"nearest"})}for(let d of[...t.names,"model"])t.input(d)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:ks,
subtree:!0};new MutationObserver(c).observe(o,u),c()}function Es(e=""){return Ss[e]??e}function vs(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function $n(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),S(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),S(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n($s(location.origin+location.pathname,t.all()),"Link")})}function $s(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function On(e,t){let n=e.querySelector("#slot-memory"),o=n.querySelector("input"),r=null,s=0,a="0";function c(i){if(!r?.expert_bytes)return;let{indexes:l,ways:u}=xn(
Math.min(i,s),r);t.set("indexes",l),t.set("ways",u)}return o.addEventListener("input",()=>{let i=Number(o.value);o.value!==""&&i>=0&&c(i*$e)}),o.addEventListener(
"blur",()=>o.value=a),n.querySelector("button").addEventListener("click",()=>c(s)),{draw(i,l,u){r=i,s=u;let d=Math.max(0,l.indexes)*Math.max(0,l.ways)||0;a=bn(d*
r.expert_bytes,r.expert_bytes),document.activeElement!==o&&(o.value=a),n.classList.toggle("idle",l.placement==="cpu_only"),S(n.querySelector(".most"),`of ${N(s)}`)}}}function Ln(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=ve(o,r),a=m=>e.querySelector(`.${m}`),c={cover:mn(o,s),gauges:En(e),cores:fn(
o,s),memory:On(o,s)},i=null,l="",u=sn(),d=!1;function f(){if(!i)return;let m=s.all(),w=gn(i.settings),x=Number(s.input("knee")?.value)||null,O=JSON.stringify([x,
m,w,i.model,i.machine,i.memory]);if(O===l)return;l=O,c.cover.draw(i.model,m);let{most:k,limit:$}=c.gauges.draw(i,m);c.memory.draw(i.model,m,$),c.cores.draw(i.machine,
m.cpu_threads,x),y(m),g(m,w),S(a("explain"),cn(m,r)),S(a("slots"),ln(i.model,m,k)),S(a("inforce"),`Current: ${un(w,r)}`),p(w,i.model.name)}function p(m,w){let x=s.
input("base")?.value;x&&u(JSON.parse(x),m,w)&&n("submit")}function g(m,w){let x=nn(s.names,m,w);for(let O of s.names)s.block(O)?.classList.toggle("changed",x.includes(
O));for(let O of["apply","revert"])b(O).disabled=x.length===0;o.querySelector("#apply-row").classList.toggle("pending",x.length>0),d&&=x.length>0,S(a("changes"),
on(x,s,{values:m,inForce:w,applying:d}))}function y(m){let w=rn(m,r);s.block("split_misses").hidden=i.machine.emulated;for(let x of s.names)s.block(x)?.classList.
toggle("idle",w.has(x))}function b(m){let w=o.querySelector(`#${m}`);return w.querySelector("button")??w}function h(m){d=m,l="",f()}o.addEventListener("click",({
target:m})=>m.closest("#apply")&&h(!0)),vn(o,s,()=>h(!1)),$n(o,s);let v=()=>setTimeout(()=>e.isConnected&&f());return o.addEventListener("input",f),o.addEventListener(
"focusout",v),document.addEventListener("hybrid:fields-set",v),{update(m,w){i=m,o.querySelector("#model-row").classList.toggle("loading",!!m.activity),(w.whole||
w.delta.settings||w.delta.memory)&&f()}}}async function M(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var _n="Settings panel",Tn="Best predicted";function Cn(e,t){let n={...e,[_n]:"what its fields hold, applied or not"};return t&&(n[Tn]=`${t.indexes} × ${t.ways}, from the map above`),n}function Mn(e,{panel:t,
best:n}){return e===_n?{name:e,settings:t()}:e===Tn?{name:e,settings:n()}:e}function An(e,t){return e.length?e:t.slice(0,2)}var Os=["grid","curves","reuse","tune","compare"];function qn(e){let t=Os.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function Nn(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=c=>e.querySelector(`input[name=lab-metric][value=${c}]`);function a(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:a,show(c){o=c;let i=!!o.figures["grid-speed"];s("speed").disabled=!i,s("speed").parentElement.title=i?"":
"Benchmark this machine first",i||(s("hits").checked=!0),a()},click({x:c,y:i}){let{indexes:l,ways:u,settings:d}=o.facts;d&&n({...d,indexes:l[i],ways:u[c]})},best:()=>o?.
facts.best??null}}var Ls=350;function Pn(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=m=>e.querySelector(m),[s,a,c,i,l,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),d=r(".anyway"),f=null;function p(m){s.hidden=m,a.hidden=c.hidden=!m,a.disabled=!1,m&&c.removeAttribute("value")}function g(m={}){return y(async w=>{for(let x of t())
w.push(await _s({...x,...m,after:w.at(-1)?.id}))})}async function y(m){let w={jobs:[],cancelled:!1};f=w,l.textContent=i.textContent="",d.hidden=!0,p(!0);try{await m(
w.jobs),w.cancelled&&await h(w);for(let[x,O]of w.jobs.entries()){let k=await b(O,$=>c.value=(x+$)/w.jobs.length);if(d.hidden=k.field!=="busy",k.state==="failed")
throw new Error(k.error);k.state==="done"&&n(k),w.cancelled||=k.state==="cancelled"}i.textContent=w.cancelled?"Cancelled.":""}catch(x){l.textContent=x.message,i.
textContent=""}f=null,p(!1),o()}async function b(m,w){for(;m.state==="waiting"||m.state==="running";)w(m.share),i.textContent=m.what,await new Promise(x=>setTimeout(
x,Ls)),m=await M(`lab/jobs/${m.id}`);return m}async function h(m){m.cancelled=!0,a.disabled=!0,i.textContent="Cancelling";for(let{id:w}of m.jobs)await M(`lab/jo\
bs/${w}`,{method:"DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!f&&g()),d.addEventListener("click",()=>!f&&g({anyway:!0})),a.addEventListener("click",
()=>f&&h(f));function v(m,w=""){s.disabled=!m,u.textContent=w&&`${w}.`}return{enable:v,follows:m=>!!f?.jobs.some(w=>w.id===m),join(m){f||!m.length||y(async w=>w.
push(...m.map(({id:x})=>({id:x,state:"waiting",share:0,what:""}))))}}}function _s(e){let t=JSON.stringify(e);return M("lab/jobs",{method:"POST",body:t,headers:{
"Content-Type":"application/json"}})}function In(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>S(s,r));for(let[o,r]of Object.entries(n.tables))
Ue(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Ue(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(jn("th",n.columns));let r=n.rows.map((s,a)=>{let c=jn("td",s);return c.classList.toggle("marked",a===n.marked),n.keys[a]&&
c.cells[0].prepend(Ts(...n.keys[a])),c});o.querySelector("tbody").replaceChildren(...r)}function Ts(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function jn(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var Rn=null;function R(){return Rn??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),Rn}var B={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function K(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:a}=t.getBoundingClientRect(),c=t._fullLayout,i=c&&Math.abs(c.width-s)<1&&Math.abs(c.height-a)<1;s&&!c?n():s&&(r||!i)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function J(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function Oe(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,a)=>/^\d+$/.test(String(a))?t(o,Number(a)):s[a];return new Proxy([],{get:r})})}function Bn({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),a={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},c={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...a,color:r("--muted")},title:{font:{...a,color:r("--mut\
ed")},standoff:6}},i={bgcolor:r("--panel"),bordercolor:r("--muted"),font:a,align:"left"},l={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:a,hoverlabel:i,
legend:{font:a,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(Cs(a)),layout:Fn({...l,xaxis:c,yaxis:c},s(t))}}function Cs(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function Fn(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?Fn(e[r],s):s;return o}function Dn(e){let t=new Map,n=null;function o(a){if(!n||!a.figure||!a.plot.offsetWidth)return;let c=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:i,layout:l}=Bn(a.figure,getComputedStyle(document.body),c),u=!a.plot.on,{offsetWidth:d,offsetHeight:f}=a.plot;n.react(a.plot,i,{...l,width:d,height:f},B),
u&&a.plot.on("plotly_click",({points:[p]})=>a.onClick?.(p))}function r(){R().then(a=>{n||(n=a,t.forEach(s))})}function s(a){let c=0;new ResizeObserver(()=>{cancelAnimationFrame(
c),c=requestAnimationFrame(()=>o(a))}).observe(a.holder)}for(let a of e.querySelectorAll("[data-figure]")){let c={holder:a,plot:a.querySelector(".plot"),figure:null,
onClick:null};t.set(a.dataset.figure,c)}return{show(a,c){let i=t.get(a);i&&(i.figure=c??null,i.holder.hidden=!c,c&&i.holder.setAttribute("aria-label",c.title),r(),
o(i))},onClick:(a,c)=>t.get(a).onClick=c,redraw:()=>t.forEach(o)}}var Ms=["mapping","policy","admission"];function Un({kind:e,asked:t},{at:n,source:o}){if(e==="grid"){o.choose(t);for(let r of Ms)n(r).value=t.settings?.[r]??""}
if(e==="tune"&&(n("budget").value=t.budget_gib??"",t.confirm&&(n("confirm").value=t.confirm)),(e==="tune"||e==="compare")&&(t.prompt&&(n("prompt").value=t.prompt),
t.tokens&&(n("tokens").value=t.tokens)),e==="compare"){let r=(t.contenders??[]).map(s=>s.name??s);for(let s of n("contenders").querySelectorAll("input"))s.checked=
r.includes(s.value)}}var Le=["grid","curves","reuse"];function Gn(e,t){return Le.map(n=>({kind:n,...e,settings:As(t)}))}function As(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function zn(e){return e===""?null:Number(e)}function Hn(e){return e?.tokens?"":"Nothing to replay yet"}function Wn(e,{machine:t,emulated:n,calibrated:o}){
return t==="this"&&n?"No GPU here to measure: choose a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for \
yet"}function Kn(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}function Jn({model:e,settings:t,source:n,tokens:o}){return JSON.
stringify([e,t,n,o])}function Yn({model:e,settings:t,counters:n}){return JSON.stringify([e.name,t,n.generated_tokens])}var fe="typed";function Zn(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,a,c]=["source","machine","file","typed"].map(o),i=null,l=!1;function u(p){
i=p,Vn(r,i.sources.map(({id:g,label:y})=>[g,y])),Vn(s,[["this","this machine"],...i.machines.map(({name:g})=>[g,g]),[fe,"Custom machine"]]),Ue(e,"calibration",i.
calibration_table),o("times").hidden=!i.calibration_table,S(e.querySelector("#lab-job-calibrate .go"),i.calibrated?"Run again":"Benchmark this machine"),l||(s.value=
i.default_machine),l=!0,o("budget").placeholder=i.budget_gib===null?"all there is":`at most ${i.budget_gib.toFixed(1)}`,d()}function d(){if(!i)return;let p=s.value;
c.hidden=p!==fe,o("prediction").hidden=p==="this",S(o("machine-note"),p==="this"?i.calibration:js(p,i.emulated));let g=r.value;S(o("trace-note"),i.sources.find(
({id:y})=>y===g)?.notes??"");for(let[y,b]of[["save","safetensors"],["csv","csv"]]){let h=o(y);h.href=`lab/traces/${g}.${b}`,h.toggleAttribute("hidden",!Xn(i,g))}
n()}async function f(){let[p]=a.files;if(p){S(o("trace-error"),"");try{let g=new URLSearchParams({name:p.name,...Ps(o("foreign"))}),{id:y}=await M(`lab/traces?${g}`,
{method:"POST",body:p});await t(),r.value=y,d()}catch(g){S(o("trace-error"),g.message)}a.value=""}}o("load").addEventListener("click",()=>a.click()),a.addEventListener(
"change",f);for(let p of[r,s])p.addEventListener("change",d);return{offer:u,choose({source:p,machine:g}){if(Xn(i,p)&&(r.value=p),typeof g=="string"&&qs(s,g))s.value=
g;else if(g&&typeof g=="object"){s.value=fe;for(let y of c.querySelectorAll("input"))y.value=g[y.name]??""}d()},chosen:()=>i?.sources.find(({id:p})=>p===r.value)??
null,asked:()=>({source:r.value,machine:s.value===fe?Rs(c):s.value})}}function Vn(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],a)=>Ns(e.options[a],r,s))||
(e.replaceChildren(...t.map(([r,s])=>new Option(s,r))),t.some(([r])=>r===n)&&(e.value=n))}function qs(e,t){return[...e.options].some(n=>n.value===t)}function Ns(e,t,n){
return e.value===t&&e.text===n}function Xn(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Ps(e){let t=[...e.querySelectorAll("input")];return Object.
fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function js(e,t){return`${t?"no GPU here, so speeds are for ":"from figures of "}${Is(
e)}; nothing of it is measured.`}function Is(e){return e===fe?"a machine that was typed in":e}function Rs(e){let t=[...e.querySelectorAll("input")];return Object.
fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var Bs="Click a cell to try it.",Fs="The trace is of another model: its sizes cannot be tried on this one.",Ds=["mapping","policy","admission"],Us={replay:Le,calibrate:[
"calibrate"],tune:["tune"],compare:["compare"]};function Qn(e,t,n){let o=e.querySelector("#lab"),r=E=>o.querySelector(`#lab-${E}`),s=Dn(o),a=new Map,c=null,i=null,
l="",u,d=!1,f="",p=Nn(o,s,b),g=Zn(o,{refresh:z,changed:we});function y(){let E=document.querySelector("#control-pane");return ve(E,JSON.parse(E.querySelector("#\
fits").dataset.facts))}function b(E,L=r("picked-note")){n("submit",E),S(L,`${E.indexes} × ${E.ways} stands in the control panel: press Apply there.`)}let h=E=>zn(
r(E).value),v=()=>Object.fromEntries(Ds.map(E=>[E,r(E).value])),m=()=>({prompt:r("prompt").value,tokens:h("tokens")}),x=Object.fromEntries(Object.entries({replay:()=>Gn(
g.asked(),v()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let E={budget_gib:h("budget"),confirm:h("confirm")};return[{kind:"tune",...g.asked(),...E,...m()}]},
compare:()=>[{kind:"compare",contenders:_(),...m()}]}).map(([E,L])=>[E,Pn(r(`job-${E}`),{steps:L,onView:O,onEnd:()=>z()})]));for(let E of["replay","tune","compa\
re"])x[E].enable(!1);function O(E){a.set(E.kind,E.id),E.kind==="grid"&&(p.show(E.view),f=Jn(E.about),r("use-best").hidden=!p.best(),S(r("picked-note"),E.view.facts.
settings===null?Fs:Bs)),E.kind==="tune"&&k(E.view.facts),In(o,s,E.view),E.kind==="curves"&&!E.view.figures["curves-speed"]&&s.show("curves-speed",null),Le.includes(
E.kind)&&(r("results").hidden=!1),s.redraw(),$()}function k({former:E,best:L}){for(let[P,H]of Object.entries({former:E,tuned:L}))r(P).hidden=!H,r(P).onclick=()=>b(
H,r("former-note"));S(r("former-note"),"")}function $(){let E=qn(a);for(let L of["report","json"])r(L).hidden=E===null,E&&(r(L).href=E[L])}function _(){let E={panel:()=>y().
all(),best:p.best};return A().map(L=>Mn(L,E))}function A(){return[...r("contenders").querySelectorAll("input:checked")].map(({value:E})=>E)}async function z(){try{
c=await M("lab/state")}catch{return}g.offer(c),we(),await Re(c)}async function Re({under_way:E,results:L}){let P=({id:q})=>Object.values(x).some(Be=>Be.follows(
q));for(let[q,Be]of Object.entries(x))Be.join(E.filter(({kind:Dr})=>Us[q].includes(Dr)));let H=L.filter(q=>a.get(q.kind)!==q.id&&!P(q)),j=!d;d=!0;let le=await Promise.
all(H.map(({id:q})=>M(`lab/jobs/${q}`).catch(()=>null)));for(let q of le.filter(Boolean))j&&Un(q,{at:r,source:g}),O(q);le.length&&we()}function be(){if(!i||!o.offsetWidth)
return;let E=i.phase==="idle"?Yn(i):l;E===l&&i.lab===u||(l=E,u=i.lab,z())}function we(){let E=g.chosen(),L={replay:Hn(E),tune:Wn(E,{...c,...g.asked()}),compare:""};
r("empty").hidden=!L.replay||a.size>0,Fr();for(let[H,j]of Object.entries(L))x[H].enable(!j,j);let P=a.has("grid")&&Kn(i,E)!==f;S(r("stale"),P?"The trace or the \
settings have changed. Replay again.":"")}function Fr(){let E=Cn(c.contenders,p.best()),L=Object.keys(E),P=r("contenders"),H=[...P.querySelectorAll("input")].map(
({value:j})=>j);if(JSON.stringify(H)!==JSON.stringify(L)){let j=new Set(An(A(),L));P.replaceChildren(P.querySelector("legend"),...L.map(le=>Gs(le,j.has(le))))}P.
querySelectorAll("label").forEach(j=>j.title=E[j.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&be()).observe(o),r("use-best").addEventListener(
"click",()=>b(p.best())),s.onClick("grid",p.click),o.querySelectorAll("input[name=lab-metric]").forEach(E=>E.addEventListener("change",p.redraw)),{update(E){i=E,
be()},recolour:s.redraw}}function Gs(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});
return n.append(o,` ${e}`),n}function eo(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;X(t("hits"),o.hits),X(t("inflight"),o.in_flight),X(t("misses"),o.misses),
X(t("fills"),o.fills),X(t("evictions"),o.evictions),S(t("hit-rate"),C(ke(o),1)),S(t("recent"),C(n.recent_hit_rate,1)),S(t("copied"),N(o.bytes_copied)),X(t("toke\
ns"),o.generated_tokens),zs(t("joules"),n.power)}}}function zs(e,t){let{text:n,title:o}=Hs(t);S(e,n),e.parentElement.title=o}function Hs(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,a])=>s+a.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${kt(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var to="hybrid-theme";function no(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(a){a!==o()&&(document.
body.classList.toggle("dark",a),t())}function s(){let a=localStorage.getItem(to);return a?a==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
to,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function I(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}var Ws={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},Ks={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},Js=137.508,oo=[.62,.46,.76],Ys=.42,Vs=140;function se(e){return io(Ws[e?"dark":"light"])}function so(e){return io(Ks[e?
"dark":"light"])}function _e(e){return Array.from({length:e},(t,n)=>{let o=`#${Y(n).map(Xs).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function Y(e){let t=oo[e%
oo.length],n=Ys*Math.min(t,1-t),o=r=>{let s=(r+e*Js/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function Ge(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([d])=>d>=n)),[[r,s],[a,c]]=[e[o-1],e[o]],i=(n-r)/(a-r||1),[l,u]=[ro(s),ro(c)];return l.map((d,f)=>Math.
round(d+(u[f]-d)*i))}function Z([e,t,n]){return .299*e+.587*t+.114*n>Vs?"#14161a":"#ffffff"}function io(e){return e.map((t,n)=>[n/(e.length-1),t])}function ro(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function Xs(e){return e.toString(16).padStart(2,"0")}var Q=256,ao={width:.62,height:1.05},Zs=1500,co=9,Qs=4;function uo(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";
function a(p,g,y,b){We(e,t,p),s!==JSON.stringify(y)&&(r=ti(y),s=JSON.stringify(y));let h=Ke(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
c(h,g);let v=i(h,g,b)&&l(h,g,b);return t.restore(),u(pe(h,p,g.hits),b),d(pe(h,p,g.misses),b),f(h,pe(h,p,g.outlined),b),v}function c(p,{rows:g,columns:y,values:b,
range:h}){n.width=y,n.height=g;let v=o.createImageData(y,g),m=new Uint32Array(v.data.buffer),[w,x]=h,O=(Q-1)/(x-w||1);for(let $=0;$<b.length;$++)Number.isNaN(b[$])||
(m[$]=r[lo(b[$],w,O)]);o.putImageData(v,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),y*p.wide,g*p.high);let k=He(p);if(k){for(let $=0;$<=y;$++)
t.clearRect(p.x($-.5)-k/2,p.y(-.5),k,g*p.high);for(let $=0;$<=g;$++)t.clearRect(p.x(-.5),p.y($-.5)-k/2,y*p.wide,k)}}function i(p,{label:g,widest:y},b){return g!==
null&&p.wide>=(y+.8)*ao.width*ze(b)&&p.high>=ao.height*ze(b)}function l(p,{rows:g,columns:y,values:b,range:h,label:v},m){let[w,x]=p.columns(y),[O,k]=p.rows(g);if((x-
w)*(k-O)>Zs)return!1;t.font=`${ze(m)}px ${m.font}`,t.textAlign="center",t.textBaseline="middle";let $=(Q-1)/(h[1]-h[0]||1);for(let _=O;_<k;_++)for(let A=w;A<x;A++){
let z=b[_*y+A];Number.isNaN(z)||(t.fillStyle=Z(ei(r[lo(z,h[0],$)])),t.fillText(v(_,A),p.x(A),p.y(_)+.5))}return!0}function u(p,g){t.save(),t.fillStyle=g.now,t.shadowColor=
g.now;for(let{x:y,y:b,wide:h,high:v}of p)t.shadowBlur=Math.min(h,v)>=co?.3*g.em:0,t.fillRect(y,b,h,v);t.restore()}function d(p,g){t.strokeStyle=t.fillStyle=g.missed;
for(let{x:y,y:b,wide:h,high:v}of p){let m=Math.min(h,v)>=co?2.5:1;if(Math.min(h,v)<Qs){t.fillRect(y,b,h,v);continue}t.clearRect(y,b,h,v),t.lineWidth=m,t.strokeRect(
y+m/2,b+m/2,h-m,v-m)}}function f(p,g,y){t.strokeStyle=y.outline,t.lineWidth=He(p)>2?2:p.high>5?1.25:1;for(let{x:b,y:h,wide:v,high:m}of g)t.strokeRect(b,h,v,m)}return a}
function We(e,t,{outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function Ke({
left:e,top:t,width:n,height:o,xRange:r,yRange:s}){let a=n/(r[1]-r[0]),c=o/(s[0]-s[1]),i=(l,u,d)=>[Math.max(0,Math.floor(l+.5)),Math.min(d,Math.floor(u+.5)+1)];return{
wide:a,high:c,x:l=>e+(l-r[0])*a,y:l=>t+(l-s[1])*c,columns:l=>i(r[0],r[1],l),rows:l=>i(s[1],s[0],l)}}function pe(e,{left:t,top:n,width:o,height:r},s){let a=He(e);
return s.map(([c,i])=>({x:e.x(i-.5)+a/2,y:e.y(c-.5)+a/2,wide:e.wide-a,high:e.high-a})).filter(({x:c,y:i,wide:l,high:u})=>c+l>t&&c<t+o&&i+u>n&&i<n+r)}function He({
wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=3.5?1:0}function ze(e){return .72*e.em}function lo(e,t,n){return Math.max(0,Math.min(Q-1,Math.round((e-t)*
n)))}function ei(e){return[e&255,e>>8&255,e>>16&255]}function ti(e){let t=document.createElement("canvas");t.width=Q,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(
.5,0,Q-.5,0);for(let[r,s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,Q,1),new Uint32Array(n.getImageData(0,0,Q,1).data.buffer.slice(0))}var fo=2,ni=150;function po(e){let t=e.getContext("2d"),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:a},c){let i=o&&!n.matches?
r.places(oi(o,a)):[];if(o=a.slice(),!!i.length){We(e,t,s),t.fillStyle=c.cpu;for(let{x:l,y:u,wide:d,high:f}of pe(Ke(s),s,i))t.fillRect(l,u,d,f);e.animate([{opacity:1},
{opacity:0}],{duration:ni,fill:"forwards"})}}}}function oi(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===fo&&e[o]!==fo&&n.push(
o);return n}var mo=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(mo[e]=t++);function F(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=mo[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var ri="No topics yet: press Switch topics under the chat, or name a conversation as a topic (More).",si="One topic so far: an expert can prefer one only beside\
 another.";function ii(e){return{...e,preferred:F(e.preferred),shares:F(e.shares)}}function ho(e){let t=0;return async function(){let o=++t,r=await M("topics").
catch(()=>null);r&&o===t&&e(ii(r))}}function ie(e){let{topics:t,model:n}=e;return t&&t.model===n.name&&t.words.length===n.layers*n.experts?t:null}function go(e,t){
return ie(e)?.preferred[t]??0}function yo(e,t){let n=[e,...Array.from({length:t},(o,r)=>wo(r))];return n.flatMap((o,r)=>[[r/n.length,o],[(r+1)/n.length,o]])}function xo(e){
let t=ie(e)?.topics??[];if(t.length<2)return`<span>${t.length?si:ri}</span>`;let n=(r,s)=>`<span><i class="mark topic" style="background:${r}"></i>${s}</span>`;
return[...t.map(({name:r},s)=>n(wo(s),Je(r))),n("var(--state-cpu)","no topic")].join("")}function bo(e,t){let n=ie(e);if(!n)return[];let{topics:o,shares:r,words:s}=n,
a=s.length,c=o.map(({name:l},u)=>({name:l,share:r[u*a+t]})).filter(({share:l})=>l>0).sort((l,u)=>u.share-l.share).slice(0,3).map(({name:l,share:u})=>`${Je(l)} ${u}\
 %`),i=s[t].map(l=>`“${Je(l.trim())}”`);return[c.length?c.join(", "):"",i.length?`chosen by ${i.join(" ")}`:""].filter(Boolean)}function wo(e){return`#${Y(e).
map(t=>t.toString(16).padStart(2,"0")).join("")}`}function Je(e){return e.replace(/[&<>"]/g,t=>`&#${t.charCodeAt(0)};`)}function ae({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function So({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,a=t.mapping===
"layered",c=a?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),i=new Int32Array(s).fill(-1);return n.slot.forEach((l,u)=>{l>=0&&l<s&&(i[l]=u)}),{key:`slots\
 ${c} ${s}`,rows:Math.ceil(s/c),columns:c,xTitle:a?"slot of the layer":"slot",yTitle:a?"layer":`slots, ${c} a row`,cellAt:(l,u)=>l*c+u<s?i[l*c+u]:null,places:l=>l.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/c),n.slot[u]%c]),layerAt:(l,u)=>a?l:ai(i[l*c+u],e)}}function ai(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[Te,Ze,Qe]=[0,1,2],ci=.5,li=6,ui=["not on the GPU","being copied to the GPU","on the GPU"],me={where:{board:ae,value:({cache:e,counters:t},n)=>e.state[n]!==Qe?
e.state[n]===Ze?ci:Te:1+fi(e.lastUsed[n],t.steps),range:()=>[Te,Qe],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:ae,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(ko(
e)),0],scale:({isDark:e})=>se(e),legend:e=>Xe(`${ko(e)} steps ago`,"just now")},rate:{board:ae,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>se(e),legend:()=>Xe("0 % hits","100 %")},uses:{board:ae,value:({cache:e},t)=>Ce(e,t),range:({cache:e})=>[0,Ye(e)],scale:({isDark:e})=>se(
e),legend:({cache:e})=>Xe("unused",`${Ye(e)} uses this reply`),label:({cache:e},t)=>String(Ce(e,t)||""),widest:({cache:e})=>Ve(Ye(e)+1)},topics:{board:ae,value:go,
range:e=>[-.5,(ie(e)?.topics.length??0)+.5],scale:({cpu:e},t)=>yo(e,ie(t)?.topics.length??0),legend:xo,isOutlined:!0},slots:{board:So,value:({model:e,settings:t},n)=>t.
mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:(e,{model:t,settings:n})=>_e(
n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"layer"}; the number is the expert</\
span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.state[o]===Ze?" ↓":""}`},
widest:({model:e,settings:t})=>Ve(e.experts)+(t.mapping==="layered"?0:1+Ve(e.layers))}};function Eo(e,t){let{cache:n,counters:o,model:r}=e;if(t===null)return"no\
 slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],a=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.experts)}, expert ${t%
r.experts}`,di(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${Ce(n,t)} uses this reply`,n.lastUsed[t]<0?"never used":`last used ${a}`,
...bo(e,t)].join("<br>")}function vo({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[Qe]} of ${e.state.length} experts on the GPU, ${t[Ze]} bei\
ng copied, ${t[Te]} not on the GPU`}function di({cache:e},t){let n=ui[e.state[t]];return e.state[t]===Te?n:`${n}, slot ${e.slot[t]}`}function Ce(e,t){return e.uses[t]-
e.usedBefore[t]}function ko({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function Ye(e){let t=1;for(let n=0;n<
e.uses.length;n++)t=Math.max(t,Ce(e,n));return t}function Ve(e){return String(e-1).length}function fi(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.max(1,t-e))/
li)}function Xe(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var pi=4/3,mi=800,$o=-1,hi='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',gi='<span><i class="mark now"></i>last token</sp\
an>',yi='<span><i class="mark now"></i>chosen token</span>';function Oo(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector(
"#heatmap .summary"),s=e.querySelector("#heatmap .stage"),a=uo(e.querySelector("#heatmap canvas")),c=po(e.querySelector("#heatmap .landings")),i=me.where,l=null,
u=null,d=[],f=null,p="",g=null,y=null,b=null,h=null;function v(){if(!y||!g||!n.offsetWidth)return;l=i.board(y),u=I(),d=Array.from({length:l.rows},()=>new Array(
l.columns).fill($o));let k=Oe(l.rows,(_,A)=>Eo(y,l.cellAt(_,A))),$=!n.on;s.classList.toggle("tall",l.columns<=l.rows),s.style.setProperty("--board",`${bi(l,n.offsetHeight,
u.em)}px`),x(!0),g.react(n,[Si(d,k)],ki(l,y,n,u),B),$&&m(),w()}function m(){n.on("plotly_doubleclick",()=>g.relayout(n,Lo(l))),n.on("plotly_relayout",k=>k.autosize?
v():w()),n.on("plotly_hover",({points:[k]})=>f={xval:k.x,yval:k.y}),n.on("plotly_unhover",()=>f=null),n.on("plotly_click",({points:[k]})=>t.chooseLayer(l.layerAt(
k.y,k.x)))}function w(){l=i.board(y);let k=xi(l,i,y,d,h),$=wi(n),_=a($,k,i.scale(u,y),u);i===me.where&&c.show(l,$,y.cache,u),n.dataset.outlined=k.outlined.length||
k.hits.length+k.misses.length,x(_),f&&g.Fx.hover(n,f,"xy")}function x(k){let $=i.legend(y,k)+(h?yi:i.isOutlined?gi:hi);$!==p&&(o.innerHTML=$),p=$}let O=ho(k=>{b=
k,y&&(y={...y,topics:b},v())});return O(),document.addEventListener("hybrid:reply-ended",()=>setTimeout(O,mi)),t.outline=k=>{h=k,l&&n.offsetWidth&&w()},e.querySelectorAll(
"input[name=view]").forEach(k=>k.addEventListener("change",()=>{i=me[k.value],i===me.topics&&O(),v()})),R().then(k=>{g=k,K(g,n,v),v()}),{holds:!0,update(k,$){if(y=
{...k,topics:b},S(r,vo(k)),!g||!n.offsetWidth)return;let{cells:_,current:A,settings:z,counters:Re,active_request:be}=$.delta;$.whole||!l||z&&l.key!==i.board(k).
key?queueMicrotask(v):(_||A||z||Re||be)&&w()},recolour:v}}function xi(e,t,n,o,r){let{current:s,missed:a}=n.cache,c=r??(t.isOutlined?s:null),i=new Set(a),l=new Float64Array(
e.rows*e.columns).fill(NaN);for(let u=0;u<e.rows;u++)for(let d=0;d<e.columns;d++){let f=e.cellAt(u,d),p=f===null||f<0?null:t.value(n,f);o[u][d]=p??$o,p!==null&&
(l[u*e.columns+d]=p)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),label:t.label?(u,d)=>t.label(n,e.cellAt(u,d)):null,widest:t.widest?.(n)??2,hits:e.
places(c?[]:s.filter(u=>!i.has(u))),misses:e.places(c?[]:a),outlined:e.places(c??[])}}function bi({rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.
ceil(3*o+4+pi*r*t)}function wi(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,
height:n._length,xRange:t.range,yRange:n.range}}function Si(e,t){return{type:"heatmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"\
%{customdata}<extra></extra>"}}function Lo({rows:e,columns:t}){return{"xaxis.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function ki(e,{model:t},n,o){let r=`${t.
name} ${e.key}`,s=Lo(e),a=n.layout?.uirevision===r?n.layout:null,c=(i,l)=>({showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.
log2(l/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{text:i,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,
b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:J(o),dragmode:"zoom",uirevision:r,xaxis:{...c(
e.xTitle,e.columns),range:a?.xaxis.range??s["xaxis.range"]},yaxis:{...c(e.yTitle,e.rows),range:a?.yaxis.range??s["yaxis.range"]}}}var Ei=1e3,[vi,$i]=[1,2];function _o(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:a}=o.model;for(;n.rows.length>a;)n.deleteRow(-1);for(;n.rows.length<a;)n.append(Oi());for(let c=0;c<a;c++)Li(o,c).forEach((i,l)=>{let u=n.rows[c].cells[l];
u.textContent!==i&&(u.textContent=i)})}return t.addEventListener("toggle",s),{holds:!0,update(a){o=a,t.open&&(r||=setTimeout(s,Ei))}}}function Oi(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function Li({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),a=t.current.filter(u=>Math.floor(u/e.experts)===n),c=u=>r.
reduce((d,f)=>d+u[o+f],0),[i,l]=[c(t.uses),c(t.hits)];return[String(n),et(s($i)),et(s(vi)),et(a.map(u=>u-o)),`${l} of ${i}`,C(i?l/i:null,1)]}function et(e){return e.
join(" ")||"none"}var To=["steps","held","loading","choices","outcomes"];function Co(){let e={rows:"ways",clear(){for(let t of To)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(a=>a.ok?a.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let a of To)e[a]=[...e[a],...s[a]].slice(-200);return!0}};return e.clear(),
e}var[Mo,_i]=[0,1],Ti=16,Ci=10,[Mi,Ai]=[.14,.3];function Ao(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(l=>l.map(u=>u<0?-1:1)),s=r[0].length,a=Po(e,s),c=o?
s:null,i=l=>o?Z(Y(l)):n.readyInk;return{rows:s+(o?1:0),traces:[qi(e,r,s,o,t,n),...o&&s<=Ti?[Ni(e,r,s,t,n)]:[],qe(a.evictions,"line-ns-open",n.outline,.9*n.em,"e\
victed",2),qe(a.hits,"circle",a.hits.experts.map(i),.25*n.em,"hit"),qe(a.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),qe(a.misses,"x-thin-ope\
n",n.outline,.4*n.em,"missed",1.5)],layout:ji(e,s,c,n)}}function qo({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mark\
 hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted<\
/span>`}function No(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
Mo).length,o=Po(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${C(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function qi({steps:e,loading:t},n,o,r,{experts:s},a){let c=Array.from({length:o},(l,u)=>n.map(
d=>d[u]<0?null:d[u])),i=(l,u)=>{let d=n[u][l],f=t[u].includes(l);return r?`slot ${l}: ${d<0?"empty":`expert ${d}${f?", being copied":""}`}`:`expert ${l}: ${d<0?
"not on the GPU":f?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:c,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?_e(s):[[0,a.cpu],[1,a.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:Oe(o,i),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function Ni({steps:e},t,n,o,r){let[s,a,c,i]=[[],[],[],[]];
for(let l=0;l<n;l++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][l]===t[u][l];)d++;let f=t[u][l];f<0||d-u<Ci||(s.push(e[u]),a.push(l-Mi),c.push(String(
f)),i.push(Z(Y(f))))}return{type:"scatter",mode:"text",x:s,y:a,text:c,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*
r.em,color:i}}}function Po({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let a={hits:{...Me(),experts:[]},inFlight:Me(),misses:Me(),evictions:Me()};return t.forEach(
(c,i)=>{let l=n[i-1]??n[i];n[i].forEach((u,d)=>{(e==="ways"?l[d]>=0&&u!==l[d]:l[d]>=0&&u<0)&&Ae(a.evictions,c-.5,d)}),o[i].forEach((u,d)=>{let f=r[i][d],p=e==="\
ways"?Pi(u,l,n[i]):u;f===Mo?(Ae(a.hits,c,p<0?s:p+(e==="ways"?Ai:0)),a.hits.experts.push(u)):f===_i?Ae(a.inFlight,c,p<0?s:p):Ae(a.misses,c,e==="ways"?s:u)})}),a}
function Pi(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function Me(){return{x:[],y:[]}}function Ae(e,t,n){e.x.push(t),e.y.push(n)}function qe({x:e,y:t},n,o,r,s,a=0){
return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:a}},hoverinfo:"skip",showlegend:!1}}function ji({steps:e},t,n,o){
let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),a=2**Math.max(0,Math.ceil(Math.log2(t/10))),c=Array.from({length:Math.ceil(t/a)},(l,u)=>u*
a),i={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,\
0,0,0)",font:{family:o.font,color:o.text},hoverlabel:J(o),xaxis:{...i,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"st\
ep",font:r,standoff:4}},yaxis:{...i,range:[s,-.5],tickvals:n===null?c:[...c,n],ticktext:n===null?c.map(String):[...c.map(String),"CPU"],title:{text:n===null?"ex\
pert":"slot",font:r,standoff:4}}}}var Ii=700;function jo(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=Co(),a=null,c=null,i=null,l=0,
u=-1,d=!1;function f(){if(!a||i===null||!s.steps.length)return;let b=I(),h=Ao(s,c.model,b);r.style.setProperty("--rows",h.rows),a.react(r,h.traces,h.layout,B),n.
querySelector(".legend").innerHTML=qo(s),S(n.querySelector(".summary"),No(s))}async function p(){l=0;let b=i;b===null||d||document.hidden||(u=c.counters.steps,await s.
extend(b,()=>i===b)&&f())}function g(b){b==null||b===i||(i=b,o.value=String(i),n.hidden=!1,S(n.querySelector("h3"),`Layer ${i}`),R().then(h=>{a||K(h,r),a=h}),s.
clear(),p())}function y(){i=null,o.value="",n.hidden=!0}return t.chooseLayer=g,o.addEventListener("change",()=>o.value===""?y():g(Number(o.value))),n.querySelector(
".close").addEventListener("click",()=>{y(),o.focus()}),{update(b,h){c=b,o.length!==b.model.layers+1&&Ri(o,b.model.layers),h.whole&&i!==null&&(i>=b.model.layers&&
y(),s.clear(),u=-1),i!==null&&u!==b.counters.steps&&(l||=setTimeout(p,Ii))},paused(b){d=b,u=-1},recolour:f}}function Ri(e,t){e.length=1;for(let n=0;n<t;n++)e.add(
new Option(String(n),String(n)))}var[ee,Bi,Io]=["solid","4px 2px","2px 2px"],Fi=[{title:"tokens / s",format:he,lines:[{at:1,name:"tok/s",colour:"speed",dash:ee}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:ee,value:Di}]},{title:"experts / s",format:he,lines:[{at:2,name:"hits/s",short:"hits",colour:"hi\
t",dash:ee},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Bi}]},{title:"copied to the GPU",format:e=>`${Ui(e)}B/s`,lines:[{at:4,name:"copied",colour:"\
speed",dash:ee}]},{title:"power",power:!0,format:e=>`${he(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:ee},{at:6,name:"CPU",short:"CPU",colour:"\
cpuPower",dash:Io}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",
dash:ee},{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:Io}]},{title:"GPU memory",titleWithout:"memory of this program (no GP\
U in use)",format:e=>`${he(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:ee}]}];function Ro({power:e,memory:t}){let n=Object.
values(e).some(r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Fi.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function Bo({
most:e,unit:t=1,lines:n},o){if(e)return e;let r=0;for(let a of o)for(let c of n)r=Math.max(r,(tt(c,a)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));
return t*s*[1,1.5,2,3,4,5,6,8,10].find(a=>a*s>=r*.999)}function tt({at:e,value:t},n){return t?t(n):n[e]}function Di(e){let[t,n]=e.slice(2,4);return t+n>0?t/(t+n):
null}function he(e){return String(Number(e.toPrecision(e<1?2:3)))}function Ui(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${he(e/1e3**t)} ${["",
"k","M","G","T"][t]}`}var Gi=120,zi="question",rt=.66,nt=.22,st=.04,[Fo,Hi,Do,ot]=[5,1.8,1.7,4];function it({points:e,marks:t},n,o,r){let s=e.map(([c])=>c-o);return[...n.flatMap(({lines:c,
top:i,format:l},u)=>{let d=n.length-1-u;return c.map(f=>{let{name:p,colour:g,dash:y}=f,b=e.map(h=>tt(f,h));return{type:"scatter",mode:"lines",name:p,x:s,y:b.map(
h=>h===null?null:d+rt*h/i),customdata:b.map(h=>h===null?"":l(h)),line:{color:r[g],width:1.8,dash:y,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),Wi(t,n.length,o,r)]}function Wi(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-st,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(Ki(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function Ki(e){return e===
zi?"circle":"triangle-down"}function Uo(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},a=e.flatMap(({top:c,format:i},l)=>{let u=e.length-1-l;return[
[u,"0"],[u+rt,i(c)]]});return{margin:{l:Fo*o,r:Hi*o,t:ot,b:Do*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:J(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-Gi,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-st,e.length+nt],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:a.map(([c])=>c),ticktext:a.map(([,c])=>c),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function Go(e,t,n){let o=t.
length+nt+st,r=t.map((s,a)=>{let c=(a+1-rt+nt)/o,i=Object.assign(document.createElement("p"),{textContent:s.title});return i.style.top=`calc(${ot}px + ${c} * (1\
00% - ${ot+Do*n.em}px))`,s.lines.length>1&&i.append(...s.lines.map(l=>Ji(l,n))),i});e.style.left=`${Fo*n.em}px`,e.replaceChildren(...r)}function Ji({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function zo(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),a=e.querySelector("#lines-live"),c=null,i=null,l="",u=null,d=!1;function f(){if(!i||!c||!t.offsetWidth)return;let x=I(),O=!t.on,k=y();
l=b(k);let $=u===null?null:t.layout.xaxis.range;c.react(t,it(i,k,g(),x),Uo(k,$,x),B),Go(n,k,x),O&&h()}function p(){let x=y();if(!t.on||!t.offsetWidth||b(x)!==l)
return f();let O=it(i,x,g(),I()),k=$=>O.map(_=>_[$]);c.restyle(t,{x:k("x"),y:k("y"),customdata:k("customdata")},[...O.keys()])}function g(){let x=i.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??x,u??x}function y(){return Ro(i).map(x=>({...x,top:Bo(x,i.points)}))}function b(x){return JSON.stringify([x.map(({title:O,
top:k})=>[O,k]),i.marks])}function h(){t.on("plotly_relayout",x=>{"xaxis.range[0]"in x&&m(Number(t.dataset.end)),x.autosize&&f()}),t.on("plotly_doubleclick",w),
a.addEventListener("click",w),t.addEventListener("pointerenter",()=>v(!0)),t.addEventListener("pointerleave",()=>v(!1))}function v(x){d=x,r.hidden=!x,x||f()}function m(x){
u=x,a.hidden=s.hidden=x===null,x!==null&&S(s,`0 s is ${new Date(1e3*x).toLocaleTimeString()}`)}function w(){m(null),f()}return R().then(x=>{c=x,K(c,t,f),f()}),{
holds:!0,update(x,O){i=x,S(o,Yi(x)),O.whole?requestAnimationFrame(f):c&&!d&&(O.point||O.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function Yi(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var Ho="hybrid-captions-seen";function Wo(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(Ho)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(Ho,"yes"),o.hidden=!0}),{holds:!0,update(r){S(t,at(
r.recent_hit_rate)),S(n,Vi(r))}}}function at(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function Vi({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",a=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!a)return`${s}: all ${r} of its experts were already on the GPU.`;let c=t.placement==="on_demand"?a===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-a} of its ${r} experts were already on the GPU; ${a} ${c}.`}function Ko(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!oe()||(S(n("question"),Xi()||o.model.name),S(n("sha\
re"),at(o.recent_hit_rate)),S(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("\
click",()=>ue(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function Xi(){let e=document.querySelectorAll("#chat .user-row .message\
-content");return e.length?e[e.length-1].textContent.trim():""}var Zi=1e3,Jo=5e3;function Yo(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),a=r.phase!==n;s<o-(a?Jo-Zi:0)||!a&&r.phase!==
"decode"||(n=r.phase,o=s+Jo,S(t,Qi(r)))}}}function Qi({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${C(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function Vo(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);lt(ct(t,n),o)}function ct(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function lt(e,t,n="text/plain"){ut(e,new Blob([t],{type:n}))}function ut(e,t){let n=URL.createObjectURL(t);Object.assign(document.createElement(
"a"),{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}var ea={stop:"ended",length:"limit",cancelled:"stopped"},ta=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},na=e=>t=>t==null?"–":t.toFixed(e),oa=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,ra=e=>e==null?"–":`${(100*e).toFixed(1)} %`,sa=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),V=e=>String(e??"–"),D=[{label:"When",sort:"at",value:e=>e.at,text:la},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>V(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:na(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:oa,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:ra,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:sa,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:ia,text:aa,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:V,figure:!0},{label:"End",sort:"ending",value:e=>ea[e.finish],text:V,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:V,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:V},{label:"Copies",sort:"admission",value:e=>e.admission,
text:ca,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>V(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:V}];function ia(e){let t=ta(e);return t===null||!e.tokens?null:t/e.tokens}function aa(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function ca(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
V(e)}function la(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function dt(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function Xo(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function ua(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function da(e,t){let[n,o]=t.
map(a=>e.value(a));if(!e.better||!n||o==null)return"";if(e.points)return ua(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function Zo(e){let[t,n]=[[],[]];for(let o of D){let[r,s]=e.map(a=>o.text(o.value(
a),a));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,da(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}.`:"No shared setti\
ngs."}}function Qo(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var er=e=>D.find(t=>t.label===e),U=(e,t)=>er(e).text(er(e).value(t),t),fa="The GPU is simulated: hits are real, speeds are not.";function ft(e){return[["Tokens/\
s",U("Tok/s",e)],["Hit rate",U("Hit rate",e)],["J/token",U("J/token",e)],["First token",U("First token",e)]].filter(([,t])=>t!=="–")}function Ne(e){let t=`${U(
"N × M",e)} slots, ${U("Policy",e)}, ${U("Mapping",e)}`,n=e.placement&&e.placement!=="cached"?U("Strategy",e):`${t}, ${pa(e)}`;return[["Model",e.format?`${e.model}\
 (${e.format})`:e.model],["Machine",e.machine],["Settings",`${n}, ${U("Threads",e)} CPU threads`],["Length",`${e.tokens} tokens${e.prompt_tokens==null?"":` afte\
r a prompt of ${e.prompt_tokens}`}`],["Measured",[ma(e.at),e.commit&&`commit ${e.commit}`].filter(Boolean).join(", ")]].filter(([,o])=>o)}function ge(e){return e.
emulated?fa:""}function tr(e){let n=["| Hybrid MoE | |","| --- | --- |",...[...ft(e),...Ne(e)].map(([o,r])=>`| ${o} | ${ha(r)} |`)];return ge(e)&&n.push("",ge(e)),
`${n.join(`
`)}
`}function nr(e){return`${e.model} ${U("Tok/s",e)} tok/s`}function pa({admission:e,max_queued_copies:t}){return e==="bounded"?`copies when worth it (at most ${t}\
 at a time)`:`copies ${e}`}function ma(e){return new Date(1e3*e).toISOString().slice(0,10)}function ha(e){return String(e).replace(/[\\|`*_[\]<>]/g,"\\$&").replace(
/\s+/g," ")}var pt=1200,or=630,G=64,ga='system-ui, "Segoe UI", "Liberation Sans", sans-serif';function rr(e,t,n){let o=(r,s,a,c,i,l=400,u=pt-G-s)=>{e.fillStyle=i,e.font=`${l}\
 ${c}px ${ga}`,e.fillText(xa(e,String(r),u),s,a)};e.fillStyle=n.ground,e.fillRect(0,0,pt,or),o("Hybrid MoE",G,76,26,n.muted,600),o(Ne(t)[0][1],G,138,46,n.text,600),
ft(t).forEach(([r,s],a)=>{let c=G+a*275;o(s,c,232,a===0?64:46,n.text,600,255),o(r,c,272,24,n.muted,400,255)}),ya(e,t.hit_rate,n),Ne(t).slice(1).forEach(([r,s],a)=>{
let c=392+a*46;o(r,G,c,24,n.muted),o(s,G+150,c,24,n.text)}),ge(t)&&o(ge(t),G,or-36,24,n.missed,600)}function ya(e,t,n){if(t==null)return;let o=pt-2*G;e.fillStyle=
n.rule,e.fillRect(G,306,o,18),e.fillStyle=n.hit,e.fillRect(G,306,o*t,18)}function xa(e,t,n){if(e.measureText(t).width<=n)return t;let o=t.length;for(;o>1&&e.measureText(
`${t.slice(0,o)}…`).width>n;)o-=1;return`${t.slice(0,o)}…`}function sr(e){let[t,n,o]=["canvas","textarea","[role=status]"].map(i=>e.querySelector(i)),r=null;function s(i){r=i.length===1?i[0]:null,e.hidden=!r,S(o,""),r&&
(n.value=tr(r),a())}function a(){let i=r&&t.getContext("2d");i&&rr(i,r,I())}async function c(){try{await navigator.clipboard.writeText(n.value),S(o,"Markdown co\
pied.")}catch{n.select(),S(o,"Copy it from the field.")}}return e.querySelector(".copy").addEventListener("click",c),e.querySelector(".png").addEventListener("c\
lick",()=>{let i=ct(nr(r),"png");t.toBlob(l=>l&&ut(i,l),"image/png")}),{show:s,draw:a}}var ir="rgba(0, 0, 0, 0)",ba=["speed","gpu"],wa=["solid","dot"];function ar(e,t,n){return{traces:e.map((o,r)=>Sa(o,r,t,n)),layout:ka(t,n)}}function cr(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function Sa(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,a)=>1+a*e.tokens):[],y:e?.[n]??[],line:{color:r[ba[t]],width:1.8,dash:wa[t]},hovertemplate:`%{y:${o||".1f"}}`}}function ka({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:ir,plot_bgcolor:ir,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:J(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function lr(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],a=[];async function c(l){if(s=l,e.hidden=l.length<2,!e.hidden&&(t.innerHTML=
"",t.append(va(l)),a=await Promise.all(l.map(Ea)),s===l)){if(n.textContent=cr(a),!r){r=await R();for(let[u]of o)K(r,u,i)}i()}}function i(){if(!r||e.hidden||!e.offsetWidth)
return;let l=I();for(let[u,d]of o){let{traces:f,layout:p}=ar(a,d,l),g=!u.on;r.react(u,f,p,B),g&&u.on("plotly_relayout",y=>y.autosize&&i())}}return{show:c,draw:i}}
async function Ea(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function va(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let a=t.insertRow();s.forEach((c,i)=>{let l=document.createElement(i===0?"th":"td");i===0&&(l.scope="row"),l.textContent=c,a.append(l)})},{rows:o,
caption:r}=Zo(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var ye=200;function ur(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=ye,a=0,c=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:D[r.column].sort,descending:r.descending}),ask(i){return a+=1,c=!0,{number:a,isMore:i,page:i?{
limit:ye,after:o}:{limit:s}}},take({number:i,isMore:l},u){return i!==a||(c=!1,!u)?!1:(e=l?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
ye},more(){return s+=ye,this.ask(!c&&!!o)},sortBy(i){let l=r.column===i?!r.descending:!!D[i].figure;r={column:i,descending:l},s=ye}}}function dr(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function fr(e,t){return e!==""&&e!=="idle"&&t==="idle"}var $a=400,Oa=150;function pr(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=lr(n("compare")),s=sr(n("card")),
a=ur(),c=[],i=[],l,u="",d=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...a.sorting()});async function f(m=a.ask(!1)){let w=await fetch(
`runs?${dt({...d(),...m.page})}`).catch(()=>null),x=w?.ok?await w.json():null;a.take(m,x)&&(p(x.problem),b())}function p(m){S(n("problem"),m),n("problem").hidden=
!m}function g(){a.restart(),f()}async function y(m,w,x){let O=await fetch(`runs/all?${dt(d())}`).catch(()=>null),k=await O?.json();O?.ok?lt(m,w(k),x):p(k?.error??
"Can't reach the app. Is it still running?")}function b(){let{rows:m,matching:w,total:x,hasMore:O,order:k}=a;t.querySelector(".scrolled").hidden=x===0,n("empty").
hidden=x>0;for(let $ of["csv","json"])n($).disabled=w===0;S(n("count"),x?`${w} of ${x} replies`:""),!O&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!O,o.replaceChildren(...m.map(h)),t.querySelectorAll("th[data-column]").forEach($=>{Number($.dataset.column)===k.column?$.setAttribute(
"aria-sort",k.descending?"descending":"ascending"):$.removeAttribute("aria-sort")})}function h(m){let w=document.createElement("tr");w.classList.toggle("stopped",
m.finish==="cancelled");let x=Object.assign(document.createElement("input"),{type:"checkbox",checked:c.includes(m.id)});x.dataset.run=m.id,x.setAttribute("aria-\
label",`Choose the run of ${D[0].text(m.at)}`);let O=document.createElement("span");O.textContent="AB"[c.indexOf(m.id)]??"",w.insertCell().append(x,O);for(let k of D){
let $=w.insertCell();$.textContent=k.text(k.value(m),m),k.figure&&($.className="figure")}return w}function v(m,w){c=Qo(c,m,w),i=dr(c,[...i,...a.rows]),r.show(i),
s.show(i),b(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(La()),t.querySelector("thead").addEventListener("\
click",m=>{let w=m.target.closest("th[data-column]");w&&(a.sortBy(Number(w.dataset.column)),f())}),o.addEventListener("change",({target:m})=>v(m.dataset.run,m.checked)),
n("filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(g,Oa)}),n("more").addEventListener("click",()=>f(a.more())),n("csv").addEventListener("cl\
ick",()=>y("runs.csv",Xo,"text/csv")),n("json").addEventListener("click",()=>y("runs.json",m=>JSON.stringify(m,null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&f()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&f()),{update(m){fr(u,m.phase)&&t.offsetWidth&&setTimeout(
()=>f(),$a),u=m.phase},recolour(){r.draw(),s.draw()}}}function La(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">\
Choose</span></th>',D.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(
r),o&&(s.className="figure");let a=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(a),e.append(s)}),e}var _a=[0,60,250];function mr(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of _a)setTimeout(Ta,t,e)})}function Ta(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function hr(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!Ee(n.dataset.key),n.addEventListener("change",()=>jt(n.dataset.key,!n.checked));return{update(){}}}function gr(e){
return e.querySelector("#help-open").addEventListener("click",Fe),{update(){}}}function yr(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),S(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&S(s,`Charts paused at ${Ca()}. Counters keep updating.`)}}}function Ca(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function xr(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var Ma={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function wr(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){S(t("status-model"),o.model.name),S(n,Aa(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;S(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),S(t("status-hit-rate"),C(o.recent_hit_rate??ke(o.counters))),S(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),S(t("status-memory"),qa(o.memory)),br(t("power-gpu"),o.power.gpu),br(t("power-cpu"),o.power.cpu),Na(e.querySelector("#notices"),o)},lost(){S(n,"disconne\
cted"),n.parentElement.dataset.phase="lost"}}}function Aa(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:Ma[e.phase];
return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function qa(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.device_total];
return`${N(t)} / ${N(n)}`}function br(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),S(e,Et(t.watts));
let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});e.replaceChildren(
"no sensor",o),e.tabIndex=0}function Na(e,t){let n=Pa(t);S(e,n.join(" ")),e.hidden=n.length===0}function Pa({machine:{emulated:e,notices:t},activity:n}){return[
...n?[`${n}.`]:[],...e?["No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not."]:[],...t]}function Sr(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=i=>i.hash.slice(1),r=i=>n.find(l=>o(l)===i);function s(i){let l=r(i)??n[0];
document.body.dataset.tab=o(l);for(let u of n)u.setAttribute("aria-selected",String(u===l)),u.tabIndex=u===l?0:-1}function a(i){history.replaceState(history.state,
"",i.hash),s(o(i)),i.focus()}function c(i){let l=n.indexOf(document.activeElement);return n[ja(i,l,n.length)]??null}t.addEventListener("click",i=>{let l=i.target.
closest("[role=tab]");l&&(i.preventDefault(),a(l))}),t.addEventListener("keydown",i=>{(i.key===" "||i.key==="Enter")&&i.target.click();let l=c(i.key);l&&a(l),(l||
i.key===" "||i.key==="Enter")&&i.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let i of n){let l=document.getElementById(
`${o(i)}-pane`);l.setAttribute("role","tabpanel"),l.setAttribute("aria-labelledby",i.id)}return s(location.hash.slice(1)),{update(){}}}function ja(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var mt=0,kr=1;function Er(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:a}=e,c=F(e.choices),i=F(e.outcomes),l=t*o,u=r.map((d,f)=>{let p=0;for(let g=f*l;g<(f+
1)*l;g++)i[g]!==mt&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:a,missed:u,routed:l,slowest:Math.max(...a.filter(d=>d!==
null),0),firstExpert:(d,f)=>c[d*l+f*o],routing:(d,f)=>Array.from({length:o},(p,g)=>{let y=d*l+f*o+g;return[c[y],i[y]]}),cells:d=>Array.from({length:l},(f,p)=>Math.
floor(p/o)*n+c[d*l+p])}}function Pe(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let a=0;a<e.layers;a++)for(let[,c]of e.routing(t,a))c===kr&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function je(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var te=8,Ia=80,$r=["hit","flight","miss"],vr=["hit","in flight","miss"];function Or(e){function t(o,r,s){e.replaceChildren(Ba(o,r),Fa(o,r),Da()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*te}px`;let{
left:a,top:c}=Ra(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${a}px`,e.style.top=`${c}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=
!0,id:e.id}}function Ra(e,t,{width:n,height:o},r){let s=e.bottom+te+o<=r;return{left:Math.max(t.left+te,Math.min(e.left,t.right-n-te)),top:Math.max(te,s?e.bottom+
te:e.top-o-te)}}function Ba(e,t){let n=Object.assign(document.createElement("b"),{textContent:je(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement(
"span"),{textContent:Pe(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Fa(e,t){let n=document.createElement("ol");n.classList.toggle("\
many",e.routed>Ia),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(
document.createElement("small"),{textContent:String(o)}));for(let[s,a]of e.routing(t,o)){let c=Object.assign(document.createElement("i"),{className:$r[a],textContent:String(
s)});r.append(c)}n.append(r)}return n}function Da(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=mt;t<
vr.length;t++){let n=Object.assign(document.createElement("i"),{className:$r[t],textContent:"n"});e.append(n,` ${vr[t]} `)}return e}var Ua=["none","dotted","dashed","solid","double"],ce={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>Ge(so(Lr()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>Ge(se(Lr()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:Y,number:(e,t,n)=>e.firstExpert(t,n),low:"each\
 colour is one expert",high:""}};function _r(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,Ga(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function Ga(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?Z(e):"",borderBottomStyle:t?Ua[Math.min(4,Math.ceil(t*4))]:"none"}}
function Lr(){return document.body.classList.contains("dark")}var za=400;function Mr(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],a=Ka(e,l),c=null,i=null;function l(){let{name:h,layer:v}=a.chosen(),m=ce[h];for(let w of s){
let x=Number(w.dataset.token),O=m.number?.(e,x,v);_r(w,m.share(e,x,v),{shade:m.shade,line:m.line,number:O})}}function u(h){let v=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return v.textContent=je(e.texts[h]),v.dataset.token=h,v.setAttribute("role","option"),v.setAttribute("aria-selected","\
false"),v.setAttribute("aria-label",`${e.texts[h].trim()||"space"}: ${Pe(e,h)}`),v.classList.toggle("prompt",h<e.prompt),v}function d(){r.querySelector("button")?.
remove();let v=Number(s.at(-1)?.dataset.token??a.first()-1)+1,m=Math.min(e.count,v+za);for(let w=v;w<m;w++)s.push(u(w));r.append(...s.slice(-(m-v)||s.length)),m<
e.count&&r.append(Wa(e.count-m,d)),s.length&&!c&&p(s[0]),l()}function f(){g(null),t.hide(),s.length=0,c=null,r.replaceChildren(),d()}function p(h){c&&(c.tabIndex=
-1),c=h,c.tabIndex=0}function g(h){i?.setAttribute("aria-selected","false"),i=h===i?null:h,i?.setAttribute("aria-selected","true"),n(i?Number(i.dataset.token):null)}
let y=h=>t.show(e,Number(h.dataset.token),h),b=h=>h.target.closest(".routed");return r.addEventListener("pointerover",h=>b(h)&&y(b(h))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",h=>{b(h)&&(p(b(h)),y(c))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",l),r.addEventListener(
"click",h=>b(h)&&g(b(h))),r.addEventListener("keydown",h=>{if(!b(h))return;let v=Ha(s,c,h.key);if(v)v.focus();else if(h.key==="Enter"||h.key===" ")g(c);else if(h.
key==="Escape")i&&g(i),t.hide();else return;h.preventDefault(),h.stopPropagation()}),a.onPrompt(f),d(),o.append(a.element,r),o}function Ha(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let a=Tr(t),c=null,
i=null;for(let l=o+s;e[l];l+=s){let{top:u,left:d}=Tr(e[l]);if(!(Math.abs(u-a.top)<a.height/2)){if(i!==null&&Math.abs(u-i)>a.height/2)break;i??=u,(c===null||Math.
abs(d-a.left)<Math.abs(c.left-a.left))&&(c={element:e[l],left:d})}}return c?.element??null}function Tr(e){return e.getClientRects()[0]}function Wa(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function Ka(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=Cr(Object.entries(ce).map(([d,{label:f}])=>[d,f]),"Colour by"),r=Cr(Array.from({length:e.layers},(d,f)=>[
f,f]),"Layer"),s=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),a=document.createElement("span"),[c,i,l]=["span","i","sp\
an"].map(d=>document.createElement(d));a.append(c,i,l),a.className="legend",i.className="ramp";function u(){let d=ce[o.value];r.parentElement.hidden=o.value!=="\
expert",i.hidden=o.value==="expert",i.classList.toggle("misses",o.value==="misses"),c.textContent=d.low,l.textContent=typeof d.high=="function"?d.high(e):d.high,
t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(ht("Colour by",o),ht("",r),a,ht("Include prompt",s)),r.parentElement.hidden=!0,
i.classList.add("misses"),c.textContent=ce.misses.low,l.textContent=ce.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||
e.prompt===e.count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function Cr(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function ht(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function Ar(e,t){let n=document.querySelector("#chat"),o=new Map,r=Or(e.querySelector("#token-detail")),s=null,a=f=>f.querySelector(".message-content")?.textContent??
"",c=f=>f.querySelector(".actions [data-action=tokens]");function i(f){o.get(f)?.element.remove(),o.delete(f),f.classList.remove("as-tokens"),l(c(f),!1),r.hide(),
t.outline(null)}function l(f,p){f&&(f.textContent=p?"Text":"Tokens",f.setAttribute("aria-pressed",String(p)))}async function u(f,p){let g=f.querySelector(".mess\
age-content"),y={text:a(f),element:document.createElement("div")};y.element.className="tokens",o.set(f,y);try{if(!p)throw new Error("This reply was not recorded\
.");let b=Er(await M(`tokens/${encodeURIComponent(p)}`));if(o.get(f)!==y)return;y.element.append(Mr(b,{detail:r,pick:h=>t.outline(Ja(s,b,h))}))}catch(b){y.element.
textContent=b.message}o.get(f)===y&&(f.classList.add("as-tokens"),g.after(y.element),l(c(f),!0))}function d(){for(let[f,p]of o)!f.isConnected||a(f)!==p.text?i(f):
c(f)?.getAttribute("aria-pressed")!=="true"&&l(c(f),!0)}return new MutationObserver(d).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
f=>{let p=Number(de()),g=n.querySelectorAll(".message-row")[p];g&&(o.has(g)?i(g):u(g,f[p]?.metadata?.id))},{update(f){s&&s.name!==f.model.name&&t.outline(null),
s=f.model},recolour(){let f=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of f)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function Ja(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var Ya=220,Va=50,qr=5;function gt(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function Ie(e,t){
let{cells:n,current:o,missed:r,point:s,mark:a,...c}=t,{cache:i}=e,l=e.counters.steps;for(let[d,f]of Object.entries(c))e[d]=tc(f)?{...e[d],...f}:f;let{steps:u}=e.
counters;c.active_request&&i.usedBefore.set(i.uses),n&&Xa(i,F(n),u,Math.max(1,u-l)),o!==void 0?i.current=Za(F(o)):u!==l&&(i.current=ec(i,u-1)),r!==void 0&&(i.missed=
Qa(i.current,F(r))),s&&Nr(e.points,s,Ya),a&&Nr(e.marks,a,Va)}function Pr(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function Xa(e,t,n,o){let r=0;for(let s=0;s<t.length;){let a=t[s++],c=t[s++];if(r+=a>>1,c){let i=Math.floor((c-1)/
o)+1,l=Math.floor((Math.sqrt(8*i+1)-1)/2);e.lastUsed[r]=n-(c-1)%o-1,e.uses[r]+=l,e.hits[r]+=i-l*(l+1)/2}a&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function Za(e){
let t=0;return e.map(n=>t+=n)}function Qa(e,t){return e.filter((n,o)=>t[Math.floor(o/qr)]>>o%qr&1)}function ec({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function Nr(e,t,n){e.push(t),e.length>n&&e.shift()}function tc(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var nc=1e3;function jr(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,a;function c(){r||(clearTimeout(a),r=new EventSource(e),r.addEventListener("snapshot",
l=>{s=gt(JSON.parse(l.data)),t(s)}),r.addEventListener("delta",l=>{let u=JSON.parse(l.data);if(!s||u.seq!==s.seq+1){i(),c();return}Ie(s,u),n(u)}),r.addEventListener(
"error",()=>{i(),o(),a=setTimeout(c,nc)}))}function i(){clearTimeout(a),r?.close(),r=null,s=null}return{open:c,close:i,state:()=>s}}function Ir(e){let t=window.SharedWorker?oc(e):rc(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function oc({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(Ie(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function rc(e){let t=jr(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var sc=2,ic=1e3,yt={whole:!0,point:!1,delta:{}};function Rr(){let e=[],t=null,n=null,o=null,r=!1,s=0;function a(){r=!1;let l=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||c(f,t,u);let d=performance.now();s=d+Math.min(ic,sc*(d-l))}function c(l,u,d){try{l.update(u,d)}catch(f){console.error(f)}}function i(l){o=o?ac(o,l):
l,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(a),Math.max(0,s-performance.now())))}return{add(l){e.push(l),t&&c(l,l.holds&&n||t,yt)},isPaused:()=>n!==null,pause(l){
if(!(!t||l===(n!==null))){n=l?Pr(t):null;for(let u of e)u.holds&&c(u,n??t,yt),u.paused?.(l,t)}},connect(){Ir({onState(l){t=l,i(yt)},onDelta(l){i({whole:!1,point:"\
point"in l,delta:l})},onLost(){for(let l of e)l.lost?.()}})}}}function ac(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var cc=[["#strip",wr],["#tabs",Sr],["#pause",yr],["#counters",eo],["#spoken",Yo],["#layer-detail",jo],["#heatmap",Oo],["#live-sentence",Wo],["#presentation",Ko],
["#heatmap-table",_o],["#lines",zo],["#fits",Ln],["#lab",Qn],["#token-view",Ar],["#progress",Kt],["#progress",Zt],["#more",Lt],["#editing-note",Dt],["#prompts",
Vt],["#attach",Ot],["#runs",pr],["#help",hr],["#help-open",gr]],xe=Rr(),lc={store:xe,chooseLayer(){},outline(){}},Br=[];function Nf(e,t){for(let[o,r]of cc){let s=e.
querySelector(o);s&&xr(s.dataset.needs).then(()=>uc(r,s,e,t))}let n=e.querySelector("#theme");n&&no(n,()=>Br.forEach(o=>o.recolour()))}function uc(e,t,n,o){let r=e(
t.id==="fits"||t.id==="progress"?t:n,lc,o);r.recolour&&Br.push(r),xe.add(r)}window.hybrid={awaitTurn:en,endTurn:tn,askingAgain:Gt,chosenMessage:de,copy:Ht,edit:zt,
showEditing:Ut,sending:xt,taken:wt,giveBack:St,download:Vo,pickFile:_t};Pt(()=>xe.pause(!xe.isPaused()));mr();xe.connect();export{gt as fromSnapshot,Nf as mount};
