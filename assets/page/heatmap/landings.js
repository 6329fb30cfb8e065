// Experts whose copy has landed fade in: their cells are covered in the colour of what is not on the GPU, and the
// browser fades the cover out by itself, so that no frame of it costs a drawing.

import { fit, penOf, placing, seenCells } from "./painter.js";

const READY = 2;
const FADE_MS = 150;

/** @param {HTMLCanvasElement} canvas above the cells, below the graph */
export function createLandings(canvas) {
  const context = penOf(canvas);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {Uint8Array | null} */
  let before = null;

  return {
    /** Covers what has landed since the last call, and lets it appear. */
    show(board, frame, { state }, colour) {
      const places = before && !calm.matches ? board.places(landed(before, state)) : [];
      before = state.slice();
      if (!places.length) return;
      fit(canvas, context, frame);
      context.fillStyle = colour.cpu;
      for (const { x, y, wide, high } of seenCells(placing(frame), frame, places)) context.fillRect(x, y, wide, high);
      canvas.animate([{ opacity: 1 }, { opacity: 0 }], { duration: FADE_MS, fill: "forwards" });
    },
  };
}

/** The cells that are ready now and were not before. @param {ArrayLike<number>} before @param {ArrayLike<number>} now */
export function landed(before, now) {
  if (before.length !== now.length) return [];
  const cells = [];
  for (let cell = 0; cell < now.length; cell++) if (now[cell] === READY && before[cell] !== READY) cells.push(cell);
  return cells;
}
