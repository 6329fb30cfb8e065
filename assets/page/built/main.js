var Y="",le=()=>document.querySelector("#chat-input textarea");function Ge(e){return Y=e[0]??"",e}function We(){Y=""}function He(){let e=le().value;Y&&e.startsWith(
Y)&&V(le(),e.slice(Y.length)),Y=""}function Je(e){if(!e)return;let t=le().value,{text:n}=JSON.parse(e);V(le(),t.trim()?`${n}
${t}`:n)}function V(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function Ke(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function Ye(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var Xe="hybrid-keys-off",bo="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], [role]",Ve={stop:So,pause:Eo,help:ve},Ze=()=>!1;
function Qe(e){Ze=e}function et(){let e={capture:!0};for(let t of["keydown","keypress"])document.addEventListener(t,wo,e);document.addEventListener("keydown",ko,
e)}function wo(e){ot(e)==="send"&&ae("send")&&e.stopPropagation()}function ko(e){let t=ot(e);t in Ve&&!ae(t)&&Ve[t](e)&&e.preventDefault()}function ae(e){return nt().
includes(e)}function tt(e,t){let n=nt().filter(o=>o!==e);localStorage.setItem(Xe,JSON.stringify(t?[...n,e]:n))}function ve(){let e=document.querySelector("#help");
return e.open?e.close():e.showModal(),!0}function nt(){try{let e=JSON.parse(localStorage.getItem(Xe)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function ot(e){
let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:l}=e;return i||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&l.closest?.("#chat\
-input")?"send":{Escape:"stop"," ":"pause"}[t]??null}function So({target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role],\
 [role=listbox]"))return!1;let t=document.querySelector("#stop");if(t&&!t.disabled)t.click();else return Ze();return!0}function Eo({target:e}){return document.querySelector(
"dialog[open]")||e.closest?.(bo)?!1:(window.hybrid.togglePause?.(),!0)}var vo={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["tokens","Tokens"],["copy","Copy"],["drop","Delete"]]},te=0,$o={edit:"\
edit",copy:"copy",drop:"delete",again:"retry",tokens:"select"};function st(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#editing-note"),
s=document.querySelector("#chat-input textarea"),i=()=>[...o.querySelectorAll(".message-row")];function l(c){let u=_o(c),d=c.querySelector(":scope > .actions");
d?.dataset.kind!==u&&(d?.remove(),u&&c.append(To(u)))}o.addEventListener("click",c=>{let u=c.target.closest(".copy-code");u&&Lo(u);let d=c.target.closest(".acti\
ons button");d&&(te=i().indexOf(d.closest(".message-row")),n($o[d.dataset.action]),d.dataset.action==="copy"&&Ao(d),d.dataset.action==="edit"&&s.focus())});let a=()=>{
i().forEach(l),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(Oo)};return new MutationObserver(a).observe(o,{childList:!0,subtree:!0}),
a(),r.addEventListener("click",c=>c.target.closest("button")&&rt()),r.hidden=!0,Qe(rt),{update(){}}}function rt(){let e=document.querySelector("#editing :is(tex\
tarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])V(t,"");return!0}function it(e){let t=document.querySelector(
"#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces the message and all after it. <button type="button">Cancel</button>'}function ne(){return String(
te)}function lt(e){return We(),[ne(),...e]}function at(e){return[ut(e[te]),String(te)]}function ct(e){navigator.clipboard?.writeText(ut(e[te]))}function ut(e){let t=e.
content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??t}
function Oo(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function Lo(e){navigator.
clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function _o(e){return e.
querySelector(".thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function To(e){let t=Object.assign(document.createElement("div"),{className:"ac\
tions"});t.dataset.kind=e;for(let[n,o]of vo[e]){let r=Object.assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(
r)}return t}function Ao(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}function W(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Co(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Co(e){
return e.split(/(?=(?:\d{3})+$)/)}function k(e,t){e.textContent!==t&&(e.textContent=t)}function q(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function P(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function dt(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function ft(e){return`${e.toFixed(e<10?1:0)} W`}function ce({routed:e,hits:t}){return e?t/e:
null}var qo={loading:"Waiting: another model is being loaded.",timing:"Waiting: this machine is being timed."};function pt(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,l=qo[o.phase]??(o.active_request&&"Waiting: another tab's reply is being written."),a=s&&!i&&!!l,c=i&&o.phase==="prefill";if(e.hidden=!a&&!c,a)t.style.width="\
0",k(n,l);else if(c){let{prefill_done:u,prefill_total:d}=o.speed;t.style.width=`${d?100*u/d:0}%`,k(n,Mo(o.speed))}}}}function Mo(e){return`Reading the prompt: ${e.
prefill_done} of ${e.prefill_total} tokens${No(e)}.`}function No({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){if(!n||e>=t)return"";let o=Math.ceil((t-
e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function mt(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var Po=700;function gt(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=mt(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let d=u.target.closest("button");d&&(i(!1),ht(d.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?c(s.stop()):l()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&a(),Po)}),document.addEventListener("click",u=>{s.isRunning()&&jo(u)&&c(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function l(){if(yt()){r.textContent="Wait for the reply, or stop it.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){a();return}let d=new MutationObserver(()=>{u()||(d.disconnect(),a())});d.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function a(){c(s.next(!!document.querySelector("#\
error")?.textContent))}function c(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&ht(u.prompt)}return{update(){}}}function jo({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function ht(e){let t=document.querySelector("#chat-input textarea");if(V(t,e),yt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function yt(){return document.querySelector("#stop")?.disabled===!1}var xt=[];function bt(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>xt.push(n))))}):e}function wt(){xt.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function kt(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function St(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function Et({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function vt(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=Io(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function Io(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function $t(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function Ot({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(o>t)return`A layer has ${t} experts: at \
most ${t} ways.`;if(n>e)return`The model has ${e} MoE layers: at most ${e} indexes.`;let i=n*o||0,l=e*t,a=i>s?` There is memory for ${s}.`:"";return`${i} slots \
for ${l} experts: ${q(i/l)} can be resident.${a}`}function Lt({indexes:e,ways:t,mapping:n,policy:o,admission:r,cpu_threads:s,placement:i},{labels:l}){let a=Object.
keys(l.placement).find(d=>l.placement[d]===i),c=i==="cached"?"":`, ${a}`,u=s===1?"1 thread":`${s} threads`;return`${e} × ${t}, ${n}, ${o.toUpperCase()}, fills ${r}\
, ${u}${c}`}function _t({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"} of ${e} CPUs`,i=n?`Limited to ${+n.toFixed(
2)} of ${e} CPUs`:s;return o>t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}; ${r} keep the memory busy (○)`:i}function Tt(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:l}=n.
getBoundingClientRect(),a=Math.ceil((s.clientX-i)/l*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,a)))}),{draw(s,i,l=null){r=s;let a=c=>`${100*
c/r.logical_cpus}%`;n.style.setProperty("--threads",a(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",a(r.physical_cores)),n.style.setProperty(
"--knee",a(l??0)),n.classList.toggle("measured",l!==null),n.classList.toggle("beyond",i>r.physical_cores),k(o,_t(r,i,l))}}}function Ct(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:l,top:a,width:c,height:u}=n.getBoundingClientRect();t.set("indexes",At(Math.ceil((i.clientX-
l)/c*r.layers),r.layers)),t.set("ways",At(Math.ceil((1-(i.clientY-a)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,l){r=i;let a=Bo(r,l);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));a.forEach((c,u)=>n.children[u].style.setProperty("--share",c)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",qt(l)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`line: the ${r.top_k} of ${r.experts} a token needs`,o.querySelector(".last").textContent=
String(r.layers-1)}}}function qt({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function Bo({layers:e,experts:t},n){let o=n.
indexes*n.ways,r=s=>Array.from({length:e},(i,l)=>Math.min(1,Math.max(0,s(l)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?r(s=>s<
Math.floor(o/t)?1:0):qt(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function At(e,t){return Math.min(t,Math.max(1,e))}function ue(e,t){let n=Object.keys(t.fields),o=l=>e.querySelector(`#${CSS.escape(t.fields[l]??l)}`),r=l=>o(l)?.querySelector("input, textarea")??null;function s(l){
let a=r(l);return a?Ro(a,t.labels[l]):void 0}function i(l,a){let c=r(l);!c||s(l)===a||(c.value=String(a),c.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(l=>[l,s(l)])),label:l=>o(l)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??l,shown:(l,a)=>Do(t.labels[l],a)}}function Ro({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function Mt(e){let{geometry:t,...n}=e;return{...t,...n}}function Do(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function Nt({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:o.indexes*o.ways*n.expert_bytes||0,[{memory_bytes:s}]=t.devices,i=e.slots_limit??s,
{emulated:l}=t,a={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},c={name:"RAM",held:Math.max(0,e.host_used-
(l?e.slots:0)),slots:l?r:0,total:e.host_total,limit:l?i:null};return{device:l?null:a,host:c,most:Math.floor(i/n.expert_bytes)}}function $e({slots:e,limit:t}){return t!==
null&&e>t}function Pt(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + slots ${P(o)}`,l=$e(e)?`: too much, ${P(s)} of slots fit`:"";return`${t}\
 ${P(n)}${i} of ${P(r)}${l}`}function jt({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;return{held:o(e),slots:o(Math.min(
t,n-e))}}function Bt(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=Nt(o,r);return t.hidden=s.device===null,s.device&&
It(t,s.device),It(n,s.host),{most:s.most}}}}function It(e,t){let{held:n,slots:o}=jt(t);e.classList.toggle("over",$e(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,k(e.querySelector("p"),Pt(t))}var Fo={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",repetition_penalty:"repetition-penalty"};function Rt(e,t,n){let o=e.querySelector("#error"),
r=null;function s(){r&&(r.block.classList.remove("refused"),r.input.setAttribute("aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),
r=null,o.classList.remove("beside"))}function i(){s(),n();let l=o.querySelector("[data-field]"),a=l?.dataset.field,c=Uo(a),u=c?t.input(c):null;if(!u)return;zo(t.
block(c));let d={className:"refusal",id:"refusal",textContent:l.textContent},f=Object.assign(document.createElement("p"),d),p=t.block(c);p.classList.add("refuse\
d"),(p.closest(".row")??p).after(f),u.setAttribute("aria-invalid","true"),u.setAttribute("aria-describedby",f.id),r={block:p,input:u,note:f},o.classList.add("be\
side"),f.scrollIntoView({block:"nearest"})}for(let l of[...t.names,"model"])t.input(l)?.setAttribute("aria-invalid","false");new MutationObserver(i).observe(o,{
childList:!0,subtree:!0}),i()}function Uo(e=""){return Fo[e]??e}function zo(e){let t=e.closest("#sampling, #sharing")?.querySelector("button.label-wrap");t&&!t.
classList.contains("open")&&t.click()}function Dt(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),k(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),k(s,`${r} is in the field above, to be copied from there.`)}}e.addEventListener("click",({target:o})=>{o.closest(
"#copy-json")&&n(JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(Go(location.origin+location.pathname,t.all()),"The link")})}function Go(e,t){
let n=new URL(e);for(let[o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function Ft(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=ue(o,r),i=m=>e.querySelector(`.${m}`),l={cover:Ct(o,s),gauges:Bt(e),cores:Tt(
o,s)},a=null,c="",u=vt(),d=!1;function f(){if(!a)return;let m=s.all(),S=Mt(a.settings),w=Number(s.input("knee")?.value)||null,$=JSON.stringify([w,m,S,a.model,a.
machine,a.memory]);if($===c)return;c=$,l.cover.draw(a.model,m);let{most:O}=l.gauges.draw(a,m);l.cores.draw(a.machine,m.cpu_threads,w),g(m),h(m,S),k(i("explain"),
$t(m,r)),k(i("slots"),Ot(a.model,m,O)),k(i("inforce"),`In force: ${Lt(S,r)}`),p(S,a.model.name)}function p(m,S){let w=s.input("base")?.value;w&&u(JSON.parse(w),
m,S)&&n("submit")}function h(m,S){let w=kt(s.names,m,S);for(let $ of s.names)s.block($)?.classList.toggle("changed",w.includes($));for(let $ of["apply","revert"])
x($).disabled=w.length===0;o.querySelector("#apply-row").classList.toggle("pending",w.length>0),d&&=w.length>0,k(i("changes"),St(w,s,{values:m,inForce:S,applying:d}))}
function g(m){let S=Et(m,r);s.block("split_misses").hidden=a.machine.emulated;for(let w of s.names)s.block(w)?.classList.toggle("idle",S.has(w))}function x(m){let S=o.
querySelector(`#${m}`);return S.querySelector("button")??S}function y(m){d=m,c="",f()}o.addEventListener("click",({target:m})=>m.closest("#apply")&&y(!0)),Rt(o,
s,()=>y(!1)),Dt(o,s);let E=()=>setTimeout(()=>e.isConnected&&f());return o.addEventListener("input",f),o.addEventListener("focusout",E),document.addEventListener(
"hybrid:fields-set",E),{update(m,S){a=m,(S.whole||S.delta.settings||S.delta.memory)&&f()}}}async function j(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("The program does not answ\
er: is it still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`The program refused (${n.status}).`);return o}var Wo=["grid","curves","reuse","tune","compare"];function Ut(e){let t=Wo.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function zt(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=l=>e.querySelector(`input[name=lab-metric][value=${l}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(l){o=l;let a=!!o.figures["grid-speed"];s("speed").disabled=!a,s("speed").parentElement.title=a?"":
"Time this machine first",a||(s("hits").checked=!0),i()},click({x:l,y:a}){let{indexes:c,ways:u,settings:d}=o.facts;n({...d,indexes:c[a],ways:u[l]})},best:()=>o?.
facts.best??null}}var Ho=350;function Gt(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=g=>e.querySelector(g),[s,i,l,a,c]=[".go",".cancel","progress",".what",".error"].map(r),u=null;
function d(g){s.hidden=g,i.hidden=l.hidden=!g,i.disabled=!1,g&&l.removeAttribute("value")}async function f(){let g={id:null,cancelled:!1};u=g,c.textContent=a.textContent=
"",d(!0);try{let x=t();for(let[y,E]of x.entries()){if(g.cancelled)break;let m=await p(g,E,S=>l.value=(y+S)/x.length);if(m.state==="failed")throw new Error(m.error);
m.state==="done"&&n(m)}a.textContent=g.cancelled?"Cancelled.":""}catch(x){c.textContent=x.message,a.textContent=""}u=null,d(!1),o()}async function p(g,x,y){let E=JSON.
stringify(x),m=await j("lab/jobs",{method:"POST",body:E,headers:{"Content-Type":"application/json"}});for(g.id=m.id,g.cancelled&&await h(g);m.state==="waiting"||
m.state==="running";)y(m.share),a.textContent=m.what,await new Promise(S=>setTimeout(S,Ho)),m=await j(`lab/jobs/${m.id}`);return m}async function h(g){g.cancelled=
!0,i.disabled=!0,a.textContent="Cancelling",g.id&&await j(`lab/jobs/${g.id}`,{method:"DELETE"}).catch(()=>{})}return s.addEventListener("click",()=>!u&&f()),i.addEventListener(
"click",()=>u&&h(u)),{enable:(g,x="")=>(s.disabled=!g,s.title=x)}}function Ht(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>k(s,r));for(let[o,r]of Object.entries(n.tables))
Oe(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Oe(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(Wt("th",n.columns));let r=n.rows.map((s,i)=>{let l=Wt("td",s);return l.classList.toggle("marked",i===n.marked),n.keys[i]&&
l.cells[0].prepend(Jo(...n.keys[i])),l});o.querySelector("tbody").replaceChildren(...r)}function Jo(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function Wt(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var Jt=null;function I(){return Jt??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),Jt}var B={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function F(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),l=t._fullLayout,a=l&&Math.abs(l.width-s)<1&&Math.abs(l.height-i)<1;s&&!l?n():s&&(r||!a)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function U(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function de(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function Kt({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},l={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},a={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},c={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:a,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(Ko(i)),layout:Yt({...c,xaxis:l,yaxis:l},s(t))}}function Ko(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function Yt(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?Yt(e[r],s):s;return o}function Vt(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let l=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:a,layout:c}=Kt(i.figure,getComputedStyle(document.body),l),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,a,{...c,width:d,height:f},B),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){I().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let l=0;new ResizeObserver(()=>{cancelAnimationFrame(
l),l=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let l={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,l)}return{show(i,l){let a=t.get(i);a&&(a.figure=l??null,a.holder.hidden=!l,l&&a.holder.setAttribute("aria-label",l.title),r(),
o(a))},onClick:(i,l)=>t.get(i).onClick=l,redraw:()=>t.forEach(o)}}var fe="typed";function Zt(e,{refresh:t,changed:n}){let o=f=>e.querySelector(`#lab-${f}`),[r,s,i,l]=["source","machine","file","typed"].map(o),a=null;function c(f){
a=f,Xt(r,a.sources.map(({id:p,label:h})=>[p,h])),Xt(s,[["this","this machine"],...a.machines.map(({name:p})=>[p,p]),[fe,"another machine, figures typed in"]]),Oe(
e,"calibration",a.calibration_table),o("times").hidden=!a.calibration_table,k(e.querySelector("#lab-job-calibrate .go"),a.calibrated?"Time again":"Time this mac\
hine"),o("budget").placeholder=a.budget_gib===null?"all there is":`at most ${a.budget_gib.toFixed(1)}`,u()}function u(){if(!a)return;let f=s.value;l.hidden=f!==
fe,o("prediction").hidden=f==="this",k(o("machine-note"),f==="this"?a.calibration:`from figures of ${Xo(f)}, not measured here.`);let p=r.value;for(let[h,g]of[[
"save","safetensors"],["csv","csv"]]){let x=o(h);x.href=`lab/traces/${p}.${g}`,x.toggleAttribute("hidden",!Vo(a,p))}n()}async function d(){let[f]=i.files;if(f){
k(o("trace-error"),"");try{let p=`lab/traces?name=${encodeURIComponent(f.name)}`,{id:h}=await j(p,{method:"POST",body:f});await t(),r.value=h,u()}catch(p){k(o("\
trace-error"),p.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener("change",d);for(let f of[r,s])f.addEventListener("chan\
ge",u);return{offer:c,chosen:()=>a?.sources.find(({id:f})=>f===r.value)??null,asked:()=>({source:r.value,machine:s.value===fe?Zo(l):s.value})}}function Xt(e,t){
let n=e.value;e.length===t.length&&t.every(([r,s],i)=>Yo(e.options[i],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(s,r))),t.some(([r])=>r===n)&&(e.value=
n))}function Yo(e,t,n){return e.value===t&&e.text===n}function Vo(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Xo(e){return e===fe?"a machine\
 that was typed in":e}function Zo(e){let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var Qt=["grid","curves","reuse"],Qo=["mapping","policy","admission"];function en(e,t,n){let o=e.querySelector("#lab"),r=b=>o.querySelector(`#lab-${b}`),s=Vt(o),
i=new Map,l=null,a=null,c="",u="",d=zt(o,s,h),f=Zt(o,{refresh:_,changed:A});function p(){let b=document.querySelector("#control-pane");return ue(b,JSON.parse(b.
querySelector("#fits").dataset.facts))}function h(b,T=r("picked-note")){n("submit",b),k(T,`${b.indexes} × ${b.ways} stands in the control panel: press Apply th\
ere.`)}let g=b=>r(b).value===""?null:Number(r(b).value),x=()=>Object.fromEntries(Qo.map(b=>[b,r(b).value]).filter(([,b])=>b!=="")),y=()=>({prompt:r("prompt").value,
tokens:g("tokens")}),m=Object.fromEntries(Object.entries({replay:()=>Qt.map(b=>({kind:b,...f.asked(),settings:x()})),calibrate:()=>[{kind:"calibrate"}],tune:()=>{
let b={budget_gib:g("budget"),confirm:g("confirm")};return[{kind:"tune",source:f.asked().source,...b,...y()}]},compare:()=>[{kind:"compare",contenders:O(),...y()}]}).
map(([b,T])=>[b,Gt(r(`job-${b}`),{steps:T,onView:S,onEnd:()=>_()})]));for(let b of["replay","tune"])m[b].enable(!1);function S(b){i.set(b.kind,b.id),b.kind==="g\
rid"&&(d.show(b.view),u=L(),r("use-best").hidden=!d.best()),b.kind==="tune"&&w(b.view.facts.former),Ht(o,s,b.view),b.kind==="curves"&&!b.view.figures["curves-sp\
eed"]&&s.show("curves-speed",null),Qt.includes(b.kind)&&(r("results").hidden=!1),s.redraw(),$()}function w(b){r("former").hidden=!b,r("former").onclick=()=>h(b,
r("former-note")),k(r("former-note"),"")}function $(){let b=Ut(i);for(let T of["report","json"])r(T).hidden=b===null,b&&(r(T).href=b[T])}function O(){return[...r(
"contenders").querySelectorAll("input:checked")].map(({value:b})=>b==="Control panel"?{name:b,settings:p().all()}:b==="Best predicted"?{name:b,settings:d.best()}:
b)}async function _(){try{l=await j("lab/state")}catch{return}f.offer(l),A()}function v(){if(!a||a.phase!=="idle"||!o.offsetWidth)return;let b=JSON.stringify([a.
model.name,a.settings,a.counters.generated_tokens]);b!==c&&(c=b,_())}function L(){let{id:b,tokens:T}=f.chosen()??{};return JSON.stringify([a?.model.name,a?.settings,
b,T])}function A(){let b=f.chosen(),T=!!b?.tokens;r("empty").hidden=T||i.size>0,m.replay.enable(T,T?"":"There is nothing to replay yet"),m.tune.enable(!!b?.generated&&
l.calibrated,M(b)),k(r("stale"),i.has("grid")&&L()!==u?"Trace or settings have changed: replay again.":""),C()}function M(b){return l.calibrated?b?.generated?"":
"There is no reply to tune for yet":"Time this machine first"}function C(){let b={...l.contenders,"Control panel":"what its fields hold, applied or not"};d.best()&&
(b["Best predicted"]=`${d.best().indexes} × ${d.best().ways}, from the map above`);let T=Object.keys(b),ee=r("contenders"),xo=[...ee.querySelectorAll("input")].
map(({value:K})=>K);if(JSON.stringify(xo)!==JSON.stringify(T)){let K=new Set(er(ee,T));ee.replaceChildren(ee.querySelector("legend"),...T.map(ze=>tr(ze,K.has(ze))))}
ee.querySelectorAll("label").forEach(K=>K.title=b[K.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&v()).observe(o),r("use-best").addEventListener(
"click",()=>h(d.best())),s.onClick("grid",d.click),o.querySelectorAll("input[name=lab-metric]").forEach(b=>b.addEventListener("change",d.redraw)),{update(b){a=b,
v()},recolour:s.redraw}}function er(e,t){let n=[...e.querySelectorAll("input:checked")].map(({value:o})=>o);return n.length?n:t.slice(0,2)}function tr(e,t){let n=document.
createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});return n.append(o,` ${e}`),n}function tn(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;W(t("hits"),o.hits),W(t("inflight"),o.in_flight),W(t("misses"),o.misses),
W(t("fills"),o.fills),W(t("evictions"),o.evictions),k(t("hit-rate"),q(ce(o),1)),k(t("recent"),q(n.recent_hit_rate,1)),k(t("copied"),P(o.bytes_copied)),W(t("toke\
ns"),o.generated_tokens),nr(t("joules"),n.power)}}}function nr(e,t){let{text:n,title:o}=or(t);k(e,n),e.parentElement.title=o}function or(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,i])=>s+i.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${dt(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the start"}}var nn="hybrid-theme";function on(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(nn);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
nn,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function D(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),
font:e.getPropertyValue("--mono").trim(),em:parseFloat(getComputedStyle(document.documentElement).fontSize)}}var N=["#00224e","#213b6e","#4c556c","#6c6e72","#8e8978","#b1a570","#d8c458","#fee838"].map((e,t,n)=>[t/(n.length-1),e]),rr=140;function sn(e){let t=Math.min(1,
Math.max(0,e))*(N.length-1),n=Math.min(N.length-2,Math.floor(t)),[o,r]=[rn(N[n][1]),rn(N[n+1][1])];return o.map((s,i)=>Math.round(s+(r[i]-s)*(t-n)))}function rn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function pe([e,t,n]){return .299*e+.587*t+.114*n>rr?"#14161a":"#ffffff"}var H=256,ln={width:.62,height:1.05},sr=1500;function un(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";function i(d,f,p,h){
ir(e,t,d),s!==JSON.stringify(p)&&(r=cr(p),s=JSON.stringify(p));let g=lr(d);t.save(),t.beginPath(),t.rect(d.left,d.top,d.width,d.height),t.clip(),l(g,f);let x=a(
g,f,h)&&c(g,f,h);return t.restore(),u(g,d,f,h),x}function l(d,{rows:f,columns:p,values:h,range:g}){n.width=p,n.height=f;let x=o.createImageData(p,f),y=new Uint32Array(
x.data.buffer),[E,m]=g,S=(H-1)/(m-E||1);for(let $=0;$<h.length;$++)Number.isNaN(h[$])||(y[$]=r[cn(h[$],E,S)]);o.putImageData(x,0,0),t.imageSmoothingEnabled=!1,t.
drawImage(n,d.x(-.5),d.y(-.5),p*d.wide,f*d.high);let w=an(d);if(w){for(let $=0;$<=p;$++)t.clearRect(d.x($-.5)-w/2,d.y(-.5),w,f*d.high);for(let $=0;$<=f;$++)t.clearRect(
d.x(-.5),d.y($-.5)-w/2,p*d.wide,w)}}function a(d,{label:f,widest:p},h){return f!==null&&d.wide>=(p+.8)*ln.width*Le(h)&&d.high>=ln.height*Le(h)}function c(d,{rows:f,
columns:p,values:h,range:g,label:x},y){let[E,m]=d.columns(p),[S,w]=d.rows(f);if((m-E)*(w-S)>sr)return!1;t.font=`${Le(y)}px ${y.font}`,t.textAlign="center",t.textBaseline=
"middle";let $=(H-1)/(g[1]-g[0]||1);for(let O=S;O<w;O++)for(let _=E;_<m;_++){let v=h[O*p+_];Number.isNaN(v)||(t.fillStyle=pe(ar(r[cn(v,g[0],$)])),t.fillText(x(O,
_),d.x(_),d.y(O)+.5))}return!0}function u(d,f,{outlined:p},h){let g=an(d)>2?2:d.high>5?1.25:1;t.beginPath();for(let[x,y]of p){let[E,m]=[d.x(y-.5),d.y(x-.5)];E+d.
wide>f.left&&E<f.left+f.width&&m+d.high>f.top&&m<f.top+f.height&&t.rect(E,m,d.wide,d.high)}t.strokeStyle=h.outline,t.lineWidth=g,t.stroke()}return i}function ir(e,t,{
outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function lr({left:e,top:t,
width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),l=o/(s[0]-s[1]),a=(c,u,d)=>[Math.max(0,Math.floor(c+.5)),Math.min(d,Math.floor(u+.5)+1)];return{wide:i,
high:l,x:c=>e+(c-r[0])*i,y:c=>t+(c-s[1])*l,columns:c=>a(r[0],r[1],c),rows:c=>a(s[1],s[0],c)}}function an({wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=
3.5?1:0}function Le(e){return .72*e.em}function cn(e,t,n){return Math.max(0,Math.min(H-1,Math.round((e-t)*n)))}function ar(e){return[e&255,e>>8&255,e>>16&255]}function cr(e){
let t=document.createElement("canvas");t.width=H,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(.5,0,H-.5,0);for(let[r,s]of e)o.addColorStop(r,s);
return n.fillStyle=o,n.fillRect(0,0,H,1),new Uint32Array(n.getImageData(0,0,H,1).data.buffer.slice(0))}function oe({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function dn({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping===
"layered",l=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),a=new Int32Array(s).fill(-1);return n.slot.forEach((c,u)=>{c>=0&&c<s&&(a[c]=u)}),{key:`slots\
 ${l} ${s}`,rows:Math.ceil(s/l),columns:l,xTitle:i?"way":"slot",yTitle:i?"index":`slots, ${l} a row`,cellAt:(c,u)=>c*l+u<s?a[c*l+u]:null,places:c=>c.filter(u=>n.
slot[u]>=0).map(u=>[Math.floor(n.slot[u]/l),n.slot[u]%l]),layerAt:(c,u)=>i?c:ur(a[c*l+u],e)}}function ur(e,{experts:t}){return e>=0?Math.floor(e/t):null}var[he,Te,pn]=[0,1,2],dr=["on the CPU only","in flight","resident"],Ae={where:{board:oe,value:({cache:e},t)=>e.state[t],range:()=>[he,pn],scale:e=>pr([e.cpu,e.flight,
e.ready]),legend:({settings:e},t)=>{let n=e.mapping==="layered"?"way":"slot";return`<span><i class="mark hit"></i>resident${t?`, with its ${n}`:""}</span><span>\
<i class="mark flight"></i>in flight${t?" ↓":""}</span><span><i class="mark miss"></i>on the CPU</span>`},label:({cache:e,settings:t},n)=>e.state[n]===he?"":e.
state[n]===Te?"↓":String(t.mapping==="layered"?gn(e.slot[n],t):e.slot[n]),widest:({settings:{mapping:e,geometry:t}})=>me(e==="layered"?t.ways:t.indexes*t.ways)},
age:{board:oe,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(fn(e)),0],scale:()=>N,legend:e=>re(`${fn(
e)} steps ago`,"just now")},rate:{board:oe,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[0,1],scale:()=>N,legend:()=>re("0 % hits","100 %")},
uses:{board:oe,value:({cache:e},t)=>ge(e,t),range:({cache:e})=>[0,_e(e)],scale:()=>N,legend:({cache:e})=>re("unused",`${_e(e)} uses this reply`),label:({cache:e},t)=>String(
ge(e,t)||""),widest:({cache:e})=>me(_e(e)+1)},slots:{board:dn,value:({model:e,settings:t},n)=>t.mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({
model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:()=>N,legend:({model:e,settings:t})=>t.mapping==="layered"?re("expert 0",`${e.experts-
1}`):re("layer 0",`${e.layers-1}`),label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.
state[o]===Te?" ↓":""}`},widest:({model:e,settings:t})=>me(e.experts)+(t.mapping==="layered"?0:1+me(e.layers))}};function mn(e,t){let{cache:n,counters:o,model:r}=e;
if(t===null)return"no slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.
experts)}, expert ${t%r.experts}`,fr(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${ge(n,t)} uses this reply`,n.lastUsed[t]<0?"ne\
ver used":`last used ${i}`].join("<br>")}function hn({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[pn]} of ${e.state.length} experts resident\
, ${t[Te]} in flight, ${t[he]} on the CPU`}function fr({cache:e,settings:t},n){let o=dr[e.state[n]];if(e.state[n]===he)return o;let r=e.slot[n],s=Math.floor(r/t.
geometry.ways),i=t.mapping==="layered"?` (index ${s}, way ${gn(r,t)})`:"";return`${o}, slot ${r}${i}`}function gn(e,t){return e%t.geometry.ways}function ge(e,t){
return e.uses[t]-e.usedBefore[t]}function fn({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function _e(e){let t=1;
for(let n=0;n<e.uses.length;n++)t=Math.max(t,ge(e,n));return t}function me(e){return String(e-1).length}function pr(e){return e.flatMap((t,n)=>[[Math.max(0,(n-.5)/
(e.length-1)),t],[Math.min(1,(n+.5)/(e.length-1)),t]])}function re(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var yn=-1,mr='<span><i class="mark now"></i>last token</span>',hr='<span><i class="mark now"></i>chosen token</span>';function xn(e,t){let n=e.querySelector("#h\
eatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector("#heatmap .summary"),s=un(e.querySelector("#heatmap canvas")),i=Ae.where,l=null,a=null,c=[],
u=null,d="",f=null,p=null,h=null;function g(){if(!p||!f||!n.offsetWidth)return;l=i.board(p),a=D(),c=Array.from({length:l.rows},()=>new Array(l.columns).fill(yn));
let m=de(l.rows,(w,$)=>mn(p,l.cellAt(w,$))),S=!n.on;E(!0),f.react(n,[xr(c,m)],br(l,p,n,a),B),S&&x(),y()}function x(){n.on("plotly_doubleclick",()=>f.relayout(n,
bn(l))),n.on("plotly_relayout",m=>m.autosize?g():y()),n.on("plotly_hover",({points:[m]})=>u={xval:m.x,yval:m.y}),n.on("plotly_unhover",()=>u=null),n.on("plotly_\
click",({points:[m]})=>t.chooseLayer(l.layerAt(m.y,m.x)))}function y(){l=i.board(p);let m=gr(l,i,p,c,h),S=s(yr(n),m,i.scale(a),a);n.dataset.outlined=m.outlined.
length,E(S),u&&f.Fx.hover(n,u,"xy")}function E(m){let S=i.legend(p,m)+(h?hr:mr);S!==d&&(o.innerHTML=S),d=S}return t.outline=m=>{h=m,l&&n.offsetWidth&&y()},e.querySelectorAll(
"input[name=view]").forEach(m=>m.addEventListener("change",()=>{i=Ae[m.value],g()})),I().then(m=>{f=m,F(f,n,g),g()}),{holds:!0,update(m,S){if(p=m,k(r,hn(m)),!f||
!n.offsetWidth)return;let{cells:w,current:$,settings:O,counters:_,active_request:v}=S.delta;S.whole||!l||O&&l.key!==i.board(m).key?queueMicrotask(g):(w||$||O||_||
v)&&y()},recolour:g}}function gr(e,t,n,o,r){let s=new Float64Array(e.rows*e.columns).fill(NaN);for(let i=0;i<e.rows;i++)for(let l=0;l<e.columns;l++){let a=e.cellAt(
i,l),c=a===null||a<0?null:t.value(n,a);o[i][l]=c??yn,c!==null&&(s[i*e.columns+l]=c)}return{rows:e.rows,columns:e.columns,values:s,range:t.range(n),label:t.label?
(i,l)=>t.label(n,e.cellAt(i,l)):null,widest:t.widest?.(n)??2,outlined:e.places(r??n.cache.current)}}function yr(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;
return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,height:n._length,xRange:t.range,yRange:n.range}}function xr(e,t){return{type:"hea\
tmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"%{customdata}<extra></extra>"}}function bn({rows:e,columns:t}){return{"xax\
is.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function br(e,{model:t},n,o){let r=`${t.name} ${e.key}`,s=bn(e),i=n.layout?.uirevision===r?n.layout:null,l=(a,c)=>({
showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.log2(c/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{
text:a,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{
family:o.font,color:o.text},hoverlabel:U(o),dragmode:"zoom",uirevision:r,xaxis:{...l(e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...l(e.yTitle,
e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var wr=1e3,[kr,Sr]=[1,2];function wn(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(Er());for(let l=0;l<i;l++)vr(o,l).forEach((a,c)=>{let u=n.rows[l].cells[c];
u.textContent!==a&&(u.textContent=a)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,wr))}}}function Er(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function vr({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),l=u=>r.
reduce((d,f)=>d+u[o+f],0),[a,c]=[l(t.uses),l(t.hits)];return[String(n),Ce(s(Sr)),Ce(s(kr)),Ce(i.map(u=>u-o)),`${c} of ${a}`,q(a?c/a:null,1)]}function Ce(e){return e.
join(" ")||"none"}var kn=["steps","held","loading","choices","outcomes"];function Sn(){let e={rows:"ways",clear(){for(let t of kn)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of kn)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[En,$r]=[0,1],Or=16,Lr=10,[_r,Tr]=[.14,.3],Ar=.6;function vn(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(c=>c.map(u=>u<0?-1:1)),s=r[0].length,i=_n(e,s),
l=o?s:null,a=c=>o?Ln(c,t):n.readyInk;return{rows:s+(o?1:0),traces:[Cr(e,r,s,o,t,n),...o&&s<=Or?[qr(e,r,s,t,n)]:[],be(i.evictions,"line-ns-open",n.outline,.9*n.em,
"evicted",2),be(i.hits,"circle",i.hits.experts.map(a),.25*n.em,"hit"),be(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),be(i.misses,"x-thin-o\
pen",n.outline,.4*n.em,"missed",1.5)],layout:Nr(e,s,l,n)}}function $n({rows:e},{experts:t}){return`${e==="ways"?`<span>expert 0<i class="ramp"></i>${t-1}</span>`:
'<span><i class="mark hit"></i>resident</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class=\
"marked">│ evicted</span>`}function On(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer lies beyond the last index: it has no slots, all is c\
omputed on the CPU.";let n=t.filter(s=>s===En).length,o=_n(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} choic\
es were hits (${q(n/t.length)}), ${o} evictions. A step is one token, or one piece of a prompt.`}function Cr({steps:e,loading:t},n,o,r,{experts:s},i){let l=Array.
from({length:o},(c,u)=>n.map(d=>d[u]<0?null:d[u])),a=(c,u)=>{let d=n[u][c],f=t[u].includes(c)?", in flight":"";return r?`way ${c}: ${d<0?"empty":`expert ${d}${f}`}`:
`expert ${c}: ${d<0?"on the CPU only":`resident${f}`}`};return{type:"heatmap",x:e,z:l,zmin:0,zmax:r?s-1:1,colorscale:r?N:[[0,i.cpu],[1,i.ready]],showscale:!1,zsmooth:!1,
ygap:o>24?0:2,customdata:de(o,a),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function qr({steps:e},t,n,o,r){let[s,i,l,a]=[[],[],[],[]];for(let c=0;c<
n;c++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][c]===t[u][c];)d++;let f=t[u][c];f<0||d-u<Lr||(s.push(e[u]),i.push(c-_r),l.push(String(f)),a.push(Ln(
f,o)))}return{type:"scatter",mode:"text",x:s,y:i,text:l,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*r.em,color:a}}}
function Ln(e,{experts:t}){return e/Math.max(1,t-1)>Ar?"#14161a":"#ffffff"}function _n({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...ye(),experts:[]},
inFlight:ye(),misses:ye(),evictions:ye()};return t.forEach((l,a)=>{let c=n[a-1]??n[a];n[a].forEach((u,d)=>{(e==="ways"?c[d]>=0&&u!==c[d]:c[d]>=0&&u<0)&&xe(i.evictions,
l-.5,d)}),o[a].forEach((u,d)=>{let f=r[a][d],p=e==="ways"?Mr(u,c,n[a]):u;f===En?(xe(i.hits,l,p<0?s:p+(e==="ways"?Tr:0)),i.hits.experts.push(u)):f===$r?xe(i.inFlight,
l,p<0?s:p):xe(i.misses,l,e==="ways"?s:u)})}),i}function Mr(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function ye(){return{x:[],y:[]}}function xe(e,t,n){
e.x.push(t),e.y.push(n)}function be({x:e,y:t},n,o,r,s,i=0){return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},
hoverinfo:"skip",showlegend:!1}}function Nr({steps:e},t,n,o){let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.
log2(t/10))),l=Array.from({length:Math.ceil(t/i)},(c,u)=>u*i),a={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*
o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:U(o),xaxis:{...a,range:[Math.min(e[0],e.at(-1)-50)-
1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"step",font:r,standoff:4}},yaxis:{...a,range:[s,-.5],tickvals:n===null?l:[...l,n],ticktext:n===null?l.map(String):
[...l.map(String),"CPU"],title:{text:n===null?"expert":"way",font:r,standoff:4}}}}var Pr=700;function Tn(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=Sn(),i=null,l=null,a=null,c=0,
u=-1,d=!1;function f(){if(!i||a===null||!s.steps.length)return;let x=D(),y=vn(s,l.model,x);r.style.setProperty("--rows",y.rows),i.react(r,y.traces,y.layout,B),n.
querySelector(".legend").innerHTML=$n(s,l.model),k(n.querySelector(".summary"),On(s))}async function p(){c=0;let x=a;x===null||d||document.hidden||(u=l.counters.
steps,await s.extend(x,()=>a===x)&&f())}function h(x){x==null||x===a||(a=x,o.value=String(a),n.hidden=!1,k(n.querySelector("h3"),`Layer ${a}`),I().then(y=>{i||F(
y,r),i=y}),s.clear(),p())}function g(){a=null,o.value="",n.hidden=!0}return t.chooseLayer=h,o.addEventListener("change",()=>o.value===""?g():h(Number(o.value))),
n.querySelector(".close").addEventListener("click",()=>{g(),o.focus()}),{update(x,y){l=x,o.length!==x.model.layers+1&&jr(o,x.model.layers),y.whole&&a!==null&&(a>=
x.model.layers&&g(),s.clear(),u=-1),a!==null&&u!==x.counters.steps&&(c||=setTimeout(p,Pr))},paused(x){d=x,u=-1},recolour:f}}function jr(e,t){e.length=1;for(let n=0;n<
t;n++)e.add(new Option(String(n),String(n)))}var[X,Ir,An]=["solid","4px 2px","2px 2px"],Br=[{title:"tokens / s",format:se,lines:[{at:1,name:"tok/s",colour:"speed",dash:X}]},{title:"experts / s",format:se,lines:[
{at:2,name:"hits/s",short:"hits",colour:"hit",dash:X},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Ir}]},{title:"copied to the device",format:e=>`${Rr(
e)}B/s`,lines:[{at:4,name:"copied",colour:"speed",dash:X}]},{title:"power",power:!0,format:e=>`${se(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:X},
{at:6,name:"CPU",short:"CPU",colour:"cpuPower",dash:An}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",
short:"this program",colour:"speed",dash:X},{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:An}]},{title:"GPU memory",titleWithout:"\
memory of this program (no GPU in use)",format:e=>`${se(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:X}]}];function Cn({power:e,
memory:t}){let n=Object.values(e).some(r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Br.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||
r.title}))}function qn({most:e,unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let{at:l}of n)r=Math.max(r,(i[l]??0)/t);if(!r)return t;let s=10**Math.
floor(Math.log10(r));return t*s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function se(e){return String(Number(e.toPrecision(e<1?2:3)))}function Rr(e){let t=e<
1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${se(e/1e3**t)} ${["","k","M","G","T"][t]}`}var Dr=120,Ne=.66,qe=.22,Pe=.04,[Mn,Fr,Nn,Me]=[5,1.8,1.7,4];function je({points:e,marks:t},n,o,r){let s=e.map(([l])=>l-o);return[...n.flatMap(({lines:l,top:a,format:c},u)=>{
let d=n.length-1-u;return l.map(({at:f,name:p,colour:h,dash:g})=>({type:"scatter",mode:"lines",name:p,x:s,y:e.map(x=>x[f]===null?null:d+Ne*x[f]/a),customdata:e.
map(x=>x[f]===null?"":c(x[f])),line:{color:r[h],width:1.8,dash:g,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}<extra></extra>`,showlegend:!1}))}),
Ur(t,n.length,o,r)]}function Ur(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(([s])=>[s-n,s-n,null]),y:e.flatMap(
()=>[-Pe,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:"triangle-down",size:e.flatMap(()=>[0,r,0]),color:o.
text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function Pn(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.
flatMap(({top:l,format:a},c)=>{let u=e.length-1-c;return[[u,"0"],[u+Ne,a(l)]]});return{margin:{l:Mn*o,r:Fr*o,t:Me,b:Nn*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"\
rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"x unified",hoverlabel:U(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-Dr,0],gridcolor:n.grid,zeroline:!1,
tickfont:s,ticksuffix:" s",ticklabeloverflow:"allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.
muted},yaxis:{range:[-Pe,e.length+qe],fixedrange:!0,zeroline:!1,gridcolor:n.grid,tickvals:i.map(([l])=>l),ticktext:i.map(([,l])=>l),tickfont:s,ticklabeloverflow:"\
allow",automargin:!1}}}function jn(e,t,n){let o=t.length+qe+Pe,r=t.map((s,i)=>{let l=(i+1-Ne+qe)/o,a=Object.assign(document.createElement("p"),{textContent:s.title});
return a.style.top=`calc(${Me}px + ${l} * (100% - ${Me+Nn*n.em}px))`,s.lines.length>1&&a.append(...s.lines.map(c=>zr(c,n))),a});e.style.left=`${Mn*n.em}px`,e.replaceChildren(
...r)}function zr({dash:e,short:t,colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"\
╍╍",s.style.color=o[n],s.ariaHidden="true",r.append(s,` ${t}`),r}function In(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),l=null,a=null,c="",u=null,d=!1;function f(){if(!a||!l||!t.offsetWidth)return;let w=D(),$=!t.on,O=g();
c=x(O);let _=u===null?null:t.layout.xaxis.range;l.react(t,je(a,O,h(),w),Pn(O,_,w),B),jn(n,O,w),$&&y()}function p(){let w=g();if(!t.on||!t.offsetWidth||x(w)!==c)
return f();let $=je(a,w,h(),D()),O=_=>$.map(v=>v[_]);l.restyle(t,{x:O("x"),y:O("y"),customdata:O("customdata")},[...$.keys()])}function h(){let w=a.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??w,u??w}function g(){return Cn(a).map(w=>({...w,top:qn(w,a.points)}))}function x(w){return JSON.stringify([w.map(({title:$,
top:O})=>[$,O]),a.marks])}function y(){t.on("plotly_relayout",w=>{"xaxis.range[0]"in w&&m(Number(t.dataset.end)),w.autosize&&f()}),t.on("plotly_doubleclick",S),
i.addEventListener("click",S),t.addEventListener("pointerenter",()=>E(!0)),t.addEventListener("pointerleave",()=>E(!1))}function E(w){d=w,r.hidden=!w,w||f()}function m(w){
u=w,i.hidden=s.hidden=w===null,w!==null&&k(s,`0 s is ${new Date(1e3*w).toLocaleTimeString()}`)}function S(){m(null),f()}return I().then(w=>{l=w,F(l,t,f),f()}),{
holds:!0,update(w,$){a=w,k(o,Gr(w)),$.whole?requestAnimationFrame(f):l&&!d&&($.point||$.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function Gr(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var Wr=1e3,Bn=5e3;function Rn(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?Bn-Wr:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+Bn,k(t,Hr(r)))}}}function Hr({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Timing this machine.";if(e==="unloaded")return"No model is loaded: load one in the co\
ntrol panel.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${q(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:
`Writing: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function Dn(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);Ie(Jr(t,n),o)}function Jr(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function Ie(e,t,n="text/plain"){let o=URL.createObjectURL(new Blob([t],{type:n}));Object.assign(document.createElement("a"),{href:o,download:e}).
click(),setTimeout(()=>URL.revokeObjectURL(o),1e4)}var Kr={stop:"ended",length:"limit",cancelled:"stopped"},Yr=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},Vr=e=>t=>t==null?"–":t.toFixed(e),Xr=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,Zr=e=>e==null?"–":`${(100*e).toFixed(1)} %`,Qr=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),z=e=>String(e??"–"),G=[{label:"When",sort:"at",value:e=>e.at,text:os},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>z(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:Vr(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:Xr,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:Zr,figure:!0,better:1},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:Qr,figure:!0,better:-1},
{label:"J/token",sort:"joules_per_token",value:es,text:ts,figure:!0,better:-1,title:"of the sensors there are"},{label:"Tokens",sort:"tokens",value:e=>e.tokens,
text:z,figure:!0},{label:"End",sort:"ending",value:e=>Kr[e.finish],text:z,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"cpu\
_threads",value:e=>e.cpu_threads,text:z,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:z},{label:"Fills",sort:"admission",value:e=>e.admission,
text:ns,title:"Fill on miss, and how many copies may wait"},{label:"Placement",sort:"placement",value:e=>e.placement,text:e=>z(e).replace("_"," ")},{label:"Mode\
l",sort:"model",value:e=>e.model,text:z}];function es(e){let t=Yr(e);return t===null||!e.tokens?null:t/e.tokens}function ts(e,t){if(e===null)return"–";let n=t.
gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function ns(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:z(e)}
function os(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function Be(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function Fn(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function Un(e,t){let[n,o]=t.map(i=>e.value(i));if(!e.better||!n||o==null)return"";let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function zn(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var Gn="rgba(0, 0, 0, 0)",rs=["speed","gpu"],ss=["solid","dot"];function Wn(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(
".speed"),"tokens_per_s","tokens / s",""],[e.querySelector(".hits"),"hit_rate","hit rate",".0%"]],r=null,s=[],i=[];async function l(u){if(s=u,e.hidden=u.length<
2,!e.hidden&&(t.innerHTML="",t.append(ls(u)),i=await Promise.all(u.map(is)),s===u)){if(n.textContent=i.every(Boolean)?"Curves over the tokens of each reply.":"A\
 reply whose recording was gone, or that has no second token, has no curve.",!r){r=await I(),a();for(let[d]of o)F(r,d,a),d.on("plotly_relayout",f=>f.autosize&&a())}
a()}}function a(){if(!r||e.hidden||!e.offsetWidth)return;let u=D();for(let[d,f,p,h]of o)r.react(d,c(f,h,u),as(p,h,u),B)}function c(u,d,f){return i.map((p,h)=>({
type:"scatter",mode:"lines",name:"AB"[h],x:p?p[u].map((g,x)=>1+x*p.tokens):[],y:p?.[u]??[],line:{color:f[rs[h]],width:1.8,dash:ss[h]},hovertemplate:`%{y:${d||".\
1f"}}`}))}return{show:l,draw:a}}async function is(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function ls(e){let t=document.
createElement("table"),n=(...r)=>{let s=t.insertRow();r.forEach((i,l)=>{let a=document.createElement(l===0?"th":"td");l===0&&(a.scope="row"),a.textContent=i,s.append(
a)})};n("","A ━━","B ┅┅","B against A");let o=[];for(let r of G){let[s,i]=e.map(l=>r.text(r.value(l),l));s===i&&!r.better?o.push(`${r.label} ${s}`):n(r.
label,s,i,Un(r,e))}return t.createCaption().textContent=o.length?`In both: ${o.join(", ")}.`:"Nothing in common.",t}function as(e,t,n){let o={family:n.font,size:.68*
n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:Gn,plot_bgcolor:Gn,
font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:U(n),xaxis:{...r,nticks:6},yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},
annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}var we=200,cs=400,us=150;function Hn(e){let t=e.querySelector("#runs"),n=v=>t.querySelector(`#runs-${v}`),o=t.querySelector("tbody"),r=Wn(n("compare")),s=[],i=0,
l=0,a=null,c={column:0,descending:!0},u=[],d=[],f=we,p=0,h=!1,g,x="",y=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,sort:G[c.
column].sort,descending:c.descending});async function E(v=null){let L=++p;h=!0;let A=v?{limit:we,after:v}:{limit:f},M=await fetch(`runs?${Be({...y(),...A})}`).catch(
()=>null),C=M?.ok?await M.json():null;L===p&&(h=!1,C&&(s=v?[...s,...C.runs]:C.runs,{matching:i,total:l,next:a}=C,m(C.problem),$()))}function m(v){k(n("problem"),
v),n("problem").hidden=!v}function S(){f=we,E()}async function w(v,L,A){let M=await fetch(`runs/all?${Be(y())}`).catch(()=>null),C=await M?.json();M?.ok?Ie(v,L(
C),A):m(C?.error??"The program does not answer: is it still running?")}function $(){t.querySelector(".scrolled").hidden=l===0,n("empty").hidden=l>0;for(let v of[
"csv","json"])n(v).disabled=i===0;k(n("count"),l?`${i} of ${l} replies`:""),!a&&document.activeElement===n("more")&&t.querySelector(".scrolled").focus(),n("more").
hidden=!a,o.replaceChildren(...s.map(O)),t.querySelectorAll("th[data-column]").forEach(v=>{Number(v.dataset.column)===c.column?v.setAttribute("aria-sort",c.descending?
"descending":"ascending"):v.removeAttribute("aria-sort")})}function O(v){let L=document.createElement("tr");L.classList.toggle("stopped",v.finish==="cancelled");
let A=Object.assign(document.createElement("input"),{type:"checkbox",checked:u.includes(v.id)});A.dataset.run=v.id,A.setAttribute("aria-label",`Compare the run \
of ${G[0].text(v.at)}`);let M=document.createElement("span");M.textContent="AB"[u.indexOf(v.id)]??"",L.insertCell().append(A,M);for(let C of G){let b=L.insertCell();
b.textContent=C.text(C.value(v),v),C.figure&&(b.className="figure")}return L}function _(v,L){u=zn(u,v,L),d=u.map(A=>[...d,...s].find(M=>M.id===A)).filter(Boolean),
r.show(d),$(),o.querySelector(`[data-run="${CSS.escape(v)}"]`)?.focus()}return t.querySelector("thead").append(ds()),t.querySelector("thead").addEventListener("\
click",v=>{let L=v.target.closest("th[data-column]");if(!L)return;let A=Number(L.dataset.column);c={column:A,descending:c.column===A?!c.descending:!!G[A].figure},
S()}),o.addEventListener("change",({target:v})=>_(v.dataset.run,v.checked)),n("filter").addEventListener("input",()=>{clearTimeout(g),g=setTimeout(S,us)}),n("mo\
re").addEventListener("click",()=>{f+=we,E(h?null:a)}),n("csv").addEventListener("click",()=>w("runs.csv",Fn,"text/csv")),n("json").addEventListener("click",()=>w(
"runs.json",v=>JSON.stringify(v,null,2),"application/json")),new IntersectionObserver(([v])=>v.isIntersecting&&E()).observe(t),document.addEventListener("hybrid\
:reply-ended",()=>t.offsetWidth&&E()),{update(v){let L=x&&x!=="idle"&&v.phase==="idle";x=v.phase,L&&t.offsetWidth&&setTimeout(E,cs)},recolour:r.draw}}function ds(){
let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">Compare</span></th>',G.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.
assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(r),o&&(s.className="figure");let i=Object.assign(document.createElement("\
button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}function Jn(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!ae(n.dataset.key),n.addEventListener("change",()=>tt(n.dataset.key,!n.checked));return{update(){}}}function Kn(e){
return e.querySelector("#help-open").addEventListener("click",ve),{update(){}}}function Yn(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r,s){
n.setAttribute("aria-pressed",String(r)),k(o,r?"Resume":"Pause"),n.title=r?"Go on at the present":"Hold the charts still",document.body.classList.toggle("charts\
-paused",r);let i=document.querySelector("#paused-note");i.hidden=!r,r&&k(i,`Charts paused at step ${s.counters.steps}, ${fs()}. Counters go on.`)}}}function fs(){
return new Date().toLocaleTimeString([],{hour12:!1})}function Vn(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var ps={idle:"ready",decode:"writing",loading:"loading model",timing:"timing this machine",unloaded:"no model",closed:"closed"};function Zn(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){k(t("status-model"),o.model.name),k(n,ms(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;k(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),k(t("status-hit-rate"),q(o.recent_hit_rate??ce(o.counters))),k(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),k(t("status-memory"),hs(o.memory)),Xn(t("power-gpu"),o.power.gpu),Xn(t("power-cpu"),o.power.cpu),gs(e.querySelector("#notices"),o.machine)},lost(){k(n,"\
disconnected"),n.parentElement.dataset.phase="lost"}}}function ms(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:ps[e.
phase];return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function hs(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.
device_total];return`${P(t)} / ${P(n)}`}function Xn(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),k(e,
ft(t.watts));let n=`unavailable${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});
e.replaceChildren("unavailable",o),e.tabIndex=0}function gs(e,t){let n=ys(t);k(e,n.join(" ")),e.hidden=n.length===0}function ys({emulated:e,notices:t}){return e?
["No GPU in use: the accelerator is emulated. Its slots lie in RAM; hits, misses and fills are real, speed shows nothing.",...t]:[...t]}function Qn(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=a=>a.hash.slice(1),r=a=>n.find(c=>o(c)===a);function s(a){let c=r(a)??n[0];
document.body.dataset.tab=o(c);for(let u of n)u.setAttribute("aria-selected",String(u===c)),u.tabIndex=u===c?0:-1}function i(a){history.replaceState(history.state,
"",a.hash),s(o(a)),a.focus()}function l(a){let c=n.indexOf(document.activeElement);return n[xs(a,c,n.length)]??null}t.addEventListener("click",a=>{let c=a.target.
closest("[role=tab]");c&&(a.preventDefault(),i(c))}),t.addEventListener("keydown",a=>{(a.key===" "||a.key==="Enter")&&a.target.click();let c=l(a.key);c&&i(c),(c||
a.key===" "||a.key==="Enter")&&a.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let a of n){let c=document.getElementById(
`${o(a)}-pane`);c.setAttribute("role","tabpanel"),c.setAttribute("aria-labelledby",a.id)}return s(location.hash.slice(1)),{update(){}}}function xs(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var eo=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(eo[e]=t++);function Z(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=eo[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var Re=0,to=1;function no(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,l=Z(e.choices),a=Z(e.outcomes),c=t*o,u=r.map((d,f)=>{let p=0;for(let h=f*c;h<(f+
1)*c;h++)a[h]!==Re&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:c,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>l[d*c+f*o],routing:(d,f)=>Array.from({length:o},(p,h)=>{let g=d*c+f*o+h;return[l[g],a[g]]}),cells:d=>Array.from({length:c},(f,p)=>Math.
floor(p/o)*n+l[d*c+p])}}function ke(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,l]of e.routing(t,i))l===to&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function Se(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var J=8,bs=80,ro=["hit","flight","miss"],oo=["hit","in flight","miss"];function so(e){function t(o,r,s){e.replaceChildren(ws(o,r),ks(o,r),Ss()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*J}px`;let{width:i,
height:l}=e.getBoundingClientRect(),a=r.bottom+J+l<=innerHeight;e.style.left=`${Math.max(s.left+J,Math.min(r.left,s.right-i-J))}px`,e.style.top=`${Math.max(J,a?
r.bottom+J:r.top-l-J)}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=!0,id:e.id}}function ws(e,t){let n=Object.assign(document.createElement("b"),
{textContent:Se(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement("span"),{textContent:ke(e,t)}),r=document.createElement("p");return r.append(
n," ",o),r}function ks(e,t){let n=document.createElement("ol");n.classList.toggle("many",e.routed>bs),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<
e.layers;o++){let r=document.createElement("li");r.append(Object.assign(document.createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){
let l=Object.assign(document.createElement("i"),{className:ro[i],textContent:String(s)});r.append(l)}n.append(r)}return n}function Ss(){let e=Object.assign(document.
createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=Re;t<oo.length;t++){let n=Object.assign(document.createElement("i"),{className:ro[t],
textContent:"n"});e.append(n,` ${oo[t]} `)}return e}var Es=["none","dotted","dashed","solid","double"],Q={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),line:!0,low:"all hits",high:"all missed"},time:{
label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),line:!0,low:"0 ms",high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"\
first expert of layer",share:(e,t,n)=>e.firstExpert(t,n)/Math.max(1,e.experts-1),number:(e,t,n)=>e.firstExpert(t,n),low:"expert 0",high:e=>String(e.experts-1)}};
function io(e,t,{line:n,number:o}){Object.assign(e.style,vs(t,n)),o===void 0?delete e.dataset.number:e.dataset.number=o}function vs(e,t=!1){let n=e===null?null:
sn(e);return{backgroundColor:n?`rgb(${n.join(" ")})`:"",color:n?pe(n):"",borderBottomStyle:t&&e?Es[Math.min(4,Math.ceil(e*4))]:"none"}}var $s=400;function co(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=_s(e,c),l=null,a=null;function c(){let{name:y,layer:E}=i.chosen(),m=Q[y];for(let S of s){
let w=Number(S.dataset.token);io(S,m.share(e,w,E),{line:m.line,number:m.number?.(e,w,E)})}}function u(y){let E=Object.assign(document.createElement("span"),{className:"\
routed",tabIndex:-1});return E.textContent=Se(e.texts[y]),E.dataset.token=y,E.setAttribute("role","option"),E.setAttribute("aria-selected","false"),E.setAttribute(
"aria-label",`${e.texts[y].trim()||"space"}: ${ke(e,y)}`),E.classList.toggle("prompt",y<e.prompt),E}function d(){r.querySelector("button")?.remove();let E=Number(
s.at(-1)?.dataset.token??i.first()-1)+1,m=Math.min(e.count,E+$s);for(let S=E;S<m;S++)s.push(u(S));r.append(...s.slice(-(m-E)||s.length)),m<e.count&&r.append(Ls(
e.count-m,d)),s.length&&!l&&p(s[0]),c()}function f(){h(null),t.hide(),s.length=0,l=null,r.replaceChildren(),d()}function p(y){l&&(l.tabIndex=-1),l=y,l.tabIndex=
0}function h(y){a?.setAttribute("aria-selected","false"),a=y===a?null:y,a?.setAttribute("aria-selected","true"),n(a?Number(a.dataset.token):null)}let g=y=>t.show(
e,Number(y.dataset.token),y),x=y=>y.target.closest(".routed");return r.addEventListener("pointerover",y=>x(y)&&g(x(y))),r.addEventListener("pointerleave",t.hide),
r.addEventListener("focusin",y=>{x(y)&&(p(x(y)),g(l))}),r.addEventListener("focusout",t.hide),r.addEventListener("click",y=>x(y)&&h(x(y))),r.addEventListener("k\
eydown",y=>{if(!x(y))return;let E=Os(s,l,y.key);if(E)E.focus();else if(y.key==="Enter"||y.key===" ")h(l);else if(y.key==="Escape")a&&h(a),t.hide();else return;y.
preventDefault(),y.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function Os(e,t,n){let o=e.indexOf(t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.
length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=lo(t),l=null,a=null;for(let c=o+s;e[c];c+=s){let{top:u,left:d}=lo(
e[c]);if(!(Math.abs(u-i.top)<i.height/2)){if(a!==null&&Math.abs(u-a)>i.height/2)break;a??=u,(l===null||Math.abs(d-i.left)<Math.abs(l.left-i.left))&&(l={element:e[c],
left:d})}}return l?.element??null}function lo(e){return e.getClientRects()[0]}function Ls(e,t){let n=Object.assign(document.createElement("button"),{type:"butto\
n",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function _s(e,t){let n=Object.assign(document.createElement("p"),{className:"token-ba\
r"}),o=ao(Object.entries(Q).map(([d,{label:f}])=>[d,f]),"Tint by"),r=ao(Array.from({length:e.layers},(d,f)=>[f,f]),"Layer"),s=Object.assign(document.createElement(
"input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[l,a,c]=["span","i","span"].map(d=>document.createElement(d));i.append(l,a,c),
i.className="legend",a.className="ramp";function u(){let d=Q[o.value];r.parentElement.hidden=o.value!=="expert",l.textContent=d.low,c.textContent=typeof d.high==
"function"?d.high(e):d.high,t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(De("Tint by",o),De("",r),i,De("prompt too",s)),r.parentElement.
hidden=!0,l.textContent=Q.misses.low,c.textContent=Q.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||e.prompt===e.
count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function ao(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function De(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function uo(e,t){let n=document.querySelector("#chat"),o=new Map,r=so(e.querySelector("#token-detail")),s=null,i=p=>p.querySelector(".message-content")?.textContent??
"",l=p=>p.querySelector(".actions [data-action=tokens]");function a(p){o.get(p)?.element.remove(),o.delete(p),p.classList.remove("as-tokens"),c(l(p),!1),r.hide(),
t.outline(null)}function c(p,h){p&&(p.textContent=h?"Text":"Tokens",p.setAttribute("aria-pressed",String(h)))}async function u(p,h){let g=p.querySelector(".mess\
age-content"),x={text:i(p),element:document.createElement("div")};x.element.className="tokens",o.set(p,x);try{if(!h)throw new Error("This reply was not recorded\
.");let y=no(await j(`tokens/${encodeURIComponent(h)}`));if(o.get(p)!==x)return;x.element.append(co(y,{detail:r,pick:E=>d(y,E)}))}catch(y){x.element.textContent=
y.message}p.classList.add("as-tokens"),g.after(x.element),c(l(p),!0)}function d(p,h){let g=s?.layers===p.layers&&s?.experts===p.experts;t.outline(h===null||!g?null:
p.cells(h))}function f(){for(let[p,h]of o)!p.isConnected||i(p)!==h.text?a(p):l(p)?.getAttribute("aria-pressed")!=="true"&&c(l(p),!0)}return new MutationObserver(
f).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=p=>{let h=Number(ne()),g=n.querySelectorAll(".message-row")[h];g&&(o.has(g)?a(
g):u(g,p[h]?.metadata?.id))},{update(p){s&&s.name!==p.model.name&&t.outline(null),s=p.model}}}var Ts=220,As=50;function Fe(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current}}}function Ee(e,t){let{cells:n,
current:o,point:r,mark:s,...i}=t,{cache:l}=e,a=e.counters.steps;for(let[u,d]of Object.entries(i))e[u]=Ns(d)?{...e[u],...d}:d;let{steps:c}=e.counters;i.active_request&&
l.usedBefore.set(l.uses),n&&Cs(l,Z(n),c,Math.max(1,c-a)),o!==void 0?l.current=qs(Z(o)):c!==a&&(l.current=Ms(l,c-1)),r&&fo(e.points,r,Ts),s&&fo(e.marks,s,As)}function po(e){
let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,points:e.points.slice(),marks:e.marks.slice()}}function Cs(e,t,n,o){let r=0;
for(let s=0;s<t.length;){let i=t[s++],l=t[s++];if(r+=i>>1,l){let a=Math.floor((l-1)/o)+1,c=Math.floor((Math.sqrt(8*a+1)-1)/2);e.lastUsed[r]=n-(l-1)%o-1,e.uses[r]+=
c,e.hits[r]+=a-c*(c+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function qs(e){let t=0;return e.map(n=>t+=n)}function Ms({lastUsed:e},t){let n=[];for(let o=0;o<
e.length;o++)e[o]===t&&n.push(o);return n}function fo(e,t,n){e.push(t),e.length>n&&e.shift()}function Ns(e){return e!==null&&typeof e=="object"&&!Array.isArray(
e)}var Ps=1e3;function mo(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function l(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapshot",
c=>{s=Fe(JSON.parse(c.data)),t(s)}),r.addEventListener("delta",c=>{let u=JSON.parse(c.data);if(!s||u.seq!==s.seq+1){a(),l();return}Ee(s,u),n(u)}),r.addEventListener(
"error",()=>{a(),o(),i=setTimeout(l,Ps)}))}function a(){clearTimeout(i),r?.close(),r=null,s=null}return{open:l,close:a,state:()=>s}}function ho(e){let t=window.SharedWorker?js(e):Is(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function js({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(Ee(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function Is(e){let t=mo(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var Bs=2,Rs=1e3,Ue={whole:!0,point:!1,delta:{}};function go(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let c=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||l(f,t,u);let d=performance.now();s=d+Math.min(Rs,Bs*(d-c))}function l(c,u,d){try{c.update(u,d)}catch(f){console.error(f)}}function a(c){o=o?Ds(o,c):
c,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(c){e.push(c),t&&l(c,c.holds&&n||t,Ue)},isPaused:()=>n!==null,pause(c){
if(!(!t||c===(n!==null))){n=c?po(t):null;for(let u of e)u.holds&&l(u,n??t,Ue),u.paused?.(c,t)}},connect(){ho({onState(c){t=c,a(Ue)},onDelta(c){a({whole:!1,point:"\
point"in c,delta:c})},onLost(){for(let c of e)c.lost?.()}})}}}function Ds(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var Fs=[["#strip",Zn],["#tabs",Qn],["#pause",Yn],["#counters",tn],["#spoken",Rn],["#layer-detail",Tn],["#heatmap",xn],["#heatmap-table",wn],["#lines",In],["#fit\
s",Ft],["#lab",en],["#token-view",uo],["#progress",pt],["#more",Ke],["#editing-note",st],["#prompts",gt],["#runs",Hn],["#help",Jn],["#help-open",Kn]],ie=go(),Us={
store:ie,chooseLayer(){},outline(){}},yo=[];function ac(e,t){for(let[o,r]of Fs){let s=e.querySelector(o);s&&Vn(s.dataset.needs).then(()=>zs(r,s,e,t))}let n=e.querySelector(
"#theme");n&&on(n,()=>yo.forEach(o=>o.recolour()))}function zs(e,t,n,o){let r=e(t.id==="fits"||t.id==="progress"?t:n,Us,o);r.recolour&&yo.push(r),ie.add(r)}window.
hybrid={awaitTurn:bt,endTurn:wt,askingAgain:lt,chosenMessage:ne,copy:ct,edit:at,showEditing:it,sending:Ge,taken:He,giveBack:Je,download:Dn,pickFile:Ye,togglePause:()=>ie.
pause(!ie.isPaused())};et();ie.connect();export{Fe as fromSnapshot,ac as mount};
