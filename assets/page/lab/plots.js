// The lab's graphs: made once, drawn anew when their figure, their size or the theme changes.

import { CONFIG, loadPlotly } from "../shell/plot.js";
import { themed } from "./theme.js";

export function createCharts(root) {
  const charts = new Map();
  /** @type {PlotlyLibrary | null} */
  let Plotly = null;

  function draw(chart) {
    if (!Plotly || !chart.figure || !chart.plot.offsetWidth) return;
    const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const { data, layout } = themed(chart.figure, getComputedStyle(document.body), em);
    const isFirst = !chart.plot.on;
    const { offsetWidth: width, offsetHeight: height } = chart.plot;
    Plotly.react(chart.plot, data, { ...layout, width, height }, CONFIG);
    if (isFirst) chart.plot.on("plotly_click", ({ points: [point] }) => chart.onClick?.(point));
  }

  // Nobody waits for plotly.js until there is something to draw.
  function load() {
    loadPlotly().then((loaded) => {
      if (Plotly) return;
      Plotly = loaded;
      charts.forEach(keepSize);
    });
  }

  // Type goes with the width of the window, so a new size is a new drawing.
  function keepSize(chart) {
    let frame = 0;
    new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => draw(chart));
    }).observe(chart.holder);
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
      if (figure) chart.holder.setAttribute("aria-label", figure.title);
      load();
      draw(chart);
    },
    onClick: (name, handler) => (charts.get(name).onClick = handler),
    redraw: () => charts.forEach(draw),
  };
}
