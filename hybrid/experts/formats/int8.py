"""Int8 weights: whole numbers from -127 to 127, and one float32 scale a row, the row's largest weight over 127.

Made of plain weights when a model is loaded: half the bytes of bfloat16 in every slot and every copy.
"""

from typing import Any

import numpy as np
import torch
from llvmlite import ir
from numba import types
from torch import Tensor
from torch.nn import functional

from hybrid.experts.formats.kinds import NO_SCALES
from hybrid.experts.formats.weight_format import Matrix
from hybrid.jit.weight_loads import Shaped, define_load
from hybrid.layout import DtypeName

_LARGEST = 127


def _widen(builder: ir.IRBuilder, value: Any, shaped: Shaped) -> Any:
    return builder.sitofp(builder.sext(value, shaped(ir.IntType(32))), shaped(ir.FloatType()))


define_load(types.int8, ir.IntType(8), _widen)


class Int8:
    """Symmetric, so that a zero stays a zero."""

    scaled = True
    group = 0
    group_dtype: torch.dtype | None = None
    record = fine = 0
    block = 1
    step = 1
    kind = "number"
    scale_kind = ""
    lossy = True

    def stored_columns(self, columns: int) -> int:
        return columns

    def stored_dtype(self, dtype: DtypeName) -> torch.dtype:
        return torch.int8

    def cpu_tags(self, dtype: DtypeName) -> tuple[np.generic, np.generic]:
        return np.int8(0), NO_SCALES

    def encode(self, matrix: Tensor) -> Matrix:
        exact = matrix.float()
        scales = exact.abs().amax(-1) / _LARGEST
        # A row of zeros has the scale 0; its divisor may be any other number.
        divisors = scales.where(scales > 0, torch.ones((), dtype=scales.dtype))[..., None]
        values = (exact / divisors).round_().clamp_(-_LARGEST, _LARGEST).to(torch.int8)
        return Matrix(values, None, scales)

    def decode(self, matrix: Matrix) -> Tensor:
        assert matrix.scales is not None
        return matrix.values.float() * matrix.scales[..., None]

    def product(self, inputs: Tensor, matrix: Matrix, bias: Tensor | None) -> Tensor:
        """Multiplies with the whole numbers, which every type holds exactly, and scales the result. Inputs of float16
        are widened first: without the scales their products would overflow."""
        assert matrix.scales is not None
        exact = inputs.float() if inputs.dtype == torch.float16 else inputs
        scaled = functional.linear(exact, matrix.values.to(exact.dtype)).float() * matrix.scales
        return (scaled if bias is None else scaled + bias).to(inputs.dtype)
