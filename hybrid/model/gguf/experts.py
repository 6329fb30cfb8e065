"""Experts of a GGUF file: stacks of matrices whose blocks are laid out anew while they are read, and stay packed."""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from hybrid.checkpoint.tensor_reading import Reader
from hybrid.experts.formats import Matrix
from hybrid.layout import FormatName
from hybrid.model.gguf.blocks import relay_into

_BYTES_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class ExpertStack:
    """A stored tensor (experts, rows, columns) in blocks of a ``type``, kept in ``format``."""

    stored: str
    type: str
    shape: tuple[int, ...]
    format: FormatName
    is_turned: bool = False
    order: None = None

    def parts(self) -> Iterator[str]:
        yield self.stored

    def unpack(self, reader: Reader, dtype: torch.dtype) -> Tensor:
        raise NotImplementedError("experts stay packed")

    def pieces(self, reader: Reader, target: Matrix) -> Iterator[tuple[Reader, "ExpertStack", int, Matrix]]:
        """Parts to be read with ``read_piece``, from several threads: some rows of one expert each. ``target`` has
        views (experts, rows, ...) of any strides."""
        experts, rows, _ = self.shape
        row_bytes = reader.row_bytes(self.stored)
        step = max(1, _BYTES_AT_ONCE // row_bytes)
        for expert in range(experts):
            one = target.of(expert)
            for first in range(0, rows, step):
                some = Matrix(*(None if part is None else part[first : first + step] for part in one))  # type: ignore[arg-type]
                yield reader, self, expert * rows + first, some


def read_piece(piece: tuple[Reader, ExpertStack, int, Matrix]) -> None:
    """Reads and lays out anew the rows of ``piece``."""
    reader, stack, first, target = piece
    relay_into(stack.type, reader.read_rows(stack.stored, first, len(target.values)), stack.format, target)
