// What the heatmap can show: one entry of VIEWS each, with its board, values, range and legend. To add a
// view: an entry here and its name in ui/live/pane.py.

import { CIVIDIS } from "../shell/cividis.js";
import { expertBoard, slotBoard } from "./heatmap_board.js";

const [EMPTY, LOADING, READY] = [0, 1, 2];
const STATES = ["not on the GPU", "being copied to the GPU", "on the GPU"];

/**
 * @typedef {{
 *   board: (state: EngineState) => import("./heatmap_board.js").Board,
 *   value: (state: EngineState, cell: number) => number | null,
 *   range: (state: EngineState) => number[],
 *   scale: (colour: Record<string, any>) => any[][],
 *   legend: (state: EngineState, labelled?: boolean) => string,
 *   label?: (state: EngineState, cell: number) => string,
 *   widest?: (state: EngineState) => number,
 * }} View the value null: nothing is painted
 */

/** @type {Record<string, View>} */
export const VIEWS = {
  where: {
    board: expertBoard,
    value: ({ cache }, cell) => cache.state[cell],
    range: () => [EMPTY, READY],
    scale: (colour) => steps([colour.cpu, colour.flight, colour.ready]),
    legend: (_, labelled) => {
      return (
        `<span><i class="mark hit"></i>on the GPU${labelled ? " (number: slot)" : ""}</span>` +
        `<span><i class="mark flight"></i>being copied${labelled ? " ↓" : ""}</span>` +
        '<span><i class="mark miss"></i>not on the GPU</span>'
      );
    },
    label: ({ cache, settings }, cell) => {
      if (cache.state[cell] === EMPTY) return "";
      if (cache.state[cell] === LOADING) return "↓";
      return String(settings.mapping === "layered" ? wayOf(cache.slot[cell], settings) : cache.slot[cell]);
    },
    widest: ({ settings: { mapping, geometry } }) =>
      digits(mapping === "layered" ? geometry.ways : geometry.indexes * geometry.ways),
  },
  age: {
    board: expertBoard,
    value: ({ cache, counters }, cell) =>
      cache.lastUsed[cell] < 0 ? null : -Math.log2(counters.steps - cache.lastUsed[cell]),
    range: (state) => [-Math.log2(longestAge(state)), 0],
    scale: () => CIVIDIS,
    legend: (state) => ramp(`${longestAge(state)} steps ago`, "just now"),
  },
  rate: {
    board: expertBoard,
    value: ({ cache }, cell) => (cache.uses[cell] ? cache.hits[cell] / cache.uses[cell] : null),
    range: () => [0, 1],
    scale: () => CIVIDIS,
    legend: () => ramp("0 % hits", "100 %"),
  },
  uses: {
    board: expertBoard,
    value: ({ cache }, cell) => usesThisReply(cache, cell),
    range: ({ cache }) => [0, mostUses(cache)],
    scale: () => CIVIDIS,
    legend: ({ cache }) => ramp("unused", `${mostUses(cache)} uses this reply`),
    label: ({ cache }, cell) => String(usesThisReply(cache, cell) || ""),
    widest: ({ cache }) => digits(mostUses(cache) + 1),
  },
  slots: {
    board: slotBoard,
    value: ({ model, settings }, cell) =>
      settings.mapping === "layered" ? cell % model.experts : Math.floor(cell / model.experts),
    range: ({ model, settings }) => [0, (settings.mapping === "layered" ? model.experts : model.layers) - 1],
    scale: () => CIVIDIS,
    legend: ({ model, settings }) =>
      settings.mapping === "layered"
        ? ramp("expert 0", `${model.experts - 1}`)
        : ramp("layer 0", `${model.layers - 1}`),
    label: ({ cache, model, settings }, cell) => {
      const expert = cell % model.experts;
      const name = settings.mapping === "layered" ? expert : `${Math.floor(cell / model.experts)}·${expert}`;
      return `${name}${cache.state[cell] === LOADING ? " ↓" : ""}`;
    },
    widest: ({ model, settings }) =>
      digits(model.experts) + (settings.mapping === "layered" ? 0 : 1 + digits(model.layers)),
  },
};

/** @param {EngineState} state @param {number | null} cell */
export function hoverText(state, cell) {
  const { cache, counters, model } = state;
  if (cell === null) return "no slot";
  if (cell < 0) return "an empty slot";
  const age = counters.steps - cache.lastUsed[cell];
  const when = age === 1 ? "by the last token" : `${age} steps ago`;
  return [
    `layer ${Math.floor(cell / model.experts)}, expert ${cell % model.experts}`,
    whereText(state, cell),
    `${cache.uses[cell]} uses: ${cache.hits[cell]} hits, ${cache.uses[cell] - cache.hits[cell]} misses`,
    `${usesThisReply(cache, cell)} uses this reply`,
    cache.lastUsed[cell] < 0 ? "never used" : `last used ${when}`,
  ].join("<br>");
}

/** @param {Pick<EngineState, "cache">} state */
export function summaryText({ cache }) {
  const count = [0, 0, 0];
  for (const value of cache.state) count[value] += 1;
  return (
    `${count[READY]} of ${cache.state.length} experts on the GPU, ${count[LOADING]} being copied, ` +
    `${count[EMPTY]} not on the GPU`
  );
}

/** @param {EngineState} state @param {number} cell */
function whereText({ cache }, cell) {
  const name = STATES[cache.state[cell]];
  if (cache.state[cell] === EMPTY) return name;
  return `${name}, slot ${cache.slot[cell]}`;
}

function wayOf(slot, settings) {
  return slot % settings.geometry.ways;
}

function usesThisReply(cache, cell) {
  return cache.uses[cell] - cache.usedBefore[cell];
}

/** @param {EngineState} state */
function longestAge({ cache, counters }) {
  let longest = 2; // the last step's experts have age 1
  for (const step of cache.lastUsed) {
    if (step >= 0 && counters.steps - step > longest) longest = counters.steps - step;
  }
  return longest;
}

/** @param {CacheCells} cache */
function mostUses(cache) {
  let most = 1;
  for (let cell = 0; cell < cache.uses.length; cell++) most = Math.max(most, usesThisReply(cache, cell));
  return most;
}

function digits(count) {
  return String(count - 1).length;
}

function steps(shades) {
  return shades.flatMap((shade, index) => [
    [Math.max(0, (index - 0.5) / (shades.length - 1)), shade],
    [Math.min(1, (index + 0.5) / (shades.length - 1)), shade],
  ]);
}

function ramp(low, high) {
  return `<span>${low}<i class="ramp"></i>${high}</span>`;
}
