"""Device's part of captured steps: its end of the mailbox, its experts, and its share of the misses.

Knows which of them this machine and model allow, and how to time a miss on the CPU and on the device. For each number
of CPU threads, misses are timed a few times, and the shortest time counts.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from statistics import quantiles
from time import perf_counter
from typing import TYPE_CHECKING

import torch

from hybrid.cpu.job import covers as covers_on_cpu
from hybrid.experts.formats import FORMATS
from hybrid.experts.timing import TokenTurns, seconds_of_turns
from hybrid.gpu.mailbox import CopyMailbox, DeviceMailbox, DeviceRouting, StepMailbox
from hybrid.gpu.triton_support import runs_triton
from hybrid.layer.miss_split import ROW_STEP, MissCosts, MissShares, miss_shares, nothing_shared
from hybrid.layer.misses import Misses
from hybrid.layer.parts import LayerParts
from hybrid.layer.slots import NOT_RESIDENT
from hybrid.types import ExpertLayout, ModelInfo

if TYPE_CHECKING:
    from hybrid.gpu.kernels.experts.one_token import DeviceExperts

_REPEATS = 9
_MEASUREMENTS = 3  # one at each change of settings, so that one noisy measurement does not count for good
# Calls of the CPU beside a busy link. Some are slow, because a thread shares its core with one of CUDA's, so the lower
# quartile counts. Steps put shares on trial, which shows what the quartile leaves out.
_BESIDE, _MOST_DOUBLINGS = 24, 6


@dataclass(frozen=True, slots=True)
class DeviceSetup:
    """``experts`` is ``None`` where hits run through torch. ``shares`` are the candidates for sharing misses.
    ``one_graph``: a step can be queued as one graph before the host has seen any layer, since the device looks up by
    itself which experts it computes, and waits for the host's share of the others."""

    mailbox: DeviceMailbox
    experts: "DeviceExperts | None"
    shares: tuple[MissShares, ...]
    one_graph: bool


class DeviceSetups:
    """Builds the device's part for the parts of a layer. ``host`` is the host's end of the mailbox."""

    def __init__(self, layout: ExpertLayout, info: ModelInfo, host: StepMailbox, device: torch.device) -> None:
        self._layout, self._info, self._host, self._device = layout, info, host, device
        self._costs: dict[int, list[MissCosts]] = {}  # by CPU threads

    def build(self, parts: LayerParts, threads: int, splits: bool) -> DeviceSetup:
        """Uses fused kernels where Triton is installed, and experts that look up their slots where these kernels cover
        the layout.

        ``splits``: whether the device may take a share of the misses.
        """
        nothing = (nothing_shared(self._info.top_k),)
        slots, fetches = parts.slots, parts.fetches_all
        if not runs_triton(self._device):
            return DeviceSetup(CopyMailbox(self._host, slots.residency, self._device), None, nothing, False)
        from hybrid.gpu.kernels.experts.gates import covers
        from hybrid.gpu.kernels.mailbox import TritonMailbox

        covered = covers(self._layout) and not self._layout.ordered  # they take activations in one order
        splits = splits and covered and parts.misses.store.page_locked and not fetches
        shares = self._shares(parts, threads) if splits else nothing
        room = slots.bank.up.shape[0]
        experts = self._experts(parts) if covered and (room or splits) else None
        one_graph = not fetches and (experts is not None or not room)
        mailbox = TritonMailbox(self._host, slots.residency, self._layout.intermediate, self._device)
        return DeviceSetup(mailbox, experts, shares, one_graph)

    def _experts(self, parts: LayerParts) -> "DeviceExperts":
        from hybrid.gpu.kernels.experts.one_token import DeviceExperts

        return DeviceExperts(self._layout, parts.slots.bank, parts.misses.banks, self._info.top_k, self._device)

    def _shares(self, parts: LayerParts, threads: int) -> tuple[MissShares, ...]:
        costs = self._costs.setdefault(threads, [])
        if len(costs) < _MEASUREMENTS:
            read = self._reader(self._experts(parts))
            costs.append(_measure(parts.misses, self._layout, self._info.top_k, read, self._device))
        step = max(ROW_STEP, FORMATS[self._layout.formats[1]].step)  # of down's columns
        least = reduce(MissCosts.least, costs)
        if covers_on_cpu(self._layout):  # a team of threads serves layers by itself, and is awake
            least = replace(least, call=0.0)
        return miss_shares(least, self._info.top_k, self._layout.intermediate, step)

    def _reader(self, experts: "DeviceExperts") -> Callable[[], None]:
        """Makes a function that queues k experts of layer 0 on the device, all read over the link; it never waits."""
        k, device = self._info.top_k, self._device
        hidden = torch.zeros((1, self._layout.hidden), dtype=self._host.hidden.dtype, device=device)
        outputs = torch.empty((k, self._layout.hidden), dtype=torch.float32, device=device)
        routing = DeviceRouting(
            choices=torch.arange(k, device=device),
            weights=torch.zeros(k, dtype=torch.float32, device=device),
            slots=torch.full((k,), NOT_RESIDENT, dtype=torch.int64, device=device),
            rows=torch.full((1,), self._layout.intermediate, dtype=torch.int32, device=device),
            waits=torch.zeros(1, dtype=torch.int32, device=device),
        )
        return lambda: experts.run(0, hidden, routing, outputs)


def _measure(
    misses: Misses, layout: ExpertLayout, top_k: int, read: Callable[[], None], device: torch.device
) -> MissCosts:
    """Times one expert more on the CPU and on the device: each side alone, and both at once."""
    compute_one, compute_two = (TokenTurns(misses.mlp, layout, misses.banks, count) for count in (1, 2))

    def read_and_wait(_: int) -> None:
        read()
        torch.cuda.synchronize(device)

    one, two, k_reads = (min(seconds_of_turns(turn, _REPEATS)) for turn in (compute_one, compute_two, read_and_wait))
    link = k_reads / top_k
    more = max(two - one, one / 2)
    call = max(0.0, one - more)
    seconds, link_beside = _beside(read, compute_two, 1 + int(_BESIDE * two / (top_k * link)))
    return MissCosts(
        call=call,
        cpu=more,
        link=link,
        cpu_beside=max(more, (quantiles(seconds, method="inclusive")[0] - call) / 2),
        link_beside=max(link, link_beside / top_k),
    )


def _beside(read: Callable[[], None], compute: Callable[[int], None], reads: int) -> tuple[list[float], float]:
    """Seconds of each of the CPU's calls while the device reads all the time, and of one of the device's reads.

    Doubles ``reads`` until they last long enough for ``_BESIDE`` calls.
    """
    started, ended = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    for times in (1 << doublings for doublings in range(_MOST_DOUBLINGS)):
        started.record()
        for _ in range(reads * times):
            read()
        ended.record()
        seconds = [_seconds(compute, 0), _seconds(compute, 1)]
        while not ended.query():
            seconds.append(_seconds(compute, len(seconds)))
        if len(seconds) >= _BESIDE:
            break
    return seconds, started.elapsed_time(ended) / 1e3 / (reads * times)


def _seconds(action: Callable[[int], None], turn: int) -> float:
    started = perf_counter()
    action(turn)
    return perf_counter() - started
