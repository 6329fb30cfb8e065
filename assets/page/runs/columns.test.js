import assert from "node:assert/strict";
import { test } from "node:test";
import { COLUMNS, chosenWith, comparedFigures, csv, difference, query } from "./columns.js";

const at = (year, month, day, hour) => new Date(year, month - 1, day, hour, 4, 5).getTime() / 1000;
const run = {
  id: "a", at: at(2021, 3, 9, 8), indexes: 12, ways: 4, policy: "lru", tokens_per_s: 12.345, first_token_s: 0.25,
  hit_rate: 0.8125, bytes_copied: 1_234_000_000, gpu_joules: null, cpu_joules: 50, tokens: 100, finish: "length",
  cpu_threads: 4, mapping: "layered", admission: "bounded", max_queued_copies: 2, placement: "static_layers",
  model: "tiny",
}; // prettier-ignore

const column = (label) => COLUMNS.filter((one) => one.label === label)[0];

/** @param {string} label @param {Record<string, any>} row */
function text(label, row = run) {
  const { text: words, value } = column(label);
  return words(value(row), row);
}

test("every column has its words", () => {
  assert.deepEqual(
    COLUMNS.map(({ label }) => text(label)),
    [
      "2021-03-09 08:04:05", "12 × 4", "LRU", "12.3", "250 ms", "81.3 %", "1.23", "0.50 CPU", "100", "limit", "4",
      "layered", "bounded, 2", "static layers", "tiny",
    ], // prettier-ignore
  );
});

test("this year's runs say no year", () => {
  const now = new Date();
  const january = at(now.getFullYear(), 1, 2, 3);
  assert.equal(text("When", { ...run, at: january }), "01-02 03:04:05");
});

test("what is unknown is a dash; energy says which sensor it is of", () => {
  const unknown = {
    ...run,
    tokens_per_s: null,
    first_token_s: null,
    hit_rate: null,
    bytes_copied: null,
    cpu_joules: null,
  };
  for (const label of ["Tok/s", "First token", "Hit rate", "GB copied", "J/token"]) {
    assert.equal(text(label, unknown), "–");
  }
  assert.equal(text("J/token", { ...run, gpu_joules: 150 }), "2.0");
  assert.equal(text("J/token", { ...run, gpu_joules: 150, cpu_joules: null }), "1.5 GPU");
  assert.equal(text("J/token", { ...run, tokens: 0 }), "–");
  assert.equal(text("First token", { ...run, first_token_s: 1.5 }), "1.50 s");
  assert.equal(text("GB copied", { ...run, bytes_copied: 1_500_000 }), "0.002");
});

test("a question is an address of words, whatever they hold", () => {
  assert.equal(query({ words: "12 × 4 &x=1", descending: false, limit: 200 }), "words=12+%C3%97+4+%26x%3D1&descending=false&limit=200"); // prettier-ignore
});

test("csv quotes what would break a row, and tells times as the world does", () => {
  const rows = csv([{ id: "a", at: 0, model: 'a "b", c', note: null }, { id: "b", at: 1, more: 2 }]).split("\r\n"); // prettier-ignore
  assert.deepEqual(rows, [
    "id,at,model,note,more",
    'a,1970-01-01T00:00:00.000Z,"a ""b"", c",,',
    "b,1970-01-01T00:00:01.000Z,,,2",
    "",
  ]);
});

test("differences say which way is better", () => {
  const told = (label, a, b) => difference(column(label), [{ ...run, ...a }, { ...run, ...b }]); // prettier-ignore
  assert.equal(told("Tok/s", { tokens_per_s: 10 }, { tokens_per_s: 20 }), "+100 %, better");
  assert.equal(told("First token", { first_token_s: 1 }, { first_token_s: 0.5 }), "−50 %, better");
  assert.equal(told("First token", { first_token_s: 1 }, { first_token_s: 1.5 }), "+50 %, worse");
  assert.equal(told("Tok/s", { tokens_per_s: 10 }, { tokens_per_s: 10.04 }), "the same");
  assert.equal(told("Tok/s", { tokens_per_s: null }, {}), "");
  assert.equal(told("Tok/s", {}, { tokens_per_s: null }), "");
  assert.equal(told("Threads", { cpu_threads: 1 }, { cpu_threads: 2 }), "");
});

test("what two runs share is one sentence; figures with a better side are always told", () => {
  const { rows, caption } = comparedFigures([run, { ...run, policy: "lfu", tokens_per_s: 24.69 }]);
  assert.deepEqual(
    rows.map(([label]) => label),
    ["Policy", "Tok/s", "First token", "Hit rate", "GB copied", "J/token"],
  );
  assert.deepEqual(rows[0], ["Policy", "LRU", "LFU", ""]);
  assert.deepEqual(rows[1], ["Tok/s", "12.3", "24.7", "+100 %, better"]);
  assert.equal(
    caption,
    "Same in both: When 2021-03-09 08:04:05, N × M 12 × 4, Tokens 100, End limit, Threads 4, Mapping layered, " +
      "Copies bounded, 2, Strategy static layers, Model tiny.",
  );
  const other = { ...run, at: 1, ways: 5, policy: "lfu", tokens: 1, finish: "stop", cpu_threads: 1, mapping: "pooled",
    admission: "always", placement: "cached", model: "large" }; // prettier-ignore
  assert.equal(comparedFigures([run, other]).caption, "No shared settings.");
});

test("two runs are compared at most: a third takes the older one's place", () => {
  assert.deepEqual(chosenWith(["a"], "b", true), ["a", "b"]);
  assert.deepEqual(chosenWith(["a", "b"], "c", true), ["b", "c"]);
  assert.deepEqual(chosenWith(["a", "b"], "a", false), ["b"]);
});
