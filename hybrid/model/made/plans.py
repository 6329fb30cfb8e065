"""Plain experts by their parameters: what a plan of weights says of them, and what they have been made into."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from torch import nn

from hybrid.experts.formats import Matrix, WeightFormat
from hybrid.experts.host_weights import HostStore
from hybrid.model.expert_modules import empty_matrix, matrix_names
from hybrid.model.weights import WeightPlan


def without(plan: WeightPlan, names: Collection[str]) -> WeightPlan:
    """The plan with those of its plain experts left out that are made already."""
    made = tuple(tensor for tensor in plan.direct if tensor.name in names)
    return replace(plan, direct=tuple(tensor for tensor in plan.direct if tensor not in made), made=made)


def empty_experts(plan: WeightPlan, weight_format: WeightFormat) -> dict[str, Matrix]:
    """Memory for the plain experts in another format, by parameter."""
    experts = {}
    for tensor in plan.direct:
        if tensor.name in plan.plain_experts:
            entries, first, second = tensor.shape
            rows, columns = (second, first) if tensor.is_turned else (first, second)
            experts[tensor.name] = empty_matrix(weight_format, (entries, rows, columns), "bfloat16")
    return experts


def by_parameter(modules: Sequence[nn.Module], names: Mapping[nn.Module, str], store: HostStore) -> dict[str, Matrix]:
    """The matrices of all experts, by the names of their parameters."""
    experts = {}
    for module, tensors in zip(modules, store.layers, strict=True):
        up, down = (f"{names[module]}.{short}" for short in matrix_names(module))
        experts[up] = Matrix(tensors.up, tensors.up_groups, tensors.up_scales)
        experts[down] = Matrix(tensors.down, tensors.down_groups, tensors.down_scales)
    return experts
