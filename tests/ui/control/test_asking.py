"""Links with settings: applied if a person here has asked for them, asked about if not."""

from typing import Any

import pytest

from tests.fakes.fake_engine import FakeEngine
from tests.ui.control.test_handlers import FIELDS, SHOWN, in_force, shown
from ui.control.handlers import TAKE_QUERY, Controls

LINK = "?indexes=8&ways=2"
FOREIGN = f"{LINK}&from-elsewhere=1"
PARTS = 3
CLOSED = ({"__type__": "update", "visible": False}, "", "")


def question(answer: tuple[Any, ...]) -> tuple[Any, ...]:
    return answer[-PARTS:]


def fields(answer: tuple[Any, ...]) -> dict[str, Any]:
    return shown(answer[:-PARTS]).fields


def test_an_address_that_was_typed_is_obeyed(engine: FakeEngine, controls: Controls) -> None:
    answer = controls.arrive(LINK)
    assert in_force(engine) == fields(answer) == SHOWN | {"indexes": 8, "ways": 2}
    assert question(answer) == CLOSED


def test_a_link_from_elsewhere_asks(engine: FakeEngine, controls: Controls) -> None:
    answer = controls.arrive(FOREIGN)
    assert in_force(engine) == fields(answer) == SHOWN
    place, sentence, link = question(answer)
    assert place["visible"]
    assert sentence == "The link that opened this page asks for other settings: indexes 8, ways 2."
    agreed = controls.agreed(link)
    assert in_force(engine) == fields(agreed) == SHOWN | {"indexes": 8, "ways": 2}
    assert question(agreed) == CLOSED


@pytest.mark.parametrize("phase", ["prefill", "decode"])
@pytest.mark.parametrize("query", [LINK, FOREIGN])
def test_in_the_middle_of_a_reply_every_link_asks(
    engine: FakeEngine, controls: Controls, phase: str, query: str
) -> None:
    engine._publish(phase, "r1")
    assert question(controls.arrive(query))[0]["visible"]
    assert in_force(engine) == SHOWN


@pytest.mark.parametrize("query", ["", "?from-elsewhere=1", "?other=1&from-elsewhere=1"])
def test_without_settings_there_is_nothing_to_ask(controls: Controls, query: str) -> None:
    answer = controls.arrive(query)
    assert fields(answer) == SHOWN
    assert question(answer) == CLOSED


def test_what_a_link_says_is_shown_as_text_and_short(controls: Controls) -> None:
    _, sentence, _ = question(controls.arrive("?policy=<script>" + "x" * 500 + "&mapping=%ED%A0%80&from-elsewhere=1"))
    assert "policy &lt;script&gt;xxx" in sentence
    assert len(sentence) < 250
    sentence.encode()


def test_the_mark_leaves_the_address_with_the_settings() -> None:
    assert all(f'"{name}"' in TAKE_QUERY for name in (*FIELDS, "from-elsewhere"))
