"""Trial of a model: a conversation's first two steps, three tokens and one more, with experts that compute nothing.

On tensors without memory it finds, before any weight is read, what would otherwise fail at the first message. Only
what depends on the values of a tensor cannot be tried there: then it is tried once the weights have been read.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.fx.experimental import _config as fx_config
from torch.overrides import TorchFunctionMode
from transformers.modeling_utils import PreTrainedModel

from hybrid.errors import UnsupportedModelError
from hybrid.model.caches import conversation_cache
from hybrid.model.expert_modules import experts_modules
from hybrid.model.hook import bind
from hybrid.model.missing_packages import install_hint
from hybrid.model.skeleton.text_models import first_line
from hybrid.model.skeleton.unused_parts import unused_parts

_STEPS = (3, 1)  # tokens
# What such functions return, or whether they do, depends on values.
_BY_VALUE = frozenset(
    ("__bool__", "__contains__", "__float__", "__index__", "__int__", "cpu", "equal", "item", "numpy", "tolist")
)
# What asks a tensor for these does not compute with it.
_LOOKS = frozenset(vars(Tensor.__base__)[name].__get__ for name in ("device", "dtype", "shape"))
_ALL_NONZERO = "meta_nonzero_assume_all_nonzero"


@dataclass(frozen=True, slots=True)
class Trial:
    """What was seen: experts per token, the same in every MoE layer, and names of the parts that text does not need."""

    top_k: int
    unused: tuple[str, ...]


@dataclass(slots=True)
class _Router:
    """Stands in for the experts, and notes for how many tokens each router chooses how many of them."""

    tokens: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    def run(self, layer: int, hidden: Tensor, top_k_index: Tensor, top_k_weights: Tensor) -> Tensor:
        self.tokens.append(top_k_index.shape[0])
        self.counts.append(top_k_index.shape[-1])
        return torch.zeros_like(hidden)


class _ValueNeededError(Exception):
    """The values of a tensor without memory were asked for."""


class _Watch(TorchFunctionMode):
    """Notes which tensors torch computes with; tells where one needs values that are not there."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[int] = set()

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        tensors = list(_tensors((args, kwargs)))
        if func not in _LOOKS:
            self.used.update(map(id, tensors))
        try:
            return func(*args, **kwargs)
        except Exception as error:
            hollow = any(tensor.is_meta for tensor in tensors)
            if hollow and (isinstance(error, NotImplementedError) or getattr(func, "__name__", "") in _BY_VALUE):
                raise _ValueNeededError from error
            raise


def try_out(model: PreTrainedModel) -> Trial | None:
    """Runs the steps; ``None`` if the model has no memory and they depend on values.

    Leaves the experts bound to what computes nothing. Raises ``UnsupportedModelError`` if the model fails, computes
    something else than the logits of the next token, or does not run each of its MoE layers with as many experts.
    """
    router, watch = _Router(), _Watch()
    bind(model, router)
    family = model.config.model_type
    try:
        with _nonzero_everywhere(), watch:
            lengths = _run(model)
    except (torch.OutOfMemoryError, MemoryError):
        raise
    except Exception as error:  # a family's code may raise anything
        if _caused_by_values(error):
            return None
        raise UnsupportedModelError(
            install_hint(f"The model family {family}", error)
            or f"This {family} model can be built, but it fails at its first tokens ({first_line(error)}). Check its "
            "config.json, or choose another checkpoint.",
            "model",
        ) from error
    unused = unused_parts(model, watch.used)
    gone = {module for name in unused for module in model.get_submodule(name).modules()}
    layers = sum(module not in gone for module in experts_modules(model))
    _check_steps(family, lengths, router, layers)
    return Trial(router.counts[0], unused)


def _check_steps(family: str, lengths: Sequence[int], router: _Router, layers: int) -> None:
    """``lengths``: for how many tokens each step gave logits."""
    if any(length not in (1, tokens) for length, tokens in zip(lengths, _STEPS, strict=True)):
        raise UnsupportedModelError(
            f"{family} models don't write one token after another, which is what this app runs. Choose a model that "
            "does, such as Mixtral, Qwen3-MoE, DeepSeek or gpt-oss.",
            "model",
        )
    ran = len(router.counts) // len(_STEPS)
    if ran != layers or len(set(router.counts)) != 1:
        raise UnsupportedModelError(
            f"This {family} model ran {ran} of its {layers} MoE layers with {sorted(set(router.counts))} experts per "
            "token. Choose a model that runs every layer, with one number of experts per token.",
            "model",
        )
    if router.tokens != [tokens for tokens in _STEPS for _ in range(layers)]:
        raise UnsupportedModelError(
            f"This {family} model leaves tokens of a prompt out in some of its MoE layers, which isn't supported yet. "
            "Choose a model that runs every layer for every token.",
            "model",
        )


@torch.inference_mode()
def _run(model: PreTrainedModel) -> list[int]:
    """For how many tokens each step gives logits."""
    cache, lengths = conversation_cache(model.config), []
    for tokens in _STEPS:
        ids = torch.zeros((1, tokens), dtype=torch.long, device=model.device)
        output = model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
        lengths.append(output.logits.shape[1])
    return lengths


def _tensors(value: object) -> Iterator[Tensor]:
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _tensors(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _tensors(item)


def _caused_by_values(error: BaseException | None) -> bool:
    """Whether a family's code has turned our exception into one of its own."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        if isinstance(error, _ValueNeededError):
            return True
        seen.append(error)
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def _nonzero_everywhere() -> Iterator[None]:
    """While this is open, everything in a tensor without memory counts as nonzero, where torch can assume so."""
    if not hasattr(fx_config, _ALL_NONZERO):
        yield
        return
    before = getattr(fx_config, _ALL_NONZERO)
    setattr(fx_config, _ALL_NONZERO, True)
    try:
        yield
    finally:
        setattr(fx_config, _ALL_NONZERO, before)
