"""KV cache of captured steps: fixed room, one token at a time, one length for all layers.

Knows that a step appends to every layer once, in order, so that the last layer can increase the length. A leaner form
of transformers' static cache; like that, it allocates its memory in a first eager step.
"""

from typing import Any

import torch
from torch import Tensor
from transformers.cache_utils import Cache, CacheLayerMixin, StaticLayer

from hybrid.gpu.triton_support import runs_triton


class StepLayer(StaticLayer):  # type: ignore[misc]  # transformers' cache has no types
    """``length`` () int64 is shared by the layers of a cache; the ``last`` one increases it."""

    def __init__(self, capacity: int, length: Tensor, last: bool) -> None:
        super().__init__(capacity)
        self.cumulative_length, self._last = length, last

    def update(self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any) -> tuple[Tensor, Tensor]:
        """Appends one token, (1, heads, 1, size); returns the full buffers, (1, heads, capacity, size)."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        _append(self, key_states, value_states)
        if self._last:
            self.cumulative_length.add_(1)
        return self.keys, self.values


def step_cache(layers: int, capacity: int, device: torch.device) -> Cache:
    """An empty cache."""
    length = torch.zeros((), dtype=torch.int64, device=device)
    return Cache(layers=[StepLayer(capacity, length, layer == layers - 1) for layer in range(layers)])


def fill(cache: Cache, grown: Cache, tokens: int) -> None:
    """Copies the first ``tokens`` tokens of the cache ``grown`` by eager steps."""
    for layer, other in zip(cache.layers, grown.layers, strict=True):
        layer.keys[:, :, :tokens] = other.keys[:, :, :tokens]
        layer.values[:, :, :tokens] = other.values[:, :, :tokens]
    cache.layers[-1].cumulative_length.fill_(tokens)  # one tensor, shared by all layers


def _append(layer: CacheLayerMixin, key: Tensor, value: Tensor) -> None:
    length = layer.cumulative_length
    if key.stride(-1) == value.stride(-1) == 1 and runs_triton(key.device):
        from hybrid.gpu.kernels.attention import append

        append(layer.keys, layer.values, key, value, length)
        return
    layer.keys.index_copy_(2, length.view(1), key)
    layer.values.index_copy_(2, length.view(1), value)
