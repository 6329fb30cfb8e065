"""Benchmark rows: flat dictionaries, as a table on the terminal and as JSON in a file."""

import argparse
import hashlib
import json
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from hybrid.errors import HybridError
from hybrid.machine import resources

Row = dict[str, Any]

_STAMP, _CHANGED = ".commit", "-dirty"


def add_json_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", type=Path, default=None, help="write the rows to this file")


def print_table(rows: Sequence[Row]) -> None:
    """Rows with the same keys, one line each."""
    if not rows:
        return
    names = list(rows[0])
    cells = [[_text(row.get(name)) for name in names] for row in rows]
    widths = [max(len(name), *(len(line[i]) for line in cells)) for i, name in enumerate(names)]
    for line in [names, *cells]:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)), flush=True)


def write_json(path: Path | None, rows: Sequence[Row]) -> None:
    """Each row is written with the machine, the time and the commit, so that it can be read on its own."""
    if path is None:
        return
    place = {
        "device": torch.cuda.get_device_name() if torch.cuda.is_available() else platform.machine(),
        "cores": resources.physical_cores(),
        "torch": torch.__version__,
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": commit_of(Path(__file__).parent),
    }
    path.write_text(json.dumps([row | place for row in rows], indent=1) + "\n")


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
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
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


def _text(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
