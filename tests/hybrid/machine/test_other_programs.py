"""What other programs take: their processor time, and the GPU's as an NVML of our own tells it."""

import os
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from hybrid.machine import other_programs
from hybrid.machine.other_programs import other_load, others_at_work


class Nvml:
    """One GPU. What is an exception is raised."""

    NVML_PCIE_UTIL_TX_BYTES, NVML_PCIE_UTIL_RX_BYTES = 0, 1

    class NVMLError(Exception):
        pass

    def __init__(self, busy: Any = 0, compute: Any = (), graphics: Any = (), kib_per_s: Any = 0) -> None:
        self.nvmlDeviceGetUtilizationRates = lambda _: SimpleNamespace(gpu=self._told(busy))
        self.nvmlDeviceGetComputeRunningProcesses = lambda _: self._told(compute)
        self.nvmlDeviceGetGraphicsRunningProcesses = lambda _: self._told(graphics)
        self.nvmlDeviceGetPcieThroughput = lambda _, counter: self._told(kib_per_s)
        self.asked: list[int | str] = []
        self.nvmlDeviceGetHandleByIndex = self.nvmlDeviceGetHandleByUUID = self.asked.append
        self.nvmlInit = self.nvmlShutdown = lambda: None

    @staticmethod
    def _told(value: Any) -> Any:
        if isinstance(value, Exception):
            raise value
        return value


def process(pid: int, gib: float | None) -> Any:
    return SimpleNamespace(pid=pid, usedGpuMemory=None if gib is None else int(gib * (1 << 30)))


OWN = process(os.getpid(), 20)


@pytest.fixture
def share(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The share of the CPUs that others take."""
    told = [0.1]
    monkeypatch.setattr(other_programs, "other_load", lambda _: told[0])
    return told


def test_other_load_leaves_this_process_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 4 CPUs over half a second, 1.2 s were idle and this process took 0.3: others took half a second of two."""
    times = [SimpleNamespace(idle=10.0, iowait=1.0), SimpleNamespace(idle=11.1, iowait=1.1)]
    own_times = [SimpleNamespace(user=1.0, system=0.5), SimpleNamespace(user=1.2, system=0.6)]
    monkeypatch.setattr(psutil, "cpu_times", lambda: times.pop(0))
    monkeypatch.setattr(psutil.Process, "cpu_times", lambda _: own_times.pop(0))
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    assert other_load(lambda _: None) == pytest.approx(0.25)


def test_an_idle_machine_is_not_mentioned(share: list[float]) -> None:
    assert others_at_work(None) == ()
    assert others_at_work(0, Nvml(busy=25, compute=[OWN, process(1, 0.9)], kib_per_s=400_000)) == ()


def test_all_that_would_be_felt_is_said(share: list[float]) -> None:
    share[0] = 0.4
    nvml = Nvml(61, [OWN, process(1, 2)], [process(1, 2), process(2, 1.5), process(3, None)], 600_000)
    assert others_at_work("GPU-1", nvml) == (
        "40 % of the CPUs", "61 % of the GPU's time", "3.5 GiB of the GPU's memory", "1.2 GB/s of the GPU's link",
    )  # fmt: skip
    assert nvml.asked == ["GPU-1"]


def test_a_driver_that_tells_nothing_counts_as_idle(share: list[float]) -> None:
    silent = Nvml.NVMLError()
    assert others_at_work(0, Nvml(silent, silent, silent, silent)) == ()
    broken = Nvml()
    broken.nvmlInit = lambda: Nvml._told(OSError("no driver"))
    assert others_at_work(0, broken) == ()
    unknown = Nvml(busy=99)
    unknown.nvmlDeviceGetHandleByIndex = lambda _: Nvml._told(silent)
    assert others_at_work(0, unknown) == ()
