// The Runs tab: a sortable, filterable table of all replies; two of them can be compared, all be exported.

import { put } from "../shell/format.js";
import { save } from "../shell/save_file.js";
import { cardPanel } from "./card_panel.js";
import { COLUMNS, chosenWith, csv, query } from "./columns.js";
import { comparison } from "./compare.js";
import { hasEnded, listing, chosenRows } from "./listing.js";

const SETTLE_MS = 400; // between the engine's last token and the row on disk
const TYPING_MS = 150; // the filter's next letter comes sooner

export function runs(root) {
  const section = root.querySelector("#runs");
  const at = (name) => section.querySelector(`#runs-${name}`);
  const body = section.querySelector("tbody");
  const compare = comparison(at("compare"));
  const card = cardPanel(at("card"));
  const list = listing();
  let chosen = []; // ids, the older choice first
  let compared = []; // their rows
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  let phase = "";

  const view = () => ({
    words: at("filter").value,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...list.sorting(),
  });

  async function load(question = list.ask(false)) {
    const response = await fetch(`runs?${query({ ...view(), ...question.page })}`).catch(() => null);
    const answer = response?.ok ? await response.json() : null;
    if (!list.take(question, answer)) return;
    tell(answer.problem);
    draw();
  }

  function tell(problem) {
    put(at("problem"), problem);
    at("problem").hidden = !problem;
  }

  function loadFirst() {
    list.restart();
    load();
  }

  async function exportAll(name, textOf, type) {
    const response = await fetch(`runs/all?${query(view())}`).catch(() => null);
    const answer = await response?.json();
    if (response?.ok) save(name, textOf(answer), type);
    else tell(answer?.error ?? "Can't reach the app. Is it still running?");
  }

  function draw() {
    const { rows, matching, total, hasMore, order } = list;
    section.querySelector(".scrolled").hidden = total === 0;
    at("empty").hidden = total > 0;
    for (const name of ["csv", "json"]) at(name).disabled = matching === 0;
    put(at("count"), total ? `${matching} of ${total} replies` : "");
    if (!hasMore && document.activeElement === at("more")) section.querySelector(".scrolled").focus();
    at("more").hidden = !hasMore;
    body.replaceChildren(...rows.map(rowOf));
    section.querySelectorAll("th[data-column]").forEach((head) => {
      const isOrder = Number(head.dataset.column) === order.column;
      if (isOrder) head.setAttribute("aria-sort", order.descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  function rowOf(run) {
    const row = document.createElement("tr");
    row.classList.toggle("stopped", run.finish === "cancelled");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: chosen.includes(run.id) });
    box.dataset.run = run.id;
    box.setAttribute("aria-label", `Choose the run of ${COLUMNS[0].text(run.at)}`);
    const mark = document.createElement("span");
    mark.textContent = "AB"[chosen.indexOf(run.id)] ?? "";
    row.insertCell().append(box, mark);
    for (const column of COLUMNS) {
      const cell = row.insertCell();
      cell.textContent = column.text(column.value(run), run);
      if (column.figure) cell.className = "figure";
    }
    return row;
  }

  function choose(id, wanted) {
    chosen = chosenWith(chosen, id, wanted);
    compared = chosenRows(chosen, [...compared, ...list.rows]);
    compare.show(compared);
    card.show(compared);
    draw();
    body.querySelector(`[data-run="${CSS.escape(id)}"]`)?.focus();
  }

  section.querySelector("thead").append(headOf());
  section.querySelector("thead").addEventListener("click", (event) => {
    const head = event.target.closest("th[data-column]");
    if (!head) return;
    list.sortBy(Number(head.dataset.column));
    load();
  });
  body.addEventListener("change", ({ target }) => choose(target.dataset.run, target.checked));
  at("filter").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(loadFirst, TYPING_MS);
  });
  at("more").addEventListener("click", () => load(list.more()));
  at("csv").addEventListener("click", () => exportAll("runs.csv", csv, "text/csv"));
  at("json").addEventListener("click", () =>
    exportAll("runs.json", (all) => JSON.stringify(all, null, 2), "application/json"),
  );
  // Both when the tab is shown and when a hidden one becomes current.
  new IntersectionObserver(([seen]) => seen.isIntersecting && load()).observe(section);
  document.addEventListener("hybrid:reply-ended", () => section.offsetWidth && load());

  return {
    update(state) {
      if (hasEnded(phase, state.phase) && section.offsetWidth) setTimeout(() => load(), SETTLE_MS);
      phase = state.phase;
    },
    recolour() {
      compare.draw();
      card.draw();
    },
  };
}

function headOf() {
  const row = document.createElement("tr");
  row.innerHTML = '<th scope="col"><span class="unseen">Choose</span></th>';
  COLUMNS.forEach(({ label, title, figure }, index) => {
    const head = Object.assign(document.createElement("th"), { scope: "col", title: title ?? "" });
    head.dataset.column = String(index);
    if (figure) head.className = "figure";
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    head.append(button);
    row.append(head);
  });
  return row;
}
