// Figures as people read them.

export const NONE = "–";

// Groups of three set apart by css, so that the text itself stays a plain number.
export function putCount(element, value) {
  const digits = String(value);
  if (element.textContent === digits) return;
  element.replaceChildren(
    ...groupsOf(digits).map((group) => Object.assign(document.createElement("span"), { textContent: group })),
  );
}

export function groupsOf(digits) {
  return digits.split(/(?=(?:\d{3})+$)/);
}

export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {number | null} [share] @param {number} [digits] */
export function percent(share, digits = 0) {
  return share === null || share === undefined ? NONE : `${(share * 100).toFixed(digits)} %`;
}

/** @param {number | null} [value] */
export function bytes(value) {
  if (value === null || value === undefined) return NONE;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let shown = value;
  while (shown >= 1024 && unit < units.length - 1) {
    shown /= 1024;
    unit += 1;
  }
  return `${shown.toFixed(unit === 0 || shown >= 100 ? 0 : 1)} ${units[unit]}`;
}

/** @param {number} value */
export function joules(value) {
  return value < 10_000 ? `${value.toFixed(0)} J` : `${(value / 1000).toFixed(value < 1e6 ? 1 : 0)} kJ`;
}

/** @param {number} value */
export function watts(value) {
  return `${value.toFixed(value < 10 ? 1 : 0)} W`;
}

// Of a snapshot's counters; null before the first choice of an expert.
/** @param {Pick<EngineState["counters"], "routed" | "hits">} counters */
export function hitRate({ routed, hits }) {
  return routed ? hits / routed : null;
}
