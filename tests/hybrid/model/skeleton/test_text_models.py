"""Text models: of which class a configuration's model is, and which have none."""

import pytest
import torch
from transformers import PreTrainedConfig, T5Config

from hybrid.errors import UnsupportedModelError
from hybrid.model.skeleton.text_models import build_skeleton
from tests.hybrid.families.small_configs import small_config


@pytest.mark.parametrize(
    ("family", "name"),
    [
        ("mixtral", "MixtralForCausalLM"),
        ("qwen3_5_moe", "Qwen3_5MoeForCausalLM"),
        ("mistral4", "Mistral4ForCausalLM"),
        ("qwen3_vl_moe", "Qwen3VLMoeForConditionalGeneration"),
    ],
)
def test_the_language_model_alone_comes_first(family: str, name: str) -> None:
    """Then models that take images, too; among those transformers counts some that take none."""
    skeleton = build_skeleton(small_config(family))
    assert type(skeleton).__name__ == name
    assert {parameter.device for parameter in skeleton.parameters()} == {torch.device("meta")}


@pytest.mark.parametrize(
    ("config", "why"),
    [
        (T5Config(), "t5 neither as a causal language model nor"),
        (small_config("diffusion_gemma"), "diffusion_gemma models don't write one token after another"),
    ],
)
def test_others_are_refused_by_what_they_are(config: PreTrainedConfig, why: str) -> None:
    with pytest.raises(UnsupportedModelError, match=why):
        build_skeleton(config)
