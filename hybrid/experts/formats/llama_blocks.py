"""Formats of llama.cpp's blocks, as they are kept in memory: the same numbers as in a GGUF file, in another order.

Formats of 32 columns have a half for a scale, some another one for the least weight. Of those of 256 columns each has a
record with small whole numbers for its parts, and one or two halves for all of them. Q4_0 is kept as int4, and MXFP4 as
MXFP4; ``Q6_K_M`` is for matrices of which some layers are Q6_K and others have minima.
"""

import torch
from torch import Tensor

from hybrid.experts.formats.grouped import Grouped, Widen, from_table, nibbles
from hybrid.jit import block_scales as scales_of
from hybrid.jit import block_values as values_of
from hybrid.jit.group_loads import BLOCK, BlockValues

SMALL, SUPER = BLOCK, 256  # columns of a block
_BLOCKS = SUPER // BLOCK


def more_bits(bits: int, less: int) -> Widen:
    """Four bits of 32 numbers in 16 bytes, then ``bits`` higher ones of each -> the numbers, made ``less``."""
    size, low_size = (4 + bits) * BLOCK // 8, BLOCK // 2

    def widen(stored: Tensor) -> Tensor:
        blocks = stored.unflatten(-1, (-1, size))
        numbers = nibbles(blocks[..., :low_size])
        fields = torch.arange(0, 8, bits, dtype=torch.uint8, device=stored.device)
        high = (blocks[..., low_size:, None] >> fields & (1 << bits) - 1).flatten(-2)
        by_column = torch.stack(high.chunk(2, -1), -1).flatten(-2)  # even columns come before odd ones
        return (numbers | by_column << 4).flatten(-2).float() - less

    return widen


def _halves(records: Tensor, first: int) -> Tensor:
    """The half at a place of every record (..., bytes), as float32 (..., 1)."""
    return records[..., first : first + 2].contiguous().view(torch.float16).float()


def _fields(records: Tensor, bits: int) -> Tensor:
    """The eight numbers of ``bits`` bits in sequence at the start of records (..., bytes) -> (..., 8)."""
    first = torch.arange(_BLOCKS, device=records.device) * bits
    low, high = (records[..., first // 8 + more].int() for more in (0, 1))
    return (low | high << 8) >> first % 8 & (1 << bits) - 1


def _of_records(size: int, widen: Widen) -> Widen:
    """Applies ``widen`` to records (..., bytes)."""
    return lambda stored: widen(stored.unflatten(-1, (-1, size))).flatten(-2)


def _with_half(kind: str, block_values: BlockValues, values: Widen) -> Grouped:
    """A half for 32 columns."""
    return Grouped(
        kind, "float", BLOCK, block_values, scales_of.FLOAT16_SCALES,
        values=values, scales=Tensor.float, group_dtype=torch.float16,
    )  # fmt: skip


def _with_two_halves(kind: str, block_values: BlockValues, values: Widen) -> Grouped:
    """Two for 32 columns, the second one for the least weight."""
    return Grouped(
        kind, "halves", BLOCK, block_values, scales_of.FLOAT16_AND_LEAST,
        values=values, group_dtype=torch.float16, record=2,
        scales=lambda stored: stored[..., ::2].float(), minima=lambda stored: -stored[..., 1::2].float(),
    )  # fmt: skip


def _with_pairs(kind: str, block_values: BlockValues, values: Widen) -> Grouped:
    """Six bits for a scale and six for a minimum of 32 columns, and two halves for 256."""
    return Grouped(
        kind, "pairs", SUPER, block_values, scales_of.PAIRS_OF_SIX,
        values=values, group_dtype=torch.uint8, record=16, fine=BLOCK,
        scales=_of_records(16, lambda records: (_fields(records, 12) & 63) * _halves(records, 12)),
        minima=_of_records(16, lambda records: (_fields(records, 12) >> 6) * _halves(records, 14)),
    )  # fmt: skip


def _four_bits(stored: Tensor) -> Tensor:
    return nibbles(stored).float()


_IQ4 = from_table(values_of.IQ4)

Q8_0 = _with_half("int8", values_of.INT8, lambda stored: stored.view(torch.int8).float())
Q4_1 = _with_two_halves("uint4", values_of.UINT4, _four_bits)
Q5_0 = _with_half("int5", values_of.INT5, more_bits(1, 16))
Q5_1 = _with_two_halves("uint5", values_of.UINT5, more_bits(1, 0))
IQ4_NL = _with_half("iq4", values_of.IQ4_NUMBERS, _IQ4)
IQ4_XS = Grouped(
    "iq4", "sixes", SUPER, values_of.IQ4_NUMBERS, scales_of.SIXES,
    values=_IQ4, group_dtype=torch.uint8, record=8, fine=BLOCK,
    scales=_of_records(8, lambda records: (_fields(records, 6) - 32) * _halves(records, 6)),
)  # fmt: skip
Q4_K = _with_pairs("uint4", values_of.UINT4, _four_bits)
Q5_K = _with_pairs("uint5", values_of.UINT5, more_bits(1, 0))
Q6_K = Grouped(
    "int6", "bytes", SUPER, values_of.INT6, scales_of.SIXTEEN_BYTES,
    values=more_bits(2, 32), group_dtype=torch.uint8, record=18, fine=16,
    scales=_of_records(18, lambda records: records[..., :16].view(torch.int8) * _halves(records, 16)),
)  # fmt: skip
Q6_K_M = Grouped(
    "int6", "bytes_minima", SUPER, values_of.INT6, scales_of.SIXTEEN_AND_MINIMA,
    values=more_bits(2, 32), group_dtype=torch.uint8, record=28, fine=16,
    scales=_of_records(28, lambda records: records[..., :16].view(torch.int8) * _halves(records, 24)),
    minima=_of_records(28, lambda records: records[..., 16:24] * _halves(records, 26)),
)  # fmt: skip
