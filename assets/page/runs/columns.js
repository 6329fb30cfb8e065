// What a run's columns are: how a figure is read off a row, worded, and told to a file. No DOM here.

import { NONE } from "../shell/format.js";

const ENDINGS = { stop: "ended", length: "limit", cancelled: "stopped" };
const energyOf = ({ gpu_joules: gpu, cpu_joules: cpu }) => {
  const known = [gpu, cpu].filter((joules) => joules != null);
  return known.length ? known.reduce((sum, joules) => sum + joules, 0) : null;
};

const number = (digits) => (value) => (value == null ? NONE : value.toFixed(digits));
const seconds = (value) =>
  value == null ? NONE : value < 1 ? `${(1000 * value).toFixed(0)} ms` : `${value.toFixed(2)} s`;
const percent = (value) => (value == null ? NONE : `${(100 * value).toFixed(1)} %`);
const gigabytes = (value) => (value == null ? NONE : (value / 1e9).toFixed(value < 1e8 ? 3 : 2));
const plain = (value) => String(value ?? NONE);

// The server sorts by `sort`, and searches what `text` says: ui/storage/run_columns.py words it as well.
export const COLUMNS = [
  { label: "When", sort: "at", value: (run) => run.at, text: whenText },
  { label: "N × M", sort: "geometry", value: (run) => run.indexes * 1000 + run.ways, text: (_, run) => `${run.indexes} × ${run.ways}` },
  { label: "Policy", sort: "policy", value: (run) => run.policy, text: (policy) => plain(policy).toUpperCase() },
  { label: "Tok/s", sort: "tokens_per_s", value: (run) => run.tokens_per_s, text: number(1), figure: true, better: 1 },
  { label: "First token", sort: "first_token_s", value: (run) => run.first_token_s, text: seconds, figure: true, better: -1 },
  { label: "Hit rate", sort: "hit_rate", value: (run) => run.hit_rate, text: percent, figure: true, better: 1, points: true },
  { label: "GB copied", sort: "bytes_copied", value: (run) => run.bytes_copied, text: gigabytes, figure: true, better: -1 },
  { label: "J/token", sort: "joules_per_token", value: joulesPerToken, text: energyText, figure: true, better: -1, title: "from the available sensors" },
  { label: "Tokens", sort: "tokens", value: (run) => run.tokens, text: plain, figure: true },
  { label: "End", sort: "ending", value: (run) => ENDINGS[run.finish], text: plain, title: "ended by the model, at the token limit, or stopped" },
  { label: "Threads", sort: "cpu_threads", value: (run) => run.cpu_threads, text: plain, figure: true },
  { label: "Mapping", sort: "mapping", value: (run) => run.mapping, text: plain },
  { label: "Copies", sort: "admission", value: (run) => run.admission, text: fillsText, title: "When missed experts are copied, and how many copies may be in progress" },
  { label: "Strategy", sort: "placement", value: (run) => run.placement, text: (placement) => plain(placement).replace("_", " ") },
  { label: "Model", sort: "model", value: (run) => run.model, text: plain },
]; // prettier-ignore

function joulesPerToken(run) {
  const joules = energyOf(run);
  return joules === null || !run.tokens ? null : joules / run.tokens;
}

function energyText(value, run) {
  if (value === null) return NONE;
  const covered = run.gpu_joules == null ? " CPU" : run.cpu_joules == null ? " GPU" : "";
  return `${value.toPrecision(2)}${covered}`;
}

function fillsText(admission, run) {
  return admission === "bounded" ? `bounded, ${run.max_queued_copies}` : plain(admission);
}

function whenText(at) {
  const when = new Date(1000 * at);
  const two = (value) => String(value).padStart(2, "0");
  const year = when.getFullYear() === new Date().getFullYear() ? "" : `${when.getFullYear()}-`;
  const day = `${year}${two(when.getMonth() + 1)}-${two(when.getDate())}`;
  return `${day} ${two(when.getHours())}:${two(when.getMinutes())}:${two(when.getSeconds())}`;
}

// What the server is asked, as the part of an address behind its question mark.
export function query(values) {
  return String(new URLSearchParams(Object.entries(values).map(([name, value]) => [name, String(value)])));
}

export function csv(runs) {
  const names = Object.keys(Object.assign({}, ...runs));
  const cell = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? ""));
  const lines = runs.map((run) => names.map((name) => cell(name === "at" ? new Date(1000 * run.at).toISOString() : run[name])));
  return [names, ...lines].map((line) => line.join(",")).join("\r\n") + "\r\n";
} // prettier-ignore

// A share that rises from 65 % to 81 % has gained 16 points, not 25 %.
function points(gain) {
  if (Math.abs(gain) < 0.0005) return "the same";
  return `${gain > 0 ? "+" : "−"}${Math.abs(100 * gain).toFixed(1)} points, ${gain > 0 ? "better" : "worse"}`;
}

// In words as well as in figures: which way is better differs.
export function difference(column, runs) {
  const [a, b] = runs.map((run) => column.value(run));
  if (!column.better || !a || b == null) return "";
  if (column.points) return points(b - a);
  const share = b / a - 1;
  if (Math.abs(share) < 0.005) return "the same";
  const verdict = Math.sign(share) === column.better ? "better" : "worse";
  return `${share > 0 ? "+" : "−"}${Math.abs(100 * share).toFixed(0)} %, ${verdict}`;
}

// Two runs beside each other: a row for each figure or difference, and what they share as one sentence.
export function comparedFigures(runs) {
  /** @type {{ rows: string[][], shared: string[] }} */
  const { rows, shared } = { rows: [], shared: [] };
  for (const column of COLUMNS) {
    const [a, b] = runs.map((run) => column.text(column.value(run), run));
    if (a === b && !column.better) shared.push(`${column.label} ${a}`);
    else rows.push([column.label, a, b, difference(column, runs)]);
  }
  return { rows, caption: shared.length ? `Same in both: ${shared.join(", ")}.` : "No shared settings." };
}

// The runs to compare: two at most, a third takes the place of the older one.
export function chosenWith(chosen, id, wanted) {
  return [...chosen.filter((other) => other !== id), ...(wanted ? [id] : [])].slice(-2);
}
