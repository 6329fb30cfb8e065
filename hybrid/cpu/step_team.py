"""Team of threads that computes the missed experts of a step by itself, layer after layer, with no Python in between.

One thread leads: it watches for each layer's word, lays the layer's job out, and answers once the sum is complete. The
others follow: they spin for the next job, since to wake a thread takes longer than to compute its part of a small
expert. All leave when no step has begun for a while. Knows addresses; knows nothing of Python's threads.

Who begins a step and who leaves at that moment must see each other, as must a follower who enters a job and the leader
who ends it: each first tells, then looks, and both in one order for all threads.
"""

from typing import Any

from numba import prange

from hybrid.cpu.phases import LINE, ONE_THREAD, wait_for_all, work
from hybrid.cpu.sheet import COUNTERS_AT, lay_out, task_of
from hybrid.jit.compiled import compiled, compiled_part
from hybrid.jit.intrinsics import fetch_add, give_way, load_int, look, nanoseconds, set_team, store_int, tell

# Words of the team, each on a cache line of its own: steps begun and served; whether a leader looks for steps; whether
# to stop at once; the job's generation, odd while it is open, and its sheet; followers inside it; threads that have a
# role; what has gone wrong.
BEGUN, SERVED, LOOKING, STOP, _GENERATION, _SHEET, _INSIDE, _ROLES, FAILED = (LINE * place for place in range(9))
WORDS = 9 * LINE // 8
# Numbers, then places of each layer.
_NUMBERS = 9 * LINE
LAYERS, ROUTED, ALONE, ARRIVED, ANSWERED, ROWS, STRIDE, SHARE_DUE, PLANNED, NANOSECONDS = range(10)
NUMBERS = 10
_PLACES = _NUMBERS + NUMBERS * 8
PLACES = 6  # of a layer: its sheet, activations, choices, slots, weights and sum

_IDLE_NS = 1_000_000  # between two tokens the device computes the head and the host draws
_LOOKS = 256  # some microseconds, after which a thread lets others have its core
_LEAVE, _STOPPED = -1, -1


@compiled(nogil=True)
def begin_step(team: int) -> int:
    """Has the team serve one step more; returns 0 if nobody looks for it."""
    fetch_add(team + BEGUN, 1)
    looking: int = look(team + LOOKING)
    return looking


@compiled(nogil=True)
def stop(team: int) -> int:
    """Has whoever looks for steps leave, whatever is under way; returns 0 if nobody looks."""
    tell(team + STOP, 1)
    looking: int = look(team + LOOKING)
    return looking


@compiled(nogil=True)
def await_served(team: int, looks: int) -> bool:
    """Whether all steps that were begun have been served; looks so many times."""
    while looks > 0 and look(team + SERVED) != look(team + BEGUN):
        looks -= 1
    return looks > 0


# Called from Python alone, see ``kernels``.
@compiled(nogil=True, parallel=True)
def serve_steps(
    up: Any, up_scales: Any, down: Any, down_scales: Any, plain: Any, team: int, threads: int, size: int
) -> None:
    """Serves steps until none has begun for a while; ``size`` of the ``threads`` can be had."""
    store_int(team + _GENERATION, 0)
    store_int(team + _INSIDE, 0)
    store_int(team + _ROLES, 0)
    usual = set_team(size)
    for _ in prange(threads):
        # Where there are fewer threads than asked for, the first leads, and is followed by itself when all is over.
        if fetch_add(team + _ROLES, 1) == 0:
            _lead(up, up_scales, down, down_scales, plain, team, threads)
        else:
            _follow(up, up_scales, down, down_scales, plain, team, threads)
    set_team(usual)


@compiled_part()
def _lead(up: Any, up_scales: Any, down: Any, down_scales: Any, plain: Any, team: int, threads: int) -> None:
    fetch_add(team + LOOKING, 1)
    while True:
        if _has_begun(team):
            _serve_step(up, up_scales, down, down_scales, plain, team, threads)
            fetch_add(team + SERVED, 1)
            continue
        fetch_add(team + LOOKING, -1)
        if look(team + STOP) != 0 or look(team + BEGUN) == look(team + SERVED):
            break
        fetch_add(team + LOOKING, 1)
    tell(team + _GENERATION, _LEAVE)


@compiled_part()
def _has_begun(team: int) -> bool:
    """Waits for a step; false when it has not come in time, or nobody is to wait."""
    idle_since = nanoseconds()
    while look(team + STOP) == 0:
        for _ in range(_LOOKS):
            if look(team + BEGUN) != look(team + SERVED):
                return True
        if nanoseconds() - idle_since > _IDLE_NS:
            return False
        give_way()
    return False


@compiled_part()
def _number(team: int, place: int) -> int:
    number: int = load_int(team + _NUMBERS + place * 8)
    return number


@compiled_part()
def _await(team: int, address: int) -> int:
    """The word at ``address`` once it is not 0, or ``_STOPPED``."""
    while look(team + STOP) == 0:
        for _ in range(_LOOKS):
            word: int = look(address)
            if word != 0:
                return word
        give_way()
    return _STOPPED


@compiled_part()
def _serve_step(up: Any, up_scales: Any, down: Any, down_scales: Any, plain: Any, team: int, threads: int) -> None:
    arrived, answered, stride = _number(team, ARRIVED), _number(team, ANSWERED), _number(team, STRIDE)
    share_due, planned = _number(team, SHARE_DUE), _number(team, PLANNED)
    for layer in range(_number(team, LAYERS)):
        word = _await(team, arrived + layer * stride)
        if word == _STOPPED:
            return
        if word != share_due:
            continue
        started = nanoseconds()
        _compute(up, up_scales, down, down_scales, plain, team, threads, layer)
        store_int(_number(team, NANOSECONDS) + layer * 8, nanoseconds() - started)
        if planned != 0 and _await(team, planned + layer * 8) == _STOPPED:
            return
        tell(answered + layer * stride, 1)


@compiled_part()
def _compute(
    up: Any, up_scales: Any, down: Any, down_scales: Any, plain: Any, team: int, threads: int, layer: int
) -> None:
    places = team + _PLACES + layer * PLACES * 8
    sheet = load_int(places)
    while look(team + _INSIDE) != 0:  # a follower still has the last job's sheet, which may be this one
        give_way()
    missed = lay_out(
        up,
        up_scales,
        down,
        down_scales,
        plain,
        sheet,
        load_int(places + 8),
        load_int(places + 16),
        load_int(places + 24),
        load_int(places + 32),
        load_int(places + 40),
        _number(team, ROUTED),
        load_int(_number(team, ROWS) + layer * _number(team, STRIDE)),
    )
    if missed < 0:
        tell(team + FAILED, missed)
    elif missed > _number(team, ALONE):
        task = task_of(up, up_scales, down, down_scales, plain, sheet)
        store_int(team + _SHEET, sheet)
        fetch_add(team + _GENERATION, 1)
        work(task, sheet + COUNTERS_AT, threads)
        wait_for_all(task, sheet + COUNTERS_AT)
        fetch_add(team + _GENERATION, 1)
    elif missed > 0:
        work(task_of(up, up_scales, down, down_scales, plain, sheet), sheet + COUNTERS_AT, ONE_THREAD)


@compiled_part()
def _follow(up: Any, up_scales: Any, down: Any, down_scales: Any, plain: Any, team: int, threads: int) -> None:
    last = looks = 0
    while True:
        generation = look(team + _GENERATION)
        if generation == _LEAVE:
            return
        if generation == last or generation % 2 == 0:
            looks += 1
            if looks % _LOOKS == 0:
                give_way()
            continue
        fetch_add(team + _INSIDE, 1)
        if look(team + _GENERATION) == generation:
            sheet = load_int(team + _SHEET)
            work(task_of(up, up_scales, down, down_scales, plain, sheet), sheet + COUNTERS_AT, threads)
        fetch_add(team + _INSIDE, -1)
        last = generation
