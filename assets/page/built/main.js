var te="",xe=()=>document.querySelector("#chat-input textarea");function yt(e){return te=e[0]??"",e}function xt(){te=""}function bt(){let e=xe().value;te&&e.startsWith(
te)&&z(xe(),e.slice(te.length)),te=""}function wt(e){if(!e)return;let t=xe().value,{text:n}=JSON.parse(e);z(xe(),t.trim()?`${n}
${t}`:n)}function z(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function X(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Ar(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Ar(e){
return e.split(/(?=(?:\d{3})+$)/)}function w(e,t){e.textContent!==t&&(e.textContent=t)}function A(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function N(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function kt(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function St(e){return`${e.toFixed(e<10?1:0)} W`}function be({routed:e,hits:t}){return e?t/e:
null}var Et=256*1024,vt="is no text file. Attach text, such as .txt, .md, .py or .csv.";function Mr(e,t){let n=t.match(/`{3,}/g)??[],o="`".repeat(Math.max(3,...n.map(
s=>s.length+1))),r=/\.([a-z0-9]{1,10})$/i.exec(e)?.[1].toLowerCase()??"";return`${e}:
${o}${r}
${t.replace(/\n$/,"")}
${o}`}function qr(e,t){return[e.trimEnd(),...t].filter(Boolean).join(`

`)}async function Nr(e){if(e.size>Et)return{problem:`${e.name} is larger than ${Et/1024} KiB. Attach a part of it.`};try{let t=new TextDecoder("utf-8",{fatal:!0}).
decode(await e.arrayBuffer());return t.includes("\0")?{problem:`${e.name} ${vt}`}:{text:t.replace(/\r\n?/g,`
`)}}catch{return{problem:`${e.name} ${vt}`}}}function $t(e){let[t,n,o]=["#attach","#attach-file","#attach-note"].map(a=>e.querySelector(a)),r=document.querySelector(
"#chat-input textarea"),s=document.querySelector("#chat-pane");async function i(a){let l=await Promise.all([...a].map(async f=>({file:f,...await Nr(f)}))),u=l.flatMap(
({file:f,text:d})=>d===void 0?[]:[Mr(f.name,d)]);u.length&&(z(r,qr(r.value,u)),r.focus()),w(o,l.map(({problem:f})=>f??"").filter(Boolean).join(" "))}t.addEventListener(
"click",()=>n.click()),n.addEventListener("change",async()=>{await i(n.files),n.value=""});let c=({dataTransfer:a})=>a?.types.includes("Files");return s.addEventListener(
"dragover",a=>c(a)&&a.preventDefault()),s.addEventListener("drop",a=>{c(a)&&(a.preventDefault(),i(a.dataTransfer.files))}),{update(){}}}function Ot(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function Lt(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files?.[0]?.text()??""])),t.click()})}var _t="presenting";function ne(){return document.body.classList.contains(_t)}function ce(e){e!==ne()&&(document.body.classList.toggle(_t,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var Ct="hybrid-keys-off",Pr="input, textarea, select, [contenteditable]",jr="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",Tt={stop:Br,pause:Fr,present:Dr,help:je},At=()=>!1;function Mt(e){At=e}var qt=()=>{};function Nt(e){qt=e;let t={capture:!0};for(let n of["keydown","keyp\
ress"])document.addEventListener(n,Ir,t);document.addEventListener("keydown",Rr,t)}function Ir(e){It(e)==="send"&&we("send")&&e.stopPropagation()}function Rr(e){
let t=It(e);t in Tt&&!we(t)&&Tt[t](e)&&e.preventDefault()}function we(e){return jt().includes(e)}function Pt(e,t){let n=jt().filter(o=>o!==e);localStorage.setItem(
Ct,JSON.stringify(t?[...n,e]:n))}function je(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function jt(){try{let e=JSON.parse(
localStorage.getItem(Ct)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function It(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:c}=e;
return i||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&c.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function Br({
target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(ne())return ce(!1),!0;let t=document.
querySelector("#stop");if(t&&!t.disabled)t.click();else return At();return!0}function Dr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(
Pr)?!1:(ce(!ne()),!0)}function Fr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(jr)?!1:(qt(),!0)}function Ur(e=""){let t=/\bhit (\d+) %/.exec(e);return t?Number(t[1]):null}function Gr(e,t){return t>e?"The second time more of its experts were already on the \
GPU.":t<e?"The second time fewer of its experts were on the GPU: others had taken their slots.":"Both times as many of its experts were on the GPU."}function Rt(e,t){
let n=null;t.hidden=!0;let o=c=>Ur(c?.querySelector(".thought-group .title")?.textContent);function r(c,a){n=c.slice(a).map(o).find(l=>l!==null)??null,t.hidden=
!0}function s(c){let a=o([...e.querySelectorAll(".message-row")].at(-1));if(a===null&&c)return setTimeout(()=>s(c-1),100);a!==null&&i(n,a),n=null}function i(c,a){
t.querySelector("p").textContent=Gr(c,a);for(let[l,u]of Object.entries({first:c,second:a})){let f=t.querySelector(`.${l}`);f.querySelector("i").style.setProperty(
"--share",`${u}%`),f.querySelector("b").textContent=`${u} %`}t.hidden=!1}return document.addEventListener("hybrid:reply-ended",()=>{if(n===null){t.hidden=!0;return}
s(30)}),{begin:r,hide:()=>t.hidden=!0}}var zr={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["repeat","Ask again"],["tokens","Tokens"],["copy","Copy"],["drop",
"Delete"]]},oe=0,Hr={edit:"edit",copy:"copy",drop:"delete",again:"retry",repeat:"retry",tokens:"select"};function Dt(e,t,n){let o=document.querySelector("#chat"),
r=document.querySelector("#editing-note"),s=document.querySelector("#chat-input textarea"),i=Rt(o,document.querySelector("#again")),c=()=>[...o.querySelectorAll(
".message-row")];function a(u){let f=Jr(u),d=u.querySelector(":scope > .actions");d?.dataset.kind!==f&&(d?.remove(),f&&u.append(Yr(f)))}o.addEventListener("clic\
k",u=>{let f=u.target.closest(".copy-code");f&&Kr(f);let d=u.target.closest(".actions button");d&&(oe=c().indexOf(d.closest(".message-row")),d.dataset.action===
"repeat"&&i.begin(c(),oe),n(Hr[d.dataset.action]),d.dataset.action==="copy"&&Vr(d),d.dataset.action==="edit"&&s.focus())});let l=()=>{c().forEach(a),c().length||
i.hide(),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(Wr)};return new MutationObserver(l).observe(o,{childList:!0,subtree:!0}),
l(),r.addEventListener("click",u=>u.target.closest("button")&&Bt()),r.hidden=!0,Mt(Bt),{update(){}}}function Bt(){let e=document.querySelector("#editing :is(tex\
tarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])z(t,"");return!0}function Ft(e){let t=document.querySelector(
"#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces this message and everything after it. <button type="button">Cancel</button>'}function le(){
return String(oe)}function Ut(e){return xt(),[le(),...e]}function Gt(e){return[Ht(e[oe]),String(oe)]}function zt(e){navigator.clipboard?.writeText(Ht(e[oe]))}function Ht(e){
let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector(":scope > *");return n?.dataset.text??n?.textContent??
t}function Wr(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function Kr(e){
navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function Jr(e){
return e.querySelector(".thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function Yr(e){let t=Object.assign(document.createElement("div"),{className:"\
actions"});t.dataset.kind=e;for(let[n,o]of zr[e]){let r=Object.assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(
r)}return t}function Vr(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}var Xr={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function Wt(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,a=o.phase==="loading"&&o.activity&&`Waiting. ${o.activity}.`||Xr[o.phase]||o.active_request&&"Waiting: the model is busy with another tab.",l=s&&!i&&!!a,u=i&&
o.phase==="prefill";if(e.hidden=!l&&!u,l)t.style.width="0",w(n,a);else if(u){let{prefill_done:f,prefill_total:d}=o.speed;t.style.width=`${d?100*f/d:0}%`,w(n,Zr(
o.speed))}}}}function Zr(e){return`Reading the prompt: ${e.prefill_done} of ${e.prefill_total} tokens${Qr(e)}.`}function Qr({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){
if(!n||e>=t)return"";let o=Math.ceil((t-e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function Kt(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var es=700;function Yt(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=Kt(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let f=u.target.closest("button");f&&(i(!1),Jt(f.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?l(s.stop()):c()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&a(),es)}),document.addEventListener("click",u=>{s.isRunning()&&ts(u)&&l(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function c(){if(Vt()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){a();return}let f=new MutationObserver(()=>{u()||(f.disconnect(),a())});f.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function a(){l(s.next(!!document.querySelector("#\
error")?.textContent))}function l(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&Jt(u.prompt)}return{update(){}}}function ts({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function Jt(e){let t=document.querySelector("#chat-input textarea");if(z(t,e),Vt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function Vt(){return document.querySelector("#stop")?.disabled===!1}var Xt=[];function Zt(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>Xt.push(n))))}):e}function Qt(){Xt.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function en(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function tn(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function nn({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function on(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=ns(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function ns(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function sn(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function an({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!rn(n)||!rn(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let i=n*o||0,c=e*t,a=i>s?` There is memory for ${s}.`:"";return`${i} slots for ${c} experts: ${os(i/c)} on the GPU.${a}`}function rn(e){return e===
""||Number.isInteger(e)&&e>=0}function os(e){return e===1?"all of them fit":e===.5?"half of them fit":`${A(e)} of them fit`}function cn({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:i},{labels:c}){let a=(d,p)=>Object.keys(c[d]).find(g=>c[d][g]===p),l=i==="cached"?"":`, ${a("placement",i)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,f=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${a("admission",r)}, ${f}${l}`}
function ln({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,i=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}. ${r} threads already saturate memory (○)`:i}function un(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:c}=n.
getBoundingClientRect(),a=Math.ceil((s.clientX-i)/c*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,a)))}),{draw(s,i,c=null){r=s;let a=l=>`${100*
l/s.logical_cpus}%`;n.style.setProperty("--threads",a(Math.min(s.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",a(s.physical_cores)),n.style.setProperty(
"--knee",a(c??0)),n.classList.toggle("measured",c!==null),n.classList.toggle("beyond",i>s.physical_cores),w(o,ln(s,i,c))}}}function fn(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:c,top:a,width:l,height:u}=n.getBoundingClientRect();t.set("indexes",dn(Math.ceil((i.clientX-
c)/l*r.layers),r.layers)),t.set("ways",dn(Math.ceil((1-(i.clientY-a)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,c){r=i;let a=rs(i,c);for(;n.children.length>i.layers;)n.lastChild.remove();for(;n.children.length<i.layers;)n.append(document.createElement(
"i"));a.forEach((l,u)=>n.children[u].style.setProperty("--share",l)),n.style.setProperty("--needs",i.top_k/i.experts),n.classList.toggle("shared",pn(c)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${i.top_k} of ${i.experts})`,o.querySelector(".last").
textContent=String(i.layers-1)}}}function pn({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function rs({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(i,c)=>Math.min(1,Math.max(0,s(c)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):pn(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function dn(e,t){return Math.min(t,Math.max(1,e))}function ke(e,t){let n=Object.keys(t.fields),o=c=>e.querySelector(`#${CSS.escape(t.fields[c]??c)}`),r=c=>o(c)?.querySelector("input, textarea")??null;function s(c){
let a=r(c);return a?ss(a,t.labels[c]):void 0}function i(c,a){let l=r(c);!l||s(c)===a||(l.value=String(a),l.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(c=>[c,s(c)])),label:c=>o(c)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??c,shown:(c,a)=>is(t.labels[c],a)}}function ss({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function mn(e){let{geometry:t,...n}=e;return{...t,...n}}function is(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function hn({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.devices,
i=e.slots_limit??s,{emulated:c}=t,a={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},l={name:"RAM",held:Math.
max(0,e.host_used-(c?e.slots:0)),slots:c?r:0,total:e.host_total,limit:c?i:null};return{device:c?null:a,host:l,most:Math.floor(i/n.expert_bytes)}}function Ie({slots:e,
limit:t}){return t!==null&&e>t}function gn(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + ${N(o)} slots`,c=Ie(e)?`: too much, only ${N(s)} of\
 slots fit`:"";return`${t}: ${N(n)} used${i}, of ${N(r)}${c}`}function yn({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;
return{held:o(e),slots:o(Math.min(t,n-e))}}function bn(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=hn(o,r);return t.hidden=s.device===null,s.device&&
xn(t,s.device),xn(n,s.host),{most:s.most}}}}function xn(e,t){let{held:n,slots:o}=yn(t);e.classList.toggle("over",Ie(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,w(e.querySelector("p"),gn(t))}var as={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},cs=["data-field","data-place"];function wn(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function i(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function c(){i(),n();let f=o.querySelector("[data-field]");if(!f)return;
f.dataset.place==="chat"&&a(f.textContent);let d=ls(f.dataset.field),p=d?t.input(d):null;p&&l(d,p,f.textContent)}function a(f){let d=document.querySelector("#co\
mposer");d&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:f}),d.before(s),o.classList.add("beside"))}function l(f,d,p){us(t.block(
f));let g={className:"refusal",id:"refusal",textContent:p},y=Object.assign(document.createElement("p"),g),x=t.block(f);x.classList.add("refused"),(x.closest(".r\
ow")??x).after(y),d.setAttribute("aria-invalid","true"),d.setAttribute("aria-describedby",y.id),r={block:x,input:d,note:y},o.classList.add("beside"),y.scrollIntoView(
{block:"nearest"})}for(let f of[...t.names,"model"])t.input(f)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:cs,
subtree:!0};new MutationObserver(c).observe(o,u),c()}function ls(e=""){return as[e]??e}function us(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function kn(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),w(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),w(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(ds(location.origin+location.pathname,t.all()),"Link")})}function ds(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function Sn(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=ke(o,r),i=m=>e.querySelector(`.${m}`),c={cover:fn(o,s),gauges:bn(e),cores:un(
o,s)},a=null,l="",u=on(),f=!1;function d(){if(!a)return;let m=s.all(),S=mn(a.settings),b=Number(s.input("knee")?.value)||null,v=JSON.stringify([b,m,S,a.model,a.
machine,a.memory]);if(v===l)return;l=v,c.cover.draw(a.model,m);let{most:O}=c.gauges.draw(a,m);c.cores.draw(a.machine,m.cpu_threads,b),y(m,a.machine),g(m,S),w(i(
"explain"),sn(m,r)),w(i("slots"),an(a.model,m,O)),w(i("inforce"),`Current: ${cn(S,r)}`),p(S,a.model.name)}function p(m,S){let b=s.input("base")?.value;b&&u(JSON.
parse(b),m,S)&&n("submit")}function g(m,S){let b=en(s.names,m,S);for(let v of s.names)s.block(v)?.classList.toggle("changed",b.includes(v));for(let v of["apply",
"revert"])x(v).disabled=b.length===0;o.querySelector("#apply-row").classList.toggle("pending",b.length>0),f&&=b.length>0,w(i("changes"),tn(b,s,{values:m,inForce:S,
applying:f}))}function y(m,S){let b=nn(m,r);s.block("split_misses").hidden=S.emulated;for(let v of s.names)s.block(v)?.classList.toggle("idle",b.has(v))}function x(m){
let S=o.querySelector(`#${m}`);return S.querySelector("button")??S}function h(m){f=m,l="",d()}o.addEventListener("click",({target:m})=>m.closest("#apply")&&h(!0)),
wn(o,s,()=>h(!1)),kn(o,s);let k=()=>setTimeout(()=>e.isConnected&&d());return o.addEventListener("input",d),o.addEventListener("focusout",k),document.addEventListener(
"hybrid:fields-set",k),{update(m,S){a=m,(S.whole||S.delta.settings||S.delta.memory)&&d()}}}async function M(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var En="Settings panel",vn="Best predicted";function $n(e,t){let n={...e,[En]:"what its fields hold, applied or not"};return t&&(n[vn]=`${t.indexes} × ${t.ways}, from the map above`),n}function On(e,{panel:t,
best:n}){return e===En?{name:e,settings:t()}:e===vn?{name:e,settings:n()}:e}function Ln(e,t){return e.length?e:t.slice(0,2)}var fs=["grid","curves","reuse","tune","compare"];function _n(e){let t=fs.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function Tn(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=c=>e.querySelector(`input[name=lab-metric][value=${c}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(c){o=c;let a=!!c.figures["grid-speed"];s("speed").disabled=!a,s("speed").parentElement.title=a?"":
"Benchmark this machine first",a||(s("hits").checked=!0),i()},click({x:c,y:a}){if(!o)return;let{indexes:l,ways:u,settings:f}=o.facts;f&&n({...f,indexes:l[a],ways:u[c]})},
best:()=>o?.facts.best??null}}var ps=350;function Cn(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=k=>e.querySelector(k),[s,i,c,a,l,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),f=r(".anyway"),d=null;function p(k){s.hidden=k,i.hidden=c.hidden=!k,i.disabled=!1,k&&c.removeAttribute("value")}async function g(k={}){let m={id:null,cancelled:!1};
d=m,l.textContent=a.textContent="",f.hidden=!0,p(!0);try{let S=t();for(let[b,v]of S.entries()){if(m.cancelled)break;let O=await y(m,{...v,...k},E=>c.value=(b+E)/
S.length);if(f.hidden=O.field!=="busy",O.state==="failed")throw new Error(O.error);O.state==="done"&&n(O)}a.textContent=m.cancelled?"Cancelled.":""}catch(S){l.textContent=
S.message,a.textContent=""}d=null,p(!1),o()}async function y(k,m,S){let b=JSON.stringify(m),v=await M("lab/jobs",{method:"POST",body:b,headers:{"Content-Type":"\
application/json"}});for(k.id=v.id,k.cancelled&&await x(k);v.state==="waiting"||v.state==="running";)S(v.share),a.textContent=v.what,await new Promise(O=>setTimeout(
O,ps)),v=await M(`lab/jobs/${v.id}`);return v}async function x(k){k.cancelled=!0,i.disabled=!0,a.textContent="Cancelling",k.id&&await M(`lab/jobs/${k.id}`,{method:"\
DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!d&&g()),f.addEventListener("click",()=>!d&&g({anyway:!0})),i.addEventListener("click",()=>d&&x(d));function h(k,m=""){
s.disabled=!k,u.textContent=m&&`${m}.`}return{enable:h}}function Mn(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>w(s,r));for(let[o,r]of Object.entries(n.tables))
Re(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Re(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(An("th",n.columns));let r=n.rows.map((s,i)=>{let c=An("td",s);return c.classList.toggle("marked",i===n.marked),n.keys[i]&&
c.cells[0].prepend(ms(...n.keys[i])),c});o.querySelector("tbody").replaceChildren(...r)}function ms(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function An(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var qn=null;function P(){return qn??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),qn}var j={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function H(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),c=t._fullLayout,a=c&&Math.abs(c.width-s)<1&&Math.abs(c.height-i)<1;s&&!c?n():s&&(r||!a)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function W(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function Se(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function Nn({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([f,d])=>[f,s(d)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},c={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},a={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},l={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:a,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(hs(i)),layout:Pn({...l,xaxis:c,yaxis:c},s(t))}}function hs(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function Pn(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?Pn(e[r],s):s;return o}function jn(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let c=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:a,layout:l}=Nn(i.figure,getComputedStyle(document.body),c),u=!i.plot.on,{offsetWidth:f,offsetHeight:d}=i.plot;n.react(i.plot,a,{...l,width:f,height:d},j),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){P().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let c=0;new ResizeObserver(()=>{cancelAnimationFrame(
c),c=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let c={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,c)}return{show(i,c){let a=t.get(i);a&&(a.figure=c??null,a.holder.hidden=!c,c&&a.holder.setAttribute("aria-label",c.title),r(),
o(a))},onClick:(i,c)=>t.get(i).onClick=c,redraw:()=>t.forEach(o)}}var Be=["grid","curves","reuse"];function In(e,t){return Be.map(n=>({kind:n,...e,settings:gs(t)}))}function gs(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function Rn(e){return e===""?null:Number(e)}function Bn(e){return e?.tokens?"":"Nothing to replay yet"}function Dn(e,{machine:t,emulated:n,calibrated:o}){
return t==="this"&&n?"No GPU here to measure: choose a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for \
yet"}function De(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}function Fn({model:e,settings:t,counters:n}){return JSON.stringify(
[e.name,t,n.generated_tokens])}var Ee="typed";function Gn(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,i,c]=["source","machine","file","typed"].map(o),a=null,l=!1;function u(p){
a=p,Un(r,p.sources.map(({id:y,label:x})=>[y,x])),Un(s,[["this","this machine"],...p.machines.map(({name:y})=>[y,y]),[Ee,"Custom machine"]]),Re(e,"calibration",p.
calibration_table),o("times").hidden=!p.calibration_table,w(e.querySelector("#lab-job-calibrate .go"),p.calibrated?"Run again":"Benchmark this machine"),l||(s.value=
p.default_machine),l=!0;let g=p.budget_gib;o("budget").placeholder=g===null?"all there is":`at most ${g.toFixed(1)}`,f()}function f(){if(!a)return;let p=s.value;
c.hidden=p!==Ee,o("prediction").hidden=p==="this",w(o("machine-note"),p==="this"?a.calibration:ws(p,a.emulated));let g=r.value;w(o("trace-note"),a.sources.find(
({id:y})=>y===g)?.notes??"");for(let[y,x]of[["save","safetensors"],["csv","csv"]]){let h=o(y);h.href=`lab/traces/${g}.${x}`,h.toggleAttribute("hidden",!xs(a,g))}
n()}async function d(){let[p]=i.files;if(p){w(o("trace-error"),"");try{let g=new URLSearchParams({name:p.name,...bs(o("foreign"))}),{id:y}=await M(`lab/traces?${g}`,
{method:"POST",body:p});await t(),r.value=y,f()}catch(g){w(o("trace-error"),g.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener(
"change",d);for(let p of[r,s])p.addEventListener("change",f);return{offer:u,chosen:()=>a?.sources.find(({id:p})=>p===r.value)??null,asked:()=>({source:r.value,machine:s.
value===Ee?Ss(c):s.value})}}function Un(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],i)=>ys(e.options[i],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(
s,r))),t.some(([r])=>r===n)&&(e.value=n))}function ys(e,t,n){return e.value===t&&e.text===n}function xs(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function bs(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function ws(e,t){return`${t?"no G\
PU here, so speeds are for ":"from figures of "}${ks(e)}; nothing of it is measured.`}function ks(e){return e===Ee?"a machine that was typed in":e}function Ss(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var Es="Click a cell to try it.",vs="The trace is of another model: its sizes cannot be tried on this one.",$s=["mapping","policy","admission"];function zn(e,t,n){
let o=e.querySelector("#lab"),r=$=>o.querySelector(`#lab-${$}`),s=jn(o),i=new Map,c=null,a=null,l="",u="",f=Tn(o,s,g),d=Gn(o,{refresh:L,changed:V});function p(){
let $=document.querySelector("#control-pane");return ke($,JSON.parse($.querySelector("#fits").dataset.facts))}function g($,_=r("picked-note")){n("submit",$),w(_,
`${$.indexes} × ${$.ways} stands in the control panel: press Apply there.`)}let y=$=>Rn(r($).value),x=()=>Object.fromEntries($s.map($=>[$,r($).value])),h=()=>({
prompt:r("prompt").value,tokens:y("tokens")}),m=Object.fromEntries(Object.entries({replay:()=>In(d.asked(),x()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let $={
budget_gib:y("budget"),confirm:y("confirm")};return[{kind:"tune",...d.asked(),...$,...h()}]},compare:()=>[{kind:"compare",contenders:O(),...h()}]}).map(([$,_])=>[
$,Cn(r(`job-${$}`),{steps:_,onView:S,onEnd:()=>L()})]));for(let $ of["replay","tune","compare"])m[$].enable(!1);function S($){i.set($.kind,$.id),$.kind==="grid"&&
(f.show($.view),u=De(a,d.chosen()),r("use-best").hidden=!f.best(),w(r("picked-note"),$.view.facts.settings===null?vs:Es)),$.kind==="tune"&&b($.view.facts),Mn(o,
s,$.view),$.kind==="curves"&&!$.view.figures["curves-speed"]&&s.show("curves-speed",null),Be.includes($.kind)&&(r("results").hidden=!1),s.redraw(),v()}function b({
former:$,best:_}){for(let[F,U]of Object.entries({former:$,tuned:_}))r(F).hidden=!U,r(F).onclick=()=>g(U,r("former-note"));w(r("former-note"),"")}function v(){let $=_n(
i);for(let _ of["report","json"])r(_).hidden=$===null,$&&(r(_).href=$[_])}function O(){let $={panel:()=>p().all(),best:f.best};return E().map(_=>On(_,$))}function E(){
return[...r("contenders").querySelectorAll("input:checked")].map(({value:$})=>$)}async function L(){try{c=await M("lab/state")}catch{return}d.offer(c),V()}function C(){
if(!a||a.phase!=="idle"||!o.offsetWidth)return;let $=Fn(a);$!==l&&(l=$,L())}function V(){if(!c)return;let $=d.chosen(),{emulated:_,calibrated:F,contenders:U}=c,
Pe=Dn($,{machine:d.asked().machine,emulated:_,calibrated:F}),G={replay:Bn($),tune:Pe,compare:""};r("empty").hidden=!G.replay||i.size>0,ge(U);for(let[Cr,gt]of Object.
entries(G))m[Cr].enable(!gt,gt);let ye=i.has("grid")&&De(a,$)!==u;w(r("stale"),ye?"The trace or the settings have changed. Replay again.":"")}function ge($){let _=$n(
$,f.best()),F=Object.keys(_),U=r("contenders"),Pe=[...U.querySelectorAll("input")].map(({value:G})=>G);if(JSON.stringify(Pe)!==JSON.stringify(F)){let G=new Set(
Ln(E(),F));U.replaceChildren(U.querySelector("legend"),...F.map(ye=>Os(ye,G.has(ye))))}U.querySelectorAll("label").forEach(G=>G.title=_[G.textContent.trim()])}return new ResizeObserver(
()=>o.offsetWidth&&C()).observe(o),r("use-best").addEventListener("click",()=>g(f.best())),s.onClick("grid",f.click),o.querySelectorAll("input[name=lab-metric]").
forEach($=>$.addEventListener("change",f.redraw)),{update($){a=$,C()},recolour:s.redraw}}function Os(e,t){let n=document.createElement("label"),o=Object.assign(
document.createElement("input"),{type:"checkbox",value:e,checked:t});return n.append(o,` ${e}`),n}function Hn(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;X(t("hits"),o.hits),X(t("inflight"),o.in_flight),X(t("misses"),o.misses),
X(t("fills"),o.fills),X(t("evictions"),o.evictions),w(t("hit-rate"),A(be(o),1)),w(t("recent"),A(n.recent_hit_rate,1)),w(t("copied"),N(o.bytes_copied)),X(t("toke\
ns"),o.generated_tokens),Ls(t("joules"),n.power)}}}function Ls(e,t){let{text:n,title:o}=_s(t);w(e,n),e.parentElement.title=o}function _s(e){let t=Object.entries(
e).flatMap(([s,i])=>i.joules===null?[]:[{name:s,joules:i.joules}]),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,i)=>s+i.joules,0),r=t.length===1?
` ${t[0].name.toUpperCase()} only`:"";return{text:t.length?`${kt(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var Wn="hybrid-theme";function Kn(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(Wn);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
Wn,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function q(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}var Ts={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},Cs={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},As=137.508,Jn=[.62,.46,.76],Ms=.42,qs=140;function re(e){return Xn(Ts[e?"dark":"light"])}function Vn(e){return Xn(Cs[e?
"dark":"light"])}function ve(e){return Array.from({length:e},(t,n)=>{let o=`#${K(n).map(Ns).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function K(e){let t=Jn[e%
Jn.length],n=Ms*Math.min(t,1-t),o=r=>{let s=(r+e*As/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function Fe(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([f])=>f>=n)),[[r,s],[i,c]]=[e[o-1],e[o]],a=(n-r)/(i-r||1),[l,u]=[Yn(s),Yn(c)];return l.map((f,d)=>Math.
round(f+(u[d]-f)*a))}function Z([e,t,n]){return .299*e+.587*t+.114*n>qs?"#14161a":"#ffffff"}function Xn(e){return e.map((t,n)=>[n/(e.length-1),t])}function Yn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function Ns(e){return e.toString(16).padStart(2,"0")}var J=256,Zn={width:.62,height:1.05},Ps=1500,Qn=9,js=4;function to(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=$e(n),r=new Uint32Array(J),s="";
function i(p,g,y,x){ze(e,t,p),s!==JSON.stringify(y)&&(r=Rs(y),s=JSON.stringify(y));let h=He(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
c(h,g);let k=a(h,g,x)&&l(h,g,x);return t.restore(),u(ue(h,p,g.hits),x),f(ue(h,p,g.misses),x),d(h,ue(h,p,g.outlined),x),k}function c(p,{rows:g,columns:y,values:x,
range:h}){n.width=y,n.height=g;let k=o.createImageData(y,g),m=new Uint32Array(k.data.buffer),[S,b]=h,v=(J-1)/(b-S||1);for(let E=0;E<x.length;E++)Number.isNaN(x[E])||
(m[E]=r[eo(x[E],S,v)]);o.putImageData(k,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),y*p.wide,g*p.high);let O=Ge(p);if(O){for(let E=0;E<=y;E++)
t.clearRect(p.x(E-.5)-O/2,p.y(-.5),O,g*p.high);for(let E=0;E<=g;E++)t.clearRect(p.x(-.5),p.y(E-.5)-O/2,y*p.wide,O)}}function a(p,{label:g,widest:y},x){return g!==
null&&p.wide>=(y+.8)*Zn.width*Ue(x)&&p.high>=Zn.height*Ue(x)}function l(p,{rows:g,columns:y,values:x,range:h,label:k},m){let[S,b]=p.columns(y),[v,O]=p.rows(g);if((b-
S)*(O-v)>Ps)return!1;t.font=`${Ue(m)}px ${m.font}`,t.textAlign="center",t.textBaseline="middle";let E=(J-1)/(h[1]-h[0]||1);for(let L=v;L<O;L++)for(let C=S;C<b;C++){
let V=x[L*y+C];Number.isNaN(V)||(t.fillStyle=Z(Is(r[eo(V,h[0],E)])),t.fillText(k(L,C),p.x(C),p.y(L)+.5))}return!0}function u(p,g){t.save(),t.fillStyle=g.now,t.shadowColor=
g.now;for(let{x:y,y:x,wide:h,high:k}of p)t.shadowBlur=Math.min(h,k)>=Qn?.3*g.em:0,t.fillRect(y,x,h,k);t.restore()}function f(p,g){t.strokeStyle=t.fillStyle=g.missed;
for(let{x:y,y:x,wide:h,high:k}of p){let m=Math.min(h,k)>=Qn?2.5:1;if(Math.min(h,k)<js){t.fillRect(y,x,h,k);continue}t.clearRect(y,x,h,k),t.lineWidth=m,t.strokeRect(
y+m/2,x+m/2,h-m,k-m)}}function d(p,g,y){t.strokeStyle=y.outline,t.lineWidth=Ge(p)>2?2:p.high>5?1.25:1;for(let{x,y:h,wide:k,high:m}of g)t.strokeRect(x,h,k,m)}return i}
function $e(e){let t=e.getContext("2d");if(!t)throw new Error("The browser gives no canvas to draw on.");return t}function ze(e,t,{outerWidth:n,outerHeight:o}){
let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function He({left:e,top:t,width:n,height:o,xRange:r,
yRange:s}){let i=n/(r[1]-r[0]),c=o/(s[0]-s[1]),a=(l,u,f)=>[Math.max(0,Math.floor(l+.5)),Math.min(f,Math.floor(u+.5)+1)];return{wide:i,high:c,x:l=>e+(l-r[0])*i,y:l=>t+
(l-s[1])*c,columns:l=>a(r[0],r[1],l),rows:l=>a(s[1],s[0],l)}}function ue(e,{left:t,top:n,width:o,height:r},s){let i=Ge(e);return s.map(([c,a])=>({x:e.x(a-.5)+i/
2,y:e.y(c-.5)+i/2,wide:e.wide-i,high:e.high-i})).filter(({x:c,y:a,wide:l,high:u})=>c+l>t&&c<t+o&&a+u>n&&a<n+r)}function Ge({wide:e,high:t}){let n=Math.min(e,t);
return n>=12?3:n>=3.5?1:0}function Ue(e){return .72*e.em}function eo(e,t,n){return Math.max(0,Math.min(J-1,Math.round((e-t)*n)))}function Is(e){return[e&255,e>>
8&255,e>>16&255]}function Rs(e){let t=document.createElement("canvas");t.width=J,t.height=1;let n=$e(t),o=n.createLinearGradient(.5,0,J-.5,0);for(let[r,s]of e)o.
addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,J,1),new Uint32Array(n.getImageData(0,0,J,1).data.buffer.slice(0))}var no=2,Bs=150;function oo(e){let t=$e(e),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:i},c){let a=o&&!n.matches?r.places(Ds(
o,i)):[];if(o=i.slice(),!!a.length){ze(e,t,s),t.fillStyle=c.cpu;for(let{x:l,y:u,wide:f,high:d}of ue(He(s),s,a))t.fillRect(l,u,f,d);e.animate([{opacity:1},{opacity:0}],
{duration:Bs,fill:"forwards"})}}}}function Ds(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===no&&e[o]!==no&&n.push(o);return n}var ro=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(ro[e]=t++);function I(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=ro[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var Fs="No topics yet: press Switch topics under the chat, or name a conversation as a topic (More).",Us="One topic so far: an expert can prefer one only beside\
 another.";function Gs(e){return{...e,preferred:I(e.preferred),shares:I(e.shares)}}function so(e){let t=0;return async function(){let o=++t,r=await M("topics").
catch(()=>null);r&&o===t&&e(Gs(r))}}function se(e){let{topics:t,model:n}=e;return t&&t.model===n.name&&t.words.length===n.layers*n.experts?t:null}function io(e,t){
return se(e)?.preferred[t]??0}function ao(e,t){let n=[e,...Array.from({length:t},(o,r)=>uo(r))];return n.flatMap((o,r)=>[[r/n.length,o],[(r+1)/n.length,o]])}function co(e){
let t=se(e)?.topics??[];if(t.length<2)return`<span>${t.length?Us:Fs}</span>`;let n=(r,s)=>`<span><i class="mark topic" style="background:${r}"></i>${s}</span>`;
return[...t.map(({name:r},s)=>n(uo(s),We(r))),n("var(--state-cpu)","no topic")].join("")}function lo(e,t){let n=se(e);if(!n)return[];let{topics:o,shares:r,words:s}=n,
i=s.length,c=o.map(({name:l},u)=>({name:l,share:r[u*i+t]})).filter(({share:l})=>l>0).sort((l,u)=>u.share-l.share).slice(0,3).map(({name:l,share:u})=>`${We(l)} ${u}\
 %`),a=s[t].map(l=>`“${We(l.trim())}”`);return[c.length?c.join(", "):"",a.length?`chosen by ${a.join(" ")}`:""].filter(Boolean)}function uo(e){return`#${K(e).
map(t=>t.toString(16).padStart(2,"0")).join("")}`}function We(e){return e.replace(/[&<>"]/g,t=>`&#${t.charCodeAt(0)};`)}function ie({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function fo({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping===
"layered",c=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),a=new Int32Array(s).fill(-1);return n.slot.forEach((l,u)=>{l>=0&&l<s&&(a[l]=u)}),{key:`slots\
 ${c} ${s}`,rows:Math.ceil(s/c),columns:c,xTitle:i?"slot of the layer":"slot",yTitle:i?"layer":`slots, ${c} a row`,cellAt:(l,u)=>l*c+u<s?a[l*c+u]:null,places:l=>l.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/c),n.slot[u]%c]),layerAt:(l,u)=>i?l:zs(a[l*c+u],e)}}function zs(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[Oe,Ve,Xe]=[0,1,2],Hs=.5,Ws=6,Ks=["not on the GPU","being copied to the GPU","on the GPU"],de={where:{board:ie,value:({cache:e,counters:t},n)=>e.state[n]!==Xe?
e.state[n]===Ve?Hs:Oe:1+Ys(e.lastUsed[n],t.steps),range:()=>[Oe,Xe],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:ie,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(po(
e)),0],scale:({isDark:e})=>re(e),legend:e=>Ye(`${po(e)} steps ago`,"just now")},rate:{board:ie,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>re(e),legend:()=>Ye("0 % hits","100 %")},uses:{board:ie,value:({cache:e},t)=>Le(e,t),range:({cache:e})=>[0,Ke(e)],scale:({isDark:e})=>re(
e),legend:({cache:e})=>Ye("unused",`${Ke(e)} uses this reply`),label:({cache:e},t)=>String(Le(e,t)||""),widest:({cache:e})=>Je(Ke(e)+1)},topics:{board:ie,value:io,
range:e=>[-.5,(se(e)?.topics.length??0)+.5],scale:({cpu:e},t)=>ao(e,se(t)?.topics.length??0),legend:co,isOutlined:!0},slots:{board:fo,value:({model:e,settings:t},n)=>t.
mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:(e,{model:t,settings:n})=>ve(
n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"layer"}; the number is the expert</\
span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.state[o]===Ve?" ↓":""}`},
widest:({model:e,settings:t})=>Je(e.experts)+(t.mapping==="layered"?0:1+Je(e.layers))}};function mo(e,t){let{cache:n,counters:o,model:r}=e;if(t===null)return"no\
 slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.experts)}, expert ${t%
r.experts}`,Js(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${Le(n,t)} uses this reply`,n.lastUsed[t]<0?"never used":`last used ${i}`,
...lo(e,t)].join("<br>")}function ho({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[Xe]} of ${e.state.length} experts on the GPU, ${t[Ve]} bei\
ng copied, ${t[Oe]} not on the GPU`}function Js({cache:e},t){let n=Ks[e.state[t]];return e.state[t]===Oe?n:`${n}, slot ${e.slot[t]}`}function Le(e,t){return e.uses[t]-
e.usedBefore[t]}function po({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function Ke(e){let t=1;for(let n=0;n<
e.uses.length;n++)t=Math.max(t,Le(e,n));return t}function Je(e){return String(e-1).length}function Ys(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.max(1,t-e))/
Ws)}function Ye(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var Vs=4/3,Xs=800,go=-1,Zs='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',Qs='<span><i class="mark now"></i>last token</sp\
an>',ei='<span><i class="mark now"></i>chosen token</span>';function yo(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector(
"#heatmap .summary"),s=e.querySelector("#heatmap .stage"),i=to(e.querySelector("#heatmap canvas")),c=oo(e.querySelector("#heatmap .landings")),a=de.where,l=null,
u=null,f=[],d=null,p="",g=null,y=null,x=null,h=null;function k(){if(!y||!g||!n.offsetWidth)return;l=a.board(y);let{rows:E,columns:L}=l;u=q(),f=Array.from({length:E},
()=>new Array(L).fill(go));let C=!n.on;s.classList.toggle("tall",L<=E),s.style.setProperty("--board",`${ni(l,n.offsetHeight,u.em)}px`),v(!0),g.react(n,[ri(f,Se(
E,m))],si(l,y,n,u),j),C&&S(g),b()}function m(E,L){return y&&l?mo(y,l.cellAt(E,L)):""}function S(E){n.on("plotly_doubleclick",()=>l&&E.relayout(n,xo(l))),n.on("p\
lotly_relayout",L=>L.autosize?k():b()),n.on("plotly_hover",({points:[L]})=>d={xval:L.x,yval:L.y}),n.on("plotly_unhover",()=>d=null),n.on("plotly_click",({points:[
L]})=>l&&t.chooseLayer(l.layerAt(L.y,L.x)))}function b(){if(!y||!u)return;l=a.board(y);let E=ti(l,a,y,f,h),L=oi(n),C=i(L,E,a.scale(u,y),u);a===de.where&&c.show(
l,L,y.cache,u),n.dataset.outlined=E.outlined.length||E.hits.length+E.misses.length,v(C),d&&g?.Fx.hover(n,d,"xy")}function v(E){if(!y)return;let L=a.legend(y,E)+
(h?ei:a.isOutlined?Qs:Zs);L!==p&&(o.innerHTML=L),p=L}let O=so(E=>{x=E,y&&(y={...y,topics:x},k())});return O(),document.addEventListener("hybrid:reply-ended",()=>setTimeout(
O,Xs)),t.outline=E=>{h=E,l&&n.offsetWidth&&b()},e.querySelectorAll("input[name=view]").forEach(E=>E.addEventListener("change",()=>{a=de[E.value],a===de.topics&&
O(),k()})),P().then(E=>{g=E,H(g,n,k),k()}),{holds:!0,update(E,L){if(y={...E,topics:x},w(r,ho(E)),!g||!n.offsetWidth)return;let{cells:C,current:V,settings:ge,counters:$,
active_request:_}=L.delta;L.whole||!l||ge&&l.key!==a.board(E).key?queueMicrotask(k):(C||V||ge||$||_)&&b()},recolour:k}}function ti(e,t,n,o,r){let{current:s,missed:i}=n.
cache,c=r??(t.isOutlined?s:null),a=new Set(i),l=new Float64Array(e.rows*e.columns).fill(NaN);for(let u=0;u<e.rows;u++)for(let f=0;f<e.columns;f++){let d=e.cellAt(
u,f),p=d===null||d<0?null:t.value(n,d);o[u][f]=p??go,p!==null&&(l[u*e.columns+f]=p)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),label:t.label?
(u,f)=>t.label(n,e.cellAt(u,f)):null,widest:t.widest?.(n)??2,hits:e.places(c?[]:s.filter(u=>!a.has(u))),misses:e.places(c?[]:i),outlined:e.places(c??[])}}function ni({
rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.ceil(3*o+4+Vs*r*t)}function oi(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;return{outerWidth:o,
outerHeight:r,left:t._offset,top:n._offset,width:t._length,height:n._length,xRange:t.range,yRange:n.range}}function ri(e,t){return{type:"heatmap",z:e,customdata:t,
opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"%{customdata}<extra></extra>"}}function xo({rows:e,columns:t}){return{"xaxis.range":[-.54,t-.46],
"yaxis.range":[e-.46,-.54]}}function si(e,{model:t},n,o){let r=`${t.name} ${e.key}`,s=xo(e),i=n.layout?.uirevision===r?n.layout:null,c=(a,l)=>({showgrid:!1,zeroline:!1,
ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.log2(l/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{text:a,font:{size:.72*o.
em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.
text},hoverlabel:W(o),dragmode:"zoom",uirevision:r,xaxis:{...c(e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...c(e.yTitle,e.rows),range:i?.
yaxis.range??s["yaxis.range"]}}}var ii=1e3,[ai,ci]=[1,2];function bo(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let i=o,
{layers:c}=i.model;for(;n.rows.length>c;)n.deleteRow(-1);for(;n.rows.length<c;)n.append(li());for(let a=0;a<c;a++)ui(i,a).forEach((l,u)=>{let f=n.rows[a].cells[u];
f.textContent!==l&&(f.textContent=l)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,ii))}}}function li(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function ui({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,f)=>f),s=u=>r.filter(f=>t.state[o+f]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),c=u=>r.
reduce((f,d)=>f+u[o+d],0),[a,l]=[c(t.uses),c(t.hits)];return[String(n),Ze(s(ci)),Ze(s(ai)),Ze(i.map(u=>u-o)),`${l} of ${a}`,A(a?l/a:null,1)]}function Ze(e){return e.
join(" ")||"none"}var wo=["steps","held","loading","choices","outcomes"];function ko(){let e={rows:"ways",clear(){for(let t of wo)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of wo)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[So,di]=[0,1],fi=16,pi=10,[mi,hi]=[.14,.3];function Eo(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(l=>l.map(u=>u<0?-1:1)),s=r[0].length,i=Oo(e,s),c=o?
s:null,a=l=>o?Z(K(l)):n.readyInk;return{rows:s+(o?1:0),traces:[gi(e,r,s,o,t,n),...o&&s<=fi?[yi(e,r,s,t,n)]:[],Ce(i.evictions,"line-ns-open",n.outline,.9*n.em,"e\
victed",2),Ce(i.hits,"circle",i.hits.experts.map(a),.25*n.em,"hit"),Ce(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),Ce(i.misses,"x-thin-ope\
n",n.outline,.4*n.em,"missed",1.5)],layout:bi(e,s,c,n)}}function vo({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mark\
 hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted<\
/span>`}function $o(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
So).length,o=Oo(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${A(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function gi({steps:e,loading:t},n,o,r,{experts:s},i){let c=Array.from({length:o},(l,u)=>n.map(
f=>f[u]<0?null:f[u])),a=(l,u)=>{let f=n[u][l],d=t[u].includes(l);return r?`slot ${l}: ${f<0?"empty":`expert ${f}${d?", being copied":""}`}`:`expert ${l}: ${f<0?
"not on the GPU":d?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:c,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?ve(s):[[0,i.cpu],[1,i.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:Se(o,a),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function yi({steps:e},t,n,o,r){let{x:s,y:i,text:c,ink:a}={
x:[],y:[],text:[],ink:[]};for(let l=0;l<n;l++)for(let u=0,f=1;u<t.length;u=f++){for(;f<t.length&&t[f][l]===t[u][l];)f++;let d=t[u][l];d<0||f-u<pi||(s.push(e[u]),
i.push(l-mi),c.push(String(d)),a.push(Z(K(d))))}return{type:"scatter",mode:"text",x:s,y:i,text:c,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{
family:r.font,size:.68*r.em,color:a}}}function Oo({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i=[],c={hits:{..._e(),experts:i},inFlight:_e(),misses:_e(),
evictions:_e()};return t.forEach((a,l)=>{let u=n[l-1]??n[l];n[l].forEach((f,d)=>{(e==="ways"?u[d]>=0&&f!==u[d]:u[d]>=0&&f<0)&&Te(c.evictions,a-.5,d)}),o[l].forEach(
(f,d)=>{let p=r[l][d],g=e==="ways"?xi(f,u,n[l]):f;p===So?(Te(c.hits,a,g<0?s:g+(e==="ways"?hi:0)),i.push(f)):p===di?Te(c.inFlight,a,g<0?s:g):Te(c.misses,a,e==="w\
ays"?s:f)})}),c}function xi(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function _e(){return{x:[],y:[]}}function Te(e,t,n){e.x.push(t),e.y.push(n)}function Ce({
x:e,y:t},n,o,r,s,i=0){return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},hoverinfo:"skip",showlegend:!1}}
function bi({steps:e},t,n,o){let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.log2(t/10))),c=Array.from({length:Math.
ceil(t/i)},(l,u)=>u*i),a={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"\
rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:W(o),xaxis:{...a,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"\
step",font:r,standoff:4}},yaxis:{...a,range:[s,-.5],tickvals:n===null?c:[...c,n],ticktext:n===null?c.map(String):[...c.map(String),"CPU"],title:{text:n===null?"\
expert":"slot",font:r,standoff:4}}}}var wi=700;function Lo(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=ko(),i=null,c=null,a=null,l=0,
u=-1,f=!1;function d(){if(!i||!c||a===null||!s.steps.length)return;let x=q(),h=Eo(s,c.model,x);r.style.setProperty("--rows",h.rows),i.react(r,h.traces,h.layout,
j),n.querySelector(".legend").innerHTML=vo(s),w(n.querySelector(".summary"),$o(s))}async function p(){l=0;let x=a;x===null||!c||f||document.hidden||(u=c.counters.
steps,await s.extend(x,()=>a===x)&&d())}function g(x){x==null||x===a||(a=x,o.value=String(a),n.hidden=!1,w(n.querySelector("h3"),`Layer ${a}`),P().then(h=>{i||H(
h,r),i=h}),s.clear(),p())}function y(){a=null,o.value="",n.hidden=!0}return t.chooseLayer=g,o.addEventListener("change",()=>o.value===""?y():g(Number(o.value))),
n.querySelector(".close").addEventListener("click",()=>{y(),o.focus()}),{update(x,h){c=x,o.length!==x.model.layers+1&&ki(o,x.model.layers),h.whole&&a!==null&&(a>=
x.model.layers&&y(),s.clear(),u=-1),a!==null&&u!==x.counters.steps&&(l||=setTimeout(p,wi))},paused(x){f=x,u=-1},recolour:d}}function ki(e,t){e.length=1;for(let n=0;n<
t;n++)e.add(new Option(String(n),String(n)))}var[Q,Si,_o]=["solid","4px 2px","2px 2px"],Ei=[{title:"tokens / s",format:fe,lines:[{at:1,name:"tok/s",colour:"speed",dash:Q}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:Q,value:vi}]},{title:"experts / s",format:fe,lines:[{at:2,name:"hits/s",short:"hits",colour:"hit",
dash:Q},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Si}]},{title:"copied to the GPU",format:e=>`${$i(e)}B/s`,lines:[{at:4,name:"copied",colour:"spee\
d",dash:Q}]},{title:"power",power:!0,format:e=>`${fe(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:Q},{at:6,name:"CPU",short:"CPU",colour:"cpuPow\
er",dash:_o}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",dash:Q},
{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:_o}]},{title:"GPU memory",titleWithout:"memory of this program (no GPU in use)",
format:e=>`${fe(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:Q}]}];function To({power:e,memory:t}){let n=Object.values(e).some(
r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Ei.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function Co({most:e,
unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let c of n)r=Math.max(r,(Qe(c,i)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));return t*
s*([1,1.5,2,3,4,5,6,8].find(i=>i*s>=r*.999)??10)}function Qe({at:e,value:t},n){return t?t(n):n[e]}function vi(e){let[t,n]=[e[2]??0,e[3]??0];return t+n>0?t/(t+n):
null}function fe(e){return String(Number(e.toPrecision(e<1?2:3)))}function $i(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${fe(e/1e3**t)} ${["",
"k","M","G","T"][t]}`}var Oi=120,Li="question",nt=.66,et=.22,ot=.04,[Ao,_i,Mo,tt]=[5,1.8,1.7,4];function rt({points:e,marks:t},n,o,r){let s=e.map(([c])=>c-o);return[...n.flatMap(({lines:c,
top:a,format:l},u)=>{let f=n.length-1-u;return c.map(d=>{let{name:p,colour:g,dash:y}=d,x=e.map(h=>Qe(d,h));return{type:"scatter",mode:"lines",name:p,x:s,y:x.map(
h=>h===null?null:f+nt*h/a),customdata:x.map(h=>h===null?"":l(h)),line:{color:r[g],width:1.8,dash:y,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),Ti(t,n.length,o,r)]}function Ti(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-ot,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(Ci(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function Ci(e){return e===
Li?"circle":"triangle-down"}function qo(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.flatMap(({top:c,format:a},l)=>{let u=e.length-1-l;return[
[u,"0"],[u+nt,a(c)]]});return{margin:{l:Ao*o,r:_i*o,t:tt,b:Mo*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:W(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-Oi,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-ot,e.length+et],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:i.map(([c])=>c),ticktext:i.map(([,c])=>c),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function No(e,t,n){let o=t.
length+et+ot,r=t.map((s,i)=>{let c=(i+1-nt+et)/o,a=Object.assign(document.createElement("p"),{textContent:s.title});return a.style.top=`calc(${tt}px + ${c} * (1\
00% - ${tt+Mo*n.em}px))`,s.lines.length>1&&a.append(...s.lines.map(l=>Ai(l,n))),a});e.style.left=`${Ao*n.em}px`,e.replaceChildren(...r)}function Ai({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function Po(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),c=null,a=null,l="",u=null,f=!1;function d(){if(!a||!c||!t.offsetWidth)return;let b=q(),v=!t.on,O=y(
a);l=x(O,a);let E=u===null?null:t.layout.xaxis.range;c.react(t,rt(a,O,g(a),b),qo(O,E,b),j),No(n,O,b),v&&h()}function p(){if(!a||!c)return;let b=y(a);if(!t.on||!t.
offsetWidth||x(b,a)!==l){d();return}let v=rt(a,b,g(a),q()),O=E=>v.map(L=>L[E]);c.restyle(t,{x:O("x"),y:O("y"),customdata:O("customdata")},[...v.keys()])}function g({
points:b}){let v=b.at(-1)?.[0]??Date.now()/1e3;return t.dataset.end=u??v,u??v}function y(b){return To(b).map(v=>({...v,top:Co(v,b.points)}))}function x(b,{marks:v}){
return JSON.stringify([b.map(({title:O,top:E})=>[O,E]),v])}function h(){t.on("plotly_relayout",b=>{"xaxis.range[0]"in b&&m(Number(t.dataset.end)),b.autosize&&d()}),
t.on("plotly_doubleclick",S),i.addEventListener("click",S),t.addEventListener("pointerenter",()=>k(!0)),t.addEventListener("pointerleave",()=>k(!1))}function k(b){
f=b,r.hidden=!b,b||d()}function m(b){u=b,i.hidden=s.hidden=b===null,b!==null&&w(s,`0 s is ${new Date(1e3*b).toLocaleTimeString()}`)}function S(){m(null),d()}return P().
then(b=>{c=b,H(c,t,d),d()}),{holds:!0,update(b,v){a=b,w(o,Mi(b)),v.whole?requestAnimationFrame(d):c&&!f&&(v.point||v.delta.mark)&&requestAnimationFrame(p)},recolour:d}}
function Mi(e){return Object.values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var jo="hybrid-captions-seen";function Io(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(jo)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(jo,"yes"),o.hidden=!0}),{holds:!0,update(r){w(t,st(
r.recent_hit_rate)),w(n,qi(r))}}}function st(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function qi({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",i=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!i)return`${s}: all ${r} of its experts were already on the GPU.`;let c=t.placement==="on_demand"?i===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-i} of its ${r} experts were already on the GPU; ${i} ${c}.`}function Ro(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!ne()||(w(n("question"),Ni()||o.model.name),w(n("sha\
re"),st(o.recent_hit_rate)),w(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("\
click",()=>ce(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function Ni(){let e=document.querySelectorAll("#chat .user-row .message\
-content");return e.length?e[e.length-1].textContent.trim():""}var Pi=1e3,Bo=5e3;function Do(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?Bo-Pi:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+Bo,w(t,ji(r)))}}}function ji({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${A(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function Fo(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);at(it(t,n),o)}function it(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function at(e,t,n="text/plain"){ct(e,new Blob([t],{type:n}))}function ct(e,t){let n=URL.createObjectURL(t);Object.assign(document.createElement(
"a"),{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}var Ii={stop:"ended",length:"limit",cancelled:"stopped"},Ri=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},Bi=e=>t=>t==null?"–":t.toFixed(e),Di=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,Fi=e=>e==null?"–":`${(100*e).toFixed(1)} %`,Ui=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),Y=e=>String(e??"–"),R=[{label:"When",sort:"at",value:e=>e.at,text:Wi},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>Y(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:Bi(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:Di,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:Fi,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:Ui,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:Gi,text:zi,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:Y,figure:!0},{label:"End",sort:"ending",value:e=>Ii[e.finish],text:Y,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:Y,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:Y},{label:"Copies",sort:"admission",value:e=>e.admission,
text:Hi,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>Y(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:Y}];function Gi(e){let t=Ri(e);return t===null||!e.tokens?null:t/e.tokens}function zi(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function Hi(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
Y(e)}function Wi(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function lt(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function Uo(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function Ki(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function Ji(e,t){let[n,o]=t.
map(i=>e.value(i));if(!e.better||!n||o==null)return"";if(e.points)return Ki(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function Go(e){let{rows:t,shared:n}={rows:[],shared:[]};for(let o of R){let[r,s]=e.
map(i=>o.text(o.value(i),i));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,Ji(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}\
.`:"No shared settings."}}function zo(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var Yi="The GPU is simulated: hits are real, speeds are not.";function B(e,t){let n=R.find(o=>o.label===e);if(!n)throw new Error(`Runs have no column ${e}.`);return n.
text(n.value(t),t)}function ut(e){return[["Tokens/s",B("Tok/s",e)],["Hit rate",B("Hit rate",e)],["J/token",B("J/token",e)],["First token",B("First token",e)]].filter(
([,t])=>t!=="–")}function Ae(e){let t=`${B("N × M",e)} slots, ${B("Policy",e)}, ${B("Mapping",e)}`,n=e.placement&&e.placement!=="cached"?B("Strategy",e):`${t}\
, ${Vi(e)}`;return[["Model",e.format?`${e.model} (${e.format})`:e.model],["Machine",e.machine],["Settings",`${n}, ${B("Threads",e)} CPU threads`],["Length",`${e.
tokens} tokens${e.prompt_tokens==null?"":` after a prompt of ${e.prompt_tokens}`}`],["Measured",[Xi(e.at),e.commit&&`commit ${e.commit}`].filter(Boolean).join("\
, ")]].filter(([,o])=>o)}function pe(e){return e.emulated?Yi:""}function Ho(e){let n=["| Hybrid MoE | |","| --- | --- |",...[...ut(e),...Ae(e)].map(([o,r])=>`| ${o}\
 | ${Zi(r)} |`)];return pe(e)&&n.push("",pe(e)),`${n.join(`
`)}
`}function Wo(e){return`${e.model} ${B("Tok/s",e)} tok/s`}function Vi({admission:e,max_queued_copies:t}){return e==="bounded"?`copies when worth it (at most ${t}\
 at a time)`:`copies ${e}`}function Xi(e){return new Date(1e3*e).toISOString().slice(0,10)}function Zi(e){return String(e).replace(/[\\|`*_[\]<>]/g,"\\$&").replace(
/\s+/g," ")}var dt=1200,Ko=630,D=64,Qi='system-ui, "Segoe UI", "Liberation Sans", sans-serif';function Jo(e,t,n){let o=(r,s,i,c,a,l=400,u=dt-D-s)=>{e.fillStyle=a,e.font=`${l}\
 ${c}px ${Qi}`,e.fillText(ta(e,String(r),u),s,i)};e.fillStyle=n.ground,e.fillRect(0,0,dt,Ko),o("Hybrid MoE",D,76,26,n.muted,600),o(Ae(t)[0][1],D,138,46,n.text,600),
ut(t).forEach(([r,s],i)=>{let c=D+i*275;o(s,c,232,i===0?64:46,n.text,600,255),o(r,c,272,24,n.muted,400,255)}),ea(e,t.hit_rate,n),Ae(t).slice(1).forEach(([r,s],i)=>{
let c=392+i*46;o(r,D,c,24,n.muted),o(s,D+150,c,24,n.text)}),pe(t)&&o(pe(t),D,Ko-36,24,n.missed,600)}function ea(e,t,n){if(t==null)return;let o=dt-2*D;e.fillStyle=
n.rule,e.fillRect(D,306,o,18),e.fillStyle=n.hit,e.fillRect(D,306,o*t,18)}function ta(e,t,n){if(e.measureText(t).width<=n)return t;let o=t.length;for(;o>1&&e.measureText(
`${t.slice(0,o)}…`).width>n;)o-=1;return`${t.slice(0,o)}…`}function Yo(e){let[t,n,o]=["canvas","textarea","[role=status]"].map(a=>e.querySelector(a)),r=null;function s(a){r=a.length===1?a[0]:null,e.hidden=!r,w(o,""),r&&
(n.value=Ho(r)),i()}function i(){if(!r)return;let a=t.getContext("2d");a&&Jo(a,r,q())}async function c(){try{await navigator.clipboard.writeText(n.value),w(o,"M\
arkdown copied.")}catch{n.select(),w(o,"Copy it from the field.")}}return e.querySelector(".copy").addEventListener("click",c),e.querySelector(".png").addEventListener(
"click",()=>{if(!r)return;let a=it(Wo(r),"png");t.toBlob(l=>l&&ct(a,l),"image/png")}),{show:s,draw:i}}var Vo="rgba(0, 0, 0, 0)",na=["speed","gpu"],oa=["solid","dot"];function Xo(e,t,n){return{traces:e.map((o,r)=>ra(o,r,t,n)),layout:sa(t,n)}}function Zo(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function ra(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,i)=>1+i*e.tokens):[],y:e?.[n]??[],line:{color:r[na[t]],width:1.8,dash:oa[t]},hovertemplate:`%{y:${o||".1f"}}`}}function sa({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:Vo,plot_bgcolor:Vo,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:W(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function Qo(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],i=[];async function c(l){if(s=l,e.hidden=l.length<2,!e.hidden&&(t.innerHTML=
"",t.append(aa(l)),i=await Promise.all(l.map(ia)),s===l)){if(n.textContent=Zo(i),!r){r=await P();for(let[u]of o)H(r,u,a)}a()}}function a(){if(!r||e.hidden||!e.offsetWidth)
return;let l=q();for(let[u,f]of o){let{traces:d,layout:p}=Xo(i,f,l),g=!u.on;r.react(u,d,p,j),g&&u.on("plotly_relayout",y=>y.autosize&&a())}}return{show:c,draw:a}}
async function ia(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function aa(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let i=t.insertRow();s.forEach((c,a)=>{let l=document.createElement(a===0?"th":"td");a===0&&(l.scope="row"),l.textContent=c,i.append(l)})},{rows:o,
caption:r}=Go(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var me=200;function er(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=me,i=0,c=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:R[r.column].sort,descending:r.descending}),ask(a){return i+=1,c=!0,{number:i,isMore:a,page:a?{
limit:me,after:o}:{limit:s}}},take({number:a,isMore:l},u){return a!==i||(c=!1,!u)?!1:(e=l?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
me},more(){return s+=me,this.ask(!c&&!!o)},sortBy(a){let l=r.column===a?!r.descending:!!R[a].figure;r={column:a,descending:l},s=me}}}function tr(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function nr(e,t){return e!==""&&e!=="idle"&&t==="idle"}var ca=400,la=150;function or(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=Qo(n("compare")),s=Yo(n("card")),
i=er(),c=[],a=[],l,u="",f=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...i.sorting()});async function d(m=i.ask(!1)){let S=await fetch(
`runs?${lt({...f(),...m.page})}`).catch(()=>null),b=S?.ok?await S.json():null;i.take(m,b)&&(p(b.problem),x())}function p(m){w(n("problem"),m),n("problem").hidden=
!m}function g(){i.restart(),d()}async function y(m,S,b){let v=await fetch(`runs/all?${lt(f())}`).catch(()=>null),O=await v?.json();v?.ok?at(m,S(O),b):p(O?.error??
"Can't reach the app. Is it still running?")}function x(){let{rows:m,matching:S,total:b,hasMore:v,order:O}=i;t.querySelector(".scrolled").hidden=b===0,n("empty").
hidden=b>0;for(let E of["csv","json"])n(E).disabled=S===0;w(n("count"),b?`${S} of ${b} replies`:""),!v&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!v,o.replaceChildren(...m.map(h)),t.querySelectorAll("th[data-column]").forEach(E=>{Number(E.dataset.column)===O.column?E.setAttribute(
"aria-sort",O.descending?"descending":"ascending"):E.removeAttribute("aria-sort")})}function h(m){let S=document.createElement("tr");S.classList.toggle("stopped",
m.finish==="cancelled");let b=Object.assign(document.createElement("input"),{type:"checkbox",checked:c.includes(m.id)});b.dataset.run=m.id,b.setAttribute("aria-\
label",`Choose the run of ${R[0].text(m.at)}`);let v=document.createElement("span");v.textContent="AB"[c.indexOf(m.id)]??"",S.insertCell().append(b,v);for(let O of R){
let E=S.insertCell();E.textContent=O.text(O.value(m),m),O.figure&&(E.className="figure")}return S}function k(m,S){c=zo(c,m,S),a=tr(c,[...a,...i.rows]),r.show(a),
s.show(a),x(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(ua()),t.querySelector("thead").addEventListener("\
click",m=>{let S=m.target.closest("th[data-column]");S&&(i.sortBy(Number(S.dataset.column)),d())}),o.addEventListener("change",({target:m})=>k(m.dataset.run,m.checked)),
n("filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(g,la)}),n("more").addEventListener("click",()=>d(i.more())),n("csv").addEventListener("cl\
ick",()=>y("runs.csv",Uo,"text/csv")),n("json").addEventListener("click",()=>y("runs.json",m=>JSON.stringify(m,null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&d()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&d()),{update(m){nr(u,m.phase)&&t.offsetWidth&&setTimeout(
()=>d(),ca),u=m.phase},recolour(){r.draw(),s.draw()}}}function ua(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">\
Choose</span></th>',R.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(
r),o&&(s.className="figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}var da=[0,60,250];function rr(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of da)setTimeout(fa,t,e)})}function fa(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function sr(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!we(n.dataset.key),n.addEventListener("change",()=>Pt(n.dataset.key,!n.checked));return{update(){}}}function ir(e){
return e.querySelector("#help-open").addEventListener("click",je),{update(){}}}function ar(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),w(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&w(s,`Charts paused at ${pa()}. Counters keep updating.`)}}}function pa(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function cr(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var ma={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function ur(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){w(t("status-model"),o.model.name),w(n,ha(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;w(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),w(t("status-hit-rate"),A(o.recent_hit_rate??be(o.counters))),w(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),w(t("status-memory"),ga(o.memory)),lr(t("power-gpu"),o.power.gpu),lr(t("power-cpu"),o.power.cpu),ya(e.querySelector("#notices"),o)},lost(){w(n,"disconne\
cted"),n.parentElement.dataset.phase="lost"}}}function ha(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:ma[e.phase];
return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function ga(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.device_total];
return`${N(t)} / ${N(n)}`}function lr(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),w(e,St(t.watts));
let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});e.replaceChildren(
"no sensor",o),e.tabIndex=0}function ya(e,t){let n=xa(t);w(e,n.join(" ")),e.hidden=n.length===0}function xa({machine:{emulated:e,notices:t},activity:n}){return[
...n?[`${n}.`]:[],...e?["No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not."]:[],...t]}function dr(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=a=>a.hash.slice(1),r=a=>n.find(l=>o(l)===a);function s(a){let l=r(a)??n[0];
document.body.dataset.tab=o(l);for(let u of n)u.setAttribute("aria-selected",String(u===l)),u.tabIndex=u===l?0:-1}function i(a){history.replaceState(history.state,
"",a.hash),s(o(a)),a.focus()}function c(a){let l=n.indexOf(document.activeElement),u=ba(a,l,n.length);return u===void 0?null:n[u]}t.addEventListener("click",a=>{
let l=a.target.closest("[role=tab]");l&&(a.preventDefault(),i(l))}),t.addEventListener("keydown",a=>{(a.key===" "||a.key==="Enter")&&a.target.click();let l=c(a.
key);l&&i(l),(l||a.key===" "||a.key==="Enter")&&a.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let a of n){let l=document.
getElementById(`${o(a)}-pane`);l?.setAttribute("role","tabpanel"),l?.setAttribute("aria-labelledby",a.id)}return s(location.hash.slice(1)),{update(){}}}function ba(e,t,n){
let o={ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var ft=0,fr=1;function pr(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,c=I(e.choices),a=I(e.outcomes),l=t*o,u=r.map((f,d)=>{let p=0;for(let g=d*l;g<(d+
1)*l;g++)a[g]!==ft&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:l,slowest:Math.max(...i.filter(f=>f!==
null),0),firstExpert:(f,d)=>c[f*l+d*o],routing:(f,d)=>Array.from({length:o},(p,g)=>{let y=f*l+d*o+g;return[c[y],a[y]]}),cells:f=>Array.from({length:l},(d,p)=>Math.
floor(p/o)*n+c[f*l+p])}}function Me(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,c]of e.routing(t,i))c===fr&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function qe(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var ee=8,wa=80,hr=["hit","flight","miss"],mr=["hit","in flight","miss"];function gr(e){function t(o,r,s){e.replaceChildren(Sa(o,r),Ea(o,r),va()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*ee}px`;let{
left:i,top:c}=ka(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${i}px`,e.style.top=`${c}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=
!0,id:e.id}}function ka(e,t,{width:n,height:o},r){let s=e.bottom+ee+o<=r;return{left:Math.max(t.left+ee,Math.min(e.left,t.right-n-ee)),top:Math.max(ee,s?e.bottom+
ee:e.top-o-ee)}}function Sa(e,t){let n=Object.assign(document.createElement("b"),{textContent:qe(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement(
"span"),{textContent:Me(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Ea(e,t){let n=document.createElement("ol");n.classList.toggle("\
many",e.routed>wa),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(
document.createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){let c=Object.assign(document.createElement("i"),{className:hr[i],textContent:String(
s)});r.append(c)}n.append(r)}return n}function va(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=ft;t<
mr.length;t++){let n=Object.assign(document.createElement("i"),{className:hr[t],textContent:"n"});e.append(n,` ${mr[t]} `)}return e}var $a=["none","dotted","dashed","solid","double"],ae={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>Fe(Vn(yr()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>Fe(re(yr()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:K,number:(e,t,n)=>e.firstExpert(t,n),low:"each\
 colour is one expert",high:""}};function xr(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,Oa(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function Oa(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?Z(e):"",borderBottomStyle:t?$a[Math.min(4,Math.ceil(t*4))]:"none"}}
function yr(){return document.body.classList.contains("dark")}var La=400;function kr(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=Ca(e,l),c=null,a=null;function l(){let{name:h,layer:k}=i.chosen(),m=ae[h];for(let S of s){
let b=Number(S.dataset.token),v=m.number?.(e,b,k);xr(S,m.share(e,b,k),{shade:m.shade,line:m.line,number:v})}}function u(h){let k=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return k.textContent=qe(e.texts[h]),k.dataset.token=h,k.setAttribute("role","option"),k.setAttribute("aria-selected","\
false"),k.setAttribute("aria-label",`${e.texts[h].trim()||"space"}: ${Me(e,h)}`),k.classList.toggle("prompt",h<e.prompt),k}function f(){r.querySelector("button")?.
remove();let k=Number(s.at(-1)?.dataset.token??i.first()-1)+1,m=Math.min(e.count,k+La);for(let S=k;S<m;S++)s.push(u(S));r.append(...s.slice(-(m-k)||s.length)),m<
e.count&&r.append(Ta(e.count-m,f)),s.length&&!c&&p(s[0]),l()}function d(){g(null),t.hide(),s.length=0,c=null,r.replaceChildren(),f()}function p(h){c&&(c.tabIndex=
-1),c=h,h.tabIndex=0}function g(h){a?.setAttribute("aria-selected","false"),a=h===a?null:h,a?.setAttribute("aria-selected","true"),n(a?Number(a.dataset.token):null)}
let y=h=>t.show(e,Number(h.dataset.token),h),x=h=>h.target.closest(".routed");return r.addEventListener("pointerover",h=>x(h)&&y(x(h))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",h=>{x(h)&&(p(x(h)),y(c))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",l),r.addEventListener(
"click",h=>x(h)&&g(x(h))),r.addEventListener("keydown",h=>{if(!x(h))return;let k=_a(s,c,h.key);if(k)k.focus();else if(h.key==="Enter"||h.key===" ")g(c);else if(h.
key==="Escape")a&&g(a),t.hide();else return;h.preventDefault(),h.stopPropagation()}),i.onPrompt(d),f(),o.append(i.element,r),o}function _a(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=br(t),c=null,
a=null;for(let l=o+s;e[l];l+=s){let{top:u,left:f}=br(e[l]);if(!(Math.abs(u-i.top)<i.height/2)){if(a!==null&&Math.abs(u-a)>i.height/2)break;a??=u,(c===null||Math.
abs(f-i.left)<Math.abs(c.left-i.left))&&(c={element:e[l],left:f})}}return c?.element??null}function br(e){return e.getClientRects()[0]}function Ta(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function Ca(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=wr(Object.entries(ae).map(([d,{label:p}])=>[d,p]),"Colour by"),r=wr(Array.from({length:e.layers},(d,p)=>[
p,p]),"Layer"),s=pt("",r),i=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),c=document.createElement("span"),[a,l,u]=["sp\
an","i","span"].map(d=>document.createElement(d));c.append(a,l,u),c.className="legend",l.className="ramp";function f(){let d=ae[o.value];s.hidden=o.value!=="exp\
ert",l.hidden=o.value==="expert",l.classList.toggle("misses",o.value==="misses"),a.textContent=d.low,u.textContent=typeof d.high=="function"?d.high(e):d.high,t()}
return o.addEventListener("change",f),r.addEventListener("change",f),n.append(pt("Colour by",o),s,c,pt("Include prompt",i)),s.hidden=!0,l.classList.add("misses"),
a.textContent=ae.misses.low,u.textContent=ae.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>i.checked||e.prompt===e.count?0:
e.prompt,onPrompt:d=>i.addEventListener("change",d)}}function wr(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(r,o))),
n.setAttribute("aria-label",t),n}function pt(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),n}function Sr(e,t){let n=document.querySelector("#chat"),o=new Map,r=gr(e.querySelector("#token-detail")),s=null,i=d=>d.querySelector(".message-content")?.textContent??
"",c=d=>d.querySelector(".actions [data-action=tokens]");function a(d){o.get(d)?.element.remove(),o.delete(d),d.classList.remove("as-tokens"),l(c(d),!1),r.hide(),
t.outline(null)}function l(d,p){d&&(d.textContent=p?"Text":"Tokens",d.setAttribute("aria-pressed",String(p)))}async function u(d,p){let g=d.querySelector(".mess\
age-content"),y={text:i(d),element:document.createElement("div")};y.element.className="tokens",o.set(d,y);try{if(!p)throw new Error("This reply was not recorded\
.");let x=pr(await M(`tokens/${encodeURIComponent(p)}`));if(o.get(d)!==y)return;y.element.append(kr(x,{detail:r,pick:h=>t.outline(Aa(s,x,h))}))}catch(x){y.element.
textContent=x.message}o.get(d)===y&&(d.classList.add("as-tokens"),g.after(y.element),l(c(d),!0))}function f(){for(let[d,p]of o)!d.isConnected||i(d)!==p.text?a(d):
c(d)?.getAttribute("aria-pressed")!=="true"&&l(c(d),!0)}return new MutationObserver(f).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
d=>{let p=Number(le()),g=n.querySelectorAll(".message-row")[p];g&&(o.has(g)?a(g):u(g,d[p]?.metadata?.id))},{update(d){s&&s.name!==d.model.name&&t.outline(null),
s=d.model},recolour(){let d=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of d)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function Aa(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var Ma=220,qa=50,Er=5;function mt(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function Ne(e,t){
let{cells:n,current:o,missed:r,point:s,mark:i,...c}=t,{cache:a}=e,l=e.counters.steps;for(let[f,d]of Object.entries(c))e[f]=Ra(d)?{...e[f],...d}:d;let{steps:u}=e.
counters;c.active_request&&a.usedBefore.set(a.uses),n&&Na(a,I(n),u,Math.max(1,u-l)),o!==void 0?a.current=Pa(I(o)):u!==l&&(a.current=Ia(a,u-1)),r!==void 0&&(a.missed=
ja(a.current,I(r))),s&&vr(e.points,s,Ma),i&&vr(e.marks,i,qa)}function $r(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function Na(e,t,n,o){let r=0;for(let s=0;s<t.length;){let i=t[s++],c=t[s++];if(r+=i>>1,c){let a=Math.floor((c-1)/
o)+1,l=Math.floor((Math.sqrt(8*a+1)-1)/2);e.lastUsed[r]=n-(c-1)%o-1,e.uses[r]+=l,e.hits[r]+=a-l*(l+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function Pa(e){
let t=0;return e.map(n=>t+=n)}function ja(e,t){return e.filter((n,o)=>t[Math.floor(o/Er)]>>o%Er&1)}function Ia({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function vr(e,t,n){e.push(t),e.length>n&&e.shift()}function Ra(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var Ba=1e3;function Or(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function c(){if(r)return;clearTimeout(i);let l=new EventSource(e);r=l,l.addEventListener(
"snapshot",u=>{s=mt(JSON.parse(u.data)),t(s)}),l.addEventListener("delta",u=>{let f=JSON.parse(u.data);if(!s||f.seq!==s.seq+1){a(),c();return}Ne(s,f),n(f)}),l.addEventListener(
"error",()=>{a(),o(),i=setTimeout(c,Ba)})}function a(){clearTimeout(i),r?.close(),r=null,s=null}return{open:c,close:a,state:()=>s}}function Lr(e){let t=window.SharedWorker?Da(e):Fa(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function Da({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(Ne(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function Fa(e){let t=Or(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var Ua=2,Ga=1e3,ht={whole:!0,point:!1,delta:{}};function _r(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let l=performance.now(),u=o;o=null;for(let d of e)
n&&d.holds||c(d,t,u);let f=performance.now();s=f+Math.min(Ga,Ua*(f-l))}function c(l,u,f){try{l.update(u,f)}catch(d){console.error(d)}}function a(l){o=o?za(o,l):
l,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(l){e.push(l),t&&c(l,l.holds&&n||t,ht)},isPaused:()=>n!==null,pause(l){
if(!(!t||l===(n!==null))){n=l?$r(t):null;for(let u of e)u.holds&&c(u,n??t,ht),u.paused?.(l,t)}},connect(){Lr({onState(l){t=l,a(ht)},onDelta(l){a({whole:!1,point:"\
point"in l,delta:l})},onLost(){for(let l of e)l.lost?.()}})}}}function za(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var Ha=[["#strip",ur],["#tabs",dr],["#pause",ar],["#counters",Hn],["#spoken",Do],["#layer-detail",Lo],["#heatmap",yo],["#live-sentence",Io],["#presentation",Ro],
["#heatmap-table",bo],["#lines",Po],["#fits",Sn],["#lab",zn],["#token-view",Sr],["#progress",Wt],["#more",Ot],["#editing-note",Dt],["#prompts",Yt],["#attach",$t],
["#runs",or],["#help",sr],["#help-open",ir]],he=_r(),Wa={store:he,chooseLayer(){},outline(){}},Tr=[];function lf(e,t){for(let[o,r]of Ha){let s=e.querySelector(o);
s&&cr(s.dataset.needs).then(()=>Ka(r,s,e,t))}let n=e.querySelector("#theme");n&&Kn(n,()=>Tr.forEach(o=>o.recolour()))}function Ka(e,t,n,o){let r=e(t.id==="fits"||
t.id==="progress"?t:n,Wa,o);r.recolour&&Tr.push(r),he.add(r)}window.hybrid={awaitTurn:Zt,endTurn:Qt,askingAgain:Ut,chosenMessage:le,copy:zt,edit:Gt,showEditing:Ft,
sending:yt,taken:bt,giveBack:wt,download:Fo,pickFile:Lt};Nt(()=>he.pause(!he.isPaused()));rr();he.connect();export{mt as fromSnapshot,lf as mount};
