"""The model of decode time: the decisions of ``ExpertCache``, costs where the right answer is plain, and what it
says of the settings it compares."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.bench.common.simulate import compare, scenario
from hybrid.bench.common.traces import TraceName
from hybrid.errors import GeometryError
from hybrid.lab import Trace, replay
from hybrid.lab.predictions.decode_model import CacheSetting, DecodeModel, simulate_decode
from hybrid.records.costs import DecodeCosts, LayerCosts
from hybrid.types import AdmissionName, ExpertKey, Geometry, MappingName, PolicyName
from tests.oracles.naive_decode import naive_decode

MAPPINGS: tuple[MappingName, ...] = get_args(MappingName)
POLICY_NAMES: tuple[PolicyName, ...] = get_args(PolicyName)
ADMISSIONS: tuple[AdmissionName, ...] = get_args(AdmissionName)
COSTS = DecodeCosts(cpu=2.0, cpu_while_copying=4.0, copy=10.0, gpu=0.5, layer=1.0)


def make_trace(*choices: list[int]) -> Trace:
    return Trace.from_choices(np.array(choices)[:, None], num_experts=4)


def estimate(trace: Trace, setting: CacheSetting, warm_up: int = 0) -> tuple[float, float, float]:
    result = simulate_decode(trace, setting, COSTS.layer_costs(trace.top_k), warm_up)
    return result.seconds_per_token, result.hit_rate, result.fills_per_token


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Distinct experts per token; some steps are of a prompt and hold several tokens."""
    experts, layers = draw(st.integers(2, 12)), draw(st.integers(1, 3))
    top_k = draw(st.integers(1, min(experts, 4)))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    popularity = rng.gamma(draw(st.sampled_from([0.3, 10.0])), size=(layers, experts)) + 1e-9
    lengths = draw(st.lists(st.sampled_from([1, 1, 1, 5]), max_size=40))
    steps = np.repeat(np.arange(len(lengths)), lengths)
    prompt = np.repeat([length > 1 or rng.random() < 0.1 for length in lengths], lengths) if lengths else []
    order = np.argsort(-np.log(popularity) - rng.gumbel(size=(len(steps), layers, experts)), axis=2)
    return Trace.from_choices(order[:, :, :top_k], num_experts=experts, steps=steps, prompt=prompt)


@pytest.mark.parametrize("admission", ADMISSIONS)
@pytest.mark.parametrize("policy", POLICY_NAMES)
@pytest.mark.parametrize("mapping", MAPPINGS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_its_decisions_and_its_clock_are_those_of_the_cache(
    mapping: MappingName, policy: PolicyName, admission: AdmissionName, data: st.DataObject
) -> None:
    trace = data.draw(traces())
    geometry = Geometry(data.draw(st.integers(0, trace.layers)), data.draw(st.integers(0, trace.num_experts)))
    preloaded = tuple(ExpertKey(0, expert) for expert in data.draw(st.sets(st.integers(0, 1))))
    setting = CacheSetting(geometry, mapping, policy, admission, data.draw(st.integers(1, 3)), preloaded)
    costs = LayerCosts(
        by_misses=tuple(1.0 + data.draw(st.floats(0.0, 2.0)) * missed for missed in range(trace.top_k + 1)),
        per_miss_while_copying=data.draw(st.floats(0.0, 2.0)),
        copy_alone=data.draw(st.sampled_from([0.0, 0.7, 5.0])),
        copy=data.draw(st.sampled_from([0.0, 0.7, 5.0])),
    )
    times = DecodeModel(trace).times(setting, costs)
    expected = naive_decode(trace, setting, costs)
    assert times.hits.tolist() == [hits for _, hits, _ in expected]
    assert times.fills.tolist() == [fills for _, _, fills in expected]
    assert times.seconds.tolist() == pytest.approx([seconds for seconds, _, _ in expected], rel=1e-12)
    assert int(times.routed.sum()) == trace.choices.size


@settings(max_examples=30, deadline=None)
@given(traces(), st.sampled_from(MAPPINGS), st.sampled_from(POLICY_NAMES))
def test_copies_that_take_no_time_make_it_the_replay(trace: Trace, mapping: MappingName, policy: PolicyName) -> None:
    setting = CacheSetting(Geometry(trace.layers, trace.num_experts // 2), mapping, policy)
    costs = LayerCosts(tuple(range(1, trace.top_k + 2)), 0.0, copy_alone=0.0, copy=0.0)
    times = DecodeModel(trace).times(setting, costs)
    assert int(times.hits.sum()) == replay(trace, setting.geometry, mapping=mapping, policy=policy).hits


def test_without_slots_every_expert_is_computed_on_the_cpu() -> None:
    figures = estimate(make_trace([0, 1], [0, 1]), CacheSetting(Geometry(0, 0)))
    assert figures == (2 * COSTS.cpu + COSTS.layer, 0.0, 0.0)


def test_with_everything_resident_only_the_device_computes() -> None:
    everything = tuple(ExpertKey(0, expert) for expert in range(4))
    figures = estimate(
        make_trace([0, 1], [2, 3]), CacheSetting(Geometry(1, 4), admission="never", preloaded=everything)
    )
    assert figures == (2 * COSTS.gpu + COSTS.layer, 1.0, 0.0)


def test_a_copy_lands_late_and_slows_the_cpu_meanwhile() -> None:
    """A miss of 4 s and a layer of 1 s, twice: the copy of 10 s has landed for the third token."""
    figures = estimate(make_trace([0], [0], [0]), CacheSetting(Geometry(1, 1)))
    assert figures == pytest.approx(((5.0 + 5.0 + 1.5) / 3, 1 / 3, 1 / 3))


def test_the_warm_up_does_not_count() -> None:
    figures = estimate(make_trace([0], [0], [0], [0]), CacheSetting(Geometry(1, 1)), warm_up=2)
    assert figures == (1.5, 1.0, 0.0)


def test_a_layer_is_slow_only_while_copies_run() -> None:
    costs = COSTS.layer_costs(3)
    assert costs.by_misses == (2.5, 3.0, 5.0, 7.0)
    assert [costs.layer_seconds(3, copying) for copying in (0.0, -1.0, 20.0)] == [7.0, 7.0, 13.0]
    assert costs.layer_seconds(3, 6.5) == pytest.approx(6.5 + 3.5)


def test_copies_take_longer_the_more_is_missed_beside_them() -> None:
    costs = LayerCosts((1.0, 1.0, 1.0), 0.0, copy_alone=2.0, copy=4.0)
    assert [costs.copy_seconds(misses) for misses in range(3)] == [2.0, 3.0, 4.0]


def test_a_geometry_beyond_the_model_is_refused() -> None:
    with pytest.raises(GeometryError):
        estimate(make_trace([0, 1]), CacheSetting(Geometry(2, 1)))


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
    estimates = compare(scenario(name, residency))
    ours = estimates["this engine"].seconds_per_token
    gains = {setting: estimates[setting].seconds_per_token / ours for setting in required}
    assert all(gains[setting] >= least for setting, least in required.items()), gains
