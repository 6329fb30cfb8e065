import assert from "node:assert/strict";
import { test } from "node:test";
import { element, fire, madeUpPage } from "./elements.mjs";

const tree = () =>
  element(
    "section#one",
    {},
    element("ul.a", {}, element("li.x", { dataset: { kind: "in" } }, "1"), element("li", {}, element("b", {}, "2"))),
    element("input", { type: "radio", name: "metric", value: "hits", checked: true }),
  );

test("selectors find what a browser would", () => {
  const root = tree();
  const texts = (selectors) => root.querySelectorAll(selectors).map(({ textContent }) => textContent);
  assert.deepEqual(texts("li"), ["1", "2"]);
  assert.deepEqual(texts("#one .a > li.x, b"), ["1", "2"]);
  assert.deepEqual(texts("[data-kind=in], [data-kind='out']"), ["1"]);
  assert.deepEqual(texts("li:not(:has(b))"), ["1"]);
  assert.deepEqual(texts(".a :is(b, i)"), ["2"]);
  assert.deepEqual(texts(":scope > li"), []);
  assert.deepEqual(texts(":scope > ul > *"), ["1", "2"]);
  assert.equal(root.querySelector("input[name=metric]:checked").value, "hits");
  assert.equal(root.querySelector("input[name=other]"), null);
  assert.equal(root.querySelector("b").closest("ul"), root.children[0]);
  assert.throws(() => root.querySelector("li:first-child"), /no selector/);
});

test("an element stands in one place, and only what hangs on the page is connected", () => {
  const [one, two, item] = [element("p"), element("p"), element("b", {}, "x")];
  madeUpPage(one);
  two.append("a", item);
  assert.deepEqual([two.textContent, item.isConnected], ["ax", false]);
  one.append(item, 3);
  assert.deepEqual([one.textContent, two.textContent, item.isConnected], ["x3", "a", true]);
  one.replaceChildren();
  assert.equal(item.isConnected, false);
});

test("events rise from where they happen, data and classes are attributes", () => {
  const root = tree();
  const heard = [];
  root.addEventListener("click", ({ target }) => heard.push(target.dataset.kind));
  root.querySelector(".x").click();
  fire(root.querySelector("input"), "change");
  assert.deepEqual(heard, ["in"]);
  const item = root.querySelector(".x");
  item.dataset.oneMore = 5;
  item.classList.toggle("x");
  item.classList.toggle("y", true);
  assert.deepEqual([item.getAttribute("data-one-more"), item.className], ["5", "y"]);
});
