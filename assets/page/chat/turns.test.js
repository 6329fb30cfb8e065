import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { awaitTurn, endTurn } from "./turns.js";

let ended = 0;

beforeEach(() => {
  ended = 0;
  const page = new EventTarget();
  page.addEventListener("hybrid:reply-ended", () => (ended += 1));
  globalThis.document = /** @type {any} */ (page);
});

function give(navigator) {
  Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
}

test("a reply waits for the one before it, of whatever tab", async () => {
  let free = Promise.resolve();
  give({ locks: { request: (_, hold) => (free = free.then(hold)) } });
  const order = [];
  const first = awaitTurn(["one"]).then((inputs) => order.push(...inputs));
  const second = awaitTurn(["two"]).then((inputs) => order.push(...inputs));
  await first;
  await Promise.resolve();
  assert.deepEqual(order, ["one"]);
  endTurn();
  await second;
  assert.deepEqual(order, ["one", "two"]);
  endTurn();
  assert.equal(ended, 2);
});

test("turns end in the order in which they began", async () => {
  // A browser that has let two replies in: another tab's lock was taken from it.
  give({ locks: { request: (_, hold) => released.push(hold()) } });
  const released = [];
  await Promise.all([awaitTurn([]), awaitTurn([])]);
  endTurn();
  assert.equal(await Promise.race([released[0].then(() => "first"), released[1].then(() => "second")]), "first");
});

test("where there are no locks it waits in Gradio's queue", () => {
  give({});
  const inputs = ["one"];
  assert.equal(awaitTurn(inputs), inputs);
});
