// The Lab tab: says what to replay on which machine, shows results, passes clicks on to the control panel.

import { fieldsIn } from "../control/fields.js";
import { put } from "../shell/format.js";
import { ask } from "../wire/fetch_json.js";
import { exportLinks } from "./export_links.js";
import { labGrid } from "./grid.js";
import { jobControl } from "./jobs.js";
import { showParts } from "./parts.js";
import { createCharts } from "./plots.js";
import { labSource } from "./source.js";

const REPLAYED = ["grid", "curves", "reuse"];
const KINDS = ["mapping", "policy", "admission"];

export function lab(root, _, trigger) {
  const pane = root.querySelector("#lab");
  const at = (id) => pane.querySelector(`#lab-${id}`);
  const charts = createCharts(pane);
  const done = new Map(); // the latest job of each kind
  let state = null;
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

  const number = (id) => (at(id).value === "" ? null : Number(at(id).value));
  const kinds = () =>
    Object.fromEntries(KINDS.map((name) => [name, at(name).value]).filter(([, value]) => value !== ""));
  const run = () => ({ prompt: at("prompt").value, tokens: number("tokens") });

  const wanted = {
    replay: () => REPLAYED.map((kind) => ({ kind, ...source.asked(), settings: kinds() })),
    calibrate: () => [{ kind: "calibrate" }],
    tune: () => {
      const memory = { budget_gib: number("budget"), confirm: number("confirm") };
      return [{ kind: "tune", source: source.asked().source, ...memory, ...run() }];
    },
    compare: () => [{ kind: "compare", contenders: chosen(), ...run() }],
  };
  const controls = Object.fromEntries(
    Object.entries(wanted).map(([name, steps]) => [
      name,
      jobControl(at(`job-${name}`), { steps, onView: show, onEnd: () => refresh() }),
    ]),
  );
  for (const name of ["replay", "tune"]) controls[name].enable(false); // until it is known what there is

  function show(job) {
    done.set(job.kind, job.id);
    if (job.kind === "grid") {
      grid.show(job.view);
      shownFor = sourceKey();
      at("use-best").hidden = !grid.best();
    }
    if (job.kind === "tune") offerFormer(job.view.facts.former);
    showParts(pane, charts, job.view);
    if (job.kind === "curves" && !job.view.figures["curves-speed"]) charts.show("curves-speed", null);
    if (REPLAYED.includes(job.kind)) at("results").hidden = false;
    charts.redraw();
    showExports();
  }

  function offerFormer(values) {
    at("former").hidden = !values;
    at("former").onclick = () => fill(values, at("former-note"));
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
    return [...at("contenders").querySelectorAll("input:checked")].map(({ value }) => {
      if (value === "Control panel") return { name: value, settings: panelFields().all() };
      if (value === "Best predicted") return { name: value, settings: grid.best() };
      return value;
    });
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
    const key = JSON.stringify([latest.model.name, latest.settings, latest.counters.generated_tokens]);
    if (key === asked) return;
    asked = key;
    refresh();
  }

  function sourceKey() {
    const { id, tokens } = source.chosen() ?? {};
    return JSON.stringify([latest?.model.name, latest?.settings, id, tokens]);
  }

  function showState() {
    const trace = source.chosen();
    const usable = Boolean(trace?.tokens);
    at("empty").hidden = usable || done.size > 0;
    controls.replay.enable(usable, usable ? "" : "There is nothing to replay yet");
    controls.tune.enable(Boolean(trace?.generated) && state.calibrated, tuneHint(trace));
    put(
      at("stale"),
      done.has("grid") && sourceKey() !== shownFor ? "Trace or settings have changed: replay again." : "",
    );
    offerContenders();
  }

  function tuneHint(trace) {
    if (!state.calibrated) return "Time this machine first";
    return trace?.generated ? "" : "There is no reply to tune for yet";
  }

  function offerContenders() {
    const offered = { ...state.contenders, "Control panel": "what its fields hold, applied or not" };
    if (grid.best()) offered["Best predicted"] = `${grid.best().indexes} × ${grid.best().ways}, from the map above`;
    const names = Object.keys(offered);
    const holder = at("contenders");
    const present = [...holder.querySelectorAll("input")].map(({ value }) => value);
    if (JSON.stringify(present) !== JSON.stringify(names)) {
      const checked = new Set(chosenNames(holder, names));
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

function chosenNames(holder, names) {
  const checked = [...holder.querySelectorAll("input:checked")].map(({ value }) => value);
  return checked.length ? checked : names.slice(0, 2);
}

function choice(name, checked) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "checkbox", value: name, checked });
  label.append(input, ` ${name}`);
  return label;
}
