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
from hybrid.gpu.kernels.early_launch import early_launch, follow
from hybrid.gpu.kernels.experts import block_one_token
from hybrid.gpu.kernels.experts.gates import gate_arguments, gated
from hybrid.gpu.mailbox import DeviceRouting
from hybrid.types import ExpertLayout


@dataclass(frozen=True, slots=True)
class _Tile:
    """Of a matrix, what one program reads at once."""

    rows: int
    columns: int
    warps: int


_UP, _DOWN, _SHORT_DOWN = _Tile(1, 2048, 8), _Tile(2, 2048, 8), _Tile(4, 1024, 4)


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
        """Weighted ``outputs`` (k, hidden) float32 for ``hidden`` (1, hidden), zero where the device has no part."""
        layout, slots, host = self._layout, self._slots, self._hosts[layer]
        if slots.format.group:
            block_one_token.run(layout, slots, host, hidden, routing, self._inner, outputs)
            return
        biased, scaled = layout.biased, FORMATS[layout.format].scaled
        down = _DOWN if layout.intermediate > _SHORT_DOWN.columns else _SHORT_DOWN
        _up[(triton.cdiv(layout.intermediate, _UP.rows), self._top_k)](
            hidden,
            slots.up,
            slots.up_bias if biased else slots.up,
            slots.up_scales if scaled else slots.up,
            host.up,
            host.up_bias if biased else host.up,
            host.up_scales if scaled else host.up,
            routing.slots,
            routing.choices,
            routing.rows,
            self._inner,
            layout.hidden,
            layout.intermediate,
            biased=biased,
            scaled=scaled,
            rows=_UP.rows,
            columns=min(_UP.columns, triton.next_power_of_2(layout.hidden)),
            num_warps=_UP.warps,
            **gate_arguments(layout),
            **early_launch(hidden.device),
        )
        _down[(triton.cdiv(layout.hidden, down.rows), self._top_k)](
            self._inner,
            slots.down,
            slots.down_bias if biased else slots.down,
            slots.down_scales if scaled else slots.down,
            host.down,
            host.down_bias if biased else host.down,
            host.down_scales if scaled else host.down,
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


@triton.jit
def _up(
    hidden,
    slot_matrices,
    slot_biases,
    slot_scales,
    host_matrices,
    host_biases,
    host_scales,
    slots,
    choices,
    own_rows,
    inner,
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
    rows: tl.constexpr,
    columns: tl.constexpr,
    early: tl.constexpr,
):
    follow(early)
    place = tl.program_id(1)
    slot = tl.load(slots + place)
    row = tl.program_id(0) * rows + tl.arange(0, rows)
    if slot >= 0:
        _up_rows(
            hidden, slot_matrices, slot_biases, slot_scales, slot, inner + place * intermediate, row,
            hidden_size, intermediate, stride, partner, activation, alpha, limit, offset, biased, scaled, columns,
        )  # fmt: skip
    elif tl.program_id(0) * rows < tl.load(own_rows):
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
    follow(early)
    place = tl.program_id(1)
    slot = tl.load(slots + place)
    gpu_rows = tl.load(own_rows)
    row = tl.program_id(0) * rows + tl.arange(0, rows)
    out = outputs + place * hidden_size
    if slot >= 0:
        _down_rows(
            inner + place * intermediate, slot_matrices, slot_biases, slot_scales, slot, weights + place, out, row,
            intermediate, hidden_size, intermediate, biased, scaled, columns,
        )  # fmt: skip
    elif gpu_rows > 0:
        _down_rows(
            inner + place * intermediate, host_matrices, host_biases, host_scales, tl.load(choices + place),
            weights + place, out, row, gpu_rows, hidden_size, intermediate, biased, scaled, columns,
        )  # fmt: skip
    else:
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
):
    """The sum over the first ``limit`` intermediate rows; the bias comes with the last."""
    row_there = row < hidden_size
    weight_row = (entry * hidden_size + row) * intermediate
    column = tl.arange(0, columns)
    total = tl.zeros((row.shape[0], columns), tl.float32)
    for start in range(0, limit, columns):
        at = start + column
        there = row_there[:, None] & (at < limit)[None, :]
        x = tl.load(inner + at, mask=at < limit, other=0.0)[None, :]
        values = tl.load(matrices + weight_row[:, None] + at[None, :], mask=there, other=0.0)
        total += values.to(tl.float32) * x
    result = tl.sum(total, axis=1)
    if scaled:
        result *= tl.load(scales + entry * hidden_size + row, mask=row_there, other=0.0)
    if biased:
        biased_rows = row_there & (limit == intermediate)
        result += tl.load(biases + entry * hidden_size + row, mask=biased_rows, other=0.0).to(tl.float32)
    tl.store(out + row, result * tl.load(weight).to(tl.float32), mask=row_there)
