"""Simulation of one group of slots, compiled: the same decisions as ``ExpertCache``, to the bit.

Mirrors ``ExpertCache.plan`` with every fill landing before the next event. Policies are not
mirrored: their score functions are compiled as they stand.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from hybrid.cache.policies import POLICIES, RESCALE_BY, repays
from hybrid.jit.compiled import compiled
from hybrid.types import AdmissionName, PolicyName

ALWAYS, BOUNDED, NEVER = 0, 1, 2
ADMISSION_CODES: Mapping[AdmissionName, int] = {"always": ALWAYS, "bounded": BOUNDED, "never": NEVER}
BLOCK = 16  # slots whose scores share one lower bound
NO_BOUND = np.iinfo(np.int64).max

POLICY_CODES: Mapping[PolicyName, int] = {name: code for code, name in enumerate(POLICIES)}


def _one_of(code: int, score: Any, otherwise: Any) -> Any:
    """``score`` for the policy ``code``, else what ``otherwise`` says: all compiled into one function."""

    @numba.njit(nogil=True)
    def choose(policy: int, frequency: float, age: int, last_use: int, filled: int) -> float:
        if policy == code:
            return float(score(frequency, age, last_use, filled))
        return float(otherwise(policy, frequency, age, last_use, filled))

    return choose


@numba.njit(nogil=True)
def score_of_policy(policy: int, frequency: float, age: int, last_use: int, filled: int) -> float:
    """The score that the policy of that code gives."""
    return np.nan


for _name, _policy in POLICIES.items():
    score_of_policy = _one_of(POLICY_CODES[_name], numba.njit(nogil=True)(_policy.score), score_of_policy)

repays_ = numba.njit(repays)
"""``policies.repays``, compiled."""


class Group(NamedTuple):
    """Slots that compete, and which events reach them: ``first_event``, ``first_event + stride``, ..."""

    slots: int
    first_event: int
    stride: int
    layers: int
    num_experts: int
    shared: bool  # the pool of all layers


class Admission(NamedTuple):
    code: int
    max_fills: int  # per event, with BOUNDED


class Routed(NamedTuple):
    """The arrays of ``events.Events`` and ``frequencies.UseFrequencies``."""

    starts: NDArray[np.int64]
    experts: NDArray[np.int32]
    demand: NDArray[np.int32]
    frequency: NDArray[np.float64]
    rescaled: NDArray[np.uint8]


class Counts(NamedTuple):
    """What a replay adds to: routed pairs, copies and evictions per layer; the last two may be empty."""

    hits: NDArray[np.int64]
    fills: NDArray[np.int64]
    evictions: NDArray[np.int64]
    entry_hits: NDArray[np.uint8]
    event_fills: NDArray[np.int32]


class Uses(NamedTuple):
    """What a score looks at, per slot; or the least of each in a block of slots."""

    frequency: NDArray[np.float64]
    last_event: NDArray[np.int64]
    last_use: NDArray[np.int64]
    filled: NDArray[np.int64]


@compiled(nogil=True)
def members_of(group: Group) -> int:
    """How many experts compete in the group."""
    return group.num_experts * group.layers if group.shared else group.num_experts


@numba.njit(nogil=True)
def no_uses(count: int) -> Uses:
    return Uses(
        np.zeros(count), np.full(count, -1, np.int64), np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    )


@numba.njit(nogil=True)
def _score_of(policy: int, event: int, uses: Uses, place: int) -> float:
    age = event - uses.last_event[place]
    return float(score_of_policy(policy, uses.frequency[place], age, uses.last_use[place], uses.filled[place]))


@numba.njit(nogil=True)
def _weakest_of_block(
    policy: int,
    event: int,
    uses: Uses,
    least: Uses,
    member: NDArray[np.int64],
    loading: NDArray[np.bool_],
    block: int,
) -> tuple[int, float]:
    """The block's ready slot last used before ``event`` with the lowest score, or -1; renews its least values."""
    best, lowest = -1, np.inf
    frequency, last_event, last_use, filled = np.inf, event, NO_BOUND, NO_BOUND
    for slot in range(block * BLOCK, min((block + 1) * BLOCK, len(member))):
        frequency = min(frequency, uses.frequency[slot])
        last_event = min(last_event, uses.last_event[slot])
        last_use = min(last_use, uses.last_use[slot])
        filled = min(filled, uses.filled[slot])
        if uses.last_event[slot] == event or loading[slot]:
            continue
        points = _score_of(policy, event, uses, slot)
        if points < lowest or (points == lowest and member[slot] < member[best]):
            best, lowest = slot, points
    least.frequency[block], least.last_event[block] = frequency, last_event
    least.last_use[block], least.filled[block] = last_use, filled
    return best, lowest


@numba.njit(nogil=True)
def weakest(
    policy: int, event: int, uses: Uses, least: Uses, member: NDArray[np.int64], loading: NDArray[np.bool_]
) -> int:
    """The ready slot last used before ``event`` with the lowest score, equal ones by member; -1 if none.

    A score falls with none of its values but the age, so a block's least values bound its scores from
    below. The block of the lowest bound is looked through first, then those that could still win.
    """
    first, lowest_bound = 0, np.inf
    for block in range(len(least.frequency)):
        bound = _score_of(policy, event, least, block)
        if bound < lowest_bound:
            first, lowest_bound = block, bound
    best, lowest = _weakest_of_block(policy, event, uses, least, member, loading, first)
    for block in range(len(least.frequency)):
        if block == first or _score_of(policy, event, least, block) > lowest:
            continue
        slot, points = _weakest_of_block(policy, event, uses, least, member, loading, block)
        if slot >= 0 and (points < lowest or (points == lowest and member[slot] < member[best])):
            best, lowest = slot, points
    return int(best)


@numba.njit(nogil=True)
def _order_by_value(order: NDArray[np.int64], values: NDArray[np.float64]) -> None:
    """``order``: the places of ``values``, highest first, equals as they come."""
    for i in range(len(order)):
        place = i
        while place > 0 and values[order[place - 1]] < values[i]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = i


@numba.njit(nogil=True)
def _preload(preloaded: NDArray[np.int64], slot_of: NDArray[np.int64], member: NDArray[np.int64], uses: Uses) -> int:
    """Gives the first slots to ``preloaded``; returns how many there are."""
    for slot in range(len(preloaded)):
        slot_of[preloaded[slot]] = slot
        member[slot] = preloaded[slot]
        uses.last_use[slot] = uses.filled[slot] = slot
    return len(preloaded)


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
    members = members_of(group)
    slots = group.slots
    slot_of = np.full(members, -1, np.int64)
    member = np.full(slots, -1, np.int64)
    loading = np.zeros(slots, np.bool_)  # nothing ever is
    uses, least = no_uses(slots), no_uses((slots + BLOCK - 1) // BLOCK)
    wanted, order, values = np.empty(members, np.int64), np.empty(members, np.int64), np.empty(members)
    occupied = clock = _preload(preloaded, slot_of, member, uses)
    for index in range(group.first_event, len(routed.starts) - 1, group.stride):
        event, layer = index // group.stride, index % group.layers
        base = layer * group.num_experts if group.shared else 0
        if routed.rescaled[index]:
            uses.frequency[:] *= RESCALE_BY
            least.frequency[:] *= RESCALE_BY
        misses = 0
        for entry in range(routed.starts[index], routed.starts[index + 1]):
            used = base + routed.experts[entry]
            slot = slot_of[used]
            if slot < 0:
                wanted[misses], values[misses], order[misses] = used, routed.frequency[entry], misses
                misses += 1
                continue
            uses.frequency[slot] = routed.frequency[entry]
            uses.last_event[slot], uses.last_use[slot] = event, clock
            clock += 1
            counts.hits[layer] += routed.demand[entry]
            if len(counts.entry_hits):
                counts.entry_hits[entry] = 1
        first_stamp = clock
        clock += misses
        if misses == 0 or slots == 0:
            continue
        occupied, fills, evictions = _fill(
            policy, admission, event, wanted[:misses], values[:misses], order[:misses], first_stamp,
            slot_of, member, loading, uses, least, occupied,
        )  # fmt: skip
        counts.fills[layer] += fills
        counts.evictions[layer] += evictions
        if len(counts.event_fills):
            counts.event_fills[index] = fills


@numba.njit(nogil=True)
def _fill(
    policy: int,
    admission: Admission,
    event: int,
    wanted: NDArray[np.int64],
    values: NDArray[np.float64],
    order: NDArray[np.int64],
    first_stamp: int,
    slot_of: NDArray[np.int64],
    member: NDArray[np.int64],
    loading: NDArray[np.bool_],
    uses: Uses,
    least: Uses,
    occupied: int,
) -> tuple[int, int, int]:
    """Fills for one event's misses: (slots occupied from now on, fills, evictions)."""
    room = len(wanted)
    if admission.code == NEVER:
        return occupied, 0, 0
    if admission.code == BOUNDED:
        room = min(room, admission.max_fills)
        _order_by_value(order, values)
    evictions = 0
    for fills in range(room):
        place = order[fills]
        if occupied < len(member):
            slot = occupied
            occupied += 1
        else:
            slot = weakest(policy, event, uses, least, member, loading)
            if slot < 0:
                return occupied, fills, evictions
            if admission.code == BOUNDED and not repays_(values[place], uses.frequency[slot]):
                return occupied, fills, evictions
            slot_of[member[slot]] = -1
            evictions += 1
        slot_of[wanted[place]] = slot
        member[slot] = wanted[place]
        uses.frequency[slot], uses.last_event[slot] = values[place], event
        uses.last_use[slot] = uses.filled[slot] = first_stamp + place
        least.frequency[slot // BLOCK] = min(least.frequency[slot // BLOCK], values[place])
    return occupied, room, evictions
