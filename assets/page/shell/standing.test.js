import assert from "node:assert/strict";
import { test } from "node:test";
import { standing } from "./standing.js";

test("waits until all that is needed is there", async () => {
  const there = new Set(["send"]);
  let look = null;
  let disconnected = false;
  Object.assign(globalThis, {
    document: { body: {}, getElementById: (id) => (there.has(id) ? {} : null) },
    MutationObserver: class {
      constructor(callback) {
        look = callback;
      }
      observe() {}
      disconnect() {
        disconnected = true;
      }
    },
  });
  await standing();
  await standing("send");
  assert.equal(look, null);
  let ready = false;
  const waiting = standing("send  stop").then(() => (ready = true));
  look();
  await Promise.resolve();
  assert.deepEqual([ready, disconnected], [false, false]);
  there.add("stop");
  look();
  await waiting;
  assert.deepEqual([ready, disconnected], [true, true]);
});
