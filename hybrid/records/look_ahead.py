"""Look-ahead scored: how well a layer's state tells which experts the next layer will use."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class LookAhead:
    """Recall over ``tokens`` consecutive tokens, for each MoE layer but the first: the share of its experts that

    - ``recall``: its own router names when it is given the state of the MoE layer before;
    - ``previous_token``: the token before has used in that layer, too: what a cache would have without looking ahead.
    """

    tokens: int
    experts: int
    top_k: int
    recall: NDArray[np.float64]  # (layers - 1,)
    previous_token: NDArray[np.float64]  # (layers - 1,)

    @property
    def chance(self) -> float:
        """The recall of as many experts drawn at random."""
        return self.top_k / self.experts


def scored(chosen: NDArray[np.int64], named: NDArray[np.int64], experts: int) -> LookAhead:
    """Scores the experts ``named`` for each layer but the first, (tokens, layers - 1, k), by those ``chosen``,
    (tokens, layers, k)."""
    later = chosen[:, 1:]
    return LookAhead(
        tokens=len(chosen),
        experts=experts,
        top_k=chosen.shape[2],
        recall=_recall(named, later),
        previous_token=_recall(later[:-1], later[1:]),
    )


def _recall(named: NDArray[np.int64], used: NDArray[np.int64]) -> NDArray[np.float64]:
    """For each layer the share of the experts ``used`` that are among those ``named``; both (tokens, layers, k)."""
    found = (used[..., :, None] == named[..., None, :]).any(axis=-1)
    shares: NDArray[np.float64] = found.mean(axis=(0, 2))
    return shares
