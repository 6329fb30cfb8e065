"""Replay in compiled code makes the very decisions of ``ExpertCache``."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.cache.expert_cache import ExpertCache
from hybrid.cache.policies import Frequencies
from hybrid.errors import GeometryError
from hybrid.lab import Trace, replay
from hybrid.lab.replays.events import Events, events_of
from hybrid.lab.replays.frequencies import frequencies_of
from hybrid.lab.replays.replay import replay_outcomes
from hybrid.types import AdmissionName, ExpertKey, Geometry, MappingName, PolicyName

MAPPINGS: tuple[MappingName, ...] = get_args(MappingName)
POLICY_NAMES: tuple[PolicyName, ...] = get_args(PolicyName)
ADMISSIONS: tuple[AdmissionName, ...] = get_args(AdmissionName)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Short traces, also with several tokens to a step, repeated experts and skewed popularity."""
    experts = draw(st.integers(2, 40))
    shape = (draw(st.integers(0, 40)), draw(st.integers(1, 3)), draw(st.integers(1, min(experts, 4))))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    choices = np.floor(experts * rng.random(shape) ** draw(st.sampled_from([1.0, 3.0]))).astype(int)
    steps = np.cumsum(rng.random(shape[0]) < draw(st.sampled_from([0.2, 1.0])))
    return Trace.from_choices(choices, num_experts=experts, steps=steps)


def play(cache: ExpertCache, events: Events, preloaded: list[ExpertKey]) -> tuple[list[int], list[int], list[int]]:
    """Drives the cache through the events, fills landing at once: hits and evictions per layer, fills per event."""
    for key in preloaded:
        fill = cache.preload(key)
        if fill is not None:
            cache.landed(fill.slot)
    hits, evictions, fills = [0] * events.layers, [0] * events.layers, []
    for event in range(events.steps * events.layers):
        entries = slice(events.starts[event], events.starts[event + 1])
        experts, demand = events.experts[entries].tolist(), events.demand[entries].tolist()
        layer = event % events.layers
        plan = cache.plan(layer, experts, demand)
        hits[layer] += sum(demand[experts.index(hit.expert)] for hit in plan.hits)
        evictions[layer] += sum(fill.evicted is not None for fill in plan.fills)
        fills.append(len(plan.fills))
        for fill in plan.fills:
            cache.landed(fill.slot)
    return hits, evictions, fills


@pytest.mark.parametrize("admission", ADMISSIONS)
@pytest.mark.parametrize("policy", POLICY_NAMES)
@pytest.mark.parametrize("mapping", MAPPINGS)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_replay_is_the_cache(
    mapping: MappingName, policy: PolicyName, admission: AdmissionName, data: st.DataObject
) -> None:
    trace = data.draw(traces())
    geometry = Geometry(data.draw(st.integers(0, trace.layers)), data.draw(st.integers(0, trace.num_experts)))
    queue = data.draw(st.integers(1, 3))
    preloaded = [ExpertKey(0, 1), ExpertKey(0, 0)][: geometry.ways if geometry.indexes else 0]
    result, outcomes = replay_outcomes(
        trace,
        geometry,
        mapping=mapping,
        policy=policy,
        admission=admission,
        max_queued_copies=queue,
        preloaded=preloaded,
    )
    cache = ExpertCache(
        layers=trace.layers,
        experts=trace.num_experts,
        geometry=geometry,
        mapping=mapping,
        policy=policy,
        admission=admission,
        max_queued_copies=queue,
    )
    events = events_of(trace)
    hits, evictions, fills = play(cache, events, preloaded)
    assert result.hits_per_layer.tolist() == hits
    assert result.evictions_per_layer.tolist() == evictions
    assert outcomes.event_fills.tolist() == fills
    assert result.fills == sum(fills)
    assert result.hits + result.misses == trace.choices.size
    assert events.demand[outcomes.entry_hits == 1].sum() == result.hits


def test_the_example_of_the_readme() -> None:
    choices = np.random.default_rng(0).integers(0, 8, (50, 8, 2))
    result = replay(Trace.from_choices(choices, num_experts=8), Geometry(8, 8))
    distinct = sum(len(np.unique(choices[:, layer])) for layer in range(8))
    assert result.fills == distinct
    assert result.evictions == 0
    assert result.hit_rate == result.hits / choices.size


def test_an_empty_trace_has_no_hit_rate() -> None:
    trace = Trace.from_choices(np.zeros((0, 2, 2), int), num_experts=4)
    assert replay(trace, Geometry(2, 2)).hit_rate is None


def test_an_impossible_geometry_is_refused_as_by_the_engine() -> None:
    trace = Trace.from_choices(np.zeros((1, 2, 1), int), num_experts=4)
    with pytest.raises(GeometryError, match="at most 4"):
        replay(trace, Geometry(2, 5))


def test_events_group_the_tokens_of_a_step() -> None:
    choices = [[[3, 1], [0, 1]], [[1, 2], [1, 0]], [[2, 3], [2, 3]]]
    events = events_of(Trace.from_choices(choices, num_experts=4, steps=[7, 7, 9]))
    assert (events.steps, events.layers) == (2, 2)
    assert events.starts.tolist() == [0, 3, 5, 7, 9]
    assert events.experts.tolist() == [3, 1, 2, 0, 1, 2, 3, 2, 3]
    assert events.demand.tolist() == [1, 2, 1, 2, 2, 1, 1, 1, 1]


@pytest.mark.parametrize("shared", [False, True])
def test_frequencies_are_those_of_the_cache_also_where_they_are_rescaled(shared: bool) -> None:
    """Past the 256 half-lives after which values are rescaled, with bursts and with steps of many tokens."""
    rng = np.random.default_rng(0)
    tokens, layers, experts = 12_000, 2, 6
    bursts = np.repeat(rng.integers(0, experts, (tokens // 10, layers, 1)), 10, axis=0)
    choices = np.where(rng.random((tokens, layers, 1)) < 0.7, bursts, rng.integers(0, experts, bursts.shape))
    steps = np.cumsum(rng.random(tokens) < 0.95)
    events = events_of(Trace.from_choices(choices, num_experts=experts, steps=steps))
    frequencies = frequencies_of(events, shared)
    groups = [Frequencies(layers, experts)] if shared else [Frequencies(1, experts) for _ in range(layers)]
    for event in range(events.steps * layers):
        layer = event % layers
        entries = slice(events.starts[event], events.starts[event + 1])
        chosen, demand = events.experts[entries].tolist(), events.demand[entries].tolist()
        group = groups[0 if shared else layer]
        assert frequencies.rescaled[event] == group.count(layer if shared else 0, chosen, demand)
        first = layer * experts if shared else 0
        assert frequencies.of_entry[entries].tolist() == [group.values[first + expert] for expert in chosen]
    assert frequencies.rescaled.any()
