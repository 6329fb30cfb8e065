// What the graphs share: loading plotly.js from this server, and keeping their size.

/** @type {Promise<PlotlyLibrary> | null} */
let loading = null;

export function loadPlotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.querySelector('link[rel="preload"][href*="page/plotly.js"]')?.href ?? "page/plotly.js";
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("plotly.js could not be loaded"));
    document.head.append(script);
  });
  return loading;
}

// Double click is ours: what it goes back to may have changed since the graph was first drawn.
export const CONFIG = { displayModeBar: false, displaylogo: false, doubleClick: false, showTips: false };

// ``onShown`` is for graphs that draw nothing while they are out of sight. A graph that has just been drawn fits
// already, and to lay it out anew would take as long again.
export function keepSize(Plotly, graph, onShown = () => {}) {
  let frame = 0;
  let rested = false;
  new ResizeObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      const { width, height } = graph.getBoundingClientRect();
      const drawn = graph._fullLayout;
      const fits = drawn && Math.abs(drawn.width - width) < 1 && Math.abs(drawn.height - height) < 1;
      if (width && !drawn) onShown();
      else if (width && (rested || !fits)) Plotly.Plots.resize(graph);
      rested = !width;
    });
  }).observe(graph.parentElement);
}

export function hoverLabel(colour) {
  return {
    bgcolor: colour.ground,
    bordercolor: colour.muted,
    font: { family: colour.font, size: 0.8 * colour.em, color: colour.text },
    align: "left",
  };
}

// Texts for a heatmap's hover that are made only for the cell under the pointer.
export function lazyTexts(rows, textOf) {
  return Array.from({ length: rows }, (_, row) => {
    const get = (target, key) => (/^\d+$/.test(String(key)) ? textOf(row, Number(key)) : target[key]);
    return new Proxy([], { get });
  });
}
