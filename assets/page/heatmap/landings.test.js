import assert from "node:assert/strict";
import { test } from "node:test";
import { createLandings, landed } from "./landings.js";
import { expertBoard } from "./board.js";
import { engineState } from "../testing/engine_state.mjs";

test("what has landed is what is ready now and was not", () => {
  assert.deepEqual(landed([0, 1, 2, 2], [2, 2, 2, 0]), [0, 1]);
  assert.deepEqual(landed([0], [2, 2]), []); // another model
});

test("a cover over what has landed fades; the first picture and calm pages have none", () => {
  /** @type {{ filled: number[][], faded: object[][] }} */
  const { filled, faded } = { filled: [], faded: [] };
  const context = { setTransform() {}, fillRect: (...rect) => filled.push(rect), fillStyle: "" };
  const canvas = /** @type {any} */ ({ getContext: () => context, animate: (frames) => faded.push(frames) });
  let calm = false;
  globalThis.window = /** @type {any} */ ({ devicePixelRatio: 1 });
  globalThis.matchMedia = /** @type {any} */ (() => ({ get matches() { return calm; } })); // prettier-ignore
  const state = engineState();
  const frame = {
    left: 0,
    top: 0,
    width: 40,
    height: 20,
    outerWidth: 40,
    outerHeight: 20,
    xRange: [-0.5, 3.5],
    yRange: [1.5, -0.5],
  };
  const landings = createLandings(canvas);
  const show = (first) => {
    state.cache.state[0] = first;
    landings.show(expertBoard(state), frame, state.cache, { cpu: "grey" });
  };
  show(0);
  assert.equal(faded.length, 0);
  show(2);
  assert.deepEqual([filled.length, faded.length, context.fillStyle], [1, 1, "grey"]);
  calm = true;
  show(0);
  show(2);
  assert.equal(faded.length, 1);
});
