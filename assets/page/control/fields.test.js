import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldsIn, shownAs, valueOf, valuesOf } from "./fields.js";

const labels = { "Least recently used": "lru", "Least often used": "lfu" };

test("what a field shows becomes a value that the engine knows", () => {
  assert.equal(valueOf({ type: "checkbox", checked: true, value: "on" }), true);
  assert.equal(valueOf({ type: "number", value: " 12 " }), 12);
  assert.equal(valueOf({ type: "number", value: "" }), "");
  assert.equal(valueOf({ type: "text", value: "Least recently used" }, labels), "lru");
  assert.equal(valueOf({ type: "text", value: "other" }, labels), "other");
  assert.equal(valueOf({ type: "text", value: " Layered" }), "layered");
});

test("a value is shown by its label", () => {
  assert.equal(shownAs(labels, "lfu"), "Least often used");
  assert.equal(shownAs(labels, "fifo"), "fifo");
  assert.deepEqual(
    [shownAs(undefined, true), shownAs(undefined, false), shownAs(undefined, "")],
    ["on", "off", "empty"],
  );
  assert.equal(shownAs(undefined, 4), "4");
});

test("N and M stand beside the other settings", () => {
  assert.deepEqual(valuesOf({ geometry: { indexes: 2, ways: 3 }, policy: "lru" }), {
    indexes: 2,
    ways: 3,
    policy: "lru",
  });
});

// Gradio's markup, as far as fields look at it: a block with an input, found by its id.
function pane(inputs) {
  const blocks = Object.fromEntries(
    Object.entries(inputs).map(([id, input]) => [
      `#${id}`,
      { querySelector: (what) => (what.startsWith("input") ? input : null) },
    ]),
  );
  return { querySelector: (selector) => blocks[selector] ?? null };
}

test("a field is set once, and only when it shows something else", () => {
  globalThis.CSS = /** @type {any} */ ({ escape: (id) => id });
  const told = [];
  const input = { type: "number", value: "4", dispatchEvent: (event) => told.push(event.type) };
  const fields = fieldsIn(pane({ "cpu-threads": input }), {
    fields: { cpu_threads: "cpu-threads", policy: "policy" },
    labels: {},
  });
  fields.set("cpu_threads", 4);
  assert.deepEqual(told, []);
  fields.set("cpu_threads", 6);
  fields.set("policy", "lru"); // has no input yet
  assert.deepEqual([input.value, told], ["6", ["input"]]);
  assert.deepEqual(fields.all(), { cpu_threads: 6, policy: undefined });
  assert.equal(fields.label("policy"), "policy");
});
