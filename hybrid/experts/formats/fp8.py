"""Eight-bit floating-point weights (e4m3: a sign, four bits of exponent, three of mantissa) with a float32 scale for
every 128 columns.

Published files have one scale for a block of 128 x 128; each row keeps its own copy here.
"""

import torch

from hybrid.experts.formats.fp4 import small_floats
from hybrid.experts.formats.grouped import Grouped
from hybrid.jit.block_scales import FLOAT_SCALES
from hybrid.jit.block_values import E4M3

FP8 = Grouped(
    "e4m3", "float", 128, E4M3, FLOAT_SCALES,
    values=small_floats, scales=lambda stored: stored, group_dtype=torch.float32,
)  # fmt: skip
