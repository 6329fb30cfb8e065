"""Headroom watch: whether other programs have taken so much of a GPU's memory that the slots should give some back.

Memory that this program has used up itself, for a long conversation for instance, is no reason to: only what others
have taken since the slots were allocated is given way to. Readings are handed in; knows nothing of slots.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

_MIB = 1 << 20
LEAST, COMFORTABLE = 512 * _MIB, 1024 * _MIB  # free: below the first one too little, up to the second one again
NOTICEABLE = 256 * _MIB  # what a driver or a library of our own may take at any time
PERIOD_S = 1.0


@dataclass(frozen=True, slots=True)
class DeviceMemory:
    """Bytes of a device: ``free`` by its driver, ``reserved`` by this program for tensors, ``idle`` of these for none
    at the moment."""

    total: int
    free: int
    reserved: int
    idle: int

    @property
    def room(self) -> int:
        """What this program can still get."""
        return self.free + self.idle

    @property
    def others(self) -> int:
        return self.total - self.free - self.reserved


class HeadroomWatch:
    """Begins with the device as it is; ``restart`` once its slots have changed."""

    def __init__(self, read: Callable[[], DeviceMemory], clock: Callable[[], float] = monotonic) -> None:
        self._read, self._clock = read, clock
        self.restart()

    def restart(self) -> None:
        """What other programs have now is theirs."""
        self._others = self._read().others
        self._due = self._clock() + PERIOD_S

    def missing(self) -> int:
        """Bytes that the slots should give back, mostly 0; reads the device at most once a second."""
        if self._clock() < self._due:
            return 0
        self._due = self._clock() + PERIOD_S
        now = self._read()
        taken = now.others - self._others
        if now.room >= LEAST or taken < NOTICEABLE:
            return 0
        return min(taken, COMFORTABLE - now.room)
