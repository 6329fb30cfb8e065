"""Plain weights: floating-point numbers of the activations' own type, bfloat16, float16 or float32."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

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

    def stored_dtype(self, dtype: DtypeName) -> torch.dtype:
        return TORCH_DTYPES[dtype]

    def cpu_tag(self, dtype: DtypeName) -> np.generic:
        return TAGS[dtype]

    def encode(self, matrix: Tensor) -> tuple[Tensor, Tensor | None]:
        return matrix, None

    def decode(self, values: Tensor, scales: Tensor | None) -> Tensor:
        return values.float()

    def product(self, inputs: Tensor, values: Tensor, scales: Tensor | None, bias: Tensor | None) -> Tensor:
        return functional.linear(inputs, values, bias)
