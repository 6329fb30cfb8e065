import assert from "node:assert/strict";
import { test } from "node:test";
import { curvesFigure, curvesNote } from "./curves.js";

const colour = { speed: "blue", gpu: "orange", muted: "grey", grid: "silver", text: "black", font: "mono", em: 10 };
const RATE = { name: "hit_rate", title: "hit rate", format: ".0%" };
const slow = { tokens: 4, hit_rate: [0.5, 0.75, 1] };

test("a point stands where its first token is", () => {
  const { traces } = curvesFigure([slow, { tokens: 1, hit_rate: [0, 1] }], RATE, colour);
  assert.deepEqual([traces[0].x, traces[0].y], [[1, 5, 9], [0.5, 0.75, 1]]); // prettier-ignore
  assert.deepEqual([traces[1].x, traces[1].y], [[1, 2], [0, 1]]); // prettier-ignore
});

test("A and B differ in dash as well as in colour", () => {
  const { traces } = curvesFigure([slow, slow], RATE, colour);
  assert.deepEqual(
    traces.map(({ name, line }) => [name, line.color, line.dash]),
    [["A", "blue", "solid"], ["B", "orange", "dot"]],
  ); // prettier-ignore
});

test("a run without a curve is an empty one, and it is said why", () => {
  const { traces } = curvesFigure([null, slow], RATE, colour);
  assert.deepEqual([traces[0].x, traces[0].y, traces[1].x.length], [[], [], 3]);
  assert.match(curvesNote([null, slow]), /^No curve/);
  assert.match(curvesNote([slow, slow]), /over the tokens/);
});

test("figures are read in the quantity's own format, plain ones with one digit", () => {
  const { traces, layout } = curvesFigure([slow, slow], RATE, colour);
  assert.deepEqual([traces[0].hovertemplate, layout.yaxis.tickformat], ["%{y:.0%}", ".0%"]);
  assert.deepEqual([layout.annotations[0].text, layout.height, layout.yaxis.rangemode], ["hit rate", 100, "tozero"]);
  const plain = curvesFigure([slow, slow], { ...RATE, format: "" }, colour);
  assert.equal(plain.traces[0].hovertemplate, "%{y:.1f}");
});
