"""Sharing misses between the CPU and the link: by hand-made costs, and never worse than the CPU alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid import shares
from hybrid.shares import MissCosts, MissShares, SharesOnTrial, cpu_seconds, miss_shares, nothing_shared

seconds = st.floats(1e-5, 1e-2)


@st.composite
def all_costs(draw: st.DrawFn) -> MissCosts:
    cpu, link = draw(seconds), draw(seconds)
    slower = st.floats(1.0, 2.0)
    return MissCosts(draw(st.floats(0, 1e-4)), cpu, link, cpu * draw(slower), link * draw(slower))


@given(costs=all_costs(), top_k=st.integers(1, 8), intermediate=st.integers(1, 5000))
def test_no_side_alone_is_faster(costs: MissCosts, top_k: int, intermediate: int) -> None:
    found = miss_shares(costs, top_k, intermediate)
    for table, slower in ((found.idle, 1.0), (found.busy, 2.0)):
        assert table[0] == 0
        for misses, rows in enumerate(table[1:], 1):
            assert 0 <= rows <= intermediate
            shared = shares._seconds(costs, slower, misses, rows / intermediate)
            by_cpu, by_device = (shares._seconds(costs, slower, misses, share) for share in (0.0, 1.0))
            assert shared <= by_cpu
            assert shared <= by_device / shares._WORTH, "but for gains too small to be sure of"


def test_large_experts_are_split_in_proportion_to_the_bandwidths() -> None:
    costs = MissCosts(call=0.0, cpu=2.8e-3, link=6.8e-3, cpu_beside=3.3e-3, link_beside=7.0e-3)
    found = miss_shares(costs, 2, 14336)
    assert found.idle[1] / 14336 == pytest.approx(3.3 / (3.3 + 7.0), abs=0.02)
    assert found.busy[1] < found.idle[1]


def test_small_experts_are_not_worth_waking_the_cpu() -> None:
    costs = MissCosts(call=150e-6, cpu=100e-6, link=180e-6, cpu_beside=110e-6, link_beside=180e-6)
    assert miss_shares(costs, 8, 768).idle[1] == 768
    assert miss_shares(costs, 8, 768).idle[8] < 768


def test_small_gains_are_left_alone() -> None:
    costs = MissCosts(call=0.0, cpu=1e-3, link=20e-3, cpu_beside=1e-3, link_beside=25e-3)
    assert miss_shares(costs, 2, 14336) == nothing_shared(2)


def test_what_a_bad_moment_added_is_forgotten() -> None:
    calm, busy = MissCosts(1.0, 2.0, 3.0, 4.0, 5.0), MissCosts(2.0, 1.0, 4.0, 5.0, 4.0)
    assert calm.least(busy) == busy.least(calm) == MissCosts(1.0, 1.0, 3.0, 4.0, 4.0)


def test_nothing_shared_has_a_row_for_every_number_of_misses() -> None:
    assert nothing_shared(2).idle == nothing_shared(2).busy == (0, 0, 0)
    assert miss_shares(MissCosts(1.0, 1.0, 1e-6, 1.0, 1e-6), 2, 768).idle == (0, 768, 768)


def test_the_cpu_is_slowed_only_while_the_link_is_busy() -> None:
    costs = MissCosts(call=0.0, cpu=1.0, link=1.0, cpu_beside=2.0, link_beside=1.0)
    assert cpu_seconds(costs, 3, 0.0) == 3.0
    assert cpu_seconds(costs, 3, 2.0) == 4.0
    assert cpu_seconds(costs, 3, 10.0) == 6.0


PLANNED = MissShares(idle=(0, 64, 128), busy=(0, 32, 96))


def share_of_steps(trial: SharesOnTrial, steps: int, shared_ms: float, alone_ms: float) -> float:
    """Decodes so many steps, each with a layer of one miss and one of two; how many of them shared the single miss."""
    count = 0
    for _ in range(steps):
        tried = trial.next()
        rows = tried.shares.idle[1]
        count += rows > 0
        trial.learn(tried, [(1, shared_ms if rows else alone_ms), (2, shared_ms), (0, 0.1)])
    return count / steps


def test_a_plan_that_does_not_pay_is_given_up_within_a_few_steps() -> None:
    trial = SharesOnTrial(PLANNED)
    assert share_of_steps(trial, 16, shared_ms=2.0, alone_ms=1.0) < 0.9
    assert share_of_steps(trial, 640, shared_ms=2.0, alone_ms=1.0) < 0.02, "what a plan that is given up still costs"


def test_a_plan_that_pays_is_kept() -> None:
    trial = SharesOnTrial(PLANNED)
    share_of_steps(trial, 16, shared_ms=1.0, alone_ms=2.0)
    assert share_of_steps(trial, 640, shared_ms=1.0, alone_ms=2.0) > 0.98


def test_a_verdict_is_looked_at_again_when_the_machine_has_changed() -> None:
    trial = SharesOnTrial(PLANNED)
    share_of_steps(trial, 100, shared_ms=2.0, alone_ms=1.0)
    share_of_steps(trial, 64 * 16, shared_ms=0.5, alone_ms=1.0)
    assert share_of_steps(trial, 640, shared_ms=0.5, alone_ms=1.0) > 0.98


def test_a_few_bad_moments_decide_nothing() -> None:
    trial = SharesOnTrial(PLANNED)
    for step in range(200):
        tried = trial.next()
        rows = tried.shares.idle[1]
        trial.learn(tried, [(1, 50.0 if step in (0, 4, 8) else 1.0 if rows else 1.2)])
    assert share_of_steps(trial, 640, shared_ms=1.0, alone_ms=1.2) > 0.98


def test_each_number_of_misses_is_judged_by_itself() -> None:
    trial = SharesOnTrial(PLANNED)
    for _ in range(32):
        tried = trial.next()
        _, one, two = tried.shared
        trial.learn(tried, [(1, 2.0 if one else 1.0), (2, 1.0 if two else 2.0)])
    assert trial.next().shares == MissShares(idle=(0, 0, 128), busy=(0, 0, 96))


@given(planned=st.sampled_from([PLANNED, nothing_shared(2)]), steps=st.integers(1, 200), data=st.data())
def test_there_is_nothing_but_the_plan_and_the_cpu(planned: MissShares, steps: int, data: st.DataObject) -> None:
    trial = SharesOnTrial(planned)
    milliseconds = st.floats(0, 10)
    times = data.draw(st.lists(st.tuples(st.integers(0, 2), milliseconds), min_size=1, max_size=8))
    for _ in range(steps):
        tried = trial.next()
        for misses, (idle, busy) in enumerate(zip(tried.shares.idle, tried.shares.busy, strict=True)):
            assert (idle, busy) in ((planned.idle[misses], planned.busy[misses]), (0, 0))
        trial.learn(tried, times)
