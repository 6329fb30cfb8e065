"""The routed pairs of one layer and step, grouped by expert, on the host and on the device.

Knows choices and router weights; nothing of who computes what.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from hybrid.experts.torch_mlp import PRODUCT_STEP
from hybrid.experts.work import ExpertWork, PlacedPairs


@dataclass(frozen=True, slots=True)
class Routing:
    """The routed pairs of a layer, grouped by expert; ``experts`` in router order of first use."""

    experts: list[int]
    demand: list[int]
    starts: NDArray[np.int64]  # of each expert's pairs
    tokens: NDArray[np.int64]  # (pairs,)
    weights: NDArray[np.float32]  # (pairs,)
    on_device: tuple[Tensor, Tensor] | None = None  # tokens and weights on the device, see ``pairs_by_expert``

    def device_work(self, places: Sequence[int], entries: Sequence[int]) -> ExpertWork:
        """As ``work``, for the device."""
        work = self.work(places, entries)
        if self.on_device is None:
            return work
        return replace(work, placed=PlacedPairs(*self.on_device, tuple(self.starts[list(places)].tolist())))

    def work(self, places: Sequence[int], entries: Sequence[int]) -> ExpertWork:
        """The pairs of the experts at ``places`` of ``experts``, to be run on the bank's ``entries``."""
        if len(self.tokens) == len(self.experts):
            return self._single_pairs(places, entries)
        spans = [slice(self.starts[p], self.starts[p] + self.demand[p]) for p in places]
        return ExpertWork(
            entries=np.asarray(entries, np.int64),
            offsets=np.concatenate(([0], np.cumsum([self.demand[p] for p in places]))).astype(np.int64),
            tokens=np.concatenate([self.tokens[s] for s in spans]),
            weights=np.concatenate([self.weights[s] for s in spans]),
        )

    def _single_pairs(self, places: Sequence[int], entries: Sequence[int]) -> ExpertWork:
        pairs = self.starts[list(places)]
        return ExpertWork(
            entries=np.asarray(entries, np.int64),
            offsets=np.arange(len(pairs) + 1, dtype=np.int64),
            tokens=self.tokens[pairs],
            weights=self.weights[pairs],
        )


def group_by_expert(choices: NDArray[np.int64], weights: NDArray[np.float32]) -> Routing:
    """Routed pairs (tokens, k) sorted by expert, each expert's pairs in token order."""
    tokens, k = choices.shape
    if tokens == 1:
        experts = choices[0].tolist()
        ones = [1] * k
        return Routing(experts, ones, np.arange(k), np.zeros(k, np.int64), weights[0])
    flat = choices.ravel().astype(np.int16)  # numpy sorts short numbers by their digits, ten times as fast
    order = np.argsort(flat, kind="stable")
    counts = np.bincount(flat)
    routed = np.flatnonzero(counts)
    counts = counts[routed]
    starts = np.cumsum(counts) - counts
    router_order = np.argsort(order[starts])  # a stable order has the first use of each first
    return Routing(
        routed[router_order].tolist(),
        counts[router_order].tolist(),
        starts[router_order],
        order // k,
        weights.ravel()[order],
    )


def pairs_by_expert(top_k_index: Tensor, top_k_weights: Tensor) -> tuple[Tensor, Tensor]:
    """Tokens and router weights of the routed pairs (tokens, k), in ``group_by_expert``'s order, on the same device.

    With several tokens, the first tensor is longer than there are pairs, so that no product reads beyond its end.
    """
    tokens, k = top_k_index.shape
    weights = top_k_weights.float().reshape(-1)
    if tokens == 1:
        return torch.zeros_like(top_k_index[0]), weights
    order = torch.argsort(top_k_index.reshape(-1), stable=True)
    return functional.pad(order // k, (0, PRODUCT_STEP - 1)), weights.index_select(0, order)
