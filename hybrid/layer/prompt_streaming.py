"""Prompt streaming on a CUDA device: missed experts pass over the link while the device computes.

Knows the ring of buffers experts pass through and how to share a layer's misses between the CPU and the
link, so that the slower of the two sides is as fast as can be. The link is kept busy across layers:
before a layer's routing is known, copies of its missing experts are already under way.

A fill whose expert was streamed anyway is copied from the ring, device to device.
"""

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from hybrid.cache.expert_cache import Plan
from hybrid.experts.host_weights import HostStore, bank_of
from hybrid.experts.routing import Routing, group_by_expert, pairs_by_expert
from hybrid.experts.work import ExpertMlp
from hybrid.gpu.activation_staging import Staging
from hybrid.gpu.slots import Weights, allocate_pool
from hybrid.gpu.triton_support import runs_triton
from hybrid.layer.executor import NOT_RESIDENT, Executor
from hybrid.layer.expert_costs import ExpertCosts
from hybrid.layer.pair_sums import OneByOne, PairSums
from hybrid.types import ExpertKey, ExpertLayout, Geometry

if TYPE_CHECKING:
    from hybrid.gpu.kernels.grouped import GroupedExperts

_LARGE_EXPERT = 1 << 25  # weights: a product of its own is worth its launch
_SUM_BYTES = 4  # of a number of the CPU's sum
_RING_BYTES = 3 << 29
_FEWEST = 2
_LAYERS_AHEAD = 2  # experts of so many layers at most: one that is computed and the next


def share_misses(demand: Sequence[int], costs: ExpertCosts, copied: int = 0) -> list[bool]:
    """For each missed expert: whether the CPU computes it, rather than being streamed.

    ``demand`` is the routed tokens of each; the first ``copied`` are on their way already. The CPU takes
    those with the fewest tokens, as long as it ends no later than the link.
    """
    on_cpu = [False] * len(demand)
    waiting = sorted(range(copied, len(demand)), key=lambda i: demand[i])
    cpu_s = 0.0
    for done, index in enumerate(waiting):
        cpu_s += costs.on_cpu(demand[index])
        if cpu_s > costs.copy * (len(waiting) - done - 1 + 0.5):
            break
        on_cpu[index] = True
    return on_cpu


class Ring:
    """Buffers that experts pass through, filled in turn. This one copies at once, for slots emulated in RAM."""

    def __init__(self, store: HostStore, layout: ExpertLayout, device: torch.device) -> None:
        self._store = store
        most = _LAYERS_AHEAD * len(store.layers[0].up)
        self.size = max(_FEWEST, min(most, _RING_BYTES // store.expert_bytes))
        self._buffers = allocate_pool(Geometry(self.size, 1), store.expert(ExpertKey(0, 0)), device)
        self.bank = bank_of(self._buffers, layout)
        self._free = deque(range(self.size))
        self._holding: dict[ExpertKey, int] = {}

    def holds(self, key: ExpertKey) -> bool:
        return key in self._holding

    @property
    def room(self) -> int:
        return len(self._free)

    def load(self, key: ExpertKey) -> None:
        """Starts copying an expert into the next buffer; there must be ``room``."""
        buffer = self._free.popleft()
        self._copy(self._store.expert(key), buffer)
        self._holding[key] = buffer

    def take(self, key: ExpertKey) -> int:
        """The buffer of an expert, for work that is queued after this call."""
        return self._holding[key]

    def give_back(self, key: ExpertKey) -> None:
        """The expert is not needed any more by work queued later."""
        self._free.append(self._holding.pop(key))

    def keep_only(self, keys: Collection[ExpertKey]) -> None:
        """Gives back every other expert, copied in vain."""
        for key in [key for key in self._holding if key not in keys]:
            self.give_back(key)

    def load_now(self, key: ExpertKey) -> None:
        """Copies an expert through a buffer and waits for it; for timing the link."""
        self.load(key)
        self.give_back(key)

    def weights(self, buffer: int) -> Weights:
        return tuple(tensor[buffer] for tensor in self._buffers)

    def _copy(self, source: Weights, buffer: int) -> None:
        for target, tensor in zip(self._buffers, source, strict=True):
            target[buffer].copy_(tensor, non_blocking=True)


class CudaRing(Ring):
    """One copy stream: a copy waits for the last use of its buffer, use waits for the copy, the host for neither."""

    def __init__(self, store: HostStore, layout: ExpertLayout, device: torch.device) -> None:
        super().__init__(store, layout, device)
        self._device = device
        self._stream = torch.cuda.Stream(device)
        self._ready = [torch.cuda.Event() for _ in range(self.size)]
        self._used = [torch.cuda.Event() for _ in range(self.size)]

    def take(self, key: ExpertKey) -> int:
        buffer = super().take(key)
        torch.cuda.current_stream(self._device).wait_event(self._ready[buffer])
        return buffer

    def give_back(self, key: ExpertKey) -> None:
        self._used[self._holding[key]].record(torch.cuda.current_stream(self._device))
        super().give_back(key)

    def load_now(self, key: ExpertKey) -> None:
        self.load(key)
        self._ready[self._holding[key]].synchronize()
        self.give_back(key)

    def _copy(self, source: Weights, buffer: int) -> None:
        self._stream.wait_event(self._used[buffer])
        with torch.cuda.stream(self._stream):
            super()._copy(source, buffer)
            self._ready[buffer].record(self._stream)


def grouped_experts(layout: ExpertLayout, top_k: int, device: torch.device) -> "GroupedExperts | None":
    """What computes many experts in one launch; ``None`` where none does, or where single products are faster."""
    small = (layout.rows + layout.intermediate) * layout.hidden < _LARGE_EXPERT
    if not small or not runs_triton(device):
        return None
    from hybrid.gpu.kernels import grouped

    return grouped.GroupedExperts(layout, top_k, device) if grouped.covers(layout) else None


class StreamedSteps:
    """MoE layers whose misses are streamed, on behalf of an executor; without ``costs``, all of them."""

    def __init__(
        self,
        layout: ExpertLayout,
        store: HostStore,
        staging: Staging,
        device: ExpertMlp,
        costs: ExpertCosts | None,
        ring: Ring,
        grouped: "GroupedExperts | None" = None,
    ) -> None:
        self._layout, self._store, self._staging = layout, store, staging
        self._device, self._costs, self._ring, self._grouped = device, costs, ring, grouped

    @property
    def fetches_all(self) -> bool:
        """Whether no miss is ever left to the CPU: fetching on demand."""
        return self._costs is None

    def run(self, executor: Executor, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        """As ``Executor.run``, for hidden (tokens, hidden) on the device."""
        if layer == 0:
            self._prefetch(executor, layer, top_k_index.numel())
        # Sorted on the device: what is copied there, however little, waits for the experts that are on their way.
        on_device = None if self._grouped else pairs_by_expert(top_k_index, top_k_weights)
        cpu_helps = self._cpu_helps(hidden)
        routed = self._staging.fetch(hidden if cpu_helps else hidden[:0], top_k_index, top_k_weights)
        executor.settle()
        routing = replace(group_by_expert(routed.choices, routed.weights), on_device=on_device)
        plan = executor.plan(layer, routing.experts, routing.demand)
        self._ring.keep_only({ExpertKey(layer, expert) for expert in plan.misses})
        out = torch.zeros(hidden.shape, dtype=torch.float32, device=hidden.device)
        sums: PairSums = OneByOne(self._device, routing, hidden, out)
        if self._grouped is not None:
            sums = self._grouped.of_layer(routing, hidden, top_k_index, top_k_weights, out)
        places = {expert: place for place, expert in enumerate(routing.experts)}
        sums.add(executor.slot_bank, [places[hit.expert] for hit in plan.hits], [hit.slot for hit in plan.hits])
        on_cpu, streamed = self._share(layer, routing, plan, cpu_helps)
        filled = self._stream(executor, layer, places, plan, streamed, sums)
        sums.close()
        self._prefetch(executor, layer + 1, top_k_index.numel())
        share = self._staging.cpu_share(out) if on_cpu else out
        executor.finish(layer, routing, plan, routed, share, on_cpu=on_cpu, streamed=len(streamed), filled=filled)
        if on_cpu:
            self._staging.merge(out, share)
        return out.to(hidden.dtype)

    def _cpu_helps(self, hidden: Tensor) -> bool:
        """Whether the CPU's sum takes less of the link than the expert it saves."""
        return self._costs is not None and hidden.numel() * _SUM_BYTES <= self._store.expert_bytes

    def _share(self, layer: int, routing: Routing, plan: Plan, cpu_helps: bool) -> tuple[list[int], list[int]]:
        """The misses for the CPU and those to stream, the ones already under way first."""
        demand = dict(zip(routing.experts, routing.demand, strict=True))
        misses = sorted(plan.misses, key=lambda e: (not self._ring.holds(ExpertKey(layer, e)), -demand[e]))
        if self._costs is None or not cpu_helps:
            return [], misses
        copied = sum(self._ring.holds(ExpertKey(layer, e)) for e in misses)
        cpu = share_misses([demand[e] for e in misses], self._costs, copied)
        return (
            [e for e, chosen in zip(misses, cpu, strict=True) if chosen],
            [e for e, chosen in zip(misses, cpu, strict=True) if not chosen],
        )

    def stream(
        self,
        executor: Executor,
        layer: int,
        routing: Routing,
        plan: Plan,
        streamed: Sequence[int],
        hidden: Tensor,
        out: Tensor,
    ) -> set[ExpertKey]:
        """Queues copies and computation of missed experts, adding to ``out``; returns the fills served on the way."""
        places = {expert: place for place, expert in enumerate(routing.experts)}
        return self._stream(executor, layer, places, plan, streamed, OneByOne(self._device, routing, hidden, out))

    def _stream(
        self,
        executor: Executor,
        layer: int,
        places: Mapping[int, int],
        plan: Plan,
        streamed: Sequence[int],
        sums: PairSums,
    ) -> set[ExpertKey]:
        """Passes the experts through the ring, in portions; ``places`` of them in the routing."""
        ring, fills = self._ring, {fill.key: fill for fill in plan.fills}
        filled = set()
        coming = deque(ExpertKey(layer, expert) for expert in streamed)
        waiting = deque(coming)
        while waiting:
            while coming and (ring.holds(coming[0]) or ring.room):
                key = coming.popleft()
                if not ring.holds(key):
                    ring.load(key)
            portion = [waiting.popleft() for _ in range(min(sums.portion, len(waiting) - len(coming)))]
            buffers = [ring.take(key) for key in portion]
            sums.add(ring.bank, [places[key.expert] for key in portion], buffers)
            for key, buffer in zip(portion, buffers, strict=True):
                if key in fills:
                    executor.fill_from_device(fills[key], ring.weights(buffer))
                    filled.add(key)
                ring.give_back(key)
        return filled

    def _prefetch(self, executor: Executor, layer: int, routed: int) -> None:
        """Starts on a layer's missing experts before its routing is known, if so much is routed that most get some."""
        if layer >= len(self._store.layers) or routed < 2 * self._layout.experts:
            return
        for expert in range(self._layout.experts):
            key = ExpertKey(layer, expert)
            if not self._ring.room:
                return
            if int(executor.residency[layer, expert]) == NOT_RESIDENT and not self._ring.holds(key):
                self._ring.load(key)
