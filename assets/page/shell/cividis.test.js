import assert from "node:assert/strict";
import { test } from "node:test";
import { CIVIDIS, inkOn, shadeAt } from "./cividis.js";

test("the scale goes from 0 to 1 and gets lighter with every stop", () => {
  assert.deepEqual([CIVIDIS[0][0], CIVIDIS.at(-1)[0]], [0, 1]);
  const lightness = CIVIDIS.map(([share]) => {
    const [red, green, blue] = shadeAt(share);
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
  assert.deepEqual(
    lightness,
    lightness.toSorted((a, b) => a - b),
  );
});

test("between stops colours are mixed, beyond the ends they stay", () => {
  assert.deepEqual(shadeAt(0), [0x00, 0x22, 0x4e]);
  assert.deepEqual(shadeAt(1), [0xfe, 0xe8, 0x38]);
  assert.deepEqual(shadeAt(-3), shadeAt(0));
  assert.deepEqual(shadeAt(3), shadeAt(1));
  assert.deepEqual(shadeAt(0.5 / 7), [0x00, 0x22, 0x4e].map((from, i) => Math.round((from + [0x21, 0x3b, 0x6e][i]) / 2))); // prettier-ignore
});

test("ink is dark on light shades and white on dark ones", () => {
  assert.equal(inkOn(shadeAt(0)), "#ffffff");
  assert.equal(inkOn(shadeAt(1)), "#14161a");
  assert.equal(inkOn([140, 140, 140]), "#ffffff");
  assert.equal(inkOn([141, 141, 141]), "#14161a");
});
