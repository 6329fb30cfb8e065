"""Models in the Hub's cache, found by their configurations."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from hybrid.checkpoint import hub
from hybrid.config import DEFAULT_MODEL
from hybrid.fit.cached_models import ModelList, cached_models
from hybrid.fit.inspection import ListedModel
from hybrid.fit.words import listed_line
from tests.repository import ROOT

CONFIG = '{"model_type": "mixtral", "num_hidden_layers": 1, "num_local_experts": 2, "num_experts_per_tok": 1}'
RAM = 1 << 20


def add(cache: Path, folder: str, config: str | None) -> None:
    snapshot = cache / folder / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    if config is not None:
        (snapshot / "config.json").write_text(config, encoding="utf-8")


def test_models_with_experts_are_listed_by_name(tmp_path: Path) -> None:
    add(tmp_path, "models--someone--tiny-moe", '{"num_experts_per_tok": 2}')
    add(tmp_path, "models--Another--big--moe", '{"text_config": {"num_local_experts": 8}}')
    add(tmp_path, "models--someone--dense", '{"model_type": "llama"}')
    add(tmp_path, "models--someone--nothing", None)
    add(tmp_path, "datasets--someone--experts", '{"num_experts": 2}')
    (tmp_path / "version.txt").write_text("1")
    assert cached_models(tmp_path) == ("Another/big--moe", "someone/tiny-moe")


def test_gguf_models_are_listed_by_file(tmp_path: Path) -> None:
    add(tmp_path, "models--someone--some-GGUF", '{"num_experts_per_tok": 2}')
    snapshot = tmp_path / "models--someone--some-GGUF" / "snapshots" / "abc"
    (snapshot / "big").mkdir()
    head = b"GGUF" + bytes(20) + b"some.expert_count"
    names = ["a-Q4_K_M.gguf", "big/a-Q8_0-00001-of-00002.gguf", "big/a-Q8_0-00002-of-00002.gguf"]
    for name in names:
        (snapshot / name).write_bytes(head)
    (snapshot / "mmproj.gguf").write_bytes(b"GGUF")
    (snapshot / "gone.gguf").symlink_to(tmp_path / "blob")
    assert cached_models(tmp_path) == tuple(f"someone/some-GGUF:{name}" for name in names[:2])


def test_a_broken_link_or_a_huge_file_is_passed_over(tmp_path: Path) -> None:
    add(tmp_path, "models--someone--gone", None)
    (tmp_path / "models--someone--gone" / "snapshots" / "abc" / "config.json").symlink_to(tmp_path / "blob")
    add(tmp_path, "models--someone--huge", "expert" * 200_000)
    assert cached_models(tmp_path) == ()


def test_without_a_cache_there_are_none(tmp_path: Path) -> None:
    assert cached_models(tmp_path / "nowhere") == ()


def write_model(folder: Path, rows: int = 8) -> Path:
    """Two experts of ``rows`` x 4 in bfloat16, and nothing else."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(CONFIG)
    names = [f"model.layers.0.block_sparse_moe.experts.{expert}.w1.weight" for expert in range(2)]
    save_file({name: torch.zeros(rows, 4, dtype=torch.bfloat16) for name in names}, folder / "model.safetensors")
    return folder


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache; whoever asks the Hub fails."""

    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("the list uses no network")

    monkeypatch.setattr(hub, "snapshot_download", no_network)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    (tmp_path / "hub").mkdir()
    return tmp_path / "hub"


def by_name(models: tuple[ListedModel, ...]) -> dict[str, ListedModel]:
    return {model.name: model for model in models}


def test_the_list_has_size_format_and_fit_of_each_model_once(hub_cache: Path, tmp_path: Path) -> None:
    demo, mine = write_model(tmp_path / "demo"), write_model(tmp_path / "mine", rows=1 << 20)
    write_model(hub_cache / "models--someone--tiny" / "snapshots" / "abc")
    used = [str(mine), "someone/tiny", str(tmp_path / "gone"), "someone/elsewhere", str(mine / "..") + "/mine"]
    models = ModelList(str(demo)).listed(used, RAM, loaded=str(demo))
    assert [(model.name, model.origin) for model in models] == [
        (str(demo), "demo"), (str(mine), "used"), ("someone/tiny", "used"),
    ]  # fmt: skip
    assert [model.loaded for model in models] == [True, False, False]
    assert [listed_line(model) for model in models] == [
        "128 B · bfloat16 · loaded",
        "16.0 MiB · bfloat16 · needs 15.0 MiB more RAM",
        "128 B · bfloat16 · fits in RAM",
    ]


def test_a_download_that_is_not_complete_says_so(hub_cache: Path, tmp_path: Path) -> None:
    folder = write_model(hub_cache / "models--someone--tiny" / "snapshots" / "abc")
    (folder / "model.safetensors").unlink()
    (model,) = ModelList(str(tmp_path / "no demo")).listed([], RAM)
    assert (model.name, model.facts, listed_line(model)) == (
        "someone/tiny", None, "incomplete or damaged: Look says why",
    )  # fmt: skip
    assert "weights" in model.problem


def test_a_revision_is_found_in_the_cache(hub_cache: Path, tmp_path: Path) -> None:
    folder = hub_cache / "models--someone--tiny"
    write_model(folder / "snapshots" / "abc")
    write_model(folder / "snapshots" / "def", rows=16)
    (folder / "refs").mkdir()
    (folder / "refs" / "v2").write_text("def\n")
    (folder / "refs" / "main").write_text("abc")
    models = by_name(ModelList(str(tmp_path / "no demo")).listed(["someone/tiny@v2", "someone/tiny@gone"], RAM))
    assert {name: model.facts and model.facts.total_bytes for name, model in models.items()} == {
        "someone/tiny@v2": 256, "someone/tiny": 128,
    }  # fmt: skip


def test_without_patience_models_come_without_facts_until_the_next_time(tmp_path: Path, hub_cache: Path) -> None:
    models = ModelList(str(write_model(tmp_path / "demo")))
    (unread,) = models.listed([], RAM, patience_s=-1.0)
    assert (unread.facts, listed_line(unread)) == (None, "not looked at yet")
    (read,) = models.listed([], RAM)
    assert read.facts is not None
    assert models.listed([], RAM, patience_s=-1.0) == (read,)  # from memory


def test_headers_are_read_again_once_the_files_have_changed(
    tmp_path: Path, hub_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_model(tmp_path / "demo")
    models = ModelList(str(folder))
    models.listed([], RAM)
    (folder / "model.safetensors").unlink()
    (changed,) = models.listed([], RAM)
    assert changed.problem


@pytest.mark.parametrize("started_in", ["here", "elsewhere"])
@pytest.mark.usefixtures("hub_cache")
def test_the_demo_is_listed_wherever_the_program_was_started(
    started_in: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT if started_in == "here" else tmp_path)
    (demo,) = ModelList().listed([], RAM)
    assert demo.origin == "demo"
    assert demo.name == (DEFAULT_MODEL if started_in == "here" else str(ROOT / DEFAULT_MODEL))
    assert demo.facts is not None
