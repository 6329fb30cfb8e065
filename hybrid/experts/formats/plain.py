"""Plain weights: floating-point numbers of the activations' own type, bfloat16, float16 or float32."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from hybrid.experts.formats.kinds import NO_SCALES
from hybrid.experts.formats.weight_format import Matrix
from hybrid.layout import DtypeName

TORCH_DTYPES: dict[DtypeName, torch.dtype] = {
    "float32": torch.float32,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}
TAGS: dict[DtypeName, np.generic] = {"float32": np.float32(0), "float16": np.int16(0), "bfloat16": np.uint16(0)}


class Plain:
    """Values are the weights themselves."""

    scaled = False
    group = 0
    group_dtype: torch.dtype | None = None
    record = fine = 0
    block = 1
    step = 1
    kind = "number"
    scale_kind = ""
    lossy = False

    def stored_columns(self, columns: int) -> int:
        return columns

    def stored_dtype(self, dtype: DtypeName) -> torch.dtype:
        return TORCH_DTYPES[dtype]

    def cpu_tags(self, dtype: DtypeName) -> tuple[np.generic, np.generic]:
        return TAGS[dtype], NO_SCALES

    def encode(self, matrix: Tensor) -> Matrix:
        return Matrix(matrix)

    def decode(self, matrix: Matrix) -> Tensor:
        return matrix.values.float()

    def product(self, inputs: Tensor, matrix: Matrix, bias: Tensor | None) -> Tensor:
        return functional.linear(inputs, matrix.values, bias)
