"""Trial of a model without weights: what it tells, and what it finds before the first message does."""

import pytest
import torch
from torch import nn
from transformers.modeling_utils import PreTrainedModel

from hybrid.errors import UnsupportedModelError
from hybrid.model.skeleton.text_models import build_skeleton
from hybrid.model.skeleton.trial import Trial, try_out
from tests.hybrid.families.small_configs import small_config


def skeleton(name: str = "mixtral") -> PreTrainedModel:
    return build_skeleton(small_config(name))


def before_attention(model: PreTrainedModel, action: object) -> None:
    model.model.layers[1].self_attn.register_forward_pre_hook(action, with_kwargs=True)


@pytest.mark.parametrize(
    ("name", "trial"),
    [
        ("mixtral", Trial(2, ())),
        ("zaya", Trial(1, ())),
        ("qwen3_vl_moe", Trial(2, ("model.visual",))),
        ("glm4v_moe", Trial(2, ("model.visual",))),
        ("internvl around qwen3_moe", Trial(2, ("model.vision_tower", "model.multi_modal_projector"))),
        ("glm5_next", Trial(2, ("model.visual",))),  # whose indexed attention asks which of its scores are not zero
    ],
)
def test_it_tells_how_many_experts_are_chosen_and_what_text_does_not_need(name: str, trial: Trial) -> None:
    assert try_out(skeleton(name)) == trial


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("minimax", "minimax model can be built, but it fails at its first tokens .MiniMax uses cache of its own"),
        ("gemma4_text, layers share keys", "gemma4_text model leaves tokens of a prompt out"),
        ("ernie4_5_vl_moe", r"ran 3 of its 6 MoE layers with \[2\] experts"),
    ],
)
def test_what_would_fail_at_the_first_message_is_refused(name: str, why: str) -> None:
    with pytest.raises(UnsupportedModelError, match=why):
        try_out(skeleton(name))


def test_what_fails_at_the_second_step_is_found_as_well() -> None:
    model = skeleton()

    def only_prompts(module: nn.Module, args: object, kwargs: dict[str, torch.Tensor]) -> None:
        if kwargs["hidden_states"].shape[1] == 1:
            raise IndexError("one token is too few")

    before_attention(model, only_prompts)
    with pytest.raises(UnsupportedModelError, match="one token is too few"):
        try_out(model)


@pytest.mark.parametrize("wrapped", [False, True])
def test_what_depends_on_values_is_left_to_the_weights(wrapped: bool) -> None:
    model = skeleton()

    def read(module: nn.Module, args: object, kwargs: dict[str, torch.Tensor]) -> None:
        try:
            kwargs["hidden_states"].sum().item()
        except Exception as error:
            if wrapped:
                raise ValueError("as a family's code may put it") from error
            raise

    before_attention(model, read)
    assert try_out(model) is None


def test_logits_of_more_than_the_asked_tokens_are_refused() -> None:
    """As of a model that writes a block of tokens at once, whatever its class says."""
    model = skeleton()
    model.lm_head.register_forward_hook(lambda module, args, logits: logits.expand(1, 5, -1))
    with pytest.raises(UnsupportedModelError, match="don't write one token after another"):
        try_out(model)
