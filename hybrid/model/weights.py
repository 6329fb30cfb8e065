"""Weights of a checkpoint -> a transformers model that holds them: each byte is read once, to where it stays.

First a plan, from the headers alone: transformers rehearses the loading, and files that do not fit the configuration
are refused. Then the reading: experts, and whatever else the model takes as it is stored, are read straight to where
they stay; the rest goes through transformers' loading.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor
from transformers import PreTrainedConfig
from transformers.modeling_utils import PreTrainedModel, str_to_torch_dtype

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.checkpoint.tensor_reading import Reader, empty
from hybrid.errors import UnsupportedModelError
from hybrid.experts.formats import FORMATS, Matrix
from hybrid.layout import FormatName
from hybrid.model.expert_modules import empty_matrix, experts_modules, is_down, make_rows_contiguous, rows_of
from hybrid.model.made.formats import PLAIN
from hybrid.model.model_config import generation_config
from hybrid.model.published.orders import column_orders
from hybrid.model.published.packed_matrix import Packed, PackedWeights, PublishedLayout
from hybrid.model.published.reading import Unpacked, check_packed, fill_packed
from hybrid.model.rehearsal import Origin, Rehearsal, Stored, rehearse
from hybrid.model.skeleton.building import building
from hybrid.model.skeleton.unused_parts import without_parts
from hybrid.model.weight_checks import Build, check_labels, check_unchanged, check_weights, rehearsal_failure
from hybrid.progress import Cancelled, never_cancelled


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
    """How the weights of a checkpoint are read. ``packed_experts`` stay packed, in the ``expert_formats``."""

    kind: type[PreTrainedModel]
    config: PreTrainedConfig
    dtype: torch.dtype
    stored: Mapping[str, StoredTensor]
    direct: tuple[DirectTensor, ...]
    rest: tuple[str, ...]  # stored tensors that transformers reads
    dense_bytes: int  # of the model's tensors other than experts
    packed: PackedWeights | None = None
    packed_experts: tuple[DirectTensor, ...] = ()
    expert_formats: tuple[FormatName, FormatName] = PLAIN  # of up and of down, as they are stored
    ordered: bool = False  # columns lie in an order of each expert's own
    plain_experts: tuple[str, ...] = ()  # names of those among ``direct`` that are stacks of matrices
    made: tuple[DirectTensor, ...] = ()  # plain experts that are there in another format: nothing of them is read


@dataclass(frozen=True, slots=True)
class ReadModel:
    """A model on the CPU. ``matrices`` are its packed experts, by parameter; those take no memory. ``orders`` of some:
    how the columns of each expert lie, int32 (experts, columns)."""

    model: PreTrainedModel
    matrices: Mapping[str, Matrix]
    orders: Mapping[str, Tensor] = field(default_factory=dict)


def plan_weights(
    shown: str,
    config: PreTrainedConfig,
    build: Build,
    files: Mapping[str, StoredTensor],
    published: PublishedLayout | None = None,
    unused: Sequence[str] = (),
) -> WeightPlan:
    """Plans the reading of the tensors in ``files``, packed as ``published`` says.

    ``unused``: parts that the models of ``build`` lack, of which nothing is read.
    Raises ``UnsupportedModelError`` unless they make up the model that ``build`` makes of ``config``.
    """
    packed = published.weights(files) if published is not None else None
    stored = files if packed is None else packed.described
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
    check_labels(shown, files)
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
    matrices = packed.matrices if packed is not None else {}
    origins = packed.origins if packed is not None else {}
    experts = tuple(replace(expert, origin=origins.get(expert.name, expert.origin)) for expert in experts)
    packed_experts = tuple(expert for expert in experts if matrices.keys() & set(_sources(expert)))
    expert_formats = _formats_of_experts(shown, packed_experts, experts, matrices)
    if matrices.keys() & rest.keys() and not experts:
        raise _not_understood(shown)
    if None not in rehearsal.origins.values():  # then what no parameter is made of need not be read
        sources = _sources_of_all(rehearsal)
        rest = {name: tensor for name, tensor in rest.items() if name in sources}
    as_stored = {origin.name for origin in again.origins.values() if isinstance(origin, Stored)} & rest.keys()
    as_stored -= matrices.keys()
    dense = (DirectTensor(name, stored[name].shape, hollow[name].dtype, Stored(name)) for name in sorted(as_stored))
    others = tuple(name for name in rest if name not in as_stored)
    plain_experts = tuple(expert for expert in experts if expert not in packed_experts)
    return WeightPlan(
        kind,
        model_config,
        dtype,
        files if packed is None else packed.stored,
        (*plain_experts, *dense),
        others,
        dense_bytes(rehearsal.model),
        packed,
        packed_experts,
        expert_formats,
        any(_is_ordered(expert, matrices) for expert in packed_experts),
        tuple(expert.name for expert in plain_experts if len(expert.shape) == 3),
    )


def _formats_of_experts(
    shown: str, packed: Sequence[DirectTensor], experts: Sequence[DirectTensor], matrices: Mapping[str, Packed]
) -> tuple[FormatName, FormatName]:
    """Biases are never packed; of the matrices all are, or none. All layers' are in the same two formats."""
    if not packed:
        return PLAIN
    up, down = set[FormatName](), set[FormatName]()
    for expert in experts:
        if len(expert.shape) == 3:
            formats = {matrices[name].format if name in matrices else "plain" for name in _sources(expert)}
            (down if is_down(expert.name) else up).update(formats)
    if len(up) > 1 or len(down) > 1 or "plain" in up ^ down:
        raise UnsupportedModelError(
            f"The experts of {shown} are stored in several ways ({', '.join(sorted(up | down))}), which isn't "
            "supported yet. Choose a version whose experts are all alike.",
            "model",
        )
    return up.pop(), down.pop()


def _not_understood(shown: str) -> UnsupportedModelError:
    return UnsupportedModelError(
        f"The experts of {shown} are packed in an order that isn't supported yet. Choose a bf16, fp16 or fp32 version.",
        "model",
    )


def dense_bytes(model: PreTrainedModel) -> int:
    """Bytes of the model's parameters and buffers other than experts, tied ones once; works on the meta device."""
    of_experts = {id(tensor) for module in experts_modules(model) for tensor in module.parameters()}
    tensors = {id(tensor): tensor for tensor in (*model.parameters(), *model.buffers())}
    return sum(tensor.nbytes for key, tensor in tensors.items() if key not in of_experts)


def read_model(
    folder: Path,
    plan: WeightPlan,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Cancelled = never_cancelled,
    made: Mapping[str, Matrix] | None = None,
) -> ReadModel:
    """The model, as ``AutoModelForCausalLM.from_pretrained`` makes it; ``expert_tensors`` are contiguous.
    ``made``: those of the plan's that are there in another format, by parameter.
    ``progress`` and ``cancelled``: see ``Reader``. Raises ``UnsupportedModelError`` if the files have changed since
    they were planned; other errors are transformers'.
    """
    check_unchanged(plan.stored)
    reader = Reader({name: plan.stored[name] for name in _names_to_read(plan)}, progress, cancelled)
    if plan.packed is not None:
        check_packed(reader, plan.packed)
    orders = _orders(reader, plan)
    direct = {tensor.name: tensor.empty() for tensor in plan.direct}
    reader.fill(piece for tensor in plan.direct for piece in tensor.origin.pieces(direct[tensor.name]))
    matrices = {**_packed_experts(reader, plan), **(made or {})}
    elsewhere = (*plan.packed_experts, *plan.made)
    hollow = {tensor.name: torch.zeros((), dtype=tensor.dtype).expand(tensor.shape) for tensor in elsewhere}
    rest = {name: _unread(reader, plan, name) for name in plan.rest}
    with building():
        model: PreTrainedModel = plan.kind.from_pretrained(
            None,
            config=plan.config,
            state_dict=rest | direct | hollow,
            dtype=plan.dtype,
            generation_config=generation_config(folder, plan.config, {tensor.file for tensor in plan.stored.values()}),
        )
    for name in matrices:
        model.get_parameter(name).data = torch.empty(0, dtype=plan.dtype)
    make_rows_contiguous(experts_modules(model))
    return ReadModel(model, matrices, orders)


def _names_to_read(plan: WeightPlan) -> set[str]:
    experts = (*plan.direct, *plan.packed_experts)
    names = {name for tensor in experts for name in _sources(tensor)} | set(plan.rest)
    if plan.packed is None:
        return names
    packed = plan.packed.matrices
    return (names - packed.keys()) | plan.packed.checks.keys() | {
        part for name in names & packed.keys() for part in packed[name].parts()
    }  # fmt: skip


def _orders(reader: Reader, plan: WeightPlan) -> dict[str, Tensor]:
    packed = plan.packed.matrices if plan.packed is not None else {}
    orders = {
        tensor.name: column_orders(reader, tensor.name, tensor.shape, tensor.origin, packed)
        for tensor in plan.packed_experts
        if _is_ordered(tensor, packed)
    }
    return {name: order for name, order in orders.items() if order is not None}


def _packed_experts(reader: Reader, plan: WeightPlan) -> dict[str, Matrix]:
    if plan.packed is None:
        return {}
    matrices = {}
    for tensor in plan.packed_experts:
        experts, first, second = tensor.shape
        rows, columns = (second, first) if tensor.is_turned else (first, second)
        weight_format = FORMATS[plan.expert_formats[is_down(tensor.name)]]
        matrix = empty_matrix(weight_format, (experts, rows, columns), "bfloat16")
        fill_packed(reader, tensor.origin, matrix, plan.packed.matrices, tensor.is_turned)
        matrices[tensor.name] = matrix
    return matrices


@dataclass(frozen=True, slots=True)
class _Unread:
    """Stands for a stored tensor until transformers takes its values."""

    reader: Reader
    name: str

    def __getitem__(self, index: object) -> Tensor:
        return self.reader.read(self.name)


def _unread(reader: Reader, plan: WeightPlan, name: str) -> "_Unread | Unpacked":
    packed = plan.packed.matrices.get(name) if plan.packed is not None else None
    return _Unread(reader, name) if packed is None else Unpacked(reader, packed, plan.dtype)


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


def _is_ordered(tensor: DirectTensor, matrices: Mapping[str, Packed]) -> bool:
    return any(matrices[name].order is not None for name in _sources(tensor))


def _sources_of_all(rehearsal: Rehearsal) -> set[str]:
    """Names of the stored tensors that the parameters are made of, where that is understood."""
    state = rehearsal.model.state_dict()
    origins = ((name, origin) for name, origin in rehearsal.origins.items() if origin is not None)
    return {source for name, origin in origins for source, _ in origin.pieces(state[name])}
