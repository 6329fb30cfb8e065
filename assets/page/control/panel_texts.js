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
  if (!isCount(indexes) || !isCount(ways)) return "N and M must be whole numbers of at least 0.";
  if (ways > experts) return `Each layer has only ${experts} experts, so M can be at most ${experts}.`;
  if (indexes > layers) return `This model has only ${layers} MoE layers, so N can be at most ${layers}.`;
  const slots = indexes * ways || 0;
  const all = layers * experts;
  const room = slots > most ? ` There is memory for ${most}.` : "";
  return `${slots} slots for ${all} experts: ${shareText(slots / all)} on the GPU.${room}`;
}

// An emptied field counts as none.
function isCount(value) {
  return value === "" || (Number.isInteger(value) && value >= 0);
}

function shareText(share) {
  if (share === 1) return "all of them fit";
  return share === 0.5 ? "half of them fit" : `${percent(share)} of them fit`;
}

/** @param {Record<string, any>} values @param {Record<string, any>} facts */
export function inForceText(
  { indexes, ways, mapping, policy, admission, cpu_threads: threads, placement },
  { labels },
) {
  const named = (field, value) => Object.keys(labels[field]).find((label) => labels[field][label] === value);
  const strategy = placement === "cached" ? "" : `, ${named("placement", placement)}`;
  const slots = `${indexes} × ${ways} slots${mapping === "pooled" ? " shared by all layers" : ""}`;
  const on = threads === 1 ? "1 thread" : `${threads} threads`;
  return `${slots}, ${policy.toUpperCase()}, copies ${named("admission", admission)}, ${on}${strategy}`;
}

/** @param {Pick<MachineFacts, "logical_cpus" | "physical_cores" | "cpu_quota">} machine @param {number} threads @param {number | null} knee */
export function coresText({ logical_cpus: logical, physical_cores: physical, cpu_quota: quota }, threads, knee) {
  const counted = `${physical} physical ${physical === 1 ? "core" : "cores"}`;
  const has = quota ? `Limited to ${+quota.toFixed(2)} of ${logical} CPUs` : counted;
  if (threads > physical) return `${has}: more than ${physical} ${physical === 1 ? "thread" : "threads"} rarely help`;
  return knee ? `${has}. ${knee} threads already saturate memory (○)` : has;
}
