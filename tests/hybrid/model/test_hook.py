"""The registered experts function: every MoE layer reaches its own runner under its own number."""

import pytest
import torch
from torch import Tensor
from transformers import AutoModelForCausalLM
from transformers.modeling_utils import PreTrainedModel

from hybrid.model.hook import bind
from tests.models.tiny_models import FAMILIES


class Recorder:
    """A runner that notes its calls and answers with zeros."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, tuple[int, ...], tuple[int, ...]]] = []

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        assert top_k_index.shape == top_k_weights.shape
        self.calls.append((layer, tuple(hidden.shape), tuple(top_k_index.shape)))
        return torch.zeros_like(hidden)


def make_model(family: str) -> PreTrainedModel:
    return AutoModelForCausalLM.from_config(FAMILIES[family]()).eval()


def forward(model: PreTrainedModel, tokens: int) -> None:
    with torch.no_grad():
        model(input_ids=torch.zeros((1, tokens), dtype=torch.long))


@pytest.mark.parametrize(("family", "k"), [("mixtral", 2), ("deepseek_v3", 3)])
def test_layers_run_in_order_with_flat_tokens(family: str, k: int) -> None:
    """DeepSeek's first layer is dense: MoE layers count from 0 all the same."""
    model, recorder = make_model(family), Recorder()
    bind(model, recorder)
    forward(model, 5)
    assert recorder.calls == [(0, (5, 32), (5, k)), (1, (5, 32), (5, k))]


def test_models_keep_their_own_runners() -> None:
    models = [make_model("mixtral"), make_model("mixtral")]
    recorders = [Recorder(), Recorder()]
    for model, recorder in zip(models, recorders, strict=True):
        bind(model, recorder)
    forward(models[0], 1)
    assert [len(r.calls) for r in recorders] == [2, 0]


def test_the_latest_binding_holds() -> None:
    model, first, second = make_model("mixtral"), Recorder(), Recorder()
    bind(model, first)
    bind(model, second)
    forward(model, 1)
    assert (len(first.calls), len(second.calls)) == (0, 2)
