"""Checkpoints in AWQ, "gemm" version: int4 with a scale and a zero point for each group, packed along the rows."""

from collections.abc import Mapping

from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.experts.formats.int4 import int4_name
from hybrid.layout import FormatName
from hybrid.model.published.int4_parts import LARGEST, SCALE_TYPES, WHOLE_ROW, groups_in, part, word_matrices
from hybrid.model.published.int4_words import PER_WORD, awq_in_rows, awq_numbers, records
from hybrid.model.published.packed_matrix import GatheredWeights, PackedLayout, PackedMatrix, Part


class Awq(PackedLayout):
    """``STEM.qweight`` (columns, rows / 8) int32, ``STEM.scales`` (groups, rows) and ``STEM.qzeros`` (groups, rows /
    8)."""

    def __init__(self, group: int) -> None:
        self._group = group
        self.expert_format: FormatName = int4_name(LARGEST if group == WHOLE_ROW else group, "F16", zeros=True)

    def packed(self, stored: Mapping[str, StoredTensor]) -> GatheredWeights:
        gathered = GatheredWeights()
        for stem, packed, (columns, words) in word_matrices(stored, ".qweight"):
            rows, groups = words * PER_WORD, groups_in(packed, columns, self._group)
            scales = part(stored, f"{stem}.scales", (groups.stored, rows), packed, SCALE_TYPES)
            part(stored, f"{stem}.qzeros", (groups.stored, words), packed, ("I32",))
            gathered.matrices[f"{stem}.weight"] = PackedMatrix(
                int4_name(groups.size, scales.dtype, zeros=True),
                (rows, columns),
                Part(packed, awq_in_rows),
                Part(f"{stem}.scales", groups.spread(_records), (f"{stem}.qzeros",)),
            )
        return gathered


def _records(scales: Tensor, zeros: Tensor) -> Tensor:
    return records(scales.t(), awq_numbers(zeros).t())
