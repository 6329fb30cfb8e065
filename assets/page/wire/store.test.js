import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { createStore, merge } from "./store.js";

let worker;

// A page with a worker that a test speaks for, and frames that come at once.
beforeEach(() => {
  const port = Object.assign(new EventTarget(), { start() {}, postMessage() {} });
  worker = { tell: (data) => port.dispatchEvent(Object.assign(new Event("message"), { data })) };
  const page = Object.assign(new EventTarget(), { hidden: false });
  Object.assign(globalThis, {
    document: page,
    window: Object.assign(new EventTarget(), { SharedWorker: true }),
    SharedWorker: class {
      port = port;
    },
    requestAnimationFrame: (draw) => draw(),
  });
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

function connected() {
  const store = createStore();
  store.connect();
  return store;
}

test("two changes before a frame are one", () => {
  const one = { whole: false, point: true, delta: { phase: "decode", counters: 1 } };
  const two = { whole: true, point: false, delta: { counters: 2 } };
  assert.deepEqual(merge(one, two), { whole: true, point: true, delta: { phase: "decode", counters: 2 } });
});

test("parts draw once per frame, and one that throws does not stop the others", (context) => {
  const complaint = context.mock.method(console, "error", () => {});
  const store = connected();
  const drawn = [];
  store.add({
    update() {
      throw new Error("broken");
    },
  });
  store.add({ update: (state, change) => drawn.push([state.phase, change.whole]) });
  worker.tell({ state: engineState() });
  worker.tell({ delta: { seq: 8, phase: "decode" } });
  assert.deepEqual(drawn, []);
  mock.timers.tick(1);
  assert.deepEqual(drawn, [["decode", true]]);
  assert.equal(complaint.mock.callCount(), 1);
});

test("a part that is added later gets the present at once", () => {
  const store = connected();
  worker.tell({ state: engineState({ phase: "loading" }) });
  const seen = [];
  store.add({ update: (state, change) => seen.push(state.phase, change.whole) });
  assert.deepEqual(seen, ["loading", true]);
});

test("while paused only what holds stays as it was, and resuming shows the present", () => {
  const store = connected();
  /** @type {{ held: string[], free: (string | boolean)[] }} */
  const seen = { held: [], free: [] };
  store.add({ holds: true, update: (state) => seen.held.push(state.phase) });
  store.add({ update: (state) => seen.free.push(state.phase), paused: (now) => seen.free.push(now) });
  store.pause(true); // there is nothing to hold yet
  assert.equal(store.isPaused(), false);
  worker.tell({ state: engineState() });
  mock.timers.tick(1000);
  store.pause(true);
  worker.tell({ delta: { phase: "decode" } });
  mock.timers.tick(1000);
  assert.deepEqual(seen, { held: ["idle", "idle"], free: ["idle", true, "decode"] });
  store.pause(false);
  assert.deepEqual(seen, { held: ["idle", "idle", "decode"], free: ["idle", true, "decode", false] });
});

test("parts hear that the line is lost", () => {
  const store = connected();
  let lost = 0;
  store.add({ update() {}, lost: () => (lost += 1) });
  worker.tell({ lost: true });
  assert.equal(lost, 1);
});
