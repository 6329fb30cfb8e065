"""What the device tells the host in the middle of a captured step, and what it takes back.

Knows page-locked memory that a graph reads and writes at fixed addresses: the routed experts, the
router weights and the activations on the way out, the CPU's share on the way in. Two ways: one fused
kernel in each direction that touches host memory itself (``TritonLink``), or plain copies (``CopyLink``).
"""

from typing import Protocol

import torch
from torch import Tensor

from hybrid.staging import RoutedTokens
from hybrid.types import ModelInfo


class HostBuffers:
    """The host's end of the link, for steps of one token. Device work in the graph reads and writes it."""

    def __init__(self, info: ModelInfo, hidden: int) -> None:
        self.hidden = torch.zeros((1, hidden), dtype=getattr(torch, info.dtype), pin_memory=True)
        self.choices = torch.zeros((info.layers, 1, info.top_k), dtype=torch.int64, pin_memory=True)
        self.weights = torch.zeros((info.layers, 1, info.top_k), dtype=torch.float32, pin_memory=True)
        self.share = torch.zeros((1, hidden), dtype=torch.float32, pin_memory=True)
        self.has_share = torch.zeros(1, dtype=torch.int32, pin_memory=True)

    def routed(self, layer: int) -> RoutedTokens:
        """What the device has told of this layer, in place."""
        return RoutedTokens(self.hidden, self.choices[layer].numpy(), self.weights[layer].numpy())

    def open_share(self, needed: bool) -> Tensor:
        """The CPU's share of the coming sum, zeroed if it was or is in use; float32 (1, hidden)."""
        if needed or self.has_share[0]:
            self.share.zero_()
        self.has_share[0] = int(needed)
        return self.share


class Link(Protocol):
    def publish(self, layer: int, hidden: Tensor, choices: Tensor, weights: Tensor) -> Tensor:
        """Writes a layer's routing to the host; returns the slots of the ``choices`` (k,), -1 for none.

        hidden (1, hidden), choices and weights (1, k), all on the device.
        """

    def combine(self, outputs: Tensor, dtype: torch.dtype) -> Tensor:
        """The hits' ``outputs`` (n, hidden) float32 summed with the CPU's share: (1, hidden) in ``dtype``."""


class CopyLink:
    """Copies that torch knows; each is a node of its own in the graph."""

    def __init__(self, buffers: HostBuffers, residency: Tensor, device: torch.device) -> None:
        self._buffers, self._residency, self._device = buffers, residency, device

    def publish(self, layer: int, hidden: Tensor, choices: Tensor, weights: Tensor) -> Tensor:
        self._buffers.hidden.copy_(hidden, non_blocking=True)
        self._buffers.choices[layer].copy_(choices, non_blocking=True)
        self._buffers.weights[layer].copy_(weights.float(), non_blocking=True)
        slot_of_expert = self._residency[layer].to(self._device, non_blocking=True)
        return slot_of_expert.index_select(0, choices.view(-1))

    def combine(self, outputs: Tensor, dtype: torch.dtype) -> Tensor:
        share = self._buffers.share.to(self._device, non_blocking=True)
        return (outputs.sum(dim=0, keepdim=True) + share).to(dtype)
