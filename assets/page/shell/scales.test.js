import assert from "node:assert/strict";
import { test } from "node:test";
import { amounts, identities, identity, inkOn, missShares, shadeAt } from "./scales.js";

/** @param {number[]} colour */
const lightness = ([red, green, blue]) => 0.299 * red + 0.587 * green + 0.114 * blue;
const steps = [0, 0.2, 0.4, 0.6, 0.8, 1];

test("amounts go away from the ground, step by step: darker on light, lighter on dark", () => {
  for (const isDark of [false, true]) {
    const shades = steps.map((share) => lightness(shadeAt(amounts(isDark), share)));
    const sorted = shades.toSorted((a, b) => (isDark ? a - b : b - a));
    assert.deepEqual(shades, sorted);
    assert.ok(shades.slice(1).every((shade, place) => Math.abs(shade - shades[place]) > 15));
  }
});

test("between stops colours are mixed, beyond the ends they stay", () => {
  const scale = [[0, "#000000"], [0.5, "#204060"], [1, "#ffffff"]]; // prettier-ignore
  assert.deepEqual(shadeAt(scale, 0.25), [0x10, 0x20, 0x30]);
  assert.deepEqual(shadeAt(scale, 0.5), [0x20, 0x40, 0x60]);
  assert.deepEqual([shadeAt(scale, -3), shadeAt(scale, 3)], [[0, 0, 0], [255, 255, 255]]); // prettier-ignore
});

test("misses go from the ground to red", () => {
  assert.deepEqual(shadeAt(missShares(false), 0), [0xf9, 0xf8, 0xf3]);
  const [red, green, blue] = shadeAt(missShares(true), 1);
  assert.ok(red > 2 * Math.min(green, blue));
});

test("neighbours in number are told apart by hue, and no two of sixteen are alike", () => {
  const distance = (a, b) => Math.hypot(...a.map((value, i) => value - b[i]));
  const hues = Array.from({ length: 16 }, (_, place) => identity(place));
  for (let place = 1; place < 16; place++) assert.ok(distance(hues[place], hues[place - 1]) > 60, String(place));
  for (const [place, hue] of hues.entries()) {
    for (const other of hues.slice(0, place)) assert.ok(distance(hue, other) > 20, String(place));
  }
});

test("identities are steps without anything in between", () => {
  const scale = identities(4);
  assert.deepEqual([scale[0][0], scale.at(-1)?.[0]], [0, 1]);
  for (const share of [0.05, 0.2]) assert.deepEqual(shadeAt(scale, share), identity(0));
  assert.deepEqual(shadeAt(scale, 0.9), identity(3));
});

test("ink is dark on light shades and white on dark ones", () => {
  assert.equal(inkOn([0, 0, 0]), "#ffffff");
  assert.equal(inkOn([255, 255, 255]), "#14161a");
  assert.equal(inkOn([140, 140, 140]), "#ffffff");
  assert.equal(inkOn([141, 141, 141]), "#14161a");
});
