"""Expert MLPs on the CPU: every expert of a step in one parallel region, float32 accumulation.

Knows addresses and numpy arrays; knows nothing of torch. Compiled code gets *tags* and the address of a *sheet* of
numbers: numba looks up the type of a tuple or an array anew at every call, and with caches full of weights, as between
two layers, that takes longer than a small expert.
"""

import threading
from typing import Any

import numba
import numpy as np
from numba import prange
from numpy.typing import NDArray

from hybrid.cpu.bounds import check_bounds, check_first, check_types
from hybrid.cpu.job import (
    FLOAT,
    Job,
    Pairs,
    Shape,
    States,
    Swiglu,
    Table,
    Tags,
    Task,
    TokenPlaces,
    Weights,
    shape_of,
    tags_of,
)
from hybrid.cpu.phases import COUNTERS, LINE, work
from hybrid.experts.formats import FORMATS
from hybrid.jit.compiled import compiled
from hybrid.jit.group_loads import BLOCK
from hybrid.jit.intrinsics import load_int, load_weight, set_team, store_float, store_int
from hybrid.types import ExpertLayout

_SERIAL_BYTES = 1 << 19  # of weights, which one thread reads in less time than waking others takes
# Numbers on a sheet, in the order of ``_task``. Float32 values follow, then counters, each on a cache line of its own.
_WEIGHTS, _TABLE, _STATES, _INNER, _FIRST, _SWIGLU = 15, 24, 29, 32, 33, 34
_COUNTERS = 40 * 8  # bytes from the sheet's start

# numba's portable threading layer ends the process when two threads enter a region at once.
_REGION = threading.Lock()


def run(job: Job, threads: int) -> None:
    """Computes ``job``; raises ``IndexError``, with nothing computed, for an entry or a token out of bounds, and
    ``TypeError`` for pairs of the wrong types."""
    check_types(job.pairs)
    shape = job.shape
    check_bounds(*job.pairs, job.weights.entries, job.states.tokens, shape.intermediate, shape.down_group, job.first)
    if not job.pairs.entries.size:
        return
    inner = np.empty((job.pairs.tokens.size, job.shape.intermediate), np.float32)
    sheet = _sheet(job, inner)
    if job.pairs.entries.size <= _served_alone(job.shape, threads, job.pairs.entries.size):
        _serial(*job.tags, sheet.ctypes.data)
        return
    with _REGION:
        _parallel(*job.tags, sheet.ctypes.data, threads, _team(threads))


class TokenCall:
    """One token through its routed experts that have no slot; all but the routing is prepared beforehand.

    Keeps ``owner``, which owns the memory behind ``weights`` and ``places``. One thread at a time.
    """

    def __init__(
        self, tags: Tags, shape: Shape, weights: Weights, places: TokenPlaces, threads: int, owner: object
    ) -> None:
        count = places.routed
        pairs = Pairs(_zeros(count), np.arange(count + 1), _zeros(count), np.zeros(count, np.float32))
        hidden, inner = np.zeros(shape.hidden, np.float32), np.zeros((count, shape.intermediate), np.float32)
        sheet = _sheet(Job(tags, shape, weights, pairs, States(hidden.ctypes.data, places.out, 1)), inner)
        self._kept = (owner, pairs, hidden, inner, sheet)
        self._alone = _served_alone(shape, threads, count)
        self._call = (*tags, sheet.ctypes.data)
        self._places, self._team = (*places,), (threads, _team(threads))

    def __call__(self, first: int) -> int:
        """Overwrites ``places.out`` with the experts' weighted sum, from intermediate row ``first`` on; returns the
        number of experts. Without any, ``out`` stays as it is. Raises ``IndexError`` for an expert or a row out of
        bounds."""
        missed: int = _lay_out(*self._call, *self._places, first)
        if missed > self._alone:
            with _REGION:
                _parallel(*self._call, *self._team)
        elif missed:
            _serial(*self._call)
        return missed


def warm_up(layout: ExpertLayout) -> None:
    """Compiles, or loads from numba's cache, what ``layout`` needs, so that the first token does not wait."""
    # All rows lie in one place.
    tags, columns = tags_of(layout), max(FORMATS[name].step for name in layout.formats)
    shape = shape_of(layout)._replace(hidden=columns, intermediate=columns, biased=False, scaled=False)
    shape = shape._replace(up_row=0, down_row=0, up_groups_row=0, down_groups_row=0)
    zeros = np.zeros(2 * columns, np.float32)
    address = zeros.ctypes.data
    pairs = Pairs(_zeros(1), np.arange(2), _zeros(1), np.zeros(1, np.float32))
    weights = Weights(address, address, 0, 0, 0, 0, address, address, 1)
    job = Job(tags, shape, weights, pairs, States(address, address, 1))
    run(job, 1)
    inner = np.empty((1, columns), np.float32)  # lives as long as its address is on the sheet
    sheet = _sheet(job, inner)
    with _REGION:
        _parallel(*tags, sheet.ctypes.data, 1, 1)
    TokenCall(tags, shape, weights, TokenPlaces(address, address, address, address, address, 0), 1, zeros)(0)


def _zeros(count: int) -> NDArray[np.int64]:
    return np.zeros(count, np.int64)


def _team(threads: int) -> int:
    """The threads numba can use, of those asked for."""
    return min(threads, int(numba.config.NUMBA_NUM_THREADS))


def _served_alone(shape: Shape, threads: int, experts: int) -> int:
    """How many of the ``experts`` one thread computes in less time than waking other threads takes."""
    if threads == 1:
        return experts
    up = shape.intermediate * shape.up_row * (2 if shape.gated else 1)
    return _SERIAL_BYTES // max(1, up + shape.hidden * shape.down_row)


def _sheet(job: Job, inner: NDArray[np.float32]) -> NDArray[np.int64]:
    """The numbers of a job, ``inner`` its scratch memory, and its counters at zero."""
    *shape, swiglu = job.shape
    pairs = job.pairs
    table = [array.ctypes.data for array in pairs]
    numbers = [*shape, *job.weights, *table, pairs.entries.size, *job.states, inner.ctypes.data, job.first]
    sheet = np.zeros((_COUNTERS + COUNTERS * LINE) // 8, np.int64)
    sheet[: len(numbers)] = numbers
    sheet[_SWIGLU:].view(np.float32)[: len(swiglu)] = swiglu
    return sheet


@compiled()
def _number(sheet: int, place: int) -> int:
    number: int = load_int(sheet + place * 8)
    return number


@compiled()
def _float(sheet: int, place: int) -> float:
    number: float = load_weight(FLOAT, sheet + _SWIGLU * 8 + place * 4)
    return number


@compiled()
def _task(up: Any, up_scales: Any, down: Any, down_scales: Any, plain: Any, sheet: int) -> Task:
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


@compiled()
def _shift(group: int) -> int:
    shift = 0
    while BLOCK << shift < group:
        shift += 1
    return shift


@compiled(nogil=True)
def _serial(up: Any, up_scales: Any, down: Any, down_scales: Any, plain: Any, sheet: int) -> None:
    work(_task(up, up_scales, down, down_scales, plain, sheet), sheet + _COUNTERS, 1)


# Called from Python alone: numba keeps a compiled caller in its cache without what a parallel region needs to start,
# and the process that finds it there would crash.
@compiled(nogil=True, parallel=True)
def _parallel(
    up: Any, up_scales: Any, down: Any, down_scales: Any, plain: Any, sheet: int, threads: int, team: int
) -> None:
    usual = set_team(team)
    for _ in prange(threads):
        work(_task(up, up_scales, down, down_scales, plain, sheet), sheet + _COUNTERS, threads)
    set_team(usual)


@compiled(nogil=True)
def _lay_out(
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
    """Writes the missed experts, the token's activations in float32 and a sum of zero where the sheet has them."""
    task = _task(up, up_scales, down, down_scales, plain, sheet)
    check_first(first, task.shape.intermediate, task.shape.down_group)
    missed = 0
    for place in range(routed):
        if load_int(slots + place * 8) < 0:
            entry = load_int(choices + place * 8)
            if not 0 <= entry < task.weights.entries:
                raise IndexError("an entry lies outside the bank")
            store_int(task.table.entries + missed * 8, entry)
            store_float(task.table.weights + missed * 4, load_weight(FLOAT, weights + place * 4))
            missed += 1
    store_int(sheet + (_TABLE + 4) * 8, missed)
    store_int(sheet + _FIRST * 8, first)
    for counter in range(COUNTERS):
        store_int(sheet + _COUNTERS + counter * LINE, 0)
    if missed:
        for index in range(task.shape.hidden):
            store_float(task.states.hidden + index * 4, load_weight(plain, hidden + index * task.shape.plain_size))
            store_float(out + index * 4, np.float32(0))
    return missed
