import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { element, fire, madeUpPage, settled } from "../testing/elements.mjs";
import { attach, block, joined, textOf } from "./attach.js";

const file = (name, bytes, size = bytes.length) => ({
  name,
  size,
  arrayBuffer: async () => Uint8Array.from(typeof bytes === "string" ? Buffer.from(bytes) : bytes).buffer,
});
let page;
const at = (selector) => page.querySelector(selector);

beforeEach(() => {
  page = madeUpPage(
    element("section#chat-pane", {}, element("div#chat-input", {}, element("textarea", { value: "Look: " }))),
    element("button#attach"), element("input#attach-file", { value: "x" }), element("span#attach-note"),
  ); // prettier-ignore
  attach(page.body);
});

test("a file is a block of code under its name, which nothing in it can end", () => {
  assert.equal(block("fox.py", "print(1)\n"), "fox.py:\n```py\nprint(1)\n```");
  assert.equal(block("notes", "a\n````\nb"), "notes:\n`````\na\n````\nb\n`````");
  assert.equal(joined("Look: ", ["one", "two"]), "Look:\n\none\n\ntwo");
  assert.equal(joined("", ["one"]), "one");
});

test("what is no text, or too much of it, is refused by name", async () => {
  assert.deepEqual(await textOf(file("a.txt", "é\r\nb\rc")), { text: "é\nb\nc" });
  for (const bytes of [
    [0x89, 0xff, 0xfe],
    [97, 0, 98],
  ]) {
    assert.match((await textOf(file("a.png", bytes))).problem ?? "", /^a\.png is no text file/);
  }
  assert.match((await textOf(file("a.txt", "x", 1e6))).problem ?? "", /larger than 256 KiB/);
});

test("chosen files join the message, and those that are none are named", async () => {
  at("#attach-file").files = [file("a.md", "*hi*"), file("b.bin", [0xff])];
  let clicked = 0;
  at("#attach-file").click = () => (clicked += 1);
  at("#attach").click();
  assert.equal(clicked, 1);
  fire(at("#attach-file"), "change");
  await settled();
  assert.equal(at("textarea").value, "Look:\n\na.md:\n```md\n*hi*\n```");
  assert.match(at("#attach-note").textContent, /^b\.bin is no text file/);
  assert.equal(at("#attach-file").value, "");
});

test("dropped files are taken, dropped text is left alone", async () => {
  let prevented = 0;
  const drop = (type, types, files = []) =>
    fire(at("#chat-pane"), type, { dataTransfer: { types, files }, preventDefault: () => (prevented += 1) });
  drop("dragover", ["text/plain"]);
  drop("drop", ["text/plain"]);
  assert.equal(prevented, 0);
  drop("dragover", ["Files"]);
  drop("drop", ["Files"], [file("a.txt", "hello")]);
  await settled();
  assert.equal(prevented, 2);
  assert.match(at("textarea").value, /a\.txt:\n```txt\nhello/);
});
