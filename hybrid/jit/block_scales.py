"""Kinds of scales of formats with groups, as LLVM: one or two numbers a block, or records for eight blocks.

A record has small whole numbers, one or two for each block, and what they are all multiplied with as halves; some have
numbers for minima, too.
"""

from collections.abc import Sequence

from llvmlite import ir

from hybrid.jit.block_values import E4M3_FACTOR, e4m3_halves
from hybrid.jit.group_loads import BlockScales, Loaded, constant, load

_I8, _I16, _I32, _I64 = ir.IntType(8), ir.IntType(16), ir.IntType(32), ir.IntType(64)
_HALF, _FLOAT = ir.HalfType(), ir.FloatType()
_BLOCKS = 8  # of a record


def _power_of_two(builder: ir.IRBuilder, address: ir.Value) -> Loaded:
    wide = builder.zext(load(builder, address, _I8), _I32)
    return Loaded(builder.bitcast(builder.shl(wide, ir.Constant(_I32, 23)), _FLOAT))


def _bfloat16(builder: ir.IRBuilder, address: ir.Value) -> Loaded:
    wide = builder.zext(load(builder, address, _I16, 2), _I32)
    return Loaded(builder.bitcast(builder.shl(wide, ir.Constant(_I32, 16)), _FLOAT))


def _half(builder: ir.IRBuilder, address: ir.Value, offset: int = 0) -> ir.Value:
    at = builder.add(address, ir.Constant(_I64, offset))
    return builder.fpext(load(builder, at, _HALF, 2), _FLOAT)


def _two_small_floats(builder: ir.IRBuilder, address: ir.Value) -> Loaded:
    return Loaded(builder.fmul(e4m3_halves(builder, address, 2), constant(_FLOAT, E4M3_FACTOR, 2)))


def _half_and_least(builder: ir.IRBuilder, address: ir.Value) -> Loaded:
    """The second number is what a weight of the value 0 is."""
    return Loaded(_half(builder, address), builder.fneg(_half(builder, address, 2)))


def _scale_and_zero(builder: ir.IRBuilder, scale: ir.Value, zero: ir.Value) -> Loaded:
    """What the number of zero would be is taken off: the scale times it, which is exact in float32."""
    return Loaded(scale, builder.fmul(scale, zero))


def _half_and_zero(builder: ir.IRBuilder, address: ir.Value) -> Loaded:
    return _scale_and_zero(builder, _half(builder, address), _half(builder, address, 2))


def _bfloat16_and_zero(builder: ir.IRBuilder, address: ir.Value) -> Loaded:
    zero = _bfloat16(builder, builder.add(address, ir.Constant(_I64, 2))).scales
    return _scale_and_zero(builder, _bfloat16(builder, address).scales, zero)


def _times(builder: ir.IRBuilder, numbers: ir.Value, factor: ir.Value) -> ir.Value:
    """Whole numbers of 32 bits times a float."""
    floats = ir.VectorType(_FLOAT, numbers.type.count)
    first = builder.insert_element(ir.Constant(floats, ir.Undefined), factor, ir.Constant(_I32, 0))
    alike = builder.shuffle_vector(first, ir.Constant(floats, ir.Undefined), constant(_I32, 0, numbers.type.count))
    return builder.fmul(builder.sitofp(numbers, floats), alike)


def _fields(builder: ir.IRBuilder, address: ir.Value, size: int, bits: int) -> ir.Value:
    """Eight numbers of ``bits`` bits in sequence, as 32-bit ones whose higher bits are not cleared; from ``size``
    readable bytes."""
    stored = load(builder, address, ir.VectorType(_I8, size))
    first = [bits * place // 8 for place in range(_BLOCKS)]
    places = ir.Constant(ir.VectorType(_I32, 2 * _BLOCKS), [at + more for at in first for more in (0, 1)])
    bytes_of = builder.shuffle_vector(stored, ir.Constant(stored.type, ir.Undefined), places)
    shorts = builder.zext(builder.bitcast(bytes_of, ir.VectorType(_I16, _BLOCKS)), ir.VectorType(_I32, _BLOCKS))
    return builder.lshr(shorts, _numbers([bits * place % 8 for place in range(_BLOCKS)]))


def _numbers(values: Sequence[int]) -> ir.Constant:
    return ir.Constant(ir.VectorType(_I32, len(values)), list(values))


def _bytes(builder: ir.IRBuilder, address: ir.Value, offset: int, count: int, *, signed: bool) -> ir.Value:
    stored = load(builder, builder.add(address, ir.Constant(_I64, offset)), ir.VectorType(_I8, count))
    return (builder.sext if signed else builder.zext)(stored, ir.VectorType(_I32, count))


def _pairs_of_six(builder: ir.IRBuilder, address: ir.Value) -> Loaded:
    """Six bits for a scale and six for a minimum; then a half for either."""
    fields, low = _fields(builder, address, 16, 12), constant(_I32, 63, _BLOCKS)
    scales = builder.and_(fields, low)
    minima = builder.and_(builder.lshr(fields, constant(_I32, 6, _BLOCKS)), low)
    return Loaded(
        _times(builder, scales, _half(builder, address, 12)), _times(builder, minima, _half(builder, address, 14))
    )


def _sixes(builder: ir.IRBuilder, address: ir.Value) -> Loaded:
    """Six bits a block, stored 32 higher; then a half."""
    fields = builder.and_(_fields(builder, address, 8, 6), constant(_I32, 63, _BLOCKS))
    return Loaded(_times(builder, builder.sub(fields, constant(_I32, 32, _BLOCKS)), _half(builder, address, 6)))


def _sixteen_bytes(builder: ir.IRBuilder, address: ir.Value) -> Loaded:
    return Loaded(_times(builder, _bytes(builder, address, 0, 16, signed=True), _half(builder, address, 16)))


def _sixteen_and_minima(builder: ir.IRBuilder, address: ir.Value) -> Loaded:
    minima = _bytes(builder, address, 16, _BLOCKS, signed=False)
    return Loaded(
        _times(builder, _bytes(builder, address, 0, 16, signed=True), _half(builder, address, 24)),
        _times(builder, minima, _half(builder, address, 26)),
    )


POWERS_OF_TWO = BlockScales(1, 1, _power_of_two)
E4M3_SCALES = BlockScales(2, 2, _two_small_floats)
BFLOAT16_SCALES = BlockScales(2, 1, _bfloat16)
FLOAT16_SCALES = BlockScales(2, 1, lambda builder, address: Loaded(_half(builder, address)))
FLOAT_SCALES = BlockScales(4, 1, lambda builder, address: Loaded(load(builder, address, _FLOAT, 4)))
FLOAT16_AND_LEAST = BlockScales(4, 1, _half_and_least)
FLOAT16_AND_ZERO = BlockScales(4, 1, _half_and_zero)
BFLOAT16_AND_ZERO = BlockScales(4, 1, _bfloat16_and_zero)
PAIRS_OF_SIX = BlockScales(16, 1, _pairs_of_six, _BLOCKS)
SIXES = BlockScales(8, 1, _sixes, _BLOCKS)
SIXTEEN_BYTES = BlockScales(18, 2, _sixteen_bytes, _BLOCKS)
SIXTEEN_AND_MINIMA = BlockScales(28, 2, _sixteen_and_minima, _BLOCKS)
