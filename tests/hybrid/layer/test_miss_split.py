"""Sharing misses between the CPU and the link: by hand-made costs, and never worse than the CPU alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.layer import miss_split
from hybrid.layer.miss_split import MissCosts, MissShares, SharesOnTrial, cpu_seconds, miss_shares, nothing_shared

seconds = st.floats(1e-5, 1e-2)


@st.composite
def all_costs(draw: st.DrawFn) -> MissCosts:
    cpu, link = draw(seconds), draw(seconds)
    slower = st.floats(1.0, 2.0)
    return MissCosts(draw(st.floats(0, 1e-4)), cpu, link, cpu * draw(slower), link * draw(slower))


@given(costs=all_costs(), top_k=st.integers(1, 8), intermediate=st.integers(1, 5000))
def test_no_side_alone_should_be_faster(costs: MissCosts, top_k: int, intermediate: int) -> None:
    best, *others = miss_shares(costs, top_k, intermediate)
    for table, slower in ((best.idle, 1.0), (best.busy, 2.0)):
        assert table[0] == 0
        for misses, rows in enumerate(table[1:], 1):
            assert 0 <= rows <= intermediate
            shared = miss_split._seconds(costs, slower, misses, rows / intermediate)
            assert shared <= min(miss_split._seconds(costs, slower, misses, share) for share in (0.0, 1.0))
    assert all(other.idle[0] == other.busy[0] == 0 for other in others)


def test_large_experts_are_split_in_proportion_to_the_bandwidths() -> None:
    costs = MissCosts(call=0.0, cpu=2.8e-3, link=6.8e-3, cpu_beside=3.3e-3, link_beside=7.0e-3)
    best, larger, *others = miss_shares(costs, 2, 14336)
    assert best.idle[1] / 14336 == pytest.approx(3.3 / (3.3 + 7.0), abs=0.02)
    assert best.busy[1] < best.idle[1]
    assert larger.idle[1] / best.idle[1] == pytest.approx(1.25, abs=0.02)
    assert others == [nothing_shared(2)], "a link so slow is not to do all by itself"


def test_small_experts_are_not_worth_waking_the_cpu() -> None:
    costs = MissCosts(call=150e-6, cpu=100e-6, link=120e-6, cpu_beside=110e-6, link_beside=120e-6)
    best, *_ = miss_shares(costs, 8, 768)
    assert best.idle[1] == 768
    assert best.idle[8] < 768


def test_what_should_cost_little_more_is_tried() -> None:
    costs = MissCosts(call=0.0, cpu=150e-6, link=200e-6, cpu_beside=1.0, link_beside=200e-6)
    best, whole = miss_shares(costs, 8, 768)
    assert best == nothing_shared(8)
    assert whole.idle[1:] == whole.busy[1:] == (768,) * 8


def test_what_a_bad_moment_added_is_forgotten() -> None:
    calm, busy = MissCosts(1.0, 2.0, 3.0, 4.0, 5.0), MissCosts(2.0, 1.0, 4.0, 5.0, 4.0)
    assert calm.least(busy) == busy.least(calm) == MissCosts(1.0, 1.0, 3.0, 4.0, 4.0)


def test_nothing_shared_has_a_row_for_every_number_of_misses() -> None:
    assert nothing_shared(2).idle == nothing_shared(2).busy == (0, 0, 0)
    assert miss_shares(MissCosts(1.0, 1.0, 1e-6, 1.0, 1e-6), 2, 768)[0].idle == (0, 768, 768)


def test_the_cpu_is_slowed_only_while_the_link_is_busy() -> None:
    costs = MissCosts(call=0.0, cpu=1.0, link=1.0, cpu_beside=2.0, link_beside=1.0)
    assert cpu_seconds(costs, 3, 0.0) == 3.0
    assert cpu_seconds(costs, 3, 2.0) == 4.0
    assert cpu_seconds(costs, 3, 10.0) == 6.0


PLANNED = MissShares(idle=(0, 64, 128), busy=(0, 32, 96))
WHOLE = MissShares(idle=(0, 768, 768), busy=(0, 768, 768))
CANDIDATES = (PLANNED, WHOLE, nothing_shared(2))
SETTLING = 64
"""Steps, after which every way has been tried often enough."""


def ways_of(trial: SharesOnTrial, steps: int, ms: tuple[float, ...], misses: int = 1) -> list[int]:
    """Decodes so many steps in which every layer misses alike and takes ``ms`` of its way; the ways of the steps.

    A step begins before what the former one took is learnt, as in the engine.
    """
    ways = []
    tried = trial.next()
    for _ in range(steps):
        following = trial.next()
        ways.append(tried.ways[misses])
        trial.learn(tried, [(misses, ms[ways[-1]])] * 2)
        tried = following
    return ways


@pytest.mark.parametrize("ms", [(1.0, 2.0, 3.0), (2.0, 1.0, 3.0), (3.0, 2.0, 1.0)])
def test_the_fastest_way_is_found_within_a_few_steps_and_kept(ms: tuple[float, ...]) -> None:
    trial = SharesOnTrial(CANDIDATES)
    first = ways_of(trial, SETTLING, ms)
    assert set(first) == {0, 1, 2}
    later = ways_of(trial, 640, ms)
    assert later.count(ms.index(min(ms))) / len(later) > 0.98


def test_a_verdict_is_looked_at_again_when_the_machine_has_changed() -> None:
    trial = SharesOnTrial(CANDIDATES)
    ways_of(trial, SETTLING, (2.0, 3.0, 1.0))
    ways_of(trial, 64 * 20, (0.5, 3.0, 1.0))
    assert ways_of(trial, 640, (0.5, 3.0, 1.0)).count(0) > 620


def test_what_is_hardly_faster_is_not_changed_to() -> None:
    assert ways_of(SharesOnTrial(CANDIDATES), 640, (1.0, 0.98, 1.1)).count(0) > 600
    assert ways_of(SharesOnTrial(CANDIDATES), 640, (1.0, 0.9, 1.1)).count(1) > 500


def test_a_few_bad_moments_decide_nothing() -> None:
    trial = SharesOnTrial(CANDIDATES)
    for step in range(200):
        tried = trial.next()
        usual = (1.0, 1.2, 1.1)[tried.ways[1]]
        trial.learn(tried, [(1, 50.0 if step in (0, 4, 8) else usual), (1, usual)])
    assert ways_of(trial, 640, (1.0, 1.2, 1.1)).count(0) > 620


def test_each_number_of_misses_is_judged_by_itself() -> None:
    trial = SharesOnTrial(CANDIDATES)
    for _ in range(SETTLING):
        tried = trial.next()
        _, one, two = tried.ways
        trial.learn(tried, [(1, (2.0, 3.0, 1.0)[one]), (1, (2.0, 3.0, 1.0)[one]), (2, (2.0, 1.0, 3.0)[two])] * 2)
    assert trial.next().shares == MissShares(idle=(0, 0, 768), busy=(0, 0, 768))


def test_a_step_that_is_no_trial_decides_nothing() -> None:
    trial = SharesOnTrial(CANDIDATES)
    ways_of(trial, SETTLING, (1.0, 2.0, 3.0))
    before = trial.next()
    while before.trial:
        before = trial.next()
    for _ in range(100):
        trial.learn(before, [(1, 50.0)])
    following = trial.next()
    assert following.trial or following is before


def test_a_cpu_far_too_slow_is_not_tried() -> None:
    costs = MissCosts(call=0.0, cpu=2e-3, link=200e-6, cpu_beside=2e-3, link_beside=200e-6)
    assert all(0 not in shares.idle[1:] for shares in miss_shares(costs, 8, 768))


def test_with_one_way_there_is_no_other() -> None:
    trial = SharesOnTrial((nothing_shared(2),))
    assert set(ways_of(trial, 200, (1.0,))) == {0}


@given(steps=st.integers(1, 200), data=st.data())
def test_every_step_goes_a_known_way(steps: int, data: st.DataObject) -> None:
    trial = SharesOnTrial(CANDIDATES)
    times = data.draw(st.lists(st.tuples(st.integers(0, 2), st.floats(0, 10)), min_size=1, max_size=8))
    for _ in range(steps):
        tried = trial.next()
        for misses, way in enumerate(tried.ways):
            assert tried.shares.idle[misses] == CANDIDATES[way].idle[misses]
            assert tried.shares.busy[misses] == CANDIDATES[way].busy[misses]
        trial.learn(tried, times)
