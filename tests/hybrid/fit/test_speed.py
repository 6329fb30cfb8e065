"""The range of speeds: a calibration's cost of a layer, averaged over hit rates."""

from dataclasses import replace

import numpy as np
import pytest

from hybrid.fit.speed import EAGER_LAYER_S, from_figures, speed_range, zipf_share
from hybrid.lab.predictions.machines import MachineFigures
from hybrid.types import Geometry, ModelInfo
from tests.fakes.calibrations import make_calibration

LAYERS, EXPERTS, K = 4, 8, 2
INFO = ModelInfo("a model", "mixtral", LAYERS, EXPERTS, K, 10**8, 10**9, "bfloat16", 64, 10**9)
CALIBRATION = make_calibration(INFO)  # at 2 threads: 1 s a layer, 2 s a miss, 1 s more beside copies
FIGURES = MachineFigures("a desktop", 50.0, 25.0, 500.0, 24.0, 2)


def test_without_slots_every_expert_is_missed() -> None:
    speed = speed_range(CALIBRATION, Geometry(0, 0), 2, "")
    assert speed.low == speed.high == pytest.approx(1 / (LAYERS * (1.0 + K * 2.0)))


def test_with_all_experts_resident_there_is_no_range() -> None:
    speed = speed_range(CALIBRATION, Geometry(LAYERS, EXPERTS), 2, "")
    assert speed.low == speed.high == pytest.approx(1 / (LAYERS * 0.75))


def test_the_ends_are_the_averages_of_drawn_misses() -> None:
    """Of 100 000 layers drawn at both hit rates, for half of the ways in three of four layers."""
    speed = speed_range(CALIBRATION, Geometry(3, 4), 2, "basis")
    rng = np.random.default_rng(0)
    ends = []
    for hit_rate, copying in ((0.5, 1.0), (zipf_share(4, EXPERTS), 0.0)):
        misses = rng.binomial(K, 1 - hit_rate, 100_000)
        ends.append(1 / (3 * float(np.mean(1.0 + misses * (2.0 + copying))) + 5.0))
    assert (speed.low, speed.high) == pytest.approx(ends, rel=0.01)
    assert (speed.measured, speed.basis) == (True, "basis")


def test_popularity_by_zipf() -> None:
    assert zipf_share(0, 8) == 0.0
    assert zipf_share(8, 8) == 1.0
    assert zipf_share(1, 2) == pytest.approx(2 / 3)


def test_more_ways_are_never_slower() -> None:
    speeds = [speed_range(CALIBRATION, Geometry(LAYERS, ways), 2, "") for ways in range(EXPERTS)]
    assert [s.high for s in speeds] == sorted(s.high for s in speeds)
    assert [s.low for s in speeds] == sorted(s.low for s in speeds)


def test_bandwidths_bound_the_speed() -> None:
    """Two missed experts of 0.1 GB take 4 ms in each of four layers, the rest of 1 GB takes 2 ms."""
    calibration = from_figures(FIGURES, INFO, emulated=False)
    speed = speed_range(calibration, Geometry(0, 0), 2, "")
    assert not speed.measured
    assert 1 / 0.020 < speed.high < 1 / 0.018
    assert speed_range(calibration, Geometry(LAYERS, 4), 2, "").high > speed.high


def test_emulated_slots_gain_nothing() -> None:
    calibration = from_figures(FIGURES, INFO, emulated=True)
    none, half = (speed_range(calibration, Geometry(LAYERS, ways), 2, "") for ways in (0, 4))
    assert none.high == half.high < 1 / (LAYERS * EAGER_LAYER_S)
    assert calibration.emulated
    assert replace(calibration, emulated=False).predicted
