// Which runs the table lists: their order, how many of them, which of the server's answers counts. No DOM here.

import { COLUMNS } from "./columns.js";

const PAGE = 200;

export function listing() {
  let rows = []; // the first of all that match; the server has the others
  let matching = 0;
  let total = 0;
  let next = null; // where the rows after these begin
  let order = { column: 0, descending: true };
  let limit = PAGE;
  let asked = 0;
  let waiting = false;

  return {
    get rows() {
      return rows;
    },
    get matching() {
      return matching;
    },
    get total() {
      return total;
    },
    get hasMore() {
      return Boolean(next);
    },
    get order() {
      return order;
    },
    // What the server is asked to sort by, as it names it.
    sorting: () => ({ sort: COLUMNS[order.column].sort, descending: order.descending }),

    /** The page to ask for: all rows so far anew, or those that follow them. @param {boolean} isMore */
    ask(isMore) {
      asked += 1;
      waiting = true;
      return { number: asked, isMore, page: isMore ? { limit: PAGE, after: next } : { limit } };
    },
    /**
     * Only the latest question's answer counts; null: there was none.
     * @param {{ number: number, isMore: boolean }} question @param {any} answer
     * @returns {boolean} whether the rows are new
     */
    take({ number, isMore }, answer) {
      if (number !== asked) return false;
      waiting = false;
      if (!answer) return false;
      rows = isMore ? [...rows, ...answer.runs] : answer.runs;
      ({ matching, total, next } = answer);
      return true;
    },
    // As many rows as at first: what they have to match has changed.
    restart() {
      limit = PAGE;
    },
    // The question for more rows; while another one waits for its answer, all of them are asked for anew.
    more() {
      limit += PAGE;
      return this.ask(!waiting && Boolean(next));
    },
    /** A column's first press puts figures' highest and words' first on top. @param {number} column */
    sortBy(column) {
      const descending = order.column === column ? !order.descending : Boolean(COLUMNS[column].figure);
      order = { column, descending };
      limit = PAGE;
    },
  };
}

/** The rows of the chosen runs, which the filter may have hidden since. @param {string[]} chosen @param {any[]} seen */
export function chosenRows(chosen, seen) {
  return chosen.map((id) => seen.find((run) => run.id === id)).filter(Boolean);
}

/** Whether the engine has come to rest. @param {string} before @param {string} now */
export function hasEnded(before, now) {
  return before !== "" && before !== "idle" && now === "idle";
}
