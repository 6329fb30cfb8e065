import assert from "node:assert/strict";
import { test } from "node:test";
import { drawCard, fitted } from "./card_picture.js";

const COLOUR = { ground: "g", text: "t", muted: "m", rule: "r", hit: "h", missed: "x" };
const RUN = { at: 0, model: "demo-moe", machine: "RTX", tokens: 9, hit_rate: 0.5, tokens_per_s: 12.34, emulated: true };

function pen() {
  /** @type {{ written: { words: string, x: number, y: number, shade: string }[], filled: any[][] }} */
  const { written, filled } = { written: [], filled: [] };
  return {
    written, filled, font: "", fillStyle: "",
    measureText: (words) => ({ width: 10 * words.length }),
    fillText(words, x, y) { written.push({ words, x, y, shade: this.fillStyle }); },
    fillRect(...place) { filled.push([this.fillStyle, ...place]); },
  }; // prettier-ignore
}

test("the picture says what the Markdown says, within its edges", () => {
  const drawn = pen();
  drawCard(drawn, RUN, COLOUR);
  const said = drawn.written.map(({ words }) => words);
  const expected = ["Hybrid MoE", "demo-moe", "12.3", "50.0 %", "RTX"];
  assert.deepEqual(expected.filter((words) => !said.includes(words)), []); // prettier-ignore
  assert.equal(drawn.written.at(-1)?.shade, "x"); // the caution, last and in the colour of misses
  assert.ok(drawn.written.every(({ x, y }) => x >= 64 && x < 1136 && y > 0 && y < 630));
  assert.deepEqual(drawn.filled.slice(1), [["r", 64, 306, 1072, 18], ["h", 64, 306, 536, 18]]); // prettier-ignore
});

test("without a hit rate there is no bar", () => {
  const drawn = pen();
  drawCard(drawn, { ...RUN, hit_rate: null }, COLOUR);
  assert.equal(drawn.filled.length, 1);
});

test("long names are shortened until they fit", () => {
  assert.equal(fitted(pen(), "short", 50), "short");
  assert.equal(fitted(pen(), "much too long", 60), "much …");
});
