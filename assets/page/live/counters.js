// The counters of the Live tab.

import { NONE, bytes, hitRate, joules, percent, put, putCount } from "../shell/format.js";

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
      put(at("hit-rate"), percent(hitRate(totals), 1));
      put(at("recent"), percent(state.recent_hit_rate, 1));
      put(at("copied"), bytes(totals.bytes_copied));
      putCount(at("tokens"), totals.generated_tokens);
      energy(at("joules"), state.power);
    },
  };
}

function energy(element, power) {
  const { text, title } = energyTexts(power);
  put(element, text);
  element.parentElement.title = title;
}

// Joules of the sensors there are; says which when one is missing, and why in the tooltip.
/** @param {EngineState["power"]} power */
export function energyTexts(power) {
  const measured = Object.entries(power).flatMap(([name, sensor]) =>
    sensor.joules === null ? [] : [{ name, joules: sensor.joules }],
  );
  const missing = Object.values(power).filter((sensor) => sensor.joules === null);
  const total = measured.reduce((sum, sensor) => sum + sensor.joules, 0);
  const only = measured.length === 1 ? ` ${measured[0].name.toUpperCase()} only` : "";
  return {
    text: measured.length ? `${joules(total)}${only}` : NONE,
    title: missing.map((sensor) => sensor.reason).join(" ") || "GPU and CPU, since the app started",
  };
}
