// Text files in a message: chosen or dropped, they are put into the message field as blocks of code, for all to see.

import { fill } from "./composer.js";
import { put } from "../shell/format.js";

const LARGEST = 256 * 1024; // more than most contexts hold
const NO_TEXT = "is no text file. Attach text, such as .txt, .md, .py or .csv.";

/** The file as a block of code, under its name. @param {string} name @param {string} text */
export function block(name, text) {
  const fences = text.match(/`{3,}/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...fences.map((run) => run.length + 1)));
  const ending = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1].toLowerCase() ?? "";
  return `${name}:\n${fence}${ending}\n${text.replace(/\n$/, "")}\n${fence}`;
}

/** What was typed, with blocks after it. @param {string} typed @param {string[]} blocks */
export function joined(typed, blocks) {
  return [typed.trimEnd(), ...blocks].filter(Boolean).join("\n\n");
}

/**
 * A file's text, or why it is none.
 * @param {{ name: string, size: number, arrayBuffer: () => Promise<ArrayBuffer> }} file
 * @returns {Promise<{ text?: string, problem?: string }>}
 */
export async function textOf(file) {
  if (file.size > LARGEST) {
    return { problem: `${file.name} is larger than ${LARGEST / 1024} KiB. Attach a part of it.` };
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    return text.includes("\0") ? { problem: `${file.name} ${NO_TEXT}` } : { text: text.replace(/\r\n?/g, "\n") };
  } catch {
    return { problem: `${file.name} ${NO_TEXT}` };
  }
}

export function attach(root) {
  const [button, picker, note] = ["#attach", "#attach-file", "#attach-note"].map((part) => root.querySelector(part));
  const field = document.querySelector("#chat-input textarea");
  const pane = document.querySelector("#chat-pane");

  async function take(files) {
    const read = await Promise.all([...files].map(async (file) => ({ file, ...(await textOf(file)) })));
    const blocks = read.flatMap(({ file, text }) => (text === undefined ? [] : [block(file.name, text)]));
    if (blocks.length) {
      fill(field, joined(field.value, blocks));
      field.focus();
    }
    put(note, read.map(({ problem }) => problem ?? "").filter(Boolean).join(" ")); // prettier-ignore
  }

  button.addEventListener("click", () => picker.click());
  picker.addEventListener("change", async () => {
    await take(picker.files);
    picker.value = "";
  });
  // Only files: dropped text goes where it is dropped.
  const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
  pane.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  pane.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });

  return { update() {} };
}
