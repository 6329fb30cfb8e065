"""Small configurations of every family that transformers sends through its experts registry.

Sizes go by the names of a configuration's fields; what a family insists on beyond that stands in ``_OWN``.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import transformers
from transformers import CONFIG_MAPPING, AutoModelForCausalLM, AutoModelForImageTextToText, PreTrainedConfig
from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES, model_type_to_module_name

from tests.models.tiny_models import VOCABULARY

_LAYERS = 4
_TEXT: dict[str, Any] = {
    "vocab_size": VOCABULARY,
    "hidden_size": 32,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "num_hidden_layers": _LAYERS,
    "head_dim": 8,
    "intermediate_size": 40,
    "moe_intermediate_size": 24,
    "shared_expert_intermediate_size": 24,
    "num_local_experts": 8,
    "num_experts": 8,
    "n_routed_experts": 8,
    "moe_num_experts": 8,
    "num_experts_per_tok": 2,
    "moe_topk": 2,
    "moe_k": 2,
    "top_k_experts": 2,
    "n_shared_experts": 1,
    "n_group": 1,
    "topk_group": 1,
    "first_k_dense_replace": 1,
    "kv_lora_rank": 16,
    "q_lora_rank": 16,
    "qk_rope_head_dim": 8,
    "qk_nope_head_dim": 8,
    "v_head_dim": 8,
    "index_topk": 16,
    "index_head_dim": 16,
    "index_n_heads": 16,  # with a few, scores of zero would be equal, and any of them chosen
    "sliding_window": 8,
    "linear_num_key_heads": 2,
    "linear_num_value_heads": 4,
    "linear_key_head_dim": 8,
    "linear_value_head_dim": 8,
    "mamba_num_heads": 4,
    "mamba_head_dim": 16,
    "mamba_n_heads": 4,
    "n_groups": 2,
    "ssm_state_size": 8,
    "mamba_d_state": 8,
    "max_position_embeddings": 512,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
}
# Towers for images and sounds: a layer each.
_TOWER: dict[str, Any] = {
    "hidden_size": 32,
    "out_hidden_size": 32,
    "text_hidden_size": 32,
    "adapter_in_dim": 32,
    "adapter_out_dim": 32,
    "adapter_input_size": 32,
    "output_channels": 16,
    "depth": 1,
    "num_hidden_layers": 1,
    "num_heads": 4,
    "num_attention_heads": 4,
    "head_dim": 8,
    "intermediate_size": 40,
    "mlp_dim": 40,
    "downsample_hidden_size": 32,
    "num_local_experts": 2,
    "num_experts_per_tok": 1,
    "projection_hidden_dim": 32,
    "projection_intermediate_size": 40,
    "position_embedding_size": 64,
    "image_size": 28,
    "patch_size": 14,
}
_INDEXED = {"index_topk": 16, "num_key_value_heads": 4}
_ROPE_IN_THREE = {"rope_type": "default", "rope_theta": 1e4, "mrope_section": [1, 1, 2]}
_RECURRENT = ["linear_attention", "full_attention"] * (_LAYERS // 2)
_SPARSE = ["dense"] + ["sparse"] * (_LAYERS - 1)
_DELTA = {"linear_head_dim": 8, "linear_num_heads": 4, "num_key_value_heads": 4}

# By the name of a configuration's type.
_OWN: dict[str, dict[str, Any]] = {
    "aria": {"vision_config": {"model_type": "idefics3_vision", **_TOWER}},
    "bailing_hybrid": {"layer_group_size": 2},
    "deepseek_ocr2_sam_vision_model": {"downsample_channels": [16, 16]},
    "deepseek_ocr2_text": {"mlp_layer_types": _SPARSE},
    "deepseek_v4": {
        "num_key_value_heads": 1,
        "layer_types": ["heavily_compressed_attention", "compressed_sparse_attention"] * 2,
        "compress_rates": {"heavily_compressed_attention": 8, "compressed_sparse_attention": 4},
        "o_groups": 2,
        "o_lora_rank": 16,
    },
    "diffusion_gemma": {"vision_config": {"model_type": "gemma4_vision", **_TOWER}},
    "dots3_note_text": {
        **_INDEXED,
        "head_dim": 16,
        "swa_q_lora_rank": 16,
        "swa_kv_lora_rank": 16,
        "swa_num_attention_heads": 4,
        "swa_num_key_value_heads": 4,
        "swa_head_dim": 16,
        "swa_qk_nope_head_dim": 8,
        "swa_qk_rope_head_dim": 8,
        "swa_v_head_dim": 8,
    },
    "dots3_note_vision_encoder": {"pyramid_num_routed": [2]},
    "ernie4_5_vl_moe_text": {
        "moe_intermediate_size": [24, 24],
        "rope_parameters": _ROPE_IN_THREE,
    },
    "gemma4_text": {
        "enable_moe_block": True,
        "vocab_size_per_layer_input": VOCABULARY,
        "hidden_size_per_layer_input": 0,
        "layer_types": ["sliding_attention", "full_attention"] * 2,
    },
    "glm4v_moe_text": {"head_dim": 16, "rope_parameters": _ROPE_IN_THREE},
    "glm5_next_text": {
        **_INDEXED,
        **_DELTA,
        "qk_rope_head_dim": 0,
        "index_kpool": 4,
        "layer_types": ["linear_attention", "indexed_attention"] * 2,
    },
    "granitemoehybrid": {
        "mamba_d_head": 16,
        "layer_types": ["mamba", "attention"] * 2,
        "shared_intermediate_size": 24,
        "mamba_chunk_size": 16,
    },
    "inkling_text": {"swa_num_attention_heads": 4, "swa_num_key_value_heads": 2, "swa_head_dim": 8, "d_rel": 4},
    "inkling2_text": {"swa_num_attention_heads": 4, "swa_num_key_value_heads": 2, "swa_head_dim": 8, "d_rel": 4},
    "jamba": {"attn_layer_period": 2, "attn_layer_offset": 1},
    "kimi_linear": {**_DELTA, "layer_types": _RECURRENT},
    "lfm2_moe": {"layer_types": ["conv", "full_attention"] * 2, "num_dense_layers": 1},
    "minimax_m3_vl_text": {
        "dense_intermediate_size": 40,
        "shared_intermediate_size": 24,
        "rotary_dim": 4,
        "index_n_heads": 2,
        "index_block_size": 4,
        "index_topk_blocks": 4,
        "layer_types": ["full_attention", "minimax_m3_sparse"] * 2,
    },
    "internvl": {"image_seq_length": 4},
    "kimi_k25": {"projection_hidden_size": 32},
    "mistral3": {"vision_config": {"model_type": "pixtral", **_TOWER}},
    "mistral_large4": {"vision_config": {"model_type": "pixtral", **_TOWER}},
    "muse_spark": {"out_hidden_size": 32, "projector_hidden_size": 32},
    "muse_spark_audio": {"num_hidden_layers": 1, "patch_sizes": [4], "hidden_sizes": [16], "depths": [1]},
    "muse_spark_text": {"moe_hidden_size": 16},
    "qwen4_exp_text": {
        "indexer_n_heads": 2,
        "indexer_kv_heads": 1,
        "indexer_head_dim": 8,
        "indexer_budget": 16,
        "indexer_compress_ratio": 4,
        "hc_lowrank": 8,
        "layer_types": ["linear_attention", "indexed_attention"] * 2,
    },
    "unlimited_ocr_sam_vision_model": {"downsample_channels": [16, 16]},
    "zaya": {"num_experts_per_tok": 1, "router_hidden_size": 16},
}


# Models that take images around a language model of another family: wrapper, language model.
WRAPPERS = {
    "mistral3 around mistral4": ("mistral3", "mistral4"),
    "internvl around qwen3_moe": ("internvl", "qwen3_moe"),
    "kimi_k25 around deepseek_v3": ("kimi_k25", "deepseek_v3"),
}
# Other configurations of a type.
VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "gemma4_text, layers share keys": ("gemma4_text", {"num_kv_shared_layers": 2, "hidden_size_per_layer_input": 8}),
    "nemotron_h, no attention": ("nemotron_h", {"layers_block_type": ["mamba", "moe"] * 2}),
    "qwen3_next, attention first": ("qwen3_next", {"layer_types": _RECURRENT[::-1]}),
    "qwen4_exp_text, n-grams": ("qwen4_exp_text", {"ple_layer_ids": [1], "ngram_vocab_size_base": 64}),
    "zaya, sliding": ("zaya", {"layer_types": ["hybrid_sliding", "hybrid"] * 2}),
}


def registry_families() -> list[str]:
    """Folders of transformers whose experts modules go through the registry."""
    root = Path(transformers.__file__).parent / "models"
    files = root.glob("*/modeling_*.py")
    return sorted({file.parent.name for file in files if "@use_experts_implementation" in file.read_text("utf-8")})


def model_types(family: str) -> list[str]:
    """The types a config.json of this family may have at its top, of models that write text."""
    of_family = [name for name in CONFIG_MAPPING_NAMES if model_type_to_module_name(name) == family]
    autos = (AutoModelForCausalLM, AutoModelForImageTextToText)
    return [name for name in of_family if any(CONFIG_MAPPING[name] in auto._model_mapping for auto in autos)]


def small_config(model_type: str) -> PreTrainedConfig:
    """Of a type, or of one of ``WRAPPERS`` or ``VARIANTS``."""
    if model_type in WRAPPERS:
        wrapper, text = WRAPPERS[model_type]
        return _small(CONFIG_MAPPING[wrapper], _TEXT, {"text_config": small_config(text)})
    if model_type in VARIANTS:
        model_type, more = VARIANTS[model_type]
        return _small(CONFIG_MAPPING[model_type], _TEXT, more)
    return _small(CONFIG_MAPPING[model_type], _TEXT)


def _small(
    kind: type[PreTrainedConfig], sizes: Mapping[str, Any], more: Mapping[str, Any] = MappingProxyType({})
) -> PreTrainedConfig:
    known = {name for base in kind.__mro__ for name in getattr(base, "__annotations__", {})} | set(kind.attribute_map)
    own = _OWN.get(kind.model_type, {})
    if "kv_lora_rank" in known:  # latent attention has a key and a value for each head
        own = {"num_key_value_heads": _TEXT["num_attention_heads"]} | own
    fields: dict[str, Any] = {name: size for name, size in sizes.items() if name in known} | own | dict(more)
    for name, declared in (kind.sub_configs or {}).items():
        # Some releases of transformers declare a part by any type: what it is without being told is meant.
        part = type(getattr(kind(), name)) if declared.__name__ == "AutoConfig" else declared
        if name not in fields and issubclass(part, PreTrainedConfig):
            fields[name] = _small(part, _TEXT if "text" in name else _TOWER)
    make: Callable[..., PreTrainedConfig] = kind
    return make(**fields)
