"""Look-ahead: the next MoE layer's router applied to this layer's state, on the model's own forward.

As speculative loading does in *Fast Inference of Mixture-of-Experts Language Models with Offloading* (Eliseev, Mazur;
arXiv 2312.17238), only to score it. Hooks are there while it is measured; at other times it costs nothing. Knows no
model family: a layer's whole block is called, and left as soon as it has chosen its experts.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers.modeling_utils import PreTrainedModel

from hybrid.calibrate.calibrator import undisturbed
from hybrid.decode.conversation import Conversation
from hybrid.decode.runtime import Runtime
from hybrid.errors import RequestError, UnsupportedModelError
from hybrid.model.expert_modules import experts_modules
from hybrid.model.loading import LoadedModel
from hybrid.progress import Cancelled, Progress
from hybrid.records.look_ahead import LookAhead, scored

FEWEST_TOKENS = 8
MOST_TOKENS = 512
_FEWEST_LAYERS = 2
_UNSUPPORTED = "Look-ahead can't be scored for this model: {}. The Lab's other results need none of it."


def score_look_ahead(
    loaded: LoadedModel, runtime: Runtime, ids: Sequence[int], progress: Progress, cancelled: Cancelled
) -> LookAhead | None:
    """Computes the tokens ``ids``, or the first of them, once more and scores them; ``None`` when cancelled.

    Afterwards the runtime has its settings again, and empty slots; KV caches that use its decoder are lost. Raises
    ``RequestError`` for too few tokens, and ``UnsupportedModelError`` where a layer cannot be asked ahead.
    """
    if len(ids) < FEWEST_TOKENS:
        raise RequestError("The conversation is too short to score look-ahead. Send a message first.", "look-ahead")
    ids = ids[:MOST_TOKENS]
    ahead = AskedAhead(loaded.model)
    with undisturbed(runtime):
        runtime.apply(runtime.settings)  # whose layers write to the telemetry of this block
        conversation = Conversation(loaded.model, runtime, loaded.continues_prompts)
        chunk = min(len(ids), runtime.prefill_chunk()) if loaded.continues_prompts else len(ids)
        try:
            # Single tokens would be decoded by captured steps, which hooks do not see.
            for begin in range(0, len(ids) - 1, chunk):
                progress(begin / len(ids), f"Looking ahead: {begin} of {len(ids)} tokens")
                if cancelled():
                    return None
                conversation.forward(ids[begin : min(begin + chunk, len(ids))])
        finally:
            ahead.remove()
    return scored(*ahead.choices(), experts=runtime.info.experts)


class AskedAhead:
    """Hooks that note what each MoE layer of a model chooses, and what the next one would choose for its state.

    Raises ``UnsupportedModelError`` for a model with one such layer. To be removed.
    """

    def __init__(self, model: PreTrainedModel) -> None:
        experts = experts_modules(model)
        if len(experts) < _FEWEST_LAYERS:
            raise UnsupportedModelError(_UNSUPPORTED.format("it has a single layer with experts"), "model")
        holders = {id(child): module for module in model.modules() for child in module.children()}
        blocks = [holders[id(module)] for module in experts]
        self._chosen: list[list[Tensor]] = [[] for _ in experts]
        self._named: list[list[Tensor]] = [[] for _ in experts[1:]]
        self._is_asking = False
        self._hooks = [
            module.register_forward_pre_hook(self._noting(layer), with_kwargs=True)
            for layer, module in enumerate(experts)
        ]
        self._hooks += [
            block.register_forward_pre_hook(self._asking(layer, following), with_kwargs=True)
            for layer, (block, following) in enumerate(pairwise(blocks))
        ]

    def choices(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The experts that were chosen, (tokens, layers, k), and those named ahead, (tokens, layers - 1, k)."""
        return _stacked(self._chosen), _stacked(self._named)

    def remove(self) -> None:
        for hook in self._hooks:
            hook.remove()

    def _noting(self, layer: int) -> Callable[..., None]:
        def note(module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            index: Tensor = args[1] if len(args) > 1 else kwargs["top_k_index"]
            if self._is_asking:
                raise _Chosen(index)
            self._chosen[layer].append(index.cpu())

        return note

    def _asking(self, layer: int, following: nn.Module) -> Callable[..., None]:
        def ask(block: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            if self._is_asking:
                return
            given = [value for value in (*args, *kwargs.values()) if value is not None]
            if len(given) != 1 or not isinstance(given[0], Tensor):
                raise UnsupportedModelError(_UNSUPPORTED.format("its routers need more than a layer's state"), "model")
            self._is_asking = True
            try:
                following(*args, **kwargs)
            except _Chosen as chosen:
                self._named[layer].append(chosen.index.cpu())
            else:
                raise UnsupportedModelError(_UNSUPPORTED.format("its layers don't use their experts"), "model")
            finally:
                self._is_asking = False

        return ask


class _Chosen(Exception):
    """A block that was asked ahead has chosen its experts: it need not compute them."""

    def __init__(self, index: Tensor) -> None:
        super().__init__()
        self.index = index


def _stacked(layers: list[list[Tensor]]) -> NDArray[np.int64]:
    stacked: NDArray[np.int64] = torch.stack([torch.cat(chunks) for chunks in layers], dim=1).numpy().astype(np.int64)
    return stacked
