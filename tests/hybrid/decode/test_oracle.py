"""Exactness: every family, geometry, mapping and policy against transformers' eager experts."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
import torch
from transformers import DynamicCache
from transformers.modeling_utils import PreTrainedModel

from hybrid import Engine, EngineConfig, GenerationRequest, Geometry
from hybrid.cache.policies import POLICIES
from hybrid.types import ADMISSIONS, MAPPINGS
from tests.models.tiny_models import VOCABULARY

PROMPT, DECODED = 11, 5


@pytest.fixture(scope="module")
def engine(family_folder: Path) -> Iterator[Engine]:
    with Engine.load(EngineConfig(model=str(family_folder), device="cpu", geometry=Geometry(0, 0))) as engine:
        yield engine


@pytest.fixture(scope="module")
def tokens() -> torch.Tensor:
    return torch.randint(3, VOCABULARY, (1, PROMPT + DECODED), generator=torch.Generator().manual_seed(7))


def logits_of(model: PreTrainedModel, tokens: torch.Tensor) -> torch.Tensor:
    """Prefill, then one token at a time: (tokens, vocabulary)."""
    cache = DynamicCache()
    pieces = [tokens[:, :PROMPT], *tokens[:, PROMPT:].split(1, dim=1)]
    with torch.no_grad():
        return torch.cat([model(input_ids=p, past_key_values=cache).logits[0] for p in pieces])


def geometries(engine: Engine) -> list[Geometry]:
    """Nothing, one slot, fewer ways than top-k, a part, and everything."""
    info = engine.snapshot().model
    layers, experts, k = info.layers, info.experts, info.top_k
    return [
        Geometry(0, 0),
        Geometry(1, 1),
        Geometry(layers, k - 1),
        Geometry(layers - 1, experts - 1),
        Geometry(layers, experts),
    ]


def test_logits_equal_eager_experts(engine: Engine, eager: PreTrainedModel, tokens: torch.Tensor) -> None:
    expected = logits_of(eager, tokens)
    scale = expected.abs().max()
    for geometry, mapping, policy, admission in product(geometries(engine), MAPPINGS, POLICIES, ADMISSIONS):
        engine.reconfigure(geometry=geometry, mapping=mapping, policy=policy, admission=admission)
        for _ in range(2):
            difference = (logits_of(engine.model, tokens) - expected).abs().max() / scale
            assert difference < 2e-5, (geometry, mapping, policy, admission, float(difference))


def test_greedy_text_is_identical(engine: Engine, eager: PreTrainedModel) -> None:
    messages = [{"role": "user", "content": "Which experts see this?"}]
    for geometry in geometries(engine):
        engine.reconfigure(geometry=geometry, mapping="layered", policy="lru", admission="always")
        events = list(engine.generate(GenerationRequest(messages, max_new_tokens=12)))
        prompt = engine.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        ids = engine.tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
        expected = eager.generate(ids, max_new_tokens=12, do_sample=False)[0, ids.shape[1] :].tolist()
        assert [event.token_id for event in events] == expected


def test_counters_reconcile(engine: Engine, tokens: torch.Tensor) -> None:
    engine.reconfigure(geometry=geometries(engine)[3], mapping="pooled", admission="always")
    logits_of(engine.model, tokens)
    list(engine.generate(GenerationRequest([{"role": "user", "content": "Count them."}], max_new_tokens=4)))
    counters = engine.snapshot().counters
    info = engine.snapshot().model
    assert counters.hits + counters.misses == counters.routed
    assert counters.in_flight <= counters.misses
    assert counters.bytes_copied == counters.fills * info.expert_bytes
    assert counters.routed % (info.layers * info.top_k) == 0
