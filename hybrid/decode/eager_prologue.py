"""Eager prologue of a captured step: the part of a model's forward before its first decoder layer.

Knows that some families compute masks or rotary tables there in ways that CUDA cannot capture. transformers'
``get_decoder().layers`` has the decoder layers of any family. The captured layers read their inputs from the tensors
of the captured run; each later run of the prologue overwrites these.
"""

from collections.abc import Callable, Iterator
from typing import Any

from torch import Tensor, nn
from transformers.modeling_utils import PreTrainedModel


class _LayersReached(Exception):
    """The prologue has ended: the rest of the forward need not run."""


class Prologue:
    """Splits a forward before its decoder layers. The tensors it passes to them live as long as this object."""

    def __init__(self, model: PreTrainedModel) -> None:
        self._layers: list[nn.Module] = list(model.get_decoder().layers)
        self._inputs: list[Tensor] = []

    def record(self, forward: Callable[[], Tensor], on_layers: Callable[[], None]) -> Tensor:
        """Runs ``forward``, calls ``on_layers`` when the prologue has ended, and keeps the layers' inputs."""
        self._inputs = []

        def before_layer(layer: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            _collect(self._inputs, args if layer is self._layers[0] else (), kwargs)
            if layer is self._layers[0]:
                on_layers()

        hooks = [layer.register_forward_pre_hook(before_layer, with_kwargs=True) for layer in self._layers]
        try:
            return forward()
        finally:
            for hook in hooks:
                hook.remove()

    def run(self, forward: Callable[[], Tensor]) -> None:
        """Runs the prologue alone and overwrites the recorded inputs with what it computes now."""
        fresh: list[Tensor] = []
        for layer in self._layers:
            layer.forward = self._skipping(layer, fresh)
        try:
            forward()
        except _LayersReached:
            pass
        finally:
            for layer in self._layers:
                del layer.forward  # uncovers the class's own
        for recorded, new in zip(self._inputs, fresh, strict=True):
            recorded.copy_(new, non_blocking=True)

    def _skipping(self, layer: nn.Module, fresh: list[Tensor]) -> Callable[..., Tensor]:
        def skip(hidden_states: Tensor, *args: Any, **kwargs: Any) -> Tensor:
            _collect(fresh, (hidden_states, *args) if layer is self._layers[0] else (), kwargs)
            if layer is self._layers[-1]:
                raise _LayersReached
            return hidden_states

        return skip


def _collect(tensors: list[Tensor], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Adds the arguments' tensors to ``tensors``, each once."""
    for tensor in _tensors((args, kwargs)):
        if not any(tensor is other for other in tensors):
            tensors.append(tensor)


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
