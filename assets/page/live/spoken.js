// What a screen reader says of the counters: one short sentence, when the phase changes and now and then
// while a reply is written; never more than once a second.

import { percent, put } from "../shell/format.js";

const SHORTEST_MS = 1000;
const WRITING_MS = 5000;

export function spoken(root) {
  const element = root.querySelector("#spoken");
  let phase = null;
  let due = 0;

  return {
    update(state) {
      const now = performance.now();
      const changed = state.phase !== phase;
      if (now < due - (changed ? WRITING_MS - SHORTEST_MS : 0) || (!changed && state.phase !== "decode")) return;
      phase = state.phase;
      due = now + WRITING_MS;
      put(element, sentence(state));
    },
  };
}

/** @param {Pick<EngineState, "phase" | "speed" | "recent_hit_rate" | "counters">} state */
export function sentence({ phase, speed, recent_hit_rate: hitRate, counters }) {
  if (phase === "prefill") return `Reading the prompt, ${speed.prefill_total} tokens.`;
  if (phase === "loading") return "Loading a model.";
  if (phase === "timing") return "Benchmarking this machine.";
  if (phase === "unloaded") return "No model is loaded. Load one in Settings.";
  if (phase === "closed") return "The engine is closed.";
  const rate = `hit rate ${percent(hitRate)}`;
  if (phase === "idle") return `Ready: ${rate}, ${counters.hits} hits, ${counters.misses} misses in all.`;
  return `Writing: ${speed.tokens_per_s?.toFixed(1) ?? "few"} tokens per second, ${rate}.`;
}
