// Asking the same question again: the hit rates of the first and of the second time, as two bars.

const LOOKS = 30; // until the figures of the second reply are drawn
const LOOK_MS = 100;

/** The hit rate that stands in a reply's figures (ui/text/figures.py), in per cent. @param {string} [figures] */
export function hitIn(figures = "") {
  const found = /\bhit (\d+) %/.exec(figures);
  return found ? Number(found[1]) : null;
}

/** In a sentence. @param {number} first @param {number} second */
export function verdict(first, second) {
  if (second > first) return "The second time more of its experts were already on the GPU.";
  if (second < first) return "The second time fewer of its experts were on the GPU: others had taken their slots.";
  return "Both times as many of its experts were on the GPU.";
}

/** @param {any} chat @param {any} box where the bars stand */
export function askedAgain(chat, box) {
  let first = null;
  box.hidden = true;

  const figuresOf = (row) => hitIn(row?.querySelector(".thought-group .title")?.textContent);

  // The figures stand below their reply, sometimes after a thought.
  function begin(rows, place) {
    first = rows.slice(place).map(figuresOf).find((rate) => rate !== null) ?? null; // prettier-ignore
    box.hidden = true;
  }

  function look(left) {
    const second = figuresOf([...chat.querySelectorAll(".message-row")].at(-1));
    if (second === null && left) return setTimeout(() => look(left - 1), LOOK_MS);
    if (second !== null) show(first, second);
    first = null;
    return undefined;
  }

  function show(before, now) {
    box.querySelector("p").textContent = verdict(before, now);
    for (const [name, rate] of Object.entries({ first: before, second: now })) {
      const line = box.querySelector(`.${name}`);
      line.querySelector("i").style.setProperty("--share", `${rate}%`);
      line.querySelector("b").textContent = `${rate} %`;
    }
    box.hidden = false;
  }

  document.addEventListener("hybrid:reply-ended", () => {
    if (first === null) {
      box.hidden = true; // another question's reply
      return;
    }
    look(LOOKS);
  });

  return {
    begin,
    /** In an empty conversation there is nothing to compare. */
    hide: () => (box.hidden = true),
  };
}
