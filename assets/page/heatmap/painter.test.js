import assert from "node:assert/strict";
import { test } from "node:test";
import { gapOf, placing, shadeAt } from "./painter.js";

const frame = { left: 40, top: 5, width: 400, height: 100, xRange: [-0.5, 7.5], yRange: [3.5, -0.5] };

test("cells lie where the axes say", () => {
  const place = placing(frame);
  assert.deepEqual([place.wide, place.high], [50, 25]);
  assert.deepEqual([place.x(-0.5), place.x(7.5)], [40, 440]);
  assert.deepEqual([place.y(-0.5), place.y(3.5)], [5, 105]);
  assert.deepEqual([place.columns(8), place.rows(4)], [[0, 8], [0, 4]]); // prettier-ignore
});

test("zoomed in, only what is seen is counted", () => {
  const place = placing({ ...frame, xRange: [1.6, 3.4], yRange: [2.4, 0.6] });
  assert.deepEqual(place.columns(8), [2, 4]);
  assert.deepEqual(place.rows(4), [1, 3]);
  assert.deepEqual(place.columns(3), [2, 3]);
});

test("gaps go as cells get small", () => {
  const gaps = [[12, 30], [11, 30], [30, 3.5], [3, 30]].map(([wide, high]) => gapOf({ wide, high })); // prettier-ignore
  assert.deepEqual(gaps, [3, 1, 1, 0]);
});

test("values find their shade, those beyond the range the last one", () => {
  const factor = 255 / 2;
  assert.deepEqual([0, 1, 2, 9, -9].map((value) => shadeAt(value, 0, factor)), [0, 128, 255, 255, 0]); // prettier-ignore
});
