// One reply at a time for all tabs of this browser. The engine answers one by one anyway, but a reply
// that waits in Gradio's queue holds a connection, a browser has six per host, and with all six held
// not even Stop would get through. So the waiting is done here, in the order of asking.

const releases = [];

// Gradio passes the event's inputs through this before it sends them.
export function awaitTurn(inputs) {
  if (!navigator.locks) return inputs; // not on this machine by name: wait in Gradio's queue
  return new Promise((granted) => {
    navigator.locks.request("reply", () => {
      granted(inputs);
      return new Promise((release) => releases.push(release));
    });
  });
}

export function endTurn() {
  releases.shift()?.();
  document.dispatchEvent(new Event("hybrid:reply-ended"));
}
