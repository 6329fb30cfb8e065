"""The control panel's handlers against the scripted engine."""

from typing import Any

import pytest

from hybrid.types import Geometry
from tests.fake_engine import FakeEngine
from ui.controls import Controls, field_values

SHOWN = (12, 4, "layered", "lfu", "bounded", 2)


def apply(controls: Controls, **changes: Any) -> tuple[Any, ...]:
    names = ("indexes", "ways", "mapping", "policy", "admission", "threads")
    return controls.apply(**dict(zip(names, SHOWN, strict=True)) | changes)


def test_apply_reaches_the_engine_and_comes_back() -> None:
    engine = FakeEngine()
    answer = apply(Controls(engine), indexes=8, ways=2.0, mapping="pooled", policy="lru", threads=1)
    assert answer == (8, 2, "pooled", "lru", "bounded", 1, "")
    assert engine.snapshot().settings.geometry == Geometry(8, 2)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("ways", 9, "choose at most 8 ways"),
        ("indexes", 13, "choose at most 12 indexes"),
        ("indexes", None, "enter one"),
        ("ways", 2.5, "whole number"),
        ("threads", 64, "choose 1 to 4"),
        ("threads", 0, "choose 1 to 4"),
    ],
)
def test_a_wrong_field_is_refused_and_nothing_changes(field: str, value: Any, sentence: str) -> None:
    engine = FakeEngine()
    answer = apply(Controls(engine), **{field: value})
    assert sentence in answer[-1]
    assert not any(isinstance(update, (int, str)) for update in answer[:-1]), "fields stay as typed"
    assert field_values(engine.snapshot().settings) == SHOWN


def test_a_geometry_too_big_for_memory_is_refused() -> None:
    engine = FakeEngine(slot_bytes=1 << 20)
    assert "choose at most 5 slots" in apply(Controls(engine), ways=8)[-1]
    assert field_values(engine.snapshot().settings) == SHOWN


def test_revert_shows_what_is_in_force() -> None:
    engine = FakeEngine()
    engine.reconfigure(policy="fifo")
    assert Controls(engine).revert() == (12, 4, "layered", "fifo", "bounded", 2, "")


def test_load() -> None:
    engine = FakeEngine()
    controls = Controls(engine)
    assert "give a folder" in controls.load("/nowhere")[-1]
    assert "enter a folder" in controls.load("  ")[-1]
    assert engine.snapshot().model.name == "demo-moe"
    assert controls.load(" demo-two ") == (*SHOWN, "")
    assert engine.snapshot().model.name == "demo-two"
