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
  assert.deepEqual(shares("expert", 1), [1, 2, 3]);
  assert.equal(TINTS.expert.number(data, 2, 3), 5);
  assert.deepEqual([TINTS.time.high(data), TINTS.expert.high], ["20.0 ms", ""]);
});

const grey = [128, 128, 128];

test("a colour never says anything alone: a line says it as well", () => {
  assert.deepEqual(
    [0, 0.1, 0.5, 0.75, 1].map((share) => tintStyle(grey, share).borderBottomStyle),
    ["none", "dotted", "dashed", "solid", "double"],
  );
  assert.equal(tintStyle(grey).borderBottomStyle, "none");
});

test("text can be read on its colour, and what has none is left plain", () => {
  assert.deepEqual(tintStyle([254, 232, 56]), {
    backgroundColor: "rgb(254 232 56)",
    color: "#14161a",
    borderBottomStyle: "none",
  });
  assert.equal(tintStyle([0, 0, 40]).color, "#ffffff");
  assert.deepEqual(tintStyle(null, 0), { backgroundColor: "", color: "", borderBottomStyle: "none" });
});

test("an element takes the colour and the number, in light and dark", () => {
  const element = { style: { backgroundColor: "" }, dataset: { number: "3" } };
  const coloured = (isDark) => {
    globalThis.document = /** @type {any} */ ({ body: { classList: { contains: () => isDark } } });
    tint(element, 1, TINTS.misses);
    return element.style.backgroundColor;
  };
  assert.deepEqual([coloured(false), coloured(true)], ["rgb(180 35 42)", "rgb(255 123 114)"]);
  assert.equal("number" in element.dataset, false);
  tint(element, 3, { ...TINTS.expert, line: false, number: 5 });
  assert.equal(element.dataset.number, 5);
  tint(element, null, { ...TINTS.time, number: undefined });
  assert.equal(element.style.backgroundColor, "");
});
