"""Words of 32 bits with eight numbers of four, as int4 checkpoints have them -> numbers, and what a format keeps.

Pure functions of tensors. GPTQ packs a matrix's columns, the first one lowest; AWQ packs its rows, in an order of its
own, which its GPU kernels want.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hybrid.jit.compiled import compiled

PER_WORD, _WORD_BYTES = 8, 4
_HALF = 4  # bits of a number
_AWQ_PLACES = (0, 4, 1, 5, 2, 6, 3, 7)  # where in a word the row 0, 1, ... of eight is


def numbers_along(words: Tensor, dim: int) -> Tensor:
    """Words -> bytes of 0 to 15, eight times as many along a dimension, the lowest bits first."""
    stored = words.movedim(dim, -1).contiguous().view(torch.uint8)
    return torch.stack((stored & 15, stored >> _HALF), -1).flatten(-2).movedim(-1, dim)


def two_a_byte(numbers: Tensor) -> Tensor:
    """Bytes of 0 to 15 (..., columns) -> bytes of two columns (..., columns / 2), the first one low."""
    return numbers[..., ::2] | numbers[..., 1::2] << _HALF


def awq_numbers(words: Tensor) -> Tensor:
    """AWQ's words (n, rows / 8) -> bytes of 0 to 15 (n, rows)."""
    by_word: Tensor = numbers_along(words, -1).unflatten(-1, (-1, PER_WORD))
    return by_word[..., _AWQ_PLACES].flatten(-2)


def in_rows(words: Tensor) -> Tensor:
    """GPTQ's words (columns / 8, rows) -> bytes of two columns (rows, columns / 2)."""
    return _turned(words).view(torch.uint8)


def awq_in_rows(words: Tensor) -> Tensor:
    """AWQ's words (columns, rows / 8) -> bytes of two columns (rows, columns / 2)."""
    columns, eights = words.shape
    rows = torch.empty((eights * PER_WORD, columns // 2), dtype=torch.uint8)
    _fill_rows(_turned(words).numpy(), rows.numpy())
    return rows


@compiled(nogil=True)
def _fill_rows(words: NDArray[np.int32], rows: NDArray[np.uint8]) -> None:
    """Of words (rows / 8, columns). Row by row, so that the compiler makes vectors of neighbouring columns."""
    for eight in range(words.shape[0]):
        columns = words[eight]
        for row in range(8):
            shift, target = np.int32(4 * _AWQ_PLACES[row]), rows[8 * eight + row]
            for pair in range(target.shape[0]):
                even, odd = columns[2 * pair] >> shift & np.int32(15), columns[2 * pair + 1] >> shift & np.int32(15)
                target[pair] = np.uint8(even | odd << np.int32(4))


def _turned(words: Tensor) -> Tensor:
    """The transpose. Words, not bytes, and to contiguous memory: torch does that in blocks that fit the cache."""
    return torch.empty(words.shape[::-1], dtype=words.dtype).copy_(words.t())


def records(scales: Tensor, zeros: Tensor) -> Tensor:
    """A scale and a zero point for each group, both (rows, groups) -> (rows, 2 * groups), as formats have them."""
    return torch.stack((scales, zeros.to(scales.dtype)), -1).flatten(-2)
