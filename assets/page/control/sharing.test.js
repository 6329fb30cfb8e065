import assert from "node:assert/strict";
import { test } from "node:test";
import { linkTo } from "./sharing.js";

test("a link carries every setting, whatever is in it", () => {
  const link = linkTo("http://127.0.0.1:7860/", { indexes: 12, policy: "lru", split_misses: false, model: "a&b=c" });
  assert.equal(link, "http://127.0.0.1:7860/?indexes=12&policy=lru&split_misses=false&model=a%26b%3Dc");
  assert.equal(new URL(link).searchParams.get("model"), "a&b=c");
});
