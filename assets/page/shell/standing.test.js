import assert from "node:assert/strict";
import { test } from "node:test";
import { standing } from "./standing.js";

test("waits until all that is needed is there", async () => {
  const there = new Set(["send"]);
  /** @type {(() => void)[]} */
  const looks = [];
  let disconnected = false;
  Object.assign(globalThis, {
    document: { body: {}, getElementById: (id) => (there.has(id) ? {} : null) },
    MutationObserver: class {
      constructor(callback) {
        looks.push(callback);
      }
      observe() {}
      disconnect() {
        disconnected = true;
      }
    },
  });
  await standing();
  await standing("send");
  assert.equal(looks.length, 0);
  let ready = false;
  const waiting = standing("send  stop").then(() => (ready = true));
  looks[0]();
  await Promise.resolve();
  assert.deepEqual([ready, disconnected], [false, false]);
  there.add("stop");
  looks[0]();
  await waiting;
  assert.deepEqual([ready, disconnected], [true, true]);
});
