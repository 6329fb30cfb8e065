"""The two foreign languages the demo model is taught a little of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from hybrid.demo.corpus import facts


@dataclass(frozen=True, slots=True)
class Language:
    """A foreign language: its topic, name, colours and number words."""

    topic: Literal["spanish", "french"]
    name: str
    colours: Mapping[str, str]
    number: Callable[[int], str]

    def words(self) -> tuple[tuple[str, str], ...]:
        """Every (English, foreign) word taught: the colours, then the numbers 0 to 100."""
        numbers = ((facts.english_number(value), self.number(value)) for value in range(facts.LARGEST + 1))
        return (*self.colours.items(), *numbers)


SPANISH = Language("spanish", "Spanish", facts.SPANISH_COLOURS, facts.spanish_number)
FRENCH = Language("french", "French", facts.FRENCH_COLOURS, facts.french_number)
