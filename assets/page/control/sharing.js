// Copies the settings on the panel as JSON, or as a link to this page that carries them.

import { put } from "../shell/format.js";

export function sharing(pane, fields) {
  async function copy(text, what) {
    const status = pane.querySelector("#share [role=status]");
    try {
      await navigator.clipboard.writeText(text);
      put(status, `${what} copied.`);
    } catch {
      // Without a secure connection a page may not write to the clipboard.
      fields.set("settings-json", text);
      fields.input("settings-json")?.select();
      put(status, "Copy it from the field above.");
    }
  }

  // The buttons are not there before their part of the panel is unfolded for the first time.
  pane.addEventListener("click", ({ target }) => {
    if (target.closest("#copy-json")) copy(JSON.stringify(fields.all(), null, 2), "JSON");
    if (target.closest("#copy-link")) copy(linkTo(location.origin + location.pathname, fields.all()), "Link");
  });
}

export function linkTo(page, values) {
  const address = new URL(page);
  for (const [name, value] of Object.entries(values)) address.searchParams.set(name, String(value));
  return address.href;
}
