// What a typed geometry would take of the GPU's memory and of RAM, before it is applied. No DOM here.

import { bytes } from "../shell/format.js";

export const GIB = 1024 ** 3;

/** @typedef {{ name: string, held: number, slots: number, total: number, limit: number | null }} Gauge */

/**
 * @param {Pick<EngineState, "memory" | "machine" | "model">} state
 * @param {{ placement: string, indexes: number, ways: number }} values
 * @returns {{ device: Gauge | null, host: Gauge, limit: number, most: number }} limit: bytes that slots may take; most:
 *   slots that there is memory for
 */
export function priceOf({ memory, machine, model }, values) {
  const slots =
    values.placement === "cpu_only"
      ? 0
      : Math.max(0, values.indexes) * Math.max(0, values.ways) * model.expert_bytes || 0;
  const [{ memory_bytes: room }] = machine.devices;
  const limit = memory.slots_limit ?? room;
  const { emulated } = machine;
  const device = {
    name: "GPU",
    held: Math.max(0, (memory.device_used ?? memory.slots) - memory.slots),
    slots,
    total: memory.device_total ?? room,
    limit,
  };
  const host = {
    name: "RAM",
    held: Math.max(0, memory.host_used - (emulated ? memory.slots : 0)),
    slots: emulated ? slots : 0,
    total: memory.host_total,
    limit: emulated ? limit : null,
  };
  return { device: emulated ? null : device, host, limit, most: Math.floor(limit / model.expert_bytes) };
}

/**
 * The largest geometry within so many bytes: as many ways for every layer as they hold; below one each, fewer layers.
 * As the program chooses by itself: geometry_within in hybrid/settings.py.
 * @param {number} size @param {Pick<ModelFacts, "layers" | "experts" | "expert_bytes">} model
 */
export function geometryWithin(size, { layers, experts, expert_bytes: expertBytes }) {
  const affordable = Math.floor(size / expertBytes) || 0;
  const ways = Math.min(experts, Math.floor(affordable / layers));
  if (ways > 0) return { indexes: layers, ways };
  return affordable > 0 ? { indexes: Math.min(layers, affordable), ways: 1 } : { indexes: 0, ways: 0 };
}

/**
 * Bytes in GiB, with so many digits, rounded up, that the same number of experts fits into what is written.
 * @param {number} size @param {number} expertBytes
 */
export function gibText(size, expertBytes) {
  if (!size) return "0";
  const digits = Math.min(9, Math.max(1, Math.ceil(Math.log10(GIB / expertBytes))));
  const scale = 10 ** digits;
  return String(Math.ceil((size / GIB) * scale) / scale);
}

/** @param {Gauge} gauge */
export function isOver({ slots, limit }) {
  return limit !== null && slots > limit;
}

/** @param {Gauge} gauge */
export function gaugeText(gauge) {
  const { name, held, slots, total, limit } = gauge;
  const slotsText = limit === null ? "" : ` + ${bytes(slots)} slots`;
  const end = isOver(gauge) ? `: too much, only ${bytes(limit)} of slots fit` : "";
  return `${name}: ${bytes(held)} used${slotsText}, of ${bytes(total)}${end}`;
}

/** How wide the two bars of a gauge are, in css. @param {Gauge} gauge */
export function widthsOf({ held, slots, total }) {
  const share = (value) => `${Math.min(100, Math.max(0, (100 * value) / total)).toFixed(2)}%`;
  return { held: share(held), slots: share(Math.min(slots, total - held)) };
}
