"""Eight-bit floating-point weights (e4m3: a sign, four bits of exponent, three of mantissa) with a float32 scale for
every 128 columns.

Published files have one scale for a block of 128 x 128; each row keeps its own copy here.
"""

import numpy as np
import torch
from numba import types

from hybrid.experts.formats.fp4 import small_floats
from hybrid.experts.formats.grouped import Grouped
from hybrid.jit.group_loads import E4M3, FLOAT_SCALES, define_group_load

define_group_load(types.int32, E4M3, FLOAT_SCALES)

FP8 = Grouped(
    "e4m3", 128, np.int32(0), values=small_floats, scales=lambda stored: stored, group_dtype=torch.float32
)  # fmt: skip
