import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { element, fire, madeUpObserver, madeUpPage } from "../testing/elements.mjs";
import { gauge } from "./gauge.js";

let page;
let observers = [];
let asked = 0;

const rests = () => mock.timers.tick(600);

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  observers = madeUpObserver("MutationObserver");
  page = madeUpPage(
    element("div#chat", {}, element("div.message-row.user-row")),
    element("div#chat-input", {}, element("textarea", { value: "" })),
    element("button#stop", { disabled: true }),
  );
  asked = 0;
  gauge(null, null, (event) => (asked += event === "submit" ? 1 : 0));
  rests();
});
afterEach(() => mock.timers.reset());

test("the page as it opens is counted", () => assert.equal(asked, 1));

test("what is typed is counted once it rests", () => {
  const field = page.querySelector("#chat-input textarea");
  fire(field, "input");
  mock.timers.tick(500);
  fire(field, "input");
  mock.timers.tick(500);
  assert.equal(asked, 1);
  rests();
  assert.equal(asked, 2);
});

test("another conversation is counted, the same one redrawn is not", () => {
  observers[0]();
  rests();
  assert.equal(asked, 2);
  observers[0]();
  rests();
  assert.equal(asked, 2);
  page.querySelector("#chat").append(element("div.message-row.bot-row"));
  observers[0]();
  rests();
  assert.equal(asked, 3);
});

test("a reply is counted when it has ended", () => {
  page.querySelector("#stop").disabled = false;
  fire(page.querySelector("#chat-input textarea"), "input");
  rests();
  assert.equal(asked, 1);
  page.querySelector("#stop").disabled = true;
  fire(document, "hybrid:reply-ended");
  rests();
  assert.equal(asked, 2);
});
