"""Attention of one token over a KV cache of fixed room, as Triton kernels of a captured step.

Knows grouped heads, which read their keys and values once for the whole group, and masks, of which blocks without an
allowed key are skipped: a step costs what the conversation is long, not what the cache has room for. The keys are
shared out among programs that each keep a running softmax (Milakov and Gimelshein, arXiv 1805.02867); a second kernel
joins these (Flash-Decoding). Sums are float32.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

import torch
import triton
import triton.language as tl
from torch import Tensor

from hybrid.gpu.kernels.early_launch import early_launch, follow

_KEYS = 32  # in a block
_PROGRAMS = 256  # about two for each of a large device's multiprocessors
_LEAST = 16  # rows that a matrix product of the device's takes


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor, scale: float) -> Tensor:
    """(1, 1, heads, value size) for query (1, heads, 1, size), key (1, key heads, room, size), value alike, and a
    boolean mask (1, 1, 1, room), true for keys that count."""
    heads, size = query.shape[1], query.shape[-1]
    key_heads, room = key.shape[1:3]
    value_size = value.shape[-1]
    group = heads // key_heads
    parts = min(triton.cdiv(room, _KEYS), max(1, _PROGRAMS // key_heads))
    sums = torch.empty((heads, parts, value_size), dtype=torch.float32, device=query.device)
    maxima, totals = torch.empty((2, heads, parts), dtype=torch.float32, device=query.device)
    out = torch.empty((1, 1, heads, value_size), dtype=query.dtype, device=query.device)
    _attend[(key_heads, parts)](
        query,
        key,
        value,
        mask.view(torch.uint8),
        sums,
        maxima,
        totals,
        scale,
        room,
        query.stride(1),
        key.stride(1),
        key.stride(2),
        value.stride(1),
        value.stride(2),
        group=group,
        rows=max(_LEAST, triton.next_power_of_2(group)),
        size=size,
        size_block=max(_LEAST, triton.next_power_of_2(size)),
        value_size=value_size,
        value_block=max(_LEAST, triton.next_power_of_2(value_size)),
        parts=parts,
        keys=_KEYS,
        num_warps=4,
        **early_launch(query.device),
    )
    _join[(heads,)](
        sums,
        maxima,
        totals,
        out,
        value_size=value_size,
        value_block=triton.next_power_of_2(value_size),
        parts=parts,
        parts_block=triton.next_power_of_2(parts),
        num_warps=4,
        **early_launch(query.device),
    )
    return out


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
def _attend(
    query,
    key,
    value,
    mask,
    sums,
    maxima,
    totals,
    scale,
    room,
    query_stride,
    key_head_stride,
    key_stride,
    value_head_stride,
    value_stride,
    group: tl.constexpr,
    rows: tl.constexpr,
    size: tl.constexpr,
    size_block: tl.constexpr,
    value_size: tl.constexpr,
    value_block: tl.constexpr,
    parts: tl.constexpr,
    keys: tl.constexpr,
    early: tl.constexpr,
):
    follow(early)
    key_head = tl.program_id(0).to(tl.int64)
    part = tl.program_id(1)
    row = tl.arange(0, rows)
    head = key_head * group + row
    at = tl.arange(0, size_block)
    value_at = tl.arange(0, value_block)
    q_there = (row < group)[:, None] & (at < size)[None, :]
    q = tl.load(query + head[:, None] * query_stride + at[None, :], mask=q_there, other=0.0)
    largest = tl.full((rows,), float("-inf"), tl.float32)
    total = tl.zeros((rows,), tl.float32)
    summed = tl.zeros((rows, value_block), tl.float32)
    for start in range(part * keys, room, parts * keys):
        place = start + tl.arange(0, keys)
        allowed = tl.load(mask + place, mask=place < room, other=0) != 0
        if tl.max(allowed.to(tl.int32), axis=0) > 0:
            k_there = allowed[:, None] & (at < size)[None, :]
            k = tl.load(
                key + key_head * key_head_stride + place[:, None] * key_stride + at[None, :], mask=k_there, other=0.0
            )
            scores = tl.dot(q, tl.trans(k), input_precision="ieee") * scale
            scores = tl.where(allowed[None, :], scores, float("-inf"))
            larger = tl.maximum(largest, tl.max(scores, axis=1))
            shrink = tl.exp(largest - larger)
            weights = tl.exp(scores - larger[:, None])
            v_there = allowed[:, None] & (value_at < value_size)[None, :]
            v_place = value + key_head * value_head_stride + place[:, None] * value_stride
            v = tl.load(v_place + value_at[None, :], mask=v_there, other=0.0)
            summed = summed * shrink[:, None] + tl.dot(weights.to(v.dtype), v, input_precision="ieee")
            total = total * shrink + tl.sum(weights, axis=1)
            largest = larger
    out = head * parts + part
    tl.store(maxima + out, largest, mask=row < group)
    tl.store(totals + out, total, mask=row < group)
    there = (row < group)[:, None] & (value_at < value_size)[None, :]
    tl.store(sums + out[:, None] * value_size + value_at[None, :], summed, mask=there)


@triton.jit
def _join(
    sums,
    maxima,
    totals,
    out,
    value_size: tl.constexpr,
    value_block: tl.constexpr,
    parts: tl.constexpr,
    parts_block: tl.constexpr,
    early: tl.constexpr,
):
    follow(early)
    head = tl.program_id(0)
    part = tl.arange(0, parts_block)
    at = tl.arange(0, value_block)
    largest = tl.load(maxima + head * parts + part, mask=part < parts, other=float("-inf"))
    weights = tl.exp(largest - tl.max(largest, axis=0))
    total = tl.sum(weights * tl.load(totals + head * parts + part, mask=part < parts, other=0.0), axis=0)
    there = (part < parts)[:, None] & (at < value_size)[None, :]
    part_sums = tl.load(sums + (head * parts + part)[:, None] * value_size + at[None, :], mask=there, other=0.0)
    result = tl.sum(part_sums * weights[:, None], axis=0) / total
    tl.store(out + head * value_size + at, result.to(out.dtype.element_ty), mask=at < value_size)


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
