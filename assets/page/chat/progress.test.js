import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { progress, readingText } from "./progress.js";

let run = "";
let busy = true;

beforeEach(() => {
  [run, busy] = ["", true];
  globalThis.document = /** @type {any} */ ({
    querySelector: (selector) => (selector === "#stop" ? { disabled: !busy } : { value: run }),
  });
});

function shown(changes) {
  const [bar, label] = [{ style: { width: "" } }, { textContent: "" }];
  const root = { hidden: null, querySelector: (selector) => (selector === ".bar" ? bar : label) };
  progress(root).update(engineState(changes));
  return root.hidden ? null : [bar.style.width, label.textContent];
}

test("time left is told once the speed is known, in minutes when it is long", () => {
  const speed = (left, perSecond) => ({ tokens_per_s: null, prefill_done: 20, prefill_total: 20 + left, prefill_tokens_per_s: perSecond }); // prettier-ignore
  assert.equal(readingText(speed(60, null)), "Reading the prompt: 20 of 80 tokens.");
  assert.equal(readingText(speed(60, 8)), "Reading the prompt: 20 of 80 tokens, 8 s left.");
  assert.equal(readingText(speed(900, 10)), "Reading the prompt: 20 of 920 tokens, 2 min left.");
  assert.equal(readingText(speed(0, 10)), "Reading the prompt: 20 of 20 tokens.");
});

test("this tab's own prompt has a bar, another tab's is waited for", () => {
  run = "r1";
  assert.deepEqual(shown({ phase: "prefill", active_request: "r1" }), ["25%", "Reading the prompt: 20 of 80 tokens."]);
  assert.equal(shown({ phase: "decode", active_request: "r1" }), null);
  assert.deepEqual(shown({ phase: "decode", active_request: "r2" }), [
    "0",
    "Waiting: the model is busy with another tab.",
  ]);
  assert.deepEqual(shown({ phase: "loading" }), ["0", "Waiting: another model is loading."]);
  const activity = "Reading the weights: 1.0 of 4.0 GB, 2.0 GB/s, 2 s left";
  assert.deepEqual(shown({ phase: "loading", activity }), ["0", `Waiting. ${activity}.`]);
});

test("a tab that has asked for nothing waits for nothing", () => {
  busy = false;
  assert.equal(shown({ phase: "decode", active_request: "r2" }), null);
});
