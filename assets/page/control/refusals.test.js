import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { element, madeUpObserver, madeUpPage } from "../testing/elements.mjs";
import { idOf, refusals } from "./refusals.js";

let page;
let told = 0;
let observed;

beforeEach(() => {
  told = 0;
  const field = (id) => element(`div#${id}`, {}, element("input"));
  page = element("main", {},
    element("section#chat-pane", {}, element("div#composer")),
    element("section#control-pane", {}, element("div#error"), field("ways"), field("top-p"))); // prettier-ignore
  madeUpPage(page);
  madeUpObserver("MutationObserver");
  const Observer = globalThis.MutationObserver;
  globalThis.MutationObserver = /** @type {any} */ (
    class {
      constructor(seen) {
        observed = { seen, options: null };
        return new Observer(seen);
      }
    }
  );
  const block = (id) => page.querySelector(`#${id}`);
  const fields = { names: ["ways"], block, input: (id) => block(id)?.querySelector("input") ?? null };
  refusals(page.querySelector("#control-pane"), fields, () => (told += 1));
});

function refuse(sentence, field, place) {
  const alert = element("p", { textContent: sentence });
  alert.dataset.field = field;
  if (place) alert.dataset.place = place;
  page.querySelector("#error").replaceChildren(...(sentence ? [alert] : []));
  observed.seen();
}

const beside = () => page.querySelector("#refusal")?.textContent ?? null;
const inChat = () => page.querySelector("#chat-refusal")?.textContent ?? null;

test("a refusal finds its field by the id that it has on the page", () => {
  assert.deepEqual(["max_new_tokens", "top_p", "cpu_threads"].map(idOf), ["max-new-tokens", "top-p", "cpu_threads"]);
  assert.equal(idOf(undefined), "");
});

test("a refused setting is marked, and the mark follows the next refusal", () => {
  refuse("M can be at most 8.", "ways");
  assert.equal(beside(), "M can be at most 8.");
  assert.equal(page.querySelector("#ways").classList.contains("refused"), true);
  assert.equal(page.querySelector("#error").classList.contains("beside"), true);
  refuse("Choose a smaller model.", "model");
  assert.deepEqual([beside(), page.querySelector("#ways").classList.contains("refused")], [null, false]);
  assert.equal(page.querySelector("#error").classList.contains("beside"), false);
  refuse("", "");
  assert.deepEqual([beside(), inChat()], [null, null]);
  assert.equal(told, 4); // once for what was there at first
});

test("what the chat asked for is refused in the chat, a wrong sampling value at its field as well", () => {
  refuse("This conversation no longer fits.", "", "chat");
  assert.deepEqual([inChat(), beside()], ["This conversation no longer fits.", null]);
  assert.equal(page.querySelector("#error").classList.contains("beside"), true);
  refuse("top-p must be above 0.", "top_p", "chat");
  assert.deepEqual([inChat(), beside()], ["top-p must be above 0.", "top-p must be above 0."]);
});
