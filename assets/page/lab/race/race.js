// The split race: two runs of the engine, one after the other, shown side by side on one time axis.

import { createPainter } from "../../heatmap/painter.js";
import { put } from "../../shell/format.js";
import { colours } from "../../shell/theme.js";
import { duration, frameAt, toldAt, tokensAt } from "./frames.js";

const WIDEST = 4 / 3; // of a cell, as a share of its height
const TALLEST_EM = 22;

export function race(pane) {
  const track = pane.querySelector("#lab-track");
  const play = pane.querySelector("#lab-play");
  const time = pane.querySelector("#lab-time");
  const pace = pane.querySelector("#lab-pace");
  const sides = [...track.querySelectorAll(".side")].map((side) => {
    const canvas = side.querySelector("canvas");
    return { side, canvas, paint: createPainter(canvas) };
  });
  /** @type {{ layers: number, experts: number, runs: import("./frames.js").Run[] } | null} */
  let shown = null;
  let last = null; // when, by the browser's clock, the race was last moved on
  let frame = 0;

  const end = () => Math.max(0, ...(shown?.runs ?? []).map(duration));

  function draw() {
    if (!shown || !track.offsetWidth) return;
    const seconds = Number(time.value);
    put(track.querySelector(".seconds"), `${seconds.toFixed(end() < 1 ? 2 : 1)} s`);
    const colour = colours();
    const model = shown;
    shown.runs.forEach((run, place) => drawSide(sides[place], run, seconds, model, colour));
  }

  function drawSide({ side, canvas, paint }, run, seconds, model, colour) {
    const { layers, experts } = model;
    const tokens = tokensAt(run, seconds);
    const cells = frameAt(run, tokens, model);
    const told = toldAt(run, tokens, seconds);
    put(side.querySelector("h3"), run.name);
    put(side.querySelector(".told"), told);
    put(side.querySelector(".text"), run.texts.slice(0, tokens + 1).join(""));
    canvas.setAttribute(
      "aria-label",
      `${run.name}: ${told}. ${cells.hits.length} hits, ${cells.misses.length} misses.`,
    );
    const width = side.offsetWidth;
    const height = Math.min(TALLEST_EM * colour.em, (width / experts) * layers);
    const used = Math.min(width, (height / layers) * experts * WIDEST);
    Object.assign(canvas.style, { width: `${used}px`, height: `${height}px` });
    const axes = { xRange: [-0.5, experts - 0.5], yRange: [layers - 0.5, -0.5] };
    const frameOf = { left: 0, top: 0, width: used, height, outerWidth: used, outerHeight: height, ...axes };
    const { cpu, readyOld, ready, now } = colour;
    const scale = [[0, cpu], [0.49, cpu], [0.5, readyOld], [0.92, ready], [1, now]]; // prettier-ignore
    const about = { rows: layers, columns: experts, range: [0, 2], label: null, widest: 0, outlined: [] };
    paint(frameOf, { ...about, ...cells }, scale, colour);
  }

  function step(at) {
    const gone = (at - (last ?? at)) / 1e3 / Number(pace.value);
    last = at;
    time.value = String(Math.min(end(), Number(time.value) + gone));
    draw();
    if (Number(time.value) < end() && track.offsetWidth) frame = requestAnimationFrame(step);
    else stop();
  }

  function stop() {
    cancelAnimationFrame(frame);
    last = null;
    frame = 0;
    put(play, "Play");
  }

  function start() {
    if (Number(time.value) >= end()) time.value = "0";
    put(play, "Pause");
    frame = requestAnimationFrame(step);
  }

  play.addEventListener("click", () => (frame ? stop() : start()));
  time.addEventListener("input", () => {
    stop();
    draw();
  });
  new ResizeObserver(draw).observe(track);

  return {
    redraw: draw,
    /**
     * @param {{ layers: number, experts: number, runs: import("./frames.js").Run[] } | null} facts null: a run failed
     * @param {boolean} news whether to begin at once, unless motion is unwanted
     */
    show(facts, news) {
      stop();
      shown = facts;
      track.hidden = !facts;
      if (!facts) return;
      time.max = String(end());
      pace.value = String(paceFor(end()));
      const still = !news || matchMedia("(prefers-reduced-motion: reduce)").matches;
      time.value = String(still ? end() : 0);
      draw();
      if (!still) start();
    },
  };
}

// A race that is over in a moment cannot be watched.
/** @param {number} seconds */
function paceFor(seconds) {
  return seconds < 1 ? 20 : seconds < 4 ? 4 : 1;
}
