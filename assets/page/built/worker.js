var S=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(S[e]=t++);function p(e){let t=[],n=0,o=1;for(let s=0;s<e.length;s++){let r=S[e.charCodeAt(s)];n+=o*
(r%45),o*=45,r<45&&(t.push(n),n=0,o=1)}return t}var B=220,T=50,y=5;function E(e){let{cache:t,used_before:n,...o}=e;return{...o,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function L(e,t){
let{cells:n,current:o,missed:s,point:r,mark:f,...l}=t,{cache:i}=e,c=e.counters.steps;for(let[u,h]of Object.entries(l))e[u]=x(h)?{...e[u],...h}:h;let{steps:a}=e.
counters;l.active_request&&i.usedBefore.set(i.uses),n&&k(i,p(n),a,Math.max(1,a-c)),o!==void 0?i.current=v(p(o)):a!==c&&(i.current=w(i,a-1)),s!==void 0&&(i.missed=
_(i.current,p(s))),r&&g(e.points,r,B),f&&g(e.marks,f,T)}function k(e,t,n,o){let s=0;for(let r=0;r<t.length;){let f=t[r++],l=t[r++];if(s+=f>>1,l){let i=Math.floor((l-1)/o)+1,c=Math.floor((Math.sqrt(8*i+1)-1)/2);e.lastUsed[s]=
n-(l-1)%o-1,e.uses[s]+=c,e.hits[s]+=i-c*(c+1)/2}f&1&&(e.state[s]=t[r++],e.slot[s]=t[r++]-1)}}function v(e){let t=0;return e.map(n=>t+=n)}function _(e,t){return e.
filter((n,o)=>t[Math.floor(o/y)]>>o%y&1)}function w({lastUsed:e},t){let n=[];for(let o=0;o<e.length;o++)e[o]===t&&n.push(o);return n}function g(e,t,n){e.push(t),
e.length>n&&e.shift()}function x(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var D=1e3;function M(e,{onState:t,onDelta:n,onLost:o}){let s=null,r=null,f;function l(){if(s)return;clearTimeout(f);let c=new EventSource(e);s=c,c.addEventListener(
"snapshot",a=>{r=E(JSON.parse(a.data)),t(r)}),c.addEventListener("delta",a=>{let u=JSON.parse(a.data);if(!r||u.seq!==r.seq+1){i(),l();return}L(r,u),n(u)}),c.addEventListener(
"error",()=>{i(),o(),f=setTimeout(l,D)})}function i(){clearTimeout(f),s?.close(),s=null,r=null}return{open:l,close:i,state:()=>r}}var m=new Set,d=M(new URL("../telemetry",self.location.href).href,{onState:e=>A({state:e}),onDelta:e=>A({delta:e}),onLost:()=>A({lost:!0})});function A(e){for(let t of m)
t.postMessage(e)}self.addEventListener("connect",e=>{let[t]=e.ports;t.addEventListener("message",({data:n})=>{if(!n.visible){m.delete(t),m.size===0&&d.close();return}
m.add(t),d.state()&&t.postMessage({state:d.state()}),d.open()}),t.start()});
