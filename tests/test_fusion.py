"""Norms are fused where torch's kernel gives the same, and only while asked for."""

from pathlib import Path

import pytest
import torch
from torch import nn
from transformers import AutoModelForCausalLM

from hybrid.fusion import fused_norms
from tests.tiny_models import FAMILIES, VOCABULARY, save_tiny


@pytest.mark.parametrize("family", FAMILIES)
def test_a_model_computes_the_same_with_fused_norms(family: str, tmp_path: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(save_tiny(family, tmp_path), dtype="auto").eval()
    tokens = torch.randint(3, VOCABULARY, (1, 9), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected = model(tokens).logits
        with fused_norms(model) as fused:
            actual = model(tokens).logits
        after = model(tokens).logits
    norms = sum(type(module).__name__.endswith("RMSNorm") for module in model.modules())
    assert fused == norms
    assert (norms > 0) == (family != "phimoe")
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
    with fused_norms(nn.Sequential(OffsetRMSNorm())) as fused:
        assert fused == 0
