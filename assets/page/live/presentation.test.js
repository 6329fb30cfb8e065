import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { element, fire, madeUpPage } from "../testing/elements.mjs";
import { engineState } from "../testing/engine_state.mjs";
import { present } from "../shell/presenting.js";
import { presentation } from "./presentation.js";

let head;
let asked;
let part;

beforeEach(() => {
  head = element(
    "header#presentation",
    {},
    element("p.question"),
    element("b.share"),
    element("b.speed"),
    element("button"),
  );
  asked = ["First?", "And then?"].map((text) => element("div.user-row", {}, element("div.message-content", {}, text)));
  madeUpPage(element("div#chat", {}, ...asked), head);
  part = presentation(document.body);
});

const shown = () => ["question", "share", "speed"].map((name) => head.querySelector(`.${name}`).textContent);

test("question, hit rate and speed are shown as soon as presenting begins", () => {
  part.update(engineState({ recent_hit_rate: 0.944 }));
  assert.deepEqual(shown(), ["", "", ""]);
  present(true);
  assert.deepEqual(shown(), ["And then?", "94 %", "12.3"]);
});

test("without a question the model is named, and without figures none are made up", () => {
  for (const row of asked) row.remove();
  present(true);
  part.update(engineState({ recent_hit_rate: null, speed: { ...engineState().speed, tokens_per_s: null } }));
  assert.deepEqual(shown(), [engineState().model.name, "–", "–"]);
});

test("the button leaves", () => {
  present(true);
  fire(head.querySelector("button"), "click");
  assert.equal(document.body.classList.contains("presenting"), false);
});
