"""Scores, decayed frequencies, and the order of eviction kept by heap or by scan."""

from contextlib import closing
from math import isclose, log2
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.cache.eviction_order import HeapRanking, ScanRanking, Uses, ranking_for
from hybrid.cache.policies import (
    LONG_HALF_LIFE,
    POLICIES,
    RESCALE_ABOVE,
    SHORT_HALF_LIFE,
    DecayedUses,
    Frequencies,
    Policy,
    Prediction,
    fifo,
    growth_per_event,
    lfru,
    lfu,
    lru,
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
    uses = DecayedUses(3, growth_per_event(8.0))
    uses.count_one([0])
    for _ in range(8):
        uses.count_one([1])
    uses.count_one([2])
    old, _, new = uses.values
    assert isclose(old * 2.0 ** (9 / 8), new)


def test_rescaling_keeps_every_ratio() -> None:
    uses, other = (DecayedUses(2, growth_per_event(1.0)) for _ in range(2))
    rescaled = [uses.count_one([0, 1] if event % 3 else [0]) for event in range(300)]
    assert rescaled.count(True) == 1
    assert max(uses.values) < RESCALE_ABOVE
    for event in range(150, 300):
        other.count_one([0, 1] if event % 3 else [0])
    assert uses.values[0] / uses.values[1] == other.values[0] / other.values[1]


def test_a_prompt_counts_as_its_tokens_spread_evenly() -> None:
    at_once, one_by_one = (DecayedUses(3, growth_per_event(16.0)) for _ in range(2))
    for uses in (at_once, one_by_one):
        uses.count_one([2])
    at_once.count([0, 1], [20, 10], span=20, faded=100)
    for _ in range(20):
        one_by_one.count_one([0])
    whole, half, before = at_once.values
    assert isclose(whole, one_by_one.values[0])
    assert isclose(half, whole / 2)
    assert before == one_by_one.values[2]


def test_a_very_long_prompt_neither_overflows_nor_takes_long() -> None:
    frequencies = Frequencies(1, 2)
    frequencies.count(0, [0], None)
    frequencies.count(0, [1], [10**9])
    assert frequencies.values[1] > 1000 * frequencies.values[0]


def test_an_event_of_ones_is_the_same_with_and_without_demand() -> None:
    given_demand, none_given = Frequencies(1, 2), Frequencies(1, 2)
    for event in range(20):
        given_demand.count(0, [event % 2], [1])
        none_given.count(0, [event % 2], None)
    assert given_demand.values == none_given.values


def test_a_prediction_is_scored_by_its_squared_error() -> None:
    prediction, share, errors, scores = Prediction(2, half_life=4.0), [0.0, 0.0], [], []
    for expert in [0, 1, 1, 0, 1]:
        errors.append(sum((share[other] - (other == expert)) ** 2 for other in (0, 1)))
        scores.append(1.0 - prediction.observe([expert]))
        keep = 2 ** (-1 / 4)
        share = [share[other] * keep + (1 - keep) * (other == expert) for other in (0, 1)]
    assert scores == pytest.approx(errors)


def test_a_prompt_and_its_tokens_one_by_one_predict_the_same() -> None:
    at_once, one_by_one = Prediction(2, half_life=4.0), Prediction(2, half_life=4.0)
    at_once.count([0], [12], span=12, faded=100)
    for _ in range(12):
        one_by_one.observe([0])
    assert at_once.squares == pytest.approx(one_by_one.squares)
    assert at_once.observe([1]) == pytest.approx(one_by_one.observe([1]))


def half_life_in_force(experts: list[int]) -> float:
    """After ``experts`` were routed one by one: read off the weight of two uses of a new expert."""
    frequencies = Frequencies(1, max(experts) + 2)
    new = len(frequencies.values) - 1
    for expert in experts:
        frequencies.count(0, [expert], None)
    frequencies.count(0, [new], None)
    first = frequencies.values[new]
    frequencies.count(0, [new], None)
    return 1.0 / log2((frequencies.values[new] - first) / first)


def test_the_memory_is_long_for_lasting_favourites_and_short_for_bursts() -> None:
    assert half_life_in_force([0, 1, 0, 2] * 60) == pytest.approx(LONG_HALF_LIFE)
    assert half_life_in_force([burst for burst in range(20) for _ in range(12)]) == pytest.approx(SHORT_HALF_LIFE)


def test_only_time_dependent_scores_are_scanned() -> None:
    uses = Uses(1)
    assert isinstance(ranking_for(POLICIES["lfru"], uses, [0.0]), ScanRanking)
    assert isinstance(ranking_for(POLICIES["lru"], uses, [0.0]), HeapRanking)


@pytest.mark.parametrize("name", [name for name, policy in POLICIES.items() if not policy.ages])
@settings(max_examples=50, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=120))
def test_the_heap_keeps_the_order_of_a_scan(name: PolicyName, steps: list[tuple[int, int]]) -> None:
    policy: Policy = POLICIES[name]
    uses, frequencies = Uses(5), Frequencies(1, 5)
    heap = HeapRanking(policy, uses, frequencies.values)
    scan = ScanRanking(policy, uses, frequencies.values)
    for now, (action, slot) in enumerate(steps):
        frequencies.count(0, [slot], None)
        uses.last_use[slot] = uses.last_event[slot] = now
        if uses.member[slot] < 0 or action == 0:
            uses.member[slot], uses.filled[slot] = slot, now
            heap.filled(slot)
        elif action == 1:
            uses.member[slot] = -1
        with closing(heap.weakest(now)) as by_heap, closing(scan.weakest(now)) as by_scan:
            assert list(by_heap) == list(by_scan)
