import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { element, fire } from "../testing/elements.mjs";
import { engineState } from "../testing/engine_state.mjs";
import { shareText, thisToken, tokenText } from "./this_token.js";

const settings = (changes) => ({ settings: { ...engineState().settings, ...changes } });
const cache = (changes) => ({ cache: { ...engineState().cache, ...changes } });

test("the sentence counts what the last token met", () => {
  const text = (changes = {}) => tokenText(engineState({ phase: "decode", ...changes }));
  assert.equal(text(), "This token: 3 of its 4 experts were already on the GPU; 1 ran on the CPU.");
  assert.equal(text(cache({ missed: [] })), "This token: all 4 of its experts were already on the GPU.");
  assert.equal(text({ phase: "idle" }).slice(0, 15), "The last token:");
  assert.match(text(settings({ placement: "on_demand" })), /; 1 was copied first\.$/);
  assert.match(
    text({ ...settings({ placement: "on_demand" }), ...cache({ missed: [0, 2] }) }),
    /; 2 were copied first/,
  );
  assert.match(text(settings({ placement: "cpu_only" })), /all 4 of its experts ran on the CPU/);
  assert.match(text(cache({ current: [], missed: [] })), /^Ask something/);
  assert.match(text({ phase: "prefill" }), /^Reading the prompt \(80 tokens at once\)/);
});

test("only a rate without a miss is 100 %", () => {
  assert.deepEqual([null, 0, 0.944, 0.997, 1].map(shareText), ["–", "0 %", "94 %", "99 %", "100 %"]);
});

let stored = new Map();
beforeEach(() => {
  stored = new Map();
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, text) => stored.set(key, text) };
  Object.assign(globalThis, { localStorage: storage });
});

test("captions are there until they have been read", () => {
  const captions = element("div#captions", { hidden: true }, element("button"));
  const root = element("div", {}, element("b#live-rate"), element("p#live-sentence"), captions);
  const part = thisToken(root);
  part.update(engineState({ phase: "decode" }));
  assert.equal(captions.hidden, false);
  assert.match(root.querySelector("#live-sentence").textContent, /^This token/);
  fire(captions.querySelector("button"), "click");
  assert.equal(captions.hidden, true);
  captions.hidden = false;
  thisToken(root); // the page opened once more
  assert.equal(captions.hidden, true);
});
