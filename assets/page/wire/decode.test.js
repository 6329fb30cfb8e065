import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { applyDelta, fromSnapshot, frozen } from "./decode.js";

// Made by ui/wire/snapshot_delta.py: a first picture, the differences of a reply and of a change of settings, the last one.
const recorded = JSON.parse(readFileSync(new URL("../testing/telemetry.json", import.meta.url), "utf8"));

const decoded = () => fromSnapshot(structuredClone(recorded.first));

test("differences add up to the picture that was taken last", () => {
  const state = decoded();
  for (const message of recorded.deltas) applyDelta(state, structuredClone(message));
  assert.deepEqual(state, fromSnapshot(recorded.last));
  assert.ok(state.counters.steps > 5);
  assert.equal(state.settings.geometry.ways, 3);
});

test("a cell that was used and moved takes both in", () => {
  const state = decoded();
  state.counters.steps = 2;
  // Cell 3, from before 3 cells (head 2 * 3 + 1): used in the last of 2 steps, pair 1 is one hit; resident, slot 5.
  applyDelta(state, { counters: { steps: 4 }, cells: String.fromCharCode(35 + 7, 35 + 3, 35 + 2, 35 + 6) });
  assert.equal(state.cache.lastUsed[3], 3);
  assert.deepEqual([state.cache.uses[3], state.cache.hits[3]], [1, 1]);
  assert.deepEqual([state.cache.state[3], state.cache.slot[3]], [2, 5]);
  assert.deepEqual(state.cache.current, [3]);
});

test("misses are flags of the last token's experts, five a number", () => {
  const state = decoded();
  // Seven experts, each one cell after the other; the second, the fifth and the seventh were missed.
  applyDelta(state, { current: "%$$$$$$", missed: String.fromCharCode(35 + 0b10010, 35 + 0b10) });
  assert.deepEqual(state.cache.current, [2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(state.cache.missed, [3, 6, 8]);
});

test("the uses before a reply are kept when it begins", () => {
  const state = decoded();
  state.cache.uses[1] = 9;
  applyDelta(state, { active_request: "r2" });
  assert.equal(state.cache.usedBefore[1], 9);
  assert.equal(state.active_request, "r2");
});

test("no more points are kept than are drawn", () => {
  const state = decoded();
  for (let second = 0; second < 300; second++) applyDelta(state, { point: [second], mark: [second, "x"] });
  assert.equal(state.points.length, 220);
  assert.deepEqual(state.points.at(-1), [299]);
  assert.equal(state.marks.length, 50);
});

test("a frozen state stays while the original goes on", () => {
  const state = decoded();
  const held = frozen(state);
  for (const message of recorded.deltas) applyDelta(state, structuredClone(message));
  assert.deepEqual(held, decoded());
});
