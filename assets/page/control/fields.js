// The control panel's fields: what they show, as values the engine knows, and how to set one.

export function fieldsIn(pane, facts) {
  const names = Object.keys(facts.fields);

  const block = (name) => pane.querySelector(`#${CSS.escape(facts.fields[name] ?? name)}`);
  const input = (name) => block(name)?.querySelector("input, textarea") ?? null;

  // Dropdowns show a label; numbers that are none come back as the text that was typed.
  function typed(name) {
    const element = input(name);
    return element ? valueOf(element, facts.labels[name]) : undefined;
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

/** @param {{ type: string, value: string, checked?: boolean }} input @param {Record<string, any>} [labels] */
export function valueOf({ type, checked, value }, labels) {
  if (type === "checkbox") return checked;
  const text = value.trim();
  if (type === "number") return text === "" ? "" : Number(text);
  return labels ? (labels[text] ?? text) : text.toLowerCase();
}

export function valuesOf(settings) {
  const { geometry, ...rest } = settings;
  return { ...geometry, ...rest };
}

export function shownAs(labels, value) {
  if (value === true) return "on";
  if (value === false) return "off";
  if (value === "") return "empty";
  const label = labels && Object.keys(labels).find((name) => labels[name] === value);
  return label ?? String(value);
}
