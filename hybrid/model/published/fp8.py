"""Checkpoints in FP8: weights of one byte (e4m3); a scale for each block of 128 x 128, each row, or each matrix."""

from collections.abc import Mapping

from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.experts.formats.fp4 import powers_of_two
from hybrid.experts.formats.fp8 import FP8
from hybrid.layout import FormatName
from hybrid.model.published.packed_matrix import Convert, GatheredWeights, PackedLayout, PackedMatrix, Part, as_bytes

BLOCK = FP8.group


class Fp8(PackedLayout):
    """``NAME`` (..., rows, columns) in F8_E4M3; its scales have the name with one of ``suffixes``: (..., row blocks,
    column blocks), (..., rows, 1), or a number for each matrix."""

    expert_format: FormatName = "fp8"

    def __init__(self, *suffixes: str) -> None:
        self._suffixes = suffixes

    def packed(self, stored: Mapping[str, StoredTensor]) -> GatheredWeights:
        gathered = GatheredWeights()
        for name, tensor in stored.items():
            scales = next((name + suffix for suffix in self._suffixes if name + suffix in stored), None)
            if tensor.dtype != "F8_E4M3" or scales is None or len(tensor.shape) < 2:
                continue
            is_exponent = stored[scales].dtype == "F8_E8M0"
            convert = _of_rows(tensor.shape, stored[scales].shape, is_exponent)
            if convert is None:
                continue
            gathered.matrices[name] = PackedMatrix("fp8", tensor.shape, Part(name), Part(scales, convert))
            gathered.stored[name] = as_bytes(tensor, *tensor.shape)
            if is_exponent:
                gathered.stored[scales] = as_bytes(stored[scales], *stored[scales].shape)
            gathered.unused |= {name.removesuffix("weight") + suffix for suffix in ("input_scale", "activation_scale")}
        return gathered


def _of_rows(shape: tuple[int, ...], of_scales: tuple[int, ...], is_exponent: bool) -> Convert | None:
    """Makes what is stored (..., rows, column blocks) float32, a row's own for each block of its columns.

    ``None`` for scales that do not belong to weights of this ``shape``.
    """
    *outer, rows, columns = shape
    row_blocks, column_blocks = -(-rows // BLOCK), -(-columns // BLOCK)
    kinds = {
        (*outer, row_blocks, column_blocks): BLOCK,
        (*outer, rows, 1): 1,
        (*outer, rows): 1,
        (*outer, 1): rows,
        tuple(outer): rows,
    }
    if of_scales not in kinds:
        return None
    repeats = kinds[of_scales]

    def convert(scales: Tensor) -> Tensor:
        exact = powers_of_two(scales) if is_exponent else scales.float()
        if repeats != BLOCK or exact.shape[-2:] != (row_blocks, column_blocks):
            exact = exact.reshape(*outer, -1, 1)
        by_row = exact.repeat_interleave(repeats, dim=-2)[..., :rows, :]
        return by_row.expand(*outer, rows, column_blocks)

    return convert
