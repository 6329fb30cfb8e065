"""Loads of blocks of 32 weights as LLVM, for formats with scales for groups of columns.

Values become two registers of 16 lanes: the even and the odd columns where two values share a byte, else the first and
the last 16. Two *tags*, numbers whose types say it, tell how values and how scales are stored; ``block_values`` and
``block_scales`` have the kinds there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from llvmlite import ir
from numba import types

from hybrid.jit.weight_loads import pointer_to

LANES = 16
BLOCK = 2 * LANES  # columns

_I32, _FLOAT = ir.IntType(32), ir.FloatType()
_FLOATS = ir.VectorType(_FLOAT, LANES)

Pair = tuple[ir.Value, ir.Value]


@dataclass(frozen=True, slots=True)
class BlockValues:
    """How 32 values are loaded from so many ``bytes``, as ``load`` does from an address. They are ``factor`` times
    smaller than what they stand for, which the scale makes good."""

    bytes: int
    is_packed: bool  # even and odd columns, instead of first and last
    load: Callable[[ir.IRBuilder, ir.Value], Pair]
    factor: Callable[[], float] = lambda: 1.0


@dataclass(frozen=True, slots=True)
class Loaded:
    """Scales of some blocks: vectors, or one float. ``minima``, one for each block, are what each weight is less."""

    scales: ir.Value
    minima: ir.Value | None = None


@dataclass(frozen=True, slots=True)
class BlockScales:
    """How a record of so many ``bytes`` becomes the scales of ``blocks`` blocks, ``count`` of each.

    Records of one block may be shared by several, each of which then has the same scale.
    """

    bytes: int
    count: int
    load: Callable[[ir.IRBuilder, ir.Value], Loaded]
    blocks: int = 1


@dataclass(frozen=True, slots=True)
class GroupLoad:
    values: BlockValues
    scales: BlockScales

    def load_scales(self, builder: ir.IRBuilder, address: ir.Value) -> Loaded:
        """Of a record, with what the values lack as a factor."""
        loaded, factor = self.scales.load(builder, address), self.values.factor()
        if factor == 1.0:
            return loaded
        assert loaded.minima is None, "values with minima are what they stand for"
        kind = loaded.scales.type
        count = getattr(kind, "count", 1)
        return Loaded(builder.fmul(loaded.scales, ir.Constant(kind, [factor] * count if count > 1 else factor)))

    def scale_of(self, builder: ir.IRBuilder, loaded: Loaded, block: int) -> ir.Value:
        """The scale of a block of the record for each of the 16 lanes, the same for both registers."""
        if self.scales.count == 1:
            return spread(builder, loaded.scales, block)
        # Even and odd columns alike: the first half of the lanes is of the first group.
        return _shuffled(builder, loaded.scales, [2 * block] * (LANES // 2) + [2 * block + 1] * (LANES // 2))


_VALUES: dict[Any, BlockValues] = {}
_SCALES: dict[Any, BlockScales] = {}
NO_SCALES = types.boolean  # the tag of weights without groups


def define_block_values(tag: Any, values: BlockValues) -> None:
    """Has values of ``tag`` loaded in blocks; before anything is compiled for it."""
    _VALUES[tag] = values


def define_block_scales(tag: Any, scales: BlockScales) -> None:
    _SCALES[tag] = scales


def group_load(values: Any, scales: Any) -> GroupLoad | None:
    """By both tags; ``None`` for weights without groups."""
    if scales == NO_SCALES:
        return None
    load = GroupLoad(_VALUES[values], _SCALES[scales])
    assert load.scales.count == 1 or load.values.is_packed, "two scales belong to the halves of the lanes"
    return load


def spread(builder: ir.IRBuilder, value: ir.Value, place: int = 0) -> ir.Value:
    """One float, or the one at ``place`` of a vector, in all 16 lanes."""
    if isinstance(value.type, ir.VectorType):
        return _shuffled(builder, value, [place] * LANES)
    first = builder.insert_element(ir.Constant(_FLOATS, ir.Undefined), value, ir.Constant(_I32, 0))
    return _shuffled(builder, first, [0] * LANES)


def _shuffled(builder: ir.IRBuilder, vector: ir.Value, places: list[int]) -> ir.Value:
    chosen = ir.Constant(ir.VectorType(_I32, len(places)), places)
    return builder.shuffle_vector(vector, ir.Constant(vector.type, ir.Undefined), chosen)


def constant(kind: ir.Type, number: float, lanes: int = LANES) -> ir.Constant:
    return ir.Constant(ir.VectorType(kind, lanes), [number] * lanes)


def load(builder: ir.IRBuilder, address: ir.Value, kind: ir.Type, align: int = 1) -> ir.Value:
    return builder.load(pointer_to(builder, address), align=align, typ=kind)
