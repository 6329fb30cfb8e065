// Draws a report's figures. A report is one file that opens years later without a network; it carries this script.

import { themed } from "./theme.js";

const figures = JSON.parse(document.getElementById("figures")?.textContent ?? "{}");
const dark = matchMedia("(prefers-color-scheme: dark)");

function draw() {
  document.body.classList.toggle("dark", dark.matches);
  const em = parseFloat(getComputedStyle(document.documentElement).fontSize);
  for (const plot of document.querySelectorAll("[data-figure]")) {
    const { data, layout } = themed(figures[plot.dataset.figure], getComputedStyle(document.body), em);
    window.Plotly.react(plot, data, layout, { displaylogo: false, responsive: true });
  }
}

dark.addEventListener("change", draw);
draw();
