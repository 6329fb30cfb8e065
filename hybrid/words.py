"""Words of memory that somebody else writes while this side watches: how long to look, and no locks.

Knows addresses of int64; knows nothing of who writes them, be it a device or a thread.
"""

from numba import njit

from hybrid.kernel_ir import look

# Of the file that kernels are made of; see kernel_phases.SOURCES_DIGEST.
SOURCES_DIGEST = "f43099a2c667d06b"


def await_word(address: int, looks: int) -> int:
    """The word at ``address`` once it is not 0; 0 after so many ``looks``. Other Python threads run meanwhile."""
    word: int = _await_word(address, looks)
    return word


@njit(cache=True, nogil=True)
def _await_word(address: int, looks: int) -> int:
    for _ in range(looks):
        word: int = look(address)
        if word != 0:
            return word
    return 0
