import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { element, madeUpPage } from "../testing/elements.mjs";
import { HIT, IN_FLIGHT, MISS } from "./data.js";
import { placeBeside, tokenDetail } from "./detail.js";

const column = { left: 100, right: 500, width: 400 };
const size = { width: 200, height: 50 };
const at = (left, top) => ({ left, top, bottom: top + 10 });

test("the detail stands below its token, or above where there is no room", () => {
  assert.deepEqual(placeBeside(at(150, 20), column, size, 600), { left: 150, top: 38 });
  assert.deepEqual(placeBeside(at(150, 532), column, size, 600), { left: 150, top: 550 }); // just fits
  assert.deepEqual(placeBeside(at(150, 533), column, size, 600), { left: 150, top: 475 });
  assert.deepEqual(placeBeside(at(150, 40), column, size, 90), { left: 150, top: 8 }); // nowhere: at the window's top
});

test("it stays in the chat's column", () => {
  assert.equal(placeBeside(at(450, 20), column, size, 600).left, 292);
  assert.equal(placeBeside(at(90, 20), column, size, 600).left, 108);
  assert.equal(placeBeside(at(150, 20), column, { ...size, width: 800 }, 600).left, 108);
});

const data = {
  texts: [" the", "\n", " "],
  milliseconds: [null, 5, 5],
  missed: [0, 2, 0],
  layers: 2,
  routed: 4,
  routing: (token, layer) =>
    token && layer ? [[7, MISS], [1, IN_FLIGHT]] : [[0, HIT], [3, HIT]], // prettier-ignore
};

let box;
let anchor;

beforeEach(() => {
  box = element("div#token-detail", { hidden: true, getBoundingClientRect: () => size });
  anchor = element("span", { getClientRects: () => [at(150, 20)] });
  madeUpPage(element("section#chat-pane", { getBoundingClientRect: () => column }, anchor));
  Object.assign(globalThis, { innerHeight: 600 });
});

test("a token's experts are told layer by layer, each with what became of it", () => {
  const detail = tokenDetail(box);
  detail.show(data, 1, anchor);
  assert.equal(box.parentElement, document.body);
  assert.deepEqual([box.hidden, box.style.left, box.style.top, box.style.maxWidth], [false, "150px", "38px", "384px"]);
  const rows = box.querySelectorAll("li").map(({ textContent }) => textContent);
  assert.deepEqual(rows, ["003", "171"]); // the layer, then its experts
  const marks = box.querySelectorAll("li i").map(({ className, textContent }) => `${className} ${textContent}`);
  assert.deepEqual(marks, ["hit 0", "hit 3", "miss 7", "flight 1"]);
  const list = box.querySelector("ol");
  assert.deepEqual([list.style["--cells"], list.classList.contains("many")], ["2", false]);
  assert.match(box.querySelector("p").textContent, /^⏎ 5\.00 ms/);
  assert.equal(box.querySelector(".key").textContent, "layer: experts, n hit n in flight n miss ");
  detail.hide();
  assert.equal(box.hidden, true);
});

test("a blank is shown by a sign, and many experts are set smaller", () => {
  const detail = tokenDetail(box);
  detail.show({ ...data, routed: 81 }, 2, anchor);
  assert.match(box.querySelector("b").textContent, /^␣$/);
  assert.equal(box.querySelector("ol").classList.contains("many"), true);
});
