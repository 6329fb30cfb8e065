// Figures in the status strip and in the counters.

import { NONE, bytes, joules, percent, put, putCount, watts } from "../shell/format.js";

const PHASES = {
  idle: "ready",
  decode: "writing",
  loading: "loading model",
  timing: "timing this machine",
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
      put(at("status-hit-rate"), percent(state.recent_hit_rate ?? rate(state.counters)));
      put(at("memory-name"), state.memory.device_total === null ? "RAM" : "GPU memory");
      put(at("status-memory"), memoryText(state.memory));
      power(at("power-gpu"), state.power.gpu);
      power(at("power-cpu"), state.power.cpu);
      notices(root.querySelector("#notices"), state.machine);
    },
    lost() {
      put(status, "disconnected");
      status.parentElement.dataset.phase = "lost";
    },
  };
}

function statusText(state) {
  const { prefill_done: done, prefill_total: total } = state.speed;
  const text = state.phase === "prefill" ? `reading ${done} / ${total}` : PHASES[state.phase];
  return state.queued_requests ? `${text}, ${state.queued_requests} waiting` : text;
}

function memoryText(memory) {
  const [used, total] =
    memory.device_total === null
      ? [memory.host_used, memory.host_total]
      : [memory.device_used, memory.device_total];
  return `${bytes(used)} / ${bytes(total)}`;
}

function power(element, sensor) {
  element.classList.toggle("missing", sensor.watts === null);
  if (sensor.watts !== null) {
    element.removeAttribute("tabindex");
    return put(element, watts(sensor.watts));
  }
  const text = `unavailable${sensor.reason}`;
  if (element.textContent === text) return;
  const why = Object.assign(document.createElement("span"), { className: "why", textContent: sensor.reason });
  element.replaceChildren("unavailable", why);
  element.tabIndex = 0;
}

function notices(element, machine) {
  const sentences = [...machine.notices];
  if (machine.emulated) {
    sentences.unshift(
      "No GPU in use: the accelerator is emulated. Its slots lie in RAM; hits, misses and fills are real, " +
        "speed shows nothing.",
    );
  }
  put(element, sentences.join(" "));
  element.hidden = sentences.length === 0;
}

export function counters(root) {
  const at = (name) => root.querySelector(`#counter-${name}`);
  return {
    update(state) {
      const { counters: totals } = state;
      putCount(at("hits"), totals.hits);
      putCount(at("inflight"), totals.in_flight);
      putCount(at("misses"), totals.misses);
      putCount(at("fills"), totals.fills);
      putCount(at("evictions"), totals.evictions);
      put(at("hit-rate"), percent(rate(totals), 1));
      put(at("recent"), percent(state.recent_hit_rate, 1));
      put(at("copied"), bytes(totals.bytes_copied));
      putCount(at("tokens"), totals.generated_tokens);
      energy(at("joules"), state.power);
    },
  };
}

// Joules of the sensors there are; says which when one is missing, and why in the tooltip.
function energy(element, power) {
  const known = Object.entries(power).filter(([, sensor]) => sensor.joules !== null);
  const missing = Object.values(power).filter((sensor) => sensor.joules === null);
  const total = known.reduce((sum, [, sensor]) => sum + sensor.joules, 0);
  const only = known.length === 1 ? ` ${known[0][0].toUpperCase()} only` : "";
  put(element, known.length ? `${joules(total)}${only}` : NONE);
  element.parentElement.title = missing.map((sensor) => sensor.reason).join(" ") || "GPU and CPU, since the start";
}

function rate(totals) {
  return totals.routed ? totals.hits / totals.routed : null;
}
