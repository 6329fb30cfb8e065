"""Weights of a checkpoint -> a transformers model that holds them: each byte is read once, to where it stays.

First a plan, from the headers alone: transformers rehearses the loading, and files that do not fit the configuration
are refused. Then the reading: experts, and whatever else the model takes as it is stored, are read straight to where
they stay; the rest goes through transformers' loading.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from transformers import GenerationConfig, PreTrainedConfig
from transformers.modeling_utils import PreTrainedModel, str_to_torch_dtype

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.checkpoint.tensor_reading import Reader, empty
from hybrid.errors import UnsupportedModelError
from hybrid.model.expert_modules import experts_modules, make_rows_contiguous, rows_of
from hybrid.model.rehearsal import Origin, Rehearsal, Stored, rehearse
from hybrid.model.skeleton.building import building
from hybrid.model.skeleton.unused_parts import without_parts
from hybrid.model.weight_checks import Build, check_weights, rehearsal_failure


@dataclass(frozen=True, slots=True)
class DirectTensor:
    """A tensor that we read; transformers then gets it in its final form, under ``name``."""

    name: str
    shape: tuple[int, ...]
    dtype: torch.dtype
    origin: Origin
    is_turned: bool = False  # its last two dimensions are exchanged in memory

    def empty(self) -> Tensor:
        """Memory for it, laid out so that an expert's rows are contiguous."""
        if not self.is_turned:
            return empty(self.shape, self.dtype)
        experts, columns, rows = self.shape
        return empty((experts, rows, columns), self.dtype).transpose(1, 2)


@dataclass(frozen=True, slots=True)
class WeightPlan:
    """How the weights of a checkpoint are read."""

    kind: type[PreTrainedModel]
    config: PreTrainedConfig
    dtype: torch.dtype
    stored: Mapping[str, StoredTensor]
    direct: tuple[DirectTensor, ...]
    rest: tuple[str, ...]  # stored tensors that transformers reads


def plan_weights(
    shown: str,
    config: PreTrainedConfig,
    build: Build,
    stored: Mapping[str, StoredTensor],
    unused: Sequence[str] = (),
) -> WeightPlan:
    """Plans the reading of ``stored``. ``unused``: parts that the models of ``build`` lack, of which nothing is read.

    Raises ``UnsupportedModelError`` unless these tensors make up the model that ``build`` makes of ``config``.
    """
    kind = without_parts(type(build(config)), unused)
    model_config = config if isinstance(config, kind.config_class) else config.get_text_config()
    hollow = {
        name: torch.empty(tensor.shape, dtype=str_to_torch_dtype.get(tensor.dtype, torch.uint8), device="meta")
        for name, tensor in sorted(stored.items(), key=lambda item: (item[1].file, item[0]))  # transformers' order
    }
    try:
        rehearsal = rehearse(kind, model_config, hollow, "auto")
    except Exception as error:
        raise rehearsal_failure(shown, stored, error) from error
    check_weights(shown, config, build, stored, rehearsal)
    dtype = rehearsal.model.config.dtype
    experts = tuple(_experts(rehearsal))
    used = {name for expert in experts for name in _sources(expert)}
    rest = {name: tensor for name, tensor in hollow.items() if name not in used}
    final = {e.name: torch.empty(e.shape, dtype=e.dtype, device="meta") for e in experts}
    again = rehearse(kind, model_config, rest | final, dtype)
    # Only tensors that transformers leaves as they are can be handed to it in their final form.
    expected = rehearsal.origins | {expert.name: Stored(expert.name) for expert in experts}
    if again.missing or again.misshapen or again.origins != expected:
        experts, rest = (), hollow
    if None not in rehearsal.origins.values():  # then what no parameter is made of need not be read
        sources = _sources_of_all(rehearsal)
        rest = {name: tensor for name, tensor in rest.items() if name in sources}
    as_stored = {origin.name for origin in again.origins.values() if isinstance(origin, Stored)} & rest.keys()
    dense = (DirectTensor(name, stored[name].shape, hollow[name].dtype, Stored(name)) for name in sorted(as_stored))
    others = tuple(name for name in rest if name not in as_stored)
    return WeightPlan(kind, model_config, dtype, stored, (*experts, *dense), others)


def read_model(
    folder: Path,
    plan: WeightPlan,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> PreTrainedModel:
    """The model on the CPU, as ``AutoModelForCausalLM.from_pretrained`` makes it; ``expert_tensors`` are contiguous.

    ``progress`` and ``cancelled``: see ``Reader``. Raises ``UnsupportedModelError`` if the files have changed since
    they were planned; other errors are transformers'.
    """
    _check_unchanged(plan.stored)
    names = {name for tensor in plan.direct for name in _sources(tensor)} | set(plan.rest)
    reader = Reader({name: plan.stored[name] for name in names}, progress, cancelled)
    direct = {tensor.name: tensor.empty() for tensor in plan.direct}
    reader.fill(piece for tensor in plan.direct for piece in tensor.origin.pieces(direct[tensor.name]))
    rest = {name: _Unread(reader, name) for name in plan.rest}
    with building():
        model: PreTrainedModel = plan.kind.from_pretrained(
            None,
            config=plan.config,
            state_dict=rest | direct,
            dtype=plan.dtype,
            generation_config=_generation_config(folder),
        )
    make_rows_contiguous(experts_modules(model))
    return model


@dataclass(frozen=True, slots=True)
class _Unread:
    """Stands for a stored tensor until transformers takes its values."""

    reader: Reader
    name: str

    def __getitem__(self, index: object) -> Tensor:
        return self.reader.read(self.name)


def _experts(rehearsal: Rehearsal) -> Iterator[DirectTensor]:
    names = {module: name for name, module in rehearsal.model.named_modules()}
    for module in experts_modules(rehearsal.model):
        for short, parameter in module.named_parameters(recurse=False):
            name = f"{names[module]}.{short}"
            origin = rehearsal.origins[name]
            if origin is not None:
                is_turned = rows_of(module, parameter) is not parameter
                yield DirectTensor(name, tuple(parameter.shape), parameter.dtype, origin, is_turned)


def _sources(tensor: DirectTensor) -> Iterator[str]:
    """Names of the stored tensors that make up ``tensor``."""
    hollow = torch.empty(tensor.shape, dtype=tensor.dtype, device="meta")
    return (name for name, _ in tensor.origin.pieces(hollow))


def _sources_of_all(rehearsal: Rehearsal) -> set[str]:
    """Names of the stored tensors that the parameters are made of, where that is understood."""
    state = rehearsal.model.state_dict()
    origins = ((name, origin) for name, origin in rehearsal.origins.items() if origin is not None)
    return {source for name, origin in origins for source, _ in origin.pieces(state[name])}


def _check_unchanged(stored: Mapping[str, StoredTensor]) -> None:
    """Raises if a file was replaced since its header was read.

    Compares sizes: by the header, the tensors fill a file to its last byte.
    """
    ends: dict[Path, int] = {}
    for tensor in stored.values():
        ends[tensor.file] = max(tensor.end, ends.get(tensor.file, 0))
    for file, end in ends.items():
        if file.stat().st_size != end:
            raise UnsupportedModelError(
                f"{file.name} has changed since its header was read. Load the model again once its files are complete, "
                "or download the checkpoint again.",
                "model",
            )


def _generation_config(folder: Path) -> GenerationConfig:
    """As transformers does: from generation_config.json, or else from the fields of config.json."""
    try:
        return GenerationConfig.from_pretrained(folder)
    except OSError:
        return GenerationConfig.from_pretrained(folder, config_file_name="config.json", _from_model_config=True)
