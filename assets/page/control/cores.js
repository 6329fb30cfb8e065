// Under the thread count: the machine's logical CPUs as a scale, physical cores marked, and, once it has been
// measured, the count beyond which more threads add nothing.

import { put } from "../shell/format.js";
import { coresText } from "./panel_texts.js";

export function cores(pane, fields) {
  const track = pane.querySelector("#cores .track");
  const note = pane.querySelector("#cores-note");
  /** @type {Pick<MachineFacts, "logical_cpus"> | null} */
  let machine = null;

  track.addEventListener("click", (event) => {
    if (!machine) return;
    const { left, width } = track.getBoundingClientRect();
    const count = Math.ceil(((event.clientX - left) / width) * machine.logical_cpus);
    fields.set("cpu_threads", Math.min(machine.logical_cpus, Math.max(1, count)));
  });

  return {
    /** @param {Pick<MachineFacts, "logical_cpus" | "physical_cores" | "cpu_quota">} facts @param {any} threads as typed @param {number | null} knee */
    draw(facts, threads, knee = null) {
      machine = facts;
      const share = (count) => `${(100 * count) / facts.logical_cpus}%`;
      track.style.setProperty("--threads", share(Math.min(facts.logical_cpus, Number(threads) || 0)));
      track.style.setProperty("--physical", share(facts.physical_cores));
      track.style.setProperty("--knee", share(knee ?? 0));
      track.classList.toggle("measured", knee !== null);
      track.classList.toggle("beyond", threads > facts.physical_cores);
      put(note, coresText(facts, threads, knee));
    },
  };
}
