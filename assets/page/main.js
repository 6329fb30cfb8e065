// Starts the parts of the page as Gradio mounts their markup. To add a chart: one module, one line below, and
// `npm run build`: the browser gets all modules as one file.

import { attach } from "./chat/attach.js";
import { giveBack, sending, taken } from "./chat/composer.js";
import { gauge } from "./chat/gauge.js";
import { conversation, pickFile } from "./chat/menu.js";
import {
  askingAgain,
  chosenBranch,
  chosenMessage,
  copy,
  edit,
  messages,
  showBranches,
  showEditing,
} from "./chat/messages.js";
import { progress } from "./chat/progress.js";
import { prompts } from "./chat/prompts.js";
import { title } from "./chat/title.js";
import { awaitTurn, endTurn } from "./chat/turns.js";
import { panel } from "./control/panel.js";
import { lab } from "./lab/lab.js";
import { counters } from "./live/counters.js";
import { heatmap } from "./heatmap/heatmap.js";
import { heatmapTable } from "./heatmap/table.js";
import { layerDetail } from "./live/layer_detail.js";
import { lines } from "./live/lines.js";
import { presentation } from "./live/presentation.js";
import { spoken } from "./live/spoken.js";
import { thisToken } from "./live/this_token.js";
import { runs } from "./runs/runs.js";
import { startDropdowns } from "./shell/dropdowns.js";
import { help, helpButton } from "./shell/help.js";
import { startKeys } from "./shell/keys.js";
import { pauseButton } from "./live/pause.js";
import { download } from "./shell/save_file.js";
import { standing } from "./shell/standing.js";
import { strip } from "./shell/status_strip.js";
import { tabs } from "./shell/tabs.js";
import { startTheme } from "./shell/theme.js";
import { tokens } from "./tokens/tokens.js";
import { createStore } from "./wire/store.js";

// For tests, which decode a whole picture as the page does.
export { fromSnapshot } from "./wire/decode.js";

/** @type {[string, (root: HTMLElement, page: any, trigger: (event: string, data?: unknown) => void) => any][]} */
const PARTS = [
  ["#strip", strip],
  ["#tabs", tabs],
  ["#pause", pauseButton],
  ["#counters", counters],
  ["#spoken", spoken],
  ["#layer-detail", layerDetail],
  ["#heatmap", heatmap],
  ["#live-sentence", thisToken],
  ["#presentation", presentation],
  ["#heatmap-table", heatmapTable],
  ["#lines", lines],
  ["#fits", panel],
  ["#lab", lab],
  ["#token-view", tokens],
  ["#progress", progress],
  ["#progress", title],
  ["#progress", gauge],
  ["#more", conversation],
  ["#editing-note", messages],
  ["#prompts", prompts],
  ["#attach", attach],
  ["#runs", runs],
  ["#help", help],
  ["#help-open", helpButton],
];

const store = createStore();
// What parts may ask of each other.
const page = { store, chooseLayer() {}, outline() {} };
const coloured = [];

/** @param {HTMLElement} element @param {(event: string, data?: unknown) => void} trigger of the gr.HTML it stands in */
export function mount(element, trigger) {
  for (const [selector, start] of PARTS) {
    const found = element.querySelector(selector);
    if (found) standing(found.dataset.needs).then(() => begin(start, found, element, trigger));
  }
  const button = element.querySelector("#theme");
  if (button) startTheme(button, () => coloured.forEach((part) => part.recolour()));
}

function begin(start, found, element, trigger) {
  const part = start(found.id === "fits" || found.id === "progress" ? found : element, page, trigger);
  if (part.recolour) coloured.push(part);
  store.add(part);
}

// What the chat's events call by name; see ui/chat/handlers.py and ui/chat/menu.py.
window.hybrid = {
  awaitTurn,
  endTurn,
  askingAgain,
  chosenBranch,
  chosenMessage,
  showBranches,
  copy,
  edit,
  showEditing,
  sending,
  taken,
  giveBack,
  download,
  pickFile,
};

startKeys(() => store.pause(!store.isPaused()));
startDropdowns();
store.connect();
