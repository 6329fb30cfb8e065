"""What other programs take of this machine: processor time, the GPU's memory and time, and its link.

Figures that are measured beside them are too low. Asked while this program computes nothing itself; knows psutil and
NVML's functions, which are handed in.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from time import sleep
from typing import Any

import psutil

BUSY_SHARE = 0.25
BUSY_GPU_BYTES = 1 << 30
BUSY_LINK_BYTES_PER_S = 1e9
_LOAD_S = 0.5
_KIB = 1024


def others_at_work(gpu: int | str | None, nvml: Any = None, wait: Callable[[float], None] = sleep) -> tuple[str, ...]:
    """What other programs take that a measurement would feel, in words; empty if it is little. Takes half a second.

    ``gpu``: the index or UUID of the GPU in use, ``None`` for none; a driver that tells nothing counts as idle.
    """
    found = []
    share = other_load(wait)
    if share > BUSY_SHARE:
        found.append(f"{100 * share:.0f} % of the CPUs")
    if gpu is None:
        return tuple(found)
    try:
        module = import_module("pynvml") if nvml is None else nvml
        module.nvmlInit()
    except Exception:  # no driver, or another package of that name: nothing can be told
        return tuple(found)
    try:
        handle = (module.nvmlDeviceGetHandleByIndex if isinstance(gpu, int) else module.nvmlDeviceGetHandleByUUID)(gpu)
        found += _gpu_use(module, handle)
    except module.NVMLError:
        pass
    finally:
        with suppress(module.NVMLError):
            module.nvmlShutdown()
    return tuple(found)


def other_load(wait: Callable[[float], None] = sleep) -> float:
    """The share of all CPUs' time that other processes take, over half a second."""
    before, own_before = psutil.cpu_times(), psutil.Process().cpu_times()
    wait(_LOAD_S)
    after, own_after = psutil.cpu_times(), psutil.Process().cpu_times()
    idle: float = sum(getattr(after, name, 0.0) - getattr(before, name, 0.0) for name in ("idle", "iowait"))
    passed = _LOAD_S * (os.cpu_count() or 1)
    own: float = own_after.user + own_after.system - own_before.user - own_before.system
    return float(min(max((passed - idle - own) / passed, 0.0), 1.0))


def _gpu_use(nvml: Any, handle: Any) -> list[str]:
    found = []
    usage = _asked(nvml, nvml.nvmlDeviceGetUtilizationRates, handle)
    if usage is not None and usage.gpu > 100 * BUSY_SHARE:
        found.append(f"{usage.gpu} % of the GPU's time")
    memory_of = {}
    for question in (nvml.nvmlDeviceGetComputeRunningProcesses, nvml.nvmlDeviceGetGraphicsRunningProcesses):
        for process in _asked(nvml, question, handle) or ():
            memory_of[process.pid] = process.usedGpuMemory or 0  # not told on Windows
    memory = sum(size for pid, size in memory_of.items() if pid != os.getpid())
    if memory > BUSY_GPU_BYTES:
        found.append(f"{memory / (1 << 30):.1f} GiB of the GPU's memory")
    counters = (nvml.NVML_PCIE_UTIL_TX_BYTES, nvml.NVML_PCIE_UTIL_RX_BYTES)
    rate = _KIB * sum(_asked(nvml, nvml.nvmlDeviceGetPcieThroughput, handle, counter) or 0 for counter in counters)
    if rate > BUSY_LINK_BYTES_PER_S:
        found.append(f"{rate / 1e9:.1f} GB/s of the GPU's link")
    return found


def _asked(nvml: Any, question: Callable[..., Any], *of: Any) -> Any:
    try:
        return question(*of)
    except nvml.NVMLError:
        return None
