// The pause button: charts hold still, counters go on, and resuming shows the present at once.

import { put } from "../shell/format.js";

export function pauseButton(root, { store }) {
  const button = root.querySelector("#pause");
  const label = button.querySelector(".label");
  button.addEventListener("click", () => store.pause(!store.isPaused()));
  return {
    update() {},
    paused(isPaused) {
      button.setAttribute("aria-pressed", String(isPaused));
      put(label, isPaused ? "Resume" : "Pause");
      button.title = isPaused ? "Resume the charts" : "Pause charts";
      document.body.classList.toggle("charts-paused", isPaused);
      const note = document.querySelector("#paused-note");
      note.hidden = !isPaused;
      if (isPaused) put(note, `Charts paused at ${clock()}. Counters keep updating.`);
    },
  };
}

function clock() {
  return new Date().toLocaleTimeString([], { hour12: false });
}
