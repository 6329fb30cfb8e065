// The keys that work anywhere on the page. Each can be switched off; the browser remembers which are.

import { isPresenting, present } from "./presenting.js";

const STORED = "hybrid-keys-off";
const TAKES_TEXT = "input, textarea, select, [contenteditable]";
const TAKES_SPACE = "input, textarea, select, button, a, summary, video, [contenteditable], [tabindex], [role]";

const ACTIONS = { stop, pause, present: togglePresenting, help: toggleHelp };

/** What Esc does when no reply can be stopped; says whether it did something. */
let stopsElse = () => false;

/** @param {() => boolean} action */
export function onEscape(action) {
  stopsElse = action;
}

let togglePause = () => {};

/** @param {() => void} pauseCharts stops the charts, or lets them go on */
export function startKeys(pauseCharts) {
  togglePause = pauseCharts;
  // Ahead of Gradio, whose message field sends on "keypress".
  const early = { capture: true };
  for (const name of ["keydown", "keypress"]) document.addEventListener(name, holdBackEnter, early);
  document.addEventListener("keydown", act, early);
}

function holdBackEnter(event) {
  if (keyOf(event) === "send" && isOff("send")) event.stopPropagation();
}

function act(event) {
  const key = keyOf(event);
  if (key in ACTIONS && !isOff(key) && ACTIONS[key](event)) event.preventDefault();
}

export function isOff(key) {
  return switchedOff().includes(key);
}

export function switchOff(key, wanted) {
  const others = switchedOff().filter((other) => other !== key);
  localStorage.setItem(STORED, JSON.stringify(wanted ? [...others, key] : others));
}

export function toggleHelp() {
  const drawer = document.querySelector("#help");
  if (drawer.open) drawer.close();
  else drawer.showModal();
  return true;
}

function switchedOff() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORED) ?? "[]");
    return Array.isArray(stored) ? stored : [];
  } catch {
    return [];
  }
}

// Which of our keys an event is, if any.
export function keyOf(event) {
  const { key, ctrlKey, metaKey, altKey, shiftKey, isComposing, target } = event;
  if (isComposing || altKey) return null;
  if (key === "/" && (ctrlKey || metaKey)) return "help";
  if (ctrlKey || metaKey || shiftKey) return null;
  if (key === "Enter" && target.closest?.("#chat-input")) return "send";
  return { Escape: "stop", " ": "pause", p: "present" }[key] ?? null;
}

// An open list or dialog has the first claim on Esc.
function stop({ target }) {
  if (document.querySelector("dialog[open]") || target.closest?.("[aria-expanded=true][role], [role=listbox]")) {
    return false;
  }
  if (isPresenting()) {
    present(false);
    return true;
  }
  const button = document.querySelector("#stop");
  if (button && !button.disabled) button.click();
  else return stopsElse();
  return true;
}

function togglePresenting({ target }) {
  if (document.querySelector("dialog[open]") || target.closest?.(TAKES_TEXT)) return false;
  present(!isPresenting());
  return true;
}

function pause({ target }) {
  if (document.querySelector("dialog[open]") || target.closest?.(TAKES_SPACE)) return false;
  togglePause();
  return true;
}
