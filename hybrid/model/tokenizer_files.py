"""A checkpoint's tokenizer, by the files that hold it.

Knows which files transformers reads and which packages it needs for them.
"""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from transformers import AutoTokenizer, LlamaTokenizer
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

from hybrid.errors import UnsupportedModelError
from hybrid.model.missing_packages import install_hint

_SENTENCEPIECE = ("sentencepiece", "google.protobuf")
_PIP_NAMES = {"google.protobuf": "protobuf"}
_READY_MADE = ("tokenizer.json", "vocab.json", "vocab.txt", "tekken.json")
_TO_CONVERT = ("tokenizer.model", "tiktoken.model", "spiece.model", "sentencepiece.bpe.model")
_SAMPLES = ("The quick brown fox", "one\ntwo  three", "a: b; \u00e9\u4e2d\U0001f600!")
_TIKTOKEN_LINE = re.compile(rb"[A-Za-z0-9+/]+=* \d+\r?\n")  # a token in base 64, and its rank


def read_tokenizer(path: Path, shown: str) -> PreTrainedTokenizerBase | None:
    """The tokenizer, or ``None`` if the checkpoint has none. Raises ``UnsupportedModelError``."""
    if not any((path / name).is_file() for name in (*_READY_MADE, *_TO_CONVERT)):
        return None
    try:
        if not any((path / name).is_file() for name in _READY_MADE):
            return _converted(path, shown)
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(path, trust_remote_code=False)
    except UnsupportedModelError:
        raise
    except Exception as error:  # readers may raise anything on damaged files
        raise UnsupportedModelError(
            install_hint(f"The tokenizer of {shown}", error)
            or f"The tokenizer of {shown} could not be read ({_first_line(error)}). Download its files again.",
            "model",
        ) from error
    return tokenizer


def _converted(path: Path, shown: str) -> PreTrainedTokenizerBase:
    """Converts another library's file, and checks on some texts that both give the same tokens.

    transformers chooses the conversion by the model's family; for some families it starts words differently.
    """
    file = next(path / name for name in _TO_CONVERT if (path / name).is_file())
    with file.open("rb") as stream:
        ranks = _TIKTOKEN_LINE.match(stream.read(4096)) is not None
    _check_installed(("tiktoken",) if ranks else _SENTENCEPIECE, file.name, shown)
    original = None if ranks else import_module("sentencepiece").SentencePieceProcessor(model_file=str(file))
    for kind in (AutoTokenizer, LlamaTokenizer):
        tokenizer: PreTrainedTokenizerBase = kind.from_pretrained(path, trust_remote_code=False)
        if original is None or all(
            tokenizer(text, add_special_tokens=False)["input_ids"] == original.encode(text) for text in _SAMPLES
        ):
            return tokenizer
    raise UnsupportedModelError(
        f"{shown} has no tokenizer.json, and transformers would read its {file.name} in another way than the model was "
        "trained with. Put the model's tokenizer.json into its folder.",
        "model",
    )


def _check_installed(needed: tuple[str, ...], file: str, shown: str) -> None:
    """Raises unless all packages are there: transformers would mistake one format for another and blame that one."""
    missing = [_PIP_NAMES.get(package, package) for package in needed if not _is_installed(package)]
    if missing:
        raise UnsupportedModelError(
            f"{shown} has no tokenizer.json, only {file}, which can't be read without another package. Put the model's "
            f"tokenizer.json there, or run `pip install {' '.join(missing)}` and start the app again.",
            "model",
        )


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:  # the package around it is missing
        return False


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
