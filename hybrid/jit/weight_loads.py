"""Loads of weights as LLVM: what lies in memory by tag, and how it becomes float32.

A *tag* is a number whose type says how weights are stored: float32, uint16 for the bits of a bfloat16, int16 for those
of a float16, or whatever ``define_load`` was told of. Addresses are int64, in bytes.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types

_I16, _I32 = ir.IntType(16), ir.IntType(32)
_HALF, _FLOAT = ir.HalfType(), ir.FloatType()

Shaped = Callable[[ir.Type], ir.Type]  # a type -> a vector of it, or itself where one value is loaded
Widen = Callable[[ir.IRBuilder, Any, Shaped], Any]  # what was loaded -> float32
_LOADS: dict[Any, tuple[ir.Type, Widen]] = {}  # by tag: an element as it lies in memory


def define_load(tag: Any, stored: ir.Type, widen: Widen) -> None:
    """Has weights of ``tag`` loaded as ``stored`` and made float32 by ``widen``; before anything is compiled for it."""
    _LOADS[tag] = (stored, widen)


def _bfloat16(builder: ir.IRBuilder, value: Any, shaped: Shaped) -> Any:
    """The upper half of a float32."""
    wide = builder.zext(value, shaped(_I32))
    count = getattr(wide.type, "count", 1)
    sixteen = ir.Constant(wide.type, [16] * count if count > 1 else 16)
    return builder.bitcast(builder.shl(wide, sixteen), shaped(_FLOAT))


define_load(types.float32, _FLOAT, lambda builder, value, shaped: value)
define_load(types.int16, _HALF, lambda builder, value, shaped: builder.fpext(value, shaped(_FLOAT)))
define_load(types.uint16, _I16, _bfloat16)


def load_floats(builder: ir.IRBuilder, address: ir.Value, dtype: Any, lanes: int) -> ir.Value:
    """``lanes`` float32 values (a scalar for 1) from weights stored as ``dtype``, aligned to it only."""
    stored, widen = _LOADS[dtype]
    shaped: Shaped = (lambda kind: ir.VectorType(kind, lanes)) if lanes > 1 else lambda kind: kind
    value = builder.load(pointer_to(builder, address), align=dtype.bitwidth // 8, typ=shaped(stored))
    return widen(builder, value, shaped)


def pointer_to(builder: ir.IRBuilder, address: ir.Value) -> ir.Value:
    return builder.inttoptr(address, ir.PointerType())
