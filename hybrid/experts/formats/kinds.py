"""Tags of the kinds of values and scales that formats with groups are made of, for the CPU's kernels.

A format is any pair of them.
"""

from collections.abc import Mapping

import numba
import numpy as np

from hybrid.jit import block_scales as scales_of
from hybrid.jit import block_values as values_of
from hybrid.jit.group_loads import BlockScales, BlockValues, define_block_scales, define_block_values

NO_SCALES = np.bool_(False)

_VALUES: Mapping[BlockValues, np.generic] = {
    values_of.E2M1: np.uint8(0),
    values_of.E4M3: np.int32(0),
    values_of.INT4: np.int64(0),
    values_of.INT5: np.float64(0),
    values_of.INT6: np.int16(0),
    values_of.INT8: np.int8(0),
    values_of.IQ4_NUMBERS: np.uint16(0),
    values_of.UINT4: np.uint32(0),
    values_of.UINT5: np.uint64(0),
}
_SCALES: Mapping[BlockScales, np.generic] = {
    scales_of.POWERS_OF_TWO: np.uint8(0),
    scales_of.E4M3_SCALES: np.uint32(0),
    scales_of.BFLOAT16_SCALES: np.uint16(0),
    scales_of.FLOAT16_SCALES: np.int16(0),
    scales_of.FLOAT_SCALES: np.float32(0),
    scales_of.FLOAT16_AND_LEAST: np.int8(0),
    scales_of.FLOAT16_AND_ZERO: np.complex64(0),
    scales_of.BFLOAT16_AND_ZERO: np.complex128(0),
    scales_of.PAIRS_OF_SIX: np.int64(0),
    scales_of.SIXES: np.int32(0),
    scales_of.SIXTEEN_BYTES: np.uint64(0),
    scales_of.SIXTEEN_AND_MINIMA: np.float64(0),
}
for _values, _tag in _VALUES.items():
    define_block_values(numba.typeof(_tag), _values)
for _scales, _tag in _SCALES.items():
    define_block_scales(numba.typeof(_tag), _scales)


def tags_of(values: BlockValues, scales: BlockScales) -> tuple[np.generic, np.generic]:
    return _VALUES[values], _SCALES[scales]
