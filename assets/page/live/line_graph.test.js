import assert from "node:assert/strict";
import { test } from "node:test";
import { layout, traces } from "./line_graph.js";

const colour = { speed: "blue", hit: "green", miss: "red", muted: "grey", text: "black", em: 10, font: "mono" };
const bands = [
  { top: 10, format: String, lines: [{ at: 1, name: "tok/s", colour: "speed", dash: "solid" }] },
  { top: 4, format: String, lines: [{ at: 2, name: "hits/s", colour: "hit", dash: "solid" }] },
];
const points = [[98, 5, 4], [99, null, 1], [100, 10, 0]]; // prettier-ignore

test("bands stand above each other, each in two thirds of its height; gaps stay gaps", () => {
  const [speed, hits, marks] = traces({ points, marks: [] }, bands, 100, colour);
  assert.deepEqual(speed.x, [-2, -1, 0]);
  assert.deepEqual(speed.y, [1 + 0.33, null, 1 + 0.66]);
  assert.deepEqual(hits.y, [0.66, 0.165, 0]);
  assert.deepEqual(speed.customdata, ["5", "", "10"]);
  assert.equal(speed.line.color, "blue");
  assert.deepEqual(marks.x, []);
});

test("a change of settings is a line from the bottom to the top", () => {
  const marks = traces({ points, marks: [[99, "policy lru"]] }, bands, 100, colour).at(-1);
  assert.deepEqual(marks.x, [-1, -1, null]);
  assert.deepEqual(marks.y, [-0.04, 2, null]);
  assert.deepEqual(marks.customdata, ["policy lru", "policy lru", ""]);
  assert.deepEqual(marks.marker.size, [0, 7, 0]);
  const symbols = (words) => traces({ points, marks: [[99, words]] }, bands, 100, colour).at(-1).marker.symbol;
  assert.deepEqual([symbols("policy lru")[1], symbols("question")[1]], ["triangle-down", "circle"]);
});

test("each band's scale says zero and its top; the last two minutes are shown unless zoomed", () => {
  const { xaxis, yaxis } = layout(bands, null, colour);
  assert.deepEqual(yaxis.ticktext, ["0", "10", "0", "4"]);
  assert.deepEqual(yaxis.tickvals, [1, 1 + 0.66, 0, 0.66]);
  assert.deepEqual(xaxis.range, [-120, 0]);
  assert.deepEqual(layout(bands, [-9, -3], colour).xaxis.range, [-9, -3]);
});
