"""Cache probe: a short conversation on the meta device, which shows a model's KV cache and its experts per token.

The model has shapes but no memory, and its experts are left out; everything else runs as it will, so latent attention,
sliding windows and layers that share their keys show in the cache itself. Knows no family.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch
from torch import Tensor
from transformers.modeling_utils import PreTrainedModel

from hybrid.decode.conversation import Conversation
from hybrid.decode.decoder import GraphedDecoder
from hybrid.fit.inspection import KvCache, KvLayer
from hybrid.model.hook import bind

_LONG = 32_768  # tokens; a longer window is taken for none


@dataclass(frozen=True, slots=True)
class Probed:
    """``top_k`` is ``None`` if the layers differ."""

    kv: KvCache
    top_k: int | None


def probe(skeleton: PreTrainedModel, max_context: int) -> Probed | None:
    """What ``skeleton``, on the meta device, keeps and chooses; ``None`` if its code needs numbers, not only shapes."""
    experts = _Experts()
    bind(skeleton, experts)
    try:
        conversation = Conversation(skeleton, _Eager())
        kv = growth(conversation.forward, lambda: conversation.kv_layers, min(max_context, _LONG))
    except Exception:  # a family's code may raise anything without numbers
        return None
    return Probed(kv, experts.counts.pop() if len(experts.counts) == 1 else None)


def growth(append: Callable[[Sequence[int]], object], layers: Callable[[], Iterable[object]], longest: int) -> KvCache:
    """How the ``layers`` of a cache grow while tokens are appended: to one token, two, and ``longest``."""
    sizes = []
    with torch.no_grad():
        for tokens in (1, 1, max(longest - 2, 1)):
            append([0] * tokens)
            sizes.append([_bytes(layer) for layer in layers()])
    return KvCache(tuple(_layer(one, two, many, max(longest, 3)) for one, two, many in zip(*sizes, strict=True)))


def _layer(one: int, two: int, many: int, tokens: int) -> KvLayer:
    of_token = two - one
    fixed = one - of_token
    if not of_token:
        return KvLayer(0, None, one)
    window = (many - fixed) // of_token
    return KvLayer(of_token, window if window < tokens else None, fixed)


def _bytes(layer: object) -> int:
    """Of all that a layer of the cache keeps: keys, values, and whatever else."""
    return sum(value.nbytes for value in vars(layer).values() if isinstance(value, Tensor) and value.dim() > 2)


class _Experts:
    """Stands in for the experts; notes how many each router chooses."""

    def __init__(self) -> None:
        self.counts: set[int] = set()

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        self.counts.add(top_k_index.shape[-1])
        return torch.zeros_like(hidden)


class _Eager:
    """A source of no decoder, for a conversation of eager steps."""

    def decoder(self) -> GraphedDecoder | None:
        return None

    def give_up_capture(self, reason: str) -> None:
        """Nothing is captured."""

    def prefill_chunk(self) -> int:
        return _LONG

    def computing(self, tokens: int) -> AbstractContextManager[None]:
        return nullcontext()
