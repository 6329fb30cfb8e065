// What the heatmap can show: one entry of VIEWS each, with its board, values, range and legend. To add a
// view: an entry here and its name in ui/live/pane.py.

import { amounts, identities } from "../shell/scales.js";
import { expertBoard, slotBoard } from "./board.js";
import { topicLegend, topicLines, topicPlace, topicScale, topicsIn } from "./topics.js";

const [EMPTY, LOADING, READY] = [0, 1, 2];
const BEING_COPIED = 0.5;
const FADED_AFTER = 6; // halvings of the time since the last use
const STATES = ["not on the GPU", "being copied to the GPU", "on the GPU"];

/**
 * @typedef {{
 *   board: (state: EngineState) => import("./board.js").Board,
 *   value: (state: EngineState, cell: number) => number | null,
 *   range: (state: EngineState) => number[],
 *   scale: (colour: Record<string, any>, state: EngineState) => any[][],
 *   legend: (state: EngineState, labelled?: boolean) => string,
 *   label?: (state: EngineState, cell: number) => string,
 *   widest?: (state: EngineState) => number,
 *   isOutlined?: boolean,
 * }} View the value null: nothing is painted; isOutlined: the last token's experts keep their colour, and get an outline
 */

/** @type {Record<string, View>} */
export const VIEWS = {
  where: {
    board: expertBoard,
    value: ({ cache, counters }, cell) => {
      if (cache.state[cell] !== READY) return cache.state[cell] === LOADING ? BEING_COPIED : EMPTY;
      return 1 + recency(cache.lastUsed[cell], counters.steps);
    },
    range: () => [EMPTY, READY],
    scale: ({ cpu, flight, readyOld, ready, now }) => [
      [0, cpu], [0.1, cpu], [0.1, flight], [0.4, flight], [0.5, readyOld], [0.92, ready], [1, now],
    ], // prettier-ignore
    legend: () =>
      '<span>on the GPU: long unused<i class="ramp hits"></i>just used</span>' +
      '<span><i class="mark flight"></i>being copied</span><span><i class="mark none"></i>not on the GPU</span>',
  },
  age: {
    board: expertBoard,
    value: ({ cache, counters }, cell) =>
      cache.lastUsed[cell] < 0 ? null : -Math.log2(counters.steps - cache.lastUsed[cell]),
    range: (state) => [-Math.log2(longestAge(state)), 0],
    scale: ({ isDark }) => amounts(isDark),
    legend: (state) => ramp(`${longestAge(state)} steps ago`, "just now"),
  },
  rate: {
    board: expertBoard,
    value: ({ cache }, cell) => (cache.uses[cell] ? cache.hits[cell] / cache.uses[cell] : null),
    range: () => [0, 1],
    scale: ({ isDark }) => amounts(isDark),
    legend: () => ramp("0 % hits", "100 %"),
  },
  uses: {
    board: expertBoard,
    value: ({ cache }, cell) => usesThisReply(cache, cell),
    range: ({ cache }) => [0, mostUses(cache)],
    scale: ({ isDark }) => amounts(isDark),
    legend: ({ cache }) => ramp("unused", `${mostUses(cache)} uses this reply`),
    label: ({ cache }, cell) => String(usesThisReply(cache, cell) || ""),
    widest: ({ cache }) => digits(mostUses(cache) + 1),
  },
  topics: {
    board: expertBoard,
    value: topicPlace,
    // Half a place around each: every value falls into the middle of its band.
    range: (state) => [-0.5, (topicsIn(state)?.topics.length ?? 0) + 0.5],
    scale: ({ cpu }, state) => topicScale(cpu, topicsIn(state)?.topics.length ?? 0),
    legend: topicLegend,
    isOutlined: true, // whose experts they are is what one looks for
  },
  slots: {
    board: slotBoard,
    value: ({ model, settings }, cell) =>
      settings.mapping === "layered" ? cell % model.experts : Math.floor(cell / model.experts),
    range: ({ model, settings }) => [0, (settings.mapping === "layered" ? model.experts : model.layers) - 1],
    scale: (_, { model, settings }) => identities(settings.mapping === "layered" ? model.experts : model.layers),
    legend: ({ settings }) =>
      `<span>each colour is one ${settings.mapping === "layered" ? "expert" : "layer"}; the number is the expert</span>`,
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
    ...topicLines(state, cell),
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

// 1 for what the last step used, 0 for what has not been used for long.
/** @param {number} lastUsed @param {number} now */
export function recency(lastUsed, now) {
  return lastUsed < 0 ? 0 : Math.max(0, 1 - Math.log2(Math.max(1, now - lastUsed)) / FADED_AFTER);
}

function ramp(low, high) {
  return `<span>${low}<i class="ramp"></i>${high}</span>`;
}
