"""The demo model's shape, and a faster way to train its experts.

The model is transformers' own Mixtral; nothing here is needed to run it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers import MixtralConfig, MixtralForCausalLM
from transformers.integrations.moe import ALL_EXPERTS_FUNCTIONS

DENSE_EXPERTS = "demo_dense"


def model_config(vocabulary: int, pad: int, end: int, max_length: int) -> MixtralConfig:
    """12 layers of 8 experts, 2 a token: small enough to ship, deep enough to watch."""
    return MixtralConfig(
        vocab_size=vocabulary,
        hidden_size=128,
        intermediate_size=256,
        num_hidden_layers=12,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=32,
        num_local_experts=8,
        num_experts_per_tok=2,
        max_position_embeddings=max_length,
        rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
        initializer_range=0.04,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=end,
        pad_token_id=pad,
        sliding_window=None,
        attention_dropout=0.0,
    )


def dense_experts(module: nn.Module, hidden: Tensor, chosen: Tensor, weights: Tensor) -> Tensor:
    """Every expert on every token, weighted by zero where not chosen: two large products, no loop.

    ``hidden`` (tokens, H), ``chosen`` and ``weights`` (tokens, k) -> (tokens, H). Equal to the routed
    computation, gradients included; faster only while the experts are this small.
    """
    up, down = module.gate_up_proj, module.down_proj
    assert isinstance(up, Tensor)
    assert isinstance(down, Tensor)
    experts, rows, width = up.shape
    tokens = hidden.shape[0]
    share = weights.new_zeros(tokens, experts).scatter(1, chosen, weights)
    gate, value = F.linear(hidden, up.reshape(experts * rows, width)).view(tokens, experts, rows).chunk(2, dim=-1)
    inner = F.silu(gate) * value * share.to(gate.dtype).unsqueeze(-1)
    out = F.linear(inner.reshape(tokens, -1), down.permute(1, 0, 2).reshape(width, -1))
    return out.to(hidden.dtype)


def new_model(config: MixtralConfig, seed: int, device: torch.device) -> MixtralForCausalLM:
    """A freshly initialised float32 model that trains through :func:`dense_experts`."""
    ALL_EXPERTS_FUNCTIONS.register(DENSE_EXPERTS, dense_experts)
    torch.manual_seed(seed)
    model = MixtralForCausalLM(config)
    model.set_experts_implementation(DENSE_EXPERTS)
    return model.to(device)


@contextmanager
def router_logits(model: nn.Module) -> Iterator[list[Tensor]]:
    """Inside the block, each forward pass appends every MoE layer's router logits (tokens, experts)."""
    seen: list[Tensor] = []

    def keep(_module: nn.Module, _inputs: object, output: tuple[Tensor, ...]) -> None:
        seen.append(output[0])

    gates = [module for name, module in model.named_modules() if name.endswith("mlp.gate")]
    hooks = [gate.register_forward_hook(keep) for gate in gates]
    try:
        yield seen
    finally:
        for hook in hooks:
            hook.remove()
