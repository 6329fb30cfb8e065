var W="",re=()=>document.querySelector("#chat-input textarea");function He(e){return W=e[0]??"",e}function We(){W=""}function Je(){let e=re().value;W&&e.startsWith(
W)&&J(re(),e.slice(W.length)),W=""}function Ke(e){if(!e)return;let t=re().value,{text:n}=JSON.parse(e);J(re(),t.trim()?`${n}
${t}`:n)}function J(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function Ye(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function Ve(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var Ze="hybrid-keys-off",No="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], [role]",Xe={stop:Io,pause:Fo,help:Se},Qe=()=>!1;
function et(e){Qe=e}function tt(){let e={capture:!0};for(let t of["keydown","keypress"])document.addEventListener(t,Po,e);document.addEventListener("keydown",jo,
e)}function Po(e){rt(e)==="send"&&se("send")&&e.stopPropagation()}function jo(e){let t=rt(e);t in Xe&&!se(t)&&Xe[t](e)&&e.preventDefault()}function se(e){return ot().
includes(e)}function nt(e,t){let n=ot().filter(o=>o!==e);localStorage.setItem(Ze,JSON.stringify(t?[...n,e]:n))}function Se(){let e=document.querySelector("#help");
return e.open?e.close():e.showModal(),!0}function ot(){try{let e=JSON.parse(localStorage.getItem(Ze)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function rt(e){
let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:l}=e;return i||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&l.closest?.("#chat\
-input")?"send":{Escape:"stop"," ":"pause"}[t]??null}function Io({target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role],\
 [role=listbox]"))return!1;let t=document.querySelector("#stop");if(t&&!t.disabled)t.click();else return Qe();return!0}function Fo({target:e}){return document.querySelector(
"dialog[open]")||e.closest?.(No)?!1:(window.hybrid.togglePause?.(),!0)}var Ro={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["tokens","Tokens"],["copy","Copy"],["drop","Delete"]]},X=0,Bo={edit:"\
edit",copy:"copy",drop:"delete",again:"retry",tokens:"select"};function it(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#editing-note"),
s=document.querySelector("#chat-input textarea"),i=()=>[...o.querySelectorAll(".message-row")];function l(c){let u=zo(c),d=c.querySelector(":scope > .actions");
d?.dataset.kind!==u&&(d?.remove(),u&&c.append(Go(u)))}o.addEventListener("click",c=>{let u=c.target.closest(".copy-code");u&&Uo(u);let d=c.target.closest(".acti\
ons button");d&&(X=i().indexOf(d.closest(".message-row")),n(Bo[d.dataset.action]),d.dataset.action==="copy"&&Ho(d),d.dataset.action==="edit"&&s.focus())});let a=()=>{
i().forEach(l),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(Do)};return new MutationObserver(a).observe(o,{childList:!0,subtree:!0}),
a(),r.addEventListener("click",c=>c.target.closest("button")&&st()),r.hidden=!0,et(st),{update(){}}}function st(){let e=document.querySelector("#editing :is(tex\
tarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])J(t,"");return!0}function lt(e){let t=document.querySelector(
"#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces the message and all after it. <button type="button">Cancel</button>'}function Z(){return String(
X)}function at(e){return We(),[Z(),...e]}function ct(e){return[dt(e[X]),String(X)]}function ut(e){navigator.clipboard?.writeText(dt(e[X]))}function dt(e){let t=e.
content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??t}
function Do(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function Uo(e){navigator.
clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function zo(e){return e.
querySelector(".thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function Go(e){let t=Object.assign(document.createElement("div"),{className:"ac\
tions"});t.dataset.kind=e;for(let[n,o]of Ro[e]){let r=Object.assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(
r)}return t}function Ho(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}function U(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Wo(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Wo(e){
return e.split(/(?=(?:\d{3})+$)/)}function S(e,t){e.textContent!==t&&(e.textContent=t)}function _(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function A(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function ft(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function pt(e){return`${e.toFixed(e<10?1:0)} W`}function ie({routed:e,hits:t}){return e?t/e:
null}var Jo={loading:"Waiting: another model is being loaded.",timing:"Waiting: this machine is being timed."};function mt(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,l=Jo[o.phase]??(o.active_request&&"Waiting: another tab's reply is being written."),a=s&&!i&&!!l,c=i&&o.phase==="prefill";if(e.hidden=!a&&!c,a)t.style.width="\
0",S(n,l);else if(c){let{prefill_done:u,prefill_total:d}=o.speed;t.style.width=`${d?100*u/d:0}%`,S(n,Ko(o.speed))}}}}function Ko(e){return`Reading the prompt: ${e.
prefill_done} of ${e.prefill_total} tokens${Yo(e)}.`}function Yo({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){if(!n||e>=t)return"";let o=Math.ceil((t-
e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function ht(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var Vo=700;function yt(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=ht(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let d=u.target.closest("button");d&&(i(!1),gt(d.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?c(s.stop()):l()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&a(),Vo)}),document.addEventListener("click",u=>{s.isRunning()&&Xo(u)&&c(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function l(){if(xt()){r.textContent="Wait for the reply, or stop it.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){a();return}let d=new MutationObserver(()=>{u()||(d.disconnect(),a())});d.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function a(){c(s.next(!!document.querySelector("#\
error")?.textContent))}function c(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&gt(u.prompt)}return{update(){}}}function Xo({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function gt(e){let t=document.querySelector("#chat-input textarea");if(J(t,e),xt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function xt(){return document.querySelector("#stop")?.disabled===!1}var bt=[];function wt(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>bt.push(n))))}):e}function kt(){bt.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function St(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function Et(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function vt({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function $t(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=Zo(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function Zo(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function Ot(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function Lt({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(o>t)return`A layer has ${t} experts: at \
most ${t} ways.`;if(n>e)return`The model has ${e} MoE layers: at most ${e} indexes.`;let i=n*o||0,l=e*t,a=i>s?` There is memory for ${s}.`:"";return`${i} slots \
for ${l} experts: ${_(i/l)} can be resident.${a}`}function _t({indexes:e,ways:t,mapping:n,policy:o,admission:r,cpu_threads:s,placement:i},{labels:l}){let a=Object.
keys(l.placement).find(d=>l.placement[d]===i),c=i==="cached"?"":`, ${a}`,u=s===1?"1 thread":`${s} threads`;return`${e} × ${t}, ${n}, ${o.toUpperCase()}, fills ${r}\
, ${u}${c}`}function Ct({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"} of ${e} CPUs`,i=n?`Limited to ${+n.toFixed(
2)} of ${e} CPUs`:s;return o>t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}; ${r} keep the memory busy (○)`:i}function Tt(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:l}=n.
getBoundingClientRect(),a=Math.ceil((s.clientX-i)/l*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,a)))}),{draw(s,i,l=null){r=s;let a=c=>`${100*
c/r.logical_cpus}%`;n.style.setProperty("--threads",a(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",a(r.physical_cores)),n.style.setProperty(
"--knee",a(l??0)),n.classList.toggle("measured",l!==null),n.classList.toggle("beyond",i>r.physical_cores),S(o,Ct(r,i,l))}}}function Mt(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:l,top:a,width:c,height:u}=n.getBoundingClientRect();t.set("indexes",At(Math.ceil((i.clientX-
l)/c*r.layers),r.layers)),t.set("ways",At(Math.ceil((1-(i.clientY-a)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,l){r=i;let a=Qo(r,l);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));a.forEach((c,u)=>n.children[u].style.setProperty("--share",c)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",qt(l)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`line: the ${r.top_k} of ${r.experts} a token needs`,o.querySelector(".last").textContent=
String(r.layers-1)}}}function qt({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function Qo({layers:e,experts:t},n){let o=n.
indexes*n.ways,r=s=>Array.from({length:e},(i,l)=>Math.min(1,Math.max(0,s(l)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?r(s=>s<
Math.floor(o/t)?1:0):qt(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function At(e,t){return Math.min(t,Math.max(1,e))}function le(e,t){let n=Object.keys(t.fields),o=l=>e.querySelector(`#${CSS.escape(t.fields[l]??l)}`),r=l=>o(l)?.querySelector("input, textarea")??null;function s(l){
let a=r(l);return a?er(a,t.labels[l]):void 0}function i(l,a){let c=r(l);!c||s(l)===a||(c.value=String(a),c.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(l=>[l,s(l)])),label:l=>o(l)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??l,shown:(l,a)=>tr(t.labels[l],a)}}function er({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function Nt(e){let{geometry:t,...n}=e;return{...t,...n}}function tr(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function Pt({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:o.indexes*o.ways*n.expert_bytes||0,[{memory_bytes:s}]=t.devices,i=e.slots_limit??s,
{emulated:l}=t,a={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},c={name:"RAM",held:Math.max(0,e.host_used-
(l?e.slots:0)),slots:l?r:0,total:e.host_total,limit:l?i:null};return{device:l?null:a,host:c,most:Math.floor(i/n.expert_bytes)}}function Ee({slots:e,limit:t}){return t!==
null&&e>t}function jt(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + slots ${A(o)}`,l=Ee(e)?`: too much, ${A(s)} of slots fit`:"";return`${t}\
 ${A(n)}${i} of ${A(r)}${l}`}function It({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;return{held:o(e),slots:o(Math.min(
t,n-e))}}function Rt(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=Pt(o,r);return t.hidden=s.device===null,s.device&&
Ft(t,s.device),Ft(n,s.host),{most:s.most}}}}function Ft(e,t){let{held:n,slots:o}=It(t);e.classList.toggle("over",Ee(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,S(e.querySelector("p"),jt(t))}var nr={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"};function Bt(e,t,n){let o=e.querySelector(
"#error"),r=null;function s(){r&&(r.block.classList.remove("refused"),r.input.setAttribute("aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.
note.remove(),r=null,o.classList.remove("beside"))}function i(){s(),n();let l=o.querySelector("[data-field]"),a=l?.dataset.field,c=or(a),u=c?t.input(c):null;if(!u)
return;rr(t.block(c));let d={className:"refusal",id:"refusal",textContent:l.textContent},f=Object.assign(document.createElement("p"),d),m=t.block(c);m.classList.
add("refused"),(m.closest(".row")??m).after(f),u.setAttribute("aria-invalid","true"),u.setAttribute("aria-describedby",f.id),r={block:m,input:u,note:f},o.classList.
add("beside"),f.scrollIntoView({block:"nearest"})}for(let l of[...t.names,"model"])t.input(l)?.setAttribute("aria-invalid","false");new MutationObserver(i).observe(
o,{childList:!0,subtree:!0}),i()}function or(e=""){return nr[e]??e}function rr(e){let t=e.closest("#sampling, #sharing")?.querySelector("button.label-wrap");t&&
!t.classList.contains("open")&&t.click()}function Dt(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),S(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),S(s,`${r} is in the field above, to be copied from there.`)}}e.addEventListener("click",({target:o})=>{o.closest(
"#copy-json")&&n(JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(sr(location.origin+location.pathname,t.all()),"The link")})}function sr(e,t){
let n=new URL(e);for(let[o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function Ut(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=le(o,r),i=p=>e.querySelector(`.${p}`),l={cover:Mt(o,s),gauges:Rt(e),cores:Tt(
o,s)},a=null,c="",u=$t(),d=!1;function f(){if(!a)return;let p=s.all(),w=Nt(a.settings),y=Number(s.input("knee")?.value)||null,v=JSON.stringify([y,p,w,a.model,a.
machine,a.memory]);if(v===c)return;c=v,l.cover.draw(a.model,p);let{most:$}=l.gauges.draw(a,p);l.cores.draw(a.machine,p.cpu_threads,y),h(p),k(p,w),S(i("explain"),
Ot(p,r)),S(i("slots"),Lt(a.model,p,$)),S(i("inforce"),`In force: ${_t(w,r)}`),m(w,a.model.name)}function m(p,w){let y=s.input("base")?.value;y&&u(JSON.parse(y),
p,w)&&n("submit")}function k(p,w){let y=St(s.names,p,w);for(let v of s.names)s.block(v)?.classList.toggle("changed",y.includes(v));for(let v of["apply","revert"])
b(v).disabled=y.length===0;o.querySelector("#apply-row").classList.toggle("pending",y.length>0),d&&=y.length>0,S(i("changes"),Et(y,s,{values:p,inForce:w,applying:d}))}
function h(p){let w=vt(p,r);s.block("split_misses").hidden=a.machine.emulated;for(let y of s.names)s.block(y)?.classList.toggle("idle",w.has(y))}function b(p){let w=o.
querySelector(`#${p}`);return w.querySelector("button")??w}function x(p){d=p,c="",f()}o.addEventListener("click",({target:p})=>p.closest("#apply")&&x(!0)),Bt(o,
s,()=>x(!1)),Dt(o,s);let g=()=>setTimeout(()=>e.isConnected&&f());return o.addEventListener("input",f),o.addEventListener("focusout",g),document.addEventListener(
"hybrid:fields-set",g),{update(p,w){a=p,(w.whole||w.delta.settings||w.delta.memory)&&f()}}}async function M(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("The program does not answ\
er: is it still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`The program refused (${n.status}).`);return o}var zt="Control panel",Gt="Best predicted";function Ht(e,t){let n={...e,[zt]:"what its fields hold, applied or not"};return t&&(n[Gt]=`${t.indexes} × ${t.ways}, from the map above`),n}function Wt(e,{panel:t,
best:n}){return e===zt?{name:e,settings:t()}:e===Gt?{name:e,settings:n()}:e}function Jt(e,t){return e.length?e:t.slice(0,2)}var ir=["grid","curves","reuse","tune","compare"];function Kt(e){let t=ir.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function Yt(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=l=>e.querySelector(`input[name=lab-metric][value=${l}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(l){o=l;let a=!!o.figures["grid-speed"];s("speed").disabled=!a,s("speed").parentElement.title=a?"":
"Time this machine first",a||(s("hits").checked=!0),i()},click({x:l,y:a}){let{indexes:c,ways:u,settings:d}=o.facts;n({...d,indexes:c[a],ways:u[l]})},best:()=>o?.
facts.best??null}}var lr=350;function Vt(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=h=>e.querySelector(h),[s,i,l,a,c]=[".go",".cancel","progress",".what",".error"].map(r),u=null;
function d(h){s.hidden=h,i.hidden=l.hidden=!h,i.disabled=!1,h&&l.removeAttribute("value")}async function f(){let h={id:null,cancelled:!1};u=h,c.textContent=a.textContent=
"",d(!0);try{let b=t();for(let[x,g]of b.entries()){if(h.cancelled)break;let p=await m(h,g,w=>l.value=(x+w)/b.length);if(p.state==="failed")throw new Error(p.error);
p.state==="done"&&n(p)}a.textContent=h.cancelled?"Cancelled.":""}catch(b){c.textContent=b.message,a.textContent=""}u=null,d(!1),o()}async function m(h,b,x){let g=JSON.
stringify(b),p=await M("lab/jobs",{method:"POST",body:g,headers:{"Content-Type":"application/json"}});for(h.id=p.id,h.cancelled&&await k(h);p.state==="waiting"||
p.state==="running";)x(p.share),a.textContent=p.what,await new Promise(w=>setTimeout(w,lr)),p=await M(`lab/jobs/${p.id}`);return p}async function k(h){h.cancelled=
!0,i.disabled=!0,a.textContent="Cancelling",h.id&&await M(`lab/jobs/${h.id}`,{method:"DELETE"}).catch(()=>{})}return s.addEventListener("click",()=>!u&&f()),i.addEventListener(
"click",()=>u&&k(u)),{enable:(h,b="")=>(s.disabled=!h,s.title=b)}}function Zt(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>S(s,r));for(let[o,r]of Object.entries(n.tables))
ve(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function ve(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(Xt("th",n.columns));let r=n.rows.map((s,i)=>{let l=Xt("td",s);return l.classList.toggle("marked",i===n.marked),n.keys[i]&&
l.cells[0].prepend(ar(...n.keys[i])),l});o.querySelector("tbody").replaceChildren(...r)}function ar(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function Xt(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var Qt=null;function q(){return Qt??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),Qt}var N={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function F(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),l=t._fullLayout,a=l&&Math.abs(l.width-s)<1&&Math.abs(l.height-i)<1;s&&!l?n():s&&(r||!a)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function R(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function ae(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function en({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},l={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},a={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},c={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:a,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(cr(i)),layout:tn({...c,xaxis:l,yaxis:l},s(t))}}function cr(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function tn(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?tn(e[r],s):s;return o}function nn(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let l=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:a,layout:c}=en(i.figure,getComputedStyle(document.body),l),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,a,{...c,width:d,height:f},N),
u&&i.plot.on("plotly_click",({points:[m]})=>i.onClick?.(m))}function r(){q().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let l=0;new ResizeObserver(()=>{cancelAnimationFrame(
l),l=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let l={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,l)}return{show(i,l){let a=t.get(i);a&&(a.figure=l??null,a.holder.hidden=!l,l&&a.holder.setAttribute("aria-label",l.title),r(),
o(a))},onClick:(i,l)=>t.get(i).onClick=l,redraw:()=>t.forEach(o)}}var $e=["grid","curves","reuse"];function on(e,t){return $e.map(n=>({kind:n,...e,settings:ur(t)}))}function ur(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function rn(e){return e===""?null:Number(e)}function sn(e){return e?.tokens?"":"There is nothing to replay yet"}function ln(e,t){return t?e?.generated?
"":"There is no reply to tune for yet":"Time this machine first"}function Oe(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}
function an({model:e,settings:t,counters:n}){return JSON.stringify([e.name,t,n.generated_tokens])}var ce="typed";function un(e,{refresh:t,changed:n}){let o=f=>e.querySelector(`#lab-${f}`),[r,s,i,l]=["source","machine","file","typed"].map(o),a=null;function c(f){
a=f,cn(r,a.sources.map(({id:m,label:k})=>[m,k])),cn(s,[["this","this machine"],...a.machines.map(({name:m})=>[m,m]),[ce,"another machine, figures typed in"]]),ve(
e,"calibration",a.calibration_table),o("times").hidden=!a.calibration_table,S(e.querySelector("#lab-job-calibrate .go"),a.calibrated?"Time again":"Time this mac\
hine"),o("budget").placeholder=a.budget_gib===null?"all there is":`at most ${a.budget_gib.toFixed(1)}`,u()}function u(){if(!a)return;let f=s.value;l.hidden=f!==
ce,o("prediction").hidden=f==="this",S(o("machine-note"),f==="this"?a.calibration:`from figures of ${pr(f)}, not measured here.`);let m=r.value;for(let[k,h]of[[
"save","safetensors"],["csv","csv"]]){let b=o(k);b.href=`lab/traces/${m}.${h}`,b.toggleAttribute("hidden",!fr(a,m))}n()}async function d(){let[f]=i.files;if(f){
S(o("trace-error"),"");try{let m=`lab/traces?name=${encodeURIComponent(f.name)}`,{id:k}=await M(m,{method:"POST",body:f});await t(),r.value=k,u()}catch(m){S(o("\
trace-error"),m.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener("change",d);for(let f of[r,s])f.addEventListener("chan\
ge",u);return{offer:c,chosen:()=>a?.sources.find(({id:f})=>f===r.value)??null,asked:()=>({source:r.value,machine:s.value===ce?mr(l):s.value})}}function cn(e,t){
let n=e.value;e.length===t.length&&t.every(([r,s],i)=>dr(e.options[i],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(s,r))),t.some(([r])=>r===n)&&(e.value=
n))}function dr(e,t,n){return e.value===t&&e.text===n}function fr(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function pr(e){return e===ce?"a machine\
 that was typed in":e}function mr(e){let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var hr=["mapping","policy","admission"];function dn(e,t,n){let o=e.querySelector("#lab"),r=E=>o.querySelector(`#lab-${E}`),s=nn(o),i=new Map,l=null,a=null,c="",
u="",d=Yt(o,s,k),f=un(o,{refresh:T,changed:ze});function m(){let E=document.querySelector("#control-pane");return le(E,JSON.parse(E.querySelector("#fits").dataset.
facts))}function k(E,O=r("picked-note")){n("submit",E),S(O,`${E.indexes} × ${E.ways} stands in the control panel: press Apply there.`)}let h=E=>rn(r(E).value),
b=()=>Object.fromEntries(hr.map(E=>[E,r(E).value])),x=()=>({prompt:r("prompt").value,tokens:h("tokens")}),p=Object.fromEntries(Object.entries({replay:()=>on(f.asked(),
b()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let E={budget_gib:h("budget"),confirm:h("confirm")};return[{kind:"tune",source:f.asked().source,...E,...x()}]},
compare:()=>[{kind:"compare",contenders:$(),...x()}]}).map(([E,O])=>[E,Vt(r(`job-${E}`),{steps:O,onView:w,onEnd:()=>T()})]));for(let E of["replay","tune","compa\
re"])p[E].enable(!1);function w(E){i.set(E.kind,E.id),E.kind==="grid"&&(d.show(E.view),u=Oe(a,f.chosen()),r("use-best").hidden=!d.best()),E.kind==="tune"&&y(E.view.
facts.former),Zt(o,s,E.view),E.kind==="curves"&&!E.view.figures["curves-speed"]&&s.show("curves-speed",null),$e.includes(E.kind)&&(r("results").hidden=!1),s.redraw(),
v()}function y(E){r("former").hidden=!E,r("former").onclick=()=>k(E,r("former-note")),S(r("former-note"),"")}function v(){let E=Kt(i);for(let O of["report","jso\
n"])r(O).hidden=E===null,E&&(r(O).href=E[O])}function $(){let E={panel:()=>m().all(),best:d.best};return L().map(O=>Wt(O,E))}function L(){return[...r("contender\
s").querySelectorAll("input:checked")].map(({value:E})=>E)}async function T(){try{l=await M("lab/state")}catch{return}f.offer(l),ze()}function we(){if(!a||a.phase!==
"idle"||!o.offsetWidth)return;let E=an(a);E!==c&&(c=E,T())}function ze(){let E=f.chosen(),O={replay:sn(E),tune:ln(E,l.calibrated),compare:""};r("empty").hidden=
!O.replay||i.size>0,qo();for(let[ke,j]of Object.entries(O))p[ke].enable(!j,j);let H=i.has("grid")&&Oe(a,E)!==u;S(r("stale"),H?"Trace or settings have changed: r\
eplay again.":"")}function qo(){let E=Ht(l.contenders,d.best()),O=Object.keys(E),H=r("contenders"),ke=[...H.querySelectorAll("input")].map(({value:j})=>j);if(JSON.
stringify(ke)!==JSON.stringify(O)){let j=new Set(Jt(L(),O));H.replaceChildren(H.querySelector("legend"),...O.map(Ge=>gr(Ge,j.has(Ge))))}H.querySelectorAll("labe\
l").forEach(j=>j.title=E[j.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&we()).observe(o),r("use-best").addEventListener("click",()=>k(d.best())),
s.onClick("grid",d.click),o.querySelectorAll("input[name=lab-metric]").forEach(E=>E.addEventListener("change",d.redraw)),{update(E){a=E,we()},recolour:s.redraw}}
function gr(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});return n.append(o,` ${e}`),
n}function fn(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;U(t("hits"),o.hits),U(t("inflight"),o.in_flight),U(t("misses"),o.misses),
U(t("fills"),o.fills),U(t("evictions"),o.evictions),S(t("hit-rate"),_(ie(o),1)),S(t("recent"),_(n.recent_hit_rate,1)),S(t("copied"),A(o.bytes_copied)),U(t("toke\
ns"),o.generated_tokens),yr(t("joules"),n.power)}}}function yr(e,t){let{text:n,title:o}=xr(t);S(e,n),e.parentElement.title=o}function xr(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,i])=>s+i.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${ft(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the start"}}var pn="hybrid-theme";function mn(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(pn);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
pn,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function I(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),
font:e.getPropertyValue("--mono").trim(),em:parseFloat(getComputedStyle(document.documentElement).fontSize)}}var C=["#00224e","#213b6e","#4c556c","#6c6e72","#8e8978","#b1a570","#d8c458","#fee838"].map((e,t,n)=>[t/(n.length-1),e]),br=140;function gn(e){let t=Math.min(1,
Math.max(0,e))*(C.length-1),n=Math.min(C.length-2,Math.floor(t)),[o,r]=[hn(C[n][1]),hn(C[n+1][1])];return o.map((s,i)=>Math.round(s+(r[i]-s)*(t-n)))}function hn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function ue([e,t,n]){return .299*e+.587*t+.114*n>br?"#14161a":"#ffffff"}var z=256,yn={width:.62,height:1.05},wr=1500;function wn(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";function i(d,f,m,k){
kr(e,t,d),s!==JSON.stringify(m)&&(r=vr(m),s=JSON.stringify(m));let h=Sr(d);t.save(),t.beginPath(),t.rect(d.left,d.top,d.width,d.height),t.clip(),l(h,f);let b=a(
h,f,k)&&c(h,f,k);return t.restore(),u(h,d,f,k),b}function l(d,{rows:f,columns:m,values:k,range:h}){n.width=m,n.height=f;let b=o.createImageData(m,f),x=new Uint32Array(
b.data.buffer),[g,p]=h,w=(z-1)/(p-g||1);for(let v=0;v<k.length;v++)Number.isNaN(k[v])||(x[v]=r[bn(k[v],g,w)]);o.putImageData(b,0,0),t.imageSmoothingEnabled=!1,t.
drawImage(n,d.x(-.5),d.y(-.5),m*d.wide,f*d.high);let y=xn(d);if(y){for(let v=0;v<=m;v++)t.clearRect(d.x(v-.5)-y/2,d.y(-.5),y,f*d.high);for(let v=0;v<=f;v++)t.clearRect(
d.x(-.5),d.y(v-.5)-y/2,m*d.wide,y)}}function a(d,{label:f,widest:m},k){return f!==null&&d.wide>=(m+.8)*yn.width*Le(k)&&d.high>=yn.height*Le(k)}function c(d,{rows:f,
columns:m,values:k,range:h,label:b},x){let[g,p]=d.columns(m),[w,y]=d.rows(f);if((p-g)*(y-w)>wr)return!1;t.font=`${Le(x)}px ${x.font}`,t.textAlign="center",t.textBaseline=
"middle";let v=(z-1)/(h[1]-h[0]||1);for(let $=w;$<y;$++)for(let L=g;L<p;L++){let T=k[$*m+L];Number.isNaN(T)||(t.fillStyle=ue(Er(r[bn(T,h[0],v)])),t.fillText(b($,
L),d.x(L),d.y($)+.5))}return!0}function u(d,f,{outlined:m},k){let h=xn(d)>2?2:d.high>5?1.25:1;t.beginPath();for(let[b,x]of m){let[g,p]=[d.x(x-.5),d.y(b-.5)];g+d.
wide>f.left&&g<f.left+f.width&&p+d.high>f.top&&p<f.top+f.height&&t.rect(g,p,d.wide,d.high)}t.strokeStyle=k.outline,t.lineWidth=h,t.stroke()}return i}function kr(e,t,{
outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function Sr({left:e,top:t,
width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),l=o/(s[0]-s[1]),a=(c,u,d)=>[Math.max(0,Math.floor(c+.5)),Math.min(d,Math.floor(u+.5)+1)];return{wide:i,
high:l,x:c=>e+(c-r[0])*i,y:c=>t+(c-s[1])*l,columns:c=>a(r[0],r[1],c),rows:c=>a(s[1],s[0],c)}}function xn({wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=
3.5?1:0}function Le(e){return .72*e.em}function bn(e,t,n){return Math.max(0,Math.min(z-1,Math.round((e-t)*n)))}function Er(e){return[e&255,e>>8&255,e>>16&255]}function vr(e){
let t=document.createElement("canvas");t.width=z,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(.5,0,z-.5,0);for(let[r,s]of e)o.addColorStop(r,s);
return n.fillStyle=o,n.fillRect(0,0,z,1),new Uint32Array(n.getImageData(0,0,z,1).data.buffer.slice(0))}function Q({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,places:t=>t.
map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function kn({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping==="laye\
red",l=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),a=new Int32Array(s).fill(-1);return n.slot.forEach((c,u)=>{c>=0&&c<s&&(a[c]=u)}),{key:`slots ${l}\
 ${s}`,rows:Math.ceil(s/l),columns:l,xTitle:i?"way":"slot",yTitle:i?"index":`slots, ${l} a row`,cellAt:(c,u)=>c*l+u<s?a[c*l+u]:null,places:c=>c.filter(u=>n.slot[u]>=
0).map(u=>[Math.floor(n.slot[u]/l),n.slot[u]%l]),layerAt:(c,u)=>i?c:$r(a[c*l+u],e)}}function $r(e,{experts:t}){return e>=0?Math.floor(e/t):null}var[fe,Ce,En]=[0,1,2],Or=["on the CPU only","in flight","resident"],Te={where:{board:Q,value:({cache:e},t)=>e.state[t],range:()=>[fe,En],scale:e=>_r([e.cpu,e.flight,
e.ready]),legend:({settings:e},t)=>{let n=e.mapping==="layered"?"way":"slot";return`<span><i class="mark hit"></i>resident${t?`, with its ${n}`:""}</span><span>\
<i class="mark flight"></i>in flight${t?" ↓":""}</span><span><i class="mark miss"></i>on the CPU</span>`},label:({cache:e,settings:t},n)=>e.state[n]===fe?"":e.
state[n]===Ce?"↓":String(t.mapping==="layered"?On(e.slot[n],t):e.slot[n]),widest:({settings:{mapping:e,geometry:t}})=>de(e==="layered"?t.ways:t.indexes*t.ways)},
age:{board:Q,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(Sn(e)),0],scale:()=>C,legend:e=>ee(`${Sn(
e)} steps ago`,"just now")},rate:{board:Q,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[0,1],scale:()=>C,legend:()=>ee("0 % hits","100 %")},
uses:{board:Q,value:({cache:e},t)=>pe(e,t),range:({cache:e})=>[0,_e(e)],scale:()=>C,legend:({cache:e})=>ee("unused",`${_e(e)} uses this reply`),label:({cache:e},t)=>String(
pe(e,t)||""),widest:({cache:e})=>de(_e(e)+1)},slots:{board:kn,value:({model:e,settings:t},n)=>t.mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({
model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:()=>C,legend:({model:e,settings:t})=>t.mapping==="layered"?ee("expert 0",`${e.experts-
1}`):ee("layer 0",`${e.layers-1}`),label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.
state[o]===Ce?" ↓":""}`},widest:({model:e,settings:t})=>de(e.experts)+(t.mapping==="layered"?0:1+de(e.layers))}};function vn(e,t){let{cache:n,counters:o,model:r}=e;
if(t===null)return"no slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.
experts)}, expert ${t%r.experts}`,Lr(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${pe(n,t)} uses this reply`,n.lastUsed[t]<0?"ne\
ver used":`last used ${i}`].join("<br>")}function $n({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[En]} of ${e.state.length} experts resident\
, ${t[Ce]} in flight, ${t[fe]} on the CPU`}function Lr({cache:e,settings:t},n){let o=Or[e.state[n]];if(e.state[n]===fe)return o;let r=e.slot[n],s=Math.floor(r/t.
geometry.ways),i=t.mapping==="layered"?` (index ${s}, way ${On(r,t)})`:"";return`${o}, slot ${r}${i}`}function On(e,t){return e%t.geometry.ways}function pe(e,t){
return e.uses[t]-e.usedBefore[t]}function Sn({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function _e(e){let t=1;
for(let n=0;n<e.uses.length;n++)t=Math.max(t,pe(e,n));return t}function de(e){return String(e-1).length}function _r(e){return e.flatMap((t,n)=>[[Math.max(0,(n-.5)/
(e.length-1)),t],[Math.min(1,(n+.5)/(e.length-1)),t]])}function ee(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var Ln=-1,Cr='<span><i class="mark now"></i>last token</span>',Tr='<span><i class="mark now"></i>chosen token</span>';function _n(e,t){let n=e.querySelector("#h\
eatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector("#heatmap .summary"),s=wn(e.querySelector("#heatmap canvas")),i=Te.where,l=null,a=null,c=[],
u=null,d="",f=null,m=null,k=null;function h(){if(!m||!f||!n.offsetWidth)return;l=i.board(m),a=I(),c=Array.from({length:l.rows},()=>new Array(l.columns).fill(Ln));
let p=ae(l.rows,(y,v)=>vn(m,l.cellAt(y,v))),w=!n.on;g(!0),f.react(n,[qr(c,p)],Nr(l,m,n,a),N),w&&b(),x()}function b(){n.on("plotly_doubleclick",()=>f.relayout(n,
Cn(l))),n.on("plotly_relayout",p=>p.autosize?h():x()),n.on("plotly_hover",({points:[p]})=>u={xval:p.x,yval:p.y}),n.on("plotly_unhover",()=>u=null),n.on("plotly_\
click",({points:[p]})=>t.chooseLayer(l.layerAt(p.y,p.x)))}function x(){l=i.board(m);let p=Ar(l,i,m,c,k),w=s(Mr(n),p,i.scale(a),a);n.dataset.outlined=p.outlined.
length,g(w),u&&f.Fx.hover(n,u,"xy")}function g(p){let w=i.legend(m,p)+(k?Tr:Cr);w!==d&&(o.innerHTML=w),d=w}return t.outline=p=>{k=p,l&&n.offsetWidth&&x()},e.querySelectorAll(
"input[name=view]").forEach(p=>p.addEventListener("change",()=>{i=Te[p.value],h()})),q().then(p=>{f=p,F(f,n,h),h()}),{holds:!0,update(p,w){if(m=p,S(r,$n(p)),!f||
!n.offsetWidth)return;let{cells:y,current:v,settings:$,counters:L,active_request:T}=w.delta;w.whole||!l||$&&l.key!==i.board(p).key?queueMicrotask(h):(y||v||$||L||
T)&&x()},recolour:h}}function Ar(e,t,n,o,r){let s=new Float64Array(e.rows*e.columns).fill(NaN);for(let i=0;i<e.rows;i++)for(let l=0;l<e.columns;l++){let a=e.cellAt(
i,l),c=a===null||a<0?null:t.value(n,a);o[i][l]=c??Ln,c!==null&&(s[i*e.columns+l]=c)}return{rows:e.rows,columns:e.columns,values:s,range:t.range(n),label:t.label?
(i,l)=>t.label(n,e.cellAt(i,l)):null,widest:t.widest?.(n)??2,outlined:e.places(r??n.cache.current)}}function Mr(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;
return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,height:n._length,xRange:t.range,yRange:n.range}}function qr(e,t){return{type:"hea\
tmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"%{customdata}<extra></extra>"}}function Cn({rows:e,columns:t}){return{"xax\
is.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function Nr(e,{model:t},n,o){let r=`${t.name} ${e.key}`,s=Cn(e),i=n.layout?.uirevision===r?n.layout:null,l=(a,c)=>({
showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.log2(c/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{
text:a,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{
family:o.font,color:o.text},hoverlabel:R(o),dragmode:"zoom",uirevision:r,xaxis:{...l(e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...l(e.yTitle,
e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var Pr=1e3,[jr,Ir]=[1,2];function Tn(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(Fr());for(let l=0;l<i;l++)Rr(o,l).forEach((a,c)=>{let u=n.rows[l].cells[c];
u.textContent!==a&&(u.textContent=a)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,Pr))}}}function Fr(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function Rr({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),l=u=>r.
reduce((d,f)=>d+u[o+f],0),[a,c]=[l(t.uses),l(t.hits)];return[String(n),Ae(s(Ir)),Ae(s(jr)),Ae(i.map(u=>u-o)),`${c} of ${a}`,_(a?c/a:null,1)]}function Ae(e){return e.
join(" ")||"none"}var An=["steps","held","loading","choices","outcomes"];function Mn(){let e={rows:"ways",clear(){for(let t of An)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of An)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[qn,Br]=[0,1],Dr=16,Ur=10,[zr,Gr]=[.14,.3],Hr=.6;function Nn(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(c=>c.map(u=>u<0?-1:1)),s=r[0].length,i=Fn(e,s),
l=o?s:null,a=c=>o?In(c,t):n.readyInk;return{rows:s+(o?1:0),traces:[Wr(e,r,s,o,t,n),...o&&s<=Dr?[Jr(e,r,s,t,n)]:[],ge(i.evictions,"line-ns-open",n.outline,.9*n.em,
"evicted",2),ge(i.hits,"circle",i.hits.experts.map(a),.25*n.em,"hit"),ge(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),ge(i.misses,"x-thin-o\
pen",n.outline,.4*n.em,"missed",1.5)],layout:Yr(e,s,l,n)}}function Pn({rows:e},{experts:t}){return`${e==="ways"?`<span>expert 0<i class="ramp"></i>${t-1}</span>`:
'<span><i class="mark hit"></i>resident</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class=\
"marked">│ evicted</span>`}function jn(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer lies beyond the last index: it has no slots, all is c\
omputed on the CPU.";let n=t.filter(s=>s===qn).length,o=Fn(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} choic\
es were hits (${_(n/t.length)}), ${o} evictions. A step is one token, or one piece of a prompt.`}function Wr({steps:e,loading:t},n,o,r,{experts:s},i){let l=Array.
from({length:o},(c,u)=>n.map(d=>d[u]<0?null:d[u])),a=(c,u)=>{let d=n[u][c],f=t[u].includes(c)?", in flight":"";return r?`way ${c}: ${d<0?"empty":`expert ${d}${f}`}`:
`expert ${c}: ${d<0?"on the CPU only":`resident${f}`}`};return{type:"heatmap",x:e,z:l,zmin:0,zmax:r?s-1:1,colorscale:r?C:[[0,i.cpu],[1,i.ready]],showscale:!1,zsmooth:!1,
ygap:o>24?0:2,customdata:ae(o,a),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function Jr({steps:e},t,n,o,r){let[s,i,l,a]=[[],[],[],[]];for(let c=0;c<
n;c++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][c]===t[u][c];)d++;let f=t[u][c];f<0||d-u<Ur||(s.push(e[u]),i.push(c-zr),l.push(String(f)),a.push(In(
f,o)))}return{type:"scatter",mode:"text",x:s,y:i,text:l,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*r.em,color:a}}}
function In(e,{experts:t}){return e/Math.max(1,t-1)>Hr?"#14161a":"#ffffff"}function Fn({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...me(),experts:[]},
inFlight:me(),misses:me(),evictions:me()};return t.forEach((l,a)=>{let c=n[a-1]??n[a];n[a].forEach((u,d)=>{(e==="ways"?c[d]>=0&&u!==c[d]:c[d]>=0&&u<0)&&he(i.evictions,
l-.5,d)}),o[a].forEach((u,d)=>{let f=r[a][d],m=e==="ways"?Kr(u,c,n[a]):u;f===qn?(he(i.hits,l,m<0?s:m+(e==="ways"?Gr:0)),i.hits.experts.push(u)):f===Br?he(i.inFlight,
l,m<0?s:m):he(i.misses,l,e==="ways"?s:u)})}),i}function Kr(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function me(){return{x:[],y:[]}}function he(e,t,n){
e.x.push(t),e.y.push(n)}function ge({x:e,y:t},n,o,r,s,i=0){return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},
hoverinfo:"skip",showlegend:!1}}function Yr({steps:e},t,n,o){let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.
log2(t/10))),l=Array.from({length:Math.ceil(t/i)},(c,u)=>u*i),a={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*
o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:R(o),xaxis:{...a,range:[Math.min(e[0],e.at(-1)-50)-
1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"step",font:r,standoff:4}},yaxis:{...a,range:[s,-.5],tickvals:n===null?l:[...l,n],ticktext:n===null?l.map(String):
[...l.map(String),"CPU"],title:{text:n===null?"expert":"way",font:r,standoff:4}}}}var Vr=700;function Rn(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=Mn(),i=null,l=null,a=null,c=0,
u=-1,d=!1;function f(){if(!i||a===null||!s.steps.length)return;let b=I(),x=Nn(s,l.model,b);r.style.setProperty("--rows",x.rows),i.react(r,x.traces,x.layout,N),n.
querySelector(".legend").innerHTML=Pn(s,l.model),S(n.querySelector(".summary"),jn(s))}async function m(){c=0;let b=a;b===null||d||document.hidden||(u=l.counters.
steps,await s.extend(b,()=>a===b)&&f())}function k(b){b==null||b===a||(a=b,o.value=String(a),n.hidden=!1,S(n.querySelector("h3"),`Layer ${a}`),q().then(x=>{i||F(
x,r),i=x}),s.clear(),m())}function h(){a=null,o.value="",n.hidden=!0}return t.chooseLayer=k,o.addEventListener("change",()=>o.value===""?h():k(Number(o.value))),
n.querySelector(".close").addEventListener("click",()=>{h(),o.focus()}),{update(b,x){l=b,o.length!==b.model.layers+1&&Xr(o,b.model.layers),x.whole&&a!==null&&(a>=
b.model.layers&&h(),s.clear(),u=-1),a!==null&&u!==b.counters.steps&&(c||=setTimeout(m,Vr))},paused(b){d=b,u=-1},recolour:f}}function Xr(e,t){e.length=1;for(let n=0;n<
t;n++)e.add(new Option(String(n),String(n)))}var[K,Zr,Bn]=["solid","4px 2px","2px 2px"],Qr=[{title:"tokens / s",format:te,lines:[{at:1,name:"tok/s",colour:"speed",dash:K}]},{title:"experts / s",format:te,lines:[
{at:2,name:"hits/s",short:"hits",colour:"hit",dash:K},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Zr}]},{title:"copied to the device",format:e=>`${es(
e)}B/s`,lines:[{at:4,name:"copied",colour:"speed",dash:K}]},{title:"power",power:!0,format:e=>`${te(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:K},
{at:6,name:"CPU",short:"CPU",colour:"cpuPower",dash:Bn}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",
short:"this program",colour:"speed",dash:K},{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:Bn}]},{title:"GPU memory",titleWithout:"\
memory of this program (no GPU in use)",format:e=>`${te(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:K}]}];function Dn({power:e,
memory:t}){let n=Object.values(e).some(r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Qr.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||
r.title}))}function Un({most:e,unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let{at:l}of n)r=Math.max(r,(i[l]??0)/t);if(!r)return t;let s=10**Math.
floor(Math.log10(r));return t*s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function te(e){return String(Number(e.toPrecision(e<1?2:3)))}function es(e){let t=e<
1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${te(e/1e3**t)} ${["","k","M","G","T"][t]}`}var ts=120,Ne=.66,Me=.22,Pe=.04,[zn,ns,Gn,qe]=[5,1.8,1.7,4];function je({points:e,marks:t},n,o,r){let s=e.map(([l])=>l-o);return[...n.flatMap(({lines:l,top:a,format:c},u)=>{
let d=n.length-1-u;return l.map(({at:f,name:m,colour:k,dash:h})=>({type:"scatter",mode:"lines",name:m,x:s,y:e.map(b=>b[f]===null?null:d+Ne*b[f]/a),customdata:e.
map(b=>b[f]===null?"":c(b[f])),line:{color:r[k],width:1.8,dash:h,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${m}<extra></extra>`,showlegend:!1}))}),
os(t,n.length,o,r)]}function os(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(([s])=>[s-n,s-n,null]),y:e.flatMap(
()=>[-Pe,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:"triangle-down",size:e.flatMap(()=>[0,r,0]),color:o.
text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function Hn(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.
flatMap(({top:l,format:a},c)=>{let u=e.length-1-c;return[[u,"0"],[u+Ne,a(l)]]});return{margin:{l:zn*o,r:ns*o,t:qe,b:Gn*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"\
rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"x unified",hoverlabel:R(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-ts,0],gridcolor:n.grid,zeroline:!1,
tickfont:s,ticksuffix:" s",ticklabeloverflow:"allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.
muted},yaxis:{range:[-Pe,e.length+Me],fixedrange:!0,zeroline:!1,gridcolor:n.grid,tickvals:i.map(([l])=>l),ticktext:i.map(([,l])=>l),tickfont:s,ticklabeloverflow:"\
allow",automargin:!1}}}function Wn(e,t,n){let o=t.length+Me+Pe,r=t.map((s,i)=>{let l=(i+1-Ne+Me)/o,a=Object.assign(document.createElement("p"),{textContent:s.title});
return a.style.top=`calc(${qe}px + ${l} * (100% - ${qe+Gn*n.em}px))`,s.lines.length>1&&a.append(...s.lines.map(c=>rs(c,n))),a});e.style.left=`${zn*n.em}px`,e.replaceChildren(
...r)}function rs({dash:e,short:t,colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"\
╍╍",s.style.color=o[n],s.ariaHidden="true",r.append(s,` ${t}`),r}function Jn(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),l=null,a=null,c="",u=null,d=!1;function f(){if(!a||!l||!t.offsetWidth)return;let y=I(),v=!t.on,$=h();
c=b($);let L=u===null?null:t.layout.xaxis.range;l.react(t,je(a,$,k(),y),Hn($,L,y),N),Wn(n,$,y),v&&x()}function m(){let y=h();if(!t.on||!t.offsetWidth||b(y)!==c)
return f();let v=je(a,y,k(),I()),$=L=>v.map(T=>T[L]);l.restyle(t,{x:$("x"),y:$("y"),customdata:$("customdata")},[...v.keys()])}function k(){let y=a.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??y,u??y}function h(){return Dn(a).map(y=>({...y,top:Un(y,a.points)}))}function b(y){return JSON.stringify([y.map(({title:v,
top:$})=>[v,$]),a.marks])}function x(){t.on("plotly_relayout",y=>{"xaxis.range[0]"in y&&p(Number(t.dataset.end)),y.autosize&&f()}),t.on("plotly_doubleclick",w),
i.addEventListener("click",w),t.addEventListener("pointerenter",()=>g(!0)),t.addEventListener("pointerleave",()=>g(!1))}function g(y){d=y,r.hidden=!y,y||f()}function p(y){
u=y,i.hidden=s.hidden=y===null,y!==null&&S(s,`0 s is ${new Date(1e3*y).toLocaleTimeString()}`)}function w(){p(null),f()}return q().then(y=>{l=y,F(l,t,f),f()}),{
holds:!0,update(y,v){a=y,S(o,ss(y)),v.whole?requestAnimationFrame(f):l&&!d&&(v.point||v.delta.mark)&&requestAnimationFrame(m)},recolour:f}}function ss(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var is=1e3,Kn=5e3;function Yn(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?Kn-is:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+Kn,S(t,ls(r)))}}}function ls({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Timing this machine.";if(e==="unloaded")return"No model is loaded: load one in the co\
ntrol panel.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${_(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:
`Writing: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function Vn(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);Ie(as(t,n),o)}function as(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function Ie(e,t,n="text/plain"){let o=URL.createObjectURL(new Blob([t],{type:n}));Object.assign(document.createElement("a"),{href:o,download:e}).
click(),setTimeout(()=>URL.revokeObjectURL(o),1e4)}var cs={stop:"ended",length:"limit",cancelled:"stopped"},us=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},ds=e=>t=>t==null?"–":t.toFixed(e),fs=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,ps=e=>e==null?"–":`${(100*e).toFixed(1)} %`,ms=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),B=e=>String(e??"–"),D=[{label:"When",sort:"at",value:e=>e.at,text:xs},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>B(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:ds(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:fs,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:ps,figure:!0,better:1},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:ms,figure:!0,better:-1},
{label:"J/token",sort:"joules_per_token",value:hs,text:gs,figure:!0,better:-1,title:"of the sensors there are"},{label:"Tokens",sort:"tokens",value:e=>e.tokens,
text:B,figure:!0},{label:"End",sort:"ending",value:e=>cs[e.finish],text:B,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"cpu\
_threads",value:e=>e.cpu_threads,text:B,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:B},{label:"Fills",sort:"admission",value:e=>e.admission,
text:ys,title:"Fill on miss, and how many copies may wait"},{label:"Placement",sort:"placement",value:e=>e.placement,text:e=>B(e).replace("_"," ")},{label:"Mode\
l",sort:"model",value:e=>e.model,text:B}];function hs(e){let t=us(e);return t===null||!e.tokens?null:t/e.tokens}function gs(e,t){if(e===null)return"–";let n=t.
gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function ys(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:B(e)}
function xs(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function Fe(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function Xn(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function bs(e,t){let[n,o]=t.map(i=>e.value(i));if(!e.better||!n||o==null)return"";let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function Zn(e){let[t,n]=[[],[]];for(let o of D){let[r,s]=e.map(i=>o.text(o.value(
i),i));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,bs(o,e)])}return{rows:t,caption:n.length?`In both: ${n.join(", ")}.`:"Nothing in common."}}
function Qn(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var eo="rgba(0, 0, 0, 0)",ws=["speed","gpu"],ks=["solid","dot"];function to(e,t,n){return{traces:e.map((o,r)=>Ss(o,r,t,n)),layout:Es(t,n)}}function no(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"A reply whose recording was gone, or that has no second token, has no curve."}function Ss(e,t,{name:n,format:o},r){
return{type:"scatter",mode:"lines",name:"AB"[t],x:e?e[n].map((s,i)=>1+i*e.tokens):[],y:e?.[n]??[],line:{color:r[ws[t]],width:1.8,dash:ks[t]},hovertemplate:`%{y:${o||
".1f"}}`}}function Es({title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,
margin:{l:3.4*n.em,r:.6*n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:eo,plot_bgcolor:eo,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:R(
n),xaxis:{...r,nticks:6},yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bo\
ttom",showarrow:!1,font:o}]}}function oo(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],i=[];async function l(c){if(s=c,e.hidden=c.length<2,!e.hidden&&(t.innerHTML=
"",t.append($s(c)),i=await Promise.all(c.map(vs)),s===c)){if(n.textContent=no(i),!r){r=await q();for(let[u]of o)F(r,u,a)}a()}}function a(){if(!r||e.hidden||!e.offsetWidth)
return;let c=I();for(let[u,d]of o){let{traces:f,layout:m}=to(i,d,c),k=!u.on;r.react(u,f,m,N),k&&u.on("plotly_relayout",h=>h.autosize&&a())}}return{show:l,draw:a}}
async function vs(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function $s(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let i=t.insertRow();s.forEach((l,a)=>{let c=document.createElement(a===0?"th":"td");a===0&&(c.scope="row"),c.textContent=l,i.append(c)})},{rows:o,
caption:r}=Zn(e);n("","A ━━","B ┅┅","B against A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var ne=200;function ro(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=ne,i=0,l=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:D[r.column].sort,descending:r.descending}),ask(a){return i+=1,l=!0,{number:i,isMore:a,page:a?{
limit:ne,after:o}:{limit:s}}},take({number:a,isMore:c},u){return a!==i||(l=!1,!u)?!1:(e=c?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
ne},more(){return s+=ne,this.ask(!l&&!!o)},sortBy(a){let c=r.column===a?!r.descending:!!D[a].figure;r={column:a,descending:c},s=ne}}}function so(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function io(e,t){return e!==""&&e!=="idle"&&t==="idle"}var Os=400,Ls=150;function lo(e){let t=e.querySelector("#runs"),n=g=>t.querySelector(`#runs-${g}`),o=t.querySelector("tbody"),r=oo(n("compare")),s=ro(),i=[],l=[],
a,c="",u=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...s.sorting()});async function d(g=s.ask(!1)){let p=await fetch(`r\
uns?${Fe({...u(),...g.page})}`).catch(()=>null),w=p?.ok?await p.json():null;s.take(g,w)&&(f(w.problem),h())}function f(g){S(n("problem"),g),n("problem").hidden=
!g}function m(){s.restart(),d()}async function k(g,p,w){let y=await fetch(`runs/all?${Fe(u())}`).catch(()=>null),v=await y?.json();y?.ok?Ie(g,p(v),w):f(v?.error??
"The program does not answer: is it still running?")}function h(){let{rows:g,matching:p,total:w,hasMore:y,order:v}=s;t.querySelector(".scrolled").hidden=w===0,n(
"empty").hidden=w>0;for(let $ of["csv","json"])n($).disabled=p===0;S(n("count"),w?`${p} of ${w} replies`:""),!y&&document.activeElement===n("more")&&t.querySelector(
".scrolled").focus(),n("more").hidden=!y,o.replaceChildren(...g.map(b)),t.querySelectorAll("th[data-column]").forEach($=>{Number($.dataset.column)===v.column?$.
setAttribute("aria-sort",v.descending?"descending":"ascending"):$.removeAttribute("aria-sort")})}function b(g){let p=document.createElement("tr");p.classList.toggle(
"stopped",g.finish==="cancelled");let w=Object.assign(document.createElement("input"),{type:"checkbox",checked:i.includes(g.id)});w.dataset.run=g.id,w.setAttribute(
"aria-label",`Compare the run of ${D[0].text(g.at)}`);let y=document.createElement("span");y.textContent="AB"[i.indexOf(g.id)]??"",p.insertCell().append(w,y);for(let v of D){
let $=p.insertCell();$.textContent=v.text(v.value(g),g),v.figure&&($.className="figure")}return p}function x(g,p){i=Qn(i,g,p),l=so(i,[...l,...s.rows]),r.show(l),
h(),o.querySelector(`[data-run="${CSS.escape(g)}"]`)?.focus()}return t.querySelector("thead").append(_s()),t.querySelector("thead").addEventListener("click",g=>{
let p=g.target.closest("th[data-column]");p&&(s.sortBy(Number(p.dataset.column)),d())}),o.addEventListener("change",({target:g})=>x(g.dataset.run,g.checked)),n(
"filter").addEventListener("input",()=>{clearTimeout(a),a=setTimeout(m,Ls)}),n("more").addEventListener("click",()=>d(s.more())),n("csv").addEventListener("clic\
k",()=>k("runs.csv",Xn,"text/csv")),n("json").addEventListener("click",()=>k("runs.json",g=>JSON.stringify(g,null,2),"application/json")),new IntersectionObserver(
([g])=>g.isIntersecting&&d()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&d()),{update(g){io(c,g.phase)&&t.offsetWidth&&setTimeout(
()=>d(),Os),c=g.phase},recolour:r.draw}}function _s(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">Compare</span>\
</th>',D.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(r),o&&(s.className=
"figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}function ao(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!se(n.dataset.key),n.addEventListener("change",()=>nt(n.dataset.key,!n.checked));return{update(){}}}function co(e){
return e.querySelector("#help-open").addEventListener("click",Se),{update(){}}}function uo(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r,s){
n.setAttribute("aria-pressed",String(r)),S(o,r?"Resume":"Pause"),n.title=r?"Go on at the present":"Hold the charts still",document.body.classList.toggle("charts\
-paused",r);let i=document.querySelector("#paused-note");i.hidden=!r,r&&S(i,`Charts paused at step ${s.counters.steps}, ${Cs()}. Counters go on.`)}}}function Cs(){
return new Date().toLocaleTimeString([],{hour12:!1})}function fo(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var Ts={idle:"ready",decode:"writing",loading:"loading model",timing:"timing this machine",unloaded:"no model",closed:"closed"};function mo(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){S(t("status-model"),o.model.name),S(n,As(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;S(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),S(t("status-hit-rate"),_(o.recent_hit_rate??ie(o.counters))),S(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),S(t("status-memory"),Ms(o.memory)),po(t("power-gpu"),o.power.gpu),po(t("power-cpu"),o.power.cpu),qs(e.querySelector("#notices"),o.machine)},lost(){S(n,"\
disconnected"),n.parentElement.dataset.phase="lost"}}}function As(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:Ts[e.
phase];return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function Ms(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.
device_total];return`${A(t)} / ${A(n)}`}function po(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),S(e,
pt(t.watts));let n=`unavailable${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});
e.replaceChildren("unavailable",o),e.tabIndex=0}function qs(e,t){let n=Ns(t);S(e,n.join(" ")),e.hidden=n.length===0}function Ns({emulated:e,notices:t}){return e?
["No GPU in use: the accelerator is emulated. Its slots lie in RAM; hits, misses and fills are real, speed shows nothing.",...t]:[...t]}function ho(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=a=>a.hash.slice(1),r=a=>n.find(c=>o(c)===a);function s(a){let c=r(a)??n[0];
document.body.dataset.tab=o(c);for(let u of n)u.setAttribute("aria-selected",String(u===c)),u.tabIndex=u===c?0:-1}function i(a){history.replaceState(history.state,
"",a.hash),s(o(a)),a.focus()}function l(a){let c=n.indexOf(document.activeElement);return n[Ps(a,c,n.length)]??null}t.addEventListener("click",a=>{let c=a.target.
closest("[role=tab]");c&&(a.preventDefault(),i(c))}),t.addEventListener("keydown",a=>{(a.key===" "||a.key==="Enter")&&a.target.click();let c=l(a.key);c&&i(c),(c||
a.key===" "||a.key==="Enter")&&a.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let a of n){let c=document.getElementById(
`${o(a)}-pane`);c.setAttribute("role","tabpanel"),c.setAttribute("aria-labelledby",a.id)}return s(location.hash.slice(1)),{update(){}}}function Ps(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var go=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(go[e]=t++);function Y(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=go[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var Re=0,yo=1;function xo(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,l=Y(e.choices),a=Y(e.outcomes),c=t*o,u=r.map((d,f)=>{let m=0;for(let k=f*c;k<(f+
1)*c;k++)a[k]!==Re&&(m+=1);return m});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:c,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>l[d*c+f*o],routing:(d,f)=>Array.from({length:o},(m,k)=>{let h=d*c+f*o+k;return[l[h],a[h]]}),cells:d=>Array.from({length:c},(f,m)=>Math.
floor(m/o)*n+l[d*c+m])}}function ye(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,l]of e.routing(t,i))l===yo&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function xe(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var G=8,js=80,wo=["hit","flight","miss"],bo=["hit","in flight","miss"];function ko(e){function t(o,r,s){e.replaceChildren(Fs(o,r),Rs(o,r),Bs()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*G}px`;let{left:i,
top:l}=Is(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${i}px`,e.style.top=`${l}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=!0,id:e.
id}}function Is(e,t,{width:n,height:o},r){let s=e.bottom+G+o<=r;return{left:Math.max(t.left+G,Math.min(e.left,t.right-n-G)),top:Math.max(G,s?e.bottom+G:e.top-o-
G)}}function Fs(e,t){let n=Object.assign(document.createElement("b"),{textContent:xe(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement("span"),
{textContent:ye(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Rs(e,t){let n=document.createElement("ol");n.classList.toggle("many",e.
routed>js),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(document.
createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){let l=Object.assign(document.createElement("i"),{className:wo[i],textContent:String(
s)});r.append(l)}n.append(r)}return n}function Bs(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=Re;t<
bo.length;t++){let n=Object.assign(document.createElement("i"),{className:wo[t],textContent:"n"});e.append(n,` ${bo[t]} `)}return e}var Ds=["none","dotted","dashed","solid","double"],V={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),line:!0,low:"all hits",high:"all missed"},time:{
label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),line:!0,low:"0 ms",high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"\
first expert of layer",share:(e,t,n)=>e.firstExpert(t,n)/Math.max(1,e.experts-1),number:(e,t,n)=>e.firstExpert(t,n),low:"expert 0",high:e=>String(e.experts-1)}};
function So(e,t,{line:n,number:o}){Object.assign(e.style,Us(t,n)),o===void 0?delete e.dataset.number:e.dataset.number=o}function Us(e,t=!1){let n=e===null?null:
gn(e);return{backgroundColor:n?`rgb(${n.join(" ")})`:"",color:n?ue(n):"",borderBottomStyle:t&&e?Ds[Math.min(4,Math.ceil(e*4))]:"none"}}var zs=400;function $o(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=Ws(e,c),l=null,a=null;function c(){let{name:x,layer:g}=i.chosen(),p=V[x];for(let w of s){
let y=Number(w.dataset.token);So(w,p.share(e,y,g),{line:p.line,number:p.number?.(e,y,g)})}}function u(x){let g=Object.assign(document.createElement("span"),{className:"\
routed",tabIndex:-1});return g.textContent=xe(e.texts[x]),g.dataset.token=x,g.setAttribute("role","option"),g.setAttribute("aria-selected","false"),g.setAttribute(
"aria-label",`${e.texts[x].trim()||"space"}: ${ye(e,x)}`),g.classList.toggle("prompt",x<e.prompt),g}function d(){r.querySelector("button")?.remove();let g=Number(
s.at(-1)?.dataset.token??i.first()-1)+1,p=Math.min(e.count,g+zs);for(let w=g;w<p;w++)s.push(u(w));r.append(...s.slice(-(p-g)||s.length)),p<e.count&&r.append(Hs(
e.count-p,d)),s.length&&!l&&m(s[0]),c()}function f(){k(null),t.hide(),s.length=0,l=null,r.replaceChildren(),d()}function m(x){l&&(l.tabIndex=-1),l=x,l.tabIndex=
0}function k(x){a?.setAttribute("aria-selected","false"),a=x===a?null:x,a?.setAttribute("aria-selected","true"),n(a?Number(a.dataset.token):null)}let h=x=>t.show(
e,Number(x.dataset.token),x),b=x=>x.target.closest(".routed");return r.addEventListener("pointerover",x=>b(x)&&h(b(x))),r.addEventListener("pointerleave",t.hide),
r.addEventListener("focusin",x=>{b(x)&&(m(b(x)),h(l))}),r.addEventListener("focusout",t.hide),r.addEventListener("click",x=>b(x)&&k(b(x))),r.addEventListener("k\
eydown",x=>{if(!b(x))return;let g=Gs(s,l,x.key);if(g)g.focus();else if(x.key==="Enter"||x.key===" ")k(l);else if(x.key==="Escape")a&&k(a),t.hide();else return;x.
preventDefault(),x.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function Gs(e,t,n){let o=e.indexOf(t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.
length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=Eo(t),l=null,a=null;for(let c=o+s;e[c];c+=s){let{top:u,left:d}=Eo(
e[c]);if(!(Math.abs(u-i.top)<i.height/2)){if(a!==null&&Math.abs(u-a)>i.height/2)break;a??=u,(l===null||Math.abs(d-i.left)<Math.abs(l.left-i.left))&&(l={element:e[c],
left:d})}}return l?.element??null}function Eo(e){return e.getClientRects()[0]}function Hs(e,t){let n=Object.assign(document.createElement("button"),{type:"butto\
n",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function Ws(e,t){let n=Object.assign(document.createElement("p"),{className:"token-ba\
r"}),o=vo(Object.entries(V).map(([d,{label:f}])=>[d,f]),"Tint by"),r=vo(Array.from({length:e.layers},(d,f)=>[f,f]),"Layer"),s=Object.assign(document.createElement(
"input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[l,a,c]=["span","i","span"].map(d=>document.createElement(d));i.append(l,a,c),
i.className="legend",a.className="ramp";function u(){let d=V[o.value];r.parentElement.hidden=o.value!=="expert",l.textContent=d.low,c.textContent=typeof d.high==
"function"?d.high(e):d.high,t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(Be("Tint by",o),Be("",r),i,Be("prompt too",s)),r.parentElement.
hidden=!0,l.textContent=V.misses.low,c.textContent=V.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||e.prompt===e.
count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function vo(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function Be(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function Oo(e,t){let n=document.querySelector("#chat"),o=new Map,r=ko(e.querySelector("#token-detail")),s=null,i=f=>f.querySelector(".message-content")?.textContent??
"",l=f=>f.querySelector(".actions [data-action=tokens]");function a(f){o.get(f)?.element.remove(),o.delete(f),f.classList.remove("as-tokens"),c(l(f),!1),r.hide(),
t.outline(null)}function c(f,m){f&&(f.textContent=m?"Text":"Tokens",f.setAttribute("aria-pressed",String(m)))}async function u(f,m){let k=f.querySelector(".mess\
age-content"),h={text:i(f),element:document.createElement("div")};h.element.className="tokens",o.set(f,h);try{if(!m)throw new Error("This reply was not recorded\
.");let b=xo(await M(`tokens/${encodeURIComponent(m)}`));if(o.get(f)!==h)return;h.element.append($o(b,{detail:r,pick:x=>t.outline(Js(s,b,x))}))}catch(b){h.element.
textContent=b.message}o.get(f)===h&&(f.classList.add("as-tokens"),k.after(h.element),c(l(f),!0))}function d(){for(let[f,m]of o)!f.isConnected||i(f)!==m.text?a(f):
l(f)?.getAttribute("aria-pressed")!=="true"&&c(l(f),!0)}return new MutationObserver(d).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
f=>{let m=Number(Z()),k=n.querySelectorAll(".message-row")[m];k&&(o.has(k)?a(k):u(k,f[m]?.metadata?.id))},{update(f){s&&s.name!==f.model.name&&t.outline(null),s=
f.model}}}function Js(e,t,n){let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var Ks=220,Ys=50;function De(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current}}}function be(e,t){let{cells:n,
current:o,point:r,mark:s,...i}=t,{cache:l}=e,a=e.counters.steps;for(let[u,d]of Object.entries(i))e[u]=Qs(d)?{...e[u],...d}:d;let{steps:c}=e.counters;i.active_request&&
l.usedBefore.set(l.uses),n&&Vs(l,Y(n),c,Math.max(1,c-a)),o!==void 0?l.current=Xs(Y(o)):c!==a&&(l.current=Zs(l,c-1)),r&&Lo(e.points,r,Ks),s&&Lo(e.marks,s,Ys)}function _o(e){
let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,points:e.points.slice(),marks:e.marks.slice()}}function Vs(e,t,n,o){let r=0;
for(let s=0;s<t.length;){let i=t[s++],l=t[s++];if(r+=i>>1,l){let a=Math.floor((l-1)/o)+1,c=Math.floor((Math.sqrt(8*a+1)-1)/2);e.lastUsed[r]=n-(l-1)%o-1,e.uses[r]+=
c,e.hits[r]+=a-c*(c+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function Xs(e){let t=0;return e.map(n=>t+=n)}function Zs({lastUsed:e},t){let n=[];for(let o=0;o<
e.length;o++)e[o]===t&&n.push(o);return n}function Lo(e,t,n){e.push(t),e.length>n&&e.shift()}function Qs(e){return e!==null&&typeof e=="object"&&!Array.isArray(
e)}var ei=1e3;function Co(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function l(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapshot",
c=>{s=De(JSON.parse(c.data)),t(s)}),r.addEventListener("delta",c=>{let u=JSON.parse(c.data);if(!s||u.seq!==s.seq+1){a(),l();return}be(s,u),n(u)}),r.addEventListener(
"error",()=>{a(),o(),i=setTimeout(l,ei)}))}function a(){clearTimeout(i),r?.close(),r=null,s=null}return{open:l,close:a,state:()=>s}}function To(e){let t=window.SharedWorker?ti(e):ni(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function ti({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(be(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function ni(e){let t=Co(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var oi=2,ri=1e3,Ue={whole:!0,point:!1,delta:{}};function Ao(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let c=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||l(f,t,u);let d=performance.now();s=d+Math.min(ri,oi*(d-c))}function l(c,u,d){try{c.update(u,d)}catch(f){console.error(f)}}function a(c){o=o?si(o,c):
c,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(c){e.push(c),t&&l(c,c.holds&&n||t,Ue)},isPaused:()=>n!==null,pause(c){
if(!(!t||c===(n!==null))){n=c?_o(t):null;for(let u of e)u.holds&&l(u,n??t,Ue),u.paused?.(c,t)}},connect(){To({onState(c){t=c,a(Ue)},onDelta(c){a({whole:!1,point:"\
point"in c,delta:c})},onLost(){for(let c of e)c.lost?.()}})}}}function si(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var ii=[["#strip",mo],["#tabs",ho],["#pause",uo],["#counters",fn],["#spoken",Yn],["#layer-detail",Rn],["#heatmap",_n],["#heatmap-table",Tn],["#lines",Jn],["#fit\
s",Ut],["#lab",dn],["#token-view",Oo],["#progress",mt],["#more",Ye],["#editing-note",it],["#prompts",yt],["#runs",lo],["#help",ao],["#help-open",co]],oe=Ao(),li={
store:oe,chooseLayer(){},outline(){}},Mo=[];function Ic(e,t){for(let[o,r]of ii){let s=e.querySelector(o);s&&fo(s.dataset.needs).then(()=>ai(r,s,e,t))}let n=e.querySelector(
"#theme");n&&mn(n,()=>Mo.forEach(o=>o.recolour()))}function ai(e,t,n,o){let r=e(t.id==="fits"||t.id==="progress"?t:n,li,o);r.recolour&&Mo.push(r),oe.add(r)}window.
hybrid={awaitTurn:wt,endTurn:kt,askingAgain:at,chosenMessage:Z,copy:ut,edit:ct,showEditing:lt,sending:He,taken:Je,giveBack:Ke,download:Vn,pickFile:Ve,togglePause:()=>oe.
pause(!oe.isPaused())};tt();oe.connect();export{De as fromSnapshot,Ic as mount};
