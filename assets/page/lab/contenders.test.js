import assert from "node:assert/strict";
import { test } from "node:test";
import { askedContender, checkedContenders, offeredContenders } from "./contenders.js";

const best = { indexes: 12, ways: 4, policy: "lru" };

test("the panel is always offered, the best of the map once there is one", () => {
  const panel = "what its fields hold, applied or not";
  assert.deepEqual(offeredContenders({ Paper: "as in the paper" }, null), {
    Paper: "as in the paper",
    "Settings panel": panel,
  });
  assert.equal(offeredContenders({}, best)["Best predicted"], "12 × 4, from the map above");
});

test("the server knows its contenders by name, the page's come with their settings", () => {
  const settings = { panel: () => ({ ways: 1 }), best: () => best };
  assert.deepEqual(
    ["Paper", "Settings panel", "Best predicted"].map((name) => askedContender(name, settings)),
    ["Paper", { name: "Settings panel", settings: { ways: 1 } }, { name: "Best predicted", settings: best }],
  );
});

test("a new list keeps what was checked; at first it is two, as many as a comparison needs", () => {
  assert.deepEqual(checkedContenders([], ["a", "b", "c"]), ["a", "b"]);
  assert.deepEqual(checkedContenders(["c"], ["a", "b", "c"]), ["c"]);
});
