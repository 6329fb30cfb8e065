"""Keeps memory-mapped checkpoint files from counting twice while weights are read out of them.

Knows Linux's /proc/self/maps and madvise; elsewhere it does nothing. safetensors maps whole files, and pages
once read stay in the process although the weights have been copied out of them: a model would need twice
its size while it loads. Dropped pages stay in the system's file cache, so that reading one again is cheap.
"""

import ctypes
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MAPS = Path("/proc/self/maps")
_MADV_DONTNEED = 4
_PERIOD_S = 0.05
_LINE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r.{3} \S+ \S+ \d+\s+(.*)")


@contextmanager
def dropping_read_pages(suffix: str = ".safetensors") -> Iterator[None]:
    """While this is open, pages of mapped files of that suffix leave the process soon after they were read."""
    if not _MAPS.exists():
        yield
        return
    done = threading.Event()
    dropper = threading.Thread(target=_drop_until, args=(done, suffix), name="page-dropper", daemon=True)
    dropper.start()
    try:
        yield
    finally:
        done.set()
        dropper.join()


def mapped_ranges(suffix: str) -> list[tuple[int, int]]:
    """Addresses ``(start, end)`` of this process's readable mappings of files of that suffix."""
    matches = (_LINE.match(line) for line in _MAPS.read_text().splitlines())
    return [(int(m[1], 16), int(m[2], 16)) for m in matches if m and m[3].endswith(suffix)]


def _drop_until(done: threading.Event, suffix: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    while not done.wait(_PERIOD_S):
        for start, end in mapped_ranges(suffix):
            libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _MADV_DONTNEED)
