"""Slot history: what the slots held after each of the last steps, and one layer's share of it as plain values.

Knows numbers of steps, slots and cells; nothing of weights, and not why a slot changed. One thread writes. Others may
read at the same time: an entry is complete before it is added, and never changes.
"""

from dataclasses import dataclass
from itertools import pairwise

from hybrid.observe.telemetry import StepWindow
from hybrid.types import LayerHistory, SlotState

KEPT_STEPS = 256


@dataclass(frozen=True, slots=True)
class SlotPicture:
    """The slots when ``steps`` steps were complete. ``ways`` is 0 if all layers share the slots."""

    steps: int
    ways: int
    cells: tuple[int, ...]
    states: bytes


class SlotHistory:
    """The last pictures. Some steps, such as the first pieces of a long prompt, have none."""

    def __init__(self, experts: int, capacity: int = KEPT_STEPS) -> None:
        self._experts = experts
        self._ring: list[SlotPicture | None] = [None] * capacity
        self._count = 0

    def note(self, picture: SlotPicture) -> None:
        """Adds ``picture``, unless its step has one already."""
        last = self._ring[(self._count - 1) % len(self._ring)]
        if picture.steps and (last is None or last.steps != picture.steps):
            self._ring[self._count % len(self._ring)] = picture
            self._count += 1

    def layer(self, layer: int, window: StepWindow, after: int = -1) -> LayerHistory:
        """The steps of ``window`` after step ``after`` that have a picture, as far back as slots have today's shape."""
        end = window.first_step + len(window.hits)
        shown = [picture for picture in self._pictures() if max(after + 1, window.first_step) < picture.steps <= end]
        if not shown:
            return LayerHistory(layer, "ways", (), (), (), (), ())
        shown = _of_one_shape(shown)
        rows = [picture.steps - 1 - window.first_step for picture in shown]
        return LayerHistory(
            layer=layer,
            rows="ways" if shown[-1].ways else "experts",
            steps=tuple(picture.steps - 1 for picture in shown),
            held=tuple(self._held(picture, layer) for picture in shown),
            loading=tuple(self._loading(picture, layer) for picture in shown),
            choices=tuple(tuple(window.choices[row, layer].tolist()) for row in rows),
            outcomes=tuple(tuple(window.outcomes[row, layer].tolist()) for row in rows),
        )

    def _pictures(self) -> list[SlotPicture]:
        count, capacity = self._count, len(self._ring)
        around = [self._ring[place % capacity] for place in range(max(0, count - capacity), count)]
        pictures = [picture for picture in around if picture is not None]
        # The writer may just have overwritten the oldest place with a newer picture.
        return pictures[next((i for i, (a, b) in enumerate(pairwise(pictures), 1) if a.steps > b.steps), 0) :]

    def _held(self, picture: SlotPicture, layer: int) -> tuple[int, ...]:
        if picture.ways:
            cells = picture.cells[layer * picture.ways : (layer + 1) * picture.ways]
            return tuple(cell % self._experts if cell >= 0 else -1 for cell in cells)
        held = [-1] * self._experts
        for slot, cell in enumerate(picture.cells):
            if cell >= 0 and cell // self._experts == layer:
                held[cell % self._experts] = slot
        return tuple(held)

    def _loading(self, picture: SlotPicture, layer: int) -> tuple[int, ...]:
        if picture.ways:
            states = picture.states[layer * picture.ways : (layer + 1) * picture.ways]
            return tuple(way for way, state in enumerate(states) if state == SlotState.LOADING)
        held = self._held(picture, layer)
        return tuple(
            expert for expert, slot in enumerate(held) if slot >= 0 and picture.states[slot] == SlotState.LOADING
        )


def _of_one_shape(pictures: list[SlotPicture]) -> list[SlotPicture]:
    """The newest pictures, as far back as their slots have the same shape."""
    newest = pictures[-1]
    start = len(pictures)
    while start and (pictures[start - 1].ways, len(pictures[start - 1].cells)) == (newest.ways, len(newest.cells)):
        start -= 1
    return pictures[start:]
