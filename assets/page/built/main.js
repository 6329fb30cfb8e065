var re="",Ee=()=>document.querySelector("#chat-input textarea");function kt(e){return re=e[0]??"",e}function Et(){re=""}function vt(){let e=Ee().value;re&&e.startsWith(
re)&&K(Ee(),e.slice(re.length)),re=""}function $t(e){if(!e)return;let t=Ee().value,{text:n}=JSON.parse(e);K(Ee(),t.trim()?`${n}
${t}`:n)}function K(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function Z(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Yr(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Yr(e){
return e.split(/(?=(?:\d{3})+$)/)}function S(e,t){e.textContent!==t&&(e.textContent=t)}function q(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function I(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function Ot(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function Lt(e){return`${e.toFixed(e<10?1:0)} W`}function ve({routed:e,hits:t}){return e?t/e:
null}var _t=256*1024,Tt="is no text file. Attach text, such as .txt, .md, .py or .csv.";function Vr(e,t){let n=t.match(/`{3,}/g)??[],o="`".repeat(Math.max(3,...n.map(
s=>s.length+1))),r=/\.([a-z0-9]{1,10})$/i.exec(e)?.[1].toLowerCase()??"";return`${e}:
${o}${r}
${t.replace(/\n$/,"")}
${o}`}function Xr(e,t){return[e.trimEnd(),...t].filter(Boolean).join(`

`)}async function Zr(e){if(e.size>_t)return{problem:`${e.name} is larger than ${_t/1024} KiB. Attach a part of it.`};try{let t=new TextDecoder("utf-8",{fatal:!0}).
decode(await e.arrayBuffer());return t.includes("\0")?{problem:`${e.name} ${Tt}`}:{text:t.replace(/\r\n?/g,`
`)}}catch{return{problem:`${e.name} ${Tt}`}}}function At(e){let[t,n,o]=["#attach","#attach-file","#attach-note"].map(a=>e.querySelector(a)),r=document.querySelector(
"#chat-input textarea"),s=document.querySelector("#chat-pane");async function i(a){let l=await Promise.all([...a].map(async d=>({file:d,...await Zr(d)}))),u=l.filter(
({text:d})=>d!==void 0).map(({file:d,text:f})=>Vr(d.name,f));u.length&&(K(r,Xr(r.value,u)),r.focus()),S(o,l.map(({problem:d})=>d??"").filter(Boolean).join(" "))}
t.addEventListener("click",()=>n.click()),n.addEventListener("change",async()=>{await i(n.files),n.value=""});let c=({dataTransfer:a})=>a?.types.includes("Files");
return s.addEventListener("dragover",a=>c(a)&&a.preventDefault()),s.addEventListener("drop",a=>{c(a)&&(a.preventDefault(),i(a.dataTransfer.files))}),{update(){}}}function Mt(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function Ct(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var qt="presenting";function se(){return document.body.classList.contains(qt)}function me(e){e!==se()&&(document.body.classList.toggle(qt,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var Pt="hybrid-keys-off",Qr="input, textarea, select, [contenteditable]",es="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",Nt={stop:os,pause:ss,present:rs,help:Ge},jt=()=>!1;function It(e){jt=e}var Rt=()=>{};function Ft(e){Rt=e;let t={capture:!0};for(let n of["keydown","keyp\
ress"])document.addEventListener(n,ts,t);document.addEventListener("keydown",ns,t)}function ts(e){Ut(e)==="send"&&$e("send")&&e.stopPropagation()}function ns(e){
let t=Ut(e);t in Nt&&!$e(t)&&Nt[t](e)&&e.preventDefault()}function $e(e){return Dt().includes(e)}function Bt(e,t){let n=Dt().filter(o=>o!==e);localStorage.setItem(
Pt,JSON.stringify(t?[...n,e]:n))}function Ge(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function Dt(){try{let e=JSON.parse(
localStorage.getItem(Pt)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function Ut(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:c}=e;
return i||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&c.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function os({
target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(se())return me(!1),!0;let t=document.
querySelector("#stop");if(t&&!t.disabled)t.click();else return jt();return!0}function rs({target:e}){return document.querySelector("dialog[open]")||e.closest?.(
Qr)?!1:(me(!se()),!0)}function ss({target:e}){return document.querySelector("dialog[open]")||e.closest?.(es)?!1:(Rt(),!0)}function is(e=""){let t=/\bhit (\d+) %/.exec(e);return t?Number(t[1]):null}function as(e,t){return t>e?"The second time more of its experts were already on the \
GPU.":t<e?"The second time fewer of its experts were on the GPU: others had taken their slots.":"Both times as many of its experts were on the GPU."}function Gt(e,t){
let n=null;t.hidden=!0;let o=c=>is(c?.querySelector(".thought-group .title")?.textContent);function r(c,a){n=c.slice(a).map(o).find(l=>l!==null)??null,t.hidden=
!0}function s(c){let a=o([...e.querySelectorAll(".message-row")].at(-1));if(a===null&&c)return setTimeout(()=>s(c-1),100);a!==null&&i(n,a),n=null}function i(c,a){
t.querySelector("p").textContent=as(c,a);for(let[l,u]of Object.entries({first:c,second:a})){let d=t.querySelector(`.${l}`);d.querySelector("i").style.setProperty(
"--share",`${u}%`),d.querySelector("b").textContent=`${u} %`}t.hidden=!1}return document.addEventListener("hybrid:reply-ended",()=>{if(n===null){t.hidden=!0;return}
s(30)}),{begin:r,hide:()=>t.hidden=!0}}var cs={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["repeat","Ask again"],["tokens","Tokens"],["copy","Copy"],["drop",
"Delete"]]},ie=0,ls={edit:"edit",copy:"copy",drop:"delete",again:"retry",repeat:"retry",tokens:"select"};function zt(e,t,n){let o=document.querySelector("#chat"),
r=document.querySelector("#editing-note"),s=document.querySelector("#chat-input textarea"),i=Gt(o,document.querySelector("#again")),c=()=>[...o.querySelectorAll(
".message-row")];function a(u){let d=fs(u),f=u.querySelector(":scope > .actions");f?.dataset.kind!==d&&(f?.remove(),d&&u.append(ps(d)))}o.addEventListener("clic\
k",u=>{let d=u.target.closest(".copy-code");d&&ds(d);let f=u.target.closest(".actions button");f&&(ie=c().indexOf(f.closest(".message-row")),f.dataset.action===
"repeat"&&i.begin(c(),ie),n(ls[f.dataset.action]),f.dataset.action==="copy"&&ms(f),f.dataset.action==="edit"&&s.focus())});let l=()=>{c().forEach(a),c().length||
i.hide(),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(us)};return new MutationObserver(l).observe(o,{childList:!0,subtree:!0}),
l(),r.addEventListener("click",u=>u.target.closest("button")&&Ht()),r.hidden=!0,It(Ht),{update(){}}}function Ht(){let e=document.querySelector("#editing :is(tex\
tarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])K(t,"");return!0}function Wt(e){let t=document.querySelector(
"#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces this message and everything after it. <button type="button">Cancel</button>'}function he(){
return String(ie)}function Kt(e){return Et(),[he(),...e]}function Jt(e){return[Vt(e[ie]),String(ie)]}function Yt(e){navigator.clipboard?.writeText(Vt(e[ie]))}function Vt(e){
let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??
t}function us(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function ds(e){
navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function fs(e){
return e.querySelector(".thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function ps(e){let t=Object.assign(document.createElement("div"),{className:"\
actions"});t.dataset.kind=e;for(let[n,o]of cs[e]){let r=Object.assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(
r)}return t}function ms(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}var hs={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function Xt(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,a=o.phase==="loading"&&o.activity&&`Waiting. ${o.activity}.`||hs[o.phase]||o.active_request&&"Waiting: the model is busy with another tab.",l=s&&!i&&!!a,u=i&&
o.phase==="prefill";if(e.hidden=!l&&!u,l)t.style.width="0",S(n,a);else if(u){let{prefill_done:d,prefill_total:f}=o.speed;t.style.width=`${f?100*d/f:0}%`,S(n,gs(
o.speed))}}}}function gs(e){return`Reading the prompt: ${e.prefill_done} of ${e.prefill_total} tokens${ys(e)}.`}function ys({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){
if(!n||e>=t)return"";let o=Math.ceil((t-e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function Zt(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var xs=700;function en(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=Zt(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let d=u.target.closest("button");d&&(i(!1),Qt(d.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?l(s.stop()):c()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&a(),xs)}),document.addEventListener("click",u=>{s.isRunning()&&bs(u)&&l(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function c(){if(tn()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){a();return}let d=new MutationObserver(()=>{u()||(d.disconnect(),a())});d.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function a(){l(s.next(!!document.querySelector("#\
error")?.textContent))}function l(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&Qt(u.prompt)}return{update(){}}}function bs({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function Qt(e){let t=document.querySelector("#chat-input textarea");if(K(t,e),tn())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function tn(){return document.querySelector("#stop")?.disabled===!1}var nn=[];function on(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>nn.push(n))))}):e}function rn(){nn.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function sn(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function an(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function cn({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function ln(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=ws(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function ws(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function dn(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function fn({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!un(n)||!un(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let i=n*o||0,c=e*t,a=i>s?` There is memory for ${s}.`:"";return`${i} slots for ${c} experts: ${Ss(i/c)} on the GPU.${a}`}function un(e){return e===
""||Number.isInteger(e)&&e>=0}function Ss(e){return e===1?"all of them fit":e===.5?"half of them fit":`${q(e)} of them fit`}function pn({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:i},{labels:c}){let a=(f,p)=>Object.keys(c[f]).find(y=>c[f][y]===p),l=i==="cached"?"":`, ${a("placement",i)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,d=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${a("admission",r)}, ${d}${l}`}
function mn({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,i=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}. ${r} threads already saturate memory (○)`:i}function hn(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:c}=n.
getBoundingClientRect(),a=Math.ceil((s.clientX-i)/c*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,a)))}),{draw(s,i,c=null){r=s;let a=l=>`${100*
l/r.logical_cpus}%`;n.style.setProperty("--threads",a(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",a(r.physical_cores)),n.style.setProperty(
"--knee",a(c??0)),n.classList.toggle("measured",c!==null),n.classList.toggle("beyond",i>r.physical_cores),S(o,mn(r,i,c))}}}function yn(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:c,top:a,width:l,height:u}=n.getBoundingClientRect();t.set("indexes",gn(Math.ceil((i.clientX-
c)/l*r.layers),r.layers)),t.set("ways",gn(Math.ceil((1-(i.clientY-a)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,c){r=i;let a=ks(r,c);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));a.forEach((l,u)=>n.children[u].style.setProperty("--share",l)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",xn(c)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${r.top_k} of ${r.experts})`,o.querySelector(".last").
textContent=String(r.layers-1)}}}function xn({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function ks({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(i,c)=>Math.min(1,Math.max(0,s(c)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):xn(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function gn(e,t){return Math.min(t,Math.max(1,e))}function Oe(e,t){let n=Object.keys(t.fields),o=c=>e.querySelector(`#${CSS.escape(t.fields[c]??c)}`),r=c=>o(c)?.querySelector("input, textarea")??null;function s(c){
let a=r(c);return a?Es(a,t.labels[c]):void 0}function i(c,a){let l=r(c);!l||s(c)===a||(l.value=String(a),l.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(c=>[c,s(c)])),label:c=>o(c)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??c,shown:(c,a)=>vs(t.labels[c],a)}}function Es({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function bn(e){let{geometry:t,...n}=e;return{...t,...n}}function vs(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}var Le=1024**3;function wn({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.
devices,i=e.slots_limit??s,{emulated:c}=t,a={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},l={name:"RAM",
held:Math.max(0,e.host_used-(c?e.slots:0)),slots:c?r:0,total:e.host_total,limit:c?i:null};return{device:c?null:a,host:l,limit:i,most:Math.floor(i/n.expert_bytes)}}
function Sn(e,{layers:t,experts:n,expert_bytes:o}){let r=Math.floor(e/o)||0,s=Math.min(n,Math.floor(r/t));return s>0?{indexes:t,ways:s}:r>0?{indexes:Math.min(t,
r),ways:1}:{indexes:0,ways:0}}function kn(e,t){if(!e)return"0";let o=10**Math.min(9,Math.max(1,Math.ceil(Math.log10(Le/t))));return String(Math.ceil(e/Le*o)/o)}
function He({slots:e,limit:t}){return t!==null&&e>t}function En(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + ${I(o)} slots`,c=He(e)?`: too \
much, only ${I(s)} of slots fit`:"";return`${t}: ${I(n)} used${i}, of ${I(r)}${c}`}function vn({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*
r/n)).toFixed(2)}%`;return{held:o(e),slots:o(Math.min(t,n-e))}}function On(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=wn(o,r);return t.hidden=s.device===null,s.device&&
$n(t,s.device),$n(n,s.host),{most:s.most,limit:s.limit}}}}function $n(e,t){let{held:n,slots:o}=vn(t);e.classList.toggle("over",He(t)),e.querySelector(".held").style.
width=n,e.querySelector(".slots-bar").style.width=o,S(e.querySelector("p"),En(t))}var $s={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},Os=["data-field","data-place"];function Ln(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function i(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function c(){i(),n();let d=o.querySelector("[data-field]");if(!d)return;
d.dataset.place==="chat"&&a(d.textContent);let f=Ls(d.dataset.field),p=f?t.input(f):null;p&&l(f,p,d.textContent)}function a(d){let f=document.querySelector("#co\
mposer");f&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:d}),f.before(s),o.classList.add("beside"))}function l(d,f,p){_s(t.block(
d));let y={className:"refusal",id:"refusal",textContent:p},h=Object.assign(document.createElement("p"),y),x=t.block(d);x.classList.add("refused"),(x.closest(".r\
ow")??x).after(h),f.setAttribute("aria-invalid","true"),f.setAttribute("aria-describedby",h.id),r={block:x,input:f,note:h},o.classList.add("beside"),h.scrollIntoView(
{block:"nearest"})}for(let d of[...t.names,"model"])t.input(d)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:Os,
subtree:!0};new MutationObserver(c).observe(o,u),c()}function Ls(e=""){return $s[e]??e}function _s(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function _n(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),S(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),S(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(Ts(location.origin+location.pathname,t.all()),"Link")})}function Ts(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function Tn(e,t){let n=e.querySelector("#slot-memory"),o=n.querySelector("input"),r=null,s=0,i="0";function c(a){if(!r?.expert_bytes)return;let{indexes:l,ways:u}=Sn(
Math.min(a,s),r);t.set("indexes",l),t.set("ways",u)}return o.addEventListener("input",()=>{let a=Number(o.value);o.value!==""&&a>=0&&c(a*Le)}),o.addEventListener(
"blur",()=>o.value=i),n.querySelector("button").addEventListener("click",()=>c(s)),{draw(a,l,u){r=a,s=u;let d=Math.max(0,l.indexes)*Math.max(0,l.ways)||0;i=kn(d*
r.expert_bytes,r.expert_bytes),document.activeElement!==o&&(o.value=i),n.classList.toggle("idle",l.placement==="cpu_only"),S(n.querySelector(".most"),`of ${I(s)}`)}}}function An(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=Oe(o,r),i=m=>e.querySelector(`.${m}`),c={cover:yn(o,s),gauges:On(e),cores:hn(
o,s),memory:Tn(o,s)},a=null,l="",u=ln(),d=!1;function f(){if(!a)return;let m=s.all(),b=bn(a.settings),w=Number(s.input("knee")?.value)||null,$=JSON.stringify([w,
m,b,a.model,a.machine,a.memory]);if($===l)return;l=$,c.cover.draw(a.model,m);let{most:k,limit:O}=c.gauges.draw(a,m);c.memory.draw(a.model,m,O),c.cores.draw(a.machine,
m.cpu_threads,w),h(m),y(m,b),S(i("explain"),dn(m,r)),S(i("slots"),fn(a.model,m,k)),S(i("inforce"),`Current: ${pn(b,r)}`),p(b,a.model.name)}function p(m,b){let w=s.
input("base")?.value;w&&u(JSON.parse(w),m,b)&&n("submit")}function y(m,b){let w=sn(s.names,m,b);for(let $ of s.names)s.block($)?.classList.toggle("changed",w.includes(
$));for(let $ of["apply","revert"])x($).disabled=w.length===0;o.querySelector("#apply-row").classList.toggle("pending",w.length>0),d&&=w.length>0,S(i("changes"),
an(w,s,{values:m,inForce:b,applying:d}))}function h(m){let b=cn(m,r);s.block("split_misses").hidden=a.machine.emulated;for(let w of s.names)s.block(w)?.classList.
toggle("idle",b.has(w))}function x(m){let b=o.querySelector(`#${m}`);return b.querySelector("button")??b}function g(m){d=m,l="",f()}o.addEventListener("click",({
target:m})=>m.closest("#apply")&&g(!0)),Ln(o,s,()=>g(!1)),_n(o,s);let E=()=>setTimeout(()=>e.isConnected&&f());return o.addEventListener("input",f),o.addEventListener(
"focusout",E),document.addEventListener("hybrid:fields-set",E),{update(m,b){a=m,(b.whole||b.delta.settings||b.delta.memory)&&f()}}}async function N(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var Mn="Settings panel",Cn="Best predicted";function qn(e,t){let n={...e,[Mn]:"what its fields hold, applied or not"};return t&&(n[Cn]=`${t.indexes} × ${t.ways}, from the map above`),n}function Nn(e,{panel:t,
best:n}){return e===Mn?{name:e,settings:t()}:e===Cn?{name:e,settings:n()}:e}function Pn(e,t){return e.length?e:t.slice(0,2)}var As=["grid","curves","reuse","tune","compare","lookahead"];function jn(e){let t=As.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.h\
tml?jobs=${t.join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function In(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=c=>e.querySelector(`input[name=lab-metric][value=${c}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(c){o=c;let a=!!o.figures["grid-speed"];s("speed").disabled=!a,s("speed").parentElement.title=a?"":
"Benchmark this machine first",a||(s("hits").checked=!0),i()},click({x:c,y:a}){let{indexes:l,ways:u,settings:d}=o.facts;d&&n({...d,indexes:l[a],ways:u[c]})},best:()=>o?.
facts.best??null}}var Ms={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},Cs={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},qs=137.508,Rn=[.62,.46,.76],Ns=.42,Ps=140;function ae(e){return Dn(Ms[e?"dark":"light"])}function Bn(e){return Dn(Cs[e?
"dark":"light"])}function _e(e){return Array.from({length:e},(t,n)=>{let o=`#${J(n).map(js).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function J(e){let t=Rn[e%
Rn.length],n=Ns*Math.min(t,1-t),o=r=>{let s=(r+e*qs/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function ze(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([d])=>d>=n)),[[r,s],[i,c]]=[e[o-1],e[o]],a=(n-r)/(i-r||1),[l,u]=[Fn(s),Fn(c)];return l.map((d,f)=>Math.
round(d+(u[f]-d)*a))}function Q([e,t,n]){return .299*e+.587*t+.114*n>Ps?"#14161a":"#ffffff"}function Dn(e){return e.map((t,n)=>[n/(e.length-1),t])}function Fn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function js(e){return e.toString(16).padStart(2,"0")}var ee=256,Un={width:.62,height:1.05},Is=1500,Gn=9,Rs=4;function Te(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";
function i(p,y,h,x){Je(e,t,p),s!==JSON.stringify(h)&&(r=Bs(h),s=JSON.stringify(h));let g=Ye(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
c(g,y);let E=a(g,y,x)&&l(g,y,x);return t.restore(),u(ge(g,p,y.hits),x),d(ge(g,p,y.misses),x),f(g,ge(g,p,y.outlined),x),E}function c(p,{rows:y,columns:h,values:x,
range:g}){n.width=h,n.height=y;let E=o.createImageData(h,y),m=new Uint32Array(E.data.buffer),[b,w]=g,$=(ee-1)/(w-b||1);for(let O=0;O<x.length;O++)Number.isNaN(x[O])||
(m[O]=r[Hn(x[O],b,$)]);o.putImageData(E,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),h*p.wide,y*p.high);let k=Ke(p);if(k){for(let O=0;O<=h;O++)
t.clearRect(p.x(O-.5)-k/2,p.y(-.5),k,y*p.high);for(let O=0;O<=y;O++)t.clearRect(p.x(-.5),p.y(O-.5)-k/2,h*p.wide,k)}}function a(p,{label:y,widest:h},x){return y!==
null&&p.wide>=(h+.8)*Un.width*We(x)&&p.high>=Un.height*We(x)}function l(p,{rows:y,columns:h,values:x,range:g,label:E},m){let[b,w]=p.columns(h),[$,k]=p.rows(y);if((w-
b)*(k-$)>Is)return!1;t.font=`${We(m)}px ${m.font}`,t.textAlign="center",t.textBaseline="middle";let O=(ee-1)/(g[1]-g[0]||1);for(let _=$;_<k;_++)for(let A=b;A<w;A++){
let M=x[_*h+A];Number.isNaN(M)||(t.fillStyle=Q(Fs(r[Hn(M,g[0],O)])),t.fillText(E(_,A),p.x(A),p.y(_)+.5))}return!0}function u(p,y){t.save(),t.fillStyle=y.now,t.shadowColor=
y.now;for(let{x:h,y:x,wide:g,high:E}of p)t.shadowBlur=Math.min(g,E)>=Gn?.3*y.em:0,t.fillRect(h,x,g,E);t.restore()}function d(p,y){t.strokeStyle=t.fillStyle=y.missed;
for(let{x:h,y:x,wide:g,high:E}of p){let m=Math.min(g,E)>=Gn?2.5:1;if(Math.min(g,E)<Rs){t.fillRect(h,x,g,E);continue}t.clearRect(h,x,g,E),t.lineWidth=m,t.strokeRect(
h+m/2,x+m/2,g-m,E-m)}}function f(p,y,h){t.strokeStyle=h.outline,t.lineWidth=Ke(p)>2?2:p.high>5?1.25:1;for(let{x,y:g,wide:E,high:m}of y)t.strokeRect(x,g,E,m)}return i}
function Je(e,t,{outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function Ye({
left:e,top:t,width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),c=o/(s[0]-s[1]),a=(l,u,d)=>[Math.max(0,Math.floor(l+.5)),Math.min(d,Math.floor(u+.5)+1)];return{
wide:i,high:c,x:l=>e+(l-r[0])*i,y:l=>t+(l-s[1])*c,columns:l=>a(r[0],r[1],l),rows:l=>a(s[1],s[0],l)}}function ge(e,{left:t,top:n,width:o,height:r},s){let i=Ke(e);
return s.map(([c,a])=>({x:e.x(a-.5)+i/2,y:e.y(c-.5)+i/2,wide:e.wide-i,high:e.high-i})).filter(({x:c,y:a,wide:l,high:u})=>c+l>t&&c<t+o&&a+u>n&&a<n+r)}function Ke({
wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=3.5?1:0}function We(e){return .72*e.em}function Hn(e,t,n){return Math.max(0,Math.min(ee-1,Math.round((e-t)*
n)))}function Fs(e){return[e&255,e>>8&255,e>>16&255]}function Bs(e){let t=document.createElement("canvas");t.width=ee,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(
.5,0,ee-.5,0);for(let[r,s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,ee,1),new Uint32Array(n.getImageData(0,0,ee,1).data.buffer.slice(0))}var zn="hybrid-theme";function Wn(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(zn);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
zn,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function P(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}function Ve({milliseconds:e}){return e.reduce((t,n)=>t+n,0)/1e3}function Jn({milliseconds:e},t){let n=t*1e3,o=e.findIndex(r=>(n-=r)<-1e-6);return o<0?e.length:o}
function Yn({cells:e,missed:t},n,{layers:o,experts:r}){let s=new Float64Array(o*r);for(let l=0;l<n;l++){let u=new Set(t[l]),d=1+Math.max(0,1-Math.log2(n-l)/6);for(let f of e[l])
s[f]=u.has(f)?0:d}let i=l=>[Math.floor(l/r),l%r],c=new Set(n?t[n-1]:[]),a=n?e[n-1]:[];return{values:s,hits:a.filter(l=>!c.has(l)).map(i),misses:[...c].map(i)}}function Vn({
cells:e,missed:t,milliseconds:n},o,r){let s=Math.min(r,Ve({milliseconds:n.slice(0,o)})||r),i=Kn(e,o),c=i?`${Math.round(100*(i-Kn(t,o))/i)} % hits`:"",a=o&&s?`${(o/
s).toPrecision(3)} tok/s`:"",l=o===n.length?"done":"";return[`${o} of ${n.length} tokens`,a,c,l].filter(Boolean).join(" · ")}function Kn(e,t){return e.slice(0,
t).reduce((n,{length:o})=>n+o,0)}var Ds=4/3,Us=22;function Xn(e){let t=e.querySelector("#lab-track"),n=e.querySelector("#lab-play"),o=e.querySelector("#lab-time"),r=e.querySelector("#lab-pace"),
s=[...t.querySelectorAll(".side")].map(h=>{let x=h.querySelector("canvas");return{side:h,canvas:x,paint:Te(x)}}),i=null,c=null,a=0,l=()=>Math.max(...i.runs.map(
Ve));function u(){if(!i||!t.offsetWidth)return;let h=Number(o.value);S(t.querySelector(".seconds"),`${h.toFixed(l()<1?2:1)} s`);let x=P();i.runs.forEach((g,E)=>d(
s[E],g,h,x))}function d({side:h,canvas:x,paint:g},E,m,b){let{layers:w,experts:$}=i,k=Jn(E,m),O=Yn(E,k,i),_=Vn(E,k,m);S(h.querySelector("h3"),E.name),S(h.querySelector(
".told"),_),S(h.querySelector(".text"),E.texts.slice(0,k+1).join("")),x.setAttribute("aria-label",`${E.name}: ${_}. ${O.hits.length} hits, ${O.misses.length} mi\
sses.`);let A=h.offsetWidth,M=Math.min(Us*b.em,A/$*w),z=Math.min(A,M/w*$*Ds);Object.assign(x.style,{width:`${z}px`,height:`${M}px`});let de={xRange:[-.5,$-.5],yRange:[
w-.5,-.5]},fe={left:0,top:0,width:z,height:M,outerWidth:z,outerHeight:M,...de},{cpu:oe,readyOld:De,ready:v,now:L}=b,C=[[0,oe],[.49,oe],[.5,De],[.92,v],[1,L]];g(
fe,{...{rows:w,columns:$,range:[0,2],label:null,widest:0,outlined:[]},...O},C,b)}function f(h){let x=(h-(c??h))/1e3/Number(r.value);c=h,o.value=String(Math.min(
l(),Number(o.value)+x)),u(),Number(o.value)<l()&&t.offsetWidth?a=requestAnimationFrame(f):p()}function p(){cancelAnimationFrame(a),c=null,a=0,S(n,"Play")}function y(){
Number(o.value)>=l()&&(o.value="0"),S(n,"Pause"),a=requestAnimationFrame(f)}return n.addEventListener("click",()=>a?p():y()),o.addEventListener("input",()=>{p(),
u()}),new ResizeObserver(u).observe(t),{redraw:u,show(h,x){if(p(),i=h,t.hidden=!h,!h)return;o.max=String(l()),r.value=String(Gs(l()));let g=!x||matchMedia("(pre\
fers-reduced-motion: reduce)").matches;o.value=String(g?l():0),u(),g||y()}}}function Gs(e){return e<1?20:e<4?4:1}var Hs=350;function Zn(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=m=>e.querySelector(m),[s,i,c,a,l,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),d=r(".anyway"),f=null;function p(m){s.hidden=m,i.hidden=c.hidden=!m,i.disabled=!1,m&&c.removeAttribute("value")}function y(m={}){return h(async b=>{for(let w of t())
b.push(await zs({...w,...m,after:b.at(-1)?.id}))})}async function h(m){let b={jobs:[],cancelled:!1};f=b,l.textContent=a.textContent="",d.hidden=!0,p(!0);try{await m(
b.jobs),b.cancelled&&await g(b);for(let[w,$]of b.jobs.entries()){let k=await x($,O=>c.value=(w+O)/b.jobs.length);if(d.hidden=k.field!=="busy",k.state==="failed")
throw new Error(k.error);k.state==="done"&&n(k),b.cancelled||=k.state==="cancelled"}a.textContent=b.cancelled?"Cancelled.":""}catch(w){l.textContent=w.message,a.
textContent=""}f=null,p(!1),o()}async function x(m,b){for(;m.state==="waiting"||m.state==="running";)b(m.share),a.textContent=m.what,await new Promise(w=>setTimeout(
w,Hs)),m=await N(`lab/jobs/${m.id}`);return m}async function g(m){m.cancelled=!0,i.disabled=!0,a.textContent="Cancelling";for(let{id:b}of m.jobs)await N(`lab/jo\
bs/${b}`,{method:"DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!f&&y()),d.addEventListener("click",()=>!f&&y({anyway:!0})),i.addEventListener("click",
()=>f&&g(f));function E(m,b=""){s.disabled=!m,u.textContent=b&&`${b}.`}return{enable:E,follows:m=>!!f?.jobs.some(b=>b.id===m),join(m){f||!m.length||h(async b=>b.
push(...m.map(({id:w})=>({id:w,state:"waiting",share:0,what:""}))))}}}function zs(e){let t=JSON.stringify(e);return N("lab/jobs",{method:"POST",body:t,headers:{
"Content-Type":"application/json"}})}function eo(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>S(s,r));for(let[o,r]of Object.entries(n.tables))
Xe(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Xe(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(Qn("th",n.columns));let r=n.rows.map((s,i)=>{let c=Qn("td",s);return c.classList.toggle("marked",i===n.marked),n.keys[i]&&
c.cells[0].prepend(Ws(...n.keys[i])),c});o.querySelector("tbody").replaceChildren(...r)}function Ws(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function Qn(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var to=null;function F(){return to??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),to}var B={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function Y(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),c=t._fullLayout,a=c&&Math.abs(c.width-s)<1&&Math.abs(c.height-i)<1;s&&!c?n():s&&(r||!a)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function V(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function Ae(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function no({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},c={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},a={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},l={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:a,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(Ks(i)),layout:oo({...l,xaxis:c,yaxis:c},s(t))}}function Ks(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function oo(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?oo(e[r],s):s;return o}function ro(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let c=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:a,layout:l}=no(i.figure,getComputedStyle(document.body),c),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,a,{...l,width:d,height:f},B),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){F().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let c=0;new ResizeObserver(()=>{cancelAnimationFrame(
c),c=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let c={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,c)}return{show(i,c){let a=t.get(i);a&&(a.figure=c??null,a.holder.hidden=!c,c&&a.holder.setAttribute("aria-label",c.title),r(),
o(a))},onClick:(i,c)=>t.get(i).onClick=c,redraw:()=>t.forEach(o)}}var Js=["mapping","policy","admission"];function so({kind:e,asked:t},{at:n,source:o}){if(e==="grid"){o.choose(t);for(let r of Js)n(r).value=t.settings?.[r]??""}
if(e==="tune"&&(n("budget").value=t.budget_gib??"",t.confirm&&(n("confirm").value=t.confirm)),e==="race"&&t.rivals&&(n("rivals").value=t.rivals),["tune","compar\
e","race"].includes(e)&&(t.prompt&&(n("prompt").value=t.prompt),t.tokens&&(n("tokens").value=t.tokens)),e==="compare"){let r=(t.contenders??[]).map(s=>s.name??s);
for(let s of n("contenders").querySelectorAll("input"))s.checked=r.includes(s.value)}}var Ys="chat",Me=["grid","curves","reuse"];function io(e,t){return Me.map(n=>({kind:n,...e,settings:Vs(t)}))}function Vs(e){return Object.fromEntries(Object.entries(
e).filter(([,t])=>t!==""))}function ao(e){return e===""?null:Number(e)}function co(e){return e?.tokens?"":"Nothing to replay yet"}function lo(e){return e.find(({
id:t})=>t===Ys)?.generated?"":"No reply to look at yet"}function uo(e,{machine:t,emulated:n,calibrated:o}){return t==="this"&&n?"No GPU here to measure: choose \
a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for yet"}function fo(e,t){let{id:n,tokens:o}=t??{};return JSON.
stringify([e?.model.name,e?.settings,n,o])}function po({model:e,settings:t,source:n,tokens:o}){return JSON.stringify([e,t,n,o])}function mo({model:e,settings:t,
counters:n}){return JSON.stringify([e.name,t,n.generated_tokens])}var ye="typed";function yo(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,i,c]=["source","machine","file","typed"].map(o),a=null,l=!1;function u(p){
a=p,ho(r,a.sources.map(({id:y,label:h})=>[y,h])),ho(s,[["this","this machine"],...a.machines.map(({name:y})=>[y,y]),[ye,"Custom machine"]]),Xe(e,"calibration",a.
calibration_table),o("times").hidden=!a.calibration_table,S(e.querySelector("#lab-job-calibrate .go"),a.calibrated?"Run again":"Benchmark this machine"),l||(s.value=
a.default_machine),l=!0,o("budget").placeholder=a.budget_gib===null?"all there is":`at most ${a.budget_gib.toFixed(1)}`,d()}function d(){if(!a)return;let p=s.value;
c.hidden=p!==ye,o("prediction").hidden=p==="this",S(o("machine-note"),p==="this"?a.calibration:ei(p,a.emulated));let y=r.value;S(o("trace-note"),a.sources.find(
({id:h})=>h===y)?.notes??"");for(let[h,x]of[["save","safetensors"],["csv","csv"]]){let g=o(h);g.href=`lab/traces/${y}.${x}`,g.toggleAttribute("hidden",!go(a,y))}
n()}async function f(){let[p]=i.files;if(p){S(o("trace-error"),"");try{let y=new URLSearchParams({name:p.name,...Qs(o("foreign"))}),{id:h}=await N(`lab/traces?${y}`,
{method:"POST",body:p});await t(),r.value=h,d()}catch(y){S(o("trace-error"),y.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener(
"change",f);for(let p of[r,s])p.addEventListener("change",d);return{offer:u,choose({source:p,machine:y}){if(go(a,p)&&(r.value=p),typeof y=="string"&&Xs(s,y))s.value=
y;else if(y&&typeof y=="object"){s.value=ye;for(let h of c.querySelectorAll("input"))h.value=y[h.name]??""}d()},chosen:()=>a?.sources.find(({id:p})=>p===r.value)??
null,asked:()=>({source:r.value,machine:s.value===ye?ni(c):s.value})}}function ho(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],i)=>Zs(e.options[i],r,s))||
(e.replaceChildren(...t.map(([r,s])=>new Option(s,r))),t.some(([r])=>r===n)&&(e.value=n))}function Xs(e,t){return[...e.options].some(n=>n.value===t)}function Zs(e,t,n){
return e.value===t&&e.text===n}function go(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Qs(e){let t=[...e.querySelectorAll("input")];return Object.
fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function ei(e,t){return`${t?"no GPU here, so speeds are for ":"from figures of "}${ti(
e)}; nothing of it is measured.`}function ti(e){return e===ye?"a machine that was typed in":e}function ni(e){let t=[...e.querySelectorAll("input")];return Object.
fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var oi="Click a cell to try it.",ri="The trace is of another model: its sizes cannot be tried on this one.",si=["mapping","policy","admission"],ii={replay:Me,calibrate:[
"calibrate"],tune:["tune"],compare:["compare"],race:["race"],lookahead:["lookahead"]};function xo(e,t,n){let o=e.querySelector("#lab"),r=v=>o.querySelector(`#la\
b-${v}`),s=ro(o),i=new Map,c=null,a=null,l="",u,d=!1,f="",p=In(o,s,g),y=Xn(o),h=yo(o,{refresh:z,changed:oe});function x(){let v=document.querySelector("#control\
-pane");return Oe(v,JSON.parse(v.querySelector("#fits").dataset.facts))}function g(v,L=r("picked-note")){n("submit",v),S(L,`${v.indexes} × ${v.ways} is filled \
in; press Apply.`)}let E=v=>ao(r(v).value),m=()=>Object.fromEntries(si.map(v=>[v,r(v).value])),b=()=>({prompt:r("prompt").value,tokens:E("tokens")}),$=Object.fromEntries(
Object.entries({replay:()=>io(h.asked(),m()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let v={budget_gib:E("budget"),confirm:E("confirm")};return[{kind:"tune",
...h.asked(),...v,...b()}]},compare:()=>[{kind:"compare",contenders:A(),...b()}],lookahead:()=>[{kind:"lookahead"}],race:()=>[{kind:"race",rivals:r("rivals").value,
...b()}]}).map(([v,L])=>[v,Zn(r(`job-${v}`),{steps:L,onView:k,onEnd:()=>z()})]));for(let v of["replay","tune","compare","race","lookahead"])$[v].enable(!1);function k(v,L=!0){
i.set(v.kind,v.id),v.kind==="grid"&&(p.show(v.view),f=po(v.about),r("use-best").hidden=!p.best(),S(r("picked-note"),v.view.facts.settings===null?ri:oi)),v.kind===
"tune"&&O(v.view.facts),v.kind==="race"&&y.show(v.view.facts.race,L),eo(o,s,v.view),v.kind==="curves"&&!v.view.figures["curves-speed"]&&s.show("curves-speed",null),
Me.includes(v.kind)&&(r("results").hidden=!1),s.redraw(),_()}function O({former:v,best:L}){for(let[C,W]of Object.entries({former:v,tuned:L}))r(C).hidden=!W,r(C).
onclick=()=>g(W,r("former-note"));S(r("former-note"),"")}function _(){let v=jn(i);for(let L of["report","json"])r(L).hidden=v===null,v&&(r(L).href=v[L])}function A(){
let v={panel:()=>x().all(),best:p.best};return M().map(L=>Nn(L,v))}function M(){return[...r("contenders").querySelectorAll("input:checked")].map(({value:v})=>v)}
async function z(){try{c=await N("lab/state")}catch{return}h.offer(c),oe(),await de(c)}async function de({under_way:v,results:L}){let C=({id:j})=>Object.values(
$).some(Ue=>Ue.follows(j));for(let[j,Ue]of Object.entries($))Ue.join(v.filter(({kind:Jr})=>ii[j].includes(Jr)));let W=L.filter(j=>i.get(j.kind)!==j.id&&!C(j)),R=!d;
d=!0;let pe=await Promise.all(W.map(({id:j})=>N(`lab/jobs/${j}`).catch(()=>null)));for(let j of pe.filter(Boolean))R&&so(j,{at:r,source:h}),k(j,!1);pe.length&&oe()}
function fe(){if(!a||!o.offsetWidth)return;let v=a.phase==="idle"?mo(a):l;v===l&&a.lab===u||(l=v,u=a.lab,z())}function oe(){let v=h.chosen(),L={replay:co(v),tune:uo(
v,{...c,...h.asked()}),compare:"",race:"",lookahead:lo(c.sources)};r("empty").hidden=!L.replay||i.size>0,De();for(let[W,R]of Object.entries(L))$[W].enable(!R,R);
let C=i.has("grid")&&fo(a,v)!==f;S(r("stale"),C?"The trace or the settings have changed. Replay again.":"")}function De(){let v=qn(c.contenders,p.best()),L=Object.
keys(v),C=r("contenders"),W=[...C.querySelectorAll("input")].map(({value:R})=>R);if(JSON.stringify(W)!==JSON.stringify(L)){let R=new Set(Pn(M(),L));C.replaceChildren(
C.querySelector("legend"),...L.map(pe=>ai(pe,R.has(pe))))}C.querySelectorAll("label").forEach(R=>R.title=v[R.textContent.trim()])}return new ResizeObserver(()=>o.
offsetWidth&&fe()).observe(o),r("use-best").addEventListener("click",()=>g(p.best())),s.onClick("grid",p.click),o.querySelectorAll("input[name=lab-metric]").forEach(
v=>v.addEventListener("change",p.redraw)),{update(v){a=v,fe()},recolour(){s.redraw(),y.redraw()}}}function ai(e,t){let n=document.createElement("label"),o=Object.
assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});return n.append(o,` ${e}`),n}function bo(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;Z(t("hits"),o.hits),Z(t("inflight"),o.in_flight),Z(t("misses"),o.misses),
Z(t("fills"),o.fills),Z(t("evictions"),o.evictions),S(t("hit-rate"),q(ve(o),1)),S(t("recent"),q(n.recent_hit_rate,1)),S(t("copied"),I(o.bytes_copied)),Z(t("toke\
ns"),o.generated_tokens),ci(t("joules"),n.power)}}}function ci(e,t){let{text:n,title:o}=li(t);S(e,n),e.parentElement.title=o}function li(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,i])=>s+i.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${Ot(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var wo=2,ui=150;function So(e){let t=e.getContext("2d"),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:i},c){let a=o&&!n.matches?
r.places(di(o,i)):[];if(o=i.slice(),!!a.length){Je(e,t,s),t.fillStyle=c.cpu;for(let{x:l,y:u,wide:d,high:f}of ge(Ye(s),s,a))t.fillRect(l,u,d,f);e.animate([{opacity:1},
{opacity:0}],{duration:ui,fill:"forwards"})}}}}function di(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===wo&&e[o]!==wo&&n.push(
o);return n}var ko=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(ko[e]=t++);function D(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=ko[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var fi="No topics yet: press Switch topics under the chat, or name a conversation as a topic (More).",pi="One topic so far: an expert can prefer one only beside\
 another.";function mi(e){return{...e,preferred:D(e.preferred),shares:D(e.shares)}}function Eo(e){let t=0;return async function(){let o=++t,r=await N("topics").
catch(()=>null);r&&o===t&&e(mi(r))}}function ce(e){let{topics:t,model:n}=e;return t&&t.model===n.name&&t.words.length===n.layers*n.experts?t:null}function vo(e,t){
return ce(e)?.preferred[t]??0}function $o(e,t){let n=[e,...Array.from({length:t},(o,r)=>_o(r))];return n.flatMap((o,r)=>[[r/n.length,o],[(r+1)/n.length,o]])}function Oo(e){
let t=ce(e)?.topics??[];if(t.length<2)return`<span>${t.length?pi:fi}</span>`;let n=(r,s)=>`<span><i class="mark topic" style="background:${r}"></i>${s}</span>`;
return[...t.map(({name:r},s)=>n(_o(s),Ze(r))),n("var(--state-cpu)","no topic")].join("")}function Lo(e,t){let n=ce(e);if(!n)return[];let{topics:o,shares:r,words:s}=n,
i=s.length,c=o.map(({name:l},u)=>({name:l,share:r[u*i+t]})).filter(({share:l})=>l>0).sort((l,u)=>u.share-l.share).slice(0,3).map(({name:l,share:u})=>`${Ze(l)} ${u}\
 %`),a=s[t].map(l=>`“${Ze(l.trim())}”`);return[c.length?c.join(", "):"",a.length?`chosen by ${a.join(" ")}`:""].filter(Boolean)}function _o(e){return`#${J(e).
map(t=>t.toString(16).padStart(2,"0")).join("")}`}function Ze(e){return e.replace(/[&<>"]/g,t=>`&#${t.charCodeAt(0)};`)}function le({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function To({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping===
"layered",c=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),a=new Int32Array(s).fill(-1);return n.slot.forEach((l,u)=>{l>=0&&l<s&&(a[l]=u)}),{key:`slots\
 ${c} ${s}`,rows:Math.ceil(s/c),columns:c,xTitle:i?"slot of the layer":"slot",yTitle:i?"layer":`slots, ${c} a row`,cellAt:(l,u)=>l*c+u<s?a[l*c+u]:null,places:l=>l.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/c),n.slot[u]%c]),layerAt:(l,u)=>i?l:hi(a[l*c+u],e)}}function hi(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[Ce,nt,ot]=[0,1,2],gi=.5,yi=6,xi=["not on the GPU","being copied to the GPU","on the GPU"],xe={where:{board:le,value:({cache:e,counters:t},n)=>e.state[n]!==ot?
e.state[n]===nt?gi:Ce:1+wi(e.lastUsed[n],t.steps),range:()=>[Ce,ot],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:le,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(Ao(
e)),0],scale:({isDark:e})=>ae(e),legend:e=>tt(`${Ao(e)} steps ago`,"just now")},rate:{board:le,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>ae(e),legend:()=>tt("0 % hits","100 %")},uses:{board:le,value:({cache:e},t)=>qe(e,t),range:({cache:e})=>[0,Qe(e)],scale:({isDark:e})=>ae(
e),legend:({cache:e})=>tt("unused",`${Qe(e)} uses this reply`),label:({cache:e},t)=>String(qe(e,t)||""),widest:({cache:e})=>et(Qe(e)+1)},topics:{board:le,value:vo,
range:e=>[-.5,(ce(e)?.topics.length??0)+.5],scale:({cpu:e},t)=>$o(e,ce(t)?.topics.length??0),legend:Oo,isOutlined:!0},slots:{board:To,value:({model:e,settings:t},n)=>t.
mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:(e,{model:t,settings:n})=>_e(
n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"layer"}; the number is the expert</\
span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.state[o]===nt?" ↓":""}`},
widest:({model:e,settings:t})=>et(e.experts)+(t.mapping==="layered"?0:1+et(e.layers))}};function Mo(e,t){let{cache:n,counters:o,model:r}=e;if(t===null)return"no\
 slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.experts)}, expert ${t%
r.experts}`,bi(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${qe(n,t)} uses this reply`,n.lastUsed[t]<0?"never used":`last used ${i}`,
...Lo(e,t)].join("<br>")}function Co({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[ot]} of ${e.state.length} experts on the GPU, ${t[nt]} bei\
ng copied, ${t[Ce]} not on the GPU`}function bi({cache:e},t){let n=xi[e.state[t]];return e.state[t]===Ce?n:`${n}, slot ${e.slot[t]}`}function qe(e,t){return e.uses[t]-
e.usedBefore[t]}function Ao({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function Qe(e){let t=1;for(let n=0;n<
e.uses.length;n++)t=Math.max(t,qe(e,n));return t}function et(e){return String(e-1).length}function wi(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.max(1,t-e))/
yi)}function tt(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var Si=4/3,ki=800,qo=-1,Ei='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',vi='<span><i class="mark now"></i>last token</sp\
an>',$i='<span><i class="mark now"></i>chosen token</span>';function No(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector(
"#heatmap .summary"),s=e.querySelector("#heatmap .stage"),i=Te(e.querySelector("#heatmap canvas")),c=So(e.querySelector("#heatmap .landings")),a=xe.where,l=null,
u=null,d=[],f=null,p="",y=null,h=null,x=null,g=null;function E(){if(!h||!y||!n.offsetWidth)return;l=a.board(h),u=P(),d=Array.from({length:l.rows},()=>new Array(
l.columns).fill(qo));let k=Ae(l.rows,(_,A)=>Mo(h,l.cellAt(_,A))),O=!n.on;s.classList.toggle("tall",l.columns<=l.rows),s.style.setProperty("--board",`${Li(l,n.offsetHeight,
u.em)}px`),w(!0),y.react(n,[Ti(d,k)],Ai(l,h,n,u),B),O&&m(),b()}function m(){n.on("plotly_doubleclick",()=>y.relayout(n,Po(l))),n.on("plotly_relayout",k=>k.autosize?
E():b()),n.on("plotly_hover",({points:[k]})=>f={xval:k.x,yval:k.y}),n.on("plotly_unhover",()=>f=null),n.on("plotly_click",({points:[k]})=>t.chooseLayer(l.layerAt(
k.y,k.x)))}function b(){l=a.board(h);let k=Oi(l,a,h,d,g),O=_i(n),_=i(O,k,a.scale(u,h),u);a===xe.where&&c.show(l,O,h.cache,u),n.dataset.outlined=k.outlined.length||
k.hits.length+k.misses.length,w(_),f&&y.Fx.hover(n,f,"xy")}function w(k){let O=a.legend(h,k)+(g?$i:a.isOutlined?vi:Ei);O!==p&&(o.innerHTML=O),p=O}let $=Eo(k=>{x=
k,h&&(h={...h,topics:x},E())});return $(),document.addEventListener("hybrid:reply-ended",()=>setTimeout($,ki)),t.outline=k=>{g=k,l&&n.offsetWidth&&b()},e.querySelectorAll(
"input[name=view]").forEach(k=>k.addEventListener("change",()=>{a=xe[k.value],a===xe.topics&&$(),E()})),F().then(k=>{y=k,Y(y,n,E),E()}),{holds:!0,update(k,O){if(h=
{...k,topics:x},S(r,Co(k)),!y||!n.offsetWidth)return;let{cells:_,current:A,settings:M,counters:z,active_request:de}=O.delta;O.whole||!l||M&&l.key!==a.board(k).key?
queueMicrotask(E):(_||A||M||z||de)&&b()},recolour:E}}function Oi(e,t,n,o,r){let{current:s,missed:i}=n.cache,c=r??(t.isOutlined?s:null),a=new Set(i),l=new Float64Array(
e.rows*e.columns).fill(NaN);for(let u=0;u<e.rows;u++)for(let d=0;d<e.columns;d++){let f=e.cellAt(u,d),p=f===null||f<0?null:t.value(n,f);o[u][d]=p??qo,p!==null&&
(l[u*e.columns+d]=p)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),label:t.label?(u,d)=>t.label(n,e.cellAt(u,d)):null,widest:t.widest?.(n)??2,hits:e.
places(c?[]:s.filter(u=>!a.has(u))),misses:e.places(c?[]:i),outlined:e.places(c??[])}}function Li({rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.
ceil(3*o+4+Si*r*t)}function _i(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,
height:n._length,xRange:t.range,yRange:n.range}}function Ti(e,t){return{type:"heatmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"\
%{customdata}<extra></extra>"}}function Po({rows:e,columns:t}){return{"xaxis.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function Ai(e,{model:t},n,o){let r=`${t.
name} ${e.key}`,s=Po(e),i=n.layout?.uirevision===r?n.layout:null,c=(a,l)=>({showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.
log2(l/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{text:a,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,
b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:V(o),dragmode:"zoom",uirevision:r,xaxis:{...c(
e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...c(e.yTitle,e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var Mi=1e3,[Ci,qi]=[1,2];function jo(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(Ni());for(let c=0;c<i;c++)Pi(o,c).forEach((a,l)=>{let u=n.rows[c].cells[l];
u.textContent!==a&&(u.textContent=a)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,Mi))}}}function Ni(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function Pi({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),c=u=>r.
reduce((d,f)=>d+u[o+f],0),[a,l]=[c(t.uses),c(t.hits)];return[String(n),rt(s(qi)),rt(s(Ci)),rt(i.map(u=>u-o)),`${l} of ${a}`,q(a?l/a:null,1)]}function rt(e){return e.
join(" ")||"none"}var Io=["steps","held","loading","choices","outcomes"];function Ro(){let e={rows:"ways",clear(){for(let t of Io)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of Io)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[Fo,ji]=[0,1],Ii=16,Ri=10,[Fi,Bi]=[.14,.3];function Bo(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(l=>l.map(u=>u<0?-1:1)),s=r[0].length,i=Go(e,s),c=o?
s:null,a=l=>o?Q(J(l)):n.readyInk;return{rows:s+(o?1:0),traces:[Di(e,r,s,o,t,n),...o&&s<=Ii?[Ui(e,r,s,t,n)]:[],je(i.evictions,"line-ns-open",n.outline,.9*n.em,"e\
victed",2),je(i.hits,"circle",i.hits.experts.map(a),.25*n.em,"hit"),je(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),je(i.misses,"x-thin-ope\
n",n.outline,.4*n.em,"missed",1.5)],layout:Hi(e,s,c,n)}}function Do({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mark\
 hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted<\
/span>`}function Uo(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
Fo).length,o=Go(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${q(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function Di({steps:e,loading:t},n,o,r,{experts:s},i){let c=Array.from({length:o},(l,u)=>n.map(
d=>d[u]<0?null:d[u])),a=(l,u)=>{let d=n[u][l],f=t[u].includes(l);return r?`slot ${l}: ${d<0?"empty":`expert ${d}${f?", being copied":""}`}`:`expert ${l}: ${d<0?
"not on the GPU":f?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:c,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?_e(s):[[0,i.cpu],[1,i.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:Ae(o,a),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function Ui({steps:e},t,n,o,r){let[s,i,c,a]=[[],[],[],[]];
for(let l=0;l<n;l++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][l]===t[u][l];)d++;let f=t[u][l];f<0||d-u<Ri||(s.push(e[u]),i.push(l-Fi),c.push(String(
f)),a.push(Q(J(f))))}return{type:"scatter",mode:"text",x:s,y:i,text:c,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*
r.em,color:a}}}function Go({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...Ne(),experts:[]},inFlight:Ne(),misses:Ne(),evictions:Ne()};return t.forEach(
(c,a)=>{let l=n[a-1]??n[a];n[a].forEach((u,d)=>{(e==="ways"?l[d]>=0&&u!==l[d]:l[d]>=0&&u<0)&&Pe(i.evictions,c-.5,d)}),o[a].forEach((u,d)=>{let f=r[a][d],p=e==="\
ways"?Gi(u,l,n[a]):u;f===Fo?(Pe(i.hits,c,p<0?s:p+(e==="ways"?Bi:0)),i.hits.experts.push(u)):f===ji?Pe(i.inFlight,c,p<0?s:p):Pe(i.misses,c,e==="ways"?s:u)})}),i}
function Gi(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function Ne(){return{x:[],y:[]}}function Pe(e,t,n){e.x.push(t),e.y.push(n)}function je({x:e,y:t},n,o,r,s,i=0){
return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},hoverinfo:"skip",showlegend:!1}}function Hi({steps:e},t,n,o){
let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.log2(t/10))),c=Array.from({length:Math.ceil(t/i)},(l,u)=>u*
i),a={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,\
0,0,0)",font:{family:o.font,color:o.text},hoverlabel:V(o),xaxis:{...a,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"st\
ep",font:r,standoff:4}},yaxis:{...a,range:[s,-.5],tickvals:n===null?c:[...c,n],ticktext:n===null?c.map(String):[...c.map(String),"CPU"],title:{text:n===null?"ex\
pert":"slot",font:r,standoff:4}}}}var zi=700;function Ho(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=Ro(),i=null,c=null,a=null,l=0,
u=-1,d=!1;function f(){if(!i||a===null||!s.steps.length)return;let x=P(),g=Bo(s,c.model,x);r.style.setProperty("--rows",g.rows),i.react(r,g.traces,g.layout,B),n.
querySelector(".legend").innerHTML=Do(s),S(n.querySelector(".summary"),Uo(s))}async function p(){l=0;let x=a;x===null||d||document.hidden||(u=c.counters.steps,await s.
extend(x,()=>a===x)&&f())}function y(x){x==null||x===a||(a=x,o.value=String(a),n.hidden=!1,S(n.querySelector("h3"),`Layer ${a}`),F().then(g=>{i||Y(g,r),i=g}),s.
clear(),p())}function h(){a=null,o.value="",n.hidden=!0}return t.chooseLayer=y,o.addEventListener("change",()=>o.value===""?h():y(Number(o.value))),n.querySelector(
".close").addEventListener("click",()=>{h(),o.focus()}),{update(x,g){c=x,o.length!==x.model.layers+1&&Wi(o,x.model.layers),g.whole&&a!==null&&(a>=x.model.layers&&
h(),s.clear(),u=-1),a!==null&&u!==x.counters.steps&&(l||=setTimeout(p,zi))},paused(x){d=x,u=-1},recolour:f}}function Wi(e,t){e.length=1;for(let n=0;n<t;n++)e.add(
new Option(String(n),String(n)))}var[te,Ki,zo]=["solid","4px 2px","2px 2px"],Ji=[{title:"tokens / s",format:be,lines:[{at:1,name:"tok/s",colour:"speed",dash:te}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:te,value:Yi}]},{title:"experts / s",format:be,lines:[{at:2,name:"hits/s",short:"hits",colour:"hi\
t",dash:te},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Ki}]},{title:"copied to the GPU",format:e=>`${Vi(e)}B/s`,lines:[{at:4,name:"copied",colour:"\
speed",dash:te}]},{title:"power",power:!0,format:e=>`${be(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:te},{at:6,name:"CPU",short:"CPU",colour:"\
cpuPower",dash:zo}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",
dash:te},{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:zo}]},{title:"GPU memory",titleWithout:"memory of this program (no GP\
U in use)",format:e=>`${be(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:te}]}];function Wo({power:e,memory:t}){let n=Object.
values(e).some(r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Ji.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function Ko({
most:e,unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let c of n)r=Math.max(r,(st(c,i)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));
return t*s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function st({at:e,value:t},n){return t?t(n):n[e]}function Yi(e){let[t,n]=e.slice(2,4);return t+n>0?t/(t+n):
null}function be(e){return String(Number(e.toPrecision(e<1?2:3)))}function Vi(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${be(e/1e3**t)} ${["",
"k","M","G","T"][t]}`}var Xi=120,Zi="question",ct=.66,it=.22,lt=.04,[Jo,Qi,Yo,at]=[5,1.8,1.7,4];function ut({points:e,marks:t},n,o,r){let s=e.map(([c])=>c-o);return[...n.flatMap(({lines:c,
top:a,format:l},u)=>{let d=n.length-1-u;return c.map(f=>{let{name:p,colour:y,dash:h}=f,x=e.map(g=>st(f,g));return{type:"scatter",mode:"lines",name:p,x:s,y:x.map(
g=>g===null?null:d+ct*g/a),customdata:x.map(g=>g===null?"":l(g)),line:{color:r[y],width:1.8,dash:h,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),ea(t,n.length,o,r)]}function ea(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-lt,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(ta(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function ta(e){return e===
Zi?"circle":"triangle-down"}function Vo(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.flatMap(({top:c,format:a},l)=>{let u=e.length-1-l;return[
[u,"0"],[u+ct,a(c)]]});return{margin:{l:Jo*o,r:Qi*o,t:at,b:Yo*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:V(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-Xi,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-lt,e.length+it],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:i.map(([c])=>c),ticktext:i.map(([,c])=>c),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function Xo(e,t,n){let o=t.
length+it+lt,r=t.map((s,i)=>{let c=(i+1-ct+it)/o,a=Object.assign(document.createElement("p"),{textContent:s.title});return a.style.top=`calc(${at}px + ${c} * (1\
00% - ${at+Yo*n.em}px))`,s.lines.length>1&&a.append(...s.lines.map(l=>na(l,n))),a});e.style.left=`${Jo*n.em}px`,e.replaceChildren(...r)}function na({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function Zo(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),c=null,a=null,l="",u=null,d=!1;function f(){if(!a||!c||!t.offsetWidth)return;let w=P(),$=!t.on,k=h();
l=x(k);let O=u===null?null:t.layout.xaxis.range;c.react(t,ut(a,k,y(),w),Vo(k,O,w),B),Xo(n,k,w),$&&g()}function p(){let w=h();if(!t.on||!t.offsetWidth||x(w)!==l)
return f();let $=ut(a,w,y(),P()),k=O=>$.map(_=>_[O]);c.restyle(t,{x:k("x"),y:k("y"),customdata:k("customdata")},[...$.keys()])}function y(){let w=a.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??w,u??w}function h(){return Wo(a).map(w=>({...w,top:Ko(w,a.points)}))}function x(w){return JSON.stringify([w.map(({title:$,
top:k})=>[$,k]),a.marks])}function g(){t.on("plotly_relayout",w=>{"xaxis.range[0]"in w&&m(Number(t.dataset.end)),w.autosize&&f()}),t.on("plotly_doubleclick",b),
i.addEventListener("click",b),t.addEventListener("pointerenter",()=>E(!0)),t.addEventListener("pointerleave",()=>E(!1))}function E(w){d=w,r.hidden=!w,w||f()}function m(w){
u=w,i.hidden=s.hidden=w===null,w!==null&&S(s,`0 s is ${new Date(1e3*w).toLocaleTimeString()}`)}function b(){m(null),f()}return F().then(w=>{c=w,Y(c,t,f),f()}),{
holds:!0,update(w,$){a=w,S(o,oa(w)),$.whole?requestAnimationFrame(f):c&&!d&&($.point||$.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function oa(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var Qo="hybrid-captions-seen";function er(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(Qo)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(Qo,"yes"),o.hidden=!0}),{holds:!0,update(r){S(t,dt(
r.recent_hit_rate)),S(n,ra(r))}}}function dt(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function ra({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",i=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!i)return`${s}: all ${r} of its experts were already on the GPU.`;let c=t.placement==="on_demand"?i===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-i} of its ${r} experts were already on the GPU; ${i} ${c}.`}function tr(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!se()||(S(n("question"),sa()||o.model.name),S(n("sha\
re"),dt(o.recent_hit_rate)),S(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("\
click",()=>me(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function sa(){let e=document.querySelectorAll("#chat .user-row .message\
-content");return e.length?e[e.length-1].textContent.trim():""}var ia=1e3,nr=5e3;function or(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?nr-ia:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+nr,S(t,aa(r)))}}}function aa({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${q(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function rr(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);pt(ft(t,n),o)}function ft(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function pt(e,t,n="text/plain"){mt(e,new Blob([t],{type:n}))}function mt(e,t){let n=URL.createObjectURL(t);Object.assign(document.createElement(
"a"),{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}var ca={stop:"ended",length:"limit",cancelled:"stopped"},la=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},ua=e=>t=>t==null?"–":t.toFixed(e),da=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,fa=e=>e==null?"–":`${(100*e).toFixed(1)} %`,pa=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),X=e=>String(e??"–"),U=[{label:"When",sort:"at",value:e=>e.at,text:ya},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>X(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:ua(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:da,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:fa,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:pa,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:ma,text:ha,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:X,figure:!0},{label:"End",sort:"ending",value:e=>ca[e.finish],text:X,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:X,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:X},{label:"Copies",sort:"admission",value:e=>e.admission,
text:ga,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>X(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:X}];function ma(e){let t=la(e);return t===null||!e.tokens?null:t/e.tokens}function ha(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function ga(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
X(e)}function ya(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function ht(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function sr(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function xa(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function ba(e,t){let[n,o]=t.
map(i=>e.value(i));if(!e.better||!n||o==null)return"";if(e.points)return xa(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function ir(e){let[t,n]=[[],[]];for(let o of U){let[r,s]=e.map(i=>o.text(o.value(
i),i));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,ba(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}.`:"No shared setti\
ngs."}}function ar(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var cr=e=>U.find(t=>t.label===e),G=(e,t)=>cr(e).text(cr(e).value(t),t),wa="The GPU is simulated: hits are real, speeds are not.";function gt(e){return[["Tokens/\
s",G("Tok/s",e)],["Hit rate",G("Hit rate",e)],["J/token",G("J/token",e)],["First token",G("First token",e)]].filter(([,t])=>t!=="–")}function Ie(e){let t=`${G(
"N × M",e)} slots, ${G("Policy",e)}, ${G("Mapping",e)}`,n=e.placement&&e.placement!=="cached"?G("Strategy",e):`${t}, ${Sa(e)}`;return[["Model",e.format?`${e.model}\
 (${e.format})`:e.model],["Machine",e.machine],["Settings",`${n}, ${G("Threads",e)} CPU threads`],["Length",`${e.tokens} tokens${e.prompt_tokens==null?"":` afte\
r a prompt of ${e.prompt_tokens}`}`],["Measured",[ka(e.at),e.commit&&`commit ${e.commit}`].filter(Boolean).join(", ")]].filter(([,o])=>o)}function we(e){return e.
emulated?wa:""}function lr(e){let n=["| Hybrid MoE | |","| --- | --- |",...[...gt(e),...Ie(e)].map(([o,r])=>`| ${o} | ${Ea(r)} |`)];return we(e)&&n.push("",we(e)),
`${n.join(`
`)}
`}function ur(e){return`${e.model} ${G("Tok/s",e)} tok/s`}function Sa({admission:e,max_queued_copies:t}){return e==="bounded"?`copies when worth it (at most ${t}\
 at a time)`:`copies ${e}`}function ka(e){return new Date(1e3*e).toISOString().slice(0,10)}function Ea(e){return String(e).replace(/[\\|`*_[\]<>]/g,"\\$&").replace(
/\s+/g," ")}var yt=1200,dr=630,H=64,va='system-ui, "Segoe UI", "Liberation Sans", sans-serif';function fr(e,t,n){let o=(r,s,i,c,a,l=400,u=yt-H-s)=>{e.fillStyle=a,e.font=`${l}\
 ${c}px ${va}`,e.fillText(Oa(e,String(r),u),s,i)};e.fillStyle=n.ground,e.fillRect(0,0,yt,dr),o("Hybrid MoE",H,76,26,n.muted,600),o(Ie(t)[0][1],H,138,46,n.text,600),
gt(t).forEach(([r,s],i)=>{let c=H+i*275;o(s,c,232,i===0?64:46,n.text,600,255),o(r,c,272,24,n.muted,400,255)}),$a(e,t.hit_rate,n),Ie(t).slice(1).forEach(([r,s],i)=>{
let c=392+i*46;o(r,H,c,24,n.muted),o(s,H+150,c,24,n.text)}),we(t)&&o(we(t),H,dr-36,24,n.missed,600)}function $a(e,t,n){if(t==null)return;let o=yt-2*H;e.fillStyle=
n.rule,e.fillRect(H,306,o,18),e.fillStyle=n.hit,e.fillRect(H,306,o*t,18)}function Oa(e,t,n){if(e.measureText(t).width<=n)return t;let o=t.length;for(;o>1&&e.measureText(
`${t.slice(0,o)}…`).width>n;)o-=1;return`${t.slice(0,o)}…`}function pr(e){let[t,n,o]=["canvas","textarea","[role=status]"].map(a=>e.querySelector(a)),r=null;function s(a){r=a.length===1?a[0]:null,e.hidden=!r,S(o,""),r&&
(n.value=lr(r),i())}function i(){let a=r&&t.getContext("2d");a&&fr(a,r,P())}async function c(){try{await navigator.clipboard.writeText(n.value),S(o,"Markdown co\
pied.")}catch{n.select(),S(o,"Copy it from the field.")}}return e.querySelector(".copy").addEventListener("click",c),e.querySelector(".png").addEventListener("c\
lick",()=>{let a=ft(ur(r),"png");t.toBlob(l=>l&&mt(a,l),"image/png")}),{show:s,draw:i}}var mr="rgba(0, 0, 0, 0)",La=["speed","gpu"],_a=["solid","dot"];function hr(e,t,n){return{traces:e.map((o,r)=>Ta(o,r,t,n)),layout:Aa(t,n)}}function gr(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function Ta(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,i)=>1+i*e.tokens):[],y:e?.[n]??[],line:{color:r[La[t]],width:1.8,dash:_a[t]},hovertemplate:`%{y:${o||".1f"}}`}}function Aa({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:mr,plot_bgcolor:mr,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:V(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function yr(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],i=[];async function c(l){if(s=l,e.hidden=l.length<2,!e.hidden&&(t.innerHTML=
"",t.append(Ca(l)),i=await Promise.all(l.map(Ma)),s===l)){if(n.textContent=gr(i),!r){r=await F();for(let[u]of o)Y(r,u,a)}a()}}function a(){if(!r||e.hidden||!e.offsetWidth)
return;let l=P();for(let[u,d]of o){let{traces:f,layout:p}=hr(i,d,l),y=!u.on;r.react(u,f,p,B),y&&u.on("plotly_relayout",h=>h.autosize&&a())}}return{show:c,draw:a}}
async function Ma(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function Ca(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let i=t.insertRow();s.forEach((c,a)=>{let l=document.createElement(a===0?"th":"td");a===0&&(l.scope="row"),l.textContent=c,i.append(l)})},{rows:o,
caption:r}=ir(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var Se=200;function xr(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=Se,i=0,c=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:U[r.column].sort,descending:r.descending}),ask(a){return i+=1,c=!0,{number:i,isMore:a,page:a?{
limit:Se,after:o}:{limit:s}}},take({number:a,isMore:l},u){return a!==i||(c=!1,!u)?!1:(e=l?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
Se},more(){return s+=Se,this.ask(!c&&!!o)},sortBy(a){let l=r.column===a?!r.descending:!!U[a].figure;r={column:a,descending:l},s=Se}}}function br(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function wr(e,t){return e!==""&&e!=="idle"&&t==="idle"}var qa=400,Na=150;function Sr(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=yr(n("compare")),s=pr(n("card")),
i=xr(),c=[],a=[],l,u="",d=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...i.sorting()});async function f(m=i.ask(!1)){let b=await fetch(
`runs?${ht({...d(),...m.page})}`).catch(()=>null),w=b?.ok?await b.json():null;i.take(m,w)&&(p(w.problem),x())}function p(m){S(n("problem"),m),n("problem").hidden=
!m}function y(){i.restart(),f()}async function h(m,b,w){let $=await fetch(`runs/all?${ht(d())}`).catch(()=>null),k=await $?.json();$?.ok?pt(m,b(k),w):p(k?.error??
"Can't reach the app. Is it still running?")}function x(){let{rows:m,matching:b,total:w,hasMore:$,order:k}=i;t.querySelector(".scrolled").hidden=w===0,n("empty").
hidden=w>0;for(let O of["csv","json"])n(O).disabled=b===0;S(n("count"),w?`${b} of ${w} replies`:""),!$&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!$,o.replaceChildren(...m.map(g)),t.querySelectorAll("th[data-column]").forEach(O=>{Number(O.dataset.column)===k.column?O.setAttribute(
"aria-sort",k.descending?"descending":"ascending"):O.removeAttribute("aria-sort")})}function g(m){let b=document.createElement("tr");b.classList.toggle("stopped",
m.finish==="cancelled");let w=Object.assign(document.createElement("input"),{type:"checkbox",checked:c.includes(m.id)});w.dataset.run=m.id,w.setAttribute("aria-\
label",`Choose the run of ${U[0].text(m.at)}`);let $=document.createElement("span");$.textContent="AB"[c.indexOf(m.id)]??"",b.insertCell().append(w,$);for(let k of U){
let O=b.insertCell();O.textContent=k.text(k.value(m),m),k.figure&&(O.className="figure")}return b}function E(m,b){c=ar(c,m,b),a=br(c,[...a,...i.rows]),r.show(a),
s.show(a),x(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(Pa()),t.querySelector("thead").addEventListener("\
click",m=>{let b=m.target.closest("th[data-column]");b&&(i.sortBy(Number(b.dataset.column)),f())}),o.addEventListener("change",({target:m})=>E(m.dataset.run,m.checked)),
n("filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(y,Na)}),n("more").addEventListener("click",()=>f(i.more())),n("csv").addEventListener("cl\
ick",()=>h("runs.csv",sr,"text/csv")),n("json").addEventListener("click",()=>h("runs.json",m=>JSON.stringify(m,null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&f()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&f()),{update(m){wr(u,m.phase)&&t.offsetWidth&&setTimeout(
()=>f(),qa),u=m.phase},recolour(){r.draw(),s.draw()}}}function Pa(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">\
Choose</span></th>',U.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(
r),o&&(s.className="figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}var ja=[0,60,250];function kr(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of ja)setTimeout(Ia,t,e)})}function Ia(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function Er(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!$e(n.dataset.key),n.addEventListener("change",()=>Bt(n.dataset.key,!n.checked));return{update(){}}}function vr(e){
return e.querySelector("#help-open").addEventListener("click",Ge),{update(){}}}function $r(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),S(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&S(s,`Charts paused at ${Ra()}. Counters keep updating.`)}}}function Ra(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function Or(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var Fa={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function _r(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){S(t("status-model"),o.model.name),S(n,Ba(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;S(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),S(t("status-hit-rate"),q(o.recent_hit_rate??ve(o.counters))),S(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),S(t("status-memory"),Da(o.memory)),Lr(t("power-gpu"),o.power.gpu),Lr(t("power-cpu"),o.power.cpu),Ua(e.querySelector("#notices"),o)},lost(){S(n,"disconne\
cted"),n.parentElement.dataset.phase="lost"}}}function Ba(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:Fa[e.phase];
return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function Da(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.device_total];
return`${I(t)} / ${I(n)}`}function Lr(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),S(e,Lt(t.watts));
let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});e.replaceChildren(
"no sensor",o),e.tabIndex=0}function Ua(e,t){let n=Ga(t);S(e,n.join(" ")),e.hidden=n.length===0}function Ga({machine:{emulated:e,notices:t},activity:n}){return[
...n?[`${n}.`]:[],...e?["No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not."]:[],...t]}function Tr(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=a=>a.hash.slice(1),r=a=>n.find(l=>o(l)===a);function s(a){let l=r(a)??n[0];
document.body.dataset.tab=o(l);for(let u of n)u.setAttribute("aria-selected",String(u===l)),u.tabIndex=u===l?0:-1}function i(a){history.replaceState(history.state,
"",a.hash),s(o(a)),a.focus()}function c(a){let l=n.indexOf(document.activeElement);return n[Ha(a,l,n.length)]??null}t.addEventListener("click",a=>{let l=a.target.
closest("[role=tab]");l&&(a.preventDefault(),i(l))}),t.addEventListener("keydown",a=>{(a.key===" "||a.key==="Enter")&&a.target.click();let l=c(a.key);l&&i(l),(l||
a.key===" "||a.key==="Enter")&&a.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let a of n){let l=document.getElementById(
`${o(a)}-pane`);l.setAttribute("role","tabpanel"),l.setAttribute("aria-labelledby",a.id)}return s(location.hash.slice(1)),{update(){}}}function Ha(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var xt=0,Ar=1;function Mr(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,c=D(e.choices),a=D(e.outcomes),l=t*o,u=r.map((d,f)=>{let p=0;for(let y=f*l;y<(f+
1)*l;y++)a[y]!==xt&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:l,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>c[d*l+f*o],routing:(d,f)=>Array.from({length:o},(p,y)=>{let h=d*l+f*o+y;return[c[h],a[h]]}),cells:d=>Array.from({length:l},(f,p)=>Math.
floor(p/o)*n+c[d*l+p])}}function Re(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,c]of e.routing(t,i))c===Ar&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function Fe(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var ne=8,za=80,qr=["hit","flight","miss"],Cr=["hit","in flight","miss"];function Nr(e){function t(o,r,s){e.replaceChildren(Ka(o,r),Ja(o,r),Ya()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*ne}px`;let{
left:i,top:c}=Wa(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${i}px`,e.style.top=`${c}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=
!0,id:e.id}}function Wa(e,t,{width:n,height:o},r){let s=e.bottom+ne+o<=r;return{left:Math.max(t.left+ne,Math.min(e.left,t.right-n-ne)),top:Math.max(ne,s?e.bottom+
ne:e.top-o-ne)}}function Ka(e,t){let n=Object.assign(document.createElement("b"),{textContent:Fe(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement(
"span"),{textContent:Re(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Ja(e,t){let n=document.createElement("ol");n.classList.toggle("\
many",e.routed>za),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(
document.createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){let c=Object.assign(document.createElement("i"),{className:qr[i],textContent:String(
s)});r.append(c)}n.append(r)}return n}function Ya(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=xt;t<
Cr.length;t++){let n=Object.assign(document.createElement("i"),{className:qr[t],textContent:"n"});e.append(n,` ${Cr[t]} `)}return e}var Va=["none","dotted","dashed","solid","double"],ue={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>ze(Bn(Pr()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>ze(ae(Pr()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:J,number:(e,t,n)=>e.firstExpert(t,n),low:"each\
 colour is one expert",high:""}};function jr(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,Xa(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function Xa(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?Q(e):"",borderBottomStyle:t?Va[Math.min(4,Math.ceil(t*4))]:"none"}}
function Pr(){return document.body.classList.contains("dark")}var Za=400;function Fr(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=tc(e,l),c=null,a=null;function l(){let{name:g,layer:E}=i.chosen(),m=ue[g];for(let b of s){
let w=Number(b.dataset.token),$=m.number?.(e,w,E);jr(b,m.share(e,w,E),{shade:m.shade,line:m.line,number:$})}}function u(g){let E=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return E.textContent=Fe(e.texts[g]),E.dataset.token=g,E.setAttribute("role","option"),E.setAttribute("aria-selected","\
false"),E.setAttribute("aria-label",`${e.texts[g].trim()||"space"}: ${Re(e,g)}`),E.classList.toggle("prompt",g<e.prompt),E}function d(){r.querySelector("button")?.
remove();let E=Number(s.at(-1)?.dataset.token??i.first()-1)+1,m=Math.min(e.count,E+Za);for(let b=E;b<m;b++)s.push(u(b));r.append(...s.slice(-(m-E)||s.length)),m<
e.count&&r.append(ec(e.count-m,d)),s.length&&!c&&p(s[0]),l()}function f(){y(null),t.hide(),s.length=0,c=null,r.replaceChildren(),d()}function p(g){c&&(c.tabIndex=
-1),c=g,c.tabIndex=0}function y(g){a?.setAttribute("aria-selected","false"),a=g===a?null:g,a?.setAttribute("aria-selected","true"),n(a?Number(a.dataset.token):null)}
let h=g=>t.show(e,Number(g.dataset.token),g),x=g=>g.target.closest(".routed");return r.addEventListener("pointerover",g=>x(g)&&h(x(g))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",g=>{x(g)&&(p(x(g)),h(c))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",l),r.addEventListener(
"click",g=>x(g)&&y(x(g))),r.addEventListener("keydown",g=>{if(!x(g))return;let E=Qa(s,c,g.key);if(E)E.focus();else if(g.key==="Enter"||g.key===" ")y(c);else if(g.
key==="Escape")a&&y(a),t.hide();else return;g.preventDefault(),g.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function Qa(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=Ir(t),c=null,
a=null;for(let l=o+s;e[l];l+=s){let{top:u,left:d}=Ir(e[l]);if(!(Math.abs(u-i.top)<i.height/2)){if(a!==null&&Math.abs(u-a)>i.height/2)break;a??=u,(c===null||Math.
abs(d-i.left)<Math.abs(c.left-i.left))&&(c={element:e[l],left:d})}}return c?.element??null}function Ir(e){return e.getClientRects()[0]}function ec(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function tc(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=Rr(Object.entries(ue).map(([d,{label:f}])=>[d,f]),"Colour by"),r=Rr(Array.from({length:e.layers},(d,f)=>[
f,f]),"Layer"),s=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[c,a,l]=["span","i","sp\
an"].map(d=>document.createElement(d));i.append(c,a,l),i.className="legend",a.className="ramp";function u(){let d=ue[o.value];r.parentElement.hidden=o.value!=="\
expert",a.hidden=o.value==="expert",a.classList.toggle("misses",o.value==="misses"),c.textContent=d.low,l.textContent=typeof d.high=="function"?d.high(e):d.high,
t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(bt("Colour by",o),bt("",r),i,bt("Include prompt",s)),r.parentElement.hidden=!0,
a.classList.add("misses"),c.textContent=ue.misses.low,l.textContent=ue.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||
e.prompt===e.count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function Rr(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function bt(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function Br(e,t){let n=document.querySelector("#chat"),o=new Map,r=Nr(e.querySelector("#token-detail")),s=null,i=f=>f.querySelector(".message-content")?.textContent??
"",c=f=>f.querySelector(".actions [data-action=tokens]");function a(f){o.get(f)?.element.remove(),o.delete(f),f.classList.remove("as-tokens"),l(c(f),!1),r.hide(),
t.outline(null)}function l(f,p){f&&(f.textContent=p?"Text":"Tokens",f.setAttribute("aria-pressed",String(p)))}async function u(f,p){let y=f.querySelector(".mess\
age-content"),h={text:i(f),element:document.createElement("div")};h.element.className="tokens",o.set(f,h);try{if(!p)throw new Error("This reply was not recorded\
.");let x=Mr(await N(`tokens/${encodeURIComponent(p)}`));if(o.get(f)!==h)return;h.element.append(Fr(x,{detail:r,pick:g=>t.outline(nc(s,x,g))}))}catch(x){h.element.
textContent=x.message}o.get(f)===h&&(f.classList.add("as-tokens"),y.after(h.element),l(c(f),!0))}function d(){for(let[f,p]of o)!f.isConnected||i(f)!==p.text?a(f):
c(f)?.getAttribute("aria-pressed")!=="true"&&l(c(f),!0)}return new MutationObserver(d).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
f=>{let p=Number(he()),y=n.querySelectorAll(".message-row")[p];y&&(o.has(y)?a(y):u(y,f[p]?.metadata?.id))},{update(f){s&&s.name!==f.model.name&&t.outline(null),
s=f.model},recolour(){let f=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of f)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function nc(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var oc=220,rc=50,Dr=5;function wt(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function Be(e,t){
let{cells:n,current:o,missed:r,point:s,mark:i,...c}=t,{cache:a}=e,l=e.counters.steps;for(let[d,f]of Object.entries(c))e[d]=lc(f)?{...e[d],...f}:f;let{steps:u}=e.
counters;c.active_request&&a.usedBefore.set(a.uses),n&&sc(a,D(n),u,Math.max(1,u-l)),o!==void 0?a.current=ic(D(o)):u!==l&&(a.current=cc(a,u-1)),r!==void 0&&(a.missed=
ac(a.current,D(r))),s&&Ur(e.points,s,oc),i&&Ur(e.marks,i,rc)}function Gr(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function sc(e,t,n,o){let r=0;for(let s=0;s<t.length;){let i=t[s++],c=t[s++];if(r+=i>>1,c){let a=Math.floor((c-1)/
o)+1,l=Math.floor((Math.sqrt(8*a+1)-1)/2);e.lastUsed[r]=n-(c-1)%o-1,e.uses[r]+=l,e.hits[r]+=a-l*(l+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function ic(e){
let t=0;return e.map(n=>t+=n)}function ac(e,t){return e.filter((n,o)=>t[Math.floor(o/Dr)]>>o%Dr&1)}function cc({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function Ur(e,t,n){e.push(t),e.length>n&&e.shift()}function lc(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var uc=1e3;function Hr(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function c(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapshot",
l=>{s=wt(JSON.parse(l.data)),t(s)}),r.addEventListener("delta",l=>{let u=JSON.parse(l.data);if(!s||u.seq!==s.seq+1){a(),c();return}Be(s,u),n(u)}),r.addEventListener(
"error",()=>{a(),o(),i=setTimeout(c,uc)}))}function a(){clearTimeout(i),r?.close(),r=null,s=null}return{open:c,close:a,state:()=>s}}function zr(e){let t=window.SharedWorker?dc(e):fc(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function dc({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(Be(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function fc(e){let t=Hr(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var pc=2,mc=1e3,St={whole:!0,point:!1,delta:{}};function Wr(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let l=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||c(f,t,u);let d=performance.now();s=d+Math.min(mc,pc*(d-l))}function c(l,u,d){try{l.update(u,d)}catch(f){console.error(f)}}function a(l){o=o?hc(o,l):
l,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(l){e.push(l),t&&c(l,l.holds&&n||t,St)},isPaused:()=>n!==null,pause(l){
if(!(!t||l===(n!==null))){n=l?Gr(t):null;for(let u of e)u.holds&&c(u,n??t,St),u.paused?.(l,t)}},connect(){zr({onState(l){t=l,a(St)},onDelta(l){a({whole:!1,point:"\
point"in l,delta:l})},onLost(){for(let l of e)l.lost?.()}})}}}function hc(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var gc=[["#strip",_r],["#tabs",Tr],["#pause",$r],["#counters",bo],["#spoken",or],["#layer-detail",Ho],["#heatmap",No],["#live-sentence",er],["#presentation",tr],
["#heatmap-table",jo],["#lines",Zo],["#fits",An],["#lab",xo],["#token-view",Br],["#progress",Xt],["#more",Mt],["#editing-note",zt],["#prompts",en],["#attach",At],
["#runs",Sr],["#help",Er],["#help-open",vr]],ke=Wr(),yc={store:ke,chooseLayer(){},outline(){}},Kr=[];function Kf(e,t){for(let[o,r]of gc){let s=e.querySelector(o);
s&&Or(s.dataset.needs).then(()=>xc(r,s,e,t))}let n=e.querySelector("#theme");n&&Wn(n,()=>Kr.forEach(o=>o.recolour()))}function xc(e,t,n,o){let r=e(t.id==="fits"||
t.id==="progress"?t:n,yc,o);r.recolour&&Kr.push(r),ke.add(r)}window.hybrid={awaitTurn:on,endTurn:rn,askingAgain:Kt,chosenMessage:he,copy:Yt,edit:Jt,showEditing:Wt,
sending:kt,taken:vt,giveBack:$t,download:rr,pickFile:Ct};Ft(()=>ke.pause(!ke.isPaused()));kr();ke.connect();export{wt as fromSnapshot,Kf as mount};
