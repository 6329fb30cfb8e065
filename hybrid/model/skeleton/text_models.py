"""Text models: a configuration -> the model without weights, of the class that writes text from it.

Knows transformers' two tables of such classes: causal language models, and models that take images beside text. It
knows no family; whatever does not write one token after another is refused.
"""

from collections.abc import Sequence
from copy import deepcopy

import torch
from transformers import (
    MODEL_FOR_CAUSAL_LM_MAPPING,
    MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING,
    AutoModelForCausalLM,
    AutoModelForImageTextToText,
    GenerationMixin,
    PreTrainedConfig,
)
from transformers.modeling_utils import PreTrainedModel

from hybrid.errors import UnsupportedModelError
from hybrid.model.missing_packages import install_hint
from hybrid.model.skeleton.building import building
from hybrid.model.skeleton.unused_parts import remove_parts

# In this order: for many models that take images there is a class that is the language model alone.
_TABLES = (
    (MODEL_FOR_CAUSAL_LM_MAPPING, AutoModelForCausalLM),
    (MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING, AutoModelForImageTextToText),
)


def build_skeleton(config: PreTrainedConfig, unused: Sequence[str] = ()) -> PreTrainedModel:
    """The model on the meta device, without its parts ``unused``.

    Raises ``UnsupportedModelError`` if there is no such model, or if it does not write one token after another.
    """
    auto = next((auto for table, auto in _TABLES if type(config) in table), None)
    if auto is None:
        raise UnsupportedModelError(
            f"transformers knows {config.model_type} neither as a causal language model nor as one that takes images "
            "and answers in text. Choose a text-generation model.",
            "model",
        )
    try:
        with building(), torch.device("meta"):
            # From a copy: transformers writes a dtype into the configuration, where the weights may have to decide it.
            model: PreTrainedModel = auto.from_config(deepcopy(config), dtype=_dtype_of(config))
    except Exception as error:  # a family's code may raise anything on unchecked values
        raise UnsupportedModelError(
            install_hint(f"The model family {config.model_type}", error)
            or f"No text-generation model can be built from this {config.model_type} config.json "
            f"({first_line(error)}). Choose another checkpoint.",
            "model",
        ) from error
    if getattr(type(model), "generate", None) is not GenerationMixin.generate:
        raise UnsupportedModelError(
            f"{config.model_type} models don't write one token after another, which is what this app runs. Choose a "
            "model that does, such as Mixtral, Qwen3-MoE, DeepSeek or gpt-oss.",
            "model",
        )
    remove_parts(model, unused)
    return model


def first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _dtype_of(config: PreTrainedConfig) -> torch.dtype:
    dtype = config.get_text_config().dtype or config.dtype
    return dtype if isinstance(dtype, torch.dtype) else torch.float32
