// The lab's graphs: made once, drawn anew when their figure, their size or the theme changes.

import { CONFIG, keepSize, loadPlotly } from "./plot.js";
import { themed } from "./labtheme.js";

export function createCharts(root) {
  const charts = new Map();
  let Plotly = null;

  function draw(chart) {
    if (!Plotly || !chart.figure || !chart.plot.offsetWidth) return;
    const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const { data, layout } = themed(chart.figure, getComputedStyle(document.body), em);
    const isFirst = !chart.plot.on;
    Plotly.react(chart.plot, data, layout, CONFIG);
    if (isFirst) chart.plot.on("plotly_click", ({ points: [point] }) => chart.onClick?.(point));
  }

  // Nobody waits for plotly.js until there is something to draw.
  function load() {
    loadPlotly().then((loaded) => {
      if (Plotly) return;
      Plotly = loaded;
      for (const chart of charts.values()) {
        keepSize(Plotly, chart.plot, () => draw(chart));
        draw(chart);
      }
    });
  }

  for (const holder of root.querySelectorAll("[data-figure]")) {
    const chart = { holder, plot: holder.querySelector(".plot"), figure: null, onClick: null };
    charts.set(holder.dataset.figure, chart);
  }

  return {
    show(name, figure) {
      const chart = charts.get(name);
      if (!chart) return;
      chart.figure = figure ?? null;
      chart.holder.hidden = !figure;
      load();
      draw(chart);
    },
    onClick: (name, handler) => (charts.get(name).onClick = handler),
    redraw: () => charts.forEach(draw),
  };
}
