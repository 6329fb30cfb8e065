import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { element, madeUpObserver, madeUpPage, settled } from "../testing/elements.mjs";
import { madeUpPlotly, madeUpStyle } from "../testing/plotly.mjs";
import { comparison } from "./compare.js";

const run = (id, more = {}) => ({
  id,
  at: 0,
  indexes: 2,
  ways: 2,
  policy: "lru",
  tokens_per_s: 10,
  finish: "stop",
  ...more,
});

let box;
let plotly;
let curves = {};

const graphs = () => plotly.drawn.splice(0).map(({ graph, data }) => [graph.className, data.map(({ y }) => y)]);

beforeEach(() => {
  box = element("section", { hidden: true, offsetWidth: 500 }, element("div.figures"), element("p.note"),
    element("div", {}, element("div.speed"), element("div.hits"))); // prettier-ignore
  madeUpPage(element("div#live"), box);
  madeUpStyle();
  madeUpObserver("ResizeObserver");
  plotly = madeUpPlotly();
  curves = {
    a: { tokens: 1, tokens_per_s: [8, 9], hit_rate: [0, 1] },
    "b/": { tokens: 1, tokens_per_s: [7], hit_rate: [1] },
  };
  globalThis.fetch = /** @type {any} */ (
    async (address) => {
      const curve = curves[new URL(address, "http://here").searchParams.get("run")];
      return { ok: Boolean(curve), json: async () => curve };
    }
  );
});

// plotly.js is loaded once for the whole page: by the first test here.
async function shown(...runs) {
  const made = comparison(box);
  const showing = made.show(runs);
  await settled();
  plotly.arrive();
  await showing;
  return made;
}

test("one run alone is not compared", async () => {
  await shown(run("a"));
  assert.deepEqual([box.hidden, box.querySelector("table")], [true, null]);
});

test("two runs stand in a table and as curves, each with its own", async () => {
  const { draw } = await shown(run("a"), run("b/", { tokens_per_s: 20 }));
  assert.equal(box.hidden, false);
  const rows = box.querySelectorAll("tr").map((row) => row.cells.map(({ textContent }) => textContent));
  assert.deepEqual(rows[0], ["", "A ━━", "B ┅┅", "B vs A"]);
  assert.deepEqual(rows[1], ["Tok/s", "10.0", "20.0", "+100 %, better"]);
  assert.equal(box.querySelector("tr th").scope, "row");
  assert.match(box.querySelector("caption").textContent, /^Same in both: .*Policy LRU/);
  const both = [["speed", [[8, 9], [7]]], ["hits", [[0, 1], [1]]]]; // prettier-ignore
  assert.deepEqual(graphs().slice(-2), both);
  draw(); // in other colours
  assert.deepEqual(graphs(), both);
  box.offsetWidth = 0;
  draw();
  assert.deepEqual(graphs(), []);
});

test("a run whose recording is gone leaves its side empty", async () => {
  delete curves.a;
  await shown(run("a"), run("b/"));
  assert.match(box.querySelector(".note").textContent, /^No curve/);
  assert.deepEqual(graphs().at(-2), ["speed", [[], [7]]]);
});

test("curves that come after others were chosen are not shown", async () => {
  const { show } = comparison(box);
  const former = show([run("a"), run("b/")]);
  await show([run("a")]);
  await former;
  assert.deepEqual([box.hidden, plotly.drawn.length], [true, 0]);
});

test("a comparison that is out of sight when plotly.js arrives is drawn once it is seen", async () => {
  box.offsetWidth = 0;
  const { draw } = await shown(run("a"), run("b/"));
  assert.deepEqual(graphs(), []);
  box.offsetWidth = 500;
  draw();
  assert.equal(graphs().length, 2);
});
