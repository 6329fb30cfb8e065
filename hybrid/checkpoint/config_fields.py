"""Fields of a checkpoint's config.json, as they stand there."""

import json
from pathlib import Path

from hybrid.errors import ModelNotFoundError, UnsupportedModelError


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
