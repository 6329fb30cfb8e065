// What of the control panel's fields differs from the settings in force, has no effect, or is out of date. No DOM here.

/** @param {string[]} names @param {Record<string, any>} values @param {Record<string, any>} inForce */
export function changedNames(names, values, inForce) {
  return names.filter((name) => values[name] !== undefined && values[name] !== inForce[name]);
}

/**
 * @param {string[]} changes
 * @param {{ label: (name: string) => string, shown: (name: string, value: any) => string }} fields
 * @param {{ values: Record<string, any>, inForce: Record<string, any>, applying: boolean }} sides
 */
export function changesText(changes, fields, { values, inForce, applying }) {
  if (!changes.length) return "";
  const told = changes.map(
    (name) => `${fields.label(name)} ${fields.shown(name, inForce[name])} → ${fields.shown(name, values[name])}`,
  );
  return `${applying ? "Applying" : "Not applied"}: ${told.join(", ")}`;
}

// Settings without an effect beside the others.
/** @param {Record<string, any>} values @param {{ idle: Record<string, string[]> }} facts */
export function idleNames({ placement, admission }, { idle }) {
  const names = new Set(idle[placement] ?? []);
  if (admission !== "bounded") names.add("max_queued_copies");
  return names;
}

// Whether somebody else has applied settings or loaded a model since the fields last followed; said once for each.
export function overtaken() {
  /** @type {string | null} */
  let seen = null;

  /** @param {Record<string, any>} base what was in force then @param {Record<string, any>} inForce @param {string} model */
  return function isOvertaken(base, inForce, model) {
    const now = JSON.stringify([inForce, model]);
    if (now === seen) return false;
    const isUpToDate = same(base, inForce) && (seen === null || JSON.parse(seen)[1] === model);
    seen = now;
    return !isUpToDate;
  };
}

function same(one, other) {
  return Object.keys(other).every((name) => one[name] === other[name]);
}
