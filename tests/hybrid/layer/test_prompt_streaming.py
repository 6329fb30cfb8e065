"""Layers of many tokens: whatever is resident, streamed or left to the CPU, the sum is the same."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hybrid.experts.torch_mlp import device_mlp
from hybrid.gpu.activation_staging import DirectStaging, RoutedTokens, Staging
from hybrid.gpu.ring import Ring
from hybrid.layer.executor import Executor
from hybrid.layer.expert_costs import ExpertCosts
from hybrid.layer.prompt_streaming import Streaming, share_misses
from hybrid.types import MAPPINGS, ExpertKey, Geometry, MappingName
from tests.fakes.executor_bench import (
    CPU,
    EXPERTS,
    LAYERS,
    LAYOUT,
    STORE,
    Bench,
    expected,
    make_bench,
    routing_of,
    silu_gate,
)

COPY = 1.0
COSTS = {
    "all streamed": None,
    "the link is faster": ExpertCosts(COPY, 100.0, 100.0),
    "the cpu is faster": ExpertCosts(COPY, 0.01, 0.01),
    "both do some": ExpertCosts(COPY, 0.5, 0.2),
}


def streaming(
    bench: Bench, ring: Ring, costs: ExpertCosts | None = None, staging: Staging | None = None
) -> tuple[Streaming, Executor]:
    """What streams, and an executor that lets it."""
    staging = staging or DirectStaging()
    way = Streaming(bench.parts.slots, staging, device_mlp(silu_gate), ring, costs)
    return way, Executor(replace(bench.parts, streaming=way), staging)


@pytest.mark.parametrize("costs", COSTS)
@pytest.mark.parametrize("mapping", MAPPINGS)
@settings(max_examples=25)
@given(seed=st.integers(0, 1 << 30), steps=st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_every_layer_gets_its_sum(costs: str, mapping: MappingName, seed: int, steps: list[int]) -> None:
    rng = np.random.default_rng(seed)
    geometry = Geometry(int(rng.integers(0, LAYERS + 1)), int(rng.integers(0, EXPERTS + 1)))
    bench = make_bench(geometry, mapping)
    _, executor = streaming(bench, Ring(STORE, LAYOUT, CPU), COSTS[costs])
    for tokens in steps:
        for layer in range(LAYERS):
            bench.transfer.land(int(rng.integers(0, 3)))
            hidden, index, weights = routing_of(rng, tokens)
            out = executor.run(layer, hidden, index, weights)
            torch.testing.assert_close(out, expected(layer, hidden, index, weights), rtol=1e-4, atol=1e-4)
    counters = bench.telemetry.counters()
    assert counters.hits + counters.misses == counters.routed


def test_the_next_layers_experts_are_on_their_way_before_it_is_routed() -> None:
    bench = make_bench(Geometry(LAYERS, 2))
    ring = Ring(STORE, LAYOUT, CPU)
    way, executor = streaming(bench, ring)
    executor.run(0, *routing_of(np.random.default_rng(0), 9))
    assert [ring.holds(ExpertKey(1, expert)) for expert in range(EXPERTS)] == [True] * EXPERTS
    executor.run(1, *routing_of(np.random.default_rng(1), 9))
    assert ring.room == ring.size


def test_the_first_layers_experts_are_on_their_way_before_it_is_routed() -> None:
    bench = make_bench(Geometry(LAYERS, 2))
    ring = Ring(STORE, LAYOUT, CPU)
    seen: list[bool] = []

    class Watching(DirectStaging):
        def fetch(self, hidden: torch.Tensor, top_k_index: torch.Tensor, top_k_weights: torch.Tensor) -> RoutedTokens:
            seen.extend(ring.holds(ExpertKey(0, expert)) for expert in range(EXPERTS))
            return super().fetch(hidden, top_k_index, top_k_weights)

    _, executor = streaming(bench, ring, staging=Watching())
    executor.run(0, *routing_of(np.random.default_rng(0), 9))
    assert seen == [True] * EXPERTS


def test_a_prompt_that_broke_off_leaves_no_buffer_taken() -> None:
    bench = make_bench(Geometry(LAYERS, 0))
    ring = Ring(STORE, LAYOUT, CPU)
    way, executor = streaming(bench, ring)
    way._prefetch(0, routed=9 * EXPERTS)
    for layer in (0, 0, *range(LAYERS)):
        executor.run(layer, *routing_of(np.random.default_rng(layer), 9))
    assert ring.room == ring.size


@given(demand=st.lists(st.integers(1, 50), max_size=8), copied=st.integers(0, 8), first=st.floats(0.01, 3))
def test_the_cpu_ends_no_later_than_the_link(demand: list[int], copied: int, first: float) -> None:
    costs = ExpertCosts(COPY, first, first / 10)
    on_cpu = share_misses(demand, costs, copied)
    assert not any(on_cpu[:copied]), "what is on its way already is not computed twice"
    seconds = sum(costs.on_cpu(tokens) for tokens, chosen in zip(demand, on_cpu, strict=True) if chosen)
    streamed = len(demand[copied:]) - sum(on_cpu)
    assert seconds <= COPY * (streamed + 0.5)
    assert not any(share_misses(demand, replace(costs, first_token=1e9), copied))
