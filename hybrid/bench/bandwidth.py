"""Ceilings in bytes per second: how fast the host's memory and the device's can be read."""

from collections.abc import Callable
from functools import partial
from statistics import median
from time import perf_counter

import numba
import numpy as np
import psutil
import torch

from hybrid.bench.reading import CHUNK, readers

_HOST_BYTES = 1 << 33  # far more than the last cache, which holds hundreds of MiB on some servers
_DEVICE_BYTES = 1 << 32
_REPEATS = 5


def read_bandwidth(threads: int) -> float:
    """Host memory at ``threads`` threads: the best of several read kernels, the median of its repeats."""
    numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
    data = np.ones(_host_bytes() // 4, dtype=np.int32)
    best = 0.0
    for read in readers(threads).values():
        read(data)
        best = max(best, data.nbytes / median(_seconds(partial(read, data)) for _ in range(_REPEATS)))
    return best


def device_bandwidth(device: torch.device) -> float:
    """The device's memory, reading; on the CPU a single torch sum, since nothing there is a device."""
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
