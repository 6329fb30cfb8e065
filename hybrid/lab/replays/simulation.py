"""Simulation of one group of slots, compiled: every fill lands before the next event."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hybrid.jit.compiled import compiled
from hybrid.lab.replays.decisions import (
    BOUNDED,
    EVICTED,
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


class Group(NamedTuple):
    """Slots that compete, and the events of their layers: ``first_event``, ``first_event + stride``, ..."""

    slots: int
    first_event: int
    stride: int
    layers: int
    num_experts: int
    shared: bool  # the pool of all layers


class Admission(NamedTuple):
    code: int
    max_fills: int  # per event, with BOUNDED


class Counts(NamedTuple):
    """Arrays that a replay adds to: routed pairs hit, copies and evictions per layer; the last two may be empty."""

    hits: NDArray[np.int64]
    fills: NDArray[np.int64]
    evictions: NDArray[np.int64]
    entry_hits: NDArray[np.uint8]
    event_fills: NDArray[np.int32]


@compiled(nogil=True)
def members_of(group: Group) -> int:
    """How many experts compete in the group."""
    return group.num_experts * group.layers if group.shared else group.num_experts


@compiled(nogil=True)
def simulate(
    policy: int,
    admission: Admission,
    group: Group,
    routed: Routed,
    preloaded: NDArray[np.int64],
    counts: Counts,
) -> None:
    """Replays the group's events; ``preloaded`` are the members in its first slots at the start."""
    slots = group_at(empty_groups(1, members_of(group), group.slots), 0)
    for member in preloaded:
        preload(slots, member)
    for index in range(group.first_event, len(routed.starts) - 1, group.stride):
        event, layer = index // group.stride, index % group.layers
        if routed.rescaled[index]:
            rescale(slots)
        first_member = layer * group.num_experts if group.shared else 0
        hits, _, absent = look_up(slots, routed, index, event, first_member, counts.entry_hits)
        counts.hits[layer] += hits
        room = room_for_fills(admission.code, slots, absent, admission.max_fills)
        fills, evicted = 0, slots.counts[EVICTED]
        while fills < room and fill(policy, admission.code == BOUNDED, slots, event, fills) >= 0:
            fills += 1
        end_event(slots, absent)
        counts.fills[layer] += fills
        counts.evictions[layer] += slots.counts[EVICTED] - evicted
        if len(counts.event_fills):
            counts.event_fills[index] = fills
