"""Snapshot publisher: the picture of the engine that all threads read, rebound at most ten times a second.

Knows which parts a snapshot has and how often each is worth reading; one thread publishes, any reads.
"""

import logging
from dataclasses import replace
from time import monotonic

import torch

from hybrid.decode.runtime import Runtime
from hybrid.engine.reply_meter import ReplyMeter
from hybrid.machine import resources
from hybrid.observe.failure_log import FailureLog
from hybrid.observe.power_monitor import PowerMonitor
from hybrid.types import MemoryUse, PhaseName, Settings, Snapshot, Speed

logger = logging.getLogger(__name__)

_MIN_PERIOD_S = 0.1
_MEMORY_PERIOD_S = 1.0


class SnapshotBoard:
    """Publishes what ``runtime`` and the meter of the reply under way show; what cannot be read stays as it was."""

    def __init__(self, device: torch.device, power: PowerMonitor, vram_gib: float | None = None) -> None:
        self._device, self._power, self._vram_gib = device, power, vram_gib
        self._version = 0
        self._speed = Speed()
        self._memory: MemoryUse | None = None
        self._memory_due = self._due = float("-inf")
        self._shown: tuple[PhaseName, str, Settings] | None = None
        self._latest: Snapshot | None = None
        self._failures = FailureLog(logger)

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been published yet."""
        return self._latest is None

    @property
    def latest(self) -> Snapshot:
        assert self._latest is not None, "published before anyone can read"
        return self._latest

    def publish(self, phase: PhaseName, runtime: Runtime, meter: ReplyMeter | None, active: str, queued: int) -> None:
        """Rebinds ``latest`` when its time has come, or at once when the phase, the reply or the settings changed."""
        now = monotonic()
        shown = (phase, active, runtime.settings)
        if shown == self._shown and now < self._due:
            return
        self._shown, self._due = shown, now + _MIN_PERIOD_S
        telemetry = runtime.telemetry
        if meter is not None:
            self._speed = meter.speed(*telemetry.last_step_ms())
        self._version += 1
        cache = runtime.parts.slots.cache
        self._latest = Snapshot(
            version=self._version,
            time_s=now,
            phase=phase,
            model=runtime.info,
            machine=runtime.machine,
            settings=runtime.settings,
            counters=telemetry.counters(),
            recent_hit_rate=telemetry.recent_hit_rate(),
            occupancy=telemetry.occupancy(cache.slots(), cache.cells(), cache.states()),
            speed=self._speed,
            power=self._power.reading(),
            memory=self._memory_use(now, runtime.slots_bytes),
            queued_requests=queued,
            active_request=active,
        )

    def restate(self, phase: PhaseName, queued: int, slots_bytes: int | None = None) -> None:
        """The last picture in another phase, with new readings of power: there is no runtime to be shown.

        ``slots_bytes`` if the slots' memory has changed.
        """
        now = monotonic()
        memory = self.latest.memory if slots_bytes is None else self._memory_use(now, slots_bytes)
        self._version += 1
        self._shown = None
        self._latest = replace(
            self.latest,
            version=self._version,
            time_s=now,
            phase=phase,
            power=self._power.reading(),
            memory=memory,
            queued_requests=queued,
            active_request="",
        )

    def close(self) -> None:
        """The last picture: as before, but closed."""
        self.restate("closed", 0)

    def _memory_use(self, now: float, slots_bytes: int) -> MemoryUse:
        former = self._memory
        if former is not None and now < self._memory_due and former.slots == slots_bytes:
            return former
        self._memory_due = now + _MEMORY_PERIOD_S
        try:
            self._memory = resources.memory_use(self._device, slots_bytes, self._vram_gib)
        except Exception as error:
            if former is None:
                raise
            self._failures.tell("reading how much memory is in use", error)
            self._memory = replace(former, slots=slots_bytes)
        return self._memory
