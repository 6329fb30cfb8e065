var Q="",me=()=>document.querySelector("#chat-input textarea");function ft(e){return Q=e[0]??"",e}function pt(){Q=""}function mt(){let e=me().value;Q&&e.startsWith(
Q)&&ee(me(),e.slice(Q.length)),Q=""}function ht(e){if(!e)return;let t=me().value,{text:n}=JSON.parse(e);ee(me(),t.trim()?`${n}
${t}`:n)}function ee(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function gt(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function yt(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var xt="presenting";function te(){return document.body.classList.contains(xt)}function se(e){e!==te()&&(document.body.classList.toggle(xt,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var wt="hybrid-keys-off",hr="input, textarea, select, [contenteditable]",gr="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",bt={stop:br,pause:kr,present:wr,help:Ae},kt=()=>!1;function St(e){kt=e}function Et(){let e={capture:!0};for(let t of["keydown","keypress"])document.addEventListener(
t,yr,e);document.addEventListener("keydown",xr,e)}function yr(e){Ot(e)==="send"&&he("send")&&e.stopPropagation()}function xr(e){let t=Ot(e);t in bt&&!he(t)&&bt[t](
e)&&e.preventDefault()}function he(e){return $t().includes(e)}function vt(e,t){let n=$t().filter(o=>o!==e);localStorage.setItem(wt,JSON.stringify(t?[...n,e]:n))}
function Ae(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function $t(){try{let e=JSON.parse(localStorage.getItem(wt)??"[]");
return Array.isArray(e)?e:[]}catch{return[]}}function Ot(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:l}=e;return i||r?null:t==="/"&&
(n||o)?"help":n||o||s?null:t==="Enter"&&l.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function br({target:e}){if(document.querySelector(
"dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(te())return se(!1),!0;let t=document.querySelector("#stop");if(t&&!t.disabled)
t.click();else return kt();return!0}function wr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(hr)?!1:(se(!te()),!0)}function kr({target:e}){
return document.querySelector("dialog[open]")||e.closest?.(gr)?!1:(window.hybrid.togglePause?.(),!0)}var Sr={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["tokens","Tokens"],["copy","Copy"],["drop","Delete"]]},ie=0,Er={edit:"\
edit",copy:"copy",drop:"delete",again:"retry",tokens:"select"};function _t(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#editing-note"),
s=document.querySelector("#chat-input textarea"),i=()=>[...o.querySelectorAll(".message-row")];function l(c){let u=Or(c),d=c.querySelector(":scope > .actions");
d?.dataset.kind!==u&&(d?.remove(),u&&c.append(Lr(u)))}o.addEventListener("click",c=>{let u=c.target.closest(".copy-code");u&&$r(u);let d=c.target.closest(".acti\
ons button");d&&(ie=i().indexOf(d.closest(".message-row")),n(Er[d.dataset.action]),d.dataset.action==="copy"&&_r(d),d.dataset.action==="edit"&&s.focus())});let a=()=>{
i().forEach(l),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(vr)};return new MutationObserver(a).observe(o,{childList:!0,subtree:!0}),
a(),r.addEventListener("click",c=>c.target.closest("button")&&Lt()),r.hidden=!0,St(Lt),{update(){}}}function Lt(){let e=document.querySelector("#editing :is(tex\
tarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])ee(t,"");return!0}function Ct(e){let t=document.querySelector(
"#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces this message and everything after it. <button type="button">Cancel</button>'}function ae(){
return String(ie)}function Tt(e){return pt(),[ae(),...e]}function At(e){return[qt(e[ie]),String(ie)]}function Mt(e){navigator.clipboard?.writeText(qt(e[ie]))}function qt(e){
let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??
t}function vr(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function $r(e){
navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function Or(e){
return e.querySelector(".thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function Lr(e){let t=Object.assign(document.createElement("div"),{className:"\
actions"});t.dataset.kind=e;for(let[n,o]of Sr[e]){let r=Object.assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(
r)}return t}function _r(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}function W(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Cr(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Cr(e){
return e.split(/(?=(?:\d{3})+$)/)}function w(e,t){e.textContent!==t&&(e.textContent=t)}function T(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function q(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function Nt(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function Pt(e){return`${e.toFixed(e<10?1:0)} W`}function ge({routed:e,hits:t}){return e?t/e:
null}var Tr={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function jt(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,l=Tr[o.phase]??(o.active_request&&"Waiting: the model is busy with another tab."),a=s&&!i&&!!l,c=i&&o.phase==="prefill";if(e.hidden=!a&&!c,a)t.style.width="0",
w(n,l);else if(c){let{prefill_done:u,prefill_total:d}=o.speed;t.style.width=`${d?100*u/d:0}%`,w(n,Ar(o.speed))}}}}function Ar(e){return`Reading the prompt: ${e.
prefill_done} of ${e.prefill_total} tokens${Mr(e)}.`}function Mr({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){if(!n||e>=t)return"";let o=Math.ceil((t-
e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function It(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var qr=700;function Bt(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=It(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let d=u.target.closest("button");d&&(i(!1),Rt(d.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?c(s.stop()):l()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&a(),qr)}),document.addEventListener("click",u=>{s.isRunning()&&Nr(u)&&c(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function l(){if(Dt()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){a();return}let d=new MutationObserver(()=>{u()||(d.disconnect(),a())});d.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function a(){c(s.next(!!document.querySelector("#\
error")?.textContent))}function c(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&Rt(u.prompt)}return{update(){}}}function Nr({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function Rt(e){let t=document.querySelector("#chat-input textarea");if(ee(t,e),Dt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function Dt(){return document.querySelector("#stop")?.disabled===!1}var Ft=[];function Ut(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>Ft.push(n))))}):e}function Gt(){Ft.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function Ht(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function zt(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function Wt({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function Jt(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=Pr(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function Pr(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function Yt(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function Vt({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!Kt(n)||!Kt(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let i=n*o||0,l=e*t,a=i>s?` There is memory for ${s}.`:"";return`${i} slots for ${l} experts: ${jr(i/l)} on the GPU.${a}`}function Kt(e){return e===
""||Number.isInteger(e)&&e>=0}function jr(e){return e===1?"all of them fit":e===.5?"half of them fit":`${T(e)} of them fit`}function Xt({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:i},{labels:l}){let a=(f,p)=>Object.keys(l[f]).find(y=>l[f][y]===p),c=i==="cached"?"":`, ${a("placement",i)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,d=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${a("admission",r)}, ${d}${c}`}
function Zt({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,i=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}. ${r} threads already saturate memory (○)`:i}function Qt(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:l}=n.
getBoundingClientRect(),a=Math.ceil((s.clientX-i)/l*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,a)))}),{draw(s,i,l=null){r=s;let a=c=>`${100*
c/r.logical_cpus}%`;n.style.setProperty("--threads",a(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",a(r.physical_cores)),n.style.setProperty(
"--knee",a(l??0)),n.classList.toggle("measured",l!==null),n.classList.toggle("beyond",i>r.physical_cores),w(o,Zt(r,i,l))}}}function tn(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:l,top:a,width:c,height:u}=n.getBoundingClientRect();t.set("indexes",en(Math.ceil((i.clientX-
l)/c*r.layers),r.layers)),t.set("ways",en(Math.ceil((1-(i.clientY-a)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,l){r=i;let a=Ir(r,l);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));a.forEach((c,u)=>n.children[u].style.setProperty("--share",c)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",nn(l)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${r.top_k} of ${r.experts})`,o.querySelector(".last").
textContent=String(r.layers-1)}}}function nn({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function Ir({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(i,l)=>Math.min(1,Math.max(0,s(l)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):nn(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function en(e,t){return Math.min(t,Math.max(1,e))}function ye(e,t){let n=Object.keys(t.fields),o=l=>e.querySelector(`#${CSS.escape(t.fields[l]??l)}`),r=l=>o(l)?.querySelector("input, textarea")??null;function s(l){
let a=r(l);return a?Rr(a,t.labels[l]):void 0}function i(l,a){let c=r(l);!c||s(l)===a||(c.value=String(a),c.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(l=>[l,s(l)])),label:l=>o(l)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??l,shown:(l,a)=>Br(t.labels[l],a)}}function Rr({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function on(e){let{geometry:t,...n}=e;return{...t,...n}}function Br(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function rn({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.devices,
i=e.slots_limit??s,{emulated:l}=t,a={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},c={name:"RAM",held:Math.
max(0,e.host_used-(l?e.slots:0)),slots:l?r:0,total:e.host_total,limit:l?i:null};return{device:l?null:a,host:c,most:Math.floor(i/n.expert_bytes)}}function Me({slots:e,
limit:t}){return t!==null&&e>t}function sn(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + ${q(o)} slots`,l=Me(e)?`: too much, only ${q(s)} of\
 slots fit`:"";return`${t}: ${q(n)} used${i}, of ${q(r)}${l}`}function an({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;
return{held:o(e),slots:o(Math.min(t,n-e))}}function cn(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=rn(o,r);return t.hidden=s.device===null,s.device&&
ln(t,s.device),ln(n,s.host),{most:s.most}}}}function ln(e,t){let{held:n,slots:o}=an(t);e.classList.toggle("over",Me(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,w(e.querySelector("p"),sn(t))}var Dr={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},Fr=["data-field","data-place"];function un(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function i(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function l(){i(),n();let d=o.querySelector("[data-field]");if(!d)return;
d.dataset.place==="chat"&&a(d.textContent);let f=Ur(d.dataset.field),p=f?t.input(f):null;p&&c(f,p,d.textContent)}function a(d){let f=document.querySelector("#co\
mposer");f&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:d}),f.before(s),o.classList.add("beside"))}function c(d,f,p){Gr(t.block(
d));let y={className:"refusal",id:"refusal",textContent:p},x=Object.assign(document.createElement("p"),y),b=t.block(d);b.classList.add("refused"),(b.closest(".r\
ow")??b).after(x),f.setAttribute("aria-invalid","true"),f.setAttribute("aria-describedby",x.id),r={block:b,input:f,note:x},o.classList.add("beside"),x.scrollIntoView(
{block:"nearest"})}for(let d of[...t.names,"model"])t.input(d)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:Fr,
subtree:!0};new MutationObserver(l).observe(o,u),l()}function Ur(e=""){return Dr[e]??e}function Gr(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function dn(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),w(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),w(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(Hr(location.origin+location.pathname,t.all()),"Link")})}function Hr(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function fn(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=ye(o,r),i=m=>e.querySelector(`.${m}`),l={cover:tn(o,s),gauges:cn(e),cores:Qt(
o,s)},a=null,c="",u=Jt(),d=!1;function f(){if(!a)return;let m=s.all(),S=on(a.settings),h=Number(s.input("knee")?.value)||null,E=JSON.stringify([h,m,S,a.model,a.
machine,a.memory]);if(E===c)return;c=E,l.cover.draw(a.model,m);let{most:$}=l.gauges.draw(a,m);l.cores.draw(a.machine,m.cpu_threads,h),x(m),y(m,S),w(i("explain"),
Yt(m,r)),w(i("slots"),Vt(a.model,m,$)),w(i("inforce"),`Current: ${Xt(S,r)}`),p(S,a.model.name)}function p(m,S){let h=s.input("base")?.value;h&&u(JSON.parse(h),m,
S)&&n("submit")}function y(m,S){let h=Ht(s.names,m,S);for(let E of s.names)s.block(E)?.classList.toggle("changed",h.includes(E));for(let E of["apply","revert"])
b(E).disabled=h.length===0;o.querySelector("#apply-row").classList.toggle("pending",h.length>0),d&&=h.length>0,w(i("changes"),zt(h,s,{values:m,inForce:S,applying:d}))}
function x(m){let S=Wt(m,r);s.block("split_misses").hidden=a.machine.emulated;for(let h of s.names)s.block(h)?.classList.toggle("idle",S.has(h))}function b(m){let S=o.
querySelector(`#${m}`);return S.querySelector("button")??S}function g(m){d=m,c="",f()}o.addEventListener("click",({target:m})=>m.closest("#apply")&&g(!0)),un(o,
s,()=>g(!1)),dn(o,s);let k=()=>setTimeout(()=>e.isConnected&&f());return o.addEventListener("input",f),o.addEventListener("focusout",k),document.addEventListener(
"hybrid:fields-set",k),{update(m,S){a=m,(S.whole||S.delta.settings||S.delta.memory)&&f()}}}async function N(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var pn="Settings panel",mn="Best predicted";function hn(e,t){let n={...e,[pn]:"what its fields hold, applied or not"};return t&&(n[mn]=`${t.indexes} × ${t.ways}, from the map above`),n}function gn(e,{panel:t,
best:n}){return e===pn?{name:e,settings:t()}:e===mn?{name:e,settings:n()}:e}function yn(e,t){return e.length?e:t.slice(0,2)}var zr=["grid","curves","reuse","tune","compare"];function xn(e){let t=zr.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function bn(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=l=>e.querySelector(`input[name=lab-metric][value=${l}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(l){o=l;let a=!!o.figures["grid-speed"];s("speed").disabled=!a,s("speed").parentElement.title=a?"":
"Benchmark this machine first",a||(s("hits").checked=!0),i()},click({x:l,y:a}){let{indexes:c,ways:u,settings:d}=o.facts;d&&n({...d,indexes:c[a],ways:u[l]})},best:()=>o?.
facts.best??null}}var Wr=350;function wn(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=k=>e.querySelector(k),[s,i,l,a,c,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),d=r(".anyway"),f=null;function p(k){s.hidden=k,i.hidden=l.hidden=!k,i.disabled=!1,k&&l.removeAttribute("value")}async function y(k={}){let m={id:null,cancelled:!1};
f=m,c.textContent=a.textContent="",d.hidden=!0,p(!0);try{let S=t();for(let[h,E]of S.entries()){if(m.cancelled)break;let $=await x(m,{...E,...k},O=>l.value=(h+O)/
S.length);if(d.hidden=$.field!=="busy",$.state==="failed")throw new Error($.error);$.state==="done"&&n($)}a.textContent=m.cancelled?"Cancelled.":""}catch(S){c.textContent=
S.message,a.textContent=""}f=null,p(!1),o()}async function x(k,m,S){let h=JSON.stringify(m),E=await N("lab/jobs",{method:"POST",body:h,headers:{"Content-Type":"\
application/json"}});for(k.id=E.id,k.cancelled&&await b(k);E.state==="waiting"||E.state==="running";)S(E.share),a.textContent=E.what,await new Promise($=>setTimeout(
$,Wr)),E=await N(`lab/jobs/${E.id}`);return E}async function b(k){k.cancelled=!0,i.disabled=!0,a.textContent="Cancelling",k.id&&await N(`lab/jobs/${k.id}`,{method:"\
DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!f&&y()),d.addEventListener("click",()=>!f&&y({anyway:!0})),i.addEventListener("click",()=>f&&b(f));function g(k,m=""){
s.disabled=!k,u.textContent=m&&`${m}.`}return{enable:g}}function Sn(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>w(s,r));for(let[o,r]of Object.entries(n.tables))
qe(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function qe(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(kn("th",n.columns));let r=n.rows.map((s,i)=>{let l=kn("td",s);return l.classList.toggle("marked",i===n.marked),n.keys[i]&&
l.cells[0].prepend(Jr(...n.keys[i])),l});o.querySelector("tbody").replaceChildren(...r)}function Jr(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function kn(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var En=null;function P(){return En??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),En}var j={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function U(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),l=t._fullLayout,a=l&&Math.abs(l.width-s)<1&&Math.abs(l.height-i)<1;s&&!l?n():s&&(r||!a)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function G(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function xe(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function vn({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},l={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},a={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},c={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:a,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(Kr(i)),layout:$n({...c,xaxis:l,yaxis:l},s(t))}}function Kr(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function $n(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?$n(e[r],s):s;return o}function On(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let l=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:a,layout:c}=vn(i.figure,getComputedStyle(document.body),l),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,a,{...c,width:d,height:f},j),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){P().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let l=0;new ResizeObserver(()=>{cancelAnimationFrame(
l),l=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let l={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,l)}return{show(i,l){let a=t.get(i);a&&(a.figure=l??null,a.holder.hidden=!l,l&&a.holder.setAttribute("aria-label",l.title),r(),
o(a))},onClick:(i,l)=>t.get(i).onClick=l,redraw:()=>t.forEach(o)}}var Ne=["grid","curves","reuse"];function Ln(e,t){return Ne.map(n=>({kind:n,...e,settings:Yr(t)}))}function Yr(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function _n(e){return e===""?null:Number(e)}function Cn(e){return e?.tokens?"":"Nothing to replay yet"}function Tn(e,{machine:t,emulated:n,calibrated:o}){
return t==="this"&&n?"No GPU here to measure: choose a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for \
yet"}function Pe(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}function An({model:e,settings:t,counters:n}){return JSON.stringify(
[e.name,t,n.generated_tokens])}var be="typed";function qn(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,i,l]=["source","machine","file","typed"].map(o),a=null,c=!1;function u(p){
a=p,Mn(r,a.sources.map(({id:y,label:x})=>[y,x])),Mn(s,[["this","this machine"],...a.machines.map(({name:y})=>[y,y]),[be,"Custom machine"]]),qe(e,"calibration",a.
calibration_table),o("times").hidden=!a.calibration_table,w(e.querySelector("#lab-job-calibrate .go"),a.calibrated?"Run again":"Benchmark this machine"),c||(s.value=
a.default_machine),c=!0,o("budget").placeholder=a.budget_gib===null?"all there is":`at most ${a.budget_gib.toFixed(1)}`,d()}function d(){if(!a)return;let p=s.value;
l.hidden=p!==be,o("prediction").hidden=p==="this",w(o("machine-note"),p==="this"?a.calibration:Qr(p,a.emulated));let y=r.value;w(o("trace-note"),a.sources.find(
({id:x})=>x===y)?.notes??"");for(let[x,b]of[["save","safetensors"],["csv","csv"]]){let g=o(x);g.href=`lab/traces/${y}.${b}`,g.toggleAttribute("hidden",!Xr(a,y))}
n()}async function f(){let[p]=i.files;if(p){w(o("trace-error"),"");try{let y=new URLSearchParams({name:p.name,...Zr(o("foreign"))}),{id:x}=await N(`lab/traces?${y}`,
{method:"POST",body:p});await t(),r.value=x,d()}catch(y){w(o("trace-error"),y.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener(
"change",f);for(let p of[r,s])p.addEventListener("change",d);return{offer:u,chosen:()=>a?.sources.find(({id:p})=>p===r.value)??null,asked:()=>({source:r.value,machine:s.
value===be?ts(l):s.value})}}function Mn(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],i)=>Vr(e.options[i],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(
s,r))),t.some(([r])=>r===n)&&(e.value=n))}function Vr(e,t,n){return e.value===t&&e.text===n}function Xr(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Zr(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function Qr(e,t){return`${t?"no G\
PU here, so speeds are for ":"from figures of "}${es(e)}; nothing of it is measured.`}function es(e){return e===be?"a machine that was typed in":e}function ts(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var ns="Click a cell to try it.",os="The trace is of another model: its sizes cannot be tried on this one.",rs=["mapping","policy","admission"];function Nn(e,t,n){
let o=e.querySelector("#lab"),r=v=>o.querySelector(`#lab-${v}`),s=On(o),i=new Map,l=null,a=null,c="",u="",d=bn(o,s,y),f=qn(o,{refresh:C,changed:z});function p(){
let v=document.querySelector("#control-pane");return ye(v,JSON.parse(v.querySelector("#fits").dataset.facts))}function y(v,L=r("picked-note")){n("submit",v),w(L,
`${v.indexes} × ${v.ways} stands in the control panel: press Apply there.`)}let x=v=>_n(r(v).value),b=()=>Object.fromEntries(rs.map(v=>[v,r(v).value])),g=()=>({
prompt:r("prompt").value,tokens:x("tokens")}),m=Object.fromEntries(Object.entries({replay:()=>Ln(f.asked(),b()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let v={
budget_gib:x("budget"),confirm:x("confirm")};return[{kind:"tune",...f.asked(),...v,...g()}]},compare:()=>[{kind:"compare",contenders:$(),...g()}]}).map(([v,L])=>[
v,wn(r(`job-${v}`),{steps:L,onView:S,onEnd:()=>C()})]));for(let v of["replay","tune","compare"])m[v].enable(!1);function S(v){i.set(v.kind,v.id),v.kind==="grid"&&
(d.show(v.view),u=Pe(a,f.chosen()),r("use-best").hidden=!d.best(),w(r("picked-note"),v.view.facts.settings===null?os:ns)),v.kind==="tune"&&h(v.view.facts),Sn(o,
s,v.view),v.kind==="curves"&&!v.view.figures["curves-speed"]&&s.show("curves-speed",null),Ne.includes(v.kind)&&(r("results").hidden=!1),s.redraw(),E()}function h({
former:v,best:L}){for(let[D,Z]of Object.entries({former:v,tuned:L}))r(D).hidden=!Z,r(D).onclick=()=>y(Z,r("former-note"));w(r("former-note"),"")}function E(){let v=xn(
i);for(let L of["report","json"])r(L).hidden=v===null,v&&(r(L).href=v[L])}function $(){let v={panel:()=>p().all(),best:d.best};return O().map(L=>gn(L,v))}function O(){
return[...r("contenders").querySelectorAll("input:checked")].map(({value:v})=>v)}async function C(){try{l=await N("lab/state")}catch{return}f.offer(l),z()}function M(){
if(!a||a.phase!=="idle"||!o.offsetWidth)return;let v=An(a);v!==c&&(c=v,C())}function z(){let v=f.chosen(),L={replay:Cn(v),tune:Tn(v,{...l,...f.asked()}),compare:""};
r("empty").hidden=!L.replay||i.size>0,ut();for(let[Z,F]of Object.entries(L))m[Z].enable(!F,F);let D=i.has("grid")&&Pe(a,v)!==u;w(r("stale"),D?"The trace or the \
settings have changed. Replay again.":"")}function ut(){let v=hn(l.contenders,d.best()),L=Object.keys(v),D=r("contenders"),Z=[...D.querySelectorAll("input")].map(
({value:F})=>F);if(JSON.stringify(Z)!==JSON.stringify(L)){let F=new Set(yn(O(),L));D.replaceChildren(D.querySelector("legend"),...L.map(dt=>ss(dt,F.has(dt))))}D.
querySelectorAll("label").forEach(F=>F.title=v[F.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&M()).observe(o),r("use-best").addEventListener(
"click",()=>y(d.best())),s.onClick("grid",d.click),o.querySelectorAll("input[name=lab-metric]").forEach(v=>v.addEventListener("change",d.redraw)),{update(v){a=v,
M()},recolour:s.redraw}}function ss(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});
return n.append(o,` ${e}`),n}function Pn(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;W(t("hits"),o.hits),W(t("inflight"),o.in_flight),W(t("misses"),o.misses),
W(t("fills"),o.fills),W(t("evictions"),o.evictions),w(t("hit-rate"),T(ge(o),1)),w(t("recent"),T(n.recent_hit_rate,1)),w(t("copied"),q(o.bytes_copied)),W(t("toke\
ns"),o.generated_tokens),is(t("joules"),n.power)}}}function is(e,t){let{text:n,title:o}=as(t);w(e,n),e.parentElement.title=o}function as(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,i])=>s+i.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${Nt(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var jn="hybrid-theme";function In(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(jn);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
jn,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function A(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}var ls={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},cs={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},us=137.508,Rn=[.62,.46,.76],ds=.42,fs=140;function ne(e){return Fn(ls[e?"dark":"light"])}function Dn(e){return Fn(cs[e?
"dark":"light"])}function we(e){return Array.from({length:e},(t,n)=>{let o=`#${oe(n).map(ps).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function oe(e){let t=Rn[e%
Rn.length],n=ds*Math.min(t,1-t),o=r=>{let s=(r+e*us/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function je(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([d])=>d>=n)),[[r,s],[i,l]]=[e[o-1],e[o]],a=(n-r)/(i-r||1),[c,u]=[Bn(s),Bn(l)];return c.map((d,f)=>Math.
round(d+(u[f]-d)*a))}function J([e,t,n]){return .299*e+.587*t+.114*n>fs?"#14161a":"#ffffff"}function Fn(e){return e.map((t,n)=>[n/(e.length-1),t])}function Bn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function ps(e){return e.toString(16).padStart(2,"0")}var K=256,Un={width:.62,height:1.05},ms=1500,Gn=9,hs=4;function zn(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";
function i(p,y,x,b){Be(e,t,p),s!==JSON.stringify(x)&&(r=ys(x),s=JSON.stringify(x));let g=De(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
l(g,y);let k=a(g,y,b)&&c(g,y,b);return t.restore(),u(le(g,p,y.hits),b),d(le(g,p,y.misses),b),f(g,le(g,p,y.outlined),b),k}function l(p,{rows:y,columns:x,values:b,
range:g}){n.width=x,n.height=y;let k=o.createImageData(x,y),m=new Uint32Array(k.data.buffer),[S,h]=g,E=(K-1)/(h-S||1);for(let O=0;O<b.length;O++)Number.isNaN(b[O])||
(m[O]=r[Hn(b[O],S,E)]);o.putImageData(k,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),x*p.wide,y*p.high);let $=Re(p);if($){for(let O=0;O<=x;O++)
t.clearRect(p.x(O-.5)-$/2,p.y(-.5),$,y*p.high);for(let O=0;O<=y;O++)t.clearRect(p.x(-.5),p.y(O-.5)-$/2,x*p.wide,$)}}function a(p,{label:y,widest:x},b){return y!==
null&&p.wide>=(x+.8)*Un.width*Ie(b)&&p.high>=Un.height*Ie(b)}function c(p,{rows:y,columns:x,values:b,range:g,label:k},m){let[S,h]=p.columns(x),[E,$]=p.rows(y);if((h-
S)*($-E)>ms)return!1;t.font=`${Ie(m)}px ${m.font}`,t.textAlign="center",t.textBaseline="middle";let O=(K-1)/(g[1]-g[0]||1);for(let C=E;C<$;C++)for(let M=S;M<h;M++){
let z=b[C*x+M];Number.isNaN(z)||(t.fillStyle=J(gs(r[Hn(z,g[0],O)])),t.fillText(k(C,M),p.x(M),p.y(C)+.5))}return!0}function u(p,y){t.save(),t.fillStyle=y.now,t.shadowColor=
y.now;for(let{x,y:b,wide:g,high:k}of p)t.shadowBlur=Math.min(g,k)>=Gn?.3*y.em:0,t.fillRect(x,b,g,k);t.restore()}function d(p,y){t.strokeStyle=t.fillStyle=y.missed;
for(let{x,y:b,wide:g,high:k}of p){let m=Math.min(g,k)>=Gn?2.5:1;if(Math.min(g,k)<hs){t.fillRect(x,b,g,k);continue}t.clearRect(x,b,g,k),t.lineWidth=m,t.strokeRect(
x+m/2,b+m/2,g-m,k-m)}}function f(p,y,x){t.strokeStyle=x.outline,t.lineWidth=Re(p)>2?2:p.high>5?1.25:1;for(let{x:b,y:g,wide:k,high:m}of y)t.strokeRect(b,g,k,m)}return i}
function Be(e,t,{outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function De({
left:e,top:t,width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),l=o/(s[0]-s[1]),a=(c,u,d)=>[Math.max(0,Math.floor(c+.5)),Math.min(d,Math.floor(u+.5)+1)];return{
wide:i,high:l,x:c=>e+(c-r[0])*i,y:c=>t+(c-s[1])*l,columns:c=>a(r[0],r[1],c),rows:c=>a(s[1],s[0],c)}}function le(e,{left:t,top:n,width:o,height:r},s){let i=Re(e);
return s.map(([l,a])=>({x:e.x(a-.5)+i/2,y:e.y(l-.5)+i/2,wide:e.wide-i,high:e.high-i})).filter(({x:l,y:a,wide:c,high:u})=>l+c>t&&l<t+o&&a+u>n&&a<n+r)}function Re({
wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=3.5?1:0}function Ie(e){return .72*e.em}function Hn(e,t,n){return Math.max(0,Math.min(K-1,Math.round((e-t)*
n)))}function gs(e){return[e&255,e>>8&255,e>>16&255]}function ys(e){let t=document.createElement("canvas");t.width=K,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(
.5,0,K-.5,0);for(let[r,s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,K,1),new Uint32Array(n.getImageData(0,0,K,1).data.buffer.slice(0))}var Wn=2,xs=150;function Jn(e){let t=e.getContext("2d"),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:i},l){let a=o&&!n.matches?
r.places(bs(o,i)):[];if(o=i.slice(),!!a.length){Be(e,t,s),t.fillStyle=l.cpu;for(let{x:c,y:u,wide:d,high:f}of le(De(s),s,a))t.fillRect(c,u,d,f);e.animate([{opacity:1},
{opacity:0}],{duration:xs,fill:"forwards"})}}}}function bs(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===Wn&&e[o]!==Wn&&n.push(
o);return n}function ce({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function Kn({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping===
"layered",l=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),a=new Int32Array(s).fill(-1);return n.slot.forEach((c,u)=>{c>=0&&c<s&&(a[c]=u)}),{key:`slots\
 ${l} ${s}`,rows:Math.ceil(s/l),columns:l,xTitle:i?"slot of the layer":"slot",yTitle:i?"layer":`slots, ${l} a row`,cellAt:(c,u)=>c*l+u<s?a[c*l+u]:null,places:c=>c.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/l),n.slot[u]%l]),layerAt:(c,u)=>i?c:ws(a[c*l+u],e)}}function ws(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[ke,He,ze]=[0,1,2],ks=.5,Ss=6,Es=["not on the GPU","being copied to the GPU","on the GPU"],Ee={where:{board:ce,value:({cache:e,counters:t},n)=>e.state[n]!==ze?
e.state[n]===He?ks:ke:1+$s(e.lastUsed[n],t.steps),range:()=>[ke,ze],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:ce,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(Yn(
e)),0],scale:({isDark:e})=>ne(e),legend:e=>Ge(`${Yn(e)} steps ago`,"just now")},rate:{board:ce,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>ne(e),legend:()=>Ge("0 % hits","100 %")},uses:{board:ce,value:({cache:e},t)=>Se(e,t),range:({cache:e})=>[0,Fe(e)],scale:({isDark:e})=>ne(
e),legend:({cache:e})=>Ge("unused",`${Fe(e)} uses this reply`),label:({cache:e},t)=>String(Se(e,t)||""),widest:({cache:e})=>Ue(Fe(e)+1)},slots:{board:Kn,value:({
model:e,settings:t},n)=>t.mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],
scale:(e,{model:t,settings:n})=>we(n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"\
layer"}; the number is the expert</span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}\
·${r}`}${e.state[o]===He?" ↓":""}`},widest:({model:e,settings:t})=>Ue(e.experts)+(t.mapping==="layered"?0:1+Ue(e.layers))}};function Vn(e,t){let{cache:n,counters:o,
model:r}=e;if(t===null)return"no slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.
floor(t/r.experts)}, expert ${t%r.experts}`,vs(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${Se(n,t)} uses this reply`,n.lastUsed[t]<
0?"never used":`last used ${i}`].join("<br>")}function Xn({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[ze]} of ${e.state.length} experts on \
the GPU, ${t[He]} being copied, ${t[ke]} not on the GPU`}function vs({cache:e},t){let n=Es[e.state[t]];return e.state[t]===ke?n:`${n}, slot ${e.slot[t]}`}function Se(e,t){
return e.uses[t]-e.usedBefore[t]}function Yn({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function Fe(e){let t=1;
for(let n=0;n<e.uses.length;n++)t=Math.max(t,Se(e,n));return t}function Ue(e){return String(e-1).length}function $s(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.
max(1,t-e))/Ss)}function Ge(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var Os=4/3,Zn=-1,Ls='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',_s='<span><i class="mark now"></i>chosen token</span>';
function Qn(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector("#heatmap .summary"),s=e.querySelector("#heatmap\
 .stage"),i=zn(e.querySelector("#heatmap canvas")),l=Jn(e.querySelector("#heatmap .landings")),a=Ee.where,c=null,u=null,d=[],f=null,p="",y=null,x=null,b=null;function g(){
if(!x||!y||!n.offsetWidth)return;c=a.board(x),u=A(),d=Array.from({length:c.rows},()=>new Array(c.columns).fill(Zn));let h=xe(c.rows,($,O)=>Vn(x,c.cellAt($,O))),
E=!n.on;s.classList.toggle("tall",c.columns<=c.rows),s.style.setProperty("--board",`${Ts(c,n.offsetHeight,u.em)}px`),S(!0),y.react(n,[Ms(d,h)],qs(c,x,n,u),j),E&&
k(),m()}function k(){n.on("plotly_doubleclick",()=>y.relayout(n,eo(c))),n.on("plotly_relayout",h=>h.autosize?g():m()),n.on("plotly_hover",({points:[h]})=>f={xval:h.
x,yval:h.y}),n.on("plotly_unhover",()=>f=null),n.on("plotly_click",({points:[h]})=>t.chooseLayer(c.layerAt(h.y,h.x)))}function m(){c=a.board(x);let h=Cs(c,a,x,d,
b),E=As(n),$=i(E,h,a.scale(u,x),u);a===Ee.where&&l.show(c,E,x.cache,u),n.dataset.outlined=h.outlined.length||h.hits.length+h.misses.length,S($),f&&y.Fx.hover(n,
f,"xy")}function S(h){let E=a.legend(x,h)+(b?_s:Ls);E!==p&&(o.innerHTML=E),p=E}return t.outline=h=>{b=h,c&&n.offsetWidth&&m()},e.querySelectorAll("input[name=vi\
ew]").forEach(h=>h.addEventListener("change",()=>{a=Ee[h.value],g()})),P().then(h=>{y=h,U(y,n,g),g()}),{holds:!0,update(h,E){if(x=h,w(r,Xn(h)),!y||!n.offsetWidth)
return;let{cells:$,current:O,settings:C,counters:M,active_request:z}=E.delta;E.whole||!c||C&&c.key!==a.board(h).key?queueMicrotask(g):($||O||C||M||z)&&m()},recolour:g}}
function Cs(e,t,n,o,r){let{current:s,missed:i}=n.cache,l=new Set(i),a=new Float64Array(e.rows*e.columns).fill(NaN);for(let c=0;c<e.rows;c++)for(let u=0;u<e.columns;u++){
let d=e.cellAt(c,u),f=d===null||d<0?null:t.value(n,d);o[c][u]=f??Zn,f!==null&&(a[c*e.columns+u]=f)}return{rows:e.rows,columns:e.columns,values:a,range:t.range(n),
label:t.label?(c,u)=>t.label(n,e.cellAt(c,u)):null,widest:t.widest?.(n)??2,hits:e.places(r?[]:s.filter(c=>!l.has(c))),misses:e.places(r?[]:i),outlined:e.places(
r??[])}}function Ts({rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.ceil(3*o+4+Os*r*t)}function As(e){let{xaxis:t,yaxis:n,width:o,height:r}=e.
_fullLayout;return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,height:n._length,xRange:t.range,yRange:n.range}}function Ms(e,t){return{
type:"heatmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"%{customdata}<extra></extra>"}}function eo({rows:e,columns:t}){return{
"xaxis.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function qs(e,{model:t},n,o){let r=`${t.name} ${e.key}`,s=eo(e),i=n.layout?.uirevision===r?n.layout:null,
l=(a,c)=>({showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.log2(c/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},
title:{text:a,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,\
0,0)",font:{family:o.font,color:o.text},hoverlabel:G(o),dragmode:"zoom",uirevision:r,xaxis:{...l(e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{
...l(e.yTitle,e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var Ns=1e3,[Ps,js]=[1,2];function to(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(Is());for(let l=0;l<i;l++)Rs(o,l).forEach((a,c)=>{let u=n.rows[l].cells[c];
u.textContent!==a&&(u.textContent=a)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,Ns))}}}function Is(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function Rs({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),l=u=>r.
reduce((d,f)=>d+u[o+f],0),[a,c]=[l(t.uses),l(t.hits)];return[String(n),We(s(js)),We(s(Ps)),We(i.map(u=>u-o)),`${c} of ${a}`,T(a?c/a:null,1)]}function We(e){return e.
join(" ")||"none"}var no=["steps","held","loading","choices","outcomes"];function oo(){let e={rows:"ways",clear(){for(let t of no)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of no)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[ro,Bs]=[0,1],Ds=16,Fs=10,[Us,Gs]=[.14,.3];function so(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(c=>c.map(u=>u<0?-1:1)),s=r[0].length,i=lo(e,s),l=o?
s:null,a=c=>o?J(oe(c)):n.readyInk;return{rows:s+(o?1:0),traces:[Hs(e,r,s,o,t,n),...o&&s<=Ds?[zs(e,r,s,t,n)]:[],Oe(i.evictions,"line-ns-open",n.outline,.9*n.em,"\
evicted",2),Oe(i.hits,"circle",i.hits.experts.map(a),.25*n.em,"hit"),Oe(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),Oe(i.misses,"x-thin-op\
en",n.outline,.4*n.em,"missed",1.5)],layout:Js(e,s,l,n)}}function io({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mar\
k hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted\
</span>`}function ao(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
ro).length,o=lo(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${T(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function Hs({steps:e,loading:t},n,o,r,{experts:s},i){let l=Array.from({length:o},(c,u)=>n.map(
d=>d[u]<0?null:d[u])),a=(c,u)=>{let d=n[u][c],f=t[u].includes(c);return r?`slot ${c}: ${d<0?"empty":`expert ${d}${f?", being copied":""}`}`:`expert ${c}: ${d<0?
"not on the GPU":f?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:l,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?we(s):[[0,i.cpu],[1,i.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:xe(o,a),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function zs({steps:e},t,n,o,r){let[s,i,l,a]=[[],[],[],[]];
for(let c=0;c<n;c++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][c]===t[u][c];)d++;let f=t[u][c];f<0||d-u<Fs||(s.push(e[u]),i.push(c-Us),l.push(String(
f)),a.push(J(oe(f))))}return{type:"scatter",mode:"text",x:s,y:i,text:l,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*
r.em,color:a}}}function lo({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...ve(),experts:[]},inFlight:ve(),misses:ve(),evictions:ve()};return t.forEach(
(l,a)=>{let c=n[a-1]??n[a];n[a].forEach((u,d)=>{(e==="ways"?c[d]>=0&&u!==c[d]:c[d]>=0&&u<0)&&$e(i.evictions,l-.5,d)}),o[a].forEach((u,d)=>{let f=r[a][d],p=e==="\
ways"?Ws(u,c,n[a]):u;f===ro?($e(i.hits,l,p<0?s:p+(e==="ways"?Gs:0)),i.hits.experts.push(u)):f===Bs?$e(i.inFlight,l,p<0?s:p):$e(i.misses,l,e==="ways"?s:u)})}),i}
function Ws(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function ve(){return{x:[],y:[]}}function $e(e,t,n){e.x.push(t),e.y.push(n)}function Oe({x:e,y:t},n,o,r,s,i=0){
return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},hoverinfo:"skip",showlegend:!1}}function Js({steps:e},t,n,o){
let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.log2(t/10))),l=Array.from({length:Math.ceil(t/i)},(c,u)=>u*
i),a={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,\
0,0,0)",font:{family:o.font,color:o.text},hoverlabel:G(o),xaxis:{...a,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"st\
ep",font:r,standoff:4}},yaxis:{...a,range:[s,-.5],tickvals:n===null?l:[...l,n],ticktext:n===null?l.map(String):[...l.map(String),"CPU"],title:{text:n===null?"ex\
pert":"slot",font:r,standoff:4}}}}var Ks=700;function co(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=oo(),i=null,l=null,a=null,c=0,
u=-1,d=!1;function f(){if(!i||a===null||!s.steps.length)return;let b=A(),g=so(s,l.model,b);r.style.setProperty("--rows",g.rows),i.react(r,g.traces,g.layout,j),n.
querySelector(".legend").innerHTML=io(s),w(n.querySelector(".summary"),ao(s))}async function p(){c=0;let b=a;b===null||d||document.hidden||(u=l.counters.steps,await s.
extend(b,()=>a===b)&&f())}function y(b){b==null||b===a||(a=b,o.value=String(a),n.hidden=!1,w(n.querySelector("h3"),`Layer ${a}`),P().then(g=>{i||U(g,r),i=g}),s.
clear(),p())}function x(){a=null,o.value="",n.hidden=!0}return t.chooseLayer=y,o.addEventListener("change",()=>o.value===""?x():y(Number(o.value))),n.querySelector(
".close").addEventListener("click",()=>{x(),o.focus()}),{update(b,g){l=b,o.length!==b.model.layers+1&&Ys(o,b.model.layers),g.whole&&a!==null&&(a>=b.model.layers&&
x(),s.clear(),u=-1),a!==null&&u!==b.counters.steps&&(c||=setTimeout(p,Ks))},paused(b){d=b,u=-1},recolour:f}}function Ys(e,t){e.length=1;for(let n=0;n<t;n++)e.add(
new Option(String(n),String(n)))}var[Y,Vs,uo]=["solid","4px 2px","2px 2px"],Xs=[{title:"tokens / s",format:ue,lines:[{at:1,name:"tok/s",colour:"speed",dash:Y}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:Y,value:Zs}]},{title:"experts / s",format:ue,lines:[{at:2,name:"hits/s",short:"hits",colour:"hit",
dash:Y},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Vs}]},{title:"copied to the GPU",format:e=>`${Qs(e)}B/s`,lines:[{at:4,name:"copied",colour:"spee\
d",dash:Y}]},{title:"power",power:!0,format:e=>`${ue(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:Y},{at:6,name:"CPU",short:"CPU",colour:"cpuPow\
er",dash:uo}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",dash:Y},
{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:uo}]},{title:"GPU memory",titleWithout:"memory of this program (no GPU in use)",
format:e=>`${ue(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:Y}]}];function fo({power:e,memory:t}){let n=Object.values(e).some(
r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Xs.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function po({most:e,
unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let l of n)r=Math.max(r,(Je(l,i)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));return t*
s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function Je({at:e,value:t},n){return t?t(n):n[e]}function Zs(e){let[t,n]=e.slice(2,4);return t+n>0?t/(t+n):null}function ue(e){
return String(Number(e.toPrecision(e<1?2:3)))}function Qs(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${ue(e/1e3**t)} ${["","k","M","G","T"][t]}`}var ei=120,ti="question",Ve=.66,Ke=.22,Xe=.04,[mo,ni,ho,Ye]=[5,1.8,1.7,4];function Ze({points:e,marks:t},n,o,r){let s=e.map(([l])=>l-o);return[...n.flatMap(({lines:l,
top:a,format:c},u)=>{let d=n.length-1-u;return l.map(f=>{let{name:p,colour:y,dash:x}=f,b=e.map(g=>Je(f,g));return{type:"scatter",mode:"lines",name:p,x:s,y:b.map(
g=>g===null?null:d+Ve*g/a),customdata:b.map(g=>g===null?"":c(g)),line:{color:r[y],width:1.8,dash:x,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),oi(t,n.length,o,r)]}function oi(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-Xe,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(ri(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function ri(e){return e===
ti?"circle":"triangle-down"}function go(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.flatMap(({top:l,format:a},c)=>{let u=e.length-1-c;return[
[u,"0"],[u+Ve,a(l)]]});return{margin:{l:mo*o,r:ni*o,t:Ye,b:ho*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:G(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-ei,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-Xe,e.length+Ke],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:i.map(([l])=>l),ticktext:i.map(([,l])=>l),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function yo(e,t,n){let o=t.
length+Ke+Xe,r=t.map((s,i)=>{let l=(i+1-Ve+Ke)/o,a=Object.assign(document.createElement("p"),{textContent:s.title});return a.style.top=`calc(${Ye}px + ${l} * (1\
00% - ${Ye+ho*n.em}px))`,s.lines.length>1&&a.append(...s.lines.map(c=>si(c,n))),a});e.style.left=`${mo*n.em}px`,e.replaceChildren(...r)}function si({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function xo(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),l=null,a=null,c="",u=null,d=!1;function f(){if(!a||!l||!t.offsetWidth)return;let h=A(),E=!t.on,$=x();
c=b($);let O=u===null?null:t.layout.xaxis.range;l.react(t,Ze(a,$,y(),h),go($,O,h),j),yo(n,$,h),E&&g()}function p(){let h=x();if(!t.on||!t.offsetWidth||b(h)!==c)
return f();let E=Ze(a,h,y(),A()),$=O=>E.map(C=>C[O]);l.restyle(t,{x:$("x"),y:$("y"),customdata:$("customdata")},[...E.keys()])}function y(){let h=a.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??h,u??h}function x(){return fo(a).map(h=>({...h,top:po(h,a.points)}))}function b(h){return JSON.stringify([h.map(({title:E,
top:$})=>[E,$]),a.marks])}function g(){t.on("plotly_relayout",h=>{"xaxis.range[0]"in h&&m(Number(t.dataset.end)),h.autosize&&f()}),t.on("plotly_doubleclick",S),
i.addEventListener("click",S),t.addEventListener("pointerenter",()=>k(!0)),t.addEventListener("pointerleave",()=>k(!1))}function k(h){d=h,r.hidden=!h,h||f()}function m(h){
u=h,i.hidden=s.hidden=h===null,h!==null&&w(s,`0 s is ${new Date(1e3*h).toLocaleTimeString()}`)}function S(){m(null),f()}return P().then(h=>{l=h,U(l,t,f),f()}),{
holds:!0,update(h,E){a=h,w(o,ii(h)),E.whole?requestAnimationFrame(f):l&&!d&&(E.point||E.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function ii(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var bo="hybrid-captions-seen";function wo(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(bo)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(bo,"yes"),o.hidden=!0}),{holds:!0,update(r){w(t,Qe(
r.recent_hit_rate)),w(n,ai(r))}}}function Qe(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function ai({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",i=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!i)return`${s}: all ${r} of its experts were already on the GPU.`;let l=t.placement==="on_demand"?i===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-i} of its ${r} experts were already on the GPU; ${i} ${l}.`}function ko(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!te()||(w(n("question"),li()||o.model.name),w(n("sha\
re"),Qe(o.recent_hit_rate)),w(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("\
click",()=>se(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function li(){let e=document.querySelectorAll("#chat .user-row .message\
-content");return e.length?e[e.length-1].textContent.trim():""}var ci=1e3,So=5e3;function Eo(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?So-ci:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+So,w(t,ui(r)))}}}function ui({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${T(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function vo(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);tt(et(t,n),o)}function et(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function tt(e,t,n="text/plain"){nt(e,new Blob([t],{type:n}))}function nt(e,t){let n=URL.createObjectURL(t);Object.assign(document.createElement(
"a"),{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}var di={stop:"ended",length:"limit",cancelled:"stopped"},fi=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},pi=e=>t=>t==null?"–":t.toFixed(e),mi=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,hi=e=>e==null?"–":`${(100*e).toFixed(1)} %`,gi=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),H=e=>String(e??"–"),I=[{label:"When",sort:"at",value:e=>e.at,text:wi},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>H(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:pi(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:mi,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:hi,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:gi,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:yi,text:xi,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:H,figure:!0},{label:"End",sort:"ending",value:e=>di[e.finish],text:H,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:H,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:H},{label:"Copies",sort:"admission",value:e=>e.admission,
text:bi,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>H(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:H}];function yi(e){let t=fi(e);return t===null||!e.tokens?null:t/e.tokens}function xi(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function bi(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
H(e)}function wi(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function ot(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function $o(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function ki(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function Si(e,t){let[n,o]=t.
map(i=>e.value(i));if(!e.better||!n||o==null)return"";if(e.points)return ki(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function Oo(e){let[t,n]=[[],[]];for(let o of I){let[r,s]=e.map(i=>o.text(o.value(
i),i));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,Si(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}.`:"No shared setti\
ngs."}}function Lo(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var _o=e=>I.find(t=>t.label===e),R=(e,t)=>_o(e).text(_o(e).value(t),t),Ei="The GPU is simulated: hits are real, speeds are not.";function rt(e){return[["Tokens/\
s",R("Tok/s",e)],["Hit rate",R("Hit rate",e)],["J/token",R("J/token",e)],["First token",R("First token",e)]].filter(([,t])=>t!=="–")}function Le(e){let t=`${R(
"N × M",e)} slots, ${R("Policy",e)}, ${R("Mapping",e)}`,n=e.placement&&e.placement!=="cached"?R("Strategy",e):`${t}, ${vi(e)}`;return[["Model",e.format?`${e.model}\
 (${e.format})`:e.model],["Machine",e.machine],["Settings",`${n}, ${R("Threads",e)} CPU threads`],["Length",`${e.tokens} tokens${e.prompt_tokens==null?"":` afte\
r a prompt of ${e.prompt_tokens}`}`],["Measured",[$i(e.at),e.commit&&`commit ${e.commit}`].filter(Boolean).join(", ")]].filter(([,o])=>o)}function de(e){return e.
emulated?Ei:""}function Co(e){let n=["| Hybrid MoE | |","| --- | --- |",...[...rt(e),...Le(e)].map(([o,r])=>`| ${o} | ${Oi(r)} |`)];return de(e)&&n.push("",de(e)),
`${n.join(`
`)}
`}function To(e){return`${e.model} ${R("Tok/s",e)} tok/s`}function vi({admission:e,max_queued_copies:t}){return e==="bounded"?`copies when worth it (at most ${t}\
 at a time)`:`copies ${e}`}function $i(e){return new Date(1e3*e).toISOString().slice(0,10)}function Oi(e){return String(e).replace(/[\\|`*_[\]<>]/g,"\\$&").replace(
/\s+/g," ")}var st=1200,Ao=630,B=64,Li='system-ui, "Segoe UI", "Liberation Sans", sans-serif';function Mo(e,t,n){let o=(r,s,i,l,a,c=400,u=st-B-s)=>{e.fillStyle=a,e.font=`${c}\
 ${l}px ${Li}`,e.fillText(Ci(e,String(r),u),s,i)};e.fillStyle=n.ground,e.fillRect(0,0,st,Ao),o("Hybrid MoE",B,76,26,n.muted,600),o(Le(t)[0][1],B,138,46,n.text,600),
rt(t).forEach(([r,s],i)=>{let l=B+i*275;o(s,l,232,i===0?64:46,n.text,600,255),o(r,l,272,24,n.muted,400,255)}),_i(e,t.hit_rate,n),Le(t).slice(1).forEach(([r,s],i)=>{
let l=392+i*46;o(r,B,l,24,n.muted),o(s,B+150,l,24,n.text)}),de(t)&&o(de(t),B,Ao-36,24,n.missed,600)}function _i(e,t,n){if(t==null)return;let o=st-2*B;e.fillStyle=
n.rule,e.fillRect(B,306,o,18),e.fillStyle=n.hit,e.fillRect(B,306,o*t,18)}function Ci(e,t,n){if(e.measureText(t).width<=n)return t;let o=t.length;for(;o>1&&e.measureText(
`${t.slice(0,o)}…`).width>n;)o-=1;return`${t.slice(0,o)}…`}function qo(e){let[t,n,o]=["canvas","textarea","[role=status]"].map(a=>e.querySelector(a)),r=null;function s(a){r=a.length===1?a[0]:null,e.hidden=!r,w(o,""),r&&
(n.value=Co(r),i())}function i(){let a=r&&t.getContext("2d");a&&Mo(a,r,A())}async function l(){try{await navigator.clipboard.writeText(n.value),w(o,"Markdown co\
pied.")}catch{n.select(),w(o,"Copy it from the field.")}}return e.querySelector(".copy").addEventListener("click",l),e.querySelector(".png").addEventListener("c\
lick",()=>{let a=et(To(r),"png");t.toBlob(c=>c&&nt(a,c),"image/png")}),{show:s,draw:i}}var No="rgba(0, 0, 0, 0)",Ti=["speed","gpu"],Ai=["solid","dot"];function Po(e,t,n){return{traces:e.map((o,r)=>Mi(o,r,t,n)),layout:qi(t,n)}}function jo(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function Mi(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,i)=>1+i*e.tokens):[],y:e?.[n]??[],line:{color:r[Ti[t]],width:1.8,dash:Ai[t]},hovertemplate:`%{y:${o||".1f"}}`}}function qi({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:No,plot_bgcolor:No,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:G(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function Io(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],i=[];async function l(c){if(s=c,e.hidden=c.length<2,!e.hidden&&(t.innerHTML=
"",t.append(Pi(c)),i=await Promise.all(c.map(Ni)),s===c)){if(n.textContent=jo(i),!r){r=await P();for(let[u]of o)U(r,u,a)}a()}}function a(){if(!r||e.hidden||!e.offsetWidth)
return;let c=A();for(let[u,d]of o){let{traces:f,layout:p}=Po(i,d,c),y=!u.on;r.react(u,f,p,j),y&&u.on("plotly_relayout",x=>x.autosize&&a())}}return{show:l,draw:a}}
async function Ni(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function Pi(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let i=t.insertRow();s.forEach((l,a)=>{let c=document.createElement(a===0?"th":"td");a===0&&(c.scope="row"),c.textContent=l,i.append(c)})},{rows:o,
caption:r}=Oo(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var fe=200;function Ro(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=fe,i=0,l=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:I[r.column].sort,descending:r.descending}),ask(a){return i+=1,l=!0,{number:i,isMore:a,page:a?{
limit:fe,after:o}:{limit:s}}},take({number:a,isMore:c},u){return a!==i||(l=!1,!u)?!1:(e=c?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
fe},more(){return s+=fe,this.ask(!l&&!!o)},sortBy(a){let c=r.column===a?!r.descending:!!I[a].figure;r={column:a,descending:c},s=fe}}}function Bo(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function Do(e,t){return e!==""&&e!=="idle"&&t==="idle"}var ji=400,Ii=150;function Fo(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=Io(n("compare")),s=qo(n("card")),
i=Ro(),l=[],a=[],c,u="",d=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...i.sorting()});async function f(m=i.ask(!1)){let S=await fetch(
`runs?${ot({...d(),...m.page})}`).catch(()=>null),h=S?.ok?await S.json():null;i.take(m,h)&&(p(h.problem),b())}function p(m){w(n("problem"),m),n("problem").hidden=
!m}function y(){i.restart(),f()}async function x(m,S,h){let E=await fetch(`runs/all?${ot(d())}`).catch(()=>null),$=await E?.json();E?.ok?tt(m,S($),h):p($?.error??
"Can't reach the app. Is it still running?")}function b(){let{rows:m,matching:S,total:h,hasMore:E,order:$}=i;t.querySelector(".scrolled").hidden=h===0,n("empty").
hidden=h>0;for(let O of["csv","json"])n(O).disabled=S===0;w(n("count"),h?`${S} of ${h} replies`:""),!E&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!E,o.replaceChildren(...m.map(g)),t.querySelectorAll("th[data-column]").forEach(O=>{Number(O.dataset.column)===$.column?O.setAttribute(
"aria-sort",$.descending?"descending":"ascending"):O.removeAttribute("aria-sort")})}function g(m){let S=document.createElement("tr");S.classList.toggle("stopped",
m.finish==="cancelled");let h=Object.assign(document.createElement("input"),{type:"checkbox",checked:l.includes(m.id)});h.dataset.run=m.id,h.setAttribute("aria-\
label",`Choose the run of ${I[0].text(m.at)}`);let E=document.createElement("span");E.textContent="AB"[l.indexOf(m.id)]??"",S.insertCell().append(h,E);for(let $ of I){
let O=S.insertCell();O.textContent=$.text($.value(m),m),$.figure&&(O.className="figure")}return S}function k(m,S){l=Lo(l,m,S),a=Bo(l,[...a,...i.rows]),r.show(a),
s.show(a),b(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(Ri()),t.querySelector("thead").addEventListener("\
click",m=>{let S=m.target.closest("th[data-column]");S&&(i.sortBy(Number(S.dataset.column)),f())}),o.addEventListener("change",({target:m})=>k(m.dataset.run,m.checked)),
n("filter").addEventListener("input",()=>{clearTimeout(c),c=setTimeout(y,Ii)}),n("more").addEventListener("click",()=>f(i.more())),n("csv").addEventListener("cl\
ick",()=>x("runs.csv",$o,"text/csv")),n("json").addEventListener("click",()=>x("runs.json",m=>JSON.stringify(m,null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&f()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&f()),{update(m){Do(u,m.phase)&&t.offsetWidth&&setTimeout(
()=>f(),ji),u=m.phase},recolour(){r.draw(),s.draw()}}}function Ri(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">\
Choose</span></th>',I.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(
r),o&&(s.className="figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}var Bi=[0,60,250];function Uo(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of Bi)setTimeout(Di,t,e)})}function Di(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function Go(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!he(n.dataset.key),n.addEventListener("change",()=>vt(n.dataset.key,!n.checked));return{update(){}}}function Ho(e){
return e.querySelector("#help-open").addEventListener("click",Ae),{update(){}}}function zo(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),w(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&w(s,`Charts paused at ${Fi()}. Counters keep updating.`)}}}function Fi(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function Wo(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var Ui={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function Ko(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){w(t("status-model"),o.model.name),w(n,Gi(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;w(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),w(t("status-hit-rate"),T(o.recent_hit_rate??ge(o.counters))),w(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),w(t("status-memory"),Hi(o.memory)),Jo(t("power-gpu"),o.power.gpu),Jo(t("power-cpu"),o.power.cpu),zi(e.querySelector("#notices"),o.machine)},lost(){w(n,"\
disconnected"),n.parentElement.dataset.phase="lost"}}}function Gi(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:Ui[e.
phase];return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function Hi(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.
device_total];return`${q(t)} / ${q(n)}`}function Jo(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),w(e,
Pt(t.watts));let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});
e.replaceChildren("no sensor",o),e.tabIndex=0}function zi(e,t){let n=Wi(t);w(e,n.join(" ")),e.hidden=n.length===0}function Wi({emulated:e,notices:t}){return e?[
"No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not.",...t]:[...t]}function Yo(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=a=>a.hash.slice(1),r=a=>n.find(c=>o(c)===a);function s(a){let c=r(a)??n[0];
document.body.dataset.tab=o(c);for(let u of n)u.setAttribute("aria-selected",String(u===c)),u.tabIndex=u===c?0:-1}function i(a){history.replaceState(history.state,
"",a.hash),s(o(a)),a.focus()}function l(a){let c=n.indexOf(document.activeElement);return n[Ji(a,c,n.length)]??null}t.addEventListener("click",a=>{let c=a.target.
closest("[role=tab]");c&&(a.preventDefault(),i(c))}),t.addEventListener("keydown",a=>{(a.key===" "||a.key==="Enter")&&a.target.click();let c=l(a.key);c&&i(c),(c||
a.key===" "||a.key==="Enter")&&a.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let a of n){let c=document.getElementById(
`${o(a)}-pane`);c.setAttribute("role","tabpanel"),c.setAttribute("aria-labelledby",a.id)}return s(location.hash.slice(1)),{update(){}}}function Ji(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var Vo=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(Vo[e]=t++);function V(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=Vo[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var it=0,Xo=1;function Zo(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,l=V(e.choices),a=V(e.outcomes),c=t*o,u=r.map((d,f)=>{let p=0;for(let y=f*c;y<(f+
1)*c;y++)a[y]!==it&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:c,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>l[d*c+f*o],routing:(d,f)=>Array.from({length:o},(p,y)=>{let x=d*c+f*o+y;return[l[x],a[x]]}),cells:d=>Array.from({length:c},(f,p)=>Math.
floor(p/o)*n+l[d*c+p])}}function _e(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,l]of e.routing(t,i))l===Xo&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function Ce(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var X=8,Ki=80,er=["hit","flight","miss"],Qo=["hit","in flight","miss"];function tr(e){function t(o,r,s){e.replaceChildren(Vi(o,r),Xi(o,r),Zi()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*X}px`;let{left:i,
top:l}=Yi(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${i}px`,e.style.top=`${l}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=!0,id:e.
id}}function Yi(e,t,{width:n,height:o},r){let s=e.bottom+X+o<=r;return{left:Math.max(t.left+X,Math.min(e.left,t.right-n-X)),top:Math.max(X,s?e.bottom+X:e.top-o-
X)}}function Vi(e,t){let n=Object.assign(document.createElement("b"),{textContent:Ce(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement("span"),
{textContent:_e(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Xi(e,t){let n=document.createElement("ol");n.classList.toggle("many",e.
routed>Ki),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(document.
createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){let l=Object.assign(document.createElement("i"),{className:er[i],textContent:String(
s)});r.append(l)}n.append(r)}return n}function Zi(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=it;t<
Qo.length;t++){let n=Object.assign(document.createElement("i"),{className:er[t],textContent:"n"});e.append(n,` ${Qo[t]} `)}return e}var Qi=["none","dotted","dashed","solid","double"],re={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>je(Dn(nr()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>je(ne(nr()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:oe,number:(e,t,n)=>e.firstExpert(t,n),low:"eac\
h colour is one expert",high:""}};function or(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,ea(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function ea(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?J(e):"",borderBottomStyle:t?Qi[Math.min(4,Math.ceil(t*4))]:"none"}}
function nr(){return document.body.classList.contains("dark")}var ta=400;function ir(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=ra(e,c),l=null,a=null;function c(){let{name:g,layer:k}=i.chosen(),m=re[g];for(let S of s){
let h=Number(S.dataset.token),E=m.number?.(e,h,k);or(S,m.share(e,h,k),{shade:m.shade,line:m.line,number:E})}}function u(g){let k=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return k.textContent=Ce(e.texts[g]),k.dataset.token=g,k.setAttribute("role","option"),k.setAttribute("aria-selected","\
false"),k.setAttribute("aria-label",`${e.texts[g].trim()||"space"}: ${_e(e,g)}`),k.classList.toggle("prompt",g<e.prompt),k}function d(){r.querySelector("button")?.
remove();let k=Number(s.at(-1)?.dataset.token??i.first()-1)+1,m=Math.min(e.count,k+ta);for(let S=k;S<m;S++)s.push(u(S));r.append(...s.slice(-(m-k)||s.length)),m<
e.count&&r.append(oa(e.count-m,d)),s.length&&!l&&p(s[0]),c()}function f(){y(null),t.hide(),s.length=0,l=null,r.replaceChildren(),d()}function p(g){l&&(l.tabIndex=
-1),l=g,l.tabIndex=0}function y(g){a?.setAttribute("aria-selected","false"),a=g===a?null:g,a?.setAttribute("aria-selected","true"),n(a?Number(a.dataset.token):null)}
let x=g=>t.show(e,Number(g.dataset.token),g),b=g=>g.target.closest(".routed");return r.addEventListener("pointerover",g=>b(g)&&x(b(g))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",g=>{b(g)&&(p(b(g)),x(l))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",c),r.addEventListener(
"click",g=>b(g)&&y(b(g))),r.addEventListener("keydown",g=>{if(!b(g))return;let k=na(s,l,g.key);if(k)k.focus();else if(g.key==="Enter"||g.key===" ")y(l);else if(g.
key==="Escape")a&&y(a),t.hide();else return;g.preventDefault(),g.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function na(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=rr(t),l=null,
a=null;for(let c=o+s;e[c];c+=s){let{top:u,left:d}=rr(e[c]);if(!(Math.abs(u-i.top)<i.height/2)){if(a!==null&&Math.abs(u-a)>i.height/2)break;a??=u,(l===null||Math.
abs(d-i.left)<Math.abs(l.left-i.left))&&(l={element:e[c],left:d})}}return l?.element??null}function rr(e){return e.getClientRects()[0]}function oa(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function ra(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=sr(Object.entries(re).map(([d,{label:f}])=>[d,f]),"Colour by"),r=sr(Array.from({length:e.layers},(d,f)=>[
f,f]),"Layer"),s=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[l,a,c]=["span","i","sp\
an"].map(d=>document.createElement(d));i.append(l,a,c),i.className="legend",a.className="ramp";function u(){let d=re[o.value];r.parentElement.hidden=o.value!=="\
expert",a.hidden=o.value==="expert",a.classList.toggle("misses",o.value==="misses"),l.textContent=d.low,c.textContent=typeof d.high=="function"?d.high(e):d.high,
t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(at("Colour by",o),at("",r),i,at("Include prompt",s)),r.parentElement.hidden=!0,
a.classList.add("misses"),l.textContent=re.misses.low,c.textContent=re.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||
e.prompt===e.count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function sr(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function at(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function ar(e,t){let n=document.querySelector("#chat"),o=new Map,r=tr(e.querySelector("#token-detail")),s=null,i=f=>f.querySelector(".message-content")?.textContent??
"",l=f=>f.querySelector(".actions [data-action=tokens]");function a(f){o.get(f)?.element.remove(),o.delete(f),f.classList.remove("as-tokens"),c(l(f),!1),r.hide(),
t.outline(null)}function c(f,p){f&&(f.textContent=p?"Text":"Tokens",f.setAttribute("aria-pressed",String(p)))}async function u(f,p){let y=f.querySelector(".mess\
age-content"),x={text:i(f),element:document.createElement("div")};x.element.className="tokens",o.set(f,x);try{if(!p)throw new Error("This reply was not recorded\
.");let b=Zo(await N(`tokens/${encodeURIComponent(p)}`));if(o.get(f)!==x)return;x.element.append(ir(b,{detail:r,pick:g=>t.outline(sa(s,b,g))}))}catch(b){x.element.
textContent=b.message}o.get(f)===x&&(f.classList.add("as-tokens"),y.after(x.element),c(l(f),!0))}function d(){for(let[f,p]of o)!f.isConnected||i(f)!==p.text?a(f):
l(f)?.getAttribute("aria-pressed")!=="true"&&c(l(f),!0)}return new MutationObserver(d).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
f=>{let p=Number(ae()),y=n.querySelectorAll(".message-row")[p];y&&(o.has(y)?a(y):u(y,f[p]?.metadata?.id))},{update(f){s&&s.name!==f.model.name&&t.outline(null),
s=f.model},recolour(){let f=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of f)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function sa(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var ia=220,aa=50,lr=5;function lt(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function Te(e,t){
let{cells:n,current:o,missed:r,point:s,mark:i,...l}=t,{cache:a}=e,c=e.counters.steps;for(let[d,f]of Object.entries(l))e[d]=fa(f)?{...e[d],...f}:f;let{steps:u}=e.
counters;l.active_request&&a.usedBefore.set(a.uses),n&&la(a,V(n),u,Math.max(1,u-c)),o!==void 0?a.current=ca(V(o)):u!==c&&(a.current=da(a,u-1)),r!==void 0&&(a.missed=
ua(a.current,V(r))),s&&cr(e.points,s,ia),i&&cr(e.marks,i,aa)}function ur(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function la(e,t,n,o){let r=0;for(let s=0;s<t.length;){let i=t[s++],l=t[s++];if(r+=i>>1,l){let a=Math.floor((l-1)/
o)+1,c=Math.floor((Math.sqrt(8*a+1)-1)/2);e.lastUsed[r]=n-(l-1)%o-1,e.uses[r]+=c,e.hits[r]+=a-c*(c+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function ca(e){
let t=0;return e.map(n=>t+=n)}function ua(e,t){return e.filter((n,o)=>t[Math.floor(o/lr)]>>o%lr&1)}function da({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function cr(e,t,n){e.push(t),e.length>n&&e.shift()}function fa(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var pa=1e3;function dr(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function l(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapshot",
c=>{s=lt(JSON.parse(c.data)),t(s)}),r.addEventListener("delta",c=>{let u=JSON.parse(c.data);if(!s||u.seq!==s.seq+1){a(),l();return}Te(s,u),n(u)}),r.addEventListener(
"error",()=>{a(),o(),i=setTimeout(l,pa)}))}function a(){clearTimeout(i),r?.close(),r=null,s=null}return{open:l,close:a,state:()=>s}}function fr(e){let t=window.SharedWorker?ma(e):ha(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function ma({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(Te(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function ha(e){let t=dr(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var ga=2,ya=1e3,ct={whole:!0,point:!1,delta:{}};function pr(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let c=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||l(f,t,u);let d=performance.now();s=d+Math.min(ya,ga*(d-c))}function l(c,u,d){try{c.update(u,d)}catch(f){console.error(f)}}function a(c){o=o?xa(o,c):
c,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(c){e.push(c),t&&l(c,c.holds&&n||t,ct)},isPaused:()=>n!==null,pause(c){
if(!(!t||c===(n!==null))){n=c?ur(t):null;for(let u of e)u.holds&&l(u,n??t,ct),u.paused?.(c,t)}},connect(){fr({onState(c){t=c,a(ct)},onDelta(c){a({whole:!1,point:"\
point"in c,delta:c})},onLost(){for(let c of e)c.lost?.()}})}}}function xa(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var ba=[["#strip",Ko],["#tabs",Yo],["#pause",zo],["#counters",Pn],["#spoken",Eo],["#layer-detail",co],["#heatmap",Qn],["#live-sentence",wo],["#presentation",ko],
["#heatmap-table",to],["#lines",xo],["#fits",fn],["#lab",Nn],["#token-view",ar],["#progress",jt],["#more",gt],["#editing-note",_t],["#prompts",Bt],["#runs",Fo],
["#help",Go],["#help-open",Ho]],pe=pr(),wa={store:pe,chooseLayer(){},outline(){}},mr=[];function vd(e,t){for(let[o,r]of ba){let s=e.querySelector(o);s&&Wo(s.dataset.
needs).then(()=>ka(r,s,e,t))}let n=e.querySelector("#theme");n&&In(n,()=>mr.forEach(o=>o.recolour()))}function ka(e,t,n,o){let r=e(t.id==="fits"||t.id==="progre\
ss"?t:n,wa,o);r.recolour&&mr.push(r),pe.add(r)}window.hybrid={awaitTurn:Ut,endTurn:Gt,askingAgain:Tt,chosenMessage:ae,copy:Mt,edit:At,showEditing:Ct,sending:ft,
taken:mt,giveBack:ht,download:vo,pickFile:yt,togglePause:()=>pe.pause(!pe.isPaused())};Et();Uo();pe.connect();export{lt as fromSnapshot,vd as mount};
