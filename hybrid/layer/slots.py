"""Slots of one device: cache, copies and residency table, kept in step.

Knows when a fill is planned, started and ready. The cache decides what is filled; the transfer copies it.
"""

from collections import deque
from collections.abc import Collection, Sequence

from torch import Tensor

from hybrid.cache.expert_cache import ExpertCache, Fill, Plan
from hybrid.experts.host_weights import HostStore, bank_of
from hybrid.gpu.transfer import Transfer, Weights
from hybrid.types import ExpertKey, ExpertLayout, SlotState

NOT_RESIDENT = -1


class Slots:
    """One thread at a time. ``residency`` is an int64 (layers, experts) table in host memory, all ``NOT_RESIDENT``."""

    def __init__(
        self, layout: ExpertLayout, store: HostStore, cache: ExpertCache, transfer: Transfer, residency: Tensor
    ) -> None:
        self.cache, self.transfer = cache, transfer
        self.bank = bank_of(transfer.pool, layout)
        self.residency = residency
        """Slot of each ready expert, else ``NOT_RESIDENT``; device kernels can read it."""
        self._residency = residency.numpy()  # the same memory
        self._store = store
        self._unissued: deque[Fill] = deque()

    def settle(self) -> None:
        """Marks the fills whose copies have finished as ready; never waits."""
        self._ready(self.transfer.landed())

    def plan(
        self,
        layer: int,
        experts: Sequence[int],
        demand: Sequence[int] | None = None,
        seen: Sequence[bool] | None = None,
    ) -> Plan:
        """The cache's one atomic event for this layer and step; arguments as for ``ExpertCache.plan``."""
        self._abandon_unissued()
        plan = self.cache.plan(layer, experts, demand, seen)
        self._unissued.extend(plan.fills)
        for fill in plan.fills:
            if fill.evicted is not None:
                self._residency[fill.evicted.layer, fill.evicted.expert] = NOT_RESIDENT
        return plan

    def start_fills(self, plan: Plan, served: Collection[ExpertKey] = (), *, unused: bool = False) -> int:
        """Starts all planned copies except the ``served``; returns their bytes. ``unused`` as for ``Transfer.fill``."""
        to_copy = [fill for fill in plan.fills if fill.key not in served]
        for fill in to_copy:
            self.transfer.fill(fill.slot, self._store.expert(fill.key), unused=unused)
            self._unissued.remove(fill)
        self._unissued.clear()
        return len(to_copy) * self._store.expert_bytes

    def serve_fill(self, fill: Fill, source: Weights) -> None:
        """Serves a fill in the order of the compute stream, with weights on the device or page-locked."""
        for pool, tensor in zip(self.transfer.pool, source, strict=True):
            pool[fill.slot].copy_(tensor, non_blocking=True)
        self._ready([fill.slot])

    def preload(self, keys: Sequence[ExpertKey]) -> None:
        """Fills empty slots with these experts, whatever the admission, and waits for them."""
        for key in keys:
            self.start_preload(key)
        self.drain()

    def start_preload(self, key: ExpertKey) -> bool:
        """As ``preload``, for one expert, without waiting; returns whether there was an empty slot for it."""
        fill = self.cache.preload(key)
        if fill is not None:
            self.transfer.fill(fill.slot, self._store.expert(key))
        return fill is not None

    def drain(self) -> None:
        """Waits for all fills under way and marks them as ready."""
        self._ready(self.transfer.drain())

    def close(self) -> None:
        """Waits for copies under way and gives the slots' memory back; nothing can be run afterwards."""
        self.transfer.close()
        del self.bank

    def _abandon_unissued(self) -> None:
        """Frees the slots of fills that never started: a layer that failed after its plan leaves some behind."""
        while self._unissued:
            fill = self._unissued.popleft()
            if self.cache.state_of(fill.slot) == SlotState.LOADING:
                self.cache.abandon(fill.slot)

    def _ready(self, slots: Sequence[int]) -> None:
        for slot in slots:
            self.cache.landed(slot)
            key = self.cache.key_of(slot)
            assert key is not None, "a slot whose copy landed holds an expert"
            self._residency[key.layer, key.expert] = slot
