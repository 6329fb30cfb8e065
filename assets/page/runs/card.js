// Benchmark card of one run: what was measured, and all that the figure is worth nothing without; no DOM here.

import { NONE } from "../shell/format.js";
import { COLUMNS } from "./columns.js";

const SIMULATED = "The GPU is simulated: hits are real, speeds are not.";

/** @typedef {Record<string, any>} Run */

/** A figure as the column of that name words it. @param {string} label @param {Run} run @returns {string} */
function text(label, run) {
  const column = COLUMNS.find((one) => one.label === label);
  if (!column) throw new Error(`Runs have no column ${label}.`);
  return column.text(column.value(run), run);
}

/** The headline figures: label and value each; without a sensor there is none. @param {Run} run */
export function headline(run) {
  return [
    ["Tokens/s", text("Tok/s", run)],
    ["Hit rate", text("Hit rate", run)],
    ["J/token", text("J/token", run)],
    ["First token", text("First token", run)],
  ].filter(([, value]) => value !== NONE);
}

/** The rest, a line each; what a run of an older version does not know is left out. @param {Run} run */
export function facts(run) {
  const slots = `${text("N × M", run)} slots, ${text("Policy", run)}, ${text("Mapping", run)}`;
  const cache = run.placement && run.placement !== "cached" ? text("Strategy", run) : `${slots}, ${copies(run)}`;
  return [
    ["Model", run.format ? `${run.model} (${run.format})` : run.model],
    ["Machine", run.machine],
    ["Settings", `${cache}, ${text("Threads", run)} CPU threads`],
    ["Length", `${run.tokens} tokens${run.prompt_tokens == null ? "" : ` after a prompt of ${run.prompt_tokens}`}`],
    ["Measured", [dayOf(run.at), run.commit && `commit ${run.commit}`].filter(Boolean).join(", ")],
  ].filter(([, value]) => value);
}

/** What has to be known beside the figures. @param {Run} run */
export function caution(run) {
  return run.emulated ? SIMULATED : "";
}

/** A block for a forum or an issue. @param {Run} run */
export function markdown(run) {
  const rows = [...headline(run), ...facts(run)].map(([label, value]) => `| ${label} | ${escaped(value)} |`);
  const lines = ["| Hybrid MoE | |", "| --- | --- |", ...rows];
  if (caution(run)) lines.push("", caution(run));
  return `${lines.join("\n")}\n`;
}

/** As a file's name. @param {Run} run */
export function cardName(run) {
  return `${run.model} ${text("Tok/s", run)} tok/s`;
}

/** @param {Run} run */
function copies({ admission, max_queued_copies: most }) {
  return admission === "bounded" ? `copies when worth it (at most ${most} at a time)` : `copies ${admission}`;
}

function dayOf(at) {
  return new Date(1000 * at).toISOString().slice(0, 10);
}

function escaped(value) {
  return String(value)
    .replace(/[\\|`*_[\]<>]/g, "\\$&")
    .replace(/\s+/g, " ");
}
