"""Linux control groups, both versions: the groups this process belongs to, and the numbers in their files.

Knows where controllers are mounted, not what they limit. The root is handed in, so that a fake tree tests it.
"""

from collections.abc import Iterator
from pathlib import Path

MOUNTS = "sys/fs/cgroup"  # version 2 alone; beside version 1 it is below


def groups(root: Path, controller: str) -> Iterator[tuple[int, Path]]:
    """The version and the folder of every group of this process with ``controller``, and of the groups around it."""
    for line in read(root / "proc/self/cgroup").splitlines():
        _, names, path = (line.split(":", 2) + ["", ""])[:3]
        if names and controller not in names.split(","):
            continue
        for top in _with_controller(root / MOUNTS, controller) if names else (root / MOUNTS, root / MOUNTS / "unified"):
            group = top / path.lstrip("/")
            for place in (group, *(above for above in group.parents if above == top or top in above.parents)):
                yield (1 if names else 2), place


def _with_controller(mounts: Path, controller: str) -> list[Path]:
    """Version 1 mounts every set of controllers in a folder, named in any order, mostly with a link for each."""
    try:
        return sorted(folder for folder in mounts.iterdir() if controller in folder.name.split(","))
    except OSError:
        return []


def read(path: Path) -> str:
    """A file's text; empty if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return ""


def number(text: str) -> int | None:
    """A limit, or ``None`` without one: version 2 then writes "max", version 1 a negative number."""
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 20 else None
