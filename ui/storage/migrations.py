"""Numbered migrations of one SQLite file: each is applied once, fully or not at all.

``PRAGMA user_version`` says how many are done. To change the tables, append a migration; never change one that users
have applied. Files from before migrations were numbered have a checksum of their tables there, which counts as 1.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from hybrid.errors import KeepingError

Migration = Callable[[sqlite3.Connection], object]
"""Changes tables or rows inside the caller's transaction; must not call ``executescript``, which would end it."""


@dataclass(frozen=True, slots=True)
class Migrations:
    """``steps`` in their order; ``checksum`` is the version of files from before migrations were numbered.

    A program from that time may open the file later and set the checksum again. Then steps are applied a second time,
    and must not fail.
    """

    steps: tuple[Migration, ...]
    checksum: int

    def are_applied(self, connection: sqlite3.Connection) -> bool:
        return _version(connection) == len(self.steps)

    def done(self, connection: sqlite3.Connection, name: str) -> int:
        """How many steps the file ``name`` has had. Raises ``KeepingError`` for a file of a newer program."""
        version = _version(connection)
        number = 1 if version == self.checksum else version
        if not 0 <= number <= len(self.steps):
            raise KeepingError(
                f"{name} was written by a newer version of this program and is left as it is: "
                "update the program, or move the file elsewhere to begin a new one."
            )
        return number

    def apply(self, connection: sqlite3.Connection, name: str) -> None:
        """Applies the missing steps; if one raises, the file keeps the state before it."""
        while not self.are_applied(connection):
            connection.execute("BEGIN IMMEDIATE")
            with connection:  # commits, or takes everything back
                number = self.done(connection, name)
                for step in self.steps[number : number + 1]:
                    _applied(step, connection, name)
                connection.execute(f"PRAGMA user_version = {min(number + 1, len(self.steps))}")


def column_names(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """The table's columns; empty if there is no such table."""
    return frozenset(row[1] for row in connection.execute(f"PRAGMA table_info({table})"))


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _applied(step: Migration, connection: sqlite3.Connection, name: str) -> None:
    try:
        step(connection)
    except Exception as error:
        if isinstance(error, sqlite3.OperationalError) or is_damage(error):
            raise
        raise KeepingError(
            f"{name} is of an older version and could not be converted ({error}). It is as it was: "
            "use the version that wrote it, or move the file elsewhere to begin a new one."
        ) from error


def is_damage(error: Exception) -> bool:
    """Whether the file is damaged or no database: SQLite raises the base class itself only then, and its sentence may
    quote bytes of the file that are no text, at which Python gives up."""
    return type(error) is sqlite3.DatabaseError or isinstance(error, UnicodeDecodeError)
