// The map of every geometry: speed or hit rate, and a click that picks a cell.

export function labGrid(pane, charts, fill) {
  /** @type {Record<string, any> | null} */
  let view = null;

  const metric = () => pane.querySelector("input[name=lab-metric]:checked").value;
  const input = (name) => pane.querySelector(`input[name=lab-metric][value=${name}]`);

  function redraw() {
    if (view) charts.show("grid", view.figures[`grid-${metric()}`]);
  }

  return {
    redraw,
    show(newView) {
      view = newView;
      const hasSpeed = Boolean(newView.figures["grid-speed"]);
      input("speed").disabled = !hasSpeed;
      input("speed").parentElement.title = hasSpeed ? "" : "Benchmark this machine first";
      if (!hasSpeed) input("hits").checked = true;
      redraw();
    },
    // The point's coordinates are places on the axes. Sizes of another model are nothing to fill in.
    click({ x, y }) {
      if (!view) return;
      const { indexes, ways, settings } = view.facts;
      if (settings) fill({ ...settings, indexes: indexes[y], ways: ways[x] });
    },
    best: () => view?.facts.best ?? null,
  };
}
