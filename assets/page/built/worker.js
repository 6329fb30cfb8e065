var A=new Uint8Array(128);for(let e=35,t=0;e<126;e++)e!==92&&(A[e]=t++);function m(e){let t=[],n=0,s=1;for(let o=0;o<e.length;o++){let r=A[e.charCodeAt(o)];n+=s*
(r%45),s*=45,r<45&&(t.push(n),n=0,s=1)}return t}var L=220,B=50;function S(e){let{cache:t,used_before:n,...s}=e;return{...s,cache:{state:Uint8Array.from(t.state),slot:Int32Array.from(t.slot),lastUsed:Int32Array.
from(t.last_used),uses:Float64Array.from(t.uses),hits:Float64Array.from(t.hits),usedBefore:Float64Array.from(n),current:t.current}}}function E(e,t){let{cells:n,
current:s,point:o,mark:r,...l}=t,{cache:i}=e,f=e.counters.steps;for(let[a,d]of Object.entries(l))e[a]=v(d)?{...e[a],...d}:d;let{steps:c}=e.counters;l.active_request&&
i.usedBefore.set(i.uses),n&&M(i,m(n),c,Math.max(1,c-f)),s!==void 0?i.current=T(m(s)):c!==f&&(i.current=k(i,c-1)),o&&y(e.points,o,L),r&&y(e.marks,r,B)}function M(e,t,n,s){let o=0;for(let r=0;r<t.length;){let l=t[r++],i=t[r++];if(o+=l>>1,i){let f=Math.floor((i-1)/s)+1,c=Math.floor((Math.sqrt(8*f+1)-1)/2);e.lastUsed[o]=
n-(i-1)%s-1,e.uses[o]+=c,e.hits[o]+=f-c*(c+1)/2}l&1&&(e.state[o]=t[r++],e.slot[o]=t[r++]-1)}}function T(e){let t=0;return e.map(n=>t+=n)}function k({lastUsed:e},t){
let n=[];for(let s=0;s<e.length;s++)e[s]===t&&n.push(s);return n}function y(e,t,n){e.push(t),e.length>n&&e.shift()}function v(e){return e!==null&&typeof e=="obj\
ect"&&!Array.isArray(e)}var _=1e3;function g(e,{onState:t,onDelta:n,onLost:s}){let o=null,r=null,l;function i(){o||(clearTimeout(l),o=new EventSource(e),o.addEventListener("snapshot",c=>{
r=S(JSON.parse(c.data)),t(r)}),o.addEventListener("delta",c=>{let a=JSON.parse(c.data);if(!r||a.seq!==r.seq+1){f(),i();return}E(r,a),n(a)}),o.addEventListener("\
error",()=>{f(),s(),l=setTimeout(i,_)}))}function f(){clearTimeout(l),o?.close(),o=null,r=null}return{open:i,close:f,state:()=>r}}var p=new Set,u=g(new URL("../telemetry",self.location.href).href,{onState:e=>h({state:e}),onDelta:e=>h({delta:e}),onLost:()=>h({lost:!0})});function h(e){for(let t of p)
t.postMessage(e)}self.addEventListener("connect",e=>{let[t]=e.ports;t.addEventListener("message",({data:n})=>{if(!n.visible){p.delete(t),p.size===0&&u.close();return}
p.add(t),u.state()&&t.postMessage({state:u.state()}),u.open()}),t.start()});
