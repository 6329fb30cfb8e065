// One line to the engine for all tabs: a browser allows six connections per host, and every tab needs
// some for its chat. Tabs say whether they are visible; with none visible the line is closed.

import { createLine } from "./line.js";

const visible = new Set();

// The built file is sent as page/worker.js.
const line = createLine(new URL("../telemetry", self.location.href).href, {
  onState: (state) => tell({ state }),
  onDelta: (delta) => tell({ delta }),
  onLost: () => tell({ lost: true }),
});

function tell(message) {
  for (const port of visible) port.postMessage(message);
}

self.addEventListener("connect", (/** @type {any} */ event) => {
  const [port] = event.ports;
  port.addEventListener("message", ({ data }) => {
    if (!data.visible) {
      visible.delete(port);
      if (visible.size === 0) line.close();
      return;
    }
    visible.add(port);
    if (line.state()) port.postMessage({ state: line.state() });
    line.open();
  });
  port.start();
});
