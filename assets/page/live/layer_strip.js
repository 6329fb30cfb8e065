// Draws one layer's history as a strip: steps to the right, ways (or experts) downwards, the expert held as
// colour, its number where it stays long enough, and marks for hits, misses and evictions.

import { identities, identity, inkOn } from "../shell/scales.js";
import { percent } from "../shell/format.js";
import { hoverLabel, lazyTexts } from "../shell/plot.js";

const [HIT, IN_FLIGHT] = [0, 1];
const LABELLED_ROWS = 16; // with more, their numbers would overlap
const LABELLED_RUN = 10; // steps an expert must stay for its number to fit
const [ABOVE, BELOW] = [0.14, 0.3]; // of a row: numbers stand above its middle, hits below

export function figureOf(history, model, colour) {
  const byWay = history.rows === "ways";
  const held = byWay ? history.held : history.held.map((slots) => slots.map((slot) => (slot < 0 ? -1 : 1)));
  const count = held[0].length;
  const marks = marksOf(history, count);
  const lane = byWay ? count : null; // where a miss has no row of its own
  const onCell = (expert) => (byWay ? inkOn(identity(expert)) : colour.readyInk);
  return {
    rows: count + (byWay ? 1 : 0),
    traces: [
      cells(history, held, count, byWay, model, colour),
      ...(byWay && count <= LABELLED_ROWS ? [numbers(history, held, count, model, colour)] : []),
      markers(marks.evictions, "line-ns-open", colour.outline, 0.9 * colour.em, "evicted", 2),
      markers(marks.hits, "circle", marks.hits.experts.map(onCell), 0.25 * colour.em, "hit"),
      markers(marks.inFlight, "triangle-down", colour.outline, 0.45 * colour.em, "missed in flight"),
      markers(marks.misses, "x-thin-open", colour.outline, 0.4 * colour.em, "missed", 1.5),
    ],
    layout: layout(history, count, lane, colour),
  };
}

export function legendOf({ rows }) {
  const cell =
    rows === "ways" ? "<span>each colour is one expert</span>" : '<span><i class="mark hit"></i>on the GPU</span>';
  return `${cell}<span>• hit</span><span class="marked">× missed</span><span class="marked">▼ missed in flight</span><span class="marked">│ evicted</span>`;
}

export function summaryOf(history) {
  const outcomes = history.outcomes.flat();
  if (!history.held[0].length) {
    return "This layer has no slots, so all of its experts run on the CPU.";
  }
  const hits = outcomes.filter((outcome) => outcome === HIT).length;
  const evicted = marksOf(history, history.held[0].length).evictions.x.length;
  const steps = history.steps.length;
  return (
    `Last ${steps} steps: ${hits} of ${outcomes.length} lookups hit (${percent(hits / outcomes.length)}); ` +
    `${evicted} ${evicted === 1 ? "eviction" : "evictions"}. One step is one token or one prompt chunk.`
  );
}

function cells({ steps, loading }, held, count, byWay, { experts }, colour) {
  const z = Array.from({ length: count }, (_, row) => held.map((column) => (column[row] < 0 ? null : column[row])));
  const text = (row, column) => {
    const value = held[column][row];
    const isCopied = loading[column].includes(row);
    if (!byWay) return `expert ${row}: ${value < 0 ? "not on the GPU" : isCopied ? "being copied" : "on the GPU"}`;
    return `slot ${row}: ${value < 0 ? "empty" : `expert ${value}${isCopied ? ", being copied" : ""}`}`;
  };
  return {
    type: "heatmap",
    x: steps,
    z,
    zmin: byWay ? -0.5 : 0,
    zmax: byWay ? experts - 0.5 : 1,
    colorscale: byWay ? identities(experts) : [[0, colour.cpu], [1, colour.ready]],
    showscale: false,
    zsmooth: false,
    ygap: count > 24 ? 0 : 2,
    customdata: lazyTexts(count, text),
    hovertemplate: "step %{x}<br>%{customdata}<extra></extra>",
  }; // prettier-ignore
}

// The number of an expert at the beginning of its stay.
function numbers({ steps }, held, count, model, colour) {
  /** @type {{ x: number[], y: number[], text: string[], ink: string[] }} */
  const { x, y, text, ink } = { x: [], y: [], text: [], ink: [] };
  for (let row = 0; row < count; row++) {
    for (let start = 0, end = 1; start < held.length; start = end++) {
      while (end < held.length && held[end][row] === held[start][row]) end++;
      const expert = held[start][row];
      if (expert < 0 || end - start < LABELLED_RUN) continue;
      x.push(steps[start]);
      y.push(row - ABOVE);
      text.push(String(expert));
      ink.push(inkOn(identity(expert)));
    }
  }
  return {
    type: "scatter", mode: "text", x, y, text, textposition: "middle right", hoverinfo: "skip", showlegend: false,
    textfont: { family: colour.font, size: 0.68 * colour.em, color: ink },
  }; // prettier-ignore
}

function marksOf({ rows, steps, held, choices, outcomes }, count) {
  /** @type {number[]} */
  const experts = [];
  const marks = { hits: { ...empty(), experts }, inFlight: empty(), misses: empty(), evictions: empty() };
  steps.forEach((step, column) => {
    const before = held[column - 1] ?? held[column];
    held[column].forEach((value, row) => {
      const gone = rows === "ways" ? before[row] >= 0 && value !== before[row] : before[row] >= 0 && value < 0;
      if (gone) add(marks.evictions, step - 0.5, row);
    });
    choices[column].forEach((expert, place) => {
      const outcome = outcomes[column][place];
      const row = rows === "ways" ? rowOf(expert, before, held[column]) : expert;
      if (outcome === HIT) {
        add(marks.hits, step, row < 0 ? count : row + (rows === "ways" ? BELOW : 0));
        experts.push(expert);
      } else if (outcome === IN_FLIGHT) add(marks.inFlight, step, row < 0 ? count : row);
      else add(marks.misses, step, rows === "ways" ? count : expert);
    });
  });
  return marks;
}

// The way an expert was found in: as the step began, or, where it has landed meanwhile, as it ended.
function rowOf(expert, before, after) {
  const row = before.indexOf(expert);
  return row >= 0 ? row : after.indexOf(expert);
}

/** @returns {{ x: number[], y: number[] }} */
function empty() {
  return { x: [], y: [] };
}

function add(marks, x, y) {
  marks.x.push(x);
  marks.y.push(y);
}

function markers({ x, y }, symbol, color, size, name, width = 0) {
  return {
    type: "scatter",
    mode: "markers",
    x,
    y,
    name,
    marker: { symbol, size, color, line: { color, width } },
    hoverinfo: "skip",
    showlegend: false,
  };
}

function layout({ steps }, count, lane, colour) {
  const font = { family: colour.font, size: 0.68 * colour.em, color: colour.muted };
  const end = count - (lane === null ? 0.5 : -0.5);
  const every = 2 ** Math.max(0, Math.ceil(Math.log2(count / 10)));
  const tickvals = Array.from({ length: Math.ceil(count / every) }, (_, place) => place * every);
  const axis = { showgrid: false, zeroline: false, ticks: "", tickfont: font, fixedrange: true };
  return {
    margin: { l: 3 * colour.em, r: 4, t: 2, b: 2.4 * colour.em },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: colour.font, color: colour.text },
    hoverlabel: hoverLabel(colour),
    xaxis: {
      ...axis,
      range: [Math.min(steps[0], steps.at(-1) - 50) - 1.5, steps.at(-1) + 0.5],
      nticks: 9,
      tickformat: "d",
      title: { text: "step", font, standoff: 4 },
    },
    yaxis: {
      ...axis,
      range: [end, -0.5],
      tickvals: lane === null ? tickvals : [...tickvals, lane],
      ticktext: lane === null ? tickvals.map(String) : [...tickvals.map(String), "CPU"],
      title: { text: lane === null ? "expert" : "slot", font, standoff: 4 },
    },
  };
}
