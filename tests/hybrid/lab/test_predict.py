"""Predictions on costs where the right answer is plain; grids and curves hold what single predictions say."""

from dataclasses import replace

import numpy as np
import pytest

from hybrid.errors import GeometryError, TraceError
from hybrid.lab import Prediction, Trace, predict, predict_curves, predict_grid, replay
from hybrid.lab.predictions.predict_grid import affordable, axis, last_tokens, predict_all
from hybrid.types import Geometry, ModelInfo, Settings
from tests.fakes.calibrations import EXPERT_BYTES, make_calibration, with_copies_of
from tests.fakes.fake_recordings import fake_trace

LAYERS, EXPERTS, K, TOKENS = 3, 6, 2, 40
MODEL = ModelInfo("a model", "mixtral", LAYERS, EXPERTS, K, EXPERT_BYTES, 10**6, "float32", 64)
CALIBRATION = make_calibration(MODEL)
TRACE = fake_trace(TOKENS, MODEL)
SETTINGS = Settings(Geometry(LAYERS, 3), "layered", "lru", "always", 2, 2)


def prediction(**changes: object) -> Prediction:
    return predict(TRACE, replace(SETTINGS, **changes), CALIBRATION)


def test_cpu_only_misses_everything_and_copies_nothing() -> None:
    predicted = prediction(placement="cpu_only")
    assert predicted.seconds_per_token == pytest.approx(LAYERS * (1.0 + 2 * 2.0))
    assert predicted.tokens_per_s == pytest.approx(1 / predicted.seconds_per_token)
    assert (predicted.hit_rate, predicted.bytes_per_token, predicted.slot_bytes) == (0.0, 0.0, 0)
    assert predicted.gpu_bytes == 10_000


def test_everything_resident_takes_the_time_measured_for_it() -> None:
    predicted = prediction(placement="static_layers", geometry=Geometry(LAYERS, EXPERTS))
    assert predicted.seconds_per_token == pytest.approx(LAYERS * 0.75)
    assert predicted.hit_rate == 1.0
    assert predicted.slot_bytes == LAYERS * EXPERTS * EXPERT_BYTES


def test_static_layers_hit_in_their_layers_only() -> None:
    predicted = prediction(placement="static_layers", geometry=Geometry(2, EXPERTS))
    assert predicted.hit_rate == pytest.approx(2 / 3)
    assert predicted.seconds_per_token == pytest.approx(2 * 1.0 + 5.0)


def test_the_most_popular_hit_more_than_the_first() -> None:
    popular = prediction(placement="static_popular", geometry=Geometry(1, 2 * EXPERTS // 2))
    first = prediction(placement="static_layers", geometry=Geometry(1, 2 * EXPERTS // 2))
    assert popular.hit_rate > first.hit_rate


def test_on_demand_waits_for_every_miss() -> None:
    predicted = prediction(placement="on_demand")
    missed = (1 - predicted.hit_rate) * LAYERS * K
    assert predicted.seconds_per_token == pytest.approx(LAYERS * 1.0 + missed * 2.5)
    assert predicted.bytes_per_token == pytest.approx(missed * EXPERT_BYTES)


def test_copies_cost_link_time() -> None:
    """With copies that take no time, the cache is the replay's; with slow ones it hits less and is no faster."""
    free = predict(TRACE, SETTINGS, with_copies_of(CALIBRATION, 0.0))
    whole = replay(TRACE, SETTINGS.geometry, policy="lru")
    assert free.hit_rate == pytest.approx(whole.hit_rate, abs=0.15)
    slow = predict(TRACE, SETTINGS, with_copies_of(CALIBRATION, 1000.0))
    assert slow.hit_rate < free.hit_rate
    assert slow.tokens_per_s < free.tokens_per_s


def test_joules_where_power_is_known() -> None:
    predicted = predict(TRACE, SETTINGS, replace(CALIBRATION, gpu_watts=10.0))
    assert predicted.joules_per_token == pytest.approx(10.0 * predicted.seconds_per_token)
    assert prediction().joules_per_token is None


def test_a_share_of_the_misses_for_the_device_has_costs_of_its_own() -> None:
    (costs,) = CALIBRATION.threads
    calibration = replace(
        CALIBRATION, threads=(replace(costs, split=replace(costs.unsplit, by_misses=(1.0, 1.5, 2.0))),)
    )
    for placement, split, seconds in [
        ("cached", True, 2.0),
        ("cached", False, 5.0),
        ("cpu_only", True, 5.0),
    ]:
        settings = replace(SETTINGS, geometry=Geometry(0, 0), placement=placement, split_misses=split)
        assert predict(TRACE, settings, calibration).seconds_per_token == pytest.approx(LAYERS * seconds)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(TraceError, match="choose a trace of that model"):
        predict(fake_trace(3, replace(MODEL, experts=7)), SETTINGS, CALIBRATION)
    with pytest.raises(TraceError, match="record a reply first"):
        predict(fake_trace(3, MODEL, prompt=["a", "b", "c"]), SETTINGS, CALIBRATION)
    with pytest.raises(GeometryError):
        prediction(geometry=Geometry(LAYERS, EXPERTS + 1))


@pytest.mark.parametrize("mapping", ["layered", "pooled"])
def test_a_grid_holds_the_single_predictions(mapping: str) -> None:
    settings = replace(SETTINGS, mapping=mapping)
    shares: list[float] = []
    grid = predict_grid(TRACE, settings, CALIBRATION, progress=lambda share, what: shares.append(share))
    assert grid is not None
    assert grid.indexes == tuple(range(LAYERS + 1))
    assert grid.ways == tuple(range(EXPERTS + 1))
    assert grid.tokens == TOKENS
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    for n, m in [(0, 0), (2, 3), (LAYERS, EXPERTS)]:
        single = predict(TRACE, replace(settings, geometry=Geometry(n, m)), CALIBRATION)
        assert grid.tokens_per_s[n, m] == single.tokens_per_s
        assert grid.hit_rate[n, m] == single.hit_rate
        assert grid.slot_bytes[n, m] == n * m * EXPERT_BYTES
        assert grid.gpu_bytes[n, m] == single.gpu_bytes


def test_the_best_of_a_grid_fits_the_budget_and_wastes_nothing() -> None:
    grid = predict_grid(TRACE, SETTINGS, CALIBRATION)
    assert grid is not None
    best = grid.best()
    assert best == (Geometry(LAYERS, EXPERTS), grid.tokens_per_s.max())
    limited = grid.best(4 * EXPERT_BYTES)
    assert limited is not None
    assert limited[0].slots <= 4
    assert limited[1] == grid.tokens_per_s[grid.slot_bytes <= 4 * EXPERT_BYTES].max()
    nothing = grid.best(0)
    assert nothing is not None
    assert nothing[0].slots == 0
    assert grid.best(-1) is None


def test_a_grid_can_be_given_up() -> None:
    seen: list[float] = []
    grid = predict_grid(
        TRACE, SETTINGS, CALIBRATION, progress=lambda share, what: seen.append(share), cancelled=lambda: bool(seen)
    )
    assert grid is None
    assert seen[0] == 0.0
    assert len(seen) == 1
    assert predict_curves(TRACE, SETTINGS, CALIBRATION, "layered", cancelled=lambda: True) is None


def test_curves_by_policy_and_admission() -> None:
    curves = predict_curves(TRACE, SETTINGS, CALIBRATION, "layered")
    assert curves is not None
    assert len({(curve.policy, curve.admission) for curve in curves}) == len(curves) == 8
    for curve in curves:
        assert curve.residency[0] == 0.0
        assert curve.residency[-1] == 1.0
        assert curve.hit_rate[0] == 0.0
        settings = replace(SETTINGS, policy=curve.policy, admission=curve.admission, geometry=curve.geometries[2])
        assert curve.tokens_per_s[2] == predict(TRACE, settings, CALIBRATION).tokens_per_s


def test_axes_hold_the_present_setting() -> None:
    assert axis(4, 2) == (0, 1, 2, 3, 4)
    assert axis(128, 50, count=5) == (0, 32, 50, 64, 96, 128)
    assert axis(3, 9) == (0, 1, 2, 3)


def test_the_end_of_a_trace_starts_with_a_step() -> None:
    trace = fake_trace(12, MODEL, prompt=["p"] * 5, texts=[str(i) for i in range(12)])
    assert last_tokens(trace, 20) is trace
    end = last_tokens(trace, 4)
    assert np.array_equal(end.choices, trace.choices[-4:])
    assert end.texts == ("8", "9", "10", "11")
    assert end.turns.tolist() == [0]
    assert last_tokens(trace, 9).tokens == 7, "the prompt's step began before"
    turns = Trace.from_choices(trace.choices, num_experts=EXPERTS, turns=[0, 9])
    assert last_tokens(turns, 5).turns.tolist() == [0, 2]


def test_long_traces_are_cut_for_many_settings() -> None:
    many = ModelInfo("m", "mixtral", 20, 30, 10, 1, 1, "float32", 64)
    assert affordable(fake_trace(300, many), 10_000).tokens == 96
    assert predict_all(TRACE, [], CALIBRATION) == []
