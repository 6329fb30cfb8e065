import assert from "node:assert/strict";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { rowTexts } from "./table.js";

test("a row says what a layer holds and how it did", () => {
  const state = engineState();
  assert.deepEqual(rowTexts(state, 0), ["0", "0", "2", "0 2", "5 of 8", "62.5 %"]);
  assert.deepEqual(rowTexts(state, 1), ["1", "0 3", "none", "0 3", "5 of 8", "62.5 %"]);
});

test("a layer that was never used has no hit rate", () => {
  const state = engineState();
  state.cache.uses.fill(0);
  state.cache.hits.fill(0);
  state.cache.current = [];
  assert.deepEqual(rowTexts(state, 1).slice(3), ["none", "0 of 0", "–"]);
});
