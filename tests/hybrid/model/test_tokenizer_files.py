"""Tokenizers by their files, and what is said about those that cannot be read here."""

import base64
import json
from pathlib import Path

import pytest

from hybrid.errors import UnsupportedModelError
from hybrid.model import tokenizer_files
from hybrid.model.tokenizer_files import read_tokenizer

RANKS = b"".join(base64.b64encode(bytes([byte])) + b" %d\n" % byte for byte in range(256))
SENTENCEPIECE = b"\x0a\x0e\x0a\x05<unk>\x15\x00\x00\x00\x00\x18\x02"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The packages that are said to be installed."""
    names: set[str] = set()
    monkeypatch.setattr(tokenizer_files, "_is_installed", names.__contains__)
    return names


def test_a_folder_without_one_has_none(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert read_tokenizer(tmp_path, "x") is None


@pytest.mark.parametrize(
    ("name", "content", "have", "advice"),
    [
        ("tokenizer.model", SENTENCEPIECE, set(), "pip install sentencepiece protobuf"),
        ("tokenizer.model", SENTENCEPIECE, {"google.protobuf"}, "pip install sentencepiece`"),
        ("tokenizer.model", SENTENCEPIECE, {"sentencepiece"}, "pip install protobuf"),
        ("spiece.model", SENTENCEPIECE, set(), "pip install sentencepiece protobuf"),
        ("tokenizer.model", RANKS, {"sentencepiece"}, "pip install tiktoken"),
        ("tiktoken.model", RANKS, set(), "pip install tiktoken"),
    ],
)
def test_a_tokenizer_to_be_converted_names_what_it_needs(
    name: str, content: bytes, have: set[str], advice: str, installed: set[str], tmp_path: Path
) -> None:
    installed |= have
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnsupportedModelError) as refused:
        read_tokenizer(tmp_path, "tiny")
    assert f"tiny has no tokenizer.json, only {name}" in str(refused.value)
    assert advice in str(refused.value)
    assert "Put the model's tokenizer.json there" in str(refused.value)


def test_a_package_within_one_that_is_missing_is_missing() -> None:
    assert not tokenizer_files._is_installed("nobody_has_this.part")


def test_a_damaged_tokenizer_is_told_from_a_missing_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")

    def read(*arguments: object, **options: object) -> None:
        raise ImportError("This needs `pip install blobfile`.")

    with pytest.raises(UnsupportedModelError, match="could not be read .* Download its files again"):
        read_tokenizer(tmp_path, "tiny")
    monkeypatch.setattr("hybrid.model.tokenizer_files.AutoTokenizer.from_pretrained", read)
    with pytest.raises(UnsupportedModelError, match="pip install blobfile"):
        read_tokenizer(tmp_path, "tiny")


TEXT = "The quick brown fox number {} jumps over one, two  and three lazy dogs: a b;\n"


@pytest.mark.parametrize("family", ["mixtral", "llama", "qwen3_moe"])
@pytest.mark.parametrize("config", [{"tokenizer_class": "LlamaTokenizer"}, {}], ids=["with class", "without class"])
def test_a_sentencepiece_file_gives_the_tokens_it_was_trained_with(
    family: str, config: dict[str, str], tmp_path: Path
) -> None:
    sentencepiece = pytest.importorskip("sentencepiece", reason="sentencepiece is not installed")
    pytest.importorskip("google.protobuf", reason="protobuf is not installed")
    (tmp_path / "text").write_text("".join(TEXT.format(number) for number in range(300)))
    sentencepiece.SentencePieceTrainer.train(
        input=str(tmp_path / "text"),
        model_prefix=str(tmp_path / "tokenizer"),
        vocab_size=400,
        model_type="bpe",
        byte_fallback=True,
        remove_extra_whitespaces=False,
        normalization_rule_name="identity",
        hard_vocab_limit=False,
    )
    (tmp_path / "config.json").write_text(json.dumps({"model_type": family}))
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"bos_token": "<s>", "eos_token": "</s>"} | config))
    tokenizer = read_tokenizer(tmp_path, "tiny")
    assert tokenizer is not None
    original = sentencepiece.SentencePieceProcessor(model_file=str(tmp_path / "tokenizer.model"))
    for text in ("The lazy dogs\njump", "two  é", "fox"):
        assert tokenizer(text, add_special_tokens=False)["input_ids"] == original.encode(text)
