import assert from "node:assert/strict";
import { test } from "node:test";
import { cores } from "./cores.js";

test("a click on the scale sets as many threads as lie left of it", () => {
  const styles = {};
  const classes = {};
  const track = Object.assign(new EventTarget(), {
    style: { setProperty: (name, value) => (styles[name] = value) },
    classList: { toggle: (name, on) => (classes[name] = on) },
    getBoundingClientRect: () => ({ left: 100, width: 80 }),
  });
  const note = { textContent: "" };
  const set = [];
  const part = cores(
    { querySelector: (selector) => (selector === "#cores .track" ? track : note) },
    { set: (name, value) => set.push([name, value]) },
  );
  const click = (x) => track.dispatchEvent(Object.assign(new Event("click"), { clientX: x }));
  click(120);
  assert.deepEqual(set, []); // no machine is known yet
  part.draw({ logical_cpus: 8, physical_cores: 4, cpu_quota: null }, 6, 3);
  for (const x of [100, 121, 180]) click(x);
  assert.deepEqual(set, [["cpu_threads", 1], ["cpu_threads", 3], ["cpu_threads", 8]]); // prettier-ignore
  assert.deepEqual(styles, { "--threads": "75%", "--physical": "50%", "--knee": "37.5%" });
  assert.deepEqual(classes, { measured: true, beyond: true });
  assert.match(note.textContent, /rarely help$/);
});
