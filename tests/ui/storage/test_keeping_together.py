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
    kept = conversations(tmp_path)
    for round_ in range(ROUNDS):
        with kept._database.writing() as connection:
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, 0.0, NULL, ?, NULL)",
                (f"conversation {round_}", f"Round {round_}", f'[{{"role": "user", "text": "round {round_}"}}]'),
            )
    ends = [end for found in together(write_turns, tmp_path) for end in found]
    assert len(ends) == ROUNDS * WRITERS
    for _, conversation, messages in ends:
        assert kept.read(conversation) == messages
    for round_ in range(ROUNDS):
        own = [end for end in ends if end[0] == f"conversation {round_}"]
        assert len({conversation for _, conversation, _ in own}) == WRITERS
        assert sum(conversation == began for began, conversation, _ in own) == 1, "one goes on, the others have copies"
    titles = [listed.title for listed in kept.listed()]
    assert titles.count("Round 0") == 1
    assert titles.count("Round 0 (copy)") == WRITERS - 1


@pytest.mark.parametrize("damaged", [False, True])
def test_a_file_that_all_begin_at_once_is_begun_once(tmp_path: Path, damaged: bool) -> None:
    """Also in place of a damaged one: it is put aside once, and never what others have kept since."""
    if damaged:
        (tmp_path / "conversations.db").write_bytes(b"no database, " * 1000)
    found = together(begin, tmp_path)
    kept = conversations(tmp_path)
    for conversation, messages, _ in found:
        assert kept.read(conversation) == messages
    assert len(kept.listed()) == WRITERS
    assert len(list(tmp_path.glob("*.broken-*"))) == damaged
    assert len([problem for _, _, problem in found if problem]) == damaged


def test_every_run_is_there(tmp_path: Path) -> None:
    ids = [run for found in together(add_runs, tmp_path) for run in found]
    store = RunsStore(lambda: tmp_path / "runs.db")
    assert sorted(row["id"] for row in store.rows()) == sorted(ids)
    assert all(store.curve(run) for run in ids)


def test_every_preset_is_there(tmp_path: Path) -> None:
    names = [name for found in together(save_presets, tmp_path) for name in found]
    shelf = PresetFiles(lambda: tmp_path / "presets").shelf("demo-moe", SETTINGS)
    assert sorted(preset.name for preset in shelf.saved) == sorted(names)
    assert shelf.problems == ()


def test_a_writer_waits_for_another_and_reads_what_it_wrote(tmp_path: Path) -> None:
    """The turn of who comes second is judged by what the first has made of the conversation."""
    kept, first = conversations(tmp_path), turn(0, 0)
    conversation = kept.keep("", (), first)
    begun = threading.Event()

    def second() -> str:
        begun.set()
        return kept.keep(conversation, first, (*first, *turn(2, 1)))

    with ThreadPoolExecutor(1) as pool:
        with kept._database.writing() as connection:
            later = pool.submit(second)
            assert begun.wait(PATIENCE_S)
            connection.execute("UPDATE conversations SET messages = '[]'")
        assert later.result(PATIENCE_S) != conversation
    assert kept.read(conversation) == ()


def test_who_has_waited_too_long_is_told_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = conversations(tmp_path)
    conversation = kept.keep("", (), turn(0, 0))
    monkeypatch.setattr("ui.storage.database.PATIENCE_S", 0.01)
    with kept._database.writing(), pytest.raises(KeepingError, match="locked"):
        kept.keep(conversation, turn(0, 0), turn(0, 0) * 2)
    assert kept.read(conversation) == turn(0, 0)


def test_two_tabs_that_ask_in_one_conversation_both_keep_their_turn_and_are_told(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    chat, menu = kept.pane(FakeEngine())
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
        questions = [text_of(m) for m in menu.opened(shown.conversation).chatbot if m["role"] == "user"]
        assert questions == ["one", asked]
    dropped = menu.drop("0", history, first.conversation, tab("c"))
    assert dropped.notice == COPIED
    assert dropped.conversation not in (first.conversation, yours.conversation)
    assert len(kept.conversations.read(first.conversation)) == 4


def test_a_reply_to_a_conversation_deleted_meanwhile_is_kept(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    chat, _ = kept.pane(FakeEngine())
    shown = ask(chat, "one")
    kept.conversations.delete(shown.conversation)
    updates = list(chat.reply(shown.chatbot, shown.run, shown.conversation, tab("a"), 0, 1, 0, 1, "", 64, ""))
    last = updates[-1]
    assert "changed or deleted elsewhere" in last.error
    assert [message.text for message in kept.conversations.read(last.conversation)][:1] == ["one"]
