"""Reading of packed weights: experts to where they stay, still packed; the rest unpacked when it is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from hybrid.checkpoint.tensor_reading import Reader, on_threads
from hybrid.experts.formats import Matrix
from hybrid.model.gguf.experts import ExpertStack, read_piece
from hybrid.model.published.packed_matrix import Packed, PackedMatrix, PackedWeights, Part
from hybrid.model.rehearsal import Origin


@dataclass(frozen=True, slots=True)
class Unpacked:
    """Stands for a packed weight until its values are taken, in ``dtype``."""

    reader: Reader
    packed: Packed
    dtype: torch.dtype

    def __getitem__(self, index: object) -> Tensor:
        return self.packed.unpack(self.reader, self.dtype)


def check_packed(reader: Reader, packed: PackedWeights) -> None:
    """Raises ``UnsupportedModelError`` if a small tensor says that the weights are other than was taken from names."""
    for name, check in packed.checks.items():
        check(reader.read(name))


def fill_packed(
    reader: Reader, origin: Origin, target: Matrix, matrices: Mapping[str, Packed], is_turned: bool
) -> None:
    """Reads a stack of experts, made of packed weights as ``origin`` says of plain ones.

    ``is_turned``: the plain stack has columns before rows.
    """
    pieces = list(_pieces(origin, target, matrices, is_turned))
    stacks = [(packed, views) for packed, views in pieces if isinstance(packed, ExpertStack)]
    on_threads(read_piece, [piece for stack, views in stacks for piece in stack.pieces(reader, views)])
    parts = [part for packed, views in pieces if isinstance(packed, PackedMatrix) for part in _parts(packed, views)]
    reader.fill((part.stored, view) for part, view in parts if part.convert is None)
    on_threads(_convert, [(reader, part, view) for part, view in parts if part.convert is not None])


@torch.no_grad()
def _convert(piece: tuple[Reader, Part, Tensor]) -> None:
    reader, part, view = piece
    view.copy_(part.read(reader))


def _parts(packed: PackedMatrix, target: Matrix) -> Iterator[tuple[Part, Tensor]]:
    for part, view in zip((packed.values, packed.groups, packed.scales), target, strict=True):
        if view is not None:
            assert part is not None, "all matrices of a stack have the same parts"
            yield part, view


def _pieces(
    origin: Origin, target: Matrix, matrices: Mapping[str, Packed], is_turned: bool
) -> Iterator[tuple[Packed, Matrix]]:
    """Each packed weight with the views of ``target`` that its parts go to, scales of rows as (rows, 1)."""
    views: list[Sequence[tuple[str, Tensor] | None]] = []
    for part in target:
        if part is None:
            views.append(())
            continue
        stacked = part if part.dim() == 3 else part[..., None]
        views.append(list(origin.pieces(stacked.transpose(1, 2) if is_turned else stacked)))
    for number, (name, _) in enumerate(piece for piece in views[0] if piece is not None):
        packed = matrices[name]
        of_parts = (None if not part else part[number] for part in views)
        yield (
            packed,
            Matrix(*(None if one is None else _rows_first(one[1], packed) for one in of_parts)),  # type: ignore[arg-type]
        )


def _rows_first(view: Tensor, packed: Packed) -> Tensor:
    return view.transpose(-1, -2) if packed.is_turned else view
