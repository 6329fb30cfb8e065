"""Power and energy of the GPU and the CPU, sampled on a thread of its own.

A `PowerSource` says how many joules its device has used since it was opened, or raises
`SensorMissing` with the reason in words and what to do about it; `PowerMonitor` turns two of them
into watts over the last interval and joules since the start. A missing sensor is ``None`` with that
reason, never a zero. To add a source: write one class with `PowerSource`'s three members and name it
in `gpu_source` or `cpu_source`.

Figures are the whole device's, whatever else runs on it. Knows nothing of the engine.
"""

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from hybrid.types import PowerReading, SensorReading

Clock = Callable[[], float]

_MEASURING = "The first interval is still being measured."

_NVML_REMEDIES = {
    "NVMLError_LibraryNotFound": "no NVIDIA driver was found on this machine; install the driver and restart",
    "NVMLError_DriverNotLoaded": "the NVIDIA driver is installed but not loaded; run nvidia-smi or reboot",
    "NVMLError_LibRmVersionMismatch": "the NVIDIA driver was updated while in use; reboot",
    "NVMLError_NoPermission": "this user may not query the GPU; ask for access to /dev/nvidia*",
    "NVMLError_NotSupported": "this GPU or its driver offers no power figures (common with virtual GPUs)",
    "NVMLError_GpuIsLost": "the GPU has fallen off the bus; reboot",
}


class SensorMissing(Exception):
    """A sensor that cannot be read; the message is a sentence saying why and what to do."""


class PowerSource(Protocol):
    """One device's energy. A source is opened by its constructor."""

    @property
    def name(self) -> str:
        """What is measured and how; says so when it is only part of the machine."""

    def joules(self, now: float) -> float:
        """Energy used since opening, at ``now`` seconds; raises `SensorMissing`."""

    def close(self) -> None:
        """Let go of the device."""


class NullSource:
    """A sensor that is not there."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self._reason = reason

    def joules(self, now: float) -> float:
        raise SensorMissing(self._reason)

    def close(self) -> None:
        """Nothing to let go of."""


class EnergyCounter:
    """Adds up a raw counter that starts again at 0 beyond ``limit`` (0: never, but for a reset)."""

    def __init__(self, raw: int, limit: int = 0) -> None:
        self._raw = raw
        self._limit = limit
        self.total = 0

    def advance(self, raw: int) -> int:
        """Count up to ``raw`` and return the total since the start, in the counter's unit."""
        step = raw - self._raw
        if step < 0:
            wrapped = step + self._limit
            # Suspend and driver restarts set counters to 0. Half a second never fills an eighth of the
            # range (some 8 kJ at the least), so a larger step is a restart: only what it shows is sure.
            step = wrapped if 0 <= wrapped <= self._limit // 8 else raw
        self._raw = raw
        self.total += step
        return self.total


class PowerIntegral:
    """Joules out of samples of the power, by the trapezoid rule."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None
        self._joules = 0.0

    def advance(self, now: float, watts: float) -> float:
        if self._last is not None:
            before, watts_before = self._last
            self._joules += (now - before) * (watts + watts_before) / 2
        self._last = (now, watts)
        return self._joules


class NvmlSource:
    """An NVIDIA GPU: its energy counter (Volta and later), else its power samples added up.

    ``device`` is an index in NVML's order, or a UUID such as ``GPU-1f2e...``.
    """

    def __init__(self, nvml: Any, device: int | str) -> None:
        self._nvml = nvml
        self._counter: EnergyCounter | None = None
        self._integral = PowerIntegral()
        try:
            nvml.nvmlInit()
        except nvml.NVMLError as error:
            raise SensorMissing(_nvml_reason(error)) from error
        try:
            self._open(device)
        except nvml.NVMLError as error:
            self.close()
            raise SensorMissing(_nvml_reason(error)) from error

    def _open(self, device: int | str) -> None:
        nvml = self._nvml
        if isinstance(device, int):
            self._handle = nvml.nvmlDeviceGetHandleByIndex(device)
        else:
            self._handle = nvml.nvmlDeviceGetHandleByUUID(device)
        try:
            self._counter = EnergyCounter(nvml.nvmlDeviceGetTotalEnergyConsumption(self._handle))
        except nvml.NVMLError_NotSupported:
            nvml.nvmlDeviceGetPowerUsage(self._handle)

    @property
    def name(self) -> str:
        return f"NVML {'energy counter' if self._counter else 'power samples'} (GPU board only)"

    def joules(self, now: float) -> float:
        try:
            if self._counter is None:
                milliwatts = self._nvml.nvmlDeviceGetPowerUsage(self._handle)
                return self._integral.advance(now, milliwatts / 1e3)
            millijoules = self._nvml.nvmlDeviceGetTotalEnergyConsumption(self._handle)
            return self._counter.advance(millijoules) / 1e3
        except self._nvml.NVMLError as error:
            raise SensorMissing(_nvml_reason(error)) from error

    def close(self) -> None:
        try:
            self._nvml.nvmlShutdown()
        except self._nvml.NVMLError:
            return  # a lost GPU cannot be let go of, and nothing is left to do


def _nvml_reason(error: Exception) -> str:
    remedy = _NVML_REMEDIES.get(type(error).__name__, f"NVML answered: {error}")
    return f"GPU power is unavailable: {remedy}."


@dataclass(frozen=True, slots=True)
class CounterFile:
    """A file holding an energy counter in microjoules that wraps at ``limit`` (0: never)."""

    label: str
    path: Path
    limit: int


class CounterFileSource:
    """CPU packages whose energy the Linux kernel shows in files; their sum."""

    def __init__(self, kind: str, files: Sequence[CounterFile]) -> None:
        self.name = f"{kind} {' + '.join(file.label for file in files)} (CPU packages only, without DRAM)"
        self._files = [file.path for file in files]
        raws = self._read()
        self._counters = [EnergyCounter(raw, file.limit) for raw, file in zip(raws, files, strict=True)]

    def joules(self, now: float) -> float:
        raws = self._read()
        return sum(counter.advance(raw) for counter, raw in zip(self._counters, raws, strict=True)) / 1e6

    def close(self) -> None:
        """Files are opened for each reading only."""

    def _read(self) -> list[int]:
        try:
            return [_read_int(path) for path in self._files]
        except PermissionError as error:
            files = " ".join(str(path) for path in self._files)
            raise SensorMissing(
                "CPU power is unavailable: since 2020 the kernel lets only root read the energy counters. "
                f"To allow it until the next boot run 'sudo chmod a+r {files}' and restart; to make it last, "
                f"put a line such as 'z {self._files[0]} 0444' into /etc/tmpfiles.d/cpu-energy.conf."
            ) from error
        except (OSError, ValueError) as error:
            raise SensorMissing(f"CPU power is unavailable: its counter cannot be read ({error}).") from error


def _read_int(path: Path) -> int:
    return int(path.read_text())


def rapl_files(sysfs: Path) -> list[CounterFile]:
    """RAPL's package domains (Intel, and AMD under the same names): no subdomains, no whole platform."""
    found = []
    for domain in sorted((sysfs / "class/powercap").glob("intel-rapl:*")):
        if not re.fullmatch(r"intel-rapl:\d+", domain.name):
            continue
        label = (domain / "name").read_text().strip()
        if label.startswith("package"):
            limit = _read_int(domain / "max_energy_range_uj")
            found.append(CounterFile(label, domain / "energy_uj", limit))
    return found


def amd_energy_files(sysfs: Path) -> list[CounterFile]:
    """The sockets of the amd_energy driver; it counts in 64 bits, so they do not wrap."""
    found = []
    for label in sorted((sysfs / "class/hwmon").glob("hwmon*/energy*_label")):
        text = label.read_text().strip()
        if (label.parent / "name").read_text().strip() == "amd_energy" and text.startswith("Esocket"):
            found.append(CounterFile(text, label.with_name(label.name.replace("_label", "_input")), 0))
    return found


def cpu_source(sysfs: Path) -> PowerSource:
    """The best CPU energy source under ``sysfs``."""
    if not (sysfs / "class").is_dir():
        return NullSource("none", "CPU power is unavailable: this system has no Linux sysfs to read it from.")
    try:
        if rapl := rapl_files(sysfs):
            return CounterFileSource("RAPL", rapl)
        if amd := amd_energy_files(sysfs):
            return CounterFileSource("amd_energy", amd)
    except SensorMissing as missing:
        return NullSource("none", str(missing))
    except (OSError, ValueError) as error:
        return NullSource("none", f"CPU power is unavailable: its counter's description is broken ({error}).")
    return NullSource(
        "none",
        "CPU power is unavailable: the kernel shows no energy counter. On a physical machine run "
        "'sudo modprobe intel_rapl_msr' and restart; virtual machines and containers mostly have none.",
    )


def gpu_source(device: int | str | None, nvml: Any = None) -> PowerSource:
    """The energy source of an NVIDIA device (see `NvmlSource`), ``None`` being no GPU at all."""
    if device is None:
        return NullSource("none", "GPU power is unavailable: no GPU is in use.")
    try:
        return NvmlSource(import_module("pynvml") if nvml is None else nvml, device)
    except ModuleNotFoundError:
        return NullSource("none", "GPU power is unavailable: run pip install nvidia-ml-py and restart.")
    except SensorMissing as missing:
        return NullSource("none", str(missing))


class _Meter:
    """Watts over the last interval and joules since the start, out of one source."""

    def __init__(self, source: PowerSource, now: float) -> None:
        self.source = source
        self._missing = ""
        self._joules = 0.0
        self._watts: float | None = None
        self.ask(now)
        self._begin = (now, self._joules)

    def ask(self, now: float) -> None:
        """Bring the joules up to date.

        A sensor that failed is not asked again: a total with a hole in it would be wrong.
        """
        if not self._missing:
            try:
                self._joules = self.source.joules(now)
            except SensorMissing as missing:
                self._missing = str(missing)

    def end_interval(self, now: float) -> None:
        """Let the watts be those since the last call of this method."""
        self.ask(now)
        begin, joules = self._begin
        if now > begin:
            self._watts = (self._joules - joules) / (now - begin)
            self._begin = (now, self._joules)

    def reading(self) -> SensorReading:
        if self._missing or self._watts is None:
            return SensorReading(None, None, self._missing or _MEASURING, self.source.name)
        return SensorReading(self._watts, self._joules, "", self.source.name)


class PowerMonitor:
    """Samples both sensors every ``period_s`` seconds until closed.

    Ticks are due at ``start + n * period_s``, so that lateness never adds up; ticks missed
    altogether (the machine slept) are left out.
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
        self._gpu = _Meter(gpu, self._start)
        self._cpu = _Meter(cpu, self._start)
        self._reading = self._combined()
        self._stop = threading.Event() if stop is None else stop
        self._thread = threading.Thread(target=self._run, name="power-monitor", daemon=True)
        self._thread.start()

    def reading(self) -> PowerReading:
        """The latest sample; never blocks."""
        return self._reading

    def measure(self) -> PowerReading:
        """Ask the sensors now: exact joules at the edges of a reply, watts as in `reading`."""
        with self._lock:
            now = self._clock()
            self._gpu.ask(now)
            self._cpu.ask(now)
            self._reading = self._combined()
            return self._reading

    def close(self) -> None:
        """Stop sampling; the last reading stays. Closing again does nothing."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._thread.join()
        self._gpu.source.close()
        self._cpu.source.close()

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
    """Start monitoring one GPU (``None``: none is in use) and the CPU with the best sensors there are.

    ``gpu_uuid`` wins over the index, as CUDA may number the devices differently from NVML; CUDA's own
    spelling, without NVML's prefix, will do.
    """
    device: int | str | None = gpu_index
    if gpu_uuid:
        device = gpu_uuid if gpu_uuid.startswith(("GPU-", "MIG-")) else f"GPU-{gpu_uuid}"
    return PowerMonitor(gpu_source(device, nvml), cpu_source(sysfs), period_s, clock)
