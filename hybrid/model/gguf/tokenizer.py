"""Tokenizer of a model in a GGUF file: vocabulary, merges, special tokens and chat template, all from the file.

transformers makes it; older versions cannot.
"""

from pathlib import Path

from transformers import PreTrainedTokenizerFast, __version__
from transformers.integrations import gguf as of_transformers
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
    if not hasattr(of_transformers, "convert_gguf_tokenizer"):  # what there was before loses special tokens
        raise UnsupportedModelError(
            f"transformers {__version__} is too old to read the tokenizer of a GGUF file, which {shown} is. Run "
            "`pip install -U transformers` and start the app again.",
            "model",
        )
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
    architecture, vocabulary, options = of_transformers.get_gguf_tokenizer(str(file))
    backend, more = of_transformers.convert_gguf_tokenizer(architecture, vocabulary)
    tokenizer: PreTrainedTokenizerBase = PreTrainedTokenizerFast(tokenizer_object=backend, **options | more)
    return tokenizer
