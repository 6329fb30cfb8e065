import assert from "node:assert/strict";
import { test } from "node:test";
import { COLUMNS } from "./columns.js";
import { hasEnded, listing, chosenRows } from "./listing.js";

const runs = (...ids) => ids.map((id) => ({ id }));
/** @param {string[]} ids @param {string | null} next */
const answer = (ids, next = null) => ({ runs: runs(...ids), matching: 3, total: 5, next });
const ids = (list) => list.rows.map(({ id }) => id);

test("the first rows come anew, further ones behind them", () => {
  const list = listing();
  const first = list.ask(false);
  assert.deepEqual(first.page, { limit: 200 });
  assert.equal(list.take(first, answer(["a", "b"], "b")), true);
  assert.deepEqual([ids(list), list.matching, list.total, list.hasMore], [["a", "b"], 3, 5, true]);
  const second = list.more();
  assert.deepEqual(second.page, { limit: 200, after: "b" });
  list.take(second, answer(["c"]));
  assert.deepEqual([ids(list), list.hasMore], [["a", "b", "c"], false]);
  assert.deepEqual(list.ask(false).page, { limit: 400 }); // as many as are shown
});

test("only the latest question's answer counts", () => {
  const list = listing();
  const [former, latter] = [list.ask(false), list.ask(false)];
  assert.equal(list.take(former, answer(["old"])), false);
  assert.equal(list.take(latter, answer(["new"])), true);
  assert.deepEqual(ids(list), ["new"]);
});

test("without an answer the rows stay, and more can be asked for", () => {
  const list = listing();
  list.take(list.ask(false), answer(["a"], "a"));
  assert.equal(list.take(list.ask(false), null), false);
  assert.deepEqual(ids(list), ["a"]);
  assert.deepEqual(list.more().page, { limit: 200, after: "a" });
});

test("more rows while others are on their way: all of them anew", () => {
  const list = listing();
  list.take(list.ask(false), answer(["a"], "a"));
  list.ask(false);
  const question = list.more();
  assert.deepEqual(question.page, { limit: 400 });
  list.take(question, answer(["x", "y"]));
  assert.deepEqual(ids(list), ["x", "y"]);
});

test("a column's second press turns the order round; figures begin with the highest", () => {
  const list = listing();
  const column = (label) => COLUMNS.findIndex((one) => one.label === label);
  assert.deepEqual(list.sorting(), { sort: "at", descending: true });
  list.sortBy(column("Tok/s"));
  assert.deepEqual(list.sorting(), { sort: "tokens_per_s", descending: true });
  list.sortBy(column("Tok/s"));
  assert.deepEqual(list.sorting(), { sort: "tokens_per_s", descending: false });
  list.sortBy(column("Policy"));
  assert.deepEqual([list.sorting(), list.order.column], [{ sort: "policy", descending: false }, column("Policy")]);
});

test("another order or filter begins with the first page", () => {
  const list = listing();
  for (const begin of [() => list.sortBy(2), () => list.restart()]) {
    list.take(list.ask(false), answer(["a"], "a"));
    list.take(list.more(), answer(["b"]));
    begin();
    assert.deepEqual(list.ask(false).page, { limit: 200 });
  }
});

test("chosen runs keep their order of choosing, and those that nobody has seen are left out", () => {
  assert.deepEqual(chosenRows(["b", "gone", "a"], runs("a", "b", "c")), runs("b", "a"));
});

test("a reply has ended when work gives way to rest", () => {
  assert.deepEqual(
    [["decode", "idle"], ["loading", "idle"], ["", "idle"], ["idle", "idle"], ["prefill", "decode"]].map(([before, now]) =>
      hasEnded(before, now),
    ),
    [true, true, false, false, false],
  ); // prettier-ignore
});
