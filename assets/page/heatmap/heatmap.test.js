import assert from "node:assert/strict";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { cellsOf, layout, widthOf } from "./heatmap.js";
import { VIEWS } from "./views.js";

const state = engineState();
const rowsOf = (board) => Array.from({ length: board.rows }, () => Array(board.columns).fill(0));

test("cells have the view's values, and the graph's own data keep up with them", () => {
  const board = VIEWS.age.board(state);
  const rows = rowsOf(board);
  const cells = cellsOf(board, VIEWS.age, state, rows, null);
  assert.deepEqual([...cells.values], [-0, -2, -0, NaN, -0, NaN, -1, -0]);
  assert.deepEqual(rows, [[-0, -2, -0, -1], [-0, -1, -1, -0]]); // prettier-ignore
  assert.equal(cells.label, null);
  assert.deepEqual([cells.hits, cells.misses], [[[0, 0], [1, 0], [1, 3]], [[0, 2]]]); // prettier-ignore
  assert.deepEqual(cells.outlined, []);
});

test("a token chosen in the chat is outlined in place of the last one", () => {
  const board = VIEWS.where.board(state);
  const cells = cellsOf(board, VIEWS.where, state, rowsOf(board), [1, 6]);
  assert.deepEqual(cells.outlined, [[0, 1], [1, 2]]); // prettier-ignore
  assert.deepEqual([cells.hits, cells.misses], [[], []]); // prettier-ignore
  const uses = cellsOf(board, VIEWS.uses, state, rowsOf(board), null);
  assert.equal(uses.label?.(1, 3), "2");
  assert.deepEqual([uses.range, uses.widest], [[0, 3], 1]); // prettier-ignore
});

test("in a view of identities the last token's experts are outlined, not painted over", () => {
  const board = VIEWS.topics.board(state);
  const cells = cellsOf(board, VIEWS.topics, state, rowsOf(board), null);
  assert.deepEqual(cells.outlined, board.places(state.cache.current));
  assert.deepEqual([cells.hits, cells.misses], [[], []]); // prettier-ignore
});

test("cells are hardly wider than high", () => {
  const [height, em] = [12 * 30 + 2.6 * 10 + 4, 10];
  assert.equal(widthOf({ rows: 12, columns: 8 }, height, em), 3 * em + 4 + 8 * 40);
  assert.equal(widthOf({ rows: 12, columns: 8 }, 0, em), 34);
});

test("slots without an expert, and places without a slot, are not painted", () => {
  const one = engineState();
  one.settings.geometry = { indexes: 2, ways: 3 };
  const board = VIEWS.slots.board(one);
  const { values } = cellsOf(board, VIEWS.slots, one, rowsOf(board), null);
  assert.equal([...values].filter(Number.isNaN).length, 2);
});

test("the whole board is shown unless this very board has been zoomed", () => {
  const board = VIEWS.where.board(state);
  const colour = { em: 10, font: "mono", muted: "grey", text: "black", ground: "white" };
  const fresh = layout(board, state, {}, colour);
  assert.deepEqual([fresh.xaxis.range, fresh.yaxis.range], [[-0.54, 3.54], [1.54, -0.54]]); // prettier-ignore
  assert.deepEqual([fresh.xaxis.dtick, fresh.xaxis.title.text], [1, "expert"]);
  const zoomed = { uirevision: fresh.uirevision, xaxis: { range: [0, 1] }, yaxis: { range: [1, 0] } };
  assert.deepEqual(layout(board, state, { layout: zoomed }, colour).xaxis.range, [0, 1]);
  assert.deepEqual(
    layout(board, state, { layout: { ...zoomed, uirevision: "other" } }, colour).xaxis.range,
    [-0.54, 3.54],
  );
  const wide = { ...board, columns: 128 };
  assert.equal(layout(wide, state, {}, colour).xaxis.dtick, 8);
});
