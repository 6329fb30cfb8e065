"""Bandwidth ceilings: how many bytes per second can be read from the host's memory and from the device's."""

from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter

import numba
import numpy as np
import psutil
import torch

from hybrid.bench.common.reading import CHUNK, Reader, readers

_HOST_BYTES = 1 << 33  # far more than the last cache, which holds hundreds of MiB on some servers
_DEVICE_BYTES = 1 << 32
_REPEATS = 5


class ReadCeiling:
    """Host memory at ``threads`` threads, read with the best of several read kernels."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._data = np.ones(_host_bytes() // 4, dtype=np.int32)
        self._read = max(readers(threads).values(), key=self._bytes_per_s)

    def __call__(self) -> float:
        """Bytes per second now: machines drift by tens of percent within minutes."""
        return self._bytes_per_s(self._read)

    def _bytes_per_s(self, read: Reader) -> float:
        numba.set_num_threads(min(self._threads, numba.config.NUMBA_NUM_THREADS))
        read(self._data)
        return self._data.nbytes / median(_seconds(partial(read, self._data)) for _ in range(_REPEATS))


def device_bandwidth(device: torch.device) -> float:
    """Read bandwidth of the device's memory; on the CPU, that of a single torch sum."""
    size = _DEVICE_BYTES if device.type == "cuda" else _host_bytes()
    data = torch.ones(size // 4, dtype=torch.int32, device=device)

    def read() -> None:
        int(data.max())

    read()
    return size / median(_seconds(read) for _ in range(_REPEATS))


def _host_bytes() -> int:
    """As much as fits well, in whole chunks of the read kernels."""
    affordable: int = min(_HOST_BYTES, psutil.virtual_memory().available // 8)
    return affordable // CHUNK * CHUNK


def _seconds(action: Callable[[], object]) -> float:
    started = perf_counter()
    action()
    return perf_counter() - started
