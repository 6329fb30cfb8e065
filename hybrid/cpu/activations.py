"""Activations of experts as compiled code."""

import math

from hybrid.cpu.job import GELU, GELU_TANH, SILU, Swiglu
from hybrid.jit.compiled import compiled_part


@compiled_part()
def activate(activation: int, value: float) -> float:
    if activation == SILU:
        return value / (1 + math.exp(-value))
    if activation == GELU:
        return 0.5 * value * (1 + math.erf(value * math.sqrt(0.5)))
    if activation == GELU_TANH:
        return 0.5 * value * (1 + math.tanh(math.sqrt(2 / math.pi) * (value + 0.044715 * value**3)))
    return max(value, 0.0) ** 2


@compiled_part()
def clamped_swiglu(swiglu: Swiglu, gate: float, partner: float) -> float:
    """By comparisons, not min and max, so that NaN stays NaN."""
    limit = swiglu.limit
    gate = limit if gate > limit else gate
    partner = limit if partner > limit else -limit if partner < -limit else partner
    return gate / (1 + math.exp(-swiglu.alpha * gate)) * (partner + swiglu.offset)
