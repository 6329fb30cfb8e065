"""Eager prologue of a captured step: the part of a model's forward before its first decoder layer.

Knows that some families compute masks or rotary tables there in ways CUDA cannot capture. Decoder layers
are found by transformers' own ``get_decoder().layers``; no family is named. What the layers receive is
kept in the tensors of the captured run, which later runs overwrite.
"""

from collections.abc import Callable, Iterator
from typing import Any

from torch import Tensor, nn
from transformers.modeling_utils import PreTrainedModel


class _LayersReached(Exception):
    """The prologue has ended; nothing behind it is wanted."""


class Prologue:
    """Splits a forward in front of its decoder layers. Its inputs to them live as long as this object."""

    def __init__(self, model: PreTrainedModel) -> None:
        self._layers: list[nn.Module] = list(model.get_decoder().layers)
        self._kept: list[Tensor] = []

    def record(self, forward: Callable[[], Tensor], on_layers: Callable[[], None]) -> Tensor:
        """Runs ``forward``, calls ``on_layers`` when the prologue has ended, keeps what the layers receive."""
        self._kept = []

        def seen(layer: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            _collect(self._kept, args if layer is self._layers[0] else (), kwargs)
            if layer is self._layers[0]:
                on_layers()

        hooks = [layer.register_forward_pre_hook(seen, with_kwargs=True) for layer in self._layers]
        try:
            return forward()
        finally:
            for hook in hooks:
                hook.remove()

    def run(self, forward: Callable[[], Tensor]) -> None:
        """Runs the prologue alone and overwrites what ``record`` kept with what it computes now."""
        fresh: list[Tensor] = []
        for layer in self._layers:
            layer.forward = self._skipping(layer, fresh)
        try:
            forward()
        except _LayersReached:
            pass
        finally:
            for layer in self._layers:
                del layer.forward  # the class's own shows again
        for kept, new in zip(self._kept, fresh, strict=True):
            kept.copy_(new, non_blocking=True)

    def _skipping(self, layer: nn.Module, fresh: list[Tensor]) -> Callable[..., Tensor]:
        def skipped(hidden_states: Tensor, *args: Any, **kwargs: Any) -> Tensor:
            _collect(fresh, (hidden_states, *args) if layer is self._layers[0] else (), kwargs)
            if layer is self._layers[-1]:
                raise _LayersReached
            return hidden_states

        return skipped


def _collect(known: list[Tensor], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Adds the tensors that are not known yet."""
    for tensor in _tensors((args, kwargs)):
        if not any(tensor is other for other in known):
            known.append(tensor)


def _tensors(value: Any) -> Iterator[Tensor]:
    """The tensors in nested tuples, lists and dicts, in order."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _tensors(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _tensors(item)
