// Measures the page from within: how long the charts' drawings keep the main thread, how often they are
// drawn, and how evenly frames come. Put in before the page's own scripts run.
//
// A drawing is an animation frame in which a chart was told to change. Its time runs until the first task
// after that frame, so that style, layout and paint are part of it.

const probe = { heatmap: [], lines: [], frames: [], drawn: { heatmap: 0, lines: 0 }, counters: 0, last: 0 };
window.probe = probe;

const ask = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) =>
  ask((time) => {
    const before = { ...probe.drawn };
    const began = performance.now();
    callback(time);
    const drawn = ["heatmap", "lines"].filter((name) => probe.drawn[name] > before[name]);
    if (drawn.length) afterThisFrame(() => drawn.forEach((name) => probe[name].push(performance.now() - began)));
  });

function afterThisFrame(act) {
  const channel = new MessageChannel();
  channel.port1.onmessage = act;
  channel.port2.postMessage(null);
}

probe.watch = () => {
  for (const method of ["react", "restyle", "update"]) {
    const original = window.Plotly[method];
    window.Plotly[method] = (plot, ...rest) => {
      if (plot.closest("#lines")) probe.drawn.lines += 1;
      return original(plot, ...rest);
    };
  }
  // The heatmap's painter begins each picture by giving its canvas a size.
  const size = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, "width");
  Object.defineProperty(document.querySelector("#heatmap canvas"), "width", {
    get: size.get,
    set(pixels) {
      probe.drawn.heatmap += 1;
      size.set.call(this, pixels);
    },
  });
  new MutationObserver(() => (probe.counters += 1)).observe(document.querySelector("#counter-hits"), {
    childList: true,
  });
  const frame = (time) => {
    if (probe.last) probe.frames.push(time - probe.last);
    probe.last = time;
    ask(frame);
  };
  ask(frame);
};

probe.clear = () => {
  for (const name of ["heatmap", "lines", "frames"]) probe[name].length = 0;
  probe.drawn.heatmap = probe.drawn.lines = probe.counters = probe.last = 0;
};
