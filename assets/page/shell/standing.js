// Gradio draws each kind of component once its code has arrived, in any order. Waits until those are there
// that a part reaches for beyond its own markup; ``ids`` separated by spaces, as in its data-needs.

export function standing(ids = "") {
  const wanted = ids.split(" ").filter(Boolean);
  const all = () => wanted.every((id) => document.getElementById(id));
  if (all()) return Promise.resolve();
  /** @type {Promise<void>} */
  const drawn = new Promise((resolve) => {
    const seen = new MutationObserver(() => {
      if (!all()) return;
      seen.disconnect();
      resolve();
    });
    seen.observe(document.body, { childList: true, subtree: true });
  });
  return drawn;
}
