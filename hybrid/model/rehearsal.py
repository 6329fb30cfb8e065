"""Rehearsal of loading: which stored tensors transformers would put together into each of a model's parameters.

Knows no model family and no conversion table: it lets transformers load tensors that have a shape but no memory, and
notes what transformers does to them. It understands stacking, joining, exchanging dimensions and casting; a parameter
made in another way has no origin here, and its loading is left to transformers. Reports missing and unexpected tensors,
and shapes other than the configuration's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from transformers import PreTrainedConfig
from transformers.modeling_utils import PreTrainedModel

from hybrid.model.skeleton.building import building


class ShapesDifferError(Exception):
    """Two stored tensors of one parameter, ``first`` and ``other``, have shapes that do not go together."""

    def __init__(self, first: str, other: str) -> None:
        self.first = first
        self.other = other
        super().__init__(f"{first} and {other} have shapes that do not go together")


class Origin(Protocol):
    """What a tensor is made of."""

    def pieces(self, target: Tensor) -> Iterator[tuple[str, Tensor]]:
        """Each stored tensor's name, with the view of ``target`` that its values go to. ``target`` is shaped like the
        tensor that is made."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A tensor as it is stored."""

    name: str

    def pieces(self, target: Tensor) -> Iterator[tuple[str, Tensor]]:
        yield self.name, target


@dataclass(frozen=True, slots=True)
class Cast:
    """A stored tensor in another type."""

    part: Stored

    def pieces(self, target: Tensor) -> Iterator[tuple[str, Tensor]]:
        return self.part.pieces(target)


@dataclass(frozen=True, slots=True)
class Stack:
    """Parts along a new dimension, as ``torch.stack``."""

    parts: tuple[Origin, ...]
    dim: int

    def pieces(self, target: Tensor) -> Iterator[tuple[str, Tensor]]:
        for part, view in zip(self.parts, target.unbind(self.dim), strict=True):
            yield from part.pieces(view)


@dataclass(frozen=True, slots=True)
class Join:
    """Parts one after the other along a dimension, as ``torch.cat``."""

    parts: tuple[Origin, ...]
    sizes: tuple[int, ...]  # of the parts, along the dimension
    dim: int

    def pieces(self, target: Tensor) -> Iterator[tuple[str, Tensor]]:
        for part, view in zip(self.parts, target.split(self.sizes, self.dim), strict=True):
            yield from part.pieces(view)


@dataclass(frozen=True, slots=True)
class Interleave:
    """Parts in turn along a dimension: the first of each, then the second of each."""

    parts: tuple[Origin, ...]
    dim: int

    def pieces(self, target: Tensor) -> Iterator[tuple[str, Tensor]]:
        by_turn = target.unflatten(self.dim, (-1, len(self.parts)))
        for part, view in zip(self.parts, by_turn.unbind(self.dim + 1), strict=True):
            yield from part.pieces(view)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A part with two dimensions exchanged, as ``torch.transpose``."""

    part: Origin
    dims: tuple[int, int]

    def pieces(self, target: Tensor) -> Iterator[tuple[str, Tensor]]:
        return self.part.pieces(target.transpose(*self.dims))


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The outcome of loading: a model without memory, with every tensor's type, and where its values come from."""

    model: PreTrainedModel
    origins: dict[str, Origin | None]  # by the name in the model's state; None: made in a way not understood here
    missing: tuple[str, ...]  # names for which nothing is stored
    unexpected: tuple[str, ...]  # names of stored tensors that the model does not have, converted to its naming
    misshapen: tuple[tuple[str, tuple[int, ...], tuple[int, ...]], ...]  # name, stored shape, shape by configuration


def rehearse(
    kind: type[PreTrainedModel], config: PreTrainedConfig, stored: Mapping[str, Tensor], dtype: torch.dtype | str
) -> Rehearsal:
    """Loads ``stored``, tensors on the meta device, as transformers does.

    Raises ``ShapesDifferError`` for stored tensors that do not go together; other errors are transformers' own.
    """
    state = {name: _traced(tensor, Stored(name)) for name, tensor in stored.items()}
    watch = _Watch()
    try:
        with building(), watch:
            model, report = kind.from_pretrained(
                None,
                config=config,
                state_dict=state,
                dtype=dtype,
                output_loading_info=True,
                ignore_mismatched_sizes=True,
            )
    except Exception as error:
        if watch.failed is not None:
            raise ShapesDifferError(*watch.failed) from error
        raise
    return Rehearsal(
        model,
        {name: _origin(tensor) for name, tensor in model.state_dict(keep_vars=True).items()},
        tuple(sorted(report["missing_keys"])),
        tuple(sorted(report["unexpected_keys"])),
        tuple(
            (name, tuple(stored_shape), tuple(shape)) for name, stored_shape, shape in sorted(report["mismatched_keys"])
        ),
    )


class _Watch(TorchFunctionMode):
    """Keeps buffers, and parameters for which nothing is stored, without memory; notes which tensors did not fit."""

    def __init__(self) -> None:
        super().__init__()
        self.failed: tuple[str, str] | None = None

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        more = {"device": "meta"} if func is torch.empty_like else {}
        try:
            return func(*args, **(kwargs or {}) | more)
        except Exception:
            if func in (torch.stack, torch.cat) and self.failed is None:
                self.failed = _odd_one(args[0])
            raise


class _Traced(Tensor):
    """A tensor on the meta device that knows its origin, until it is changed in place."""

    origin: tuple[Origin | None, int]  # with the version of the tensor for which it is right

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        if func is Tensor.to:
            kwargs.pop("device", None)
            args = tuple(argument for argument in args if not isinstance(argument, str | torch.device))
        result = super().__torch_function__(func, types, args, kwargs)  # type: ignore[no-untyped-call]
        if isinstance(result, _Traced):
            rule = _RULES.get(func)
            result.origin = rule(result, *args, **kwargs) if rule is not None else None, result._version
        return result


def _traced(tensor: Tensor, origin: Origin) -> _Traced:
    traced = tensor.as_subclass(_Traced)
    traced.origin = origin, traced._version
    return traced


def _origin(tensor: Tensor) -> Origin | None:
    origin, version = getattr(tensor, "origin", (None, -1))
    return origin if version == tensor._version else None


def _same(result: Tensor, tensor: Tensor, *arguments: object, **options: object) -> Origin | None:
    return _origin(tensor)


def _cast(result: Tensor, tensor: Tensor, *arguments: object, **options: object) -> Origin | None:
    origin = _origin(tensor)
    if result.dtype == tensor.dtype:
        return origin
    return Cast(origin) if isinstance(origin, Stored) else None


def _indexed(result: Tensor, tensor: Tensor, index: object) -> Origin | None:
    return _origin(tensor) if index is Ellipsis else None


def _stacked(result: Tensor, tensors: Sequence[Tensor], dim: int = 0) -> Origin | None:
    parts = _origins(tensors)
    return Stack(parts, dim % result.dim()) if parts else None


def _joined(result: Tensor, tensors: Sequence[Tensor], dim: int = 0) -> Origin | None:
    parts = _origins(tensors)
    alike = all(tensor.dim() == result.dim() for tensor in tensors)
    return Join(parts, tuple(tensor.shape[dim] for tensor in tensors), dim % result.dim()) if parts and alike else None


def _exchanged(result: Tensor, tensor: Tensor, dim0: int, dim1: int) -> Origin | None:
    origin = _origin(tensor)
    return Exchange(origin, (dim0 % result.dim(), dim1 % result.dim())) if origin is not None else None


def _origins(tensors: Sequence[Tensor]) -> tuple[Origin, ...]:
    """The origins of all tensors; empty if one has no origin, or if types are mixed."""
    origins = [_origin(tensor) for tensor in tensors]
    parts = [origin for origin in origins if origin is not None]
    return tuple(parts) if len(parts) == len(origins) and len({tensor.dtype for tensor in tensors}) == 1 else ()


def _odd_one(tensors: Sequence[Tensor]) -> tuple[str, str] | None:
    """Names of the stored tensors behind the first tensor and behind one of another shape; None without origins."""
    odd = [tensors[0], *(tensor for tensor in tensors if tensor.shape != tensors[0].shape)][:2]
    names = [next(origin.pieces(tensor))[0] for tensor in odd if (origin := _origin(tensor)) is not None]
    return (names[0], names[1]) if len(names) == 2 else None


_RULES: dict[object, Callable[..., Origin | None]] = {
    Tensor.__getitem__: _indexed,
    Tensor.to: _cast,
    Tensor.detach: _same,
    Tensor.requires_grad_: _same,
    Tensor.contiguous: _same,
    Tensor.transpose: _exchanged,
    torch.transpose: _exchanged,
    torch.stack: _stacked,
    torch.cat: _joined,
}
