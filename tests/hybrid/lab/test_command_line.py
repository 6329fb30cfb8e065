"""``python -m hybrid.lab import``: a foreign file becomes a trace; refusals end with a sentence and status 2."""

from pathlib import Path

import numpy as np
import pytest

from hybrid.lab import load_trace
from hybrid.lab.__main__ import main

IDS = np.arange(4 * 3 * 2).reshape(4, 3, 2) % 24


def test_a_file_becomes_a_trace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "ids.npy", IDS.ravel())
    sizes = ["--layers", "3", "--top-k", "2", "--experts", "32"]
    assert main(["import", str(tmp_path / "ids.npy"), "--out", str(tmp_path / "t.safetensors"), *sizes]) == 0
    trace = load_trace(tmp_path / "t.safetensors")
    assert np.array_equal(trace.choices, IDS)
    assert trace.num_experts == 32
    said = capsys.readouterr().out
    assert "all count as generated" in said
    assert "4 tokens, 3 layers of 32 experts, 2 per token" in said


def test_a_refusal_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(tmp_path / "ids.npy", IDS.ravel())
    with pytest.raises(SystemExit) as ended:
        main(["import", str(tmp_path / "ids.npy"), "--out", str(tmp_path / "t.safetensors")])
    assert ended.value.code == 2
    assert "enter the model's layers" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["import", "x", "--out", "y", "--tokens", "0"])
    assert "at least 1" in capsys.readouterr().err
