var V="",ue=()=>document.querySelector("#chat-input textarea");function rt(e){return V=e[0]??"",e}function st(){V=""}function it(){let e=ue().value;V&&e.startsWith(
V)&&X(ue(),e.slice(V.length)),V=""}function lt(e){if(!e)return;let t=ue().value,{text:n}=JSON.parse(e);X(ue(),t.trim()?`${n}
${t}`:n)}function X(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function ct(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function at(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var ut="presenting";function Z(){return document.body.classList.contains(ut)}function ne(e){e!==Z()&&(document.body.classList.toggle(ut,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var ft="hybrid-keys-off",tr="input, textarea, select, [contenteditable]",nr="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",dt={stop:sr,pause:lr,present:ir,help:Le},pt=()=>!1;function mt(e){pt=e}function ht(){let e={capture:!0};for(let t of["keydown","keypress"])document.addEventListener(
t,or,e);document.addEventListener("keydown",rr,e)}function or(e){xt(e)==="send"&&de("send")&&e.stopPropagation()}function rr(e){let t=xt(e);t in dt&&!de(t)&&dt[t](
e)&&e.preventDefault()}function de(e){return yt().includes(e)}function gt(e,t){let n=yt().filter(o=>o!==e);localStorage.setItem(ft,JSON.stringify(t?[...n,e]:n))}
function Le(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function yt(){try{let e=JSON.parse(localStorage.getItem(ft)??"[]");
return Array.isArray(e)?e:[]}catch{return[]}}function xt(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:c}=e;return i||r?null:t==="/"&&
(n||o)?"help":n||o||s?null:t==="Enter"&&c.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function sr({target:e}){if(document.querySelector(
"dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(Z())return ne(!1),!0;let t=document.querySelector("#stop");if(t&&!t.disabled)
t.click();else return pt();return!0}function ir({target:e}){return document.querySelector("dialog[open]")||e.closest?.(tr)?!1:(ne(!Z()),!0)}function lr({target:e}){
return document.querySelector("dialog[open]")||e.closest?.(nr)?!1:(window.hybrid.togglePause?.(),!0)}var cr={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["tokens","Tokens"],["copy","Copy"],["drop","Delete"]]},oe=0,ar={edit:"\
edit",copy:"copy",drop:"delete",again:"retry",tokens:"select"};function wt(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#editing-note"),
s=document.querySelector("#chat-input textarea"),i=()=>[...o.querySelectorAll(".message-row")];function c(a){let u=fr(a),d=a.querySelector(":scope > .actions");
d?.dataset.kind!==u&&(d?.remove(),u&&a.append(pr(u)))}o.addEventListener("click",a=>{let u=a.target.closest(".copy-code");u&&dr(u);let d=a.target.closest(".acti\
ons button");d&&(oe=i().indexOf(d.closest(".message-row")),n(ar[d.dataset.action]),d.dataset.action==="copy"&&mr(d),d.dataset.action==="edit"&&s.focus())});let l=()=>{
i().forEach(c),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(ur)};return new MutationObserver(l).observe(o,{childList:!0,subtree:!0}),
l(),r.addEventListener("click",a=>a.target.closest("button")&&bt()),r.hidden=!0,mt(bt),{update(){}}}function bt(){let e=document.querySelector("#editing :is(tex\
tarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])X(t,"");return!0}function kt(e){let t=document.querySelector(
"#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces this message and everything after it. <button type="button">Cancel</button>'}function re(){
return String(oe)}function St(e){return st(),[re(),...e]}function Et(e){return[$t(e[oe]),String(oe)]}function vt(e){navigator.clipboard?.writeText($t(e[oe]))}function $t(e){
let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??
t}function ur(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function dr(e){
navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function fr(e){
return e.querySelector(".thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function pr(e){let t=Object.assign(document.createElement("div"),{className:"\
actions"});t.dataset.kind=e;for(let[n,o]of cr[e]){let r=Object.assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(
r)}return t}function mr(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}function G(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...hr(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function hr(e){
return e.split(/(?=(?:\d{3})+$)/)}function k(e,t){e.textContent!==t&&(e.textContent=t)}function A(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function M(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function Ot(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function Lt(e){return`${e.toFixed(e<10?1:0)} W`}function fe({routed:e,hits:t}){return e?t/e:
null}var gr={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function _t(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,c=gr[o.phase]??(o.active_request&&"Waiting: the model is busy with another tab."),l=s&&!i&&!!c,a=i&&o.phase==="prefill";if(e.hidden=!l&&!a,l)t.style.width="0",
k(n,c);else if(a){let{prefill_done:u,prefill_total:d}=o.speed;t.style.width=`${d?100*u/d:0}%`,k(n,yr(o.speed))}}}}function yr(e){return`Reading the prompt: ${e.
prefill_done} of ${e.prefill_total} tokens${xr(e)}.`}function xr({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){if(!n||e>=t)return"";let o=Math.ceil((t-
e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function Ct(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var br=700;function Tt(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=Ct(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let d=u.target.closest("button");d&&(i(!1),At(d.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?a(s.stop()):c()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&l(),br)}),document.addEventListener("click",u=>{s.isRunning()&&wr(u)&&a(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function c(){if(Mt()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){l();return}let d=new MutationObserver(()=>{u()||(d.disconnect(),l())});d.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function l(){a(s.next(!!document.querySelector("#\
error")?.textContent))}function a(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&At(u.prompt)}return{update(){}}}function wr({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function At(e){let t=document.querySelector("#chat-input textarea");if(X(t,e),Mt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function Mt(){return document.querySelector("#stop")?.disabled===!1}var qt=[];function Nt(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>qt.push(n))))}):e}function Pt(){qt.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function jt(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function It(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function Rt({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function Ft(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=kr(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function kr(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function Dt(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function Ut({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!Bt(n)||!Bt(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let i=n*o||0,c=e*t,l=i>s?` There is memory for ${s}.`:"";return`${i} slots for ${c} experts: ${Sr(i/c)} on the GPU.${l}`}function Bt(e){return e===
""||Number.isInteger(e)&&e>=0}function Sr(e){return e===1?"all of them fit":e===.5?"half of them fit":`${A(e)} of them fit`}function Gt({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:i},{labels:c}){let l=(f,m)=>Object.keys(c[f]).find(y=>c[f][y]===m),a=i==="cached"?"":`, ${l("placement",i)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,d=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${l("admission",r)}, ${d}${a}`}
function zt({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,i=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}. ${r} threads already saturate memory (○)`:i}function Ht(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:c}=n.
getBoundingClientRect(),l=Math.ceil((s.clientX-i)/c*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,l)))}),{draw(s,i,c=null){r=s;let l=a=>`${100*
a/r.logical_cpus}%`;n.style.setProperty("--threads",l(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",l(r.physical_cores)),n.style.setProperty(
"--knee",l(c??0)),n.classList.toggle("measured",c!==null),n.classList.toggle("beyond",i>r.physical_cores),k(o,zt(r,i,c))}}}function Jt(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:c,top:l,width:a,height:u}=n.getBoundingClientRect();t.set("indexes",Wt(Math.ceil((i.clientX-
c)/a*r.layers),r.layers)),t.set("ways",Wt(Math.ceil((1-(i.clientY-l)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,c){r=i;let l=Er(r,c);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));l.forEach((a,u)=>n.children[u].style.setProperty("--share",a)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",Kt(c)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${r.top_k} of ${r.experts})`,o.querySelector(".last").
textContent=String(r.layers-1)}}}function Kt({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function Er({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(i,c)=>Math.min(1,Math.max(0,s(c)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):Kt(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function Wt(e,t){return Math.min(t,Math.max(1,e))}function pe(e,t){let n=Object.keys(t.fields),o=c=>e.querySelector(`#${CSS.escape(t.fields[c]??c)}`),r=c=>o(c)?.querySelector("input, textarea")??null;function s(c){
let l=r(c);return l?vr(l,t.labels[c]):void 0}function i(c,l){let a=r(c);!a||s(c)===l||(a.value=String(l),a.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(c=>[c,s(c)])),label:c=>o(c)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??c,shown:(c,l)=>$r(t.labels[c],l)}}function vr({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function Yt(e){let{geometry:t,...n}=e;return{...t,...n}}function $r(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function Vt({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.devices,
i=e.slots_limit??s,{emulated:c}=t,l={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},a={name:"RAM",held:Math.
max(0,e.host_used-(c?e.slots:0)),slots:c?r:0,total:e.host_total,limit:c?i:null};return{device:c?null:l,host:a,most:Math.floor(i/n.expert_bytes)}}function _e({slots:e,
limit:t}){return t!==null&&e>t}function Xt(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + ${M(o)} slots`,c=_e(e)?`: too much, only ${M(s)} of\
 slots fit`:"";return`${t}: ${M(n)} used${i}, of ${M(r)}${c}`}function Zt({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;
return{held:o(e),slots:o(Math.min(t,n-e))}}function en(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=Vt(o,r);return t.hidden=s.device===null,s.device&&
Qt(t,s.device),Qt(n,s.host),{most:s.most}}}}function Qt(e,t){let{held:n,slots:o}=Zt(t);e.classList.toggle("over",_e(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,k(e.querySelector("p"),Xt(t))}var Or={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},Lr=["data-field","data-place"];function tn(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function i(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function c(){i(),n();let d=o.querySelector("[data-field]");if(!d)return;
d.dataset.place==="chat"&&l(d.textContent);let f=_r(d.dataset.field),m=f?t.input(f):null;m&&a(f,m,d.textContent)}function l(d){let f=document.querySelector("#co\
mposer");f&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:d}),f.before(s),o.classList.add("beside"))}function a(d,f,m){Cr(t.block(
d));let y={className:"refusal",id:"refusal",textContent:m},w=Object.assign(document.createElement("p"),y),b=t.block(d);b.classList.add("refused"),(b.closest(".r\
ow")??b).after(w),f.setAttribute("aria-invalid","true"),f.setAttribute("aria-describedby",w.id),r={block:b,input:f,note:w},o.classList.add("beside"),w.scrollIntoView(
{block:"nearest"})}for(let d of[...t.names,"model"])t.input(d)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:Lr,
subtree:!0};new MutationObserver(c).observe(o,u),c()}function _r(e=""){return Or[e]??e}function Cr(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function nn(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),k(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),k(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(Ar(location.origin+location.pathname,t.all()),"Link")})}function Ar(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function on(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=pe(o,r),i=x=>e.querySelector(`.${x}`),c={cover:Jt(o,s),gauges:en(e),cores:Ht(
o,s)},l=null,a="",u=Ft(),d=!1;function f(){if(!l)return;let x=s.all(),S=Yt(l.settings),h=Number(s.input("knee")?.value)||null,v=JSON.stringify([h,x,S,l.model,l.
machine,l.memory]);if(v===a)return;a=v,c.cover.draw(l.model,x);let{most:$}=c.gauges.draw(l,x);c.cores.draw(l.machine,x.cpu_threads,h),w(x),y(x,S),k(i("explain"),
Dt(x,r)),k(i("slots"),Ut(l.model,x,$)),k(i("inforce"),`Current: ${Gt(S,r)}`),m(S,l.model.name)}function m(x,S){let h=s.input("base")?.value;h&&u(JSON.parse(h),x,
S)&&n("submit")}function y(x,S){let h=jt(s.names,x,S);for(let v of s.names)s.block(v)?.classList.toggle("changed",h.includes(v));for(let v of["apply","revert"])
b(v).disabled=h.length===0;o.querySelector("#apply-row").classList.toggle("pending",h.length>0),d&&=h.length>0,k(i("changes"),It(h,s,{values:x,inForce:S,applying:d}))}
function w(x){let S=Rt(x,r);s.block("split_misses").hidden=l.machine.emulated;for(let h of s.names)s.block(h)?.classList.toggle("idle",S.has(h))}function b(x){let S=o.
querySelector(`#${x}`);return S.querySelector("button")??S}function p(x){d=x,a="",f()}o.addEventListener("click",({target:x})=>x.closest("#apply")&&p(!0)),tn(o,
s,()=>p(!1)),nn(o,s);let g=()=>setTimeout(()=>e.isConnected&&f());return o.addEventListener("input",f),o.addEventListener("focusout",g),document.addEventListener(
"hybrid:fields-set",g),{update(x,S){l=x,(S.whole||S.delta.settings||S.delta.memory)&&f()}}}async function q(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var rn="Settings panel",sn="Best predicted";function ln(e,t){let n={...e,[rn]:"what its fields hold, applied or not"};return t&&(n[sn]=`${t.indexes} × ${t.ways}, from the map above`),n}function cn(e,{panel:t,
best:n}){return e===rn?{name:e,settings:t()}:e===sn?{name:e,settings:n()}:e}function an(e,t){return e.length?e:t.slice(0,2)}var Tr=["grid","curves","reuse","tune","compare"];function un(e){let t=Tr.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function dn(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=c=>e.querySelector(`input[name=lab-metric][value=${c}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(c){o=c;let l=!!o.figures["grid-speed"];s("speed").disabled=!l,s("speed").parentElement.title=l?"":
"Benchmark this machine first",l||(s("hits").checked=!0),i()},click({x:c,y:l}){let{indexes:a,ways:u,settings:d}=o.facts;d&&n({...d,indexes:a[l],ways:u[c]})},best:()=>o?.
facts.best??null}}var Mr=350;function fn(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=p=>e.querySelector(p),[s,i,c,l,a,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),d=null;function f(p){s.hidden=p,i.hidden=c.hidden=!p,i.disabled=!1,p&&c.removeAttribute("value")}async function m(){let p={id:null,cancelled:!1};d=p,a.textContent=
l.textContent="",f(!0);try{let g=t();for(let[x,S]of g.entries()){if(p.cancelled)break;let h=await y(p,S,v=>c.value=(x+v)/g.length);if(h.state==="failed")throw new Error(
h.error);h.state==="done"&&n(h)}l.textContent=p.cancelled?"Cancelled.":""}catch(g){a.textContent=g.message,l.textContent=""}d=null,f(!1),o()}async function y(p,g,x){
let S=JSON.stringify(g),h=await q("lab/jobs",{method:"POST",body:S,headers:{"Content-Type":"application/json"}});for(p.id=h.id,p.cancelled&&await w(p);h.state===
"waiting"||h.state==="running";)x(h.share),l.textContent=h.what,await new Promise(v=>setTimeout(v,Mr)),h=await q(`lab/jobs/${h.id}`);return h}async function w(p){
p.cancelled=!0,i.disabled=!0,l.textContent="Cancelling",p.id&&await q(`lab/jobs/${p.id}`,{method:"DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!d&&m()),
i.addEventListener("click",()=>d&&w(d));function b(p,g=""){s.disabled=!p,u.textContent=g&&`${g}.`}return{enable:b}}function mn(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>k(s,r));for(let[o,r]of Object.entries(n.tables))
Ce(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Ce(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(pn("th",n.columns));let r=n.rows.map((s,i)=>{let c=pn("td",s);return c.classList.toggle("marked",i===n.marked),n.keys[i]&&
c.cells[0].prepend(qr(...n.keys[i])),c});o.querySelector("tbody").replaceChildren(...r)}function qr(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function pn(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var hn=null;function N(){return hn??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),hn}var P={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function R(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),c=t._fullLayout,l=c&&Math.abs(c.width-s)<1&&Math.abs(c.height-i)<1;s&&!c?n():s&&(r||!l)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function F(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function me(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function gn({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},c={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},l={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},a={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:l,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(Nr(i)),layout:yn({...a,xaxis:c,yaxis:c},s(t))}}function Nr(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function yn(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?yn(e[r],s):s;return o}function xn(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let c=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:l,layout:a}=gn(i.figure,getComputedStyle(document.body),c),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,l,{...a,width:d,height:f},P),
u&&i.plot.on("plotly_click",({points:[m]})=>i.onClick?.(m))}function r(){N().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let c=0;new ResizeObserver(()=>{cancelAnimationFrame(
c),c=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let c={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,c)}return{show(i,c){let l=t.get(i);l&&(l.figure=c??null,l.holder.hidden=!c,c&&l.holder.setAttribute("aria-label",c.title),r(),
o(l))},onClick:(i,c)=>t.get(i).onClick=c,redraw:()=>t.forEach(o)}}var Ae=["grid","curves","reuse"];function bn(e,t){return Ae.map(n=>({kind:n,...e,settings:Pr(t)}))}function Pr(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function wn(e){return e===""?null:Number(e)}function kn(e){return e?.tokens?"":"Nothing to replay yet"}function Sn(e,t){return t?e?.generated?"":
"No reply to tune for yet":"Benchmark this machine first"}function Te(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}function En({
model:e,settings:t,counters:n}){return JSON.stringify([e.name,t,n.generated_tokens])}var he="typed";function $n(e,{refresh:t,changed:n}){let o=f=>e.querySelector(`#lab-${f}`),[r,s,i,c]=["source","machine","file","typed"].map(o),l=null;function a(f){
l=f,vn(r,l.sources.map(({id:m,label:y})=>[m,y])),vn(s,[["this","this machine"],...l.machines.map(({name:m})=>[m,m]),[he,"Custom machine"]]),Ce(e,"calibration",l.
calibration_table),o("times").hidden=!l.calibration_table,k(e.querySelector("#lab-job-calibrate .go"),l.calibrated?"Run again":"Benchmark this machine"),o("budg\
et").placeholder=l.budget_gib===null?"all there is":`at most ${l.budget_gib.toFixed(1)}`,u()}function u(){if(!l)return;let f=s.value;c.hidden=f!==he,o("predicti\
on").hidden=f==="this",k(o("machine-note"),f==="this"?l.calibration:`from figures of ${Fr(f)}, not measured here.`);let m=r.value;k(o("trace-note"),l.sources.find(
({id:y})=>y===m)?.notes??"");for(let[y,w]of[["save","safetensors"],["csv","csv"]]){let b=o(y);b.href=`lab/traces/${m}.${w}`,b.toggleAttribute("hidden",!Ir(l,m))}
n()}async function d(){let[f]=i.files;if(f){k(o("trace-error"),"");try{let m=new URLSearchParams({name:f.name,...Rr(o("foreign"))}),{id:y}=await q(`lab/traces?${m}`,
{method:"POST",body:f});await t(),r.value=y,u()}catch(m){k(o("trace-error"),m.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener(
"change",d);for(let f of[r,s])f.addEventListener("change",u);return{offer:a,chosen:()=>l?.sources.find(({id:f})=>f===r.value)??null,asked:()=>({source:r.value,machine:s.
value===he?Br(c):s.value})}}function vn(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],i)=>jr(e.options[i],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(
s,r))),t.some(([r])=>r===n)&&(e.value=n))}function jr(e,t,n){return e.value===t&&e.text===n}function Ir(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Rr(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function Fr(e){return e===he?"a m\
achine that was typed in":e}function Br(e){let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var Dr="Click a cell to try it.",Ur="The trace is of another model: its sizes cannot be tried on this one.",Gr=["mapping","policy","admission"];function On(e,t,n){
let o=e.querySelector("#lab"),r=E=>o.querySelector(`#lab-${E}`),s=xn(o),i=new Map,c=null,l=null,a="",u="",d=dn(o,s,y),f=$n(o,{refresh:_,changed:U});function m(){
let E=document.querySelector("#control-pane");return pe(E,JSON.parse(E.querySelector("#fits").dataset.facts))}function y(E,L=r("picked-note")){n("submit",E),k(L,
`${E.indexes} × ${E.ways} stands in the control panel: press Apply there.`)}let w=E=>wn(r(E).value),b=()=>Object.fromEntries(Gr.map(E=>[E,r(E).value])),p=()=>({
prompt:r("prompt").value,tokens:w("tokens")}),x=Object.fromEntries(Object.entries({replay:()=>bn(f.asked(),b()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let E={
budget_gib:w("budget"),confirm:w("confirm")};return[{kind:"tune",source:f.asked().source,...E,...p()}]},compare:()=>[{kind:"compare",contenders:$(),...p()}]}).map(
([E,L])=>[E,fn(r(`job-${E}`),{steps:L,onView:S,onEnd:()=>_()})]));for(let E of["replay","tune","compare"])x[E].enable(!1);function S(E){i.set(E.kind,E.id),E.kind===
"grid"&&(d.show(E.view),u=Te(l,f.chosen()),r("use-best").hidden=!d.best(),k(r("picked-note"),E.view.facts.settings===null?Ur:Dr)),E.kind==="tune"&&h(E.view.facts.
former),mn(o,s,E.view),E.kind==="curves"&&!E.view.figures["curves-speed"]&&s.show("curves-speed",null),Ae.includes(E.kind)&&(r("results").hidden=!1),s.redraw(),
v()}function h(E){r("former").hidden=!E,r("former").onclick=()=>y(E,r("former-note")),k(r("former-note"),"")}function v(){let E=un(i);for(let L of["report","jso\
n"])r(L).hidden=E===null,E&&(r(L).href=E[L])}function $(){let E={panel:()=>m().all(),best:d.best};return O().map(L=>cn(L,E))}function O(){return[...r("contender\
s").querySelectorAll("input:checked")].map(({value:E})=>E)}async function _(){try{c=await q("lab/state")}catch{return}f.offer(c),U()}function T(){if(!l||l.phase!==
"idle"||!o.offsetWidth)return;let E=En(l);E!==a&&(a=E,_())}function U(){let E=f.chosen(),L={replay:kn(E),tune:Sn(E,c.calibrated),compare:""};r("empty").hidden=!L.
replay||i.size>0,nt();for(let[Oe,j]of Object.entries(L))x[Oe].enable(!j,j);let Y=i.has("grid")&&Te(l,E)!==u;k(r("stale"),Y?"The trace or the settings have chang\
ed. Replay again.":"")}function nt(){let E=ln(c.contenders,d.best()),L=Object.keys(E),Y=r("contenders"),Oe=[...Y.querySelectorAll("input")].map(({value:j})=>j);
if(JSON.stringify(Oe)!==JSON.stringify(L)){let j=new Set(an(O(),L));Y.replaceChildren(Y.querySelector("legend"),...L.map(ot=>zr(ot,j.has(ot))))}Y.querySelectorAll(
"label").forEach(j=>j.title=E[j.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&T()).observe(o),r("use-best").addEventListener("click",()=>y(d.
best())),s.onClick("grid",d.click),o.querySelectorAll("input[name=lab-metric]").forEach(E=>E.addEventListener("change",d.redraw)),{update(E){l=E,T()},recolour:s.
redraw}}function zr(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});return n.append(
o,` ${e}`),n}function Ln(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;G(t("hits"),o.hits),G(t("inflight"),o.in_flight),G(t("misses"),o.misses),
G(t("fills"),o.fills),G(t("evictions"),o.evictions),k(t("hit-rate"),A(fe(o),1)),k(t("recent"),A(n.recent_hit_rate,1)),k(t("copied"),M(o.bytes_copied)),G(t("toke\
ns"),o.generated_tokens),Hr(t("joules"),n.power)}}}function Hr(e,t){let{text:n,title:o}=Wr(t);k(e,n),e.parentElement.title=o}function Wr(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,i])=>s+i.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${Ot(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var _n="hybrid-theme";function Cn(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(_n);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
_n,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function I(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}var Jr={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},Kr={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},Yr=137.508,An=[.62,.46,.76],Vr=.42,Xr=140;function Q(e){return qn(Jr[e?"dark":"light"])}function Mn(e){return qn(Kr[e?
"dark":"light"])}function ge(e){return Array.from({length:e},(t,n)=>{let o=`#${ee(n).map(Zr).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function ee(e){let t=An[e%
An.length],n=Vr*Math.min(t,1-t),o=r=>{let s=(r+e*Yr/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function Me(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([d])=>d>=n)),[[r,s],[i,c]]=[e[o-1],e[o]],l=(n-r)/(i-r||1),[a,u]=[Tn(s),Tn(c)];return a.map((d,f)=>Math.
round(d+(u[f]-d)*l))}function z([e,t,n]){return .299*e+.587*t+.114*n>Xr?"#14161a":"#ffffff"}function qn(e){return e.map((t,n)=>[n/(e.length-1),t])}function Tn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function Zr(e){return e.toString(16).padStart(2,"0")}var H=256,Nn={width:.62,height:1.05},Qr=1500,Pn=9,es=4;function In(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";
function i(m,y,w,b){Pe(e,t,m),s!==JSON.stringify(w)&&(r=ns(w),s=JSON.stringify(w));let p=je(m);t.save(),t.beginPath(),t.rect(m.left,m.top,m.width,m.height),t.clip(),
c(p,y);let g=l(p,y,b)&&a(p,y,b);return t.restore(),u(se(p,m,y.hits),b),d(se(p,m,y.misses),b),f(p,se(p,m,y.outlined),b),g}function c(m,{rows:y,columns:w,values:b,
range:p}){n.width=w,n.height=y;let g=o.createImageData(w,y),x=new Uint32Array(g.data.buffer),[S,h]=p,v=(H-1)/(h-S||1);for(let O=0;O<b.length;O++)Number.isNaN(b[O])||
(x[O]=r[jn(b[O],S,v)]);o.putImageData(g,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,m.x(-.5),m.y(-.5),w*m.wide,y*m.high);let $=Ne(m);if($){for(let O=0;O<=w;O++)
t.clearRect(m.x(O-.5)-$/2,m.y(-.5),$,y*m.high);for(let O=0;O<=y;O++)t.clearRect(m.x(-.5),m.y(O-.5)-$/2,w*m.wide,$)}}function l(m,{label:y,widest:w},b){return y!==
null&&m.wide>=(w+.8)*Nn.width*qe(b)&&m.high>=Nn.height*qe(b)}function a(m,{rows:y,columns:w,values:b,range:p,label:g},x){let[S,h]=m.columns(w),[v,$]=m.rows(y);if((h-
S)*($-v)>Qr)return!1;t.font=`${qe(x)}px ${x.font}`,t.textAlign="center",t.textBaseline="middle";let O=(H-1)/(p[1]-p[0]||1);for(let _=v;_<$;_++)for(let T=S;T<h;T++){
let U=b[_*w+T];Number.isNaN(U)||(t.fillStyle=z(ts(r[jn(U,p[0],O)])),t.fillText(g(_,T),m.x(T),m.y(_)+.5))}return!0}function u(m,y){t.save(),t.fillStyle=y.now,t.shadowColor=
y.now;for(let{x:w,y:b,wide:p,high:g}of m)t.shadowBlur=Math.min(p,g)>=Pn?.3*y.em:0,t.fillRect(w,b,p,g);t.restore()}function d(m,y){t.strokeStyle=t.fillStyle=y.missed;
for(let{x:w,y:b,wide:p,high:g}of m){let x=Math.min(p,g)>=Pn?2.5:1;if(Math.min(p,g)<es){t.fillRect(w,b,p,g);continue}t.clearRect(w,b,p,g),t.lineWidth=x,t.strokeRect(
w+x/2,b+x/2,p-x,g-x)}}function f(m,y,w){t.strokeStyle=w.outline,t.lineWidth=Ne(m)>2?2:m.high>5?1.25:1;for(let{x:b,y:p,wide:g,high:x}of y)t.strokeRect(b,p,g,x)}return i}
function Pe(e,t,{outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function je({
left:e,top:t,width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),c=o/(s[0]-s[1]),l=(a,u,d)=>[Math.max(0,Math.floor(a+.5)),Math.min(d,Math.floor(u+.5)+1)];return{
wide:i,high:c,x:a=>e+(a-r[0])*i,y:a=>t+(a-s[1])*c,columns:a=>l(r[0],r[1],a),rows:a=>l(s[1],s[0],a)}}function se(e,{left:t,top:n,width:o,height:r},s){let i=Ne(e);
return s.map(([c,l])=>({x:e.x(l-.5)+i/2,y:e.y(c-.5)+i/2,wide:e.wide-i,high:e.high-i})).filter(({x:c,y:l,wide:a,high:u})=>c+a>t&&c<t+o&&l+u>n&&l<n+r)}function Ne({
wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=3.5?1:0}function qe(e){return .72*e.em}function jn(e,t,n){return Math.max(0,Math.min(H-1,Math.round((e-t)*
n)))}function ts(e){return[e&255,e>>8&255,e>>16&255]}function ns(e){let t=document.createElement("canvas");t.width=H,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(
.5,0,H-.5,0);for(let[r,s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,H,1),new Uint32Array(n.getImageData(0,0,H,1).data.buffer.slice(0))}var Rn=2,os=150;function Fn(e){let t=e.getContext("2d"),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:i},c){let l=o&&!n.matches?
r.places(rs(o,i)):[];if(o=i.slice(),!!l.length){Pe(e,t,s),t.fillStyle=c.cpu;for(let{x:a,y:u,wide:d,high:f}of se(je(s),s,l))t.fillRect(a,u,d,f);e.animate([{opacity:1},
{opacity:0}],{duration:os,fill:"forwards"})}}}}function rs(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===Rn&&e[o]!==Rn&&n.push(
o);return n}function ie({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function Bn({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping===
"layered",c=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),l=new Int32Array(s).fill(-1);return n.slot.forEach((a,u)=>{a>=0&&a<s&&(l[a]=u)}),{key:`slots\
 ${c} ${s}`,rows:Math.ceil(s/c),columns:c,xTitle:i?"slot of the layer":"slot",yTitle:i?"layer":`slots, ${c} a row`,cellAt:(a,u)=>a*c+u<s?l[a*c+u]:null,places:a=>a.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/c),n.slot[u]%c]),layerAt:(a,u)=>i?a:ss(l[a*c+u],e)}}function ss(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[ye,Be,De]=[0,1,2],is=.5,ls=6,cs=["not on the GPU","being copied to the GPU","on the GPU"],be={where:{board:ie,value:({cache:e,counters:t},n)=>e.state[n]!==De?
e.state[n]===Be?is:ye:1+us(e.lastUsed[n],t.steps),range:()=>[ye,De],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:ie,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(Dn(
e)),0],scale:({isDark:e})=>Q(e),legend:e=>Fe(`${Dn(e)} steps ago`,"just now")},rate:{board:ie,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>Q(e),legend:()=>Fe("0 % hits","100 %")},uses:{board:ie,value:({cache:e},t)=>xe(e,t),range:({cache:e})=>[0,Ie(e)],scale:({isDark:e})=>Q(
e),legend:({cache:e})=>Fe("unused",`${Ie(e)} uses this reply`),label:({cache:e},t)=>String(xe(e,t)||""),widest:({cache:e})=>Re(Ie(e)+1)},slots:{board:Bn,value:({
model:e,settings:t},n)=>t.mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],
scale:(e,{model:t,settings:n})=>ge(n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"\
layer"}; the number is the expert</span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}\
·${r}`}${e.state[o]===Be?" ↓":""}`},widest:({model:e,settings:t})=>Re(e.experts)+(t.mapping==="layered"?0:1+Re(e.layers))}};function Un(e,t){let{cache:n,counters:o,
model:r}=e;if(t===null)return"no slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.
floor(t/r.experts)}, expert ${t%r.experts}`,as(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${xe(n,t)} uses this reply`,n.lastUsed[t]<
0?"never used":`last used ${i}`].join("<br>")}function Gn({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[De]} of ${e.state.length} experts on \
the GPU, ${t[Be]} being copied, ${t[ye]} not on the GPU`}function as({cache:e},t){let n=cs[e.state[t]];return e.state[t]===ye?n:`${n}, slot ${e.slot[t]}`}function xe(e,t){
return e.uses[t]-e.usedBefore[t]}function Dn({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function Ie(e){let t=1;
for(let n=0;n<e.uses.length;n++)t=Math.max(t,xe(e,n));return t}function Re(e){return String(e-1).length}function us(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.
max(1,t-e))/ls)}function Fe(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var ds=4/3,zn=-1,fs='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',ps='<span><i class="mark now"></i>chosen token</span>';
function Hn(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector("#heatmap .summary"),s=e.querySelector("#heatmap\
 .stage"),i=In(e.querySelector("#heatmap canvas")),c=Fn(e.querySelector("#heatmap .landings")),l=be.where,a=null,u=null,d=[],f=null,m="",y=null,w=null,b=null;function p(){
if(!w||!y||!n.offsetWidth)return;a=l.board(w),u=I(),d=Array.from({length:a.rows},()=>new Array(a.columns).fill(zn));let h=me(a.rows,($,O)=>Un(w,a.cellAt($,O))),
v=!n.on;s.classList.toggle("tall",a.columns<=a.rows),s.style.setProperty("--board",`${hs(a,n.offsetHeight,u.em)}px`),S(!0),y.react(n,[ys(d,h)],xs(a,w,n,u),P),v&&
g(),x()}function g(){n.on("plotly_doubleclick",()=>y.relayout(n,Wn(a))),n.on("plotly_relayout",h=>h.autosize?p():x()),n.on("plotly_hover",({points:[h]})=>f={xval:h.
x,yval:h.y}),n.on("plotly_unhover",()=>f=null),n.on("plotly_click",({points:[h]})=>t.chooseLayer(a.layerAt(h.y,h.x)))}function x(){a=l.board(w);let h=ms(a,l,w,d,
b),v=gs(n),$=i(v,h,l.scale(u,w),u);l===be.where&&c.show(a,v,w.cache,u),n.dataset.outlined=h.outlined.length||h.hits.length+h.misses.length,S($),f&&y.Fx.hover(n,
f,"xy")}function S(h){let v=l.legend(w,h)+(b?ps:fs);v!==m&&(o.innerHTML=v),m=v}return t.outline=h=>{b=h,a&&n.offsetWidth&&x()},e.querySelectorAll("input[name=vi\
ew]").forEach(h=>h.addEventListener("change",()=>{l=be[h.value],p()})),N().then(h=>{y=h,R(y,n,p),p()}),{holds:!0,update(h,v){if(w=h,k(r,Gn(h)),!y||!n.offsetWidth)
return;let{cells:$,current:O,settings:_,counters:T,active_request:U}=v.delta;v.whole||!a||_&&a.key!==l.board(h).key?queueMicrotask(p):($||O||_||T||U)&&x()},recolour:p}}
function ms(e,t,n,o,r){let{current:s,missed:i}=n.cache,c=new Set(i),l=new Float64Array(e.rows*e.columns).fill(NaN);for(let a=0;a<e.rows;a++)for(let u=0;u<e.columns;u++){
let d=e.cellAt(a,u),f=d===null||d<0?null:t.value(n,d);o[a][u]=f??zn,f!==null&&(l[a*e.columns+u]=f)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),
label:t.label?(a,u)=>t.label(n,e.cellAt(a,u)):null,widest:t.widest?.(n)??2,hits:e.places(r?[]:s.filter(a=>!c.has(a))),misses:e.places(r?[]:i),outlined:e.places(
r??[])}}function hs({rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.ceil(3*o+4+ds*r*t)}function gs(e){let{xaxis:t,yaxis:n,width:o,height:r}=e.
_fullLayout;return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,height:n._length,xRange:t.range,yRange:n.range}}function ys(e,t){return{
type:"heatmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"%{customdata}<extra></extra>"}}function Wn({rows:e,columns:t}){return{
"xaxis.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function xs(e,{model:t},n,o){let r=`${t.name} ${e.key}`,s=Wn(e),i=n.layout?.uirevision===r?n.layout:null,
c=(l,a)=>({showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.log2(a/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},
title:{text:l,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,\
0,0)",font:{family:o.font,color:o.text},hoverlabel:F(o),dragmode:"zoom",uirevision:r,xaxis:{...c(e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{
...c(e.yTitle,e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var bs=1e3,[ws,ks]=[1,2];function Jn(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(Ss());for(let c=0;c<i;c++)Es(o,c).forEach((l,a)=>{let u=n.rows[c].cells[a];
u.textContent!==l&&(u.textContent=l)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,bs))}}}function Ss(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function Es({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),c=u=>r.
reduce((d,f)=>d+u[o+f],0),[l,a]=[c(t.uses),c(t.hits)];return[String(n),Ue(s(ks)),Ue(s(ws)),Ue(i.map(u=>u-o)),`${a} of ${l}`,A(l?a/l:null,1)]}function Ue(e){return e.
join(" ")||"none"}var Kn=["steps","held","loading","choices","outcomes"];function Yn(){let e={rows:"ways",clear(){for(let t of Kn)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of Kn)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[Vn,vs]=[0,1],$s=16,Os=10,[Ls,_s]=[.14,.3];function Xn(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(a=>a.map(u=>u<0?-1:1)),s=r[0].length,i=eo(e,s),c=o?
s:null,l=a=>o?z(ee(a)):n.readyInk;return{rows:s+(o?1:0),traces:[Cs(e,r,s,o,t,n),...o&&s<=$s?[As(e,r,s,t,n)]:[],Se(i.evictions,"line-ns-open",n.outline,.9*n.em,"\
evicted",2),Se(i.hits,"circle",i.hits.experts.map(l),.25*n.em,"hit"),Se(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),Se(i.misses,"x-thin-op\
en",n.outline,.4*n.em,"missed",1.5)],layout:Ms(e,s,c,n)}}function Zn({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mar\
k hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted\
</span>`}function Qn(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
Vn).length,o=eo(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${A(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function Cs({steps:e,loading:t},n,o,r,{experts:s},i){let c=Array.from({length:o},(a,u)=>n.map(
d=>d[u]<0?null:d[u])),l=(a,u)=>{let d=n[u][a],f=t[u].includes(a);return r?`slot ${a}: ${d<0?"empty":`expert ${d}${f?", being copied":""}`}`:`expert ${a}: ${d<0?
"not on the GPU":f?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:c,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?ge(s):[[0,i.cpu],[1,i.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:me(o,l),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function As({steps:e},t,n,o,r){let[s,i,c,l]=[[],[],[],[]];
for(let a=0;a<n;a++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][a]===t[u][a];)d++;let f=t[u][a];f<0||d-u<Os||(s.push(e[u]),i.push(a-Ls),c.push(String(
f)),l.push(z(ee(f))))}return{type:"scatter",mode:"text",x:s,y:i,text:c,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*
r.em,color:l}}}function eo({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...we(),experts:[]},inFlight:we(),misses:we(),evictions:we()};return t.forEach(
(c,l)=>{let a=n[l-1]??n[l];n[l].forEach((u,d)=>{(e==="ways"?a[d]>=0&&u!==a[d]:a[d]>=0&&u<0)&&ke(i.evictions,c-.5,d)}),o[l].forEach((u,d)=>{let f=r[l][d],m=e==="\
ways"?Ts(u,a,n[l]):u;f===Vn?(ke(i.hits,c,m<0?s:m+(e==="ways"?_s:0)),i.hits.experts.push(u)):f===vs?ke(i.inFlight,c,m<0?s:m):ke(i.misses,c,e==="ways"?s:u)})}),i}
function Ts(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function we(){return{x:[],y:[]}}function ke(e,t,n){e.x.push(t),e.y.push(n)}function Se({x:e,y:t},n,o,r,s,i=0){
return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},hoverinfo:"skip",showlegend:!1}}function Ms({steps:e},t,n,o){
let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.log2(t/10))),c=Array.from({length:Math.ceil(t/i)},(a,u)=>u*
i),l={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,\
0,0,0)",font:{family:o.font,color:o.text},hoverlabel:F(o),xaxis:{...l,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"st\
ep",font:r,standoff:4}},yaxis:{...l,range:[s,-.5],tickvals:n===null?c:[...c,n],ticktext:n===null?c.map(String):[...c.map(String),"CPU"],title:{text:n===null?"ex\
pert":"slot",font:r,standoff:4}}}}var qs=700;function to(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=Yn(),i=null,c=null,l=null,a=0,
u=-1,d=!1;function f(){if(!i||l===null||!s.steps.length)return;let b=I(),p=Xn(s,c.model,b);r.style.setProperty("--rows",p.rows),i.react(r,p.traces,p.layout,P),n.
querySelector(".legend").innerHTML=Zn(s),k(n.querySelector(".summary"),Qn(s))}async function m(){a=0;let b=l;b===null||d||document.hidden||(u=c.counters.steps,await s.
extend(b,()=>l===b)&&f())}function y(b){b==null||b===l||(l=b,o.value=String(l),n.hidden=!1,k(n.querySelector("h3"),`Layer ${l}`),N().then(p=>{i||R(p,r),i=p}),s.
clear(),m())}function w(){l=null,o.value="",n.hidden=!0}return t.chooseLayer=y,o.addEventListener("change",()=>o.value===""?w():y(Number(o.value))),n.querySelector(
".close").addEventListener("click",()=>{w(),o.focus()}),{update(b,p){c=b,o.length!==b.model.layers+1&&Ns(o,b.model.layers),p.whole&&l!==null&&(l>=b.model.layers&&
w(),s.clear(),u=-1),l!==null&&u!==b.counters.steps&&(a||=setTimeout(m,qs))},paused(b){d=b,u=-1},recolour:f}}function Ns(e,t){e.length=1;for(let n=0;n<t;n++)e.add(
new Option(String(n),String(n)))}var[W,Ps,no]=["solid","4px 2px","2px 2px"],js=[{title:"tokens / s",format:le,lines:[{at:1,name:"tok/s",colour:"speed",dash:W}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:W,value:Is}]},{title:"experts / s",format:le,lines:[{at:2,name:"hits/s",short:"hits",colour:"hit",
dash:W},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Ps}]},{title:"copied to the GPU",format:e=>`${Rs(e)}B/s`,lines:[{at:4,name:"copied",colour:"spee\
d",dash:W}]},{title:"power",power:!0,format:e=>`${le(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:W},{at:6,name:"CPU",short:"CPU",colour:"cpuPow\
er",dash:no}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",dash:W},
{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:no}]},{title:"GPU memory",titleWithout:"memory of this program (no GPU in use)",
format:e=>`${le(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:W}]}];function oo({power:e,memory:t}){let n=Object.values(e).some(
r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return js.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function ro({most:e,
unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let c of n)r=Math.max(r,(Ge(c,i)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));return t*
s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function Ge({at:e,value:t},n){return t?t(n):n[e]}function Is(e){let[t,n]=e.slice(2,4);return t+n>0?t/(t+n):null}function le(e){
return String(Number(e.toPrecision(e<1?2:3)))}function Rs(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${le(e/1e3**t)} ${["","k","M","G","T"][t]}`}var Fs=120,Bs="question",We=.66,ze=.22,Je=.04,[so,Ds,io,He]=[5,1.8,1.7,4];function Ke({points:e,marks:t},n,o,r){let s=e.map(([c])=>c-o);return[...n.flatMap(({lines:c,
top:l,format:a},u)=>{let d=n.length-1-u;return c.map(f=>{let{name:m,colour:y,dash:w}=f,b=e.map(p=>Ge(f,p));return{type:"scatter",mode:"lines",name:m,x:s,y:b.map(
p=>p===null?null:d+We*p/l),customdata:b.map(p=>p===null?"":a(p)),line:{color:r[y],width:1.8,dash:w,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${m}\
<extra></extra>`,showlegend:!1}})}),Us(t,n.length,o,r)]}function Us(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-Je,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(Gs(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function Gs(e){return e===
Bs?"circle":"triangle-down"}function lo(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.flatMap(({top:c,format:l},a)=>{let u=e.length-1-a;return[
[u,"0"],[u+We,l(c)]]});return{margin:{l:so*o,r:Ds*o,t:He,b:io*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:F(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-Fs,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-Je,e.length+ze],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:i.map(([c])=>c),ticktext:i.map(([,c])=>c),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function co(e,t,n){let o=t.
length+ze+Je,r=t.map((s,i)=>{let c=(i+1-We+ze)/o,l=Object.assign(document.createElement("p"),{textContent:s.title});return l.style.top=`calc(${He}px + ${c} * (1\
00% - ${He+io*n.em}px))`,s.lines.length>1&&l.append(...s.lines.map(a=>zs(a,n))),l});e.style.left=`${so*n.em}px`,e.replaceChildren(...r)}function zs({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function ao(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),c=null,l=null,a="",u=null,d=!1;function f(){if(!l||!c||!t.offsetWidth)return;let h=I(),v=!t.on,$=w();
a=b($);let O=u===null?null:t.layout.xaxis.range;c.react(t,Ke(l,$,y(),h),lo($,O,h),P),co(n,$,h),v&&p()}function m(){let h=w();if(!t.on||!t.offsetWidth||b(h)!==a)
return f();let v=Ke(l,h,y(),I()),$=O=>v.map(_=>_[O]);c.restyle(t,{x:$("x"),y:$("y"),customdata:$("customdata")},[...v.keys()])}function y(){let h=l.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??h,u??h}function w(){return oo(l).map(h=>({...h,top:ro(h,l.points)}))}function b(h){return JSON.stringify([h.map(({title:v,
top:$})=>[v,$]),l.marks])}function p(){t.on("plotly_relayout",h=>{"xaxis.range[0]"in h&&x(Number(t.dataset.end)),h.autosize&&f()}),t.on("plotly_doubleclick",S),
i.addEventListener("click",S),t.addEventListener("pointerenter",()=>g(!0)),t.addEventListener("pointerleave",()=>g(!1))}function g(h){d=h,r.hidden=!h,h||f()}function x(h){
u=h,i.hidden=s.hidden=h===null,h!==null&&k(s,`0 s is ${new Date(1e3*h).toLocaleTimeString()}`)}function S(){x(null),f()}return N().then(h=>{c=h,R(c,t,f),f()}),{
holds:!0,update(h,v){l=h,k(o,Hs(h)),v.whole?requestAnimationFrame(f):c&&!d&&(v.point||v.delta.mark)&&requestAnimationFrame(m)},recolour:f}}function Hs(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var uo="hybrid-captions-seen";function fo(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(uo)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(uo,"yes"),o.hidden=!0}),{holds:!0,update(r){k(t,Ye(
r.recent_hit_rate)),k(n,Ws(r))}}}function Ye(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function Ws({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",i=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!i)return`${s}: all ${r} of its experts were already on the GPU.`;let c=t.placement==="on_demand"?i===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-i} of its ${r} experts were already on the GPU; ${i} ${c}.`}function po(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!Z()||(k(n("question"),Js()||o.model.name),k(n("shar\
e"),Ye(o.recent_hit_rate)),k(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("c\
lick",()=>ne(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function Js(){let e=document.querySelectorAll("#chat .user-row .message-\
content");return e.length?e[e.length-1].textContent.trim():""}var Ks=1e3,mo=5e3;function ho(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?mo-Ks:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+mo,k(t,Ys(r)))}}}function Ys({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${A(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function go(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);Ve(Vs(t,n),o)}function Vs(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function Ve(e,t,n="text/plain"){let o=URL.createObjectURL(new Blob([t],{type:n}));Object.assign(document.createElement("a"),{href:o,download:e}).
click(),setTimeout(()=>URL.revokeObjectURL(o),1e4)}var Xs={stop:"ended",length:"limit",cancelled:"stopped"},Zs=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},Qs=e=>t=>t==null?"–":t.toFixed(e),ei=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,ti=e=>e==null?"–":`${(100*e).toFixed(1)} %`,ni=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),B=e=>String(e??"–"),D=[{label:"When",sort:"at",value:e=>e.at,text:ii},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>B(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:Qs(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:ei,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:ti,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:ni,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:oi,text:ri,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:B,figure:!0},{label:"End",sort:"ending",value:e=>Xs[e.finish],text:B,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:B,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:B},{label:"Copies",sort:"admission",value:e=>e.admission,
text:si,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>B(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:B}];function oi(e){let t=Zs(e);return t===null||!e.tokens?null:t/e.tokens}function ri(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function si(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
B(e)}function ii(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function Xe(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function yo(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function li(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function ci(e,t){let[n,o]=t.
map(i=>e.value(i));if(!e.better||!n||o==null)return"";if(e.points)return li(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function xo(e){let[t,n]=[[],[]];for(let o of D){let[r,s]=e.map(i=>o.text(o.value(
i),i));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,ci(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}.`:"No shared setti\
ngs."}}function bo(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var wo="rgba(0, 0, 0, 0)",ai=["speed","gpu"],ui=["solid","dot"];function ko(e,t,n){return{traces:e.map((o,r)=>di(o,r,t,n)),layout:fi(t,n)}}function So(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function di(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,i)=>1+i*e.tokens):[],y:e?.[n]??[],line:{color:r[ai[t]],width:1.8,dash:ui[t]},hovertemplate:`%{y:${o||".1f"}}`}}function fi({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:wo,plot_bgcolor:wo,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:F(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function Eo(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],i=[];async function c(a){if(s=a,e.hidden=a.length<2,!e.hidden&&(t.innerHTML=
"",t.append(mi(a)),i=await Promise.all(a.map(pi)),s===a)){if(n.textContent=So(i),!r){r=await N();for(let[u]of o)R(r,u,l)}l()}}function l(){if(!r||e.hidden||!e.offsetWidth)
return;let a=I();for(let[u,d]of o){let{traces:f,layout:m}=ko(i,d,a),y=!u.on;r.react(u,f,m,P),y&&u.on("plotly_relayout",w=>w.autosize&&l())}}return{show:c,draw:l}}
async function pi(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function mi(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let i=t.insertRow();s.forEach((c,l)=>{let a=document.createElement(l===0?"th":"td");l===0&&(a.scope="row"),a.textContent=c,i.append(a)})},{rows:o,
caption:r}=xo(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var ce=200;function vo(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=ce,i=0,c=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:D[r.column].sort,descending:r.descending}),ask(l){return i+=1,c=!0,{number:i,isMore:l,page:l?{
limit:ce,after:o}:{limit:s}}},take({number:l,isMore:a},u){return l!==i||(c=!1,!u)?!1:(e=a?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
ce},more(){return s+=ce,this.ask(!c&&!!o)},sortBy(l){let a=r.column===l?!r.descending:!!D[l].figure;r={column:l,descending:a},s=ce}}}function $o(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function Oo(e,t){return e!==""&&e!=="idle"&&t==="idle"}var hi=400,gi=150;function Lo(e){let t=e.querySelector("#runs"),n=g=>t.querySelector(`#runs-${g}`),o=t.querySelector("tbody"),r=Eo(n("compare")),s=vo(),i=[],c=[],
l,a="",u=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...s.sorting()});async function d(g=s.ask(!1)){let x=await fetch(`r\
uns?${Xe({...u(),...g.page})}`).catch(()=>null),S=x?.ok?await x.json():null;s.take(g,S)&&(f(S.problem),w())}function f(g){k(n("problem"),g),n("problem").hidden=
!g}function m(){s.restart(),d()}async function y(g,x,S){let h=await fetch(`runs/all?${Xe(u())}`).catch(()=>null),v=await h?.json();h?.ok?Ve(g,x(v),S):f(v?.error??
"Can't reach the app. Is it still running?")}function w(){let{rows:g,matching:x,total:S,hasMore:h,order:v}=s;t.querySelector(".scrolled").hidden=S===0,n("empty").
hidden=S>0;for(let $ of["csv","json"])n($).disabled=x===0;k(n("count"),S?`${x} of ${S} replies`:""),!h&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!h,o.replaceChildren(...g.map(b)),t.querySelectorAll("th[data-column]").forEach($=>{Number($.dataset.column)===v.column?$.setAttribute(
"aria-sort",v.descending?"descending":"ascending"):$.removeAttribute("aria-sort")})}function b(g){let x=document.createElement("tr");x.classList.toggle("stopped",
g.finish==="cancelled");let S=Object.assign(document.createElement("input"),{type:"checkbox",checked:i.includes(g.id)});S.dataset.run=g.id,S.setAttribute("aria-\
label",`Compare the run of ${D[0].text(g.at)}`);let h=document.createElement("span");h.textContent="AB"[i.indexOf(g.id)]??"",x.insertCell().append(S,h);for(let v of D){
let $=x.insertCell();$.textContent=v.text(v.value(g),g),v.figure&&($.className="figure")}return x}function p(g,x){i=bo(i,g,x),c=$o(i,[...c,...s.rows]),r.show(c),
w(),o.querySelector(`[data-run="${CSS.escape(g)}"]`)?.focus()}return t.querySelector("thead").append(yi()),t.querySelector("thead").addEventListener("click",g=>{
let x=g.target.closest("th[data-column]");x&&(s.sortBy(Number(x.dataset.column)),d())}),o.addEventListener("change",({target:g})=>p(g.dataset.run,g.checked)),n(
"filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(m,gi)}),n("more").addEventListener("click",()=>d(s.more())),n("csv").addEventListener("clic\
k",()=>y("runs.csv",yo,"text/csv")),n("json").addEventListener("click",()=>y("runs.json",g=>JSON.stringify(g,null,2),"application/json")),new IntersectionObserver(
([g])=>g.isIntersecting&&d()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&d()),{update(g){Oo(a,g.phase)&&t.offsetWidth&&setTimeout(
()=>d(),hi),a=g.phase},recolour:r.draw}}function yi(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">Compare</span>\
</th>',D.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(r),o&&(s.className=
"figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}var xi=[0,60,250];function _o(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of xi)setTimeout(bi,t,e)})}function bi(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function Co(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!de(n.dataset.key),n.addEventListener("change",()=>gt(n.dataset.key,!n.checked));return{update(){}}}function Ao(e){
return e.querySelector("#help-open").addEventListener("click",Le),{update(){}}}function To(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),k(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&k(s,`Charts paused at ${wi()}. Counters keep updating.`)}}}function wi(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function Mo(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var ki={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function No(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){k(t("status-model"),o.model.name),k(n,Si(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;k(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),k(t("status-hit-rate"),A(o.recent_hit_rate??fe(o.counters))),k(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),k(t("status-memory"),Ei(o.memory)),qo(t("power-gpu"),o.power.gpu),qo(t("power-cpu"),o.power.cpu),vi(e.querySelector("#notices"),o.machine)},lost(){k(n,"\
disconnected"),n.parentElement.dataset.phase="lost"}}}function Si(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:ki[e.
phase];return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function Ei(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.
device_total];return`${M(t)} / ${M(n)}`}function qo(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),k(e,
Lt(t.watts));let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});
e.replaceChildren("no sensor",o),e.tabIndex=0}function vi(e,t){let n=$i(t);k(e,n.join(" ")),e.hidden=n.length===0}function $i({emulated:e,notices:t}){return e?[
"No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not.",...t]:[...t]}function Po(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=l=>l.hash.slice(1),r=l=>n.find(a=>o(a)===l);function s(l){let a=r(l)??n[0];
document.body.dataset.tab=o(a);for(let u of n)u.setAttribute("aria-selected",String(u===a)),u.tabIndex=u===a?0:-1}function i(l){history.replaceState(history.state,
"",l.hash),s(o(l)),l.focus()}function c(l){let a=n.indexOf(document.activeElement);return n[Oi(l,a,n.length)]??null}t.addEventListener("click",l=>{let a=l.target.
closest("[role=tab]");a&&(l.preventDefault(),i(a))}),t.addEventListener("keydown",l=>{(l.key===" "||l.key==="Enter")&&l.target.click();let a=c(l.key);a&&i(a),(a||
l.key===" "||l.key==="Enter")&&l.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let l of n){let a=document.getElementById(
`${o(l)}-pane`);a.setAttribute("role","tabpanel"),a.setAttribute("aria-labelledby",l.id)}return s(location.hash.slice(1)),{update(){}}}function Oi(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var jo=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(jo[e]=t++);function J(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=jo[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var Ze=0,Io=1;function Ro(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,c=J(e.choices),l=J(e.outcomes),a=t*o,u=r.map((d,f)=>{let m=0;for(let y=f*a;y<(f+
1)*a;y++)l[y]!==Ze&&(m+=1);return m});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:a,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>c[d*a+f*o],routing:(d,f)=>Array.from({length:o},(m,y)=>{let w=d*a+f*o+y;return[c[w],l[w]]}),cells:d=>Array.from({length:a},(f,m)=>Math.
floor(m/o)*n+c[d*a+m])}}function Ee(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,c]of e.routing(t,i))c===Io&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function ve(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var K=8,Li=80,Bo=["hit","flight","miss"],Fo=["hit","in flight","miss"];function Do(e){function t(o,r,s){e.replaceChildren(Ci(o,r),Ai(o,r),Ti()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*K}px`;let{left:i,
top:c}=_i(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${i}px`,e.style.top=`${c}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=!0,id:e.
id}}function _i(e,t,{width:n,height:o},r){let s=e.bottom+K+o<=r;return{left:Math.max(t.left+K,Math.min(e.left,t.right-n-K)),top:Math.max(K,s?e.bottom+K:e.top-o-
K)}}function Ci(e,t){let n=Object.assign(document.createElement("b"),{textContent:ve(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement("span"),
{textContent:Ee(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Ai(e,t){let n=document.createElement("ol");n.classList.toggle("many",e.
routed>Li),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(document.
createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){let c=Object.assign(document.createElement("i"),{className:Bo[i],textContent:String(
s)});r.append(c)}n.append(r)}return n}function Ti(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=Ze;t<
Fo.length;t++){let n=Object.assign(document.createElement("i"),{className:Bo[t],textContent:"n"});e.append(n,` ${Fo[t]} `)}return e}var Mi=["none","dotted","dashed","solid","double"],te={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>Me(Mn(Uo()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>Me(Q(Uo()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:ee,number:(e,t,n)=>e.firstExpert(t,n),low:"eac\
h colour is one expert",high:""}};function Go(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,qi(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function qi(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?z(e):"",borderBottomStyle:t?Mi[Math.min(4,Math.ceil(t*4))]:"none"}}
function Uo(){return document.body.classList.contains("dark")}var Ni=400;function Wo(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=Ii(e,a),c=null,l=null;function a(){let{name:p,layer:g}=i.chosen(),x=te[p];for(let S of s){
let h=Number(S.dataset.token),v=x.number?.(e,h,g);Go(S,x.share(e,h,g),{shade:x.shade,line:x.line,number:v})}}function u(p){let g=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return g.textContent=ve(e.texts[p]),g.dataset.token=p,g.setAttribute("role","option"),g.setAttribute("aria-selected","\
false"),g.setAttribute("aria-label",`${e.texts[p].trim()||"space"}: ${Ee(e,p)}`),g.classList.toggle("prompt",p<e.prompt),g}function d(){r.querySelector("button")?.
remove();let g=Number(s.at(-1)?.dataset.token??i.first()-1)+1,x=Math.min(e.count,g+Ni);for(let S=g;S<x;S++)s.push(u(S));r.append(...s.slice(-(x-g)||s.length)),x<
e.count&&r.append(ji(e.count-x,d)),s.length&&!c&&m(s[0]),a()}function f(){y(null),t.hide(),s.length=0,c=null,r.replaceChildren(),d()}function m(p){c&&(c.tabIndex=
-1),c=p,c.tabIndex=0}function y(p){l?.setAttribute("aria-selected","false"),l=p===l?null:p,l?.setAttribute("aria-selected","true"),n(l?Number(l.dataset.token):null)}
let w=p=>t.show(e,Number(p.dataset.token),p),b=p=>p.target.closest(".routed");return r.addEventListener("pointerover",p=>b(p)&&w(b(p))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",p=>{b(p)&&(m(b(p)),w(c))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",a),r.addEventListener(
"click",p=>b(p)&&y(b(p))),r.addEventListener("keydown",p=>{if(!b(p))return;let g=Pi(s,c,p.key);if(g)g.focus();else if(p.key==="Enter"||p.key===" ")y(c);else if(p.
key==="Escape")l&&y(l),t.hide();else return;p.preventDefault(),p.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function Pi(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=zo(t),c=null,
l=null;for(let a=o+s;e[a];a+=s){let{top:u,left:d}=zo(e[a]);if(!(Math.abs(u-i.top)<i.height/2)){if(l!==null&&Math.abs(u-l)>i.height/2)break;l??=u,(c===null||Math.
abs(d-i.left)<Math.abs(c.left-i.left))&&(c={element:e[a],left:d})}}return c?.element??null}function zo(e){return e.getClientRects()[0]}function ji(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function Ii(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=Ho(Object.entries(te).map(([d,{label:f}])=>[d,f]),"Colour by"),r=Ho(Array.from({length:e.layers},(d,f)=>[
f,f]),"Layer"),s=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[c,l,a]=["span","i","sp\
an"].map(d=>document.createElement(d));i.append(c,l,a),i.className="legend",l.className="ramp";function u(){let d=te[o.value];r.parentElement.hidden=o.value!=="\
expert",l.hidden=o.value==="expert",l.classList.toggle("misses",o.value==="misses"),c.textContent=d.low,a.textContent=typeof d.high=="function"?d.high(e):d.high,
t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(Qe("Colour by",o),Qe("",r),i,Qe("Include prompt",s)),r.parentElement.hidden=!0,
l.classList.add("misses"),c.textContent=te.misses.low,a.textContent=te.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||
e.prompt===e.count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function Ho(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function Qe(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function Jo(e,t){let n=document.querySelector("#chat"),o=new Map,r=Do(e.querySelector("#token-detail")),s=null,i=f=>f.querySelector(".message-content")?.textContent??
"",c=f=>f.querySelector(".actions [data-action=tokens]");function l(f){o.get(f)?.element.remove(),o.delete(f),f.classList.remove("as-tokens"),a(c(f),!1),r.hide(),
t.outline(null)}function a(f,m){f&&(f.textContent=m?"Text":"Tokens",f.setAttribute("aria-pressed",String(m)))}async function u(f,m){let y=f.querySelector(".mess\
age-content"),w={text:i(f),element:document.createElement("div")};w.element.className="tokens",o.set(f,w);try{if(!m)throw new Error("This reply was not recorded\
.");let b=Ro(await q(`tokens/${encodeURIComponent(m)}`));if(o.get(f)!==w)return;w.element.append(Wo(b,{detail:r,pick:p=>t.outline(Ri(s,b,p))}))}catch(b){w.element.
textContent=b.message}o.get(f)===w&&(f.classList.add("as-tokens"),y.after(w.element),a(c(f),!0))}function d(){for(let[f,m]of o)!f.isConnected||i(f)!==m.text?l(f):
c(f)?.getAttribute("aria-pressed")!=="true"&&a(c(f),!0)}return new MutationObserver(d).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
f=>{let m=Number(re()),y=n.querySelectorAll(".message-row")[m];y&&(o.has(y)?l(y):u(y,f[m]?.metadata?.id))},{update(f){s&&s.name!==f.model.name&&t.outline(null),
s=f.model},recolour(){let f=[...o.values()].map(({element:m})=>m.querySelector(".token-list"));for(let m of f)m?.dispatchEvent(new Event("hybrid:recolour"))}}}function Ri(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var Fi=220,Bi=50,Ko=5;function et(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function $e(e,t){
let{cells:n,current:o,missed:r,point:s,mark:i,...c}=t,{cache:l}=e,a=e.counters.steps;for(let[d,f]of Object.entries(c))e[d]=Hi(f)?{...e[d],...f}:f;let{steps:u}=e.
counters;c.active_request&&l.usedBefore.set(l.uses),n&&Di(l,J(n),u,Math.max(1,u-a)),o!==void 0?l.current=Ui(J(o)):u!==a&&(l.current=zi(l,u-1)),r!==void 0&&(l.missed=
Gi(l.current,J(r))),s&&Yo(e.points,s,Fi),i&&Yo(e.marks,i,Bi)}function Vo(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function Di(e,t,n,o){let r=0;for(let s=0;s<t.length;){let i=t[s++],c=t[s++];if(r+=i>>1,c){let l=Math.floor((c-1)/
o)+1,a=Math.floor((Math.sqrt(8*l+1)-1)/2);e.lastUsed[r]=n-(c-1)%o-1,e.uses[r]+=a,e.hits[r]+=l-a*(a+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function Ui(e){
let t=0;return e.map(n=>t+=n)}function Gi(e,t){return e.filter((n,o)=>t[Math.floor(o/Ko)]>>o%Ko&1)}function zi({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function Yo(e,t,n){e.push(t),e.length>n&&e.shift()}function Hi(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var Wi=1e3;function Xo(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function c(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapshot",
a=>{s=et(JSON.parse(a.data)),t(s)}),r.addEventListener("delta",a=>{let u=JSON.parse(a.data);if(!s||u.seq!==s.seq+1){l(),c();return}$e(s,u),n(u)}),r.addEventListener(
"error",()=>{l(),o(),i=setTimeout(c,Wi)}))}function l(){clearTimeout(i),r?.close(),r=null,s=null}return{open:c,close:l,state:()=>s}}function Zo(e){let t=window.SharedWorker?Ji(e):Ki(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function Ji({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&($e(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function Ki(e){let t=Xo(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var Yi=2,Vi=1e3,tt={whole:!0,point:!1,delta:{}};function Qo(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let a=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||c(f,t,u);let d=performance.now();s=d+Math.min(Vi,Yi*(d-a))}function c(a,u,d){try{a.update(u,d)}catch(f){console.error(f)}}function l(a){o=o?Xi(o,a):
a,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(a){e.push(a),t&&c(a,a.holds&&n||t,tt)},isPaused:()=>n!==null,pause(a){
if(!(!t||a===(n!==null))){n=a?Vo(t):null;for(let u of e)u.holds&&c(u,n??t,tt),u.paused?.(a,t)}},connect(){Zo({onState(a){t=a,l(tt)},onDelta(a){l({whole:!1,point:"\
point"in a,delta:a})},onLost(){for(let a of e)a.lost?.()}})}}}function Xi(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var Zi=[["#strip",No],["#tabs",Po],["#pause",To],["#counters",Ln],["#spoken",ho],["#layer-detail",to],["#heatmap",Hn],["#live-sentence",fo],["#presentation",po],
["#heatmap-table",Jn],["#lines",ao],["#fits",on],["#lab",On],["#token-view",Jo],["#progress",_t],["#more",ct],["#editing-note",wt],["#prompts",Tt],["#runs",Lo],
["#help",Co],["#help-open",Ao]],ae=Qo(),Qi={store:ae,chooseLayer(){},outline(){}},er=[];function Hu(e,t){for(let[o,r]of Zi){let s=e.querySelector(o);s&&Mo(s.dataset.
needs).then(()=>el(r,s,e,t))}let n=e.querySelector("#theme");n&&Cn(n,()=>er.forEach(o=>o.recolour()))}function el(e,t,n,o){let r=e(t.id==="fits"||t.id==="progre\
ss"?t:n,Qi,o);r.recolour&&er.push(r),ae.add(r)}window.hybrid={awaitTurn:Nt,endTurn:Pt,askingAgain:St,chosenMessage:re,copy:vt,edit:Et,showEditing:kt,sending:rt,
taken:it,giveBack:lt,download:go,pickFile:at,togglePause:()=>ae.pause(!ae.isPaused())};ht();_o();ae.connect();export{et as fromSnapshot,Hu as mount};
