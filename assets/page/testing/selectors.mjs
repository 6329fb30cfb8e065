// CSS selectors for made-up elements: names, ids, classes, attributes, descendants and children, :scope, :checked,
// :is, :not and :has. Others are refused, so that no test passes for want of one.

const SIMPLE =
  /\*|^[\w-]+|#[\w-]+|\.[\w-]+|\[([\w-]+)(?:=(?:"([^"]*)"|'([^']*)'|([^\]]*)))?\]|:[\w-]+(?:\(((?:[^()]|\([^()]*\))*)\))?/y;

/** @param {any} element @param {string} selectors @param {any} [scope] @returns {boolean} */
export function matches(element, selectors, scope = null) {
  return split(selectors, ",").some((selector) =>
    isAt(element, split(selector.replaceAll(/\s*>\s*/g, " > "), " "), scope),
  );
}

// From the right: the last part has to fit the element, those before it what the element is in.
function isAt(element, parts, scope) {
  if (!element?.tagName || !fits(element, parts.at(-1), scope)) return false;
  const rest = parts.slice(0, -1);
  if (!rest.length) return true;
  if (rest.at(-1) === ">") return isAt(element.parentElement, rest.slice(0, -1), scope);
  for (let outer = element.parentElement; outer; outer = outer.parentElement) if (isAt(outer, rest, scope)) return true;
  return false;
}

function fits(element, compound, scope) {
  SIMPLE.lastIndex = 0;
  while (SIMPLE.lastIndex < compound.length) {
    const at = SIMPLE.lastIndex;
    const simple = SIMPLE.exec(compound);
    if (!simple) throw new Error(`no selector for made-up elements: ${compound.slice(at)}`);
    const next = SIMPLE.lastIndex; // the selectors in brackets use the same expression
    if (!isSimple(element, simple, scope)) return false;
    SIMPLE.lastIndex = next;
  }
  return true;
}

/** @param {any} element @param {any} simple @param {any} scope @returns {boolean} */
function isSimple(element, [text, attribute, ...rest], scope) {
  const value = rest.slice(0, 3).find((one) => one !== undefined);
  const inner = rest[3];
  if (text === "*") return true;
  if (text[0] === "#") return element.id === text.slice(1);
  if (text[0] === ".") return element.classList.contains(text.slice(1));
  if (attribute && value === undefined) return element.hasAttribute(attribute);
  if (attribute) return element.getAttribute(attribute) === value;
  if (text[0] !== ":") return element.tagName === text.toUpperCase();
  const pseudo = {
    scope: () => element === scope,
    checked: () => element.checked === true,
    is: () => matches(element, inner, scope),
    not: () => !matches(element, inner, scope),
    has: () => element.querySelector(inner) !== null,
  }[text.slice(1).split("(")[0]];
  if (!pseudo) throw new Error(`no selector for made-up elements: ${text}`);
  return pseudo();
}

// At a separator that is not in brackets.
function split(text, separator) {
  const parts = [""];
  let depth = 0;
  for (const sign of text.trim()) {
    depth += Number("([".includes(sign)) - Number(")]".includes(sign));
    if (sign === separator && depth === 0) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}
