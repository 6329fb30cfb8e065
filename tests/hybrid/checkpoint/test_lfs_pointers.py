"""Pointers that a clone without Git LFS leaves in place of files: called so, wherever they stand."""

import json
from pathlib import Path
from typing import Any

import pytest

from hybrid.checkpoint.files import CheckpointFiles
from hybrid.checkpoint.safetensors_headers import read_header, weight_files
from hybrid.errors import UnsupportedModelError

POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 4998663696\n"
)
SAID = r"{} in {} is only a Git LFS pointer: .* `git lfs pull` in that folder, or give the model's Hugging Face ID"
INDEX = "model.safetensors.index.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkpoint with one file of everything, nothing of it a pointer."""
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    (tmp_path / "a.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(4))
    (tmp_path / INDEX).write_text(json.dumps({"weight_map": {"a": "a.safetensors"}}))
    for name in ("config.json", "tokenizer.json", "generation_config.json", "chat_template.jinja", "tokenizer.model"):
        (tmp_path / name).write_text("{}")
    return tmp_path


def opened(folder: Path) -> None:
    files = CheckpointFiles(str(folder))
    files.choose_weights(None)
    files.plan_weights(lambda tensors: tensors)


@pytest.mark.parametrize(
    "name",
    [
        "a.safetensors", INDEX, "config.json", "tokenizer.json", "tokenizer_config.json", "tokenizer.model",
        "vocab.json", "merges.txt", "chat_template.jinja", "special_tokens_map.json", "generation_config.json",
    ],
)  # fmt: skip
def test_a_pointer_in_place_of_any_file_that_is_read(name: str, folder: Path) -> None:
    opened(folder)
    (folder / name).write_text(POINTER)
    with pytest.raises(UnsupportedModelError, match=SAID.format(name, folder)) as refused:
        opened(folder)
    assert refused.value.field == "model"


def test_files_that_are_not_read_may_stay_pointers(folder: Path) -> None:
    for name in ("pytorch_model.bin", "trainer_state.json", "picture.png", "consolidated.safetensors"):
        (folder / name).write_text(POINTER)
    opened(folder)


def test_weights_and_index_by_themselves(folder: Path) -> None:
    (folder / "a.safetensors").write_text(POINTER.replace("\n", "\r\n"))
    with pytest.raises(UnsupportedModelError, match=SAID.format("a.safetensors", folder)):
        read_header(folder / "a.safetensors")
    (folder / INDEX).write_text(POINTER)
    with pytest.raises(UnsupportedModelError, match=SAID.format(INDEX, folder)):
        weight_files(folder)


@pytest.mark.parametrize("content", ["", "version", "version https://g", "version https://example.com/spec/v1"])
def test_other_texts_are_damaged_weights_as_before(content: str, folder: Path) -> None:
    (folder / "a.safetensors").write_text(content)
    with pytest.raises(UnsupportedModelError, match="fetch the checkpoint again"):
        opened(folder)


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_file_that_cannot_be_read_is_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    usual = Path.open

    def opened_with_rights(self: Path, *arguments: Any, **options: Any) -> Any:
        if self.name == "tokenizer.json":
            raise error
        return usual(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", opened_with_rights)
    with pytest.raises(UnsupportedModelError, match=r"can't be read .*Check their rights"):
        opened(folder)
