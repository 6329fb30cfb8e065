"""One SQLite file that survives crashes, damage to itself, and several programs at a time.

Every use opens its own connection: handlers run on many threads, and two programs may share the file. A writer takes
the lock before it reads what it depends on, so that no other write in between is lost. A file that is damaged is put
aside under another name, and what can be read of it is kept, which ``problem`` says. On a disk that is full or may not
be written, reading goes on. Knows nothing of the tables.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock, Timeout

from hybrid.errors import KeepingError
from hybrid.machine.user_folders import private_file
from ui.storage.migrations import Migrations, is_damage
from ui.storage.read_only import open_read_only, whatever_the_bytes
from ui.storage.salvage import is_sound, salvage

# Longer than many writers at once take; a longer wait means that another program hangs.
PATIENCE_S = 30.0
# Between two attempts to get the lock, which others hold only while they open the file.
POLL_S = 0.005
COMPANIONS = ("", "-wal", "-shm", "-journal")
PRIVATE = 0o600

Opening: TypeAlias = Callable[[Path], sqlite3.Connection]


class Database:
    """``path`` is called at each use, and may raise ``OSError``; ``migrations`` bring the tables up to date."""

    def __init__(self, path: Callable[[], Path], migrations: Migrations) -> None:
        self._path = path
        self._migrations = migrations
        self._sound: Path | None = None  # the file, once all its pages have been looked at
        self.problem = ""

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the file, whatever others write. Raises ``KeepingError``."""
        with self._transaction("BEGIN", self._readable) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection of the only writer: nobody else changes what the block reads before it has written.

        All changes of the block are saved together, or none if it raises. Raises ``KeepingError``.
        """
        with self._transaction("BEGIN IMMEDIATE", self._connected) as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str, opened: Opening) -> Iterator[sqlite3.Connection]:
        try:
            with closing(opened(self._path())) as connection:
                connection.execute(begin)
                with connection:  # commits, or takes everything back
                    yield connection
        except UnicodeEncodeError as error:
            raise KeepingError(
                "This contains half a character, probably a cut emoji. Remove it or type it again."
            ) from error
        except (sqlite3.Error, OSError, Timeout, UnicodeDecodeError) as error:
            if is_damage(error):
                self._sound = None  # the next use looks at all pages, and mends what it can
            raise KeepingError(f"Nothing can be kept on disk: {error}. Free or repair the folder.") from error

    def _readable(self, path: Path) -> sqlite3.Connection:
        """As ``_connected``; where nothing can be written, of the file as it lies there."""
        try:
            return self._connected(path)
        except (OSError, sqlite3.OperationalError) as error:
            if isinstance(error, Timeout) or not (path.is_file() and path.stat().st_size):
                raise
            return open_read_only(path, error)

    def _connected(self, path: Path) -> sqlite3.Connection:
        # One at a time: a connection to a file that another puts aside would find the journal of the new file.
        with FileLock(f"{path}.lock", timeout=PATIENCE_S, mode=PRIVATE, poll_interval=POLL_S):
            if _is_empty(path):
                self._begin_anew(path, "was empty, as after a full disk or a crash")
            try:
                return self._prepared(path)
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                if not is_damage(error):  # locked, full or read-only: the file itself may be sound
                    raise
                broken = self._begin_anew(path, f"was damaged ({error})")
                return self._mended(path, broken)

    def _is_prepared(self, connection: sqlite3.Connection) -> bool:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        return bool(mode == "wal") and self._migrations.are_applied(connection)

    def _prepared(self, path: Path) -> sqlite3.Connection:
        private_file(path)
        connection = _opened(path)
        try:
            if not self._is_prepared(connection):
                self._migrations.done(connection, path.name)  # a newer program's file is refused before it is touched
                # In this mode readers and a writer do not wait for each other, and a crash leaves the last full state.
                connection.execute("PRAGMA journal_mode=WAL")
                self._migrations.apply(connection, path.name)
            if self._sound != path and not is_sound(connection):
                raise sqlite3.DatabaseError("some of its pages cannot be read")
            self._sound = path
        except BaseException:
            connection.close()
            if _is_empty(path):  # a new one, for which there is no room
                path.unlink()
            raise
        return connection

    def _begin_anew(self, path: Path, why: str) -> Path:
        """Puts the file aside; returns its new path."""
        broken = path.with_name(f"{path.name}.broken-{datetime.now():%Y%m%d-%H%M%S-%f}")
        for companion in COMPANIONS:
            beside = path.with_name(path.name + companion)
            if beside.exists():
                beside.replace(broken.with_name(broken.name + companion))
        self.problem = f"{path.name} {why}: it is kept as {broken.name}, and a new one was begun."
        return broken

    def _mended(self, path: Path, broken: Path) -> sqlite3.Connection:
        """A new file, with all that can be read of the broken one."""
        connection = self._prepared(path)
        try:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                rows = salvage(broken, connection)
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # nothing to be had
            return connection
        if rows:
            self.problem = self.problem.replace("was begun.", "holds what could still be read.")
        return connection


def _is_empty(path: Path) -> bool:
    return path.exists() and not path.stat().st_size


def _opened(path: Path) -> sqlite3.Connection:
    """A connection that waits while another one writes; transactions are begun explicitly."""
    connection = sqlite3.connect(path, timeout=PATIENCE_S, isolation_level=None)
    connection.text_factory = whatever_the_bytes
    return connection
