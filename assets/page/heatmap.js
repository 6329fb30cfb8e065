// The heatmap, MoE layers by experts. One trace for the cells, one that outlines the last token's experts.

import { put } from "./format.js";
import { VIEWS, hoverText, isSmall, summaryText } from "./heatviews.js";
import { CONFIG, hoverLabel, keepSize, loadPlotly } from "./plot.js";
import { colours } from "./theme.js";

const LAST_TOKEN = '<span><i class="mark now"></i>last token</span>';

export function heatmap(root) {
  const plot = root.querySelector("#heatmap .plot");
  const legend = root.querySelector("#heatmap-legend");
  const summary = root.querySelector("#heatmap .summary");
  let view = VIEWS.where;
  let legendShown = "";
  let Plotly = null;
  let latest = null;

  function redrawAll() {
    if (!latest || !Plotly) return;
    const colour = colours();
    const traces = [
      { ...cellLook(latest, view, colour), ...cellData(latest, view) },
      { ...outlineLook(latest, colour), ...outlineData(latest) },
    ];
    const isFirst = !plot.on;
    Plotly.react(plot, traces, layout(latest, plot, colour), CONFIG);
    if (isFirst) plot.on("plotly_doubleclick", () => Plotly.relayout(plot, fullRange(latest.model)));
    showLegend();
  }

  // One call for both traces: one redraw.
  function redrawData() {
    const cells = cellData(latest, view);
    const outline = outlineData(latest);
    const changed = {};
    for (const [name, value] of Object.entries(cells)) changed[name] = [value, undefined];
    for (const [name, value] of Object.entries(outline)) changed[name] = [undefined, value];
    Plotly.restyle(plot, changed, [0, 1]);
    showLegend();
  }

  function showLegend() {
    const html = view.legend(latest) + LAST_TOKEN;
    if (html !== legendShown) legend.innerHTML = html;
    legendShown = html;
  }

  root.querySelectorAll("input[name=view]").forEach((input) =>
    input.addEventListener("change", () => {
      view = VIEWS[input.value];
      redrawAll();
    }),
  );

  loadPlotly().then((loaded) => {
    Plotly = loaded;
    keepSize(Plotly, plot);
    redrawAll();
  });

  return {
    update(state, change) {
      latest = state;
      put(summary, summaryText(state));
      if (!Plotly) return;
      if (change.whole) redrawAll();
      else if (change.delta.cells || change.delta.current || change.delta.settings) redrawData();
    },
    recolour: redrawAll,
  };
}

function cellData(state, view) {
  const { cache, model, settings, counters } = state;
  const labelled = view.label && isSmall(model);
  const [zmin, zmax] = view.range(cache, counters.steps);
  const data = { z: [], customdata: [], text: [], zmin, zmax };
  for (let layer = 0; layer < model.layers; layer++) {
    const row = { z: [], customdata: [], text: [] };
    for (let expert = 0; expert < model.experts; expert++) {
      const cell = layer * model.experts + expert;
      row.z.push(view.value(cache, cell, counters.steps));
      row.customdata.push(hoverText(cache, cell, settings, counters.steps));
      if (labelled) row.text.push(view.label(cache, cell, settings));
    }
    for (const [name, values] of Object.entries(row)) data[name].push(values);
  }
  return data;
}

function cellLook(state, view, colour) {
  const gap = isSmall(state.model) ? 3 : 1;
  return {
    type: "heatmap",
    colorscale: view.scale(colour),
    showscale: false,
    xgap: gap,
    ygap: gap,
    texttemplate: view.label && isSmall(state.model) ? "%{text}" : "",
    textfont: { family: colour.font, size: 0.72 * colour.em, color: colour.readyInk },
    hovertemplate: "layer %{y}, expert %{x}<br>%{customdata}<extra></extra>",
  };
}

function outlineData({ cache, model }) {
  const x = [];
  const y = [];
  for (const cell of cache.current) {
    const layer = Math.floor(cell / model.experts);
    const expert = cell % model.experts;
    const [left, right, top, bottom] = [expert - 0.5, expert + 0.5, layer - 0.5, layer + 0.5];
    x.push(left, right, right, left, left, null);
    y.push(top, top, bottom, bottom, top, null);
  }
  return { x, y };
}

function outlineLook(state, colour) {
  return {
    type: "scatter",
    mode: "lines",
    line: { color: colour.outline, width: isSmall(state.model) ? 2 : 1.25, simplify: false },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function fullRange({ layers, experts }) {
  return { "xaxis.range": [-0.54, experts - 0.46], "yaxis.range": [layers - 0.46, -0.54] };
}

function layout({ model }, plot, colour) {
  const shape = [model.name, model.layers, model.experts].join();
  const full = fullRange(model);
  const zoomed = plot.layout?.uirevision === shape ? plot.layout : null;
  const axis = (text, count) => ({
    showgrid: false,
    zeroline: false,
    ticks: "",
    tickangle: 0,
    tick0: 0,
    dtick: 2 ** Math.max(0, Math.ceil(Math.log2(count / 16))),
    tickfont: { family: colour.font, size: 0.72 * colour.em, color: colour.muted },
    title: { text, font: { size: 0.72 * colour.em, color: colour.muted }, standoff: 6 },
  });
  return {
    margin: { l: 3 * colour.em, r: 4, t: 4, b: 2.6 * colour.em },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colour.font, color: colour.text },
    hoverlabel: hoverLabel(colour),
    dragmode: "zoom",
    uirevision: shape,
    xaxis: { ...axis("expert", model.experts), range: zoomed?.xaxis.range ?? full["xaxis.range"] },
    yaxis: { ...axis("layer", model.layers), range: zoomed?.yaxis.range ?? full["yaxis.range"] },
  };
}
