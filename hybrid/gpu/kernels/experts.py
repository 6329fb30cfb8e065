"""Experts of one token on the device, as Triton kernels of a captured step.

Knows slot numbers that exist only on the device: a CUDA graph can hold these kernels although the slots change every
step. A hit is computed straight from its slot. Of a miss the first rows are computed from the host's page-locked
weights, read over the link. Covers the layouts of ``gates``; everything else stays with ``torch_mlp``.
Sums are float32.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import triton
import triton.language as tl
from torch import Tensor

from hybrid.experts.formats import FORMATS
from hybrid.experts.work import ExpertBank
from hybrid.gpu.kernels import block_experts
from hybrid.gpu.kernels.early_launch import early_launch, follow, follow_and_lead
from hybrid.gpu.kernels.gates import gate_arguments, gated
from hybrid.gpu.kernels.host_words import message_arguments, tell, write_message
from hybrid.gpu.mailbox import DeviceRouting
from hybrid.types import ExpertLayout


@dataclass(frozen=True, slots=True)
class _Tile:
    """Of a matrix, what one program reads at once."""

    rows: int
    columns: int
    warps: int


_UP, _DOWN, _SHORT_DOWN = _Tile(1, 2048, 8), _Tile(2, 2048, 8), _Tile(8, 256, 8)
_SHORT = 1024  # columns of down; of so few, a warp reads all by itself


class DeviceExperts:
    """The routed experts of one token, as far as the device computes them.

    ``slots`` is the bank of the slots, ``hosts`` are those of the layers in page-locked memory.
    """

    def __init__(
        self,
        layout: ExpertLayout,
        slots: ExpertBank,
        hosts: Sequence[ExpertBank],
        top_k: int,
        device: torch.device,
    ) -> None:
        self._layout, self._hosts, self._top_k = layout, hosts, top_k
        self._slots = slots if slots.up.shape[0] else hosts[0]  # an address that can be passed on, never read
        self._inner = torch.empty((top_k, layout.intermediate), dtype=torch.float32, device=device)

    def run(self, layer: int, hidden: Tensor, routing: DeviceRouting, outputs: Tensor) -> None:
        """Weighted ``outputs`` (k, hidden) float32 for ``hidden`` (1, hidden), zero where the device has no part.

        Sends the routing's message.
        """
        layout, slots, host = self._layout, self._slots, self._hosts[layer]
        if slots.format.group:
            if routing.message is not None:
                tell(hidden, routing)
            block_experts.run(layout, slots, host, hidden, routing, self._inner, outputs)
            return
        biased, scaled = layout.biased, FORMATS[layout.format].scaled
        down = _DOWN if layout.intermediate > _SHORT else _SHORT_DOWN
        tells = int(routing.message is not None)
        _up[(triton.cdiv(layout.intermediate, _UP.rows) + tells, self._top_k)](
            *_addresses(slots.up, slots.up_bias, slots.up_scales),
            *_addresses(host.up, host.up_bias, host.up_scales),
            self._inner,
            intermediate=layout.intermediate,
            tells=tells,
            biased=biased,
            scaled=scaled,
            rows=_UP.rows,
            columns=min(_UP.columns, triton.next_power_of_2(layout.hidden)),
            num_warps=_UP.warps,
            **message_arguments(hidden, routing),
            **gate_arguments(layout),
            **early_launch(hidden.device),
        )
        _down[(triton.cdiv(layout.hidden, down.rows), self._top_k)](
            self._inner,
            *_addresses(slots.down, slots.down_bias, slots.down_scales),
            *_addresses(host.down, host.down_bias, host.down_scales),
            routing.slots,
            routing.choices,
            routing.rows,
            routing.weights,
            outputs,
            layout.hidden,
            layout.intermediate,
            biased=biased,
            scaled=scaled,
            rows=down.rows,
            columns=min(down.columns, triton.next_power_of_2(layout.intermediate)),
            num_warps=down.warps,
            **early_launch(hidden.device),
        )


def _addresses(matrices: Tensor, biases: Tensor | None, scales: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
    """What a kernel is passed: something also for what there is not."""
    return matrices, matrices if biases is None else biases, matrices if scales is None else scales


@triton.jit
def _up(
    slot_matrices,
    slot_biases,
    slot_scales,
    host_matrices,
    host_biases,
    host_scales,
    inner,
    hidden,
    choices,
    weights,
    slots,
    own_rows,
    waits,
    hidden_host,
    choices_host,
    weights_host,
    slots_host,
    rows_host,
    arrived,
    clock,
    top_k: tl.constexpr,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    tells: tl.constexpr,
    stride: tl.constexpr,
    partner: tl.constexpr,
    activation: tl.constexpr,
    alpha: tl.constexpr,
    limit: tl.constexpr,
    offset: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
    early: tl.constexpr,
):
    """The first program tells the host, if it ``tells``; nobody waits for that, and it may take as long as the rest."""
    follow_and_lead(early)
    place = tl.program_id(1)
    part = tl.program_id(0) - tells
    slot = tl.load(slots + place)
    row = part * rows + tl.arange(0, rows)
    if part < 0:
        if place == 0:
            write_message(
                hidden, choices, weights, slots, own_rows, waits, hidden_host, choices_host, weights_host, slots_host,
                rows_host, arrived, clock, top_k, hidden_size,
            )  # fmt: skip
    elif slot >= 0:
        _up_rows(
            hidden, slot_matrices, slot_biases, slot_scales, slot, inner + place * intermediate, row,
            hidden_size, intermediate, stride, partner, activation, alpha, limit, offset, biased, scaled, columns,
        )  # fmt: skip
    elif part * rows < tl.load(own_rows):
        _up_rows(
            hidden, host_matrices, host_biases, host_scales, tl.load(choices + place), inner + place * intermediate,
            row, hidden_size, intermediate, stride, partner, activation, alpha, limit, offset, biased, scaled, columns,
        )  # fmt: skip


@triton.jit
def _up_rows(
    hidden,
    matrices,
    biases,
    scales,
    entry,
    inner,
    row,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    stride: tl.constexpr,
    partner: tl.constexpr,
    activation: tl.constexpr,
    alpha: tl.constexpr,
    limit: tl.constexpr,
    offset: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    columns: tl.constexpr,
):
    row_there = row < intermediate
    gate_row = (entry * 2 * intermediate + row * stride) * hidden_size
    up_row = gate_row + partner * hidden_size
    column = tl.arange(0, columns)
    gate = tl.zeros((row.shape[0], columns), tl.float32)
    up = tl.zeros((row.shape[0], columns), tl.float32)
    for start in range(0, hidden_size, columns):
        at = start + column
        there = row_there[:, None] & (at < hidden_size)[None, :]
        x = tl.load(hidden + at, mask=at < hidden_size, other=0.0).to(tl.float32)[None, :]
        gates = tl.load(matrices + gate_row[:, None] + at[None, :], mask=there, other=0.0)
        ups = tl.load(matrices + up_row[:, None] + at[None, :], mask=there, other=0.0)
        gate += gates.to(tl.float32) * x
        up += ups.to(tl.float32) * x
    gate_sum = tl.sum(gate, axis=1)
    up_sum = tl.sum(up, axis=1)
    at_row = entry * 2 * intermediate + row * stride
    if scaled:
        gate_sum *= tl.load(scales + at_row, mask=row_there, other=0.0)
        up_sum *= tl.load(scales + at_row + partner, mask=row_there, other=0.0)
    if biased:
        gate_sum += tl.load(biases + at_row, mask=row_there, other=0.0).to(tl.float32)
        up_sum += tl.load(biases + at_row + partner, mask=row_there, other=0.0).to(tl.float32)
    result = gated(gate_sum, up_sum, activation, alpha, limit, offset)
    tl.store(inner + row, result, mask=row_there)


@triton.jit
def _down(
    inner,
    slot_matrices,
    slot_biases,
    slot_scales,
    host_matrices,
    host_biases,
    host_scales,
    slots,
    choices,
    own_rows,
    weights,
    outputs,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
    early: tl.constexpr,
):
    """Reads weights before it waits for ``inner``: the routing was there before ``_up`` let this kernel be launched."""
    place = tl.program_id(1)
    slot = tl.load(slots + place, cache_modifier=".cg")
    own = tl.load(own_rows, cache_modifier=".cg")
    row = tl.program_id(0) * rows + tl.arange(0, rows)
    out = outputs + place * hidden_size
    if slot >= 0:
        _down_rows(
            inner + place * intermediate, slot_matrices, slot_biases, slot_scales, slot, weights + place, out, row,
            intermediate, hidden_size, intermediate, biased, scaled, columns, True, early,
        )  # fmt: skip
    elif own > 0:
        _down_rows(
            inner + place * intermediate, host_matrices, host_biases, host_scales,
            tl.load(choices + place, cache_modifier=".cg"), weights + place, out, row,
            own, hidden_size, intermediate, biased, scaled, columns, False, early,
        )  # fmt: skip
    else:
        follow(early)
        tl.store(out + row, tl.zeros((rows,), tl.float32), mask=row < hidden_size)


@triton.jit
def _down_rows(
    inner,
    matrices,
    biases,
    scales,
    entry,
    weight,
    out,
    row,
    limit,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    columns: tl.constexpr,
    whole: tl.constexpr,
    early: tl.constexpr,
):
    """The sum over the first ``limit`` intermediate rows, or the ``whole``; the bias comes with the last."""
    row_there = row < hidden_size
    weight_row = (entry * hidden_size + row) * intermediate
    column = tl.arange(0, columns)
    there = row_there[:, None] & (column < limit)[None, :]
    values = tl.load(matrices + weight_row[:, None] + column[None, :], mask=there, other=0.0)
    follow(early)
    total = values.to(tl.float32) * tl.load(inner + column, mask=column < limit, other=0.0)[None, :]
    if whole:
        for part in tl.static_range(1, triton.cdiv(intermediate, columns)):
            total += _products(matrices, weight_row, inner, part * columns + column, row_there, limit)
    else:
        for start in range(columns, limit, columns):
            total += _products(matrices, weight_row, inner, start + column, row_there, limit)
    result = tl.sum(total, axis=1)
    if scaled:
        result *= tl.load(scales + entry * hidden_size + row, mask=row_there, other=0.0)
    if biased:
        last = row_there & (limit == intermediate)
        result += tl.load(biases + entry * hidden_size + row, mask=last, other=0.0).to(tl.float32)
    tl.store(out + row, result * tl.load(weight).to(tl.float32), mask=row_there)


@triton.jit
def _products(matrices, weight_row, inner, at, row_there, limit):
    there = row_there[:, None] & (at < limit)[None, :]
    x = tl.load(inner + at, mask=at < limit, other=0.0)[None, :]
    return tl.load(matrices + weight_row[:, None] + at[None, :], mask=there, other=0.0).to(tl.float32) * x
