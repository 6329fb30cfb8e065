// An engine's state for tests: two layers of four experts, two slots a layer, four steps into the second reply.

/** @param {Partial<EngineState>} [changes] @returns {EngineState} */
export function engineState(changes = {}) {
  return {
    seq: 7,
    phase: "idle",
    model: { name: "tiny", layers: 2, experts: 4, top_k: 2, expert_bytes: 1024 ** 2 },
    machine: {
      emulated: false,
      logical_cpus: 8,
      physical_cores: 4,
      devices: [{ kind: "cuda", name: "A GPU", memory_bytes: 8 * 1024 ** 3 }],
      notices: [],
      cpu_quota: null,
    },
    settings: {
      geometry: { indexes: 2, ways: 2 },
      mapping: "layered",
      policy: "lru",
      admission: "bounded",
      max_queued_copies: 4,
      cpu_threads: 4,
      placement: "cached",
      split_misses: false,
    },
    counters: {
      routed: 16,
      hits: 10,
      misses: 6,
      in_flight: 1,
      fills: 5,
      evictions: 2,
      bytes_copied: 5 * 1024 ** 2,
      steps: 4,
      prompt_tokens: 3,
      generated_tokens: 4,
    },
    recent_hit_rate: 0.5,
    speed: { tokens_per_s: 12.345, prefill_done: 20, prefill_total: 80, prefill_tokens_per_s: null },
    power: {
      gpu: { watts: 75.4, joules: 900, reason: "" },
      cpu: { watts: null, joules: null, reason: "No counter may be read." },
    },
    memory: {
      slots: 1024 ** 3,
      slots_limit: null,
      device_used: 3 * 1024 ** 3,
      device_total: 8 * 1024 ** 3,
      host_used: 2 * 1024 ** 3,
      host_total: 16 * 1024 ** 3,
    },
    queued_requests: 0,
    active_request: "",
    activity: "",
    // Layer 0 holds experts 0 and 2, the latter still in flight; layer 1 holds experts 0 and 3.
    cache: {
      state: Uint8Array.of(2, 0, 1, 0, 2, 0, 0, 2),
      slot: Int32Array.of(0, -1, 1, -1, 3, -1, -1, 2),
      lastUsed: Int32Array.of(3, 0, 3, -1, 3, -1, 2, 3),
      uses: Float64Array.of(4, 1, 3, 0, 4, 0, 1, 3),
      hits: Float64Array.of(4, 0, 1, 0, 3, 0, 0, 2),
      usedBefore: Float64Array.of(2, 1, 0, 0, 2, 0, 0, 1),
      current: [0, 2, 4, 7],
      missed: [2],
    },
    points: [],
    marks: [],
    ...changes,
  };
}
