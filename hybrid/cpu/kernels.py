"""Expert MLPs on the CPU: every expert of a step in one parallel region, float32 accumulation.

Knows addresses and numpy arrays; knows nothing of torch.
"""

import threading
from typing import Any

import numba
import numpy as np
from numba import prange
from numpy.typing import NDArray

from hybrid.cpu.bounds import check_bounds, check_types
from hybrid.cpu.job import Job, Pairs, Shape, States, Tags, TokenPlaces, Weights, shape_of, tags_of
from hybrid.cpu.phases import ONE_THREAD, work
from hybrid.cpu.sheet import COUNTERS_AT, NO_SUCH_ENTRY, lay_out, make_sheet, task_of
from hybrid.experts.formats import FORMATS
from hybrid.jit.compiled import compiled
from hybrid.jit.intrinsics import set_team
from hybrid.types import ExpertLayout

_SERIAL_BYTES = 1 << 19  # of weights, which one thread reads in less time than waking others takes

REGION = threading.Lock()
"""Held in a parallel region: numba's portable threading layer ends the process when two threads enter one at once."""


def run(job: Job, threads: int) -> None:
    """Computes ``job``; raises ``IndexError``, with nothing computed, for an entry or a token out of bounds, and
    ``TypeError`` for pairs of the wrong types."""
    check_types(job.pairs)
    shape = job.shape
    check_bounds(*job.pairs, job.weights.entries, job.states.tokens, shape.intermediate, shape.down_group, job.first)
    if not job.pairs.entries.size:
        return
    inner = np.empty((job.pairs.tokens.size, job.shape.intermediate), np.float32)
    sheet = make_sheet(job, inner)
    if job.pairs.entries.size <= _served_alone(job.shape, threads, job.pairs.entries.size):
        _serial(*job.tags, sheet.ctypes.data)
        return
    with REGION:
        _parallel(*job.tags, sheet.ctypes.data, threads, team_of(threads))


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
        sheet = make_sheet(Job(tags, shape, weights, pairs, States(hidden.ctypes.data, places.out, 1)), inner)
        self._kept = (owner, pairs, hidden, inner, sheet)
        self.tags, self.places, self.threads = tags, places, threads
        self.sheet_address: int = sheet.ctypes.data
        self.alone = _served_alone(shape, threads, count)
        """As many experts one thread computes in less time than waking others takes."""
        self._call = (*tags, self.sheet_address)
        self._routing, self._team = (*places,), (threads, team_of(threads))

    def __call__(self, first: int) -> int:
        """Overwrites ``places.out`` with the experts' weighted sum, from intermediate row ``first`` on; returns the
        number of experts. Without any, ``out`` stays as it is. Raises ``IndexError`` for an expert or a row out of
        bounds."""
        missed: int = _lay_out(*self._call, *self._routing, first)
        if missed > self.alone:
            with REGION:
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
    sheet = make_sheet(job, inner)
    with REGION:
        _parallel(*tags, sheet.ctypes.data, 1, 1)
    TokenCall(tags, shape, weights, TokenPlaces(address, address, address, address, address, 0), 1, zeros)(0)


def _zeros(count: int) -> NDArray[np.int64]:
    return np.zeros(count, np.int64)


def team_of(threads: int) -> int:
    """How many threads numba can use, of those asked for."""
    return min(threads, int(numba.config.NUMBA_NUM_THREADS))


def _served_alone(shape: Shape, threads: int, experts: int) -> int:
    """How many of the ``experts`` one thread computes in less time than waking other threads takes."""
    if threads == 1:
        return experts
    up = shape.intermediate * shape.up_row * (2 if shape.gated else 1)
    return _SERIAL_BYTES // max(1, up + shape.hidden * shape.down_row)


@compiled(nogil=True)
def _serial(up: Any, up_scales: Any, down: Any, down_scales: Any, plain: Any, sheet: int) -> None:
    work(task_of(up, up_scales, down, down_scales, plain, sheet), sheet + COUNTERS_AT, ONE_THREAD)


# Called from Python alone: numba keeps a compiled caller in its cache without what a parallel region needs to start,
# and the process that finds it there would crash.
@compiled(nogil=True, parallel=True)
def _parallel(
    up: Any, up_scales: Any, down: Any, down_scales: Any, plain: Any, sheet: int, threads: int, team: int
) -> None:
    usual = set_team(team)
    for _ in prange(threads):
        work(task_of(up, up_scales, down, down_scales, plain, sheet), sheet + COUNTERS_AT, threads)
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
    """As ``lay_out``; raises ``IndexError``."""
    missed = lay_out(
        up, up_scales, down, down_scales, plain, sheet, hidden, choices, slots, weights, out, routed, first
    )
    if missed == NO_SUCH_ENTRY:
        raise IndexError("an entry lies outside the bank")
    if missed < 0:
        raise IndexError("the first row lies outside the expert, or inside a group")
    return missed
