"""The cache's rules once more, as plainly as possible: what ``ExpertCache`` and the replay are tested against.

One dictionary per slot, every choice made by sorting, frequencies decayed by shrinking all of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hybrid.cache.policies import (
    ADVANTAGE_HALF_LIFE,
    CLEAR_ADVANTAGE,
    FADED_HALF_LIVES,
    LONG_HALF_LIFE,
    SHORT_HALF_LIFE,
    repays,
)
from hybrid.types import AdmissionName, Geometry, MappingName, PolicyName

Key = tuple[int, int]


@dataclass
class Slot:
    number: int
    key: Key | None = None
    ready: bool = False
    last_event: int = -1
    last_use: int = -1
    filled: int = -1


@dataclass
class Group:
    slots: list[Slot]
    layers: int
    event: int = 0
    clock: int = 0
    advantage: float = 0.0
    frequency: dict[Key, float] = field(default_factory=dict)
    long: dict[Key, float] = field(default_factory=dict)
    short: dict[Key, float] = field(default_factory=dict)

    def count(self, keys: Sequence[Key], demand: Sequence[int]) -> None:
        steps = max(demand)
        if steps == 1:
            self.compare(keys)
        half_life = SHORT_HALF_LIFE if self.advantage > CLEAR_ADVANTAGE else LONG_HALF_LIFE
        faded = int(FADED_HALF_LIVES * LONG_HALF_LIFE)
        for _ in range(min(steps, faded * self.layers)):
            decay(self.frequency, half_life * self.layers)
            for key, tokens in zip(keys, demand, strict=True):
                self.frequency[key] = self.frequency.get(key, 0.0) + tokens / steps
        for memory, life in ((self.long, LONG_HALF_LIFE), (self.short, SHORT_HALF_LIFE)):
            for _ in range(min(steps, faded)):
                decay(memory, life, layer=keys[0][0])
                for key, tokens in zip(keys, demand, strict=True):
                    memory[key] = memory.get(key, 0.0) + tokens / steps

    def compare(self, keys: Sequence[Key]) -> None:
        """Which memory gives the smaller squared error over the layer's experts, of late."""
        errors = []
        for memory, life in ((self.long, LONG_HALF_LIFE), (self.short, SHORT_HALF_LIFE)):
            share = {key: value * (1 - 2 ** (-1 / life)) for key, value in memory.items() if key[0] == keys[0][0]}
            errors.append(sum((share.get(key, 0.0) - (key in keys)) ** 2 for key in {*share, *keys}))
        keep = 2 ** (-1 / (ADVANTAGE_HALF_LIFE * self.layers))
        self.advantage = self.advantage * keep + (errors[0] - errors[1]) * (1 - keep)


def decay(memory: dict[Key, float], half_life: float, layer: int | None = None) -> None:
    for key in memory:
        if layer is None or key[0] == layer:
            memory[key] *= 2 ** (-1 / half_life)


@dataclass
class NaivePlan:
    hits: list[Key]
    misses: list[int]
    in_flight: list[int]
    fills: list[tuple[Key, int, Key | None]]


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
            self.groups = [Group(self.slots, layers)] * layers
        else:
            ways = geometry.ways
            self.groups = [
                Group(self.slots[i * ways : (i + 1) * ways], 1) if i < geometry.indexes else None for i in range(layers)
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

    def _fill(self, group: Group, key: Key, stamp: int, plan: NaivePlan) -> None:
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
