"""Model loading: a checkpoint on disk or on the Hub -> a transformers model whose experts stay in host memory.

Knows transformers' loading calls. Refuses what cannot run before any weight is fetched or read: no checkpoint, pickled
weights, custom code, quantised weights, unknown experts, weights that are not those of the configuration.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

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
from hybrid.experts.host_weights import ExpertTensors, HostStore, expert_bytes
from hybrid.layout import FormatName
from hybrid.model.caches import check_caches
from hybrid.model.expert_modules import dtype_name, expert_layout, experts_modules, host_tensors, is_down
from hybrid.model.gguf.config import read_gguf_config
from hybrid.model.gguf.parameters import GgufLayout
from hybrid.model.gguf.tokenizer import read_gguf_tokenizer
from hybrid.model.made.formats import PLAIN, check_columns, check_order, expert_formats, fits, joined, stored_in
from hybrid.model.made.kept import KeptExperts
from hybrid.model.made.plans import by_parameter, empty_experts, without
from hybrid.model.missing_packages import install_hint
from hybrid.model.model_config import read_config
from hybrid.model.published import PublishedLayout
from hybrid.model.skeleton.continuation import continues_prompts
from hybrid.model.skeleton.text_models import build_skeleton, first_line
from hybrid.model.skeleton.trial import try_out
from hybrid.model.skeleton.unused_parts import remove_parts
from hybrid.model.tokenizer_files import read_tokenizer
from hybrid.model.weights import ReadModel, WeightPlan, dense_bytes, plan_weights, read_model
from hybrid.progress import ByteProgress, Cancelled, Progress, never_cancelled, no_progress, stop_if
from hybrid.types import ExpertLayout, ModelInfo

_DEFAULT_CONTEXT = 4096

Value = TypeVar("Value")


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
        layout = stored_in(self.layout, (made, made) if self.stored == PLAIN else self.stored)
        return layout if fits(layout) else None


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
    layout = stored_in(layout, expert_formats(shown, stored_formats, expert_format))
    layout = replace(layout, ordered=planned is not None and planned.ordered)
    check_columns(shown, layout)
    check_order(shown, layout)
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


def fetch_weights(
    checkpoint: Checkpoint, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> None:
    """Downloads the weights if they are not on this machine yet, which may take hours. Raises a ``HybridError``.

    ``progress`` and ``cancelled`` are called on other threads.
    """
    if checkpoint.files is not None:
        checkpoint.files.fetch_weights(progress, cancelled)


def load_model(
    checkpoint: Checkpoint,
    device: torch.device,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
    keep: bool = False,
) -> LoadedModel:
    """Reads the weights: experts into host memory, everything else onto ``device``.

    ``keep``: experts that are made smaller are kept on disk, and read from there the next time.

    Raises ``UnsupportedModelError`` when the weights do not make up the model, and ``LoadingCancelledError``.
    """
    read, stored_formats, kept = _read_weights(checkpoint, progress, cancelled, keep)
    model = read.model
    if read.matrices:
        is_ordered = any(not is_down(name) for name in read.orders)
        layout = stored_in(checkpoint.layout, stored_formats)
        layout = replace(layout, dtype=dtype_name(model.dtype), ordered=is_ordered)
    else:
        layout = replace(expert_layout(model), format=checkpoint.made)
    modules = experts_modules(model)
    place_all_but_experts(model, modules, device)
    names = {module: name for name, module in model.named_modules()}

    def tensors_of(module: nn.Module) -> ExpertTensors:
        stop_if(cancelled)  # making experts smaller takes seconds a layer
        of_module = f"{names[module]}."
        return host_tensors(module, layout, _short(read.matrices, of_module), _short(read.orders, of_module))

    store = HostStore([tensors_of(module) for module in modules])
    if kept is not None:
        kept.write(by_parameter(modules, names, store), progress, cancelled)
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


def _short(by_parameter: Mapping[str, Value], of_module: str) -> dict[str, Value]:
    """What belongs to the parameters of a module, by their short names."""
    return {name.removeprefix(of_module): value for name, value in by_parameter.items() if name.startswith(of_module)}


def _shown_dtype(layout: ExpertLayout) -> str:
    return layout.dtype if layout.format == "plain" else joined(layout.formats)


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


def _read_weights(
    checkpoint: Checkpoint, progress: Progress, cancelled: Cancelled, keep: bool
) -> tuple[ReadModel, tuple[FormatName, FormatName], KeptExperts | None]:
    """The model, the formats of its experts, and the file to keep them in once they are made, if they are to be."""
    if checkpoint.files is None:
        raise ValueError("a checkpoint without files has no weights to read")
    shown = checkpoint.files.shown
    plan = checkpoint.files.fetch_weights(progress, cancelled)
    formats, made = plan.expert_formats, dict[str, Matrix]()

    def refusal(error: BaseException) -> UnsupportedModelError:
        return UnsupportedModelError(
            install_hint(f"The model family {checkpoint.config.model_type}", error)
            or f"The weights in {shown} could not be read ({first_line(error)}). Download the checkpoint again.",
            "model",
        )

    with refusing(refusal):
        kept = _kept_experts(checkpoint, plan) if keep else None
        if kept is not None:
            made = kept.read(partial(empty_experts, plan, FORMATS[kept.made]), progress, cancelled)
            formats, kept = ((kept.made, kept.made), None) if made else (formats, kept)
        rest = without(plan, made)
        read = read_model(checkpoint.path, rest, ByteProgress(progress, "Reading the weights"), cancelled, made)
    read.model.eval().requires_grad_(False)
    return read, formats, kept


def _kept_experts(checkpoint: Checkpoint, plan: WeightPlan) -> KeptExperts | None:
    """The file of experts that are made at load; ``None`` if none are, or not from what the plan reads as it is."""
    is_usual = checkpoint.layout.dtype == dtype_name(plan.dtype) and bool(plan.plain_experts)
    if checkpoint.made == "plain" or plan.expert_formats != PLAIN or not is_usual:
        return None
    return KeptExperts.of(checkpoint.info.name, plan.stored.values(), checkpoint.layout, checkpoint.made)


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
