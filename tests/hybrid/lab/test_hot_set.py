"""A hot set chosen beforehand: equal to a replay of pinned experts, and never better than the bound."""

import numpy as np
import pytest

from hybrid.cache.static_placement import static_keys
from hybrid.lab import Trace, belady_curve, replay
from hybrid.lab.replays.hot_set import hot_set_curve
from hybrid.types import ExpertKey, Geometry, MappingName
from tests.fakes.fake_engine import MODEL
from tests.fakes.fake_recordings import fake_trace

TRACE = fake_trace(61, MODEL, seed=3)
HALVES = (slice(0, 30), slice(30, 61))


def part(half: slice) -> Trace:
    return Trace.from_choices(TRACE.choices[half], num_experts=TRACE.num_experts)


def uses(trace: Trace) -> list[int]:
    cells = trace.choices + np.arange(trace.layers)[:, None] * trace.num_experts
    counted: list[int] = np.bincount(cells.ravel(), minlength=trace.layers * trace.num_experts).tolist()
    return counted


def pinned(chosen: Trace, mapping: MappingName, slots: int) -> list[ExpertKey]:
    if mapping == "pooled":
        return static_keys("static_popular", slots, chosen.layers, chosen.num_experts, uses(chosen))
    keys = []
    for layer in range(chosen.layers):
        one = Trace.from_choices(chosen.choices[:, [layer]], num_experts=chosen.num_experts)
        keys += [ExpertKey(layer, key.expert) for key in pinned(one, "pooled", slots)]
    return keys


@pytest.mark.parametrize("mapping", ["layered", "pooled"])
def test_each_half_is_served_by_what_the_other_chooses(mapping: MappingName) -> None:
    sizes = [0, 1, 3, 8] if mapping == "layered" else [0, 7, 40, 96]
    curve = hot_set_curve(TRACE, mapping, sizes)
    for size in sizes:
        geometry = Geometry(TRACE.layers, size) if mapping == "layered" else Geometry(1, size)
        expected = sum(
            replay(
                part(served), geometry, mapping=mapping, admission="never", preloaded=pinned(part(other), mapping, size)
            ).hits
            for served, other in (HALVES, HALVES[::-1])
        )
        assert curve.hits_at(geometry) == expected
    bound = belady_curve(TRACE, mapping)
    ever_first = np.count_nonzero(uses(TRACE)) / TRACE.choices.size  # misses of a cache that begins empty
    best = bound.hit_rates()[-1][np.searchsorted(bound.sizes, sizes)]
    assert (curve.hit_rates()[-1] <= best + ever_first + 1e-12).all()
    assert curve.hit_rates()[-1][-1] == 1.0


def test_a_token_alone_has_nothing_to_be_chosen_by() -> None:
    one = Trace.from_choices([[[2, 3]]], num_experts=4)
    assert hot_set_curve(one, "layered", [0, 2, 4]).hits.tolist() == [[0, 0, 2]]
