// What the line charts show: bands from top to bottom, each with its lines. ``at`` is the place of a line's
// value in a point, see LinePoint in ui/line_points.py. To add a line: a field there and an entry here.

const GIB = 2 ** 30;
const [SOLID, DASHED, DOTTED] = ["solid", "4px 2px", "2px 2px"];

const BANDS = [
  {
    title: "tokens / s",
    series: [{ at: 1, name: "tok/s", colour: "speed", dash: SOLID, format: ".4~g" }],
  },
  {
    title: "experts / s",
    series: [
      { at: 2, name: "hits/s", short: "hits", colour: "hit", dash: SOLID, format: ".4~g" },
      { at: 3, name: "misses/s", short: "misses", colour: "miss", dash: DASHED, format: ".4~g" },
    ],
  },
  {
    title: "copied to the device, bytes / s",
    ticks: "~s",
    series: [{ at: 4, name: "B/s copied", colour: "speed", dash: SOLID, format: ".3~s" }],
  },
  {
    title: "power, watts",
    power: true,
    series: [
      { at: 5, name: "GPU W", short: "GPU", colour: "gpu", dash: SOLID, format: ".4~g" },
      { at: 6, name: "CPU W", short: "CPU", colour: "cpuPower", dash: DOTTED, format: ".4~g" },
    ],
  },
  {
    title: "CPU load",
    ticks: ".0%",
    range: [0, 1],
    series: [
      { at: 7, name: "CPU, this program", short: "this program", colour: "speed", dash: SOLID, format: ".0%" },
      { at: 8, name: "CPU, all", short: "the whole machine", colour: "cpuPower", dash: DOTTED, format: ".0%" },
    ],
  },
  {
    title: "GPU memory, GiB",
    titleWithout: "memory of this program, GiB (no GPU)",
    series: [{ at: 9, unit: GIB, name: "GiB used", colour: "hit", dash: SOLID, format: ".2f" }],
  },
];

// Power has no band where no sensor has ever answered; the words below the chart say why.
export function bandsOf({ power, memory }) {
  const hasPower = Object.values(power).some((sensor) => sensor.watts !== null || sensor.joules !== null);
  const withGpu = memory.device_total !== null;
  return BANDS.filter((band) => hasPower || !band.power).map((band) => ({
    ...band,
    title: (!withGpu && band.titleWithout) || band.title,
  }));
}
