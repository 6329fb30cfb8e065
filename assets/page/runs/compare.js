// Two runs beside each other: their figures with the difference, and their curves over the reply's tokens.

import { CONFIG, keepSize, loadPlotly } from "../shell/plot.js";
import { colours } from "../shell/theme.js";
import { comparedFigures } from "./columns.js";
import { curvesFigure, curvesNote } from "./curves.js";

export function comparison(box) {
  const figures = box.querySelector(".figures");
  const note = box.querySelector(".note");
  const plots = [
    [box.querySelector(".speed"), { name: "tokens_per_s", title: "tokens / s", format: "" }],
    [box.querySelector(".hits"), { name: "hit_rate", title: "hit rate", format: ".0%" }],
  ];
  /** @type {PlotlyLibrary | null} */
  let Plotly = null;
  let shown = [];
  let curves = [];

  async function show(runs) {
    shown = runs;
    box.hidden = runs.length < 2;
    if (box.hidden) return;
    figures.innerHTML = "";
    figures.append(figuresTable(runs));
    curves = await Promise.all(runs.map(curveOf));
    if (shown !== runs) return;
    note.textContent = curvesNote(curves);
    if (!Plotly) {
      Plotly = await loadPlotly();
      for (const [plot] of plots) keepSize(Plotly, plot, draw);
    }
    draw();
  }

  function draw() {
    if (!Plotly || box.hidden || !box.offsetWidth) return;
    const colour = colours();
    for (const [plot, quantity] of plots) {
      const { traces, layout } = curvesFigure(curves, quantity, colour);
      const isFirst = !plot.on; // plotly.js gives it to what it draws
      Plotly.react(plot, traces, layout, CONFIG);
      if (isFirst) plot.on("plotly_relayout", (event) => event.autosize && draw()); // the type's size has changed, too
    }
  }

  return { show, draw };
}

async function curveOf(run) {
  const response = await fetch(`runs/curve?run=${encodeURIComponent(run.id)}`);
  return response.ok ? response.json() : null;
}

function figuresTable(runs) {
  const table = document.createElement("table");
  const row = (...cells) => {
    const line = table.insertRow();
    cells.forEach((text, index) => {
      const cell = document.createElement(index === 0 ? "th" : "td");
      if (index === 0) cell.scope = "row";
      cell.textContent = text;
      line.append(cell);
    });
  };
  const { rows, caption } = comparedFigures(runs);
  row("", "A ━━", "B ┅┅", "B vs A");
  for (const cells of rows) row(...cells);
  table.createCaption().textContent = caption;
  return table;
}
