"""Growth of what a program holds, over samples: memory, threads, files; and whether it is more than may be.

Knows numbers and how to read them from /proc; nothing of what the program does meanwhile.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from statistics import median

MIB = 1 << 20
WARM_UP = 0.25  # of the samples, before which libraries and pools are still being filled
_ENDS = 4  # the first and the last of so many parts are shown


@dataclass(frozen=True, slots=True)
class Allowed:
    """How much a series may grow while it is measured: a share of its median, and so much in any case."""

    share: float
    amount: float


@dataclass(frozen=True, slots=True)
class Growth:
    """Of one series, without its warm-up: medians of its first and last quarter, and its growth by a robust slope."""

    first: float
    last: float
    grown: float
    allowed: float

    @property
    def is_flat(self) -> bool:
        """Both have to grow: a slope alone may be that of one step, and two medians alone that of noise."""
        return min(self.grown, self.last - self.first) <= self.allowed


def growth(times: Sequence[float], values: Sequence[float], allowed: Allowed) -> Growth:
    """The slope is the median of those between all pairs of samples (Theil 1950, Sen 1968), so that outliers, such as
    a moment with two models in memory, do not count. Takes eight samples at least."""
    start = int(WARM_UP * len(values))
    times, values = times[start:], values[start:]
    if len(values) < _ENDS:
        raise ValueError("too few samples for a slope: measure for longer")
    pairs = combinations(zip(times, values, strict=True), 2)
    slope = median((after - before) / (later - earlier) for (earlier, before), (later, after) in pairs)
    part = max(1, len(values) // _ENDS)
    return Growth(
        median(values[:part]),
        median(values[-part:]),
        slope * (times[-1] - times[0]),
        max(allowed.share * median(values), allowed.amount),
    )


def held_by(pid: int) -> Mapping[str, float]:
    """What a process holds now: RSS and GPU memory in MiB, threads, descriptors, and processes of its own."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    held = {
        "RSS (MiB)": int(fields["VmRSS"].split()[0]) / 1024,
        "threads": int(fields["Threads"]),
        "descriptors": len(os.listdir(f"/proc/{pid}/fd")),
        "child processes": len(children_of(pid)),
    }
    gpu = _gpu_bytes(pid)
    return held if gpu is None else held | {"GPU memory (MiB)": gpu / MIB}


def children_of(pid: int) -> list[int]:
    """Processes that any thread of the process has started, and that are still there."""
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # a thread that has just ended
            found += map(int, tasks.read_text().split())
    return found


def _gpu_bytes(pid: int) -> int | None:
    """Of all GPUs together; ``None`` where there is none, or where a container hides whose memory it is."""
    try:
        import pynvml

        pynvml.nvmlInit()
        handles = [pynvml.nvmlDeviceGetHandleByIndex(at) for at in range(pynvml.nvmlDeviceGetCount())]
        processes = [each for handle in handles for each in pynvml.nvmlDeviceGetComputeRunningProcesses(handle)]
    except Exception:
        return None
    used = [each.usedGpuMemory for each in processes if each.pid == pid and each.usedGpuMemory]
    return sum(used) if used else None
