// The Runs tab: a sortable, filterable table of all replies; two of them can be compared, all be exported.

import { put } from "../shell/format.js";
import { save } from "../shell/save_file.js";
import { COLUMNS, chosenWith, csv, filtered, sorted } from "./columns.js";
import { comparison } from "./compare.js";

const PAGE = 200;
const SETTLE_MS = 400; // between the engine's last token and the row on disk

export function runs(root) {
  const section = root.querySelector("#runs");
  const at = (name) => section.querySelector(`#runs-${name}`);
  const body = section.querySelector("tbody");
  const compare = comparison(at("compare"));
  let all = [];
  let order = { column: 0, descending: true };
  let chosen = []; // ids, the older choice first
  let limit = PAGE;
  let phase = "";

  async function load() {
    const response = await fetch("runs").catch(() => null);
    if (!response?.ok) return;
    const { runs: rows, problem } = await response.json();
    all = rows;
    put(at("problem"), problem);
    at("problem").hidden = !problem;
    draw();
  }

  const matching = () => sorted(filtered(all, at("filter").value), order);

  function draw() {
    const rows = matching();
    section.querySelector(".scrolled").hidden = all.length === 0;
    at("empty").hidden = all.length > 0;
    for (const name of ["csv", "json"]) at(name).disabled = rows.length === 0;
    put(at("count"), all.length ? `${rows.length} of ${all.length} replies` : "");
    at("more").hidden = rows.length <= limit;
    body.replaceChildren(...rows.slice(0, limit).map(rowOf));
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
    box.setAttribute("aria-label", `Compare the run of ${COLUMNS[0].text(run.at)}`);
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
    compare.show(chosen.map((one) => all.find((run) => run.id === one)).filter(Boolean));
    draw();
    body.querySelector(`[data-run="${CSS.escape(id)}"]`)?.focus();
  }

  section.querySelector("thead").append(headOf());
  section.querySelector("thead").addEventListener("click", (event) => {
    const head = event.target.closest("th[data-column]");
    if (!head) return;
    const column = Number(head.dataset.column);
    order = { column, descending: order.column === column ? !order.descending : Boolean(COLUMNS[column].figure) };
    draw();
  });
  body.addEventListener("change", ({ target }) => choose(target.dataset.run, target.checked));
  at("filter").addEventListener("input", draw);
  at("more").addEventListener("click", () => {
    limit += PAGE;
    draw();
  });
  at("csv").addEventListener("click", () => save("runs.csv", csv(matching()), "text/csv"));
  at("json").addEventListener("click", () =>
    save("runs.json", JSON.stringify(matching(), null, 2), "application/json"),
  );
  // Both when the tab is shown and when a hidden one becomes current.
  new IntersectionObserver(([seen]) => seen.isIntersecting && load()).observe(section);
  document.addEventListener("hybrid:reply-ended", () => section.offsetWidth && load());

  return {
    update(state) {
      const ended = phase && phase !== "idle" && state.phase === "idle";
      phase = state.phase;
      if (ended && section.offsetWidth) setTimeout(load, SETTLE_MS);
    },
    recolour: compare.draw,
  };
}

function headOf() {
  const row = document.createElement("tr");
  row.innerHTML = '<th scope="col"><span class="unseen">Compare</span></th>';
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
