"""Stored facts: family, layers, experts, types and bytes of a checkpoint, from config.json and its headers alone.

Needs neither torch nor transformers, so it also tells of checkpoints that cannot be run. Which tensors are experts
shows in their names, or in stacks of as many matrices as there are experts; no family is known by name. A GGUF file has
its metadata in place of config.json.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from hybrid.checkpoint.config_fields import config_fields
from hybrid.checkpoint.files import CheckpointFiles
from hybrid.checkpoint.gguf.header import read_gguf_header
from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.errors import UnsupportedModelError
from hybrid.fit.inspection import StoredFacts

# The words configurations use, wherever in them, such as inside of text_config.
_EXPERTS = ("num_local_experts", "num_experts", "n_routed_experts", "moe_num_experts")
_TOP_K = ("num_experts_per_tok", "num_experts_per_token", "moe_topk", "moe_k", "top_k_experts")
_LAYERS = ("num_hidden_layers", "n_layers", "num_layers")
_QUANTISED = ("quantization_config", "compression_config")
_METHODS = ("quant_method", "quant_algo", "format")
_EXPERT = re.compile(r"(?P<layer>.*?)(?:\bexperts\.(?:(?P<number>\d+)\.)?|\bffn_\w+_exps\.)")
_OF_METADATA = {
    "expert_count": _EXPERTS[0],
    "expert_used_count": _TOP_K[0],
    "block_count": _LAYERS[0],
}


def read_facts(files: CheckpointFiles[Any]) -> StoredFacts:
    """What the files say. Raises ``ModelNotFoundError`` or ``UnsupportedModelError`` if they are damaged or missing."""
    config = _fields(files)
    named = config.get("transformers_weights")
    files.choose_weights(named if isinstance(named, str) else None)
    tensors = files.stored_tensors()
    if tensors is None:
        raise UnsupportedModelError(
            f"The headers of {files.shown} couldn't be read: the Hub, or a proxy in between, sends no parts of files. "
            "Load the model to have it checked once it is here.",
            "model",
        )
    return stored_facts(files.shown, config, tensors)


def _fields(files: CheckpointFiles[Any]) -> Mapping[str, object]:
    """Of config.json, or the same of a GGUF file's metadata."""
    if not files.gguf:
        return config_fields(files.path, files.shown)
    header = read_gguf_header(files.gguf_file())
    family = header.text("general.architecture")
    fields = {name: header.metadata.get(f"{family}.{key}") for key, name in _OF_METADATA.items()}
    return {"model_type": family, **fields}


def stored_facts(name: str, config: Mapping[str, object], tensors: Mapping[str, StoredTensor]) -> StoredFacts:
    """What ``config``, the fields of config.json, and the headers' ``tensors`` say of the model called ``name``."""
    experts_per_layer = _first(config, _EXPERTS)
    experts = {name: tensor for name, tensor in tensors.items() if _is_of_an_expert(name, tensor, experts_per_layer)}
    dense = [tensor for name, tensor in tensors.items() if name not in experts]
    family = config.get("model_type")
    return StoredFacts(
        name=name,
        family=family if isinstance(family, str) else "unknown",
        layers=_first(config, _LAYERS),
        moe_layers=len({_layer_of(name) for name in experts}),
        experts=_experts_a_layer(experts) or experts_per_layer,
        top_k=_first(config, _TOP_K),
        expert_types=_types(experts.values()),
        dense_types=_types(dense),
        quantisation=_method(config),
        experts_bytes=sum(tensor.nbytes for tensor in experts.values()),
        dense_bytes=sum(tensor.nbytes for tensor in dense),
    )


def _is_of_an_expert(name: str, tensor: StoredTensor, experts: int | None) -> bool:
    return _EXPERT.match(name) is not None or (len(tensor.shape) == 3 and tensor.shape[0] == experts)


def _layer_of(name: str) -> str:
    match = _EXPERT.match(name)
    return match["layer"] if match else name.rpartition(".")[0].rpartition(".")[0]


def _experts_a_layer(experts: Mapping[str, StoredTensor]) -> int | None:
    """As many as a layer has numbers, or matrices in a stack; the most frequent count if layers differ."""
    numbers: dict[str, set[str]] = {}
    stacks: Counter[int] = Counter()
    for name, tensor in experts.items():
        match = _EXPERT.match(name)
        if match and match["number"] is not None:
            numbers.setdefault(match["layer"], set()).add(match["number"])
        elif len(tensor.shape) > 2:
            stacks[tensor.shape[0]] += 1
    counts = Counter(len(of_layer) for of_layer in numbers.values()) or stacks
    return counts.most_common(1)[0][0] if counts else None


def _types(tensors: Iterable[StoredTensor]) -> tuple[str, ...]:
    sizes: Counter[str] = Counter()
    for tensor in tensors:
        sizes[tensor.dtype] += tensor.nbytes
    return tuple(dtype for dtype, _ in sizes.most_common())


def _method(config: Mapping[str, object]) -> str:
    for described in _values(config, _QUANTISED):
        if isinstance(described, Mapping):
            methods = [described[name] for name in _METHODS if isinstance(described.get(name), str)]
            return str(methods[0]) if methods else "unknown"
    return ""


def _first(config: Mapping[str, object], names: tuple[str, ...]) -> int | None:
    numbers = (value for value in _values(config, names) if type(value) is int and value > 0)
    return next(numbers, None)


def _values(config: Mapping[str, object], names: tuple[str, ...]) -> Iterable[object]:
    """The values under these names, of the configuration itself before those of its parts."""
    for name in names:
        if config.get(name) is not None:
            yield config[name]
    for part in config.values():
        if isinstance(part, Mapping):
            yield from _values(part, names)
