"""Autotune for other hardware: predicted, marked, never measured, and never swayed by the simulation's own speed."""

import pytest

from hybrid.errors import ConfigError
from hybrid.lab import MACHINES, USUAL_MACHINE
from hybrid.types import Geometry
from tests.fakes.fake_engine import MODEL, SETTINGS
from tests.fakes.lab_inputs import GPU, result_of, talked
from ui.control.settings_text import values_of
from ui.lab.kinds.card import CardResult
from ui.lab.state import lab_state
from ui.lab.traces import Traces

LONG = "tell me all about foxes and ships and birds and whatever else there is to tell of"


def test_without_a_gpu_the_usual_card_comes_first() -> None:
    emulated, real = talked(), talked(machine=GPU)
    assert lab_state(emulated, Traces(emulated))["default_machine"] == USUAL_MACHINE.name
    assert lab_state(real, Traces(real))["default_machine"] == "this"
    assert "4090" in USUAL_MACHINE.name
    assert all("PCIe" in machine.name and "DDR" in machine.name for machine in MACHINES)


def test_the_fastest_settings_of_a_card_are_predicted_and_nothing_runs() -> None:
    engine = talked(LONG, calibrated=False)
    before = len(engine.requests)
    result = result_of(engine, "tune", machine=USUAL_MACHINE.name)
    tuned: CardResult = result.data
    best = tuned.predictions[0]
    speeds = [p.tokens_per_s for p in tuned.predictions]
    assert speeds[1:] == sorted(speeds[1:], reverse=True)
    assert speeds[0] >= 0.98 * max(speeds)
    assert best.settings.placement == "cached"
    assert best.settings.geometry == Geometry(12, 8)  # a model that fits stays on the card as a whole
    assert best.settings.cpu_threads == USUAL_MACHINE.cores
    assert tuned.present is not None
    assert tuned.present.settings.geometry == SETTINGS.geometry
    assert len(engine.requests) == before
    assert engine.snapshot().settings == SETTINGS
    assert "nothing was measured and nothing was changed" in result.view.sentences["tune"]
    assert result.view.facts["best"]["cpu_threads"] == SETTINGS.cpu_threads
    assert result.view.facts["best"]["ways"] == 8
    assert result.view.facts["best"].keys() == values_of(SETTINGS).keys()
    assert result.view.tables["tune"].rows[-1][-1] == "current"


def test_memory_that_was_asked_for_is_kept_to() -> None:
    budget = 30 * MODEL.expert_bytes / (1 << 30)
    tuned: CardResult = result_of(talked(LONG), "tune", machine=USUAL_MACHINE.name, budget_gib=budget).data
    assert all(p.settings.geometry.slots <= 30 for p in tuned.predictions if p.settings.placement != "cpu_only")


def test_the_simulation_itself_is_never_tuned_for() -> None:
    with pytest.raises(ConfigError, match="no GPU here to measure"):
        result_of(talked(LONG), "tune", prompt="x")
