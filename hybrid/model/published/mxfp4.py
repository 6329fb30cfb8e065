"""Checkpoints in MXFP4, blocks of 32 with a shared exponent: experts stacked by layer, as gpt-oss is published, or one
matrix after the other (compressed-tensors)."""

from collections.abc import Mapping

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.experts.formats.fp4 import MXFP4
from hybrid.layout import FormatName
from hybrid.model.published.packed_matrix import GatheredWeights, PackedLayout, PackedMatrix, Part, as_bytes

_BLOCKS, _SCALES = "_blocks", "_scales"


class Mxfp4(PackedLayout):
    """``NAME_blocks`` (experts, rows, groups, 16) and ``NAME_scales`` (experts, rows, groups), both of bytes; the plain
    weights ``NAME`` are (experts, columns, rows)."""

    expert_format: FormatName = "mxfp4"

    def packed(self, stored: Mapping[str, StoredTensor]) -> GatheredWeights:
        gathered = GatheredWeights()
        for blocks, tensor in stored.items():
            name = blocks.removesuffix(_BLOCKS)
            scales = stored.get(name + _SCALES)
            if name == blocks or scales is None or len(tensor.shape) < 3 or scales.shape != tensor.shape[:-1]:
                continue
            *outer, rows, groups, size = tensor.shape
            columns = groups * size * 2
            gathered.matrices[name] = PackedMatrix(
                "mxfp4", (*outer, columns, rows), Part(blocks), Part(name + _SCALES), is_turned=True
            )
            gathered.stored[blocks] = as_bytes(tensor, *outer, rows, columns // 2)
            gathered.stored[name + _SCALES] = as_bytes(scales, *outer, rows, groups)
        return gathered


class Mxfp4Rows(PackedLayout):
    """``NAME_packed`` (rows, columns / 2) and ``NAME_scale`` (rows, groups), both of bytes."""

    expert_format: FormatName = "mxfp4"

    def packed(self, stored: Mapping[str, StoredTensor]) -> GatheredWeights:
        gathered = GatheredWeights()
        for packed, tensor in stored.items():
            name = packed.removesuffix("_packed")
            scales = stored.get(f"{name}_scale")
            if name == packed or tensor.dtype != "U8" or scales is None or len(tensor.shape) < 2:
                continue
            *outer, rows, half = tensor.shape
            if scales.dtype in ("U8", "F8_E8M0") and scales.shape == (*outer, rows, 2 * half // MXFP4.group):
                gathered.matrices[name] = PackedMatrix(
                    "mxfp4", (*outer, rows, 2 * half), Part(packed), Part(f"{name}_scale")
                )
                gathered.stored[f"{name}_scale"] = as_bytes(scales, *scales.shape)
        return gathered
