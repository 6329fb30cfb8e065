// What can be done with a message: edit, regenerate, copy, delete. The buttons are added to the rows that
// Gradio draws; a press notes the message's number and lets an event of the gr.HTML in ui/chat/pane.py happen.

import { onEscape } from "../shell/keys.js";
import { askedAgain } from "./again.js";
import { fill, forgetSent } from "./composer.js";
import { typesetFormulas } from "../formulas/in_place.js";

const ACTIONS = {
  user: [["edit", "Edit"], ["copy", "Copy"], ["drop", "Delete"]],
  cut: [["on", "Continue"]],
  bot: [["again", "Regenerate"], ["repeat", "Ask again"], ["tokens", "Tokens"], ["copy", "Copy"], ["drop", "Delete"]],
}; // prettier-ignore

let chosen = 0;
let chosenStep = "+1";
/** @type {Map<number, [number, number]>} which of how many versions is shown, by the message's number */
let versions = new Map();
let dressAgain = () => {};

// As Gradio names them.
const EVENTS = {
  edit: "edit",
  copy: "copy",
  drop: "delete",
  again: "retry",
  repeat: "retry",
  tokens: "select",
  on: "submit",
  version: "input",
};
const CUT = /^\s*(cut at the token limit|stopped by you) ·/; // as in ui/text/figures.py

export function messages(root, _, trigger) {
  versions = new Map();
  const chat = document.querySelector("#chat");
  const note = document.querySelector("#editing-note");
  const input = document.querySelector("#chat-input textarea");
  const again = askedAgain(chat, document.querySelector("#again"));
  const rows = () => [...chat.querySelectorAll(".message-row")];

  function dress(row, number) {
    const kind = kindOf(row);
    const version = kind === "user" || kind === "bot" ? versions.get(number) : undefined;
    const bar = row.querySelector(":scope > .actions");
    if (bar?.dataset.kind === kind && (bar.dataset.version ?? "") === String(version ?? "")) return;
    bar?.remove();
    if (kind) row.append(barOf(kind, version));
  }

  chat.addEventListener("click", (event) => {
    const code = event.target.closest(".copy-code");
    if (code) copyCode(code);
    const button = event.target.closest(".actions button");
    if (!button) return;
    chosen = rows().indexOf(button.closest(".message-row"));
    chosenStep = button.dataset.step ?? "";
    if (button.dataset.action === "repeat") again.begin(rows(), chosen);
    trigger(EVENTS[button.dataset.action]);
    if (button.dataset.action === "copy") confirmCopy(button);
    if (button.dataset.action === "edit") input.focus();
  });
  const dressAll = () => {
    rows().forEach(dress); // with its number
    if (!rows().length) again.hide();
    typesetFormulas(chat);
    if (navigator.clipboard) chat.querySelectorAll(".written pre:not(.tex-block, :has(button))").forEach(addCopy);
  };
  dressAgain = dressAll;
  new MutationObserver(dressAll).observe(chat, { childList: true, subtree: true });
  dressAll();

  note.addEventListener("click", (event) => event.target.closest("button") && stopEditing());
  note.hidden = true;
  onEscape(stopEditing);

  return { update() {} };
}

export function stopEditing() {
  const field = document.querySelector("#editing :is(textarea, input)");
  if (!field?.value) return false;
  for (const element of [field, document.querySelector("#chat-input textarea")]) fill(element, "");
  return true;
}

// What the events of ui/chat/handlers.py call by name.
export function showEditing(index) {
  const note = document.querySelector("#editing-note");
  note.hidden = index === "";
  note.innerHTML = note.hidden
    ? ""
    : 'Sending asks this anew. What followed stays as another version. <button type="button">Cancel</button>';
}

/** Which messages have other versions. @param {string} places as in ui/chat/menu.py */
export function showBranches(places) {
  versions = new Map(JSON.parse(places || "[]").map(([row, number, of]) => [row, [number, of]]));
  dressAgain();
}

export function chosenBranch() {
  return `${chosen}:${chosenStep}`;
}

export function chosenMessage() {
  return String(chosen);
}

export function askingAgain(inputs) {
  forgetSent();
  return [chosenMessage(), ...inputs];
}

export function edit(history) {
  return [textOf(history[chosen]), String(chosen)];
}

export function copy(history) {
  navigator.clipboard?.writeText(textOf(history[chosen]));
}

// What ui/chat/message_html.py made HTML of.
function textOf(message) {
  const markup = message.content.map((block) => block.text ?? "").join("");
  const shown = new DOMParser().parseFromString(markup, "text/html").body.querySelector(":scope > *");
  return shown?.dataset.text ?? shown?.textContent ?? markup;
}

// Named by its style sheet: the code's own text stays what it is.
function addCopy(pre) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "copy-code" });
  button.ariaLabel = "Copy code";
  pre.append(button);
}

function copyCode(button) {
  navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
  button.dataset.done = "true";
  setTimeout(() => delete button.dataset.done, 1500);
}

/** @param {Element} row */
function kindOf(row) {
  const title = row.querySelector(".thought-group .title");
  if (title) return isLast(row) && CUT.test(title.textContent) ? "cut" : "";
  if (row.querySelector(".thought-group")) return "";
  return row.classList.contains("user-row") ? "user" : "bot";
}

/** @param {Element} row */
function isLast(row) {
  return row === [...document.querySelectorAll("#chat .message-row")].at(-1);
}

/** @param {string} kind @param {[number, number]} [version] */
function barOf(kind, version) {
  const bar = Object.assign(document.createElement("div"), { className: "actions" });
  bar.dataset.kind = kind;
  if (version) bar.append(...versionButtons(bar, version));
  for (const [action, label] of ACTIONS[kind]) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.dataset.action = action;
    bar.append(button);
  }
  return bar;
}

/** @param {any} bar @param {[number, number]} version */
function versionButtons(bar, [number, of]) {
  bar.dataset.version = `${number},${of}`;
  const place = Object.assign(document.createElement("span"), { className: "version", textContent: `${number}/${of}` });
  const [back, on] = [["-1", "‹", "Previous version", number === 1], ["+1", "›", "Next version", number === of]].map(
    ([step, textContent, ariaLabel, disabled]) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent, ariaLabel, disabled });
      Object.assign(button.dataset, { action: "version", step });
      return button;
    },
  ); // prettier-ignore
  return [back, place, on];
}

function confirmCopy(button) {
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
}
