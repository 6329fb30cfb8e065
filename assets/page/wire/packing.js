// Reads lists of numbers packed into text by ui/wire/packing.py.

const BASE = 45;
const DIGITS = new Uint8Array(128);
for (let code = 35, digit = 0; code < 126; code++) if (code !== 92) DIGITS[code] = digit++;

/** @param {string} text @returns {number[]} */
export function unpacked(text) {
  const numbers = [];
  let number = 0;
  let weight = 1;
  for (let i = 0; i < text.length; i++) {
    const digit = DIGITS[text.charCodeAt(i)];
    number += weight * (digit % BASE);
    weight *= BASE;
    if (digit < BASE) {
      numbers.push(number);
      number = 0;
      weight = 1;
    }
  }
  return numbers;
}
