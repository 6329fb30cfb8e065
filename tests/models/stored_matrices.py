"""Random matrices in any weight format; those that cannot be encoded are random bytes."""

import torch
from torch import Tensor

from hybrid.experts.formats import FORMATS, Matrix
from hybrid.layout import FormatName

_NAN = 0x7F  # of e4m3, without its sign
_HALVES = {8: (6,), 16: (12, 14), 18: (16,), 28: (24, 26)}  # in records of so many bytes, where halves begin


def fitting(name: FormatName, columns: int) -> int:
    """So many columns, or a few more, that a matrix in the format can have."""
    block = FORMATS[name].block
    return -(-columns // block) * block


def random_matrix(name: FormatName, plain: Tensor, seed: int) -> Matrix:
    """``plain`` (..., rows, columns), random itself, in a format: encoded where that is possible, and else replaced by
    any values that the format can hold, about as large."""
    weight_format, random = FORMATS[name], torch.Generator().manual_seed(seed)
    if name == "plain" or weight_format.lossy:
        return weight_format.encode(plain)
    rows, columns = plain.shape[:-1], plain.shape[-1]
    size = float(plain.abs().max()) / 16

    def numbers(first: int, beyond: int, *shape: int) -> Tensor:
        return torch.randint(first, beyond, (*rows, *shape), generator=random).to(torch.uint8)

    values = numbers(0, 256, weight_format.stored_columns(columns))
    if weight_format.kind == "e4m3":
        values = torch.where(values & _NAN == _NAN, 0, values)
    groups = -(-columns // weight_format.group)
    if weight_format.record in _HALVES:
        scales = numbers(0, 256, groups, weight_format.record)
        for first in _HALVES[weight_format.record]:
            halves = torch.rand((*rows, groups, 1), generator=random) * size / 512
            scales[..., first : first + 2] = halves.half().view(torch.uint8)
        scales = scales.flatten(-2)
    elif weight_format.scale_kind == "zeros":
        scales = (torch.rand((*rows, groups), generator=random) - 0.5) * size / 4
        scales = torch.stack((scales, numbers(0, 16, groups)), -1).flatten(-2).to(weight_format.group_dtype)
    elif weight_format.group_dtype == torch.float16:
        scales = ((torch.rand((*rows, groups * weight_format.record), generator=random) - 0.5) * size / 32).half()
    elif weight_format.group_dtype == torch.float32:
        scales = torch.rand((*rows, groups), generator=random) * size / 64
    elif weight_format.scaled:
        scales = numbers(0, _NAN, groups)
    else:
        middle = int(torch.tensor(size).log2()) + 127
        scales = numbers(middle - 3, middle + 2, groups)
    row_scales = torch.rand(rows, generator=random) * size / 64 if weight_format.scaled else None
    return Matrix(values, scales, row_scales)
