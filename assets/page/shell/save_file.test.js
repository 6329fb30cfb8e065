import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { download, fileName, save } from "./save_file.js";

test("a file's name has letters and digits of any language", () => {
  assert.equal(fileName("Füchse & Schiffe: 2", "json"), "Füchse-Schiffe-2.json");
  assert.equal(fileName("../../etc/passwd", "md"), "etc-passwd.md");
  assert.equal(fileName("?!", "md"), "conversation.md");
});

function page() {
  const clicked = [];
  globalThis.document = /** @type {any} */ ({
    createElement: () => ({
      click() {
        clicked.push({ ...this });
      },
    }),
  });
  return clicked;
}

test("a text is saved under its name, and its address given back later", (context) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const revoked = context.mock.method(URL, "revokeObjectURL");
  const clicked = page();
  save("runs.csv", "a,b", "text/csv");
  assert.equal(clicked[0].download, "runs.csv");
  assert.match(clicked[0].href, /^blob:/);
  assert.equal(revoked.mock.callCount(), 0);
  mock.timers.tick(10_000);
  assert.equal(revoked.mock.callCount(), 1);
  mock.timers.reset();
});

test("what Gradio hands over is saved, an empty answer is not", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const clicked = page();
  download("");
  assert.equal(clicked.length, 0);
  download(JSON.stringify({ title: "My chat", ending: "md", text: "# hi" }));
  assert.equal(clicked[0].download, "My-chat.md");
  mock.timers.reset();
});
