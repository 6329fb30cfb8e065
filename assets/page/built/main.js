var te="",ge=()=>document.querySelector("#chat-input textarea");function mt(e){return te=e[0]??"",e}function ht(){te=""}function gt(){let e=ge().value;te&&e.startsWith(
te)&&z(ge(),e.slice(te.length)),te=""}function yt(e){if(!e)return;let t=ge().value,{text:n}=JSON.parse(e);z(ge(),t.trim()?`${n}
${t}`:n)}function z(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function Y(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Tr(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Tr(e){
return e.split(/(?=(?:\d{3})+$)/)}function w(e,t){e.textContent!==t&&(e.textContent=t)}function C(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function N(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function xt(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function bt(e){return`${e.toFixed(e<10?1:0)} W`}function ye({routed:e,hits:t}){return e?t/e:
null}var wt=256*1024,kt="is no text file. Attach text, such as .txt, .md, .py or .csv.";function Cr(e,t){let n=t.match(/`{3,}/g)??[],o="`".repeat(Math.max(3,...n.map(
s=>s.length+1))),r=/\.([a-z0-9]{1,10})$/i.exec(e)?.[1].toLowerCase()??"";return`${e}:
${o}${r}
${t.replace(/\n$/,"")}
${o}`}function Ar(e,t){return[e.trimEnd(),...t].filter(Boolean).join(`

`)}async function Mr(e){if(e.size>wt)return{problem:`${e.name} is larger than ${wt/1024} KiB. Attach a part of it.`};try{let t=new TextDecoder("utf-8",{fatal:!0}).
decode(await e.arrayBuffer());return t.includes("\0")?{problem:`${e.name} ${kt}`}:{text:t.replace(/\r\n?/g,`
`)}}catch{return{problem:`${e.name} ${kt}`}}}function St(e){let[t,n,o]=["#attach","#attach-file","#attach-note"].map(a=>e.querySelector(a)),r=document.querySelector(
"#chat-input textarea"),s=document.querySelector("#chat-pane");async function i(a){let l=await Promise.all([...a].map(async d=>({file:d,...await Mr(d)}))),u=l.filter(
({text:d})=>d!==void 0).map(({file:d,text:f})=>Cr(d.name,f));u.length&&(z(r,Ar(r.value,u)),r.focus()),w(o,l.map(({problem:d})=>d??"").filter(Boolean).join(" "))}
t.addEventListener("click",()=>n.click()),n.addEventListener("change",async()=>{await i(n.files),n.value=""});let c=({dataTransfer:a})=>a?.types.includes("Files");
return s.addEventListener("dragover",a=>c(a)&&a.preventDefault()),s.addEventListener("drop",a=>{c(a)&&(a.preventDefault(),i(a.dataTransfer.files))}),{update(){}}}function Et(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function vt(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var $t="presenting";function ne(){return document.body.classList.contains($t)}function ce(e){e!==ne()&&(document.body.classList.toggle($t,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var Lt="hybrid-keys-off",qr="input, textarea, select, [contenteditable]",Nr="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",Ot={stop:Ir,pause:Br,present:Rr,help:qe},_t=()=>!1;function Tt(e){_t=e}var Ct=()=>{};function At(e){Ct=e;let t={capture:!0};for(let n of["keydown","keyp\
ress"])document.addEventListener(n,Pr,t);document.addEventListener("keydown",jr,t)}function Pr(e){Nt(e)==="send"&&xe("send")&&e.stopPropagation()}function jr(e){
let t=Nt(e);t in Ot&&!xe(t)&&Ot[t](e)&&e.preventDefault()}function xe(e){return qt().includes(e)}function Mt(e,t){let n=qt().filter(o=>o!==e);localStorage.setItem(
Lt,JSON.stringify(t?[...n,e]:n))}function qe(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function qt(){try{let e=JSON.parse(
localStorage.getItem(Lt)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function Nt(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:c}=e;
return i||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&c.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function Ir({
target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(ne())return ce(!1),!0;let t=document.
querySelector("#stop");if(t&&!t.disabled)t.click();else return _t();return!0}function Rr({target:e}){return document.querySelector("dialog[open]")||e.closest?.(
qr)?!1:(ce(!ne()),!0)}function Br({target:e}){return document.querySelector("dialog[open]")||e.closest?.(Nr)?!1:(Ct(),!0)}function Fr(e=""){let t=/\bhit (\d+) %/.exec(e);return t?Number(t[1]):null}function Dr(e,t){return t>e?"The second time more of its experts were already on the \
GPU.":t<e?"The second time fewer of its experts were on the GPU: others had taken their slots.":"Both times as many of its experts were on the GPU."}function Pt(e,t){
let n=null;t.hidden=!0;let o=c=>Fr(c?.querySelector(".thought-group .title")?.textContent);function r(c,a){n=c.slice(a).map(o).find(l=>l!==null)??null,t.hidden=
!0}function s(c){let a=o([...e.querySelectorAll(".message-row")].at(-1));if(a===null&&c)return setTimeout(()=>s(c-1),100);a!==null&&i(n,a),n=null}function i(c,a){
t.querySelector("p").textContent=Dr(c,a);for(let[l,u]of Object.entries({first:c,second:a})){let d=t.querySelector(`.${l}`);d.querySelector("i").style.setProperty(
"--share",`${u}%`),d.querySelector("b").textContent=`${u} %`}t.hidden=!1}return document.addEventListener("hybrid:reply-ended",()=>{if(n===null){t.hidden=!0;return}
s(30)}),{begin:r,hide:()=>t.hidden=!0}}var Ur={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],cut:[["on","Continue"]],bot:[["again","Regenerate"],["repeat","Ask again"],["tokens","Tokens"],
["copy","Copy"],["drop","Delete"]]},oe=0,Gr={edit:"edit",copy:"copy",drop:"delete",again:"retry",repeat:"retry",tokens:"select",on:"submit"},zr=/^\s*(cut at the token limit|stopped by you) ·/;
function It(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#editing-note"),s=document.querySelector("#chat-input textarea"),i=Pt(o,document.
querySelector("#again")),c=()=>[...o.querySelectorAll(".message-row")];function a(u){let d=Kr(u),f=u.querySelector(":scope > .actions");f?.dataset.kind!==d&&(f?.
remove(),d&&u.append(Yr(d)))}o.addEventListener("click",u=>{let d=u.target.closest(".copy-code");d&&Wr(d);let f=u.target.closest(".actions button");f&&(oe=c().indexOf(
f.closest(".message-row")),f.dataset.action==="repeat"&&i.begin(c(),oe),n(Gr[f.dataset.action]),f.dataset.action==="copy"&&Vr(f),f.dataset.action==="edit"&&s.focus())});
let l=()=>{c().forEach(a),c().length||i.hide(),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(Hr)};return new MutationObserver(
l).observe(o,{childList:!0,subtree:!0}),l(),r.addEventListener("click",u=>u.target.closest("button")&&jt()),r.hidden=!0,Tt(jt),{update(){}}}function jt(){let e=document.
querySelector("#editing :is(textarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])z(t,"");return!0}function Rt(e){
let t=document.querySelector("#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces this message and everything after it. <button type="butt\
on">Cancel</button>'}function le(){return String(oe)}function Bt(e){return ht(),[le(),...e]}function Ft(e){return[Ut(e[oe]),String(oe)]}function Dt(e){navigator.
clipboard?.writeText(Ut(e[oe]))}function Ut(e){let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector("\
:scope > *");return n?.dataset.text??n?.textContent??t}function Hr(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});
t.ariaLabel="Copy code",e.append(t)}function Wr(e){navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(
()=>delete e.dataset.done,1500)}function Kr(e){let t=e.querySelector(".thought-group .title");return t?Jr(e)&&zr.test(t.textContent)?"cut":"":e.querySelector(".\
thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function Jr(e){return e===[...document.querySelectorAll("#chat .message-row")].at(-1)}function Yr(e){
let t=Object.assign(document.createElement("div"),{className:"actions"});t.dataset.kind=e;for(let[n,o]of Ur[e]){let r=Object.assign(document.createElement("butt\
on"),{type:"button",textContent:o});r.dataset.action=n,t.append(r)}return t}function Vr(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}var Xr={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function Gt(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,a=o.phase==="loading"&&o.activity&&`Waiting. ${o.activity}.`||Xr[o.phase]||o.active_request&&"Waiting: the model is busy with another tab.",l=s&&!i&&!!a,u=i&&
o.phase==="prefill";if(e.hidden=!l&&!u,l)t.style.width="0",w(n,a);else if(u){let{prefill_done:d,prefill_total:f}=o.speed;t.style.width=`${f?100*d/f:0}%`,w(n,Zr(
o.speed))}}}}function Zr(e){return`Reading the prompt: ${e.prefill_done} of ${e.prefill_total} tokens${Qr(e)}.`}function Qr({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){
if(!n||e>=t)return"";let o=Math.ceil((t-e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function zt(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var es=700;function Wt(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=zt(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let d=u.target.closest("button");d&&(i(!1),Ht(d.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?l(s.stop()):c()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&a(),es)}),document.addEventListener("click",u=>{s.isRunning()&&ts(u)&&l(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function c(){if(Kt()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){a();return}let d=new MutationObserver(()=>{u()||(d.disconnect(),a())});d.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function a(){l(s.next(!!document.querySelector("#\
error")?.textContent))}function l(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&Ht(u.prompt)}return{update(){}}}function ts({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function Ht(e){let t=document.querySelector("#chat-input textarea");if(z(t,e),Kt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function Kt(){return document.querySelector("#stop")?.disabled===!1}var ns={idle:"",writing:"Writing… - ",ready:"Reply ready - "};function os(e,t){return ns[e]+t}function rs(e,{busy:t,looked:n}){return t?"writing":e==="idle"||
n?"idle":"ready"}function Jt(){let e=document.querySelector("#stop"),t=document.title,n="idle";function o(){n=rs(n,{busy:!e.disabled,looked:!document.hidden&&document.
hasFocus()}),document.title=os(n,t)}return new MutationObserver(o).observe(e,{attributes:!0,attributeFilter:["disabled"]}),document.addEventListener("visibility\
change",o),window.addEventListener("focus",o),o(),{update(){}}}var Yt=[];function Vt(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>Yt.push(n))))}):e}function Xt(){Yt.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function Zt(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function Qt(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function en({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function tn(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=ss(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function ss(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function on(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function rn({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!nn(n)||!nn(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let i=n*o||0,c=e*t,a=i>s?` There is memory for ${s}.`:"";return`${i} slots for ${c} experts: ${is(i/c)} on the GPU.${a}`}function nn(e){return e===
""||Number.isInteger(e)&&e>=0}function is(e){return e===1?"all of them fit":e===.5?"half of them fit":`${C(e)} of them fit`}function sn({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:i},{labels:c}){let a=(f,p)=>Object.keys(c[f]).find(g=>c[f][g]===p),l=i==="cached"?"":`, ${a("placement",i)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,d=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${a("admission",r)}, ${d}${l}`}
function an({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,i=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}. ${r} threads already saturate memory (○)`:i}function cn(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:c}=n.
getBoundingClientRect(),a=Math.ceil((s.clientX-i)/c*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,a)))}),{draw(s,i,c=null){r=s;let a=l=>`${100*
l/r.logical_cpus}%`;n.style.setProperty("--threads",a(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",a(r.physical_cores)),n.style.setProperty(
"--knee",a(c??0)),n.classList.toggle("measured",c!==null),n.classList.toggle("beyond",i>r.physical_cores),w(o,an(r,i,c))}}}function un(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:c,top:a,width:l,height:u}=n.getBoundingClientRect();t.set("indexes",ln(Math.ceil((i.clientX-
c)/l*r.layers),r.layers)),t.set("ways",ln(Math.ceil((1-(i.clientY-a)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,c){r=i;let a=as(r,c);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));a.forEach((l,u)=>n.children[u].style.setProperty("--share",l)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",dn(c)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${r.top_k} of ${r.experts})`,o.querySelector(".last").
textContent=String(r.layers-1)}}}function dn({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function as({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(i,c)=>Math.min(1,Math.max(0,s(c)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):dn(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function ln(e,t){return Math.min(t,Math.max(1,e))}function be(e,t){let n=Object.keys(t.fields),o=c=>e.querySelector(`#${CSS.escape(t.fields[c]??c)}`),r=c=>o(c)?.querySelector("input, textarea")??null;function s(c){
let a=r(c);return a?cs(a,t.labels[c]):void 0}function i(c,a){let l=r(c);!l||s(c)===a||(l.value=String(a),l.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(c=>[c,s(c)])),label:c=>o(c)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??c,shown:(c,a)=>ls(t.labels[c],a)}}function cs({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function fn(e){let{geometry:t,...n}=e;return{...t,...n}}function ls(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}function pn({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.devices,
i=e.slots_limit??s,{emulated:c}=t,a={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},l={name:"RAM",held:Math.
max(0,e.host_used-(c?e.slots:0)),slots:c?r:0,total:e.host_total,limit:c?i:null};return{device:c?null:a,host:l,most:Math.floor(i/n.expert_bytes)}}function Ne({slots:e,
limit:t}){return t!==null&&e>t}function mn(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + ${N(o)} slots`,c=Ne(e)?`: too much, only ${N(s)} of\
 slots fit`:"";return`${t}: ${N(n)} used${i}, of ${N(r)}${c}`}function hn({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*r/n)).toFixed(2)}%`;
return{held:o(e),slots:o(Math.min(t,n-e))}}function yn(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=pn(o,r);return t.hidden=s.device===null,s.device&&
gn(t,s.device),gn(n,s.host),{most:s.most}}}}function gn(e,t){let{held:n,slots:o}=hn(t);e.classList.toggle("over",Ne(t)),e.querySelector(".held").style.width=n,e.
querySelector(".slots-bar").style.width=o,w(e.querySelector("p"),mn(t))}var us={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},ds=["data-field","data-place"];function xn(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function i(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function c(){i(),n();let d=o.querySelector("[data-field]");if(!d)return;
d.dataset.place==="chat"&&a(d.textContent);let f=fs(d.dataset.field),p=f?t.input(f):null;p&&l(f,p,d.textContent)}function a(d){let f=document.querySelector("#co\
mposer");f&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:d}),f.before(s),o.classList.add("beside"))}function l(d,f,p){ps(t.block(
d));let g={className:"refusal",id:"refusal",textContent:p},y=Object.assign(document.createElement("p"),g),x=t.block(d);x.classList.add("refused"),(x.closest(".r\
ow")??x).after(y),f.setAttribute("aria-invalid","true"),f.setAttribute("aria-describedby",y.id),r={block:x,input:f,note:y},o.classList.add("beside"),y.scrollIntoView(
{block:"nearest"})}for(let d of[...t.names,"model"])t.input(d)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:ds,
subtree:!0};new MutationObserver(c).observe(o,u),c()}function fs(e=""){return us[e]??e}function ps(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function bn(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),w(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),w(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(ms(location.origin+location.pathname,t.all()),"Link")})}function ms(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function wn(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=be(o,r),i=m=>e.querySelector(`.${m}`),c={cover:un(o,s),gauges:yn(e),cores:cn(
o,s)},a=null,l="",u=tn(),d=!1;function f(){if(!a)return;let m=s.all(),E=fn(a.settings),b=Number(s.input("knee")?.value)||null,$=JSON.stringify([b,m,E,a.model,a.
machine,a.memory]);if($===l)return;l=$,c.cover.draw(a.model,m);let{most:k}=c.gauges.draw(a,m);c.cores.draw(a.machine,m.cpu_threads,b),y(m),g(m,E),w(i("explain"),
on(m,r)),w(i("slots"),rn(a.model,m,k)),w(i("inforce"),`Current: ${sn(E,r)}`),p(E,a.model.name)}function p(m,E){let b=s.input("base")?.value;b&&u(JSON.parse(b),m,
E)&&n("submit")}function g(m,E){let b=Zt(s.names,m,E);for(let $ of s.names)s.block($)?.classList.toggle("changed",b.includes($));for(let $ of["apply","revert"])
x($).disabled=b.length===0;o.querySelector("#apply-row").classList.toggle("pending",b.length>0),d&&=b.length>0,w(i("changes"),Qt(b,s,{values:m,inForce:E,applying:d}))}
function y(m){let E=en(m,r);s.block("split_misses").hidden=a.machine.emulated;for(let b of s.names)s.block(b)?.classList.toggle("idle",E.has(b))}function x(m){let E=o.
querySelector(`#${m}`);return E.querySelector("button")??E}function h(m){d=m,l="",f()}o.addEventListener("click",({target:m})=>m.closest("#apply")&&h(!0)),xn(o,
s,()=>h(!1)),bn(o,s);let S=()=>setTimeout(()=>e.isConnected&&f());return o.addEventListener("input",f),o.addEventListener("focusout",S),document.addEventListener(
"hybrid:fields-set",S),{update(m,E){a=m,(E.whole||E.delta.settings||E.delta.memory)&&f()}}}async function M(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var kn="Settings panel",Sn="Best predicted";function En(e,t){let n={...e,[kn]:"what its fields hold, applied or not"};return t&&(n[Sn]=`${t.indexes} × ${t.ways}, from the map above`),n}function vn(e,{panel:t,
best:n}){return e===kn?{name:e,settings:t()}:e===Sn?{name:e,settings:n()}:e}function $n(e,t){return e.length?e:t.slice(0,2)}var hs=["grid","curves","reuse","tune","compare"];function On(e){let t=hs.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function Ln(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=c=>e.querySelector(`input[name=lab-metric][value=${c}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(c){o=c;let a=!!o.figures["grid-speed"];s("speed").disabled=!a,s("speed").parentElement.title=a?"":
"Benchmark this machine first",a||(s("hits").checked=!0),i()},click({x:c,y:a}){let{indexes:l,ways:u,settings:d}=o.facts;d&&n({...d,indexes:l[a],ways:u[c]})},best:()=>o?.
facts.best??null}}var gs=350;function _n(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=S=>e.querySelector(S),[s,i,c,a,l,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),d=r(".anyway"),f=null;function p(S){s.hidden=S,i.hidden=c.hidden=!S,i.disabled=!1,S&&c.removeAttribute("value")}async function g(S={}){let m={id:null,cancelled:!1};
f=m,l.textContent=a.textContent="",d.hidden=!0,p(!0);try{let E=t();for(let[b,$]of E.entries()){if(m.cancelled)break;let k=await y(m,{...$,...S},O=>c.value=(b+O)/
E.length);if(d.hidden=k.field!=="busy",k.state==="failed")throw new Error(k.error);k.state==="done"&&n(k)}a.textContent=m.cancelled?"Cancelled.":""}catch(E){l.textContent=
E.message,a.textContent=""}f=null,p(!1),o()}async function y(S,m,E){let b=JSON.stringify(m),$=await M("lab/jobs",{method:"POST",body:b,headers:{"Content-Type":"\
application/json"}});for(S.id=$.id,S.cancelled&&await x(S);$.state==="waiting"||$.state==="running";)E($.share),a.textContent=$.what,await new Promise(k=>setTimeout(
k,gs)),$=await M(`lab/jobs/${$.id}`);return $}async function x(S){S.cancelled=!0,i.disabled=!0,a.textContent="Cancelling",S.id&&await M(`lab/jobs/${S.id}`,{method:"\
DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!f&&g()),d.addEventListener("click",()=>!f&&g({anyway:!0})),i.addEventListener("click",()=>f&&x(f));function h(S,m=""){
s.disabled=!S,u.textContent=m&&`${m}.`}return{enable:h}}function Cn(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>w(s,r));for(let[o,r]of Object.entries(n.tables))
Pe(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Pe(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(Tn("th",n.columns));let r=n.rows.map((s,i)=>{let c=Tn("td",s);return c.classList.toggle("marked",i===n.marked),n.keys[i]&&
c.cells[0].prepend(ys(...n.keys[i])),c});o.querySelector("tbody").replaceChildren(...r)}function ys(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function Tn(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var An=null;function P(){return An??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),An}var j={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function H(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),c=t._fullLayout,a=c&&Math.abs(c.width-s)<1&&Math.abs(c.height-i)<1;s&&!c?n():s&&(r||!a)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function W(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function we(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function Mn({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},c={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},a={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},l={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:a,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(xs(i)),layout:qn({...l,xaxis:c,yaxis:c},s(t))}}function xs(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function qn(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?qn(e[r],s):s;return o}function Nn(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let c=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:a,layout:l}=Mn(i.figure,getComputedStyle(document.body),c),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,a,{...l,width:d,height:f},j),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){P().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let c=0;new ResizeObserver(()=>{cancelAnimationFrame(
c),c=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let c={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,c)}return{show(i,c){let a=t.get(i);a&&(a.figure=c??null,a.holder.hidden=!c,c&&a.holder.setAttribute("aria-label",c.title),r(),
o(a))},onClick:(i,c)=>t.get(i).onClick=c,redraw:()=>t.forEach(o)}}var je=["grid","curves","reuse"];function Pn(e,t){return je.map(n=>({kind:n,...e,settings:bs(t)}))}function bs(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function jn(e){return e===""?null:Number(e)}function In(e){return e?.tokens?"":"Nothing to replay yet"}function Rn(e,{machine:t,emulated:n,calibrated:o}){
return t==="this"&&n?"No GPU here to measure: choose a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for \
yet"}function Ie(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}function Bn({model:e,settings:t,counters:n}){return JSON.stringify(
[e.name,t,n.generated_tokens])}var ke="typed";function Dn(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,i,c]=["source","machine","file","typed"].map(o),a=null,l=!1;function u(p){
a=p,Fn(r,a.sources.map(({id:g,label:y})=>[g,y])),Fn(s,[["this","this machine"],...a.machines.map(({name:g})=>[g,g]),[ke,"Custom machine"]]),Pe(e,"calibration",a.
calibration_table),o("times").hidden=!a.calibration_table,w(e.querySelector("#lab-job-calibrate .go"),a.calibrated?"Run again":"Benchmark this machine"),l||(s.value=
a.default_machine),l=!0,o("budget").placeholder=a.budget_gib===null?"all there is":`at most ${a.budget_gib.toFixed(1)}`,d()}function d(){if(!a)return;let p=s.value;
c.hidden=p!==ke,o("prediction").hidden=p==="this",w(o("machine-note"),p==="this"?a.calibration:Es(p,a.emulated));let g=r.value;w(o("trace-note"),a.sources.find(
({id:y})=>y===g)?.notes??"");for(let[y,x]of[["save","safetensors"],["csv","csv"]]){let h=o(y);h.href=`lab/traces/${g}.${x}`,h.toggleAttribute("hidden",!ks(a,g))}
n()}async function f(){let[p]=i.files;if(p){w(o("trace-error"),"");try{let g=new URLSearchParams({name:p.name,...Ss(o("foreign"))}),{id:y}=await M(`lab/traces?${g}`,
{method:"POST",body:p});await t(),r.value=y,d()}catch(g){w(o("trace-error"),g.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener(
"change",f);for(let p of[r,s])p.addEventListener("change",d);return{offer:u,chosen:()=>a?.sources.find(({id:p})=>p===r.value)??null,asked:()=>({source:r.value,machine:s.
value===ke?$s(c):s.value})}}function Fn(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],i)=>ws(e.options[i],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(
s,r))),t.some(([r])=>r===n)&&(e.value=n))}function ws(e,t,n){return e.value===t&&e.text===n}function ks(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function Ss(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function Es(e,t){return`${t?"no G\
PU here, so speeds are for ":"from figures of "}${vs(e)}; nothing of it is measured.`}function vs(e){return e===ke?"a machine that was typed in":e}function $s(e){
let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var Os="Click a cell to try it.",Ls="The trace is of another model: its sizes cannot be tried on this one.",_s=["mapping","policy","admission"];function Un(e,t,n){
let o=e.querySelector("#lab"),r=v=>o.querySelector(`#lab-${v}`),s=Nn(o),i=new Map,c=null,a=null,l="",u="",d=Ln(o,s,g),f=Dn(o,{refresh:_,changed:G});function p(){
let v=document.querySelector("#control-pane");return be(v,JSON.parse(v.querySelector("#fits").dataset.facts))}function g(v,L=r("picked-note")){n("submit",v),w(L,
`${v.indexes} × ${v.ways} stands in the control panel: press Apply there.`)}let y=v=>jn(r(v).value),x=()=>Object.fromEntries(_s.map(v=>[v,r(v).value])),h=()=>({
prompt:r("prompt").value,tokens:y("tokens")}),m=Object.fromEntries(Object.entries({replay:()=>Pn(f.asked(),x()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let v={
budget_gib:y("budget"),confirm:y("confirm")};return[{kind:"tune",...f.asked(),...v,...h()}]},compare:()=>[{kind:"compare",contenders:k(),...h()}]}).map(([v,L])=>[
v,_n(r(`job-${v}`),{steps:L,onView:E,onEnd:()=>_()})]));for(let v of["replay","tune","compare"])m[v].enable(!1);function E(v){i.set(v.kind,v.id),v.kind==="grid"&&
(d.show(v.view),u=Ie(a,f.chosen()),r("use-best").hidden=!d.best(),w(r("picked-note"),v.view.facts.settings===null?Ls:Os)),v.kind==="tune"&&b(v.view.facts),Cn(o,
s,v.view),v.kind==="curves"&&!v.view.figures["curves-speed"]&&s.show("curves-speed",null),je.includes(v.kind)&&(r("results").hidden=!1),s.redraw(),$()}function b({
former:v,best:L}){for(let[D,ee]of Object.entries({former:v,tuned:L}))r(D).hidden=!ee,r(D).onclick=()=>g(ee,r("former-note"));w(r("former-note"),"")}function $(){
let v=On(i);for(let L of["report","json"])r(L).hidden=v===null,v&&(r(L).href=v[L])}function k(){let v={panel:()=>p().all(),best:d.best};return O().map(L=>vn(L,v))}
function O(){return[...r("contenders").querySelectorAll("input:checked")].map(({value:v})=>v)}async function _(){try{c=await M("lab/state")}catch{return}f.offer(
c),G()}function A(){if(!a||a.phase!=="idle"||!o.offsetWidth)return;let v=Bn(a);v!==l&&(l=v,_())}function G(){let v=f.chosen(),L={replay:In(v),tune:Rn(v,{...c,...f.
asked()}),compare:""};r("empty").hidden=!L.replay||i.size>0,Me();for(let[ee,U]of Object.entries(L))m[ee].enable(!U,U);let D=i.has("grid")&&Ie(a,v)!==u;w(r("stal\
e"),D?"The trace or the settings have changed. Replay again.":"")}function Me(){let v=En(c.contenders,d.best()),L=Object.keys(v),D=r("contenders"),ee=[...D.querySelectorAll(
"input")].map(({value:U})=>U);if(JSON.stringify(ee)!==JSON.stringify(L)){let U=new Set($n(O(),L));D.replaceChildren(D.querySelector("legend"),...L.map(pt=>Ts(pt,
U.has(pt))))}D.querySelectorAll("label").forEach(U=>U.title=v[U.textContent.trim()])}return new ResizeObserver(()=>o.offsetWidth&&A()).observe(o),r("use-best").
addEventListener("click",()=>g(d.best())),s.onClick("grid",d.click),o.querySelectorAll("input[name=lab-metric]").forEach(v=>v.addEventListener("change",d.redraw)),
{update(v){a=v,A()},recolour:s.redraw}}function Ts(e,t){let n=document.createElement("label"),o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,
checked:t});return n.append(o,` ${e}`),n}function Gn(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;Y(t("hits"),o.hits),Y(t("inflight"),o.in_flight),Y(t("misses"),o.misses),
Y(t("fills"),o.fills),Y(t("evictions"),o.evictions),w(t("hit-rate"),C(ye(o),1)),w(t("recent"),C(n.recent_hit_rate,1)),w(t("copied"),N(o.bytes_copied)),Y(t("toke\
ns"),o.generated_tokens),Cs(t("joules"),n.power)}}}function Cs(e,t){let{text:n,title:o}=As(t);w(e,n),e.parentElement.title=o}function As(e){let t=Object.entries(
e).filter(([,s])=>s.joules!==null),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,[,i])=>s+i.joules,0),r=t.length===1?` ${t[0][0].toUpperCase()} on\
ly`:"";return{text:t.length?`${xt(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var zn="hybrid-theme";function Hn(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(zn);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
zn,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function q(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}var Ms={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},qs={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},Ns=137.508,Wn=[.62,.46,.76],Ps=.42,js=140;function re(e){return Yn(Ms[e?"dark":"light"])}function Jn(e){return Yn(qs[e?
"dark":"light"])}function Se(e){return Array.from({length:e},(t,n)=>{let o=`#${K(n).map(Is).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function K(e){let t=Wn[e%
Wn.length],n=Ps*Math.min(t,1-t),o=r=>{let s=(r+e*Ns/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function Re(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([d])=>d>=n)),[[r,s],[i,c]]=[e[o-1],e[o]],a=(n-r)/(i-r||1),[l,u]=[Kn(s),Kn(c)];return l.map((d,f)=>Math.
round(d+(u[f]-d)*a))}function V([e,t,n]){return .299*e+.587*t+.114*n>js?"#14161a":"#ffffff"}function Yn(e){return e.map((t,n)=>[n/(e.length-1),t])}function Kn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function Is(e){return e.toString(16).padStart(2,"0")}var X=256,Vn={width:.62,height:1.05},Rs=1500,Xn=9,Bs=4;function Qn(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";
function i(p,g,y,x){De(e,t,p),s!==JSON.stringify(y)&&(r=Ds(y),s=JSON.stringify(y));let h=Ue(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
c(h,g);let S=a(h,g,x)&&l(h,g,x);return t.restore(),u(ue(h,p,g.hits),x),d(ue(h,p,g.misses),x),f(h,ue(h,p,g.outlined),x),S}function c(p,{rows:g,columns:y,values:x,
range:h}){n.width=y,n.height=g;let S=o.createImageData(y,g),m=new Uint32Array(S.data.buffer),[E,b]=h,$=(X-1)/(b-E||1);for(let O=0;O<x.length;O++)Number.isNaN(x[O])||
(m[O]=r[Zn(x[O],E,$)]);o.putImageData(S,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),y*p.wide,g*p.high);let k=Fe(p);if(k){for(let O=0;O<=y;O++)
t.clearRect(p.x(O-.5)-k/2,p.y(-.5),k,g*p.high);for(let O=0;O<=g;O++)t.clearRect(p.x(-.5),p.y(O-.5)-k/2,y*p.wide,k)}}function a(p,{label:g,widest:y},x){return g!==
null&&p.wide>=(y+.8)*Vn.width*Be(x)&&p.high>=Vn.height*Be(x)}function l(p,{rows:g,columns:y,values:x,range:h,label:S},m){let[E,b]=p.columns(y),[$,k]=p.rows(g);if((b-
E)*(k-$)>Rs)return!1;t.font=`${Be(m)}px ${m.font}`,t.textAlign="center",t.textBaseline="middle";let O=(X-1)/(h[1]-h[0]||1);for(let _=$;_<k;_++)for(let A=E;A<b;A++){
let G=x[_*y+A];Number.isNaN(G)||(t.fillStyle=V(Fs(r[Zn(G,h[0],O)])),t.fillText(S(_,A),p.x(A),p.y(_)+.5))}return!0}function u(p,g){t.save(),t.fillStyle=g.now,t.shadowColor=
g.now;for(let{x:y,y:x,wide:h,high:S}of p)t.shadowBlur=Math.min(h,S)>=Xn?.3*g.em:0,t.fillRect(y,x,h,S);t.restore()}function d(p,g){t.strokeStyle=t.fillStyle=g.missed;
for(let{x:y,y:x,wide:h,high:S}of p){let m=Math.min(h,S)>=Xn?2.5:1;if(Math.min(h,S)<Bs){t.fillRect(y,x,h,S);continue}t.clearRect(y,x,h,S),t.lineWidth=m,t.strokeRect(
y+m/2,x+m/2,h-m,S-m)}}function f(p,g,y){t.strokeStyle=y.outline,t.lineWidth=Fe(p)>2?2:p.high>5?1.25:1;for(let{x,y:h,wide:S,high:m}of g)t.strokeRect(x,h,S,m)}return i}
function De(e,t,{outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function Ue({
left:e,top:t,width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),c=o/(s[0]-s[1]),a=(l,u,d)=>[Math.max(0,Math.floor(l+.5)),Math.min(d,Math.floor(u+.5)+1)];return{
wide:i,high:c,x:l=>e+(l-r[0])*i,y:l=>t+(l-s[1])*c,columns:l=>a(r[0],r[1],l),rows:l=>a(s[1],s[0],l)}}function ue(e,{left:t,top:n,width:o,height:r},s){let i=Fe(e);
return s.map(([c,a])=>({x:e.x(a-.5)+i/2,y:e.y(c-.5)+i/2,wide:e.wide-i,high:e.high-i})).filter(({x:c,y:a,wide:l,high:u})=>c+l>t&&c<t+o&&a+u>n&&a<n+r)}function Fe({
wide:e,high:t}){let n=Math.min(e,t);return n>=12?3:n>=3.5?1:0}function Be(e){return .72*e.em}function Zn(e,t,n){return Math.max(0,Math.min(X-1,Math.round((e-t)*
n)))}function Fs(e){return[e&255,e>>8&255,e>>16&255]}function Ds(e){let t=document.createElement("canvas");t.width=X,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(
.5,0,X-.5,0);for(let[r,s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,X,1),new Uint32Array(n.getImageData(0,0,X,1).data.buffer.slice(0))}var eo=2,Us=150;function to(e){let t=e.getContext("2d"),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:i},c){let a=o&&!n.matches?
r.places(Gs(o,i)):[];if(o=i.slice(),!!a.length){De(e,t,s),t.fillStyle=c.cpu;for(let{x:l,y:u,wide:d,high:f}of ue(Ue(s),s,a))t.fillRect(l,u,d,f);e.animate([{opacity:1},
{opacity:0}],{duration:Us,fill:"forwards"})}}}}function Gs(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===eo&&e[o]!==eo&&n.push(
o);return n}var no=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(no[e]=t++);function I(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=no[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var zs="No topics yet: press Switch topics under the chat, or name a conversation as a topic (More).",Hs="One topic so far: an expert can prefer one only beside\
 another.";function Ws(e){return{...e,preferred:I(e.preferred),shares:I(e.shares)}}function oo(e){let t=0;return async function(){let o=++t,r=await M("topics").
catch(()=>null);r&&o===t&&e(Ws(r))}}function se(e){let{topics:t,model:n}=e;return t&&t.model===n.name&&t.words.length===n.layers*n.experts?t:null}function ro(e,t){
return se(e)?.preferred[t]??0}function so(e,t){let n=[e,...Array.from({length:t},(o,r)=>co(r))];return n.flatMap((o,r)=>[[r/n.length,o],[(r+1)/n.length,o]])}function io(e){
let t=se(e)?.topics??[];if(t.length<2)return`<span>${t.length?Hs:zs}</span>`;let n=(r,s)=>`<span><i class="mark topic" style="background:${r}"></i>${s}</span>`;
return[...t.map(({name:r},s)=>n(co(s),Ge(r))),n("var(--state-cpu)","no topic")].join("")}function ao(e,t){let n=se(e);if(!n)return[];let{topics:o,shares:r,words:s}=n,
i=s.length,c=o.map(({name:l},u)=>({name:l,share:r[u*i+t]})).filter(({share:l})=>l>0).sort((l,u)=>u.share-l.share).slice(0,3).map(({name:l,share:u})=>`${Ge(l)} ${u}\
 %`),a=s[t].map(l=>`“${Ge(l.trim())}”`);return[c.length?c.join(", "):"",a.length?`chosen by ${a.join(" ")}`:""].filter(Boolean)}function co(e){return`#${K(e).
map(t=>t.toString(16).padStart(2,"0")).join("")}`}function Ge(e){return e.replace(/[&<>"]/g,t=>`&#${t.charCodeAt(0)};`)}function ie({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function lo({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping===
"layered",c=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),a=new Int32Array(s).fill(-1);return n.slot.forEach((l,u)=>{l>=0&&l<s&&(a[l]=u)}),{key:`slots\
 ${c} ${s}`,rows:Math.ceil(s/c),columns:c,xTitle:i?"slot of the layer":"slot",yTitle:i?"layer":`slots, ${c} a row`,cellAt:(l,u)=>l*c+u<s?a[l*c+u]:null,places:l=>l.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/c),n.slot[u]%c]),layerAt:(l,u)=>i?l:Ks(a[l*c+u],e)}}function Ks(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[Ee,Ke,Je]=[0,1,2],Js=.5,Ys=6,Vs=["not on the GPU","being copied to the GPU","on the GPU"],de={where:{board:ie,value:({cache:e,counters:t},n)=>e.state[n]!==Je?
e.state[n]===Ke?Js:Ee:1+Zs(e.lastUsed[n],t.steps),range:()=>[Ee,Je],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:ie,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(uo(
e)),0],scale:({isDark:e})=>re(e),legend:e=>We(`${uo(e)} steps ago`,"just now")},rate:{board:ie,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>re(e),legend:()=>We("0 % hits","100 %")},uses:{board:ie,value:({cache:e},t)=>ve(e,t),range:({cache:e})=>[0,ze(e)],scale:({isDark:e})=>re(
e),legend:({cache:e})=>We("unused",`${ze(e)} uses this reply`),label:({cache:e},t)=>String(ve(e,t)||""),widest:({cache:e})=>He(ze(e)+1)},topics:{board:ie,value:ro,
range:e=>[-.5,(se(e)?.topics.length??0)+.5],scale:({cpu:e},t)=>so(e,se(t)?.topics.length??0),legend:io,isOutlined:!0},slots:{board:lo,value:({model:e,settings:t},n)=>t.
mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:(e,{model:t,settings:n})=>Se(
n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"layer"}; the number is the expert</\
span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.state[o]===Ke?" ↓":""}`},
widest:({model:e,settings:t})=>He(e.experts)+(t.mapping==="layered"?0:1+He(e.layers))}};function fo(e,t){let{cache:n,counters:o,model:r}=e;if(t===null)return"no\
 slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.experts)}, expert ${t%
r.experts}`,Xs(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${ve(n,t)} uses this reply`,n.lastUsed[t]<0?"never used":`last used ${i}`,
...ao(e,t)].join("<br>")}function po({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[Je]} of ${e.state.length} experts on the GPU, ${t[Ke]} bei\
ng copied, ${t[Ee]} not on the GPU`}function Xs({cache:e},t){let n=Vs[e.state[t]];return e.state[t]===Ee?n:`${n}, slot ${e.slot[t]}`}function ve(e,t){return e.uses[t]-
e.usedBefore[t]}function uo({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function ze(e){let t=1;for(let n=0;n<
e.uses.length;n++)t=Math.max(t,ve(e,n));return t}function He(e){return String(e-1).length}function Zs(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.max(1,t-e))/
Ys)}function We(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var Qs=4/3,ei=800,mo=-1,ti='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',ni='<span><i class="mark now"></i>last token</sp\
an>',oi='<span><i class="mark now"></i>chosen token</span>';function ho(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector(
"#heatmap .summary"),s=e.querySelector("#heatmap .stage"),i=Qn(e.querySelector("#heatmap canvas")),c=to(e.querySelector("#heatmap .landings")),a=de.where,l=null,
u=null,d=[],f=null,p="",g=null,y=null,x=null,h=null;function S(){if(!y||!g||!n.offsetWidth)return;l=a.board(y),u=q(),d=Array.from({length:l.rows},()=>new Array(
l.columns).fill(mo));let k=we(l.rows,(_,A)=>fo(y,l.cellAt(_,A))),O=!n.on;s.classList.toggle("tall",l.columns<=l.rows),s.style.setProperty("--board",`${si(l,n.offsetHeight,
u.em)}px`),b(!0),g.react(n,[ai(d,k)],ci(l,y,n,u),j),O&&m(),E()}function m(){n.on("plotly_doubleclick",()=>g.relayout(n,go(l))),n.on("plotly_relayout",k=>k.autosize?
S():E()),n.on("plotly_hover",({points:[k]})=>f={xval:k.x,yval:k.y}),n.on("plotly_unhover",()=>f=null),n.on("plotly_click",({points:[k]})=>t.chooseLayer(l.layerAt(
k.y,k.x)))}function E(){l=a.board(y);let k=ri(l,a,y,d,h),O=ii(n),_=i(O,k,a.scale(u,y),u);a===de.where&&c.show(l,O,y.cache,u),n.dataset.outlined=k.outlined.length||
k.hits.length+k.misses.length,b(_),f&&g.Fx.hover(n,f,"xy")}function b(k){let O=a.legend(y,k)+(h?oi:a.isOutlined?ni:ti);O!==p&&(o.innerHTML=O),p=O}let $=oo(k=>{x=
k,y&&(y={...y,topics:x},S())});return $(),document.addEventListener("hybrid:reply-ended",()=>setTimeout($,ei)),t.outline=k=>{h=k,l&&n.offsetWidth&&E()},e.querySelectorAll(
"input[name=view]").forEach(k=>k.addEventListener("change",()=>{a=de[k.value],a===de.topics&&$(),S()})),P().then(k=>{g=k,H(g,n,S),S()}),{holds:!0,update(k,O){if(y=
{...k,topics:x},w(r,po(k)),!g||!n.offsetWidth)return;let{cells:_,current:A,settings:G,counters:Me,active_request:v}=O.delta;O.whole||!l||G&&l.key!==a.board(k).key?
queueMicrotask(S):(_||A||G||Me||v)&&E()},recolour:S}}function ri(e,t,n,o,r){let{current:s,missed:i}=n.cache,c=r??(t.isOutlined?s:null),a=new Set(i),l=new Float64Array(
e.rows*e.columns).fill(NaN);for(let u=0;u<e.rows;u++)for(let d=0;d<e.columns;d++){let f=e.cellAt(u,d),p=f===null||f<0?null:t.value(n,f);o[u][d]=p??mo,p!==null&&
(l[u*e.columns+d]=p)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),label:t.label?(u,d)=>t.label(n,e.cellAt(u,d)):null,widest:t.widest?.(n)??2,hits:e.
places(c?[]:s.filter(u=>!a.has(u))),misses:e.places(c?[]:i),outlined:e.places(c??[])}}function si({rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.
ceil(3*o+4+Qs*r*t)}function ii(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,
height:n._length,xRange:t.range,yRange:n.range}}function ai(e,t){return{type:"heatmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"\
%{customdata}<extra></extra>"}}function go({rows:e,columns:t}){return{"xaxis.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function ci(e,{model:t},n,o){let r=`${t.
name} ${e.key}`,s=go(e),i=n.layout?.uirevision===r?n.layout:null,c=(a,l)=>({showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.
log2(l/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{text:a,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,
b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:W(o),dragmode:"zoom",uirevision:r,xaxis:{...c(
e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...c(e.yTitle,e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var li=1e3,[ui,di]=[1,2];function yo(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(fi());for(let c=0;c<i;c++)pi(o,c).forEach((a,l)=>{let u=n.rows[c].cells[l];
u.textContent!==a&&(u.textContent=a)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,li))}}}function fi(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function pi({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),c=u=>r.
reduce((d,f)=>d+u[o+f],0),[a,l]=[c(t.uses),c(t.hits)];return[String(n),Ye(s(di)),Ye(s(ui)),Ye(i.map(u=>u-o)),`${l} of ${a}`,C(a?l/a:null,1)]}function Ye(e){return e.
join(" ")||"none"}var xo=["steps","held","loading","choices","outcomes"];function bo(){let e={rows:"ways",clear(){for(let t of xo)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of xo)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[wo,mi]=[0,1],hi=16,gi=10,[yi,xi]=[.14,.3];function ko(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(l=>l.map(u=>u<0?-1:1)),s=r[0].length,i=vo(e,s),c=o?
s:null,a=l=>o?V(K(l)):n.readyInk;return{rows:s+(o?1:0),traces:[bi(e,r,s,o,t,n),...o&&s<=hi?[wi(e,r,s,t,n)]:[],Le(i.evictions,"line-ns-open",n.outline,.9*n.em,"e\
victed",2),Le(i.hits,"circle",i.hits.experts.map(a),.25*n.em,"hit"),Le(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),Le(i.misses,"x-thin-ope\
n",n.outline,.4*n.em,"missed",1.5)],layout:Si(e,s,c,n)}}function So({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mark\
 hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted<\
/span>`}function Eo(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
wo).length,o=vo(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${C(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function bi({steps:e,loading:t},n,o,r,{experts:s},i){let c=Array.from({length:o},(l,u)=>n.map(
d=>d[u]<0?null:d[u])),a=(l,u)=>{let d=n[u][l],f=t[u].includes(l);return r?`slot ${l}: ${d<0?"empty":`expert ${d}${f?", being copied":""}`}`:`expert ${l}: ${d<0?
"not on the GPU":f?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:c,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?Se(s):[[0,i.cpu],[1,i.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:we(o,a),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function wi({steps:e},t,n,o,r){let[s,i,c,a]=[[],[],[],[]];
for(let l=0;l<n;l++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][l]===t[u][l];)d++;let f=t[u][l];f<0||d-u<gi||(s.push(e[u]),i.push(l-yi),c.push(String(
f)),a.push(V(K(f))))}return{type:"scatter",mode:"text",x:s,y:i,text:c,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*
r.em,color:a}}}function vo({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...$e(),experts:[]},inFlight:$e(),misses:$e(),evictions:$e()};return t.forEach(
(c,a)=>{let l=n[a-1]??n[a];n[a].forEach((u,d)=>{(e==="ways"?l[d]>=0&&u!==l[d]:l[d]>=0&&u<0)&&Oe(i.evictions,c-.5,d)}),o[a].forEach((u,d)=>{let f=r[a][d],p=e==="\
ways"?ki(u,l,n[a]):u;f===wo?(Oe(i.hits,c,p<0?s:p+(e==="ways"?xi:0)),i.hits.experts.push(u)):f===mi?Oe(i.inFlight,c,p<0?s:p):Oe(i.misses,c,e==="ways"?s:u)})}),i}
function ki(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function $e(){return{x:[],y:[]}}function Oe(e,t,n){e.x.push(t),e.y.push(n)}function Le({x:e,y:t},n,o,r,s,i=0){
return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},hoverinfo:"skip",showlegend:!1}}function Si({steps:e},t,n,o){
let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.log2(t/10))),c=Array.from({length:Math.ceil(t/i)},(l,u)=>u*
i),a={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,\
0,0,0)",font:{family:o.font,color:o.text},hoverlabel:W(o),xaxis:{...a,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"st\
ep",font:r,standoff:4}},yaxis:{...a,range:[s,-.5],tickvals:n===null?c:[...c,n],ticktext:n===null?c.map(String):[...c.map(String),"CPU"],title:{text:n===null?"ex\
pert":"slot",font:r,standoff:4}}}}var Ei=700;function $o(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=bo(),i=null,c=null,a=null,l=0,
u=-1,d=!1;function f(){if(!i||a===null||!s.steps.length)return;let x=q(),h=ko(s,c.model,x);r.style.setProperty("--rows",h.rows),i.react(r,h.traces,h.layout,j),n.
querySelector(".legend").innerHTML=So(s),w(n.querySelector(".summary"),Eo(s))}async function p(){l=0;let x=a;x===null||d||document.hidden||(u=c.counters.steps,await s.
extend(x,()=>a===x)&&f())}function g(x){x==null||x===a||(a=x,o.value=String(a),n.hidden=!1,w(n.querySelector("h3"),`Layer ${a}`),P().then(h=>{i||H(h,r),i=h}),s.
clear(),p())}function y(){a=null,o.value="",n.hidden=!0}return t.chooseLayer=g,o.addEventListener("change",()=>o.value===""?y():g(Number(o.value))),n.querySelector(
".close").addEventListener("click",()=>{y(),o.focus()}),{update(x,h){c=x,o.length!==x.model.layers+1&&vi(o,x.model.layers),h.whole&&a!==null&&(a>=x.model.layers&&
y(),s.clear(),u=-1),a!==null&&u!==x.counters.steps&&(l||=setTimeout(p,Ei))},paused(x){d=x,u=-1},recolour:f}}function vi(e,t){e.length=1;for(let n=0;n<t;n++)e.add(
new Option(String(n),String(n)))}var[Z,$i,Oo]=["solid","4px 2px","2px 2px"],Oi=[{title:"tokens / s",format:fe,lines:[{at:1,name:"tok/s",colour:"speed",dash:Z}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:Z,value:Li}]},{title:"experts / s",format:fe,lines:[{at:2,name:"hits/s",short:"hits",colour:"hit",
dash:Z},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:$i}]},{title:"copied to the GPU",format:e=>`${_i(e)}B/s`,lines:[{at:4,name:"copied",colour:"spee\
d",dash:Z}]},{title:"power",power:!0,format:e=>`${fe(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:Z},{at:6,name:"CPU",short:"CPU",colour:"cpuPow\
er",dash:Oo}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",dash:Z},
{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:Oo}]},{title:"GPU memory",titleWithout:"memory of this program (no GPU in use)",
format:e=>`${fe(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:Z}]}];function Lo({power:e,memory:t}){let n=Object.values(e).some(
r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Oi.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function _o({most:e,
unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let c of n)r=Math.max(r,(Ve(c,i)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));return t*
s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function Ve({at:e,value:t},n){return t?t(n):n[e]}function Li(e){let[t,n]=e.slice(2,4);return t+n>0?t/(t+n):null}function fe(e){
return String(Number(e.toPrecision(e<1?2:3)))}function _i(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${fe(e/1e3**t)} ${["","k","M","G","T"][t]}`}var Ti=120,Ci="question",Qe=.66,Xe=.22,et=.04,[To,Ai,Co,Ze]=[5,1.8,1.7,4];function tt({points:e,marks:t},n,o,r){let s=e.map(([c])=>c-o);return[...n.flatMap(({lines:c,
top:a,format:l},u)=>{let d=n.length-1-u;return c.map(f=>{let{name:p,colour:g,dash:y}=f,x=e.map(h=>Ve(f,h));return{type:"scatter",mode:"lines",name:p,x:s,y:x.map(
h=>h===null?null:d+Qe*h/a),customdata:x.map(h=>h===null?"":l(h)),line:{color:r[g],width:1.8,dash:y,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),Mi(t,n.length,o,r)]}function Mi(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-et,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(qi(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function qi(e){return e===
Ci?"circle":"triangle-down"}function Ao(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.flatMap(({top:c,format:a},l)=>{let u=e.length-1-l;return[
[u,"0"],[u+Qe,a(c)]]});return{margin:{l:To*o,r:Ai*o,t:Ze,b:Co*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:W(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-Ti,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-et,e.length+Xe],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:i.map(([c])=>c),ticktext:i.map(([,c])=>c),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function Mo(e,t,n){let o=t.
length+Xe+et,r=t.map((s,i)=>{let c=(i+1-Qe+Xe)/o,a=Object.assign(document.createElement("p"),{textContent:s.title});return a.style.top=`calc(${Ze}px + ${c} * (1\
00% - ${Ze+Co*n.em}px))`,s.lines.length>1&&a.append(...s.lines.map(l=>Ni(l,n))),a});e.style.left=`${To*n.em}px`,e.replaceChildren(...r)}function Ni({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function qo(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),c=null,a=null,l="",u=null,d=!1;function f(){if(!a||!c||!t.offsetWidth)return;let b=q(),$=!t.on,k=y();
l=x(k);let O=u===null?null:t.layout.xaxis.range;c.react(t,tt(a,k,g(),b),Ao(k,O,b),j),Mo(n,k,b),$&&h()}function p(){let b=y();if(!t.on||!t.offsetWidth||x(b)!==l)
return f();let $=tt(a,b,g(),q()),k=O=>$.map(_=>_[O]);c.restyle(t,{x:k("x"),y:k("y"),customdata:k("customdata")},[...$.keys()])}function g(){let b=a.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??b,u??b}function y(){return Lo(a).map(b=>({...b,top:_o(b,a.points)}))}function x(b){return JSON.stringify([b.map(({title:$,
top:k})=>[$,k]),a.marks])}function h(){t.on("plotly_relayout",b=>{"xaxis.range[0]"in b&&m(Number(t.dataset.end)),b.autosize&&f()}),t.on("plotly_doubleclick",E),
i.addEventListener("click",E),t.addEventListener("pointerenter",()=>S(!0)),t.addEventListener("pointerleave",()=>S(!1))}function S(b){d=b,r.hidden=!b,b||f()}function m(b){
u=b,i.hidden=s.hidden=b===null,b!==null&&w(s,`0 s is ${new Date(1e3*b).toLocaleTimeString()}`)}function E(){m(null),f()}return P().then(b=>{c=b,H(c,t,f),f()}),{
holds:!0,update(b,$){a=b,w(o,Pi(b)),$.whole?requestAnimationFrame(f):c&&!d&&($.point||$.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function Pi(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var No="hybrid-captions-seen";function Po(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(No)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(No,"yes"),o.hidden=!0}),{holds:!0,update(r){w(t,nt(
r.recent_hit_rate)),w(n,ji(r))}}}function nt(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function ji({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",i=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!i)return`${s}: all ${r} of its experts were already on the GPU.`;let c=t.placement==="on_demand"?i===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-i} of its ${r} experts were already on the GPU; ${i} ${c}.`}function jo(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!ne()||(w(n("question"),Ii()||o.model.name),w(n("sha\
re"),nt(o.recent_hit_rate)),w(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("\
click",()=>ce(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function Ii(){let e=document.querySelectorAll("#chat .user-row .message\
-content");return e.length?e[e.length-1].textContent.trim():""}var Ri=1e3,Io=5e3;function Ro(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?Io-Ri:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+Io,w(t,Bi(r)))}}}function Bi({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${C(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function Bo(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);rt(ot(t,n),o)}function ot(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function rt(e,t,n="text/plain"){st(e,new Blob([t],{type:n}))}function st(e,t){let n=URL.createObjectURL(t);Object.assign(document.createElement(
"a"),{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}var Fi={stop:"ended",length:"limit",cancelled:"stopped"},Di=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},Ui=e=>t=>t==null?"–":t.toFixed(e),Gi=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,zi=e=>e==null?"–":`${(100*e).toFixed(1)} %`,Hi=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),J=e=>String(e??"–"),R=[{label:"When",sort:"at",value:e=>e.at,text:Yi},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>J(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:Ui(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:Gi,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:zi,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:Hi,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:Wi,text:Ki,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:J,figure:!0},{label:"End",sort:"ending",value:e=>Fi[e.finish],text:J,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:J,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:J},{label:"Copies",sort:"admission",value:e=>e.admission,
text:Ji,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>J(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:J}];function Wi(e){let t=Di(e);return t===null||!e.tokens?null:t/e.tokens}function Ki(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function Ji(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
J(e)}function Yi(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function it(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function Fo(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function Vi(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function Xi(e,t){let[n,o]=t.
map(i=>e.value(i));if(!e.better||!n||o==null)return"";if(e.points)return Vi(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function Do(e){let[t,n]=[[],[]];for(let o of R){let[r,s]=e.map(i=>o.text(o.value(
i),i));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,Xi(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}.`:"No shared setti\
ngs."}}function Uo(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var Go=e=>R.find(t=>t.label===e),B=(e,t)=>Go(e).text(Go(e).value(t),t),Zi="The GPU is simulated: hits are real, speeds are not.";function at(e){return[["Tokens/\
s",B("Tok/s",e)],["Hit rate",B("Hit rate",e)],["J/token",B("J/token",e)],["First token",B("First token",e)]].filter(([,t])=>t!=="–")}function _e(e){let t=`${B(
"N × M",e)} slots, ${B("Policy",e)}, ${B("Mapping",e)}`,n=e.placement&&e.placement!=="cached"?B("Strategy",e):`${t}, ${Qi(e)}`;return[["Model",e.format?`${e.model}\
 (${e.format})`:e.model],["Machine",e.machine],["Settings",`${n}, ${B("Threads",e)} CPU threads`],["Length",`${e.tokens} tokens${e.prompt_tokens==null?"":` afte\
r a prompt of ${e.prompt_tokens}`}`],["Measured",[ea(e.at),e.commit&&`commit ${e.commit}`].filter(Boolean).join(", ")]].filter(([,o])=>o)}function pe(e){return e.
emulated?Zi:""}function zo(e){let n=["| Hybrid MoE | |","| --- | --- |",...[...at(e),..._e(e)].map(([o,r])=>`| ${o} | ${ta(r)} |`)];return pe(e)&&n.push("",pe(e)),
`${n.join(`
`)}
`}function Ho(e){return`${e.model} ${B("Tok/s",e)} tok/s`}function Qi({admission:e,max_queued_copies:t}){return e==="bounded"?`copies when worth it (at most ${t}\
 at a time)`:`copies ${e}`}function ea(e){return new Date(1e3*e).toISOString().slice(0,10)}function ta(e){return String(e).replace(/[\\|`*_[\]<>]/g,"\\$&").replace(
/\s+/g," ")}var ct=1200,Wo=630,F=64,na='system-ui, "Segoe UI", "Liberation Sans", sans-serif';function Ko(e,t,n){let o=(r,s,i,c,a,l=400,u=ct-F-s)=>{e.fillStyle=a,e.font=`${l}\
 ${c}px ${na}`,e.fillText(ra(e,String(r),u),s,i)};e.fillStyle=n.ground,e.fillRect(0,0,ct,Wo),o("Hybrid MoE",F,76,26,n.muted,600),o(_e(t)[0][1],F,138,46,n.text,600),
at(t).forEach(([r,s],i)=>{let c=F+i*275;o(s,c,232,i===0?64:46,n.text,600,255),o(r,c,272,24,n.muted,400,255)}),oa(e,t.hit_rate,n),_e(t).slice(1).forEach(([r,s],i)=>{
let c=392+i*46;o(r,F,c,24,n.muted),o(s,F+150,c,24,n.text)}),pe(t)&&o(pe(t),F,Wo-36,24,n.missed,600)}function oa(e,t,n){if(t==null)return;let o=ct-2*F;e.fillStyle=
n.rule,e.fillRect(F,306,o,18),e.fillStyle=n.hit,e.fillRect(F,306,o*t,18)}function ra(e,t,n){if(e.measureText(t).width<=n)return t;let o=t.length;for(;o>1&&e.measureText(
`${t.slice(0,o)}…`).width>n;)o-=1;return`${t.slice(0,o)}…`}function Jo(e){let[t,n,o]=["canvas","textarea","[role=status]"].map(a=>e.querySelector(a)),r=null;function s(a){r=a.length===1?a[0]:null,e.hidden=!r,w(o,""),r&&
(n.value=zo(r),i())}function i(){let a=r&&t.getContext("2d");a&&Ko(a,r,q())}async function c(){try{await navigator.clipboard.writeText(n.value),w(o,"Markdown co\
pied.")}catch{n.select(),w(o,"Copy it from the field.")}}return e.querySelector(".copy").addEventListener("click",c),e.querySelector(".png").addEventListener("c\
lick",()=>{let a=ot(Ho(r),"png");t.toBlob(l=>l&&st(a,l),"image/png")}),{show:s,draw:i}}var Yo="rgba(0, 0, 0, 0)",sa=["speed","gpu"],ia=["solid","dot"];function Vo(e,t,n){return{traces:e.map((o,r)=>aa(o,r,t,n)),layout:ca(t,n)}}function Xo(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function aa(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,i)=>1+i*e.tokens):[],y:e?.[n]??[],line:{color:r[sa[t]],width:1.8,dash:ia[t]},hovertemplate:`%{y:${o||".1f"}}`}}function ca({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:Yo,plot_bgcolor:Yo,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:W(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function Zo(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],i=[];async function c(l){if(s=l,e.hidden=l.length<2,!e.hidden&&(t.innerHTML=
"",t.append(ua(l)),i=await Promise.all(l.map(la)),s===l)){if(n.textContent=Xo(i),!r){r=await P();for(let[u]of o)H(r,u,a)}a()}}function a(){if(!r||e.hidden||!e.offsetWidth)
return;let l=q();for(let[u,d]of o){let{traces:f,layout:p}=Vo(i,d,l),g=!u.on;r.react(u,f,p,j),g&&u.on("plotly_relayout",y=>y.autosize&&a())}}return{show:c,draw:a}}
async function la(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function ua(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let i=t.insertRow();s.forEach((c,a)=>{let l=document.createElement(a===0?"th":"td");a===0&&(l.scope="row"),l.textContent=c,i.append(l)})},{rows:o,
caption:r}=Do(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var me=200;function Qo(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=me,i=0,c=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:R[r.column].sort,descending:r.descending}),ask(a){return i+=1,c=!0,{number:i,isMore:a,page:a?{
limit:me,after:o}:{limit:s}}},take({number:a,isMore:l},u){return a!==i||(c=!1,!u)?!1:(e=l?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
me},more(){return s+=me,this.ask(!c&&!!o)},sortBy(a){let l=r.column===a?!r.descending:!!R[a].figure;r={column:a,descending:l},s=me}}}function er(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function tr(e,t){return e!==""&&e!=="idle"&&t==="idle"}var da=400,fa=150;function nr(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=Zo(n("compare")),s=Jo(n("card")),
i=Qo(),c=[],a=[],l,u="",d=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...i.sorting()});async function f(m=i.ask(!1)){let E=await fetch(
`runs?${it({...d(),...m.page})}`).catch(()=>null),b=E?.ok?await E.json():null;i.take(m,b)&&(p(b.problem),x())}function p(m){w(n("problem"),m),n("problem").hidden=
!m}function g(){i.restart(),f()}async function y(m,E,b){let $=await fetch(`runs/all?${it(d())}`).catch(()=>null),k=await $?.json();$?.ok?rt(m,E(k),b):p(k?.error??
"Can't reach the app. Is it still running?")}function x(){let{rows:m,matching:E,total:b,hasMore:$,order:k}=i;t.querySelector(".scrolled").hidden=b===0,n("empty").
hidden=b>0;for(let O of["csv","json"])n(O).disabled=E===0;w(n("count"),b?`${E} of ${b} replies`:""),!$&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!$,o.replaceChildren(...m.map(h)),t.querySelectorAll("th[data-column]").forEach(O=>{Number(O.dataset.column)===k.column?O.setAttribute(
"aria-sort",k.descending?"descending":"ascending"):O.removeAttribute("aria-sort")})}function h(m){let E=document.createElement("tr");E.classList.toggle("stopped",
m.finish==="cancelled");let b=Object.assign(document.createElement("input"),{type:"checkbox",checked:c.includes(m.id)});b.dataset.run=m.id,b.setAttribute("aria-\
label",`Choose the run of ${R[0].text(m.at)}`);let $=document.createElement("span");$.textContent="AB"[c.indexOf(m.id)]??"",E.insertCell().append(b,$);for(let k of R){
let O=E.insertCell();O.textContent=k.text(k.value(m),m),k.figure&&(O.className="figure")}return E}function S(m,E){c=Uo(c,m,E),a=er(c,[...a,...i.rows]),r.show(a),
s.show(a),x(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(pa()),t.querySelector("thead").addEventListener("\
click",m=>{let E=m.target.closest("th[data-column]");E&&(i.sortBy(Number(E.dataset.column)),f())}),o.addEventListener("change",({target:m})=>S(m.dataset.run,m.checked)),
n("filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(g,fa)}),n("more").addEventListener("click",()=>f(i.more())),n("csv").addEventListener("cl\
ick",()=>y("runs.csv",Fo,"text/csv")),n("json").addEventListener("click",()=>y("runs.json",m=>JSON.stringify(m,null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&f()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&f()),{update(m){tr(u,m.phase)&&t.offsetWidth&&setTimeout(
()=>f(),da),u=m.phase},recolour(){r.draw(),s.draw()}}}function pa(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">\
Choose</span></th>',R.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(
r),o&&(s.className="figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}var ma=[0,60,250];function or(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of ma)setTimeout(ha,t,e)})}function ha(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function rr(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!xe(n.dataset.key),n.addEventListener("change",()=>Mt(n.dataset.key,!n.checked));return{update(){}}}function sr(e){
return e.querySelector("#help-open").addEventListener("click",qe),{update(){}}}function ir(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),w(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&w(s,`Charts paused at ${ga()}. Counters keep updating.`)}}}function ga(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function ar(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var ya={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function lr(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){w(t("status-model"),o.model.name),w(n,xa(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;w(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),w(t("status-hit-rate"),C(o.recent_hit_rate??ye(o.counters))),w(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),w(t("status-memory"),ba(o.memory)),cr(t("power-gpu"),o.power.gpu),cr(t("power-cpu"),o.power.cpu),wa(e.querySelector("#notices"),o)},lost(){w(n,"disconne\
cted"),n.parentElement.dataset.phase="lost"}}}function xa(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:ya[e.phase];
return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function ba(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.device_total];
return`${N(t)} / ${N(n)}`}function cr(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),w(e,bt(t.watts));
let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});e.replaceChildren(
"no sensor",o),e.tabIndex=0}function wa(e,t){let n=ka(t);w(e,n.join(" ")),e.hidden=n.length===0}function ka({machine:{emulated:e,notices:t},activity:n}){return[
...n?[`${n}.`]:[],...e?["No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not."]:[],...t]}function ur(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=a=>a.hash.slice(1),r=a=>n.find(l=>o(l)===a);function s(a){let l=r(a)??n[0];
document.body.dataset.tab=o(l);for(let u of n)u.setAttribute("aria-selected",String(u===l)),u.tabIndex=u===l?0:-1}function i(a){history.replaceState(history.state,
"",a.hash),s(o(a)),a.focus()}function c(a){let l=n.indexOf(document.activeElement);return n[Sa(a,l,n.length)]??null}t.addEventListener("click",a=>{let l=a.target.
closest("[role=tab]");l&&(a.preventDefault(),i(l))}),t.addEventListener("keydown",a=>{(a.key===" "||a.key==="Enter")&&a.target.click();let l=c(a.key);l&&i(l),(l||
a.key===" "||a.key==="Enter")&&a.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let a of n){let l=document.getElementById(
`${o(a)}-pane`);l.setAttribute("role","tabpanel"),l.setAttribute("aria-labelledby",a.id)}return s(location.hash.slice(1)),{update(){}}}function Sa(e,t,n){let o={
ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var lt=0,dr=1;function fr(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,c=I(e.choices),a=I(e.outcomes),l=t*o,u=r.map((d,f)=>{let p=0;for(let g=f*l;g<(f+
1)*l;g++)a[g]!==lt&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:l,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>c[d*l+f*o],routing:(d,f)=>Array.from({length:o},(p,g)=>{let y=d*l+f*o+g;return[c[y],a[y]]}),cells:d=>Array.from({length:l},(f,p)=>Math.
floor(p/o)*n+c[d*l+p])}}function Te(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,c]of e.routing(t,i))c===dr&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function Ce(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var Q=8,Ea=80,mr=["hit","flight","miss"],pr=["hit","in flight","miss"];function hr(e){function t(o,r,s){e.replaceChildren($a(o,r),Oa(o,r),La()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*Q}px`;let{left:i,
top:c}=va(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${i}px`,e.style.top=`${c}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=!0,id:e.
id}}function va(e,t,{width:n,height:o},r){let s=e.bottom+Q+o<=r;return{left:Math.max(t.left+Q,Math.min(e.left,t.right-n-Q)),top:Math.max(Q,s?e.bottom+Q:e.top-o-
Q)}}function $a(e,t){let n=Object.assign(document.createElement("b"),{textContent:Ce(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement("span"),
{textContent:Te(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Oa(e,t){let n=document.createElement("ol");n.classList.toggle("many",e.
routed>Ea),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(document.
createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){let c=Object.assign(document.createElement("i"),{className:mr[i],textContent:String(
s)});r.append(c)}n.append(r)}return n}function La(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=lt;t<
pr.length;t++){let n=Object.assign(document.createElement("i"),{className:mr[t],textContent:"n"});e.append(n,` ${pr[t]} `)}return e}var _a=["none","dotted","dashed","solid","double"],ae={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>Re(Jn(gr()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>Re(re(gr()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:K,number:(e,t,n)=>e.firstExpert(t,n),low:"each\
 colour is one expert",high:""}};function yr(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,Ta(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function Ta(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?V(e):"",borderBottomStyle:t?_a[Math.min(4,Math.ceil(t*4))]:"none"}}
function gr(){return document.body.classList.contains("dark")}var Ca=400;function wr(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=qa(e,l),c=null,a=null;function l(){let{name:h,layer:S}=i.chosen(),m=ae[h];for(let E of s){
let b=Number(E.dataset.token),$=m.number?.(e,b,S);yr(E,m.share(e,b,S),{shade:m.shade,line:m.line,number:$})}}function u(h){let S=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return S.textContent=Ce(e.texts[h]),S.dataset.token=h,S.setAttribute("role","option"),S.setAttribute("aria-selected","\
false"),S.setAttribute("aria-label",`${e.texts[h].trim()||"space"}: ${Te(e,h)}`),S.classList.toggle("prompt",h<e.prompt),S}function d(){r.querySelector("button")?.
remove();let S=Number(s.at(-1)?.dataset.token??i.first()-1)+1,m=Math.min(e.count,S+Ca);for(let E=S;E<m;E++)s.push(u(E));r.append(...s.slice(-(m-S)||s.length)),m<
e.count&&r.append(Ma(e.count-m,d)),s.length&&!c&&p(s[0]),l()}function f(){g(null),t.hide(),s.length=0,c=null,r.replaceChildren(),d()}function p(h){c&&(c.tabIndex=
-1),c=h,c.tabIndex=0}function g(h){a?.setAttribute("aria-selected","false"),a=h===a?null:h,a?.setAttribute("aria-selected","true"),n(a?Number(a.dataset.token):null)}
let y=h=>t.show(e,Number(h.dataset.token),h),x=h=>h.target.closest(".routed");return r.addEventListener("pointerover",h=>x(h)&&y(x(h))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",h=>{x(h)&&(p(x(h)),y(c))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",l),r.addEventListener(
"click",h=>x(h)&&g(x(h))),r.addEventListener("keydown",h=>{if(!x(h))return;let S=Aa(s,c,h.key);if(S)S.focus();else if(h.key==="Enter"||h.key===" ")g(c);else if(h.
key==="Escape")a&&g(a),t.hide();else return;h.preventDefault(),h.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function Aa(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=xr(t),c=null,
a=null;for(let l=o+s;e[l];l+=s){let{top:u,left:d}=xr(e[l]);if(!(Math.abs(u-i.top)<i.height/2)){if(a!==null&&Math.abs(u-a)>i.height/2)break;a??=u,(c===null||Math.
abs(d-i.left)<Math.abs(c.left-i.left))&&(c={element:e[l],left:d})}}return c?.element??null}function xr(e){return e.getClientRects()[0]}function Ma(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function qa(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=br(Object.entries(ae).map(([d,{label:f}])=>[d,f]),"Colour by"),r=br(Array.from({length:e.layers},(d,f)=>[
f,f]),"Layer"),s=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[c,a,l]=["span","i","sp\
an"].map(d=>document.createElement(d));i.append(c,a,l),i.className="legend",a.className="ramp";function u(){let d=ae[o.value];r.parentElement.hidden=o.value!=="\
expert",a.hidden=o.value==="expert",a.classList.toggle("misses",o.value==="misses"),c.textContent=d.low,l.textContent=typeof d.high=="function"?d.high(e):d.high,
t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(ut("Colour by",o),ut("",r),i,ut("Include prompt",s)),r.parentElement.hidden=!0,
a.classList.add("misses"),c.textContent=ae.misses.low,l.textContent=ae.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||
e.prompt===e.count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function br(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function ut(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function kr(e,t){let n=document.querySelector("#chat"),o=new Map,r=hr(e.querySelector("#token-detail")),s=null,i=f=>f.querySelector(".message-content")?.textContent??
"",c=f=>f.querySelector(".actions [data-action=tokens]");function a(f){o.get(f)?.element.remove(),o.delete(f),f.classList.remove("as-tokens"),l(c(f),!1),r.hide(),
t.outline(null)}function l(f,p){f&&(f.textContent=p?"Text":"Tokens",f.setAttribute("aria-pressed",String(p)))}async function u(f,p){let g=f.querySelector(".mess\
age-content"),y={text:i(f),element:document.createElement("div")};y.element.className="tokens",o.set(f,y);try{if(!p)throw new Error("This reply was not recorded\
.");let x=fr(await M(`tokens/${encodeURIComponent(p)}`));if(o.get(f)!==y)return;y.element.append(wr(x,{detail:r,pick:h=>t.outline(Na(s,x,h))}))}catch(x){y.element.
textContent=x.message}o.get(f)===y&&(f.classList.add("as-tokens"),g.after(y.element),l(c(f),!0))}function d(){for(let[f,p]of o)!f.isConnected||i(f)!==p.text?a(f):
c(f)?.getAttribute("aria-pressed")!=="true"&&l(c(f),!0)}return new MutationObserver(d).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
f=>{let p=Number(le()),g=n.querySelectorAll(".message-row")[p];g&&(o.has(g)?a(g):u(g,f[p]?.metadata?.id))},{update(f){s&&s.name!==f.model.name&&t.outline(null),
s=f.model},recolour(){let f=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of f)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function Na(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var Pa=220,ja=50,Sr=5;function dt(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function Ae(e,t){
let{cells:n,current:o,missed:r,point:s,mark:i,...c}=t,{cache:a}=e,l=e.counters.steps;for(let[d,f]of Object.entries(c))e[d]=Da(f)?{...e[d],...f}:f;let{steps:u}=e.
counters;c.active_request&&a.usedBefore.set(a.uses),n&&Ia(a,I(n),u,Math.max(1,u-l)),o!==void 0?a.current=Ra(I(o)):u!==l&&(a.current=Fa(a,u-1)),r!==void 0&&(a.missed=
Ba(a.current,I(r))),s&&Er(e.points,s,Pa),i&&Er(e.marks,i,ja)}function vr(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function Ia(e,t,n,o){let r=0;for(let s=0;s<t.length;){let i=t[s++],c=t[s++];if(r+=i>>1,c){let a=Math.floor((c-1)/
o)+1,l=Math.floor((Math.sqrt(8*a+1)-1)/2);e.lastUsed[r]=n-(c-1)%o-1,e.uses[r]+=l,e.hits[r]+=a-l*(l+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function Ra(e){
let t=0;return e.map(n=>t+=n)}function Ba(e,t){return e.filter((n,o)=>t[Math.floor(o/Sr)]>>o%Sr&1)}function Fa({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function Er(e,t,n){e.push(t),e.length>n&&e.shift()}function Da(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var Ua=1e3;function $r(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function c(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapshot",
l=>{s=dt(JSON.parse(l.data)),t(s)}),r.addEventListener("delta",l=>{let u=JSON.parse(l.data);if(!s||u.seq!==s.seq+1){a(),c();return}Ae(s,u),n(u)}),r.addEventListener(
"error",()=>{a(),o(),i=setTimeout(c,Ua)}))}function a(){clearTimeout(i),r?.close(),r=null,s=null}return{open:c,close:a,state:()=>s}}function Or(e){let t=window.SharedWorker?Ga(e):za(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function Ga({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(Ae(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function za(e){let t=$r(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var Ha=2,Wa=1e3,ft={whole:!0,point:!1,delta:{}};function Lr(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let l=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||c(f,t,u);let d=performance.now();s=d+Math.min(Wa,Ha*(d-l))}function c(l,u,d){try{l.update(u,d)}catch(f){console.error(f)}}function a(l){o=o?Ka(o,l):
l,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(l){e.push(l),t&&c(l,l.holds&&n||t,ft)},isPaused:()=>n!==null,pause(l){
if(!(!t||l===(n!==null))){n=l?vr(t):null;for(let u of e)u.holds&&c(u,n??t,ft),u.paused?.(l,t)}},connect(){Or({onState(l){t=l,a(ft)},onDelta(l){a({whole:!1,point:"\
point"in l,delta:l})},onLost(){for(let l of e)l.lost?.()}})}}}function Ka(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var Ja=[["#strip",lr],["#tabs",ur],["#pause",ir],["#counters",Gn],["#spoken",Ro],["#layer-detail",$o],["#heatmap",ho],["#live-sentence",Po],["#presentation",jo],
["#heatmap-table",yo],["#lines",qo],["#fits",wn],["#lab",Un],["#token-view",kr],["#progress",Gt],["#progress",Jt],["#more",Et],["#editing-note",It],["#prompts",
Wt],["#attach",St],["#runs",nr],["#help",rr],["#help-open",sr]],he=Lr(),Ya={store:he,chooseLayer(){},outline(){}},_r=[];function mf(e,t){for(let[o,r]of Ja){let s=e.
querySelector(o);s&&ar(s.dataset.needs).then(()=>Va(r,s,e,t))}let n=e.querySelector("#theme");n&&Hn(n,()=>_r.forEach(o=>o.recolour()))}function Va(e,t,n,o){let r=e(
t.id==="fits"||t.id==="progress"?t:n,Ya,o);r.recolour&&_r.push(r),he.add(r)}window.hybrid={awaitTurn:Vt,endTurn:Xt,askingAgain:Bt,chosenMessage:le,copy:Dt,edit:Ft,
showEditing:Rt,sending:mt,taken:gt,giveBack:yt,download:Bo,pickFile:vt};At(()=>he.pause(!he.isPaused()));or();he.connect();export{dt as fromSnapshot,mf as mount};
