import assert from "node:assert/strict";
import { test } from "node:test";
import { changedNames, changesText, idleNames, overtaken } from "./changes.js";

const inForce = { indexes: 12, ways: 4, policy: "lru", split_misses: false };

test("a field that is not drawn yet has not changed, one that was emptied has", () => {
  const values = { indexes: "", ways: 4, policy: undefined, split_misses: true };
  assert.deepEqual(changedNames(Object.keys(inForce), values, inForce), ["indexes", "split_misses"]);
});

test("changes are told as the fields show them", () => {
  const fields = { label: (name) => name.toUpperCase(), shown: (_, value) => `<${value}>` };
  const sides = { values: { ways: 5, policy: "lfu" }, inForce, applying: false };
  assert.equal(changesText(["ways", "policy"], fields, sides), "Not applied: WAYS <4> → <5>, POLICY <lru> → <lfu>");
  assert.equal(changesText(["ways"], fields, { ...sides, applying: true }), "Applying: WAYS <4> → <5>");
  assert.equal(changesText([], fields, { ...sides, applying: true }), "");
});

test("what a placement leaves unused is idle; copies queue up only where they are bounded", () => {
  const facts = { idle: { cpu_only: ["policy", "ways"] } };
  const idle = (placement, admission) => [...idleNames({ placement, admission }, facts)].sort();
  assert.deepEqual(idle("cpu_only", "bounded"), ["policy", "ways"]);
  assert.deepEqual(idle("cached", "always"), ["max_queued_copies"]);
  assert.deepEqual(idle("cached", "bounded"), []);
  assert.deepEqual(facts.idle.cpu_only, ["policy", "ways"]);
});

test("settings applied elsewhere are followed once", () => {
  const isOvertaken = overtaken();
  assert.equal(isOvertaken(inForce, inForce, "tiny"), false);
  const later = { ...inForce, ways: 5 };
  assert.equal(isOvertaken(inForce, later, "tiny"), true);
  assert.equal(isOvertaken(inForce, later, "tiny"), false); // is being answered
  assert.equal(isOvertaken(later, inForce, "tiny"), true); // and back
});

test("fields that are behind as the page opens follow; another model's are asked for though the settings agree", () => {
  assert.equal(overtaken()({ ...inForce, ways: 1 }, inForce, "tiny"), true);
  const isOvertaken = overtaken();
  assert.equal(isOvertaken(inForce, inForce, "tiny"), false);
  assert.equal(isOvertaken(inForce, inForce, "large"), true);
});
