import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ask } from "./fetch_json.js";

let answer;

beforeEach(() => {
  globalThis.document = /** @type {any} */ ({ baseURI: "http://here/app/" });
  globalThis.fetch = /** @type {any} */ (async (address, options) => answer(address.href, options));
});

const response = (status, text) => ({ ok: status < 400, status, json: async () => JSON.parse(text) });

test("the answer is what the program sent, never what the browser kept", async () => {
  answer = (address, options) => response(200, JSON.stringify({ address, ...options }));
  assert.deepEqual(await ask("lab/state", { method: "POST" }), {
    address: "http://here/app/lab/state",
    cache: "no-store",
    method: "POST",
  });
});

test("a refusal says why", async () => {
  answer = () => response(409, '{"error": "Benchmark this machine first."}');
  await assert.rejects(ask("lab/jobs"), { message: "Benchmark this machine first." });
  answer = () => response(500, "no JSON");
  await assert.rejects(ask("lab/jobs"), { message: "Request refused (500)." });
});

test("no answer at all is told as that", async () => {
  answer = () => {
    throw new TypeError("Failed to fetch");
  };
  await assert.rejects(ask("lab/jobs"), { message: "Can't reach the app. Is it still running?" });
});
