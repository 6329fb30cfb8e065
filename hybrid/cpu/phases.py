"""The two phases of an expert MLP on the CPU: what one thread of the team does.

Knows addresses; knows neither numpy's arrays nor how the team is started. The up phase fills ``inner`` (pairs,
intermediate), the down phase adds into ``out``. Threads take chunks of rows from an atomic counter, so none waits for a
slow one; the down phase begins once all up chunks are done, however few threads turned up. One chunk owns its columns
of ``out`` for all experts and tokens, in their order: the result is the same for any number of threads.
"""

from typing import Any

import numpy as np

from hybrid.cpu.activations import activate, clamped_swiglu
from hybrid.cpu.job import CLAMPED_SWIGLU, FLOAT, Task
from hybrid.jit.compiled import compiled_part
from hybrid.jit.dot import dot
from hybrid.jit.intrinsics import (
    CACHE_LINE,
    add_float,
    fetch_add,
    load_int,
    load_weight,
    prefetch_line,
    store_float,
    wait_until,
)

COUNTERS = 4
LINE = CACHE_LINE  # bytes: each counter has a cache line of its own
# A literal 1 would be a type of its own, for which numba compiles all of ``work`` once more.
ONE_THREAD: Any = np.int64(1)
TOKEN_BLOCK = 4  # tokens that share one pass over a row of weights
_SMALLEST_CHUNK, _LARGEST_CHUNK = 1 << 14, 1 << 18  # bytes
_CHUNKS_PER_THREAD = 16
_PREFETCHED = 1 << 17  # bytes, which any second-level cache holds
_ROWS = 4  # taken together, so that they share the loads of what they are multiplied with
_NO_PARTNER: Any = np.float32(0)  # of a row that is not gated


@compiled_part()
def work(task: Task, counters: int, threads: int) -> None:
    """One thread's part of both phases. It knows its next chunk early, so as to prefetch that chunk's start."""
    shape, experts = task.shape, task.table.experts
    next_up, done_up, next_down, done_down = counters, counters + LINE, counters + 2 * LINE, counters + 3 * LINE
    row_bytes = shape.up_row * (2 if shape.gated else 1)
    inner_rows = shape.intermediate - task.first
    up_rows = _chunk_rows(row_bytes, inner_rows * experts, threads)
    down_rows = _chunk_rows(inner_rows * shape.down_row // shape.intermediate * experts, shape.hidden, threads)
    per_expert = -(-inner_rows // up_rows)
    chunks = per_expert * experts
    chunk = fetch_add(next_up, 1)
    while chunk < chunks:
        upcoming = fetch_add(next_up, 1)
        first = task.first + chunk % per_expert * up_rows
        ahead = upcoming if upcoming < chunks else chunk
        after = _up_address(task, ahead // per_expert, task.first + ahead % per_expert * up_rows)
        _up(task, chunk // per_expert, first, min(first + up_rows, shape.intermediate), after)
        fetch_add(done_up, 1)
        chunk = upcoming
    first = fetch_add(next_down, down_rows)
    _prefetch_down(task, first, min(first + down_rows, shape.hidden))
    wait_until(done_up, chunks)
    while first < shape.hidden:
        upcoming = fetch_add(next_down, down_rows)
        after = _down_address(task, 0, upcoming if upcoming < shape.hidden else first)
        last = min(first + down_rows, shape.hidden)
        _down(task, first, last, after)
        fetch_add(done_down, last - first)
        first = upcoming


@compiled_part()
def wait_for_all(task: Task, counters: int) -> None:
    """Waits until the job is complete, whoever still works on it."""
    wait_until(counters + 3 * LINE, task.shape.hidden)


@compiled_part()
def _prefetch_down(task: Task, first: int, last: int) -> None:
    """Prefetches a thread's first rows while it would wait for the other threads."""
    length = (last - first) * task.shape.down_row
    for number in range(min(task.table.experts, 1 + _PREFETCHED // max(length, 1))):
        address = _down_address(task, number, first)
        for offset in range(0, min(length, _PREFETCHED), CACHE_LINE):
            prefetch_line(address + offset)


@compiled_part()
def _chunk_rows(row_bytes: int, rows: int, threads: int) -> int:
    share = row_bytes * rows // (threads * _CHUNKS_PER_THREAD)
    chunk = min(max(share, _SMALLEST_CHUNK), _LARGEST_CHUNK) // max(row_bytes, 1)
    return max(_ROWS, chunk // _ROWS * _ROWS)


@compiled_part(forceinline=True)
def _up_address(task: Task, number: int, row: int) -> int:
    shape = task.shape
    start: int = load_int(task.table.entries + number * 8) * shape.intermediate * (2 if shape.gated else 1)
    return task.weights.up + (start + row * shape.stride) * shape.up_row


@compiled_part(forceinline=True)
def _up_groups(task: Task, number: int, row: int) -> int:
    """Where the scales of a row's groups begin; any number for weights without groups."""
    shape = task.shape
    start: int = load_int(task.table.entries + number * 8) * shape.intermediate * (2 if shape.gated else 1)
    return task.weights.up_groups + (start + row * shape.stride) * shape.up_groups_row


@compiled_part(forceinline=True)
def _down_address(task: Task, number: int, row: int) -> int:
    start: int = load_int(task.table.entries + number * 8) * task.shape.hidden
    return task.weights.down + (start + row) * task.shape.down_row + task.first_bytes


@compiled_part(forceinline=True)
def _down_groups(task: Task, number: int, row: int) -> int:
    start: int = load_int(task.table.entries + number * 8) * task.shape.hidden
    return task.weights.down_groups + (start + row) * task.shape.down_groups_row + task.first_groups


@compiled_part()
def _up(task: Task, number: int, first: int, last: int, after: int) -> None:
    """Rows ``first`` to ``last`` of one expert's up projection, gated or activated, for all its tokens."""
    tokens, row = task.table.tokens, task.shape.hidden * 4
    pair = load_int(task.table.offsets + number * 8)
    end = load_int(task.table.offsets + number * 8 + 8)
    while pair + TOKEN_BLOCK <= end:
        at = tokens + pair * 8
        vectors = (
            task.states.hidden + load_int(at) * row,
            task.states.hidden + load_int(at + 8) * row,
            task.states.hidden + load_int(at + 16) * row,
            task.states.hidden + load_int(at + 24) * row,
        )
        _up_block(task, number, vectors, pair, first, last, after)
        pair += TOKEN_BLOCK
    while pair < end:
        vector = task.states.hidden + load_int(tokens + pair * 8) * row
        _up_block(task, number, (vector,), pair, first, last, after)
        pair += 1


@compiled_part()
def _up_block(task: Task, number: int, vectors: tuple[int, ...], pair: int, first: int, last: int, after: int) -> None:
    tag, scales, shape = task.tags.up, task.tags.up_scales, task.shape
    to_next = shape.stride * shape.up_row  # bytes from a row to the next one
    to_other = shape.partner * shape.up_row  # and from a gate's row to its partner's
    groups_to_next, groups_to_other = shape.stride * shape.up_groups_row, shape.partner * shape.up_groups_row
    step = 1 if len(vectors) > 1 else 2
    for row in range(first, last, step):
        address = _up_address(task, number, row)
        groups = _up_groups(task, number, row)
        following = address + step * to_next if row + step < last else after
        if not shape.gated:
            second = min(row + step, last) - 1
            two = dot(
                tag,
                scales,
                (address, address + (second - row) * to_next),
                (groups, groups + (second - row) * groups_to_next),
                (following, following + (step - 1) * to_next),
                vectors,
                shape.hidden,
                task.up_shift,
            )
            for token in range(len(vectors)):
                _finish_up(task, number, pair + token, row, two[token], _NO_PARTNER)
                _finish_up(task, number, pair + token, second, two[len(vectors) + token], _NO_PARTNER)
        elif len(vectors) > 1:
            both = dot(
                tag,
                scales,
                (address, address + to_other),
                (groups, groups + groups_to_other),
                (following, following + to_other),
                vectors,
                shape.hidden,
                task.up_shift,
            )
            for token in range(len(vectors)):
                _finish_up(task, number, pair + token, row, both[token], both[len(vectors) + token])
        else:
            second = min(row + 1, last - 1)
            gap, groups_gap = (second - row) * to_next, (second - row) * groups_to_next
            four = dot(
                tag,
                scales,
                (address, address + gap, address + to_other, address + gap + to_other),
                (groups, groups + groups_gap, groups + groups_to_other, groups + groups_gap + groups_to_other),
                (following, following + to_next, following + to_other, following + to_other + to_next),
                vectors,
                shape.hidden,
                task.up_shift,
            )
            _finish_up(task, number, pair, row, four[0], four[2])
            _finish_up(task, number, pair, second, four[1], four[3])


@compiled_part()
def _finish_up(task: Task, number: int, pair: int, row: int, gate: float, partner: float) -> None:
    """Scale, bias, activation and gate of one row; ``partner`` counts only where the layout is gated.

    Not inlined by force: all activations in each of its five places took one thread about 4 % longer.
    """
    tag, shape = task.tags.plain, task.shape
    if shape.scaled or shape.biased:
        at = load_int(task.table.entries + number * 8) * shape.intermediate * (2 if shape.gated else 1)
        at += row * shape.stride
        if shape.scaled:
            gate *= load_weight(FLOAT, task.weights.up_scales + at * 4)
            if shape.gated:
                partner *= load_weight(FLOAT, task.weights.up_scales + (at + shape.partner) * 4)
        if shape.biased:
            gate += load_weight(tag, task.weights.up_bias + at * shape.plain_size)
            if shape.gated:
                partner += load_weight(tag, task.weights.up_bias + (at + shape.partner) * shape.plain_size)
    place = task.inner + (pair * shape.intermediate + row) * 4
    if shape.activation == CLAMPED_SWIGLU:
        store_float(place, clamped_swiglu(shape.swiglu, gate, partner))
        return
    value = activate(shape.activation, gate)
    store_float(place, value * partner if shape.gated else value)


@compiled_part()
def _down(task: Task, first: int, last: int, after: int) -> None:
    """Columns ``first`` to ``last`` of ``out``: what every expert adds to them."""
    row = task.shape.intermediate * 4
    for number in range(task.table.experts):
        following = _down_address(task, number + 1, first) if number + 1 < task.table.experts else after
        pair = load_int(task.table.offsets + number * 8)
        end = load_int(task.table.offsets + number * 8 + 8)
        while pair + TOKEN_BLOCK <= end:
            start = task.inner + pair * row + task.first * 4
            vectors = (start, start + row, start + 2 * row, start + 3 * row)
            _down_block(task, number, vectors, pair, first, last, following)
            pair += TOKEN_BLOCK
        while pair < end:
            start = task.inner + pair * row + task.first * 4
            _down_block(task, number, (start,), pair, first, last, following)
            pair += 1


@compiled_part()
def _down_block(
    task: Task, number: int, vectors: tuple[int, ...], pair: int, first: int, last: int, after: int
) -> None:
    tag, scales, count = task.tags.down, task.tags.down_scales, task.shape.intermediate - task.first
    row_bytes, groups_bytes = task.shape.down_row, task.shape.down_groups_row
    step = 2 if len(vectors) > 1 else _ROWS
    for row in range(first, last, step):
        address = _down_address(task, number, row)
        end = address + (min(row + step, last) - row - 1) * row_bytes  # of the last row that is there
        following = address + step * row_bytes if row + step < last else after
        second, second_following = min(address + row_bytes, end), following + row_bytes
        groups = _down_groups(task, number, row)
        groups_end = groups + (min(row + step, last) - row - 1) * groups_bytes
        groups_second = min(groups + groups_bytes, groups_end)
        if len(vectors) > 1:
            two = dot(
                tag,
                scales,
                (address, second),
                (groups, groups_second),
                (following, second_following),
                vectors,
                count,
                task.down_shift,
            )
            for token in range(len(vectors)):
                _finish_down(task, number, pair + token, row, two[token])
                if row + 1 < last:
                    _finish_down(task, number, pair + token, row + 1, two[len(vectors) + token])
        else:
            rows = (address, second, min(address + 2 * row_bytes, end), min(address + 3 * row_bytes, end))
            ahead = (following, second_following, following + 2 * row_bytes, following + 3 * row_bytes)
            records = (
                groups,
                groups_second,
                min(groups + 2 * groups_bytes, groups_end),
                min(groups + 3 * groups_bytes, groups_end),
            )
            four = dot(tag, scales, rows, records, ahead, vectors, count, task.down_shift)
            for index in range(min(_ROWS, last - row)):
                _finish_down(task, number, pair, row + index, four[index])


@compiled_part(forceinline=True)
def _finish_down(task: Task, number: int, pair: int, row: int, value: float) -> None:
    tag, shape = task.tags.plain, task.shape
    if shape.scaled or shape.biased:
        at = load_int(task.table.entries + number * 8) * shape.hidden + row
        if shape.scaled:
            value *= load_weight(FLOAT, task.weights.down_scales + at * 4)
        if shape.biased:
            value += load_weight(tag, task.weights.down_bias + at * shape.plain_size)
    place = task.states.out + (load_int(task.table.tokens + pair * 8) * shape.hidden + row) * 4
    add_float(place, load_weight(FLOAT, task.table.weights + pair * 4) * value)
