// Beside the heatmap: how often the cache helped, large, and what the last token met in it, as a sentence. The
// three captions say what the colours mean, until they have been read.

import { NONE, put } from "../shell/format.js";

const SEEN = "hybrid-captions-seen";

export function thisToken(root) {
  const rate = root.querySelector("#live-rate");
  const sentence = root.querySelector("#live-sentence");
  const captions = root.querySelector("#captions");
  captions.hidden = localStorage.getItem(SEEN) !== null;
  captions.querySelector("button").addEventListener("click", () => {
    localStorage.setItem(SEEN, "yes");
    captions.hidden = true;
  });

  return {
    holds: true,
    update(state) {
      put(rate, shareText(state.recent_hit_rate));
      put(sentence, tokenText(state));
    },
  };
}

/** Without digits after the point, and 100 % only if nothing was missed. @param {number | null} share */
export function shareText(share) {
  if (share === null) return NONE;
  const rounded = Math.round(100 * share);
  return `${rounded === 100 && share < 1 ? 99 : rounded} %`;
}

/** @param {Pick<EngineState, "phase" | "settings" | "speed" | "cache">} state */
export function tokenText({ phase, settings, speed, cache }) {
  if (phase === "prefill") {
    return `Reading the prompt (${speed.prefill_total} tokens at once), which needs nearly all experts.`;
  }
  const chosen = cache.current.length;
  if (!chosen) return "Ask something: the experts each token uses light up here.";
  const whose = phase === "decode" ? "This token" : "The last token";
  const misses = cache.missed.length;
  if (settings.placement === "cpu_only") return `${whose}: all ${chosen} of its experts ran on the CPU.`;
  if (!misses) return `${whose}: all ${chosen} of its experts were already on the GPU.`;
  const ran =
    settings.placement === "on_demand" ? (misses === 1 ? "was copied first" : "were copied first") : "ran on the CPU";
  return `${whose}: ${chosen - misses} of its ${chosen} experts were already on the GPU; ${misses} ${ran}.`;
}
