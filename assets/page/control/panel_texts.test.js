import assert from "node:assert/strict";
import { test } from "node:test";
import { coresText, explanationText, inForceText, slotsText } from "./panel_texts.js";

test("hints of settings without an effect are left out", () => {
  const hints = {
    placement: { cpu_only: "All on the CPU.", cached: "" },
    mapping: { layered: "A layer's own." },
    policy: { lru: "Oldest goes." },
    admission: { bounded: "Some copies wait." },
  };
  const facts = { idle: { cpu_only: ["mapping", "policy", "admission"] }, hints };
  const values = { mapping: "layered", policy: "lru", admission: "bounded" };
  assert.equal(explanationText({ ...values, placement: "cpu_only" }, facts), "All on the CPU.");
  assert.equal(
    explanationText({ ...values, placement: "cached", policy: "new" }, facts),
    " A layer's own.  Some copies wait.",
  );
});

test("slots are counted, or it is said what is the most", () => {
  const model = { layers: 12, experts: 8 };
  const text = (values, most = 96) => slotsText(model, { indexes: 12, ways: 4, placement: "cached", ...values }, most);
  assert.equal(text({}), "48 slots for 96 experts: 50 % can be resident.");
  assert.equal(text({}, 40), "48 slots for 96 experts: 50 % can be resident. There is memory for 40.");
  assert.equal(text({ ways: 9 }), "A layer has 8 experts: at most 8 ways.");
  assert.equal(text({ indexes: 13 }), "The model has 12 MoE layers: at most 12 indexes.");
  assert.equal(text({ placement: "cpu_only" }), "No slots are used.");
  assert.equal(text({ ways: "" }), "0 slots for 96 experts: 0 % can be resident.");
});

test("what is in force is one line", () => {
  const values = { indexes: 12, ways: 4, mapping: "layered", policy: "lru", admission: "bounded", cpu_threads: 1 };
  const labels = { placement: { "All on the CPU": "cpu_only", Cache: "cached" } };
  assert.equal(
    inForceText({ ...values, placement: "cached" }, { labels }),
    "12 × 4, layered, LRU, fills bounded, 1 thread",
  );
  assert.equal(
    inForceText({ ...values, cpu_threads: 2, placement: "cpu_only" }, { labels }),
    "12 × 4, layered, LRU, fills bounded, 2 threads, All on the CPU",
  );
});

test("threads are compared with what the machine has", () => {
  const machine = { logical_cpus: 8, physical_cores: 4, cpu_quota: null };
  assert.equal(coresText(machine, 4, null), "4 physical cores of 8 CPUs");
  assert.equal(coresText(machine, 4, 3), "4 physical cores of 8 CPUs; 3 keep the memory busy (○)");
  assert.equal(coresText(machine, 5, 3), "4 physical cores of 8 CPUs: more than 4 threads rarely help");
  assert.equal(
    coresText({ ...machine, physical_cores: 1, cpu_quota: 1.5 }, 2, null),
    "Limited to 1.5 of 8 CPUs: more than 1 thread rarely help",
  );
});
