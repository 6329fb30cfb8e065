"""Which GGUF files make up a model, among all that are there."""

import re

import pytest

from hybrid.checkpoint.gguf.shards import gguf_files
from hybrid.errors import ModelNotFoundError

PARTS = [f"big/x-Q8_0-0000{number}-of-00003.gguf" for number in (1, 2, 3)]
REPOSITORY = ["README.md", "config.json", "x-Q4_K_M.gguf", "x-Q4_K_S.gguf", "x-IQ4_XS.gguf", "mmproj-F16.gguf", *PARTS]


@pytest.mark.parametrize(
    ("chosen", "files"),
    [
        ("x-Q4_K_S.gguf", ["x-Q4_K_S.gguf"]),
        ("Q4_K_S", ["x-Q4_K_S.gguf"]),
        ("q4_k_m", ["x-Q4_K_M.gguf"]),
        ("IQ4_XS", ["x-IQ4_XS.gguf"]),
        ("Q8_0", PARTS),
        (PARTS[1], PARTS),
    ],
)
def test_a_file_or_a_word_in_its_name_chooses(chosen: str, files: list[str]) -> None:
    assert gguf_files(REPOSITORY, chosen, "x") == tuple(files)


def test_the_only_model_need_not_be_chosen() -> None:
    assert gguf_files(["a.gguf", "mmproj-a.gguf", "imatrix.gguf"], None, "x") == ("a.gguf",)
    assert gguf_files(PARTS, None, "x") == tuple(PARTS)
    assert gguf_files(["a.gguf", "._a.gguf", "._b.safetensors", "big/._a.gguf"], None, "x") == ("a.gguf",)


def test_a_checkpoint_of_safetensors_stays_one() -> None:
    assert gguf_files(["model.safetensors", "a.gguf"], None, "x") == ()
    assert gguf_files(["model.safetensors", "a.gguf"], "a.gguf", "x") == ("a.gguf",)
    assert gguf_files(["config.json"], None, "x") == ()


@pytest.mark.parametrize(
    ("names", "chosen", "words"),
    [
        (REPOSITORY, None, "several GGUF models: big/x-Q8_0-00001-of-00003.gguf, x-IQ4_XS.gguf"),
        (REPOSITORY, "Q4_K", "names no single GGUF file"),
        (REPOSITORY, "other.gguf", "names no single GGUF file"),
        (["config.json"], "a.gguf", "there are no GGUF files"),
        (PARTS[:2], None, "only 2 of its 3 files; big/x-Q8_0-00003-of-00003.gguf is missing"),
        (PARTS[1:], PARTS[1], "big/x-Q8_0-00001-of-00003.gguf is missing"),
    ],
)
def test_what_is_not_one_model_says_what_to_do(names: list[str], chosen: str | None, words: str) -> None:
    with pytest.raises(ModelNotFoundError, match=re.escape(words)):
        gguf_files(names, chosen, "x")
