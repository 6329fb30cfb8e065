"""Reading of packed weights: experts to where they stay, still packed; the rest unpacked when it is asked for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from hybrid.checkpoint.tensor_reading import Reader
from hybrid.experts.formats import FORMATS, Matrix
from hybrid.model.published.packed_matrix import PackedMatrix, PackedWeights, Part
from hybrid.model.rehearsal import Origin


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Stands for a packed weight until its values are taken, in ``dtype``."""

    reader: Reader
    packed: PackedMatrix
    dtype: torch.dtype

    def __getitem__(self, index: object) -> Tensor:
        packed = self.packed
        values, groups = self._read(packed.values), self._read(packed.groups)
        scales = self._read(packed.scales)[..., 0] if packed.scales is not None else None
        plain = FORMATS[packed.format].decode(Matrix(values, groups, scales)).to(self.dtype)
        return plain.transpose(-1, -2).contiguous() if packed.is_turned else plain

    def _read(self, part: Part) -> Tensor:
        tensor = self.reader.read(part.stored)
        return tensor if part.convert is None else part.convert(tensor)


def check_packed(reader: Reader, packed: PackedWeights) -> None:
    """Raises ``UnsupportedModelError`` if a small tensor says that the weights are other than was taken from names."""
    for name, check in packed.checks.items():
        check(reader.read(name))


def fill_packed(
    reader: Reader, origin: Origin, target: Matrix, matrices: Mapping[str, PackedMatrix], is_turned: bool
) -> None:
    """Reads a stack of experts, made of packed weights as ``origin`` says of plain ones.

    ``is_turned``: the plain stack has columns before rows.
    """
    for number, whole in enumerate((target.values, target.groups, target.scales)):
        if whole is None:
            continue
        stacked = whole if whole.dim() == 3 else whole[..., None]
        pieces = list(_pieces(origin, stacked.transpose(1, 2) if is_turned else stacked, matrices, number))
        reader.fill((part.stored, view) for part, view in pieces if part.convert is None)
        for part, view in pieces:
            if part.convert is not None:
                view.copy_(part.convert(reader.read(part.stored)))


def _pieces(
    origin: Origin, target: Tensor, matrices: Mapping[str, PackedMatrix], number: int
) -> Iterator[tuple[Part, Tensor]]:
    for name, view in origin.pieces(target):
        packed = matrices[name]
        part = (packed.values, packed.groups, packed.scales)[number]
        assert part is not None, "all matrices of a stack have the same parts"
        yield part, view.transpose(-1, -2) if packed.is_turned else view
