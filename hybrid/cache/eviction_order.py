"""Eviction order of a group's slots: the lowest score of a policy first, equal scores in order of expert number.

Knows two ways to keep it: a heap, for scores that change only when their expert is used or filled, and a scan, for
scores that change with time. Knows nothing of layers, states or admission. ``policies`` explains events and stamps.
"""

import heapq
from collections.abc import Generator, Sequence
from typing import Protocol

from hybrid.cache.policies import Policy


class Uses:
    """The inputs of a score, for each slot of a group; slots are numbered from 0 within the group."""

    __slots__ = ("filled", "last_event", "last_use", "member")

    def __init__(self, slots: int) -> None:
        self.member = [-1] * slots  # the expert held, numbered within the group; -1: none
        self.last_event = [-1] * slots
        self.last_use = [-1] * slots
        self.filled = [-1] * slots


class Ranking(Protocol):
    """Keeps a group's slots in order of eviction. Its methods are called after ``Uses`` has changed."""

    def filled(self, slot: int) -> None:
        """Notes that ``slot`` was given to a new expert."""

    def rescaled(self) -> None:
        """Notes that all frequencies have changed."""

    def weakest(self, event: int) -> Generator[int]:
        """The slots last used before ``event``, lowest score first.

        The caller closes the generator after use, and may fill slots before that.
        """


class HeapRanking:
    """For scores that change only when their expert is used or filled: a heap of scores, some of them outdated.

    A use can only raise a score, so an entry need not be updated before it comes first, and a use itself costs nothing.
    """

    __slots__ = ("_entries", "_frequency", "_score", "_uses", "_versions")

    def __init__(self, policy: Policy, uses: Uses, frequency: Sequence[float]) -> None:
        self._score = policy.score
        self._uses, self._frequency = uses, frequency
        self._versions = [-1] * len(uses.member)  # by slot: the last use that its one valid entry knows
        self._entries: list[tuple[float, int, int, int]] = []  # score, expert, version, slot

    def filled(self, slot: int) -> None:
        self._push(slot)

    def rescaled(self) -> None:
        self._entries = [self._entry(slot) for slot in range(len(self._versions)) if self._holds(slot)]
        heapq.heapify(self._entries)

    def weakest(self, event: int) -> Generator[int]:
        popped = []
        last_event, last_use = self._uses.last_event, self._uses.last_use
        try:
            while self._entries:
                entry = heapq.heappop(self._entries)
                slot = entry[3]
                if not self._is_valid(entry):
                    continue
                if last_use[slot] != entry[2]:
                    self._push(slot)
                    continue
                popped.append(entry)
                if last_event[slot] < event:
                    yield slot
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
    """For scores that change as time passes: computes all of them whenever a victim is needed."""

    __slots__ = ("_frequency", "_score", "_uses")

    def __init__(self, policy: Policy, uses: Uses, frequency: Sequence[float]) -> None:
        self._score, self._uses, self._frequency = policy.score, uses, frequency

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
    kind = ScanRanking if policy.ages else HeapRanking
    return kind(policy, uses, frequency)
