// What Plotly is given for the lines: traces, layout, and the titles of the bands, which stand above the graph as
// plain text, since Plotly would measure them anew with every new point. Bands are counted from the bottom: band b
// lies between b and b + FILLED.

import { hoverLabel } from "../shell/plot.js";
import { valueOf } from "./line_bands.js";

const SHOWN_S = 120;
const QUESTION = "question"; // as ui/wire/event_stream.py calls it
const FILLED = 0.66; // of a band; the rest is for its title
const LANE = 0.22; // of a band: above all, for the marks of changed settings
const BELOW = 0.04; // of a band, so that a line at zero is seen whole
const [LEFT_EM, RIGHT_EM, BOTTOM_EM, TOP_PX] = [5, 1.8, 1.7, 4];

// ``end``: where 0 lies on the axis, in seconds since the epoch.
export function traces({ points, marks }, bands, end, colour) {
  const x = points.map(([seconds]) => seconds - end);
  const drawn = bands.flatMap(({ lines: members, top, format }, index) => {
    const base = bands.length - 1 - index;
    return members.map((line) => {
      const { name, colour: shade, dash } = line;
      const values = points.map((point) => valueOf(line, point));
      return {
        type: "scatter",
        mode: "lines",
        name,
        x,
        y: values.map((value) => (value === null ? null : base + (FILLED * value) / top)),
        customdata: values.map((value) => (value === null ? "" : format(value))),
        line: { color: colour[shade], width: 1.8, dash, shape: "linear" },
        connectgaps: false,
        hovertemplate: `%{customdata} ${name}<extra></extra>`,
        showlegend: false,
      };
    });
  });
  return [...drawn, markTrace(marks, bands.length, end, colour)];
}

// A dotted line from the bottom up to a triangle for every change of settings, and to a circle for every question.
function markTrace(marks, top, end, colour) {
  const size = 0.7 * colour.em;
  return {
    type: "scatter",
    mode: "lines+markers",
    name: "settings",
    x: marks.flatMap(([seconds]) => [seconds - end, seconds - end, null]),
    y: marks.flatMap(() => [-BELOW, top, null]),
    customdata: marks.flatMap(([, words]) => [words, words, ""]),
    line: { color: colour.muted, width: 1, dash: "dot" },
    marker: {
      symbol: marks.flatMap(([, words]) => Array(3).fill(symbolOf(words))),
      size: marks.flatMap(() => [0, size, 0]),
      color: colour.text,
    },
    connectgaps: false,
    hovertemplate: "%{customdata}<extra></extra>",
    showlegend: false,
  };
}

function symbolOf(words) {
  return words === QUESTION ? "circle" : "triangle-down";
}

export function layout(bands, zoomedRange, colour) {
  const { em, font: family } = colour;
  const tickfont = { family, size: 0.68 * em, color: colour.muted };
  const ticks = bands.flatMap(({ top, format }, index) => {
    const base = bands.length - 1 - index;
    return [[base, "0"], [base + FILLED, format(top)]]; // prettier-ignore
  });
  return {
    margin: { l: LEFT_EM * em, r: RIGHT_EM * em, t: TOP_PX, b: BOTTOM_EM * em },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family, color: colour.text },
    hovermode: "x unified",
    hoverlabel: hoverLabel(colour),
    dragmode: "zoom",
    uirevision: "lines",
    xaxis: {
      range: zoomedRange ?? [-SHOWN_S, 0],
      gridcolor: colour.grid,
      zeroline: false,
      tickfont,
      ticksuffix: " s",
      ticklabeloverflow: "allow", // looking for overflow costs more than drawing the labels
      hoverformat: ".1f",
      nticks: 7,
      showspikes: true,
      spikemode: "across",
      spikethickness: 1,
      spikedash: "solid",
      spikecolor: colour.muted,
    },
    yaxis: {
      range: [-BELOW, bands.length + LANE],
      fixedrange: true,
      zeroline: false,
      gridcolor: colour.grid,
      tickvals: ticks.map(([value]) => value),
      ticktext: ticks.map(([, text]) => text),
      tickfont,
      ticklabeloverflow: "allow",
      automargin: false,
    },
  };
}

// Where a band has several lines, its title names them beside a sample of each.
export function titles(holder, bands, colour) {
  const all = bands.length + LANE + BELOW;
  const shown = bands.map((band, index) => {
    const share = (index + 1 - FILLED + LANE) / all; // of the graph's height, from its top to the foot of the title
    const title = Object.assign(document.createElement("p"), { textContent: band.title });
    title.style.top = `calc(${TOP_PX}px + ${share} * (100% - ${TOP_PX + BOTTOM_EM * colour.em}px))`;
    if (band.lines.length > 1) title.append(...band.lines.map((line) => lineName(line, colour)));
    return title;
  });
  holder.style.left = `${LEFT_EM * colour.em}px`;
  holder.replaceChildren(...shown);
}

function lineName({ dash, short, colour: shade }, colour) {
  const [name, sample] = [document.createElement("span"), document.createElement("i")];
  sample.textContent = dash === "solid" ? "━━" : "╍╍";
  sample.style.color = colour[shade];
  sample.ariaHidden = "true";
  name.append(sample, ` ${short}`);
  return name;
}
