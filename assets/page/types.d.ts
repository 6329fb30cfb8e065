// What the scripts take for granted of the browser and of each other; for tsc alone.

/** What Gradio's events call by name, from outside any module; see main.js. */
interface HybridCalls {
  [name: string]: (...inputs: any[]) => any;
}

interface Window {
  hybrid: HybridCalls;
  Plotly: PlotlyLibrary;
}

/** What the page calls of plotly.js, which brings no types. */
interface PlotlyLibrary {
  react(plot: HTMLElement, traces: object[], layout: object, config: object): Promise<unknown>;
  relayout(plot: HTMLElement, changes: object): Promise<unknown>;
  restyle(plot: HTMLElement, changes: object, traces: number[]): Promise<unknown>;
  Fx: { hover(plot: HTMLElement, point: { xval: number; yval: number }, axes: string): void };
  Plots: { resize(plot: HTMLElement): void };
}

// Which element an id belongs to is said by markup that Python or Gradio makes: not for tsc to know.
interface ParentNode {
  querySelector(selectors: string): any;
  querySelectorAll(selectors: string): NodeListOf<any>;
}

// Nor which element an event comes from.
interface EventTarget {
  closest(selectors: string): any;
}

/** What the page knows of the engine: a whole picture, kept up by differences. See ui/snapshot_parts.py. */
interface EngineState {
  seq: number;
  phase: "idle" | "prefill" | "decode" | "loading" | "timing" | "unloaded" | "closed";
  model: ModelFacts;
  machine: MachineFacts;
  settings: SettingsInForce;
  counters: Record<
    | "routed"
    | "hits"
    | "misses"
    | "in_flight"
    | "fills"
    | "evictions"
    | "bytes_copied"
    | "steps"
    | "prompt_tokens"
    | "generated_tokens",
    number
  >;
  recent_hit_rate: number | null;
  speed: SpeedFigures;
  power: { gpu: Sensor; cpu: Sensor };
  memory: {
    slots: number;
    slots_limit: number | null;
    device_used: number | null;
    device_total: number | null;
    host_used: number;
    host_total: number;
  };
  queued_requests: number;
  active_request: string;
  /** What is going on with another model: its download, its reading. */
  activity: string;
  cache: CacheCells;
  /** Grows whenever a job of the Lab is asked for or ends, in whatever tab. */
  lab?: number;
  topics?: import("./heatmap/topics.js").Topics | null;
  points: (number | null)[][];
  marks: [number, string][];
}

/** One value for every expert of every layer, layer by layer. */
interface CacheCells {
  state: Uint8Array;
  slot: Int32Array;
  lastUsed: Int32Array;
  uses: Float64Array;
  hits: Float64Array;
  usedBefore: Float64Array;
  current: number[];
  missed: number[];
}

interface ModelFacts {
  name: string;
  layers: number;
  experts: number;
  top_k: number;
  expert_bytes: number;
}

interface MachineFacts {
  emulated: boolean;
  logical_cpus: number;
  physical_cores: number;
  devices: { kind: string; name: string; memory_bytes: number }[];
  notices: string[];
  cpu_quota: number | null;
}

interface SettingsInForce {
  geometry: { indexes: number; ways: number };
  mapping: "layered" | "pooled";
  policy: string;
  admission: string;
  max_queued_copies: number;
  cpu_threads: number;
  placement: string;
  split_misses: boolean;
}

interface SpeedFigures {
  tokens_per_s: number | null;
  prefill_done: number;
  prefill_total: number;
  prefill_tokens_per_s: number | null;
}

interface Sensor {
  watts: number | null;
  joules: number | null;
  reason: string;
}
