// Presentation: the heatmap over the whole window, the question above it, hit rate and speed in large type.

import { NONE, put } from "../shell/format.js";
import { isPresenting, present } from "../shell/presenting.js";
import { shareText } from "./this_token.js";

export function presentation(root) {
  const head = root.querySelector("#presentation");
  const at = (name) => head.querySelector(`.${name}`);
  /** @type {EngineState | null} */
  let latest = null;

  function show() {
    if (!latest || !isPresenting()) return;
    put(at("question"), question() || latest.model.name);
    put(at("share"), shareText(latest.recent_hit_rate));
    put(at("speed"), latest.speed.tokens_per_s === null ? NONE : latest.speed.tokens_per_s.toFixed(1));
  }

  head.querySelector("button").addEventListener("click", () => present(false));
  document.addEventListener("hybrid:presenting", show);
  return {
    update(state) {
      latest = state;
      show();
    },
  };
}

// What was asked last, as the chat shows it.
function question() {
  const asked = document.querySelectorAll("#chat .user-row .message-content");
  return asked.length ? asked[asked.length - 1].textContent.trim() : "";
}
