"""What a job is asked: every parameter is checked, and refused in a sentence."""

from typing import Any

import pytest

from hybrid.errors import ConfigError, HybridError, RequestError
from hybrid.lab import MACHINES, slot_budget_bytes
from hybrid.types import Geometry
from tests.fakes.fake_engine import SETTINGS
from tests.fakes.fake_recordings import fake_trace
from tests.fakes.lab_inputs import inputs, talked
from ui.lab.inputs import GIB, within

FIGURES = {"host_gb_per_s": 75, "link_gb_per_s": 25, "device_gb_per_s": 900, "device_gib": 24, "cores": 8}


def test_what_is_left_out_is_as_in_force() -> None:
    engine = talked()
    asked = inputs(engine)
    assert asked.settings() == engine.snapshot().settings
    assert asked.trace().tokens == engine.recorded_replies()[0].trace.tokens
    machine = asked.machine()
    assert machine.is_this
    assert machine.calibration == engine.calibration()
    assert machine.budget_bytes == engine.snapshot().memory.slots_limit


def test_settings_go_over_those_in_force() -> None:
    settings = inputs(talked(), settings={"ways": 2, "policy": "lru"}).settings()
    assert (settings.geometry, settings.policy, settings.admission) == (Geometry(12, 2), "lru", SETTINGS.admission)


def test_a_preset_machine_is_a_prediction_with_its_own_memory() -> None:
    machine = inputs(talked(), machine=MACHINES[2].name).machine()
    assert machine.calibration is not None
    assert machine.calibration.predicted
    assert machine.budget_bytes == slot_budget_bytes(MACHINES[2])
    assert not machine.is_this


def test_figures_may_be_typed() -> None:
    machine = inputs(talked(), machine=FIGURES | {"watts": None}).machine()
    assert machine.calibration is not None
    assert machine.calibration.predicted
    watts = inputs(talked(), machine=FIGURES | {"watts": 300}).machine()
    assert watts.calibration is not None
    assert watts.calibration.gpu_watts == 300


def test_a_wish_for_memory_stays_below_what_there_is() -> None:
    engine = talked(slot_bytes=2 * GIB)
    assert inputs(engine, budget_gib=1).machine().budget_bytes == GIB
    assert inputs(engine, budget_gib=5).machine().budget_bytes == 2 * GIB
    assert inputs(engine, budget_gib=None).machine().budget_bytes == 2 * GIB


def test_a_prompt_becomes_a_request() -> None:
    request = inputs(talked(), prompt=" hello ", tokens=12).request()
    assert (request.messages[0]["content"], request.max_new_tokens) == ("hello", 12)


@pytest.mark.parametrize(
    ("asked", "call", "sentence"),
    [
        ({"machine": "a toaster"}, "machine", "Choose another"),
        ({"machine": 3}, "machine", "choose one"),
        ({"machine": FIGURES | {"cores": None}}, "machine", "Fill in every figure"),
        ({"machine": FIGURES | {"link_gb_per_s": -1}}, "machine", "above 0"),
        ({"machine": FIGURES | {"watts": "many"}}, "machine", "above 0"),
        ({"budget_gib": -1}, "machine", "Memory for slots, GiB: 0 to"),
        ({"settings": [1]}, "settings", "object"),
        ({"settings": {"ways": "three"}}, "settings", "whole number"),
        ({"settings": {"colour": "red"}}, "settings", "Unknown setting"),
        ({"prompt": "  "}, "request", "Enter a prompt"),
        ({"prompt": 7}, "request", "text"),
        ({"prompt": "x" * 30_000}, "request", "too long"),
        ({"prompt": "x", "tokens": 0}, "request", "New tokens: 8 to 1024"),
        ({"prompt": "x", "tokens": True}, "request", "New tokens: 8 to 1024"),
        ({"source": "gone"}, "trace", "Load its file again"),
        ({"source": 3}, "trace", "text"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_in_a_sentence(asked: dict[str, Any], call: str, sentence: str) -> None:
    with pytest.raises(HybridError, match=sentence):
        getattr(inputs(talked(), **asked), call)()


def test_without_a_calibration_there_is_a_way_out() -> None:
    with pytest.raises(ConfigError, match="Benchmark this machine"):
        inputs(talked(calibrated=False)).calibration()
    with pytest.raises(RequestError, match="list"):
        inputs(talked(), contenders="all").listed("contenders")


def test_slots_are_those_of_the_traces_model() -> None:
    engine = talked()
    small = fake_trace(4, engine.snapshot().model)
    assert within(SETTINGS, small) == SETTINGS
    wide = fake_trace(4, engine.snapshot().model.__class__("m", "f", 3, 2, 1, 1, 1, "bfloat16", 10))
    assert within(SETTINGS, wide).geometry == Geometry(3, 2)


@pytest.mark.parametrize(
    "wrong",
    [{"policy": "random"}, {"mapping": "spread"}, {"admission": ""}, {"placement": "x"}, {"ways": -1}, {"indexes": -1},
     {"cpu_threads": 0}, {"max_queued_copies": 0}],
)  # fmt: skip
def test_settings_that_nothing_can_have_are_refused_before_the_work(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as refused:
        inputs(talked(), settings=wrong).settings()
    assert refused.value.field in wrong
