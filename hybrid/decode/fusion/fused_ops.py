"""Fused operations of a captured step: several small kernels joined into one, where we have the one.

Knows RMS norms, rotary embeddings and softmax routers: transformers computes them in seven, ten and six kernels, and
for one token launching these takes longer than their work. Knows also products with a matrix and attention over a
cache of fixed room, for which torch's kernels are slow with one token. Each is replaced only while a step is captured,
and the first three only where the replacement gives the same result on random input; no family is named. Which of
these become one launch, ``joined_kernels`` knows.
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS

from hybrid.decode.fusion.fused_projections import joined_projections
from hybrid.gpu.triton_support import runs_triton

if TYPE_CHECKING:
    from hybrid.decode.fusion.joined_kernels import JoinedKernels

_TOLERANCE = {torch.float32: 1e-5, torch.float16: 4e-3, torch.bfloat16: 2e-2}
_ROTARY = "apply_rotary_pos_emb"
_SAMPLES = 8

_ATTENTION = "sdpa"
# Further arguments of the attention function that change its result; ours does without them.
_MORE_THAN_PLAIN = ("position_bias", "cache", "softcap", "output_attentions")
_LARGEST_HEAD = 256

_ONE_AT_A_TIME = threading.Lock()
"""Some functions are replaced in the whole process: two captures at once would each restore the other's replacement."""

Rotary = Callable[..., tuple[Tensor, Tensor]]
Chooser = Callable[[Tensor], tuple[Tensor, Tensor]]


def kernels_for(device: torch.device) -> "JoinedKernels | None":
    """The kernels of steps on this device; ``None`` where there is no Triton."""
    if not runs_triton(device):
        return None
    from hybrid.decode.fusion.joined_kernels import JoinedKernels

    return JoinedKernels()


@contextmanager
def fused(model: nn.Module, kernels: "JoinedKernels | None" = None, joins: bool = True) -> Iterator[int]:
    """While this is open, parts of ``model`` run as one kernel each; yields how many do.

    They are launched by ``kernels``, or by some of their own; together with others if it ``joins`` them.
    """
    with _ONE_AT_A_TIME, ExitStack() as undo:
        kernels = kernels or kernels_for(next(model.parameters()).device)
        if kernels is None:
            yield _fuse_norms(model, undo, None)
            return
        if joins:
            undo.enter_context(kernels)
        count = _fuse_norms(model, undo, kernels) + _fuse_projections(model, undo, kernels)
        count += _fuse_linears(model, undo, kernels) + _fuse_routers(model, undo, kernels)
        yield count + _fuse_rotaries(model, undo, kernels) + _fuse_attention(undo, kernels)
        kernels.end()


def _fuse_norms(model: nn.Module, undo: ExitStack, kernels: "JoinedKernels | None") -> int:
    norms = [(module, _norm(module, kernels)) for module in model.modules() if _may_be_a_norm(module)]
    return sum(_replace_forward(module, norm, undo) for module, norm in norms if _norms_alike(module, norm))


def _replace_forward(module: nn.Module, forward: Callable[..., Any], undo: ExitStack) -> bool:
    module.forward = forward
    undo.callback(delattr, module, "forward")  # uncovers the class's own
    return True


def _may_be_a_norm(module: nn.Module) -> bool:
    weight = getattr(module, "weight", None)
    named = type(module).__name__.endswith("RMSNorm") and hasattr(module, "variance_epsilon")
    return named and isinstance(weight, Tensor) and weight.dim() == 1 and weight.dtype in _TOLERANCE


def _norms_alike(module: nn.Module, norm: Callable[[Tensor], Tensor]) -> bool:
    weight = cast(Tensor, module.weight)
    sample = torch.randn((4, weight.numel()), dtype=weight.dtype, device=weight.device)
    return _close(norm(sample), module(sample))


def _norm(module: nn.Module, kernels: "JoinedKernels | None") -> Callable[[Tensor], Tensor]:
    weight, eps = cast(Tensor, module.weight), float(cast(float, module.variance_epsilon))
    if kernels is not None and weight.is_cuda:
        return lambda hidden_states: kernels.norm(hidden_states, weight, eps)
    return lambda hidden_states: functional.rms_norm(hidden_states, (weight.numel(),), weight, eps)


def _close(actual: Tensor, expected: Tensor) -> bool:
    if actual.dtype != expected.dtype or actual.shape != expected.shape:
        return False
    scale = expected.abs().max().clamp_min(torch.finfo(expected.dtype).tiny)
    return bool((actual - expected).abs().max() / scale < _TOLERANCE[expected.dtype])


def _fuse_projections(model: nn.Module, undo: ExitStack, kernels: "JoinedKernels") -> int:
    return sum(_replace_forward(linear, forward, undo) for linear, forward in joined_projections(model, kernels))


def _fuse_linears(model: nn.Module, undo: ExitStack, kernels: "JoinedKernels") -> int:
    """Replaces all linear layers that are not joined with others."""
    linears = [module for module in model.modules() if type(module) is nn.Linear and "forward" not in vars(module)]
    fitting = [module for module in linears if _is_plain(module.weight)]
    return sum(
        _replace_forward(module, partial(_product, kernels, module.weight, module.bias), undo) for module in fitting
    )


def _is_plain(weight: Tensor) -> bool:
    return weight.is_contiguous() and weight.dtype in _TOLERANCE and weight.is_cuda


def _product(kernels: "JoinedKernels", weight: Tensor, bias: Tensor | None, hidden: Tensor) -> Tensor:
    """``functional.linear``, faster for one token."""
    if hidden.numel() == weight.shape[1] and hidden.dtype == weight.dtype:
        return kernels.linear(hidden, weight, bias)
    return functional.linear(hidden, weight, bias)


def _fuse_routers(model: nn.Module, undo: ExitStack, kernels: "JoinedKernels") -> int:
    """Replaces routers: modules with a weight for each expert that return a token's logits, weights and choices."""
    count = 0
    for module in model.modules():
        fitting = [chooser for chooser in _choosers(module, kernels) if _routes_alike(module, chooser)]
        if fitting:
            product = partial(_product, kernels, cast(Tensor, module.weight), None)
            count += _replace_forward(module, _for_one_token(_router(product, fitting[0]), module.forward), undo)
    return count


def _for_one_token(for_one: Callable[[Tensor], Any], for_many: Callable[[Tensor], Any]) -> Callable[[Tensor], Any]:
    def forward(hidden_states: Tensor) -> Any:
        return (for_one if hidden_states.numel() == hidden_states.shape[-1] else for_many)(hidden_states)

    return forward


def _choosers(module: nn.Module, kernels: "JoinedKernels") -> list[Chooser]:
    """The ways in which routers make weights and choices of a token's logits."""
    weight, top_k = getattr(module, "weight", None), getattr(module, "top_k", None)
    if not isinstance(weight, Tensor) or weight.dim() != 2 or not isinstance(top_k, int):
        return []
    dtypes = dict.fromkeys((torch.float32, weight.dtype))
    return [
        partial(kernels.choose, top_k=top_k, normalised=normalised, dtype=dtype)
        for dtype in dtypes
        for normalised in (True, False)
    ]


def _router(product: Callable[[Tensor], Tensor], chooser: Chooser) -> Callable[[Tensor], tuple[Tensor, Tensor, Tensor]]:
    def forward(hidden_states: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        logits = product(hidden_states.reshape(-1, hidden_states.shape[-1]))
        return (logits, *chooser(logits))

    return forward


def _routes_alike(module: nn.Module, chooser: Chooser) -> bool:
    """Whether a router with this chooser gives the module's results on random tokens.

    Both use torch's product, since another product rounds otherwise and could break a tie. Of experts with equal logits
    either may be chosen: in 16 bits two of the best of 128 are often equal.
    """
    weight = cast(Tensor, module.weight)
    forward = _router(lambda hidden: functional.linear(hidden, weight), chooser)
    for _ in range(_SAMPLES):
        sample = torch.randn((1, weight.shape[1]), dtype=weight.dtype, device=weight.device)
        try:
            expected = module(sample)
        except (TypeError, RuntimeError, IndexError, ValueError):
            return False  # not a router, or one that needs more than a token
        if not (isinstance(expected, tuple) and len(expected) == 3 and all(isinstance(t, Tensor) for t in expected)):
            return False
        actual = forward(sample)
        if not (_close(actual[1], expected[1]) and _as_good(actual[2], expected[2], actual[0])):
            return False
    return True


def _as_good(actual: Tensor, expected: Tensor, logits: Tensor) -> bool:
    """Whether two choices (1, k) are the same, or differ only in experts whose ``logits`` (1, experts) are equal."""
    if actual.dtype != expected.dtype or actual.shape != expected.shape:
        return False
    return (
        torch.equal(logits.gather(1, actual), logits.gather(1, expected)) and actual.unique().numel() == actual.numel()
    )


def _fuse_rotaries(model: nn.Module, undo: ExitStack, kernels: "JoinedKernels") -> int:
    """Replaces the function in each module that defines one: attention looks it up there by its name."""
    places = {sys.modules[type(module).__module__] for module in model.modules()}
    return sum(_fuse_rotary(place, undo, kernels) for place in places if callable(getattr(place, _ROTARY, None)))


def _fuse_rotary(place: ModuleType, undo: ExitStack, kernels: "JoinedKernels") -> bool:
    original: Rotary = getattr(place, _ROTARY)
    rotary = _rotary(original, kernels)
    if not _rotate_alike(original, rotary):
        return False
    setattr(place, _ROTARY, rotary)
    undo.callback(setattr, place, _ROTARY, original)
    return True


def _rotary(original: Rotary, kernels: "JoinedKernels") -> Rotary:
    """Rotates a single token by one kernel; leaves everything else to the model's own function."""

    def apply(query: Tensor, key: Tensor, cos: Tensor, sin: Tensor, **others: Any) -> tuple[Tensor, Tensor]:
        size = query.shape[-1]
        one_token = query.is_cuda and query.shape[::2] == key.shape[::2] == (1, 1)
        full_width = cos.shape == sin.shape == (1, 1, size) and key.shape[-1] == size
        plain = query.stride(-1) == key.stride(-1) == 1 and cos.is_contiguous() and sin.is_contiguous()
        if others or not (one_token and full_width and plain):
            return original(query, key, cos, sin, **others)
        return kernels.rotate(query, key, cos, sin)

    return apply


def _rotate_alike(rotary: Rotary, by_halves: Rotary) -> bool:
    def sample(*shape: int) -> Tensor:
        return torch.randn(shape, dtype=torch.bfloat16, device="cuda")

    values = sample(1, 4, 1, 64), sample(1, 2, 1, 64), sample(1, 1, 64), sample(1, 1, 64)
    try:
        expected = rotary(*values)
    except (TypeError, RuntimeError, IndexError, ValueError):
        return False
    return all(_close(a, e) for a, e in zip(by_halves(*values), expected, strict=True))


def _fuse_attention(undo: ExitStack, kernels: "JoinedKernels") -> int:
    """Replaces the function in transformers' table, where models look it up by its name at every call."""
    original = ALL_ATTENTION_FUNCTIONS[_ATTENTION]
    ALL_ATTENTION_FUNCTIONS[_ATTENTION] = _attention(original, kernels)
    undo.callback(ALL_ATTENTION_FUNCTIONS.__setitem__, _ATTENTION, original)
    return 1


def _attention(original: Callable[..., Any], kernels: "JoinedKernels") -> Callable[..., Any]:
    """Attends with one token to what a boolean mask shows it of a cache; leaves all else to transformers' function."""

    def apply(
        module: nn.Module,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        attention_mask: Tensor | None,
        dropout: float = 0.0,
        scaling: float | None = None,
        **others: Any,
    ) -> tuple[Tensor, None]:
        size, room = query.shape[-1], key.shape[2]
        one_token = query.is_cuda and query.shape[::2] == (1, 1) and max(size, value.shape[-1]) <= _LARGEST_HEAD
        plain = dropout == 0.0 and not any(_means_something(others.get(name)) for name in _MORE_THAN_PLAIN)
        if attention_mask is None or not (one_token and plain and _fits(attention_mask, query, key, value, room)):
            output: tuple[Tensor, None] = original(
                module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **others
            )
            return output
        return kernels.attend(query, key, value, attention_mask, size**-0.5 if scaling is None else scaling), None

    return apply


def _means_something(argument: object) -> bool:
    return argument is not None and argument is not False


def _fits(mask: Tensor, query: Tensor, key: Tensor, value: Tensor, room: int) -> bool:
    grouped = query.shape[1] % key.shape[1] == 0
    dense = all(tensor.stride(-1) == 1 for tensor in (mask, query, key, value))
    return grouped and dense and mask.dtype == torch.bool and mask.shape == (1, 1, 1, room)
