import assert from "node:assert/strict";
import { test } from "node:test";
import { placeAfter } from "./tabs.js";

test("arrows go round, Home and End to the ends, other keys nowhere", () => {
  const next = (key, at) => placeAfter(key, at, 3);
  assert.deepEqual([next("ArrowRight", 0), next("ArrowRight", 2)], [1, 0]);
  assert.deepEqual([next("ArrowLeft", 2), next("ArrowLeft", 0)], [1, 2]);
  assert.deepEqual([next("Home", 2), next("End", 0)], [0, 2]);
  assert.equal(next("a", 1), undefined);
});
