"""CPU quota of this process, in CPUs' worth of time: the lowest of the control groups around it.

A container with a quota still sees every CPU of its host. If more threads are busy than the quota allows, the kernel
stops all of them for a part of every period.
"""

from pathlib import Path

from hybrid.machine.control_groups import groups, number, read


def cpu_quota(root: Path = Path("/")) -> float | None:
    """The quota in CPUs, such as 2.0 or 0.5; ``None`` without a limit. ``root`` stands for /, for tests."""
    quotas = [quota for version, group in groups(root, "cpu") if (quota := _quota(version, group)) is not None]
    return min(quotas, default=None)


def _quota(version: int, group: Path) -> float | None:
    if version == 1:
        time, period = number(read(group / "cpu.cfs_quota_us")), number(read(group / "cpu.cfs_period_us"))
    else:
        words = (read(group / "cpu.max").split() + ["", ""])[:2]
        time, period = number(words[0]), number(words[1])
    return time / period if time and period else None
