// Curves of two runs as a figure for plotly.js: a quantity over the reply's tokens. No DOM here.

import { hoverLabel } from "../shell/plot.js";

const CLEAR = "rgba(0, 0, 0, 0)";
const SHADES = ["speed", "gpu"];
const DASHES = ["solid", "dot"];

/** @typedef {{ name: string, title: string, format: string }} Quantity format: of plotly.js, empty for plain numbers */

/**
 * @param {(Record<string, any> | null)[]} curves of both runs; null for a run that has none
 * @param {Quantity} quantity
 * @param {Record<string, any>} colour
 */
export function curvesFigure(curves, quantity, colour) {
  return {
    traces: curves.map((curve, index) => trace(curve, index, quantity, colour)),
    layout: layout(quantity, colour),
  };
}

/** @param {unknown[]} curves */
export function curvesNote(curves) {
  return curves.every(Boolean)
    ? "Curves over the tokens of each reply."
    : "No curve: too short, or its recording is gone.";
}

// A point stands for as many tokens as the curve says.
function trace(curve, index, { name, format }, colour) {
  return {
    type: "scatter",
    mode: "lines",
    name: "AB"[index],
    x: curve ? curve[name].map((_, point) => 1 + point * curve.tokens) : [],
    y: curve?.[name] ?? [],
    line: { color: colour[SHADES[index]], width: 1.8, dash: DASHES[index] },
    hovertemplate: `%{y:${format || ".1f"}}`,
  };
}

function layout({ title, format }, colour) {
  const tickfont = { family: colour.font, size: 0.68 * colour.em, color: colour.muted };
  const axis = { gridcolor: colour.grid, zeroline: false, tickfont };
  return {
    height: 10 * colour.em,
    margin: { l: 3.4 * colour.em, r: 0.6 * colour.em, t: 1.6 * colour.em, b: 1.8 * colour.em },
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    font: { family: colour.font, color: colour.text },
    showlegend: false,
    hovermode: "x unified",
    hoverlabel: hoverLabel(colour),
    xaxis: { ...axis, nticks: 6 },
    yaxis: { ...axis, rangemode: "tozero", tickformat: format, nticks: 4 },
    annotations: [
      { text: title, xref: "paper", yref: "paper", x: 0, y: 1, xanchor: "left", yanchor: "bottom", showarrow: false,
        font: tickfont },
    ],
  }; // prettier-ignore
}
