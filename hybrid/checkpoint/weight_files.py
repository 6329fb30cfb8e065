"""Weight files: which safetensors files of a folder make up the model, also where no index names them.

Knows the names of such files; ``hybrid.checkpoint.safetensors_headers`` knows their contents.
"""

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from hybrid.checkpoint.safetensors_headers import StoredTensor, weight_files
from hybrid.errors import ModelNotFoundError, UnsupportedModelError

INDEX = "model.safetensors.index.json"
# Mistral's own format, and adapters, lie beside a model's weights under these names.
_NOT_THE_MODEL = ("consolidated", "adapter_")
_NUMBERED = re.compile(r"(?P<of>.+)-(?P<number>\d+)-of-(?P<count>\d+)\.safetensors")
_PICKLED = (".bin", ".pt", ".pth", ".ckpt")

Headers = Mapping[str, Mapping[str, StoredTensor]]  # file name -> tensor name -> tensor


def model_files(folder: Path, shown: str, named: object, listed: Collection[str] | None) -> tuple[list[str], bool]:
    """The files' names, and whether the checkpoint itself names them.

    These are ``model.safetensors``, or the files that the index names, or else all there are. ``named`` and ``listed``
    as in ``safetensors_headers.weight_files``. Raises ``ModelNotFoundError`` if there are none, and
    ``UnsupportedModelError`` if some are missing.
    """
    names = set(listed) if listed is not None else {file.name for file in folder.iterdir()}
    if named is not None or not names.isdisjoint(("model.safetensors", INDEX)):
        return [file.relative_to(folder).as_posix() for file in weight_files(folder, named, listed)], True
    # Systems leave files of their own beside others, such as "._model.safetensors".
    files = sorted(
        name for name in names if name.endswith(".safetensors") and not (name.startswith(".") or "/" in name)
    )
    model_weights = [name for name in files if not name.startswith(_NOT_THE_MODEL)]
    numbered = [name for name in model_weights if _NUMBERED.fullmatch(name)]
    if not model_weights:
        raise ModelNotFoundError(_why_none(shown, names, files), "model")
    _check_numbers(shown, numbered)
    return numbered or model_weights, False


def check_no_overlap(shown: str, headers: Headers) -> None:
    """Raises ``UnsupportedModelError`` if two of these files hold the same tensor."""
    holder: dict[str, str] = {}
    for file, tensors in headers.items():
        for tensor in tensors:
            if tensor in holder:
                way_out = "or download them again" if file.endswith(".gguf") else "or download its index"
                raise UnsupportedModelError(
                    f"{holder[tensor]} and {file} in {shown} both hold {tensor}, and nothing says which one counts. "
                    f"Remove the files that don't belong to the model, {way_out}.",
                    "model",
                )
            holder[tensor] = file


def _why_none(shown: str, names: set[str], files: list[str]) -> str:
    if files:
        return (
            f"{files[0]} in {shown} isn't in the Hugging Face format. Download the model's model*.safetensors files "
            "and its index, too."
        )
    if any(name.endswith(_PICKLED) for name in names):
        return (
            f"{shown} has no *.safetensors files. Convert its weights to safetensors first: pickled weights can run "
            "code, so they are not read."
        )
    return f"{shown} has no *.safetensors files, so there are no weights to load. Download the checkpoint again."


def _check_numbers(shown: str, numbered: list[str]) -> None:
    matches = [match for name in numbered if (match := _NUMBERED.fullmatch(name))]
    sets = {(match["of"], match["count"]) for match in matches}
    if len(sets) > 1:
        (first, first_count), (second, second_count) = sorted(sets)[:2]
        raise UnsupportedModelError(
            f"{shown} has weight files of several models ({first}-*-of-{first_count} and {second}-*-of-{second_count}) "
            f"and no {INDEX} to say which ones count. Remove those that don't belong, or download the index.",
            "model",
        )
    for of, count in sets:
        there = {int(match["number"]) for match in matches}
        if len(there) < int(count):
            missing = next(number for number in range(1, int(count) + 1) if number not in there)
            raise UnsupportedModelError(
                f"{shown} has only {len(there)} of its {int(count)} weight files; "
                f"{of}-{missing:0{len(count)}}-of-{count}.safetensors is missing. Download the checkpoint again.",
                "model",
            )
