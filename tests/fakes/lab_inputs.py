"""What the lab's tests ask: a scripted engine that has written something, and parameters over it."""

from dataclasses import replace
from typing import Any

from hybrid.lab import never_cancelled, no_progress
from hybrid.types import GenerationRequest
from tests.fakes.fake_engine import MACHINE, FakeEngine
from ui.lab.inputs import Inputs
from ui.lab.jobs import Result
from ui.lab.kinds.registry import kinds
from ui.lab.traces import Traces


def talked(*questions: str, calibrated: bool = True, **options: Any) -> FakeEngine:
    """An engine that has answered."""
    engine = FakeEngine(**options)
    for question in questions or ("what is this and why",):
        list(engine.generate(GenerationRequest([{"role": "user", "content": question}], request_id=question)))
    if calibrated:
        engine.calibrate(no_progress, never_cancelled)
    return engine


GPU = replace(MACHINE, emulated=False)
"""For what is refused where the accelerator is emulated."""


def inputs(engine: FakeEngine, **asked: Any) -> Inputs:
    return Inputs(engine, Traces(engine), asked)


def result_of(engine: FakeEngine, kind: str, **asked: Any) -> Result:
    """What a job of that kind comes to."""
    result = kinds(engine, Traces(engine))[kind].work(asked, no_progress, never_cancelled)
    assert result is not None
    return result
