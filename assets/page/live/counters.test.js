import assert from "node:assert/strict";
import { test } from "node:test";
import { engineState } from "../testing/engine_state.mjs";
import { energyTexts } from "./counters.js";

test("energy says which sensor it is of when one is missing, and why", () => {
  assert.deepEqual(energyTexts(engineState().power), { text: "900 J GPU only", title: "No counter may be read." });
});

test("with both sensors it is their sum, with none a dash", () => {
  const known = { watts: 1, joules: 6000, reason: "" };
  const missing = { watts: null, joules: null, reason: "None." };
  assert.deepEqual(energyTexts({ gpu: known, cpu: known }), {
    text: "12.0 kJ",
    title: "GPU and CPU, since the app started",
  });
  assert.deepEqual(energyTexts({ gpu: missing, cpu: missing }), { text: "–", title: "None. None." });
});
