"""A checkpoint on a Hub of this machine, with an empty cache in front of it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest

from tests.fakes.hub_stand_in import Hub, ask

# Beside the model's own files, as real repositories have them.
STRAY = {
    "pytorch_model.bin": b"pickled",
    "modeling_evil.py": b"raise SystemExit",
    "original/params.json": b"{}",
    "original/consolidated.00.pth": b"pickled",
    "consolidated.safetensors": b"Mistral's own",
    "model-q4.gguf": b"GGUF",
    "onnx/model.onnx": b"onnx",
    "onnx/config.json": b"{}",
    "README.md": b"about",
}


@pytest.fixture
def folder(checkpoint: Path, tmp_path: Path) -> Path:
    return copytree(checkpoint, tmp_path / "repository")


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], Hub]]:
    """Starts a Hub of what a folder holds, with an empty cache in front of it."""
    started: list[Hub] = []

    def start(folder: Path, ranges: bool = True) -> Hub:
        for name, content in STRAY.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        started.append(Hub(folder, ranges))
        ask(started[-1], monkeypatch, tmp_path / "cache")
        return started[-1]

    yield start
    for one in started:
        one.close()
