import assert from "node:assert/strict";
import { test } from "node:test";
import { unpacked } from "./packing.js";

test("numbers come back from the text that ui/wire/packing.py makes of them", () => {
  assert.deepEqual(unpacked("#$OP$}OPP$Zgy[Zdo%*"), [0, 1, 44, 45, 2024, 2025, 10 ** 12, 7]);
  assert.deepEqual(unpacked(""), []);
});
