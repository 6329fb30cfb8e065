"""LLVM intrinsics that numba cannot say in Python: prefetch, atomics, access by address.

Knows LLVM; knows nothing of experts. Addresses are int64, in bytes; tags are those of ``weight_loads``. LLVM cuts 16
lanes down to what the processor has (AVX-512: one register, AVX2: two, NEON: four).
"""

import os
import time
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from hybrid.jit.weight_loads import load_floats, pointer_to

LANES = 16
CACHE_LINE = 64  # bytes

_I32, _I64, _FLOAT = ir.IntType(32), ir.IntType(64), ir.FloatType()
_INDEPENDENT_SUMS = 4  # enough to hide the latency of a multiply-add
# Caches to prefetch into, in LLVM's numbering. The second level holds what is prefetched long before its use,
# and leaves the first to what the rows are multiplied with.
_FIRST_LEVEL, _SECOND_LEVEL = 3, 2

# numba calls an implementer with its code-generation context, an LLVM builder, a signature and LLVM values.
Implementer = Callable[[Any, ir.IRBuilder, Any, Any], Any]


def intrinsic_function(builder: ir.IRBuilder, name: str, result: ir.Type, arguments: list[ir.Type]) -> ir.Function:
    return cgutils.get_or_insert_function(builder.module, ir.FunctionType(result, arguments), name)


def prefetch(builder: ir.IRBuilder, address: ir.Value, level: int = _SECOND_LEVEL) -> None:
    pointer = pointer_to(builder, address)
    function = intrinsic_function(builder, "llvm.prefetch.p0", ir.VoidType(), [pointer.type, _I32, _I32, _I32])
    read, into, data = (ir.Constant(_I32, value) for value in (0, level, 1))
    builder.call(function, [pointer, read, into, data])


def _prefetch_line(typing: Any, address: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        prefetch(builder, arguments[0])
        return context.get_dummy_value()

    return types.void(types.int64), implement


def _load_weight(typing: Any, tag: Any, address: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        return load_floats(builder, arguments[1], tag, 1)

    return types.float32(tag, types.int64), implement


def _load_int(typing: Any, address: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        return builder.load(pointer_to(builder, arguments[0]), typ=_I64)

    return types.int64(types.int64), implement


def _store_int(typing: Any, address: Any, value: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        builder.store(arguments[1], pointer_to(builder, arguments[0]))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), implement


def _store_float(typing: Any, address: Any, value: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        builder.store(arguments[1], pointer_to(builder, arguments[0]))
        return context.get_dummy_value()

    return types.void(types.int64, types.float32), implement


def _add_float(typing: Any, address: Any, value: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        pointer = pointer_to(builder, arguments[0])
        builder.store(builder.fadd(builder.load(pointer, typ=_FLOAT), arguments[1]), pointer)
        return context.get_dummy_value()

    return types.void(types.int64, types.float32), implement


def _read_sum(typing: Any, address: Any, length: Any, ahead: Any, near: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        start, length, distance, is_near = arguments
        lanes = ir.VectorType(_I32, LANES)
        zero = ir.Constant(lanes, [0] * LANES)
        sums = [cgutils.alloca_once_value(builder, zero) for _ in range(_INDEPENDENT_SUMS)]
        step = ir.Constant(_I64, CACHE_LINE * _INDEPENDENT_SUMS)
        with cgutils.for_range_slice(builder, ir.Constant(_I64, 0), length, step) as (offset, _):
            for line, place in enumerate(sums):
                at = builder.add(builder.add(start, offset), ir.Constant(_I64, line * CACHE_LINE))
                with builder.if_else(is_near) as (then, otherwise):
                    with then:
                        prefetch(builder, builder.add(at, distance), _FIRST_LEVEL)
                    with otherwise:
                        prefetch(builder, builder.add(at, distance))
                value = builder.load(pointer_to(builder, at), align=4, typ=lanes)
                builder.store(builder.add(builder.load(place), value), place)
        total = builder.load(sums[0])
        for place in sums[1:]:
            total = builder.add(total, builder.load(place))
        reduce = intrinsic_function(builder, f"llvm.vector.reduce.add.v{LANES}i32", _I32, [lanes])
        return builder.call(reduce, [total])

    return types.int32(types.int64, types.int64, types.int64, types.boolean), implement


def _fetch_add(typing: Any, address: Any, value: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        return builder.atomic_rmw("add", pointer_to(builder, arguments[0]), arguments[1], "seq_cst")

    return types.int64(types.int64, types.int64), implement


def _set_team(typing: Any, count: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        before = builder.call(intrinsic_function(builder, "get_num_threads", _I64, []), [])  # as numba has it
        change = intrinsic_function(builder, "set_num_threads", ir.VoidType(), [_I32])
        builder.call(change, [builder.trunc(arguments[0], _I32)])
        return builder.sext(builder.trunc(before, _I32), _I64)  # it is an int

    return types.int64(types.int64), implement


def _spin(typing: Any, address: Any, goal: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        pointer = pointer_to(builder, arguments[0])
        check = builder.append_basic_block("spin.check")
        wait = builder.append_basic_block("spin.wait")
        done = builder.append_basic_block("spin.done")
        builder.branch(check)
        builder.position_at_end(check)
        reached = builder.icmp_signed(">=", builder.load_atomic(pointer, "acquire", 8, typ=_I64), arguments[1])
        builder.cbranch(reached, done, wait)
        builder.position_at_end(wait)
        _relax(builder)
        builder.branch(check)
        builder.position_at_end(done)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), implement


def _look(typing: Any, address: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        word = builder.load_atomic(pointer_to(builder, arguments[0]), "acquire", 8, typ=_I64)
        _relax(builder)
        return word

    return types.int64(types.int64), implement


def _tell(typing: Any, address: Any, value: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        builder.atomic_rmw("xchg", pointer_to(builder, arguments[0]), arguments[1], "seq_cst")
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), implement


def _give_way(typing: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        if os.name != "posix":
            return ir.Constant(_I64, 0)
        return builder.sext(builder.call(intrinsic_function(builder, "sched_yield", _I32, []), []), _I64)

    return types.int64(), implement


def _nanoseconds(typing: Any) -> tuple[Any, Implementer]:
    def implement(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
        timespec = ir.LiteralStructType([_I64, _I64])
        place = cgutils.alloca_once(builder, timespec)
        function = intrinsic_function(builder, "clock_gettime", _I32, [_I32, place.type])
        builder.call(function, [ir.Constant(_I32, time.CLOCK_MONOTONIC), place])
        seconds, rest = (builder.load(cgutils.gep_inbounds(builder, place, 0, index), typ=_I64) for index in (0, 1))
        return builder.add(builder.mul(seconds, ir.Constant(_I64, 1_000_000_000)), rest)

    return types.int64(), implement


def _relax(builder: ir.IRBuilder) -> None:
    """The processor's hint that a thread is spinning, where there is one."""
    architecture = builder.module.triple.split("-")[0]
    if architecture == "x86_64":
        builder.call(intrinsic_function(builder, "llvm.x86.sse2.pause", ir.VoidType(), []), [])
    elif architecture in ("aarch64", "arm64"):
        function = intrinsic_function(builder, "llvm.aarch64.hint", ir.VoidType(), [_I32])
        builder.call(function, [ir.Constant(_I32, 1)])


# read_sum(address, length, ahead, near) -> sum of int32: reads ``length`` bytes, a multiple of 256, and does little
# else; prefetches ``ahead`` bytes early, into the first level's cache if ``near``.
read_sum = intrinsic(_read_sum)
# prefetch_line(address): has the cache line at ``address`` read early.
prefetch_line = intrinsic(_prefetch_line)
# load_weight(tag, address) -> float32
load_weight = intrinsic(_load_weight)
# load_int(address) -> int64
load_int = intrinsic(_load_int)
# store_int(address, value): the int64 at ``address`` becomes ``value``.
store_int = intrinsic(_store_int)
# store_float(address, value): the float32 at ``address`` becomes ``value``.
store_float = intrinsic(_store_float)
# add_float(address, value): the float32 at ``address`` grows by ``value``; not atomic.
add_float = intrinsic(_add_float)
# fetch_add(address, value) -> the int64 at ``address`` before ``value`` was added, atomically
fetch_add = intrinsic(_fetch_add)
# set_team(count) -> the count before: numba's threads from now on in this thread's parallel regions. For functions that
# have such regions; numba's own way cannot be kept in its cache of compiled code.
set_team = intrinsic(_set_team)
# wait_until(address, goal): spins until the int64 at ``address`` is at least ``goal``.
wait_until = intrinsic(_spin)
# tell(address, value): the int64 at ``address`` becomes ``value``; who looks and sees it sees all written before it.
tell = intrinsic(_tell)
# give_way() -> 0: lets another thread have the core, if one waits for it; does nothing where there is no POSIX.
give_way = intrinsic(_give_way)
# nanoseconds() -> the time since some moment. Where there is POSIX, on 64-bit machines.
nanoseconds = intrinsic(_nanoseconds)
# look(address) -> the int64 at ``address``, for whoever looks again and again; what was written before it is visible.
look = intrinsic(_look)
