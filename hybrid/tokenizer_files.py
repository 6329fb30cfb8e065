"""A checkpoint's tokenizer, by the files that hold it.

Knows which files transformers reads and which packages it needs for them.
"""

import re
from importlib.util import find_spec
from pathlib import Path

from transformers import AutoTokenizer
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.errors import UnsupportedModelError
from hybrid.missing_packages import install_hint

_SENTENCEPIECE = ("sentencepiece", "google.protobuf")
_PIP_NAMES = {"google.protobuf": "protobuf"}
_READY_MADE = ("tokenizer.json", "vocab.json", "vocab.txt", "tekken.json")
_TO_CONVERT = ("tokenizer.model", "tiktoken.model", "spiece.model", "sentencepiece.bpe.model")
_TIKTOKEN_LINE = re.compile(rb"[A-Za-z0-9+/]+=* \d+\r?\n")  # a token in base 64, and its rank


def read_tokenizer(path: Path, shown: str) -> PreTrainedTokenizerBase | None:
    """``None`` where the checkpoint has none. Raises ``UnsupportedModelError`` saying what to do about its files."""
    if not any((path / name).is_file() for name in (*_READY_MADE, *_TO_CONVERT)):
        return None
    if not any((path / name).is_file() for name in _READY_MADE):
        _check_converters(path, shown)
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(path, trust_remote_code=False)
    except Exception as error:  # damaged files fail in the reader's own ways
        raise UnsupportedModelError(
            install_hint(f"The tokenizer of {shown}", error)
            or f"The tokenizer of {shown} could not be read ({_first_line(error)}). Download its files again.",
            "model",
        ) from error
    return tokenizer


def _check_converters(path: Path, shown: str) -> None:
    """Without them transformers takes one format for the other and reports on the wrong one."""
    file = next(path / name for name in _TO_CONVERT if (path / name).is_file())
    with file.open("rb") as stream:
        needed = ("tiktoken",) if _TIKTOKEN_LINE.match(stream.read(4096)) else _SENTENCEPIECE
    missing = [_PIP_NAMES.get(package, package) for package in needed if not _is_installed(package)]
    if missing:
        raise UnsupportedModelError(
            f"{shown} has no tokenizer.json, only {file.name}, which can't be read without another package. Run "
            f"`pip install {' '.join(missing)}` and start the app again, or put the model's tokenizer.json there.",
            "model",
        )


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # the package around it is missing
        return False


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
