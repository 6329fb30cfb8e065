import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { element, fire, madeUpPage } from "../testing/elements.mjs";
import { slotMemory } from "./slot_memory.js";

const MIB = 1024 ** 2;
const MODEL = { layers: 4, experts: 8, expert_bytes: MIB };

let pane;
let made;
let values = {};

const input = () => pane.querySelector("#slot-memory input");
const draw = (limit = 100 * MIB, model = MODEL) => made.draw(model, values, limit);

beforeEach(() => {
  values = { indexes: 4, ways: 2, placement: "cached" };
  pane = element(
    "section",
    {},
    element("div#slot-memory", {}, element("input", { value: "" }), element("p.most"), element("button")),
  );
  madeUpPage(pane);
  made = slotMemory(pane, { set: (name, value) => (values[name] = value) });
});

function type(text) {
  input().value = text;
  fire(input(), "input");
}

test("it says what N and M take, and what there is", () => {
  draw();
  assert.deepEqual([input().value, pane.querySelector(".most").textContent], ["0.0079", "of 100 MiB"]);
  values.ways = NaN;
  draw();
  assert.equal(input().value, "0");
  values = { ...values, ways: -2 };
  draw();
  assert.equal(input().value, "0");
});

test("what is typed sets the most that it holds, up to what there is", () => {
  draw();
  type("0.012"); // 12 experts and a part
  assert.deepEqual([values.indexes, values.ways], [4, 3]);
  type("50");
  assert.deepEqual([values.indexes, values.ways], [4, 8]);
  draw(9 * MIB);
  type("50");
  assert.deepEqual([values.indexes, values.ways], [4, 2]);
});

test("half a number, and none, set nothing", () => {
  draw();
  for (const text of ["", "-1", "."]) type(text);
  assert.deepEqual([values.indexes, values.ways], [4, 2]);
});

test("before a model is known nothing is set", () => {
  type("1");
  draw(MIB, { ...MODEL, expert_bytes: 0 });
  type("1");
  assert.equal(values.ways, 2);
});

test("what is being typed is left alone until the field is left", () => {
  draw();
  Object.assign(document, { activeElement: input() });
  type("0.0119");
  draw();
  assert.equal(input().value, "0.0119");
  Object.assign(document, { activeElement: null });
  fire(input(), "blur");
  assert.equal(input().value, "0.0118"); // three ways for each of four layers
});

test("Max is what there is memory for, and a strategy without slots needs none", () => {
  draw(20 * MIB);
  pane.querySelector("button").click();
  assert.equal(values.ways, 5);
  values.placement = "cpu_only";
  draw();
  assert.equal(pane.querySelector("#slot-memory").classList.contains("idle"), true);
});
