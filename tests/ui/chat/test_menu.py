"""What the list of conversations does, against the scripted engine."""

import json
from pathlib import Path

import gradio as gr
import pytest

from tests.fakes.fake_engine import FakeEngine
from tests.fakes.kept_chat import Kept, answered, ask, tab
from ui.chat.menu import Shown
from ui.chat.messages import is_thought
from ui.storage.conversations import exported_json


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_a_question_is_removed_with_its_answer_and_comes_back(kept: Kept) -> None:
    chat, menu = kept.pane(FakeEngine())
    first = ask(chat, "one")
    history = answered(chat, first)
    second = chat.ask("two", history, first.conversation, "", tab("a"))
    both = answered(chat, second)
    dropped = menu.drop("0", both, second.conversation, tab("a"))
    assert dropped.chatbot == both[3:]
    assert menu.undo(dropped.undo_of, tab("a")).chatbot == both
    assert menu.drop("1", both, second.conversation, tab("a")).chatbot == [both[0], *both[3:]]


def test_nothing_is_exchanged_under_a_reply_that_is_being_written(kept: Kept) -> None:
    chat, menu = kept.pane(FakeEngine())
    shown = ask(chat)
    refused = (
        menu.choose("other", shown.conversation, tab("a")), menu.begin(tab("a")), menu.delete("x", tab("a")),
        menu.undo("x", tab("a")), menu.drop("0", shown.chatbot, shown.conversation, tab("a")),
        menu.take_in("{}", tab("a")), chat.ask_again("0", shown.chatbot, "", tab("a")),
    )  # fmt: skip
    for update in refused:
        assert "Finish or stop the current reply" in update.error
        assert not isinstance(update.chatbot, list)
    assert isinstance(menu.begin(tab("b")).chatbot, list), "another tab may"


def test_conversations_are_chosen_renamed_deleted_and_brought_back(kept: Kept) -> None:
    chat, menu = kept.pane(FakeEngine())
    shown = ask(chat, "one")
    history = answered(chat, shown)
    assert menu.begin(tab("a")).chatbot == []
    assert menu.choose(shown.conversation, "", tab("a")).chatbot == history
    assert menu.choose(shown.conversation, shown.conversation, tab("a")) == Shown()
    menu.rename("Sums", shown.conversation)
    assert kept.conversations.title(shown.conversation) == "Sums"
    assert menu.rename(" ", shown.conversation) == Shown(), "Enter was pressed twice"
    assert "half a character" in menu.rename("Sums \ud83d", shown.conversation).error
    deleted = menu.delete(shown.conversation, tab("a"))
    assert deleted.chatbot == []
    assert "Sums" in deleted.notice
    assert menu.undo(deleted.undo_of, tab("a")).chatbot == history
    assert "Send a message" in menu.delete("", tab("a")).error


def test_an_exported_conversation_can_be_taken_in(kept: Kept) -> None:
    chat, menu = kept.pane(FakeEngine())
    shown = ask(chat, "one")
    history = answered(chat, shown)
    text, error = menu.export_json(shown.conversation)
    assert error == ""
    taken = menu.take_in(exported_json("Copy", kept.conversations.read(shown.conversation)), tab("a"))
    assert taken.chatbot == history
    assert kept.conversations.title(taken.conversation) == "Copy"
    assert "one" in menu.export_markdown(shown.conversation)[0]
    assert "Send a message" in menu.export_markdown("")[1]
    assert "a conversation export" in menu.take_in("no", tab("a")).error
    assert not isinstance(menu.take_in("", tab("a")).chatbot, list)


@pytest.mark.parametrize(
    "answer",
    [
        {"text": "a", "thought": "t"},
        {"text": "a", "details": "d"},
        {"text": "a", "request": "x:thought"},
        {"text": ""},
        {"text": "a\r\nb\x00\u2028 \n"},
    ],
)
@pytest.mark.parametrize("question", [{"text": "q", "request": "r", "figures": "f"}, {"text": ""}])
def test_what_another_program_wrote_is_taken_in_once(
    kept: Kept, question: dict[str, str], answer: dict[str, str]
) -> None:
    """Fields that the page does not show were lost on their way through it, and the next turn began a copy."""
    chat, menu = kept.pane(FakeEngine())
    messages = [{"role": "user"} | question, {"role": "assistant"} | answer]
    taken = menu.take_in(json.dumps({"title": "", "messages": messages}), tab("a"))
    assert not taken.error
    assert sum(map(is_thought, taken.chatbot)) == ("thought" in answer)
    shown = chat.ask("next", taken.chatbot, taken.conversation, "", tab("a"))
    assert (shown.conversation, shown.notice) == (taken.conversation, "")
    assert [entry.title for entry in kept.conversations.listed()] == [question["text"] or "New conversation"]


def test_a_title_is_no_markup(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may come with an imported file; the notice is drawn as HTML."""
    _, menu = kept.pane(FakeEngine())
    monkeypatch.setattr(menu, "_name_topic", lambda _, title, requests: f"{title} is a topic now.")
    messages = [{"role": "user", "text": "q"}]
    taken = menu.take_in(json.dumps({"title": "<img src=x onerror=y>", "messages": messages}), tab("a"))
    for shown in (menu.use_as_topic(taken.conversation), menu.delete(taken.conversation, tab("a"))):
        assert "&lt;img src=x onerror=y&gt;" in shown.notice
        assert "<" not in shown.notice


def test_a_conversation_without_messages_is_not_taken_in(kept: Kept) -> None:
    _, menu = kept.pane(FakeEngine())
    assert "no messages" in menu.take_in('{"title": "x", "messages": []}', tab("a")).error
    assert kept.conversations.listed() == ()


def test_opening_the_page_leaves_the_refusal_of_a_link_standing(kept: Kept) -> None:
    """Both handlers run when the page loads, in either order."""
    _, menu = kept.pane(FakeEngine())
    assert menu.opened("", "", tab("a")).error == gr.skip()
    assert menu.opened("gone", "", tab("a")).error == gr.skip()
