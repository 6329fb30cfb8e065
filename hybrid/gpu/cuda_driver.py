"""CUDA driver calls that start a copy to the device and report its end.

Knows the driver's library and nothing of slots. A fill is started between two layers of a token, when the processor's
caches hold weights and none of torch's code. There two copies and an event cost the host 100 us through torch, and
less than half of that without (``BENCHMARKS.md``). Whether a copy has ended shows in a word of memory.
"""

import ctypes

# Linux alone: on Windows, queued work may wait until somebody calls the driver, which a look at a word does not.
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
        """Queues the writing of a 32-bit word in page-locked memory, after everything queued on ``stream`` so far."""
        _check(self._write(stream, word, value, 0))


def open_driver(library: str = _LIBRARY) -> Driver | None:
    """The driver; ``None`` where there is none for Linux, or one without these calls."""
    try:
        return Driver(ctypes.CDLL(library))
    except (OSError, AttributeError):
        return None


def _check(status: int) -> None:
    if status != 0:
        raise RuntimeError(f"CUDA's driver refused to copy to the device (CUDA error {status}).")
