import assert from "node:assert/strict";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { settled } from "../testing/elements.mjs";
import { topicLegend, topicLines, topicPlace, topicScale, topicsFeed, topicsOf } from "./topics.js";
import { VIEWS, hoverText } from "./views.js";

const TOPICS = {
  model: "tiny",
  topics: [{ name: "Sums", tokens: 9 }, { name: "<b>Foxes", tokens: 5 }],
  preferred: [1, 0, 2, 0, 0, 0, 0, 0],
  shares: [80, 50, 0, 0, 0, 0, 0, 0, 20, 50, 100, 0, 0, 0, 0, 0],
  words: [["12", " +"], ["the"], ["<i>"], [], [], [], [], []],
}; // prettier-ignore
const state = engineState({ topics: TOPICS });

test("each expert has the colour of the topic it prefers, the others are grey", () => {
  assert.deepEqual([0, 1, 2].map((cell) => VIEWS.topics.value(state, cell)), [1, 0, 2]); // prettier-ignore
  assert.deepEqual(VIEWS.topics.range(state), [-0.5, 2.5]);
  const scale = VIEWS.topics.scale({ cpu: "#888888" }, state);
  assert.deepEqual([scale.length, scale[0], scale[1]], [6, [0, "#888888"], [1 / 3, "#888888"]]); // prettier-ignore
  assert.notEqual(scale[2][1], scale[4][1]);
});

test("under the pointer stand shares and tokens, and nothing of them is taken for markup", () => {
  assert.deepEqual(topicLines(state, 0), ["Sums 80 %, &#60;b&#62;Foxes 20 %", "chosen by “12” “+”"]);
  assert.deepEqual(topicLines(state, 2), ["&#60;b&#62;Foxes 100 %", "chosen by “&#60;i&#62;”"]);
  assert.deepEqual(topicLines(state, 3), []);
  assert.match(hoverText(state, 0), /<br>Sums 80 %.*<br>chosen by/);
  assert.match(topicLegend(state), /&#60;b&#62;Foxes<\/span>.*no topic/);
});

test("without topics, or with those of another model, it is said how to get some", () => {
  const other = engineState({ topics: { ...TOPICS, model: "large" } });
  for (const one of [engineState(), other]) {
    assert.equal(topicPlace(one, 0), 0);
    assert.deepEqual(topicLines(one, 0), []);
    assert.match(topicLegend(one), /press Switch topics/);
  }
  assert.match(topicLegend(engineState({ topics: { ...TOPICS, topics: [TOPICS.topics[0]] } })), /One topic so far/);
  assert.equal(topicScale("#888888", 0).length, 2);
});

test("only the latest answer counts, and none is no news", async () => {
  const answers = [];
  globalThis.document = /** @type {any} */ ({ baseURI: "http://here/" });
  globalThis.fetch = /** @type {any} */ (() => new Promise((resolve) => answers.push(resolve)));
  const news = [];
  const load = topicsFeed((topics) => news.push(topics.model));
  const answer = (model) => ({ ok: true, json: async () => ({ ...TOPICS, model, preferred: "", shares: "" }) });
  load();
  load();
  answers[1](answer("second"));
  answers[0](answer("first"));
  await settled();
  assert.deepEqual(news, ["second"]);
  load();
  answers[2]({ ok: false, status: 503, json: async () => ({ error: "The disk is full." }) });
  await settled();
  assert.deepEqual(news, ["second"]);
});

test("packed lists are unpacked", () => {
  const { preferred, shares } = topicsOf({ ...TOPICS, preferred: "$#%", shares: "#" });
  assert.deepEqual([preferred, shares], [[1, 0, 2], [0]]); // prettier-ignore
});
