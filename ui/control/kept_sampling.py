"""Sampling that the user has chosen, by model: one JSON file a model, in a folder that is handed in."""

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from hybrid.errors import ConfigError
from hybrid.types import SamplingDefaults
from ui.control.presets import replace_file

LARGEST_FILE = 10_000
_LARGEST = 1e300  # integers in JSON may be of any size, and fail when converted to float


class KeptSampling:
    """``folder`` is called at each use, and may raise ``OSError``."""

    def __init__(self, folder: Callable[[], Path]) -> None:
        self._folder = folder

    def of(self, model: str) -> SamplingDefaults | None:
        """What the user has chosen for the model; ``None`` for nothing, or for a file that cannot be used."""
        try:
            path = self._path(model)
            if path.stat().st_size > LARGEST_FILE:
                return None
            return _read(json.loads(path.read_text(encoding="utf-8")), model)
        except (OSError, ValueError, RecursionError, LookupError, TypeError):
            return None

    def keep(self, model: str, sampling: SamplingDefaults) -> None:
        """Raises ``ConfigError`` if it cannot be written."""
        text = json.dumps({"model": model, "sampling": asdict(sampling)}, indent=2)
        try:
            replace_file(self._path(model), text + "\n")
        except OSError as error:
            raise ConfigError(f"The sampling settings could not be saved: {error}.") from error

    def forget(self, model: str) -> None:
        """Raises ``ConfigError`` if the file cannot be removed."""
        try:
            self._path(model).unlink(missing_ok=True)
        except OSError as error:
            raise ConfigError(f"The saved sampling settings could not be deleted: {error}.") from error

    def _path(self, model: str) -> Path:
        return self._folder() / f"{sha256(model.encode(errors='replace')).hexdigest()[:16]}.json"


def _read(content: dict[str, Any], model: str) -> SamplingDefaults | None:
    values = content["sampling"]
    if not isinstance(values, dict):
        return None
    names = {field.name for field in fields(SamplingDefaults)}
    usable = content["model"] == model and values.keys() == names and all(map(_is_number, values.values()))
    if not usable or values["top_k"] != int(values["top_k"]):
        return None
    numbers: dict[str, Any] = {name: float(value) for name, value in values.items()}
    return SamplingDefaults(**numbers | {"top_k": int(values["top_k"])})


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST
