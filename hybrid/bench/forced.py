"""Routing forced from a trace, on any model and without the engine knowing.

A hook in front of every experts module puts the trace's experts in the place of the router's; the router
still runs, and its weights are kept. Prompts are routed by the router.
"""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


class ForcedRouting:
    """``step`` chooses whose experts the next single-token step takes."""

    def __init__(self, modules: Sequence[nn.Module], top_k: int, device: torch.device) -> None:
        self._choices = torch.zeros((len(modules), 1, top_k), dtype=torch.int64, device=device)
        self._hooks = [module.register_forward_pre_hook(self._replacing(layer)) for layer, module in enumerate(modules)]

    def step(self, choices: NDArray[np.int16]) -> None:
        """``choices`` (layers, k) of one token."""
        self._choices.copy_(torch.from_numpy(choices.astype(np.int64))[:, None])

    def remove(self) -> None:
        for hook in self._hooks:
            hook.remove()

    def _replacing(self, layer: int) -> Callable[..., tuple[Tensor, ...] | None]:
        def replace(module: nn.Module, args: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, ...] | None:
            hidden, index, weights = args
            return (hidden, self._choices[layer], weights) if len(hidden) == 1 else None

        return replace
