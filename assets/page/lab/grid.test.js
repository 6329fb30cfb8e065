import assert from "node:assert/strict";
import { test } from "node:test";
import { labGrid } from "./grid.js";

function started() {
  const inputs = {
    speed: { value: "speed", checked: true, disabled: false, parentElement: { title: "" } },
    hits: { value: "hits", checked: false },
  };
  const pane = {
    querySelector(selector) {
      if (selector.endsWith(":checked")) return Object.values(inputs).find(({ checked }) => checked);
      return inputs[/value=(\w+)/.exec(selector)?.[1] ?? ""];
    },
  };
  // Radio buttons: choosing one lets the other go.
  Object.defineProperty(inputs.hits, "checked", {
    get: () => !inputs.speed.checked,
    set(on) {
      inputs.speed.checked = !on;
    },
  });
  /** @type {{ drawn: any[][], filled: any[] }} */
  const { drawn, filled } = { drawn: [], filled: [] };
  const grid = labGrid(pane, { show: (...what) => drawn.push(what) }, (values) => filled.push(values));
  return { grid, inputs, drawn, filled };
}

const facts = { indexes: [1, 6, 12], ways: [2, 4], settings: { policy: "lru" }, best: { indexes: 12, ways: 4 } };

test("a click on a cell fills in the geometry it stands for", () => {
  const { grid, filled } = started();
  assert.equal(grid.best(), null);
  grid.show({ figures: { "grid-speed": "speeds", "grid-hits": "rates" }, facts });
  grid.click({ x: 1, y: 2 });
  assert.deepEqual(filled, [{ policy: "lru", indexes: 12, ways: 4 }]);
  assert.deepEqual(grid.best(), facts.best);
});

test("cells of another model's sizes fill nothing in", () => {
  const { grid, filled } = started();
  grid.show({ figures: { "grid-hits": "rates" }, facts: { best: null, settings: null } });
  grid.click({ x: 0, y: 0 });
  assert.deepEqual(filled, []);
});

test("without a timed machine there are hit rates only", () => {
  const { grid, inputs, drawn } = started();
  grid.redraw();
  assert.deepEqual(drawn, []);
  grid.show({ figures: { "grid-speed": "speeds", "grid-hits": "rates" }, facts });
  grid.show({ figures: { "grid-hits": "rates" }, facts });
  assert.deepEqual(drawn, [["grid", "speeds"], ["grid", "rates"]]); // prettier-ignore
  assert.deepEqual([inputs.speed.disabled, inputs.speed.parentElement.title], [true, "Benchmark this machine first"]);
});
