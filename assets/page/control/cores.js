// Under the thread count: the machine's logical CPUs as a scale, physical cores marked, and, once it has been
// measured, the count beyond which more threads add nothing.

import { put } from "../shell/format.js";
import { coresText } from "./panel_texts.js";

export function cores(pane, fields) {
  const track = pane.querySelector("#cores .track");
  const note = pane.querySelector("#cores-note");
  let machine = null;

  track.addEventListener("click", (event) => {
    if (!machine) return;
    const { left, width } = track.getBoundingClientRect();
    const count = Math.ceil(((event.clientX - left) / width) * machine.logical_cpus);
    fields.set("cpu_threads", Math.min(machine.logical_cpus, Math.max(1, count)));
  });

  return {
    draw(newMachine, threads, knee = null) {
      machine = newMachine;
      const share = (count) => `${(100 * count) / machine.logical_cpus}%`;
      track.style.setProperty("--threads", share(Math.min(machine.logical_cpus, Number(threads) || 0)));
      track.style.setProperty("--physical", share(machine.physical_cores));
      track.style.setProperty("--knee", share(knee ?? 0));
      track.classList.toggle("measured", knee !== null);
      track.classList.toggle("beyond", threads > machine.physical_cores);
      put(note, coresText(machine, threads, knee));
    },
  };
}
