// Sentences of the control panel: what typed settings mean, hold and ask of the machine.

import { percent } from "../shell/format.js";

// The hints of those settings that have an effect with this placement.
export function explanationText(values, { idle, hints }) {
  const without = idle[values.placement] ?? [];
  return ["placement", "mapping", "policy", "admission"]
    .filter((name) => !without.includes(name))
    .map((name) => hints[name][values[name]] ?? "")
    .join(" ");
}

/** @param {{ layers: number, experts: number }} model @param {Record<string, any>} values @param {number} most */
export function slotsText({ layers, experts }, { indexes, ways, placement }, most) {
  if (placement === "cpu_only") return "No slots are used.";
  if (ways > experts) return `A layer has ${experts} experts: at most ${experts} ways.`;
  if (indexes > layers) return `The model has ${layers} MoE layers: at most ${layers} indexes.`;
  const slots = indexes * ways || 0;
  const all = layers * experts;
  const room = slots > most ? ` There is memory for ${most}.` : "";
  return `${slots} slots for ${all} experts: ${percent(slots / all)} can be resident.${room}`;
}

/** @param {Record<string, any>} values @param {Record<string, any>} facts */
export function inForceText(
  { indexes, ways, mapping, policy, admission, cpu_threads: threads, placement },
  { labels },
) {
  const placed = Object.keys(labels.placement).find((label) => labels.placement[label] === placement);
  const cached = placement === "cached" ? "" : `, ${placed}`;
  const on = threads === 1 ? "1 thread" : `${threads} threads`;
  return `${indexes} × ${ways}, ${mapping}, ${policy.toUpperCase()}, fills ${admission}, ${on}${cached}`;
}

/** @param {Pick<MachineFacts, "logical_cpus" | "physical_cores" | "cpu_quota">} machine @param {number} threads @param {number | null} knee */
export function coresText({ logical_cpus: logical, physical_cores: physical, cpu_quota: quota }, threads, knee) {
  const counted = `${physical} physical ${physical === 1 ? "core" : "cores"} of ${logical} CPUs`;
  const has = quota ? `Limited to ${+quota.toFixed(2)} of ${logical} CPUs` : counted;
  if (threads > physical) return `${has}: more than ${physical} ${physical === 1 ? "thread" : "threads"} rarely help`;
  return knee ? `${has}; ${knee} keep the memory busy (○)` : has;
}
