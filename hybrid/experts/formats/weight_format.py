"""Weight format: how the matrices of experts lie in memory, and what they stand for.

A matrix, or a stack of them (entries, rows, columns), is stored as values, scales of groups of columns if the format
has them, and scales of rows if it has those: a weight is its value times the scale of its group times that of its row.
Some formats have a record for a group, with the scales of its parts; in some, minima are taken off the weights, too.
"""

from typing import NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor

from hybrid.layout import DtypeName


class Matrix(NamedTuple):
    """A matrix, or a stack of them with the entries first, as a format stores it."""

    values: Tensor  # (..., rows, stored columns)
    groups: Tensor | None = None  # (..., rows, groups * record): scales of ``WeightFormat.group`` columns each
    scales: Tensor | None = None  # (..., rows) float32

    def of(self, entry: int) -> "Matrix":
        """One matrix of a stack."""
        return Matrix(*(None if part is None else part[entry] for part in self))  # type: ignore[arg-type]

    @property
    def nbytes(self) -> int:
        return sum(part.nbytes for part in self if part is not None)


class WeightFormat(Protocol):
    """How the modules that compute experts store and read weights."""

    scaled: bool  # each row has a scale
    group: int  # columns that share a record of scales; 0 where rows have no groups
    group_dtype: torch.dtype | None  # of a group's scale, or of its record's elements
    record: int  # elements of a group's record
    fine: int  # columns that share a scale
    block: int  # the columns of a matrix are a multiple of this
    step: int  # and may be cut only at multiples of this
    kind: str  # what the kernels of the device call its values
    scale_kind: str  # and its scales of groups
    lossy: bool  # whether ``encode`` rounds; otherwise weights come in this format, or as they are

    def stored_columns(self, columns: int) -> int:
        """Values in memory for so many columns: fewer where several share a byte."""

    def stored_dtype(self, dtype: DtypeName) -> torch.dtype:
        """The type of the values, for activations of ``dtype``."""

    def cpu_tags(self, dtype: DtypeName) -> tuple[np.generic, np.generic]:
        """Numbers whose types tell the CPU's kernels how to load values and scales of groups; see
        ``hybrid.jit.weight_loads`` and ``hybrid.jit.group_loads``."""

    def encode(self, matrix: Tensor) -> Matrix:
        """A matrix or a stack of them, of any floating type -> as it is stored."""

    def decode(self, matrix: Matrix) -> Tensor:
        """The weights that it stands for, in float32."""

    def product(self, inputs: Tensor, matrix: Matrix, bias: Tensor | None) -> Tensor:
        """``inputs`` (tokens, columns) times one matrix, (tokens, rows) in the inputs' dtype, ``bias`` added."""


def matrix_bytes(weight_format: WeightFormat, dtype: DtypeName, rows: int, columns: int) -> int:
    """Bytes of one matrix (rows, columns), scales included."""
    values = weight_format.stored_columns(columns) * weight_format.stored_dtype(dtype).itemsize
    return rows * (values + group_bytes(weight_format, columns) + 4 * weight_format.scaled)


def group_bytes(weight_format: WeightFormat, columns: int) -> int:
    """Bytes of one row's scales of groups."""
    if weight_format.group_dtype is None:
        return 0
    return group_columns(weight_format, columns) * weight_format.group_dtype.itemsize


def group_columns(weight_format: WeightFormat, columns: int) -> int:
    """Elements of one row's scales of groups, for a format that has them."""
    return -(-columns // weight_format.group) * weight_format.record
