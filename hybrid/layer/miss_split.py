"""Split of misses: how much of each missed expert the device computes itself, reading its weights over the link.

Knows durations and counts, no hardware. All of it is about steps of one token. Both sides read at the same time, and
each reads its rows of every missed expert once: the device the first intermediate rows, across the link, and the CPU
the others, from memory. They need not agree in each step: both know the number of misses, and one table gives the
rows for it. The table is computed from costs measured beforehand, and then tried out in real steps (``SharesOnTrial``).
"""

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from statistics import median

ROW_STEP = 64  # rows: 128 bytes of a row of the down projection in 16 bits, what memory moves at once
# From the routing's arrival on the host to the start of the kernel, plus from its end until the device goes on.
_HOST_S = 15e-6
# What the device does besides: the hits of the same layer, and two launches.
_DEVICE_S = 20e-6
_BUSY_LINK = 2.0  # reading takes twice as long while the link also copies fills
# A split that should take this many times as long as the best is not tried: near for all rows on the device; far for
# all rows on the CPU, whose cost may be measured wrong while the machine does other work.
_NEAR, _FAR = 1.5, 3.0
_FIRST, _EVERY = 32, 64  # of the first 32 steps every other one is a trial, later one in 64
_REMEMBERED = 16  # steps whose layer times are remembered, for each way and number of misses
_ENOUGH = 5  # steps that a way needs before it is compared
_CLEARLY = 0.96  # of the present way's time: what a better one may take, since each has been timed at other moments
_MORE = 1.25  # times the rows: both sides are timed in loops, where the CPU is faster than in a step


@dataclass(frozen=True, slots=True)
class MissCosts:
    """Seconds for one token. The CPU takes ``call`` for each call of its kernel and ``cpu`` for each expert in it; the
    device takes ``link`` for each expert that it reads over the link. While both run they take ``cpu_beside`` and
    ``link_beside``: both read the same memory, so each slows the other down."""

    call: float
    cpu: float
    link: float
    cpu_beside: float
    link_beside: float

    def least(self, other: "MissCosts") -> "MissCosts":
        """The shorter of each time: other work on the machine can only make a measurement longer."""
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


def miss_shares(costs: MissCosts, top_k: int, intermediate: int, step: int = ROW_STEP) -> tuple[MissShares, ...]:
    """Candidates for sharing misses; the first has the least expected time.

    The first makes the slower of the two sides as fast as possible. The others are close enough to be worth a trial:
    somewhat more rows on the device; all of them, so that it waits for nobody, where that should take little longer;
    and all rows on the CPU, unless that should take far longer. Experts are cut at multiples of ``step`` rows only.
    """
    choices = [*range(0, intermediate, step), intermediate]

    def seconds(rows: int, misses: int, slower: float = 1.0) -> float:
        return _seconds(costs, slower, misses, rows / intermediate)

    def table(slower: float) -> tuple[int, ...]:
        return (0, *(min(choices, key=lambda rows: seconds(rows, misses, slower)) for misses in range(1, top_k + 1)))

    best = MissShares(table(1.0), table(_BUSY_LINK))

    def all_of(rows: int, bound: float) -> MissShares:
        near = [misses > 0 and seconds(rows, misses) < bound * seconds(b, misses) for misses, b in enumerate(best.idle)]
        return MissShares(_where(near, rows, best.idle), _where(near, rows, best.busy))

    def more(rows: int) -> int:
        return min(math.ceil(rows * _MORE / step) * step, intermediate)

    larger = MissShares(tuple(map(more, best.idle)), tuple(map(more, best.busy)))
    return tuple(dict.fromkeys((best, larger, all_of(intermediate, _NEAR), all_of(0, _FAR))))


def _where(mask: list[bool], number: int, others: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(number if choice else other for choice, other in zip(mask, others, strict=True))


def _seconds(costs: MissCosts, slower: float, misses: int, share: float) -> float:
    """Seconds until both sides are done, if the device takes ``share`` of every expert over a link that is ``slower``
    times as slow as usual."""
    if share == 1.0:
        return _DEVICE_S + misses * costs.link * slower
    device = misses * share * costs.link_beside * slower
    return max(
        _DEVICE_S + device if share else 0.0, _HOST_S + costs.call + cpu_seconds(costs, misses * (1.0 - share), device)
    )


def cpu_seconds(costs: MissCosts, experts: float, link_busy: float) -> float:
    """Seconds the CPU takes for ``experts`` (fractions count), while the link is busy for the first ``link_busy``."""
    slowed = experts * costs.cpu_beside
    if slowed <= link_busy:
        return slowed
    return link_busy + (experts - link_busy / costs.cpu_beside) * costs.cpu


@dataclass(frozen=True, slots=True)
class TriedShares:
    """Shares used in one step. ``ways`` has, by number of misses, the index of the candidate they were taken from."""

    shares: MissShares
    ways: tuple[int, ...]
    trial: bool


class SharesOnTrial:
    """Picks, for each number of misses, the candidate whose layers have been ready soonest.

    Now and then a step tries another candidate, so that one noisy measurement cannot lock in a choice.
    """

    def __init__(self, candidates: Sequence[MissShares]) -> None:
        self._candidates = candidates
        self._steps = self._trials = 0
        numbers = range(len(candidates[0].idle))
        self._ms = [[deque[float](maxlen=_REMEMBERED) for _ in numbers] for _ in candidates]
        self._best = self._by((0,) * len(numbers))

    def next(self) -> TriedShares:
        """The shares for the coming step."""
        self._steps += 1
        if self._steps % (2 if self._steps < _FIRST else _EVERY):
            return self._best
        self._trials += 1
        count = len(self._candidates)
        ahead = 1 + self._trials % max(1, count - 1)
        return self._by(tuple((way + ahead) % count for way in self._best.ways), trial=True)

    def learn(self, tried: TriedShares, layers: Iterable[tuple[int, float]]) -> None:
        """Learns from a finished step: for each of its ``layers`` the number of misses, and the milliseconds from the
        routing to the finished sum."""
        step: dict[int, list[float]] = {}
        for misses, milliseconds in layers:
            step.setdefault(misses, []).append(milliseconds)
        for misses, times in step.items():
            self._ms[tried.ways[misses]][misses].append(sum(times) / len(times))
        if tried.trial:
            ways = tuple(self._best_way(misses, way) for misses, way in enumerate(self._best.ways))
            self._best = self._best if ways == self._best.ways else self._by(ways)

    def _best_way(self, misses: int, present: int) -> int:
        timed = {way: median(ms[misses]) for way, ms in enumerate(self._ms) if len(ms[misses]) >= _ENOUGH}
        if present not in timed:
            return present
        best = min(timed, key=timed.__getitem__)
        return best if timed[best] < _CLEARLY * timed[present] else present

    def _by(self, ways: tuple[int, ...], trial: bool = False) -> TriedShares:
        by_misses = [self._candidates[way] for way in ways]
        idle = tuple(shares.idle[misses] for misses, shares in enumerate(by_misses))
        busy = tuple(shares.busy[misses] for misses, shares in enumerate(by_misses))
        return TriedShares(MissShares(idle, busy), ways, trial)
