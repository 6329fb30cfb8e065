"""How much of each missed expert the device computes itself, reading its weights over the link.

Knows durations and counts, no hardware. A step of one token is meant: each side reads its rows of every missed
expert once, the CPU from memory and the device across the link, at the same time; the device's part is the first
intermediate rows. Neither side waits for the other's choice: both know the number of misses, and one table has
the rest. What is planned by costs measured beforehand is put to the test in the steps themselves (``SharesOnTrial``).
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, fields
from statistics import median

ROW_STEP = 64  # rows: 128 bytes of a row of the down projection in 16 bits, what memory moves at once
# From the routing's arrival on the host to the start of the kernel, and from its end to the device's going on.
_HOST_S = 40e-6
_BUSY_LINK = 2.0  # a link that copies fills leaves half of itself
_WORTH = 0.95  # a share that promises less of a gain than this may well be a loss: both sides read the same memory
_FIRST, _EVERY = 16, 64  # of the first steps every other one is a trial, later one in so many
_KEPT = 16  # layer times of each way and number of misses
_ENOUGH = 5  # of them before they count against the plan


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
    return MissShares((0,) * (top_k + 1), (0,) * (top_k + 1))


def miss_shares(costs: MissCosts, top_k: int, intermediate: int) -> MissShares:
    """The shares that make the slower of the two sides as fast as can be; all rows, if the CPU is better left out, and
    none, if there is no clear gain."""
    choices = [*range(ROW_STEP, intermediate, ROW_STEP), intermediate]

    def best(slower: float, misses: int) -> int:
        seconds = {rows: _seconds(costs, slower, misses, rows / intermediate) for rows in (0, *choices)}
        rows = min(choices, key=seconds.__getitem__)
        return rows if seconds[rows] < _WORTH * seconds[0] else 0

    def table(slower: float) -> tuple[int, ...]:
        return (0, *(best(slower, misses) for misses in range(1, top_k + 1)))

    return MissShares(table(1.0), table(_BUSY_LINK))


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
    """The shares of one step; ``shared``, by the number of misses: whether they are those planned."""

    shares: MissShares
    shared: tuple[bool, ...]
    trial: bool


class SharesOnTrial:
    """Shares as planned, or none, for each number of misses: whichever has made the layers' sums ready sooner.

    Now and then a step goes the other way than the better one, so that a plan made in a bad moment of the machine
    does not stay, nor a verdict.
    """

    def __init__(self, planned: MissShares) -> None:
        self._planned = planned
        numbers = len(planned.idle)
        self._steps = 0
        self._ms = {way: [deque[float](maxlen=_KEPT) for _ in range(numbers)] for way in (True, False)}
        self._decide((True,) * numbers)

    def next(self) -> TriedShares:
        """For the coming step."""
        trial = self._steps % 2 == 1 if self._steps < _FIRST else self._steps % _EVERY == 0
        self._steps += 1
        return self._other if trial else self._better

    def learn(self, tried: TriedShares, layers: Iterable[tuple[int, float]]) -> None:
        """What a step's layers took: the number of misses, and milliseconds from the routing to the sum."""
        for misses, milliseconds in layers:
            self._ms[tried.shared[misses]][misses].append(milliseconds)
        if tried.trial:
            self._decide(tuple(self._is_better(misses) for misses in range(len(tried.shared))))

    def _decide(self, shared: tuple[bool, ...]) -> None:
        self._better = TriedShares(self._where(shared), shared, trial=False)
        others = tuple(not share for share in shared)
        self._other = TriedShares(self._where(others), others, trial=True)

    def _where(self, shared: tuple[bool, ...]) -> MissShares:
        def table(rows: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(number if share else 0 for share, number in zip(shared, rows, strict=True))

        return MissShares(table(self._planned.idle), table(self._planned.busy))

    def _is_better(self, misses: int) -> bool:
        shared, alone = self._ms[True][misses], self._ms[False][misses]
        return min(len(shared), len(alone)) < _ENOUGH or median(shared) <= median(alone)
