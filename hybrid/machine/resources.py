"""Resources of this machine as plain values: device, cores, memory.

Knows torch.cuda and psutil; holds no state. Counts what this process may use, not what the host has.
"""

import os
import platform
from functools import partial
from typing import get_args

import psutil
import torch

from hybrid.errors import DeviceError, MemoryBudgetError
from hybrid.machine.cpu_quota import cpu_quota
from hybrid.machine.headroom import DeviceMemory, HeadroomWatch
from hybrid.machine.limits import GIB, GPU_RESERVE, Limits, Memory, usual_threads
from hybrid.machine.ram import ram
from hybrid.types import DeviceInfo, DeviceName, MachineInfo, MemoryUse, ModelInfo

_RAM_SHARE = 0.8


def choose_device(name: DeviceName) -> torch.device:
    """``auto`` takes a CUDA GPU when there is one. Raises ``DeviceError``."""
    if name not in get_args(DeviceName):
        raise DeviceError(f"There is no device {name!r}: choose auto, cuda or cpu.", "device")
    available = torch.cuda.is_available()
    if name == "cuda" and not available:
        raise DeviceError(
            "No CUDA GPU can be used. Install a CUDA build of torch and the driver, or choose the device cpu.",
            "device",
        )
    if name == "cuda" or (name == "auto" and available):
        return torch.device("cuda", torch.cuda.current_device())
    return torch.device("cpu")


def logical_cpus() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def physical_cores() -> int:
    """The cores that this process can keep busy: more threads than these gain nothing.

    SMT siblings only compete for memory. With a quota on CPU time, threads beyond it stop the others as well.
    """
    logical = logical_cpus()
    cores = min(psutil.cpu_count(logical=False) or logical, logical)
    quota = cpu_quota()
    return cores if quota is None else max(1, min(cores, int(quota)))


def _felt_quota() -> float | None:
    quota = cpu_quota()
    return quota if quota is not None and quota < logical_cpus() else None


def default_threads(device: torch.device) -> int:
    """The default number of threads of an engine on ``device``."""
    return usual_threads(physical_cores(), device.type != "cuda")


def limits(device: torch.device, vram_gib: float | None, slots_bytes: int = 0) -> Limits:
    """What settings may ask for. The present slots hold ``slots_bytes``, which can be used again; negative: bytes that
    will be taken."""
    return limits_of(memory(device), vram_gib, slots_bytes)


def limits_of(memory: Memory, vram_gib: float | None, slots_bytes: int = 0) -> Limits:
    """As ``limits``, on a machine with so much memory."""
    if memory.gpu_free is not None:
        usable = memory.gpu_free + slots_bytes - GPU_RESERVE
    else:
        usable = int((memory.ram_available + slots_bytes) * _RAM_SHARE)
    if vram_gib is not None:
        usable = min(usable, int(vram_gib * GIB))
    return Limits(
        logical_cpus=logical_cpus(),
        physical_cores=physical_cores(),
        slot_bytes=max(0, usable),
        emulated=memory.gpu_free is None,
    )


def limits_with(model: ModelInfo, memory: Memory, vram_gib: float | None) -> Limits:
    """What settings may ask for once ``model`` is loaded. Raises ``MemoryBudgetError`` if RAM is too small.

    While a model is loaded, RAM holds its files' bytes, whatever its experts become; more where the rest is unpacked.
    """
    needed, available = max(model.total_bytes, model.experts_bytes + model.dense_bytes), memory.ram_available
    if needed > available:
        raise MemoryBudgetError(
            f"The model needs {needed / GIB:.1f} GiB of RAM, but only {available / GIB:.1f} GiB are free. "
            "Close other programs or choose a smaller model.",
            "model",
        )
    return limits_beside(model, memory, vram_gib)


def limits_beside(model: ModelInfo, memory: Memory, vram_gib: float | None) -> Limits:
    """What is left for slots beside ``model``, be there room for that or not."""
    taken = model.dense_bytes if memory.gpu_free is not None else model.dense_bytes + model.experts_bytes
    return limits_of(memory, vram_gib, -taken)


def memory(device: torch.device) -> Memory:
    """What is there now, on ``device`` and in RAM."""
    here = ram()
    free, total = torch.cuda.mem_get_info(device) if device.type == "cuda" else (None, None)
    return Memory(here.total, here.available, total, free)


def device_memory(device: torch.device) -> DeviceMemory:
    """What its driver and torch's allocator say of a GPU; without waiting for it."""
    free, total = torch.cuda.mem_get_info(device)
    reserved, used = torch.cuda.memory_reserved(device), torch.cuda.memory_allocated(device)
    return DeviceMemory(total, free, reserved, reserved - used)


def headroom_watch(device: torch.device) -> HeadroomWatch | None:
    """Of a GPU; slots in RAM are not watched."""
    return HeadroomWatch(partial(device_memory, device)) if device.type == "cuda" else None


def machine_info(device: torch.device, page_locked: bool, notices: tuple[str, ...]) -> MachineInfo:
    return MachineInfo(
        devices=(_device_info(device),),
        emulated=device.type != "cuda",
        logical_cpus=logical_cpus(),
        physical_cores=physical_cores(),
        cpu_quota=_felt_quota(),
        ram_bytes=ram().total,
        page_locked=page_locked,
        notices=notices,
    )


def _device_info(device: torch.device) -> DeviceInfo:
    if device.type != "cuda":
        return DeviceInfo("cpu", platform.processor() or platform.machine(), ram().total)
    memory: int = torch.cuda.get_device_properties(device).total_memory
    return DeviceInfo("cuda", torch.cuda.get_device_name(device), memory)


def memory_use(device: torch.device, slots_bytes: int, vram_gib: float | None = None) -> MemoryUse:
    """The memory in use now, and the memory that the slots may have in all."""
    used: int | None = None
    total: int | None = None
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        used = total - free
    return MemoryUse(
        slots=slots_bytes,
        device_used=used,
        device_total=total,
        host_used=psutil.Process().memory_info().rss,
        host_total=ram().total,
        slots_limit=limits(device, vram_gib, slots_bytes).slot_bytes,
    )
