import assert from "node:assert/strict";
import { test } from "node:test";
import { inert, mathOf } from "./tex.js";

const line = (tex) => mathOf(`\\(${tex}\\)`, false) ?? "";
const block = (tex) => mathOf(`$$\n${tex}\n$$\n`, true) ?? "";

test("a formula is typeset", () => {
  assert.equal(line("x^2"), "<math><msup><mi>x</mi><mn>2</mn></msup></math>");
  assert.match(block("\\frac{a}{b}"), /^<math display="block">.*<mfrac><mi>a<\/mi><mi>b<\/mi><\/mfrac>/);
  assert.match(
    block("\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}"),
    /<mtd data-side="right">.*<mtd data-side="left">/,
  );
  assert.match(line("\\text{a < b}"), /<mtext>a\u00a0&lt;\u00a0b<\/mtext>/);
});

test("a formula stands between delimiters of one or two signs, or is an environment", () => {
  for (const source of ["$x$", "$$x$$", "\\(x\\)", "\\[x\\]"]) {
    assert.equal(mathOf(source, false), "<math><mi>x</mi></math>");
  }
  assert.match(mathOf("\\begin{cases} a \\\\ b \\end{cases}", true) ?? "", /<mtable>.*<mi>a<\/mi>.*<mi>b<\/mi>/);
});

test("what is no TeX, or too much of it, stays as it was written", () => {
  for (const tex of ["\\frac{a", "\\nonsense", "}", "\\def\\a{\\a\\a}\\a", `x${"+x".repeat(1000)}`]) {
    assert.equal(mathOf(`\\(${tex}\\)`, false), null, tex.slice(0, 20));
  }
});

test("no style, class, id, link or picture reaches the page", () => {
  const tries = [
    "\\class{evil}{x}", "\\id{evil}{x}", "\\style{color:red}{x}", "\\href{javascript:evil()}{x}", "\\data{a=evil}{x}",
    "\\includegraphics{https://evil.example/x.png}", "\\color{red} x", "\\colorbox{red}{x}", "\\textcolor{#f00}{x}",
    "\\rule{99em}{99em}", "\\hspace{99em} x", "\\kern 500em x", "\\Huge x", "\\text{<b onclick=evil()>}", "\\tag{evil} x",
    "\\begin{array}{c|c} a & b \\\\ \\hline c & d \\end{array}", "\\bcancel{x}", "\\boxed{x}", "\\raisebox{99em}{x}", "\\label{evil} x",
  ]; // prettier-ignore
  for (const tex of tries) {
    const markup = line(tex);
    for (const [, name, value] of markup.matchAll(/<\/?[a-z]+(?: ([a-z-]+)="([^"]*)")*>/g)) {
      assert.ok(!["style", "class", "id", "href", "src"].includes(name), markup);
      assert.doesNotMatch(value ?? "", /\d\d/, markup);
    }
    assert.equal(markup.replace(/<\/?[a-z]+( [a-z-]+="[\w.-]*")*>/g, "").includes("<"), false, markup);
  }
});

test("whatever is not known to be harmless is left out", () => {
  const given =
    '<math onclick="x" display="block"><script>1</script><mi class="a" style="b" id="c" href="d">x</mi><mspace width="99em"></mspace><mspace width="-.5em"></mspace></math>';
  assert.equal(
    inert(given),
    '<math display="block">1<mi>x</mi><mspace></mspace><mspace width="-.5em"></mspace></math>',
  );
});
