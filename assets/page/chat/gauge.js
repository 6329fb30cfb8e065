// Asks for the context gauge anew once the conversation or the message field has changed and rests.

const REST_MS = 600; // while one types, nothing is counted

/** @param {any} _root @param {any} _page @param {(event: string) => void} trigger */
export function gauge(_root, _page, trigger) {
  const chat = document.querySelector("#chat");
  const field = document.querySelector("#chat-input textarea");
  const stop = document.querySelector("#stop");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;
  let rows = "";

  function changed() {
    clearTimeout(rest);
    rest = setTimeout(() => stop.disabled && trigger("submit"), REST_MS);
  }

  // A reply that is being written changes the chat all the time: it is counted when it has ended.
  new MutationObserver(() => {
    const now = [...chat.querySelectorAll(".message-row")].map((row) => row.className).join();
    if (now === rows) return;
    rows = now;
    changed();
  }).observe(chat, { childList: true, subtree: true });
  field.addEventListener("input", changed);
  document.addEventListener("hybrid:reply-ended", changed);
  changed();
  return { update() {} };
}
