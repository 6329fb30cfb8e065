"""Small kernels of a captured step joined into one, where we have the one.

Knows RMS norms, rotary embeddings and softmax routers: transformers spells them out in seven, ten and six kernels,
which a step of one token spends more time launching than computing. Each is replaced only while a step is captured,
and only where the replacement gives the same result on random input; no family is named.
"""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

_TOLERANCE = {torch.float32: 1e-5, torch.float16: 4e-3, torch.bfloat16: 2e-2}
_ROTARY = "apply_rotary_pos_emb"
_SAMPLES = 8

Rotary = Callable[..., tuple[Tensor, Tensor]]


@contextmanager
def fused(model: nn.Module) -> Iterator[int]:
    """While this is open, parts of ``model`` run as one kernel each; yields how many do."""
    with ExitStack() as undo:
        count = _fuse_norms(model, undo)
        if importlib.util.find_spec("triton") is not None and next(model.parameters()).is_cuda:
            count += _fuse_routers(model, undo) + _fuse_rotaries(model, undo)
        yield count


def _fuse_norms(model: nn.Module, undo: ExitStack) -> int:
    return sum(_replace_forward(module, _norm(module), undo) for module in model.modules() if _is_rms_norm(module))


def _replace_forward(module: nn.Module, forward: Callable[..., Any], undo: ExitStack) -> bool:
    module.forward = forward
    undo.callback(delattr, module, "forward")  # the class's own shows again
    return True


def _is_rms_norm(module: nn.Module) -> bool:
    weight = getattr(module, "weight", None)
    named = type(module).__name__.endswith("RMSNorm") and hasattr(module, "variance_epsilon")
    if not named or not isinstance(weight, Tensor) or weight.dim() != 1 or weight.dtype not in _TOLERANCE:
        return False
    sample = torch.randn((4, weight.numel()), dtype=weight.dtype, device=weight.device)
    return _close(_norm(module)(sample), module(sample))


def _norm(module: nn.Module) -> Callable[[Tensor], Tensor]:
    weight, eps = cast(Tensor, module.weight), float(cast(float, module.variance_epsilon))
    if weight.is_cuda and importlib.util.find_spec("triton") is not None:
        from hybrid.triton_fusion import rms_norm

        return lambda hidden_states: rms_norm(hidden_states, weight, eps)
    return lambda hidden_states: functional.rms_norm(hidden_states, (weight.numel(),), weight, eps)


def _close(actual: Tensor, expected: Tensor) -> bool:
    if actual.dtype != expected.dtype or actual.shape != expected.shape:
        return False
    scale = expected.abs().max().clamp_min(torch.finfo(expected.dtype).tiny)
    return bool((actual - expected).abs().max() / scale < _TOLERANCE[expected.dtype])


def _fuse_routers(model: nn.Module, undo: ExitStack) -> int:
    """Routers are modules with a weight for each expert that return logits, weights and choices of a token."""
    count = 0
    for module in model.modules():
        fitting = [forward for forward in _router_candidates(module) if _routes_alike(module, forward)]
        if fitting:
            count += _replace_forward(module, fitting[0], undo)
    return count


def _router_candidates(module: nn.Module) -> list[Callable[[Tensor], tuple[Tensor, Tensor, Tensor]]]:
    weight, top_k = getattr(module, "weight", None), getattr(module, "top_k", None)
    if not isinstance(weight, Tensor) or weight.dim() != 2 or not isinstance(top_k, int):
        return []
    dtypes = dict.fromkeys((torch.float32, weight.dtype))
    return [_router(weight, top_k, normalised, dtype) for dtype in dtypes for normalised in (True, False)]


def _router(
    weight: Tensor, top_k: int, normalised: bool, dtype: torch.dtype
) -> Callable[[Tensor], tuple[Tensor, Tensor, Tensor]]:
    from hybrid.triton_fusion import choose

    def forward(hidden_states: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        logits = functional.linear(hidden_states.reshape(-1, weight.shape[1]), weight)
        return (logits, *choose(logits, top_k, normalised, dtype))

    return forward


def _routes_alike(module: nn.Module, forward: Callable[[Tensor], tuple[Tensor, Tensor, Tensor]]) -> bool:
    weight = cast(Tensor, module.weight)
    for _ in range(_SAMPLES):
        sample = torch.randn((1, weight.shape[1]), dtype=weight.dtype, device=weight.device)
        try:
            expected = module(sample)
        except (TypeError, RuntimeError, IndexError, ValueError):
            return False  # no router, or one that wants more than a token
        if not (isinstance(expected, tuple) and len(expected) == 3 and all(isinstance(t, Tensor) for t in expected)):
            return False
        actual = forward(sample)
        if not (_close(actual[1], expected[1]) and torch.equal(actual[2], expected[2])):
            return False
    return True


def _fuse_rotaries(model: nn.Module, undo: ExitStack) -> int:
    """Attention finds the function by its name in the module that defines it."""
    places = {sys.modules[type(module).__module__] for module in model.modules()}
    return sum(_fuse_rotary(place, undo) for place in places if callable(getattr(place, _ROTARY, None)))


def _fuse_rotary(place: ModuleType, undo: ExitStack) -> bool:
    own: Rotary = getattr(place, _ROTARY)
    if not _rotates_by_halves(own):
        return False
    setattr(place, _ROTARY, _rotary(own))
    undo.callback(setattr, place, _ROTARY, own)
    return True


def _rotary(own: Rotary) -> Rotary:
    """One kernel for a single token; everything else is left to the model's own."""
    from hybrid.triton_fusion import rotate

    def apply(query: Tensor, key: Tensor, cos: Tensor, sin: Tensor, **others: Any) -> tuple[Tensor, Tensor]:
        size = query.shape[-1]
        one_token = query.is_cuda and query.shape[::2] == key.shape[::2] == (1, 1)
        whole = cos.shape == sin.shape == (1, 1, size) and key.shape[-1] == size
        plain = query.stride(-1) == key.stride(-1) == 1 and cos.is_contiguous() and sin.is_contiguous()
        if others or not (one_token and whole and plain):
            return own(query, key, cos, sin, **others)
        return rotate(query, key, cos, sin)

    return apply


def _rotates_by_halves(own: Rotary) -> bool:
    def sample(*shape: int) -> Tensor:
        return torch.randn(shape, dtype=torch.bfloat16, device="cuda")

    values = sample(1, 4, 1, 64), sample(1, 2, 1, 64), sample(1, 1, 64), sample(1, 1, 64)
    try:
        expected = own(*values)
    except (TypeError, RuntimeError, IndexError, ValueError):
        return False
    return all(_close(a, e) for a, e in zip(_rotary(own)(*values), expected, strict=True))
