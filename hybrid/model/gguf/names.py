"""Names of dense tensors: a GGUF file's -> those of transformers' parameters, and what was done to their values.

transformers has a list of conversions for some architectures; for others it asks the ``gguf`` package for names, and
has functions that undo llama.cpp's changes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor
from transformers.core_model_loading import WeightConverter, WeightRenaming, rename_source_key
from transformers.integrations.gguf import GGUF_ARCHS, get_gguf_conversion_mapping
from transformers.modeling_gguf_pytorch_utils import TENSOR_PROCESSORS, TensorProcessor, get_gguf_hf_weights_map
from transformers.modeling_utils import PreTrainedModel

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.model.gguf.config import is_expert
from hybrid.model.gguf.dense import Convert, gguf_package

_SUFFIX = ".weight"


@dataclass(frozen=True, slots=True)
class DenseNames:
    """By parameter: the stored tensor; what makes it the parameter's values, and their shape, where that is needed.

    ``ignored`` are stored tensors that the model does not have, and does not need.
    """

    parameters: Mapping[str, str]
    converts: Mapping[str, Convert] = field(default_factory=dict)
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)


def dense_names(
    architecture: str, model: PreTrainedModel, stored: Mapping[str, StoredTensor], shown: str
) -> DenseNames:
    """For the ``stored`` tensors that are not experts'. Raises ``UnsupportedModelError`` without the ``gguf``
    package."""
    dense = {name: tensor for name, tensor in stored.items() if not is_expert(name)}
    gguf_package(f"{shown}, which is a GGUF file,")
    transforms = _transforms(architecture, model)
    if transforms is not None:
        return _by_transforms(transforms, model, dense)
    processor = TENSOR_PROCESSORS.get(architecture, TensorProcessor)(config=model.config.to_dict())
    parameter_of = get_gguf_hf_weights_map(model, processor, architecture, model.config.num_hidden_layers)
    state = model.state_dict()
    # Some parameters have no suffix, where llama.cpp adds one.
    suffixed = {name + _SUFFIX: parameter for name, parameter in parameter_of.items() if not name.endswith(_SUFFIX)}
    names = parameter_of | suffixed
    parameters = {parameter: name for name, parameter in names.items() if name in dense and parameter in state}
    converts, shapes = {}, {}
    for parameter, name in parameters.items():
        convert = partial(_processed, processor, name)
        if not _changes_nothing(processor, name, dense[name].shape):
            converts[parameter] = convert
            shapes[parameter] = tuple(convert(torch.zeros(dense[name].shape)).shape)
    return DenseNames(parameters, converts, shapes)


def _changes_nothing(processor: TensorProcessor, name: str, shape: tuple[int, ...]) -> bool:
    values = np.broadcast_to(np.float32(0), shape)
    return type(processor) is TensorProcessor or _process(processor, name, values) is values


def _process(processor: TensorProcessor, name: str, values: Any) -> Any:
    return processor.process(weights=values, name=name, tensor_key_mapping={}, parsed_parameters={}).weights


def _processed(processor: TensorProcessor, name: str, values: Tensor) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(_process(processor, name, values.numpy())))


def _transforms(architecture: str, model: PreTrainedModel) -> list[Any] | None:
    return list(get_gguf_conversion_mapping(architecture, model.config)) if architecture in GGUF_ARCHS else None


def _by_transforms(transforms: Sequence[Any], model: PreTrainedModel, dense: Mapping[str, StoredTensor]) -> DenseNames:
    state = model.state_dict()
    skipped = [re.compile(pattern) for pattern in model._keys_to_ignore_on_load_unexpected or ()]
    parameters, converts, shapes, ignored = {}, {}, {}, set()
    for name, tensor in dense.items():
        # On a copy: asked whether they match a name, some of them remember it.
        used = deepcopy(transforms)
        converters = [one for one in used if isinstance(one, WeightConverter)]
        renamings = [one for one in used if isinstance(one, WeightRenaming)]
        parameter, pattern = rename_source_key(name, renamings, converters)
        if parameter not in state:
            if any(one.search(parameter) for one in skipped):
                ignored.add(name)
            continue
        parameters[parameter] = name
        converter = next((one for one in converters if pattern in one.source_patterns), None)
        if converter is not None:
            converts[parameter] = _converting(converter, pattern)
            shapes[parameter] = tuple(converts[parameter](torch.zeros(tensor.shape)).shape)
    return DenseNames(parameters, converts, shapes, ignored)


def _converting(converter: Any, pattern: str) -> Callable[[Tensor], Tensor]:
    def convert(values: Tensor) -> Tensor:
        for operation in converter.operations:
            made = operation.convert({pattern: values}, [pattern], list(converter.target_patterns))
            (values,) = made.values()
        return values

    return convert
