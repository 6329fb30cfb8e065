"""The named shapes are those of the published models."""

import pytest
import torch
from transformers import AutoModelForCausalLM

from hybrid.bench.common.shapes import SHAPES, random_model
from hybrid.errors import ConfigError
from hybrid.model.expert_modules import expert_tensors, experts_modules
from tests.fakes.bench_tools import CPU
from tests.models.tiny_models import FAMILIES

# Parameters in all as their checkpoints' index files state them, then one layer's experts.
PUBLISHED = [
    ("mixtral-8x7b", 32, 46_702_792_704, (8, 28672, 4096), (8, 4096, 14336)),
    ("phi-3.5-moe", 32, 41_873_153_344, (16, 12800, 4096), (16, 4096, 6400)),
    ("qwen3-30b-a3b", 48, 30_532_122_624, (128, 1536, 2048), (128, 2048, 768)),
]


@pytest.mark.parametrize(("name", "layers", "parameters", "up", "down"), PUBLISHED)
def test_shape(name: str, layers: int, parameters: int, up: tuple[int, ...], down: tuple[int, ...]) -> None:
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(SHAPES[name](layers), dtype=torch.bfloat16)
    modules = experts_modules(model)
    assert len(modules) == layers
    assert sum(parameter.numel() for parameter in model.parameters()) == parameters
    for module in modules:
        assert [tuple(t.shape) for t in expert_tensors(module) if t is not None] == [up, down]


def test_a_model_states_its_size() -> None:
    loaded = random_model("tiny", 3, CPU)
    assert (loaded.info.layers, loaded.info.experts, loaded.info.top_k) == (3, 8, 2)
    assert loaded.info.expert_bytes == 3 * 256 * 512 * 2
    assert all(bool(parameter.isfinite().all()) for parameter in loaded.model.parameters())


def test_transposed_experts_are_stored_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHAPES, "turned", lambda layers: FAMILIES["gpt_oss"]())
    loaded = random_model("turned", 2, CPU)
    assert all(tensor.is_contiguous() for layer in loaded.store.layers for tensor in layer.present())


def test_an_unknown_shape_is_refused() -> None:
    with pytest.raises(ConfigError, match="huge"):
        random_model("huge", 1, CPU)
