import assert from "node:assert/strict";
import { test } from "node:test";
import { cardName, caution, facts, headline, markdown } from "./card.js";

const RUN = {
  id: "a", at: 1764300000, model: "org/mixtral_8x7b", format: "int8", machine: "RTX 4090, 24 GiB, 8 cores, 64 GiB RAM",
  emulated: false, commit: "abc1234", indexes: 32, ways: 4, policy: "lfu", mapping: "layered", admission: "bounded",
  max_queued_copies: 2, placement: "cached", cpu_threads: 8, finish: "stop", tokens: 100, prompt_tokens: 12,
  tokens_per_s: 21.53, first_token_s: 0.25, hit_rate: 0.755, gpu_joules: 200, cpu_joules: null,
}; // prettier-ignore

test("the figures are worded as in the table", () => {
  assert.deepEqual(headline(RUN), [["Tokens/s", "21.5"], ["Hit rate", "75.5 %"], ["J/token", "2.0 GPU"], ["First token", "250 ms"]]); // prettier-ignore
  assert.deepEqual(headline({ ...RUN, gpu_joules: null }).map(([label]) => label), ["Tokens/s", "Hit rate", "First token"]); // prettier-ignore
  assert.equal(cardName(RUN), "org/mixtral_8x7b 21.5 tok/s");
});

test("model, format, machine, settings and commit go with them", () => {
  assert.deepEqual(facts(RUN), [
    ["Model", "org/mixtral_8x7b (int8)"],
    ["Machine", "RTX 4090, 24 GiB, 8 cores, 64 GiB RAM"],
    ["Settings", "32 × 4 slots, LFU, layered, copies when worth it (at most 2 at a time), 8 CPU threads"],
    ["Length", "100 tokens after a prompt of 12"],
    ["Measured", "2025-11-28, commit abc1234"],
  ]);
  assert.match(facts({ ...RUN, placement: "cpu_only" })[2][1], /^cpu only, 8 CPU threads$/);
});

test("what an older run does not know is left out", () => {
  const old = { ...RUN, format: undefined, machine: undefined, commit: undefined, prompt_tokens: undefined };
  assert.deepEqual(facts(old).map(([label]) => label), ["Model", "Settings", "Length", "Measured"]); // prettier-ignore
  assert.deepEqual([facts(old)[0][1], facts(old)[2][1], facts(old)[3][1]], ["org/mixtral_8x7b", "100 tokens", "2025-11-28"]); // prettier-ignore
});

test("as Markdown it is one table, and nothing in a name can break out of it", () => {
  const lines = markdown({ ...RUN, model: "a|b\n<img src=x>`c`" }).split("\n");
  assert.equal(lines[0], "| Hybrid MoE | |");
  assert.ok(lines.includes("| Tokens/s | 21.5 |"));
  assert.ok(lines.includes("| Model | a\\|b \\<img src=x\\>\\`c\\` (int8) |"), lines.join("\n"));
});

test("speeds of a simulated GPU never go without that word", () => {
  assert.equal(caution(RUN), "");
  assert.match(markdown({ ...RUN, emulated: true }), /The GPU is simulated: hits are real, speeds are not\.\n$/);
});
