import assert from "node:assert/strict";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { memoryText, noticesOf, statusText } from "./status_strip.js";

test("the phase is told in words, with those who wait", () => {
  assert.equal(statusText(engineState()), "ready");
  assert.equal(statusText(engineState({ phase: "decode", queued_requests: 2 })), "writing, 2 waiting");
  assert.equal(statusText(engineState({ phase: "prefill" })), "reading 20 / 80");
  assert.equal(statusText(engineState({ phase: "unloaded" })), "no model");
});

test("memory is the GPU's, or RAM where no GPU is in use", () => {
  const { memory } = engineState();
  assert.equal(memoryText(memory), "3.0 GiB / 8.0 GiB");
  assert.equal(memoryText({ ...memory, device_total: null, device_used: null }), "2.0 GiB / 16.0 GiB");
});

test("an emulated GPU comes first among the notices", () => {
  const notices = ["Weights are not page-locked."];
  const { machine } = engineState();
  const of = (emulated, activity = "") => noticesOf({ machine: { ...machine, emulated, notices }, activity });
  assert.deepEqual(of(false), notices);
  const [first, second] = of(true);
  assert.match(first, /^No GPU found, .* speeds are not\.$/);
  assert.equal(second, notices[0]);
  assert.equal(of(true, "Reading the weights: 1.0 of 4.0 GB")[0], "Reading the weights: 1.0 of 4.0 GB.");
  assert.equal(of(true, "Reading the weights: 1.0 of 4.0 GB")[1], first);
});
