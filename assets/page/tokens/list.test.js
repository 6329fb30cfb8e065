import assert from "node:assert/strict";
import { test } from "node:test";
import { nextOf } from "./list.js";

// Three lines of tokens as [left, top]; all 10 high.
const all = [[0, 0], [40, 0], [90, 0], [0, 20], [60, 20], [0, 40]].map(([left, top]) => ({
  getClientRects: () => [{ left, top, height: 10 }],
})); // prettier-ignore

const next = (from, key) => {
  const element = nextOf(all, all[from], key);
  return element && all.indexOf(element);
};

test("left and right go token by token, Home and End to the ends", () => {
  assert.deepEqual([next(2, "ArrowRight"), next(3, "ArrowLeft"), next(4, "Home"), next(0, "End")], [3, 2, 0, 5]);
  assert.deepEqual([next(5, "ArrowRight"), next(0, "ArrowLeft")], [null, null]);
});

test("up and down go to the nearest token of the next line", () => {
  assert.deepEqual([next(1, "ArrowDown"), next(2, "ArrowDown"), next(4, "ArrowUp"), next(3, "ArrowUp")], [4, 4, 1, 0]);
  assert.deepEqual([next(0, "ArrowUp"), next(5, "ArrowDown")], [null, null]);
  assert.equal(next(4, "ArrowDown"), 5);
});

test("other keys go nowhere", () => {
  assert.equal(next(0, "a"), null);
});
