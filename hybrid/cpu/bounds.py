"""Checks of a job's pairs and rows: compiled code sees addresses only, and would read past the end of an array."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hybrid.cpu.job import Pairs
from hybrid.jit.compiled import compiled, compiled_part
from hybrid.jit.group_loads import BLOCK

_PAIR_TYPES = (np.int64, np.int64, np.int64, np.float32)


def check_types(pairs: Pairs) -> None:
    """Raises ``TypeError`` for other types than the kernels read."""
    arrays: tuple[NDArray[Any], ...] = tuple(pairs)
    for array, kind in zip(arrays, _PAIR_TYPES, strict=True):
        if array.dtype != kind or not array.flags.c_contiguous:
            raise TypeError(f"Pairs are contiguous arrays of int64, and of float32 for weights: this is {array.dtype}.")


@compiled_part()
def may_begin(first: int, intermediate: int, group: int) -> bool:
    """Whether an expert's sum may begin at that intermediate row."""
    return 0 <= first < intermediate and (group == 0 or first % max(group, BLOCK) == 0)


@compiled()
def check_bounds(
    entries: NDArray[np.int64],
    offsets: NDArray[np.int64],
    tokens: NDArray[np.int64],
    weights: NDArray[np.float32],
    bank: int,
    states: int,
    intermediate: int,
    group: int,
    first: int,
) -> None:
    """``bank`` is the number of its entries, ``states`` that of the tokens with hidden states."""
    count = entries.size
    if offsets.size != count + 1 or offsets[0] != 0 or offsets[count] != tokens.size:
        raise IndexError("the offsets do not belong to the entries and the pairs")
    if weights.size != tokens.size:
        raise IndexError("there are not as many router weights as tokens")
    for number in range(count):
        if not 0 <= entries[number] < bank:
            raise IndexError("an entry lies outside the bank")
        if offsets[number + 1] < offsets[number]:
            raise IndexError("the offsets fall")
    for token in tokens:
        if not 0 <= token < states:
            raise IndexError("a token lies outside the hidden states")
    if not may_begin(first, intermediate, group):
        raise IndexError("the first row lies outside the expert, or inside a group")
