"""Caches of a conversation: which layers can be cropped, and going back to an earlier state."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import DynamicCache
from transformers.cache_utils import (
    Cache,
    DummyLayer,
    DynamicIndexedLayer,
    DynamicLayer,
    DynamicSlidingWindowLayer,
    LinearAttentionAndFullAttentionLayer,
    LinearAttentionLayer,
)

from hybrid.errors import UnsupportedModelError
from hybrid.model.caches import (
    EarlierState,
    can_be_cropped,
    check_caches,
    conversation_cache,
    holds_keys_and_values_only,
)
from hybrid.model.skeleton.text_models import build_skeleton
from tests.hybrid.families.small_configs import small_config


class Forgetful(DynamicLayer):
    """Holds more than keys and values, and inherits a crop that leaves the rest as it is."""


class Indexed(DynamicLayer):
    def crop(self, tokens_to_remove: int) -> None:
        super().crop(tokens_to_remove)


LAYERS: dict[str, tuple[Callable[[], object], bool, bool]] = {
    "keys and values": (DynamicLayer, True, True),
    "nothing": (DummyLayer, True, False),
    "an index": (DynamicIndexedLayer, True, False),
    "more, with a crop": (Indexed, True, False),
    "more, without a crop": (Forgetful, False, False),
    "a window": (lambda: DynamicSlidingWindowLayer(8), False, False),
    "a state": (LinearAttentionLayer, False, False),
    "a state beside keys and values": (LinearAttentionAndFullAttentionLayer, False, False),
}


@pytest.mark.parametrize("kind", LAYERS)
def test_layers_are_told_apart_by_type(kind: str) -> None:
    """A captured step and a crop are each for the layers known to allow it."""
    make, croppable, plain = LAYERS[kind]
    cache = Cache(layers=[DynamicLayer(), make()])
    assert (can_be_cropped(cache), holds_keys_and_values_only(cache)) == (croppable, plain)


@pytest.mark.parametrize(
    ("family", "croppable", "plain"),
    [("gpt_oss", True, True), ("deepseek_v32", True, False), ("qwen3_next", False, False), ("zaya", False, False)],
)
def test_a_models_own_layers(family: str, croppable: bool, plain: bool) -> None:
    cache = conversation_cache(small_config(family))
    assert len(cache.layers) == 4
    assert (can_be_cropped(cache), holds_keys_and_values_only(cache)) == (croppable, plain)


def test_keys_behind_a_window_stay() -> None:
    """Or a chat longer than the window could not go back to its last message."""
    config = small_config("gpt_oss")
    windowed, kept = DynamicCache(config=config), conversation_cache(config)
    keys = torch.randn(1, 2, 20, 8)
    for cache in (windowed, kept):
        cache.update(keys, keys, 0)
    assert windowed.layers[0].keys.shape[2] < 20
    assert torch.equal(kept.layers[0].keys, keys)


def grow(cache: Cache, tokens: int, seed: int) -> None:
    """One layer by keys and values, the other by a state that all tokens change."""
    generator = torch.Generator().manual_seed(seed)
    keys = torch.randn((1, 2, tokens, 4), generator=generator)
    cache.update(keys, -keys, 0)
    cache.update_conv_state(keys[0].transpose(-1, -2), 1, conv_kernel_size=3)
    cache.update_recurrent_state(torch.randn((1, 2, 4), generator=generator), 1)


def contents(cache: Cache) -> list[torch.Tensor]:
    states = cache.layers[1]
    return [cache.layers[0].keys, cache.layers[0].values, states.conv_states[0], states.recurrent_states[0]]


@given(st.integers(1, 9), st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=4), min_size=1, max_size=3))
def test_going_back_restores_every_layer(before: int, replies: list[list[int]]) -> None:
    """As often as one likes: what comes after a return leaves the copy as it is."""
    cache = Cache(layers=[DynamicLayer(), LinearAttentionLayer()])
    grow(cache, before, 0)
    expected = [tensor.clone() for tensor in contents(cache)]
    earlier = EarlierState.of(cache, before)
    for reply in replies:
        for tokens in reply:
            grow(cache, tokens, tokens)
        earlier.restore(cache, before + sum(reply))
        assert all(torch.equal(*pair) for pair in zip(contents(cache), expected, strict=True))


def test_a_cache_that_treats_prompts_otherwise_is_refused() -> None:
    config = build_skeleton(small_config("unlimited_ocr")).config  # its layers are known once its code is
    with pytest.raises(UnsupportedModelError, match="unlimited_ocr models attend otherwise to a prompt"):
        check_caches(config)


def test_layers_without_a_cache_are_refused() -> None:
    config = small_config("qwen3_moe")
    config.layer_types = ["full_attention", "telepathy"] * 2
    with pytest.raises(UnsupportedModelError, match="no growing cache .* qwen3_moe .*telepathy"):
        check_caches(config)
