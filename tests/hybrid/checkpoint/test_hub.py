"""Models on the Hub: what is fetched when, from a stand-in on this machine, and what is said when it cannot be."""

import errno
import json
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from huggingface_hub import constants, snapshot_download
from safetensors.torch import load_file, save_file
from transformers import LlamaConfig

from hybrid.checkpoint import files, hub
from hybrid.errors import HybridError, MemoryBudgetError, ModelNotFoundError, UnsupportedModelError
from hybrid.machine.ram import Ram
from hybrid.model.loading import fetch_weights, load_model, open_checkpoint
from tests.fakes.hub_stand_in import Hub

CPU = torch.device("cpu")
GIB = 1 << 30
Change = Callable[[Path], None]


def edit_config(**changes: object) -> Change:
    def change(folder: Path) -> None:
        path = folder / "config.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return change


def in_shards(folder: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    names, weight_map = sorted(tensors), {}
    for number, part in enumerate((names[::2], names[1::2]), 1):
        file = f"model-0000{number}-of-00002.safetensors"
        save_file({name: tensors[name] for name in part}, folder / file, metadata={"format": "pt"})
        weight_map |= dict.fromkeys(part, file)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))


def in_int8(folder: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    changed = {name: t.to(torch.int8) if "experts" in name else t for name, t in tensors.items()}
    save_file(changed, folder / "model.safetensors", metadata={"format": "pt"})


def test_what_describes_a_model_comes_first_its_weights_last(folder: Path, serve: Callable[[Path], Hub]) -> None:
    model_files = {path.name for path in folder.iterdir()}
    here = serve(folder)
    opened = open_checkpoint(here.NAME)
    size = here.sizes["model.safetensors"]
    assert opened.info.name == here.NAME
    assert opened.info.total_bytes == size
    assert not (opened.path / "model.safetensors").exists()
    loaded = load_model(opened, CPU)
    assert loaded.tokenizer is not None
    assert here.fetched() == model_files


def test_only_the_shards_of_the_index_are_fetched_and_counted(folder: Path, serve: Callable[[Path], Hub]) -> None:
    in_shards(folder)
    model_files = {path.name for path in folder.iterdir()}
    with (folder / "training-state.safetensors").open("wb") as stray:
        stray.truncate(1 << 20)
    here = serve(folder)
    here.sizes["training-state.safetensors"] = 200 * GIB
    loaded = load_model(open_checkpoint(here.NAME), CPU)
    assert loaded.info.total_bytes == sum(here.sizes[name] for name in model_files if name.endswith(".safetensors"))
    assert here.fetched() == model_files


UNFIT: dict[str, tuple[Change, str]] = {
    "quantised": (edit_config(quantization_config={"quant_method": "awq"}), "is quantised"),
    "quantised inside": (edit_config(text_config={"quantization_config": {"quant_method": "aqlm"}}), "is quantised"),
    "dense": (lambda folder: LlamaConfig().save_pretrained(folder), "isn't a Mixture-of-Experts"),
    "unknown": (edit_config(model_type="nobody_knows"), "nobody_knows"),
    "no config": (lambda folder: (folder / "config.json").unlink(), "no config.json"),
    "tokenizer damaged": (lambda folder: (folder / "tokenizer.json").write_text("{}"), "tokenizer"),
    "pickled only": (lambda folder: (folder / "model.safetensors").unlink(), "isn't in the Hugging Face format"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_its_description_rules_out_is_refused_without_a_weight(
    case: str, folder: Path, serve: Callable[[Path], Hub]
) -> None:
    change, words = UNFIT[case]
    change(folder)
    here = serve(folder)
    with pytest.raises(HybridError, match=words):
        open_checkpoint(here.NAME)
    assert not [name for name in here.fetched() if not name.endswith((".json", ".jinja"))]


@pytest.mark.parametrize(
    ("change", "words"), [(in_int8, "as int8"), (edit_config(vocab_size=90), "vocab_size 90")], ids=["int8", "sizes"]
)
def test_what_its_headers_rule_out_is_refused_by_their_first_bytes(
    change: Change, words: str, folder: Path, serve: Callable[[Path], Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "_FIRST_BYTES", 100)
    change(folder)
    here = serve(folder)
    with pytest.raises(UnsupportedModelError, match=words):
        open_checkpoint(here.NAME)
    assert 0 < here.sent["model.safetensors"] < here.sizes["model.safetensors"] / 2


def test_headers_that_cannot_be_had_alone_are_checked_once_the_files_are_here(
    folder: Path, serve: Callable[[Path], Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> Path:
        raise OSError("a proxy's own answer")

    in_int8(folder)
    here = serve(folder)
    monkeypatch.setattr(hub.HubSource, "_header_of", broken)
    opened = open_checkpoint(here.NAME)
    with pytest.raises(UnsupportedModelError, match="as int8"):
        load_model(opened, CPU)


def test_a_server_that_sends_whole_files_is_not_read_to_the_end(folder: Path, serve: Callable[..., Hub]) -> None:
    in_int8(folder)
    here = serve(folder, ranges=False)
    with pytest.raises(UnsupportedModelError, match="as int8"):
        open_checkpoint(here.NAME)


def test_a_second_time_nothing_is_fetched_and_no_network_is_needed(
    folder: Path, serve: Callable[[Path], Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = serve(folder)
    load_model(open_checkpoint(here.NAME), CPU)
    here.asked.clear()
    load_model(open_checkpoint(here.NAME), CPU)
    assert here.fetched() == set()
    here.asked.clear()
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert load_model(open_checkpoint(here.NAME), CPU).info.name == here.NAME
    assert here.asked == []


def test_offline_without_the_weights_says_so(
    folder: Path, serve: Callable[[Path], Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = serve(folder)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotFoundError, match="isn't on this machine, and HF_HUB_OFFLINE forbids"):
        open_checkpoint(here.NAME)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    opened = open_checkpoint(here.NAME)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotFoundError, match="only in part, and HF_HUB_OFFLINE forbids"):
        fetch_weights(opened)


REFUSALS = {
    "gated, not logged in": (401, {"X-Error-Code": "GatedRepo"}, "is gated.*hf auth login"),
    "gated, not granted": (403, {"X-Error-Code": "GatedRepo"}, "is gated.*Ask for access"),
    "missing": (404, {"X-Error-Code": "RepoNotFound"}, "no model of that name.*Check the spelling"),
    "missing, not logged in": (401, {}, "no model of that name.*hf auth login"),
    "revision": (404, {"X-Error-Code": "RevisionNotFound"}, "has no revision main"),
    "login": (401, {"X-Error-Message": "Invalid credentials in Authorization header"}, "doesn't accept your login"),
    "forbidden": (403, {}, "doesn't let you read"),
    "disabled": (403, {"X-Error-Message": "Access to this resource is disabled."}, "has been disabled"),
    "server": (500, {}, "at the moment .HTTP 500.. Try again later"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_hub_that_refuses_is_a_true_sentence(case: str, folder: Path, serve: Callable[[Path], Hub]) -> None:
    status, headers, words = REFUSALS[case]
    here = serve(folder)
    here.refusal = (status, headers)
    with pytest.raises(ModelNotFoundError, match=words) as refused:
        open_checkpoint(here.NAME)
    assert here.asked, "nobody asked"
    assert refused.value.field == "model"
    assert len(str(refused.value).splitlines()) == 1


def test_a_hub_out_of_reach_is_a_sentence(folder: Path, serve: Callable[[Path], Hub]) -> None:
    here = serve(folder)
    here.close()
    with pytest.raises(ModelNotFoundError, match="can't be reached. Check the spelling and your connection"):
        open_checkpoint(here.NAME)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "is full"),
        (RuntimeError("Data processing error: No space left on device (os error 28)"), "is full"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "is full"),
        (PermissionError(errno.EACCES, "Permission denied"), "permission denied"),
        (OSError("Consistency check failed: file should be of size 10"), "Consistency check failed.*Try again"),
    ],
)
def test_a_download_that_breaks_off_says_why(
    error: Exception, words: str, folder: Path, serve: Callable[[Path], Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(*arguments: object, **options: object) -> str:
        raise error

    opened = open_checkpoint(serve(folder).NAME)
    monkeypatch.setattr(hub, "snapshot_download", download)
    with pytest.raises(ModelNotFoundError, match=words):
        fetch_weights(opened)


def test_a_download_says_how_far_it_is(
    folder: Path, serve: Callable[[Path], Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held up half way, with a part of a file on the disk, until that has been told."""
    here = serve(folder)
    opened = open_checkpoint(here.NAME)
    told: list[tuple[float, str]] = []
    seen = threading.Event()

    def progress(share: float, what: str) -> None:
        told.append((share, what))
        if 0 < share < 1:
            seen.set()

    def download(*arguments: Any, **options: Any) -> str:
        part = next(Path(constants.HF_HUB_CACHE).rglob("snapshots")).parent / "blobs" / "abc.incomplete"
        part.write_bytes(bytes(1000))
        assert seen.wait(60), "nobody looked"
        part.unlink()
        return snapshot_download(*arguments, **options)

    monkeypatch.setattr(hub, "snapshot_download", download)
    monkeypatch.setattr(hub, "_LOOK_S", 0.01)
    fetch_weights(opened, progress)
    assert all(what.startswith(f"Downloading {here.NAME}: 0.0 of 0.0 GB") for _, what in told)
    assert max(share for share, _ in told) <= 1
    told.clear()
    fetch_weights(open_checkpoint(here.NAME), progress)
    assert told == [], "all of it is here"


def test_a_disk_too_small_is_found_out_before_the_download(
    folder: Path, serve: Callable[[Path], Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = serve(folder)
    opened = open_checkpoint(here.NAME)
    here.asked.clear()
    monkeypatch.setattr("hybrid.checkpoint.hub.shutil.disk_usage", lambda path: SimpleNamespace(free=1000))
    with pytest.raises(ModelNotFoundError, match="on the disk of .*Free some space"):
        fetch_weights(opened)
    assert here.asked == []


def test_a_model_larger_than_the_memory_is_not_downloaded(
    folder: Path, serve: Callable[[Path], Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = serve(folder)
    opened = open_checkpoint(here.NAME)
    here.asked.clear()
    monkeypatch.setattr(files, "ram", lambda: Ram(total=1000, available=1000))
    with pytest.raises(MemoryBudgetError, match="this machine has 0.0 GiB in all"):
        fetch_weights(opened)
    assert here.asked == []


def test_a_pages_address_is_the_model_it_shows(folder: Path, serve: Callable[[Path], Hub]) -> None:
    here = serve(folder)
    assert open_checkpoint(f"{here.address}/{here.NAME}/tree/main").info.name == f"{here.NAME}@main"
