"""Query, key and value projections of one token, computed in one launch while a step is captured.

Knows that attention asks for the three one after the other with the same activations; no family is named.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from torch import Tensor, nn
from torch.nn import functional

from hybrid.experts.formats.plain import TORCH_DTYPES

if TYPE_CHECKING:
    from hybrid.decode.fusion.joined_kernels import JoinedKernels

_NAMES = ("q_proj", "k_proj", "v_proj")

Matrices = tuple[Tensor, Tensor, Tensor]


def joined_projections(
    model: nn.Module, kernels: "JoinedKernels"
) -> list[tuple[nn.Linear, Callable[[Tensor], Tensor]]]:
    """The projections that can be computed together, each with the forward that does so."""
    joined: list[tuple[nn.Linear, Callable[[Tensor], Tensor]]] = []
    for module in model.modules():
        linears = _projections(module)
        if linears:
            query, key, value = (linear.weight for linear in linears)
            together = _Together((query, key, value), kernels)
            joined += [(linear, partial(together.product, place)) for place, linear in enumerate(linears)]
    return joined


def _projections(module: nn.Module) -> list[nn.Linear]:
    children = [getattr(module, name, None) for name in _NAMES]
    if not all(type(child) is nn.Linear and child.bias is None for child in children):
        return []
    linears = cast(list[nn.Linear], children)
    weights = [linear.weight for linear in linears]
    alike = len({(weight.shape[1], weight.dtype, weight.device) for weight in weights}) == 1
    fits = alike and weights[0].is_cuda and weights[0].dtype in TORCH_DTYPES.values()
    return (
        linears if fits and all(weight.is_contiguous() and _divides_into_blocks(weight) for weight in weights) else []
    )


def _divides_into_blocks(weight: Tensor) -> bool:
    from hybrid.gpu.kernels.products import THREE_ROWS

    return weight.shape[0] % THREE_ROWS == 0


class _Together:
    """Products with the same activations, all computed at the first request."""

    def __init__(self, weights: Matrices, kernels: "JoinedKernels") -> None:
        self._weights, self._kernels = weights, kernels
        self._hidden: Tensor | None = None
        self._products: Matrices = weights

    def product(self, place: int, hidden: Tensor) -> Tensor:
        """The product of the matrix at ``place`` with ``hidden`` (..., size)."""
        weight = self._weights[place]
        if hidden.numel() != weight.shape[1] or hidden.dtype != weight.dtype:
            return functional.linear(hidden, weight)
        if hidden is not self._hidden:
            self._products = self._kernels.three_linears(hidden, self._weights)
            self._hidden = hidden  # a reference, so that no later tensor can be mistaken for it
        return self._products[place]
