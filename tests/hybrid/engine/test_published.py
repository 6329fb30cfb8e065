"""Packed checkpoints run from their packed bytes: exactly the plain model of what their weights stand for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM
from transformers.modeling_utils import PreTrainedModel

from hybrid import Engine, EngineConfig, GenerationRequest, Geometry
from hybrid.errors import UnsupportedModelError
from hybrid.experts.host_weights import expert_bytes
from hybrid.fit.inspector import inspect, this_machine
from hybrid.model.loading import open_checkpoint
from tests.cuda import needs_cuda
from tests.models.packed_models import LAYOUTS, save_packed
from tests.models.whole_model import assert_same_logits, greedy_texts

SIZES = {
    "gpt_oss": {"intermediate_size": 64},
    "mixtral": {"intermediate_size": 160},
    "qwen3_moe": {"hidden_size": 64, "moe_intermediate_size": 64},
    "deepseek_v3": {"moe_intermediate_size": 32},
}
CASES = [
    ("gpt_oss", "mxfp4"),
    ("deepseek_v3", "fp8 blocks"),
    ("mixtral", "fp8 blocks"),
    *(("qwen3_moe", name) for name in LAYOUTS if name not in ("mxfp4", "fp8 blocks")),
    ("deepseek_v3", "int4 by 32"),
]

Pair = tuple[Path, Path]


@pytest.fixture(scope="module", params=CASES, ids=" ".join)
def folders(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    family, layout = request.param
    return save_packed(family, LAYOUTS[layout], tmp_path_factory.mktemp("published"), **SIZES[family])


@pytest.fixture(scope="module", params=["cpu", pytest.param("cuda", marks=needs_cuda)])
def engine(request: pytest.FixtureRequest, folders: Pair) -> Iterator[Engine]:
    config = EngineConfig(model=str(folders[0]), device=request.param, geometry=Geometry(1, 2), admission="always")
    with Engine.load(config) as engine:
        yield engine


@pytest.fixture(scope="module")
def plain(folders: Pair) -> PreTrainedModel:
    """transformers' own, on the weights that the packed ones stand for."""
    model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
        folders[1], dtype=torch.float32, experts_implementation="eager"
    ).eval()
    return model


def test_logits_are_those_of_the_plain_weights(engine: Engine, plain: PreTrainedModel) -> None:
    assert_same_logits(engine, plain)


def test_greedy_text_is_that_of_the_plain_weights(engine: Engine, plain: PreTrainedModel) -> None:
    tokens, expected = greedy_texts(engine, plain)
    assert tokens == expected


def test_slots_and_copies_hold_packed_bytes(engine: Engine, folders: Pair) -> None:
    list(engine.generate(GenerationRequest([{"role": "user", "content": "Count."}], max_new_tokens=4)))
    snapshot, checkpoint = engine.snapshot(), open_checkpoint(str(folders[0]))
    assert checkpoint.info.expert_bytes == snapshot.model.expert_bytes == expert_bytes(checkpoint.layout)
    assert snapshot.model.dtype == checkpoint.layout.format
    whole = open_checkpoint(str(folders[1])).info.expert_bytes  # float32
    biases = whole / 4 if checkpoint.layout.biased else 0
    assert snapshot.model.expert_bytes < whole * (0.3 if checkpoint.layout.format == "fp8" else 0.18) + biases
    copied, size = snapshot.counters.bytes_copied, snapshot.model.expert_bytes
    assert engine.model.device.type == "cuda" or copied % size == 0, "whole experts, unless the device reads some rows"
    assert copied >= snapshot.counters.fills * size > 0


def test_the_inspector_reckons_with_packed_experts(folders: Pair) -> None:
    inspection = inspect(EngineConfig(model=str(folders[0])), this_machine(torch.device("cpu")))
    assert inspection.info is not None
    assert inspection.info.expert_bytes == open_checkpoint(str(folders[0])).info.expert_bytes
    assert inspection.alternatives == (), "packed experts stay as they are"


def test_what_is_packed_is_not_packed_again(folders: Pair) -> None:
    with pytest.raises(UnsupportedModelError, match="already, so they can't be made int8"):
        open_checkpoint(str(folders[0]), None, "int8")
