function a({data:r,layout:n},e,c){let t=o=>e.getPropertyValue(o).trim(),s=o=>typeof o=="string"?o.startsWith("--")?t(o):o:Array.isArray(o)?typeof o.at(-1)=="num\
ber"?o:o.map(s):o===null||typeof o!="object"?o:Object.fromEntries(Object.entries(o).map(([p,y])=>[p,s(y)])),i={family:t("--mono")||"monospace",size:.72*c,color:t(
"--text")},l={gridcolor:t("--grid"),linecolor:t("--rule"),zeroline:!1,ticks:"",automargin:!0,tickfont:{...i,color:t("--muted")},title:{font:{...i,color:t("--mut\
ed")},standoff:6}},u={bgcolor:t("--panel"),bordercolor:t("--muted"),font:i,align:"left"},g={paper_bgcolor:"rgba(0,0,0,0)",plot_bgcolor:"rgba(0,0,0,0)",font:i,hoverlabel:u,
legend:{font:i,bgcolor:"rgba(0,0,0,0)"},dragmode:!1};return{data:s(r).map(b(i)),layout:d({...g,xaxis:l,yaxis:l},s(n))}}function b(r){let n={...r,size:.95*r.size};
return e=>{if(!e.colorbar)return e;let c={...e.colorbar.title,font:n};return{...e,colorbar:{outlinewidth:0,tickfont:n,...e.colorbar,title:c}}}}function d(r,n){let e=t=>t!==
null&&typeof t=="object"&&!Array.isArray(t),c={...r};for(let[t,s]of Object.entries(n))c[t]=e(s)&&e(r[t])?d(r[t],s):s;return c}var h=JSON.parse(document.getElementById("figures")?.textContent??"{}"),f=matchMedia("(prefers-color-scheme: dark)");function m(){document.body.classList.toggle(
"dark",f.matches);let r=parseFloat(getComputedStyle(document.documentElement).fontSize);for(let n of document.querySelectorAll("[data-figure]")){let{data:e,layout:c}=a(
h[n.dataset.figure],getComputedStyle(document.body),r);window.Plotly.react(n,e,c,{displaylogo:!1,responsive:!0})}}f.addEventListener("change",m);m();
