"""Tiny models in GGUF files, made with the ``gguf`` package, each beside a plain checkpoint of the same weights.

Names come from the package's tables; what llama.cpp's converter does to values is written anew here, with nothing of
the engine's own: it is held to these.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
import torch
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, quants
from numpy.typing import NDArray
from torch import Tensor
from transformers import AutoConfig, AutoModelForCausalLM, PretrainedConfig

from tests.models.tiny_models import VOCABULARY, save_tiny

Array = NDArray[Any]
# A tensor's name in the file -> its type there.
Types = Callable[[str], str]

ARCHITECTURES = {"mixtral": "llama", "qwen2_moe": "qwen2moe", "qwen3_moe": "qwen3moe", "gpt_oss": "gpt-oss"}
TEMPLATE = (
    "{% for m in messages %}{{ m.role[0] }}:{{ m.content }};{% endfor %}{% if add_generation_prompt %}a:{% endif %}"
)
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
        layer, short = name.split(".")[2], name.rpartition(".")[2]
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
    number = next(number for number, known in gguf.MODEL_ARCH_NAMES.items() if known == architecture)
    table = gguf.get_tensor_name_map(number, config.num_hidden_layers)
    stored = table.get_name(name, try_suffixes=(".weight", ".bias"))
    assert stored is not None, name
    return {f"{stored}.weight" if name.endswith(".sinks") else stored: tensor}


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
    return parts[0].reshape(shape)


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
    writer.add_rope_dimension_count(head)
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
    characters = ["\u0120", *map(chr, range(33, 32 + VOCABULARY - 4))]  # a blank is spelled like this
    tokens = ["<pad>", "<s>", "</s>", *characters, "th"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.CONTROL] * 3 + [gguf.TokenType.NORMAL] * (len(tokens) - 3))
    writer.add_token_merges(["t h"])
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
