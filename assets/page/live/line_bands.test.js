import assert from "node:assert/strict";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { bandsOf, topOf, valueOf } from "./line_bands.js";

const titles = (state) => bandsOf(state).map(({ title }) => title);

test("power has a band where any sensor has ever answered", () => {
  const state = engineState();
  assert.deepEqual(titles(state), [
    "tokens / s",
    "hit rate",
    "experts / s",
    "copied to the GPU",
    "power",
    "CPU load",
    "GPU memory",
  ]);
  const missing = { watts: null, joules: null, reason: "None." };
  assert.ok(!titles({ ...state, power: { gpu: missing, cpu: missing } }).includes("power"));
  const stopped = { ...missing, joules: 5 };
  assert.ok(titles({ ...state, power: { gpu: missing, cpu: stopped } }).includes("power"));
});

test("the hit rate is hits over lookups, and nothing where there were none", () => {
  const [line] = bandsOf(engineState())[1].lines;
  assert.deepEqual([[0, 5, 3, 1], [0, 0, 0, 0]].map((point) => valueOf(line, point)), [0.75, null]); // prettier-ignore
  assert.equal(valueOf(bandsOf(engineState())[0].lines[0], [0, 5]), 5);
});

test("without a GPU memory is the program's own", () => {
  const state = engineState();
  const memory = { ...state.memory, device_total: null };
  assert.equal(titles({ ...state, memory }).at(-1), "memory of this program (no GPU in use)");
});

test("a scale ends at the next round number", () => {
  const top = (...values) => topOf({ lines: [{ at: 1, name: "", colour: "", dash: "" }] }, values.map((value) => [0, value])); // prettier-ignore
  assert.deepEqual([top(0.7), top(1), top(12), top(31), top(950)], [0.8, 1, 15, 40, 1000]);
  assert.deepEqual([top(), top(0), top(null)], [1, 1, 1]);
});

test("gibibytes are rounded as gibibytes, shares always reach one", () => {
  const [load, memory] = bandsOf(engineState()).slice(-2);
  const point = (at, value) => Object.assign(Array(10).fill(null), { [at]: value });
  assert.equal(topOf(memory, [point(9, 2.2 * 2 ** 30)]), 3 * 2 ** 30);
  assert.equal(topOf(load, [point(7, 0.1)]), 1);
});

test("figures of a band are short", () => {
  const [speed, , , copied, power, load, memory] = bandsOf(engineState());
  assert.deepEqual([speed.format(12.345), speed.format(0.1234)], ["12.3", "0.12"]);
  assert.deepEqual([copied.format(1_234_567), copied.format(0)], ["1.23 MB/s", "0 B/s"]);
  assert.deepEqual([power.format(75.44), load.format(0.256), memory.format(2 ** 31)], ["75.4 W", "26 %", "2 GiB"]);
});
