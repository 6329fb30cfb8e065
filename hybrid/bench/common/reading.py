"""Read bandwidth of this machine's cores: the ceiling that the expert kernels are held against.

The best of several read kernels at the same thread count: a ceiling taken with one mediocre kernel would flatter.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from numba import prange
from numpy.typing import NDArray

from hybrid.jit.compiled import compiled
from hybrid.jit.intrinsics import fetch_add, read_sum

CHUNK = 1 << 17  # bytes
_DISTANCES = (0, 2048, 4096)  # bytes of prefetch

Reader = Callable[[NDArray[np.int32]], int]  # to the sum of the array, so that no read can be left out


@compiled(nogil=True, parallel=True)
def _plain_sum(data: NDArray[np.int32]) -> int:
    total = 0
    for index in prange(data.size):
        total += data[index]
    return total


@compiled(nogil=True, parallel=True)
def _vector_sum(data: NDArray[np.int32], counter: NDArray[np.int64], ahead: int, near: bool, threads: int) -> int:
    """``counter`` is one zero, the caller's own: this function would free one of its own too early."""
    start, taken = data.ctypes.data, counter.ctypes.data
    chunks = data.nbytes // CHUNK
    total = 0
    for _ in prange(threads):
        total += _take_chunks(start, taken, chunks, ahead, near)
    return total


@compiled(nogil=True)
def _take_chunks(start: int, taken: int, chunks: int, ahead: int, near: bool) -> int:
    total = 0
    while True:
        chunk = fetch_add(taken, 1)
        if chunk >= chunks:
            return total
        total += read_sum(start + chunk * CHUNK, CHUNK, ahead, near)


def _read_vectors(ahead: int, near: bool, threads: int, data: NDArray[np.int32]) -> int:
    total: int = _vector_sum(data, np.zeros(1, np.int64), ahead, near, threads)
    return total


def readers(threads: int) -> dict[str, Reader]:
    """Read kernels by name; each reads the whole of its array, a multiple of 128 KiB, on ``threads`` threads."""
    by_name: dict[str, Reader] = {"plain": _plain_sum}
    for ahead in _DISTANCES:
        for near in (True, False):
            by_name[f"vector-{ahead}-{'near' if near else 'far'}"] = partial(_read_vectors, ahead, near, threads)
    return by_name
