// The colour scale of heatmaps and tokens, and the ink that can be read on it.

// Cividis, sampled at eight places: even steps in lightness, the same to colour-blind eyes.
export const CIVIDIS = ["#00224e", "#213b6e", "#4c556c", "#6c6e72", "#8e8978", "#b1a570", "#d8c458", "#fee838"].map(
  (colour, index, all) => [index / (all.length - 1), colour],
);

const LIGHT = 140; // luminance from which text on a shade is dark

// The colour at a share of the scale, as [red, green, blue].
export function shadeAt(share) {
  const at = Math.min(1, Math.max(0, share)) * (CIVIDIS.length - 1);
  const low = Math.min(CIVIDIS.length - 2, Math.floor(at));
  const [from, to] = [channels(CIVIDIS[low][1]), channels(CIVIDIS[low + 1][1])];
  return from.map((value, i) => Math.round(value + (to[i] - value) * (at - low)));
}

function channels(colour) {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}

/** @param {number[]} colour */
export function inkOn([red, green, blue]) {
  return 0.299 * red + 0.587 * green + 0.114 * blue > LIGHT ? "#14161a" : "#ffffff";
}
