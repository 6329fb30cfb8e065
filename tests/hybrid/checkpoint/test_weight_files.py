"""Files of weights that no index names."""

from pathlib import Path

import pytest

from hybrid.checkpoint.safetensors_headers import StoredTensor
from hybrid.checkpoint.weight_files import check_no_overlap, model_files
from hybrid.errors import ModelError, ModelNotFoundError, UnsupportedModelError

NUMBERED = ["model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors"]


def files(folder: Path, names: list[str]) -> tuple[list[str], bool]:
    for name in names:
        (folder / name).write_bytes(b"")
    here, listed = model_files(folder, "tiny", None, None), model_files(folder, "tiny", None, names)
    assert here == listed
    return here


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (NUMBERED, NUMBERED),
        ([*NUMBERED, "extra.safetensors"], NUMBERED),
        (["model-00000-of-00002.safetensors", "model-00001-of-00002.safetensors"], None),
        (["weights.safetensors"], None),
        (["a.safetensors", "b.safetensors"], None),
    ],
)
def test_without_an_index_a_whole_set_or_all_there_are(
    names: list[str], chosen: list[str] | None, tmp_path: Path
) -> None:
    stray = ["consolidated.safetensors", "adapter_model.safetensors", "x.gguf", "pytorch_model.bin"]
    stray += [f"._{name}" for name in names]
    assert files(tmp_path, [*names, *stray]) == (chosen or names, False)


def test_the_one_file_needs_no_index(tmp_path: Path) -> None:
    assert files(tmp_path, ["model.safetensors", *NUMBERED[:1]]) == (["model.safetensors"], True)


@pytest.mark.parametrize(
    ("names", "error", "words"),
    [
        ([], ModelNotFoundError, "no weights to load"),
        (["pytorch_model.bin"], ModelNotFoundError, "Convert its weights to safetensors"),
        (["consolidated.safetensors"], ModelNotFoundError, "isn't in the Hugging Face format"),
        ([NUMBERED[0], NUMBERED[2]], UnsupportedModelError, "2 of its 3 weight files; model-00002-of-00003"),
        ([*NUMBERED, "model-00001-of-00002.safetensors"], UnsupportedModelError, "weight files of several models"),
    ],
)
def test_what_is_no_whole_set_says_what_to_do(
    names: list[str], error: type[ModelError], words: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=words):
        files(tmp_path, names)


def test_two_files_with_one_tensor_need_an_index() -> None:
    tensor = StoredTensor(Path("a"), "F32", (1,), 0, 4)
    check_no_overlap("tiny", {"a": {"x": tensor}, "b": {"y": tensor}})
    with pytest.raises(UnsupportedModelError, match=r"a and b in tiny both hold x"):
        check_no_overlap("tiny", {"a": {"x": tensor}, "b": {"y": tensor, "x": tensor}})
