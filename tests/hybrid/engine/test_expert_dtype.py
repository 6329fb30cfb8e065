"""Experts made int8 at load: exactly the model whose weights are what those whole numbers stand for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForCausalLM, DynamicCache
from transformers.modeling_utils import PreTrainedModel

from hybrid import Engine, EngineConfig, GenerationRequest, Geometry
from hybrid.errors import ConfigError
from hybrid.experts.formats import FORMATS
from hybrid.experts.host_weights import expert_bytes
from hybrid.model.expert_modules import expert_layout, expert_tensors, experts_modules
from hybrid.model.loading import open_checkpoint
from tests.cuda import needs_cuda
from tests.models.tiny_models import VOCABULARY

INT8 = FORMATS["int8"]
TOKENS = torch.randint(3, VOCABULARY, (1, 14), generator=torch.Generator().manual_seed(5))
PROMPT = 10


@pytest.fixture(scope="module", params=["cpu", pytest.param("cuda", marks=needs_cuda)])
def engine(request: pytest.FixtureRequest, family_folder: Path) -> Iterator[Engine]:
    config = EngineConfig(
        model=str(family_folder), device=request.param, geometry=Geometry(1, 2), admission="always", expert_dtype="int8"
    )
    with Engine.load(config) as engine:
        yield engine


@pytest.fixture(scope="module")
def rounded(family_folder: Path) -> PreTrainedModel:
    """transformers' own, on weights that have been through int8."""
    model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(
        family_folder, dtype="auto", experts_implementation="eager"
    ).eval()
    with torch.no_grad():
        for module in experts_modules(model):
            for matrix in expert_tensors(module)[:2]:
                matrix.copy_(INT8.decode(*INT8.encode(matrix)))
    return model


def logits_of(model: PreTrainedModel) -> torch.Tensor:
    """Prefill, then one token at a time: (tokens, vocabulary)."""
    cache, tokens = DynamicCache(), TOKENS.to(model.device)
    pieces = [tokens[:, :PROMPT], *tokens[:, PROMPT:].split(1, dim=1)]
    with torch.no_grad():
        return torch.cat([model(input_ids=p, past_key_values=cache).logits[0] for p in pieces]).float().cpu()


def test_logits_are_those_of_the_rounded_weights(engine: Engine, rounded: PreTrainedModel) -> None:
    expected, info = logits_of(rounded), engine.snapshot().model
    for geometry in (Geometry(0, 0), Geometry(1, 2), Geometry(info.layers, info.experts)):
        engine.reconfigure(geometry=geometry)
        for _ in range(2):
            difference = (logits_of(engine.model) - expected).abs().max() / expected.abs().max()
            assert difference < 6e-5, (geometry, float(difference))


def test_greedy_text_is_that_of_the_rounded_weights(engine: Engine, rounded: PreTrainedModel) -> None:
    messages = [{"role": "user", "content": "Which experts see this?"}]
    events = list(engine.generate(GenerationRequest(messages, max_new_tokens=12)))
    prompt = engine.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    ids = engine.tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
    expected = rounded.generate(ids, max_new_tokens=12, do_sample=False)[0, ids.shape[1] :].tolist()
    assert [event.token_id for event in events] == expected


def test_slots_and_copies_take_the_smaller_bytes(engine: Engine, family_folder: Path) -> None:
    list(engine.generate(GenerationRequest([{"role": "user", "content": "Count."}], max_new_tokens=4)))
    snapshot = engine.snapshot()
    stored, made = (open_checkpoint(str(family_folder), None, name) for name in ("plain", "int8"))
    assert made.info.expert_bytes == snapshot.model.expert_bytes == expert_bytes(made.layout)
    assert snapshot.model.expert_bytes < 0.45 * stored.info.expert_bytes, "float32 before, scales and biases beside"
    assert snapshot.model.dtype == "int8"
    copied, size = snapshot.counters.bytes_copied, snapshot.model.expert_bytes
    assert copied % size == 0, "whole experts, in their own size; beside a GPU those of a prompt go there, too"
    assert copied >= snapshot.counters.fills * size > 0


def test_the_formula_for_bytes_is_what_tensors_take(family_folder: Path, rounded: PreTrainedModel) -> None:
    stored = sum(tensor[0].nbytes for tensor in expert_tensors(experts_modules(rounded)[0]) if tensor is not None)
    assert expert_bytes(expert_layout(rounded)) == stored == open_checkpoint(str(family_folder)).info.expert_bytes


def test_another_word_is_refused() -> None:
    with pytest.raises(ConfigError, match="expert_dtype 'int3'"):
        EngineConfig(expert_dtype="int3")  # type: ignore[arg-type]
