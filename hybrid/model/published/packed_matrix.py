"""Packed matrix: a weight that a checkpoint holds in parts, and how the parts become what a format keeps in memory.

Parts are named here, and read elsewhere: experts to where they stay, everything else to be unpacked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import torch
from torch import Tensor

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.checkpoint.tensor_reading import Reader
from hybrid.experts.formats import FORMATS, Matrix
from hybrid.layout import FormatName
from hybrid.model.rehearsal import Origin

Convert = Callable[..., Tensor]  # of the stored tensors of a part
Check = Callable[[Tensor], None]  # raises ``UnsupportedModelError``


@dataclass(frozen=True, slots=True)
class Part:
    """A stored tensor that becomes a part of a ``Matrix``: as it is, or what ``convert`` makes of it and ``others``."""

    stored: str
    convert: Convert | None = None
    others: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Of all stored tensors."""
        return (self.stored, *self.others)

    def read(self, reader: Reader) -> Tensor:
        if self.convert is None:
            return reader.read(self.stored)
        return self.convert(*(reader.read(name) for name in self.names()))


class Packed(Protocol):
    """A weight that is not stored as the model has it. ``format`` is that of experts; others are unpacked."""

    @property
    def format(self) -> FormatName: ...
    @property
    def shape(self) -> tuple[int, ...]:
        """Of the plain weights."""
        ...

    @property
    def is_turned(self) -> bool:
        """Whether the parts' rows are the columns of ``shape``."""
        ...

    @property
    def order(self) -> Part | None:
        """What says in which order the columns lie in memory: (columns,), the number of each in the plain weights;
        ``None`` if it is theirs."""
        ...

    def parts(self) -> Iterator[str]:
        """Names of the stored tensors."""
        ...

    def unpack(self, reader: Reader, dtype: torch.dtype) -> Tensor:
        """The plain weights."""
        ...


@dataclass(frozen=True, slots=True)
class PackedMatrix:
    """Parts of the matrix, or the stack of matrices, whose plain weights would have ``shape`` under their name."""

    format: FormatName
    shape: tuple[int, ...]
    values: Part
    groups: Part
    scales: Part | None = None
    is_turned: bool = False  # the parts' rows are the columns of ``shape``
    order: Part | None = None

    def parts(self) -> Iterator[str]:
        """Names of the stored tensors."""
        parts = (self.values, self.groups, self.scales, self.order)
        return (name for part in parts if part is not None for name in part.names())

    def unpack(self, reader: Reader, dtype: torch.dtype) -> Tensor:
        values, groups = self.values.read(reader), self.groups.read(reader)
        scales = self.scales.read(reader)[..., 0] if self.scales is not None else None
        plain = FORMATS[self.format].decode(Matrix(values, groups, scales)).to(dtype)
        if self.order is not None:
            plain = torch.empty_like(plain).index_copy_(-1, self.order.read(reader), plain)
        return plain.transpose(-1, -2).contiguous() if self.is_turned else plain


@dataclass(frozen=True, slots=True)
class PackedWeights:
    """What of a checkpoint is packed: by the name of the plain weight. ``stored`` has the tensors as they are read, in
    the types and shapes of the parts; ``described`` has plain weights in place of packed ones.

    ``origins``: what experts are made of that are described under names of their own."""

    matrices: Mapping[str, Packed]
    stored: Mapping[str, StoredTensor]
    described: Mapping[str, StoredTensor]
    checks: Mapping[str, Check]  # of small stored tensors, once they can be read
    origins: Mapping[str, Origin] = field(default_factory=dict)


class PublishedLayout(Protocol):
    """How one kind of checkpoint stores weights that are not plain."""

    expert_format: FormatName  # of experts, as far as the configuration says

    def weights(self, stored: Mapping[str, StoredTensor]) -> PackedWeights:
        """Describes a checkpoint as if it were plain. Raises ``UnsupportedModelError`` for what cannot be read
        exactly."""


@dataclass(slots=True)
class GatheredWeights:
    """Packed matrices while they are gathered, the tensors they take up, and others that are of no use."""

    matrices: dict[str, PackedMatrix] = field(default_factory=dict)
    stored: dict[str, StoredTensor] = field(default_factory=dict)  # as they are read
    unused: set[str] = field(default_factory=set)
    checks: dict[str, Check] = field(default_factory=dict)


def as_bytes(tensor: StoredTensor, *shape: int) -> StoredTensor:
    """The same bytes in another shape."""
    return replace(tensor, dtype="U8", shape=shape)


class PackedLayout:
    """A layout of which each packed matrix is found by the names of its parts."""

    def packed(self, stored: Mapping[str, StoredTensor]) -> GatheredWeights:
        """The packed matrices among ``stored``. Raises ``UnsupportedModelError`` for what cannot be read exactly."""
        raise NotImplementedError

    def weights(self, stored: Mapping[str, StoredTensor]) -> PackedWeights:
        gathered = self.packed(stored)
        taken = {part for matrix in gathered.matrices.values() for part in matrix.parts()}
        described = {name: tensor for name, tensor in stored.items() if name not in taken | gathered.unused}
        for name, matrix in gathered.matrices.items():
            described[name] = replace(stored[matrix.values.stored], dtype="BF16", shape=matrix.shape)
        return PackedWeights(gathered.matrices, {**stored, **gathered.stored}, described, gathered.checks)
