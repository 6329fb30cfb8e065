"""Reading a SQLite file where nothing can be written: a full disk, or one, or a folder, that is read-only.

SQLite itself has to write beside a file whose journal is a write-ahead log, even to read it.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import pathname2url

_BESIDE = ("", "-wal")  # the log holds what was saved last


def open_read_only(path: Path, why: Exception) -> sqlite3.Connection:
    """A connection that shows the file as it lies there and changes nothing, not even its schema.

    Raises ``why``, the reason why it could not be opened otherwise, if it cannot be read at all.
    """
    for connection in _ways(path):
        connection.text_factory = whatever_the_bytes
        with suppress(sqlite3.Error, UnicodeDecodeError):
            if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() > (0,):
                return connection
        connection.close()
    raise why


def whatever_the_bytes(text: bytes) -> str:
    """For ``text_factory``: SQLite does not check that texts are UTF-8, and one that is not must not hide the rest."""
    return text.decode(errors="replace")


def _ways(path: Path) -> Iterator[sqlite3.Connection]:
    """In place; in memory, out of a copy elsewhere; in place, without what only the log has."""
    address = f"file:{pathname2url(str(path.absolute()))}"
    with suppress(sqlite3.Error):
        yield sqlite3.connect(f"{address}?mode=ro", uri=True, isolation_level=None)
    with suppress(sqlite3.Error, OSError, UnicodeDecodeError):
        yield _copied(path)
    with suppress(sqlite3.Error):
        yield sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, isolation_level=None)


def _copied(path: Path) -> sqlite3.Connection:
    with TemporaryDirectory() as folder:  # which only its user may enter
        for end in _BESIDE:
            beside = path.with_name(path.name + end)
            if beside.exists():
                shutil.copy(beside, Path(folder, f"copy{end}"))
        memory = sqlite3.connect(":memory:", isolation_level=None)
        with closing(sqlite3.connect(Path(folder, "copy"))) as copy:
            copy.backup(memory)
    memory.execute("PRAGMA query_only = 1")
    return memory
