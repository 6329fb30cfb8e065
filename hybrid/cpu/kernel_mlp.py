"""Experts on the CPU: numba kernels where they cover the layout, torch elsewhere and for many tokens of one expert."""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from hybrid.cpu import compile_ahead, job, kernels, step_server
from hybrid.errors import ThreadCountError
from hybrid.experts.formats import FORMATS, WeightFormat
from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.experts.formats.weight_format import group_columns
from hybrid.experts.torch_mlp import bound, torch_mlp
from hybrid.experts.work import (
    ExpertBank,
    ExpertMlp,
    ExpertWork,
    GateFunction,
    TokenBuffers,
    TokenCall,
    plain_array,
)
from hybrid.types import ExpertLayout

# Tokens of one expert above which torch's matrix multiplication is faster than the kernels, which are as fast as
# memory for few tokens. A small expert repays the start of torch's threads later. Measured on 16 cores with AMX.
_LARGE_EXPERT = 1 << 25  # weights
_MATMUL_TOKENS_LARGE, _MATMUL_TOKENS_SMALL = 10, 32


def cpu_mlp(layout: ExpertLayout, apply_gate: GateFunction, threads: int) -> ExpertMlp:
    """The numba kernels on ``threads`` threads where they cover the layout, else ``torch_mlp``.

    Raises ``ThreadCountError`` for less than one thread; more than numba was started with are not used.
    """
    if threads < 1:
        raise ThreadCountError(
            f"Computing experts on {threads} CPU threads is not possible: give 1 or more.", "threads"
        )
    plain = torch_mlp(apply_gate)
    return _KernelMlp(layout, plain, threads) if job.covers(layout) else plain


def warm_up(layout: ExpertLayout, serves_steps: bool) -> None:
    """Compiles what ``cpu_mlp`` needs for ``layout``, which takes seconds the first time, then little.

    ``serves_steps``: also what serves the layers of a captured step, which only a GPU has.
    """
    if job.covers(layout):
        compile_ahead.wait(layout)
        kernels.warm_up(layout)
        if serves_steps:
            step_server.warm_up(layout)


class _KernelMlp:
    """Few tokens per expert on the kernels, which read weights once; many on torch's matrix multiplication."""

    def __init__(self, layout: ExpertLayout, plain: ExpertMlp, threads: int) -> None:
        self._layout = layout
        self._dtype = TORCH_DTYPES[layout.dtype]
        self._shape = job.shape_of(layout)
        self._tags = job.tags_of(layout)
        self._up, self._down = (FORMATS[name] for name in layout.formats)
        self._torch = plain
        self._threads = threads
        weights = (layout.rows + layout.intermediate) * layout.hidden
        self._matmul_tokens = _MATMUL_TOKENS_LARGE if weights >= _LARGE_EXPERT else _MATMUL_TOKENS_SMALL

    def accumulate(self, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        if not self._fits(bank, hidden, out):
            self._torch.accumulate(bank, work, hidden, out)
            return
        if work.tokens.size <= self._matmul_tokens:
            self._run(bank, work, hidden, out)
            return
        many = np.diff(work.offsets) > self._matmul_tokens
        self._run(bank, work.select(~many), hidden, out)
        self._torch.accumulate(bank, work.select(many), hidden, out)

    def bind(self, bank: ExpertBank, buffers: TokenBuffers) -> TokenCall:
        hidden, choices, out = buffers.hidden, buffers.choices, buffers.out
        if not self._fits(bank, hidden, out):
            return self._torch.bind(bank, buffers)
        if bank.up_order is not None:
            return bound(self, bank, buffers)
        assert hidden.dtype == self._dtype, "activations come as the model computes them"
        tensors = (hidden, choices, buffers.slots, buffers.weights, out)
        kinds = (torch.int64, torch.int64, torch.float32)
        assert tuple(t.dtype for t in tensors[1:4]) == kinds, "routing comes as the kernels read it"
        assert all(t.is_contiguous() and t.is_cpu for t in tensors), "activations and routing lie together, on the host"
        assert choices.numel() == buffers.slots.numel() == buffers.weights.numel(), "an expert has a slot and a weight"
        addresses = [tensor.data_ptr() for tensor in tensors]
        places = job.TokenPlaces._make([*addresses, choices.numel()])
        return kernels.TokenCall(self._tags, self._shape, _weights_of(bank), places, self._threads, (bank, buffers))

    def _run(self, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        if bank.up_order is not None:
            self._run_in_order(bank, bank.up_order, work, hidden, out)
            return
        self._launch(bank, work, hidden.float().contiguous(), out)

    def _run_in_order(self, bank: ExpertBank, order: Tensor, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        """A row of activations for each pair, in the order of its expert's columns: some kilobytes beside the
        expert's megabytes."""
        tokens = torch.from_numpy(plain_array(work.tokens))
        entries = torch.from_numpy(np.repeat(work.entries, np.diff(work.offsets)))
        inputs = hidden.float().index_select(0, tokens).gather(1, order[entries].long())
        sums = torch.zeros_like(inputs)
        self._launch(bank, replace(work, tokens=np.arange(work.tokens.size)), inputs, sums)
        out.index_add_(0, tokens, sums)

    def _launch(self, bank: ExpertBank, work: ExpertWork, inputs: Tensor, out: Tensor) -> None:
        """``inputs`` and ``out`` are contiguous float32."""
        weights = _weights_of(bank)
        pairs = job.Pairs(
            plain_array(work.entries), plain_array(work.offsets), plain_array(work.tokens), plain_array(work.weights)
        )
        states = job.States(inputs.data_ptr(), out.data_ptr(), inputs.shape[0])
        kernels.run(job.Job(self._tags, self._shape, weights, pairs, states, work.first), self._threads)

    def _stored(self, weight_format: WeightFormat) -> torch.dtype:
        return weight_format.stored_dtype(self._layout.dtype)

    def _fits(self, bank: ExpertBank, hidden: Tensor, out: Tensor) -> bool:
        """Whether the tensors have the layout that the kernels, which see bare addresses, assume."""
        layout = self._layout
        entries = bank.up.shape[0]
        expected: list[tuple[Tensor, tuple[int, ...], torch.dtype]] = [
            (bank.up, (entries, layout.rows, self._up.stored_columns(layout.hidden)), self._stored(self._up)),
            (
                bank.down,
                (entries, layout.hidden, self._down.stored_columns(layout.intermediate)),
                self._stored(self._down),
            ),
            (out, (hidden.shape[0], layout.hidden), torch.float32),
        ]
        if bank.up_bias is not None and bank.down_bias is not None:
            expected.append((bank.up_bias, (entries, layout.rows), self._dtype))
            expected.append((bank.down_bias, (entries, layout.hidden), self._dtype))
        if bank.up_scales is not None and bank.down_scales is not None:
            expected.append((bank.up_scales, (entries, layout.rows), torch.float32))
            expected.append((bank.down_scales, (entries, layout.hidden), torch.float32))
        for form, groups, rows, columns in (
            (self._up, bank.up_groups, layout.rows, layout.hidden),
            (self._down, bank.down_groups, layout.hidden, layout.intermediate),
        ):
            if form.group_dtype is not None and groups is not None:
                expected.append((groups, (entries, rows, group_columns(form, columns)), form.group_dtype))
        return (
            hidden.shape[1] == layout.hidden
            and layout.biased == (bank.up_bias is not None and bank.down_bias is not None)
            and layout.ordered == (bank.up_order is not None)
            and (self._up.group > 0) == (bank.up_groups is not None)
            and (self._down.group > 0) == (bank.down_groups is not None)
            and self._up.scaled == (bank.up_scales is not None and bank.down_scales is not None)
            and all(
                tensor.shape == shape and tensor.dtype == dtype and tensor.is_contiguous() and tensor.is_cpu
                for tensor, shape, dtype in expected
            )
        )


def _weights_of(bank: ExpertBank) -> job.Weights:
    tensors = (
        bank.up, bank.down, bank.up_bias, bank.down_bias,
        bank.up_scales, bank.down_scales, bank.up_groups, bank.down_groups,
    )  # fmt: skip
    addresses = [0 if tensor is None else tensor.data_ptr() for tensor in tensors]
    return job.Weights._make([*addresses, bank.up.shape[0]])
