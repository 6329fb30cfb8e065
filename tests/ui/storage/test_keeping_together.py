"""Several tabs and programs keep things at the same moment: whatever was acknowledged is there afterwards."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hybrid.errors import KeepingError
from tests.fakes.fake_engine import FakeEngine
from tests.fakes.kept_chat import Kept, answered, ask, tab, text_of
from tests.fakes.writers import (
    PATIENCE_S,
    ROUNDS,
    SETTINGS,
    WRITERS,
    add_runs,
    begin,
    conversations,
    save_presets,
    together,
    turn,
    write_turns,
)
from ui.chat.keeper import COPIED
from ui.control.presets import PresetFiles
from ui.storage.runs import RunsStore


def test_every_turn_of_every_tab_is_there(tmp_path: Path) -> None:
    store = conversations(tmp_path)
    for round_ in range(ROUNDS):
        with store._database.writing() as connection:
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, 0.0, NULL, ?, NULL)",
                (f"conversation {round_}", f"Round {round_}", f'[{{"role": "user", "text": "round {round_}"}}]'),
            )
    ends = [end for several in together(write_turns, tmp_path) for end in several]
    assert len(ends) == ROUNDS * WRITERS
    for _, conversation, messages in ends:
        assert store.read(conversation) == messages
    for round_ in range(ROUNDS):
        round_ends = [end for end in ends if end[0] == f"conversation {round_}"]
        assert len({conversation for _, conversation, _ in round_ends}) == WRITERS
        assert sum(conversation == began for began, conversation, _ in round_ends) == 1, (
            "one goes on, the others have copies"
        )
    titles = [listed.title for listed in store.listed()]
    assert titles.count("Round 0") == 1
    assert titles.count("Round 0 (copy)") == WRITERS - 1


@pytest.mark.parametrize("damaged", [False, True])
def test_a_file_that_all_begin_at_once_is_begun_once(tmp_path: Path, damaged: bool) -> None:
    """Also in place of a damaged one: it is put aside once, and never what others have kept since."""
    if damaged:
        (tmp_path / "conversations.db").write_bytes(b"no database, " * 1000)
    results = together(begin, tmp_path)
    store = conversations(tmp_path)
    for conversation, messages, _ in results:
        assert store.read(conversation) == messages
    assert len(store.listed()) == WRITERS
    assert len(list(tmp_path.glob("*.broken-*"))) == damaged
    assert len([problem for _, _, problem in results if problem]) == damaged


def test_every_run_is_there(tmp_path: Path) -> None:
    ids = [run for several in together(add_runs, tmp_path) for run in several]
    store = RunsStore(lambda: tmp_path / "runs.db")
    assert sorted(row["id"] for row in store.rows()) == sorted(ids)
    assert all(store.curve(run) for run in ids)


def test_every_preset_is_there(tmp_path: Path) -> None:
    names = [name for several in together(save_presets, tmp_path) for name in several]
    shelf = PresetFiles(lambda: tmp_path / "presets").shelf("demo-moe", SETTINGS)
    assert sorted(preset.name for preset in shelf.saved) == sorted(names)
    assert shelf.problems == ()


def test_a_writer_waits_for_another_and_reads_what_it_wrote(tmp_path: Path) -> None:
    """The turn of who comes second is judged by what the first has made of the conversation."""
    store, first = conversations(tmp_path), turn(0, 0)
    conversation = store.keep("", (), first)
    begun = threading.Event()

    def second() -> str:
        begun.set()
        return store.keep(conversation, first, (*first, *turn(2, 1)))

    with ThreadPoolExecutor(1) as pool:
        with store._database.writing() as connection:
            later = pool.submit(second)
            assert begun.wait(PATIENCE_S)
            connection.execute("UPDATE conversations SET messages = '[]'")
        assert later.result(PATIENCE_S) != conversation
    assert store.read(conversation) == ()


def test_who_has_waited_too_long_is_told_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = conversations(tmp_path)
    conversation = store.keep("", (), turn(0, 0))
    monkeypatch.setattr("ui.storage.database.PATIENCE_S", 0.01)
    with store._database.writing(), pytest.raises(KeepingError, match="locked"):
        store.keep(conversation, turn(0, 0), turn(0, 0) * 2)
    assert store.read(conversation) == turn(0, 0)


def test_two_tabs_that_ask_in_one_conversation_both_keep_their_turn_and_are_told(tmp_path: Path) -> None:
    stores = Kept(tmp_path)
    chat, menu = stores.pane(FakeEngine())
    first = ask(chat, "one")
    history = answered(chat, first)
    mine = chat.ask("mine", history, first.conversation, "", tab("a"))
    yours = chat.ask("yours", history, first.conversation, "", tab("b"))
    assert (mine.conversation, mine.notice) == (first.conversation, "")
    assert yours.conversation != first.conversation
    assert yours.notice == COPIED
    answered(chat, mine)
    answered(chat, yours, "b")
    for shown, asked in ((mine, "mine"), (yours, "yours")):
        questions = [text_of(m) for m in menu.opened(shown.conversation, "", tab("a")).chatbot if m["role"] == "user"]
        assert questions == ["one", asked]
    dropped = menu.drop("0", history, first.conversation, tab("c"))
    assert dropped.notice == COPIED
    assert dropped.conversation not in (first.conversation, yours.conversation)
    assert len(stores.conversations.read(first.conversation)) == 4


def test_a_reply_to_a_conversation_deleted_meanwhile_is_kept(tmp_path: Path) -> None:
    stores = Kept(tmp_path)
    chat, _ = stores.pane(FakeEngine())
    shown = ask(chat, "one")
    stores.conversations.delete(shown.conversation)
    updates = list(chat.reply(shown.chatbot, shown.run, shown.conversation, tab("a"), 0, 1, 0, 0, 1, "", 64, ""))
    last = updates[-1]
    assert "changed or deleted in another tab" in last.error
    assert [message.text for message in stores.conversations.read(last.conversation)][:1] == ["one"]
