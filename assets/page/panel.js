// The control panel's live side: what the typed geometry would hold and cost, which fields differ from
// the settings in force, and which field a refusal is about.

import { bytes, percent, put } from "./format.js";

// Element id of a field, how to read the setting in force, and the engine's name for it in refusals.
const FIELDS = [
  ["indexes", (settings) => settings.geometry.indexes, "indexes"],
  ["ways", (settings) => settings.geometry.ways, "ways"],
  ["mapping", (settings) => settings.mapping, "mapping"],
  ["policy", (settings) => settings.policy, "policy"],
  ["admission", (settings) => settings.admission, "admission"],
  ["threads", (settings) => settings.cpu_threads, "cpu_threads"],
  ["model", null, "model"],
];

export function panel(root) {
  const pane = root.closest("#control-pane");
  const input = (id) => pane.querySelector(`#${id} input, #${id} textarea`);
  const at = (name) => root.querySelector(`.${name}`);
  let latest = null;
  let shown = "";

  function update() {
    if (!latest) return;
    const key = JSON.stringify([latest.settings, latest.model, typed()]);
    if (key === shown) return;
    shown = key;
    markChanged(latest.settings);
    const geometry = { indexes: number(input("indexes")), ways: number(input("ways")) };
    drawCover(at("cover"), latest, geometry);
    const slots = geometry.indexes * geometry.ways;
    put(at("slots"), slotsText(latest.model, geometry));
    const cost = slots * latest.model.expert_bytes;
    const room = latest.machine.slot_memory_bytes;
    at("bar").style.width = `${Math.min(100, (100 * cost) / room)}%`;
    at("meter").classList.toggle("over", cost > room);
    const place = latest.machine.emulated ? "RAM (emulated GPU)" : "GPU memory";
    put(at("memory"), `${bytes(cost)} of ${bytes(room)} ${place}${cost > room ? ": too much" : ""}`);
    put(at("inforce"), `In force: ${settingsText(latest.settings)}`);
  }

  function typed() {
    return FIELDS.map(([id]) => input(id).value);
  }

  function markChanged(settings) {
    let changed = false;
    for (const [id, current] of FIELDS) {
      if (!current) continue;
      const differs = String(current(settings)).toLowerCase() !== input(id).value.trim().toLowerCase();
      pane.querySelector(`#${id}`).classList.toggle("changed", differs);
      changed ||= differs;
    }
    pane.querySelector("#apply-row").classList.toggle("pending", changed);
  }

  function markRefused() {
    const field = pane.querySelector("#error [data-field]")?.dataset.field ?? "";
    for (const [id, , name] of FIELDS) {
      const refused = name === field;
      pane.querySelector(`#${id}`).classList.toggle("refused", refused);
      input(id).setAttribute("aria-invalid", String(refused));
    }
  }

  new MutationObserver(markRefused).observe(pane.querySelector("#error"), { childList: true, subtree: true });
  pane.addEventListener("input", update);
  // Gradio sets dropdowns and reverted fields from script, which fires no event.
  const unheard = setInterval(() => (root.isConnected ? update() : clearInterval(unheard)), 250);

  return {
    update(state, change) {
      latest = state;
      if (change.whole || change.delta.settings) update();
    },
  };
}

function number(input) {
  const value = Number(input.value);
  return Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}

function slotsText({ layers, experts }, { indexes, ways }) {
  if (ways > experts) return `A layer has ${experts} experts: at most ${experts} ways.`;
  if (indexes > layers) return `The model has ${layers} MoE layers: at most ${layers} indexes.`;
  const slots = indexes * ways;
  return `${slots} slots for ${layers * experts} experts: ${percent(slots / (layers * experts))} can be resident`;
}

function settingsText(settings) {
  const { indexes, ways } = settings.geometry;
  return (
    `${indexes} × ${ways}, ${settings.mapping}, ${settings.policy.toUpperCase()}, ` +
    `fills ${settings.admission}, ${settings.cpu_threads} threads`
  );
}

// Layers as columns; the height filled is the share of a layer's experts that has room.
function drawCover(element, state, geometry) {
  const { layers, experts } = state.model;
  const layered = state.settings.mapping === "layered";
  const share = layered ? geometry.ways / experts : (geometry.indexes * geometry.ways) / (layers * experts);
  const columns = Array.from({ length: layers }, (_, layer) => {
    const column = document.createElement("i");
    const covered = !layered || layer < geometry.indexes ? Math.min(1, share) : 0;
    column.style.setProperty("--share", covered);
    return column;
  });
  element.replaceChildren(...columns);
}
