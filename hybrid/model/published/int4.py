"""Checkpoints in int4: compressed-tensors ("pack-quantized") and GPTQ, with a scale for each group, and if they are
asymmetric a zero point.

Both pack eight numbers into 32 bits, the first one lowest: two a byte, as the format has them. GPTQ packs along the
columns of the transposed matrix.
"""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.experts.formats.int4 import int4_name
from hybrid.layout import FormatName
from hybrid.model.published.int4_parts import SCALE_TYPES, part, unsupported, whole_groups, word_matrices
from hybrid.model.published.int4_words import PER_WORD, in_rows, numbers_along, records
from hybrid.model.published.packed_matrix import GatheredWeights, PackedLayout, PackedMatrix, Part, as_bytes

_ORDERED = "columns ordered by activation"
# Eight zero points of 8, stored one lower by the first version of GPTQ.
_PLAIN_ZEROS = (0x77777777, 0x88888888 - (1 << 32))


class PackQuantized(PackedLayout):
    """``NAME_packed`` (rows, columns / 8) int32, ``NAME_scale`` (rows, groups) and ``NAME_shape``; asymmetric also
    ``NAME_zero_point``, (rows / 8, groups) int32."""

    def __init__(self, group: int, *, symmetric: bool) -> None:
        self._group, self._symmetric = group, symmetric
        self.expert_format: FormatName = int4_name(group, "BF16", zeros=not symmetric)

    def packed(self, stored: Mapping[str, StoredTensor]) -> GatheredWeights:
        gathered = GatheredWeights()
        for packed, tensor in stored.items():
            name = packed.removesuffix("_packed")
            if name == packed or tensor.dtype != "I32" or len(tensor.shape) < 2:
                continue
            *outer, rows, words = tensor.shape
            columns = words * PER_WORD
            groups = whole_groups(packed, columns, self._group)
            if f"{name}_g_idx" in stored:
                raise unsupported(_ORDERED)
            scales = part(stored, f"{name}_scale", (*outer, rows, groups), packed, SCALE_TYPES)
            of_groups = Part(f"{name}_scale")
            if not self._symmetric:
                zeros, stored_rows = f"{name}_zero_point", -(-rows // PER_WORD)
                part(stored, zeros, (*outer, stored_rows, groups), packed, ("I32",))
                of_groups = Part(f"{name}_scale", _with_zeros, (zeros,))
            elif f"{name}_zero_point" in stored:
                raise unsupported("zero points although its config.json says that it is symmetric")
            form = int4_name(self._group, scales.dtype, zeros=not self._symmetric)
            gathered.matrices[name] = PackedMatrix(form, (*outer, rows, columns), Part(packed), of_groups)
            gathered.stored[packed] = as_bytes(tensor, *outer, rows, columns // 2)
            gathered.unused.add(f"{name}_shape")
        return gathered


def _with_zeros(scales: Tensor, zeros: Tensor) -> Tensor:
    """Zero points are stored 8 higher, as the numbers are; the last word has more than there are rows, perhaps."""
    return records(scales, numbers_along(zeros, -2)[..., : scales.shape[-2], :])


class Gptq(PackedLayout):
    """``STEM.qweight`` (columns / 8, rows) int32, ``STEM.scales`` (groups, rows), ``STEM.qzeros`` (groups, rows / 8)
    and ``STEM.g_idx``: the last two hold nothing for symmetric weights in the order of their columns.

    ``lower``: by which zero points are stored lower, 1 in the first version. ``ordered``: the configuration says that
    groups are of columns in another order, which is found out before anything is downloaded, then.
    """

    def __init__(self, group: int, *, symmetric: bool, lower: int, ordered: bool = False) -> None:
        self._group, self._symmetric, self._lower, self._ordered = group, symmetric, lower, ordered
        self.expert_format: FormatName = int4_name(group, "F16", zeros=not symmetric)

    def packed(self, stored: Mapping[str, StoredTensor]) -> GatheredWeights:
        gathered = GatheredWeights()
        for stem, packed, (words, rows) in word_matrices(stored, ".qweight"):
            columns = words * PER_WORD
            groups = whole_groups(packed, columns, self._group)
            scales = part(stored, f"{stem}.scales", (groups, rows), packed, SCALE_TYPES)
            zeros, of_groups = f"{stem}.qzeros", Part(f"{stem}.scales", Tensor.t)
            if not self._symmetric or zeros in stored:
                part(stored, zeros, (groups, rows // PER_WORD), packed, ("I32",))
            if not self._symmetric:
                of_groups = Part(f"{stem}.scales", _gptq_records(self._lower), (zeros,))
            elif zeros in stored:
                gathered.checks[zeros] = _check_zeros
            form = int4_name(self._group, scales.dtype, zeros=not self._symmetric)
            gathered.matrices[f"{stem}.weight"] = PackedMatrix(form, (rows, columns), Part(packed, in_rows), of_groups)
            gathered.unused |= {f"{stem}.g_idx"} | ({zeros} if self._symmetric else set())
            if f"{stem}.g_idx" in stored:
                part(stored, f"{stem}.g_idx", (columns,), packed, ("I32", "I64"))
                gathered.checks[f"{stem}.g_idx"] = self._check_order
                if self._ordered:
                    self._check_order(_numbers_in(stored[f"{stem}.g_idx"]))
        return gathered

    def _check_order(self, groups: Tensor) -> None:
        """The group of each column."""
        if not torch.equal(groups.long(), torch.arange(groups.numel()) // self._group):
            raise unsupported(_ORDERED)


def _numbers_in(tensor: StoredTensor) -> Tensor:
    """Of a small tensor. Raises ``UnsupportedModelError`` if its file is still to be downloaded."""
    try:
        with tensor.file.open("rb") as file:
            file.seek(tensor.start)
            content = bytearray(file.read(tensor.nbytes))
    except FileNotFoundError:
        raise unsupported(_ORDERED) from None
    return torch.frombuffer(content, dtype=torch.int32 if tensor.dtype == "I32" else torch.int64)


def _gptq_records(lower: int) -> Callable[[Tensor, Tensor], Tensor]:
    """A zero point of 0 is stored as 15 where they are stored lower: only four bits are kept."""
    return lambda scales, zeros: records(scales.t(), (numbers_along(zeros, -1) + lower & 15).t())


def _check_zeros(zeros: Tensor) -> None:
    if zeros.numel() and not any((zeros == zero).all() for zero in _PLAIN_ZEROS):
        raise unsupported('zero points, although its config.json says "sym": true')
