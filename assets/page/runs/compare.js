// Two runs beside each other: their figures with the difference, and their curves over the reply's tokens.

import { CONFIG, hoverLabel, keepSize, loadPlotly } from "../shell/plot.js";
import { colours } from "../shell/theme.js";
import { COLUMNS, difference } from "./columns.js";

const CLEAR = "rgba(0, 0, 0, 0)";
const SHADES = ["speed", "gpu"];
const DASHES = ["solid", "dot"];

export function comparison(box) {
  const figures = box.querySelector(".figures");
  const note = box.querySelector(".note");
  const plots = [
    [box.querySelector(".speed"), "tokens_per_s", "tokens / s", ""],
    [box.querySelector(".hits"), "hit_rate", "hit rate", ".0%"],
  ];
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
    note.textContent = curves.every(Boolean)
      ? "Curves over the tokens of each reply."
      : "A reply whose recording was gone, or that has no second token, has no curve.";
    if (!Plotly) {
      Plotly = await loadPlotly();
      draw();
      for (const [plot] of plots) {
        keepSize(Plotly, plot, draw);
        plot.on("plotly_relayout", (event) => event.autosize && draw()); // the type's size has changed as well
      }
    }
    draw();
  }

  function draw() {
    if (!Plotly || box.hidden || !box.offsetWidth) return;
    const colour = colours();
    for (const [plot, name, title, format] of plots) {
      Plotly.react(plot, traces(name, format, colour), layout(title, format, colour), CONFIG);
    }
  }

  function traces(name, format, colour) {
    return curves.map((curve, index) => ({
      type: "scatter",
      mode: "lines",
      name: "AB"[index],
      x: curve ? curve[name].map((_, point) => 1 + point * curve.tokens) : [],
      y: curve?.[name] ?? [],
      line: { color: colour[SHADES[index]], width: 1.8, dash: DASHES[index] },
      hovertemplate: `%{y:${format || ".1f"}}`,
    }));
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
  row("", "A ━━", "B ┅┅", "B against A");
  const shared = [];
  for (const column of COLUMNS) {
    const [a, b] = runs.map((run) => column.text(column.value(run), run));
    if (a === b && !column.better) shared.push(`${column.label} ${a}`);
    else row(column.label, a, b, difference(column, runs));
  }
  table.createCaption().textContent = shared.length ? `In both: ${shared.join(", ")}.` : "Nothing in common.";
  return table;
}

function layout(title, format, colour) {
  const tickfont = { family: colour.font, size: 0.68 * colour.em, color: colour.muted };
  const axis = { gridcolor: colour.grid, zeroline: false, tickfont };
  return {
    height: 10 * colour.em,
    margin: { l: 3.4 * colour.em, r: 0.6 * colour.em, t: 1.6 * colour.em, b: 1.8 * colour.em },
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    font: { family: colour.font, color: colour.text },
    showlegend: false,
    hovermode: "x unified",
    hoverlabel: hoverLabel(colour),
    xaxis: { ...axis, nticks: 6 },
    yaxis: { ...axis, rangemode: "tozero", tickformat: format, nticks: 4 },
    annotations: [
      { text: title, xref: "paper", yref: "paper", x: 0, y: 1, xanchor: "left", yanchor: "bottom", showarrow: false,
        font: tickfont },
    ],
  }; // prettier-ignore
}
