"""Finding of the doctor: one line about the machine, and what to do if it is not as good as it could be."""

from dataclasses import dataclass
from typing import Literal

Grade = Literal["good", "note", "bad"]
"""``note``: works, but could be better. ``bad``: something of the program will not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``advice`` says what to do; empty if there is nothing to be done."""

    label: str
    text: str
    grade: Grade = "good"
    advice: str = ""
