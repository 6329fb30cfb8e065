var H="",oe=()=>document.querySelector("#chat-input textarea");function De(e){return H=e[0]??"",e}function Re(){H=""}function Ue(){let e=oe().value;H&&e.startsWith(
H)&&W(oe(),e.slice(H.length)),H=""}function ze(e){if(!e)return;let t=oe().value,{text:n}=JSON.parse(e);W(oe(),t.trim()?`${n}
${t}`:n)}function W(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function Ge(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function He(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var Je="hybrid-keys-off",ho="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], [role]",We={stop:xo,pause:bo,help:ke},Ke=()=>!1;
function Ve(e){Ke=e}function Ye(){let e={capture:!0};for(let t of["keydown","keypress"])document.addEventListener(t,go,e);document.addEventListener("keydown",yo,
e)}function go(e){Qe(e)==="send"&&re("send")&&e.stopPropagation()}function yo(e){let t=Qe(e);t in We&&!re(t)&&We[t](e)&&e.preventDefault()}function re(e){return Ze().
includes(e)}function Xe(e,t){let n=Ze().filter(o=>o!==e);localStorage.setItem(Je,JSON.stringify(t?[...n,e]:n))}function ke(){let e=document.querySelector("#help");
return e.open?e.close():e.showModal(),!0}function Ze(){try{let e=JSON.parse(localStorage.getItem(Je)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function Qe(e){
let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:l}=e;return i||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&l.closest?.("#chat\
-input")?"send":{Escape:"stop"," ":"pause"}[t]??null}function xo({target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role],\
 [role=listbox]"))return!1;let t=document.querySelector("#stop");if(t&&!t.disabled)t.click();else return Ke();return!0}function bo({target:e}){return document.querySelector(
"dialog[open]")||e.closest?.(ho)?!1:(window.hybrid.togglePause?.(),!0)}var wo={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["tokens","Tokens"],["copy","Copy"],["drop","Delete"]]},X=0,ko={edit:"\
edit",copy:"copy",drop:"delete",again:"retry",tokens:"select"};function tt(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#editing-note"),
s=document.querySelector("#chat-input textarea"),i=()=>[...o.querySelectorAll(".message-row")];function l(c){let u=vo(c),d=c.querySelector(":scope > .actions");
d?.dataset.kind!==u&&(d?.remove(),u&&c.append($o(u)))}o.addEventListener("click",c=>{let u=c.target.closest(".copy-code");u&&Eo(u);let d=c.target.closest(".acti\
ons button");d&&(X=i().indexOf(d.closest(".message-row")),n(ko[d.dataset.action]),d.dataset.action==="copy"&&Oo(d),d.dataset.action==="edit"&&s.focus())});let a=()=>{
i().forEach(l),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(So)};return new MutationObserver(a).observe(o,{childList:!0,subtree:!0}),
a(),r.addEventListener("click",c=>c.target.closest("button")&&et()),r.hidden=!0,Ve(et),{update(){}}}function et(){let e=document.querySelector("#editing :is(tex\
tarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])W(t,"");return!0}function nt(e){let t=document.querySelector(
"#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces the message and all after it. <button type="button">Cancel</button>'}function Z(){return String(
X)}function ot(e){return Re(),[Z(),...e]}function rt(e){return[it(e[X]),String(X)]}function st(e){navigator.clipboard?.writeText(it(e[X]))}function it(e){let t=e.
content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??t}
function So(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function Eo(e){navigator.
clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function vo(e){return e.
querySelector(".thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function $o(e){let t=Object.assign(document.createElement("div"),{className:"ac\
tions"});t.dataset.kind=e;for(let[n,o]of wo[e]){let r=Object.assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(
r)}return t}function Oo(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}function R(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Lo(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Lo(e){
return e.split(/(?=(?:\d{3})+$)/)}function k(e,t){e.textContent!==t&&(e.textContent=t)}function _(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function A(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function lt(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function at(e){return`${e.toFixed(e<10?1:0)} W`}function se({routed:e,hits:t}){return e?t/e:
null}var _o={loading:"Waiting: another model is being loaded.",timing:"Waiting: this machine is being timed."};function ct(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,l=_o[o.phase]??(o.active_request&&"Waiting: another tab's reply is being written."),a=s&&!i&&!!l,c=i&&o.phase==="prefill";if(e.hidden=!a&&!c,a)t.style.width="\
0",k(n,l);else if(c){let{prefill_done:u,prefill_total:d}=o.speed;t.style.width=`${d?100*u/d:0}%`,k(n,Co(o.speed))}}}}function Co(e){return`Reading the prompt: ${e.
prefill_done} of ${e.prefill_total} tokens${Ao(e)}.`}function Ao({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){if(!n||e>=t)return"";let o=Math.ceil((t-
e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}var To=700;function dt(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=JSON.
parse(t.dataset.demo),i=0;n.addEventListener("click",()=>l(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",f=>{
let p=f.target.closest("button");p&&(l(!1),ut(p.dataset.prompt))}),o.addEventListener("click",()=>i?u("Demo stopped."):a()),document.addEventListener("hybrid:re\
ply-ended",()=>i&&setTimeout(()=>i&&c(),To)),document.addEventListener("click",f=>{let p=f.isTrusted&&f.target.closest("#send, #new-conversation");i&&(p||f.target.
closest("#stop"))&&u("Demo stopped.")});function l(f){n.setAttribute("aria-expanded",String(f)),t.classList.toggle("open",f)}function a(){if(ft())return d("Wait\
 for the reply, or stop it.");let f=()=>document.querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!f())return c();let p=new MutationObserver(
()=>{f()||(p.disconnect(),c())});p.observe(document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function c(){
if(document.querySelector("#error")?.textContent)return u("Demo stopped: the last reply failed.");if(i===s.length)return u("Demo finished.");i+=1,d(`${i} of ${s.
length}`),o.textContent="Stop demo",ut(s[i-1])}function u(f){i=0,o.textContent="Switch topics",o.setAttribute("aria-pressed","false"),d(f)}function d(f){r.textContent=
f}return{update(){}}}function ut(e){let t=document.querySelector("#chat-input textarea");if(W(t,e),ft())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(
()=>document.querySelector("#send").click()))}function ft(){return document.querySelector("#stop")?.disabled===!1}var pt=[];function mt(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>pt.push(n))))}):e}function ht(){pt.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function gt(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function yt({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(o>t)return`A layer has ${t} experts: at \
most ${t} ways.`;if(n>e)return`The model has ${e} MoE layers: at most ${e} indexes.`;let i=n*o||0,l=e*t,a=i>s?` There is memory for ${s}.`:"";return`${i} slots \
for ${l} experts: ${_(i/l)} can be resident.${a}`}function xt({indexes:e,ways:t,mapping:n,policy:o,admission:r,cpu_threads:s,placement:i},{labels:l}){let a=Object.
keys(l.placement).find(d=>l.placement[d]===i),c=i==="cached"?"":`, ${a}`,u=s===1?"1 thread":`${s} threads`;return`${e} × ${t}, ${n}, ${o.toUpperCase()}, fills ${r}\
, ${u}${c}`}function bt({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"} of ${e} CPUs`,i=n?`Limited to ${+n.toFixed(
2)} of ${e} CPUs`:s;return o>t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}; ${r} keep the memory busy (○)`:i}function wt(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:l}=n.
getBoundingClientRect(),a=Math.ceil((s.clientX-i)/l*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,a)))}),{draw(s,i,l=null){r=s;let a=c=>`${100*
c/r.logical_cpus}%`;n.style.setProperty("--threads",a(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",a(r.physical_cores)),n.style.setProperty(
"--knee",a(l??0)),n.classList.toggle("measured",l!==null),n.classList.toggle("beyond",i>r.physical_cores),k(o,bt(r,i,l))}}}function St(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:l,top:a,width:c,height:u}=n.getBoundingClientRect();t.set("indexes",kt(Math.ceil((i.clientX-
l)/c*r.layers),r.layers)),t.set("ways",kt(Math.ceil((1-(i.clientY-a)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,l){r=i;let a=Mo(r,l);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));a.forEach((c,u)=>n.children[u].style.setProperty("--share",c)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",Et(l)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`line: the ${r.top_k} of ${r.experts} a token needs`,o.querySelector(".last").textContent=
String(r.layers-1)}}}function Et({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function Mo({layers:e,experts:t},n){let o=n.
indexes*n.ways,r=s=>Array.from({length:e},(i,l)=>Math.min(1,Math.max(0,s(l)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?r(s=>s<
Math.floor(o/t)?1:0):Et(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function kt(e,t){return Math.min(t,Math.max(1,e))}function ie(e,t){let n=Object.keys(t.fields),o=l=>e.querySelector(`#${CSS.escape(t.fields[l]??l)}`),r=l=>o(l)?.querySelector("input, textarea")??null;function s(l){
let a=r(l);return a?qo(a,t.labels[l]):void 0}function i(l,a){let c=r(l);!c||s(l)===a||(c.value=String(a),c.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(l=>[l,s(l)])),label:l=>o(l)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??l,shown:(l,a)=>No(t.labels[l],a)}}function qo({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function vt(e){let{geometry:t,...n}=e;return{...t,...n}}function No(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function $t({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:o.indexes*o.ways*n.expert_bytes||0,s=e.slots_limit??t.slot_memory_bytes,{emulated:i}=t,
l={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??t.slot_memory_bytes,limit:s},a={name:"RAM",held:Math.max(0,e.host_used-
(i?e.slots:0)),slots:i?r:0,total:e.host_total,limit:i?s:null};return{device:i?null:l,host:a,most:Math.floor(s/n.expert_bytes)}}function Se({slots:e,limit:t}){return t!==
null&&e>t}function Ot(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + slots ${A(o)}`,l=Se(e)?`: too much, ${A(s)} of slots fit`:"";return`${t}\
 ${A(n)}${i} of ${A(r)}${l}`}function Lt({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;return{held:o(e),slots:o(Math.min(
t,n-e))}}function Ct(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=$t(o,r);return t.hidden=s.device===null,s.device&&
_t(t,s.device),_t(n,s.host),{most:s.most}}}}function _t(e,t){let{held:n,slots:o}=Lt(t);e.classList.toggle("over",Se(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,k(e.querySelector("p"),Ot(t))}var Po={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",repetition_penalty:"repetition-penalty"};function At(e,t,n){let o=e.querySelector("#error"),
r=null;function s(){r&&(r.block.classList.remove("refused"),r.input.setAttribute("aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),
r=null,o.classList.remove("beside"))}function i(){s(),n();let l=o.querySelector("[data-field]"),a=l?.dataset.field,c=jo(a),u=c?t.input(c):null;if(!u)return;Io(t.
block(c));let d={className:"refusal",id:"refusal",textContent:l.textContent},f=Object.assign(document.createElement("p"),d),p=t.block(c);p.classList.add("refuse\
d"),(p.closest(".row")??p).after(f),u.setAttribute("aria-invalid","true"),u.setAttribute("aria-describedby",f.id),r={block:p,input:u,note:f},o.classList.add("be\
side"),f.scrollIntoView({block:"nearest"})}for(let l of[...t.names,"model"])t.input(l)?.setAttribute("aria-invalid","false");new MutationObserver(i).observe(o,{
childList:!0,subtree:!0}),i()}function jo(e=""){return Po[e]??e}function Io(e){let t=e.closest("#sampling, #sharing")?.querySelector("button.label-wrap");t&&!t.
classList.contains("open")&&t.click()}function Tt(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),k(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),k(s,`${r} is in the field above, to be copied from there.`)}}e.addEventListener("click",({target:o})=>{o.closest(
"#copy-json")&&n(JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(Bo(location.origin+location.pathname,t.all()),"The link")})}function Bo(e,t){
let n=new URL(e);for(let[o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}var Fo=250;function Mt(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=ie(o,r),i=h=>e.querySelector(`.${h}`),l={cover:St(o,s),gauges:Ct(
e),cores:wt(o,s)},a=null,c="",u="",d=!1;function f(){if(!a)return;let h=s.all(),S=vt(a.settings),w=Number(s.input("knee")?.value)||null,v=JSON.stringify([w,h,S,
a.model,a.machine,a.memory]);if(v===c)return;c=v,l.cover.draw(a.model,h);let{most:$}=l.gauges.draw(a,h);l.cores.draw(a.machine,h.cpu_threads,w),m(h),x(h,S),k(i(
"explain"),gt(h,r)),k(i("slots"),yt(a.model,h,$)),k(i("inforce"),`In force: ${xt(S,r)}`),p(S,a.model.name)}function p(h,S){let w=JSON.stringify([h,S]),v=s.input(
"base")?.value;if(!v||w===u)return;let $=Do(JSON.parse(v),h)&&(u===""||JSON.parse(u)[1]===S);u=w,!$&&n("submit")}function x(h,S){let w=s.names.filter($=>h[$]!==
void 0&&h[$]!==S[$]);for(let $ of s.names)s.block($)?.classList.toggle("changed",w.includes($));for(let $ of["apply","revert"])g($).disabled=w.length===0;o.querySelector(
"#apply-row").classList.toggle("pending",w.length>0);let v=w.map($=>`${s.label($)} ${s.shown($,S[$])} → ${s.shown($,h[$])}`);d&&=v.length>0,k(i("changes"),v.length?
`${d?"Applying":"Not applied"}: ${v.join(", ")}`:"")}function m({placement:h,admission:S}){let w=new Set(r.idle[h]??[]);S!=="bounded"&&w.add("max_queued_copies"),
s.block("split_misses").hidden=a.machine.emulated;for(let v of s.names)s.block(v)?.classList.toggle("idle",w.has(v))}function g(h){let S=o.querySelector(`#${h}`);
return S.querySelector("button")??S}function y(h){d=h,c="",f()}o.addEventListener("click",({target:h})=>h.closest("#apply")&&y(!0)),At(o,s,()=>y(!1)),Tt(o,s),o.
addEventListener("input",f);let E=setInterval(()=>e.isConnected?f():clearInterval(E),Fo);return{update(h,S){a=h,(S.whole||S.delta.settings||S.delta.memory)&&f()}}}
function Do(e,t){return Object.keys(t).every(n=>e[n]===t[n])}async function T(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("The program does not answ\
er: is it still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`The program refused (${n.status}).`);return o}var Ro=["grid","curves","reuse","tune","compare"];function qt(e){let t=Ro.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function Nt(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=l=>e.querySelector(`input[name=lab-metric][value=${l}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(l){o=l;let a=!!o.figures["grid-speed"];s("speed").disabled=!a,s("speed").parentElement.title=a?"":
"Time this machine first",a||(s("hits").checked=!0),i()},click({x:l,y:a}){let{indexes:c,ways:u,settings:d}=o.facts;n({...d,indexes:c[a],ways:u[l]})},best:()=>o?.
facts.best??null}}var Uo=350;function Pt(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=m=>e.querySelector(m),[s,i,l,a,c]=[".go",".cancel","progress",".what",".error"].map(r),u=null;
function d(m){s.hidden=m,i.hidden=l.hidden=!m,i.disabled=!1,m&&l.removeAttribute("value")}async function f(){let m={id:null,cancelled:!1};u=m,c.textContent=a.textContent=
"",d(!0);try{let g=t();for(let[y,E]of g.entries()){if(m.cancelled)break;let h=await p(m,E,S=>l.value=(y+S)/g.length);if(h.state==="failed")throw new Error(h.error);
h.state==="done"&&n(h)}a.textContent=m.cancelled?"Cancelled.":""}catch(g){c.textContent=g.message,a.textContent=""}u=null,d(!1),o()}async function p(m,g,y){let E=JSON.
stringify(g),h=await T("lab/jobs",{method:"POST",body:E,headers:{"Content-Type":"application/json"}});for(m.id=h.id,m.cancelled&&await x(m);h.state==="waiting"||
h.state==="running";)y(h.share),a.textContent=h.what,await new Promise(S=>setTimeout(S,Uo)),h=await T(`lab/jobs/${h.id}`);return h}async function x(m){m.cancelled=
!0,i.disabled=!0,a.textContent="Cancelling",m.id&&await T(`lab/jobs/${m.id}`,{method:"DELETE"}).catch(()=>{})}return s.addEventListener("click",()=>!u&&f()),i.addEventListener(
"click",()=>u&&x(u)),{enable:(m,g="")=>(s.disabled=!m,s.title=g)}}function It(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>k(s,r));for(let[o,r]of Object.entries(n.tables))
Ee(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Ee(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(jt("th",n.columns));let r=n.rows.map((s,i)=>{let l=jt("td",s);return l.classList.toggle("marked",i===n.marked),n.keys[i]&&
l.cells[0].prepend(zo(...n.keys[i])),l});o.querySelector("tbody").replaceChildren(...r)}function zo(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function jt(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var Bt=null;function M(){return Bt??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),Bt}var q={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function B(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),l=t._fullLayout,a=l&&Math.abs(l.width-s)<1&&Math.abs(l.height-i)<1;s&&!l?n():s&&(r||!a)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function F(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function le(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function Ft({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},l={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},a={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},c={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:a,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(Go(i)),layout:Dt({...c,xaxis:l,yaxis:l},s(t))}}function Go(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function Dt(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?Dt(e[r],s):s;return o}function Rt(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let l=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:a,layout:c}=Ft(i.figure,getComputedStyle(document.body),l),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,a,{...c,width:d,height:f},q),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){M().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let l=0;new ResizeObserver(()=>{cancelAnimationFrame(
l),l=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let l={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,l)}return{show(i,l){let a=t.get(i);a&&(a.figure=l??null,a.holder.hidden=!l,l&&a.holder.setAttribute("aria-label",l.title),r(),
o(a))},onClick:(i,l)=>t.get(i).onClick=l,redraw:()=>t.forEach(o)}}var ae="typed";function zt(e,{refresh:t,changed:n}){let o=f=>e.querySelector(`#lab-${f}`),[r,s,i,l]=["source","machine","file","typed"].map(o),a=null;function c(f){
a=f,Ut(r,a.sources.map(({id:p,label:x})=>[p,x])),Ut(s,[["this","this machine"],...a.machines.map(({name:p})=>[p,p]),[ae,"another machine, figures typed in"]]),Ee(
e,"calibration",a.calibration_table),o("times").hidden=!a.calibration_table,k(e.querySelector("#lab-job-calibrate .go"),a.calibrated?"Time again":"Time this mac\
hine"),o("budget").placeholder=a.budget_gib===null?"all there is":`at most ${a.budget_gib.toFixed(1)}`,u()}function u(){if(!a)return;let f=s.value;l.hidden=f!==
ae,o("prediction").hidden=f==="this",k(o("machine-note"),f==="this"?a.calibration:`from figures of ${Jo(f)}, not measured here.`);let p=r.value;for(let[x,m]of[[
"save","safetensors"],["csv","csv"]]){let g=o(x);g.href=`lab/traces/${p}.${m}`,g.toggleAttribute("hidden",!Wo(a,p))}n()}async function d(){let[f]=i.files;if(f){
k(o("trace-error"),"");try{let p=`lab/traces?name=${encodeURIComponent(f.name)}`,{id:x}=await T(p,{method:"POST",body:f});await t(),r.value=x,u()}catch(p){k(o("\
trace-error"),p.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener("change",d);for(let f of[r,s])f.addEventListener("chan\
ge",u);return{offer:c,chosen:()=>a?.sources.find(({id:f})=>f===r.value)??null,asked:()=>({source:r.value,machine:s.value===ae?Ko(l):s.value})}}function Ut(e,t){
let n=e.value;e.length===t.length&&t.every(([r,s],i)=>Ho(e.options[i],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(s,r))),t.some(([r])=>r===n)&&(e.value=
n))}function Ho(e,t,n){return e.value===t&&e.text===n}function Wo(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Jo(e){return e===ae?"a machine\
 that was typed in":e}function Ko(e){let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var Gt=["grid","curves","reuse"],Vo=["mapping","policy","admission"];function Ht(e,t,n){let o=e.querySelector("#lab"),r=b=>o.querySelector(`#lab-${b}`),s=Rt(o),
i=new Map,l=null,a=null,c="",u="",d=Nt(o,s,x),f=zt(o,{refresh:L,changed:Be});function p(){let b=document.querySelector("#control-pane");return ie(b,JSON.parse(b.
querySelector("#fits").dataset.facts))}function x(b,O=r("picked-note")){n("submit",b),k(O,`${b.indexes} × ${b.ways} stands in the control panel: press Apply th\
ere.`)}let m=b=>r(b).value===""?null:Number(r(b).value),g=()=>Object.fromEntries(Vo.map(b=>[b,r(b).value]).filter(([,b])=>b!=="")),y=()=>({prompt:r("prompt").value,
tokens:m("tokens")}),h=Object.fromEntries(Object.entries({replay:()=>Gt.map(b=>({kind:b,...f.asked(),settings:g()})),calibrate:()=>[{kind:"calibrate"}],tune:()=>{
let b={budget_gib:m("budget"),confirm:m("confirm")};return[{kind:"tune",source:f.asked().source,...b,...y()}]},compare:()=>[{kind:"compare",contenders:$(),...y()}]}).
map(([b,O])=>[b,Pt(r(`job-${b}`),{steps:O,onView:S,onEnd:()=>L()})]));for(let b of["replay","tune"])h[b].enable(!1);function S(b){i.set(b.kind,b.id),b.kind==="g\
rid"&&(d.show(b.view),u=we(),r("use-best").hidden=!d.best()),b.kind==="tune"&&w(b.view.facts.former),It(o,s,b.view),b.kind==="curves"&&!b.view.figures["curves-s\
peed"]&&s.show("curves-speed",null),Gt.includes(b.kind)&&(r("results").hidden=!1),s.redraw(),v()}function w(b){r("former").hidden=!b,r("former").onclick=()=>x(b,
r("former-note")),k(r("former-note"),"")}function v(){let b=qt(i);for(let O of["report","json"])r(O).hidden=b===null,b&&(r(O).href=b[O])}function $(){return[...r(
"contenders").querySelectorAll("input:checked")].map(({value:b})=>b==="Control panel"?{name:b,settings:p().all()}:b==="Best predicted"?{name:b,settings:d.best()}:
b)}async function L(){try{l=await T("lab/state")}catch{return}f.offer(l),Be()}function P(){if(!a||a.phase!=="idle"||!o.offsetWidth)return;let b=JSON.stringify([
a.model.name,a.settings,a.counters.generated_tokens]);b!==c&&(c=b,L())}function we(){let{id:b,tokens:O}=f.chosen()??{};return JSON.stringify([a?.model.name,a?.settings,
b,O])}function Be(){let b=f.chosen(),O=!!b?.tokens;r("empty").hidden=O||i.size>0,h.replay.enable(O,O?"":"There is nothing to replay yet"),h.tune.enable(!!b?.generated&&
l.calibrated,fo(b)),k(r("stale"),i.has("grid")&&we()!==u?"Trace or settings have changed: replay again.":""),po()}function fo(b){return l.calibrated?b?.generated?
"":"There is no reply to tune for yet":"Time this machine first"}function po(){let b={...l.contenders,"Control panel":"what its fields hold, applied or not"};d.
best()&&(b["Best predicted"]=`${d.best().indexes} × ${d.best().ways}, from the map above`);let O=Object.keys(b),Y=r("contenders"),mo=[...Y.querySelectorAll("in\
put")].map(({value:G})=>G);if(JSON.stringify(mo)!==JSON.stringify(O)){let G=new Set(Yo(Y,O));Y.replaceChildren(Y.querySelector("legend"),...O.map(Fe=>Xo(Fe,G.has(
Fe))))}Y.querySelectorAll("label").forEach(G=>G.title=b[G.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&P()).observe(o),r("use-best").addEventListener(
"click",()=>x(d.best())),s.onClick("grid",d.click),o.querySelectorAll("input[name=lab-metric]").forEach(b=>b.addEventListener("change",d.redraw)),{update(b){a=b,
P()},recolour:s.redraw}}function Yo(e,t){let n=[...e.querySelectorAll("input:checked")].map(({value:o})=>o);return n.length?n:t.slice(0,2)}function Xo(e,t){let n=document.
createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});return n.append(o,` ${e}`),n}function Wt(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;R(t("hits"),o.hits),R(t("inflight"),o.in_flight),R(t("misses"),o.misses),
R(t("fills"),o.fills),R(t("evictions"),o.evictions),k(t("hit-rate"),_(se(o),1)),k(t("recent"),_(n.recent_hit_rate,1)),k(t("copied"),A(o.bytes_copied)),R(t("toke\
ns"),o.generated_tokens),Zo(t("joules"),n.power)}}}function Zo(e,t){let{text:n,title:o}=Qo(t);k(e,n),e.parentElement.title=o}function Qo(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,i])=>s+i.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${lt(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the start"}}var Jt="hybrid-theme";function Kt(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(Jt);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
Jt,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function j(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),
font:e.getPropertyValue("--mono").trim(),em:parseFloat(getComputedStyle(document.documentElement).fontSize)}}var C=["#00224e","#213b6e","#4c556c","#6c6e72","#8e8978","#b1a570","#d8c458","#fee838"].map((e,t,n)=>[t/(n.length-1),e]),er=140;function Yt(e){let t=Math.min(1,
Math.max(0,e))*(C.length-1),n=Math.min(C.length-2,Math.floor(t)),[o,r]=[Vt(C[n][1]),Vt(C[n+1][1])];return o.map((s,i)=>Math.round(s+(r[i]-s)*(t-n)))}function Vt(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function ce([e,t,n]){return .299*e+.587*t+.114*n>er?"#14161a":"#ffffff"}var U=256,Xt={width:.62,height:1.05},tr=1500;function en(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";function i(d,f,p,x){
nr(e,t,d),s!==JSON.stringify(p)&&(r=sr(p),s=JSON.stringify(p));let m=or(d);t.save(),t.beginPath(),t.rect(d.left,d.top,d.width,d.height),t.clip(),l(m,f);let g=a(
m,f,x)&&c(m,f,x);return t.restore(),u(m,d,f,x),g}function l(d,{rows:f,columns:p,values:x,range:m}){n.width=p,n.height=f;let g=o.createImageData(p,f),y=new Uint32Array(
g.data.buffer),[E,h]=m,S=(U-1)/(h-E||1);for(let v=0;v<x.length;v++)Number.isNaN(x[v])||(y[v]=r[Qt(x[v],E,S)]);o.putImageData(g,0,0),t.imageSmoothingEnabled=!1,t.
drawImage(n,d.x(-.5),d.y(-.5),p*d.wide,f*d.high);let w=Zt(d);if(w){for(let v=0;v<=p;v++)t.clearRect(d.x(v-.5)-w/2,d.y(-.5),w,f*d.high);for(let v=0;v<=f;v++)t.clearRect(
d.x(-.5),d.y(v-.5)-w/2,p*d.wide,w)}}function a(d,{label:f,widest:p},x){return f!==null&&d.wide>=(p+.8)*Xt.width*ve(x)&&d.high>=Xt.height*ve(x)}function c(d,{rows:f,
columns:p,values:x,range:m,label:g},y){let[E,h]=d.columns(p),[S,w]=d.rows(f);if((h-E)*(w-S)>tr)return!1;t.font=`${ve(y)}px ${y.font}`,t.textAlign="center",t.textBaseline=
"middle";let v=(U-1)/(m[1]-m[0]||1);for(let $=S;$<w;$++)for(let L=E;L<h;L++){let P=x[$*p+L];Number.isNaN(P)||(t.fillStyle=ce(rr(r[Qt(P,m[0],v)])),t.fillText(g($,
L),d.x(L),d.y($)+.5))}return!0}function u(d,f,{outlined:p},x){let m=Zt(d)>2?2:d.high>5?1.25:1;t.beginPath();for(let[g,y]of p){let[E,h]=[d.x(y-.5),d.y(g-.5)];E+d.
wide>f.left&&E<f.left+f.width&&h+d.high>f.top&&h<f.top+f.height&&t.rect(E,h,d.wide,d.high)}t.strokeStyle=x.outline,t.lineWidth=m,t.stroke()}return i}function nr(e,t,{
outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function or({left:e,top:t,
width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),l=o/(s[0]-s[1]),a=(c,u,d)=>[Math.max(0,Math.floor(c+.5)),Math.min(d,Math.floor(u+.5)+1)];return{wide:i,
high:l,x:c=>e+(c-r[0])*i,y:c=>t+(c-s[1])*l,columns:c=>a(r[0],r[1],c),rows:c=>a(s[1],s[0],c)}}function Zt({wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=
3.5?1:0}function ve(e){return .72*e.em}function Qt(e,t,n){return Math.max(0,Math.min(U-1,Math.round((e-t)*n)))}function rr(e){return[e&255,e>>8&255,e>>16&255]}function sr(e){
let t=document.createElement("canvas");t.width=U,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(.5,0,U-.5,0);for(let[r,s]of e)o.addColorStop(r,s);
return n.fillStyle=o,n.fillRect(0,0,U,1),new Uint32Array(n.getImageData(0,0,U,1).data.buffer.slice(0))}function Q({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,places:t=>t.
map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function tn({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping==="laye\
red",l=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),a=new Int32Array(s).fill(-1);return n.slot.forEach((c,u)=>{c>=0&&c<s&&(a[c]=u)}),{key:`slots ${l}\
 ${s}`,rows:Math.ceil(s/l),columns:l,xTitle:i?"way":"slot",yTitle:i?"index":`slots, ${l} a row`,cellAt:(c,u)=>c*l+u<s?a[c*l+u]:null,places:c=>c.filter(u=>n.slot[u]>=
0).map(u=>[Math.floor(n.slot[u]/l),n.slot[u]%l]),layerAt:(c,u)=>i?c:ir(a[c*l+u],e)}}function ir(e,{experts:t}){return e>=0?Math.floor(e/t):null}var[de,Oe,on]=[0,1,2],lr=["on the CPU only","in flight","resident"],Le={where:{board:Q,value:({cache:e},t)=>e.state[t],range:()=>[de,on],scale:e=>cr([e.cpu,e.flight,
e.ready]),legend:({settings:e},t)=>{let n=e.mapping==="layered"?"way":"slot";return`<span><i class="mark hit"></i>resident${t?`, with its ${n}`:""}</span><span>\
<i class="mark flight"></i>in flight${t?" ↓":""}</span><span><i class="mark miss"></i>on the CPU</span>`},label:({cache:e,settings:t},n)=>e.state[n]===de?"":e.
state[n]===Oe?"↓":String(t.mapping==="layered"?ln(e.slot[n],t):e.slot[n]),widest:({settings:{mapping:e,geometry:t}})=>ue(e==="layered"?t.ways:t.indexes*t.ways)},
age:{board:Q,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(nn(e)),0],scale:()=>C,legend:e=>ee(`${nn(
e)} steps ago`,"just now")},rate:{board:Q,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[0,1],scale:()=>C,legend:()=>ee("0 % hits","100 %")},
uses:{board:Q,value:({cache:e},t)=>fe(e,t),range:({cache:e})=>[0,$e(e)],scale:()=>C,legend:({cache:e})=>ee("unused",`${$e(e)} uses this reply`),label:({cache:e},t)=>String(
fe(e,t)||""),widest:({cache:e})=>ue($e(e)+1)},slots:{board:tn,value:({model:e,settings:t},n)=>t.mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({
model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:()=>C,legend:({model:e,settings:t})=>t.mapping==="layered"?ee("expert 0",`${e.experts-
1}`):ee("layer 0",`${e.layers-1}`),label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.
state[o]===Oe?" ↓":""}`},widest:({model:e,settings:t})=>ue(e.experts)+(t.mapping==="layered"?0:1+ue(e.layers))}};function rn(e,t){let{cache:n,counters:o,model:r}=e;
if(t===null)return"no slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.
experts)}, expert ${t%r.experts}`,ar(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${fe(n,t)} uses this reply`,n.lastUsed[t]<0?"ne\
ver used":`last used ${i}`].join("<br>")}function sn({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[on]} of ${e.state.length} experts resident\
, ${t[Oe]} in flight, ${t[de]} on the CPU`}function ar({cache:e,settings:t},n){let o=lr[e.state[n]];if(e.state[n]===de)return o;let r=e.slot[n],s=Math.floor(r/t.
geometry.ways),i=t.mapping==="layered"?` (index ${s}, way ${ln(r,t)})`:"";return`${o}, slot ${r}${i}`}function ln(e,t){return e%t.geometry.ways}function fe(e,t){
return e.uses[t]-e.usedBefore[t]}function nn({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function $e(e){let t=1;
for(let n=0;n<e.uses.length;n++)t=Math.max(t,fe(e,n));return t}function ue(e){return String(e-1).length}function cr(e){return e.flatMap((t,n)=>[[Math.max(0,(n-.5)/
(e.length-1)),t],[Math.min(1,(n+.5)/(e.length-1)),t]])}function ee(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var an=-1,ur='<span><i class="mark now"></i>last token</span>',dr='<span><i class="mark now"></i>chosen token</span>';function cn(e,t){let n=e.querySelector("#h\
eatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector("#heatmap .summary"),s=en(e.querySelector("#heatmap canvas")),i=Le.where,l=null,a=null,c=[],
u=null,d="",f=null,p=null,x=null;function m(){if(!p||!f||!n.offsetWidth)return;l=i.board(p),a=j(),c=Array.from({length:l.rows},()=>new Array(l.columns).fill(an));
let h=le(l.rows,(w,v)=>rn(p,l.cellAt(w,v))),S=!n.on;E(!0),f.react(n,[mr(c,h)],hr(l,p,n,a),q),S&&g(),y()}function g(){n.on("plotly_doubleclick",()=>f.relayout(n,
un(l))),n.on("plotly_relayout",h=>h.autosize?m():y()),n.on("plotly_hover",({points:[h]})=>u={xval:h.x,yval:h.y}),n.on("plotly_unhover",()=>u=null),n.on("plotly_\
click",({points:[h]})=>t.chooseLayer(l.layerAt(h.y,h.x)))}function y(){l=i.board(p);let h=fr(l,i,p,c,x),S=s(pr(n),h,i.scale(a),a);n.dataset.outlined=h.outlined.
length,E(S),u&&f.Fx.hover(n,u,"xy")}function E(h){let S=i.legend(p,h)+(x?dr:ur);S!==d&&(o.innerHTML=S),d=S}return t.outline=h=>{x=h,l&&n.offsetWidth&&y()},e.querySelectorAll(
"input[name=view]").forEach(h=>h.addEventListener("change",()=>{i=Le[h.value],m()})),M().then(h=>{f=h,B(f,n,m),m()}),{holds:!0,update(h,S){if(p=h,k(r,sn(h)),!f||
!n.offsetWidth)return;let{cells:w,current:v,settings:$,counters:L,active_request:P}=S.delta;S.whole||!l||$&&l.key!==i.board(h).key?queueMicrotask(m):(w||v||$||L||
P)&&y()},recolour:m}}function fr(e,t,n,o,r){let s=new Float64Array(e.rows*e.columns).fill(NaN);for(let i=0;i<e.rows;i++)for(let l=0;l<e.columns;l++){let a=e.cellAt(
i,l),c=a===null||a<0?null:t.value(n,a);o[i][l]=c??an,c!==null&&(s[i*e.columns+l]=c)}return{rows:e.rows,columns:e.columns,values:s,range:t.range(n),label:t.label?
(i,l)=>t.label(n,e.cellAt(i,l)):null,widest:t.widest?.(n)??2,outlined:e.places(r??n.cache.current)}}function pr(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;
return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,height:n._length,xRange:t.range,yRange:n.range}}function mr(e,t){return{type:"hea\
tmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"%{customdata}<extra></extra>"}}function un({rows:e,columns:t}){return{"xax\
is.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function hr(e,{model:t},n,o){let r=`${t.name} ${e.key}`,s=un(e),i=n.layout?.uirevision===r?n.layout:null,l=(a,c)=>({
showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.log2(c/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{
text:a,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{
family:o.font,color:o.text},hoverlabel:F(o),dragmode:"zoom",uirevision:r,xaxis:{...l(e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...l(e.yTitle,
e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var gr=1e3,[yr,xr]=[1,2];function dn(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(br());for(let l=0;l<i;l++)wr(o,l).forEach((a,c)=>{let u=n.rows[l].cells[c];
u.textContent!==a&&(u.textContent=a)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,gr))}}}function br(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function wr({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),l=u=>r.
reduce((d,f)=>d+u[o+f],0),[a,c]=[l(t.uses),l(t.hits)];return[String(n),_e(s(xr)),_e(s(yr)),_e(i.map(u=>u-o)),`${c} of ${a}`,_(a?c/a:null,1)]}function _e(e){return e.
join(" ")||"none"}var fn=["steps","held","loading","choices","outcomes"];function pn(){let e={rows:"ways",clear(){for(let t of fn)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of fn)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[mn,kr]=[0,1],Sr=16,Er=10,[vr,$r]=[.14,.3],Or=.6;function hn(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(c=>c.map(u=>u<0?-1:1)),s=r[0].length,i=bn(e,s),
l=o?s:null,a=c=>o?xn(c,t):n.readyInk;return{rows:s+(o?1:0),traces:[Lr(e,r,s,o,t,n),...o&&s<=Sr?[_r(e,r,s,t,n)]:[],he(i.evictions,"line-ns-open",n.outline,.9*n.em,
"evicted",2),he(i.hits,"circle",i.hits.experts.map(a),.25*n.em,"hit"),he(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),he(i.misses,"x-thin-o\
pen",n.outline,.4*n.em,"missed",1.5)],layout:Ar(e,s,l,n)}}function gn({rows:e},{experts:t}){return`${e==="ways"?`<span>expert 0<i class="ramp"></i>${t-1}</span>`:
'<span><i class="mark hit"></i>resident</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class=\
"marked">│ evicted</span>`}function yn(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer lies beyond the last index: it has no slots, all is c\
omputed on the CPU.";let n=t.filter(s=>s===mn).length,o=bn(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} choic\
es were hits (${_(n/t.length)}), ${o} evictions. A step is one token, or one piece of a prompt.`}function Lr({steps:e,loading:t},n,o,r,{experts:s},i){let l=Array.
from({length:o},(c,u)=>n.map(d=>d[u]<0?null:d[u])),a=(c,u)=>{let d=n[u][c],f=t[u].includes(c)?", in flight":"";return r?`way ${c}: ${d<0?"empty":`expert ${d}${f}`}`:
`expert ${c}: ${d<0?"on the CPU only":`resident${f}`}`};return{type:"heatmap",x:e,z:l,zmin:0,zmax:r?s-1:1,colorscale:r?C:[[0,i.cpu],[1,i.ready]],showscale:!1,zsmooth:!1,
ygap:o>24?0:2,customdata:le(o,a),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function _r({steps:e},t,n,o,r){let[s,i,l,a]=[[],[],[],[]];for(let c=0;c<
n;c++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][c]===t[u][c];)d++;let f=t[u][c];f<0||d-u<Er||(s.push(e[u]),i.push(c-vr),l.push(String(f)),a.push(xn(
f,o)))}return{type:"scatter",mode:"text",x:s,y:i,text:l,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*r.em,color:a}}}
function xn(e,{experts:t}){return e/Math.max(1,t-1)>Or?"#14161a":"#ffffff"}function bn({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...pe(),experts:[]},
inFlight:pe(),misses:pe(),evictions:pe()};return t.forEach((l,a)=>{let c=n[a-1]??n[a];n[a].forEach((u,d)=>{(e==="ways"?c[d]>=0&&u!==c[d]:c[d]>=0&&u<0)&&me(i.evictions,
l-.5,d)}),o[a].forEach((u,d)=>{let f=r[a][d],p=e==="ways"?Cr(u,c,n[a]):u;f===mn?(me(i.hits,l,p<0?s:p+(e==="ways"?$r:0)),i.hits.experts.push(u)):f===kr?me(i.inFlight,
l,p<0?s:p):me(i.misses,l,e==="ways"?s:u)})}),i}function Cr(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function pe(){return{x:[],y:[]}}function me(e,t,n){
e.x.push(t),e.y.push(n)}function he({x:e,y:t},n,o,r,s,i=0){return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},
hoverinfo:"skip",showlegend:!1}}function Ar({steps:e},t,n,o){let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.
log2(t/10))),l=Array.from({length:Math.ceil(t/i)},(c,u)=>u*i),a={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*
o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:F(o),xaxis:{...a,range:[Math.min(e[0],e.at(-1)-50)-
1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"step",font:r,standoff:4}},yaxis:{...a,range:[s,-.5],tickvals:n===null?l:[...l,n],ticktext:n===null?l.map(String):
[...l.map(String),"CPU"],title:{text:n===null?"expert":"way",font:r,standoff:4}}}}var Tr=700;function wn(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=pn(),i=null,l=null,a=null,c=0,
u=-1,d=!1;function f(){if(!i||a===null||!s.steps.length)return;let g=j(),y=hn(s,l.model,g);r.style.setProperty("--rows",y.rows),i.react(r,y.traces,y.layout,q),n.
querySelector(".legend").innerHTML=gn(s,l.model),k(n.querySelector(".summary"),yn(s))}async function p(){c=0;let g=a;g===null||d||document.hidden||(u=l.counters.
steps,await s.extend(g,()=>a===g)&&f())}function x(g){g==null||g===a||(a=g,o.value=String(a),n.hidden=!1,k(n.querySelector("h3"),`Layer ${a}`),M().then(y=>{i||B(
y,r),i=y}),s.clear(),p())}function m(){a=null,o.value="",n.hidden=!0}return t.chooseLayer=x,o.addEventListener("change",()=>o.value===""?m():x(Number(o.value))),
n.querySelector(".close").addEventListener("click",()=>{m(),o.focus()}),{update(g,y){l=g,o.length!==g.model.layers+1&&Mr(o,g.model.layers),y.whole&&a!==null&&(a>=
g.model.layers&&m(),s.clear(),u=-1),a!==null&&u!==g.counters.steps&&(c||=setTimeout(p,Tr))},paused(g){d=g,u=-1},recolour:f}}function Mr(e,t){e.length=1;for(let n=0;n<
t;n++)e.add(new Option(String(n),String(n)))}var[J,qr,kn]=["solid","4px 2px","2px 2px"],Nr=[{title:"tokens / s",format:te,lines:[{at:1,name:"tok/s",colour:"speed",dash:J}]},{title:"experts / s",format:te,lines:[
{at:2,name:"hits/s",short:"hits",colour:"hit",dash:J},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:qr}]},{title:"copied to the device",format:e=>`${Pr(
e)}B/s`,lines:[{at:4,name:"copied",colour:"speed",dash:J}]},{title:"power",power:!0,format:e=>`${te(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:J},
{at:6,name:"CPU",short:"CPU",colour:"cpuPower",dash:kn}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",
short:"this program",colour:"speed",dash:J},{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:kn}]},{title:"GPU memory",titleWithout:"\
memory of this program (no GPU in use)",format:e=>`${te(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:J}]}];function Sn({power:e,
memory:t}){let n=Object.values(e).some(r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Nr.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||
r.title}))}function En({most:e,unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let{at:l}of n)r=Math.max(r,(i[l]??0)/t);if(!r)return t;let s=10**Math.
floor(Math.log10(r));return t*s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function te(e){return String(Number(e.toPrecision(e<1?2:3)))}function Pr(e){let t=e<
1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${te(e/1e3**t)} ${["","k","M","G","T"][t]}`}var jr=120,Te=.66,Ce=.22,Me=.04,[vn,Ir,$n,Ae]=[5,1.8,1.7,4];function qe({points:e,marks:t},n,o,r){let s=e.map(([l])=>l-o);return[...n.flatMap(({lines:l,top:a,format:c},u)=>{
let d=n.length-1-u;return l.map(({at:f,name:p,colour:x,dash:m})=>({type:"scatter",mode:"lines",name:p,x:s,y:e.map(g=>g[f]===null?null:d+Te*g[f]/a),customdata:e.
map(g=>g[f]===null?"":c(g[f])),line:{color:r[x],width:1.8,dash:m,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}<extra></extra>`,showlegend:!1}))}),
Br(t,n.length,o,r)]}function Br(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(([s])=>[s-n,s-n,null]),y:e.flatMap(
()=>[-Me,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:"triangle-down",size:e.flatMap(()=>[0,r,0]),color:o.
text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function On(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.
flatMap(({top:l,format:a},c)=>{let u=e.length-1-c;return[[u,"0"],[u+Te,a(l)]]});return{margin:{l:vn*o,r:Ir*o,t:Ae,b:$n*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"\
rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"x unified",hoverlabel:F(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-jr,0],gridcolor:n.grid,zeroline:!1,
tickfont:s,ticksuffix:" s",ticklabeloverflow:"allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.
muted},yaxis:{range:[-Me,e.length+Ce],fixedrange:!0,zeroline:!1,gridcolor:n.grid,tickvals:i.map(([l])=>l),ticktext:i.map(([,l])=>l),tickfont:s,ticklabeloverflow:"\
allow",automargin:!1}}}function Ln(e,t,n){let o=t.length+Ce+Me,r=t.map((s,i)=>{let l=(i+1-Te+Ce)/o,a=Object.assign(document.createElement("p"),{textContent:s.title});
return a.style.top=`calc(${Ae}px + ${l} * (100% - ${Ae+$n*n.em}px))`,s.lines.length>1&&a.append(...s.lines.map(c=>Fr(c,n))),a});e.style.left=`${vn*n.em}px`,e.replaceChildren(
...r)}function Fr({dash:e,short:t,colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"\
╍╍",s.style.color=o[n],s.ariaHidden="true",r.append(s,` ${t}`),r}function _n(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),l=null,a=null,c="",u=null,d=!1;function f(){if(!a||!l||!t.offsetWidth)return;let w=j(),v=!t.on,$=m();
c=g($);let L=u===null?null:t.layout.xaxis.range;l.react(t,qe(a,$,x(),w),On($,L,w),q),Ln(n,$,w),v&&y()}function p(){let w=m();if(!t.on||!t.offsetWidth||g(w)!==c)
return f();let v=qe(a,w,x(),j()),$=L=>v.map(P=>P[L]);l.restyle(t,{x:$("x"),y:$("y"),customdata:$("customdata")},[...v.keys()])}function x(){let w=a.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??w,u??w}function m(){return Sn(a).map(w=>({...w,top:En(w,a.points)}))}function g(w){return JSON.stringify([w.map(({title:v,
top:$})=>[v,$]),a.marks])}function y(){t.on("plotly_relayout",w=>{"xaxis.range[0]"in w&&h(Number(t.dataset.end)),w.autosize&&f()}),t.on("plotly_doubleclick",S),
i.addEventListener("click",S),t.addEventListener("pointerenter",()=>E(!0)),t.addEventListener("pointerleave",()=>E(!1))}function E(w){d=w,r.hidden=!w,w||f()}function h(w){
u=w,i.hidden=s.hidden=w===null,w!==null&&k(s,`0 s is ${new Date(1e3*w).toLocaleTimeString()}`)}function S(){h(null),f()}return M().then(w=>{l=w,B(l,t,f),f()}),{
holds:!0,update(w,v){a=w,k(o,Dr(w)),v.whole?requestAnimationFrame(f):l&&!d&&(v.point||v.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function Dr(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var Rr=1e3,Cn=5e3;function An(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?Cn-Rr:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+Cn,k(t,Ur(r)))}}}function Ur({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Timing this machine.";if(e==="unloaded")return"No model is loaded: load one in the co\
ntrol panel.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${_(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:
`Writing: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function Tn(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);ge(zr(t,n),o)}function zr(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function ge(e,t,n="text/plain"){let o=URL.createObjectURL(new Blob([t],{type:n}));Object.assign(document.createElement("a"),{href:o,download:e}).
click(),setTimeout(()=>URL.revokeObjectURL(o),1e4)}var Gr={stop:"ended",length:"limit",cancelled:"stopped"},Hr=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},Wr=e=>t=>t==null?"–":t.toFixed(e),Jr=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,Kr=e=>e==null?"–":`${(100*e).toFixed(1)} %`,Vr=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),D=e=>String(e??"–"),I=[{label:"When",value:e=>e.at,text:Qr},{label:"N × M",value:e=>e.indexes*1e3+e.ways,text:(e,t)=>`${t.
indexes} × ${t.ways}`},{label:"Policy",value:e=>e.policy,text:e=>D(e).toUpperCase()},{label:"Tok/s",value:e=>e.tokens_per_s,text:Wr(1),figure:!0,better:1},{label:"\
First token",value:e=>e.first_token_s,text:Jr,figure:!0,better:-1},{label:"Hit rate",value:e=>e.hit_rate,text:Kr,figure:!0,better:1},{label:"GB copied",value:e=>e.
bytes_copied,text:Vr,figure:!0,better:-1},{label:"J/token",value:Yr,text:Xr,figure:!0,better:-1,title:"of the sensors there are"},{label:"Tokens",value:e=>e.tokens,
text:D,figure:!0},{label:"End",value:e=>Gr[e.finish],text:D,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",value:e=>e.cpu_threads,
text:D,figure:!0},{label:"Mapping",value:e=>e.mapping,text:D},{label:"Fills",value:e=>e.admission,text:Zr,title:"Fill on miss, and how many copies may wait"},{label:"\
Placement",value:e=>e.placement,text:e=>D(e).replace("_"," ")},{label:"Model",value:e=>e.model,text:D}];function Yr(e){let t=Hr(e);return t===null||!e.tokens?null:
t/e.tokens}function Xr(e,t){if(e===null)return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function Zr(e,t){
return e==="bounded"?`bounded, ${t.max_queued_copies}`:D(e)}function Qr(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().
getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function Mn(e,t){let n=t.
toLowerCase().split(/\s+/).filter(Boolean);return e.filter(o=>{let r=I.map(s=>s.text(s.value(o),o)).join(" ").toLowerCase();return n.every(s=>r.includes(s))})}function qn(e,{
column:t,descending:n}){let o=I[t].value,r=(s,i)=>typeof s=="string"?s.localeCompare(i):s-i;return[...e].sort((s,i)=>{let[l,a]=[o(s)??null,o(i)??null];return l===
null||a===null?+(l===null)-+(a===null):n?r(a,l):r(l,a)})}function Nn(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll(
'"','""')}"`:String(r??""),o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function Pn(e,t){let[n,o]=t.map(i=>e.value(i));if(!e.better||!n||o==null)return"";let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function jn(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var In="rgba(0, 0, 0, 0)",es=["speed","gpu"],ts=["solid","dot"];function Bn(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(
".speed"),"tokens_per_s","tokens / s",""],[e.querySelector(".hits"),"hit_rate","hit rate",".0%"]],r=null,s=[],i=[];async function l(u){if(s=u,e.hidden=u.length<
2,!e.hidden&&(t.innerHTML="",t.append(os(u)),i=await Promise.all(u.map(ns)),s===u)){if(n.textContent=i.every(Boolean)?"Curves over the tokens of each reply.":"A\
 reply whose recording was gone, or that has no second token, has no curve.",!r){r=await M(),a();for(let[d]of o)B(r,d,a),d.on("plotly_relayout",f=>f.autosize&&a())}
a()}}function a(){if(!r||e.hidden||!e.offsetWidth)return;let u=j();for(let[d,f,p,x]of o)r.react(d,c(f,x,u),rs(p,x,u),q)}function c(u,d,f){return i.map((p,x)=>({
type:"scatter",mode:"lines",name:"AB"[x],x:p?p[u].map((m,g)=>1+g*p.tokens):[],y:p?.[u]??[],line:{color:f[es[x]],width:1.8,dash:ts[x]},hovertemplate:`%{y:${d||".\
1f"}}`}))}return{show:l,draw:a}}async function ns(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function os(e){let t=document.
createElement("table"),n=(...r)=>{let s=t.insertRow();r.forEach((i,l)=>{let a=document.createElement(l===0?"th":"td");l===0&&(a.scope="row"),a.textContent=i,s.append(
a)})};n("","A ━━","B ┅┅","B against A");let o=[];for(let r of I){let[s,i]=e.map(l=>r.text(r.value(l),l));s===i&&!r.better?o.push(`${r.label} ${s}`):n(r.
label,s,i,Pn(r,e))}return t.createCaption().textContent=o.length?`In both: ${o.join(", ")}.`:"Nothing in common.",t}function rs(e,t,n){let o={family:n.font,size:.68*
n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:In,plot_bgcolor:In,
font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:F(n),xaxis:{...r,nticks:6},yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},
annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}var Fn=200,ss=400;function Dn(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=Bn(n("compare")),s=[],i={column:0,
descending:!0},l=[],a=Fn,c="";async function u(){let m=await fetch("runs").catch(()=>null);if(!m?.ok)return;let{runs:g,problem:y}=await m.json();s=g,k(n("proble\
m"),y),n("problem").hidden=!y,f()}let d=()=>qn(Mn(s,n("filter").value),i);function f(){let m=d();t.querySelector(".scrolled").hidden=s.length===0,n("empty").hidden=
s.length>0;for(let g of["csv","json"])n(g).disabled=m.length===0;k(n("count"),s.length?`${m.length} of ${s.length} replies`:""),n("more").hidden=m.length<=a,o.replaceChildren(
...m.slice(0,a).map(p)),t.querySelectorAll("th[data-column]").forEach(g=>{Number(g.dataset.column)===i.column?g.setAttribute("aria-sort",i.descending?"descendin\
g":"ascending"):g.removeAttribute("aria-sort")})}function p(m){let g=document.createElement("tr");g.classList.toggle("stopped",m.finish==="cancelled");let y=Object.
assign(document.createElement("input"),{type:"checkbox",checked:l.includes(m.id)});y.dataset.run=m.id,y.setAttribute("aria-label",`Compare the run of ${I[0].text(
m.at)}`);let E=document.createElement("span");E.textContent="AB"[l.indexOf(m.id)]??"",g.insertCell().append(y,E);for(let h of I){let S=g.insertCell();S.textContent=
h.text(h.value(m),m),h.figure&&(S.className="figure")}return g}function x(m,g){l=jn(l,m,g),r.show(l.map(y=>s.find(E=>E.id===y)).filter(Boolean)),f(),o.querySelector(
`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(is()),t.querySelector("thead").addEventListener("click",m=>{let g=m.target.closest(
"th[data-column]");if(!g)return;let y=Number(g.dataset.column);i={column:y,descending:i.column===y?!i.descending:!!I[y].figure},f()}),o.addEventListener("change",
({target:m})=>x(m.dataset.run,m.checked)),n("filter").addEventListener("input",f),n("more").addEventListener("click",()=>{a+=Fn,f()}),n("csv").addEventListener(
"click",()=>ge("runs.csv",Nn(d()),"text/csv")),n("json").addEventListener("click",()=>ge("runs.json",JSON.stringify(d(),null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&u()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&u()),{update(m){let g=c&&c!=="idle"&&m.phase==="idle";
c=m.phase,g&&t.offsetWidth&&setTimeout(u,ss)},recolour:r.draw}}function is(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class=\
"unseen">Compare</span></th>',I.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=
String(r),o&&(s.className="figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}function Rn(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!re(n.dataset.key),n.addEventListener("change",()=>Xe(n.dataset.key,!n.checked));return{update(){}}}function Un(e){
return e.querySelector("#help-open").addEventListener("click",ke),{update(){}}}function zn(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r,s){
n.setAttribute("aria-pressed",String(r)),k(o,r?"Resume":"Pause"),n.title=r?"Go on at the present":"Hold the charts still",document.body.classList.toggle("charts\
-paused",r);let i=document.querySelector("#paused-note");i.hidden=!r,r&&k(i,`Charts paused at step ${s.counters.steps}, ${ls()}. Counters go on.`)}}}function ls(){
return new Date().toLocaleTimeString([],{hour12:!1})}function Gn(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var as={idle:"ready",decode:"writing",loading:"loading model",timing:"timing this machine",unloaded:"no model",closed:"closed"};function Wn(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){k(t("status-model"),o.model.name),k(n,cs(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;k(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),k(t("status-hit-rate"),_(o.recent_hit_rate??se(o.counters))),k(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),k(t("status-memory"),us(o.memory)),Hn(t("power-gpu"),o.power.gpu),Hn(t("power-cpu"),o.power.cpu),ds(e.querySelector("#notices"),o.machine)},lost(){k(n,"\
disconnected"),n.parentElement.dataset.phase="lost"}}}function cs(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:as[e.
phase];return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function us(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.
device_total];return`${A(t)} / ${A(n)}`}function Hn(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),k(e,
at(t.watts));let n=`unavailable${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});
e.replaceChildren("unavailable",o),e.tabIndex=0}function ds(e,t){let n=fs(t);k(e,n.join(" ")),e.hidden=n.length===0}function fs({emulated:e,notices:t}){return e?
["No GPU in use: the accelerator is emulated. Its slots lie in RAM; hits, misses and fills are real, speed shows nothing.",...t]:[...t]}function Jn(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=a=>a.hash.slice(1),r=a=>n.find(c=>o(c)===a);function s(a){let c=r(a)??n[0];
document.body.dataset.tab=o(c);for(let u of n)u.setAttribute("aria-selected",String(u===c)),u.tabIndex=u===c?0:-1}function i(a){history.replaceState(history.state,
"",a.hash),s(o(a)),a.focus()}function l(a){let c=n.indexOf(document.activeElement);return n[ps(a,c,n.length)]??null}t.addEventListener("click",a=>{let c=a.target.
closest("[role=tab]");c&&(a.preventDefault(),i(c))}),t.addEventListener("keydown",a=>{(a.key===" "||a.key==="Enter")&&a.target.click();let c=l(a.key);c&&i(c),(c||
a.key===" "||a.key==="Enter")&&a.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let a of n){let c=document.getElementById(
`${o(a)}-pane`);c.setAttribute("role","tabpanel"),c.setAttribute("aria-labelledby",a.id)}return s(location.hash.slice(1)),{update(){}}}function ps(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var Kn=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(Kn[e]=t++);function K(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=Kn[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var Ne=0,Vn=1;function Yn(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,l=K(e.choices),a=K(e.outcomes),c=t*o,u=r.map((d,f)=>{let p=0;for(let x=f*c;x<(f+
1)*c;x++)a[x]!==Ne&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:c,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>l[d*c+f*o],routing:(d,f)=>Array.from({length:o},(p,x)=>{let m=d*c+f*o+x;return[l[m],a[m]]}),cells:d=>Array.from({length:c},(f,p)=>Math.
floor(p/o)*n+l[d*c+p])}}function ye(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,l]of e.routing(t,i))l===Vn&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function xe(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var z=8,ms=80,Zn=["hit","flight","miss"],Xn=["hit","in flight","miss"];function Qn(e){function t(o,r,s){e.replaceChildren(hs(o,r),gs(o,r),ys()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*z}px`;let{width:i,
height:l}=e.getBoundingClientRect(),a=r.bottom+z+l<=innerHeight;e.style.left=`${Math.max(s.left+z,Math.min(r.left,s.right-i-z))}px`,e.style.top=`${Math.max(z,a?
r.bottom+z:r.top-l-z)}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=!0,id:e.id}}function hs(e,t){let n=Object.assign(document.createElement("b"),
{textContent:xe(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement("span"),{textContent:ye(e,t)}),r=document.createElement("p");return r.append(
n," ",o),r}function gs(e,t){let n=document.createElement("ol");n.classList.toggle("many",e.routed>ms),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<
e.layers;o++){let r=document.createElement("li");r.append(Object.assign(document.createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){
let l=Object.assign(document.createElement("i"),{className:Zn[i],textContent:String(s)});r.append(l)}n.append(r)}return n}function ys(){let e=Object.assign(document.
createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=Ne;t<Xn.length;t++){let n=Object.assign(document.createElement("i"),{className:Zn[t],
textContent:"n"});e.append(n,` ${Xn[t]} `)}return e}var xs=["none","dotted","dashed","solid","double"],V={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),line:!0,low:"all hits",high:"all missed"},time:{
label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),line:!0,low:"0 ms",high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"\
first expert of layer",share:(e,t,n)=>e.firstExpert(t,n)/Math.max(1,e.experts-1),number:(e,t,n)=>e.firstExpert(t,n),low:"expert 0",high:e=>String(e.experts-1)}};
function eo(e,t,{line:n,number:o}){Object.assign(e.style,bs(t,n)),o===void 0?delete e.dataset.number:e.dataset.number=o}function bs(e,t=!1){let n=e===null?null:
Yt(e);return{backgroundColor:n?`rgb(${n.join(" ")})`:"",color:n?ce(n):"",borderBottomStyle:t&&e?xs[Math.min(4,Math.ceil(e*4))]:"none"}}var ws=400;function oo(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=Es(e,c),l=null,a=null;function c(){let{name:y,layer:E}=i.chosen(),h=V[y];for(let S of s){
let w=Number(S.dataset.token);eo(S,h.share(e,w,E),{line:h.line,number:h.number?.(e,w,E)})}}function u(y){let E=Object.assign(document.createElement("span"),{className:"\
routed",tabIndex:-1});return E.textContent=xe(e.texts[y]),E.dataset.token=y,E.setAttribute("role","option"),E.setAttribute("aria-selected","false"),E.setAttribute(
"aria-label",`${e.texts[y].trim()||"space"}: ${ye(e,y)}`),E.classList.toggle("prompt",y<e.prompt),E}function d(){r.querySelector("button")?.remove();let E=Number(
s.at(-1)?.dataset.token??i.first()-1)+1,h=Math.min(e.count,E+ws);for(let S=E;S<h;S++)s.push(u(S));r.append(...s.slice(-(h-E)||s.length)),h<e.count&&r.append(Ss(
e.count-h,d)),s.length&&!l&&p(s[0]),c()}function f(){x(null),t.hide(),s.length=0,l=null,r.replaceChildren(),d()}function p(y){l&&(l.tabIndex=-1),l=y,l.tabIndex=
0}function x(y){a?.setAttribute("aria-selected","false"),a=y===a?null:y,a?.setAttribute("aria-selected","true"),n(a?Number(a.dataset.token):null)}let m=y=>t.show(
e,Number(y.dataset.token),y),g=y=>y.target.closest(".routed");return r.addEventListener("pointerover",y=>g(y)&&m(g(y))),r.addEventListener("pointerleave",t.hide),
r.addEventListener("focusin",y=>{g(y)&&(p(g(y)),m(l))}),r.addEventListener("focusout",t.hide),r.addEventListener("click",y=>g(y)&&x(g(y))),r.addEventListener("k\
eydown",y=>{if(!g(y))return;let E=ks(s,l,y.key);if(E)E.focus();else if(y.key==="Enter"||y.key===" ")x(l);else if(y.key==="Escape")a&&x(a),t.hide();else return;y.
preventDefault(),y.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function ks(e,t,n){let o=e.indexOf(t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.
length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=to(t),l=null,a=null;for(let c=o+s;e[c];c+=s){let{top:u,left:d}=to(
e[c]);if(!(Math.abs(u-i.top)<i.height/2)){if(a!==null&&Math.abs(u-a)>i.height/2)break;a??=u,(l===null||Math.abs(d-i.left)<Math.abs(l.left-i.left))&&(l={element:e[c],
left:d})}}return l?.element??null}function to(e){return e.getClientRects()[0]}function Ss(e,t){let n=Object.assign(document.createElement("button"),{type:"butto\
n",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function Es(e,t){let n=Object.assign(document.createElement("p"),{className:"token-ba\
r"}),o=no(Object.entries(V).map(([d,{label:f}])=>[d,f]),"Tint by"),r=no(Array.from({length:e.layers},(d,f)=>[f,f]),"Layer"),s=Object.assign(document.createElement(
"input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[l,a,c]=["span","i","span"].map(d=>document.createElement(d));i.append(l,a,c),
i.className="legend",a.className="ramp";function u(){let d=V[o.value];r.parentElement.hidden=o.value!=="expert",l.textContent=d.low,c.textContent=typeof d.high==
"function"?d.high(e):d.high,t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(Pe("Tint by",o),Pe("",r),i,Pe("prompt too",s)),r.parentElement.
hidden=!0,l.textContent=V.misses.low,c.textContent=V.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||e.prompt===e.
count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function no(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function Pe(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function ro(e,t){let n=document.querySelector("#chat"),o=new Map,r=Qn(e.querySelector("#token-detail")),s=null,i=p=>p.querySelector(".message-content")?.textContent??
"",l=p=>p.querySelector(".actions [data-action=tokens]");function a(p){o.get(p)?.element.remove(),o.delete(p),p.classList.remove("as-tokens"),c(l(p),!1),r.hide(),
t.outline(null)}function c(p,x){p&&(p.textContent=x?"Text":"Tokens",p.setAttribute("aria-pressed",String(x)))}async function u(p,x){let m=p.querySelector(".mess\
age-content"),g={text:i(p),element:document.createElement("div")};g.element.className="tokens",o.set(p,g);try{if(!x)throw new Error("This reply was not recorded\
.");let y=Yn(await T(`tokens/${encodeURIComponent(x)}`));if(o.get(p)!==g)return;g.element.append(oo(y,{detail:r,pick:E=>d(y,E)}))}catch(y){g.element.textContent=
y.message}p.classList.add("as-tokens"),m.after(g.element),c(l(p),!0)}function d(p,x){let m=s?.layers===p.layers&&s?.experts===p.experts;t.outline(x===null||!m?null:
p.cells(x))}function f(){for(let[p,x]of o)!p.isConnected||i(p)!==x.text?a(p):l(p)?.getAttribute("aria-pressed")!=="true"&&c(l(p),!0)}return new MutationObserver(
f).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=p=>{let x=Number(Z()),m=n.querySelectorAll(".message-row")[x];m&&(o.has(m)?a(m):
u(m,p[x]?.metadata?.id))},{update(p){s&&s.name!==p.model.name&&t.outline(null),s=p.model}}}var vs=220,$s=50;function je(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current}}}function be(e,t){let{cells:n,
current:o,point:r,mark:s,...i}=t,{cache:l}=e,a=e.counters.steps;for(let[u,d]of Object.entries(i))e[u]=Cs(d)?{...e[u],...d}:d;let{steps:c}=e.counters;i.active_request&&
l.usedBefore.set(l.uses),n&&Os(l,K(n),c,Math.max(1,c-a)),o!==void 0?l.current=Ls(K(o)):c!==a&&(l.current=_s(l,c-1)),r&&so(e.points,r,vs),s&&so(e.marks,s,$s)}function io(e){
let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,points:e.points.slice(),marks:e.marks.slice()}}function Os(e,t,n,o){let r=0;
for(let s=0;s<t.length;){let i=t[s++],l=t[s++];if(r+=i>>1,l){let a=Math.floor((l-1)/o)+1,c=Math.floor((Math.sqrt(8*a+1)-1)/2);e.lastUsed[r]=n-(l-1)%o-1,e.uses[r]+=
c,e.hits[r]+=a-c*(c+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function Ls(e){let t=0;return e.map(n=>t+=n)}function _s({lastUsed:e},t){let n=[];for(let o=0;o<
e.length;o++)e[o]===t&&n.push(o);return n}function so(e,t,n){e.push(t),e.length>n&&e.shift()}function Cs(e){return e!==null&&typeof e=="object"&&!Array.isArray(
e)}var As=1e3;function lo(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function l(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapshot",
c=>{s=je(JSON.parse(c.data)),t(s)}),r.addEventListener("delta",c=>{let u=JSON.parse(c.data);if(!s||u.seq!==s.seq+1){a(),l();return}be(s,u),n(u)}),r.addEventListener(
"error",()=>{a(),o(),i=setTimeout(l,As)}))}function a(){clearTimeout(i),r?.close(),r=null,s=null}return{open:l,close:a,state:()=>s}}function ao(e){let t=window.SharedWorker?Ts(e):Ms(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function Ts({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(be(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function Ms(e){let t=lo(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var qs=2,Ns=1e3,Ie={whole:!0,point:!1,delta:{}};function co(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let c=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||l(f,t,u);let d=performance.now();s=d+Math.min(Ns,qs*(d-c))}function l(c,u,d){try{c.update(u,d)}catch(f){console.error(f)}}function a(c){o=o?Ps(o,c):
c,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(c){e.push(c),t&&l(c,c.holds&&n||t,Ie)},isPaused:()=>n!==null,pause(c){
if(!(!t||c===(n!==null))){n=c?io(t):null;for(let u of e)u.holds&&l(u,n??t,Ie),u.paused?.(c,t)}},connect(){ao({onState(c){t=c,a(Ie)},onDelta(c){a({whole:!1,point:"\
point"in c,delta:c})},onLost(){for(let c of e)c.lost?.()}})}}}function Ps(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var js=[["#strip",Wn],["#tabs",Jn],["#pause",zn],["#counters",Wt],["#spoken",An],["#layer-detail",wn],["#heatmap",cn],["#heatmap-table",dn],["#lines",_n],["#fit\
s",Mt],["#lab",Ht],["#token-view",ro],["#progress",ct],["#more",Ge],["#editing-note",tt],["#prompts",dt],["#runs",Dn],["#help",Rn],["#help-open",Un]],ne=co(),Is={
store:ne,chooseLayer(){},outline(){}},uo=[];function Qa(e,t){for(let[o,r]of js){let s=e.querySelector(o);s&&Gn(s.dataset.needs).then(()=>Bs(r,s,e,t))}let n=e.querySelector(
"#theme");n&&Kt(n,()=>uo.forEach(o=>o.recolour()))}function Bs(e,t,n,o){let r=e(t.id==="fits"||t.id==="progress"?t:n,Is,o);r.recolour&&uo.push(r),ne.add(r)}window.
hybrid={awaitTurn:mt,endTurn:ht,askingAgain:ot,chosenMessage:Z,copy:st,edit:rt,showEditing:nt,sending:De,taken:Ue,giveBack:ze,download:Tn,pickFile:He,togglePause:()=>ne.
pause(!ne.isPaused())};Ye();ne.connect();export{je as fromSnapshot,Qa as mount};
