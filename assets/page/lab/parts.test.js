import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { element, madeUpPage } from "../testing/elements.mjs";
import { showParts, showTable } from "./parts.js";

const table = (name) =>
  element("div", { hidden: true, dataset: { table: name } }, element("table", {}, element("thead"), element("tbody")));

let root;
let charts;

beforeEach(() => {
  root = element("section", {}, element("p", { dataset: { sentence: "best" } }), element("b", { dataset: { sentence: "best" } }),
    table("tuned")); // prettier-ignore
  madeUpPage(root);
  const drawn = [];
  charts = { drawn, show: (...what) => drawn.push(what) };
});

const texts = (selectors) => root.querySelectorAll(selectors).map(({ textContent }) => textContent);
const TUNED = { columns: ["Setting", "tok/s"], rows: [["12 × 4", "9.1"], ["6 × 8", "8.0"]], marked: 1, keys: [["▲", "--policy-lru"]] }; // prettier-ignore

test("sentences stand wherever they are wanted, tables and figures in their place", () => {
  showParts(root, charts, {
    sentences: { best: "12 × 4 is fastest.", other: "nowhere" },
    tables: { tuned: TUNED },
    figures: { grid: { title: "Map" }, curves: null },
  });
  assert.deepEqual(texts("[data-sentence]"), ["12 × 4 is fastest.", "12 × 4 is fastest."]);
  assert.deepEqual(texts("th"), ["Setting", "tok/s"]);
  assert.deepEqual(charts.drawn, [["grid", { title: "Map" }], ["curves", null]]); // prettier-ignore
});

test("a table marks a row and draws the keys of its curves", () => {
  showTable(root, "tuned", TUNED);
  assert.deepEqual(texts("tbody tr"), ["▲12 × 49.1", "6 × 88.0"]);
  assert.deepEqual(root.querySelectorAll("tbody tr").map(({ className }) => className), ["", "marked"]); // prettier-ignore
  assert.equal(root.querySelector(".key").style.color, "var(--policy-lru)");
  assert.equal(root.querySelector("th").scope, "col");
  assert.equal(root.querySelector("[data-table]").hidden, false);
});

test("a result without the table hides it, and one that the page has no place for is left out", () => {
  showTable(root, "tuned", TUNED);
  showTable(root, "tuned", null);
  assert.equal(root.querySelector("[data-table]").hidden, true);
  showTable(root, "gone", TUNED);
  showTable(root, "tuned", { ...TUNED, rows: [["1 × 1", "2"]], keys: [] });
  assert.deepEqual(texts("tbody tr"), ["1 × 12"]);
});
