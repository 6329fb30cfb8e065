// Example prompts as chips, and the topic demo, which asks one prompt after another until it is stopped.

import { fill } from "./composer.js";

const PAUSE_MS = 700; // to see where the last topic left the cache

export function prompts(root) {
  const box = root.querySelector("#prompts");
  const toggle = box.querySelector("#examples-toggle");
  const demo = box.querySelector("#demo");
  const note = box.querySelector("#demo-note");
  const series = JSON.parse(box.dataset.demo);
  let asked = 0; // of the series; 0: the demo is not running

  toggle.addEventListener("click", () => open(toggle.getAttribute("aria-expanded") !== "true"));
  box.querySelector("#examples").addEventListener("click", (event) => {
    const chip = event.target.closest("button");
    if (!chip) return;
    open(false);
    send(chip.dataset.prompt);
  });
  demo.addEventListener("click", () => (asked ? stop("Demo stopped.") : begin()));
  document.addEventListener("hybrid:reply-ended", () => asked && setTimeout(() => asked && next(), PAUSE_MS));
  document.addEventListener("click", (event) => {
    const byHand = event.isTrusted && event.target.closest("#send, #new-conversation");
    if (asked && (byHand || event.target.closest("#stop"))) stop("Demo stopped.");
  });

  function open(wanted) {
    toggle.setAttribute("aria-expanded", String(wanted));
    box.classList.toggle("open", wanted);
  }

  // In a conversation of its own: a small model's context would not hold both.
  function begin() {
    if (isBusy()) return say("Wait for the reply, or stop it.");
    const rows = () => document.querySelector("#chat .message-row");
    demo.setAttribute("aria-pressed", "true");
    if (!rows()) return next();
    const emptied = new MutationObserver(() => {
      if (rows()) return;
      emptied.disconnect();
      next();
    });
    emptied.observe(document.querySelector("#chat"), { childList: true, subtree: true });
    document.querySelector("#new-conversation").click();
  }

  function next() {
    if (document.querySelector("#error")?.textContent) return stop("Demo stopped: the last reply failed.");
    if (asked === series.length) return stop("Demo finished.");
    asked += 1;
    say(`${asked} of ${series.length}`);
    demo.textContent = "Stop demo";
    send(series[asked - 1]);
  }

  function stop(words) {
    asked = 0;
    demo.textContent = "Switch topics";
    demo.setAttribute("aria-pressed", "false");
    say(words);
  }

  function say(words) {
    note.textContent = words;
  }

  return { update() {} };
}

// The button that sends is asked only after Gradio has taken the text in.
function send(text) {
  const input = document.querySelector("#chat-input textarea");
  fill(input, text);
  if (isBusy()) return input.focus();
  requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector("#send").click()));
}

function isBusy() {
  return document.querySelector("#stop")?.disabled === false;
}
