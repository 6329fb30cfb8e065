// The page's line to the engine: an EventSource while the tab is visible, none while it is hidden
// (a browser allows six connections per host, shared by all its tabs).

import { applyDelta, fromSnapshot } from "./decode.js";

const RETRY_MS = 1000;

export function connect({ onState, onDelta, onLost }) {
  const address = new URL("telemetry", document.baseURI).href;
  let source = null;
  let state = null;
  let retry = 0;

  function open() {
    close();
    source = new EventSource(address);
    source.addEventListener("snapshot", (event) => {
      state = fromSnapshot(JSON.parse(event.data));
      onState(state);
    });
    source.addEventListener("delta", (event) => {
      const message = JSON.parse(event.data);
      if (!state || message.seq !== state.seq + 1) return open(); // a gap: ask for the whole again
      applyDelta(state, message);
      onDelta(message);
    });
    source.addEventListener("error", () => {
      onLost();
      close();
      retry = setTimeout(open, RETRY_MS);
    });
  }

  function close() {
    clearTimeout(retry);
    source?.close();
    source = null;
    state = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  if (!document.hidden) open();
}
