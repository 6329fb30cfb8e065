"""CUDA driver calls that start a copy to the device and tell of its end.

Knows the driver's library and nothing of slots. A fill is started between two layers of a token, when the processor's
caches hold weights and none of torch's code: two copies and an event cost the host 100 us through torch, less than
half of it without (``BENCHMARKS.md``), and looking whether a copy has ended becomes looking at a word in memory.
"""

import ctypes

# Linux alone: on Windows what is queued may lie until somebody asks the driver, and nobody who looks at a word does.
_LIBRARY = "libcuda.so.1"


class Driver:
    """The driver of the device whose context the calling thread has; addresses are those of torch's tensors."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self._copy = library.cuMemcpyHtoDAsync_v2
        self._copy.argtypes = [ctypes.c_uint64, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
        self._write = library.cuStreamWriteValue32_v2
        self._write.argtypes = [ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint32, ctypes.c_uint]

    def copy(self, target: int, source: int, size: int, stream: int) -> None:
        """Queues a copy of ``size`` bytes of host memory; raises ``RuntimeError`` when the driver refuses."""
        _check(self._copy(target, source, size, stream))

    def tell(self, word: int, value: int, stream: int) -> None:
        """Queues the writing of a 32-bit word in page-locked memory, after all that ``stream`` has before it."""
        _check(self._write(stream, word, value, 0))


def open_driver(library: str = _LIBRARY) -> Driver | None:
    """The driver, or ``None`` where it is not CUDA's for Linux, or too old."""
    try:
        return Driver(ctypes.CDLL(library))
    except (OSError, AttributeError):
        return None


def _check(status: int) -> None:
    if status != 0:
        raise RuntimeError(f"CUDA's driver refused to copy to the device (CUDA error {status}).")
