"""Checkpoints of any size that take no room on the disk: real headers, and holes in place of the weights."""

import json
import struct
from collections.abc import Mapping
from pathlib import Path

import torch
import transformers
from torch import Tensor
from transformers import PretrainedConfig
from transformers.core_model_loading import revert_weight_conversion

from hybrid.model.skeleton.text_models import build_skeleton

_WORDS = {torch.bfloat16: "BF16", torch.float16: "F16", torch.float32: "F32", torch.int64: "I64", torch.uint8: "U8"}

# Shapes of published models.
MIXTRAL = transformers.MixtralConfig(
    vocab_size=32000, hidden_size=4096, intermediate_size=14336, num_hidden_layers=32, num_attention_heads=32,
    num_key_value_heads=8, num_local_experts=8, num_experts_per_tok=2, max_position_embeddings=32768,
    sliding_window=None, dtype="bfloat16",
)  # fmt: skip
QWEN3_30B = transformers.Qwen3MoeConfig(
    vocab_size=151936, hidden_size=2048, intermediate_size=6144, moe_intermediate_size=768, num_hidden_layers=48,
    num_attention_heads=32, num_key_value_heads=4, head_dim=128, num_experts=128, num_experts_per_tok=8,
    max_position_embeddings=40960, dtype="bfloat16",
)  # fmt: skip


def write_hollow(config: PretrainedConfig, folder: Path, shards: int = 1) -> Path:
    """Writes a checkpoint as transformers would save it, in ``shards`` files with an index if there are several."""
    model = build_skeleton(config)
    folder.mkdir(parents=True, exist_ok=True)
    config.save_pretrained(folder)
    state = dict(revert_weight_conversion(model, dict(model.state_dict())))
    names, weight_map = sorted(state), {}
    for number in range(shards):
        part = {name: state[name] for name in names[number::shards]}
        file = f"model-{number + 1:05}-of-{shards:05}.safetensors" if shards > 1 else "model.safetensors"
        write_file(part, folder / file)
        weight_map |= dict.fromkeys(part, file)
    if shards > 1:
        (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))
    return folder


def write_file(tensors: Mapping[str, Tensor], file: Path) -> None:
    """A safetensors file of these tensors, which may be on the meta device."""
    header, reached = {}, 0
    for name, tensor in tensors.items():
        end = reached + tensor.nbytes
        header[name] = {
            "dtype": _WORDS[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [reached, end],
        }
        reached = end
    text = json.dumps(header).encode()
    with file.open("wb") as stream:
        stream.write(struct.pack("<Q", len(text)) + text)
        stream.truncate(8 + len(text) + reached)
