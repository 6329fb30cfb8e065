// Puts a refusal where it belongs: beside the field it is about, and above the message field if the chat has asked.
// The sentence in #error stays for screen readers, and for eyes too when it has no other place.

const SAMPLING_IDS = {
  max_new_tokens: "max-new-tokens",
  top_p: "top-p",
  top_k: "top-k",
  min_p: "min-p",
  repetition_penalty: "repetition-penalty",
};

const ATTRIBUTES = ["data-field", "data-place"];

export function refusals(pane, fields, told) {
  const error = pane.querySelector("#error");
  /** @type {{ block: HTMLElement, input: HTMLElement, note: HTMLElement } | null} */
  let marked = null;
  /** @type {HTMLElement | null} */
  let inChat = null;

  function clear() {
    inChat?.remove();
    inChat = null;
    error.classList.remove("beside");
    if (!marked) return;
    marked.block.classList.remove("refused");
    marked.input.setAttribute("aria-invalid", "false");
    marked.input.removeAttribute("aria-describedby");
    marked.note.remove();
    marked = null;
  }

  function mark() {
    clear();
    told();
    const alert = error.querySelector("[data-field]");
    if (!alert) return;
    if (alert.dataset.place === "chat") showInChat(alert.textContent);
    const id = idOf(alert.dataset.field);
    const input = id ? fields.input(id) : null;
    if (input) markField(id, input, alert.textContent);
  }

  function showInChat(sentence) {
    const composer = document.querySelector("#composer");
    if (!composer) return;
    inChat = Object.assign(document.createElement("p"), { id: "chat-refusal", textContent: sentence });
    composer.before(inChat);
    error.classList.add("beside");
  }

  function markField(id, input, sentence) {
    open(fields.block(id));
    const said = { className: "refusal", id: "refusal", textContent: sentence };
    const note = Object.assign(document.createElement("p"), said);
    const block = fields.block(id);
    block.classList.add("refused");
    (block.closest(".row") ?? block).after(note);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", note.id);
    marked = { block, input, note };
    error.classList.add("beside");
    note.scrollIntoView({ block: "nearest" });
  }

  for (const name of [...fields.names, "model"]) fields.input(name)?.setAttribute("aria-invalid", "false");
  // Svelte changes the text and the attributes of an alert that stays.
  const everything = {
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
    subtree: true,
  };
  new MutationObserver(mark).observe(error, everything);
  mark(); // a link's settings may have been refused already
}

// Of the field that a refusal is about, empty when it is about none.
export function idOf(name = "") {
  return SAMPLING_IDS[name] ?? name;
}

function open(block) {
  const label = block.closest("#sampling, #sharing")?.querySelector("button.label-wrap");
  if (label && !label.classList.contains("open")) label.click();
}
