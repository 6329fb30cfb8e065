"""The chat's handlers against the scripted engine."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from hybrid.errors import EngineClosedError, ModelError, RequestError
from hybrid.types import FinishReason, GenerationRequest, TokenEvent
from tests.fake_engine import REPLY, FakeEngine
from tests.kept_chat import FIELDS, Kept, answered, ask, begin, last_history, tab, text_of
from ui.chat import Chat
from ui.conversation import saved, user_message
from ui.conversation_menu import SKIP


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
    assert (request.temperature, request.top_p, request.top_k) == (0.7, 0.9, 40)
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
def test_an_empty_message_is_refused(kept: Kept, text: str) -> None:
    chat = kept.chat(FakeEngine())
    assert "type something" in ask(chat, text).error


def test_a_second_message_waits_for_the_first_reply(kept: Kept) -> None:
    chat = kept.chat(FakeEngine())
    begin(chat)
    assert "press Stop" in ask(chat, "more").error
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
    updates = list(chat.reply(history, run, "", tab("a"), *FIELDS[:5], 0, ""))
    assert "raise the limit" in updates[-1][3]
    assert begin(chat)[1]


def test_an_unforeseen_failure_is_told_and_frees_the_tab(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    chat = kept.chat(engine)

    def broken(request: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(engine, "generate", broken)
    history, run = begin(chat)
    assert "broke off" in list(chat.reply(history, run, "", tab("a"), *FIELDS))[-1][3]
    assert begin(chat)[1]


def test_a_reply_is_kept_with_its_request_id_and_figures(kept: Kept) -> None:
    chat, menu = kept.pane(FakeEngine())
    shown = ask(chat)
    history = answered(chat, shown)
    assert history[1]["metadata"]["id"] == shown.run
    assert kept.conversations.read(shown.conversation) == saved(history)
    assert menu.opened(shown.conversation).chatbot == history
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
    for thread in threading.enumerate():
        if thread.name == "settle-reply":
            thread.join(30)
    question, answer = kept.conversations.read(shown.conversation)
    assert 0 < len(answer.text) < len(REPLY)
    assert "tok/s" in answer.figures
    assert [row["finish"] for row in kept.runs.rows()] == ["cancelled"]


def test_an_edited_message_takes_the_place_of_what_followed(kept: Kept) -> None:
    chat, menu = kept.pane(FakeEngine())
    first = ask(chat, "one")
    history = answered(chat, first)
    edited = chat.ask("two", history, first.conversation, "0", tab("a"))
    assert [text_of(message) for message in edited.chatbot] == ["two"]
    assert edited.conversation == first.conversation
    assert edited.undo_of == first.conversation
    answered(chat, edited)
    assert menu.undo(edited.undo_of, tab("a")).chatbot == history


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
    assert "kept on disk" in menu.opened("x").notice


def scripted(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch, *events: TokenEvent | Exception) -> None:
    """The engine's next replies are these events, or errors."""

    def generate(request: GenerationRequest) -> Iterator[TokenEvent]:
        engine.requests.append(request)
        for event in events:
            if isinstance(event, Exception):
                raise event
            yield event

    monkeypatch.setattr(engine, "generate", generate)


def sent(engine: FakeEngine) -> list[tuple[str, str]]:
    return [(message["role"], message["content"]) for message in engine.requests[-1].messages]


REFUSALS = [RequestError("too long", "messages"), EngineClosedError("closed"), TypeError("nobody's")]


@pytest.mark.parametrize("error", REFUSALS, ids=repr)
def test_a_refused_question_goes_back_and_blocks_nothing(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    engine = FakeEngine()
    chat, menu = kept.pane(engine)
    first = ask(chat, "one")
    history = answered(chat, first)
    with monkeypatch.context() as patch:
        scripted(engine, patch, error)
        asked = ask(chat, "  far too long ", history, conversation=first.conversation)
        last = list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *FIELDS))[-1]
    assert (last.chatbot, last.chat_input) == (history, "  far too long ")
    assert 'role="alert"' in last.error
    assert menu.opened(last.conversation).chatbot == history, "the disk keeps no refused question"
    again = ask(chat, "two", last.chatbot, conversation=last.conversation)
    answered(chat, again)
    assert again.conversation == first.conversation
    assert [role for role, _ in sent(engine)] == ["system", "user", "assistant", "user"]


def test_a_refused_first_question_leaves_no_conversation(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    chat = kept.chat(engine)
    scripted(engine, monkeypatch, RequestError("no"))
    asked = ask(chat, "first")
    last = list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *FIELDS))[-1]
    assert (last.chatbot, last.conversation, last.chat_input) == ([], "", "first")
    assert kept.conversations.listed() == ()


def test_a_refused_edit_and_a_refused_regeneration_lose_nothing(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    chat, menu = kept.pane(engine)
    first = ask(chat, "one")
    history = answered(chat, first)
    scripted(engine, monkeypatch, RequestError("no"))
    for refused, back in (
        (lambda: chat.ask("uno", history, first.conversation, "0", tab("a")), ("uno", "0")),
        (lambda: chat.ask_again("1", history, first.conversation, tab("a")), (SKIP, SKIP)),
    ):
        asked = refused()
        last = list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *FIELDS))[-1]
        assert last.chatbot == history
        assert (last.chat_input, last.editing) == back
        assert menu.opened(first.conversation).chatbot == history


@pytest.mark.parametrize("finish", ["stop", "cancelled"])
def test_an_answer_without_text_leaves_no_two_questions_in_a_row(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, finish: FinishReason
) -> None:
    engine = FakeEngine()
    chat = kept.chat(engine)
    asked = ask(chat, "one")
    with monkeypatch.context() as patch:
        scripted(engine, patch, TokenEvent("", 2, finish))
        updates = list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *FIELDS))
    again = ask(chat, "two", updates[-1].chatbot, conversation=updates[-1].conversation)
    answered(chat, again)
    assert sent(engine)[1:] == [("user", "one\n\ntwo")]


def test_what_had_been_said_before_a_failure_is_kept(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    chat, menu = kept.pane(engine)
    scripted(engine, monkeypatch, TokenEvent("Half an ans", 1), ModelError("invalid numbers"))
    asked = ask(chat)
    last = list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *FIELDS))[-1]
    assert [text_of(message) for message in last.chatbot] == ["hi", "Half an ans"]
    assert "invalid numbers" in last.error
    assert menu.opened(asked.conversation).chatbot == last.chatbot
    assert len(kept.conversations.listed()) == 1


def test_half_a_character_is_a_sentence_and_stays_in_the_composer(kept: Kept) -> None:
    chat = kept.chat(FakeEngine())
    refused = ask(chat, "cut \ud83d")
    assert "half of a character" in refused.error
    assert refused.chat_input == SKIP
    assert ask(chat, "whole \U0001f642").error == ""


def test_half_a_character_in_the_chat_or_the_system_prompt_ends_the_run(kept: Kept) -> None:
    engine = FakeEngine()
    chat = kept.chat(engine)
    asked = ask(chat, "hi", [user_message("x"), {"role": "user", "content": [{"type": "text", "text": "\ud83d"}]}])
    assert asked.run
    assert asked.error == ""
    answered(chat, asked)
    assert ("user", "x\n\n\ufffd\n\nhi") in sent(engine)
    assert begin(chat)[1], "the tab may ask again"


def test_a_run_ends_even_if_the_question_could_not_be_taken(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = kept.chat(FakeEngine())

    def broken(*_: object) -> None:
        raise RecursionError

    with monkeypatch.context() as patch:
        patch.setattr(chat._menu, "picker", broken)
        refused = ask(chat)
        assert "broke off" in refused.error
    assert refused.chat_input == SKIP, "the text stays"
    assert begin(chat)[1]


def test_a_tab_that_missed_the_beginning_of_its_run_can_stop_it(kept: Kept) -> None:
    chat = kept.chat(FakeEngine())
    begin(chat)
    refused = ask(chat, "more")
    assert refused.stop == gr.update(interactive=True)
    chat.stop(tab("a"))
    assert begin(chat)[1]


def test_whatever_storage_raises_is_told(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = kept.chat(FakeEngine())

    def broken(*_: object) -> None:
        raise UnicodeError("not a disk's error")

    monkeypatch.setattr(kept.conversations, "keep", broken)
    monkeypatch.setattr(kept.runs, "add", broken)
    asked = ask(chat)
    assert "could not be saved" in asked.error
    last = list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *FIELDS))[-1]
    assert "could not be saved" in last.error
    assert text_of(last.chatbot[1]) == REPLY


def test_a_thought_is_shown_apart_and_kept(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    chat, menu = kept.pane(engine)
    asked = ask(chat)
    with monkeypatch.context() as patch:
        events = [TokenEvent("", 1, thought="hm, "), TokenEvent("", 1, thought="so"), TokenEvent("Ho", 2)]
        scripted(engine, patch, *events, TokenEvent("", 3, "stop"))
        updates = list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *FIELDS))
    thinking = updates[0].chatbot[1]["metadata"]
    assert (thinking["title"], thinking["status"]) == ("Thinking", "pending")
    _, thought, answer = updates[-1].chatbot
    assert (text_of(thought), text_of(answer)) == ("hm, so", "Ho")
    assert thought["metadata"]["title"].startswith("Thought for")
    assert thought["metadata"]["status"] == "done"
    assert menu.opened(asked.conversation).chatbot == updates[-1].chatbot
    answered(chat, ask(chat, "and?", updates[-1].chatbot, conversation=asked.conversation))
    assert engine.requests[-1].messages[2] == {"role": "assistant", "content": "Ho", "reasoning_content": "hm, so"}
    again = chat.ask_again("2", updates[-1].chatbot, asked.conversation, tab("a"))
    assert [text_of(message) for message in again.chatbot] == ["hi"], "the thought goes with its answer"


def test_a_thought_that_never_ended_stays_shown(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    chat = kept.chat(engine)
    scripted(engine, monkeypatch, TokenEvent("", 1, thought="hm"), TokenEvent("", 1, "length", thought="m"))
    asked = ask(chat)
    last = list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *FIELDS))[-1]
    assert [text_of(message) for message in last.chatbot] == ["hi", "hmm"]
    assert last.chatbot[1]["metadata"]["status"] == "done"
