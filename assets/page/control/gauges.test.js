import assert from "node:assert/strict";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { gauges } from "./gauges.js";

function gauge() {
  const parts = { ".held": { style: { width: "" } }, ".slots-bar": { style: { width: "" } }, p: { textContent: "" } };
  const classes = {};
  return {
    parts,
    classes,
    hidden: null,
    classList: { toggle: (name, on) => (classes[name] = on) },
    querySelector: (name) => parts[name],
  };
}

test("each gauge shows its price, the GPU's only where there is one", () => {
  const [device, host] = [gauge(), gauge()];
  const drawn = gauges({ querySelector: (name) => (name === ".gauge.device" ? device : host) });
  const state = engineState();
  const values = { placement: "cached", indexes: 2, ways: 1024 };
  assert.deepEqual(drawn.draw(state, values), { most: 8192, limit: 8 * 1024 ** 3 });
  assert.deepEqual([device.hidden, device.parts[".slots-bar"].style.width], [false, "25.00%"]);
  assert.equal(host.parts.p.textContent, "RAM: 2.0 GiB used, of 16.0 GiB");
  drawn.draw({ ...state, machine: { ...state.machine, emulated: true } }, { ...values, ways: 8192 });
  assert.deepEqual([device.hidden, host.classes.over], [true, true]);
});
