"""Executor of one MoE layer of one step: fetch -> plan -> dispatch -> fill -> combine.

Knows the order in which cache, transfer and compute are asked; holds no policy and no arithmetic of
its own. The device's hits are queued first, the fills second, then the CPU computes the misses while
both run. Whatever is in flight counts as a miss and is computed on the CPU: nothing waits for it.

After *Efficient CPU-GPU Collaborative Inference for MoE-based LLMs on Memory-Limited Systems*
(arXiv 2512.16473), section III, with copies ordered by events in both directions.
"""

from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from hybrid.cache.expert_cache import ExpertCache, Fill, Plan
from hybrid.experts.host_weights import HostStore, bank_of, host_bank
from hybrid.experts.routing import Routing, group_by_expert
from hybrid.experts.work import ExpertMlp, TokenBuffers, TokenCall
from hybrid.gpu.activation_staging import RoutedTokens, Staging
from hybrid.gpu.slots import Transfer, Weights
from hybrid.observe.telemetry import HIT, IN_FLIGHT, MISS, LayerRecord, Telemetry
from hybrid.types import ExpertKey, ExpertLayout, SlotState

NOT_RESIDENT = -1


@dataclass(frozen=True, slots=True)
class LayerCost:
    """What one layer of a step took: bytes of experts over the link and read by the CPU, and milliseconds."""

    link_bytes: int
    cpu_bytes: int
    cpu_ms: float
    gpu_ms: float  # NaN until it is known


class LongSteps(Protocol):
    """Another way to run a layer, by streaming missed experts to the device: for steps of many tokens."""

    @property
    def fetches_all(self) -> bool:
        """Whether it is the way for every step, since no miss may be left to the CPU."""

    def run(
        self, executor: "Executor", layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor
    ) -> Tensor:
        """As ``Executor.run``."""

    def stream(
        self,
        executor: "Executor",
        layer: int,
        routing: Routing,
        plan: Plan,
        streamed: Sequence[int],
        hidden: Tensor,
        out: Tensor,
    ) -> set[ExpertKey]:
        """Adds the ``streamed`` misses' part to ``out``; returns the fills served on the way."""


class Executor:
    """Runs the experts of every MoE layer of one model; one thread at a time.

    ``cpu`` computes misses on host weights, ``device`` computes hits on the slots.
    """

    def __init__(
        self,
        *,
        layout: ExpertLayout,
        store: HostStore,
        cache: ExpertCache,
        transfer: Transfer,
        staging: Staging,
        cpu: ExpertMlp,
        device: ExpertMlp,
        telemetry: Telemetry,
        long_steps: "LongSteps | None" = None,
    ) -> None:
        self.store, self.cache, self.transfer, self.telemetry = store, cache, transfer, telemetry
        self._staging, self.cpu, self._device = staging, cpu, device
        self.long_steps = long_steps
        self._experts = layout.experts
        self.host_banks = [host_bank(tensors) for tensors in store.layers]
        self.slot_bank = bank_of(transfer.pool, layout)
        self.residency = staging.table(len(store.layers), layout.experts)
        """Slot of each ready expert, (layers, experts) int64, else ``NOT_RESIDENT``; device kernels can read it."""
        self._residency = self.residency.numpy()  # the same memory
        self._unissued: deque[Fill] = deque()
        self._timers: deque[tuple[int, int, torch.cuda.Event, torch.cuda.Event]] = deque()

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        """The routed experts' weighted sum.

        hidden (tokens, hidden), top_k_index and top_k_weights (tokens, k) -> (tokens, hidden), in
        hidden's dtype; sums are float32.
        """
        if layer == 0:
            self._collect_timers()
        if self.long_steps is not None and (hidden.shape[0] > 1 or self.long_steps.fetches_all):
            return self.long_steps.run(self, layer, hidden, top_k_index, top_k_weights)
        routed = self._staging.fetch(hidden, top_k_index, top_k_weights)
        self.settle()
        routing = group_by_expert(routed.choices, routed.weights)
        plan = self.plan(layer, routing.experts, routing.demand)
        out = torch.zeros(hidden.shape, dtype=torch.float32, device=hidden.device)
        gpu_ms = self._run_hits(layer, routing, plan, hidden, out)
        share = self._staging.cpu_share(out) if plan.misses else out
        self.finish(layer, routing, plan, routed, share, gpu_ms)
        if plan.misses:
            self._staging.merge(out, share)
        return out.to(hidden.dtype)

    def plan(
        self,
        layer: int,
        experts: Sequence[int],
        demand: Sequence[int] | None = None,
        found: Sequence[bool] | None = None,
    ) -> Plan:
        """The cache's one atomic event for this layer and step; arguments as for ``ExpertCache.plan``."""
        self._abandon_unissued()
        plan = self.cache.plan(layer, experts, demand, found)
        self._unissued.extend(plan.fills)
        for fill in plan.fills:
            if fill.evicted is not None:
                self._residency[fill.evicted.layer, fill.evicted.expert] = NOT_RESIDENT
        return plan

    def _abandon_unissued(self) -> None:
        """A layer that broke off after its plan must not leave slots waiting for copies that never come."""
        while self._unissued:
            fill = self._unissued.popleft()
            if self.cache.state_of(fill.slot) == SlotState.LOADING:
                self.cache.abandon(fill.slot)

    def run_hits(self, routing: Routing, plan: Plan, hidden: Tensor, out: Tensor) -> None:
        """Adds the hits' share to ``out`` float32 (tokens, hidden), both on the device."""
        if plan.hits:
            places = [routing.experts.index(hit.expert) for hit in plan.hits]
            work = routing.device_work(places, [hit.slot for hit in plan.hits])
            self._device.accumulate(self.slot_bank, work, hidden, out)

    def place(self, keys: Sequence[ExpertKey]) -> None:
        """Fills empty slots with these experts, whatever the admission, and waits for them."""
        for key in keys:
            fill = self.cache.preload(key)
            if fill is not None:
                self.transfer.fill(fill.slot, self.store.expert(key))
        self.drain()

    def fill_from_device(self, fill: Fill, source: Weights) -> None:
        """Serves a fill in the order of the compute stream, with weights on the device or page-locked."""
        for pool, tensor in zip(self.transfer.pool, source, strict=True):
            pool[fill.slot].copy_(tensor, non_blocking=True)
        self._ready([fill.slot])

    def finish(
        self,
        layer: int,
        routing: Routing,
        plan: Plan,
        routed: RoutedTokens,
        share: Tensor,
        gpu_ms: float = float("nan"),
        *,
        on_cpu: Sequence[int] | None = None,
        streamed: int = 0,
        filled: Collection[ExpertKey] = (),
    ) -> None:
        """Starts the fills, adds the misses' part to ``share`` float32 (tokens, hidden) on the host, records.

        ``on_cpu`` are the misses left to the CPU (all, if not given), ``streamed`` the number of experts
        copied for this step alone, ``filled`` the fills that have been served from those.
        """
        misses = plan.misses if on_cpu is None else on_cpu
        copied = self.start_fills(plan, filled) + streamed * self.store.expert_bytes
        cpu_ms = self.compute_on_cpu(layer, routing, misses, routed, share)
        self.record(layer, plan, routed, LayerCost(copied, len(misses) * self.store.expert_bytes, cpu_ms, gpu_ms))

    def start_fills(self, plan: Plan, filled: Collection[ExpertKey] = (), *, unused: bool = False) -> int:
        """Starts the planned copies but the ``filled``; returns their bytes. ``unused`` as for ``Transfer.fill``."""
        to_copy = [fill for fill in plan.fills if fill.key not in filled]
        for fill in to_copy:
            self.transfer.fill(fill.slot, self.store.expert(fill.key), unused=unused)
            self._unissued.remove(fill)
        self._unissued.clear()
        return len(to_copy) * self.store.expert_bytes

    def compute_on_cpu(
        self, layer: int, routing: Routing, experts: Sequence[int], routed: RoutedTokens, share: Tensor
    ) -> float:
        """Adds the ``experts``' part to ``share``; the milliseconds it took."""
        if not experts:
            return 0.0
        started = perf_counter()
        work = routing.work([routing.experts.index(expert) for expert in experts], experts)
        self.cpu.accumulate(self.host_banks[layer], work, routed.hidden, share)
        return (perf_counter() - started) * 1e3

    def bind_misses(self, layer: int, buffers: TokenBuffers) -> TokenCall:
        """Steps of one token: what of this layer has no slot, computed on the CPU."""
        return self.cpu.bind(self.host_banks[layer], buffers)

    def record(self, layer: int, plan: Plan, routed: RoutedTokens, cost: LayerCost) -> None:
        """Tells the telemetry what became of this layer."""
        outcome = np.full(self._experts, HIT, np.uint8)
        outcome[list(plan.misses)] = MISS
        outcome[list(plan.in_flight)] = IN_FLIGHT
        record = LayerRecord(
            choices=routed.choices.astype(np.int16),
            outcomes=outcome[routed.choices],
            fills=len(plan.fills),
            evictions=sum(fill.evicted is not None for fill in plan.fills),
            bytes_copied=cost.link_bytes,
            cpu_bytes=cost.cpu_bytes,
            cpu_ms=cost.cpu_ms,
            gpu_ms=cost.gpu_ms,
            weights=np.array(routed.weights, np.float32),
        )
        self.telemetry.record(layer, record)

    def settle(self) -> None:
        """Marks the fills whose copies have finished as ready; never waits."""
        self._ready(self.transfer.landed())

    def close(self) -> None:
        """Waits for copies under way and gives the slots' memory back; nothing can be run afterwards."""
        self.transfer.close()
        del self.slot_bank

    def drain(self) -> None:
        """Waits for all fills under way and marks them as ready."""
        self._ready(self.transfer.drain())

    def _ready(self, slots: Sequence[int]) -> None:
        for slot in slots:
            self.cache.landed(slot)
            key = self.cache.key_of(slot)
            assert key is not None, "a slot whose copy landed holds an expert"
            self._residency[key.layer, key.expert] = slot

    def _run_hits(self, layer: int, routing: Routing, plan: Plan, hidden: Tensor, out: Tensor) -> float:
        if not plan.hits:
            return 0.0
        if hidden.device.type != "cuda":
            started = perf_counter()
            self.run_hits(routing, plan, hidden, out)
            return (perf_counter() - started) * 1e3
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        self.run_hits(routing, plan, hidden, out)
        end.record()
        self._timers.append((self.telemetry.steps, layer, start, end))
        return float("nan")

    def _collect_timers(self) -> None:
        while self._timers and self._timers[0][3].query():
            step, layer, start, end = self._timers.popleft()
            self.telemetry.record_gpu_ms(step, layer, start.elapsed_time(end))
