"""Work on experts: where their weights lie (``ExpertBank``), which of them to apply to which tokens (``ExpertWork``).

The one interface (``ExpertMlp``) of all that compute experts, on the CPU and on the GPU; knows nothing of hits,
misses or slots.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from hybrid.experts.formats import FORMATS, Matrix, WeightFormat

GateFunction = Callable[[Tensor], Tensor]  # (pairs, rows) -> (pairs, intermediate)


@dataclass(frozen=True, slots=True)
class ExpertBank:
    """3D weights of many experts: of a layer (entry = expert number), or of the pool (entry = slot).

    Shapes are those of plain weights. Matrices are stored in ``format``, down in ``down_format``: fewer columns where
    values share a byte.
    """

    up: Tensor  # (entries, rows, hidden)
    down: Tensor  # (entries, hidden, intermediate)
    up_bias: Tensor | None  # (entries, rows)
    down_bias: Tensor | None  # (entries, hidden)
    up_scales: Tensor | None = None  # (entries, rows) float32, where the format has them
    down_scales: Tensor | None = None  # (entries, hidden)
    up_groups: Tensor | None = None  # (entries, rows, groups), where the format has them
    down_groups: Tensor | None = None  # (entries, hidden, groups)
    format: WeightFormat = FORMATS["plain"]
    down_format: WeightFormat = FORMATS["plain"]
    up_order: Tensor | None = None  # (entries, hidden) int32: which activation each column of up is for

    def up_of(self, entry: int) -> Matrix:
        return Matrix(self.up, self.up_groups, self.up_scales).of(entry)

    def down_of(self, entry: int) -> Matrix:
        return Matrix(self.down, self.down_groups, self.down_scales).of(entry)


@dataclass(frozen=True, slots=True)
class PlacedPairs:
    """Pairs on the device, perhaps more than the work needs; those of one entry stand together."""

    tokens: Tensor  # (pairs or more,) int64
    weights: Tensor  # (pairs,) float32
    starts: tuple[int, ...]  # of each entry's pairs


@dataclass(frozen=True, slots=True)
class ExpertWork:
    """Which entries to run on which tokens: CSR over entries; pairs of one entry stand together."""

    entries: NDArray[np.int64]  # (n,)
    offsets: NDArray[np.int64]  # (n + 1,)
    tokens: NDArray[np.int64]  # (pairs,) rows of hidden
    weights: NDArray[np.float32]  # (pairs,) router weights
    first: int = 0  # intermediate row: earlier rows are computed elsewhere, without the biases
    placed: PlacedPairs | None = None  # the same pairs, where they are on the device already

    @classmethod
    def single_token(cls, entries: NDArray[np.int64], weights: NDArray[np.float32], first: int = 0) -> "ExpertWork":
        """Decode: one token, row 0, through every entry once."""
        count = entries.size
        return cls(entries, np.arange(count + 1), np.zeros(count, np.int64), weights, first)

    def select(self, mask: NDArray[np.bool_]) -> "ExpertWork":
        """The work of the entries where ``mask`` (n,) is true, in the same order."""
        counts = np.diff(self.offsets)
        pairs = np.repeat(mask, counts)
        offsets = np.concatenate(([0], np.cumsum(counts[mask])))
        return ExpertWork(self.entries[mask], offsets, self.tokens[pairs], self.weights[pairs], self.first)


@dataclass(frozen=True, slots=True)
class TokenBuffers:
    """Host memory for the routing, activations and sum of one token after the other."""

    hidden: Tensor  # (1, hidden) in the weights' dtype
    choices: Tensor  # (k,) int64 entries
    weights: Tensor  # (k,) float32
    slots: Tensor  # (k,) int64: negative where the expert has none
    out: Tensor  # (1, hidden) float32


@dataclass(frozen=True, slots=True)
class StepWords:
    """Addresses of int64 words in host memory: of layer 0, ``stride`` bytes from one layer's to the next one's.

    A layer's word in ``arrived`` becomes ``share_due`` when its experts without a slot are to be computed, from the
    intermediate row in ``rows`` on; its word in ``answered`` is to become 1 when they have been.
    """

    arrived: int
    answered: int
    rows: int
    stride: int
    share_due: int


class TokenCall(Protocol):
    """The experts of one layer for one token in its ``TokenBuffers``; one thread at a time."""

    def __call__(self, first: int) -> int:
        """Overwrites ``out`` with the weighted sum of the experts without a slot, from intermediate row ``first`` on;
        returns their number. If there are none, ``out`` stays as it is."""
        ...


class ExpertMlp(Protocol):
    """Computes experts of one layout."""

    def bind(self, bank: ExpertBank, buffers: TokenBuffers) -> TokenCall:
        """Prepares all of a token's call except its routing; ``bank`` and ``buffers`` must not move in host memory."""
        ...

    def accumulate(self, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        """``out[token] += weight * mlp(hidden[token])`` for every pair of ``work``, from row ``work.first`` on.

        ``hidden`` (tokens, hidden) in the model's dtype, ``out`` (tokens, hidden) contiguous float32, both on
        the bank's device.
        """
        ...


def plain_array(array: NDArray[Any]) -> NDArray[Any]:
    """The array as contiguous and writable, the only kind that the kernels are compiled for."""
    flags = array.flags
    return array if flags.c_contiguous and flags.writeable else array.copy()
