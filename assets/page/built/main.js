var H="",oe=()=>document.querySelector("#chat-input textarea");function Fe(e){return H=e[0]??"",e}function De(){H=""}function Re(){let e=oe().value;H&&e.startsWith(
H)&&W(oe(),e.slice(H.length)),H=""}function Ue(e){if(!e)return;let t=oe().value,{text:n}=JSON.parse(e);W(oe(),t.trim()?`${n}
${t}`:n)}function W(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function ze(e){let t=e.querySelector("#more"),n=()=>document.querySelector("#conversation-more");return t.addEventListener("click",()=>{let o=t.getAttribute("ar\
ia-expanded")!=="true";t.setAttribute("aria-expanded",String(o)),n().classList.toggle("open",o)}),document.addEventListener("visibilitychange",()=>{document.hidden||
document.querySelector("#refresh")?.click()}),{update(){}}}function Ge(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",
accept:".json"});t.addEventListener("cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var We="hybrid-keys-off",po="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], [role]",He={stop:go,pause:yo,help:we},Je=()=>!1;
function Ke(e){Je=e}function Ye(){let e={capture:!0};for(let t of["keydown","keypress"])document.addEventListener(t,mo,e);document.addEventListener("keydown",ho,
e)}function mo(e){Ze(e)==="send"&&re("send")&&e.stopPropagation()}function ho(e){let t=Ze(e);t in He&&!re(t)&&He[t](e)&&e.preventDefault()}function re(e){return Xe().
includes(e)}function Ve(e,t){let n=Xe().filter(o=>o!==e);localStorage.setItem(We,JSON.stringify(t?[...n,e]:n))}function we(){let e=document.querySelector("#help");
return e.open?e.close():e.showModal(),!0}function Xe(){try{let e=JSON.parse(localStorage.getItem(We)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function Ze(e){
let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:l}=e;return i||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&l.closest?.("#chat\
-input")?"send":{Escape:"stop"," ":"pause"}[t]??null}function go({target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role],\
 [role=listbox]"))return!1;let t=document.querySelector("#stop");if(t&&!t.disabled)t.click();else return Je();return!0}function yo({target:e}){return document.querySelector(
"dialog[open]")||e.closest?.(po)?!1:(window.hybrid.togglePause?.(),!0)}var xo={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["tokens","Tokens"],["copy","Copy"],["drop","Delete"]]},X=0;function et(){
let e=document.querySelector("#chat"),t=document.querySelector("#editing-note"),n=document.querySelector("#chat-input textarea"),o=()=>[...e.querySelectorAll(".\
message-row")];function r(i){let l=ko(i),c=i.querySelector(":scope > .actions");c?.dataset.kind!==l&&(c?.remove(),l&&i.append(So(l)))}e.addEventListener("click",
i=>{let l=i.target.closest(".copy-code");l&&wo(l);let c=i.target.closest(".actions button");c&&(X=o().indexOf(c.closest(".message-row")),document.querySelector(
`#${c.dataset.action}`).click(),c.dataset.action==="copy"&&Eo(c),c.dataset.action==="edit"&&n.focus())});let s=()=>{o().forEach(r),navigator.clipboard&&e.querySelectorAll(
".written pre:not(:has(button))").forEach(bo)};return new MutationObserver(s).observe(e,{childList:!0,subtree:!0}),s(),t.addEventListener("click",i=>i.target.closest(
"button")&&Qe()),t.hidden=!0,Ke(Qe),{update(){}}}function Qe(){let e=document.querySelector("#editing :is(textarea, input)");if(!e?.value)return!1;for(let t of[
e,document.querySelector("#chat-input textarea")])W(t,"");return!0}function tt(e){let t=document.querySelector("#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?
"":'Sending replaces the message and all after it. <button type="button">Cancel</button>'}function Z(){return String(X)}function nt(e){return De(),[Z(),...e]}function ot(e){
return[st(e[X]),String(X)]}function rt(e){navigator.clipboard?.writeText(st(e[X]))}function st(e){let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().
parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??t}function bo(e){let t=Object.assign(document.createElement(
"button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function wo(e){navigator.clipboard.writeText(e.parentElement.querySelector(
"code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function ko(e){return e.querySelector(".thought-group")?"":e.classList.contains(
"user-row")?"user":"bot"}function So(e){let t=Object.assign(document.createElement("div"),{className:"actions"});t.dataset.kind=e;for(let[n,o]of xo[e]){let r=Object.
assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(r)}return t}function Eo(e){e.textContent="Copied",setTimeout(
()=>e.textContent="Copy",1500)}function R(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...vo(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function vo(e){
return e.split(/(?=(?:\d{3})+$)/)}function S(e,t){e.textContent!==t&&(e.textContent=t)}function C(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function A(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function it(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function lt(e){return`${e.toFixed(e<10?1:0)} W`}function se({routed:e,hits:t}){return e?t/e:
null}var $o={loading:"Waiting: another model is being loaded.",timing:"Waiting: this machine is being timed."};function ct(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,l=$o[o.phase]??(o.active_request&&"Waiting: another tab's reply is being written."),c=s&&!i&&!!l,a=i&&o.phase==="prefill";if(e.hidden=!c&&!a,c)t.style.width="\
0",S(n,l);else if(a){let{prefill_done:u,prefill_total:d}=o.speed;t.style.width=`${d?100*u/d:0}%`,S(n,Oo(o.speed))}}}}function Oo(e){return`Reading the prompt: ${e.
prefill_done} of ${e.prefill_total} tokens${Lo(e)}.`}function Lo({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){if(!n||e>=t)return"";let o=Math.ceil((t-
e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}var Co=700;function ut(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=JSON.
parse(t.dataset.demo),i=0;n.addEventListener("click",()=>l(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",f=>{
let p=f.target.closest("button");p&&(l(!1),at(p.dataset.prompt))}),o.addEventListener("click",()=>i?u("Demo stopped."):c()),document.addEventListener("hybrid:re\
ply-ended",()=>i&&setTimeout(()=>i&&a(),Co)),document.addEventListener("click",f=>{let p=f.isTrusted&&f.target.closest("#send, #new-conversation");i&&(p||f.target.
closest("#stop"))&&u("Demo stopped.")});function l(f){n.setAttribute("aria-expanded",String(f)),t.classList.toggle("open",f)}function c(){if(dt())return d("Wait\
 for the reply, or stop it.");let f=()=>document.querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!f())return a();let p=new MutationObserver(
()=>{f()||(p.disconnect(),a())});p.observe(document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function a(){
if(document.querySelector("#error")?.textContent)return u("Demo stopped: the last reply failed.");if(i===s.length)return u("Demo finished.");i+=1,d(`${i} of ${s.
length}`),o.textContent="Stop demo",at(s[i-1])}function u(f){i=0,o.textContent="Switch topics",o.setAttribute("aria-pressed","false"),d(f)}function d(f){r.textContent=
f}return{update(){}}}function at(e){let t=document.querySelector("#chat-input textarea");if(W(t,e),dt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(
()=>document.querySelector("#send").click()))}function dt(){return document.querySelector("#stop")?.disabled===!1}var ft=[];function pt(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>ft.push(n))))}):e}function mt(){ft.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function ht(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function gt({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(o>t)return`A layer has ${t} experts: at \
most ${t} ways.`;if(n>e)return`The model has ${e} MoE layers: at most ${e} indexes.`;let i=n*o||0,l=e*t,c=i>s?` There is memory for ${s}.`:"";return`${i} slots \
for ${l} experts: ${C(i/l)} can be resident.${c}`}function yt({indexes:e,ways:t,mapping:n,policy:o,admission:r,cpu_threads:s,placement:i},{labels:l}){let c=Object.
keys(l.placement).find(d=>l.placement[d]===i),a=i==="cached"?"":`, ${c}`,u=s===1?"1 thread":`${s} threads`;return`${e} × ${t}, ${n}, ${o.toUpperCase()}, fills ${r}\
, ${u}${a}`}function xt({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"} of ${e} CPUs`,i=n?`Limited to ${+n.toFixed(
2)} of ${e} CPUs`:s;return o>t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}; ${r} keep the memory busy (○)`:i}function bt(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:l}=n.
getBoundingClientRect(),c=Math.ceil((s.clientX-i)/l*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,c)))}),{draw(s,i,l=null){r=s;let c=a=>`${100*
a/r.logical_cpus}%`;n.style.setProperty("--threads",c(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",c(r.physical_cores)),n.style.setProperty(
"--knee",c(l??0)),n.classList.toggle("measured",l!==null),n.classList.toggle("beyond",i>r.physical_cores),S(o,xt(r,i,l))}}}function kt(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:l,top:c,width:a,height:u}=n.getBoundingClientRect();t.set("indexes",wt(Math.ceil((i.clientX-
l)/a*r.layers),r.layers)),t.set("ways",wt(Math.ceil((1-(i.clientY-c)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,l){r=i;let c=_o(r,l);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));c.forEach((a,u)=>n.children[u].style.setProperty("--share",a)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",St(l)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`line: the ${r.top_k} of ${r.experts} a token needs`,o.querySelector(".last").textContent=
String(r.layers-1)}}}function St({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function _o({layers:e,experts:t},n){let o=n.
indexes*n.ways,r=s=>Array.from({length:e},(i,l)=>Math.min(1,Math.max(0,s(l)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?r(s=>s<
Math.floor(o/t)?1:0):St(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function wt(e,t){return Math.min(t,Math.max(1,e))}function ie(e,t){let n=Object.keys(t.fields),o=l=>e.querySelector(`#${CSS.escape(t.fields[l]??l)}`),r=l=>o(l)?.querySelector("input, textarea")??null;function s(l){
let c=r(l);return c?Ao(c,t.labels[l]):void 0}function i(l,c){let a=r(l);!a||s(l)===c||(a.value=String(c),a.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(l=>[l,s(l)])),label:l=>o(l)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??l,shown:(l,c)=>To(t.labels[l],c)}}function Ao({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function Et(e){let{geometry:t,...n}=e;return{...t,...n}}function To(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function vt({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:o.indexes*o.ways*n.expert_bytes||0,s=e.slots_limit??t.slot_memory_bytes,{emulated:i}=t,
l={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??t.slot_memory_bytes,limit:s},c={name:"RAM",held:Math.max(0,e.host_used-
(i?e.slots:0)),slots:i?r:0,total:e.host_total,limit:i?s:null};return{device:i?null:l,host:c,most:Math.floor(s/n.expert_bytes)}}function ke({slots:e,limit:t}){return t!==
null&&e>t}function $t(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + slots ${A(o)}`,l=ke(e)?`: too much, ${A(s)} of slots fit`:"";return`${t}\
 ${A(n)}${i} of ${A(r)}${l}`}function Ot({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;return{held:o(e),slots:o(Math.min(
t,n-e))}}function Ct(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=vt(o,r);return t.hidden=s.device===null,s.device&&
Lt(t,s.device),Lt(n,s.host),{most:s.most}}}}function Lt(e,t){let{held:n,slots:o}=Ot(t);e.classList.toggle("over",ke(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,S(e.querySelector("p"),$t(t))}var qo={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",repetition_penalty:"repetition-penalty"};function _t(e,t,n){let o=e.querySelector("#error"),
r=null;function s(){r&&(r.block.classList.remove("refused"),r.input.setAttribute("aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),
r=null,o.classList.remove("beside"))}function i(){s(),n();let l=o.querySelector("[data-field]"),c=l?.dataset.field,a=Mo(c),u=a?t.input(a):null;if(!u)return;No(t.
block(a));let d={className:"refusal",id:"refusal",textContent:l.textContent},f=Object.assign(document.createElement("p"),d),p=t.block(a);p.classList.add("refuse\
d"),(p.closest(".row")??p).after(f),u.setAttribute("aria-invalid","true"),u.setAttribute("aria-describedby",f.id),r={block:p,input:u,note:f},o.classList.add("be\
side"),f.scrollIntoView({block:"nearest"})}for(let l of[...t.names,"model"])t.input(l)?.setAttribute("aria-invalid","false");new MutationObserver(i).observe(o,{
childList:!0,subtree:!0}),i()}function Mo(e=""){return qo[e]??e}function No(e){let t=e.closest("#sampling, #sharing")?.querySelector("button.label-wrap");t&&!t.
classList.contains("open")&&t.click()}function At(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),S(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),S(s,`${r} is in the field above, to be copied from there.`)}}e.addEventListener("click",({target:o})=>{o.closest(
"#copy-json")&&n(JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(Po(location.origin+location.pathname,t.all()),"The link")})}function Po(e,t){
let n=new URL(e);for(let[o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}var jo=250;function Tt(e){let t=e.closest("#control-pane"),n=JSON.parse(e.dataset.facts),o=ie(t,n),r=m=>e.querySelector(`.${m}`),s={cover:kt(t,o),gauges:Ct(e),cores:bt(
t,o)},i=null,l="",c="",a=!1;function u(){if(!i)return;let m=o.all(),k=Et(i.settings),y=Number(o.input("knee")?.value)||null,E=JSON.stringify([y,m,k,i.model,i.machine,
i.memory]);if(E===l)return;l=E,s.cover.draw(i.model,m);let{most:b}=s.gauges.draw(i,m);s.cores.draw(i.machine,m.cpu_threads,y),p(m),f(m,k),S(r("explain"),ht(m,n)),
S(r("slots"),gt(i.model,m,b)),S(r("inforce"),`In force: ${yt(k,n)}`),d(k,i.model.name)}function d(m,k){let y=JSON.stringify([m,k]),E=o.input("base")?.value;if(!E||
y===c)return;let b=Io(JSON.parse(E),m)&&(c===""||JSON.parse(c)[1]===k);c=y,!b&&(t.querySelector("#follow button")??t.querySelector("#follow")).click()}function f(m,k){
let y=o.names.filter(b=>m[b]!==void 0&&m[b]!==k[b]);for(let b of o.names)o.block(b)?.classList.toggle("changed",y.includes(b));for(let b of["apply","revert"])x(
b).disabled=y.length===0;t.querySelector("#apply-row").classList.toggle("pending",y.length>0);let E=y.map(b=>`${o.label(b)} ${o.shown(b,k[b])} → ${o.shown(b,m[b])}`);
a&&=E.length>0,S(r("changes"),E.length?`${a?"Applying":"Not applied"}: ${E.join(", ")}`:"")}function p({placement:m,admission:k}){let y=new Set(n.idle[m]??[]);k!==
"bounded"&&y.add("max_queued_copies"),o.block("split_misses").hidden=i.machine.emulated;for(let E of o.names)o.block(E)?.classList.toggle("idle",y.has(E))}function x(m){
let k=t.querySelector(`#${m}`);return k.querySelector("button")??k}function h(m){a=m,l="",u()}t.addEventListener("click",({target:m})=>m.closest("#apply")&&h(!0)),
_t(t,o,()=>h(!1)),At(t,o),t.addEventListener("input",u);let g=setInterval(()=>e.isConnected?u():clearInterval(g),jo);return{update(m,k){i=m,(k.whole||k.delta.settings||
k.delta.memory)&&u()}}}function Io(e,t){return Object.keys(t).every(n=>e[n]===t[n])}async function T(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("The program does not answ\
er: is it still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`The program refused (${n.status}).`);return o}var Bo=["grid","curves","reuse","tune","compare"];function qt(e){let t=Bo.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function Mt(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=l=>e.querySelector(`input[name=lab-metric][value=${l}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(l){o=l;let c=!!o.figures["grid-speed"];s("speed").disabled=!c,s("speed").parentElement.title=c?"":
"Time this machine first",c||(s("hits").checked=!0),i()},click({x:l,y:c}){let{indexes:a,ways:u,settings:d}=o.facts;n({...d,indexes:a[c],ways:u[l]})},best:()=>o?.
facts.best??null}}var Fo=350;function Nt(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=h=>e.querySelector(h),[s,i,l,c,a]=[".go",".cancel","progress",".what",".error"].map(r),u=null;
function d(h){s.hidden=h,i.hidden=l.hidden=!h,i.disabled=!1,h&&l.removeAttribute("value")}async function f(){let h={id:null,cancelled:!1};u=h,a.textContent=c.textContent=
"",d(!0);try{let g=t();for(let[m,k]of g.entries()){if(h.cancelled)break;let y=await p(h,k,E=>l.value=(m+E)/g.length);if(y.state==="failed")throw new Error(y.error);
y.state==="done"&&n(y)}c.textContent=h.cancelled?"Cancelled.":""}catch(g){a.textContent=g.message,c.textContent=""}u=null,d(!1),o()}async function p(h,g,m){let k=JSON.
stringify(g),y=await T("lab/jobs",{method:"POST",body:k,headers:{"Content-Type":"application/json"}});for(h.id=y.id,h.cancelled&&await x(h);y.state==="waiting"||
y.state==="running";)m(y.share),c.textContent=y.what,await new Promise(E=>setTimeout(E,Fo)),y=await T(`lab/jobs/${y.id}`);return y}async function x(h){h.cancelled=
!0,i.disabled=!0,c.textContent="Cancelling",h.id&&await T(`lab/jobs/${h.id}`,{method:"DELETE"}).catch(()=>{})}return s.addEventListener("click",()=>!u&&f()),i.addEventListener(
"click",()=>u&&x(u)),{enable:(h,g="")=>(s.disabled=!h,s.title=g)}}function jt(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>S(s,r));for(let[o,r]of Object.entries(n.tables))
Se(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Se(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(Pt("th",n.columns));let r=n.rows.map((s,i)=>{let l=Pt("td",s);return l.classList.toggle("marked",i===n.marked),n.keys[i]&&
l.cells[0].prepend(Do(...n.keys[i])),l});o.querySelector("tbody").replaceChildren(...r)}function Do(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function Pt(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var It=null;function q(){return It??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),It}var M={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function B(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),l=t._fullLayout,c=l&&Math.abs(l.width-s)<1&&Math.abs(l.height-i)<1;s&&!l?n():s&&(r||!c)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function F(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function le(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function Bt({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},l={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},c={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},a={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:c,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(Ro(i)),layout:Ft({...a,xaxis:l,yaxis:l},s(t))}}function Ro(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function Ft(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?Ft(e[r],s):s;return o}function Dt(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let l=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:c,layout:a}=Bt(i.figure,getComputedStyle(document.body),l),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,c,{...a,width:d,height:f},M),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){q().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let l=0;new ResizeObserver(()=>{cancelAnimationFrame(
l),l=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let l={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,l)}return{show(i,l){let c=t.get(i);c&&(c.figure=l??null,c.holder.hidden=!l,l&&c.holder.setAttribute("aria-label",l.title),r(),
o(c))},onClick:(i,l)=>t.get(i).onClick=l,redraw:()=>t.forEach(o)}}var ce="typed";function Ut(e,{refresh:t,changed:n}){let o=f=>e.querySelector(`#lab-${f}`),[r,s,i,l]=["source","machine","file","typed"].map(o),c=null;function a(f){
c=f,Rt(r,c.sources.map(({id:p,label:x})=>[p,x])),Rt(s,[["this","this machine"],...c.machines.map(({name:p})=>[p,p]),[ce,"another machine, figures typed in"]]),Se(
e,"calibration",c.calibration_table),o("times").hidden=!c.calibration_table,S(e.querySelector("#lab-job-calibrate .go"),c.calibrated?"Time again":"Time this mac\
hine"),o("budget").placeholder=c.budget_gib===null?"all there is":`at most ${c.budget_gib.toFixed(1)}`,u()}function u(){if(!c)return;let f=s.value;l.hidden=f!==
ce,o("prediction").hidden=f==="this",S(o("machine-note"),f==="this"?c.calibration:`from figures of ${Go(f)}, not measured here.`);let p=r.value;for(let[x,h]of[[
"save","safetensors"],["csv","csv"]]){let g=o(x);g.href=`lab/traces/${p}.${h}`,g.toggleAttribute("hidden",!zo(c,p))}n()}async function d(){let[f]=i.files;if(f){
S(o("trace-error"),"");try{let p=`lab/traces?name=${encodeURIComponent(f.name)}`,{id:x}=await T(p,{method:"POST",body:f});await t(),r.value=x,u()}catch(p){S(o("\
trace-error"),p.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener("change",d);for(let f of[r,s])f.addEventListener("chan\
ge",u);return{offer:a,chosen:()=>c?.sources.find(({id:f})=>f===r.value)??null,asked:()=>({source:r.value,machine:s.value===ce?Ho(l):s.value})}}function Rt(e,t){
let n=e.value;e.length===t.length&&t.every(([r,s],i)=>Uo(e.options[i],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(s,r))),t.some(([r])=>r===n)&&(e.value=
n))}function Uo(e,t,n){return e.value===t&&e.text===n}function zo(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Go(e){return e===ce?"a machine\
 that was typed in":e}function Ho(e){let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var zt=["grid","curves","reuse"],Wo=["mapping","policy","admission"];function Gt(e){let t=e.querySelector("#lab"),n=w=>t.querySelector(`#lab-${w}`),o=Dt(t),r=new Map,
s=null,i=null,l="",c="",a=Mt(t,o,f),u=Ut(t,{refresh:v,changed:P});function d(){let w=document.querySelector("#control-pane");return ie(w,JSON.parse(w.querySelector(
"#fits").dataset.facts))}function f(w,O=n("picked-note")){window.hybrid.picked=()=>JSON.stringify(w),(document.querySelector("#lab-fill button")??document.querySelector(
"#lab-fill")).click(),S(O,`${w.indexes} × ${w.ways} stands in the control panel: press Apply there.`)}let p=w=>n(w).value===""?null:Number(n(w).value),x=()=>Object.
fromEntries(Wo.map(w=>[w,n(w).value]).filter(([,w])=>w!=="")),h=()=>({prompt:n("prompt").value,tokens:p("tokens")}),m=Object.fromEntries(Object.entries({replay:()=>zt.
map(w=>({kind:w,...u.asked(),settings:x()})),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let w={budget_gib:p("budget"),confirm:p("confirm")};return[{kind:"tune",
source:u.asked().source,...w,...h()}]},compare:()=>[{kind:"compare",contenders:b(),...h()}]}).map(([w,O])=>[w,Nt(n(`job-${w}`),{steps:O,onView:k,onEnd:()=>v()})]));
for(let w of["replay","tune"])m[w].enable(!1);function k(w){r.set(w.kind,w.id),w.kind==="grid"&&(a.show(w.view),c=L(),n("use-best").hidden=!a.best()),w.kind==="\
tune"&&y(w.view.facts.former),jt(t,o,w.view),w.kind==="curves"&&!w.view.figures["curves-speed"]&&o.show("curves-speed",null),zt.includes(w.kind)&&(n("results").
hidden=!1),o.redraw(),E()}function y(w){n("former").hidden=!w,n("former").onclick=()=>f(w,n("former-note")),S(n("former-note"),"")}function E(){let w=qt(r);for(let O of[
"report","json"])n(O).hidden=w===null,w&&(n(O).href=w[O])}function b(){return[...n("contenders").querySelectorAll("input:checked")].map(({value:w})=>w==="Contro\
l panel"?{name:w,settings:d().all()}:w==="Best predicted"?{name:w,settings:a.best()}:w)}async function v(){try{s=await T("lab/state")}catch{return}u.offer(s),P()}
function $(){if(!i||i.phase!=="idle"||!t.offsetWidth)return;let w=JSON.stringify([i.model.name,i.settings,i.counters.generated_tokens]);w!==l&&(l=w,v())}function L(){
let{id:w,tokens:O}=u.chosen()??{};return JSON.stringify([i?.model.name,i?.settings,w,O])}function P(){let w=u.chosen(),O=!!w?.tokens;n("empty").hidden=O||r.size>
0,m.replay.enable(O,O?"":"There is nothing to replay yet"),m.tune.enable(!!w?.generated&&s.calibrated,Ie(w)),S(n("stale"),r.has("grid")&&L()!==c?"Trace or setti\
ngs have changed: replay again.":""),uo()}function Ie(w){return s.calibrated?w?.generated?"":"There is no reply to tune for yet":"Time this machine first"}function uo(){
let w={...s.contenders,"Control panel":"what its fields hold, applied or not"};a.best()&&(w["Best predicted"]=`${a.best().indexes} × ${a.best().ways}, from the\
 map above`);let O=Object.keys(w),V=n("contenders"),fo=[...V.querySelectorAll("input")].map(({value:G})=>G);if(JSON.stringify(fo)!==JSON.stringify(O)){let G=new Set(
Jo(V,O));V.replaceChildren(V.querySelector("legend"),...O.map(Be=>Ko(Be,G.has(Be))))}V.querySelectorAll("label").forEach(G=>G.title=w[G.textContent.trim()])}return new ResizeObserver(
()=>t.offsetWidth&&$()).observe(t),n("use-best").addEventListener("click",()=>f(a.best())),o.onClick("grid",a.click),t.querySelectorAll("input[name=lab-metric]").
forEach(w=>w.addEventListener("change",a.redraw)),{update(w){i=w,$()},recolour:o.redraw}}function Jo(e,t){let n=[...e.querySelectorAll("input:checked")].map(({value:o})=>o);
return n.length?n:t.slice(0,2)}function Ko(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});
return n.append(o,` ${e}`),n}function Ht(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;R(t("hits"),o.hits),R(t("inflight"),o.in_flight),R(t("misses"),o.misses),
R(t("fills"),o.fills),R(t("evictions"),o.evictions),S(t("hit-rate"),C(se(o),1)),S(t("recent"),C(n.recent_hit_rate,1)),S(t("copied"),A(o.bytes_copied)),R(t("toke\
ns"),o.generated_tokens),Yo(t("joules"),n.power)}}}function Yo(e,t){let{text:n,title:o}=Vo(t);S(e,n),e.parentElement.title=o}function Vo(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,i])=>s+i.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${it(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the start"}}var Wt="hybrid-theme";function Jt(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(Wt);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
Wt,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function j(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),
font:e.getPropertyValue("--mono").trim(),em:parseFloat(getComputedStyle(document.documentElement).fontSize)}}var _=["#00224e","#213b6e","#4c556c","#6c6e72","#8e8978","#b1a570","#d8c458","#fee838"].map((e,t,n)=>[t/(n.length-1),e]),Xo=140;function Yt(e){let t=Math.min(1,
Math.max(0,e))*(_.length-1),n=Math.min(_.length-2,Math.floor(t)),[o,r]=[Kt(_[n][1]),Kt(_[n+1][1])];return o.map((s,i)=>Math.round(s+(r[i]-s)*(t-n)))}function Kt(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function ae([e,t,n]){return .299*e+.587*t+.114*n>Xo?"#14161a":"#ffffff"}var U=256,Vt={width:.62,height:1.05},Zo=1500;function Qt(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";function i(d,f,p,x){
Qo(e,t,d),s!==JSON.stringify(p)&&(r=nr(p),s=JSON.stringify(p));let h=er(d);t.save(),t.beginPath(),t.rect(d.left,d.top,d.width,d.height),t.clip(),l(h,f);let g=c(
h,f,x)&&a(h,f,x);return t.restore(),u(h,d,f,x),g}function l(d,{rows:f,columns:p,values:x,range:h}){n.width=p,n.height=f;let g=o.createImageData(p,f),m=new Uint32Array(
g.data.buffer),[k,y]=h,E=(U-1)/(y-k||1);for(let v=0;v<x.length;v++)Number.isNaN(x[v])||(m[v]=r[Zt(x[v],k,E)]);o.putImageData(g,0,0),t.imageSmoothingEnabled=!1,t.
drawImage(n,d.x(-.5),d.y(-.5),p*d.wide,f*d.high);let b=Xt(d);if(b){for(let v=0;v<=p;v++)t.clearRect(d.x(v-.5)-b/2,d.y(-.5),b,f*d.high);for(let v=0;v<=f;v++)t.clearRect(
d.x(-.5),d.y(v-.5)-b/2,p*d.wide,b)}}function c(d,{label:f,widest:p},x){return f!==null&&d.wide>=(p+.8)*Vt.width*Ee(x)&&d.high>=Vt.height*Ee(x)}function a(d,{rows:f,
columns:p,values:x,range:h,label:g},m){let[k,y]=d.columns(p),[E,b]=d.rows(f);if((y-k)*(b-E)>Zo)return!1;t.font=`${Ee(m)}px ${m.font}`,t.textAlign="center",t.textBaseline=
"middle";let v=(U-1)/(h[1]-h[0]||1);for(let $=E;$<b;$++)for(let L=k;L<y;L++){let P=x[$*p+L];Number.isNaN(P)||(t.fillStyle=ae(tr(r[Zt(P,h[0],v)])),t.fillText(g($,
L),d.x(L),d.y($)+.5))}return!0}function u(d,f,{outlined:p},x){let h=Xt(d)>2?2:d.high>5?1.25:1;t.beginPath();for(let[g,m]of p){let[k,y]=[d.x(m-.5),d.y(g-.5)];k+d.
wide>f.left&&k<f.left+f.width&&y+d.high>f.top&&y<f.top+f.height&&t.rect(k,y,d.wide,d.high)}t.strokeStyle=x.outline,t.lineWidth=h,t.stroke()}return i}function Qo(e,t,{
outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function er({left:e,top:t,
width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),l=o/(s[0]-s[1]),c=(a,u,d)=>[Math.max(0,Math.floor(a+.5)),Math.min(d,Math.floor(u+.5)+1)];return{wide:i,
high:l,x:a=>e+(a-r[0])*i,y:a=>t+(a-s[1])*l,columns:a=>c(r[0],r[1],a),rows:a=>c(s[1],s[0],a)}}function Xt({wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=
3.5?1:0}function Ee(e){return .72*e.em}function Zt(e,t,n){return Math.max(0,Math.min(U-1,Math.round((e-t)*n)))}function tr(e){return[e&255,e>>8&255,e>>16&255]}function nr(e){
let t=document.createElement("canvas");t.width=U,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(.5,0,U-.5,0);for(let[r,s]of e)o.addColorStop(r,s);
return n.fillStyle=o,n.fillRect(0,0,U,1),new Uint32Array(n.getImageData(0,0,U,1).data.buffer.slice(0))}function Q({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,places:t=>t.
map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function en({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping==="laye\
red",l=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),c=new Int32Array(s).fill(-1);return n.slot.forEach((a,u)=>{a>=0&&a<s&&(c[a]=u)}),{key:`slots ${l}\
 ${s}`,rows:Math.ceil(s/l),columns:l,xTitle:i?"way":"slot",yTitle:i?"index":`slots, ${l} a row`,cellAt:(a,u)=>a*l+u<s?c[a*l+u]:null,places:a=>a.filter(u=>n.slot[u]>=
0).map(u=>[Math.floor(n.slot[u]/l),n.slot[u]%l]),layerAt:(a,u)=>i?a:or(c[a*l+u],e)}}function or(e,{experts:t}){return e>=0?Math.floor(e/t):null}var[de,$e,nn]=[0,1,2],rr=["on the CPU only","in flight","resident"],Oe={where:{board:Q,value:({cache:e},t)=>e.state[t],range:()=>[de,nn],scale:e=>ir([e.cpu,e.flight,
e.ready]),legend:({settings:e},t)=>{let n=e.mapping==="layered"?"way":"slot";return`<span><i class="mark hit"></i>resident${t?`, with its ${n}`:""}</span><span>\
<i class="mark flight"></i>in flight${t?" ↓":""}</span><span><i class="mark miss"></i>on the CPU</span>`},label:({cache:e,settings:t},n)=>e.state[n]===de?"":e.
state[n]===$e?"↓":String(t.mapping==="layered"?sn(e.slot[n],t):e.slot[n]),widest:({settings:{mapping:e,geometry:t}})=>ue(e==="layered"?t.ways:t.indexes*t.ways)},
age:{board:Q,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(tn(e)),0],scale:()=>_,legend:e=>ee(`${tn(
e)} steps ago`,"just now")},rate:{board:Q,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[0,1],scale:()=>_,legend:()=>ee("0 % hits","100 %")},
uses:{board:Q,value:({cache:e},t)=>fe(e,t),range:({cache:e})=>[0,ve(e)],scale:()=>_,legend:({cache:e})=>ee("unused",`${ve(e)} uses this reply`),label:({cache:e},t)=>String(
fe(e,t)||""),widest:({cache:e})=>ue(ve(e)+1)},slots:{board:en,value:({model:e,settings:t},n)=>t.mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({
model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:()=>_,legend:({model:e,settings:t})=>t.mapping==="layered"?ee("expert 0",`${e.experts-
1}`):ee("layer 0",`${e.layers-1}`),label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.
state[o]===$e?" ↓":""}`},widest:({model:e,settings:t})=>ue(e.experts)+(t.mapping==="layered"?0:1+ue(e.layers))}};function on(e,t){let{cache:n,counters:o,model:r}=e;
if(t===null)return"no slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.
experts)}, expert ${t%r.experts}`,sr(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${fe(n,t)} uses this reply`,n.lastUsed[t]<0?"ne\
ver used":`last used ${i}`].join("<br>")}function rn({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[nn]} of ${e.state.length} experts resident\
, ${t[$e]} in flight, ${t[de]} on the CPU`}function sr({cache:e,settings:t},n){let o=rr[e.state[n]];if(e.state[n]===de)return o;let r=e.slot[n],s=Math.floor(r/t.
geometry.ways),i=t.mapping==="layered"?` (index ${s}, way ${sn(r,t)})`:"";return`${o}, slot ${r}${i}`}function sn(e,t){return e%t.geometry.ways}function fe(e,t){
return e.uses[t]-e.usedBefore[t]}function tn({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function ve(e){let t=1;
for(let n=0;n<e.uses.length;n++)t=Math.max(t,fe(e,n));return t}function ue(e){return String(e-1).length}function ir(e){return e.flatMap((t,n)=>[[Math.max(0,(n-.5)/
(e.length-1)),t],[Math.min(1,(n+.5)/(e.length-1)),t]])}function ee(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var ln=-1,lr='<span><i class="mark now"></i>last token</span>',cr='<span><i class="mark now"></i>chosen token</span>';function cn(e,t){let n=e.querySelector("#h\
eatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector("#heatmap .summary"),s=Qt(e.querySelector("#heatmap canvas")),i=Oe.where,l=null,c=null,a=[],
u=null,d="",f=null,p=null,x=null;function h(){if(!p||!f||!n.offsetWidth)return;l=i.board(p),c=j(),a=Array.from({length:l.rows},()=>new Array(l.columns).fill(ln));
let y=le(l.rows,(b,v)=>on(p,l.cellAt(b,v))),E=!n.on;k(!0),f.react(n,[dr(a,y)],fr(l,p,n,c),M),E&&g(),m()}function g(){n.on("plotly_doubleclick",()=>f.relayout(n,
an(l))),n.on("plotly_relayout",y=>y.autosize?h():m()),n.on("plotly_hover",({points:[y]})=>u={xval:y.x,yval:y.y}),n.on("plotly_unhover",()=>u=null),n.on("plotly_\
click",({points:[y]})=>t.chooseLayer(l.layerAt(y.y,y.x)))}function m(){l=i.board(p);let y=ar(l,i,p,a,x),E=s(ur(n),y,i.scale(c),c);n.dataset.outlined=y.outlined.
length,k(E),u&&f.Fx.hover(n,u,"xy")}function k(y){let E=i.legend(p,y)+(x?cr:lr);E!==d&&(o.innerHTML=E),d=E}return t.outline=y=>{x=y,l&&n.offsetWidth&&m()},e.querySelectorAll(
"input[name=view]").forEach(y=>y.addEventListener("change",()=>{i=Oe[y.value],h()})),q().then(y=>{f=y,B(f,n,h),h()}),{holds:!0,update(y,E){if(p=y,S(r,rn(y)),!f||
!n.offsetWidth)return;let{cells:b,current:v,settings:$,counters:L,active_request:P}=E.delta;E.whole||!l||$&&l.key!==i.board(y).key?queueMicrotask(h):(b||v||$||L||
P)&&m()},recolour:h}}function ar(e,t,n,o,r){let s=new Float64Array(e.rows*e.columns).fill(NaN);for(let i=0;i<e.rows;i++)for(let l=0;l<e.columns;l++){let c=e.cellAt(
i,l),a=c===null||c<0?null:t.value(n,c);o[i][l]=a??ln,a!==null&&(s[i*e.columns+l]=a)}return{rows:e.rows,columns:e.columns,values:s,range:t.range(n),label:t.label?
(i,l)=>t.label(n,e.cellAt(i,l)):null,widest:t.widest?.(n)??2,outlined:e.places(r??n.cache.current)}}function ur(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;
return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,height:n._length,xRange:t.range,yRange:n.range}}function dr(e,t){return{type:"hea\
tmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"%{customdata}<extra></extra>"}}function an({rows:e,columns:t}){return{"xax\
is.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function fr(e,{model:t},n,o){let r=`${t.name} ${e.key}`,s=an(e),i=n.layout?.uirevision===r?n.layout:null,l=(c,a)=>({
showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.log2(a/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{
text:c,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{
family:o.font,color:o.text},hoverlabel:F(o),dragmode:"zoom",uirevision:r,xaxis:{...l(e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...l(e.yTitle,
e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var pr=1e3,[mr,hr]=[1,2];function un(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(gr());for(let l=0;l<i;l++)yr(o,l).forEach((c,a)=>{let u=n.rows[l].cells[a];
u.textContent!==c&&(u.textContent=c)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,pr))}}}function gr(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function yr({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),l=u=>r.
reduce((d,f)=>d+u[o+f],0),[c,a]=[l(t.uses),l(t.hits)];return[String(n),Le(s(hr)),Le(s(mr)),Le(i.map(u=>u-o)),`${a} of ${c}`,C(c?a/c:null,1)]}function Le(e){return e.
join(" ")||"none"}var dn=["steps","held","loading","choices","outcomes"];function fn(){let e={rows:"ways",clear(){for(let t of dn)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of dn)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[pn,xr]=[0,1],br=16,wr=10,[kr,Sr]=[.14,.3],Er=.6;function mn(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(a=>a.map(u=>u<0?-1:1)),s=r[0].length,i=xn(e,s),
l=o?s:null,c=a=>o?yn(a,t):n.readyInk;return{rows:s+(o?1:0),traces:[vr(e,r,s,o,t,n),...o&&s<=br?[$r(e,r,s,t,n)]:[],he(i.evictions,"line-ns-open",n.outline,.9*n.em,
"evicted",2),he(i.hits,"circle",i.hits.experts.map(c),.25*n.em,"hit"),he(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),he(i.misses,"x-thin-o\
pen",n.outline,.4*n.em,"missed",1.5)],layout:Lr(e,s,l,n)}}function hn({rows:e},{experts:t}){return`${e==="ways"?`<span>expert 0<i class="ramp"></i>${t-1}</span>`:
'<span><i class="mark hit"></i>resident</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class=\
"marked">│ evicted</span>`}function gn(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer lies beyond the last index: it has no slots, all is c\
omputed on the CPU.";let n=t.filter(s=>s===pn).length,o=xn(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} choic\
es were hits (${C(n/t.length)}), ${o} evictions. A step is one token, or one piece of a prompt.`}function vr({steps:e,loading:t},n,o,r,{experts:s},i){let l=Array.
from({length:o},(a,u)=>n.map(d=>d[u]<0?null:d[u])),c=(a,u)=>{let d=n[u][a],f=t[u].includes(a)?", in flight":"";return r?`way ${a}: ${d<0?"empty":`expert ${d}${f}`}`:
`expert ${a}: ${d<0?"on the CPU only":`resident${f}`}`};return{type:"heatmap",x:e,z:l,zmin:0,zmax:r?s-1:1,colorscale:r?_:[[0,i.cpu],[1,i.ready]],showscale:!1,zsmooth:!1,
ygap:o>24?0:2,customdata:le(o,c),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function $r({steps:e},t,n,o,r){let[s,i,l,c]=[[],[],[],[]];for(let a=0;a<
n;a++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][a]===t[u][a];)d++;let f=t[u][a];f<0||d-u<wr||(s.push(e[u]),i.push(a-kr),l.push(String(f)),c.push(yn(
f,o)))}return{type:"scatter",mode:"text",x:s,y:i,text:l,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*r.em,color:c}}}
function yn(e,{experts:t}){return e/Math.max(1,t-1)>Er?"#14161a":"#ffffff"}function xn({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...pe(),experts:[]},
inFlight:pe(),misses:pe(),evictions:pe()};return t.forEach((l,c)=>{let a=n[c-1]??n[c];n[c].forEach((u,d)=>{(e==="ways"?a[d]>=0&&u!==a[d]:a[d]>=0&&u<0)&&me(i.evictions,
l-.5,d)}),o[c].forEach((u,d)=>{let f=r[c][d],p=e==="ways"?Or(u,a,n[c]):u;f===pn?(me(i.hits,l,p<0?s:p+(e==="ways"?Sr:0)),i.hits.experts.push(u)):f===xr?me(i.inFlight,
l,p<0?s:p):me(i.misses,l,e==="ways"?s:u)})}),i}function Or(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function pe(){return{x:[],y:[]}}function me(e,t,n){
e.x.push(t),e.y.push(n)}function he({x:e,y:t},n,o,r,s,i=0){return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},
hoverinfo:"skip",showlegend:!1}}function Lr({steps:e},t,n,o){let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.
log2(t/10))),l=Array.from({length:Math.ceil(t/i)},(a,u)=>u*i),c={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*
o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:F(o),xaxis:{...c,range:[Math.min(e[0],e.at(-1)-50)-
1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"step",font:r,standoff:4}},yaxis:{...c,range:[s,-.5],tickvals:n===null?l:[...l,n],ticktext:n===null?l.map(String):
[...l.map(String),"CPU"],title:{text:n===null?"expert":"way",font:r,standoff:4}}}}var Cr=700;function bn(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=fn(),i=null,l=null,c=null,a=0,
u=-1,d=!1;function f(){if(!i||c===null||!s.steps.length)return;let g=j(),m=mn(s,l.model,g);r.style.setProperty("--rows",m.rows),i.react(r,m.traces,m.layout,M),n.
querySelector(".legend").innerHTML=hn(s,l.model),S(n.querySelector(".summary"),gn(s))}async function p(){a=0;let g=c;g===null||d||document.hidden||(u=l.counters.
steps,await s.extend(g,()=>c===g)&&f())}function x(g){g==null||g===c||(c=g,o.value=String(c),n.hidden=!1,S(n.querySelector("h3"),`Layer ${c}`),q().then(m=>{i||B(
m,r),i=m}),s.clear(),p())}function h(){c=null,o.value="",n.hidden=!0}return t.chooseLayer=x,o.addEventListener("change",()=>o.value===""?h():x(Number(o.value))),
n.querySelector(".close").addEventListener("click",()=>{h(),o.focus()}),{update(g,m){l=g,o.length!==g.model.layers+1&&_r(o,g.model.layers),m.whole&&c!==null&&(c>=
g.model.layers&&h(),s.clear(),u=-1),c!==null&&u!==g.counters.steps&&(a||=setTimeout(p,Cr))},paused(g){d=g,u=-1},recolour:f}}function _r(e,t){e.length=1;for(let n=0;n<
t;n++)e.add(new Option(String(n),String(n)))}var[J,Ar,wn]=["solid","4px 2px","2px 2px"],Tr=[{title:"tokens / s",format:te,lines:[{at:1,name:"tok/s",colour:"speed",dash:J}]},{title:"experts / s",format:te,lines:[
{at:2,name:"hits/s",short:"hits",colour:"hit",dash:J},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Ar}]},{title:"copied to the device",format:e=>`${qr(
e)}B/s`,lines:[{at:4,name:"copied",colour:"speed",dash:J}]},{title:"power",power:!0,format:e=>`${te(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:J},
{at:6,name:"CPU",short:"CPU",colour:"cpuPower",dash:wn}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",
short:"this program",colour:"speed",dash:J},{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:wn}]},{title:"GPU memory",titleWithout:"\
memory of this program (no GPU in use)",format:e=>`${te(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:J}]}];function kn({power:e,
memory:t}){let n=Object.values(e).some(r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Tr.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||
r.title}))}function Sn({most:e,unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let{at:l}of n)r=Math.max(r,(i[l]??0)/t);if(!r)return t;let s=10**Math.
floor(Math.log10(r));return t*s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function te(e){return String(Number(e.toPrecision(e<1?2:3)))}function qr(e){let t=e<
1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${te(e/1e3**t)} ${["","k","M","G","T"][t]}`}var Mr=120,Ae=.66,Ce=.22,Te=.04,[En,Nr,vn,_e]=[5,1.8,1.7,4];function qe({points:e,marks:t},n,o,r){let s=e.map(([l])=>l-o);return[...n.flatMap(({lines:l,top:c,format:a},u)=>{
let d=n.length-1-u;return l.map(({at:f,name:p,colour:x,dash:h})=>({type:"scatter",mode:"lines",name:p,x:s,y:e.map(g=>g[f]===null?null:d+Ae*g[f]/c),customdata:e.
map(g=>g[f]===null?"":a(g[f])),line:{color:r[x],width:1.8,dash:h,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}<extra></extra>`,showlegend:!1}))}),
Pr(t,n.length,o,r)]}function Pr(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(([s])=>[s-n,s-n,null]),y:e.flatMap(
()=>[-Te,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:"triangle-down",size:e.flatMap(()=>[0,r,0]),color:o.
text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function $n(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.
flatMap(({top:l,format:c},a)=>{let u=e.length-1-a;return[[u,"0"],[u+Ae,c(l)]]});return{margin:{l:En*o,r:Nr*o,t:_e,b:vn*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"\
rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"x unified",hoverlabel:F(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-Mr,0],gridcolor:n.grid,zeroline:!1,
tickfont:s,ticksuffix:" s",ticklabeloverflow:"allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.
muted},yaxis:{range:[-Te,e.length+Ce],fixedrange:!0,zeroline:!1,gridcolor:n.grid,tickvals:i.map(([l])=>l),ticktext:i.map(([,l])=>l),tickfont:s,ticklabeloverflow:"\
allow",automargin:!1}}}function On(e,t,n){let o=t.length+Ce+Te,r=t.map((s,i)=>{let l=(i+1-Ae+Ce)/o,c=Object.assign(document.createElement("p"),{textContent:s.title});
return c.style.top=`calc(${_e}px + ${l} * (100% - ${_e+vn*n.em}px))`,s.lines.length>1&&c.append(...s.lines.map(a=>jr(a,n))),c});e.style.left=`${En*n.em}px`,e.replaceChildren(
...r)}function jr({dash:e,short:t,colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"\
╍╍",s.style.color=o[n],s.ariaHidden="true",r.append(s,` ${t}`),r}function Ln(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),l=null,c=null,a="",u=null,d=!1;function f(){if(!c||!l||!t.offsetWidth)return;let b=j(),v=!t.on,$=h();
a=g($);let L=u===null?null:t.layout.xaxis.range;l.react(t,qe(c,$,x(),b),$n($,L,b),M),On(n,$,b),v&&m()}function p(){let b=h();if(!t.on||!t.offsetWidth||g(b)!==a)
return f();let v=qe(c,b,x(),j()),$=L=>v.map(P=>P[L]);l.restyle(t,{x:$("x"),y:$("y"),customdata:$("customdata")},[...v.keys()])}function x(){let b=c.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??b,u??b}function h(){return kn(c).map(b=>({...b,top:Sn(b,c.points)}))}function g(b){return JSON.stringify([b.map(({title:v,
top:$})=>[v,$]),c.marks])}function m(){t.on("plotly_relayout",b=>{"xaxis.range[0]"in b&&y(Number(t.dataset.end)),b.autosize&&f()}),t.on("plotly_doubleclick",E),
i.addEventListener("click",E),t.addEventListener("pointerenter",()=>k(!0)),t.addEventListener("pointerleave",()=>k(!1))}function k(b){d=b,r.hidden=!b,b||f()}function y(b){
u=b,i.hidden=s.hidden=b===null,b!==null&&S(s,`0 s is ${new Date(1e3*b).toLocaleTimeString()}`)}function E(){y(null),f()}return q().then(b=>{l=b,B(l,t,f),f()}),{
holds:!0,update(b,v){c=b,S(o,Ir(b)),v.whole?requestAnimationFrame(f):l&&!d&&(v.point||v.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function Ir(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var Br=1e3,Cn=5e3;function _n(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?Cn-Br:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+Cn,S(t,Fr(r)))}}}function Fr({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Timing this machine.";if(e==="unloaded")return"No model is loaded: load one in the co\
ntrol panel.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${C(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:
`Writing: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function An(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);ge(Dr(t,n),o)}function Dr(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function ge(e,t,n="text/plain"){let o=URL.createObjectURL(new Blob([t],{type:n}));Object.assign(document.createElement("a"),{href:o,download:e}).
click(),setTimeout(()=>URL.revokeObjectURL(o),1e4)}var Rr={stop:"ended",length:"limit",cancelled:"stopped"},Ur=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},zr=e=>t=>t==null?"–":t.toFixed(e),Gr=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,Hr=e=>e==null?"–":`${(100*e).toFixed(1)} %`,Wr=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),D=e=>String(e??"–"),I=[{label:"When",value:e=>e.at,text:Vr},{label:"N × M",value:e=>e.indexes*1e3+e.ways,text:(e,t)=>`${t.
indexes} × ${t.ways}`},{label:"Policy",value:e=>e.policy,text:e=>D(e).toUpperCase()},{label:"Tok/s",value:e=>e.tokens_per_s,text:zr(1),figure:!0,better:1},{label:"\
First token",value:e=>e.first_token_s,text:Gr,figure:!0,better:-1},{label:"Hit rate",value:e=>e.hit_rate,text:Hr,figure:!0,better:1},{label:"GB copied",value:e=>e.
bytes_copied,text:Wr,figure:!0,better:-1},{label:"J/token",value:Jr,text:Kr,figure:!0,better:-1,title:"of the sensors there are"},{label:"Tokens",value:e=>e.tokens,
text:D,figure:!0},{label:"End",value:e=>Rr[e.finish],text:D,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",value:e=>e.cpu_threads,
text:D,figure:!0},{label:"Mapping",value:e=>e.mapping,text:D},{label:"Fills",value:e=>e.admission,text:Yr,title:"Fill on miss, and how many copies may wait"},{label:"\
Placement",value:e=>e.placement,text:e=>D(e).replace("_"," ")},{label:"Model",value:e=>e.model,text:D}];function Jr(e){let t=Ur(e);return t===null||!e.tokens?null:
t/e.tokens}function Kr(e,t){if(e===null)return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function Yr(e,t){
return e==="bounded"?`bounded, ${t.max_queued_copies}`:D(e)}function Vr(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().
getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function Tn(e,t){let n=t.
toLowerCase().split(/\s+/).filter(Boolean);return e.filter(o=>{let r=I.map(s=>s.text(s.value(o),o)).join(" ").toLowerCase();return n.every(s=>r.includes(s))})}function qn(e,{
column:t,descending:n}){let o=I[t].value,r=(s,i)=>typeof s=="string"?s.localeCompare(i):s-i;return[...e].sort((s,i)=>{let[l,c]=[o(s)??null,o(i)??null];return l===
null||c===null?+(l===null)-+(c===null):n?r(c,l):r(l,c)})}function Mn(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll(
'"','""')}"`:String(r??""),o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function Nn(e,t){let[n,o]=t.map(i=>e.value(i));if(!e.better||!n||o==null)return"";let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function Pn(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var jn="rgba(0, 0, 0, 0)",Xr=["speed","gpu"],Zr=["solid","dot"];function In(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(
".speed"),"tokens_per_s","tokens / s",""],[e.querySelector(".hits"),"hit_rate","hit rate",".0%"]],r=null,s=[],i=[];async function l(u){if(s=u,e.hidden=u.length<
2,!e.hidden&&(t.innerHTML="",t.append(es(u)),i=await Promise.all(u.map(Qr)),s===u)){if(n.textContent=i.every(Boolean)?"Curves over the tokens of each reply.":"A\
 reply whose recording was gone, or that has no second token, has no curve.",!r){r=await q(),c();for(let[d]of o)B(r,d,c),d.on("plotly_relayout",f=>f.autosize&&c())}
c()}}function c(){if(!r||e.hidden||!e.offsetWidth)return;let u=j();for(let[d,f,p,x]of o)r.react(d,a(f,x,u),ts(p,x,u),M)}function a(u,d,f){return i.map((p,x)=>({
type:"scatter",mode:"lines",name:"AB"[x],x:p?p[u].map((h,g)=>1+g*p.tokens):[],y:p?.[u]??[],line:{color:f[Xr[x]],width:1.8,dash:Zr[x]},hovertemplate:`%{y:${d||".\
1f"}}`}))}return{show:l,draw:c}}async function Qr(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function es(e){let t=document.
createElement("table"),n=(...r)=>{let s=t.insertRow();r.forEach((i,l)=>{let c=document.createElement(l===0?"th":"td");l===0&&(c.scope="row"),c.textContent=i,s.append(
c)})};n("","A ━━","B ┅┅","B against A");let o=[];for(let r of I){let[s,i]=e.map(l=>r.text(r.value(l),l));s===i&&!r.better?o.push(`${r.label} ${s}`):n(r.
label,s,i,Nn(r,e))}return t.createCaption().textContent=o.length?`In both: ${o.join(", ")}.`:"Nothing in common.",t}function ts(e,t,n){let o={family:n.font,size:.68*
n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:jn,plot_bgcolor:jn,
font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:F(n),xaxis:{...r,nticks:6},yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},
annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}var Bn=200,ns=400;function Fn(e){let t=e.querySelector("#runs"),n=h=>t.querySelector(`#runs-${h}`),o=t.querySelector("tbody"),r=In(n("compare")),s=[],i={column:0,
descending:!0},l=[],c=Bn,a="";async function u(){let h=await fetch("runs").catch(()=>null);if(!h?.ok)return;let{runs:g,problem:m}=await h.json();s=g,S(n("proble\
m"),m),n("problem").hidden=!m,f()}let d=()=>qn(Tn(s,n("filter").value),i);function f(){let h=d();t.querySelector(".scrolled").hidden=s.length===0,n("empty").hidden=
s.length>0;for(let g of["csv","json"])n(g).disabled=h.length===0;S(n("count"),s.length?`${h.length} of ${s.length} replies`:""),n("more").hidden=h.length<=c,o.replaceChildren(
...h.slice(0,c).map(p)),t.querySelectorAll("th[data-column]").forEach(g=>{Number(g.dataset.column)===i.column?g.setAttribute("aria-sort",i.descending?"descendin\
g":"ascending"):g.removeAttribute("aria-sort")})}function p(h){let g=document.createElement("tr");g.classList.toggle("stopped",h.finish==="cancelled");let m=Object.
assign(document.createElement("input"),{type:"checkbox",checked:l.includes(h.id)});m.dataset.run=h.id,m.setAttribute("aria-label",`Compare the run of ${I[0].text(
h.at)}`);let k=document.createElement("span");k.textContent="AB"[l.indexOf(h.id)]??"",g.insertCell().append(m,k);for(let y of I){let E=g.insertCell();E.textContent=
y.text(y.value(h),h),y.figure&&(E.className="figure")}return g}function x(h,g){l=Pn(l,h,g),r.show(l.map(m=>s.find(k=>k.id===m)).filter(Boolean)),f(),o.querySelector(
`[data-run="${CSS.escape(h)}"]`)?.focus()}return t.querySelector("thead").append(os()),t.querySelector("thead").addEventListener("click",h=>{let g=h.target.closest(
"th[data-column]");if(!g)return;let m=Number(g.dataset.column);i={column:m,descending:i.column===m?!i.descending:!!I[m].figure},f()}),o.addEventListener("change",
({target:h})=>x(h.dataset.run,h.checked)),n("filter").addEventListener("input",f),n("more").addEventListener("click",()=>{c+=Bn,f()}),n("csv").addEventListener(
"click",()=>ge("runs.csv",Mn(d()),"text/csv")),n("json").addEventListener("click",()=>ge("runs.json",JSON.stringify(d(),null,2),"application/json")),new IntersectionObserver(
([h])=>h.isIntersecting&&u()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&u()),{update(h){let g=a&&a!=="idle"&&h.phase==="idle";
a=h.phase,g&&t.offsetWidth&&setTimeout(u,ns)},recolour:r.draw}}function os(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class=\
"unseen">Compare</span></th>',I.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=
String(r),o&&(s.className="figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}function Dn(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!re(n.dataset.key),n.addEventListener("change",()=>Ve(n.dataset.key,!n.checked));return{update(){}}}function Rn(e){
return e.querySelector("#help-open").addEventListener("click",we),{update(){}}}function Un(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r,s){
n.setAttribute("aria-pressed",String(r)),S(o,r?"Resume":"Pause"),n.title=r?"Go on at the present":"Hold the charts still",document.body.classList.toggle("charts\
-paused",r);let i=document.querySelector("#paused-note");i.hidden=!r,r&&S(i,`Charts paused at step ${s.counters.steps}, ${rs()}. Counters go on.`)}}}function rs(){
return new Date().toLocaleTimeString([],{hour12:!1})}function zn(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var ss={idle:"ready",decode:"writing",loading:"loading model",timing:"timing this machine",unloaded:"no model",closed:"closed"};function Hn(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){S(t("status-model"),o.model.name),S(n,is(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;S(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),S(t("status-hit-rate"),C(o.recent_hit_rate??se(o.counters))),S(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),S(t("status-memory"),ls(o.memory)),Gn(t("power-gpu"),o.power.gpu),Gn(t("power-cpu"),o.power.cpu),cs(e.querySelector("#notices"),o.machine)},lost(){S(n,"\
disconnected"),n.parentElement.dataset.phase="lost"}}}function is(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:ss[e.
phase];return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function ls(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.
device_total];return`${A(t)} / ${A(n)}`}function Gn(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),S(e,
lt(t.watts));let n=`unavailable${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});
e.replaceChildren("unavailable",o),e.tabIndex=0}function cs(e,t){let n=as(t);S(e,n.join(" ")),e.hidden=n.length===0}function as({emulated:e,notices:t}){return e?
["No GPU in use: the accelerator is emulated. Its slots lie in RAM; hits, misses and fills are real, speed shows nothing.",...t]:[...t]}function Wn(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=c=>c.hash.slice(1),r=c=>n.find(a=>o(a)===c);function s(c){let a=r(c)??n[0];
document.body.dataset.tab=o(a);for(let u of n)u.setAttribute("aria-selected",String(u===a)),u.tabIndex=u===a?0:-1}function i(c){history.replaceState(history.state,
"",c.hash),s(o(c)),c.focus()}function l(c){let a=n.indexOf(document.activeElement);return n[us(c,a,n.length)]??null}t.addEventListener("click",c=>{let a=c.target.
closest("[role=tab]");a&&(c.preventDefault(),i(a))}),t.addEventListener("keydown",c=>{(c.key===" "||c.key==="Enter")&&c.target.click();let a=l(c.key);a&&i(a),(a||
c.key===" "||c.key==="Enter")&&c.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let c of n){let a=document.getElementById(
`${o(c)}-pane`);a.setAttribute("role","tabpanel"),a.setAttribute("aria-labelledby",c.id)}return s(location.hash.slice(1)),{update(){}}}function us(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var Jn=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(Jn[e]=t++);function K(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=Jn[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var Me=0,Kn=1;function Yn(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,l=K(e.choices),c=K(e.outcomes),a=t*o,u=r.map((d,f)=>{let p=0;for(let x=f*a;x<(f+
1)*a;x++)c[x]!==Me&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:a,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>l[d*a+f*o],routing:(d,f)=>Array.from({length:o},(p,x)=>{let h=d*a+f*o+x;return[l[h],c[h]]}),cells:d=>Array.from({length:a},(f,p)=>Math.
floor(p/o)*n+l[d*a+p])}}function ye(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,l]of e.routing(t,i))l===Kn&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function xe(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var z=8,ds=80,Xn=["hit","flight","miss"],Vn=["hit","in flight","miss"];function Zn(e){function t(o,r,s){e.replaceChildren(fs(o,r),ps(o,r),ms()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*z}px`;let{width:i,
height:l}=e.getBoundingClientRect(),c=r.bottom+z+l<=innerHeight;e.style.left=`${Math.max(s.left+z,Math.min(r.left,s.right-i-z))}px`,e.style.top=`${Math.max(z,c?
r.bottom+z:r.top-l-z)}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=!0,id:e.id}}function fs(e,t){let n=Object.assign(document.createElement("b"),
{textContent:xe(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement("span"),{textContent:ye(e,t)}),r=document.createElement("p");return r.append(
n," ",o),r}function ps(e,t){let n=document.createElement("ol");n.classList.toggle("many",e.routed>ds),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<
e.layers;o++){let r=document.createElement("li");r.append(Object.assign(document.createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){
let l=Object.assign(document.createElement("i"),{className:Xn[i],textContent:String(s)});r.append(l)}n.append(r)}return n}function ms(){let e=Object.assign(document.
createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=Me;t<Vn.length;t++){let n=Object.assign(document.createElement("i"),{className:Xn[t],
textContent:"n"});e.append(n,` ${Vn[t]} `)}return e}var hs=["none","dotted","dashed","solid","double"],Y={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),line:!0,low:"all hits",high:"all missed"},time:{
label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),line:!0,low:"0 ms",high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"\
first expert of layer",share:(e,t,n)=>e.firstExpert(t,n)/Math.max(1,e.experts-1),number:(e,t,n)=>e.firstExpert(t,n),low:"expert 0",high:e=>String(e.experts-1)}};
function Qn(e,t,{line:n,number:o}){Object.assign(e.style,gs(t,n)),o===void 0?delete e.dataset.number:e.dataset.number=o}function gs(e,t=!1){let n=e===null?null:
Yt(e);return{backgroundColor:n?`rgb(${n.join(" ")})`:"",color:n?ae(n):"",borderBottomStyle:t&&e?hs[Math.min(4,Math.ceil(e*4))]:"none"}}var ys=400;function no(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=ws(e,a),l=null,c=null;function a(){let{name:m,layer:k}=i.chosen(),y=Y[m];for(let E of s){
let b=Number(E.dataset.token);Qn(E,y.share(e,b,k),{line:y.line,number:y.number?.(e,b,k)})}}function u(m){let k=Object.assign(document.createElement("span"),{className:"\
routed",tabIndex:-1});return k.textContent=xe(e.texts[m]),k.dataset.token=m,k.setAttribute("role","option"),k.setAttribute("aria-selected","false"),k.setAttribute(
"aria-label",`${e.texts[m].trim()||"space"}: ${ye(e,m)}`),k.classList.toggle("prompt",m<e.prompt),k}function d(){r.querySelector("button")?.remove();let k=Number(
s.at(-1)?.dataset.token??i.first()-1)+1,y=Math.min(e.count,k+ys);for(let E=k;E<y;E++)s.push(u(E));r.append(...s.slice(-(y-k)||s.length)),y<e.count&&r.append(bs(
e.count-y,d)),s.length&&!l&&p(s[0]),a()}function f(){x(null),t.hide(),s.length=0,l=null,r.replaceChildren(),d()}function p(m){l&&(l.tabIndex=-1),l=m,l.tabIndex=
0}function x(m){c?.setAttribute("aria-selected","false"),c=m===c?null:m,c?.setAttribute("aria-selected","true"),n(c?Number(c.dataset.token):null)}let h=m=>t.show(
e,Number(m.dataset.token),m),g=m=>m.target.closest(".routed");return r.addEventListener("pointerover",m=>g(m)&&h(g(m))),r.addEventListener("pointerleave",t.hide),
r.addEventListener("focusin",m=>{g(m)&&(p(g(m)),h(l))}),r.addEventListener("focusout",t.hide),r.addEventListener("click",m=>g(m)&&x(g(m))),r.addEventListener("k\
eydown",m=>{if(!g(m))return;let k=xs(s,l,m.key);if(k)k.focus();else if(m.key==="Enter"||m.key===" ")x(l);else if(m.key==="Escape")c&&x(c),t.hide();else return;m.
preventDefault(),m.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function xs(e,t,n){let o=e.indexOf(t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.
length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=eo(t),l=null,c=null;for(let a=o+s;e[a];a+=s){let{top:u,left:d}=eo(
e[a]);if(!(Math.abs(u-i.top)<i.height/2)){if(c!==null&&Math.abs(u-c)>i.height/2)break;c??=u,(l===null||Math.abs(d-i.left)<Math.abs(l.left-i.left))&&(l={element:e[a],
left:d})}}return l?.element??null}function eo(e){return e.getClientRects()[0]}function bs(e,t){let n=Object.assign(document.createElement("button"),{type:"butto\
n",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function ws(e,t){let n=Object.assign(document.createElement("p"),{className:"token-ba\
r"}),o=to(Object.entries(Y).map(([d,{label:f}])=>[d,f]),"Tint by"),r=to(Array.from({length:e.layers},(d,f)=>[f,f]),"Layer"),s=Object.assign(document.createElement(
"input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[l,c,a]=["span","i","span"].map(d=>document.createElement(d));i.append(l,c,a),
i.className="legend",c.className="ramp";function u(){let d=Y[o.value];r.parentElement.hidden=o.value!=="expert",l.textContent=d.low,a.textContent=typeof d.high==
"function"?d.high(e):d.high,t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(Ne("Tint by",o),Ne("",r),i,Ne("prompt too",s)),r.parentElement.
hidden=!0,l.textContent=Y.misses.low,a.textContent=Y.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||e.prompt===e.
count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function to(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function Ne(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function oo(e,t){let n=document.querySelector("#chat"),o=new Map,r=Zn(e.querySelector("#token-detail")),s=null,i=p=>p.querySelector(".message-content")?.textContent??
"",l=p=>p.querySelector(".actions [data-action=tokens]");function c(p){o.get(p)?.element.remove(),o.delete(p),p.classList.remove("as-tokens"),a(l(p),!1),r.hide(),
t.outline(null)}function a(p,x){p&&(p.textContent=x?"Text":"Tokens",p.setAttribute("aria-pressed",String(x)))}async function u(p,x){let h=p.querySelector(".mess\
age-content"),g={text:i(p),element:document.createElement("div")};g.element.className="tokens",o.set(p,g);try{if(!x)throw new Error("This reply was not recorded\
.");let m=Yn(await T(`tokens/${encodeURIComponent(x)}`));if(o.get(p)!==g)return;g.element.append(no(m,{detail:r,pick:k=>d(m,k)}))}catch(m){g.element.textContent=
m.message}p.classList.add("as-tokens"),h.after(g.element),a(l(p),!0)}function d(p,x){let h=s?.layers===p.layers&&s?.experts===p.experts;t.outline(x===null||!h?null:
p.cells(x))}function f(){for(let[p,x]of o)!p.isConnected||i(p)!==x.text?c(p):l(p)?.getAttribute("aria-pressed")!=="true"&&a(l(p),!0)}return new MutationObserver(
f).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=p=>{let x=Number(Z()),h=n.querySelectorAll(".message-row")[x];h&&(o.has(h)?c(h):
u(h,p[x]?.metadata?.id))},{update(p){s&&s.name!==p.model.name&&t.outline(null),s=p.model}}}var ks=220,Ss=50;function Pe(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current}}}function be(e,t){let{cells:n,
current:o,point:r,mark:s,...i}=t,{cache:l}=e,c=e.counters.steps;for(let[u,d]of Object.entries(i))e[u]=Os(d)?{...e[u],...d}:d;let{steps:a}=e.counters;i.active_request&&
l.usedBefore.set(l.uses),n&&Es(l,K(n),a,Math.max(1,a-c)),o!==void 0?l.current=vs(K(o)):a!==c&&(l.current=$s(l,a-1)),r&&ro(e.points,r,ks),s&&ro(e.marks,s,Ss)}function so(e){
let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,points:e.points.slice(),marks:e.marks.slice()}}function Es(e,t,n,o){let r=0;
for(let s=0;s<t.length;){let i=t[s++],l=t[s++];if(r+=i>>1,l){let c=Math.floor((l-1)/o)+1,a=Math.floor((Math.sqrt(8*c+1)-1)/2);e.lastUsed[r]=n-(l-1)%o-1,e.uses[r]+=
a,e.hits[r]+=c-a*(a+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function vs(e){let t=0;return e.map(n=>t+=n)}function $s({lastUsed:e},t){let n=[];for(let o=0;o<
e.length;o++)e[o]===t&&n.push(o);return n}function ro(e,t,n){e.push(t),e.length>n&&e.shift()}function Os(e){return e!==null&&typeof e=="object"&&!Array.isArray(
e)}var Ls=1e3;function io(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function l(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapshot",
a=>{s=Pe(JSON.parse(a.data)),t(s)}),r.addEventListener("delta",a=>{let u=JSON.parse(a.data);if(!s||u.seq!==s.seq+1){c(),l();return}be(s,u),n(u)}),r.addEventListener(
"error",()=>{c(),o(),i=setTimeout(l,Ls)}))}function c(){clearTimeout(i),r?.close(),r=null,s=null}return{open:l,close:c,state:()=>s}}function lo(e){let t=window.SharedWorker?Cs(e):_s(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function Cs({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(be(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function _s(e){let t=io(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var As=2,Ts=1e3,je={whole:!0,point:!1,delta:{}};function co(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let a=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||l(f,t,u);let d=performance.now();s=d+Math.min(Ts,As*(d-a))}function l(a,u,d){try{a.update(u,d)}catch(f){console.error(f)}}function c(a){o=o?qs(o,a):
a,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(a){e.push(a),t&&l(a,a.holds&&n||t,je)},isPaused:()=>n!==null,pause(a){
if(!(!t||a===(n!==null))){n=a?so(t):null;for(let u of e)u.holds&&l(u,n??t,je),u.paused?.(a,t)}},connect(){lo({onState(a){t=a,c(je)},onDelta(a){c({whole:!1,point:"\
point"in a,delta:a})},onLost(){for(let a of e)a.lost?.()}})}}}function qs(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var Ms=[["#strip",Hn],["#tabs",Wn],["#pause",Un],["#counters",Ht],["#spoken",_n],["#layer-detail",bn],["#heatmap",cn],["#heatmap-table",un],["#lines",Ln],["#fit\
s",Tt],["#lab",Gt],["#token-view",oo],["#progress",ct],["#more",ze],["#editing-note",et],["#prompts",ut],["#runs",Fn],["#help",Dn],["#help-open",Rn]],ne=co(),Ns={
store:ne,chooseLayer(){},outline(){}},ao=[];function Vc(e){for(let[n,o]of Ms){let r=e.querySelector(n);r&&zn(r.dataset.needs).then(()=>Ps(o,r,e))}let t=e.querySelector(
"#theme");t&&Jt(t,()=>ao.forEach(n=>n.recolour()))}function Ps(e,t,n){let o=e(t.id==="fits"||t.id==="progress"?t:n,Ns);o.recolour&&ao.push(o),ne.add(o)}window.hybrid=
{awaitTurn:pt,endTurn:mt,askingAgain:nt,chosenMessage:Z,copy:rt,edit:ot,showEditing:tt,sending:Fe,taken:Re,giveBack:Ue,download:An,pickFile:Ge,togglePause:()=>ne.
pause(!ne.isPaused())};Ye();ne.connect();export{Pe as fromSnapshot,Vc as mount};
