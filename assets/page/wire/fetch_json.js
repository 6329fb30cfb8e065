// A question to the program that is answered with JSON, or with a sentence that says why not.

export async function ask(path, options = {}) {
  const answer = await fetch(new URL(path, document.baseURI), { cache: "no-store", ...options }).catch(() => null);
  if (!answer) throw new Error("Can't reach the app. Is it still running?");
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(content.error ?? `Request refused (${answer.status}).`);
  return content;
}
