import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { element, fire, madeUpObserver, madeUpPage } from "../testing/elements.mjs";
import { endsDemo, prompts } from "./prompts.js";

let page;
let sent = [];
let observers = [];
let frames = [];

const at = (id) => page.querySelector(`#${id}`);
const field = () => page.querySelector("#chat-input textarea");
const note = () => at("demo-note").textContent;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  observers = madeUpObserver("MutationObserver");
  frames = [];
  globalThis.requestAnimationFrame = /** @type {any} */ ((callback) => frames.push(callback));
  const box = element(
    "div#prompts",
    { dataset: { demo: JSON.stringify(["sums", "foxes"]) } },
    element("ul#examples", {}, element("li", {}, element("button", { dataset: { prompt: "What is 1 + 1?" } }, "Sums"))),
    element("button#examples-toggle", { attributes: { "aria-expanded": "false" } }),
    element("button#demo", { attributes: { "aria-pressed": "false" } }, "Switch topics"),
    element("span#demo-note"),
  );
  page = madeUpPage(
    element("div", {}, box),
    element("div#chat"),
    element("div#chat-input", {}, element("textarea", { value: "" })),
    element("button#send"),
    element("button#stop", { disabled: true }),
    element("button#new-conversation"),
    element("div#error"),
  );
  sent = [];
  at("send").addEventListener("click", () => sent.push(field().value));
  prompts(page.body.children[0]);
});
afterEach(() => mock.timers.reset());

// The button that sends comes two frames after the text.
function drawn() {
  for (let time = 0; time < 2; time++) frames.splice(0).forEach((frame) => frame());
}

function replyEnds() {
  fire(page, "hybrid:reply-ended");
  mock.timers.tick(700);
  drawn();
}

const pressed = () => at("demo").getAttribute("aria-pressed");

test("a chip closes the list and asks its prompt once Gradio has taken it in", () => {
  at("examples-toggle").click();
  assert.equal(at("prompts").classList.contains("open"), true);
  page.querySelector("#examples button").click();
  assert.deepEqual([at("prompts").classList.contains("open"), field().value, sent], [false, "What is 1 + 1?", []]);
  drawn();
  assert.deepEqual(sent, ["What is 1 + 1?"]);
});

test("while a reply is written a chip fills the field and no more", () => {
  at("stop").disabled = false;
  page.querySelector("#examples button").click();
  drawn();
  assert.deepEqual([field().value, sent, page.activeElement], ["What is 1 + 1?", [], field()]);
  at("demo").click();
  assert.deepEqual([note(), pressed()], ["Finish or stop the current reply first.", "false"]);
});

test("the demo asks its prompts in turn and ends", () => {
  at("demo").click();
  drawn();
  assert.deepEqual([note(), at("demo").textContent, pressed()], ["1 of 2", "Stop demo", "true"]);
  fire(page, "hybrid:reply-ended");
  mock.timers.tick(699); // to see where the last topic left the cache
  assert.equal(note(), "1 of 2");
  mock.timers.tick(1);
  drawn();
  assert.deepEqual([sent, note()], [["sums", "foxes"], "2 of 2"]);
  replyEnds();
  assert.deepEqual([note(), at("demo").textContent, pressed()], ["Demo finished.", "Switch topics", "false"]);
  replyEnds(); // of another question
  assert.deepEqual(sent, ["sums", "foxes"]);
});

test("the demo begins in an empty conversation", () => {
  const row = element("div.message-row");
  at("chat").append(row);
  let emptied = 0;
  at("new-conversation").addEventListener("click", () => (emptied += 1));
  at("demo").click();
  observers[0]();
  assert.deepEqual([emptied, note(), pressed()], [1, "", "true"]);
  row.remove();
  observers[0]();
  drawn();
  assert.deepEqual([sent, note(), observers.length], [["sums"], "1 of 2", 0]);
});

test("a failed reply ends the demo, and so does its own button", () => {
  at("demo").click();
  drawn();
  at("error").textContent = "Out of memory.";
  replyEnds();
  assert.equal(note(), "Demo stopped: the last reply failed.");
  at("error").textContent = "";
  at("demo").click();
  at("demo").click();
  assert.deepEqual([note(), pressed()], ["Demo stopped.", "false"]);
});

test("who stops the reply or asks by hand stops the demo; its own pressing of buttons does not", () => {
  const ends = (id, isTrusted) => endsDemo({ isTrusted, target: at(id) });
  assert.deepEqual([ends("send", true), ends("new-conversation", true), ends("stop", true)], [true, true, true]);
  assert.deepEqual([ends("send", false), ends("new-conversation", false), ends("stop", false)], [false, false, true]);
  assert.equal(ends("chat", true), false);
  at("demo").click();
  drawn(); // presses Send by script
  assert.equal(note(), "1 of 2");
  at("stop").disabled = false;
  at("stop").click();
  assert.equal(note(), "Demo stopped.");
});

test("a demo that is stopped in the pause asks nothing more", () => {
  at("demo").click();
  drawn();
  fire(page, "hybrid:reply-ended");
  at("demo").click();
  mock.timers.tick(700);
  drawn();
  assert.deepEqual([sent, note()], [["sums"], "Demo stopped."]);
});
