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
  assert.equal(text({}), "48 slots for 96 experts: half of them fit on the GPU.");
  assert.equal(text({}, 40), "48 slots for 96 experts: half of them fit on the GPU. There is memory for 40.");
  assert.equal(text({ ways: 9 }), "Each layer has only 8 experts, so M can be at most 8.");
  assert.equal(text({ indexes: 13 }), "This model has only 12 MoE layers, so N can be at most 12.");
  assert.equal(text({ ways: 8 }), "96 slots for 96 experts: all of them fit on the GPU.");
  for (const ways of [-1, 0.5]) assert.equal(text({ ways }), "N and M must be whole numbers of at least 0.");
  assert.equal(text({ placement: "cpu_only" }), "No slots are used.");
  assert.equal(text({ ways: "" }), "0 slots for 96 experts: 0 % of them fit on the GPU.");
});

test("what is in force is one line", () => {
  const values = { indexes: 12, ways: 4, mapping: "layered", policy: "lru", admission: "bounded", cpu_threads: 1 };
  const labels = {
    placement: { "All on the CPU": "cpu_only", Cache: "cached" },
    admission: { "when worth it": "bounded" },
  };
  assert.equal(
    inForceText({ ...values, placement: "cached" }, { labels }),
    "12 × 4 slots, LRU, copies when worth it, 1 thread",
  );
  assert.equal(
    inForceText({ ...values, mapping: "pooled", cpu_threads: 2, placement: "cpu_only" }, { labels }),
    "12 × 4 slots shared by all layers, LRU, copies when worth it, 2 threads, All on the CPU",
  );
});

test("threads are compared with what the machine has", () => {
  const machine = { logical_cpus: 8, physical_cores: 4, cpu_quota: null };
  assert.equal(coresText(machine, 4, null), "4 physical cores");
  assert.equal(coresText(machine, 4, 3), "4 physical cores. 3 threads already saturate memory (○)");
  assert.equal(coresText(machine, 5, 3), "4 physical cores: more than 4 threads rarely help");
  assert.equal(
    coresText({ ...machine, physical_cores: 1, cpu_quota: 1.5 }, 2, null),
    "Limited to 1.5 of 8 CPUs: more than 1 thread rarely help",
  );
});
