// The bundle, run in as much of a browser as it looks at while it loads. Nothing is drawn: plotly.js says itself
// whether it would take what the page's scripts hand it, trace by trace and setting by setting.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { figureOf } from "../live/layer_strip.js";
import { bandsOf } from "../live/line_bands.js";
import * as lineGraph from "../live/line_graph.js";
import { curvesFigure } from "../runs/curves.js";
import { CONFIG } from "../shell/plot.js";
import { engineState } from "../testing/engine_state.mjs";

const shades = "ground text muted rule grid outline cpu flight ready readyInk speed hit miss gpu cpuPower".split(" ");
const colour = { ...Object.fromEntries(shades.map((name) => [name, "#123456"])), font: "monospace", em: 16 };

let Plotly = null;

function madeUpBrowser() {
  const element = () => ({ style: {}, appendChild() {}, setAttribute() {}, sheet: { insertRule() {}, cssRules: [] } });
  const document = {
    documentElement: element(),
    head: element(),
    createElement: element,
    createTextNode: element,
    getElementById: () => null,
  };
  class Nothing {
    setAttribute() {}
    setProperty() {}
    parseFromString() {
      return { documentElement: element(), querySelector() {} };
    }
  }
  const classes = Object.fromEntries(
    ["Element", "HTMLElement", "CSSStyleDeclaration", "DOMParser", "XMLSerializer"].map((name) => [name, Nothing]),
  );
  const browser = { ...classes, document, navigator: { userAgent: "" }, setTimeout, addEventListener() {}, URL };
  return Object.assign(browser, { window: browser, self: browser });
}

before(() => {
  const browser = madeUpBrowser();
  runInContext(readFileSync(new URL("plotly.js", import.meta.url), "utf8"), createContext(browser));
  Plotly = /** @type {any} */ (browser).window.Plotly;
});

const problems = (data, layout) => (Plotly.validate(data, layout) ?? []).map(({ msg }) => msg);

test("it has what the page calls", () => {
  const { react, restyle, relayout, Plots, Fx } = Plotly;
  for (const call of [react, restyle, relayout, Plots.resize, Fx.hover]) assert.equal(typeof call, "function");
});

test("it knows the kinds of traces in the page's figures, and says so of others", () => {
  const cells = { z: [[1, 2], [3, 4]] }; // prettier-ignore
  const points = { x: [1, 2], y: [3, 4] };
  for (const trace of [{ type: "scatter", ...points }, { type: "bar", ...points }, { type: "contour", ...cells }, { type: "heatmap", ...cells }]) {
    assert.deepEqual(problems([trace], {}), [], trace.type);
  }
  const type = "pie";
  assert.notDeepEqual(problems([{ type, values: [1] }], {}), []);
  assert.match(problems([], { xaxis: { titel: "x" } })[0], /not part of the schema/);
}); // prettier-ignore

test("it takes two runs' curves", () => {
  const curve = { tokens: 2, hit_rate: [0.5, 1] };
  const { traces, layout } = curvesFigure(
    [curve, curve],
    { name: "hit_rate", title: "hit rate", format: ".0%" },
    colour,
  );
  assert.deepEqual(problems(traces, layout), []);
});

test("it takes a layer's strip, by ways and by experts, with marks of every kind", () => {
  const { model } = engineState();
  const steps = Array.from({ length: 12 }, (_, step) => step);
  const held = {
    ways: [[0, 1], [0, 2]],
    experts: [[5, 1, -1, -1], [5, -1, 2, -1]],
  }; // prettier-ignore
  for (const [rows, [first, last]] of Object.entries(held)) {
    const history = {
      rows,
      steps,
      held: steps.map((step) => (step < 11 ? first : last)),
      loading: steps.map(() => []),
      choices: steps.map(() => [0, 1, 3]),
      outcomes: steps.map(() => [0, 1, 2]),
    };
    const { traces, layout } = figureOf(history, model, colour);
    assert.deepEqual(problems(traces, layout), [], rows);
  }
});

test("it takes the lines over time", () => {
  const bands = bandsOf(engineState()).map((band) => ({ ...band, top: 10 }));
  const points = [0, 1].map((seconds) => [seconds, ...Array(20).fill(seconds)]);
  const data = lineGraph.traces({ points, marks: [[1, "policy lru"]] }, bands, 1, colour);
  assert.deepEqual(problems(data, lineGraph.layout(bands, null, colour)), []);
});

test("its settings are those it has", () => {
  const schema = Plotly.PlotSchema.get().config;
  for (const name of Object.keys(CONFIG)) assert.ok(name in schema, name);
});
