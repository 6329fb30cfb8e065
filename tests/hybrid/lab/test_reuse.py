"""Reuse on traces small enough to count by hand, and the random expectation on a random one."""

import numpy as np
import pytest

from hybrid.lab import Trace, analyse_reuse


def test_reuse_counted_by_hand() -> None:
    choices = [[[0, 1], [1, 2]], [[1, 2], [3, 0]], [[3, 0], [0, 3]], [[2, 3], [3, 2]]]
    report = analyse_reuse(Trace.from_choices(choices, num_experts=4))
    # layer 0: {0,1} {1,2} {3,0} {2,3}; layer 1: {1,2} {3,0} {0,3} {3,2}
    assert report.next_tokens[0].tolist() == pytest.approx([2 / 6, 3 / 6])
    assert report.next_tokens[1].tolist() == pytest.approx([3 / 4, 2 / 4])
    assert report.next_tokens[2].tolist() == pytest.approx([1.0, 0.5])
    assert report.next_tokens_overall[0] == pytest.approx(5 / 12)
    assert report.next_layer.tolist() == pytest.approx([5 / 8])
    assert report.next_tokens_random.tolist() == pytest.approx([0.5, 0.75, 0.875])
    assert report.next_layer_random == 0.5


def test_working_set_counted_by_hand() -> None:
    report = analyse_reuse(Trace.from_choices([[[0]], [[0]], [[1]], [[2]]], num_experts=4))
    assert report.windows == (1, 2, 4)
    assert report.working_set[:, 0].tolist() == pytest.approx([1.0, (1 + 2 + 2) / 3, 3.0])


def test_popularity() -> None:
    alike = analyse_reuse(Trace.from_choices([[[e]] for e in range(10)], num_experts=10))
    assert alike.gini[0] == pytest.approx(0.0)
    assert alike.top_share[0] == pytest.approx(0.1)
    one = analyse_reuse(Trace.from_choices([[[3]]] * 10, num_experts=10))
    assert one.gini[0] == pytest.approx(0.9)
    assert one.top_share[0] == 1.0


def test_random_routing_meets_its_expectation() -> None:
    rng = np.random.default_rng(0)
    choices = np.argsort(rng.random((2000, 3, 16)), axis=2)[:, :, :4]
    report = analyse_reuse(Trace.from_choices(choices, num_experts=16))
    assert report.next_tokens_overall == pytest.approx(report.next_tokens_random, abs=0.02)
    assert report.next_layer == pytest.approx(np.full(2, report.next_layer_random), abs=0.02)


@pytest.mark.parametrize("tokens", [0, 1])
def test_a_trace_too_short_has_no_shares(tokens: int) -> None:
    report = analyse_reuse(Trace.from_choices(np.zeros((tokens, 1, 1), int), num_experts=2))
    assert np.isnan(report.next_tokens).all()
    assert report.next_layer.shape == (0,)
    assert report.windows == ((1,) if tokens else ())
