// The latest state and those who draw it. Drawing happens once per animation frame, however many
// messages came in between, and rests in proportion to what it cost, so that a slow machine keeps
// most of its time for the chat and the engine. A part that throws does not stop the others.
// While paused, parts that say they hold keep the picture they had; the others go on.

import { frozen } from "./decode.js";
import { connect } from "./stream.js";

const RESTS_PER_DRAW = 2;
const LONGEST_REST_MS = 1000;
const WHOLE = { whole: true, point: false, delta: {} };

export function createStore() {
  const parts = [];
  /** @type {EngineState | null} */
  let state = null;
  /** @type {EngineState | null} */
  let held = null;
  let change = null;
  let scheduled = false;
  let restUntil = 0;

  function draw() {
    scheduled = false;
    const began = performance.now();
    const news = change;
    change = null;
    for (const part of parts) if (!(held && part.holds)) update(part, state, news);
    const ended = performance.now();
    restUntil = ended + Math.min(LONGEST_REST_MS, RESTS_PER_DRAW * (ended - began));
  }

  function update(part, shown, news) {
    try {
      part.update(shown, news);
    } catch (error) {
      console.error(error);
    }
  }

  function note(news) {
    change = change ? merge(change, news) : news;
    if (scheduled) return;
    scheduled = true;
    setTimeout(() => requestAnimationFrame(draw), Math.max(0, restUntil - performance.now()));
  }

  return {
    add(part) {
      parts.push(part);
      if (state) update(part, (part.holds && held) || state, WHOLE);
    },
    isPaused: () => held !== null,
    pause(wanted) {
      if (!state || wanted === (held !== null)) return;
      held = wanted ? frozen(state) : null;
      for (const part of parts) {
        if (part.holds) update(part, held ?? state, WHOLE);
        part.paused?.(wanted, state);
      }
    },
    connect() {
      connect({
        onState(newState) {
          state = newState;
          note(WHOLE);
        },
        onDelta(message) {
          note({ whole: false, point: "point" in message, delta: message });
        },
        onLost() {
          for (const part of parts) part.lost?.();
        },
      });
    },
  };
}

// Two changes as one.
export function merge(first, second) {
  return {
    whole: first.whole || second.whole,
    point: first.point || second.point,
    delta: { ...first.delta, ...second.delta },
  };
}
