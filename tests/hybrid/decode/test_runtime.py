"""Runtime: for which models single tokens are captured, and how long the parts of a prompt may be."""

from pathlib import Path
from typing import Any

import pytest
import torch

from hybrid.decode.runtime import Runtime
from hybrid.model.loading import load_model, open_checkpoint
from hybrid.types import Geometry, Settings
from tests.hybrid.families.exactness import save_small
from tests.hybrid.families.small_configs import small_config

CPU = torch.device("cpu")
CAPTURED: Any = "captured"


@pytest.mark.parametrize(
    ("family", "captured"),
    [("mixtral", True), ("gpt_oss", True), ("qwen3_next", False), ("deepseek_v32", False), ("nemotron_h", False)],
)
def test_steps_are_captured_only_over_caches_of_keys_and_values(
    family: str, captured: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told before anything is tried: the other kinds of cache fail in ways of their own."""
    monkeypatch.setattr("hybrid.decode.runtime.GraphedDecoder", lambda *parts: CAPTURED)
    loaded = load_model(open_checkpoint(str(save_small(small_config(family), tmp_path))), CPU)
    runtime = Runtime(loaded, Settings(Geometry(0, 0), "layered", "lru", "never", 1, 1), CPU)
    assert runtime._new_decoder() == (CAPTURED if captured else None)
    assert any("keep more than keys and values" in notice for notice in runtime.machine.notices) is not captured
    monkeypatch.setattr("hybrid.decode.runtime.prefill_chunk", lambda *arguments: 16384)
    assert runtime.prefill_chunk() == (16384 if captured else 1024)
    runtime._decoder = None
    runtime.close()
