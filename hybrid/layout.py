"""Expert layout: shapes, order of rows, data type and activation of the expert weights of a model.

Plain values of the standard library alone; ``hybrid.types`` exports them with the other shared values.
"""

import math
from dataclasses import dataclass
from typing import Literal

DtypeName = Literal["float32", "bfloat16", "float16"]
FormatName = Literal[
    "plain", "int8", "int4", "int4_64", "int4_128", "int4_f16", "int4_64_f16", "int4_128_f16", "int4_zeros",
    "int4_zeros_64", "int4_zeros_128", "int4_zeros_f16", "int4_zeros_64_f16", "int4_zeros_128_f16", "mxfp4", "nvfp4",
    "fp8", "q8_0", "q4_1", "q5_0", "q5_1", "iq4_nl", "iq4_xs", "q4_k", "q5_k", "q6_k", "q6_k_m",
]  # fmt: skip
"""How expert matrices are stored, see ``hybrid.experts.formats``."""


@dataclass(frozen=True, slots=True)
class ClampedSwiglu:
    """``gate * sigmoid(alpha * gate) * (up + offset)``, gate at most ``limit`` and up within ``limit`` of zero."""

    alpha: float = 1.0
    limit: float = math.inf
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class ExpertLayout:
    """How the expert weights of every MoE layer are laid out.

    Shapes of one expert, ``rows`` being ``2 * intermediate`` when gated, else ``intermediate``:
    up ``(rows, hidden)`` and down ``(hidden, intermediate)``.
    Gated rows are ``[gate; up]`` when ``concatenated``, else interleaved ``gate0, up0, gate1, ...``.
    ``dtype`` is that of activations and biases; the matrices are stored in ``format``, down in ``down_format`` if that
    is another one. ``ordered``: the columns of up lie in an order of each expert's own, which is stored beside them.
    """

    experts: int
    hidden: int
    intermediate: int
    dtype: DtypeName
    gated: bool
    biased: bool
    concatenated: bool
    activation: str  # "silu", "gelu", ..., "clamped_swiglu", or "custom": only the module itself can apply it
    swiglu: ClampedSwiglu = ClampedSwiglu()  # counts for "clamped_swiglu" alone, which is gated
    format: FormatName = "plain"
    down_format: FormatName | None = None
    ordered: bool = False

    @property
    def formats(self) -> tuple[FormatName, FormatName]:
        """Of up and of down."""
        return self.format, self.down_format or self.format

    @property
    def rows(self) -> int:
        return 2 * self.intermediate if self.gated else self.intermediate

    @property
    def row_stride(self) -> int:
        """Distance in up between the rows of one intermediate row (its gate's row if gated) and the next."""
        return 2 if self.gated and not self.concatenated else 1

    @property
    def partner(self) -> int:
        """Distance in up from a gate's row to the row that it is multiplied with."""
        return self.intermediate if self.concatenated else 1
