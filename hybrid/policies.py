"""Who leaves the cache and who may enter it: eviction scores, decayed frequencies, admission.

A policy is one pure function that scores a resident expert; the lowest score is evicted first, equal
scores in order of expert number. To add one: write its score, name it in ``POLICIES`` and in
``types.PolicyName``. The lab compiles the very same function for replay, so a score keeps to
arithmetic; it must not fall when its frequency, last use or fill rises, nor rise with its age.

Slots compete within a group: the ways of one index, or the whole pool. A group numbers its events
(``age`` counts them) and its stamps: one for each expert routed there, no two alike.
"""

import heapq
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, Protocol

from hybrid.types import PolicyName

# Half-life and hysteresis are the best of a sweep over routing traces with a model of decode time in which
# copies take link time and slow the CPU down (hybrid/bench/simulate.py). Shorter or looser fills more than
# repays its copies when routing has no favourites; longer or stricter is slow to follow a change of topic.
HALF_LIFE = 32.0  # steps after which a use counts half
HYSTERESIS = 1.5  # how much more a newcomer must be worth than the expert it evicts
FADED_HALF_LIVES = 16.0  # a use this old weighs next to nothing
RESCALE_ABOVE = 2.0**512  # keeps the growing weight of a use far below overflow
RESCALE_BY = 2.0**-512  # a power of two: rescaling rounds nothing

Score = Callable[[float, int, int, int], float]
"""(frequency in decayed uses, age in events since the last use, stamp of the last use, stamp of the fill)."""


def lru(frequency: float, age: int, last_use: int, filled: int) -> float:
    return float(last_use)


def fifo(frequency: float, age: int, last_use: int, filled: int) -> float:
    return float(filled)


def lfu(frequency: float, age: int, last_use: int, filled: int) -> float:
    return frequency


def lfru(frequency: float, age: int, last_use: int, filled: int) -> float:
    return frequency / (age + 1)


@dataclass(frozen=True, slots=True)
class Policy:
    """A score, and when the score of a resident expert can change."""

    score: Score
    changes: Literal["fill", "use", "time"]


POLICIES: Mapping[PolicyName, Policy] = MappingProxyType(
    {
        "lru": Policy(lru, "use"),
        "fifo": Policy(fifo, "fill"),
        "lfu": Policy(lfu, "use"),
        "lfru": Policy(lfru, "time"),
    }
)


def repays(newcomer: float, evicted: float) -> bool:
    """Whether an expert of frequency ``newcomer`` is worth the copy that evicts one of ``evicted``."""
    return newcomer > HYSTERESIS * evicted


class Frequencies:
    """Decayed uses of every expert that competes in one group, resident or not.

    Instead of shrinking all old counts at each step, each new use weighs more (forward decay: Cormode
    et al., ICDE 2009), so that only the experts of a step are written and the order of the others
    stays. ``half_life`` is in events of the group. Values compare with each other only.
    """

    __slots__ = ("_faded", "_growth", "_weight", "values")

    def __init__(self, experts: int, half_life: float) -> None:
        self.values = [0.0] * experts
        self._weight = 1.0
        self._growth = growth_per_event(half_life)
        self._faded = int(FADED_HALF_LIVES * half_life)

    def count(self, members: Sequence[int], demand: Sequence[int] | None) -> bool:
        """Counts one event; ``demand`` is the routed tokens of each member, 1 each if not given.

        An event whose busiest expert serves T tokens counts as T events, the demand spread evenly.
        Returns whether all values were rescaled.
        """
        values, growth, before = self.values, self._growth, self._weight
        span = 1 if demand is None else max(demand, default=1)
        after = before
        for _ in range(min(span, self._faded)):
            after *= growth
        self._weight = after
        if demand is None:
            for member in members:
                values[member] += after
        else:
            use = (after - before) * growth / ((growth - 1.0) * span) if span > 1 else after
            for member, tokens in zip(members, demand, strict=True):
                values[member] += use * tokens
        return after > RESCALE_ABOVE and self._rescale()

    def _rescale(self) -> bool:
        self._weight *= RESCALE_BY
        self.values[:] = [value * RESCALE_BY for value in self.values]
        return True


def growth_per_event(half_life: float) -> float:
    """By how much the weight of a use grows from one event to the next."""
    return float(2.0 ** (1.0 / half_life))


class Uses:
    """What a score looks at, per slot of a group; slots are numbered from 0 within it."""

    __slots__ = ("filled", "last_event", "last_use", "member")

    def __init__(self, slots: int) -> None:
        self.member = [-1] * slots  # the expert held, numbered within the group; -1: none
        self.last_event = [-1] * slots
        self.last_use = [-1] * slots
        self.filled = [-1] * slots


class Ranking(Protocol):
    """Keeps a group's slots in order of eviction; told of changes after ``Uses`` has them."""

    def used(self, slot: int) -> None:
        """The expert in ``slot`` was routed."""

    def filled(self, slot: int) -> None:
        """``slot`` was given to a new expert."""

    def rescaled(self) -> None:
        """All frequencies changed."""

    def weakest(self, event: int) -> Generator[int]:
        """The slots last used before ``event``, lowest score first.

        To be closed after use; slots may be filled meanwhile.
        """


class HeapRanking:
    """For scores that change with their own expert's use or fill only: a heap, cleaned lazily."""

    __slots__ = ("_changes", "_entries", "_frequency", "_score", "_uses", "_versions")

    def __init__(self, policy: Policy, uses: Uses, frequency: Sequence[float]) -> None:
        self._score, self._changes = policy.score, policy.changes
        self._uses, self._frequency = uses, frequency
        self._versions = [-1] * len(uses.member)  # of a slot's one valid entry
        self._entries: list[tuple[float, int, int, int]] = []  # score, expert, version, slot

    def used(self, slot: int) -> None:
        if self._changes == "use":
            self._push(slot)

    def filled(self, slot: int) -> None:
        self._push(slot)

    def rescaled(self) -> None:
        self._entries = [self._entry(slot) for slot in range(len(self._versions)) if self._holds(slot)]
        heapq.heapify(self._entries)

    def weakest(self, event: int) -> Generator[int]:
        popped = []
        last_event = self._uses.last_event
        try:
            while self._entries:
                entry = heapq.heappop(self._entries)
                if self._is_valid(entry):
                    popped.append(entry)
                    if last_event[entry[3]] < event:
                        yield entry[3]
        finally:
            for entry in popped:
                if self._is_valid(entry):
                    heapq.heappush(self._entries, entry)

    def _push(self, slot: int) -> None:
        heapq.heappush(self._entries, self._entry(slot))
        if len(self._entries) > 4 * len(self._versions) + 64:
            self._entries = [entry for entry in self._entries if self._is_valid(entry)]
            heapq.heapify(self._entries)

    def _entry(self, slot: int) -> tuple[float, int, int, int]:
        uses = self._uses
        last_use, member = uses.last_use[slot], uses.member[slot]
        self._versions[slot] = last_use
        return self._score(self._frequency[member], 0, last_use, uses.filled[slot]), member, last_use, slot

    def _holds(self, slot: int) -> bool:
        return self._uses.member[slot] >= 0

    def _is_valid(self, entry: tuple[float, int, int, int]) -> bool:
        return self._versions[entry[3]] == entry[2] and self._holds(entry[3])


class ScanRanking:
    """For scores that change as time passes: all are computed when a victim is asked for."""

    __slots__ = ("_frequency", "_score", "_uses")

    def __init__(self, policy: Policy, uses: Uses, frequency: Sequence[float]) -> None:
        self._score, self._uses, self._frequency = policy.score, uses, frequency

    def used(self, slot: int) -> None:
        pass

    def filled(self, slot: int) -> None:
        pass

    def rescaled(self) -> None:
        pass

    def weakest(self, event: int) -> Generator[int]:
        score, uses, frequency = self._score, self._uses, self._frequency
        entries = [
            (score(frequency[member], event - last, last_use, filled), member, slot)
            for slot, (member, last, last_use, filled) in enumerate(
                zip(uses.member, uses.last_event, uses.last_use, uses.filled, strict=True)
            )
            if member >= 0 and last < event
        ]
        heapq.heapify(entries)
        while entries:
            yield heapq.heappop(entries)[2]


def ranking_for(policy: Policy, uses: Uses, frequency: Sequence[float]) -> Ranking:
    kind = ScanRanking if policy.changes == "time" else HeapRanking
    return kind(policy, uses, frequency)
