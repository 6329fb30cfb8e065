"""Fields of a checkpoint's config.json as they stand there, and bounds on what a configuration asks for.

A configuration is a few bytes, and may ask for a billion layers; building those takes all memory long before a weight
shows that they are not there. The bounds are far beyond any published model.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hybrid.errors import ModelNotFoundError, UnsupportedModelError

MOST_LAYERS = 1_000
MANY_LAYERS = 200  # more than that are believed only if there are as many tensors
MOST_OF_A_KIND = 100_000  # experts or heads
LARGEST_SIZE = 10_000_000  # of a vector or a vocabulary
LONGEST_LIST = 100_000
_MOST_DEPTH = 16
_LAYERS = re.compile(r"(?:^|[._])(?:(?:n|num)_(?:\w*_)?(?:layers?|blocks?)|n_?layers?|depth|block_count)$")
_KINDS = re.compile(r"(?:^|[._])(?:(?:n|num)_\w*(?:experts?|heads?|groups?|streams?)|(?:expert|head)_\w*count\w*)$")
_SIZES = re.compile(r"(?:size|dim|dims|rank|width|channels|hidden|n_embd|n_inner|d_model|d_ff|(?:ing|ward)_length)$")


def config_fields(folder: Path, shown: str) -> dict[str, object]:
    """Raises ``ModelNotFoundError`` without a config.json, and ``UnsupportedModelError`` if that is no JSON object."""
    file = folder / "config.json"
    if not file.is_file():
        raise ModelNotFoundError(
            f"{shown} has no config.json, so it isn't a Hugging Face checkpoint folder. Choose one that has.", "model"
        )
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        why = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise UnsupportedModelError(
            f"config.json of {shown} isn't valid JSON ({why}). Download it again.", "model"
        ) from error
    if not isinstance(fields, dict):
        raise UnsupportedModelError(
            f"config.json of {shown} isn't a JSON object, so it describes no model. Download it again.", "model"
        )
    return fields


def layers_in(shown: str, fields: Mapping[str, Any]) -> float:
    """The most layers that any part of the configuration asks for."""
    values = _values(shown, fields, 0)
    return max((value for name, value in values if _LAYERS.search(name) and not isinstance(value, list)), default=0)


def check_sizes(shown: str, fields: Mapping[str, Any], stored_tensors: int | None = None) -> None:
    """Raises ``UnsupportedModelError`` for numbers beyond any model's, or for more layers than tensors are stored."""
    for name, value in _values(shown, fields, 0):
        if isinstance(value, list):
            _check(shown, name, len(value), LONGEST_LIST, "a list of {} entries")
        elif _LAYERS.search(name):
            _check(shown, name, value, MOST_LAYERS, "{}")
            if stored_tensors is not None and value > stored_tensors:
                raise UnsupportedModelError(
                    f"The configuration of {shown} has {value} as its {name}, but there are only {stored_tensors} "
                    "tensors of weights. Download it again.",
                    "model",
                )
        elif _KINDS.search(name):
            _check(shown, name, value, MOST_OF_A_KIND, "{}")
        elif _SIZES.search(name):
            _check(shown, name, value, LARGEST_SIZE, "{}")


def _check(shown: str, name: str, value: float, most: int, what: str) -> None:
    if not value <= most:
        written = what.format(f"{value:.3g}" if abs(value) < 1e300 else "a number of hundreds of digits")
        raise UnsupportedModelError(
            f"The configuration of {shown} has {written} as its {name}, and no model has more than {most:,}. "
            "Download it again.",
            "model",
        )


def _values(shown: str, value: Any, depth: int, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every number with the name it stands under, and every list."""
    if depth > _MOST_DEPTH:
        raise UnsupportedModelError(f"The configuration of {shown} is nested too deeply. Download it again.", "model")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _values(shown, inner, depth + 1, str(key).lower())
    elif isinstance(value, list | tuple):
        yield name, list(value)
        for inner in value:
            yield from _values(shown, inner, depth + 1, name)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, value
