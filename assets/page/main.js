// Starts the parts of the page as Gradio mounts their markup. To add a chart: one module, one line below. The
// browser gets all modules as one file; ui/server/page_files.py makes it, and knows names imported and exported like these.

import { giveBack, sending, taken } from "./composer.js";
import { conversation, download, pickFile } from "./conversation.js";
import { layerDetail } from "./detail.js";
import { heatmap } from "./heatmap.js";
import { help, helpButton } from "./help.js";
import { startKeys } from "./keys.js";
import { lab } from "./lab.js";
import { lines } from "./lines.js";
import { askingAgain, chosenMessage, copy, edit, messages, showEditing } from "./messages.js";
import { panel } from "./panel.js";
import { pauseButton } from "./pause.js";
import { progress } from "./progress.js";
import { prompts } from "./prompts.js";
import { counters, strip } from "./readouts.js";
import { runs } from "./runs.js";
import { spoken } from "./spoken.js";
import { standing } from "./standing.js";
import { createStore } from "./store.js";
import { heatmapTable } from "./table.js";
import { tabs } from "./tabs.js";
import { startTheme } from "./theme.js";
import { tokens } from "./tokens.js";
import { awaitTurn, endTurn } from "./turns.js";

const PARTS = [
  ["#strip", strip],
  ["#tabs", tabs],
  ["#pause", pauseButton],
  ["#counters", counters],
  ["#spoken", spoken],
  ["#layer-detail", layerDetail],
  ["#heatmap", heatmap],
  ["#heatmap-table", heatmapTable],
  ["#lines", lines],
  ["#fits", panel],
  ["#lab", lab],
  ["#token-view", tokens],
  ["#progress", progress],
  ["#more", conversation],
  ["#editing-note", messages],
  ["#prompts", prompts],
  ["#runs", runs],
  ["#help", help],
  ["#help-open", helpButton],
];

const store = createStore();
// What parts may ask of each other.
const page = { store, chooseLayer() {}, outline() {} };
const coloured = [];

export function mount(element) {
  for (const [selector, start] of PARTS) {
    const found = element.querySelector(selector);
    if (found) standing(found.dataset.needs).then(() => begin(start, found, element));
  }
  const button = element.querySelector("#theme");
  if (button) startTheme(button, () => coloured.forEach((part) => part.recolour()));
}

function begin(start, found, element) {
  const part = start(found.id === "fits" || found.id === "progress" ? found : element, page);
  if (part.recolour) coloured.push(part);
  store.add(part);
}

// What the chat's events call by name; see ui/chat/handlers.py and ui/chat/menu.py.
window.hybrid = {
  awaitTurn,
  endTurn,
  askingAgain,
  chosenMessage,
  copy,
  edit,
  showEditing,
  sending,
  taken,
  giveBack,
  download,
  pickFile,
  togglePause: () => store.pause(!store.isPaused()),
};

startKeys();
store.connect();
