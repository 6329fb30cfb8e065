// What tokens can be tinted by. Shades are cividis', the same to colour-blind eyes, and say nothing alone:
// a line below the token, or a number, says it as well.

import { inkOn, shadeAt } from "../shell/cividis.js";

const LINES = ["none", "dotted", "dashed", "solid", "double"];

export const TINTS = {
  misses: {
    label: "misses",
    share: (data, token) => data.missed[token] / (data.routed || 1),
    line: true,
    low: "all hits",
    high: "all misses",
  },
  time: {
    label: "time",
    share: (data, token) => (data.milliseconds[token] === null ? null : data.milliseconds[token] / (data.slowest || 1)),
    line: true,
    low: "0 ms",
    high: (data) => `${data.slowest.toFixed(1)} ms`,
  },
  expert: {
    label: "top expert of layer",
    share: (data, token, layer) => data.firstExpert(token, layer) / Math.max(1, data.experts - 1),
    number: (data, token, layer) => data.firstExpert(token, layer),
    low: "expert 0",
    high: (data) => String(data.experts - 1),
  },
};

export function tint(element, share, { line, number }) {
  Object.assign(element.style, tintStyle(share, line));
  if (number === undefined) delete element.dataset.number;
  else element.dataset.number = number;
}

/** @param {number | null} share @param {boolean} [line] */
export function tintStyle(share, line = false) {
  const shade = share === null ? null : shadeAt(share);
  return {
    backgroundColor: shade ? `rgb(${shade.join(" ")})` : "",
    color: shade ? inkOn(shade) : "",
    borderBottomStyle: line && share ? LINES[Math.min(4, Math.ceil(share * 4))] : "none",
  };
}
