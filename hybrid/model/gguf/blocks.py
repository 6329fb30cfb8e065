"""Blocks of a GGUF file -> values and scales of a weight format: the same whole numbers and scales in another order.

A block has numbers for 32 or 256 columns of a row. In a file, the number in the low half of a byte and the one in its
high half are 16 or 32 columns apart; in memory they are neighbours, and scales lie apart from values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

import torch
from torch import Tensor

from hybrid.experts.formats.llama_blocks import SMALL, SUPER
from hybrid.layout import FormatName

_WORD = 24  # bits, in which numbers of 6 and of 12 bits end with a byte
_ZERO_OF_SIX = 32  # by which numbers of six bits are stored higher


@dataclass(frozen=True, slots=True)
class Numbers:
    """What blocks hold. ``values`` (..., columns) are bytes, of four to six bits each or signed ones of eight.

    ``scales`` and ``minima`` (..., blocks, parts) are bytes, too; ``halves`` (..., blocks, 2 or 4) the bytes of one or
    two halves that all of them are multiplied with. Blocks without parts have scales of their own alone, as they are.
    """

    values: Tensor
    scales: Tensor
    halves: Tensor | None = None
    minima: Tensor | None = None


@dataclass(frozen=True, slots=True)
class BlockType:
    """A type of blocks: ``columns`` and ``bytes`` of one, the format it is kept in, and how its numbers are found."""

    columns: int
    bytes: int
    format: FormatName
    numbers: Callable[[Tensor], Numbers]


def _low_then_high(stored: Tensor) -> Tensor:
    """Bytes (..., n) -> their low halves, then their high ones (..., 2 n)."""
    return torch.cat((stored & 15, stored >> 4), -1)


def _simple(scale_bytes: int) -> Callable[[Tensor], Numbers]:
    """Scales, then 32 numbers of four bits."""
    return lambda stored: Numbers(_low_then_high(stored[..., scale_bytes:]).flatten(-2), stored[..., :scale_bytes])


def _fives(scale_bytes: int) -> Callable[[Tensor], Numbers]:
    """Scales, the fifth bits of 32 numbers, then their lower ones."""

    def numbers(stored: Tensor) -> Numbers:
        _, high, low = stored.split((scale_bytes, 4, SMALL // 2), -1)
        values = _low_then_high(low) | _bits(high, 1).transpose(-1, -2).flatten(-2) << 4
        return Numbers(values.flatten(-2), stored[..., :scale_bytes])

    return numbers


def _bits(stored: Tensor, size: int) -> Tensor:
    """Bytes (..., n) -> (..., 8 / size, n) numbers of so many bits: the lowest of each byte, then the next ones."""
    return torch.stack([stored >> first & (1 << size) - 1 for first in range(0, 8, size)], -2)


def _eights(stored: Tensor) -> Numbers:
    return Numbers(stored[..., 2:].flatten(-2), stored[..., :2])


def _scales_and_minima(stored: Tensor) -> tuple[Tensor, Tensor]:
    """Six bits for each of eight scales and minima, in 12 bytes: of the last four, the two highest lie elsewhere."""
    first, second, low = stored.unflatten(-1, (3, 4)).unbind(-2)
    scales = torch.cat((first & 63, (low & 15) | (first >> 6) << 4), -1)
    minima = torch.cat((second & 63, (low >> 4) | (second >> 6) << 4), -1)
    return scales, minima


def _k4(stored: Tensor) -> Numbers:
    halves, fields, low = stored.split((4, 12, 128), -1)
    scales, minima = _scales_and_minima(fields)
    values = _low_then_high(low.unflatten(-1, (4, 32)))
    return Numbers(values.flatten(-3), scales, halves, minima)


def _k5(stored: Tensor) -> Numbers:
    halves, fields, high, low = stored.split((4, 12, 32, 128), -1)
    scales, minima = _scales_and_minima(fields)
    fifth = _bits(high, 1)  # (..., 8, 32)
    values = _low_then_high(low.unflatten(-1, (4, 32))).unflatten(-1, (2, 32)).flatten(-3, -2) | fifth << 4
    return Numbers(values.flatten(-3), scales, halves, minima)


def _k6(stored: Tensor) -> Numbers:
    low, high, scales, halves = stored.split((128, 64, 16, 2), -1)
    upper = _bits(high.unflatten(-1, (2, 32)), 2)  # (..., 2, 4, 32)
    lower = _low_then_high(low.unflatten(-1, (2, 64))).unflatten(-1, (4, 32))
    return Numbers((lower | upper << 4).flatten(-4), scales, halves)


def _iq4_xs(stored: Tensor) -> Numbers:
    halves, high, low, values = stored.split((2, 2, 4, 128), -1)
    lower, upper = (_bits(part, size).transpose(-1, -2).flatten(-2) for part, size in ((low, 4), (high, 2)))
    scales = lower | upper << 4
    return Numbers(_low_then_high(values.unflatten(-1, (8, 16))).flatten(-3), scales, halves)


TYPES: Mapping[str, BlockType] = {
    "Q4_0": BlockType(SMALL, 18, "int4_f16", _simple(2)),
    "Q4_1": BlockType(SMALL, 20, "q4_1", _simple(4)),
    "Q5_0": BlockType(SMALL, 22, "q5_0", _fives(2)),
    "Q5_1": BlockType(SMALL, 24, "q5_1", _fives(4)),
    "Q8_0": BlockType(SMALL, 34, "q8_0", _eights),
    "IQ4_NL": BlockType(SMALL, 18, "iq4_nl", _simple(2)),
    "MXFP4": BlockType(SMALL, 17, "mxfp4", _simple(1)),
    "IQ4_XS": BlockType(SUPER, 136, "iq4_xs", _iq4_xs),
    "Q4_K": BlockType(SUPER, 144, "q4_k", _k4),
    "Q5_K": BlockType(SUPER, 176, "q5_k", _k5),
    "Q6_K": BlockType(SUPER, 210, "q6_k", _k6),
}
"""Types of blocks in which experts may be stored, by their names in GGUF files."""

# Formats that hold a type exactly, as well as others: for a model whose layers are stored in several.
_WIDER: Mapping[str, tuple[FormatName, ...]] = {
    "Q4_K": ("q4_k", "q5_k", "q6_k_m"),
    "Q5_K": ("q5_k", "q6_k_m"),
    "Q6_K": ("q6_k", "q6_k_m"),
    "Q4_1": ("q4_1", "q5_1"),
}
_BITS: Mapping[FormatName, int] = {"q5_k": 1, "q6_k": 2, "q6_k_m": 2, "q5_0": 1, "q5_1": 1}  # beyond four


def format_for(types: set[str]) -> FormatName | None:
    """The smallest format that holds all of these types exactly; ``None`` if there is none."""
    held = [_WIDER.get(name, (TYPES[name].format,)) for name in types if name in TYPES]
    common = [form for form in held[0] if all(form in others for others in held)] if len(held) == len(types) else []
    return common[0] if common else None


def relaid(name: str, stored: Tensor, form: FormatName) -> tuple[Tensor, Tensor]:
    """Rows of blocks (rows, bytes) of a type -> the values and the groups of a ``Matrix`` in ``form``, as bytes.

    ``form`` is one that ``format_for`` gave for the type.
    """
    kind = TYPES[name]
    numbers = kind.numbers(stored.unflatten(-1, (-1, kind.bytes)))
    if form == "q6_k_m":
        numbers = _for_both(numbers)
    return _values(numbers.values, form), _groups(numbers, form)


def _for_both(numbers: Numbers) -> Numbers:
    """Numbers of Q4_K, Q5_K or Q6_K as those of Q6_K with minima."""
    assert numbers.halves is not None
    if numbers.minima is None:
        none = torch.zeros_like(numbers.scales[..., : SUPER // SMALL])
        return replace(numbers, minima=none, halves=torch.cat((numbers.halves, torch.zeros_like(numbers.halves)), -1))
    scales = numbers.scales.repeat_interleave(2, -1)
    return replace(numbers, values=numbers.values + _ZERO_OF_SIX, scales=scales)


def _values(values: Tensor, form: FormatName) -> Tensor:
    if form == "q8_0":
        return values
    pairs = values.contiguous().view(torch.int16)  # two numbers as one: half as many, all beside one another
    low = (pairs & 15 | pairs >> 4 & 240).to(torch.uint8)
    bits = _BITS.get(form, 0)
    if not bits:
        return low
    high = [(pairs >> first).to(torch.uint8) & 3 for first in (4, 12)]  # of even and of odd columns
    of_blocks = (low, *(_packed(numbers, bits) for numbers in high))
    return torch.cat([part.unflatten(-1, (values.shape[-1] // SMALL, -1)) for part in of_blocks], -1).flatten(-2)


def _packed(numbers: Tensor, bits: int) -> Tensor:
    """Numbers of ``bits`` bits as bytes, the first one lowest."""
    per_byte = 8 // bits
    return reduce(or_, (numbers[..., place::per_byte] << place * bits for place in range(per_byte)))


def _groups(numbers: Numbers, form: FormatName) -> Tensor:
    if numbers.halves is None:
        return numbers.scales.flatten(-2)
    parts = [numbers.scales, *(() if numbers.minima is None else (numbers.minima,))]
    if form in ("q4_k", "q5_k"):
        parts = [_fields(numbers.scales.short() | parts[1].short() << 6, 12)]
    elif form == "iq4_xs":
        parts = [_fields(numbers.scales.short(), 6)]
    return torch.cat((*parts, numbers.halves), -1).flatten(-2)


def _fields(numbers: Tensor, bits: int) -> Tensor:
    """Eight numbers of 6 or 12 bits (..., 8) in sequence -> bytes (..., bits)."""
    per_word = _WORD // bits
    words = reduce(or_, (numbers[..., place::per_word].int() << place * bits for place in range(per_word)))
    return torch.stack([words >> first & 255 for first in range(0, _WORD, 8)], -1).to(torch.uint8).flatten(-2)
