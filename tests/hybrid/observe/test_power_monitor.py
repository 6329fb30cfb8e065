"""The monitor over scripted sensors, with a clock we set."""

import threading
from pathlib import Path

import pytest

from hybrid.observe import power_monitor
from hybrid.observe.power_monitor import PowerMonitor
from hybrid.observe.power_sources import PowerIntegral, PowerSource
from tests.fakes.fake_sensors import FakeNvml, ScriptedSource


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


def run_monitor(gpu: PowerSource, cpu: PowerSource, clock: LateClock) -> PowerMonitor:
    """A monitor that has made all the ticks of ``clock``."""
    monitor = PowerMonitor(gpu, cpu, period_s=0.5, clock=clock, stop=clock)
    assert clock.done.wait(60)
    return monitor


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


@pytest.mark.parametrize("counts", [True, False], ids=["a counter", "samples of the power"])
def test_a_machine_that_slept_used_no_power_that_anybody_knows_of(counts: bool) -> None:
    class Samples(ScriptedSource):
        def __init__(self) -> None:
            super().__init__(200.0)
            self._integral = PowerIntegral()

        def joules(self, now: float) -> float:
            return self._integral.advance(now, 200.0)

    source = ScriptedSource(200.0) if counts else Samples()
    slept = run_monitor(source, source, LateClock([0.0, 0.0, 8 * 3600.0])).reading().gpu
    assert (slept.watts, slept.joules) == (None, None)
    assert "being measured" in slept.reason
    source = ScriptedSource(200.0) if counts else Samples()
    awake = run_monitor(source, source, LateClock([0.0, 0.0, 8 * 3600.0, 0.0])).reading().gpu
    assert awake.watts == 200.0
    if not counts:
        assert awake.joules == pytest.approx(200.0 * 1.5)


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
    monitor = power_monitor.power_monitor(index, gpu_uuid=uuid, sysfs=tmp_path, nvml=nvml)
    monitor.close()
    assert nvml.opened == [opened]
    assert "no Linux sysfs" in monitor.reading().cpu.reason
