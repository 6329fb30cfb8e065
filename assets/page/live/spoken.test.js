import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { sentence, spoken } from "./spoken.js";

let now = 100_000;

beforeEach(() => mock.method(performance, "now", () => now));
afterEach(() => mock.restoreAll());

test("every phase has its sentence", () => {
  assert.equal(sentence(engineState()), "Ready: hit rate 50 %, 10 hits, 6 misses in all.");
  assert.equal(sentence(engineState({ phase: "prefill" })), "Reading the prompt, 80 tokens.");
  assert.equal(sentence(engineState({ phase: "decode" })), "Writing: 12.3 tokens per second, hit rate 50 %.");
  assert.equal(sentence(engineState({ phase: "loading" })), "Loading a model.");
  assert.equal(sentence(engineState({ phase: "timing" })), "Benchmarking this machine.");
  assert.match(sentence(engineState({ phase: "unloaded" })), /^No model is loaded/);
  assert.equal(sentence(engineState({ phase: "closed" })), "The engine is closed.");
  const slow = engineState({ phase: "decode", speed: { ...engineState().speed, tokens_per_s: null } });
  assert.match(sentence(slow), /^Writing: few tokens/);
});

test("a change of phase is told within a second, progress every five", () => {
  const element = { textContent: "" };
  const part = spoken({ querySelector: () => element });
  const told = (changes, after) => {
    now += after;
    element.textContent = "";
    part.update(engineState(changes));
    return element.textContent.split(/[: ]/)[0];
  };
  assert.equal(told({}, 0), "Ready");
  assert.equal(told({ phase: "decode" }, 999), "");
  assert.equal(told({ phase: "decode" }, 1), "Writing");
  assert.equal(told({ phase: "decode" }, 4999), "");
  assert.equal(told({ phase: "decode" }, 1), "Writing");
  assert.equal(told({}, 1000), "Ready");
  assert.equal(told({}, 60_000), "");
});
