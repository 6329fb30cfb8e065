"""Power sources: the energy counters of GPUs (NVML) and CPU packages (RAPL, amd_energy).

A `PowerSource` says how many joules its device has used since it was opened, or raises
`SensorMissing` with the reason in words and what to do about it. To add a source: write one class with
`PowerSource`'s three members and name it in `gpu_source` or `cpu_source`.

Figures are those of the entire device, with whatever else runs on it. Knows nothing of the engine.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

LONGEST_GAP_S = 10.0
"""Between two samples of a machine that is awake, however busy; some clocks go on while it sleeps."""
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
        """Releases the device."""


class NullSource:
    """A sensor that is not there."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self._reason = reason

    def joules(self, now: float) -> float:
        raise SensorMissing(self._reason)

    def close(self) -> None:
        """Nothing to release."""


class EnergyCounter:
    """Adds up a raw counter that starts again at 0 beyond ``limit``; with limit 0, only after a reset."""

    def __init__(self, raw: int, limit: int = 0) -> None:
        self._raw = raw
        self._limit = limit
        self.total = 0

    def advance(self, raw: int) -> int:
        """Counts up to ``raw``; returns the total since the start, in the counter's unit."""
        step = raw - self._raw
        if step < 0:
            wrapped = step + self._limit
            # Suspend and driver restarts set counters to 0. Half a second never fills an eighth of the range (at least
            # some 8 kJ), so a larger step means a restart, and only what was counted since then is certain.
            step = wrapped if 0 <= wrapped <= self._limit // 8 else raw
        self._raw = raw
        self.total += step
        return self.total


class PowerIntegral:
    """Joules from samples of the power, by the trapezoid rule; nothing is known of gaps in which the machine slept."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None
        self._joules = 0.0

    def advance(self, now: float, watts: float) -> float:
        if self._last is not None and now - self._last[0] <= LONGEST_GAP_S:
            before, watts_before = self._last
            self._joules += (now - before) * (watts + watts_before) / 2
        self._last = (now, watts)
        return self._joules


class NvmlSource:
    """An NVIDIA GPU: its energy counter (Volta and later), or else the sum of its power samples.

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
            return  # a lost GPU cannot be released, and nothing is left to do


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
    """Sum over the CPU packages whose energy the Linux kernel shows in files."""

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
    """RAPL's package domains (Intel, and AMD under the same names); neither subdomains nor the platform's."""
    files = []
    for domain in sorted((sysfs / "class/powercap").glob("intel-rapl:*")):
        if not re.fullmatch(r"intel-rapl:\d+", domain.name):
            continue
        label = (domain / "name").read_text().strip()
        if label.startswith("package"):
            limit = _read_int(domain / "max_energy_range_uj")
            files.append(CounterFile(label, domain / "energy_uj", limit))
    return files


def amd_energy_files(sysfs: Path) -> list[CounterFile]:
    """The socket counters of the amd_energy driver; they have 64 bits, so they do not wrap."""
    files = []
    for label in sorted((sysfs / "class/hwmon").glob("hwmon*/energy*_label")):
        text = label.read_text().strip()
        if (label.parent / "name").read_text().strip() == "amd_energy" and text.startswith("Esocket"):
            files.append(CounterFile(text, label.with_name(label.name.replace("_label", "_input")), 0))
    return files


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
    except Exception as error:  # drivers may write anything into sysfs
        return NullSource("none", f"CPU power is unavailable: its counter's description is broken ({error}).")
    return NullSource(
        "none",
        "CPU power is unavailable: the kernel shows no energy counter. On a physical machine run "
        "'sudo modprobe intel_rapl_msr' and restart; virtual machines and containers mostly have none.",
    )


def gpu_source(device: int | str | None, nvml: Any = None) -> PowerSource:
    """The energy source of an NVIDIA device (see `NvmlSource`); ``None`` means that no GPU is in use."""
    if device is None:
        return NullSource("none", "GPU power is unavailable: no GPU is in use.")
    try:
        return NvmlSource(import_module("pynvml") if nvml is None else nvml, device)
    except ModuleNotFoundError:
        return NullSource("none", "GPU power is unavailable: run pip install nvidia-ml-py and restart.")
    except SensorMissing as missing:
        return NullSource("none", str(missing))
    except Exception as error:  # such as another package of that name
        return NullSource("none", f"GPU power is unavailable: NVML cannot be used ({error!r}).")
