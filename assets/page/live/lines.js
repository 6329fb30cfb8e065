// The lines: bands above each other on one time axis, read off with one crosshair. Points come as
// ui/wire/line_points.py lists them; null is a gap. They hold still under the pointer.
//
// All bands share one graph, each scaled into its own height: a graph per band costs three times as much.
// The axis counts seconds up to the last point, so that new points need nothing but new data: to move the
// axis as well costs half as much again. While zoomed it counts up to the moment of the zoom.

import { put } from "../shell/format.js";
import { CONFIG, keepSize, loadPlotly } from "../shell/plot.js";
import { colours } from "../shell/theme.js";
import { bandsOf, topOf } from "./line_bands.js";
import { layout, titles, traces } from "./line_graph.js";

export function lines(root) {
  const plot = root.querySelector("#lines .plot");
  const named = root.querySelector("#lines .bands");
  const summary = root.querySelector("#lines .summary");
  const held = root.querySelector("#lines-held");
  const since = root.querySelector("#lines-since");
  const back = root.querySelector("#lines-live");
  /** @type {PlotlyLibrary | null} */
  let Plotly = null;
  /** @type {EngineState | null} */
  let latest = null;
  let frameShown = "";
  /** @type {number | null} */
  let zoomedAt = null; // seconds since the epoch, where the axis ends meanwhile
  let pointedAt = false;

  function redraw() {
    if (!latest || !Plotly || !plot.offsetWidth) return;
    const colour = colours();
    const isFirst = !plot.on;
    const bands = scaledBands(latest);
    frameShown = frameKey(bands, latest);
    const range = zoomedAt === null ? null : plot.layout.xaxis.range;
    Plotly.react(plot, traces(latest, bands, end(latest), colour), layout(bands, range, colour), CONFIG);
    titles(named, bands, colour);
    if (isFirst) listen();
  }

  function extend() {
    if (!latest || !Plotly) return;
    const bands = scaledBands(latest);
    if (!plot.on || !plot.offsetWidth || frameKey(bands, latest) !== frameShown) {
      redraw();
      return;
    }
    const drawn = traces(latest, bands, end(latest), colours());
    const all = (name) => drawn.map((trace) => trace[name]);
    Plotly.restyle(plot, { x: all("x"), y: all("y"), customdata: all("customdata") }, [...drawn.keys()]);
  }

  // The moment the axis counts up to; written down for whoever reads the graph's data.
  /** @param {EngineState} state */
  function end({ points }) {
    const last = points.at(-1)?.[0] ?? Date.now() / 1000;
    plot.dataset.end = zoomedAt ?? last;
    return zoomedAt ?? last;
  }

  /** @param {EngineState} state */
  function scaledBands(state) {
    return bandsOf(state).map((band) => ({ ...band, top: topOf(band, state.points) }));
  }

  function frameKey(bands, { marks }) {
    return JSON.stringify([bands.map(({ title, top }) => [title, top]), marks]);
  }

  function listen() {
    plot.on("plotly_relayout", (event) => {
      if ("xaxis.range[0]" in event) setZoomed(Number(plot.dataset.end));
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

  function setZoomed(moment) {
    zoomedAt = moment;
    back.hidden = since.hidden = moment === null;
    if (moment !== null) put(since, `0 s is ${new Date(1000 * moment).toLocaleTimeString()}`);
  }

  function goLive() {
    setZoomed(null);
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

/** @param {Pick<EngineState, "power">} state */
export function reasons(state) {
  return Object.values(state.power)
    .filter((sensor) => sensor.watts === null && sensor.reason)
    .map((sensor) => sensor.reason)
    .join(" ");
}
