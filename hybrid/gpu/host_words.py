"""Flags in host memory: polled by the host without locks, read by the device without a copy.

Knows addresses and tensors of int64; knows nothing of who writes them, be it a device or a thread.
"""

from torch import Tensor

from hybrid.gpu.triton_support import runs_triton
from hybrid.jit.compiled import compiled
from hybrid.jit.intrinsics import give_way, look

_LOOKS = 256  # some microseconds, after which a thread that waits for the core may have it


def await_word(address: int, looks: int) -> int:
    """The word at ``address`` once it is not 0, or 0 after ``looks`` looks. Other Python threads run meanwhile."""
    word: int = _await_word(address, looks)
    return word


@compiled(nogil=True)
def _await_word(address: int, looks: int) -> int:
    for number in range(looks):
        word: int = look(address)
        if word != 0:
            return word
        if number % _LOOKS == _LOOKS - 1:
            give_way()
    return 0


def read_words(source: Tensor, target: Tensor) -> None:
    """Fills ``target`` from ``source``, which is page-locked where ``target`` is on a device; both contiguous.

    Where there is Triton the device reads them itself: a copy would wait behind the copies of experts under way.
    """
    if runs_triton(target.device):
        from hybrid.gpu.kernels.host_words import read

        read(source, target)
    else:
        target.copy_(source, non_blocking=True)
