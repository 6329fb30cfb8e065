// Turns telemetry messages into the state the page draws: one whole picture, then differences.
// The format is described in ui/telemetry_stream.py.

const CELL_FIELDS = 6;
const KEPT_POINTS = 300;

export function fromSnapshot(message) {
  const { cache, points, ...parts } = message;
  return {
    ...parts,
    cache: {
      state: Uint8Array.from(cache.state),
      slot: Int32Array.from(cache.slot),
      lastUsed: Int32Array.from(cache.last_used),
      uses: Float64Array.from(cache.uses),
      hits: Float64Array.from(cache.hits),
      current: cache.current,
    },
    points,
  };
}

export function applyDelta(state, message) {
  const { cells, current, point, ...parts } = message;
  for (const [name, value] of Object.entries(parts)) {
    state[name] = isRecord(value) ? { ...state[name], ...value } : value;
  }
  if (cells) applyCells(state.cache, cells, state.counters.steps);
  if (current) state.cache.current = current;
  if (point) {
    state.points.push(point);
    if (state.points.length > KEPT_POINTS) state.points.shift();
  }
}

function applyCells(cache, flat, steps) {
  let cell = 0;
  for (let i = 0; i < flat.length; i += CELL_FIELDS) {
    cell += flat[i];
    cache.state[cell] = flat[i + 1];
    cache.slot[cell] = flat[i + 2];
    cache.lastUsed[cell] = flat[i + 3] < 0 ? -1 : steps - flat[i + 3];
    cache.uses[cell] += flat[i + 4];
    cache.hits[cell] += flat[i + 5];
  }
}

function isRecord(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
