"""Conversations on disk: nothing is lost, whatever happens to the file or in another tab."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from time import monotonic, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.errors import KeepingError
from ui.storage.conversations import (
    UNTITLED,
    Conversations,
    SavedMessage,
    exported_json,
    exported_markdown,
    imported,
)

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
MESSAGES = st.lists(
    st.builds(SavedMessage, role=st.sampled_from(["user", "assistant"]), text=TEXTS, request=TEXTS, figures=TEXTS)
).map(tuple)
ASKED = (SavedMessage("user", "What is 2 + 2?"),)
NOW, DAY_S = 1.7e9, 86_400.0
ANSWERED = (*ASKED, SavedMessage("assistant", "2 + 2 is 4.", "r1", "21 tok/s", "- 5 tokens"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def kept(path: Path) -> Conversations:
    return Conversations(lambda: path)


def reopened(path: Path) -> Conversations:
    return Conversations(lambda: path)


def test_a_conversation_is_there_after_a_restart(kept: Conversations, path: Path) -> None:
    conversation = kept.keep("", (), ASKED)
    assert kept.keep(conversation, ASKED, ANSWERED) == conversation
    again = reopened(path)
    assert again.read(conversation) == ANSWERED
    assert [listed.title for listed in again.listed()] == ["What is 2 + 2?"]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    return lambda at: monkeypatch.setattr("ui.storage.conversations.time", lambda: at)


@pytest.mark.parametrize("jump", [-3600.0, -400 * DAY_S, 3600.0, 400 * DAY_S])
def test_the_latest_comes_first_though_the_clock_jumps(
    kept: Conversations, set_clock: Callable[[float], None], jump: float
) -> None:
    set_clock(NOW)
    first, second = kept.keep("", (), ASKED), kept.keep("", (), ASKED)
    set_clock(NOW + jump)
    third = kept.keep("", (), ASKED)
    assert [listed.id for listed in kept.listed()] == [third, second, first]
    kept.keep(first, ASKED, ANSWERED)
    assert [listed.id for listed in kept.listed()] == [first, third, second]
    set_clock(NOW)
    fourth = kept.keep("", (), ASKED)
    assert [listed.id for listed in kept.listed()] == [fourth, first, third, second]


@pytest.mark.parametrize("jump", [-3600.0, 8 * DAY_S, 400 * DAY_S])
def test_a_deletion_can_be_undone_though_the_clock_jumps(
    kept: Conversations, path: Path, set_clock: Callable[[float], None], jump: float
) -> None:
    set_clock(NOW)
    conversation = kept.keep("", (), ASKED)
    kept.delete(conversation)
    set_clock(NOW + jump)
    assert kept.listed() == ()
    kept.undo(conversation)
    assert kept.read(conversation) == ASKED
    kept.delete(conversation)
    set_clock(NOW + jump + 8 * DAY_S)
    reopened(path).listed()  # another start of the program
    kept.undo(conversation)
    assert kept.read(conversation) == ()


def test_the_latest_comes_first_and_a_name_stays(kept: Conversations) -> None:
    first, second = kept.keep("", (), ASKED), kept.keep("", (), (SavedMessage("user", "x" * 100),))
    assert [listed.id for listed in kept.listed()] == [second, first]
    assert len(kept.title(second)) == 60
    kept.rename(first, "  Sums \n and more ")
    kept.keep(first, ASKED, ANSWERED)
    assert [listed.title for listed in kept.listed()][0] == "Sums and more"
    with pytest.raises(KeepingError, match="Enter a name"):
        kept.rename(first, "  ")
    with pytest.raises(KeepingError, match="Send a message"):
        kept.rename("unheard of", "Name")


def test_what_another_tab_has_kept_is_not_overwritten(kept: Conversations) -> None:
    conversation = kept.keep("", (), ASKED)
    kept.keep(conversation, ASKED, ANSWERED)
    copy = kept.keep(conversation, ASKED, (*ASKED, SavedMessage("assistant", "5")))
    assert copy != conversation
    assert kept.read(conversation) == ANSWERED
    assert len(kept.listed()) == 2


def test_removed_messages_come_back_once(kept: Conversations) -> None:
    conversation = kept.keep("", (), ANSWERED)
    kept.keep(conversation, ANSWERED, ASKED)
    kept.undo(conversation)
    assert kept.read(conversation) == ANSWERED
    kept.undo(conversation)
    assert kept.read(conversation) == ANSWERED


def test_a_deleted_conversation_is_out_of_sight_until_undone(kept: Conversations) -> None:
    conversation = kept.keep("", (), ANSWERED)
    kept.delete(conversation)
    assert kept.listed() == ()
    assert kept.read(conversation) == ()
    kept.undo(conversation)
    assert kept.read(conversation) == ANSWERED


def test_after_days_a_deletion_is_for_good(kept: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = kept.keep("", (), ANSWERED)
    kept.delete(conversation)
    for name, clock in (("time", time), ("monotonic", monotonic)):
        monkeypatch.setattr(f"ui.storage.conversations.{name}", lambda clock=clock: clock() + 8 * DAY_S)
    kept.listed()
    kept.undo(conversation)
    assert kept.read(conversation) == ()


def test_a_damaged_file_is_put_aside_and_said_so(path: Path) -> None:
    path.write_bytes(b"no database, " * 1000)
    store = reopened(path)
    assert store.listed() == ()
    assert "damaged" in store.problem
    assert store.keep("", (), ASKED)
    (aside,) = path.parent.glob("*.broken-*")
    assert aside.read_bytes().startswith(b"no database")


def test_what_was_not_committed_is_not_there_and_harms_nothing(kept: Conversations, path: Path) -> None:
    conversation = kept.keep("", (), ASKED)
    torn = sqlite3.connect(path)
    torn.execute("UPDATE conversations SET messages = 'torn'")
    torn.close()
    assert reopened(path).read(conversation) == ASKED


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = Conversations(lambda: tmp_path / "file" / "conversations.db")
    with pytest.raises(KeepingError, match="kept on disk"):
        store.keep("", (), ASKED)


@given(messages=MESSAGES, title=TEXTS)
def test_what_is_exported_can_be_imported(messages: tuple[SavedMessage, ...], title: str) -> None:
    actual_title, actual_messages = imported(exported_json(title, messages))
    assert actual_messages == messages
    if title.strip() and len(title) <= 60:
        assert actual_title == " ".join(title.split())


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"title": "x", "messages": [1]}', '{"title": "x", "messages": [{"role": "system", "text": "x"}]}',
     '{"title": "x", "messages": [{"role": "user", "text": 1}]}', "[" * 100_000],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(KeepingError, match="a conversation export"):
        imported(text)
    with pytest.raises(KeepingError, match="too large"):
        imported("x" * 5_000_001)


def test_markdown_reads_as_a_dialogue() -> None:
    assert exported_markdown(UNTITLED, ANSWERED) == (
        f"# {UNTITLED}\n\n## You\n\nWhat is 2 + 2?\n\n## Model\n\n2 + 2 is 4.\n\n*21 tok/s*\n"
    )
