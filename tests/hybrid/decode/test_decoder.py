"""Exactness with CUDA graphs and Triton on and off, against transformers' eager experts on the CPU."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path

import pytest
import torch
from transformers import DynamicCache
from transformers.modeling_utils import PreTrainedModel

from hybrid import Engine, EngineConfig, GenerationRequest, Geometry
from hybrid.decode.conversation import Conversation
from hybrid.layer.miss_split import MissCosts, MissShares
from hybrid.types import MAPPINGS, MappingName
from tests.models.tiny_models import VOCABULARY

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")

PROMPT, DECODED = 11, 40


@pytest.fixture(scope="module")
def engine(family_folder: Path) -> Iterator[Engine]:
    with Engine.load(EngineConfig(model=str(family_folder), device="cuda", geometry=Geometry(0, 0))) as engine:
        yield engine


def geometries(engine: Engine) -> list[Geometry]:
    info = engine.snapshot().model
    return [
        Geometry(0, 0),
        Geometry(1, 1),
        Geometry(info.layers, info.experts // 2),
        Geometry(info.layers, info.experts),
    ]


def on_engine_thread(engine: Engine, action: Callable[[], torch.Tensor]) -> torch.Tensor:
    return engine._ask(action, between_tokens=True)


@torch.no_grad()
def steps(forward: object, tokens: list[int]) -> torch.Tensor:
    """Logits of the prompt's last token and of every later one, (1 + decoded, vocabulary)."""
    pieces = [tokens[:PROMPT], *([t] for t in tokens[PROMPT:])]
    return torch.cat([forward(piece).float().cpu() for piece in pieces])


@pytest.mark.parametrize("graphs", [True, False])
@pytest.mark.parametrize("triton", [True, False])
def test_logits_of_decoding(
    engine: Engine, eager: PreTrainedModel, graphs: bool, triton: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not triton:
        monkeypatch.setattr("hybrid.gpu.triton_support._is_installed", lambda: False)
    tokens = torch.randint(3, VOCABULARY, (PROMPT + DECODED,), generator=torch.Generator().manual_seed(3)).tolist()
    cache = DynamicCache()
    expected = steps(
        lambda ids: eager(input_ids=torch.tensor([ids]), past_key_values=cache, logits_to_keep=1).logits[:, -1],
        tokens,
    )
    runtime = engine._loop._session.runtime
    for geometry in geometries(engine):
        engine.reconfigure(geometry=geometry, policy="lru", admission="always")
        conversation = Conversation(engine.model, runtime if graphs else _Eager())
        for _ in range(2):
            conversation.reset()
            actual = on_engine_thread(engine, partial(steps, conversation.forward, tokens))
            difference = float((actual - expected).abs().max() / expected.abs().max())
            assert difference < 1e-4, (geometry, difference)
        assert not graphs or runtime.decoder() is not None, runtime.machine.notices


SHARES = {
    "by the CPU alone": lambda rows: 0,
    "in halves": lambda rows: rows // 2,
    "by the device alone": lambda rows: rows,
}


@pytest.mark.parametrize("mapping", MAPPINGS)
@pytest.mark.parametrize("share", SHARES)
def test_misses_shared_with_the_device(
    engine: Engine, eager: PreTrainedModel, share: str, mapping: MappingName, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forced(costs: MissCosts, top_k: int, intermediate: int, step: int) -> tuple[MissShares, ...]:
        table = (0, *[SHARES[share](intermediate)] * top_k)
        return (MissShares(table, table),)

    monkeypatch.setattr("hybrid.decode.device_setup.miss_shares", forced)
    tokens = torch.randint(3, VOCABULARY, (PROMPT + DECODED,), generator=torch.Generator().manual_seed(4)).tolist()
    cache = DynamicCache()
    expected = steps(
        lambda ids: eager(input_ids=torch.tensor([ids]), past_key_values=cache, logits_to_keep=1).logits[:, -1],
        tokens,
    )
    runtime = engine._loop._session.runtime
    for geometry in geometries(engine):
        for policy, admission in (("lru", "always"), ("lfu", "bounded")):
            engine.reconfigure(geometry=geometry, policy=policy, admission=admission, mapping=mapping)
            conversation = Conversation(engine.model, runtime)
            actual = on_engine_thread(engine, partial(steps, conversation.forward, tokens))
            difference = float((actual - expected).abs().max() / expected.abs().max())
            assert difference < 1e-4, (geometry, policy, difference)
            counters = runtime.telemetry.counters()
            assert counters.hits + counters.misses == counters.routed
    engine.reconfigure(mapping="layered")


class _Eager:
    def decoder(self) -> None:
        return None

    def prefill_chunk(self) -> int:
        return 16

    def computing(self, tokens: int) -> AbstractContextManager[None]:
        return nullcontext()

    def give_up_capture(self, reason: str) -> None:
        raise AssertionError(reason)


def test_greedy_text_on_the_gpu(engine: Engine, eager: PreTrainedModel) -> None:
    messages = [{"role": "user", "content": "Which experts see this?"}]
    prompt = engine.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    ids = engine.tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
    expected = eager.generate(ids, max_new_tokens=30, do_sample=False)[0, ids.shape[1] :].tolist()
    for geometry in geometries(engine):
        engine.reconfigure(geometry=geometry, policy="lfu", admission="bounded")
        events = list(engine.generate(GenerationRequest(messages, max_new_tokens=30)))
        assert [event.token_id for event in events] == expected
        counters = engine.snapshot().counters
        assert counters.hits + counters.misses == counters.routed


def test_settings_change_in_the_middle_of_a_reply(engine: Engine, eager: PreTrainedModel) -> None:
    """The step after the token just told has begun by then, on slots that are given back."""
    messages = [{"role": "user", "content": "What is in force now?"}]
    prompt = engine.tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    ids = engine.tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
    expected = eager.generate(ids, max_new_tokens=20, do_sample=False)[0, ids.shape[1] :].tolist()
    tokens = []
    for event in engine.generate(GenerationRequest(messages, max_new_tokens=20)):
        tokens.append(event.token_id)
        if len(tokens) % 5 == 0 and event.finish_reason is None:
            engine.reconfigure(geometry=geometries(engine)[len(tokens) // 5 % len(geometries(engine))])
    assert tokens == expected


def test_a_failed_capture_leaves_the_engine_usable(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.reconfigure(geometry=Geometry(1, 2))

    def refuse(*_: object) -> torch.Tensor:
        return torch.zeros(1, device="cuda").cpu()

    monkeypatch.setattr("hybrid.decode.capture.Capture.run", refuse)
    request = GenerationRequest([{"role": "user", "content": "Still there?"}], max_new_tokens=5)
    assert len(list(engine.generate(request))) >= 1
    assert engine._loop._session.runtime.decoder() is None
    assert "CUDA graphs" in engine._loop._session.runtime.machine.notices[-1]
    assert float(torch.ones(8, device="cuda").sum()) == 8.0
