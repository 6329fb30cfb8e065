import assert from "node:assert/strict";
import { test } from "node:test";
import { HIT, IN_FLIGHT, MISS } from "./data.js";
import { sentenceOf, shownText } from "./words.js";

const data = {
  layers: 2,
  routed: 4,
  missed: [0, 2],
  milliseconds: [null, 12.345],
  routing: (token, layer) => (token && layer ? [[0, MISS], [1, IN_FLIGHT]] : [[0, HIT], [1, HIT]]), // prettier-ignore
};

test("a token's sentence tells its time, hits and misses", () => {
  assert.equal(sentenceOf(data, 0), "prompt, 4 of 4 hit, 0 missed");
  assert.equal(sentenceOf(data, 1), "12.3 ms, 2 of 4 hit, 2 missed, 1 of them in flight");
  assert.match(sentenceOf({ ...data, milliseconds: [1.234, 1] }, 0), /^1\.23 ms/);
});

test("what cannot be seen is shown by a sign", () => {
  assert.equal(shownText(""), "·");
  assert.equal(shownText("a\tb\n"), "a⇥b⏎\n");
});
