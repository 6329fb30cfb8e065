"""Layout of weights in a GGUF file: which stored tensors make up which parameter, and how experts stay packed.

Names and orders of values of everything but experts are transformers' own tables, which are asked here; experts are
stacked alike in all files.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from torch import nn
from transformers import PreTrainedConfig
from transformers.modeling_utils import PreTrainedModel

from hybrid.checkpoint.gguf.header import GgufHeader
from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.errors import UnsupportedModelError
from hybrid.layout import FormatName
from hybrid.model.expert_modules import experts_modules, is_down
from hybrid.model.gguf.blocks import TYPES, format_for
from hybrid.model.gguf.dense import PLAIN_TYPES, DenseTensor, check_types, row_bytes
from hybrid.model.gguf.experts import ExpertStack
from hybrid.model.gguf.names import DenseNames, dense_names
from hybrid.model.published.packed_matrix import Packed, PackedWeights, as_bytes
from hybrid.model.rehearsal import Exchange, Interleave, Join, Origin, Stored
from hybrid.model.skeleton.text_models import build_skeleton

_LAYER = re.compile(r"\.(\d+)\.")
_WORDS = {"float32": "F32", "bfloat16": "BF16", "float16": "F16"}


class GgufLayout:
    """As ``PublishedLayout``."""

    expert_format: FormatName = "plain"  # headers are read before anything is asked

    def __init__(self, header: GgufHeader, config: PreTrainedConfig, shown: str) -> None:
        self._header, self._config, self._shown = header, config, shown

    def weights(self, stored: Mapping[str, StoredTensor]) -> PackedWeights:
        model = build_skeleton(self._config)
        dtype = _WORDS[str(self._config.dtype).removeprefix("torch.")]
        names = dense_names(self._header.text("general.architecture"), model, stored, self._shown)
        gathered = _Gathered(self._shown, stored, dtype)
        gathered.add_experts(model)
        gathered.add_dense(model, names)
        gathered.check_complete(names.ignored)
        return PackedWeights(gathered.matrices, gathered.kept, gathered.described, {}, gathered.origins)


@dataclass(slots=True)
class _Gathered:
    """What ``GgufLayout`` finds; ``dtype`` is safetensors' word for that of activations."""

    shown: str
    stored: Mapping[str, StoredTensor]
    dtype: str
    matrices: dict[str, Packed] = field(default_factory=dict)
    kept: dict[str, StoredTensor] = field(default_factory=dict)
    described: dict[str, StoredTensor] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def add_experts(self, model: PreTrainedModel) -> None:
        names = {module: name for name, module in model.named_modules()}
        stacks: dict[str, tuple[str, ...]] = {}
        for module in experts_modules(model):
            layer = _LAYER.findall(f".{names[module]}.")[-1]
            for short, parameter in module.named_parameters(recurse=False):
                parts = self._parts(f"blk.{layer}.ffn_", short)
                name = f"{names[module]}.{short}"
                self._check_shapes(parts, tuple(parameter.shape), module)
                stacks[name] = parts
                self.origins[name] = _origin(module, parts, [self.stored[part].shape for part in parts])
                self.described[name] = replace(self.stored[parts[0]], dtype=self.dtype, shape=tuple(parameter.shape))
        self.used |= {part for parts in stacks.values() for part in parts}
        for down in (False, True):
            self._add_packed([part for name, parts in stacks.items() if is_down(name) == down for part in parts])
        for part in self.used:
            self.kept[part] = self.stored[part] if part not in self.matrices else _of_bytes(self.stored[part])

    def _parts(self, prefix: str, short: str) -> tuple[str, ...]:
        """The stored tensors of a parameter."""
        suffix = "bias" if short.endswith("_bias") else "weight"
        kinds: tuple[str, ...] = ("down",) if is_down(short) else ("up",)
        if short.startswith("gate_up"):
            kinds = ("gate_up",) if f"{prefix}gate_up_exps.{suffix}" in self.stored else ("gate", "up")
        parts = tuple(f"{prefix}{kind}_exps.{suffix}" for kind in kinds)
        missing = [part for part in parts if part not in self.stored]
        if missing:
            raise UnsupportedModelError(
                f"{self.shown} lacks the experts' tensor {missing[0]}. Download the file again, or all of its parts.",
                "model",
            )
        return parts

    def _check_shapes(self, parts: tuple[str, ...], shape: tuple[int, ...], module: nn.Module) -> None:
        """Raises ``UnsupportedModelError`` unless the parts make up a parameter of this shape."""
        turned = (shape[0], *shape[:0:-1]) if module.is_transposed else shape
        expected = (turned[0], turned[1] // len(parts), *turned[2:])
        for part in parts:
            if self.stored[part].shape != expected:
                raise _misshapen(self.shown, part, self.stored[part].shape, expected)

    def _add_packed(self, parts: list[str]) -> None:
        """Adds the matrices among ``parts``, of all layers, in the one format that holds them all."""
        matrices = [part for part in parts if len(self.stored[part].shape) == 3]
        packed = [part for part in parts if part not in matrices and self.stored[part].dtype not in PLAIN_TYPES]
        if packed:
            raise UnsupportedModelError(
                f"{packed[0]} in {self.shown} is stored as {self.stored[packed[0]].dtype}, where biases are F32. "
                "Choose another version.",
                "model",
            )
        types = {self.stored[part].dtype for part in matrices}
        if types <= set(PLAIN_TYPES):
            return
        form = format_for(types)
        if form is None:
            raise UnsupportedModelError(_why_not(self.shown, types), "model")
        for part in matrices:
            tensor = self.stored[part]
            self.matrices[part] = ExpertStack(part, tensor.dtype, tensor.shape, form)

    def add_dense(self, model: PreTrainedModel, names: DenseNames) -> None:
        state = model.state_dict()
        block_bytes = {tensor.dtype: row_bytes(tensor.nbytes, tensor.shape) for tensor in self.stored.values()}
        packed = {self.stored[name].dtype for name in names.parameters.values()} - set(PLAIN_TYPES)
        check_types(self.shown, packed, block_bytes.__getitem__)
        for name, stored_name in names.parameters.items():
            tensor, convert = self.stored[stored_name], names.converts.get(name)
            shape = names.shapes.get(name, tensor.shape)
            parameter = tuple(state[name].shape)
            if _squeezed(shape) != _squeezed(parameter):
                raise _misshapen(self.shown, stored_name, shape, parameter)
            shape = parameter  # dimensions of one may be missing in the file
            self.used.add(stored_name)
            if tensor.dtype in PLAIN_TYPES and convert is None:
                self.described[name] = self.kept[name] = replace(tensor, shape=shape)
                continue
            self.matrices[name] = DenseTensor(stored_name, tensor.dtype, tensor.shape, shape, convert)
            self.kept[stored_name] = _of_bytes(tensor)
            self.described[name] = replace(tensor, dtype=self.dtype, shape=shape)

    def check_complete(self, ignored: set[str]) -> None:
        """Raises ``UnsupportedModelError`` for tensors that would be left out, which might change what is computed."""
        left = sorted(self.stored.keys() - self.used - ignored)
        if left:
            more = f" and {len(left) - 1} others" if len(left) > 1 else ""
            raise UnsupportedModelError(
                f"{self.shown} has {left[0]}{more}, for which transformers' model has no place. "
                "Choose the safetensors version of this model.",
                "model",
            )


def _origin(module: nn.Module, parts: tuple[str, ...], shapes: list[tuple[int, ...]]) -> Origin:
    """How ``parts`` make up a parameter, rows of experts being its second dimension unless it is transposed."""
    turned = bool(module.is_transposed) and len(shapes[0]) == 3
    pieces: tuple[Origin, ...] = tuple(
        Exchange(Stored(part), (1, 2)) if turned else Stored(part) for part in parts
    )  # fmt: skip
    if len(parts) == 1:
        return pieces[0]
    dim = 2 if turned else 1
    if not module.is_concatenated:
        return Interleave(pieces, dim)
    return Join(pieces, tuple(shape[1] for shape in shapes), dim)


def _of_bytes(tensor: StoredTensor) -> StoredTensor:
    return as_bytes(tensor, *tensor.shape[:-1], row_bytes(tensor.nbytes, tensor.shape))


def _squeezed(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(length for length in shape if length != 1)


def _misshapen(shown: str, name: str, shape: tuple[int, ...], expected: tuple[int, ...]) -> UnsupportedModelError:
    return UnsupportedModelError(
        f"{name} in {shown} is {_times(shape)} where its metadata describes {_times(expected)}. Download the file "
        "again, or choose another.",
        "model",
    )


def _times(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


def _why_not(shown: str, types: set[str]) -> str:
    several = f"{', '.join(sorted(types)[:-1])} and {sorted(types)[-1]}"
    if len(types) > 1 and types <= TYPES.keys() | set(PLAIN_TYPES):
        why = f"of {shown} are {several} in different layers, which no format in memory holds exactly"
    else:
        unknown = sorted(types - TYPES.keys() - set(PLAIN_TYPES))
        why = f"of {shown} are {', '.join(unknown)}, which can't be computed from their packed bytes yet"
    return f"Experts {why}. Choose a version such as Q4_K_M, Q5_K_M, Q6_K or Q8_0."
