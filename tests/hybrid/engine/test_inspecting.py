"""Models inspected through a running engine: with its settings, and with the memory that its own model would free."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hybrid import Engine
from hybrid.errors import ModelNotFoundError
from hybrid.machine.limits import Memory

Load = Callable[..., Engine]


def test_another_model_is_inspected_beside_the_loaded_one(
    load: Load, checkpoint: Path, device: str, tmp_path: Path
) -> None:
    engine = load(device=device, expert_dtype="int8")
    inspection = engine.inspect(str(checkpoint))
    assert inspection.info == engine.snapshot().model
    assert inspection.runs
    assert inspection.emulated is (device == "cpu")
    with pytest.raises(ModelNotFoundError):
        engine.inspect(str(tmp_path))
    assert engine.snapshot().model.name == checkpoint.name


def test_what_the_present_model_holds_counts_as_free(
    load: Load, checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = load()
    monkeypatch.setattr("hybrid.fit.inspector.memory", lambda device: Memory(1 << 40, 1 << 30))
    info = engine.snapshot().model
    (bar,) = engine.inspect(str(checkpoint)).bars
    given_back = info.experts_bytes + info.dense_bytes + engine.snapshot().memory.slots
    assert bar.of("taken") == (1 << 40) - (1 << 30) - given_back
    assert given_back > 0


def test_downloaded_models_are_those_of_the_cache(load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = tmp_path / "models--someone--tiny-moe" / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").write_text('{"num_experts": 4}')
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    models = {model.name: model for model in load().known_models()}
    assert "weights" in models["someone/tiny-moe"].problem
    (loaded,) = [model for model in models.values() if model.loaded]
    assert loaded.facts is not None
    assert (loaded.origin, loaded.short) == ("used", 0)


def test_other_programs_are_asked_for_on_this_device(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr("hybrid.engine.engine.others_at_work", lambda gpu: asked.append(gpu) or ("40 % of the CPUs",))
    engine = load()
    assert engine.others_at_work() == ("40 % of the CPUs",)
    is_cpu = engine.snapshot().machine.device == "cpu"
    assert asked == [None] if is_cpu else str(asked[0]).startswith(("GPU-", "MIG-"))
