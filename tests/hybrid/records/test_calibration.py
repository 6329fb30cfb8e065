"""Calibrations as plain values: JSON and back, thread counts in between, machines that are typed in."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.errors import ConfigError
from hybrid.lab import (
    MACHINES,
    MachineFigures,
    calibration_for,
    calibration_from_dict,
    calibration_to_dict,
    slot_budget_bytes,
)
from hybrid.types import ModelInfo
from tests.fakes.calibrations import make_calibration

MODEL = ModelInfo("a model", "mixtral", 4, 8, 2, 1_000_000, 40_000_000, "bfloat16", 64)


def test_it_survives_json() -> None:
    calibration = make_calibration(MODEL, (1, 2, 4))
    assert calibration_from_dict(json.loads(json.dumps(calibration_to_dict(calibration)))) == calibration


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 0},
        {"created": "yesterday"},
        {"threads": []},
        {"threads": [{}]},
        {"threads": None},
        {"shape": {"layers": 1}},
        {"copy_alone": -1.0},
        {"copy_alone": float("nan")},
        {"copy_alone": "fast"},
        {"unheard_of": 1},
        {"created": "2026-01-31T12:00:00"},
        {"gpu_watts": "many"},
        {"outside": float("inf")},
        {"other_bytes": [1]},
    ],
)
def test_anything_else_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        calibration_from_dict(calibration_to_dict(make_calibration(MODEL)) | changes)


@given(st.dictionaries(st.text(max_size=9), st.none() | st.integers() | st.text(max_size=3) | st.lists(st.none())))
def test_no_json_at_all_gets_through(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        calibration_from_dict(values)


def test_costs_must_be_of_the_models_top_k() -> None:
    calibration = make_calibration(MODEL)
    wrong = replace(calibration, shape=replace(calibration.shape, top_k=3))
    with pytest.raises(ValueError):
        calibration_from_dict(calibration_to_dict(wrong))


def test_costs_between_thread_counts_go_with_their_inverse() -> None:
    calibration = make_calibration(MODEL, (1, 2, 8))
    for threads, miss in [(1, 4.0), (2, 2.0), (4, 1.0), (8, 0.5), (16, 0.5)]:
        costs = calibration.layer_costs(threads)
        assert costs.by_misses == pytest.approx((1.0, 1.0 + miss, 1.0 + 2 * miss))
        assert (costs.per_miss_while_copying, costs.copy) == (1.0, 3.0)


def test_age_and_joules() -> None:
    calibration = make_calibration(MODEL)
    assert calibration.age_days(datetime(2026, 2, 2, 12, tzinfo=UTC)) == 2.0
    assert calibration.joules(2.0) is None
    assert replace(calibration, gpu_watts=100.0).joules(2.0) == 200.0
    assert replace(calibration, gpu_watts=100.0, cpu_watts=50.0).joules(2.0) == 300.0


@pytest.mark.parametrize("figures", MACHINES, ids=lambda figures: figures.name)
def test_every_preset_is_a_prediction(figures: MachineFigures) -> None:
    calibration = calibration_for(figures, MODEL)
    assert calibration.predicted
    assert calibration.machine == figures.name
    none, one, two = calibration.layer_costs(figures.cores).by_misses
    assert none < one < two
    assert slot_budget_bytes(figures) < figures.device_gib * 2**30
    assert calibration_from_dict(calibration_to_dict(calibration)) == calibration


def test_a_machine_is_its_bandwidths() -> None:
    calibration = calibration_for(MachineFigures("mine", 50.0, 20.0, 1000.0, 8.0, 4), MODEL)
    costs = calibration.threads[0]
    assert costs.expert == pytest.approx(1e6 / 50e9)
    assert costs.expert_while_copying == pytest.approx(1e6 / 39e9)
    assert costs.unsplit.copy == pytest.approx(1e6 / 20e9)
    assert costs.unsplit.by_misses[2] - costs.unsplit.by_misses[1] == pytest.approx(costs.expert)


@pytest.mark.parametrize("wrong", [{"host_gb_per_s": 0.0}, {"link_gb_per_s": -1.0}, {"device_gib": -1.0}, {"cores": 0}])
def test_figures_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        calibration_for(replace(MACHINES[0], **wrong), MODEL)
