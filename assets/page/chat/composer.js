// The message field: what is typed stays until it has been taken, and what is refused comes back beside it.

let sent = "";

const field = () => document.querySelector("#chat-input textarea");

// Gradio passes the inputs of Send through this; the first is the message.
export function sending(inputs) {
  sent = inputs[0] ?? "";
  return inputs;
}

export function forgetSent() {
  sent = "";
}

// A run has begun. What was typed since it was asked for is the next message.
export function taken() {
  const text = field().value;
  if (sent && text.startsWith(sent)) fill(field(), text.slice(sent.length));
  sent = "";
}

export function giveBack(returned) {
  if (!returned) return;
  const since = field().value;
  const { text } = JSON.parse(returned);
  fill(field(), since.trim() ? `${text}\n${since}` : text);
}

export function fill(element, text) {
  element.value = text;
  element.dispatchEvent(new Event("input", { bubbles: true }));
}
