"""What a test leaves behind: threads, descriptors, page-locked weights, GPU memory; counted before and after it.

Knows what belongs to the program for as long as it runs; imports torch and the engine only if the test has.
"""

import gc
import os
import sys
import threading
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.threads import left_over

_FILES = Path("/proc/self/fd")


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds at a moment; ``files`` by what they are."""

    threads: Collection[threading.Thread]
    files: Counter[str]
    page_locked: int
    gpu_bytes: int

    @classmethod
    def now(cls) -> "Held":
        gc.collect()
        return cls(threading.enumerate(), _open_files(), _page_locked(), _gpu_bytes())

    def more_now(self) -> list[str]:
        """What there is now that was not there before, in words; threads get some time to end."""
        threads = [f"thread {name}" for name in left_over(self.threads)]
        now = Held.now()
        files = [f"{count} more of {name}" for name, count in (now.files - self.files).items()]
        locked = [f"{now.page_locked} page-locked ranges"] * (now.page_locked > self.page_locked)
        gpu = [f"{now.gpu_bytes - self.gpu_bytes} bytes of GPU memory"] * (now.gpu_bytes > self.gpu_bytes)
        return threads + files + locked + gpu


def _open_files() -> Counter[str]:
    """By kind: sockets and pipes have numbers of their own. Without those of the text helper."""
    kinds: Counter[str] = Counter()
    if not _FILES.exists():  # not Linux
        return kinds
    for number in set(map(int, os.listdir(_FILES))) - _of_the_helper():
        with suppress(OSError):  # the one that lists them is gone
            kinds[os.readlink(_FILES / str(number)).split(":", maxsplit=1)[0]] += 1
    return kinds


def _of_the_helper() -> set[int]:
    module = sys.modules.get("hybrid.text.helper")
    process = module._HELPER._process if module is not None else None
    if process is None:
        return set()
    streams = (process.popen.stdin, process.popen.stdout)
    return {stream.fileno() for stream in streams if stream is not None and not stream.closed}


def _page_locked() -> int:
    module = sys.modules.get("hybrid.experts.host_weights")
    if module is None:
        return 0
    return sum(len(each._registered) for each in gc.get_objects() if type(each) is module.HostStore)


def _gpu_bytes() -> int:
    torch = sys.modules.get("torch")
    return int(torch.cuda.memory_allocated()) if torch is not None and torch.cuda.is_initialized() else 0
