"""Parts of a model are fused where the one kernel gives the same, and only while asked for."""

from pathlib import Path

import pytest
import torch
from torch import nn
from transformers import AutoModelForCausalLM, DynamicCache

from hybrid.decode.fusion.fused_ops import _as_good
from hybrid.decode.fusion.fused_ops import fused as fused_parts
from tests.cuda import needs_cuda
from tests.models.tiny_models import FAMILIES, VOCABULARY, save_tiny


@pytest.mark.parametrize("family", FAMILIES)
def test_a_model_computes_the_same_with_fused_parts(family: str, tmp_path: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(save_tiny(family, tmp_path), dtype="auto").eval()
    tokens = torch.randint(3, VOCABULARY, (1, 9), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected = model(tokens).logits
        with fused_parts(model) as fused:
            actual = model(tokens).logits
        after = model(tokens).logits
    norms = sum(type(module).__name__.endswith("RMSNorm") for module in model.modules())
    assert fused == norms
    assert (norms > 0) == (family != "phimoe")
    assert (actual - expected).abs().max() / expected.abs().max() < 1e-4
    assert torch.equal(after, expected)


@needs_cuda
@pytest.mark.parametrize("family", FAMILIES)
def test_a_token_on_the_gpu_is_computed_the_same_with_everything_fused(family: str, tmp_path: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(save_tiny(family, tmp_path), dtype="auto").eval().to("cuda")
    model.set_experts_implementation("eager")
    tokens = torch.randint(3, VOCABULARY, (1, 9), generator=torch.Generator().manual_seed(1)).to("cuda")

    def one_token() -> torch.Tensor:
        cache = DynamicCache()
        model(tokens, past_key_values=cache)
        return model(tokens[:, :1], past_key_values=cache).logits

    with torch.no_grad():
        expected = one_token()
        with fused_parts(model) as fused:
            actual = one_token()
        after = one_token()
    norms = sum(type(module).__name__.endswith("RMSNorm") for module in model.modules())
    assert fused >= norms
    if family in ("mixtral", "qwen3_moe"):
        plain = sum(type(module) is nn.Linear for module in model.modules()) + 1
        assert fused == norms + plain + model.config.num_hidden_layers + 1, "a router for each layer, and the rotary"
    assert (actual - expected).abs().max() / expected.abs().max() < 1e-4
    assert torch.equal(after, expected)


class OffsetRMSNorm(nn.Module):
    """A norm of that name that adds one to its weight: torch's kernel would be wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.weight, self.variance_epsilon = nn.Parameter(torch.rand(8)), 1e-6

    def forward(self, hidden_states: torch.Tensor) -> torch.Tensor:
        return nn.functional.rms_norm(hidden_states, (8,), self.weight + 1, self.variance_epsilon)


@torch.no_grad()
def test_a_norm_that_differs_is_left_alone() -> None:
    with fused_parts(nn.Sequential(OffsetRMSNorm())) as fused:
        assert fused == 0


def test_of_tied_experts_either_may_be_chosen() -> None:
    logits = torch.tensor([[1.0, 3.0, 2.0, 2.0]])

    def are_as_good(*chosen: int) -> bool:
        return _as_good(torch.tensor([chosen]), torch.tensor([[1, 2]]), logits)

    assert are_as_good(1, 2)
    assert are_as_good(1, 3)
    assert not are_as_good(3, 1)
    assert not are_as_good(1, 0)
    assert not are_as_good(1, 1)
