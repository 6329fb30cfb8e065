"""Arrays that end, or begin, exactly where memory does: whoever reads or writes one byte further is killed."""

import ctypes
import mmap

import numpy as np
from numpy.typing import NDArray

PAGE = mmap.PAGESIZE
_PROT_NONE = 0


class Guarded:
    """Owns the memory of the arrays it makes; pages that may not be touched stand on both sides of each."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._mappings: list[mmap.mmap] = []

    def copy(self, values: NDArray[np.generic], *, at_start: bool = False) -> NDArray[np.generic]:
        """``values`` up to the page behind them, or from the page before them on; nothing to be had of none."""
        room = -(-max(values.nbytes, 1) // PAGE) * PAGE
        mapping = mmap.mmap(-1, room + 2 * PAGE)
        self._mappings.append(mapping)
        first = ctypes.addressof(ctypes.c_char.from_buffer(mapping))
        for guard in (first, first + PAGE + room):
            if self._libc.mprotect(ctypes.c_void_p(guard), ctypes.c_size_t(PAGE), _PROT_NONE):
                raise OSError(ctypes.get_errno(), "the page could not be protected")
        offset = PAGE if at_start else PAGE + room - values.nbytes
        array = np.frombuffer(mapping, values.dtype, values.size, offset).reshape(values.shape)
        array[...] = values
        return array
