// Formulas in replies: found by the class that ui/chat/math_rules.py gives them, and typeset in their place. What
// typesets them is large, and loaded with the first formula.

const MOST_KEPT = 200; // a reply that is being written is drawn again and again

/** @type {Map<string, string | null>} */
const typeset = new Map();
/** @type {((source: string, block: boolean) => string | null) | null} */
let mathOf = null;
let asked = false;

/**
 * Typesets what is in sight.
 * @param {any} chat
 * @param {() => Promise<any>} load for tests
 */
export function typesetFormulas(chat, load = () => import(new URL("formulas.js", import.meta.url).href)) {
  const formulas = [...chat.querySelectorAll(":is(.tex-line, .tex-block):not([data-set])")];
  if (!formulas.length) return;
  if (mathOf) {
    formulas.forEach(draw);
  } else if (!asked) {
    asked = true;
    load().then((module) => {
      mathOf = module.mathOf;
      typesetFormulas(chat);
    }, console.error);
  }
}

/** @param {any} formula */
function draw(formula) {
  const block = formula.classList.contains("tex-block");
  const markup = mathFor(formula.textContent, block);
  formula.dataset.set = markup === null ? "no" : "yes";
  if (markup !== null) formula.innerHTML = markup;
}

/** @param {string} source @param {boolean} block */
function mathFor(source, block) {
  const key = `${block} ${source}`;
  if (!typeset.has(key)) {
    if (typeset.size >= MOST_KEPT) typeset.clear();
    typeset.set(key, mathOf?.(source, block) ?? null);
  }
  return typeset.get(key) ?? null;
}
