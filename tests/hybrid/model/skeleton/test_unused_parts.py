"""Unused parts of a model: towers for images are neither read nor built."""

from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from hybrid.model.loading import load_model, open_checkpoint
from hybrid.model.skeleton.unused_parts import without_parts
from tests.hybrid.families.exactness import reference, save_small
from tests.hybrid.families.small_configs import small_config

WRAPPERS = ["qwen3_vl_moe", "glm4v_moe", "mistral3 around mistral4", "kimi_k25 around deepseek_v3", "dots3_note"]


def stored_bytes(folder: Path, towers: bool) -> int:
    """Of the tensors of towers and projectors, or of all others."""
    with safe_open(folder / "model.safetensors", "pt") as file:
        names = list(file.keys())
        names = [name for name in names if any(w in name for w in ("vis", "mm_", "multi", "audio")) == towers]
        return sum(file.get_tensor(name).nbytes for name in names)


@pytest.mark.parametrize("name", WRAPPERS)
def test_towers_are_not_read(name: str, tmp_path: Path) -> None:
    folder = save_small(small_config(name), tmp_path)
    said: list[str] = []
    loaded = load_model(open_checkpoint(str(folder)), torch.device("cpu"), lambda share, what: said.append(what))
    total, without = stored_bytes(folder, towers=True), stored_bytes(folder, towers=False)
    assert total > 0
    held = sum(parameter.nbytes for parameter in loaded.model.parameters())
    assert held <= without
    assert not any("vis" in key or "audio" in key for key in loaded.model.state_dict())
    assert {parameter.device.type for parameter in loaded.model.parameters()} == {"cpu"}


def test_nothing_changes_where_nothing_is_unused() -> None:
    kind = type(reference)
    assert without_parts(kind, ()) is kind
