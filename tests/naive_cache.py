"""The cache's rules once more, as plainly as possible: what ``ExpertCache`` and the replay are tested against.

One dictionary per slot, every choice made by sorting, frequencies decayed by shrinking all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hybrid.policies import FADED_HALF_LIVES, HALF_LIFE, repays
from hybrid.types import AdmissionName, Geometry, MappingName, PolicyName


@dataclass
class Slot:
    number: int
    key: tuple[int, int] | None = None
    ready: bool = False
    last_event: int = -1
    last_use: int = -1
    filled: int = -1


@dataclass
class Group:
    slots: list[Slot]
    half_life: float
    event: int = 0
    clock: int = 0
    frequency: dict[tuple[int, int], float] = field(default_factory=dict)

    def count(self, keys: Sequence[tuple[int, int]], demand: Sequence[int]) -> None:
        steps = max(demand)
        decay = 2.0 ** (-1.0 / self.half_life)
        for _ in range(min(steps, int(FADED_HALF_LIVES * self.half_life))):
            self.frequency = {key: value * decay for key, value in self.frequency.items()}
            for key, tokens in zip(keys, demand, strict=True):
                self.frequency[key] = self.frequency.get(key, 0.0) + tokens / steps


@dataclass
class NaivePlan:
    hits: list[tuple[int, int]]
    misses: list[int]
    in_flight: list[int]
    fills: list[tuple[tuple[int, int], int, tuple[int, int] | None]]


class NaiveCache:
    def __init__(
        self,
        layers: int,
        experts: int,
        geometry: Geometry,
        mapping: MappingName,
        policy: PolicyName,
        admission: AdmissionName,
        max_queued_copies: int,
    ) -> None:
        self.policy, self.admission, self.max_queued = policy, admission, max_queued_copies
        self.slots = [Slot(number) for number in range(geometry.slots)]
        self.groups: list[Group | None]
        if mapping == "pooled":
            self.groups = [Group(self.slots, HALF_LIFE * layers)] * layers
        else:
            ways = geometry.ways
            self.groups = [
                Group(self.slots[i * ways : (i + 1) * ways], HALF_LIFE) if i < geometry.indexes else None
                for i in range(layers)
            ]

    @property
    def loading(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.key is not None and not slot.ready]

    def plan(self, layer: int, experts: Sequence[int], demand: Sequence[int]) -> NaivePlan:
        group = self.groups[layer]
        if group is None:
            return NaivePlan([], list(experts), [], [])
        group.count([(layer, expert) for expert in experts], demand)
        held = {slot.key[1]: slot for slot in group.slots if slot.key is not None and slot.key[0] == layer}
        resident = [expert for expert in experts if expert in held]
        absent = [expert for expert in experts if expert not in held]
        plan = NaivePlan(
            hits=[(expert, held[expert].number) for expert in resident if held[expert].ready],
            misses=[expert for expert in experts if expert not in held or not held[expert].ready],
            in_flight=[expert for expert in resident if not held[expert].ready],
            fills=[],
        )
        group.event += 1
        stamps = {expert: group.clock + i for i, expert in enumerate(resident + absent)}
        for expert in resident:
            held[expert].last_use = stamps[expert]
            held[expert].last_event = group.event
        if self.admission != "never":
            for expert in self._in_order(group, layer, absent):
                self._fill(group, (layer, expert), stamps[expert], plan)
        group.clock += len(experts)
        return plan

    def _in_order(self, group: Group, layer: int, absent: list[int]) -> list[int]:
        if self.admission == "always":
            return absent
        return sorted(absent, key=lambda expert: group.frequency[layer, expert], reverse=True)

    def _fill(self, group: Group, key: tuple[int, int], stamp: int, plan: NaivePlan) -> None:
        if self.admission == "bounded" and len(self.loading) >= self.max_queued:
            return
        empty = [slot for slot in group.slots if slot.key is None]
        evictable = [slot for slot in group.slots if slot.ready and slot.last_event < group.event]
        if empty:
            slot = empty[0]
        elif evictable:
            slot = min(evictable, key=lambda slot: (self._score(group, slot), slot.key))
            if self.admission == "bounded" and not repays(group.frequency[key], self._frequency(group, slot)):
                return
        else:
            return
        plan.fills.append((key, slot.number, slot.key))
        slot.key, slot.ready, slot.last_use, slot.filled = key, False, stamp, stamp
        slot.last_event = group.event

    def _frequency(self, group: Group, slot: Slot) -> float:
        assert slot.key is not None
        return group.frequency.get(slot.key, 0.0)

    def _score(self, group: Group, slot: Slot) -> float:
        frequency = self._frequency(group, slot)
        return {
            "lru": float(slot.last_use),
            "fifo": float(slot.filled),
            "lfu": frequency,
            "lfru": frequency / (group.event - slot.last_event + 1),
        }[self.policy]
