"""Power and energy of the GPU and the CPU, sampled on a separate thread.

`PowerMonitor` turns two sources of energy into watts over the last interval and joules since the start. A missing
sensor is ``None`` with its reason, never a zero; one that fails, however it does, becomes missing. Knows nothing of
the engine.
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hybrid.observe.failure_log import FailureLog
from hybrid.observe.power_sources import LONGEST_GAP_S, PowerSource, SensorMissing, cpu_source, gpu_source
from hybrid.types import PowerReading, SensorReading

logger = logging.getLogger(__name__)

Clock = Callable[[], float]

_MEASURING = "The first interval is still being measured."


class _Meter:
    """Watts over the last interval and joules since the start, from one source of the ``device``."""

    def __init__(self, device: str, source: PowerSource, now: float, failures: FailureLog) -> None:
        self._device, self._source, self._failures = device, source, failures
        self._missing = ""
        self._name = device
        with self._guarded("naming"):
            self._name = str(source.name)
        self._joules = 0.0
        self._watts: float | None = None
        self.ask(now)
        self._begin = (now, self._joules)

    def ask(self, now: float) -> None:
        """Updates the joules.

        A sensor that failed is not asked again: a total with a gap would be wrong.
        """
        if self._missing:
            return
        with self._guarded("reading"):
            joules = float(self._source.joules(now))
            if not math.isfinite(joules):
                raise ValueError(f"its energy reads {joules}")
            self._joules = joules

    def end_interval(self, now: float) -> None:
        """Sets the watts to the average since the last call of this method; to none if the machine slept since."""
        self.ask(now)
        begin, joules = self._begin
        if now > begin:
            slept = now - begin > LONGEST_GAP_S
            self._watts = None if slept else (self._joules - joules) / (now - begin)
            self._begin = (now, self._joules)

    def reading(self) -> SensorReading:
        if self._missing or self._watts is None:
            return SensorReading(None, None, self._missing or _MEASURING, self._name)
        return SensorReading(self._watts, self._joules, "", self._name)

    def close(self) -> None:
        with self._guarded("closing"):
            self._source.close()

    @contextmanager
    def _guarded(self, doing: str) -> Iterator[None]:
        """Makes the sensor a missing one, whatever a driver raises in the block."""
        try:
            yield
        except SensorMissing as missing:
            self._missing = str(missing)
        except Exception as error:
            self._failures.tell(f"{doing} the power sensor of the {self._device}", error)
            self._missing = (
                f"{self._device} power is unavailable: {doing} its sensor failed ({error!r}). Restart the program to "
                "ask it again."
            )


class PowerMonitor:
    """Samples both sensors every ``period_s`` seconds until closed.

    Ticks are due at ``start + n * period_s``, so that delays never add up; ticks that are past already (the machine
    slept) are skipped.
    """

    def __init__(
        self,
        gpu: PowerSource,
        cpu: PowerSource,
        period_s: float = 0.5,
        clock: Clock = time.monotonic,
        stop: threading.Event | None = None,
    ) -> None:
        self._clock = clock
        self._period = period_s
        self._start = clock()
        self._lock = threading.Lock()
        failures = FailureLog(logger)
        self._gpu = _Meter("GPU", gpu, self._start, failures)
        self._cpu = _Meter("CPU", cpu, self._start, failures)
        self._reading = self._combined()
        self._stop = threading.Event() if stop is None else stop
        self._thread = threading.Thread(target=self._run, name="power-monitor", daemon=True)
        self._thread.start()

    def reading(self) -> PowerReading:
        """The latest sample; never blocks."""
        return self._reading

    def measure(self) -> PowerReading:
        """Asks the sensors now, for exact joules at the start and end of a reply; watts are those of `reading`."""
        with self._lock:
            now = self._clock()
            self._gpu.ask(now)
            self._cpu.ask(now)
            self._reading = self._combined()
            return self._reading

    def close(self) -> None:
        """Stops sampling; the last reading stays. Closing again does nothing."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._thread.join()
        self._gpu.close()
        self._cpu.close()

    def _combined(self) -> PowerReading:
        return PowerReading(self._gpu.reading(), self._cpu.reading())

    def _run(self) -> None:
        tick = 0
        while True:
            tick = max(tick, int((self._clock() - self._start) / self._period)) + 1
            if self._stop.wait(self._start + tick * self._period - self._clock()):
                return
            with self._lock:
                now = self._clock()
                self._gpu.end_interval(now)
                self._cpu.end_interval(now)
                self._reading = self._combined()


def power_monitor(
    gpu_index: int | None,
    period_s: float = 0.5,
    *,
    gpu_uuid: str = "",
    sysfs: Path = Path("/sys"),
    nvml: Any = None,
    clock: Clock = time.monotonic,
) -> PowerMonitor:
    """Starts monitoring one GPU (``None``: none is in use) and the CPU, with the best sensors there are.

    ``gpu_uuid`` takes precedence over the index, since CUDA and NVML may number the devices differently. It may be
    CUDA's spelling, without NVML's prefix.
    """
    device: int | str | None = gpu_index
    if gpu_uuid:
        device = gpu_uuid if gpu_uuid.startswith(("GPU-", "MIG-")) else f"GPU-{gpu_uuid}"
    return PowerMonitor(gpu_source(device, nvml), cpu_source(sysfs), period_s, clock)
