// The tokens of one reply as a list: tinted, walked through with the arrow keys, one of them chosen. What the
// model wrote is only ever set as text.

import { TINTS, tint } from "./tint.js";
import { sentenceOf, shownText } from "./words.js";

const BATCH = 400; // tokens made at once; more would be felt

export function tokenList(data, { detail, pick }) {
  const holder = document.createDocumentFragment();
  const list = Object.assign(document.createElement("div"), { className: "token-list" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Tokens of the reply");
  const all = [];
  const bar = tintBar(data, paint);
  /** @type {HTMLElement | null} */
  let focused = null;
  /** @type {HTMLElement | null} */
  let chosen = null;

  function paint() {
    const { name, layer } = bar.chosen();
    const kind = TINTS[name];
    for (const element of all) {
      const token = Number(element.dataset.token);
      const number = kind.number?.(data, token, layer);
      tint(element, kind.share(data, token, layer), { shade: kind.shade, line: kind.line, number });
    }
  }

  function make(token) {
    const element = Object.assign(document.createElement("span"), { className: "routed", tabIndex: -1 });
    element.textContent = shownText(data.texts[token]);
    element.dataset.token = token;
    element.setAttribute("role", "option");
    element.setAttribute("aria-selected", "false");
    element.setAttribute("aria-label", `${data.texts[token].trim() || "space"}: ${sentenceOf(data, token)}`);
    element.classList.toggle("prompt", token < data.prompt);
    return element;
  }

  function fill() {
    const more = list.querySelector("button");
    more?.remove();
    const first = Number(all.at(-1)?.dataset.token ?? bar.first() - 1) + 1;
    const last = Math.min(data.count, first + BATCH);
    for (let token = first; token < last; token++) all.push(make(token));
    list.append(...all.slice(-(last - first) || all.length));
    if (last < data.count) list.append(moreButton(data.count - last, fill));
    if (all.length && !focused) setFocusable(all[0]);
    paint();
  }

  function restart() {
    choose(null);
    detail.hide();
    all.length = 0;
    focused = null;
    list.replaceChildren();
    fill();
  }

  /** @param {HTMLElement} element */
  function setFocusable(element) {
    if (focused) focused.tabIndex = -1;
    focused = element;
    element.tabIndex = 0;
  }

  /** @param {HTMLElement | null} element */
  function choose(element) {
    chosen?.setAttribute("aria-selected", "false");
    chosen = element === chosen ? null : element;
    chosen?.setAttribute("aria-selected", "true");
    pick(chosen ? Number(chosen.dataset.token) : null);
  }

  const show = (element) => detail.show(data, Number(element.dataset.token), element);
  const tokenAt = (event) => event.target.closest(".routed");

  list.addEventListener("pointerover", (event) => tokenAt(event) && show(tokenAt(event)));
  list.addEventListener("pointerleave", detail.hide);
  list.addEventListener("focusin", (event) => {
    if (!tokenAt(event)) return;
    setFocusable(tokenAt(event));
    show(focused);
  });
  list.addEventListener("focusout", detail.hide);
  list.addEventListener("hybrid:recolour", paint); // light has become dark, or dark light
  list.addEventListener("click", (event) => tokenAt(event) && choose(tokenAt(event)));
  list.addEventListener("keydown", (event) => {
    if (!tokenAt(event)) return;
    const next = nextOf(all, focused, event.key);
    if (next) next.focus();
    else if (event.key === "Enter" || event.key === " ") choose(focused);
    else if (event.key === "Escape") {
      if (chosen) choose(chosen);
      detail.hide();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  bar.onPrompt(restart);
  fill();
  holder.append(bar.element, list);
  return holder;
}

// Left and right by one, up and down to the token nearest in the line before or after.
export function nextOf(all, element, key) {
  const at = all.indexOf(element);
  const beside = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[key];
  if (beside !== undefined) return all[beside] ?? null;
  const direction = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (!direction) return null;
  const here = startOf(element);
  /** @type {{ element: HTMLElement, left: number } | null} */
  let best = null;
  /** @type {number | null} */
  let bestTop = null;
  for (let place = at + direction; all[place]; place += direction) {
    const { top, left } = startOf(all[place]);
    if (Math.abs(top - here.top) < here.height / 2) continue;
    if (bestTop !== null && Math.abs(top - bestTop) > here.height / 2) break;
    bestTop ??= top;
    if (best === null || Math.abs(left - here.left) < Math.abs(best.left - here.left)) {
      best = { element: all[place], left };
    }
  }
  return best?.element ?? null;
}

// Where a token begins: one with a line break in it reaches over two lines.
function startOf(element) {
  return element.getClientRects()[0];
}

function moreButton(count, onClick) {
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    textContent: `${count} more tokens`,
  });
  button.addEventListener("click", onClick);
  return button;
}

// Chooses what tokens are tinted by, and whether the prompt's are shown.
function tintBar(data, onChange) {
  const element = Object.assign(document.createElement("p"), { className: "token-bar" });
  const kinds = select(
    Object.entries(TINTS).map(([name, { label }]) => [name, label]),
    "Colour by",
  );
  const layers = select(
    Array.from({ length: data.layers }, (_, layer) => [layer, layer]),
    "Layer",
  );
  const layerChoice = labelled("", layers);
  const prompt = Object.assign(document.createElement("input"), { type: "checkbox", disabled: data.prompt === 0 });
  const legend = document.createElement("span");
  const [low, ramp, high] = ["span", "i", "span"].map((tag) => document.createElement(tag));
  legend.append(low, ramp, high);
  legend.className = "legend";
  ramp.className = "ramp";

  function change() {
    const kind = TINTS[kinds.value];
    layerChoice.hidden = kinds.value !== "expert";
    ramp.hidden = kinds.value === "expert";
    ramp.classList.toggle("misses", kinds.value === "misses");
    low.textContent = kind.low;
    high.textContent = typeof kind.high === "function" ? kind.high(data) : kind.high;
    onChange();
  }

  kinds.addEventListener("change", change);
  layers.addEventListener("change", change);
  element.append(labelled("Colour by", kinds), layerChoice, legend, labelled("Include prompt", prompt));
  layerChoice.hidden = true;
  ramp.classList.add("misses");
  low.textContent = TINTS.misses.low;
  high.textContent = TINTS.misses.high;
  return {
    element,
    chosen: () => ({ name: kinds.value, layer: Number(layers.value) }),
    first: () => (prompt.checked || data.prompt === data.count ? 0 : data.prompt),
    onPrompt: (restart) => prompt.addEventListener("change", restart),
  };
}

function select(options, name) {
  const element = document.createElement("select");
  element.append(...options.map(([value, label]) => new Option(label, value)));
  element.setAttribute("aria-label", name);
  return element;
}

function labelled(text, field) {
  const label = document.createElement("label");
  if (field.type === "checkbox") label.append(field, ` ${text}`);
  else label.append(text, " ", field);
  return label;
}
