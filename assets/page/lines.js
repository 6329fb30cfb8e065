// The lines: bands above each other on one time axis, read off with one crosshair. Points come as
// ui/line_points.py lists them; null is a gap. They hold still under the pointer.

import { put } from "./format.js";
import { bandsOf } from "./linebands.js";
import { CONFIG, hoverLabel, keepSize, loadPlotly } from "./plot.js";
import { colours } from "./theme.js";

const SHOWN_S = 120;
const LANE = 0.03; // above the bands, for the marks of changed settings
const ROOM = 0.32; // of a band's height is left for its title

export function lines(root) {
  const plot = root.querySelector("#lines .plot");
  const summary = root.querySelector("#lines .summary");
  const back = root.querySelector("#lines-live");
  let Plotly = null;
  let latest = null;
  let bands = [];
  let zoomed = false;
  let pointedAt = false;
  let marksShown = "";

  function redrawAll() {
    if (!latest || !Plotly) return;
    bands = bandsOf(latest);
    marksShown = JSON.stringify(latest.marks);
    const colour = colours();
    const isFirst = !plot.on;
    Plotly.react(plot, traces(latest, bands, colour), layout(latest, bands, zoomed ? plot : null, colour), CONFIG);
    if (isFirst) listen();
  }

  // One call for points and range: one redraw.
  function extend() {
    const x = times(latest.points);
    const series = bands.flatMap((band) => band.series);
    const y = series.map((line) => column(latest.points, line));
    const range = zoomed ? {} : { "xaxis.range": liveRange(latest.points) };
    Plotly.update(plot, { x: y.map(() => x), y }, range, [...y.keys()]);
  }

  function listen() {
    plot.on("plotly_relayout", (event) => {
      if ("xaxis.range[0]" in event) setZoomed(true);
      if (event.autosize) redrawAll();
    });
    plot.on("plotly_doubleclick", goLive);
    back.addEventListener("click", goLive);
    plot.addEventListener("pointerenter", () => (pointedAt = true));
    plot.addEventListener("pointerleave", () => {
      pointedAt = false;
      redrawAll();
    });
  }

  function setZoomed(now) {
    zoomed = now;
    back.hidden = !now;
  }

  function goLive() {
    setZoomed(false);
    redrawAll();
  }

  loadPlotly().then((loaded) => {
    Plotly = loaded;
    keepSize(Plotly, plot);
    redrawAll();
  });

  return {
    holds: true,
    update(state, change) {
      latest = state;
      put(summary, reasons(state));
      if (!Plotly || !plot.offsetWidth || (pointedAt && !change.whole)) return;
      const sameBands = bandsOf(state).length === bands.length;
      if (change.whole || !sameBands || JSON.stringify(state.marks) !== marksShown) redrawAll();
      else if (change.point) extend();
    },
    recolour: redrawAll,
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

function times(points) {
  return points.map((point) => wallClock(point[0]));
}

function column(points, { at, unit = 1 }) {
  return points.map((point) => (point[at] === null ? null : point[at] / unit));
}

function traces(state, bands, colour) {
  const x = times(state.points);
  const series = bands.flatMap((band, index) =>
    band.series.map((line) => ({
      type: "scatter",
      mode: "lines",
      name: line.name,
      x,
      y: column(state.points, line),
      xaxis: "x",
      yaxis: axisName(index, "y"),
      line: { color: colour[line.colour], width: 1.8, dash: line.dash, shape: "linear" },
      connectgaps: false,
      hovertemplate: `%{y:${line.format}} ${line.name}<extra></extra>`,
      showlegend: false,
    })),
  );
  return [...series, markTrace(state, bands.length, colour)];
}

function markTrace({ marks }, lane, colour) {
  return {
    type: "scatter",
    mode: "markers",
    x: marks.map(([seconds]) => wallClock(seconds)),
    y: marks.map(() => 0),
    text: marks.map(([, words]) => words),
    xaxis: "x",
    yaxis: axisName(lane, "y"),
    marker: { symbol: "triangle-down", size: 0.7 * colour.em, color: colour.text },
    hovertemplate: "%{text}<extra></extra>",
    showlegend: false,
  };
}

function axisName(index, stem) {
  return index ? `${stem}${index + 1}` : stem;
}

function liveRange(points) {
  const end = points.length ? points[points.length - 1][0] : Date.now() / 1000;
  return [wallClock(end - SHOWN_S), wallClock(end)];
}

// From the top: the lane of the marks, then each band below its title.
function domainOf(index, count) {
  const height = (1 - LANE) / count;
  const bottom = 1 - LANE - (index + 1) * height;
  return [Math.max(0, bottom), bottom + height * (1 - ROOM)];
}

function layout(state, bands, zoomedPlot, colour) {
  const tickfont = { family: colour.font, size: 0.68 * colour.em, color: colour.muted };
  const axes = {};
  bands.forEach((band, index) => {
    axes[axisName(index, "yaxis")] = {
      domain: domainOf(index, bands.length),
      rangemode: "tozero",
      ...(band.range && { range: band.range }),
      fixedrange: true,
      gridcolor: colour.grid,
      zerolinecolor: colour.rule,
      nticks: 3,
      tickformat: band.ticks,
      tickfont,
      automargin: false,
    };
  });
  axes[axisName(bands.length, "yaxis")] = {
    domain: [1 - LANE, 1], range: [-1, 1], fixedrange: true, showgrid: false, zeroline: false, showticklabels: false,
  }; // prettier-ignore
  return {
    ...axes,
    margin: { l: 3 * colour.em, r: 6, t: 4, b: 1.7 * colour.em },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colour.font, color: colour.text },
    hovermode: "x unified",
    hoverlabel: hoverLabel(colour),
    hoversubplots: "axis",
    dragmode: "zoom",
    uirevision: "lines",
    xaxis: {
      type: "date",
      range: zoomedPlot?._fullLayout?.xaxis?.range ?? liveRange(state.points),
      gridcolor: colour.grid,
      tickfont,
      tickformat: "%H:%M:%S",
      hoverformat: "%H:%M:%S",
      nticks: 7,
      anchor: axisName(bands.length - 1, "y"),
      showspikes: true,
      spikemode: "across",
      spikethickness: 1,
      spikedash: "solid",
      spikecolor: colour.muted,
    },
    annotations: bands.map((band, index) => bandTitle(band, axes[axisName(index, "yaxis")].domain[1], colour)),
    shapes: state.marks.map(([seconds]) => ({
      type: "line", xref: "x", yref: "paper", y0: 0, y1: 1 - LANE / 2,
      x0: wallClock(seconds), x1: wallClock(seconds),
      line: { color: colour.muted, width: 1, dash: "dot" },
    })), // prettier-ignore
  };
}

// Where a band has several lines, its title names them in their colours.
function bandTitle({ title, series }, top, colour) {
  const names = series.map((line) => {
    const sample = line.dash === "solid" ? "━━" : "╍╍";
    return `<span style="color:${colour[line.colour]}">${sample} ${line.short}</span>`;
  });
  return {
    text: series.length > 1 ? `${title}   ${names.join("  ")}` : title,
    xref: "paper",
    yref: "paper",
    x: 0,
    y: top,
    xanchor: "left",
    yanchor: "bottom",
    yshift: 0.1 * colour.em,
    showarrow: false,
    font: { family: colour.font, size: 0.68 * colour.em, color: colour.muted },
  };
}
