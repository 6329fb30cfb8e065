import assert from "node:assert/strict";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { reasons } from "./lines.js";

test("below the lines stands why a sensor is missing, and nothing of those that answer", () => {
  const { power } = engineState();
  assert.equal(reasons({ power }), "No counter may be read.");
  assert.equal(reasons({ power: { ...power, gpu: power.cpu } }), "No counter may be read. No counter may be read.");
  assert.equal(reasons({ power: { gpu: power.gpu, cpu: power.gpu } }), "");
});
