"""Unused parts of a model: towers for images and sounds, which a chat in text never runs.

Knows them by what a trial run touched, not by name. What lies within the language model is never among them.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, cast

from torch import nn
from transformers.modeling_utils import PreTrainedModel


def unused_parts(model: PreTrainedModel, used: Collection[int]) -> tuple[str, ...]:
    """Names of the largest modules outside the decoder none of whose tensors is in ``used``, by their ``id``."""
    return tuple(_unused_below(model, model.get_decoder(), "", used))


def _unused_below(module: nn.Module, decoder: nn.Module, prefix: str, used: Collection[int]) -> Iterator[str]:
    for name, child in module.named_children():
        if child is decoder:
            continue
        if any(below is decoder for below in child.modules()):
            yield from _unused_below(child, decoder, f"{prefix}{name}.", used)
            continue
        tensors = [*child.parameters(), *child.buffers()]
        if tensors and not any(id(tensor) in used for tensor in tensors):
            yield prefix + name


def remove_parts(model: nn.Module, names: Sequence[str]) -> None:
    """Replaces these modules by ``None``."""
    for name in names:
        parent, _, child = name.rpartition(".")
        setattr(model.get_submodule(parent), child, None)


def without_parts(kind: type[PreTrainedModel], names: Sequence[str]) -> type[PreTrainedModel]:
    """The class, but it builds models without these parts: transformers neither reads nor makes up their weights."""
    if not names:
        return kind

    def build(self: nn.Module, *args: Any, **kwargs: Any) -> None:
        cast(Any, kind).__init__(self, *args, **kwargs)
        remove_parts(self, names)

    return type(kind.__name__, (kind,), {"__init__": build, "__module__": kind.__module__})
