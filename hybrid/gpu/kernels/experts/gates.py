"""Gated activations as Triton code: what becomes of an expert's gate and up rows.

Knows which layouts there is code for, and what a kernel that reads such rows is told of them.

Importing this module needs Triton, which torch ships for CUDA on Linux only.
"""

# mypy: disable-error-code="no-untyped-def, no-untyped-call, untyped-decorator"

from typing import Any

import triton
import triton.language as tl

from hybrid.types import ExpertLayout

_ACTIVATIONS = ("silu", "gelu", "gelu_tanh", "clamped_swiglu")


def covers(layout: ExpertLayout) -> bool:
    return layout.gated and layout.activation in _ACTIVATIONS


def gate_arguments(layout: ExpertLayout) -> dict[str, Any]:
    """Constants of a kernel, by name: where a row's gate and up lie, and what ``gated`` asks for."""
    return {
        "stride": layout.row_stride,
        "partner": layout.partner,
        "activation": layout.activation,
        "alpha": layout.swiglu.alpha,
        "limit": layout.swiglu.limit,
        "offset": layout.swiglu.offset,
    }


@triton.jit
def gated(gate, up, activation: tl.constexpr, alpha: tl.constexpr, limit: tl.constexpr, offset: tl.constexpr):
    if activation == "clamped_swiglu":
        # Comparisons, not minimum and maximum: what is not a number stays so.
        gate = tl.where(gate > limit, limit, gate)
        up = tl.where(up > limit, limit, tl.where(up < -limit, -limit, up))
        return gate * tl.sigmoid(alpha * gate) * (up + offset)
    return _activate(gate, activation) * up


@triton.jit
def _activate(x, activation: tl.constexpr):
    if activation == "silu":
        return x * tl.sigmoid(x)
    if activation == "gelu":
        return 0.5 * x * (1.0 + tl.erf(x * 0.7071067811865476))
    inner = 0.7978845608028654 * (x + 0.044715 * x * x * x)
    return x * tl.sigmoid(2.0 * inner)
