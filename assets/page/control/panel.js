// The control panel's live side: what the typed settings would hold and cost, how they differ from those
// in force, and whether the fields have to follow what somebody else has applied.

import { put } from "../shell/format.js";
import { changedNames, changesText, idleNames, overtaken } from "./changes.js";
import { cores } from "./cores.js";
import { cover } from "./cover.js";
import { fieldsIn, valuesOf } from "./fields.js";
import { gauges } from "./gauges.js";
import { explanationText, inForceText, slotsText } from "./panel_texts.js";
import { refusals } from "./refusals.js";
import { sharing } from "./sharing.js";
import { slotMemory } from "./slot_memory.js";

export function panel(root, _, trigger) {
  const pane = root.closest("#control-pane");
  const facts = JSON.parse(root.dataset.facts);
  const fields = fieldsIn(pane, facts);
  const at = (name) => root.querySelector(`.${name}`);
  const parts = {
    cover: cover(pane, fields),
    gauges: gauges(root),
    cores: cores(pane, fields),
    memory: slotMemory(pane, fields),
  };
  /** @type {EngineState | null} */
  let latest = null;
  let shown = "";
  const isOvertaken = overtaken();
  let applying = false;

  function update() {
    if (!latest) return;
    /** @type {Record<string, any>} */
    const values = fields.all();
    const inForce = valuesOf(latest.settings);
    const knee = Number(fields.input("knee")?.value) || null;
    const key = JSON.stringify([knee, values, inForce, latest.model, latest.machine, latest.memory]);
    if (key === shown) return;
    shown = key;
    parts.cover.draw(latest.model, values);
    const { most, limit } = parts.gauges.draw(latest, values);
    parts.memory.draw(latest.model, values, limit);
    parts.cores.draw(latest.machine, values.cpu_threads, knee);
    markIdle(values, latest.machine);
    markChanged(values, inForce);
    put(at("explain"), explanationText(values, facts));
    put(at("slots"), slotsText(latest.model, values, most));
    put(at("inforce"), `Current: ${inForceText(inForce, facts)}`);
    follow(inForce, latest.model.name);
  }

  // Asks for what another tab has applied or loaded to be shown.
  function follow(inForce, model) {
    const base = fields.input("base")?.value;
    if (base && isOvertaken(JSON.parse(base), inForce, model)) trigger("submit");
  }

  function markChanged(values, inForce) {
    const changes = changedNames(fields.names, values, inForce);
    for (const name of fields.names) fields.block(name)?.classList.toggle("changed", changes.includes(name));
    for (const id of ["apply", "revert"]) button(id).disabled = changes.length === 0;
    pane.querySelector("#apply-row").classList.toggle("pending", changes.length > 0);
    applying &&= changes.length > 0;
    put(at("changes"), changesText(changes, fields, { values, inForce, applying }));
  }

  /** @param {Record<string, any>} values @param {MachineFacts} machine */
  function markIdle(values, machine) {
    const idle = idleNames(values, facts);
    fields.block("split_misses").hidden = machine.emulated;
    for (const name of fields.names) fields.block(name)?.classList.toggle("idle", idle.has(name));
  }

  function button(id) {
    const element = pane.querySelector(`#${id}`);
    return element.querySelector("button") ?? element;
  }

  // A step, a long prompt's for instance, has to end before settings can change.
  function setApplying(now) {
    applying = now;
    shown = "";
    update();
  }

  pane.addEventListener("click", ({ target }) => target.closest("#apply") && setApplying(true));
  refusals(pane, fields, () => setApplying(false));
  sharing(pane, fields);
  // Once Gradio has drawn what an event of its or of the browser's has changed.
  const look = () => setTimeout(() => root.isConnected && update());
  pane.addEventListener("input", update);
  pane.addEventListener("focusout", look); // a dropdown that is left shows its choice again
  document.addEventListener("hybrid:fields-set", look); // from script, which fires no event of the browser's

  return {
    update(state, change) {
      latest = state;
      pane.querySelector("#model-row").classList.toggle("loading", Boolean(state.activity));
      if (change.whole || change.delta.settings || change.delta.memory) update();
    },
  };
}
