import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createHistory } from "./layer_history.js";

let answers = [];
let asked = [];

beforeEach(() => {
  asked = [];
  globalThis.document = /** @type {any} */ ({ baseURI: "http://here/app/" });
  globalThis.fetch = /** @type {any} */ (
    async (address) => {
      asked.push(address.href);
      const given = answers.shift();
      if (given === "down") throw new TypeError("no connection");
      return { ok: given !== null, json: async () => given };
    }
  );
});

function answer(first, count, ways = 2, rows = "ways") {
  const steps = Array.from({ length: count }, (_, index) => first + index);
  const each = (value) => steps.map(() => value);
  return { rows, steps, held: each(Array(ways).fill(1)), loading: each([]), choices: each([1]), outcomes: each([0]) };
}

test("later steps are asked for only, and the last 200 kept", async () => {
  const history = createHistory();
  answers = [answer(0, 150), answer(150, 100)];
  assert.equal(await history.extend(3, () => true), true);
  assert.equal(await history.extend(3, () => true), true);
  assert.deepEqual(asked, [
    "http://here/app/telemetry/layer?layer=3&after=-1",
    "http://here/app/telemetry/layer?layer=3&after=149",
  ]);
  assert.equal(history.steps.length, 200);
  assert.deepEqual([history.steps[0], history.steps.at(-1), history.held.length], [50, 249, 200]);
});

test("another number of ways, or rows of another kind, begin a new history", async () => {
  const history = createHistory();
  answers = [answer(0, 5, 2), answer(5, 5, 3), answer(10, 5, 3, "experts")];
  for (const first of [0, 5, 10]) {
    await history.extend(0, () => true);
    assert.equal(history.steps[0], first);
  }
  assert.equal(history.rows, "experts");
});

test("nothing changes without an answer, without news, or when nobody wants it any more", async () => {
  const history = createHistory();
  answers = [null, "down", answer(0, 0), answer(0, 5)];
  for (let times = 0; times < 3; times++) assert.equal(await history.extend(0, () => true), false);
  assert.equal(await history.extend(0, () => false), false);
  assert.deepEqual(history.steps, []);
});
