// The lines: bands above each other on one time axis, read off with one crosshair. Points come as
// ui/line_points.py lists them; null is a gap. They hold still under the pointer.
//
// All bands share one graph, each scaled into its own height: a graph per band costs three times as much.

import { put } from "./format.js";
import { bandsOf, topOf } from "./linebands.js";
import { CONFIG, hoverLabel, keepSize, loadPlotly } from "./plot.js";
import { colours } from "./theme.js";

const SHOWN_S = 120;
const FILLED = 0.66; // of a band; the rest is for its title
const LANE = 0.22; // of a band: above all, for the marks of changed settings

export function lines(root) {
  const plot = root.querySelector("#lines .plot");
  const summary = root.querySelector("#lines .summary");
  const held = root.querySelector("#lines-held");
  const back = root.querySelector("#lines-live");
  let Plotly = null;
  let latest = null;
  let frameShown = "";
  let zoomed = false;
  let pointedAt = false;

  function redraw() {
    if (!latest || !Plotly || !plot.offsetWidth) return;
    const colour = colours();
    const isFirst = !plot.on;
    const bands = scaledBands();
    const frame = layout(latest, bands, zoomed ? plot : null, colour);
    frameShown = frameKey(bands);
    Plotly.react(plot, traces(latest.points, latest.marks, bands, colour), frame, CONFIG);
    if (isFirst) listen();
  }

  // New points and a later end. Two calls: together with the data, the axis would be built anew.
  function extend() {
    const bands = scaledBands();
    if (!plot.on || !plot.offsetWidth || frameKey(bands) !== frameShown) return redraw();
    const drawn = traces(latest.points, [], bands, colours()).slice(0, -1);
    const all = (name) => drawn.map((trace) => trace[name]);
    Plotly.restyle(plot, { x: all("x"), y: all("y"), customdata: all("customdata") }, [...drawn.keys()]);
    if (!zoomed) Plotly.relayout(plot, { "xaxis.range": liveRange(latest.points) });
  }

  function scaledBands() {
    return bandsOf(latest).map((band) => ({ ...band, top: topOf(band, latest.points) }));
  }

  function frameKey(bands) {
    return JSON.stringify([bands.map(({ title, top }) => [title, top]), latest.marks]);
  }

  function listen() {
    plot.on("plotly_relayout", (event) => {
      if ("xaxis.range[0]" in event) setZoomed(true);
      if (event.autosize) redraw();
    });
    plot.on("plotly_doubleclick", goLive);
    back.addEventListener("click", goLive);
    plot.addEventListener("pointerenter", () => point(true));
    plot.addEventListener("pointerleave", () => point(false));
  }

  function point(now) {
    pointedAt = now;
    held.hidden = !now;
    if (!now) redraw();
  }

  function setZoomed(now) {
    zoomed = now;
    back.hidden = !now;
  }

  function goLive() {
    setZoomed(false);
    redraw();
  }

  loadPlotly().then((loaded) => {
    Plotly = loaded;
    keepSize(Plotly, plot, redraw);
    redraw();
  });

  return {
    holds: true,
    update(state, change) {
      latest = state;
      put(summary, reasons(state));
      // In a frame of its own: the heatmap has had this one.
      if (change.whole) requestAnimationFrame(redraw);
      else if (Plotly && !pointedAt && (change.point || change.delta.mark)) requestAnimationFrame(extend);
    },
    recolour: redraw,
  };
}

function reasons(state) {
  return Object.values(state.power)
    .filter((sensor) => sensor.watts === null && sensor.reason)
    .map((sensor) => sensor.reason)
    .join(" ");
}

function wallClock(seconds) {
  return new Date(seconds * 1000);
}

// Bands are counted from the bottom: band b lies between b and b + FILLED.
function traces(points, marks, bands, colour) {
  const x = points.map(([seconds]) => wallClock(seconds));
  const drawn = bands.flatMap(({ lines: members, top, format }, index) => {
    const base = bands.length - 1 - index;
    return members.map(({ at, name, colour: shade, dash }) => ({
      type: "scatter",
      mode: "lines",
      name,
      x,
      y: points.map((point) => (point[at] === null ? null : base + (FILLED * point[at]) / top)),
      customdata: points.map((point) => (point[at] === null ? "" : format(point[at]))),
      line: { color: colour[shade], width: 1.8, dash, shape: "linear" },
      connectgaps: false,
      hovertemplate: `%{customdata} ${name}<extra></extra>`,
      showlegend: false,
    }));
  });
  return [...drawn, markTrace(marks, bands.length, colour)];
}

function markTrace(marks, top, colour) {
  return {
    type: "scatter",
    mode: "markers",
    name: "settings",
    x: marks.map(([seconds]) => wallClock(seconds)),
    y: marks.map(() => top),
    customdata: marks.map(([, words]) => words),
    marker: { symbol: "triangle-down", size: 0.7 * colour.em, color: colour.text },
    hovertemplate: "%{customdata}<extra></extra>",
    cliponaxis: false,
    showlegend: false,
  };
}

function liveRange(points) {
  const end = points.length ? points[points.length - 1][0] : Date.now() / 1000;
  return [wallClock(end - SHOWN_S), wallClock(end)];
}

function layout(state, bands, zoomedPlot, colour) {
  const tickfont = { family: colour.font, size: 0.68 * colour.em, color: colour.muted };
  const ticks = bands.flatMap(({ top, format }, index) => {
    const base = bands.length - 1 - index;
    return [[base, "0"], [base + FILLED, format(top)]]; // prettier-ignore
  });
  return {
    margin: { l: 5 * colour.em, r: 1.8 * colour.em, t: 4, b: 1.7 * colour.em },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colour.font, color: colour.text },
    hovermode: "x unified",
    hoverlabel: hoverLabel(colour),
    dragmode: "zoom",
    uirevision: "lines",
    xaxis: {
      type: "date",
      range: zoomedPlot?._fullLayout?.xaxis?.range ?? liveRange(state.points),
      gridcolor: colour.grid,
      tickfont,
      tickformat: "%H:%M:%S",
      ticklabeloverflow: "allow", // looking for overflow costs more than drawing the labels
      hoverformat: "%H:%M:%S",
      nticks: 7,
      showspikes: true,
      spikemode: "across",
      spikethickness: 1,
      spikedash: "solid",
      spikecolor: colour.muted,
    },
    yaxis: {
      range: [-0.04, bands.length + LANE],
      fixedrange: true,
      zeroline: false,
      gridcolor: colour.grid,
      tickvals: ticks.map(([value]) => value),
      ticktext: ticks.map(([, text]) => text),
      tickfont,
      ticklabeloverflow: "allow",
      automargin: false,
    },
    annotations: bands.map((band, index) => bandTitle(band, bands.length - 1 - index + FILLED, colour)),
    shapes: state.marks.map(([seconds]) => ({
      type: "line", xref: "x", yref: "paper", y0: 0, y1: 1, x0: wallClock(seconds), x1: wallClock(seconds),
      line: { color: colour.muted, width: 1, dash: "dot" },
    })), // prettier-ignore
  };
}

// Where a band has several lines, its title names them in their colours.
function bandTitle({ title, lines: members }, y, colour) {
  const names = members.map((line) => {
    const sample = line.dash === "solid" ? "━━" : "╍╍";
    return `<span style="color:${colour[line.colour]}">${sample} ${line.short}</span>`;
  });
  return {
    text: members.length > 1 ? `${title}   ${names.join("  ")}` : title,
    xref: "paper",
    yref: "y",
    x: 0,
    y,
    xanchor: "left",
    yanchor: "bottom",
    yshift: 0.05 * colour.em,
    showarrow: false,
    font: { family: colour.font, size: 0.68 * colour.em, color: colour.muted },
  };
}
