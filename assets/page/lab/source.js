// What the lab works on: the conversation or a loaded trace, this machine or the figures of another one.

import { put } from "../shell/format.js";
import { ask } from "../wire/fetch_json.js";
import { showTable } from "./parts.js";

const TYPED = "typed";

export function labSource(pane, { refresh, changed }) {
  const at = (id) => pane.querySelector(`#lab-${id}`);
  const [sources, machines, file, typed] = ["source", "machine", "file", "typed"].map(at);
  /** @type {Record<string, any> | null} */
  let state = null;
  let isOffered = false; // from then on the choice is the user's

  function offer(newState) {
    state = newState;
    fill(
      sources,
      newState.sources.map(({ id, label }) => [id, label]),
    );
    fill(machines, [
      ["this", "this machine"],
      ...newState.machines.map(({ name }) => [name, name]),
      [TYPED, "Custom machine"],
    ]);
    showTable(pane, "calibration", newState.calibration_table);
    at("times").hidden = !newState.calibration_table;
    put(pane.querySelector("#lab-job-calibrate .go"), newState.calibrated ? "Run again" : "Benchmark this machine");
    if (!isOffered) machines.value = newState.default_machine;
    isOffered = true;
    const most = newState.budget_gib;
    at("budget").placeholder = most === null ? "all there is" : `at most ${most.toFixed(1)}`;
    showChoice();
  }

  function showChoice() {
    if (!state) return;
    const machine = machines.value;
    typed.hidden = machine !== TYPED;
    at("prediction").hidden = machine === "this";
    put(at("machine-note"), machine === "this" ? state.calibration : predictedFor(machine, state.emulated));
    const chosen = sources.value;
    put(at("trace-note"), state.sources.find(({ id }) => id === chosen)?.notes ?? "");
    for (const [id, kind] of [
      ["save", "safetensors"],
      ["csv", "csv"],
    ]) {
      const link = at(id);
      link.href = `lab/traces/${chosen}.${kind}`;
      link.toggleAttribute("hidden", !tokensOf(state, chosen));
    }
    changed();
  }

  async function load() {
    const [given] = file.files;
    if (!given) return;
    put(at("trace-error"), "");
    try {
      const query = new URLSearchParams({ name: given.name, ...statedSizes(at("foreign")) });
      const { id } = await ask(`lab/traces?${query}`, { method: "POST", body: given });
      await refresh();
      sources.value = id;
      showChoice();
    } catch (/** @type {any} */ refusal) {
      put(at("trace-error"), refusal.message);
    }
    file.value = "";
  }

  at("load").addEventListener("click", () => file.click());
  file.addEventListener("change", load);
  for (const select of [sources, machines]) select.addEventListener("change", showChoice);

  return {
    offer,
    // As a job was asked for, as far as it is still there.
    /** @param {Record<string, any>} asked */
    choose({ source, machine }) {
      if (tokensOf(state, source)) sources.value = source;
      if (typeof machine === "string" && isOffering(machines, machine)) machines.value = machine;
      else if (machine && typeof machine === "object") {
        machines.value = TYPED;
        for (const input of typed.querySelectorAll("input")) input.value = machine[input.name] ?? "";
      }
      showChoice();
    },
    chosen: () => state?.sources.find(({ id }) => id === sources.value) ?? null,
    asked: () => ({
      source: sources.value,
      machine: machines.value === TYPED ? typedFigures(typed) : machines.value,
    }),
  };
}

export function fill(select, options) {
  const former = select.value;
  const same =
    select.length === options.length && options.every(([value, label], i) => isOption(select.options[i], value, label));
  if (same) return;
  select.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
  if (options.some(([value]) => value === former)) select.value = former;
}

function isOffering(select, value) {
  return [...select.options].some((option) => option.value === value);
}

function isOption(option, value, label) {
  return option.value === value && option.text === label;
}

export function tokensOf(state, source) {
  return state.sources.find(({ id }) => id === source)?.tokens ?? 0;
}

/** What was entered about a file of another program; what is left empty is in the file. @param {ParentNode} fields */
export function statedSizes(fields) {
  const typed = /** @type {HTMLInputElement[]} */ ([...fields.querySelectorAll("input")]);
  return Object.fromEntries(typed.filter(({ value }) => value !== "").map(({ name, value }) => [name, value]));
}

function predictedFor(machine, isEmulated) {
  const why = isEmulated ? "no GPU here, so speeds are for " : "from figures of ";
  return `${why}${nameOf(machine)}; nothing of it is measured.`;
}

function nameOf(machine) {
  return machine === TYPED ? "a machine that was typed in" : machine;
}

export function typedFigures(typed) {
  const inputs = [...typed.querySelectorAll("input")];
  return Object.fromEntries(inputs.map(({ name, value }) => [name, value === "" ? null : Number(value)]));
}
