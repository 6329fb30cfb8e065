"""The KV cache of a conversation, found out on the meta device: what the engine's own grows by, and windows."""

from pathlib import Path

import pytest
import torch
from torch import Tensor
from transformers import DynamicCache

from hybrid.decode.conversation import Conversation
from hybrid.fit.cache_probe import growth, probe
from hybrid.fit.inspection import KvCache, KvLayer
from hybrid.model.loading import load_model, open_checkpoint
from hybrid.model.skeleton.text_models import build_skeleton
from tests.models.hollow_models import MIXTRAL, QWEN3_30B
from tests.models.tiny_models import FAMILIES

CPU = torch.device("cpu")
TOKENS = 40  # more than gpt-oss' window of 8


class Silent:
    """Experts that add nothing."""

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        return torch.zeros_like(hidden)


def test_it_is_the_cache_that_a_conversation_grows(family_folder: Path) -> None:
    from hybrid.decode.runtime import Runtime
    from hybrid.types import Geometry, Settings

    checkpoint = open_checkpoint(str(family_folder))
    probed = probe(build_skeleton(checkpoint.config), checkpoint.info.max_context)
    assert probed is not None
    loaded = load_model(checkpoint, CPU)
    assert probed.top_k == loaded.info.top_k
    runtime = Runtime(loaded, Settings(Geometry(0, 0), "layered", "lru", "never", 2, 1), CPU)
    conversation = Conversation(loaded.model, runtime)
    with torch.no_grad():
        conversation.forward(list(range(3, 3 + TOKENS)))
    kept = sum(layer.keys.nbytes + layer.values.nbytes for layer in conversation.kv_layers)
    runtime.close()
    assert probed.kv.bytes(TOKENS) == kept > 0


def test_latent_attention_keeps_less_than_its_heads() -> None:
    config = FAMILIES["deepseek_v3"]()
    probed = probe(build_skeleton(config), config.max_position_embeddings)
    assert probed is not None
    # The compressed state of 16 numbers and 8 for positions, in float32, once for all heads.
    assert probed.kv.layers == (KvLayer(96),) * 3


@pytest.mark.parametrize(
    ("config", "per_token", "top_k"), [(MIXTRAL, 32 * 2 * 8 * 128 * 2, 2), (QWEN3_30B, 48 * 2 * 4 * 128 * 2, 8)]
)
def test_models_of_published_sizes_need_no_memory(config: object, per_token: int, top_k: int) -> None:
    probed = probe(build_skeleton(config), 4096)
    assert probed is not None
    assert (probed.kv.bytes(1000), probed.top_k) == (1000 * per_token, top_k)


def test_a_sliding_window_ends_the_growth() -> None:
    """On transformers' own cache for the configuration, one layer of two with a window of 8 tokens."""
    config = FAMILIES["gpt_oss"]()
    model = build_skeleton(config)
    from hybrid.model.hook import bind

    bind(model, Silent())
    cache = DynamicCache(config=config)

    def append(ids: list[int]) -> None:
        model(input_ids=torch.tensor([ids], device="meta"), past_key_values=cache, use_cache=True)

    kv = growth(append, lambda: cache.layers, 512)
    assert kv == KvCache((KvLayer(128, 7), KvLayer(128)))
    assert kv.bytes(1000) == 128 * 7 + 128 * 1000


def test_a_state_of_fixed_size_does_not_grow() -> None:
    class Recurrent:
        def __init__(self) -> None:
            self.state = torch.zeros(1, 4, 8)

    layer = Recurrent()
    assert growth(lambda ids: None, lambda: [layer], 100).bytes(10**6) == 128


def test_a_family_whose_code_needs_numbers_is_left_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    model = build_skeleton(FAMILIES["mixtral"]())
    monkeypatch.setattr(model, "forward", lambda **inputs: inputs["input_ids"].sum().item())
    assert probe(model, 512) is None
