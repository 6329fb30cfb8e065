"""Checkpoints in int4: compressed-tensors ("pack-quantized") and GPTQ, symmetric, with a scale for each group.

Both pack eight numbers into 32 bits, the first one lowest, stored 8 higher: two a byte, as the format has them. GPTQ
packs along the columns of the transposed matrix.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.errors import UnsupportedModelError
from hybrid.experts.formats.int4 import int4_name
from hybrid.layout import FormatName
from hybrid.model.published.packed_matrix import Found, PackedLayout, PackedMatrix, Part, as_bytes

_PER_WORD, _WORD_BYTES = 8, 4
_ORDERED = "columns ordered by activation"
# Eight zero points of 8, stored one lower by the first version of GPTQ.
_PLAIN_ZEROS = (0x77777777, 0x88888888 - (1 << 32))


class PackQuantized(PackedLayout):
    """``NAME_packed`` (rows, columns / 8) int32, ``NAME_scale`` (rows, groups) and ``NAME_shape``."""

    def __init__(self, group: int) -> None:
        self._group = group
        self.expert_format: FormatName = int4_name(group, "BF16")

    def packed(self, stored: Mapping[str, StoredTensor]) -> Found:
        found = Found()
        for packed, tensor in stored.items():
            name = packed.removesuffix("_packed")
            scales = stored.get(f"{name}_scale")
            if name == packed or tensor.dtype != "I32" or scales is None or len(tensor.shape) < 2:
                continue
            *outer, rows, words = tensor.shape
            columns = words * _PER_WORD
            if scales.shape != (*outer, rows, columns // self._group):
                continue
            _refuse_others(stored, name)
            form = int4_name(self._group, scales.dtype)
            found.matrices[name] = PackedMatrix(form, (*outer, rows, columns), Part(packed), Part(f"{name}_scale"))
            found.stored[packed] = as_bytes(tensor, *outer, rows, columns // 2)
            found.unused.add(f"{name}_shape")
        return found


def _refuse_others(stored: Mapping[str, StoredTensor], name: str) -> None:
    for suffix, what in (("_zero_point", "zero points"), ("_g_idx", _ORDERED)):
        if name + suffix in stored:
            raise _unsupported(what)


def _unsupported(what: str) -> UnsupportedModelError:
    return UnsupportedModelError(
        f"The weights are int4 with {what}, which isn't supported yet. Choose a symmetric int4 version without "
        "them, or a bf16, FP8, MXFP4 or NVFP4 one.",
        "model",
    )


class Gptq(PackedLayout):
    """``STEM.qweight`` (columns / 8, rows) int32, ``STEM.scales`` (groups, rows), ``STEM.qzeros`` and ``STEM.g_idx``,
    which hold nothing for symmetric weights in the order of their columns."""

    def __init__(self, group: int) -> None:
        self._group = group
        self.expert_format: FormatName = int4_name(group, "F16")

    def packed(self, stored: Mapping[str, StoredTensor]) -> Found:
        found = Found()
        for packed, tensor in stored.items():
            stem = packed.removesuffix(".qweight")
            scales = stored.get(f"{stem}.scales")
            if stem == packed or tensor.dtype != "I32" or scales is None or len(tensor.shape) != 2:
                continue
            words, rows = tensor.shape
            columns = words * _PER_WORD
            if scales.shape != (columns // self._group, rows):
                continue
            found.matrices[f"{stem}.weight"] = PackedMatrix(
                int4_name(self._group, scales.dtype),
                (rows, columns),
                Part(packed, in_rows),
                Part(f"{stem}.scales", Tensor.t),
            )
            found.unused |= {f"{stem}.qzeros", f"{stem}.g_idx"}
            found.checks |= {f"{stem}.qzeros": _check_zeros} if f"{stem}.qzeros" in stored else {}
            found.checks |= {f"{stem}.g_idx": self._check_order} if f"{stem}.g_idx" in stored else {}
        return found

    def _check_order(self, groups: Tensor) -> None:
        """The group of each column."""
        if not torch.equal(groups.long(), torch.arange(groups.numel()) // self._group):
            raise _unsupported(_ORDERED)


def _check_zeros(zeros: Tensor) -> None:
    if zeros.numel() and not any((zeros == zero).all() for zero in _PLAIN_ZEROS):
        raise _unsupported("zero points")


def in_rows(words: Tensor) -> Tensor:
    """Words (columns / 8, rows) -> bytes (rows, columns / 2)."""
    rows: Tensor = words.view(torch.uint8).unflatten(-1, (-1, _WORD_BYTES)).transpose(0, 1).flatten(1)
    return rows
