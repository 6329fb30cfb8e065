"""Split of misses: how much of each missed expert the device computes itself, reading its weights over the link.

Knows durations and counts, no hardware. A step of one token is meant: each side reads its rows of every missed
expert once, the CPU from memory and the device across the link, at the same time; the device's part is the first
intermediate rows. Neither side waits for the other's choice: both know the number of misses, and one table has
the rest. What is planned by costs measured beforehand is put to the test in the steps themselves (``SharesOnTrial``).
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from statistics import median

ROW_STEP = 64  # rows: 128 bytes of a row of the down projection in 16 bits, what memory moves at once
# From the routing's arrival on the host to the start of the kernel, and from its end to the device's going on.
_HOST_S = 40e-6
_BUSY_LINK = 2.0  # a link that copies fills leaves half of itself
# What should cost more than this against the best is not tried: all by the device, or all by the CPU, whose times may
# be misjudged beside other work.
_NEAR, _FAR = 1.5, 3.0
_FIRST, _EVERY = 32, 64  # of the first steps every other one is a trial, later one in so many
_KEPT = 16  # steps' layer times of each way and number of misses
_ENOUGH = 5  # of them before they count


@dataclass(frozen=True, slots=True)
class MissCosts:
    """Seconds for one token: a ``call`` of the CPU's kernel, and for each expert in it ``cpu``; ``link`` for an expert
    that the device reads over the link; and both when both run, since both read the same memory."""

    call: float
    cpu: float
    link: float
    cpu_beside: float
    link_beside: float

    def least(self, other: "MissCosts") -> "MissCosts":
        """The shorter of each: whatever else the machine does only ever adds to a time."""
        return MissCosts(*(min(getattr(self, field.name), getattr(other, field.name)) for field in fields(self)))


@dataclass(frozen=True, slots=True)
class MissShares:
    """Intermediate rows of each missed expert that the device computes, by the number of misses, 0 to k."""

    idle: tuple[int, ...]
    busy: tuple[int, ...]  # while fills are under way


def nothing_shared(top_k: int) -> MissShares:
    """The CPU computes all misses."""
    none = (0,) * (top_k + 1)
    return MissShares(none, none)


def miss_shares(costs: MissCosts, top_k: int, intermediate: int) -> tuple[MissShares, ...]:
    """Ways to share misses that may turn out the best, by what they should cost; the first should be.

    That one makes the slower of the two sides as fast as can be. The others: all rows by the device, which then waits
    for nobody, where that should cost little more; and the CPU alone, unless that is far from it.
    """
    choices = [*range(0, intermediate, ROW_STEP), intermediate]

    def seconds(rows: int, misses: int, slower: float = 1.0) -> float:
        return _seconds(costs, slower, misses, rows / intermediate)

    def table(slower: float) -> tuple[int, ...]:
        return (0, *(min(choices, key=lambda rows: seconds(rows, misses, slower)) for misses in range(1, top_k + 1)))

    best = MissShares(table(1.0), table(_BUSY_LINK))

    def all_of(rows: int, bound: float) -> MissShares:
        near = [misses > 0 and seconds(rows, misses) < bound * seconds(b, misses) for misses, b in enumerate(best.idle)]
        return MissShares(_where(near, rows, best.idle), _where(near, rows, best.busy))

    return tuple(dict.fromkeys((best, all_of(intermediate, _NEAR), all_of(0, _FAR))))


def _where(chosen: list[bool], number: int, others: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(number if choice else other for choice, other in zip(chosen, others, strict=True))


def _seconds(costs: MissCosts, slower: float, misses: int, share: float) -> float:
    """Until both sides are done when the device takes ``share`` of every expert over a link ``slower`` than usual."""
    if share == 1.0:
        return misses * costs.link * slower
    device = misses * share * costs.link_beside * slower
    return max(device, _HOST_S + costs.call + cpu_seconds(costs, misses * (1.0 - share), device))


def cpu_seconds(costs: MissCosts, experts: float, link_busy: float) -> float:
    """Time for ``experts``, perhaps a fraction of one, on the CPU when the link is busy for the first ``link_busy``."""
    slowed = experts * costs.cpu_beside
    if slowed <= link_busy:
        return slowed
    return link_busy + (experts - link_busy / costs.cpu_beside) * costs.cpu


@dataclass(frozen=True, slots=True)
class TriedShares:
    """The shares of one step; ``ways``, by the number of misses: which of the shares on trial they are of."""

    shares: MissShares
    ways: tuple[int, ...]
    trial: bool


class SharesOnTrial:
    """Of several shares, for each number of misses, those that have made the layers' sums ready soonest.

    Now and then a step goes another way than the best one, so that what was thought of them in a bad moment of the
    machine does not stay, nor a verdict.
    """

    def __init__(self, candidates: Sequence[MissShares]) -> None:
        self._candidates = candidates
        self._steps = self._trials = 0
        numbers = range(len(candidates[0].idle))
        self._ms = [[deque[float](maxlen=_KEPT) for _ in numbers] for _ in candidates]
        self._best = self._by((0,) * len(numbers))

    def next(self) -> TriedShares:
        """For the coming step."""
        self._steps += 1
        if self._steps % (2 if self._steps < _FIRST else _EVERY):
            return self._best
        self._trials += 1
        count = len(self._candidates)
        ahead = 1 + self._trials % max(1, count - 1)
        return self._by(tuple((way + ahead) % count for way in self._best.ways), trial=True)

    def learn(self, tried: TriedShares, layers: Iterable[tuple[int, float]]) -> None:
        """What a step's layers took: the number of misses, and milliseconds from the routing to the sum."""
        step: dict[int, list[float]] = {}
        for misses, milliseconds in layers:
            step.setdefault(misses, []).append(milliseconds)
        for misses, times in step.items():
            self._ms[tried.ways[misses]][misses].append(sum(times) / len(times))
        if tried.trial:
            ways = tuple(self._best_way(misses, way) for misses, way in enumerate(self._best.ways))
            self._best = self._best if ways == self._best.ways else self._by(ways)

    def _best_way(self, misses: int, present: int) -> int:
        known = [way for way, kept in enumerate(self._ms) if len(kept[misses]) >= _ENOUGH]
        return min(known, key=lambda way: median(self._ms[way][misses])) if present in known else present

    def _by(self, ways: tuple[int, ...], trial: bool = False) -> TriedShares:
        chosen = [self._candidates[way] for way in ways]
        idle = tuple(shares.idle[misses] for misses, shares in enumerate(chosen))
        busy = tuple(shares.busy[misses] for misses, shares in enumerate(chosen))
        return TriedShares(MissShares(idle, busy), ways, trial)
