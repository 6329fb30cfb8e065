"""One interface to compute experts, on the CPU and on the GPU.

Knows where weights lie (``ExpertBank``) and which of them to apply to which tokens (``ExpertWork``); knows
nothing of hits, misses or slots. ``cpu_mlp`` runs the numba kernels where they cover the layout and torch elsewhere;
``torch_mlp`` runs any layout on any device and is what the others are held to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from hybrid import kernel_job, kernels
from hybrid.errors import ThreadCountError
from hybrid.types import ExpertLayout

GateFunction = Callable[[Tensor], Tensor]  # (pairs, rows) -> (pairs, intermediate)

# Tokens of one expert above which torch's matrix multiplication is faster than the kernels, which are as fast as
# memory for few tokens. A small expert repays the start of torch's threads later. Measured on 16 cores with AMX.
_LARGE_EXPERT = 1 << 25  # weights
_MATMUL_TOKENS_LARGE, _MATMUL_TOKENS_SMALL = 10, 32

# Products on a device have few sizes: each has a kernel of its own, and loading one waits for all copies under way.
PRODUCT_STEP = 128
_SMALLEST_PRODUCT = 16
_LOADED_TOKENS = 512

_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


@dataclass(frozen=True, slots=True)
class ExpertBank:
    """3D weights of many experts: of a layer (entry = expert number), or of the pool (entry = slot)."""

    up: Tensor  # (entries, rows, hidden)
    down: Tensor  # (entries, hidden, intermediate)
    up_bias: Tensor | None  # (entries, rows)
    down_bias: Tensor | None  # (entries, hidden)


@dataclass(frozen=True, slots=True)
class PlacedPairs:
    """Pairs on the device, perhaps more than are asked for: those of one entry stand together, wherever that is."""

    tokens: Tensor  # (pairs or more,) int64
    weights: Tensor  # (pairs,) float32
    starts: tuple[int, ...]  # of each entry's pairs


@dataclass(frozen=True, slots=True)
class ExpertWork:
    """Which entries to run on which tokens: CSR over entries; pairs of one entry stand together."""

    entries: NDArray[np.int64]  # (n,)
    offsets: NDArray[np.int64]  # (n + 1,)
    tokens: NDArray[np.int64]  # (pairs,) rows of hidden
    weights: NDArray[np.float32]  # (pairs,) router weights
    first: int = 0  # intermediate row: those before it are computed elsewhere, biases not
    placed: PlacedPairs | None = None  # the same pairs, where they are on the device already

    @classmethod
    def single_token(cls, entries: NDArray[np.int64], weights: NDArray[np.float32], first: int = 0) -> "ExpertWork":
        """Decode: one token, row 0, through every entry once."""
        count = entries.size
        return cls(entries, np.arange(count + 1), np.zeros(count, np.int64), weights, first)

    def select(self, chosen: NDArray[np.bool_]) -> "ExpertWork":
        """The work of the chosen entries (n,) alone, in the same order."""
        counts = np.diff(self.offsets)
        pairs = np.repeat(chosen, counts)
        offsets = np.concatenate(([0], np.cumsum(counts[chosen])))
        return ExpertWork(self.entries[chosen], offsets, self.tokens[pairs], self.weights[pairs], self.first)


@dataclass(frozen=True, slots=True)
class TokenBuffers:
    """Host memory in which one token's routing and activations arrive again and again, and its sum is left."""

    hidden: Tensor  # (1, hidden) in the weights' dtype
    choices: Tensor  # (k,) int64 entries
    weights: Tensor  # (k,) float32
    slots: Tensor  # (k,) int64: negative where the expert has none
    out: Tensor  # (1, hidden) float32


class TokenCall(Protocol):
    """The experts of one layer for one token in its ``TokenBuffers``; one thread at a time."""

    def __call__(self, first: int) -> int:
        """Overwrites ``out`` with the weighted sum of the experts without a slot, intermediate rows from ``first`` on;
        how many there were. None leave ``out`` alone."""
        ...


class ExpertMlp(Protocol):
    """Computes experts of one layout."""

    def bind(self, bank: ExpertBank, buffers: TokenBuffers) -> TokenCall:
        """Prepares all of a token's call but its routing; ``bank`` and ``buffers`` stay where they are, on the host."""
        ...

    def accumulate(self, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        """``out[token] += weight * mlp(hidden[token])`` for every pair of ``work``, from row ``work.first`` on.

        ``hidden`` (tokens, hidden) in the model's dtype, ``out`` (tokens, hidden) contiguous float32, both on
        the bank's device.
        """
        ...


def torch_mlp(apply_gate: GateFunction) -> ExpertMlp:
    """Any layout on any device, entry by entry in the weights' dtype, as transformers' eager experts do."""
    return _TorchMlp(apply_gate)


def device_mlp(apply_gate: GateFunction) -> ExpertMlp:
    """As ``torch_mlp``, with products of few sizes: what is computed beyond the pairs asked for is left unused."""
    return _TorchMlp(apply_gate, product_rows)


def product_rows(tokens: int) -> int:
    """Rows of the product that serves so many tokens of an expert, if there are that many to be read."""
    if tokens > _SMALLEST_PRODUCT:
        return min(1 << (tokens - 1).bit_length(), -(-tokens // PRODUCT_STEP) * PRODUCT_STEP)
    return tokens if tokens == 1 else _SMALLEST_PRODUCT


def load_products(device: ExpertMlp, bank: ExpertBank) -> None:
    """Has the kernels of ``device_mlp`` loaded, before a prompt has to wait for that; ``bank`` is only read."""
    hidden = torch.zeros((_LOADED_TOKENS, bank.up.shape[-1]), dtype=bank.up.dtype, device=bank.up.device)
    out = torch.zeros_like(hidden, dtype=torch.float32)
    for tokens in sorted({product_rows(tokens) for tokens in range(1, _LOADED_TOKENS + 1)}):
        weights = np.ones(tokens, np.float32)
        work = ExpertWork(np.zeros(1, np.int64), np.array([0, tokens]), np.arange(tokens), weights)
        device.accumulate(bank, work, hidden, out)


def cpu_mlp(layout: ExpertLayout, apply_gate: GateFunction, threads: int) -> ExpertMlp:
    """The numba kernels on ``threads`` threads where they cover the layout, else ``torch_mlp``.

    Raises ``ThreadCountError`` for less than one thread; more than numba was started with are not used.
    """
    if threads < 1:
        raise ThreadCountError(
            f"Computing experts on {threads} CPU threads is not possible: give 1 or more.", "threads"
        )
    plain = _TorchMlp(apply_gate)
    return _KernelMlp(layout, plain, threads) if kernel_job.covers(layout) else plain


def warm_up(layout: ExpertLayout) -> None:
    """Compiles what ``cpu_mlp`` needs for ``layout``: seconds at first, then little."""
    if kernel_job.covers(layout):
        kernels.warm_up(layout)


class _TorchMlp:
    def __init__(self, apply_gate: GateFunction, rows_for: Callable[[int], int] = int) -> None:
        self._apply_gate, self._rows_for = apply_gate, rows_for

    def bind(self, bank: ExpertBank, buffers: TokenBuffers) -> TokenCall:
        choices, weights, slots = (t.numpy() for t in (buffers.choices, buffers.weights, buffers.slots))

        def call(first: int) -> int:
            missed = slots < 0
            work = ExpertWork.single_token(choices[missed], weights[missed], first)
            if work.entries.size:
                self.accumulate(bank, work, buffers.hidden, buffers.out.zero_())
            return work.entries.size

        return call

    @torch.no_grad()
    def accumulate(self, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        pairs = work.placed or _placed(work, hidden.device)
        counts = np.diff(work.offsets).tolist()
        for entry, start, count in zip(work.entries.tolist(), pairs.starts, counts, strict=True):
            chosen = pairs.tokens[start : start + self._rows_for(count)]
            inner = self._apply_gate(_linear(hidden.index_select(0, chosen), bank.up, bank.up_bias, entry))
            inner[:, : work.first] = 0
            result = _linear(inner, bank.down, bank.down_bias, entry)[:count]
            out.index_add_(0, chosen[:count], result.float() * pairs.weights[start : start + count, None])


class _KernelMlp:
    """Few tokens per expert on the kernels, which read weights once; many on torch's matrix multiplication."""

    def __init__(self, layout: ExpertLayout, plain: _TorchMlp, threads: int) -> None:
        self._layout = layout
        self._dtype = _DTYPES[layout.dtype]
        self._shape = kernel_job.shape_of(layout)
        self._tag = kernel_job.TAGS[layout.dtype]
        self._plain = plain
        self._threads = threads
        weights = (layout.rows + layout.intermediate) * layout.hidden
        self._matmul_tokens = _MATMUL_TOKENS_LARGE if weights >= _LARGE_EXPERT else _MATMUL_TOKENS_SMALL

    def accumulate(self, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        if not self._fits(bank, hidden, out):
            self._plain.accumulate(bank, work, hidden, out)
            return
        if work.tokens.size <= self._matmul_tokens:
            self._run(bank, work, hidden, out)
            return
        many = np.diff(work.offsets) > self._matmul_tokens
        self._run(bank, work.select(~many), hidden, out)
        self._plain.accumulate(bank, work.select(many), hidden, out)

    def bind(self, bank: ExpertBank, buffers: TokenBuffers) -> TokenCall:
        hidden, choices, out = buffers.hidden, buffers.choices, buffers.out
        if not self._fits(bank, hidden, out):
            return self._plain.bind(bank, buffers)
        assert hidden.dtype == self._dtype, "activations come as the model computes them"
        tensors = (hidden, choices, buffers.slots, buffers.weights, out)
        kinds = (torch.int64, torch.int64, torch.float32)
        assert tuple(t.dtype for t in tensors[1:4]) == kinds, "routing comes as the kernels read it"
        assert all(t.is_contiguous() and t.is_cpu for t in tensors), "activations and routing lie together, on the host"
        assert choices.numel() == buffers.slots.numel() == buffers.weights.numel(), "an expert has a slot and a weight"
        addresses = [tensor.data_ptr() for tensor in tensors]
        places = kernel_job.TokenPlaces._make([*addresses, choices.numel()])
        return kernels.TokenCall(self._tag, self._shape, _weights_of(bank), places, self._threads, (bank, buffers))

    def _run(self, bank: ExpertBank, work: ExpertWork, hidden: Tensor, out: Tensor) -> None:
        inputs = hidden.float().contiguous()
        weights = _weights_of(bank)
        pairs = kernel_job.Pairs(_plain(work.entries), _plain(work.offsets), _plain(work.tokens), _plain(work.weights))
        states = kernel_job.States(inputs.data_ptr(), out.data_ptr(), inputs.shape[0])
        kernels.run(kernel_job.Job(self._tag, self._shape, weights, pairs, states, work.first), self._threads)

    def _fits(self, bank: ExpertBank, hidden: Tensor, out: Tensor) -> bool:
        """Whether the tensors lie as the kernels, which see bare addresses, take them to lie."""
        layout = self._layout
        entries = bank.up.shape[0]
        expected = [
            (bank.up, (entries, layout.rows, layout.hidden), self._dtype),
            (bank.down, (entries, layout.hidden, layout.intermediate), self._dtype),
            (out, (hidden.shape[0], layout.hidden), torch.float32),
        ]
        if bank.up_bias is not None and bank.down_bias is not None:
            expected.append((bank.up_bias, (entries, layout.rows), self._dtype))
            expected.append((bank.down_bias, (entries, layout.hidden), self._dtype))
        return (
            hidden.shape[1] == layout.hidden
            and layout.biased == (bank.up_bias is not None and bank.down_bias is not None)
            and all(
                tensor.shape == shape and tensor.dtype == dtype and tensor.is_contiguous() and tensor.is_cpu
                for tensor, shape, dtype in expected
            )
        )


def _linear(inputs: Tensor, matrices: Tensor, biases: Tensor | None, entry: int) -> Tensor:
    return functional.linear(inputs, matrices[entry], None if biases is None else biases[entry])


def _weights_of(bank: ExpertBank) -> kernel_job.Weights:
    tensors = (bank.up, bank.down, bank.up_bias, bank.down_bias)
    addresses = [0 if tensor is None else tensor.data_ptr() for tensor in tensors]
    return kernel_job.Weights._make([*addresses, bank.up.shape[0]])


def _plain(array: NDArray[Any]) -> NDArray[Any]:
    """Contiguous and writable, the one kind that the kernels are compiled for."""
    flags = array.flags
    return array if flags.c_contiguous and flags.writeable else array.copy()


def _placed(work: ExpertWork, device: torch.device) -> PlacedPairs:
    """The pairs of ``work`` on ``device``, in a copy that the host does not wait for."""
    starts = tuple(work.offsets[:-1].tolist())
    if device.type == "cpu":
        return PlacedPairs(torch.from_numpy(_plain(work.tokens)), torch.from_numpy(_plain(work.weights)), starts)
    count = work.tokens.size
    packed = torch.empty(12 * count, dtype=torch.uint8, pin_memory=True)
    packed[: 8 * count].view(torch.int64).numpy()[:] = work.tokens
    packed[8 * count :].view(torch.float32).numpy()[:] = work.weights
    moved = packed.to(device, non_blocking=True)
    return PlacedPairs(moved[: 8 * count].view(torch.int64), moved[8 * count :].view(torch.float32), starts)
