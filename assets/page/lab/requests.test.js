import assert from "node:assert/strict";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { noticeKey, numberIn, replayHint, replyHint, replayKey, replaySteps, tuneHint } from "./requests.js";

test("all three replays are of one source, and a setting that is left empty is as in force", () => {
  const source = { source: "talk", machine: "this" };
  const steps = replaySteps(source, { mapping: "", policy: "lru", admission: "" });
  assert.deepEqual(steps, [
    { kind: "grid", ...source, settings: { policy: "lru" } },
    { kind: "curves", ...source, settings: { policy: "lru" } },
    { kind: "reuse", ...source, settings: { policy: "lru" } },
  ]);
});

test("look-ahead needs a reply in the chat, whatever trace is loaded", () => {
  assert.equal(replyHint([{ id: "chat", generated: 3 }]), "");
  assert.equal(replyHint([{ id: "chat", generated: 0 }, { id: "file", generated: 9 }]), "No reply to look at yet"); // prettier-ignore
});

test("an empty field is no zero", () => {
  assert.deepEqual([numberIn(""), numberIn("0"), numberIn("1.5")], [null, 0, 1.5]);
});

test("a replay needs tokens", () => {
  assert.equal(replayHint({ id: "talk", tokens: 3 }), "");
  for (const trace of [null, { id: "talk", tokens: 0 }]) assert.match(replayHint(trace), /^Nothing to replay/);
});

test("tuning needs a timed machine, and a reply in the trace", () => {
  const talk = { id: "talk", tokens: 9, generated: 4 };
  const timed = { machine: "this", emulated: false, calibrated: true };
  assert.equal(tuneHint(talk, timed), "");
  assert.equal(tuneHint(talk, { ...timed, calibrated: false }), "Benchmark this machine first");
  assert.match(tuneHint({ ...talk, generated: 0 }, timed), /^No reply/);
  assert.match(tuneHint(null, timed), /^No reply/);
});

test("without a GPU tuning is for a card, which needs no times of this machine", () => {
  const talk = { id: "talk", tokens: 9, generated: 4 };
  const here = { machine: "this", emulated: true, calibrated: true };
  assert.match(tuneHint(talk, here), /^No GPU here/);
  assert.equal(tuneHint(talk, { ...here, machine: "RTX 4090", calibrated: false }), "");
});

test("results are stale with another trace, setting or model, not with every token", () => {
  const state = engineState();
  const trace = { id: "talk", tokens: 9, generated: 4 };
  const key = replayKey(state, trace);
  const later = engineState({ counters: { ...state.counters, steps: 99, generated_tokens: 99 } });
  assert.equal(replayKey(later, { ...trace, generated: 5 }), key);
  const others = [
    replayKey(state, { ...trace, tokens: 10 }),
    replayKey(state, { ...trace, id: "file" }),
    replayKey(state, null),
    replayKey(engineState({ settings: { ...state.settings, policy: "lfu" } }), trace),
    replayKey(engineState({ model: { ...state.model, name: "large" } }), trace),
    replayKey(null, trace),
  ];
  assert.equal(new Set([key, ...others]).size, 7);
});

test("there may be news when a reply was written or settings were applied", () => {
  const state = engineState();
  const key = noticeKey(state);
  assert.equal(noticeKey(engineState({ counters: { ...state.counters, steps: 99 } })), key);
  assert.notEqual(noticeKey(engineState({ counters: { ...state.counters, generated_tokens: 5 } })), key);
  assert.notEqual(noticeKey(engineState({ settings: { ...state.settings, cpu_threads: 1 } })), key);
});
