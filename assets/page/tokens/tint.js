// What tokens can be tinted by. Shades are cividis', the same to colour-blind eyes, and say nothing alone:
// a line below the token, or a number, says it as well.

import { CIVIDIS } from "../live/heatmap_views.js";

const LINES = ["none", "dotted", "dashed", "solid", "double"];
const LIGHT = 140; // luminance from which text on a shade is dark

export const TINTS = {
  misses: {
    label: "misses",
    share: (data, token) => data.missed[token] / (data.routed || 1),
    line: true,
    low: "all hits",
    high: "all missed",
  },
  time: {
    label: "time",
    share: (data, token) =>
      data.milliseconds[token] === null ? null : data.milliseconds[token] / (data.slowest || 1),
    line: true,
    low: "0 ms",
    high: (data) => `${data.slowest.toFixed(1)} ms`,
  },
  expert: {
    label: "first expert of layer",
    share: (data, token, layer) => data.firstExpert(token, layer) / Math.max(1, data.experts - 1),
    number: (data, token, layer) => data.firstExpert(token, layer),
    low: "expert 0",
    high: (data) => String(data.experts - 1),
  },
};

export function tint(element, share, { line, number }) {
  const [red, green, blue] = share === null ? [] : shade(share);
  element.style.backgroundColor = share === null ? "" : `rgb(${red} ${green} ${blue})`;
  element.style.color = share === null ? "" : 0.299 * red + 0.587 * green + 0.114 * blue > LIGHT ? "#14161a" : "#ffffff";
  element.style.borderBottomStyle = line && share ? LINES[Math.min(4, Math.ceil(share * 4))] : "none";
  if (number === undefined) delete element.dataset.number;
  else element.dataset.number = number;
}

function shade(share) {
  const at = Math.min(1, Math.max(0, share)) * (CIVIDIS.length - 1);
  const low = Math.min(CIVIDIS.length - 2, Math.floor(at));
  const [from, to] = [channels(CIVIDIS[low][1]), channels(CIVIDIS[low + 1][1])];
  return from.map((value, i) => Math.round(value + (to[i] - value) * (at - low)));
}

function channels(colour) {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}
