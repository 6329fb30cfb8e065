"""A tab that reloads in the middle of its reply, and others that look at the same conversation."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import gradio as gr
import pytest

from tests.fakes.fake_engine import REPLY, FakeEngine
from tests.fakes.kept_chat import FIELDS, Kept, ask, begin, last_history, settled, tab, text_of
from ui.chat import handlers
from ui.chat.handlers import Chat, Replied
from ui.chat.menu import ConversationMenu, Shown


class Grace:
    """The grace period, which never passes unless the test says so."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []

    def later(self, action: Callable[[], None]) -> None:
        self._waiting.append(action)

    def passes(self) -> None:
        while self._waiting:
            self._waiting.pop()()


@pytest.fixture
def grace() -> Grace:
    return Grace()


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(pace_s=0.02)


@pytest.fixture
def pane(kept: Kept, engine: FakeEngine, grace: Grace) -> tuple[Chat, ConversationMenu]:
    return kept.pane(engine, grace.later)


@contextmanager
def closed_in_mid_reply(chat: Chat) -> Iterator[Shown]:
    """A reply that has begun to come, and whose tab has gone; it ends with the block."""
    shown = ask(chat)
    updates = chat.reply(shown.chatbot, shown.run, shown.conversation, tab("a"), *FIELDS)
    assert isinstance(next(updates).chatbot, list)
    updates.close()  # type: ignore[attr-defined]
    try:
        yield shown
    finally:
        settled()


def resumed(chat: Chat, shown: Shown, name: str) -> Iterator[Replied]:
    return chat.resume(shown.chatbot, shown.run, shown.conversation, tab(name), *FIELDS)


def test_a_reloaded_page_shows_the_reply_growing_to_its_end(
    pane: tuple[Chat, ConversationMenu], kept: Kept, grace: Grace, engine: FakeEngine
) -> None:
    chat, menu = pane
    with closed_in_mid_reply(chat) as asked:
        again = menu.opened(asked.conversation, asked.run, tab("a again"))
        assert text_of(again.chatbot[1]) == REPLY[: len(text_of(again.chatbot[1]))]
        assert (again.run, again.conversation) == (asked.run, asked.conversation)
        assert again.stop["interactive"]
        updates = resumed(chat, again, "a again")
        first = next(updates)
        grace.passes()
        last = last_history([first, *updates])
        assert text_of(last[1]) == REPLY
    assert len(engine.requests) == 1
    assert [message.text for message in kept.conversations.read(asked.conversation)] == ["hi", REPLY]
    assert ask(chat, "more", last, "a again", asked.conversation).conversation == asked.conversation


def test_stop_works_after_a_reload(pane: tuple[Chat, ConversationMenu], kept: Kept) -> None:
    chat, menu = pane
    with closed_in_mid_reply(chat) as asked:
        updates = resumed(chat, menu.opened(asked.conversation, asked.run, tab("a again")), "a again")
        next(updates)
        chat.stop(tab("a again"))
        assert "stopped by you" in text_of(last_history(list(updates))[2])
    assert 0 < len(kept.conversations.read(asked.conversation)[1].text) < len(REPLY)


def test_a_tab_closed_for_good_frees_the_engine_after_the_grace_period(
    pane: tuple[Chat, ConversationMenu], kept: Kept, grace: Grace
) -> None:
    chat, _ = pane
    with closed_in_mid_reply(chat) as asked:
        grace.passes()
    answer = kept.conversations.read(asked.conversation)[1]
    assert 0 < len(answer.text) < len(REPLY)
    assert "stopped" in answer.details


def test_a_reply_that_ends_while_the_page_loads_is_shown_from_disk(
    pane: tuple[Chat, ConversationMenu], engine: FakeEngine
) -> None:
    chat, menu = pane
    with closed_in_mid_reply(chat) as asked:
        again = menu.opened(asked.conversation, asked.run, tab("a again"))
        assert again.resumed != gr.skip()
    (last,) = resumed(chat, again, "a again")
    assert text_of(last.chatbot[1]) == REPLY
    assert last.send["interactive"]
    assert menu.opened(asked.conversation, asked.run, tab("a once more")).resumed == gr.skip()


def test_a_question_that_waits_for_its_turn_survives_a_reload(
    pane: tuple[Chat, ConversationMenu], engine: FakeEngine
) -> None:
    chat, menu = pane
    asked = ask(chat)
    again = menu.opened(asked.conversation, asked.run, tab("a again"))
    assert [text_of(message) for message in again.chatbot] == ["hi"]
    assert text_of(last_history(list(resumed(chat, again, "a again")))[1]) == REPLY
    assert [update.chatbot for update in resumed(chat, asked, "a")][0][1:], "the tab of old writes nothing anew"
    assert len(engine.requests) == 1


def test_two_tabs_follow_one_reply_and_one_of_them_may_leave(
    pane: tuple[Chat, ConversationMenu], engine: FakeEngine, grace: Grace
) -> None:
    chat, menu = pane
    asked = ask(chat)
    mine = chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *FIELDS)
    next(mine)
    looking = menu.choose(asked.conversation, "", tab("b"))
    yours = resumed(chat, looking, "b")
    assert isinstance(next(yours).chatbot, list)
    assert "Finish or stop" in ask(chat, "more", looking.chatbot, "b", asked.conversation).error
    left: list[Shown] = []
    leaving = threading.Thread(target=lambda: left.append(menu.choose("", asked.conversation, tab("b"))))
    leaving.start()
    list(yours)
    leaving.join(30)
    assert left[0].chatbot == []
    assert "Finish or stop" in menu.begin(tab("a")).error, "nobody else follows"
    grace.passes()
    assert text_of(last_history(list(mine))[1]) == REPLY


def test_while_nothing_comes_a_closed_tab_is_noticed(
    pane: tuple[Chat, ConversationMenu], engine: FakeEngine, grace: Grace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gradio can close a generator only when it yields: a long prompt must not hold a reply that nobody wants."""
    monkeypatch.setattr(handlers, "LOOK_UP_S", 0.001)
    engine.gate.clear()
    chat, _ = pane
    history, run = begin(chat)
    updates = chat.reply(history, run, "", tab("a"), *FIELDS)
    assert next(updates) == Replied()
    updates.close()  # type: ignore[attr-defined]
    grace.passes()
    settled()
    assert not any(thread.name == "write-reply" for thread in threading.enumerate())
