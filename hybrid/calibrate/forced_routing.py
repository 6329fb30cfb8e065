"""Forced routing of single-token steps, on any model, unseen by the engine.

A hook in front of every experts module replaces the router's choices; the router still runs, and its weights stay.
Prompts keep the router's choices. Also chooses experts so that a given number of them miss.
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
    """Replaces the router's experts in single-token steps by those passed to ``step``."""

    def __init__(self, modules: Sequence[nn.Module], top_k: int, device: torch.device) -> None:
        self._choices = torch.zeros((len(modules), 1, top_k), dtype=torch.int64, device=device)
        # May be overwritten before each step: the previous one has returned, so the device has read its choices.
        self._host_choices = torch.zeros_like(self._choices, device="cpu", pin_memory=device.type == "cuda")
        self._hooks = [module.register_forward_pre_hook(self._replacing(layer)) for layer, module in enumerate(modules)]

    def step(self, choices: NDArray[np.int16]) -> None:
        """Sets the experts of the next step: ``choices`` (layers, k) of one token."""
        self._host_choices.numpy()[:, 0] = choices
        read_words(self._host_choices, self._choices)

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
        """As many as ``slot_bytes`` allow, and few enough that a layer can miss any number of experts."""
        affordable = slot_bytes // info.expert_bytes
        ways = max(1, min(info.experts // 2, info.experts - info.top_k))
        if ways * info.layers > affordable:
            ways = max(1, min(ways, info.top_k))
        return cls(min(info.layers, affordable // ways), ways, info)

    @property
    def geometry(self) -> Geometry:
        return Geometry(self.indexes, self.ways)

    def uses(self) -> list[int]:
        """Uses by which a static placement by popularity chooses these experts."""
        popular = np.zeros((self.info.layers, self.info.experts), int)
        popular[: self.indexes, : self.ways] = 1
        uses: list[int] = popular.ravel().tolist()
        return uses

    def misses(self) -> list[int]:
        """Numbers of misses that are possible in the cached layers: a selection, with the largest."""
        k = self.info.top_k
        possible = [j for j in range(k + 1) if k - self.ways <= j <= self.info.experts - self.ways]
        if not self.indexes:
            return [k]
        return [j for j in possible if k <= 4 or j == possible[-1] or (j & (j - 1)) == 0]

    def choices(self, missed: int, step: int) -> NDArray[np.int16]:
        """(layers, k): ``missed`` misses in each cached layer; every step takes other experts."""
        k, experts = self.info.top_k, self.info.experts
        hit = k - missed
        experts_by_layer = np.empty((self.info.layers, k), np.int16)
        for layer in range(self.info.layers):
            if layer < self.indexes:
                experts_by_layer[layer, :hit] = (step * hit + np.arange(hit)) % self.ways
                experts_by_layer[layer, hit:] = self.ways + (step * missed + np.arange(missed)) % (
                    experts - self.ways or 1
                )
            else:
                experts_by_layer[layer] = (step * k + np.arange(k)) % experts
        return experts_by_layer

    def mixed(self, step: int) -> NDArray[np.int16]:
        """(layers, k): random experts, with one of ``misses()`` in each cached layer; the same for the same step."""
        rng, k, experts = np.random.default_rng(step), self.info.top_k, self.info.experts
        experts_by_layer = np.empty((self.info.layers, k), np.int16)
        for layer in range(self.info.layers):
            if layer < self.indexes:
                missed = int(rng.choice(self.misses()))
                hits = rng.permutation(self.ways)[: k - missed]
                experts_by_layer[layer] = np.concatenate(
                    (hits, self.ways + rng.permutation(experts - self.ways)[:missed])
                )
            else:
                experts_by_layer[layer] = rng.permutation(experts)[:k]
        return experts_by_layer

    def counts(self, choices: NDArray[np.int16]) -> NDArray[np.int64]:
        """(k + 1,): in how many layers 0 to k of the ``choices`` (layers, k) miss."""
        missed = choices >= self.ways
        missed[self.indexes :] = True
        return np.bincount(missed.sum(axis=1), minlength=self.info.top_k + 1)

    def cycling(self, step: int) -> NDArray[np.int16]:
        """(layers, k): the experts that were used the longest time ago, so that nearly all miss and are filled."""
        k = self.info.top_k
        every = (step * k + np.arange(k)) % self.info.experts
        return np.tile(every, (self.info.layers, 1)).astype(np.int16)
