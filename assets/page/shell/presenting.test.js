import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { isPresenting, present } from "./presenting.js";

let classes = new Set();
beforeEach(() => {
  classes = new Set();
  const classList = {
    contains: (name) => classes.has(name),
    toggle: (name, on) => classes[on ? "add" : "delete"](name),
  };
  globalThis.document = /** @type {any} */ (Object.assign(new EventTarget(), { body: { classList } }));
});

test("the page is told when presenting begins and ends, once each", () => {
  let told = 0;
  document.addEventListener("hybrid:presenting", () => (told += 1));
  for (const wanted of [false, true, true, false, false]) {
    present(wanted);
    assert.equal(isPresenting(), wanted);
  }
  assert.equal(told, 2);
});
