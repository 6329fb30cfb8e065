// TeX into MathML: typeset by Temml, and of what that gives only what can do nothing but draw a formula.

import temml from "temml";

const LONGEST = 2000; // characters: longer ones cost more time than the rest of a reply
const MOST_EXPANSIONS = 200; // of macros, which may call each other
const ELEMENTS = new Set(
  (
    "math mrow mi mn mo mtext ms mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd " +
    "mpadded mphantom mstyle"
  ).split(" "),
);
const PLAIN_TAG = /<\/?[a-z]+(?: [a-z-]+="[\w.-]*")*>/g;
const SWITCH = /^(true|false)$/;
const LENGTH = /^-?\d?(\.\d+)?em$/; // below ten letters: a reply must not push the page about
const ATTRIBUTES = {
  display: /^block$/,
  displaystyle: SWITCH,
  fence: SWITCH,
  stretchy: SWITCH,
  accent: SWITCH,
  accentunder: SWITCH,
  movablelimits: SWITCH,
  symmetric: SWITCH,
  separator: SWITCH,
  form: /^(prefix|infix|postfix)$/,
  mathvariant: /^normal$/,
  linethickness: /^0(em|px)?$/,
  width: LENGTH,
  lspace: LENGTH,
  rspace: LENGTH,
};

/**
 * A formula as MathML, or null if it cannot be typeset.
 * @param {string} source with its delimiters
 * @param {boolean} block
 */
export function mathOf(source, block) {
  const tex = withoutDelimiters(source.trim());
  if (tex.length > LONGEST) return null;
  try {
    const markup = temml.renderToString(tex, {
      displayMode: block,
      throwOnError: true,
      trust: false,
      maxExpand: MOST_EXPANSIONS,
    });
    const math = inert(markup);
    return /[<>]/.test(math.replace(PLAIN_TAG, "")) ? null : math;
  } catch {
    return null;
  }
}

/** @param {string} source */
function withoutDelimiters(source) {
  if (source.startsWith("\\begin{")) return source; // an environment is TeX itself
  const size = source.startsWith("$") && !source.startsWith("$$") ? 1 : 2;
  return source.slice(size, -size).trim();
}

/** The markup without any element or attribute that is not known to be harmless. @param {string} markup */
export function inert(markup) {
  return markup.replace(/<(\/?)([a-zA-Z]+)([^<>]*)>/g, (_, closing, name, attributes) => {
    if (!ELEMENTS.has(name)) return "";
    return closing ? `</${name}>` : `<${name}${kept(attributes)}${side(attributes)}>`;
  });
}

/** @param {string} attributes */
function kept(attributes) {
  return [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)]
    .filter(([, name, value]) => Object.hasOwn(ATTRIBUTES, name) && ATTRIBUTES[name].test(value))
    .map(([, name, value]) => ` ${name}="${value}"`)
    .join("");
}

// Of Temml's own classes: on which side of its cell a term stands.
function side(attributes) {
  const found = / class="[^"]*\btml-(left|right)\b/.exec(attributes);
  return found ? ` data-side="${found[1]}"` : "";
}
