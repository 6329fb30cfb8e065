import assert from "node:assert/strict";
import { test } from "node:test";
import { duration, frameAt, toldAt, tokensAt } from "./frames.js";

// Two layers of three experts, one expert each a token.
const MODEL = { layers: 2, experts: 3 };
const RUN = {
  name: "Cache",
  milliseconds: [100, 50, 50],
  texts: ["A", " fox", " ran", "."],
  cells: [
    [0, 3],
    [0, 4],
    [1, 4],
  ],
  missed: [[0, 3], [4], []],
};

test("a token counts once its time is over", () => {
  assert.equal(duration(RUN), 0.2);
  assert.deepEqual([0, 0.09, 0.1, 0.149, 0.15, 0.2, 9].map((seconds) => tokensAt(RUN, seconds)), [0, 0, 1, 1, 2, 3, 3]); // prettier-ignore
  assert.equal(tokensAt({ ...RUN, milliseconds: [] }, 1), 0);
});

test("before the first token nothing is lit", () => {
  const { values, hits, misses } = frameAt(RUN, 0, MODEL);
  assert.deepEqual([[...values], hits, misses], [[0, 0, 0, 0, 0, 0], [], []]);
});

test("a cell is as bright as its last use is recent, dark if that was a miss", () => {
  const { values, hits, misses } = frameAt(RUN, 3, MODEL);
  assert.equal(values[1], 2);
  assert.equal(values[0], 1 + 5 / 6); // used a token earlier
  assert.deepEqual([values[3], values[4]], [0, 2]);
  assert.deepEqual([hits, misses], [[[0, 1], [1, 1]], []]); // prettier-ignore
  const second = frameAt(RUN, 2, MODEL);
  assert.deepEqual([second.hits, second.misses, second.values[4]], [[[0, 0]], [[1, 1]], 0]);
});

test("what was hit long ago stays at the darkest shade of the cache", () => {
  const cells = [[0], ...Array.from({ length: 99 }, () => [1])];
  const { values } = frameAt({ ...RUN, cells, missed: cells.map(() => []) }, 100, MODEL);
  assert.deepEqual([values[0], values[1]], [1, 2]);
});

test("figures are of what is shown", () => {
  assert.equal(toldAt(RUN, 0, 0), "0 of 3 tokens");
  assert.equal(toldAt(RUN, 2, 0.16), "2 of 3 tokens · 13.3 tok/s · 25 % hits");
  assert.equal(toldAt(RUN, 3, 1), "3 of 3 tokens · 15.0 tok/s · 50 % hits · done");
});
