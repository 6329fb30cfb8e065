import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { connect } from "./stream.js";

let posted = [];
let heard = [];
let port;
let address = "";
let page;
let view;

const handlers = {
  onState: (state) => heard.push(["state", state.phase]),
  onDelta: (delta) => heard.push(["delta", delta.phase]),
  onLost: () => heard.push(["lost"]),
};

beforeEach(() => {
  posted = [];
  heard = [];
  port = Object.assign(new EventTarget(), { start() {}, postMessage: (message) => posted.push(message) });
  page = Object.assign(new EventTarget(), { hidden: false });
  view = Object.assign(new EventTarget(), { SharedWorker: true });
  Object.assign(globalThis, {
    document: page,
    window: view,
    SharedWorker: class {
      constructor(given) {
        address = given.href;
        this.port = port;
      }
    },
  });
});

const tell = (data) => port.dispatchEvent(Object.assign(new Event("message"), { data }));

test("the worker lies beside the script and hears whether the tab is seen", () => {
  connect(handlers);
  assert.match(address, /\/worker\.js$/);
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  page.hidden = false;
  view.dispatchEvent(new Event("pageshow"));
  view.dispatchEvent(new Event("pagehide"));
  assert.deepEqual(
    posted.map(({ visible }) => visible),
    [true, false, true, false],
  );
});

test("differences change the state that came before them, and wait for one", () => {
  connect(handlers);
  tell({ delta: { phase: "decode" } });
  assert.deepEqual(heard, []);
  const state = engineState();
  tell({ state });
  tell({ delta: { phase: "decode" } });
  tell({ lost: true });
  assert.deepEqual(heard, [["state", "idle"], ["delta", "decode"], ["lost"]]);
  assert.equal(state.phase, "decode");
});

test("without shared workers the tab has a line of its own, open while it is seen", () => {
  const sources = [];
  delete view.SharedWorker;
  page.baseURI = "http://here/app/";
  globalThis.EventSource = /** @type {any} */ (
    class extends EventTarget {
      constructor(given) {
        super();
        sources.push({ given, source: this });
        this.open = true;
      }
      close() {
        this.open = false;
      }
    }
  );
  connect(handlers);
  assert.equal(sources[0].given, "http://here/app/telemetry");
  view.dispatchEvent(new Event("pagehide"));
  assert.equal(sources[0].source.open, false);
});
