"""Host-to-device copies of experts: pageable, page-locked in place, and page-locked while the CPU kernel runs.

Knows how long copies take on their stream, and how fast the kernel reads meanwhile: both draw on the same host memory.
Copies go expert by expert, as fills do.
"""

import argparse
from collections.abc import Sequence
from statistics import median
from time import perf_counter
from typing import Protocol

import torch

from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.bench.common.shapes import SHAPES, random_model
from hybrid.cpu.kernel_mlp import cpu_mlp
from hybrid.errors import DeviceError
from hybrid.experts.host_weights import HostStore, host_bank
from hybrid.experts.timing import TokenTurns
from hybrid.gpu.transfer import allocate_pool
from hybrid.machine import resources
from hybrid.model.expert_modules import experts_modules, gate_function
from hybrid.model.loading import LoadedModel
from hybrid.types import ExpertKey, Geometry

# One measurement: long enough to time, and few enough copies for the driver's queue to take without blocking.
_BYTES, _MOST_COPIES = 8 << 30, 256
_BUFFERS = 2
_KERNEL_PASSES = 20

PAGEABLE, LOCKED, LOADED, KERNEL = "pageable", "page-locked", "page-locked, kernel running", "kernel alone"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shape", choices=sorted(SHAPES), default="mixtral-8x7b")
    parser.add_argument("--threads", type=int, default=None, help="of the kernel; one per physical core if not given")
    parser.add_argument("--repeats", type=int, default=5)
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    """Raises ``DeviceError`` where there is no CUDA GPU to copy to."""
    if not torch.cuda.is_available():
        raise DeviceError("Copies to a GPU can only be timed where there is one: no CUDA GPU can be used here.")
    device = resources.choose_device("cuda")
    threads = options.threads or resources.default_threads(device)
    loaded = random_model(options.shape, 1, device)
    copies = CudaCopies(loaded.store, device)
    kernel = KernelPasses(loaded, threads)
    rates_by_memory: dict[str, list[Rates]] = {name: [] for name in (PAGEABLE, LOCKED, LOADED, KERNEL)}
    with torch.no_grad():
        for _ in range(options.repeats):
            rates_by_memory[PAGEABLE].append((copy_rate(copies), None))
            rates_by_memory[KERNEL].append((None, kernel_rate(kernel)))
            refusal = loaded.store.page_lock()
            if refusal:
                print(refusal)
                break
            rates_by_memory[LOCKED].append((copy_rate(copies), None))
            rates_by_memory[LOADED].append(rates_together(copies, kernel))
            loaded.store.release()
    rows = [_row(options.shape, threads, name, rates) for name, rates in rates_by_memory.items()]
    print_table(rows)
    write_json(options.json, rows)


Rates = tuple[float | None, float | None]  # of the copies and of the kernel, bytes per second


class Copies(Protocol):
    """A batch of ``total_bytes`` that is copied behind the host's back."""

    total_bytes: int

    def start(self) -> None:
        """Queues the whole batch; pageable memory makes this wait for most of it."""

    def under_way(self) -> bool:
        """Whether the batch started last is still being copied; never waits."""

    def seconds(self) -> float:
        """How long the batch started last took on the link; waits for its end."""


class CudaCopies:
    """The experts of a store in turn, through two buffers on a stream of their own."""

    def __init__(self, store: HostStore, device: torch.device) -> None:
        self._store = store
        self._experts = len(store.layers[0].up)
        self._count = min(_MOST_COPIES, -(-_BYTES // store.expert_bytes))
        self.total_bytes = self._count * store.expert_bytes
        self._buffers = allocate_pool(Geometry(_BUFFERS, 1), store.expert(ExpertKey(0, 0)), device)
        self._stream = torch.cuda.Stream(device)
        self._start, self._end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)

    def start(self) -> None:
        with torch.cuda.stream(self._stream):
            self._start.record()
            for number in range(self._count):
                expert = self._store.expert(ExpertKey(0, number % self._experts))
                for buffer, tensor in zip(self._buffers, expert, strict=True):
                    buffer[number % _BUFFERS].copy_(tensor, non_blocking=True)
            self._end.record()

    def under_way(self) -> bool:
        return not self._end.query()

    def seconds(self) -> float:
        self._end.synchronize()
        milliseconds: float = self._start.elapsed_time(self._end)
        return milliseconds / 1e3


class KernelPasses:
    """One token through as many experts as the model routes to, other experts in every pass."""

    def __init__(self, loaded: LoadedModel, threads: int) -> None:
        layout, top_k = loaded.checkpoint.layout, loaded.info.top_k
        gate = gate_function(experts_modules(loaded.model)[0])
        self._turns = TokenTurns(cpu_mlp(layout, gate, threads), layout, [host_bank(loaded.store.layers[0])], top_k)
        self._turn = 0
        self.pass_bytes = top_k * loaded.store.expert_bytes
        self.run()

    def run(self) -> None:
        self._turns(self._turn)
        self._turn += 1


def copy_rate(copies: Copies) -> float:
    """Bytes per second with nothing else going on."""
    copies.start()
    return copies.total_bytes / copies.seconds()


def kernel_rate(kernel: KernelPasses) -> float:
    """Bytes of weights per second with nothing else going on."""
    started = perf_counter()
    for _ in range(_KERNEL_PASSES):
        kernel.run()
    return _KERNEL_PASSES * kernel.pass_bytes / (perf_counter() - started)


def rates_together(copies: Copies, kernel: KernelPasses) -> Rates:
    """Both at once; of the kernel only the passes that ended while copies were still under way count."""
    copies.start()
    started = ended = perf_counter()
    passes = -1
    while copies.under_way():
        passes, ended = passes + 1, perf_counter()
        kernel.run()
    kernel_alongside = passes * kernel.pass_bytes / (ended - started) if passes > 0 else None
    return copies.total_bytes / copies.seconds(), kernel_alongside


def copy_bandwidth(store: HostStore, device: torch.device, repeats: int = 3) -> float:
    """Bytes per second over the link to a CUDA device, from the store's memory as it is (page-locked or not)."""
    copies = CudaCopies(store, device)
    return median(copy_rate(copies) for _ in range(repeats))


def _row(shape: str, threads: int, name: str, rates: Sequence[Rates]) -> Row:
    copied = [copy for copy, _ in rates if copy is not None]
    computed = [kernel for _, kernel in rates if kernel is not None]
    return {
        "shape": shape,
        "threads": threads,
        "memory": name,
        "copy_gb_per_s": median(copied) / 1e9 if copied else None,
        "kernel_gb_per_s": median(computed) / 1e9 if computed else None,
    }
