"""Tiles of grouped products: some pairs of one expert, as one program of a kernel takes them.

Knows how large a tile had better be and how experts are cut into tiles; knows nothing of kernels or devices.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEWEST_PAIRS, MOST_PAIRS = 16, 128  # of one tile; powers of two


@dataclass(frozen=True, slots=True)
class Tiles:
    """How products are cut: so many ``pairs`` of one expert to a program of so many ``warps``."""

    pairs: int
    warps: int

    @classmethod
    def of(cls, usual: int) -> "Tiles":
        """For experts that usually get so many pairs."""
        power_of_two = 1 << (max(1, usual) - 1).bit_length()
        size = min(MOST_PAIRS, max(FEWEST_PAIRS, power_of_two))
        return cls(size, 8 if size == MOST_PAIRS else 4)

    def table(self, entries: Sequence[int], starts: NDArray[np.int64], demand: NDArray[np.int64]) -> NDArray[np.int64]:
        """One row a tile: entry of the bank, first pair, number of pairs.

        For experts that are ``entries`` of a bank, with ``demand`` pairs each from the ``starts`` on.
        """
        tiles = -(-demand // self.pairs)
        which = np.repeat(np.arange(demand.size), tiles)
        nth = np.arange(which.size) - np.repeat(np.cumsum(tiles) - tiles, tiles)
        first = starts[which] + nth * self.pairs
        count = np.minimum(demand[which] - nth * self.pairs, self.pairs)
        return np.stack([np.asarray(entries)[which], first, count], axis=1)
