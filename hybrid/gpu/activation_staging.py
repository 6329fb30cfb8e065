"""Activation staging: activations and routing between the device and the host, once per MoE layer.

Knows page-locked buffers and the one wait the host cannot avoid: it must see which experts were
routed before it can plan. On the CPU the tensors are used where they are.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hybrid.gpu.host_words import read_words


@dataclass(frozen=True, slots=True)
class RoutedTokens:
    """What one MoE layer has to compute, as the host sees it."""

    hidden: Tensor  # (tokens, hidden) in host memory
    choices: NDArray[np.int64]  # (tokens, k), router order
    weights: NDArray[np.float32]  # (tokens, k)


class Staging(Protocol):
    def fetch(self, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> RoutedTokens:
        """Host copies of a layer's inputs; waits for them. ``hidden`` may be empty if nobody needs it."""

    def cpu_share(self, out: Tensor) -> Tensor:
        """Where the CPU adds its share of ``out``, float32 (tokens, hidden) in host memory."""

    def merge(self, out: Tensor, share: Tensor) -> None:
        """Brings the CPU's share into ``out``, without waiting."""

    def table(self, layers: int, experts: int) -> Tensor:
        """An int64 (layers, experts) table of -1 in host memory that the device can copy from."""


class DirectStaging:
    """Everything is in host memory already."""

    def fetch(self, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> RoutedTokens:
        return RoutedTokens(
            hidden.contiguous(),
            top_k_index.numpy(),
            top_k_weights.float().numpy(),
        )

    def cpu_share(self, out: Tensor) -> Tensor:
        return out

    def merge(self, out: Tensor, share: Tensor) -> None:
        pass

    def table(self, layers: int, experts: int) -> Tensor:
        return torch.full((layers, experts), -1, dtype=torch.int64)


class PinnedStaging:
    """Page-locked buffers that grow to the longest step so far.

    A buffer is written again only after the next ``fetch`` has waited for the stream, so a copy from it cannot still be
    under way. The buffers for activations grow only with the activations that are fetched: long prompts leave theirs on
    the device, and locking the pages of some GB takes a second.
    """

    def __init__(self, hidden: int, top_k: int, dtype: torch.dtype, device: torch.device) -> None:
        self._hidden_size, self._top_k, self._dtype, self._device = hidden, top_k, dtype, device
        self._grow(1, 1)

    def fetch(self, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> RoutedTokens:
        tokens, states = top_k_index.shape[0], hidden.shape[0]
        if tokens > self._index.shape[0] or states > self._hidden.shape[0]:
            torch.cuda.current_stream(self._device).synchronize()
            self._grow(max(tokens, self._index.shape[0]), max(states, self._hidden.shape[0]))
        self._index[:tokens].copy_(top_k_index, non_blocking=True)
        self._weights[:tokens].copy_(top_k_weights, non_blocking=True)
        self._hidden[:states].copy_(hidden, non_blocking=True)
        self._arrived.record(torch.cuda.current_stream(self._device))
        self._arrived.synchronize()
        return RoutedTokens(self._hidden[:states], self._index[:tokens].numpy(), self._weights[:tokens].numpy())

    def cpu_share(self, out: Tensor) -> Tensor:
        return self._out[: len(out)].zero_()

    def merge(self, out: Tensor, share: Tensor) -> None:
        moved = torch.empty_like(out)
        read_words(share, moved)
        out.add_(moved)

    def table(self, layers: int, experts: int) -> Tensor:
        return torch.full((layers, experts), -1, dtype=torch.int64, pin_memory=True)

    @torch.inference_mode(False)  # tensors made in that mode could not be written to outside it
    def _grow(self, tokens: int, states: int) -> None:
        self._hidden = torch.empty((states, self._hidden_size), dtype=self._dtype, pin_memory=True)
        self._index = torch.empty((tokens, self._top_k), dtype=torch.int64, pin_memory=True)
        self._weights = torch.empty((tokens, self._top_k), dtype=torch.float32, pin_memory=True)
        self._out = torch.empty((states, self._hidden_size), dtype=torch.float32, pin_memory=True)
        self._arrived = torch.cuda.Event()
