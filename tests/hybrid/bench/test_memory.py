"""Peak memory of loading: read from the system, set against the checkpoint."""

import json
from pathlib import Path

import numpy as np
import pytest

from hybrid.bench import memory
from hybrid.bench.__main__ import main
from hybrid.config import DEFAULT_MODEL
from hybrid.errors import DeviceError


def test_the_peak_stays_when_memory_is_given_back() -> None:
    before = memory.peak_bytes()
    held = np.ones(before // 8 + (64 << 20) // 8)  # more than all that has ever been resident
    assert memory.peak_bytes() > before
    peak = memory.peak_bytes()
    del held
    assert memory.peak_bytes() > peak - (1 << 20)  # the system counts in batches


def test_a_row_tells_every_stage(tmp_path: Path) -> None:
    assert main(["memory", "--model", DEFAULT_MODEL, "--device", "cpu", "--json", str(tmp_path / "rows.json")]) == 0
    (row,) = json.loads((tmp_path / "rows.json").read_text())
    size = sum(file.stat().st_size for file in Path(DEFAULT_MODEL).glob("*.safetensors")) / (1 << 30)
    assert row["checkpoint_gib"] == pytest.approx(size)
    assert 0 < row["before_gib"] <= row["peak_loading_gib"] <= row["peak_gib"]
    assert row["over_gib"] == pytest.approx(row["peak_gib"] - 1.1 * size)


def test_a_system_that_does_not_tell_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "nothing")
    with pytest.raises(DeviceError, match="Linux"):
        memory.peak_bytes()
