"""KV cache of captured steps: fixed room, one token at a time, one length for all layers.

Knows that a step appends to every layer once, in order, so that the last layer can increase the length. A leaner form
of transformers' static cache; like that, it allocates its memory in a first eager step.
"""

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from transformers.cache_utils import Cache, StaticLayer

if TYPE_CHECKING:
    from hybrid.decode.fusion.joined_kernels import JoinedKernels


class StepLayer(StaticLayer):  # type: ignore[misc]  # transformers' cache has no types
    """``length`` () int64 is shared by the layers of a cache; the ``last`` one increases it.

    ``kernels`` append, where there are any.
    """

    def __init__(self, capacity: int, length: Tensor, last: bool, kernels: "JoinedKernels | None") -> None:
        super().__init__(capacity)
        self.cumulative_length, self._last, self._kernels = length, last, kernels

    def update(self, key_states: Tensor, value_states: Tensor, *args: Any, **kwargs: Any) -> tuple[Tensor, Tensor]:
        """Appends one token, (1, heads, 1, size); returns the full buffers, (1, heads, capacity, size)."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
        length = self.cumulative_length
        if self._kernels is not None and key_states.stride(-1) == value_states.stride(-1) == 1:
            self._kernels.append(self.keys, self.values, key_states, value_states, length)
        else:
            self.keys.index_copy_(2, length.view(1), key_states)
            self.values.index_copy_(2, length.view(1), value_states)
        if self._last and self._kernels is not None:
            self._kernels.increase(length)
        elif self._last:
            length.add_(1)
        return self.keys, self.values


def step_cache(layers: int, capacity: int, device: torch.device, kernels: "JoinedKernels | None" = None) -> Cache:
    """An empty cache. ``kernels`` are those that the steps are made of."""
    length = torch.zeros((), dtype=torch.int64, device=device)
    return Cache(layers=[StepLayer(capacity, length, layer == layers - 1, kernels) for layer in range(layers)])


def fill(cache: Cache, grown: Cache, tokens: int) -> None:
    """Copies the first ``tokens`` tokens of the cache ``grown`` by eager steps."""
    for layer, other in zip(cache.layers, grown.layers, strict=True):
        layer.keys[:, :, :tokens] = other.keys[:, :, :tokens]
        layer.values[:, :, :tokens] = other.values[:, :, :tokens]
    cache.layers[-1].cumulative_length.fill_(tokens)  # one tensor, shared by all layers
