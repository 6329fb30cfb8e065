import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { next, title, titleOf } from "./title.js";

const IN_SIGHT = { busy: false, looked: true };
const AWAY = { busy: false, looked: false };

let stop;
let changed;
let page;

beforeEach(() => {
  stop = { disabled: true };
  page = Object.assign(new EventTarget(), {
    title: "Name",
    querySelector: () => stop,
    hidden: false,
    hasFocus: () => !page.hidden,
  });
  globalThis.document = /** @type {any} */ (page);
  globalThis.window = /** @type {any} */ (new EventTarget());
  globalThis.MutationObserver = /** @type {any} */ (
    class {
      constructor(told) {
        changed = told;
      }
      observe() {}
    }
  );
  title();
});

function reply(begins) {
  stop.disabled = !begins;
  changed();
}

test("what is told follows from what was told and who looks", () => {
  assert.equal(next("idle", { busy: true, looked: true }), "writing");
  assert.equal(next("writing", IN_SIGHT), "idle");
  assert.equal(next("writing", AWAY), "ready");
  assert.equal(next("ready", AWAY), "ready");
  assert.equal(next("ready", IN_SIGHT), "idle");
  assert.equal(next("ready", { busy: true, looked: false }), "writing");
  assert.equal(next("idle", AWAY), "idle");
  assert.equal(titleOf("idle", "Name"), "Name");
});

test("a reply that ends out of sight is told until the tab is looked at", () => {
  reply(true);
  assert.equal(page.title, "Writing… - Name");
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  reply(false);
  assert.equal(page.title, "Reply ready - Name");
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  assert.equal(page.title, "Name");
});

test("a reply that ends before one's eyes is not told", () => {
  reply(true);
  reply(false);
  assert.equal(page.title, "Name");
});

test("a window without the focus is not looked at", () => {
  reply(true);
  page.hasFocus = () => false;
  reply(false);
  assert.equal(page.title, "Reply ready - Name");
  page.hasFocus = () => true;
  globalThis.window.dispatchEvent(new Event("focus"));
  assert.equal(page.title, "Name");
});
