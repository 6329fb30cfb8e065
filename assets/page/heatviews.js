// What the heatmap can show: one entry of VIEWS each, with its values, range and legend. To add a view:
// an entry here and its name in ui/charts.py.

const [EMPTY, LOADING, READY] = [0, 1, 2];
const STATES = ["on the CPU only", "in flight", "resident"];
const MOST_LABELLED = 512; // beyond that many cells no text fits into them

// Cividis, sampled at eight places: even steps in lightness, the same to colour-blind eyes.
const CIVIDIS = ["#00224e", "#213b6e", "#4c556c", "#6c6e72", "#8e8978", "#b1a570", "#d8c458", "#fee838"].map(
  (colour, index, all) => [index / (all.length - 1), colour],
);

export const VIEWS = {
  where: {
    value: (cache, cell) => cache.state[cell],
    range: () => [EMPTY, READY],
    scale: (colour) => steps([colour.cpu, colour.flight, colour.ready]),
    legend: (state) => {
      const labelled = isSmall(state.model);
      return (
        `<span><i class="mark hit"></i>resident${labelled ? ", with its way" : ""}</span>` +
        `<span><i class="mark flight"></i>in flight${labelled ? " ↓" : ""}</span>` +
        '<span><i class="mark miss"></i>on the CPU</span>'
      );
    },
    label: cellLabel,
  },
  age: {
    value: (cache, cell, now) => (cache.lastUsed[cell] < 0 ? null : -Math.log2(now - cache.lastUsed[cell])),
    range: (cache, now) => [-Math.log2(longestAge(cache, now)), 0],
    scale: () => CIVIDIS,
    legend: (state) => ramp(`${longestAge(state.cache, state.counters.steps)} steps ago`, "just now"),
  },
  rate: {
    value: (cache, cell) => (cache.uses[cell] ? cache.hits[cell] / cache.uses[cell] : null),
    range: () => [0, 1],
    scale: () => CIVIDIS,
    legend: () => ramp("0 % hits", "100 %"),
  },
  uses: {
    value: (cache, cell) => cache.uses[cell],
    range: (cache) => [0, mostUses(cache)],
    scale: () => CIVIDIS,
    legend: (state) => ramp("unused", `${mostUses(state.cache)} uses`),
  },
};

export function isSmall(model) {
  return model.layers * model.experts <= MOST_LABELLED;
}

export function hoverText(cache, cell, settings, now) {
  const last = cache.lastUsed[cell] < 0 ? "never used" : `last used at step ${cache.lastUsed[cell]} of ${now}`;
  return `${whereText(cache, cell, settings)}<br>${cache.uses[cell]} uses, ${cache.hits[cell]} hits<br>${last}`;
}

export function summaryText(state) {
  const count = [0, 0, 0];
  for (const value of state.cache.state) count[value] += 1;
  const cells = state.cache.state.length;
  return `${count[READY]} of ${cells} experts resident, ${count[LOADING]} in flight, ${count[EMPTY]} on the CPU`;
}

function whereText(cache, cell, settings) {
  const name = STATES[cache.state[cell]];
  if (cache.state[cell] === EMPTY) return name;
  const slot = cache.slot[cell];
  return `${name}, slot ${slot}${settings.mapping === "layered" ? ` (way ${wayOf(slot, settings)})` : ""}`;
}

function cellLabel(cache, cell, settings) {
  if (cache.state[cell] === LOADING) return "↓";
  if (cache.state[cell] === EMPTY) return "";
  return String(settings.mapping === "layered" ? wayOf(cache.slot[cell], settings) : cache.slot[cell]);
}

function wayOf(slot, settings) {
  return slot % settings.geometry.ways;
}

function longestAge(cache, now) {
  let longest = 2; // the last step's experts have age 1
  for (const step of cache.lastUsed) if (step >= 0 && now - step > longest) longest = now - step;
  return longest;
}

function mostUses(cache) {
  return cache.uses.reduce((most, uses) => Math.max(most, uses), 1);
}

function steps(shades) {
  return shades.flatMap((shade, index) => [
    [Math.max(0, (index - 0.5) / (shades.length - 1)), shade],
    [Math.min(1, (index + 0.5) / (shades.length - 1)), shade],
  ]);
}

function ramp(low, high) {
  return `<span>${low}<i class="ramp"></i>${high}</span>`;
}
