"""Configuration of a model in a GGUF file: its metadata in transformers' words.

transformers has the tables for the architectures it reads. They leave out some of what a file says, which is filled in
here by the names that configurations have for it.
"""

from collections.abc import Mapping
from typing import Any

from transformers import CONFIG_MAPPING, PreTrainedConfig
from transformers.integrations.ggml import GGUF_CONFIG_DEFAULTS_MAPPING, GGUF_CONFIG_MAPPING
from transformers.integrations.gguf import GGUF_CONFIG_ARCHS, get_gguf_config

from hybrid.checkpoint.gguf.header import GgufHeader
from hybrid.errors import UnsupportedModelError, refusing
from hybrid.model.gguf.blocks import TYPES
from hybrid.model.skeleton.text_models import first_line

# llama.cpp has one architecture for the dense models of this kind and for those with experts.
_WITH_EXPERTS = {"llama": "mixtral"}
# By llama.cpp's word, the names under which a configuration may have it; the first one that it has is used.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "context_length": ("max_position_embeddings",),
    "block_count": ("num_hidden_layers",),
    "embedding_length": ("hidden_size",),
    "feed_forward_length": ("intermediate_size",),
    "expert_count": ("num_local_experts", "num_experts"),
    "expert_used_count": ("num_experts_per_tok",),
    "expert_feed_forward_length": ("moe_intermediate_size",),
    "expert_shared_feed_forward_length": ("shared_expert_intermediate_size",),
    "attention.head_count": ("num_attention_heads",),
    "attention.head_count_kv": ("num_key_value_heads",),
    "attention.key_length": ("head_dim",),
    "attention.sliding_window": ("sliding_window",),
    "attention.layer_norm_rms_epsilon": ("rms_norm_eps",),
}
_TOKENS = {"bos_token_id": "bos_token_id", "eos_token_id": "eos_token_id", "padding_token_id": "pad_token_id"}
_SCALING = {
    "factor": "factor",
    "original_context_length": "original_max_position_embeddings",
    "yarn_beta_fast": "beta_fast",
    "yarn_beta_slow": "beta_slow",
    "attn_factor": "attention_factor",
}
_ROTARY_TYPES = {"none": "default", "linear": "linear", "yarn": "yarn"}
_GATING = {1: "softmax", 2: "sigmoid"}  # as the function over the router's scores
_EMBEDDING, _HEAD = "token_embd.weight", "output.weight"
_WIDEST_FIRST = {"F32": "float32", "BF16": "bfloat16", "F16": "float16"}


def read_gguf_config(header: GgufHeader, shown: str) -> PreTrainedConfig:
    """The configuration of the plain model. Raises ``UnsupportedModelError`` for architectures that transformers
    doesn't read, and for metadata that makes no model."""
    architecture = header.text("general.architecture")
    if not architecture:
        raise _damaged(shown, "it names no architecture")

    def refusal(error: BaseException) -> UnsupportedModelError:
        why = f"it has no {error.args[0]}" if isinstance(error, KeyError) and error.args else first_line(error)
        return _damaged(shown, why)

    with refusing(refusal):
        fields = _newer_fields(header, architecture)
        if fields is None:
            fields = _fields(header, architecture, shown)
        config: PreTrainedConfig = CONFIG_MAPPING[fields.pop("model_type")](**fields | {"dtype": _dtype(header)})
        return config


def is_expert(name: str) -> bool:
    """Whether a tensor of this name belongs to the experts."""
    return "_exps." in name


def _newer_fields(header: GgufHeader, architecture: str) -> dict[str, Any] | None:
    """By the functions that transformers has for some architectures."""
    if architecture not in GGUF_CONFIG_ARCHS:
        return None
    fields: dict[str, Any] = get_gguf_config(dict(header.metadata), tuple(header.tensors))
    return fields | {"vocab_size": _vocabulary(header)}


def _fields(header: GgufHeader, architecture: str, shown: str) -> dict[str, Any]:
    """By transformers' table of words, completed."""
    family = _family(header, architecture, shown)
    words = {key: name for key, name in GGUF_CONFIG_MAPPING.get(_alike(architecture) or "", {}).items() if name}
    usual = CONFIG_MAPPING[family]()
    names_of = {key: names for key, names in _NAMES.items() if key not in words} | {
        key: (name,) for key, name in words.items() if key != "rope.freq_base"
    }
    fields = {
        name: header.metadata[f"{architecture}.{key}"]
        for key, names in names_of.items()
        if f"{architecture}.{key}" in header.metadata
        for name in [next((name for name in names if key in words or _has(usual, name)), None)]
        if name is not None
    }
    scoring = fields.get("scoring_func")
    if isinstance(scoring, int):
        fields["scoring_func"] = _GATING.get(scoring, "softmax")
    tokens = {name: header.metadata.get(f"tokenizer.ggml.{key}") for key, name in _TOKENS.items()}
    return {
        "model_type": family,
        **GGUF_CONFIG_DEFAULTS_MAPPING.get(family, {}),
        **fields,
        **tokens,
        "rope_parameters": _rotary(header.metadata, architecture, getattr(usual, "rope_parameters", None) or {}),
        "vocab_size": _vocabulary(header),
        "tie_word_embeddings": _HEAD not in header.tensors,
    }


def _family(header: GgufHeader, architecture: str, shown: str) -> str:
    alike = _alike(architecture)
    family = _WITH_EXPERTS.get(architecture, alike) if header.metadata.get(f"{architecture}.expert_count") else alike
    if family is None or family not in CONFIG_MAPPING:
        raise UnsupportedModelError(
            f"{shown} has a model of the architecture {architecture}, which transformers can't read from GGUF files. "
            "Choose the safetensors version of this model, or a GGUF file of one of "
            f"{', '.join(sorted(_read_architectures()))}.",
            "model",
        )
    return family


def _read_architectures() -> set[str]:
    """Those with experts, for a sentence."""
    by_table = {name for name, words in GGUF_CONFIG_MAPPING.items() if "expert_count" in words}
    return by_table | {*_WITH_EXPERTS.values()} | {name for name in GGUF_CONFIG_ARCHS if "moe" in name}


def _alike(architecture: str) -> str | None:
    """transformers' name for an architecture: the same but for dashes and underscores."""
    return next((name for name in GGUF_CONFIG_MAPPING if _letters(name) == _letters(architecture)), None)


def _letters(name: str) -> str:
    return name.replace("-", "").replace("_", "")


def _has(config: PreTrainedConfig, name: str) -> bool:
    return name in config.attribute_map or hasattr(config, name)


def _rotary(metadata: Mapping[str, Any], architecture: str, usual: Mapping[str, Any]) -> dict[str, Any]:
    """What a file leaves out of a scaling is taken from what is usual for the family, if that has the same one."""
    stated = metadata.get(f"{architecture}.rope.scaling.type", "none")
    kind = _ROTARY_TYPES.get(stated)
    if kind is None:
        raise KeyError(f"rope.scaling.type that is known ({stated})")
    parameters = dict(usual) if usual.get("rope_type") == kind else {"rope_type": kind}
    base = metadata.get(f"{architecture}.rope.freq_base")
    parameters |= {"rope_theta": base} if base is not None else {"rope_theta": usual.get("rope_theta", 10000.0)}
    rotated, size = (metadata.get(f"{architecture}.{key}") for key in ("rope.dimension_count", "attention.key_length"))
    if rotated and size and rotated != size:
        parameters["partial_rotary_factor"] = rotated / size
    if kind != "default":
        prefix = f"{architecture}.rope.scaling."
        parameters |= {name: metadata[prefix + key] for key, name in _SCALING.items() if prefix + key in metadata}
    return parameters


def _vocabulary(header: GgufHeader) -> int:
    return header.tensors[_EMBEDDING].shape[0]


def _dtype(header: GgufHeader) -> str:
    """Of activations: that of plain experts, float32 with a plain embedding in it, and else bfloat16."""
    experts = {tensor.dtype for name, tensor in header.tensors.items() if is_expert(name) and len(tensor.shape) == 3}
    plain = experts if not experts & TYPES.keys() else {header.tensors[_EMBEDDING].dtype} - {"F16"}
    return next((dtype for kind, dtype in _WIDEST_FIRST.items() if kind in plain), "bfloat16")


def _damaged(shown: str, why: str) -> UnsupportedModelError:
    return UnsupportedModelError(
        f"The metadata of {shown} doesn't describe a model that can be built ({why}). Download the file again, or "
        "choose another.",
        "model",
    )
