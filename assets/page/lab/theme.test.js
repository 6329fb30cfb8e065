import assert from "node:assert/strict";
import { test } from "node:test";
import { themed } from "./theme.js";

const sheet = {
  "--text": " black ",
  "--muted": "grey",
  "--grid": "silver",
  "--panel": "white",
  "--policy-lru": "blue",
};
const style = { getPropertyValue: (name) => sheet[name] ?? "" };
const drawn = (figure) => themed({ data: [], layout: {}, ...figure }, style, 10);
const SIZE = 0.72 * 10;

test("names of colours become colours, wherever they stand", () => {
  const trace = {
    type: "bar",
    marker: { color: ["--policy-lru", "red"] },
    name: "lru",
    dash: "-",
    y: [1, 2],
    hovertext: null,
  };
  const [shown] = drawn({ data: [trace] }).data;
  assert.deepEqual(shown, { ...trace, marker: { color: ["blue", "red"] } });
  assert.equal(shown.y, trace.y); // long lists of numbers are not gone through
});

test("the layout keeps what the figure says and takes type and colours for the rest", () => {
  const { layout } = drawn({ layout: { xaxis: { title: { text: "slots" }, zeroline: true }, font: { size: 99 } } });
  assert.equal(layout.xaxis.title.text, "slots");
  assert.equal(layout.xaxis.title.font.color, "grey");
  assert.equal(layout.xaxis.zeroline, true);
  assert.equal(layout.yaxis.zeroline, false);
  assert.deepEqual(layout.font, { family: "monospace", size: 99, color: "black" });
  assert.equal(layout.yaxis.tickfont.size, SIZE);
});

test("a colour bar is set in smaller type", () => {
  const { colorbar } = drawn({ data: [{ type: "heatmap", colorbar: { title: { text: "tok/s" }, len: 0.5 } }] }).data[0];
  assert.equal(colorbar.title.text, "tok/s");
  assert.deepEqual([colorbar.tickfont.size, colorbar.len], [0.95 * SIZE, 0.5]);
});
