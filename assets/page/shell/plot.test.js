import assert from "node:assert/strict";
import { test } from "node:test";
import { hoverLabel, lazyTexts, loadPlotly } from "./plot.js";

test("a text is made only for the cell that is asked for", () => {
  const asked = [];
  const texts = lazyTexts(3, (row, column) => {
    asked.push([row, column]);
    return `${row}.${column}`;
  });
  assert.equal(texts.length, 3);
  assert.deepEqual(asked, []);
  assert.equal(texts[2][11], "2.11");
  assert.deepEqual(asked, [[2, 11]]);
  assert.ok(Array.isArray(texts[0]));
  assert.equal(texts[0].length, 0);
});

test("a label takes its size from the type", () => {
  const { font, bgcolor } = hoverLabel({ ground: "#fff", muted: "#888", text: "#000", font: "mono", em: 20 });
  assert.deepEqual([font.size, bgcolor], [16, "#fff"]);
});

test("plotly.js is loaded once, from the address that is fetched ahead", async () => {
  const scripts = [];
  globalThis.window = /** @type {any} */ ({ Plotly: { version: "x" } });
  globalThis.document = /** @type {any} */ ({
    createElement: () => ({}),
    querySelector: () => ({ href: "http://here/page/plotly.js?v=1" }),
    head: { append: (script) => scripts.push(script) },
  });
  const [one, two] = [loadPlotly(), loadPlotly()];
  assert.equal(scripts.length, 1);
  assert.equal(scripts[0].src, "http://here/page/plotly.js?v=1");
  scripts[0].onload();
  assert.equal(await one, window.Plotly);
  assert.equal(await one, await two);
});
