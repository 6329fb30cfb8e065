// The latest state and those who draw it. Drawing happens once per animation frame, however many
// messages came in between; a part that throws does not stop the others.

import { connect } from "./stream.js";

export function createStore() {
  const parts = [];
  let state = null;
  let change = null;
  let frame = 0;

  function draw() {
    frame = 0;
    const news = change;
    change = null;
    for (const part of parts) {
      try {
        part.update(state, news);
      } catch (error) {
        console.error(error);
      }
    }
  }

  function note(news) {
    change = change ? merge(change, news) : news;
    if (!frame) frame = requestAnimationFrame(draw);
  }

  return {
    add(part) {
      parts.push(part);
      if (state) part.update(state, { whole: true, points: [] });
    },
    redraw() {
      if (state) note({ whole: true, points: [] });
    },
    connect() {
      connect({
        onState(newState) {
          state = newState;
          note({ whole: true, points: [] });
        },
        onDelta(message) {
          note({ whole: false, points: message.point ? [message.point] : [], delta: message });
        },
        onLost() {
          for (const part of parts) part.lost?.();
        },
      });
    },
  };
}

function merge(first, second) {
  return {
    whole: first.whole || second.whole,
    points: [...first.points, ...second.points],
    delta: { ...first.delta, ...second.delta },
  };
}
