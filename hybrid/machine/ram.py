"""RAM that this process may use: what the machine has, or less where a control group sets a limit.

Knows psutil and Linux's memory controllers, both versions; on other systems there is no second limit.
"""

from dataclasses import dataclass
from pathlib import Path

import psutil

from hybrid.machine.control_groups import groups, number, read


@dataclass(frozen=True, slots=True)
class Ram:
    """Bytes. ``available``: what can be taken without driving others, or this process, out of memory."""

    total: int
    available: int


@dataclass(frozen=True, slots=True)
class _Controller:
    """What one version of the memory controller calls its files."""

    limit: str
    used: str
    reclaimable: str


_V2 = _Controller("memory.max", "memory.current", "inactive_file")
_V1 = _Controller("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def ram(root: Path = Path("/")) -> Ram:
    """The machine's RAM, or the tightest limit on the way to this process; ``root`` is where / is read."""
    memory = psutil.virtual_memory()
    usable = Ram(memory.total, memory.available)
    for version, group in groups(root, "memory"):
        usable = _tighter(usable, _V1 if version == 1 else _V2, group)
    return usable


def _tighter(usable: Ram, controller: _Controller, group: Path) -> Ram:
    limit = number(read(group / controller.limit))
    if limit is None or limit >= usable.total:
        return usable
    # Cached files count as used, but make room when memory is asked for.
    used = (number(read(group / controller.used)) or 0) - _reclaimable(controller, group)
    return Ram(limit, max(0, min(usable.available, limit - max(0, used))))


def _reclaimable(controller: _Controller, group: Path) -> int:
    for line in read(group / "memory.stat").splitlines():
        name, _, value = line.partition(" ")
        if name == controller.reclaimable:
            return number(value) or 0
    return 0
