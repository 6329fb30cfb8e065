"""The model of decode time on costs where the right answer is plain, and the settings it compares."""

import numpy as np
import pytest

from hybrid.bench.simulate import compare, scenario
from hybrid.bench.traces import TraceName
from hybrid.cache import ExpertCache
from hybrid.lab import Trace
from hybrid.lab.decode_model import DecodeCosts, cpu_seconds, simulate_decode
from hybrid.types import AdmissionName, ExpertKey, Geometry

COSTS = DecodeCosts(cpu=2.0, cpu_while_copying=4.0, copy=10.0, gpu=0.5, layer=1.0)


def make_cache(geometry: Geometry, admission: AdmissionName = "always") -> ExpertCache:
    return ExpertCache(layers=1, experts=4, geometry=geometry, mapping="layered", policy="lru", admission=admission)


def make_trace(*choices: list[int]) -> Trace:
    return Trace.from_choices(np.array(choices)[:, None], num_experts=4)


def test_without_slots_every_expert_is_computed_on_the_cpu() -> None:
    found = simulate_decode(make_trace([0, 1], [0, 1]), make_cache(Geometry(0, 0)), COSTS)
    assert found.seconds_per_token == 2 * COSTS.cpu + COSTS.layer
    assert (found.hit_rate, found.fills_per_token) == (0.0, 0.0)


def test_with_everything_resident_only_the_device_computes() -> None:
    cache = make_cache(Geometry(1, 4), "never")
    for expert in range(4):
        fill = cache.preload(ExpertKey(0, expert))
        assert fill is not None
        cache.landed(fill.slot)
    found = simulate_decode(make_trace([0, 1], [2, 3]), cache, COSTS)
    assert found.seconds_per_token == 2 * COSTS.gpu + COSTS.layer
    assert found.hit_rate == 1.0


def test_a_copy_lands_late_and_slows_the_cpu_meanwhile() -> None:
    """Two misses of 4 s and a layer of 1 s, twice: the copy of 10 s has landed for the third token."""
    found = simulate_decode(make_trace([0], [0], [0]), make_cache(Geometry(1, 1)), COSTS)
    assert found.fills_per_token == pytest.approx(1 / 3)
    assert found.seconds_per_token == pytest.approx((5.0 + 5.0 + 1.5) / 3)
    assert found.hit_rate == pytest.approx(1 / 3)


def test_the_warm_up_does_not_count() -> None:
    trace = make_trace([0], [0], [0], [0])
    found = simulate_decode(trace, make_cache(Geometry(1, 1)), COSTS, warm_up=2)
    assert (found.hit_rate, found.fills_per_token) == (1.0, 0.0)


def test_the_cpu_is_slow_only_while_copies_run() -> None:
    assert cpu_seconds(3, 0.0, COSTS) == 6.0
    assert cpu_seconds(3, -1.0, COSTS) == 6.0
    assert cpu_seconds(3, 20.0, COSTS) == 12.0
    assert cpu_seconds(3, 4.0, COSTS) == 4.0 + 2 * 2.0
    assert cpu_seconds(0, 5.0, COSTS) == 0.0


@pytest.mark.parametrize(
    ("name", "residency", "required"),
    [
        ("mixtral", 0.5, {"static layers": 1.15, "static popular": 1.2, "paper": 1.7}),
        ("skewed", 0.5, {"static layers": 1.5, "static popular": 0.95, "paper": 1.5}),
        ("topics", 0.5, {"static layers": 1.3, "static popular": 1.1}),
        ("uniform", 0.5, {"static layers": 1.0}),
        ("qwen3", 0.4, {"static layers": 1.7}),
        ("mixtral", 0.25, {"static layers": 1.08}),
    ],
)
def test_the_default_setting_is_worth_what_it_must_be(
    name: TraceName, residency: float, required: dict[str, float]
) -> None:
    found = compare(scenario(name, residency))
    ours = found["this engine"].seconds_per_token
    gains = {setting: found[setting].seconds_per_token / ours for setting in required}
    assert all(gains[setting] >= least for setting, least in required.items()), gains
