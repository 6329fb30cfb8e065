// Benchmark card on the page: a picture to save and Markdown to copy, of the one run that is chosen.

import { put } from "../shell/format.js";
import { fileName, saveBlob } from "../shell/save_file.js";
import { colours } from "../shell/theme.js";
import { cardName, markdown } from "./card.js";
import { drawCard } from "./card_picture.js";

export function cardPanel(panel) {
  const [canvas, words, status] = ["canvas", "textarea", "[role=status]"].map((part) => panel.querySelector(part));
  /** @type {import("./card.js").Run | null} */
  let run = null;

  function show(chosen) {
    run = chosen.length === 1 ? chosen[0] : null;
    panel.hidden = !run;
    put(status, "");
    if (run) words.value = markdown(run);
    draw();
  }

  function draw() {
    if (!run) return;
    const pen = canvas.getContext("2d");
    if (pen) drawCard(pen, run, colours());
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(words.value);
      put(status, "Markdown copied.");
    } catch {
      // Without a secure connection a page may not write to the clipboard.
      words.select();
      put(status, "Copy it from the field.");
    }
  }

  panel.querySelector(".copy").addEventListener("click", copy);
  panel.querySelector(".png").addEventListener("click", () => {
    if (!run) return;
    const name = fileName(cardName(run), "png");
    canvas.toBlob((picture) => picture && saveBlob(name, picture), "image/png");
  });

  return { show, draw };
}
