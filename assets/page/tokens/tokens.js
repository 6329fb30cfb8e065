// Switches a reply in the chat to a view of its tokens and back. The view stands in the row that Gradio has
// drawn; when Gradio draws something else there, the view goes.

import { chosenMessage } from "../chat/messages.js";
import { ask } from "../wire/fetch_json.js";
import { readTokens } from "./data.js";
import { tokenDetail } from "./detail.js";
import { tokenList } from "./list.js";

export function tokens(root, page) {
  const chat = document.querySelector("#chat");
  const open = new Map(); // by row
  const detail = tokenDetail(root.querySelector("#token-detail"));
  /** @type {ModelFacts | null} */
  let model = null;

  const textOf = (row) => row.querySelector(".message-content")?.textContent ?? "";
  const buttonOf = (row) => row.querySelector(".actions [data-action=tokens]");

  function close(row) {
    open.get(row)?.element.remove();
    open.delete(row);
    row.classList.remove("as-tokens");
    name(buttonOf(row), false);
    detail.hide();
    page.outline(null);
  }

  function name(button, pressed) {
    if (!button) return;
    button.textContent = pressed ? "Text" : "Tokens";
    button.setAttribute("aria-pressed", String(pressed));
  }

  async function show(row, request) {
    const content = row.querySelector(".message-content");
    const view = { text: textOf(row), element: document.createElement("div") };
    view.element.className = "tokens";
    open.set(row, view);
    try {
      if (!request) throw new Error("This reply was not recorded.");
      const data = readTokens(await ask(`tokens/${encodeURIComponent(request)}`));
      if (open.get(row) !== view) return;
      view.element.append(tokenList(data, { detail, pick: (token) => page.outline(cellsIn(model, data, token)) }));
    } catch (/** @type {any} */ refusal) {
      view.element.textContent = refusal.message;
    }
    if (open.get(row) !== view) return;
    row.classList.add("as-tokens");
    content.after(view.element);
    name(buttonOf(row), true);
  }

  function tidy() {
    for (const [row, view] of open) {
      if (!row.isConnected || textOf(row) !== view.text) close(row);
      else if (buttonOf(row)?.getAttribute("aria-pressed") !== "true") name(buttonOf(row), true);
    }
  }

  new MutationObserver(tidy).observe(chat, { childList: true, characterData: true, subtree: true });

  // Called by name by the event of ui/tokens/pane.py, with the whole conversation.
  window.hybrid.showTokens = (history) => {
    const number = Number(chosenMessage());
    const row = chat.querySelectorAll(".message-row")[number];
    if (!row) return;
    if (open.has(row)) close(row);
    else show(row, history[number]?.metadata?.id);
  };

  return {
    update(state) {
      if (model && model.name !== state.model.name) page.outline(null);
      model = state.model;
    },
    recolour() {
      const lists = [...open.values()].map(({ element }) => element.querySelector(".token-list"));
      for (const list of lists) list?.dispatchEvent(new Event("hybrid:recolour"));
    },
  };
}

// The cells of a token's experts in the heatmap, if that shows a model of the same shape.
/** @param {Pick<ModelFacts, "layers" | "experts"> | null} model @param {any} data @param {number | null} token */
export function cellsIn(model, data, token) {
  const isSame = model?.layers === data.layers && model?.experts === data.experts;
  return token === null || !isSame ? null : data.cells(token);
}
