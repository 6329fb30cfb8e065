// Turns telemetry messages into the state the page draws: one whole picture, then differences.
// The format is described in ui/wire/snapshot_delta.py and ui/wire/event_stream.py.

import { unpacked } from "./packing.js";

const KEPT_POINTS = 220;
const KEPT_MARKS = 50;
const FLAGS = 5; // in a number

/** @returns {EngineState} */
export function fromSnapshot(message) {
  const { cache, used_before: usedBefore, ...parts } = message;
  return {
    ...parts,
    cache: {
      state: Uint8Array.from(cache.state),
      slot: Int32Array.from(cache.slot),
      lastUsed: Int32Array.from(cache.last_used),
      uses: Float64Array.from(cache.uses),
      hits: Float64Array.from(cache.hits),
      usedBefore: Float64Array.from(usedBefore),
      current: cache.current,
      missed: cache.missed,
    },
  };
}

/** @param {EngineState} state @param {Record<string, any>} message */
export function applyDelta(state, message) {
  const { cells, current, missed, point, mark, ...parts } = message;
  const { cache } = state;
  const stepsBefore = state.counters.steps;
  for (const [name, value] of Object.entries(parts)) {
    state[name] = isRecord(value) ? { ...state[name], ...value } : value;
  }
  const { steps } = state.counters;
  if (parts.active_request) cache.usedBefore.set(cache.uses);
  if (cells) applyCells(cache, unpacked(cells), steps, Math.max(1, steps - stepsBefore));
  if (current !== undefined) cache.current = fromDistances(unpacked(current));
  else if (steps !== stepsBefore) cache.current = usedAt(cache, steps - 1);
  if (missed !== undefined) cache.missed = flagged(cache.current, unpacked(missed));
  if (point) keep(state.points, point, KEPT_POINTS);
  if (mark) keep(state.marks, mark, KEPT_MARKS);
}

/**
 * A state that stays as it is when the original is changed by later differences.
 * @param {EngineState} state
 * @returns {EngineState}
 */
export function frozen(state) {
  const cache = { ...state.cache };
  for (const [name, values] of Object.entries(cache)) cache[name] = values.slice();
  return { ...state, cache, points: state.points.slice(), marks: state.marks.slice() };
}

/** @param {CacheCells} cache @param {number[]} numbers @param {number} now @param {number} steps */
function applyCells(cache, numbers, now, steps) {
  let cell = 0;
  for (let i = 0; i < numbers.length;) {
    const head = numbers[i++];
    const use = numbers[i++];
    cell += head >> 1;
    if (use) {
      const pair = Math.floor((use - 1) / steps) + 1;
      const uses = Math.floor((Math.sqrt(8 * pair + 1) - 1) / 2);
      cache.lastUsed[cell] = now - ((use - 1) % steps) - 1;
      cache.uses[cell] += uses;
      cache.hits[cell] += pair - (uses * (uses + 1)) / 2;
    }
    if (head & 1) {
      cache.state[cell] = numbers[i++];
      cache.slot[cell] = numbers[i++] - 1;
    }
  }
}

function fromDistances(distances) {
  let cell = 0;
  return distances.map((distance) => (cell += distance));
}

function flagged(cells, numbers) {
  return cells.filter((_, place) => (numbers[Math.floor(place / FLAGS)] >> (place % FLAGS)) & 1);
}

function usedAt({ lastUsed }, step) {
  const cells = [];
  for (let cell = 0; cell < lastUsed.length; cell++) if (lastUsed[cell] === step) cells.push(cell);
  return cells;
}

function keep(values, value, most) {
  values.push(value);
  if (values.length > most) values.shift();
}

function isRecord(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
