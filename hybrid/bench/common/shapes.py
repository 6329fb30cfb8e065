"""Models of known shapes with random weights, made in memory: speed does not depend on what weights say.

Knows configurations as published for the models named; loads nothing and downloads nothing.
"""

from collections.abc import Callable
from pathlib import Path

import torch
import transformers
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, PretrainedConfig
from transformers.initialization import no_init_weights

from hybrid.errors import ConfigError
from hybrid.experts.host_weights import ExpertTensors, HostStore
from hybrid.model.expert_modules import expert_layout, expert_tensors, experts_modules, make_rows_contiguous
from hybrid.model.loading import Checkpoint, LoadedModel, place_all_but_experts
from hybrid.model.weights import dense_bytes
from hybrid.types import ModelInfo

_CONTEXT = 4096
_BLOCK = 1 << 22

SHAPES: dict[str, Callable[[int], PretrainedConfig]] = {
    "mixtral-8x7b": lambda layers: transformers.MixtralConfig(
        num_hidden_layers=layers, max_position_embeddings=_CONTEXT, sliding_window=None
    ),
    "phi-3.5-moe": lambda layers: transformers.PhimoeConfig(
        num_hidden_layers=layers,
        hidden_size=4096,
        intermediate_size=6400,
        num_local_experts=16,
        num_experts_per_tok=2,
        num_attention_heads=32,
        num_key_value_heads=8,
        attention_bias=True,
        lm_head_bias=True,
        max_position_embeddings=_CONTEXT,
    ),
    "qwen3-30b-a3b": lambda layers: transformers.Qwen3MoeConfig(
        num_hidden_layers=layers,
        hidden_size=2048,
        intermediate_size=6144,
        moe_intermediate_size=768,
        num_experts=128,
        num_experts_per_tok=8,
        num_attention_heads=32,
        num_key_value_heads=4,
        head_dim=128,
        norm_topk_prob=True,
        vocab_size=151936,
        max_position_embeddings=_CONTEXT,
    ),
    "qwen1.5-moe-a2.7b": lambda layers: transformers.Qwen2MoeConfig(
        num_hidden_layers=layers,
        hidden_size=2048,
        moe_intermediate_size=1408,
        shared_expert_intermediate_size=5632,
        num_experts=60,
        num_experts_per_tok=4,
        num_attention_heads=16,
        num_key_value_heads=16,
        vocab_size=151936,
        max_position_embeddings=_CONTEXT,
    ),
    "olmoe-1b-7b": lambda layers: transformers.OlmoeConfig(
        num_hidden_layers=layers,
        intermediate_size=1024,
        num_experts=64,
        num_experts_per_tok=8,
        max_position_embeddings=_CONTEXT,
    ),
    "deepseek-v2-lite": lambda layers: transformers.DeepseekV2Config(
        num_hidden_layers=layers,
        hidden_size=2048,
        moe_intermediate_size=1408,
        n_routed_experts=64,
        n_shared_experts=2,
        num_experts_per_tok=6,
        num_attention_heads=16,
        num_key_value_heads=16,
        q_lora_rank=None,
        first_k_dense_replace=0,
        vocab_size=102400,
        max_position_embeddings=_CONTEXT,
    ),
    "gpt-oss-20b": lambda layers: transformers.GptOssConfig(
        num_hidden_layers=layers, num_local_experts=32, num_experts_per_tok=4, max_position_embeddings=_CONTEXT
    ),
    "tiny": lambda layers: transformers.MixtralConfig(
        num_hidden_layers=layers,
        hidden_size=256,
        intermediate_size=512,
        num_attention_heads=4,
        num_key_value_heads=2,
        vocab_size=512,
        max_position_embeddings=_CONTEXT,
        sliding_window=None,
    ),
}


def random_model(shape: str, layers: int, device: torch.device, dtype: torch.dtype = torch.bfloat16) -> LoadedModel:
    """A model of a named shape, cut or grown to ``layers``; experts in host memory, the rest on ``device``.

    Raises ``ConfigError`` for a shape that is not known.
    """
    if shape not in SHAPES:
        raise ConfigError(f"The shape {shape!r} is not known: choose one of {', '.join(SHAPES)}.", "shape")
    config = SHAPES[shape](layers)
    with no_init_weights():
        model = AutoModelForCausalLM.from_config(config, dtype=dtype)
    randomise(model)
    model.eval().requires_grad_(False)
    modules = experts_modules(model)
    make_rows_contiguous(modules)
    place_all_but_experts(model, modules, device)
    store = HostStore([ExpertTensors(*expert_tensors(module)) for module in modules])
    layout = expert_layout(model)
    info = ModelInfo(
        name=f"{shape}, {layers} layers, random weights",
        family=config.model_type,
        layers=layers,
        experts=layout.experts,
        top_k=config.num_experts_per_tok,
        expert_bytes=store.expert_bytes,
        total_bytes=sum(p.nbytes for p in model.parameters()),
        dtype=layout.dtype,
        max_context=_CONTEXT,
        dense_bytes=dense_bytes(model),
    )
    return LoadedModel(Checkpoint(Path(), config, layout, info), model, None, store)


@torch.no_grad()
def randomise(model: nn.Module, seed: int = 0) -> None:
    """Normal values of deviation 0.02; large tensors repeat one block, which no kernel can notice."""
    block = torch.randn(_BLOCK, generator=torch.Generator().manual_seed(seed)) * 0.02
    for parameter in model.parameters():
        if parameter.dim() < 2:
            parameter.fill_(1.0)
        else:
            _tile(parameter.data.view(-1), block.to(parameter.dtype))


def _tile(target: Tensor, block: Tensor) -> None:
    tiled = target.numel() // block.numel() * block.numel()
    target[:tiled].view(-1, block.numel()).copy_(block)
    target[tiled:].copy_(block[: target.numel() - tiled])
