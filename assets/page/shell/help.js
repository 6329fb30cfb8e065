// The help drawer: a modal dialog, so that the focus stays in it and goes back where it was.

import { isOff, switchOff, toggleHelp } from "./keys.js";

export function help(root) {
  const drawer = root.querySelector("#help");
  drawer.querySelector(".close").addEventListener("click", () => drawer.close());
  // A click beside the drawer hits the dialog itself, one inside hits what it holds.
  drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
  for (const box of drawer.querySelectorAll("[data-key]")) {
    box.checked = !isOff(box.dataset.key);
    box.addEventListener("change", () => switchOff(box.dataset.key, !box.checked));
  }
  return { update() {} };
}

export function helpButton(root) {
  root.querySelector("#help-open").addEventListener("click", toggleHelp);
  return { update() {} };
}
