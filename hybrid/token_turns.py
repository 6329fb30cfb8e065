"""One token through other experts at every turn, on the CPU, as a decoding step has it: for whoever times that.

Knows an expert MLP and its banks; takes no times itself.
"""

from collections.abc import Sequence

import numpy as np
import torch

from hybrid.experts.work import ExpertBank, ExpertMlp, TokenBuffers
from hybrid.types import ExpertLayout


class TokenTurns:
    """``experts`` at a time, of one bank after the other, so that none comes from the CPU's own caches."""

    def __init__(self, mlp: ExpertMlp, layout: ExpertLayout, banks: Sequence[ExpertBank], experts: int) -> None:
        turns = np.arange(layout.experts)[:, None] * experts
        self._routings = (turns + np.arange(experts)) % layout.experts
        choices = torch.zeros(experts, dtype=torch.int64)
        self._choices = choices.numpy()
        buffers = TokenBuffers(
            hidden=torch.zeros((1, layout.hidden), dtype=banks[0].up.dtype),
            choices=choices,
            weights=torch.ones(experts),
            slots=torch.full((experts,), -1),
            out=torch.zeros((1, layout.hidden)),
        )
        self._calls = [mlp.bind(bank, buffers) for bank in banks]

    def __call__(self, turn: int) -> None:
        self._choices[:] = self._routings[turn % len(self._routings)]
        self._calls[turn % len(self._calls)](0)
