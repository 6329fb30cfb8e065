// The Lab's fields as a job was asked for, so that a page that is loaded again stands as it was left.

const REPLAYED_SETTINGS = ["mapping", "policy", "admission"];

/**
 * @param {{ kind: string, asked: Record<string, any> }} job
 * @param {{ at: (id: string) => any, source: { choose: (asked: Record<string, any>) => void } }} fields
 */
export function restoreFields({ kind, asked }, { at, source }) {
  if (kind === "grid") {
    source.choose(asked);
    for (const name of REPLAYED_SETTINGS) at(name).value = asked.settings?.[name] ?? "";
  }
  if (kind === "tune") {
    at("budget").value = asked.budget_gib ?? "";
    if (asked.confirm) at("confirm").value = asked.confirm;
  }
  if (kind === "race" && asked.rivals) at("rivals").value = asked.rivals;
  if (["tune", "compare", "race"].includes(kind)) {
    if (asked.prompt) at("prompt").value = asked.prompt;
    if (asked.tokens) at("tokens").value = asked.tokens;
  }
  if (kind === "compare") {
    const names = (asked.contenders ?? []).map((entry) => entry.name ?? entry);
    for (const box of at("contenders").querySelectorAll("input")) box.checked = names.includes(box.value);
  }
}
