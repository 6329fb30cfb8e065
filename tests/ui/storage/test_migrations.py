"""Migrations: files of every age are brought to today's tables once, whole, and nothing of them is lost."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.errors import KeepingError
from tests.fakes.writers import together
from ui.storage.conversations import MIGRATIONS as CONVERSATION_MIGRATIONS
from ui.storage.conversations import Conversations, SavedMessage
from ui.storage.database import Database
from ui.storage.migrations import Migration, Migrations
from ui.storage.runs import MIGRATIONS as RUN_MIGRATIONS
from ui.storage.runs import RunsStore

CHECKSUM = 1234567
CONVERSATIONS, RUNS = "id, title, changed, deleted, messages, former", "id, at, figures, curve"


def old_file(path: Path) -> Path:
    """The file as commit 0216812 wrote it, made of the dump beside this test."""
    dump = Path(__file__).parent / f"{path.stem}-0216812.sql"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(dump.read_text(encoding="utf-8"))
    return path


def content(path: Path, columns: str = RUNS) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT {columns} FROM {path.stem} ORDER BY rowid").fetchall()


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def adds(name: str) -> Migration:
    """Fails when it is applied twice."""
    return lambda connection: connection.execute(f"CREATE TABLE {name} (x)")


def opened(path: Path, *steps: Migration) -> list[str]:
    """The tables there are after a program that knows ``steps`` has opened the file."""
    with Database(lambda: path, Migrations(steps, CHECKSUM)).reading() as connection:
        return [name for (name,) in connection.execute("SELECT name FROM sqlite_master ORDER BY rowid")]


@pytest.mark.parametrize(("name", "columns", "rows"), [("conversations", CONVERSATIONS, 4), ("runs", RUNS, 3)])
def test_every_row_of_an_old_file_comes_through(tmp_path: Path, name: str, columns: str, rows: int) -> None:
    path = old_file(tmp_path / f"{name}.db")
    before = content(path, columns)
    assert len(before) == rows
    migrations = {"conversations": CONVERSATION_MIGRATIONS, "runs": RUN_MIGRATIONS}[name]
    assert version(path) == migrations.checksum
    with Database(lambda: path, migrations).reading():
        pass
    assert content(path, columns) == before
    assert version(path) == len(migrations.steps)


def test_old_conversations_are_listed_read_and_brought_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.storage.conversations.time", lambda: 1762020000.0)  # some hours after they were written
    path = old_file(tmp_path / "conversations.db")
    store = Conversations(lambda: path)
    titles = {listed.title: listed.id for listed in store.listed()}
    assert list(titles) == ["What is 2 + 2? (copy)", "Ducks", "What is 2 + 2?"]
    assert store.read(titles["What is 2 + 2?"])[1] == SavedMessage(
        "assistant", "2 + 2 is 4.", "a1b2c3", "21.5 tok/s, 75 % hits", "- 5 tokens\n- 12 of 48 fetched"
    )
    store.undo(titles["Ducks"])
    assert store.read(titles["Ducks"])[1].thought == "Is it a duck?\nIt is."
    store.undo("00000000000000000000000000c0fff0")
    assert store.title("00000000000000000000000000c0fff0") == "Forget this"
    assert store.problem == ""


def test_old_runs_are_rows_with_their_curves(tmp_path: Path) -> None:
    path = old_file(tmp_path / "runs.db")
    written = {row[0]: row for row in content(path)}
    store = RunsStore(lambda: path)
    assert [row["id"] for row in store.rows()] == ["0789ab", "d4e5f6", "a1b2c3"]
    for row in store.rows():
        assert row == json.loads(written[row["id"]][2])
        assert store.curve(row["id"]) == json.loads(written[row["id"]][3] or "null")


@pytest.mark.parametrize(
    "figures", ['{"indexes": []}', '{"finish": {}}', '{"tokens": 1e999}', "[", '{"model": "\\ud800"}']
)
def test_an_old_row_of_nonsense_keeps_no_other_from_coming_along(tmp_path: Path, figures: str) -> None:
    path = old_file(tmp_path / "runs.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE runs SET figures = ? WHERE id = 'a1b2c3'", (figures,))
    store = RunsStore(lambda: path)
    assert [row["id"] for row in store.rows() if "id" in row] == ["0789ab", "d4e5f6"]
    json.dumps(store.rows(), allow_nan=False, ensure_ascii=False).encode()


@given(step_counts=st.lists(st.integers(0, 6), min_size=1, max_size=5))
def test_each_step_is_applied_once_whichever_programs_open_the_file(
    tmp_path_factory: pytest.TempPathFactory, step_counts: list[int]
) -> None:
    path, most = tmp_path_factory.mktemp("file") / "x.db", 0
    for steps in step_counts:
        if steps < most:
            with pytest.raises(KeepingError, match="newer version"):
                opened(path, *(adds(f"t{n}") for n in range(steps)))
        else:
            most = steps
            assert opened(path, *(adds(f"t{n}") for n in range(steps))) == [f"t{n}" for n in range(steps)]
        assert version(path) == most


def test_programs_that_open_an_old_file_at_once_migrate_it_once(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"CREATE TABLE first (x); PRAGMA user_version = {CHECKSUM}")
    assert together(_open_old, tmp_path) == [["first", "second", "third"]] * 9
    assert version(path) == 3


def _open_old(folder: Path, writer: int, wait: Callable[[], object]) -> list[str]:
    wait()
    return opened(folder / "old.db", adds("first"), adds("second"), adds("third"))


@pytest.mark.parametrize("failure", [ValueError("odd row"), sqlite3.IntegrityError("odd row")])
def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path, failure: Exception) -> None:
    path = tmp_path / "x.db"
    opened(path, adds("first"))
    before = path.read_bytes()

    def fails(connection: sqlite3.Connection) -> None:
        adds("half")(connection)
        raise failure

    with pytest.raises(KeepingError, match=r"x\.db is of an older version .*odd row.* as it was"):
        opened(path, adds("first"), fails)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.glob("x.db*") if file.suffix != ".lock"] == ["x.db"]
    assert opened(path, adds("first"), adds("second")) == ["first", "second"]


def test_a_full_disk_during_a_migration_is_named_as_such(tmp_path: Path) -> None:
    def full(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    path = tmp_path / "x.db"
    with pytest.raises(KeepingError, match="disk is full. Free or repair"):
        opened(path, full)
    opened(path, adds("first"))
    newer = Database(lambda: path, Migrations((adds("first"), full), CHECKSUM))
    with pytest.raises(KeepingError, match="disk is full. Free or repair"), newer.writing():
        pass
    assert opened(path, adds("first"), full) == ["first"], "what is there can be read"
    assert version(path) == 1


@pytest.mark.parametrize("number", [len(RUN_MIGRATIONS.steps) + 1, CONVERSATION_MIGRATIONS.checksum, -1])
def test_a_file_of_a_newer_program_is_left_as_it_is(tmp_path: Path, number: int) -> None:
    path = tmp_path / "runs.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"CREATE TABLE runs (another TEXT); PRAGMA user_version = {number}")
    before = path.read_bytes()
    store = RunsStore(lambda: path)
    with pytest.raises(KeepingError, match=r"runs\.db was written by a newer version.*update the program"):
        store.rows()
    assert path.read_bytes() == before
    assert store.problem == ""


def test_a_file_that_an_old_program_has_opened_since_is_todays_again(tmp_path: Path) -> None:
    """It finds a number it does not know and puts its own there, which must not make a step fail."""
    path = old_file(tmp_path / "runs.db")
    rows = RunsStore(lambda: path).rows()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {RUN_MIGRATIONS.checksum}")
    assert RunsStore(lambda: path).rows() == rows
    assert version(path) == len(RUN_MIGRATIONS.steps)
