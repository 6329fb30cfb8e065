import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { gaugeText, geometryWithin, gibText, isOver, priceOf, widthsOf } from "./price.js";

const GIB = 1024 ** 3;
const state = engineState(); // experts of 1 MiB; 8 GiB on the device, 3 in use, 1 of them slots
const values = { placement: "cached", indexes: 2, ways: 1024 };

test("on a GPU slots take its memory, RAM stays as it is", () => {
  const { device, host, limit, most } = priceOf(state, values);
  assert.deepEqual(device, { name: "GPU", held: 2 * GIB, slots: 2 * GIB, total: 8 * GIB, limit: 8 * GIB });
  assert.deepEqual(host, { name: "RAM", held: 2 * GIB, slots: 0, total: 16 * GIB, limit: null });
  assert.deepEqual([most, limit], [8192, 8 * GIB]);
});

test("an emulated GPU's slots are in RAM, and counted once", () => {
  const { device, host } = priceOf({ ...state, machine: { ...state.machine, emulated: true } }, values);
  assert.equal(device, null);
  assert.deepEqual(host, { name: "RAM", held: GIB, slots: 2 * GIB, total: 16 * GIB, limit: 8 * GIB });
});

test("the engine's own limit goes before the device's memory", () => {
  const memory = { ...state.memory, slots_limit: GIB };
  const { device, most } = priceOf({ ...state, memory }, values);
  assert.equal(most, 1024);
  assert.ok(device);
  assert.equal(isOver(device), true);
  assert.equal(gaugeText(device), "GPU: 2.0 GiB used + 2.0 GiB slots, of 8.0 GiB: too much, only 1.0 GiB of slots fit");
});

test("what just fits is not too much", () => {
  const gauge = { name: "GPU", held: 0, slots: 8, total: 8, limit: 8 };
  assert.deepEqual(
    [isOver(gauge), isOver({ ...gauge, slots: 9 }), isOver({ ...gauge, limit: null })],
    [false, true, false],
  );
});

test("nothing is taken by no slots, nor by a field that is not filled in", () => {
  assert.equal(priceOf(state, { ...values, placement: "cpu_only" }).device?.slots, 0);
  assert.equal(priceOf(state, { ...values, ways: NaN }).device?.slots, 0);
});

test("bars stay within their gauge", () => {
  const gauge = { name: "GPU", held: 2, slots: 3, total: 8, limit: 8 };
  assert.deepEqual(widthsOf(gauge), { held: "25.00%", slots: "37.50%" });
  assert.deepEqual(widthsOf({ ...gauge, slots: 30 }), { held: "25.00%", slots: "75.00%" });
  assert.deepEqual(widthsOf({ ...gauge, held: 9 }), { held: "100.00%", slots: "0.00%" });
});

test("a gauge without a limit says what is held", () => {
  assert.equal(gaugeText(priceOf(state, values).host), "RAM: 2.0 GiB used, of 16.0 GiB");
});

for (const { what, slot_bytes: size, geometry, ...model } of JSON.parse(
  readFileSync(new URL("../testing/geometries.json", import.meta.url), "utf8"),
)) {
  test(`the geometry within some memory is the program's own: ${what}`, () => {
    const { indexes, ways } = geometryWithin(size, model);
    assert.deepEqual([indexes, ways], geometry);
  });
}

test("a size that is written and read again holds the same slots", () => {
  for (const expertBytes of [1000, 196_608, 9 * 1024 ** 2, 336 * 1024 ** 2, 3 * GIB]) {
    for (const slots of [1, 7, 48, 1000, 6144]) {
      const written = Number(gibText(slots * expertBytes, expertBytes)) * GIB;
      assert.equal(Math.floor(written / expertBytes), slots, `${slots} of ${expertBytes}`);
    }
  }
  assert.equal(gibText(0, 1000), "0");
});
