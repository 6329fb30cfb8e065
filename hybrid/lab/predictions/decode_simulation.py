"""Simulation of decoding against a clock, compiled: the lab's decisions with copies under way.

Knows arrays and codes; ``decode_model`` says what they mean, ``replays.decisions`` what an event does to the slots.
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from hybrid.jit.compiled import compiled
from hybrid.lab.replays.decisions import (
    BOUNDED,
    GroupSlots,
    Routed,
    empty_groups,
    end_event,
    fill,
    group_at,
    look_up,
    preload,
    rescale,
    room_for_fills,
)
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


class _Link(NamedTuple):
    """Ring of copies under way: for each the slot that it fills and the time when it is done. ``place`` is the ring's
    first place and its length; ``busy_until`` the time when all are done."""

    group: NDArray[np.int64]
    slot: NDArray[np.int64]
    done_at: NDArray[np.float64]
    place: NDArray[np.int64]
    busy_until: NDArray[np.float64]


@numba.njit(nogil=True)
def _group_of(cache: SimulatedCache, index: int) -> tuple[int, int, int]:
    """(group, event of the group, number of the layer's first member) of the event ``index``."""
    step, layer = index // cache.layers, index % cache.layers
    return (0, index, layer * cache.experts) if cache.pooled else (layer, step, 0)


@numba.njit(nogil=True)
def _preload(cache: SimulatedCache, groups: GroupSlots, preloaded: NDArray[np.int64]) -> None:
    """``preloaded``: expert cells."""
    for cell in preloaded:
        group = 0 if cache.pooled else cell // cache.experts
        if group < len(groups.counts):
            preload(group_at(groups, group), cell if cache.pooled else cell % cache.experts)


@numba.njit(nogil=True)
def _land(link: _Link, groups: GroupSlots, now: float) -> None:
    """Makes the slots ready whose copies have finished by ``now``."""
    while link.place[1] and link.done_at[link.place[0]] <= now:
        groups.loading[link.group[link.place[0]], link.slot[link.place[0]]] = False
        link.place[0] = (link.place[0] + 1) % len(link.slot)
        link.place[1] -= 1


@numba.njit(nogil=True)
def _fill(
    cache: SimulatedCache, groups: GroupSlots, index: int, absent: int, link: _Link, now: float, copy: float
) -> int:
    """Starts the copies of one event; returns their number."""
    number, event, _ = _group_of(cache, index)
    if link.place[1] == groups.member.size:
        return 0  # every slot is being filled
    group = group_at(groups, number)
    room: int = room_for_fills(cache.admission, group, absent, cache.max_queued - link.place[1])
    for fills in range(room):
        slot = fill(cache.policy, cache.admission == BOUNDED, group, event, fills)
        if slot < 0:
            return fills
        group.loading[slot] = True
        link.busy_until[0] = max(now, link.busy_until[0]) + copy
        tail = (link.place[0] + link.place[1]) % len(link.slot)
        link.group[tail], link.slot[tail], link.done_at[tail] = number, slot, link.busy_until[0]
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
    members = cache.experts * (cache.layers if cache.pooled else 1)
    groups = empty_groups(1 if cache.pooled else cache.cached_layers, members, cache.slots)
    _preload(cache, groups, preloaded)
    unmarked = np.empty(0, np.uint8)
    room = groups.member.size + 1
    ring = np.empty((2, room), np.int64)
    link = _Link(ring[0], ring[1], np.empty(room), np.zeros(2, np.int64), np.zeros(1))
    now, most = 0.0, max(len(by_misses) - 1, 1)
    for index in range(len(routed.starts) - 1):
        step, layer = index // cache.layers, index % cache.layers
        _land(link, groups, now if decoded[step] else np.inf)
        missed = routed.starts[index + 1] - routed.starts[index]
        if layer < cache.cached_layers:
            number, event, first_member = _group_of(cache, index)
            group = group_at(groups, number)
            if routed.rescaled[index]:
                rescale(group)
            hit, in_flight, absent = look_up(group, routed, index, event, first_member, unmarked)
            missed = in_flight + absent
            copying = copy_seconds(copies[0], copies[1], missed / most) if decoded[step] else 0.0
            fills[step] += _fill(cache, groups, index, absent, link, now, copying)
            end_event(group, absent)
            hits[step] += hit
        if decoded[step]:
            seconds_taken = layer_seconds(by_misses, per_miss_while_copying, missed, link.busy_until[0] - now)
            seconds[step] += seconds_taken
            now += seconds_taken
