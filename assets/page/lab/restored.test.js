import assert from "node:assert/strict";
import { test } from "node:test";
import { element, madeUpPage } from "../testing/elements.mjs";
import { restoreFields } from "./restored.js";

function fields() {
  const box = (value, checked) => element("input", { type: "checkbox", value, checked });
  const named = {
    mapping: element("select", { value: "pooled" }),
    policy: element("select", { value: "" }),
    admission: element("select", { value: "" }),
    budget: element("input", { value: "" }),
    rivals: element("select", { value: "none" }),
    confirm: element("input", { value: "3" }),
    prompt: element("textarea", { value: "A fox." }),
    tokens: element("input", { value: "64" }),
    contenders: element("fieldset", {}, box("Current", true), box("CPU only", true), box("Settings panel", false)),
  };
  madeUpPage(...Object.values(named));
  const chosen = [];
  return { named, chosen, given: { at: (id) => named[id], source: { choose: (asked) => chosen.push(asked) } } };
}

test("a replay was of a trace and a machine; settings that were left as they are stand as such", () => {
  const { named, chosen, given } = fields();
  const asked = { source: "t", machine: { cores: 8 }, settings: { policy: "lru" } };
  restoreFields({ kind: "grid", asked }, given);
  assert.deepEqual(chosen, [asked]);
  assert.deepEqual([named.mapping.value, named.policy.value], ["", "lru"]);
});

test("no limit of memory is an empty field", () => {
  const { named, given } = fields();
  named.budget.value = "3";
  restoreFields({ kind: "tune", asked: { budget_gib: null, confirm: 2, prompt: "Hi.", tokens: 8 } }, given);
  const { budget, confirm, prompt, tokens } = named;
  assert.deepEqual([budget.value, confirm.value, prompt.value, tokens.value], ["", 2, "Hi.", 8]);
});

test("a race was of a pair", () => {
  const { named, given } = fields();
  restoreFields({ kind: "race", asked: { rivals: "static", prompt: "Hi.", tokens: 8 } }, given);
  assert.deepEqual([named.rivals.value, named.prompt.value], ["static", "Hi."]);
});

test("those that were compared are chosen, by name", () => {
  const { named, given } = fields();
  const contenders = ["Current", { name: "Settings panel", settings: { ways: 2 } }];
  restoreFields({ kind: "compare", asked: { contenders, prompt: "Hi.", tokens: 8 } }, given);
  assert.deepEqual(
    named.contenders.querySelectorAll("input").map(({ checked }) => checked),
    [true, false, true],
  );
});

test("what a program that asks by itself has left out stays as it was", () => {
  const { named, given } = fields();
  restoreFields({ kind: "compare", asked: {} }, given);
  assert.deepEqual([named.prompt.value, named.tokens.value], ["A fox.", "64"]);
});
