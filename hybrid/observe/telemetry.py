"""Telemetry of steps: counters, per-expert tallies and rings of the last steps.

Knows numbers only. One thread (the engine's) writes, into preallocated numpy arrays. Readers get immutable values:
``counters``, ``occupancy`` and ``window`` copy what they return.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hybrid.types import Counters, Occupancy, Outcome

HIT, IN_FLIGHT, MISS = int(Outcome.HIT), int(Outcome.IN_FLIGHT), int(Outcome.MISS)
RECENT_TOKENS = 100


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """One MoE layer of one step. ``choices`` and ``outcomes`` are (tokens, k)."""

    choices: NDArray[np.int16]  # experts in router order
    outcomes: NDArray[np.uint8]  # HIT, IN_FLIGHT or MISS
    fills: int
    evictions: int
    bytes_copied: int  # over the link, for whatever purpose
    cpu_bytes: int  # of weights read by the CPU
    cpu_ms: float
    gpu_ms: float  # NaN until it is known, see ``record_gpu_ms``
    weights: NDArray[np.float32] | None = None  # the router's, (tokens, k); not a view of a buffer


@dataclass(frozen=True, slots=True)
class StepBooks:
    """All MoE layers of one step: ``LayerRecord``'s fields, by layer."""

    choices: NDArray[np.int16]  # (layers, tokens, k)
    outcomes: NDArray[np.uint8]
    weights: NDArray[np.float32] | None
    fills: Sequence[int]
    evictions: Sequence[int]
    bytes_copied: Sequence[int]
    cpu_bytes: Sequence[int]
    cpu_ms: Sequence[float]
    gpu_ms: Sequence[float]


class StepRecord(NamedTuple):
    """A completed step, all layers; arrays are (layers, tokens, k) and never change."""

    choices: NDArray[np.int16]
    outcomes: NDArray[np.uint8]
    weights: NDArray[np.float32] | None


def _nobody(step: StepRecord) -> None:
    """Listens to nothing."""


@dataclass(frozen=True, slots=True)
class StepWindow:
    """The last steps, oldest first; every array but ``choices`` and ``outcomes`` is (steps, layers)."""

    first_step: int
    choices: NDArray[np.int16]  # of the step's last token, (steps, layers, k)
    outcomes: NDArray[np.uint8]  # of these choices
    hits: NDArray[np.int32]
    in_flight: NDArray[np.int32]
    misses: NDArray[np.int32]  # with those in flight
    fills: NDArray[np.int32]
    evictions: NDArray[np.int32]
    bytes_copied: NDArray[np.int64]
    cpu_bytes: NDArray[np.int64]
    cpu_ms: NDArray[np.float32]
    gpu_ms: NDArray[np.float32]  # NaN where not measured


class Telemetry:
    """For one writing thread: ``record`` each layer of a step in order, or ``record_step`` for all at once."""

    def __init__(self, layers: int, experts: int, top_k: int, capacity: int = 2048) -> None:
        self.layers, self.experts, self.top_k, self.capacity = layers, experts, top_k, capacity
        shape = (capacity, layers)
        self._hits = np.zeros(shape, np.int32)
        self._in_flight = np.zeros(shape, np.int32)
        self._misses = np.zeros(shape, np.int32)
        self._fills = np.zeros(shape, np.int32)
        self._evictions = np.zeros(shape, np.int32)
        self._bytes = np.zeros(shape, np.int64)
        self._cpu_bytes = np.zeros(shape, np.int64)
        self._cpu_ms = np.zeros(shape, np.float32)
        self._gpu_ms = np.full(shape, np.nan, np.float32)
        self._tokens = np.zeros(capacity, np.int32)
        self._choices = np.full((capacity, layers, top_k), -1, np.int16)
        self._outcomes = np.full((capacity, layers, top_k), MISS, np.uint8)
        self._last_used = np.full(layers * experts, -1, np.int64)
        self._uses = np.zeros(layers * experts, np.int64)
        self._use_hits = np.zeros(layers * experts, np.int64)
        self._current = np.zeros(layers * experts, np.uint8)
        self._missed = np.zeros(layers * experts, np.uint8)
        self._open: list[LayerRecord] = []
        self.steps = 0  # completed
        self.generated_tokens = 0
        self.prompt_tokens = 0
        self._totals = Counters()
        self.on_step: Callable[[StepRecord], None] = _nobody
        """Called with every completed step, on the writing thread."""

    def record(self, layer: int, record: LayerRecord) -> None:
        """Adds one layer of the step under way; layer 0 opens a step, the last layer completes it."""
        if layer == 0:
            self._open.clear()
        self._open.append(record)
        if layer == self.layers - 1:
            self.record_step(_together(self._open))
            self._open.clear()

    def record_step(self, books: StepBooks) -> None:
        """Adds a step, all layers at once."""
        row = self.steps % self.capacity
        choices, outcomes = books.choices, books.outcomes
        self._hits[row] = (outcomes == HIT).sum(axis=(1, 2))
        self._in_flight[row] = (outcomes == IN_FLIGHT).sum(axis=(1, 2))
        self._misses[row] = (outcomes != HIT).sum(axis=(1, 2))
        self._fills[row] = books.fills
        self._evictions[row] = books.evictions
        self._bytes[row] = books.bytes_copied
        self._cpu_bytes[row] = books.cpu_bytes
        self._cpu_ms[row] = books.cpu_ms
        self._gpu_ms[row] = books.gpu_ms
        self._tokens[row] = choices.shape[1]
        self._choices[row] = choices[:, -1]
        self._outcomes[row] = outcomes[:, -1]
        self._tally(choices, outcomes)
        self._totals = self._sum_of(row)
        self.steps += 1
        self.on_step(StepRecord(choices, outcomes, books.weights))

    def _tally(self, choices: NDArray[np.int16], outcomes: NDArray[np.uint8]) -> None:
        offsets = np.arange(self.layers)[:, None, None] * self.experts
        cells = choices + offsets
        self._uses += np.bincount(cells.ravel(), minlength=self._uses.size)
        self._use_hits += np.bincount(cells[outcomes == HIT], minlength=self._uses.size)
        self._last_used[cells.ravel()] = self.steps
        self._current[:] = 0
        self._current[cells[:, -1].ravel()] = 1
        self._missed[:] = 0
        self._missed[cells[:, -1][outcomes[:, -1] != HIT]] = 1

    def _sum_of(self, row: int) -> Counters:
        before = self._totals
        hits, misses = int(self._hits[row].sum()), int(self._misses[row].sum())
        return replace(
            before,
            routed=before.routed + hits + misses,
            hits=before.hits + hits,
            misses=before.misses + misses,
            in_flight=before.in_flight + int(self._in_flight[row].sum()),
            fills=before.fills + int(self._fills[row].sum()),
            evictions=before.evictions + int(self._evictions[row].sum()),
            bytes_copied=before.bytes_copied + int(self._bytes[row].sum()),
            steps=before.steps + 1,
        )

    def add_fills(self, fills: int, bytes_copied: int) -> None:
        """Counts fills that no step has asked for."""
        before = self._totals
        if fills:
            self._totals = replace(before, fills=before.fills + fills, bytes_copied=before.bytes_copied + bytes_copied)

    def record_gpu_ms(self, step: int, layer: int, gpu_ms: float) -> None:
        """Sets the device time of a layer of an earlier step, once the device has reported it."""
        if self.steps - self.capacity <= step < self.steps:
            self._gpu_ms[step % self.capacity, layer] = gpu_ms

    def record_experts_ms(self, step: int, gpu_ms: NDArray[np.float64]) -> None:
        """As ``record_gpu_ms``, for all layers at once."""
        if self.steps - self.capacity <= step < self.steps:
            self._gpu_ms[step % self.capacity] = gpu_ms

    def counters(self) -> Counters:
        """Cumulative figures; ``hits + misses == routed``."""
        return replace(self._totals, prompt_tokens=self.prompt_tokens, generated_tokens=self.generated_tokens)

    def recent_hit_rate(self, tokens: int = RECENT_TOKENS) -> float | None:
        """Hits over routed experts of the latest steps that hold at least ``tokens`` tokens."""
        rows = self._last_rows(self.capacity)[::-1]
        enough = int(np.searchsorted(np.cumsum(self._tokens[rows]), tokens)) + 1
        hits, misses = int(self._hits[rows[:enough]].sum()), int(self._misses[rows[:enough]].sum())
        return hits / (hits + misses) if hits + misses else None

    def last_step_ms(self) -> tuple[float | None, float | None]:
        """Milliseconds of the CPU's experts in the last step, and of the device's in the last one measured."""
        rows = self._last_rows(3)
        if not len(rows):
            return None, None
        gpu = self._gpu_ms[rows].sum(axis=1)
        measured = gpu[~np.isnan(gpu)]
        return float(self._cpu_ms[rows[-1]].sum()), float(measured[-1]) if len(measured) else None

    def occupancy(self, slot_of: Sequence[int], slot_cells: Sequence[int], slot_states: bytes) -> Occupancy:
        """The cache as it stands: the slot of each expert cell, and the cell and state of each slot."""
        state = bytearray(self.layers * self.experts)
        for cell, slot_state in zip(slot_cells, slot_states, strict=True):
            if cell >= 0:
                state[cell] = slot_state
        return Occupancy(
            state=bytes(state),
            slot=tuple(slot_of),
            last_used=tuple(self._last_used.tolist()),
            uses=self.uses(),
            hits=tuple(self._use_hits.tolist()),
            current=self._current.tobytes(),
            missed=self._missed.tobytes(),
            slot_cell=tuple(slot_cells),
        )

    def uses(self) -> tuple[int, ...]:
        """How often each expert was routed, flat (layers, experts)."""
        return tuple(self._uses.tolist())

    def window(self, steps: int) -> StepWindow:
        """A copy of the last steps, at most as many as the ring holds."""
        end = self.steps  # once: meanwhile the writer may complete another step
        rows = self._rows_before(end, steps)
        return StepWindow(
            first_step=end - len(rows),
            choices=self._choices[rows],
            outcomes=self._outcomes[rows],
            hits=self._hits[rows],
            in_flight=self._in_flight[rows],
            misses=self._misses[rows],
            fills=self._fills[rows],
            evictions=self._evictions[rows],
            bytes_copied=self._bytes[rows],
            cpu_bytes=self._cpu_bytes[rows],
            cpu_ms=self._cpu_ms[rows],
            gpu_ms=self._gpu_ms[rows],
        )

    def _last_rows(self, steps: int) -> NDArray[np.int64]:
        return self._rows_before(self.steps, steps)

    def _rows_before(self, end: int, steps: int) -> NDArray[np.int64]:
        count = min(steps, end, self.capacity)
        return np.arange(end - count, end) % self.capacity


def _together(records: Sequence[LayerRecord]) -> StepBooks:
    weights = [r.weights for r in records if r.weights is not None]
    return StepBooks(
        choices=np.stack([r.choices for r in records]),
        outcomes=np.stack([r.outcomes for r in records]),
        weights=np.stack(weights) if len(weights) == len(records) else None,
        fills=[r.fills for r in records],
        evictions=[r.evictions for r in records],
        bytes_copied=[r.bytes_copied for r in records],
        cpu_bytes=[r.cpu_bytes for r in records],
        cpu_ms=[r.cpu_ms for r in records],
        gpu_ms=[r.gpu_ms for r in records],
    )
