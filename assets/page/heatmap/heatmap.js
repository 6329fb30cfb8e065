// The heatmap. Plotly gives axes, zoom and hover, and is asked again only when these change; the cells are
// painted below it at every update. What is shown where is said by boards and views.

import { put } from "../shell/format.js";
import { CONFIG, hoverLabel, keepSize, lazyTexts, loadPlotly } from "../shell/plot.js";
import { colours } from "../shell/theme.js";
import { createLandings } from "./landings.js";
import { createPainter } from "./painter.js";
import { topicsFeed } from "./topics.js";
import { VIEWS, hoverText, summaryText } from "./views.js";

const WIDEST = 4 / 3; // of a cell, as a share of its height
const COUNTED_MS = 800;
const NOTHING = -1; // Plotly stumbles over data that is all gaps
const LAST_TOKEN = '<span><i class="mark lit"></i>hit</span><span><i class="mark miss"></i>miss</span>';
const OUTLINED = '<span><i class="mark now"></i>last token</span>';
const CHOSEN_TOKEN = '<span><i class="mark now"></i>chosen token</span>';

export function heatmap(root, page) {
  const plot = root.querySelector("#heatmap .plot");
  const legend = root.querySelector("#heatmap-legend");
  const summary = root.querySelector("#heatmap .summary");
  const stage = root.querySelector("#heatmap .stage");
  const paint = createPainter(root.querySelector("#heatmap canvas"));
  const landings = createLandings(root.querySelector("#heatmap .landings"));
  let view = VIEWS.where;
  /** @type {import("./board.js").Board | null} */
  let board = null;
  /** @type {ReturnType<typeof colours> | null} */
  let colour = null;
  let values = [];
  /** @type {{ xval: number, yval: number } | null} */
  let pointedAt = null;
  let legendShown = "";
  /** @type {PlotlyLibrary | null} */
  let Plotly = null;
  /** @type {EngineState | null} */
  let latest = null;
  /** @type {import("./topics.js").Topics | null} */
  let topics = null;
  /** @type {number[] | null} */
  let picked = null; // cells of a token chosen in the chat, outlined in place of the last token's

  function redrawAll() {
    if (!latest || !Plotly || !plot.offsetWidth) return;
    board = view.board(latest);
    const { rows, columns } = board;
    colour = colours();
    values = Array.from({ length: rows }, () => new Array(columns).fill(NOTHING));
    const isFirst = !plot.on;
    stage.classList.toggle("tall", columns <= rows);
    stage.style.setProperty("--board", `${widthOf(board, plot.offsetHeight, colour.em)}px`);
    showLegend(true); // whose lines take their room from the graph
    Plotly.react(plot, [unseenCells(values, lazyTexts(rows, textAt))], layout(board, latest, plot, colour), CONFIG);
    if (isFirst) listen(Plotly);
    redrawData();
  }

  // Of the latest state, whenever it is asked for.
  function textAt(row, column) {
    return latest && board ? hoverText(latest, board.cellAt(row, column)) : "";
  }

  /** @param {PlotlyLibrary} library which has drawn the graph */
  function listen(library) {
    plot.on("plotly_doubleclick", () => board && library.relayout(plot, fullRange(board)));
    plot.on("plotly_relayout", (event) => (event.autosize ? redrawAll() : redrawData()));
    plot.on("plotly_hover", ({ points: [point] }) => (pointedAt = { xval: point.x, yval: point.y }));
    plot.on("plotly_unhover", () => (pointedAt = null));
    plot.on("plotly_click", ({ points: [point] }) => board && page.chooseLayer(board.layerAt(point.y, point.x)));
  }

  function redrawData() {
    if (!latest || !colour) return;
    board = view.board(latest);
    const cells = cellsOf(board, view, latest, values, picked);
    const frame = frameOf(plot);
    const labelled = paint(frame, cells, view.scale(colour, latest), colour);
    if (view === VIEWS.where) landings.show(board, frame, latest.cache, colour);
    plot.dataset.outlined = cells.outlined.length || cells.hits.length + cells.misses.length;
    showLegend(labelled);
    if (pointedAt) Plotly?.Fx.hover(plot, pointedAt, "xy"); // the text may have changed
  }

  function showLegend(labelled) {
    if (!latest) return;
    const html = view.legend(latest, labelled) + (picked ? CHOSEN_TOKEN : view.isOutlined ? OUTLINED : LAST_TOKEN);
    if (html !== legendShown) legend.innerHTML = html;
    legendShown = html;
  }

  const askForTopics = topicsFeed((news) => {
    topics = news;
    if (!latest) return;
    latest = { ...latest, topics };
    redrawAll();
  });
  askForTopics();
  // Counted shortly after a reply has ended.
  document.addEventListener("hybrid:reply-ended", () => setTimeout(askForTopics, COUNTED_MS));

  page.outline = (cells) => {
    picked = cells;
    if (board && plot.offsetWidth) redrawData();
  };

  root.querySelectorAll("input[name=view]").forEach((input) =>
    input.addEventListener("change", () => {
      view = VIEWS[input.value];
      if (view === VIEWS.topics) askForTopics();
      redrawAll();
    }),
  );

  loadPlotly().then((loaded) => {
    Plotly = loaded;
    keepSize(Plotly, plot, redrawAll);
    redrawAll();
  });

  return {
    holds: true,
    update(state, change) {
      latest = { ...state, topics };
      put(summary, summaryText(state));
      if (!Plotly || !plot.offsetWidth) return;
      const { cells, current, settings, counters, active_request: reply } = change.delta;
      const isOther = change.whole || !board || (settings && board.key !== view.board(state).key);
      if (isOther) {
        queueMicrotask(redrawAll);
      } // the other parts' texts take their room from the graph
      else if (cells || current || settings || counters || reply) redrawData();
    },
    recolour: redrawAll,
  };
}

// What the painter needs; ``rows`` of the graph's own data are kept up as well, for whoever reads them.
export function cellsOf(board, view, state, rows, picked) {
  const { current, missed } = state.cache;
  const outlined = picked ?? (view.isOutlined ? current : null);
  const isMissed = new Set(missed);
  const flat = new Float64Array(board.rows * board.columns).fill(NaN);
  for (let row = 0; row < board.rows; row++) {
    for (let column = 0; column < board.columns; column++) {
      const cell = board.cellAt(row, column);
      const value = cell === null || cell < 0 ? null : view.value(state, cell);
      rows[row][column] = value ?? NOTHING;
      if (value !== null) flat[row * board.columns + column] = value;
    }
  }
  return {
    rows: board.rows,
    columns: board.columns,
    values: flat,
    range: view.range(state),
    label: view.label ? (row, column) => view.label(state, board.cellAt(row, column)) : null,
    widest: view.widest?.(state) ?? 2,
    hits: board.places(outlined ? [] : current.filter((cell) => !isMissed.has(cell))),
    misses: board.places(outlined ? [] : missed),
    outlined: board.places(outlined ?? []),
  };
}

// Cells are at most a third wider than high, unless that left most of the room empty.
/** @param {{ rows: number, columns: number }} board @param {number} height @param {number} em */
export function widthOf({ rows, columns }, height, em) {
  const high = Math.max(0, height - 2.6 * em - 4) / rows;
  return Math.ceil(3 * em + 4 + WIDEST * high * columns);
}

function frameOf(plot) {
  const { xaxis, yaxis, width, height } = plot._fullLayout;
  return {
    outerWidth: width,
    outerHeight: height,
    left: xaxis._offset,
    top: yaxis._offset,
    width: xaxis._length,
    height: yaxis._length,
    xRange: xaxis.range,
    yRange: yaxis.range,
  };
}

// There for the pointer only.
function unseenCells(z, customdata) {
  return {
    type: "heatmap",
    z,
    customdata,
    opacity: 0,
    zmin: 0,
    zmax: 1,
    showscale: false,
    zsmooth: false,
    hovertemplate: "%{customdata}<extra></extra>",
  };
}

function fullRange({ rows, columns }) {
  return { "xaxis.range": [-0.54, columns - 0.46], "yaxis.range": [rows - 0.46, -0.54] };
}

export function layout(board, { model }, plot, colour) {
  const shape = `${model.name} ${board.key}`;
  const full = fullRange(board);
  const zoomed = plot.layout?.uirevision === shape ? plot.layout : null;
  const axis = (text, count) => ({
    showgrid: false,
    zeroline: false,
    ticks: "",
    tickangle: 0,
    tick0: 0,
    dtick: 2 ** Math.max(0, Math.ceil(Math.log2(count / 16))),
    tickfont: { family: colour.font, size: 0.72 * colour.em, color: colour.muted },
    title: { text, font: { size: 0.72 * colour.em, color: colour.muted }, standoff: 6 },
  });
  return {
    margin: { l: 3 * colour.em, r: 4, t: 4, b: 2.6 * colour.em },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colour.font, color: colour.text },
    hoverlabel: hoverLabel(colour),
    dragmode: "zoom",
    uirevision: shape,
    xaxis: { ...axis(board.xTitle, board.columns), range: zoomed?.xaxis.range ?? full["xaxis.range"] },
    yaxis: { ...axis(board.yTitle, board.rows), range: zoomed?.yaxis.range ?? full["yaxis.range"] },
  };
}
