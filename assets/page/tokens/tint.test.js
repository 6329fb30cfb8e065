import assert from "node:assert/strict";
import { test } from "node:test";
import { TINTS, tint, tintStyle } from "./tint.js";

const data = {
  missed: [0, 1, 4],
  routed: 4,
  milliseconds: [null, 5, 20],
  slowest: 20,
  experts: 8,
  firstExpert: (token, layer) => token + layer,
};
const shares = (name, layer = 0) => [0, 1, 2].map((token) => TINTS[name].share(data, token, layer));

test("shares are of what is most", () => {
  assert.deepEqual(shares("misses"), [0, 0.25, 1]);
  assert.deepEqual(shares("time"), [null, 0.25, 1]);
  assert.deepEqual(shares("expert", 1), [1 / 7, 2 / 7, 3 / 7]);
  assert.equal(TINTS.expert.number(data, 2, 3), 5);
  assert.deepEqual([TINTS.time.high(data), TINTS.expert.high(data)], ["20.0 ms", "7"]);
});

test("a shade never says anything alone: a line says it as well", () => {
  assert.deepEqual(
    [0, 0.1, 0.5, 0.75, 1].map((share) => tintStyle(share, true).borderBottomStyle),
    ["none", "dotted", "dashed", "solid", "double"],
  );
  assert.equal(tintStyle(0.5).borderBottomStyle, "none");
});

test("text can be read on its shade, and what has none is left plain", () => {
  assert.deepEqual(tintStyle(1), { backgroundColor: "rgb(254 232 56)", color: "#14161a", borderBottomStyle: "none" });
  assert.equal(tintStyle(0).color, "#ffffff");
  assert.deepEqual(tintStyle(null, true), { backgroundColor: "", color: "", borderBottomStyle: "none" });
});

test("an element takes the style and the number", () => {
  const element = { style: {}, dataset: { number: "3" } };
  tint(element, 0, { line: true, number: undefined });
  assert.equal("number" in element.dataset, false);
  assert.equal(element.style.backgroundColor, "rgb(0 34 78)");
  tint(element, 0, { line: false, number: 5 });
  assert.equal(element.dataset.number, 5);
});
