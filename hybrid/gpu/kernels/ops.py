"""Fused kernels for one token: norms, rotary embeddings, routing, and a longer KV cache.

Each does at once what a model's own forward spells out in many. Knows the arithmetic, rounding included, of the ways
transformers writes them; ``decode.fusion.fused_ops`` decides where a model's own is one of those. Sums are float32.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import torch
import triton
import triton.language as tl
from torch import Tensor

from hybrid.gpu.kernels.early_launch import early_launch, follow


def rms_norm(hidden: Tensor, weight: Tensor, eps: float, out: Tensor | None = None) -> Tensor:
    """``weight * hidden / rms(hidden)`` over the last dimension, (..., size), rounded before the weight is applied."""
    size = weight.numel()
    rows = hidden.contiguous()
    if out is None:
        out = torch.empty_like(rows)
    block = triton.next_power_of_2(size)
    warps = min(16, max(1, block // 256))
    _rms_norm[(rows.numel() // size,)](
        rows, weight, out, size, eps, block=block, num_warps=warps, **early_launch(hidden.device)
    )
    return out


def rotate(query: Tensor, key: Tensor, cos: Tensor, sin: Tensor, out: Tensor, key_out: Tensor) -> None:
    """Rotary embedding of one token by halves: query and key (1, heads, 1, size), cos and sin (1, 1, size).

    ``out`` and ``key_out`` are contiguous and as large.
    """
    size = query.shape[-1]
    heads, key_heads = query.shape[1], key.shape[1]
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


def append(keys: Tensor, values: Tensor, key: Tensor, value: Tensor, length: Tensor) -> None:
    """Writes ``key`` (1, heads, 1, size) into ``keys`` (1, heads, room, size) behind ``length`` () others.

    Values alike; both are dense in their last dimension.
    """
    _append[(keys.shape[1],)](
        keys,
        values,
        key,
        value,
        length,
        keys.stride(1),
        keys.stride(2),
        values.stride(1),
        values.stride(2),
        key.stride(1),
        value.stride(1),
        size=key.shape[-1],
        size_block=triton.next_power_of_2(key.shape[-1]),
        value_size=value.shape[-1],
        value_block=triton.next_power_of_2(value.shape[-1]),
        num_warps=1,
        **early_launch(keys.device),
    )


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


@triton.jit
def _append(
    keys,
    values,
    key,
    value,
    length,
    keys_head_stride,
    keys_stride,
    values_head_stride,
    values_stride,
    key_stride,
    value_stride,
    size: tl.constexpr,
    size_block: tl.constexpr,
    value_size: tl.constexpr,
    value_block: tl.constexpr,
    early: tl.constexpr,
):
    follow(early)
    head = tl.program_id(0).to(tl.int64)
    place = tl.load(length)
    at = tl.arange(0, size_block)
    there = at < size
    new_key = tl.load(key + head * key_stride + at, mask=there)
    tl.store(keys + head * keys_head_stride + place * keys_stride + at, new_key, mask=there)
    value_at = tl.arange(0, value_block)
    value_there = value_at < value_size
    new_value = tl.load(value + head * value_stride + value_at, mask=value_there)
    tl.store(values + head * values_head_stride + place * values_stride + value_at, new_value, mask=value_there)
