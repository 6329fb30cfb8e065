"""This machine's figures in words."""

from dataclasses import replace

import pytest

from hybrid.types import GenerationRequest
from tests.fakes.calibrations import make_calibration
from tests.fakes.fake_engine import MODEL
from tests.fakes.lab_inputs import result_of, talked
from ui.lab.kinds.calibration import age, sentence, view_of
from ui.lab.state import lab_state
from ui.lab.traces import CHAT, Traces


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.0, "just now"),
        (1 / 1440, "1 minute ago"),
        (0.5, "12 hours ago"),
        (1.0, "1 day ago"),
        (41.2, "41 days ago"),
        (-0.01, "just now"),
        (-400.0, "before this computer's clock was put back"),
    ],
)
def test_ages_are_rough(days: float, words: str) -> None:
    assert age(days) == words


def test_what_was_timed_and_where() -> None:
    calibration = make_calibration(MODEL, (1, 2))
    assert "on a machine" in sentence(calibration)
    assert "simulation timings" in sentence(calibration)
    assert "emulated" not in sentence(replace(calibration, emulated=False))
    assert "no speeds" in sentence(None)
    rows = view_of(calibration).tables["calibration"].rows
    assert [row[0] for row in rows] == ["1", "2", "copy of an expert"]
    assert rows[1][1] == "2e+03 ms"


def test_timing_makes_the_lab_know_speeds() -> None:
    engine = talked(calibrated=False)
    assert lab_state(engine, Traces(engine))["calibrated"] is False
    result = result_of(engine, "calibrate")
    assert result.data == engine.calibration()
    state = lab_state(engine, Traces(engine))
    assert state["calibrated"] is True
    assert state["calibration"] == result.view.sentences["calibration"]


def test_the_state_counts_what_can_be_replayed() -> None:
    engine = talked("one two three")
    list(engine.generate(GenerationRequest([{"role": "user", "content": "x"}], request_id="lab-1")))
    traces = Traces(engine)
    traces.load("fox.safetensors", traces.saved(CHAT))
    state = lab_state(engine, traces)
    trace = traces.find(CHAT)
    chat, file = state["sources"]
    assert chat == {
        "id": CHAT, "label": f"Replies so far: 1, {trace.tokens} tokens", "tokens": trace.tokens,
        "generated": int((~trace.prompt).sum()),
    }  # fmt: skip
    assert file["label"].startswith("fox.safetensors: ")
    assert "Current" in state["contenders"]
    assert len(state["machines"]) > 3
