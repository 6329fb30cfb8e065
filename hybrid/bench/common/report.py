"""Benchmark rows: flat dictionaries, as a table on the terminal and as JSON in a file."""

import argparse
import json
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from hybrid.machine import resources
from hybrid.machine.commit import commit_of

Row = dict[str, Any]


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


def _text(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
