import assert from "node:assert/strict";
import { test } from "node:test";
import { idOf } from "./refusals.js";

test("a refusal finds its field by the id that it has on the page", () => {
  assert.deepEqual(["max_new_tokens", "top_p", "cpu_threads"].map(idOf), ["max-new-tokens", "top-p", "cpu_threads"]);
  assert.equal(idOf(undefined), "");
});
