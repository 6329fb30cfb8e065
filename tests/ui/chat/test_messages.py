"""Messages and sampling fields become requests."""

import pytest

from hybrid.errors import RequestError
from ui.chat.messages import (
    Sampling,
    assistant_message,
    conversation,
    figures_message,
    history_of,
    saved,
    thought_message,
    user_message,
    without,
)
from ui.storage.conversations import SavedMessage


def test_an_emptied_sampling_field_is_named() -> None:
    with pytest.raises(RequestError, match="enter a temperature") as refusal:
        Sampling(None, 1.0, 0, 0.0, 1.0, "", 64, "").request([user_message("hi")], "run")
    assert refusal.value.field == "temperature"


def test_a_seed_is_a_whole_number_or_nothing() -> None:
    def seed(text: str) -> int | None:
        return Sampling(0.0, 1.0, 0, 0.0, 1.0, text, 64, "").request([user_message("hi")], "run").seed

    assert (seed(""), seed(" "), seed("-3")) == (None, None, -3)
    with pytest.raises(RequestError, match="or empty"):
        seed("1.5")


def test_figures_are_no_part_of_the_conversation() -> None:
    history = [user_message("q"), assistant_message(" a\n", "r"), figures_message("1 tok/s", "- x", "r")]
    assert conversation(history, " ") == [
        {"role": "user", "content": "q"},
        {"role": "assistant", "content": " a\n"},
    ]


def test_what_is_kept_of_a_chat_brings_it_back() -> None:
    history = [
        user_message("<b>q</b>"), assistant_message("a", "r1"), figures_message("1 tok/s", "- x", "r1"),
        user_message("stopped at once"), figures_message("- tok/s", "- y", "r2"),
        user_message("q2"), thought_message("hm", "Thought for 3 s", "r3"), assistant_message("b", "r3"),
        figures_message("2 tok/s", "- z", "r3"), user_message("q3"), thought_message("hm", "Thought", "r4"),
        user_message("q4"), thought_message("h", "Thought", "r5"), figures_message("3 tok/s", "- z", "r5"),
    ]  # fmt: skip
    messages = saved(history)
    assert messages == (
        SavedMessage("user", "<b>q</b>"), SavedMessage("assistant", "a", "r1", "1 tok/s", "- x"),
        SavedMessage("user", "stopped at once"), SavedMessage("assistant", "", "r2", "- tok/s", "- y"),
        SavedMessage("user", "q2"), SavedMessage("assistant", "b", "r3", "2 tok/s", "- z", "hm", "Thought for 3 s"),
        SavedMessage("user", "q3"), SavedMessage("assistant", "", "r4", thought="hm", thought_title="Thought"),
        SavedMessage("user", "q4"), SavedMessage("assistant", "", "r5", "3 tok/s", "- z", "h", "Thought"),
    )  # fmt: skip
    assert history_of(messages) == history


def test_a_question_goes_with_its_answer() -> None:
    history = [user_message("q"), assistant_message("a", "r"), figures_message("f", "d", "r"), user_message("q2")]
    assert without(history, 0) == history[3:]
    assert without(history, 1) == [history[0], history[3]]
    assert without(history, 3) == history[:3]


def test_a_thought_goes_with_its_answer() -> None:
    history = [user_message("q"), thought_message("t", "Thought", "r"), assistant_message("a", "r"), user_message("q2")]
    assert without(history, 2) == [history[0], history[3]]
    assert without(history, 0) == [history[3]]


def test_roles_alternate_whatever_is_missing() -> None:
    history = [
        user_message("one"), figures_message("- tok/s", "-", "r1"), user_message("two"),
        thought_message("hm", "Thought", "r2"), user_message("three"), assistant_message("a", "r3"), user_message("4"),
    ]  # fmt: skip
    assert conversation(history, "sys") == [
        {"role": "system", "content": "sys"},
        {"role": "user", "content": "one\n\ntwo\n\nthree"},
        {"role": "assistant", "content": "a"},
        {"role": "user", "content": "4"},
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_sampling_field_is_a_number(value: float) -> None:
    with pytest.raises(RequestError, match="most new tokens"):
        Sampling(0.0, 1.0, 0, 0.0, 1.0, "", value, "").request([user_message("hi")], "run")
