"""Messages and sampling fields become requests."""

import pytest

from hybrid.errors import RequestError
from ui.conversation import Sampling, assistant_message, conversation, figures_message, user_message


def test_an_emptied_sampling_field_is_named() -> None:
    with pytest.raises(RequestError, match="enter a temperature") as refusal:
        Sampling(None, 1.0, 0, 1.0, "", 64, "").request([user_message("hi")], "run")
    assert refusal.value.field == "temperature"


def test_a_seed_is_a_whole_number_or_nothing() -> None:
    def seed(text: str) -> int | None:
        return Sampling(0.0, 1.0, 0, 1.0, text, 64, "").request([user_message("hi")], "run").seed

    assert (seed(""), seed(" "), seed("-3")) == (None, None, -3)
    with pytest.raises(RequestError, match="leave it empty"):
        seed("1.5")


def test_figures_are_no_part_of_the_conversation() -> None:
    history = [user_message("q"), assistant_message(" a\n"), figures_message("1 tok/s", "- x")]
    assert conversation(history, " ") == [
        {"role": "user", "content": "q"},
        {"role": "assistant", "content": " a\n"},
    ]
