// The heatmap as a table, layer by layer, for those who read rather than see. Filled while it is open,
// at most once a second.

import { percent } from "../shell/format.js";

const PERIOD_MS = 1000;
const [LOADING, READY] = [1, 2];

export function heatmapTable(root) {
  const details = root.querySelector("#heatmap-table");
  const body = details.querySelector("tbody");
  /** @type {EngineState | null} */
  let latest = null;
  /** @type {ReturnType<typeof setTimeout> | 0} */
  let timer = 0;

  function fill() {
    timer = 0;
    if (!details.open || !latest) return;
    const state = latest;
    const { layers } = state.model;
    while (body.rows.length > layers) body.deleteRow(-1);
    while (body.rows.length < layers) body.append(emptyRow());
    for (let layer = 0; layer < layers; layer++) {
      rowTexts(state, layer).forEach((text, column) => {
        const cell = body.rows[layer].cells[column];
        if (cell.textContent !== text) cell.textContent = text;
      });
    }
  }

  details.addEventListener("toggle", fill);
  return {
    holds: true,
    update(state) {
      latest = state;
      if (details.open) timer ||= setTimeout(fill, PERIOD_MS);
    },
  };
}

function emptyRow() {
  const row = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  row.append(head, ...Array.from({ length: 5 }, () => document.createElement("td")));
  return row;
}

/** @param {Pick<EngineState, "model" | "cache">} state @param {number} layer */
export function rowTexts({ model, cache }, layer) {
  const first = layer * model.experts;
  const experts = Array.from({ length: model.experts }, (_, expert) => expert);
  const inState = (state) => experts.filter((expert) => cache.state[first + expert] === state);
  const now = cache.current.filter((cell) => Math.floor(cell / model.experts) === layer);
  const sum = (values) => experts.reduce((total, expert) => total + values[first + expert], 0);
  const [uses, hits] = [sum(cache.uses), sum(cache.hits)];
  return [
    String(layer),
    list(inState(READY)),
    list(inState(LOADING)),
    list(now.map((cell) => cell - first)),
    `${hits} of ${uses}`,
    percent(uses ? hits / uses : null, 1),
  ];
}

function list(experts) {
  return experts.join(" ") || "none";
}
