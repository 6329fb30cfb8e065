"""Job of the CPU expert kernels: what one call is made of, and which layouts there are kernels for.

Knows shapes, addresses and pairs as plain values, and no arithmetic. Whoever makes a job keeps alive what its
addresses point to.
"""

import platform
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hybrid.experts.formats import FORMATS, WeightFormat
from hybrid.experts.formats.plain import TAGS
from hybrid.experts.formats.weight_format import group_bytes
from hybrid.jit.cpu_features import has_feature
from hybrid.types import ExpertLayout

SILU, GELU, GELU_TANH, RELU2, CLAMPED_SWIGLU = range(5)
ACTIVATIONS = {
    "silu": SILU,
    "gelu": GELU,
    "gelu_tanh": GELU_TANH,
    "relu2": RELU2,
    "clamped_swiglu": CLAMPED_SWIGLU,
}
FLOAT = np.float32(0)


class Tags(NamedTuple):
    """How weights and their scales, and how activations and biases are loaded: numbers whose types say it."""

    up: Any
    up_scales: Any
    down: Any
    down_scales: Any
    plain: Any


class Swiglu(NamedTuple):
    """Of a clamped SwiGLU; see ``hybrid.types.ClampedSwiglu``."""

    alpha: float
    limit: float
    offset: float


class Shape(NamedTuple):
    """What the kernels need of a layout; the same for every call."""

    hidden: int
    intermediate: int
    gated: bool
    biased: bool
    stride: int  # rows of up, from one intermediate row's to the next one's
    partner: int  # rows of up, from a gate's to the one it is multiplied with
    activation: int
    up_row: int  # bytes of a row of up
    down_row: int
    up_groups_row: int  # bytes of its scales of groups, 0 where it has none
    down_groups_row: int
    up_group: int  # columns that share a record of scales, or 0
    down_group: int
    plain_size: int  # bytes of an activation or a bias
    scaled: bool  # each row of a matrix has a scale
    swiglu: Swiglu


class Weights(NamedTuple):
    """Addresses of entry 0; entries follow one another. What there is none of is 0."""

    up: int
    down: int
    up_bias: int
    down_bias: int
    up_scales: int  # of rows, float32
    down_scales: int
    up_groups: int  # scales of groups
    down_groups: int
    entries: int


class Pairs(NamedTuple):
    """Entries in CSR form over (token, router weight) pairs; see ``hybrid.experts.work.ExpertWork``."""

    entries: NDArray[np.int64]
    offsets: NDArray[np.int64]
    tokens: NDArray[np.int64]
    weights: NDArray[np.float32]


class States(NamedTuple):
    """Addresses of contiguous float32 arrays (tokens, hidden)."""

    hidden: int
    out: int
    tokens: int


class Job(NamedTuple):
    """One call: ``states.out[token] += weight * mlp(states.hidden[token])`` for all pairs."""

    tags: Tags
    shape: Shape
    weights: Weights
    pairs: Pairs
    states: States
    first: int = 0  # of the intermediate rows: those before it are somebody else's part of the sum, biases are not


class TokenPlaces(NamedTuple):
    """Addresses of one token's activations (hidden,) in the layout's dtype, its ``routed`` experts, their slots
    (negative where an expert has none) and router weights, and of the float32 sum (hidden,)."""

    hidden: int
    choices: int
    slots: int
    weights: int
    out: int
    routed: int


class Table(NamedTuple):
    """Addresses of what ``Pairs`` holds: numba counts references to arrays, and so many threads would contend."""

    entries: int
    offsets: int
    tokens: int
    weights: int
    experts: int


class Task(NamedTuple):
    """A job, free of arrays."""

    tags: Tags
    shape: Shape
    weights: Weights
    table: Table
    states: States
    inner: int  # address of float32 (pairs, intermediate)
    first: int
    first_bytes: int  # from the start of a row of down to its column ``first``
    first_groups: int  # and in the row's scales
    up_shift: int  # a record of scales is for ``32 << up_shift`` columns
    down_shift: int


def covers(layout: ExpertLayout) -> bool:
    """Whether ``run`` computes this layout on this processor; everything else is for the generic path."""
    halves = layout.dtype == "float16" or any(FORMATS[name].group > 0 for name in layout.formats)
    return layout.activation in ACTIVATIONS and (not halves or _converts_float16())


def _converts_float16() -> bool:
    """Whether the code that numba generates may widen a float16: without the instruction LLVM aborts."""
    if platform.machine() not in ("x86_64", "AMD64"):
        return platform.machine() in ("aarch64", "arm64")
    return has_feature("f16c")


def tags_of(layout: ExpertLayout) -> Tags:
    up, down = (FORMATS[name].cpu_tags(layout.dtype) for name in layout.formats)
    return Tags(*up, *down, TAGS[layout.dtype])


def shape_of(layout: ExpertLayout) -> Shape:
    swiglu = layout.swiglu
    up, down = (FORMATS[name] for name in layout.formats)
    assert up.scaled == down.scaled, "both matrices have scales of rows, or none"

    def row_bytes(weight_format: WeightFormat, columns: int) -> int:
        return weight_format.stored_columns(columns) * weight_format.stored_dtype(layout.dtype).itemsize

    return Shape(
        hidden=layout.hidden,
        intermediate=layout.intermediate,
        gated=layout.gated,
        biased=layout.biased,
        stride=layout.row_stride,
        partner=layout.partner,
        activation=ACTIVATIONS[layout.activation],
        up_row=row_bytes(up, layout.hidden),
        down_row=row_bytes(down, layout.intermediate),
        up_groups_row=group_bytes(up, layout.hidden),
        down_groups_row=group_bytes(down, layout.intermediate),
        up_group=up.group,
        down_group=down.group,
        plain_size=TAGS[layout.dtype].itemsize,
        scaled=up.scaled,
        swiglu=Swiglu(swiglu.alpha, swiglu.limit, swiglu.offset),
    )
