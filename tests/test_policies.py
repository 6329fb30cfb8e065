"""Scores, decayed frequencies, and the order of eviction kept by heap or by scan."""

from contextlib import closing
from math import isclose
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.policies import (
    POLICIES,
    RESCALE_ABOVE,
    Frequencies,
    HeapRanking,
    Policy,
    ScanRanking,
    Uses,
    fifo,
    lfru,
    lfu,
    lru,
    ranking_for,
    repays,
)
from hybrid.types import PolicyName


def test_every_policy_has_its_name() -> None:
    assert set(POLICIES) == set(get_args(PolicyName))


def test_scores() -> None:
    assert lru(9.0, 1, 3, 1) < lru(1.0, 9, 4, 0)
    assert fifo(9.0, 9, 3, 1) > fifo(1.0, 1, 4, 0)
    assert lfu(9.0, 9, 3, 1) > lfu(1.0, 1, 4, 0)
    assert lfru(9.0, 8, 3, 1) == 1.0


def test_a_newcomer_must_be_worth_clearly_more() -> None:
    assert repays(2.0, 1.0)
    assert not repays(1.0, 1.0)
    assert repays(1.0, 0.0)


def test_a_use_counts_half_after_a_half_life() -> None:
    frequencies = Frequencies(3, half_life=8.0)
    frequencies.count([0], None)
    for _ in range(8):
        frequencies.count([1], None)
    frequencies.count([2], None)
    old, _, new = frequencies.values
    assert isclose(old * 2.0 ** (9 / 8), new)


def test_rescaling_keeps_every_ratio() -> None:
    frequencies = Frequencies(2, half_life=1.0)
    rescaled = [frequencies.count([0, 1] if event % 3 else [0], None) for event in range(600)]
    assert rescaled.count(True) == 1
    assert max(frequencies.values) < RESCALE_ABOVE
    other = Frequencies(2, half_life=1.0)
    for event in range(300, 600):
        other.count([0, 1] if event % 3 else [0], None)
    assert frequencies.values[0] / frequencies.values[1] == other.values[0] / other.values[1]


def test_a_prompt_counts_as_its_tokens_spread_evenly() -> None:
    at_once, one_by_one = Frequencies(3, half_life=16.0), Frequencies(3, half_life=16.0)
    for frequencies in (at_once, one_by_one):
        frequencies.count([2], None)
    at_once.count([0, 1], [20, 10])
    for _ in range(20):
        one_by_one.count([0], None)
    whole, half, before = at_once.values
    assert isclose(whole, one_by_one.values[0])
    assert isclose(half, whole / 2)
    assert before == one_by_one.values[2]


def test_a_very_long_prompt_neither_overflows_nor_takes_long() -> None:
    frequencies = Frequencies(2, half_life=4.0)
    frequencies.count([0], None)
    frequencies.count([1], [10**9])
    assert frequencies.values[1] > 1000 * frequencies.values[0]


def test_an_event_of_ones_is_the_same_with_and_without_demand() -> None:
    given_demand, none_given = Frequencies(2, half_life=3.0), Frequencies(2, half_life=3.0)
    for event in range(20):
        given_demand.count([event % 2], [1])
        none_given.count([event % 2], None)
    assert given_demand.values == none_given.values


def test_only_time_dependent_scores_are_scanned() -> None:
    uses = Uses(1)
    assert isinstance(ranking_for(POLICIES["lfru"], uses, [0.0]), ScanRanking)
    assert isinstance(ranking_for(POLICIES["lru"], uses, [0.0]), HeapRanking)


@pytest.mark.parametrize("name", [name for name, policy in POLICIES.items() if policy.changes != "time"])
@settings(max_examples=50, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=120))
def test_the_heap_keeps_the_order_of_a_scan(name: PolicyName, steps: list[tuple[int, int]]) -> None:
    policy: Policy = POLICIES[name]
    uses, frequencies = Uses(5), Frequencies(5, half_life=4.0)
    heap = HeapRanking(policy, uses, frequencies.values)
    scan = ScanRanking(policy, uses, frequencies.values)
    for now, (action, slot) in enumerate(steps):
        frequencies.count([slot], None)
        uses.last_use[slot] = uses.last_event[slot] = now
        if uses.member[slot] < 0 or action == 0:
            uses.member[slot], uses.filled[slot] = slot, now
            heap.filled(slot)
        elif action == 1:
            uses.member[slot] = -1
        else:
            heap.used(slot)
        with closing(heap.weakest(now)) as by_heap, closing(scan.weakest(now)) as by_scan:
            assert list(by_heap) == list(by_scan)
