// The topic demo's course: which prompt of the series comes next, and why it ends. No DOM here.

/** @typedef {{ note: string, prompt: string | null }} DemoStep prompt: null when the demo has ended */

/** @param {string[]} series */
export function topicDemo(series) {
  let asked = 0; // of the series; 0: the demo is not running

  /** @param {string} note @returns {DemoStep} */
  function end(note) {
    asked = 0;
    return { note, prompt: null };
  }

  return {
    isRunning: () => asked > 0,
    /** @param {boolean} hasFailed whether the last reply did @returns {DemoStep} */
    next(hasFailed) {
      if (hasFailed) return end("Demo stopped: the last reply failed.");
      if (asked === series.length) return end("Demo finished.");
      asked += 1;
      return { note: `${asked} of ${series.length}`, prompt: series[asked - 1] };
    },
    stop: () => end("Demo stopped."),
  };
}
