import assert from "node:assert/strict";
import { test } from "node:test";
import { exportLinks } from "./export_links.js";

test("there is nothing to take home before a result that can be exported", () => {
  assert.equal(exportLinks(new Map()), null);
  assert.equal(exportLinks(new Map([["calibrate", "j1"]])), null);
});

test("links name the latest job of each kind, in the order of the report", () => {
  const done = new Map([["tune", "j3"], ["calibrate", "j1"], ["grid", "j2"]]); // prettier-ignore
  assert.deepEqual(exportLinks(done), { report: "lab/report.html?jobs=j2,j3", json: "lab/results.json?jobs=j2,j3" });
});
