"""Tokenizer of a model in a GGUF file: vocabulary, merges, special tokens and chat template, all from the file.

transformers makes it, in older versions by another way.
"""

from pathlib import Path
from typing import Any

from transformers import AutoTokenizer, PreTrainedTokenizerFast
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.checkpoint.gguf.header import read_gguf_header
from hybrid.errors import UnsupportedModelError
from hybrid.model.missing_packages import install_hint
from hybrid.model.skeleton.text_models import first_line

_KINDS = "tokenizer.ggml.model"


def read_gguf_tokenizer(file: Path, shown: str) -> PreTrainedTokenizerBase | None:
    """``None`` for a file without one. Raises ``UnsupportedModelError`` if transformers cannot make it."""
    if read_gguf_header(file).text(_KINDS) in ("", "none", "no_vocab"):
        return None
    try:
        return _tokenizer(file)
    except Exception as error:  # readers may raise anything on a damaged vocabulary
        raise UnsupportedModelError(
            install_hint(f"The tokenizer of {shown}", error)
            or f"The tokenizer in {shown} could not be read ({first_line(error)}). Download the file again, or choose "
            "another.",
            "model",
        ) from error


def _tokenizer(file: Path) -> PreTrainedTokenizerBase:
    try:
        from transformers.integrations.gguf import convert_gguf_tokenizer, get_gguf_tokenizer
    except ImportError:
        older: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name)
        return older
    architecture, vocabulary, options = get_gguf_tokenizer(str(file))
    backend, more = convert_gguf_tokenizer(architecture, vocabulary)
    arguments: dict[str, Any] = options | more
    tokenizer: PreTrainedTokenizerBase = PreTrainedTokenizerFast(tokenizer_object=backend, **arguments)
    return tokenizer
