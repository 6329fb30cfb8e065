import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { before, test } from "node:test";
import { element, madeUpObserver, madeUpPage, settled } from "./testing/elements.mjs";

let mount;
let system;
let observers = [];

before(async () => {
  const page = madeUpPage(element("div#live"));
  page.hidden = true; // no line to the engine before the tab is seen
  observers = madeUpObserver("MutationObserver");
  system = Object.assign(new EventTarget(), { matches: false });
  Object.assign(globalThis, {
    window: Object.assign(new EventTarget(), { hybrid: null }),
    localStorage: { getItem: () => null, setItem() {} },
    matchMedia: () => system,
  });
  ({ mount } = await import("./main.js"));
});

const sources = async () => {
  const folder = new URL("../../ui/", import.meta.url);
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".py"));
  return (await Promise.all(names.map((name) => readFile(new URL(name, folder), "utf8")))).join("\n");
};

test("Gradio's events find by name what they call", async () => {
  const called = new Set([...(await sources()).matchAll(/window\.hybrid\.(\w+)/g)].map(([, name]) => name));
  assert.ok(called.size >= 10, String(called.size));
  called.delete("showTokens"); // set by tokens/tokens.js, once it has begun
  for (const name of called) assert.equal(typeof window.hybrid[name], "function", name);
});

test("a part begins in the markup that brings it", async () => {
  const drawer = element("dialog#help", { open: false }, element("button.close"));
  Object.assign(drawer, { showModal: () => (drawer.open = true), close: () => (drawer.open = false) });
  const markup = element("div", {}, element("button#help-open"), drawer);
  document.body.append(markup);
  mount(markup, () => {});
  await settled();
  document.querySelector("#help-open").click();
  assert.equal(drawer.open, true);
  drawer.querySelector(".close").click();
  assert.equal(drawer.open, false);
});

test("a part waits for what it needs beyond its own markup, and can let its event happen", async () => {
  const heard = [];
  const markup = element("div", {}, element("button#more", { dataset: { needs: "menu-of-tests" } }));
  document.body.append(markup);
  mount(markup, (event) => heard.push(event));
  await settled();
  assert.equal(observers.length, 1);
  document.body.append(element("div#menu-of-tests"));
  observers[0]();
  await settled();
  assert.equal(observers.length, 0);
  globalThis.EventSource = /** @type {any} */ (
    class extends EventTarget {
      close() {}
    }
  );
  Object.assign(document, { hidden: false });
  document.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(heard, ["focus"]);
});

test("the theme's button is found wherever it stands", () => {
  const markup = element("div", {}, element("button#theme"));
  mount(markup, () => {});
  system.matches = true;
  system.dispatchEvent(new Event("change"));
  assert.equal(document.body.classList.contains("dark"), true);
});
