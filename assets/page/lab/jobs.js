// Jobs of the lab: asked for, watched until they end, cancelled. Short questions now and then, rather than a
// connection held open: a browser has six of them for all tabs.

import { ask } from "../wire/fetch_json.js";

const PERIOD_MS = 350;

/** @typedef {{ id: string | null, cancelled: boolean }} Running ``id`` of the step at work, once the program has it */

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
  async function run(more = {}) {
    /** @type {Running} */
    const mine = { id: null, cancelled: false };
    running = mine;
    error.textContent = what.textContent = "";
    anyway.hidden = true;
    show(true);
    try {
      const wanted = steps();
      for (const [place, step] of wanted.entries()) {
        if (mine.cancelled) break;
        const job = await follow(mine, { ...step, ...more }, (share) => (bar.value = (place + share) / wanted.length));
        anyway.hidden = job.field !== "busy";
        if (job.state === "failed") throw new Error(job.error);
        if (job.state === "done") onView(job);
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

  async function follow(mine, step, onShare) {
    const body = JSON.stringify(step);
    let job = await ask("lab/jobs", { method: "POST", body, headers: { "Content-Type": "application/json" } });
    mine.id = job.id;
    if (mine.cancelled) await stop(mine);
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
    if (mine.id) await ask(`lab/jobs/${mine.id}`, { method: "DELETE" }).catch(() => {});
  }

  go.addEventListener("click", () => !running && run());
  anyway.addEventListener("click", () => !running && run({ anyway: true }));
  cancel.addEventListener("click", () => running && stop(running));

  /** @param {boolean} on @param {string} why not, for everybody to read: a tooltip is seen by few */
  function enable(on, why = "") {
    go.disabled = !on;
    hint.textContent = why && `${why}.`;
  }

  return { enable };
}
