"""Runs by turns: several settings measured one after the other, again and again, until their speeds part.

Knows runs and speeds; nothing of predictions. A machine is disturbed for seconds at a time: runs of one setting in a
row would be disturbed together, runs by turns are not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from hybrid.lab.real_runs.real_run import ComparedRun
from hybrid.types import Settings

FEWEST_ROUNDS, MOST_ROUNDS = 3, 6


@dataclass(frozen=True, slots=True)
class Measured:
    """All runs of one setting. Speeds in tokens per second, from the slowest run to the fastest; ``None`` without one.

    Of three runs the interval holds the true median three times in four, of six 31 times in 32.
    """

    settings: Settings
    runs: tuple[ComparedRun, ...]

    @property
    def error(self) -> str:
        return next((run.error for run in self.runs if run.error), "")

    @property
    def speeds(self) -> tuple[float, ...]:
        """Of the runs that were long enough, in ascending order."""
        speeds = (speed_of(run) for run in self.runs if not run.error)
        return tuple(sorted(speed for speed in speeds if speed))

    @property
    def median(self) -> float | None:
        return median(self.speeds) if self.speeds else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return (self.speeds[0], self.speeds[-1]) if self.speeds else None

    @property
    def typical(self) -> ComparedRun:
        """The run whose speed is nearest to the median; the first one if none has a speed."""
        middle = self.median
        if middle is None:
            return self.runs[0]
        return min(self.runs, key=lambda run: abs((speed_of(run) or float("inf")) - middle))

    def is_above(self, other: "Measured") -> bool:
        """Whether every run was faster than any of the other setting's."""
        mine, others = self.interval, other.interval
        return mine is not None and (others is None or mine[0] > others[1])


def speed_of(outcome: ComparedRun) -> float | None:
    """Tokens per second once the slots are filled, to compare with predictions."""
    return outcome.settled_tokens_per_s or outcome.tokens_per_s


def by_turns(settings: Sequence[Settings], measure: Callable[[int, int], ComparedRun]) -> tuple[Measured, ...]:
    """Measures each of ``settings`` at least ``FEWEST_ROUNDS`` times, in order, by ``measure(place, round)``.

    Ends when the fastest is clearly above all others, after ``MOST_ROUNDS`` otherwise. From then on only those are
    measured that may still be the fastest, and the first one, which the others have to beat. What has been refused is
    not run again.
    """
    runs: list[list[ComparedRun]] = [[] for _ in settings]
    for number in range(MOST_ROUNDS):
        for place in _still_open(settings, runs, number):
            runs[place].append(measure(place, number))
        measured = [Measured(s, tuple(r)) for s, r in zip(settings, runs, strict=True)]
        if number + 1 >= FEWEST_ROUNDS and _has_parted(measured):
            break
    return tuple(measured)


def _still_open(settings: Sequence[Settings], runs: Sequence[Sequence[ComparedRun]], number: int) -> list[int]:
    running = [place for place in range(len(settings)) if not any(run.error for run in runs[place])]
    if number < FEWEST_ROUNDS:
        return running
    measured = {place: Measured(settings[place], tuple(runs[place])) for place in running}
    fastest = max(measured.values(), key=lambda one: one.median or 0.0, default=None)
    return [place for place in running if place == 0 or fastest is None or not fastest.is_above(measured[place])]


def _has_parted(measured: Sequence[Measured]) -> bool:
    fastest = max(measured, key=lambda one: one.median or 0.0)
    return all(one is fastest or fastest.is_above(one) for one in measured)
