"""Packed matrix: a weight that a checkpoint holds in parts, and how the parts become what a format keeps in memory.

Parts are named here, and read elsewhere: experts to where they stay, everything else to be unpacked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.layout import FormatName

Convert = Callable[[Tensor], Tensor]
Check = Callable[[Tensor], None]  # raises ``UnsupportedModelError``


@dataclass(frozen=True, slots=True)
class Part:
    """A stored tensor that becomes a part of a ``Matrix``: as it is, or what ``convert`` makes of it."""

    stored: str
    convert: Convert | None = None


@dataclass(frozen=True, slots=True)
class PackedMatrix:
    """Parts of the matrix, or the stack of matrices, whose plain weights would have ``shape`` under their name."""

    format: FormatName
    shape: tuple[int, ...]
    values: Part
    groups: Part
    scales: Part | None = None
    is_turned: bool = False  # the parts' rows are the columns of ``shape``

    def parts(self) -> Iterator[str]:
        """Names of the stored tensors."""
        return (part.stored for part in (self.values, self.groups, self.scales) if part is not None)


@dataclass(frozen=True, slots=True)
class PackedWeights:
    """What of a checkpoint is packed: by the name of the plain weight. ``stored`` has the tensors as they are read, in
    the types and shapes of the parts; ``described`` has plain weights in place of packed ones."""

    matrices: Mapping[str, PackedMatrix]
    stored: Mapping[str, StoredTensor]
    described: Mapping[str, StoredTensor]
    checks: Mapping[str, Check]  # of small stored tensors, once they can be read


class PublishedLayout(Protocol):
    """How one kind of checkpoint packs its weights."""

    expert_format: FormatName  # of experts, as far as the configuration says

    def packed(self, stored: Mapping[str, StoredTensor]) -> "Found":
        """The packed matrices among ``stored``. Raises ``UnsupportedModelError`` for what cannot be read exactly."""


@dataclass(slots=True)
class Found:
    """Packed matrices while they are gathered, the tensors they take up, and others that are of no use."""

    matrices: dict[str, PackedMatrix] = field(default_factory=dict)
    stored: dict[str, StoredTensor] = field(default_factory=dict)  # as they are read
    unused: set[str] = field(default_factory=set)
    checks: dict[str, Check] = field(default_factory=dict)


def packed_weights(layout: PublishedLayout, stored: Mapping[str, StoredTensor]) -> PackedWeights:
    """Describes a checkpoint as if it were plain. Raises ``UnsupportedModelError``."""
    found = layout.packed(stored)
    taken = {part for matrix in found.matrices.values() for part in matrix.parts()}
    described = {name: tensor for name, tensor in stored.items() if name not in taken | found.unused}
    for name, matrix in found.matrices.items():
        described[name] = replace(stored[matrix.values.stored], dtype="BF16", shape=matrix.shape)
    return PackedWeights(found.matrices, {**stored, **found.stored}, described, found.checks)


def as_bytes(tensor: StoredTensor, *shape: int) -> StoredTensor:
    """The same bytes in another shape."""
    return replace(tensor, dtype="U8", shape=shape)
