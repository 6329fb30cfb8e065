var S=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(S[e]=t++);function u(e){let t=[],n=0,r=1;for(let o=0;o<e.length;o++){let s=S[e.charCodeAt(o)];n+=r*
(s%45),r*=45,s<45&&(t.push(n),n=0,r=1)}return t}var B=220,T=50,y=5;function E(e){let{cache:t,used_before:n,...r}=e;return{...r,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current,missed:t.missed}}}function L(e,t){
let{cells:n,current:r,missed:o,point:s,mark:f,...c}=t,{cache:i}=e,l=e.counters.steps;for(let[A,m]of Object.entries(c))e[A]=x(m)?{...e[A],...m}:m;let{steps:a}=e.
counters;c.active_request&&i.usedBefore.set(i.uses),n&&k(i,u(n),a,Math.max(1,a-l)),r!==void 0?i.current=v(u(r)):a!==l&&(i.current=w(i,a-1)),o!==void 0&&(i.missed=
_(i.current,u(o))),s&&g(e.points,s,B),f&&g(e.marks,f,T)}function k(e,t,n,r){let o=0;for(let s=0;s<t.length;){let f=t[s++],c=t[s++];if(o+=f>>1,c){let i=Math.floor((c-1)/r)+1,l=Math.floor((Math.sqrt(8*i+1)-1)/2);e.lastUsed[o]=
n-(c-1)%r-1,e.uses[o]+=l,e.hits[o]+=i-l*(l+1)/2}f&1&&(e.state[o]=t[s++],e.slot[o]=t[s++]-1)}}function v(e){let t=0;return e.map(n=>t+=n)}function _(e,t){return e.
filter((n,r)=>t[Math.floor(r/y)]>>r%y&1)}function w({lastUsed:e},t){let n=[];for(let r=0;r<e.length;r++)e[r]===t&&n.push(r);return n}function g(e,t,n){e.push(t),
e.length>n&&e.shift()}function x(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}var D=1e3;function M(e,{onState:t,onDelta:n,onLost:r}){let o=null,s=null,f;function c(){o||(clearTimeout(f),o=new EventSource(e),o.addEventListener("snapshot",l=>{
s=E(JSON.parse(l.data)),t(s)}),o.addEventListener("delta",l=>{let a=JSON.parse(l.data);if(!s||a.seq!==s.seq+1){i(),c();return}L(s,a),n(a)}),o.addEventListener("\
error",()=>{i(),r(),f=setTimeout(c,D)}))}function i(){clearTimeout(f),o?.close(),o=null,s=null}return{open:c,close:i,state:()=>s}}var d=new Set,p=M(new URL("../telemetry",self.location.href).href,{onState:e=>h({state:e}),onDelta:e=>h({delta:e}),onLost:()=>h({lost:!0})});function h(e){for(let t of d)
t.postMessage(e)}self.addEventListener("connect",e=>{let[t]=e.ports;t.addEventListener("message",({data:n})=>{if(!n.visible){d.delete(t),d.size===0&&p.close();return}
d.add(t),p.state()&&t.postMessage({state:p.state()}),p.open()}),t.start()});
