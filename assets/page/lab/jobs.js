// Jobs of the lab: asked for, watched until they end, cancelled. Short questions now and then, rather than a
// connection held open: a browser has six of them for all tabs.

import { ask } from "../wire/fetch_json.js";

const PERIOD_MS = 350;

/** @typedef {{ id: string, state: string, share: number, what: string }} Job as the program tells of it */
/** @typedef {{ jobs: Job[], cancelled: boolean }} Running ``jobs``: those that the program has */

// A control of the page (see ui/lab/pane.py, _job) that runs ``steps()``, a list of {kind, ...parameters}, in turn.
export function jobControl(element, { steps, onView, onEnd = () => {} }) {
  const at = (selector) => element.querySelector(selector);
  const [go, cancel, bar, what, error, hint] = [".go", ".cancel", "progress", ".what", ".error", ".hint"].map(at);
  const anyway = at(".anyway");
  /** @type {Running | null} */
  let running = null;

  function show(busy) {
    go.hidden = busy;
    cancel.hidden = bar.hidden = !busy;
    cancel.disabled = false;
    if (busy) bar.removeAttribute("value");
  }

  /** @param {object} more parameters of each step */
  function run(more = {}) {
    return watch(async (jobs) => {
      for (const step of steps()) jobs.push(await asked({ ...step, ...more, after: jobs.at(-1)?.id }));
    });
  }

  // All steps are asked for at once, so that a page that is loaded again finds those that have not begun, too.
  async function watch(begin) {
    /** @type {Running} */
    const mine = { jobs: [], cancelled: false };
    running = mine;
    error.textContent = what.textContent = "";
    anyway.hidden = true;
    show(true);
    try {
      await begin(mine.jobs);
      if (mine.cancelled) await stop(mine);
      for (const [place, begun] of mine.jobs.entries()) {
        const job = await follow(begun, (share) => (bar.value = (place + share) / mine.jobs.length));
        anyway.hidden = job.field !== "busy";
        if (job.state === "failed") throw new Error(job.error);
        if (job.state === "done") onView(job);
        mine.cancelled ||= job.state === "cancelled";
      }
      what.textContent = mine.cancelled ? "Cancelled." : "";
    } catch (/** @type {any} */ refusal) {
      error.textContent = refusal.message;
      what.textContent = "";
    }
    running = null;
    show(false);
    onEnd();
  }

  async function follow(job, onShare) {
    while (job.state === "waiting" || job.state === "running") {
      onShare(job.share);
      what.textContent = job.what;
      await new Promise((resolve) => setTimeout(resolve, PERIOD_MS));
      job = await ask(`lab/jobs/${job.id}`);
    }
    return job;
  }

  async function stop(mine) {
    mine.cancelled = true;
    cancel.disabled = true;
    what.textContent = "Cancelling";
    for (const { id } of mine.jobs) await ask(`lab/jobs/${id}`, { method: "DELETE" }).catch(() => {});
  }

  go.addEventListener("click", () => !running && run());
  anyway.addEventListener("click", () => !running && run({ anyway: true }));
  cancel.addEventListener("click", () => running && stop(running));

  /** @param {boolean} on @param {string} why not, for everybody to read: a tooltip is seen by few */
  function enable(on, why = "") {
    go.disabled = !on;
    hint.textContent = why && `${why}.`;
  }

  return {
    enable,
    follows: (id) => Boolean(running?.jobs.some((job) => job.id === id)),
    // Follows jobs that were asked for elsewhere.
    join(jobs) {
      if (running || !jobs.length) return;
      watch(async (mine) => mine.push(...jobs.map(({ id }) => ({ id, state: "waiting", share: 0, what: "" }))));
    },
  };
}

function asked(step) {
  const body = JSON.stringify(step);
  return ask("lab/jobs", { method: "POST", body, headers: { "Content-Type": "application/json" } });
}
