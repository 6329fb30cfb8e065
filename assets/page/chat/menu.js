// The list of conversations: its menu, files out and in, and news from other tabs when this one is looked at.

export function conversation(root, _, trigger) {
  const more = root.querySelector("#more");
  const menu = () => document.querySelector("#conversation-more");

  more.addEventListener("click", () => {
    const wanted = more.getAttribute("aria-expanded") !== "true";
    more.setAttribute("aria-expanded", String(wanted));
    menu().classList.toggle("open", wanted);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) trigger("focus");
  });
  return { update() {} };
}

// Called by name by the events of ui/chat/menu.py: the text of a file the user chooses; empty when none is chosen.
export function pickFile() {
  return new Promise((resolve) => {
    const input = Object.assign(document.createElement("input"), { type: "file", accept: ".json" });
    input.addEventListener("cancel", () => resolve([""]));
    input.addEventListener("change", async () => resolve([(await input.files?.[0]?.text()) ?? ""]));
    input.click();
  });
}
