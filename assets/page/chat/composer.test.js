import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { fill, forgetSent, giveBack, sending, taken } from "./composer.js";

let field;

beforeEach(() => {
  field = Object.assign(new EventTarget(), { value: "" });
  globalThis.document = /** @type {any} */ ({ querySelector: () => field });
  forgetSent();
});

test("what was typed since it was sent stays for the next message", () => {
  field.value = "Hello. And";
  assert.deepEqual(sending(["Hello.", "history"]), ["Hello.", "history"]);
  taken();
  assert.equal(field.value, " And");
  taken(); // another run, asked for elsewhere
  assert.equal(field.value, " And");
});

test("a field that was changed altogether is left alone", () => {
  sending(["Hello."]);
  field.value = "Something else";
  taken();
  assert.equal(field.value, "Something else");
});

test("a reply asked for again takes nothing out of the field", () => {
  sending(["Hello."]);
  forgetSent();
  field.value = "Hello. again";
  taken();
  assert.equal(field.value, "Hello. again");
});

test("what was refused comes back before what was typed since", () => {
  giveBack("");
  assert.equal(field.value, "");
  giveBack(JSON.stringify({ text: "Hello." }));
  assert.equal(field.value, "Hello.");
  field.value = "Next";
  giveBack(JSON.stringify({ text: "Hello." }));
  assert.equal(field.value, "Hello.\nNext");
});

test("Gradio hears of what is filled in", () => {
  const heard = [];
  field.addEventListener("input", ({ bubbles }) => heard.push([field.value, bubbles]));
  fill(field, "x");
  assert.deepEqual(heard, [["x", true]]);
});
