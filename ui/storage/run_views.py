"""Views of the runs: which of them, in what order, and from where a page of them goes on.

A page goes on after the last row of the one before, by that row's own values: rows that are added or dropped
meanwhile move nothing.
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
    """The runs that say each of ``words`` somewhere in their row, where times are those of the time zone ``zone``.

    What is unknown comes last, either way; among equals the latest comes first.
    """

    words: str = ""
    zone: str = ""
    sort: SortName = "at"
    descending: bool = True

    @property
    def value(self) -> str:
        """What the rows are sorted by, in SQL."""
        return EXPRESSIONS[self.sort]

    @property
    def order(self) -> str:
        way = "DESC" if self.descending else "ASC"
        if self.sort == "at":
            return f"ORDER BY at {way}, rowid DESC"
        return f"ORDER BY {self.value} IS NULL, {self.value} {way}, at DESC, rowid DESC"

    def matching(self, connection: sqlite3.Connection) -> str:
        """A condition in SQL that holds for the rows with all words."""
        wanted = self.words.lower().split()
        if not wanted:
            return "TRUE"
        clock, times = _clock(self.zone), {word for word in wanted if not word.strip("0123456789-:")}

        @cache  # rows are counted first and read then
        def says(words: str, at: float) -> bool:
            return all(word in words or (word in times and word in clock(at)) for word in wanted)

        connection.create_function("says", 2, says)
        return "says(words, at)"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: its value in the view's order, and what sets it apart from its equals."""

    value: float | str | None
    at: float
    row: int

    def __str__(self) -> str:
        return json.dumps([self.value, self.at, self.row])

    @classmethod
    def of(cls, text: str) -> "Cursor":
        """What ``str`` gave. Raises ``ValueError``."""
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
        """In SQL: only the rows after this one."""
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
    """Day and time as the browser in ``zone`` shows them; this machine's, if there is no such zone."""
    try:
        place = ZoneInfo(zone) if zone else None
    except (LookupError, OSError, ValueError):
        place = None
    return lambda at: datetime.fromtimestamp(at, place).isoformat(" ")[:19]
