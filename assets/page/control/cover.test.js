import assert from "node:assert/strict";
import { test } from "node:test";
import { sharesOf, within } from "./cover.js";

const model = { layers: 4, experts: 8 };
const shares = (placement, mapping = "layered") => sharesOf(model, { indexes: 3, ways: 4, placement, mapping });

test("each placement fills layers in its own way", () => {
  assert.deepEqual(shares("cached"), [0.5, 0.5, 0.5, 0]);
  assert.deepEqual(shares("cached", "pooled"), [0.375, 0.375, 0.375, 0.375]);
  assert.deepEqual(shares("static_popular"), [0.375, 0.375, 0.375, 0.375]);
  assert.deepEqual(shares("static_layers", "pooled"), [1, 0, 0, 0]);
  assert.deepEqual(shares("cpu_only"), [0, 0, 0, 0]);
});

test("too many ways, or none typed, stay within the picture", () => {
  assert.deepEqual(sharesOf(model, { indexes: 9, ways: 99, placement: "cached", mapping: "layered" }), [1, 1, 1, 1]);
  assert.deepEqual(sharesOf(model, { indexes: 3, ways: NaN, placement: "cached", mapping: "layered" }), [0, 0, 0, 0]);
});

test("a drag beyond an edge gives the edge", () => {
  assert.deepEqual([within(-2, 8), within(3, 8), within(11, 8)], [1, 3, 8]);
});
