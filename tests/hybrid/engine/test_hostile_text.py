"""A checkpoint whose template never ends: Stop and close work all the same, and the next reply does, too."""

import threading
from pathlib import Path

import pytest

from hybrid import Engine, EngineConfig, Geometry
from hybrid.errors import EngineClosedError, RequestError
from hybrid.text import helper
from hybrid.types import TokenEvent
from tests.hybrid.text.test_helper import ENDLESS
from tests.models.talkative import say
from tests.ui.api.conftest import until

pytestmark = pytest.mark.usefixtures("leaves_nothing")


@pytest.fixture
def config(checkpoint: Path) -> EngineConfig:
    return EngineConfig(model=str(checkpoint), device="cpu", geometry=Geometry(2, 2))


def started(engine: Engine, outcome: list[TokenEvent | Exception], name: str) -> threading.Thread:
    """A reply that waits for its prompt, which the template never gives."""

    def ask() -> None:
        try:
            outcome.extend(engine.generate(say("Hello", request_id=name)))
        except Exception as error:
            outcome.append(error)

    assert engine.tokenizer is not None
    engine.tokenizer.chat_template = ENDLESS["a loop in loops"]
    thread = threading.Thread(target=ask)
    thread.start()
    until(helper._HELPER._turn.locked)
    return thread


def test_stop_and_the_next_reply(config: EngineConfig) -> None:
    with Engine.load(config) as engine:
        assert engine.tokenizer is not None
        usual, outcome = engine.tokenizer.chat_template, []
        thread = started(engine, outcome, "endless")
        engine.cancel("endless")
        thread.join(60)
        (last,) = outcome
        assert isinstance(last, TokenEvent)
        assert last.finish_reason == "cancelled"
        engine.tokenizer.chat_template = usual
        *_, last = engine.generate(say("Hello", max_new_tokens=2))
        assert last.finish_reason in {"stop", "length"}


def test_close(config: EngineConfig) -> None:
    outcome: list[TokenEvent | Exception] = []
    engine = Engine.load(config)
    thread = started(engine, outcome, "endless")
    engine.close()
    thread.join(60)
    assert not thread.is_alive()
    assert isinstance(outcome[-1], EngineClosedError) or outcome[-1].finish_reason == "cancelled"


def test_patience_ends(config: EngineConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    with Engine.load(config) as engine:
        list(engine.generate(say("Hello", max_new_tokens=1)))  # the helper is there
        monkeypatch.setattr(helper, "LIMIT_S", 0.5)
        outcome: list[TokenEvent | Exception] = []
        started(engine, outcome, "endless").join(60)
        (refusal,) = outcome
        assert isinstance(refusal, RequestError)
        assert "too much time" in str(refusal)
