// The page's end of the line to the engine. It is open while the tab is visible.

import { applyDelta } from "./decode.js";
import { createLine } from "./line.js";

export function connect(handlers) {
  const line = window.SharedWorker ? sharedLine(handlers) : ownLine(handlers);
  const follow = () => line.show(!document.hidden);
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pageshow", follow);
  window.addEventListener("pagehide", () => line.show(false));
  follow();
}

function sharedLine({ onState, onDelta, onLost }) {
  // Beside the built file: both are sent from one folder.
  const worker = new SharedWorker(new URL("worker.js", import.meta.url), { type: "module", name: "telemetry" });
  let state = null;
  worker.port.addEventListener("message", ({ data }) => {
    if (data.state) {
      state = data.state;
      onState(state);
    } else if (data.lost) {
      onLost();
    } else if (state) {
      applyDelta(state, data.delta);
      onDelta(data.delta);
    }
  });
  worker.port.start();
  return { show: (visible) => worker.port.postMessage({ visible }) };
}

function ownLine(handlers) {
  const line = createLine(new URL("telemetry", document.baseURI).href, handlers);
  return { show: (visible) => (visible ? line.open() : line.close()) };
}
