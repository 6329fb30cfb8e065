import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, statedSizes, tokensOf, typedFigures } from "./source.js";

test("a source that is gone has no tokens", () => {
  const state = { sources: [{ id: "talk", tokens: 12 }, { id: "file" }] }; // prettier-ignore
  assert.deepEqual(["talk", "file", "gone"].map((id) => tokensOf(state, id)), [12, 0, 0]); // prettier-ignore
});

test("figures that are left empty are unknown, not zero", () => {
  const inputs = [{ name: "cores", value: "8" }, { name: "watts", value: "" }, { name: "device_gib", value: "0" }]; // prettier-ignore
  assert.deepEqual(typedFigures({ querySelectorAll: () => inputs }), { cores: 8, watts: null, device_gib: 0 });
});

test("of a file's sizes only those that were entered are sent", () => {
  const inputs = [{ name: "layers", value: "62" }, { name: "top_k", value: "" }]; // prettier-ignore
  assert.deepEqual(statedSizes(/** @type {any} */ ({ querySelectorAll: () => inputs })), { layers: "62" });
});

test("a list that has not changed is left alone, and a choice that is still there stays", () => {
  globalThis.Option = /** @type {any} */ (
    class {
      constructor(text, value) {
        Object.assign(this, { text, value });
      }
    }
  );
  let times = 0;
  const select = {
    value: "b",
    options: /** @type {{ value: string }[]} */ ([]),
    get length() {
      return this.options.length;
    },
    replaceChildren(...options) {
      times += 1;
      this.options = options;
      this.value = options[0].value;
    },
  };
  fill(select, [["a", "A"], ["b", "B"]]); // prettier-ignore
  assert.deepEqual([times, select.value], [1, "b"]);
  fill(select, [["a", "A"], ["b", "B"]]); // prettier-ignore
  assert.equal(times, 1);
  fill(select, [["a", "A"], ["c", "B"]]); // prettier-ignore
  assert.deepEqual([times, select.value], [2, "a"]);
});
