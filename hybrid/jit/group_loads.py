"""Loads of blocks of 32 weights as LLVM, for formats with a scale for each group of columns.

Values become two registers of 16 lanes: the even and the odd columns where two values share a byte, else the first and
the last 16. A *tag* is a number whose type says how weights are stored, as in ``weight_loads``. Chosen by what the
processor has: a look-up in a table of 16 numbers (AVX-512), or arithmetic on halves of 16 bits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from llvmlite import ir
from numba.core import cgutils

from hybrid.jit.cpu_features import has_feature
from hybrid.jit.weight_loads import pointer_to

LANES = 16
BLOCK = 2 * LANES  # columns

_I8, _I16, _I32, _I64 = ir.IntType(8), ir.IntType(16), ir.IntType(32), ir.IntType(64)
_HALF, _FLOAT = ir.HalfType(), ir.FloatType()
_FLOATS = ir.VectorType(_FLOAT, LANES)

Pair = tuple[ir.Value, ir.Value]


@dataclass(frozen=True, slots=True)
class BlockValues:
    """How 32 values are loaded from so many ``bytes``, as ``load`` does from an address. They are ``factor`` times
    smaller than what they stand for, which the scale makes good."""

    bytes: int
    is_packed: bool  # even and odd columns, instead of first and last
    load: Callable[[ir.IRBuilder, ir.Value], Pair]
    factor: Callable[[], float]


@dataclass(frozen=True, slots=True)
class BlockScales:
    """How the ``count`` scales of 32 columns, ``bytes`` each, become one number or two."""

    bytes: int
    count: int
    load: Callable[[ir.IRBuilder, ir.Value], ir.Value]  # a float, or a vector of ``count``


@dataclass(frozen=True, slots=True)
class GroupLoad:
    values: BlockValues
    scales: BlockScales

    def load_scales(self, builder: ir.IRBuilder, address: ir.Value) -> ir.Value:
        """A scale for each of the 16 lanes, the same for both registers."""
        loaded = self.scales.load(builder, address)
        factor = self.values.factor()
        if self.scales.count == 1:
            if factor != 1.0:
                loaded = builder.fmul(loaded, ir.Constant(_FLOAT, factor))
            return spread(builder, loaded)
        pair = ir.VectorType(_FLOAT, 2)
        if factor != 1.0:
            loaded = builder.fmul(loaded, ir.Constant(pair, [factor] * 2))
        # Even and odd columns alike: the first half of the lanes is of the first group.
        places = ir.Constant(ir.VectorType(_I32, LANES), [0] * (LANES // 2) + [1] * (LANES // 2))
        return builder.shuffle_vector(loaded, ir.Constant(pair, ir.Undefined), places)


_LOADS: dict[Any, GroupLoad] = {}


def define_group_load(tag: Any, values: BlockValues, scales: BlockScales) -> None:
    """Has weights of ``tag`` loaded in blocks; before anything is compiled for it."""
    assert scales.count == 1 or values.is_packed, "two scales belong to the halves of the lanes"
    _LOADS[tag] = GroupLoad(values, scales)


def group_load(tag: Any) -> GroupLoad | None:
    """``None`` for weights without groups."""
    return _LOADS.get(tag)


def spread(builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
    """One number in all 16 lanes."""
    empty = ir.Constant(_FLOATS, ir.Undefined)
    first = builder.insert_element(empty, value, ir.Constant(_I32, 0))
    return builder.shuffle_vector(first, empty, ir.Constant(ir.VectorType(_I32, LANES), [0] * LANES))


def constant(kind: ir.Type, number: float, lanes: int = LANES) -> ir.Constant:
    return ir.Constant(ir.VectorType(kind, lanes), [number] * lanes)


def _load(builder: ir.IRBuilder, address: ir.Value, kind: ir.Type, align: int = 1) -> ir.Value:
    return builder.load(pointer_to(builder, address), align=align, typ=kind)


def _halves(builder: ir.IRBuilder, address: ir.Value) -> Pair:
    """16 bytes as 32-bit numbers whose low four bits are the even columns, and the odd ones; higher bits may be set in
    the even ones only."""
    stored = builder.zext(_load(builder, address, ir.VectorType(_I8, LANES)), ir.VectorType(_I32, LANES))
    return stored, builder.lshr(stored, constant(_I32, 4))


def _look_up(builder: ir.IRBuilder, table: tuple[float, ...], index: ir.Value) -> ir.Value:
    """Uses the low four bits of each index only."""
    kind = ir.FunctionType(_FLOATS, [_FLOATS, ir.VectorType(_I32, LANES)])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.x86.avx512.permvar.sf.512")
    return builder.call(function, [ir.Constant(_FLOATS, list(table)), index])


def _has_tables() -> bool:
    return has_feature("avx512f")


_E2M1 = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, -0.0, -0.5, -1.0, -1.5, -2.0, -3.0, -4.0, -6.0)
# Bits of a short float placed into the exponent and mantissa of a half (bias 15): numbers below the smallest normal
# one stay what they are, and all come out smaller by a power of two.
_E2M1_FACTOR, _E4M3_FACTOR = 2.0**14, 2.0**8


def _e2m1_factor() -> float:
    return 1.0 if _has_tables() else _E2M1_FACTOR


def _e2m1(builder: ir.IRBuilder, address: ir.Value) -> Pair:
    if _has_tables():
        even, odd = _halves(builder, address)
        return _look_up(builder, _E2M1, even), _look_up(builder, _E2M1, odd)
    stored = builder.zext(_load(builder, address, ir.VectorType(_I8, LANES)), ir.VectorType(_I16, LANES))
    return _e2m1_halves(builder, stored, 0), _e2m1_halves(builder, stored, 4)


def _e2m1_halves(builder: ir.IRBuilder, stored: ir.Value, low_bit: int) -> ir.Value:
    """The value whose lowest bit is ``low_bit`` of each 16-bit number; its sign goes to bit 15, the rest to bit 9."""
    sign = builder.and_(builder.shl(stored, constant(_I16, 12 - low_bit)), constant(_I16, -0x8000))
    rest = builder.and_(builder.shl(stored, constant(_I16, 9 - low_bit)), constant(_I16, 0x0E00))
    return builder.fpext(builder.bitcast(builder.or_(sign, rest), ir.VectorType(_HALF, LANES)), _FLOATS)


def _int4(builder: ir.IRBuilder, address: ir.Value) -> Pair:
    even, odd = _halves(builder, address)
    if _has_tables():
        table = tuple(float(number - 8) for number in range(16))
        return _look_up(builder, table, even), _look_up(builder, table, odd)
    even = builder.and_(even, constant(_I32, 15))
    eight = constant(_I32, 8)
    return builder.sitofp(builder.sub(even, eight), _FLOATS), builder.sitofp(builder.sub(odd, eight), _FLOATS)


def _e4m3(builder: ir.IRBuilder, address: ir.Value) -> Pair:
    last = builder.add(address, ir.Constant(_I64, LANES))
    return _e4m3_halves(builder, address, LANES), _e4m3_halves(builder, last, LANES)


def _e4m3_halves(builder: ir.IRBuilder, address: ir.Value, lanes: int) -> ir.Value:
    """``lanes`` numbers, smaller by ``_E4M3_FACTOR``: the sign stays where it is, bit 14 is cleared."""
    wide = builder.sext(_load(builder, address, ir.VectorType(_I8, lanes)), ir.VectorType(_I16, lanes))
    bits = builder.and_(builder.shl(wide, constant(_I16, 7, lanes)), constant(_I16, -0x4001, lanes))
    return builder.fpext(builder.bitcast(bits, ir.VectorType(_HALF, lanes)), ir.VectorType(_FLOAT, lanes))


def _power_of_two(builder: ir.IRBuilder, address: ir.Value) -> ir.Value:
    wide = builder.zext(_load(builder, address, _I8), _I32)
    return builder.bitcast(builder.shl(wide, ir.Constant(_I32, 23)), _FLOAT)


def _bfloat16(builder: ir.IRBuilder, address: ir.Value) -> ir.Value:
    wide = builder.zext(_load(builder, address, _I16, 2), _I32)
    return builder.bitcast(builder.shl(wide, ir.Constant(_I32, 16)), _FLOAT)


def _two_small_floats(builder: ir.IRBuilder, address: ir.Value) -> ir.Value:
    return builder.fmul(_e4m3_halves(builder, address, 2), constant(_FLOAT, _E4M3_FACTOR, 2))


E2M1 = BlockValues(LANES, True, _e2m1, _e2m1_factor)
INT4 = BlockValues(LANES, True, _int4, lambda: 1.0)
E4M3 = BlockValues(2 * LANES, False, _e4m3, lambda: _E4M3_FACTOR)
POWERS_OF_TWO = BlockScales(1, 1, _power_of_two)
E4M3_SCALES = BlockScales(1, 2, _two_small_floats)
BFLOAT16_SCALES = BlockScales(2, 1, _bfloat16)
FLOAT16_SCALES = BlockScales(2, 1, lambda builder, address: builder.fpext(_load(builder, address, _HALF, 2), _FLOAT))
FLOAT_SCALES = BlockScales(4, 1, lambda builder, address: _load(builder, address, _FLOAT, 4))
