"""What the benchmarks' tests share: the tiny shape with its runtime, fixed ceilings in place of measured ones."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from hybrid.bench import __main__ as bench
from hybrid.bench.common.shapes import random_model
from hybrid.decode.runtime import Runtime
from hybrid.lab import Trace
from hybrid.model.loading import LoadedModel
from hybrid.types import Geometry, Settings

CPU = torch.device("cpu")
LAYERS = 2
TINY = ["--shape", "tiny", "--layers", str(LAYERS), "--device", "cpu", "--threads", "1"]


def tiny_model() -> LoadedModel:
    return random_model("tiny", LAYERS, CPU)


def idle_runtime(loaded: LoadedModel) -> Runtime:
    """Nothing cached, one thread."""
    return Runtime(loaded, Settings(Geometry(0, 0), "layered", "lru", "never", 1, 1), CPU)


def fixed_ceilings(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """1 GB/s from host memory and 10 GB/s on the device, since measuring them takes gigabytes; Belady hits half.

    The bound itself has tests of its own, and compiling it takes seconds.
    """
    monkeypatch.setattr("hybrid.bench.decode.belady", half_hits)
    monkeypatch.setattr(f"hybrid.bench.{module}.ReadCeiling", lambda threads: lambda: 1e9)
    monkeypatch.setattr(f"hybrid.bench.{module}.device_bandwidth", lambda device: 1e10)


def half_hits(trace: Trace, geometry: Geometry, mapping: str) -> SimpleNamespace:
    return SimpleNamespace(hits=trace.tokens * trace.layers * trace.top_k / 2)


def rows_of(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """Runs a subcommand in this process and reads back what it wrote."""
    path = folder / "rows.json"
    assert bench.main([*arguments, "--json", str(path)]) == 0
    rows: list[dict[str, Any]] = json.loads(path.read_text())
    return rows
