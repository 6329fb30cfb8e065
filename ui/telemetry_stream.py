"""The engine's snapshots as a stream of events: one whole picture, then numbered differences.

One ``Feed`` reads the engine and encodes once for all tabs. Knows the shape of ``Snapshot`` and of
server-sent events; nothing of routes or of how the page draws.

A *whole* message carries every part of a snapshot and the recent line points; a *difference* carries
the parts that changed, dict parts by changed key, the cache as ``cells``: six integers per changed
expert (distance from the previous changed cell, state, slot, age in steps or -1, added uses, added hits).
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import asdict, astuple, dataclass, fields
from time import monotonic, time
from typing import Any, TypeAlias

from hybrid.types import Occupancy, Snapshot
from ui.protocol import EngineProtocol

Parts: TypeAlias = dict[str, Any]

TICK_S = 0.2
TICKS_PER_POINT = 2
KEPT_POINTS = 300
KEPT_DIFFERENCES = 16
# A comment now and then lets the server notice that a silent reader has gone.
HEARTBEAT_S = 15.0


@dataclass(frozen=True, slots=True)
class LinePoint:
    """One point of every line chart. ``None`` is a gap."""

    time_s: float  # wall clock
    tokens_per_s: float
    hits_per_s: float
    misses_per_s: float
    gpu_watts: float | None
    cpu_watts: float | None


def line_point(before: Snapshot, after: Snapshot, seconds: float, now: float) -> LinePoint | None:
    """Rates between two snapshots ``seconds`` apart; ``None`` when the counters started anew."""
    old, new = before.counters, after.counters
    tokens = new.generated_tokens - old.generated_tokens
    hits, misses = new.hits - old.hits, new.misses - old.misses
    if seconds <= 0 or min(tokens, hits, misses) < 0:
        return None
    return LinePoint(
        time_s=round(now, 2),
        tokens_per_s=_short(tokens / seconds),
        hits_per_s=_short(hits / seconds),
        misses_per_s=_short(misses / seconds),
        gpu_watts=_rounded(after.power.gpu.watts),
        cpu_watts=_rounded(after.power.cpu.watts),
    )


def whole(snapshot: Snapshot) -> Parts:
    """Every part of a snapshot as plain JSON values."""
    return _small_parts(snapshot) | {"cache": _whole_cache(snapshot)}


def difference(before: Snapshot, after: Snapshot) -> Parts:
    """What changed; applying it to ``whole(before)`` gives ``whole(after)``. The models must be equal."""
    old, new = _small_parts(before), _small_parts(after)
    changed: Parts = {}
    for name, value in new.items():
        if value == old[name]:
            continue
        if isinstance(value, dict):
            changed[name] = {key: item for key, item in value.items() if item != old[name].get(key)}
        else:
            changed[name] = value
    if before.occupancy is not after.occupancy:
        cells = _changed_cells(before.occupancy, after.occupancy, after.counters.steps)
        if cells:
            changed["cells"] = cells
        if before.occupancy.current != after.occupancy.current:
            changed["current"] = _current_cells(after.occupancy)
    return changed


def _small_parts(snapshot: Snapshot) -> Parts:
    """All parts but the cache, numbers shortened to what a person can read."""
    parts = {
        field.name: getattr(snapshot, field.name)
        for field in fields(snapshot)
        if field.name not in {"version", "time_s", "occupancy"}
    }
    for name in ("model", "machine", "settings", "counters", "speed", "power", "memory"):
        parts[name] = asdict(parts[name])
    parts["speed"] = {key: _rounded(value) for key, value in parts["speed"].items()}
    for sensor in parts["power"].values():
        sensor["watts"], sensor["joules"] = _rounded(sensor["watts"]), _rounded(sensor["joules"])
    parts["recent_hit_rate"] = _rounded(parts["recent_hit_rate"])
    return parts


def _whole_cache(snapshot: Snapshot) -> Parts:
    occupancy = snapshot.occupancy
    return {
        "state": list(occupancy.state),
        "slot": occupancy.slot,
        "last_used": occupancy.last_used,
        "uses": occupancy.uses,
        "hits": occupancy.hits,
        "current": _current_cells(occupancy),
    }


def _current_cells(occupancy: Occupancy) -> list[int]:
    return [cell for cell, chosen in enumerate(occupancy.current) if chosen]


def _changed_cells(old: Occupancy, new: Occupancy, steps: int) -> list[int]:
    columns = zip(new.state, new.slot, new.last_used, new.uses, new.hits, strict=True)
    before = zip(old.state, old.slot, old.last_used, old.uses, old.hits, strict=True)
    cells: list[int] = []
    previous = 0
    for cell, (was, now) in enumerate(zip(before, columns, strict=True)):
        if was == now:
            continue
        state, slot, last_used, uses, hits = now
        age = steps - last_used if last_used >= 0 else -1
        cells += (cell - previous, state, slot, age, uses - was[3], hits - was[4])
        previous = cell
    return cells


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _rounded(value: float | None) -> float | None:
    return _short(value) if isinstance(value, float) else value


def event_text(name: str, sequence: int, parts: Parts) -> str:
    """One server-sent event."""
    data = json.dumps({"seq": sequence} | parts, separators=(",", ":"), allow_nan=False)
    return f"event: {name}\nid: {sequence}\ndata: {data}\n\n"


class Feed:
    """Reads the engine at a steady pace and serves any number of readers.

    ``run`` is the one writer; readers fall back on a whole picture when they are too slow for the
    differences kept. With no reader only the line points are kept up.
    """

    def __init__(self, engine: EngineProtocol, tick_s: float = TICK_S) -> None:
        self._engine = engine
        self._tick_s = tick_s
        self._shown = engine.snapshot()
        self._sequence = 0
        self._differences: deque[tuple[int, str]] = deque(maxlen=KEPT_DIFFERENCES)
        self._points: deque[LinePoint] = deque(maxlen=KEPT_POINTS)
        self._point_base = (self._shown, monotonic())
        self._news = asyncio.Condition()
        self.readers = 0

    async def run(self) -> None:
        """Ticks until cancelled, on a clock that does not drift."""
        started = monotonic()
        for count in range(1, 1 << 62):
            await asyncio.sleep(max(0.0, started + count * self._tick_s - monotonic()))
            await self.tick(with_point=count % TICKS_PER_POINT == 0)

    async def tick(self, with_point: bool) -> None:
        """Takes the engine's latest snapshot and wakes the readers when something is new."""
        snapshot = self._engine.snapshot()
        point = self._next_point(snapshot) if with_point else None
        before, self._shown = self._shown, snapshot
        if not self.readers:
            self._differences.clear()
            self._sequence += 1
            return
        if not _comparable(before, snapshot):
            # No difference leads here: readers find the gap and get a whole picture.
            self._differences.clear()
            self._sequence += 1
        elif not self._add_difference(before, snapshot, point):
            return
        async with self._news:
            self._news.notify_all()

    def _add_difference(self, before: Snapshot, after: Snapshot, point: LinePoint | None) -> bool:
        parts = difference(before, after) if after.version != before.version else {}
        if point is not None:
            parts["point"] = astuple(point)
        if parts:
            self._sequence += 1
            self._differences.append((self._sequence, event_text("delta", self._sequence, parts)))
        return bool(parts)

    def _next_point(self, snapshot: Snapshot) -> LinePoint | None:
        base, base_time = self._point_base
        now = monotonic()
        point = line_point(base, snapshot, now - base_time, time())
        self._point_base = (snapshot, now)
        if point is not None:
            self._points.append(point)
        return point

    async def stream(self) -> AsyncIterator[str]:
        """A whole picture, then differences in order; a whole picture again after a gap."""
        self.readers += 1
        try:
            sequence, text = self._whole()
            yield text
            while True:
                if not await self._newer_than(sequence):
                    yield ": still here\n\n"
                    continue
                for number, message in self._since(sequence):
                    sequence = number
                    yield message
        finally:
            self.readers -= 1

    async def _newer_than(self, sequence: int) -> bool:
        try:
            async with asyncio.timeout(HEARTBEAT_S), self._news:
                await self._news.wait_for(lambda: self._sequence > sequence)
        except TimeoutError:
            return False
        return True

    def _whole(self) -> tuple[int, str]:
        parts = whole(self._shown) | {"points": [astuple(point) for point in self._points]}
        return self._sequence, event_text("snapshot", self._sequence, parts)

    def _since(self, sequence: int) -> list[tuple[int, str]]:
        missed = [(number, text) for number, text in self._differences if number > sequence]
        if missed and missed[0][0] == sequence + 1:
            return missed
        return [self._whole()]


def _comparable(before: Snapshot, after: Snapshot) -> bool:
    """Whether cells mean the same in both and no tally went back."""
    return (
        before.model == after.model
        and before.machine == after.machine
        and before.counters.routed <= after.counters.routed
    )
