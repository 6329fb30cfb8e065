// Puts the parts of a result where they belong: sentences and tables as text, figures as graphs.

import { put } from "../shell/format.js";

export function showParts(root, charts, view) {
  for (const [name, sentence] of Object.entries(view.sentences)) {
    root.querySelectorAll(`[data-sentence="${name}"]`).forEach((element) => put(element, sentence));
  }
  for (const [name, table] of Object.entries(view.tables)) showTable(root, name, table);
  for (const [name, figure] of Object.entries(view.figures)) charts.show(name, figure);
}

export function showTable(root, name, table) {
  const holder = root.querySelector(`[data-table="${name}"]`);
  if (!holder) return;
  holder.hidden = !table;
  if (!table) return;
  holder.querySelector("thead").replaceChildren(row("th", table.columns));
  const rows = table.rows.map((cells, place) => {
    const element = row("td", cells);
    element.classList.toggle("marked", place === table.marked);
    if (table.keys[place]) element.cells[0].prepend(key(...table.keys[place]));
    return element;
  });
  holder.querySelector("tbody").replaceChildren(...rows);
}

function key(sign, colour) {
  const element = Object.assign(document.createElement("span"), { className: "key", textContent: sign });
  element.style.color = `var(${colour})`;
  return element;
}

function row(tag, texts) {
  const element = document.createElement("tr");
  for (const text of texts) {
    const cell = Object.assign(document.createElement(tag), { textContent: text });
    if (tag === "th") cell.scope = "col";
    element.append(cell);
  }
  return element;
}
