var te="",ge=()=>document.querySelector("#chat-input textarea");function mt(e){return te=e[0]??"",e}function ht(){te=""}function gt(){let e=ge().value;te&&e.startsWith(
te)&&z(ge(),e.slice(te.length)),te=""}function yt(e){if(!e)return;let t=ge().value,{text:n}=JSON.parse(e);z(ge(),t.trim()?`${n}
${t}`:n)}function z(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function Y(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Cr(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Cr(e){
return e.split(/(?=(?:\d{3})+$)/)}function w(e,t){e.textContent!==t&&(e.textContent=t)}function C(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function N(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function xt(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function bt(e){return`${e.toFixed(e<10?1:0)} W`}function ye({routed:e,hits:t}){return e?t/e:
null}var wt=256*1024,St="is no text file. Attach text, such as .txt, .md, .py or .csv.";function Ar(e,t){let n=t.match(/`{3,}/g)??[],o="`".repeat(Math.max(3,...n.map(
s=>s.length+1))),r=/\.([a-z0-9]{1,10})$/i.exec(e)?.[1].toLowerCase()??"";return`${e}:
${o}${r}
${t.replace(/\n$/,"")}
${o}`}function Mr(e,t){return[e.trimEnd(),...t].filter(Boolean).join(`

`)}async function qr(e){if(e.size>wt)return{problem:`${e.name} is larger than ${wt/1024} KiB. Attach a part of it.`};try{let t=new TextDecoder("utf-8",{fatal:!0}).
decode(await e.arrayBuffer());return t.includes("\0")?{problem:`${e.name} ${St}`}:{text:t.replace(/\r\n?/g,`
`)}}catch{return{problem:`${e.name} ${St}`}}}function kt(e){let[t,n,o]=["#attach","#attach-file","#attach-note"].map(i=>e.querySelector(i)),r=document.querySelector(
"#chat-input textarea"),s=document.querySelector("#chat-pane");async function c(i){let l=await Promise.all([...i].map(async d=>({file:d,...await qr(d)}))),u=l.filter(
({text:d})=>d!==void 0).map(({file:d,text:f})=>Ar(d.name,f));u.length&&(z(r,Mr(r.value,u)),r.focus()),w(o,l.map(({problem:d})=>d??"").filter(Boolean).join(" "))}
t.addEventListener("click",()=>n.click()),n.addEventListener("change",async()=>{await c(n.files),n.value=""});let a=({dataTransfer:i})=>i?.types.includes("Files");
return s.addEventListener("dragover",i=>a(i)&&i.preventDefault()),s.addEventListener("drop",i=>{a(i)&&(i.preventDefault(),c(i.dataTransfer.files))}),{update(){}}}function Et(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#chat-input textarea"),s=document.querySelector("#stop"),c=null,a="";function i(){
clearTimeout(c),c=setTimeout(()=>s.disabled&&n("submit"),600)}return new MutationObserver(()=>{let l=[...o.querySelectorAll(".message-row")].map(u=>u.className).
join();l!==a&&(a=l,i())}).observe(o,{childList:!0,subtree:!0}),r.addEventListener("input",i),document.addEventListener("hybrid:reply-ended",i),i(),{update(){}}}function vt(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function $t(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var Ot="presenting";function ne(){return document.body.classList.contains(Ot)}function ae(e){e!==ne()&&(document.body.classList.toggle(Ot,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var _t="hybrid-keys-off",Nr="input, textarea, select, [contenteditable]",Pr="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",Lt={stop:Rr,pause:Fr,present:Br,help:qe},Tt=()=>!1;function Ct(e){Tt=e}var At=()=>{};function Mt(e){At=e;let t={capture:!0};for(let n of["keydown","keyp\
ress"])document.addEventListener(n,jr,t);document.addEventListener("keydown",Ir,t)}function jr(e){Pt(e)==="send"&&xe("send")&&e.stopPropagation()}function Ir(e){
let t=Pt(e);t in Lt&&!xe(t)&&Lt[t](e)&&e.preventDefault()}function xe(e){return Nt().includes(e)}function qt(e,t){let n=Nt().filter(o=>o!==e);localStorage.setItem(
_t,JSON.stringify(t?[...n,e]:n))}function qe(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function Nt(){try{let e=JSON.parse(
localStorage.getItem(_t)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function Pt(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:c,target:a}=e;
return c||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&a.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function Rr({
target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(ne())return ae(!1),!0;let t=document.
querySelector("#stop");if(t&&!t.disabled)t.click();else return Tt();return!0}function Br({target:e}){return document.querySelector("dialog[open]")||e.closest?.(
Nr)?!1:(ae(!ne()),!0)}function Fr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(Pr)?!1:(At(),!0)}function Dr(e=""){let t=/\bhit (\d+) %/.exec(e);return t?Number(t[1]):null}function Ur(e,t){return t>e?"The second time more of its experts were already on the \
GPU.":t<e?"The second time fewer of its experts were on the GPU: others had taken their slots.":"Both times as many of its experts were on the GPU."}function jt(e,t){
let n=null;t.hidden=!0;let o=a=>Dr(a?.querySelector(".thought-group .title")?.textContent);function r(a,i){n=a.slice(i).map(o).find(l=>l!==null)??null,t.hidden=
!0}function s(a){let i=o([...e.querySelectorAll(".message-row")].at(-1));if(i===null&&a)return setTimeout(()=>s(a-1),100);i!==null&&c(n,i),n=null}function c(a,i){
t.querySelector("p").textContent=Ur(a,i);for(let[l,u]of Object.entries({first:a,second:i})){let d=t.querySelector(`.${l}`);d.querySelector("i").style.setProperty(
"--share",`${u}%`),d.querySelector("b").textContent=`${u} %`}t.hidden=!1}return document.addEventListener("hybrid:reply-ended",()=>{if(n===null){t.hidden=!0;return}
s(30)}),{begin:r,hide:()=>t.hidden=!0}}var Gr={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],cut:[["on","Continue"]],bot:[["again","Regenerate"],["repeat","Ask again"],["tokens","Tokens"],
["copy","Copy"],["drop","Delete"]]},oe=0,zr={edit:"edit",copy:"copy",drop:"delete",again:"retry",repeat:"retry",tokens:"select",on:"submit"},Hr=/^\s*(cut at the token limit|stopped by you) ·/;
function Rt(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#editing-note"),s=document.querySelector("#chat-input textarea"),c=jt(o,document.
querySelector("#again")),a=()=>[...o.querySelectorAll(".message-row")];function i(u){let d=Jr(u),f=u.querySelector(":scope > .actions");f?.dataset.kind!==d&&(f?.
remove(),d&&u.append(Vr(d)))}o.addEventListener("click",u=>{let d=u.target.closest(".copy-code");d&&Kr(d);let f=u.target.closest(".actions button");f&&(oe=a().indexOf(
f.closest(".message-row")),f.dataset.action==="repeat"&&c.begin(a(),oe),n(zr[f.dataset.action]),f.dataset.action==="copy"&&Xr(f),f.dataset.action==="edit"&&s.focus())});
let l=()=>{a().forEach(i),a().length||c.hide(),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(Wr)};return new MutationObserver(
l).observe(o,{childList:!0,subtree:!0}),l(),r.addEventListener("click",u=>u.target.closest("button")&&It()),r.hidden=!0,Ct(It),{update(){}}}function It(){let e=document.
querySelector("#editing :is(textarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])z(t,"");return!0}function Bt(e){
let t=document.querySelector("#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces this message and everything after it. <button type="butt\
on">Cancel</button>'}function le(){return String(oe)}function Ft(e){return ht(),[le(),...e]}function Dt(e){return[Gt(e[oe]),String(oe)]}function Ut(e){navigator.
clipboard?.writeText(Gt(e[oe]))}function Gt(e){let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector("\
:scope > *");return n?.dataset.text??n?.textContent??t}function Wr(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});
t.ariaLabel="Copy code",e.append(t)}function Kr(e){navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(
()=>delete e.dataset.done,1500)}function Jr(e){let t=e.querySelector(".thought-group .title");return t?Yr(e)&&Hr.test(t.textContent)?"cut":"":e.querySelector(".\
thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function Yr(e){return e===[...document.querySelectorAll("#chat .message-row")].at(-1)}function Vr(e){
let t=Object.assign(document.createElement("div"),{className:"actions"});t.dataset.kind=e;for(let[n,o]of Gr[e]){let r=Object.assign(document.createElement("butt\
on"),{type:"button",textContent:o});r.dataset.action=n,t.append(r)}return t}function Xr(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}var Zr={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function zt(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,c=r!==""&&o.active_request===
r,i=o.phase==="loading"&&o.activity&&`Waiting. ${o.activity}.`||Zr[o.phase]||o.active_request&&"Waiting: the model is busy with another tab.",l=s&&!c&&!!i,u=c&&
o.phase==="prefill";if(e.hidden=!l&&!u,l)t.style.width="0",w(n,i);else if(u){let{prefill_done:d,prefill_total:f}=o.speed;t.style.width=`${f?100*d/f:0}%`,w(n,Qr(
o.speed))}}}}function Qr(e){return`Reading the prompt: ${e.prefill_done} of ${e.prefill_total} tokens${es(e)}.`}function es({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){
if(!n||e>=t)return"";let o=Math.ceil((t-e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function Ht(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var ts=700;function Kt(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=Ht(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>c(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let d=u.target.closest("button");d&&(c(!1),Wt(d.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?l(s.stop()):a()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&i(),ts)}),document.addEventListener("click",u=>{s.isRunning()&&ns(u)&&l(s.stop())});function c(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function a(){if(Jt()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){i();return}let d=new MutationObserver(()=>{u()||(d.disconnect(),i())});d.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function i(){l(s.next(!!document.querySelector("#\
error")?.textContent))}function l(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&Wt(u.prompt)}return{update(){}}}function ns({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function Wt(e){let t=document.querySelector("#chat-input textarea");if(z(t,e),Jt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function Jt(){return document.querySelector("#stop")?.disabled===!1}var os={idle:"",writing:"Writing… - ",ready:"Reply ready - "};function rs(e,t){return os[e]+t}function ss(e,{busy:t,looked:n}){return t?"writing":e==="idle"||
n?"idle":"ready"}function Yt(){let e=document.querySelector("#stop"),t=document.title,n="idle";function o(){n=ss(n,{busy:!e.disabled,looked:!document.hidden&&document.
hasFocus()}),document.title=rs(n,t)}return new MutationObserver(o).observe(e,{attributes:!0,attributeFilter:["disabled"]}),document.addEventListener("visibility\
change",o),window.addEventListener("focus",o),o(),{update(){}}}var Vt=[];function Xt(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>Vt.push(n))))}):e}function Zt(){Vt.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function Qt(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function en(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(c=>`${t.label(
c)} ${t.shown(c,o[c])} → ${t.shown(c,n[c])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function tn({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function nn(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let c=is(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!c}}function is(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function rn(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function sn({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!on(n)||!on(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let c=n*o||0,a=e*t,i=c>s?` There is memory for ${s}.`:"";return`${c} slots for ${a} experts: ${cs(c/a)} on the GPU.${i}`}function on(e){return e===
""||Number.isInteger(e)&&e>=0}function cs(e){return e===1?"all of them fit":e===.5?"half of them fit":`${C(e)} of them fit`}function cn({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:c},{labels:a}){let i=(f,p)=>Object.keys(a[f]).find(g=>a[f][g]===p),l=c==="cached"?"":`, ${i("placement",c)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,d=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${i("admission",r)}, ${d}${l}`}
function an({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,c=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${c}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${c}. ${r} threads already saturate memory (○)`:c}function ln(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:c,width:a}=n.
getBoundingClientRect(),i=Math.ceil((s.clientX-c)/a*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,i)))}),{draw(s,c,a=null){r=s;let i=l=>`${100*
l/r.logical_cpus}%`;n.style.setProperty("--threads",i(Math.min(r.logical_cpus,Number(c)||0))),n.style.setProperty("--physical",i(r.physical_cores)),n.style.setProperty(
"--knee",i(a??0)),n.classList.toggle("measured",a!==null),n.classList.toggle("beyond",c>r.physical_cores),w(o,an(r,c,a))}}}function dn(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(c){if(!r||c.type==="pointermove"&&!n.hasPointerCapture(c.pointerId))
return;c.type==="pointerdown"&&n.setPointerCapture(c.pointerId);let{left:a,top:i,width:l,height:u}=n.getBoundingClientRect();t.set("indexes",un(Math.ceil((c.clientX-
a)/l*r.layers),r.layers)),t.set("ways",un(Math.ceil((1-(c.clientY-i)/u)*r.experts),r.experts)),c.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(c,a){r=c;let i=as(r,a);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));i.forEach((l,u)=>n.children[u].style.setProperty("--share",l)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",fn(a)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${r.top_k} of ${r.experts})`,o.querySelector(".last").
textContent=String(r.layers-1)}}}function fn({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function as({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(c,a)=>Math.min(1,Math.max(0,s(a)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):fn(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function un(e,t){return Math.min(t,Math.max(1,e))}function be(e,t){let n=Object.keys(t.fields),o=a=>e.querySelector(`#${CSS.escape(t.fields[a]??a)}`),r=a=>o(a)?.querySelector("input, textarea")??null;function s(a){
let i=r(a);return i?ls(i,t.labels[a]):void 0}function c(a,i){let l=r(a);!l||s(a)===i||(l.value=String(i),l.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:c,all:()=>Object.fromEntries(n.map(a=>[a,s(a)])),label:a=>o(a)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??a,shown:(a,i)=>us(t.labels[a],i)}}function ls({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function pn(e){let{geometry:t,...n}=e;return{...t,...n}}function us(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function mn({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.devices,
c=e.slots_limit??s,{emulated:a}=t,i={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:c},l={name:"RAM",held:Math.
max(0,e.host_used-(a?e.slots:0)),slots:a?r:0,total:e.host_total,limit:a?c:null};return{device:a?null:i,host:l,most:Math.floor(c/n.expert_bytes)}}function Ne({slots:e,
limit:t}){return t!==null&&e>t}function hn(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,c=s===null?"":` + ${N(o)} slots`,a=Ne(e)?`: too much, only ${N(s)} of\
 slots fit`:"";return`${t}: ${N(n)} used${c}, of ${N(r)}${a}`}function gn({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;
return{held:o(e),slots:o(Math.min(t,n-e))}}function xn(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=mn(o,r);return t.hidden=s.device===null,s.device&&
yn(t,s.device),yn(n,s.host),{most:s.most}}}}function yn(e,t){let{held:n,slots:o}=gn(t);e.classList.toggle("over",Ne(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,w(e.querySelector("p"),hn(t))}var ds={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},fs=["data-field","data-place"];function bn(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function c(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function a(){c(),n();let d=o.querySelector("[data-field]");if(!d)return;
d.dataset.place==="chat"&&i(d.textContent);let f=ps(d.dataset.field),p=f?t.input(f):null;p&&l(f,p,d.textContent)}function i(d){let f=document.querySelector("#co\
mposer");f&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:d}),f.before(s),o.classList.add("beside"))}function l(d,f,p){ms(t.block(
d));let g={className:"refusal",id:"refusal",textContent:p},y=Object.assign(document.createElement("p"),g),x=t.block(d);x.classList.add("refused"),(x.closest(".r\
ow")??x).after(y),f.setAttribute("aria-invalid","true"),f.setAttribute("aria-describedby",y.id),r={block:x,input:f,note:y},o.classList.add("beside"),y.scrollIntoView(
{block:"nearest"})}for(let d of[...t.names,"model"])t.input(d)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:fs,
subtree:!0};new MutationObserver(a).observe(o,u),a()}function ps(e=""){return ds[e]??e}function ms(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function wn(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),w(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),w(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(hs(location.origin+location.pathname,t.all()),"Link")})}function hs(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function Sn(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=be(o,r),c=m=>e.querySelector(`.${m}`),a={cover:dn(o,s),gauges:xn(e),cores:ln(
o,s)},i=null,l="",u=nn(),d=!1;function f(){if(!i)return;let m=s.all(),E=pn(i.settings),b=Number(s.input("knee")?.value)||null,$=JSON.stringify([b,m,E,i.model,i.
machine,i.memory]);if($===l)return;l=$,a.cover.draw(i.model,m);let{most:S}=a.gauges.draw(i,m);a.cores.draw(i.machine,m.cpu_threads,b),y(m),g(m,E),w(c("explain"),
rn(m,r)),w(c("slots"),sn(i.model,m,S)),w(c("inforce"),`Current: ${cn(E,r)}`),p(E,i.model.name)}function p(m,E){let b=s.input("base")?.value;b&&u(JSON.parse(b),m,
E)&&n("submit")}function g(m,E){let b=Qt(s.names,m,E);for(let $ of s.names)s.block($)?.classList.toggle("changed",b.includes($));for(let $ of["apply","revert"])
x($).disabled=b.length===0;o.querySelector("#apply-row").classList.toggle("pending",b.length>0),d&&=b.length>0,w(c("changes"),en(b,s,{values:m,inForce:E,applying:d}))}
function y(m){let E=tn(m,r);s.block("split_misses").hidden=i.machine.emulated;for(let b of s.names)s.block(b)?.classList.toggle("idle",E.has(b))}function x(m){let E=o.
querySelector(`#${m}`);return E.querySelector("button")??E}function h(m){d=m,l="",f()}o.addEventListener("click",({target:m})=>m.closest("#apply")&&h(!0)),bn(o,
s,()=>h(!1)),wn(o,s);let k=()=>setTimeout(()=>e.isConnected&&f());return o.addEventListener("input",f),o.addEventListener("focusout",k),document.addEventListener(
"hybrid:fields-set",k),{update(m,E){i=m,(E.whole||E.delta.settings||E.delta.memory)&&f()}}}async function M(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var kn="Settings panel",En="Best predicted";function vn(e,t){let n={...e,[kn]:"what its fields hold, applied or not"};return t&&(n[En]=`${t.indexes} × ${t.ways}, from the map above`),n}function $n(e,{panel:t,
best:n}){return e===kn?{name:e,settings:t()}:e===En?{name:e,settings:n()}:e}function On(e,t){return e.length?e:t.slice(0,2)}var gs=["grid","curves","reuse","tune","compare"];function Ln(e){let t=gs.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function _n(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=a=>e.querySelector(`input[name=lab-metric][value=${a}]`);function c(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:c,show(a){o=a;let i=!!o.figures["grid-speed"];s("speed").disabled=!i,s("speed").parentElement.title=i?"":
"Benchmark this machine first",i||(s("hits").checked=!0),c()},click({x:a,y:i}){let{indexes:l,ways:u,settings:d}=o.facts;d&&n({...d,indexes:l[i],ways:u[a]})},best:()=>o?.
facts.best??null}}var ys=350;function Tn(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=k=>e.querySelector(k),[s,c,a,i,l,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),d=r(".anyway"),f=null;function p(k){s.hidden=k,c.hidden=a.hidden=!k,c.disabled=!1,k&&a.removeAttribute("value")}async function g(k={}){let m={id:null,cancelled:!1};
f=m,l.textContent=i.textContent="",d.hidden=!0,p(!0);try{let E=t();for(let[b,$]of E.entries()){if(m.cancelled)break;let S=await y(m,{...$,...k},O=>a.value=(b+O)/
E.length);if(d.hidden=S.field!=="busy",S.state==="failed")throw new Error(S.error);S.state==="done"&&n(S)}i.textContent=m.cancelled?"Cancelled.":""}catch(E){l.textContent=
E.message,i.textContent=""}f=null,p(!1),o()}async function y(k,m,E){let b=JSON.stringify(m),$=await M("lab/jobs",{method:"POST",body:b,headers:{"Content-Type":"\
application/json"}});for(k.id=$.id,k.cancelled&&await x(k);$.state==="waiting"||$.state==="running";)E($.share),i.textContent=$.what,await new Promise(S=>setTimeout(
S,ys)),$=await M(`lab/jobs/${$.id}`);return $}async function x(k){k.cancelled=!0,c.disabled=!0,i.textContent="Cancelling",k.id&&await M(`lab/jobs/${k.id}`,{method:"\
DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!f&&g()),d.addEventListener("click",()=>!f&&g({anyway:!0})),c.addEventListener("click",()=>f&&x(f));function h(k,m=""){
s.disabled=!k,u.textContent=m&&`${m}.`}return{enable:h}}function An(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>w(s,r));for(let[o,r]of Object.entries(n.tables))
Pe(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Pe(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(Cn("th",n.columns));let r=n.rows.map((s,c)=>{let a=Cn("td",s);return a.classList.toggle("marked",c===n.marked),n.keys[c]&&
a.cells[0].prepend(xs(...n.keys[c])),a});o.querySelector("tbody").replaceChildren(...r)}function xs(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function Cn(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var Mn=null;function P(){return Mn??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),Mn}var j={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function H(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:c}=t.getBoundingClientRect(),a=t._fullLayout,i=a&&Math.abs(a.width-s)<1&&Math.abs(a.height-c)<1;s&&!a?n():s&&(r||!i)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function W(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function we(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,c)=>/^\d+$/.test(String(c))?t(o,Number(c)):s[c];return new Proxy([],{get:r})})}function qn({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),c={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},a={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...c,color:r("--muted")},title:{font:{...c,color:r("--mut\
ed")},standoff:6}},i={bgcolor:r("--panel"),bordercolor:r("--muted"),font:c,align:"left"},l={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:c,hoverlabel:i,
legend:{font:c,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(bs(c)),layout:Nn({...l,xaxis:a,yaxis:a},s(t))}}function bs(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function Nn(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?Nn(e[r],s):s;return o}function Pn(e){let t=new Map,n=null;function o(c){if(!n||!c.figure||!c.plot.offsetWidth)return;let a=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:i,layout:l}=qn(c.figure,getComputedStyle(document.body),a),u=!c.plot.on,{offsetWidth:d,offsetHeight:f}=c.plot;n.react(c.plot,i,{...l,width:d,height:f},j),
u&&c.plot.on("plotly_click",({points:[p]})=>c.onClick?.(p))}function r(){P().then(c=>{n||(n=c,t.forEach(s))})}function s(c){let a=0;new ResizeObserver(()=>{cancelAnimationFrame(
a),a=requestAnimationFrame(()=>o(c))}).observe(c.holder)}for(let c of e.querySelectorAll("[data-figure]")){let a={holder:c,plot:c.querySelector(".plot"),figure:null,
onClick:null};t.set(c.dataset.figure,a)}return{show(c,a){let i=t.get(c);i&&(i.figure=a??null,i.holder.hidden=!a,a&&i.holder.setAttribute("aria-label",a.title),r(),
o(i))},onClick:(c,a)=>t.get(c).onClick=a,redraw:()=>t.forEach(o)}}var je=["grid","curves","reuse"];function jn(e,t){return je.map(n=>({kind:n,...e,settings:ws(t)}))}function ws(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function In(e){return e===""?null:Number(e)}function Rn(e){return e?.tokens?"":"Nothing to replay yet"}function Bn(e,{machine:t,emulated:n,calibrated:o}){
return t==="this"&&n?"No GPU here to measure: choose a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for \
yet"}function Ie(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}function Fn({model:e,settings:t,counters:n}){return JSON.stringify(
[e.name,t,n.generated_tokens])}var Se="typed";function Un(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,c,a]=["source","machine","file","typed"].map(o),i=null,l=!1;function u(p){
i=p,Dn(r,i.sources.map(({id:g,label:y})=>[g,y])),Dn(s,[["this","this machine"],...i.machines.map(({name:g})=>[g,g]),[Se,"Custom machine"]]),Pe(e,"calibration",i.
calibration_table),o("times").hidden=!i.calibration_table,w(e.querySelector("#lab-job-calibrate .go"),i.calibrated?"Run again":"Benchmark this machine"),l||(s.value=
i.default_machine),l=!0,o("budget").placeholder=i.budget_gib===null?"all there is":`at most ${i.budget_gib.toFixed(1)}`,d()}function d(){if(!i)return;let p=s.value;
a.hidden=p!==Se,o("prediction").hidden=p==="this",w(o("machine-note"),p==="this"?i.calibration:vs(p,i.emulated));let g=r.value;w(o("trace-note"),i.sources.find(
({id:y})=>y===g)?.notes??"");for(let[y,x]of[["save","safetensors"],["csv","csv"]]){let h=o(y);h.href=`lab/traces/${g}.${x}`,h.toggleAttribute("hidden",!ks(i,g))}
n()}async function f(){let[p]=c.files;if(p){w(o("trace-error"),"");try{let g=new URLSearchParams({name:p.name,...Es(o("foreign"))}),{id:y}=await M(`lab/traces?${g}`,
{method:"POST",body:p});await t(),r.value=y,d()}catch(g){w(o("trace-error"),g.message)}c.value=""}}o("load").addEventListener("click",()=>c.click()),c.addEventListener(
"change",f);for(let p of[r,s])p.addEventListener("change",d);return{offer:u,chosen:()=>i?.sources.find(({id:p})=>p===r.value)??null,asked:()=>({source:r.value,machine:s.
value===Se?Os(a):s.value})}}function Dn(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],c)=>Ss(e.options[c],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(
s,r))),t.some(([r])=>r===n)&&(e.value=n))}function Ss(e,t,n){return e.value===t&&e.text===n}function ks(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Es(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function vs(e,t){return`${t?"no G\
PU here, so speeds are for ":"from figures of "}${$s(e)}; nothing of it is measured.`}function $s(e){return e===Se?"a machine that was typed in":e}function Os(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var Ls="Click a cell to try it.",_s="The trace is of another model: its sizes cannot be tried on this one.",Ts=["mapping","policy","admission"];function Gn(e,t,n){
let o=e.querySelector("#lab"),r=v=>o.querySelector(`#lab-${v}`),s=Pn(o),c=new Map,a=null,i=null,l="",u="",d=_n(o,s,g),f=Un(o,{refresh:_,changed:G});function p(){
let v=document.querySelector("#control-pane");return be(v,JSON.parse(v.querySelector("#fits").dataset.facts))}function g(v,L=r("picked-note")){n("submit",v),w(L,
`${v.indexes} × ${v.ways} stands in the control panel: press Apply there.`)}let y=v=>In(r(v).value),x=()=>Object.fromEntries(Ts.map(v=>[v,r(v).value])),h=()=>({
prompt:r("prompt").value,tokens:y("tokens")}),m=Object.fromEntries(Object.entries({replay:()=>jn(f.asked(),x()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let v={
budget_gib:y("budget"),confirm:y("confirm")};return[{kind:"tune",...f.asked(),...v,...h()}]},compare:()=>[{kind:"compare",contenders:S(),...h()}]}).map(([v,L])=>[
v,Tn(r(`job-${v}`),{steps:L,onView:E,onEnd:()=>_()})]));for(let v of["replay","tune","compare"])m[v].enable(!1);function E(v){c.set(v.kind,v.id),v.kind==="grid"&&
(d.show(v.view),u=Ie(i,f.chosen()),r("use-best").hidden=!d.best(),w(r("picked-note"),v.view.facts.settings===null?_s:Ls)),v.kind==="tune"&&b(v.view.facts),An(o,
s,v.view),v.kind==="curves"&&!v.view.figures["curves-speed"]&&s.show("curves-speed",null),je.includes(v.kind)&&(r("results").hidden=!1),s.redraw(),$()}function b({
former:v,best:L}){for(let[D,ee]of Object.entries({former:v,tuned:L}))r(D).hidden=!ee,r(D).onclick=()=>g(ee,r("former-note"));w(r("former-note"),"")}function $(){
let v=Ln(c);for(let L of["report","json"])r(L).hidden=v===null,v&&(r(L).href=v[L])}function S(){let v={panel:()=>p().all(),best:d.best};return O().map(L=>$n(L,v))}
function O(){return[...r("contenders").querySelectorAll("input:checked")].map(({value:v})=>v)}async function _(){try{a=await M("lab/state")}catch{return}f.offer(
a),G()}function A(){if(!i||i.phase!=="idle"||!o.offsetWidth)return;let v=Fn(i);v!==l&&(l=v,_())}function G(){let v=f.chosen(),L={replay:Rn(v),tune:Bn(v,{...a,...f.
asked()}),compare:""};r("empty").hidden=!L.replay||c.size>0,Me();for(let[ee,U]of Object.entries(L))m[ee].enable(!U,U);let D=c.has("grid")&&Ie(i,v)!==u;w(r("stal\
e"),D?"The trace or the settings have changed. Replay again.":"")}function Me(){let v=vn(a.contenders,d.best()),L=Object.keys(v),D=r("contenders"),ee=[...D.querySelectorAll(
"input")].map(({value:U})=>U);if(JSON.stringify(ee)!==JSON.stringify(L)){let U=new Set(On(O(),L));D.replaceChildren(D.querySelector("legend"),...L.map(pt=>Cs(pt,
U.has(pt))))}D.querySelectorAll("label").forEach(U=>U.title=v[U.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&A()).observe(o),r("use-best").
addEventListener("click",()=>g(d.best())),s.onClick("grid",d.click),o.querySelectorAll("input[name=lab-metric]").forEach(v=>v.addEventListener("change",d.redraw)),
{update(v){i=v,A()},recolour:s.redraw}}function Cs(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,
checked:t});return n.append(o,` ${e}`),n}function zn(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;Y(t("hits"),o.hits),Y(t("inflight"),o.in_flight),Y(t("misses"),o.misses),
Y(t("fills"),o.fills),Y(t("evictions"),o.evictions),w(t("hit-rate"),C(ye(o),1)),w(t("recent"),C(n.recent_hit_rate,1)),w(t("copied"),N(o.bytes_copied)),Y(t("toke\
ns"),o.generated_tokens),As(t("joules"),n.power)}}}function As(e,t){let{text:n,title:o}=Ms(t);w(e,n),e.parentElement.title=o}function Ms(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,c])=>s+c.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${xt(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var Hn="hybrid-theme";function Wn(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(c){c!==o()&&(document.
body.classList.toggle("dark",c),t())}function s(){let c=localStorage.getItem(Hn);return c?c==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
Hn,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function q(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}var qs={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},Ns={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},Ps=137.508,Kn=[.62,.46,.76],js=.42,Is=140;function re(e){return Vn(qs[e?"dark":"light"])}function Yn(e){return Vn(Ns[e?
"dark":"light"])}function ke(e){return Array.from({length:e},(t,n)=>{let o=`#${K(n).map(Rs).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function K(e){let t=Kn[e%
Kn.length],n=js*Math.min(t,1-t),o=r=>{let s=(r+e*Ps/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function Re(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([d])=>d>=n)),[[r,s],[c,a]]=[e[o-1],e[o]],i=(n-r)/(c-r||1),[l,u]=[Jn(s),Jn(a)];return l.map((d,f)=>Math.
round(d+(u[f]-d)*i))}function V([e,t,n]){return .299*e+.587*t+.114*n>Is?"#14161a":"#ffffff"}function Vn(e){return e.map((t,n)=>[n/(e.length-1),t])}function Jn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function Rs(e){return e.toString(16).padStart(2,"0")}var X=256,Xn={width:.62,height:1.05},Bs=1500,Zn=9,Fs=4;function eo(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";
function c(p,g,y,x){De(e,t,p),s!==JSON.stringify(y)&&(r=Us(y),s=JSON.stringify(y));let h=Ue(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
a(h,g);let k=i(h,g,x)&&l(h,g,x);return t.restore(),u(ue(h,p,g.hits),x),d(ue(h,p,g.misses),x),f(h,ue(h,p,g.outlined),x),k}function a(p,{rows:g,columns:y,values:x,
range:h}){n.width=y,n.height=g;let k=o.createImageData(y,g),m=new Uint32Array(k.data.buffer),[E,b]=h,$=(X-1)/(b-E||1);for(let O=0;O<x.length;O++)Number.isNaN(x[O])||
(m[O]=r[Qn(x[O],E,$)]);o.putImageData(k,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),y*p.wide,g*p.high);let S=Fe(p);if(S){for(let O=0;O<=y;O++)
t.clearRect(p.x(O-.5)-S/2,p.y(-.5),S,g*p.high);for(let O=0;O<=g;O++)t.clearRect(p.x(-.5),p.y(O-.5)-S/2,y*p.wide,S)}}function i(p,{label:g,widest:y},x){return g!==
null&&p.wide>=(y+.8)*Xn.width*Be(x)&&p.high>=Xn.height*Be(x)}function l(p,{rows:g,columns:y,values:x,range:h,label:k},m){let[E,b]=p.columns(y),[$,S]=p.rows(g);if((b-
E)*(S-$)>Bs)return!1;t.font=`${Be(m)}px ${m.font}`,t.textAlign="center",t.textBaseline="middle";let O=(X-1)/(h[1]-h[0]||1);for(let _=$;_<S;_++)for(let A=E;A<b;A++){
let G=x[_*y+A];Number.isNaN(G)||(t.fillStyle=V(Ds(r[Qn(G,h[0],O)])),t.fillText(k(_,A),p.x(A),p.y(_)+.5))}return!0}function u(p,g){t.save(),t.fillStyle=g.now,t.shadowColor=
g.now;for(let{x:y,y:x,wide:h,high:k}of p)t.shadowBlur=Math.min(h,k)>=Zn?.3*g.em:0,t.fillRect(y,x,h,k);t.restore()}function d(p,g){t.strokeStyle=t.fillStyle=g.missed;
for(let{x:y,y:x,wide:h,high:k}of p){let m=Math.min(h,k)>=Zn?2.5:1;if(Math.min(h,k)<Fs){t.fillRect(y,x,h,k);continue}t.clearRect(y,x,h,k),t.lineWidth=m,t.strokeRect(
y+m/2,x+m/2,h-m,k-m)}}function f(p,g,y){t.strokeStyle=y.outline,t.lineWidth=Fe(p)>2?2:p.high>5?1.25:1;for(let{x,y:h,wide:k,high:m}of g)t.strokeRect(x,h,k,m)}return c}
function De(e,t,{outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function Ue({
left:e,top:t,width:n,height:o,xRange:r,yRange:s}){let c=n/(r[1]-r[0]),a=o/(s[0]-s[1]),i=(l,u,d)=>[Math.max(0,Math.floor(l+.5)),Math.min(d,Math.floor(u+.5)+1)];return{
wide:c,high:a,x:l=>e+(l-r[0])*c,y:l=>t+(l-s[1])*a,columns:l=>i(r[0],r[1],l),rows:l=>i(s[1],s[0],l)}}function ue(e,{left:t,top:n,width:o,height:r},s){let c=Fe(e);
return s.map(([a,i])=>({x:e.x(i-.5)+c/2,y:e.y(a-.5)+c/2,wide:e.wide-c,high:e.high-c})).filter(({x:a,y:i,wide:l,high:u})=>a+l>t&&a<t+o&&i+u>n&&i<n+r)}function Fe({
wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=3.5?1:0}function Be(e){return .72*e.em}function Qn(e,t,n){return Math.max(0,Math.min(X-1,Math.round((e-t)*
n)))}function Ds(e){return[e&255,e>>8&255,e>>16&255]}function Us(e){let t=document.createElement("canvas");t.width=X,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(
.5,0,X-.5,0);for(let[r,s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,X,1),new Uint32Array(n.getImageData(0,0,X,1).data.buffer.slice(0))}var to=2,Gs=150;function no(e){let t=e.getContext("2d"),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:c},a){let i=o&&!n.matches?
r.places(zs(o,c)):[];if(o=c.slice(),!!i.length){De(e,t,s),t.fillStyle=a.cpu;for(let{x:l,y:u,wide:d,high:f}of ue(Ue(s),s,i))t.fillRect(l,u,d,f);e.animate([{opacity:1},
{opacity:0}],{duration:Gs,fill:"forwards"})}}}}function zs(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===to&&e[o]!==to&&n.push(
o);return n}var oo=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(oo[e]=t++);function I(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=oo[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var Hs="No topics yet: press Switch topics under the chat, or name a conversation as a topic (More).",Ws="One topic so far: an expert can prefer one only beside\
 another.";function Ks(e){return{...e,preferred:I(e.preferred),shares:I(e.shares)}}function ro(e){let t=0;return async function(){let o=++t,r=await M("topics").
catch(()=>null);r&&o===t&&e(Ks(r))}}function se(e){let{topics:t,model:n}=e;return t&&t.model===n.name&&t.words.length===n.layers*n.experts?t:null}function so(e,t){
return se(e)?.preferred[t]??0}function io(e,t){let n=[e,...Array.from({length:t},(o,r)=>lo(r))];return n.flatMap((o,r)=>[[r/n.length,o],[(r+1)/n.length,o]])}function co(e){
let t=se(e)?.topics??[];if(t.length<2)return`<span>${t.length?Ws:Hs}</span>`;let n=(r,s)=>`<span><i class="mark topic" style="background:${r}"></i>${s}</span>`;
return[...t.map(({name:r},s)=>n(lo(s),Ge(r))),n("var(--state-cpu)","no topic")].join("")}function ao(e,t){let n=se(e);if(!n)return[];let{topics:o,shares:r,words:s}=n,
c=s.length,a=o.map(({name:l},u)=>({name:l,share:r[u*c+t]})).filter(({share:l})=>l>0).sort((l,u)=>u.share-l.share).slice(0,3).map(({name:l,share:u})=>`${Ge(l)} ${u}\
 %`),i=s[t].map(l=>`“${Ge(l.trim())}”`);return[a.length?a.join(", "):"",i.length?`chosen by ${i.join(" ")}`:""].filter(Boolean)}function lo(e){return`#${K(e).
map(t=>t.toString(16).padStart(2,"0")).join("")}`}function Ge(e){return e.replace(/[&<>"]/g,t=>`&#${t.charCodeAt(0)};`)}function ie({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function uo({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,c=t.mapping===
"layered",a=c?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),i=new Int32Array(s).fill(-1);return n.slot.forEach((l,u)=>{l>=0&&l<s&&(i[l]=u)}),{key:`slots\
 ${a} ${s}`,rows:Math.ceil(s/a),columns:a,xTitle:c?"slot of the layer":"slot",yTitle:c?"layer":`slots, ${a} a row`,cellAt:(l,u)=>l*a+u<s?i[l*a+u]:null,places:l=>l.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/a),n.slot[u]%a]),layerAt:(l,u)=>c?l:Js(i[l*a+u],e)}}function Js(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[Ee,Ke,Je]=[0,1,2],Ys=.5,Vs=6,Xs=["not on the GPU","being copied to the GPU","on the GPU"],de={where:{board:ie,value:({cache:e,counters:t},n)=>e.state[n]!==Je?
e.state[n]===Ke?Ys:Ee:1+Qs(e.lastUsed[n],t.steps),range:()=>[Ee,Je],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:ie,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(fo(
e)),0],scale:({isDark:e})=>re(e),legend:e=>We(`${fo(e)} steps ago`,"just now")},rate:{board:ie,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>re(e),legend:()=>We("0 % hits","100 %")},uses:{board:ie,value:({cache:e},t)=>ve(e,t),range:({cache:e})=>[0,ze(e)],scale:({isDark:e})=>re(
e),legend:({cache:e})=>We("unused",`${ze(e)} uses this reply`),label:({cache:e},t)=>String(ve(e,t)||""),widest:({cache:e})=>He(ze(e)+1)},topics:{board:ie,value:so,
range:e=>[-.5,(se(e)?.topics.length??0)+.5],scale:({cpu:e},t)=>io(e,se(t)?.topics.length??0),legend:co,isOutlined:!0},slots:{board:uo,value:({model:e,settings:t},n)=>t.
mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:(e,{model:t,settings:n})=>ke(
n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"layer"}; the number is the expert</\
span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.state[o]===Ke?" ↓":""}`},
widest:({model:e,settings:t})=>He(e.experts)+(t.mapping==="layered"?0:1+He(e.layers))}};function po(e,t){let{cache:n,counters:o,model:r}=e;if(t===null)return"no\
 slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],c=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.experts)}, expert ${t%
r.experts}`,Zs(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${ve(n,t)} uses this reply`,n.lastUsed[t]<0?"never used":`last used ${c}`,
...ao(e,t)].join("<br>")}function mo({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[Je]} of ${e.state.length} experts on the GPU, ${t[Ke]} bei\
ng copied, ${t[Ee]} not on the GPU`}function Zs({cache:e},t){let n=Xs[e.state[t]];return e.state[t]===Ee?n:`${n}, slot ${e.slot[t]}`}function ve(e,t){return e.uses[t]-
e.usedBefore[t]}function fo({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function ze(e){let t=1;for(let n=0;n<
e.uses.length;n++)t=Math.max(t,ve(e,n));return t}function He(e){return String(e-1).length}function Qs(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.max(1,t-e))/
Vs)}function We(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var ei=4/3,ti=800,ho=-1,ni='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',oi='<span><i class="mark now"></i>last token</sp\
an>',ri='<span><i class="mark now"></i>chosen token</span>';function go(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector(
"#heatmap .summary"),s=e.querySelector("#heatmap .stage"),c=eo(e.querySelector("#heatmap canvas")),a=no(e.querySelector("#heatmap .landings")),i=de.where,l=null,
u=null,d=[],f=null,p="",g=null,y=null,x=null,h=null;function k(){if(!y||!g||!n.offsetWidth)return;l=i.board(y),u=q(),d=Array.from({length:l.rows},()=>new Array(
l.columns).fill(ho));let S=we(l.rows,(_,A)=>po(y,l.cellAt(_,A))),O=!n.on;s.classList.toggle("tall",l.columns<=l.rows),s.style.setProperty("--board",`${ii(l,n.offsetHeight,
u.em)}px`),b(!0),g.react(n,[ai(d,S)],li(l,y,n,u),j),O&&m(),E()}function m(){n.on("plotly_doubleclick",()=>g.relayout(n,yo(l))),n.on("plotly_relayout",S=>S.autosize?
k():E()),n.on("plotly_hover",({points:[S]})=>f={xval:S.x,yval:S.y}),n.on("plotly_unhover",()=>f=null),n.on("plotly_click",({points:[S]})=>t.chooseLayer(l.layerAt(
S.y,S.x)))}function E(){l=i.board(y);let S=si(l,i,y,d,h),O=ci(n),_=c(O,S,i.scale(u,y),u);i===de.where&&a.show(l,O,y.cache,u),n.dataset.outlined=S.outlined.length||
S.hits.length+S.misses.length,b(_),f&&g.Fx.hover(n,f,"xy")}function b(S){let O=i.legend(y,S)+(h?ri:i.isOutlined?oi:ni);O!==p&&(o.innerHTML=O),p=O}let $=ro(S=>{x=
S,y&&(y={...y,topics:x},k())});return $(),document.addEventListener("hybrid:reply-ended",()=>setTimeout($,ti)),t.outline=S=>{h=S,l&&n.offsetWidth&&E()},e.querySelectorAll(
"input[name=view]").forEach(S=>S.addEventListener("change",()=>{i=de[S.value],i===de.topics&&$(),k()})),P().then(S=>{g=S,H(g,n,k),k()}),{holds:!0,update(S,O){if(y=
{...S,topics:x},w(r,mo(S)),!g||!n.offsetWidth)return;let{cells:_,current:A,settings:G,counters:Me,active_request:v}=O.delta;O.whole||!l||G&&l.key!==i.board(S).key?
queueMicrotask(k):(_||A||G||Me||v)&&E()},recolour:k}}function si(e,t,n,o,r){let{current:s,missed:c}=n.cache,a=r??(t.isOutlined?s:null),i=new Set(c),l=new Float64Array(
e.rows*e.columns).fill(NaN);for(let u=0;u<e.rows;u++)for(let d=0;d<e.columns;d++){let f=e.cellAt(u,d),p=f===null||f<0?null:t.value(n,f);o[u][d]=p??ho,p!==null&&
(l[u*e.columns+d]=p)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),label:t.label?(u,d)=>t.label(n,e.cellAt(u,d)):null,widest:t.widest?.(n)??2,hits:e.
places(a?[]:s.filter(u=>!i.has(u))),misses:e.places(a?[]:c),outlined:e.places(a??[])}}function ii({rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.
ceil(3*o+4+ei*r*t)}function ci(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,
height:n._length,xRange:t.range,yRange:n.range}}function ai(e,t){return{type:"heatmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"\
%{customdata}<extra></extra>"}}function yo({rows:e,columns:t}){return{"xaxis.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function li(e,{model:t},n,o){let r=`${t.
name} ${e.key}`,s=yo(e),c=n.layout?.uirevision===r?n.layout:null,a=(i,l)=>({showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.
log2(l/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{text:i,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,
b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:W(o),dragmode:"zoom",uirevision:r,xaxis:{...a(
e.xTitle,e.columns),range:c?.xaxis.range??s["xaxis.range"]},yaxis:{...a(e.yTitle,e.rows),range:c?.yaxis.range??s["yaxis.range"]}}}var ui=1e3,[di,fi]=[1,2];function xo(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:c}=o.model;for(;n.rows.length>c;)n.deleteRow(-1);for(;n.rows.length<c;)n.append(pi());for(let a=0;a<c;a++)mi(o,a).forEach((i,l)=>{let u=n.rows[a].cells[l];
u.textContent!==i&&(u.textContent=i)})}return t.addEventListener("toggle",s),{holds:!0,update(c){o=c,t.open&&(r||=setTimeout(s,ui))}}}function pi(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function mi({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),c=t.current.filter(u=>Math.floor(u/e.experts)===n),a=u=>r.
reduce((d,f)=>d+u[o+f],0),[i,l]=[a(t.uses),a(t.hits)];return[String(n),Ye(s(fi)),Ye(s(di)),Ye(c.map(u=>u-o)),`${l} of ${i}`,C(i?l/i:null,1)]}function Ye(e){return e.
join(" ")||"none"}var bo=["steps","held","loading","choices","outcomes"];function wo(){let e={rows:"ways",clear(){for(let t of bo)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(c=>c.ok?c.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let c of bo)e[c]=[...e[c],...s[c]].slice(-200);return!0}};return e.clear(),
e}var[So,hi]=[0,1],gi=16,yi=10,[xi,bi]=[.14,.3];function ko(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(l=>l.map(u=>u<0?-1:1)),s=r[0].length,c=$o(e,s),a=o?
s:null,i=l=>o?V(K(l)):n.readyInk;return{rows:s+(o?1:0),traces:[wi(e,r,s,o,t,n),...o&&s<=gi?[Si(e,r,s,t,n)]:[],Le(c.evictions,"line-ns-open",n.outline,.9*n.em,"e\
victed",2),Le(c.hits,"circle",c.hits.experts.map(i),.25*n.em,"hit"),Le(c.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),Le(c.misses,"x-thin-ope\
n",n.outline,.4*n.em,"missed",1.5)],layout:Ei(e,s,a,n)}}function Eo({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mark\
 hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted<\
/span>`}function vo(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
So).length,o=$o(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${C(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function wi({steps:e,loading:t},n,o,r,{experts:s},c){let a=Array.from({length:o},(l,u)=>n.map(
d=>d[u]<0?null:d[u])),i=(l,u)=>{let d=n[u][l],f=t[u].includes(l);return r?`slot ${l}: ${d<0?"empty":`expert ${d}${f?", being copied":""}`}`:`expert ${l}: ${d<0?
"not on the GPU":f?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:a,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?ke(s):[[0,c.cpu],[1,c.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:we(o,i),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function Si({steps:e},t,n,o,r){let[s,c,a,i]=[[],[],[],[]];
for(let l=0;l<n;l++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][l]===t[u][l];)d++;let f=t[u][l];f<0||d-u<yi||(s.push(e[u]),c.push(l-xi),a.push(String(
f)),i.push(V(K(f))))}return{type:"scatter",mode:"text",x:s,y:c,text:a,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*
r.em,color:i}}}function $o({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let c={hits:{...$e(),experts:[]},inFlight:$e(),misses:$e(),evictions:$e()};return t.forEach(
(a,i)=>{let l=n[i-1]??n[i];n[i].forEach((u,d)=>{(e==="ways"?l[d]>=0&&u!==l[d]:l[d]>=0&&u<0)&&Oe(c.evictions,a-.5,d)}),o[i].forEach((u,d)=>{let f=r[i][d],p=e==="\
ways"?ki(u,l,n[i]):u;f===So?(Oe(c.hits,a,p<0?s:p+(e==="ways"?bi:0)),c.hits.experts.push(u)):f===hi?Oe(c.inFlight,a,p<0?s:p):Oe(c.misses,a,e==="ways"?s:u)})}),c}
function ki(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function $e(){return{x:[],y:[]}}function Oe(e,t,n){e.x.push(t),e.y.push(n)}function Le({x:e,y:t},n,o,r,s,c=0){
return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:c}},hoverinfo:"skip",showlegend:!1}}function Ei({steps:e},t,n,o){
let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),c=2**Math.max(0,Math.ceil(Math.log2(t/10))),a=Array.from({length:Math.ceil(t/c)},(l,u)=>u*
c),i={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,\
0,0,0)",font:{family:o.font,color:o.text},hoverlabel:W(o),xaxis:{...i,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"st\
ep",font:r,standoff:4}},yaxis:{...i,range:[s,-.5],tickvals:n===null?a:[...a,n],ticktext:n===null?a.map(String):[...a.map(String),"CPU"],title:{text:n===null?"ex\
pert":"slot",font:r,standoff:4}}}}var vi=700;function Oo(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=wo(),c=null,a=null,i=null,l=0,
u=-1,d=!1;function f(){if(!c||i===null||!s.steps.length)return;let x=q(),h=ko(s,a.model,x);r.style.setProperty("--rows",h.rows),c.react(r,h.traces,h.layout,j),n.
querySelector(".legend").innerHTML=Eo(s),w(n.querySelector(".summary"),vo(s))}async function p(){l=0;let x=i;x===null||d||document.hidden||(u=a.counters.steps,await s.
extend(x,()=>i===x)&&f())}function g(x){x==null||x===i||(i=x,o.value=String(i),n.hidden=!1,w(n.querySelector("h3"),`Layer ${i}`),P().then(h=>{c||H(h,r),c=h}),s.
clear(),p())}function y(){i=null,o.value="",n.hidden=!0}return t.chooseLayer=g,o.addEventListener("change",()=>o.value===""?y():g(Number(o.value))),n.querySelector(
".close").addEventListener("click",()=>{y(),o.focus()}),{update(x,h){a=x,o.length!==x.model.layers+1&&$i(o,x.model.layers),h.whole&&i!==null&&(i>=x.model.layers&&
y(),s.clear(),u=-1),i!==null&&u!==x.counters.steps&&(l||=setTimeout(p,vi))},paused(x){d=x,u=-1},recolour:f}}function $i(e,t){e.length=1;for(let n=0;n<t;n++)e.add(
new Option(String(n),String(n)))}var[Z,Oi,Lo]=["solid","4px 2px","2px 2px"],Li=[{title:"tokens / s",format:fe,lines:[{at:1,name:"tok/s",colour:"speed",dash:Z}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:Z,value:_i}]},{title:"experts / s",format:fe,lines:[{at:2,name:"hits/s",short:"hits",colour:"hit",
dash:Z},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Oi}]},{title:"copied to the GPU",format:e=>`${Ti(e)}B/s`,lines:[{at:4,name:"copied",colour:"spee\
d",dash:Z}]},{title:"power",power:!0,format:e=>`${fe(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:Z},{at:6,name:"CPU",short:"CPU",colour:"cpuPow\
er",dash:Lo}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",dash:Z},
{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:Lo}]},{title:"GPU memory",titleWithout:"memory of this program (no GPU in use)",
format:e=>`${fe(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:Z}]}];function _o({power:e,memory:t}){let n=Object.values(e).some(
r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Li.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function To({most:e,
unit:t=1,lines:n},o){if(e)return e;let r=0;for(let c of o)for(let a of n)r=Math.max(r,(Ve(a,c)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));return t*
s*[1,1.5,2,3,4,5,6,8,10].find(c=>c*s>=r*.999)}function Ve({at:e,value:t},n){return t?t(n):n[e]}function _i(e){let[t,n]=e.slice(2,4);return t+n>0?t/(t+n):null}function fe(e){
return String(Number(e.toPrecision(e<1?2:3)))}function Ti(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${fe(e/1e3**t)} ${["","k","M","G","T"][t]}`}var Ci=120,Ai="question",Qe=.66,Xe=.22,et=.04,[Co,Mi,Ao,Ze]=[5,1.8,1.7,4];function tt({points:e,marks:t},n,o,r){let s=e.map(([a])=>a-o);return[...n.flatMap(({lines:a,
top:i,format:l},u)=>{let d=n.length-1-u;return a.map(f=>{let{name:p,colour:g,dash:y}=f,x=e.map(h=>Ve(f,h));return{type:"scatter",mode:"lines",name:p,x:s,y:x.map(
h=>h===null?null:d+Qe*h/i),customdata:x.map(h=>h===null?"":l(h)),line:{color:r[g],width:1.8,dash:y,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),qi(t,n.length,o,r)]}function qi(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-et,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(Ni(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function Ni(e){return e===
Ai?"circle":"triangle-down"}function Mo(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},c=e.flatMap(({top:a,format:i},l)=>{let u=e.length-1-l;return[
[u,"0"],[u+Qe,i(a)]]});return{margin:{l:Co*o,r:Mi*o,t:Ze,b:Ao*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:W(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-Ci,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-et,e.length+Xe],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:c.map(([a])=>a),ticktext:c.map(([,a])=>a),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function qo(e,t,n){let o=t.
length+Xe+et,r=t.map((s,c)=>{let a=(c+1-Qe+Xe)/o,i=Object.assign(document.createElement("p"),{textContent:s.title});return i.style.top=`calc(${Ze}px + ${a} * (1\
00% - ${Ze+Ao*n.em}px))`,s.lines.length>1&&i.append(...s.lines.map(l=>Pi(l,n))),i});e.style.left=`${Co*n.em}px`,e.replaceChildren(...r)}function Pi({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function No(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),c=e.querySelector("#lines-live"),a=null,i=null,l="",u=null,d=!1;function f(){if(!i||!a||!t.offsetWidth)return;let b=q(),$=!t.on,S=y();
l=x(S);let O=u===null?null:t.layout.xaxis.range;a.react(t,tt(i,S,g(),b),Mo(S,O,b),j),qo(n,S,b),$&&h()}function p(){let b=y();if(!t.on||!t.offsetWidth||x(b)!==l)
return f();let $=tt(i,b,g(),q()),S=O=>$.map(_=>_[O]);a.restyle(t,{x:S("x"),y:S("y"),customdata:S("customdata")},[...$.keys()])}function g(){let b=i.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??b,u??b}function y(){return _o(i).map(b=>({...b,top:To(b,i.points)}))}function x(b){return JSON.stringify([b.map(({title:$,
top:S})=>[$,S]),i.marks])}function h(){t.on("plotly_relayout",b=>{"xaxis.range[0]"in b&&m(Number(t.dataset.end)),b.autosize&&f()}),t.on("plotly_doubleclick",E),
c.addEventListener("click",E),t.addEventListener("pointerenter",()=>k(!0)),t.addEventListener("pointerleave",()=>k(!1))}function k(b){d=b,r.hidden=!b,b||f()}function m(b){
u=b,c.hidden=s.hidden=b===null,b!==null&&w(s,`0 s is ${new Date(1e3*b).toLocaleTimeString()}`)}function E(){m(null),f()}return P().then(b=>{a=b,H(a,t,f),f()}),{
holds:!0,update(b,$){i=b,w(o,ji(b)),$.whole?requestAnimationFrame(f):a&&!d&&($.point||$.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function ji(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var Po="hybrid-captions-seen";function jo(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(Po)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(Po,"yes"),o.hidden=!0}),{holds:!0,update(r){w(t,nt(
r.recent_hit_rate)),w(n,Ii(r))}}}function nt(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function Ii({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",c=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!c)return`${s}: all ${r} of its experts were already on the GPU.`;let a=t.placement==="on_demand"?c===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-c} of its ${r} experts were already on the GPU; ${c} ${a}.`}function Io(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!ne()||(w(n("question"),Ri()||o.model.name),w(n("sha\
re"),nt(o.recent_hit_rate)),w(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("\
click",()=>ae(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function Ri(){let e=document.querySelectorAll("#chat .user-row .message\
-content");return e.length?e[e.length-1].textContent.trim():""}var Bi=1e3,Ro=5e3;function Bo(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),c=r.phase!==n;s<o-(c?Ro-Bi:0)||!c&&r.phase!==
"decode"||(n=r.phase,o=s+Ro,w(t,Fi(r)))}}}function Fi({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${C(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function Fo(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);rt(ot(t,n),o)}function ot(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function rt(e,t,n="text/plain"){st(e,new Blob([t],{type:n}))}function st(e,t){let n=URL.createObjectURL(t);Object.assign(document.createElement(
"a"),{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}var Di={stop:"ended",length:"limit",cancelled:"stopped"},Ui=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},Gi=e=>t=>t==null?"–":t.toFixed(e),zi=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,Hi=e=>e==null?"–":`${(100*e).toFixed(1)} %`,Wi=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),J=e=>String(e??"–"),R=[{label:"When",sort:"at",value:e=>e.at,text:Vi},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>J(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:Gi(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:zi,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:Hi,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:Wi,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:Ki,text:Ji,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:J,figure:!0},{label:"End",sort:"ending",value:e=>Di[e.finish],text:J,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:J,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:J},{label:"Copies",sort:"admission",value:e=>e.admission,
text:Yi,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>J(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:J}];function Ki(e){let t=Ui(e);return t===null||!e.tokens?null:t/e.tokens}function Ji(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function Yi(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
J(e)}function Vi(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function it(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function Do(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function Xi(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function Zi(e,t){let[n,o]=t.
map(c=>e.value(c));if(!e.better||!n||o==null)return"";if(e.points)return Xi(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function Uo(e){let[t,n]=[[],[]];for(let o of R){let[r,s]=e.map(c=>o.text(o.value(
c),c));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,Zi(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}.`:"No shared setti\
ngs."}}function Go(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var zo=e=>R.find(t=>t.label===e),B=(e,t)=>zo(e).text(zo(e).value(t),t),Qi="The GPU is simulated: hits are real, speeds are not.";function ct(e){return[["Tokens/\
s",B("Tok/s",e)],["Hit rate",B("Hit rate",e)],["J/token",B("J/token",e)],["First token",B("First token",e)]].filter(([,t])=>t!=="–")}function _e(e){let t=`${B(
"N × M",e)} slots, ${B("Policy",e)}, ${B("Mapping",e)}`,n=e.placement&&e.placement!=="cached"?B("Strategy",e):`${t}, ${ec(e)}`;return[["Model",e.format?`${e.model}\
 (${e.format})`:e.model],["Machine",e.machine],["Settings",`${n}, ${B("Threads",e)} CPU threads`],["Length",`${e.tokens} tokens${e.prompt_tokens==null?"":` afte\
r a prompt of ${e.prompt_tokens}`}`],["Measured",[tc(e.at),e.commit&&`commit ${e.commit}`].filter(Boolean).join(", ")]].filter(([,o])=>o)}function pe(e){return e.
emulated?Qi:""}function Ho(e){let n=["| Hybrid MoE | |","| --- | --- |",...[...ct(e),..._e(e)].map(([o,r])=>`| ${o} | ${nc(r)} |`)];return pe(e)&&n.push("",pe(e)),
`${n.join(`
`)}
`}function Wo(e){return`${e.model} ${B("Tok/s",e)} tok/s`}function ec({admission:e,max_queued_copies:t}){return e==="bounded"?`copies when worth it (at most ${t}\
 at a time)`:`copies ${e}`}function tc(e){return new Date(1e3*e).toISOString().slice(0,10)}function nc(e){return String(e).replace(/[\\|`*_[\]<>]/g,"\\$&").replace(
/\s+/g," ")}var at=1200,Ko=630,F=64,oc='system-ui, "Segoe UI", "Liberation Sans", sans-serif';function Jo(e,t,n){let o=(r,s,c,a,i,l=400,u=at-F-s)=>{e.fillStyle=i,e.font=`${l}\
 ${a}px ${oc}`,e.fillText(sc(e,String(r),u),s,c)};e.fillStyle=n.ground,e.fillRect(0,0,at,Ko),o("Hybrid MoE",F,76,26,n.muted,600),o(_e(t)[0][1],F,138,46,n.text,600),
ct(t).forEach(([r,s],c)=>{let a=F+c*275;o(s,a,232,c===0?64:46,n.text,600,255),o(r,a,272,24,n.muted,400,255)}),rc(e,t.hit_rate,n),_e(t).slice(1).forEach(([r,s],c)=>{
let a=392+c*46;o(r,F,a,24,n.muted),o(s,F+150,a,24,n.text)}),pe(t)&&o(pe(t),F,Ko-36,24,n.missed,600)}function rc(e,t,n){if(t==null)return;let o=at-2*F;e.fillStyle=
n.rule,e.fillRect(F,306,o,18),e.fillStyle=n.hit,e.fillRect(F,306,o*t,18)}function sc(e,t,n){if(e.measureText(t).width<=n)return t;let o=t.length;for(;o>1&&e.measureText(
`${t.slice(0,o)}…`).width>n;)o-=1;return`${t.slice(0,o)}…`}function Yo(e){let[t,n,o]=["canvas","textarea","[role=status]"].map(i=>e.querySelector(i)),r=null;function s(i){r=i.length===1?i[0]:null,e.hidden=!r,w(o,""),r&&
(n.value=Ho(r),c())}function c(){let i=r&&t.getContext("2d");i&&Jo(i,r,q())}async function a(){try{await navigator.clipboard.writeText(n.value),w(o,"Markdown co\
pied.")}catch{n.select(),w(o,"Copy it from the field.")}}return e.querySelector(".copy").addEventListener("click",a),e.querySelector(".png").addEventListener("c\
lick",()=>{let i=ot(Wo(r),"png");t.toBlob(l=>l&&st(i,l),"image/png")}),{show:s,draw:c}}var Vo="rgba(0, 0, 0, 0)",ic=["speed","gpu"],cc=["solid","dot"];function Xo(e,t,n){return{traces:e.map((o,r)=>ac(o,r,t,n)),layout:lc(t,n)}}function Zo(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function ac(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,c)=>1+c*e.tokens):[],y:e?.[n]??[],line:{color:r[ic[t]],width:1.8,dash:cc[t]},hovertemplate:`%{y:${o||".1f"}}`}}function lc({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:Vo,plot_bgcolor:Vo,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:W(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function Qo(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],c=[];async function a(l){if(s=l,e.hidden=l.length<2,!e.hidden&&(t.innerHTML=
"",t.append(dc(l)),c=await Promise.all(l.map(uc)),s===l)){if(n.textContent=Zo(c),!r){r=await P();for(let[u]of o)H(r,u,i)}i()}}function i(){if(!r||e.hidden||!e.offsetWidth)
return;let l=q();for(let[u,d]of o){let{traces:f,layout:p}=Xo(c,d,l),g=!u.on;r.react(u,f,p,j),g&&u.on("plotly_relayout",y=>y.autosize&&i())}}return{show:a,draw:i}}
async function uc(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function dc(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let c=t.insertRow();s.forEach((a,i)=>{let l=document.createElement(i===0?"th":"td");i===0&&(l.scope="row"),l.textContent=a,c.append(l)})},{rows:o,
caption:r}=Uo(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var me=200;function er(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=me,c=0,a=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:R[r.column].sort,descending:r.descending}),ask(i){return c+=1,a=!0,{number:c,isMore:i,page:i?{
limit:me,after:o}:{limit:s}}},take({number:i,isMore:l},u){return i!==c||(a=!1,!u)?!1:(e=l?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
me},more(){return s+=me,this.ask(!a&&!!o)},sortBy(i){let l=r.column===i?!r.descending:!!R[i].figure;r={column:i,descending:l},s=me}}}function tr(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function nr(e,t){return e!==""&&e!=="idle"&&t==="idle"}var fc=400,pc=150;function or(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=Qo(n("compare")),s=Yo(n("card")),
c=er(),a=[],i=[],l,u="",d=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...c.sorting()});async function f(m=c.ask(!1)){let E=await fetch(
`runs?${it({...d(),...m.page})}`).catch(()=>null),b=E?.ok?await E.json():null;c.take(m,b)&&(p(b.problem),x())}function p(m){w(n("problem"),m),n("problem").hidden=
!m}function g(){c.restart(),f()}async function y(m,E,b){let $=await fetch(`runs/all?${it(d())}`).catch(()=>null),S=await $?.json();$?.ok?rt(m,E(S),b):p(S?.error??
"Can't reach the app. Is it still running?")}function x(){let{rows:m,matching:E,total:b,hasMore:$,order:S}=c;t.querySelector(".scrolled").hidden=b===0,n("empty").
hidden=b>0;for(let O of["csv","json"])n(O).disabled=E===0;w(n("count"),b?`${E} of ${b} replies`:""),!$&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!$,o.replaceChildren(...m.map(h)),t.querySelectorAll("th[data-column]").forEach(O=>{Number(O.dataset.column)===S.column?O.setAttribute(
"aria-sort",S.descending?"descending":"ascending"):O.removeAttribute("aria-sort")})}function h(m){let E=document.createElement("tr");E.classList.toggle("stopped",
m.finish==="cancelled");let b=Object.assign(document.createElement("input"),{type:"checkbox",checked:a.includes(m.id)});b.dataset.run=m.id,b.setAttribute("aria-\
label",`Choose the run of ${R[0].text(m.at)}`);let $=document.createElement("span");$.textContent="AB"[a.indexOf(m.id)]??"",E.insertCell().append(b,$);for(let S of R){
let O=E.insertCell();O.textContent=S.text(S.value(m),m),S.figure&&(O.className="figure")}return E}function k(m,E){a=Go(a,m,E),i=tr(a,[...i,...c.rows]),r.show(i),
s.show(i),x(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(mc()),t.querySelector("thead").addEventListener("\
click",m=>{let E=m.target.closest("th[data-column]");E&&(c.sortBy(Number(E.dataset.column)),f())}),o.addEventListener("change",({target:m})=>k(m.dataset.run,m.checked)),
n("filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(g,pc)}),n("more").addEventListener("click",()=>f(c.more())),n("csv").addEventListener("cl\
ick",()=>y("runs.csv",Do,"text/csv")),n("json").addEventListener("click",()=>y("runs.json",m=>JSON.stringify(m,null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&f()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&f()),{update(m){nr(u,m.phase)&&t.offsetWidth&&setTimeout(
()=>f(),fc),u=m.phase},recolour(){r.draw(),s.draw()}}}function mc(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">\
Choose</span></th>',R.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(
r),o&&(s.className="figure");let c=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(c),e.append(s)}),e}var hc=[0,60,250];function rr(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of hc)setTimeout(gc,t,e)})}function gc(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function sr(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!xe(n.dataset.key),n.addEventListener("change",()=>qt(n.dataset.key,!n.checked));return{update(){}}}function ir(e){
return e.querySelector("#help-open").addEventListener("click",qe),{update(){}}}function cr(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),w(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&w(s,`Charts paused at ${yc()}. Counters keep updating.`)}}}function yc(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function ar(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var xc={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function ur(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){w(t("status-model"),o.model.name),w(n,bc(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;w(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),w(t("status-hit-rate"),C(o.recent_hit_rate??ye(o.counters))),w(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),w(t("status-memory"),wc(o.memory)),lr(t("power-gpu"),o.power.gpu),lr(t("power-cpu"),o.power.cpu),Sc(e.querySelector("#notices"),o)},lost(){w(n,"disconne\
cted"),n.parentElement.dataset.phase="lost"}}}function bc(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:xc[e.phase];
return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function wc(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.device_total];
return`${N(t)} / ${N(n)}`}function lr(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),w(e,bt(t.watts));
let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});e.replaceChildren(
"no sensor",o),e.tabIndex=0}function Sc(e,t){let n=kc(t);w(e,n.join(" ")),e.hidden=n.length===0}function kc({machine:{emulated:e,notices:t},activity:n}){return[
...n?[`${n}.`]:[],...e?["No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not."]:[],...t]}function dr(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=i=>i.hash.slice(1),r=i=>n.find(l=>o(l)===i);function s(i){let l=r(i)??n[0];
document.body.dataset.tab=o(l);for(let u of n)u.setAttribute("aria-selected",String(u===l)),u.tabIndex=u===l?0:-1}function c(i){history.replaceState(history.state,
"",i.hash),s(o(i)),i.focus()}function a(i){let l=n.indexOf(document.activeElement);return n[Ec(i,l,n.length)]??null}t.addEventListener("click",i=>{let l=i.target.
closest("[role=tab]");l&&(i.preventDefault(),c(l))}),t.addEventListener("keydown",i=>{(i.key===" "||i.key==="Enter")&&i.target.click();let l=a(i.key);l&&c(l),(l||
i.key===" "||i.key==="Enter")&&i.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let i of n){let l=document.getElementById(
`${o(i)}-pane`);l.setAttribute("role","tabpanel"),l.setAttribute("aria-labelledby",i.id)}return s(location.hash.slice(1)),{update(){}}}function Ec(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var lt=0,fr=1;function pr(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:c}=e,a=I(e.choices),i=I(e.outcomes),l=t*o,u=r.map((d,f)=>{let p=0;for(let g=f*l;g<(f+
1)*l;g++)i[g]!==lt&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:c,missed:u,routed:l,slowest:Math.max(...c.filter(d=>d!==
null),0),firstExpert:(d,f)=>a[d*l+f*o],routing:(d,f)=>Array.from({length:o},(p,g)=>{let y=d*l+f*o+g;return[a[y],i[y]]}),cells:d=>Array.from({length:l},(f,p)=>Math.
floor(p/o)*n+a[d*l+p])}}function Te(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let c=0;c<e.layers;c++)for(let[,a]of e.routing(t,c))a===fr&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function Ce(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var Q=8,vc=80,hr=["hit","flight","miss"],mr=["hit","in flight","miss"];function gr(e){function t(o,r,s){e.replaceChildren(Oc(o,r),Lc(o,r),_c()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*Q}px`;let{left:c,
top:a}=$c(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${c}px`,e.style.top=`${a}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=!0,id:e.
id}}function $c(e,t,{width:n,height:o},r){let s=e.bottom+Q+o<=r;return{left:Math.max(t.left+Q,Math.min(e.left,t.right-n-Q)),top:Math.max(Q,s?e.bottom+Q:e.top-o-
Q)}}function Oc(e,t){let n=Object.assign(document.createElement("b"),{textContent:Ce(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement("span"),
{textContent:Te(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Lc(e,t){let n=document.createElement("ol");n.classList.toggle("many",e.
routed>vc),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(document.
createElement("small"),{textContent:String(o)}));for(let[s,c]of e.routing(t,o)){let a=Object.assign(document.createElement("i"),{className:hr[c],textContent:String(
s)});r.append(a)}n.append(r)}return n}function _c(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=lt;t<
mr.length;t++){let n=Object.assign(document.createElement("i"),{className:hr[t],textContent:"n"});e.append(n,` ${mr[t]} `)}return e}var Tc=["none","dotted","dashed","solid","double"],ce={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>Re(Yn(yr()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>Re(re(yr()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:K,number:(e,t,n)=>e.firstExpert(t,n),low:"each\
 colour is one expert",high:""}};function xr(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,Cc(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function Cc(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?V(e):"",borderBottomStyle:t?Tc[Math.min(4,Math.ceil(t*4))]:"none"}}
function yr(){return document.body.classList.contains("dark")}var Ac=400;function Sr(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],c=Nc(e,l),a=null,i=null;function l(){let{name:h,layer:k}=c.chosen(),m=ce[h];for(let E of s){
let b=Number(E.dataset.token),$=m.number?.(e,b,k);xr(E,m.share(e,b,k),{shade:m.shade,line:m.line,number:$})}}function u(h){let k=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return k.textContent=Ce(e.texts[h]),k.dataset.token=h,k.setAttribute("role","option"),k.setAttribute("aria-selected","\
false"),k.setAttribute("aria-label",`${e.texts[h].trim()||"space"}: ${Te(e,h)}`),k.classList.toggle("prompt",h<e.prompt),k}function d(){r.querySelector("button")?.
remove();let k=Number(s.at(-1)?.dataset.token??c.first()-1)+1,m=Math.min(e.count,k+Ac);for(let E=k;E<m;E++)s.push(u(E));r.append(...s.slice(-(m-k)||s.length)),m<
e.count&&r.append(qc(e.count-m,d)),s.length&&!a&&p(s[0]),l()}function f(){g(null),t.hide(),s.length=0,a=null,r.replaceChildren(),d()}function p(h){a&&(a.tabIndex=
-1),a=h,a.tabIndex=0}function g(h){i?.setAttribute("aria-selected","false"),i=h===i?null:h,i?.setAttribute("aria-selected","true"),n(i?Number(i.dataset.token):null)}
let y=h=>t.show(e,Number(h.dataset.token),h),x=h=>h.target.closest(".routed");return r.addEventListener("pointerover",h=>x(h)&&y(x(h))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",h=>{x(h)&&(p(x(h)),y(a))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",l),r.addEventListener(
"click",h=>x(h)&&g(x(h))),r.addEventListener("keydown",h=>{if(!x(h))return;let k=Mc(s,a,h.key);if(k)k.focus();else if(h.key==="Enter"||h.key===" ")g(a);else if(h.
key==="Escape")i&&g(i),t.hide();else return;h.preventDefault(),h.stopPropagation()}),c.onPrompt(f),d(),o.append(c.element,r),o}function Mc(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let c=br(t),a=null,
i=null;for(let l=o+s;e[l];l+=s){let{top:u,left:d}=br(e[l]);if(!(Math.abs(u-c.top)<c.height/2)){if(i!==null&&Math.abs(u-i)>c.height/2)break;i??=u,(a===null||Math.
abs(d-c.left)<Math.abs(a.left-c.left))&&(a={element:e[l],left:d})}}return a?.element??null}function br(e){return e.getClientRects()[0]}function qc(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function Nc(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=wr(Object.entries(ce).map(([d,{label:f}])=>[d,f]),"Colour by"),r=wr(Array.from({length:e.layers},(d,f)=>[
f,f]),"Layer"),s=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),c=document.createElement("span"),[a,i,l]=["span","i","sp\
an"].map(d=>document.createElement(d));c.append(a,i,l),c.className="legend",i.className="ramp";function u(){let d=ce[o.value];r.parentElement.hidden=o.value!=="\
expert",i.hidden=o.value==="expert",i.classList.toggle("misses",o.value==="misses"),a.textContent=d.low,l.textContent=typeof d.high=="function"?d.high(e):d.high,
t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(ut("Colour by",o),ut("",r),c,ut("Include prompt",s)),r.parentElement.hidden=!0,
i.classList.add("misses"),a.textContent=ce.misses.low,l.textContent=ce.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||
e.prompt===e.count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function wr(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function ut(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function kr(e,t){let n=document.querySelector("#chat"),o=new Map,r=gr(e.querySelector("#token-detail")),s=null,c=f=>f.querySelector(".message-content")?.textContent??
"",a=f=>f.querySelector(".actions [data-action=tokens]");function i(f){o.get(f)?.element.remove(),o.delete(f),f.classList.remove("as-tokens"),l(a(f),!1),r.hide(),
t.outline(null)}function l(f,p){f&&(f.textContent=p?"Text":"Tokens",f.setAttribute("aria-pressed",String(p)))}async function u(f,p){let g=f.querySelector(".mess\
age-content"),y={text:c(f),element:document.createElement("div")};y.element.className="tokens",o.set(f,y);try{if(!p)throw new Error("This reply was not recorded\
.");let x=pr(await M(`tokens/${encodeURIComponent(p)}`));if(o.get(f)!==y)return;y.element.append(Sr(x,{detail:r,pick:h=>t.outline(Pc(s,x,h))}))}catch(x){y.element.
textContent=x.message}o.get(f)===y&&(f.classList.add("as-tokens"),g.after(y.element),l(a(f),!0))}function d(){for(let[f,p]of o)!f.isConnected||c(f)!==p.text?i(f):
a(f)?.getAttribute("aria-pressed")!=="true"&&l(a(f),!0)}return new MutationObserver(d).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
f=>{let p=Number(le()),g=n.querySelectorAll(".message-row")[p];g&&(o.has(g)?i(g):u(g,f[p]?.metadata?.id))},{update(f){s&&s.name!==f.model.name&&t.outline(null),
s=f.model},recolour(){let f=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of f)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function Pc(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var jc=220,Ic=50,Er=5;function dt(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function Ae(e,t){
let{cells:n,current:o,missed:r,point:s,mark:c,...a}=t,{cache:i}=e,l=e.counters.steps;for(let[d,f]of Object.entries(a))e[d]=Uc(f)?{...e[d],...f}:f;let{steps:u}=e.
counters;a.active_request&&i.usedBefore.set(i.uses),n&&Rc(i,I(n),u,Math.max(1,u-l)),o!==void 0?i.current=Bc(I(o)):u!==l&&(i.current=Dc(i,u-1)),r!==void 0&&(i.missed=
Fc(i.current,I(r))),s&&vr(e.points,s,jc),c&&vr(e.marks,c,Ic)}function $r(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function Rc(e,t,n,o){let r=0;for(let s=0;s<t.length;){let c=t[s++],a=t[s++];if(r+=c>>1,a){let i=Math.floor((a-1)/
o)+1,l=Math.floor((Math.sqrt(8*i+1)-1)/2);e.lastUsed[r]=n-(a-1)%o-1,e.uses[r]+=l,e.hits[r]+=i-l*(l+1)/2}c&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function Bc(e){
let t=0;return e.map(n=>t+=n)}function Fc(e,t){return e.filter((n,o)=>t[Math.floor(o/Er)]>>o%Er&1)}function Dc({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function vr(e,t,n){e.push(t),e.length>n&&e.shift()}function Uc(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var Gc=1e3;function Or(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,c;function a(){r||(clearTimeout(c),r=new EventSource(e),r.addEventListener("snapshot",
l=>{s=dt(JSON.parse(l.data)),t(s)}),r.addEventListener("delta",l=>{let u=JSON.parse(l.data);if(!s||u.seq!==s.seq+1){i(),a();return}Ae(s,u),n(u)}),r.addEventListener(
"error",()=>{i(),o(),c=setTimeout(a,Gc)}))}function i(){clearTimeout(c),r?.close(),r=null,s=null}return{open:a,close:i,state:()=>s}}function Lr(e){let t=window.SharedWorker?zc(e):Hc(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function zc({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(Ae(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function Hc(e){let t=Or(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var Wc=2,Kc=1e3,ft={whole:!0,point:!1,delta:{}};function _r(){let e=[],t=null,n=null,o=null,r=!1,s=0;function c(){r=!1;let l=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||a(f,t,u);let d=performance.now();s=d+Math.min(Kc,Wc*(d-l))}function a(l,u,d){try{l.update(u,d)}catch(f){console.error(f)}}function i(l){o=o?Jc(o,l):
l,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(c),Math.max(0,s-performance.now())))}return{add(l){e.push(l),t&&a(l,l.holds&&n||t,ft)},isPaused:()=>n!==null,pause(l){
if(!(!t||l===(n!==null))){n=l?$r(t):null;for(let u of e)u.holds&&a(u,n??t,ft),u.paused?.(l,t)}},connect(){Lr({onState(l){t=l,i(ft)},onDelta(l){i({whole:!1,point:"\
point"in l,delta:l})},onLost(){for(let l of e)l.lost?.()}})}}}function Jc(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var Yc=[["#strip",ur],["#tabs",dr],["#pause",cr],["#counters",zn],["#spoken",Bo],["#layer-detail",Oo],["#heatmap",go],["#live-sentence",jo],["#presentation",Io],
["#heatmap-table",xo],["#lines",No],["#fits",Sn],["#lab",Gn],["#token-view",kr],["#progress",zt],["#progress",Yt],["#progress",Et],["#more",vt],["#editing-note",
Rt],["#prompts",Kt],["#attach",kt],["#runs",or],["#help",sr],["#help-open",ir]],he=_r(),Vc={store:he,chooseLayer(){},outline(){}},Tr=[];function yf(e,t){for(let[
o,r]of Yc){let s=e.querySelector(o);s&&ar(s.dataset.needs).then(()=>Xc(r,s,e,t))}let n=e.querySelector("#theme");n&&Wn(n,()=>Tr.forEach(o=>o.recolour()))}function Xc(e,t,n,o){
let r=e(t.id==="fits"||t.id==="progress"?t:n,Vc,o);r.recolour&&Tr.push(r),he.add(r)}window.hybrid={awaitTurn:Xt,endTurn:Zt,askingAgain:Ft,chosenMessage:le,copy:Ut,
edit:Dt,showEditing:Bt,sending:mt,taken:gt,giveBack:yt,download:Fo,pickFile:$t};Mt(()=>he.pause(!he.isPaused()));rr();he.connect();export{dt as fromSnapshot,yf as mount};
