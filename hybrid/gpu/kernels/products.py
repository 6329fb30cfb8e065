"""Products of a matrix with one token, with what stands before and behind them: an RMS norm, a residual sum.

Libraries made for many tokens read the matrix too slowly for one. A program reads its rows of the matrix, which never
change, while the kernel before it still runs. A norm costs every program a sum of its own; launching it costs more.
Rounding is that of the single operations. Sums are float32.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

from dataclasses import dataclass
from typing import Any

import torch
import triton
import triton.language as tl
from torch import Tensor

from hybrid.gpu.kernels.early_launch import early_launch, follow

_COLUMNS = 4096  # that one program reads at once
THREE_ROWS = 2


@dataclass(frozen=True, slots=True)
class Norm:
    """An RMS norm to be computed along the way, as ``ops.rms_norm`` would; ``normal`` gets its result."""

    weight: Tensor
    eps: float
    normal: Tensor


def norm_fits(size: int) -> bool:
    """Whether activations of this size can be normed along the way: a program sees all of them at once."""
    return size <= _COLUMNS


def linear(
    hidden: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    *,
    norm: Norm | None = None,
    residual: Tensor | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """``hidden`` (..., size) of one token, normed, times ``weight`` (rows, size), contiguous, and ``bias`` (rows,).

    The ``residual`` (..., rows) is added to the rounded product. ``norm`` is for sizes that fit.
    """
    outputs, size = weight.shape
    if out is None:
        out = torch.empty((*hidden.shape[:-1], outputs), dtype=hidden.dtype, device=hidden.device)
    columns = min(_COLUMNS, triton.next_power_of_2(size))
    rows = 1 if columns == _COLUMNS else 2
    _linear[(triton.cdiv(outputs, rows),)](
        hidden.contiguous(),
        weight,
        weight if bias is None else bias,
        weight if residual is None else residual,
        out,
        outputs,
        biased=bias is not None,
        added=residual is not None,
        size=size,
        rows=rows,
        columns=columns,
        num_warps=8,
        **_norm_arguments(norm, weight),
        **early_launch(hidden.device),
    )
    return out


def three_linears(
    hidden: Tensor, weights: tuple[Tensor, Tensor, Tensor], norm: Norm | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """``linear`` with three matrices in one launch: one alone is too small to keep the memory busy.

    Each has a number of rows that ``THREE_ROWS`` divides.
    """
    outputs = [weight.shape[0] for weight in weights]
    size = weights[0].shape[1]
    out = torch.empty((*hidden.shape[:-1], sum(outputs)), dtype=hidden.dtype, device=hidden.device)
    _three_linears[(sum(outputs) // THREE_ROWS,)](
        hidden.contiguous(),
        *weights,
        out,
        first=outputs[0],
        second=outputs[1],
        third=outputs[2],
        size=size,
        rows=THREE_ROWS,
        columns=min(_COLUMNS, triton.next_power_of_2(size)),
        num_warps=8,
        **_norm_arguments(norm, weights[0]),
        **early_launch(hidden.device),
    )
    query, key, value = out.split(outputs, dim=-1)
    return query, key, value


def _norm_arguments(norm: Norm | None, anything: Tensor) -> dict[str, Any]:
    if norm is None:
        return {"norm_weight": anything, "eps": 0.0, "normal": anything, "normed": False}
    return {"norm_weight": norm.weight, "eps": norm.eps, "normal": norm.normal, "normed": True}


@triton.jit
def _three_linears(
    hidden,
    weight,
    second_weight,
    third_weight,
    out,
    norm_weight,
    eps,
    normal,
    first: tl.constexpr,
    second: tl.constexpr,
    third: tl.constexpr,
    size: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
    normed: tl.constexpr,
    early: tl.constexpr,
):
    row = tl.program_id(0) * rows
    before: tl.constexpr = first + second
    if row < first:
        _linear_rows(
            hidden, weight, weight, weight, out, norm_weight, eps, normal, row, first,
            size, False, False, rows, columns, normed, early,
        )  # fmt: skip
    elif row < before:
        _linear_rows(
            hidden, second_weight, weight, weight, out + first, norm_weight, eps, normal, row - first, second,
            size, False, False, rows, columns, normed, early,
        )  # fmt: skip
    else:
        _linear_rows(
            hidden, third_weight, weight, weight, out + before, norm_weight, eps, normal, row - before, third,
            size, False, False, rows, columns, normed, early,
        )  # fmt: skip


@triton.jit
def _linear(
    hidden,
    weight,
    bias,
    residual,
    out,
    outputs,
    norm_weight,
    eps,
    normal,
    size: tl.constexpr,
    biased: tl.constexpr,
    added: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
    normed: tl.constexpr,
    early: tl.constexpr,
):
    _linear_rows(
        hidden, weight, bias, residual, out, norm_weight, eps, normal, tl.program_id(0) * rows, outputs,
        size, biased, added, rows, columns, normed, early,
    )  # fmt: skip


@triton.jit
def _linear_rows(
    hidden,
    weight,
    bias,
    residual,
    out,
    norm_weight,
    eps,
    normal,
    start_row,
    outputs,
    size: tl.constexpr,
    biased: tl.constexpr,
    added: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
    normed: tl.constexpr,
    early: tl.constexpr,
):
    row = start_row + tl.arange(0, rows)
    row_there = row < outputs
    column = tl.arange(0, columns)
    first = row.to(tl.int64) * size
    there = row_there[:, None] & (column < size)[None, :]
    values = tl.load(weight + first[:, None] + column[None, :], mask=there, other=0.0)  # which never change
    if normed:
        scales = tl.load(norm_weight + column, mask=column < size, other=0.0)
    follow(early)
    x = tl.load(hidden + column, mask=column < size, other=0.0)
    if normed:
        wide = x.to(tl.float32)
        length = tl.rsqrt(tl.sum(wide * wide, axis=0) / size + eps)
        x = scales * (wide * length).to(x.dtype)
        if tl.program_id(0) == 0:
            tl.store(normal + column, x, mask=column < size)
    products = values.to(tl.float32) * x.to(tl.float32)[None, :]
    for start in range(columns, size, columns):
        at = start + column
        x = tl.load(hidden + at, mask=at < size, other=0.0)
        there = row_there[:, None] & (at < size)[None, :]
        values = tl.load(weight + first[:, None] + at[None, :], mask=there, other=0.0)
        products += values.to(tl.float32) * x.to(tl.float32)[None, :]
    total = tl.sum(products, axis=1)
    if biased:
        total += tl.load(bias + row, mask=row_there, other=0.0).to(tl.float32)
    total = total.to(out.dtype.element_ty)
    if added:
        total = (tl.load(residual + row, mask=row_there, other=0.0).to(tl.float32) + total.to(tl.float32)).to(
            out.dtype.element_ty
        )
    tl.store(out + row, total, mask=row_there)
