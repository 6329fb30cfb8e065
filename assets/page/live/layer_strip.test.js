import assert from "node:assert/strict";
import { test } from "node:test";
import { figureOf, legendOf, summaryOf } from "./layer_strip.js";

const model = { layers: 2, experts: 8 };
const colour = {
  cpu: "grey",
  ready: "green",
  readyInk: "ink",
  outline: "black",
  muted: "m",
  font: "f",
  em: 10,
  text: "t",
};

// Two ways over 12 steps: expert 3 all the time in way 0; expert 7, then from step 6 on expert 1 in way 1.
const steps = Array.from({ length: 12 }, (_, step) => step);
const byWay = {
  rows: "ways",
  steps,
  held: steps.map((step) => [3, step < 6 ? 7 : 1]),
  loading: steps.map((step) => (step === 6 ? [1] : [])),
  choices: steps.map((step) => (step === 6 ? [3, 1] : [3])),
  outcomes: steps.map((step) => (step === 6 ? [0, 1] : [step === 11 ? 2 : 0])),
};
const byExpert = {
  rows: "experts",
  steps: [0, 1],
  held: [[5, -1, -1], [-1, 2, -1]], // prettier-ignore
  loading: [[], [1]],
  choices: [[0], [2]],
  outcomes: [[0], [2]],
};

/** @param {object} history @param {string} name @returns {Record<string, any>} */
function named(history, name) {
  const [trace] = figureOf(history, model, colour).traces.filter((one) => one.name === name);
  return trace;
}

test("ways are rows, with one more for what was computed on the CPU", () => {
  const { rows, traces, layout } = figureOf(byWay, model, colour);
  assert.equal(rows, 3);
  assert.deepEqual(traces[0].z, [steps.map(() => 3), steps.map((step) => (step < 6 ? 7 : 1))]);
  assert.equal(traces[0].zmax, 7.5);
  assert.equal(traces[0].customdata[1][6], "slot 1: expert 1, being copied");
  assert.deepEqual(layout.yaxis.ticktext, ["0", "1", "CPU"]);
});

test("hits, misses and evictions lie where they happened", () => {
  assert.deepEqual([named(byWay, "evicted").x, named(byWay, "evicted").y], [[5.5], [1]]);
  assert.deepEqual([named(byWay, "missed in flight").x, named(byWay, "missed in flight").y], [[6], [1]]);
  assert.deepEqual([named(byWay, "missed").x, named(byWay, "missed").y], [[11], [2]]);
  assert.deepEqual(named(byWay, "hit").x, steps.slice(0, 11));
  assert.ok(named(byWay, "hit").y.every((row) => row === 0.3));
});

test("an expert's number stands where it stays for ten steps", () => {
  const numbers = figureOf(byWay, model, colour).traces[1];
  assert.deepEqual([numbers.text, numbers.x], [["3"], [0]]);
  const held = (count) => ({ ...byWay, held: steps.map((step) => [3, step < count ? 7 : 1]) });
  assert.deepEqual(figureOf(held(10), model, colour).traces[1].text, ["3", "7"]);
  assert.deepEqual(figureOf(held(9), model, colour).traces[1].text, ["3"]);
});

test("pooled slots have experts as rows, each resident or not", () => {
  const { rows, traces, layout } = figureOf(byExpert, model, colour);
  assert.equal(rows, 3);
  assert.deepEqual(traces[0].z, [[1, null], [null, 1], [null, null]]); // prettier-ignore
  assert.equal(traces[0].customdata[0][1], "expert 0: not on the GPU");
  assert.equal(traces[0].customdata[1][1], "expert 1: being copied");
  assert.deepEqual([named(byExpert, "evicted").y, named(byExpert, "missed").y], [[0], [2]]);
  assert.deepEqual(layout.yaxis.ticktext, ["0", "1", "2"]);
});

test("the summary counts choices, hits and evictions", () => {
  assert.match(summaryOf(byWay), /^Last 12 steps: 11 of 13 lookups hit \(85 %\); 1 eviction\./);
  assert.match(summaryOf({ ...byWay, held: [[]] }), /^This layer has no slots/);
});

test("the legend explains the colours that are there", () => {
  assert.match(legendOf(byWay), /each colour is one expert/);
  assert.match(legendOf(byExpert), /on the GPU/);
});
