"""Checkpoints in int4: compressed-tensors ("pack-quantized") and GPTQ, with a scale for each group, and if they are
asymmetric a zero point.

Both pack eight numbers into 32 bits, the first one lowest: two a byte, as the format has them. GPTQ packs along the
columns of the transposed matrix.
"""

from collections.abc import Callable, Mapping

from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.experts.formats.int4 import int4_name
from hybrid.layout import FormatName
from hybrid.model.published.int4_parts import (
    LARGEST,
    SCALE_TYPES,
    WHOLE_ROW,
    groups_in,
    part,
    unsupported,
    word_matrices,
)
from hybrid.model.published.int4_words import PER_WORD, in_rows, numbers_along, records
from hybrid.model.published.orders import check_in_order, lies_in_order, ordered_values
from hybrid.model.published.packed_matrix import GatheredWeights, PackedLayout, PackedMatrix, Part, as_bytes

_ORDERED = 'columns ordered by activation, although its config.json says "desc_act": false'
# Eight zero points of 8, stored one lower by the first version of GPTQ.
_PLAIN_ZEROS = (0x77777777, 0x88888888 - (1 << 32))


class PackQuantized(PackedLayout):
    """``NAME_packed`` (rows, columns / 8) int32, ``NAME_scale`` (rows, groups) and ``NAME_shape``; asymmetric also
    ``NAME_zero_point``, (rows / 8, groups) int32; ordered by activation also ``NAME_g_idx`` (columns,)."""

    def __init__(self, group: int, *, symmetric: bool) -> None:
        self._group, self._symmetric = group, symmetric
        self.expert_format: FormatName = int4_name(_kept(group), "BF16", zeros=not symmetric)

    def packed(self, stored: Mapping[str, StoredTensor]) -> GatheredWeights:
        gathered = GatheredWeights()
        for packed, tensor in stored.items():
            name = packed.removesuffix("_packed")
            if name == packed or tensor.dtype != "I32" or len(tensor.shape) < 2:
                continue
            *outer, rows, words = tensor.shape
            columns = words * PER_WORD
            groups = groups_in(packed, columns, self._group)
            scales = part(stored, f"{name}_scale", (*outer, rows, groups.stored), packed, SCALE_TYPES)
            of_groups = Part(f"{name}_scale", groups.spread())
            if not self._symmetric:
                zeros, stored_rows = f"{name}_zero_point", -(-rows // PER_WORD)
                part(stored, zeros, (*outer, stored_rows, groups.stored), packed, ("I32",))
                of_groups = Part(f"{name}_scale", groups.spread(_with_zeros), (zeros,))
            elif f"{name}_zero_point" in stored:
                raise unsupported("zero points although its config.json says that it is symmetric")
            values, order, of_columns = Part(packed), None, f"{name}_g_idx"
            if of_columns in stored and self._group != WHOLE_ROW and not outer:
                if not lies_in_order(stored, of_columns, packed, columns, groups.size):
                    values, order = ordered_values(packed, of_columns, None, gathered, groups.size)
            elif of_columns in stored and outer:
                raise unsupported("columns ordered by activation in stacks of matrices")
            form = int4_name(groups.size, scales.dtype, zeros=not self._symmetric)
            gathered.matrices[name] = PackedMatrix(form, (*outer, rows, columns), values, of_groups, order=order)
            gathered.stored[packed] = as_bytes(tensor, *outer, rows, columns // 2)
            gathered.unused |= {f"{name}_shape", of_columns}
        return gathered


def _with_zeros(scales: Tensor, zeros: Tensor) -> Tensor:
    """Zero points are stored 8 higher, as the numbers are; the last word has more than there are rows, perhaps."""
    return records(scales, numbers_along(zeros, -2)[..., : scales.shape[-2], :])


class Gptq(PackedLayout):
    """``STEM.qweight`` (columns / 8, rows) int32, ``STEM.scales`` (groups, rows), ``STEM.qzeros`` (groups, rows / 8)
    and ``STEM.g_idx`` (columns,): the last two hold nothing for symmetric weights in the order of their columns.

    ``lower``: by which zero points are stored lower, 1 in the first version. ``ordered``: the configuration says that
    groups are of columns in order of activation.
    """

    def __init__(self, group: int, *, symmetric: bool, lower: int, ordered: bool = False) -> None:
        self._group, self._symmetric, self._lower, self._ordered = group, symmetric, lower, ordered
        self.expert_format: FormatName = int4_name(_kept(group), "F16", zeros=not symmetric)

    def packed(self, stored: Mapping[str, StoredTensor]) -> GatheredWeights:
        gathered = GatheredWeights()
        for stem, packed, (words, rows) in word_matrices(stored, ".qweight"):
            columns = words * PER_WORD
            groups = groups_in(packed, columns, self._group)
            scales = part(stored, f"{stem}.scales", (groups.stored, rows), packed, SCALE_TYPES)
            zeros, of_groups = f"{stem}.qzeros", Part(f"{stem}.scales", groups.spread(Tensor.t))
            if not self._symmetric or zeros in stored:
                part(stored, zeros, (groups.stored, rows // PER_WORD), packed, ("I32",))
            if not self._symmetric:
                of_groups = Part(f"{stem}.scales", groups.spread(_gptq_records(self._lower)), (zeros,))
            elif zeros in stored:
                gathered.checks[zeros] = _check_zeros
            values, order = self._values(stored, stem, packed, columns, gathered)
            form = int4_name(groups.size, scales.dtype, zeros=not self._symmetric)
            gathered.matrices[f"{stem}.weight"] = PackedMatrix(form, (rows, columns), values, of_groups, order=order)
            gathered.unused |= {f"{stem}.g_idx"} | ({zeros} if self._symmetric else set())
        return gathered

    def _values(
        self, stored: Mapping[str, StoredTensor], stem: str, packed: str, columns: int, gathered: GatheredWeights
    ) -> tuple[Part, Part | None]:
        """The numbers, and their order if it is not the columns' own."""
        of_columns, size = f"{stem}.g_idx", self._group
        if of_columns not in stored:
            if self._ordered and size != WHOLE_ROW:
                part(stored, of_columns, (columns,), packed, ("I32", "I64"))  # says that it is missing
        elif size == WHOLE_ROW:
            part(stored, of_columns, (columns,), packed, ("I32", "I64"))
        elif not self._ordered:
            part(stored, of_columns, (columns,), packed, ("I32", "I64"))
            gathered.checks[of_columns] = check_in_order(size, _ORDERED)
        elif not lies_in_order(stored, of_columns, packed, columns, size):
            return ordered_values(packed, of_columns, in_rows, gathered, size)
        return Part(packed, in_rows), None


def _kept(group: int) -> int:
    """The size of the groups in memory, as far as the configuration says it."""
    return LARGEST if group == WHOLE_ROW else group


def _gptq_records(lower: int) -> Callable[[Tensor, Tensor], Tensor]:
    """A zero point of 0 is stored as 15 where they are stored lower: only four bits are kept."""
    return lambda scales, zeros: records(scales.t(), (numbers_along(zeros, -1) + lower & 15).t())


def _check_zeros(zeros: Tensor) -> None:
    if zeros.numel() and not any((zeros == zero).all() for zero in _PLAIN_ZEROS):
        raise unsupported('zero points, although its config.json says "sym": true')
