// Example prompts as chips, and the topic demo, which asks one prompt after another until it is stopped.

import { fill } from "./composer.js";
import { topicDemo } from "./topic_demo.js";

const PAUSE_MS = 700; // to see where the last topic left the cache

export function prompts(root) {
  const box = root.querySelector("#prompts");
  const toggle = box.querySelector("#examples-toggle");
  const button = box.querySelector("#demo");
  const note = box.querySelector("#demo-note");
  const demo = topicDemo(JSON.parse(box.dataset.demo));

  toggle.addEventListener("click", () => open(toggle.getAttribute("aria-expanded") !== "true"));
  box.querySelector("#examples").addEventListener("click", (event) => {
    const chip = event.target.closest("button");
    if (!chip) return;
    open(false);
    send(chip.dataset.prompt);
  });
  button.addEventListener("click", () => (demo.isRunning() ? show(demo.stop()) : begin()));
  document.addEventListener("hybrid:reply-ended", () => {
    if (demo.isRunning()) setTimeout(() => demo.isRunning() && next(), PAUSE_MS);
  });
  document.addEventListener("click", (event) => {
    if (demo.isRunning() && endsDemo(event)) show(demo.stop());
  });

  function open(wanted) {
    toggle.setAttribute("aria-expanded", String(wanted));
    box.classList.toggle("open", wanted);
  }

  // In a conversation of its own: a small model's context would not hold both.
  function begin() {
    if (isBusy()) {
      note.textContent = "Finish or stop the current reply first.";
      return;
    }
    const rows = () => document.querySelector("#chat .message-row");
    button.setAttribute("aria-pressed", "true");
    if (!rows()) {
      next();
      return;
    }
    const emptied = new MutationObserver(() => {
      if (rows()) return;
      emptied.disconnect();
      next();
    });
    emptied.observe(document.querySelector("#chat"), { childList: true, subtree: true });
    document.querySelector("#new-conversation").click();
  }

  function next() {
    show(demo.next(Boolean(document.querySelector("#error")?.textContent)));
  }

  /** @param {import("./topic_demo.js").DemoStep} step */
  function show(step) {
    note.textContent = step.note;
    button.textContent = step.prompt === null ? "Switch topics" : "Stop demo";
    button.setAttribute("aria-pressed", String(step.prompt !== null));
    if (step.prompt !== null) send(step.prompt);
  }

  return { update() {} };
}

// A click by hand that asks for something else, or one that stops the reply; the demo itself presses by script.
export function endsDemo({ isTrusted, target }) {
  return Boolean((isTrusted && target.closest("#send, #new-conversation")) || target.closest("#stop"));
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
