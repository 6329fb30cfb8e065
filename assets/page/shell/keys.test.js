import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { isOff, keyOf, onEscape, startKeys, switchOff } from "./keys.js";

let stored = new Map();
let shown = {};
let page;

beforeEach(() => {
  stored = new Map();
  shown = {};
  const classes = new Set();
  const classList = {
    contains: (name) => classes.has(name),
    toggle: (name, on) => classes[on ? "add" : "delete"](name),
  };
  const querySelector = (selector) => shown[selector] ?? null;
  page = Object.assign(new EventTarget(), { querySelector, body: { classList } });
  Object.assign(globalThis, {
    document: page,
    window: { hybrid: {} },
    localStorage: { getItem: (key) => stored.get(key) ?? null, setItem: (key, text) => stored.set(key, text) },
  });
});

const event = (key, more = {}) => ({ key, target: { closest: () => null }, ...more });

test("keys are ours without modifiers only, but for help", () => {
  assert.equal(keyOf(event("Escape")), "stop");
  assert.equal(keyOf(event(" ")), "pause");
  assert.equal(keyOf(event("/", { ctrlKey: true })), "help");
  assert.equal(keyOf(event("/", { metaKey: true })), "help");
  assert.equal(keyOf(event("/")), null);
  for (const modifier of ["ctrlKey", "metaKey", "altKey", "shiftKey", "isComposing"]) {
    assert.equal(keyOf(event("Escape", { [modifier]: true })), null, modifier);
  }
});

test("Enter sends in the message field and nowhere else", () => {
  assert.equal(keyOf(event("Enter")), null);
  assert.equal(keyOf(event("Enter", { target: { closest: (selector) => selector === "#chat-input" } })), "send");
});

test("which keys are off is remembered, and nonsense in the memory is no harm", () => {
  switchOff("send", true);
  switchOff("pause", true);
  switchOff("send", false);
  assert.deepEqual(["send", "pause", "stop"].map(isOff), [false, true, false]);
  assert.equal(stored.get("hybrid-keys-off"), '["pause"]');
  for (const nonsense of ["{", "7", "null"]) {
    stored.set("hybrid-keys-off", nonsense);
    assert.equal(isOff("pause"), false);
  }
});

function press(key) {
  const pressed = Object.assign(new Event("keydown", { cancelable: true }), { key });
  Object.defineProperty(pressed, "target", { value: { closest: () => null } });
  page.dispatchEvent(pressed);
  return pressed.defaultPrevented;
}

test("Esc stops the reply, else what has asked for it; never from under a dialog", () => {
  let [stopped, cancelled] = [0, 0];
  startKeys(() => {});
  onEscape(() => Boolean((cancelled += 1)));
  shown["#stop"] = { disabled: false, click: () => (stopped += 1) };
  assert.equal(press("Escape"), true);
  shown["#stop"].disabled = true;
  assert.equal(press("Escape"), true);
  assert.deepEqual([stopped, cancelled], [1, 1]);
  shown["dialog[open]"] = {};
  assert.equal(press("Escape"), false);
  switchOff("stop", true);
  delete shown["dialog[open]"];
  assert.equal(press("Escape"), false);
  assert.deepEqual([stopped, cancelled], [1, 1]);
});

test("space stops the charts and lets them go on, unless it is off", () => {
  let toggled = 0;
  startKeys(() => (toggled += 1));
  assert.equal(press(" "), true);
  switchOff("pause", true);
  assert.equal(press(" "), false);
  assert.equal(toggled, 1);
});

test("P presents the heatmap, and P or Esc goes back; never from a field that takes letters", () => {
  startKeys(() => {});
  assert.equal(press("p"), true);
  assert.equal(page.body.classList.contains("presenting"), true);
  assert.equal(press("Escape"), true);
  assert.equal(page.body.classList.contains("presenting"), false);
  const typed = Object.assign(new Event("keydown", { cancelable: true }), { key: "p" });
  Object.defineProperty(typed, "target", { value: { closest: (selector) => /textarea/.test(selector) } });
  page.dispatchEvent(typed);
  assert.equal(typed.defaultPrevented, false);
  shown["dialog[open]"] = {};
  assert.equal(press("p"), false);
});
