var X="",de=()=>document.querySelector("#chat-input textarea");function rt(e){return X=e[0]??"",e}function st(){X=""}function it(){let e=de().value;X&&e.startsWith(
X)&&Z(de(),e.slice(X.length)),X=""}function lt(e){if(!e)return;let t=de().value,{text:n}=JSON.parse(e);Z(de(),t.trim()?`${n}
${t}`:n)}function Z(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function at(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function ct(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var ut="presenting";function Q(){return document.body.classList.contains(ut)}function oe(e){e!==Q()&&(document.body.classList.toggle(ut,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var ft="hybrid-keys-off",tr="input, textarea, select, [contenteditable]",nr="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",dt={stop:sr,pause:lr,present:ir,help:Le},pt=()=>!1;function mt(e){pt=e}function ht(){let e={capture:!0};for(let t of["keydown","keypress"])document.addEventListener(
t,or,e);document.addEventListener("keydown",rr,e)}function or(e){xt(e)==="send"&&fe("send")&&e.stopPropagation()}function rr(e){let t=xt(e);t in dt&&!fe(t)&&dt[t](
e)&&e.preventDefault()}function fe(e){return yt().includes(e)}function gt(e,t){let n=yt().filter(o=>o!==e);localStorage.setItem(ft,JSON.stringify(t?[...n,e]:n))}
function Le(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function yt(){try{let e=JSON.parse(localStorage.getItem(ft)??"[]");
return Array.isArray(e)?e:[]}catch{return[]}}function xt(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:a}=e;return i||r?null:t==="/"&&
(n||o)?"help":n||o||s?null:t==="Enter"&&a.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function sr({target:e}){if(document.querySelector(
"dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(Q())return oe(!1),!0;let t=document.querySelector("#stop");if(t&&!t.disabled)
t.click();else return pt();return!0}function ir({target:e}){return document.querySelector("dialog[open]")||e.closest?.(tr)?!1:(oe(!Q()),!0)}function lr({target:e}){
return document.querySelector("dialog[open]")||e.closest?.(nr)?!1:(window.hybrid.togglePause?.(),!0)}var ar={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["tokens","Tokens"],["copy","Copy"],["drop","Delete"]]},re=0,cr={edit:"\
edit",copy:"copy",drop:"delete",again:"retry",tokens:"select"};function wt(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#editing-note"),
s=document.querySelector("#chat-input textarea"),i=()=>[...o.querySelectorAll(".message-row")];function a(c){let u=fr(c),d=c.querySelector(":scope > .actions");
d?.dataset.kind!==u&&(d?.remove(),u&&c.append(pr(u)))}o.addEventListener("click",c=>{let u=c.target.closest(".copy-code");u&&dr(u);let d=c.target.closest(".acti\
ons button");d&&(re=i().indexOf(d.closest(".message-row")),n(cr[d.dataset.action]),d.dataset.action==="copy"&&mr(d),d.dataset.action==="edit"&&s.focus())});let l=()=>{
i().forEach(a),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(ur)};return new MutationObserver(l).observe(o,{childList:!0,subtree:!0}),
l(),r.addEventListener("click",c=>c.target.closest("button")&&bt()),r.hidden=!0,mt(bt),{update(){}}}function bt(){let e=document.querySelector("#editing :is(tex\
tarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])Z(t,"");return!0}function kt(e){let t=document.querySelector(
"#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces this message and everything after it. <button type="button">Cancel</button>'}function se(){
return String(re)}function St(e){return st(),[se(),...e]}function Et(e){return[$t(e[re]),String(re)]}function vt(e){navigator.clipboard?.writeText($t(e[re]))}function $t(e){
let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??
t}function ur(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function dr(e){
navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function fr(e){
return e.querySelector(".thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function pr(e){let t=Object.assign(document.createElement("div"),{className:"\
actions"});t.dataset.kind=e;for(let[n,o]of ar[e]){let r=Object.assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(
r)}return t}function mr(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}function z(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...hr(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function hr(e){
return e.split(/(?=(?:\d{3})+$)/)}function k(e,t){e.textContent!==t&&(e.textContent=t)}function A(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function M(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function Ot(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function Lt(e){return`${e.toFixed(e<10?1:0)} W`}function pe({routed:e,hits:t}){return e?t/e:
null}var gr={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function _t(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,a=gr[o.phase]??(o.active_request&&"Waiting: the model is busy with another tab."),l=s&&!i&&!!a,c=i&&o.phase==="prefill";if(e.hidden=!l&&!c,l)t.style.width="0",
k(n,a);else if(c){let{prefill_done:u,prefill_total:d}=o.speed;t.style.width=`${d?100*u/d:0}%`,k(n,yr(o.speed))}}}}function yr(e){return`Reading the prompt: ${e.
prefill_done} of ${e.prefill_total} tokens${xr(e)}.`}function xr({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){if(!n||e>=t)return"";let o=Math.ceil((t-
e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function Ct(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var br=700;function Tt(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=Ct(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let d=u.target.closest("button");d&&(i(!1),At(d.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?c(s.stop()):a()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&l(),br)}),document.addEventListener("click",u=>{s.isRunning()&&wr(u)&&c(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function a(){if(Mt()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){l();return}let d=new MutationObserver(()=>{u()||(d.disconnect(),l())});d.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function l(){c(s.next(!!document.querySelector("#\
error")?.textContent))}function c(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&At(u.prompt)}return{update(){}}}function wr({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function At(e){let t=document.querySelector("#chat-input textarea");if(Z(t,e),Mt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function Mt(){return document.querySelector("#stop")?.disabled===!1}var qt=[];function Nt(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>qt.push(n))))}):e}function Pt(){qt.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function jt(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function It(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function Rt({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function Ft(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=kr(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function kr(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function Dt(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function Ut({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!Bt(n)||!Bt(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let i=n*o||0,a=e*t,l=i>s?` There is memory for ${s}.`:"";return`${i} slots for ${a} experts: ${Sr(i/a)} on the GPU.${l}`}function Bt(e){return e===
""||Number.isInteger(e)&&e>=0}function Sr(e){return e===1?"all of them fit":e===.5?"half of them fit":`${A(e)} of them fit`}function Gt({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:i},{labels:a}){let l=(f,p)=>Object.keys(a[f]).find(y=>a[f][y]===p),c=i==="cached"?"":`, ${l("placement",i)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,d=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${l("admission",r)}, ${d}${c}`}
function zt({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,i=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}. ${r} threads already saturate memory (○)`:i}function Ht(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:a}=n.
getBoundingClientRect(),l=Math.ceil((s.clientX-i)/a*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,l)))}),{draw(s,i,a=null){r=s;let l=c=>`${100*
c/r.logical_cpus}%`;n.style.setProperty("--threads",l(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",l(r.physical_cores)),n.style.setProperty(
"--knee",l(a??0)),n.classList.toggle("measured",a!==null),n.classList.toggle("beyond",i>r.physical_cores),k(o,zt(r,i,a))}}}function Jt(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:a,top:l,width:c,height:u}=n.getBoundingClientRect();t.set("indexes",Wt(Math.ceil((i.clientX-
a)/c*r.layers),r.layers)),t.set("ways",Wt(Math.ceil((1-(i.clientY-l)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,a){r=i;let l=Er(r,a);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));l.forEach((c,u)=>n.children[u].style.setProperty("--share",c)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",Kt(a)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${r.top_k} of ${r.experts})`,o.querySelector(".last").
textContent=String(r.layers-1)}}}function Kt({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function Er({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(i,a)=>Math.min(1,Math.max(0,s(a)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):Kt(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function Wt(e,t){return Math.min(t,Math.max(1,e))}function me(e,t){let n=Object.keys(t.fields),o=a=>e.querySelector(`#${CSS.escape(t.fields[a]??a)}`),r=a=>o(a)?.querySelector("input, textarea")??null;function s(a){
let l=r(a);return l?vr(l,t.labels[a]):void 0}function i(a,l){let c=r(a);!c||s(a)===l||(c.value=String(l),c.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(a=>[a,s(a)])),label:a=>o(a)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??a,shown:(a,l)=>$r(t.labels[a],l)}}function vr({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function Yt(e){let{geometry:t,...n}=e;return{...t,...n}}function $r(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function Vt({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.devices,
i=e.slots_limit??s,{emulated:a}=t,l={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},c={name:"RAM",held:Math.
max(0,e.host_used-(a?e.slots:0)),slots:a?r:0,total:e.host_total,limit:a?i:null};return{device:a?null:l,host:c,most:Math.floor(i/n.expert_bytes)}}function _e({slots:e,
limit:t}){return t!==null&&e>t}function Xt(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + ${M(o)} slots`,a=_e(e)?`: too much, only ${M(s)} of\
 slots fit`:"";return`${t}: ${M(n)} used${i}, of ${M(r)}${a}`}function Zt({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;
return{held:o(e),slots:o(Math.min(t,n-e))}}function en(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=Vt(o,r);return t.hidden=s.device===null,s.device&&
Qt(t,s.device),Qt(n,s.host),{most:s.most}}}}function Qt(e,t){let{held:n,slots:o}=Zt(t);e.classList.toggle("over",_e(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,k(e.querySelector("p"),Xt(t))}var Or={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},Lr=["data-field","data-place"];function tn(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function i(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function a(){i(),n();let d=o.querySelector("[data-field]");if(!d)return;
d.dataset.place==="chat"&&l(d.textContent);let f=_r(d.dataset.field),p=f?t.input(f):null;p&&c(f,p,d.textContent)}function l(d){let f=document.querySelector("#co\
mposer");f&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:d}),f.before(s),o.classList.add("beside"))}function c(d,f,p){Cr(t.block(
d));let y={className:"refusal",id:"refusal",textContent:p},b=Object.assign(document.createElement("p"),y),w=t.block(d);w.classList.add("refused"),(w.closest(".r\
ow")??w).after(b),f.setAttribute("aria-invalid","true"),f.setAttribute("aria-describedby",b.id),r={block:w,input:f,note:b},o.classList.add("beside"),b.scrollIntoView(
{block:"nearest"})}for(let d of[...t.names,"model"])t.input(d)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:Lr,
subtree:!0};new MutationObserver(a).observe(o,u),a()}function _r(e=""){return Or[e]??e}function Cr(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function nn(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),k(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),k(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(Ar(location.origin+location.pathname,t.all()),"Link")})}function Ar(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function on(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=me(o,r),i=x=>e.querySelector(`.${x}`),a={cover:Jt(o,s),gauges:en(e),cores:Ht(
o,s)},l=null,c="",u=Ft(),d=!1;function f(){if(!l)return;let x=s.all(),S=Yt(l.settings),g=Number(s.input("knee")?.value)||null,E=JSON.stringify([g,x,S,l.model,l.
machine,l.memory]);if(E===c)return;c=E,a.cover.draw(l.model,x);let{most:$}=a.gauges.draw(l,x);a.cores.draw(l.machine,x.cpu_threads,g),b(x),y(x,S),k(i("explain"),
Dt(x,r)),k(i("slots"),Ut(l.model,x,$)),k(i("inforce"),`Current: ${Gt(S,r)}`),p(S,l.model.name)}function p(x,S){let g=s.input("base")?.value;g&&u(JSON.parse(g),x,
S)&&n("submit")}function y(x,S){let g=jt(s.names,x,S);for(let E of s.names)s.block(E)?.classList.toggle("changed",g.includes(E));for(let E of["apply","revert"])
w(E).disabled=g.length===0;o.querySelector("#apply-row").classList.toggle("pending",g.length>0),d&&=g.length>0,k(i("changes"),It(g,s,{values:x,inForce:S,applying:d}))}
function b(x){let S=Rt(x,r);s.block("split_misses").hidden=l.machine.emulated;for(let g of s.names)s.block(g)?.classList.toggle("idle",S.has(g))}function w(x){let S=o.
querySelector(`#${x}`);return S.querySelector("button")??S}function m(x){d=x,c="",f()}o.addEventListener("click",({target:x})=>x.closest("#apply")&&m(!0)),tn(o,
s,()=>m(!1)),nn(o,s);let h=()=>setTimeout(()=>e.isConnected&&f());return o.addEventListener("input",f),o.addEventListener("focusout",h),document.addEventListener(
"hybrid:fields-set",h),{update(x,S){l=x,(S.whole||S.delta.settings||S.delta.memory)&&f()}}}async function q(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var rn="Settings panel",sn="Best predicted";function ln(e,t){let n={...e,[rn]:"what its fields hold, applied or not"};return t&&(n[sn]=`${t.indexes} × ${t.ways}, from the map above`),n}function an(e,{panel:t,
best:n}){return e===rn?{name:e,settings:t()}:e===sn?{name:e,settings:n()}:e}function cn(e,t){return e.length?e:t.slice(0,2)}var Tr=["grid","curves","reuse","tune","compare"];function un(e){let t=Tr.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function dn(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=a=>e.querySelector(`input[name=lab-metric][value=${a}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(a){o=a;let l=!!o.figures["grid-speed"];s("speed").disabled=!l,s("speed").parentElement.title=l?"":
"Benchmark this machine first",l||(s("hits").checked=!0),i()},click({x:a,y:l}){let{indexes:c,ways:u,settings:d}=o.facts;d&&n({...d,indexes:c[l],ways:u[a]})},best:()=>o?.
facts.best??null}}var Mr=350;function fn(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=h=>e.querySelector(h),[s,i,a,l,c,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),d=r(".anyway"),f=null;function p(h){s.hidden=h,i.hidden=a.hidden=!h,i.disabled=!1,h&&a.removeAttribute("value")}async function y(h={}){let x={id:null,cancelled:!1};
f=x,c.textContent=l.textContent="",d.hidden=!0,p(!0);try{let S=t();for(let[g,E]of S.entries()){if(x.cancelled)break;let $=await b(x,{...E,...h},O=>a.value=(g+O)/
S.length);if(d.hidden=$.field!=="busy",$.state==="failed")throw new Error($.error);$.state==="done"&&n($)}l.textContent=x.cancelled?"Cancelled.":""}catch(S){c.textContent=
S.message,l.textContent=""}f=null,p(!1),o()}async function b(h,x,S){let g=JSON.stringify(x),E=await q("lab/jobs",{method:"POST",body:g,headers:{"Content-Type":"\
application/json"}});for(h.id=E.id,h.cancelled&&await w(h);E.state==="waiting"||E.state==="running";)S(E.share),l.textContent=E.what,await new Promise($=>setTimeout(
$,Mr)),E=await q(`lab/jobs/${E.id}`);return E}async function w(h){h.cancelled=!0,i.disabled=!0,l.textContent="Cancelling",h.id&&await q(`lab/jobs/${h.id}`,{method:"\
DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!f&&y()),d.addEventListener("click",()=>!f&&y({anyway:!0})),i.addEventListener("click",()=>f&&w(f));function m(h,x=""){
s.disabled=!h,u.textContent=x&&`${x}.`}return{enable:m}}function mn(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>k(s,r));for(let[o,r]of Object.entries(n.tables))
Ce(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Ce(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(pn("th",n.columns));let r=n.rows.map((s,i)=>{let a=pn("td",s);return a.classList.toggle("marked",i===n.marked),n.keys[i]&&
a.cells[0].prepend(qr(...n.keys[i])),a});o.querySelector("tbody").replaceChildren(...r)}function qr(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function pn(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var hn=null;function N(){return hn??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),hn}var P={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function F(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),a=t._fullLayout,l=a&&Math.abs(a.width-s)<1&&Math.abs(a.height-i)<1;s&&!a?n():s&&(r||!l)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function B(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function he(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function gn({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},a={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},l={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},c={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:l,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(Nr(i)),layout:yn({...c,xaxis:a,yaxis:a},s(t))}}function Nr(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function yn(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?yn(e[r],s):s;return o}function xn(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let a=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:l,layout:c}=gn(i.figure,getComputedStyle(document.body),a),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,l,{...c,width:d,height:f},P),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){N().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let a=0;new ResizeObserver(()=>{cancelAnimationFrame(
a),a=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let a={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,a)}return{show(i,a){let l=t.get(i);l&&(l.figure=a??null,l.holder.hidden=!a,a&&l.holder.setAttribute("aria-label",a.title),r(),
o(l))},onClick:(i,a)=>t.get(i).onClick=a,redraw:()=>t.forEach(o)}}var Ae=["grid","curves","reuse"];function bn(e,t){return Ae.map(n=>({kind:n,...e,settings:Pr(t)}))}function Pr(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function wn(e){return e===""?null:Number(e)}function kn(e){return e?.tokens?"":"Nothing to replay yet"}function Sn(e,{machine:t,emulated:n,calibrated:o}){
return t==="this"&&n?"No GPU here to measure: choose a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for \
yet"}function Te(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}function En({model:e,settings:t,counters:n}){return JSON.stringify(
[e.name,t,n.generated_tokens])}var ge="typed";function $n(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,i,a]=["source","machine","file","typed"].map(o),l=null,c=!1;function u(p){
l=p,vn(r,l.sources.map(({id:y,label:b})=>[y,b])),vn(s,[["this","this machine"],...l.machines.map(({name:y})=>[y,y]),[ge,"Custom machine"]]),Ce(e,"calibration",l.
calibration_table),o("times").hidden=!l.calibration_table,k(e.querySelector("#lab-job-calibrate .go"),l.calibrated?"Run again":"Benchmark this machine"),c||(s.value=
l.default_machine),c=!0,o("budget").placeholder=l.budget_gib===null?"all there is":`at most ${l.budget_gib.toFixed(1)}`,d()}function d(){if(!l)return;let p=s.value;
a.hidden=p!==ge,o("prediction").hidden=p==="this",k(o("machine-note"),p==="this"?l.calibration:Fr(p,l.emulated));let y=r.value;k(o("trace-note"),l.sources.find(
({id:b})=>b===y)?.notes??"");for(let[b,w]of[["save","safetensors"],["csv","csv"]]){let m=o(b);m.href=`lab/traces/${y}.${w}`,m.toggleAttribute("hidden",!Ir(l,y))}
n()}async function f(){let[p]=i.files;if(p){k(o("trace-error"),"");try{let y=new URLSearchParams({name:p.name,...Rr(o("foreign"))}),{id:b}=await q(`lab/traces?${y}`,
{method:"POST",body:p});await t(),r.value=b,d()}catch(y){k(o("trace-error"),y.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener(
"change",f);for(let p of[r,s])p.addEventListener("change",d);return{offer:u,chosen:()=>l?.sources.find(({id:p})=>p===r.value)??null,asked:()=>({source:r.value,machine:s.
value===ge?Dr(a):s.value})}}function vn(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],i)=>jr(e.options[i],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(
s,r))),t.some(([r])=>r===n)&&(e.value=n))}function jr(e,t,n){return e.value===t&&e.text===n}function Ir(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Rr(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function Fr(e,t){return`${t?"no G\
PU here, so speeds are for ":"from figures of "}${Br(e)}; nothing of it is measured.`}function Br(e){return e===ge?"a machine that was typed in":e}function Dr(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var Ur="Click a cell to try it.",Gr="The trace is of another model: its sizes cannot be tried on this one.",zr=["mapping","policy","admission"];function On(e,t,n){
let o=e.querySelector("#lab"),r=v=>o.querySelector(`#lab-${v}`),s=xn(o),i=new Map,a=null,l=null,c="",u="",d=dn(o,s,y),f=$n(o,{refresh:_,changed:G});function p(){
let v=document.querySelector("#control-pane");return me(v,JSON.parse(v.querySelector("#fits").dataset.facts))}function y(v,L=r("picked-note")){n("submit",v),k(L,
`${v.indexes} × ${v.ways} stands in the control panel: press Apply there.`)}let b=v=>wn(r(v).value),w=()=>Object.fromEntries(zr.map(v=>[v,r(v).value])),m=()=>({
prompt:r("prompt").value,tokens:b("tokens")}),x=Object.fromEntries(Object.entries({replay:()=>bn(f.asked(),w()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let v={
budget_gib:b("budget"),confirm:b("confirm")};return[{kind:"tune",...f.asked(),...v,...m()}]},compare:()=>[{kind:"compare",contenders:$(),...m()}]}).map(([v,L])=>[
v,fn(r(`job-${v}`),{steps:L,onView:S,onEnd:()=>_()})]));for(let v of["replay","tune","compare"])x[v].enable(!1);function S(v){i.set(v.kind,v.id),v.kind==="grid"&&
(d.show(v.view),u=Te(l,f.chosen()),r("use-best").hidden=!d.best(),k(r("picked-note"),v.view.facts.settings===null?Gr:Ur)),v.kind==="tune"&&g(v.view.facts),mn(o,
s,v.view),v.kind==="curves"&&!v.view.figures["curves-speed"]&&s.show("curves-speed",null),Ae.includes(v.kind)&&(r("results").hidden=!1),s.redraw(),E()}function g({
former:v,best:L}){for(let[j,V]of Object.entries({former:v,tuned:L}))r(j).hidden=!V,r(j).onclick=()=>y(V,r("former-note"));k(r("former-note"),"")}function E(){let v=un(
i);for(let L of["report","json"])r(L).hidden=v===null,v&&(r(L).href=v[L])}function $(){let v={panel:()=>p().all(),best:d.best};return O().map(L=>an(L,v))}function O(){
return[...r("contenders").querySelectorAll("input:checked")].map(({value:v})=>v)}async function _(){try{a=await q("lab/state")}catch{return}f.offer(a),G()}function T(){
if(!l||l.phase!=="idle"||!o.offsetWidth)return;let v=En(l);v!==c&&(c=v,_())}function G(){let v=f.chosen(),L={replay:kn(v),tune:Sn(v,{...a,...f.asked()}),compare:""};
r("empty").hidden=!L.replay||i.size>0,nt();for(let[V,I]of Object.entries(L))x[V].enable(!I,I);let j=i.has("grid")&&Te(l,v)!==u;k(r("stale"),j?"The trace or the \
settings have changed. Replay again.":"")}function nt(){let v=ln(a.contenders,d.best()),L=Object.keys(v),j=r("contenders"),V=[...j.querySelectorAll("input")].map(
({value:I})=>I);if(JSON.stringify(V)!==JSON.stringify(L)){let I=new Set(cn(O(),L));j.replaceChildren(j.querySelector("legend"),...L.map(ot=>Hr(ot,I.has(ot))))}j.
querySelectorAll("label").forEach(I=>I.title=v[I.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&T()).observe(o),r("use-best").addEventListener(
"click",()=>y(d.best())),s.onClick("grid",d.click),o.querySelectorAll("input[name=lab-metric]").forEach(v=>v.addEventListener("change",d.redraw)),{update(v){l=v,
T()},recolour:s.redraw}}function Hr(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});
return n.append(o,` ${e}`),n}function Ln(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;z(t("hits"),o.hits),z(t("inflight"),o.in_flight),z(t("misses"),o.misses),
z(t("fills"),o.fills),z(t("evictions"),o.evictions),k(t("hit-rate"),A(pe(o),1)),k(t("recent"),A(n.recent_hit_rate,1)),k(t("copied"),M(o.bytes_copied)),z(t("toke\
ns"),o.generated_tokens),Wr(t("joules"),n.power)}}}function Wr(e,t){let{text:n,title:o}=Jr(t);k(e,n),e.parentElement.title=o}function Jr(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,i])=>s+i.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${Ot(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var _n="hybrid-theme";function Cn(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(_n);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
_n,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function R(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}var Kr={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},Yr={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},Vr=137.508,An=[.62,.46,.76],Xr=.42,Zr=140;function ee(e){return qn(Kr[e?"dark":"light"])}function Mn(e){return qn(Yr[e?
"dark":"light"])}function ye(e){return Array.from({length:e},(t,n)=>{let o=`#${te(n).map(Qr).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function te(e){let t=An[e%
An.length],n=Xr*Math.min(t,1-t),o=r=>{let s=(r+e*Vr/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function Me(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([d])=>d>=n)),[[r,s],[i,a]]=[e[o-1],e[o]],l=(n-r)/(i-r||1),[c,u]=[Tn(s),Tn(a)];return c.map((d,f)=>Math.
round(d+(u[f]-d)*l))}function H([e,t,n]){return .299*e+.587*t+.114*n>Zr?"#14161a":"#ffffff"}function qn(e){return e.map((t,n)=>[n/(e.length-1),t])}function Tn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function Qr(e){return e.toString(16).padStart(2,"0")}var W=256,Nn={width:.62,height:1.05},es=1500,Pn=9,ts=4;function In(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";
function i(p,y,b,w){Pe(e,t,p),s!==JSON.stringify(b)&&(r=os(b),s=JSON.stringify(b));let m=je(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
a(m,y);let h=l(m,y,w)&&c(m,y,w);return t.restore(),u(ie(m,p,y.hits),w),d(ie(m,p,y.misses),w),f(m,ie(m,p,y.outlined),w),h}function a(p,{rows:y,columns:b,values:w,
range:m}){n.width=b,n.height=y;let h=o.createImageData(b,y),x=new Uint32Array(h.data.buffer),[S,g]=m,E=(W-1)/(g-S||1);for(let O=0;O<w.length;O++)Number.isNaN(w[O])||
(x[O]=r[jn(w[O],S,E)]);o.putImageData(h,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),b*p.wide,y*p.high);let $=Ne(p);if($){for(let O=0;O<=b;O++)
t.clearRect(p.x(O-.5)-$/2,p.y(-.5),$,y*p.high);for(let O=0;O<=y;O++)t.clearRect(p.x(-.5),p.y(O-.5)-$/2,b*p.wide,$)}}function l(p,{label:y,widest:b},w){return y!==
null&&p.wide>=(b+.8)*Nn.width*qe(w)&&p.high>=Nn.height*qe(w)}function c(p,{rows:y,columns:b,values:w,range:m,label:h},x){let[S,g]=p.columns(b),[E,$]=p.rows(y);if((g-
S)*($-E)>es)return!1;t.font=`${qe(x)}px ${x.font}`,t.textAlign="center",t.textBaseline="middle";let O=(W-1)/(m[1]-m[0]||1);for(let _=E;_<$;_++)for(let T=S;T<g;T++){
let G=w[_*b+T];Number.isNaN(G)||(t.fillStyle=H(ns(r[jn(G,m[0],O)])),t.fillText(h(_,T),p.x(T),p.y(_)+.5))}return!0}function u(p,y){t.save(),t.fillStyle=y.now,t.shadowColor=
y.now;for(let{x:b,y:w,wide:m,high:h}of p)t.shadowBlur=Math.min(m,h)>=Pn?.3*y.em:0,t.fillRect(b,w,m,h);t.restore()}function d(p,y){t.strokeStyle=t.fillStyle=y.missed;
for(let{x:b,y:w,wide:m,high:h}of p){let x=Math.min(m,h)>=Pn?2.5:1;if(Math.min(m,h)<ts){t.fillRect(b,w,m,h);continue}t.clearRect(b,w,m,h),t.lineWidth=x,t.strokeRect(
b+x/2,w+x/2,m-x,h-x)}}function f(p,y,b){t.strokeStyle=b.outline,t.lineWidth=Ne(p)>2?2:p.high>5?1.25:1;for(let{x:w,y:m,wide:h,high:x}of y)t.strokeRect(w,m,h,x)}return i}
function Pe(e,t,{outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function je({
left:e,top:t,width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),a=o/(s[0]-s[1]),l=(c,u,d)=>[Math.max(0,Math.floor(c+.5)),Math.min(d,Math.floor(u+.5)+1)];return{
wide:i,high:a,x:c=>e+(c-r[0])*i,y:c=>t+(c-s[1])*a,columns:c=>l(r[0],r[1],c),rows:c=>l(s[1],s[0],c)}}function ie(e,{left:t,top:n,width:o,height:r},s){let i=Ne(e);
return s.map(([a,l])=>({x:e.x(l-.5)+i/2,y:e.y(a-.5)+i/2,wide:e.wide-i,high:e.high-i})).filter(({x:a,y:l,wide:c,high:u})=>a+c>t&&a<t+o&&l+u>n&&l<n+r)}function Ne({
wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=3.5?1:0}function qe(e){return .72*e.em}function jn(e,t,n){return Math.max(0,Math.min(W-1,Math.round((e-t)*
n)))}function ns(e){return[e&255,e>>8&255,e>>16&255]}function os(e){let t=document.createElement("canvas");t.width=W,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(
.5,0,W-.5,0);for(let[r,s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,W,1),new Uint32Array(n.getImageData(0,0,W,1).data.buffer.slice(0))}var Rn=2,rs=150;function Fn(e){let t=e.getContext("2d"),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:i},a){let l=o&&!n.matches?
r.places(ss(o,i)):[];if(o=i.slice(),!!l.length){Pe(e,t,s),t.fillStyle=a.cpu;for(let{x:c,y:u,wide:d,high:f}of ie(je(s),s,l))t.fillRect(c,u,d,f);e.animate([{opacity:1},
{opacity:0}],{duration:rs,fill:"forwards"})}}}}function ss(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===Rn&&e[o]!==Rn&&n.push(
o);return n}function le({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function Bn({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping===
"layered",a=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),l=new Int32Array(s).fill(-1);return n.slot.forEach((c,u)=>{c>=0&&c<s&&(l[c]=u)}),{key:`slots\
 ${a} ${s}`,rows:Math.ceil(s/a),columns:a,xTitle:i?"slot of the layer":"slot",yTitle:i?"layer":`slots, ${a} a row`,cellAt:(c,u)=>c*a+u<s?l[c*a+u]:null,places:c=>c.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/a),n.slot[u]%a]),layerAt:(c,u)=>i?c:is(l[c*a+u],e)}}function is(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[xe,Be,De]=[0,1,2],ls=.5,as=6,cs=["not on the GPU","being copied to the GPU","on the GPU"],we={where:{board:le,value:({cache:e,counters:t},n)=>e.state[n]!==De?
e.state[n]===Be?ls:xe:1+ds(e.lastUsed[n],t.steps),range:()=>[xe,De],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:le,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(Dn(
e)),0],scale:({isDark:e})=>ee(e),legend:e=>Fe(`${Dn(e)} steps ago`,"just now")},rate:{board:le,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>ee(e),legend:()=>Fe("0 % hits","100 %")},uses:{board:le,value:({cache:e},t)=>be(e,t),range:({cache:e})=>[0,Ie(e)],scale:({isDark:e})=>ee(
e),legend:({cache:e})=>Fe("unused",`${Ie(e)} uses this reply`),label:({cache:e},t)=>String(be(e,t)||""),widest:({cache:e})=>Re(Ie(e)+1)},slots:{board:Bn,value:({
model:e,settings:t},n)=>t.mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],
scale:(e,{model:t,settings:n})=>ye(n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"\
layer"}; the number is the expert</span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}\
·${r}`}${e.state[o]===Be?" ↓":""}`},widest:({model:e,settings:t})=>Re(e.experts)+(t.mapping==="layered"?0:1+Re(e.layers))}};function Un(e,t){let{cache:n,counters:o,
model:r}=e;if(t===null)return"no slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.
floor(t/r.experts)}, expert ${t%r.experts}`,us(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${be(n,t)} uses this reply`,n.lastUsed[t]<
0?"never used":`last used ${i}`].join("<br>")}function Gn({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[De]} of ${e.state.length} experts on \
the GPU, ${t[Be]} being copied, ${t[xe]} not on the GPU`}function us({cache:e},t){let n=cs[e.state[t]];return e.state[t]===xe?n:`${n}, slot ${e.slot[t]}`}function be(e,t){
return e.uses[t]-e.usedBefore[t]}function Dn({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function Ie(e){let t=1;
for(let n=0;n<e.uses.length;n++)t=Math.max(t,be(e,n));return t}function Re(e){return String(e-1).length}function ds(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.
max(1,t-e))/as)}function Fe(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var fs=4/3,zn=-1,ps='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',ms='<span><i class="mark now"></i>chosen token</span>';
function Hn(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector("#heatmap .summary"),s=e.querySelector("#heatmap\
 .stage"),i=In(e.querySelector("#heatmap canvas")),a=Fn(e.querySelector("#heatmap .landings")),l=we.where,c=null,u=null,d=[],f=null,p="",y=null,b=null,w=null;function m(){
if(!b||!y||!n.offsetWidth)return;c=l.board(b),u=R(),d=Array.from({length:c.rows},()=>new Array(c.columns).fill(zn));let g=he(c.rows,($,O)=>Un(b,c.cellAt($,O))),
E=!n.on;s.classList.toggle("tall",c.columns<=c.rows),s.style.setProperty("--board",`${gs(c,n.offsetHeight,u.em)}px`),S(!0),y.react(n,[xs(d,g)],bs(c,b,n,u),P),E&&
h(),x()}function h(){n.on("plotly_doubleclick",()=>y.relayout(n,Wn(c))),n.on("plotly_relayout",g=>g.autosize?m():x()),n.on("plotly_hover",({points:[g]})=>f={xval:g.
x,yval:g.y}),n.on("plotly_unhover",()=>f=null),n.on("plotly_click",({points:[g]})=>t.chooseLayer(c.layerAt(g.y,g.x)))}function x(){c=l.board(b);let g=hs(c,l,b,d,
w),E=ys(n),$=i(E,g,l.scale(u,b),u);l===we.where&&a.show(c,E,b.cache,u),n.dataset.outlined=g.outlined.length||g.hits.length+g.misses.length,S($),f&&y.Fx.hover(n,
f,"xy")}function S(g){let E=l.legend(b,g)+(w?ms:ps);E!==p&&(o.innerHTML=E),p=E}return t.outline=g=>{w=g,c&&n.offsetWidth&&x()},e.querySelectorAll("input[name=vi\
ew]").forEach(g=>g.addEventListener("change",()=>{l=we[g.value],m()})),N().then(g=>{y=g,F(y,n,m),m()}),{holds:!0,update(g,E){if(b=g,k(r,Gn(g)),!y||!n.offsetWidth)
return;let{cells:$,current:O,settings:_,counters:T,active_request:G}=E.delta;E.whole||!c||_&&c.key!==l.board(g).key?queueMicrotask(m):($||O||_||T||G)&&x()},recolour:m}}
function hs(e,t,n,o,r){let{current:s,missed:i}=n.cache,a=new Set(i),l=new Float64Array(e.rows*e.columns).fill(NaN);for(let c=0;c<e.rows;c++)for(let u=0;u<e.columns;u++){
let d=e.cellAt(c,u),f=d===null||d<0?null:t.value(n,d);o[c][u]=f??zn,f!==null&&(l[c*e.columns+u]=f)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),
label:t.label?(c,u)=>t.label(n,e.cellAt(c,u)):null,widest:t.widest?.(n)??2,hits:e.places(r?[]:s.filter(c=>!a.has(c))),misses:e.places(r?[]:i),outlined:e.places(
r??[])}}function gs({rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.ceil(3*o+4+fs*r*t)}function ys(e){let{xaxis:t,yaxis:n,width:o,height:r}=e.
_fullLayout;return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,height:n._length,xRange:t.range,yRange:n.range}}function xs(e,t){return{
type:"heatmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"%{customdata}<extra></extra>"}}function Wn({rows:e,columns:t}){return{
"xaxis.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function bs(e,{model:t},n,o){let r=`${t.name} ${e.key}`,s=Wn(e),i=n.layout?.uirevision===r?n.layout:null,
a=(l,c)=>({showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.log2(c/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},
title:{text:l,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,\
0,0)",font:{family:o.font,color:o.text},hoverlabel:B(o),dragmode:"zoom",uirevision:r,xaxis:{...a(e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{
...a(e.yTitle,e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var ws=1e3,[ks,Ss]=[1,2];function Jn(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(Es());for(let a=0;a<i;a++)vs(o,a).forEach((l,c)=>{let u=n.rows[a].cells[c];
u.textContent!==l&&(u.textContent=l)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,ws))}}}function Es(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function vs({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),a=u=>r.
reduce((d,f)=>d+u[o+f],0),[l,c]=[a(t.uses),a(t.hits)];return[String(n),Ue(s(Ss)),Ue(s(ks)),Ue(i.map(u=>u-o)),`${c} of ${l}`,A(l?c/l:null,1)]}function Ue(e){return e.
join(" ")||"none"}var Kn=["steps","held","loading","choices","outcomes"];function Yn(){let e={rows:"ways",clear(){for(let t of Kn)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of Kn)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[Vn,$s]=[0,1],Os=16,Ls=10,[_s,Cs]=[.14,.3];function Xn(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(c=>c.map(u=>u<0?-1:1)),s=r[0].length,i=eo(e,s),a=o?
s:null,l=c=>o?H(te(c)):n.readyInk;return{rows:s+(o?1:0),traces:[As(e,r,s,o,t,n),...o&&s<=Os?[Ts(e,r,s,t,n)]:[],Ee(i.evictions,"line-ns-open",n.outline,.9*n.em,"\
evicted",2),Ee(i.hits,"circle",i.hits.experts.map(l),.25*n.em,"hit"),Ee(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),Ee(i.misses,"x-thin-op\
en",n.outline,.4*n.em,"missed",1.5)],layout:qs(e,s,a,n)}}function Zn({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mar\
k hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted\
</span>`}function Qn(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
Vn).length,o=eo(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${A(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function As({steps:e,loading:t},n,o,r,{experts:s},i){let a=Array.from({length:o},(c,u)=>n.map(
d=>d[u]<0?null:d[u])),l=(c,u)=>{let d=n[u][c],f=t[u].includes(c);return r?`slot ${c}: ${d<0?"empty":`expert ${d}${f?", being copied":""}`}`:`expert ${c}: ${d<0?
"not on the GPU":f?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:a,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?ye(s):[[0,i.cpu],[1,i.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:he(o,l),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function Ts({steps:e},t,n,o,r){let[s,i,a,l]=[[],[],[],[]];
for(let c=0;c<n;c++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][c]===t[u][c];)d++;let f=t[u][c];f<0||d-u<Ls||(s.push(e[u]),i.push(c-_s),a.push(String(
f)),l.push(H(te(f))))}return{type:"scatter",mode:"text",x:s,y:i,text:a,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*
r.em,color:l}}}function eo({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...ke(),experts:[]},inFlight:ke(),misses:ke(),evictions:ke()};return t.forEach(
(a,l)=>{let c=n[l-1]??n[l];n[l].forEach((u,d)=>{(e==="ways"?c[d]>=0&&u!==c[d]:c[d]>=0&&u<0)&&Se(i.evictions,a-.5,d)}),o[l].forEach((u,d)=>{let f=r[l][d],p=e==="\
ways"?Ms(u,c,n[l]):u;f===Vn?(Se(i.hits,a,p<0?s:p+(e==="ways"?Cs:0)),i.hits.experts.push(u)):f===$s?Se(i.inFlight,a,p<0?s:p):Se(i.misses,a,e==="ways"?s:u)})}),i}
function Ms(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function ke(){return{x:[],y:[]}}function Se(e,t,n){e.x.push(t),e.y.push(n)}function Ee({x:e,y:t},n,o,r,s,i=0){
return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},hoverinfo:"skip",showlegend:!1}}function qs({steps:e},t,n,o){
let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.log2(t/10))),a=Array.from({length:Math.ceil(t/i)},(c,u)=>u*
i),l={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,\
0,0,0)",font:{family:o.font,color:o.text},hoverlabel:B(o),xaxis:{...l,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"st\
ep",font:r,standoff:4}},yaxis:{...l,range:[s,-.5],tickvals:n===null?a:[...a,n],ticktext:n===null?a.map(String):[...a.map(String),"CPU"],title:{text:n===null?"ex\
pert":"slot",font:r,standoff:4}}}}var Ns=700;function to(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=Yn(),i=null,a=null,l=null,c=0,
u=-1,d=!1;function f(){if(!i||l===null||!s.steps.length)return;let w=R(),m=Xn(s,a.model,w);r.style.setProperty("--rows",m.rows),i.react(r,m.traces,m.layout,P),n.
querySelector(".legend").innerHTML=Zn(s),k(n.querySelector(".summary"),Qn(s))}async function p(){c=0;let w=l;w===null||d||document.hidden||(u=a.counters.steps,await s.
extend(w,()=>l===w)&&f())}function y(w){w==null||w===l||(l=w,o.value=String(l),n.hidden=!1,k(n.querySelector("h3"),`Layer ${l}`),N().then(m=>{i||F(m,r),i=m}),s.
clear(),p())}function b(){l=null,o.value="",n.hidden=!0}return t.chooseLayer=y,o.addEventListener("change",()=>o.value===""?b():y(Number(o.value))),n.querySelector(
".close").addEventListener("click",()=>{b(),o.focus()}),{update(w,m){a=w,o.length!==w.model.layers+1&&Ps(o,w.model.layers),m.whole&&l!==null&&(l>=w.model.layers&&
b(),s.clear(),u=-1),l!==null&&u!==w.counters.steps&&(c||=setTimeout(p,Ns))},paused(w){d=w,u=-1},recolour:f}}function Ps(e,t){e.length=1;for(let n=0;n<t;n++)e.add(
new Option(String(n),String(n)))}var[J,js,no]=["solid","4px 2px","2px 2px"],Is=[{title:"tokens / s",format:ae,lines:[{at:1,name:"tok/s",colour:"speed",dash:J}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:J,value:Rs}]},{title:"experts / s",format:ae,lines:[{at:2,name:"hits/s",short:"hits",colour:"hit",
dash:J},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:js}]},{title:"copied to the GPU",format:e=>`${Fs(e)}B/s`,lines:[{at:4,name:"copied",colour:"spee\
d",dash:J}]},{title:"power",power:!0,format:e=>`${ae(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:J},{at:6,name:"CPU",short:"CPU",colour:"cpuPow\
er",dash:no}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",dash:J},
{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:no}]},{title:"GPU memory",titleWithout:"memory of this program (no GPU in use)",
format:e=>`${ae(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:J}]}];function oo({power:e,memory:t}){let n=Object.values(e).some(
r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Is.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function ro({most:e,
unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let a of n)r=Math.max(r,(Ge(a,i)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));return t*
s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function Ge({at:e,value:t},n){return t?t(n):n[e]}function Rs(e){let[t,n]=e.slice(2,4);return t+n>0?t/(t+n):null}function ae(e){
return String(Number(e.toPrecision(e<1?2:3)))}function Fs(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${ae(e/1e3**t)} ${["","k","M","G","T"][t]}`}var Bs=120,Ds="question",We=.66,ze=.22,Je=.04,[so,Us,io,He]=[5,1.8,1.7,4];function Ke({points:e,marks:t},n,o,r){let s=e.map(([a])=>a-o);return[...n.flatMap(({lines:a,
top:l,format:c},u)=>{let d=n.length-1-u;return a.map(f=>{let{name:p,colour:y,dash:b}=f,w=e.map(m=>Ge(f,m));return{type:"scatter",mode:"lines",name:p,x:s,y:w.map(
m=>m===null?null:d+We*m/l),customdata:w.map(m=>m===null?"":c(m)),line:{color:r[y],width:1.8,dash:b,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),Gs(t,n.length,o,r)]}function Gs(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-Je,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(zs(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function zs(e){return e===
Ds?"circle":"triangle-down"}function lo(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.flatMap(({top:a,format:l},c)=>{let u=e.length-1-c;return[
[u,"0"],[u+We,l(a)]]});return{margin:{l:so*o,r:Us*o,t:He,b:io*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:B(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-Bs,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-Je,e.length+ze],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:i.map(([a])=>a),ticktext:i.map(([,a])=>a),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function ao(e,t,n){let o=t.
length+ze+Je,r=t.map((s,i)=>{let a=(i+1-We+ze)/o,l=Object.assign(document.createElement("p"),{textContent:s.title});return l.style.top=`calc(${He}px + ${a} * (1\
00% - ${He+io*n.em}px))`,s.lines.length>1&&l.append(...s.lines.map(c=>Hs(c,n))),l});e.style.left=`${so*n.em}px`,e.replaceChildren(...r)}function Hs({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function co(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),a=null,l=null,c="",u=null,d=!1;function f(){if(!l||!a||!t.offsetWidth)return;let g=R(),E=!t.on,$=b();
c=w($);let O=u===null?null:t.layout.xaxis.range;a.react(t,Ke(l,$,y(),g),lo($,O,g),P),ao(n,$,g),E&&m()}function p(){let g=b();if(!t.on||!t.offsetWidth||w(g)!==c)
return f();let E=Ke(l,g,y(),R()),$=O=>E.map(_=>_[O]);a.restyle(t,{x:$("x"),y:$("y"),customdata:$("customdata")},[...E.keys()])}function y(){let g=l.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??g,u??g}function b(){return oo(l).map(g=>({...g,top:ro(g,l.points)}))}function w(g){return JSON.stringify([g.map(({title:E,
top:$})=>[E,$]),l.marks])}function m(){t.on("plotly_relayout",g=>{"xaxis.range[0]"in g&&x(Number(t.dataset.end)),g.autosize&&f()}),t.on("plotly_doubleclick",S),
i.addEventListener("click",S),t.addEventListener("pointerenter",()=>h(!0)),t.addEventListener("pointerleave",()=>h(!1))}function h(g){d=g,r.hidden=!g,g||f()}function x(g){
u=g,i.hidden=s.hidden=g===null,g!==null&&k(s,`0 s is ${new Date(1e3*g).toLocaleTimeString()}`)}function S(){x(null),f()}return N().then(g=>{a=g,F(a,t,f),f()}),{
holds:!0,update(g,E){l=g,k(o,Ws(g)),E.whole?requestAnimationFrame(f):a&&!d&&(E.point||E.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function Ws(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var uo="hybrid-captions-seen";function fo(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(uo)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(uo,"yes"),o.hidden=!0}),{holds:!0,update(r){k(t,Ye(
r.recent_hit_rate)),k(n,Js(r))}}}function Ye(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function Js({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",i=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!i)return`${s}: all ${r} of its experts were already on the GPU.`;let a=t.placement==="on_demand"?i===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-i} of its ${r} experts were already on the GPU; ${i} ${a}.`}function po(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!Q()||(k(n("question"),Ks()||o.model.name),k(n("shar\
e"),Ye(o.recent_hit_rate)),k(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("c\
lick",()=>oe(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function Ks(){let e=document.querySelectorAll("#chat .user-row .message-\
content");return e.length?e[e.length-1].textContent.trim():""}var Ys=1e3,mo=5e3;function ho(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?mo-Ys:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+mo,k(t,Vs(r)))}}}function Vs({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${A(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function go(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);Ve(Xs(t,n),o)}function Xs(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function Ve(e,t,n="text/plain"){let o=URL.createObjectURL(new Blob([t],{type:n}));Object.assign(document.createElement("a"),{href:o,download:e}).
click(),setTimeout(()=>URL.revokeObjectURL(o),1e4)}var Zs={stop:"ended",length:"limit",cancelled:"stopped"},Qs=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},ei=e=>t=>t==null?"–":t.toFixed(e),ti=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,ni=e=>e==null?"–":`${(100*e).toFixed(1)} %`,oi=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),D=e=>String(e??"–"),U=[{label:"When",sort:"at",value:e=>e.at,text:li},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>D(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:ei(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:ti,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:ni,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:oi,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:ri,text:si,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:D,figure:!0},{label:"End",sort:"ending",value:e=>Zs[e.finish],text:D,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:D,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:D},{label:"Copies",sort:"admission",value:e=>e.admission,
text:ii,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>D(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:D}];function ri(e){let t=Qs(e);return t===null||!e.tokens?null:t/e.tokens}function si(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function ii(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
D(e)}function li(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function Xe(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function yo(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function ai(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function ci(e,t){let[n,o]=t.
map(i=>e.value(i));if(!e.better||!n||o==null)return"";if(e.points)return ai(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function xo(e){let[t,n]=[[],[]];for(let o of U){let[r,s]=e.map(i=>o.text(o.value(
i),i));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,ci(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}.`:"No shared setti\
ngs."}}function bo(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var wo="rgba(0, 0, 0, 0)",ui=["speed","gpu"],di=["solid","dot"];function ko(e,t,n){return{traces:e.map((o,r)=>fi(o,r,t,n)),layout:pi(t,n)}}function So(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function fi(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,i)=>1+i*e.tokens):[],y:e?.[n]??[],line:{color:r[ui[t]],width:1.8,dash:di[t]},hovertemplate:`%{y:${o||".1f"}}`}}function pi({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:wo,plot_bgcolor:wo,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:B(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function Eo(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],i=[];async function a(c){if(s=c,e.hidden=c.length<2,!e.hidden&&(t.innerHTML=
"",t.append(hi(c)),i=await Promise.all(c.map(mi)),s===c)){if(n.textContent=So(i),!r){r=await N();for(let[u]of o)F(r,u,l)}l()}}function l(){if(!r||e.hidden||!e.offsetWidth)
return;let c=R();for(let[u,d]of o){let{traces:f,layout:p}=ko(i,d,c),y=!u.on;r.react(u,f,p,P),y&&u.on("plotly_relayout",b=>b.autosize&&l())}}return{show:a,draw:l}}
async function mi(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function hi(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let i=t.insertRow();s.forEach((a,l)=>{let c=document.createElement(l===0?"th":"td");l===0&&(c.scope="row"),c.textContent=a,i.append(c)})},{rows:o,
caption:r}=xo(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var ce=200;function vo(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=ce,i=0,a=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:U[r.column].sort,descending:r.descending}),ask(l){return i+=1,a=!0,{number:i,isMore:l,page:l?{
limit:ce,after:o}:{limit:s}}},take({number:l,isMore:c},u){return l!==i||(a=!1,!u)?!1:(e=c?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
ce},more(){return s+=ce,this.ask(!a&&!!o)},sortBy(l){let c=r.column===l?!r.descending:!!U[l].figure;r={column:l,descending:c},s=ce}}}function $o(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function Oo(e,t){return e!==""&&e!=="idle"&&t==="idle"}var gi=400,yi=150;function Lo(e){let t=e.querySelector("#runs"),n=h=>t.querySelector(`#runs-${h}`),o=t.querySelector("tbody"),r=Eo(n("compare")),s=vo(),i=[],a=[],
l,c="",u=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...s.sorting()});async function d(h=s.ask(!1)){let x=await fetch(`r\
uns?${Xe({...u(),...h.page})}`).catch(()=>null),S=x?.ok?await x.json():null;s.take(h,S)&&(f(S.problem),b())}function f(h){k(n("problem"),h),n("problem").hidden=
!h}function p(){s.restart(),d()}async function y(h,x,S){let g=await fetch(`runs/all?${Xe(u())}`).catch(()=>null),E=await g?.json();g?.ok?Ve(h,x(E),S):f(E?.error??
"Can't reach the app. Is it still running?")}function b(){let{rows:h,matching:x,total:S,hasMore:g,order:E}=s;t.querySelector(".scrolled").hidden=S===0,n("empty").
hidden=S>0;for(let $ of["csv","json"])n($).disabled=x===0;k(n("count"),S?`${x} of ${S} replies`:""),!g&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!g,o.replaceChildren(...h.map(w)),t.querySelectorAll("th[data-column]").forEach($=>{Number($.dataset.column)===E.column?$.setAttribute(
"aria-sort",E.descending?"descending":"ascending"):$.removeAttribute("aria-sort")})}function w(h){let x=document.createElement("tr");x.classList.toggle("stopped",
h.finish==="cancelled");let S=Object.assign(document.createElement("input"),{type:"checkbox",checked:i.includes(h.id)});S.dataset.run=h.id,S.setAttribute("aria-\
label",`Compare the run of ${U[0].text(h.at)}`);let g=document.createElement("span");g.textContent="AB"[i.indexOf(h.id)]??"",x.insertCell().append(S,g);for(let E of U){
let $=x.insertCell();$.textContent=E.text(E.value(h),h),E.figure&&($.className="figure")}return x}function m(h,x){i=bo(i,h,x),a=$o(i,[...a,...s.rows]),r.show(a),
b(),o.querySelector(`[data-run="${CSS.escape(h)}"]`)?.focus()}return t.querySelector("thead").append(xi()),t.querySelector("thead").addEventListener("click",h=>{
let x=h.target.closest("th[data-column]");x&&(s.sortBy(Number(x.dataset.column)),d())}),o.addEventListener("change",({target:h})=>m(h.dataset.run,h.checked)),n(
"filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(p,yi)}),n("more").addEventListener("click",()=>d(s.more())),n("csv").addEventListener("clic\
k",()=>y("runs.csv",yo,"text/csv")),n("json").addEventListener("click",()=>y("runs.json",h=>JSON.stringify(h,null,2),"application/json")),new IntersectionObserver(
([h])=>h.isIntersecting&&d()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&d()),{update(h){Oo(c,h.phase)&&t.offsetWidth&&setTimeout(
()=>d(),gi),c=h.phase},recolour:r.draw}}function xi(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">Compare</span>\
</th>',U.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(r),o&&(s.className=
"figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}var bi=[0,60,250];function _o(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of bi)setTimeout(wi,t,e)})}function wi(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function Co(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!fe(n.dataset.key),n.addEventListener("change",()=>gt(n.dataset.key,!n.checked));return{update(){}}}function Ao(e){
return e.querySelector("#help-open").addEventListener("click",Le),{update(){}}}function To(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),k(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&k(s,`Charts paused at ${ki()}. Counters keep updating.`)}}}function ki(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function Mo(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var Si={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function No(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){k(t("status-model"),o.model.name),k(n,Ei(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;k(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),k(t("status-hit-rate"),A(o.recent_hit_rate??pe(o.counters))),k(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),k(t("status-memory"),vi(o.memory)),qo(t("power-gpu"),o.power.gpu),qo(t("power-cpu"),o.power.cpu),$i(e.querySelector("#notices"),o.machine)},lost(){k(n,"\
disconnected"),n.parentElement.dataset.phase="lost"}}}function Ei(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:Si[e.
phase];return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function vi(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.
device_total];return`${M(t)} / ${M(n)}`}function qo(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),k(e,
Lt(t.watts));let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});
e.replaceChildren("no sensor",o),e.tabIndex=0}function $i(e,t){let n=Oi(t);k(e,n.join(" ")),e.hidden=n.length===0}function Oi({emulated:e,notices:t}){return e?[
"No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not.",...t]:[...t]}function Po(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=l=>l.hash.slice(1),r=l=>n.find(c=>o(c)===l);function s(l){let c=r(l)??n[0];
document.body.dataset.tab=o(c);for(let u of n)u.setAttribute("aria-selected",String(u===c)),u.tabIndex=u===c?0:-1}function i(l){history.replaceState(history.state,
"",l.hash),s(o(l)),l.focus()}function a(l){let c=n.indexOf(document.activeElement);return n[Li(l,c,n.length)]??null}t.addEventListener("click",l=>{let c=l.target.
closest("[role=tab]");c&&(l.preventDefault(),i(c))}),t.addEventListener("keydown",l=>{(l.key===" "||l.key==="Enter")&&l.target.click();let c=a(l.key);c&&i(c),(c||
l.key===" "||l.key==="Enter")&&l.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let l of n){let c=document.getElementById(
`${o(l)}-pane`);c.setAttribute("role","tabpanel"),c.setAttribute("aria-labelledby",l.id)}return s(location.hash.slice(1)),{update(){}}}function Li(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var jo=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(jo[e]=t++);function K(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=jo[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var Ze=0,Io=1;function Ro(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,a=K(e.choices),l=K(e.outcomes),c=t*o,u=r.map((d,f)=>{let p=0;for(let y=f*c;y<(f+
1)*c;y++)l[y]!==Ze&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:c,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>a[d*c+f*o],routing:(d,f)=>Array.from({length:o},(p,y)=>{let b=d*c+f*o+y;return[a[b],l[b]]}),cells:d=>Array.from({length:c},(f,p)=>Math.
floor(p/o)*n+a[d*c+p])}}function ve(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,a]of e.routing(t,i))a===Io&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function $e(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var Y=8,_i=80,Bo=["hit","flight","miss"],Fo=["hit","in flight","miss"];function Do(e){function t(o,r,s){e.replaceChildren(Ai(o,r),Ti(o,r),Mi()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*Y}px`;let{left:i,
top:a}=Ci(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${i}px`,e.style.top=`${a}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=!0,id:e.
id}}function Ci(e,t,{width:n,height:o},r){let s=e.bottom+Y+o<=r;return{left:Math.max(t.left+Y,Math.min(e.left,t.right-n-Y)),top:Math.max(Y,s?e.bottom+Y:e.top-o-
Y)}}function Ai(e,t){let n=Object.assign(document.createElement("b"),{textContent:$e(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement("span"),
{textContent:ve(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Ti(e,t){let n=document.createElement("ol");n.classList.toggle("many",e.
routed>_i),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(document.
createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){let a=Object.assign(document.createElement("i"),{className:Bo[i],textContent:String(
s)});r.append(a)}n.append(r)}return n}function Mi(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=Ze;t<
Fo.length;t++){let n=Object.assign(document.createElement("i"),{className:Bo[t],textContent:"n"});e.append(n,` ${Fo[t]} `)}return e}var qi=["none","dotted","dashed","solid","double"],ne={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>Me(Mn(Uo()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>Me(ee(Uo()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:te,number:(e,t,n)=>e.firstExpert(t,n),low:"eac\
h colour is one expert",high:""}};function Go(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,Ni(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function Ni(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?H(e):"",borderBottomStyle:t?qi[Math.min(4,Math.ceil(t*4))]:"none"}}
function Uo(){return document.body.classList.contains("dark")}var Pi=400;function Wo(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=Ri(e,c),a=null,l=null;function c(){let{name:m,layer:h}=i.chosen(),x=ne[m];for(let S of s){
let g=Number(S.dataset.token),E=x.number?.(e,g,h);Go(S,x.share(e,g,h),{shade:x.shade,line:x.line,number:E})}}function u(m){let h=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return h.textContent=$e(e.texts[m]),h.dataset.token=m,h.setAttribute("role","option"),h.setAttribute("aria-selected","\
false"),h.setAttribute("aria-label",`${e.texts[m].trim()||"space"}: ${ve(e,m)}`),h.classList.toggle("prompt",m<e.prompt),h}function d(){r.querySelector("button")?.
remove();let h=Number(s.at(-1)?.dataset.token??i.first()-1)+1,x=Math.min(e.count,h+Pi);for(let S=h;S<x;S++)s.push(u(S));r.append(...s.slice(-(x-h)||s.length)),x<
e.count&&r.append(Ii(e.count-x,d)),s.length&&!a&&p(s[0]),c()}function f(){y(null),t.hide(),s.length=0,a=null,r.replaceChildren(),d()}function p(m){a&&(a.tabIndex=
-1),a=m,a.tabIndex=0}function y(m){l?.setAttribute("aria-selected","false"),l=m===l?null:m,l?.setAttribute("aria-selected","true"),n(l?Number(l.dataset.token):null)}
let b=m=>t.show(e,Number(m.dataset.token),m),w=m=>m.target.closest(".routed");return r.addEventListener("pointerover",m=>w(m)&&b(w(m))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",m=>{w(m)&&(p(w(m)),b(a))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",c),r.addEventListener(
"click",m=>w(m)&&y(w(m))),r.addEventListener("keydown",m=>{if(!w(m))return;let h=ji(s,a,m.key);if(h)h.focus();else if(m.key==="Enter"||m.key===" ")y(a);else if(m.
key==="Escape")l&&y(l),t.hide();else return;m.preventDefault(),m.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function ji(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=zo(t),a=null,
l=null;for(let c=o+s;e[c];c+=s){let{top:u,left:d}=zo(e[c]);if(!(Math.abs(u-i.top)<i.height/2)){if(l!==null&&Math.abs(u-l)>i.height/2)break;l??=u,(a===null||Math.
abs(d-i.left)<Math.abs(a.left-i.left))&&(a={element:e[c],left:d})}}return a?.element??null}function zo(e){return e.getClientRects()[0]}function Ii(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function Ri(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=Ho(Object.entries(ne).map(([d,{label:f}])=>[d,f]),"Colour by"),r=Ho(Array.from({length:e.layers},(d,f)=>[
f,f]),"Layer"),s=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[a,l,c]=["span","i","sp\
an"].map(d=>document.createElement(d));i.append(a,l,c),i.className="legend",l.className="ramp";function u(){let d=ne[o.value];r.parentElement.hidden=o.value!=="\
expert",l.hidden=o.value==="expert",l.classList.toggle("misses",o.value==="misses"),a.textContent=d.low,c.textContent=typeof d.high=="function"?d.high(e):d.high,
t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(Qe("Colour by",o),Qe("",r),i,Qe("Include prompt",s)),r.parentElement.hidden=!0,
l.classList.add("misses"),a.textContent=ne.misses.low,c.textContent=ne.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||
e.prompt===e.count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function Ho(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function Qe(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function Jo(e,t){let n=document.querySelector("#chat"),o=new Map,r=Do(e.querySelector("#token-detail")),s=null,i=f=>f.querySelector(".message-content")?.textContent??
"",a=f=>f.querySelector(".actions [data-action=tokens]");function l(f){o.get(f)?.element.remove(),o.delete(f),f.classList.remove("as-tokens"),c(a(f),!1),r.hide(),
t.outline(null)}function c(f,p){f&&(f.textContent=p?"Text":"Tokens",f.setAttribute("aria-pressed",String(p)))}async function u(f,p){let y=f.querySelector(".mess\
age-content"),b={text:i(f),element:document.createElement("div")};b.element.className="tokens",o.set(f,b);try{if(!p)throw new Error("This reply was not recorded\
.");let w=Ro(await q(`tokens/${encodeURIComponent(p)}`));if(o.get(f)!==b)return;b.element.append(Wo(w,{detail:r,pick:m=>t.outline(Fi(s,w,m))}))}catch(w){b.element.
textContent=w.message}o.get(f)===b&&(f.classList.add("as-tokens"),y.after(b.element),c(a(f),!0))}function d(){for(let[f,p]of o)!f.isConnected||i(f)!==p.text?l(f):
a(f)?.getAttribute("aria-pressed")!=="true"&&c(a(f),!0)}return new MutationObserver(d).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
f=>{let p=Number(se()),y=n.querySelectorAll(".message-row")[p];y&&(o.has(y)?l(y):u(y,f[p]?.metadata?.id))},{update(f){s&&s.name!==f.model.name&&t.outline(null),
s=f.model},recolour(){let f=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of f)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function Fi(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var Bi=220,Di=50,Ko=5;function et(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function Oe(e,t){
let{cells:n,current:o,missed:r,point:s,mark:i,...a}=t,{cache:l}=e,c=e.counters.steps;for(let[d,f]of Object.entries(a))e[d]=Wi(f)?{...e[d],...f}:f;let{steps:u}=e.
counters;a.active_request&&l.usedBefore.set(l.uses),n&&Ui(l,K(n),u,Math.max(1,u-c)),o!==void 0?l.current=Gi(K(o)):u!==c&&(l.current=Hi(l,u-1)),r!==void 0&&(l.missed=
zi(l.current,K(r))),s&&Yo(e.points,s,Bi),i&&Yo(e.marks,i,Di)}function Vo(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function Ui(e,t,n,o){let r=0;for(let s=0;s<t.length;){let i=t[s++],a=t[s++];if(r+=i>>1,a){let l=Math.floor((a-1)/
o)+1,c=Math.floor((Math.sqrt(8*l+1)-1)/2);e.lastUsed[r]=n-(a-1)%o-1,e.uses[r]+=c,e.hits[r]+=l-c*(c+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function Gi(e){
let t=0;return e.map(n=>t+=n)}function zi(e,t){return e.filter((n,o)=>t[Math.floor(o/Ko)]>>o%Ko&1)}function Hi({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function Yo(e,t,n){e.push(t),e.length>n&&e.shift()}function Wi(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var Ji=1e3;function Xo(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function a(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapshot",
c=>{s=et(JSON.parse(c.data)),t(s)}),r.addEventListener("delta",c=>{let u=JSON.parse(c.data);if(!s||u.seq!==s.seq+1){l(),a();return}Oe(s,u),n(u)}),r.addEventListener(
"error",()=>{l(),o(),i=setTimeout(a,Ji)}))}function l(){clearTimeout(i),r?.close(),r=null,s=null}return{open:a,close:l,state:()=>s}}function Zo(e){let t=window.SharedWorker?Ki(e):Yi(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function Ki({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(Oe(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function Yi(e){let t=Xo(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var Vi=2,Xi=1e3,tt={whole:!0,point:!1,delta:{}};function Qo(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let c=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||a(f,t,u);let d=performance.now();s=d+Math.min(Xi,Vi*(d-c))}function a(c,u,d){try{c.update(u,d)}catch(f){console.error(f)}}function l(c){o=o?Zi(o,c):
c,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(c){e.push(c),t&&a(c,c.holds&&n||t,tt)},isPaused:()=>n!==null,pause(c){
if(!(!t||c===(n!==null))){n=c?Vo(t):null;for(let u of e)u.holds&&a(u,n??t,tt),u.paused?.(c,t)}},connect(){Zo({onState(c){t=c,l(tt)},onDelta(c){l({whole:!1,point:"\
point"in c,delta:c})},onLost(){for(let c of e)c.lost?.()}})}}}function Zi(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var Qi=[["#strip",No],["#tabs",Po],["#pause",To],["#counters",Ln],["#spoken",ho],["#layer-detail",to],["#heatmap",Hn],["#live-sentence",fo],["#presentation",po],
["#heatmap-table",Jn],["#lines",co],["#fits",on],["#lab",On],["#token-view",Jo],["#progress",_t],["#more",at],["#editing-note",wt],["#prompts",Tt],["#runs",Lo],
["#help",Co],["#help-open",Ao]],ue=Qo(),el={store:ue,chooseLayer(){},outline(){}},er=[];function Wu(e,t){for(let[o,r]of Qi){let s=e.querySelector(o);s&&Mo(s.dataset.
needs).then(()=>tl(r,s,e,t))}let n=e.querySelector("#theme");n&&Cn(n,()=>er.forEach(o=>o.recolour()))}function tl(e,t,n,o){let r=e(t.id==="fits"||t.id==="progre\
ss"?t:n,el,o);r.recolour&&er.push(r),ue.add(r)}window.hybrid={awaitTurn:Nt,endTurn:Pt,askingAgain:St,chosenMessage:se,copy:vt,edit:Et,showEditing:kt,sending:rt,
taken:it,giveBack:lt,download:go,pickFile:ct,togglePause:()=>ue.pause(!ue.isPaused())};ht();_o();ue.connect();export{et as fromSnapshot,Wu as mount};
