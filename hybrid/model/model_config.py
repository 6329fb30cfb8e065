"""Model configuration: a checkpoint's config.json -> transformers' configuration, or a refusal that says why not.

Knows what a configuration says about weights that cannot be read; builds no model.
"""

from pathlib import Path

from transformers import CONFIG_MAPPING, AutoConfig, PreTrainedConfig

from hybrid.checkpoint.config_fields import config_fields
from hybrid.errors import UnsupportedModelError
from hybrid.model.missing_packages import install_hint

_QUANTISED = ("quantization_config", "compression_config")


def read_config(path: Path, shown: str) -> PreTrainedConfig:
    """Raises ``ModelNotFoundError`` without a config.json, and ``UnsupportedModelError`` if it cannot be run."""
    fields = config_fields(path, shown)
    kind = fields.get("model_type")
    if not isinstance(kind, str) or kind not in CONFIG_MAPPING:
        raise UnsupportedModelError(_why_unknown(shown, kind, fields), "model")
    if _is_quantised(fields):
        raise UnsupportedModelError(
            f"{shown} is quantised, which isn't supported yet. Choose a bf16, fp16 or fp32 version.", "model"
        )
    try:
        config: PreTrainedConfig = AutoConfig.from_pretrained(path, trust_remote_code=False)
    except Exception as error:  # a family's checks of its values may raise anything
        raise UnsupportedModelError(
            install_hint(f"The model family {kind}", error)
            or f"config.json of {shown} doesn't describe a {kind} model that can be built ({_first_line(error)}). "
            "Download it again.",
            "model",
        ) from error
    return config


def _why_unknown(shown: str, kind: object, fields: dict[str, object]) -> str:
    if "auto_map" in fields:
        return (
            f"{shown} ({kind}) needs Python code of its own, which this app never runs. Choose a model that is built "
            "into transformers."
        )
    if kind is None:
        return f"config.json of {shown} names no model_type, so it isn't known what to build. Download it again."
    return f"transformers knows no model_type {kind!r}, as config.json of {shown} has it. Choose another model."


def _is_quantised(value: object) -> bool:
    """Looks at any depth: a model made of several notes it in the quantised part, such as ``text_config``."""
    if not isinstance(value, dict):
        return False
    return any(value.get(name) is not None for name in _QUANTISED) or any(map(_is_quantised, value.values()))


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
