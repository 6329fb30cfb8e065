// The status strip above everything: model, phase, speed, memory and power.

import { NONE, bytes, hitRate, percent, put, watts } from "./format.js";

const PHASES = {
  idle: "ready",
  decode: "writing",
  loading: "loading model",
  timing: "benchmarking",
  unloaded: "no model",
  closed: "closed",
};

export function strip(root) {
  const at = (id) => root.querySelector(`#${id}`);
  const status = at("status");
  return {
    update(state) {
      put(at("status-model"), state.model.name);
      put(status, statusText(state));
      status.parentElement.dataset.phase = state.phase;
      const speed = state.speed.tokens_per_s;
      put(at("status-speed"), speed === null ? NONE : speed.toFixed(1));
      put(at("status-hit-rate"), percent(state.recent_hit_rate ?? hitRate(state.counters)));
      put(at("memory-name"), state.memory.device_total === null ? "RAM" : "GPU memory");
      put(at("status-memory"), memoryText(state.memory));
      power(at("power-gpu"), state.power.gpu);
      power(at("power-cpu"), state.power.cpu);
      notices(root.querySelector("#notices"), state);
    },
    lost() {
      put(status, "disconnected");
      status.parentElement.dataset.phase = "lost";
    },
  };
}

/** @param {EngineState} state */
export function statusText(state) {
  const { prefill_done: done, prefill_total: total } = state.speed;
  const text = state.phase === "prefill" ? `reading ${done} / ${total}` : PHASES[state.phase];
  return state.queued_requests ? `${text}, ${state.queued_requests} waiting` : text;
}

/** @param {EngineState["memory"]} memory */
export function memoryText(memory) {
  const [used, total] =
    memory.device_total === null ? [memory.host_used, memory.host_total] : [memory.device_used, memory.device_total];
  return `${bytes(used)} / ${bytes(total)}`;
}

function power(element, sensor) {
  element.classList.toggle("missing", sensor.watts === null);
  if (sensor.watts !== null) {
    element.removeAttribute("tabindex");
    return put(element, watts(sensor.watts));
  }
  const text = `no sensor${sensor.reason}`;
  if (element.textContent === text) return;
  const why = Object.assign(document.createElement("span"), { className: "why", textContent: sensor.reason });
  element.replaceChildren("no sensor", why);
  element.tabIndex = 0;
}

function notices(element, state) {
  const sentences = noticesOf(state);
  put(element, sentences.join(" "));
  element.hidden = sentences.length === 0;
}

/** What is going on with another model comes first. @param {Pick<EngineState, "machine" | "activity">} state */
export function noticesOf({ machine: { emulated, notices: given }, activity }) {
  const first = "No GPU found, so the GPU cache is simulated in main memory. Hits, misses and copies are real; ";
  return [...(activity ? [`${activity}.`] : []), ...(emulated ? [`${first}speeds are not.`] : []), ...given];
}
