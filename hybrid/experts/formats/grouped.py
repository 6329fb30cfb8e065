"""Values of four to eight bits, with scales for groups of columns: the kind of format that most checkpoints of small
weights have.

Two values of four bits share a byte, the even column in its low half. The columns of a matrix come in blocks of 32,
which is what the kernels take at once.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from hybrid.experts.formats.kinds import tags_of
from hybrid.experts.formats.weight_format import Matrix
from hybrid.jit.group_loads import BLOCK, BlockScales, BlockValues
from hybrid.layout import DtypeName

Widen = Callable[[Tensor], Tensor]


class Grouped:
    """A format described by its parts, ``block_values`` and ``block_scales``, and what torch makes of them: ``values``,
    ``scales`` and ``minima`` turn what is stored into float32, one scale for ``fine`` columns, one minimum for
    ``minima_for``."""

    lossy = False

    def __init__(
        self,
        kind: str,
        scale_kind: str,
        group: int,
        block_values: BlockValues,
        block_scales: BlockScales,
        *,
        values: Widen,
        scales: Widen,
        group_dtype: torch.dtype,
        minima: Widen | None = None,
        minima_for: int = BLOCK,
        record: int = 1,
        fine: int = 0,
        scaled: bool = False,
    ) -> None:
        self.kind, self.scale_kind, self.group, self.scaled = kind, scale_kind, group, scaled
        self.block, self.step = BLOCK * block_scales.blocks, max(group, BLOCK)
        self.group_dtype: torch.dtype | None = group_dtype
        self.record, self.fine = record, fine or group
        self._tags = tags_of(block_values, block_scales)
        self._bytes, self._values, self._scales, self._minima = block_values.bytes, values, scales, minima
        self._minima_for = minima_for

    def stored_columns(self, columns: int) -> int:
        return columns // BLOCK * self._bytes

    def stored_dtype(self, dtype: DtypeName) -> torch.dtype:
        return torch.uint8

    def cpu_tags(self, dtype: DtypeName) -> tuple[np.generic, np.generic]:
        return self._tags

    def encode(self, matrix: Tensor) -> Matrix:
        raise NotImplementedError(f"{self.kind} weights come as they are")

    def decode(self, matrix: Matrix) -> Tensor:
        assert matrix.groups is not None
        values = self._values(matrix.values)
        columns = values.shape[-1]
        weights = values * self._scales(matrix.groups).repeat_interleave(self.fine, dim=-1)[..., :columns]
        if self._minima is not None:
            weights -= self._minima(matrix.groups).repeat_interleave(self._minima_for, dim=-1)[..., :columns]
        return weights if matrix.scales is None else weights * matrix.scales[..., None]

    def product(self, inputs: Tensor, matrix: Matrix, bias: Tensor | None) -> Tensor:
        """In the inputs' type, as a model whose weights are kept in that type."""
        return functional.linear(inputs, self.decode(matrix).to(inputs.dtype), bias)


def nibbles(stored: Tensor) -> Tensor:
    """Bytes (..., n) -> the numbers 0 to 15 in their halves (..., 2 n), the low half first."""
    return torch.stack((stored & 15, stored >> 4), -1).flatten(-2)


def from_table(table: tuple[float, ...]) -> Widen:
    """Numbers 0 to 15, two a byte -> what the table has for them."""

    def widen(stored: Tensor) -> Tensor:
        return torch.tensor(table, dtype=torch.float32, device=stored.device)[nibbles(stored).int()]

    return widen
