// Settings that a comparison of the lab may choose from: those the server offers, and two of the page. No DOM here.

const PANEL = "Settings panel";
const BEST = "Best predicted";
const CHOSEN_AT_FIRST = 2; // a comparison needs as many

/**
 * What is offered, with what each means.
 * @param {Record<string, string>} contenders the server's
 * @param {{ indexes: number, ways: number } | null} best of the map, once there is one
 * @returns {Record<string, string>}
 */
export function offeredContenders(contenders, best) {
  const offered = { ...contenders, [PANEL]: "what its fields hold, applied or not" };
  if (best) offered[BEST] = `${best.indexes} × ${best.ways}, from the map above`;
  return offered;
}

/**
 * As a job is asked for it: the server knows its own by name, the page's come with their settings.
 * @param {string} name @param {{ panel: () => Record<string, any>, best: () => Record<string, any> | null }} settings
 */
export function askedContender(name, { panel, best }) {
  if (name === PANEL) return { name, settings: panel() };
  if (name === BEST) return { name, settings: best() };
  return name;
}

/** Those to check in a list of ``names`` that takes the place of one where ``checked`` were. */
export function checkedContenders(checked, names) {
  return checked.length ? checked : names.slice(0, CHOSEN_AT_FIRST);
}
