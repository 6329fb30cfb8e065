"""Int4 weights: whole numbers from -8 to 7, stored 8 higher, and a scale for every 32, 64 or 128 columns.
One scale for a whole row is kept as several equal ones.

Published so (compressed-tensors, "pack-quantized"), or made of plain weights when a model is loaded: 4.5 bits a weight.
Asymmetric ones (AWQ, GPTQ) have a zero point beside each scale, from 0 to 15: the number that stands for zero.
"""

import torch
from torch import Tensor
from torch.nn import functional

from hybrid.experts.formats.grouped import Grouped, nibbles
from hybrid.experts.formats.weight_format import Matrix
from hybrid.jit.block_scales import BFLOAT16_AND_ZERO, BFLOAT16_SCALES, FLOAT16_AND_ZERO, FLOAT16_SCALES
from hybrid.jit.block_values import INT4 as NUMBERS
from hybrid.jit.block_values import UINT4
from hybrid.layout import FormatName

_ZERO = 8


def _numbers(stored: Tensor) -> Tensor:
    return nibbles(stored).float() - _ZERO


class Int4(Grouped):
    """Made at load, a group's largest weight becomes -8 or its mirror, so that the whole range is used."""

    lossy = True

    def __init__(self, group: int, dtype: torch.dtype) -> None:
        scales = BFLOAT16_SCALES if dtype == torch.bfloat16 else FLOAT16_SCALES
        super().__init__(
            "int4", "float", group, NUMBERS, scales, values=_numbers, scales=Tensor.float, group_dtype=dtype
        )

    def encode(self, matrix: Tensor) -> Matrix:
        """Rounds to the scale as it is stored, not as it was computed."""
        columns = matrix.shape[-1]
        whole = functional.pad(matrix.float(), (0, -columns % self.group))
        exact = whole.unflatten(-1, (-1, self.group))
        largest = exact.gather(-1, exact.abs().argmax(-1, keepdim=True))
        assert self.group_dtype is not None
        scales = (largest / -_ZERO).to(self.group_dtype)
        # A group of zeros has the scale 0; its divisor may be any other number.
        divisors = scales.float().where(scales != 0, torch.ones((), dtype=torch.float32))
        numbers = (exact / divisors).round_().clamp_(-_ZERO, _ZERO - 1).nan_to_num_(0).add_(_ZERO).to(torch.uint8)
        low, high = numbers.flatten(-2)[..., :columns].unflatten(-1, (-1, 2)).unbind(-1)
        return Matrix(low | high << 4, scales.squeeze(-1))


def with_zeros(group: int, dtype: torch.dtype) -> Grouped:
    """A group's record is its scale and its zero point, both of ``dtype``, which holds such small numbers exactly."""
    return Grouped(
        "uint4", "zeros", group, UINT4, BFLOAT16_AND_ZERO if dtype == torch.bfloat16 else FLOAT16_AND_ZERO,
        values=lambda stored: nibbles(stored).float(), group_dtype=dtype, record=2,
        scales=lambda stored: stored[..., ::2].float(),
        minima=lambda stored: stored[..., ::2].float() * stored[..., 1::2].float(), minima_for=group,
    )  # fmt: skip


_NAMES: dict[tuple[int, str, bool], FormatName] = {
    (32, "BF16", False): "int4",
    (64, "BF16", False): "int4_64",
    (128, "BF16", False): "int4_128",
    (32, "F16", False): "int4_f16",
    (64, "F16", False): "int4_64_f16",
    (128, "F16", False): "int4_128_f16",
    (32, "BF16", True): "int4_zeros",
    (64, "BF16", True): "int4_zeros_64",
    (128, "BF16", True): "int4_zeros_128",
    (32, "F16", True): "int4_zeros_f16",
    (64, "F16", True): "int4_zeros_64_f16",
    (128, "F16", True): "int4_zeros_128_f16",
}


def int4_name(group: int, dtype: str, *, zeros: bool = False) -> FormatName:
    """The format with scales of a type, by safetensors' word for it; ``zeros``: and with zero points."""
    return _NAMES[group, dtype, zeros]


_TYPES = {"BF16": torch.bfloat16, "F16": torch.float16}

INT4: dict[FormatName, Int4] = {
    name: Int4(group, _TYPES[dtype]) for (group, dtype, zeros), name in _NAMES.items() if not zeros
}
INT4_ZEROS: dict[FormatName, Grouped] = {
    name: with_zeros(group, _TYPES[dtype]) for (group, dtype, zeros), name in _NAMES.items() if zeros
}
