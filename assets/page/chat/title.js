// The tab's title: that a reply is being written, and then, until the tab is looked at, that it is ready.

/** @typedef {"idle" | "writing" | "ready"} Told */

const TOLD = { idle: "", writing: "Writing… - ", ready: "Reply ready - " };

/** @param {Told} told @param {string} name of the page */
export function titleOf(told, name) {
  return TOLD[told] + name;
}

/**
 * What the title tells next.
 * @param {Told} told
 * @param {{ busy: boolean, looked: boolean }} now whether a reply is under way, and the tab looked at
 * @returns {Told}
 */
export function next(told, { busy, looked }) {
  if (busy) return "writing";
  return told === "idle" || looked ? "idle" : "ready";
}

export function title() {
  const stop = document.querySelector("#stop"); // can be pressed while a reply is under way
  const name = document.title;
  /** @type {Told} */
  let told = "idle";

  function tell() {
    told = next(told, { busy: !stop.disabled, looked: !document.hidden && document.hasFocus() });
    document.title = titleOf(told, name);
  }

  new MutationObserver(tell).observe(stop, { attributes: true, attributeFilter: ["disabled"] });
  document.addEventListener("visibilitychange", tell);
  window.addEventListener("focus", tell);
  tell();
  return { update() {} };
}
