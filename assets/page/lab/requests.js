// What the lab's jobs are asked for with, and what each of them waits for. No DOM here.

const CHAT = "chat"; // as in ui/lab/traces.py

export const REPLAYED = ["grid", "curves", "reuse"];

/** @typedef {{ id: string, tokens?: number, generated?: number } | null} Trace the conversation or file to work on */

/** One replay each. @param {{ source: string, machine: any }} source @param {Record<string, string>} kinds of settings */
export function replaySteps(source, kinds) {
  return REPLAYED.map((kind) => ({ kind, ...source, settings: withoutEmpty(kinds) }));
}

// Left empty, a setting is as it is in force.
function withoutEmpty(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
}

/** A number that was typed; null: left empty. @param {string} text */
export function numberIn(text) {
  return text === "" ? null : Number(text);
}

/** What is missing for a replay; empty: nothing. @param {Trace} trace */
export function replayHint(trace) {
  return trace?.tokens ? "" : "Nothing to replay yet";
}

/** What is missing for work on the chat's last reply. @param {{ id: string, generated: number }[]} sources */
export function replyHint(sources) {
  return sources.find(({ id }) => id === CHAT)?.generated ? "" : "No reply to look at yet";
}

/**
 * What is missing for tuning; for other hardware it predicts only.
 * @param {Trace} trace @param {{ machine: any, emulated: boolean, calibrated: boolean }} on
 */
export function tuneHint(trace, { machine, emulated, calibrated }) {
  if (machine === "this" && emulated) return "No GPU here to measure: choose a card under Hardware";
  if (machine === "this" && !calibrated) return "Benchmark this machine first";
  return trace?.generated ? "" : "No reply to tune for yet";
}

/**
 * What a replay depends on: with another key, its results are stale.
 * @param {Pick<EngineState, "model" | "settings"> | null} state @param {Trace} trace
 */
export function replayKey(state, trace) {
  const { id, tokens } = trace ?? {};
  return JSON.stringify([state?.model.name, state?.settings, id, tokens]);
}

/**
 * The same of a job's result, by what the server says it is about.
 * @param {{ model: string, settings: SettingsInForce, source: string, tokens: number }} about
 */
export function aboutKey({ model, settings, source, tokens }) {
  return JSON.stringify([model, settings, source, tokens]);
}

/** Changes when a reply has ended or a setting was applied. @param {EngineState} state */
export function noticeKey({ model, settings, counters }) {
  return JSON.stringify([model.name, settings, counters.generated_tokens]);
}
