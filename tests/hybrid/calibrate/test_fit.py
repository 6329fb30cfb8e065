"""Layers' times from steps' times: exact where it can be, unmoved by a few bad steps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.calibrate.fit import fit_layer_seconds

TABLE = np.array([1.0, 3.0, 4.5, 7.0])


def steps(count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.array([np.bincount(rng.integers(0, 4, 8), minlength=4) for _ in range(count)])


@given(st.integers(12, 30), st.integers(0, 99), st.integers(0, 2))
def test_steps_that_are_the_sum_of_their_layers_tell_all(count: int, seed: int, disturbed: int) -> None:
    counts = np.concatenate((8 * np.eye(4, dtype=int), steps(count, seed)))
    seconds = counts @ TABLE
    seconds[6 : 6 + disturbed] *= 3.0
    assert fit_layer_seconds(counts, seconds, 2.0) == pytest.approx(TABLE)


def test_what_never_occurs_lies_between_and_below() -> None:
    counts = np.array([[0, 8, 0, 0], [0, 0, 0, 8]])
    seconds = fit_layer_seconds(counts, counts @ TABLE, per_miss=0.5)
    assert seconds == pytest.approx((2.5, 3.0, 5.0, 7.0))
    assert min(fit_layer_seconds(counts, counts @ TABLE, per_miss=50.0)) > 0


def test_no_time_is_negative() -> None:
    counts = np.array([[8, 0, 0, 0], [0, 8, 0, 0], [4, 4, 0, 0]])
    assert min(fit_layer_seconds(counts, np.array([0.0, 80.0, 10.0]), 1.0)) > 0
