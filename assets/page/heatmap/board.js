// What the heatmap's rows and columns stand for: MoE layers by experts, or the slots themselves. A board
// says which expert cell lies where; -1 is an empty slot, null no slot at all.

const POOL_ASPECT = 2.4; // columns per row, about the shape of the room there is

/**
 * @typedef {{ key: string, rows: number, columns: number, xTitle: string, yTitle: string,
 *   cellAt: (row: number, column: number) => number | null, places: (cells: number[]) => number[][],
 *   layerAt: (row: number, column: number) => number | null }} Board
 */

/** @param {EngineState} state @returns {Board} */
export function expertBoard({ model }) {
  return {
    key: `experts ${model.layers} ${model.experts}`,
    rows: model.layers,
    columns: model.experts,
    xTitle: "expert",
    yTitle: "layer",
    cellAt: (row, column) => row * model.experts + column,
    places: (cells) => cells.map((cell) => [Math.floor(cell / model.experts), cell % model.experts]),
    layerAt: (row) => row,
  };
}

/** @param {EngineState} state @returns {Board} */
export function slotBoard({ model, settings, cache }) {
  const { indexes, ways } = settings.geometry;
  const count = indexes * ways;
  const layered = settings.mapping === "layered";
  const columns = layered ? ways : Math.max(1, Math.min(count, Math.ceil(Math.sqrt(count * POOL_ASPECT))));
  const held = new Int32Array(count).fill(-1);
  cache.slot.forEach((slot, cell) => {
    if (slot >= 0 && slot < count) held[slot] = cell;
  });
  return {
    key: `slots ${columns} ${count}`,
    rows: Math.ceil(count / columns),
    columns,
    xTitle: layered ? "slot of the layer" : "slot",
    yTitle: layered ? "layer" : `slots, ${columns} a row`,
    cellAt: (row, column) => (row * columns + column < count ? held[row * columns + column] : null),
    places: (cells) =>
      cells
        .filter((cell) => cache.slot[cell] >= 0)
        .map((cell) => [Math.floor(cache.slot[cell] / columns), cache.slot[cell] % columns]),
    layerAt: (row, column) => (layered ? row : layerOf(held[row * columns + column], model)),
  };
}

function layerOf(cell, { experts }) {
  return cell >= 0 ? Math.floor(cell / experts) : null;
}
