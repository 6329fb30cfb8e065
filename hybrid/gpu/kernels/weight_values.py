"""Values and scales of formats with groups as Triton code: what is stored -> float32.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

from typing import Any

import torch
import triton
import triton.language as tl

from hybrid.experts.formats import WeightFormat


def format_arguments(weight_format: WeightFormat) -> dict[str, Any]:
    """What kernels have to know of a format with groups, as constants."""
    assert weight_format.group_dtype is not None
    kinds = {torch.uint8: "e4m3" if weight_format.scaled else "e8m0"}
    return {
        "kind": weight_format.kind,
        "scale_kind": kinds.get(weight_format.group_dtype, "float"),
        "group": weight_format.group,
    }


@triton.jit
def half_float(bits):
    """The bits of a half -> float32."""
    return bits.to(tl.int16).to(tl.float16, bitcast=True).to(tl.float32)


@triton.jit
def nibble_value(nibble, kind: tl.constexpr):
    """int32 from 0 to 15 -> float32. Four-bit floats go through halves: sign to bit 15, the rest to bit 9."""
    if kind == "int4":
        value = (nibble - 8).to(tl.float32)
    else:
        value = half_float(((nibble & 8) << 12) | ((nibble & 7) << 9)) * 16384.0
    return value


@triton.jit
def byte_value(byte):
    """A byte of e4m3, as int32 -> float32."""
    return half_float(((byte & 0x80) << 8) | ((byte & 0x7F) << 7)) * 256.0


@triton.jit
def scale_value(scale, scale_kind: tl.constexpr):
    """A group's scale as it is stored -> float32."""
    if scale_kind == "e8m0":
        value = (scale.to(tl.int32) << 23).to(tl.float32, bitcast=True)
    elif scale_kind == "e4m3":
        value = byte_value(scale.to(tl.int32))
    else:
        value = scale.to(tl.float32)
    return value
