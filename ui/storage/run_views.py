"""Views of the runs: which of them, in what order, and where the next page starts.

A page starts after the last row of the previous page, by the values of that row. So rows that are added or dropped in
between shift nothing.
"""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

SortName = Literal[
    "at", "geometry", "policy", "tokens_per_s", "first_token_s", "hit_rate", "bytes_copied", "joules_per_token",
    "tokens", "ending", "cpu_threads", "mapping", "admission", "placement", "model",
]  # fmt: skip
EXPRESSIONS: dict[str, str] = {name: name for name in get_args(SortName)} | {
    "geometry": "indexes * 1000 + ways",
    "model": "model COLLATE NOCASE",
}
LARGEST_INTEGER = 2**63


@dataclass(frozen=True, slots=True)
class RunView:
    """The runs with each of ``words`` somewhere in their row; times are those of the time zone ``zone``.

    Unknown values come last in both directions; of equal rows the latest comes first.
    """

    words: str = ""
    zone: str = ""
    sort: SortName = "at"
    descending: bool = True

    @property
    def value(self) -> str:
        """The SQL expression by which the rows are sorted."""
        return EXPRESSIONS[self.sort]

    @property
    def order(self) -> str:
        way = "DESC" if self.descending else "ASC"
        if self.sort == "at":
            return f"ORDER BY at {way}, rowid DESC"
        return f"ORDER BY {self.value} IS NULL, {self.value} {way}, at DESC, rowid DESC"

    def matching(self, connection: sqlite3.Connection) -> str:
        """An SQL condition for the rows with all words; registers the function that it needs."""
        search_words = self.words.lower().split()
        if not search_words:
            return "TRUE"
        clock, times = _clock(self.zone), {word for word in search_words if not word.strip("0123456789-:")}

        @cache  # called twice for each row: for counting, then for reading
        def says(words: str, at: float) -> bool:
            return all(word in words or (word in times and word in clock(at)) for word in search_words)

        connection.create_function("says", 2, says)
        return "says(words, at)"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: its value in the view's order, and its time and number, to order equal rows."""

    value: float | str | None
    at: float
    row: int

    def __str__(self) -> str:
        return json.dumps([self.value, self.at, self.row])

    @classmethod
    def of(cls, text: str) -> "Cursor":
        """The cursor that ``str`` wrote as ``text``. Raises ``ValueError``."""
        try:
            value, at, row = json.loads(text)
        except (TypeError, RecursionError) as error:
            raise ValueError("no cursor") from error
        if type(row) is not int or not isinstance(at, int | float) or not isinstance(value, str | int | float | None):
            raise ValueError("no cursor")
        if not all(abs(each) < LARGEST_INTEGER for each in (value, at, row) if isinstance(each, int | float)):
            raise ValueError("no cursor")
        return cls(value, at, row)

    def condition(self, view: RunView) -> tuple[str, tuple[Any, ...]]:
        """An SQL condition for the rows after this one, and its values."""
        later, value = "(at < ? OR (at = ? AND rowid < ?))", view.value
        place = (self.at, self.at, self.row)
        if self.value is None:
            return f"({value} IS NULL AND {later})", place
        beyond = "<" if view.descending else ">"
        return (
            f"({value} {beyond} ? OR {value} IS NULL OR ({value} = ? AND {later}))",
            (self.value, self.value, *place),
        )


def _clock(zone: str) -> Callable[[float], str]:
    """A function for the day and time in ``zone``, as the browser shows them; in this machine's zone if unknown."""
    try:
        place = ZoneInfo(zone) if zone else None
    except (LookupError, OSError, ValueError):
        place = None
    return lambda at: datetime.fromtimestamp(at, place).isoformat(" ")[:19]
