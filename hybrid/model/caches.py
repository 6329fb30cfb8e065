"""Caches of a conversation: what a model's layers keep of the tokens so far, and how to go back to an earlier token.

Knows transformers' kinds of cache layers: those that hold something for each token, from which the last tokens can be
taken away, and all others (states of recurrent layers and convolutions, compressed or windowed keys), of which a copy
has to be kept. Knows no family: a layer of a kind that is not known here is copied.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

from transformers import DynamicCache, PreTrainedConfig, cache_utils
from transformers.cache_utils import (
    Cache,
    DynamicLayer,
    DynamicSlidingWindowLayer,
    LinearAttentionCacheLayerMixin,
)

from hybrid.errors import UnsupportedModelError

# Layers that hold something for each token and nothing else. Older versions of transformers have no layer for nothing.
_BY_TOKEN = (DynamicLayer, getattr(cache_utils, "DummyLayer", DynamicLayer))


def conversation_cache(config: PreTrainedConfig) -> DynamicCache:
    """An empty cache for a model of this configuration. Keys and values behind a sliding window are kept, too."""
    cache = DynamicCache(config=config)
    # The mask hides what has left the window; kept, it allows going back.
    cache.layers = [DynamicLayer() if type(layer) is DynamicSlidingWindowLayer else layer for layer in cache.layers]
    return cache


def check_caches(config: PreTrainedConfig) -> None:
    """Raises ``UnsupportedModelError`` if no cache for this configuration can go on with a chat."""
    try:
        layers = conversation_cache(config).layers
    except Exception as error:  # a kind of layer for which transformers has no cache of this sort
        raise UnsupportedModelError(
            f"transformers has no growing cache for the layers of this {config.model_type} model "
            f"({type(error).__name__}: {error}). Choose a model with other layers.",
            "model",
        ) from error
    if any(hasattr(layer, "set_prefill_length") for layer in layers):
        raise UnsupportedModelError(
            f"{config.model_type} models attend otherwise to a prompt than to their own reply, so nothing of a chat "
            "can be kept for its next message, which isn't supported yet. Choose a model that attends to both alike.",
            "model",
        )


def holds_keys_and_values_only(cache: Cache) -> bool:
    """Whether each layer holds one key and one value per head and token, and nothing else."""
    return all(type(layer) is DynamicLayer for layer in cache.layers)


def can_be_cropped(cache: Cache) -> bool:
    """Whether the last tokens can be taken away from all layers."""
    return all(map(_can_be_cropped, cache.layers))


@dataclass(frozen=True, slots=True)
class EarlierState:
    """A cache as it was after ``length`` tokens: copies of the layers that cannot be cropped, by number."""

    length: int
    copies: Mapping[int, object]

    @classmethod
    def of(cls, cache: Cache, length: int) -> "EarlierState":
        """``length``: the tokens in the cache now."""
        layers = enumerate(cache.layers)
        return cls(length, {number: deepcopy(layer) for number, layer in layers if not _can_be_cropped(layer)})

    def restore(self, cache: Cache, length: int) -> None:
        """Brings the cache back to this state, from one with ``length`` tokens that begin with those of this state."""
        for number, layer in enumerate(cache.layers):
            if number in self.copies:
                cache.layers[number] = deepcopy(self.copies[number])
            else:
                layer.crop(self.length - length)


def _can_be_cropped(layer: object) -> bool:
    """By type; a layer that holds more than keys and values per token must have a way of its own to crop it."""
    if type(layer) in _BY_TOKEN:
        return True
    windowed = isinstance(layer, (DynamicSlidingWindowLayer, LinearAttentionCacheLayerMixin))
    return isinstance(layer, DynamicLayer) and not windowed and "crop" in vars(type(layer))
