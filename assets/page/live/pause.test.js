import assert from "node:assert/strict";
import { test } from "node:test";
import { pauseButton } from "./pause.js";

test("a press asks for the other state, and the page says since when it holds", () => {
  const [label, note, classes] = [{ textContent: "Pause" }, { hidden: true, textContent: "" }, new Set()];
  const button = Object.assign(new EventTarget(), { title: "", setAttribute() {}, querySelector: () => label });
  globalThis.document = /** @type {any} */ ({
    body: { classList: { toggle: (name, on) => (on ? classes.add(name) : classes.delete(name)) } },
    querySelector: () => note,
  });
  const asked = [];
  const store = { isPaused: () => asked.length % 2 === 1, pause: (wanted) => asked.push(wanted) };
  const part = pauseButton({ querySelector: () => button }, { store });
  button.dispatchEvent(new Event("click"));
  button.dispatchEvent(new Event("click"));
  assert.deepEqual(asked, [true, false]);
  part.paused(true);
  assert.deepEqual([label.textContent, note.hidden, classes.has("charts-paused")], ["Resume", false, true]);
  assert.match(note.textContent, /^Charts paused at \d\d:\d\d:\d\d\. Counters keep updating\.$/);
  part.paused(false);
  assert.deepEqual([label.textContent, note.hidden, classes.has("charts-paused")], ["Pause", true, false]);
});
