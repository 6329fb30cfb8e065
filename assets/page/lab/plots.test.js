import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { element, fire, madeUpObserver, madeUpPage, settled } from "../testing/elements.mjs";
import { madeUpPlotly, madeUpStyle } from "../testing/plotly.mjs";
import { createCharts } from "./plots.js";

let root;
let plotly;
let sizes = [];
let frames = [];

const holder = (name) =>
  element(
    "figure",
    { hidden: true, dataset: { figure: name } },
    element("div.plot", { offsetWidth: 400, offsetHeight: 200 }),
  );
const figure = (title) => ({ title, data: [{ type: "bar", marker: { color: "--hit" } }], layout: {} });
const titles = () => plotly.drawn.splice(0).map(({ graph }) => graph.parentElement.dataset.figure);

beforeEach(() => {
  root = element("section", {}, holder("grid"), holder("curves"));
  madeUpPage(root);
  madeUpStyle();
  sizes = madeUpObserver("ResizeObserver");
  frames = [];
  globalThis.requestAnimationFrame = /** @type {any} */ ((callback) => frames.push(callback));
  globalThis.cancelAnimationFrame = (number) => delete frames[number - 1];
  plotly = madeUpPlotly();
});

async function shown(...names) {
  const charts = createCharts(root);
  for (const name of names) charts.show(name, figure(`About ${name}`));
  plotly.arrive();
  await settled();
  return charts;
}

const resize = () => {
  sizes.forEach((callback) => callback());
  frames.splice(0).forEach((frame) => frame?.());
};

test("plotly.js comes with the first figure, which is drawn in its holder's size and the page's colours", async () => {
  const charts = await shown("grid");
  assert.deepEqual(titles(), []); // the observer draws, as browsers call it at once
  resize();
  assert.equal(plotly.drawn.length, 1);
  const [{ graph, data, layout }] = plotly.drawn;
  assert.equal(graph.parentElement.getAttribute("aria-label"), "About grid");
  assert.deepEqual([graph.parentElement.hidden, root.children[1].hidden], [false, true]);
  assert.deepEqual([data[0].marker.color, layout.width, layout.height], ["hit", 400, 200]);
  charts.show("nowhere", figure("x"));
});

test("a figure that is taken away is hidden and not drawn again", async () => {
  const charts = await shown("grid", "curves");
  resize();
  assert.deepEqual(titles(), ["grid", "curves"]);
  charts.show("grid", undefined);
  assert.equal(root.children[0].hidden, true);
  charts.redraw();
  assert.deepEqual(titles(), ["curves"]);
});

test("many sizes before a frame are one drawing, out of sight none", async () => {
  await shown("grid");
  sizes.forEach((callback) => callback());
  resize();
  assert.deepEqual(titles(), ["grid"]);
  root.querySelector(".plot").offsetWidth = 0;
  resize();
  assert.deepEqual(titles(), []);
});

test("a click tells the point, once however often the figure was drawn", async () => {
  const charts = await shown("grid");
  const clicked = [];
  charts.onClick("grid", (point) => clicked.push(point));
  resize();
  charts.redraw();
  fire(root.querySelector(".plot"), "plotly_click", { detail: { points: [{ x: 1, y: 2 }] } });
  assert.deepEqual(clicked, [{ x: 1, y: 2 }]);
});
