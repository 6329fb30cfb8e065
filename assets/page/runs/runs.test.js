import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { element, fire, madeUpObserver, madeUpPage, settled } from "../testing/elements.mjs";
import { runs } from "./runs.js";

let section;
let part;
let asked = [];
let answers = [];
let seen;

const at = (name) => section.querySelector(`#runs-${name}`);
const run = (id, more = {}) => ({ id, at: 0, indexes: 2, ways: 2, policy: "lru", finish: "stop", ...more });
const answer = (list, more = {}) => ({ runs: list, matching: list.length, total: 5, next: null, problem: "", ...more });
const boxes = () => section.querySelectorAll("tbody input");
const head = (label) => section.querySelectorAll("th").find(({ textContent }) => textContent === label);
const lastAsked = (name) => asked.at(-1).searchParams.get(name);

beforeEach(async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.CSS = /** @type {any} */ ({ escape: (id) => id });
  seen = madeUpObserver("IntersectionObserver");
  const parts = ["count", "problem", "empty"].map((name) => element(`p#runs-${name}`));
  const buttons = ["csv", "json", "more"].map((name) => element(`button#runs-${name}`));
  const table = element("table", {}, element("thead"), element("tbody"));
  section = element(
    "section#runs",
    { offsetWidth: 800 },
    element("input#runs-filter", { value: "" }),
    ...parts,
    ...buttons,
    element(
      "section#runs-compare",
      {},
      element("div.figures"),
      element("p.note"),
      element("div.speed"),
      element("div.hits"),
    ),
    element(
      "section#runs-card",
      {},
      element("canvas", { getContext: () => null }),
      element("textarea"),
      element("button.copy"),
      element("button.png"),
      element("p", { attributes: { role: "status" } }),
    ),
    element("div.scrolled", {}, table),
  );
  madeUpPage(section);
  asked = [];
  answers = [];
  globalThis.fetch = /** @type {any} */ (
    async (address) => {
      asked.push(new URL(address, "http://here"));
      const content = answers.shift();
      return { ok: Boolean(content) && !content.error, json: async () => content };
    }
  );
  part = runs(document.body);
  answers.push(answer([run("a"), run("b", { finish: "cancelled" }), run("c")], { next: "c" }));
  seen[0]([{ isIntersecting: true }]);
  await settled();
});
afterEach(() => mock.timers.reset());

test("the tab's rows are asked for when it is seen", () => {
  assert.deepEqual([lastAsked("sort"), lastAsked("descending"), lastAsked("limit")], ["at", "true", "200"]);
  assert.equal(boxes().length, 3);
  assert.deepEqual([at("count").textContent, at("empty").hidden, at("more").hidden], ["3 of 5 replies", true, false]);
  assert.equal(section.querySelectorAll("tbody tr")[1].className, "stopped");
  assert.equal(head("When").getAttribute("aria-sort"), "descending");
  seen[0]([{ isIntersecting: false }]);
  assert.equal(asked.length, 1);
});

test("a head sorts, the filter waits for the next letter, both begin anew", async () => {
  answers.push(answer([run("b")]));
  head("Tok/s").querySelector("button").click();
  await settled();
  assert.deepEqual([lastAsked("sort"), lastAsked("descending")], ["tokens_per_s", "true"]);
  assert.deepEqual(
    [head("Tok/s").getAttribute("aria-sort"), head("When").getAttribute("aria-sort")],
    ["descending", null],
  );
  at("filter").value = "lfu";
  fire(at("filter"), "input");
  mock.timers.tick(149);
  fire(at("filter"), "input");
  mock.timers.tick(149);
  assert.equal(asked.length, 2);
  mock.timers.tick(1);
  assert.deepEqual([asked.length, lastAsked("words")], [3, "lfu"]);
});

test("more rows follow those that are shown; after the last ones the button goes", async () => {
  answers.push(answer([run("d")], { matching: 4 }));
  at("more").focus();
  at("more").click();
  await settled();
  assert.deepEqual([lastAsked("limit"), lastAsked("after"), boxes().length], ["200", "c", 4]);
  assert.deepEqual([at("more").hidden, document.activeElement], [true, section.querySelector(".scrolled")]);
});

test("two rows are compared as A and B; a third takes the older one's place", () => {
  for (const place of [0, 1, 2]) {
    const box = boxes()[place];
    box.checked = true;
    fire(box, "change");
  }
  assert.deepEqual(boxes().map(({ checked }) => checked), [false, true, true]); // prettier-ignore
  const marks = section.querySelectorAll("tbody span").map(({ textContent }) => textContent);
  assert.deepEqual([marks, at("compare").hidden], [["", "A", "B"], false]);
  assert.equal(document.activeElement, boxes()[2]);
  assert.equal(at("card").hidden, true);
});

test("a reply that has ended is looked for once it is stored, if the tab is shown", async () => {
  for (const phase of ["decode", "idle"]) part.update({ phase });
  mock.timers.tick(399);
  assert.equal(asked.length, 1);
  mock.timers.tick(1);
  assert.equal(asked.length, 2);
  fire(document, "hybrid:reply-ended");
  assert.equal(asked.length, 3);
  section.offsetWidth = 0;
  for (const phase of ["decode", "idle"]) part.update({ phase });
  fire(document, "hybrid:reply-ended");
  mock.timers.tick(400);
  assert.equal(asked.length, 3);
});

test("without runs there is a sentence instead of a table and nothing to export", async () => {
  answers.push(answer([], { total: 0 }));
  fire(document, "hybrid:reply-ended");
  await settled();
  assert.deepEqual([at("empty").hidden, section.querySelector(".scrolled").hidden], [false, true]);
  assert.deepEqual([at("csv").disabled, at("count").textContent], [true, ""]);
});

test("a file has all rows that match; when there is none it is said why", async () => {
  answers.push({ error: "The disk is full." });
  at("json").click();
  await settled();
  assert.equal(asked.at(-1).pathname, "/runs/all");
  assert.deepEqual([at("problem").textContent, at("problem").hidden], ["The disk is full.", false]);
  const saved = [];
  const link = element("a");
  link.click = () => saved.push(link.download);
  document.createElement = () => link;
  answers.push([run("a")]);
  at("csv").click();
  await settled();
  assert.deepEqual(saved, ["runs.csv"]);
});
