"""A reply that was cut goes on where it stopped, as the same turn."""

from pathlib import Path

import pytest

from hybrid.types import TokenEvent
from tests.fakes.fake_engine import REPLY, FakeEngine
from tests.fakes.kept_chat import FIELDS, Kept, answered, ask, last_history, tab, text_of
from ui.chat.messages import assistant_message, saved, thought_message, user_message
from ui.chat.replies.reply import Reply

SHORT = (*FIELDS[:6], 3, "")  # three tokens at most


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


@pytest.mark.parametrize("thought", ["", "hm"])
def test_a_cut_reply_goes_on_in_the_same_turn(kept: Kept, thought: str) -> None:
    engine = FakeEngine(thought=thought)
    chat, menu = kept.pane(engine)
    asked = ask(chat)
    updates = list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *SHORT))
    cut = last_history(updates)
    assert cut[-1]["metadata"]["title"].startswith("cut at the token limit")
    begun = chat.go_on(str(len(cut) - 1), cut, asked.conversation, tab("a"))
    assert begun.chatbot == cut[:-1], "what there is stays in sight, and on disk until there is more"
    assert kept.conversations.read(asked.conversation) == saved(cut)
    whole = answered(chat, begun._replace(conversation=asked.conversation))
    assert [text_of(message) for message in whole[:-1]] == ["hi", *[thought] * bool(thought), REPLY]
    assert engine.requests[1].continues == asked.run
    assert [message["role"] for message in engine.requests[1].messages] == ["system", "user"]
    assert kept.conversations.read(asked.conversation) == saved(whole)
    assert menu.opened(asked.conversation, "", tab("b")).chatbot == whole


def test_one_that_cannot_go_on_stays_as_it_was(kept: Kept) -> None:
    chat = kept.chat(FakeEngine())
    asked = ask(chat)
    updates = list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *SHORT))
    cut = last_history(updates)
    other = kept.chat(FakeEngine())  # a program that has forgotten
    begun = other.go_on("2", cut, asked.conversation, tab("a"))
    last = list(other.reply(begun.chatbot, begun.run, asked.conversation, tab("a"), *FIELDS))[-1]
    assert last.chatbot == cut
    assert "no longer be continued" in last.error
    assert kept.conversations.read(asked.conversation) == saved(cut)


def test_one_that_is_stopped_before_it_goes_on_stays_as_it_was(kept: Kept) -> None:
    engine = FakeEngine()
    chat = kept.chat(engine)
    asked = ask(chat)
    cut = last_history(list(chat.reply(asked.chatbot, asked.run, asked.conversation, tab("a"), *SHORT)))
    begun = chat.go_on("2", cut, asked.conversation, tab("a"))
    engine.cancel(begun.run)
    last = list(chat.reply(begun.chatbot, begun.run, asked.conversation, tab("a"), *FIELDS))[-1]
    assert last.chatbot == cut
    assert kept.conversations.read(asked.conversation) == saved(cut)
    again = chat.go_on("2", cut, asked.conversation, tab("a"))
    assert text_of(answered(chat, again._replace(conversation=asked.conversation))[1]) == REPLY


def test_only_the_last_reply_goes_on(kept: Kept) -> None:
    chat = kept.chat(FakeEngine())
    first = ask(chat)
    history = answered(chat, first)
    second = answered(chat, ask(chat, "more", history, conversation=first.conversation))
    for number in ("0", "2", "3", "x"):
        refused = chat.go_on(number, second, first.conversation, tab("a"))
        assert 'role="alert"' in refused.error
        assert not isinstance(refused.run, str), number


def test_the_thought_of_before_keeps_its_time() -> None:
    before = [user_message("hi"), thought_message("hm", "Thought for 7 s", "r"), assistant_message("On", "r")]
    reply = Reply.going_on(before, "", "r2")
    reply.events = iter((TokenEvent("On", -1, thought="hm"), TokenEvent(" it goes", 3)))
    list(reply.arriving())
    _, thought, answer = reply.shown()
    assert (thought["metadata"]["title"], text_of(thought), text_of(answer)) == ("Thought for 7 s", "hm", "On it goes")
