"""Questions that are refused, replies that fail or say nothing, and thoughts: the conversation goes on."""

from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest

from hybrid.errors import EngineClosedError, ModelError, RequestError
from hybrid.types import FinishReason, GenerationRequest, TokenEvent
from tests.fakes.fake_engine import REPLY, FakeEngine
from tests.fakes.kept_chat import FIELDS, Kept, answered, ask, begin, returned, tab, text_of
from ui.chat.menu import SKIP
from ui.chat.messages import user_message


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


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
    assert (last.chatbot, returned(last)) == (history, "  far too long ")
    assert 'role="alert"' in last.error
    assert menu.opened(last.conversation, "", tab("a")).chatbot == history, "the disk keeps no refused question"
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
    assert (last.chatbot, last.conversation, returned(last)) == ([], "", "first")
    assert kept.conversations.listed() == ()


def test_a_refused_edit_and_a_refused_regeneration_lose_nothing(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    chat, menu = kept.pane(engine)
    first = ask(chat, "one")
    history = answered(chat, first)
    scripted(engine, monkeypatch, RequestError("no"))
    for refused, back in (
        (lambda: chat.ask("uno", history, first.conversation, "0", tab("a")), ("uno", "0")),
        (lambda: chat.ask_again("1", history, first.conversation, tab("a")), ("", SKIP)),
    ):
        asked = refused()
        last = list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *FIELDS))[-1]
        assert last.chatbot == history
        assert (returned(last), last.editing) == back
        assert menu.opened(first.conversation, "", tab("a")).chatbot == history


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
    assert menu.opened(asked.conversation, "", tab("a")).chatbot == last.chatbot
    assert len(kept.conversations.listed()) == 1


@pytest.mark.parametrize("number", ["", "x", "-1", "2", "1.0", "\ud83d", "9" * 5000])
def test_a_message_that_is_not_there_is_a_sentence(kept: Kept, number: str) -> None:
    chat, menu = kept.pane(FakeEngine())
    asked = ask(chat, "one")
    history = answered(chat, asked)[:2]
    answers = [
        chat.ask_again(number, history, asked.conversation, tab("a")),
        menu.drop(number, history, asked.conversation, tab("a")),
    ]
    if number:
        answers.append(chat.ask("uno", history, asked.conversation, number, tab("a")))
        assert answers[-1].editing == "", "sent again, it is a new message"
    for answer in answers:
        assert "no longer in the conversation" in answer.error
        assert answer.chatbot == SKIP
    assert begin(chat)[1]


def test_half_a_character_is_a_sentence_and_stays_in_the_composer(kept: Kept) -> None:
    chat = kept.chat(FakeEngine())
    refused = ask(chat, "cut \ud83d")
    assert "half a character" in refused.error
    assert refused.run == SKIP, "the text stays until it has been taken"
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
        assert "The reply failed" in refused.error
    assert refused.run == SKIP, "the text stays"
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
    _, thought, answer = updates[-1].chatbot
    assert (text_of(thought), text_of(answer)) == ("hm, so", "Ho")
    assert thought["metadata"]["title"].startswith("Thought for")
    assert thought["metadata"]["status"] == "done"
    assert menu.opened(asked.conversation, "", tab("a")).chatbot == updates[-1].chatbot
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
