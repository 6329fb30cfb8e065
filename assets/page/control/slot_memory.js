// Memory for slots: what N and M take, in GiB, and the largest N and M for what is typed.

import { bytes, put } from "../shell/format.js";
import { GIB, geometryWithin, gibText } from "./price.js";

export function slotMemory(pane, fields) {
  const holder = pane.querySelector("#slot-memory");
  const input = holder.querySelector("input");
  /** @type {Pick<ModelFacts, "layers" | "experts" | "expert_bytes"> | null} */
  let model = null;
  let limit = 0;
  let typed = "0";

  function pick(size) {
    if (!model?.expert_bytes) return;
    const { indexes, ways } = geometryWithin(Math.min(size, limit), model);
    fields.set("indexes", indexes);
    fields.set("ways", ways);
  }

  input.addEventListener("input", () => {
    const gib = Number(input.value);
    if (input.value !== "" && gib >= 0) pick(gib * GIB);
  });
  // What is typed stays until the field is left: then it says what N and M take of it.
  input.addEventListener("blur", () => (input.value = typed));
  holder.querySelector("button").addEventListener("click", () => pick(limit));

  return {
    draw(newModel, values, newLimit) {
      model = newModel;
      limit = newLimit;
      const slots = Math.max(0, values.indexes) * Math.max(0, values.ways) || 0;
      typed = gibText(slots * newModel.expert_bytes, newModel.expert_bytes);
      if (document.activeElement !== input) input.value = typed;
      holder.classList.toggle("idle", values.placement === "cpu_only");
      put(holder.querySelector(".most"), `of ${bytes(limit)}`);
    },
  };
}
