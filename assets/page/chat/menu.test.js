import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { conversation, pickFile } from "./menu.js";

let page;

beforeEach(() => {
  page = Object.assign(new EventTarget(), { hidden: false });
  globalThis.document = /** @type {any} */ (page);
});

test("the list is asked for anew when the tab is looked at again, not when it is left", () => {
  const heard = [];
  conversation({ querySelector: () => new EventTarget() }, null, (event) => heard.push(event));
  page.hidden = true;
  page.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(heard, []);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(heard, ["focus"]);
});

test("More opens the menu and closes it", () => {
  const said = { "aria-expanded": "false" };
  const more = Object.assign(new EventTarget(), {
    getAttribute: (name) => said[name],
    setAttribute: (name, value) => (said[name] = value),
  });
  let isOpen = false;
  page.querySelector = () => ({ classList: { toggle: (_, on) => (isOpen = on) } });
  conversation({ querySelector: () => more }, null, () => {});
  more.dispatchEvent(new Event("click"));
  assert.deepEqual([said["aria-expanded"], isOpen], ["true", true]);
  more.dispatchEvent(new Event("click"));
  assert.deepEqual([said["aria-expanded"], isOpen], ["false", false]);
});

test("a chosen file gives its text, none an empty one", async () => {
  const inputs = [];
  page.createElement = () => {
    inputs.push(Object.assign(new EventTarget(), { click() {}, files: [] }));
    return inputs.at(-1);
  };
  const chosen = pickFile();
  inputs[0].files = [{ text: async () => "{}" }];
  inputs[0].dispatchEvent(new Event("change"));
  assert.deepEqual(await chosen, ["{}"]);
  const none = pickFile();
  inputs[1].dispatchEvent(new Event("cancel"));
  assert.deepEqual(await none, [""]);
});
