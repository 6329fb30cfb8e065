"""Snapshot publisher: the picture of the engine that all threads read, replaced at most ten times a second.

Knows the parts of a snapshot and how often to read each; one thread publishes, any thread reads.
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
from hybrid.progress import Progress
from hybrid.types import MemoryUse, PhaseName, Settings, Snapshot, Speed

logger = logging.getLogger(__name__)

_MIN_PERIOD_S = 0.1
_MEMORY_PERIOD_S = 1.0
_LOADING_PERIOD_S = 0.2


class SnapshotBoard:
    """Publishes the figures of ``runtime`` and of the reply under way; one that cannot be read stays as it was."""

    def __init__(self, device: torch.device, power: PowerMonitor, vram_gib: float | None = None) -> None:
        self._device, self._power, self._vram_gib = device, power, vram_gib
        self._version = 0
        self._speed = Speed()
        self._memory: MemoryUse | None = None
        self._memory_due = self._due = float("-inf")
        self._shown: tuple[PhaseName, str, Settings] | None = None
        self._latest: Snapshot | None = None
        self._activity = ""
        self._failures = FailureLog(logger)

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been published yet."""
        return self._latest is None

    @property
    def latest(self) -> Snapshot:
        assert self._latest is not None, "published before anyone can read"
        return self._latest

    def tell(self, activity: str) -> None:
        """Says what is going on with another model, from the next snapshot on. On any thread."""
        self._activity = activity

    def loading(self, before: str = "") -> Progress:
        """Has snapshots say how far the loading of a model is, after the words ``before``.

        To be called by one thread at a time, while the thread that publishes waits for the loading.
        """

        def report(share: float, what: str) -> None:
            self._activity = before + what
            if monotonic() >= self._due:
                self._due = monotonic() + _LOADING_PERIOD_S
                with self._failures.surviving("saying how far a loading is"):
                    self.restate("loading", self.latest.queued_requests)

        return report

    def publish(self, phase: PhaseName, runtime: Runtime, meter: ReplyMeter | None, active: str, queued: int) -> None:
        """Replaces ``latest`` if it is old enough, or at once if the phase, the reply or the settings have changed."""
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
            activity=self._activity,
        )

    def restate(self, phase: PhaseName, queued: int, slots_bytes: int | None = None) -> None:
        """Publishes the last snapshot in another phase, with new readings of power; for when there is no runtime.

        ``slots_bytes``: the slots' memory, if it has changed.
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
            activity=self._activity,
        )

    def close(self) -> None:
        """Publishes the last snapshot again, in the phase "closed"."""
        self.restate("closed", 0)

    def _memory_use(self, now: float, slots_bytes: int) -> MemoryUse:
        last_reading = self._memory
        if last_reading is not None and now < self._memory_due and last_reading.slots == slots_bytes:
            return last_reading
        self._memory_due = now + _MEMORY_PERIOD_S
        try:
            self._memory = resources.memory_use(self._device, slots_bytes, self._vram_gib)
        except Exception as error:
            if last_reading is None:
                raise
            self._failures.tell("reading how much memory is in use", error)
            self._memory = replace(last_reading, slots=slots_bytes)
        return self._memory
