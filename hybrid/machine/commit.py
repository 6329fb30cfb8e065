"""Commit of the program: by git, or by the stamp that a copy without git carries."""

import hashlib
import json
import subprocess
from functools import cache
from pathlib import Path

from hybrid.errors import HybridError

_STAMP, _CHANGED = ".commit", "-dirty"
_PATIENCE_S = 10.0  # with git, which a folder on a network can hold up


@cache
def program_commit() -> str:
    """The commit this program is at; empty where nothing tells."""
    return commit_of(Path(__file__).parents[1]) or ""


def commit_of(folder: Path) -> str | None:
    """The commit a folder is at, marked when files differ from it; ``None`` where nothing tells.

    A copy knows it by what ``write_stamp`` left there, also where it lies in a repository that has not this commit.
    """
    by_git = _commit_by_git(folder)
    return by_git if by_git and not by_git.endswith(_CHANGED) else _commit_by_stamp(folder) or by_git


def write_stamp(folder: Path) -> Path:
    """Notes in ``folder`` which commit it is at. Raises ``HybridError`` where git cannot tell."""
    commit = _commit_by_git(folder)
    if commit is None:
        raise HybridError(f"git knows no commit of {folder}: run this where the repository is.")
    path = folder / _STAMP
    path.write_text(json.dumps({"commit": commit, "sources": _digest(folder)}) + "\n")
    return path


def _commit_by_git(folder: Path) -> str | None:
    try:
        command = ["git", "-C", str(folder), "describe", "--always", "--dirty", "--exclude=*"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_PATIENCE_S)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _commit_by_stamp(folder: Path) -> str | None:
    """``None`` where sources have changed since: what they are then nothing tells."""
    places = [place / _STAMP for place in (folder, *folder.parents) if (place / _STAMP).exists()]
    if not places:
        return None
    stamp = json.loads(places[0].read_text())
    commit: str = stamp["commit"]
    return commit if stamp["sources"] == _digest(places[0].parent) else None


def _digest(folder: Path) -> str:
    """Of all Python files below ``folder``."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()
