"""Timing of single experts: on the CPU for one token and many, several in one call, beside copies; and over the link.

Knows the kernels that replies use and the model's own weights; runs no model.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import numpy as np
import torch

from hybrid.experts.timing import PromptTurns, TokenTurns, seconds_of_turns
from hybrid.layer.parts import LayerParts
from hybrid.types import ExpertKey, ExpertLayout

TOKENS = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_REPEATS = 5
_LONG_S = 0.05  # an action that takes longer is timed less often
_MOST_COPIES = 64


@dataclass(frozen=True, slots=True)
class CallTimes:
    """Seconds of one call with several experts for one token: ``call``, and ``expert`` for each in it."""

    call: float
    expert: float
    expert_while_copying: float


class ExpertTimer:
    """Times the experts of one model; nothing else may run at the same time."""

    def __init__(self, layout: ExpertLayout, parts: LayerParts, top_k: int, device: torch.device) -> None:
        self._layout, self._slots, self._misses = layout, parts.slots, parts.misses
        self._top_k, self._device = top_k, device

    def by_tokens(self) -> tuple[tuple[int, float], ...]:
        """(tokens, seconds) of one expert on the CPU."""
        return tuple((tokens, self._seconds_of(1, tokens)) for tokens in TOKENS)

    def calls(self, copy: float) -> CallTimes:
        """Times of calls with 1 to k experts; ``copy`` is the seconds the link takes for one expert."""
        counts = np.unique(np.round(np.linspace(1, self._top_k, min(self._top_k, 5))).astype(int))
        seconds = np.array([self._seconds_of(int(count), 1) for count in counts])
        expert = float(np.polyfit(counts, seconds, 1)[0]) if len(counts) > 1 else float(seconds[0])
        expert = max(expert, float(seconds[-1] / counts[-1]) / 2)
        call = max(0.0, float(np.mean(seconds - expert * counts)))
        beside = max(expert, (self._beside_copies(copy) - call) / self._top_k)
        return CallTimes(call, expert, beside)

    def copy_alone(self) -> float:
        """Seconds of the link for one expert while nothing else runs."""
        source = self._misses.store.expert(ExpertKey(0, 0))
        target = tuple(torch.empty_like(tensor, device=self._device) for tensor in source)

        def copy(turn: int) -> None:
            weights = self._misses.store.expert(ExpertKey(0, turn % self._layout.experts))
            for there, here in zip(target, weights, strict=True):
                there.copy_(here, non_blocking=True)
            if self._device.type == "cuda":
                torch.cuda.current_stream(self._device).synchronize()

        return _median_seconds(copy)

    def _beside_copies(self, copy: float) -> float:
        """Seconds of a call with k experts, while slots are filled again with the experts they hold."""
        cache, transfer = self._slots.cache, self._slots.transfer
        held = [(slot, key) for slot in range(len(cache.cells())) if (key := cache.key_of(slot)) is not None]
        alone = self._seconds_of(self._top_k, 1)
        if not held:
            return alone
        copies = min(_MOST_COPIES, 2 + int(2 * (_REPEATS + 1) * alone / max(copy, 1e-9)))
        for place in range(copies):
            slot, key = held[place % len(held)]
            transfer.fill(slot, self._misses.store.expert(key))
        seconds = self._seconds_of(self._top_k, 1)
        transfer.drain()
        return seconds

    def _seconds_of(self, experts: int, tokens: int) -> float:
        mlp, layout, banks = self._misses.mlp, self._layout, self._misses.banks
        if tokens == 1:
            return _median_seconds(TokenTurns(mlp, layout, banks, experts))
        return _median_seconds(PromptTurns(mlp, layout, banks, experts, tokens))


def _median_seconds(action: Callable[[int], None]) -> float:
    return median(seconds_of_turns(action, _REPEATS, _LONG_S))
