"""Sheet of a job: its numbers at one address, for compiled code.

numba looks up the type of a tuple or an array anew at every call, and with caches full of weights, as between two
layers, that takes longer than a small expert. So compiled code gets *tags* and the address of a sheet.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hybrid.cpu.bounds import may_begin
from hybrid.cpu.job import FLOAT, Job, Shape, States, Swiglu, Table, Tags, Task, Weights
from hybrid.cpu.phases import COUNTERS, LINE
from hybrid.jit.compiled import compiled_part
from hybrid.jit.group_loads import BLOCK
from hybrid.jit.intrinsics import load_int, load_weight, store_float, store_int

# Numbers on a sheet, in the order of ``task_of``. Float32 values follow, then counters, each on its own cache line.
_WEIGHTS, _TABLE, _STATES, _INNER, _FIRST, _SWIGLU = 15, 24, 29, 32, 33, 34
COUNTERS_AT = 40 * 8
"""Bytes from a sheet's start to its counters."""
NO_SUCH_ENTRY, NO_SUCH_ROW = -1, -2
"""What ``lay_out`` returns instead of a number of experts."""


def make_sheet(job: Job, inner: NDArray[np.float32]) -> NDArray[np.int64]:
    """The numbers of a job, ``inner`` its scratch memory, and its counters at zero."""
    *shape, swiglu = job.shape
    pairs = job.pairs
    table = [array.ctypes.data for array in pairs]
    numbers = [*shape, *job.weights, *table, pairs.entries.size, *job.states, inner.ctypes.data, job.first]
    sheet = np.zeros((COUNTERS_AT + COUNTERS * LINE) // 8, np.int64)
    sheet[: len(numbers)] = numbers
    sheet[_SWIGLU:].view(np.float32)[: len(swiglu)] = swiglu
    return sheet


@compiled_part()
def _number(sheet: int, place: int) -> int:
    number: int = load_int(sheet + place * 8)
    return number


@compiled_part()
def _float(sheet: int, place: int) -> float:
    number: float = load_weight(FLOAT, sheet + _SWIGLU * 8 + place * 4)
    return number


@compiled_part()
def task_of(up: Any, up_scales: Any, down: Any, down_scales: Any, plain: Any, sheet: int) -> Task:
    shape = Shape(
        _number(sheet, 0),
        _number(sheet, 1),
        _number(sheet, 2) != 0,
        _number(sheet, 3) != 0,
        _number(sheet, 4),
        _number(sheet, 5),
        _number(sheet, 6),
        _number(sheet, 7),
        _number(sheet, 8),
        _number(sheet, 9),
        _number(sheet, 10),
        _number(sheet, 11),
        _number(sheet, 12),
        _number(sheet, 13),
        _number(sheet, 14) != 0,
        Swiglu(_float(sheet, 0), _float(sheet, 1), _float(sheet, 2)),
    )
    weights = Weights(
        _number(sheet, _WEIGHTS),
        _number(sheet, _WEIGHTS + 1),
        _number(sheet, _WEIGHTS + 2),
        _number(sheet, _WEIGHTS + 3),
        _number(sheet, _WEIGHTS + 4),
        _number(sheet, _WEIGHTS + 5),
        _number(sheet, _WEIGHTS + 6),
        _number(sheet, _WEIGHTS + 7),
        _number(sheet, _WEIGHTS + 8),
    )
    table = Table(
        _number(sheet, _TABLE),
        _number(sheet, _TABLE + 1),
        _number(sheet, _TABLE + 2),
        _number(sheet, _TABLE + 3),
        _number(sheet, _TABLE + 4),
    )
    states = States(_number(sheet, _STATES), _number(sheet, _STATES + 1), _number(sheet, _STATES + 2))
    first, groups = _number(sheet, _FIRST), 0
    if shape.down_group:
        groups = first // shape.down_group * (shape.down_groups_row // -(-shape.intermediate // shape.down_group))
    first_bytes = first * shape.down_row // shape.intermediate
    return Task(
        Tags(up, up_scales, down, down_scales, plain),
        shape,
        weights,
        table,
        states,
        _number(sheet, _INNER),
        first,
        first_bytes,
        groups,
        _shift(shape.up_group),
        _shift(shape.down_group),
    )


@compiled_part()
def _shift(group: int) -> int:
    shift = 0
    while BLOCK << shift < group:
        shift += 1
    return shift


@compiled_part()
def lay_out(
    up: Any,
    up_scales: Any,
    down: Any,
    down_scales: Any,
    plain: Any,
    sheet: int,
    hidden: int,
    choices: int,
    slots: int,
    weights: int,
    out: int,
    routed: int,
    first: int,
) -> int:
    """Writes one token's missed experts, its activations in float32 and a sum of zero where the sheet has them.

    Returns the number of experts; or, with nothing written that counts, ``NO_SUCH_ENTRY`` or ``NO_SUCH_ROW``.
    """
    task = task_of(up, up_scales, down, down_scales, plain, sheet)
    if not may_begin(first, task.shape.intermediate, task.shape.down_group):
        return NO_SUCH_ROW
    missed = 0
    for place in range(routed):
        if load_int(slots + place * 8) < 0:
            entry = load_int(choices + place * 8)
            if not 0 <= entry < task.weights.entries:
                return NO_SUCH_ENTRY
            store_int(task.table.entries + missed * 8, entry)
            store_float(task.table.weights + missed * 4, load_weight(FLOAT, weights + place * 4))
            missed += 1
    store_int(sheet + (_TABLE + 4) * 8, missed)
    store_int(sheet + _FIRST * 8, first)
    for counter in range(COUNTERS):
        store_int(sheet + COUNTERS_AT + counter * LINE, 0)
    if missed:
        for index in range(task.shape.hidden):
            store_float(task.states.hidden + index * 4, load_weight(plain, hidden + index * task.shape.plain_size))
            store_float(out + index * 4, np.float32(0))
    return missed
