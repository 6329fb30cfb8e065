"""The chat's handlers against the scripted engine."""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.fake_engine import REPLY, FakeEngine
from ui.chat import Chat, Runs

FIELDS = (0.7, 0.9, 40, 1.1, " 5 ", 64, "Be brief.")


def tab(name: str) -> Any:
    return SimpleNamespace(session_hash=name)


def text_of(message: dict[str, Any]) -> str:
    return "".join(block["text"] for block in message["content"])


def begin(chat: Chat, name: str = "a", text: str = "hi", history: Any = ()) -> tuple[list[Any], str]:
    shown, _, run, *_ = chat.ask(text, list(history), tab(name))
    return shown, run


def last_history(updates: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [update[0] for update in updates if isinstance(update[0], list)][-1]


def test_a_message_is_answered_with_figures() -> None:
    engine = FakeEngine()
    chat = Chat(engine)
    history, run = begin(chat)
    updates = list(chat.reply(history, run, tab("a"), *FIELDS))
    question, answer, figures = last_history(updates)
    assert text_of(question) == "hi"
    assert text_of(answer) == REPLY
    assert "tok/s" in figures["metadata"]["title"]
    assert updates[-1][3] == ""
    assert begin(chat)[1], "the tab may ask again"


def test_the_request_carries_the_sampling_fields() -> None:
    engine = FakeEngine()
    chat = Chat(engine)
    history, run = begin(chat)
    list(chat.reply(history, run, tab("a"), *FIELDS))
    (request,) = engine.requests
    assert request.messages[0] == {"role": "system", "content": "Be brief."}
    assert (request.temperature, request.top_p, request.top_k) == (0.7, 0.9, 40)
    assert (request.repetition_penalty, request.seed, request.max_new_tokens) == (1.1, 5, 64)
    assert request.request_id == run


def test_the_next_turn_sends_the_conversation_without_the_figures() -> None:
    engine = FakeEngine()
    chat = Chat(engine)
    history, run = begin(chat)
    shown = last_history(list(chat.reply(history, run, tab("a"), *FIELDS)))
    history, run = begin(chat, text="  and then?  ", history=shown)
    list(chat.reply(history, run, tab("a"), *FIELDS[:-1], ""))
    assert engine.requests[1].messages == [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": REPLY},
        {"role": "user", "content": "  and then?  "},
    ]


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_an_empty_message_is_refused(text: str) -> None:
    chat = Chat(FakeEngine())
    assert "type something" in chat.ask(text, [], tab("a"))[-1]


def test_a_second_message_waits_for_the_first_reply() -> None:
    chat = Chat(FakeEngine())
    begin(chat)
    assert "press Stop" in chat.ask("more", [], tab("a"))[-1]
    assert chat.ask("more", [], tab("b"))[-1] == "", "another tab may ask"


def stopped_after(
    chat: Chat, history: Any, run: str, name: str, stop: Callable[[], None]
) -> list[tuple[Any, ...]]:
    updates = []
    for update in chat.reply(history, run, tab(name), *FIELDS):
        updates.append(update)
        if len(updates) == 1:
            stop()
    return updates


def test_stop_ends_the_reply_of_its_own_tab() -> None:
    chat = Chat(FakeEngine(pace_s=0.06))
    history, run = begin(chat)
    updates = stopped_after(chat, history, run, "a", lambda: chat.stop(tab("a")))
    *_, answer, figures = last_history(updates)
    assert 0 < len(text_of(answer)) < len(REPLY)
    assert "stopped by you" in text_of(figures)


def test_stop_of_another_tab_leaves_the_reply_alone() -> None:
    chat = Chat(FakeEngine(pace_s=0.01))
    begin(chat, "b")
    history, run = begin(chat)
    updates = stopped_after(chat, history, run, "a", lambda: chat.stop(tab("b")))
    assert text_of(last_history(updates)[1]) == REPLY


def test_a_reply_stopped_while_it_waits_never_starts() -> None:
    engine = FakeEngine()
    chat = Chat(engine)
    history, run = begin(chat)
    chat.stop(tab("a"))
    second, second_run = begin(chat, text="other")
    assert not any(isinstance(update[0], list) for update in chat.reply(history, run, tab("a"), *FIELDS))
    assert engine.requests == []
    assert last_history(list(chat.reply(second, second_run, tab("a"), *FIELDS)))


def test_a_tab_closed_in_mid_reply_frees_the_engine() -> None:
    engine = FakeEngine(pace_s=0.06)
    chat = Chat(engine)
    history, run = begin(chat)
    updates = chat.reply(history, run, tab("a"), *FIELDS)
    next(updates)
    updates.close()  # type: ignore[attr-defined]
    finished = threading.Event()
    other, other_run = begin(chat, "b")
    threading.Thread(
        target=lambda: (list(chat.reply(other, other_run, tab("b"), *FIELDS)), finished.set()), daemon=True
    ).start()
    assert finished.wait(30)


def test_a_refusal_of_the_engine_is_shown_and_frees_the_tab() -> None:
    chat = Chat(FakeEngine())
    history, run = begin(chat)
    updates = list(chat.reply(history, run, tab("a"), *FIELDS[:5], 0, ""))
    assert "raise the limit" in updates[-1][3]
    assert begin(chat)[1]


def test_an_unforeseen_failure_is_told_and_frees_the_tab(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    chat = Chat(engine)

    def broken(request: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(engine, "generate", broken)
    history, run = begin(chat)
    assert "broke off" in list(chat.reply(history, run, tab("a"), *FIELDS))[-1][3]
    assert begin(chat)[1]


def test_ending_an_old_run_leaves_the_new_one() -> None:
    cancelled: list[str] = []
    runs = Runs(cancelled.append)
    first = runs.begin("a")
    assert first
    runs.stop("a")
    second = runs.begin("a")
    assert second
    runs.end("a", first)
    assert runs.is_current("a", second)
    assert cancelled == [first]
