"""One SQLite file that survives crashes, damage to itself, and several programs at a time.

Every use opens its own connection: handlers run on many threads, and two programs may share the file. A writer takes
the lock before it reads what it depends on, so that no other write in between is lost. A file that is no longer a
database is put aside under another name, which ``problem`` says. Knows nothing of the tables.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from hybrid.errors import KeepingError
from ui.storage.migrations import Migrations, is_damage

# Longer than many writers at once take; a longer wait means that another program hangs.
PATIENCE_S = 30.0
# Between two attempts to get the lock, which others hold only while they open the file.
POLL_S = 0.005
COMPANIONS = ("", "-wal", "-shm", "-journal")


class Database:
    """``path`` is called at each use, and may raise ``OSError``; ``migrations`` bring the tables up to date."""

    def __init__(self, path: Callable[[], Path], migrations: Migrations) -> None:
        self._path = path
        self._migrations = migrations
        self.problem = ""

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the file, whatever others write. Raises ``KeepingError``."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection of the only writer: nobody else changes what the block reads before it has written.

        All changes of the block are saved together, or none if it raises. Raises ``KeepingError``.
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
                "This contains half a character, probably a cut emoji. Remove it or type it again."
            ) from error
        except (sqlite3.Error, OSError, Timeout) as error:
            raise KeepingError(f"Nothing can be kept on disk: {error}. Free or repair the folder.") from error

    def _connected(self, path: Path) -> sqlite3.Connection:
        # One at a time: a connection to a file that another puts aside would find the journal of the new file.
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
                # In this mode readers and a writer do not wait for each other, and a crash leaves the last full state.
                connection.execute("PRAGMA journal_mode=WAL")
                self._migrations.apply(connection, path.name)
        except BaseException:
            connection.close()
            raise
        return connection

    def _put_aside(self, path: Path, error: Exception) -> None:
        broken = path.with_name(f"{path.name}.broken-{datetime.now():%Y%m%d-%H%M%S-%f}")
        for companion in COMPANIONS:
            beside = path.with_name(path.name + companion)
            if beside.exists():
                beside.replace(broken.with_name(broken.name + companion))
        self.problem = f"{path.name} was damaged ({error}): it is kept as {broken.name}, and a new one was begun."


def _opened(path: Path) -> sqlite3.Connection:
    """A connection that waits while another one writes; transactions are begun explicitly."""
    return sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)
