// The heatmap. One trace for the cells, one that outlines the last token's experts. What is shown where is
// said by boards and views; here is how it is drawn, zoomed, hovered and chosen from.

import { put } from "./format.js";
import { VIEWS, hoverText, summaryText } from "./heatviews.js";
import { CONFIG, hoverLabel, keepSize, lazyTexts, loadPlotly } from "./plot.js";
import { colours } from "./theme.js";

const LAST_TOKEN = '<span><i class="mark now"></i>last token</span>';
const MOST_LABELS = 700; // each is an element of its own
const LABEL_EM = { width: 1.15, height: 1 };

export function heatmap(root, page) {
  const plot = root.querySelector("#heatmap .plot");
  const legend = root.querySelector("#heatmap-legend");
  const summary = root.querySelector("#heatmap-panel .below .summary");
  let view = VIEWS.where;
  let board = null;
  let labels = null;
  let legendShown = "";
  let Plotly = null;
  let latest = null;

  const hoverRows = (rows) => lazyTexts(rows, (row, column) => hoverText(latest, board.cellAt(row, column)));

  function redrawAll() {
    if (!latest || !Plotly) return;
    board = view.board(latest);
    const colour = colours();
    const frame = layout(board, latest, plot, colour);
    labels = labelWindow(plot, frame, view, board, colour);
    const traces = [
      { ...cellLook(view, board, labels, colour), ...cellData(), customdata: hoverRows(board.rows) },
      { ...outlineLook(board, colour), ...outlineData() },
    ];
    const isFirst = !plot.on;
    Plotly.react(plot, traces, frame, CONFIG);
    if (isFirst) listen();
    showLegend();
  }

  function listen() {
    plot.on("plotly_doubleclick", () => Plotly.relayout(plot, fullRange(board)));
    plot.on("plotly_relayout", () => requestAnimationFrame(redrawAll));
    plot.on("plotly_click", ({ points: [point] }) => page.chooseLayer(board.layerAt(point.y, point.x)));
    if (labels === null) redrawAll(); // now that the cells have a size
  }

  // One call for both traces: one redraw.
  function redrawData() {
    board = view.board(latest);
    const cells = cellData();
    const outline = outlineData();
    const changed = {};
    for (const [name, value] of Object.entries(cells)) changed[name] = [value, undefined];
    for (const [name, value] of Object.entries(outline)) changed[name] = [undefined, value];
    Plotly.restyle(plot, changed, [0, 1]);
    showLegend();
  }

  function cellData() {
    const [zmin, zmax] = view.range(latest);
    const z = rowsOf(board, (cell) => (cell === null || cell < 0 ? null : view.value(latest, cell)));
    if (!labels) return { z, zmin, zmax };
    const { left, right, top, bottom } = labels;
    const text = rowsOf(board, (cell, row, column) =>
      cell === null || cell < 0 || row < top || row > bottom || column < left || column > right
        ? ""
        : view.label(latest, cell),
    );
    return { z, zmin, zmax, text };
  }

  function outlineData() {
    const x = [];
    const y = [];
    for (const [row, column] of board.places(latest.cache.current)) {
      const [left, right, top, bottom] = [column - 0.5, column + 0.5, row - 0.5, row + 0.5];
      x.push(left, right, right, left, left, null);
      y.push(top, top, bottom, bottom, top, null);
    }
    return { x, y };
  }

  function showLegend() {
    const html = view.legend(latest, labels !== null) + LAST_TOKEN;
    if (html !== legendShown) legend.innerHTML = html;
    legendShown = html;
  }

  root.querySelectorAll("input[name=view]").forEach((input) =>
    input.addEventListener("change", () => {
      view = VIEWS[input.value];
      redrawAll();
    }),
  );

  loadPlotly().then((loaded) => {
    Plotly = loaded;
    keepSize(Plotly, plot);
    redrawAll();
  });

  return {
    holds: true,
    update(state, change) {
      latest = state;
      put(summary, summaryText(state));
      if (!Plotly || !plot.offsetWidth) return;
      const { cells, current, settings, counters, active_request: reply } = change.delta;
      if (change.whole || (settings && board.key !== view.board(state).key)) redrawAll();
      else if (cells || current || settings || counters || reply) redrawData();
    },
    recolour: redrawAll,
  };
}

function rowsOf({ rows, columns, cellAt }, value) {
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_cell, column) => value(cellAt(row, column), row, column)),
  );
}

// The rows and columns in sight, if text fits into their cells.
function labelWindow(plot, frame, view, board, colour) {
  const size = plot._fullLayout;
  if (!view.label || !size?.xaxis?._length) return null;
  const [left, right] = frame.xaxis.range;
  const [bottom, top] = frame.yaxis.range;
  const widest = Math.max(2, String(Math.max(board.columns, board.rows) - 1).length);
  const wide = size.xaxis._length / (right - left) >= LABEL_EM.width * colour.em * (widest / 2);
  const high = size.yaxis._length / (bottom - top) >= LABEL_EM.height * colour.em;
  const few = (right - left) * (bottom - top) <= MOST_LABELS;
  return wide && high && few ? { left: left - 1, right: right + 1, top: top - 1, bottom: bottom + 1 } : null;
}

function isCoarse(board) {
  return board.rows * board.columns <= MOST_LABELS;
}

function cellLook(view, board, labels, colour) {
  const gap = isCoarse(board) ? 3 : 1;
  return {
    type: "heatmap",
    colorscale: view.scale(colour),
    showscale: false,
    zsmooth: false,
    xgap: gap,
    ygap: gap,
    texttemplate: labels ? "%{text}" : "",
    textfont: { family: colour.font, size: 0.72 * colour.em, ...(view.ink && { color: view.ink(colour) }) },
    hovertemplate: "%{customdata}<extra></extra>",
  };
}

function outlineLook(board, colour) {
  return {
    type: "scatter",
    mode: "lines",
    line: { color: colour.outline, width: isCoarse(board) ? 2 : 1.25, simplify: false },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function fullRange({ rows, columns }) {
  return { "xaxis.range": [-0.54, columns - 0.46], "yaxis.range": [rows - 0.46, -0.54] };
}

function layout(board, { model }, plot, colour) {
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
