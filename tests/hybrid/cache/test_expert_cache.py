"""The cache's rules, one by one and against a naive cache on random events."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.cache.expert_cache import ExpertCache, Fill, Hit, Plan
from hybrid.errors import GeometryError
from hybrid.types import (
    AdmissionName,
    ExpertKey,
    Geometry,
    MappingName,
    PolicyName,
    SlotState,
)
from tests.oracles.naive_cache import NaiveCache

MAPPINGS: tuple[MappingName, ...] = get_args(MappingName)
POLICY_NAMES: tuple[PolicyName, ...] = get_args(PolicyName)
ADMISSIONS: tuple[AdmissionName, ...] = get_args(AdmissionName)


def make_cache(
    geometry: Geometry,
    *,
    layers: int = 2,
    experts: int = 8,
    mapping: MappingName = "layered",
    policy: PolicyName = "lru",
    admission: AdmissionName = "always",
    max_queued_copies: int = 2,
) -> ExpertCache:
    return ExpertCache(
        layers=layers,
        experts=experts,
        geometry=geometry,
        mapping=mapping,
        policy=policy,
        admission=admission,
        max_queued_copies=max_queued_copies,
    )


def land(cache: ExpertCache, plan: Plan) -> Plan:
    for fill in plan.fills:
        cache.landed(fill.slot)
    return plan


def play(cache: ExpertCache, layer: int, *events: list[int]) -> Plan:
    """Runs the events, every fill landing at once; the last plan."""
    plan = Plan((), (), (), ())
    for experts in events:
        plan = land(cache, cache.plan(layer, experts))
    return plan


def resident(cache: ExpertCache, layer: int, experts: int = 8) -> set[int]:
    return {expert for expert in range(experts) if cache.slot_of(ExpertKey(layer, expert)) is not None}


def test_misses_fill_empty_slots_lowest_first() -> None:
    cache = make_cache(Geometry(2, 4))
    plan = cache.plan(1, [5, 3])
    assert plan == Plan(
        hits=(),
        misses=(5, 3),
        in_flight=(),
        fills=(Fill(ExpertKey(1, 5), 4, None), Fill(ExpertKey(1, 3), 5, None)),
    )
    assert cache.queued == 2


def test_a_fill_is_in_flight_until_it_lands_and_then_hits() -> None:
    cache = make_cache(Geometry(1, 2))
    cache.plan(0, [5])
    assert cache.plan(0, [5]) == Plan(hits=(), misses=(5,), in_flight=(5,), fills=())
    assert cache.state_of(0) is SlotState.LOADING
    cache.landed(0)
    assert cache.state_of(0) is SlotState.READY
    assert cache.queued == 0
    assert cache.plan(0, [5]) == Plan(hits=(Hit(5, 0),), misses=(), in_flight=(), fills=())


@pytest.mark.parametrize("policy", POLICY_NAMES)
@pytest.mark.parametrize("mapping", MAPPINGS)
def test_a_miss_does_not_evict_the_way_just_hit(policy: PolicyName, mapping: MappingName) -> None:
    """Rules 1 and 2: with 0 hit and the one slot its own, the miss of 1 finds no victim."""
    cache = make_cache(Geometry(1, 1), policy=policy, mapping=mapping)
    play(cache, 0, [0])
    assert cache.plan(0, [1, 0]) == Plan(hits=(Hit(0, 0),), misses=(1,), in_flight=(), fills=())
    cache = make_cache(Geometry(1, 2), policy=policy, mapping=mapping)
    play(cache, 0, [0], [2])
    assert cache.plan(0, [1, 0]).fills == (Fill(ExpertKey(0, 1), 1, ExpertKey(0, 2)),)


def test_an_event_does_not_evict_its_own_fills() -> None:
    cache = make_cache(Geometry(1, 2))
    plan = play(cache, 0, [0, 1, 2, 3])
    assert [fill.key.expert for fill in plan.fills] == [0, 1]
    assert resident(cache, 0) == {0, 1}


def test_an_event_is_classified_before_anything_is_filled() -> None:
    """Rule 1: expert 1 hits though the miss of 2, routed before it, needs a slot."""
    cache = make_cache(Geometry(1, 2))
    play(cache, 0, [1], [0])
    plan = play(cache, 0, [2, 1])
    assert plan.hits == (Hit(1, 0),)
    assert plan.fills == (Fill(ExpertKey(0, 2), 1, ExpertKey(0, 0)),)


def test_slots_loading_are_never_evicted() -> None:
    cache = make_cache(Geometry(1, 2))
    land(cache, cache.plan(0, [0]))
    cache.plan(0, [1])
    assert cache.plan(0, [2]).fills == (Fill(ExpertKey(0, 2), 0, ExpertKey(0, 0)),)
    assert cache.plan(0, [3]).fills == ()


def test_an_abandoned_fill_leaves_its_slot_empty() -> None:
    cache = make_cache(Geometry(1, 3))
    cache.plan(0, [0, 1])
    cache.abandon(0)
    assert cache.state_of(0) is SlotState.EMPTY
    assert cache.key_of(0) is None
    assert cache.slot_of(ExpertKey(0, 0)) is None
    assert cache.queued == 1
    assert cache.plan(0, [2]).fills == (Fill(ExpertKey(0, 2), 0, None),)


@pytest.mark.parametrize("report", ["landed", "abandon"])
def test_only_a_copy_under_way_can_be_reported(report: str) -> None:
    cache = make_cache(Geometry(1, 2))
    play(cache, 0, [0])
    for slot in (0, 1):
        with pytest.raises(ValueError, match=f"slot {slot} has no copy"):
            getattr(cache, report)(slot)


def test_lru_is_lru() -> None:
    """Rule 5: ten old uses of 0 do not outweigh one recent use of 1."""
    cache = make_cache(Geometry(1, 2), policy="lru")
    play(cache, 0, *[[0]] * 10, [1], [2])
    assert resident(cache, 0) == {1, 2}


def test_lru_orders_an_events_hits_before_its_fills() -> None:
    cache = make_cache(Geometry(1, 3), policy="lru")
    play(cache, 0, [0], [1, 0])
    assert play(cache, 0, [2], [3]).fills[0].evicted == (0, 0)


def test_fifo_ignores_use() -> None:
    cache = make_cache(Geometry(1, 2), policy="fifo")
    play(cache, 0, [0], [1], [0], [0], [2])
    assert resident(cache, 0) == {1, 2}


def test_lfu_keeps_the_often_used() -> None:
    cache = make_cache(Geometry(1, 2), policy="lfu")
    play(cache, 0, *[[0]] * 5, [1], [1], [2])
    assert resident(cache, 0) == {0, 2}


def test_lfu_counts_uses_of_experts_that_are_not_resident() -> None:
    cache = make_cache(Geometry(1, 1), policy="lfu", admission="bounded")
    play(cache, 0, [0], [1], [1], [1])
    assert resident(cache, 0) == {1}


def test_lfru_lets_an_unused_favourite_go() -> None:
    events = [*[[0]] * 6, [1], *[[1]] * 4, [2]]
    caches = {policy: make_cache(Geometry(1, 2), policy=policy) for policy in ("lfu", "lfru")}
    for cache in caches.values():
        play(cache, 0, *events)
    assert resident(caches["lfu"], 0) == {0, 2}
    assert resident(caches["lfru"], 0) == {1, 2}


def test_bounded_admission_bounds_the_copies_under_way() -> None:
    cache = make_cache(Geometry(2, 4), admission="bounded", max_queued_copies=2)
    assert len(cache.plan(0, [0, 1, 2]).fills) == 2
    assert cache.plan(1, [0]).fills == ()
    cache.landed(0)
    assert len(cache.plan(1, [0, 1]).fills) == 1


def test_bounded_admission_fills_the_most_valuable_first() -> None:
    cache = make_cache(Geometry(1, 1), admission="bounded", max_queued_copies=1)
    cache.plan(0, [0])
    for _ in range(3):
        cache.plan(0, [2])
    cache.landed(0)
    assert cache.plan(0, [1, 2]).fills == (Fill(ExpertKey(0, 2), 0, ExpertKey(0, 0)),)


def test_bounded_admission_does_not_swap_equals() -> None:
    cache = make_cache(Geometry(1, 1), policy="lfu", admission="bounded")
    for _ in range(20):
        play(cache, 0, [0], [1])
    assert resident(cache, 0) == {0}


def test_never_fills_and_keeps_what_was_preloaded() -> None:
    cache = make_cache(Geometry(1, 2), admission="never")
    fill = cache.preload(ExpertKey(0, 6))
    assert fill == Fill(ExpertKey(0, 6), 0, None)
    cache.landed(fill.slot)
    plan = play(cache, 0, [6, 1], [2, 6])
    assert plan == Plan(hits=(Hit(6, 0),), misses=(2,), in_flight=(), fills=())


def test_preload_takes_only_empty_slots() -> None:
    cache = make_cache(Geometry(1, 2))
    assert cache.preload(ExpertKey(1, 0)) is None, "layer 1 is never cached"
    assert cache.preload(ExpertKey(0, 3)) is not None
    assert cache.preload(ExpertKey(0, 3)) is None, "resident already"
    assert cache.preload(ExpertKey(0, 4)) is not None
    assert cache.preload(ExpertKey(0, 5)) is None, "full"


def test_layers_beyond_the_indexes_are_never_cached() -> None:
    cache = make_cache(Geometry(1, 8), layers=2)
    assert play(cache, 1, [0, 1], [0, 1]) == Plan((), (0, 1), (), ())


def test_no_slots_at_all() -> None:
    for mapping in MAPPINGS:
        cache = make_cache(Geometry(0, 0), mapping=mapping)
        assert play(cache, 0, [3, 1], [3, 1]) == Plan((), (3, 1), (), ())


def test_a_full_geometry_hits_everything_it_has_seen() -> None:
    for mapping in MAPPINGS:
        cache = make_cache(Geometry(2, 8), mapping=mapping)
        for layer in (0, 1):
            play(cache, layer, list(range(8)))
        assert [len(cache.plan(layer, list(range(8))).hits) for layer in (0, 1)] == [8, 8]


def test_the_pool_is_shared_by_all_layers() -> None:
    cache = make_cache(Geometry(1, 2), mapping="pooled")
    play(cache, 0, [4])
    play(cache, 1, [4])
    assert play(cache, 1, [5]).fills[0].evicted == ExpertKey(0, 4)


def test_bulk_views_agree_with_the_single_ones() -> None:
    cache = make_cache(Geometry(2, 2))
    play(cache, 1, [7])
    cache.plan(0, [2])
    assert cache.cells() == (2, -1, 15, -1)
    assert [key and key.layer * 8 + key.expert for key in map(cache.key_of, range(4))] == [2, None, 15, None]
    assert list(cache.states()) == [cache.state_of(slot) for slot in range(4)]
    assert [cell for cell, slot in enumerate(cache.slots()) if slot >= 0] == [2, 15]


@pytest.mark.parametrize(
    ("geometry", "mapping", "field"),
    [
        (Geometry(3, 1), "layered", "indexes"),
        (Geometry(1, 9), "layered", "ways"),
        (Geometry(-1, 2), "layered", "indexes"),
        (Geometry(1, -2), "pooled", "ways"),
        (Geometry(17, 1), "pooled", "indexes"),
    ],
)
def test_an_impossible_geometry_is_refused(geometry: Geometry, mapping: MappingName, field: str) -> None:
    with pytest.raises(GeometryError) as caught:
        make_cache(geometry, mapping=mapping)
    assert caught.value.field == field


Event = tuple[int, list[int], list[int]]


@st.composite
def events(draw: st.DrawFn, layers: int, experts: int) -> Event:
    chosen = draw(st.lists(st.integers(0, experts - 1), min_size=1, max_size=experts, unique=True))
    prefill = draw(st.integers(0, 9)) == 0
    tokens = st.integers(1, 40) if prefill else st.just(1)
    demand = draw(st.lists(tokens, min_size=len(chosen), max_size=len(chosen)))
    return draw(st.integers(0, layers - 1)), chosen, demand


@pytest.mark.parametrize("admission", ADMISSIONS)
@pytest.mark.parametrize("policy", POLICY_NAMES)
@pytest.mark.parametrize("mapping", MAPPINGS)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_plans_are_those_of_the_naive_cache(
    mapping: MappingName, policy: PolicyName, admission: AdmissionName, data: st.DataObject
) -> None:
    layers, experts = data.draw(st.integers(1, 3)), data.draw(st.integers(2, 7))
    geometry = Geometry(data.draw(st.integers(0, layers)), data.draw(st.integers(0, experts)))
    queue, at_once = data.draw(st.integers(1, 3)), data.draw(st.booleans())
    cache = make_cache(
        geometry,
        layers=layers,
        experts=experts,
        mapping=mapping,
        policy=policy,
        admission=admission,
        max_queued_copies=queue,
    )
    naive = NaiveCache(layers, experts, geometry, mapping, policy, admission, queue)
    if admission == "never":
        preload_some(cache, naive)
    for layer, chosen, demand in data.draw(st.lists(events(layers, experts), max_size=40)):
        plan, expected = cache.plan(layer, chosen, demand), naive.plan(layer, chosen, demand)
        assert [(hit.expert, hit.slot) for hit in plan.hits] == expected.hits
        assert list(plan.misses) == expected.misses
        assert list(plan.in_flight) == expected.in_flight
        assert [(fill.key, fill.slot, fill.evicted) for fill in plan.fills] == expected.fills
        assert cache.queued == len(naive.loading)
        for slot in list(naive.loading):
            outcome = 0 if at_once else data.draw(st.integers(0, 3))
            if outcome == 0:
                cache.landed(slot.number)
                slot.ready = True
            elif outcome == 1:
                cache.abandon(slot.number)
                slot.key = None
        check_consistent(cache, geometry)


def preload_some(cache: ExpertCache, naive: NaiveCache) -> None:
    for expert in (1, 0):
        fill = cache.preload(ExpertKey(0, expert))
        if fill is not None:
            cache.landed(fill.slot)
            naive.slots[fill.slot].key, naive.slots[fill.slot].ready = (0, expert), True


def check_consistent(cache: ExpertCache, geometry: Geometry) -> None:
    """Tags, states and the way back from expert to slot tell one story."""
    held = [(cell, slot) for slot, cell in enumerate(cache.cells()) if cell >= 0]
    assert len(held) <= geometry.slots
    assert sorted(held) == [(cell, slot) for cell, slot in enumerate(cache.slots()) if slot >= 0]
    assert [state != SlotState.EMPTY for state in cache.states()] == [cell >= 0 for cell in cache.cells()]
    assert cache.queued == list(cache.states()).count(SlotState.LOADING)
