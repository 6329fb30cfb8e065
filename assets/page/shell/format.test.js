import assert from "node:assert/strict";
import { test } from "node:test";
import { NONE, bytes, groupsOf, hitRate, joules, percent, put, watts } from "./format.js";

test("shares are percentages, unknown ones a dash", () => {
  assert.equal(percent(0.1249), "12 %");
  assert.equal(percent(0.1249, 1), "12.5 %");
  assert.equal(percent(0), "0 %");
  assert.equal(percent(null), NONE);
  assert.equal(percent(undefined), NONE);
});

test("bytes keep three digits and their unit", () => {
  const shown = [0, 1023, 1024, 102_400, 1536 * 1024, 5 * 1024 ** 3, 2048 * 1024 ** 4, null].map((value) =>
    bytes(value),
  );
  assert.deepEqual(shown, ["0 B", "1023 B", "1.0 KiB", "100 KiB", "1.5 MiB", "5.0 GiB", "2048 TiB", NONE]);
});

test("energy and power get coarser as they grow", () => {
  assert.deepEqual([9.6, 9999, 12_345, 2_345_678].map(joules), ["10 J", "9999 J", "12.3 kJ", "2346 kJ"]);
  assert.deepEqual([9.96, 75.4].map(watts), ["10.0 W", "75 W"]);
});

test("digits stand in groups of three from the right", () => {
  assert.deepEqual(groupsOf("1234567"), ["1", "234", "567"]);
  assert.deepEqual(groupsOf("12"), ["12"]);
});

test("an element that says it already is left alone", () => {
  let sets = 0;
  const element = {
    text: "",
    get textContent() {
      return this.text;
    },
    set textContent(text) {
      sets += 1;
      this.text = text;
    },
  };
  put(element, "a");
  put(element, "a");
  put(element, "b");
  assert.deepEqual([sets, element.text], [2, "b"]);
});

test("there is no hit rate before the first choice", () => {
  assert.equal(hitRate({ routed: 0, hits: 0 }), null);
  assert.equal(hitRate({ routed: 16, hits: 10 }), 0.625);
});
