"""The expert cache: which expert is in which slot, and what one routing event does to it.

Knows slots, states and stamps; knows nothing of weights, devices or time. The caller copies what
``plan`` asks for and reports back with ``landed`` or ``abandon``.

The mapping is that of *Efficient CPU-GPU Collaborative Inference for MoE-based LLMs on
Memory-Limited Systems* (arXiv 2512.16473), section III, with layers beyond the last index never
cached; the pooled mapping lets all layers share every slot.
"""

import heapq
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import repeat

from hybrid.cache.policies import POLICIES, repays
from hybrid.cache.slot_group import SlotGroup, groups_of_layers
from hybrid.errors import GeometryError
from hybrid.types import AdmissionName, ExpertKey, Geometry, MappingName, PolicyName, SlotState

EMPTY, LOADING, READY = int(SlotState.EMPTY), int(SlotState.LOADING), int(SlotState.READY)


@dataclass(frozen=True, slots=True)
class Hit:
    """An expert that is ready on the device."""

    expert: int
    slot: int


@dataclass(frozen=True, slots=True)
class Fill:
    """A copy to issue: ``key`` into ``slot``, over ``evicted`` if something was there."""

    key: ExpertKey
    slot: int
    evicted: ExpertKey | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with the experts of one event."""

    hits: tuple[Hit, ...]
    misses: tuple[int, ...]  # experts to compute on the CPU, in router order, in-flight ones included
    in_flight: tuple[int, ...]  # the misses whose fill has been issued and has not landed
    fills: tuple[Fill, ...]


class ExpertCache:
    """Tags and states of all slots. Single-threaded; ``plan`` is one atomic event.

    ``max_queued_copies`` bounds the fills under way at any time, with admission "bounded" only.
    Raises ``GeometryError`` when the geometry does not fit ``layers`` x ``experts``.
    """

    def __init__(
        self,
        *,
        layers: int,
        experts: int,
        geometry: Geometry,
        mapping: MappingName,
        policy: PolicyName,
        admission: AdmissionName,
        max_queued_copies: int = 2,
    ) -> None:
        check_geometry(layers, experts, geometry, mapping)
        self._experts = experts
        self._admission = admission
        self._max_queued = max_queued_copies
        self.queued = 0
        """Number of fills under way: slots that are LOADING."""
        self._slot_of = [-1] * (layers * experts)
        self._cell_of = [-1] * geometry.slots
        self._state = bytearray(geometry.slots)
        self._group_of_layer = groups_of_layers(layers, experts, geometry, mapping, POLICIES[policy])
        self._group_of_slot = [
            self._group_of_layer[0 if mapping == "pooled" else slot // geometry.ways] for slot in range(geometry.slots)
        ]

    def plan(
        self,
        layer: int,
        experts: Sequence[int],
        demand: Sequence[int] | None = None,
        seen: Sequence[bool] | None = None,
    ) -> Plan:
        """Decides the event of the distinct ``experts`` that ``layer`` routes in one step, in router order.

        ``demand`` is the routed tokens of each expert, by default 1. ``seen`` is for a step that looked the experts up
        earlier: whether each was READY then; one that has landed since still counts as in flight. The slots of the
        fills are LOADING from here on. Fills are for later events: this one computes all its misses on the CPU.
        """
        group = self._group_of_layer[layer]
        if group is None:
            return Plan((), tuple(experts), (), ())
        base = layer * self._experts
        if group.frequencies.count(layer - group.first_layer, experts, demand):
            group.ranking.rescaled()
        group.event += 1
        hits: list[Hit] = []
        misses: list[int] = []
        in_flight: list[int] = []
        absent: list[int] = []
        for expert, was_ready in zip(experts, repeat(True) if seen is None else seen, strict=False):
            slot = self._slot_of[base + expert]
            if slot < 0:
                absent.append(expert)
                misses.append(expert)
                continue
            group.use(slot - group.first_slot)
            if was_ready and self._state[slot] == READY:
                hits.append(Hit(expert, slot))
            else:
                in_flight.append(expert)
                misses.append(expert)
        fills = self._fills(group, layer, absent) if absent else ()
        group.clock += len(absent)
        return Plan(tuple(hits), tuple(misses), tuple(in_flight), fills)

    def landed(self, slot: int) -> None:
        """Marks ``slot`` as READY: its copy has finished."""
        self._leave_queue(slot)
        self._state[slot] = READY

    def abandon(self, slot: int) -> None:
        """Empties ``slot``, whose copy was never started."""
        self._leave_queue(slot)
        self._state[slot] = EMPTY
        self._slot_of[self._cell_of[slot]] = -1
        self._cell_of[slot] = -1
        group = self._group_of_slot[slot]
        assert group is not None, "only layers with slots own slots"
        group.release(slot - group.first_slot)

    def preload(self, key: ExpertKey) -> Fill | None:
        """Gives ``key`` an empty slot, whatever the admission; ``None`` if it has a slot or no slot is empty."""
        group = self._group_of_layer[key.layer]
        if group is None or not group.empty or self.slot_of(key) is not None:
            return None
        fill = self._place(group, key, heapq.heappop(group.empty), group.clock)
        group.clock += 1
        return fill

    def slot_of(self, key: ExpertKey) -> int | None:
        """The slot that holds ``key`` or is being filled with it."""
        slot = self._slot_of[key.layer * self._experts + key.expert]
        return slot if slot >= 0 else None

    def state_of(self, slot: int) -> SlotState:
        return SlotState(self._state[slot])

    def key_of(self, slot: int) -> ExpertKey | None:
        cell = self._cell_of[slot]
        return self._key(cell) if cell >= 0 else None

    def cells(self) -> tuple[int, ...]:
        """Per slot: the expert cell it holds, -1 if empty."""
        return tuple(self._cell_of)

    def states(self) -> bytes:
        """Per slot: its ``SlotState``."""
        return bytes(self._state)

    def slots(self) -> tuple[int, ...]:
        """Per expert cell: its slot, -1 if none."""
        return tuple(self._slot_of)

    def _fills(self, group: SlotGroup, layer: int, absent: list[int]) -> tuple[Fill, ...]:
        """The fills of the event under way. Rule 2: they evict nothing that the event has used or filled."""
        if self._admission == "never":
            return ()
        stamps = {expert: group.clock + i for i, expert in enumerate(absent)}
        order: Iterable[int] = absent
        room = len(absent)
        if self._admission == "bounded":
            room = self._max_queued - self.queued
            order = self._most_valuable_first(group, layer, absent)
        fills: list[Fill] = []
        with closing(group.ranking.weakest(group.event)) as weakest:
            for expert in order:
                if len(fills) >= room:
                    break
                key = ExpertKey(layer, expert)
                if group.empty:
                    fills.append(self._place(group, key, heapq.heappop(group.empty), stamps[expert]))
                    continue
                slot = next((s for s in weakest if self._state[group.first_slot + s] == READY), None)
                if slot is None or not self._admits(group, key, slot):
                    break
                fills.append(self._place(group, key, slot, stamps[expert]))
        return tuple(fills)

    def _most_valuable_first(self, group: SlotGroup, layer: int, experts: list[int]) -> list[int]:
        first = layer * self._experts - group.first_cell
        values = group.frequencies.values
        return sorted(experts, key=lambda expert: -values[first + expert])

    def _admits(self, group: SlotGroup, key: ExpertKey, slot: int) -> bool:
        if self._admission == "always":
            return True
        values = group.frequencies.values
        newcomer = values[self._cell(key) - group.first_cell]
        return repays(newcomer, values[group.uses.member[slot]])

    def _place(self, group: SlotGroup, key: ExpertKey, local: int, stamp: int) -> Fill:
        slot, cell = group.first_slot + local, self._cell(key)
        old = self._cell_of[slot]
        evicted = None
        if old >= 0:
            self._slot_of[old] = -1
            evicted = self._key(old)
        self._slot_of[cell] = slot
        self._cell_of[slot] = cell
        self._state[slot] = LOADING
        self.queued += 1
        group.fill(local, cell - group.first_cell, stamp)
        return Fill(key, slot, evicted)

    def _leave_queue(self, slot: int) -> None:
        if self._state[slot] != LOADING:
            raise ValueError(f"slot {slot} has no copy under way")
        self.queued -= 1

    def _cell(self, key: ExpertKey) -> int:
        return key.layer * self._experts + key.expert

    def _key(self, cell: int) -> ExpertKey:
        return ExpertKey(*divmod(cell, self._experts))


def check_geometry(layers: int, experts: int, geometry: Geometry, mapping: MappingName) -> None:
    """Raises ``GeometryError`` unless the slots can hold distinct experts of the model."""
    indexes, ways = geometry.indexes, geometry.ways
    if indexes < 0 or ways < 0:
        raise GeometryError(
            f"{indexes} indexes x {ways} ways cannot be: neither may be below 0.",
            "indexes" if indexes < 0 else "ways",
        )
    if mapping == "pooled":
        if geometry.slots > layers * experts:
            raise GeometryError(
                f"{indexes} indexes x {ways} ways make {geometry.slots} slots, more than the model's "
                f"{layers * experts} experts: choose fewer indexes or ways.",
                "indexes",
            )
        return
    if indexes > layers:
        raise GeometryError(
            f"{indexes} indexes are more than the model's {layers} MoE layers: choose at most {layers}.",
            "indexes",
        )
    if ways > experts:
        raise GeometryError(
            f"{ways} ways are more than the {experts} experts of a layer: choose at most {experts}.",
            "ways",
        )
