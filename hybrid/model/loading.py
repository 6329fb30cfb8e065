"""Model loading: a checkpoint on disk or on the Hub -> a transformers model whose experts stay in host memory.

Knows transformers' loading calls. Refuses what cannot run before any weight is fetched or read: no checkpoint, pickled
weights, custom code, quantised weights, unknown experts, weights that are not those of the configuration.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import torch
from torch import nn
from transformers import PreTrainedConfig
from transformers.modeling_utils import PreTrainedModel
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.checkpoint.config_fields import MANY_LAYERS, check_sizes, config_fields, layers_in
from hybrid.checkpoint.files import CheckpointFiles
from hybrid.checkpoint.gguf.header import read_gguf_header
from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.errors import UnsupportedModelError, refusing
from hybrid.experts.formats import FORMATS, Matrix
from hybrid.experts.host_weights import HostStore, expert_bytes
from hybrid.layout import FormatName
from hybrid.model.caches import check_caches
from hybrid.model.expert_modules import dtype_name, expert_layout, experts_modules, host_tensors
from hybrid.model.gguf.config import read_gguf_config
from hybrid.model.gguf.parameters import GgufLayout
from hybrid.model.gguf.tokenizer import read_gguf_tokenizer
from hybrid.model.missing_packages import install_hint
from hybrid.model.model_config import read_config
from hybrid.model.published import PublishedLayout
from hybrid.model.skeleton.continuation import continues_prompts
from hybrid.model.skeleton.text_models import build_skeleton, first_line
from hybrid.model.skeleton.trial import try_out
from hybrid.model.skeleton.unused_parts import remove_parts
from hybrid.model.tokenizer_files import read_tokenizer
from hybrid.model.weights import PLAIN, ReadModel, WeightPlan, dense_bytes, plan_weights, read_model
from hybrid.progress import ByteProgress, Progress, no_progress
from hybrid.types import ExpertLayout, ModelInfo

_DEFAULT_CONTEXT = 4096


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint that has passed every check that needs no weights."""

    path: Path
    config: PreTrainedConfig
    layout: ExpertLayout
    info: ModelInfo  # ``top_k`` is 0: only the loaded model shows it
    tokenizer: PreTrainedTokenizerBase | None = None
    files: CheckpointFiles[WeightPlan] | None = None  # ``None`` for weights that were never in files
    made: FormatName = "plain"  # what plain experts are made into; plain if they stay
    stored: tuple[FormatName, FormatName] = PLAIN  # the formats of up and of down in the files

    def with_experts(self, made: FormatName) -> ExpertLayout | None:
        """The layout with experts made into another format, plain meaning as they are; ``None`` if they cannot be."""
        if made != "plain" and self.stored not in (PLAIN, (made, made)):
            return None
        layout = _stored_in(self.layout, (made, made) if self.stored == PLAIN else self.stored)
        return layout if _fits(layout) else None


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model ready to be bound to an executor; ``tokenizer`` is None where the checkpoint has none.

    ``continues_prompts``: whether several tokens may be computed at once after others, not only one after the other.
    """

    checkpoint: Checkpoint
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase | None
    store: HostStore
    continues_prompts: bool = True

    @property
    def info(self) -> ModelInfo:
        return self.checkpoint.info


def open_checkpoint(name: str, max_context: int | None = None, expert_format: FormatName = "plain") -> Checkpoint:
    """Finds a local folder or a Hub id and checks that the engine can run it exactly, experts in ``expert_format``.

    Raises ``ModelNotFoundError`` or ``UnsupportedModelError``; reads no weights, and fetches none from the Hub.
    """
    return check_files(CheckpointFiles[WeightPlan](name), max_context, expert_format, _tokenizer_of)


def check_files(
    files: CheckpointFiles[WeightPlan],
    max_context: int | None,
    expert_format: FormatName,
    tokenizer_of: Callable[[CheckpointFiles[WeightPlan]], PreTrainedTokenizerBase | None],
) -> Checkpoint:
    """As ``open_checkpoint``, for files that have been found."""
    config, published = _read_config(files)
    skeleton, unused, failure = _try_out(config)
    shown = files.shown
    layout, modules = expert_layout(skeleton), experts_modules(skeleton)
    tokenizer = tokenizer_of(files)
    files.choose_weights(getattr(config, "transformers_weights", None))

    def plan(stored: Mapping[str, StoredTensor]) -> WeightPlan:
        build = partial(build_skeleton, unused=unused)
        return plan_weights(shown, config, build, stored, published, unused)

    planned = files.plan_weights(plan)
    if planned is not None:  # without a type in config.json, the weights decide it
        layout = replace(layout, dtype=dtype_name(planned.dtype))
    # Before a download only the configuration says how experts are packed.
    expected = published.expert_format if published is not None else "plain"
    stored_formats = planned.expert_formats if planned is not None else (expected, expected)
    layout = _stored_in(layout, _expert_formats(shown, stored_formats, expert_format))
    _check_columns(shown, layout)
    info = ModelInfo(
        name=files.shown,
        family=config.model_type,
        layers=len(modules),
        experts=layout.experts,
        top_k=0,
        expert_bytes=expert_bytes(layout),
        total_bytes=files.total_bytes,
        dtype=_shown_dtype(layout),
        max_context=_context_limit(config, max_context),
        dense_bytes=dense_bytes(skeleton) if planned is None else planned.dense_bytes,
    )
    if failure is not None:  # after a look at the weights, which may show what is wrong in the configuration
        raise failure
    return Checkpoint(files.path, config, layout, info, tokenizer, files, expert_format, stored_formats)


def _read_config(files: CheckpointFiles[WeightPlan]) -> tuple[PreTrainedConfig, PublishedLayout | None]:
    if not files.gguf:
        fields = config_fields(files.path, files.shown)
        check_sizes(files.shown, fields)
        if layers_in(files.shown, fields) > MANY_LAYERS:
            files.choose_weights(None)
            check_sizes(files.shown, fields, len(files.stored_tensors() or ()))
        return read_config(files.path, files.shown)
    header = read_gguf_header(files.gguf_file())
    check_sizes(files.shown, header.metadata, len(files.stored_tensors() or header.tensors))
    header = replace(header, tensors=files.stored_tensors() or header.tensors)  # of all parts
    config = read_gguf_config(header, files.shown)
    return config, GgufLayout(header, config, files.shown)


def _tokenizer_of(files: CheckpointFiles[WeightPlan]) -> PreTrainedTokenizerBase | None:
    if files.gguf:
        return read_gguf_tokenizer(files.gguf_file(), files.shown)
    return read_tokenizer(files.path, files.shown)


def _expert_formats(
    shown: str, stored: tuple[FormatName, FormatName], made: FormatName
) -> tuple[FormatName, FormatName]:
    """Of experts that are ``stored`` in some and to be ``made`` into another, plain meaning as they are."""
    if stored == PLAIN:
        return made, made
    if made == "plain" or stored == (made, made):
        return stored
    raise UnsupportedModelError(
        f"The experts of {shown} are {_joined(stored)} already, so they can't be made {made}. Load it as it is stored, "
        "or choose a bf16 version.",
        "model",
    )


def _stored_in(layout: ExpertLayout, formats: tuple[FormatName, FormatName]) -> ExpertLayout:
    up, down = formats
    return replace(layout, format=up, down_format=down if down != up else None)


def _fits(layout: ExpertLayout) -> bool:
    up, down = (FORMATS[name].block for name in layout.formats)
    return layout.hidden % up == 0 and layout.intermediate % down == 0


def _check_columns(shown: str, layout: ExpertLayout) -> None:
    """Raises ``UnsupportedModelError`` for experts whose sizes the format cannot have."""
    if not _fits(layout):
        block = max(FORMATS[name].block for name in layout.formats)
        raise UnsupportedModelError(
            f"The experts of {shown} are {layout.hidden} x {layout.intermediate}, and {_joined(layout.formats)} takes "
            f"{block} columns at a time. Load it as it is stored, or with int8 experts.",
            "model",
        )


def _joined(formats: tuple[FormatName, FormatName]) -> str:
    return " and ".join(dict.fromkeys(formats))


def fetch_weights(checkpoint: Checkpoint, progress: Progress = no_progress) -> None:
    """Downloads the weights if they are not on this machine yet, which may take hours. Raises a ``HybridError``.

    ``progress`` is called on another thread.
    """
    if checkpoint.files is not None:
        checkpoint.files.fetch_weights(progress)


def load_model(checkpoint: Checkpoint, device: torch.device, progress: Progress = no_progress) -> LoadedModel:
    """Reads the weights: experts into host memory, everything else onto ``device``.

    Raises ``UnsupportedModelError`` when the weights do not make up the model.
    """
    read, stored_formats = _read_weights(checkpoint, progress)
    model = read.model
    if read.matrices:
        layout = replace(_stored_in(checkpoint.layout, stored_formats), dtype=dtype_name(model.dtype))
    else:
        layout = replace(expert_layout(model), format=checkpoint.made)
    modules = experts_modules(model)
    place_all_but_experts(model, modules, device)
    names = {module: name for name, module in model.named_modules()}
    store = HostStore([host_tensors(module, layout, _matrices_of(names[module], read)) for module in modules])
    trial = try_out(model)
    assert trial is not None, "with weights, nothing depends on values that are not there"
    info = replace(
        checkpoint.info,
        top_k=trial.top_k,
        expert_bytes=store.expert_bytes,
        dtype=_shown_dtype(layout),
        dense_bytes=dense_bytes(model),
    )
    checkpoint = replace(checkpoint, layout=layout, info=info)
    return LoadedModel(checkpoint, model, checkpoint.tokenizer, store, continues_prompts(model))


def _matrices_of(module: str, read: ReadModel) -> dict[str, Matrix]:
    """The packed matrices of a module, by the parameter's short name."""
    prefix = f"{module}."
    return {name.removeprefix(prefix): part for name, part in read.matrices.items() if name.startswith(prefix)}


def _shown_dtype(layout: ExpertLayout) -> str:
    return layout.dtype if layout.format == "plain" else _joined(layout.formats)


def _try_out(config: PreTrainedConfig) -> tuple[PreTrainedModel, tuple[str, ...], UnsupportedModelError | None]:
    """The model without weights; names of parts that text does not need, which it lacks; why its trial failed."""
    skeleton = build_skeleton(config)
    if not experts_modules(skeleton):
        return skeleton, (), None
    check_caches(skeleton.config)
    try:
        trial = try_out(skeleton)
    except UnsupportedModelError as failure:
        return skeleton, (), failure
    unused = trial.unused if trial is not None else ()
    remove_parts(skeleton, unused)
    return skeleton, unused, None


def _read_weights(checkpoint: Checkpoint, progress: Progress) -> tuple[ReadModel, tuple[FormatName, FormatName]]:
    if checkpoint.files is None:
        raise ValueError("a checkpoint without files has no weights to read")
    shown = checkpoint.files.shown
    plan = checkpoint.files.fetch_weights(progress)

    def refusal(error: BaseException) -> UnsupportedModelError:
        return UnsupportedModelError(
            install_hint(f"The model family {checkpoint.config.model_type}", error)
            or f"The weights in {shown} could not be read ({first_line(error)}). Download the checkpoint again.",
            "model",
        )

    with refusing(refusal):
        read = read_model(checkpoint.path, plan, ByteProgress(progress, "Reading the weights"))
    read.model.eval().requires_grad_(False)
    return read, plan.expert_formats


def place_all_but_experts(model: PreTrainedModel, experts: Sequence[nn.Module], device: torch.device) -> None:
    of_experts = {id(p) for module in experts for p in module.parameters()}
    for module in model.modules():
        for parameter in module.parameters(recurse=False):
            if id(parameter) not in of_experts:
                parameter.data = parameter.data.to(device)
        for name, buffer in module.named_buffers(recurse=False):
            module._buffers[name] = buffer.to(device)


def _context_limit(config: PreTrainedConfig, max_context: int | None) -> int:
    model_limit = getattr(config.get_text_config(), "max_position_embeddings", None) or _DEFAULT_CONTEXT
    return min(model_limit, max_context) if max_context else int(model_limit)
