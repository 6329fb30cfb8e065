"""Weight format: how the matrices of experts lie in memory, and what they stand for.

Matrices are stacks (entries, rows, columns). A format turns each into its values, of the same shape, and into scales
(entries, rows) float32 if it has any: a row of the matrix is its values times its scale.
"""

from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from hybrid.layout import DtypeName


class WeightFormat(Protocol):
    """How the modules that compute experts store and read weights."""

    scaled: bool

    def stored_dtype(self, dtype: DtypeName) -> torch.dtype:
        """The type of the values, for activations of ``dtype``."""

    def cpu_tag(self, dtype: DtypeName) -> np.generic:
        """A number whose type tells the CPU's kernels how to load a value; see ``hybrid.jit.weight_loads``."""

    def encode(self, matrix: Tensor) -> tuple[Tensor, Tensor | None]:
        """A matrix or a stack of them, of any floating type -> its values and scales."""

    def decode(self, values: Tensor, scales: Tensor | None) -> Tensor:
        """The weights that the values stand for, in float32."""

    def product(self, inputs: Tensor, values: Tensor, scales: Tensor | None, bias: Tensor | None) -> Tensor:
        """``inputs`` (tokens, columns) times one matrix, (tokens, rows) in the inputs' dtype, ``bias`` added."""
