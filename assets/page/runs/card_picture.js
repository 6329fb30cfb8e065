// Benchmark card as a picture: drawn into a canvas in the page's colours.

import { caution, facts, headline } from "./card.js";

const WIDTH = 1200;
const HEIGHT = 630;
const EDGE = 64;
const SANS = 'system-ui, "Segoe UI", "Liberation Sans", sans-serif';

/**
 * @param {any} pen of a canvas of 1200 x 630 pixels @param {Record<string, any>} run
 * @param {{ ground: string, text: string, muted: string, rule: string, hit: string, missed: string }} colour
 */
export function drawCard(pen, run, colour) {
  const write = (words, x, y, size, shade, weight = 400, room = WIDTH - EDGE - x) => {
    pen.fillStyle = shade;
    pen.font = `${weight} ${size}px ${SANS}`;
    pen.fillText(fitted(pen, String(words), room), x, y);
  };
  pen.fillStyle = colour.ground;
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  write("Hybrid MoE", EDGE, 76, 26, colour.muted, 600);
  write(facts(run)[0][1], EDGE, 138, 46, colour.text, 600);
  headline(run).forEach(([label, value], place) => {
    const x = EDGE + place * 275;
    write(value, x, 232, place === 0 ? 64 : 46, colour.text, 600, 255);
    write(label, x, 272, 24, colour.muted, 400, 255);
  });
  bar(pen, run.hit_rate, colour);
  facts(run).slice(1).forEach(([label, value], place) => {
    const y = 392 + place * 46;
    write(label, EDGE, y, 24, colour.muted);
    write(value, EDGE + 150, y, 24, colour.text);
  }); // prettier-ignore
  if (caution(run)) write(caution(run), EDGE, HEIGHT - 36, 24, colour.missed, 600);
}

// Hits and misses, in the colours that they have on the whole page.
function bar(pen, share, colour) {
  if (share == null) return;
  const width = WIDTH - 2 * EDGE;
  pen.fillStyle = colour.rule;
  pen.fillRect(EDGE, 306, width, 18);
  pen.fillStyle = colour.hit;
  pen.fillRect(EDGE, 306, width * share, 18);
}

/** Shortened until it fits. @param {any} pen @param {string} words @param {number} room */
export function fitted(pen, words, room) {
  if (pen.measureText(words).width <= room) return words;
  let end = words.length;
  while (end > 1 && pen.measureText(`${words.slice(0, end)}…`).width > room) end -= 1;
  return `${words.slice(0, end)}…`;
}
