// One layer over the last 200 steps, asked for only while it is open: what each way held (or, with pooled
// slots, which experts were resident), and the hits, misses and evictions of every step.

import { put } from "../shell/format.js";
import { CONFIG, keepSize, loadPlotly } from "../shell/plot.js";
import { colours } from "../shell/theme.js";
import { createHistory } from "../wire/layer_history.js";
import { figureOf, legendOf, summaryOf } from "./layer_strip.js";

const PERIOD_MS = 700;

export function layerDetail(root, page) {
  const panel = root.querySelector("#layer-detail");
  const select = root.querySelector("#layer-select");
  const plot = panel.querySelector(".plot");
  const history = createHistory();
  /** @type {PlotlyLibrary | null} */
  let Plotly = null;
  /** @type {EngineState | null} */
  let latest = null;
  /** @type {number | null} */
  let layer = null;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  let timer = 0;
  let stepsShown = -1;
  let isPaused = false;

  function draw() {
    if (!Plotly || !latest || layer === null || !history.steps.length) return;
    const colour = colours();
    const figure = figureOf(history, latest.model, colour);
    plot.style.setProperty("--rows", figure.rows);
    Plotly.react(plot, figure.traces, figure.layout, CONFIG);
    panel.querySelector(".legend").innerHTML = legendOf(history);
    put(panel.querySelector(".summary"), summaryOf(history));
  }

  async function ask() {
    timer = 0;
    const asked = layer;
    if (asked === null || !latest || isPaused || document.hidden) return;
    stepsShown = latest.counters.steps;
    if (await history.extend(asked, () => layer === asked)) draw();
  }

  function choose(wanted) {
    if (wanted === null || wanted === undefined || wanted === layer) return;
    layer = wanted;
    select.value = String(layer);
    panel.hidden = false;
    put(panel.querySelector("h3"), `Layer ${layer}`);
    loadPlotly().then((loaded) => {
      if (!Plotly) keepSize(loaded, plot);
      Plotly = loaded;
    });
    history.clear();
    ask();
  }

  function close() {
    layer = null;
    select.value = "";
    panel.hidden = true;
  }

  page.chooseLayer = choose;
  select.addEventListener("change", () => (select.value === "" ? close() : choose(Number(select.value))));
  panel.querySelector(".close").addEventListener("click", () => {
    close();
    select.focus();
  });

  return {
    update(state, change) {
      latest = state;
      if (select.length !== state.model.layers + 1) offerLayers(select, state.model.layers);
      if (change.whole && layer !== null) {
        if (layer >= state.model.layers) close();
        history.clear();
        stepsShown = -1;
      }
      if (layer !== null && stepsShown !== state.counters.steps) timer ||= setTimeout(ask, PERIOD_MS);
    },
    paused(now) {
      isPaused = now;
      stepsShown = -1;
    },
    recolour: draw,
  };
}

function offerLayers(select, layers) {
  select.length = 1;
  for (let layer = 0; layer < layers; layer++) select.add(new Option(String(layer), String(layer)));
}
