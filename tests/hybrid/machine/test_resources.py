"""The machine in plain values: which device, and what settings may ask of it."""

from dataclasses import replace

import psutil
import pytest
import torch

from hybrid.calibrate.calibrator import thread_counts
from hybrid.config import EngineConfig
from hybrid.errors import DeviceError, MemoryBudgetError
from hybrid.machine import resources
from hybrid.machine.limits import GIB, GPU_RESERVE, Limits
from hybrid.machine.ram import Ram, ram
from hybrid.settings import resolve_settings
from hybrid.types import ModelInfo
from tests.hybrid.test_config import MODEL

CPU, CUDA = torch.device("cpu"), torch.device("cuda", 0)
RESERVE = GPU_RESERVE
no_cuda = pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without a CUDA GPU")


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """10 GiB of RAM are free of 16, and 8 GiB of a GPU's 24."""
    monkeypatch.setattr(resources, "ram", lambda: Ram(total=16 * GIB, available=10 * GIB))
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (8 * GIB, 24 * GIB))


def limits_with(model: ModelInfo, device: torch.device) -> Limits:
    return resources.limits_with(model, resources.memory(device), None)


@pytest.mark.parametrize(
    ("asked", "available", "given"),
    [
        ("auto", False, "cpu"),
        ("cpu", False, "cpu"),
        ("cpu", True, "cpu"),
        ("auto", True, "cuda"),
        ("cuda", True, "cuda"),
    ],
)
def test_auto_takes_a_gpu_where_there_is_one(
    asked: str, available: bool, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: available)
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)
    assert resources.choose_device(asked).type == given


@pytest.mark.parametrize("name", ["cuda", "tpu", ""])
def test_a_device_that_is_not_there_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(DeviceError, match="choose") as refused:
        resources.choose_device(name)
    assert refused.value.field == "device"


@no_cuda
def test_cuda_is_refused_on_this_machine() -> None:
    with pytest.raises(DeviceError, match="choose the device cpu"):
        resources.choose_device("cuda")


def test_only_cpus_this_process_may_use_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "cpu_quota", lambda: None)
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: {0, 3, 5}, raising=False)
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: 64 if logical else 32)
    assert resources.logical_cpus() == 3
    assert resources.physical_cores() == 3
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: None)
    assert resources.physical_cores() == 3
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: 2)
    assert resources.physical_cores() == 2


@pytest.mark.usefixtures("memory")
def test_slots_may_take_what_is_free_less_a_reserve() -> None:
    assert resources.limits(CPU, None).slot_bytes == 8 * GIB
    assert resources.limits(CUDA, None).slot_bytes == 8 * GIB - RESERVE
    assert (resources.limits(CPU, None).emulated, resources.limits(CUDA, None).emulated) == (True, False)


@pytest.mark.usefixtures("memory")
def test_memory_of_the_present_slots_counts_as_free() -> None:
    assert resources.limits(CUDA, None, slots_bytes=GIB).slot_bytes == 9 * GIB - RESERVE


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(("budget", "given"), [(0.0, 0), (0.5, GIB // 2), (100.0, 8 * GIB - RESERVE)])
def test_a_budget_only_lowers_the_limit(budget: float, given: float) -> None:
    assert resources.limits(CUDA, budget).slot_bytes == given


@pytest.mark.usefixtures("memory")
def test_a_model_to_be_loaded_takes_its_memory_first() -> None:
    """On a GPU the experts stay in RAM: 2 GiB of experts, 4 GiB in all."""
    model = replace(MODEL, layers=2, experts=8, expert_bytes=GIB // 8, total_bytes=4 * GIB, dense_bytes=2 * GIB)
    assert limits_with(model, CUDA).slot_bytes == 6 * GIB - RESERVE
    assert limits_with(model, CPU).slot_bytes == int(6 * GIB * 0.8)


@pytest.mark.usefixtures("memory")
def test_smaller_experts_make_the_dense_part_no_larger() -> None:
    """The same model with experts of half the bytes: 1 GiB of experts, and still 2 GiB of the rest."""
    stored = replace(MODEL, layers=2, experts=8, expert_bytes=GIB // 8, total_bytes=4 * GIB, dense_bytes=2 * GIB)
    made = replace(stored, expert_bytes=GIB // 16)
    assert limits_with(made, CUDA).slot_bytes == limits_with(stored, CUDA).slot_bytes
    assert limits_with(made, CPU).slot_bytes == int(7 * GIB * 0.8)


@pytest.mark.usefixtures("memory")
def test_a_model_larger_than_the_memory_is_refused() -> None:
    with pytest.raises(MemoryBudgetError, match=r"11\.0 GiB .* 10\.0 GiB .*smaller model") as refused:
        limits_with(replace(MODEL, total_bytes=11 * GIB), CPU)
    assert refused.value.field == "model"


def test_the_cpu_is_told_to_be_an_emulation() -> None:
    info = resources.machine_info(CPU, page_locked=False, notices=("a notice",))
    assert (info.device, info.emulated, info.page_locked, info.notices) == ("cpu", True, False, ("a notice",))
    assert info.device_name
    assert info.devices[0].memory_bytes == info.ram_bytes == ram().total
    assert 1 <= info.physical_cores <= info.logical_cpus


@pytest.mark.usefixtures("memory")
def test_memory_in_use_says_what_the_slots_may_take() -> None:
    assert resources.memory_use(CUDA, GIB).slots_limit == 9 * GIB - RESERVE
    assert resources.memory_use(CUDA, GIB, vram_gib=2.0).slots_limit == 2 * GIB


def test_memory_in_use_is_measured_where_the_slots_live(monkeypatch: pytest.MonkeyPatch) -> None:
    on_cpu = resources.memory_use(CPU, 123)
    assert (on_cpu.slots, on_cpu.device_used, on_cpu.device_total) == (123, None, None)
    assert 0 < on_cpu.host_used < on_cpu.host_total
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (8 * GIB, 24 * GIB))
    on_gpu = resources.memory_use(CUDA, 123)
    assert (on_gpu.device_used, on_gpu.device_total) == (16 * GIB, 24 * GIB)


@pytest.mark.parametrize(
    ("quota", "cores", "shown"),
    [(None, 4, None), (2.0, 2, 2.0), (1.5, 1, 1.5), (0.5, 1, 0.5), (6.0, 4, 6.0), (8.0, 4, None), (64.0, 4, None)],
)
def test_a_quota_on_cpu_time_bounds_the_threads(
    quota: float | None, cores: int, shown: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a container on 8 CPUs with 4 cores; the most threads one may ask for stay the CPUs."""
    monkeypatch.setattr(resources, "cpu_quota", lambda: quota)
    monkeypatch.setattr("os.sched_getaffinity", lambda pid: set(range(8)), raising=False)
    monkeypatch.setattr(psutil, "cpu_count", lambda logical: 8 if logical else 4)
    assert resources.default_threads(CPU) == cores
    limits = resources.limits(CPU, None)
    assert (limits.physical_cores, limits.logical_cpus) == (cores, 8)
    assert resolve_settings(EngineConfig(), MODEL, limits).cpu_threads == cores
    assert max(thread_counts(resources.physical_cores(), 1)) == cores
    assert resources.machine_info(CPU, page_locked=False, notices=()).cpu_quota == shown
