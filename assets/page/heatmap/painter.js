// Paints the heatmap's cells, their labels and the last token's hits and misses into a canvas below
// the graph, whose axes say where. Thousands of cells cost a millisecond or two: one pixel each into a small
// picture, which is then stretched.

import { inkOn } from "../shell/scales.js";

const SHADES = 256;
const LABEL_EM = { width: 0.62, height: 1.05 }; // of a character
const MOST_LABELS = 1500;
const GLOWS_FROM = 9; // pixels of a cell's shorter side
const HOLLOW_FROM = 4;

export function createPainter(canvas) {
  const context = canvas.getContext("2d");
  const small = document.createElement("canvas");
  const smallContext = penOf(small);
  let shades = new Uint32Array(SHADES);
  let shadesOf = "";

  // ``frame`` is where the axes lie; ``cells`` has rows, columns, values (NaN: nothing), range and labels.
  function paint(frame, cells, scale, colour) {
    fit(canvas, context, frame);
    if (shadesOf !== JSON.stringify(scale)) {
      shades = shadesFrom(scale);
      shadesOf = JSON.stringify(scale);
    }
    const place = placing(frame);
    context.save();
    context.beginPath();
    context.rect(frame.left, frame.top, frame.width, frame.height);
    context.clip();
    paintCells(place, cells);
    const labelled = fits(place, cells, colour) && paintLabels(place, cells, colour);
    context.restore();
    paintHits(seenCells(place, frame, cells.hits), colour);
    paintMisses(seenCells(place, frame, cells.misses), colour);
    paintOutlines(place, seenCells(place, frame, cells.outlined), colour);
    return labelled;
  }

  function paintCells(place, { rows, columns, values, range }) {
    small.width = columns;
    small.height = rows;
    const picture = smallContext.createImageData(columns, rows);
    const pixels = new Uint32Array(picture.data.buffer);
    const [low, high] = range;
    const factor = (SHADES - 1) / (high - low || 1);
    for (let cell = 0; cell < values.length; cell++) {
      if (!Number.isNaN(values[cell])) pixels[cell] = shades[shadeAt(values[cell], low, factor)];
    }
    smallContext.putImageData(picture, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, place.x(-0.5), place.y(-0.5), columns * place.wide, rows * place.high);
    const gap = gapOf(place);
    if (!gap) return;
    for (let column = 0; column <= columns; column++) {
      context.clearRect(place.x(column - 0.5) - gap / 2, place.y(-0.5), gap, rows * place.high);
    }
    for (let row = 0; row <= rows; row++) {
      context.clearRect(place.x(-0.5), place.y(row - 0.5) - gap / 2, columns * place.wide, gap);
    }
  }

  function fits(place, { label, widest }, colour) {
    return (
      label !== null &&
      place.wide >= (widest + 0.8) * LABEL_EM.width * labelSize(colour) &&
      place.high >= LABEL_EM.height * labelSize(colour)
    );
  }

  // False when there would be too many.
  function paintLabels(place, { rows, columns, values, range, label }, colour) {
    const [left, right] = place.columns(columns);
    const [top, bottom] = place.rows(rows);
    if ((right - left) * (bottom - top) > MOST_LABELS) return false;
    context.font = `${labelSize(colour)}px ${colour.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const factor = (SHADES - 1) / (range[1] - range[0] || 1);
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const value = values[row * columns + column];
        if (Number.isNaN(value)) continue;
        context.fillStyle = inkOn(channelsOf(shades[shadeAt(value, range[0], factor)]));
        context.fillText(label(row, column), place.x(column), place.y(row) + 0.5);
      }
    }
    return true;
  }

  // Bright, with a glow where there is room for one.
  function paintHits(seen, colour) {
    context.save();
    context.fillStyle = colour.now;
    context.shadowColor = colour.now;
    for (const { x, y, wide, high } of seen) {
      context.shadowBlur = Math.min(wide, high) >= GLOWS_FROM ? 0.3 * colour.em : 0;
      context.fillRect(x, y, wide, high);
    }
    context.restore();
  }

  // Hollow, or full where a frame would leave no room.
  function paintMisses(seen, colour) {
    context.strokeStyle = context.fillStyle = colour.missed;
    for (const { x, y, wide, high } of seen) {
      const line = Math.min(wide, high) >= GLOWS_FROM ? 2.5 : 1;
      if (Math.min(wide, high) < HOLLOW_FROM) {
        context.fillRect(x, y, wide, high);
        continue;
      }
      context.clearRect(x, y, wide, high);
      context.lineWidth = line;
      context.strokeRect(x + line / 2, y + line / 2, wide - line, high - line);
    }
  }

  function paintOutlines(place, seen, colour) {
    context.strokeStyle = colour.outline;
    context.lineWidth = gapOf(place) > 2 ? 2 : place.high > 5 ? 1.25 : 1;
    for (const { x, y, wide, high } of seen) context.strokeRect(x, y, wide, high);
  }

  return paint;
}

/** What draws on a canvas. Throws where the browser has no memory left for one. @param {HTMLCanvasElement} canvas */
export function penOf(canvas) {
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("The browser gives no canvas to draw on.");
  return pen;
}

// A canvas pixel for every pixel of the screen; setting the size clears it.
export function fit(canvas, context, { outerWidth, outerHeight }) {
  const dense = window.devicePixelRatio || 1;
  canvas.width = Math.round(outerWidth * dense);
  canvas.height = Math.round(outerHeight * dense);
  context.setTransform(dense, 0, 0, dense, 0, 0);
}

// Where cells lie on the screen, and which are seen.
export function placing({ left, top, width, height, xRange, yRange }) {
  const wide = width / (xRange[1] - xRange[0]);
  const high = height / (yRange[0] - yRange[1]);
  const seen = (first, last, count) => [
    Math.max(0, Math.floor(first + 0.5)),
    Math.min(count, Math.floor(last + 0.5) + 1),
  ];
  return {
    wide,
    high,
    x: (column) => left + (column - xRange[0]) * wide,
    y: (row) => top + (row - yRange[1]) * high,
    columns: (count) => seen(xRange[0], xRange[1], count),
    rows: (count) => seen(yRange[1], yRange[0], count),
  };
}

// The rectangles of those cells that lie within the axes, without the gaps around them.
/** @param {ReturnType<typeof placing>} place @param {{ left: number, top: number, width: number, height: number }} frame @param {number[][]} places */
export function seenCells(place, { left, top, width, height }, places) {
  const gap = gapOf(place);
  return places
    .map(([row, column]) => ({
      x: place.x(column - 0.5) + gap / 2,
      y: place.y(row - 0.5) + gap / 2,
      wide: place.wide - gap,
      high: place.high - gap,
    }))
    .filter(({ x, y, wide, high }) => x + wide > left && x < left + width && y + high > top && y < top + height);
}

export function gapOf({ wide, high }) {
  const least = Math.min(wide, high);
  return least >= 12 ? 3 : least >= 3.5 ? 1 : 0;
}

function labelSize(colour) {
  return 0.72 * colour.em;
}

export function shadeAt(value, low, factor) {
  return Math.max(0, Math.min(SHADES - 1, Math.round((value - low) * factor)));
}

function channelsOf(pixel) {
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
}

// A colour scale, stops of [share, css colour], as pixels.
function shadesFrom(scale) {
  const strip = document.createElement("canvas");
  strip.width = SHADES;
  strip.height = 1;
  const context = penOf(strip);
  const gradient = context.createLinearGradient(0.5, 0, SHADES - 0.5, 0);
  for (const [share, shade] of scale) gradient.addColorStop(share, shade);
  context.fillStyle = gradient;
  context.fillRect(0, 0, SHADES, 1);
  return new Uint32Array(context.getImageData(0, 0, SHADES, 1).data.buffer.slice(0));
}
