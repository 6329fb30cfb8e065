"""Blocks of GGUF files laid out anew as LLVM: 32 numbers at a time, in vectors of bytes, without a lock.

Two *tags*, numbers whose types say it, tell which type blocks have, and how a format keeps their numbers. Knows bytes
alone. Addresses are int64.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from hybrid.jit.compiled import compiled
from hybrid.jit.group_loads import constant, load
from hybrid.jit.intrinsics import Implementer
from hybrid.jit.weight_loads import pointer_to

_I8, _I16, _I32, _I64 = ir.IntType(8), ir.IntType(16), ir.IntType(32), ir.IntType(64)
_COLUMNS = 32  # of a vector
_ZERO_OF_SIX = 32  # by which numbers of six bits are stored higher


class _Code:
    """What is emitted for a block that begins at ``block``."""

    def __init__(self, builder: ir.IRBuilder, block: ir.Value) -> None:
        self.builder, self._block = builder, block

    def bytes_at(self, offset: int, count: int) -> ir.Value:
        address = self.builder.add(self._block, ir.Constant(_I64, offset))
        return load(self.builder, address, ir.VectorType(_I8, count))

    def low(self, value: ir.Value, bits: int = 4) -> ir.Value:
        return self.builder.and_(value, constant(_I8, (1 << bits) - 1, value.type.count))

    def right(self, value: ir.Value, bits: int) -> ir.Value:
        return self.builder.lshr(value, constant(value.type.element, bits, value.type.count))

    def left(self, value: ir.Value, bits: int) -> ir.Value:
        return self.builder.shl(value, constant(value.type.element, bits, value.type.count))

    def chosen(self, first: ir.Value, places: Sequence[int], second: ir.Value | None = None) -> ir.Value:
        """Elements of one vector, or of two that follow one another."""
        other = ir.Constant(first.type, ir.Undefined) if second is None else second
        return self.builder.shuffle_vector(first, other, ir.Constant(ir.VectorType(_I32, len(places)), list(places)))

    def joined(self, first: ir.Value, second: ir.Value) -> ir.Value:
        return self.chosen(first, range(2 * first.type.count), second)

    def paired(self, values: ir.Value, bits: int) -> ir.Value:
        """Two neighbours in the place of each pair, the odd one ``bits`` higher."""
        even, odd = (self.chosen(values, range(first, values.type.count, 2)) for first in (0, 1))
        return self.builder.or_(even, self.left(odd, bits))

    def wide(self, values: ir.Value, kind: ir.Type) -> ir.Value:
        return self.builder.zext(values, ir.VectorType(kind, values.type.count))

    def fields(self, numbers: ir.Value, bits: int) -> ir.Value:
        """Eight numbers of 6 or 12 bits, as 16-bit ones, in sequence: bytes."""
        while bits < 12:
            numbers, bits = self.paired(numbers, bits), 2 * bits
        words = self.paired(self.wide(numbers, _I32), bits)
        stored = self.builder.bitcast(words, ir.VectorType(_I8, 4 * words.type.count))
        return self.chosen(stored, [place for place in range(stored.type.count) if place % 4 < 3])


Numbers = Callable[[_Code], list[ir.Value]]  # of a block, by 32 columns
# Scales and minima of eight parts, and what they are multiplied with; the first alone for blocks without parts.
Scales = Callable[[_Code], tuple[ir.Value, ir.Value | None, ir.Value | None]]


def _halves(first: int, apart: int, columns: int) -> Numbers:
    """From byte ``first`` on; the numbers of a byte are so many columns apart."""

    def numbers(code: _Code) -> list[ir.Value]:
        vectors: list[ir.Value] = []
        for start in range(first, first + columns // 2, apart):
            stored = code.bytes_at(start, apart)
            both = code.low(stored), code.right(stored, 4)
            vectors += both if apart == _COLUMNS else [code.joined(*both)]
        return vectors

    return numbers


def _fives(first: int) -> Numbers:
    """Four bytes with the fifth bits of 32 numbers, then 16 with the lower ones."""

    def numbers(code: _Code) -> list[ir.Value]:
        (lower,) = _halves(first + 4, 16, _COLUMNS)(code)
        builder = code.builder
        word = builder.bitcast(code.bytes_at(first, 4), _I32)
        ones = builder.bitcast(word, ir.VectorType(ir.IntType(1), _COLUMNS))
        return [builder.or_(lower, code.left(code.wide(ones, _I8), 4))]

    return numbers


def _k5(code: _Code) -> list[ir.Value]:
    """After scales a byte for each of 32 columns, with a bit for each of eight parts; then the lower bits."""
    high = code.bytes_at(16, 32)
    lower = _halves(48, 32, 256)(code)
    above = (code.left(code.low(code.right(high, part), 1), 4) for part in range(8))
    return [code.builder.or_(*both) for both in zip(lower, above, strict=True)]


def _k6(code: _Code) -> list[ir.Value]:
    """Twice 64 bytes with four bits of two columns each, then twice 32 with two bits of four each."""
    vectors: list[ir.Value] = []
    for part in (0, 1):
        first, second, high = (code.bytes_at(start, 32) for start in (64 * part, 64 * part + 32, 128 + 32 * part))
        lower = (code.low(first), code.low(second), code.right(first, 4), code.right(second, 4))
        above = (code.left(code.low(code.right(high, 2 * place), 2), 4) for place in range(4))
        vectors += [code.builder.or_(*both) for both in zip(lower, above, strict=True)]
    return vectors


def _stored(count: int) -> Scales:
    return lambda code: (code.bytes_at(0, count), None, None)


def _pairs(code: _Code) -> tuple[ir.Value, ir.Value, ir.Value]:
    """Six bits for each of eight scales and minima, in 12 bytes: of the last four, the two highest lie elsewhere."""
    first, second, low = (code.bytes_at(start, 4) for start in (4, 8, 12))
    builder = code.builder
    last = (code.low(low), code.right(low, 4))
    above = (code.left(code.right(both, 6), 4) for both in (first, second))
    scales, minima = (
        code.joined(code.low(one, 6), builder.or_(*parts))
        for one, parts in zip((first, second), zip(last, above, strict=True), strict=True)
    )
    return scales, minima, code.bytes_at(0, 4)


def _sixteen(code: _Code) -> tuple[ir.Value, None, ir.Value]:
    return code.bytes_at(192, 16), None, code.bytes_at(208, 2)


def _sixes(code: _Code) -> tuple[ir.Value, None, ir.Value]:
    """Six bits for each of eight scales: the two highest in two bytes, then the others in four."""
    low, builder = code.bytes_at(4, 4), code.builder
    lower = code.chosen(code.low(low), [place // 2 + place % 2 * 4 for place in range(8)], code.right(low, 4))
    word = code.chosen(builder.bitcast(code.bytes_at(2, 2), ir.VectorType(_I16, 1)), [0] * 8)
    shifts = ir.Constant(word.type, [2 * place for place in range(8)])
    upper = builder.trunc(builder.and_(builder.lshr(word, shifts), constant(_I16, 3, 8)), lower.type)
    return builder.or_(lower, code.left(upper, 4)), None, code.bytes_at(0, 2)


@dataclass(frozen=True, slots=True)
class _Source:
    """A type of blocks in a file."""

    bytes: int
    numbers: Numbers
    scales: Scales
    is_signed: bool = False  # numbers of six bits are stored higher


_SOURCES: Mapping[str, tuple[np.generic, _Source]] = {
    "Q4_0": (np.uint8(0), _Source(18, _halves(2, 16, 32), _stored(2))),
    "Q4_1": (np.uint16(0), _Source(20, _halves(4, 16, 32), _stored(4))),
    "Q5_0": (np.uint32(0), _Source(22, _fives(2), _stored(2))),
    "Q5_1": (np.uint64(0), _Source(24, _fives(4), _stored(4))),
    "IQ4_NL": (np.uint8(0), _Source(18, _halves(2, 16, 32), _stored(2))),
    "MXFP4": (np.int8(0), _Source(17, _halves(1, 16, 32), _stored(1))),
    "IQ4_XS": (np.int16(0), _Source(136, _halves(8, 16, 256), _sixes)),
    "Q4_K": (np.int32(0), _Source(144, _halves(16, 32, 256), _pairs)),
    "Q5_K": (np.int64(0), _Source(176, _k5, _pairs)),
    "Q6_K": (np.float32(0), _Source(210, _k6, _sixteen, is_signed=True)),
}
_BITS: Mapping[int, np.generic] = {0: np.uint8(0), 1: np.uint16(0), 2: np.uint32(0)}  # beyond four, in the format
_MINIMA: Mapping[bool, np.generic] = {False: np.uint8(0), True: np.uint16(0)}
_BY_TAG = {numba.typeof(tag): source for tag, source in _SOURCES.values()}
_BITS_BY_TAG = {numba.typeof(tag): bits for bits, tag in _BITS.items()}
_MINIMA_BY_TAG = {numba.typeof(tag): minima for minima, tag in _MINIMA.items()}


def relay(name: str, bits: int, stored: int, values: int, groups: int, blocks: int, *, minima: bool) -> None:
    """Lays out anew so many blocks of a type, from the address ``stored`` to those of values and of groups.

    ``bits`` are those beyond four of a number in the format; ``minima`` says whether it is Q6_K's with minima.
    """
    _relay(_SOURCES[name][0], _BITS[bits], _MINIMA[minima], stored, values, groups, blocks)


def _parts(code: _Code, numbers: ir.Value, bits: int) -> list[ir.Value]:
    """32 numbers as a format has them: pairs of lower halves, then the higher bits of even columns and of odd ones."""
    parts = [code.paired(code.low(numbers), 4)]
    for first in (0, 1) if bits else ():
        high = code.right(code.chosen(numbers, range(first, _COLUMNS, 2)), 4)
        each = bits
        while each < 8:
            high, each = code.paired(high, each), 2 * each
        parts.append(high)
    return parts


def _groups(code: _Code, source: _Source, minima: bool) -> list[ir.Value]:
    """A block's record of scales, in parts that follow one another."""
    scales, of_minima, factors = source.scales(code)
    if factors is None:
        return [scales]
    if not minima:
        if of_minima is not None:
            both = code.builder.or_(code.wide(scales, _I16), code.left(code.wide(of_minima, _I16), 6))
            return [code.fields(both, 12), factors]
        return [scales if scales.type.count == 16 else code.fields(code.wide(scales, _I16), 6), factors]
    if of_minima is None:
        return [scales, constant(_I8, 0, 8), factors, constant(_I8, 0, 2)]
    return [code.chosen(scales, [place // 2 for place in range(16)]), of_minima, factors]


def _relay_blocks(
    typing: Any, tag: Any, of_bits: Any, of_minima: Any, stored: Any, values: Any, groups: Any, blocks: Any
) -> tuple[Any, Implementer]:
    source, bits, minima = _BY_TAG[tag], _BITS_BY_TAG[of_bits], _MINIMA_BY_TAG[of_minima]

    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        *_, start, of_values, of_groups, count = arguments
        with cgutils.for_range(builder, count) as loop:
            block = builder.add(start, builder.mul(loop.index, ir.Constant(_I64, source.bytes)))
            code = _Code(builder, block)
            numbers = source.numbers(code)
            if bits == 2 and not source.is_signed:
                numbers = [builder.add(each, constant(_I8, _ZERO_OF_SIX, _COLUMNS)) for each in numbers]
            parts = [part for each in numbers for part in _parts(code, each, bits)]
            _store(builder, parts, of_values, loop.index)
            _store(builder, _groups(code, source, minima), of_groups, loop.index)
        return context.get_dummy_value()

    return types.void(tag, of_bits, of_minima, *[types.int64] * 4), implement


def _store(builder: ir.IRBuilder, parts: Sequence[ir.Value], start: ir.Value, block: ir.Value) -> None:
    """Stores the bytes of a block one after the other."""
    size = sum(part.type.count for part in parts)
    address = builder.add(start, builder.mul(block, ir.Constant(_I64, size)))
    for part in parts:
        builder.store(part, pointer_to(builder, address), align=1)
        address = builder.add(address, ir.Constant(_I64, part.type.count))


_relay_all = intrinsic(_relay_blocks)


@compiled(nogil=True)
def _relay(tag: Any, bits: Any, minima: Any, stored: int, values: int, groups: int, blocks: int) -> None:
    _relay_all(tag, bits, minima, stored, values, groups, blocks)
