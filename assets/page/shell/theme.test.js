import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { startTheme } from "./theme.js";

let stored = new Map();
let classes = new Set();
let system;
let button;
let changes = 0;

beforeEach(() => {
  stored = new Map();
  classes = new Set();
  changes = 0;
  button = new EventTarget();
  system = Object.assign(new EventTarget(), { matches: false });
  const classList = {
    contains: (name) => classes.has(name),
    toggle: (name, on) => (on ? classes.add(name) : classes.delete(name)),
  };
  Object.assign(globalThis, {
    document: { body: { classList } },
    matchMedia: () => system,
    localStorage: { getItem: (key) => stored.get(key) ?? null, setItem: (key, text) => stored.set(key, text) },
  });
});

const start = () => startTheme(button, () => (changes += 1));

test("the system decides until the user does", () => {
  system.matches = true;
  start();
  assert.deepEqual([classes.has("dark"), changes], [true, 1]);
  button.dispatchEvent(new Event("click"));
  assert.deepEqual([classes.has("dark"), stored.get("hybrid-theme"), changes], [false, "light", 2]);
  system.dispatchEvent(new Event("change")); // says dark still
  assert.deepEqual([classes.has("dark"), changes], [false, 2]);
});

test("a choice made earlier holds from the beginning", () => {
  stored.set("hybrid-theme", "dark");
  start();
  assert.equal(classes.has("dark"), true);
});
