"""Activation probe: recognises what an experts module applies between its two projections, by trying it.

Knows the activations that there are kernels for, and how the numbers in a module may enter them; knows no family and
no name of an attribute. An activation is recognised only if the module agrees with it on pairs of values below, within
and beyond every limit that the module may have; a module that agrees with none is "custom".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

import torch
from torch import Tensor, nn
from torch.nn import functional

from hybrid.types import ClampedSwiglu

Apply = Callable[[Tensor], Tensor]  # (tokens, rows) -> (tokens, intermediate)

_PLAIN: dict[str, Apply] = {
    "silu": functional.silu,
    "gelu": functional.gelu,
    "gelu_tanh": lambda values: functional.gelu(values, approximate="tanh"),
    "relu2": lambda values: functional.relu(values).square(),
}
_AROUND_A_LIMIT = (-2.0, -1.01, -0.99, 0.99, 1.01, 2.0)
_LARGEST = 1e6  # far above all activations, and above every limit that matters
_OFFSETS = (0.0, 1.0)
_RELATIVE, _ABSOLUTE = 1e-5, 1e-7  # tolerated errors: relative to the result, and to the size of its inputs


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation; the fields have the meaning of those of ``ExpertLayout``."""

    name: str
    concatenated: bool = True
    swiglu: ClampedSwiglu = ClampedSwiglu()


@dataclass(frozen=True, slots=True)
class _Trial:
    """A module's result for gate and up, all (tokens, intermediate); up is zero where nothing is gated."""

    gate: Tensor
    up: Tensor
    result: Tensor

    def agrees(self, expected: Tensor) -> bool:
        """Whether the result is the expected one, but for float32's rounding."""
        scale = (1 + self.gate.abs()) * (1 + self.up.abs())
        error = (self.result - expected).abs()
        return error.shape == self.gate.shape and bool((error <= _RELATIVE * expected.abs() + _ABSOLUTE * scale).all())


@torch.no_grad()
def activation_of(module: nn.Module, apply: Apply, intermediate: int) -> Activation:
    """What ``apply``, an experts module's own function, computes. The module may be on the meta device."""
    numbers = _numbers_of(module)
    try:
        if module.has_gate:
            activation = _gated(apply, numbers, intermediate, bool(module.is_concatenated))
        else:
            activation = _ungated(apply, numbers)
    except Exception:  # a family's code may raise anything on such values
        activation = None
    return activation or Activation("custom", bool(module.is_concatenated))


def _ungated(apply: Apply, numbers: list[float]) -> Activation | None:
    values = _values_about(numbers)
    trial = _Trial(values, torch.zeros_like(values), apply(values.clone()))
    return next((Activation(name) for name, plain in _PLAIN.items() if trial.agrees(plain(values))), None)


def _gated(apply: Apply, numbers: list[float], intermediate: int, likely: bool) -> Activation | None:
    """``likely``: whether the module says that its rows are concatenated; its function may do otherwise."""
    gate, up = _pairs(_values_about(numbers), intermediate)
    for concatenated in (likely, not likely):
        rows = torch.cat((gate, up), dim=-1) if concatenated else torch.stack((gate, up), dim=-1).flatten(1)
        trial = _Trial(gate, up, apply(rows))
        for name, plain in _PLAIN.items():
            if trial.agrees(plain(gate) * up):
                return Activation(name, concatenated)
        for swiglu in _candidates(numbers):
            if trial.agrees(_clamped(swiglu, gate, up)):
                return Activation("clamped_swiglu", concatenated, swiglu)
    return None


def _numbers_of(module: nn.Module) -> list[float]:
    """All the module's numbers that may be a limit or a factor. Most are sizes, with which no trial agrees."""
    held = (value for value in vars(module).values() if isinstance(value, int | float) and not isinstance(value, bool))
    return sorted({float(value) for value in held if 0 < value <= _LARGEST})


def _candidates(numbers: list[float]) -> Iterator[ClampedSwiglu]:
    for limit, alpha, offset in product(numbers, {1.0, *numbers}, _OFFSETS):
        yield ClampedSwiglu(alpha, limit, offset)


def _clamped(swiglu: ClampedSwiglu, gate: Tensor, up: Tensor) -> Tensor:
    gate, up = gate.clamp(max=swiglu.limit), up.clamp(-swiglu.limit, swiglu.limit)
    return gate * torch.sigmoid(swiglu.alpha * gate) * (up + swiglu.offset)


def _values_about(limits: list[float]) -> Tensor:
    usual = torch.linspace(-24, 24, 33, device="cpu")
    near = torch.linspace(-1, 1, 8, device="cpu")
    around = [limit * factor for limit in limits for factor in _AROUND_A_LIMIT]
    return torch.cat((usual, near, torch.tensor(around, device="cpu")))


def _pairs(values: Tensor, intermediate: int) -> tuple[Tensor, Tensor]:
    """Every pair of two values, as two tensors (tokens, intermediate)."""
    pairs = torch.cartesian_prod(values, values)
    tokens = -(-len(pairs) // intermediate)
    rows = torch.arange(tokens * intermediate, device="cpu") % len(pairs)
    gate, up = pairs[rows].view(tokens, intermediate, 2).unbind(-1)
    return gate, up
