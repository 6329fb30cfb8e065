"""The program ends in the middle of replies: what they have written is kept, once."""

import threading
from pathlib import Path

import pytest

from tests.fakes.fake_engine import FakeEngine
from tests.fakes.kept_chat import FIELDS, Kept, ask, tab
from tests.ui.api.conftest import until
from ui.chat import handlers
from ui.chat.handlers import Chat
from ui.chat.replies import writer
from ui.storage.conversations import SavedMessage


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def only(kept: Kept) -> tuple[SavedMessage, ...]:
    (listed,) = kept.conversations.listed()
    return kept.conversations.read(listed.id)


def writing(chat: Chat, engine: FakeEngine) -> threading.Thread:
    """A reply whose first words have been shown, and which goes on."""
    shown, begun = ask(chat), threading.Event()

    def write() -> None:
        for update in chat.reply(shown.chatbot, shown.run, shown.conversation, tab("a"), *FIELDS):
            if isinstance(update.chatbot, list):
                begun.set()

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(30)
    return thread


def test_a_reply_is_ended_and_kept(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "PATIENCE_S", 30.0)
    engine = FakeEngine(pace_s=0.01, replies=("word " * 5000,))
    chat = kept.chat(engine)
    thread = writing(chat, engine)
    chat.end_all()
    answer = only(kept)[1]
    assert answer.text.startswith("word")
    assert "stopped" in answer.details
    thread.join(30)
    assert not thread.is_alive()


def test_a_slow_one_is_kept_as_far_as_it_came(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine(pace_s=0.01, replies=("word " * 5000,))
    cancel = engine.cancel
    monkeypatch.setattr(engine, "cancel", lambda _: None)
    monkeypatch.setattr(writer, "PATIENCE_S", 0.0)
    chat = kept.chat(engine)
    thread = writing(chat, engine)
    chat.end_all()
    answer = only(kept)[1]
    assert (answer.text[:4], answer.figures) == ("word", "")
    (run,) = {each.request_id for each in engine.requests}
    cancel(run)
    thread.join(30)
    assert only(kept)[1] == answer, "and not once more, as a copy"


def test_a_tab_that_closes_as_the_reply_ends_loses_nothing(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "MIN_UPDATE_S", 0.0)
    monkeypatch.setattr(handlers, "MOST_DRAWING", 0)
    engine = FakeEngine(replies=("one two three",))
    chat = kept.chat(engine)
    shown = ask(chat)
    updates = chat.reply(shown.chatbot, shown.run, shown.conversation, tab("a"), *FIELDS)
    reply = next(update for update in updates if "three" in str(update.chatbot))
    updates.close()  # type: ignore[attr-defined]
    assert reply
    until(lambda: len(only(kept)) == 2)
    assert only(kept)[1].text == "one two three"


def test_without_replies_there_is_nothing_to_wait_for(kept: Kept) -> None:
    kept.chat(FakeEngine()).end_all()
    assert kept.conversations.listed() == ()
