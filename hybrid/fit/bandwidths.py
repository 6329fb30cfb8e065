"""Bandwidths of this machine, measured in well under a second: of its RAM, its link, and its GPU's memory.

For a first estimate; timing the machine with a loaded model (``hybrid.calibrate``) tells far more.
"""

from collections.abc import Callable
from functools import cache
from time import perf_counter

import torch

from hybrid.lab.predictions.machines import MachineFigures
from hybrid.machine.limits import GIB, usual_threads
from hybrid.machine.resources import memory, physical_cores

_BYTES = 1 << 28  # more than caches hold, but for those of large servers
_REPEATS = 3


@cache
def measured_figures(device: torch.device) -> MachineFigures:
    """The figures of this machine, measured once in a process. Beside a slow machine's other work they come out low."""
    host = torch.ones(_BYTES // 4, dtype=torch.float32)
    reads = _bytes_per_s(lambda: float(host.sum()))
    link = on_device = reads
    if device.type == "cuda":
        pinned, there = host.pin_memory(), torch.empty_like(host, device=device)

        def copy() -> None:
            there.copy_(pinned, non_blocking=True)
            torch.cuda.synchronize(device)

        link, on_device = _bytes_per_s(copy), _bytes_per_s(lambda: float(there.sum()))
    here = memory(device)
    return MachineFigures(
        name="this machine",
        host_gb_per_s=reads / 1e9,
        link_gb_per_s=link / 1e9,
        device_gb_per_s=on_device / 1e9,
        device_gib=(here.gpu_total or here.ram_total) / GIB,
        cores=usual_threads(physical_cores(), device.type != "cuda"),
    )


def _bytes_per_s(action: Callable[[], object]) -> float:
    action()
    seconds = []
    for _ in range(_REPEATS):
        started = perf_counter()
        action()
        seconds.append(perf_counter() - started)
    return _BYTES / min(seconds)
