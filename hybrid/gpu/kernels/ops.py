"""Fused kernels for one token: norms, rotary embeddings, routing, and products of a matrix with one token.

Each does at once what a model's own forward spells out in many; products, because libraries made for many tokens read
the matrix too slowly. Knows the arithmetic, rounding included, of the ways transformers writes them, for one token;
``decode.fused_ops`` decides where a model's own is one of those. Sums are float32.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import torch
import triton
import triton.language as tl
from torch import Tensor

from hybrid.gpu.kernels.early_launch import early_launch, follow

_LINEAR_COLUMNS = 4096
THREE_ROWS = 2


def rms_norm(hidden: Tensor, weight: Tensor, eps: float) -> Tensor:
    """``weight * hidden / rms(hidden)`` over the last dimension, (..., size), rounded before the weight is applied."""
    size = weight.numel()
    rows = hidden.contiguous()
    out = torch.empty_like(rows)
    block = triton.next_power_of_2(size)
    warps = min(16, max(1, block // 256))
    _rms_norm[(rows.numel() // size,)](
        rows, weight, out, size, eps, block=block, num_warps=warps, **early_launch(hidden.device)
    )
    return out


def rotate(query: Tensor, key: Tensor, cos: Tensor, sin: Tensor) -> tuple[Tensor, Tensor]:
    """Rotary embedding of one token by halves: query and key (1, heads, 1, size), cos and sin (1, 1, size)."""
    size = query.shape[-1]
    heads, key_heads = query.shape[1], key.shape[1]
    out = torch.empty((1, heads, 1, size), dtype=query.dtype, device=query.device)
    key_out = torch.empty((1, key_heads, 1, size), dtype=key.dtype, device=key.device)
    _rotate[(heads + key_heads,)](
        query,
        key,
        cos,
        sin,
        out,
        key_out,
        heads,
        query.stride(1),
        key.stride(1),
        size=size,
        block=triton.next_power_of_2(size),
        num_warps=1,
        **early_launch(query.device),
    )
    return out, key_out


def choose(logits: Tensor, top_k: int, normalised: bool, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """The ``top_k`` experts of one token by softmax of ``logits`` (1, experts): their weights and numbers, (1, k)."""
    experts = logits.shape[-1]
    weights = torch.empty((1, top_k), dtype=dtype, device=logits.device)
    chosen = torch.empty((1, top_k), dtype=torch.int64, device=logits.device)
    _choose[(1,)](
        logits,
        weights,
        chosen,
        experts,
        top_k=top_k,
        places=triton.next_power_of_2(top_k),
        normalised=normalised,
        block=triton.next_power_of_2(experts),
        num_warps=1,
        **early_launch(logits.device),
    )
    return weights, chosen


def linear(hidden: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """``hidden`` (..., size) of one token times ``weight`` (rows, size), contiguous, and ``bias`` (rows,)."""
    outputs, size = weight.shape
    out = torch.empty((*hidden.shape[:-1], outputs), dtype=hidden.dtype, device=hidden.device)
    columns = min(_LINEAR_COLUMNS, triton.next_power_of_2(size))
    rows = 1 if columns == _LINEAR_COLUMNS else 2
    _linear[(triton.cdiv(outputs, rows),)](
        hidden.contiguous(),
        weight,
        weight if bias is None else bias,
        out,
        outputs,
        size=size,
        biased=bias is not None,
        rows=rows,
        columns=columns,
        num_warps=8,
        **early_launch(hidden.device),
    )
    return out


def three_linears(hidden: Tensor, weights: tuple[Tensor, Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
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
        columns=min(_LINEAR_COLUMNS, triton.next_power_of_2(size)),
        num_warps=8,
        **early_launch(hidden.device),
    )
    query, key, value = out.split(outputs, dim=-1)
    return query, key, value


@triton.jit
def _three_linears(
    hidden,
    weight,
    second_weight,
    third_weight,
    out,
    first: tl.constexpr,
    second: tl.constexpr,
    third: tl.constexpr,
    size: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
    early: tl.constexpr,
):
    row = tl.program_id(0) * rows
    if row < first:
        _linear_rows(hidden, weight, weight, out, row, first, size, False, rows, columns, early)
    elif row < first + second:
        _linear_rows(hidden, second_weight, weight, out + first, row - first, second, size, False, rows, columns, early)
    else:
        before: tl.constexpr = first + second
        _linear_rows(hidden, third_weight, weight, out + before, row - before, third, size, False, rows, columns, early)


@triton.jit
def _linear(
    hidden,
    weight,
    bias,
    out,
    outputs,
    size: tl.constexpr,
    biased: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
    early: tl.constexpr,
):
    _linear_rows(hidden, weight, bias, out, tl.program_id(0) * rows, outputs, size, biased, rows, columns, early)


@triton.jit
def _linear_rows(
    hidden,
    weight,
    bias,
    out,
    start_row,
    outputs,
    size: tl.constexpr,
    biased: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
    early: tl.constexpr,
):
    row = start_row + tl.arange(0, rows)
    row_there = row < outputs
    column = tl.arange(0, columns)
    first = row.to(tl.int64) * size
    there = row_there[:, None] & (column < size)[None, :]
    values = tl.load(weight + first[:, None] + column[None, :], mask=there, other=0.0)  # which never change
    follow(early)
    x = tl.load(hidden + column, mask=column < size, other=0.0).to(tl.float32)
    products = values.to(tl.float32) * x[None, :]
    for start in range(columns, size, columns):
        at = start + column
        x = tl.load(hidden + at, mask=at < size, other=0.0).to(tl.float32)
        there = row_there[:, None] & (at < size)[None, :]
        values = tl.load(weight + first[:, None] + at[None, :], mask=there, other=0.0)
        products += values.to(tl.float32) * x[None, :]
    total = tl.sum(products, axis=1)
    if biased:
        total += tl.load(bias + row, mask=row_there, other=0.0).to(tl.float32)
    tl.store(out + row, total.to(out.dtype.element_ty), mask=row_there)


@triton.jit
def _rms_norm(rows, weight, out, size, eps, block: tl.constexpr, early: tl.constexpr):
    follow(early)
    at = tl.arange(0, block)
    there = at < size
    start = tl.program_id(0) * size
    x = tl.load(rows + start + at, mask=there, other=0.0).to(tl.float32)
    scale = tl.rsqrt(tl.sum(x * x, axis=0) / size + eps)
    dtype = out.dtype.element_ty
    normal = (x * scale).to(dtype)
    tl.store(out + start + at, tl.load(weight + at, mask=there) * normal, mask=there)


@triton.jit
def _rotate(
    query,
    key,
    cos,
    sin,
    out,
    key_out,
    heads,
    query_stride,
    key_stride,
    size: tl.constexpr,
    block: tl.constexpr,
    early: tl.constexpr,
):
    follow(early)
    head = tl.program_id(0)
    if head < heads:
        _rotate_head(query + head * query_stride, cos, sin, out + head * size, size, block)
    else:
        _rotate_head(key + (head - heads) * key_stride, cos, sin, key_out + (head - heads) * size, size, block)


@triton.jit
def _rotate_head(vector, cos, sin, out, size: tl.constexpr, block: tl.constexpr):
    at = tl.arange(0, block)
    there = at < size
    half = size // 2
    other = tl.where(at < half, at + half, at - half)
    dtype = out.dtype.element_ty
    x = tl.load(vector + at, mask=there, other=0.0).to(tl.float32)
    turned = tl.load(vector + other, mask=there, other=0.0).to(tl.float32)
    turned = tl.where(at < half, -turned, turned)
    straight = (x * tl.load(cos + at, mask=there, other=0.0).to(tl.float32)).to(dtype)
    crossed = (turned * tl.load(sin + at, mask=there, other=0.0).to(tl.float32)).to(dtype)
    tl.store(out + at, (straight.to(tl.float32) + crossed.to(tl.float32)).to(dtype), mask=there)


@triton.jit
def _choose(
    logits,
    weights,
    chosen,
    experts,
    top_k: tl.constexpr,
    places: tl.constexpr,
    normalised: tl.constexpr,
    block: tl.constexpr,
    early: tl.constexpr,
):
    follow(early)
    at = tl.arange(0, block)
    place = tl.arange(0, places)
    x = tl.load(logits + at, mask=at < experts, other=float("-inf")).to(tl.float32)
    e = tl.exp(x - tl.max(x, axis=0))
    left = tl.where(at < experts, e / tl.sum(e, axis=0), -1.0)
    values = tl.zeros((places,), tl.float32)
    numbers = tl.zeros((places,), tl.int64)
    for k in tl.static_range(top_k):
        value, number = tl.max(left, axis=0, return_indices=True)
        values = tl.where(place == k, value, values)
        numbers = tl.where(place == k, number.to(tl.int64), numbers)
        left = tl.where(at == number, -1.0, left)
    if normalised:
        values = values / tl.sum(values, axis=0)
    tl.store(weights + place, values.to(weights.dtype.element_ty), mask=place < top_k)
    tl.store(chosen + place, numbers, mask=place < top_k)
