// The picture of what a geometry covers: layers as columns, filled as high as their experts have room.
// Dragging in it sets N and M.

export function cover(pane, fields) {
  const element = pane.querySelector("#cover");
  const axis = pane.querySelector("#cover-axis");
  /** @type {ModelFacts | null} */
  let model = null;

  function pick(event) {
    if (!model || (event.type === "pointermove" && !element.hasPointerCapture(event.pointerId))) return;
    if (event.type === "pointerdown") element.setPointerCapture(event.pointerId);
    const { left, top, width, height } = element.getBoundingClientRect();
    fields.set("indexes", within(Math.ceil(((event.clientX - left) / width) * model.layers), model.layers));
    fields.set("ways", within(Math.ceil((1 - (event.clientY - top) / height) * model.experts), model.experts));
    event.preventDefault();
  }

  element.addEventListener("pointerdown", pick);
  element.addEventListener("pointermove", pick);

  return {
    /** @param {ModelFacts} facts @param {Record<string, any>} values */
    draw(facts, values) {
      model = facts;
      const shares = sharesOf(facts, values);
      while (element.children.length > facts.layers) element.lastChild.remove();
      while (element.children.length < facts.layers) element.append(document.createElement("i"));
      shares.forEach((share, layer) => element.children[layer].style.setProperty("--share", share));
      element.style.setProperty("--needs", facts.top_k / facts.experts);
      element.classList.toggle("shared", isShared(values));
      axis.querySelector(".first").textContent = "layer 0";
      axis.querySelector(".needs").textContent =
        `Dashed line: experts each token uses (${facts.top_k} of ${facts.experts})`;
      axis.querySelector(".last").textContent = String(facts.layers - 1);
    },
  };
}

// Whether the slots belong to no layer, so that the height is an average.
/** @param {Record<string, any>} values */
function isShared({ placement, mapping }) {
  return placement === "static_popular" || (mapping === "pooled" && placement !== "static_layers");
}

// How much of each layer's experts there is room for.
/** @param {Pick<ModelFacts, "layers" | "experts">} model @param {Record<string, any>} values */
export function sharesOf({ layers, experts }, values) {
  const slots = values.indexes * values.ways;
  const all = (share) => Array.from({ length: layers }, (_, layer) => Math.min(1, Math.max(0, share(layer) || 0)));
  if (values.placement === "cpu_only") return all(() => 0);
  if (values.placement === "static_layers") return all((layer) => (layer < Math.floor(slots / experts) ? 1 : 0));
  if (isShared(values)) return all(() => slots / (layers * experts));
  return all((layer) => (layer < values.indexes ? values.ways / experts : 0));
}

export function within(value, most) {
  return Math.min(most, Math.max(1, value));
}
