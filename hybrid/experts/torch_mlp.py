"""Experts in torch: any layout on any device, expert by expert, as transformers computes them.

The reference for every other way to compute an expert.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from hybrid.experts.work import (
    ExpertBank,
    ExpertMlp,
    ExpertWork,
    GateFunction,
    PlacedPairs,
    TokenBuffers,
    TokenCall,
    plain_array,
)

# Products on a device have few sizes: each size has a kernel, and loading one waits for all copies under way.
PRODUCT_STEP = 128
_SMALLEST_PRODUCT = 16
_LOADED_TOKENS = 512


def torch_mlp(apply_gate: GateFunction) -> ExpertMlp:
    """Any layout on any device, entry by entry in the weights' dtype, as transformers' eager experts do."""
    return _TorchMlp(apply_gate)


def device_mlp(apply_gate: GateFunction) -> ExpertMlp:
    """As ``torch_mlp``, with products of few sizes: rows beyond the pairs of an expert are computed but not used."""
    return _TorchMlp(apply_gate, product_rows)


def product_rows(tokens: int) -> int:
    """Rows of the product for ``tokens`` tokens of an expert, if there are that many rows to read."""
    if tokens > _SMALLEST_PRODUCT:
        return min(1 << (tokens - 1).bit_length(), -(-tokens // PRODUCT_STEP) * PRODUCT_STEP)
    return tokens if tokens == 1 else _SMALLEST_PRODUCT


def load_products(device: ExpertMlp, bank: ExpertBank, dtype: torch.dtype) -> None:
    """Loads the kernels of ``device_mlp`` before a prompt has to wait for them; ``bank`` is only read.

    ``dtype`` is that of the activations.
    """
    hidden = torch.zeros((_LOADED_TOKENS, bank.down.shape[1]), dtype=dtype, device=bank.up.device)
    out = torch.zeros_like(hidden, dtype=torch.float32)
    for tokens in sorted({product_rows(tokens) for tokens in range(1, _LOADED_TOKENS + 1)}):
        weights = np.ones(tokens, np.float32)
        work = ExpertWork(np.zeros(1, np.int64), np.array([0, tokens]), np.arange(tokens), weights)
        device.accumulate(bank, work, hidden, out)


def bound(mlp: ExpertMlp, bank: ExpertBank, buffers: TokenBuffers) -> TokenCall:
    """A token's call by ``accumulate``."""
    choices, weights, slots = (t.numpy() for t in (buffers.choices, buffers.weights, buffers.slots))

    def call(first: int) -> int:
        missed = slots < 0
        work = ExpertWork.single_token(choices[missed], weights[missed], first)
        if work.entries.size:
            mlp.accumulate(bank, work, buffers.hidden, buffers.out.zero_())
        return work.entries.size

    return call


class _TorchMlp:
    def __init__(self, apply_gate: GateFunction, rows_for: Callable[[int], int] = int) -> None:
        self._apply_gate, self._rows_for = apply_gate, rows_for

    def bind(self, bank: ExpertBank, buffers: TokenBuffers) -> TokenCall:
        return bound(self, bank, buffers)

    @torch.no_grad()
    def accumulate(self, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        pairs = work.placed or _placed(work, hidden.device)
        counts = np.diff(work.offsets).tolist()
        for entry, start, count in zip(work.entries.tolist(), pairs.starts, counts, strict=True):
            rows = pairs.tokens[start : start + self._rows_for(count)]
            biases = [None if bias is None else bias[entry] for bias in (bank.up_bias, bank.down_bias)]
            inputs = hidden.index_select(0, rows)
            if bank.up_order is not None:
                inputs = inputs.index_select(1, bank.up_order[entry])
            up = bank.format.product(inputs, bank.up_of(entry), biases[0])
            inner = self._apply_gate(up)
            inner[:, : work.first] = 0
            down = bank.down_format.product(inner, bank.down_of(entry), biases[1])
            result = down[:count]
            out.index_add_(0, rows[:count], result.float() * pairs.weights[start : start + count, None])


def _placed(work: ExpertWork, device: torch.device) -> PlacedPairs:
    """The pairs of ``work`` on ``device``, in a copy that the host does not wait for."""
    starts = tuple(work.offsets[:-1].tolist())
    if device.type == "cpu":
        return PlacedPairs(
            torch.from_numpy(plain_array(work.tokens)), torch.from_numpy(plain_array(work.weights)), starts
        )
    count = work.tokens.size
    packed = torch.empty(12 * count, dtype=torch.uint8, pin_memory=True)
    packed[: 8 * count].view(torch.int64).numpy()[:] = work.tokens
    packed[8 * count :].view(torch.float32).numpy()[:] = work.weights
    moved = packed.to(device, non_blocking=True)
    return PlacedPairs(moved[: 8 * count].view(torch.int64), moved[8 * count :].view(torch.float32), starts)
