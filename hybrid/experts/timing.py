"""Timing of experts on the CPU: runs them turn by turn, and times each turn.

Each turn takes other experts, from one bank after the other, so that no weights come from the CPU's caches.
"""

import math
from collections.abc import Callable, Sequence
from time import perf_counter

import numpy as np
import torch

from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.experts.work import ExpertBank, ExpertMlp, ExpertWork, TokenBuffers
from hybrid.layout import ExpertLayout


def seconds_of_turns(action: Callable[[int], None], turns: int, long_s: float = math.inf) -> list[float]:
    """Seconds of ``action(1)``, ``action(2)``, ... after ``action(0)``, which is not counted.

    Ends after ``turns`` turns, or earlier, from the second on, after one that took more than ``long_s``.
    """
    action(0)
    seconds: list[float] = []
    for turn in range(1, turns + 1):
        started = perf_counter()
        action(turn)
        seconds.append(perf_counter() - started)
        if seconds[-1] > long_s and len(seconds) > 1:
            break
    return seconds


class TokenTurns:
    """One token that needs ``experts`` of a layer, as steps of one token compute it."""

    def __init__(self, mlp: ExpertMlp, layout: ExpertLayout, banks: Sequence[ExpertBank], experts: int) -> None:
        turns = np.arange(layout.experts)[:, None] * experts
        self._routings = (turns + np.arange(experts)) % layout.experts
        choices = torch.zeros(experts, dtype=torch.int64)
        self._choices = choices.numpy()
        buffers = TokenBuffers(
            hidden=torch.zeros((1, layout.hidden), dtype=TORCH_DTYPES[layout.dtype]),
            choices=choices,
            weights=torch.ones(experts, dtype=torch.float32),
            slots=torch.full((experts,), -1, dtype=torch.int64),
            out=torch.zeros((1, layout.hidden), dtype=torch.float32),
        )
        self._calls = [mlp.bind(bank, buffers) for bank in banks]

    def __call__(self, turn: int) -> None:
        self._choices[:] = self._routings[turn % len(self._routings)]
        self._calls[turn % len(self._calls)](0)


class PromptTurns:
    """``tokens`` tokens that all need the same ``experts`` of a layer, as prompts compute them."""

    def __init__(
        self, mlp: ExpertMlp, layout: ExpertLayout, banks: Sequence[ExpertBank], experts: int, tokens: int
    ) -> None:
        self._mlp, self._banks, self._all = mlp, banks, layout.experts
        self._entries = np.arange(experts)
        self._offsets = np.arange(experts + 1) * tokens
        self._tokens = np.tile(np.arange(tokens), experts)
        self._weights = np.ones(experts * tokens, np.float32)
        self._hidden = torch.zeros((tokens, layout.hidden), dtype=TORCH_DTYPES[layout.dtype])
        self._out = torch.zeros((tokens, layout.hidden), dtype=torch.float32)

    def __call__(self, turn: int) -> None:
        entries = (self._entries + turn * len(self._entries)) % self._all
        work = ExpertWork(entries=entries, offsets=self._offsets, tokens=self._tokens, weights=self._weights)
        self._mlp.accumulate(self._banks[turn % len(self._banks)], work, self._hidden, self._out)
