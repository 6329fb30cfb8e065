// The control panel's fields: what they show, as values the engine knows, and how to set one.

export function fieldsIn(pane, facts) {
  const names = Object.keys(facts.fields);

  const block = (name) => pane.querySelector(`#${CSS.escape(facts.fields[name] ?? name)}`);
  const input = (name) => block(name)?.querySelector("input, textarea") ?? null;

  // Dropdowns show a label; numbers that are none come back as the text that was typed.
  function typed(name) {
    const element = input(name);
    if (!element) return undefined;
    if (element.type === "checkbox") return element.checked;
    const text = element.value.trim();
    if (element.type === "number") return text === "" ? "" : Number(text);
    const labels = facts.labels[name];
    return labels ? (labels[text] ?? text) : text.toLowerCase();
  }

  function set(name, value) {
    const element = input(name);
    if (!element || typed(name) === value) return;
    element.value = String(value);
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  return {
    names,
    block,
    input,
    typed,
    set,
    all: () => Object.fromEntries(names.map((name) => [name, typed(name)])),
    label: (name) => block(name)?.querySelector("[data-testid='block-info'], label span")?.textContent.trim() ?? name,
    shown: (name, value) => shownAs(facts.labels[name], value),
  };
}

export function valuesOf(settings) {
  const { geometry, ...rest } = settings;
  return { ...geometry, ...rest };
}

function shownAs(labels, value) {
  if (value === true) return "on";
  if (value === false) return "off";
  if (value === "") return "empty";
  const label = labels && Object.keys(labels).find((name) => labels[name] === value);
  return label ?? String(value);
}
