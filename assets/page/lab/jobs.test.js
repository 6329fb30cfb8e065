import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { jobControl } from "./jobs.js";

// A program that answers each question with what a test has laid ready.
let answers = [];
let asked = [];

beforeEach(() => {
  asked = [];
  globalThis.document = /** @type {any} */ ({ baseURI: "http://here/" });
  globalThis.fetch = /** @type {any} */ (
    async (address, { method = "GET", body } = /** @type {any} */ ({})) => {
      asked.push([method, address.pathname, ...(body ? [JSON.parse(body)] : [])]);
      const [status, content] = answers.shift();
      return { ok: status < 400, status, json: async () => content };
    }
  );
  mock.timers.enable({ apis: ["setTimeout"] });
});
afterEach(() => mock.timers.reset());

function control(steps) {
  const parts = Object.fromEntries(
    [".go", ".cancel", ".anyway", "progress", ".what", ".error", ".hint"].map((selector) => [
      selector,
      Object.assign(new EventTarget(), {
        textContent: "",
        title: "",
        hidden: false,
        disabled: false,
        value: 0,
        removeAttribute() {},
      }),
    ]),
  );
  const seen = [];
  let onEnd = () => {};
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => (onEnd = resolve));
  const made = jobControl(
    { querySelector: (selector) => parts[selector] },
    { steps: () => steps, onView: ({ id }) => seen.push(id), onEnd: () => onEnd() },
  );
  const click = (selector) => parts[selector].dispatchEvent(new Event("click"));
  return { parts, seen, click, ended, ...made };
}

// Lets promises settle, and the wait between two questions pass.
async function pass(times = 1) {
  for (let time = 0; time < times; time++) {
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(350);
  }
}

const job = (id, state, more = {}) => [200, { id, state, share: 0.5, what: "Replaying", ...more }];

test("a busy machine is asked about, and measured on request", async () => {
  answers = [job("1", "failed", { error: "Other programs take half.", field: "busy" })];
  const { parts, click, ended } = control([{ kind: "calibrate" }]);
  click(".go");
  await pass(2);
  await ended;
  assert.deepEqual([parts[".anyway"].hidden, parts[".error"].textContent], [false, "Other programs take half."]);
  answers = [job("2", "done")];
  click(".anyway");
  await pass(2);
  assert.deepEqual(asked.at(-1).at(-1), { kind: "calibrate", anyway: true });
  assert.deepEqual([parts[".anyway"].hidden, parts[".error"].textContent], [true, ""]);
});

test("all steps are asked for at once, each after the one before, and watched until they end", async () => {
  answers = [job("1", "waiting"), job("2", "waiting"), job("1", "done"), job("2", "running"), job("2", "done")];
  const { click, parts, seen, ended, follows } = control([{ kind: "grid" }, { kind: "curves" }]);
  click(".go");
  click(".go"); // is under way
  assert.deepEqual([parts[".go"].hidden, parts[".cancel"].hidden], [true, false]);
  await pass();
  assert.deepEqual([follows("2"), follows("3")], [true, false]);
  await pass(4);
  await ended;
  assert.deepEqual(seen, ["1", "2"]);
  assert.deepEqual(
    asked.map(([method, path]) => `${method} ${path}`),
    ["POST /lab/jobs", "POST /lab/jobs", "GET /lab/jobs/1", "GET /lab/jobs/2", "GET /lab/jobs/2"],
  );
  assert.deepEqual([asked[0][2], asked[1][2]], [{ kind: "grid" }, { kind: "curves", after: "1" }]);
  assert.equal(parts.progress.value, 0.75); // half of the second of two
  assert.deepEqual([parts[".go"].hidden, parts[".cancel"].hidden, parts.progress.hidden], [false, true, true]);
  assert.equal(follows("2"), false);
});

test("a job that fails says why, and those after it are not waited for", async () => {
  answers = [job("1", "failed", { error: "No trace." }), job("2", "cancelled")];
  const { click, parts, seen, ended } = control([{ kind: "grid" }, { kind: "curves" }]);
  click(".go");
  await pass();
  await ended;
  assert.equal(parts[".error"].textContent, "No trace.");
  assert.deepEqual([seen, asked.length], [[], 2]);
});

test("all steps are cancelled", async () => {
  answers = [job("1", "running"), job("2", "waiting"), [200, {}], [200, {}], job("1", "cancelled"), job("2", "cancelled")]; // prettier-ignore
  const { click, parts, seen, ended } = control([{ kind: "grid" }, { kind: "curves" }]);
  click(".go");
  await new Promise((resolve) => setImmediate(resolve));
  click(".cancel");
  assert.equal(parts[".cancel"].disabled, true);
  await pass(3);
  await ended;
  assert.deepEqual(
    asked.slice(2).map(([method, path]) => `${method} ${path}`),
    ["DELETE /lab/jobs/1", "DELETE /lab/jobs/2", "GET /lab/jobs/1", "GET /lab/jobs/2"],
  );
  assert.equal(parts[".what"].textContent, "Cancelled.");
  assert.deepEqual(seen, []);
});

test("jobs of another tab are followed, once", async () => {
  answers = [job("7", "running"), job("7", "done")];
  const { join, parts, seen, ended } = control([]);
  join([]);
  assert.equal(parts[".go"].hidden, false);
  join([{ id: "7" }]);
  join([{ id: "7" }]);
  assert.equal(parts[".go"].hidden, true);
  await pass(3);
  await ended;
  assert.deepEqual([seen, asked.map(([method]) => method), parts[".go"].hidden], [["7"], ["GET", "GET"], false]);
});

test("a job that another tab has cancelled says so", async () => {
  answers = [job("7", "cancelled")];
  const { join, parts, ended } = control([]);
  join([{ id: "7" }]);
  await pass(2);
  await ended;
  assert.equal(parts[".what"].textContent, "Cancelled.");
});

test("a control that is off says what is missing", () => {
  const { enable, parts } = control([]);
  enable(false, "Benchmark this machine first");
  assert.deepEqual([parts[".go"].disabled, parts[".hint"].textContent], [true, "Benchmark this machine first."]);
  enable(true);
  assert.deepEqual([parts[".go"].disabled, parts[".hint"].textContent], [false, ""]);
});
