"""Kinds of values of formats with groups, in blocks of 32, as LLVM.

Chosen by what the processor has: a look-up in a table of 16 numbers (AVX-512) or of 16 bytes (SSSE3), or arithmetic.
"""

from llvmlite import ir
from numba.core import cgutils

from hybrid.jit.cpu_features import has_feature
from hybrid.jit.group_loads import LANES, BlockValues, Pair, constant, load

_I8, _I16, _I32, _I64 = ir.IntType(8), ir.IntType(16), ir.IntType(32), ir.IntType(64)
_HALF, _FLOAT = ir.HalfType(), ir.FloatType()
_BYTES, _SHORTS, _WORDS = (ir.VectorType(kind, LANES) for kind in (_I8, _I16, _I32))
_FLOATS = ir.VectorType(_FLOAT, LANES)


def _after(builder: ir.IRBuilder, address: ir.Value, count: int) -> ir.Value:
    return builder.add(address, ir.Constant(_I64, count))


def _halves(builder: ir.IRBuilder, address: ir.Value) -> Pair:
    """16 bytes as 32-bit numbers whose low four bits are the even columns, and the odd ones; higher bits may be set in
    the even ones only."""
    stored = builder.zext(load(builder, address, _BYTES), _WORDS)
    return stored, builder.lshr(stored, constant(_I32, 4))


def _numbers(builder: ir.IRBuilder, address: ir.Value) -> Pair:
    """As ``_halves``, no higher bits set."""
    even, odd = _halves(builder, address)
    return builder.and_(even, constant(_I32, 15)), odd


def _look_up(builder: ir.IRBuilder, table: tuple[float, ...], index: ir.Value) -> ir.Value:
    """Uses the low four bits of each index only."""
    kind = ir.FunctionType(_FLOATS, [_FLOATS, _WORDS])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.x86.avx512.permvar.sf.512")
    return builder.call(function, [ir.Constant(_FLOATS, list(table)), index])


def _has_tables() -> bool:
    return has_feature("avx512f")


def _floats(builder: ir.IRBuilder, numbers: ir.Value, less: int = 0) -> ir.Value:
    """Whole numbers, made ``less`` -> float32."""
    return builder.sitofp(builder.sub(numbers, constant(_I32, less)) if less else numbers, _FLOATS)


_E2M1 = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, -0.0, -0.5, -1.0, -1.5, -2.0, -3.0, -4.0, -6.0)
# Bits of a short float placed into the exponent and mantissa of a half (bias 15): numbers below the smallest normal
# one stay what they are, and all come out smaller by a power of two.
_E2M1_FACTOR = 2.0**14
E4M3_FACTOR = 2.0**8


def _e2m1_factor() -> float:
    return 1.0 if _has_tables() else _E2M1_FACTOR


def _e2m1(builder: ir.IRBuilder, address: ir.Value) -> Pair:
    if _has_tables():
        even, odd = _halves(builder, address)
        return _look_up(builder, _E2M1, even), _look_up(builder, _E2M1, odd)
    stored = builder.zext(load(builder, address, _BYTES), _SHORTS)
    return _e2m1_halves(builder, stored, 0), _e2m1_halves(builder, stored, 4)


def _e2m1_halves(builder: ir.IRBuilder, stored: ir.Value, low_bit: int) -> ir.Value:
    """The value whose lowest bit is ``low_bit`` of each 16-bit number; its sign goes to bit 15, the rest to bit 9."""
    sign = builder.and_(builder.shl(stored, constant(_I16, 12 - low_bit)), constant(_I16, -0x8000))
    rest = builder.and_(builder.shl(stored, constant(_I16, 9 - low_bit)), constant(_I16, 0x0E00))
    return builder.fpext(builder.bitcast(builder.or_(sign, rest), ir.VectorType(_HALF, LANES)), _FLOATS)


def _four_bits(builder: ir.IRBuilder, address: ir.Value, less: int) -> Pair:
    if _has_tables():
        table = tuple(float(number - less) for number in range(16))
        even, odd = _halves(builder, address)
        return _look_up(builder, table, even), _look_up(builder, table, odd)
    even, odd = _numbers(builder, address)
    return _floats(builder, even, less), _floats(builder, odd, less)


def _more_bits(builder: ir.IRBuilder, address: ir.Value, bits: int, less: int) -> Pair:
    """Four bits of each number in 16 bytes; after these its ``bits`` higher ones, even columns first."""
    after = _after(builder, address, LANES)
    word = load(builder, after, _I32)
    other = word if 2 * LANES * bits == _I32.width else load(builder, _after(builder, after, 4), _I32)
    first = LANES * bits % _I32.width  # of the odd columns' bits in their word
    even, odd = _halves(builder, address)
    return (
        _joined(builder, even, _shifted(builder, word, 0, bits), bits, less),
        _joined(builder, odd, _shifted(builder, other, first, bits), bits, less),
    )


def _shifted(builder: ir.IRBuilder, word: ir.Value, first: int, bits: int) -> ir.Value:
    """A word's 16 fields from a bit on, one a lane, with others above them."""
    empty = ir.Constant(_WORDS, ir.Undefined)
    one = builder.insert_element(empty, word, ir.Constant(_I32, 0))
    shifts = ir.Constant(_WORDS, [first + lane * bits for lane in range(LANES)])
    return builder.lshr(builder.shuffle_vector(one, empty, constant(_I32, 0)), shifts)


def _joined(builder: ir.IRBuilder, low: ir.Value, high: ir.Value, bits: int, less: int) -> ir.Value:
    """Four bits and ``bits`` above them, where higher ones may be set in both -> numbers, made ``less``, as float32."""
    ones = (1 << bits) - 1
    if _has_tables():
        of_low = _look_up(builder, tuple(float(number - less) for number in range(16)), low)
        return builder.fadd(of_low, _look_up(builder, tuple(16.0 * (number & ones) for number in range(16)), high))
    above = builder.shl(builder.and_(high, constant(_I32, ones)), constant(_I32, 4))
    return _floats(builder, builder.or_(builder.and_(low, constant(_I32, 15)), above), less)


# The nonlinear steps of llama.cpp's IQ4 types.
IQ4 = (-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113)


def _iq4(builder: ir.IRBuilder, address: ir.Value) -> Pair:
    if _has_tables():
        table = tuple(map(float, IQ4))
        even, odd = _halves(builder, address)
        return _look_up(builder, table, even), _look_up(builder, table, odd)
    stored = load(builder, address, _BYTES)
    even, odd = builder.and_(stored, constant(_I8, 15)), builder.lshr(stored, constant(_I8, 4))
    return _iq4_of(builder, even), _iq4_of(builder, odd)


def _iq4_of(builder: ir.IRBuilder, index: ir.Value) -> ir.Value:
    """Indices of 8 bits, from 0 to 15."""
    if has_feature("ssse3"):
        kind = ir.FunctionType(_BYTES, [_BYTES, _BYTES])
        function = cgutils.get_or_insert_function(builder.module, kind, "llvm.x86.ssse3.pshuf.b.128")
        values = builder.call(function, [ir.Constant(_BYTES, list(IQ4)), index])
    else:
        values = constant(_I8, IQ4[0])
        for number, value in enumerate(IQ4[1:], 1):
            is_it = builder.icmp_unsigned("==", index, constant(_I8, number))
            values = builder.select(is_it, constant(_I8, value), values)
    return builder.sitofp(builder.sext(values, _WORDS), _FLOATS)


def _int8(builder: ir.IRBuilder, address: ir.Value) -> Pair:
    first, last = (load(builder, _after(builder, address, at), _BYTES) for at in (0, LANES))
    return _floats(builder, builder.sext(first, _WORDS)), _floats(builder, builder.sext(last, _WORDS))


def _e4m3(builder: ir.IRBuilder, address: ir.Value) -> Pair:
    last = _after(builder, address, LANES)
    return e4m3_halves(builder, address, LANES), e4m3_halves(builder, last, LANES)


def e4m3_halves(builder: ir.IRBuilder, address: ir.Value, lanes: int) -> ir.Value:
    """``lanes`` numbers, smaller by ``E4M3_FACTOR``: the sign stays where it is, bit 14 is cleared."""
    wide = builder.sext(load(builder, address, ir.VectorType(_I8, lanes)), ir.VectorType(_I16, lanes))
    bits = builder.and_(builder.shl(wide, constant(_I16, 7, lanes)), constant(_I16, -0x4001, lanes))
    return builder.fpext(builder.bitcast(bits, ir.VectorType(_HALF, lanes)), ir.VectorType(_FLOAT, lanes))


E2M1 = BlockValues(LANES, True, _e2m1, _e2m1_factor)
E4M3 = BlockValues(2 * LANES, False, _e4m3, lambda: E4M3_FACTOR)
INT8 = BlockValues(2 * LANES, False, _int8)
IQ4_NUMBERS = BlockValues(LANES, True, _iq4)
# Whole numbers: stored higher than they are, so that none is negative, or used as they are stored, beside minima.
INT4 = BlockValues(LANES, True, lambda builder, address: _four_bits(builder, address, 8))
INT5 = BlockValues(LANES + 4, True, lambda builder, address: _more_bits(builder, address, 1, 16))
INT6 = BlockValues(LANES + 8, True, lambda builder, address: _more_bits(builder, address, 2, 32))
UINT4 = BlockValues(LANES, True, lambda builder, address: _four_bits(builder, address, 0))
UINT5 = BlockValues(LANES + 4, True, lambda builder, address: _more_bits(builder, address, 1, 0))
