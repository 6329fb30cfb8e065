"""Points of the line charts, and the marks on their time axis.

Knows two snapshots and the load of the CPUs; nothing of how points are sent or drawn.
"""

from dataclasses import dataclass, fields
from typing import Protocol

import psutil

from hybrid.types import Geometry, Settings, Snapshot
from ui.text.hints import ADMISSION_NAMES, MAPPING_NAMES, PLACEMENTS, POLICY_NAMES

SETTING_NAMES = {
    "geometry": "slots",
    "mapping": "slots",
    "admission": "copy missed experts",
    "max_queued_copies": "copies at once",
    "placement": "strategy",
    "split_misses": "GPU computes part of each miss",
    "cpu_threads": "CPU threads",
}
VALUE_NAMES = {
    name: {value: label for label, value in choices}
    for name, choices in (
        ("mapping", MAPPING_NAMES),
        ("policy", POLICY_NAMES),
        ("admission", ADMISSION_NAMES),
        ("placement", PLACEMENTS),
    )
}


@dataclass(frozen=True, slots=True)
class LinePoint:
    """One point of every line chart. ``None`` is a gap."""

    time_s: float  # wall clock
    tokens_per_s: float
    hits_per_s: float
    misses_per_s: float
    bytes_per_s: float
    gpu_watts: float | None
    cpu_watts: float | None
    own_load: float | None  # of the CPUs this program may use, 0 to 1
    machine_load: float | None  # of all CPUs, by all programs
    memory_used: int | None  # on the device with the slots


@dataclass(frozen=True, slots=True)
class CpuLoad:
    """Shares of the CPUs' time since the last reading, 0 to 1: of this process, and of all programs."""

    process: float | None
    machine: float | None


class LoadMeter(Protocol):
    """Reads the load of the CPUs."""

    def __call__(self) -> CpuLoad:
        """The load since the last call; unknown at the first one."""


class PsutilLoad:
    """The load as the operating system counts it."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._asked = False

    def __call__(self) -> CpuLoad:
        process, machine = self._process.cpu_percent(), psutil.cpu_percent()
        if not self._asked:
            self._asked = True
            return CpuLoad(None, None)
        return CpuLoad(min(1.0, process / 100 / _usable_cpus(self._process)), machine / 100)


def _usable_cpus(process: psutil.Process) -> int:
    affinity = getattr(process, "cpu_affinity", None)  # macOS has none
    return len(affinity()) if affinity else psutil.cpu_count() or 1


def line_point(before: Snapshot, after: Snapshot, seconds: float, now: float, load: CpuLoad) -> LinePoint | None:
    """Rates between two snapshots ``seconds`` apart; ``None`` if the counters have started again."""
    old, new = before.counters, after.counters
    tokens = new.generated_tokens - old.generated_tokens
    hits, misses = new.hits - old.hits, new.misses - old.misses
    copied = new.bytes_copied - old.bytes_copied
    if seconds <= 0 or min(tokens, hits, misses, copied) < 0:
        return None
    memory = after.memory
    return LinePoint(
        time_s=round(now, 2),
        tokens_per_s=short(tokens / seconds),
        hits_per_s=short(hits / seconds),
        misses_per_s=short(misses / seconds),
        bytes_per_s=short(copied / seconds),
        gpu_watts=rounded(after.power.gpu.watts),
        cpu_watts=rounded(after.power.cpu.watts),
        own_load=rounded(load.process),
        machine_load=rounded(load.machine),
        memory_used=memory.host_used if memory.device_total is None else memory.device_used,
    )


def change_in_words(before: Snapshot, after: Snapshot) -> str:
    """The changes of model or settings between two snapshots, in words; empty if there are none."""
    if before.model != after.model:
        return f"model {before.model.name} → {after.model.name}"
    return ", ".join(_changes(before.settings, after.settings))


def _changes(before: Settings, after: Settings) -> list[str]:
    changes = []
    for field in fields(Settings):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            name = SETTING_NAMES.get(field.name, field.name)
            changes.append(f"{name} {_setting(field.name, old)} → {_setting(field.name, new)}")
    return changes


def _setting(name: str, value: object) -> str:
    if isinstance(value, Geometry):
        return f"{value.indexes} × {value.ways}"
    if isinstance(value, bool):
        return "on" if value else "off"
    return VALUE_NAMES.get(name, {}).get(str(value), str(value))


def short(value: float) -> float:
    """The value with four digits, as many as people read."""
    return float(f"{value:.4g}")


def rounded(value: float | None) -> float | None:
    """As ``short``, for a figure that may be missing or an integer."""
    return short(value) if isinstance(value, float) else value
