"""Triton kernels of a captured step: hits computed straight from their slots, and the link to the host.

Knows slot numbers that exist only on the device: a CUDA graph can hold these kernels although the
slots change every step. Covers gated, concatenated, untransposed layouts with a plain activation;
everything else stays with ``torch_mlp``. Sums are float32.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import torch
import triton
import triton.language as tl
from torch import Tensor

from hybrid.compute import ExpertBank
from hybrid.link import HostBuffers
from hybrid.types import ExpertLayout

_ACTIVATIONS = ("silu", "gelu", "gelu_tanh")
_UP_ROWS, _UP_COLUMNS = 8, 512
_DOWN_ROWS, _DOWN_COLUMNS = 4, 1024
_LINK_BLOCK = 512


def covers(layout: ExpertLayout) -> bool:
    plain = layout.gated and layout.concatenated and not layout.transposed
    return plain and layout.activation in _ACTIVATIONS


class SlotExperts:
    """The routed experts of one token that are in slots."""

    def __init__(self, layout: ExpertLayout, bank: ExpertBank, top_k: int) -> None:
        self._layout, self._bank, self._top_k = layout, bank, top_k
        device = bank.up.device
        self._inner = torch.empty((top_k, layout.intermediate), dtype=torch.float32, device=device)

    def run(self, hidden: Tensor, slots: Tensor, weights: Tensor, outputs: Tensor) -> None:
        """Weighted expert ``outputs`` (k, hidden) float32 for ``hidden`` (1, hidden), zero where there is no slot.

        ``slots`` (k,) int64 on the device (offsets outgrow 32 bits), -1 where the expert has none;
        ``weights`` (k,) in any dtype.
        """
        layout, bank = self._layout, self._bank
        biased = bank.up_bias is not None
        _up[(triton.cdiv(layout.intermediate, _UP_ROWS), self._top_k)](
            hidden,
            bank.up,
            bank.up_bias if biased else bank.up,
            slots,
            self._inner,
            layout.hidden,
            layout.intermediate,
            activation=layout.activation,
            biased=biased,
            rows=_UP_ROWS,
            columns=min(_UP_COLUMNS, triton.next_power_of_2(layout.hidden)),
        )
        _down[(triton.cdiv(layout.hidden, _DOWN_ROWS), self._top_k)](
            self._inner,
            bank.down,
            bank.down_bias if biased else bank.down,
            slots,
            weights,
            outputs,
            layout.hidden,
            layout.intermediate,
            biased=biased,
            rows=_DOWN_ROWS,
            columns=min(_DOWN_COLUMNS, triton.next_power_of_2(layout.intermediate)),
        )


class TritonLink:
    """One kernel each way; the device reads and writes the host's page-locked memory itself."""

    def __init__(self, buffers: HostBuffers, residency: Tensor, device: torch.device) -> None:
        self._buffers, self._residency, self._device = buffers, residency, device

    def publish(self, layer: int, hidden: Tensor, choices: Tensor, weights: Tensor) -> Tensor:
        k = choices.shape[-1]
        slots = torch.empty(k, dtype=torch.int64, device=self._device)
        _publish[(triton.cdiv(hidden.numel(), _LINK_BLOCK),)](
            hidden,
            choices,
            weights,
            self._residency[layer],
            self._buffers.hidden,
            self._buffers.choices[layer],
            self._buffers.weights[layer],
            slots,
            hidden.numel(),
            k,
            places=triton.next_power_of_2(k),
            block=_LINK_BLOCK,
        )
        return slots

    def combine(self, outputs: Tensor, dtype: torch.dtype) -> Tensor:
        size = outputs.shape[1]
        out = torch.empty((1, size), dtype=dtype, device=self._device)
        _combine[(triton.cdiv(size, _LINK_BLOCK),)](
            outputs, self._buffers.share, self._buffers.has_share, out, size, outputs.shape[0], block=_LINK_BLOCK
        )
        return out


@triton.jit
def _publish(
    hidden,
    choices,
    weights,
    slot_of_expert,
    hidden_host,
    choices_host,
    weights_host,
    slots,
    size,
    k,
    places: tl.constexpr,
    block: tl.constexpr,
):
    at = tl.program_id(0) * block + tl.arange(0, block)
    tl.store(hidden_host + at, tl.load(hidden + at, mask=at < size), mask=at < size)
    if tl.program_id(0) == 0:
        place = tl.arange(0, places)
        expert = tl.load(choices + place, mask=place < k, other=0)
        tl.store(choices_host + place, expert, mask=place < k)
        tl.store(weights_host + place, tl.load(weights + place, mask=place < k).to(tl.float32), mask=place < k)
        tl.store(slots + place, tl.load(slot_of_expert + expert, mask=place < k), mask=place < k)


@triton.jit
def _combine(outputs, share, has_share, out, size, count, block: tl.constexpr):
    at = tl.program_id(0) * block + tl.arange(0, block)
    there = at < size
    total = tl.zeros((block,), tl.float32)
    for row in range(count):
        total += tl.load(outputs + row * size + at, mask=there, other=0.0)
    if tl.load(has_share) != 0:
        total += tl.load(share + at, mask=there, other=0.0)
    tl.store(out + at, total.to(out.dtype.element_ty), mask=there)


@triton.jit
def _activate(x, activation: tl.constexpr):
    if activation == "silu":
        return x * tl.sigmoid(x)
    if activation == "gelu":
        return 0.5 * x * (1.0 + tl.erf(x * 0.7071067811865476))
    inner = 0.7978845608028654 * (x + 0.044715 * x * x * x)
    return x * tl.sigmoid(2.0 * inner)


@triton.jit
def _up(
    hidden,
    matrices,
    biases,
    slots,
    inner,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    activation: tl.constexpr,
    biased: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
):
    place = tl.program_id(1)
    slot = tl.load(slots + place)
    if slot < 0:
        return
    row = tl.program_id(0) * rows + tl.arange(0, rows)
    row_there = row < intermediate
    gate_row = (slot * 2 * intermediate + row) * hidden_size
    up_row = gate_row + intermediate * hidden_size
    column = tl.arange(0, columns)
    gate = tl.zeros((rows, columns), tl.float32)
    up = tl.zeros((rows, columns), tl.float32)
    for start in range(0, hidden_size, columns):
        at = start + column
        there = row_there[:, None] & (at < hidden_size)[None, :]
        x = tl.load(hidden + at, mask=at < hidden_size, other=0.0).to(tl.float32)[None, :]
        gate += tl.load(matrices + gate_row[:, None] + at[None, :], mask=there, other=0.0).to(tl.float32) * x
        up += tl.load(matrices + up_row[:, None] + at[None, :], mask=there, other=0.0).to(tl.float32) * x
    gate_sum = tl.sum(gate, axis=1)
    up_sum = tl.sum(up, axis=1)
    if biased:
        bias_row = slot * 2 * intermediate + row
        gate_sum += tl.load(biases + bias_row, mask=row_there, other=0.0).to(tl.float32)
        up_sum += tl.load(biases + bias_row + intermediate, mask=row_there, other=0.0).to(tl.float32)
    tl.store(inner + place * intermediate + row, _activate(gate_sum, activation) * up_sum, mask=row_there)


@triton.jit
def _down(
    inner,
    matrices,
    biases,
    slots,
    weights,
    outputs,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    biased: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
):
    place = tl.program_id(1)
    slot = tl.load(slots + place)
    row = tl.program_id(0) * rows + tl.arange(0, rows)
    row_there = row < hidden_size
    if slot < 0:
        tl.store(outputs + place * hidden_size + row, tl.zeros((rows,), tl.float32), mask=row_there)
        return
    weight_row = (slot * hidden_size + row) * intermediate
    column = tl.arange(0, columns)
    total = tl.zeros((rows, columns), tl.float32)
    for start in range(0, intermediate, columns):
        at = start + column
        there = row_there[:, None] & (at < intermediate)[None, :]
        x = tl.load(inner + place * intermediate + at, mask=at < intermediate, other=0.0)[None, :]
        total += tl.load(matrices + weight_row[:, None] + at[None, :], mask=there, other=0.0).to(tl.float32) * x
    result = tl.sum(total, axis=1)
    if biased:
        result += tl.load(biases + slot * hidden_size + row, mask=row_there, other=0.0).to(tl.float32)
    tl.store(outputs + place * hidden_size + row, result * tl.load(weights + place).to(tl.float32), mask=row_there)
