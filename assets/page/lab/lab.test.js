import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { element, fire, madeUpObserver, madeUpPage, settled } from "../testing/elements.mjs";
import { engineState } from "../testing/engine_state.mjs";
import { madeUpPlotly, madeUpStyle } from "../testing/plotly.mjs";
import { lab } from "./lab.js";

const STATE = {
  sources: [{ id: "talk", label: "Conversation", tokens: 9, generated: 4 }],
  machines: [],
  calibration: "Timed today.",
  calibration_table: null,
  calibrated: true,
  default_machine: "this",
  emulated: false,
  budget_gib: null,
  contenders: { Paper: "as in the paper", Current: "as it is" },
  under_way: [],
  results: [],
};
const VIEW = { sentences: {}, tables: {}, figures: {}, facts: {} };
const GRID = { ...VIEW, figures: { "grid-speed": { title: "Map" } }, facts: { best: { indexes: 12, ways: 4 } } };

let pane;
let part;
let program;
let posted = [];
let triggered = [];

const at = (id) => pane.querySelector(`#lab-${id}`);
const checked = () =>
  at("contenders")
    .querySelectorAll("input:checked")
    .map(({ value }) => value);
const go = (name) => at(`job-${name}`).querySelector(".go");
const hint = (name) => at(`job-${name}`).querySelector(".hint").textContent;

function job(name) {
  return element(`div#lab-job-${name}`, {}, element("button.go"), element("button.cancel"), element("button.anyway"), element("progress"),
    element("span.what"), element("span.hint"), element("p.error")); // prettier-ignore
}

function select(name) {
  const made = element(`select#lab-${name}`, { value: "" });
  Object.defineProperties(made, {
    options: { get: () => made.children },
    length: { get: () => made.children.length },
  });
  const replace = made.replaceChildren.bind(made);
  made.replaceChildren = (...options) => (replace(...options), (made.value = options[0]?.value ?? ""));
  return made;
}

const field = (name, value = "") => element(`input#lab-${name}`, { value });
const metric = (value, on) =>
  element("label", {}, element("input", { name: "lab-metric", checked: on, attributes: { value } }));

// What a result is about as long as nothing changes.
function aboutNow() {
  const { model, settings } = engineState();
  return { model: model.name, settings, source: "talk", tokens: 9 };
}

beforeEach(() => {
  const named = ["load", "save", "csv", "prediction", "machine-note", "times", "trace-error", "trace-note", "foreign", "stale", "report", "json",
    "picked-note", "use-best", "former", "tuned", "former-note", "results", "empty", "typed"]; // prettier-ignore
  pane = element(
    "section#lab",
    { offsetWidth: 900 },
    ...["source", "machine", "mapping", "policy", "admission"].map(select),
    ...named.map((name) => element(`p#lab-${name}`, { toggleAttribute() {} })),
    field("file"), field("budget"), field("confirm", "3"), field("tokens", "64"), field("prompt", "Go on."),
    ...["replay", "calibrate", "tune", "compare", "race", "lookahead"].map(job),
    element("select#lab-rivals", { value: "none" }),
    element("button#lab-play"),
    element("div#lab-track", { hidden: true }, element("input#lab-time"), element("select#lab-pace")),
    metric("speed", true), metric("hits", false),
    element("fieldset#lab-contenders", {}, element("legend")),
    element("figure", { dataset: { figure: "grid" } }, element("div.plot", { offsetWidth: 0 })),
  ); // prettier-ignore
  const facts = { fields: { ways: "ways" }, labels: {} };
  madeUpPage(
    pane,
    element(
      "section#control-pane",
      {},
      element("div#fits", { dataset: { facts: JSON.stringify(facts) } }),
      element("div#ways", {}, element("input", { type: "number", value: "7" })),
    ),
  );
  madeUpStyle();
  madeUpPlotly();
  madeUpObserver("ResizeObserver");
  Object.assign(globalThis, {
    CSS: { escape: (id) => id },
    Option: class {
      constructor(text, value) {
        return element("option", { text, value });
      }
    },
  });
  program = { state: STATE, views: {}, jobs: {}, about: aboutNow() };
  posted = [];
  triggered = [];
  globalThis.fetch = /** @type {any} */ (
    async ({ pathname }, { body } = /** @type {any} */ ({})) => {
      if (pathname === "/lab/state") return { ok: true, json: async () => program.state };
      if (!body) return { ok: true, json: async () => program.jobs[pathname.split("/").at(-1)] };
      const step = JSON.parse(body);
      posted.push(step);
      const made = { view: program.views[step.kind] ?? VIEW, about: program.about, asked: step };
      return { ok: true, json: async () => ({ id: String(posted.length), kind: step.kind, state: "done", ...made }) };
    }
  );
  part = lab(document.body, null, (...what) => triggered.push(what));
});
afterEach(() => mock.reset());

async function known(changes = {}) {
  program.state = { ...STATE, ...changes };
  part.update(engineState());
  await settled();
}

async function pressed(name) {
  go(name).click();
  for (let time = 0; time < 5; time++) await settled();
}

test("nothing can be started before it is known what there is", async () => {
  assert.deepEqual([go("replay").disabled, go("tune").disabled, go("compare").disabled], [true, true, true]);
  await known();
  assert.deepEqual([go("replay").disabled, go("tune").disabled, at("empty").hidden], [false, false, true]);
  assert.equal(go("compare").disabled, false, "there are settings to choose from");
});

test("what is missing is said beside the button", async () => {
  await known({ sources: [], calibrated: false });
  assert.deepEqual([hint("replay"), hint("tune")], ["Nothing to replay yet.", "Benchmark this machine first."]);
  assert.deepEqual([go("replay").disabled, at("empty").hidden], [true, false]);
});

test("the state is asked for once for the same reply and settings, and at rest only", async () => {
  const fetched = mock.method(globalThis, "fetch");
  part.update(engineState({ phase: "decode" }));
  assert.equal(fetched.mock.callCount(), 0);
  part.update(engineState());
  part.update(engineState());
  pane.offsetWidth = 0;
  part.update(engineState({ counters: { ...engineState().counters, generated_tokens: 99 } }));
  assert.equal(fetched.mock.callCount(), 1);
  await settled();
});

test("a replay asks for three jobs; the map's best can be put into the control panel", async () => {
  program.views.grid = GRID;
  await known();
  assert.equal(at("use-best").hidden, false);
  at("policy").value = "lru";
  await pressed("replay");
  const asked = { source: "talk", machine: "this", settings: { policy: "lru" } };
  const after = [{}, { after: "1" }, { after: "2" }];
  assert.deepEqual(posted, ["grid", "curves", "reuse"].map((kind, place) => ({ kind, ...asked, ...after[place] }))); // prettier-ignore
  assert.deepEqual([at("results").hidden, at("report").href], [false, "lab/report.html?jobs=1,2,3"]);
  at("use-best").click();
  assert.deepEqual(triggered, [["submit", { indexes: 12, ways: 4 }]]);
  assert.equal(at("picked-note").textContent, "12 × 4 is filled in; press Apply.");
});

test("without a GPU a card is chosen at first, and its best settings are offered, not applied", async () => {
  program.views.tune = { ...VIEW, facts: { former: null, best: { indexes: 12, ways: 8 } } };
  await known({ machines: [{ name: "RTX 4090" }], default_machine: "RTX 4090", emulated: true, calibrated: false });
  assert.equal(at("machine").value, "RTX 4090");
  assert.equal(at("machine-note").textContent, "no GPU here, so speeds are for RTX 4090; nothing of it is measured.");
  await pressed("tune");
  assert.equal(posted[0].machine, "RTX 4090");
  assert.deepEqual([at("former").hidden, at("tuned").hidden], [true, false]);
  at("tuned").onclick();
  assert.deepEqual(triggered, [["submit", { indexes: 12, ways: 8 }]]);
  at("machine").value = "this";
  fire(at("machine"), "change");
  assert.match(hint("tune"), /^No GPU here to measure/);
  await known({ machines: [{ name: "RTX 4090" }], default_machine: "RTX 4090", emulated: true });
  assert.equal(at("machine").value, "this");
});

test("sizes of another model are shown, and cannot be tried", async () => {
  program.views.grid = { ...GRID, facts: { best: null, settings: null } };
  await known();
  await pressed("replay");
  assert.equal(at("use-best").hidden, true);
  assert.match(at("picked-note").textContent, /^The trace is of another model/);
});

test("results are stale once the settings have changed", async () => {
  program.views.grid = GRID;
  await known();
  await pressed("replay");
  assert.equal(at("stale").textContent, "");
  const { settings } = engineState();
  part.update(engineState({ settings: { ...settings, policy: "lfu" } }));
  await settled();
  assert.equal(at("stale").textContent, "The trace or the settings have changed. Replay again.");
});

test("those to compare are two at first, and stay chosen when the map adds one", async () => {
  await known();
  assert.deepEqual(checked(), ["Paper", "Current"]);
  for (const box of at("contenders").querySelectorAll("input")) box.checked = box.value === "Settings panel";
  program.views.grid = GRID;
  await pressed("replay");
  const names = at("contenders").querySelectorAll("input").map(({ value }) => value); // prettier-ignore
  assert.deepEqual([names.at(-1), checked()], ["Best predicted", ["Settings panel"]]);
  assert.equal(at("contenders").querySelectorAll("label").at(-1).title, "12 × 4, from the map above");
  posted = [];
  for (const box of at("contenders").querySelectorAll("input")) box.checked = true;
  await pressed("compare");
  const [{ contenders, prompt, tokens }] = posted;
  assert.deepEqual([prompt, tokens, contenders.slice(0, 2)], ["Go on.", 64, ["Paper", "Current"]]);
  assert.deepEqual(contenders.slice(2), [
    { name: "Settings panel", settings: { ways: 7 } },
    { name: "Best predicted", settings: { indexes: 12, ways: 4 } },
  ]);
});

test("tuning says what it may use, and offers the settings that were in force before", async () => {
  program.views.tune = { ...VIEW, facts: { former: { indexes: 2, ways: 1 } } };
  await known();
  await pressed("tune");
  assert.deepEqual(posted, [
    { kind: "tune", source: "talk", machine: "this", budget_gib: null, confirm: 3, prompt: "Go on.", tokens: 64 },
  ]);
  assert.equal(at("former").hidden, false);
  at("former").onclick();
  assert.deepEqual(triggered, [["submit", { indexes: 2, ways: 1 }]]);
  assert.match(at("former-note").textContent, /^2 × 1 is filled in/);
  fire(at("source"), "change");
});

test("a page that is loaded again shows the results that there are, and stands as it was left", async () => {
  const told = { about: aboutNow(), state: "done" };
  const replayed = { source: "talk", machine: "RTX 4090", settings: { policy: "fifo" } };
  program.jobs = {
    5: { ...told, id: "5", kind: "grid", view: GRID, asked: replayed },
    6: { ...told, id: "6", kind: "compare", view: VIEW, asked: { prompt: "Hi.", tokens: 32, contenders: ["Current"] } },
  };
  const results = [5, 6].map((id) => ({ id: String(id), kind: program.jobs[id].kind }));
  await known({ machines: [{ name: "RTX 4090" }], results });
  await settled();
  assert.deepEqual([at("results").hidden, at("stale").textContent], [false, ""]);
  assert.equal(at("report").href, "lab/report.html?jobs=5,6");
  const fields = ["machine", "policy", "mapping", "prompt", "tokens"];
  assert.deepEqual(fields.map((name) => at(name).value), ["RTX 4090", "fifo", "", "Hi.", 32]); // prettier-ignore
  assert.deepEqual(checked(), ["Current"]);
});

test("another tab's results are shown once, and leave the fields of this one as they are", async () => {
  await known();
  at("policy").value = "lru";
  program.jobs = {
    8: { id: "8", kind: "grid", state: "done", view: GRID, about: aboutNow(), asked: { settings: {} } },
  };
  program.state = { ...STATE, results: [{ id: "8", kind: "grid" }] };
  const fetched = mock.method(globalThis, "fetch");
  part.update(engineState({ phase: "decode", lab: 3 }));
  for (let time = 0; time < 3; time++) await settled();
  part.update(engineState({ phase: "decode", lab: 3 }));
  part.update(engineState({ phase: "decode", lab: 4 }));
  for (let time = 0; time < 3; time++) await settled();
  assert.deepEqual(
    fetched.mock.calls.map(({ arguments: [address] }) => /** @type {any} */ (address).pathname),
    ["/lab/state", "/lab/jobs/8", "/lab/state"],
  );
  assert.deepEqual([at("results").hidden, at("policy").value], [false, "lru"]);
});

test("a result about fewer tokens than there are now is stale", async () => {
  program.jobs = { 8: { id: "8", kind: "grid", view: GRID, about: { ...aboutNow(), tokens: 5 }, asked: {} } };
  await known({ results: [{ id: "8", kind: "grid" }] });
  await settled();
  assert.equal(at("stale").textContent, "The trace or the settings have changed. Replay again.");
});
