"""Packing of lists of small numbers as short text: one character per number below 45, two below 2025, and so on.

The text needs no escaping within JSON, and compresses well, since equal numbers become equal characters.
assets/page/wire/packing.js reads it.
"""

from collections.abc import Iterable

BASE = 45
# The first half of the alphabet ends a number, the second half says that a higher digit follows.
ALPHABET = "".join(chr(code) for code in range(35, 126) if chr(code) != "\\")


def packed(numbers: Iterable[int]) -> str:
    """The numbers as text, the lowest digit of each first; none may be negative."""
    text: list[str] = []
    for number in numbers:
        rest = number
        while rest >= BASE:
            rest, digit = divmod(rest, BASE)
            text.append(ALPHABET[BASE + digit])
        text.append(ALPHABET[rest])
    return "".join(text)


def unpacked(text: str) -> list[int]:
    """The numbers of which ``packed`` made the text."""
    numbers: list[int] = []
    number, weight = 0, 1
    for character in text:
        digit = ALPHABET.index(character)
        number += weight * (digit % BASE)
        weight *= BASE
        if digit < BASE:
            numbers.append(number)
            number, weight = 0, 1
    return numbers
