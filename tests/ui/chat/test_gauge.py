"""How full the context is, in a bar and in words."""

import pytest

from hybrid.errors import RequestError
from tests.fakes.fake_engine import MODEL, FakeEngine
from ui.chat.gauge import Gauge, gauge_html
from ui.chat.messages import assistant_message, figures_message, user_message

HISTORY = [user_message("one two"), assistant_message("three", "r"), figures_message("9 tok/s", "- much", "r")]


def test_the_conversation_counts_with_what_is_typed_and_the_system_prompt() -> None:
    gauge = Gauge(FakeEngine())
    assert f"3 of {MODEL.max_context} tokens" in gauge.used("", HISTORY, None)
    assert f"7 of {MODEL.max_context} tokens" in gauge.used("four five", HISTORY, "six seven")
    assert gauge.used("  ", [], "six seven") == "", "nothing has been said"


def test_a_template_that_refuses_leaves_no_gauge(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()

    def refuse(messages: object) -> int:
        raise RequestError("no", "messages")

    monkeypatch.setattr(engine, "count_tokens", refuse)
    assert Gauge(engine).used("hi", HISTORY, "") == ""


@pytest.mark.parametrize(
    ("tokens", "words", "state"),
    [
        (1200, "1,200 of 4,000 tokens<", '"gauge"'),
        (3200, "3,200 of 4,000 tokens. Nearly full: a reply can have 800.", '"gauge high"'),
        (3999, "a reply can have 1.", '"gauge high"'),
        (4000, "Too long by 1 token.", '"gauge full"'),
        (9000, "width: 100.0%", '"gauge full"'),
    ],
)
def test_little_room_is_said_in_words(tokens: int, words: str, state: str) -> None:
    markup = gauge_html(tokens, 4000)
    assert words in markup
    assert state in markup


def test_without_a_context_there_is_no_gauge() -> None:
    assert gauge_html(5, 0) == ""
