import assert from "node:assert/strict";
import { test } from "node:test";
import { topicDemo } from "./topic_demo.js";

test("one prompt after another, then the end, and from the beginning again", () => {
  const demo = topicDemo(["sums", "foxes"]);
  assert.equal(demo.isRunning(), false);
  assert.deepEqual(demo.next(false), { note: "1 of 2", prompt: "sums" });
  assert.equal(demo.isRunning(), true);
  assert.deepEqual(demo.next(false), { note: "2 of 2", prompt: "foxes" });
  assert.deepEqual(demo.next(false), { note: "Demo finished.", prompt: null });
  assert.equal(demo.isRunning(), false);
  assert.equal(demo.next(false).prompt, "sums");
});

test("it ends when it is stopped or a reply has failed", () => {
  const demo = topicDemo(["sums", "foxes"]);
  demo.next(false);
  assert.deepEqual(demo.stop(), { note: "Demo stopped.", prompt: null });
  assert.equal(demo.isRunning(), false);
  demo.next(false);
  assert.deepEqual(demo.next(true), { note: "Demo stopped: the last reply failed.", prompt: null });
  assert.equal(demo.isRunning(), false);
});
