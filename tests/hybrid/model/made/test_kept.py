"""Experts that are made smaller at a load and kept on disk: read again, made again where they do not fit, removed."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from huggingface_hub import constants

from hybrid.errors import LoadingCancelledError
from hybrid.layout import FormatName
from hybrid.machine.user_folders import HOME_VARIABLE
from hybrid.model import expert_modules
from hybrid.model.loading import LoadedModel, load_model, open_checkpoint
from hybrid.model.made import kept
from tests.models.tiny_models import save_tiny

CPU = torch.device("cpu")
BY_32 = {"intermediate_size": 64, "moe_intermediate_size": 64}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setattr(kept, "_LEFT_FREE", 0)
    return tmp_path / "home" / "cache" / "experts"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return save_tiny("qwen3_moe", tmp_path / "model", **BY_32)


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """Shapes of the stacks that have been made."""
    made: list[tuple[int, ...]] = []
    encode = expert_modules._encoded

    def note(weight_format: Any, matrix: torch.Tensor) -> Any:
        made.append(tuple(matrix.shape))
        return encode(weight_format, matrix)

    monkeypatch.setattr(expert_modules, "_encoded", note)
    return made


def loaded(folder: Path, made: FormatName = "int4", **options: Any) -> LoadedModel:
    return load_model(open_checkpoint(str(folder), None, made), CPU, keep=True, **options)


def same(one: LoadedModel, other: LoadedModel) -> bool:
    return one.checkpoint.layout == other.checkpoint.layout and all(
        torch.equal(mine, theirs)
        for left, right in zip(one.store.layers, other.store.layers, strict=True)
        for mine, theirs in zip(left.present(), right.present(), strict=True)
    )


def files(home: Path) -> list[str]:
    return sorted(file.name for file in home.iterdir()) if home.is_dir() else []


@pytest.mark.parametrize("family", ["qwen3_moe", "gpt_oss"], ids=["rows first", "turned and biased"])
@pytest.mark.parametrize("made", ["int4", "int8"])
def test_the_second_load_reads_what_the_first_has_made(
    family: str, made: FormatName, tmp_path: Path, encoded: list[tuple[int, ...]], home: Path
) -> None:
    folder = save_tiny(family, tmp_path / family, **BY_32)
    first = loaded(folder, made)
    assert encoded
    assert len(files(home)) == 1
    encoded.clear()
    told: list[str] = []
    second = loaded(folder, made, progress=lambda share, what: told.append(what))
    assert encoded == []
    assert same(first, second)
    assert first.info == second.info
    assert [what for what in told if what.startswith(f"Reading the kept {made} experts")]
    of_model = [dict(one.model.named_parameters()) for one in (first, second)]
    assert all(torch.equal(of_model[0][name], of_model[1][name]) for name in of_model[0])


def test_what_is_kept_is_not_read_from_the_checkpoint(model: Path) -> None:
    """Its experts' bytes are no longer what they were, at the same size and time: nobody notices."""
    first = loaded(model)
    file, status = model / "model.safetensors", (model / "model.safetensors").stat()
    plan = open_checkpoint(str(model)).files
    assert plan is not None
    stored = plan.stored_tensors()
    assert stored is not None
    with file.open("r+b") as content:
        for name, tensor in stored.items():
            if ".experts." in name:
                content.seek(tensor.start)
                content.write(bytes(tensor.nbytes))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert same(first, loaded(model))


def test_the_same_weights_give_the_same_bytes(model: Path, home: Path) -> None:
    loaded(model)
    (name,) = files(home)
    content = (home / name).read_bytes()
    assert kept.remove_kept() == len(content)
    assert files(home) == []
    loaded(model)
    assert (home / name).read_bytes() == content


def test_a_checkpoint_that_has_changed_has_its_experts_made_again(
    model: Path, home: Path, encoded: list[tuple[int, ...]]
) -> None:
    loaded(model)
    before = files(home)
    encoded.clear()
    os.utime(model / "model.safetensors", ns=(1, 1))
    loaded(model)
    assert encoded
    assert len(files(home)) == 1
    assert files(home) != before, "those of the former version are gone"


def test_formats_and_models_do_not_take_each_others_place(model: Path, home: Path, tmp_path: Path) -> None:
    loaded(model)
    loaded(model, "int8")
    loaded(save_tiny("qwen3_moe", tmp_path / "elsewhere" / "model", **BY_32))
    assert len(files(home)) == 3


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def turn_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-5000] ^= 1
    file.write_bytes(content)


def of_another_model(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content.replace(b"layers.0.", b"layers.9."))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut": cut,
    "a bit": turn_a_bit,
    "empty": lambda file: file.write_bytes(b""),
    "other tensors": of_another_model,
    "a header of gigabytes": lambda file: file.write_bytes(bytes([0, 0, 0, 0, 9, 0, 0, 0])),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_file_is_made_again(case: str, model: Path, home: Path, encoded: list[tuple[int, ...]]) -> None:
    first = loaded(model)
    file = home / files(home)[0]
    content = file.read_bytes()
    DAMAGE[case](file)
    encoded.clear()
    assert same(first, loaded(model))
    assert encoded
    assert file.read_bytes() == content


def test_a_disk_without_room_is_left_alone(model: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybrid.model.made.kept.shutil.disk_usage", lambda path: SimpleNamespace(free=1000))
    loaded(model)
    assert files(home) == []


@pytest.mark.parametrize("part", ["os.fsync", "shutil.disk_usage"])
def test_a_disk_that_fails_does_not_end_the_load(
    part: str, model: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"hybrid.model.made.kept.{part}", full)
    first = loaded(model)
    assert files(home) == []
    monkeypatch.undo()
    assert same(first, loaded(model))


def test_a_load_that_is_cancelled_while_experts_are_kept_leaves_nothing(model: Path, home: Path) -> None:
    keeping = False

    def progress(share: float, what: str) -> None:
        nonlocal keeping
        keeping |= what.startswith("Keeping the int4 experts for the next time")

    with pytest.raises(LoadingCancelledError):
        loaded(model, progress=progress, cancelled=lambda: keeping)
    assert keeping
    assert files(home) == []


def test_a_load_that_is_cancelled_while_kept_experts_are_read_keeps_them(model: Path, home: Path) -> None:
    loaded(model)
    before, reading = files(home), False

    def progress(share: float, what: str) -> None:
        nonlocal reading
        reading |= what.startswith("Reading the kept")

    with pytest.raises(LoadingCancelledError):
        loaded(model, progress=progress, cancelled=lambda: reading)
    assert files(home) == before


def test_nothing_is_kept_unless_asked_nor_of_experts_as_they_are(model: Path, home: Path) -> None:
    load_model(open_checkpoint(str(model), None, "int4"), CPU)
    load_model(open_checkpoint(str(model)), CPU, keep=True)
    assert files(home) == []


def test_removing_leaves_what_is_not_ours(home: Path) -> None:
    assert (kept.kept_bytes(), kept.remove_kept()) == (0, 0)
    home.mkdir(parents=True)
    for name in ("mine.txt", "a.experts.safetensors", "b.experts.part"):
        (home / name).write_bytes(bytes(10))
    assert (kept.kept_bytes(), kept.remove_kept(), kept.kept_bytes()) == (20, 20, 0)
    assert files(home) == ["mine.txt"]


def test_they_are_kept_beside_the_hubs_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(HOME_VARIABLE)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "huggingface" / "hub"))
    assert kept.folder() == tmp_path / "huggingface" / "hybrid-moe-experts"


def test_in_the_hubs_cache_a_file_is_its_hash(tmp_path: Path) -> None:
    (tmp_path / "blobs").mkdir()
    blob = tmp_path / "blobs" / "abc"
    blob.write_bytes(b"x")
    before = kept._identity(blob)
    os.utime(blob, ns=(1, 1))
    assert kept._identity(blob) == before
