"""Model configuration: a checkpoint's config.json -> transformers' configuration, or a refusal that says why not.

Knows what a configuration says about weights that cannot be read; builds no model.
"""

from collections.abc import Collection
from pathlib import Path

from transformers import CONFIG_MAPPING, AutoConfig, GenerationConfig, PreTrainedConfig

from hybrid.checkpoint.config_fields import config_fields
from hybrid.errors import UnsupportedModelError, refusing
from hybrid.model.missing_packages import install_hint
from hybrid.model.published import QUANTISED, PublishedLayout, published_layout


def read_config(path: Path, shown: str) -> tuple[PreTrainedConfig, PublishedLayout | None]:
    """The configuration of the plain model, and how its weights are packed, if they are.

    Raises ``ModelNotFoundError`` without a config.json, and ``UnsupportedModelError`` if it cannot be run.
    """
    fields = config_fields(path, shown)
    kind = fields.get("model_type")
    if not isinstance(kind, str) or kind not in CONFIG_MAPPING:
        raise UnsupportedModelError(_why_unknown(shown, kind, fields), "model")
    published = published_layout(shown, path, fields)

    def refusal(error: BaseException) -> UnsupportedModelError:
        return UnsupportedModelError(
            install_hint(f"The model family {kind}", error)
            or f"config.json of {shown} doesn't describe a {kind} model that can be built ({_first_line(error)}). "
            "Download it again.",
            "model",
        )

    with refusing(refusal):
        config: PreTrainedConfig = AutoConfig.from_pretrained(path, trust_remote_code=False)
        for part in (config, config.get_text_config()):
            for name in QUANTISED:
                if hasattr(part, name):  # or transformers would load the weights its own way
                    delattr(part, name)
    return config, published


def _why_unknown(shown: str, kind: object, fields: dict[str, object]) -> str:
    if "auto_map" in fields:
        return (
            f"{shown} ({kind}) needs Python code of its own, which this app never runs. Choose a model that is built "
            "into transformers."
        )
    if kind is None:
        return f"config.json of {shown} names no model_type, so it isn't known what to build. Download it again."
    return f"transformers knows no model_type {kind!r}, as config.json of {shown} has it. Choose another model."


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def generation_config(folder: Path, config: PreTrainedConfig, weights: Collection[Path]) -> GenerationConfig:
    """As transformers does: from generation_config.json, or else from the configuration's fields."""
    if any(file.suffix == ".gguf" for file in weights):  # the file has all that there is
        return GenerationConfig.from_model_config(config)
    try:
        return GenerationConfig.from_pretrained(folder)
    except OSError:
        return GenerationConfig.from_pretrained(folder, config_file_name="config.json", _from_model_config=True)
