"""Tiny checkpoints as published in packed layouts, each beside a plain one of what its weights stand for.

Written anew from the formats' descriptions, with nothing of the engine's own: it is held to these.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from tests.models.tiny_models import save_tiny

_E2M1 = torch.tensor([0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6])

# A plain weight (rows, columns), a number to draw by -> its parts by suffix of the name, and what they stand for.
Pack = Callable[..., tuple[dict[str, Tensor], Tensor]]


@dataclass(frozen=True)
class Layout:
    """A packed layout: its description in config.json, how it packs a weight, and which weights besides experts'."""

    description: dict[str, Any]
    pack: Pack
    dense: bool = False
    file: str | None = None  # of the description, if not config.json
    stacked: bool = False  # experts are stacked, columns before rows
    ordered: bool = False  # ``pack`` gets an order of columns, too, that gate and up of an expert share


def _nibbles(shape: tuple[int, ...], random: torch.Generator) -> tuple[Tensor, Tensor]:
    """Random numbers from 0 to 15, and two of them a byte, the first one low."""
    numbers = torch.randint(0, 16, shape, generator=random)
    return numbers, (numbers[..., ::2] | numbers[..., 1::2] << 4).to(torch.uint8)


def mxfp4(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
    numbers, packed = _nibbles(tuple(weight.shape), random)
    exponents = torch.randint(120, 126, (*weight.shape[:-1], weight.shape[-1] // 32), generator=random)
    plain = _E2M1[numbers] * torch.exp2(exponents - 127.0).repeat_interleave(32, -1)
    return {"_blocks": packed.unflatten(-1, (-1, 16)), "_scales": exponents.to(torch.uint8)}, plain


def mxfp4_rows(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
    parts, plain = mxfp4(weight, random)
    return {".weight_packed": parts["_blocks"].flatten(-2), ".weight_scale": parts["_scales"]}, plain


def fp8_blocks(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
    rows, columns = weight.shape
    scales = torch.rand((-(-rows // 128), -(-columns // 128)), generator=random) / 8 + 0.01
    spread = scales.repeat_interleave(128, 0)[:rows].repeat_interleave(128, 1)[:, :columns]
    values = (weight / spread).to(torch.float8_e4m3fn)
    return {".weight": values, ".weight_scale_inv": scales}, values.float() * spread


def fp8_rows(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
    scales = torch.rand((weight.shape[0], 1), generator=random) / 8 + 0.01
    values = (weight / scales).to(torch.float8_e4m3fn)
    return {".weight": values, ".weight_scale": scales}, values.float() * scales


def fp8_matrix(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
    scale = torch.rand((), generator=random) / 8 + 0.01
    values = (weight / scale).to(torch.float8_e4m3fn)
    return {".weight": values, ".weight_scale": scale, ".input_scale": torch.ones(())}, values.float() * scale


def nvfp4(weight: Tensor, random: torch.Generator) -> tuple[Tensor, Tensor, float, Tensor]:
    numbers, packed = _nibbles(tuple(weight.shape), random)
    scales = (torch.rand((weight.shape[0], weight.shape[1] // 16), generator=random) * 400).to(torch.float8_e4m3fn)
    shared = float(torch.rand((), generator=random)) / 4000 + 1e-4
    return packed, scales, shared, _E2M1[numbers] * scales.float().repeat_interleave(16, -1) * shared


def nvfp4_modelopt(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
    packed, scales, shared, plain = nvfp4(weight, random)
    return {".weight": packed, ".weight_scale": scales, ".weight_scale_2": torch.tensor(shared)}, plain


def nvfp4_compressed(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
    packed, scales, shared, plain = nvfp4(weight, random)
    return {
        ".weight_packed": packed,
        ".weight_scale": scales,
        ".weight_global_scale": 1 / torch.tensor([shared]),
    }, plain


def int4(group: int, dtype: torch.dtype) -> Pack:
    def pack(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
        numbers, packed = _nibbles(tuple(weight.shape), random)
        scales = (torch.rand((weight.shape[0], weight.shape[1] // group), generator=random) / 16).to(dtype)
        parts = {
            ".weight_packed": packed.view(torch.int32),
            ".weight_scale": scales,
            ".weight_shape": torch.tensor(weight.shape),
        }
        return parts, (numbers - 8) * scales.float().repeat_interleave(group, -1)

    return pack


def gptq(group: int) -> Pack:
    def pack(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
        rows, columns = weight.shape
        numbers = torch.randint(0, 16, (rows, columns), generator=random)
        scales = (torch.rand((columns // group, rows), generator=random) / 16).half()
        words = torch.zeros((columns // 8, rows), dtype=torch.int64)
        for place in range(8):
            words |= numbers.T[place::8] << 4 * place
        parts = {
            ".qweight": words.to(torch.int32),
            ".scales": scales,
            ".qzeros": torch.full((columns // group, rows // 8), 0x77777777, dtype=torch.int32),
            ".g_idx": (torch.arange(columns) // group).int(),
        }
        return parts, (numbers - 8) * scales.T.float().repeat_interleave(group, -1)

    return pack


def _asymmetric(
    weight: Tensor, group: int, dtype: torch.dtype, random: torch.Generator
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Numbers (rows, columns), scales and zero points (rows, groups), and what they stand for."""
    rows, columns = weight.shape
    numbers = torch.randint(0, 16, (rows, columns), generator=random)
    zeros = torch.randint(0, 16, (rows, columns // group), generator=random)
    scales = (torch.rand(zeros.shape, generator=random) / 16).to(dtype)
    spread = zeros.repeat_interleave(group, -1)
    return numbers, scales, zeros, (numbers - spread) * scales.float().repeat_interleave(group, -1)


def _words(numbers: Tensor, order: tuple[int, ...] = tuple(range(8))) -> Tensor:
    """Eight numbers along the first dimension in 32 bits; number ``order[i]`` at bit 4 i."""
    words = torch.zeros((numbers.shape[0] // 8, *numbers.shape[1:]), dtype=torch.int64)
    for place, number in enumerate(order):
        words |= numbers[number::8] << 4 * place
    return torch.where(words >= 1 << 31, words - (1 << 32), words).to(torch.int32)


def int4_zeros(group: int) -> Pack:
    def pack(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
        numbers, scales, zeros, plain = _asymmetric(weight, group, torch.bfloat16, random)
        parts = {
            ".weight_packed": _words(numbers.T).T,
            ".weight_scale": scales,
            ".weight_zero_point": _words(zeros),
            ".weight_shape": torch.tensor(weight.shape),
        }
        return parts, plain

    return pack


def gptq_zeros(group: int, lower: int) -> Pack:
    """``lower``: by which zero points are stored lower."""

    def pack(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
        numbers, scales, zeros, plain = _asymmetric(weight, group, torch.float16, random)
        parts = {
            ".qweight": _words(numbers.T),
            ".scales": scales.T,
            ".qzeros": _words((zeros - lower) % 16).T,
            ".g_idx": (torch.arange(weight.shape[1]) // group).int(),
        }
        return parts, plain

    return pack


def awq(group: int) -> Pack:
    order = (0, 2, 4, 6, 1, 3, 5, 7)

    def pack(weight: Tensor, random: torch.Generator) -> tuple[dict[str, Tensor], Tensor]:
        numbers, scales, zeros, plain = _asymmetric(weight, group, torch.float16, random)
        return {".qweight": _words(numbers, order).T, ".scales": scales.T, ".qzeros": _words(zeros, order).T}, plain

    return pack


def _compressed(form: str, **weights: object) -> dict[str, Any]:
    return {
        "quant_method": "compressed-tensors",
        "format": form,
        "config_groups": {"group_0": {"targets": ["Linear"], "weights": weights}},
        "ignore": ["lm_head"],
    }


def _int4(group: int, symmetric: bool = True) -> dict[str, Any]:
    return _compressed(
        "pack-quantized", num_bits=4, type="int", symmetric=symmetric, strategy="group", group_size=group
    )


_BLOCKS = {"quant_method": "fp8", "fmt": "e4m3", "weight_block_size": [128, 128], "activation_scheme": "dynamic"}
_MODELOPT = {"quantization": {"quant_algo": "NVFP4", "group_size": 16, "exclude_modules": ["lm_head"]}}

_GPTQ = {"quant_method": "gptq", "bits": 4, "group_size": 32, "desc_act": False}
_AWQ = {"quant_method": "awq", "bits": 4, "group_size": 32, "zero_point": True, "version": "gemm"}


def _spread(per_group: Tensor, order: Tensor) -> tuple[Tensor, Tensor]:
    """What each column gets of (rows, groups) when groups are of the columns in ``order``; and the group of each."""
    columns = len(order)
    group_of = torch.empty(columns, dtype=torch.int64)
    group_of[order] = torch.arange(columns) // (columns // per_group.shape[1])
    return per_group[:, group_of], group_of.int()


def gptq_ordered(group: int, zeros: bool) -> Pack:
    def pack(weight: Tensor, random: torch.Generator, order: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        numbers, scales, points, _ = _asymmetric(weight, group, torch.float16, random)
        points = points if zeros else torch.full_like(points, 8)
        by_column, group_of = _spread(scales.float(), order)
        parts = {
            ".qweight": _words(numbers.T),
            ".scales": scales.T,
            ".qzeros": _words((points - 1) % 16).T,
            ".g_idx": group_of,
        }
        return parts, (numbers - _spread(points, order)[0]) * by_column

    return pack


def int4_ordered(group: int) -> Pack:
    def pack(weight: Tensor, random: torch.Generator, order: Tensor) -> tuple[dict[str, Tensor], Tensor]:
        parts, _ = int4(group, torch.bfloat16)(weight, random)
        words = parts[".weight_packed"].view(torch.uint8)
        numbers = torch.stack((words & 15, words >> 4), -1).flatten(-2).int()
        by_column, group_of = _spread(parts[".weight_scale"].float(), order)
        return parts | {".weight_g_idx": group_of}, (numbers - 8) * by_column

    return pack


def of_whole_rows(pack: Callable[[int], Pack]) -> Pack:
    """With one group for all columns."""
    return lambda weight, random: pack(weight.shape[1])(weight, random)


_CHANNEL = _compressed("pack-quantized", num_bits=4, type="int", symmetric=True, strategy="channel", group_size=None)

LAYOUTS: dict[str, Layout] = {
    "mxfp4": Layout({"quant_method": "mxfp4", "modules_to_not_convert": ["lm_head"]}, mxfp4, stacked=True),
    "mxfp4 compressed": Layout(_compressed("mxfp4-pack-quantized", num_bits=4, type="float"), mxfp4_rows, dense=True),
    "fp8 blocks": Layout(_BLOCKS, fp8_blocks, dense=True),
    "fp8 rows": Layout(_compressed("float-quantized", num_bits=8, type="float"), fp8_rows, dense=True),
    "fp8 matrix": Layout(_compressed("float-quantized", num_bits=8, type="float"), fp8_matrix),
    "nvfp4": Layout({"quant_method": "modelopt", "quant_algo": "NVFP4"}, nvfp4_modelopt, dense=True),
    "nvfp4 in a file": Layout(_MODELOPT, nvfp4_modelopt, file="hf_quant_config.json"),
    "nvfp4 compressed": Layout(_compressed("nvfp4-pack-quantized", num_bits=4, type="float"), nvfp4_compressed),
    "int4 by 32": Layout(_int4(32), int4(32, torch.bfloat16), dense=True),
    "int4 by 64": Layout(_int4(64), int4(64, torch.float16)),
    "int4 with zeros": Layout(_int4(32, symmetric=False), int4_zeros(32), dense=True),
    "gptq with zeros": Layout(_GPTQ | {"sym": False}, gptq_zeros(32, 1)),
    "gptq v2 with zeros": Layout(_GPTQ | {"sym": False, "checkpoint_format": "gptq_v2"}, gptq_zeros(32, 0), dense=True),
    "awq": Layout(_AWQ, awq(32), dense=True),
    "awq by 64": Layout(_AWQ | {"group_size": 64}, awq(64)),
    "gptq": Layout(_GPTQ | {"sym": True}, gptq(32)),
    "int4 by rows": Layout(_CHANNEL, of_whole_rows(lambda size: int4(size, torch.bfloat16)), dense=True),
    "int4 by rows with zeros": Layout(_int4(-1, symmetric=False), of_whole_rows(int4_zeros)),
    "gptq by rows": Layout(_GPTQ | {"group_size": -1, "desc_act": True}, of_whole_rows(gptq), dense=True),
    "gptq by rows with zeros": Layout(
        _GPTQ | {"group_size": -1, "sym": False}, of_whole_rows(lambda size: gptq_zeros(size, 1))
    ),
    "awq by rows": Layout(_AWQ | {"group_size": -1}, of_whole_rows(awq), dense=True),
    "gptq ordered": Layout(_GPTQ | {"desc_act": True}, gptq_ordered(32, zeros=False), dense=True, ordered=True),
    "gptq ordered with zeros": Layout(
        _GPTQ | {"desc_act": True, "sym": False}, gptq_ordered(32, zeros=True), ordered=True
    ),
    "int4 ordered": Layout(_int4(32), int4_ordered(32), dense=True, ordered=True),
}  # fmt: skip


def save_packed(family: str, layout: Layout, folder: Path, **sizes: int) -> tuple[Path, Path]:
    """Writes a packed checkpoint and the plain one of the same weights; gives their folders."""
    packed = save_tiny(family, folder / "packed", **sizes)
    plain = save_tiny(family, folder / "plain", **sizes)
    random = torch.Generator().manual_seed(1)
    held, stands_for = {}, {}
    for name, tensor in load_file(packed / "model.safetensors").items():
        is_expert = ".experts." in name and tensor.dim() > 1 and "bias" not in name
        is_dense = layout.dense and "_proj.weight" in name and tensor.shape[-1] % 32 == 0
        if not is_expert and not is_dense:
            held[name] = stands_for[name] = tensor
            continue
        rows_first = tensor.transpose(1, 2) if layout.stacked else tensor
        more = (_order(name, rows_first.shape[-1]),) if layout.ordered else ()
        parts, value = layout.pack(rows_first.contiguous(), random, *more)
        stem = name.removesuffix(".weight")
        held |= {stem + suffix: part.contiguous() for suffix, part in parts.items()}
        stands_for[name] = (value.transpose(1, 2) if layout.stacked else value).contiguous()
    save_file(held, packed / "model.safetensors", {"format": "pt"})
    save_file(stands_for, plain / "model.safetensors", {"format": "pt"})
    if layout.file is not None:
        (packed / layout.file).write_text(json.dumps(layout.description))
    else:
        config = json.loads((packed / "config.json").read_text())
        (packed / "config.json").write_text(json.dumps(config | {"quantization_config": layout.description}))
    return packed, plain


def _order(name: str, columns: int) -> Tensor:
    """A random order of columns, the same for what an expert's gate and up are made from."""
    of_inputs = name.replace("up_proj", "gate_proj").replace(".w3.", ".w1.")
    return torch.randperm(columns, generator=torch.Generator().manual_seed(crc32(of_inputs.encode())))
