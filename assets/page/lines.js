// The lines: speed, hits and misses, power on one time axis. A point is
// [time, tokens/s, hits/s, misses/s, GPU watts, CPU watts]; null is a gap.

import { put } from "./format.js";
import { CONFIG, hoverLabel, keepSize, loadPlotly } from "./plot.js";
import { colours } from "./theme.js";

const SHOWN_S = 120;
const SERIES = [
  { name: "tok/s", colour: "speed", axis: "y", dash: "solid" },
  { name: "hits/s", colour: "hit", axis: "y2", dash: "solid" },
  { name: "misses/s", colour: "miss", axis: "y2", dash: "4px 2px" },
  { name: "GPU W", colour: "gpu", axis: "y3", dash: "solid", sensor: "gpu" },
  { name: "CPU W", colour: "cpuPower", axis: "y3", dash: "2px 2px", sensor: "cpu" },
];

export function lines(root) {
  const plot = root.querySelector("#lines .plot");
  const summary = root.querySelector("#lines .summary");
  const legend = root.querySelector("#lines-legend");
  let Plotly = null;
  let latest = null;
  let zoomed = false;
  let withPower = null;

  function redrawAll() {
    if (!latest || !Plotly) return;
    withPower = hasPower(latest);
    const isFirst = !plot.on;
    Plotly.react(plot, traces(latest.points, withPower), layout(latest.points, withPower, zoomed ? plot : null), CONFIG);
    drawLegend(legend, withPower);
    if (isFirst) followZoom();
  }

  // One call for points and range: one redraw.
  function extend() {
    const { x, y } = columns(latest.points);
    const range = zoomed ? {} : { "xaxis.range": liveRange(latest.points) };
    Plotly.update(plot, { x: y.map(() => x), y }, range);
  }

  function followZoom() {
    plot.on("plotly_relayout", (event) => {
      if ("xaxis.range[0]" in event) zoomed = true;
    });
    plot.on("plotly_doubleclick", () => {
      zoomed = false;
      redrawAll();
    });
  }

  loadPlotly().then((loaded) => {
    Plotly = loaded;
    keepSize(Plotly, plot);
    redrawAll();
  });

  return {
    update(state, change) {
      latest = state;
      put(summary, reasons(state));
      if (!Plotly) return;
      if (change.whole || withPower !== hasPower(state)) redrawAll();
      else if (change.point) extend();
    },
    recolour: redrawAll,
  };
}

function hasPower(state) {
  return Object.values(state.power).some((sensor) => sensor.watts !== null || sensor.joules !== null);
}

function reasons(state) {
  return Object.values(state.power)
    .filter((sensor) => sensor.watts === null && sensor.reason)
    .map((sensor) => sensor.reason)
    .join(" ");
}

function columns(points) {
  return {
    x: points.map((point) => new Date(point[0] * 1000)),
    y: SERIES.map((_, index) => points.map((point) => point[index + 1])),
  };
}

function traces(points, withPower) {
  const colour = colours();
  const { x, y } = columns(points);
  return SERIES.map((series, index) => ({
    type: "scatter",
    mode: "lines",
    name: series.name,
    x,
    y: y[index],
    xaxis: "x",
    // An axis without room of its own would cover the others and take their hover.
    yaxis: withPower || !series.sensor ? series.axis : "y2",
    visible: withPower || !series.sensor,
    line: { color: colour[series.colour], width: 1.8, dash: series.dash, shape: "linear" },
    connectgaps: false,
    hovertemplate: `%{y:.4~g} ${series.name}<extra></extra>`,
    showlegend: false,
  }));
}

function liveRange(points) {
  const end = points.length ? points[points.length - 1][0] : Date.now() / 1000;
  return [new Date((end - SHOWN_S) * 1000), new Date(end * 1000)];
}

function layout(points, withPower, zoomedPlot) {
  const colour = colours();
  const bands = withPower ? [[0.74, 1], [0.37, 0.63], [0, 0.26]] : [[0.58, 1], [0, 0.42]];
  const tickfont = { family: colour.font, size: 0.68 * colour.em, color: colour.muted };
  const yaxis = (band) => ({
    domain: bands[band],
    rangemode: "tozero",
    fixedrange: true,
    gridcolor: colour.grid,
    zerolinecolor: colour.rule,
    nticks: 3,
    tickfont,
    automargin: false,
  });
  return {
    margin: { l: 3 * colour.em, r: 6, t: 1.5 * colour.em, b: 1.7 * colour.em },
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
      range: zoomedPlot?._fullLayout?.xaxis?.range ?? liveRange(points),
      gridcolor: colour.grid,
      tickfont,
      tickformat: "%H:%M:%S",
      hoverformat: "%H:%M:%S",
      nticks: 7,
      anchor: withPower ? "y3" : "y2",
      showspikes: true,
      spikemode: "across",
      spikethickness: 1,
      spikedash: "solid",
      spikecolor: colour.muted,
    },
    yaxis: yaxis(0),
    yaxis2: yaxis(1),
    ...(withPower ? { yaxis3: yaxis(2) } : {}),
    annotations: ["tokens / s", "experts / s", "watts"]
      .slice(0, withPower ? 3 : 2)
      .map((text, band) => bandTitle(text, bands[band][1], colour)),
  };
}

function bandTitle(text, top, colour) {
  return {
    text,
    xref: "paper",
    yref: "paper",
    x: 0,
    y: top,
    xanchor: "left",
    yanchor: "bottom",
    yshift: 0.25 * colour.em,
    showarrow: false,
    font: { family: colour.font, size: 0.68 * colour.em, color: colour.muted },
  };
}

function drawLegend(element, withPower) {
  element.replaceChildren(
    ...SERIES.filter((series) => withPower || !series.sensor).map((series) => {
      const item = document.createElement("span");
      item.innerHTML = `<i class="dash ${series.colour}"></i>${series.name}`;
      return item;
    }),
  );
}
