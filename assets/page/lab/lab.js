// The Lab tab: says what to replay on which machine, shows results, passes clicks on to the control panel.

import { fieldsIn } from "../control/fields.js";
import { put } from "../shell/format.js";
import { ask } from "../wire/fetch_json.js";
import { askedContender, checkedContenders, offeredContenders } from "./contenders.js";
import { exportLinks } from "./export_links.js";
import { labGrid } from "./grid.js";
import { race } from "./race/race.js";
import { jobControl } from "./jobs.js";
import { showParts } from "./parts.js";
import { createCharts } from "./plots.js";
import { restoreFields } from "./restored.js";
import {
  REPLAYED,
  aboutKey,
  noticeKey,
  numberIn,
  replayHint,
  replyHint,
  replayKey,
  replaySteps,
  tuneHint,
} from "./requests.js";
import { labSource } from "./source.js";

const PICK = "Click a cell to try it.";
const OTHER_MODEL = "The trace is of another model: its sizes cannot be tried on this one.";
const KINDS = ["mapping", "policy", "admission"];
const JOBS = {
  replay: REPLAYED,
  calibrate: ["calibrate"],
  tune: ["tune"],
  compare: ["compare"],
  race: ["race"],
  lookahead: ["lookahead"],
};

export function lab(root, _, trigger) {
  const pane = root.querySelector("#lab");
  const at = (id) => pane.querySelector(`#lab-${id}`);
  const charts = createCharts(pane);
  const done = new Map(); // the latest job of each kind
  /** @type {Record<string, any> | null} */
  let state = null;
  /** @type {EngineState | null} */
  let latest = null;
  let asked = "";
  let askedJobs; // which news of jobs the state was asked for with
  let isRestored = false;
  let shownFor = "";

  const grid = labGrid(pane, charts, fill);
  const track = race(pane);
  const source = labSource(pane, { refresh, changed: showState });

  function panelFields() {
    const panel = document.querySelector("#control-pane");
    return fieldsIn(panel, JSON.parse(panel.querySelector("#fits").dataset.facts));
  }

  // Into the control panel's fields; applying is left to whoever looks at them.
  function fill(values, note = at("picked-note")) {
    trigger("submit", values);
    put(note, `${values.indexes} × ${values.ways} is filled in; press Apply.`);
  }

  const number = (id) => numberIn(at(id).value);
  const kinds = () => Object.fromEntries(KINDS.map((name) => [name, at(name).value]));
  const run = () => ({ prompt: at("prompt").value, tokens: number("tokens") });

  const wanted = {
    replay: () => replaySteps(source.asked(), kinds()),
    calibrate: () => [{ kind: "calibrate" }],
    tune: () => {
      const memory = { budget_gib: number("budget"), confirm: number("confirm") };
      return [{ kind: "tune", ...source.asked(), ...memory, ...run() }];
    },
    compare: () => [{ kind: "compare", contenders: chosen(), ...run() }],
    lookahead: () => [{ kind: "lookahead" }],
    race: () => [{ kind: "race", rivals: at("rivals").value, ...run() }],
  };
  const controls = Object.fromEntries(
    Object.entries(wanted).map(([name, steps]) => [
      name,
      jobControl(at(`job-${name}`), { steps, onView: show, onEnd: () => refresh() }),
    ]),
  );
  for (const name of ["replay", "tune", "compare", "race", "lookahead"]) controls[name].enable(false); // until it is known what there is

  /** @param {any} job @param {boolean} news whether somebody has just waited for it */
  function show(job, news = true) {
    done.set(job.kind, job.id);
    if (job.kind === "grid") {
      grid.show(job.view);
      shownFor = aboutKey(job.about);
      at("use-best").hidden = !grid.best();
      put(at("picked-note"), job.view.facts.settings === null ? OTHER_MODEL : PICK);
    }
    if (job.kind === "tune") offerTuned(job.view.facts);
    if (job.kind === "race") track.show(job.view.facts.race, news);
    showParts(pane, charts, job.view);
    if (job.kind === "curves" && !job.view.figures["curves-speed"]) charts.show("curves-speed", null);
    if (REPLAYED.includes(job.kind)) at("results").hidden = false;
    charts.redraw();
    showExports();
  }

  // The settings from before, or the best that were only predicted.
  function offerTuned({ former, best }) {
    for (const [name, values] of Object.entries({ former, tuned: best })) {
      at(name).hidden = !values;
      at(name).onclick = () => fill(values, at("former-note"));
    }
    put(at("former-note"), "");
  }

  function showExports() {
    const links = exportLinks(done);
    for (const name of ["report", "json"]) {
      at(name).hidden = links === null;
      if (links) at(name).href = links[name];
    }
  }

  function chosen() {
    const settings = { panel: () => panelFields().all(), best: grid.best };
    return checkedNames().map((name) => askedContender(name, settings));
  }

  function checkedNames() {
    return [...at("contenders").querySelectorAll("input:checked")].map(({ value }) => value);
  }

  async function refresh() {
    const latestState = await ask("lab/state").catch(() => null);
    if (!latestState) return; // the strip says that the program does not answer
    state = latestState;
    source.offer(latestState);
    showState();
    await catchUp(latestState);
  }

  // Jobs and results of other tabs, or of this one before it was loaded again.
  async function catchUp({ under_way: underWay, results }) {
    const follows = ({ id }) => Object.values(controls).some((control) => control.follows(id));
    for (const [name, control] of Object.entries(controls)) {
      control.join(underWay.filter(({ kind }) => JOBS[name].includes(kind)));
    }
    const unseen = results.filter((job) => done.get(job.kind) !== job.id && !follows(job));
    const isFirst = !isRestored;
    isRestored = true;
    const jobs = await Promise.all(unseen.map(({ id }) => ask(`lab/jobs/${id}`).catch(() => null)));
    for (const job of jobs.filter(Boolean)) {
      if (isFirst) restoreFields(job, { at, source });
      show(job, false);
    }
    if (jobs.length) showState();
  }

  // Asks anew when a reply has ended, a setting was applied, or a job was asked for or has ended.
  function notice() {
    if (!latest || !pane.offsetWidth) return;
    const key = latest.phase === "idle" ? noticeKey(latest) : asked;
    if (key === asked && latest.lab === askedJobs) return;
    asked = key;
    askedJobs = latest.lab;
    refresh();
  }

  function showState() {
    if (!state) return;
    const trace = source.chosen();
    const { emulated, calibrated, contenders, sources } = state;
    const tune = tuneHint(trace, { machine: source.asked().machine, emulated, calibrated });
    const missing = { replay: replayHint(trace), tune, compare: "", race: "", lookahead: replyHint(sources) };
    at("empty").hidden = !missing.replay || done.size > 0;
    offerContenders(contenders);
    for (const [name, hint] of Object.entries(missing)) controls[name].enable(!hint, hint);
    const isStale = done.has("grid") && replayKey(latest, trace) !== shownFor;
    put(at("stale"), isStale ? "The trace or the settings have changed. Replay again." : "");
  }

  /** @param {any} contenders of the lab's state */
  function offerContenders(contenders) {
    const offered = offeredContenders(contenders, grid.best());
    const names = Object.keys(offered);
    const holder = at("contenders");
    const present = [...holder.querySelectorAll("input")].map(({ value }) => value);
    if (JSON.stringify(present) !== JSON.stringify(names)) {
      const checked = new Set(checkedContenders(checkedNames(), names));
      holder.replaceChildren(holder.querySelector("legend"), ...names.map((name) => choice(name, checked.has(name))));
    }
    holder.querySelectorAll("label").forEach((label) => (label.title = offered[label.textContent.trim()]));
  }

  // Whatever has changed while another tab was shown.
  new ResizeObserver(() => pane.offsetWidth && notice()).observe(pane);
  at("use-best").addEventListener("click", () => fill(grid.best()));
  charts.onClick("grid", grid.click);
  pane.querySelectorAll("input[name=lab-metric]").forEach((input) => input.addEventListener("change", grid.redraw));

  return {
    update(newest) {
      latest = newest;
      notice();
    },
    recolour() {
      charts.redraw();
      track.redraw();
    },
  };
}

function choice(name, checked) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "checkbox", value: name, checked });
  label.append(input, ` ${name}`);
  return label;
}
