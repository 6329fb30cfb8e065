"""What the device tells the host in the middle of a captured step, and what it takes back.

Knows page-locked memory that a graph reads and writes at fixed addresses: on the way out the routed experts, the
router weights, the activations, and what the device found of the experts' places; on the way in the CPU's share and
the word that it is complete. Two ways: one fused kernel in each direction that touches host memory itself
(``triton_link.TritonLink``), or plain copies (``CopyLink``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from hybrid.compute import TokenBuffers
from hybrid.staging import RoutedTokens
from hybrid.types import ModelInfo

_WORDS = 4  # a layer's word has 16 bytes to itself, so that one compiled kernel serves every layer


class HostBuffers:
    """The host's end of the link, for steps of one token. Device work in the graphs reads and writes it.

    A layer that leaves work to the host waits on the device until it is ``answered``; one that does not goes on, so
    ``hidden`` is the layer's own only while the device waits.
    """

    def __init__(self, info: ModelInfo, hidden: int) -> None:
        self.hidden = torch.zeros((1, hidden), dtype=getattr(torch, info.dtype), pin_memory=True)
        self.choices = torch.zeros((info.layers, 1, info.top_k), dtype=torch.int64, pin_memory=True)
        self.weights = torch.zeros((info.layers, 1, info.top_k), dtype=torch.float32, pin_memory=True)
        self.slots = torch.zeros((info.layers, info.top_k), dtype=torch.int64, pin_memory=True)
        self.rows = torch.zeros((info.layers, _WORDS), dtype=torch.int32, pin_memory=True)
        self.share = torch.zeros((1, hidden), dtype=torch.float32, pin_memory=True)
        self.device_rows = torch.zeros(info.top_k + 1, dtype=torch.int32, pin_memory=True)
        self.always_wait = torch.zeros(1, dtype=torch.int32, pin_memory=True)
        self.answered = torch.ones((info.layers, _WORDS), dtype=torch.int32, pin_memory=True)
        self._device_rows, self._answered = self.device_rows.numpy(), self.answered.numpy()[:, 0]
        self._slots, self._rows = self.slots.numpy(), self.rows.numpy()[:, 0]

    def routed(self, layer: int) -> RoutedTokens:
        """What the device has told of this layer, in place."""
        return RoutedTokens(self.hidden, self.choices[layer].numpy(), self.weights[layer].numpy())

    def token_buffers(self, layer: int) -> TokenBuffers:
        """The same, and the CPU's share of the coming sum."""
        return TokenBuffers(self.hidden, self.choices[layer, 0], self.weights[layer, 0], self.slots[layer], self.share)

    def missed(self, layer: int) -> list[int]:
        """The experts for which the device found no slot, in router order."""
        choices = self.choices[layer, 0].tolist()
        return [expert for expert, slot in zip(choices, self._slots[layer].tolist(), strict=True) if slot < 0]

    def own_rows(self, layer: int) -> int:
        """Intermediate rows of each of those that the device computes itself."""
        return int(self._rows[layer])

    def open_share(self) -> Tensor:
        """The CPU's share of the coming sum, zeroed; float32 (1, hidden)."""
        return self.share.zero_()

    def offer(self, device_rows: Sequence[int]) -> None:
        """From the next routing on: the rows the device computes of each miss, by the number of misses."""
        self._device_rows[:] = device_rows

    def begin(self) -> None:
        """No layer of the coming step is answered."""
        self._answered[:] = 0

    def answer(self, layer: int) -> None:
        """The share of this layer is complete: the device goes on."""
        self._answered[layer] = 1

    def answer_all(self) -> None:
        """Nobody waits any more; what comes out is not to be used."""
        self._answered[:] = 1


@dataclass(frozen=True, slots=True)
class DeviceRouting:
    """What the device's kernels need to know of a layer's routing; all on the device."""

    choices: Tensor  # (k,) int64
    weights: Tensor  # (k,)
    slots: Tensor  # (k,) int64, -1 where the expert has none
    rows: Tensor  # (1,) int32: intermediate rows of each missed expert that the device computes
    kept: Tensor  # (k,) int64: where the weights of a wholly computed miss are kept, -1 for nowhere
    waits: Tensor  # (1,) int32: whether the sum waits for the host's word, or for its share, too


class Link(Protocol):
    def publish(self, layer: int, hidden: Tensor, choices: Tensor, weights: Tensor) -> DeviceRouting:
        """Writes a layer's routing to the host and looks up the experts' slots.

        hidden (1, hidden), choices and weights (1, k), all on the device.
        """

    def combine(self, layer: int, routing: DeviceRouting, outputs: Tensor, dtype: torch.dtype) -> Tensor:
        """The device's ``outputs`` (n, hidden) float32 summed with the CPU's share: (1, hidden) in ``dtype``."""


class CopyLink:
    """Copies that torch knows, each a node of its own in the graph. The device never waits: the host must go first."""

    def __init__(self, buffers: HostBuffers, residency: Tensor, device: torch.device) -> None:
        self._buffers, self._residency, self._device = buffers, residency, device
        self._none = torch.zeros(1, dtype=torch.int32, device=device)

    def publish(self, layer: int, hidden: Tensor, choices: Tensor, weights: Tensor) -> DeviceRouting:
        buffers = self._buffers
        buffers.hidden.copy_(hidden, non_blocking=True)
        buffers.choices[layer].copy_(choices, non_blocking=True)
        buffers.weights[layer].copy_(weights.float(), non_blocking=True)
        slot_of_expert = self._residency[layer].to(self._device, non_blocking=True)
        slots = slot_of_expert.index_select(0, choices.view(-1))
        buffers.slots[layer].copy_(slots, non_blocking=True)
        return DeviceRouting(choices.view(-1), weights.view(-1), slots, self._none, slots, self._none)

    def combine(self, layer: int, routing: DeviceRouting, outputs: Tensor, dtype: torch.dtype) -> Tensor:
        share = self._buffers.share.to(self._device, non_blocking=True)
        return (outputs.sum(dim=0, keepdim=True) + share).to(dtype)
