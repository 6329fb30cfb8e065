import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { element, fire, madeUpObserver, madeUpPage, settled } from "../testing/elements.mjs";
import { engineState } from "../testing/engine_state.mjs";
import { madeUpPlotly, madeUpStyle } from "../testing/plotly.mjs";
import { layerDetail } from "./layer_detail.js";

const WHOLE = { whole: true };
const STEP = { whole: false };
const ANSWER = { rows: "ways", steps: [0, 1], held: [[0, 2], [0, 2]], loading: [[], []], choices: [[0], [1]],
  outcomes: [[0], [2]] }; // prettier-ignore

let page;
let part;
let panel;
let plotly;
let asked = [];

const select = () => document.querySelector("#layer-select");
const summary = () => panel.querySelector(".summary").textContent;
const at = (steps) => engineState({ counters: { ...engineState().counters, steps } });

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  panel = element("section#layer-detail", { hidden: true }, element("h3"), element("button.close"), element("p.legend"),
    element("p.summary"), element("div", {}, element("div.plot"))); // prettier-ignore
  const choice = element("select#layer-select", { value: "" }, element("option"));
  Object.defineProperty(choice, "length", {
    get: () => choice.children.length,
    set(count) {
      choice.replaceChildren(...choice.children.slice(0, count));
    },
  });
  choice.add = (option) => choice.append(option);
  madeUpPage(element("div#live"), element("div", {}, panel, choice));
  madeUpStyle();
  madeUpObserver("ResizeObserver");
  plotly = madeUpPlotly();
  Object.assign(globalThis, {
    Option: class {
      constructor(text, value) {
        return element("option", { text, value });
      }
    },
  });
  asked = [];
  globalThis.fetch = /** @type {any} */ (
    async ({ search }) => {
      asked.push(search);
      return { ok: true, json: async () => ANSWER };
    }
  );
  page = {};
  part = layerDetail(document.body, page);
  part.update(engineState(), WHOLE);
});
afterEach(() => mock.timers.reset());

async function opened(layer) {
  page.chooseLayer(layer);
  plotly.arrive();
  await settled();
}

test("layers are offered as the model has them", () => {
  const values = () => select().children.map(({ value }) => value);
  assert.deepEqual(values(), [undefined, "0", "1"]);
  part.update(engineState({ model: { ...engineState().model, layers: 3 } }), WHOLE);
  assert.deepEqual(values(), [undefined, "0", "1", "2"]);
});

test("a layer that is chosen is asked for and drawn", async () => {
  assert.deepEqual(asked, []); // nothing is asked for while none is open
  await opened(1);
  assert.deepEqual(asked, ["?layer=1&after=-1"]);
  assert.deepEqual([panel.hidden, select().value, panel.querySelector("h3").textContent], [false, "1", "Layer 1"]);
  assert.match(summary(), /^Last 2 steps: 1 of 2 lookups/);
  const { graph } = plotly.drawn[0];
  assert.deepEqual([graph, graph.style["--rows"]], [panel.querySelector(".plot"), 3]);
  page.chooseLayer(1);
  page.chooseLayer(null);
  assert.equal(asked.length, 1);
});

test("later steps are asked for a while after they were made, together", async () => {
  await opened(0);
  part.update(at(4), STEP); // those that the answer had
  mock.timers.tick(700);
  assert.equal(asked.length, 1);
  part.update(at(5), STEP);
  part.update(at(6), STEP);
  mock.timers.tick(699);
  assert.equal(asked.length, 1);
  mock.timers.tick(1);
  await settled();
  assert.deepEqual(asked.slice(1), ["?layer=0&after=1"]);
});

test("a paused page asks when it goes on, a hidden one not at all", async () => {
  await opened(0);
  part.paused(true);
  part.update(at(5), STEP);
  mock.timers.tick(700);
  assert.equal(asked.length, 1);
  part.paused(false);
  part.update(at(5), STEP);
  mock.timers.tick(700);
  assert.equal(asked.length, 2);
  Object.assign(document, { hidden: true });
  part.update(at(6), STEP);
  mock.timers.tick(700);
  assert.equal(asked.length, 2);
});

test("a new picture begins anew, and closes a layer that the model no longer has", async () => {
  await opened(1);
  part.update(engineState(), WHOLE);
  mock.timers.tick(700);
  assert.equal(asked.at(-1), "?layer=1&after=-1");
  part.update(engineState({ model: { ...engineState().model, layers: 1 } }), WHOLE);
  mock.timers.tick(700);
  assert.deepEqual([panel.hidden, select().value, asked.length], [true, "", 2]);
});

test("it closes by its button or the list's first entry", async () => {
  await opened(1);
  panel.querySelector(".close").click();
  assert.deepEqual([panel.hidden, select().value, document.activeElement], [true, "", select()]);
  select().value = "0";
  fire(select(), "change");
  assert.deepEqual([panel.hidden, asked.at(-1)], [false, "?layer=0&after=-1"]);
  select().value = "";
  fire(select(), "change");
  assert.equal(panel.hidden, true);
  await settled();
  assert.equal(plotly.drawn.length, 1); // layer 0 was closed before its answer came
});
