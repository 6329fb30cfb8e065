"""Routing forced from a trace, on any model and without the engine knowing.

A hook in front of every experts module puts the trace's experts in the place of the router's; the router
still runs, and its weights are kept. Prompts are routed by the router. Also chooses experts so that a given number of
them miss.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from hybrid.gpu.host_words import read_words
from hybrid.types import Geometry, ModelInfo


class ForcedRouting:
    """``step`` chooses whose experts the next single-token step takes."""

    def __init__(self, modules: Sequence[nn.Module], top_k: int, device: torch.device) -> None:
        self._choices = torch.zeros((len(modules), 1, top_k), dtype=torch.int64, device=device)
        # A step returns when the host knows its routing: what forced it has been read.
        self._wanted = torch.zeros_like(self._choices, device="cpu", pin_memory=device.type == "cuda")
        self._hooks = [module.register_forward_pre_hook(self._replacing(layer)) for layer, module in enumerate(modules)]

    def step(self, choices: NDArray[np.int16]) -> None:
        """``choices`` (layers, k) of one token."""
        self._wanted.numpy()[:, 0] = choices
        read_words(self._wanted, self._choices)

    def remove(self) -> None:
        for hook in self._hooks:
            hook.remove()

    def _replacing(self, layer: int) -> Callable[..., tuple[Tensor, ...] | None]:
        def replace(module: nn.Module, args: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, ...] | None:
            hidden, index, weights = args
            return (hidden, self._choices[layer], weights) if len(hidden) == 1 else None

        return replace


@dataclass(frozen=True, slots=True)
class Residents:
    """The experts below ``ways`` of the first ``indexes`` layers stay in the slots."""

    indexes: int
    ways: int
    info: ModelInfo

    @classmethod
    def within(cls, info: ModelInfo, slot_bytes: int) -> "Residents":
        """As many as leave room for every number of misses."""
        affordable = slot_bytes // info.expert_bytes
        ways = max(1, min(info.experts // 2, info.experts - info.top_k))
        if ways * info.layers > affordable:
            ways = max(1, min(ways, info.top_k))
        return cls(min(info.layers, affordable // ways), ways, info)

    @property
    def geometry(self) -> Geometry:
        return Geometry(self.indexes, self.ways)

    def uses(self) -> list[int]:
        """Popularity that makes a static placement choose them."""
        popular = np.zeros((self.info.layers, self.info.experts), int)
        popular[: self.indexes, : self.ways] = 1
        uses: list[int] = popular.ravel().tolist()
        return uses

    def misses(self) -> list[int]:
        """The numbers of misses that can be had in the cached layers: some of them, the largest included."""
        k = self.info.top_k
        possible = [j for j in range(k + 1) if k - self.ways <= j <= self.info.experts - self.ways]
        if not self.indexes:
            return [k]
        return [j for j in possible if k <= 4 or j == possible[-1] or (j & (j - 1)) == 0]

    def choices(self, missed: int, step: int) -> NDArray[np.int16]:
        """(layers, k): ``missed`` misses in each cached layer; every step takes other experts."""
        k, experts = self.info.top_k, self.info.experts
        hit = k - missed
        chosen = np.empty((self.info.layers, k), np.int16)
        for layer in range(self.info.layers):
            if layer < self.indexes:
                chosen[layer, :hit] = (step * hit + np.arange(hit)) % self.ways
                chosen[layer, hit:] = self.ways + (step * missed + np.arange(missed)) % (experts - self.ways or 1)
            else:
                chosen[layer] = (step * k + np.arange(k)) % experts
        return chosen

    def mixed(self, step: int) -> NDArray[np.int16]:
        """(layers, k): any of the numbers of misses in each cached layer, any experts; the same for the same step."""
        rng, k, experts = np.random.default_rng(step), self.info.top_k, self.info.experts
        chosen = np.empty((self.info.layers, k), np.int16)
        for layer in range(self.info.layers):
            if layer < self.indexes:
                missed = int(rng.choice(self.misses()))
                hits = rng.permutation(self.ways)[: k - missed]
                chosen[layer] = np.concatenate((hits, self.ways + rng.permutation(experts - self.ways)[:missed]))
            else:
                chosen[layer] = rng.permutation(experts)[:k]
        return chosen

    def counts(self, choices: NDArray[np.int16]) -> NDArray[np.int64]:
        """(k + 1,): in how many layers 0 to k of the ``choices`` (layers, k) miss."""
        missed = choices >= self.ways
        missed[self.indexes :] = True
        return np.bincount(missed.sum(axis=1), minlength=self.info.top_k + 1)

    def cycling(self, step: int) -> NDArray[np.int16]:
        """(layers, k): always those not seen for longest, so that nearly all miss and are to be filled."""
        k = self.info.top_k
        every = (step * k + np.arange(k)) % self.info.experts
        return np.tile(every, (self.info.layers, 1)).astype(np.int16)
