import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, mock, test } from "node:test";
import { createLine } from "./line.js";

const { first } = JSON.parse(readFileSync(new URL("../testing/telemetry.json", import.meta.url), "utf8"));

class FakeSource extends EventTarget {
  static all = [];
  closed = false;

  constructor(address) {
    super();
    this.address = address;
    FakeSource.all.push(this);
  }

  close() {
    this.closed = true;
  }

  tell(name, data) {
    this.dispatchEvent(Object.assign(new Event(name), { data: JSON.stringify(data) }));
  }
}

beforeEach(() => {
  FakeSource.all = [];
  globalThis.EventSource = /** @type {any} */ (FakeSource);
  mock.timers.enable({ apis: ["setTimeout"] });
});
afterEach(() => mock.timers.reset());

function opened() {
  const heard = [];
  const line = createLine("http://here/telemetry", {
    onState: (state) => heard.push(["state", state.seq]),
    onDelta: (message) => heard.push(["delta", message.seq]),
    onLost: () => heard.push(["lost"]),
  });
  line.open();
  return { line, heard };
}

test("a whole picture and the differences after it are handed on", () => {
  const { line, heard } = opened();
  line.open(); // is open already
  assert.equal(FakeSource.all.length, 1);
  FakeSource.all[0].tell("snapshot", first);
  FakeSource.all[0].tell("delta", { seq: 2, phase: "decode" });
  assert.deepEqual(heard, [["state", 1], ["delta", 2]]); // prettier-ignore
  assert.equal(line.state()?.phase, "decode");
});

test("after a gap the whole is asked for anew", () => {
  const { line, heard } = opened();
  FakeSource.all[0].tell("snapshot", first);
  FakeSource.all[0].tell("delta", { seq: 3 });
  assert.ok(FakeSource.all[0].closed);
  assert.equal(FakeSource.all.length, 2);
  assert.equal(line.state(), null);
  assert.deepEqual(heard, [["state", 1]]);
});

test("a lost line is tried again after a second, a closed one is not", () => {
  const { line, heard } = opened();
  FakeSource.all[0].tell("error", null);
  assert.deepEqual(heard, [["lost"]]);
  mock.timers.tick(999);
  assert.equal(FakeSource.all.length, 1);
  mock.timers.tick(1);
  assert.equal(FakeSource.all.length, 2);
  FakeSource.all[1].tell("error", null);
  line.close();
  mock.timers.tick(5000);
  assert.equal(FakeSource.all.length, 2);
});
