"""Values of four or eight bits, with a scale for each group of columns: the kind of format that most checkpoints of
small weights have.

Two values of four bits share a byte, the even column in its low half. The columns of a matrix come in blocks of 32,
which is what the kernels take at once.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from hybrid.experts.formats.weight_format import Matrix
from hybrid.layout import DtypeName

BLOCK = 32  # columns

Widen = Callable[[Tensor], Tensor]


class Grouped:
    """A format described by its parts. ``values`` and ``scales`` turn what is stored into float32; ``pack`` values
    share a byte."""

    lossy = False
    block = BLOCK

    def __init__(
        self,
        kind: str,
        group: int,
        tag: np.generic,
        *,
        values: Widen,
        scales: Widen,
        group_dtype: torch.dtype,
        pack: int = 1,
        scaled: bool = False,
    ) -> None:
        self.kind, self.group, self.scaled = kind, group, scaled
        self.step = max(group, BLOCK)
        self.group_dtype: torch.dtype | None = group_dtype
        self._tag, self._values, self._scales, self._pack = tag, values, scales, pack

    def stored_columns(self, columns: int) -> int:
        return columns // self._pack

    def stored_dtype(self, dtype: DtypeName) -> torch.dtype:
        return torch.uint8

    def cpu_tag(self, dtype: DtypeName) -> np.generic:
        return self._tag

    def encode(self, matrix: Tensor) -> Matrix:
        raise NotImplementedError(f"{self.kind} weights come as they are")

    def decode(self, matrix: Matrix) -> Tensor:
        assert matrix.groups is not None
        values = self._values(matrix.values)
        columns = values.shape[-1]
        scales = self._scales(matrix.groups).repeat_interleave(self.group, dim=-1)[..., :columns]
        weights = values * scales
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
        return torch.tensor(table, device=stored.device)[nibbles(stored).int()]

    return widen
