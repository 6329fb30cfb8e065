// Gradio's dropdowns open their list again right after they have been left by Tab, and it then stays open over the
// page. Such a list is closed by the key that closes it.

const LOOKS_MS = [0, 60, 250]; // it has been seen to open again up to some frames later

export function startDropdowns() {
  document.addEventListener("focusout", ({ target }) => {
    if (/** @type {any} */ (target).role !== "combobox") return;
    for (const delay of LOOKS_MS) setTimeout(closeIfLeft, delay, target);
  });
}

/** @param {HTMLInputElement} input */
export function closeIfLeft(input) {
  if (document.activeElement === input || input.getAttribute("aria-expanded") !== "true") return;
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
}
