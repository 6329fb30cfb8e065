// Puts a refusal beside the field it is about. The sentence in #error stays for screen readers, and for
// eyes too when its field is not in sight of the panel.

const SAMPLING_IDS = {
  max_new_tokens: "max-new-tokens",
  top_p: "top-p",
  top_k: "top-k",
  min_p: "min-p",
  repetition_penalty: "repetition-penalty",
};

export function refusals(pane, fields, told) {
  const error = pane.querySelector("#error");
  let marked = null;

  function clear() {
    if (!marked) return;
    marked.block.classList.remove("refused");
    marked.input.setAttribute("aria-invalid", "false");
    marked.input.removeAttribute("aria-describedby");
    marked.note.remove();
    marked = null;
    error.classList.remove("beside");
  }

  function mark() {
    clear();
    told();
    const alert = error.querySelector("[data-field]");
    const name = alert?.dataset.field;
    const id = idOf(name);
    const input = id ? fields.input(id) : null;
    if (!input) return;
    open(fields.block(id));
    const said = { className: "refusal", id: "refusal", textContent: alert.textContent };
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
  new MutationObserver(mark).observe(error, { childList: true, subtree: true });
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
