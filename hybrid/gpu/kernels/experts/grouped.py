"""Grouped experts on the device: many tokens, many experts in one launch.

Knows which tile a program computes (``tiles``) and where that tile's expert lies. Small experts take less time than
torch needs to start their products one by one. What a pair gives is kept in the weights' dtype, as one product would
give it, and summed token by token in float32, in the router's order: the same sum whenever it is made. Covers what
``gates`` covers, in 16 bits.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

from collections.abc import Sequence

import numpy as np
import torch
import triton
import triton.language as tl
from numpy.typing import NDArray
from torch import Tensor

from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.experts.routing import Routing
from hybrid.experts.work import ExpertBank
from hybrid.gpu.kernels import host_words
from hybrid.gpu.kernels.experts import block_grouped, gates
from hybrid.gpu.kernels.experts.block_grouped import tile
from hybrid.gpu.kernels.experts.gates import gate_arguments, gated
from hybrid.gpu.tiles import FEWEST_PAIRS, MOST_PAIRS, Tiles
from hybrid.types import ExpertLayout

_COLUMNS = 64
_UP_ROWS, _DOWN_ROWS = 64, 128  # of a weight matrix, for one program
_SUM_COLUMNS = 1024
_SORTED = (1 << 10, 1 << 12, 1 << 15, 1 << 17)  # pairs: torch sorts them in other ways


def covers(layout: ExpertLayout) -> bool:
    return gates.covers(layout) and layout.dtype in ("bfloat16", "float16")


class GroupedExperts:
    """Makes ``GroupedPairs``, one for each layer of a prompt."""

    def __init__(self, layout: ExpertLayout, top_k: int, device: torch.device) -> None:
        self._layout, self._top_k, self._device = layout, top_k, device
        self._tables: list[Tensor] = []  # page-locked, to be kept until the device has read them

    def of_layer(
        self, routing: Routing, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor, out: Tensor
    ) -> "GroupedPairs":
        """``hidden`` (tokens, hidden), ``top_k_index`` and ``top_k_weights`` (tokens, k), ``out`` float32 (tokens,
        hidden), all on the device; ``routing`` is the same on the host. The host has seen the former layer end.
        """
        self._tables.clear()
        return GroupedPairs(self._layout, routing, hidden, top_k_index, top_k_weights, out, self._tables)

    def load(self, bank: ExpertBank) -> None:
        """Compiles and loads the kernels for every size of tile; ``bank`` is only read."""
        size, k = FEWEST_PAIRS, self._top_k
        while size <= MOST_PAIRS:
            torch.cuda.synchronize(self._device)  # of_layer takes the tables of the former size to have been read
            hidden = torch.zeros(
                (size, self._layout.hidden), dtype=TORCH_DTYPES[self._layout.dtype], device=self._device
            )
            index = torch.zeros((size, k), dtype=torch.int64, device=self._device)
            tokens, weights = np.arange(size * k) // k, np.ones(size * k, np.float32)
            routing = Routing([0], [size], np.zeros(1, np.int64), tokens, weights)
            out = torch.zeros_like(hidden, dtype=torch.float32)
            pairs = self.of_layer(
                routing, hidden, index, torch.ones((size, k), dtype=torch.float32, device=self._device), out
            )
            pairs.use_tiles(size)
            pairs.add(bank, [0], [0])
            pairs.close()
            size *= 2
        for count in _SORTED:
            torch.argsort(torch.zeros(count, dtype=torch.int64, device=self._device), stable=True)


class GroupedPairs:
    """The routed pairs of one layer: computed some experts at a time, in any order, then summed once."""

    portion = 8

    def __init__(
        self,
        layout: ExpertLayout,
        routing: Routing,
        hidden: Tensor,
        top_k_index: Tensor,
        top_k_weights: Tensor,
        out: Tensor,
        tables: list[Tensor],
    ) -> None:
        self._layout, self._routing, self._hidden = layout, routing, hidden.contiguous()
        self._out, self._tables = out, tables
        self._index, self._weights = top_k_index.contiguous(), top_k_weights.float().contiguous()
        order = torch.argsort(self._index.view(-1), stable=True)
        self._order = order
        self._place = torch.empty_like(order).scatter_(0, order, torch.arange(order.numel(), device=order.device))
        pairs = order.numel()
        self._inner = torch.empty((pairs, layout.intermediate), dtype=hidden.dtype, device=hidden.device)
        self._given = torch.empty((pairs, layout.hidden), dtype=hidden.dtype, device=hidden.device)
        self.use_tiles(pairs // max(1, len(routing.experts)))
        self._computed = np.zeros(layout.experts, np.int64)

    def use_tiles(self, usual: int) -> None:
        """Cuts products as is best for experts that usually get so many pairs."""
        self._tiles = Tiles.of(usual)

    def add(self, bank: ExpertBank, places: Sequence[int], entries: Sequence[int]) -> None:
        """Computes the experts at ``places`` of the routing's, which are the ``entries`` of ``bank``."""
        if not places:
            return
        layout, routing, tiles = self._layout, self._routing, self._tiles
        self._computed[[routing.experts[place] for place in places]] = 1
        at = list(places)
        table = self._to_device(tiles.table(entries, routing.starts[at], np.asarray(routing.demand)[at]))
        count = table.shape[0]
        if bank.format.group:
            block_grouped.run(layout, bank, self._hidden, self._order, table, self._index.shape[1], tiles,
                              self._inner, self._given)  # fmt: skip
            return
        biased, scaled = layout.biased, bank.format.scaled
        _up[(count, triton.cdiv(layout.intermediate, _UP_ROWS))](
            self._hidden,
            self._order,
            bank.up,
            bank.up_bias if biased else bank.up,
            bank.up_scales if scaled else bank.up,
            table,
            self._inner,
            self._index.shape[1],
            layout.hidden,
            layout.intermediate,
            biased=biased,
            scaled=scaled,
            pairs=tiles.pairs,
            rows=_UP_ROWS,
            columns=_COLUMNS,
            num_warps=tiles.warps,
            num_stages=3,
            **gate_arguments(layout),
        )
        _down[(count, triton.cdiv(layout.hidden, _DOWN_ROWS))](
            self._inner,
            bank.down,
            bank.down_bias if biased else bank.down,
            bank.down_scales if scaled else bank.down,
            table,
            self._given,
            layout.hidden,
            layout.intermediate,
            biased=biased,
            scaled=scaled,
            pairs=tiles.pairs,
            rows=_DOWN_ROWS,
            columns=_COLUMNS,
            num_warps=tiles.warps,
            num_stages=3,
        )

    def close(self) -> None:
        out = self._out
        computed = self._to_device(self._computed)
        tokens, k = self._index.shape
        _sum[(tokens, triton.cdiv(self._layout.hidden, _SUM_COLUMNS))](
            self._given,
            self._place,
            self._index,
            self._weights,
            computed,
            out,
            k,
            self._layout.hidden,
            columns=_SUM_COLUMNS,
            num_warps=4,
        )

    def _to_device(self, table: NDArray[np.int64]) -> Tensor:
        """A copy the device makes itself: one of the copy engine would wait for experts that are on their way."""
        source = torch.empty(table.shape, dtype=torch.int64, pin_memory=True)
        source.numpy()[:] = table
        self._tables.append(source)
        target = torch.empty(table.shape, dtype=torch.int64, device=self._hidden.device)
        host_words.read(source, target)
        return target


@triton.jit
def _up(
    hidden,
    order,
    matrices,
    biases,
    scales,
    table,
    inner,
    k,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    stride: tl.constexpr,
    partner: tl.constexpr,
    activation: tl.constexpr,
    alpha: tl.constexpr,
    limit: tl.constexpr,
    offset: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    pairs: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
):
    entry, first, count = tile(table)
    pair = tl.arange(0, pairs)
    there = pair < count
    token = tl.load(order + first + pair, mask=there, other=0) // k
    row = tl.program_id(1) * rows + tl.arange(0, rows)
    row_there = row < intermediate
    column = tl.arange(0, columns)
    inputs = hidden + token[:, None] * hidden_size
    gates = matrices + (entry * 2 * intermediate + row * stride)[None, :] * hidden_size
    gate = tl.zeros((pairs, rows), tl.float32)
    up = tl.zeros((pairs, rows), tl.float32)
    for start in range(0, hidden_size, columns):
        at = start + column
        inside = at < hidden_size
        x = tl.load(inputs + at[None, :], mask=there[:, None] & inside[None, :], other=0.0)
        weights_there = inside[:, None] & row_there[None, :]
        gate_weights = tl.load(gates + at[:, None], mask=weights_there, other=0.0)
        up_weights = tl.load(gates + partner * hidden_size + at[:, None], mask=weights_there, other=0.0)
        gate = tl.dot(x, gate_weights.to(x.dtype), gate)
        up = tl.dot(x, up_weights.to(x.dtype), up)
    at_row = entry * 2 * intermediate + row * stride
    if scaled:
        gate *= tl.load(scales + at_row, mask=row_there, other=0.0)[None, :]
        up *= tl.load(scales + at_row + partner, mask=row_there, other=0.0)[None, :]
    if biased:
        gate += tl.load(biases + at_row, mask=row_there, other=0.0).to(tl.float32)[None, :]
        up += tl.load(biases + at_row + partner, mask=row_there, other=0.0).to(tl.float32)[None, :]
    result = gated(gate, up, activation, alpha, limit, offset)
    target = inner + (first + pair)[:, None] * intermediate + row[None, :]
    tl.store(target, result.to(inner.dtype.element_ty), mask=there[:, None] & row_there[None, :])


@triton.jit
def _down(
    inner,
    matrices,
    biases,
    scales,
    table,
    given,
    hidden_size: tl.constexpr,
    intermediate: tl.constexpr,
    biased: tl.constexpr,
    scaled: tl.constexpr,
    pairs: tl.constexpr,
    rows: tl.constexpr,
    columns: tl.constexpr,
):
    entry, first, count = tile(table)
    pair = tl.arange(0, pairs)
    there = pair < count
    row = tl.program_id(1) * rows + tl.arange(0, rows)
    row_there = row < hidden_size
    column = tl.arange(0, columns)
    inputs = inner + (first + pair)[:, None] * intermediate
    weights = matrices + (entry * hidden_size + row)[None, :] * intermediate
    total = tl.zeros((pairs, rows), tl.float32)
    for start in range(0, intermediate, columns):
        at = start + column
        inside = at < intermediate
        x = tl.load(inputs + at[None, :], mask=there[:, None] & inside[None, :], other=0.0)
        w = tl.load(weights + at[:, None], mask=inside[:, None] & row_there[None, :], other=0.0)
        total = tl.dot(x, w.to(x.dtype), total)
    if scaled:
        total *= tl.load(scales + entry * hidden_size + row, mask=row_there, other=0.0)[None, :]
    if biased:
        total += tl.load(biases + entry * hidden_size + row, mask=row_there, other=0.0).to(tl.float32)[None, :]
    target = given + (first + pair)[:, None] * hidden_size + row[None, :]
    tl.store(target, total.to(given.dtype.element_ty), mask=there[:, None] & row_there[None, :])


@triton.jit
def _sum(given, place, index, weights, computed, out, k, hidden_size: tl.constexpr, columns: tl.constexpr):
    token = tl.program_id(0).to(tl.int64)
    column = tl.program_id(1) * columns + tl.arange(0, columns)
    inside = column < hidden_size
    total = tl.load(out + token * hidden_size + column, mask=inside, other=0.0)
    for nth in range(k):
        pair = token * k + nth
        if tl.load(computed + tl.load(index + pair)) != 0:
            value = tl.load(given + tl.load(place + pair) * hidden_size + column, mask=inside, other=0.0)
            total += tl.load(weights + pair) * value.to(tl.float32)
    tl.store(out + token * hidden_size + column, total, mask=inside)
