import assert from "node:assert/strict";
import { test } from "node:test";
import { element, fire, madeUpPage } from "../testing/elements.mjs";
import { madeUpPlotly, madeUpStyle } from "../testing/plotly.mjs";

const figures = { grid: { data: [{ type: "bar", marker: { color: "--hit" } }], layout: { title: { text: "Map" } } } };

test("a report draws its figures in the reader's theme, and anew when that changes", async () => {
  madeUpPage(
    element("script#figures", {}, JSON.stringify(figures)),
    element("figure", { dataset: { figure: "grid" } }),
  );
  madeUpStyle();
  const { drawn } = madeUpPlotly();
  const system = Object.assign(new EventTarget(), { matches: false });
  globalThis.matchMedia = /** @type {any} */ (() => system);
  await import("./report.js");
  assert.equal(drawn.length, 1);
  assert.deepEqual([drawn[0].data[0].marker.color, drawn[0].layout.title.text], ["hit", "Map"]);
  assert.deepEqual([drawn[0].layout.font.size, document.body.classList.contains("dark")], [0.72 * 10, false]);
  system.matches = true;
  fire(system, "change");
  assert.deepEqual([drawn.length, document.body.classList.contains("dark")], [2, true]);
});
