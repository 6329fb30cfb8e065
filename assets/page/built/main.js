var ee="",ge=()=>document.querySelector("#chat-input textarea");function mt(e){return ee=e[0]??"",e}function ht(){ee=""}function gt(){let e=ge().value;ee&&e.startsWith(
ee)&&te(ge(),e.slice(ee.length)),ee=""}function yt(e){if(!e)return;let t=ge().value,{text:n}=JSON.parse(e);te(ge(),t.trim()?`${n}
${t}`:n)}function te(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function xt(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function bt(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var wt="presenting";function ne(){return document.body.classList.contains(wt)}function ae(e){e!==ne()&&(document.body.classList.toggle(wt,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var St="hybrid-keys-off",vr="input, textarea, select, [contenteditable]",$r="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",kt={stop:_r,pause:Cr,present:Tr,help:qe},Et=()=>!1;function vt(e){Et=e}function $t(){let e={capture:!0};for(let t of["keydown","keypress"])document.addEventListener(
t,Or,e);document.addEventListener("keydown",Lr,e)}function Or(e){_t(e)==="send"&&ye("send")&&e.stopPropagation()}function Lr(e){let t=_t(e);t in kt&&!ye(t)&&kt[t](
e)&&e.preventDefault()}function ye(e){return Lt().includes(e)}function Ot(e,t){let n=Lt().filter(o=>o!==e);localStorage.setItem(St,JSON.stringify(t?[...n,e]:n))}
function qe(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function Lt(){try{let e=JSON.parse(localStorage.getItem(St)??"[]");
return Array.isArray(e)?e:[]}catch{return[]}}function _t(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:a}=e;return i||r?null:t==="/"&&
(n||o)?"help":n||o||s?null:t==="Enter"&&a.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function _r({target:e}){if(document.querySelector(
"dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(ne())return ae(!1),!0;let t=document.querySelector("#stop");if(t&&!t.disabled)
t.click();else return Et();return!0}function Tr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(vr)?!1:(ae(!ne()),!0)}function Cr({target:e}){
return document.querySelector("dialog[open]")||e.closest?.($r)?!1:(window.hybrid.togglePause?.(),!0)}function Ar(e=""){let t=/\bhit (\d+) %/.exec(e);return t?Number(t[1]):null}function Mr(e,t){return t>e?"The second time more of its experts were already on the \
GPU.":t<e?"The second time fewer of its experts were on the GPU: others had taken their slots.":"Both times as many of its experts were on the GPU."}function Tt(e,t){
let n=null;t.hidden=!0;let o=a=>Ar(a?.querySelector(".thought-group .title")?.textContent);function r(a,c){n=a.slice(c).map(o).find(l=>l!==null)??null,t.hidden=
!0}function s(a){let c=o([...e.querySelectorAll(".message-row")].at(-1));if(c===null&&a)return setTimeout(()=>s(a-1),100);c!==null&&i(n,c),n=null}function i(a,c){
t.querySelector("p").textContent=Mr(a,c);for(let[l,u]of Object.entries({first:a,second:c})){let d=t.querySelector(`.${l}`);d.querySelector("i").style.setProperty(
"--share",`${u}%`),d.querySelector("b").textContent=`${u} %`}t.hidden=!1}return document.addEventListener("hybrid:reply-ended",()=>{if(n===null){t.hidden=!0;return}
s(30)}),{begin:r,hide:()=>t.hidden=!0}}var qr={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["repeat","Ask again"],["tokens","Tokens"],["copy","Copy"],["drop",
"Delete"]]},oe=0,Nr={edit:"edit",copy:"copy",drop:"delete",again:"retry",repeat:"retry",tokens:"select"};function At(e,t,n){let o=document.querySelector("#chat"),
r=document.querySelector("#editing-note"),s=document.querySelector("#chat-input textarea"),i=Tt(o,document.querySelector("#again")),a=()=>[...o.querySelectorAll(
".message-row")];function c(u){let d=Ir(u),f=u.querySelector(":scope > .actions");f?.dataset.kind!==d&&(f?.remove(),d&&u.append(Rr(d)))}o.addEventListener("clic\
k",u=>{let d=u.target.closest(".copy-code");d&&jr(d);let f=u.target.closest(".actions button");f&&(oe=a().indexOf(f.closest(".message-row")),f.dataset.action===
"repeat"&&i.begin(a(),oe),n(Nr[f.dataset.action]),f.dataset.action==="copy"&&Br(f),f.dataset.action==="edit"&&s.focus())});let l=()=>{a().forEach(c),a().length||
i.hide(),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(Pr)};return new MutationObserver(l).observe(o,{childList:!0,subtree:!0}),
l(),r.addEventListener("click",u=>u.target.closest("button")&&Ct()),r.hidden=!0,vt(Ct),{update(){}}}function Ct(){let e=document.querySelector("#editing :is(tex\
tarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])te(t,"");return!0}function Mt(e){let t=document.querySelector(
"#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces this message and everything after it. <button type="button">Cancel</button>'}function le(){
return String(oe)}function qt(e){return ht(),[le(),...e]}function Nt(e){return[jt(e[oe]),String(oe)]}function Pt(e){navigator.clipboard?.writeText(jt(e[oe]))}function jt(e){
let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??
t}function Pr(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function jr(e){
navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function Ir(e){
return e.querySelector(".thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function Rr(e){let t=Object.assign(document.createElement("div"),{className:"\
actions"});t.dataset.kind=e;for(let[n,o]of qr[e]){let r=Object.assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(
r)}return t}function Br(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}function J(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Fr(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Fr(e){
return e.split(/(?=(?:\d{3})+$)/)}function S(e,t){e.textContent!==t&&(e.textContent=t)}function C(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function N(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function It(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function Rt(e){return`${e.toFixed(e<10?1:0)} W`}function xe({routed:e,hits:t}){return e?t/e:
null}var Dr={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function Bt(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,a=Dr[o.phase]??(o.active_request&&"Waiting: the model is busy with another tab."),c=s&&!i&&!!a,l=i&&o.phase==="prefill";if(e.hidden=!c&&!l,c)t.style.width="0",
S(n,a);else if(l){let{prefill_done:u,prefill_total:d}=o.speed;t.style.width=`${d?100*u/d:0}%`,S(n,Ur(o.speed))}}}}function Ur(e){return`Reading the prompt: ${e.
prefill_done} of ${e.prefill_total} tokens${Gr(e)}.`}function Gr({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){if(!n||e>=t)return"";let o=Math.ceil((t-
e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function Ft(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var Hr=700;function Ut(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=Ft(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let d=u.target.closest("button");d&&(i(!1),Dt(d.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?l(s.stop()):a()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&c(),Hr)}),document.addEventListener("click",u=>{s.isRunning()&&zr(u)&&l(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function a(){if(Gt()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){c();return}let d=new MutationObserver(()=>{u()||(d.disconnect(),c())});d.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function c(){l(s.next(!!document.querySelector("#\
error")?.textContent))}function l(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&Dt(u.prompt)}return{update(){}}}function zr({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function Dt(e){let t=document.querySelector("#chat-input textarea");if(te(t,e),Gt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function Gt(){return document.querySelector("#stop")?.disabled===!1}var Ht=[];function zt(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>Ht.push(n))))}):e}function Wt(){Ht.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function Kt(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function Jt(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function Yt({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function Vt(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=Wr(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function Wr(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function Zt(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function Qt({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!Xt(n)||!Xt(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let i=n*o||0,a=e*t,c=i>s?` There is memory for ${s}.`:"";return`${i} slots for ${a} experts: ${Kr(i/a)} on the GPU.${c}`}function Xt(e){return e===
""||Number.isInteger(e)&&e>=0}function Kr(e){return e===1?"all of them fit":e===.5?"half of them fit":`${C(e)} of them fit`}function en({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:i},{labels:a}){let c=(f,p)=>Object.keys(a[f]).find(g=>a[f][g]===p),l=i==="cached"?"":`, ${c("placement",i)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,d=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${c("admission",r)}, ${d}${l}`}
function tn({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,i=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}. ${r} threads already saturate memory (○)`:i}function nn(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:a}=n.
getBoundingClientRect(),c=Math.ceil((s.clientX-i)/a*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,c)))}),{draw(s,i,a=null){r=s;let c=l=>`${100*
l/r.logical_cpus}%`;n.style.setProperty("--threads",c(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",c(r.physical_cores)),n.style.setProperty(
"--knee",c(a??0)),n.classList.toggle("measured",a!==null),n.classList.toggle("beyond",i>r.physical_cores),S(o,tn(r,i,a))}}}function rn(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:a,top:c,width:l,height:u}=n.getBoundingClientRect();t.set("indexes",on(Math.ceil((i.clientX-
a)/l*r.layers),r.layers)),t.set("ways",on(Math.ceil((1-(i.clientY-c)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,a){r=i;let c=Jr(r,a);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));c.forEach((l,u)=>n.children[u].style.setProperty("--share",l)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",sn(a)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${r.top_k} of ${r.experts})`,o.querySelector(".last").
textContent=String(r.layers-1)}}}function sn({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function Jr({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(i,a)=>Math.min(1,Math.max(0,s(a)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):sn(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function on(e,t){return Math.min(t,Math.max(1,e))}function be(e,t){let n=Object.keys(t.fields),o=a=>e.querySelector(`#${CSS.escape(t.fields[a]??a)}`),r=a=>o(a)?.querySelector("input, textarea")??null;function s(a){
let c=r(a);return c?Yr(c,t.labels[a]):void 0}function i(a,c){let l=r(a);!l||s(a)===c||(l.value=String(c),l.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(a=>[a,s(a)])),label:a=>o(a)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??a,shown:(a,c)=>Vr(t.labels[a],c)}}function Yr({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function cn(e){let{geometry:t,...n}=e;return{...t,...n}}function Vr(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function an({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.devices,
i=e.slots_limit??s,{emulated:a}=t,c={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},l={name:"RAM",held:Math.
max(0,e.host_used-(a?e.slots:0)),slots:a?r:0,total:e.host_total,limit:a?i:null};return{device:a?null:c,host:l,most:Math.floor(i/n.expert_bytes)}}function Ne({slots:e,
limit:t}){return t!==null&&e>t}function ln(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + ${N(o)} slots`,a=Ne(e)?`: too much, only ${N(s)} of\
 slots fit`:"";return`${t}: ${N(n)} used${i}, of ${N(r)}${a}`}function un({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;
return{held:o(e),slots:o(Math.min(t,n-e))}}function fn(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=an(o,r);return t.hidden=s.device===null,s.device&&
dn(t,s.device),dn(n,s.host),{most:s.most}}}}function dn(e,t){let{held:n,slots:o}=un(t);e.classList.toggle("over",Ne(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,S(e.querySelector("p"),ln(t))}var Xr={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},Zr=["data-field","data-place"];function pn(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function i(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function a(){i(),n();let d=o.querySelector("[data-field]");if(!d)return;
d.dataset.place==="chat"&&c(d.textContent);let f=Qr(d.dataset.field),p=f?t.input(f):null;p&&l(f,p,d.textContent)}function c(d){let f=document.querySelector("#co\
mposer");f&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:d}),f.before(s),o.classList.add("beside"))}function l(d,f,p){es(t.block(
d));let g={className:"refusal",id:"refusal",textContent:p},y=Object.assign(document.createElement("p"),g),x=t.block(d);x.classList.add("refused"),(x.closest(".r\
ow")??x).after(y),f.setAttribute("aria-invalid","true"),f.setAttribute("aria-describedby",y.id),r={block:x,input:f,note:y},o.classList.add("beside"),y.scrollIntoView(
{block:"nearest"})}for(let d of[...t.names,"model"])t.input(d)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:Zr,
subtree:!0};new MutationObserver(a).observe(o,u),a()}function Qr(e=""){return Xr[e]??e}function es(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function mn(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),S(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),S(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(ts(location.origin+location.pathname,t.all()),"Link")})}function ts(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function hn(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=be(o,r),i=m=>e.querySelector(`.${m}`),a={cover:rn(o,s),gauges:fn(e),cores:nn(
o,s)},c=null,l="",u=Vt(),d=!1;function f(){if(!c)return;let m=s.all(),E=cn(c.settings),b=Number(s.input("knee")?.value)||null,$=JSON.stringify([b,m,E,c.model,c.
machine,c.memory]);if($===l)return;l=$,a.cover.draw(c.model,m);let{most:w}=a.gauges.draw(c,m);a.cores.draw(c.machine,m.cpu_threads,b),y(m),g(m,E),S(i("explain"),
Zt(m,r)),S(i("slots"),Qt(c.model,m,w)),S(i("inforce"),`Current: ${en(E,r)}`),p(E,c.model.name)}function p(m,E){let b=s.input("base")?.value;b&&u(JSON.parse(b),m,
E)&&n("submit")}function g(m,E){let b=Kt(s.names,m,E);for(let $ of s.names)s.block($)?.classList.toggle("changed",b.includes($));for(let $ of["apply","revert"])
x($).disabled=b.length===0;o.querySelector("#apply-row").classList.toggle("pending",b.length>0),d&&=b.length>0,S(i("changes"),Jt(b,s,{values:m,inForce:E,applying:d}))}
function y(m){let E=Yt(m,r);s.block("split_misses").hidden=c.machine.emulated;for(let b of s.names)s.block(b)?.classList.toggle("idle",E.has(b))}function x(m){let E=o.
querySelector(`#${m}`);return E.querySelector("button")??E}function h(m){d=m,l="",f()}o.addEventListener("click",({target:m})=>m.closest("#apply")&&h(!0)),pn(o,
s,()=>h(!1)),mn(o,s);let k=()=>setTimeout(()=>e.isConnected&&f());return o.addEventListener("input",f),o.addEventListener("focusout",k),document.addEventListener(
"hybrid:fields-set",k),{update(m,E){c=m,(E.whole||E.delta.settings||E.delta.memory)&&f()}}}async function M(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var gn="Settings panel",yn="Best predicted";function xn(e,t){let n={...e,[gn]:"what its fields hold, applied or not"};return t&&(n[yn]=`${t.indexes} × ${t.ways}, from the map above`),n}function bn(e,{panel:t,
best:n}){return e===gn?{name:e,settings:t()}:e===yn?{name:e,settings:n()}:e}function wn(e,t){return e.length?e:t.slice(0,2)}var ns=["grid","curves","reuse","tune","compare"];function kn(e){let t=ns.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function Sn(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=a=>e.querySelector(`input[name=lab-metric][value=${a}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(a){o=a;let c=!!o.figures["grid-speed"];s("speed").disabled=!c,s("speed").parentElement.title=c?"":
"Benchmark this machine first",c||(s("hits").checked=!0),i()},click({x:a,y:c}){let{indexes:l,ways:u,settings:d}=o.facts;d&&n({...d,indexes:l[c],ways:u[a]})},best:()=>o?.
facts.best??null}}var os=350;function En(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=k=>e.querySelector(k),[s,i,a,c,l,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),d=r(".anyway"),f=null;function p(k){s.hidden=k,i.hidden=a.hidden=!k,i.disabled=!1,k&&a.removeAttribute("value")}async function g(k={}){let m={id:null,cancelled:!1};
f=m,l.textContent=c.textContent="",d.hidden=!0,p(!0);try{let E=t();for(let[b,$]of E.entries()){if(m.cancelled)break;let w=await y(m,{...$,...k},O=>a.value=(b+O)/
E.length);if(d.hidden=w.field!=="busy",w.state==="failed")throw new Error(w.error);w.state==="done"&&n(w)}c.textContent=m.cancelled?"Cancelled.":""}catch(E){l.textContent=
E.message,c.textContent=""}f=null,p(!1),o()}async function y(k,m,E){let b=JSON.stringify(m),$=await M("lab/jobs",{method:"POST",body:b,headers:{"Content-Type":"\
application/json"}});for(k.id=$.id,k.cancelled&&await x(k);$.state==="waiting"||$.state==="running";)E($.share),c.textContent=$.what,await new Promise(w=>setTimeout(
w,os)),$=await M(`lab/jobs/${$.id}`);return $}async function x(k){k.cancelled=!0,i.disabled=!0,c.textContent="Cancelling",k.id&&await M(`lab/jobs/${k.id}`,{method:"\
DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!f&&g()),d.addEventListener("click",()=>!f&&g({anyway:!0})),i.addEventListener("click",()=>f&&x(f));function h(k,m=""){
s.disabled=!k,u.textContent=m&&`${m}.`}return{enable:h}}function $n(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>S(s,r));for(let[o,r]of Object.entries(n.tables))
Pe(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Pe(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(vn("th",n.columns));let r=n.rows.map((s,i)=>{let a=vn("td",s);return a.classList.toggle("marked",i===n.marked),n.keys[i]&&
a.cells[0].prepend(rs(...n.keys[i])),a});o.querySelector("tbody").replaceChildren(...r)}function rs(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function vn(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var On=null;function P(){return On??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),On}var j={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function H(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),a=t._fullLayout,c=a&&Math.abs(a.width-s)<1&&Math.abs(a.height-i)<1;s&&!a?n():s&&(r||!c)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function z(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function we(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function Ln({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},a={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},c={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},l={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:c,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(ss(i)),layout:_n({...l,xaxis:a,yaxis:a},s(t))}}function ss(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function _n(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?_n(e[r],s):s;return o}function Tn(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let a=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:c,layout:l}=Ln(i.figure,getComputedStyle(document.body),a),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,c,{...l,width:d,height:f},j),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){P().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let a=0;new ResizeObserver(()=>{cancelAnimationFrame(
a),a=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let a={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,a)}return{show(i,a){let c=t.get(i);c&&(c.figure=a??null,c.holder.hidden=!a,a&&c.holder.setAttribute("aria-label",a.title),r(),
o(c))},onClick:(i,a)=>t.get(i).onClick=a,redraw:()=>t.forEach(o)}}var je=["grid","curves","reuse"];function Cn(e,t){return je.map(n=>({kind:n,...e,settings:is(t)}))}function is(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function An(e){return e===""?null:Number(e)}function Mn(e){return e?.tokens?"":"Nothing to replay yet"}function qn(e,{machine:t,emulated:n,calibrated:o}){
return t==="this"&&n?"No GPU here to measure: choose a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for \
yet"}function Ie(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}function Nn({model:e,settings:t,counters:n}){return JSON.stringify(
[e.name,t,n.generated_tokens])}var ke="typed";function jn(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,i,a]=["source","machine","file","typed"].map(o),c=null,l=!1;function u(p){
c=p,Pn(r,c.sources.map(({id:g,label:y})=>[g,y])),Pn(s,[["this","this machine"],...c.machines.map(({name:g})=>[g,g]),[ke,"Custom machine"]]),Pe(e,"calibration",c.
calibration_table),o("times").hidden=!c.calibration_table,S(e.querySelector("#lab-job-calibrate .go"),c.calibrated?"Run again":"Benchmark this machine"),l||(s.value=
c.default_machine),l=!0,o("budget").placeholder=c.budget_gib===null?"all there is":`at most ${c.budget_gib.toFixed(1)}`,d()}function d(){if(!c)return;let p=s.value;
a.hidden=p!==ke,o("prediction").hidden=p==="this",S(o("machine-note"),p==="this"?c.calibration:us(p,c.emulated));let g=r.value;S(o("trace-note"),c.sources.find(
({id:y})=>y===g)?.notes??"");for(let[y,x]of[["save","safetensors"],["csv","csv"]]){let h=o(y);h.href=`lab/traces/${g}.${x}`,h.toggleAttribute("hidden",!as(c,g))}
n()}async function f(){let[p]=i.files;if(p){S(o("trace-error"),"");try{let g=new URLSearchParams({name:p.name,...ls(o("foreign"))}),{id:y}=await M(`lab/traces?${g}`,
{method:"POST",body:p});await t(),r.value=y,d()}catch(g){S(o("trace-error"),g.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener(
"change",f);for(let p of[r,s])p.addEventListener("change",d);return{offer:u,chosen:()=>c?.sources.find(({id:p})=>p===r.value)??null,asked:()=>({source:r.value,machine:s.
value===ke?fs(a):s.value})}}function Pn(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],i)=>cs(e.options[i],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(
s,r))),t.some(([r])=>r===n)&&(e.value=n))}function cs(e,t,n){return e.value===t&&e.text===n}function as(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function ls(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function us(e,t){return`${t?"no G\
PU here, so speeds are for ":"from figures of "}${ds(e)}; nothing of it is measured.`}function ds(e){return e===ke?"a machine that was typed in":e}function fs(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var ps="Click a cell to try it.",ms="The trace is of another model: its sizes cannot be tried on this one.",hs=["mapping","policy","admission"];function In(e,t,n){
let o=e.querySelector("#lab"),r=v=>o.querySelector(`#lab-${v}`),s=Tn(o),i=new Map,a=null,c=null,l="",u="",d=Sn(o,s,g),f=jn(o,{refresh:_,changed:G});function p(){
let v=document.querySelector("#control-pane");return be(v,JSON.parse(v.querySelector("#fits").dataset.facts))}function g(v,L=r("picked-note")){n("submit",v),S(L,
`${v.indexes} × ${v.ways} stands in the control panel: press Apply there.`)}let y=v=>An(r(v).value),x=()=>Object.fromEntries(hs.map(v=>[v,r(v).value])),h=()=>({
prompt:r("prompt").value,tokens:y("tokens")}),m=Object.fromEntries(Object.entries({replay:()=>Cn(f.asked(),x()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let v={
budget_gib:y("budget"),confirm:y("confirm")};return[{kind:"tune",...f.asked(),...v,...h()}]},compare:()=>[{kind:"compare",contenders:w(),...h()}]}).map(([v,L])=>[
v,En(r(`job-${v}`),{steps:L,onView:E,onEnd:()=>_()})]));for(let v of["replay","tune","compare"])m[v].enable(!1);function E(v){i.set(v.kind,v.id),v.kind==="grid"&&
(d.show(v.view),u=Ie(c,f.chosen()),r("use-best").hidden=!d.best(),S(r("picked-note"),v.view.facts.settings===null?ms:ps)),v.kind==="tune"&&b(v.view.facts),$n(o,
s,v.view),v.kind==="curves"&&!v.view.figures["curves-speed"]&&s.show("curves-speed",null),je.includes(v.kind)&&(r("results").hidden=!1),s.redraw(),$()}function b({
former:v,best:L}){for(let[D,Q]of Object.entries({former:v,tuned:L}))r(D).hidden=!Q,r(D).onclick=()=>g(Q,r("former-note"));S(r("former-note"),"")}function $(){let v=kn(
i);for(let L of["report","json"])r(L).hidden=v===null,v&&(r(L).href=v[L])}function w(){let v={panel:()=>p().all(),best:d.best};return O().map(L=>bn(L,v))}function O(){
return[...r("contenders").querySelectorAll("input:checked")].map(({value:v})=>v)}async function _(){try{a=await M("lab/state")}catch{return}f.offer(a),G()}function A(){
if(!c||c.phase!=="idle"||!o.offsetWidth)return;let v=Nn(c);v!==l&&(l=v,_())}function G(){let v=f.chosen(),L={replay:Mn(v),tune:qn(v,{...a,...f.asked()}),compare:""};
r("empty").hidden=!L.replay||i.size>0,Me();for(let[Q,U]of Object.entries(L))m[Q].enable(!U,U);let D=i.has("grid")&&Ie(c,v)!==u;S(r("stale"),D?"The trace or the \
settings have changed. Replay again.":"")}function Me(){let v=xn(a.contenders,d.best()),L=Object.keys(v),D=r("contenders"),Q=[...D.querySelectorAll("input")].map(
({value:U})=>U);if(JSON.stringify(Q)!==JSON.stringify(L)){let U=new Set(wn(O(),L));D.replaceChildren(D.querySelector("legend"),...L.map(pt=>gs(pt,U.has(pt))))}D.
querySelectorAll("label").forEach(U=>U.title=v[U.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&A()).observe(o),r("use-best").addEventListener(
"click",()=>g(d.best())),s.onClick("grid",d.click),o.querySelectorAll("input[name=lab-metric]").forEach(v=>v.addEventListener("change",d.redraw)),{update(v){c=v,
A()},recolour:s.redraw}}function gs(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});
return n.append(o,` ${e}`),n}function Rn(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;J(t("hits"),o.hits),J(t("inflight"),o.in_flight),J(t("misses"),o.misses),
J(t("fills"),o.fills),J(t("evictions"),o.evictions),S(t("hit-rate"),C(xe(o),1)),S(t("recent"),C(n.recent_hit_rate,1)),S(t("copied"),N(o.bytes_copied)),J(t("toke\
ns"),o.generated_tokens),ys(t("joules"),n.power)}}}function ys(e,t){let{text:n,title:o}=xs(t);S(e,n),e.parentElement.title=o}function xs(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,i])=>s+i.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${It(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var Bn="hybrid-theme";function Fn(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(Bn);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
Bn,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function q(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}var bs={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},ws={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},ks=137.508,Dn=[.62,.46,.76],Ss=.42,Es=140;function re(e){return Hn(bs[e?"dark":"light"])}function Gn(e){return Hn(ws[e?
"dark":"light"])}function Se(e){return Array.from({length:e},(t,n)=>{let o=`#${W(n).map(vs).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function W(e){let t=Dn[e%
Dn.length],n=Ss*Math.min(t,1-t),o=r=>{let s=(r+e*ks/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function Re(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([d])=>d>=n)),[[r,s],[i,a]]=[e[o-1],e[o]],c=(n-r)/(i-r||1),[l,u]=[Un(s),Un(a)];return l.map((d,f)=>Math.
round(d+(u[f]-d)*c))}function Y([e,t,n]){return .299*e+.587*t+.114*n>Es?"#14161a":"#ffffff"}function Hn(e){return e.map((t,n)=>[n/(e.length-1),t])}function Un(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function vs(e){return e.toString(16).padStart(2,"0")}var V=256,zn={width:.62,height:1.05},$s=1500,Wn=9,Os=4;function Jn(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";
function i(p,g,y,x){De(e,t,p),s!==JSON.stringify(y)&&(r=_s(y),s=JSON.stringify(y));let h=Ue(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
a(h,g);let k=c(h,g,x)&&l(h,g,x);return t.restore(),u(ue(h,p,g.hits),x),d(ue(h,p,g.misses),x),f(h,ue(h,p,g.outlined),x),k}function a(p,{rows:g,columns:y,values:x,
range:h}){n.width=y,n.height=g;let k=o.createImageData(y,g),m=new Uint32Array(k.data.buffer),[E,b]=h,$=(V-1)/(b-E||1);for(let O=0;O<x.length;O++)Number.isNaN(x[O])||
(m[O]=r[Kn(x[O],E,$)]);o.putImageData(k,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),y*p.wide,g*p.high);let w=Fe(p);if(w){for(let O=0;O<=y;O++)
t.clearRect(p.x(O-.5)-w/2,p.y(-.5),w,g*p.high);for(let O=0;O<=g;O++)t.clearRect(p.x(-.5),p.y(O-.5)-w/2,y*p.wide,w)}}function c(p,{label:g,widest:y},x){return g!==
null&&p.wide>=(y+.8)*zn.width*Be(x)&&p.high>=zn.height*Be(x)}function l(p,{rows:g,columns:y,values:x,range:h,label:k},m){let[E,b]=p.columns(y),[$,w]=p.rows(g);if((b-
E)*(w-$)>$s)return!1;t.font=`${Be(m)}px ${m.font}`,t.textAlign="center",t.textBaseline="middle";let O=(V-1)/(h[1]-h[0]||1);for(let _=$;_<w;_++)for(let A=E;A<b;A++){
let G=x[_*y+A];Number.isNaN(G)||(t.fillStyle=Y(Ls(r[Kn(G,h[0],O)])),t.fillText(k(_,A),p.x(A),p.y(_)+.5))}return!0}function u(p,g){t.save(),t.fillStyle=g.now,t.shadowColor=
g.now;for(let{x:y,y:x,wide:h,high:k}of p)t.shadowBlur=Math.min(h,k)>=Wn?.3*g.em:0,t.fillRect(y,x,h,k);t.restore()}function d(p,g){t.strokeStyle=t.fillStyle=g.missed;
for(let{x:y,y:x,wide:h,high:k}of p){let m=Math.min(h,k)>=Wn?2.5:1;if(Math.min(h,k)<Os){t.fillRect(y,x,h,k);continue}t.clearRect(y,x,h,k),t.lineWidth=m,t.strokeRect(
y+m/2,x+m/2,h-m,k-m)}}function f(p,g,y){t.strokeStyle=y.outline,t.lineWidth=Fe(p)>2?2:p.high>5?1.25:1;for(let{x,y:h,wide:k,high:m}of g)t.strokeRect(x,h,k,m)}return i}
function De(e,t,{outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function Ue({
left:e,top:t,width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),a=o/(s[0]-s[1]),c=(l,u,d)=>[Math.max(0,Math.floor(l+.5)),Math.min(d,Math.floor(u+.5)+1)];return{
wide:i,high:a,x:l=>e+(l-r[0])*i,y:l=>t+(l-s[1])*a,columns:l=>c(r[0],r[1],l),rows:l=>c(s[1],s[0],l)}}function ue(e,{left:t,top:n,width:o,height:r},s){let i=Fe(e);
return s.map(([a,c])=>({x:e.x(c-.5)+i/2,y:e.y(a-.5)+i/2,wide:e.wide-i,high:e.high-i})).filter(({x:a,y:c,wide:l,high:u})=>a+l>t&&a<t+o&&c+u>n&&c<n+r)}function Fe({
wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=3.5?1:0}function Be(e){return .72*e.em}function Kn(e,t,n){return Math.max(0,Math.min(V-1,Math.round((e-t)*
n)))}function Ls(e){return[e&255,e>>8&255,e>>16&255]}function _s(e){let t=document.createElement("canvas");t.width=V,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(
.5,0,V-.5,0);for(let[r,s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,V,1),new Uint32Array(n.getImageData(0,0,V,1).data.buffer.slice(0))}var Yn=2,Ts=150;function Vn(e){let t=e.getContext("2d"),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:i},a){let c=o&&!n.matches?
r.places(Cs(o,i)):[];if(o=i.slice(),!!c.length){De(e,t,s),t.fillStyle=a.cpu;for(let{x:l,y:u,wide:d,high:f}of ue(Ue(s),s,c))t.fillRect(l,u,d,f);e.animate([{opacity:1},
{opacity:0}],{duration:Ts,fill:"forwards"})}}}}function Cs(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===Yn&&e[o]!==Yn&&n.push(
o);return n}var Xn=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(Xn[e]=t++);function I(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=Xn[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var As="No topics yet: press Switch topics under the chat, or name a conversation as a topic (More).",Ms="One topic so far: an expert can prefer one only beside\
 another.";function qs(e){return{...e,preferred:I(e.preferred),shares:I(e.shares)}}function Zn(e){let t=0;return async function(){let o=++t,r=await M("topics").
catch(()=>null);r&&o===t&&e(qs(r))}}function se(e){let{topics:t,model:n}=e;return t&&t.model===n.name&&t.words.length===n.layers*n.experts?t:null}function Qn(e,t){
return se(e)?.preferred[t]??0}function eo(e,t){let n=[e,...Array.from({length:t},(o,r)=>oo(r))];return n.flatMap((o,r)=>[[r/n.length,o],[(r+1)/n.length,o]])}function to(e){
let t=se(e)?.topics??[];if(t.length<2)return`<span>${t.length?Ms:As}</span>`;let n=(r,s)=>`<span><i class="mark topic" style="background:${r}"></i>${s}</span>`;
return[...t.map(({name:r},s)=>n(oo(s),Ge(r))),n("var(--state-cpu)","no topic")].join("")}function no(e,t){let n=se(e);if(!n)return[];let{topics:o,shares:r,words:s}=n,
i=s.length,a=o.map(({name:l},u)=>({name:l,share:r[u*i+t]})).filter(({share:l})=>l>0).sort((l,u)=>u.share-l.share).slice(0,3).map(({name:l,share:u})=>`${Ge(l)} ${u}\
 %`),c=s[t].map(l=>`“${Ge(l.trim())}”`);return[a.length?a.join(", "):"",c.length?`chosen by ${c.join(" ")}`:""].filter(Boolean)}function oo(e){return`#${W(e).
map(t=>t.toString(16).padStart(2,"0")).join("")}`}function Ge(e){return e.replace(/[&<>"]/g,t=>`&#${t.charCodeAt(0)};`)}function ie({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function ro({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping===
"layered",a=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),c=new Int32Array(s).fill(-1);return n.slot.forEach((l,u)=>{l>=0&&l<s&&(c[l]=u)}),{key:`slots\
 ${a} ${s}`,rows:Math.ceil(s/a),columns:a,xTitle:i?"slot of the layer":"slot",yTitle:i?"layer":`slots, ${a} a row`,cellAt:(l,u)=>l*a+u<s?c[l*a+u]:null,places:l=>l.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/a),n.slot[u]%a]),layerAt:(l,u)=>i?l:Ns(c[l*a+u],e)}}function Ns(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[Ee,Ke,Je]=[0,1,2],Ps=.5,js=6,Is=["not on the GPU","being copied to the GPU","on the GPU"],de={where:{board:ie,value:({cache:e,counters:t},n)=>e.state[n]!==Je?
e.state[n]===Ke?Ps:Ee:1+Bs(e.lastUsed[n],t.steps),range:()=>[Ee,Je],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:ie,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(so(
e)),0],scale:({isDark:e})=>re(e),legend:e=>We(`${so(e)} steps ago`,"just now")},rate:{board:ie,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>re(e),legend:()=>We("0 % hits","100 %")},uses:{board:ie,value:({cache:e},t)=>ve(e,t),range:({cache:e})=>[0,He(e)],scale:({isDark:e})=>re(
e),legend:({cache:e})=>We("unused",`${He(e)} uses this reply`),label:({cache:e},t)=>String(ve(e,t)||""),widest:({cache:e})=>ze(He(e)+1)},topics:{board:ie,value:Qn,
range:e=>[-.5,(se(e)?.topics.length??0)+.5],scale:({cpu:e},t)=>eo(e,se(t)?.topics.length??0),legend:to,isOutlined:!0},slots:{board:ro,value:({model:e,settings:t},n)=>t.
mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:(e,{model:t,settings:n})=>Se(
n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"layer"}; the number is the expert</\
span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.state[o]===Ke?" ↓":""}`},
widest:({model:e,settings:t})=>ze(e.experts)+(t.mapping==="layered"?0:1+ze(e.layers))}};function io(e,t){let{cache:n,counters:o,model:r}=e;if(t===null)return"no\
 slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.experts)}, expert ${t%
r.experts}`,Rs(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${ve(n,t)} uses this reply`,n.lastUsed[t]<0?"never used":`last used ${i}`,
...no(e,t)].join("<br>")}function co({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[Je]} of ${e.state.length} experts on the GPU, ${t[Ke]} bei\
ng copied, ${t[Ee]} not on the GPU`}function Rs({cache:e},t){let n=Is[e.state[t]];return e.state[t]===Ee?n:`${n}, slot ${e.slot[t]}`}function ve(e,t){return e.uses[t]-
e.usedBefore[t]}function so({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function He(e){let t=1;for(let n=0;n<
e.uses.length;n++)t=Math.max(t,ve(e,n));return t}function ze(e){return String(e-1).length}function Bs(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.max(1,t-e))/
js)}function We(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var Fs=4/3,Ds=800,ao=-1,Us='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',Gs='<span><i class="mark now"></i>last token</sp\
an>',Hs='<span><i class="mark now"></i>chosen token</span>';function lo(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector(
"#heatmap .summary"),s=e.querySelector("#heatmap .stage"),i=Jn(e.querySelector("#heatmap canvas")),a=Vn(e.querySelector("#heatmap .landings")),c=de.where,l=null,
u=null,d=[],f=null,p="",g=null,y=null,x=null,h=null;function k(){if(!y||!g||!n.offsetWidth)return;l=c.board(y),u=q(),d=Array.from({length:l.rows},()=>new Array(
l.columns).fill(ao));let w=we(l.rows,(_,A)=>io(y,l.cellAt(_,A))),O=!n.on;s.classList.toggle("tall",l.columns<=l.rows),s.style.setProperty("--board",`${Ws(l,n.offsetHeight,
u.em)}px`),b(!0),g.react(n,[Js(d,w)],Ys(l,y,n,u),j),O&&m(),E()}function m(){n.on("plotly_doubleclick",()=>g.relayout(n,uo(l))),n.on("plotly_relayout",w=>w.autosize?
k():E()),n.on("plotly_hover",({points:[w]})=>f={xval:w.x,yval:w.y}),n.on("plotly_unhover",()=>f=null),n.on("plotly_click",({points:[w]})=>t.chooseLayer(l.layerAt(
w.y,w.x)))}function E(){l=c.board(y);let w=zs(l,c,y,d,h),O=Ks(n),_=i(O,w,c.scale(u,y),u);c===de.where&&a.show(l,O,y.cache,u),n.dataset.outlined=w.outlined.length||
w.hits.length+w.misses.length,b(_),f&&g.Fx.hover(n,f,"xy")}function b(w){let O=c.legend(y,w)+(h?Hs:c.isOutlined?Gs:Us);O!==p&&(o.innerHTML=O),p=O}let $=Zn(w=>{x=
w,y&&(y={...y,topics:x},k())});return $(),document.addEventListener("hybrid:reply-ended",()=>setTimeout($,Ds)),t.outline=w=>{h=w,l&&n.offsetWidth&&E()},e.querySelectorAll(
"input[name=view]").forEach(w=>w.addEventListener("change",()=>{c=de[w.value],c===de.topics&&$(),k()})),P().then(w=>{g=w,H(g,n,k),k()}),{holds:!0,update(w,O){if(y=
{...w,topics:x},S(r,co(w)),!g||!n.offsetWidth)return;let{cells:_,current:A,settings:G,counters:Me,active_request:v}=O.delta;O.whole||!l||G&&l.key!==c.board(w).key?
queueMicrotask(k):(_||A||G||Me||v)&&E()},recolour:k}}function zs(e,t,n,o,r){let{current:s,missed:i}=n.cache,a=r??(t.isOutlined?s:null),c=new Set(i),l=new Float64Array(
e.rows*e.columns).fill(NaN);for(let u=0;u<e.rows;u++)for(let d=0;d<e.columns;d++){let f=e.cellAt(u,d),p=f===null||f<0?null:t.value(n,f);o[u][d]=p??ao,p!==null&&
(l[u*e.columns+d]=p)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),label:t.label?(u,d)=>t.label(n,e.cellAt(u,d)):null,widest:t.widest?.(n)??2,hits:e.
places(a?[]:s.filter(u=>!c.has(u))),misses:e.places(a?[]:i),outlined:e.places(a??[])}}function Ws({rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.
ceil(3*o+4+Fs*r*t)}function Ks(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,
height:n._length,xRange:t.range,yRange:n.range}}function Js(e,t){return{type:"heatmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"\
%{customdata}<extra></extra>"}}function uo({rows:e,columns:t}){return{"xaxis.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function Ys(e,{model:t},n,o){let r=`${t.
name} ${e.key}`,s=uo(e),i=n.layout?.uirevision===r?n.layout:null,a=(c,l)=>({showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.
log2(l/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{text:c,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,
b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:z(o),dragmode:"zoom",uirevision:r,xaxis:{...a(
e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...a(e.yTitle,e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var Vs=1e3,[Xs,Zs]=[1,2];function fo(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(Qs());for(let a=0;a<i;a++)ei(o,a).forEach((c,l)=>{let u=n.rows[a].cells[l];
u.textContent!==c&&(u.textContent=c)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,Vs))}}}function Qs(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function ei({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),a=u=>r.
reduce((d,f)=>d+u[o+f],0),[c,l]=[a(t.uses),a(t.hits)];return[String(n),Ye(s(Zs)),Ye(s(Xs)),Ye(i.map(u=>u-o)),`${l} of ${c}`,C(c?l/c:null,1)]}function Ye(e){return e.
join(" ")||"none"}var po=["steps","held","loading","choices","outcomes"];function mo(){let e={rows:"ways",clear(){for(let t of po)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of po)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[ho,ti]=[0,1],ni=16,oi=10,[ri,si]=[.14,.3];function go(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(l=>l.map(u=>u<0?-1:1)),s=r[0].length,i=bo(e,s),a=o?
s:null,c=l=>o?Y(W(l)):n.readyInk;return{rows:s+(o?1:0),traces:[ii(e,r,s,o,t,n),...o&&s<=ni?[ci(e,r,s,t,n)]:[],Le(i.evictions,"line-ns-open",n.outline,.9*n.em,"e\
victed",2),Le(i.hits,"circle",i.hits.experts.map(c),.25*n.em,"hit"),Le(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),Le(i.misses,"x-thin-ope\
n",n.outline,.4*n.em,"missed",1.5)],layout:li(e,s,a,n)}}function yo({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mark\
 hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted<\
/span>`}function xo(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
ho).length,o=bo(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${C(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function ii({steps:e,loading:t},n,o,r,{experts:s},i){let a=Array.from({length:o},(l,u)=>n.map(
d=>d[u]<0?null:d[u])),c=(l,u)=>{let d=n[u][l],f=t[u].includes(l);return r?`slot ${l}: ${d<0?"empty":`expert ${d}${f?", being copied":""}`}`:`expert ${l}: ${d<0?
"not on the GPU":f?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:a,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?Se(s):[[0,i.cpu],[1,i.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:we(o,c),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function ci({steps:e},t,n,o,r){let[s,i,a,c]=[[],[],[],[]];
for(let l=0;l<n;l++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][l]===t[u][l];)d++;let f=t[u][l];f<0||d-u<oi||(s.push(e[u]),i.push(l-ri),a.push(String(
f)),c.push(Y(W(f))))}return{type:"scatter",mode:"text",x:s,y:i,text:a,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*
r.em,color:c}}}function bo({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...$e(),experts:[]},inFlight:$e(),misses:$e(),evictions:$e()};return t.forEach(
(a,c)=>{let l=n[c-1]??n[c];n[c].forEach((u,d)=>{(e==="ways"?l[d]>=0&&u!==l[d]:l[d]>=0&&u<0)&&Oe(i.evictions,a-.5,d)}),o[c].forEach((u,d)=>{let f=r[c][d],p=e==="\
ways"?ai(u,l,n[c]):u;f===ho?(Oe(i.hits,a,p<0?s:p+(e==="ways"?si:0)),i.hits.experts.push(u)):f===ti?Oe(i.inFlight,a,p<0?s:p):Oe(i.misses,a,e==="ways"?s:u)})}),i}
function ai(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function $e(){return{x:[],y:[]}}function Oe(e,t,n){e.x.push(t),e.y.push(n)}function Le({x:e,y:t},n,o,r,s,i=0){
return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},hoverinfo:"skip",showlegend:!1}}function li({steps:e},t,n,o){
let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.log2(t/10))),a=Array.from({length:Math.ceil(t/i)},(l,u)=>u*
i),c={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,\
0,0,0)",font:{family:o.font,color:o.text},hoverlabel:z(o),xaxis:{...c,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"st\
ep",font:r,standoff:4}},yaxis:{...c,range:[s,-.5],tickvals:n===null?a:[...a,n],ticktext:n===null?a.map(String):[...a.map(String),"CPU"],title:{text:n===null?"ex\
pert":"slot",font:r,standoff:4}}}}var ui=700;function wo(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=mo(),i=null,a=null,c=null,l=0,
u=-1,d=!1;function f(){if(!i||c===null||!s.steps.length)return;let x=q(),h=go(s,a.model,x);r.style.setProperty("--rows",h.rows),i.react(r,h.traces,h.layout,j),n.
querySelector(".legend").innerHTML=yo(s),S(n.querySelector(".summary"),xo(s))}async function p(){l=0;let x=c;x===null||d||document.hidden||(u=a.counters.steps,await s.
extend(x,()=>c===x)&&f())}function g(x){x==null||x===c||(c=x,o.value=String(c),n.hidden=!1,S(n.querySelector("h3"),`Layer ${c}`),P().then(h=>{i||H(h,r),i=h}),s.
clear(),p())}function y(){c=null,o.value="",n.hidden=!0}return t.chooseLayer=g,o.addEventListener("change",()=>o.value===""?y():g(Number(o.value))),n.querySelector(
".close").addEventListener("click",()=>{y(),o.focus()}),{update(x,h){a=x,o.length!==x.model.layers+1&&di(o,x.model.layers),h.whole&&c!==null&&(c>=x.model.layers&&
y(),s.clear(),u=-1),c!==null&&u!==x.counters.steps&&(l||=setTimeout(p,ui))},paused(x){d=x,u=-1},recolour:f}}function di(e,t){e.length=1;for(let n=0;n<t;n++)e.add(
new Option(String(n),String(n)))}var[X,fi,ko]=["solid","4px 2px","2px 2px"],pi=[{title:"tokens / s",format:fe,lines:[{at:1,name:"tok/s",colour:"speed",dash:X}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:X,value:mi}]},{title:"experts / s",format:fe,lines:[{at:2,name:"hits/s",short:"hits",colour:"hit",
dash:X},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:fi}]},{title:"copied to the GPU",format:e=>`${hi(e)}B/s`,lines:[{at:4,name:"copied",colour:"spee\
d",dash:X}]},{title:"power",power:!0,format:e=>`${fe(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:X},{at:6,name:"CPU",short:"CPU",colour:"cpuPow\
er",dash:ko}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",dash:X},
{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:ko}]},{title:"GPU memory",titleWithout:"memory of this program (no GPU in use)",
format:e=>`${fe(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:X}]}];function So({power:e,memory:t}){let n=Object.values(e).some(
r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return pi.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function Eo({most:e,
unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let a of n)r=Math.max(r,(Ve(a,i)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));return t*
s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function Ve({at:e,value:t},n){return t?t(n):n[e]}function mi(e){let[t,n]=e.slice(2,4);return t+n>0?t/(t+n):null}function fe(e){
return String(Number(e.toPrecision(e<1?2:3)))}function hi(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${fe(e/1e3**t)} ${["","k","M","G","T"][t]}`}var gi=120,yi="question",Qe=.66,Xe=.22,et=.04,[vo,xi,$o,Ze]=[5,1.8,1.7,4];function tt({points:e,marks:t},n,o,r){let s=e.map(([a])=>a-o);return[...n.flatMap(({lines:a,
top:c,format:l},u)=>{let d=n.length-1-u;return a.map(f=>{let{name:p,colour:g,dash:y}=f,x=e.map(h=>Ve(f,h));return{type:"scatter",mode:"lines",name:p,x:s,y:x.map(
h=>h===null?null:d+Qe*h/c),customdata:x.map(h=>h===null?"":l(h)),line:{color:r[g],width:1.8,dash:y,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),bi(t,n.length,o,r)]}function bi(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-et,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(wi(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function wi(e){return e===
yi?"circle":"triangle-down"}function Oo(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.flatMap(({top:a,format:c},l)=>{let u=e.length-1-l;return[
[u,"0"],[u+Qe,c(a)]]});return{margin:{l:vo*o,r:xi*o,t:Ze,b:$o*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:z(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-gi,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-et,e.length+Xe],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:i.map(([a])=>a),ticktext:i.map(([,a])=>a),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function Lo(e,t,n){let o=t.
length+Xe+et,r=t.map((s,i)=>{let a=(i+1-Qe+Xe)/o,c=Object.assign(document.createElement("p"),{textContent:s.title});return c.style.top=`calc(${Ze}px + ${a} * (1\
00% - ${Ze+$o*n.em}px))`,s.lines.length>1&&c.append(...s.lines.map(l=>ki(l,n))),c});e.style.left=`${vo*n.em}px`,e.replaceChildren(...r)}function ki({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function _o(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),a=null,c=null,l="",u=null,d=!1;function f(){if(!c||!a||!t.offsetWidth)return;let b=q(),$=!t.on,w=y();
l=x(w);let O=u===null?null:t.layout.xaxis.range;a.react(t,tt(c,w,g(),b),Oo(w,O,b),j),Lo(n,w,b),$&&h()}function p(){let b=y();if(!t.on||!t.offsetWidth||x(b)!==l)
return f();let $=tt(c,b,g(),q()),w=O=>$.map(_=>_[O]);a.restyle(t,{x:w("x"),y:w("y"),customdata:w("customdata")},[...$.keys()])}function g(){let b=c.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??b,u??b}function y(){return So(c).map(b=>({...b,top:Eo(b,c.points)}))}function x(b){return JSON.stringify([b.map(({title:$,
top:w})=>[$,w]),c.marks])}function h(){t.on("plotly_relayout",b=>{"xaxis.range[0]"in b&&m(Number(t.dataset.end)),b.autosize&&f()}),t.on("plotly_doubleclick",E),
i.addEventListener("click",E),t.addEventListener("pointerenter",()=>k(!0)),t.addEventListener("pointerleave",()=>k(!1))}function k(b){d=b,r.hidden=!b,b||f()}function m(b){
u=b,i.hidden=s.hidden=b===null,b!==null&&S(s,`0 s is ${new Date(1e3*b).toLocaleTimeString()}`)}function E(){m(null),f()}return P().then(b=>{a=b,H(a,t,f),f()}),{
holds:!0,update(b,$){c=b,S(o,Si(b)),$.whole?requestAnimationFrame(f):a&&!d&&($.point||$.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function Si(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var To="hybrid-captions-seen";function Co(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(To)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(To,"yes"),o.hidden=!0}),{holds:!0,update(r){S(t,nt(
r.recent_hit_rate)),S(n,Ei(r))}}}function nt(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function Ei({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",i=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!i)return`${s}: all ${r} of its experts were already on the GPU.`;let a=t.placement==="on_demand"?i===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-i} of its ${r} experts were already on the GPU; ${i} ${a}.`}function Ao(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!ne()||(S(n("question"),vi()||o.model.name),S(n("sha\
re"),nt(o.recent_hit_rate)),S(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("\
click",()=>ae(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function vi(){let e=document.querySelectorAll("#chat .user-row .message\
-content");return e.length?e[e.length-1].textContent.trim():""}var $i=1e3,Mo=5e3;function qo(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?Mo-$i:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+Mo,S(t,Oi(r)))}}}function Oi({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${C(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function No(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);rt(ot(t,n),o)}function ot(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function rt(e,t,n="text/plain"){st(e,new Blob([t],{type:n}))}function st(e,t){let n=URL.createObjectURL(t);Object.assign(document.createElement(
"a"),{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}var Li={stop:"ended",length:"limit",cancelled:"stopped"},_i=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},Ti=e=>t=>t==null?"–":t.toFixed(e),Ci=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,Ai=e=>e==null?"–":`${(100*e).toFixed(1)} %`,Mi=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),K=e=>String(e??"–"),R=[{label:"When",sort:"at",value:e=>e.at,text:ji},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>K(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:Ti(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:Ci,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:Ai,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:Mi,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:qi,text:Ni,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:K,figure:!0},{label:"End",sort:"ending",value:e=>Li[e.finish],text:K,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:K,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:K},{label:"Copies",sort:"admission",value:e=>e.admission,
text:Pi,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>K(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:K}];function qi(e){let t=_i(e);return t===null||!e.tokens?null:t/e.tokens}function Ni(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function Pi(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
K(e)}function ji(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function it(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function Po(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function Ii(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function Ri(e,t){let[n,o]=t.
map(i=>e.value(i));if(!e.better||!n||o==null)return"";if(e.points)return Ii(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function jo(e){let[t,n]=[[],[]];for(let o of R){let[r,s]=e.map(i=>o.text(o.value(
i),i));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,Ri(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}.`:"No shared setti\
ngs."}}function Io(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var Ro=e=>R.find(t=>t.label===e),B=(e,t)=>Ro(e).text(Ro(e).value(t),t),Bi="The GPU is simulated: hits are real, speeds are not.";function ct(e){return[["Tokens/\
s",B("Tok/s",e)],["Hit rate",B("Hit rate",e)],["J/token",B("J/token",e)],["First token",B("First token",e)]].filter(([,t])=>t!=="–")}function _e(e){let t=`${B(
"N × M",e)} slots, ${B("Policy",e)}, ${B("Mapping",e)}`,n=e.placement&&e.placement!=="cached"?B("Strategy",e):`${t}, ${Fi(e)}`;return[["Model",e.format?`${e.model}\
 (${e.format})`:e.model],["Machine",e.machine],["Settings",`${n}, ${B("Threads",e)} CPU threads`],["Length",`${e.tokens} tokens${e.prompt_tokens==null?"":` afte\
r a prompt of ${e.prompt_tokens}`}`],["Measured",[Di(e.at),e.commit&&`commit ${e.commit}`].filter(Boolean).join(", ")]].filter(([,o])=>o)}function pe(e){return e.
emulated?Bi:""}function Bo(e){let n=["| Hybrid MoE | |","| --- | --- |",...[...ct(e),..._e(e)].map(([o,r])=>`| ${o} | ${Ui(r)} |`)];return pe(e)&&n.push("",pe(e)),
`${n.join(`
`)}
`}function Fo(e){return`${e.model} ${B("Tok/s",e)} tok/s`}function Fi({admission:e,max_queued_copies:t}){return e==="bounded"?`copies when worth it (at most ${t}\
 at a time)`:`copies ${e}`}function Di(e){return new Date(1e3*e).toISOString().slice(0,10)}function Ui(e){return String(e).replace(/[\\|`*_[\]<>]/g,"\\$&").replace(
/\s+/g," ")}var at=1200,Do=630,F=64,Gi='system-ui, "Segoe UI", "Liberation Sans", sans-serif';function Uo(e,t,n){let o=(r,s,i,a,c,l=400,u=at-F-s)=>{e.fillStyle=c,e.font=`${l}\
 ${a}px ${Gi}`,e.fillText(zi(e,String(r),u),s,i)};e.fillStyle=n.ground,e.fillRect(0,0,at,Do),o("Hybrid MoE",F,76,26,n.muted,600),o(_e(t)[0][1],F,138,46,n.text,600),
ct(t).forEach(([r,s],i)=>{let a=F+i*275;o(s,a,232,i===0?64:46,n.text,600,255),o(r,a,272,24,n.muted,400,255)}),Hi(e,t.hit_rate,n),_e(t).slice(1).forEach(([r,s],i)=>{
let a=392+i*46;o(r,F,a,24,n.muted),o(s,F+150,a,24,n.text)}),pe(t)&&o(pe(t),F,Do-36,24,n.missed,600)}function Hi(e,t,n){if(t==null)return;let o=at-2*F;e.fillStyle=
n.rule,e.fillRect(F,306,o,18),e.fillStyle=n.hit,e.fillRect(F,306,o*t,18)}function zi(e,t,n){if(e.measureText(t).width<=n)return t;let o=t.length;for(;o>1&&e.measureText(
`${t.slice(0,o)}…`).width>n;)o-=1;return`${t.slice(0,o)}…`}function Go(e){let[t,n,o]=["canvas","textarea","[role=status]"].map(c=>e.querySelector(c)),r=null;function s(c){r=c.length===1?c[0]:null,e.hidden=!r,S(o,""),r&&
(n.value=Bo(r),i())}function i(){let c=r&&t.getContext("2d");c&&Uo(c,r,q())}async function a(){try{await navigator.clipboard.writeText(n.value),S(o,"Markdown co\
pied.")}catch{n.select(),S(o,"Copy it from the field.")}}return e.querySelector(".copy").addEventListener("click",a),e.querySelector(".png").addEventListener("c\
lick",()=>{let c=ot(Fo(r),"png");t.toBlob(l=>l&&st(c,l),"image/png")}),{show:s,draw:i}}var Ho="rgba(0, 0, 0, 0)",Wi=["speed","gpu"],Ki=["solid","dot"];function zo(e,t,n){return{traces:e.map((o,r)=>Ji(o,r,t,n)),layout:Yi(t,n)}}function Wo(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function Ji(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,i)=>1+i*e.tokens):[],y:e?.[n]??[],line:{color:r[Wi[t]],width:1.8,dash:Ki[t]},hovertemplate:`%{y:${o||".1f"}}`}}function Yi({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:Ho,plot_bgcolor:Ho,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:z(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function Ko(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],i=[];async function a(l){if(s=l,e.hidden=l.length<2,!e.hidden&&(t.innerHTML=
"",t.append(Xi(l)),i=await Promise.all(l.map(Vi)),s===l)){if(n.textContent=Wo(i),!r){r=await P();for(let[u]of o)H(r,u,c)}c()}}function c(){if(!r||e.hidden||!e.offsetWidth)
return;let l=q();for(let[u,d]of o){let{traces:f,layout:p}=zo(i,d,l),g=!u.on;r.react(u,f,p,j),g&&u.on("plotly_relayout",y=>y.autosize&&c())}}return{show:a,draw:c}}
async function Vi(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function Xi(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let i=t.insertRow();s.forEach((a,c)=>{let l=document.createElement(c===0?"th":"td");c===0&&(l.scope="row"),l.textContent=a,i.append(l)})},{rows:o,
caption:r}=jo(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var me=200;function Jo(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=me,i=0,a=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:R[r.column].sort,descending:r.descending}),ask(c){return i+=1,a=!0,{number:i,isMore:c,page:c?{
limit:me,after:o}:{limit:s}}},take({number:c,isMore:l},u){return c!==i||(a=!1,!u)?!1:(e=l?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
me},more(){return s+=me,this.ask(!a&&!!o)},sortBy(c){let l=r.column===c?!r.descending:!!R[c].figure;r={column:c,descending:l},s=me}}}function Yo(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function Vo(e,t){return e!==""&&e!=="idle"&&t==="idle"}var Zi=400,Qi=150;function Xo(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=Ko(n("compare")),s=Go(n("card")),
i=Jo(),a=[],c=[],l,u="",d=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...i.sorting()});async function f(m=i.ask(!1)){let E=await fetch(
`runs?${it({...d(),...m.page})}`).catch(()=>null),b=E?.ok?await E.json():null;i.take(m,b)&&(p(b.problem),x())}function p(m){S(n("problem"),m),n("problem").hidden=
!m}function g(){i.restart(),f()}async function y(m,E,b){let $=await fetch(`runs/all?${it(d())}`).catch(()=>null),w=await $?.json();$?.ok?rt(m,E(w),b):p(w?.error??
"Can't reach the app. Is it still running?")}function x(){let{rows:m,matching:E,total:b,hasMore:$,order:w}=i;t.querySelector(".scrolled").hidden=b===0,n("empty").
hidden=b>0;for(let O of["csv","json"])n(O).disabled=E===0;S(n("count"),b?`${E} of ${b} replies`:""),!$&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!$,o.replaceChildren(...m.map(h)),t.querySelectorAll("th[data-column]").forEach(O=>{Number(O.dataset.column)===w.column?O.setAttribute(
"aria-sort",w.descending?"descending":"ascending"):O.removeAttribute("aria-sort")})}function h(m){let E=document.createElement("tr");E.classList.toggle("stopped",
m.finish==="cancelled");let b=Object.assign(document.createElement("input"),{type:"checkbox",checked:a.includes(m.id)});b.dataset.run=m.id,b.setAttribute("aria-\
label",`Choose the run of ${R[0].text(m.at)}`);let $=document.createElement("span");$.textContent="AB"[a.indexOf(m.id)]??"",E.insertCell().append(b,$);for(let w of R){
let O=E.insertCell();O.textContent=w.text(w.value(m),m),w.figure&&(O.className="figure")}return E}function k(m,E){a=Io(a,m,E),c=Yo(a,[...c,...i.rows]),r.show(c),
s.show(c),x(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(ec()),t.querySelector("thead").addEventListener("\
click",m=>{let E=m.target.closest("th[data-column]");E&&(i.sortBy(Number(E.dataset.column)),f())}),o.addEventListener("change",({target:m})=>k(m.dataset.run,m.checked)),
n("filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(g,Qi)}),n("more").addEventListener("click",()=>f(i.more())),n("csv").addEventListener("cl\
ick",()=>y("runs.csv",Po,"text/csv")),n("json").addEventListener("click",()=>y("runs.json",m=>JSON.stringify(m,null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&f()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&f()),{update(m){Vo(u,m.phase)&&t.offsetWidth&&setTimeout(
()=>f(),Zi),u=m.phase},recolour(){r.draw(),s.draw()}}}function ec(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">\
Choose</span></th>',R.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(
r),o&&(s.className="figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}var tc=[0,60,250];function Zo(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of tc)setTimeout(nc,t,e)})}function nc(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function Qo(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!ye(n.dataset.key),n.addEventListener("change",()=>Ot(n.dataset.key,!n.checked));return{update(){}}}function er(e){
return e.querySelector("#help-open").addEventListener("click",qe),{update(){}}}function tr(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),S(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&S(s,`Charts paused at ${oc()}. Counters keep updating.`)}}}function oc(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function nr(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var rc={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function rr(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){S(t("status-model"),o.model.name),S(n,sc(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;S(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),S(t("status-hit-rate"),C(o.recent_hit_rate??xe(o.counters))),S(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),S(t("status-memory"),ic(o.memory)),or(t("power-gpu"),o.power.gpu),or(t("power-cpu"),o.power.cpu),cc(e.querySelector("#notices"),o.machine)},lost(){S(n,"\
disconnected"),n.parentElement.dataset.phase="lost"}}}function sc(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:rc[e.
phase];return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function ic(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.
device_total];return`${N(t)} / ${N(n)}`}function or(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),S(e,
Rt(t.watts));let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});
e.replaceChildren("no sensor",o),e.tabIndex=0}function cc(e,t){let n=ac(t);S(e,n.join(" ")),e.hidden=n.length===0}function ac({emulated:e,notices:t}){return e?[
"No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not.",...t]:[...t]}function sr(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=c=>c.hash.slice(1),r=c=>n.find(l=>o(l)===c);function s(c){let l=r(c)??n[0];
document.body.dataset.tab=o(l);for(let u of n)u.setAttribute("aria-selected",String(u===l)),u.tabIndex=u===l?0:-1}function i(c){history.replaceState(history.state,
"",c.hash),s(o(c)),c.focus()}function a(c){let l=n.indexOf(document.activeElement);return n[lc(c,l,n.length)]??null}t.addEventListener("click",c=>{let l=c.target.
closest("[role=tab]");l&&(c.preventDefault(),i(l))}),t.addEventListener("keydown",c=>{(c.key===" "||c.key==="Enter")&&c.target.click();let l=a(c.key);l&&i(l),(l||
c.key===" "||c.key==="Enter")&&c.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let c of n){let l=document.getElementById(
`${o(c)}-pane`);l.setAttribute("role","tabpanel"),l.setAttribute("aria-labelledby",c.id)}return s(location.hash.slice(1)),{update(){}}}function lc(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var lt=0,ir=1;function cr(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,a=I(e.choices),c=I(e.outcomes),l=t*o,u=r.map((d,f)=>{let p=0;for(let g=f*l;g<(f+
1)*l;g++)c[g]!==lt&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:l,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>a[d*l+f*o],routing:(d,f)=>Array.from({length:o},(p,g)=>{let y=d*l+f*o+g;return[a[y],c[y]]}),cells:d=>Array.from({length:l},(f,p)=>Math.
floor(p/o)*n+a[d*l+p])}}function Te(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,a]of e.routing(t,i))a===ir&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function Ce(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var Z=8,uc=80,lr=["hit","flight","miss"],ar=["hit","in flight","miss"];function ur(e){function t(o,r,s){e.replaceChildren(fc(o,r),pc(o,r),mc()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*Z}px`;let{left:i,
top:a}=dc(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${i}px`,e.style.top=`${a}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=!0,id:e.
id}}function dc(e,t,{width:n,height:o},r){let s=e.bottom+Z+o<=r;return{left:Math.max(t.left+Z,Math.min(e.left,t.right-n-Z)),top:Math.max(Z,s?e.bottom+Z:e.top-o-
Z)}}function fc(e,t){let n=Object.assign(document.createElement("b"),{textContent:Ce(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement("span"),
{textContent:Te(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function pc(e,t){let n=document.createElement("ol");n.classList.toggle("many",e.
routed>uc),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(document.
createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){let a=Object.assign(document.createElement("i"),{className:lr[i],textContent:String(
s)});r.append(a)}n.append(r)}return n}function mc(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=lt;t<
ar.length;t++){let n=Object.assign(document.createElement("i"),{className:lr[t],textContent:"n"});e.append(n,` ${ar[t]} `)}return e}var hc=["none","dotted","dashed","solid","double"],ce={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>Re(Gn(dr()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>Re(re(dr()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:W,number:(e,t,n)=>e.firstExpert(t,n),low:"each\
 colour is one expert",high:""}};function fr(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,gc(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function gc(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?Y(e):"",borderBottomStyle:t?hc[Math.min(4,Math.ceil(t*4))]:"none"}}
function dr(){return document.body.classList.contains("dark")}var yc=400;function hr(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=wc(e,l),a=null,c=null;function l(){let{name:h,layer:k}=i.chosen(),m=ce[h];for(let E of s){
let b=Number(E.dataset.token),$=m.number?.(e,b,k);fr(E,m.share(e,b,k),{shade:m.shade,line:m.line,number:$})}}function u(h){let k=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return k.textContent=Ce(e.texts[h]),k.dataset.token=h,k.setAttribute("role","option"),k.setAttribute("aria-selected","\
false"),k.setAttribute("aria-label",`${e.texts[h].trim()||"space"}: ${Te(e,h)}`),k.classList.toggle("prompt",h<e.prompt),k}function d(){r.querySelector("button")?.
remove();let k=Number(s.at(-1)?.dataset.token??i.first()-1)+1,m=Math.min(e.count,k+yc);for(let E=k;E<m;E++)s.push(u(E));r.append(...s.slice(-(m-k)||s.length)),m<
e.count&&r.append(bc(e.count-m,d)),s.length&&!a&&p(s[0]),l()}function f(){g(null),t.hide(),s.length=0,a=null,r.replaceChildren(),d()}function p(h){a&&(a.tabIndex=
-1),a=h,a.tabIndex=0}function g(h){c?.setAttribute("aria-selected","false"),c=h===c?null:h,c?.setAttribute("aria-selected","true"),n(c?Number(c.dataset.token):null)}
let y=h=>t.show(e,Number(h.dataset.token),h),x=h=>h.target.closest(".routed");return r.addEventListener("pointerover",h=>x(h)&&y(x(h))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",h=>{x(h)&&(p(x(h)),y(a))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",l),r.addEventListener(
"click",h=>x(h)&&g(x(h))),r.addEventListener("keydown",h=>{if(!x(h))return;let k=xc(s,a,h.key);if(k)k.focus();else if(h.key==="Enter"||h.key===" ")g(a);else if(h.
key==="Escape")c&&g(c),t.hide();else return;h.preventDefault(),h.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function xc(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=pr(t),a=null,
c=null;for(let l=o+s;e[l];l+=s){let{top:u,left:d}=pr(e[l]);if(!(Math.abs(u-i.top)<i.height/2)){if(c!==null&&Math.abs(u-c)>i.height/2)break;c??=u,(a===null||Math.
abs(d-i.left)<Math.abs(a.left-i.left))&&(a={element:e[l],left:d})}}return a?.element??null}function pr(e){return e.getClientRects()[0]}function bc(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function wc(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=mr(Object.entries(ce).map(([d,{label:f}])=>[d,f]),"Colour by"),r=mr(Array.from({length:e.layers},(d,f)=>[
f,f]),"Layer"),s=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[a,c,l]=["span","i","sp\
an"].map(d=>document.createElement(d));i.append(a,c,l),i.className="legend",c.className="ramp";function u(){let d=ce[o.value];r.parentElement.hidden=o.value!=="\
expert",c.hidden=o.value==="expert",c.classList.toggle("misses",o.value==="misses"),a.textContent=d.low,l.textContent=typeof d.high=="function"?d.high(e):d.high,
t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(ut("Colour by",o),ut("",r),i,ut("Include prompt",s)),r.parentElement.hidden=!0,
c.classList.add("misses"),a.textContent=ce.misses.low,l.textContent=ce.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||
e.prompt===e.count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function mr(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function ut(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function gr(e,t){let n=document.querySelector("#chat"),o=new Map,r=ur(e.querySelector("#token-detail")),s=null,i=f=>f.querySelector(".message-content")?.textContent??
"",a=f=>f.querySelector(".actions [data-action=tokens]");function c(f){o.get(f)?.element.remove(),o.delete(f),f.classList.remove("as-tokens"),l(a(f),!1),r.hide(),
t.outline(null)}function l(f,p){f&&(f.textContent=p?"Text":"Tokens",f.setAttribute("aria-pressed",String(p)))}async function u(f,p){let g=f.querySelector(".mess\
age-content"),y={text:i(f),element:document.createElement("div")};y.element.className="tokens",o.set(f,y);try{if(!p)throw new Error("This reply was not recorded\
.");let x=cr(await M(`tokens/${encodeURIComponent(p)}`));if(o.get(f)!==y)return;y.element.append(hr(x,{detail:r,pick:h=>t.outline(kc(s,x,h))}))}catch(x){y.element.
textContent=x.message}o.get(f)===y&&(f.classList.add("as-tokens"),g.after(y.element),l(a(f),!0))}function d(){for(let[f,p]of o)!f.isConnected||i(f)!==p.text?c(f):
a(f)?.getAttribute("aria-pressed")!=="true"&&l(a(f),!0)}return new MutationObserver(d).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
f=>{let p=Number(le()),g=n.querySelectorAll(".message-row")[p];g&&(o.has(g)?c(g):u(g,f[p]?.metadata?.id))},{update(f){s&&s.name!==f.model.name&&t.outline(null),
s=f.model},recolour(){let f=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of f)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function kc(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var Sc=220,Ec=50,yr=5;function dt(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function Ae(e,t){
let{cells:n,current:o,missed:r,point:s,mark:i,...a}=t,{cache:c}=e,l=e.counters.steps;for(let[d,f]of Object.entries(a))e[d]=_c(f)?{...e[d],...f}:f;let{steps:u}=e.
counters;a.active_request&&c.usedBefore.set(c.uses),n&&vc(c,I(n),u,Math.max(1,u-l)),o!==void 0?c.current=$c(I(o)):u!==l&&(c.current=Lc(c,u-1)),r!==void 0&&(c.missed=
Oc(c.current,I(r))),s&&xr(e.points,s,Sc),i&&xr(e.marks,i,Ec)}function br(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function vc(e,t,n,o){let r=0;for(let s=0;s<t.length;){let i=t[s++],a=t[s++];if(r+=i>>1,a){let c=Math.floor((a-1)/
o)+1,l=Math.floor((Math.sqrt(8*c+1)-1)/2);e.lastUsed[r]=n-(a-1)%o-1,e.uses[r]+=l,e.hits[r]+=c-l*(l+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function $c(e){
let t=0;return e.map(n=>t+=n)}function Oc(e,t){return e.filter((n,o)=>t[Math.floor(o/yr)]>>o%yr&1)}function Lc({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function xr(e,t,n){e.push(t),e.length>n&&e.shift()}function _c(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var Tc=1e3;function wr(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function a(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapshot",
l=>{s=dt(JSON.parse(l.data)),t(s)}),r.addEventListener("delta",l=>{let u=JSON.parse(l.data);if(!s||u.seq!==s.seq+1){c(),a();return}Ae(s,u),n(u)}),r.addEventListener(
"error",()=>{c(),o(),i=setTimeout(a,Tc)}))}function c(){clearTimeout(i),r?.close(),r=null,s=null}return{open:a,close:c,state:()=>s}}function kr(e){let t=window.SharedWorker?Cc(e):Ac(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function Cc({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(Ae(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function Ac(e){let t=wr(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var Mc=2,qc=1e3,ft={whole:!0,point:!1,delta:{}};function Sr(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let l=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||a(f,t,u);let d=performance.now();s=d+Math.min(qc,Mc*(d-l))}function a(l,u,d){try{l.update(u,d)}catch(f){console.error(f)}}function c(l){o=o?Nc(o,l):
l,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(l){e.push(l),t&&a(l,l.holds&&n||t,ft)},isPaused:()=>n!==null,pause(l){
if(!(!t||l===(n!==null))){n=l?br(t):null;for(let u of e)u.holds&&a(u,n??t,ft),u.paused?.(l,t)}},connect(){kr({onState(l){t=l,c(ft)},onDelta(l){c({whole:!1,point:"\
point"in l,delta:l})},onLost(){for(let l of e)l.lost?.()}})}}}function Nc(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var Pc=[["#strip",rr],["#tabs",sr],["#pause",tr],["#counters",Rn],["#spoken",qo],["#layer-detail",wo],["#heatmap",lo],["#live-sentence",Co],["#presentation",Ao],
["#heatmap-table",fo],["#lines",_o],["#fits",hn],["#lab",In],["#token-view",gr],["#progress",Bt],["#more",xt],["#editing-note",At],["#prompts",Ut],["#runs",Xo],
["#help",Qo],["#help-open",er]],he=Sr(),jc={store:he,chooseLayer(){},outline(){}},Er=[];function Jd(e,t){for(let[o,r]of Pc){let s=e.querySelector(o);s&&nr(s.dataset.
needs).then(()=>Ic(r,s,e,t))}let n=e.querySelector("#theme");n&&Fn(n,()=>Er.forEach(o=>o.recolour()))}function Ic(e,t,n,o){let r=e(t.id==="fits"||t.id==="progre\
ss"?t:n,jc,o);r.recolour&&Er.push(r),he.add(r)}window.hybrid={awaitTurn:zt,endTurn:Wt,askingAgain:qt,chosenMessage:le,copy:Pt,edit:Nt,showEditing:Mt,sending:mt,
taken:gt,giveBack:yt,download:No,pickFile:bt,togglePause:()=>he.pause(!he.isPaused())};$t();Zo();he.connect();export{dt as fromSnapshot,Jd as mount};
