import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { element, fire, madeUpPage } from "../testing/elements.mjs";
import { help, helpButton } from "./help.js";

let drawer;
let stored = new Map();

beforeEach(() => {
  stored = new Map([["hybrid-keys-off", '["pause"]']]);
  Object.assign(globalThis, {
    localStorage: { getItem: (key) => stored.get(key) ?? null, setItem: (key, text) => stored.set(key, text) },
  });
  const box = (key) => element("input", { type: "checkbox", dataset: { key } });
  drawer = element("dialog#help", { open: false }, element("button.close"), element("p"), box("pause"), box("send"));
  Object.assign(drawer, { showModal: () => (drawer.open = true), close: () => (drawer.open = false) });
  madeUpPage(element("div", {}, drawer, element("button#help-open")));
  help(document.body);
  helpButton(document.body);
});

test("the button opens the drawer and closes it", () => {
  const button = document.querySelector("#help-open");
  button.click();
  assert.equal(drawer.open, true);
  button.click();
  assert.equal(drawer.open, false);
});

test("the drawer closes by its cross and by a click beside it, not by one inside", () => {
  for (const [target, isOpen] of [[drawer.querySelector("p"), true], [drawer, false], [drawer.querySelector(".close"), false]]) {
    drawer.showModal();
    target.click();
    assert.equal(drawer.open, isOpen, target.tagName);
  }
}); // prettier-ignore

test("boxes show which keys work, and switch them", () => {
  const [pause, send] = drawer.querySelectorAll("input");
  assert.deepEqual([pause.checked, send.checked], [false, true]);
  send.checked = false;
  fire(send, "change");
  assert.equal(stored.get("hybrid-keys-off"), '["pause","send"]');
  pause.checked = true;
  fire(pause, "change");
  assert.equal(stored.get("hybrid-keys-off"), '["send"]');
});
