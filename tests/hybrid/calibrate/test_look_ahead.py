"""Look-ahead: what is scored, on any family, and that nothing of it is left behind."""

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import AutoModelForCausalLM

from hybrid import Engine, EngineConfig
from hybrid.calibrate.look_ahead import FEWEST_TOKENS, AskedAhead, score_look_ahead
from hybrid.decode.runtime import Runtime
from hybrid.errors import RequestError, UnsupportedModelError
from hybrid.model.expert_modules import experts_modules
from hybrid.records.look_ahead import scored
from hybrid.types import Geometry, Settings
from tests.fakes.bench_tools import CPU, tiny_model
from tests.models.talkative import ids_of, save_talkative, say
from tests.models.tiny_models import FAMILIES, save_tiny

SETTINGS = Settings(Geometry(2, 2), "layered", "lru", "always", 2, 1)


def test_recall_is_the_share_of_used_experts_that_were_named() -> None:
    chosen = np.array([[[0, 1], [2, 3]], [[0, 1], [3, 4]]])  # two tokens, two layers
    named = np.array([[[3, 2]], [[3, 0]]])
    score = scored(chosen, named, experts=8)
    assert score.recall.tolist() == [0.75]
    assert score.previous_token.tolist() == [0.5]  # 3 of 3 and 4
    assert (score.tokens, score.chance) == (2, 0.25)


def test_the_next_router_is_asked_with_this_layers_state(tmp_path: Path) -> None:
    """Against Mixtral's own routers, called by hand with the states of their neighbours."""
    model = AutoModelForCausalLM.from_pretrained(save_tiny("mixtral", tmp_path / "m"), experts_implementation="eager")
    blocks = [layer.mlp for layer in model.model.layers]
    states: list[torch.Tensor] = []
    noting = [block.register_forward_pre_hook(lambda _, args: states.append(args[0])) for block in blocks]
    ahead = AskedAhead(model)
    ids = torch.arange(3, 13)[None]
    with torch.no_grad():
        logits = model(input_ids=ids).logits
        own = [state.reshape(-1, state.shape[-1]) for state in states[::2]]  # after each comes the same, asked ahead
        chosen, named = ahead.choices()
        ahead.remove()
        for hook in noting:
            hook.remove()
        assert torch.equal(model(input_ids=ids).logits, logits)
        by_hand = [block.gate(state)[-1] for state, block in zip(own, blocks[1:], strict=False)]
    assert chosen.shape == (10, len(blocks), 2)
    for layer, index in enumerate(by_hand):
        assert np.sort(named[:, layer]).tolist() == np.sort(index.numpy()).tolist()


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_can_be_asked(family: str, tmp_path: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(save_tiny(family, tmp_path / "m"), experts_implementation="eager")
    ids = torch.arange(3, 13)[None]
    with torch.no_grad():
        before = model(input_ids=ids).logits
        ahead = AskedAhead(model)
        during = model(input_ids=ids).logits
    chosen, named = ahead.choices()
    assert torch.equal(before, during)
    assert len(chosen) == len(named) == 10
    assert named.shape[1] == chosen.shape[1] - 1
    ahead.remove()
    assert not any(module._forward_pre_hooks for module in model.modules())


def test_nothing_is_left_behind() -> None:
    loaded = tiny_model()
    runtime = Runtime(loaded, SETTINGS, CPU)
    with torch.no_grad():
        score = score_look_ahead(loaded, runtime, list(range(3, 33)), lambda share, what: None, lambda: False)
        assert score is not None
        assert score.tokens == 30
        assert len(score.recall) == loaded.info.layers - 1
        assert list(runtime.telemetry.uses()) == [0] * loaded.info.layers * loaded.info.experts
        assert runtime.settings == SETTINGS
        assert not any(module._forward_pre_hooks for module in loaded.model.modules())
        assert score_look_ahead(loaded, runtime, list(range(3, 33)), lambda share, what: None, lambda: True) is None
        with pytest.raises(RequestError, match="Send a message first"):
            score_look_ahead(loaded, runtime, [3] * (FEWEST_TOKENS - 1), lambda share, what: None, lambda: False)
    runtime.close()


def test_a_router_that_needs_more_than_a_state_is_not_asked() -> None:
    loaded = tiny_model()
    ahead = AskedAhead(loaded.model)
    (block, *_) = (module for module in loaded.model.modules() if experts_modules(loaded.model)[0] in module.children())
    with pytest.raises(UnsupportedModelError, match="need more than a layer's state"):
        block(torch.zeros(1, 1, 8), torch.zeros(1))
    ahead.remove()


def test_the_engine_scores_its_last_conversation_and_goes_on(tmp_path: Path) -> None:
    folder = save_talkative(tmp_path / "m")
    with Engine.load(EngineConfig(model=str(folder), device="cpu", cpu_threads=1)) as engine:
        with pytest.raises(RequestError):
            engine.look_ahead()
        first = ids_of(engine.generate(say("What is it?")))
        counters, replies = engine.snapshot().counters, len(engine.recorded_replies())
        score = engine.look_ahead()
        assert score is not None
        assert score.tokens > len(first)
        assert engine.snapshot().phase == "idle"
        assert (engine.snapshot().counters, len(engine.recorded_replies())) == (counters, replies)
        assert ids_of(engine.generate(say("What is it?"))) == first
