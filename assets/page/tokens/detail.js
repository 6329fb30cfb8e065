// What is known of the token under the pointer or the keyboard's focus: its experts layer by layer, and its time.

import { HIT } from "./data.js";
import { sentenceOf, shownText } from "./words.js";

const GAP = 8; // pixels
const MANY = 80; // experts of a token
const MARKS = ["hit", "flight", "miss"];
const NAMES = ["hit", "in flight", "miss"];

export function tokenDetail(element) {
  function show(data, token, anchor) {
    element.replaceChildren(head(data, token), layersOf(data, token), key());
    element.hidden = false;
    place(anchor);
  }

  function place(anchor) {
    const at = anchor.getClientRects()[0] ?? anchor.getBoundingClientRect();
    const column = anchor.closest("#chat-pane").getBoundingClientRect();
    element.style.maxWidth = `${column.width - 2 * GAP}px`;
    const { left, top } = placeBeside(at, column, element.getBoundingClientRect(), innerHeight);
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
  }

  document.body.append(element);
  return { show, hide: () => (element.hidden = true), id: element.id };
}

/**
 * Below the token, or above where there is no room; within the chat's column, so that the heatmap stays seen.
 * @param {{ left: number, top: number, bottom: number }} at of the token
 * @param {{ left: number, right: number }} column
 * @param {{ width: number, height: number }} size
 * @param {number} windowHeight
 */
export function placeBeside(at, column, { width, height }, windowHeight) {
  const isBelow = at.bottom + GAP + height <= windowHeight;
  return {
    left: Math.max(column.left + GAP, Math.min(at.left, column.right - width - GAP)),
    top: Math.max(GAP, isBelow ? at.bottom + GAP : at.top - height - GAP),
  };
}

function head(data, token) {
  const text = Object.assign(document.createElement("b"), { textContent: shownText(data.texts[token]).trim() || "␣" });
  const rest = Object.assign(document.createElement("span"), { textContent: sentenceOf(data, token) });
  const line = document.createElement("p");
  line.append(text, " ", rest);
  return line;
}

function layersOf(data, token) {
  const list = document.createElement("ol");
  list.classList.toggle("many", data.routed > MANY);
  list.style.setProperty("--cells", String(data.routed / data.layers));
  for (let layer = 0; layer < data.layers; layer++) {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("small"), { textContent: String(layer) }));
    for (const [expert, outcome] of data.routing(token, layer)) {
      const cell = Object.assign(document.createElement("i"), {
        className: MARKS[outcome],
        textContent: String(expert),
      });
      item.append(cell);
    }
    list.append(item);
  }
  return list;
}

function key() {
  const line = Object.assign(document.createElement("p"), { className: "key" });
  line.append("layer: experts, ");
  for (let outcome = HIT; outcome < NAMES.length; outcome++) {
    const mark = Object.assign(document.createElement("i"), { className: MARKS[outcome], textContent: "n" });
    line.append(mark, ` ${NAMES[outcome]} `);
  }
  return line;
}
