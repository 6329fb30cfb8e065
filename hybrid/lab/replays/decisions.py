"""Decisions of a cache in compiled code, equal to those of ``ExpertCache`` to the bit, for all of the lab.

Knows the slots of one group, and what one event does to them, also while copies are under way. Policies are not written
again: their score functions are compiled as they are. Callers decide when copies land.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from hybrid.cache.policies import POLICIES, RESCALE_BY, repays
from hybrid.types import AdmissionName, PolicyName

ALWAYS, BOUNDED, NEVER = 0, 1, 2
ADMISSION_CODES: Mapping[AdmissionName, int] = {"always": ALWAYS, "bounded": BOUNDED, "never": NEVER}
BLOCK = 16  # slots whose scores share one lower bound
NO_BOUND = np.iinfo(np.int64).max

POLICY_CODES: Mapping[PolicyName, int] = {name: code for code, name in enumerate(POLICIES)}


def _one_of(code: int, score: Any, otherwise: Any) -> Any:
    """A compiled function that calls ``score`` for the policy ``code``, and ``otherwise`` for all others."""

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


class Routed(NamedTuple):
    """The arrays of ``events.Events`` and ``frequencies.UseFrequencies``."""

    starts: NDArray[np.int64]
    experts: NDArray[np.int32]
    demand: NDArray[np.int32]
    frequency: NDArray[np.float64]
    rescaled: NDArray[np.uint8]


class Uses(NamedTuple):
    """Inputs of a score, for each slot; or, for each block of slots, the least of each input."""

    frequency: NDArray[np.float64]
    last_event: NDArray[np.int64]
    last_use: NDArray[np.int64]
    filled: NDArray[np.int64]


class GroupSlots(NamedTuple):
    """The slots of one group; or, with a dimension in front, of several.

    Members are the experts that compete in the group, by number. ``counts`` are slots in use, the next stamp, and
    evictions so far.
    """

    slot_of: NDArray[np.int64]  # (members,), -1: none
    member: NDArray[np.int64]  # (slots,), -1: empty
    loading: NDArray[np.bool_]  # (slots,)
    uses: Uses  # (slots,)
    least: Uses  # (blocks,)
    absent: NDArray[np.int64]  # (members,): members without a slot in the event under way
    values: NDArray[np.float64]  # (members,): frequencies of the absent ones
    order: NDArray[np.int64]  # (members,): the order in which the absent ones are filled
    counts: NDArray[np.int64]  # (3,)


OCCUPIED, STAMP, EVICTED = 0, 1, 2


@numba.njit(nogil=True)
def _no_uses(groups: int, count: int) -> Uses:
    never = np.full((3, groups, count), -1, np.int64)
    return Uses(np.zeros((groups, count)), never[0], never[1], never[2])


@numba.njit(nogil=True)
def empty_groups(groups: int, members: int, slots: int) -> GroupSlots:
    """Several groups of the same size, all slots empty."""
    return GroupSlots(
        np.full((groups, members), -1, np.int64),
        np.full((groups, slots), -1, np.int64),
        np.zeros((groups, slots), np.bool_),
        _no_uses(groups, slots),
        _no_uses(groups, (slots + BLOCK - 1) // BLOCK),
        np.empty((groups, members), np.int64),
        np.empty((groups, members)),
        np.empty((groups, members), np.int64),
        np.zeros((groups, 3), np.int64),
    )


@numba.njit(nogil=True)
def _uses_at(uses: Uses, group: int) -> Uses:
    return Uses(uses.frequency[group], uses.last_event[group], uses.last_use[group], uses.filled[group])


@numba.njit(nogil=True)
def group_at(groups: GroupSlots, group: int) -> GroupSlots:
    """One of several groups, as views: changes to it change ``groups``."""
    return GroupSlots(
        groups.slot_of[group],
        groups.member[group],
        groups.loading[group],
        _uses_at(groups.uses, group),
        _uses_at(groups.least, group),
        groups.absent[group],
        groups.values[group],
        groups.order[group],
        groups.counts[group],
    )


@numba.njit(nogil=True)
def preload(group: GroupSlots, member: int) -> None:
    """Gives a member the next empty slot, if it has none and one is left."""
    slot = group.counts[OCCUPIED]
    if slot < len(group.member) and group.slot_of[member] < 0:
        group.slot_of[member], group.member[slot] = slot, member
        group.uses.last_use[slot] = group.uses.filled[slot] = group.counts[STAMP]
        group.counts[OCCUPIED] += 1
        group.counts[STAMP] += 1


@numba.njit(nogil=True)
def rescale(group: GroupSlots) -> None:
    """Shrinks all frequencies, before the growing weight of new uses overflows."""
    group.uses.frequency[:] *= RESCALE_BY
    group.least.frequency[:] *= RESCALE_BY


@numba.njit(nogil=True)
def look_up(
    group: GroupSlots, routed: Routed, index: int, event: int, first_member: int, entry_hits: NDArray[np.uint8]
) -> tuple[int, int, int]:
    """Stamps resident members and notes absent ones: (routed pairs hit, members in flight, members absent).

    ``event`` numbers the group's events, ``index`` all of them. Entries that hit are marked in ``entry_hits`` unless
    it is empty.
    """
    hits = in_flight = absent = 0
    for entry in range(routed.starts[index], routed.starts[index + 1]):
        member = first_member + routed.experts[entry]
        slot = group.slot_of[member]
        if slot < 0:
            group.absent[absent], group.values[absent], group.order[absent] = member, routed.frequency[entry], absent
            absent += 1
            continue
        group.uses.frequency[slot] = routed.frequency[entry]
        group.uses.last_event[slot], group.uses.last_use[slot] = event, group.counts[STAMP]
        group.counts[STAMP] += 1
        if group.loading[slot]:
            in_flight += 1
            continue
        hits += routed.demand[entry]
        if len(entry_hits):
            entry_hits[entry] = 1
    return hits, in_flight, absent


@numba.njit(nogil=True)
def room_for_fills(admission: int, group: GroupSlots, absent: int, most: int) -> int:
    """How many of the absent may be filled, in the order that is set here; ``most`` is the bound of BOUNDED."""
    if admission == NEVER or len(group.member) == 0:
        return 0
    if admission == BOUNDED:
        _rank_absent(group, absent)
        return min(absent, most)
    return absent


@numba.njit(nogil=True)
def _rank_absent(group: GroupSlots, absent: int) -> None:
    """Orders the absent members for filling: the most valuable first, equals in the router's order."""
    order, values = group.order, group.values
    for i in range(absent):
        place = i
        while place > 0 and values[order[place - 1]] < values[i]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = i


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

    A score never falls when one of its inputs rises, except the age. So the least inputs of a block give a lower bound
    of its scores. The block with the lowest bound is searched first, then those that could still win.
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
def fill(policy: int, bounded: bool, group: GroupSlots, event: int, rank: int) -> int:
    """Gives the absent member of that rank a slot, evicting another if that repays the copy; returns the slot or -1.

    Only for a group that has slots. ``end_event`` moves the stamps on afterwards.
    """
    place = group.order[rank]
    member, value = group.absent[place], group.values[place]
    slot = group.counts[OCCUPIED]
    if slot < len(group.member):
        group.counts[OCCUPIED] += 1
    else:
        slot = weakest(policy, event, group.uses, group.least, group.member, group.loading)
        if slot < 0 or (bounded and not repays_(value, group.uses.frequency[slot])):
            return -1
        group.slot_of[group.member[slot]] = -1
        group.counts[EVICTED] += 1
    group.slot_of[member], group.member[slot] = slot, member
    group.uses.frequency[slot], group.uses.last_event[slot] = value, event
    group.uses.last_use[slot] = group.uses.filled[slot] = group.counts[STAMP] + place
    group.least.frequency[slot // BLOCK] = min(group.least.frequency[slot // BLOCK], value)
    return int(slot)


@numba.njit(nogil=True)
def end_event(group: GroupSlots, absent: int) -> None:
    group.counts[STAMP] += absent
