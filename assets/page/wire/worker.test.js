import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const { first } = JSON.parse(readFileSync(new URL("../testing/telemetry.json", import.meta.url), "utf8"));

test("one line serves all tabs that are seen", async () => {
  const sources = [];
  const scope = Object.assign(new EventTarget(), { location: { href: "http://here/app/page/worker.js" } });
  globalThis.self = /** @type {any} */ (scope);
  globalThis.EventSource = /** @type {any} */ (
    class extends EventTarget {
      constructor(address) {
        super();
        Object.assign(this, { address, open: true });
        sources.push(this);
      }
      close() {
        Object.assign(this, { open: false });
      }
    }
  );
  await import("./worker.js");

  function tab() {
    const heard = [];
    const port = Object.assign(new EventTarget(), { start() {}, postMessage: (message) => heard.push(message) });
    scope.dispatchEvent(Object.assign(new Event("connect"), { ports: [port] }));
    const show = (visible) => port.dispatchEvent(Object.assign(new Event("message"), { data: { visible } }));
    return { heard, show };
  }

  const [one, two] = [tab(), tab()];
  assert.equal(sources.length, 0);
  one.show(true);
  assert.equal(sources[0].address, "http://here/app/telemetry");
  sources[0].dispatchEvent(Object.assign(new Event("snapshot"), { data: JSON.stringify(first) }));
  two.show(true); // gets at once what is known
  assert.equal(sources.length, 1);
  assert.equal(one.heard.length, 1);
  assert.deepEqual(two.heard[0].state.model, first.model);
  one.show(false);
  assert.equal(sources[0].open, true);
  sources[0].dispatchEvent(Object.assign(new Event("delta"), { data: JSON.stringify({ seq: 2, phase: "decode" }) }));
  assert.equal(one.heard.length, 1);
  assert.equal(two.heard[1].delta.phase, "decode");
  two.show(false);
  assert.equal(sources[0].open, false);
});
