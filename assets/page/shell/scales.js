// The colour scales, and the ink that can be read on a shade. A scale is a list of stops, [share, css colour].
// Amounts have one scale, experts and layers one of unordered hues; hits and misses have colours of their own.

const GREENS = {
  light: ["#e3ebda", "#b3d5b6", "#79b595", "#409373", "#176e58", "#06473a"],
  dark: ["#15302a", "#1e4f42", "#2c735d", "#469a7b", "#7dc5a3", "#cdf1d6"],
};
const REDS = { light: ["#f9f8f3", "#b4232a"], dark: ["#14171b", "#ff7b72"] };
const GOLDEN_ANGLE = 137.508; // neighbours in number are far apart in hue
const LIGHTNESS = [0.62, 0.46, 0.76];
const SATURATION = 0.42;
const LIGHT = 140; // luminance from which text on a shade is dark

/** From little to much: away from the ground, so that little recedes in both themes. @param {boolean} isDark */
export function amounts(isDark) {
  return even(GREENS[isDark ? "dark" : "light"]);
}

/** From no misses to nothing but misses. @param {boolean} isDark */
export function missShares(isDark) {
  return even(REDS[isDark ? "dark" : "light"]);
}

/** One hue each, without an order. @param {number} count */
export function identities(count) {
  return Array.from({ length: count }, (_, place) => {
    const shade = `#${identity(place).map(hex).join("")}`;
    return [
      [place / count, shade],
      [(place + 1) / count, shade],
    ];
  }).flat();
}

/** The hue of an expert or a layer, as [red, green, blue]. @param {number} place */
export function identity(place) {
  const lightness = LIGHTNESS[place % LIGHTNESS.length];
  const chroma = SATURATION * Math.min(lightness, 1 - lightness);
  const channel = (offset) => {
    const at = (offset + (place * GOLDEN_ANGLE) / 30) % 12;
    return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** The colour at a share of a scale, as [red, green, blue]. @param {any[][]} stops @param {number} share */
export function shadeAt(stops, share) {
  const within = Math.min(1, Math.max(0, share));
  const high = Math.max(
    1,
    stops.findIndex(([at]) => at >= within),
  );
  const [[from, low], [to, top]] = [stops[high - 1], stops[high]];
  const part = (within - from) / (to - from || 1);
  const [start, end] = [channels(low), channels(top)];
  return start.map((value, i) => Math.round(value + (end[i] - value) * part));
}

/** @param {number[]} colour */
export function inkOn([red, green, blue]) {
  return 0.299 * red + 0.587 * green + 0.114 * blue > LIGHT ? "#14161a" : "#ffffff";
}

function even(colours) {
  return colours.map((colour, index) => [index / (colours.length - 1), colour]);
}

function channels(colour) {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}

function hex(value) {
  return value.toString(16).padStart(2, "0");
}
