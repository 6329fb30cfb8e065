"""Salvage of a damaged SQLite file: whole rows that can still be read, of the tables that a sound file has.

Pages of a file fail one by one. SQLite gives up a table at the first bad page that it meets, so rows are read from both
ends, and what lies between two bad pages is looked for row by row.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ui.storage.migrations import is_damage

_MOST_LOOKED_FOR = 20_000  # row numbers tried one by one
Row = tuple[Any, ...]


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether every page of the file can be read and is where it belongs."""
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if not is_damage(error):  # locked, full or read-only
            raise
        return False


def salvage(broken: Path, sound: sqlite3.Connection) -> int:
    """Copies what can be read of ``broken`` into the tables of ``sound``; returns the number of rows."""
    source = sqlite3.connect(broken)
    try:
        names = [name for (name,) in sound.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return sum(_salvaged(source, sound, name) for name in names)
    finally:
        source.close()


def _salvaged(source: sqlite3.Connection, sound: sqlite3.Connection, table: str) -> int:
    columns = _columns(source, table) & _columns(sound, table)
    if not columns:
        return 0
    listed = ", ".join(sorted(columns))
    insert = f"INSERT OR IGNORE INTO {table} (rowid, {listed}) VALUES (?{', ?' * len(columns)})"
    before = sound.total_changes
    for row in _rows(source, table, listed):
        try:
            sound.execute(insert, row)
        except sqlite3.IntegrityError:  # a part of the row was lost
            continue
    return sound.total_changes - before


def _rows(source: sqlite3.Connection, table: str, columns: str) -> Iterator[Row]:
    """The rows that can be read, the rowid first; some of them twice."""
    ends = []
    for order in ("ASC", "DESC"):
        last = None
        # The table itself, never an index, which may be damaged, too.
        for row in _until_damage(source, f"SELECT rowid, {columns} FROM {table} NOT INDEXED ORDER BY rowid {order}"):
            last = int(row[0])
            yield row
        ends.append(last)
    first, last = ends
    if first is not None and last is not None:
        for number in range(first + 1, min(last, first + _MOST_LOOKED_FOR)):
            yield from _until_damage(source, f"SELECT rowid, {columns} FROM {table} WHERE rowid = {number}")


def _until_damage(source: sqlite3.Connection, query: str) -> Iterator[Row]:
    try:
        yield from source.execute(query)
    except (sqlite3.DatabaseError, OverflowError, ValueError):  # a row of nonsense may be no text, or no size
        return


def _columns(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    try:
        return frozenset(str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})"))
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return frozenset()
