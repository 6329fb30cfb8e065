"""Pages of mapped checkpoint files leave the process after they were read, and read the same again."""

import ctypes
import mmap
import sys
import threading
from pathlib import Path

import pytest

from hybrid.mapped import dropping_read_pages, mapped_ranges

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's view of a process is Linux's")

SIZE = 4 << 20


def resident_bytes(start: int) -> int:
    """Resident part of the mapping that begins at an address."""
    found = False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if line.startswith(f"{start:x}-"):
            found = True
        elif found and line.startswith("Rss:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no such mapping")


def test_read_pages_are_dropped_and_can_be_read_again(tmp_path: Path) -> None:
    content = bytes(range(256)) * (SIZE // 256)
    path = tmp_path / "weights.safetensors"
    path.write_bytes(content)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as mapping:
        ((start, end),) = mapped_ranges("weights.safetensors")
        assert end - start == SIZE
        assert ctypes.string_at(start, SIZE) == content
        assert resident_bytes(start) == SIZE
        dropped = threading.Event()
        with dropping_read_pages():
            for _ in range(200):
                if resident_bytes(start) == 0:
                    dropped.set()
                    break
                dropped.wait(0.02)
        assert dropped.is_set()
        assert mapping[:] == content


def test_only_files_of_the_suffix_are_found(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(bytes(4096))
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ):
        assert mapped_ranges("weights.safetensors") == []
        assert len(mapped_ranges("notes.txt")) == 1
