"""Simulation of decoding against a clock, compiled: the decisions of ``ExpertCache`` with copies under way.

Knows arrays and codes; ``decode_model`` says what they mean, ``simulation`` which slot is given up.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from hybrid.cache.policies import RESCALE_BY
from hybrid.jit.compiled import compiled
from hybrid.lab.replays.simulation import BLOCK, BOUNDED, NEVER, Routed, Uses, repays_, weakest
from hybrid.records import costs

layer_seconds = numba.njit(nogil=True)(costs.layer_seconds)
copy_seconds = numba.njit(nogil=True)(costs.copy_seconds)


class SimulatedCache(NamedTuple):
    layers: int
    experts: int
    pooled: bool
    slots: int  # of a group: the ways of an index, or the pool
    cached_layers: int
    policy: int
    admission: int
    max_queued: int


class _Slots(NamedTuple):
    """Arrays are (groups, slots), in ``least`` (groups, blocks), the last two (groups,)."""

    cell: NDArray[np.int64]
    loading: NDArray[np.bool_]
    uses: Uses
    least: Uses
    occupied: NDArray[np.int64]
    clock: NDArray[np.int64]


class _Wanted(NamedTuple):
    """The absent experts of one event: their entries, and the order in which they are filled."""

    order: NDArray[np.int64]
    entry: NDArray[np.int64]


class _Link(NamedTuple):
    """Ring of copies under way: the slot each fills and when it is done; the ring's first place and length; when all
    are done."""

    group: NDArray[np.int64]
    slot: NDArray[np.int64]
    done_at: NDArray[np.float64]
    place: NDArray[np.int64]
    busy_until: NDArray[np.float64]


@numba.njit(nogil=True)
def _group_of(cache: SimulatedCache, index: int) -> tuple[int, int, int]:
    """(group, event of the group, layer) of the event ``index``."""
    step, layer = index // cache.layers, index % cache.layers
    return (0, index, layer) if cache.pooled else (layer, step, layer)


@numba.njit(nogil=True)
def _new_uses(groups: int, count: int) -> Uses:
    never = np.full((3, groups, count), -1, np.int64)
    return Uses(np.zeros((groups, count)), never[0], never[1], never[2])


@numba.njit(nogil=True)
def _new_slots(cache: SimulatedCache) -> _Slots:
    groups = 1 if cache.pooled else cache.cached_layers
    return _Slots(
        np.full((groups, cache.slots), -1, np.int64),
        np.zeros((groups, cache.slots), np.bool_),
        _new_uses(groups, cache.slots),
        _new_uses(groups, (cache.slots + BLOCK - 1) // BLOCK),
        np.zeros(groups, np.int64),
        np.zeros(groups, np.int64),
    )


@numba.njit(nogil=True)
def _of_group(uses: Uses, group: int) -> Uses:
    return Uses(uses.frequency[group], uses.last_event[group], uses.last_use[group], uses.filled[group])


@numba.njit(nogil=True)
def _preload(cache: SimulatedCache, preloaded: NDArray[np.int64], slot_of: NDArray[np.int64], slots: _Slots) -> None:
    for cell in preloaded:
        group = 0 if cache.pooled else cell // cache.experts
        if group >= len(slots.occupied) or slots.occupied[group] == cache.slots or slot_of[cell] >= 0:
            continue
        slot = slots.occupied[group]
        slot_of[cell] = slot
        slots.cell[group, slot] = cell
        slots.uses.last_use[group, slot] = slots.uses.filled[group, slot] = slots.clock[group]
        slots.occupied[group] += 1
        slots.clock[group] += 1


@numba.njit(nogil=True)
def _slot_for(
    cache: SimulatedCache, event: int, group: int, value: float, slots: _Slots, slot_of: NDArray[np.int64]
) -> int:
    """A slot for a missed expert of that frequency, evicting the expert in it; -1 if there is none."""
    if slots.occupied[group] < cache.slots:
        slots.occupied[group] += 1
        return int(slots.occupied[group] - 1)
    uses, least = _of_group(slots.uses, group), _of_group(slots.least, group)
    slot = weakest(cache.policy, event, uses, least, slots.cell[group], slots.loading[group])
    if slot < 0 or (cache.admission == BOUNDED and not repays_(value, uses.frequency[slot])):
        return -1
    slot_of[slots.cell[group, slot]] = -1
    return int(slot)


@numba.njit(nogil=True)
def _land(link: _Link, slots: _Slots, now: float) -> None:
    """The copies that have finished by ``now`` are ready."""
    while link.place[1] and link.done_at[link.place[0]] <= now:
        slots.loading[link.group[link.place[0]], link.slot[link.place[0]]] = False
        link.place[0] = (link.place[0] + 1) % len(link.slot)
        link.place[1] -= 1


@numba.njit(nogil=True)
def _classify(
    cache: SimulatedCache, routed: Routed, index: int, slots: _Slots, slot_of: NDArray[np.int64], wanted: _Wanted
) -> tuple[int, int, int]:
    """Uses what is resident, notes what is not: (routed pairs hit, experts in flight, experts absent)."""
    group, event, layer = _group_of(cache, index)
    hits = in_flight = absent = 0
    for entry in range(routed.starts[index], routed.starts[index + 1]):
        slot = slot_of[layer * cache.experts + routed.experts[entry]]
        if slot < 0:
            _want(cache, routed, entry, absent, wanted)
            absent += 1
            continue
        slots.uses.frequency[group, slot] = routed.frequency[entry]
        slots.uses.last_event[group, slot], slots.uses.last_use[group, slot] = event, slots.clock[group]
        slots.clock[group] += 1
        if slots.loading[group, slot]:
            in_flight += 1
        else:
            hits += routed.demand[entry]
    return hits, in_flight, absent


@numba.njit(nogil=True)
def _want(cache: SimulatedCache, routed: Routed, entry: int, absent: int, wanted: _Wanted) -> None:
    """Bounded admission takes the most valuable first, equals in router order; else the router's order counts."""
    place = absent
    if cache.admission == BOUNDED:
        while place > 0 and routed.frequency[wanted.entry[wanted.order[place - 1]]] < routed.frequency[entry]:
            wanted.order[place] = wanted.order[place - 1]
            place -= 1
    wanted.order[place], wanted.entry[absent] = absent, entry


@numba.njit(nogil=True)
def _fill(
    cache: SimulatedCache,
    routed: Routed,
    index: int,
    absent: int,
    slots: _Slots,
    slot_of: NDArray[np.int64],
    wanted: _Wanted,
    link: _Link,
    now: float,
    copy: float,
) -> int:
    """Starts the copies of one event; returns their number."""
    group, event, layer = _group_of(cache, index)
    if link.place[1] == slots.cell.size:
        return 0  # every slot is being filled
    room = 0 if cache.admission == NEVER else absent
    if cache.admission == BOUNDED:
        room = min(room, cache.max_queued - link.place[1])
    for fills in range(room):
        place = wanted.order[fills]
        entry = wanted.entry[place]
        slot = _slot_for(cache, event, group, routed.frequency[entry], slots, slot_of)
        if slot < 0:
            return fills
        cell = layer * cache.experts + routed.experts[entry]
        slot_of[cell], slots.cell[group, slot] = slot, cell
        slots.uses.frequency[group, slot], slots.uses.last_event[group, slot] = routed.frequency[entry], event
        slots.uses.last_use[group, slot] = slots.uses.filled[group, slot] = slots.clock[group] + place
        least = slots.least.frequency[group]
        least[slot // BLOCK] = min(least[slot // BLOCK], routed.frequency[entry])
        slots.loading[group, slot] = True
        link.busy_until[0] = max(now, link.busy_until[0]) + copy
        tail = (link.place[0] + link.place[1]) % len(link.slot)
        link.group[tail], link.slot[tail], link.done_at[tail] = group, slot, link.busy_until[0]
        link.place[1] += 1
    return max(room, 0)


@compiled(nogil=True)
def simulate_steps(
    cache: SimulatedCache,
    routed: Routed,
    preloaded: NDArray[np.int64],
    by_misses: NDArray[np.float64],
    per_miss_while_copying: float,
    copies: tuple[float, float],
    decoded: NDArray[np.bool_],
    seconds: NDArray[np.float64],
    hits: NDArray[np.int64],
    fills: NDArray[np.int64],
) -> None:
    """Writes the time, the hits and the fills of each step. ``copies``: alone, and beside layers that miss all."""
    slots, slot_of = _new_slots(cache), np.full(cache.layers * cache.experts, -1, np.int64)
    _preload(cache, preloaded, slot_of, slots)
    wanted = _Wanted(np.empty(cache.experts, np.int64), np.empty(cache.experts, np.int64))
    room = slots.cell.size + 1
    ring = np.empty((2, room), np.int64)
    link = _Link(ring[0], ring[1], np.empty(room), np.zeros(2, np.int64), np.zeros(1))
    now, most = 0.0, max(len(by_misses) - 1, 1)
    for index in range(len(routed.starts) - 1):
        step, layer = index // cache.layers, index % cache.layers
        _land(link, slots, now if decoded[step] else np.inf)
        missed = routed.starts[index + 1] - routed.starts[index]
        if layer < cache.cached_layers:
            group, _, _ = _group_of(cache, index)
            if routed.rescaled[index]:
                slots.uses.frequency[group] *= RESCALE_BY
                slots.least.frequency[group] *= RESCALE_BY
            hit, in_flight, absent = _classify(cache, routed, index, slots, slot_of, wanted)
            missed = in_flight + absent
            copying = copy_seconds(copies[0], copies[1], missed / most) if decoded[step] else 0.0
            fills[step] += _fill(cache, routed, index, absent, slots, slot_of, wanted, link, now, copying)
            slots.clock[group] += absent
            hits[step] += hit
        if decoded[step]:
            seconds_taken = layer_seconds(by_misses, per_miss_while_copying, missed, link.busy_until[0] - now)
            seconds[step] += seconds_taken
            now += seconds_taken
