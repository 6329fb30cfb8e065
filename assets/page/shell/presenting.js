// Whether the page is in presentation mode: then only the heatmap is seen (live/presentation.js, live/live.css).

const CLASS = "presenting";

export function isPresenting() {
  return document.body.classList.contains(CLASS);
}

/** @param {boolean} wanted */
export function present(wanted) {
  if (wanted === isPresenting()) return;
  document.body.classList.toggle(CLASS, wanted);
  document.dispatchEvent(new Event("hybrid:presenting")); // while nothing is generated, no update comes by itself
}
