"""Faults of disks and files: what can be read is shown, the rest is put aside, and keeping goes on."""

import json
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hybrid.errors import KeepingError
from tests.ui.storage.test_conversations import ANSWERED, ASKED
from ui.storage import database
from ui.storage.conversations import Conversations, SavedMessage
from ui.storage.runs import RunsStore

pytestmark = pytest.mark.usefixtures("leaves_nothing")

LONG = (SavedMessage("user", "x" * 30_000), SavedMessage("assistant", "y" * 30_000))
PAGE = 4096  # the first one has the schema
Store = Callable[[], Conversations]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def store(path: Path) -> Store:
    """A store as a newly started program has it."""
    return lambda: Conversations(lambda: path)


def flattened(path: Path) -> bytearray:
    """The file, with all that was saved in itself."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return bytearray(path.read_bytes())


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_only_the_user_may_read_what_is_kept(store: Store, path: Path) -> None:
    kept = store()
    kept.keep("", (), ASKED)
    with kept._database.reading():
        rights = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(rights) >= {path.name, f"{path.name}-wal", f"{path.name}-shm"}
    assert set(rights.values()) == {0o600}


@pytest.mark.parametrize("page", range(2, 12))
def test_damage_inside_costs_what_it_has_hit(store: Store, path: Path, page: int) -> None:
    kept = store()
    conversations = {kept.keep("", (), LONG[:1]): LONG[:1] for _ in range(3)}
    conversations |= {kept.keep("", (), ANSWERED): ANSWERED for _ in range(30)}
    content = flattened(path)
    content[PAGE * page : PAGE * (page + 1)] = b"\xff" * PAGE
    path.write_bytes(content)
    again = store()
    read = {listed.id: again.read(listed.id) for listed in again.listed()}
    assert len(read) >= 3, "one page holds at most a few of them"
    assert all(conversations[conversation] == messages for conversation, messages in read.items())
    if len(read) < len(conversations):
        assert "was damaged" in again.problem
        assert "what could still be read" in again.problem
        (aside,) = path.parent.glob("conversations.db.broken-*[0-9]")
        assert aside.read_bytes() == bytes(content)
    assert again.read(again.keep("", (), ASKED)) == ASKED
    assert store().problem == "", "once"


def test_a_schema_that_is_no_text_is_damage(store: Store, path: Path) -> None:
    """SQLite quotes it in its error, which Python then cannot decode."""
    kept = store()
    kept.keep("", (), ANSWERED)
    content = flattened(path)
    content[content.index(b"CREATE TABLE") + 3] = 0xF8
    path.write_bytes(content)
    again = store()
    again.listed()
    assert "was damaged" in again.problem
    assert again.read(again.keep("", (), ASKED)) == ASKED


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(data=st.data())
def test_no_damage_behind_the_schema_ends_keeping(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("damage") / "conversations.db"
    kept = Conversations(lambda: path)
    for messages in (LONG, ANSWERED, ANSWERED):
        kept.keep("", (), messages)
    content = flattened(path)
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(PAGE, len(content) - 1))] = data.draw(st.integers(0, 255))
    del content[data.draw(st.integers(PAGE, len(content))) :]
    path.write_bytes(content)
    again = Conversations(lambda: path)
    for listed in again.listed():
        again.read(listed.id)
    assert again.read(again.keep("", (), ASKED)) == ASKED


def test_an_empty_file_is_said(store: Store, path: Path) -> None:
    store().keep("", (), ASKED)
    path.write_bytes(b"")
    again = store()
    assert again.listed() == ()
    assert "conversations.db was empty" in again.problem
    assert again.keep("", (), ASKED)
    assert store().problem == ""


def cannot_write(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise fault

    if isinstance(fault, OSError):
        monkeypatch.setattr(database, "FileLock", fails)
    else:
        monkeypatch.setattr(database, "_opened", fails)


FAULTS = [
    PermissionError(13, "Permission denied"),
    OSError(28, "No space left on device"),
    OSError(30, "Read-only file system"),
    sqlite3.OperationalError("attempt to write a readonly database"),
    sqlite3.OperationalError("disk I/O error"),
    sqlite3.OperationalError("unable to open database file"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_where_nothing_can_be_written_old_conversations_are_read(
    store: Store, path: Path, fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = store().keep("", (), ANSWERED)
    before = path.read_bytes()
    cannot_write(monkeypatch, fault)
    again = store()
    assert [listed.id for listed in again.listed()] == [conversation]
    assert again.read(conversation) == ANSWERED
    with pytest.raises(KeepingError, match="Nothing can be kept on disk"):
        again.keep(conversation, ANSWERED, ASKED)
    assert path.read_bytes() == before
    assert again.problem == ""


def test_a_list_is_shown_though_what_has_expired_cannot_be_removed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store()
    shown, deleted = kept.keep("", (), ANSWERED), kept.keep("", (), ASKED)
    monkeypatch.setattr("ui.storage.conversations.time", lambda: 1000.0)
    kept.delete(deleted)
    monkeypatch.undo()
    cannot_write(monkeypatch, FAULTS[2])
    assert [listed.id for listed in store().listed()] == [shown]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(store: Store, path: Path) -> None:
    conversation = store().keep("", (), ANSWERED)
    path.parent.chmod(0o500)
    try:
        assert store().read(conversation) == ANSWERED
    finally:
        path.parent.chmod(0o700)


def spoil(path: Path, conversation: str, messages: object) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE conversations SET messages = ? WHERE id = ?", (messages, conversation))


NEWER = [{"role": "user", "text": "a"}, {"role": "tool", "text": "b"}, {"role": "assistant", "text": "c"}]


def test_an_unknown_role_is_left_out_and_put_aside_once(store: Store, path: Path) -> None:
    kept = store()
    conversation, text = kept.keep("", (), ASKED), json.dumps(NEWER)
    spoil(path, conversation, text)
    shown = (SavedMessage("user", "a"), SavedMessage("assistant", "c"))
    assert kept.read(conversation) == shown
    assert "can't be read" in kept.problem
    (aside,) = path.parent.glob("*.unreadable.json")
    assert aside.name in kept.problem
    assert aside.read_text() == text
    assert kept.read(conversation) == shown
    assert kept.problem == "", "said once"
    assert kept.keep(conversation, shown, (*shown, *ASKED)) == conversation, "and it goes on"
    assert kept.read(conversation) == (*shown, *ASKED)
    assert list(path.parent.glob("*.unreadable.json")) == [aside]


@pytest.mark.parametrize("row", ["torn", "", "7", "{}", "[7]", '[{"role": 7}]', "[" * 100_000, b"\xff", 7, 1.5])
def test_a_row_that_is_no_conversation(store: Store, path: Path, row: object) -> None:
    kept = store()
    conversation, other = kept.keep("", (), ASKED), kept.keep("", (), ANSWERED)
    spoil(path, conversation, row)
    assert kept.read(conversation) == ()
    assert kept.read(other) == ANSWERED
    assert len(kept.listed()) == 2
    assert len(list(path.parent.glob("*.unreadable.json"))) == 1
    assert kept.keep(conversation, (), ASKED) == conversation


def test_what_cannot_be_put_aside_is_not_overwritten(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = store()
    conversation = kept.keep("", (), ASKED)
    spoil(path, conversation, json.dumps(NEWER))
    monkeypatch.setattr("ui.storage.conversations.private_opener", lambda *_: os.open(path / "none", os.O_RDONLY))
    shown = kept.read(conversation)
    assert "not be put aside" in kept.problem
    assert kept.keep(conversation, shown, (*shown, *ASKED)) != conversation


@pytest.mark.parametrize("curve", ["torn", "[1]", "7", b"\xff"])
def test_a_curve_that_is_none(tmp_path: Path, curve: object) -> None:
    path = tmp_path / "runs.db"
    runs = RunsStore(lambda: path)
    assert runs.rows() == ()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO runs (id, at, figures, curve) VALUES ('a', 1.0, ?, ?)", (curve, curve))
    assert runs.curve("a") is None
    assert runs.rows() == ()
