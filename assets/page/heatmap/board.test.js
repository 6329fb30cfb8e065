import assert from "node:assert/strict";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { expertBoard, slotBoard } from "./board.js";

const pooled = () => {
  const state = engineState();
  return { ...state, settings: { ...state.settings, mapping: /** @type {"pooled"} */ ("pooled") } };
};

test("experts lie by layer and number", () => {
  const board = expertBoard(engineState());
  assert.deepEqual([board.rows, board.columns], [2, 4]);
  assert.equal(board.cellAt(1, 3), 7);
  assert.deepEqual(board.places([0, 7]), [[0, 0], [1, 3]]); // prettier-ignore
  assert.equal(board.layerAt(1, 3), 1);
});

test("layered slots lie by index and way, and say which expert they hold", () => {
  const board = slotBoard(engineState());
  assert.deepEqual([board.rows, board.columns, board.xTitle, board.yTitle], [2, 2, "slot of the layer", "layer"]);
  const cells = [0, 1].map((row) => [0, 1].map((column) => board.cellAt(row, column)));
  assert.deepEqual(cells, [[0, 2], [7, 4]]); // prettier-ignore
  assert.deepEqual(board.places([4, 5, 7]), [[1, 1], [1, 0]]); // prettier-ignore
});

test("pooled slots fill rows of about the room's shape; past the last there is none", () => {
  const board = slotBoard(pooled());
  assert.deepEqual([board.rows, board.columns], [1, 4]);
  assert.equal(board.layerAt(0, 3), 1);
  const state = pooled();
  state.settings.geometry = { indexes: 1, ways: 5 };
  const larger = slotBoard(state);
  assert.deepEqual([larger.rows, larger.columns], [2, 4]);
  assert.equal(larger.cellAt(1, 0), -1);
  assert.equal(larger.cellAt(1, 1), null);
  assert.equal(larger.layerAt(1, 0), null);
});

test("slots of an order that is no longer in force are left out", () => {
  const state = engineState();
  state.settings.geometry = { indexes: 1, ways: 1 };
  const board = slotBoard(state);
  assert.equal(board.cellAt(0, 0), 0);
  assert.equal(board.cellAt(0, 1), null);
});
