var G="",ne=()=>document.querySelector("#chat-input textarea");function Ie(e){return G=e[0]??"",e}function De(){G=""}function Be(){let e=ne().value;G&&e.startsWith(
G)&&W(ne(),e.slice(G.length)),G=""}function Fe(e){if(!e)return;let t=ne().value,{text:n}=JSON.parse(e);W(ne(),t.trim()?`${n}
${t}`:n)}function W(e,t){e.value=t,e.dispatchEvent(new Event("input",{bubbles:!0}))}function Re(e){let t=e.querySelector("#more"),n=()=>document.querySelector("#conversation-more");return t.addEventListener("click",()=>{let o=t.getAttribute("ar\
ia-expanded")!=="true";t.setAttribute("aria-expanded",String(o)),n().classList.toggle("open",o)}),document.addEventListener("visibilitychange",()=>{document.hidden||
document.querySelector("#refresh")?.click()}),{update(){}}}function Ue(e){if(!e)return;let{title:t,ending:n,text:o}=JSON.parse(e),r=t.replace(/[^\p{L}\p{N}]+/gu,
"-").replace(/^-|-$/g,"")||"conversation";oe(`${r}.${n}`,o)}function oe(e,t,n="text/plain"){let o=URL.createObjectURL(new Blob([t],{type:n}));Object.assign(document.
createElement("a"),{href:o,download:e}).click(),setTimeout(()=>URL.revokeObjectURL(o),1e4)}function ze(){return new Promise(e=>{let t=Object.assign(document.createElement(
"input"),{type:"file",accept:".json"});t.addEventListener("cancel",()=>e([""])),t.addEventListener("change",async()=>e([await t.files[0].text()])),t.click()})}var Vn={user:[["edit","Edit"],["copy","Copy"],["drop","Delete"]],bot:[["again","Regenerate"],["tokens","Tokens"],["copy","Copy"],["drop","Delete"]]},V=0;function He(){
let e=document.querySelector("#chat"),t=document.querySelector("#editing-note"),n=document.querySelector("#chat-input textarea"),o=()=>[...e.querySelectorAll(".\
message-row")];function r(i){let l=Qn(i),a=i.querySelector(":scope > .actions");a?.dataset.kind!==l&&(a?.remove(),l&&i.append(eo(l)))}e.addEventListener("click",
i=>{let l=i.target.closest(".copy-code");l&&Zn(l);let a=i.target.closest(".actions button");a&&(V=o().indexOf(a.closest(".message-row")),document.querySelector(
`#${a.dataset.action}`).click(),a.dataset.action==="copy"&&to(a),a.dataset.action==="edit"&&n.focus())});let s=()=>{o().forEach(r),navigator.clipboard&&e.querySelectorAll(
".written pre:not(:has(button))").forEach(Xn)};return new MutationObserver(s).observe(e,{childList:!0,subtree:!0}),s(),t.addEventListener("click",i=>i.target.closest(
"button")&&he()),t.hidden=!0,{update(){}}}function he(){let e=document.querySelector("#editing :is(textarea, input)");if(!e?.value)return!1;for(let t of[e,document.
querySelector("#chat-input textarea")])W(t,"");return!0}function Ge(e){let t=document.querySelector("#editing-note");t.hidden=e==="",t.innerHTML=t.hidden?"":'Se\
nding replaces the message and all after it. <button type="button">Cancel</button>'}function X(){return String(V)}function We(e){return De(),[X(),...e]}function Je(e){
return[Ye(e[V]),String(V)]}function Ke(e){navigator.clipboard?.writeText(Ye(e[V]))}function Ye(e){let t=e.content.map(o=>o.text??"").join(""),n=new DOMParser().
parseFromString(t,"text/html").body.firstElementChild;return n?.dataset.text??n?.textContent??t}function Xn(e){let t=Object.assign(document.createElement("butto\
n"),{type:"button",className:"copy-code"});t.ariaLabel="Copy code",e.append(t)}function Zn(e){navigator.clipboard.writeText(e.parentElement.querySelector("code").
textContent),e.dataset.done="true",setTimeout(()=>delete e.dataset.done,1500)}function Qn(e){return e.querySelector(".thought-group")?"":e.classList.contains("u\
ser-row")?"user":"bot"}function eo(e){let t=Object.assign(document.createElement("div"),{className:"actions"});t.dataset.kind=e;for(let[n,o]of Vn[e]){let r=Object.
assign(document.createElement("button"),{type:"button",textContent:o});r.dataset.action=n,t.append(r)}return t}function to(e){e.textContent="Copied",setTimeout(
()=>e.textContent="Copy",1500)}function U(e,t){let n=String(t);if(e.textContent===n)return;let o=n.split(/(?=(?:\d{3})+$)/);e.replaceChildren(...o.map(r=>Object.assign(document.createElement(
"span"),{textContent:r})))}function k(e,t){e.textContent!==t&&(e.textContent=t)}function A(e,t=0){return e==null?"–":`${(e*100).toFixed(t)} %`}function T(e){if(e==
null)return"–";let t=["B","KiB","MiB","GiB","TiB"],n=0,o=e;for(;o>=1024&&n<t.length-1;)o/=1024,n+=1;return`${o.toFixed(n===0||o>=100?0:1)} ${t[n]}`}function Ve(e){
return e<1e4?`${e.toFixed(0)} J`:`${(e/1e3).toFixed(e<1e6?1:0)} kJ`}function Xe(e){return`${e.toFixed(e<10?1:0)} W`}var no={loading:"Waiting: another model is being loaded.",timing:"Waiting: this machine is being timed."};function Ze(e){let t=e.querySelector(".bar"),n=e.querySelector(
".label");return{update(o){let r=document.querySelector("#run textarea, #run input")?.value??"",s=document.querySelector("#stop")?.disabled===!1,i=r!==""&&o.active_request===
r,l=no[o.phase]??(o.active_request&&"Waiting: another tab's reply is being written."),a=s&&!i&&!!l,c=i&&o.phase==="prefill";if(e.hidden=!a&&!c,a)t.style.width="\
0",k(n,l);else if(c){let{prefill_done:u,prefill_total:d}=o.speed;t.style.width=`${d?100*u/d:0}%`,k(n,`Reading the prompt: ${u} of ${d} tokens${oo(o.speed)}.`)}}}}
function oo({prefill_done:e,prefill_total:t,prefill_tokens_per_s:n}){if(!n||e>=t)return"";let o=Math.ceil((t-e)/n);return o<90?`, ${o} s left`:`, ${Math.round(o/
60)} min left`}var ro=700;function et(e){let t=e.querySelector("#prompts"),n=t.querySelector("#examples-toggle"),o=t.querySelector("#demo"),r=t.querySelector("#demo-note"),s=JSON.
parse(t.dataset.demo),i=0;n.addEventListener("click",()=>l(n.getAttribute("aria-expanded")!=="true")),t.querySelector("#examples").addEventListener("click",f=>{
let p=f.target.closest("button");p&&(l(!1),Qe(p.dataset.prompt))}),o.addEventListener("click",()=>i?u("Demo stopped."):a()),document.addEventListener("hybrid:re\
ply-ended",()=>i&&setTimeout(()=>i&&c(),ro)),document.addEventListener("click",f=>{let p=f.isTrusted&&f.target.closest("#send, #new-conversation");i&&(p||f.target.
closest("#stop"))&&u("Demo stopped.")});function l(f){n.setAttribute("aria-expanded",String(f)),t.classList.toggle("open",f)}function a(){if(tt())return d("Wait\
 for the reply, or stop it.");let f=()=>document.querySelector("#chat .message-row");if(o.setAttribute("aria-pressed","true"),!f())return c();let p=new MutationObserver(
()=>{f()||(p.disconnect(),c())});p.observe(document.querySelector("#chat"),{childList:!0,subtree:!0}),document.querySelector("#new-conversation").click()}function c(){
if(document.querySelector("#error")?.textContent)return u("Demo stopped: the last reply failed.");if(i===s.length)return u("Demo finished.");i+=1,d(`${i} of ${s.
length}`),o.textContent="Stop demo",Qe(s[i-1])}function u(f){i=0,o.textContent="Switch topics",o.setAttribute("aria-pressed","false"),d(f)}function d(f){r.textContent=
f}return{update(){}}}function Qe(e){let t=document.querySelector("#chat-input textarea");if(W(t,e),tt())return t.focus();requestAnimationFrame(()=>requestAnimationFrame(
()=>document.querySelector("#send").click()))}function tt(){return document.querySelector("#stop")?.disabled===!1}var nt=[];function ot(e){return navigator.locks?new Promise(t=>{navigator.locks.request("reply",()=>(t(e),new Promise(n=>nt.push(n))))}):e}function rt(){nt.shift()?.(),
document.dispatchEvent(new Event("hybrid:reply-ended"))}function st(e,t){let n=e.querySelector("#cores .track"),o=e.querySelector("#cores-note"),r=null;return n.addEventListener("click",s=>{if(!r)return;let{left:i,width:l}=n.
getBoundingClientRect(),a=Math.ceil((s.clientX-i)/l*r.logical_cpus);t.set("cpu_threads",Math.min(r.logical_cpus,Math.max(1,a)))}),{draw(s,i,l=null){r=s;let a=c=>`${100*
c/r.logical_cpus}%`;n.style.setProperty("--threads",a(Math.min(r.logical_cpus,Number(i)||0))),n.style.setProperty("--physical",a(r.physical_cores)),n.style.setProperty(
"--knee",a(l??0)),n.classList.toggle("measured",l!==null),n.classList.toggle("beyond",i>r.physical_cores),k(o,so(r,i,l))}}}function so({logical_cpus:e,physical_cores:t,
cpu_quota:n},o,r){let s=`${t} physical ${t===1?"core":"cores"} of ${e} CPUs`,i=n?`Limited to ${+n.toFixed(2)} of ${e} CPUs`:s;return o>t?`${i}: more than ${t} ${t===
1?"thread":"threads"} rarely help`:r?`${i}; ${r} keep the memory busy (○)`:i}function lt(e,t){let n=e.querySelector("#cover"),o=e.querySelector("#cover-axis"),r=null;function s(i){if(!r||i.type==="pointermove"&&!n.hasPointerCapture(i.pointerId))
return;i.type==="pointerdown"&&n.setPointerCapture(i.pointerId);let{left:l,top:a,width:c,height:u}=n.getBoundingClientRect();t.set("indexes",it(Math.ceil((i.clientX-
l)/c*r.layers),r.layers)),t.set("ways",it(Math.ceil((1-(i.clientY-a)/u)*r.experts),r.experts)),i.preventDefault()}return n.addEventListener("pointerdown",s),n.addEventListener(
"pointermove",s),{draw(i,l){r=i;let a=io(r,l);for(;n.children.length>r.layers;)n.lastChild.remove();for(;n.children.length<r.layers;)n.append(document.createElement(
"i"));a.forEach((c,u)=>n.children[u].style.setProperty("--share",c)),n.style.setProperty("--needs",r.top_k/r.experts),n.classList.toggle("shared",at(l)),o.querySelector(
".first").textContent="layer 0",o.querySelector(".needs").textContent=`line: the ${r.top_k} of ${r.experts} a token needs`,o.querySelector(".last").textContent=
String(r.layers-1)}}}function at({placement:e,mapping:t}){return e==="static_popular"||t==="pooled"&&e!=="static_layers"}function io({layers:e,experts:t},n){let o=n.
indexes*n.ways,r=s=>Array.from({length:e},(i,l)=>Math.min(1,Math.max(0,s(l)||0)));return n.placement==="cpu_only"?r(()=>0):n.placement==="static_layers"?r(s=>s<
Math.floor(o/t)?1:0):at(n)?r(()=>o/(e*t)):r(s=>s<n.indexes?n.ways/t:0)}function it(e,t){return Math.min(t,Math.max(1,e))}function re(e,t){let n=Object.keys(t.fields),o=l=>e.querySelector(`#${CSS.escape(t.fields[l]??l)}`),r=l=>o(l)?.querySelector("input, textarea")??null;function s(l){
let a=r(l);if(!a)return;if(a.type==="checkbox")return a.checked;let c=a.value.trim();if(a.type==="number")return c===""?"":Number(c);let u=t.labels[l];return u?
u[c]??c:c.toLowerCase()}function i(l,a){let c=r(l);!c||s(l)===a||(c.value=String(a),c.dispatchEvent(new Event("input",{bubbles:!0})))}return{names:n,block:o,input:r,
typed:s,set:i,all:()=>Object.fromEntries(n.map(l=>[l,s(l)])),label:l=>o(l)?.querySelector("[data-testid='block-info'], label span")?.textContent.trim()??l,shown:(l,a)=>lo(
t.labels[l],a)}}function ct(e){let{geometry:t,...n}=e;return{...t,...n}}function lo(e,t){return t===!0?"on":t===!1?"off":t===""?"empty":(e&&Object.keys(e).find(
o=>e[o]===t))??String(t)}function dt(e){let t=e.querySelector(".gauge.device"),n=e.querySelector(".gauge.host");return{draw({memory:o,machine:r,model:s},i){let l=i.placement==="cpu_only"?
0:i.indexes*i.ways*s.expert_bytes||0,a=o.slots_limit??r.slot_memory_bytes,c=r.emulated;if(t.hidden=c,!c){let p=o.device_total??r.slot_memory_bytes,x=Math.max(0,
(o.device_used??o.slots)-o.slots);ut(t,"GPU",{held:x,slots:l,total:p,limit:a})}let u=c?l:0,d=Math.max(0,o.host_used-(c?o.slots:0)),f=o.host_total;return ut(n,"R\
AM",{held:d,slots:u,total:f,limit:c?a:null}),{fits:l<=a,most:Math.floor(a/s.expert_bytes)}}}}function ut(e,t,{held:n,slots:o,total:r,limit:s}){let i=s!==null&&o>
s;e.classList.toggle("over",i);let l=u=>`${Math.min(100,Math.max(0,100*u/r)).toFixed(2)}%`;e.querySelector(".held").style.width=l(n),e.querySelector(".slots-bar").
style.width=l(Math.min(o,r-n));let a=s===null?"":` + slots ${T(o)}`,c=i?`: too much, ${T(s)} of slots fit`:"";k(e.querySelector("p"),`${t} ${T(n)}${a} of ${T(r)}${c}`)}var ao={max_new_tokens:"max-new-tokens",top_p:"top-p",top_k:"top-k",repetition_penalty:"repetition-penalty"};function ft(e,t,n){let o=e.querySelector("#error"),
r=null;function s(){r&&(r.block.classList.remove("refused"),r.input.setAttribute("aria-invalid","false"),r.input.removeAttribute("aria-describedby"),r.note.remove(),
r=null,o.classList.remove("beside"))}function i(){s(),n();let l=o.querySelector("[data-field]"),a=l?.dataset.field,c=a&&(ao[a]??a),u=c?t.input(c):null;if(!u)return;
co(t.block(c));let d={className:"refusal",id:"refusal",textContent:l.textContent},f=Object.assign(document.createElement("p"),d),p=t.block(c);p.classList.add("r\
efused"),(p.closest(".row")??p).after(f),u.setAttribute("aria-invalid","true"),u.setAttribute("aria-describedby",f.id),r={block:p,input:u,note:f},o.classList.add(
"beside"),f.scrollIntoView({block:"nearest"})}for(let l of[...t.names,"model"])t.input(l)?.setAttribute("aria-invalid","false");new MutationObserver(i).observe(
o,{childList:!0,subtree:!0}),i()}function co(e){let t=e.closest("#sampling, #sharing")?.querySelector("button.label-wrap");t&&!t.classList.contains("open")&&t.click()}function pt(e,t){async function n(r,s){let i=e.querySelector("#share [role=status]");try{await navigator.clipboard.writeText(r),k(i,`${s} copied.`)}catch{t.set(
"settings-json",r),t.input("settings-json")?.select(),k(i,`${s} is in the field above, to be copied from there.`)}}function o(){let r=new URL(location.origin+location.
pathname);for(let[s,i]of Object.entries(t.all()))r.searchParams.set(s,i);return r.href}e.addEventListener("click",({target:r})=>{r.closest("#copy-json")&&n(JSON.
stringify(t.all(),null,2),"JSON"),r.closest("#copy-link")&&n(o(),"The link")})}var uo=250;function mt(e){let t=e.closest("#control-pane"),n=JSON.parse(e.dataset.facts),o=re(t,n),r=b=>e.querySelector(`.${b}`),s={cover:lt(t,o),gauges:dt(e),cores:st(
t,o)},i=null,l="",a="",c=!1;function u(){if(!i)return;let b=o.all(),g=ct(i.settings),E=Number(o.input("knee")?.value)||null,S=JSON.stringify([E,b,g,i.model,i.machine,
i.memory]);if(S===l)return;l=S,s.cover.draw(i.model,b);let{most:v}=s.gauges.draw(i,b);s.cores.draw(i.machine,b.cpu_threads,E),p(b),f(b,g),k(r("explain"),x(b)),k(
r("slots"),po(i.model,b,v)),k(r("inforce"),`In force: ${mo(g,n)}`),d(g,i.model.name)}function d(b,g){let E=JSON.stringify([b,g]),S=o.input("base")?.value;if(!S||
E===a)return;let v=fo(JSON.parse(S),b)&&(a===""||JSON.parse(a)[1]===g);a=E,!v&&(t.querySelector("#follow button")??t.querySelector("#follow")).click()}function f(b,g){
let E=o.names.filter(v=>b[v]!==void 0&&b[v]!==g[v]);for(let v of o.names)o.block(v)?.classList.toggle("changed",E.includes(v));for(let v of["apply","revert"])m(
v).disabled=E.length===0;t.querySelector("#apply-row").classList.toggle("pending",E.length>0);let S=E.map(v=>`${o.label(v)} ${o.shown(v,g[v])} → ${o.shown(v,b[v])}`);
c&&=S.length>0,k(r("changes"),S.length?`${c?"Applying":"Not applied"}: ${S.join(", ")}`:"")}function p({placement:b,admission:g}){let E=new Set(n.idle[b]??[]);g!==
"bounded"&&E.add("max_queued_copies"),o.block("split_misses").hidden=i.machine.emulated;for(let S of o.names)o.block(S)?.classList.toggle("idle",E.has(S))}function x(b){
let g=n.idle[b.placement]??[];return["placement","mapping","policy","admission"].filter(E=>!g.includes(E)).map(E=>n.hints[E][b[E]]??"").join(" ")}function m(b){
let g=t.querySelector(`#${b}`);return g.querySelector("button")??g}function h(b){c=b,l="",u()}t.addEventListener("click",({target:b})=>b.closest("#apply")&&h(!0)),
ft(t,o,()=>h(!1)),pt(t,o),t.addEventListener("input",u);let y=setInterval(()=>e.isConnected?u():clearInterval(y),uo);return{update(b,g){i=b,(g.whole||g.delta.settings||
g.delta.memory)&&u()}}}function fo(e,t){return Object.keys(t).every(n=>e[n]===t[n])}function po({layers:e,experts:t},{indexes:n,ways:o,placement:r},s){if(r==="c\
pu_only")return"No slots are used.";if(o>t)return`A layer has ${t} experts: at most ${t} ways.`;if(n>e)return`The model has ${e} MoE layers: at most ${e} indexe\
s.`;let i=n*o||0,l=e*t,a=i>s?` There is memory for ${s}.`:"";return`${i} slots for ${l} experts: ${A(i/l)} can be resident.${a}`}function mo({indexes:e,ways:t,mapping:n,
policy:o,admission:r,cpu_threads:s,placement:i},{labels:l}){let a=Object.keys(l.placement).find(d=>l.placement[d]===i),c=i==="cached"?"":`, ${a}`,u=s===1?"1 thr\
ead":`${s} threads`;return`${e} × ${t}, ${n}, ${o.toUpperCase()}, fills ${r}, ${u}${c}`}function ht(e,t,n){let o=null,r=()=>e.querySelector("input[name=lab-metric]:checked").value,s=l=>e.querySelector(`input[name=lab-metric][value=${l}]`);function i(){
o&&t.show("grid",o.figures[`grid-${r()}`])}return{redraw:i,show(l){o=l;let a=!!o.figures["grid-speed"];s("speed").disabled=!a,s("speed").parentElement.title=a?"":
"Time this machine first",a||(s("hits").checked=!0),i()},click({x:l,y:a}){let{indexes:c,ways:u,settings:d}=o.facts;n({...d,indexes:c[a],ways:u[l]})},best:()=>o?.
facts.best??null}}async function N(e,t={}){let n=await fetch(new URL(e,document.baseURI),{cache:"no-store",...t}).catch(()=>null);if(!n)throw new Error("The program does not answ\
er: is it still running?");let o=await n.json().catch(()=>({}));if(!n.ok)throw new Error(o.error??`The program refused (${n.status}).`);return o}function gt(e,{
steps:t,onView:n,onEnd:o=()=>{}}){let r=m=>e.querySelector(m),[s,i,l,a,c]=[".go",".cancel","progress",".what",".error"].map(r),u=null;function d(m){s.hidden=m,i.
hidden=l.hidden=!m,i.disabled=!1,m&&l.removeAttribute("value")}async function f(){let m={id:null,cancelled:!1};u=m,c.textContent=a.textContent="",d(!0);try{let h=t();
for(let[y,b]of h.entries()){if(m.cancelled)break;let g=await p(m,b,E=>l.value=(y+E)/h.length);if(g.state==="failed")throw new Error(g.error);g.state==="done"&&n(
g)}a.textContent=m.cancelled?"Cancelled.":""}catch(h){c.textContent=h.message,a.textContent=""}u=null,d(!1),o()}async function p(m,h,y){let b=JSON.stringify(h),
g=await N("lab/jobs",{method:"POST",body:b,headers:{"Content-Type":"application/json"}});for(m.id=g.id,m.cancelled&&await x(m);g.state==="waiting"||g.state==="r\
unning";)y(g.share),a.textContent=g.what,await new Promise(E=>setTimeout(E,350)),g=await N(`lab/jobs/${g.id}`);return g}async function x(m){m.cancelled=!0,i.disabled=
!0,a.textContent="Cancelling",m.id&&await N(`lab/jobs/${m.id}`,{method:"DELETE"}).catch(()=>{})}return s.addEventListener("click",()=>!u&&f()),i.addEventListener(
"click",()=>u&&x(u)),{enable:(m,h="")=>(s.disabled=!m,s.title=h)}}function bt(e,t,n){for(let[o,r]of Object.entries(n.sentences))e.querySelectorAll(`[data-sentence="${o}"]`).forEach(s=>k(s,r));for(let[o,r]of Object.entries(n.tables))
ge(e,o,r);for(let[o,r]of Object.entries(n.figures))t.show(o,r)}function ge(e,t,n){let o=e.querySelector(`[data-table="${t}"]`);if(!o||(o.hidden=!n,!n))return;o.
querySelector("thead").replaceChildren(yt("th",n.columns));let r=n.rows.map((s,i)=>{let l=yt("td",s);return l.classList.toggle("marked",i===n.marked),n.keys[i]&&
l.firstChild.prepend(ho(...n.keys[i])),l});o.querySelector("tbody").replaceChildren(...r)}function ho(e,t){let n=Object.assign(document.createElement("span"),{className:"\
key",textContent:e});return n.style.color=`var(${t})`,n}function yt(e,t){let n=document.createElement("tr");for(let o of t){let r=Object.assign(document.createElement(
e),{textContent:o});e==="th"&&(r.scope="col"),n.append(r)}return n}var xt=null;function q(){return xt??=new Promise((e,t)=>{let n=document.createElement("script");n.src=document.querySelector('link[rel="preload"][href*="page/pl\
otly.js"]')?.href??"page/plotly.js",n.onload=()=>e(window.Plotly),n.onerror=()=>t(new Error("plotly.js could not be loaded")),document.head.append(n)}),xt}var M={
displayModeBar:!1,displaylogo:!1,doubleClick:!1,showTips:!1};function B(e,t,n=()=>{}){let o=0,r=!1;new ResizeObserver(()=>{cancelAnimationFrame(o),o=requestAnimationFrame(
()=>{let{width:s,height:i}=t.getBoundingClientRect(),l=t._fullLayout,a=l&&Math.abs(l.width-s)<1&&Math.abs(l.height-i)<1;s&&!l?n():s&&(r||!a)&&e.Plots.resize(t),
r=!s})}).observe(t.parentElement)}function F(e){return{bgcolor:e.ground,bordercolor:e.muted,font:{family:e.font,size:.8*e.em,color:e.text},align:"left"}}function se(e,t){
return Array.from({length:e},(n,o)=>{let r=(s,i)=>/^\d+$/.test(String(i))?t(o,Number(i)):s[i];return new Proxy([],{get:r})})}function wt({data:e,layout:t},n,o){let r=u=>n.getPropertyValue(u).trim(),s=u=>typeof u=="string"?u.startsWith("--")?r(u):u:Array.isArray(u)?typeof u.at(-1)=="nu\
mber"?u:u.map(s):u===null||typeof u!="object"?u:Object.fromEntries(Object.entries(u).map(([d,f])=>[d,s(f)])),i={family:r("--mono")||"monospace",size:.72*o,color:r(
"--text")},l={gridcolor:r("--grid"),linecolor:r("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:r("--muted")},title:{font:{...i,color:r("--mut\
ed")},standoff:6}},a={bgcolor:r("--panel"),bordercolor:r("--muted"),font:i,align:"left"},c={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:a,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(e).map(go(i)),layout:St({...c,xaxis:l,yaxis:l},s(t))}}function go(e){let t={...e,size:.95*e.size};
return n=>{if(!n.colorbar)return n;let o={...n.colorbar.title,font:t};return{...n,colorbar:{outlinewidth:0,tickfont:t,...n.colorbar,title:o}}}}function St(e,t){
let n=r=>r!==null&&typeof r=="object"&&!Array.isArray(r),o={...e};for(let[r,s]of Object.entries(t))o[r]=n(s)&&n(e[r])?St(e[r],s):s;return o}function kt(e){let t=new Map,n=null;function o(i){if(!n||!i.figure||!i.plot.offsetWidth)return;let l=parseFloat(getComputedStyle(document.documentElement).fontSize),
{data:a,layout:c}=wt(i.figure,getComputedStyle(document.body),l),u=!i.plot.on,{offsetWidth:d,offsetHeight:f}=i.plot;n.react(i.plot,a,{...c,width:d,height:f},M),
u&&i.plot.on("plotly_click",({points:[p]})=>i.onClick?.(p))}function r(){q().then(i=>{n||(n=i,t.forEach(s))})}function s(i){let l=0;new ResizeObserver(()=>{cancelAnimationFrame(
l),l=requestAnimationFrame(()=>o(i))}).observe(i.holder)}for(let i of e.querySelectorAll("[data-figure]")){let l={holder:i,plot:i.querySelector(".plot"),figure:null,
onClick:null};t.set(i.dataset.figure,l)}return{show(i,l){let a=t.get(i);a&&(a.figure=l??null,a.holder.hidden=!l,l&&a.holder.setAttribute("aria-label",l.title),r(),
o(a))},onClick:(i,l)=>t.get(i).onClick=l,redraw:()=>t.forEach(o)}}var ie="typed";function vt(e,{refresh:t,changed:n}){let o=f=>e.querySelector(`#lab-${f}`),[r,s,i,l]=["source","machine","file","typed"].map(o),a=null;function c(f){
a=f,Et(r,a.sources.map(({id:p,label:x})=>[p,x])),Et(s,[["this","this machine"],...a.machines.map(({name:p})=>[p,p]),[ie,"another machine, figures typed in"]]),ge(
e,"calibration",a.calibration_table),o("times").hidden=!a.calibration_table,k(e.querySelector("#lab-job-calibrate .go"),a.calibrated?"Time again":"Time this mac\
hine"),o("budget").placeholder=a.budget_gib===null?"all there is":`at most ${a.budget_gib.toFixed(1)}`,u()}function u(){if(!a)return;let f=s.value;l.hidden=f!==
ie,o("prediction").hidden=f==="this",k(o("machine-note"),f==="this"?a.calibration:`from figures of ${xo(f)}, not measured here.`);let p=r.value;for(let[x,m]of[[
"save","safetensors"],["csv","csv"]]){let h=o(x);h.href=`lab/traces/${p}.${m}`,h.toggleAttribute("hidden",!bo(a,p))}n()}async function d(){let[f]=i.files;if(f){
k(o("trace-error"),"");try{let p=`lab/traces?name=${encodeURIComponent(f.name)}`,{id:x}=await N(p,{method:"POST",body:f});await t(),r.value=x,u()}catch(p){k(o("\
trace-error"),p.message)}i.value=""}}o("load").addEventListener("click",()=>i.click()),i.addEventListener("change",d);for(let f of[r,s])f.addEventListener("chan\
ge",u);return{offer:c,chosen:()=>a?.sources.find(({id:f})=>f===r.value)??null,asked:()=>({source:r.value,machine:s.value===ie?wo(l):s.value})}}function Et(e,t){
let n=e.value;e.length===t.length&&t.every(([r,s],i)=>yo(e.options[i],r,s))||(e.replaceChildren(...t.map(([r,s])=>new Option(s,r))),t.some(([r])=>r===n)&&(e.value=
n))}function yo(e,t,n){return e.value===t&&e.text===n}function bo(e,t){return e.sources.find(({id:n})=>n===t)?.tokens??0}function xo(e){return e===ie?"a machine\
 that was typed in":e}function wo(e){let t=[...e.querySelectorAll("input")];return Object.fromEntries(t.map(({name:n,value:o})=>[n,o===""?null:Number(o)]))}var ye=["grid","curves","reuse"],So=["mapping","policy","admission"],$t=[...ye,"tune","compare"];function Ot(e){let t=e.querySelector("#lab"),n=w=>t.querySelector(
`#lab-${w}`),o=kt(t),r=new Map,s=null,i=null,l="",a="",c=ht(t,o,f),u=vt(t,{refresh:S,changed:L});function d(){let w=document.querySelector("#control-pane");return re(
w,JSON.parse(w.querySelector("#fits").dataset.facts))}function f(w,O=n("picked-note")){window.hybrid.picked=()=>JSON.stringify(w),(document.querySelector("#lab-\
fill button")??document.querySelector("#lab-fill")).click(),k(O,`${w.indexes} × ${w.ways} stands in the control panel: press Apply there.`)}let p=w=>n(w).value===
""?null:Number(n(w).value),x=()=>Object.fromEntries(So.map(w=>[w,n(w).value]).filter(([,w])=>w!=="")),m=()=>({prompt:n("prompt").value,tokens:p("tokens")}),h={replay:()=>ye.
map(w=>({kind:w,...u.asked(),settings:x()})),calibrate:()=>[{kind:"calibrate"}],tune:()=>{let w={budget_gib:p("budget"),confirm:p("confirm")};return[{kind:"tune",
source:u.asked().source,...w,...m()}]},compare:()=>[{kind:"compare",contenders:E(),...m()}]};for(let[w,O]of Object.entries(h)){let C=()=>S();h[w]=gt(n(`job-${w}`),
{steps:O,onView:y,onEnd:C})}for(let w of["replay","tune"])h[w].enable(!1);function y(w){r.set(w.kind,w.id),w.kind==="grid"&&(c.show(w.view),a=$(),n("use-best").
hidden=!c.best()),w.kind==="tune"&&b(w.view.facts.former),bt(t,o,w.view),w.kind==="curves"&&!w.view.figures["curves-speed"]&&o.show("curves-speed",null),ye.includes(
w.kind)&&(n("results").hidden=!1),o.redraw(),g(w)}function b(w){n("former").hidden=!w,n("former").onclick=()=>f(w,n("former-note")),k(n("former-note"),"")}function g(w){
let O=$t.filter(C=>r.has(C));n("report").hidden=O.length===0,n("report").href=`lab/report.html?jobs=${O.map(C=>r.get(C)).join(",")}`,$t.includes(w.kind)&&(n("js\
on").hidden=!1,n("json").href=`lab/results.json?jobs=${O.map(C=>r.get(C)).join(",")}`)}function E(){return[...n("contenders").querySelectorAll("input:checked")].
map(({value:w})=>w==="Control panel"?{name:w,settings:d().all()}:w==="Best predicted"?{name:w,settings:c.best()}:w)}async function S(){try{s=await N("lab/state")}catch{
return}u.offer(s),L()}function v(){if(!i||i.phase!=="idle"||!t.offsetWidth)return;let w=JSON.stringify([i.model.name,i.settings,i.counters.generated_tokens]);w!==
l&&(l=w,S())}function $(){let{id:w,tokens:O}=u.chosen()??{};return JSON.stringify([i?.model.name,i?.settings,w,O])}function L(){let w=u.chosen(),O=!!w?.tokens;n(
"empty").hidden=O||r.size>0,h.replay.enable(O,O?"":"There is nothing to replay yet"),h.tune.enable(!!w?.generated&&s.calibrated,D(w)),k(n("stale"),r.has("grid")&&
$()!==a?"Trace or settings have changed: replay again.":""),Pe()}function D(w){return s.calibrated?w?.generated?"":"There is no reply to tune for yet":"Time thi\
s machine first"}function Pe(){let w={...s.contenders,"Control panel":"what its fields hold, applied or not"};c.best()&&(w["Best predicted"]=`${c.best().indexes}\
 × ${c.best().ways}, from the map above`);let O=Object.keys(w),C=n("contenders"),Yn=[...C.querySelectorAll("input")].map(({value:H})=>H);if(JSON.stringify(Yn)!==
JSON.stringify(O)){let H=new Set(ko(C,O));C.replaceChildren(C.querySelector("legend"),...O.map(je=>Eo(je,H.has(je))))}C.querySelectorAll("label").forEach(H=>H.title=
w[H.textContent.trim()])}return new ResizeObserver(()=>t.offsetWidth&&v()).observe(t),n("use-best").addEventListener("click",()=>f(c.best())),o.onClick("grid",c.
click),t.querySelectorAll("input[name=lab-metric]").forEach(w=>w.addEventListener("change",c.redraw)),{update(w){i=w,v()},recolour:o.redraw}}function ko(e,t){let n=[
...e.querySelectorAll("input:checked")].map(({value:o})=>o);return n.length?n:t.slice(0,2)}function Eo(e,t){let n=document.createElement("label"),o=Object.assign(
document.createElement("input"),{type:"checkbox",value:e,checked:t});return n.append(o,` ${e}`),n}var Lt="hybrid-theme";function Ct(e,t){let n=matchMedia("(prefers-color-scheme: dark)"),o=()=>document.body.classList.contains("dark");function r(i){i!==o()&&(document.
body.classList.toggle("dark",i),t())}function s(){let i=localStorage.getItem(Lt);return i?i==="dark":n.matches}e.addEventListener("click",()=>{localStorage.setItem(
Lt,o()?"light":"dark"),r(s())}),n.addEventListener("change",()=>r(s())),r(s())}function P(){let e=getComputedStyle(document.querySelector("#live")),t=n=>e.getPropertyValue(
`--${n}`).trim();return{ground:t("panel"),text:t("text"),muted:t("muted"),rule:t("rule"),grid:t("grid"),outline:t("outline"),cpu:t("state-cpu"),flight:t("state-\
flight"),ready:t("state-ready"),readyInk:t("state-ready-ink"),speed:t("line-speed"),hit:t("line-hit"),miss:t("line-miss"),gpu:t("line-gpu"),cpuPower:t("line-cpu"),
font:e.getPropertyValue("--mono").trim(),em:parseFloat(getComputedStyle(document.documentElement).fontSize)}}var At={width:.62,height:1.05},vo=1500,$o=140;function Mt(e){let t=e.getContext("2d"),n=document.createElement("canvas"),o=n.getContext("2d"),r=null,s="";function i(d,f,p,x){
Oo(e,t,d),s!==JSON.stringify(p)&&(r=Ao(p),s=JSON.stringify(p));let m=Lo(d);t.save(),t.beginPath(),t.rect(d.left,d.top,d.width,d.height),t.clip(),l(m,f);let h=a(
m,f,x)&&c(m,f,x);return t.restore(),u(m,d,f,x),h}function l(d,{rows:f,columns:p,values:x,range:m}){n.width=p,n.height=f;let h=o.createImageData(p,f),y=new Uint32Array(
h.data.buffer),[b,g]=m,E=255/(g-b||1);for(let v=0;v<x.length;v++)Number.isNaN(x[v])||(y[v]=r[qt(x[v],b,E)]);o.putImageData(h,0,0),t.imageSmoothingEnabled=!1,t.drawImage(
n,d.x(-.5),d.y(-.5),p*d.wide,f*d.high);let S=_t(d);if(S){for(let v=0;v<=p;v++)t.clearRect(d.x(v-.5)-S/2,d.y(-.5),S,f*d.high);for(let v=0;v<=f;v++)t.clearRect(d.
x(-.5),d.y(v-.5)-S/2,p*d.wide,S)}}function a(d,{label:f,widest:p},x){return f!==null&&d.wide>=(p+.8)*At.width*be(x)&&d.high>=At.height*be(x)}function c(d,{rows:f,
columns:p,values:x,range:m,label:h},y){let[b,g]=d.columns(p),[E,S]=d.rows(f);if((g-b)*(S-E)>vo)return!1;t.font=`${be(y)}px ${y.font}`,t.textAlign="center",t.textBaseline=
"middle";let v=255/(m[1]-m[0]||1);for(let $=E;$<S;$++)for(let L=b;L<g;L++){let D=x[$*p+L];Number.isNaN(D)||(t.fillStyle=Co(r[qt(D,m[0],v)])?"#14161a":"#ffffff",
t.fillText(h($,L),d.x(L),d.y($)+.5))}return!0}function u(d,f,{outlined:p},x){let m=_t(d)>2?2:d.high>5?1.25:1;t.beginPath();for(let[h,y]of p){let[b,g]=[d.x(y-.5),
d.y(h-.5)];b+d.wide>f.left&&b<f.left+f.width&&g+d.high>f.top&&g<f.top+f.height&&t.rect(b,g,d.wide,d.high)}t.strokeStyle=x.outline,t.lineWidth=m,t.stroke()}return i}
function Oo(e,t,{outerWidth:n,outerHeight:o}){let r=window.devicePixelRatio||1;e.width=Math.round(n*r),e.height=Math.round(o*r),t.setTransform(r,0,0,r,0,0)}function Lo({
left:e,top:t,width:n,height:o,xRange:r,yRange:s}){let i=n/(r[1]-r[0]),l=o/(s[0]-s[1]),a=(c,u,d)=>[Math.max(0,Math.floor(c+.5)),Math.min(d,Math.floor(u+.5)+1)];return{
wide:i,high:l,x:c=>e+(c-r[0])*i,y:c=>t+(c-s[1])*l,columns:c=>a(r[0],r[1],c),rows:c=>a(s[1],s[0],c)}}function _t({wide:e,high:t}){let n=Math.min(e,t);return n>=12?
3:n>=3.5?1:0}function be(e){return .72*e.em}function qt(e,t,n){return Math.max(0,Math.min(255,Math.round((e-t)*n)))}function Co(e){let[t,n,o]=[e&255,e>>8&255,e>>
16&255];return .299*t+.587*n+.114*o>$o}function Ao(e){let t=document.createElement("canvas");t.width=256,t.height=1;let n=t.getContext("2d"),o=n.createLinearGradient(
.5,0,256-.5,0);for(let[r,s]of e)o.addColorStop(r,s);return n.fillStyle=o,n.fillRect(0,0,256,1),new Uint32Array(n.getImageData(0,0,256,1).data.buffer.slice(0))}function Z({model:e}){return{key:`experts ${e.layers} ${e.experts}`,rows:e.layers,columns:e.experts,xTitle:"expert",yTitle:"layer",cellAt:(t,n)=>t*e.experts+n,places:t=>t.
map(n=>[Math.floor(n/e.experts),n%e.experts]),layerAt:t=>t}}function Tt({model:e,settings:t,cache:n}){let{indexes:o,ways:r}=t.geometry,s=o*r,i=t.mapping==="laye\
red",l=i?r:Math.max(1,Math.min(s,Math.ceil(Math.sqrt(s*2.4)))),a=new Int32Array(s).fill(-1);return n.slot.forEach((c,u)=>{c>=0&&c<s&&(a[c]=u)}),{key:`slots ${l}\
 ${s}`,rows:Math.ceil(s/l),columns:l,xTitle:i?"way":"slot",yTitle:i?"index":`slots, ${l} a row`,cellAt:(c,u)=>c*l+u<s?a[c*l+u]:null,places:c=>c.filter(u=>n.slot[u]>=
0).map(u=>[Math.floor(n.slot[u]/l),n.slot[u]%l]),layerAt:(c,u)=>i?c:_o(a[c*l+u],e)}}function _o(e,{experts:t}){return e>=0?Math.floor(e/t):null}var[ae,we,Pt]=[0,1,2],qo=["on the CPU only","in flight","resident"],_=["#00224e","#213b6e","#4c556c","#6c6e72","#8e8978","#b1a570","#d8c458","#fee838"].map((e,t,n)=>[
t/(n.length-1),e]),Se={where:{board:Z,value:({cache:e},t)=>e.state[t],range:()=>[ae,Pt],scale:e=>To([e.cpu,e.flight,e.ready]),legend:({settings:e},t)=>{let n=e.
mapping==="layered"?"way":"slot";return`<span><i class="mark hit"></i>resident${t?`, with its ${n}`:""}</span><span><i class="mark flight"></i>in flight${t?" ↓":
""}</span><span><i class="mark miss"></i>on the CPU</span>`},label:({cache:e,settings:t},n)=>e.state[n]===ae?"":e.state[n]===we?"↓":String(t.mapping==="layere\
d"?Dt(e.slot[n],t):e.slot[n]),widest:({settings:{mapping:e,geometry:t}})=>le(e==="layered"?t.ways:t.indexes*t.ways)},age:{board:Z,value:({cache:e,counters:t},n)=>e.
lastUsed[n]<0?null:-Math.log2(t.steps-e.lastUsed[n]),range:e=>[-Math.log2(Nt(e)),0],scale:()=>_,legend:e=>Q(`${Nt(e)} steps ago`,"just now")},rate:{board:Z,value:({
cache:e},t)=>e.uses[t]?e.hits[t]/e.uses[t]:null,range:()=>[0,1],scale:()=>_,legend:()=>Q("0 % hits","100 %")},uses:{board:Z,value:({cache:e},t)=>ce(e,t),range:({
cache:e})=>[0,xe(e)],scale:()=>_,legend:({cache:e})=>Q("unused",`${xe(e)} uses this reply`),label:({cache:e},t)=>String(ce(e,t)||""),widest:({cache:e})=>le(xe(e)+
1)},slots:{board:Tt,value:({model:e,settings:t},n)=>t.mapping==="layered"?n%e.experts:Math.floor(n/e.experts),range:({model:e,settings:t})=>[0,(t.mapping==="lay\
ered"?e.experts:e.layers)-1],scale:()=>_,legend:({model:e,settings:t})=>t.mapping==="layered"?Q("expert 0",`${e.experts-1}`):Q("layer 0",`${e.layers-1}`),label:({
cache:e,model:t,settings:n},o)=>{let r=o%t.experts;return`${n.mapping==="layered"?r:`${Math.floor(o/t.experts)}·${r}`}${e.state[o]===we?" ↓":""}`},widest:({model:e,
settings:t})=>le(e.experts)+(t.mapping==="layered"?0:1+le(e.layers))}};function jt(e,t){let{cache:n,counters:o,model:r}=e;if(t===null)return"no slot";if(t<0)return"\
an empty slot";let s=o.steps-n.lastUsed[t],i=s===1?"by the last token":`${s} steps ago`;return[`layer ${Math.floor(t/r.experts)}, expert ${t%r.experts}`,Mo(e,t),
`${n.uses[t]} uses: ${n.hits[t]} hits, ${n.uses[t]-n.hits[t]} misses`,`${ce(n,t)} uses this reply`,n.lastUsed[t]<0?"never used":`last used ${i}`].join("<br>")}function It({
cache:e}){let t=[0,0,0];for(let n of e.state)t[n]+=1;return`${t[Pt]} of ${e.state.length} experts resident, ${t[we]} in flight, ${t[ae]} on the CPU`}function Mo({
cache:e,settings:t},n){let o=qo[e.state[n]];if(e.state[n]===ae)return o;let r=e.slot[n],s=Math.floor(r/t.geometry.ways),i=t.mapping==="layered"?` (index ${s}, w\
ay ${Dt(r,t)})`:"";return`${o}, slot ${r}${i}`}function Dt(e,t){return e%t.geometry.ways}function ce(e,t){return e.uses[t]-e.usedBefore[t]}function Nt({cache:e,
counters:t}){let n=2;for(let o of e.lastUsed)o>=0&&t.steps-o>n&&(n=t.steps-o);return n}function xe(e){let t=1;for(let n=0;n<e.uses.length;n++)t=Math.max(t,ce(e,
n));return t}function le(e){return String(e-1).length}function To(e){return e.flatMap((t,n)=>[[Math.max(0,(n-.5)/(e.length-1)),t],[Math.min(1,(n+.5)/(e.length-1)),
t]])}function Q(e,t){return`<span>${e}<i class="ramp"></i>${t}</span>`}var Bt=-1,No='<span><i class="mark now"></i>last token</span>',Po='<span><i class="mark now"></i>chosen token</span>';function Ft(e,t){let n=e.querySelector("#h\
eatmap .plot"),o=e.querySelector("#heatmap-legend"),r=e.querySelector("#heatmap .summary"),s=Mt(e.querySelector("#heatmap canvas")),i=Se.where,l=null,a=null,c=[],
u=null,d="",f=null,p=null,x=null;function m(){if(!p||!f||!n.offsetWidth)return;l=i.board(p),a=P(),c=Array.from({length:l.rows},()=>new Array(l.columns).fill(Bt));
let g=se(l.rows,(S,v)=>jt(p,l.cellAt(S,v))),E=!n.on;b(!0),f.react(n,[Do(c,g)],Bo(l,p,n,a),M),E&&h(),y()}function h(){n.on("plotly_doubleclick",()=>f.relayout(n,
Rt(l))),n.on("plotly_relayout",g=>g.autosize?m():y()),n.on("plotly_hover",({points:[g]})=>u={xval:g.x,yval:g.y}),n.on("plotly_unhover",()=>u=null),n.on("plotly_\
click",({points:[g]})=>t.chooseLayer(l.layerAt(g.y,g.x)))}function y(){l=i.board(p);let g=jo(l,i,p,c,x),E=s(Io(n),g,i.scale(a),a);n.dataset.outlined=g.outlined.
length,b(E),u&&f.Fx.hover(n,u,"xy")}function b(g){let E=i.legend(p,g)+(x?Po:No);E!==d&&(o.innerHTML=E),d=E}return t.outline=g=>{x=g,l&&n.offsetWidth&&y()},e.querySelectorAll(
"input[name=view]").forEach(g=>g.addEventListener("change",()=>{i=Se[g.value],m()})),q().then(g=>{f=g,B(f,n,m),m()}),{holds:!0,update(g,E){if(p=g,k(r,It(g)),!f||
!n.offsetWidth)return;let{cells:S,current:v,settings:$,counters:L,active_request:D}=E.delta;E.whole||!l||$&&l.key!==i.board(g).key?queueMicrotask(m):(S||v||$||L||
D)&&y()},recolour:m}}function jo(e,t,n,o,r){let s=new Float64Array(e.rows*e.columns).fill(NaN);for(let i=0;i<e.rows;i++)for(let l=0;l<e.columns;l++){let a=e.cellAt(
i,l),c=a===null||a<0?null:t.value(n,a);o[i][l]=c??Bt,c!==null&&(s[i*e.columns+l]=c)}return{rows:e.rows,columns:e.columns,values:s,range:t.range(n),label:t.label?
(i,l)=>t.label(n,e.cellAt(i,l)):null,widest:t.widest?.(n)??2,outlined:e.places(r??n.cache.current)}}function Io(e){let{xaxis:t,yaxis:n,width:o,height:r}=e._fullLayout;
return{outerWidth:o,outerHeight:r,left:t._offset,top:n._offset,width:t._length,height:n._length,xRange:t.range,yRange:n.range}}function Do(e,t){return{type:"hea\
tmap",z:e,customdata:t,opacity:0,zmin:0,zmax:1,showscale:!1,zsmooth:!1,hovertemplate:"%{customdata}<extra></extra>"}}function Rt({rows:e,columns:t}){return{"xax\
is.range":[-.54,t-.46],"yaxis.range":[e-.46,-.54]}}function Bo(e,{model:t},n,o){let r=`${t.name} ${e.key}`,s=Rt(e),i=n.layout?.uirevision===r?n.layout:null,l=(a,c)=>({
showgrid:!1,zeroline:!1,ticks:"",tickangle:0,tick0:0,dtick:2**Math.max(0,Math.ceil(Math.log2(c/16))),tickfont:{family:o.font,size:.72*o.em,color:o.muted},title:{
text:a,font:{size:.72*o.em,color:o.muted},standoff:6}});return{margin:{l:3*o.em,r:4,t:4,b:2.6*o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{
family:o.font,color:o.text},hoverlabel:F(o),dragmode:"zoom",uirevision:r,xaxis:{...l(e.xTitle,e.columns),range:i?.xaxis.range??s["xaxis.range"]},yaxis:{...l(e.yTitle,
e.rows),range:i?.yaxis.range??s["yaxis.range"]}}}var Fo=1e3,[Ro,Uo]=[1,2];function Ut(e){let t=e.querySelector("#heatmap-table"),n=t.querySelector("tbody"),o=null,r=0;function s(){if(r=0,!t.open||!o)return;let{
layers:i}=o.model;for(;n.rows.length>i;)n.deleteRow(-1);for(;n.rows.length<i;)n.append(zo());for(let l=0;l<i;l++)Ho(o,l).forEach((a,c)=>{let u=n.rows[l].cells[c];
u.textContent!==a&&(u.textContent=a)})}return t.addEventListener("toggle",s),{holds:!0,update(i){o=i,t.open&&(r||=setTimeout(s,Fo))}}}function zo(){let e=document.
createElement("tr"),t=document.createElement("th");return t.scope="row",e.append(t,...Array.from({length:5},()=>document.createElement("td"))),e}function Ho({model:e,
cache:t},n){let o=n*e.experts,r=Array.from({length:e.experts},(u,d)=>d),s=u=>r.filter(d=>t.state[o+d]===u),i=t.current.filter(u=>Math.floor(u/e.experts)===n),l=u=>r.
reduce((d,f)=>d+u[o+f],0),[a,c]=[l(t.uses),l(t.hits)];return[String(n),ke(s(Uo)),ke(s(Ro)),ke(i.map(u=>u-o)),`${c} of ${a}`,A(a?c/a:null,1)]}function ke(e){return e.
join(" ")||"none"}var zt=["steps","held","loading","choices","outcomes"];function Ht(){let e={rows:"ways",clear(){for(let t of zt)e[t]=[]},async extend(t,n){let o=e.steps.at(-1)??
-1,r=new URL(`telemetry/layer?layer=${t}&after=${o}`,document.baseURI),s=await fetch(r).then(i=>i.ok?i.json():null).catch(()=>null);if(!s?.steps.length||!n())return!1;
(s.rows!==e.rows||s.held[0].length!==e.held[0]?.length)&&e.clear(),e.rows=s.rows;for(let i of zt)e[i]=[...e[i],...s[i]].slice(-200);return!0}};return e.clear(),
e}var[Gt,Go]=[0,1],Wo=16,Jo=10,[Ko,Yo]=[.14,.3],Vo=.6;function Wt(e,t,n){let o=e.rows==="ways",r=o?e.held:e.held.map(c=>c.map(u=>u<0?-1:1)),s=r[0].length,i=Vt(e,s),
l=o?s:null,a=c=>o?Yt(c,t):n.readyInk;return{rows:s+(o?1:0),traces:[Xo(e,r,s,o,t,n),...o&&s<=Wo?[Zo(e,r,s,t,n)]:[],fe(i.evictions,"line-ns-open",n.outline,.9*n.em,
"evicted",2),fe(i.hits,"circle",i.hits.experts.map(a),.25*n.em,"hit"),fe(i.inFlight,"triangle-down",n.outline,.45*n.em,"missed in flight"),fe(i.misses,"x-thin-o\
pen",n.outline,.4*n.em,"missed",1.5)],layout:er(e,s,l,n)}}function Jt({rows:e},{experts:t}){return`${e==="ways"?`<span>expert 0<i class="ramp"></i>${t-1}</span>`:
'<span><i class="mark hit"></i>resident</span>'}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class=\
"marked">│ evicted</span>`}function Kt(e){let t=e.outcomes.flat();if(!e.held[0].length)return"This layer lies beyond the last index: it has no slots, all is c\
omputed on the CPU.";let n=t.filter(s=>s===Gt).length,o=Vt(e,e.held[0].length).evictions.x.length;return`Last ${e.steps.length} steps: ${n} of ${t.length} choic\
es were hits (${A(n/t.length)}), ${o} evictions. A step is one token, or one piece of a prompt.`}function Xo({steps:e,loading:t},n,o,r,{experts:s},i){let l=Array.
from({length:o},(c,u)=>n.map(d=>d[u]<0?null:d[u])),a=(c,u)=>{let d=n[u][c],f=t[u].includes(c)?", in flight":"";return r?`way ${c}: ${d<0?"empty":`expert ${d}${f}`}`:
`expert ${c}: ${d<0?"on the CPU only":`resident${f}`}`};return{type:"heatmap",x:e,z:l,zmin:0,zmax:r?s-1:1,colorscale:r?_:[[0,i.cpu],[1,i.ready]],showscale:!1,zsmooth:!1,
ygap:o>24?0:2,customdata:se(o,a),hovertemplate:"step %{x}<br>%{customdata}<extra></extra>"}}function Zo({steps:e},t,n,o,r){let[s,i,l,a]=[[],[],[],[]];for(let c=0;c<
n;c++)for(let u=0,d=1;u<t.length;u=d++){for(;d<t.length&&t[d][c]===t[u][c];)d++;let f=t[u][c];f<0||d-u<Jo||(s.push(e[u]),i.push(c-Ko),l.push(String(f)),a.push(Yt(
f,o)))}return{type:"scatter",mode:"text",x:s,y:i,text:l,textposition:"middle right",hoverinfo:"skip",showlegend:!1,textfont:{family:r.font,size:.68*r.em,color:a}}}
function Yt(e,{experts:t}){return e/Math.max(1,t-1)>Vo?"#14161a":"#ffffff"}function Vt({rows:e,steps:t,held:n,choices:o,outcomes:r},s){let i={hits:{...ue(),experts:[]},
inFlight:ue(),misses:ue(),evictions:ue()};return t.forEach((l,a)=>{let c=n[a-1]??n[a];n[a].forEach((u,d)=>{(e==="ways"?c[d]>=0&&u!==c[d]:c[d]>=0&&u<0)&&de(i.evictions,
l-.5,d)}),o[a].forEach((u,d)=>{let f=r[a][d],p=e==="ways"?Qo(u,c,n[a]):u;f===Gt?(de(i.hits,l,p<0?s:p+(e==="ways"?Yo:0)),i.hits.experts.push(u)):f===Go?de(i.inFlight,
l,p<0?s:p):de(i.misses,l,e==="ways"?s:u)})}),i}function Qo(e,t,n){let o=t.indexOf(e);return o>=0?o:n.indexOf(e)}function ue(){return{x:[],y:[]}}function de(e,t,n){
e.x.push(t),e.y.push(n)}function fe({x:e,y:t},n,o,r,s,i=0){return{type:"scatter",mode:"markers",x:e,y:t,name:s,marker:{symbol:n,size:r,color:o,line:{color:o,width:i}},
hoverinfo:"skip",showlegend:!1}}function er({steps:e},t,n,o){let r={family:o.font,size:.68*o.em,color:o.muted},s=t-(n===null?.5:-.5),i=2**Math.max(0,Math.ceil(Math.
log2(t/10))),l=Array.from({length:Math.ceil(t/i)},(c,u)=>u*i),a={showgrid:!1,zeroline:!1,ticks:"",tickfont:r,fixedrange:!0};return{margin:{l:3*o.em,r:4,t:2,b:2.4*
o.em},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:{family:o.font,color:o.text},hoverlabel:F(o),xaxis:{...a,range:[Math.min(e[0],e.at(-1)-50)-
1.5,e.at(-1)+.5],nticks:9,tickformat:"d",title:{text:"step",font:r,standoff:4}},yaxis:{...a,range:[s,-.5],tickvals:n===null?l:[...l,n],ticktext:n===null?l.map(String):
[...l.map(String),"CPU"],title:{text:n===null?"expert":"way",font:r,standoff:4}}}}var tr=700;function Xt(e,t){let n=e.querySelector("#layer-detail"),o=e.querySelector("#layer-select"),r=n.querySelector(".plot"),s=Ht(),i=null,l=null,a=null,c=0,
u=-1,d=!1;function f(){if(!i||a===null||!s.steps.length)return;let h=P(),y=Wt(s,l.model,h);r.style.setProperty("--rows",y.rows),i.react(r,y.traces,y.layout,M),n.
querySelector(".legend").innerHTML=Jt(s,l.model),k(n.querySelector(".summary"),Kt(s))}async function p(){c=0;let h=a;h===null||d||document.hidden||(u=l.counters.
steps,await s.extend(h,()=>a===h)&&f())}function x(h){h==null||h===a||(a=h,o.value=String(a),n.hidden=!1,k(n.querySelector("h3"),`Layer ${a}`),q().then(y=>{i||B(
y,r),i=y}),s.clear(),p())}function m(){a=null,o.value="",n.hidden=!0}return t.chooseLayer=x,o.addEventListener("change",()=>o.value===""?m():x(Number(o.value))),
n.querySelector(".close").addEventListener("click",()=>{m(),o.focus()}),{update(h,y){l=h,o.length!==h.model.layers+1&&nr(o,h.model.layers),y.whole&&a!==null&&(a>=
h.model.layers&&m(),s.clear(),u=-1),a!==null&&u!==h.counters.steps&&(c||=setTimeout(p,tr))},paused(h){d=h,u=-1},recolour:f}}function nr(e,t){e.length=1;for(let n=0;n<
t;n++)e.add(new Option(String(n),String(n)))}var[J,or,Zt]=["solid","4px 2px","2px 2px"],rr=[{title:"tokens / s",format:ee,lines:[{at:1,name:"tok/s",colour:"speed",dash:J}]},{title:"experts / s",format:ee,lines:[
{at:2,name:"hits/s",short:"hits",colour:"hit",dash:J},{at:3,name:"misses/s",short:"misses",colour:"miss",dash:or}]},{title:"copied to the device",format:e=>`${sr(
e)}B/s`,lines:[{at:4,name:"copied",colour:"speed",dash:J}]},{title:"power",power:!0,format:e=>`${ee(e)} W`,lines:[{at:5,name:"GPU",short:"GPU",colour:"gpu",dash:J},
{at:6,name:"CPU",short:"CPU",colour:"cpuPower",dash:Zt}]},{title:"CPU load",most:1,format:e=>`${Math.round(100*e)} %`,lines:[{at:7,name:"CPU load, this program",
short:"this program",colour:"speed",dash:J},{at:8,name:"CPU load, whole machine",short:"whole machine",colour:"cpuPower",dash:Zt}]},{title:"GPU memory",titleWithout:"\
memory of this program (no GPU in use)",format:e=>`${ee(e/1073741824)} GiB`,unit:1073741824,lines:[{at:9,name:"memory",colour:"hit",dash:J}]}];function Qt({power:e,
memory:t}){let n=Object.values(e).some(r=>r.watts!==null||r.joules!==null),o=t.device_total!==null;return rr.filter(r=>n||!r.power).map(r=>({...r,title:!o&&r.titleWithout||
r.title}))}function en({most:e,unit:t=1,lines:n},o){if(e)return e;let r=0;for(let i of o)for(let{at:l}of n)r=Math.max(r,(i[l]??0)/t);if(!r)return t;let s=10**Math.
floor(Math.log10(r));return t*s*[1,1.5,2,3,4,5,6,8,10].find(i=>i*s>=r*.999)}function ee(e){return String(Number(e.toPrecision(e<1?2:3)))}function sr(e){let t=e<
1?0:Math.min(4,Math.floor(Math.log10(e)/3));return`${ee(e/1e3**t)} ${["","k","M","G","T"][t]}`}var ir=120,$e=.66,Ee=.22,Oe=.04,[tn,lr,nn,ve]=[5,1.8,1.7,4];function Le({points:e,marks:t},n,o,r){let s=e.map(([l])=>l-o);return[...n.flatMap(({lines:l,top:a,format:c},u)=>{
let d=n.length-1-u;return l.map(({at:f,name:p,colour:x,dash:m})=>({type:"scatter",mode:"lines",name:p,x:s,y:e.map(h=>h[f]===null?null:d+$e*h[f]/a),customdata:e.
map(h=>h[f]===null?"":c(h[f])),line:{color:r[x],width:1.8,dash:m,shape:"linear"},connectgaps:!1,hovertemplate:`%{customdata} ${p}<extra></extra>`,showlegend:!1}))}),
ar(t,n.length,o,r)]}function ar(e,t,n,o){let r=.7*o.em;return{type:"scatter",mode:"lines+markers",name:"settings",x:e.flatMap(([s])=>[s-n,s-n,null]),y:e.flatMap(
()=>[-Oe,t,null]),customdata:e.flatMap(([,s])=>[s,s,""]),line:{color:o.muted,width:1,dash:"dot"},marker:{symbol:"triangle-down",size:e.flatMap(()=>[0,r,0]),color:o.
text},connectgaps:!1,hovertemplate:"%{customdata}<extra></extra>",showlegend:!1}}function on(e,t,n){let{em:o,font:r}=n,s={family:r,size:.68*o,color:n.muted},i=e.
flatMap(({top:l,format:a},c)=>{let u=e.length-1-c;return[[u,"0"],[u+$e,a(l)]]});return{margin:{l:tn*o,r:lr*o,t:ve,b:nn*o},paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"\
rgba(0,0,0,0)",font:{family:r,color:n.text},hovermode:"x unified",hoverlabel:F(n),dragmode:"zoom",uirevision:"lines",xaxis:{range:t??[-ir,0],gridcolor:n.grid,zeroline:!1,
tickfont:s,ticksuffix:" s",ticklabeloverflow:"allow",hoverformat:".1f",nticks:7,showspikes:!0,spikemode:"across",spikethickness:1,spikedash:"solid",spikecolor:n.
muted},yaxis:{range:[-Oe,e.length+Ee],fixedrange:!0,zeroline:!1,gridcolor:n.grid,tickvals:i.map(([l])=>l),ticktext:i.map(([,l])=>l),tickfont:s,ticklabeloverflow:"\
allow",automargin:!1}}}function rn(e,t,n){let o=t.length+Ee+Oe,r=t.map((s,i)=>{let l=(i+1-$e+Ee)/o,a=Object.assign(document.createElement("p"),{textContent:s.title});
return a.style.top=`calc(${ve}px + ${l} * (100% - ${ve+nn*n.em}px))`,s.lines.length>1&&a.append(...s.lines.map(c=>cr(c,n))),a});e.style.left=`${tn*n.em}px`,e.replaceChildren(
...r)}function cr({dash:e,short:t,colour:n},o){let[r,s]=[document.createElement("span"),document.createElement("i")];return s.textContent=e==="solid"?"━━":"\
╍╍",s.style.color=o[n],s.ariaHidden="true",r.append(s,` ${t}`),r}function sn(e){let t=e.querySelector("#lines .plot"),n=e.querySelector("#lines .bands"),o=e.querySelector("#lines .summary"),r=e.querySelector("#lines-held"),s=e.
querySelector("#lines-since"),i=e.querySelector("#lines-live"),l=null,a=null,c="",u=null,d=!1;function f(){if(!a||!l||!t.offsetWidth)return;let S=P(),v=!t.on,$=m();
c=h($);let L=u===null?null:t.layout.xaxis.range;l.react(t,Le(a,$,x(),S),on($,L,S),M),rn(n,$,S),v&&y()}function p(){let S=m();if(!t.on||!t.offsetWidth||h(S)!==c)
return f();let v=Le(a,S,x(),P()),$=L=>v.map(D=>D[L]);l.restyle(t,{x:$("x"),y:$("y"),customdata:$("customdata")},[...v.keys()])}function x(){let S=a.points.at(-1)?.[0]??
Date.now()/1e3;return t.dataset.end=u??S,u??S}function m(){return Qt(a).map(S=>({...S,top:en(S,a.points)}))}function h(S){return JSON.stringify([S.map(({title:v,
top:$})=>[v,$]),a.marks])}function y(){t.on("plotly_relayout",S=>{"xaxis.range[0]"in S&&g(Number(t.dataset.end)),S.autosize&&f()}),t.on("plotly_doubleclick",E),
i.addEventListener("click",E),t.addEventListener("pointerenter",()=>b(!0)),t.addEventListener("pointerleave",()=>b(!1))}function b(S){d=S,r.hidden=!S,S||f()}function g(S){
u=S,i.hidden=s.hidden=S===null,S!==null&&k(s,`0 s is ${new Date(1e3*S).toLocaleTimeString()}`)}function E(){g(null),f()}return q().then(S=>{l=S,B(l,t,f),f()}),{
holds:!0,update(S,v){a=S,k(o,ur(S)),v.whole?requestAnimationFrame(f):l&&!d&&(v.point||v.delta.mark)&&requestAnimationFrame(p)},recolour:f}}function ur(e){return Object.
values(e.power).filter(t=>t.watts===null&&t.reason).map(t=>t.reason).join(" ")}var dr={idle:"ready",decode:"writing",loading:"loading model",timing:"timing this machine",unloaded:"no model",closed:"closed"};function an(e){let t=o=>e.querySelector(
`#${o}`),n=t("status");return{update(o){k(t("status-model"),o.model.name),k(n,fr(o)),n.parentElement.dataset.phase=o.phase;let r=o.speed.tokens_per_s;k(t("statu\
s-speed"),r===null?"–":r.toFixed(1)),k(t("status-hit-rate"),A(o.recent_hit_rate??un(o.counters))),k(t("memory-name"),o.memory.device_total===null?"RAM":"GPU m\
emory"),k(t("status-memory"),pr(o.memory)),ln(t("power-gpu"),o.power.gpu),ln(t("power-cpu"),o.power.cpu),mr(e.querySelector("#notices"),o.machine)},lost(){k(n,"\
disconnected"),n.parentElement.dataset.phase="lost"}}}function fr(e){let{prefill_done:t,prefill_total:n}=e.speed,o=e.phase==="prefill"?`reading ${t} / ${n}`:dr[e.
phase];return e.queued_requests?`${o}, ${e.queued_requests} waiting`:o}function pr(e){let[t,n]=e.device_total===null?[e.host_used,e.host_total]:[e.device_used,e.
device_total];return`${T(t)} / ${T(n)}`}function ln(e,t){if(e.classList.toggle("missing",t.watts===null),t.watts!==null)return e.removeAttribute("tabindex"),k(e,
Xe(t.watts));let n=`unavailable${t.reason}`;if(e.textContent===n)return;let o=Object.assign(document.createElement("span"),{className:"why",textContent:t.reason});
e.replaceChildren("unavailable",o),e.tabIndex=0}function mr(e,t){let n=[...t.notices];t.emulated&&n.unshift("No GPU in use: the accelerator is emulated. Its slo\
ts lie in RAM; hits, misses and fills are real, speed shows nothing."),k(e,n.join(" ")),e.hidden=n.length===0}function cn(e){let t=n=>e.querySelector(`#counter-${n}`);
return{update(n){let{counters:o}=n;U(t("hits"),o.hits),U(t("inflight"),o.in_flight),U(t("misses"),o.misses),U(t("fills"),o.fills),U(t("evictions"),o.evictions),
k(t("hit-rate"),A(un(o),1)),k(t("recent"),A(n.recent_hit_rate,1)),k(t("copied"),T(o.bytes_copied)),U(t("tokens"),o.generated_tokens),hr(t("joules"),n.power)}}}function hr(e,t){
let n=Object.entries(t).filter(([,i])=>i.joules!==null),o=Object.values(t).filter(i=>i.joules===null),r=n.reduce((i,[,l])=>i+l.joules,0),s=n.length===1?` ${n[0][0].
toUpperCase()} only`:"";k(e,n.length?`${Ve(r)}${s}`:"–"),e.parentElement.title=o.map(i=>i.reason).join(" ")||"GPU and CPU, since the start"}function un(e){return e.
routed?e.hits/e.routed:null}var gr=1e3,dn=5e3;function fn(e){let t=e.querySelector("#spoken"),n=null,o=0;return{update(r){let s=performance.now(),i=r.phase!==n;s<o-(i?dn-gr:0)||!i&&r.phase!==
"decode"||(n=r.phase,o=s+dn,k(t,yr(r)))}}}function yr({phase:e,speed:t,recent_hit_rate:n,counters:o}){if(e==="prefill")return`Reading the prompt, ${t.prefill_total}\
 tokens.`;if(e==="loading")return"Loading a model.";if(e==="timing")return"Timing this machine.";if(e==="unloaded")return"No model is loaded: load one in the co\
ntrol panel.";if(e==="closed")return"The engine is closed.";let r=`hit rate ${A(n)}`;return e==="idle"?`Ready: ${r}, ${o.hits} hits, ${o.misses} misses in all.`:
`Writing: ${t.tokens_per_s?.toFixed(1)??"few"} tokens per second, ${r}.`}var br={stop:"ended",length:"limit",cancelled:"stopped"},xr=({gpu_joules:e,cpu_joules:t})=>{let n=[e,t].filter(o=>o!=null);return n.length?n.reduce((o,r)=>o+r,0):
null},wr=e=>t=>t==null?"–":t.toFixed(e),Sr=e=>e==null?"–":e<1?`${(1e3*e).toFixed(0)} ms`:`${e.toFixed(2)} s`,kr=e=>e==null?"–":`${(100*e).toFixed(1)} %`,Er=e=>e==
null?"–":(e/1e9).toFixed(e<1e8?3:2),R=e=>String(e??"–"),I=[{label:"When",value:e=>e.at,text:Lr},{label:"N × M",value:e=>e.indexes*1e3+e.ways,text:(e,t)=>`${t.
indexes} × ${t.ways}`},{label:"Policy",value:e=>e.policy,text:e=>R(e).toUpperCase()},{label:"Tok/s",value:e=>e.tokens_per_s,text:wr(1),figure:!0,better:1},{label:"\
First token",value:e=>e.first_token_s,text:Sr,figure:!0,better:-1},{label:"Hit rate",value:e=>e.hit_rate,text:kr,figure:!0,better:1},{label:"GB copied",value:e=>e.
bytes_copied,text:Er,figure:!0,better:-1},{label:"J/token",value:vr,text:$r,figure:!0,better:-1,title:"of the sensors there are"},{label:"Tokens",value:e=>e.tokens,
text:R,figure:!0},{label:"End",value:e=>br[e.finish],text:R,title:"ended by the model, at the token limit, or stopped"},{label:"Threads",value:e=>e.cpu_threads,
text:R,figure:!0},{label:"Mapping",value:e=>e.mapping,text:R},{label:"Fills",value:e=>e.admission,text:Or,title:"Fill on miss, and how many copies may wait"},{label:"\
Placement",value:e=>e.placement,text:e=>R(e).replace("_"," ")},{label:"Model",value:e=>e.model,text:R}];function vr(e){let t=xr(e);return t===null||!e.tokens?null:
t/e.tokens}function $r(e,t){if(e===null)return"–";let n=t.gpu_joules==null?" CPU":t.cpu_joules==null?" GPU":"";return`${e.toPrecision(2)}${n}`}function Or(e,t){
return e==="bounded"?`bounded, ${t.max_queued_copies}`:R(e)}function Lr(e){let t=new Date(1e3*e),n=s=>String(s).padStart(2,"0");return`${`${t.getFullYear()===new Date().
getFullYear()?"":`${t.getFullYear()}-`}${n(t.getMonth()+1)}-${n(t.getDate())}`} ${n(t.getHours())}:${n(t.getMinutes())}:${n(t.getSeconds())}`}function pn(e,t){let n=t.
toLowerCase().split(/\s+/).filter(Boolean);return e.filter(o=>{let r=I.map(s=>s.text(s.value(o),o)).join(" ").toLowerCase();return n.every(s=>r.includes(s))})}function mn(e,{
column:t,descending:n}){let o=I[t].value,r=(s,i)=>typeof s=="string"?s.localeCompare(i):s-i;return[...e].sort((s,i)=>{let[l,a]=[o(s)??null,o(i)??null];return l===
null||a===null?(l===null)-(a===null):n?r(a,l):r(l,a)})}function hn(e){let t=Object.keys(Object.assign({},...e)),n=r=>/[",\n]/.test(String(r))?`"${String(r).replaceAll(
'"','""')}"`:String(r??""),o=e.map(r=>t.map(s=>n(s==="at"?new Date(1e3*r.at).toISOString():r[s])));return[t,...o].map(r=>r.join(",")).join(`\r
`)+`\r
`}var gn="rgba(0, 0, 0, 0)",Cr=["speed","gpu"],Ar=["solid","dot"];function yn(e){let t=e.querySelector(".figures"),n=e.querySelector(".note"),o=[[e.querySelector(
".speed"),"tokens_per_s","tokens / s",""],[e.querySelector(".hits"),"hit_rate","hit rate",".0%"]],r=null,s=[],i=[];async function l(u){if(s=u,e.hidden=u.length<
2,!e.hidden&&(t.innerHTML="",t.append(qr(u)),i=await Promise.all(u.map(_r)),s===u)){if(n.textContent=i.every(Boolean)?"Curves over the tokens of each reply.":"A\
 reply whose recording was gone, or that has no second token, has no curve.",!r){r=await q(),a();for(let[d]of o)B(r,d,a),d.on("plotly_relayout",f=>f.autosize&&a())}
a()}}function a(){if(!r||e.hidden||!e.offsetWidth)return;let u=P();for(let[d,f,p,x]of o)r.react(d,c(f,x,u),Tr(p,x,u),M)}function c(u,d,f){return i.map((p,x)=>({
type:"scatter",mode:"lines",name:"AB"[x],x:p?p[u].map((m,h)=>1+h*p.tokens):[],y:p?.[u]??[],line:{color:f[Cr[x]],width:1.8,dash:Ar[x]},hovertemplate:`%{y:${d||".\
1f"}}`}))}return{show:l,draw:a}}async function _r(e){let t=await fetch(`runs/curve?run=${encodeURIComponent(e.id)}`);return t.ok?t.json():null}function qr(e){let t=document.
createElement("table"),n=(...r)=>{let s=t.insertRow();r.forEach((i,l)=>{let a=document.createElement(l===0?"th":"td");l===0&&(a.scope="row"),a.textContent=i,s.append(
a)})};n("","A ━━","B ┅┅","B against A");let o=[];for(let r of I){let[s,i]=e.map(l=>r.text(r.value(l),l));s===i&&!r.better?o.push(`${r.label} ${s}`):n(r.
label,s,i,Mr(r,e))}return t.createCaption().textContent=o.length?`In both: ${o.join(", ")}.`:"Nothing in common.",t}function Mr(e,t){let[n,o]=t.map(i=>e.value(i));
if(!e.better||!n||o==null)return"";let r=o/n-1;if(Math.abs(r)<.005)return"the same";let s=Math.sign(r)===e.better?"better":"worse";return`${r>0?"+":"−"}${Math.
abs(100*r).toFixed(0)} %, ${s}`}function Tr(e,t,n){let o={family:n.font,size:.68*n.em,color:n.muted},r={gridcolor:n.grid,zeroline:!1,tickfont:o};return{height:10*
n.em,margin:{l:3.4*n.em,r:.6*n.em,t:1.6*n.em,b:1.8*n.em},paper_bgcolor:gn,plot_bgcolor:gn,font:{family:n.font,color:n.text},showlegend:!1,hovermode:"x unified",
hoverlabel:F(n),xaxis:{...r,nticks:6},yaxis:{...r,rangemode:"tozero",tickformat:t,nticks:4},annotations:[{text:e,xref:"paper",yref:"paper",x:0,y:1,xanchor:"left",
yanchor:"bottom",showarrow:!1,font:o}]}}var bn=200,Nr=400;function xn(e){let t=e.querySelector("#runs"),n=m=>t.querySelector(`#runs-${m}`),o=t.querySelector("tbody"),r=yn(n("compare")),s=[],i={column:0,
descending:!0},l=[],a=bn,c="";async function u(){let m=await fetch("runs").catch(()=>null);if(!m?.ok)return;let{runs:h,problem:y}=await m.json();s=h,k(n("proble\
m"),y),n("problem").hidden=!y,f()}let d=()=>mn(pn(s,n("filter").value),i);function f(){let m=d();t.querySelector(".scrolled").hidden=s.length===0,n("empty").hidden=
s.length>0;for(let h of["csv","json"])n(h).disabled=m.length===0;k(n("count"),s.length?`${m.length} of ${s.length} replies`:""),n("more").hidden=m.length<=a,o.replaceChildren(
...m.slice(0,a).map(p)),t.querySelectorAll("th[data-column]").forEach(h=>{Number(h.dataset.column)===i.column?h.setAttribute("aria-sort",i.descending?"descendin\
g":"ascending"):h.removeAttribute("aria-sort")})}function p(m){let h=document.createElement("tr");h.classList.toggle("stopped",m.finish==="cancelled");let y=Object.
assign(document.createElement("input"),{type:"checkbox",checked:l.includes(m.id)});y.dataset.run=m.id,y.setAttribute("aria-label",`Compare the run of ${I[0].text(
m.at)}`);let b=document.createElement("span");b.textContent="AB"[l.indexOf(m.id)]??"",h.insertCell().append(y,b);for(let g of I){let E=h.insertCell();E.textContent=
g.text(g.value(m),m),g.figure&&(E.className="figure")}return h}function x(m,h){l=[...l.filter(y=>y!==m),...h?[m]:[]].slice(-2),r.show(l.map(y=>s.find(b=>b.id===
y)).filter(Boolean)),f(),o.querySelector(`[data-run="${CSS.escape(m)}"]`)?.focus()}return t.querySelector("thead").append(Pr()),t.querySelector("thead").addEventListener(
"click",m=>{let h=m.target.closest("th[data-column]");if(!h)return;let y=Number(h.dataset.column);i={column:y,descending:i.column===y?!i.descending:!!I[y].figure},
f()}),o.addEventListener("change",({target:m})=>x(m.dataset.run,m.checked)),n("filter").addEventListener("input",f),n("more").addEventListener("click",()=>{a+=bn,
f()}),n("csv").addEventListener("click",()=>oe("runs.csv",hn(d()),"text/csv")),n("json").addEventListener("click",()=>oe("runs.json",JSON.stringify(d(),null,2),
"application/json")),new IntersectionObserver(([m])=>m.isIntersecting&&u()).observe(t),document.addEventListener("hybrid:reply-ended",()=>t.offsetWidth&&u()),{update(m){
let h=c&&c!=="idle"&&m.phase==="idle";c=m.phase,h&&t.offsetWidth&&setTimeout(u,Nr)},recolour:r.draw}}function Pr(){let e=document.createElement("tr");return e.innerHTML=
'<th scope="col"><span class="unseen">Compare</span></th>',I.forEach(({label:t,title:n,figure:o},r)=>{let s=Object.assign(document.createElement("th"),{scope:"c\
ol",title:n??""});s.dataset.column=r,o&&(s.className="figure");let i=Object.assign(document.createElement("button"),{type:"button",textContent:t});s.append(i),e.
append(s)}),e}var Sn="hybrid-keys-off",jr="input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], [role]",wn={stop:Br,pause:Fr,help:Ce};function kn(){
let e={capture:!0};for(let t of["keydown","keypress"])document.addEventListener(t,Ir,e);document.addEventListener("keydown",Dr,e)}function Ir(e){$n(e)==="send"&&
pe("send")&&e.stopPropagation()}function Dr(e){let t=$n(e);t in wn&&!pe(t)&&wn[t](e)&&e.preventDefault()}function pe(e){return vn().includes(e)}function En(e,t){
let n=vn().filter(o=>o!==e);localStorage.setItem(Sn,JSON.stringify(t?[...n,e]:n))}function Ce(){let e=document.querySelector("#help");return e.open?e.close():e.
showModal(),!0}function vn(){try{let e=JSON.parse(localStorage.getItem(Sn)??"[]");return Array.isArray(e)?e:[]}catch{return[]}}function $n(e){let{key:t,ctrlKey:n,
metaKey:o,altKey:r,shiftKey:s,isComposing:i,target:l}=e;return i||r?null:t==="/"&&(n||o)?"help":n||o||s?null:t==="Enter"&&l.closest?.("#chat-input")?"send":{Escape:"\
stop"," ":"pause"}[t]??null}function Br({target:e}){if(document.querySelector("dialog[open]")||e.closest?.("[aria-expanded=true][role], [role=listbox]"))return!1;
let t=document.querySelector("#stop");if(t&&!t.disabled)t.click();else return he();return!0}function Fr({target:e}){return document.querySelector("dialog[open]")||
e.closest?.(jr)?!1:(window.hybrid.togglePause?.(),!0)}function On(e){let t=e.querySelector("#help");t.querySelector(".close").addEventListener("click",()=>t.close()),t.addEventListener("click",n=>n.target===t&&t.close());
for(let n of t.querySelectorAll("[data-key]"))n.checked=!pe(n.dataset.key),n.addEventListener("change",()=>En(n.dataset.key,!n.checked));return{update(){}}}function Ln(e){
return e.querySelector("#help-open").addEventListener("click",Ce),{update(){}}}function Cn(e,{store:t}){let n=e.querySelector("#pause"),o=n.querySelector(".label");return n.addEventListener("click",()=>t.pause(!t.isPaused())),{update(){},paused(r,s){
n.setAttribute("aria-pressed",String(r)),k(o,r?"Resume":"Pause"),n.title=r?"Go on at the present":"Hold the charts still",document.body.classList.toggle("charts\
-paused",r);let i=document.querySelector("#paused-note");i.hidden=!r,r&&k(i,`Charts paused at step ${s.counters.steps}, ${Rr()}. Counters go on.`)}}}function Rr(){
return new Date().toLocaleTimeString([],{hour12:!1})}function An(e=""){let t=e.split(" ").filter(Boolean),n=()=>t.every(o=>document.getElementById(o));return n()?Promise.resolve():new Promise(o=>{let r=new MutationObserver(
()=>{n()&&(r.disconnect(),o())});r.observe(document.body,{childList:!0,subtree:!0})})}function _n(e){let t=e.querySelector("#tabs"),n=[...t.querySelectorAll("[role=tab]")],o=a=>a.hash.slice(1),r=a=>n.find(c=>o(c)===a);function s(a){let c=r(a)??n[0];
document.body.dataset.tab=o(c);for(let u of n)u.setAttribute("aria-selected",String(u===c)),u.tabIndex=u===c?0:-1}function i(a){history.replaceState(history.state,
"",a.hash),s(o(a)),a.focus()}function l(a){let c=n.indexOf(document.activeElement),u=n.length-1,d={ArrowRight:c+1,ArrowLeft:c-1,Home:0,End:u}[a];return d===void 0?
null:n[(d+n.length)%n.length]}t.addEventListener("click",a=>{let c=a.target.closest("[role=tab]");c&&(a.preventDefault(),i(c))}),t.addEventListener("keydown",a=>{
(a.key===" "||a.key==="Enter")&&a.target.click();let c=l(a.key);c&&i(c),(c||a.key===" "||a.key==="Enter")&&a.preventDefault()}),window.addEventListener("hashcha\
nge",()=>s(location.hash.slice(1)));for(let a of n){let c=document.getElementById(`${o(a)}-pane`);c.setAttribute("role","tabpanel"),c.setAttribute("aria-labelle\
dby",a.id)}return s(location.hash.slice(1)),{update(){}}}var qn=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(qn[e]=t++);function K(e){let t=[],n=0,o=1;for(let r=0;r<e.length;r++){let s=qn[e.charCodeAt(r)];n+=
o*(s%45),o*=45,s<45&&(t.push(n),n=0,o=1)}return t}var Ae=0,Mn=1;function Tn(e){let{layers:t,experts:n,top_k:o,texts:r,prompt:s,milliseconds:i}=e,l=K(e.choices),a=K(e.outcomes),c=t*o,u=r.map((d,f)=>{let p=0;for(let x=f*c;x<(f+
1)*c;x++)a[x]!==Ae&&(p+=1);return p});return{layers:t,experts:n,count:r.length,prompt:s,texts:r,milliseconds:i,missed:u,routed:c,slowest:Math.max(...i.filter(d=>d!==
null),0),firstExpert:(d,f)=>l[d*c+f*o],routing:(d,f)=>Array.from({length:o},(p,x)=>{let m=d*c+f*o+x;return[l[m],a[m]]}),cells:d=>Array.from({length:c},(f,p)=>Math.
floor(p/o)*n+l[d*c+p])}}var z=8,Ur=80,Pn=["hit","flight","miss"],Nn=["hit","in flight","miss"];function jn(e){function t(o,r,s){e.replaceChildren(zr(o,r),Hr(o,r),Gr()),e.hidden=!1,n(s)}
function n(o){let r=o.getClientRects()[0]??o.getBoundingClientRect(),s=o.closest("#chat-pane").getBoundingClientRect();e.style.maxWidth=`${s.width-2*z}px`;let{width:i,
height:l}=e.getBoundingClientRect(),a=r.bottom+z+l<=innerHeight;e.style.left=`${Math.max(s.left+z,Math.min(r.left,s.right-i-z))}px`,e.style.top=`${Math.max(z,a?
r.bottom+z:r.top-l-z)}px`}return document.body.append(e),{show:t,hide:()=>e.hidden=!0,id:e.id}}function _e(e,t){let n=e.milliseconds[t],o=n===null?"prompt":`${n.
toFixed(n<10?2:1)} ms`,r=0;for(let i=0;i<e.layers;i++)for(let[,l]of e.routing(t,i))r+=l===Mn;let s=e.missed[t];return`${o}, ${e.routed-s} of ${e.routed} hit, ${s}\
 missed${r?`, ${r} of them in flight`:""}`}function qe(e){return e===""?"·":e.replaceAll(`
`,`⏎
`).replaceAll("	","⇥")}function zr(e,t){let n=Object.assign(document.createElement("b"),{textContent:qe(e.texts[t]).trim()||"␣"}),o=Object.assign(document.createElement(
"span"),{textContent:_e(e,t)}),r=document.createElement("p");return r.append(n," ",o),r}function Hr(e,t){let n=document.createElement("ol");n.classList.toggle("\
many",e.routed>Ur),n.style.setProperty("--cells",e.routed/e.layers);for(let o=0;o<e.layers;o++){let r=document.createElement("li");r.append(Object.assign(document.
createElement("small"),{textContent:o}));for(let[s,i]of e.routing(t,o)){let l=Object.assign(document.createElement("i"),{className:Pn[i],textContent:s});r.append(
l)}n.append(r)}return n}function Gr(){let e=Object.assign(document.createElement("p"),{className:"key"});e.append("layer: experts, ");for(let t=Ae;t<Nn.length;t++){
let n=Object.assign(document.createElement("i"),{className:Pn[t],textContent:"n"});e.append(n,` ${Nn[t]} `)}return e}var Wr=["none","dotted","dashed","solid","double"],Jr=140,Y={misses:{label:"misses",share:(e,t)=>e.missed[t]/(e.routed||1),line:!0,low:"all hits",high:"all miss\
ed"},time:{label:"time",share:(e,t)=>e.milliseconds[t]===null?null:e.milliseconds[t]/(e.slowest||1),line:!0,low:"0 ms",high:e=>`${e.slowest.toFixed(1)} ms`},expert:{
label:"first expert of layer",share:(e,t,n)=>e.firstExpert(t,n)/Math.max(1,e.experts-1),number:(e,t,n)=>e.firstExpert(t,n),low:"expert 0",high:e=>String(e.experts-
1)}};function Dn(e,t,{line:n,number:o}){let[r,s,i]=t===null?[]:Kr(t);e.style.backgroundColor=t===null?"":`rgb(${r} ${s} ${i})`,e.style.color=t===null?"":.299*r+
.587*s+.114*i>Jr?"#14161a":"#ffffff",e.style.borderBottomStyle=n&&t?Wr[Math.min(4,Math.ceil(t*4))]:"none",o===void 0?delete e.dataset.number:e.dataset.number=o}
function Kr(e){let t=Math.min(1,Math.max(0,e))*(_.length-1),n=Math.min(_.length-2,Math.floor(t)),[o,r]=[In(_[n][1]),In(_[n+1][1])];return o.map((s,i)=>Math.round(
s+(r[i]-s)*(t-n)))}function In(e){return[1,3,5].map(t=>parseInt(e.slice(t,t+2),16))}var Yr=400;function Rn(e,{detail:t,pick:n}){let o=document.createDocumentFragment(),r=Object.assign(document.createElement("div"),{className:"token-list"});r.setAttribute(
"role","listbox"),r.setAttribute("aria-label","Tokens of the reply");let s=[],i=Zr(e,c),l=null,a=null;function c(){let{name:y,layer:b}=i.chosen(),g=Y[y];for(let E of s){
let S=Number(E.dataset.token);Dn(E,g.share(e,S,b),{line:g.line,number:g.number?.(e,S,b)})}}function u(y){let b=Object.assign(document.createElement("span"),{className:"\
routed",tabIndex:-1});return b.textContent=qe(e.texts[y]),b.dataset.token=y,b.setAttribute("role","option"),b.setAttribute("aria-selected","false"),b.setAttribute(
"aria-label",`${e.texts[y].trim()||"space"}: ${_e(e,y)}`),b.classList.toggle("prompt",y<e.prompt),b}function d(){r.querySelector("button")?.remove();let b=Number(
s.at(-1)?.dataset.token??i.first()-1)+1,g=Math.min(e.count,b+Yr);for(let E=b;E<g;E++)s.push(u(E));r.append(...s.slice(-(g-b)||s.length)),g<e.count&&r.append(Xr(
e.count-g,d)),s.length&&!l&&p(s[0]),c()}function f(){x(null),t.hide(),s.length=0,l=null,r.replaceChildren(),d()}function p(y){l&&(l.tabIndex=-1),l=y,l.tabIndex=
0}function x(y){a?.setAttribute("aria-selected","false"),a=y===a?null:y,a?.setAttribute("aria-selected","true"),n(a?Number(a.dataset.token):null)}let m=y=>t.show(
e,Number(y.dataset.token),y),h=y=>y.target.closest(".routed");return r.addEventListener("pointerover",y=>h(y)&&m(h(y))),r.addEventListener("pointerleave",t.hide),
r.addEventListener("focusin",y=>{h(y)&&(p(h(y)),m(l))}),r.addEventListener("focusout",t.hide),r.addEventListener("click",y=>h(y)&&x(h(y))),r.addEventListener("k\
eydown",y=>{if(!h(y))return;let b=Vr(s,l,y.key);if(b)b.focus();else if(y.key==="Enter"||y.key===" ")x(l);else if(y.key==="Escape")a&&x(a),t.hide();else return;y.
preventDefault(),y.stopPropagation()}),i.onPrompt(f),d(),o.append(i.element,r),o}function Vr(e,t,n){let o=e.indexOf(t),r={ArrowRight:o+1,ArrowLeft:o-1,Home:0,End:e.
length-1}[n];if(r!==void 0)return e[r]??null;let s={ArrowDown:1,ArrowUp:-1}[n];if(!s)return null;let i=Bn(t),l=null,a=null;for(let c=o+s;e[c];c+=s){let{top:u,left:d}=Bn(
e[c]);if(!(Math.abs(u-i.top)<i.height/2)){if(a!==null&&Math.abs(u-a)>i.height/2)break;a??=u,(l===null||Math.abs(d-i.left)<Math.abs(l.left-i.left))&&(l={element:e[c],
left:d})}}return l?.element??null}function Bn(e){return e.getClientRects()[0]}function Xr(e,t){let n=Object.assign(document.createElement("button"),{type:"butto\
n",textContent:`${e} more tokens`});return n.addEventListener("click",t),n}function Zr(e,t){let n=Object.assign(document.createElement("p"),{className:"token-ba\
r"}),o=Fn(Object.entries(Y).map(([d,{label:f}])=>[d,f]),"Tint by"),r=Fn(Array.from({length:e.layers},(d,f)=>[f,f]),"Layer"),s=Object.assign(document.createElement(
"input"),{type:"checkbox",disabled:e.prompt===0}),i=document.createElement("span"),[l,a,c]=["span","i","span"].map(d=>document.createElement(d));i.append(l,a,c),
i.className="legend",a.className="ramp";function u(){let d=Y[o.value];r.parentElement.hidden=o.value!=="expert",l.textContent=d.low,c.textContent=typeof d.high==
"function"?d.high(e):d.high,t()}return o.addEventListener("change",u),r.addEventListener("change",u),n.append(Me("Tint by",o),Me("",r),i,Me("prompt too",s)),r.parentElement.
hidden=!0,l.textContent=Y.misses.low,c.textContent=Y.misses.high,{element:n,chosen:()=>({name:o.value,layer:Number(r.value)}),first:()=>s.checked||e.prompt===e.
count?0:e.prompt,onPrompt:d=>s.addEventListener("change",d)}}function Fn(e,t){let n=document.createElement("select");return n.append(...e.map(([o,r])=>new Option(
r,o))),n.setAttribute("aria-label",t),n}function Me(e,t){let n=document.createElement("label");return t.type==="checkbox"?n.append(t,` ${e}`):n.append(e," ",t),
n}function Un(e,t){let n=document.querySelector("#chat"),o=new Map,r=jn(e.querySelector("#token-detail")),s=null,i=p=>p.querySelector(".message-content")?.textContent??
"",l=p=>p.querySelector(".actions [data-action=tokens]");function a(p){o.get(p)?.element.remove(),o.delete(p),p.classList.remove("as-tokens"),c(l(p),!1),r.hide(),
t.outline(null)}function c(p,x){p&&(p.textContent=x?"Text":"Tokens",p.setAttribute("aria-pressed",String(x)))}async function u(p,x){let m=p.querySelector(".mess\
age-content"),h={text:i(p),element:document.createElement("div")};h.element.className="tokens",o.set(p,h);try{if(!x)throw new Error("This reply was not recorded\
.");let y=Tn(await N(`tokens/${encodeURIComponent(x)}`));if(o.get(p)!==h)return;h.element.append(Rn(y,{detail:r,pick:b=>d(y,b)}))}catch(y){h.element.textContent=
y.message}p.classList.add("as-tokens"),m.after(h.element),c(l(p),!0)}function d(p,x){let m=s?.layers===p.layers&&s?.experts===p.experts;t.outline(x===null||!m?null:
p.cells(x))}function f(){for(let[p,x]of o)!p.isConnected||i(p)!==x.text?a(p):l(p)?.getAttribute("aria-pressed")!=="true"&&c(l(p),!0)}return new MutationObserver(
f).observe(n,{childList:!0,characterData:!0,subtree:!0}),window.hybrid.showTokens=p=>{let x=Number(X()),m=n.querySelectorAll(".message-row")[x];m&&(o.has(m)?a(m):
u(m,p[x]?.metadata?.id))},{update(p){s&&s.name!==p.model.name&&t.outline(null),s=p.model}}}var Qr=220,es=50;function Te(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current}}}function me(e,t){let{cells:n,
current:o,point:r,mark:s,...i}=t,{cache:l}=e,a=e.counters.steps;for(let[u,d]of Object.entries(i))e[u]=rs(d)?{...e[u],...d}:d;let{steps:c}=e.counters;i.active_request&&
l.usedBefore.set(l.uses),n&&ts(l,K(n),c,Math.max(1,c-a)),o!==void 0?l.current=ns(K(o)):c!==a&&(l.current=os(l,c-1)),r&&zn(e.points,r,Qr),s&&zn(e.marks,s,es)}function Hn(e){
let t={...e.cache};for(let[n,o]of Object.entries(t))t[n]=o.slice();return{...e,cache:t,points:e.points.slice(),marks:e.marks.slice()}}function ts(e,t,n,o){let r=0;
for(let s=0;s<t.length;){let i=t[s++],l=t[s++];if(r+=i>>1,l){let a=Math.floor((l-1)/o)+1,c=Math.floor((Math.sqrt(8*a+1)-1)/2);e.lastUsed[r]=n-(l-1)%o-1,e.uses[r]+=
c,e.hits[r]+=a-c*(c+1)/2}i&1&&(e.state[r]=t[s++],e.slot[r]=t[s++]-1)}}function ns(e){let t=0;return e.map(n=>t+=n)}function os({lastUsed:e},t){let n=[];for(let o=0;o<
e.length;o++)e[o]===t&&n.push(o);return n}function zn(e,t,n){e.push(t),e.length>n&&e.shift()}function rs(e){return e!==null&&typeof e=="object"&&!Array.isArray(
e)}var ss=1e3;function Gn(e,{onState:t,onDelta:n,onLost:o}){let r=null,s=null,i=0;function l(){r||(clearTimeout(i),r=new EventSource(e),r.addEventListener("snapsho\
t",c=>{s=Te(JSON.parse(c.data)),t(s)}),r.addEventListener("delta",c=>{let u=JSON.parse(c.data);if(!s||u.seq!==s.seq+1){a(),l();return}me(s,u),n(u)}),r.addEventListener(
"error",()=>{a(),o(),i=setTimeout(l,ss)}))}function a(){clearTimeout(i),r?.close(),r=null,s=null}return{open:l,close:a,state:()=>s}}function Wn(e){let t=window.SharedWorker?is(e):ls(e),n=()=>t.show(!document.hidden);document.addEventListener("visibilitychange",n),window.addEventListener("pag\
eshow",n),window.addEventListener("pagehide",()=>t.show(!1)),n()}function is({onState:e,onDelta:t,onLost:n}){let o=new SharedWorker(new URL("worker.js",import.meta.
url),{type:"module",name:"telemetry"}),r=null;return o.port.addEventListener("message",({data:s})=>{s.state?(r=s.state,e(r)):s.lost?n():r&&(me(r,s.delta),t(s.delta))}),
o.port.start(),{show:s=>o.port.postMessage({visible:s})}}function ls(e){let t=Gn(new URL("telemetry",document.baseURI).href,e);return{show:n=>n?t.open():t.close()}}var as=2,cs=1e3,Ne={whole:!0,point:!1,delta:{}};function Jn(){let e=[],t=null,n=null,o=null,r=!1,s=0;function i(){r=!1;let c=performance.now(),u=o;o=null;for(let f of e)
n&&f.holds||l(f,t,u);let d=performance.now();s=d+Math.min(cs,as*(d-c))}function l(c,u,d){try{c.update(u,d)}catch(f){console.error(f)}}function a(c){o=o?us(o,c):
c,!r&&(r=!0,setTimeout(()=>requestAnimationFrame(i),Math.max(0,s-performance.now())))}return{add(c){e.push(c),t&&l(c,c.holds&&n||t,Ne)},isPaused:()=>n!==null,pause(c){
if(!(!t||c===(n!==null))){n=c?Hn(t):null;for(let u of e)u.holds&&l(u,n??t,Ne),u.paused?.(c,t)}},connect(){Wn({onState(c){t=c,a(Ne)},onDelta(c){a({whole:!1,point:"\
point"in c,delta:c})},onLost(){for(let c of e)c.lost?.()}})}}}function us(e,t){return{whole:e.whole||t.whole,point:e.point||t.point,delta:{...e.delta,...t.delta}}}var ds=[["#strip",an],["#tabs",_n],["#pause",Cn],["#counters",cn],["#spoken",fn],["#layer-detail",Xt],["#heatmap",Ft],["#heatmap-table",Ut],["#lines",sn],["#fit\
s",mt],["#lab",Ot],["#token-view",Un],["#progress",Ze],["#more",Re],["#editing-note",He],["#prompts",et],["#runs",xn],["#help",On],["#help-open",Ln]],te=Jn(),fs={
store:te,chooseLayer(){},outline(){}},Kn=[];function sa(e){for(let[n,o]of ds){let r=e.querySelector(n);r&&An(r.dataset.needs).then(()=>ps(o,r,e))}let t=e.querySelector(
"#theme");t&&Ct(t,()=>Kn.forEach(n=>n.recolour()))}function ps(e,t,n){let o=e(t.id==="fits"||t.id==="progress"?t:n,fs);o.recolour&&Kn.push(o),te.add(o)}window.hybrid=
{awaitTurn:ot,endTurn:rt,askingAgain:We,chosenMessage:X,copy:Ke,edit:Je,showEditing:Ge,sending:Ie,taken:Be,giveBack:Fe,download:Ue,pickFile:ze,togglePause:()=>te.
pause(!te.isPaused())};kn();te.connect();export{Te as fromSnapshot,sa as mount};
