"""One SQLite file that survives crashes, damage to itself, and several programs at a time.

Every use opens a connection of its own: handlers run on many threads, and two programs may share the
file. A write takes its turn before it reads what it depends on, so that nobody's write in between is lost. A file
that is no database any more is put aside under another name and said so, once. Knows nothing of what is kept in it.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from hybrid.errors import KeepingError
from ui.storage.migrations import Migrations, is_damage

# Longer than many writers at once need; who waits longer waits for a program that hangs.
PATIENCE_S = 30.0
# A file is held while it is opened, which takes a fraction of this.
POLL_S = 0.005
COMPANIONS = ("", "-wal", "-shm", "-journal")


class Database:
    """``path`` is asked for each time and may raise ``OSError``; ``migrations`` make its tables what they are today."""

    def __init__(self, path: Callable[[], Path], migrations: Migrations) -> None:
        self._path = path
        self._migrations = migrations
        self.problem = ""

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One state of the file, whatever is written meanwhile. Raises ``KeepingError``."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The only writer: what the block reads nobody else changes before it has written.

        Kept as a whole, or not at all when the block raises. Raises ``KeepingError``.
        """
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connected(self._path())) as connection:
                connection.execute(begin)
                with connection:  # commits, or takes everything back
                    yield connection
        except UnicodeEncodeError as error:
            raise KeepingError(
                "This contains half of a character, probably an emoji that was cut: remove it or type it again."
            ) from error
        except (sqlite3.Error, OSError, Timeout) as error:
            raise KeepingError(f"Nothing can be kept on disk: {error}. Free or repair the folder.") from error

    def _connected(self, path: Path) -> sqlite3.Connection:
        # One at a time: a file opened before it is put aside would meet the journal of the one begun in its place.
        with FileLock(f"{path}.lock", timeout=PATIENCE_S, poll_interval=POLL_S):
            try:
                return self._prepared(path)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):  # locked, full or read-only: the file itself may be sound
                    raise
                self._put_aside(path, error)
                return self._prepared(path)

    def _is_prepared(self, connection: sqlite3.Connection) -> bool:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        return bool(mode == "wal") and self._migrations.are_applied(connection)

    def _prepared(self, path: Path) -> sqlite3.Connection:
        connection = _opened(path)
        try:
            if not self._is_prepared(connection):
                self._migrations.done(connection, path.name)  # a newer program's file is refused before it is touched
                # Readers and a writer do not wait for each other, and a crash leaves the last whole state.
                connection.execute("PRAGMA journal_mode=WAL")
                self._migrations.apply(connection, path.name)
        except BaseException:
            connection.close()
            raise
        return connection

    def _put_aside(self, path: Path, error: Exception) -> None:
        kept = path.with_name(f"{path.name}.broken-{datetime.now():%Y%m%d-%H%M%S-%f}")
        for companion in COMPANIONS:
            beside = path.with_name(path.name + companion)
            if beside.exists():
                beside.replace(kept.with_name(kept.name + companion))
        self.problem = f"{path.name} was damaged ({error}): it is kept as {kept.name}, and a new one was begun."


def _opened(path: Path) -> sqlite3.Connection:
    """Waits for its turn where another connection writes; transactions are begun by hand."""
    return sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)
