"""Calibration on a tiny model: what is measured, that nothing of it is left behind, and the file it is kept in."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hybrid import Engine
from hybrid.calibrate.calibrator import calibrate, thread_counts
from hybrid.calibrate.expert_timing import TOKENS
from hybrid.calibrate.forced_routing import Residents
from hybrid.calibrate.store import load_calibration, save_calibration
from hybrid.decode.runtime import Runtime
from hybrid.lab import Calibration, ModelShape
from hybrid.observe.power_monitor import PowerMonitor, power_monitor
from hybrid.types import Geometry, ModelInfo, Settings
from tests.fakes.bench_tools import CPU, tiny_model
from tests.fakes.calibrations import make_calibration
from tests.models.talkative import Reference, ids_of, say

MODEL = ModelInfo("a model", "mixtral", 4, 8, 2, 1_000_000, 40_000_000, "bfloat16", 64)
SETTINGS = Settings(Geometry(1, 3), "pooled", "lru", "always", 2, 1)


@pytest.fixture
def power() -> Iterator[PowerMonitor]:
    monitor = power_monitor(None)
    yield monitor
    monitor.close()


def test_a_calibration_leaves_nothing_behind(power: PowerMonitor) -> None:
    loaded = tiny_model()
    runtime = Runtime(loaded, SETTINGS, CPU)
    shares: list[float] = []
    with torch.no_grad():
        calibration = calibrate(
            loaded, runtime, power, [1], 1 << 30, lambda share, what: shares.append(share), lambda: False
        )
    assert calibration is not None
    assert calibration.shape == ModelShape.of(loaded.info)
    (costs,) = calibration.threads
    assert costs.threads == 1
    assert costs.split is None, "there is no link to share misses over"
    assert len(costs.unsplit.by_misses) == loaded.info.top_k + 1
    assert min(costs.unsplit.by_misses) > 0
    assert [tokens for tokens, _ in costs.expert_by_tokens] == list(TOKENS)
    assert costs.expert_while_copying >= costs.expert > 0
    assert calibration.copy_alone > 0
    assert calibration.all_resident_layer is not None
    assert calibration.gpu_expert is not None
    assert calibration.emulated
    assert not calibration.predicted
    assert shares == sorted(shares)
    assert all(0 <= share < 1 for share in shares)
    assert runtime.settings == SETTINGS
    assert runtime.telemetry.steps == 0
    assert runtime.parts.telemetry is runtime.telemetry
    assert not any(module._forward_pre_hooks for module in loaded.model.modules())
    runtime.close()


def test_without_room_for_all_experts_their_time_is_not_known(power: PowerMonitor) -> None:
    loaded = tiny_model()
    runtime = Runtime(loaded, SETTINGS, CPU)
    for slots in (0, 3):
        room = slots * loaded.info.expert_bytes
        with torch.no_grad():
            calibration = calibrate(loaded, runtime, power, [1], room, lambda share, what: None, lambda: False)
        assert calibration is not None
        assert calibration.all_resident_layer is None
        table = calibration.threads[0].unsplit.by_misses
        assert len(table) == loaded.info.top_k + 1
        assert min(table) > 0
    runtime.close()


@pytest.mark.parametrize("after", [0, 1, 5])
def test_it_can_be_given_up_at_any_step(power: PowerMonitor, after: int) -> None:
    loaded = tiny_model()
    runtime = Runtime(loaded, SETTINGS, CPU)
    asked: list[bool] = []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > after

    with torch.no_grad():
        assert calibrate(loaded, runtime, power, [1], 1 << 30, lambda share, what: None, cancelled) is None
    assert len(asked) == after + 1
    assert runtime.settings == SETTINGS
    assert runtime.parts.telemetry is runtime.telemetry
    runtime.close()


def test_thread_counts_are_those_of_the_sweep_and_the_present_one() -> None:
    assert thread_counts(16, 12) == (4, 8, 12, 16)
    assert thread_counts(1, 1) == (1,)


@given(st.integers(1, 5), st.integers(1, 12), st.data())
def test_forced_choices_miss_as_often_as_asked(layers: int, experts: int, data: st.DataObject) -> None:
    top_k = data.draw(st.integers(1, experts))
    info = ModelInfo("m", "mixtral", layers, experts, top_k, 10, 1, "float32", 64)
    residents = Residents.within(info, data.draw(st.integers(0, 12 * layers * experts)))
    resident = np.array(residents.uses()).reshape(layers, experts) == 1
    assert resident.sum() == residents.geometry.slots
    for missed in residents.misses():
        for step in range(4):
            choices = residents.choices(missed, step)
            assert all(len(set(of_layer)) == top_k for of_layer in choices.tolist())
            hits = np.take_along_axis(resident, choices.astype(int), axis=1).sum(axis=1)
            assert hits[: residents.indexes].tolist() == [top_k - missed] * residents.indexes
            assert not hits[residents.indexes :].any()


@given(st.integers(1, 5), st.integers(1, 12), st.data())
def test_mixed_choices_miss_as_counted(layers: int, experts: int, data: st.DataObject) -> None:
    top_k = data.draw(st.integers(1, experts))
    info = ModelInfo("m", "mixtral", layers, experts, top_k, 10, 1, "float32", 64)
    residents = Residents.within(info, data.draw(st.integers(0, 12 * layers * experts)))
    resident = np.array(residents.uses()).reshape(layers, experts) == 1
    if not residents.misses():
        return
    choices = residents.mixed(data.draw(st.integers(0, 9)))
    assert all(len(set(of_layer)) == top_k for of_layer in choices.tolist())
    missed = top_k - np.take_along_axis(resident, choices.astype(int), axis=1).sum(axis=1)
    assert set(missed[: residents.indexes].tolist()) <= set(residents.misses())
    assert residents.counts(choices).tolist() == np.bincount(missed, minlength=top_k + 1).tolist()


# Where it is kept


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HYBRID_HOME", str(tmp_path))
    return tmp_path


def find(calibration: Calibration) -> Calibration | None:
    return load_calibration(calibration.shape, calibration.device, calibration.machine, calibration.version)


def test_what_is_kept_is_found_again_and_nothing_else(home: Path) -> None:
    calibration = make_calibration(MODEL)
    assert find(calibration) is None
    assert save_calibration(calibration)
    assert find(calibration) == calibration
    assert find(replace(calibration, version="2")) is None
    assert find(replace(calibration, device="another")) is None
    assert find(replace(calibration, shape=replace(calibration.shape, layers=5))) is None


@pytest.mark.parametrize("content", ["", "[]", "null", "{}", '{"format": 1', "\x00\xff", '{"format": 1, "shape": []}'])
def test_a_broken_file_is_as_good_as_none(home: Path, content: str) -> None:
    calibration = make_calibration(MODEL)
    save_calibration(calibration)
    (path,) = home.rglob("*.json")
    path.write_text(content, encoding="utf-8")
    assert find(calibration) is None


def test_a_prediction_is_never_taken_for_a_measurement(home: Path) -> None:
    calibration = make_calibration(MODEL)
    save_calibration(calibration)
    (path,) = home.rglob("*.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"predicted": True}), encoding="utf-8")
    assert find(calibration) is None


def test_a_place_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HYBRID_HOME", str(tmp_path / "file"))
    assert not save_calibration(make_calibration(MODEL))
    assert find(make_calibration(MODEL)) is None


# The engine


def test_the_engine_replies_as_before_and_remembers(
    home: Path, load: Callable[..., Engine], reference: Reference
) -> None:
    engine, request = load(), say("Before and after?")
    assert engine.calibration() is None
    list(engine.generate(request))
    before = engine.snapshot()
    calibration = engine.calibrate()
    assert calibration is not None
    assert engine.calibration() is calibration
    again = say("Before and after?")
    assert ids_of(engine.generate(again)) == reference.reply(again)
    after = engine.snapshot()
    assert after.settings == before.settings
    assert after.counters.steps == before.counters.steps + 24, "the prompt again, and 23 tokens fed back"
    assert len(engine.recorded_replies()) == 2
    assert load().calibration() == calibration
    assert load().calibrate(cancelled=lambda: True) is None
