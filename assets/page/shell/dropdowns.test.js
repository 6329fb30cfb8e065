import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { closeIfLeft, startDropdowns } from "./dropdowns.js";

let page;
let keys = [];

class Field extends EventTarget {
  constructor(role, expanded) {
    super();
    Object.assign(this, { role, getAttribute: () => expanded });
    this.addEventListener("keydown", (event) => keys.push(/** @type {any} */ (event).key));
  }
}

beforeEach(() => {
  keys = [];
  page = Object.assign(new EventTarget(), { activeElement: null });
  const Key = class extends Event {
    constructor(name, { key }) {
      super(name);
      this.key = key;
    }
  };
  Object.assign(globalThis, { document: page, KeyboardEvent: Key });
});

test("a list that stands open behind the focus is closed, one in use is not", () => {
  const field = /** @type {any} */ (new Field("combobox", "true"));
  closeIfLeft(field);
  assert.deepEqual(keys, ["Escape"]);
  page.activeElement = field;
  closeIfLeft(field);
  closeIfLeft(/** @type {any} */ (new Field("combobox", "false")));
  assert.deepEqual(keys, ["Escape"]);
});

test("a dropdown that is left is looked at until nothing opens it any more", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  startDropdowns();
  const leave = (field) => {
    const event = new Event("focusout");
    Object.defineProperty(event, "target", { value: field });
    page.dispatchEvent(event);
  };
  leave(new Field("textbox", "true"));
  mock.timers.tick(1000);
  assert.deepEqual(keys, []);
  leave(new Field("combobox", "true"));
  mock.timers.tick(1000);
  assert.deepEqual(keys, ["Escape", "Escape", "Escape"]);
  mock.timers.reset();
});
