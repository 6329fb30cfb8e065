// A race at a moment: how far each run is, what its cache held, what its latest token met. No DOM here.

const FADED_AFTER = 6; // halvings of the tokens since the last use

/**
 * @typedef {{ name: string, milliseconds: number[], texts: string[], cells: number[][], missed: number[][] }} Run
 *   of each decoded token its time, its experts, and those of them that were missed; texts begins a token earlier, with
 *   the one that the prompt gave
 */

/** Seconds that a run took. @param {Pick<Run, "milliseconds">} run */
export function duration({ milliseconds }) {
  return milliseconds.reduce((sum, ms) => sum + ms, 0) / 1e3;
}

/** How many tokens were decoded after so many seconds. @param {Run} run @param {number} seconds */
export function tokensAt({ milliseconds }, seconds) {
  let left = seconds * 1e3;
  const next = milliseconds.findIndex((ms) => (left -= ms) < -1e-6);
  return next < 0 ? milliseconds.length : next;
}

/**
 * What is painted once so many tokens are decoded: for each cell 0, or 1 and its recency if it was on the GPU when it
 * was last used; and the latest token's hits and misses as [row, column].
 * @param {Run} run @param {number} tokens @param {{ layers: number, experts: number }} model
 */
export function frameAt({ cells, missed }, tokens, { layers, experts }) {
  const values = new Float64Array(layers * experts);
  for (let token = 0; token < tokens; token++) {
    const lost = new Set(missed[token]);
    const shade = 1 + Math.max(0, 1 - Math.log2(tokens - token) / FADED_AFTER);
    for (const cell of cells[token]) values[cell] = lost.has(cell) ? 0 : shade;
  }
  const place = (cell) => [Math.floor(cell / experts), cell % experts];
  const latest = new Set(tokens ? missed[tokens - 1] : []);
  const used = tokens ? cells[tokens - 1] : [];
  return {
    values,
    hits: used.filter((cell) => !latest.has(cell)).map(place),
    misses: [...latest].map(place),
  };
}

/** A run's figures so far, in words. @param {Run} run @param {number} tokens @param {number} seconds */
export function toldAt({ cells, missed, milliseconds }, tokens, seconds) {
  const took = Math.min(seconds, duration({ milliseconds: milliseconds.slice(0, tokens) }) || seconds);
  const used = count(cells, tokens);
  const share = used ? `${Math.round((100 * (used - count(missed, tokens))) / used)} % hits` : "";
  const pace = tokens && took ? `${(tokens / took).toPrecision(3)} tok/s` : "";
  const done = tokens === milliseconds.length ? "done" : "";
  return [`${tokens} of ${milliseconds.length} tokens`, pace, share, done].filter(Boolean).join(" · ");
}

function count(lists, tokens) {
  return lists.slice(0, tokens).reduce((sum, { length }) => sum + length, 0);
}
