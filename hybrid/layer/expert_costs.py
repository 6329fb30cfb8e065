"""Costs of one expert on this machine: measured once per model, in well under a second.

Knows how to time the CPU's kernels and the link on the model's own weights; decides nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np
import torch

from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.experts.work import ExpertBank, ExpertMlp, ExpertWork, TokenBuffers
from hybrid.types import ExpertLayout

_REPEATS = 3
_MANY_TOKENS = 64


@dataclass(frozen=True, slots=True)
class ExpertCosts:
    """Seconds one expert takes: ``copy`` over the link; on the CPU ``first_token`` plus ``more_token`` each."""

    copy: float
    first_token: float
    more_token: float

    def on_cpu(self, tokens: int) -> float:
        return self.first_token + self.more_token * (tokens - 1)


def measure_costs(
    layout: ExpertLayout, bank: ExpertBank, cpu: ExpertMlp, copy_expert: Callable[[int], None]
) -> ExpertCosts:
    """Times experts of ``bank`` (host weights of one layer) on the CPU, and ``copy_expert(expert)``, which blocks."""
    one = _median_seconds(lambda expert: _run(layout, bank, cpu, expert, 1), layout.experts)
    many = _median_seconds(lambda expert: _run(layout, bank, cpu, expert, _MANY_TOKENS), layout.experts)
    copy = _median_seconds(copy_expert, layout.experts)
    return ExpertCosts(copy, one, max(0.0, many - one) / (_MANY_TOKENS - 1))


def _median_seconds(action: Callable[[int], None], experts: int) -> float:
    action(0)
    seconds = []
    for repeat in range(1, _REPEATS + 1):
        started = perf_counter()
        action(repeat % experts)
        seconds.append(perf_counter() - started)
    return median(seconds)


def _run(layout: ExpertLayout, bank: ExpertBank, cpu: ExpertMlp, expert: int, tokens: int) -> None:
    work = ExpertWork(
        entries=np.array([expert]),
        offsets=np.array([0, tokens]),
        tokens=np.arange(tokens),
        weights=np.ones(tokens, np.float32),
    )
    hidden = torch.randn((tokens, layout.hidden)).to(TORCH_DTYPES[layout.dtype])
    cpu.accumulate(bank, work, hidden, torch.zeros((tokens, layout.hidden), dtype=torch.float32))


class TokenTurns:
    """``experts`` at a time, of one bank after the other, so that none comes from the CPU's own caches."""

    def __init__(self, mlp: ExpertMlp, layout: ExpertLayout, banks: Sequence[ExpertBank], experts: int) -> None:
        turns = np.arange(layout.experts)[:, None] * experts
        self._routings = (turns + np.arange(experts)) % layout.experts
        choices = torch.zeros(experts, dtype=torch.int64)
        self._choices = choices.numpy()
        buffers = TokenBuffers(
            hidden=torch.zeros((1, layout.hidden), dtype=TORCH_DTYPES[layout.dtype]),
            choices=choices,
            weights=torch.ones(experts),
            slots=torch.full((experts,), -1),
            out=torch.zeros((1, layout.hidden)),
        )
        self._calls = [mlp.bind(bank, buffers) for bank in banks]

    def __call__(self, turn: int) -> None:
        self._choices[:] = self._routings[turn % len(self._routings)]
        self._calls[turn % len(self._calls)](0)
