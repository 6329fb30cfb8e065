"""Words of 32 bits with eight numbers of four, as int4 checkpoints have them -> numbers, and what a format keeps.

Pure functions of tensors. GPTQ packs a matrix's columns, the first one lowest; AWQ packs its rows, in an order of its
own, which its GPU kernels want.
"""

import torch
from torch import Tensor

PER_WORD, _WORD_BYTES = 8, 4
_HALF = 4  # bits of a number
_AWQ_PLACES = (0, 4, 1, 5, 2, 6, 3, 7)  # where in a word the row 0, 1, ... of eight is


def numbers_along(words: Tensor, dim: int) -> Tensor:
    """Words -> bytes of 0 to 15, eight times as many along a dimension, the lowest bits first."""
    stored = words.movedim(dim, -1).contiguous().view(torch.uint8)
    return torch.stack((stored & 15, stored >> _HALF), -1).flatten(-2).movedim(-1, dim)


def awq_numbers(words: Tensor) -> Tensor:
    """AWQ's words (n, rows / 8) -> bytes of 0 to 15 (n, rows)."""
    by_word: Tensor = numbers_along(words, -1).unflatten(-1, (-1, PER_WORD))
    return by_word[..., _AWQ_PLACES].flatten(-2)


def in_rows(words: Tensor) -> Tensor:
    """GPTQ's words (columns / 8, rows) -> bytes of two columns (rows, columns / 2)."""
    rows: Tensor = words.view(torch.uint8).unflatten(-1, (-1, _WORD_BYTES)).transpose(0, 1).flatten(1)
    return rows


def awq_in_rows(words: Tensor) -> Tensor:
    """AWQ's words (columns, rows / 8) -> bytes of two columns (rows, columns / 2)."""
    stored = words.view(torch.uint8)
    even, odd = stored[::2], stored[1::2]  # columns; in the low halves of bytes are the rows that come before
    pairs = torch.stack((even & 15 | odd << _HALF, even >> _HALF | odd & 240), -1)
    rows: Tensor = pairs.view(len(pairs), -1, PER_WORD)[..., _AWQ_PLACES].flatten(1).t()
    return rows


def records(scales: Tensor, zeros: Tensor) -> Tensor:
    """A scale and a zero point for each group, both (rows, groups) -> (rows, 2 * groups), as formats have them."""
    return torch.stack((scales, zeros.to(scales.dtype)), -1).flatten(-2)
