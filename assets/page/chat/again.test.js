import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { element, fire, madeUpPage } from "../testing/elements.mjs";
import { askedAgain, hitIn, verdict } from "./again.js";

let box;
let chat;
let again;
const row = (...children) => element("div.message-row", {}, ...children);
const figures = (text) => row(element("div.thought-group", {}, element("div.title", {}, text)));
const line = (name) => element(`div.${name}`, {}, element("i", { style: { setProperty(_, to) { this.share = to; } } }), element("b")); // prettier-ignore
const shares = () => ["first", "second"].map((name) => [box.querySelector(`.${name} i`).style.share, box.querySelector(`.${name} b`).textContent]); // prettier-ignore

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  box = element("div#again", {}, element("p"), line("first"), line("second"));
  chat = element("div#chat", {}, row(), row(), figures("9.1 tok/s · first token 9 ms · hit 42 %"));
  madeUpPage(chat, box);
  again = askedAgain(chat, box);
});
afterEach(() => mock.timers.reset());

test("the rate is read off the figures", () => {
  assert.equal(hitIn("5.2 tok/s · first token 100 ms · hit 50 % · 1.2 J/token"), 50);
  assert.deepEqual([hitIn("hit –"), hitIn("white 3 %"), hitIn()], [null, null, null]);
  assert.deepEqual([verdict(1, 2), verdict(2, 1), verdict(1, 1)].map((text) => /more|fewer|as many/.exec(text)?.[0]), ["more", "fewer", "as many"]); // prettier-ignore
});

test("two bars stand below once the second reply has its figures", () => {
  again.begin([...chat.children], 1);
  chat.children.at(-1).remove();
  fire(document, "hybrid:reply-ended");
  assert.equal(box.hidden, true);
  mock.timers.tick(100);
  chat.append(figures("9.0 tok/s · first token 9 ms · hit 71 %"));
  mock.timers.tick(100);
  assert.equal(box.hidden, false);
  assert.deepEqual(shares(), [["42%", "42 %"], ["71%", "71 %"]]); // prettier-ignore
  fire(document, "hybrid:reply-ended"); // of another question
  assert.equal(box.hidden, true);
});

test("without figures there is nothing to compare", () => {
  chat.children.at(-1).remove();
  again.begin([...chat.children], 1);
  fire(document, "hybrid:reply-ended");
  mock.timers.tick(10_000);
  assert.equal(box.hidden, true);
  chat.append(figures("hit 42 %"));
  again.begin([...chat.children], 0);
  chat.children.at(-1).remove();
  fire(document, "hybrid:reply-ended");
  mock.timers.tick(10_000);
  assert.equal(box.hidden, true);
});
