"""Weight checks: the headers of a checkpoint's weights against the model its config.json describes, before any is read.

Judges by a rehearsal, in which transformers placed tensors without contents by its rules for names and stacked
experts. To name the wrong size in config.json, it tries other sizes.
"""

import re
from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from pathlib import Path

import torch
from torch import Size
from transformers import PreTrainedConfig
from transformers.modeling_utils import PreTrainedModel, str_to_torch_dtype

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.errors import UnsupportedModelError
from hybrid.model.rehearsal import Rehearsal, ShapesDifferError

_PLAIN = {"BF16", "F16", "F32"}
_HALVES = ("BF16", "F16")
# How weights are told from other numbers: by the standard deviation of their powers of two, which is 1.4 to 1.8 for all
# usual distributions, whatever their scale.
_TENSORS_TRIED, _VALUES_TRIED, _FEWEST_VALUES = 16, 16_384, 64
_LEAST_SPREAD, _MOST_SPREAD = 0.7, 5.0

Build = Callable[[PreTrainedConfig], PreTrainedModel]  # a configuration -> its model, without weights

_LAYER = re.compile(r"(?P<stack>.*\blayers\.)(?P<number>\d+)\.")


def check_weights(
    shown: str, config: PreTrainedConfig, build: Build, stored: Mapping[str, StoredTensor], rehearsal: Rehearsal
) -> None:
    """Raises ``UnsupportedModelError`` unless ``stored`` makes up the model that ``build`` makes of ``config``."""
    _check_types(shown, stored, _sources_of_floats(rehearsal))
    if rehearsal.misshapen:
        raise _other_sizes(shown, config, build, rehearsal)
    names = set(rehearsal.origins)
    text_config = rehearsal.model.config.get_text_config()
    _check_layers(shown, text_config, set(rehearsal.missing), set(rehearsal.unexpected), names)
    if rehearsal.missing:
        raise UnsupportedModelError(
            f"{shown} lacks {len(rehearsal.missing)} of its weights, such as {rehearsal.missing[0]}. "
            "Download the checkpoint again.",
            "model",
        )


def rehearsal_failure(shown: str, stored: Mapping[str, StoredTensor], error: Exception) -> UnsupportedModelError:
    """The refusal of weights that transformers could not put together at all; ``error`` is what it raised."""
    try:
        _check_types(shown, stored, ())
    except UnsupportedModelError as refusal:
        return refusal
    why = type(error).__name__
    if isinstance(error, ShapesDifferError):
        first, other = stored[error.first].shape, stored[error.other].shape
        alike = first == other  # then some tensors of one kind are missing
        why = " and ".join(
            name if alike else f"{name} is {_shape(shape)}"
            for name, shape in ((error.first, first), (error.other, other))
        )
    return UnsupportedModelError(
        f"The experts' weights in {shown} don't fit together ({why}), so some are missing or have other sizes than the "
        "rest. Download the checkpoint again.",
        "model",
    )


def _sources_of_floats(rehearsal: Rehearsal) -> set[str]:
    """Names of the stored tensors that would become floating point numbers of the model."""
    state = rehearsal.model.state_dict()
    return {
        source
        for name, origin in rehearsal.origins.items()
        if origin is not None and state[name].is_floating_point()
        for source, _ in origin.pieces(state[name])
    }


def _check_types(shown: str, stored: Mapping[str, StoredTensor], floats: Collection[str]) -> None:
    for name, tensor in stored.items():
        if tensor.dtype in _PLAIN:
            continue
        # Packed weights have other names, which the model does not know.
        if name in floats or re.search(r"weight|packed|blocks|scales?$", name):
            kind = _type_name(tensor.dtype)
            raise UnsupportedModelError(
                f"{shown} stores {name} as {kind}, so it is quantised although its config.json doesn't say so. That "
                "isn't supported yet. Choose a bf16, fp16 or fp32 version."
                if kind != "float64"
                else f"{shown} stores {name} as float64. Choose a bf16, fp16 or fp32 version.",
                "model",
            )


def check_labels(shown: str, stored: Mapping[str, StoredTensor]) -> None:
    """Raises ``UnsupportedModelError`` for weights in one type of 16 bits that are labelled as the other one.

    Such weights would load, and make nonsense. Weights are spread over a few powers of two; read as the other type they
    are spread over a fraction of one, or over a dozen. Looks at some tensors, and at none before they are here.
    """
    halves = [item for item in stored.items() if item[1].dtype in _HALVES and len(item[1].shape) > 1]
    for name, tensor in halves[:: -(-len(halves) // _TENSORS_TRIED) or 1]:
        other = next(label for label in _HALVES if label != tensor.dtype)
        bits = _some_values(tensor)
        if bits is None or _is_spread_as_weights(bits, tensor.dtype) or not _is_spread_as_weights(bits, other):
            continue
        raise UnsupportedModelError(
            f"{shown} stores {name} labelled as {tensor.dtype}, but its numbers make sense only as {other}. Download "
            "it again.",
            "model",
        )


def _some_values(tensor: StoredTensor) -> torch.Tensor | None:
    """Values in the middle of the tensor, as integers; ``None`` if its file is not here yet."""
    count = min(_VALUES_TRIED, tensor.nbytes // 2)
    try:
        with tensor.file.open("rb") as file:
            file.seek(tensor.start + (tensor.nbytes // 2 - count) // 2 * 2)
            content = bytearray(file.read(2 * count))
    except OSError:
        return None
    return torch.frombuffer(content, dtype=torch.int16) if len(content) == 2 * count and count else None


def _is_spread_as_weights(bits: torch.Tensor, label: str) -> bool:
    """Whether these numbers, read as that type, are spread as weights are."""
    numbers = bits.view(str_to_torch_dtype[label]).float().abs()
    powers = numbers[numbers.isfinite() & (numbers > 0)].log2()
    return len(powers) >= _FEWEST_VALUES and _LEAST_SPREAD < float(powers.std()) < _MOST_SPREAD


def _type_name(dtype: str) -> str:
    torch_type = str_to_torch_dtype.get(dtype)
    return str(torch_type).removeprefix("torch.") if torch_type is not None else dtype


def _other_sizes(shown: str, config: PreTrainedConfig, build: Build, rehearsal: Rehearsal) -> UnsupportedModelError:
    configured = _shapes(rehearsal.model)
    stored = configured | {name: Size(has) for name, has, _ in rehearsal.misshapen}
    name, has, needed = min(rehearsal.misshapen, key=lambda misshapen: (len(misshapen[2]), misshapen[0]))
    shapes = f"{name} is {_shape(has)} in the files and would have to be {_shape(needed)}"
    match _sizes_that_fit(config, build, configured, stored):
        case []:
            why = f"The weights of {shown} have other sizes than its config.json says: {shapes}."
        case [(field, says, fits)]:
            why = f"config.json of {shown} says {field} {says}, but the weights were made with {fits}: {shapes}."
        case several:
            choices = " or ".join(f"{field} {says} (the weights fit {fits})" for field, says, fits in several)
            why = f"config.json of {shown} has a wrong size, {choices}: {shapes}."
    return UnsupportedModelError(f"{why} Use the config.json and the weights of one and the same model.", "model")


def _sizes_that_fit(
    config: PreTrainedConfig, build: Build, configured: dict[str, Size], stored: dict[str, Size]
) -> list[tuple[str, int, int]]:
    """The fields of ``config`` that, changed alone, bring the model closest to the files.

    Each as its name, its value now, and the value that fits; three at most.
    """
    wrong = {
        pair for name in configured for pair in zip(configured[name], stored[name], strict=False) if pair[0] != pair[1]
    }
    best: list[tuple[str, int, int]] = []
    least = sum(configured[name] != stored[name] for name in configured)
    for field, value in config.get_text_config().to_dict().items():
        if type(value) is not int or value < 1 or field.endswith("_id"):
            continue
        for other in _other_values(value, wrong):
            shapes = _shapes_with(config, build, field, other)
            differing = sum(shapes.get(name) != shape for name, shape in stored.items())
            if differing < least:
                best, least = [], differing
            if differing == least and shapes.keys() == configured.keys() and shapes != configured:
                best.append((field, value, other))
    return best[:3]


def _other_values(value: int, wrong: set[tuple[int, int]]) -> list[int]:
    """Values that a size may have to take.

    Each pair in ``wrong`` is a dimension by the configuration, and in the files: it may be a sum or a product with the
    size.
    """
    candidates = {value + has - wants for wants, has in wrong}
    for wants, has in (*wrong, *((has, wants) for wants, has in wrong)):
        if wants and not value * has % wants:
            candidates.add(value * has // wants)
    return sorted(number for number in candidates if number > 0 and number != value)


def _shapes_with(config: PreTrainedConfig, build: Build, field: str, value: int) -> dict[str, Size]:
    changed = deepcopy(config)
    setattr(changed.get_text_config(), field, value)
    try:
        return _shapes(build(changed))
    except Exception:  # a family's code may raise anything on values that don't go together
        return {}


def _shapes(model: PreTrainedModel) -> dict[str, Size]:
    return {name: tensor.shape for name, tensor in model.state_dict().items()}


def _shape(size: tuple[int, ...]) -> str:
    return " x ".join(str(number) for number in size) or "a single number"


def _check_layers(
    shown: str, config: PreTrainedConfig, missing: set[str], unexpected: set[str], names: set[str]
) -> None:
    """Raises if the files have too few or too many layers: transformers silently ignores those beyond."""
    configured = getattr(config, "num_hidden_layers", None)
    if not isinstance(configured, int):
        return
    stacks = {match["stack"] for name in names if (match := _LAYER.match(name))}
    lacking, beyond = _layers(missing, stacks), _layers(unexpected, stacks)
    beyond_drafts = {
        number for number in beyond if number >= configured + (getattr(config, "num_nextn_predict_layers", 0) or 0)
    }
    empty_layers = [number for number in lacking if not _has_layer(names, missing, number)]
    stored = max(beyond_drafts) + 1 if beyond_drafts else min(empty_layers, default=configured)
    if stored == configured or (empty_layers and max(empty_layers) != configured - 1):
        return
    raise UnsupportedModelError(
        f"The weights of {shown} have {stored} layers, where num_hidden_layers in config.json is {configured}. Use the "
        "config.json and the weights of one and the same model.",
        "model",
    )


def _layers(names: set[str], stacks: set[str]) -> set[int]:
    matches = (_LAYER.match(name) for name in names)
    return {int(match["number"]) for match in matches if match and match["stack"] in stacks}


def _has_layer(names: set[str], missing: set[str], number: int) -> bool:
    return any(f"layers.{number}." in name for name in names - missing)


def check_unchanged(stored: Mapping[str, StoredTensor]) -> None:
    """Raises if a file was replaced since its header was read.

    Compares sizes: by the header, the tensors fill a file to its last byte, but for some padding of other formats.
    """
    ends: dict[Path, int] = {}
    for tensor in stored.values():
        ends[tensor.file] = max(tensor.end, ends.get(tensor.file, 0))
    for file, end in ends.items():
        beyond = file.stat().st_size - end
        if beyond < 0 or (beyond and file.suffix == ".safetensors"):
            raise UnsupportedModelError(
                f"{file.name} has changed since its header was read. Load the model again once its files are complete, "
                "or download the checkpoint again.",
                "model",
            )
