"""How much RAM this process may use: what the machine has, or less where a control group sets a limit.

Knows psutil and Linux's memory controllers, both versions; on other systems there is no second limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Ram:
    """Bytes. ``available``: what can be taken without driving others, or this process, out of memory."""

    total: int
    available: int


@dataclass(frozen=True, slots=True)
class _Controller:
    """One version of the memory controller: where its groups lie and what its files are called."""

    folder: str
    limit: str
    used: str
    reclaimable: str


_V2 = _Controller("sys/fs/cgroup", "memory.max", "memory.current", "inactive_file")
_V1 = _Controller("sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def ram(root: Path = Path("/")) -> Ram:
    """The machine's RAM, or the tightest limit on the way to this process; ``root`` is where / is read."""
    memory = psutil.virtual_memory()
    found = Ram(memory.total, memory.available)
    for controller, group in _groups(root):
        found = _tighter(found, controller, group)
    return found


def _groups(root: Path) -> Iterator[tuple[_Controller, Path]]:
    """This process's own groups and those around them."""
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, names, path = (line.split(":", 2) + ["", ""])[:3]
        if names and "memory" not in names.split(","):
            continue
        controller = _V1 if names else _V2
        top = root / controller.folder
        group = top / path.lstrip("/")
        yield controller, group
        yield from ((controller, above) for above in group.parents if above == top or top in above.parents)


def _tighter(found: Ram, controller: _Controller, group: Path) -> Ram:
    limit = _number(_read(group / controller.limit))
    if limit is None or limit >= found.total:
        return found
    # Cached files count as used, but make room when memory is asked for.
    used = (_number(_read(group / controller.used)) or 0) - _reclaimable(controller, group)
    return Ram(limit, max(0, min(found.available, limit - max(0, used))))


def _reclaimable(controller: _Controller, group: Path) -> int:
    for line in _read(group / "memory.stat").splitlines():
        name, _, value = line.partition(" ")
        if name == controller.reclaimable:
            return _number(value) or 0
    return 0


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdecimal() else None  # version 2 writes "max" for no limit


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
