"""A cache for the scripted engine: residency by recency, with counters and history that add up."""

from dataclasses import fields, replace
from random import Random

import numpy as np

from hybrid.observe.slot_history import SlotHistory, SlotPicture
from hybrid.observe.telemetry import HIT, IN_FLIGHT, MISS, LayerRecord, Telemetry
from hybrid.types import Counters, ModelInfo, Occupancy, Settings, SlotState


def routing_record(experts: list[int], outcomes: list[int]) -> LayerRecord:
    """One token's routing in one layer; whatever else a record holds is 0."""
    rest = {field.name: 0 for field in fields(LayerRecord) if field.name != "weights"}
    routing = {"choices": np.array([experts], np.int16), "outcomes": np.array([outcomes], np.uint8)}
    return LayerRecord(**(rest | routing))


class FakeCache:
    """Residency by recency over the slots of each layer; enough to look alive and to add up."""

    def __init__(self, model: ModelInfo, settings: Settings) -> None:
        cells = model.layers * model.experts
        self.model, self.settings = model, settings
        self.counters = Counters()
        self.last_used, self.uses, self.hits = [-1] * cells, [0] * cells, [0] * cells
        self.current, self.missed = bytearray(cells), bytearray(cells)
        self.slot_cell = [-1] * settings.geometry.slots
        self.loading: set[int] = set()
        self.telemetry = Telemetry(model.layers, model.experts, model.top_k)
        self.history = SlotHistory(model.experts)

    def reshape(self, settings: Settings) -> None:
        if settings.geometry != self.settings.geometry or settings.mapping != self.settings.mapping:
            self.slot_cell = [-1] * settings.geometry.slots
            self.loading.clear()
        self.settings = settings

    def step(self, random: Random, tokens: int = 1) -> None:
        self.loading.clear()
        self.current[:] = bytes(len(self.current))
        self.missed[:] = bytes(len(self.missed))
        for token in range(tokens):
            for layer in range(self.model.layers):
                weights = [1.0 / (1 + (expert + layer) % self.model.experts) for expert in range(self.model.experts)]
                chosen: set[int] = set()
                while len(chosen) < self.model.top_k:
                    chosen.update(random.choices(range(self.model.experts), weights))
                experts = sorted(chosen)[: self.model.top_k]
                if token == tokens - 1:
                    self._record(layer, experts)
                self._use(layer, experts)
        self.counters = replace(self.counters, steps=self.counters.steps + 1)
        self._note_slots()

    def _record(self, layer: int, experts: list[int]) -> None:
        cells = [layer * self.model.experts + expert for expert in experts]
        outcomes = [IN_FLIGHT if cell in self.loading else HIT if cell in self.slot_cell else MISS for cell in cells]
        self.telemetry.record(layer, routing_record(experts, outcomes))

    def _note_slots(self) -> None:
        ways = self.settings.geometry.ways if self.settings.mapping == "layered" else 0
        states = bytes(
            SlotState.EMPTY if cell < 0 else SlotState.LOADING if cell in self.loading else SlotState.READY
            for cell in self.slot_cell
        )
        self.history.note(SlotPicture(self.telemetry.steps, ways, tuple(self.slot_cell), states))

    def _use(self, layer: int, experts: list[int]) -> None:
        counters = self.counters
        cells = [layer * self.model.experts + expert for expert in experts]
        ready = [cell for cell in cells if cell in self.slot_cell and cell not in self.loading]
        in_flight = sum(cell in self.loading for cell in cells)
        for cell in cells:
            self.uses[cell] += 1
            self.last_used[cell] = counters.steps
            self.current[cell] = 1
            self.missed[cell] = cell not in ready
        for cell in ready:
            self.hits[cell] += 1
        missed = [cell for cell in cells if cell not in self.slot_cell]
        evicted = sum(self._fill(layer, cell, cells) for cell in missed[:1])
        self.counters = replace(
            counters,
            routed=counters.routed + len(cells),
            hits=counters.hits + len(ready),
            misses=counters.misses + len(cells) - len(ready),
            in_flight=counters.in_flight + in_flight,
            fills=counters.fills + len(missed[:1]),
            evictions=counters.evictions + evicted,
            bytes_copied=counters.bytes_copied + len(missed[:1]) * self.model.expert_bytes,
        )

    def _fill(self, layer: int, cell: int, protected: list[int]) -> int:
        geometry = self.settings.geometry
        if self.settings.mapping == "layered":
            slots = range(layer * geometry.ways, (layer + 1) * geometry.ways) if layer < geometry.indexes else range(0)
        else:
            slots = range(geometry.slots)
        free = [slot for slot in slots if self.slot_cell[slot] not in protected]
        if not free:
            return 0
        slot = min(free, key=lambda s: self.last_used[self.slot_cell[s]] if self.slot_cell[s] >= 0 else -1)
        evicted = int(self.slot_cell[slot] >= 0)
        self.slot_cell[slot] = cell
        self.loading.add(cell)
        return evicted

    def occupancy(self) -> Occupancy:
        cells = len(self.uses)
        state, slot_of = bytearray(cells), [-1] * cells
        for slot, cell in enumerate(self.slot_cell):
            if cell >= 0:
                state[cell] = SlotState.LOADING if cell in self.loading else SlotState.READY
                slot_of[cell] = slot
        return Occupancy(
            bytes(state), tuple(slot_of), tuple(self.last_used), tuple(self.uses), tuple(self.hits),
            bytes(self.current), bytes(self.missed), tuple(self.slot_cell),
        )  # fmt: skip
