// What experts are for: the topic that each prefers, and the tokens that chose it most, as the server has counted them.

import { identity } from "../shell/scales.js";
import { ask } from "../wire/fetch_json.js";
import { unpacked } from "../wire/packing.js";

const NO_TOPICS = "No topics yet: press Switch topics under the chat, or name a conversation as a topic (More).";
const ONE_TOPIC = "One topic so far: an expert can prefer one only beside another.";

/**
 * @typedef {{ model: string, topics: { name: string, tokens: number }[], preferred: number[], shares: number[],
 *   words: string[][] }} Topics
 */

/** @param {any} answer of the server @returns {Topics} */
export function topicsOf(answer) {
  return { ...answer, preferred: unpacked(answer.preferred), shares: unpacked(answer.shares) };
}

/** The newest counts, whenever a reply has been counted. @param {(topics: Topics) => void} onNews */
export function topicsFeed(onNews) {
  let asked = 0;
  return async function load() {
    const mine = ++asked;
    const answer = await ask("topics").catch(() => null); // the strip says that the program does not answer
    if (answer && mine === asked) onNews(topicsOf(answer));
  };
}

/** The topics, if they are of the model that is shown. @param {EngineState} state @returns {Topics | null} */
export function topicsIn(state) {
  const { topics, model } = state;
  return topics && topics.model === model.name && topics.words.length === model.layers * model.experts ? topics : null;
}

/** 0 for an expert without a topic, or the topic's place from 1. @param {EngineState} state @param {number} cell */
export function topicPlace(state, cell) {
  return topicsIn(state)?.preferred[cell] ?? 0;
}

/** Grey, then a hue for each topic. @param {string} none @param {number} count */
export function topicScale(none, count) {
  const shades = [none, ...Array.from({ length: count }, (_, place) => css(place))];
  return shades.flatMap((shade, place) => [
    [place / shades.length, shade],
    [(place + 1) / shades.length, shade],
  ]);
}

/** @param {EngineState} state */
export function topicLegend(state) {
  const topics = topicsIn(state)?.topics ?? [];
  if (topics.length < 2) return `<span>${topics.length ? ONE_TOPIC : NO_TOPICS}</span>`;
  const mark = (shade, text) => `<span><i class="mark topic" style="background:${shade}"></i>${text}</span>`;
  const named = topics.map(({ name }, place) => mark(css(place), escaped(name)));
  return [...named, mark("var(--state-cpu)", "no topic")].join("");
}

/** Lines for the pointer: shares by topic, and tokens. @param {EngineState} state @param {number} cell */
export function topicLines(state, cell) {
  const known = topicsIn(state);
  if (!known) return [];
  const { topics, shares, words } = known;
  const cells = words.length;
  const parts = topics
    .map(({ name }, place) => ({ name, share: shares[place * cells + cell] }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ name, share }) => `${escaped(name)} ${share} %`);
  const chosenBy = words[cell].map((text) => `“${escaped(text.trim())}”`);
  return [parts.length ? parts.join(", ") : "", chosenBy.length ? `chosen by ${chosenBy.join(" ")}` : ""].filter(
    Boolean,
  );
}

function css(place) {
  return `#${identity(place)
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("")}`;
}

// For the legend's markup, and for what Plotly takes for markup under the pointer.
function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
