import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { element, fire, madeUpObserver, madeUpPage, settled } from "../testing/elements.mjs";
import { engineState } from "../testing/engine_state.mjs";
import { panel } from "./panel.js";

const IDS = { indexes: "indexes", ways: "ways", policy: "policy", placement: "placement", admission: "admission",
  split_misses: "split-misses", cpu_threads: "threads" }; // prettier-ignore
const FACTS = {
  fields: IDS,
  labels: {
    placement: { Cache: "cached", "All on the CPU": "cpu_only" },
    mapping: { "per layer": "layered" },
    admission: { "when worth it": "bounded" },
  },
  idle: { cpu_only: ["policy"] },
  hints: { placement: {}, mapping: {}, policy: { lru: "Oldest goes." }, admission: {} },
};
const WHOLE = { whole: true, delta: {} };

let pane;
let part;
let asked = [];

const input = (id) => pane.querySelector(`#${id} input`);
const text = (name) => pane.querySelector(`#fits .${name}`).textContent;
const button = (id) => pane.querySelector(`#${id}`);

function block(id, properties) {
  return element(`div#${id}`, {}, element("label", {}, element("span", {}, id), element("input", properties)));
}

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.CSS = /** @type {any} */ ({ escape: (id) => id });
  madeUpObserver("MutationObserver");
  asked = [];
  const number = (value) => ({ type: "number", value });
  const choice = (value) => ({ type: "text", value });
  const gauge = (name) => element(`div.gauge.${name}`, {}, element("p"), element("i.held"), element("i.slots-bar"));
  const axis = ["first", "needs", "last"].map((name) => element(`span.${name}`));
  const root = element("div#fits", { dataset: { facts: JSON.stringify(FACTS) } }, gauge("device"), gauge("host"),
    ...["slots", "inforce", "changes", "explain"].map((name) => element(`p.${name}`))); // prettier-ignore
  pane = element(
    "section#control-pane",
    {},
    element("div#error"),
    element("div#model-row"),
    element("div#cover"),
    element("p#cover-axis", {}, ...axis),
    element(
      "div#slot-memory",
      {},
      element("input", { type: "number", value: "" }),
      element("p.most"),
      element("button"),
    ),
    block("indexes", number("2")),
    block("ways", number("2")),
    block("policy", choice("LRU")),
    block("placement", choice("Cache")),
    block("admission", choice("when worth it")),
    block("split-misses", { type: "checkbox", checked: false, value: "on" }),
    block("threads", number("4")),
    element("div#cores", {}, element("div.track")),
    element("p#cores-note"),
    root,
    element("div#apply-row", {}, element("button#apply"), element("button#revert")),
    block("base", choice("")),
    block("knee", choice("")),
  );
  Object.defineProperty(pane.querySelector("#cover"), "lastChild", {
    get: () => pane.querySelector("#cover").children.at(-1),
  });
  madeUpPage(pane);
  part = panel(root, null, (event) => asked.push(event));
});
afterEach(() => mock.timers.reset());

test("what is typed is compared with what is in force at once", () => {
  part.update(engineState(), WHOLE);
  assert.deepEqual([text("changes"), button("apply").disabled], ["", true]);
  input("ways").value = "3";
  fire(input("ways"), "input");
  assert.deepEqual([text("changes"), button("apply").disabled], ["Not applied: ways 2 → 3", false]);
  assert.equal(pane.querySelector("#ways").classList.contains("changed"), true);
  assert.match(text("slots"), /^6 slots for 8 experts/);
  assert.match(text("inforce"), /^Current: 2 × 2 slots, LRU/);
});

test("fields that Gradio sets are looked at once they are drawn", () => {
  part.update(engineState(), WHOLE);
  fire(document, "hybrid:fields-set");
  input("ways").value = "1";
  assert.equal(text("changes"), "");
  mock.timers.tick(0);
  assert.equal(text("changes"), "Not applied: ways 2 → 1");
});

test("a dropdown that is left shows its choice again", () => {
  part.update(engineState(), WHOLE);
  input("policy").value = "LF";
  fire(input("policy"), "input");
  assert.equal(text("changes"), "Not applied: policy lru → lf");
  fire(input("policy"), "focusout");
  input("policy").value = "LRU";
  mock.timers.tick(0);
  assert.equal(text("changes"), "");
});

test("how many threads suffice is marked when it becomes known", () => {
  part.update(engineState(), WHOLE);
  const track = pane.querySelector(".track");
  assert.equal(track.style["--knee"], "0%");
  input("knee").value = "2";
  fire(document, "hybrid:fields-set");
  mock.timers.tick(0);
  assert.deepEqual([track.style["--knee"], track.classList.contains("measured")], ["25%", true]);
});

test("Apply says that it waits until the settings are in force", () => {
  part.update(engineState(), WHOLE);
  input("ways").value = "3";
  fire(input("ways"), "input");
  button("apply").click();
  assert.equal(text("changes"), "Applying: ways 2 → 3");
  const now = engineState();
  now.settings.geometry = { indexes: 2, ways: 3 };
  part.update(now, { whole: false, delta: { settings: {} } });
  assert.deepEqual([text("changes"), button("revert").disabled], ["", true]);
});

test("what another tab has applied is asked for once", () => {
  const state = engineState();
  const { geometry, ...rest } = state.settings;
  input("base").value = JSON.stringify({ ...geometry, ...rest });
  part.update(state, WHOLE);
  assert.deepEqual(asked, []);
  const now = { ...state, settings: { ...state.settings, policy: "fifo" } };
  part.update(now, { whole: false, delta: { settings: { policy: "fifo" } } });
  part.update(now, { whole: false, delta: { memory: {} } });
  assert.deepEqual(asked, ["submit"]);
});

test("settings without an effect are marked, and a part that is gone is left alone", async () => {
  part.update(engineState(), WHOLE);
  input("placement").value = "All on the CPU";
  fire(input("placement"), "input");
  assert.equal(pane.querySelector("#policy").classList.contains("idle"), true);
  assert.equal(text("slots"), "No slots are used.");
  const before = text("changes");
  input("ways").value = "4";
  fire(document, "hybrid:fields-set");
  pane.remove();
  mock.timers.tick(0);
  await settled();
  assert.equal(text("changes"), before);
});

test("memory that is typed sets the most slots that it holds, and what they take is said when the field is left", () => {
  part.update(engineState({ memory: { ...engineState().memory, slots_limit: 7 * 1024 ** 2 } }), WHOLE);
  const [memory] = pane.querySelectorAll("#slot-memory input");
  assert.deepEqual([memory.value, pane.querySelector("#slot-memory .most").textContent], ["0.004", "of 7.0 MiB"]);
  Object.assign(document, { activeElement: memory });
  memory.value = "0.0065"; // six experts of 1 MiB and a part
  fire(memory, "input");
  assert.deepEqual([input("indexes").value, input("ways").value, memory.value], ["2", "3", "0.0065"]);
  assert.match(text("changes"), /ways 2 → 3/);
  Object.assign(document, { activeElement: null });
  fire(memory, "blur");
  assert.equal(memory.value, "0.0059");
  memory.value = "";
  fire(memory, "input");
  assert.equal(input("ways").value, "3");
});

test("Max is what there is memory for", () => {
  part.update(engineState({ memory: { ...engineState().memory, slots_limit: 7 * 1024 ** 2 } }), WHOLE);
  pane.querySelector("#slot-memory button").click();
  assert.deepEqual([input("indexes").value, input("ways").value], ["2", "3"]);
  input("placement").value = "All on the CPU";
  fire(input("placement"), "input");
  assert.equal(pane.querySelector("#slot-memory").classList.contains("idle"), true);
});

test("a model that is being loaded can be cancelled, in every tab", () => {
  const isLoading = () => pane.querySelector("#model-row").classList.contains("loading");
  part.update(engineState(), WHOLE);
  assert.equal(isLoading(), false);
  part.update(engineState({ activity: "Reading the weights: 1.0 of 4.0 GB" }), { whole: false, delta: {} });
  assert.equal(isLoading(), true);
  part.update(engineState(), { whole: false, delta: {} });
  assert.equal(isLoading(), false);
});
