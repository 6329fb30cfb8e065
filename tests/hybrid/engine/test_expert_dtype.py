"""Experts made int8 or int4 at load: exactly the model whose weights are what those whole numbers stand for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
import torch
from transformers import AutoModelForCausalLM
from transformers.modeling_utils import PreTrainedModel

from hybrid import Engine, EngineConfig, GenerationRequest, Geometry
from hybrid.errors import ConfigError, UnsupportedModelError
from hybrid.experts.formats import FORMATS
from hybrid.experts.host_weights import expert_bytes
from hybrid.layout import FormatName
from hybrid.machine.user_folders import HOME_VARIABLE
from hybrid.model.expert_modules import expert_layout, expert_tensors, experts_modules
from hybrid.model.loading import open_checkpoint
from tests.cuda import needs_cuda
from tests.models.tiny_models import FAMILIES, save_tiny
from tests.models.whole_model import greedy_texts, logits_of

Case = tuple[str, Literal["int8", "int4"]]

# Int4 takes columns by 32, and families differ in little that matters to it.
CASES: list[Case] = [*((family, "int8") for family in FAMILIES), ("mixtral", "int4"), ("gpt_oss", "int4")]
CASES.append(("qwen3_moe", "int4"))
BY_32 = {"intermediate_size": 64, "moe_intermediate_size": 64}


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest) -> Case:
    chosen: Case = request.param
    return chosen


@pytest.fixture(scope="module")
def folder(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    family, made = case
    return save_tiny(family, tmp_path_factory.mktemp(family), **(BY_32 if made == "int4" else {}))


@pytest.fixture(scope="module", params=["cpu", pytest.param("cuda", marks=needs_cuda)])
def engine(request: pytest.FixtureRequest, folder: Path, case: Case) -> Iterator[Engine]:
    made = case[1]
    config = EngineConfig(
        model=str(folder), device=request.param, geometry=Geometry(1, 2), admission="always", expert_dtype=made
    )
    with Engine.load(config) as engine:
        yield engine


@pytest.fixture(scope="module")
def rounded(folder: Path, case: Case) -> PreTrainedModel:
    """transformers' own, on weights that have been through the format."""
    made = FORMATS[case[1]]
    model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
        folder, dtype="auto", experts_implementation="eager"
    ).eval()
    with torch.no_grad():
        for module in experts_modules(model):
            for matrix in expert_tensors(module)[:2]:
                matrix.copy_(made.decode(made.encode(matrix)))
    return model


def test_logits_are_those_of_the_rounded_weights(engine: Engine, rounded: PreTrainedModel) -> None:
    expected, info = logits_of(rounded), engine.snapshot().model
    for geometry in (Geometry(0, 0), Geometry(1, 2), Geometry(info.layers, info.experts)):
        engine.reconfigure(geometry=geometry)
        for _ in range(2):
            difference = (logits_of(engine.model) - expected).abs().max() / expected.abs().max()
            assert difference < 6e-5, (geometry, float(difference))


def test_greedy_text_is_that_of_the_rounded_weights(engine: Engine, rounded: PreTrainedModel) -> None:
    tokens, expected = greedy_texts(engine, rounded)
    assert tokens == expected


def test_slots_and_copies_take_the_smaller_bytes(engine: Engine, folder: Path, case: Case) -> None:
    list(engine.generate(GenerationRequest([{"role": "user", "content": "Count."}], max_new_tokens=4)))
    snapshot = engine.snapshot()
    names: list[FormatName] = ["plain", case[1]]
    stored, made = (open_checkpoint(str(folder), None, name) for name in names)
    assert made.info.expert_bytes == snapshot.model.expert_bytes == expert_bytes(made.layout)
    share = {"int8": 0.45, "int4": 0.19}[case[1]]
    assert snapshot.model.expert_bytes < share * stored.info.expert_bytes, "float32 before, scales and biases beside"
    assert snapshot.model.dtype == case[1]
    copied, size = snapshot.counters.bytes_copied, snapshot.model.expert_bytes
    assert engine.model.device.type == "cuda" or copied % size == 0, "whole experts, unless the device reads some rows"
    assert copied >= snapshot.counters.fills * size > 0


def test_the_formula_for_bytes_is_what_tensors_take(folder: Path, rounded: PreTrainedModel) -> None:
    stored = sum(tensor[0].nbytes for tensor in expert_tensors(experts_modules(rounded)[0]) if tensor is not None)
    assert expert_bytes(expert_layout(rounded)) == stored == open_checkpoint(str(folder)).info.expert_bytes


def test_an_engine_keeps_what_it_has_made_and_removes_it_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setattr("hybrid.model.made.kept._LEFT_FREE", 0)
    folder = save_tiny("qwen3_moe", tmp_path / "model")
    config = EngineConfig(model=str(folder), device="cpu", expert_dtype="int8", keep_experts=True)
    request = GenerationRequest([{"role": "user", "content": "Count."}], max_new_tokens=4)
    texts = []
    for _ in range(2):
        told: list[str] = []
        with Engine.load(config, lambda share, what, told=told: told.append(what)) as engine:
            texts.append([event.token_id for event in engine.generate(request)])
            size = engine.kept_experts()
    assert size > engine.snapshot().model.experts_bytes
    assert [what for what in told if what.startswith("Reading the kept int8 experts")]
    assert texts[0] == texts[1]
    assert (engine.remove_kept_experts(), engine.kept_experts()) == (size, 0)


def test_int4_is_refused_for_sizes_that_it_cannot_have(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedModelError, match="32 x 40, and int4 takes 32 columns at a time.* int8 experts"):
        open_checkpoint(str(save_tiny("mixtral", tmp_path)), None, "int4")


def test_another_word_is_refused() -> None:
    with pytest.raises(ConfigError, match="expert_dtype 'int3'"):
        EngineConfig(expert_dtype="int3")  # type: ignore[arg-type]
