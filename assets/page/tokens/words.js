// A token in words: what it cost, and its text with what cannot be seen made visible.

import { IN_FLIGHT } from "./data.js";

// In words, for the pointer and for screen readers.
export function sentenceOf(data, token) {
  const ms = data.milliseconds[token];
  const time = ms === null ? "prompt" : `${ms.toFixed(ms < 10 ? 2 : 1)} ms`;
  let inFlight = 0;
  for (let layer = 0; layer < data.layers; layer++) {
    for (const [, outcome] of data.routing(token, layer)) if (outcome === IN_FLIGHT) inFlight += 1;
  }
  const missed = data.missed[token];
  return `${time}, ${data.routed - missed} of ${data.routed} hit, ${missed} missed${inFlight ? `, ${inFlight} of them in flight` : ""}`;
}

export function shownText(text) {
  return text === "" ? "·" : text.replaceAll("\n", "⏎\n").replaceAll("\t", "⇥");
}
