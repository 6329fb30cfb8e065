// The Lab tab: says what to replay on which machine, shows results, passes clicks on to the control panel.

import { fieldsIn } from "../control/fields.js";
import { put } from "../shell/format.js";
import { ask } from "../wire/fetch_json.js";
import { askedContender, checkedContenders, offeredContenders } from "./contenders.js";
import { exportLinks } from "./export_links.js";
import { labGrid } from "./grid.js";
import { jobControl } from "./jobs.js";
import { showParts } from "./parts.js";
import { createCharts } from "./plots.js";
import { REPLAYED, noticeKey, numberIn, replayHint, replayKey, replaySteps, tuneHint } from "./requests.js";
import { labSource } from "./source.js";

const PICK = "Click a cell to try it.";
const OTHER_MODEL = "The trace is of another model: its sizes cannot be tried on this one.";
const KINDS = ["mapping", "policy", "admission"];

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
  let shownFor = "";

  const grid = labGrid(pane, charts, fill);
  const source = labSource(pane, { refresh, changed: showState });

  function panelFields() {
    const panel = document.querySelector("#control-pane");
    return fieldsIn(panel, JSON.parse(panel.querySelector("#fits").dataset.facts));
  }

  // Into the control panel's fields; applying is left to whoever looks at them.
  function fill(values, note = at("picked-note")) {
    trigger("submit", values);
    put(note, `${values.indexes} × ${values.ways} stands in the control panel: press Apply there.`);
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
  };
  const controls = Object.fromEntries(
    Object.entries(wanted).map(([name, steps]) => [
      name,
      jobControl(at(`job-${name}`), { steps, onView: show, onEnd: () => refresh() }),
    ]),
  );
  for (const name of ["replay", "tune", "compare"]) controls[name].enable(false); // until it is known what there is

  function show(job) {
    done.set(job.kind, job.id);
    if (job.kind === "grid") {
      grid.show(job.view);
      shownFor = replayKey(latest, source.chosen());
      at("use-best").hidden = !grid.best();
      put(at("picked-note"), job.view.facts.settings === null ? OTHER_MODEL : PICK);
    }
    if (job.kind === "tune") offerTuned(job.view.facts);
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
    try {
      state = await ask("lab/state");
    } catch {
      return; // the strip says that the program does not answer
    }
    source.offer(state);
    showState();
  }

  // Asks anew when a reply has ended or a setting was applied.
  function notice() {
    if (!latest || latest.phase !== "idle" || !pane.offsetWidth) return;
    const key = noticeKey(latest);
    if (key === asked) return;
    asked = key;
    refresh();
  }

  function showState() {
    if (!state) return;
    const trace = source.chosen();
    const { emulated, calibrated, contenders } = state;
    const tune = tuneHint(trace, { machine: source.asked().machine, emulated, calibrated });
    const missing = { replay: replayHint(trace), tune, compare: "" };
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
    recolour: charts.redraw,
  };
}

function choice(name, checked) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "checkbox", value: name, checked });
  label.append(input, ` ${name}`);
  return label;
}
