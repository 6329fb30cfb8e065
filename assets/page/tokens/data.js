// One recorded reply, token by token, as ui/tokens/view.py sends it.

import { unpacked } from "../wire/packing.js";

export const HIT = 0;
export const IN_FLIGHT = 1;
export const MISS = 2;

export function readTokens(message) {
  const { layers, experts, top_k: k, texts, prompt, milliseconds } = message;
  const choices = unpacked(message.choices);
  const outcomes = unpacked(message.outcomes);
  const width = layers * k;
  const missed = texts.map((_, token) => {
    let count = 0;
    for (let at = token * width; at < (token + 1) * width; at++) if (outcomes[at] !== HIT) count += 1;
    return count;
  });
  return {
    layers,
    experts,
    count: texts.length,
    prompt,
    texts,
    milliseconds,
    missed,
    routed: width,
    slowest: Math.max(...milliseconds.filter((ms) => ms !== null), 0),
    firstExpert: (token, layer) => choices[token * width + layer * k],
    // Of one layer: [expert, outcome] in the router's order.
    routing: (token, layer) =>
      Array.from({ length: k }, (_, place) => {
        const at = token * width + layer * k + place;
        return [choices[at], outcomes[at]];
      }),
    cells: (token) =>
      Array.from({ length: width }, (_, place) => Math.floor(place / k) * experts + choices[token * width + place]),
  };
}
