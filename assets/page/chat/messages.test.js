import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { fire, element, madeUpObserver, madeUpPage } from "../testing/elements.mjs";
import { sending, taken } from "./composer.js";
import {
  askingAgain,
  chosenBranch,
  chosenMessage,
  copy,
  edit,
  messages,
  showBranches,
  showEditing,
  stopEditing,
} from "./messages.js";

let page;
let observers = [];
let copied = [];
let triggered = [];

const at = (selector) => page.querySelector(selector);
const rows = () => [...page.querySelectorAll(".message-row")];
const labels = (row) => row.querySelectorAll(".actions button").map(({ textContent }) => textContent);
const action = (row, name) => row.querySelector(`[data-action=${name}]`);

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  observers = madeUpObserver("MutationObserver");
  copied = [];
  triggered = [];
  Object.defineProperty(globalThis, "navigator", {
    value: { clipboard: { writeText: (text) => copied.push(text) } },
    configurable: true,
  });
  const code = element("pre", {}, element("code", {}, "print(1)"));
  page = madeUpPage(
    element(
      "div#chat",
      {},
      element("div.message-row.user-row", {}, "Hello"),
      element("div.message-row.bot-row", {}, element("div.thought-group")),
      element("div.message-row.bot-row", {}, element("div.written", {}, code)),
    ),
    element("div#editing-note"),
    element("div#again", { hidden: false }),
    element("div#editing", {}, element("textarea", { value: "" })),
    element("div#chat-input", {}, element("textarea", { value: "" })),
  );
  messages(page.body, null, (event) => triggered.push(event));
});
afterEach(() => mock.timers.reset());

test("a message has its own actions, a thought none", () => {
  assert.deepEqual(rows().map(labels), [
    ["Edit", "Copy", "Delete"],
    [],
    ["Regenerate", "Ask again", "Tokens", "Copy", "Delete"],
  ]);
});

test("the figures of a cut reply offer to continue it, as long as it is the last", () => {
  const title = element("div.title", {}, "cut at the token limit · 9.1 tok/s");
  const figures = element("div.message-row.bot-row", {}, element("div.thought-group", {}, title));
  at("#chat").append(figures);
  observers[0]();
  assert.deepEqual(labels(figures), ["Continue"]);
  action(figures, "on").click();
  assert.deepEqual([triggered.pop(), chosenMessage()], ["submit", "3"]);
  title.textContent = "stopped by you · 9.1 tok/s";
  observers[0]();
  assert.deepEqual(labels(figures), ["Continue"]);
  title.textContent = "9.1 tok/s · cut at the token limit ·";
  observers[0]();
  assert.deepEqual(labels(figures), []);
  title.textContent = "cut at the token limit · 9.1 tok/s";
  at("#chat").append(element("div.message-row.user-row", {}, "And?"));
  observers[0]();
  assert.deepEqual(labels(figures), []);
});

test("a message with other versions has arrows to them", () => {
  showBranches(JSON.stringify([[0, 1, 2], [2, 3, 3]])); // prettier-ignore
  const [question, , answer] = rows();
  const arrows = (row) => row.querySelectorAll("[data-action=version]");
  assert.deepEqual([question, answer].map((row) => row.querySelector(".version").textContent), ["1/2", "3/3"]); // prettier-ignore
  assert.deepEqual([...arrows(question), ...arrows(answer)].map(({ disabled }) => disabled), [true, false, false, true]); // prettier-ignore
  arrows(answer)[0].click();
  assert.deepEqual([triggered.pop(), chosenBranch()], ["input", "2:-1"]);
  arrows(question)[1].click();
  assert.deepEqual([triggered.pop(), chosenBranch()], ["input", "0:+1"]);
  const bar = question.querySelector(".actions");
  observers[0]();
  assert.equal(question.querySelector(".actions"), bar);
  showBranches("[]");
  assert.deepEqual(rows().map((row) => arrows(row).length), [0, 0, 0]); // prettier-ignore
  showBranches("");
});

test("a row that Gradio uses anew changes its actions with its kind", () => {
  const [row] = rows();
  const bar = row.querySelector(".actions");
  observers[0]();
  assert.equal(row.querySelector(".actions"), bar);
  row.className = "message-row bot-row";
  observers[0]();
  assert.deepEqual(labels(row), ["Regenerate", "Ask again", "Tokens", "Copy", "Delete"]);
  row.append(element("div.thought-group"));
  observers[0]();
  assert.deepEqual(labels(row), []);
});

test("a press lets the event happen that Gradio has for it, for the row's message", () => {
  const names = { again: "retry", repeat: "retry", tokens: "select", copy: "copy", drop: "delete" };
  for (const [name, event] of Object.entries(names)) {
    action(rows()[2], name).click();
    assert.deepEqual([triggered.pop(), chosenMessage()], [event, "2"]);
  }
  action(rows()[0], "edit").click();
  assert.deepEqual([triggered.pop(), chosenMessage()], ["edit", "0"]);
  assert.equal(page.activeElement, at("#chat-input textarea"));
});

test("Copy says for a while that it has copied", () => {
  const button = action(rows()[0], "copy");
  button.click();
  assert.equal(button.textContent, "Copied");
  mock.timers.tick(1500);
  assert.equal(button.textContent, "Copy");
});

test("code can be copied by itself, and has one button for it", () => {
  observers[0]();
  const buttons = page.querySelectorAll(".copy-code");
  assert.equal(buttons.length, 1);
  buttons[0].click();
  assert.deepEqual([copied, buttons[0].dataset.done], [["print(1)"], "true"]);
  assert.deepEqual(triggered, []);
  mock.timers.tick(1500);
  assert.equal(buttons[0].dataset.done, undefined);
});

test("without a clipboard code has no button", () => {
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  page.querySelector(".copy-code").remove();
  observers[0]();
  assert.equal(page.querySelectorAll(".copy-code").length, 0);
});

test("what is edited or copied is what was written, not its markup", () => {
  const body = (markup) =>
    markup.startsWith("<div data") ? element("body", {}, element("div", { dataset: { text: "a *b*" } }, "a b"))
    : markup.startsWith("<p") ? element("body", {}, element("p", {}, "a b"))
    : element("body"); // prettier-ignore
  globalThis.DOMParser = /** @type {any} */ (
    class {
      parseFromString(markup) {
        return { body: body(markup) };
      }
    }
  );
  action(rows()[0], "edit").click();
  const history = (...texts) => [{ content: texts.map((text) => ({ text })) }];
  assert.deepEqual(edit(history('<div data-text="a *b*">', "a b</div>")), ["a *b*", "0"]);
  copy(history("<p>a b</p>"));
  copy(history("plain & simple"));
  copy([{ content: [{ file: "x" }, { text: "only" }] }]);
  assert.deepEqual(copied, ["a b", "plain & simple", "only"]);
});

test("asking again passes the message on and forgets what was sent", () => {
  action(rows()[2], "again").click();
  sending(["Hello"]);
  assert.deepEqual(askingAgain(["history", 1]), ["2", "history", 1]);
  at("#chat-input textarea").value = "Hello again";
  taken();
  assert.equal(at("#chat-input textarea").value, "Hello again");
});

test("it is said that sending replaces a message, until that is called off", () => {
  const note = at("#editing-note");
  assert.equal(note.hidden, true);
  showEditing("0"); // the first message
  assert.equal(note.hidden, false);
  assert.match(note.innerHTML, /^Sending asks this anew\..*stays.*Cancel/);
  showEditing("");
  assert.deepEqual([note.hidden, note.innerHTML], [true, ""]);
});

test("calling off empties the field as well, if anything was edited", () => {
  assert.equal(stopEditing(), false);
  at("#editing textarea").value = "3";
  at("#chat-input textarea").value = "Hello";
  const button = element("button");
  at("#editing-note").append(button);
  fire(at("#editing-note"), "click");
  assert.equal(at("#editing textarea").value, "3"); // beside the button
  button.click();
  assert.deepEqual([at("#editing textarea").value, at("#chat-input textarea").value], ["", ""]);
});
