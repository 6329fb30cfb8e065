"""The cache of captured steps against transformers' growing one, a token at a time."""

from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, DynamicCache

from hybrid.decode.kv_cache import fill, step_cache
from tests.models.tiny_models import FAMILIES, VOCABULARY, save_tiny

CPU = torch.device("cpu")
CAPACITY = 24


@torch.no_grad()
@pytest.mark.parametrize("family", FAMILIES)
def test_a_model_continues_on_it_as_on_its_own(family: str, tmp_path: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(save_tiny(family, tmp_path), dtype="auto").eval()
    tokens = torch.randint(3, VOCABULARY, (1, 15), generator=torch.Generator().manual_seed(1))
    grown = DynamicCache()
    model(tokens[:, :9], past_key_values=grown)
    cache = step_cache(len(grown.layers), CAPACITY, CPU)
    length = cache.layers[0].cumulative_length
    model(tokens[:, :1], past_key_values=cache)  # makes its tensors, as the run before a capture does
    for start in (9, 7):  # the second time over what the first has left
        fill(cache, grown, start)
        other = DynamicCache()
        model(tokens[:, :start], past_key_values=other)
        for place in range(start, tokens.shape[1]):
            token = tokens[:, place : place + 1]
            actual = model(token, past_key_values=cache).logits
            expected = model(token, past_key_values=other).logits
            torch.testing.assert_close(actual, expected, rtol=2e-5, atol=2e-5)
        assert int(length) == tokens.shape[1]
        assert all(layer.cumulative_length is length for layer in cache.layers)
