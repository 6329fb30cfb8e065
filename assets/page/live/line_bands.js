// What the line charts show: bands from top to bottom, each with its lines. ``at`` is the place of a line's
// value in a point, see LinePoint in ui/wire/line_points.py. To add a line: a field there and an entry here.

const GIB = 2 ** 30;
const [SOLID, DASHED, DOTTED] = ["solid", "4px 2px", "2px 2px"];

/**
 * @typedef {{ at: number, name: string, short?: string, colour: string, dash: string,
 *   value?: (point: (number | null)[]) => number | null }} Line the value of a point, if it is not the one at its place
 * @typedef {{ title: string, titleWithout?: string, power?: boolean, most?: number, unit?: number,
 *   format: (value: number) => string, lines: Line[] }} Band
 */

/** @type {Band[]} */
const BANDS = [
  {
    title: "tokens / s",
    format: plain,
    lines: [{ at: 1, name: "tok/s", colour: "speed", dash: SOLID }],
  },
  {
    title: "hit rate",
    most: 1,
    format: (value) => `${Math.round(100 * value)} %`,
    lines: [{ at: 2, name: "hit rate", colour: "hit", dash: SOLID, value: hitRate }],
  },
  {
    title: "experts / s",
    format: plain,
    lines: [
      { at: 2, name: "hits/s", short: "hits", colour: "hit", dash: SOLID },
      { at: 3, name: "misses/s", short: "misses", colour: "miss", dash: DASHED },
    ],
  },
  {
    title: "copied to the GPU",
    format: (value) => `${metric(value)}B/s`,
    lines: [{ at: 4, name: "copied", colour: "speed", dash: SOLID }],
  },
  {
    title: "power",
    power: true,
    format: (value) => `${plain(value)} W`,
    lines: [
      { at: 5, name: "GPU", short: "GPU", colour: "gpu", dash: SOLID },
      { at: 6, name: "CPU", short: "CPU", colour: "cpuPower", dash: DOTTED },
    ],
  },
  {
    title: "CPU load",
    most: 1,
    format: (value) => `${Math.round(100 * value)} %`,
    lines: [
      { at: 7, name: "CPU load, this program", short: "this program", colour: "speed", dash: SOLID },
      { at: 8, name: "CPU load, whole machine", short: "whole machine", colour: "cpuPower", dash: DOTTED },
    ],
  },
  {
    title: "GPU memory",
    titleWithout: "memory of this program (no GPU in use)",
    format: (value) => `${plain(value / GIB)} GiB`,
    unit: GIB,
    lines: [{ at: 9, name: "memory", colour: "hit", dash: SOLID }],
  },
];

// Power has no band where no sensor has ever answered; the words below the chart say why.
/** @param {Pick<EngineState, "power" | "memory">} state @returns {Band[]} */
export function bandsOf({ power, memory }) {
  const hasPower = Object.values(power).some((sensor) => sensor.watts !== null || sensor.joules !== null);
  const withGpu = memory.device_total !== null;
  return BANDS.filter((band) => hasPower || !band.power).map((band) => ({
    ...band,
    title: (!withGpu && band.titleWithout) || band.title,
  }));
}

/**
 * The top of a band's scale: the next round number above what is shown.
 * @param {Pick<Band, "most" | "unit" | "lines">} band
 * @param {(number | null)[][]} points
 */
export function topOf({ most, unit = 1, lines }, points) {
  if (most) return most;
  let highest = 0;
  for (const point of points) for (const line of lines) highest = Math.max(highest, (valueOf(line, point) ?? 0) / unit);
  if (!highest) return unit;
  const power = 10 ** Math.floor(Math.log10(highest));
  return unit * power * ([1, 1.5, 2, 3, 4, 5, 6, 8].find((round) => round * power >= highest * 0.999) ?? 10);
}

/** @param {Line} line @param {(number | null)[]} point */
export function valueOf({ at, value }, point) {
  return value ? value(point) : point[at];
}

// Nothing while nothing is looked up.
/** @param {(number | null)[]} point */
function hitRate(point) {
  const [hits, misses] = [point[2] ?? 0, point[3] ?? 0];
  return hits + misses > 0 ? hits / (hits + misses) : null;
}

function plain(value) {
  return String(Number(value.toPrecision(value < 1 ? 2 : 3)));
}

function metric(value) {
  const power = value < 1 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3));
  return `${plain(value / 1000 ** power)} ${["", "k", "M", "G", "T"][power]}`;
}
