// Texts as files that the browser saves.

// Called by name by the events of ui/chat/menu.py.
export function download(file) {
  if (!file) return;
  const { title, ending, text } = JSON.parse(file);
  save(fileName(title, ending), text);
}

// Letters and digits of any language, for every file system.
export function fileName(title, ending) {
  const name = title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "conversation";
  return `${name}.${ending}`;
}

export function save(name, text, type = "text/plain") {
  saveBlob(name, new Blob([text], { type }));
}

export function saveBlob(name, blob) {
  const address = URL.createObjectURL(blob);
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
