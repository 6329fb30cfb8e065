// What tokens can be coloured by. A colour says nothing alone: a line below the token, or a number, says it as well.

import { amounts, identity, inkOn, missShares, shadeAt } from "../shell/scales.js";

const LINES = ["none", "dotted", "dashed", "solid", "double"];

export const TINTS = {
  misses: {
    label: "misses",
    share: (data, token) => data.missed[token] / (data.routed || 1),
    shade: (share) => shadeAt(missShares(isDark()), share),
    line: true,
    low: "all hits",
    high: "all misses",
  },
  time: {
    label: "time",
    share: (data, token) => (data.milliseconds[token] === null ? null : data.milliseconds[token] / (data.slowest || 1)),
    shade: (share) => shadeAt(amounts(isDark()), share),
    line: true,
    low: "0 ms",
    high: (data) => `${data.slowest.toFixed(1)} ms`,
  },
  expert: {
    label: "top expert of layer",
    share: (data, token, layer) => data.firstExpert(token, layer),
    shade: identity,
    number: (data, token, layer) => data.firstExpert(token, layer),
    low: "each colour is one expert",
    high: "",
  },
};

/** @param {any} element @param {number | null} share @param {{ shade: (share: number) => number[], line?: boolean, number?: any }} how */
export function tint(element, share, { shade, line, number }) {
  Object.assign(element.style, tintStyle(share === null ? null : shade(share), line ? share : 0));
  if (number === undefined) delete element.dataset.number;
  else element.dataset.number = number;
}

/** @param {number[] | null} shade as [red, green, blue] @param {number | null} [share] what the line below says */
export function tintStyle(shade, share = 0) {
  return {
    backgroundColor: shade ? `rgb(${shade.join(" ")})` : "",
    color: shade ? inkOn(shade) : "",
    borderBottomStyle: share ? LINES[Math.min(4, Math.ceil(share * 4))] : "none",
  };
}

function isDark() {
  return document.body.classList.contains("dark");
}
