// The heatmap, MoE layers by experts. One trace for the cells, one that outlines the last token's experts.

import { put } from "./format.js";
import { CONFIG, hoverLabel, keepSize, loadPlotly } from "./plot.js";
import { colours } from "./theme.js";

const [EMPTY, LOADING, READY] = [0, 1, 2];
const STATES = ["on the CPU only", "in flight", "resident"];
const MOST_LABELLED = 512; // beyond that many cells no text fits into them
// Cividis, sampled at eight places: even steps in lightness, the same to colour-blind eyes.
const CIVIDIS = ["#00224e", "#213b6e", "#4c556c", "#6c6e72", "#8e8978", "#b1a570", "#d8c458", "#fee838"].map(
  (colour, index, all) => [index / (all.length - 1), colour],
);

const VIEWS = {
  where: { z: (cache, cell) => cache.state[cell], range: () => [0, 2] },
  age: {
    z: (cache, cell, steps) => (cache.lastUsed[cell] < 0 ? null : -Math.log2(1 + steps - cache.lastUsed[cell])),
    range: () => [-8, 0],
    ends: ["256 steps ago", "just now"],
  },
  rate: {
    z: (cache, cell) => (cache.uses[cell] ? cache.hits[cell] / cache.uses[cell] : null),
    range: () => [0, 1],
    ends: ["0 % hits", "100 %"],
  },
  uses: {
    z: (cache, cell) => cache.uses[cell],
    range: (cache) => [0, Math.max(1, ...cache.uses)],
    ends: ["unused", "most used"],
  },
};

export function heatmap(root) {
  const plot = root.querySelector("#heatmap .plot");
  const legend = root.querySelector("#heatmap-legend");
  const summary = root.querySelector("#heatmap .summary");
  let view = "where";
  let shape = "";
  let Plotly = null;
  let latest = null;

  function draw(state) {
    const key = [state.model.name, state.model.layers, state.model.experts].join();
    const isNew = key !== shape;
    shape = key;
    const cells = cellTrace(state, view);
    const outline = outlineTrace(state);
    if (isNew) return Plotly.react(plot, [cells, outline], layout(state), CONFIG);
    // One call for both traces: one redraw.
    return Plotly.restyle(
      plot,
      {
        z: [cells.z, undefined],
        customdata: [cells.customdata, undefined],
        text: [cells.text, undefined],
        x: [undefined, outline.x],
        y: [undefined, outline.y],
      },
      [0, 1],
    );
  }

  function redrawAll() {
    if (!latest || !Plotly) return;
    Plotly.react(plot, [cellTrace(latest, view), outlineTrace(latest)], layout(latest, plot), CONFIG);
    drawLegend(legend, view, isSmall(latest.model));
  }

  root.querySelectorAll("input[name=view]").forEach((input) =>
    input.addEventListener("change", () => {
      view = input.value;
      redrawAll();
    }),
  );

  loadPlotly().then((loaded) => {
    Plotly = loaded;
    keepSize(Plotly, plot);
    if (latest) redrawAll();
  });

  return {
    update(state, change) {
      latest = state;
      put(summary, summaryText(state));
      if (!Plotly) return;
      const touched = change.delta.cells || change.delta.current || change.delta.settings;
      if (change.whole) redrawAll();
      else if (touched) draw(state);
    },
    recolour: redrawAll,
  };
}

function cellTrace(state, viewName) {
  const { cache, model, settings, counters } = state;
  const view = VIEWS[viewName];
  const colour = colours();
  const labelled = viewName === "where" && isSmall(model);
  const rows = { z: [], customdata: [], text: [] };
  for (let layer = 0; layer < model.layers; layer++) {
    const row = { z: [], customdata: [], text: [] };
    for (let expert = 0; expert < model.experts; expert++) {
      const cell = layer * model.experts + expert;
      row.z.push(view.z(cache, cell, counters.steps));
      row.customdata.push(hoverText(cache, cell, settings, counters.steps));
      row.text.push(labelled ? cellLabel(cache, cell, settings) : "");
    }
    for (const name of Object.keys(rows)) rows[name].push(row[name]);
  }
  const [zmin, zmax] = view.range(cache);
  return {
    type: "heatmap",
    ...rows,
    zmin,
    zmax,
    colorscale: viewName === "where" ? stateScale(colour) : CIVIDIS,
    showscale: false,
    xgap: isSmall(model) ? 3 : 1,
    ygap: isSmall(model) ? 3 : 1,
    texttemplate: labelled ? "%{text}" : "",
    textfont: { family: colour.font, size: 0.72 * colour.em, color: colour.readyInk },
    hovertemplate: "layer %{y}, expert %{x}<br>%{customdata}<extra></extra>",
  };
}

function isSmall(model) {
  return model.layers * model.experts <= MOST_LABELLED;
}

function stateScale(colour) {
  return [
    [0, colour.cpu],
    [0.25, colour.cpu],
    [0.25, colour.flight],
    [0.75, colour.flight],
    [0.75, colour.ready],
    [1, colour.ready],
  ];
}

function cellLabel(cache, cell, settings) {
  if (cache.state[cell] === LOADING) return "↓";
  return cache.state[cell] === READY ? slotName(cache.slot[cell], settings) : "";
}

function slotName(slot, settings) {
  return String(settings.mapping === "layered" ? slot % settings.geometry.ways : slot);
}

function hoverText(cache, cell, settings, steps) {
  const state = cache.state[cell];
  const uses = cache.uses[cell];
  const where =
    state === EMPTY
      ? STATES[EMPTY]
      : `${STATES[state]}, slot ${cache.slot[cell]}` +
        (settings.mapping === "layered" ? ` (way ${cache.slot[cell] % settings.geometry.ways})` : "");
  const last =
    cache.lastUsed[cell] < 0 ? "never used" : `last used at step ${cache.lastUsed[cell]} of ${steps}`;
  return `${where}<br>${uses} uses, ${cache.hits[cell]} hits<br>${last}`;
}

function outlineTrace(state) {
  const { cache, model } = state;
  const x = [];
  const y = [];
  for (const cell of cache.current) {
    const layer = Math.floor(cell / model.experts);
    const expert = cell % model.experts;
    const [left, right, top, bottom] = [expert - 0.5, expert + 0.5, layer - 0.5, layer + 0.5];
    x.push(left, right, right, left, left, null);
    y.push(top, top, bottom, bottom, top, null);
  }
  return {
    type: "scatter",
    mode: "lines",
    x,
    y,
    line: { color: colours().outline, width: isSmall(model) ? 2 : 1.25, simplify: false },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function layout(state, plot) {
  const { model } = state;
  const colour = colours();
  const axis = {
    showgrid: false,
    zeroline: false,
    fixedrange: false,
    tickfont: { family: colour.font, size: 0.72 * colour.em, color: colour.muted },
    ticks: "",
    tickangle: 0,
  };
  const every = (count) => 2 ** Math.max(0, Math.ceil(Math.log2(count / 16)));
  const title = (text) => ({ text, font: { size: 0.72 * colour.em, color: colour.muted }, standoff: 6 });
  const kept = plot?._fullLayout;
  return {
    margin: { l: 3 * colour.em, r: 4, t: 4, b: 2.6 * colour.em },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colour.font, color: colour.text },
    hoverlabel: hoverLabel(colour),
    dragmode: "zoom",
    uirevision: [model.name, model.layers, model.experts].join(),
    xaxis: { ...axis, title: title("expert"), dtick: every(model.experts), tick0: 0, range: kept?.xaxis?.range ?? [-0.54, model.experts - 0.46] },
    yaxis: { ...axis, title: title("layer"), dtick: every(model.layers), tick0: 0, range: kept?.yaxis?.range ?? [model.layers - 0.46, -0.54] },
  };
}

function drawLegend(element, viewName, labelled) {
  if (viewName === "where") {
    element.innerHTML =
      `<span><i class="mark hit"></i>resident${labelled ? ", with its way" : ""}</span>` +
      `<span><i class="mark flight"></i>in flight${labelled ? " ↓" : ""}</span>` +
      '<span><i class="mark miss"></i>on the CPU</span>' +
      '<span><i class="mark now"></i>last token</span>';
    return;
  }
  const [low, high] = VIEWS[viewName].ends;
  element.innerHTML =
    `<span>${low}<i class="ramp"></i>${high}</span>` + '<span><i class="mark now"></i>last token</span>';
}

function summaryText(state) {
  const { cache, model } = state;
  let resident = 0;
  let inFlight = 0;
  for (const value of cache.state) {
    resident += value === READY;
    inFlight += value === LOADING;
  }
  const cells = model.layers * model.experts;
  return `${resident} of ${cells} experts resident, ${inFlight} in flight, ${cells - resident - inFlight} on the CPU`;
}
