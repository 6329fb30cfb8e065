"""Files of a checkpoint that may not be read."""

import errno
from pathlib import Path
from typing import Any

import pytest

from hybrid.checkpoint.files import CheckpointFiles
from hybrid.errors import ModelNotFoundError


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of what the system denies; the user that runs the tests may be one who is denied nothing."""
    names: set[str] = set()

    def denying(real: Any) -> Any:
        def asked(path: Path, *arguments: Any, **options: Any) -> Any:
            if path.name in names:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return real(path, *arguments, **options)

        return asked

    for name in ("open", "iterdir"):
        monkeypatch.setattr(Path, name, denying(getattr(Path, name)))
    return names


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "own.json", "model"])
def test_what_may_not_be_read_is_named(name: str, forbidden: set[str], tmp_path: Path) -> None:
    """Such as what a container's root has downloaded. Neither is it missing, nor does downloading help."""
    folder = tmp_path / "model"
    folder.mkdir()
    for file in ("config.json", "tokenizer.json", "own.json"):
        (folder / file).write_text("{}")
    forbidden.add(name)
    with pytest.raises(ModelNotFoundError, match=r"may.*read the checkpoint's folder") as refused:
        CheckpointFiles[None](str(folder))
    assert name in str(refused.value)
    assert "ownload" not in str(refused.value)
