import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { element, madeUpPage, settled } from "../testing/elements.mjs";
import { madeUpStyle } from "../testing/plotly.mjs";
import { cardPanel } from "./card_panel.js";

const RUN = { id: "a", at: 0, model: "demo", tokens: 9, hit_rate: 0.5, tokens_per_s: 12.34 };
let panel;
let card;
let drawn = 0;
const at = (part) => panel.querySelector(part);

beforeEach(() => {
  drawn = 0;
  const pen = { measureText: () => ({ width: 1 }), fillText: () => (drawn += 1), fillRect() {} };
  const canvas = { getContext: () => pen, toBlob: (take, type) => take({ type }) };
  panel = element("section#runs-card", {}, element("canvas", canvas), element("textarea", { value: "", select() {} }),
    element("button.copy"), element("button.png"), element("p", { attributes: { role: "status" } })); // prettier-ignore
  madeUpPage(panel, element("section#live"));
  madeUpStyle();
  card = cardPanel(panel);
});

test("one chosen run has a card; none and two have none", () => {
  card.show([RUN]);
  assert.equal(panel.hidden, false);
  assert.ok(drawn > 5);
  assert.match(at("textarea").value, /^\| Hybrid MoE/);
  card.show([RUN, RUN]);
  assert.equal(panel.hidden, true);
  drawn = 0;
  card.draw();
  assert.equal(drawn, 0);
});

test("Markdown is copied, or marked where a page may not", async () => {
  card.show([RUN]);
  let copied = "";
  Object.defineProperty(globalThis, "navigator", {
    value: { clipboard: { writeText: async (text) => (copied = text) } },
    configurable: true,
  });
  at(".copy").click();
  await settled();
  assert.deepEqual([copied, at("p").textContent], [at("textarea").value, "Markdown copied."]);
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  at(".copy").click();
  await settled();
  assert.equal(at("p").textContent, "Copy it from the field.");
});

test("the picture is saved under the model's name and speed", () => {
  card.show([RUN]);
  const saved = [];
  URL.createObjectURL = () => "blob:x";
  const link = element("a");
  link.click = () => saved.push(link.download);
  document.createElement = () => link;
  at(".png").click();
  assert.deepEqual(saved, ["demo-12-3-tok-s.png"]);
});
