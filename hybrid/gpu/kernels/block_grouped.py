"""Grouped experts on the device, for weights with a scale for each group of columns: many tokens in one launch.

As ``grouped``. A tile of weights is unpacked and scaled in registers and rounded to the activations' type, as a model
whose weights are kept in that type has them.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import triton
import triton.language as tl
from torch import Tensor

from hybrid.experts.work import ExpertBank
from hybrid.gpu.kernels.gates import gate_arguments, gated
from hybrid.gpu.kernels.weight_values import byte_value, format_arguments, nibble_value, scale_value
from hybrid.gpu.tiles import Tiles
from hybrid.types import ExpertLayout

_COLUMNS = 64
_UP_ROWS, _DOWN_ROWS = 64, 128  # of a weight matrix, for one program


def run(
    layout: ExpertLayout,
    bank: ExpertBank,
    hidden: Tensor,
    order: Tensor,
    table: Tensor,
    top_k: int,
    tiles: Tiles,
    inner: Tensor,
    given: Tensor,
) -> None:
    """The pairs in ``table`` (a row a tile) through their experts: from ``hidden`` over ``inner`` to ``given``."""
    count, biased, scaled = table.shape[0], layout.biased, bank.format.scaled
    of_format = format_arguments(bank.format)
    _up[(count, triton.cdiv(layout.intermediate, _UP_ROWS))](
        hidden,
        order,
        bank.up,
        bank.up_groups,
        bank.up_bias if biased else bank.up,
        bank.up_scales if scaled else bank.up,
        table,
        inner,
        top_k,
        layout.hidden,
        layout.intermediate,
        biased=biased,
        scaled=scaled,
        pairs=tiles.pairs,
        rows=_UP_ROWS,
        columns=_COLUMNS,
        num_warps=tiles.warps,
        num_stages=3,
        **of_format,
        **gate_arguments(layout),
    )
    _down[(count, triton.cdiv(layout.hidden, _DOWN_ROWS))](
        inner,
        bank.down,
        bank.down_groups,
        bank.down_bias if biased else bank.down,
        bank.down_scales if scaled else bank.down,
        table,
        given,
        layout.hidden,
        layout.intermediate,
        biased=biased,
        scaled=scaled,
        pairs=tiles.pairs,
        rows=_DOWN_ROWS,
        columns=_COLUMNS,
        num_warps=tiles.warps,
        num_stages=3,
        **of_format,
    )


@triton.jit
def tile(table):
    """This program's row: entry of the bank, first pair, number of pairs."""
    row = table + tl.program_id(0) * 3
    return tl.load(row), tl.load(row + 1), tl.load(row + 2)


@triton.jit
def _scale(groups, row, there, column, width: tl.constexpr, scale_kind: tl.constexpr, group: tl.constexpr):
    """Scales (columns, rows) of the ``column``s of ``row``s."""
    of_group = column // group
    group_count: tl.constexpr = (width + group - 1) // group
    scales = tl.load(groups + row[None, :] * group_count + of_group[:, None], mask=there, other=0)
    return scale_value(scales, scale_kind)


@triton.jit
def _add_products(
    total,
    inputs,
    pair_there,
    matrices,
    groups,
    row,
    row_there,
    start,
    width: tl.constexpr,
    kind: tl.constexpr,
    scale_kind: tl.constexpr,
    group: tl.constexpr,
    columns: tl.constexpr,
):
    """``total`` (pairs, rows) with the products of ``columns`` columns from ``start`` on added; ``inputs`` (pairs, 1)
    points to rows of activations. Where bytes hold two values, the even columns first, then the odd ones."""
    if kind == "e4m3":
        at = start + tl.arange(0, columns)
        inside = at < width
        there = inside[:, None] & row_there[None, :]
        x = tl.load(inputs + at[None, :], mask=pair_there[:, None] & inside[None, :], other=0.0)
        stored = tl.load(matrices + row[None, :] * width + at[:, None], mask=there, other=0).to(tl.int32)
        weights = byte_value(stored) * _scale(groups, row, there, at, width, scale_kind, group)
        total = tl.dot(x, weights.to(x.dtype), total)
    else:
        byte = tl.arange(0, columns // 2)
        at = start + 2 * byte
        inside = at < width
        there = inside[:, None] & row_there[None, :]
        mask = pair_there[:, None] & inside[None, :]
        even = tl.load(inputs + at[None, :], mask=mask, other=0.0)
        odd = tl.load(inputs + at[None, :] + 1, mask=mask, other=0.0)
        stored = tl.load(matrices + row[None, :] * (width // 2) + (start // 2 + byte)[:, None], mask=there, other=0).to(
            tl.int32
        )
        scale = _scale(groups, row, there, at, width, scale_kind, group)
        total = tl.dot(even, (nibble_value(stored & 15, kind) * scale).to(even.dtype), total)
        total = tl.dot(odd, (nibble_value(stored >> 4, kind) * scale).to(odd.dtype), total)
    return total


@triton.jit
def _up(
    hidden,
    order,
    matrices,
    groups,
    biases,
    scales,
    table,
    inner,
    k,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    stride: tl.constexpr,
    partner: tl.constexpr,
    activation: tl.constexpr,
    alpha: tl.constexpr,
    limit: tl.constexpr,
    offset: tl.constexpr,
    kind: tl.constexpr,
    scale_kind: tl.constexpr,
    group: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    pairs: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
):
    entry, first, count = tile(table)
    pair = tl.arange(0, pairs)
    there = pair < count
    token = tl.load(order + first + pair, mask=there, other=0) // k
    row = tl.program_id(1) * rows + tl.arange(0, rows)
    row_there = row < intermediate
    inputs = hidden + token[:, None] * hidden_size
    at_rows = entry * 2 * intermediate + row * stride
    gate = tl.zeros((pairs, rows), tl.float32)
    up = tl.zeros((pairs, rows), tl.float32)
    for start in range(0, hidden_size, columns):
        gate = _add_products(
            gate, inputs, there, matrices, groups, at_rows, row_there, start,
            hidden_size, kind, scale_kind, group, columns,
        )  # fmt: skip
        up = _add_products(
            up, inputs, there, matrices, groups, at_rows + partner, row_there, start,
            hidden_size, kind, scale_kind, group, columns,
        )  # fmt: skip
    if scaled:
        gate *= tl.load(scales + at_rows, mask=row_there, other=0.0)[None, :]
        up *= tl.load(scales + at_rows + partner, mask=row_there, other=0.0)[None, :]
    if biased:
        gate += tl.load(biases + at_rows, mask=row_there, other=0.0).to(tl.float32)[None, :]
        up += tl.load(biases + at_rows + partner, mask=row_there, other=0.0).to(tl.float32)[None, :]
    result = gated(gate, up, activation, alpha, limit, offset)
    target = inner + (first + pair)[:, None] * intermediate + row[None, :]
    tl.store(target, result.to(inner.dtype.element_ty), mask=there[:, None] & row_there[None, :])


@triton.jit
def _down(
    inner,
    matrices,
    groups,
    biases,
    scales,
    table,
    given,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    kind: tl.constexpr,
    scale_kind: tl.constexpr,
    group: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    pairs: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
):
    entry, first, count = tile(table)
    pair = tl.arange(0, pairs)
    there = pair < count
    row = tl.program_id(1) * rows + tl.arange(0, rows)
    row_there = row < hidden_size
    inputs = inner + (first + pair)[:, None] * intermediate
    at_rows = entry * hidden_size + row
    total = tl.zeros((pairs, rows), tl.float32)
    for start in range(0, intermediate, columns):
        total = _add_products(
            total, inputs, there, matrices, groups, at_rows, row_there, start,
            intermediate, kind, scale_kind, group, columns,
        )  # fmt: skip
    if scaled:
        total *= tl.load(scales + at_rows, mask=row_there, other=0.0)[None, :]
    if biased:
        total += tl.load(biases + at_rows, mask=row_there, other=0.0).to(tl.float32)[None, :]
    target = given + (first + pair)[:, None] * hidden_size + row[None, :]
    tl.store(target, total.to(given.dtype.element_ty), mask=there[:, None] & row_there[None, :])
