"""Four-bit floating-point weights (e2m1: a sign, two bits of exponent, one of mantissa), in two published formats.

MXFP4 (OCP Microscaling Formats 1.0): a power of two for every 32 columns. NVFP4: an eight-bit float (e4m3) for every
16 columns, times a number that a whole matrix shares, which is kept by row here.
"""

import torch
from torch import Tensor

from hybrid.experts.formats.grouped import Grouped, from_table
from hybrid.jit.block_scales import E4M3_SCALES, POWERS_OF_TWO
from hybrid.jit.block_values import E2M1

_MAGNITUDES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
_TABLE = _MAGNITUDES + tuple(-magnitude for magnitude in _MAGNITUDES)
_MANTISSA_BITS = 23  # of a float32
_SMALLEST, _NAN = 1 << 22, 0x7FC00000  # bits of 2^-127 and of NaN


def powers_of_two(stored: Tensor) -> Tensor:
    """Exponents in excess of 127, 255 being NaN (e8m0) -> float32."""
    exponents = stored.int()
    bits = torch.where(exponents == 0, _SMALLEST, exponents << _MANTISSA_BITS)
    return torch.where(exponents == 255, _NAN, bits).view(torch.float32)


def small_floats(stored: Tensor) -> Tensor:
    """Bytes of e4m3 -> float32."""
    return stored.view(torch.float8_e4m3fn).float()


MXFP4 = Grouped(
    "e2m1", "e8m0", 32, E2M1, POWERS_OF_TWO,
    values=from_table(_TABLE), scales=powers_of_two, group_dtype=torch.uint8,
)  # fmt: skip
NVFP4 = Grouped(
    "e2m1", "e4m3", 16, E2M1, E4M3_SCALES,
    values=from_table(_TABLE), scales=small_floats, group_dtype=torch.uint8, scaled=True,
)  # fmt: skip
