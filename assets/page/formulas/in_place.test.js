import assert from "node:assert/strict";
import { test } from "node:test";
import { element, madeUpPage, settled } from "../testing/elements.mjs";
import { typesetFormulas } from "./in_place.js";

const formula = (source, place) => element(`code.tex-${place}`, {}, source);
const drawn = [];
let loads = 0;

async function load() {
  loads += 1;
  return {
    mathOf(source, block) {
      drawn.push([source, block]);
      return source === "nonsense" ? null : `<math>${source}</math>`;
    },
  };
}

test("formulas are typeset in their place, each text once, by what is loaded with the first of them", async () => {
  const chat = element("div#chat", {}, element("code", {}, "print(1)"));
  madeUpPage(chat);
  typesetFormulas(chat, load);
  assert.equal(loads, 0);
  const [first, second] = [formula("x", "line"), formula("x", "block")];
  chat.append(first, second);
  typesetFormulas(chat, load);
  typesetFormulas(chat, load);
  await settled();
  assert.deepEqual([loads, first.innerHTML, first.dataset.set], [1, "<math>x</math>", "yes"]);
  assert.deepEqual(drawn, [["x", false], ["x", true]]); // prettier-ignore
  const again = formula("x", "line");
  const wrong = formula("nonsense", "line");
  chat.append(again, wrong);
  typesetFormulas(chat, load);
  assert.deepEqual([again.dataset.set, wrong.dataset.set, wrong.textContent], ["yes", "no", "nonsense"]);
  assert.equal(drawn.length, 3);
});
