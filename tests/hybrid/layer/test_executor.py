"""One MoE layer at a time: whatever the cache holds and whenever copies land, the sum is the same."""

import gc
import weakref
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from hybrid.cache.policies import POLICIES
from hybrid.experts.routing import group_by_expert, pairs_by_expert
from hybrid.experts.torch_mlp import product_rows
from hybrid.experts.work import TokenBuffers
from hybrid.layer.slots import NOT_RESIDENT
from hybrid.types import ADMISSIONS, MAPPINGS, ExpertKey, Geometry, SlotState
from tests.fakes.executor_bench import (
    EXPERTS,
    HIDDEN,
    INNER,
    LAYERS,
    STORE,
    Bench,
    K,
    expected,
    make_bench,
    routing_of,
    silu_gate,
)

pytestmark = pytest.mark.usefixtures("leaves_nothing")


def run_layer(bench: Bench, layer: int, experts: Sequence[int]) -> None:
    hidden = torch.ones(1, HIDDEN)
    bench.executor.run(layer, hidden, torch.tensor([list(experts)]), torch.ones(1, K))


@given(st.integers(0, 1 << 30), st.integers(1, 6))
def test_grouping_keeps_every_pair(seed: int, tokens: int) -> None:
    _, index, weights = routing_of(np.random.default_rng(seed), tokens)
    routing = group_by_expert(index.numpy(), weights.numpy())
    router_order = list(dict.fromkeys(index.ravel().tolist()))
    assert routing.experts == router_order
    assert routing.demand == [int((index == e).sum()) for e in router_order]
    work = routing.work(range(len(router_order)), router_order)
    assert work.entries.tolist() == router_order
    for place, expert in enumerate(router_order):
        pairs = slice(work.offsets[place], work.offsets[place + 1])
        routed: NDArray[np.bool_] = index.numpy() == expert
        assert work.tokens[pairs].tolist() == routed.nonzero()[0].tolist()
        assert work.weights[pairs].tolist() == weights.numpy()[routed].tolist()


@given(st.integers(0, 1 << 30), st.integers(1, 6), st.data())
def test_work_is_the_chosen_experts_alone(seed: int, tokens: int, data: st.DataObject) -> None:
    _, index, weights = routing_of(np.random.default_rng(seed), tokens)
    routing = group_by_expert(index.numpy(), weights.numpy())
    places = data.draw(st.lists(st.sampled_from(range(len(routing.experts))), min_size=1, unique=True))
    entries = [100 + place for place in places]
    work = routing.work(places, entries)
    assert work.entries.tolist() == entries
    assert np.diff(work.offsets).tolist() == [routing.demand[place] for place in places]
    assert len(work.tokens) == len(work.weights) == work.offsets[-1]


@given(st.integers(0, 1 << 30), st.integers(1, 6), st.data())
def test_pairs_that_the_device_has_sorted_are_those_of_the_host(seed: int, tokens: int, data: st.DataObject) -> None:
    _, index, weights = routing_of(np.random.default_rng(seed), tokens)
    routing = replace(
        group_by_expert(index.numpy(), weights.numpy()), on_device=pairs_by_expert(index, weights.to(torch.bfloat16))
    )
    places = data.draw(st.lists(st.sampled_from(range(len(routing.experts))), min_size=1, unique=True))
    assert routing.work(places, places).placed is None, "the CPU's part"
    work = routing.device_work(places, places)
    assert work.placed is not None
    for number, start in enumerate(work.placed.starts):
        pairs = slice(work.offsets[number], work.offsets[number + 1])
        there = slice(start, start + routing.demand[places[number]])
        assert work.placed.tokens[there].tolist() == work.tokens[pairs].tolist()
        assert len(work.placed.tokens) >= start + product_rows(routing.demand[places[number]]) or tokens == 1
        rounded = torch.from_numpy(work.weights[pairs]).to(torch.bfloat16).float()
        assert work.placed.weights[there].tolist() == rounded.tolist()


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Per step: how many tokens, and how many copies have landed before each layer."""
    return draw(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), min_size=1, max_size=12))


geometries = st.sampled_from([(0, 0), (1, 1), (1, 5), (2, 1), (2, 3), (2, 5)]).map(lambda pair: Geometry(*pair))


@given(
    geometries,
    st.sampled_from(MAPPINGS),
    st.sampled_from(sorted(POLICIES)),
    st.sampled_from(ADMISSIONS),
    histories(),
    st.integers(0, 1 << 30),
)
@settings(max_examples=60)
def test_the_sum_never_depends_on_the_cache(
    geometry: Geometry, mapping: str, policy: str, admission: str, history: list[tuple[int, int]], seed: int
) -> None:
    """Rule 4, with copies that land at any time and slots full of garbage until they do."""
    rng = np.random.default_rng(seed)
    bench = make_bench(geometry, mapping, policy, admission)
    tokens = 0
    for count, landing in history:
        tokens += count
        for layer in range(LAYERS):
            bench.transfer.land(landing)
            hidden, index, weights = routing_of(rng, count)
            output = bench.executor.run(layer, hidden, index, weights)
            torch.testing.assert_close(output, expected(layer, hidden, index, weights), rtol=1e-4, atol=1e-4)
    counters = bench.telemetry.counters()
    assert counters.hits + counters.misses == counters.routed == tokens * LAYERS * K
    assert counters.in_flight <= counters.misses
    assert counters.evictions <= counters.fills
    assert counters.bytes_copied == counters.fills * STORE.expert_bytes
    bench.parts.slots.drain()
    resident = [(slot, bench.cache.key_of(slot)) for slot in range(geometry.slots)]
    table = torch.full((LAYERS, EXPERTS), -1)
    for slot, key in resident:
        if key is not None:
            assert bench.cache.state_of(slot) == SlotState.READY
            table[key] = slot
    assert torch.equal(bench.parts.slots.residency, table)


def test_hits_run_on_slots_and_misses_on_the_host() -> None:
    bench = make_bench(Geometry(2, 3))
    run_layer(bench, 0, [1, 2])
    assert bench.device.calls == []
    assert [entries for _, entries in bench.cpu.calls] == [[1, 2]]
    bench.transfer.land(2)
    run_layer(bench, 0, [2, 4])
    assert bench.device.calls == [(bench.parts.slots.bank, [bench.cache.slot_of(ExpertKey(0, 2))])]
    assert [entries for _, entries in bench.cpu.calls[1:]] == [[4]]


def test_what_is_in_flight_is_a_miss_and_is_not_filled_again() -> None:
    bench = make_bench(Geometry(2, 3))
    for _ in range(3):
        run_layer(bench, 0, [1, 2])
        run_layer(bench, 1, [0, 1])
    counters = bench.telemetry.counters()
    assert (counters.hits, counters.misses, counters.in_flight, counters.fills) == (0, 12, 8, 4)
    bench.transfer.land(4)
    run_layer(bench, 0, [1, 2])
    run_layer(bench, 1, [0, 1])
    assert bench.telemetry.counters().hits == 4


def test_hits_are_queued_before_fills_and_fills_before_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule 3 rests on it: a fill waits for what is queued. And copies run while the CPU computes."""
    bench = make_bench(Geometry(2, 3))
    run_layer(bench, 0, [1, 2])
    bench.transfer.land(2)
    order: list[str] = []
    for name, owner, method in [
        ("hits", bench.device, "accumulate"),
        ("fill", bench.transfer, "fill"),
        ("misses", bench.cpu, "accumulate"),
    ]:
        inner = getattr(owner, method)

        def note(*arguments: object, name: str = name, inner: object = inner, **options: object) -> None:
            order.append(name)
            inner(*arguments, **options)

        monkeypatch.setattr(owner, method, note)
    run_layer(bench, 0, [1, 3])
    assert order == ["hits", "fill", "misses"]


@pytest.mark.parametrize("part", ["device", "transfer", "cpu"])
def test_a_failed_layer_leaves_a_cache_that_goes_on(part: str) -> None:
    """Fills that were planned and never issued must not count as under way for ever."""
    bench = make_bench(Geometry(2, 3), admission="bounded")
    run_layer(bench, 0, [1, 2])
    bench.transfer.land(2)
    broken = getattr(bench, part)
    broken.broken = True
    with pytest.raises(RuntimeError):
        run_layer(bench, 0, [1, 4])
    broken.broken = False
    hidden, index, weights = torch.ones(1, HIDDEN), torch.tensor([[1, 4]]), torch.ones(1, K)
    for _ in range(3):
        output = bench.executor.run(0, hidden, index, weights)
        torch.testing.assert_close(output, expected(0, hidden, index, weights), rtol=1e-4, atol=1e-4)
        bench.parts.slots.drain()
    assert bench.cache.slot_of(ExpertKey(0, 4)) is not None
    assert bench.cache.queued == 0
    assert SlotState.LOADING not in bench.cache.states()


@pytest.mark.parametrize("first", [0, 1, INNER - 1])
def test_the_cpu_computes_what_the_device_leaves(first: int) -> None:
    bench = make_bench(Geometry(0, 0))
    hidden, index, weights = routing_of(np.random.default_rng(3), 1)
    share, nowhere = torch.ones(1, HIDDEN), torch.full_like(index[0], NOT_RESIDENT)
    buffers = TokenBuffers(hidden, choices=index[0], weights=weights[0], slots=nowhere, out=share)
    assert bench.parts.misses.bind(1, buffers)(first) == index.numel()
    of_device = torch.zeros(1, HIDDEN)
    for expert, weight in zip(index[0].tolist(), weights[0].tolist(), strict=True):
        up, down = STORE.expert(ExpertKey(1, expert))
        of_device += weight * (silu_gate(hidden @ up.T)[:, :first] @ down[:, :first].T)
    torch.testing.assert_close(share + of_device, expected(1, hidden, index, weights), rtol=1e-5, atol=1e-5)


def test_close_gives_the_slots_memory_back() -> None:
    bench = make_bench(Geometry(2, 3))
    slots = [weakref.ref(tensor) for tensor in bench.transfer.pool]
    bench.parts.slots.close()
    gc.collect()
    assert [slot() for slot in slots] == [None, None]
