"""RAM that this process may use: the machine's, or less if a control group sets a limit.

Knows psutil and Linux's memory controllers, both versions; on other systems there is no second limit.
"""

from dataclasses import dataclass
from pathlib import Path

import psutil

from hybrid.machine.control_groups import groups, number, read


@dataclass(frozen=True, slots=True)
class Ram:
    """Bytes. ``available``: what can be taken before this or another process runs out of memory."""

    total: int
    available: int


@dataclass(frozen=True, slots=True)
class _Controller:
    """Names of the files of one version of the memory controller."""

    limit: str
    used: str
    reclaimable: str


_V2 = _Controller("memory.max", "memory.current", "inactive_file")
_V1 = _Controller("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def ram(root: Path = Path("/")) -> Ram:
    """The machine's RAM, or the lowest limit of the groups around this process. ``root`` stands for /, for tests."""
    memory = psutil.virtual_memory()
    usable = Ram(memory.total, memory.available)
    for version, group in groups(root, "memory"):
        usable = _tighter(usable, _V1 if version == 1 else _V2, group)
    return usable


def _tighter(usable: Ram, controller: _Controller, group: Path) -> Ram:
    limit = number(read(group / controller.limit))
    if limit is None or limit >= usable.total:
        return usable
    # Cached files count as used, but the kernel drops them when memory is needed.
    used = (number(read(group / controller.used)) or 0) - _reclaimable(controller, group)
    return Ram(limit, max(0, min(usable.available, limit - max(0, used))))


def _reclaimable(controller: _Controller, group: Path) -> int:
    for line in read(group / "memory.stat").splitlines():
        name, _, value = line.partition(" ")
        if name == controller.reclaimable:
            return number(value) or 0
    return 0
