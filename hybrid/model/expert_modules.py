"""Experts module -> ``ExpertLayout``: whether the engine can run it, judged by the module alone.

Knows the contract of transformers' experts registry (``transformers.integrations.moe``: layout flags,
weight names, ``_apply_gate``); knows no model family by name. Anything outside that contract is
refused with what is missing, before weights are loaded, never computed wrongly.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import torch
from torch import Tensor, nn
from transformers.modeling_utils import PreTrainedModel

from hybrid.checkpoint.tensor_reading import empty
from hybrid.errors import UnsupportedModelError
from hybrid.experts.formats import FORMATS, Matrix, WeightFormat
from hybrid.experts.formats.plain import TORCH_DTYPES
from hybrid.experts.formats.weight_format import group_columns
from hybrid.experts.host_weights import ExpertTensors
from hybrid.layout import DtypeName
from hybrid.model.activation_probe import activation_of
from hybrid.types import ExpertLayout

_FLAGS = ("has_gate", "has_bias", "is_transposed", "is_concatenated")
_DTYPES = {dtype: name for name, dtype in TORCH_DTYPES.items()}


def experts_modules(model: PreTrainedModel) -> list[nn.Module]:
    """The experts modules of all MoE layers, in the order of the layers."""
    return [module for module in model.modules() if all(hasattr(module, flag) for flag in _FLAGS)]


def expert_layout(model: PreTrainedModel) -> ExpertLayout:
    """The layout shared by all MoE layers; works on the meta device, before weights exist.

    Raises ``UnsupportedModelError`` naming the family and what is missing.
    """
    family = model.config.model_type
    modules = experts_modules(model)
    if not modules:
        raise UnsupportedModelError(
            f"A {family} model isn't a Mixture-of-Experts model this app can run. Try Mixtral, Qwen3-MoE, OLMoE, "
            "DeepSeek or gpt-oss.",
            "model",
        )
    layouts = {_layout_of(module, family) for module in modules}
    if len(layouts) > 1:
        raise UnsupportedModelError(
            f"This {family} model has MoE layers of {len(layouts)} different sizes or activations, which isn't "
            "supported yet. Choose a model whose MoE layers are all alike.",
            "model",
        )
    return layouts.pop()


def dtype_name(dtype: torch.dtype) -> DtypeName:
    """Raises ``UnsupportedModelError`` for a type that experts cannot be computed in."""
    name = _DTYPES.get(dtype)
    if name is None:
        raise UnsupportedModelError(
            f"The experts of this model are {str(dtype).removeprefix('torch.')}, which isn't supported yet. Choose a "
            "bf16, fp16 or fp32 version.",
            "model",
        )
    return name


def gate_function(module: nn.Module) -> Callable[[Tensor], Tensor]:
    """The module's activation: ``(pairs, rows) -> (pairs, intermediate)``."""
    function = module._apply_gate if module.has_gate else module.act_fn
    return cast(Callable[[Tensor], Tensor], function)


def expert_tensors(module: nn.Module) -> tuple[Tensor, Tensor, Tensor | None, Tensor | None]:
    """Views of the module's weights as ``(up, down, up_bias, down_bias)``, shaped as ``ExpertLayout`` says."""
    up = _up_name(module)
    tensors = {name: rows_of(module, parameter.detach()) for name, parameter in module.named_parameters(recurse=False)}
    return tensors[up], tensors["down_proj"], tensors.get(f"{up}_bias"), tensors.get("down_proj_bias")


def host_tensors(
    module: nn.Module,
    layout: ExpertLayout,
    packed: Mapping[str, Matrix] | None = None,
    orders: Mapping[str, Tensor] | None = None,
) -> ExpertTensors:
    """The module's weights in the layout's format. If that differs from theirs, the module's matrices become empty.

    ``packed``: matrices that are in that format already, by the parameter's short name; ``orders`` of their columns, as
    ``hybrid.model.weights.ReadModel`` has them. An order of down's columns becomes one of up's rows.
    """
    weight_format = FORMATS[layout.format]
    up, down, up_bias, down_bias = expert_tensors(module)
    if packed:
        name, orders = _up_name(module), orders or {}
        if "down_proj" in orders:
            _order_rows(packed[name], up_bias, orders["down_proj"].long(), layout)
        up_order = orders.get(name)
        if up_order is None and layout.ordered:
            up_order = torch.arange(layout.hidden, dtype=torch.int32).repeat(layout.experts, 1)
        biases = (up_bias, down_bias)
        return ExpertTensors.of(packed[name], packed["down_proj"], biases, layout.formats, up_order)
    if layout.format == "plain":
        return ExpertTensors(up, down, up_bias, down_bias)
    matrices = [_encoded(weight_format, matrix) for matrix in _taken(module, {_up_name(module): up, "down_proj": down})]
    return ExpertTensors.of(matrices[0], matrices[1], (up_bias, down_bias), layout.formats)


def _order_rows(up: Matrix, bias: Tensor | None, orders: Tensor, layout: ExpertLayout) -> None:
    """Has the intermediate rows of each expert follow ``orders`` (experts, intermediate), in place."""
    for entry, order in enumerate(orders):
        of_gate = order * layout.row_stride
        rows = torch.cat((of_gate, of_gate + layout.partner)) if layout.gated else order
        if layout.gated and not layout.concatenated:
            rows = torch.stack((of_gate, of_gate + layout.partner), -1).flatten()
        for part in (*up.of(entry), None if bias is None else bias[entry]):
            if part is not None:
                part.copy_(part.index_select(0, rows))


def _taken(module: nn.Module, matrices: dict[str, Tensor]) -> Iterator[Tensor]:
    """The matrices, one after the other; the module's own then are empty, so that only one exists twice."""
    for name in list(matrices):
        yield matrices.pop(name)
        parameter = module.get_parameter(name)
        parameter.data = parameter.data.new_empty(0)


def empty_matrix(weight_format: WeightFormat, shape: tuple[int, int, int], dtype: DtypeName) -> Matrix:
    """Memory for a stack of matrices (entries, rows, columns) in a format, on pages of its own."""
    columns = shape[-1]
    groups = None
    if weight_format.group_dtype is not None:
        groups = empty((*shape[:2], group_columns(weight_format, columns)), weight_format.group_dtype)
    return Matrix(
        empty((*shape[:2], weight_format.stored_columns(columns)), weight_format.stored_dtype(dtype)),
        groups,
        empty(shape[:2], torch.float32) if weight_format.scaled else None,
    )


def _encoded(weight_format: WeightFormat, matrix: Tensor) -> Matrix:
    """Encodes one expert after the other, so that little more than the result is in memory at any time."""
    result = empty_matrix(weight_format, (matrix.shape[0], matrix.shape[1], matrix.shape[2]), _DTYPES[matrix.dtype])
    for entry, expert in enumerate(matrix):
        for target, part in zip(result.of(entry), weight_format.encode(expert), strict=True):
            if target is not None and part is not None:
                target.copy_(part)
    return result


def make_rows_contiguous(modules: Iterable[nn.Module]) -> None:
    """Copies weights where needed, so that ``expert_tensors`` are contiguous and in memory of their own.

    Parameters keep shape and values. Only one weight of one layer exists twice at any time.
    """
    for module in modules:
        for parameter in module.parameters(recurse=False):
            _make_rows_contiguous(module, parameter)


def _make_rows_contiguous(module: nn.Module, parameter: nn.Parameter) -> None:
    old = rows_of(module, parameter.data)
    if old.is_contiguous() and old.untyped_storage().nbytes() == old.nbytes:
        return
    new = torch.empty(old.shape, dtype=old.dtype, device=old.device)
    # torch transposes single matrices in blocks that fit the cache: three times as fast as a stack, but on one thread.
    with ThreadPoolExecutor(torch.get_num_threads()) as pool:
        for _ in pool.map(Tensor.copy_, new, old):
            pass
    parameter.data = rows_of(module, new)


def rows_of(module: nn.Module, weight: Tensor) -> Tensor:
    """A view of the weight with rows before columns, however the module stores it; its own inverse."""
    return weight.transpose(1, 2) if module.is_transposed and weight.dim() == 3 else weight


def is_down(name: str) -> bool:
    """Whether this parameter of an experts module belongs to the down projection."""
    return name.rpartition(".")[2].startswith("down_proj")


def matrix_names(module: nn.Module) -> tuple[str, str]:
    """Short names of the parameters with up and with down."""
    return _up_name(module), "down_proj"


def _up_name(module: nn.Module) -> str:
    return "gate_up_proj" if module.has_gate else "up_proj"


def _layout_of(module: nn.Module, family: str) -> ExpertLayout:
    up_name = _up_name(module)
    expected = {up_name, "down_proj"}
    if module.has_bias:
        expected |= {f"{up_name}_bias", "down_proj_bias"}
    present = {name for name, _ in module.named_parameters()} | {name for name, _ in module.named_buffers()}
    if present != expected or getattr(module, "has_post_expert_norm", False):
        extra = sorted(present ^ expected) or ["a norm after each expert"]
        raise UnsupportedModelError(
            f"The experts of {family} models have parts this app doesn't know ({', '.join(extra)}). Choose another "
            "model, such as Mixtral, Qwen3-MoE, OLMoE, DeepSeek or gpt-oss.",
            "model",
        )
    up, down, _, _ = expert_tensors(module)
    dtype = _DTYPES.get(up.dtype)
    if dtype is None or down.dtype != up.dtype or up.dim() != 3 or down.dim() != 3:
        raise UnsupportedModelError(
            f"The experts of this {family} model are {str(up.dtype).removeprefix('torch.')} with {up.dim()} "
            "dimensions, which isn't supported yet. Choose a bf16, fp16 or fp32 version.",
            "model",
        )
    hidden, intermediate = down.shape[1:]
    activation = activation_of(module, gate_function(module), intermediate)
    return ExpertLayout(
        experts=up.shape[0],
        hidden=hidden,
        intermediate=intermediate,
        dtype=dtype,
        gated=bool(module.has_gate),
        biased=bool(module.has_bias),
        concatenated=activation.concatenated,
        activation=activation.name,
        swiglu=activation.swiglu,
    )
