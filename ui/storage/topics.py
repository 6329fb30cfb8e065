"""Topics on disk, by model: uses of every expert on each topic, the tokens that chose it most, named conversations.

Knows counts and SQLite; nothing of how a topic is told from another.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ui.storage.database import Database
from ui.storage.migrations import Migrations

MOST_WORDS = 24  # kept for each expert: more than are shown, so that a late favourite can rise
MOST_TOPICS = 24
LONGEST_NAME = 40


def _first_tables(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS topics (model TEXT NOT NULL, topic TEXT NOT NULL, tokens INTEGER NOT NULL, "
        "uses BLOB NOT NULL, PRIMARY KEY (model, topic))"
    )
    connection.execute("CREATE TABLE IF NOT EXISTS words (model TEXT PRIMARY KEY, words TEXT NOT NULL)")
    connection.execute("CREATE TABLE IF NOT EXISTS named (conversation TEXT PRIMARY KEY, topic TEXT NOT NULL)")


MIGRATIONS = Migrations((_first_tables,), checksum=-1)  # no files are older than numbered migrations


@dataclass(frozen=True, slots=True)
class ModelKey:
    """Counts of one model: those of another name or shape are others'."""

    name: str
    layers: int
    experts: int

    def __str__(self) -> str:
        return f"{self.name} {self.layers}x{self.experts}"


@dataclass(frozen=True, slots=True, eq=False)
class TopicCounts:
    """What is known of one model. ``words``: by expert cell, texts with their counts."""

    names: tuple[str, ...]  # in the order in which they came
    tokens: tuple[int, ...]
    uses: NDArray[np.int64]  # (topics, layers, experts)
    words: Mapping[int, Mapping[str, int]]


class TopicsStore:
    """Every method may raise ``KeepingError``."""

    def __init__(self, path: Callable[[], Path]) -> None:
        self._database = Database(path, MIGRATIONS)

    def name(self, conversation: str, topic: str) -> None:
        """Makes the conversation one about ``topic``."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO named VALUES (?, ?)", (conversation, topic.strip()[:LONGEST_NAME])
            )

    def topic_of(self, conversation: str) -> str:
        """The topic that the conversation was named as; empty for none."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT topic FROM named WHERE conversation = ?", (conversation,)).fetchone()
        return row[0] if row else ""

    def add_uses(self, model: ModelKey, topic: str, uses: NDArray[np.int64], tokens: int) -> None:
        """Adds (layers, experts) uses of ``tokens`` tokens on a topic; the oldest topics of too many go."""
        name = topic.strip()[:LONGEST_NAME]
        with self._database.writing() as connection:
            place = (str(model), name)
            row = connection.execute("SELECT tokens, uses FROM topics WHERE model = ? AND topic = ?", place).fetchone()
            before = _uses_in(row[1], uses.size) if row and type(row[0]) is int else None
            counted, total = (0, uses.ravel()) if before is None else (row[0], before + uses.ravel())
            connection.execute(
                "INSERT INTO topics VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET tokens = excluded.tokens, "
                "uses = excluded.uses",
                (*place, tokens + counted, total.astype(np.int64).tobytes()),
            )
            connection.execute(
                "DELETE FROM topics WHERE model = ? AND rowid NOT IN "
                "(SELECT rowid FROM topics WHERE model = ? ORDER BY rowid DESC LIMIT ?)",
                (str(model), str(model), MOST_TOPICS),
            )

    def add_words(self, model: ModelKey, words: Mapping[int, Mapping[str, int]]) -> None:
        """Adds the tokens that chose each expert cell; of each the most frequent are kept."""
        with self._database.writing() as connection:
            words_of = _words_of(connection, model)
            for cell, counts in words.items():
                total = Counter(words_of.get(cell, {}))
                total.update(counts)
                words_of[cell] = dict(total.most_common(MOST_WORDS))
            connection.execute("INSERT OR REPLACE INTO words VALUES (?, ?)", (str(model), json.dumps(words_of)))

    def counts(self, model: ModelKey) -> TopicCounts:
        """All that is known of a model; rows that cannot be read count as none."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT topic, tokens, uses FROM topics WHERE model = ? ORDER BY rowid", (str(model),)
            ).fetchall()
            words = _words_of(connection, model)
        cells = model.layers * model.experts
        readable = [
            (name, tokens, uses)
            for name, tokens, stored in rows
            if isinstance(name, str) and type(tokens) is int and (uses := _uses_in(stored, cells)) is not None
        ]
        every = np.array([uses for *_, uses in readable], np.int64)
        return TopicCounts(
            tuple(name for name, *_ in readable),
            tuple(tokens for _, tokens, _ in readable),
            every.reshape(len(readable), model.layers, model.experts),
            words,
        )


def _uses_in(stored: object, cells: int) -> NDArray[np.int64] | None:
    """The uses of so many expert cells; ``None`` for a row that has been damaged."""
    is_whole = isinstance(stored, bytes) and len(stored) == cells * np.dtype(np.int64).itemsize
    return np.frombuffer(stored, np.int64) if isinstance(stored, bytes) and is_whole else None


def _words_of(connection: sqlite3.Connection, model: ModelKey) -> dict[int, dict[str, int]]:
    row = connection.execute("SELECT words FROM words WHERE model = ?", (str(model),)).fetchone()
    try:
        words = json.loads(row[0]) if row else {}
        return {int(cell): _counts(counts) for cell, counts in words.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):  # a row that has been damaged
        return {}


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    return {text: count for text, count in counts.items() if type(count) is int}
