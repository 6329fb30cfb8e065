"""A GGUF file of random bfloat16 weights in a model's shape, for llama.cpp to run.

Knows llama.cpp's names and metadata for the families below; the ``gguf`` package writes the format and is
needed only here. There is no vocabulary: llama.cpp's benchmark draws token numbers itself.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from transformers import PretrainedConfig

from hybrid.errors import ConfigError

# transformers' family -> llama.cpp's architecture
_ARCHITECTURES = {"mixtral": "llama", "qwen3_moe": "qwen3moe"}
_BLOCK = 1 << 22  # random values, repeated: no kernel can notice
_BFLOAT16_FILE = 32


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """One tensor of the file; matrices are bfloat16 (rows last but one), vectors and routers float32."""

    name: str
    shape: tuple[int, ...]
    float32: bool = False


def write_gguf(path: Path, config: PretrainedConfig) -> None:
    """Writes the file under another name first, so that a file at ``path`` is always whole.

    Raises ``ConfigError`` without the ``gguf`` package and for families whose tensors are not known here.
    """
    gguf = _gguf_package()
    architecture = _ARCHITECTURES.get(config.model_type)
    if architecture is None:
        raise ConfigError(
            f"How llama.cpp stores the family {config.model_type!r} is not known here: choose a shape of one of "
            f"{', '.join(_ARCHITECTURES)}.",
            "shape",
        )
    unfinished = path.with_suffix(".part")
    writer = gguf.GGUFWriter(unfinished, architecture)
    _add_metadata(writer, config)
    specs = list(tensor_specs(config))
    for spec in specs:
        kind = gguf.GGMLQuantizationType.F32 if spec.float32 else gguf.GGMLQuantizationType.BF16
        size = int(np.prod(spec.shape)) * (4 if spec.float32 else 2)
        writer.add_tensor_info(spec.name, spec.shape, np.dtype(np.float32), size, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    block = np.random.default_rng(0).normal(0, 0.02, _BLOCK).astype(np.float32)
    for spec in specs:
        writer.write_tensor_data(_values(spec, block))
    writer.close()
    unfinished.replace(path)


def tensor_specs(config: PretrainedConfig) -> Iterator[TensorSpec]:
    """All tensors in file order, shapes as numpy has them (llama.cpp prints them reversed)."""
    hidden, layers = config.hidden_size, config.num_hidden_layers
    head, experts = _head_size(config), _experts(config)
    queries, keys, inner = config.num_attention_heads * head, config.num_key_value_heads * head, _inner(config)
    yield TensorSpec("token_embd.weight", (config.vocab_size, hidden))
    for layer in range(layers):
        start = f"blk.{layer}"
        yield TensorSpec(f"{start}.attn_norm.weight", (hidden,), float32=True)
        yield TensorSpec(f"{start}.attn_q.weight", (queries, hidden))
        yield TensorSpec(f"{start}.attn_k.weight", (keys, hidden))
        yield TensorSpec(f"{start}.attn_v.weight", (keys, hidden))
        yield TensorSpec(f"{start}.attn_output.weight", (hidden, queries))
        if config.model_type == "qwen3_moe":
            yield TensorSpec(f"{start}.attn_q_norm.weight", (head,), float32=True)
            yield TensorSpec(f"{start}.attn_k_norm.weight", (head,), float32=True)
        yield TensorSpec(f"{start}.ffn_norm.weight", (hidden,), float32=True)
        yield TensorSpec(f"{start}.ffn_gate_inp.weight", (experts, hidden), float32=True)
        yield TensorSpec(f"{start}.ffn_gate_exps.weight", (experts, inner, hidden))
        yield TensorSpec(f"{start}.ffn_up_exps.weight", (experts, inner, hidden))
        yield TensorSpec(f"{start}.ffn_down_exps.weight", (experts, hidden, inner))
    yield TensorSpec("output_norm.weight", (hidden,), float32=True)
    yield TensorSpec("output.weight", (config.vocab_size, hidden))


def _add_metadata(writer: Any, config: PretrainedConfig) -> None:
    head = _head_size(config)
    writer.add_file_type(_BFLOAT16_FILE)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_expert_feed_forward_length(_inner(config))
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_rope_dimension_count(head)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_expert_count(_experts(config))
    writer.add_expert_used_count(config.num_experts_per_tok)
    writer.add_vocab_size(config.vocab_size)
    writer.add_tokenizer_model("none")


def _values(spec: TensorSpec, block: NDArray[np.float32]) -> NDArray[Any]:
    if len(spec.shape) == 1:
        return np.ones(spec.shape, np.float32)
    # bfloat16 is the upper half of a float32.
    values = block if spec.float32 else (block.view(np.uint32) >> 16).astype(np.uint16)
    return np.resize(values, spec.shape)


def _head_size(config: PretrainedConfig) -> int:
    head: int = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return head


def _experts(config: PretrainedConfig) -> int:
    experts: int = config.num_experts if config.model_type == "qwen3_moe" else config.num_local_experts
    return experts


def _inner(config: PretrainedConfig) -> int:
    inner: int = config.moe_intermediate_size if config.model_type == "qwen3_moe" else config.intermediate_size
    return inner


def _gguf_package() -> Any:
    if sys.byteorder != "little":
        raise ConfigError("GGUF files are written on little-endian machines only: run this on another one.", "shape")
    try:
        import gguf
    except ImportError as error:
        raise ConfigError("Writing a GGUF file takes the gguf package: python -m pip install gguf.") from error
    return gguf
