// How far this tab's own reply is before its first token: waiting for its turn, or reading the prompt.

import { put } from "../shell/format.js";

const WAITS = {
  loading: "Waiting: another model is loading.",
  timing: "Waiting: this machine is being benchmarked.",
};

export function progress(root) {
  const bar = root.querySelector(".bar");
  const label = root.querySelector(".label");
  return {
    update(state) {
      const run = document.querySelector("#run textarea, #run input")?.value ?? "";
      const busy = document.querySelector("#stop")?.disabled === false;
      const own = run !== "" && state.active_request === run;
      const loading = state.phase === "loading" && state.activity && `Waiting. ${state.activity}.`;
      const why =
        loading || WAITS[state.phase] || (state.active_request && "Waiting: the model is busy with another tab.");
      const waiting = busy && !own && Boolean(why);
      const reading = own && state.phase === "prefill";
      root.hidden = !waiting && !reading;
      if (waiting) {
        bar.style.width = "0";
        put(label, why);
      } else if (reading) {
        const { prefill_done: done, prefill_total: total } = state.speed;
        bar.style.width = `${total ? (100 * done) / total : 0}%`;
        put(label, readingText(state.speed));
      }
    },
  };
}

/** @param {SpeedFigures} speed */
export function readingText(speed) {
  return `Reading the prompt: ${speed.prefill_done} of ${speed.prefill_total} tokens${timeLeft(speed)}.`;
}

/** @param {SpeedFigures} speed */
function timeLeft({ prefill_done: done, prefill_total: total, prefill_tokens_per_s: perSecond }) {
  if (!perSecond || done >= total) return "";
  const seconds = Math.ceil((total - done) / perSecond);
  return seconds < 90 ? `, ${seconds} s left` : `, ${Math.round(seconds / 60)} min left`;
}
