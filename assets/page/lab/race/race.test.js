import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { element, fire, madeUpObserver, madeUpPage } from "../../testing/elements.mjs";
import { madeUpStyle } from "../../testing/plotly.mjs";
import { race } from "./race.js";

const run = (name, ms) => ({
  name,
  milliseconds: [ms, ms],
  texts: ["A", " fox", "."],
  cells: [[0], [1]],
  missed: [[0], []],
});
const FACTS = { layers: 1, experts: 2, runs: [run("No cache", 2000), run("Cache", 500)] };

let pane;
let made;
let frames = [];
let reduced = false;

const text = (selector) => pane.querySelectorAll(selector).map(({ textContent }) => textContent);

// A canvas that takes whatever is drawn.
function canvas() {
  const nothing = () => ({ addColorStop() {}, data: { buffer: new ArrayBuffer(4096) } });
  const context = new Proxy({}, { get: () => nothing, set: () => true });
  return element("canvas", { getContext: () => context });
}

beforeEach(() => {
  const side = () =>
    element("div.side", { offsetWidth: 200 }, element("h3"), canvas(), element("p.told"), element("p.text"));
  const time = element("input#lab-time", { value: "0" });
  const pace = element("select#lab-pace", { value: "1" });
  const track = element("div#lab-track", { offsetWidth: 500 }, time, pace, element("span.seconds"), side(), side());
  pane = element("section#lab", {}, element("button#lab-play"), track);
  madeUpPage(pane, element("div#live"));
  madeUpStyle();
  madeUpObserver("ResizeObserver");
  const createElement = document.createElement.bind(document);
  document.createElement = /** @type {any} */ ((tag) => (tag === "canvas" ? canvas() : createElement(tag)));
  frames = [];
  reduced = false;
  Object.assign(globalThis, {
    requestAnimationFrame: (callback) => frames.push(callback),
    cancelAnimationFrame: () => (frames = []),
    matchMedia: () => ({ matches: reduced }),
    window: globalThis,
  });
  made = race(pane);
});
afterEach(() => mock.reset());

const time = () => Number(pane.querySelector("#lab-time").value);
const next = (at) => frames.shift()(at);

test("both runs are played on one time axis, to the end of the slower one", () => {
  made.show(FACTS, true);
  assert.deepEqual([pane.querySelector("#lab-track").hidden, pane.querySelector("#lab-time").max], [false, "4"]);
  next(5000);
  assert.equal(time(), 0);
  next(6200);
  assert.equal(time(), 1.2);
  assert.deepEqual(text(".text"), ["A", "A fox."]);
  assert.match(text(".told")[1], /^2 of 2 tokens · 2.00 tok\/s · 50 % hits · done/);
  next(9200);
  assert.deepEqual([time(), frames.length, text("#lab-play")], [4, 0, ["Play"]]);
});

test("it pauses, goes on where it was, and begins again from the end", () => {
  made.show(FACTS, true);
  next(1000);
  next(1500);
  pane.querySelector("#lab-play").click();
  assert.deepEqual([text("#lab-play"), frames.length], [["Play"], 0]);
  pane.querySelector("#lab-play").click();
  next(8000);
  next(8100);
  assert.equal(time(), 0.6);
  next(20_000);
  pane.querySelector("#lab-play").click();
  assert.equal(time(), 0);
});

test("the slider shows a moment and stops the race", () => {
  made.show(FACTS, true);
  pane.querySelector("#lab-time").value = "2";
  fire(pane.querySelector("#lab-time"), "input");
  assert.deepEqual([frames.length, text(".text"), text(".seconds")], [0, ["A fox", "A fox."], ["2.0 s"]]);
  const [label] = pane.querySelectorAll("canvas").map((drawn) => drawn.getAttribute("aria-label"));
  assert.equal(label, "No cache: 1 of 2 tokens · 0.500 tok/s · 0 % hits. 0 hits, 1 misses.");
});

test("where motion is unwanted, or the race is an old one, its end is shown", () => {
  made.show(FACTS, false);
  assert.deepEqual([time(), frames.length], [4, 0]);
  reduced = true;
  made.show(FACTS, true);
  assert.deepEqual([time(), frames.length], [4, 0]);
});

test("a race in which a run failed shows none", () => {
  made.show(FACTS, false);
  made.show(null, true);
  assert.equal(pane.querySelector("#lab-track").hidden, true);
});

test("a race that is over in a moment is slowed down, and at whatever pace one likes", () => {
  made.show({ ...FACTS, runs: [run("No cache", 100), run("Cache", 50)] }, true);
  assert.equal(pane.querySelector("#lab-pace").value, "20");
  next(0);
  next(1000);
  assert.equal(time(), 0.05);
  pane.querySelector("#lab-pace").value = "4";
  next(1400);
  assert.equal(Number(time().toFixed(9)), 0.15);
});
