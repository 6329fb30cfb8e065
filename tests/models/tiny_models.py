"""Tiny random checkpoints of every family the engine is held to, in Hub format."""

from collections.abc import Callable
from pathlib import Path

import torch
import transformers
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import AutoModelForCausalLM, PretrainedConfig, PreTrainedTokenizerFast

VOCABULARY = 96


def _common(**more: object) -> dict[str, object]:
    return {
        "vocab_size": VOCABULARY,
        "hidden_size": 32,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "num_hidden_layers": 2,
        "max_position_embeddings": 512,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
    } | more


def _latent_attention(**more: object) -> dict[str, object]:
    return _common(
        num_hidden_layers=3,
        num_key_value_heads=4,
        intermediate_size=48,
        moe_intermediate_size=20,
        n_routed_experts=8,
        num_experts_per_tok=3,
        n_shared_experts=1,
        first_k_dense_replace=1,
        kv_lora_rank=16,
        q_lora_rank=None,
        qk_rope_head_dim=8,
        qk_nope_head_dim=8,
        v_head_dim=8,
        topk_group=1,
        **more,
    )


FAMILIES: dict[str, Callable[[], PretrainedConfig]] = {
    "mixtral": lambda: transformers.MixtralConfig(
        **_common(intermediate_size=40, num_local_experts=4, num_experts_per_tok=2)
    ),
    "phimoe": lambda: transformers.PhimoeConfig(
        **_common(intermediate_size=40, num_local_experts=4, num_experts_per_tok=2)
    ),
    "qwen2_moe": lambda: transformers.Qwen2MoeConfig(
        **_common(
            intermediate_size=48,
            moe_intermediate_size=24,
            shared_expert_intermediate_size=24,
            num_experts=6,
            num_experts_per_tok=3,
        )
    ),
    "qwen3_moe": lambda: transformers.Qwen3MoeConfig(
        **_common(intermediate_size=48, moe_intermediate_size=24, num_experts=6, num_experts_per_tok=3, head_dim=8)
    ),
    "olmoe": lambda: transformers.OlmoeConfig(**_common(intermediate_size=24, num_experts=6, num_experts_per_tok=3)),
    "deepseek_v2": lambda: transformers.DeepseekV2Config(**_latent_attention(n_group=1)),
    "deepseek_v3": lambda: transformers.DeepseekV3Config(**_latent_attention(n_group=2)),
    "gpt_oss": lambda: transformers.GptOssConfig(
        **_common(intermediate_size=40, num_local_experts=4, num_experts_per_tok=2, head_dim=8, sliding_window=8)
    ),
}


def save_tiny(family: str, folder: Path, dtype: torch.dtype = torch.float32, seed: int = 0, **sizes: int) -> Path:
    """Writes a random checkpoint whose routers are decisive, so that rounding never changes a route. ``sizes`` are
    fields of the configuration."""
    config = FAMILIES[family]()
    for name, size in sizes.items():
        setattr(config, name, size)
    return save_random(config, folder, dtype, seed)


def save_random(config: PretrainedConfig, folder: Path, dtype: torch.dtype = torch.float32, seed: int = 0) -> Path:
    """As ``save_tiny``, of any configuration."""
    torch.manual_seed(seed)
    model = AutoModelForCausalLM.from_config(config, dtype=dtype)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            scale = 1.0 if ("router" in name or "mlp.gate." in name) else 0.2
            scale = 5.0 if name.endswith("gate_up_proj_bias") else scale  # clamped activations reach their limits
            if parameter.dim() > 1:
                parameter.normal_(0.0, scale)
            elif "bias" in name or "sinks" in name:
                parameter.normal_(0.0, 0.1)
    model.save_pretrained(folder)
    save_tokenizer(folder)
    return folder


def save_tokenizer(folder: Path) -> None:
    _tokenizer().save_pretrained(folder)


def _tokenizer() -> PreTrainedTokenizerFast:
    """One token per printable ASCII character; ids 0 to 2 are padding, start and end."""
    special = ["<pad>", "<s>", "</s>"]
    characters = [chr(code) for code in range(32, 32 + VOCABULARY - len(special))]
    words = Tokenizer(models.WordLevel({c: i for i, c in enumerate(special + characters)}, unk_token=" "))
    words.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    words.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(
        tokenizer_object=words,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        chat_template="{% for m in messages %}{{ m.role[0] }}:{{ m.content }};{% endfor %}"
        "{% if add_generation_prompt %}a:{% endif %}",
    )
