"""Peak resident memory while a checkpoint is loaded and while it replies, against its size on disk.

The peak is the system's own count for this process, which begins when the process does: what Python and torch take by
themselves is part of it.
"""

import argparse
import re
from pathlib import Path

from hybrid import Engine, EngineConfig, GenerationRequest, Geometry
from hybrid.bench.common.report import Row, add_json_option, print_table, write_json
from hybrid.errors import DeviceError
from hybrid.machine.limits import GIB
from hybrid.types import ModelInfo

_STATUS = Path("/proc/self/status")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", required=True, help="a checkpoint: a folder, or its Hub id")
    parser.add_argument("--device", choices=["auto", "cuda", "cpu"], default="auto")
    add_json_option(parser)


def run(options: argparse.Namespace) -> None:
    # One slot: where they are emulated they, too, lie in the memory that is measured.
    config = EngineConfig(model=options.model, geometry=Geometry(1, 1), device=options.device)
    before = peak_bytes()
    with Engine.load(config) as engine:
        loaded = peak_bytes()
        for _ in engine.generate(GenerationRequest([{"role": "user", "content": "Hello."}], max_new_tokens=8)):
            pass
        rows = [row_of(engine.snapshot().model, before, loaded, peak_bytes())]
    print_table(rows)
    write_json(options.json, rows)


def row_of(model: ModelInfo, before: int, loaded: int, replied: int) -> Row:
    """``over_gib`` is the peak less 1.1 times the checkpoint."""
    return {
        "model": model.name,
        "checkpoint_gib": model.total_bytes / GIB,
        "before_gib": before / GIB,
        "peak_loading_gib": loaded / GIB,
        "peak_gib": replied / GIB,
        "over_gib": (replied - 1.1 * model.total_bytes) / GIB,
    }


def peak_bytes() -> int:
    """The most this process has had in memory at once; raises ``DeviceError`` where the system does not tell."""
    match = re.search(r"^VmHWM:\s*(\d+) kB$", _STATUS.read_text(), re.MULTILINE) if _STATUS.exists() else None
    if match is None:
        raise DeviceError("This system does not tell a process's peak memory: measure it on Linux.")
    return int(match[1]) * 1024
