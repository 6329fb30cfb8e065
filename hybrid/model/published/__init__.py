"""Published layouts of packed weights: which of them a checkpoint's configuration describes.

To add one: its file, and its line here.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hybrid.errors import UnsupportedModelError
from hybrid.model.published.awq import Awq
from hybrid.model.published.fp8 import BLOCK, Fp8
from hybrid.model.published.int4 import Gptq, PackQuantized
from hybrid.model.published.int4_parts import WHOLE_ROW
from hybrid.model.published.mxfp4 import Mxfp4, Mxfp4Rows
from hybrid.model.published.nvfp4 import Nvfp4
from hybrid.model.published.packed_matrix import PublishedLayout

QUANTISED = ("quantization_config", "compression_config")
_READ = "FP8, MXFP4, NVFP4, AWQ, or int4 (compressed-tensors or GPTQ)"


def published_layout(shown: str, folder: Path, fields: Mapping[str, Any]) -> PublishedLayout | None:
    """How the checkpoint with config.json's ``fields`` packs weights; ``None`` for plain ones.

    Raises ``UnsupportedModelError`` for a layout that is not known.
    """
    described = _description(fields) or _of_modelopt(folder)
    if described is None:
        return None
    layout = _layout(described)
    if layout is None:
        method = described.get("quant_method") or described.get("quant_algo") or "an unnamed method"
        raise UnsupportedModelError(
            f"{shown} is quantised in a way that isn't supported yet ({method}{_detail(described)}). Choose a version "
            f"in {_READ}, or a bf16, fp16 or fp32 one.",
            "model",
        )
    return layout


def _description(value: object) -> Mapping[str, Any] | None:
    """Looks at any depth: a model made of several notes it in the quantised part, such as ``text_config``."""
    if not isinstance(value, Mapping):
        return None
    for name in QUANTISED:
        if value.get(name) is not None:
            return value[name] if isinstance(value[name], Mapping) else {}
    return next((inner for part in value.values() if (inner := _description(part)) is not None), None)


def _of_modelopt(folder: Path) -> Mapping[str, Any] | None:
    """ModelOpt's older checkpoints describe it in a file of their own."""
    try:
        described = json.loads((folder / "hf_quant_config.json").read_text(encoding="utf-8"))["quantization"]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return None
    return {"quant_method": "modelopt", **described} if isinstance(described, Mapping) else None


def _layout(described: Mapping[str, Any]) -> PublishedLayout | None:
    match described.get("quant_method"):
        case "mxfp4":
            return Mxfp4()
        case "fp8":
            block = described.get("weight_block_size")
            is_read = block in (None, [BLOCK, BLOCK]) and described.get("fmt", "e4m3") in ("e4m3", "float8_e4m3fn")
            return Fp8("_scale_inv", "_scale") if is_read else None
        case "modelopt" if described.get("quant_algo") == "NVFP4":
            return Nvfp4(".weight", ".weight_scale", ".weight_scale_2", divides=False)
        case "compressed-tensors":
            return _compressed(described)
        case "gptq" if described.get("bits") == 4 and _group(described):
            version = described.get("checkpoint_format", "gptq")
            symmetric = bool(described.get("sym", True))
            if version not in ("gptq", "gptq_v2"):
                return None
            ordered = bool(described.get("desc_act")) and not described.get("static_groups")
            return Gptq(_group(described), symmetric=symmetric, lower=int(version == "gptq"), ordered=ordered)
        case "awq" if described.get("bits") == 4 and _group(described) and described.get("backend") != "llm-awq":
            return Awq(_group(described)) if str(described.get("version", "gemm")).lower() == "gemm" else None
    return None


def _compressed(described: Mapping[str, Any]) -> PublishedLayout | None:
    """By the one group of weights that the configuration has."""
    groups = described.get("config_groups")
    every = groups.values() if isinstance(groups, Mapping) else ()
    kinds = [group.get("weights") if isinstance(group, Mapping) else None for group in every]
    weights = kinds[0] if kinds and all(kind == kinds[0] for kind in kinds) else None
    if not isinstance(weights, Mapping):
        return None
    match described.get("format"):
        case "nvfp4-pack-quantized":
            return Nvfp4(".weight_packed", ".weight_scale", ".weight_global_scale", divides=True)
        case "mxfp4-pack-quantized":
            return Mxfp4Rows()
        case "pack-quantized" if weights.get("num_bits") == 4 and weights.get("type") == "int":
            symmetric = bool(weights.get("symmetric", True))
            group = WHOLE_ROW if weights.get("strategy") == "channel" else _group(weights)
            return PackQuantized(group, symmetric=symmetric) if group else None
        case "float-quantized" | "naive-quantized" if weights.get("num_bits") == 8 and weights.get("type") == "float":
            return Fp8("_scale", "_scale_inv")
    return None


def _group(described: Mapping[str, Any]) -> int:
    """The size of a group; 0 for one that there is no format for."""
    size = described.get("group_size")
    return size if type(size) is int and size in (32, 64, 128, WHOLE_ROW) else 0


def _detail(described: Mapping[str, Any]) -> str:
    words = [
        f"{name} {described[name]}"
        for name in ("format", "bits", "group_size", "version", "checkpoint_format")
        if name in described
    ]
    return f", {', '.join(words)}" if words else ""


__all__ = ["QUANTISED", "PublishedLayout", "published_layout"]
