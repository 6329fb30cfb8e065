"""Sensors against fake hardware: a sysfs tree in a folder, an NVML module of our own, a clock we set."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid import power
from hybrid.power import EnergyCounter, PowerIntegral, PowerMonitor, SensorMissing, cpu_source, gpu_source

RAPL_RANGE = 262_143_328_850


class FakeNvml:
    """The part of pynvml that is used: an energy counter in mJ, power in mW; either may be unsupported."""

    class NVMLError(Exception):
        pass

    class NVMLError_NotSupported(NVMLError):
        pass

    class NVMLError_LibraryNotFound(NVMLError):
        pass

    class NVMLError_GpuIsLost(NVMLError):
        pass

    def __init__(self, millijoules: int | None = None, milliwatts: int | None = None) -> None:
        self.millijoules = millijoules
        self.milliwatts = milliwatts
        self.error: Exception | None = None
        self.opened: list[int | str] = []
        self.shut_down = 0

    def nvmlInit(self) -> None:
        self._check()

    def nvmlDeviceGetHandleByIndex(self, index: int) -> object:
        self.opened.append(index)
        return object()

    def nvmlDeviceGetHandleByUUID(self, uuid: str) -> object:
        self.opened.append(uuid)
        return object()

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: object) -> int:
        return self._value(self.millijoules)

    def nvmlDeviceGetPowerUsage(self, handle: object) -> int:
        return self._value(self.milliwatts)

    def nvmlShutdown(self) -> None:
        self._check()
        self.shut_down += 1

    def _check(self) -> None:
        if self.error is not None:
            raise self.error

    def _value(self, value: int | None) -> int:
        self._check()
        if value is None:
            raise self.NVMLError_NotSupported
        return value


class ScriptedSource:
    """A device drawing constant power, until it is unplugged."""

    name = "scripted"

    def __init__(self, watts: float) -> None:
        self.watts = watts
        self.unplugged = False
        self.closed = 0
        self.asked_at: list[float] = []

    def joules(self, now: float) -> float:
        self.asked_at.append(now)
        if self.unplugged:
            raise SensorMissing("It was unplugged.")
        return self.watts * now

    def close(self) -> None:
        self.closed += 1


class LateClock(threading.Event):
    """A clock and the event its thread waits on: every wait returns late, and the last one ends the run."""

    def __init__(self, lateness: list[float], unplug_at: dict[int, ScriptedSource] | None = None) -> None:
        super().__init__()
        self.now = 0.0
        self.deadlines: list[float] = []
        self.done = threading.Event()
        self._lateness = lateness
        self._unplug_at = unplug_at or {}

    def __call__(self) -> float:
        return self.now

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        turn = len(self.deadlines)
        if turn == len(self._lateness):
            self.done.set()
            return True
        if turn in self._unplug_at:
            self._unplug_at[turn].unplugged = True
        self.deadlines.append(self.now + timeout)
        self.now = max(self.now, self.now + timeout) + self._lateness[turn]
        return False


def run_monitor(gpu: power.PowerSource, cpu: power.PowerSource, clock: LateClock) -> PowerMonitor:
    """A monitor that has made all the ticks of ``clock``."""
    monitor = PowerMonitor(gpu, cpu, period_s=0.5, clock=clock, stop=clock)
    assert clock.done.wait(60)
    return monitor


def write_domain(sysfs: Path, folder: str, name: str, microjoules: int, limit: int = RAPL_RANGE) -> Path:
    domain = sysfs / "class/powercap" / folder
    domain.mkdir(parents=True)
    (domain / "name").write_text(name + "\n")
    (domain / "max_energy_range_uj").write_text(f"{limit}\n")
    (domain / "energy_uj").write_text(f"{microjoules}\n")
    return domain / "energy_uj"


# counters


@given(
    limit=st.integers(min_value=800, max_value=2**40),
    start=st.integers(min_value=0),
    fractions=st.lists(st.floats(min_value=0, max_value=1), max_size=40),
)
def test_a_wrapping_counter_adds_up_to_what_was_used(limit: int, start: int, fractions: list[float]) -> None:
    steps = [int(fraction * (limit // 8)) for fraction in fractions]
    used = start % limit
    counter = EnergyCounter(used, limit)
    for step in steps:
        used += step
        counter.advance(used % limit)
    assert counter.total == sum(steps)


@given(st.lists(st.integers(0, 2**63), min_size=1), st.sampled_from([0, 1000, RAPL_RANGE]))
def test_a_total_never_falls_whatever_the_counter_shows(raws: list[int], limit: int) -> None:
    counter = EnergyCounter(raws[0], limit)
    totals = [counter.advance(raw) for raw in raws]
    assert totals == sorted(totals)
    assert totals[0] == 0


@pytest.mark.parametrize("limit", [0, RAPL_RANGE])
def test_a_counter_restarted_by_suspend_counts_what_it_shows_since(limit: int) -> None:
    counter = EnergyCounter(5_000_000, limit)
    assert counter.advance(6_000_000) == 1_000_000
    assert counter.advance(300) == 1_000_300
    assert counter.advance(500) == 1_000_500


def test_power_samples_are_integrated_by_the_trapezoid_rule() -> None:
    integral = PowerIntegral()
    assert integral.advance(10.0, 100.0) == 0.0
    assert integral.advance(12.0, 200.0) == 300.0
    assert integral.advance(12.5, 200.0) == 400.0


# NVML


def test_nvml_prefers_the_energy_counter() -> None:
    nvml = FakeNvml(millijoules=7_000, milliwatts=1)
    source = gpu_source(0, nvml)
    nvml.millijoules = 9_500
    assert source.joules(1.0) == 2.5
    assert source.name == "NVML energy counter (GPU board only)"
    source.close()
    assert nvml.shut_down == 1


def test_nvml_without_an_energy_counter_integrates_power() -> None:
    nvml = FakeNvml(milliwatts=100_000)
    source = gpu_source(0, nvml)
    assert source.joules(0.0) == 0.0
    assert source.joules(2.0) == 200.0
    assert source.name == "NVML power samples (GPU board only)"


def test_nvml_opens_a_device_by_index_or_by_uuid() -> None:
    nvml = FakeNvml(millijoules=0)
    gpu_source(3, nvml)
    gpu_source("GPU-1f2e", nvml)
    assert nvml.opened == [3, "GPU-1f2e"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (FakeNvml.NVMLError_LibraryNotFound(), "install the driver"),
        (FakeNvml.NVMLError("broken"), "NVML answered: broken"),
    ],
)
def test_nvml_that_cannot_be_opened_gives_a_reason(error: Exception, words: str) -> None:
    nvml = FakeNvml()
    nvml.error = error
    with pytest.raises(SensorMissing, match=words):
        gpu_source(0, nvml).joules(0.0)


def test_a_gpu_without_any_power_figure_gives_a_reason() -> None:
    with pytest.raises(SensorMissing, match="offers no power figures"):
        gpu_source(0, FakeNvml()).joules(0.0)


def test_nvml_is_shut_down_again_when_the_gpu_offers_nothing() -> None:
    nvml = FakeNvml()
    gpu_source(0, nvml).close()
    assert nvml.shut_down == 1


def test_a_lost_gpu_becomes_missing_and_can_still_be_closed() -> None:
    nvml = FakeNvml(millijoules=1)
    source = gpu_source(0, nvml)
    nvml.error = FakeNvml.NVMLError_GpuIsLost()
    with pytest.raises(SensorMissing, match="fallen off the bus"):
        source.joules(1.0)
    source.close()


def test_no_gpu_in_use_is_said() -> None:
    with pytest.raises(SensorMissing, match="no GPU is in use"):
        gpu_source(None).joules(0.0)


def test_a_missing_nvml_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(power, "import_module", refuse)
    with pytest.raises(SensorMissing, match="pip install nvidia-ml-py"):
        gpu_source(0).joules(0.0)


# counter files


def test_rapl_sums_packages_and_leaves_the_other_domains_out(tmp_path: Path) -> None:
    first = write_domain(tmp_path, "intel-rapl:0", "package-0", 1_000_000)
    second = write_domain(tmp_path, "intel-rapl:1", "package-1", 2_000_000)
    core = write_domain(tmp_path, "intel-rapl:0:0", "core", 500_000)
    platform = write_domain(tmp_path, "intel-rapl:2", "psys", 9_000_000)
    twin = write_domain(tmp_path, "intel-rapl-mmio:0", "package-0", 1_000_000)
    source = cpu_source(tmp_path)
    for file in (first, second, core, platform, twin):
        file.write_text("4000000\n")
    assert source.joules(1.0) == 5.0
    assert source.name == "RAPL package-0 + package-1 (CPU packages only, without DRAM)"
    source.close()


def test_rapl_wraps_at_its_own_range(tmp_path: Path) -> None:
    file = write_domain(tmp_path, "intel-rapl:0", "package-0", RAPL_RANGE - 1_000_000)
    source = cpu_source(tmp_path)
    file.write_text("2000000\n")
    assert source.joules(1.0) == 3.0


def test_rapl_for_root_only_says_how_to_enable_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_domain(tmp_path, "intel-rapl:0", "package-0", 0)

    def refuse(path: Path) -> int:
        if path.name == "energy_uj":
            raise PermissionError(13, "Permission denied")
        return 0

    monkeypatch.setattr(power, "_read_int", refuse)  # root, which tests may run as, reads any file
    with pytest.raises(SensorMissing, match=rf"sudo chmod a\+r {file}'.*z {file} 0444"):
        cpu_source(tmp_path).joules(0.0)


def test_a_counter_file_that_vanishes_becomes_missing(tmp_path: Path) -> None:
    file = write_domain(tmp_path, "intel-rapl:0", "package-0", 0)
    source = cpu_source(tmp_path)
    file.unlink()
    with pytest.raises(SensorMissing, match="cannot be read"):
        source.joules(1.0)


def test_a_damaged_counter_is_missing_not_zero(tmp_path: Path) -> None:
    file = write_domain(tmp_path, "intel-rapl:0", "package-0", 0)
    (file.parent / "max_energy_range_uj").write_text("much")
    with pytest.raises(SensorMissing, match="description is broken"):
        cpu_source(tmp_path).joules(0.0)


def test_amd_energy_stands_in_where_there_is_no_rapl(tmp_path: Path) -> None:
    for folder, name in (("hwmon0", "coretemp"), ("hwmon1", "amd_energy")):
        chip = tmp_path / "class/hwmon" / folder
        chip.mkdir(parents=True)
        (chip / "name").write_text(name + "\n")
        for number, label in enumerate(("Ecore000", "Esocket0"), start=1):
            (chip / f"energy{number}_label").write_text(label + "\n")
            (chip / f"energy{number}_input").write_text("1000000\n")
    source = cpu_source(tmp_path)
    for file in (tmp_path / "class/hwmon").glob("*/energy*_input"):
        file.write_text("2500000\n")
    assert source.joules(1.0) == 1.5
    assert source.name == "amd_energy Esocket0 (CPU packages only, without DRAM)"


def test_a_machine_without_counters_says_so(tmp_path: Path) -> None:
    with pytest.raises(SensorMissing, match="no Linux sysfs"):
        cpu_source(tmp_path / "nowhere").joules(0.0)
    (tmp_path / "class").mkdir()
    with pytest.raises(SensorMissing, match="modprobe intel_rapl_msr"):
        cpu_source(tmp_path).joules(0.0)


# the monitor


def test_watts_are_those_of_the_last_interval_and_joules_all_since_the_start() -> None:
    gpu, cpu = ScriptedSource(200.0), ScriptedSource(50.0)
    clock = LateClock([0.0, 0.0, 0.25])
    reading = run_monitor(gpu, cpu, clock).reading()
    assert (reading.gpu.watts, reading.gpu.joules, reading.gpu.reason) == (200.0, 350.0, "")
    assert (reading.cpu.watts, reading.cpu.joules, reading.cpu.source) == (50.0, 87.5, "scripted")


def test_before_the_first_interval_there_is_a_reason_and_no_zero() -> None:
    gpu = ScriptedSource(200.0)
    reading = run_monitor(gpu, gpu, LateClock([])).reading().gpu
    assert (reading.watts, reading.joules) == (None, None)
    assert "being measured" in reading.reason


def test_lateness_never_adds_up_and_missed_ticks_are_left_out() -> None:
    source = ScriptedSource(1.0)
    clock = LateClock([0.125, 0.25, 1.25, 0.0])
    run_monitor(source, source, clock)
    assert clock.deadlines == [0.5, 1.0, 1.5, 3.0]


def test_a_sensor_that_vanishes_is_missing_from_then_on_with_its_reason() -> None:
    gpu, cpu = ScriptedSource(200.0), ScriptedSource(50.0)
    clock = LateClock([0.0] * 4, unplug_at={2: gpu})
    reading = run_monitor(gpu, cpu, clock).reading()
    assert (reading.gpu.watts, reading.gpu.joules, reading.gpu.reason) == (None, None, "It was unplugged.")
    assert reading.cpu.watts == 50.0
    assert gpu.asked_at == [0.0, 0.5, 1.0, 1.5]


def test_measure_brings_the_joules_up_to_date_between_ticks() -> None:
    source = ScriptedSource(100.0)
    clock = LateClock([0.0, 0.0])
    monitor = run_monitor(source, source, clock)
    clock.now += 0.125
    measured = monitor.measure()
    assert (measured.gpu.watts, measured.gpu.joules) == (100.0, 112.5)
    assert monitor.reading() == measured


def test_close_ends_the_thread_and_closes_each_source_once() -> None:
    before = threading.enumerate()
    gpu, cpu = ScriptedSource(1.0), ScriptedSource(1.0)
    monitor = PowerMonitor(gpu, cpu)
    assert len(threading.enumerate()) == len(before) + 1
    monitor.close()
    monitor.close()
    assert (gpu.closed, cpu.closed) == (1, 1)
    assert threading.enumerate() == before


@pytest.mark.parametrize(
    ("index", "uuid", "opened"),
    [(2, "", 2), (None, "1f2e", "GPU-1f2e"), (0, "GPU-1f2e", "GPU-1f2e"), (0, "MIG-77", "MIG-77")],
)
def test_the_factory_watches_the_gpu_it_is_told(
    tmp_path: Path, index: int | None, uuid: str, opened: int | str
) -> None:
    nvml = FakeNvml(millijoules=0)
    monitor = power.power_monitor(index, gpu_uuid=uuid, sysfs=tmp_path, nvml=nvml)
    monitor.close()
    assert nvml.opened == [opened]
    assert "no Linux sysfs" in monitor.reading().cpu.reason
