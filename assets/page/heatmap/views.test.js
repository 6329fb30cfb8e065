import assert from "node:assert/strict";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { VIEWS, hoverText, recency, summaryText } from "./views.js";

const state = engineState();
const cells = [0, 1, 2, 3, 4, 5, 6, 7];
const pooled = { ...state, settings: { ...state.settings, mapping: /** @type {"pooled"} */ ("pooled") } };

const values = (name, of = state) => cells.map((cell) => VIEWS[name].value(of, cell));
const labels = (name, of = state) => cells.map((cell) => VIEWS[name].label?.(of, cell));

test("on the GPU: the state, and the brighter the more recently used", () => {
  assert.deepEqual(values("where"), [2, 0, 0.5, 0, 2, 0, 0, 2]);
  const later = { ...state, counters: { ...state.counters, steps: state.counters.steps + 3 } };
  assert.deepEqual(values("where", later), [2 - 2 / 6, 0, 0.5, 0, 2 - 2 / 6, 0, 0, 2 - 2 / 6]);
  assert.deepEqual([recency(-1, 9), recency(0, 64), recency(0, 640), recency(8, 9)], [0, 0, 0, 1]);
  assert.equal(VIEWS.where.label, undefined); // which slot it is, the pointer tells
});

test("on the GPU: three colours, of which that of what is there has shades", () => {
  const colour = { cpu: "grey", flight: "hatched", readyOld: "pale", ready: "blue", now: "bright" };
  const scale = VIEWS.where.scale(colour, state);
  assert.deepEqual(
    scale.map(([, shade]) => shade),
    ["grey", "grey", "hatched", "hatched", "pale", "blue", "bright"],
  );
  const shares = scale.map(([share]) => share);
  assert.ok(shares[1] <= 0.25 && shares[2] <= 0.25 && shares[3] >= 0.25 && shares[4] <= 0.5); // of values 0, 0.5, 1
});

test("age: halvings of the time since the last use, nothing for what was never used", () => {
  assert.deepEqual(values("age"), [-0, -2, -0, null, -0, null, -1, -0]);
  assert.deepEqual(VIEWS.age.range(state), [-2, 0]);
  assert.match(VIEWS.age.legend(state), /4 steps ago.*just now/);
});

test("rate: hits of all uses", () => {
  assert.deepEqual(values("rate"), [1, 0, 1 / 3, null, 0.75, null, 0, 2 / 3]);
});

test("uses: of this reply only", () => {
  assert.deepEqual(values("uses"), [2, 0, 3, 0, 2, 0, 1, 2]);
  assert.deepEqual(VIEWS.uses.range(state), [0, 3]);
  assert.deepEqual(labels("uses"), ["2", "", "3", "", "2", "", "1", "2"]);
  assert.match(VIEWS.uses.legend(state), /3 uses this reply/);
});

test("slots: coloured by expert where a slot belongs to a layer, by layer where it does not", () => {
  assert.deepEqual(values("slots"), [0, 1, 2, 3, 0, 1, 2, 3]);
  assert.deepEqual(values("slots", pooled), [0, 0, 0, 0, 1, 1, 1, 1]);
  assert.deepEqual([VIEWS.slots.range(state), VIEWS.slots.range(pooled)], [[0, 3], [0, 1]]); // prettier-ignore
  assert.deepEqual([VIEWS.slots.label?.(state, 2), VIEWS.slots.label?.(pooled, 7)], ["2 ↓", "1·3"]);
  assert.deepEqual([VIEWS.slots.widest?.(state), VIEWS.slots.widest?.(pooled)], [1, 3]);
});

test("the text under the pointer tells all that is known of an expert", () => {
  assert.equal(
    hoverText(state, 7),
    "layer 1, expert 3<br>on the GPU, slot 2<br>3 uses: 2 hits, 1 misses<br>2 uses this reply<br>" +
      "last used by the last token",
  );
  assert.match(hoverText(state, 1), /not on the GPU<br>.*last used 4 steps ago$/);
  assert.match(hoverText(state, 3), /never used$/);
  assert.match(hoverText(pooled, 7), /on the GPU, slot 2<br>/);
  assert.deepEqual([hoverText(state, null), hoverText(state, -1)], ["no slot", "an empty slot"]);
});

test("the summary counts states", () => {
  assert.equal(summaryText(state), "3 of 8 experts on the GPU, 1 being copied, 4 not on the GPU");
});
