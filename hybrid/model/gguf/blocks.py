"""Blocks of a GGUF file -> values and scales of a weight format: the same whole numbers and scales in another order.

A block has numbers for 32 or 256 columns of a row. In a file, the number in the low half of a byte and the one in its
high half are 16 or 32 columns apart; in memory they are neighbours, and scales lie apart from values.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from hybrid.experts.formats import FORMATS, Matrix
from hybrid.experts.formats.llama_blocks import SMALL, SUPER
from hybrid.experts.formats.weight_format import group_bytes
from hybrid.layout import FormatName
from hybrid.model.gguf.relaying import relay


@dataclass(frozen=True, slots=True)
class BlockType:
    """A type of blocks: ``columns`` and ``bytes`` of one, and the format it is kept in."""

    columns: int
    bytes: int
    format: FormatName


TYPES: Mapping[str, BlockType] = {
    "Q4_0": BlockType(SMALL, 18, "int4_f16"),
    "Q4_1": BlockType(SMALL, 20, "q4_1"),
    "Q5_0": BlockType(SMALL, 22, "q5_0"),
    "Q5_1": BlockType(SMALL, 24, "q5_1"),
    "Q8_0": BlockType(SMALL, 34, "q8_0"),
    "IQ4_NL": BlockType(SMALL, 18, "iq4_nl"),
    "MXFP4": BlockType(SMALL, 17, "mxfp4"),
    "IQ4_XS": BlockType(SUPER, 136, "iq4_xs"),
    "Q4_K": BlockType(SUPER, 144, "q4_k"),
    "Q5_K": BlockType(SUPER, 176, "q5_k"),
    "Q6_K": BlockType(SUPER, 210, "q6_k"),
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
    kind, weight_format = TYPES[name], FORMATS[form]
    columns = stored.shape[-1] // kind.bytes * kind.columns
    values = torch.empty((len(stored), weight_format.stored_columns(columns)), dtype=torch.uint8)
    groups = torch.empty((len(stored), group_bytes(weight_format, columns)), dtype=torch.uint8)
    _relay(name, stored, form, values, groups)
    return values, groups


def relay_into(name: str, stored: Tensor, form: FormatName, target: Matrix) -> None:
    """As ``relaid``, into the values and the groups of ``target``, of any strides."""
    assert target.groups is not None
    if target.values.is_contiguous() and target.groups.is_contiguous():
        _relay(name, stored, form, target.values, target.groups)
        return
    values, groups = relaid(name, stored, form)
    target.values.copy_(values)
    target.groups.copy_(groups.view(target.groups.dtype))


def _relay(name: str, stored: Tensor, form: FormatName, values: Tensor, groups: Tensor) -> None:
    kind, weight_format = TYPES[name], FORMATS[form]
    blocks = stored.numel() // kind.bytes
    columns = blocks * kind.columns
    sizes = (blocks * kind.bytes, weight_format.stored_columns(columns), group_bytes(weight_format, columns))
    assert tuple(part.nbytes for part in (stored, values, groups)) == sizes, "compiled code sees addresses alone"
    assert stored.is_contiguous()
    if form == "q8_0":
        scale_bytes = kind.bytes - SMALL
        of_blocks = stored.view(-1, kind.bytes)
        values.view(-1, SMALL).copy_(of_blocks[:, scale_bytes:])
        groups.view(torch.uint8).view(-1, scale_bytes).copy_(of_blocks[:, :scale_bytes])
        return
    addresses = (stored.data_ptr(), values.data_ptr(), groups.data_ptr())
    relay(name, _BITS.get(form, 0), *addresses, blocks, minima=form == "q6_k_m")
