"""One MoE layer at a time: whatever the cache holds and whenever copies land, the sum is the same."""

import gc
import weakref
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from hybrid.cache import ExpertCache
from hybrid.compute import ExpertBank, ExpertWork, TokenBuffers, TokenCall, torch_mlp
from hybrid.executor import NOT_RESIDENT, Executor
from hybrid.policies import POLICIES
from hybrid.routing import group_by_expert
from hybrid.staging import DirectStaging
from hybrid.store import ExpertTensors, HostStore
from hybrid.telemetry import Telemetry
from hybrid.transfer import allocate_pool
from hybrid.types import ADMISSIONS, MAPPINGS, ExpertKey, ExpertLayout, Geometry, SlotState

LAYERS, EXPERTS, K, HIDDEN, INNER = 2, 5, 2, 6, 4
LAYOUT = ExpertLayout(EXPERTS, HIDDEN, INNER, "float32", True, False, True, "silu")
CPU = torch.device("cpu")


def silu_gate(inner: Tensor) -> Tensor:
    gate, up = inner.chunk(2, dim=-1)
    return functional.silu(gate) * up


def make_store() -> HostStore:
    generator = torch.Generator().manual_seed(0)

    def weights(*shape: int) -> Tensor:
        return torch.randn(shape, generator=generator)

    return HostStore(
        [
            ExpertTensors(weights(EXPERTS, 2 * INNER, HIDDEN), weights(EXPERTS, HIDDEN, INNER), None, None)
            for _ in range(LAYERS)
        ]
    )


STORE = make_store()


class HandDriven:
    """A transfer whose copies land when they are told to; until then the slot holds garbage."""

    def __init__(self, geometry: Geometry) -> None:
        self.pool = allocate_pool(geometry, STORE.expert(ExpertKey(0, 0)), CPU)
        self.under_way: list[tuple[int, tuple[Tensor, ...]]] = []
        self._landed: list[int] = []
        self.broken = False

    def fill(self, slot: int, source: tuple[Tensor, ...], after: torch.cuda.Event | None = None) -> None:
        if self.broken:
            raise RuntimeError("no copy can be queued")
        for part in self.pool:
            part[slot].fill_(torch.nan)
        self.under_way.append((slot, source))

    def land(self, count: int) -> None:
        for slot, source in self.under_way[:count]:
            for part, tensor in zip(self.pool, source, strict=True):
                part[slot].copy_(tensor)
            self._landed.append(slot)
        del self.under_way[:count]

    def landed(self) -> list[int]:
        slots, self._landed = self._landed, []
        return slots

    def drain(self) -> list[int]:
        self.land(len(self.under_way))
        return self.landed()

    def close(self) -> None:
        self.pool = ()


class Watched:
    """An expert MLP that notes which entries of which bank it ran."""

    def __init__(self) -> None:
        self._mlp = torch_mlp(silu_gate)
        self.calls: list[tuple[ExpertBank, list[int]]] = []
        self.broken = False

    def accumulate(self, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        if self.broken:
            raise RuntimeError("out of memory")
        self.calls.append((bank, work.entries.tolist()))
        self._mlp.accumulate(bank, work, hidden, out)

    def bind(self, bank: ExpertBank, buffers: TokenBuffers) -> TokenCall:
        return self._mlp.bind(bank, buffers)


@dataclass
class Bench:
    transfer: HandDriven
    cache: ExpertCache
    telemetry: Telemetry
    cpu: Watched
    device: Watched
    executor: Executor


def make_bench(geometry: Geometry, mapping: str = "layered", policy: str = "lru", admission: str = "always") -> Bench:
    transfer = HandDriven(geometry)
    cache = ExpertCache(
        layers=LAYERS, experts=EXPERTS, geometry=geometry, mapping=mapping, policy=policy, admission=admission
    )
    telemetry, cpu, device = Telemetry(LAYERS, EXPERTS, K), Watched(), Watched()
    executor = Executor(
        layout=LAYOUT,
        store=STORE,
        cache=cache,
        transfer=transfer,
        staging=DirectStaging(),
        cpu=cpu,
        device=device,
        telemetry=telemetry,
    )
    return Bench(transfer, cache, telemetry, cpu, device, executor)


def routing_of(rng: np.random.Generator, tokens: int) -> tuple[Tensor, Tensor, Tensor]:
    index = np.stack([rng.permutation(EXPERTS)[:K] for _ in range(tokens)])
    hidden = torch.from_numpy(rng.standard_normal((tokens, HIDDEN), np.float32))
    return hidden, torch.from_numpy(index), torch.from_numpy(rng.random((tokens, K), np.float32))


def expected(layer: int, hidden: Tensor, index: Tensor, weights: Tensor) -> Tensor:
    out = torch.zeros_like(hidden)
    for token, k in np.ndindex(*index.shape):
        up, down = STORE.expert(ExpertKey(layer, int(index[token, k])))
        out[token] += weights[token, k] * (silu_gate(hidden[token] @ up.T) @ down.T)
    return out


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
            found = bench.executor.run(layer, hidden, index, weights)
            torch.testing.assert_close(found, expected(layer, hidden, index, weights), rtol=1e-4, atol=1e-4)
    counters = bench.telemetry.counters()
    assert counters.hits + counters.misses == counters.routed == tokens * LAYERS * K
    assert counters.in_flight <= counters.misses
    assert counters.evictions <= counters.fills
    assert counters.bytes_copied == counters.fills * STORE.expert_bytes
    bench.executor.drain()
    resident = [(slot, bench.cache.key_of(slot)) for slot in range(geometry.slots)]
    table = torch.full((LAYERS, EXPERTS), -1)
    for slot, key in resident:
        if key is not None:
            assert bench.cache.state_of(slot) == SlotState.READY
            table[key] = slot
    assert torch.equal(bench.executor.residency, table)


def test_hits_run_on_slots_and_misses_on_the_host() -> None:
    bench = make_bench(Geometry(2, 3))
    run_layer(bench, 0, [1, 2])
    assert bench.device.calls == []
    assert [entries for _, entries in bench.cpu.calls] == [[1, 2]]
    bench.transfer.land(2)
    run_layer(bench, 0, [2, 4])
    assert bench.device.calls == [(bench.executor.slot_bank, [bench.cache.slot_of(ExpertKey(0, 2))])]
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

        def note(*arguments: object, name: str = name, inner: object = inner) -> None:
            order.append(name)
            inner(*arguments)

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
        found = bench.executor.run(0, hidden, index, weights)
        torch.testing.assert_close(found, expected(0, hidden, index, weights), rtol=1e-4, atol=1e-4)
        bench.executor.drain()
    assert bench.cache.slot_of(ExpertKey(0, 4)) is not None
    assert bench.cache.queued == 0
    assert SlotState.LOADING not in bench.cache.states()


def test_a_layer_can_be_left_out_of_settling_until_its_plan_is_made() -> None:
    """While the device waits in a layer, its own experts must stay what the device has found them to be."""
    bench = make_bench(Geometry(2, 3))
    run_layer(bench, 0, [1, 2])
    run_layer(bench, 1, [0, 3])
    bench.transfer.land(4)
    bench.executor.settle(but=1)
    assert [bench.cache.state_of(slot) for slot in (0, 1, 3, 4)] == [2, 2, 1, 1]
    assert (bench.executor.residency[1] == -1).all()
    bench.executor.settle_postponed()
    assert bench.cache.states()[3:5] == bytes([2, 2])
    assert (bench.executor.residency[1] >= 0).sum() == 2


@pytest.mark.parametrize("first", [0, 1, INNER - 1])
def test_the_cpu_computes_what_the_device_leaves(first: int) -> None:
    bench = make_bench(Geometry(0, 0))
    hidden, index, weights = routing_of(np.random.default_rng(3), 1)
    share, nowhere = torch.ones(1, HIDDEN), torch.full_like(index[0], NOT_RESIDENT)
    buffers = TokenBuffers(hidden, choices=index[0], weights=weights[0], slots=nowhere, out=share)
    assert bench.executor.bind_misses(1, buffers)(first) == index.numel()
    of_device = torch.zeros(1, HIDDEN)
    for expert, weight in zip(index[0].tolist(), weights[0].tolist(), strict=True):
        up, down = STORE.expert(ExpertKey(1, expert))
        of_device += weight * (silu_gate(hidden @ up.T)[:, :first] @ down[:, :first].T)
    torch.testing.assert_close(share + of_device, expected(1, hidden, index, weights), rtol=1e-5, atol=1e-5)


def test_close_gives_the_slots_memory_back() -> None:
    bench = make_bench(Geometry(2, 3))
    slots = [weakref.ref(tensor) for tensor in bench.transfer.pool]
    bench.executor.close()
    gc.collect()
    assert [slot() for slot in slots] == [None, None]
