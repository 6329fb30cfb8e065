"""Dot products as an LLVM intrinsic: rows of weights times vectors of float32, in 16 lanes, with prefetch.

Knows LLVM; knows nothing of experts. Addresses are int64, in bytes; tags are those of ``weight_loads`` and
``group_loads``. LLVM cuts 16 lanes down to what the processor has (AVX-512: one register, AVX2: two, NEON: four).
"""

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from hybrid.jit.group_loads import BLOCK, GroupLoad, constant, group_load, spread
from hybrid.jit.intrinsics import CACHE_LINE, LANES, Implementer, intrinsic_function, prefetch
from hybrid.jit.weight_loads import load_floats

_I32, _I64, _FLOAT = ir.IntType(32), ir.IntType(64), ir.FloatType()
_LANES_KIND = ir.VectorType(_FLOAT, LANES)
_INDEPENDENT_SUMS = 4  # enough to hide the latency of a multiply-add


class _DotCode:
    """Emits ``rows x vectors`` dot products that share every load; see ``dot``."""

    def __init__(self, builder: ir.IRBuilder, dtype: Any, rows: list[ir.Value], vectors: list[ir.Value]) -> None:
        self.builder = builder
        self.dtype = dtype
        self.rows = rows
        self.vectors = vectors
        self.pairs = [(row, vector) for row in range(len(rows)) for vector in range(len(vectors))]
        self.unroll = max(2, _INDEPENDENT_SUMS // len(self.pairs))
        lanes = ir.VectorType(_FLOAT, LANES)
        zero = ir.Constant(lanes, [0.0] * LANES)
        self.sums = [[cgutils.alloca_once_value(builder, zero) for _ in range(self.unroll)] for _ in self.pairs]
        self.tails = [cgutils.alloca_once_value(builder, ir.Constant(_FLOAT, 0.0)) for _ in self.pairs]
        self.fma = intrinsic_function(builder, f"llvm.fmuladd.v{LANES}f32", lanes, [lanes] * 3)

    def _at(self, base: ir.Value, index: ir.Value, size: int) -> ir.Value:
        return self.builder.add(base, self.builder.mul(index, ir.Constant(_I64, size)))

    def vector_step(self, index: ir.Value, part: int) -> None:
        """16 elements from ``index`` on, added to the independent sum number ``part``."""
        size = self.dtype.bitwidth // 8
        weights = [load_floats(self.builder, self._at(row, index, size), self.dtype, LANES) for row in self.rows]
        inputs = [load_floats(self.builder, self._at(v, index, 4), types.float32, LANES) for v in self.vectors]
        for pair, (row, vector) in enumerate(self.pairs):
            place = self.sums[pair][part % len(self.sums[pair])]
            total = self.builder.call(self.fma, [weights[row], inputs[vector], self.builder.load(place)])
            self.builder.store(total, place)

    def scalar_step(self, index: ir.Value) -> None:
        size = self.dtype.bitwidth // 8
        weights = [load_floats(self.builder, self._at(row, index, size), self.dtype, 1) for row in self.rows]
        inputs = [load_floats(self.builder, self._at(v, index, 4), types.float32, 1) for v in self.vectors]
        for pair, (row, vector) in enumerate(self.pairs):
            product = self.builder.fmul(weights[row], inputs[vector])
            self.builder.store(self.builder.fadd(self.builder.load(self.tails[pair]), product), self.tails[pair])

    def prefetch_step(self, index: ir.Value, following: list[ir.Value]) -> None:
        """The cache lines at this step's place in the rows that come next."""
        size = self.dtype.bitwidth // 8
        for row in following:
            start = self._at(row, index, size)
            for offset in range(0, self.unroll * LANES * size, CACHE_LINE):
                prefetch(self.builder, self.builder.add(start, ir.Constant(_I64, offset)))

    def results(self) -> list[ir.Value]:
        lanes = ir.VectorType(_FLOAT, LANES)
        reduce = intrinsic_function(self.builder, f"llvm.vector.reduce.fadd.v{LANES}f32", _FLOAT, [_FLOAT, lanes])
        values = []
        for sums, tail in zip(self.sums, self.tails, strict=True):
            total = self.builder.load(sums[0])
            for place in sums[1:]:
                total = self.builder.fadd(total, self.builder.load(place))
            # Any order of the 16 additions: the alternative is a chain of 16.
            values.append(self.builder.call(reduce, [self.builder.load(tail), total], fastmath=("reassoc",)))
        return values


class _GroupDotCode:
    """As ``_DotCode``, for weights with scales for groups of columns: a block of 32 columns at a time.

    What a block adds up to is multiplied with its scales while it still is in 16 lanes, and only then summed. A minimum
    is taken off all weights of a block at once, from the sum of what they are multiplied with.
    """

    def __init__(
        self, builder: ir.IRBuilder, load: GroupLoad, rows: list[ir.Value], groups: list[ir.Value], shift: ir.Value
    ) -> None:
        self.builder, self.load, self.rows, self.groups, self.shift = builder, load, rows, groups, shift

    def sums_for(self, vectors: list[ir.Value]) -> list[list[ir.Value]]:
        """Of every row with every vector, in 16 lanes, at zero."""
        zero = constant(_FLOAT, 0.0)
        return [[cgutils.alloca_once_value(self.builder, zero) for _ in vectors] for _ in self.rows]

    def step(self, index: ir.Value, vectors: list[ir.Value], sums: list[list[ir.Value]]) -> None:
        """The columns from ``index`` on that share a record of scales, 32 or more; ``index`` is a multiple of that."""
        builder, scales = self.builder, self.load.scales
        block = builder.lshr(index, ir.Constant(_I64, BLOCK.bit_length() - 1))
        record = builder.mul(builder.lshr(block, self.shift), ir.Constant(_I64, scales.bytes))
        loaded = [self.load.load_scales(builder, builder.add(groups, record)) for groups in self.groups]
        for number in range(scales.blocks):
            at = builder.add(index, ir.Constant(_I64, number * BLOCK))
            of_rows = [self.load.scale_of(builder, row, number) for row in loaded]
            minima = [None if row.minima is None else spread(builder, row.minima, number) for row in loaded]
            self._block(at, of_rows, minima, vectors, sums)

    def _block(
        self,
        index: ir.Value,
        scales: list[ir.Value],
        minima: list[ir.Value | None],
        vectors: list[ir.Value],
        sums: list[list[ir.Value]],
    ) -> None:
        builder, values = self.builder, self.load.values
        start = self._start(index)
        inputs = [self._inputs(vector, index) for vector in vectors]
        fma = intrinsic_function(builder, f"llvm.fmuladd.v{LANES}f32", _LANES_KIND, [_LANES_KIND] * 3)
        for row, scale, minimum, row_sums in zip(self.rows, scales, minima, sums, strict=True):
            first, second = values.load(builder, builder.add(row, start))
            for (x, y), place in zip(inputs, row_sums, strict=True):
                of_block = builder.call(fma, [second, y, builder.fmul(first, x)])
                total = builder.call(fma, [of_block, scale, builder.load(place)])
                if minimum is not None:
                    total = builder.call(fma, [builder.fneg(minimum), builder.fadd(x, y), total])
                builder.store(total, place)

    def _start(self, index: ir.Value) -> ir.Value:
        """Of the values of a column, in bytes from the row's start."""
        block = self.builder.lshr(index, ir.Constant(_I64, BLOCK.bit_length() - 1))
        return self.builder.mul(block, ir.Constant(_I64, self.load.values.bytes))

    def _inputs(self, vector: ir.Value, index: ir.Value) -> tuple[ir.Value, ir.Value]:
        """32 activations, split as the values are."""
        builder = self.builder
        address = builder.add(vector, builder.mul(index, ir.Constant(_I64, 4)))
        first = load_floats(builder, address, types.float32, LANES)
        last = load_floats(builder, builder.add(address, ir.Constant(_I64, 4 * LANES)), types.float32, LANES)
        if not self.load.values.is_packed:
            return first, last
        places = ir.VectorType(_I32, LANES)
        even, odd = (ir.Constant(places, list(range(start, BLOCK, 2))) for start in (0, 1))
        return builder.shuffle_vector(first, last, even), builder.shuffle_vector(first, last, odd)

    def prefetch_step(self, index: ir.Value, following: list[ir.Value], blocks: int) -> None:
        """The cache lines at the place of the next ``blocks`` blocks in the rows that come next."""
        builder, start = self.builder, self._start(index)
        for row in following:
            for offset in range(0, blocks * self.load.values.bytes, CACHE_LINE):
                prefetch(builder, builder.add(builder.add(row, start), ir.Constant(_I64, offset)))

    def results(self, sums: list[list[ir.Value]]) -> list[ir.Value]:
        reduce = intrinsic_function(self.builder, f"llvm.vector.reduce.fadd.v{LANES}f32", _FLOAT, [_FLOAT, _LANES_KIND])
        zero = ir.Constant(_FLOAT, 0.0)
        return [
            self.builder.call(reduce, [zero, self.builder.load(place)], fastmath=("reassoc",))
            for row_sums in sums
            for place in row_sums
        ]


def _emit(builder: ir.IRBuilder, tag: Any, length: ir.Value, *tuples: list[ir.Value]) -> list[ir.Value]:
    """The dot products of weights without groups."""
    rows, following, vectors = tuples
    code = _DotCode(builder, tag, rows, vectors)
    zero, lanes = ir.Constant(_I64, 0), ir.Constant(_I64, LANES)
    step = ir.Constant(_I64, LANES * code.unroll)
    stepped = builder.sub(length, builder.urem(length, step))
    vectored = builder.sub(length, builder.urem(length, lanes))
    with cgutils.for_range_slice(builder, zero, stepped, step) as (index, _):
        code.prefetch_step(index, following)
        for part in range(code.unroll):
            code.vector_step(builder.add(index, ir.Constant(_I64, part * LANES)), part)
    with cgutils.for_range_slice(builder, stepped, vectored, lanes) as (index, _):
        code.vector_step(index, 0)
    with cgutils.for_range_slice(builder, vectored, length, ir.Constant(_I64, 1)) as (index, _):
        code.scalar_step(index)
    return code.results()


def _emit_grouped(
    builder: ir.IRBuilder, code: _GroupDotCode, length: ir.Value, following: list[ir.Value], vectors: list[ir.Value]
) -> list[ir.Value]:
    sums = code.sums_for(vectors)
    at_once = code.load.scales.blocks
    blocks = max(at_once, CACHE_LINE // code.load.values.bytes)
    step = ir.Constant(_I64, BLOCK * blocks)
    stepped = builder.sub(length, builder.urem(length, step))
    with cgutils.for_range_slice(builder, ir.Constant(_I64, 0), stepped, step) as (index, _):
        code.prefetch_step(index, following, blocks)
        for first in range(0, blocks, at_once):
            code.step(builder.add(index, ir.Constant(_I64, first * BLOCK)), vectors, sums)
    if blocks > at_once:
        with cgutils.for_range_slice(builder, stepped, length, ir.Constant(_I64, BLOCK * at_once)) as (index, _):
            code.step(index, vectors, sums)
    return code.results(sums)


def _dot(
    typing: Any,
    tag: Any,
    scales: Any,
    rows: Any,
    groups: Any,
    following: Any,
    vectors: Any,
    count: Any,
    shift: Any,
) -> tuple[Any, Implementer]:
    result = types.UniTuple(types.float32, len(rows) * len(vectors))
    load = group_load(tag, scales)

    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        _, _, *tuples, length, group_shift = arguments
        row_list, group_list, ahead, vector_list = (cgutils.unpack_tuple(builder, part) for part in tuples)
        if load is None:
            products = _emit(builder, tag, length, row_list, ahead, vector_list)
        else:
            code = _GroupDotCode(builder, load, row_list, group_list, group_shift)
            products = _emit_grouped(builder, code, length, ahead, vector_list)
        return context.make_tuple(builder, result, products)

    return result(tag, scales, rows, groups, following, vectors, types.int64, types.int64), implement


# dot(tag, scales, rows, groups, following, vectors, count, shift) -> tuple of float32, row by row: every row (addresses
# of weights, and in ``groups`` of its scales) times every vector (addresses of float32), ``count`` elements each,
# prefetching the rows ``following``. ``tag`` and ``scales`` say how weights and their scales are stored. A record of
# scales is for ``32 << shift`` columns; for weights without groups, ``groups`` and ``shift`` are not read. With groups,
# ``count`` is a multiple of 32, and of the columns of a record that has scales for several blocks.
dot = intrinsic(_dot)
