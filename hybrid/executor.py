"""One MoE layer of one step: fetch -> plan -> dispatch -> fill -> combine.

Knows the order in which cache, transfer and compute are asked; holds no policy and no arithmetic of
its own. The device's hits are queued first, the fills second, then the CPU computes the misses while
both run. Whatever is in flight counts as a miss and is computed on the CPU: nothing waits for it.

After *Efficient CPU-GPU Collaborative Inference for MoE-based LLMs on Memory-Limited Systems*
(arXiv 2512.16473), section III, with copies ordered by events in both directions.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hybrid.cache import ExpertCache, Plan
from hybrid.compute import ExpertBank, ExpertMlp, ExpertWork
from hybrid.staging import RoutedTokens, Staging
from hybrid.store import HostStore
from hybrid.telemetry import HIT, IN_FLIGHT, MISS, LayerRecord, Telemetry
from hybrid.transfer import Transfer
from hybrid.types import ExpertLayout


@dataclass(frozen=True, slots=True)
class Routing:
    """The routed pairs of a layer, grouped by expert; ``experts`` in router order of first use."""

    experts: list[int]
    demand: list[int]
    starts: NDArray[np.int64]  # of each expert's pairs
    tokens: NDArray[np.int64]  # (pairs,)
    weights: NDArray[np.float32]  # (pairs,)

    def work(self, places: Sequence[int], entries: Sequence[int]) -> ExpertWork:
        """The pairs of the experts at ``places`` of ``experts``, to be run on the bank's ``entries``."""
        if len(self.tokens) == len(self.experts):
            return self._single_pairs(places, entries)
        spans = [slice(self.starts[p], self.starts[p] + self.demand[p]) for p in places]
        return ExpertWork(
            entries=np.asarray(entries, np.int64),
            offsets=np.concatenate(([0], np.cumsum([self.demand[p] for p in places]))).astype(np.int64),
            tokens=np.concatenate([self.tokens[s] for s in spans]),
            weights=np.concatenate([self.weights[s] for s in spans]),
        )

    def _single_pairs(self, places: Sequence[int], entries: Sequence[int]) -> ExpertWork:
        chosen = list(places)
        return ExpertWork(
            entries=np.asarray(entries, np.int64),
            offsets=np.arange(len(chosen) + 1, dtype=np.int64),
            tokens=self.tokens[chosen],
            weights=self.weights[chosen],
        )


def group_by_expert(choices: NDArray[np.int64], weights: NDArray[np.float32]) -> Routing:
    """Routed pairs (tokens, k) sorted by expert, each expert's pairs in token order."""
    tokens, k = choices.shape
    if tokens == 1:
        experts = choices[0].tolist()
        ones = [1] * k
        return Routing(experts, ones, np.arange(k), np.zeros(k, np.int64), weights[0])
    flat = choices.ravel()
    order = np.argsort(flat, kind="stable")
    found, first_use, counts = np.unique(flat, return_index=True, return_counts=True)
    router_order = np.argsort(first_use)
    starts = (np.cumsum(counts) - counts)[router_order]
    return Routing(
        found[router_order].tolist(),
        counts[router_order].tolist(),
        starts,
        order // k,
        weights.ravel()[order],
    )


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
    ) -> None:
        self.store, self.cache, self.transfer, self.telemetry = store, cache, transfer, telemetry
        self._staging, self._cpu, self._device = staging, cpu, device
        self._experts = layout.experts
        self._host_banks = [ExpertBank(t.up, t.down, t.up_bias, t.down_bias) for t in store.layers]
        self._slot_bank = bank_of(transfer.pool, layout.biased)
        self._timers: deque[tuple[int, int, torch.cuda.Event, torch.cuda.Event]] = deque()

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        """The routed experts' weighted sum.

        hidden (tokens, hidden), top_k_index and top_k_weights (tokens, k) -> (tokens, hidden), in
        hidden's dtype; sums are float32.
        """
        if layer == 0:
            self._collect_timers()
        routed = self._staging.fetch(hidden, top_k_index, top_k_weights)
        self.settle()
        routing = group_by_expert(routed.choices, routed.weights)
        plan = self.cache.plan(layer, routing.experts, routing.demand)
        out = torch.zeros(hidden.shape, dtype=torch.float32, device=hidden.device)
        gpu_ms = self._run_hits(layer, plan, routing, hidden, out)
        for fill in plan.fills:
            self.transfer.fill(fill.slot, self.store.expert(fill.key))
        cpu_ms = self._run_misses(layer, plan, routing, routed, out)
        self.telemetry.record(layer, self._record(plan, routed.choices, cpu_ms, gpu_ms))
        return out.to(hidden.dtype)

    def settle(self) -> None:
        """Marks the fills whose copies have finished as ready; never waits."""
        for slot in self.transfer.landed():
            self.cache.landed(slot)

    def drain(self) -> None:
        """Waits for all fills under way and marks them as ready."""
        for slot in self.transfer.drain():
            self.cache.landed(slot)

    def _run_hits(self, layer: int, plan: Plan, routing: Routing, hidden: Tensor, out: Tensor) -> float:
        if not plan.hits:
            return 0.0
        places = [routing.experts.index(hit.expert) for hit in plan.hits]
        slots = [hit.slot for hit in plan.hits]
        work = routing.work(places, slots)
        if hidden.device.type != "cuda":
            started = perf_counter()
            self._device.accumulate(self._slot_bank, work, hidden, out)
            return (perf_counter() - started) * 1e3
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        self._device.accumulate(self._slot_bank, work, hidden, out)
        end.record()
        self._timers.append((self.telemetry.steps, layer, start, end))
        return float("nan")

    def _run_misses(self, layer: int, plan: Plan, routing: Routing, routed: RoutedTokens, out: Tensor) -> float:
        if not plan.misses:
            return 0.0
        started = perf_counter()
        places = [routing.experts.index(expert) for expert in plan.misses]
        work = routing.work(places, plan.misses)
        share = self._staging.cpu_share(out)
        self._cpu.accumulate(self._host_banks[layer], work, routed.hidden, share)
        self._staging.merge(out, share)
        return (perf_counter() - started) * 1e3

    def _record(self, plan: Plan, choices: NDArray[np.int64], cpu_ms: float, gpu_ms: float) -> LayerRecord:
        outcome = np.full(self._experts, HIT, np.uint8)
        outcome[list(plan.misses)] = MISS
        outcome[list(plan.in_flight)] = IN_FLIGHT
        return LayerRecord(
            choices=choices.astype(np.int16),
            outcomes=outcome[choices],
            fills=len(plan.fills),
            evictions=sum(fill.evicted is not None for fill in plan.fills),
            bytes_copied=len(plan.fills) * self.store.expert_bytes,
            cpu_ms=cpu_ms,
            gpu_ms=gpu_ms,
        )

    def _collect_timers(self) -> None:
        while self._timers and self._timers[0][3].query():
            step, layer, start, end = self._timers.popleft()
            self.telemetry.record_gpu_ms(step, layer, start.elapsed_time(end))


def bank_of(pool: Sequence[Tensor], biased: bool) -> ExpertBank:
    """The slots as a bank of experts; ``pool`` in the order of ``ExpertTensors.present``."""
    up, down, *biases = pool
    up_bias, down_bias = biases if biased else (None, None)
    return ExpertBank(up, down, up_bias, down_bias)
