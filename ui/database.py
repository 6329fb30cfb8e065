"""One SQLite file that survives crashes, and damage to itself; knows nothing of what is kept in it.

Every use opens a connection of its own: handlers run on many threads, and two programs may share the
file. A file that is no database any more is put aside under another name and said so, once.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from hybrid.errors import KeepingError

PATIENCE_S = 5.0
COMPANIONS = ("", "-wal", "-shm")


class Database:
    """``path`` is asked for each time and may raise ``OSError``; ``schema`` makes what is not there yet."""

    def __init__(self, path: Callable[[], Path], schema: str) -> None:
        self._path = path
        self._schema = schema
        self._lock = Lock()
        self.problem = ""

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A transaction: kept as a whole, or not at all when the block raises. Raises ``KeepingError``."""
        try:
            path = self._path()
            with closing(self._connected(path)) as connection, connection:
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise KeepingError(f"Nothing can be kept on disk: {error}. Free or repair the folder.") from error

    def _connected(self, path: Path) -> sqlite3.Connection:
        with self._lock:
            try:
                return self._prepared(path)
            except sqlite3.OperationalError:
                raise  # locked, full or read-only: the file itself may be sound
            except sqlite3.DatabaseError as error:
                self._put_aside(path, error)
                return self._prepared(path)

    def _prepared(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=PATIENCE_S)
        try:
            # Readers and a writer do not wait for each other, and a crash leaves the last whole state.
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(self._schema)
        except BaseException:
            connection.close()
            raise
        return connection

    def _put_aside(self, path: Path, error: Exception) -> None:
        kept = path.with_name(f"{path.name}.broken-{datetime.now():%Y%m%d-%H%M%S}")
        for companion in COMPANIONS:
            found = path.with_name(path.name + companion)
            if found.exists():
                found.replace(kept.with_name(kept.name + companion))
        self.problem = f"{path.name} was damaged ({error}): it is kept as {kept.name}, and a new one was begun."
