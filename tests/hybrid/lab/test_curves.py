"""Curves equal replay size by size; Belady's bound equals its definition and is passed by nothing."""

from itertools import combinations
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.errors import GeometryError
from hybrid.lab import Trace, belady, belady_curve, curve, replay, replay_grid
from hybrid.lab.replays.curves import every_size, some_sizes
from hybrid.lab.replays.events import events_of
from hybrid.types import AdmissionName, Geometry, MappingName, PolicyName

MAPPINGS: tuple[MappingName, ...] = get_args(MappingName)
POLICY_NAMES: tuple[PolicyName, ...] = get_args(PolicyName)
ADMISSIONS: tuple[AdmissionName, ...] = get_args(AdmissionName)


@st.composite
def traces(draw: st.DrawFn, tokens_to_a_step: tuple[float, ...] = (1.0, 3.0)) -> Trace:
    """Distinct experts per token, also with several tokens to a step and skewed popularity."""
    experts = draw(st.integers(1, 12))
    tokens, layers = draw(st.integers(0, 50)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    popularity = rng.gamma(draw(st.sampled_from([0.3, 10.0])), size=(layers, experts)) + 1e-9
    order = np.argsort(-np.log(popularity) - rng.gumbel(size=(tokens, layers, experts)), axis=2)
    steps = np.cumsum(rng.random(tokens) < 1 / draw(st.sampled_from(tokens_to_a_step)))
    top_k = draw(st.integers(1, min(experts, 5)))
    return Trace.from_choices(order[:, :, :top_k], num_experts=experts, steps=steps)


def geometry_of(trace: Trace, mapping: MappingName, size: int) -> Geometry:
    return Geometry(1, size) if mapping == "pooled" else Geometry(trace.layers, size)


@pytest.mark.parametrize("admission", ADMISSIONS)
@pytest.mark.parametrize("policy", POLICY_NAMES)
@pytest.mark.parametrize("mapping", MAPPINGS)
@settings(max_examples=15, deadline=None)
@given(trace=traces())
def test_a_curve_is_the_replay_of_every_size(
    mapping: MappingName, policy: PolicyName, admission: AdmissionName, trace: Trace
) -> None:
    sizes = every_size(events_of(trace), mapping)
    hit_curve = curve(trace, mapping, policy, admission, sizes=sizes)
    for size in sizes.tolist():
        geometry = geometry_of(trace, mapping, size)
        result = replay(trace, geometry, mapping=mapping, policy=policy, admission=admission)
        assert hit_curve.hits_at(geometry) == result.hits
        if mapping == "layered":
            assert hit_curve.hits[:, size].tolist() == result.hits_per_layer.tolist()


@settings(max_examples=25, deadline=None)
@given(trace=traces(), data=st.data())
def test_the_grid_holds_every_geometry(trace: Trace, data: st.DataObject) -> None:
    indexes, ways = data.draw(st.integers(0, trace.layers)), data.draw(st.integers(0, trace.num_experts))
    grid = replay_grid(trace)
    assert set(grid) == {("layered", policy) for policy in POLICY_NAMES}
    for (mapping, policy), hit_curve in grid.items():
        expected = replay(trace, Geometry(indexes, ways), mapping=mapping, policy=policy)
        assert hit_curve.hits_at(Geometry(indexes, ways)) == expected.hits
        assert hit_curve.hit_rates()[indexes, ways] == (expected.hit_rate or 0.0)


def naive_belady(trace: Trace, slots: int, mapping: MappingName) -> int:
    """The definition: after each event keep the slots' worth with the nearest next use."""
    events = events_of(trace)
    routed = [
        [
            (event % events.layers, expert)
            for expert in events.experts[events.starts[event] : events.starts[event + 1]].tolist()
        ]
        for event in range(events.steps * events.layers)
    ]
    hits = 0
    held: list[set[tuple[int, int]]] = [set() for _ in range(events.layers)]
    for event, keys in enumerate(routed):
        group = 0 if mapping == "pooled" else event % events.layers
        demand = events.demand[events.starts[event] : events.starts[event + 1]].tolist()
        hits += sum(tokens for key, tokens in zip(keys, demand, strict=True) if key in held[group])
        rest = routed[event + 1 :]
        never = len(rest)
        candidates = {*held[group], *keys}
        next_use = {key: next((i for i, later in enumerate(rest) if key in later), never) for key in candidates}
        held[group] = set(sorted(candidates, key=lambda key: (next_use[key], key))[:slots])
    return hits


@pytest.mark.parametrize("mapping", MAPPINGS)
@settings(max_examples=30, deadline=None)
@given(trace=traces((1.0,)))
def test_belady_is_its_definition(mapping: MappingName, trace: Trace) -> None:
    bound = belady_curve(trace, mapping)
    for size in bound.sizes.tolist():
        assert bound.hits_at(geometry_of(trace, mapping, size)) == naive_belady(trace, size, mapping)


@pytest.mark.parametrize("policy", POLICY_NAMES)
@pytest.mark.parametrize("mapping", MAPPINGS)
@settings(max_examples=15, deadline=None)
@given(trace=traces((1.0,)))
def test_no_policy_passes_belady(mapping: MappingName, policy: PolicyName, trace: Trace) -> None:
    sizes = every_size(events_of(trace), mapping)
    bound = belady_curve(trace, mapping)
    for admission in ADMISSIONS:
        assert (curve(trace, mapping, policy, admission, sizes=sizes).hits <= bound.hits).all()


@settings(max_examples=30, deadline=None)
@given(choices=st.lists(st.permutations(range(4)), min_size=1, max_size=6), slots=st.integers(0, 3))
def test_nothing_at_all_passes_belady(choices: list[list[int]], slots: int) -> None:
    """Against every sequence of contents a cache could have."""
    events = [frozenset(order[:2]) for order in choices]
    best = {frozenset[int](): 0}
    for event in events:
        reached: dict[frozenset[int], int] = {}
        for held, hits in best.items():
            candidates = held | event
            for experts in combinations(candidates, min(slots, len(candidates))):
                content = frozenset(experts)
                reached[content] = max(reached.get(content, 0), hits + len(held & event))
        best = reached
    trace = Trace.from_choices([[order[:2]] for order in choices], num_experts=4)
    assert belady(trace, Geometry(1, slots)).hits == max(best.values())


def test_belady_of_the_readme() -> None:
    trace = Trace.from_choices(np.random.default_rng(0).integers(0, 8, (50, 8, 2)), num_experts=8)
    bound = belady(trace, Geometry(8, 4), mapping="layered")
    assert bound.hits + bound.misses == trace.choices.size
    assert replay(trace, Geometry(8, 4)).hits < bound.hits
    with pytest.raises(GeometryError):
        belady(trace, Geometry(9, 4))


def test_a_curve_knows_only_its_sizes() -> None:
    trace = Trace.from_choices(np.zeros((3, 2, 1), int), num_experts=4)
    hit_curve = curve(trace, "layered", "lru", sizes=[1, 3])
    assert hit_curve.hits_at(Geometry(2, 3)) == 4
    for ways in (0, 2, 4):
        with pytest.raises(KeyError):
            hit_curve.hits_at(Geometry(2, ways))


def test_some_sizes_span_all() -> None:
    events = events_of(Trace.from_choices(np.zeros((1, 3, 1), int), num_experts=100))
    sizes = some_sizes(events, "pooled", count=5)
    assert sizes.tolist() == [0, 75, 150, 225, 300]
    assert some_sizes(events, "layered", count=500).tolist() == list(range(101))


def test_a_pooled_curve_has_one_row() -> None:
    trace = Trace.from_choices(np.zeros((3, 2, 1), int), num_experts=4)
    assert curve(trace, "pooled", "lru").hit_rates().shape == (1, 9)
