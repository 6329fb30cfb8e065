"""The chat's handlers against the scripted engine."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.fake_engine import REPLY, FakeEngine
from tests.fakes.kept_chat import FIELDS, Kept, answered, ask, begin, last_history, settled, tab, text_of
from ui.chat.handlers import Chat
from ui.chat.menu import Shown
from ui.chat.messages import saved


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_a_message_is_answered_with_figures(kept: Kept) -> None:
    engine = FakeEngine()
    chat = kept.chat(engine)
    history, run = begin(chat)
    updates = list(chat.reply(history, run, "", tab("a"), *FIELDS))
    question, answer, figures = last_history(updates)
    assert text_of(question) == "hi"
    assert text_of(answer) == REPLY
    assert "tok/s" in figures["metadata"]["title"]
    assert updates[-1][3] == ""
    assert begin(chat)[1], "the tab may ask again"


def test_the_request_carries_the_sampling_fields(kept: Kept) -> None:
    engine = FakeEngine()
    chat = kept.chat(engine)
    history, run = begin(chat)
    list(chat.reply(history, run, "", tab("a"), *FIELDS))
    (request,) = engine.requests
    assert request.messages[0] == {"role": "system", "content": "Be brief."}
    assert (request.temperature, request.top_p, request.top_k, request.min_p) == (0.7, 0.9, 40, 0.05)
    assert (request.repetition_penalty, request.seed, request.max_new_tokens) == (1.1, 5, 64)
    assert request.request_id == run


def test_the_next_turn_sends_the_conversation_without_the_figures(kept: Kept) -> None:
    engine = FakeEngine()
    chat = kept.chat(engine)
    history, run = begin(chat)
    shown = last_history(list(chat.reply(history, run, "", tab("a"), *FIELDS)))
    history, run = begin(chat, text="  and then?  ", history=shown)
    list(chat.reply(history, run, "", tab("a"), *FIELDS[:-1], ""))
    assert engine.requests[1].messages == [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": REPLY},
        {"role": "user", "content": "  and then?  "},
    ]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_message_changes_and_says_nothing(kept: Kept, text: str) -> None:
    """Whether a reply is being written or not: Enter was pressed twice."""
    chat = kept.chat(FakeEngine())
    assert ask(chat, text) == Shown()
    assert begin(chat)[1]
    assert ask(chat, text) == Shown()


def test_a_second_message_waits_for_the_first_reply(kept: Kept) -> None:
    chat = kept.chat(FakeEngine())
    begin(chat)
    assert "Finish or stop the current reply" in ask(chat, "more").error
    assert ask(chat, "more", name="b").error == "", "another tab may ask"


def stopped_after(chat: Chat, history: Any, run: str, name: str, stop: Callable[[], None]) -> list[tuple[Any, ...]]:
    updates = []
    for update in chat.reply(history, run, "", tab(name), *FIELDS):
        updates.append(update)
        if len(updates) == 1:
            stop()
    return updates


def test_stop_ends_the_reply_of_its_own_tab(kept: Kept) -> None:
    chat = kept.chat(FakeEngine(pace_s=0.06))
    history, run = begin(chat)
    updates = stopped_after(chat, history, run, "a", lambda: chat.stop(tab("a")))
    *_, answer, figures = last_history(updates)
    assert 0 < len(text_of(answer)) < len(REPLY)
    assert "stopped by you" in text_of(figures)


def test_stop_of_another_tab_leaves_the_reply_alone(kept: Kept) -> None:
    chat = kept.chat(FakeEngine(pace_s=0.01))
    begin(chat, "b")
    history, run = begin(chat)
    updates = stopped_after(chat, history, run, "a", lambda: chat.stop(tab("b")))
    assert text_of(last_history(updates)[1]) == REPLY


def test_a_reply_stopped_while_it_waits_never_starts(kept: Kept) -> None:
    engine = FakeEngine()
    chat = kept.chat(engine)
    history, run = begin(chat)
    chat.stop(tab("a"))
    second, second_run = begin(chat, text="other")
    assert not any(isinstance(update[0], list) for update in chat.reply(history, run, "", tab("a"), *FIELDS))
    assert engine.requests == []
    assert last_history(list(chat.reply(second, second_run, "", tab("a"), *FIELDS)))


def test_a_tab_closed_in_mid_reply_frees_the_engine(kept: Kept) -> None:
    engine = FakeEngine(pace_s=0.06)
    chat = kept.chat(engine)
    history, run = begin(chat)
    updates = chat.reply(history, run, "", tab("a"), *FIELDS)
    next(updates)
    updates.close()  # type: ignore[attr-defined]
    finished = threading.Event()
    other, other_run = begin(chat, "b")
    threading.Thread(
        target=lambda: (list(chat.reply(other, other_run, "", tab("b"), *FIELDS)), finished.set()), daemon=True
    ).start()
    assert finished.wait(30)


def test_a_refusal_of_the_engine_is_shown_and_frees_the_tab(kept: Kept) -> None:
    chat = kept.chat(FakeEngine())
    history, run = begin(chat)
    updates = list(chat.reply(history, run, "", tab("a"), *FIELDS[:6], 0, ""))
    assert "raise the limit" in updates[-1][3]
    assert begin(chat)[1]


def test_an_unforeseen_failure_is_told_and_frees_the_tab(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    chat = kept.chat(engine)

    def broken(request: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(engine, "generate", broken)
    history, run = begin(chat)
    assert "The reply failed" in list(chat.reply(history, run, "", tab("a"), *FIELDS))[-1][3]
    assert begin(chat)[1]


def test_a_reply_is_kept_with_its_request_id_and_figures(kept: Kept) -> None:
    chat, menu = kept.pane(FakeEngine())
    shown = ask(chat)
    history = answered(chat, shown)
    assert history[1]["metadata"]["id"] == shown.run
    assert kept.conversations.read(shown.conversation) == saved(history)
    assert menu.opened(shown.conversation, "", tab("a")).chatbot == history
    (run,) = kept.runs.rows()
    assert (run["id"], run["finish"], run["model"]) == (shown.run, "stop", "demo-moe")
    curve = kept.runs.curve(shown.run)
    assert curve is not None
    assert len(curve["tokens_per_s"]) == run["tokens"] - 1


def test_a_stopped_reply_is_a_row_and_says_so(kept: Kept) -> None:
    chat = kept.chat(FakeEngine(pace_s=0.06))
    history, run = begin(chat)
    stopped_after(chat, history, run, "a", lambda: chat.stop(tab("a")))
    assert [row["finish"] for row in kept.runs.rows()] == ["cancelled"]


def test_what_a_closed_tab_had_received_is_kept(kept: Kept) -> None:
    chat = kept.chat(FakeEngine(pace_s=0.06))
    shown = ask(chat)
    updates = chat.reply(shown.chatbot, shown.run, shown.conversation, tab("a"), *FIELDS)
    next(updates)
    updates.close()  # type: ignore[attr-defined]
    settled()
    question, answer = kept.conversations.read(shown.conversation)
    assert 0 < len(answer.text) < len(REPLY)
    assert "tok/s" in answer.figures
    assert [row["finish"] for row in kept.runs.rows()] == ["cancelled"]


def test_an_edited_message_is_a_branch_and_what_followed_stays_another(kept: Kept) -> None:
    chat, menu = kept.pane(FakeEngine(replies=("first", "second")))
    first = ask(chat, "one")
    history = answered(chat, first)
    edited = chat.ask("two", history, first.conversation, "0", tab("a"))
    assert [text_of(message) for message in edited.chatbot] == ["two"]
    assert (edited.conversation, edited.notice, edited.undo_of) == (first.conversation, "", "")
    assert json.loads(edited.branches) == [[0, 2, 2]]
    both = answered(chat, edited)
    back = menu.switch("0:-1", both, first.conversation, tab("a"))
    assert back.chatbot == history
    assert json.loads(back.branches) == [[0, 1, 2]]
    assert menu.switch("0:+1", back.chatbot, first.conversation, tab("a")).chatbot == both


def test_another_answer_is_a_branch_and_the_model_is_told_the_one_that_is_shown(kept: Kept) -> None:
    engine = FakeEngine(replies=("first", "second", "third"))
    chat, menu = kept.pane(engine)
    asked = ask(chat, "one")
    history = answered(chat, asked)
    updates = list(chat.reply(*_begun(chat.ask_again("1", history, asked.conversation, tab("a"))), tab("a"), *FIELDS))
    assert json.loads(updates[-1].branches) == [[1, 2, 2]]
    back = menu.switch("1:-1", last_history(updates), asked.conversation, tab("a"))
    assert [text_of(message) for message in back.chatbot[:2]] == ["one", "first"]
    answered(chat, ask(chat, "and?", back.chatbot, conversation=asked.conversation))
    assert [message["content"] for message in engine.requests[-1].messages[1:]] == ["one", "first", "and?"]
    for choice in ("1:+2x", "0:+1", "9:+1", "x"):
        refused = menu.switch(choice, back.chatbot, asked.conversation, tab("a"))
        assert 'role="alert"' in refused.error
    menu.opened(asked.conversation, "", tab("b"))


def _begun(shown: Shown) -> tuple[Any, str, str]:
    return shown.chatbot, shown.run, shown.conversation


def test_a_reply_is_written_anew(kept: Kept) -> None:
    engine = FakeEngine(replies=("first", "second"))
    chat = kept.chat(engine)
    history = answered(chat, ask(chat, "one"))
    again = chat.ask_again("1", history, "", tab("a"))
    assert again.chatbot == history[:1]
    assert text_of(answered(chat, again)[1]) == "second"
    assert engine.requests[0].messages == engine.requests[1].messages


def test_a_disk_that_refuses_does_not_end_the_chat(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    chat, menu = Kept(tmp_path / "file").pane(FakeEngine())
    shown = ask(chat)
    assert "kept on disk" in shown.error
    updates = list(chat.reply(shown.chatbot, shown.run, "", tab("a"), *FIELDS))
    assert text_of(last_history(updates)[1]) == REPLY
    assert "kept on disk" in updates[-1][3]
    assert "kept on disk" in menu.opened("x", "", tab("a")).notice
