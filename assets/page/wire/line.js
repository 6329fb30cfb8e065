// One EventSource on the engine's telemetry: keeps the decoded state, asks for the whole again after a
// gap, and tries again when the line is lost. Runs in the shared worker, or in the page without one.

import { applyDelta, fromSnapshot } from "./decode.js";

const RETRY_MS = 1000;

export function createLine(address, { onState, onDelta, onLost }) {
  /** @type {EventSource | null} */
  let source = null;
  /** @type {EngineState | null} */
  let state = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retry;

  function open() {
    if (source) return;
    clearTimeout(retry);
    const opened = new EventSource(address);
    source = opened;
    opened.addEventListener("snapshot", (event) => {
      state = fromSnapshot(JSON.parse(event.data));
      onState(state);
    });
    opened.addEventListener("delta", (event) => {
      const message = JSON.parse(event.data);
      if (!state || message.seq !== state.seq + 1) {
        close();
        open();
        return;
      }
      applyDelta(state, message);
      onDelta(message);
    });
    opened.addEventListener("error", () => {
      close();
      onLost();
      retry = setTimeout(open, RETRY_MS);
    });
  }

  function close() {
    clearTimeout(retry);
    source?.close();
    source = null;
    state = null;
  }

  return { open, close, state: () => state };
}
