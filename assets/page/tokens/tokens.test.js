import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { messages } from "../chat/messages.js";
import { element, fire, madeUpObserver, madeUpPage, settled } from "../testing/elements.mjs";
import { engineState } from "../testing/engine_state.mjs";
import { cellsIn, tokens } from "./tokens.js";

// One token of its prompt and one of the reply, two layers of four experts.
const MESSAGE = {
  layers: 2,
  experts: 4,
  top_k: 2,
  prompt: 1,
  texts: ["Hi", " there"],
  milliseconds: [null, 5],
  choices: "#$%&" + "&%$#",
  outcomes: "####" + "#$%#",
};

let chat;
let outlined = [];
let asked = [];
let answer;
let changed = () => {};
let part;

const rows = () => chat.querySelectorAll(".message-row");
const button = () => rows()[1].querySelector("[data-action=tokens]");
const history = [{}, { metadata: { id: "r/1" } }];

beforeEach(() => {
  const observers = madeUpObserver("MutationObserver");
  changed = () => observers.forEach((callback) => callback());
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  Object.assign(globalThis, {
    window: { hybrid: {} },
    innerHeight: 600,
    Option: class {
      constructor(text, value) {
        return element("option", { text, value });
      }
    },
  });
  const row = (kind, text) => element(`div.message-row.${kind}-row`, {}, element("div.message-content", {}, text));
  chat = element("div#chat", {}, row("user", "Hello"), row("bot", "Hi there"));
  madeUpPage(
    chat,
    element("p#editing-note"),
    element("div#again"),
    element("div#chat-input", {}, element("textarea")),
    element("div", {}, element("div#token-detail", { hidden: true })),
  );
  document.createDocumentFragment = () => element("fragment");
  const create = document.createElement;
  document.createElement = (tag) => (tag === "select" ? element("select", { value: "misses" }) : create(tag));
  outlined = [];
  asked = [];
  answer = MESSAGE;
  globalThis.fetch = /** @type {any} */ (
    async (address) => {
      asked.push(address.pathname);
      const content = answer;
      return { ok: !content.error, json: async () => content };
    }
  );
  messages(document.body, null, () => {});
  part = tokens(document.body, { outline: (cells) => outlined.push(cells) });
  part.update(engineState());
});

// The press notes the message, then Gradio's event hands the conversation over.
async function pressed(conversation = history) {
  button().click();
  window.hybrid.showTokens(conversation);
  await settled();
}

test("a reply changes places with its tokens and back", async () => {
  await pressed();
  assert.deepEqual(asked, ["/tokens/r%2F1"]);
  assert.equal(rows()[1].classList.contains("as-tokens"), true);
  assert.deepEqual([button().textContent, button().getAttribute("aria-pressed")], ["Text", "true"]);
  const shown = rows()[1]
    .querySelectorAll(".routed")
    .map(({ textContent }) => textContent);
  assert.deepEqual(shown, [" there"]);
  await pressed();
  assert.equal(rows()[1].querySelector(".tokens"), null);
  assert.deepEqual([button().textContent, button().getAttribute("aria-pressed")], ["Tokens", "false"]);
  assert.equal(asked.length, 1);
});

test("a reply that has no recording says so, and so does a refusal", async () => {
  await pressed([{}, {}]);
  assert.equal(rows()[1].querySelector(".tokens").textContent, "This reply was not recorded.");
  assert.deepEqual(asked, []);
  await pressed();
  answer = { error: "It was recorded by another program." };
  await pressed();
  assert.equal(rows()[1].querySelector(".tokens").textContent, "It was recorded by another program.");
});

test("a refusal that comes after its view was closed is not shown", async () => {
  answer = { error: "It was recorded by another program." };
  button().click();
  window.hybrid.showTokens(history);
  rows()[1].querySelector(".message-content").textContent = "Another reply";
  changed();
  await settled();
  assert.equal(rows()[1].querySelector(".tokens"), null);
  assert.equal(rows()[1].classList.contains("as-tokens"), false);
});

test("a chosen token's cells are outlined in the heatmap of its model, not in another's", async () => {
  await pressed();
  const choose = () => fire(rows()[1].querySelector(".routed"), "click");
  choose();
  choose();
  assert.deepEqual(outlined, [[3, 2, 5, 4], null]);
  part.update(engineState({ model: { ...engineState().model, name: "large", layers: 3 } }));
  choose();
  assert.deepEqual(outlined.slice(2), [null, null]);
});

test("the view goes with the text it is of, and is closed at once where Gradio drew something else", async () => {
  await pressed();
  changed();
  assert.notEqual(rows()[1].querySelector(".tokens"), null);
  rows()[1].querySelector(".message-content").textContent = "Another reply";
  changed();
  assert.deepEqual([rows()[1].querySelector(".tokens"), rows()[1].className], [null, "message-row bot-row"]);
  assert.deepEqual(outlined, [null]);
});

test("a button that Gradio has drawn anew says again what it does", async () => {
  await pressed();
  rows()[1].querySelector(".actions").remove();
  changed(); // the actions come back, then the view's name for the button
  assert.deepEqual([button().textContent, button().getAttribute("aria-pressed")], ["Text", "true"]);
});

test("an answer that comes after the view was closed is not shown", async () => {
  button().click();
  window.hybrid.showTokens(history);
  window.hybrid.showTokens(history);
  await settled();
  assert.equal(rows()[1].querySelector(".tokens"), null);
  window.hybrid.showTokens([]);
  await settled();
});

test("cells are those of a model of the same shape", () => {
  const data = { layers: 2, experts: 4, cells: (token) => [token, 7] };
  assert.deepEqual(cellsIn({ layers: 2, experts: 4 }, data, 1), [1, 7]);
  assert.deepEqual(cellsIn({ layers: 2, experts: 4 }, data, 0), [0, 7]);
  assert.equal(cellsIn({ layers: 2, experts: 8 }, data, 1), null);
  assert.equal(cellsIn({ layers: 1, experts: 4 }, data, 1), null);
  assert.equal(cellsIn(null, data, 1), null);
  assert.equal(cellsIn({ layers: 2, experts: 4 }, data, null), null);
});
