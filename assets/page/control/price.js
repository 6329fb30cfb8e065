// What the typed geometry would take: one gauge for the GPU's memory, one for RAM, priced before Apply.

import { bytes, put } from "../shell/format.js";

export function gauges(root) {
  const device = root.querySelector(".gauge.device");
  const host = root.querySelector(".gauge.host");

  return {
    draw({ memory, machine, model }, values) {
      const slots = values.placement === "cpu_only" ? 0 : values.indexes * values.ways * model.expert_bytes || 0;
      const limit = memory.slots_limit ?? machine.slot_memory_bytes;
      const emulated = machine.emulated;
      device.hidden = emulated;
      if (!emulated) {
        const total = memory.device_total ?? machine.slot_memory_bytes;
        const held = Math.max(0, (memory.device_used ?? memory.slots) - memory.slots);
        gauge(device, "GPU", { held, slots, total, limit });
      }
      const inRam = emulated ? slots : 0;
      const held = Math.max(0, memory.host_used - (emulated ? memory.slots : 0));
      const total = memory.host_total;
      gauge(host, "RAM", { held, slots: inRam, total, limit: emulated ? limit : null });
      return { fits: slots <= limit, most: Math.floor(limit / model.expert_bytes) };
    },
  };
}

function gauge(element, name, { held, slots, total, limit }) {
  const over = limit !== null && slots > limit;
  element.classList.toggle("over", over);
  const share = (value) => `${Math.min(100, Math.max(0, (100 * value) / total)).toFixed(2)}%`;
  element.querySelector(".held").style.width = share(held);
  element.querySelector(".slots-bar").style.width = share(Math.min(slots, total - held));
  const slotsText = limit === null ? "" : ` + slots ${bytes(slots)}`;
  const end = over ? `: too much, ${bytes(limit)} of slots fit` : "";
  put(element.querySelector("p"), `${name} ${bytes(held)}${slotsText} of ${bytes(total)}${end}`);
}
