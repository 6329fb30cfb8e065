"""Experts of one token on the device, for weights with a scale for each group of columns.

As ``experts``: a hit comes straight from its slot, of a miss the first rows from page-locked host memory. Weights are
unpacked in registers; a group's products are summed before its scale is applied. Sums are float32.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import triton
import triton.language as tl
from torch import Tensor

from hybrid.experts.work import ExpertBank
from hybrid.gpu.kernels.experts.gates import gate_arguments, gated
from hybrid.gpu.kernels.experts.weight_values import constants_of, products
from hybrid.gpu.mailbox import DeviceRouting
from hybrid.types import ExpertLayout

_COLUMNS, _WARPS, _DOWN_ROWS = 2048, 4, 2  # of a weight matrix, for one program


def run(
    layout: ExpertLayout,
    slots: ExpertBank,
    host: ExpertBank,
    hidden: Tensor,
    routing: DeviceRouting,
    inner: Tensor,
    outputs: Tensor,
) -> None:
    """Weighted ``outputs`` (k, hidden) float32 for ``hidden`` (1, hidden), zero where the device has no part."""
    biased, scaled = layout.biased, slots.format.scaled
    k = outputs.shape[0]
    _up[(layout.intermediate, k)](
        hidden,
        *_present(slots.up, slots.up_groups, slots.up_bias, slots.up_scales),
        *_present(host.up, host.up_groups, host.up_bias, host.up_scales),
        routing.slots,
        routing.choices,
        routing.rows,
        inner,
        layout.hidden,
        layout.intermediate,
        biased=biased,
        scaled=scaled,
        columns=_columns(layout.hidden, slots.format.step),
        num_warps=_WARPS,
        form=constants_of(slots.format),
        **gate_arguments(layout),
    )
    _down[(triton.cdiv(layout.hidden, _DOWN_ROWS), k)](
        inner,
        *_present(slots.down, slots.down_groups, slots.down_bias, slots.down_scales),
        *_present(host.down, host.down_groups, host.down_bias, host.down_scales),
        routing.slots,
        routing.choices,
        routing.rows,
        routing.weights,
        outputs,
        layout.hidden,
        layout.intermediate,
        biased=biased,
        scaled=scaled,
        rows=_DOWN_ROWS,
        columns=_columns(layout.intermediate, slots.down_format.step),
        num_warps=_WARPS,
        form=constants_of(slots.down_format),
    )


def _present(matrices: Tensor, *others: Tensor | None) -> list[Tensor]:
    """All of them; in place of one that there is not, an address that can be passed on and is never read."""
    return [matrices, *(matrices if other is None else other for other in others)]


def _columns(width: int, step: int) -> int:
    power: int = triton.next_power_of_2(width)
    return max(step, min(_COLUMNS, power))


@triton.jit
def _up(
    hidden,
    slot_matrices,
    slot_groups,
    slot_biases,
    slot_scales,
    host_matrices,
    host_groups,
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
    form: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    columns: tl.constexpr,
):
    place = tl.program_id(1)
    slot = tl.load(slots + place)
    row = tl.program_id(0)
    if slot >= 0:
        _up_row(
            hidden, slot_matrices, slot_groups, slot_biases, slot_scales, slot, inner + place * intermediate, row,
            hidden_size, intermediate, stride, partner, activation, alpha, limit, offset,
            form, biased, scaled, columns,
        )  # fmt: skip
    elif row < tl.load(own_rows):
        _up_row(
            hidden, host_matrices, host_groups, host_biases, host_scales, tl.load(choices + place),
            inner + place * intermediate, row,
            hidden_size, intermediate, stride, partner, activation, alpha, limit, offset,
            form, biased, scaled, columns,
        )  # fmt: skip


@triton.jit
def _up_row(
    hidden,
    matrices,
    groups,
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
    form: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    columns: tl.constexpr,
):
    """A gate's row and its partner's in one tile, so that both are under way at once."""
    at_rows = entry * 2 * intermediate + row * stride + tl.arange(0, 2) * partner
    both = products(
        hidden,
        matrices,
        groups,
        at_rows,
        at_rows >= 0,
        hidden_size,
        hidden_size,
        form,
        columns,
    )
    if scaled:
        both *= tl.load(scales + at_rows)
    if biased:
        both += tl.load(biases + at_rows).to(tl.float32)
    gate, up = tl.split(both)
    tl.store(inner + row, gated(gate, up, activation, alpha, limit, offset))


@triton.jit
def _down(
    inner,
    slot_matrices,
    slot_groups,
    slot_biases,
    slot_scales,
    host_matrices,
    host_groups,
    host_biases,
    host_scales,
    slots,
    choices,
    own_rows,
    weights,
    outputs,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    form: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
):
    place = tl.program_id(1)
    slot = tl.load(slots + place)
    gpu_rows = tl.load(own_rows)
    row = tl.program_id(0) * rows + tl.arange(0, rows)
    out = outputs + place * hidden_size
    if slot >= 0:
        _down_rows(
            inner + place * intermediate, slot_matrices, slot_groups, slot_biases, slot_scales, slot, weights + place,
            out, row, intermediate, hidden_size, intermediate, form, biased, scaled, columns,
        )  # fmt: skip
    elif gpu_rows > 0:
        _down_rows(
            inner + place * intermediate, host_matrices, host_groups, host_biases, host_scales,
            tl.load(choices + place), weights + place, out, row, gpu_rows, hidden_size, intermediate,
            form, biased, scaled, columns,
        )  # fmt: skip
    else:
        tl.store(out + row, tl.zeros((rows,), tl.float32), mask=row < hidden_size)


@triton.jit
def _down_rows(
    inner,
    matrices,
    groups,
    biases,
    scales,
    entry,
    weight,
    out,
    row,
    limit,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    form: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    columns: tl.constexpr,
):
    """The sum over the first ``limit`` intermediate rows; the bias comes with the last."""
    row_there = row < hidden_size
    at_rows = entry * hidden_size + row
    result = products(
        inner,
        matrices,
        groups,
        at_rows,
        row_there,
        limit,
        intermediate,
        form,
        columns,
    )
    if scaled:
        result *= tl.load(scales + at_rows, mask=row_there, other=0.0)
    if biased:
        biased_rows = row_there & (limit == intermediate)
        result += tl.load(biases + at_rows, mask=biased_rows, other=0.0).to(tl.float32)
    tl.store(out + row, result * tl.load(weight).to(tl.float32), mask=row_there)
