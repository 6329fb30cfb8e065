// A made-up plotly.js, and the script element that brings it: notes what is drawn where.

// One for all tests of a file, as shell/plot.js loads it once.
const drawn = [];
const scripts = [];
const Plotly = {
  react(graph, data, layout) {
    drawn.push({ graph, data, layout });
    graph.on = (name, handler) => graph.addEventListener(name, ({ detail }) => handler(detail));
  },
};

/** Once the page is made up. ``arrive`` lets the script be there, should somebody wait for it. */
export function madeUpPlotly() {
  drawn.length = 0;
  Object.assign(globalThis, { window: Object.assign(new EventTarget(), { Plotly, hybrid: {} }) });
  globalThis.document.head.append = /** @type {any} */ ((script) => scripts.push(script));
  return { drawn, arrive: () => scripts.splice(0).forEach((script) => script.onload()) };
}

/** A style sheet in which --name is "name", with type of 10 pixels. */
export function madeUpStyle() {
  Object.assign(globalThis, {
    getComputedStyle: () => ({ fontSize: "10px", getPropertyValue: (name) => name.slice(2) }),
  });
}
