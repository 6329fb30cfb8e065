"""Timing of single experts: on the CPU for one token and many, several in one call, beside copies; and over the link.

Knows the kernels the executor uses and the model's own weights; runs no model.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np
import torch

from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.experts.work import ExpertWork
from hybrid.layer.executor import Executor
from hybrid.layer.expert_costs import TokenTurns
from hybrid.types import ExpertKey, ExpertLayout

TOKENS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_REPEATS = 5
_LONG_S = 0.05  # what takes longer is timed less often
_MOST_COPIES = 64


@dataclass(frozen=True, slots=True)
class CallTimes:
    """Seconds of one call with several experts for one token: ``call``, and ``expert`` for each in it."""

    call: float
    expert: float
    expert_while_copying: float


class ExpertTimer:
    """Times the experts of one executor's model; nothing else may run meanwhile."""

    def __init__(self, layout: ExpertLayout, executor: Executor, top_k: int, device: torch.device) -> None:
        self._layout, self._executor, self._top_k, self._device = layout, executor, top_k, device
        self._dtype = TORCH_DTYPES[layout.dtype]

    def by_tokens(self) -> tuple[tuple[int, float], ...]:
        """(tokens, seconds) of one expert on the CPU."""
        return tuple((tokens, self._seconds_of(1, tokens)) for tokens in TOKENS)

    def calls(self, copy: float) -> CallTimes:
        """Of 1 to k experts in a call; ``copy`` is how long the link takes for one."""
        counts = np.unique(np.round(np.linspace(1, self._top_k, min(self._top_k, 5))).astype(int))
        seconds = np.array([self._seconds_of(int(count), 1) for count in counts])
        expert = float(np.polyfit(counts, seconds, 1)[0]) if len(counts) > 1 else float(seconds[0])
        expert = max(expert, float(seconds[-1] / counts[-1]) / 2)
        call = max(0.0, float(np.mean(seconds - expert * counts)))
        beside = max(expert, (self._beside_copies(copy) - call) / self._top_k)
        return CallTimes(call, expert, beside)

    def copy_alone(self) -> float:
        """Seconds of the link for one expert, nothing else being done."""
        source = self._executor.store.expert(ExpertKey(0, 0))
        target = tuple(torch.empty_like(tensor, device=self._device) for tensor in source)

        def copy(turn: int) -> None:
            weights = self._executor.store.expert(ExpertKey(0, turn % self._layout.experts))
            for there, here in zip(target, weights, strict=True):
                there.copy_(here, non_blocking=True)
            if self._device.type == "cuda":
                torch.cuda.current_stream(self._device).synchronize()

        return _median_seconds(copy)

    def _beside_copies(self, copy: float) -> float:
        """A call with k experts while the slots are filled with what they hold already."""
        cache, transfer = self._executor.cache, self._executor.transfer
        held = [(slot, key) for slot in range(len(cache.cells())) if (key := cache.key_of(slot)) is not None]
        alone = self._seconds_of(self._top_k, 1)
        if not held:
            return alone
        copies = min(_MOST_COPIES, 2 + int(2 * (_REPEATS + 1) * alone / max(copy, 1e-9)))
        for place in range(copies):
            slot, key = held[place % len(held)]
            transfer.fill(slot, self._executor.store.expert(key))
        seconds = self._seconds_of(self._top_k, 1)
        transfer.drain()
        return seconds

    def _seconds_of(self, experts: int, tokens: int) -> float:
        if tokens == 1:
            return _median_seconds(TokenTurns(self._executor.cpu, self._layout, self._executor.host_banks, experts))
        hidden = torch.zeros((tokens, self._layout.hidden), dtype=self._dtype)
        out = torch.zeros((tokens, self._layout.hidden), dtype=torch.float32)
        banks = self._executor.host_banks

        def compute(turn: int) -> None:
            work = self._work(experts, tokens, turn)
            self._executor.cpu.accumulate(banks[turn % len(banks)], work, hidden, out)

        return _median_seconds(compute)

    def _work(self, experts: int, tokens: int, turn: int) -> ExpertWork:
        """Other experts at every turn, so that none comes from the CPU's own caches."""
        return ExpertWork(
            entries=(np.arange(experts) + turn * experts) % self._layout.experts,
            offsets=np.arange(experts + 1) * tokens,
            tokens=np.tile(np.arange(tokens), experts),
            weights=np.ones(experts * tokens, np.float32),
        )


def _median_seconds(action: Callable[[int], None]) -> float:
    action(0)
    seconds: list[float] = []
    for turn in range(1, _REPEATS + 1):
        started = perf_counter()
        action(turn)
        seconds.append(perf_counter() - started)
        if seconds[-1] > _LONG_S and len(seconds) > 1:
            break
    return median(seconds)
