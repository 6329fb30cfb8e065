import assert from "node:assert/strict";
import { test } from "node:test";
import { HIT, IN_FLIGHT, MISS, readTokens } from "./data.js";

// Three tokens, two layers, two of four experts each; one character per number, "#" is 0.
const message = {
  layers: 2,
  experts: 4,
  top_k: 2,
  prompt: 1,
  texts: ["Hi", " there", "\n"],
  milliseconds: [null, 12.5, 4],
  choices: "#$%&" + "&%$#" + "##$$",
  outcomes: "####" + "#$%#" + "%%%%",
};

test("a reply is read token by token", () => {
  const data = readTokens(message);
  assert.deepEqual([data.count, data.routed, data.slowest], [3, 4, 12.5]);
  assert.deepEqual(data.missed, [0, 2, 4]);
  assert.deepEqual([data.firstExpert(1, 0), data.firstExpert(1, 1)], [3, 1]);
});

test("each layer's choices come with what became of them", () => {
  const data = readTokens(message);
  assert.deepEqual(data.routing(1, 0), [[3, HIT], [2, IN_FLIGHT]]); // prettier-ignore
  assert.deepEqual(data.routing(1, 1), [[1, MISS], [0, HIT]]); // prettier-ignore
});

test("a token's cells are those of the heatmap: layer by layer", () => {
  assert.deepEqual(readTokens(message).cells(0), [0, 1, 6, 7]);
});

test("a reply of its prompt alone has no slowest token", () => {
  assert.equal(readTokens({ ...message, milliseconds: [null, null, null] }).slowest, 0);
});
