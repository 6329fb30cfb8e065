"""Attention of one token over a KV cache of fixed room, as Triton kernels of a captured step.

Knows what attention does first with the new token, and can do it along the way: RMS norms of query and key by head,
rotary embeddings, and the cache's growth (``Preparation``). Knows grouped heads, which read their keys and values once
for the whole group, and masks, of which blocks without an allowed key are skipped: a step costs what the conversation
is long, not what the cache has room for. The keys are shared out among programs that each keep a running softmax
(Milakov and Gimelshein, arXiv 1805.02867); a second kernel joins these (Flash-Decoding). Sums are float32.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

from dataclasses import dataclass

import torch
import triton
import triton.language as tl
from torch import Tensor

from hybrid.gpu.kernels.early_launch import early_launch, follow

_KEYS = 32  # in a block
_PROGRAMS = 256  # about two for each of a large device's multiprocessors
_LEAST = 16  # rows that a matrix product of the device's takes


@dataclass(frozen=True, slots=True)
class HeadNorms:
    """Weights (size,) and small numbers of the norms of every head's query and key, as ``ops.rms_norm`` takes them."""

    query: Tensor
    query_eps: float
    key: Tensor
    key_eps: float


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is still to be done with a new token's query, ``key`` and ``value`` (1, key heads, 1, size).

    These become entry number ``length`` () int64 of keys and values, after ``norms`` and a ``rotation`` by cos and sin
    (1, 1, size), as ``ops.rotate`` does it; of query and key.
    """

    key: Tensor
    value: Tensor
    length: Tensor
    norms: HeadNorms | None
    rotation: tuple[Tensor, Tensor] | None


def attend(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor, scale: float, new: Preparation | None = None
) -> Tensor:
    """(1, 1, heads, value size) for query (1, heads, 1, size), key (1, key heads, room, size), value alike, and a
    boolean mask (1, 1, 1, room), true for keys that count. Grows key and value by the ``new`` ones."""
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
        *_new_arguments(new, query),
        scale,
        room,
        query.stride(1),
        key.stride(1),
        key.stride(2),
        value.stride(1),
        value.stride(2),
        appended=new is not None,
        normed=new is not None and new.norms is not None,
        rotated=new is not None and new.rotation is not None,
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


def _new_arguments(new: Preparation | None, anything: Tensor) -> tuple[Tensor | float, ...]:
    if new is None:
        return (*[anything] * 7, 0.0, 0.0, 0, 0)
    norms = new.norms or HeadNorms(anything, 0.0, anything, 0.0)
    cos, sin = new.rotation or (anything, anything)
    return (
        *(new.key, new.value, new.length, norms.query, norms.key, cos, sin),
        *(norms.query_eps, norms.key_eps, new.key.stride(1), new.value.stride(1)),
    )


@triton.jit
def _attend(  # noqa: PLR0915  # what is read early and what late is one order
    query,
    key,
    value,
    mask,
    sums,
    maxima,
    totals,
    new_key,
    new_value,
    length,
    query_weight,
    key_weight,
    cos,
    sin,
    query_eps,
    key_eps,
    new_key_stride,
    new_value_stride,
    scale,
    room,
    query_stride,
    key_head_stride,
    key_stride,
    value_head_stride,
    value_stride,
    appended: tl.constexpr,
    normed: tl.constexpr,
    rotated: tl.constexpr,
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
    key_head = tl.program_id(0).to(tl.int64)
    part = tl.program_id(1)
    row = tl.arange(0, rows)
    head = key_head * group + row
    at = tl.arange(0, size_block)
    value_at = tl.arange(0, value_block)
    there = (at < size)[None, :]
    value_there = (value_at < value_size)[None, :]
    q_there = (row < group)[:, None] & there
    old_keys = key + key_head * key_head_stride
    old_values = value + key_head * value_head_stride
    largest = tl.full((rows,), float("-inf"), tl.float32)
    total = tl.zeros((rows,), tl.float32)
    summed = tl.zeros((rows, value_block), tl.float32)
    if appended:
        # What earlier steps have left in the cache is read while the kernels before this one run.
        new_place = tl.load(length)
        place = part * keys + tl.arange(0, keys)
        old = place < new_place
        k = tl.load(old_keys + place[:, None] * key_stride + at[None, :], mask=old[:, None] & there, other=0.0)
        v_there = old[:, None] & value_there
        v = tl.load(old_values + place[:, None] * value_stride + value_at[None, :], mask=v_there, other=0.0)
        follow(early)
        new_k = _prepared(
            new_key + key_head * new_key_stride, at[None, :], there, key_weight, key_eps, cos, sin,
            size, normed, rotated,
        )  # fmt: skip
        new_v = tl.load(new_value + key_head * new_value_stride + value_at[None, :], mask=value_there, other=0.0)
    else:
        follow(early)
    q = _prepared(
        query + head[:, None] * query_stride, at[None, :], q_there, query_weight, query_eps, cos, sin,
        size, normed, rotated,
    )  # fmt: skip
    if appended:
        if (new_place // keys) % parts == part:
            tl.store(old_keys + new_place * key_stride + at[None, :], new_k, mask=there)
            tl.store(old_values + new_place * value_stride + value_at[None, :], new_v, mask=value_there)
        allowed = tl.load(mask + place, mask=place < room, other=0) != 0
        if tl.max(allowed.to(tl.int32), axis=0) > 0:
            is_new = (allowed & (place == new_place))[:, None]
            k, v = tl.where(is_new, new_k, k), tl.where(is_new, new_v, v)
            largest, total, summed = _attend_to(q, k, v, allowed, scale, largest, total, summed)
    first = (part + parts) * keys if appended else part * keys
    for start in range(first, room, parts * keys):
        place = start + tl.arange(0, keys)
        allowed = tl.load(mask + place, mask=place < room, other=0) != 0
        if tl.max(allowed.to(tl.int32), axis=0) > 0:
            old = allowed & (place != new_place) if appended else allowed
            k = tl.load(old_keys + place[:, None] * key_stride + at[None, :], mask=old[:, None] & there, other=0.0)
            v_there = old[:, None] & value_there
            v = tl.load(old_values + place[:, None] * value_stride + value_at[None, :], mask=v_there, other=0.0)
            if appended:
                is_new = (allowed & (place == new_place))[:, None]
                k, v = tl.where(is_new, new_k, k), tl.where(is_new, new_v, v)
            largest, total, summed = _attend_to(q, k, v, allowed, scale, largest, total, summed)
    out = head * parts + part
    tl.store(maxima + out, largest, mask=row < group)
    tl.store(totals + out, total, mask=row < group)
    there = (row < group)[:, None] & value_there
    tl.store(sums + out[:, None] * value_size + value_at[None, :], summed, mask=there)


@triton.jit
def _attend_to(q, k, v, allowed, scale, largest, total, summed):
    """The running softmax after some more keys and values: largest score, sum of weights, weighted sum of values."""
    scores = tl.dot(q, tl.trans(k), input_precision="ieee") * scale
    scores = tl.where(allowed[None, :], scores, float("-inf"))
    larger = tl.maximum(largest, tl.max(scores, axis=1))
    shrink = tl.exp(largest - larger)
    weights = tl.exp(scores - larger[:, None])
    summed = summed * shrink[:, None] + tl.dot(weights.to(v.dtype), v, input_precision="ieee")
    return larger, total * shrink + tl.sum(weights, axis=1), summed


@triton.jit
def _prepared(
    vectors, at, there, weight, eps, cos, sin, size: tl.constexpr, normed: tl.constexpr, rotated: tl.constexpr
):
    """Heads at the addresses ``vectors`` (rows, 1) or one, at the columns ``at`` (1, block): normed and rotated."""
    x = tl.load(vectors + at, mask=there, other=0.0)
    dtype = x.dtype
    if normed:
        wide = x.to(tl.float32)
        length = tl.rsqrt(tl.sum(wide * wide, axis=1) / size + eps)[:, None]
        x = tl.load(weight + at, mask=at < size, other=0.0) * (wide * length).to(dtype)
    if rotated:
        half: tl.constexpr = size // 2
        other = tl.where(at < half, at + half, at - half)
        turned = tl.load(vectors + other, mask=there, other=0.0)
        if normed:
            turned = tl.load(weight + other, mask=at < size, other=0.0) * (turned.to(tl.float32) * length).to(dtype)
        turned = tl.where(at < half, -turned.to(tl.float32), turned.to(tl.float32))
        straight = (x.to(tl.float32) * tl.load(cos + at, mask=at < size, other=0.0).to(tl.float32)).to(dtype)
        crossed = (turned * tl.load(sin + at, mask=at < size, other=0.0).to(tl.float32)).to(dtype)
        x = (straight.to(tl.float32) + crossed.to(tl.float32)).to(dtype)
    return x


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
