var ce="",Oe=()=>document.querySelector("#chat-input textarea");function vt(e){return ce=e[0]??"",e}function $t(){ce=""}function Ot(){let e=Oe().value;ce&&e.startsWith(
ce)&&K(Oe(),e.slice(ce.length)),ce=""}function Lt(e){if(!e)return;let t=Oe().value,{text:n}=JSON.parse(e);K(Oe(),t.trim()?`${n}
${t}`:n)}function K(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function ee(e,t){let n=String(t);e.textContent!==n&&e.replaceChildren(...Vr(n).map(o=>Object.assign(document.createElement("span"),{textContent:o})))}function Vr(e){
return e.split(/(?=(?:\d{3})+$)/)}function S(e,t){e.textContent!==t&&(e.textContent=t)}function C(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function R(e){
if(e==null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function _t(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function Tt(e){return`${e.toFixed(e<10?1:0)} W`}function Le({routed:e,hits:t}){return e?t/e:
null}var At=256*1024,Mt="is no text file. Attach text, such as .txt, .md, .py or .csv.";function Xr(e,t){let n=t.match(/`{3,}/g)??[],o="`".repeat(Math.max(3,...n.map(
s=>s.length+1))),r=/\.([a-z0-9]{1,10})$/i.exec(e)?.[1].toLowerCase()??"";return`${e}:
${o}${r}
${t.replace(/\n$/,"")}
${o}`}function Zr(e,t){return[e.trimEnd(),...t].filter(Boolean).join(`

`)}async function Qr(e){if(e.size>At)return{problem:`${e.name} is larger than ${At/1024} KiB. Attach a part of it.`};try{let t=new TextDecoder("utf-8",{fatal:!0}).
decode(await e.arrayBuffer());return t.includes("\0")?{problem:`${e.name} ${Mt}`}:{text:t.replace(/\r\n?/g,`
`)}}catch{return{problem:`${e.name} ${Mt}`}}}function qt(e){let[t,n,o]=["#attach","#attach-file","#attach-note"].map(c=>e.querySelector(c)),r=document.querySelector(
"#chat-input textarea"),s=document.querySelector("#chat-pane");async function i(c){let l=await Promise.all([...c].map(async f=>({file:f,...await Qr(f)}))),u=l.flatMap(
({file:f,text:d})=>d===void 0?[]:[Xr(f.name,d)]);u.length&&(K(r,Zr(r.value,u)),r.focus()),S(o,l.map(({problem:f})=>f??"").filter(Boolean).join(" "))}t.addEventListener(
"click",()=>n.click()),n.addEventListener("change",async()=>{await i(n.files),n.value=""});let a=({dataTransfer:c})=>c?.types.includes("Files");return s.addEventListener(
"dragover",c=>a(c)&&c.preventDefault()),s.addEventListener("drop",c=>{a(c)&&(c.preventDefault(),i(c.dataTransfer.files))}),{update(){}}}function Ct(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#chat-input textarea"),s=document.querySelector("#stop"),i,a="";function c(){
clearTimeout(i),i=setTimeout(()=>s.disabled&&n("submit"),600)}return new MutationObserver(()=>{let l=[...o.querySelectorAll(".message-row")].map(u=>u.className).
join();l!==a&&(a=l,c())}).observe(o,{childList:!0,subtree:!0}),r.addEventListener("input",c),document.addEventListener("hybrid:reply-ended",c),c(),{update(){}}}function Nt(e,t,n){let o=e.querySelector("#more"),r=()=>document.querySelector("#conversation-more");return o.addEventListener("click",()=>{let s=o.getAttribute(
"aria-expanded")!=="true";o.setAttribute("aria-expanded",String(s)),r().classList.toggle("open",s)}),document.addEventListener("visibilitychange",()=>{document.
hidden||n("focus")}),{update(){}}}function Pt(){return new Promise(e=>{let t=Object.assign(document.createElement("input"),{type:"file",accept:".json"});t.addEventListener(
"cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files?.[0]?.text()??""])),t.click()})}var jt="presenting";function ae(){return document.body.classList.contains(jt)}function he(e){e!==ae()&&(document.body.classList.toggle(jt,e),document.dispatchEvent(
new Event("hybrid:presenting")))}var Rt="hybrid-keys-off",es="input, textarea, select, [contenteditable]",ts="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], \
[role]",It={stop:rs,pause:is,present:ss,help:He},Ft=()=>!1;function Bt(e){Ft=e}var Dt=()=>{};function Ut(e){Dt=e;let t={capture:!0};for(let n of["keydown","keyp\
ress"])document.addEventListener(n,ns,t);document.addEventListener("keydown",os,t)}function ns(e){Ht(e)==="send"&&_e("send")&&e.stopPropagation()}function os(e){
let t=Ht(e);t in It&&!_e(t)&&It[t](e)&&e.preventDefault()}function _e(e){return zt().includes(e)}function Gt(e,t){let n=zt().filter(o=>o!==e);localStorage.setItem(
Rt,JSON.stringify(t?[...n,e]:n))}function He(){let e=document.querySelector("#help");return e.open?e.close():e.showModal(),!0}function zt(){try{let e=JSON.parse(
localStorage.getItem(Rt)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function Ht(e){let{key:t,ctrlKey:n,metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:a}=e;
return i||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&a.closest?.("#chat-input")?"send":{Escape:"stop"," ":"pause",p:"present"}[t]??null}function rs({
target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;if(ae())return he(!1),!0;let t=document.
querySelector("#stop");if(t&&!t.disabled)t.click();else return Ft();return!0}function ss({target:e}){return document.querySelector("dialog[open]")||e.closest?.(
es)?!1:(he(!ae()),!0)}function is({target:e}){return document.querySelector("dialog[open]")||e.closest?.(ts)?!1:(Dt(),!0)}function cs(e=""){let t=/\bhit (\d+) %/.exec(e);return t?Number(t[1]):null}function as(e,t){return t>e?"The second time more of its experts were already on the \
GPU.":t<e?"The second time fewer of its experts were on the GPU: others had taken their slots.":"Both times as many of its experts were on the GPU."}function Wt(e,t){
let n=null;t.hidden=!0;let o=a=>cs(a?.querySelector(".thought-group .title")?.textContent);function r(a,c){n=a.slice(c).map(o).find(l=>l!==null)??null,t.hidden=
!0}function s(a){let c=o([...e.querySelectorAll(".message-row")].at(-1));if(c===null&&a)return setTimeout(()=>s(a-1),100);c!==null&&i(n,c),n=null}function i(a,c){
t.querySelector("p").textContent=as(a,c);for(let[l,u]of Object.entries({first:a,second:c})){let f=t.querySelector(`.${l}`);f.querySelector("i").style.setProperty(
"--share",`${u}%`),f.querySelector("b").textContent=`${u} %`}t.hidden=!1}return document.addEventListener("hybrid:reply-ended",()=>{if(n===null){t.hidden=!0;return}
s(30)}),{begin:r,hide:()=>t.hidden=!0}}var ls={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],cut:[["on","Continue"]],bot:[["again","Regenerate"],["repeat","Ask again"],["tokens","Tokens"],
["copy","Copy"],["drop","Delete"]]},le=0,us={edit:"edit",copy:"copy",drop:"delete",again:"retry",repeat:"retry",tokens:"select",on:"submit"},ds=/^\s*(cut at the token limit|stopped by you) ·/;
function Jt(e,t,n){let o=document.querySelector("#chat"),r=document.querySelector("#editing-note"),s=document.querySelector("#chat-input textarea"),i=Wt(o,document.
querySelector("#again")),a=()=>[...o.querySelectorAll(".message-row")];function c(u){let f=ms(u),d=u.querySelector(":scope > .actions");d?.dataset.kind!==f&&(d?.
remove(),f&&u.append(gs(f)))}o.addEventListener("click",u=>{let f=u.target.closest(".copy-code");f&&ps(f);let d=u.target.closest(".actions button");d&&(le=a().indexOf(
d.closest(".message-row")),d.dataset.action==="repeat"&&i.begin(a(),le),n(us[d.dataset.action]),d.dataset.action==="copy"&&ys(d),d.dataset.action==="edit"&&s.focus())});
let l=()=>{a().forEach(c),a().length||i.hide(),navigator.clipboard&&o.querySelectorAll(".written pre:not(:has(button))").forEach(fs)};return new MutationObserver(
l).observe(o,{childList:!0,subtree:!0}),l(),r.addEventListener("click",u=>u.target.closest("button")&&Kt()),r.hidden=!0,Bt(Kt),{update(){}}}function Kt(){let e=document.
querySelector("#editing :is(textarea, input)");if(!e?.value)return!1;for(let t of[e,document.querySelector("#chat-input textarea")])K(t,"");return!0}function Yt(e){
let t=document.querySelector("#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Sending replaces this message and everything after it. <button type="butt\
on">Cancel</button>'}function ge(){return String(le)}function Vt(e){return $t(),[ge(),...e]}function Xt(e){return[Qt(e[le]),String(le)]}function Zt(e){navigator.
clipboard?.writeText(Qt(e[le]))}function Qt(e){let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().parseFromString(t,"text/html").body.querySelector("\
:scope > *");return n?.dataset.text??n?.textContent??t}function fs(e){let t=Object.assign(document.createElement("button"),{type:"button",className:"copy-code"});
t.ariaLabel="Copy code",e.append(t)}function ps(e){navigator.clipboard.writeText(e.parentElement.querySelector("code").textContent),e.dataset.done="true",setTimeout(
()=>delete e.dataset.done,1500)}function ms(e){let t=e.querySelector(".thought-group .title");return t?hs(e)&&ds.test(t.textContent)?"cut":"":e.querySelector(".\
thought-group")?"":e.classList.contains("user-row")?"user":"bot"}function hs(e){return e===[...document.querySelectorAll("#chat .message-row")].at(-1)}function gs(e){
let t=Object.assign(document.createElement("div"),{className:"actions"});t.dataset.kind=e;for(let[n,o]of ls[e]){let r=Object.assign(document.createElement("butt\
on"),{type:"button",textContent:o});r.dataset.action=n,t.append(r)}return t}function ys(e){e.textContent="Copied",setTimeout(()=>e.textContent="Copy",1500)}var xs={loading:"Waiting: another model is loading.",timing:"Waiting: this machine is being benchmarked."};function en(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,c=o.phase==="loading"&&o.activity&&`Waiting. ${o.activity}.`||xs[o.phase]||o.active_request&&"Waiting: the model is busy with another tab.",l=s&&!i&&!!c,u=i&&
o.phase==="prefill";if(e.hidden=!l&&!u,l)t.style.width="0",S(n,c);else if(u){let{prefill_done:f,prefill_total:d}=o.speed;t.style.width=`${d?100*f/d:0}%`,S(n,bs(
o.speed))}}}}function bs(e){return`Reading the prompt: ${e.prefill_done} of ${e.prefill_total} tokens${ws(e)}.`}function ws({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){
if(!n||e>=t)return"";let o=Math.ceil((t-e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/60)} min left`}function tn(e){let t=0;function n(o){return t=0,{note:o,prompt:null}}return{isRunning:()=>t>0,next(o){return o?n("Demo stopped: the last reply failed."):t===e.length?
n("Demo finished."):(t+=1,{note:`${t} of ${e.length}`,prompt:e[t-1]})},stop:()=>n("Demo stopped.")}}var Ss=700;function on(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=tn(
JSON.parse(t.dataset.demo));n.addEventListener("click",()=>i(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",u=>{
let f=u.target.closest("button");f&&(i(!1),nn(f.dataset.prompt))}),o.addEventListener("click",()=>s.isRunning()?l(s.stop()):a()),document.addEventListener("hybr\
id:reply-ended",()=>{s.isRunning()&&setTimeout(()=>s.isRunning()&&c(),Ss)}),document.addEventListener("click",u=>{s.isRunning()&&ks(u)&&l(s.stop())});function i(u){
n.setAttribute("aria-expanded",String(u)),t.classList.toggle("open",u)}function a(){if(rn()){r.textContent="Finish or stop the current reply first.";return}let u=()=>document.
querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!u()){c();return}let f=new MutationObserver(()=>{u()||(f.disconnect(),c())});f.observe(
document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function c(){l(s.next(!!document.querySelector("#\
error")?.textContent))}function l(u){r.textContent=u.note,o.textContent=u.prompt===null?"Switch topics":"Stop demo",o.setAttribute("aria-pressed",String(u.prompt!==
null)),u.prompt!==null&&nn(u.prompt)}return{update(){}}}function ks({isTrusted:e,target:t}){return!!(e&&t.closest("#send, #new-conversation")||t.closest("#stop"))}
function nn(e){let t=document.querySelector("#chat-input textarea");if(K(t,e),rn())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(()=>document.
querySelector("#send").click()))}function rn(){return document.querySelector("#stop")?.disabled===!1}var Es={idle:"",writing:"Writing… - ",ready:"Reply ready - "};function vs(e,t){return Es[e]+t}function $s(e,{busy:t,looked:n}){return t?"writing":e==="idle"||
n?"idle":"ready"}function sn(){let e=document.querySelector("#stop"),t=document.title,n="idle";function o(){n=$s(n,{busy:!e.disabled,looked:!document.hidden&&document.
hasFocus()}),document.title=vs(n,t)}return new MutationObserver(o).observe(e,{attributes:!0,attributeFilter:["disabled"]}),document.addEventListener("visibility\
change",o),window.addEventListener("focus",o),o(),{update(){}}}var cn=[];function an(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>cn.push(n))))}):e}function ln(){cn.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function un(e,t,n){return e.filter(o=>t[o]!==void 0&&t[o]!==n[o])}function dn(e,t,{values:n,inForce:o,applying:r}){if(!e.length)return"";let s=e.map(i=>`${t.label(
i)} ${t.shown(i,o[i])} → ${t.shown(i,n[i])}`);return`${r?"Applying":"Not applied"}: ${s.join(", ")}`}function fn({placement:e,admission:t},{idle:n}){let o=new Set(
n[e]??[]);return t!=="bounded"&&o.add("max_queued_copies"),o}function pn(){let e=null;return function(n,o,r){let s=JSON.stringify([o,r]);if(s===e)return!1;let i=Os(
n,o)&&(e===null||JSON.parse(e)[1]===r);return e=s,!i}}function Os(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function hn(e,{idle:t,hints:n}){let o=t[e.placement]??[];return["placement","mapping","policy","admission"].filter(r=>!o.includes(r)).map(r=>n[r][e[r]]??"").join(
" ")}function gn({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="cpu_only")return"No slots are used.";if(!mn(n)||!mn(o))return"N and M must be wh\
ole numbers of at least 0.";if(o>t)return`Each layer has only ${t} experts, so M can be at most ${t}.`;if(n>e)return`This model has only ${e} MoE layers, so N c\
an be at most ${e}.`;let i=n*o||0,a=e*t,c=i>s?` There is memory for ${s}.`:"";return`${i} slots for ${a} experts: ${Ls(i/a)} on the GPU.${c}`}function mn(e){return e===
""||Number.isInteger(e)&&e>=0}function Ls(e){return e===1?"all of them fit":e===.5?"half of them fit":`${C(e)} of them fit`}function yn({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:i},{labels:a}){let c=(d,p)=>Object.keys(a[d]).find(y=>a[d][y]===p),l=i==="cached"?"":`, ${c("placement",i)}`,u=`${e}\
 × ${t} slots${n==="pooled"?" shared by all layers":""}`,f=s===1?"1 thread":`${s} threads`;return`${u}, ${o.toUpperCase()}, copies ${c("admission",r)}, ${f}${l}`}
function xn({logical_cpus:e,physical_cores:t,cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"}`,i=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>
t?`${i}: more than ${t} ${t===1?"thread":"threads"} rarely help`:r?`${i}. ${r} threads already saturate memory (○)`:i}function bn(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:a}=n.
getBoundingClientRect(),c=Math.ceil((s.clientX-i)/a*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,c)))}),{draw(s,i,a=null){r=s;let c=l=>`${100*
l/s.logical_cpus}%`;n.style.setProperty("--threads",c(Math.min(s.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",c(s.physical_cores)),n.style.setProperty(
"--knee",c(a??0)),n.classList.toggle("measured",a!==null),n.classList.toggle("beyond",i>s.physical_cores),S(o,xn(s,i,a))}}}function Sn(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:a,top:c,width:l,height:u}=n.getBoundingClientRect();t.set("indexes",wn(Math.ceil((i.clientX-
a)/l*r.layers),r.layers)),t.set("ways",wn(Math.ceil((1-(i.clientY-c)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,a){r=i;let c=_s(i,a);for(;n.children.length>i.layers;)n.lastChild.remove();for(;n.children.length<i.layers;)n.append(document.createElement(
"i"));c.forEach((l,u)=>n.children[u].style.setProperty("--share",l)),n.style.setProperty("--needs",i.top_k/i.experts),n.classList.toggle("shared",kn(a)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`Dashed line: experts each token uses (${i.top_k} of ${i.experts})`,o.querySelector(".last").
textContent=String(i.layers-1)}}}function kn({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function _s({layers:e,experts:t},n){
let o=n.indexes*n.ways,r=s=>Array.from({length:e},(i,a)=>Math.min(1,Math.max(0,s(a)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?
r(s=>s<Math.floor(o/t)?1:0):kn(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function wn(e,t){return Math.min(t,Math.max(1,e))}function Te(e,t){let n=Object.keys(t.fields),o=a=>e.querySelector(`#${CSS.escape(t.fields[a]??a)}`),r=a=>o(a)?.querySelector("input, textarea")??null;function s(a){
let c=r(a);return c?Ts(c,t.labels[a]):void 0}function i(a,c){let l=r(a);!l||s(a)===c||(l.value=String(c),l.dispatchEvent(new Event("input",{bubbles:!0})))}return{
names:n,block:o,input:r,typed:s,set:i,all:()=>Object.fromEntries(n.map(a=>[a,s(a)])),label:a=>o(a)?.querySelector("[data-testid='block-info'], label span")?.textContent.
trim()??a,shown:(a,c)=>As(t.labels[a],c)}}function Ts({type:e,checked:t,value:n},o){if(e==="checkbox")return t;let r=n.trim();return e==="number"?r===""?"":Number(
r):o?o[r]??r:r.toLowerCase()}function En(e){let{geometry:t,...n}=e;return{...t,...n}}function As(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.
keys(e).find(o=>e[o]===t))??String(t)}var Ae=1024**3;function vn({memory:e,machine:t,model:n},o){let r=o.placement==="cpu_only"?0:Math.max(0,o.indexes)*Math.max(0,o.ways)*n.expert_bytes||0,[{memory_bytes:s}]=t.
devices,i=e.slots_limit??s,{emulated:a}=t,c={name:"GPU",held:Math.max(0,(e.device_used??e.slots)-e.slots),slots:r,total:e.device_total??s,limit:i},l={name:"RAM",
held:Math.max(0,e.host_used-(a?e.slots:0)),slots:a?r:0,total:e.host_total,limit:a?i:null};return{device:a?null:c,host:l,limit:i,most:Math.floor(i/n.expert_bytes)}}
function $n(e,{layers:t,experts:n,expert_bytes:o}){let r=Math.floor(e/o)||0,s=Math.min(n,Math.floor(r/t));return s>0?{indexes:t,ways:s}:r>0?{indexes:Math.min(t,
r),ways:1}:{indexes:0,ways:0}}function On(e,t){if(!e)return"0";let o=10**Math.min(9,Math.max(1,Math.ceil(Math.log10(Ae/t))));return String(Math.ceil(e/Ae*o)/o)}
function We({slots:e,limit:t}){return t!==null&&e>t}function Ln(e){let{name:t,held:n,slots:o,total:r,limit:s}=e,i=s===null?"":` + ${R(o)} slots`,a=We(e)?`: too \
much, only ${R(s)} of slots fit`:"";return`${t}: ${R(n)} used${i}, of ${R(r)}${a}`}function _n({held:e,slots:t,total:n}){let o=r=>`${Math.min(100,Math.max(0,100*
r/n)).toFixed(2)}%`;return{held:o(e),slots:o(Math.min(t,n-e))}}function An(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw(o,r){let s=vn(o,r);return t.hidden=s.device===null,s.device&&
Tn(t,s.device),Tn(n,s.host),{most:s.most,limit:s.limit}}}}function Tn(e,t){let{held:n,slots:o}=_n(t);e.classList.toggle("over",We(t)),e.querySelector(".held").style.
width=n,e.querySelector(".slots-bar").style.width=o,S(e.querySelector("p"),Ln(t))}var Ms={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",min_p:"min-p",repetition_penalty:"repetition-penalty"},qs=["data-field","data-place"];function Mn(e,t,n){
let o=e.querySelector("#error"),r=null,s=null;function i(){s?.remove(),s=null,o.classList.remove("beside"),r&&(r.block.classList.remove("refused"),r.input.setAttribute(
"aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),r=null)}function a(){i(),n();let f=o.querySelector("[data-field]");if(!f)return;
f.dataset.place==="chat"&&c(f.textContent);let d=Cs(f.dataset.field),p=d?t.input(d):null;p&&l(d,p,f.textContent)}function c(f){let d=document.querySelector("#co\
mposer");d&&(s=Object.assign(document.createElement("p"),{id:"chat-refusal",textContent:f}),d.before(s),o.classList.add("beside"))}function l(f,d,p){Ns(t.block(
f));let y={className:"refusal",id:"refusal",textContent:p},h=Object.assign(document.createElement("p"),y),x=t.block(f);x.classList.add("refused"),(x.closest(".r\
ow")??x).after(h),d.setAttribute("aria-invalid","true"),d.setAttribute("aria-describedby",h.id),r={block:x,input:d,note:h},o.classList.add("beside"),h.scrollIntoView(
{block:"nearest"})}for(let f of[...t.names,"model"])t.input(f)?.setAttribute("aria-invalid","false");let u={childList:!0,characterData:!0,attributes:!0,attributeFilter:qs,
subtree:!0};new MutationObserver(a).observe(o,u),a()}function Cs(e=""){return Ms[e]??e}function Ns(e){let t=e.closest("#sampling, #sharing")?.querySelector("but\
ton.label-wrap");t&&!t.classList.contains("open")&&t.click()}function qn(e,t){async function n(o,r){let s=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(o),S(s,`${r} copied.`)}catch{t.set(
"settings-json",o),t.input("settings-json")?.select(),S(s,"Copy it from the field above.")}}e.addEventListener("click",({target:o})=>{o.closest("#copy-json")&&n(
JSON.stringify(t.all(),null,2),"JSON"),o.closest("#copy-link")&&n(Ps(location.origin+location.pathname,t.all()),"Link")})}function Ps(e,t){let n=new URL(e);for(let[
o,r]of Object.entries(t))n.searchParams.set(o,String(r));return n.href}function Cn(e,t){let n=e.querySelector("#slot-memory"),o=n.querySelector("input"),r=null,s=0,i="0";function a(c){if(!r?.expert_bytes)return;let{indexes:l,ways:u}=$n(
Math.min(c,s),r);t.set("indexes",l),t.set("ways",u)}return o.addEventListener("input",()=>{let c=Number(o.value);o.value!==""&&c>=0&&a(c*Ae)}),o.addEventListener(
"blur",()=>o.value=i),n.querySelector("button").addEventListener("click",()=>a(s)),{draw(c,l,u){r=c,s=u;let f=Math.max(0,l.indexes)*Math.max(0,l.ways)||0;i=On(f*
c.expert_bytes,c.expert_bytes),document.activeElement!==o&&(o.value=i),n.classList.toggle("idle",l.placement==="cpu_only"),S(n.querySelector(".most"),`of ${R(s)}`)}}}function Nn(e,t,n){let o=e.closest("#control-pane"),r=JSON.parse(e.dataset.facts),s=Te(o,r),i=m=>e.querySelector(`.${m}`),a={cover:Sn(o,s),gauges:An(e),cores:bn(
o,s),memory:Cn(o,s)},c=null,l="",u=pn(),f=!1;function d(){if(!c)return;let m=s.all(),w=En(c.settings),b=Number(s.input("knee")?.value)||null,$=JSON.stringify([b,
m,w,c.model,c.machine,c.memory]);if($===l)return;l=$,a.cover.draw(c.model,m);let{most:O,limit:k}=a.gauges.draw(c,m);a.memory.draw(c.model,m,k),a.cores.draw(c.machine,
m.cpu_threads,b),h(m,c.machine),y(m,w),S(i("explain"),hn(m,r)),S(i("slots"),gn(c.model,m,O)),S(i("inforce"),`Current: ${yn(w,r)}`),p(w,c.model.name)}function p(m,w){
let b=s.input("base")?.value;b&&u(JSON.parse(b),m,w)&&n("submit")}function y(m,w){let b=un(s.names,m,w);for(let $ of s.names)s.block($)?.classList.toggle("chang\
ed",b.includes($));for(let $ of["apply","revert"])x($).disabled=b.length===0;o.querySelector("#apply-row").classList.toggle("pending",b.length>0),f&&=b.length>0,
S(i("changes"),dn(b,s,{values:m,inForce:w,applying:f}))}function h(m,w){let b=fn(m,r);s.block("split_misses").hidden=w.emulated;for(let $ of s.names)s.block($)?.
classList.toggle("idle",b.has($))}function x(m){let w=o.querySelector(`#${m}`);return w.querySelector("button")??w}function g(m){f=m,l="",d()}o.addEventListener(
"click",({target:m})=>m.closest("#apply")&&g(!0)),Mn(o,s,()=>g(!1)),qn(o,s);let v=()=>setTimeout(()=>e.isConnected&&d());return o.addEventListener("input",d),o.
addEventListener("focusout",v),document.addEventListener("hybrid:fields-set",v),{update(m,w){c=m,o.querySelector("#model-row").classList.toggle("loading",!!m.activity),
(w.whole||w.delta.settings||w.delta.memory)&&d()}}}async function N(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("Can't reach the app. Is i\
t still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`Request refused (${n.status}).`);return o}var Pn="Settings panel",jn="Best predicted";function In(e,t){let n={...e,[Pn]:"what its fields hold, applied or not"};return t&&(n[jn]=`${t.indexes} × ${t.ways}, from the map above`),n}function Rn(e,{panel:t,
best:n}){return e===Pn?{name:e,settings:t()}:e===jn?{name:e,settings:n()}:e}function Fn(e,t){return e.length?e:t.slice(0,2)}var js=["grid","curves","reuse","tune","compare"];function Bn(e){let t=js.filter(n=>e.has(n)).map(n=>e.get(n));return t.length?{report:`lab/report.html?jobs=${t.
join(",")}`,json:`lab/results.json?jobs=${t.join(",")}`}:null}function Dn(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=a=>e.querySelector(`input[name=lab-metric][value=${a}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(a){o=a;let c=!!a.figures["grid-speed"];s("speed").disabled=!c,s("speed").parentElement.title=c?"":
"Benchmark this machine first",c||(s("hits").checked=!0),i()},click({x:a,y:c}){if(!o)return;let{indexes:l,ways:u,settings:f}=o.facts;f&&n({...f,indexes:l[c],ways:u[a]})},
best:()=>o?.facts.best??null}}var Is={light:["#e3ebda","#b3d5b6","#79b595","#409373","#176e58","#06473a"],dark:["#15302a","#1e4f42","#2c735d","#469a7b","#7dc5a3","#cdf1d6"]},Rs={light:["#f9f\
8f3","#b4232a"],dark:["#14171b","#ff7b72"]},Fs=137.508,Un=[.62,.46,.76],Bs=.42,Ds=140;function ue(e){return Hn(Is[e?"dark":"light"])}function zn(e){return Hn(Rs[e?
"dark":"light"])}function Me(e){return Array.from({length:e},(t,n)=>{let o=`#${J(n).map(Us).join("")}`;return[[n/e,o],[(n+1)/e,o]]}).flat()}function J(e){let t=Un[e%
Un.length],n=Bs*Math.min(t,1-t),o=r=>{let s=(r+e*Fs/30)%12;return Math.round(255*(t-n*Math.max(-1,Math.min(s-3,9-s,1))))};return[o(0),o(8),o(4)]}function Ke(e,t){
let n=Math.min(1,Math.max(0,t)),o=Math.max(1,e.findIndex(([f])=>f>=n)),[[r,s],[i,a]]=[e[o-1],e[o]],c=(n-r)/(i-r||1),[l,u]=[Gn(s),Gn(a)];return l.map((f,d)=>Math.
round(f+(u[d]-f)*c))}function te([e,t,n]){return .299*e+.587*t+.114*n>Ds?"#14161a":"#ffffff"}function Hn(e){return e.map((t,n)=>[n/(e.length-1),t])}function Gn(e){
return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}function Us(e){return e.toString(16).padStart(2,"0")}var Y=256,Wn={width:.62,height:1.05},Gs=1500,Kn=9,zs=4;function qe(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=Ce(n),r=new Uint32Array(Y),s="";
function i(p,y,h,x){Ve(e,t,p),s!==JSON.stringify(h)&&(r=Ws(h),s=JSON.stringify(h));let g=Xe(p);t.save(),t.beginPath(),t.rect(p.left,p.top,p.width,p.height),t.clip(),
a(g,y);let v=c(g,y,x)&&l(g,y,x);return t.restore(),u(ye(g,p,y.hits),x),f(ye(g,p,y.misses),x),d(g,ye(g,p,y.outlined),x),v}function a(p,{rows:y,columns:h,values:x,
range:g}){n.width=h,n.height=y;let v=o.createImageData(h,y),m=new Uint32Array(v.data.buffer),[w,b]=g,$=(Y-1)/(b-w||1);for(let k=0;k<x.length;k++)Number.isNaN(x[k])||
(m[k]=r[Jn(x[k],w,$)]);o.putImageData(v,0,0),t.imageSmoothingEnabled=!1,t.drawImage(n,p.x(-.5),p.y(-.5),h*p.wide,y*p.high);let O=Ye(p);if(O){for(let k=0;k<=h;k++)
t.clearRect(p.x(k-.5)-O/2,p.y(-.5),O,y*p.high);for(let k=0;k<=y;k++)t.clearRect(p.x(-.5),p.y(k-.5)-O/2,h*p.wide,O)}}function c(p,{label:y,widest:h},x){return y!==
null&&p.wide>=(h+.8)*Wn.width*Je(x)&&p.high>=Wn.height*Je(x)}function l(p,{rows:y,columns:h,values:x,range:g,label:v},m){let[w,b]=p.columns(h),[$,O]=p.rows(y);if((b-
w)*(O-$)>Gs)return!1;t.font=`${Je(m)}px ${m.font}`,t.textAlign="center",t.textBaseline="middle";let k=(Y-1)/(g[1]-g[0]||1);for(let L=$;L<O;L++)for(let A=w;A<b;A++){
let B=x[L*h+A];Number.isNaN(B)||(t.fillStyle=te(Hs(r[Jn(B,g[0],k)])),t.fillText(v(L,A),p.x(A),p.y(L)+.5))}return!0}function u(p,y){t.save(),t.fillStyle=y.now,t.
shadowColor=y.now;for(let{x:h,y:x,wide:g,high:v}of p)t.shadowBlur=Math.min(g,v)>=Kn?.3*y.em:0,t.fillRect(h,x,g,v);t.restore()}function f(p,y){t.strokeStyle=t.fillStyle=
y.missed;for(let{x:h,y:x,wide:g,high:v}of p){let m=Math.min(g,v)>=Kn?2.5:1;if(Math.min(g,v)<zs){t.fillRect(h,x,g,v);continue}t.clearRect(h,x,g,v),t.lineWidth=m,
t.strokeRect(h+m/2,x+m/2,g-m,v-m)}}function d(p,y,h){t.strokeStyle=h.outline,t.lineWidth=Ye(p)>2?2:p.high>5?1.25:1;for(let{x,y:g,wide:v,high:m}of y)t.strokeRect(
x,g,v,m)}return i}function Ce(e){let t=e.getContext("2d");if(!t)throw new Error("The browser gives no canvas to draw on.");return t}function Ve(e,t,{outerWidth:n,
outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function Xe({left:e,top:t,width:n,
height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),a=o/(s[0]-s[1]),c=(l,u,f)=>[Math.max(0,Math.floor(l+.5)),Math.min(f,Math.floor(u+.5)+1)];return{wide:i,high:a,x:l=>e+
(l-r[0])*i,y:l=>t+(l-s[1])*a,columns:l=>c(r[0],r[1],l),rows:l=>c(s[1],s[0],l)}}function ye(e,{left:t,top:n,width:o,height:r},s){let i=Ye(e);return s.map(([a,c])=>({
x:e.x(c-.5)+i/2,y:e.y(a-.5)+i/2,wide:e.wide-i,high:e.high-i})).filter(({x:a,y:c,wide:l,high:u})=>a+l>t&&a<t+o&&c+u>n&&c<n+r)}function Ye({wide:e,high:t}){let n=Math.
min(e,t);return n>=12?3:n>=3.5?1:0}function Je(e){return .72*e.em}function Jn(e,t,n){return Math.max(0,Math.min(Y-1,Math.round((e-t)*n)))}function Hs(e){return[
e&255,e>>8&255,e>>16&255]}function Ws(e){let t=document.createElement("canvas");t.width=Y,t.height=1;let n=Ce(t),o=n.createLinearGradient(.5,0,Y-.5,0);for(let[r,
s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,Y,1),new Uint32Array(n.getImageData(0,0,Y,1).data.buffer.slice(0))}var Yn="hybrid-theme";function Vn(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(Yn);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
Yn,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function P(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),readyOld:t("state-ready-old"),now:t("state-now"),missed:t("line-miss"),isDark:document.body.classList.
contains("dark"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),font:e.getPropertyValue("--mono").trim(),em:parseFloat(
getComputedStyle(document.documentElement).fontSize)}}function Ze({milliseconds:e}){return e.reduce((t,n)=>t+n,0)/1e3}function Zn({milliseconds:e},t){let n=t*1e3,o=e.findIndex(r=>(n-=r)<-1e-6);return o<0?e.length:o}
function Qn({cells:e,missed:t},n,{layers:o,experts:r}){let s=new Float64Array(o*r);for(let l=0;l<n;l++){let u=new Set(t[l]),f=1+Math.max(0,1-Math.log2(n-l)/6);for(let d of e[l])
s[d]=u.has(d)?0:f}let i=l=>[Math.floor(l/r),l%r],a=new Set(n?t[n-1]:[]),c=n?e[n-1]:[];return{values:s,hits:c.filter(l=>!a.has(l)).map(i),misses:[...a].map(i)}}function eo({
cells:e,missed:t,milliseconds:n},o,r){let s=Math.min(r,Ze({milliseconds:n.slice(0,o)})||r),i=Xn(e,o),a=i?`${Math.round(100*(i-Xn(t,o))/i)} % hits`:"",c=o&&s?`${(o/
s).toPrecision(3)} tok/s`:"",l=o===n.length?"done":"";return[`${o} of ${n.length} tokens`,c,a,l].filter(Boolean).join(" · ")}function Xn(e,t){return e.slice(0,
t).reduce((n,{length:o})=>n+o,0)}var Ks=4/3,Js=22;function to(e){let t=e.querySelector("#lab-track"),n=e.querySelector("#lab-play"),o=e.querySelector("#lab-time"),r=e.querySelector("#lab-pace"),
s=[...t.querySelectorAll(".side")].map(h=>{let x=h.querySelector("canvas");return{side:h,canvas:x,paint:qe(x)}}),i=null,a=null,c=0,l=()=>Math.max(0,...(i?.runs??
[]).map(Ze));function u(){if(!i||!t.offsetWidth)return;let h=Number(o.value);S(t.querySelector(".seconds"),`${h.toFixed(l()<1?2:1)} s`);let x=P(),g=i;i.runs.forEach(
(v,m)=>f(s[m],v,h,g,x))}function f({side:h,canvas:x,paint:g},v,m,w,b){let{layers:$,experts:O}=w,k=Zn(v,m),L=Qn(v,k,w),A=eo(v,k,m);S(h.querySelector("h3"),v.name),
S(h.querySelector(".told"),A),S(h.querySelector(".text"),v.texts.slice(0,k+1).join("")),x.setAttribute("aria-label",`${v.name}: ${A}. ${L.hits.length} hits, ${L.
misses.length} misses.`);let B=h.offsetWidth,F=Math.min(Js*b.em,B/O*$),Q=Math.min(B,F/$*O*Ks);Object.assign(x.style,{width:`${Q}px`,height:`${F}px`});let re={xRange:[
-.5,O-.5],yRange:[$-.5,-.5]},se={left:0,top:0,width:Q,height:F,outerWidth:Q,outerHeight:F,...re},{cpu:ve,readyOld:E,ready:_,now:j}=b,q=[[0,ve],[.49,ve],[.5,E],[
.92,_],[1,j]];g(se,{...{rows:$,columns:O,range:[0,2],label:null,widest:0,outlined:[]},...L},q,b)}function d(h){let x=(h-(a??h))/1e3/Number(r.value);a=h,o.value=
String(Math.min(l(),Number(o.value)+x)),u(),Number(o.value)<l()&&t.offsetWidth?c=requestAnimationFrame(d):p()}function p(){cancelAnimationFrame(c),a=null,c=0,S(
n,"Play")}function y(){Number(o.value)>=l()&&(o.value="0"),S(n,"Pause"),c=requestAnimationFrame(d)}return n.addEventListener("click",()=>c?p():y()),o.addEventListener(
"input",()=>{p(),u()}),new ResizeObserver(u).observe(t),{redraw:u,show(h,x){if(p(),i=h,t.hidden=!h,!h)return;o.max=String(l()),r.value=String(Ys(l()));let g=!x||
matchMedia("(prefers-reduced-motion: reduce)").matches;o.value=String(g?l():0),u(),g||y()}}}function Ys(e){return e<1?20:e<4?4:1}var Vs=350;function no(e,{steps:t,onView:n,onEnd:o=()=>{}}){let r=m=>e.querySelector(m),[s,i,a,c,l,u]=[".go",".cancel","progress",".what",".error",".hint"].map(
r),f=r(".anyway"),d=null;function p(m){s.hidden=m,i.hidden=a.hidden=!m,i.disabled=!1,m&&a.removeAttribute("value")}function y(m={}){return h(async w=>{for(let b of t())
w.push(await Xs({...b,...m,after:w.at(-1)?.id}))})}async function h(m){let w={jobs:[],cancelled:!1};d=w,l.textContent=c.textContent="",f.hidden=!0,p(!0);try{await m(
w.jobs),w.cancelled&&await g(w);for(let[b,$]of w.jobs.entries()){let O=await x($,k=>a.value=(b+k)/w.jobs.length);if(f.hidden=O.field!=="busy",O.state==="failed")
throw new Error(O.error);O.state==="done"&&n(O),w.cancelled||=O.state==="cancelled"}c.textContent=w.cancelled?"Cancelled.":""}catch(b){l.textContent=b.message,c.
textContent=""}d=null,p(!1),o()}async function x(m,w){for(;m.state==="waiting"||m.state==="running";)w(m.share),c.textContent=m.what,await new Promise(b=>setTimeout(
b,Vs)),m=await N(`lab/jobs/${m.id}`);return m}async function g(m){m.cancelled=!0,i.disabled=!0,c.textContent="Cancelling";for(let{id:w}of m.jobs)await N(`lab/jo\
bs/${w}`,{method:"DELETE"}).catch(()=>{})}s.addEventListener("click",()=>!d&&y()),f.addEventListener("click",()=>!d&&y({anyway:!0})),i.addEventListener("click",
()=>d&&g(d));function v(m,w=""){s.disabled=!m,u.textContent=w&&`${w}.`}return{enable:v,follows:m=>!!d?.jobs.some(w=>w.id===m),join(m){d||!m.length||h(async w=>w.
push(...m.map(({id:b})=>({id:b,state:"waiting",share:0,what:""}))))}}}function Xs(e){let t=JSON.stringify(e);return N("lab/jobs",{method:"POST",body:t,headers:{
"Content-Type":"application/json"}})}function ro(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>S(s,r));for(let[o,r]of Object.entries(n.tables))
Qe(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function Qe(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(oo("th",n.columns));let r=n.rows.map((s,i)=>{let a=oo("td",s);return a.classList.toggle("marked",i===n.marked),n.keys[i]&&
a.cells[0].prepend(Zs(...n.keys[i])),a});o.querySelector("tbody").replaceChildren(...r)}function Zs(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function oo(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var so=null;function D(){return so??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),so}var U={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function V(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),a=t._fullLayout,c=a&&Math.abs(a.width-s)<1&&Math.abs(a.height-i)<1;s&&!a?n():s&&(r||!c)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function X(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function Ne(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function io({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([f,d])=>[f,s(d)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},a={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},c={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},l={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:c,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(Qs(i)),layout:co({...l,xaxis:a,yaxis:a},s(t))}}function Qs(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function co(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?co(e[r],s):s;return o}function ao(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let a=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:c,layout:l}=io(i.figure,getComputedStyle(document.body),a),u=!i.plot.on,{offsetWidth:f,offsetHeight:d}=i.plot;n.react(i.plot,c,{...l,width:f,height:d},U),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){D().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let a=0;new ResizeObserver(()=>{cancelAnimationFrame(
a),a=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let a={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,a)}return{show(i,a){let c=t.get(i);c&&(c.figure=a??null,c.holder.hidden=!a,a&&c.holder.setAttribute("aria-label",a.title),r(),
o(c))},onClick:(i,a)=>t.get(i).onClick=a,redraw:()=>t.forEach(o)}}var ei=["mapping","policy","admission"];function lo({kind:e,asked:t},{at:n,source:o}){if(e==="grid"){o.choose(t);for(let r of ei)n(r).value=t.settings?.[r]??""}
if(e==="tune"&&(n("budget").value=t.budget_gib??"",t.confirm&&(n("confirm").value=t.confirm)),e==="race"&&t.rivals&&(n("rivals").value=t.rivals),["tune","compar\
e","race"].includes(e)&&(t.prompt&&(n("prompt").value=t.prompt),t.tokens&&(n("tokens").value=t.tokens)),e==="compare"){let r=(t.contenders??[]).map(s=>s.name??s);
for(let s of n("contenders").querySelectorAll("input"))s.checked=r.includes(s.value)}}var Pe=["grid","curves","reuse"];function uo(e,t){return Pe.map(n=>({kind:n,...e,settings:ti(t)}))}function ti(e){return Object.fromEntries(Object.entries(e).filter(
([,t])=>t!==""))}function fo(e){return e===""?null:Number(e)}function po(e){return e?.tokens?"":"Nothing to replay yet"}function mo(e,{machine:t,emulated:n,calibrated:o}){
return t==="this"&&n?"No GPU here to measure: choose a card under Hardware":t==="this"&&!o?"Benchmark this machine first":e?.generated?"":"No reply to tune for \
yet"}function ho(e,t){let{id:n,tokens:o}=t??{};return JSON.stringify([e?.model.name,e?.settings,n,o])}function go({model:e,settings:t,source:n,tokens:o}){return JSON.
stringify([e,t,n,o])}function yo({model:e,settings:t,counters:n}){return JSON.stringify([e.name,t,n.generated_tokens])}var xe="typed";function wo(e,{refresh:t,changed:n}){let o=p=>e.querySelector(`#lab-${p}`),[r,s,i,a]=["source","machine","file","typed"].map(o),c=null,l=!1;function u(p){
c=p,xo(r,p.sources.map(({id:h,label:x})=>[h,x])),xo(s,[["this","this machine"],...p.machines.map(({name:h})=>[h,h]),[xe,"Custom machine"]]),Qe(e,"calibration",p.
calibration_table),o("times").hidden=!p.calibration_table,S(e.querySelector("#lab-job-calibrate .go"),p.calibrated?"Run again":"Benchmark this machine"),l||(s.value=
p.default_machine),l=!0;let y=p.budget_gib;o("budget").placeholder=y===null?"all there is":`at most ${y.toFixed(1)}`,f()}function f(){if(!c)return;let p=s.value;
a.hidden=p!==xe,o("prediction").hidden=p==="this",S(o("machine-note"),p==="this"?c.calibration:si(p,c.emulated));let y=r.value;S(o("trace-note"),c.sources.find(
({id:h})=>h===y)?.notes??"");for(let[h,x]of[["save","safetensors"],["csv","csv"]]){let g=o(h);g.href=`lab/traces/${y}.${x}`,g.toggleAttribute("hidden",!bo(c,y))}
n()}async function d(){let[p]=i.files;if(p){S(o("trace-error"),"");try{let y=new URLSearchParams({name:p.name,...ri(o("foreign"))}),{id:h}=await N(`lab/traces?${y}`,
{method:"POST",body:p});await t(),r.value=h,f()}catch(y){S(o("trace-error"),y.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener(
"change",d);for(let p of[r,s])p.addEventListener("change",f);return{offer:u,choose({source:p,machine:y}){if(bo(c,p)&&(r.value=p),typeof y=="string"&&ni(s,y))s.value=
y;else if(y&&typeof y=="object"){s.value=xe;for(let h of a.querySelectorAll("input"))h.value=y[h.name]??""}f()},chosen:()=>c?.sources.find(({id:p})=>p===r.value)??
null,asked:()=>({source:r.value,machine:s.value===xe?ci(a):s.value})}}function xo(e,t){let n=e.value;e.length===t.length&&t.every(([r,s],i)=>oi(e.options[i],r,s))||
(e.replaceChildren(...t.map(([r,s])=>new Option(s,r))),t.some(([r])=>r===n)&&(e.value=n))}function ni(e,t){return[...e.options].some(n=>n.value===t)}function oi(e,t,n){
return e.value===t&&e.text===n}function bo(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function ri(e){let t=[...e.querySelectorAll("input")];return Object.
fromEntries(t.filter(({value:n})=>n!=="").map(({name:n,value:o})=>[n,o]))}function si(e,t){return`${t?"no GPU here, so speeds are for ":"from figures of "}${ii(
e)}; nothing of it is measured.`}function ii(e){return e===xe?"a machine that was typed in":e}function ci(e){let t=[...e.querySelectorAll("input")];return Object.
fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var ai="Click a cell to try it.",li="The trace is of another model: its sizes cannot be tried on this one.",ui=["mapping","policy","admission"],di={replay:Pe,calibrate:[
"calibrate"],tune:["tune"],compare:["compare"],race:["race"]};function So(e,t,n){let o=e.querySelector("#lab"),r=E=>o.querySelector(`#lab-${E}`),s=ao(o),i=new Map,
a=null,c=null,l="",u,f=!1,d="",p=Dn(o,s,g),y=to(o),h=wo(o,{refresh:F,changed:se});function x(){let E=document.querySelector("#control-pane");return Te(E,JSON.parse(
E.querySelector("#fits").dataset.facts))}function g(E,_=r("picked-note")){n("submit",E),S(_,`${E.indexes} × ${E.ways} stands in the control panel: press Apply \
there.`)}let v=E=>fo(r(E).value),m=()=>Object.fromEntries(ui.map(E=>[E,r(E).value])),w=()=>({prompt:r("prompt").value,tokens:v("tokens")}),$=Object.fromEntries(
Object.entries({replay:()=>uo(h.asked(),m()),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let E={budget_gib:v("budget"),confirm:v("confirm")};return[{kind:"tune",
...h.asked(),...E,...w()}]},compare:()=>[{kind:"compare",contenders:A(),...w()}],race:()=>[{kind:"race",rivals:r("rivals").value,...w()}]}).map(([E,_])=>[E,no(r(
`job-${E}`),{steps:_,onView:O,onEnd:()=>F()})]));for(let E of["replay","tune","compare","race"])$[E].enable(!1);function O(E,_=!0){i.set(E.kind,E.id),E.kind==="\
grid"&&(p.show(E.view),d=go(E.about),r("use-best").hidden=!p.best(),S(r("picked-note"),E.view.facts.settings===null?li:ai)),E.kind==="tune"&&k(E.view.facts),E.kind===
"race"&&y.show(E.view.facts.race,_),ro(o,s,E.view),E.kind==="curves"&&!E.view.figures["curves-speed"]&&s.show("curves-speed",null),Pe.includes(E.kind)&&(r("resu\
lts").hidden=!1),s.redraw(),L()}function k({former:E,best:_}){for(let[j,q]of Object.entries({former:E,tuned:_}))r(j).hidden=!q,r(j).onclick=()=>g(q,r("former-no\
te"));S(r("former-note"),"")}function L(){let E=Bn(i);for(let _ of["report","json"])r(_).hidden=E===null,E&&(r(_).href=E[_])}function A(){let E={panel:()=>x().all(),
best:p.best};return B().map(_=>Rn(_,E))}function B(){return[...r("contenders").querySelectorAll("input:checked")].map(({value:E})=>E)}async function F(){let E=await N(
"lab/state").catch(()=>null);E&&(a=E,h.offer(E),se(),await Q(E))}async function Q({under_way:E,results:_}){let j=({id:T})=>Object.values($).some(me=>me.follows(
T));for(let[T,me]of Object.entries($))me.join(E.filter(({kind:$e})=>di[T].includes($e)));let q=_.filter(T=>i.get(T.kind)!==T.id&&!j(T)),ie=!f;f=!0;let I=await Promise.
all(q.map(({id:T})=>N(`lab/jobs/${T}`).catch(()=>null)));for(let T of I.filter(Boolean))ie&&lo(T,{at:r,source:h}),O(T,!1);I.length&&se()}function re(){if(!c||!o.
offsetWidth)return;let E=c.phase==="idle"?yo(c):l;E===l&&c.lab===u||(l=E,u=c.lab,F())}function se(){if(!a)return;let E=h.chosen(),{emulated:_,calibrated:j,contenders:q}=a,
ie=mo(E,{machine:h.asked().machine,emulated:_,calibrated:j}),I={replay:po(E),tune:ie,compare:"",race:""};r("empty").hidden=!I.replay||i.size>0,ve(q);for(let[me,
$e]of Object.entries(I))$[me].enable(!$e,$e);let T=i.has("grid")&&ho(c,E)!==d;S(r("stale"),T?"The trace or the settings have changed. Replay again.":"")}function ve(E){
let _=In(E,p.best()),j=Object.keys(_),q=r("contenders"),ie=[...q.querySelectorAll("input")].map(({value:I})=>I);if(JSON.stringify(ie)!==JSON.stringify(j)){let I=new Set(
Fn(B(),j));q.replaceChildren(q.querySelector("legend"),...j.map(T=>fi(T,I.has(T))))}q.querySelectorAll("label").forEach(I=>I.title=_[I.textContent.trim()])}return new ResizeObserver(
()=>o.offsetWidth&&re()).observe(o),r("use-best").addEventListener("click",()=>g(p.best())),s.onClick("grid",p.click),o.querySelectorAll("input[name=lab-metric]").
forEach(E=>E.addEventListener("change",p.redraw)),{update(E){c=E,re()},recolour(){s.redraw(),y.redraw()}}}function fi(e,t){let n=document.createElement("label"),
o=Object.assign(document.createElement("input"),{type:"checkbox",value:e,checked:t});return n.append(o,` ${e}`),n}function ko(e){let t=n=>e.querySelector(`#counter-${n}`);return{update(n){let{counters:o}=n;ee(t("hits"),o.hits),ee(t("inflight"),o.in_flight),ee(t("misses"),o.
misses),ee(t("fills"),o.fills),ee(t("evictions"),o.evictions),S(t("hit-rate"),C(Le(o),1)),S(t("recent"),C(n.recent_hit_rate,1)),S(t("copied"),R(o.bytes_copied)),
ee(t("tokens"),o.generated_tokens),pi(t("joules"),n.power)}}}function pi(e,t){let{text:n,title:o}=mi(t);S(e,n),e.parentElement.title=o}function mi(e){let t=Object.
entries(e).flatMap(([s,i])=>i.joules===null?[]:[{name:s,joules:i.joules}]),n=Object.values(e).filter(s=>s.joules===null),o=t.reduce((s,i)=>s+i.joules,0),r=t.length===
1?` ${t[0].name.toUpperCase()} only`:"";return{text:t.length?`${_t(o)}${r}`:"–",title:n.map(s=>s.reason).join(" ")||"GPU and CPU, since the app started"}}var Eo=2,hi=150;function vo(e){let t=Ce(e),n=matchMedia("(prefers-reduced-motion: reduce)"),o=null;return{show(r,s,{state:i},a){let c=o&&!n.matches?r.places(gi(
o,i)):[];if(o=i.slice(),!!c.length){Ve(e,t,s),t.fillStyle=a.cpu;for(let{x:l,y:u,wide:f,high:d}of ye(Xe(s),s,c))t.fillRect(l,u,f,d);e.animate([{opacity:1},{opacity:0}],
{duration:hi,fill:"forwards"})}}}}function gi(e,t){if(e.length!==t.length)return[];let n=[];for(let o=0;o<t.length;o++)t[o]===Eo&&e[o]!==Eo&&n.push(o);return n}var $o=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&($o[e]=t++);function G(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=$o[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var yi="No topics yet: press Switch topics under the chat, or name a conversation as a topic (More).",xi="One topic so far: an expert can prefer one only beside\
 another.";function bi(e){return{...e,preferred:G(e.preferred),shares:G(e.shares)}}function Oo(e){let t=0;return async function(){let o=++t,r=await N("topics").
catch(()=>null);r&&o===t&&e(bi(r))}}function de(e){let{topics:t,model:n}=e;return t&&t.model===n.name&&t.words.length===n.layers*n.experts?t:null}function Lo(e,t){
return de(e)?.preferred[t]??0}function _o(e,t){let n=[e,...Array.from({length:t},(o,r)=>Mo(r))];return n.flatMap((o,r)=>[[r/n.length,o],[(r+1)/n.length,o]])}function To(e){
let t=de(e)?.topics??[];if(t.length<2)return`<span>${t.length?xi:yi}</span>`;let n=(r,s)=>`<span><i class="mark topic" style="background:${r}"></i>${s}</span>`;
return[...t.map(({name:r},s)=>n(Mo(s),et(r))),n("var(--state-cpu)","no topic")].join("")}function Ao(e,t){let n=de(e);if(!n)return[];let{topics:o,shares:r,words:s}=n,
i=s.length,a=o.map(({name:l},u)=>({name:l,share:r[u*i+t]})).filter(({share:l})=>l>0).sort((l,u)=>u.share-l.share).slice(0,3).map(({name:l,share:u})=>`${et(l)} ${u}\
 %`),c=s[t].map(l=>`“${et(l.trim())}”`);return[a.length?a.join(", "):"",c.length?`chosen by ${c.join(" ")}`:""].filter(Boolean)}function Mo(e){return`#${J(e).
map(t=>t.toString(16).padStart(2,"0")).join("")}`}function et(e){return e.replace(/[&<>"]/g,t=>`&#${t.charCodeAt(0)};`)}function fe({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,
places:t=>t.map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function qo({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping===
"layered",a=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),c=new Int32Array(s).fill(-1);return n.slot.forEach((l,u)=>{l>=0&&l<s&&(c[l]=u)}),{key:`slots\
 ${a} ${s}`,rows:Math.ceil(s/a),columns:a,xTitle:i?"slot of the layer":"slot",yTitle:i?"layer":`slots, ${a} a row`,cellAt:(l,u)=>l*a+u<s?c[l*a+u]:null,places:l=>l.
filter(u=>n.slot[u]>=0).map(u=>[Math.floor(n.slot[u]/a),n.slot[u]%a]),layerAt:(l,u)=>i?l:wi(c[l*a+u],e)}}function wi(e,{experts:t}){return e>=0?Math.floor(e/t):
null}var[je,rt,st]=[0,1,2],Si=.5,ki=6,Ei=["not on the GPU","being copied to the GPU","on the GPU"],be={where:{board:fe,value:({cache:e,counters:t},n)=>e.state[n]!==st?
e.state[n]===rt?Si:je:1+$i(e.lastUsed[n],t.steps),range:()=>[je,st],scale:({cpu:e,flight:t,readyOld:n,ready:o,now:r})=>[[0,e],[.1,e],[.1,t],[.4,t],[.5,n],[.92,o],
[1,r]],legend:()=>'<span>on the GPU: long unused<i class="ramp hits"></i>just used</span><span><i class="mark flight"></i>being copied</span><span><i class="mar\
k none"></i>not on the GPU</span>'},age:{board:fe,value:({cache:e,counters:t},n)=>e.lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(Co(
e)),0],scale:({isDark:e})=>ue(e),legend:e=>ot(`${Co(e)} steps ago`,"just now")},rate:{board:fe,value:({cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[
0,1],scale:({isDark:e})=>ue(e),legend:()=>ot("0 % hits","100 %")},uses:{board:fe,value:({cache:e},t)=>Ie(e,t),range:({cache:e})=>[0,tt(e)],scale:({isDark:e})=>ue(
e),legend:({cache:e})=>ot("unused",`${tt(e)} uses this reply`),label:({cache:e},t)=>String(Ie(e,t)||""),widest:({cache:e})=>nt(tt(e)+1)},topics:{board:fe,value:Lo,
range:e=>[-.5,(de(e)?.topics.length??0)+.5],scale:({cpu:e},t)=>_o(e,de(t)?.topics.length??0),legend:To,isOutlined:!0},slots:{board:qo,value:({model:e,settings:t},n)=>t.
mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="layered"?e.experts:e.layers)-1],scale:(e,{model:t,settings:n})=>Me(
n.mapping==="layered"?t.experts:t.layers),legend:({settings:e})=>`<span>each colour is one ${e.mapping==="layered"?"expert":"layer"}; the number is the expert</\
span>`,label:({cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.state[o]===rt?" ↓":""}`},
widest:({model:e,settings:t})=>nt(e.experts)+(t.mapping==="layered"?0:1+nt(e.layers))}};function No(e,t){let{cache:n,counters:o,model:r}=e;if(t===null)return"no\
 slot";if(t<0)return"an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.experts)}, expert ${t%
r.experts}`,vi(e,t),`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${Ie(n,t)} uses this reply`,n.lastUsed[t]<0?"never used":`last used ${i}`,
...Ao(e,t)].join("<br>")}function Po({cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[st]} of ${e.state.length} experts on the GPU, ${t[rt]} bei\
ng copied, ${t[je]} not on the GPU`}function vi({cache:e},t){let n=Ei[e.state[t]];return e.state[t]===je?n:`${n}, slot ${e.slot[t]}`}function Ie(e,t){return e.uses[t]-
e.usedBefore[t]}function Co({cache:e,counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function tt(e){let t=1;for(let n=0;n<
e.uses.length;n++)t=Math.max(t,Ie(e,n));return t}function nt(e){return String(e-1).length}function $i(e,t){return e<0?0:Math.max(0,1-Math.log2(Math.max(1,t-e))/
ki)}function ot(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var Oi=4/3,Li=800,jo=-1,_i='<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>',Ti='<span><i class="mark now"></i>last token</sp\
an>',Ai='<span><i class="mark now"></i>chosen token</span>';function Io(e,t){let n=e.querySelector("#heatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector(
"#heatmap .summary"),s=e.querySelector("#heatmap .stage"),i=qe(e.querySelector("#heatmap canvas")),a=vo(e.querySelector("#heatmap .landings")),c=be.where,l=null,
u=null,f=[],d=null,p="",y=null,h=null,x=null,g=null;function v(){if(!h||!y||!n.offsetWidth)return;l=c.board(h);let{rows:k,columns:L}=l;u=P(),f=Array.from({length:k},
()=>new Array(L).fill(jo));let A=!n.on;s.classList.toggle("tall",L<=k),s.style.setProperty("--board",`${qi(l,n.offsetHeight,u.em)}px`),$(!0),y.react(n,[Ni(f,Ne(
k,m))],Pi(l,h,n,u),U),A&&w(y),b()}function m(k,L){return h&&l?No(h,l.cellAt(k,L)):""}function w(k){n.on("plotly_doubleclick",()=>l&&k.relayout(n,Ro(l))),n.on("p\
lotly_relayout",L=>L.autosize?v():b()),n.on("plotly_hover",({points:[L]})=>d={xval:L.x,yval:L.y}),n.on("plotly_unhover",()=>d=null),n.on("plotly_click",({points:[
L]})=>l&&t.chooseLayer(l.layerAt(L.y,L.x)))}function b(){if(!h||!u)return;l=c.board(h);let k=Mi(l,c,h,f,g),L=Ci(n),A=i(L,k,c.scale(u,h),u);c===be.where&&a.show(
l,L,h.cache,u),n.dataset.outlined=k.outlined.length||k.hits.length+k.misses.length,$(A),d&&y?.Fx.hover(n,d,"xy")}function $(k){if(!h)return;let L=c.legend(h,k)+
(g?Ai:c.isOutlined?Ti:_i);L!==p&&(o.innerHTML=L),p=L}let O=Oo(k=>{x=k,h&&(h={...h,topics:x},v())});return O(),document.addEventListener("hybrid:reply-ended",()=>setTimeout(
O,Li)),t.outline=k=>{g=k,l&&n.offsetWidth&&b()},e.querySelectorAll("input[name=view]").forEach(k=>k.addEventListener("change",()=>{c=be[k.value],c===be.topics&&
O(),v()})),D().then(k=>{y=k,V(y,n,v),v()}),{holds:!0,update(k,L){if(h={...k,topics:x},S(r,Po(k)),!y||!n.offsetWidth)return;let{cells:A,current:B,settings:F,counters:Q,
active_request:re}=L.delta;L.whole||!l||F&&l.key!==c.board(k).key?queueMicrotask(v):(A||B||F||Q||re)&&b()},recolour:v}}function Mi(e,t,n,o,r){let{current:s,missed:i}=n.
cache,a=r??(t.isOutlined?s:null),c=new Set(i),l=new Float64Array(e.rows*e.columns).fill(NaN);for(let u=0;u<e.rows;u++)for(let f=0;f<e.columns;f++){let d=e.cellAt(
u,f),p=d===null||d<0?null:t.value(n,d);o[u][f]=p??jo,p!==null&&(l[u*e.columns+f]=p)}return{rows:e.rows,columns:e.columns,values:l,range:t.range(n),label:t.label?
(u,f)=>t.label(n,e.cellAt(u,f)):null,widest:t.widest?.(n)??2,hits:e.places(a?[]:s.filter(u=>!c.has(u))),misses:e.places(a?[]:i),outlined:e.places(a??[])}}function qi({
rows:e,columns:t},n,o){let r=Math.max(0,n-2.6*o-4)/e;return Math.ceil(3*o+4+Oi*r*t)}function Ci(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;return{outerWidth:o,
outerHeight:r,left:t._offset,top:n._offset,width:t._length,height:n._length,xRange:t.range,yRange:n.range}}function Ni(e,t){return{type:"heatmap",z:e,customdata:t,
opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"%{customdata}<extra></extra>"}}function Ro({rows:e,columns:t}){return{"xaxis.range":[-.54,t-.46],
"yaxis.range":[e-.46,-.54]}}function Pi(e,{model:t},n,o){let r=`${t.name} ${e.key}`,s=Ro(e),i=n.layout?.uirevision===r?n.layout:null,a=(c,l)=>({showgrid:!1,zeroline:!1,
ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.log2(l/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{text:c,font:{size:.72*o.
em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.
text},hoverlabel:X(o),dragmode:"zoom",uirevision:r,xaxis:{...a(e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...a(e.yTitle,e.rows),range:i?.
yaxis.range??s["yaxis.range"]}}}var ji=1e3,[Ii,Ri]=[1,2];function Fo(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let i=o,
{layers:a}=i.model;for(;n.rows.length>a;)n.deleteRow(-1);for(;n.rows.length<a;)n.append(Fi());for(let c=0;c<a;c++)Bi(i,c).forEach((l,u)=>{let f=n.rows[c].cells[u];
f.textContent!==l&&(f.textContent=l)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,ji))}}}function Fi(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function Bi({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,f)=>f),s=u=>r.filter(f=>t.state[o+f]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),a=u=>r.
reduce((f,d)=>f+u[o+d],0),[c,l]=[a(t.uses),a(t.hits)];return[String(n),it(s(Ri)),it(s(Ii)),it(i.map(u=>u-o)),`${l} of ${c}`,C(c?l/c:null,1)]}function it(e){return e.
join(" ")||"none"}var Bo=["steps","held","loading","choices","outcomes"];function Do(){let e={rows:"ways",clear(){for(let t of Bo)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of Bo)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[Uo,Di]=[0,1],Ui=16,Gi=10,[zi,Hi]=[.14,.3];function Go(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(l=>l.map(u=>u<0?-1:1)),s=r[0].length,i=Wo(e,s),a=o?
s:null,c=l=>o?te(J(l)):n.readyInk;return{rows:s+(o?1:0),traces:[Wi(e,r,s,o,t,n),...o&&s<=Ui?[Ki(e,r,s,t,n)]:[],Be(i.evictions,"line-ns-open",n.outline,.9*n.em,"\
evicted",2),Be(i.hits,"circle",i.hits.experts.map(c),.25*n.em,"hit"),Be(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),Be(i.misses,"x-thin-op\
en",n.outline,.4*n.em,"missed",1.5)],layout:Yi(e,s,a,n)}}function zo({rows:e}){return`${e==="ways"?"<span>each colour is one expert</span>":'<span><i class="mar\
k hit"></i>on the GPU</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted\
</span>`}function Ho(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer has no slots, so all of its experts run on the CPU.";let n=t.filter(s=>s===
Uo).length,o=Wo(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} lookups hit (${C(n/t.length)}); ${o} ${o===1?"ev\
iction":"evictions"}. One step is one token or one prompt chunk.`}function Wi({steps:e,loading:t},n,o,r,{experts:s},i){let a=Array.from({length:o},(l,u)=>n.map(
f=>f[u]<0?null:f[u])),c=(l,u)=>{let f=n[u][l],d=t[u].includes(l);return r?`slot ${l}: ${f<0?"empty":`expert ${f}${d?", being copied":""}`}`:`expert ${l}: ${f<0?
"not on the GPU":d?"being copied":"on the GPU"}`};return{type:"heatmap",x:e,z:a,zmin:r?-.5:0,zmax:r?s-.5:1,colorscale:r?Me(s):[[0,i.cpu],[1,i.ready]],showscale:!1,
zsmooth:!1,ygap:o>24?0:2,customdata:Ne(o,c),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function Ki({steps:e},t,n,o,r){let{x:s,y:i,text:a,ink:c}={
x:[],y:[],text:[],ink:[]};for(let l=0;l<n;l++)for(let u=0,f=1;u<t.length;u=f++){for(;f<t.length&&t[f][l]===t[u][l];)f++;let d=t[u][l];d<0||f-u<Gi||(s.push(e[u]),
i.push(l-zi),a.push(String(d)),c.push(te(J(d))))}return{type:"scatter",mode:"text",x:s,y:i,text:a,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{
family:r.font,size:.68*r.em,color:c}}}function Wo({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i=[],a={hits:{...Re(),experts:i},inFlight:Re(),misses:Re(),
evictions:Re()};return t.forEach((c,l)=>{let u=n[l-1]??n[l];n[l].forEach((f,d)=>{(e==="ways"?u[d]>=0&&f!==u[d]:u[d]>=0&&f<0)&&Fe(a.evictions,c-.5,d)}),o[l].forEach(
(f,d)=>{let p=r[l][d],y=e==="ways"?Ji(f,u,n[l]):f;p===Uo?(Fe(a.hits,c,y<0?s:y+(e==="ways"?Hi:0)),i.push(f)):p===Di?Fe(a.inFlight,c,y<0?s:y):Fe(a.misses,c,e==="w\
ays"?s:f)})}),a}function Ji(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function Re(){return{x:[],y:[]}}function Fe(e,t,n){e.x.push(t),e.y.push(n)}function Be({
x:e,y:t},n,o,r,s,i=0){return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},hoverinfo:"skip",showlegend:!1}}
function Yi({steps:e},t,n,o){let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.log2(t/10))),a=Array.from({length:Math.
ceil(t/i)},(l,u)=>u*i),c={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"\
rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:X(o),xaxis:{...c,range:[Math.min(e[0],e.at(-1)-50)-1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"\
step",font:r,standoff:4}},yaxis:{...c,range:[s,-.5],tickvals:n===null?a:[...a,n],ticktext:n===null?a.map(String):[...a.map(String),"CPU"],title:{text:n===null?"\
expert":"slot",font:r,standoff:4}}}}var Vi=700;function Ko(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=Do(),i=null,a=null,c=null,l=0,
u=-1,f=!1;function d(){if(!i||!a||c===null||!s.steps.length)return;let x=P(),g=Go(s,a.model,x);r.style.setProperty("--rows",g.rows),i.react(r,g.traces,g.layout,
U),n.querySelector(".legend").innerHTML=zo(s),S(n.querySelector(".summary"),Ho(s))}async function p(){l=0;let x=c;x===null||!a||f||document.hidden||(u=a.counters.
steps,await s.extend(x,()=>c===x)&&d())}function y(x){x==null||x===c||(c=x,o.value=String(c),n.hidden=!1,S(n.querySelector("h3"),`Layer ${c}`),D().then(g=>{i||V(
g,r),i=g}),s.clear(),p())}function h(){c=null,o.value="",n.hidden=!0}return t.chooseLayer=y,o.addEventListener("change",()=>o.value===""?h():y(Number(o.value))),
n.querySelector(".close").addEventListener("click",()=>{h(),o.focus()}),{update(x,g){a=x,o.length!==x.model.layers+1&&Xi(o,x.model.layers),g.whole&&c!==null&&(c>=
x.model.layers&&h(),s.clear(),u=-1),c!==null&&u!==x.counters.steps&&(l||=setTimeout(p,Vi))},paused(x){f=x,u=-1},recolour:d}}function Xi(e,t){e.length=1;for(let n=0;n<
t;n++)e.add(new Option(String(n),String(n)))}var[ne,Zi,Jo]=["solid","4px 2px","2px 2px"],Qi=[{title:"tokens / s",format:we,lines:[{at:1,name:"tok/s",colour:"speed",dash:ne}]},{title:"hit rate",most:1,format:e=>`${Math.
round(100*e)} %`,lines:[{at:2,name:"hit rate",colour:"hit",dash:ne,value:ec}]},{title:"experts / s",format:we,lines:[{at:2,name:"hits/s",short:"hits",colour:"hi\
t",dash:ne},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:Zi}]},{title:"copied to the GPU",format:e=>`${tc(e)}B/s`,lines:[{at:4,name:"copied",colour:"\
speed",dash:ne}]},{title:"power",power:!0,format:e=>`${we(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:ne},{at:6,name:"CPU",short:"CPU",colour:"\
cpuPower",dash:Jo}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",short:"this program",colour:"speed",
dash:ne},{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:Jo}]},{title:"GPU memory",titleWithout:"memory of this program (no GP\
U in use)",format:e=>`${we(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:ne}]}];function Yo({power:e,memory:t}){let n=Object.
values(e).some(r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return Qi.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||r.title}))}function Vo({
most:e,unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let a of n)r=Math.max(r,(ct(a,i)??0)/t);if(!r)return t;let s=10**Math.floor(Math.log10(r));
return t*s*([1,1.5,2,3,4,5,6,8].find(i=>i*s>=r*.999)??10)}function ct({at:e,value:t},n){return t?t(n):n[e]}function ec(e){let[t,n]=[e[2]??0,e[3]??0];return t+n>
0?t/(t+n):null}function we(e){return String(Number(e.toPrecision(e<1?2:3)))}function tc(e){let t=e<1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${we(e/1e3**
t)} ${["","k","M","G","T"][t]}`}var nc=120,oc="question",ut=.66,at=.22,dt=.04,[Xo,rc,Zo,lt]=[5,1.8,1.7,4];function ft({points:e,marks:t},n,o,r){let s=e.map(([a])=>a-o);return[...n.flatMap(({lines:a,
top:c,format:l},u)=>{let f=n.length-1-u;return a.map(d=>{let{name:p,colour:y,dash:h}=d,x=e.map(g=>ct(d,g));return{type:"scatter",mode:"lines",name:p,x:s,y:x.map(
g=>g===null?null:f+ut*g/c),customdata:x.map(g=>g===null?"":l(g)),line:{color:r[y],width:1.8,dash:h,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}\
<extra></extra>`,showlegend:!1}})}),sc(t,n.length,o,r)]}function sc(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(
([s])=>[s-n,s-n,null]),y:e.flatMap(()=>[-dt,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:e.flatMap(([,
s])=>Array(3).fill(ic(s))),size:e.flatMap(()=>[0,r,0]),color:o.text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function ic(e){return e===
oc?"circle":"triangle-down"}function Qo(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.flatMap(({top:a,format:c},l)=>{let u=e.length-1-l;return[
[u,"0"],[u+ut,c(a)]]});return{margin:{l:Xo*o,r:rc*o,t:lt,b:Zo*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"\
x unified",hoverlabel:X(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-nc,0],gridcolor:n.grid,zeroline:!1,tickfont:s,ticksuffix:" s",ticklabeloverflow:"\
allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.muted},yaxis:{range:[-dt,e.length+at],fixedrange:!0,
zeroline:!1,gridcolor:n.grid,tickvals:i.map(([a])=>a),ticktext:i.map(([,a])=>a),tickfont:s,ticklabeloverflow:"allow",automargin:!1}}}function er(e,t,n){let o=t.
length+at+dt,r=t.map((s,i)=>{let a=(i+1-ut+at)/o,c=Object.assign(document.createElement("p"),{textContent:s.title});return c.style.top=`calc(${lt}px + ${a} * (1\
00% - ${lt+Zo*n.em}px))`,s.lines.length>1&&c.append(...s.lines.map(l=>cc(l,n))),c});e.style.left=`${Xo*n.em}px`,e.replaceChildren(...r)}function cc({dash:e,short:t,
colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"╍╍",s.style.color=o[n],s.ariaHidden=
"true",r.append(s,` ${t}`),r}function tr(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),a=null,c=null,l="",u=null,f=!1;function d(){if(!c||!a||!t.offsetWidth)return;let b=P(),$=!t.on,O=h(
c);l=x(O,c);let k=u===null?null:t.layout.xaxis.range;a.react(t,ft(c,O,y(c),b),Qo(O,k,b),U),er(n,O,b),$&&g()}function p(){if(!c||!a)return;let b=h(c);if(!t.on||!t.
offsetWidth||x(b,c)!==l){d();return}let $=ft(c,b,y(c),P()),O=k=>$.map(L=>L[k]);a.restyle(t,{x:O("x"),y:O("y"),customdata:O("customdata")},[...$.keys()])}function y({
points:b}){let $=b.at(-1)?.[0]??Date.now()/1e3;return t.dataset.end=u??$,u??$}function h(b){return Yo(b).map($=>({...$,top:Vo($,b.points)}))}function x(b,{marks:$}){
return JSON.stringify([b.map(({title:O,top:k})=>[O,k]),$])}function g(){t.on("plotly_relayout",b=>{"xaxis.range[0]"in b&&m(Number(t.dataset.end)),b.autosize&&d()}),
t.on("plotly_doubleclick",w),i.addEventListener("click",w),t.addEventListener("pointerenter",()=>v(!0)),t.addEventListener("pointerleave",()=>v(!1))}function v(b){
f=b,r.hidden=!b,b||d()}function m(b){u=b,i.hidden=s.hidden=b===null,b!==null&&S(s,`0 s is ${new Date(1e3*b).toLocaleTimeString()}`)}function w(){m(null),d()}return D().
then(b=>{a=b,V(a,t,d),d()}),{holds:!0,update(b,$){c=b,S(o,ac(b)),$.whole?requestAnimationFrame(d):a&&!f&&($.point||$.delta.mark)&&requestAnimationFrame(p)},recolour:d}}
function ac(e){return Object.values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var nr="hybrid-captions-seen";function or(e){let t=e.querySelector("#live-rate"),n=e.querySelector("#live-sentence"),o=e.querySelector("#captions");return o.hidden=
localStorage.getItem(nr)!==null,o.querySelector("button").addEventListener("click",()=>{localStorage.setItem(nr,"yes"),o.hidden=!0}),{holds:!0,update(r){S(t,pt(
r.recent_hit_rate)),S(n,lc(r))}}}function pt(e){if(e===null)return"–";let t=Math.round(100*e);return`${t===100&&e<1?99:t} %`}function lc({phase:e,settings:t,speed:n,
cache:o}){if(e==="prefill")return`Reading the prompt (${n.prefill_total} tokens at once), which needs nearly all experts.`;let r=o.current.length;if(!r)return"A\
sk something: the experts each token uses light up here.";let s=e==="decode"?"This token":"The last token",i=o.missed.length;if(t.placement==="cpu_only")return`${s}\
: all ${r} of its experts ran on the CPU.`;if(!i)return`${s}: all ${r} of its experts were already on the GPU.`;let a=t.placement==="on_demand"?i===1?"was copie\
d first":"were copied first":"ran on the CPU";return`${s}: ${r-i} of its ${r} experts were already on the GPU; ${i} ${a}.`}function rr(e){let t=e.querySelector("#presentation"),n=s=>t.querySelector(`.${s}`),o=null;function r(){!o||!ae()||(S(n("question"),uc()||o.model.name),S(n("sha\
re"),pt(o.recent_hit_rate)),S(n("speed"),o.speed.tokens_per_s===null?"–":o.speed.tokens_per_s.toFixed(1)))}return t.querySelector("button").addEventListener("\
click",()=>he(!1)),document.addEventListener("hybrid:presenting",r),{update(s){o=s,r()}}}function uc(){let e=document.querySelectorAll("#chat .user-row .message\
-content");return e.length?e[e.length-1].textContent.trim():""}var dc=1e3,sr=5e3;function ir(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?sr-dc:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+sr,S(t,fc(r)))}}}function fc({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Benchmarking this machine.";if(e==="unloaded")return"No model is loaded. Load one in \
Settings.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${C(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:`W\
riting: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}function cr(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e);ht(mt(t,n),o)}function mt(e,t){return`${e.replace(/[^\p{L}\p{N}]+/gu,"-").replace(/^-|-$/g,
"")||"conversation"}.${t}`}function ht(e,t,n="text/plain"){gt(e,new Blob([t],{type:n}))}function gt(e,t){let n=URL.createObjectURL(t);Object.assign(document.createElement(
"a"),{href:n,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(n),1e4)}var pc={stop:"ended",length:"limit",cancelled:"stopped"},mc=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},hc=e=>t=>t==null?"–":t.toFixed(e),gc=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,yc=e=>e==null?"–":`${(100*e).toFixed(1)} %`,xc=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),Z=e=>String(e??"–"),z=[{label:"When",sort:"at",value:e=>e.at,text:kc},{label:"N × M",sort:"geometry",value:e=>e.indexes*
1e3+e.ways,text:(e,t)=>`${t.indexes} × ${t.ways}`},{label:"Policy",sort:"policy",value:e=>e.policy,text:e=>Z(e).toUpperCase()},{label:"Tok/s",sort:"tokens_per_\
s",value:e=>e.tokens_per_s,text:hc(1),figure:!0,better:1},{label:"First token",sort:"first_token_s",value:e=>e.first_token_s,text:gc,figure:!0,better:-1},{label:"\
Hit rate",sort:"hit_rate",value:e=>e.hit_rate,text:yc,figure:!0,better:1,points:!0},{label:"GB copied",sort:"bytes_copied",value:e=>e.bytes_copied,text:xc,figure:!0,
better:-1},{label:"J/token",sort:"joules_per_token",value:bc,text:wc,figure:!0,better:-1,title:"from the available sensors"},{label:"Tokens",sort:"tokens",value:e=>e.
tokens,text:Z,figure:!0},{label:"End",sort:"ending",value:e=>pc[e.finish],text:Z,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",sort:"\
cpu_threads",value:e=>e.cpu_threads,text:Z,figure:!0},{label:"Mapping",sort:"mapping",value:e=>e.mapping,text:Z},{label:"Copies",sort:"admission",value:e=>e.admission,
text:Sc,title:"When missed experts are copied, and how many copies may be in progress"},{label:"Strategy",sort:"placement",value:e=>e.placement,text:e=>Z(e).replace(
"_"," ")},{label:"Model",sort:"model",value:e=>e.model,text:Z}];function bc(e){let t=mc(e);return t===null||!e.tokens?null:t/e.tokens}function wc(e,t){if(e===null)
return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function Sc(e,t){return e==="bounded"?`bounded, ${t.max_queued_copies}`:
Z(e)}function kc(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+
1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function yt(e){return String(new URLSearchParams(Object.entries(e).map(([t,
n])=>[t,String(n)])))}function ar(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll('"','""')}"`:String(r??""),
o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}function Ec(e){return Math.abs(e)<5e-4?"the same":`${e>0?"+":"−"}${Math.abs(100*e).toFixed(1)} points, ${e>0?"better":"worse"}`}function vc(e,t){let[n,o]=t.
map(i=>e.value(i));if(!e.better||!n||o==null)return"";if(e.points)return Ec(o-n);let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?
"better":"worse";return`${r>0?"+":"−"}${Math.abs(100*r).toFixed(0)} %, ${s}`}function lr(e){let{rows:t,shared:n}={rows:[],shared:[]};for(let o of z){let[r,s]=e.
map(i=>o.text(o.value(i),i));r===s&&!o.better?n.push(`${o.label} ${r}`):t.push([o.label,r,s,vc(o,e)])}return{rows:t,caption:n.length?`Same in both: ${n.join(", ")}\
.`:"No shared settings."}}function ur(e,t,n){return[...e.filter(o=>o!==t),...n?[t]:[]].slice(-2)}var $c="The GPU is simulated: hits are real, speeds are not.";function H(e,t){let n=z.find(o=>o.label===e);if(!n)throw new Error(`Runs have no column ${e}.`);return n.
text(n.value(t),t)}function xt(e){return[["Tokens/s",H("Tok/s",e)],["Hit rate",H("Hit rate",e)],["J/token",H("J/token",e)],["First token",H("First token",e)]].filter(
([,t])=>t!=="–")}function De(e){let t=`${H("N × M",e)} slots, ${H("Policy",e)}, ${H("Mapping",e)}`,n=e.placement&&e.placement!=="cached"?H("Strategy",e):`${t}\
, ${Oc(e)}`;return[["Model",e.format?`${e.model} (${e.format})`:e.model],["Machine",e.machine],["Settings",`${n}, ${H("Threads",e)} CPU threads`],["Length",`${e.
tokens} tokens${e.prompt_tokens==null?"":` after a prompt of ${e.prompt_tokens}`}`],["Measured",[Lc(e.at),e.commit&&`commit ${e.commit}`].filter(Boolean).join("\
, ")]].filter(([,o])=>o)}function Se(e){return e.emulated?$c:""}function dr(e){let n=["| Hybrid MoE | |","| --- | --- |",...[...xt(e),...De(e)].map(([o,r])=>`| ${o}\
 | ${_c(r)} |`)];return Se(e)&&n.push("",Se(e)),`${n.join(`
`)}
`}function fr(e){return`${e.model} ${H("Tok/s",e)} tok/s`}function Oc({admission:e,max_queued_copies:t}){return e==="bounded"?`copies when worth it (at most ${t}\
 at a time)`:`copies ${e}`}function Lc(e){return new Date(1e3*e).toISOString().slice(0,10)}function _c(e){return String(e).replace(/[\\|`*_[\]<>]/g,"\\$&").replace(
/\s+/g," ")}var bt=1200,pr=630,W=64,Tc='system-ui, "Segoe UI", "Liberation Sans", sans-serif';function mr(e,t,n){let o=(r,s,i,a,c,l=400,u=bt-W-s)=>{e.fillStyle=c,e.font=`${l}\
 ${a}px ${Tc}`,e.fillText(Mc(e,String(r),u),s,i)};e.fillStyle=n.ground,e.fillRect(0,0,bt,pr),o("Hybrid MoE",W,76,26,n.muted,600),o(De(t)[0][1],W,138,46,n.text,600),
xt(t).forEach(([r,s],i)=>{let a=W+i*275;o(s,a,232,i===0?64:46,n.text,600,255),o(r,a,272,24,n.muted,400,255)}),Ac(e,t.hit_rate,n),De(t).slice(1).forEach(([r,s],i)=>{
let a=392+i*46;o(r,W,a,24,n.muted),o(s,W+150,a,24,n.text)}),Se(t)&&o(Se(t),W,pr-36,24,n.missed,600)}function Ac(e,t,n){if(t==null)return;let o=bt-2*W;e.fillStyle=
n.rule,e.fillRect(W,306,o,18),e.fillStyle=n.hit,e.fillRect(W,306,o*t,18)}function Mc(e,t,n){if(e.measureText(t).width<=n)return t;let o=t.length;for(;o>1&&e.measureText(
`${t.slice(0,o)}…`).width>n;)o-=1;return`${t.slice(0,o)}…`}function hr(e){let[t,n,o]=["canvas","textarea","[role=status]"].map(c=>e.querySelector(c)),r=null;function s(c){r=c.length===1?c[0]:null,e.hidden=!r,S(o,""),r&&
(n.value=dr(r)),i()}function i(){if(!r)return;let c=t.getContext("2d");c&&mr(c,r,P())}async function a(){try{await navigator.clipboard.writeText(n.value),S(o,"M\
arkdown copied.")}catch{n.select(),S(o,"Copy it from the field.")}}return e.querySelector(".copy").addEventListener("click",a),e.querySelector(".png").addEventListener(
"click",()=>{if(!r)return;let c=mt(fr(r),"png");t.toBlob(l=>l&&gt(c,l),"image/png")}),{show:s,draw:i}}var gr="rgba(0, 0, 0, 0)",qc=["speed","gpu"],Cc=["solid","dot"];function yr(e,t,n){return{traces:e.map((o,r)=>Nc(o,r,t,n)),layout:Pc(t,n)}}function xr(e){return e.
every(Boolean)?"Curves over the tokens of each reply.":"No curve: too short, or its recording is gone."}function Nc(e,t,{name:n,format:o},r){return{type:"scatte\
r",mode:"lines",name:"AB"[t],x:e?e[n].map((s,i)=>1+i*e.tokens):[],y:e?.[n]??[],line:{color:r[qc[t]],width:1.8,dash:Cc[t]},hovertemplate:`%{y:${o||".1f"}}`}}function Pc({
title:e,format:t},n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*n.em,margin:{l:3.4*n.em,r:.6*
n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:gr,plot_bgcolor:gr,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",hoverlabel:X(n),xaxis:{...r,nticks:6},
yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",yanchor:"bottom",showarrow:!1,font:o}]}}function br(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(".speed"),{name:"tokens_per_s",title:"tokens / s",format:""}],[e.
querySelector(".hits"),{name:"hit_rate",title:"hit rate",format:".0%"}]],r=null,s=[],i=[];async function a(l){if(s=l,e.hidden=l.length<2,!e.hidden&&(t.innerHTML=
"",t.append(Ic(l)),i=await Promise.all(l.map(jc)),s===l)){if(n.textContent=xr(i),!r){r=await D();for(let[u]of o)V(r,u,c)}c()}}function c(){if(!r||e.hidden||!e.offsetWidth)
return;let l=P();for(let[u,f]of o){let{traces:d,layout:p}=yr(i,f,l),y=!u.on;r.react(u,d,p,U),y&&u.on("plotly_relayout",h=>h.autosize&&c())}}return{show:a,draw:c}}
async function jc(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function Ic(e){let t=document.createElement("tabl\
e"),n=(...s)=>{let i=t.insertRow();s.forEach((a,c)=>{let l=document.createElement(c===0?"th":"td");c===0&&(l.scope="row"),l.textContent=a,i.append(l)})},{rows:o,
caption:r}=lr(e);n("","A ━━","B ┅┅","B vs A");for(let s of o)n(...s);return t.createCaption().textContent=r,t}var ke=200;function wr(){let e=[],t=0,n=0,o=null,r={column:0,descending:!0},s=ke,i=0,a=!1;return{get rows(){return e},get matching(){return t},get total(){return n},
get hasMore(){return!!o},get order(){return r},sorting:()=>({sort:z[r.column].sort,descending:r.descending}),ask(c){return i+=1,a=!0,{number:i,isMore:c,page:c?{
limit:ke,after:o}:{limit:s}}},take({number:c,isMore:l},u){return c!==i||(a=!1,!u)?!1:(e=l?[...e,...u.runs]:u.runs,{matching:t,total:n,next:o}=u,!0)},restart(){s=
ke},more(){return s+=ke,this.ask(!a&&!!o)},sortBy(c){let l=r.column===c?!r.descending:!!z[c].figure;r={column:c,descending:l},s=ke}}}function Sr(e,t){return e.map(
n=>t.find(o=>o.id===n)).filter(Boolean)}function kr(e,t){return e!==""&&e!=="idle"&&t==="idle"}var Rc=400,Fc=150;function Er(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=br(n("compare")),s=hr(n("card")),
i=wr(),a=[],c=[],l,u="",f=()=>({words:n("filter").value,zone:Intl.DateTimeFormat().resolvedOptions().timeZone,...i.sorting()});async function d(m=i.ask(!1)){let w=await fetch(
`runs?${yt({...f(),...m.page})}`).catch(()=>null),b=w?.ok?await w.json():null;i.take(m,b)&&(p(b.problem),x())}function p(m){S(n("problem"),m),n("problem").hidden=
!m}function y(){i.restart(),d()}async function h(m,w,b){let $=await fetch(`runs/all?${yt(f())}`).catch(()=>null),O=await $?.json();$?.ok?ht(m,w(O),b):p(O?.error??
"Can't reach the app. Is it still running?")}function x(){let{rows:m,matching:w,total:b,hasMore:$,order:O}=i;t.querySelector(".scrolled").hidden=b===0,n("empty").
hidden=b>0;for(let k of["csv","json"])n(k).disabled=w===0;S(n("count"),b?`${w} of ${b} replies`:""),!$&&document.activeElement===n("more")&&t.querySelector(".sc\
rolled").focus(),n("more").hidden=!$,o.replaceChildren(...m.map(g)),t.querySelectorAll("th[data-column]").forEach(k=>{Number(k.dataset.column)===O.column?k.setAttribute(
"aria-sort",O.descending?"descending":"ascending"):k.removeAttribute("aria-sort")})}function g(m){let w=document.createElement("tr");w.classList.toggle("stopped",
m.finish==="cancelled");let b=Object.assign(document.createElement("input"),{type:"checkbox",checked:a.includes(m.id)});b.dataset.run=m.id,b.setAttribute("aria-\
label",`Choose the run of ${z[0].text(m.at)}`);let $=document.createElement("span");$.textContent="AB"[a.indexOf(m.id)]??"",w.insertCell().append(b,$);for(let O of z){
let k=w.insertCell();k.textContent=O.text(O.value(m),m),O.figure&&(k.className="figure")}return w}function v(m,w){a=ur(a,m,w),c=Sr(a,[...c,...i.rows]),r.show(c),
s.show(c),x(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(Bc()),t.querySelector("thead").addEventListener("\
click",m=>{let w=m.target.closest("th[data-column]");w&&(i.sortBy(Number(w.dataset.column)),d())}),o.addEventListener("change",({target:m})=>v(m.dataset.run,m.checked)),
n("filter").addEventListener("input",()=>{clearTimeout(l),l=setTimeout(y,Fc)}),n("more").addEventListener("click",()=>d(i.more())),n("csv").addEventListener("cl\
ick",()=>h("runs.csv",ar,"text/csv")),n("json").addEventListener("click",()=>h("runs.json",m=>JSON.stringify(m,null,2),"application/json")),new IntersectionObserver(
([m])=>m.isIntersecting&&d()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&d()),{update(m){kr(u,m.phase)&&t.offsetWidth&&setTimeout(
()=>d(),Rc),u=m.phase},recolour(){r.draw(),s.draw()}}}function Bc(){let e=document.createElement("tr");return e.innerHTML='<th scope="col"><span class="unseen">\
Choose</span></th>',z.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"col",title:n??""});s.dataset.column=String(
r),o&&(s.className="figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.append(s)}),e}var Dc=[0,60,250];function vr(){document.addEventListener("focusout",({target:e})=>{if(e.role==="combobox")for(let t of Dc)setTimeout(Uc,t,e)})}function Uc(e){document.
activeElement===e||e.getAttribute("aria-expanded")!=="true"||e.dispatchEvent(new KeyboardEvent("keydown",{key:"Escape",bubbles:!0}))}function $r(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!_e(n.dataset.key),n.addEventListener("change",()=>Gt(n.dataset.key,!n.checked));return{update(){}}}function Or(e){
return e.querySelector("#help-open").addEventListener("click",He),{update(){}}}function Lr(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r){
n.setAttribute("aria-pressed",String(r)),S(o,r?"Resume":"Pause"),n.title=r?"Resume the charts":"Pause charts",document.body.classList.toggle("charts-paused",r);
let s=document.querySelector("#paused-note");s.hidden=!r,r&&S(s,`Charts paused at ${Gc()}. Counters keep updating.`)}}}function Gc(){return new Date().toLocaleTimeString(
[],{hour12:!1})}function _r(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(r=>document.getElementById(r));return n()?Promise.resolve():new Promise(r=>{let s=new MutationObserver(
()=>{n()&&(s.disconnect(),r())});s.observe(document.body,{childList:!0,subtree:!0})})}var zc={idle:"ready",decode:"writing",loading:"loading model",timing:"benchmarking",unloaded:"no model",closed:"closed"};function Ar(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){S(t("status-model"),o.model.name),S(n,Hc(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;S(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),S(t("status-hit-rate"),C(o.recent_hit_rate??Le(o.counters))),S(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),S(t("status-memory"),Wc(o.memory)),Tr(t("power-gpu"),o.power.gpu),Tr(t("power-cpu"),o.power.cpu),Kc(e.querySelector("#notices"),o)},lost(){S(n,"disconne\
cted"),n.parentElement.dataset.phase="lost"}}}function Hc(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:zc[e.phase];
return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function Wc(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.device_total];
return`${R(t)} / ${R(n)}`}function Tr(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),S(e,Tt(t.watts));
let n=`no sensor${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});e.replaceChildren(
"no sensor",o),e.tabIndex=0}function Kc(e,t){let n=Jc(t);S(e,n.join(" ")),e.hidden=n.length===0}function Jc({machine:{emulated:e,notices:t},activity:n}){return[
...n?[`${n}.`]:[],...e?["No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; speeds are not."]:[],...t]}function Mr(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=c=>c.hash.slice(1),r=c=>n.find(l=>o(l)===c);function s(c){let l=r(c)??n[0];
document.body.dataset.tab=o(l);for(let u of n)u.setAttribute("aria-selected",String(u===l)),u.tabIndex=u===l?0:-1}function i(c){history.replaceState(history.state,
"",c.hash),s(o(c)),c.focus()}function a(c){let l=n.indexOf(document.activeElement),u=Yc(c,l,n.length);return u===void 0?null:n[u]}t.addEventListener("click",c=>{
let l=c.target.closest("[role=tab]");l&&(c.preventDefault(),i(l))}),t.addEventListener("keydown",c=>{(c.key===" "||c.key==="Enter")&&c.target.click();let l=a(c.
key);l&&i(l),(l||c.key===" "||c.key==="Enter")&&c.preventDefault()}),window.addEventListener("hashchange",()=>s(location.hash.slice(1)));for(let c of n){let l=document.
getElementById(`${o(c)}-pane`);l?.setAttribute("role","tabpanel"),l?.setAttribute("aria-labelledby",c.id)}return s(location.hash.slice(1)),{update(){}}}function Yc(e,t,n){
let o={ArrowRight:t+1,ArrowLeft:t-1,Home:0,End:n-1}[e];return o===void 0?void 0:(o+n)%n}var wt=0,qr=1;function Cr(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,a=G(e.choices),c=G(e.outcomes),l=t*o,u=r.map((f,d)=>{let p=0;for(let y=d*l;y<(d+
1)*l;y++)c[y]!==wt&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:l,slowest:Math.max(...i.filter(f=>f!==
null),0),firstExpert:(f,d)=>a[f*l+d*o],routing:(f,d)=>Array.from({length:o},(p,y)=>{let h=f*l+d*o+y;return[a[h],c[h]]}),cells:f=>Array.from({length:l},(d,p)=>Math.
floor(p/o)*n+a[f*l+p])}}function Ue(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,a]of e.routing(t,i))a===qr&&(r+=
1);let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s} missed${r?`, ${r} of them in flight`:""}`}function Ge(e){return e===""?"·":e.replaceAll(
`
`,`⏎
`).replaceAll("	","⇥")}var oe=8,Vc=80,Pr=["hit","flight","miss"],Nr=["hit","in flight","miss"];function jr(e){function t(o,r,s){e.replaceChildren(Zc(o,r),Qc(o,r),ea()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*oe}px`;let{
left:i,top:a}=Xc(r,s,e.getBoundingClientRect(),innerHeight);e.style.left=`${i}px`,e.style.top=`${a}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=
!0,id:e.id}}function Xc(e,t,{width:n,height:o},r){let s=e.bottom+oe+o<=r;return{left:Math.max(t.left+oe,Math.min(e.left,t.right-n-oe)),top:Math.max(oe,s?e.bottom+
oe:e.top-o-oe)}}function Zc(e,t){let n=Object.assign(document.createElement("b"),{textContent:Ge(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement(
"span"),{textContent:Ue(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Qc(e,t){let n=document.createElement("ol");n.classList.toggle("\
many",e.routed>Vc),n.style.setProperty("--cells",String(e.routed/e.layers));for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(
document.createElement("small"),{textContent:String(o)}));for(let[s,i]of e.routing(t,o)){let a=Object.assign(document.createElement("i"),{className:Pr[i],textContent:String(
s)});r.append(a)}n.append(r)}return n}function ea(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=wt;t<
Nr.length;t++){let n=Object.assign(document.createElement("i"),{className:Pr[t],textContent:"n"});e.append(n,` ${Nr[t]} `)}return e}var ta=["none","dotted","dashed","solid","double"],pe={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),shade:e=>Ke(zn(Ir()),e),line:!0,low:"all hi\
ts",high:"all misses"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),shade:e=>Ke(ue(Ir()),e),line:!0,low:"0 ms",
high:e=>`${e.slowest.toFixed(1)} ms`},expert:{label:"top expert of layer",share:(e,t,n)=>e.firstExpert(t,n),shade:J,number:(e,t,n)=>e.firstExpert(t,n),low:"each\
 colour is one expert",high:""}};function Rr(e,t,{shade:n,line:o,number:r}){Object.assign(e.style,na(t===null?null:n(t),o?t:0)),r===void 0?delete e.dataset.number:
e.dataset.number=r}function na(e,t=0){return{backgroundColor:e?`rgb(${e.join(" ")})`:"",color:e?te(e):"",borderBottomStyle:t?ta[Math.min(4,Math.ceil(t*4))]:"non\
e"}}function Ir(){return document.body.classList.contains("dark")}var oa=400;function Dr(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=ia(e,l),a=null,c=null;function l(){let{name:g,layer:v}=i.chosen(),m=pe[g];for(let w of s){
let b=Number(w.dataset.token),$=m.number?.(e,b,v);Rr(w,m.share(e,b,v),{shade:m.shade,line:m.line,number:$})}}function u(g){let v=Object.assign(document.createElement(
"span"),{className:"routed",tabIndex:-1});return v.textContent=Ge(e.texts[g]),v.dataset.token=g,v.setAttribute("role","option"),v.setAttribute("aria-selected","\
false"),v.setAttribute("aria-label",`${e.texts[g].trim()||"space"}: ${Ue(e,g)}`),v.classList.toggle("prompt",g<e.prompt),v}function f(){r.querySelector("button")?.
remove();let v=Number(s.at(-1)?.dataset.token??i.first()-1)+1,m=Math.min(e.count,v+oa);for(let w=v;w<m;w++)s.push(u(w));r.append(...s.slice(-(m-v)||s.length)),m<
e.count&&r.append(sa(e.count-m,f)),s.length&&!a&&p(s[0]),l()}function d(){y(null),t.hide(),s.length=0,a=null,r.replaceChildren(),f()}function p(g){a&&(a.tabIndex=
-1),a=g,g.tabIndex=0}function y(g){c?.setAttribute("aria-selected","false"),c=g===c?null:g,c?.setAttribute("aria-selected","true"),n(c?Number(c.dataset.token):null)}
let h=g=>t.show(e,Number(g.dataset.token),g),x=g=>g.target.closest(".routed");return r.addEventListener("pointerover",g=>x(g)&&h(x(g))),r.addEventListener("poin\
terleave",t.hide),r.addEventListener("focusin",g=>{x(g)&&(p(x(g)),h(a))}),r.addEventListener("focusout",t.hide),r.addEventListener("hybrid:recolour",l),r.addEventListener(
"click",g=>x(g)&&y(x(g))),r.addEventListener("keydown",g=>{if(!x(g))return;let v=ra(s,a,g.key);if(v)v.focus();else if(g.key==="Enter"||g.key===" ")y(a);else if(g.
key==="Escape")c&&y(c),t.hide();else return;g.preventDefault(),g.stopPropagation()}),i.onPrompt(d),f(),o.append(i.element,r),o}function ra(e,t,n){let o=e.indexOf(
t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=Fr(t),a=null,
c=null;for(let l=o+s;e[l];l+=s){let{top:u,left:f}=Fr(e[l]);if(!(Math.abs(u-i.top)<i.height/2)){if(c!==null&&Math.abs(u-c)>i.height/2)break;c??=u,(a===null||Math.
abs(f-i.left)<Math.abs(a.left-i.left))&&(a={element:e[l],left:f})}}return a?.element??null}function Fr(e){return e.getClientRects()[0]}function sa(e,t){let n=Object.
assign(document.createElement("button"),{type:"button",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function ia(e,t){let n=Object.assign(
document.createElement("p"),{className:"token-bar"}),o=Br(Object.entries(pe).map(([d,{label:p}])=>[d,p]),"Colour by"),r=Br(Array.from({length:e.layers},(d,p)=>[
p,p]),"Layer"),s=St("",r),i=Object.assign(document.createElement("input"),{type:"checkbox",disabled:e.prompt===0}),a=document.createElement("span"),[c,l,u]=["sp\
an","i","span"].map(d=>document.createElement(d));a.append(c,l,u),a.className="legend",l.className="ramp";function f(){let d=pe[o.value];s.hidden=o.value!=="exp\
ert",l.hidden=o.value==="expert",l.classList.toggle("misses",o.value==="misses"),c.textContent=d.low,u.textContent=typeof d.high=="function"?d.high(e):d.high,t()}
return o.addEventListener("change",f),r.addEventListener("change",f),n.append(St("Colour by",o),s,a,St("Include prompt",i)),s.hidden=!0,l.classList.add("misses"),
c.textContent=pe.misses.low,u.textContent=pe.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>i.checked||e.prompt===e.count?0:
e.prompt,onPrompt:d=>i.addEventListener("change",d)}}function Br(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(r,o))),
n.setAttribute("aria-label",t),n}function St(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),n}function Ur(e,t){let n=document.querySelector("#chat"),o=new Map,r=jr(e.querySelector("#token-detail")),s=null,i=d=>d.querySelector(".message-content")?.textContent??
"",a=d=>d.querySelector(".actions [data-action=tokens]");function c(d){o.get(d)?.element.remove(),o.delete(d),d.classList.remove("as-tokens"),l(a(d),!1),r.hide(),
t.outline(null)}function l(d,p){d&&(d.textContent=p?"Text":"Tokens",d.setAttribute("aria-pressed",String(p)))}async function u(d,p){let y=d.querySelector(".mess\
age-content"),h={text:i(d),element:document.createElement("div")};h.element.className="tokens",o.set(d,h);try{if(!p)throw new Error("This reply was not recorded\
.");let x=Cr(await N(`tokens/${encodeURIComponent(p)}`));if(o.get(d)!==h)return;h.element.append(Dr(x,{detail:r,pick:g=>t.outline(ca(s,x,g))}))}catch(x){h.element.
textContent=x.message}o.get(d)===h&&(d.classList.add("as-tokens"),y.after(h.element),l(a(d),!0))}function f(){for(let[d,p]of o)!d.isConnected||i(d)!==p.text?c(d):
a(d)?.getAttribute("aria-pressed")!=="true"&&l(a(d),!0)}return new MutationObserver(f).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=
d=>{let p=Number(ge()),y=n.querySelectorAll(".message-row")[p];y&&(o.has(y)?c(y):u(y,d[p]?.metadata?.id))},{update(d){s&&s.name!==d.model.name&&t.outline(null),
s=d.model},recolour(){let d=[...o.values()].map(({element:p})=>p.querySelector(".token-list"));for(let p of d)p?.dispatchEvent(new Event("hybrid:recolour"))}}}function ca(e,t,n){
let o=e?.layers===t.layers&&e?.experts===t.experts;return n===null||!o?null:t.cells(n)}var aa=220,la=50,Gr=5;function kt(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function ze(e,t){
let{cells:n,current:o,missed:r,point:s,mark:i,...a}=t,{cache:c}=e,l=e.counters.steps;for(let[f,d]of Object.entries(a))e[f]=ma(d)?{...e[f],...d}:d;let{steps:u}=e.
counters;a.active_request&&c.usedBefore.set(c.uses),n&&ua(c,G(n),u,Math.max(1,u-l)),o!==void 0?c.current=da(G(o)):u!==l&&(c.current=pa(c,u-1)),r!==void 0&&(c.missed=
fa(c.current,G(r))),s&&zr(e.points,s,aa),i&&zr(e.marks,i,la)}function Hr(e){let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,
points:e.points.slice(),marks:e.marks.slice()}}function ua(e,t,n,o){let r=0;for(let s=0;s<t.length;){let i=t[s++],a=t[s++];if(r+=i>>1,a){let c=Math.floor((a-1)/
o)+1,l=Math.floor((Math.sqrt(8*c+1)-1)/2);e.lastUsed[r]=n-(a-1)%o-1,e.uses[r]+=l,e.hits[r]+=c-l*(l+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function da(e){
let t=0;return e.map(n=>t+=n)}function fa(e,t){return e.filter((n,o)=>t[Math.floor(o/Gr)]>>o%Gr&1)}function pa({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)
e[o]===t&&n.push(o);return n}function zr(e,t,n){e.push(t),e.length>n&&e.shift()}function ma(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var ha=1e3;function Wr(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i;function a(){if(r)return;clearTimeout(i);let l=new EventSource(e);r=l,l.addEventListener(
"snapshot",u=>{s=kt(JSON.parse(u.data)),t(s)}),l.addEventListener("delta",u=>{let f=JSON.parse(u.data);if(!s||f.seq!==s.seq+1){c(),a();return}ze(s,f),n(f)}),l.addEventListener(
"error",()=>{c(),o(),i=setTimeout(a,ha)})}function c(){clearTimeout(i),r?.close(),r=null,s=null}return{open:a,close:c,state:()=>s}}function Kr(e){let t=window.SharedWorker?ga(e):ya(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function ga({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(ze(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function ya(e){let t=Wr(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var xa=2,ba=1e3,Et={whole:!0,point:!1,delta:{}};function Jr(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let l=performance.now(),u=o;o=null;for(let d of e)
n&&d.holds||a(d,t,u);let f=performance.now();s=f+Math.min(ba,xa*(f-l))}function a(l,u,f){try{l.update(u,f)}catch(d){console.error(d)}}function c(l){o=o?wa(o,l):
l,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(l){e.push(l),t&&a(l,l.holds&&n||t,Et)},isPaused:()=>n!==null,pause(l){
if(!(!t||l===(n!==null))){n=l?Hr(t):null;for(let u of e)u.holds&&a(u,n??t,Et),u.paused?.(l,t)}},connect(){Kr({onState(l){t=l,c(Et)},onDelta(l){c({whole:!1,point:"\
point"in l,delta:l})},onLost(){for(let l of e)l.lost?.()}})}}}function wa(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var Sa=[["#strip",Ar],["#tabs",Mr],["#pause",Lr],["#counters",ko],["#spoken",ir],["#layer-detail",Ko],["#heatmap",Io],["#live-sentence",or],["#presentation",rr],
["#heatmap-table",Fo],["#lines",tr],["#fits",Nn],["#lab",So],["#token-view",Ur],["#progress",en],["#progress",sn],["#progress",Ct],["#more",Nt],["#editing-note",
Jt],["#prompts",on],["#attach",qt],["#runs",Er],["#help",$r],["#help-open",Or]],Ee=Jr(),ka={store:Ee,chooseLayer(){},outline(){}},Yr=[];function np(e,t){for(let[
o,r]of Sa){let s=e.querySelector(o);s&&_r(s.dataset.needs).then(()=>Ea(r,s,e,t))}let n=e.querySelector("#theme");n&&Vn(n,()=>Yr.forEach(o=>o.recolour()))}function Ea(e,t,n,o){
let r=e(t.id==="fits"||t.id==="progress"?t:n,ka,o);r.recolour&&Yr.push(r),Ee.add(r)}window.hybrid={awaitTurn:an,endTurn:ln,askingAgain:Vt,chosenMessage:ge,copy:Zt,
edit:Xt,showEditing:Yt,sending:vt,taken:Ot,giveBack:Lt,download:cr,pickFile:Pt};Ut(()=>Ee.pause(!Ee.isPaused()));vr();Ee.connect();export{kt as fromSnapshot,np as mount};
