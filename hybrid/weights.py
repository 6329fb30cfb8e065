"""Weights of a checkpoint -> a transformers model that holds them, each byte read once into memory taken once.

Experts are read straight to where they stay; everything else goes through transformers' own loading, and so do experts
whose origin ``hybrid.rehearsal`` does not know. Files and a configuration that do not fit each other are refused from
the headers, before memory is taken.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModelForCausalLM, GenerationConfig, PreTrainedConfig
from transformers.modeling_utils import PreTrainedModel

from hybrid.errors import UnsupportedModelError
from hybrid.families import experts_modules, make_rows_contiguous, rows_of
from hybrid.reading import Reader, empty, torch_dtype
from hybrid.rehearsal import Origin, Rehearsal, ShapesDifferError, Stored, quiet, rehearse
from hybrid.shards import StoredTensor, read_headers, weight_files

_FLOATS = ("F64", "F32", "BF16", "F16")


def read_model(
    folder: Path,
    config: PreTrainedConfig,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PreTrainedModel:
    """The model on the CPU, as ``AutoModelForCausalLM.from_pretrained`` makes it; ``expert_tensors`` are contiguous.

    ``progress`` and ``cancelled``: see ``Reader``. Raises ``UnsupportedModelError`` where files and configuration
    do not fit each other; whatever else transformers raises comes out as it is.
    """
    stored = read_headers(weight_files(folder, getattr(config, "transformers_weights", None)))
    plan = _plan(folder, config, stored)
    reader = Reader(stored, progress, cancelled)
    experts = {expert.name: expert.empty() for expert in plan.experts}
    reader.fill(piece for expert in plan.experts for piece in expert.origin.pieces(experts[expert.name]))
    rest = {name: _Unread(reader, name) for name in plan.rest}
    with quiet():
        model: PreTrainedModel = plan.kind.from_pretrained(
            None,
            config=plan.config,
            state_dict=rest | experts,
            dtype=plan.dtype,
            generation_config=_generation_config(folder),
        )
    make_rows_contiguous(experts_modules(model))
    return model


@dataclass(frozen=True, slots=True)
class _Expert:
    """A parameter of an experts module that is read without transformers."""

    name: str
    module: nn.Module
    parameter: nn.Parameter  # on the meta device
    origin: Origin

    def empty(self) -> Tensor:
        """Memory for it, laid out so that its rows are contiguous."""
        return rows_of(self.module, empty(rows_of(self.module, self.parameter).shape, self.parameter.dtype))


@dataclass(frozen=True, slots=True)
class _Plan:
    kind: type[PreTrainedModel]
    config: PreTrainedConfig
    dtype: torch.dtype
    experts: tuple[_Expert, ...]
    rest: tuple[str, ...]  # stored tensors that transformers gets as they are


@dataclass(frozen=True, slots=True)
class _Unread:
    """Stands for a stored tensor until transformers takes its values."""

    reader: Reader
    name: str

    def __getitem__(self, index: object) -> Tensor:
        return self.reader.read(self.name)


def _plan(folder: Path, config: PreTrainedConfig, stored: Mapping[str, StoredTensor]) -> _Plan:
    kind, config = _model_class(config)
    shapes = {
        name: torch.empty(tensor.shape, dtype=torch_dtype(tensor), device="meta")
        for name, tensor in sorted(stored.items(), key=lambda item: (item[1].file, item[0]))  # transformers' order
    }
    try:
        rehearsal = rehearse(kind, config, shapes, "auto")
    except ShapesDifferError as error:
        sizes = (f"{name} is {_sizes(stored[name].shape)}" for name in (error.first, error.other))
        raise _unfit(folder, " and ".join(sizes)) from error
    _check(folder, stored, rehearsal)
    dtype = rehearsal.model.config.dtype
    experts = _experts(rehearsal)
    used = {name for expert in experts for name, _ in expert.origin.pieces(expert.parameter)}
    rest = tuple(name for name in shapes if name not in used)
    again = rehearse(
        kind, config, {name: shapes[name] for name in rest} | {e.name: _like(e.parameter) for e in experts}, dtype
    )
    # Only what transformers leaves alone can be handed to it in its final form.
    expected = rehearsal.origins | {expert.name: Stored(expert.name) for expert in experts}
    if again.missing or again.misshapen or again.origins != expected:
        return _Plan(kind, config, dtype, (), tuple(shapes))
    return _Plan(kind, config, dtype, experts, rest)


def _model_class(config: PreTrainedConfig) -> tuple[type[PreTrainedModel], PreTrainedConfig]:
    """The class that stands for the configuration, and that part of the configuration which it takes."""
    with torch.device("meta"):
        kind = type(AutoModelForCausalLM.from_config(deepcopy(config)))
    return kind, config if isinstance(config, kind.config_class) else config.get_text_config()


def _experts(rehearsal: Rehearsal) -> tuple[_Expert, ...]:
    modules = {module: name for name, module in rehearsal.model.named_modules()}
    found = []
    for module in experts_modules(rehearsal.model):
        for short, parameter in module.named_parameters(recurse=False):
            name = f"{modules[module]}.{short}"
            origin = rehearsal.origins[name]
            if origin is not None:
                found.append(_Expert(name, module, parameter, origin))
    return tuple(found)


def _like(parameter: nn.Parameter) -> Tensor:
    return torch.empty(parameter.shape, dtype=parameter.dtype, device="meta")


def _check(folder: Path, stored: Mapping[str, StoredTensor], rehearsal: Rehearsal) -> None:
    if rehearsal.missing:
        raise UnsupportedModelError(
            f"The checkpoint in {str(folder)!r} lacks {len(rehearsal.missing)} weights "
            f"(such as {rehearsal.missing[0]}): fetch the checkpoint again.",
            "model",
        )
    if rehearsal.misshapen:
        name, found, wanted = rehearsal.misshapen[0]
        raise _unfit(folder, f"{name} is {_sizes(found)}, but {_sizes(wanted)} by the configuration")
    for name, parameter in rehearsal.model.named_parameters():
        origin = rehearsal.origins[name]
        for source, _ in origin.pieces(parameter) if origin is not None else ():
            if parameter.is_floating_point() and stored[source].dtype not in _FLOATS:
                raise UnsupportedModelError(
                    f"The weight {source!r} in {str(folder)!r} is stored as {stored[source].dtype}, but config.json "
                    "does not say how to turn that into numbers: choose the bfloat16, float16 or float32 version.",
                    "model",
                )


def _unfit(folder: Path, why: str) -> UnsupportedModelError:
    return UnsupportedModelError(
        f"The weights in {str(folder)!r} and its config.json don't fit together ({why}): fetch the checkpoint again.",
        "model",
    )


def _sizes(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "a single number"


def _generation_config(folder: Path) -> GenerationConfig:
    """As transformers does: what the checkpoint says apart, or else what its configuration says in passing."""
    try:
        return GenerationConfig.from_pretrained(folder)
    except OSError:
        return GenerationConfig.from_pretrained(folder, config_file_name="config.json", _from_model_config=True)
