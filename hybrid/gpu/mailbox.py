"""Mailbox of a captured step: what the device sends to the host in the middle of it, and what it gets back.

Knows page-locked memory that a graph reads and writes at fixed addresses. The device sends the routed experts, the
router weights, the activations, and the slots in which it saw the experts; it gets the CPU's share, and a word that the
share is complete. Either by one fused kernel in each direction that reads and writes host memory itself
(``kernels.mailbox.TritonMailbox``), or by plain copies (``CopyMailbox``).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hybrid.experts.work import StepWords, TokenBuffers
from hybrid.gpu.activation_staging import RoutedTokens
from hybrid.gpu.host_words import await_word
from hybrid.types import ModelInfo

# Each layer's word takes 16 bytes and its three time stamps 32, so that one compiled kernel serves every layer.
_WORDS, _STAMPS = 2, 4
# A layer's word of arrival: whether the device waits, for the host's share or for its plan alone.
NOTHING_DUE, SHARE_DUE, PLAN_DUE = 1, 2, 3


class StepMailbox:
    """The host's end of the mailbox, for steps of one token. Kernels in the graphs read and write its buffers.

    Where a layer leaves work to the host, the device waits until the layer is ``answered``; otherwise it goes on. So
    ``hidden`` holds a layer's activations only while the device waits for that layer.
    """

    def __init__(self, info: ModelInfo, hidden: int, dtype: torch.dtype) -> None:
        """``dtype`` is that of the activations, whatever experts are stored as."""
        locked = torch.cuda.is_available()

        def zeros(*shape: int, dtype: torch.dtype = torch.int64) -> Tensor:
            return torch.zeros(shape, dtype=dtype, pin_memory=locked)

        layers, k = info.layers, info.top_k
        self.hidden = zeros(1, hidden, dtype=dtype)
        self.choices = zeros(layers, 1, k)
        self.weights = zeros(layers, 1, k, dtype=torch.float32)
        self.slots = zeros(layers, k)
        self.rows = zeros(layers, _WORDS)
        self.share = zeros(1, hidden, dtype=torch.float32)
        self.device_rows = zeros(k + 1, dtype=torch.int32)
        self.waits_for_plans = zeros(1, dtype=torch.int32)
        """Whether the device waits for the plan of every layer that misses."""
        self.arrived = zeros(layers, _WORDS)
        self.answered = zeros(layers, _WORDS).fill_(1)
        self.clock = zeros(layers, _STAMPS)
        """Device times in nanoseconds: when a layer's routing was published, when the device had computed its experts,
        and when the sum was complete, with the host's share."""
        self._device_rows, self._offered = self.device_rows.numpy(), (0,) * (k + 1)
        self._arrived, self._answered = self.arrived.numpy()[:, 0], self.answered.numpy()[:, 0]
        self._arrived_at = [word.data_ptr() for word in self.arrived]
        self._answered_at = [word.data_ptr() for word in self.answered]
        self._choices = self.choices.numpy()
        self._slots, self._rows, self._clock = self.slots.numpy(), self.rows.numpy()[:, 0], self.clock.numpy()

    def routed(self, layer: int) -> RoutedTokens:
        """This layer's tokens as the device has published them: views of the buffers, no copies."""
        return RoutedTokens(self.hidden, self.choices[layer].numpy(), self.weights[layer].numpy())

    def token_buffers(self, layer: int) -> TokenBuffers:
        """The buffers of ``routed``, the slots, and the CPU's share of the coming sum."""
        return TokenBuffers(self.hidden, self.choices[layer, 0], self.weights[layer, 0], self.slots[layer], self.share)

    def words(self) -> StepWords:
        """Where the words are, for who serves layers by itself."""
        stride = _WORDS * self.arrived.element_size()
        return StepWords(self.arrived.data_ptr(), self.answered.data_ptr(), self.rows.data_ptr(), stride, SHARE_DUE)

    def await_arrival(self, layer: int, looks: int) -> int:
        """The layer's word of arrival, or 0 if it has not come after ``looks`` looks."""
        return await_word(self._arrived_at[layer], looks)

    def await_answer(self, layer: int, looks: int) -> int:
        """Whether the layer has been answered, by whomever, as a number; looks so many times."""
        return await_word(self._answered_at[layer], looks)

    def has_arrived(self, layer: int) -> bool:
        return bool(self._arrived[layer])

    def looked_up(self, layer: int) -> tuple[list[int], list[bool]]:
        """The routed experts in router order, and which of them the device saw ready."""
        return self._choices[layer, 0].tolist(), [slot >= 0 for slot in self._slots[layer].tolist()]

    def own_rows(self, layer: int) -> int:
        """Intermediate rows that the device itself computes of each missed expert."""
        return int(self._rows[layer])

    def all_own_rows(self) -> list[int]:
        """``own_rows``, by layer."""
        rows: list[int] = self._rows.tolist()
        return rows

    def stamps(self) -> NDArray[np.int64]:
        """``clock`` of the step that has ended, (layers, 3), as a copy."""
        return self._clock[:, :3].copy()

    def open_share(self) -> Tensor:
        """The CPU's share of the coming sum, zeroed; float32 (1, hidden)."""
        return self.share.zero_()

    def offer(self, device_rows: tuple[int, ...]) -> None:
        """Sets the rows that the device computes of each miss, by the number of misses, from the next routing on."""
        if device_rows != self._offered:
            self._device_rows[:] = self._offered = device_rows

    def begin(self) -> None:
        """Clears the words of all layers for the coming step: none has arrived or is answered."""
        self._arrived[:] = 0
        self._answered[:] = 0

    def answer(self, layer: int) -> None:
        """Lets the device go on: the share of this layer is complete."""
        self._answered[layer] = 1

    def answer_all(self) -> None:
        """Lets the device run through without waiting; the results must not be used."""
        self._answered[:] = 1


def milliseconds(stamps: NDArray[np.int64]) -> NDArray[np.float64]:
    """(layers, 2) of ``StepMailbox.stamps``: from the routing to the device's experts, and to the full sum."""
    times: NDArray[np.float64] = (stamps[:, 1:] - stamps[:, :1]) / 1e6
    return times


@dataclass(frozen=True, slots=True)
class DeviceRouting:
    """A layer's routing as the device's kernels read it; all on the device."""

    choices: Tensor  # (k,) int64
    weights: Tensor  # (k,)
    slots: Tensor  # (k,) int64, -1 where the expert has none
    rows: Tensor  # (1,) int32: intermediate rows of each missed expert that the device computes
    waits: Tensor  # (1,) int32: whether the sum waits for the host's word, or for its share, too


class DeviceMailbox(Protocol):
    def publish(self, layer: int, hidden: Tensor, choices: Tensor, weights: Tensor) -> DeviceRouting:
        """Writes a layer's routing to the host and looks up the experts' slots.

        hidden (1, hidden), choices and weights (1, k), all on the device.
        """

    def combine(self, layer: int, routing: DeviceRouting, outputs: Tensor, dtype: torch.dtype) -> Tensor:
        """The device's ``outputs`` (n, hidden) float32 summed with the CPU's share: (1, hidden) in ``dtype``."""


class CopyMailbox:
    """Torch's copies, each a node of the graph. The device never waits, so the host must answer before ``combine``."""

    def __init__(self, buffers: StepMailbox, residency: Tensor, device: torch.device) -> None:
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
        return DeviceRouting(choices.view(-1), weights.view(-1), slots, self._none, self._none)

    def combine(self, layer: int, routing: DeviceRouting, outputs: Tensor, dtype: torch.dtype) -> Tensor:
        share = self._buffers.share.to(self._device, non_blocking=True)
        return (outputs.sum(dim=0, keepdim=True) + share).to(dtype)
