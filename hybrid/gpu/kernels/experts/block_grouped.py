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
from hybrid.gpu.kernels.experts.gates import gate_arguments, gated
from hybrid.gpu.kernels.experts.weight_values import (
    BLOCK,
    byte_value,
    constants_of,
    load_minimum,
    load_numbers,
    load_scale,
    number_value,
)
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
        form=constants_of(bank.format),
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
        form=constants_of(bank.down_format),
    )


@triton.jit
def tile(table):
    """This program's row: entry of the bank, first pair, number of pairs."""
    row = table + tl.program_id(0) * 3
    return tl.load(row), tl.load(row + 1), tl.load(row + 2)


@triton.jit
def _scaled(
    values,
    groups,
    row,
    row_there,
    start,
    width: tl.constexpr,
    form: tl.constexpr,
    columns: tl.constexpr,
):
    """Weights (n, rows) of ``values``, which are those of ``columns`` columns from ``start`` on or of every other."""
    fine: tl.constexpr = form[3]
    count: tl.constexpr = values.shape[0]
    rows: tl.constexpr = values.shape[1]
    scale_count: tl.constexpr = (width + fine - 1) // fine
    parts: tl.constexpr = columns // fine if columns > fine else 1
    place = start // fine + tl.arange(0, parts)
    there = (place < scale_count)[:, None] & row_there[None, :]
    scale = load_scale(groups, row[None, :], place[:, None], there, width, form)
    weights = values * _spread(scale, parts, count, rows)
    if form[6]:
        minimum = load_minimum(groups, row[None, :], place[:, None], there, width, form)
        weights -= _spread(minimum, parts, count, rows)
    return weights


@triton.jit
def _spread(numbers, parts: tl.constexpr, count: tl.constexpr, rows: tl.constexpr):
    """Numbers (parts, rows), each ``count / parts`` times -> (count, rows)."""
    return tl.reshape(tl.broadcast_to(numbers[:, None, :], (parts, count // parts, rows)), (count, rows))


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
    form: tl.constexpr,
    columns: tl.constexpr,
):
    """``total`` (pairs, rows) with the products of ``columns`` columns from ``start`` on added; ``inputs`` (pairs, 1)
    points to rows of activations. Where bytes hold two values, the even columns first, then the odd ones."""
    addresses = matrices + row[None, :] * (width // BLOCK * form[5])
    if form[7]:
        at = start + tl.arange(0, columns)
        inside = at < width
        there = inside[:, None] & row_there[None, :]
        x = tl.load(inputs + at[None, :], mask=pair_there[:, None] & inside[None, :], other=0.0)
        stored = tl.load(addresses + at[:, None], mask=there, other=0).to(tl.int32)
        weights = _scaled(
            byte_value(stored, form), groups, row, row_there, start,
            width, form, columns,
        )  # fmt: skip
        total = tl.dot(x, weights.to(x.dtype), total)
    else:
        pair = tl.arange(0, columns // 2)
        at = start + 2 * pair
        inside = at < width
        there = inside[:, None] & row_there[None, :]
        mask = pair_there[:, None] & inside[None, :]
        even = tl.load(inputs + at[None, :], mask=mask, other=0.0)
        odd = tl.load(inputs + at[None, :] + 1, mask=mask, other=0.0)
        first, second = load_numbers(addresses, pair[:, None], start, there, form)
        of_even = _scaled(number_value(first, form), groups, row, row_there, start, width, form, columns)
        of_odd = _scaled(number_value(second, form), groups, row, row_there, start, width, form, columns)
        total = tl.dot(even, of_even.to(even.dtype), total)
        total = tl.dot(odd, of_odd.to(odd.dtype), total)
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
    form: tl.constexpr,
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
            hidden_size, form, columns,
        )  # fmt: skip
        up = _add_products(
            up, inputs, there, matrices, groups, at_rows + partner, row_there, start,
            hidden_size, form, columns,
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
    form: tl.constexpr,
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
            intermediate, form, columns,
        )  # fmt: skip
    if scaled:
        total *= tl.load(scales + at_rows, mask=row_there, other=0.0)[None, :]
    if biased:
        total += tl.load(biases + at_rows, mask=row_there, other=0.0).to(tl.float32)[None, :]
    target = given + (first + pair)[:, None] * hidden_size + row[None, :]
    tl.store(target, total.to(given.dtype.element_ty), mask=there[:, None] & row_there[None, :])
