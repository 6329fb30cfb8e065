"""Stack distances: hits of every cache size in one pass, with 1, 2, 3, ... slots.

After Mattson, Gecsei, Slutz, Traiger, *Evaluation techniques for storage hierarchies* (IBM Systems Journal,
1970): if a larger cache always holds all that a smaller one does, one list (the stack) serves all sizes: its first M
entries are those that M slots hold. Here the list changes with each event, not with each use.

All kernels add to ``depths``: row ``layer`` (row 0 for a shared group), column d: routed pairs that hit
with d or more slots. They hold for sizes no smaller than the largest event.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from hybrid.cache.policies import RESCALE_BY
from hybrid.jit.compiled import compiled
from hybrid.lab.replays.decisions import Routed, score_of_policy
from hybrid.lab.replays.simulation import Group, members_of


@numba.njit(nogil=True)
def _insert(scores: NDArray[np.float64], members: NDArray[np.int64], count: int, score: float, member: int) -> None:
    """Inserts a pair into the first ``count`` pairs, which are sorted, the lowest first."""
    place = count
    while place > 0 and (scores[place - 1] > score or (scores[place - 1] == score and members[place - 1] > member)):
        scores[place], members[place] = scores[place - 1], members[place - 1]
        place -= 1
    scores[place], members[place] = score, member


@compiled(nogil=True)
def priority_depths(policy: int, group: Group, routed: Routed, bypass: bool, depths: NDArray[np.int64]) -> None:
    """For policies whose scores depend on frequency and age only, with every miss filled.

    With ``bypass`` a miss enters only if it outranks the expert it would evict, and routed experts can be evicted.
    ``leaving`` are the experts that a cache of ``slots`` slots evicts in the event, lowest score first. With one slot
    more, the expert at that place of the stack either was a hit or joins them; then the highest of them stays.
    """
    members = members_of(group)
    stack, length = np.empty(members, np.int64), 0
    frequency = np.zeros(members)
    last_event, demand = np.full(members, -1, np.int64), np.zeros(members, np.int64)
    scores, leaving = np.empty(members), np.empty(members, np.int64)
    for index in range(group.first_event, len(routed.starts) - 1, group.stride):
        event, row = index // group.stride, 0 if group.shared else index % group.layers
        base = (index % group.layers) * group.num_experts if group.shared else 0
        if routed.rescaled[index]:
            frequency *= RESCALE_BY
        begin, size = routed.starts[index], routed.starts[index + 1] - routed.starts[index]
        count = slots = 0
        for i in range(size):
            used, entry = base + routed.experts[begin + i], begin + i
            frequency[used], last_event[used] = routed.frequency[entry], event
            demand[used] = routed.demand[entry]
            if bypass:
                _insert(scores, leaving, count, score_of_policy(policy, frequency[used], 0, 0, 0), used)
                count += 1
        if not bypass:
            for place in range(min(size, length)):
                held = stack[place]
                age = event - last_event[held]
                if age == 0:
                    depths[row, size] += demand[held]
                else:
                    _insert(scores, leaving, count, score_of_policy(policy, frequency[held], age, 0, 0), held)
                    count += 1
            stack[:size] = base + routed.experts[begin : begin + size]
            slots = size
        while count > 0:
            if slots < length:
                held = stack[slots]
                age = event - last_event[held]
                if age == 0:
                    depths[row, slots + 1] += demand[held]
                else:
                    _insert(scores, leaving, count, score_of_policy(policy, frequency[held], age, 0, 0), held)
                    count += 1
            count -= 1
            stack[slots] = leaving[count]
            slots += 1
        length = max(length, slots)


@numba.njit(nogil=True)
def _add(tree: NDArray[np.int64], place: int, amount: int) -> None:
    """Adds to one place of a Fenwick tree."""
    place += 1
    while place < len(tree):
        tree[place] += amount
        place += place & -place


@numba.njit(nogil=True)
def _sum_to(tree: NDArray[np.int64], place: int) -> int:
    """The sum of the places up to and including ``place``."""
    place += 1
    total = 0
    while place > 0:
        total += tree[place]
        place -= place & -place
    return total


@compiled(nogil=True)
def lru_depths(group: Group, routed: Routed, largest_event: int, depths: NDArray[np.int64]) -> None:
    """For LRU, with every miss filled.

    A cache of M slots holds the experts of the latest events, and of the oldest of these events as many as still fit.
    Which ones depends on M: an event's hits are older than its fills, and M decides which are hits. So for each
    expert's last use we keep the sizes at which it hit: all sizes from ``sure`` on, none up to ``never``, and in
    between (one size for each expert of its event) those in ``noted``.
    """
    members = members_of(group)
    events = (len(routed.starts) - 1 - group.first_event + group.stride - 1) // group.stride
    tree = np.zeros(events + 1, np.int64)
    seen = 0
    last_event = np.full(members, -1, np.int64)
    never, sure = np.zeros(members, np.int64), np.zeros(members, np.int64)
    noted = np.zeros((members, largest_event), np.bool_)
    new_never, new_sure = np.zeros(largest_event, np.int64), np.zeros(largest_event, np.int64)
    new_noted = np.zeros((largest_event, largest_event), np.bool_)
    peers = np.zeros(largest_event, np.int64)
    unseen = members + 1
    for event in range(events):
        index = group.first_event + event * group.stride
        row = 0 if group.shared else index % group.layers
        base = (index % group.layers) * group.num_experts if group.shared else 0
        begin, size = routed.starts[index], routed.starts[index + 1] - routed.starts[index]
        for i in range(size):
            used, demand = base + routed.experts[begin + i], routed.demand[begin + i]
            last = last_event[used]
            if last < 0:
                new_never[i] = new_sure[i] = unseen
                continue
            newer = seen - _sum_to(tree, last)
            peer_count, used_place = 0, 0
            last_index = group.first_event + last * group.stride
            for entry in range(routed.starts[last_index], routed.starts[last_index + 1]):
                peer = base + routed.experts[entry]
                if last_event[peer] == last:
                    if peer == used:
                        used_place = peer_count
                    peers[peer_count] = peer
                    peer_count += 1
            new_never[i], new_sure[i] = newer, newer + peer_count
            depths[row, newer + peer_count] += demand
            for left in range(1, peer_count):
                more_recent = _more_recent(peers[:peer_count], used_place, newer + left, never, sure, noted)
                hit = more_recent < left
                new_noted[i, left - 1] = hit
                if hit:
                    depths[row, newer + left] += demand
                    depths[row, newer + left + 1] -= demand
        for i in range(size):
            used = base + routed.experts[begin + i]
            if last_event[used] >= 0:
                _add(tree, last_event[used], -1)
            else:
                seen += 1
            _add(tree, event, 1)
            last_event[used] = event
            never[used], sure[used] = new_never[i], new_sure[i]
            noted[used] = new_noted[i]


@numba.njit(nogil=True)
def _hit(
    member: int,
    size: int,
    never: NDArray[np.int64],
    sure: NDArray[np.int64],
    noted: NDArray[np.bool_],
) -> bool:
    """Whether the member's last use was a hit in a cache of ``size``."""
    if size >= sure[member]:
        return True
    return bool(size > never[member] and noted[member, size - never[member] - 1])


@numba.njit(nogil=True)
def _more_recent(
    peers: NDArray[np.int64],
    used_place: int,
    size: int,
    never: NDArray[np.int64],
    sure: NDArray[np.int64],
    noted: NDArray[np.bool_],
) -> int:
    """How many of an event's experts have a later stamp than the one at ``used_place``, in a cache of ``size``."""
    used_hit = _hit(peers[used_place], size, never, sure, noted)
    later = 0
    for place in range(len(peers)):
        if place != used_place:
            hit = _hit(peers[place], size, never, sure, noted)
            later += (used_hit and not hit) or (used_hit == hit and place > used_place)
    return later


@compiled(nogil=True)
def narrow_hits(group: Group, routed: Routed, hits: NDArray[np.int64]) -> None:
    """Adds the hits, per row, of a group no larger than its smallest event, with every miss filled.

    Then each event takes all slots, whatever the policy: its hits stay, and its first misses fill the rest.
    """
    held_since = np.full(members_of(group), -1, np.int64)
    for index in range(group.first_event, len(routed.starts) - 1, group.stride):
        event, row = index // group.stride + 1, 0 if group.shared else index % group.layers
        base = (index % group.layers) * group.num_experts if group.shared else 0
        room = group.slots
        for entry in range(routed.starts[index], routed.starts[index + 1]):
            used = base + routed.experts[entry]
            if held_since[used] == event - 1:
                held_since[used] = event
                hits[row] += routed.demand[entry]
                room -= 1
        for entry in range(routed.starts[index], routed.starts[index + 1]):
            used = base + routed.experts[entry]
            if room > 0 and held_since[used] != event:
                held_since[used] = event
                room -= 1


@compiled(nogil=True)
def fifo_hits(group: Group, routed: Routed, hits: NDArray[np.int64]) -> None:
    """Adds the hits, per row, of FIFO with every miss filled: a queue in place of scores."""
    members, slots = members_of(group), group.slots
    held, last_event = np.zeros(members, np.bool_), np.full(members, -1, np.int64)
    queue = np.empty(len(routed.experts), np.int64)  # of all fills ever; the oldest still held is at ``head``
    absent = np.empty(members, np.int64)
    head = tail = 0
    for index in range(group.first_event, len(routed.starts) - 1, group.stride):
        row = 0 if group.shared else index % group.layers
        base = (index % group.layers) * group.num_experts if group.shared else 0
        misses = 0
        for entry in range(routed.starts[index], routed.starts[index + 1]):
            used = base + routed.experts[entry]
            last_event[used] = index
            if held[used]:
                hits[row] += routed.demand[entry]
            else:
                absent[misses] = used
                misses += 1
        for i in range(misses):
            if tail - head == slots:
                victim = head
                while victim < tail and last_event[queue[victim]] == index:
                    victim += 1
                if victim == tail:
                    break
                held[queue[victim]] = False
                for place in range(victim, head, -1):
                    queue[place] = queue[place - 1]
                head += 1
            queue[tail] = absent[i]
            held[absent[i]] = True
            tail += 1
