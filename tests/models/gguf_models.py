"""Tiny models in GGUF files, made with the ``gguf`` package, each beside a plain checkpoint of the same weights.

Names come from the package's tables; what llama.cpp's converter does to values is written anew here, with nothing of
the engine's own: it is held to these.
"""

import re
from collections.abc import Callable, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import pytest
import torch
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, quants
from numpy.typing import NDArray
from torch import Tensor
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    MiniMaxM2Config,
    PretrainedConfig,
    Qwen3_5MoeTextConfig,
)
from transformers.integrations import gguf as gguf_in_transformers

from tests.models.tiny_models import VOCABULARY, save_random, save_tiny

READABLE = pytest.mark.skipif(
    not hasattr(gguf_in_transformers, "convert_gguf_tokenizer"), reason="this transformers reads no tokenizer of GGUF"
)
Array = NDArray[Any]
# A tensor's name in the file -> its type there.
Types = Callable[[str], str]

ARCHITECTURES = {
    "mixtral": "llama",
    "qwen2_moe": "qwen2moe",
    "qwen3_moe": "qwen3moe",
    "gpt_oss": "gpt-oss",
    "minimax_m2": "minimax-m2",
    "qwen3_5_moe_text": "qwen35moe",
}
TEMPLATE = (
    "{% for m in messages %}{{ m.role[0] }}:{{ m.content }};{% endfor %}{% if add_generation_prompt %}a:{% endif %}"
)
_COMMON = {
    "vocab_size": VOCABULARY,
    "hidden_size": 64,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "num_hidden_layers": 4,
    "head_dim": 16,
    "max_position_embeddings": 512,
    "num_experts_per_tok": 2,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
}
_OTHERS: dict[str, Callable[[], PretrainedConfig]] = {
    "minimax_m2": lambda: MiniMaxM2Config(
        **_COMMON,
        intermediate_size=96,
        num_local_experts=6,
        rope_parameters={"rope_type": "default", "rope_theta": 5e6, "partial_rotary_factor": 0.5},
    ),
    "qwen3_5_moe_text": lambda: Qwen3_5MoeTextConfig(
        **_COMMON,
        moe_intermediate_size=96,
        shared_expert_intermediate_size=32,
        num_experts=6,
        linear_num_key_heads=2,
        linear_num_value_heads=4,
        linear_key_head_dim=8,
        linear_value_head_dim=8,
        layer_types=["linear_attention", "full_attention"] * 2,
        full_attention_interval=2,
        rope_parameters={
            "rope_type": "default",
            "rope_theta": 1e4,
            "partial_rotary_factor": 0.5,
            "mrope_section": [1, 1, 2],
            "mrope_interleaved": True,
        },
    ),
}
_USUAL = {"qwen3_moe": {"norm_topk_prob": True}}  # llama.cpp knows nothing else
# Where in a block halves begin, which must be numbers.
_HALVES = {"Q4_1": (0, 2), "Q5_1": (0, 2), "Q4_K": (0, 2), "Q5_K": (0, 2), "Q6_K": (208,), "MXFP4": ()}
_PLAIN = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def random_blocks(name: str, shape: tuple[int, ...], random: np.random.Generator, size: float = 1.0) -> Array:
    """Bytes (..., rows, bytes) of a type that stand for random weights of about ``size``."""
    columns, block_bytes = GGML_QUANT_SIZES[GGMLQuantizationType[name]]
    stored = random.integers(0, 256, (*shape[:-1], shape[-1] // columns, block_bytes), dtype=np.uint8)
    largest = {"Q4_0": 8, "Q4_1": 15, "Q5_0": 16, "Q5_1": 31, "Q8_0": 127, "IQ4_NL": 127}.get(name, 2000)
    for first in _HALVES.get(name, (0,)):
        halves = random.normal(size=stored.shape[:-1]) * size / largest
        stored[..., first : first + 2] = halves.astype(np.float16)[..., None].view(np.uint8)
    if name == "MXFP4":
        middle = 125 + int(np.log2(size))
        stored[..., 0] = random.integers(middle - 2, middle + 2, stored.shape[:-1])
    return stored.reshape(*shape[:-1], -1)


def save_gguf(family: str, types: Types, folder: Path, shards: int = 1, **sizes: int) -> tuple[Path, Path]:
    """Writes a GGUF file, or several, and the plain checkpoint of what it stands for; gives their paths."""
    if family in _OTHERS:
        plain = save_random(_OTHERS[family](), folder / "plain")
    else:
        plain = save_tiny(family, folder / "plain", **_USUAL.get(family, {}), **sizes)
    config = AutoConfig.from_pretrained(plain)
    model = AutoModelForCausalLM.from_pretrained(plain, dtype=torch.float32)
    random = np.random.default_rng(1)
    state = model.state_dict()
    stands_for: dict[str, Tensor] = {}
    written: dict[str, tuple[Array, str]] = {}
    for name, tensor in state.items():
        pieces = _in_file(family, config, name, tensor.float())
        values = {}
        for stored_name, piece in pieces.items():
            kind = types(stored_name) if piece.dim() > 1 and not stored_name.endswith(".bias") else "F32"
            if piece.shape[-1] % GGML_QUANT_SIZES[GGMLQuantizationType[kind]][0]:
                kind = "F32"
            stored, values[stored_name] = _stored(kind, piece.numpy(), random)
            written[stored_name] = stored, kind
        stands_for[name] = _in_model(family, config, name, values, tuple(tensor.shape))
    model.load_state_dict(stands_for)
    model.save_pretrained(plain)
    first = _write(folder / "gguf", ARCHITECTURES[family], config, written, shards)
    return first, plain


def _stored(kind: str, values: Array, random: np.random.Generator) -> tuple[Array, Array]:
    """What is written, and what it stands for: random blocks of types that the package cannot make."""
    if kind in _PLAIN:
        rounded = torch.from_numpy(values).to(_PLAIN[kind])
        return (rounded.view(torch.int16) if kind == "BF16" else rounded).numpy(), rounded.float().numpy()
    number = GGMLQuantizationType[kind]
    try:
        stored = quants.quantize(values, number)
    except NotImplementedError:
        stored = random_blocks(kind, values.shape, random, float(np.abs(values).mean()))
    return stored, quants.dequantize(stored, number)


def _in_file(family: str, config: PretrainedConfig, name: str, tensor: Tensor) -> dict[str, Tensor]:
    """A parameter as llama.cpp's converter writes it."""
    architecture = ARCHITECTURES[family]
    if ".experts." in name:
        layer, short = re.findall(r"layers\.(\d+)\.", name)[0], name.rpartition(".")[-1]
        suffix = "bias" if short.endswith("_bias") else "weight"
        if tensor.dim() == 3 and family == "gpt_oss":
            tensor = tensor.transpose(1, 2)
        prefix = f"blk.{layer}.ffn_"
        if short.startswith("down"):
            return {f"{prefix}down_exps.{suffix}": tensor.contiguous()}
        gate, up = (tensor[:, ::2], tensor[:, 1::2]) if family == "gpt_oss" else tensor.chunk(2, 1)
        return {f"{prefix}gate_exps.{suffix}": gate.contiguous(), f"{prefix}up_exps.{suffix}": up.contiguous()}
    if architecture == "llama" and (".q_proj." in name or ".k_proj." in name):
        tensor = _permuted(tensor, config.num_attention_heads if ".q_proj." in name else config.num_key_value_heads)
    if architecture == "qwen35moe":
        tensor = _linear_attention(config, name, tensor, _tiled)
        if name.endswith("norm.weight") and ".linear_attn." not in name:
            tensor = tensor + 1
        elif name.endswith(".A_log"):
            tensor = -tensor.exp()
        elif name.endswith(".conv1d.weight"):
            tensor = tensor.squeeze(1)
    number = next(number for number, known in gguf.MODEL_ARCH_NAMES.items() if known == architecture)
    table = gguf.get_tensor_name_map(number, config.num_hidden_layers)
    known = reduce(lambda known, words: known.replace(*words), _SPELLED, name)
    stored = table.get_name(known, try_suffixes=(".weight", ".bias"))
    assert stored is not None, name
    return {f"{stored}.weight" if name.endswith(".sinks") else stored: tensor}


# Parameters whose names the converter changes before it looks them up.
_SPELLED = (
    (".dt_bias", ".dt_proj.bias"),
    (".mlp.e_score_correction_bias", ".block_sparse_moe.e_score_correction.bias"),
)

Order = Callable[[Tensor, int, int], Tensor]  # values by head, key heads, value heads each


def _tiled(values: Tensor, keys: int, each: int) -> Tensor:
    """Value heads of one key head after the other -> the first of each, the second of each."""
    return values.unflatten(0, (keys, each)).transpose(0, 1).flatten(0, 1)


def _grouped(values: Tensor, keys: int, each: int) -> Tensor:
    """The inverse."""
    return values.unflatten(0, (each, keys)).transpose(0, 1).flatten(0, 1)


def _linear_attention(config: PretrainedConfig, name: str, tensor: Tensor, order: Order) -> Tensor:
    """A tensor with rows or columns for each value head, those in another order."""
    keys, each = config.linear_num_key_heads, config.linear_num_value_heads // config.linear_num_key_heads
    kind = name.rpartition(".linear_attn.")[2].removesuffix(".weight")
    if kind in ("A_log", "dt_bias", "in_proj_a", "in_proj_b"):
        return order(tensor, keys, each)
    before = 2 * keys * config.linear_key_head_dim if kind in ("in_proj_qkv", "conv1d") else 0
    if kind in ("in_proj_z", "in_proj_qkv", "conv1d"):
        by_head = tensor[before:].unflatten(0, (keys * each, -1))
        return torch.cat((tensor[:before], order(by_head, keys, each).flatten(0, 1)))
    if kind == "out_proj":
        return order(tensor.t().unflatten(0, (keys * each, -1)), keys, each).flatten(0, 1).t().contiguous()
    return tensor


def _permuted(tensor: Tensor, heads: int) -> Tensor:
    """Halves of a head's rows in turn, as llama.cpp rotates them."""
    return tensor.unflatten(0, (heads, 2, -1)).transpose(1, 2).flatten(0, 2).contiguous()


def _in_model(
    family: str, config: PretrainedConfig, name: str, values: Mapping[str, Array], shape: tuple[int, ...]
) -> Tensor:
    """The inverse of ``_in_file``."""
    parts = [torch.from_numpy(value) for value in values.values()]
    if ".experts." in name:
        if len(parts) == 1:
            whole = parts[0]
        else:
            whole = torch.stack(parts, 2).flatten(1, 2) if family == "gpt_oss" else torch.cat(parts, 1)
        if family == "gpt_oss" and whole.dim() == 3:
            whole = whole.transpose(1, 2)
        return whole.contiguous()
    if family == "mixtral" and (".q_proj." in name or ".k_proj." in name):
        heads = config.num_attention_heads if ".q_proj." in name else config.num_key_value_heads
        return parts[0].unflatten(0, (heads, -1, 2)).transpose(1, 2).flatten(0, 2).contiguous()
    whole = parts[0].reshape(shape)
    if family == "qwen3_5_moe_text":
        if name.endswith("norm.weight") and ".linear_attn." not in name:
            return whole - 1
        whole = _linear_attention(config, name, whole, _grouped)
        return (-whole).log() if name.endswith(".A_log") else whole
    return whole


def _write(
    folder: Path,
    architecture: str,
    config: PretrainedConfig,
    tensors: Mapping[str, tuple[Array, str]],
    shards: int,
) -> Path:
    folder.mkdir(parents=True)
    names = sorted(tensors)
    files = [folder / f"tiny-{number:05}-of-{shards:05}.gguf" for number in range(1, shards + 1)]
    files = files if shards > 1 else [folder / "tiny.gguf"]
    for number, file in enumerate(files):
        writer = gguf.GGUFWriter(file, architecture)
        if number == 0:
            add_metadata(writer, config)
        for name in names[number::shards]:
            stored, kind = tensors[name]
            plain = {"F32": None, "F16": None}.get(kind, GGMLQuantizationType[kind])
            writer.add_tensor(name, stored, raw_shape=None if kind != "BF16" else stored.shape, raw_dtype=plain)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
    return files[0]


def add_metadata(writer: Any, config: PretrainedConfig) -> None:
    """As llama.cpp's converter, and the tiny tokenizer's characters as a vocabulary of bytes."""
    rope = config.rope_parameters
    writer.add_name("tiny")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    if hasattr(config, "intermediate_size"):
        writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_rope_freq_base(rope["rope_theta"])
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_expert_count(config.num_local_experts if hasattr(config, "num_local_experts") else config.num_experts)
    writer.add_expert_used_count(config.num_experts_per_tok)
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_rope_dimension_count(int(head * rope.get("partial_rotary_factor", 1)))
    if writer.arch == "minimax-m2":
        writer.add_expert_gating_func(gguf.ExpertGatingFuncType.SIGMOID)
    if writer.arch == "qwen35moe":
        writer.add_rope_dimension_sections([*rope["mrope_section"], 0])
        writer.add_ssm_conv_kernel(config.linear_conv_kernel_dim)
        writer.add_ssm_state_size(config.linear_key_head_dim)
        writer.add_ssm_group_count(config.linear_num_key_heads)
        writer.add_ssm_time_step_rank(config.linear_num_value_heads)
        writer.add_ssm_inner_size(config.linear_value_head_dim * config.linear_num_value_heads)
        writer.add_full_attention_interval(2)
    if hasattr(config, "moe_intermediate_size"):
        writer.add_expert_feed_forward_length(config.moe_intermediate_size)
    if hasattr(config, "shared_expert_intermediate_size"):
        writer.add_expert_shared_feed_forward_length(config.shared_expert_intermediate_size)
    if getattr(config, "sliding_window", None) and writer.arch == "gpt-oss":
        writer.add_sliding_window(config.sliding_window)
    if rope["rope_type"] == "yarn":
        writer.add_rope_scaling_type(gguf.RopeScalingType.YARN)
        writer.add_rope_scaling_factor(rope["factor"])
        writer.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
    add_vocabulary(writer)


def add_vocabulary(writer: Any) -> None:
    characters = ["\u0120", *map(chr, range(33, 32 + VOCABULARY - 5))]  # a blank is spelled like this
    tokens = ["<pad>", "<s>", "</s>", *characters, "th", "he"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.CONTROL] * 3 + [gguf.TokenType.NORMAL] * (len(tokens) - 3))
    writer.add_token_merges(["t h", "h e"])
    writer.add_pad_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(TEMPLATE)


def experts_in(kind: str, down: str | None = None, dense: str = "F32") -> Types:
    """Experts in one type, or two; matrices of the rest in another."""

    def of(name: str) -> str:
        if "_exps." in name:
            return (down or kind) if "ffn_down" in name else kind
        return dense if name.endswith(".weight") and "ffn_gate_inp" not in name and "token_embd" not in name else "F32"

    return of
