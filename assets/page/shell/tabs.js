// Live, Lab, Runs: one pane is shown, the address says which, arrow keys move between them. The choice is
// an attribute of the body, out of reach of whatever redraws the panes. Hidden panes stay mounted: charts
// see that they have no width and rest, and draw again when their size comes back.

export function tabs(root) {
  const strip = root.querySelector("#tabs");
  const all = [...strip.querySelectorAll("[role=tab]")];
  const nameOf = (tab) => tab.hash.slice(1);
  const named = (name) => all.find((tab) => nameOf(tab) === name);

  function show(name) {
    const shown = named(name) ?? all[0];
    document.body.dataset.tab = nameOf(shown);
    for (const tab of all) {
      tab.setAttribute("aria-selected", String(tab === shown));
      tab.tabIndex = tab === shown ? 0 : -1;
    }
  }

  // Not a jump to the pane: the page would scroll.
  function choose(tab) {
    history.replaceState(history.state, "", tab.hash);
    show(nameOf(tab));
    tab.focus();
  }

  function nextTab(key) {
    const at = all.indexOf(document.activeElement);
    const place = placeAfter(key, at, all.length);
    return place === undefined ? null : all[place];
  }

  strip.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (!tab) return;
    event.preventDefault();
    choose(tab);
  });
  strip.addEventListener("keydown", (event) => {
    if (event.key === " " || event.key === "Enter") event.target.click();
    const next = nextTab(event.key);
    if (next) choose(next);
    if (next || event.key === " " || event.key === "Enter") event.preventDefault();
  });
  window.addEventListener("hashchange", () => show(location.hash.slice(1)));
  for (const tab of all) {
    const pane = document.getElementById(`${nameOf(tab)}-pane`);
    pane?.setAttribute("role", "tabpanel");
    pane?.setAttribute("aria-labelledby", tab.id);
  }
  show(location.hash.slice(1));
  return { update() {} };
}

// Round the ends; undefined for a key that moves nothing.
export function placeAfter(key, at, count) {
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }[key];
  return next === undefined ? undefined : (next + count) % count;
}
