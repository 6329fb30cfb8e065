"""Stand-ins of checkpoint folders, whatever else lies in those."""

from pathlib import Path

import pytest

from hybrid.checkpoint.readable_folder import ReadableFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.json").write_bytes(b'\xef\xbb\xbf{"a": 1}')
    (tmp_path / "model.safetensors").write_bytes(b"w")
    (tmp_path / "onnx").mkdir()
    return tmp_path


def test_marks_are_gone_and_the_rest_is_linked(folder: Path) -> None:
    readable = ReadableFolder(folder)
    assert (readable.path / "config.json").read_text(encoding="utf-8") == '{"a": 1}'
    assert (readable.path / "model.safetensors").read_bytes() == b"w"
    (folder / "late.safetensors").write_bytes(b"l")
    readable.link()
    assert (readable.path / "late.safetensors").read_bytes() == b"l"
    assert (folder / "config.json").read_bytes().startswith(b"\xef"), "the folder stays as it is"


def test_links_to_nothing_and_to_themselves_are_no_hindrance(folder: Path) -> None:
    """As a Hub's cache has them whose files were deleted."""
    (folder / "gone.json").symlink_to(folder / "blobs" / "gone")
    (folder / "loop.json").symlink_to(folder / "loop.json")
    readable = ReadableFolder(folder)
    readable.stand_in()
    readable.link()
    readable.link()
    assert (readable.path / "model.safetensors").read_bytes() == b"w"


def test_links_reach_their_files_from_a_folder_that_is_named_relatively(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    readable = ReadableFolder(Path())
    assert (readable.path / "model.safetensors").read_bytes() == b"w"
