// Light or dark: the user's choice, else the system's. Charts take their colours from the css.

const KEY = "hybrid-theme";

export function startTheme(button, onChange) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => document.body.classList.contains("dark");

  function apply(dark) {
    if (dark === isDark()) return;
    document.body.classList.toggle("dark", dark);
    onChange();
  }

  function chosen() {
    const stored = localStorage.getItem(KEY);
    return stored ? stored === "dark" : system.matches;
  }

  button.addEventListener("click", () => {
    localStorage.setItem(KEY, isDark() ? "light" : "dark");
    apply(chosen());
  });
  system.addEventListener("change", () => apply(chosen()));
  apply(chosen());
}

export function colours() {
  const style = getComputedStyle(document.querySelector("#live"));
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: read("panel"),
    text: read("text"),
    muted: read("muted"),
    rule: read("rule"),
    grid: read("grid"),
    outline: read("outline"),
    cpu: read("state-cpu"),
    flight: read("state-flight"),
    ready: read("state-ready"),
    readyInk: read("state-ready-ink"),
    readyOld: read("state-ready-old"),
    now: read("state-now"),
    missed: read("line-miss"),
    isDark: document.body.classList.contains("dark"),
    speed: read("line-speed"),
    hit: read("line-hit"),
    miss: read("line-miss"),
    gpu: read("line-gpu"),
    cpuPower: read("line-cpu"),
    font: style.getPropertyValue("--mono").trim(),
    em: parseFloat(getComputedStyle(document.documentElement).fontSize),
  };
}
